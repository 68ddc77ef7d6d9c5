// Keeps a person from losing what was typed and not saved: one form at a time may be unsaved. It must not know what the form holds.
import { useEffect, useState } from "react";

let unsaved = false;

export const is_unsaved = () => unsaved;

export function forget_unsaved(): void {
  unsaved = false;
}

/** The form that calls it is unsaved while `dirty`. */
export function useUnsaved(dirty: boolean): void {
  useEffect(() => {
    unsaved = dirty;
    return forget_unsaved;
  }, [dirty]);
}

const current = () => window.location.hash || "#/";

function link_of(event: MouseEvent): string | null {
  if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey) return null;
  const link = (event.target as Element | null)?.closest?.("a[href^='#/']");
  return link?.getAttribute("href") ?? null;
}

/** The address's hash, and the one that waits for an answer because something is unsaved. */
export function useHash(): { hash: string; wanted: string | null; leave: () => void; stay: () => void } {
  const [hash, set_hash] = useState(current);
  const [wanted, set_wanted] = useState<string | null>(null);

  useEffect(() => {
    const changed = () => {
      const next = current();
      if (next === hash) return;
      if (!unsaved) return set_hash(next);
      window.history.pushState(null, "", hash); // as it was, until the person has answered
      set_wanted(next);
    };
    const clicked = (event: MouseEvent) => {
      const next = link_of(event);
      if (!next || !unsaved || next === hash) return;
      event.preventDefault();
      set_wanted(next);
    };
    const unloading = (event: BeforeUnloadEvent) => {
      if (unsaved) event.preventDefault();
    };
    window.addEventListener("hashchange", changed);
    window.addEventListener("popstate", changed);
    window.addEventListener("beforeunload", unloading);
    document.addEventListener("click", clicked, true);
    return () => {
      window.removeEventListener("hashchange", changed);
      window.removeEventListener("popstate", changed);
      window.removeEventListener("beforeunload", unloading);
      document.removeEventListener("click", clicked, true);
    };
  }, [hash]);

  const leave = () => {
    forget_unsaved();
    if (wanted) window.location.hash = wanted;
    set_wanted(null);
  };
  return { hash, wanted, leave, stay: () => set_wanted(null) };
}

/** After something was saved: nothing is unsaved any more. */
export function go(hash: string): void {
  forget_unsaved();
  window.location.hash = hash;
}
