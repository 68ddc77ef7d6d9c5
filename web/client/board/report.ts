// How the values of a report are written: a time as a time, a share as a share. Pure.
import { duration, percent } from "../format.ts";

export function value_words(value: number | null | undefined, unit: string): string {
  if (value === null || value === undefined) return "–";
  switch (unit) {
    case "ms":
      return duration(value);
    case "s":
    case "seconds":
      return duration(value * 1000);
    case "percent":
      return percent(value / 100);
    case "share":
    case "ratio":
      return percent(value);
    default:
      return Number.isInteger(value) ? String(value) : value.toFixed(2);
  }
}

export type ReportSort = { column: number; descending: boolean } | null;

/** By a column's values (-1: by the name); rows without a value last. */
export function sorted_rows<Row extends { name: string; values: readonly (number | null)[] }>(
  rows: readonly Row[],
  sort: ReportSort,
): readonly Row[] {
  if (!sort) return rows;
  const { column, descending } = sort;
  const sign = descending ? -1 : 1;
  return [...rows].sort((a, b) => {
    if (column < 0) return a.name.localeCompare(b.name) * sign;
    const left = a.values[column] ?? null;
    const right = b.values[column] ?? null;
    if (left === right) return a.name.localeCompare(b.name);
    if (left === null) return 1;
    return right === null ? -1 : (left - right) * sign;
  });
}
