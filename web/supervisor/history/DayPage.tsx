// The day of one agent: #/day/AGENT/2026-03-01.
import { day_of, day_start } from "../../client/format.ts";
import { render_route } from "../../client/route.ts";
import { Choice } from "../../ui/Choice.tsx";
import { DayView, day_query } from "../../ui/DayView.tsx";
import { go } from "../../ui/use_route.ts";
import { useBoard } from "../context.ts";
import { CsvLink } from "./CsvLink.tsx";
import { HistoryHead } from "./HistoryHead.tsx";
import { agents_by_name } from "./people.ts";

export function DayPage({ agentId, day }: { agentId: string | null; day: string | null }) {
  const board = useBoard();
  const agents = agents_by_name(board);
  const chosen = agentId ?? agents[0]?.id ?? "";
  const shown = day && day_start(day) !== null ? day : day_of(Date.now());
  const to = (agent: string, date: string) => go(render_route("day", [agent, date]));
  const address = `/supervisor/api/day?agentId=${encodeURIComponent(chosen)}&`;
  return (
    <section className="place" aria-label="History">
      <HistoryHead part="day" />
      <div className="history-body">
        <div className="filters">
          <Choice
            label="Agent"
            value={chosen}
            options={agents.map(({ id, name }) => ({ value: id, label: name }))}
            choose={(id) => to(id, shown)}
          />
          <CsvLink address={`${address}${day_query(shown)}`} />
        </div>
        {chosen && <DayView key={chosen} address={address} day={shown} choose={(date) => to(chosen, date)} />}
      </div>
    </section>
  );
}
