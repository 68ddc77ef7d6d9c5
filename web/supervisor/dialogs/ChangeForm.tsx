// What is to be changed: the status or the move, its code, and the reason in words.
import { WHY_BYTES_MAX } from "../../client/board/actions.ts";
import { codes_for, open_moves, type Target, uses_moves } from "../../client/board/change.ts";
import type { Board } from "../../client/board/fold.ts";
import type { BoardAgent } from "../../client/board/types.ts";
import { move_words } from "../../client/board/words.ts";
import type { MoveName } from "../../client/types.ts";
import { Choice } from "../../ui/Choice.tsx";
import { TextField } from "../../ui/TextField.tsx";

export interface Draft {
  statusId: string;
  move: MoveName | "";
  reasonId: string;
  why: string;
}

export const EMPTY_DRAFT: Draft = { statusId: "", move: "", reasonId: "", why: "" };

export function target_of({ statusId, move }: Draft): Target {
  return move ? { move } : { statusId };
}

/** A reason in words is asked for but not demanded: it is demanded where work is broken into. */
export function draft_fault({ statusId, move, why }: Draft): string | null {
  if (!statusId && !move) return "Please choose what the status is to be.";
  return new TextEncoder().encode(why.trim()).length > WHY_BYTES_MAX ? "Please give a shorter reason." : null;
}

interface ChangeFormProps {
  board: Board;
  agents: readonly BoardAgent[];
  draft: Draft;
  write: (draft: Draft) => void;
}

const NONE = { value: "", label: "Please choose" };

export function ChangeForm({ board, agents, draft, write }: ChangeFormProps) {
  const codes = codes_for(board.codes, draft.move || undefined);
  const statuses = board.statuses.filter(({ enabled }) => enabled).sort((a, b) => a.order - b.order);
  return (
    <>
      {uses_moves(board) ? (
        <Choice
          label="Move"
          value={draft.move}
          options={[NONE, ...open_moves(agents).map((move) => ({ value: move, label: move_words(move) }))]}
          choose={(move) => write({ ...draft, move: move as MoveName, reasonId: "" })}
        />
      ) : (
        <Choice
          label="Status"
          value={draft.statusId}
          options={[NONE, ...statuses.map(({ id, name }) => ({ value: id, label: name }))]}
          choose={(statusId) => write({ ...draft, statusId })}
        />
      )}
      {codes.length > 0 && (
        <Choice
          label="Code"
          value={draft.reasonId}
          options={[{ value: "", label: "No code" }, ...codes.map(({ id, name }) => ({ value: id, label: name }))]}
          choose={(reasonId) => write({ ...draft, reasonId })}
        />
      )}
      <TextField
        label="Reason"
        rows={2}
        value={draft.why}
        write={(why) => write({ ...draft, why })}
        hint="The agent sees it together with your name. Nothing changes before you have seen the preview."
      />
    </>
  );
}
