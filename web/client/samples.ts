// Small values of the line's types, for tests.
import type { Leg, MenuEntry, Message, PanelState } from "./types.ts";

export const AVAILABLE = { id: "s1", name: "Available", type: "ROUTABLE" } as const;
export const LUNCH = { id: "s2", name: "Lunch", type: "CUSTOM" } as const;
export const OFFLINE = { id: "s3", name: "Offline", type: "OFFLINE" } as const;

export const SLOTS = {
  VOICE: { max: 1, active: 0, available: 1 },
  CHAT: { max: 3, active: 0, available: 3 },
  TASK: { max: 2, active: 0, available: 2 },
};

export const MENU: MenuEntry[] = [
  { statusId: "s2", means: "now" },
  { statusId: "s3", means: "now" },
];

export const MENU_WITH_CANCEL: MenuEntry[] = [
  { statusId: "s1", means: "cancel" },
  { statusId: "s3", means: "next" },
];

export function sample_state(more: Partial<PanelState> = {}): PanelState {
  return {
    user: { id: "u1", username: "alice", firstName: "", lastName: "", role: "agent" },
    centre: { id: "c1", alias: "demo", model: "connect" },
    statuses: [AVAILABLE, LUNCH, OFFLINE].map((status, order) => ({ ...status, description: "", order })),
    status: { ...AVAILABLE, since: 500 },
    changed: null,
    next: null,
    version: 1,
    menu: MENU,
    control: null,
    legs: [],
    slots: SLOTS,
    queues: [],
    quickConnects: [],
    routingProfile: null,
    settings: { rejectAllowed: false, wrapupByTime: false },
    ...more,
  };
}

export const NEXT_LUNCH = {
  status: LUNCH,
  setAt: 900,
  setBy: { kind: "agent", name: "alice" },
  cause: null,
  reason: null,
  contact: null,
  stopNew: false,
  when: "idle",
  version: 2,
} as const;

export function sample_leg(contactId: string, more: Partial<Leg> = {}): Leg {
  return {
    contactId,
    offer: 4,
    channel: "CHAT",
    state: "CONNECTED",
    name: "Nina",
    queue: null,
    initiation: "INBOUND",
    since: 800,
    startedAt: 700,
    offeredAt: 750,
    connectedAt: 800,
    endedAt: null,
    holdSince: null,
    deadline: null,
    endCause: null,
    offerReason: null,
    description: "",
    attributes: {},
    references: {},
    note: "",
    messageCount: 0,
    transcriptId: `t-${contactId}`,
    ...more,
  };
}

export function sample_message(number: number, by: Message["by"], text: string): Message {
  return { number, by, name: by, text, at: 1000 + number, id: `m${number}` };
}
