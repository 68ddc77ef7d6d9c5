// Moments of a panel and of a customer's chat, as the server would tell them. For pictures and accessibility checks; nothing here decides.

export const NOW = Date.now();
const ago = (seconds) => Date.now() - seconds * 1000;
const id = (number) => `00000000-0000-4000-8000-${String(number).padStart(12, "0")}`;

const STATUSES = [
  { id: id(1), name: "Available", type: "ROUTABLE", description: "", order: 1 },
  { id: id(2), name: "Lunch", type: "CUSTOM", description: "", order: 2 },
  { id: id(3), name: "Break", type: "CUSTOM", description: "", order: 3 },
  { id: id(4), name: "Training", type: "CUSTOM", description: "", order: 4 },
  { id: id(5), name: "Offline", type: "OFFLINE", description: "", order: 5 },
];
const brief = ({ id: statusId, name, type }) => ({ id: statusId, name, type });
const SUPPORT = { id: id(20), name: "Support" };

function leg(number, channel, state, name, more = {}) {
  return {
    contactId: id(100 + number),
    offer: 100 + number,
    channel,
    state,
    name,
    queue: SUPPORT,
    initiation: "INBOUND",
    since: ago(75),
    startedAt: ago(190),
    offeredAt: ago(90),
    connectedAt: ago(75),
    endedAt: null,
    holdSince: null,
    deadline: null,
    endCause: null,
    offerReason: "longest_available",
    description: "",
    attributes: {},
    references: {},
    note: "",
    messageCount: 0,
    transcriptId: id(200 + number),
    ...more,
  };
}

const nina = (state = "CONNECTED", more = {}) =>
  leg(1, "CHAT", state, "Nina", { attributes: { product: "Garden chair", order: "A-20481" }, ...more });
const task = (more = {}) =>
  leg(3, "TASK", "CONNECTED", "Call back about invoice 1733", {
    description: "The customer was charged twice in October. Please check with accounting and call back before Friday.",
    references: { Invoice: { type: "URL", value: "https://example.com/invoices/1733" } },
    ...more,
  });

function state(status, legs, more = {}) {
  const current = STATUSES.find(({ name }) => name === status);
  const menu = STATUSES.filter(({ id: other }) => other !== current.id).map(({ id: statusId }) => ({
    statusId,
    means: legs.length > 0 ? "next" : "now",
  }));
  const count = (channel) => legs.filter((known) => known.channel === channel).length;
  const slots = (channel, max) => ({ max, active: count(channel), available: max - count(channel) });
  return {
    user: { id: id(10), username: "alice", firstName: "Alice", lastName: "Moreau", role: "agent" },
    centre: { id: id(11), alias: "connect-demo", model: "connect" },
    statuses: STATUSES,
    status: { ...brief(current), since: ago(754) },
    changed: null,
    next: null,
    version: 7,
    menu,
    control: null,
    legs,
    slots: { VOICE: slots("VOICE", 1), CHAT: slots("CHAT", 3), TASK: slots("TASK", 2) },
    queues: [SUPPORT, { id: id(21), name: "Sales" }],
    quickConnects: [
      { id: id(20), name: "Support", kind: "queue" },
      { id: id(21), name: "Sales", kind: "queue" },
      { id: id(12), name: "bob", kind: "agent" },
    ],
    routingProfile: { id: id(14), name: "Blended" },
    settings: { rejectAllowed: true, wrapupByTime: false },
    ...more,
  };
}

function next(name) {
  return {
    status: brief(STATUSES.find((status) => status.name === name)),
    setAt: ago(42),
    setBy: { kind: "agent", name: "alice" },
    cause: null,
    reason: null,
    contact: null,
    stopNew: false,
    when: "idle",
    version: 8,
  };
}

const VCC_STATUSES = [
  { id: id(41), name: "Available", type: "ROUTABLE", description: "", order: 1 },
  { id: id(42), name: "On Break", type: "CUSTOM", description: "", order: 2 },
  { id: id(43), name: "Working Offline", type: "CUSTOM", description: "", order: 3 },
  { id: id(44), name: "Logged Out", type: "OFFLINE", description: "", order: 4 },
];
const VCC_MOVES = {
  available: { statusId: id(41), from: ["WORKING_OFFLINE", "ON_BREAK"] },
  work_offline: { statusId: id(43), from: ["AVAILABLE", "ON_BREAK"] },
  break: { statusId: id(42), from: ["AVAILABLE", "WORKING_OFFLINE"] },
  log_out: { statusId: id(44), from: ["WORKING_OFFLINE", "ON_BREAK"] },
  stop_new: { statusId: null, from: ["BUSY"] },
  resume: { statusId: null, from: ["BUSY_STOP_NEW"] },
  end_wrapup: { statusId: null, from: [] },
  extend_wrapup: { statusId: null, from: [] },
};
const reasons = (required, ...names) => ({
  reasons: names.map((name, at) => ({ id: id(60 + at), name })),
  reasonRequired: required,
});
const NO_REASONS = reasons(false);

/** A centre with a table of moves. `given`: move name to its reasons; `open`: moves that a policy opens besides. */
function vcc(shown, status, legs, { given = {}, open = [], reject = NO_REASONS, ...more } = {}) {
  const control = {
    shown,
    stopNew: shown === "BUSY_STOP_NEW",
    off: shown === "ON_BREAK",
    wrapupUntil: legs.find((known) => known.state === "ENDED")?.deadline ?? null,
    moves: Object.entries(VCC_MOVES).map(([move, { statusId, from }]) => {
      const is_open = from.includes(shown) || open.includes(move);
      const why = is_open ? null : "You are busy. This is possible again when your contacts are finished.";
      return { move, open: is_open, why, statusId, ...(given[move] ?? NO_REASONS) };
    }),
    reject: { VOICE: reject, CHAT: reject, TASK: reject },
  };
  const found = VCC_STATUSES.find(({ name }) => name === status);
  return state("Available", legs, {
    user: { id: id(40), username: "vera", firstName: "Vera", lastName: "", role: "agent" },
    centre: { id: id(45), alias: "vcc-demo", model: "vcc" },
    statuses: VCC_STATUSES,
    status: { ...brief(found), since: ago(312) },
    menu: [],
    settings: { rejectAllowed: true, wrapupByTime: true },
    control,
    ...more,
  });
}

const changed = (by, name, cause, more = {}) => ({
  at: ago(312),
  by: { kind: by, name },
  cause,
  reason: null,
  contact: null,
  ...more,
});

const with_cancel = (panel) => ({
  ...panel,
  menu: [...panel.menu.filter(({ statusId }) => statusId !== id(2)), { statusId: id(1), means: "cancel" }],
});

const say = (number, by, text, seconds) => ({
  number,
  by,
  name: by === "agent" ? "alice" : by === "customer" ? "Nina" : "",
  text,
  at: ago(seconds),
  id: id(300 + number),
});

const TALK = [
  say(1, "system", "Nina has joined.", 190),
  say(2, "customer", "Hello, one leg of my garden chair is too short.", 188),
  say(3, "system", "alice has joined.", 75),
  say(4, "agent", "Good morning Nina, I am sorry to hear that. Do you have the order number at hand?", 70),
  say(5, "customer", "Yes: A-20481", 40),
  say(6, "customer", "It is the one at the back on the left", 35),
  say(7, "agent", "Thank you. I will send you a new leg today, free of charge.", 12),
];

const WHISPERS = [
  { number: 1, by: "supervisor", name: "Sam Ito", text: "You may offer her a new chair instead.", at: ago(10) },
  { number: 2, by: "agent", name: "alice", text: "Thank you, I will.", at: ago(8) },
];

/** name -> what a panel's snapshot holds, and the transcripts */
export function panel_scene(name) {
  const talk = { [id(201)]: TALK };
  const offer = leg(2, "CHAT", "CONNECTING", "Tomas", {
    since: ago(4),
    startedAt: ago(38),
    offeredAt: ago(4),
    connectedAt: null,
    deadline: Date.now() + 16_000,
    description: "Where is my parcel?",
  });
  const wrapup = nina("ENDED", {
    since: ago(34),
    endedAt: ago(34),
    endCause: "customer_left",
    note: "New leg sent, ref 88-1.",
  });
  const post = { ...wrapup, since: ago(3), endedAt: ago(3), deadline: Date.now() + 9_000 };
  switch (name) {
    case "vbreak":
      return { state: vcc("ON_BREAK", "On Break", []), talk: {} };
    case "vmissed": {
      const why = changed("system", null, "offer_missed", { contact: { name: "Tomas", channel: "CHAT" } });
      return { state: vcc("ON_BREAK", "On Break", [], { changed: why }), talk: {} };
    }
    case "vset":
      return {
        state: vcc("WORKING_OFFLINE", "Working Offline", [], { changed: changed("supervisor", "Sue", null) }),
        talk: {},
      };
    case "vavailable":
      return { state: vcc("AVAILABLE", "Available", []), talk: {} };
    case "voffer":
      return { state: vcc("OFFERING", "Available", [offer]), talk: {} };
    case "vbusy":
      return { state: vcc("BUSY", "Available", [nina()]), talk, typing: id(101) };
    case "vstop": {
      const why = { name: "Tomas", channel: "CHAT" };
      const stop = {
        status: brief(VCC_STATUSES[2]),
        setAt: ago(12),
        setBy: { kind: "system", name: null },
        cause: "offer_rejected",
        reason: null,
        contact: why,
        stopNew: true,
        when: "idle",
        version: 8,
      };
      const legs = [nina(), leg(5, "CHAT", "CONNECTED", "Maximiliane Oberhuber-Lindqvist")];
      return { state: vcc("BUSY_STOP_NEW", "Available", legs, { next: stop }), talk };
    }
    case "vpost":
      return { state: vcc("POST_PROCESSING", "Available", [post]), talk };
    case "vpolicy":
      return {
        state: vcc("POST_PROCESSING", "Available", [post], { open: ["end_wrapup", "extend_wrapup"] }),
        talk,
      };
    case "vreasons": {
      const given = {
        break: reasons(true, "Lunch", "Coffee", "Doctor's appointment", "Personal"),
        log_out: reasons(false, "End of shift", "Leave"),
      };
      return { state: vcc("WORKING_OFFLINE", "Working Offline", [], { given }), talk: {} };
    }
    case "vreject":
      return {
        state: vcc("OFFERING", "Available", [offer], { reject: reasons(true, "Not my language", "Wrong queue") }),
        talk: {},
      };
    case "offline":
      return { state: state("Offline", []), talk: {} };
    case "lunch":
      return { state: state("Lunch", []), talk: {} };
    case "idle":
    case "lost":
      return { state: state("Available", []), talk: {} };
    case "offer":
      return { state: state("Available", [offer]), talk: {} };
    case "next":
      return { state: with_cancel(state("Available", [nina()], { next: next("Lunch") })), talk, typing: id(101) };
    case "whisper": {
      const by = { kind: "supervisor", name: "Sam Ito" };
      const why = "You are first for lunch today";
      return {
        state: with_cancel(
          state("Available", [nina("CONNECTED", { whispers: WHISPERS })], {
            next: { ...next("Lunch"), setBy: by, why },
          }),
        ),
        talk,
      };
    }
    case "monitor": {
      const monitors = { agent: { id: id(13), name: "Bob Lindqvist" }, barged: false };
      return { state: state("Available", [nina("CONNECTED", { initiation: "MONITOR", monitors })]), talk };
    }
    case "wrapup":
      return { state: with_cancel(state("Available", [wrapup], { next: next("Lunch") })), talk };
    case "timed":
      return { state: state("Available", [{ ...wrapup, deadline: Date.now() + 9_000 }]), talk };
    case "missed":
      return { state: state("Available", [{ ...offer, state: "MISSED", deadline: null }]), talk: {} };
    case "call":
      return {
        state: state("Available", [leg(4, "VOICE", "CONNECTED_ONHOLD", "+44 20 7946 0018", { holdSince: ago(21) })]),
        talk: {},
      };
    case "task":
      return { state: state("Available", [task()]), talk: {} };
    case "several":
      return {
        state: state("Available", [
          nina(),
          task(),
          leg(5, "CHAT", "CONNECTED", "Maximiliane Oberhuber-Lindqvist"),
          leg(6, "CHAT", "ENDED", "Ravi", { endedAt: ago(20), since: ago(20) }),
          offer,
        ]),
        talk: {
          ...talk,
          [id(205)]: [
            { ...TALK[1], name: "Maximiliane" },
            { ...TALK[4], number: 3 },
          ],
        },
      };
    default:
      return { state: state("Available", [nina()]), talk };
  }
}

const customer = (place, more = {}) => ({
  contactId: id(101),
  place,
  name: "Nina",
  agentName: null,
  position: null,
  staffed: true,
  startedAt: ago(190),
  endedAt: null,
  endedBy: null,
  ...more,
});

export function chat_scene(name) {
  switch (name) {
    case "waiting":
      return { state: customer("waiting", { position: 3 }), messages: TALK.slice(1, 2) };
    case "alone":
      return { state: customer("waiting", { position: 1, staffed: false }), messages: [] };
    case "over":
      return { state: customer("over", { agentName: "Alice", endedAt: ago(2), endedBy: "agent" }), messages: TALK };
    default:
      return { state: customer("connected", { agentName: "Alice" }), messages: TALK, typing: true };
  }
}

export function flow_scene(name) {
  const flow = { id: id(30), name: "Support chat" };
  if (name === "closed") return { flow, open: false, opensAt: Date.now() + 14 * 3_600_000, staffed: false, waiting: 0 };
  if (name === "nobody") return { flow, open: true, opensAt: null, staffed: false, waiting: 2 };
  return { flow, open: true, opensAt: null, staffed: true, waiting: 0 };
}
