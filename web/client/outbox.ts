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
 * Looks for messages of unknown outcome in a transcript that is complete again. Those that are in it have arrived; the others have not,
 * because nothing of the broken line is still under way, and are to be sent again in their order.
 */
export function settle(
  outbox: readonly Outgoing[],
  transcriptId: string,
  transcript: readonly Message[],
  mine: (message: Message) => boolean,
): { arrived: Outgoing[]; again: Outgoing[] } {
  const taken = new Set<number>();
  const arrived: Outgoing[] = [];
  const again: Outgoing[] = [];
  for (const outgoing of outbox) {
    if (outgoing.transcriptId !== transcriptId || outgoing.state !== "unknown") continue;
    const found = transcript.find(
      (message) =>
        message.number > outgoing.after &&
        !taken.has(message.number) &&
        mine(message) &&
        message.text === outgoing.text,
    );
    if (found) {
      taken.add(found.number);
      arrived.push(outgoing);
    } else again.push(outgoing);
  }
  return { arrived, again };
}
