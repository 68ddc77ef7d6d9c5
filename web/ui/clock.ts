// One ticking second for all timers of a page, so that they change together.
import { useSyncExternalStore } from "react";

const TICK_MS = 250;
const listeners = new Set<() => void>();
let ticker: number | undefined;
let shown = Date.now();

function tick(): void {
  shown = Date.now();
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  ticker ??= window.setInterval(tick, TICK_MS);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    window.clearInterval(ticker);
    ticker = undefined;
  };
}

/** The page's clock, in steps. Add the skew to get the server's. */
export function useNow(): number {
  return useSyncExternalStore(subscribe, () => shown);
}
