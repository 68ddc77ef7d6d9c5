// The moves of a centre that has a table of them: what the server says is open, in the order in which it is shown. Decides nothing.
import { is_wrapup } from "../legs.ts";
import type { Command, Control, Leg, Move, MoveName, PanelState, Shown } from "../types.ts";
import { about, type LegAction } from "./action.ts";
import { status_line } from "./set_status.ts";

export const MOVE_LABELS: Record<MoveName, string> = {
  available: "Available",
  work_offline: "Work Offline",
  break: "Take Break",
  log_out: "Log Out",
  stop_new: "Stop New",
  resume: "Resume",
  end_wrapup: "End Post Processing",
  extend_wrapup: "Extend Post Processing",
};

const SHOWN_TEXTS: Partial<Record<Shown, string>> = {
  SIGNED_OUT: "Logged Out",
  AVAILABLE: "Available",
  OFFERING: "Offering",
  BUSY: "Busy (In Progress)",
  BUSY_STOP_NEW: "Busy (Stop New)",
  POST_PROCESSING: "Post Processing",
  WORKING_OFFLINE: "Working Offline",
  ON_BREAK: "On Break",
};

/** The status line of such a centre. A status without a part in the model is shown by its name. */
export function shown_text(state: PanelState, control: Control): string {
  return SHOWN_TEXTS[control.shown] ?? state.status.name;
}

/** The text of the element with the role status, in either model. */
export function status_text(state: PanelState): string {
  return state.control ? shown_text(state, state.control) : status_line(state);
}

export function move_of(control: Control, name: MoveName): Move | undefined {
  return control.moves.find(({ move }) => move === name);
}

const STATUS_MOVES: readonly MoveName[] = ["available", "work_offline", "break", "log_out"];
const CHAT_MOVES: readonly MoveName[] = ["stop_new", "resume"];

/** The four that choose a status, open or not: the closed ones say why. */
export function status_moves(control: Control): Move[] {
  return STATUS_MOVES.flatMap((name) => move_of(control, name) ?? []);
}

/** Stop New and Resume, only where they are open. */
export function chat_moves(control: Control): Move[] {
  return CHAT_MOVES.flatMap((name) => move_of(control, name) ?? []).filter(({ open }) => open);
}

/** With a contact at hand a status cannot be chosen: what is closed then is shown only where there is room. */
export function is_working(control: Control): boolean {
  return ["OFFERING", "BUSY", "BUSY_STOP_NEW", "POST_PROCESSING"].includes(control.shown);
}

/** What is sent for a move that the line carries; Log Out goes by HTTP. */
export function move_command(move: Move, reasonId: string | null): Command {
  if (move.move === "stop_new") return { do: "stop_new" };
  if (move.move === "resume") return { do: "resume_new" };
  const reason = reasonId === null ? {} : { reasonId };
  return { do: "set_status", statusId: move.statusId, ...reason };
}

function wrapup_action(name: "end_wrapup" | "extend_wrapup"): LegAction {
  return {
    name,
    label: () => MOVE_LABELS[name],
    enabled: ({ control }: PanelState, leg: Leg) =>
      is_wrapup(leg) && control !== null && move_of(control, name)?.open === true,
    command: (leg) => about(name, leg),
  };
}

export const end_wrapup = wrapup_action("end_wrapup");
export const extend_wrapup = wrapup_action("extend_wrapup");
