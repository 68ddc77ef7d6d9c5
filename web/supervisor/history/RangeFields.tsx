// Chooses from which day to which, and what else an address of the history holds.
import { day_of, next_day } from "../../client/format.ts";
import { render_route } from "../../client/route.ts";
import { TextField } from "../../ui/TextField.tsx";
import { go } from "../../ui/use_route.ts";
import type { Range } from "./range.ts";

type Query = Readonly<Record<string, string>>;

export function change_query(part: string, query: Query, change: Record<string, string>): void {
  go(render_route("history", [part], { ...query, ...change }), true);
}

interface RangeFieldsProps {
  part: string;
  query: Query;
  range: Range;
}

export function RangeFields({ part, query, range }: RangeFieldsProps) {
  const today = day_of(Date.now());
  const set = (from: string, to: string) => from && to && change_query(part, query, { from, to });
  const presets = [
    { name: "Today", from: today, to: today },
    { name: "Yesterday", from: next_day(today, -1), to: next_day(today, -1) },
    { name: "7 days", from: next_day(today, -6), to: today },
  ];
  return (
    <>
      <TextField type="date" label="From" value={range.first} write={(from) => set(from, range.last)} />
      <TextField type="date" label="To" value={range.last} write={(to) => set(range.first, to)} />
      <span className="presets">
        {presets.map(({ name, from, to }) => (
          <button
            key={name}
            type="button"
            className="small-button"
            aria-pressed={range.first === from && range.last === to}
            onClick={() => set(from, to)}
          >
            {name}
          </button>
        ))}
      </span>
    </>
  );
}
