// Moments of a supervisor's board, as the server would tell them: "board", "boardvcc", and "boardthousand" with 1,000 agents. Nothing here decides.
import { page_of_history } from "./history.mjs";

const id = (number) => `00000000-0000-4000-8000-${String(number).padStart(12, "0")}`;
const ago = (seconds) => Date.now() - seconds * 1000;

const STATUSES = [
  { id: id(1), name: "Available", type: "ROUTABLE", enabled: true, order: 1 },
  { id: id(2), name: "Lunch", type: "CUSTOM", enabled: true, order: 2 },
  { id: id(3), name: "Break", type: "CUSTOM", enabled: true, order: 3 },
  { id: id(4), name: "Training", type: "CUSTOM", enabled: true, order: 4 },
  { id: id(5), name: "Offline", type: "OFFLINE", enabled: true, order: 5 },
];
const [AVAILABLE, LUNCH, BREAK, TRAINING, OFFLINE] = STATUSES;
const brief = ({ id: statusId, name, type }) => ({ id: statusId, name, type });
const QUEUES = ["Support", "Sales", "Billing", "VIP"].map((name, at) => ({ id: id(20 + at), name }));
const GROUPS = ["Berlin", "Porto"].map((name, at) => ({ id: id(30 + at), name }));
const PROFILES = [
  { id: id(40), name: "Blended", queues: [id(20), id(21)] },
  { id: id(41), name: "Billing desk", queues: [id(22), id(23)] },
];
const SAM = { kind: "supervisor", id: id(12), name: "Sam Ito" };
const SELF = { kind: "agent", id: null, name: null };

function slots(legs) {
  const one = (channel, max) => {
    const active = legs.filter((known) => known.channel === channel).length;
    return { max, active, available: Math.max(0, max - active) };
  };
  return { VOICE: one("VOICE", 1), CHAT: one("CHAT", 3), TASK: one("TASK", 2) };
}

function leg(number, state, name, seconds, more = {}) {
  return {
    contactId: id(1000 + number),
    channel: "CHAT",
    state,
    since: ago(seconds),
    name,
    queue: id(20),
    wrapupUntil: null,
    ...more,
  };
}

function agent(number, name, status, activity, seconds, more = {}) {
  const legs = more.legs ?? [];
  return {
    id: id(100 + number),
    username: name.split(" ")[0].toLowerCase(),
    name,
    version: 7,
    role: "agent",
    group: GROUPS[number % 2].id,
    profile: PROFILES[number % 3 === 0 ? 1 : 0].id,
    mine: true,
    status: { ...brief(status), since: ago(seconds) },
    changed: { at: ago(seconds), by: SELF, why: null },
    shown: null,
    moves: [],
    next: null,
    activity,
    activitySince: ago(Math.min(seconds, 75 + number)),
    page: status === OFFLINE ? "NONE" : "OPEN",
    slots: slots(legs),
    legs,
    today: {
      handled: (number * 7) % 23,
      missed: number % 5 === 4 ? 2 : 0,
      offered: ((number * 7) % 23) + 2,
      contactMs: 90 * 60_000,
      idleMs: 40 * 60_000,
      countedAt: Date.now(),
      occupancy: 0.45 + ((number * 13) % 50) / 100,
    },
    ...more,
  };
}

function next(status, seconds, by, why = null) {
  return { status: brief(status), setAt: ago(seconds), by, why, stopNew: false, estimateAt: Date.now() + 260_000 };
}

function few_agents() {
  const nina = leg(1, "CONNECTED", "Nina", 190);
  return [
    agent(0, "Alice Moreau", AVAILABLE, "ON_CONTACT", 5_400, {
      legs: [nina, leg(2, "ENDED", "Ravi", 34)],
      next: next(LUNCH, 42, SAM, "You are first for lunch today"),
    }),
    agent(1, "Bob Lindqvist", AVAILABLE, "AVAILABLE", 640),
    agent(2, "Carla Ribeiro", LUNCH, "CUSTOM", 1_260, {
      changed: { at: ago(1_260), by: SAM, why: "Covering for the early shift" },
    }),
    agent(3, "Dmitri Volkov", AVAILABLE, "ON_CONTACT", 9_100, {
      legs: [
        leg(3, "CONNECTED", "Maximiliane Oberhuber-Lindqvist", 612),
        leg(4, "CONNECTED", "Tom", 66),
        leg(5, "CONNECTED", "Call back about invoice 1733", 1_000, { channel: "TASK" }),
      ],
    }),
    agent(4, "Elif Demir", AVAILABLE, "MISSED", 2_000, { legs: [leg(6, "MISSED", "Jonas", 20)] }),
    agent(5, "Farid Haddad", AVAILABLE, "WRAPUP", 4_000, {
      legs: [leg(7, "ENDED", "Lena", 95)],
      next: next(OFFLINE, 300, SELF),
    }),
    agent(6, "Grace Okafor", TRAINING, "CUSTOM", 3_300),
    agent(7, "Hugo Brandt", AVAILABLE, "INCOMING", 800, { legs: [leg(8, "CONNECTING", "Priya", 6)] }),
    agent(8, "Ines Castro", BREAK, "CUSTOM", 400),
    agent(9, "Jun Park", OFFLINE, "OFFLINE", 40_000, { mine: false, today: null }),
  ];
}

function many_agents() {
  const first = ["Alice", "Bob", "Carla", "Dmitri", "Elif", "Farid", "Grace", "Hugo", "Ines", "Jun"];
  const last = ["Moreau", "Lindqvist", "Ribeiro", "Volkov", "Demir", "Haddad", "Okafor", "Brandt", "Castro", "Park"];
  return Array.from({ length: 1000 }, (_, at) => {
    const name = `${first[at % 10]} ${last[Math.floor(at / 10) % 10]} ${at + 1}`;
    if (at % 7 === 3) return agent(at, name, LUNCH, "CUSTOM", 60 + at);
    if (at % 3 === 0) return agent(at, name, AVAILABLE, "AVAILABLE", 30 + at);
    return agent(at, name, AVAILABLE, "ON_CONTACT", 90 + at, { legs: [leg(at, "CONNECTED", `Customer ${at}`, at)] });
  });
}

const MOVES = {
  AVAILABLE: ["work_offline", "break"],
  BUSY: ["stop_new"],
  ON_BREAK: ["available", "work_offline", "log_out"],
};

function vcc_agents() {
  return few_agents().map((known) => {
    const shown = known.legs.length > 0 ? "BUSY" : known.status.type === "ROUTABLE" ? "AVAILABLE" : "ON_BREAK";
    return { ...known, shown, moves: MOVES[shown] };
  });
}

function queue(at, more) {
  const wave = (seed) =>
    Array.from({ length: 24 }, (_, step) => Math.max(0, Math.round(3 * Math.sin((step + seed) / 3) + 2)));
  return {
    ...QUEUES[at],
    enabled: true,
    open: true,
    waiting: 0,
    oldestAt: null,
    inProgress: 4,
    staffed: 7,
    available: 2,
    onContact: 4,
    wrapup: 1,
    nonProductive: 2,
    draining: 1,
    error: 0,
    slotsAvailable: 9,
    today: { queued: 118, handled: 104, abandoned: 6, serviceLevel: 0.91, answerMs: 14_000, handleMs: 412_000 },
    chart: { from: ago(7_200), step: 300_000, waiting: wave(at), handled: wave(at + 4) },
    ...more,
  };
}

function contact(number, place, name, seconds, more = {}) {
  return {
    id: id(1000 + number),
    channel: "CHAT",
    place,
    name,
    queue: id(20),
    agentQueue: null,
    since: ago(seconds),
    startedAt: ago(seconds + 20),
    priority: 5,
    agents: [],
    offers: 0,
    ...more,
  };
}

const few_contacts = () => [
  contact(1, "HANDLED", "Nina", 190, { agents: [id(100)], offers: 1 }),
  contact(3, "HANDLED", "Maximiliane Oberhuber-Lindqvist", 612, { agents: [id(103)], offers: 1 }),
  contact(8, "OFFERED", "Priya", 6, { agents: [id(107)], offers: 1 }),
  contact(20, "WAITING", "Jonas", 214, { offers: 2 }),
  contact(21, "WAITING", "Aiko", 75, { queue: id(22) }),
  contact(22, "WAITING", "Call back about invoice 1801", 33, { channel: "TASK" }),
];

function state(scene) {
  const agents = scene === "boardthousand" ? many_agents() : scene === "boardvcc" ? vcc_agents() : few_agents();
  const count = (activity) => agents.filter((known) => known.activity === activity).length;
  return {
    user: { id: id(12), username: "sam", firstName: "Sam", lastName: "Ito", role: "supervisor" },
    centre: { id: id(11), alias: "connect-demo", model: scene === "boardvcc" ? "vcc" : "connect" },
    statuses: STATUSES,
    groups: GROUPS,
    profiles: PROFILES,
    queueNames: QUEUES,
    codes: [
      { id: id(60), name: "Coffee", actions: ["break"] },
      { id: id(61), name: "Doctor", actions: ["break", "log_out"] },
    ],
    agents,
    queues: [
      queue(0, { waiting: 2, oldestAt: ago(214) }),
      queue(1, { today: { queued: 0, handled: 0, abandoned: 0, serviceLevel: null, answerMs: null, handleMs: null } }),
      queue(2, { waiting: 1, oldestAt: ago(75), staffed: 0, available: 0, slotsAvailable: 0 }),
      queue(3, { open: false, chart: null }),
    ],
    contacts: few_contacts(),
    totals: {
      agents: {
        online: agents.filter(({ status }) => status.type !== "OFFLINE").length,
        staffed: agents.filter(({ status }) => status.type === "ROUTABLE").length,
        available: count("AVAILABLE"),
        onContact: count("ON_CONTACT"),
        wrapup: count("WRAPUP"),
        nonProductive: count("CUSTOM"),
        error: count("MISSED"),
        draining: agents.filter(({ next: pending }) => pending).length,
      },
      contacts: { waiting: 3, oldestAt: ago(214), inProgress: 6, scheduled: 1 },
    },
  };
}

const say = (number, by, name, text, seconds) => ({ number, by, name, text, at: ago(seconds), id: id(300 + number) });
const TALK = [
  say(1, "system", "", "Nina has joined.", 190),
  say(2, "customer", "Nina", "Hello, one leg of my garden chair is too short.", 188),
  say(3, "agent", "alice", "Good morning Nina, I am sorry to hear that. Do you have the order number?", 70),
  say(4, "customer", "Nina", "Yes: A-20481", 40),
];
const WHISPERS = [
  { number: 1, by: "supervisor", name: "Sam Ito", text: "You may offer her a new chair.", at: ago(30) },
  { number: 2, by: "agent", name: "alice", text: "Thank you, I will.", at: ago(22) },
];

/** Some are busy, one has changed since it was looked at. */
function change_results({ agentIds, preview }, agents) {
  const results = agentIds.map((agentId, at) => {
    const known = agents.find((one) => one.id === agentId);
    const busy = (known?.legs.length ?? 0) > 0;
    if (known?.status.type === "OFFLINE")
      return { agentId, means: "refused", code: "not_allowed", message: "The agent is not signed in.", version: 7 };
    if (!preview && at === 0)
      return { agentId, means: "refused", code: "stale", message: "Changed in the meantime.", version: 8 };
    return { agentId, means: busy ? "next" : "now", code: null, message: null, version: 7 };
  });
  const counts = { now: 0, next: 0, cancel: 0, no_change: 0, refused: 0 };
  for (const { means } of results) counts[means] += 1;
  return { results, counts };
}

const WHY_AGENT = {
  channels: [
    { channel: "VOICE", why: "ready", text: "Ready: the next call goes to this agent." },
    { channel: "CHAT", why: "next_status", text: "A next status waits (Lunch), so nothing new is offered." },
    { channel: "TASK", why: "no_slot", text: "Both slots are in use." },
  ],
  missed: [{ contactId: id(1020), at: ago(600), text: "The chat with Jonas was not answered within 20 seconds." }],
};

const WHY_CONTACT = {
  why: "NO_FREE_SLOT",
  text: "Five agents are staffed for Support, but each of them has all chat slots in use.",
  position: 1,
  estimateMs: 95_000,
  offers: [
    {
      agent: { id: id(104), name: "Elif Demir" },
      at: ago(180),
      reason: "longest_available",
      outcome: "missed",
      endedAt: ago(160),
    },
    {
      agent: { id: id(101), name: "Bob Lindqvist" },
      at: ago(120),
      reason: "next_in_queue",
      outcome: "rejected",
      endedAt: ago(117),
    },
  ],
};

export function board_line(socket, scene) {
  const shown = state(scene);
  const tell = (message) => socket.send(JSON.stringify(message));
  const done = ({ id: request }, more = {}) => tell({ is: "done", id: request, seq: 1, ...more });
  const watch = (contactId, more) => tell({ is: "watch", contactId, ...more });
  let whispered = WHISPERS.length;
  const replies = {
    hello: ({ clock }) => {
      tell({ is: "snapshot", seq: 1, clock: { page: clock, server: Date.now() }, state: shown });
      if (scene === "boardthousand") busy(socket, shown.agents);
    },
    ping: ({ clock }) => tell({ is: "pong", clock: { page: clock, server: Date.now() } }),
    set_status: (request) => done(request, change_results(request, shown.agents)),
    why_agent: (request) => done(request, WHY_AGENT),
    why_contact: (request) => done(request, WHY_CONTACT),
    monitor: (request) => done(request, { transcriptId: id(201), whispers: WHISPERS }),
    transcript: (request) => done(request, { messages: request.after > 0 ? [] : TALK, more: false }),
    whisper: (request) => {
      whispered += 1;
      done(request);
      const { contactId, text } = request;
      watch(contactId, { whisper: { number: whispered, by: "supervisor", name: "Sam Ito", text, at: Date.now() } });
    },
    send: (request) => {
      done(request);
      watch(request.contactId, { message: say(5, "agent", "sam", request.text, 0) });
    },
  };
  socket.on("message", (data) => {
    const message = JSON.parse(data);
    (replies[message.do] ?? done)(message);
  });
}

/** Ten ticks a second, each with twenty agents that have changed: a busy centre. */
function busy(socket, agents) {
  let round = 0;
  const timer = setInterval(() => {
    round += 1;
    const changed = Array.from({ length: 20 }, (_, at) => {
      const known = agents[(round * 37 + at * 53) % agents.length];
      return { ...known, activitySince: Date.now(), today: { ...known.today, handled: round } };
    });
    socket.send(JSON.stringify({ is: "tick", seq: 1 + round, at: Date.now(), agents: changed }));
  }, 100);
  socket.on("close", () => clearInterval(timer));
}

export function board_session(scene) {
  const { user, centre } = state(scene);
  return { user, centre, mustChangePassword: false };
}

export function board_answer(url) {
  return page_of_history(url);
}
