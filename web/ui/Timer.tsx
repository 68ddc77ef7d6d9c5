// A running time or a countdown by the server's clock.
import { countdown, duration } from "../client/format.ts";
import { useNow } from "./clock.ts";

interface TimerProps {
  /** Counts up from here (server clock), */
  since?: number;
  /** or down to here. */
  until?: number;
  skew: number;
  className?: string;
}

export function Timer({ since, until, skew, className = "" }: TimerProps) {
  const server_now = useNow() + skew;
  const text = until === undefined ? duration(server_now - (since ?? server_now)) : countdown(until - server_now);
  return <span className={`timer ${className}`}>{text}</span>;
}

/** How much of an offer's time is left, as a bar. */
export function TimeLeft({ from, until, skew }: { from: number; until: number; skew: number }) {
  const left = Math.max(0, until - (useNow() + skew));
  const share = until > from ? Math.min(1, left / (until - from)) : 0;
  return (
    <div className="time-left" aria-hidden="true">
      <div
        className={left < 5_000 ? "time-left-bar urgent" : "time-left-bar"}
        style={{ inlineSize: `${share * 100}%` }}
      />
    </div>
  );
}
