// Says that the line is lost and that it is back. It goes away by itself a few seconds after that.
import { useEffect } from "react";
import type { LineStatus } from "../client/line.ts";

const SHOWN_MS = 4_000;

interface ConnectionBannerProps {
  line: LineStatus;
  regained_at: number | null;
  forget: () => void;
}

export function ConnectionBanner({ line, regained_at, forget }: ConnectionBannerProps) {
  useEffect(() => {
    if (regained_at === null) return undefined;
    const timer = window.setTimeout(forget, SHOWN_MS);
    return () => window.clearTimeout(timer);
  }, [regained_at, forget]);
  const lost = line === "lost";
  const text = lost ? "Connection lost. Reconnecting…" : regained_at !== null ? "Connected again" : "";
  return (
    <div className="banner-place" aria-live="polite">
      {text && (
        <div className={lost ? "banner lost" : "banner back"}>
          <span className={lost ? "pulse" : "dot"} aria-hidden="true" />
          {text}
        </div>
      )}
    </div>
  );
}
