// Which rows of a long list are to be drawn: those in the window and a few around it. Pure.

export interface Window {
  first: number;
  /** One past the last. */
  end: number;
}

/** `tops[i]`: where row i begins; one more than there are rows, the last is the height of all. */
export function tops_of(heights: readonly number[]): number[] {
  const tops = [0];
  for (const height of heights) tops.push((tops.at(-1) ?? 0) + height);
  return tops;
}

/** The last row that begins at or above `y`. */
function row_at(tops: readonly number[], y: number): number {
  let low = 0;
  let high = Math.max(0, tops.length - 2);
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((tops[middle] ?? 0) <= y) low = middle;
    else high = middle - 1;
  }
  return low;
}

export function window_of(tops: readonly number[], scrolled: number, height: number, around: number): Window {
  const rows = tops.length - 1;
  if (rows === 0) return { first: 0, end: 0 };
  const first = Math.max(0, row_at(tops, scrolled) - around);
  return { first, end: Math.min(rows, row_at(tops, scrolled + height) + 1 + around) };
}
