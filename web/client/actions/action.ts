// What an action is. Buttons, menus, keys and tests use the same objects; none of them knows the page.
import type { Command, Leg, PanelState } from "../types.ts";

export interface LegAction {
  /** Also the command's name on the line. */
  name: string;
  label(leg: Leg): string;
  /** Whether the action makes sense now; where it is false the button is not shown. The server has the last word. */
  enabled(state: PanelState, leg: Leg): boolean;
  command(leg: Leg): Command;
}

/** Of this leg and no later one of the same contact: asked twice, or sent late over a slow line, it must not hit the next offer. */
export function about(name: string, leg: Leg, more: Record<string, unknown> = {}): Command {
  return { do: name, contactId: leg.contactId, offer: leg.offer, ...more };
}
