// What would happen, or has happened, to each agent: what was refused first.
import type { Board } from "../../client/board/fold.ts";
import type { ChangeResult } from "../../client/board/types.ts";
import { means_words, status_words } from "../../client/board/words.ts";
import { Scrollable } from "../../ui/Scrollable.tsx";

const RANK: Record<ChangeResult["means"], number> = {
  refused: 0,
  now: 1,
  changed: 1,
  next: 2,
  cancel: 3,
  no_change: 4,
};

export function ChangeResults({ board, results }: { board: Board; results: readonly ChangeResult[] }) {
  const rows = results
    .map((result) => ({ result, agent: board.agents.get(result.agentId) }))
    .sort(
      (a, b) => RANK[a.result.means] - RANK[b.result.means] || (a.agent?.name ?? "").localeCompare(b.agent?.name ?? ""),
    );
  return (
    <Scrollable className="change-results" label="Each agent">
      <table>
        <thead>
          <tr>
            <th scope="col">Agent</th>
            <th scope="col">Now</th>
            <th scope="col">Result</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ result, agent }) => (
            <tr key={result.agentId} className={result.means}>
              <th scope="row">{agent?.name ?? result.agentId}</th>
              <td>{agent && status_words(agent)}</td>
              <td>
                <span className={`means ${result.means}`}>{means_words(result.means)}</span>
                {result.message && <span className="sub">{result.message}</span>}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Scrollable>
  );
}
