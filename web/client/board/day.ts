// A day as a picture: where each span lies, which colour it has, what the hours are called. Pure.
import type { Activity, Day, Found, Span } from "./types.ts";

/** What a status or an activity looks like; the patterns tell them apart without colours. */
export type Tone = "good" | "busy" | "wrapup" | "away" | "offline" | "trouble" | "watching";

export interface Piece {
  from: number;
  to: number;
  /** Shares of the shown time. */
  start: number;
  share: number;
  label: string;
  tone: Tone;
}

const OF_ACTIVITY: Record<Activity, Tone> = {
  OFFLINE: "offline",
  AVAILABLE: "good",
  CUSTOM: "away",
  INCOMING: "busy",
  WRAPUP: "wrapup",
  ON_CONTACT: "busy",
  REJECTED: "trouble",
  MISSED: "trouble",
  ERROR: "trouble",
  MONITORING: "watching",
};

export function activity_tone(activity: string): Tone {
  return OF_ACTIVITY[activity as Activity] ?? "away";
}

export function status_tone(type: string): Tone {
  return type === "ROUTABLE" ? "good" : type === "OFFLINE" ? "offline" : "away";
}

export interface Shown {
  from: number;
  to: number;
}

const HOUR_MS = 3_600_000;

/** The part of the day worth looking at: from the first to the last time online, in whole hours, at least four. */
export function shown_part(day: Day, now: number): Shown {
  const online = day.spans.filter(({ status }) => status.type !== "OFFLINE");
  const first = online[0]?.from ?? day.from;
  const last = online.at(-1);
  const end = Math.min(day.to, last ? (last.to ?? now) : day.to);
  const from = Math.max(day.from, day.from + Math.floor((first - day.from) / HOUR_MS) * HOUR_MS);
  const to = Math.min(day.to, day.from + Math.ceil((end - day.from) / HOUR_MS) * HOUR_MS);
  if (to - from >= 4 * HOUR_MS) return { from, to };
  const wide = Math.min(day.to, from + 4 * HOUR_MS);
  return { from: Math.max(day.from, wide - 4 * HOUR_MS), to: wide };
}

function piece(from: number, to: number, label: string, tone: Tone, shown: Shown): Piece | null {
  const left = Math.max(from, shown.from);
  const right = Math.min(to, shown.to);
  if (right <= left) return null;
  const whole = shown.to - shown.from;
  return { from, to, start: (left - shown.from) / whole, share: (right - left) / whole, label, tone };
}

/** Neighbours that look and are called the same become one. */
function joined(pieces: readonly (Piece | null)[]): Piece[] {
  const all: Piece[] = [];
  for (const next of pieces) {
    if (!next) continue;
    const last = all.at(-1);
    if (last && last.label === next.label && last.to === next.from) {
      all[all.length - 1] = { ...last, to: next.to, share: next.start + next.share - last.start };
    } else all.push(next);
  }
  return all;
}

export function status_label({ status, code }: Span): string {
  return code ? `${status.name} (${code.name})` : status.name;
}

export function status_pieces({ spans }: Day, shown: Shown, now: number): Piece[] {
  return joined(
    spans.map((span) => piece(span.from, span.to ?? now, status_label(span), status_tone(span.status.type), shown)),
  );
}

export function activity_pieces({ spans }: Day, shown: Shown, now: number, words: (code: string) => string): Piece[] {
  return joined(
    spans.map((span) => piece(span.from, span.to ?? now, words(span.activity), activity_tone(span.activity), shown)),
  );
}

/** Times at which a next status waited. */
export function next_pieces({ spans }: Day, shown: Shown, now: number): Piece[] {
  return joined(
    spans.map((span) => (span.next ? piece(span.from, span.to ?? now, span.next.name, "wrapup", shown) : null)),
  );
}

/** Contacts in as few rows as they need without lying over each other. */
export function contact_lanes(contacts: readonly Found[], shown: Shown, now: number): (Piece & { contact: Found })[][] {
  const lanes: (Piece & { contact: Found })[][] = [];
  const ordered = [...contacts].sort((a, b) => (a.connectedAt ?? a.startedAt) - (b.connectedAt ?? b.startedAt));
  for (const contact of ordered) {
    const from = contact.connectedAt ?? contact.startedAt;
    const end = contact.completedAt ?? contact.endedAt ?? now;
    const found = piece(from, Math.max(end, from + 1), contact.customerName || "Customer", "busy", shown);
    if (!found) continue;
    const free = lanes.find((lane) => (lane.at(-1)?.to ?? 0) <= from);
    if (free) free.push({ ...found, contact });
    else lanes.push([{ ...found, contact }]);
  }
  return lanes;
}

/** Marks at whole hours, not more than fit. */
export function hour_marks({ from, to }: Shown, marks_max: number): { at: number; start: number }[] {
  const hours = Math.max(1, Math.round((to - from) / HOUR_MS));
  const step = [1, 2, 3, 4, 6, 8, 12].find((hours_between) => hours / hours_between <= marks_max) ?? 24;
  const marks: { at: number; start: number }[] = [];
  for (let at = from; at <= to; at += step * HOUR_MS) marks.push({ at, start: (at - from) / (to - from) });
  return marks;
}

/** The sums of both tables and the time online are the same: the day says so itself. */
export function sums_agree({ sums }: Day): boolean {
  const by_status = sums.statuses.reduce((sum, { ms }) => sum + ms, 0);
  const by_activity = sums.activities.reduce((sum, { ms }) => sum + ms, 0);
  return by_status === sums.online && by_activity === sums.online;
}
