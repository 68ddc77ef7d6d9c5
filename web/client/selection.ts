// Which contact is in front: an offer comes forward by itself, one at a time; otherwise what the agent chose stays. Pure.
import { in_order, is_offer } from "./legs.ts";
import type { Leg } from "./types.ts";

export interface Selection {
  contactId: string | null;
  /** Offers that have been in front: choosing another tab while one rings must hold. */
  shown: readonly string[];
}

export const NOTHING_SELECTED: Selection = { contactId: null, shown: [] };

export function select(selection: Selection, legs: readonly Leg[]): Selection {
  const offers = in_order(legs).filter(is_offer);
  const current = legs.find((leg) => leg.contactId === selection.contactId);
  const fresh = offers.find((leg) => !selection.shown.includes(leg.contactId));
  const front = current && (is_offer(current) || !fresh) ? current : (fresh ?? in_order(legs)[0]);
  const contactId = front?.contactId ?? null;
  const shown = offers
    .map((leg) => leg.contactId)
    .filter((offered) => offered === contactId || selection.shown.includes(offered));
  return contactId === selection.contactId && same(shown, selection.shown) ? selection : { contactId, shown };
}

function same(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((text, index) => text === b[index]);
}
