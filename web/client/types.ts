// The words of docs/reference/panel-line.md as types. Nothing here decides or remembers anything.

export type Channel = "VOICE" | "CHAT" | "TASK";
export type StatusType = "ROUTABLE" | "CUSTOM" | "OFFLINE";
export type LegState =
  | "CONNECTING"
  | "INCOMING"
  | "PENDING"
  | "CONNECTED"
  | "CONNECTED_ONHOLD"
  | "PAUSED"
  | "ENDED"
  | "MISSED"
  | "REJECTED"
  | "ERROR";
export type Initiation = "INBOUND" | "OUTBOUND" | "CALLBACK" | "API" | "TRANSFER" | "QUEUE_TRANSFER";

export interface User {
  id: string;
  username: string;
  firstName: string;
  lastName: string;
  role: "agent" | "supervisor" | "admin";
}

export interface Centre {
  id: string;
  alias: string;
  model: "connect" | "vcc";
}

export interface Status {
  id: string;
  name: string;
  type: StatusType;
}

export interface ListedStatus extends Status {
  description: string;
  order: number;
}

export interface CurrentStatus extends Status {
  since: number;
}

export interface NextStatus {
  status: Status;
  setAt: number;
  setBy: { kind: "agent" | "supervisor" | "admin" | "api" | "system"; name: string | null };
  reason: string | null;
  when: string;
  version: number;
}

export interface MenuEntry {
  statusId: string;
  means: "now" | "next" | "cancel";
}

export interface Slots {
  max: number;
  active: number;
  available: number;
}

export type SlotsByChannel = Record<Channel, Slots>;

export interface Reference {
  type?: string;
  value?: string;
}

export interface Leg {
  contactId: string;
  channel: Channel;
  state: LegState;
  name: string;
  queue: { id: string; name: string } | null;
  initiation: Initiation;
  since: number;
  startedAt: number;
  offeredAt: number | null;
  connectedAt: number | null;
  endedAt: number | null;
  holdSince: number | null;
  deadline: number | null;
  endCause: string | null;
  offerReason: string | null;
  description: string;
  attributes: Record<string, unknown>;
  references: Record<string, unknown>;
  note: string;
  messageCount: number;
  transcriptId: string;
}

export interface Message {
  number: number;
  by: "customer" | "agent" | "system";
  name: string;
  text: string;
  at: number;
  id: string;
}

export interface QuickConnect {
  id: string;
  name: string;
  kind: "queue" | "agent";
}

export interface PanelState {
  user: User;
  centre: Centre;
  statuses: ListedStatus[];
  status: CurrentStatus;
  next: NextStatus | null;
  version: number;
  menu: MenuEntry[];
  legs: Leg[];
  slots: SlotsByChannel;
  queues: { id: string; name: string }[];
  quickConnects: QuickConnect[];
  settings: { rejectAllowed: boolean };
}

export type PanelEvent =
  | { kind: "status"; status: CurrentStatus; version: number; menu: MenuEntry[]; cause: string }
  | { kind: "next_set"; next: NextStatus; version: number; menu: MenuEntry[] }
  | { kind: "next_cleared"; version: number; menu: MenuEntry[] }
  | { kind: "leg"; leg: Leg; menu: MenuEntry[]; slots: SlotsByChannel }
  | { kind: "leg_removed"; contactId: string; cause: string; menu: MenuEntry[]; slots: SlotsByChannel }
  | { kind: "message"; contactId: string; message: Message }
  | {
      kind: "statuses";
      statuses: ListedStatus[];
      menu: MenuEntry[];
      status?: CurrentStatus;
      next?: NextStatus | null;
    }
  | {
      kind: "settings";
      queues: PanelState["queues"];
      quickConnects: QuickConnect[];
      slots: SlotsByChannel;
      settings: PanelState["settings"];
    }
  | { kind: "user"; user: User };

/** A request of the page; the line adds the id. */
export interface Command {
  do: string;
  [member: string]: unknown;
}

/** What `GET /session` and `POST /login` say. */
export interface Session {
  user: User;
  centre: Centre;
  mustChangePassword: boolean;
}
