// The agents whose past can be looked at: those who are online first, each by name.
import type { Board } from "../../client/board/fold.ts";
import type { BoardAgent } from "../../client/board/types.ts";

const away = ({ status }: BoardAgent) => (status.type === "OFFLINE" ? 1 : 0);

export function agents_by_name(board: Board): BoardAgent[] {
  return [...board.agents.values()].sort((a, b) => away(a) - away(b) || a.name.localeCompare(b.name));
}
