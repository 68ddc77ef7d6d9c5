// Keeps the running chat over a reload, in this tab only.

export interface StoredChat {
  contactId: string;
  token: string;
}

const key_of = (flow: string) => `nextup.chat.${flow}`;

export function load_chat(flow: string): StoredChat | null {
  try {
    const stored = JSON.parse(window.sessionStorage.getItem(key_of(flow)) ?? "null");
    return typeof stored?.token === "string" ? stored : null;
  } catch {
    return null;
  }
}

export function keep_chat(flow: string, chat: StoredChat | null): void {
  try {
    if (chat)
      window.sessionStorage.setItem(key_of(flow), JSON.stringify({ contactId: chat.contactId, token: chat.token }));
    else window.sessionStorage.removeItem(key_of(flow));
  } catch {
    // a frame without storage: a reload begins anew
  }
}
