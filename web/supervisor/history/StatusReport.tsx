// How long in which status, or with which code: by status, code, agent or interval.
import type { Report } from "../../client/board/types.ts";
import { Choice } from "../../ui/Choice.tsx";
import { useLoad } from "../../ui/use_load.ts";
import { zone_name } from "../../ui/zone.ts";
import { useBoard } from "../context.ts";
import { CsvLink } from "./CsvLink.tsx";
import { Loading } from "./Loading.tsx";
import { change_query, RangeFields } from "./RangeFields.tsx";
import { ReportTable } from "./ReportTable.tsx";
import { moments_of, range_of } from "./range.ts";

const BY = [
  { value: "status", label: "Status" },
  { value: "code", label: "Code" },
  { value: "agent", label: "Agent" },
  { value: "interval", label: "Interval" },
];
const INTERVALS = [
  { value: "15m", label: "15 minutes" },
  { value: "30m", label: "30 minutes" },
  { value: "hour", label: "Hour" },
  { value: "day", label: "Day" },
];

const PART = "statuses";

export function StatusReport({ query }: { query: Readonly<Record<string, string>> }) {
  const board = useBoard();
  const range = range_of(query, Date.now());
  const { from, to } = moments_of(range);
  const by = BY.some(({ value }) => value === query.by) ? (query.by as string) : "status";
  const interval = query.interval || "hour";
  const agentId = query.agentId ?? "";
  const agents = [...board.agents.values()].sort((a, b) => a.name.localeCompare(b.name));
  const search = new URLSearchParams({ from: String(from), to: String(to), by, zone: zone_name() });
  if (by === "interval") search.set("interval", interval);
  if (agentId) search.set("agentId", agentId);
  const address = `/supervisor/api/statuses?${search}`;
  const loaded = useLoad<Report>(address);
  return (
    <div className="history-body">
      <div className="filters">
        <RangeFields part={PART} query={query} range={range} />
        <Choice label="By" value={by} options={BY} choose={(value) => change_query(PART, query, { by: value })} />
        {by === "interval" && (
          <Choice
            label="Length"
            value={interval}
            options={INTERVALS}
            choose={(value) => change_query(PART, query, { interval: value })}
          />
        )}
        <Choice
          label="Agent"
          value={agentId}
          options={[{ value: "", label: "All agents" }, ...agents.map(({ id, name }) => ({ value: id, label: name }))]}
          choose={(value) => change_query(PART, query, { agentId: value })}
        />
        <CsvLink address={address} />
      </div>
      <Loading loaded={loaded}>
        {(report) => <ReportTable what={BY.find(({ value }) => value === by)?.label ?? ""} report={report} />}
      </Loading>
    </div>
  );
}
