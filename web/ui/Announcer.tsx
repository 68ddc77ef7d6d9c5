// Says to screen readers what happened, once. It has no role: the panel's only status role is the agent's status.
import { useSyncExternalStore } from "react";

let said = { text: "", number: 0 };
const listeners = new Set<() => void>();

export function announce(text: string): void {
  said = { text, number: said.number + 1 };
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function Announcer() {
  const { text, number } = useSyncExternalStore(subscribe, () => said);
  return (
    <div className="unseen" aria-live="assertive">
      <span key={number}>{text}</span>
    </div>
  );
}
