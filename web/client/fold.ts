// Folds the server's events into the panel's state: apply(state, event) is pure and adds nothing the server did not say.
import { with_whisper } from "./monitoring.ts";
import type { Choices, Forced, Leg, PanelEvent, PanelState } from "./types.ts";

/** What was whispered is asked for by itself and not said with the leg. */
function keep_whispers(leg: Leg, known: Leg): Leg {
  return leg.whispers || !known.whispers ? leg : { ...leg, whispers: known.whispers };
}

function put_leg(legs: readonly Leg[], leg: Leg): Leg[] {
  const at = legs.findIndex((known) => known.contactId === leg.contactId);
  if (at < 0) return [...legs, leg];
  return legs.map((known, index) => (index === at ? keep_whispers(leg, known) : known));
}

function with_forced(state: PanelState, forced: Forced | null | undefined, leg: Leg | undefined): PanelState {
  if (!forced || !leg) return state;
  const known = state.legs.find(({ contactId }) => contactId === leg.contactId);
  const contact = { channel: leg.channel, name: leg.name, wasOver: known?.state === "ENDED" };
  return { ...state, forced: { ...forced, contact } };
}

function choices({ menu, control }: Choices): Pick<PanelState, "menu" | "control"> {
  return { menu, control: control ?? null };
}

/** An event that comes twice changes nothing the second time: a resumed line may repeat the last batch. */
export function apply(state: PanelState, event: PanelEvent): PanelState {
  switch (event.kind) {
    case "status": {
      const { status, changed = null, version } = event;
      return { ...state, ...choices(event), status, changed, next: null, version };
    }
    case "next_set":
      return { ...state, ...choices(event), next: event.next, version: event.version };
    case "next_cleared":
      return { ...state, ...choices(event), next: null, version: event.version };
    case "leg":
      return {
        ...with_forced(state, event.forced, event.leg),
        ...choices(event),
        legs: put_leg(state.legs, event.leg),
        slots: event.slots,
      };
    case "leg_removed": {
      const gone = state.legs.find((leg) => leg.contactId === event.contactId);
      const legs = state.legs.filter((leg) => leg !== gone);
      return { ...with_forced(state, event.forced, gone), ...choices(event), legs, slots: event.slots };
    }
    case "statuses":
      return {
        ...state,
        ...choices(event),
        statuses: event.statuses,
        status: event.status ?? state.status, // a renamed status
        next: event.next === undefined ? state.next : event.next,
      };
    case "settings": {
      const { queues, quickConnects, routingProfile = null, slots, settings, control = null } = event;
      return { ...state, queues, quickConnects, routingProfile, slots, settings, control };
    }
    case "user":
      return { ...state, user: event.user };
    case "whisper": {
      const { contactId, whisper } = event;
      const legs = state.legs.map((leg) => (leg.contactId === contactId ? with_whisper(leg, whisper) : leg));
      return { ...state, legs };
    }
    case "message":
      return state; // transcripts are kept apart: fold_transcript.ts
    default:
      return state; // a newer server may know more kinds
  }
}
