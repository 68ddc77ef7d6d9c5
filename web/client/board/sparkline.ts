// The shape of a small chart, and what it says in words. Pure.

/** Points of a line in a box of `width` x `height`; the highest value touches the top. All zero lies on the ground. */
export function line_points(values: readonly number[], width: number, height: number): string {
  const max = Math.max(1, ...values);
  const step = values.length > 1 ? width / (values.length - 1) : 0;
  return values
    .map((value, at) => `${(at * step).toFixed(1)},${(height - (value / max) * height).toFixed(1)}`)
    .join(" ");
}

export function chart_words(what: string, values: readonly number[], step_ms: number): string {
  if (values.length === 0) return `${what}: nothing yet`;
  const minutes = Math.round((values.length * step_ms) / 60_000);
  const hours = minutes >= 120 ? `${Math.round(minutes / 60)} hours` : `${minutes} minutes`;
  return `${what} in the last ${hours}: now ${values.at(-1)}, at most ${Math.max(...values)}`;
}
