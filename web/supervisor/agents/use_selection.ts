// Which agents are selected. Only those that this user may act on can be; who is gone from the board is no longer selected.
import { useCallback, useMemo, useState } from "react";
import type { Board } from "../../client/board/fold.ts";
import type { Item } from "../../client/board/rows.ts";

export interface Selection {
  selected: ReadonlySet<string>;
  toggle: (id: string) => void;
  /** Selects all that are listed, or none. */
  all: (on: boolean) => void;
  clear: () => void;
  is_all: boolean;
}

export function useSelection(board: Board, items: readonly Item[]): Selection {
  const [chosen, set_chosen] = useState<ReadonlySet<string>>(new Set());
  const listed = useMemo(
    () => [...new Set(items.flatMap((item) => (item.is === "agent" && item.agent.mine ? [item.agent.id] : [])))],
    [items],
  );
  const selected = useMemo(() => {
    const kept = [...chosen].filter((id) => board.agents.has(id));
    return kept.length === chosen.size ? chosen : new Set(kept);
  }, [board.agents, chosen]);
  const toggle = useCallback((id: string) => {
    set_chosen((known) => {
      const next = new Set(known);
      if (!next.delete(id)) next.add(id);
      return next;
    });
  }, []);
  const all = useCallback((on: boolean) => set_chosen(new Set(on ? listed : [])), [listed]);
  const clear = useCallback(() => set_chosen(new Set()), []);
  return { selected, toggle, all, clear, is_all: listed.length > 0 && listed.every((id) => selected.has(id)) };
}
