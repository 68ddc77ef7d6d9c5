// What a supervisor's leg in the panel is: it reads along, takes no slot, and is steered from the board. And what an agent is told who has one beside them.
import { noun_of } from "../client/legs.ts";
import { joined_of } from "../client/monitoring.ts";
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

/** Nothing while nobody speaks beside the agent. */
export function JoinedNotice({ leg }: { leg: Leg }) {
  const names = joined_of(leg).map(({ agent }) => agent?.name ?? "A supervisor");
  if (names.length === 0) return null;
  return (
    <Notice kind="info">
      {names.join(", ")} {names.length === 1 ? "has" : "have"} joined the {noun_of(leg.channel)}.
    </Notice>
  );
}
