// Keeps the transcripts of the contacts at hand, by transcript id, out of live messages and asked-for pages. Pure.
import { merge_messages } from "./messages.ts";
import type { Leg, Message } from "./types.ts";

export type Transcripts = Readonly<Record<string, readonly Message[]>>;

export function add_messages(all: Transcripts, transcriptId: string, messages: readonly Message[]): Transcripts {
  if (messages.length === 0 && all[transcriptId]) return all;
  return { ...all, [transcriptId]: merge_messages(all[transcriptId] ?? [], messages) };
}

/** Forgets the transcripts that no leg shows any more. */
export function drop_unused(all: Transcripts, legs: readonly Leg[]): Transcripts {
  const used = new Set(legs.map((leg) => leg.transcriptId));
  if (Object.keys(all).every((id) => used.has(id))) return all;
  return Object.fromEntries(Object.entries(all).filter(([id]) => used.has(id)));
}
