// One move as a button. A closed move stays in its place and says why, also to the keyboard; a move with reasons lets one be chosen.
import Icon from "@cloudscape-design/components/icon";
import { type ReactNode, useId } from "react";
import { MOVE_LABELS } from "../client/actions/moves.ts";
import type { Move, MoveName, Reason } from "../client/types.ts";
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
  const label = MOVE_LABELS[move.move];
  const why = wait ?? move.why;
  if (why !== null) return <ClosedMove name={move.move} label={label} why={why} />;
  const items = reason_items(move.reasons, (reason) => make(move, reason));
  const look = `move ${move.move}`;
  if (move.reasonRequired)
    return (
      <div className={look}>
        <Menu name={label} items={items} align={align} busy={busy} empty="There is no reason you may give">
          <Label name={label} /> <Icon name="caret-down-filled" size="small" />
        </Menu>
      </div>
    );
  return (
    <div className={items.length > 0 ? `${look} with-reasons` : look}>
      <button type="button" aria-busy={busy || undefined} onClick={() => make(move, null)}>
        <Label name={label} />
      </button>
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

function ClosedMove({ name, label, why }: { name: MoveName; label: string; why: string }) {
  const id = useId();
  return (
    <div className={`move closed ${name}`}>
      <button type="button" aria-disabled="true" aria-describedby={id}>
        <Label name={label} />
      </button>
      <span id={id} role="tooltip" className="move-why">
        {why}
      </span>
    </div>
  );
}
