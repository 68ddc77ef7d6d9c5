// All actions on a contact, in the order in which they are shown.
import { accept } from "./accept.ts";
import type { LegAction } from "./action.ts";
import { clear } from "./clear.ts";
import { end } from "./end.ts";
import { hold, unhold } from "./hold.ts";
import { end_wrapup, extend_wrapup } from "./moves.ts";
import { pause, resume } from "./pause.ts";
import { reject } from "./reject.ts";

export const LEG_ACTIONS: readonly LegAction[] = [
  accept,
  reject,
  hold,
  unhold,
  pause,
  resume,
  end,
  clear,
  extend_wrapup,
  end_wrapup,
];

export { accept, clear, end, end_wrapup, extend_wrapup, hold, pause, reject, resume, unhold };
