// Ends wrap-up, or puts away a contact that was missed, rejected or failed. Its slot is free afterwards.
import { is_clearable } from "../legs.ts";
import { about, type LegAction } from "./action.ts";

export const clear: LegAction = {
  name: "clear",
  label: () => "Clear contact",
  enabled: (_, leg) => is_clearable(leg),
  command: (leg) => about("clear", leg),
};
