// A conversation that is read along: its messages, its whispers, how the supervisor takes part. Pure.
import { merge_messages } from "../messages.ts";
import type { Message } from "../types.ts";
import type { WatchEvent, Whisper } from "./types.ts";

export interface Watch {
  contactId: string;
  transcriptId: string;
  messages: readonly Message[];
  whispers: readonly Whisper[];
  /** Speaks with the customer too. */
  barging: boolean;
  over: boolean;
}

export function watch_of(contactId: string, transcriptId: string, whispers: readonly Whisper[] = []): Watch {
  return { contactId, transcriptId, messages: [], whispers, barging: false, over: false };
}

export function put_whisper(whispers: readonly Whisper[], whisper: Whisper): Whisper[] {
  return [...whispers.filter(({ number }) => number !== whisper.number), whisper].sort((a, b) => a.number - b.number);
}

export function apply_watch(watch: Watch, event: WatchEvent): Watch {
  if (event.contactId !== watch.contactId) return watch;
  if ("message" in event) return { ...watch, messages: merge_messages(watch.messages, [event.message]) };
  if ("whisper" in event) return { ...watch, whispers: put_whisper(watch.whispers, event.whisper) };
  return { ...watch, over: true, barging: false };
}

/** Both as one conversation, by time: what everybody reads and what only the agent reads. */
export type Line = { is: "message"; at: number; message: Message } | { is: "whisper"; at: number; whisper: Whisper };

export function lines_of(messages: readonly Message[], whispers: readonly Whisper[]): Line[] {
  const lines: Line[] = [
    ...messages.map((message) => ({ is: "message" as const, at: message.at, message })),
    ...whispers.map((whisper) => ({ is: "whisper" as const, at: whisper.at, whisper })),
  ];
  return lines.sort((a, b) => a.at - b.at);
}
