// Folds what the server says into the board: apply_tick(board, tick) is pure. A row that did not change stays the same object, so that only
// changed rows are drawn again.
import type { BoardAgent, BoardContact, BoardQueue, BoardState, CentreLists, Tick, Totals } from "./types.ts";

export interface Board extends CentreLists {
  user: BoardState["user"];
  agents: ReadonlyMap<string, BoardAgent>;
  queues: ReadonlyMap<string, BoardQueue>;
  contacts: ReadonlyMap<string, BoardContact>;
  totals: Totals;
}

function by_id<Row extends { id: string }>(rows: readonly Row[]): Map<string, Row> {
  return new Map(rows.map((row) => [row.id, row]));
}

export function board_of({ agents, queues, contacts, ...rest }: BoardState): Board {
  return { ...rest, agents: by_id(agents), queues: by_id(queues), contacts: by_id(contacts) };
}

function put<Row extends { id: string }>(
  rows: ReadonlyMap<string, Row>,
  changed: readonly Row[] = [],
  gone: readonly string[] = [],
): ReadonlyMap<string, Row> {
  if (changed.length === 0 && !gone.some((id) => rows.has(id))) return rows;
  const next = new Map(rows);
  for (const row of changed) next.set(row.id, row);
  for (const id of gone) next.delete(id);
  return next;
}

/** A tick that comes twice changes nothing the second time. */
export function apply_tick(board: Board, tick: Tick): Board {
  return {
    ...board,
    ...tick.centre,
    agents: put(board.agents, tick.agents, tick.gone),
    queues: queues_of(put(board.queues, tick.queues), tick.centre),
    contacts: put(board.contacts, tick.contacts, tick.over),
    totals: tick.totals ?? board.totals,
  };
}

/** A queue that the centre no longer names is gone. */
function queues_of(queues: Board["queues"], centre: Tick["centre"]): Board["queues"] {
  const names = centre?.queueNames;
  if (!names) return queues;
  const known = new Set(names.map(({ id }) => id));
  return put(
    queues,
    [],
    [...queues.keys()].filter((id) => !known.has(id)),
  );
}

/** The name of one of the centre's things; "" when there is none. */
export function name_in(list: readonly { id: string; name: string }[], id: string | null): string {
  return list.find((known) => known.id === id)?.name ?? "";
}

/** An agent's queues are those of their routing profile. */
export function queues_of_agent({ profiles }: Pick<CentreLists, "profiles">, agent: BoardAgent): readonly string[] {
  return profiles.find(({ id }) => id === agent.profile)?.queues ?? [];
}
