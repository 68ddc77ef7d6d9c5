// A policy's trial in words: what would have come otherwise, and the contacts' numbers side by side. Pure.
import { length } from "../client/format.ts";

export interface TrialKind {
  wish: string;
  actor: string;
  from: string;
  status?: string;
  outcome: string;
  refusal?: string;
}

export interface Totals {
  contacts: number;
  answered: number;
  abandoned: number;
  waiting: number;
  offers: number;
  missed: number;
  rejected: number;
  withdrawn: number;
  waitedMs: number;
  waitedMsMax: number;
}

const OUTCOME_WORDS: Record<string, string> = {
  SAME: "the same",
  REFUSED: "would have been refused",
  NEXT_NOT_NOW: "would have become the next status, not at once",
  NOW_NOT_NEXT: "would have changed at once, not become the next status",
  NEEDS_REASON: "would have needed a code",
  OTHER_CONTACT: "would have met another contact",
  NO_OBJECT: "would have met nothing",
};

const plain = (name: string) => name.toLowerCase().replaceAll("_", " ");
const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

/** "Set status Lunch, by agent, from busy: would have been refused". */
export function kind_words({ wish, actor, from, status, outcome }: TrialKind): string {
  const what = `${capital(plain(wish))}${status ? ` ${status}` : ""}`;
  return `${what}, by ${plain(actor)}, from ${plain(from)}: ${OUTCOME_WORDS[outcome] ?? plain(outcome)}`;
}

export const length_words = (ms: number) => length(ms);

export interface ShareRow {
  label: string;
  recorded: number;
  tried: number;
  ms?: boolean;
}

const ROWS: readonly [keyof Totals, string, boolean][] = [
  ["contacts", "Contacts", false],
  ["answered", "Answered", false],
  ["abandoned", "Abandoned", false],
  ["waiting", "Still waiting at the end", false],
  ["offers", "Offers", false],
  ["missed", "Missed", false],
  ["rejected", "Rejected", false],
  ["withdrawn", "Withdrawn", false],
  ["waitedMs", "Time waited in all", true],
  ["waitedMsMax", "Longest wait", true],
];

export function share_rows(recorded: Totals, tried: Totals): ShareRow[] {
  return ROWS.map(([name, label, ms]) => ({ label, recorded: recorded[name] ?? 0, tried: tried[name] ?? 0, ms }));
}
