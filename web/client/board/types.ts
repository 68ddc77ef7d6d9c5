// The words of docs/reference/board-line.md as types. Nothing here decides or remembers anything.
import type { Channel, LegState, Message, MoveName, Shown, SlotsByChannel, Status, User } from "../types.ts";

export interface Named {
  id: string;
  name: string;
}

export interface By {
  kind: "agent" | "supervisor" | "admin" | "api" | "system" | "operator" | "customer";
  id: string | null;
  name: string | null;
}

export type Activity =
  | "OFFLINE"
  | "AVAILABLE"
  | "CUSTOM"
  | "INCOMING"
  | "WRAPUP"
  | "ON_CONTACT"
  | "REJECTED"
  | "MISSED"
  | "ERROR"
  | "MONITORING";

export interface BoardStatus extends Status {
  enabled: boolean;
  order: number;
}

/** `actions`: the moves it may be given with. */
export interface Code extends Named {
  actions: string[];
}

export interface BoardNext {
  status: Status;
  setAt: number;
  by: By;
  why: string | null;
  stopNew: boolean;
  /** When it will probably take effect. */
  estimateAt: number | null;
}

export interface BoardLeg {
  contactId: string;
  channel: Channel;
  state: LegState;
  since: number;
  name: string;
  queue: string | null;
  wrapupUntil: number | null;
  /** Whose conversation it reads along; null for an ordinary one. */
  monitors?: string | null;
}

/** Of the last 24 hours. */
export interface AgentToday {
  offered: number;
  handled: number;
  /** Missed and rejected. */
  missed: number;
  contactMs: number;
  idleMs: number;
  countedAt: number;
  occupancy: number | null;
}

export interface BoardAgent {
  id: string;
  username: string;
  name: string;
  /** Of the status and next status; a change asked for with another one is stale. */
  version: number;
  role: User["role"];
  group: string | null;
  profile: string | null;
  /** This user may act on them. */
  mine: boolean;
  status: Status & { since: number };
  changed: { at: number; by: By; why: string | null } | null;
  shown: Shown | null;
  moves: MoveName[];
  next: BoardNext | null;
  activity: Activity;
  activitySince: number;
  page: "NONE" | "OPEN" | "AWAITED" | null; // null: nobody knows
  slots: SlotsByChannel;
  legs: BoardLeg[];
  today: AgentToday | null;
}

export interface Chart {
  from: number;
  step: number;
  waiting: number[];
  handled: number[];
}

export interface BoardQueue extends Named {
  enabled: boolean;
  open: boolean;
  waiting: number;
  oldestAt: number | null;
  inProgress: number;
  staffed: number;
  available: number;
  onContact: number;
  wrapup: number;
  nonProductive: number;
  draining: number;
  error: number;
  slotsAvailable: number;
  today: {
    queued: number;
    handled: number;
    abandoned: number;
    serviceLevel: number | null;
    answerMs: number | null;
    handleMs: number | null;
  } | null;
  chart: Chart | null;
}

export type Place = "SCHEDULED" | "WAITING" | "OFFERED" | "HANDLED" | "PARKED" | "OVER";

export interface BoardContact {
  id: string;
  channel: Channel;
  place: Place;
  name: string;
  queue: string | null;
  agentQueue: string | null;
  since: number;
  startedAt: number;
  priority: number;
  agents: string[];
  offers: number;
}

export interface Totals {
  agents: {
    online: number;
    staffed: number;
    available: number;
    onContact: number;
    wrapup: number;
    nonProductive: number;
    error: number;
    draining: number;
  };
  contacts: { waiting: number; oldestAt: number | null; inProgress: number; scheduled: number };
}

/** An agent's queues are those of their profile. */
export interface Profile extends Named {
  queues: string[];
}

/** What changes seldom: the centre's own lists. */
export interface CentreLists {
  centre: { id: string; alias: string; model: "connect" | "vcc" };
  statuses: BoardStatus[];
  groups: Named[];
  profiles: Profile[];
  queueNames: Named[];
  codes: Code[];
}

export interface BoardState extends CentreLists {
  user: User;
  agents: BoardAgent[];
  queues: BoardQueue[];
  contacts: BoardContact[];
  totals: Totals;
}

export interface Tick {
  agents?: BoardAgent[];
  gone?: string[];
  queues?: BoardQueue[];
  contacts?: BoardContact[];
  over?: string[];
  totals?: Totals;
  centre?: Partial<CentreLists>;
}

/** Between supervisors and the agent; never shown to the customer. */
export interface Whisper {
  number: number;
  by: "supervisor" | "agent";
  name: string;
  text: string;
  at: number;
}

export type WatchEvent = { contactId: string } & ({ message: Message } | { whisper: Whisper } | { over: true });

// -- answers ---------------------------------------------------------------------------------------------------------

export type Means = "now" | "next" | "cancel" | "no_change" | "refused" | "changed";

export interface ChangeResult {
  agentId: string;
  means: Means;
  code: string | null;
  message: string | null;
  version: number;
}

export interface WhyAgent {
  channels: { channel: Channel; why: string; text: string }[];
  missed: { contactId: string; at: number; text: string }[];
}

export interface Offered {
  agent: Named | null;
  at: number;
  reason: string;
  outcome: string | null;
  endedAt: number | null;
}

export interface WhyContact {
  why: string;
  text: string;
  position: number | null;
  estimateMs: number | null;
  offers: Offered[];
}

// -- history ---------------------------------------------------------------------------------------------------------

export interface Span {
  from: number;
  to: number | null;
  status: Status;
  activity: Activity;
  code: Named | null;
  contacts: number;
  next: Named | null;
}

export interface Found {
  id: string;
  channel: Channel;
  state: string;
  customerName: string;
  queue: Named | null;
  agent: Named | null;
  startedAt: number;
  connectedAt: number | null;
  endedAt: number | null;
  completedAt: number | null;
  endCause: string | null;
  outcome: "handled" | "abandoned" | "open" | "other";
}

export interface Day {
  agent: Named;
  from: number;
  to: number;
  spans: Span[];
  sums: {
    online: number;
    statuses: { id: string; name: string; ms: number }[];
    activities: { activity: Activity; ms: number }[];
  };
  contacts: Found[];
}

export interface Report {
  columns: { name: string; label: string; unit: string }[];
  rows: { id: string; name: string; values: (number | null)[] }[];
}

export interface Step {
  seq: number;
  at: number;
  kind: string;
  text: string;
  by: By | null;
  agent: Named | null;
  queue: Named | null;
  cause: string | null;
  why: string | null;
}

export interface Life {
  contact: Found & {
    attributes: Record<string, unknown>;
    description: string;
    initialContactId: string | null;
    previousContactId: string | null;
    messageCount: number | null;
  };
  steps: Step[];
  notes: unknown[];
  transcriptId: string | null;
}

export interface AuditEntry {
  seq: number;
  at: number;
  by: By;
  kind: string;
  subject: { kind: string; id: string; name: string } | null;
  text: string;
  detail: Record<string, unknown> | null;
  why: string | null;
}
