// Says in plain words what the board's codes mean. It must not be asked for decisions.
import type { Channel, LegState, MoveName, Shown } from "../types.ts";
import type { Activity, BoardAgent, By, Means, Place } from "./types.ts";

const ACTIVITIES: Record<Activity, string> = {
  OFFLINE: "Offline",
  AVAILABLE: "Available",
  CUSTOM: "Not taking contacts",
  INCOMING: "Incoming",
  WRAPUP: "Wrap-up",
  ON_CONTACT: "On contact",
  REJECTED: "Rejected",
  MISSED: "Missed",
  ERROR: "Error",
  MONITORING: "Monitoring",
};

export const ALL_ACTIVITIES = Object.keys(ACTIVITIES) as Activity[];

export function activity_words(activity: string): string {
  return ACTIVITIES[activity as Activity] ?? activity;
}

const CHANNELS: Record<Channel, string> = { VOICE: "Call", CHAT: "Chat", TASK: "Task" };

export function channel_words(channel: string): string {
  return CHANNELS[channel as Channel] ?? channel;
}

const LEG_STATES: Record<LegState, string> = {
  CONNECTING: "Offered",
  INCOMING: "Offered",
  PENDING: "Calling",
  CONNECTED: "Connected",
  CONNECTED_ONHOLD: "On hold",
  PAUSED: "Paused",
  ENDED: "Wrap-up",
  MISSED: "Missed",
  REJECTED: "Rejected",
  ERROR: "Failed",
};

export function leg_state_words(state: string): string {
  return LEG_STATES[state as LegState] ?? state;
}

const PLACES: Record<Place, string> = {
  SCHEDULED: "Scheduled",
  WAITING: "Waiting",
  OFFERED: "Offered",
  HANDLED: "In progress",
  PARKED: "Paused",
  OVER: "Over",
};

export function place_words(place: string): string {
  return PLACES[place as Place] ?? place;
}

const KINDS: Record<By["kind"], string> = {
  agent: "the agent",
  supervisor: "a supervisor",
  admin: "an administrator",
  api: "a program",
  system: "the centre",
  operator: "the operator",
  customer: "the customer",
};

/** "Sam", "a program of ada", "the centre" */
export function by_words(by: By | null): string {
  if (!by) return "";
  if (by.kind === "api" && by.name) return `a program of ${by.name}`;
  if (by.kind === "operator" && by.name) return `the operator (${by.name})`;
  return by.name || KINDS[by.kind] || by.kind;
}

const SHOWN: Partial<Record<Shown, string>> = {
  SIGNED_OUT: "Logged Out",
  AVAILABLE: "Available",
  OFFERING: "Offering",
  BUSY: "Busy (In Progress)",
  BUSY_STOP_NEW: "Busy (Stop New)",
  POST_PROCESSING: "Post Processing",
  WORKING_OFFLINE: "Working Offline",
  ON_BREAK: "On Break",
};

/** What the agent's status is called: in a centre with a table of moves, what the agent sees. */
export function status_words({ shown, status }: Pick<BoardAgent, "shown" | "status">): string {
  return (shown && SHOWN[shown]) || status.name;
}

const MOVES: Partial<Record<MoveName, string>> = {
  available: "Available",
  work_offline: "Work Offline",
  break: "Take Break",
  log_out: "Log Out",
  stop_new: "Stop New",
  resume: "Resume",
};

/** The moves that a supervisor makes for others. */
export const BOARD_MOVES = Object.keys(MOVES) as MoveName[];

export function move_words(move: MoveName): string {
  return MOVES[move] ?? move;
}

const MEANS: Record<Means, string> = {
  now: "Changes now",
  next: "Becomes the next status",
  cancel: "Cancels the next status",
  no_change: "No change",
  refused: "Refused",
  changed: "Changed",
};

export function means_words(means: Means): string {
  return MEANS[means] ?? means;
}

const OUTCOMES: Record<string, string> = { handled: "Handled", abandoned: "Abandoned", open: "Open", other: "Other" };

export function outcome_words(outcome: string): string {
  return OUTCOMES[outcome] ?? outcome;
}

/** A code as a sentence's part: "offer_missed" is "offer missed". */
export function plain(code: string): string {
  return code.replaceAll("_", " ").toLowerCase();
}
