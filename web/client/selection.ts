// Which contact is in front: an offer comes forward by itself, otherwise what the agent chose stays. Pure.
import { in_order, is_offer } from "./legs.ts";
import type { Leg } from "./types.ts";

export interface Selection {
  contactId: string | null;
  /** Offers that have come forward already: choosing another tab while one rings must hold. */
  shown: readonly string[];
}

export const NOTHING_SELECTED: Selection = { contactId: null, shown: [] };

export function select(selection: Selection, legs: readonly Leg[]): Selection {
  const offers = legs.filter(is_offer).map((leg) => leg.contactId);
  const fresh = offers.find((contactId) => !selection.shown.includes(contactId));
  const there = legs.some((leg) => leg.contactId === selection.contactId);
  const contactId = fresh ?? (there ? selection.contactId : (in_order(legs)[0]?.contactId ?? null));
  if (contactId === selection.contactId && same(offers, selection.shown)) return selection;
  return { contactId, shown: offers };
}

function same(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((text, index) => text === b[index]);
}
