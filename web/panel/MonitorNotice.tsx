// What a supervisor's leg in the panel is: it reads along, takes no slot, and is steered from the board.
import type { Leg } from "../client/types.ts";
import { Notice } from "../ui/Notice.tsx";

export function MonitorNotice({ leg }: { leg: Leg }) {
  const whose = leg.monitors ? `${leg.monitors.agent.name}'s chat` : "this chat";
  return (
    <Notice kind={leg.monitors?.barged ? "warning" : "info"}>
      {leg.monitors?.barged
        ? `You speak with the customer too, beside ${leg.monitors.agent.name}.`
        : `You read ${whose} along. Nobody but the agent sees what you whisper.`}{" "}
      <a href="/supervisor/#/agents">To the board</a>
    </Notice>
  );
}
