// Chooses a status, from the menu the server sends: what may be chosen now and what it would mean is the server's rule.
import type { Command, ListedStatus, MenuEntry, PanelState } from "../types.ts";

export interface StatusChoice {
  status: ListedStatus;
  means: MenuEntry["means"];
}

export function status_choices(state: PanelState): StatusChoice[] {
  const choices: StatusChoice[] = [];
  for (const { statusId, means } of state.menu) {
    const status = state.statuses.find((known) => known.id === statusId);
    if (status) choices.push({ status, means });
  }
  return choices.sort((a, b) => a.status.order - b.status.order);
}

export const set_status = {
  name: "set_status",
  label: (choice: StatusChoice) => choice.status.name,
  command: (statusId: string): Command => ({ do: "set_status", statusId }),
};

/** With the version: a next status that was applied a moment ago is not undone by a click that meant to cancel it. */
export const cancel_next = {
  name: "cancel_next",
  label: () => "Cancel",
  enabled: (state: PanelState) => state.next !== null && cancelling(state) !== null,
  command: (state: PanelState): Command => ({ do: "set_status", statusId: cancelling(state), version: state.version }),
};

function cancelling(state: PanelState): string | null {
  return state.menu.find((entry) => entry.means === "cancel")?.statusId ?? null;
}

/** The status line: "Available", "Available. Next status: Lunch". */
export function status_line(state: PanelState): string {
  return state.next ? `${state.status.name}. Next status: ${state.next.status.name}` : state.status.name;
}
