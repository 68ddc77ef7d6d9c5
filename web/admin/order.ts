// The order in which statuses are offered: by number, and what must change when one is moved. Pure.

const LAST = 1_000;

/** As agents see them: by number, those without one behind. */
export function in_order<Row extends { DisplayOrder?: number; Name: string }>(rows: readonly Row[]): Row[] {
  const order = (row: Row) => row.DisplayOrder ?? LAST;
  return [...rows].sort((one, other) => order(one) - order(other) || one.Name.localeCompare(other.Name));
}

/** The numbers that must change so that the one at `from` stands at `to`. */
export function moved<Row extends { DisplayOrder?: number }>(rows: readonly Row[], from: number, to: number) {
  const next = [...rows];
  next.splice(to, 0, ...next.splice(from, 1));
  return next.map((row, place) => ({ row, order: place + 1 })).filter(({ row, order }) => row.DisplayOrder !== order);
}
