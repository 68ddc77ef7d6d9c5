// One leg as the embedding library's contact with its connections. Pure.
//
//   leg        CONNECTING  INCOMING  PENDING  CONNECTED  CONNECTED_ONHOLD      PAUSED  ENDED         MISSED  REJECTED  ERROR
//   contact    connecting  incoming  pending  connected  connected             paused  ended         missed  rejected  error
//   agent      connecting  ------------------ connected  connected             .....   disconnected  -----------------------
//   customer   connected (outbound: connecting)          hold                          disconnected  -----------------------
//
// A supervisor who reads along has a monitoring connection in the place of the agent's: silent_monitor, or barge while they may be heard.
// The agent whose contact it is sees one more, in barge, of everybody who may be heard beside them; who only reads along is in no connection of theirs.
import { is_dialling } from "../client/legs.ts";
import { joined_of } from "../client/monitoring.ts";
import type { Joined, Leg } from "../client/types.ts";
import { arn } from "./arn.ts";
import type { Connection, ContactShape, Endpoint, Stamped } from "./shapes.ts";

const STATES: Record<Leg["state"], string> = {
  CONNECTING: "connecting",
  INCOMING: "incoming",
  PENDING: "pending",
  CONNECTED: "connected",
  CONNECTED_ONHOLD: "connected",
  PAUSED: "paused",
  ENDED: "ended",
  MISSED: "missed",
  REJECTED: "rejected",
  ERROR: "error",
};

/** Ids of a leg's connections; they stay the same as long as the leg does. */
export const agent_connection_id = (leg: Pick<Leg, "contactId">): string => `${leg.contactId}-agent`;
export const customer_connection_id = (leg: Pick<Leg, "contactId">): string => `${leg.contactId}-customer`;
const joined_connection_id = (leg: Leg, { agent }: Joined): string => `${leg.contactId}-joined-${agent?.id ?? ""}`;

/** Is it the connection of a supervisor beside the agent? It is not the agent's to end or to hold. */
export const is_joined_connection = (leg: Leg, id: unknown): boolean =>
  joined_of(leg).some((joined) => joined_connection_id(leg, joined) === id);

const OVER = ["ENDED", "MISSED", "REJECTED", "ERROR"];

function contact_type(leg: Leg): ContactShape["type"] {
  if (leg.channel === "VOICE") return leg.initiation === "CALLBACK" ? "queue_callback" : "voice";
  return leg.channel === "CHAT" ? "chat" : "task";
}

/** Since when the contact has been in its state: a hold is no new state of it. */
function contact_since(leg: Leg): number {
  const live = leg.state === "CONNECTED" || leg.state === "CONNECTED_ONHOLD";
  return live && leg.connectedAt !== null ? leg.connectedAt : leg.since;
}

function agent_connection_state(leg: Leg): string {
  if (OVER.includes(leg.state)) return "disconnected";
  if (is_dialling(leg)) return "connected";
  return leg.state === "CONNECTING" || leg.state === "INCOMING" ? "connecting" : "connected";
}

function customer_connection_state(leg: Leg): string {
  if (OVER.includes(leg.state)) return "disconnected";
  if (is_dialling(leg)) return "connecting";
  return leg.state === "CONNECTED_ONHOLD" ? "hold" : "connected";
}

function connection(leg: Leg, own: Pick<Connection, "connectionId" | "type" | "initial">, type: string): Connection {
  const state: Stamped = { type, timestamp: new Date(leg.since) };
  return {
    ...own,
    state,
    status: state,
    endpoint: null,
    address: null,
    softphoneMediaInfo: null,
    chatMediaInfo: null,
    monitoringInfo: null,
    mute: false,
    forcedMute: false,
    quickConnectName: null,
    monitorCapabilities: [],
    monitorStatus: null,
    capabilities: null,
  };
}

function phone_endpoint(number: string): Endpoint {
  return {
    endpointARN: null,
    type: "phone_number",
    name: null,
    phoneNumber: number,
    agentLogin: null,
    queue: null,
  };
}

/** Of a leg that only reads along; mayBarge is absent where everybody who reads along may speak. */
export type Monitoring = NonNullable<Leg["monitors"]> & { mayBarge?: boolean };

export const monitoring_of = (leg: Leg): Monitoring | null => leg.monitors ?? null;

/** In the place of the agent's connection: the library takes either for the user's own. */
function monitoring_connection(leg: Leg, monitors: Monitoring): Connection {
  const own = { connectionId: agent_connection_id(leg), type: "monitoring" as const, initial: false };
  return {
    ...connection(leg, own, monitors.barged ? "barge" : "silent_monitor"),
    monitoringInfo: {
      agentName: monitors.agent.name,
      customerName: leg.customerName || leg.name,
      joinTime: new Date(leg.connectedAt ?? leg.since),
    },
    monitorCapabilities: monitors.mayBarge === false ? ["SILENT_MONITOR"] : ["SILENT_MONITOR", "BARGE"],
    monitorStatus: monitors.barged ? "BARGE" : "SILENT_MONITOR",
  };
}

/** After the agent's own, which the library looks for first. */
function joined_connection(leg: Leg, joined: Joined): Connection {
  const own = { connectionId: joined_connection_id(leg, joined), type: "monitoring" as const, initial: false };
  const endpoint: Endpoint = {
    endpointARN: null,
    type: "agent",
    name: joined.agent?.name ?? null,
    phoneNumber: null,
    agentLogin: null,
    queue: null,
  };
  return { ...connection(leg, own, "barge"), endpoint, address: endpoint, monitorStatus: "BARGE" };
}

function connections_of(leg: Leg, token: string | null): Connection[] {
  const is_task = leg.channel === "TASK";
  const own = { connectionId: agent_connection_id(leg), type: "agent" as const, initial: is_task };
  const monitors = monitoring_of(leg);
  const agent = monitors ? monitoring_connection(leg, monitors) : connection(leg, own, agent_connection_state(leg));
  if (is_task) return [agent];
  const customer = connection(
    leg,
    {
      connectionId: customer_connection_id(leg),
      type: leg.initiation === "OUTBOUND" ? "outbound" : "inbound",
      initial: true,
    },
    customer_connection_state(leg),
  );
  if (leg.channel === "CHAT") {
    const connectionData = token === null ? null : JSON.stringify({ ConnectionAuthenticationToken: token });
    const customerName = leg.customerName || leg.name;
    agent.chatMediaInfo = { chatAutoAccept: false, connectionData, customerName };
    customer.chatMediaInfo = { chatAutoAccept: false, connectionData: null, customerName };
  } else {
    customer.endpoint = customer.address = phone_endpoint(leg.name);
  }
  return [agent, customer, ...joined_of(leg).map((joined) => joined_connection(leg, joined))];
}

function text_of(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value ?? "");
}

function attributes_of(leg: Leg): ContactShape["attributes"] {
  const entries = Object.entries(leg.attributes).map(([name, value]) => [name, { name, value: text_of(value) }]);
  return Object.fromEntries(entries);
}

/** Our references are {type, value} in whatever case they came through the API. */
function references_of(leg: Leg): ContactShape["references"] {
  const entries = Object.entries(leg.references).map(([name, reference]) => {
    const known = (typeof reference === "object" && reference !== null ? reference : {}) as Record<string, unknown>;
    const value = text_of(known.value ?? known.Value);
    return [name, { value, type: text_of(known.type ?? known.Type ?? "STRING") }];
  });
  return Object.fromEntries(entries);
}

const SUBTYPES = { VOICE: "connect:Telephony", CHAT: "connect:Chat", TASK: "connect:Task" };

/** The first contact of a chain of transfers; null: this is the first. */
export function initial_contact_of(leg: Leg): string | null {
  const first = leg.initialContactId ?? leg.contactId;
  return first === leg.contactId ? null : first;
}

/** token: with which the agent's chat session asks the participant service; null: there is none yet. */
export function contact_of(centre: string, leg: Leg, now: number, token: string | null): ContactShape {
  const state: Stamped = { type: STATES[leg.state], timestamp: new Date(contact_since(leg)) };
  // The vendor's monitored contacts have no queue.
  const queue = leg.queue && !monitoring_of(leg) && arn(centre, "queue", leg.queue.id);
  return {
    contactId: leg.contactId,
    initialContactId: initial_contact_of(leg),
    relatedContactId: leg.previousContactId ?? null,
    contactAssociationId: initial_contact_of(leg) ?? leg.contactId,
    type: contact_type(leg),
    state,
    status: state,
    queue: leg.queue && queue ? { queueARN: queue, queueId: queue, name: leg.queue.name } : null,
    queueTimestamp: leg.queue ? new Date(leg.startedAt) : null,
    contactDuration: String(Math.max(0, now - leg.startedAt)),
    name: leg.name || null,
    description: leg.description || null,
    references: references_of(leg),
    initiationMethod: leg.initiation.toLowerCase(),
    attributes: attributes_of(leg),
    contactFeatures: {
      attachmentsEnabled: false,
      messagingMarkdownEnabled: false,
      multiPartyConferenceEnabled: false,
      screenRecordingEnabled: false,
    },
    channelContext: null,
    segmentAttributes: { "connect:Subtype": { ValueString: SUBTYPES[leg.channel] } },
    customerEndpoint: leg.channel === "VOICE" ? phone_endpoint(leg.name) : null,
    connectSystemEndpoint: null,
    agentContactHandlingConfig: { autoAccept: false },
    connections: connections_of(leg, token),
  };
}
