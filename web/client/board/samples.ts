// Small values of the board's types, for tests.
import { SLOTS } from "../samples.ts";
import type { BoardAgent, BoardContact, BoardState } from "./types.ts";

export const AVAILABLE = { id: "s1", name: "Available", type: "ROUTABLE" } as const;
export const LUNCH = { id: "s2", name: "Lunch", type: "CUSTOM" } as const;

export function sample_agent(id: string, more: Partial<BoardAgent> = {}): BoardAgent {
  return {
    id,
    username: id,
    name: id,
    version: 1,
    role: "agent",
    group: null,
    profile: "p1",
    mine: true,
    status: { ...AVAILABLE, since: 500 },
    changed: null,
    shown: null,
    moves: [],
    next: null,
    activity: "AVAILABLE",
    activitySince: 500,
    page: "OPEN",
    slots: SLOTS,
    legs: [],
    today: null,
    ...more,
  };
}

export function sample_contact(id: string, more: Partial<BoardContact> = {}): BoardContact {
  return {
    id,
    channel: "CHAT",
    place: "WAITING",
    name: "Nina",
    queue: "q1",
    agentQueue: null,
    since: 700,
    startedAt: 700,
    priority: 5,
    agents: [],
    offers: 0,
    ...more,
  };
}

export function sample_board(more: Partial<BoardState> = {}): BoardState {
  return {
    user: { id: "u9", username: "sam", firstName: "Sam", lastName: "", role: "supervisor" },
    centre: { id: "c1", alias: "demo", model: "connect" },
    statuses: [AVAILABLE, LUNCH].map((status, order) => ({ ...status, enabled: true, order })),
    groups: [{ id: "g1", name: "Berlin" }],
    profiles: [
      { id: "p1", name: "Blended", queues: ["q1", "q2"] },
      { id: "p2", name: "Billing", queues: [] },
    ],
    queueNames: [
      { id: "q1", name: "Support" },
      { id: "q2", name: "Sales" },
    ],
    codes: [{ id: "r1", name: "Coffee", actions: ["break"] }],
    agents: [],
    queues: [],
    contacts: [],
    totals: {
      agents: {
        online: 0,
        staffed: 0,
        available: 0,
        onContact: 0,
        wrapup: 0,
        nonProductive: 0,
        error: 0,
        draining: 0,
      },
      contacts: { waiting: 0, oldestAt: null, inProgress: 0, scheduled: 0 },
    },
    ...more,
  };
}
