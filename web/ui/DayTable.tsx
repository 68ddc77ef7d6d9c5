// The same as the picture of a day, as a table.

import { status_label } from "../client/board/day.ts";
import type { Day } from "../client/board/types.ts";
import { activity_words } from "../client/board/words.ts";
import { clock_time, duration } from "../client/format.ts";
import { Scrollable } from "./Scrollable.tsx";

export function DayTable({ day, now }: { day: Day; now: number }) {
  return (
    <details className="day-table">
      <summary>As a table</summary>
      <Scrollable className="wide-table" label="The day as a table">
        <table className="plain-table">
          <thead>
            <tr>
              {["From", "To", "Status", "Activity", "Contacts", "Next status", "Time"].map((name) => (
                <th key={name} scope="col">
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {day.spans.map((span) => (
              <tr key={span.from}>
                <td>{clock_time(span.from)}</td>
                <td>{span.to === null ? "now" : clock_time(span.to)}</td>
                <td>{status_label(span)}</td>
                <td>{activity_words(span.activity)}</td>
                <td>{span.contacts}</td>
                <td>{span.next?.name}</td>
                <td>{duration((span.to ?? now) - span.from)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scrollable>
    </details>
  );
}
