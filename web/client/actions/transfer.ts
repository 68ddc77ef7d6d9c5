// Hands a contact to a queue or to another agent.
import { is_live } from "../legs.ts";
import { is_monitor } from "../monitoring.ts";
import type { Command, Leg, PanelState, QuickConnect } from "../types.ts";
import { about } from "./action.ts";

export const transfer = {
  name: "transfer",
  label: () => "Transfer",
  enabled: (state: PanelState, leg: Leg) => is_live(leg) && !is_monitor(leg) && state.quickConnects.length > 0,
  command: (leg: Leg, to: QuickConnect): Command => about("transfer", leg, { to: { kind: to.kind, id: to.id } }),
};
