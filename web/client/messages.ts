// Keeps a transcript in order whatever order its pieces come in. It must not know where they come from.
import type { Message } from "./types.ts";

/** Both lists as one: by number, each number once. The later argument wins. */
export function merge_messages(have: readonly Message[], more: readonly Message[]): Message[] {
  const last = have[have.length - 1];
  const first = more[0];
  if (!first) return [...have];
  if (more.length === 1 && (!last || first.number > last.number)) return [...have, first];
  const by_number = new Map<number, Message>();
  for (const message of have) by_number.set(message.number, message);
  for (const message of more) by_number.set(message.number, message);
  return [...by_number.values()].sort((a, b) => a.number - b.number);
}

/** The number up to which nothing is missing: what may be asked for is everything after it. */
export function complete_up_to(messages: readonly Message[]): number {
  let expected = 0;
  for (const message of messages) {
    if (message.number !== expected + 1) return expected;
    expected = message.number;
  }
  return expected;
}
