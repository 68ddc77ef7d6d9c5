// One agent as a row. It is drawn again only when this agent, or what is chosen about them, has changed.
import { memo } from "react";
import type { BoardAgent } from "../../client/board/types.ts";
import { percent } from "../../client/format.ts";
import { ActivityCell, ContactsCell, NextCell, StatusCell } from "./cells.tsx";

interface AgentRowProps {
  agent: BoardAgent;
  at: number;
  skew: number;
  selected: boolean;
  toggle: (id: string) => void;
  open: boolean;
  /** What is chosen of the list, to keep it in the link. */
  search: string;
}

export const AgentRow = memo(function AgentRow({ agent, at, skew, selected, toggle, open, search }: AgentRowProps) {
  const { today } = agent;
  return (
    // biome-ignore lint/a11y/useSemanticElements: see VirtualRows
    <div
      role="row"
      tabIndex={-1}
      aria-rowindex={at + 2}
      className={`agent-row ${selected ? "selected-row" : ""} ${open ? "open-row" : ""}`}
    >
      {/* biome-ignore-start lint/a11y/useSemanticElements: see VirtualRows */}
      <span role="cell" className="cell-check">
        <input
          type="checkbox"
          aria-label={`Select ${agent.name}`}
          checked={selected}
          disabled={!agent.mine}
          onChange={() => toggle(agent.id)}
        />
      </span>
      <span role="rowheader" tabIndex={-1} className="cell-name">
        <a href={`#/agents/${agent.id}${search ? `?${search}` : ""}`}>{agent.name}</a>
        <span className="sub">{agent.username}</span>
      </span>
      <span role="cell" className="cell-status">
        <StatusCell agent={agent} skew={skew} />
      </span>
      <span role="cell" className="cell-next">
        <NextCell next={agent.next} skew={skew} />
      </span>
      <span role="cell" className="cell-activity">
        <ActivityCell agent={agent} skew={skew} />
      </span>
      <span role="cell" className="cell-contacts">
        <ContactsCell agent={agent} skew={skew} />
      </span>
      <span role="cell" className="cell-occupancy">
        {percent(today?.occupancy)}
        <meter className="bar" min={0} max={1} value={today?.occupancy ?? 0} aria-label="Occupancy" />
      </span>
      <span role="cell" className={`cell-missed ${today && today.missed > 0 ? "some" : ""}`}>
        {today?.missed ?? 0}
      </span>
      {/* biome-ignore-end lint/a11y/useSemanticElements: see VirtualRows */}
    </div>
  );
});
