// The words of docs/reference/panel-line.md as types. Nothing here decides or remembers anything.
import type { Whisper } from "./board/types.ts";

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
export type Initiation = "INBOUND" | "OUTBOUND" | "CALLBACK" | "API" | "TRANSFER" | "QUEUE_TRANSFER" | "MONITOR";

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

export interface Actor {
  kind: "agent" | "supervisor" | "admin" | "api" | "system";
  name: string | null;
}

export interface Reason {
  id: string;
  name: string;
}

/** Why something is as it is. `contact` is the offer that was missed or rejected, where it is known. */
export interface Why {
  cause: string | null;
  reason: Reason | null;
  contact: { name: string; channel: Channel } | null;
  /** What whoever did it said about it. */
  why?: string | null;
}

export interface NextStatus extends Why {
  status: Status;
  setAt: number;
  setBy: Actor;
  stopNew: boolean;
  when: string;
  version: number;
}

/** The last change of the status: when, by whom, why. */
export interface StatusChange extends Why {
  at: number;
  by: Actor;
}

export type Shown =
  | "SIGNED_OUT"
  | "AVAILABLE"
  | "OFFERING"
  | "BUSY"
  | "BUSY_STOP_NEW"
  | "POST_PROCESSING"
  | "WORKING_OFFLINE"
  | "ON_BREAK"
  | "OTHER";
export type MoveName =
  | "available"
  | "work_offline"
  | "break"
  | "log_out"
  | "stop_new"
  | "resume"
  | "end_wrapup"
  | "extend_wrapup";

/** The reasons that may be given with something; `reasonRequired`: one must be. */
export interface ReasonChoice {
  reasons: Reason[];
  reasonRequired: boolean;
}

export interface Move extends ReasonChoice {
  move: MoveName;
  open: boolean;
  /** Why it is not open, as a sentence. */
  why: string | null;
  statusId: string | null;
}

/** What a centre with a table of moves lets the agent do now. */
export interface Control {
  shown: Shown;
  stopNew: boolean;
  /** The panel is off but for the moves (On Break). */
  off: boolean;
  wrapupUntil: number | null;
  moves: Move[];
  reject: Record<Channel, ReasonChoice>;
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

export interface Joined {
  /** null: deleted since. */
  agent: { id: string; name: string } | null;
}

export interface Leg {
  contactId: string;
  /** Which offer of the contact: it may come to the same agent again. What is asked of a leg says it, and is not for the next one. */
  offer: number;
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
  customerName?: string;
  initialContactId?: string | null;
  previousContactId?: string | null;
  messageCount: number;
  transcriptId: string;
  /** What supervisors and the agent have said to each other; the customer never sees it. */
  whispers?: readonly Whisper[];
  /** Of a leg that only reads along (initiation MONITOR): whose conversation. */
  monitors?: { agent: { id: string; name: string }; barged: boolean; mayBarge?: boolean } | null;
  /** Supervisors who have barged into this agent's conversation; nothing tells who only listens. */
  joined?: readonly Joined[];
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

/** A supervisor took a contact from its agent, or ended it. */
export interface Forced {
  at: number;
  by: Actor;
  cause: string | null;
  why: string | null;
}

export interface PanelState {
  user: User;
  centre: Centre;
  statuses: ListedStatus[];
  status: CurrentStatus;
  changed: StatusChange | null;
  next: NextStatus | null;
  version: number;
  menu: MenuEntry[];
  /** null: the centre has no table of moves; the menu says what may be chosen. */
  control: Control | null;
  legs: Leg[];
  /** The last such thing this page has heard of, with the contact as it was. */
  forced?: (Forced & { contact: Pick<Leg, "channel" | "name"> & { wasOver: boolean } }) | null;
  slots: SlotsByChannel;
  queues: { id: string; name: string }[];
  quickConnects: QuickConnect[];
  routingProfile: { id: string; name: string } | null;
  settings: { rejectAllowed: boolean; wrapupByTime: boolean };
}

/** What the agent may do now; every event that may change it says it whole. No control is null. */
export interface Choices {
  menu: MenuEntry[];
  control?: Control | null;
}

export type PanelEvent =
  | ({ kind: "status"; status: CurrentStatus; changed?: StatusChange; version: number; cause: string } & Choices)
  | ({ kind: "next_set"; next: NextStatus; version: number } & Choices)
  | ({ kind: "next_cleared"; version: number } & Choices)
  | ({ kind: "leg"; leg: Leg; forced?: Forced | null; slots: SlotsByChannel } & Choices)
  | ({
      kind: "leg_removed";
      contactId: string;
      cause: string;
      forced?: Forced | null;
      slots: SlotsByChannel;
    } & Choices)
  | { kind: "message"; contactId: string; message: Message }
  | { kind: "whisper"; contactId: string; whisper: Whisper }
  | ({ kind: "statuses"; statuses: ListedStatus[]; status?: CurrentStatus; next?: NextStatus | null } & Choices)
  | {
      kind: "settings";
      queues: PanelState["queues"];
      quickConnects: QuickConnect[];
      routingProfile?: PanelState["routingProfile"];
      slots: SlotsByChannel;
      settings: PanelState["settings"];
      control?: Control | null;
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
