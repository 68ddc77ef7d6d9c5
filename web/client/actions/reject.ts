// Declines an offered contact, where the centre allows it.
import { is_offer } from "../legs.ts";
import { about, type LegAction } from "./action.ts";

export const reject: LegAction = {
  name: "reject",
  label: () => "Reject",
  enabled: (state, leg) => is_offer(leg) && state.settings.rejectAllowed,
  command: (leg) => about("reject", leg),
};
