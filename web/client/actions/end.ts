// Ends a conversation; wrap-up begins.
import { is_dialling, is_live, noun_of } from "../legs.ts";
import { is_monitor } from "../monitoring.ts";
import { about, type LegAction } from "./action.ts";

export const end: LegAction = {
  name: "end",
  label: (leg) => (is_monitor(leg) ? "Stop monitoring" : `End ${noun_of(leg.channel)}`),
  enabled: (_, leg) => is_live(leg) || is_dialling(leg),
  command: (leg) => about("end", leg),
};
