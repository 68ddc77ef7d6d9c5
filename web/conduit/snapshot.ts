// The whole `agent::update` from one settled view of the panel: state, next state and contacts always of the same moment. Pure.
import type { PanelState } from "../client/types.ts";
import { agent_state, next_state } from "./agent.ts";
import { configuration_of, type Preferences } from "./configuration.ts";
import { contact_of } from "./contact.ts";
import type { AgentUpdate } from "./shapes.ts";

export interface Moment {
  /** The page's clock. */
  now: number;
  /** server clock - page clock */
  skew_ms: number;
  preferences: Preferences;
  /** Tokens of the agent's chats by contact. */
  tokens: ReadonlyMap<string, string>;
}

export function agent_update(state: PanelState, moment: Moment): AgentUpdate {
  const { now, skew_ms, tokens } = moment;
  const server = Math.round(now + skew_ms);
  const centre = state.centre.id;
  return {
    snapshot: {
      state: agent_state(state),
      nextState: next_state(centre, state.next),
      agentAvailabilityState: { state: state.status.name, timeStamp: new Date(state.status.since) },
      contacts: state.legs.map((leg) => contact_of(centre, leg, server, tokens.get(leg.contactId) ?? null)),
      snapshotTimestamp: new Date(server),
      localTimestamp: now,
      skew: server - now,
    },
    configuration: configuration_of(state, moment.preferences),
  };
}

const OVER = ["ended", "missed", "rejected", "error"];

/** The updates to send, in order. A contact that was over and is offered again goes first and comes then: the library tells of a contact once only. */
export function updates_between(before: AgentUpdate | null, update: AgentUpdate): AgentUpdate[] {
  const was_over = new Set<string>();
  for (const { contactId, state } of before?.snapshot.contacts ?? [])
    if (OVER.includes(state.type)) was_over.add(contactId);
  const { contacts } = update.snapshot;
  const left = contacts.filter(({ contactId, state }) => OVER.includes(state.type) || !was_over.has(contactId));
  return left.length === contacts.length
    ? [update]
    : [{ ...update, snapshot: { ...update.snapshot, contacts: left } }, update];
}

/** What two updates must differ in to be two: everything but the clocks. */
export function essence(update: AgentUpdate): string {
  const { snapshotTimestamp: _at, localTimestamp: _local, skew: _skew, ...rest } = update.snapshot;
  const contacts = rest.contacts.map(({ contactDuration: _duration, ...contact }) => contact);
  return JSON.stringify({ ...rest, contacts, configuration: update.configuration });
}
