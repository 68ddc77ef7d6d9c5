// What the embedding page asks (api_request) in our words: a command for the line, an answer from what is known, or a clean failure. Pure.
//
//   putAgentState   the menu says what choosing a status means now:   now | cancel -> asked as it is
//                   next -> only with {enqueueNextState: true}, else InvalidStateException     not in the menu -> InvalidStateException
import { about } from "../client/actions/action.ts";
import { call } from "../client/actions/call.ts";
import { transfer } from "../client/actions/transfer.ts";
import { is_clearable, is_live, is_offer } from "../client/legs.ts";
import type { Command, Leg, PanelState, Status } from "../client/types.ts";
import { agent_state, state_of_status } from "./agent.ts";
import { id_of } from "./arn.ts";
import { endpoints_of, type Preferences, quick_connect_of } from "./configuration.ts";
import { is_joined_connection, monitoring_of } from "./contact.ts";
import { type Failure, failure, INVALID_STATE } from "./failure.ts";
import type { AgentUpdate } from "./shapes.ts";

export type Wish =
  | { is: "command"; command: Command; state?: boolean } // state: a failure is about the agent's state
  | { is: "answer"; data: unknown }
  | { is: "preferences"; preferences: Partial<Preferences> }
  | { is: "chat_token"; contactId: string }
  | { is: "failure"; failure: Failure };

export interface Known {
  state: PanelState;
  update: AgentUpdate;
  preferences: Preferences;
}

type Params = Record<string, unknown>;
type Translate = (params: Params, known: Known) => Wish;

export const LANGUAGES = "en_US de_DE es_ES fr_FR ja_JP it_IT ko_KR pt_BR zh_CN zh_TW".split(" ");

const answer = (data: unknown): Wish => ({ is: "answer", data });
const command = (what: Command): Wish => ({ is: "command", command: what });
const refuse = (type: string, message: string): Wish => ({ is: "failure", failure: failure(type, message) });
const invalid = (message: string): Wish => refuse("InvalidStateException", message);
const nothing: Translate = () => answer({});
const unsupported: Translate = () => refuse("UnsupportedOperationException", "This server does not do that.");

function is_object(value: unknown): value is Params {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

// -- the agent's state ----------------------------------------------------------------------------------------------

/** By its ARN; one without an ARN (a page's own object) by name and type. */
function find_status(wanted: Params, state: PanelState): Status | null {
  const centre = state.centre.id;
  if (wanted.agentStateARN) {
    const id = id_of(wanted.agentStateARN, centre, "agent-state");
    return state.statuses.find((known) => known.id === id) ?? null;
  }
  const same = (known: Status) => {
    const shown = state_of_status(centre, known, null);
    return shown.name === wanted.name && shown.type === wanted.type;
  };
  return state.statuses.find(same) ?? null;
}

const put_agent_state: Translate = (params, { state }) => {
  if (!is_object(params.state))
    return refuse("ValidationException", "state must be one of the objects that agent.getAgentStates() returns.");
  const status = find_status(params.state, state);
  if (!status) return refuse("ValidationException", "There is no such agent state.");
  const set: Command = { do: "set_status", statusId: status.id };
  switch (state.menu.find((entry) => entry.statusId === status.id)?.means) {
    case "now":
      return { is: "command", state: true, command: params.enqueueNextState === true ? set : { ...set, means: "now" } };
    case "cancel":
      return { is: "command", state: true, command: set };
    case "next":
      return params.enqueueNextState === true ? { is: "command", state: true, command: set } : invalid(INVALID_STATE);
  }
  const stays = state.next === null && state.status.id === status.id;
  const again = params.enqueueNextState === true && state.next?.status.id === status.id;
  return (stays && agent_state(state).agentStateARN !== null) || again ? answer({}) : invalid(INVALID_STATE);
};

// -- contacts -------------------------------------------------------------------------------------------------------

function on_leg(then: (leg: Leg, params: Params, known: Known) => Wish): Translate {
  return (params, known) => {
    const leg = known.state.legs.find(({ contactId }) => contactId === params.contactId);
    return leg ? then(leg, params, known) : invalid("This contact is not with the agent.");
  };
}

const about_contact = (name: string) => on_leg((leg) => command(about(name, leg)));

/** About one connection: not that of a supervisor who has joined, who goes by themselves. */
const on_own_part = (then: (leg: Leg) => Wish) =>
  on_leg((leg, { connectionId }) =>
    is_joined_connection(leg, connectionId)
      ? refuse("AccessDeniedException", "A supervisor's part in a contact is not the agent's to change.")
      : then(leg),
  );
const about_connection = (name: string) => on_own_part((leg) => command(about(name, leg)));

/** Hanging up, leaving, and giving up a call that nobody has taken yet; an offer is rejected. */
const destroy_connection = on_own_part((leg) => {
  if (is_offer(leg)) return command(about("reject", leg));
  return is_clearable(leg) ? invalid("This contact has ended.") : command(about("end", leg));
});

/** Reading along silently or being heard: of a contact that is monitored, and by who was let in to speak. */
const update_monitoring = on_leg((leg, params) => {
  const { contactId } = leg;
  const monitors = monitoring_of(leg);
  const mode = params.targetMonitorMode;
  if (mode !== "SILENT_MONITOR" && mode !== "BARGE")
    return refuse("ValidationException", "targetMonitorMode must be SILENT_MONITOR or BARGE.");
  if (!monitors) return invalid("This contact is not monitored.");
  if (mode === "BARGE" && monitors.mayBarge === false)
    return refuse("AccessDeniedException", "This contact may only be monitored silently.");
  return monitors.barged === (mode === "BARGE")
    ? answer({})
    : command({ do: "barge", contactId, on: mode === "BARGE" });
});

const transfer_contact = on_leg((leg, params, { state }) => {
  const to = quick_connect_of(state, params.endpoint);
  if (!to) return refuse("BadEndpointException", "The endpoint must be one that agent.getEndpoints() returns.");
  if (!is_live(leg) || leg.monitors) return invalid("Only a connected contact can be transferred.");
  return command(transfer.command(leg, to));
});

/** Chats and tasks are handed over; a third party on a call is not offered by this server. */
const add_connection = on_leg((leg, params, known) =>
  leg.channel === "VOICE" ? unsupported(params, known) : transfer_contact(params, known),
);

const create_outbound_contact: Translate = (params, { state }) => {
  const endpoint = is_object(params.endpoint) ? params.endpoint : {};
  const queue = id_of(params.queueARN, state.centre.id, "queue");
  if (typeof endpoint.phoneNumber !== "string" || endpoint.phoneNumber === "")
    return refuse("BadEndpointException", "The endpoint must have a phone number.");
  return command(call.command(endpoint.phoneNumber, queue));
};

const create_transport: Translate = (params, known) => {
  if (params.transportType !== "chat_token") return unsupported(params, known);
  return on_leg(({ contactId, channel }) =>
    channel === "CHAT" ? { is: "chat_token", contactId } : refuse("InvalidContactTypeException", "This is no chat."),
  )(params, known);
};

// -- the configuration ----------------------------------------------------------------------------------------------

const update_agent_configuration: Translate = (params, { update, preferences }) => {
  if (!is_object(params.configuration)) return refuse("ValidationException", "configuration must be an object.");
  const { extension, softphoneEnabled, agentPreferences } = params.configuration;
  const language = is_object(agentPreferences) ? (agentPreferences.LANGUAGE ?? agentPreferences.locale) : undefined;
  if (softphoneEnabled !== undefined && softphoneEnabled !== update.configuration.softphoneEnabled)
    return refuse("InvalidConfigurationException", "This server has no softphone for embedding pages.");
  if (language !== undefined && !LANGUAGES.includes(String(language)))
    return refuse("InvalidConfigurationException", "There is no such language.");
  return {
    is: "preferences",
    preferences: {
      extension: typeof extension === "string" ? extension : preferences.extension,
      language: language === undefined ? preferences.language : String(language),
    },
  };
};

const METHODS: Readonly<Record<string, Translate>> = {
  putAgentState: put_agent_state,
  getAgentStates: (_, { update }) => answer({ states: update.configuration.agentStates, nextToken: null }),
  getAgentSnapshot: (_, { update }) => answer({ snapshot: update.snapshot, nextToken: "" }),
  getAgentConfiguration: (_, { update }) => answer({ configuration: update.configuration }),
  getAgentPermissions: (_, { update }) => answer({ permissions: update.configuration.permissions, nextToken: null }),
  getDialableCountryCodes: () => answer({ countryCodes: [], nextToken: null }),
  getRoutingProfileQueues: (_, { update }) =>
    answer({ queues: update.configuration.routingProfile.queues, nextToken: null }),
  getEndpoints: (_, { state }) => answer({ endpoints: endpoints_of(state), nextToken: null }),
  updateAgentConfiguration: update_agent_configuration,

  acceptContact: about_contact("accept"),
  rejectContact: about_contact("reject"),
  clearContact: about_contact("clear"),
  completeContact: about_contact("clear"),
  destroyContact: destroy_connection,
  destroyConnection: destroy_connection,
  holdConnection: about_connection("hold"),
  resumeConnection: about_connection("unhold"),
  pauseContact: about_contact("pause"),
  resumeContact: about_contact("resume"),
  transferContact: transfer_contact,
  updateMonitorParticipantState: update_monitoring,
  createAdditionalConnection: add_connection,
  addNewConnection: add_connection,
  createOutboundContact: create_outbound_contact,
  createTransport: create_transport,

  notifyContactIssue: nothing,
  sendClientLogs: nothing,
  sendSoftphoneCallMetrics: nothing,
  sendSoftphoneCallReport: nothing,
};

/** Every method is answered; one that is not known fails. */
export function translate(method: unknown, params: unknown, known: Known): Wish {
  const known_method = typeof method === "string" && Object.hasOwn(METHODS, method) ? METHODS[method] : undefined;
  if (!known_method) return refuse("UnknownMethod", `This server does not know the method ${String(method)}.`);
  return known_method(is_object(params) ? params : {}, known);
}
