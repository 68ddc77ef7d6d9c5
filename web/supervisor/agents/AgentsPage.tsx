// The agents: filters, the table, what is selected, and one agent beside it.
import Button from "@cloudscape-design/components/button";
import { useMemo, useState } from "react";
import { type Choices, items_of } from "../../client/board/rows.ts";
import { go } from "../../ui/use_route.ts";
import { useBoard } from "../context.ts";
import { ChangeStatus } from "../dialogs/ChangeStatus.tsx";
import { TotalsStrip } from "../TotalsStrip.tsx";
import { AgentFilters } from "./AgentFilters.tsx";
import { AgentPanel } from "./AgentPanel.tsx";
import { AgentTable } from "./AgentTable.tsx";
import { address_of, choices_of } from "./choices.ts";
import { useSelection } from "./use_selection.ts";

interface AgentsPageProps {
  agentId: string | null;
  query: Readonly<Record<string, string>>;
}

export function AgentsPage({ agentId, query }: AgentsPageProps) {
  const board = useBoard();
  const choices = useMemo(() => choices_of(query), [query]);
  const items = useMemo(() => items_of(board, choices), [board, choices]);
  const selection = useSelection(board, items);
  const [changing, set_changing] = useState(false);
  const choose = (change: Partial<Choices>) => go(address_of({ ...choices, ...change }, agentId), true);
  const agent = agentId ? board.agents.get(agentId) : undefined;
  const shown = new Set(items.flatMap((item) => (item.is === "agent" ? [item.agent.id] : []))).size;

  return (
    <>
      <section className="place" aria-label="Agents">
        <div className="place-head">
          <h1>Agents</h1>
          <span className="place-count">
            {shown === board.agents.size ? board.agents.size : `${shown} of ${board.agents.size}`}
          </span>
          <span className="place-space" />
          {selection.selected.size > 0 && (
            <span className="selected">
              {selection.selected.size} selected{" "}
              <button type="button" className="text-button" onClick={selection.clear}>
                Clear
              </button>
            </span>
          )}
          <Button variant="primary" disabled={selection.selected.size === 0} onClick={() => set_changing(true)}>
            Change status
          </Button>
        </div>
        <TotalsStrip />
        <AgentFilters board={board} choices={choices} choose={choose} />
        <AgentTable items={items} choices={choices} choose={choose} selection={selection} open={agentId} />
      </section>
      {agent && <AgentPanel key={agent.id} agent={agent} back={address_of(choices)} />}
      {changing && <ChangeStatus agentIds={[...selection.selected]} close={() => set_changing(false)} />}
    </>
  );
}
