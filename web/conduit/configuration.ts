// The agent's configuration, routing profile and endpoints as the embedding library reads them. Pure.
import type { PanelState, QuickConnect } from "../client/types.ts";
import { state_of_status } from "./agent.ts";
import { arn, id_of, personal_queue_arn } from "./arn.ts";
import type { Configuration, Endpoint, QueueShape } from "./shapes.ts";

/** What the embedding page may change; kept by the frame as long as it lives. */
export interface Preferences {
  extension: string;
  language: string;
}

export const PREFERENCES: Preferences = { extension: "", language: "en_US" };

export function queue_shape(centre: string, queue: { id: string; name: string }): QueueShape {
  const name = arn(centre, "queue", queue.id);
  return { queueARN: name, queueId: name, name: queue.name };
}

function full_name(state: PanelState): string {
  return `${state.user.firstName} ${state.user.lastName}`.trim() || state.user.username;
}

function personal_queue(state: PanelState): QueueShape {
  const name = personal_queue_arn(state.centre.id, state.user.id);
  return { queueARN: name, queueId: name, name: null };
}

function routing_profile(state: PanelState): Configuration["routingProfile"] {
  const profile = state.routingProfile ?? { id: state.user.id, name: "" };
  const name = arn(state.centre.id, "routing-profile", profile.id);
  const queues = state.queues.map((queue) => queue_shape(state.centre.id, queue));
  const own = personal_queue(state);
  return {
    name: profile.name,
    routingProfileARN: name,
    routingProfileId: name,
    channelConcurrencyMap: {
      VOICE: state.slots.VOICE.max,
      CHAT: state.slots.CHAT.max,
      TASK: state.slots.TASK.max,
    },
    defaultOutboundQueue: queues[0] ?? own,
    queues: [...queues, own], // without the personal queue the library fills its log with errors
  };
}

export function configuration_of(state: PanelState, preferences: Preferences): Configuration {
  return {
    name: full_name(state),
    username: state.user.username,
    agentARN: arn(state.centre.id, "agent", state.user.id),
    softphoneEnabled: false, // no audio goes through the embedding page
    softphoneAutoAccept: false,
    extension: preferences.extension,
    agentPreferences: { LANGUAGE: preferences.language },
    voiceEnhancementMode: "NONE",
    permissions: state.slots.VOICE.max > 0 ? ["outboundCall"] : [],
    dialableCountries: [],
    agentStates: state.statuses.map((status) => state_of_status(state.centre.id, status, null)),
    routingProfile: routing_profile(state),
  };
}

/** Quick connects: where a contact may be transferred to. */
export function endpoints_of(state: PanelState): Endpoint[] {
  return state.quickConnects.map((known) => ({
    endpointARN: arn(state.centre.id, "transfer-destination", known.id),
    type: known.kind,
    name: known.name,
    phoneNumber: null,
    agentLogin: known.kind === "agent" ? known.name : null,
    queue: known.kind === "queue" ? queue_shape(state.centre.id, known) : null,
  }));
}

/** The quick connect behind an endpoint that came back; null: it is none of ours. */
export function quick_connect_of(state: PanelState, endpoint: unknown): QuickConnect | null {
  if (typeof endpoint !== "object" || endpoint === null) return null;
  const { endpointARN, queue } = endpoint as { endpointARN?: unknown; queue?: { queueARN?: unknown } };
  const id =
    id_of(endpointARN, state.centre.id, "transfer-destination") ??
    id_of(queue?.queueARN ?? endpointARN, state.centre.id, "queue") ??
    id_of(endpointARN, state.centre.id, "agent");
  return state.quickConnects.find((known) => known.id === id) ?? null;
}
