// Takes an offered contact.
import { is_offer } from "../legs.ts";
import { about, type LegAction } from "./action.ts";

export const accept: LegAction = {
  name: "accept",
  label: () => "Accept",
  enabled: (_, leg) => is_offer(leg),
  command: (leg) => about("accept", leg),
};
