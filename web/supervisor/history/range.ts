// From which day to which, as an address says it; both days belong to it. Pure but for what "today" is.
import { day_of, day_start, next_day } from "../../client/format.ts";

export interface Range {
  /** Days as "2026-03-01". */
  first: string;
  last: string;
}

export function range_of(query: Readonly<Record<string, string>>, now: number): Range {
  const today = day_of(now);
  const first = query.from && day_start(query.from) !== null ? query.from : today;
  const last = query.to && day_start(query.to) !== null ? query.to : today;
  return first <= last ? { first, last } : { first: last, last: first };
}

/** The moments a range means: from the first day's midnight to the one after the last. */
export function moments_of({ first, last }: Range): { from: number; to: number } {
  return { from: day_start(first) ?? 0, to: day_start(next_day(last, 1)) ?? 0 };
}
