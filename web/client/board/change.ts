// Changing the status of one agent or many: what can be asked for, the preview, the results, and what is to be offered again. Pure.
import type { Command, MoveName } from "../types.ts";
import type { Board } from "./fold.ts";
import type { BoardAgent, ChangeResult, Code } from "./types.ts";
import { BOARD_MOVES } from "./words.ts";

/** What was chosen: a status, or in a centre with a table of moves a move. */
export interface Target {
  statusId?: string;
  move?: MoveName;
}

export interface Change {
  agentIds: readonly string[];
  target: Target;
  reasonId: string | null;
  why: string;
}

export const AGENTS_AT_ONCE_MAX = 1_000;

export function uses_moves(board: Board): boolean {
  return board.centre.model === "vcc";
}

/** The moves that at least one of them can make now; all of them where none can, so that the preview says why. */
export function open_moves(agents: readonly BoardAgent[]): MoveName[] {
  const open = BOARD_MOVES.filter((move) => agents.some(({ moves }) => moves.includes(move)));
  return open.length > 0 ? open : BOARD_MOVES;
}

/** The codes that may be given with the move. */
export function codes_for(codes: readonly Code[], move: MoveName | undefined): Code[] {
  return move ? codes.filter(({ actions }) => actions.includes(move)) : [];
}

export function change_command(change: Change, versions: Record<string, number> | null): Command {
  const { agentIds, target, reasonId, why } = change;
  return {
    do: "set_status",
    agentIds,
    ...target,
    ...(reasonId ? { reasonId } : {}),
    why: why.trim(),
    preview: versions === null,
    ...(versions ? { versions } : {}),
  };
}

export function versions_of(results: readonly ChangeResult[]): Record<string, number> {
  return Object.fromEntries(results.map(({ agentId, version }) => [agentId, version]));
}

/** Those for whom something would change: the others need not be asked for. */
export function changing(results: readonly ChangeResult[]): string[] {
  return results.filter(({ means }) => means !== "refused" && means !== "no_change").map(({ agentId }) => agentId);
}

/** Those who changed between preview and confirmation. */
export function stale(results: readonly ChangeResult[]): string[] {
  return results.filter(({ means, code }) => means === "refused" && code === "stale").map(({ agentId }) => agentId);
}

function count(results: readonly ChangeResult[], means: ChangeResult["means"]): number {
  return results.filter((result) => result.means === means).length;
}

/** "12 change now, 3 become next, 1 refused: reason" */
export function preview_words(results: readonly ChangeResult[]): string {
  const parts: string[] = [];
  const now = count(results, "now");
  const next = count(results, "next");
  const cancel = count(results, "cancel");
  const same = count(results, "no_change");
  const refused = results.filter(({ means }) => means === "refused");
  if (now > 0) parts.push(`${now} ${now === 1 ? "changes" : "change"} now`);
  if (next > 0) parts.push(`${next} ${next === 1 ? "becomes" : "become"} next`);
  if (cancel > 0)
    parts.push(`${cancel} ${cancel === 1 ? "stays and cancels its" : "stay and cancel their"} next status`);
  if (same > 0) parts.push(`${same} ${same === 1 ? "stays" : "stay"} as ${same === 1 ? "it is" : "they are"}`);
  if (refused.length > 0) parts.push(`${refused.length} refused: ${reasons_of(refused)}`);
  return parts.join(", ") || "Nobody would change";
}

export function result_words(results: readonly ChangeResult[]): string {
  const refused = results.filter(({ means }) => means === "refused");
  const done = results.length - refused.length - count(results, "no_change");
  return refused.length > 0 ? `${done} changed, ${refused.length} refused: ${reasons_of(refused)}` : `${done} changed`;
}

function reasons_of(refused: readonly ChangeResult[]): string {
  return [...new Set(refused.map(({ message, code }) => message || code || "refused"))]
    .map((text) => text.replace(/\.$/, ""))
    .join("; ");
}
