// A conversation as plain text, to be kept by the customer. Pure.
import type { Message } from "../client/types.ts";

export function transcript_text(messages: readonly Message[]): string {
  return messages
    .map(({ at, by, name, text }) => {
      const when = new Date(at).toLocaleString();
      return by === "system" ? `[${when}] ${text}` : `[${when}] ${name}: ${text}`;
    })
    .join("\n");
}
