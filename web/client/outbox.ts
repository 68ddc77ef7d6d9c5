// Decides what becomes of messages that were on their way when the line broke. Pure.
import type { Message } from "./types.ts";

export interface Outgoing {
  key: number;
  /** Of the transcript it belongs to. */
  transcriptId: string;
  contactId: string;
  text: string;
  /** The highest number known when it was sent: if it arrived, its own is higher. */
  after: number;
  /** sending: an answer is awaited. unknown: the line broke meanwhile. refused: it was not taken, `why` says so. */
  state: "sending" | "unknown" | "refused";
  why: string | null;
}

/**
 * What the server takes as text: JSON has no room for half a surrogate pair, and the server none for NUL. A message with one would be
 * refused with the whole line, and again each time it is sent.
 */
export function sendable(text: string): string {
  return text.replaceAll("\0", "\ufffd").replace(/\p{Surrogate}/gu, "\ufffd");
}

/** Which of these are in the transcript already: each arrival answers one of them, the first that said it. */
function arrivals(
  outbox: readonly Outgoing[],
  transcript: readonly Message[],
  mine: (message: Message) => boolean,
): ReadonlySet<Outgoing> {
  const taken = new Set<number>();
  const arrived = new Set<Outgoing>();
  for (const outgoing of outbox) {
    const found = transcript.find(
      (message) =>
        message.number > outgoing.after &&
        !taken.has(message.number) &&
        mine(message) &&
        message.text === outgoing.text,
    );
    if (!found) continue;
    taken.add(found.number);
    arrived.add(outgoing);
  }
  return arrived;
}

/**
 * Looks for messages of unknown outcome in a transcript that is complete again. Those that are in it have arrived; the others have not,
 * because nothing of the broken line is still under way, and are to be sent again in their order.
 */
export function settle(
  outbox: readonly Outgoing[],
  transcriptId: string,
  transcript: readonly Message[],
  mine: (message: Message) => boolean,
): { arrived: Outgoing[]; again: Outgoing[] } {
  const unknown = outbox.filter((outgoing) => outgoing.transcriptId === transcriptId && outgoing.state === "unknown");
  const found = arrivals(unknown, transcript, mine);
  return {
    arrived: unknown.filter((outgoing) => found.has(outgoing)),
    again: unknown.filter((outgoing) => !found.has(outgoing)),
  };
}

/** What is to be drawn below the transcript: a message's event comes before the answer to its sending, and is not to be seen twice between them. */
export function still_under_way(
  outbox: readonly Outgoing[],
  transcript: readonly Message[],
  mine: (message: Message) => boolean,
): Outgoing[] {
  const open = outbox.filter((outgoing) => outgoing.state !== "refused");
  const found = arrivals(open, transcript, mine);
  return outbox.filter((outgoing) => !found.has(outgoing));
}
