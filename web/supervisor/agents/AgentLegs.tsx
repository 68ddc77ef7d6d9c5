// An agent's contacts with what a supervisor can do about each.
import Button from "@cloudscape-design/components/button";
import Icon from "@cloudscape-design/components/icon";
import { useState } from "react";
import { clear_leg, monitor } from "../../client/board/actions.ts";
import { name_in } from "../../client/board/fold.ts";
import type { BoardAgent, BoardContact, BoardLeg } from "../../client/board/types.ts";
import { leg_state_words } from "../../client/board/words.ts";
import { MonitorButton } from "../chat/MonitorButton.tsx";
import { useBoard } from "../context.ts";
import { BreakGlassDialog } from "../dialogs/BreakGlassDialog.tsx";
import { Since } from "../parts/Since.tsx";
import { CHANNEL_ICONS, leg_tone } from "./cells.tsx";

/** A leg in wrap-up may be all that is left of a contact: the board does not list it any more. */
function contact_of(leg: BoardLeg, known: BoardContact | undefined, agent: BoardAgent): BoardContact {
  if (known) return known;
  const { contactId: id, channel, name, queue, since } = leg;
  const rest = { agentQueue: null, startedAt: since, priority: 0, agents: [agent.id], offers: 0 };
  return { id, channel, place: "OVER", name, queue, since, ...rest };
}

export function AgentLegs({ agent }: { agent: BoardAgent }) {
  if (agent.legs.length === 0) return <p className="muted">No contacts.</p>;
  return (
    <ul className="leg-list">
      {agent.legs.map((leg) => (
        <LegRow key={leg.contactId} agent={agent} leg={leg} />
      ))}
    </ul>
  );
}

function LegRow({ agent, leg }: { agent: BoardAgent; leg: BoardLeg }) {
  const board = useBoard();
  const [clearing, set_clearing] = useState(false);
  const contact = contact_of(leg, board.contacts.get(leg.contactId), agent);
  const about = { contact, agent };
  return (
    <li>
      <div className="leg-head">
        <span className={`channel ${leg_tone(leg)}`} aria-hidden="true">
          <Icon name={CHANNEL_ICONS[leg.channel]} />
        </span>
        <span className="leg-words">
          <a href={`#/contacts/${leg.contactId}`}>{leg.name || "Customer"}</a>
          <span className="sub">
            {leg.monitors ? "Monitoring" : leg_state_words(leg.state)} <Since at={leg.since} />
            {leg.queue && <> · {name_in(board.queueNames, leg.queue)}</>}
          </span>
        </span>
      </div>
      <div className="leg-buttons">
        {monitor.enabled(board, about) && <MonitorButton about={about} />}
        {clear_leg.enabled(board, about) && <Button onClick={() => set_clearing(true)}>{clear_leg.label}</Button>}
      </div>
      {clearing && <BreakGlassDialog action={clear_leg} about={about} close={() => set_clearing(false)} />}
    </li>
  );
}
