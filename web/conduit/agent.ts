// The agent's state as the embedding library shows it: the chosen status, the next one, and the system states that a voice contact brings. Pure.
//
//   no voice leg              the status itself; chats, tasks and reading along never change it
//   a voice leg               INCOMING -> Pending    CONNECTING -> PendingBusy    outbound, before the answer -> CallingCustomer
//                             CONNECTED, on hold -> Busy    ENDED -> AfterCallWork    not taken -> MissedCallAgent (callback: Default)
//
// The status that was chosen stays in agentAvailabilityState all along.
import { is_dialling } from "../client/legs.ts";
import type { Leg, NextStatus, PanelState, Status, StatusType } from "../client/types.ts";
import { arn } from "./arn.ts";
import type { AgentState } from "./shapes.ts";

const TYPES: Record<StatusType, AgentState["type"]> = {
  ROUTABLE: "routable",
  CUSTOM: "not_routable",
  OFFLINE: "offline",
};

export function state_of_status(centre: string, status: Status, since: number | null): AgentState {
  return {
    agentStateARN: arn(centre, "agent-state", status.id),
    type: TYPES[status.type],
    name: status.name,
    startTimestamp: since === null ? null : new Date(since),
  };
}

/** How much a voice leg says about the agent: a connected call hides a missed one. */
const RANK: Record<Leg["state"], number> = {
  CONNECTED: 0,
  CONNECTED_ONHOLD: 0,
  PAUSED: 0,
  CONNECTING: 1,
  PENDING: 1,
  INCOMING: 1,
  ENDED: 2,
  MISSED: 3,
  REJECTED: 3,
  ERROR: 3,
};

function name_of(leg: Leg): string {
  if (is_dialling(leg)) return "CallingCustomer";
  switch (leg.state) {
    case "INCOMING":
      return "Pending";
    case "CONNECTING":
      return "PendingBusy";
    case "ENDED":
      return "AfterCallWork";
    case "MISSED":
    case "REJECTED":
      return leg.initiation === "CALLBACK" ? "Default" : "MissedCallAgent";
    case "ERROR":
      return "Default";
    default:
      return "Busy";
  }
}

function system_state(leg: Leg): AgentState {
  const type = leg.state === "INCOMING" ? "not_routable" : RANK[leg.state] === 3 ? "error" : "system";
  return { agentStateARN: null, type, name: name_of(leg), startTimestamp: new Date(leg.since) };
}

export function agent_state(state: PanelState): AgentState {
  const voice = state.legs.filter((leg) => leg.channel === "VOICE" && leg.initiation !== "MONITOR");
  const [leg] = voice.sort((a, b) => RANK[a.state] - RANK[b.state] || a.startedAt - b.startedAt);
  return leg ? system_state(leg) : state_of_status(state.centre.id, state.status, state.status.since);
}

export function next_state(centre: string, next: NextStatus | null): AgentState | null {
  return next ? state_of_status(centre, next.status, next.setAt) : null;
}
