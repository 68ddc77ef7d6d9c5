// The customer's side of the chat line: one view out of what the server says, and the customer's requests. It must not touch the page.
import type { Chat, ChatEvent } from "./chat_types.ts";
import { apply_chat, apply_position } from "./fold_chat.ts";
import { Line, type LineStatus, type ServerMessage, type World } from "./line.ts";
import { complete_up_to, merge_messages } from "./messages.ts";
import { type Outgoing, sendable, settle } from "./outbox.ts";
import { TYPING_EVERY_MS } from "./panel.ts";
import { refusal_words } from "./words.ts";

export interface ChatView {
  line: LineStatus;
  /** Why a closed line stays closed: "over", "unknown". */
  closed_by: string | null;
  regained_at: number | null;
  skew_ms: number;
  chat: Chat | null;
  agent_typing_at: number | null;
  outbox: readonly Outgoing[];
  ending: boolean;
  refusal: string | null;
}

const EMPTY: ChatView = {
  line: "closed",
  closed_by: null,
  regained_at: null,
  skew_ms: 0,
  chat: null,
  agent_typing_at: null,
  outbox: [],
  ending: false,
  refusal: null,
};

const FINAL_CODES = ["over", "unknown"];

export class CustomerChat {
  private view: ChatView = EMPTY;
  private listeners = new Set<() => void>();
  private readonly line: Line;
  private key = 0;
  private typed_at = 0;

  constructor(
    private readonly world: World,
    token: string,
  ) {
    this.line = new Line({
      world,
      hello: () => ({ token, after: complete_up_to(this.view.chat?.messages ?? []) }),
      received: (message) => this.received(message),
      changed: (status, code) => this.line_changed(status, code),
      final_codes: FINAL_CODES,
    });
  }

  get_view = (): ChatView => this.view;

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  open(): void {
    this.line.open();
  }

  close(): void {
    this.line.close();
  }

  hurry(): void {
    this.line.hurry();
  }

  send(text: string): void {
    const messages = this.view.chat?.messages ?? [];
    this.key += 1;
    const outgoing: Outgoing = {
      key: this.key,
      transcriptId: "",
      contactId: "",
      text: sendable(text),
      after: messages[messages.length - 1]?.number ?? 0,
      state: this.view.line === "open" ? "sending" : "unknown",
      why: null,
    };
    this.set({ outbox: [...this.view.outbox, outgoing] });
    if (outgoing.state === "sending") void this.transmit(outgoing);
  }

  typing(): void {
    const now = this.world.now();
    if (now - this.typed_at < TYPING_EVERY_MS) return;
    this.typed_at = now;
    this.line.tell({ do: "typing" });
  }

  take_back(key: number): void {
    this.set({ outbox: this.view.outbox.filter((outgoing) => outgoing.key !== key) });
  }

  async end(): Promise<void> {
    this.set({ ending: true, refusal: null });
    const answer = await this.line.request({ do: "end" });
    this.set({
      ending: false,
      refusal: answer.is === "refused" ? refusal_words(answer.code, answer.message) : null,
    });
  }

  forget_regained(): void {
    this.set({ regained_at: null });
  }

  private async transmit(outgoing: Outgoing): Promise<void> {
    const answer = await this.line.request({ do: "send", text: outgoing.text });
    if (answer.is === "done") this.take_back(outgoing.key);
    else if (answer.is === "lost") this.mark(outgoing.key, "unknown", null);
    else this.mark(outgoing.key, "refused", refusal_words(answer.code, answer.message));
  }

  private mark(key: number, state: Outgoing["state"], why: string | null): void {
    this.set({ outbox: this.view.outbox.map((known) => (known.key === key ? { ...known, state, why } : known)) });
  }

  private line_changed(status: LineStatus, code: string | null): void {
    const regained = status === "open" && this.view.line === "lost";
    this.set({
      line: status,
      closed_by: status === "closed" ? code : null,
      skew_ms: this.line.skew_ms,
      agent_typing_at: null,
      regained_at: regained ? this.world.now() : status === "open" ? this.view.regained_at : null,
    });
    if (status === "open") this.settle();
  }

  private settle(): void {
    const messages = this.view.chat?.messages ?? [];
    const { arrived, again } = settle(this.view.outbox, "", messages, (message) => message.by === "customer");
    for (const outgoing of arrived) this.take_back(outgoing.key);
    for (const outgoing of again) {
      this.mark(outgoing.key, "sending", null);
      void this.transmit(outgoing);
    }
  }

  private received(message: ServerMessage): void {
    const { chat } = this.view;
    if (message.is === "snapshot") {
      const messages = merge_messages(chat?.messages ?? [], message.messages);
      this.set({ chat: { state: message.state, messages }, skew_ms: this.line.skew_ms });
    } else if (message.is === "event" && chat) {
      const event = message as ServerMessage & ChatEvent;
      const by_agent = event.kind === "message" && event.message.by === "agent";
      this.set({
        chat: apply_chat(chat, event),
        agent_typing_at: by_agent ? null : this.view.agent_typing_at,
      });
    } else if (message.is === "position" && chat)
      this.set({ chat: apply_position(chat, message.position, message.staffed) });
    else if (message.is === "signal" && message.kind === "typing") this.set({ agent_typing_at: this.world.now() });
  }

  private set(change: Partial<ChatView>): void {
    this.view = { ...this.view, ...change };
    for (const listener of this.listeners) listener();
  }
}
