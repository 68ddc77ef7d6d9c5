// A report as the server tells it: any columns, any rows, sorted by a click on a head.
import { useState } from "react";
import { type ReportSort, sorted_rows, value_words } from "../../client/board/report.ts";
import type { Report } from "../../client/board/types.ts";
import { Scrollable } from "../../ui/Scrollable.tsx";

interface ReportTableProps {
  /** What the rows are: "Agent". */
  what: string;
  report: Report;
}

export function ReportTable({ what, report }: ReportTableProps) {
  const [sort, set_sort] = useState<ReportSort>(null);
  const press = (column: number) =>
    set_sort((known) => ({ column, descending: known?.column === column ? !known.descending : column >= 0 }));
  const direction = (column: number) =>
    sort?.column === column ? (sort.descending ? "descending" : "ascending") : "none";
  if (report.rows.length === 0) return <p className="muted">Nothing in this time.</p>;
  return (
    <Scrollable className="wide-table" label="Report">
      <table className="plain-table">
        <thead>
          <tr>
            <th scope="col" aria-sort={direction(-1)}>
              <button type="button" className="sort-button" onClick={() => press(-1)}>
                {what}
              </button>
            </th>
            {report.columns.map(({ name, label }, column) => (
              <th key={name} scope="col" className="number" aria-sort={direction(column)}>
                <button type="button" className="sort-button" onClick={() => press(column)}>
                  {label}
                </button>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {sorted_rows(report.rows, sort).map((row) => (
            <tr key={row.id || row.name}>
              <th scope="row">{row.name || row.id}</th>
              {report.columns.map(({ name, unit }, column) => (
                <td key={name} className="number">
                  {value_words(row.values[column], unit)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </Scrollable>
  );
}
