// A call: its state at a glance. The voice itself goes through the agent's phone.
import { is_dialling } from "../client/legs.ts";
import type { Leg } from "../client/types.ts";
import { ChannelIcon, LegTimer, state_words, tone_of } from "./ContactTabs.tsx";
import { usePanelState, useView } from "./context.ts";

export function CallBody({ leg }: { leg: Leg }) {
  const { skew_ms } = useView();
  const state = usePanelState();
  if (leg.state === "ENDED") return leg.description ? <p className="task-description">{leg.description}</p> : null;
  return (
    <div className={`call ${leg.state === "CONNECTED_ONHOLD" ? "on-hold" : ""} ${is_dialling(leg) ? "dialling" : ""}`}>
      <ChannelIcon channel="VOICE" tone={`${tone_of(leg)} large`} />
      <h3>{state_words(leg, state)}</h3>
      <p className="call-time">
        <LegTimer leg={leg} skew={skew_ms} />
      </p>
      {leg.description && <p className="task-description">{leg.description}</p>}
    </div>
  );
}
