// The requests of the vendor's newer packages (@amazon-connect/contact, /voice) over their message port, answered from the same state and by the same
// requests as the conduit's. It must not know the port.
import { REGION } from "./arn.ts";
import type { Known } from "./requests.ts";
import type { AgentState, Connection, ContactShape, Endpoint } from "./shapes.ts";

export interface SdkContext {
  known: Known;
  online: boolean;
  origin: string;
  /** The page's clock. */
  now: number;
  /** A request of the conduit; throws Refused. */
  ask(method: string, params: Record<string, unknown>): Promise<unknown>;
  /** What is known after the last answer. */
  fresh(): Known;
}

/** The request cannot be carried out; key is for programs. */
export class Refused extends Error {
  constructor(
    readonly key: string,
    message: string,
  ) {
    super(message);
  }
}

type Params = Record<string, unknown>;
type Route = (context: SdkContext, params: Params) => unknown;

// -- finding --------------------------------------------------------------------------------------------------------

function contact_in({ known }: SdkContext, { contactId }: Params): ContactShape {
  const contact = known.update.snapshot.contacts.find((one) => one.contactId === contactId);
  if (!contact) throw new Refused("contactNotFound", "This contact is not with the agent.");
  return contact;
}

function participant_in({ known }: SdkContext, { participantId }: Params): [ContactShape, Connection] {
  for (const contact of known.update.snapshot.contacts)
    for (const connection of contact.connections)
      if (connection.connectionId === participantId) return [contact, connection];
  throw new Refused("participantNotFound", "There is no such participant.");
}

const customer_of = (contact: ContactShape) => contact.connections.find(({ type }) => type !== "agent");

// -- shapes ---------------------------------------------------------------------------------------------------------

export function core_contact(contact: ContactShape) {
  return {
    contactId: contact.contactId,
    type: contact.type,
    subtype: contact.segmentAttributes["connect:Subtype"]?.ValueString ?? "",
    initialContactId: contact.initialContactId ?? undefined,
  };
}

export function participant(contact: ContactShape, connection: Connection) {
  return {
    participantId: connection.connectionId,
    contactId: contact.contactId,
    type: { value: connection.type },
    isInitial: connection.initial,
    isSelf: connection.type === "agent",
  };
}

const as_sdk = (state: AgentState): AgentState => state;

/** The chosen status, also while a call shows a system state. */
export function availability(known: Known): AgentState {
  const { agentAvailabilityState, state } = known.update.snapshot;
  if (state.agentStateARN !== null) return state;
  const chosen = known.update.configuration.agentStates.find(({ name }) => name === agentAvailabilityState.state);
  return chosen ? { ...chosen, startTimestamp: agentAvailabilityState.timeStamp } : state;
}

// -- the agent ------------------------------------------------------------------------------------------------------

async function set_availability(context: SdkContext, find: (state: AgentState) => boolean): Promise<unknown> {
  const state = context.known.update.configuration.agentStates.find(find);
  if (!state) throw new Refused("invalidAgentState", "There is no such agent state.");
  await context.ask("putAgentState", { state, enqueueNextState: true });
  const known = context.fresh();
  const next = known.update.snapshot.nextState;
  const current = availability(known);
  return next ? { status: "queued", current, next } : { status: "updated", current };
}

function quick_connect({ endpointARN, name, type }: Endpoint) {
  return { endpointARN, name, type };
}

const AGENT: Record<string, Route> = {
  "agent/getARN": ({ known }) => ({ ARN: known.update.configuration.agentARN }),
  "agent/getName": ({ known }) => ({ name: known.update.configuration.name }),
  "agent/getExtension": ({ known }) => ({ extension: known.update.configuration.extension }),
  "agent/getState": ({ known }) => as_sdk(known.update.snapshot.state),
  "agent/getAvailabilityState": ({ known }) => {
    const { nextState } = known.update.snapshot;
    return { ...availability(known), ...(nextState ? { nextState } : {}) };
  },
  "agent/listAvailabilityStates": ({ known }) => known.update.configuration.agentStates,
  "agent/setAvailabilityState": (context, { agentStateARN }) =>
    set_availability(context, (state) => state.agentStateARN === agentStateARN),
  "agent/setAvailabilityStateByName": (context, { agentStateName }) =>
    set_availability(context, (state) => state.name === agentStateName),
  "agent/setOffline": (context) => set_availability(context, (state) => state.type === "offline"),
  "agent/getChannelConcurrency": ({ known }) => known.update.configuration.routingProfile.channelConcurrencyMap,
  "agent/getRoutingProfile": ({ known }) => known.update.configuration.routingProfile,
  "agent/getRoutingProfileQueues": ({ known }) => known.update.configuration.routingProfile.queues,
  "agent/getDefaultOutboundQueue": ({ known }) => known.update.configuration.routingProfile.defaultOutboundQueue,
  "agent/getDialableCountries": ({ known }) => ({ dialableCountries: known.update.configuration.dialableCountries }),
  "agent/listSecurityProfilePermissions": ({ known }) => ({ permissions: known.update.configuration.permissions }),
  "agent/getNetworkConnectionStatus": ({ online, now }) => ({
    status: online ? "connected" : "connecting",
    timestamp: now,
  }),
  "agent/listQuickConnects": async (context, { queueARNs }) => {
    const answer = (await context.ask("getEndpoints", { queueARNs })) as { endpoints: Endpoint[] };
    return { quickConnects: answer.endpoints.map(quick_connect), nextToken: null };
  },
};

// -- contacts -------------------------------------------------------------------------------------------------------

/** Asks the conduit's request of that name about the contact. */
const asking =
  (method: string): Route =>
  async (context, params) => {
    await context.ask(method, { contactId: contact_in(context, params).contactId });
    return {};
  };

const asking_of_participant =
  (method: string): Route =>
  async (context, params) => {
    const [{ contactId }, { connectionId }] = participant_in(context, params);
    await context.ask(method, { contactId, connectionId });
    return {};
  };

const hand_over: Route = async (context, params) => {
  const contact = contact_in(context, params);
  await context.ask(contact.type === "voice" ? "transferContact" : "addNewConnection", {
    contactId: contact.contactId,
    endpoint: params.quickConnect,
  });
  return { participantId: customer_of(contact)?.connectionId ?? "" };
};

const no_preview: Route = () => {
  throw new Refused("notPreviewContact", "This contact has no preview.");
};

const CONTACT: Record<string, Route> = {
  "contact/listContacts": ({ known }) => known.update.snapshot.contacts.map(core_contact),
  "contact/getContact": (context, params) => {
    const contact = contact_in(context, params);
    return { ...core_contact(contact), queue: contact.queue };
  },
  "contact/getAttributes": (context, params) => {
    const { attributes } = contact_in(context, params);
    const wanted = params.attributes;
    const all = Object.values(attributes).map(({ name, value }) => [name, value] as const);
    return Object.fromEntries(all.filter(([name]) => !Array.isArray(wanted) || wanted.includes(name)));
  },
  "contact/getInitialContactId": (context, params) => ({
    initialContactId: contact_in(context, params).initialContactId ?? undefined,
  }),
  "contact/getType": (context, params) => ({ type: contact_in(context, params).type }),
  "contact/getChannelType": (context, params) => {
    const { type, subtype } = core_contact(contact_in(context, params));
    return { type, subtype };
  },
  "contact/getStateDuration": (context, params) => {
    const since = contact_in(context, params).state.timestamp.getTime();
    return { stateDuration: Math.max(0, context.now + context.known.update.snapshot.skew - since) };
  },
  "contact/getQueue": (context, params) => contact_in(context, params).queue,
  "contact/getQueueTimestamp": (context, params) => ({
    queueTimestamp: contact_in(context, params).queueTimestamp ?? undefined,
  }),
  "contact/getDescription": (context, params) => ({ description: contact_in(context, params).description }),
  "contact/getReferences": (context, params) => ({ references: contact_in(context, params).references }),
  "contact/getContactRegion": () => ({ region: REGION }),
  "contact/getInstanceDetails": ({ origin }) => ({ origin, region: REGION }),
  "contact/isAutoAcceptEnabled": (context, params) => ({
    isAutoAcceptEnabled: contact_in(context, params).agentContactHandlingConfig.autoAccept,
  }),
  "contact/isPreviewMode": () => ({ isPreviewMode: false }),
  "contact/getPreviewConfiguration": no_preview,
  "contact/engagePreviewContact": no_preview,
  "contact/accept": asking("acceptContact"),
  "contact/reject": asking("rejectContact"),
  "contact/clear": asking("clearContact"),
  "contact/disconnectSelf": asking("destroyConnection"),
  "contact/disconnectParticipant": asking_of_participant("destroyConnection"),
  "contact/transfer": hand_over,
  "contact/addParticipant": hand_over,
  "contact/listParticipants": (context, params) => {
    const contact = contact_in(context, params);
    return contact.connections.map((connection) => participant(contact, connection));
  },
  "contact/getParticipant": (context, params) => participant(...participant_in(context, params)),
  "contact/getParticipantState": (context, params) => ({ value: participant_in(context, params)[1].state.type }),
};

// -- calls ----------------------------------------------------------------------------------------------------------

const on_hold = (connection: Connection | undefined) => connection?.state.type === "hold";

const phone_number: Route = (context, params) => ({
  phoneNumber: customer_of(contact_in(context, params))?.endpoint?.phoneNumber ?? "",
});

const VOICE: Record<string, Route> = {
  "contact/getPhoneNumber": phone_number,
  "voice/getPhoneNumber": phone_number,
  "voice/getInitialCustomerPhoneNumber": phone_number,
  "voice/listDialableCountries": () => [],
  "voice/getOutboundCallPermission": ({ known }) => ({
    outboundCallPermission: known.update.configuration.permissions.includes("outboundCall"),
  }),
  "voice/createOutboundCall": async (context, { phoneNumber, options }) => {
    const { queueARN } = (options ?? {}) as Params;
    await context.ask("createOutboundContact", { endpoint: { type: "phone_number", phoneNumber }, queueARN });
    const placed = context.fresh().update.snapshot.contacts.filter((one) => one.initiationMethod === "outbound");
    return { contactId: placed.at(-1)?.contactId };
  },
  "voice/getVoiceEnhancementMode": ({ known }) => ({
    voiceEnhancementMode: known.update.configuration.voiceEnhancementMode,
  }),
  "voice/setVoiceEnhancementMode": (_, { voiceEnhancementMode }) => {
    if (voiceEnhancementMode !== "NONE") throw new Refused("notSupported", "This server does not change voices.");
    return {};
  },
  "voice/holdParticipant": asking_of_participant("holdConnection"),
  "voice/resumeParticipant": asking_of_participant("resumeConnection"),
  "voice/holdSelf": asking("holdConnection"),
  "voice/resumeSelf": asking("resumeConnection"),
  "voice/isParticipantOnHold": (context, params) => ({ isOnHold: on_hold(participant_in(context, params)[1]) }),
  "voice/isSelfOnHold": (context, params) => ({ isOnHold: on_hold(customer_of(contact_in(context, params))) }),
  "voice/canResumeSelf": (context, params) => ({ canResumeSelf: on_hold(customer_of(contact_in(context, params))) }),
  "voice/canResumeParticipant": (context, params) => ({
    canResumeParticipant: on_hold(participant_in(context, params)[1]),
  }),
};

const ROUTES: Readonly<Record<string, Record<string, Route>>> = {
  "aws.connect.contact": { ...AGENT, ...CONTACT },
  "aws.connect.voice": VOICE,
  "aws.connect.activity": { sendActivity: () => ({}) },
};

/** null: there is no such route. */
export function find_route(namespace: unknown, command: unknown): Route | null {
  if (typeof namespace !== "string" || typeof command !== "string") return null;
  const routes = Object.hasOwn(ROUTES, namespace) ? ROUTES[namespace] : undefined;
  return routes && Object.hasOwn(routes, command) ? (routes[command] ?? null) : null;
}
