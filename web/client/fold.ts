// Folds the server's events into the panel's state: apply(state, event) is pure and adds nothing the server did not say.
import type { Leg, PanelEvent, PanelState } from "./types.ts";

function put_leg(legs: readonly Leg[], leg: Leg): Leg[] {
  const at = legs.findIndex((known) => known.contactId === leg.contactId);
  if (at < 0) return [...legs, leg];
  return legs.map((known, index) => (index === at ? leg : known));
}

/** An event that comes twice changes nothing the second time: a resumed line may repeat the last batch. */
export function apply(state: PanelState, event: PanelEvent): PanelState {
  switch (event.kind) {
    case "status":
      return { ...state, status: event.status, next: null, version: event.version, menu: event.menu };
    case "next_set":
      return { ...state, next: event.next, version: event.version, menu: event.menu };
    case "next_cleared":
      return { ...state, next: null, version: event.version, menu: event.menu };
    case "leg":
      return { ...state, legs: put_leg(state.legs, event.leg), menu: event.menu, slots: event.slots };
    case "leg_removed":
      return {
        ...state,
        legs: state.legs.filter((leg) => leg.contactId !== event.contactId),
        menu: event.menu,
        slots: event.slots,
      };
    case "statuses":
      return {
        ...state,
        statuses: event.statuses,
        menu: event.menu,
        status: event.status ?? state.status, // a renamed status
        next: event.next === undefined ? state.next : event.next,
      };
    case "settings":
      return {
        ...state,
        queues: event.queues,
        quickConnects: event.quickConnects,
        slots: event.slots,
        settings: event.settings,
      };
    case "user":
      return { ...state, user: event.user };
    case "message":
      return state; // transcripts are kept apart: fold_transcript.ts
    default:
      return state; // a newer server may know more kinds
  }
}
