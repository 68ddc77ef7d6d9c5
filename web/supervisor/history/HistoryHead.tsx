// The heading of the history and the ways between its parts.

import { day_of } from "../../client/format.ts";
import { render_route } from "../../client/route.ts";
import { useBoard } from "../context.ts";
import { agents_by_name } from "./people.ts";

const PARTS = [
  { part: "statuses", name: "Statuses and codes" },
  { part: "contacts", name: "Contact search" },
  { part: "metrics", name: "Metrics" },
  { part: "audit", name: "Audit" },
] as const;

export function HistoryHead({ part }: { part: string }) {
  const board = useBoard();
  const first = agents_by_name(board)[0];
  return (
    <div className="place-head">
      <h1>History</h1>
      <nav aria-label="History" className="parts">
        <a
          href={first ? render_route("day", [first.id, day_of(Date.now())]) : "#/history"}
          aria-current={part === "day" ? "page" : undefined}
        >
          Agent's day
        </a>
        {PARTS.map((known) => (
          <a
            key={known.part}
            href={render_route("history", [known.part])}
            aria-current={part === known.part ? "page" : undefined}
          >
            {known.name}
          </a>
        ))}
      </nav>
    </div>
  );
}
