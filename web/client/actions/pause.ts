// Lays a task aside and takes it up again. A paused task frees its slot.
import { about, type LegAction } from "./action.ts";

export const pause: LegAction = {
  name: "pause",
  label: () => "Pause",
  enabled: (_, leg) => leg.channel === "TASK" && leg.state === "CONNECTED",
  command: (leg) => about("pause", leg),
};

export const resume: LegAction = {
  name: "resume",
  label: () => "Resume task",
  enabled: (_, leg) => leg.state === "PAUSED",
  command: (leg) => about("resume", leg),
};
