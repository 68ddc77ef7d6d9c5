// Whether the page is as narrow as a side frame: rows are then taller and hold less.
import { useSyncExternalStore } from "react";

const query = window.matchMedia("(max-width: 760px)");

function subscribe(listener: () => void): () => void {
  query.addEventListener("change", listener);
  return () => query.removeEventListener("change", listener);
}

export function useNarrow(): boolean {
  return useSyncExternalStore(subscribe, () => query.matches);
}
