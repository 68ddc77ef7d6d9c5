// Something the server is asked for once per address: loading, there, or refused. A newer question forgets the older one's answer.
import { useCallback, useEffect, useState } from "react";
import { refusal_words } from "../client/words.ts";
import { ask } from "./http.ts";

export interface Loaded<Body> {
  body: Body | null;
  busy: boolean;
  error: string;
  again: () => void;
}

function error_words(status: number, code: string, message: string): string {
  if (status === 0) return "The server does not answer. Please try again in a moment.";
  if (status === 401) return "You are signed out. Please load the page again.";
  if (status === 404) return "There is nothing here.";
  return refusal_words(code, message);
}

/** `moment`: when it is another one, the same is asked again. */
export function useLoad<Body>(address: string | null, moment = ""): Loaded<Body> {
  const [found, set_found] = useState<{ address: string; body: Body | null; error: string } | null>(null);
  const [round, set_round] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new round or another moment asks again
  useEffect(() => {
    if (address === null) return undefined;
    let over = false;
    void ask("GET", address).then((reply) => {
      if (over) return;
      const { status, code, body } = reply;
      if (status === 200) set_found({ address, body: body as Body, error: "" });
      else set_found({ address, body: null, error: error_words(status, code, body?.error?.message ?? "") });
    });
    return () => {
      over = true;
    };
  }, [address, round, moment]);
  const again = useCallback(() => set_round((count) => count + 1), []);
  const fresh = found?.address === address ? found : null;
  return { body: fresh?.body ?? null, busy: address !== null && !fresh, error: fresh?.error ?? "", again };
}
