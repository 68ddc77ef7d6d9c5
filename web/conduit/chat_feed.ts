// What has been said in the agent's chats since the last look, as items of the participant service for the embedding page's chat sessions. It must not
// repeat what was there before the page came: that is read from the transcript.
import type { Leg, Message } from "../client/types.ts";
import type { PanelView } from "../client/view.ts";
import { initial_contact_of } from "./contact.ts";

export interface ChatItem {
  topic: "aws/chat";
  contentType: "application/json";
  /** The item as JSON text. */
  content: string;
}

const EVENT = "application/vnd.amazonaws.connect.event.";
const ROLES = { customer: "CUSTOMER", agent: "AGENT", system: "SYSTEM" } as const;

function item(leg: Leg, members: Record<string, unknown>): ChatItem {
  const content = { ...members, ContactId: leg.contactId, InitialContactId: initial_contact_of(leg) ?? leg.contactId };
  return { topic: "aws/chat", contentType: "application/json", content: JSON.stringify(content) };
}

function message_item(leg: Leg, message: Message): ChatItem {
  return item(leg, {
    Id: message.id,
    Type: "MESSAGE",
    ContentType: "text/plain",
    Content: message.text,
    AbsoluteTime: new Date(message.at).toISOString(),
    ParticipantId: ROLES[message.by],
    ParticipantRole: ROLES[message.by],
    DisplayName: message.name,
  });
}

function event_item(leg: Leg, name: string, role: string, at: number, display: string): ChatItem {
  return item(leg, {
    Id: `${leg.contactId}-${name}-${at}`,
    Type: "EVENT",
    ContentType: EVENT + name,
    AbsoluteTime: new Date(at).toISOString(),
    ParticipantId: role,
    ParticipantRole: role,
    DisplayName: display,
  });
}

export class ChatFeed {
  private began: number | null = null; // server's clock
  private last = new Map<string, number>(); // transcript -> highest number told
  private typed = new Map<string, number>();
  private ended = new Set<string>();

  news(view: PanelView, now: number): ChatItem[] {
    const items: ChatItem[] = [];
    const first = this.began === null;
    this.began ??= now + view.skew_ms;
    for (const leg of view.panel?.legs ?? []) {
      if (leg.channel !== "CHAT") continue;
      for (const message of this.new_messages(view, leg)) items.push(message_item(leg, message));
      const typed = view.typing[leg.contactId];
      if (typed !== undefined && typed !== this.typed.get(leg.contactId)) {
        this.typed.set(leg.contactId, typed);
        items.push(event_item(leg, "typing", "CUSTOMER", typed + view.skew_ms, leg.name));
      }
      if (leg.state === "ENDED" && !this.ended.has(leg.contactId)) {
        this.ended.add(leg.contactId);
        if (!first) items.push(event_item(leg, "chat.ended", "SYSTEM", leg.endedAt ?? now, ""));
      }
    }
    return items;
  }

  /** Those said while this page has been here. Numbers below the last told one come late, from the transcript, and are older. */
  private new_messages(view: PanelView, leg: Leg): Message[] {
    const messages = view.transcripts[leg.transcriptId] ?? [];
    const last = this.last.get(leg.transcriptId) ?? 0;
    const newest = messages.at(-1)?.number ?? 0;
    if (newest <= last) return [];
    this.last.set(leg.transcriptId, newest);
    return messages.filter(({ number, at }) => number > last && at >= (this.began ?? 0));
  }
}
