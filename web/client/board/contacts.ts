// Which contacts the board lists and in which order: those that wait, the oldest first, then the others. Pure.
import type { Board } from "./fold.ts";
import type { BoardContact, Place } from "./types.ts";

export interface ContactChoices {
  text: string;
  /** A queue's id, "" for all. */
  queue: string;
  place: Place | "";
}

export const ALL_CONTACTS: ContactChoices = { text: "", queue: "", place: "" };

const RANK: Record<Place, number> = { WAITING: 0, OFFERED: 1, HANDLED: 2, PARKED: 3, SCHEDULED: 4, OVER: 5 };

export function contacts_of(board: Board, { text, queue, place }: ContactChoices): BoardContact[] {
  const wanted = text.trim().toLowerCase();
  return [...board.contacts.values()]
    .filter(
      (contact) =>
        contact.place !== "OVER" &&
        (!wanted || contact.name.toLowerCase().includes(wanted)) &&
        (!queue || contact.queue === queue) &&
        (!place || contact.place === place),
    )
    .sort((a, b) => RANK[a.place] - RANK[b.place] || a.startedAt - b.startedAt || (a.id < b.id ? -1 : 1));
}

export function title_of_contact({ channel, name }: Pick<BoardContact, "channel" | "name">): string {
  if (channel === "TASK") return `Task ${name || "without a name"}`;
  return `${channel === "VOICE" ? "Call" : "Chat"} with ${name || "a customer"}`;
}

export function is_waiting({ place }: Pick<BoardContact, "place">): boolean {
  return place === "WAITING" || place === "OFFERED" || place === "SCHEDULED" || place === "PARKED";
}
