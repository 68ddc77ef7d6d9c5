// The words of docs/reference/chat-line.md as types. Nothing here decides or remembers anything.
import type { Message } from "./types.ts";

export type Place = "waiting" | "offered" | "connected" | "over";

export interface ChatState {
  contactId: string;
  place: Place;
  name: string;
  agentName: string | null;
  position: number | null;
  staffed: boolean;
  startedAt: number;
  endedAt: number | null;
  endedBy: "customer" | "agent" | "system" | null;
}

export interface Chat {
  state: ChatState;
  messages: Message[];
}

export type ChatEvent = { kind: "state"; state: ChatState } | { kind: "message"; message: Message };

export interface FlowAnswer {
  flow: { id: string; name: string };
  open: boolean;
  opensAt: number | null;
  staffed: boolean;
  waiting: number;
  /** The centre's own words to begin with; may be empty. */
  welcome?: string;
}
