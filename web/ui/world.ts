// The browser as the line's world: a WebSocket, a clock, timers, and a plain question whether the server is there.
import type { Socket, World } from "../client/line.ts";

const PROBE_MAX_MS = 4_000;

export function browser_world(path: string, probe: () => Promise<"up" | "down" | string>): World {
  return {
    connect: () => {
      const url = new URL(path, window.location.href);
      url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
      return new WebSocket(url) as unknown as Socket;
    },
    probe,
    now: () => Date.now(),
    random: () => Math.random(),
    set_timer: (run, after_ms) => window.setTimeout(run, after_ms),
    clear_timer: (timer) => window.clearTimeout(timer as number | undefined),
  };
}

/** Asks once; the answer is given to `judge`, no answer is "down". A gateway's 502..504 is "down" too. */
export async function probe_with(
  address: string,
  judge: (response: Response) => Promise<string> | string,
): Promise<string> {
  try {
    const response = await fetch(address, { cache: "no-store", signal: AbortSignal.timeout(PROBE_MAX_MS) });
    return response.status >= 502 ? "down" : await judge(response);
  } catch {
    return "down";
  }
}

/** Tells `hurry` when the network or the person comes back. */
export function on_return(hurry: () => void): () => void {
  const seen = () => {
    if (document.visibilityState === "visible") hurry();
  };
  window.addEventListener("online", hurry);
  document.addEventListener("visibilitychange", seen);
  return () => {
    window.removeEventListener("online", hurry);
    document.removeEventListener("visibilitychange", seen);
  };
}
