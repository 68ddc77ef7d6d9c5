// One move as a button. A closed move stays in its place and says why, also to the keyboard; a move with reasons lets one be chosen.
import Icon from "@cloudscape-design/components/icon";
import { type ReactNode, useId } from "react";
import { MOVE_LABELS } from "../client/actions/moves.ts";
import type { Move, Reason } from "../client/types.ts";
import { Menu, type MenuItem } from "../ui/Menu.tsx";

interface MoveButtonProps {
  move: Move;
  /** Why it cannot be pressed just now although it is open; null: it can. */
  wait: string | null;
  busy: boolean;
  align: "start" | "end";
  make: (move: Move, reason: Reason | null) => void;
}

export function reason_items(reasons: readonly Reason[], choose: (reason: Reason) => void): MenuItem[] {
  return reasons.map((reason) => ({ id: reason.id, name: reason.name, choose: () => choose(reason) }));
}

export function MoveButton({ move, wait, busy, align, make }: MoveButtonProps) {
  const id = useId();
  const label = MOVE_LABELS[move.move];
  const why = wait ?? move.why;
  const items = why === null ? reason_items(move.reasons, (reason) => make(move, reason)) : [];
  if (why === null && move.reasonRequired)
    return (
      <div className={`move ${move.move}`}>
        <Menu name={label} items={items} align={align} busy={busy} empty="There is no reason you may give">
          <Label name={label} /> <Icon name="caret-down-filled" size="small" />
        </Menu>
      </div>
    );
  const look = why !== null ? "closed" : items.length > 0 ? "with-reasons" : "";
  return (
    <div className={`move ${move.move} ${look}`}>
      {/* The same element open and closed: who has pressed it by the keyboard stays where they are. */}
      <button
        type="button"
        aria-busy={busy || undefined}
        aria-disabled={why !== null || undefined}
        aria-describedby={why !== null ? id : undefined}
        onClick={() => why === null && make(move, null)}
      >
        <Label name={label} />
      </button>
      {why !== null && (
        <span id={id} role="tooltip" className="move-why">
          {why}
        </span>
      )}
      {items.length > 0 && (
        <Menu name={`${label} with a reason`} items={items} align={align} busy={busy}>
          <Icon name="caret-down-filled" size="small" />
        </Menu>
      )}
    </div>
  );
}

function Label({ name }: { name: string }): ReactNode {
  return <span className="move-label">{name}</span>;
}
