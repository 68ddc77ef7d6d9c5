// The page's address as a route: changes with links, with the back button and with go(). Nothing is loaded from the server for it.
import { useMemo, useSyncExternalStore } from "react";
import { parse_route, type Route } from "../client/route.ts";

function subscribe(listener: () => void): () => void {
  window.addEventListener("hashchange", listener);
  return () => window.removeEventListener("hashchange", listener);
}

export function useRoute(): Route {
  const hash = useSyncExternalStore(subscribe, () => window.location.hash);
  return useMemo(() => parse_route(hash), [hash]);
}

/** A new place in the history; `replace`: the back button skips the present one. */
export function go(address: string, replace = false): void {
  if (address === window.location.hash) return;
  if (replace) window.location.replace(address);
  else window.location.hash = address;
}
