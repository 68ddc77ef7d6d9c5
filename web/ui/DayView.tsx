// One day of one agent, loaded and shown: picture, sums, table. For the supervisor's history and for the agent's own day.
import { useState } from "react";
import type { Day } from "../client/board/types.ts";
import { next_day } from "../client/format.ts";
import { DayPicture } from "./DayPicture.tsx";
import { DaySums } from "./DaySums.tsx";
import { DayTable } from "./DayTable.tsx";
import { Notice } from "./Notice.tsx";
import { TextField } from "./TextField.tsx";
import { useLoad } from "./use_load.ts";
import { zone_name } from "./zone.ts";

interface DayViewProps {
  /** The address up to the date: "/panel/day?". */
  address: string;
  day: string;
  choose: (day: string) => void;
}

export function day_query(day: string): string {
  return `date=${day}&zone=${encodeURIComponent(zone_name())}`;
}

export function DayView({ address, day, choose }: DayViewProps) {
  const found = useLoad<Day>(`${address}${day_query(day)}`);
  const [kept, keep] = useState<{ body: Day; at: number } | null>(null);
  if (found.body && found.body !== kept?.body) keep({ body: found.body, at: Date.now() });
  const shown = found.error ? null : kept;
  return (
    <div className="day-view" aria-busy={found.busy}>
      <div className="day-choice">
        <button type="button" className="small-button" onClick={() => choose(next_day(day, -1))}>
          Day before
        </button>
        <TextField quiet type="date" label="Date" value={day} write={(text) => text && choose(text)} />
        <button type="button" className="small-button" onClick={() => choose(next_day(day, 1))}>
          Day after
        </button>
      </div>
      {found.error && <Notice kind="error">{found.error}</Notice>}
      {shown && shown.body.sums.online === 0 && <p className="muted">Not online on this day.</p>}
      {shown && shown.body.sums.online > 0 && (
        <>
          <DayPicture day={shown.body} now={Math.min(shown.at, shown.body.to)} />
          <DaySums day={shown.body} />
          <DayTable day={shown.body} now={Math.min(shown.at, shown.body.to)} />
        </>
      )}
    </div>
  );
}
