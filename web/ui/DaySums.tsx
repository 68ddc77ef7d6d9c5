// A day in numbers: how long in each status and each activity. Both add up to the time online, and the table says so.
import { sums_agree } from "../client/board/day.ts";
import type { Day } from "../client/board/types.ts";
import { activity_words } from "../client/board/words.ts";
import { duration } from "../client/format.ts";

export function DaySums({ day }: { day: Day }) {
  const { sums } = day;
  return (
    <div className="day-sums" data-agree={sums_agree(day)}>
      <SumTable
        caption="By status"
        total={sums.online}
        rows={sums.statuses.map(({ id, name, ms }) => ({ key: id, name, ms }))}
      />
      <SumTable
        caption="By activity"
        total={sums.online}
        rows={sums.activities.map(({ activity, ms }) => ({ key: activity, name: activity_words(activity), ms }))}
      />
    </div>
  );
}

interface SumTableProps {
  caption: string;
  total: number;
  rows: readonly { key: string; name: string; ms: number }[];
}

function SumTable({ caption, total, rows }: SumTableProps) {
  return (
    <table className="plain-table">
      <caption>{caption}</caption>
      <thead>
        <tr>
          <th scope="col">What</th>
          <th scope="col" className="number">
            Time
          </th>
          <th scope="col" className="number">
            Share
          </th>
        </tr>
      </thead>
      <tbody>
        {rows.map(({ key, name, ms }) => (
          <tr key={key}>
            <th scope="row">{name}</th>
            <td className="number">{duration(ms)}</td>
            <td className="number">{total > 0 ? `${((ms / total) * 100).toFixed(1)} %` : "–"}</td>
          </tr>
        ))}
      </tbody>
      <tfoot>
        <tr>
          <th scope="row">Online</th>
          <td className="number">{duration(total)}</td>
          <td className="number">{total > 0 ? "100 %" : "–"}</td>
        </tr>
      </tfoot>
    </table>
  );
}
