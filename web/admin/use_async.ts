// What a part of the page has loaded: a value, a sentence that says why not, and a way to load it again. It must not know what is loaded.
import { useCallback, useEffect, useRef, useState } from "react";
import { words_of } from "./refusal.ts";

export interface Loaded<T> {
  value: T | null; // of the last time that worked
  error: string;
  busy: boolean;
  reload: () => Promise<void>;
}

/** Loads once, and again when `key` is another one. */
export function useAsync<T>(load: () => Promise<T>, key = ""): Loaded<T> {
  const [value, set_value] = useState<T | null>(null);
  const [error, set_error] = useState("");
  const [busy, set_busy] = useState(true);
  const turn = useRef(0);
  const load_now = useRef(load);
  load_now.current = load;

  const reload = useCallback(async () => {
    const mine = ++turn.current;
    set_busy(true);
    try {
      const loaded = await load_now.current();
      if (mine !== turn.current) return;
      set_value(loaded);
      set_error("");
    } catch (reason) {
      if (mine !== turn.current) return;
      set_error(words_of(reason));
    }
    set_busy(false);
  }, []);

  // biome-ignore lint/correctness/useExhaustiveDependencies: another key means another question
  useEffect(() => {
    void reload();
    return () => {
      turn.current++;
    };
  }, [key, reload]);
  return { value, error, busy, reload };
}
