// Ends wrap-up, or puts away a contact that was missed, rejected or failed. Its slot is free afterwards.
import { is_clearable, is_wrapup } from "../legs.ts";
import { about, type LegAction } from "./action.ts";

export const clear: LegAction = {
  name: "clear",
  label: () => "Clear contact",
  enabled: ({ settings }, leg) => is_clearable(leg) && !(is_wrapup(leg) && settings.wrapupByTime),
  command: (leg) => about("clear", leg),
};
