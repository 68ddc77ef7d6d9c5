// A task: what is to be done.
import type { Leg } from "../client/types.ts";
import { Facts } from "./Facts.tsx";

export function TaskBody({ leg }: { leg: Leg }) {
  const nothing = !leg.description && Object.keys({ ...leg.attributes, ...leg.references }).length === 0;
  return (
    <div className="task">
      {leg.state === "PAUSED" && (
        <p className="task-paused">This task is laid aside. Resume it to go on; it takes no slot meanwhile.</p>
      )}
      {leg.description && <p className="task-description">{leg.description}</p>}
      <Facts title="Attributes" facts={leg.attributes} />
      <Facts title="References" facts={leg.references} />
      {nothing && <p className="muted">This task has no description.</p>}
    </div>
  );
}
