// Measures how far the server's clock is from the page's, so that timers show the server's time. Pure.

/** server - (sent + received) / 2: right to within half the time the question was under way. */
export function skew_of(clock: { page: number; server: number }, received: number): { skew: number; trip: number } {
  return { skew: clock.server - (clock.page + received) / 2, trip: Math.max(0, received - clock.page) };
}

/** Keeps the measurement with the shortest way; an older one gives way slowly because clocks drift. */
export function better_skew(
  known: { skew: number; trip: number } | null,
  fresh: { skew: number; trip: number },
): { skew: number; trip: number } {
  if (!known || fresh.trip <= known.trip + 20) return fresh;
  return { skew: known.skew, trip: known.trip + 20 };
}
