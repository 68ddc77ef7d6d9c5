// Leaves a centre with a table of moves: Log Out as the agent's move, and going away once somebody else has logged them out.
import { useEffect, useState } from "react";
import { logged_out_words } from "../client/news.ts";
import type { Panel } from "../client/panel.ts";
import type { PanelState } from "../client/types.ts";
import { login_words, refusal_words } from "../client/words.ts";
import { ask } from "../ui/http.ts";

/** Log Out ends every page of the agent: there is no status in which another one could go on. */
export function useLogOut(panel: Panel, signed_out: (notice: string) => void) {
  const [busy, set_busy] = useState(false);
  const log_out = async (reasonId: string | null) => {
    set_busy(true);
    await panel.flush_notes();
    const reason = reasonId === null ? {} : { reasonId };
    const reply = await ask("POST", "/logout", { status: "offline", everywhere: true, ...reason });
    set_busy(false);
    if (reply.status === 200 || reply.status === 401) return signed_out("You are signed out.");
    const message = reply.body?.error?.message ?? "";
    panel.tell_refusal(
      reply.status === 409
        ? refusal_words(reply.code, message)
        : login_words(reply.status, reply.code, reply.retry_after),
    );
  };
  return { busy, log_out };
}

/** Signed out while the page is open: its session ends too. Answers the words for the login page, null while nothing of that is under way. */
export function useLeaving(state: PanelState | null, signed_out: (notice: string) => void): string | null {
  const gone = state?.control?.shown === "SIGNED_OUT";
  const [notice, set_notice] = useState<string | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, with the words of that moment
  useEffect(() => {
    if (!gone || !state) return;
    const words = logged_out_words(state);
    set_notice(words);
    void ask("POST", "/logout", { status: "keep" }).then(() => signed_out(words));
  }, [gone]);
  return notice;
}
