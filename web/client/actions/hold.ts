// Puts a caller on hold and takes them back.
import { is_monitor } from "../monitoring.ts";
import { about, type LegAction } from "./action.ts";

export const hold: LegAction = {
  name: "hold",
  label: () => "Hold",
  enabled: (_, leg) => leg.channel === "VOICE" && leg.state === "CONNECTED" && !is_monitor(leg),
  command: (leg) => about("hold", leg),
};

export const unhold: LegAction = {
  name: "unhold",
  label: () => "Resume call",
  enabled: (_, leg) => leg.state === "CONNECTED_ONHOLD",
  command: (leg) => about("unhold", leg),
};
