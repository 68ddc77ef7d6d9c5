// The metrics of a time: by queue, agent, routing profile, channel or interval.
import type { Report } from "../../client/board/types.ts";
import { Choice } from "../../ui/Choice.tsx";
import { useLoad } from "../../ui/use_load.ts";
import { zone_name } from "../../ui/zone.ts";
import { CsvLink } from "./CsvLink.tsx";
import { Loading } from "./Loading.tsx";
import { change_query, RangeFields } from "./RangeFields.tsx";
import { ReportTable } from "./ReportTable.tsx";
import { moments_of, range_of } from "./range.ts";

const BY = [
  { value: "queue", label: "Queue" },
  { value: "agent", label: "Agent" },
  { value: "profile", label: "Routing profile" },
  { value: "channel", label: "Channel" },
  { value: "interval", label: "Interval" },
];
const PART = "metrics";

export function MetricsView({ query }: { query: Readonly<Record<string, string>> }) {
  const range = range_of(query, Date.now());
  const { from, to } = moments_of(range);
  const by = BY.some(({ value }) => value === query.by) ? (query.by as string) : "queue";
  const search = new URLSearchParams({ from: String(from), to: String(to), by, zone: zone_name() });
  const address = `/supervisor/api/metrics?${search}`;
  const loaded = useLoad<Report>(address);
  return (
    <div className="history-body">
      <div className="filters">
        <RangeFields part={PART} query={query} range={range} />
        <Choice label="By" value={by} options={BY} choose={(value) => change_query(PART, query, { by: value })} />
        <CsvLink address={address} />
      </div>
      <Loading loaded={loaded}>
        {(report) => <ReportTable what={BY.find(({ value }) => value === by)?.label ?? ""} report={report} />}
      </Loading>
    </div>
  );
}
