// A made-up centre for the administrator's pages: answers what they ask from fixed data. It keeps nothing and decides nothing.
//
//   scene "admin"   a centre with something in every section        "adminempty"   nothing was ever made
//   whatever changes something is accepted; a name "Taken" is refused as the server would
import { diff, effective, policy, problems, report } from "./admin_policy.mjs";

const NOW = Date.UTC(2026, 10, 20, 9, 30);
const id = (number) => `00000000-0000-4000-8000-${String(number).padStart(12, "0")}`;

const statuses = [
  ["Available", "ROUTABLE", "ENABLED", ""],
  ["Lunch", "CUSTOM", "ENABLED", "Half an hour, at noon"],
  ["Training", "CUSTOM", "ENABLED", ""],
  ["Old project", "CUSTOM", "DISABLED", "Not used any more"],
  ["Offline", "OFFLINE", "ENABLED", ""],
].map(([Name, Type, State, Description], place) => ({
  AgentStatusId: id(100 + place),
  Name,
  Type,
  State,
  ...(Description ? { Description } : {}),
  DisplayOrder: place + 1,
}));

const hours = [
  { HoursOfOperationId: id(200), Name: "Always", TimeZone: "UTC", Config: week(0, 0, 0, 0, 7) },
  {
    HoursOfOperationId: id(201),
    Name: "Office hours",
    Description: "As the shop",
    TimeZone: "Europe/Berlin",
    Config: [...week(9, 0, 12, 30, 5), ...week(13, 15, 18, 0, 5)],
  },
];

function week(from_hour, from_minute, to_hour, to_minute, days) {
  const names = ["MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY", "SATURDAY", "SUNDAY"];
  return names.slice(0, days).map((Day) => ({
    Day,
    StartTime: { Hours: from_hour, Minutes: from_minute },
    EndTime: { Hours: to_hour, Minutes: to_minute },
  }));
}

const overrides = [
  {
    HoursOfOperationOverrideId: id(250),
    Name: "Christmas",
    EffectiveFrom: "2026-12-24",
    EffectiveTill: "2026-12-26",
    Config: [],
    OverrideType: "STANDARD",
  },
];

const queues = ["Support", "Sales", "Complaints"].map((Name, place) => ({
  QueueId: id(300 + place),
  Name,
  Status: place === 2 ? "DISABLED" : "ENABLED",
  HoursOfOperationId: id(200 + (place % 2)),
  ...(place === 0 ? { MaxContacts: 50, Description: "Everything about what was bought" } : {}),
}));

const queue_work = queues.map(({ Name, QueueId }, place) => ({
  name: Name,
  id: QueueId,
  enabled: place !== 2,
  hours: "Always",
  contactsMax: place === 0 ? 50 : 0,
  wrapUp: { voice: null, chat: place === 0 ? 30 : null, task: null },
  offerTime: { voice: null, chat: 25, task: null },
}));

const profiles = ["Blended", "Chats only"].map((Name, place) => ({
  RoutingProfileId: id(400 + place),
  Name,
  Description: place === 0 ? "Everything" : "For the first weeks",
  DefaultOutboundQueueId: id(300),
  NumberOfAssociatedUsers: 3 - place,
  NumberOfAssociatedQueues: 2,
  AgentAvailabilityTimer: "TIME_SINCE_LAST_ACTIVITY",
  MediaConcurrencies: (place === 0 ? ["VOICE", "CHAT", "TASK"] : ["CHAT"]).map((Channel) => ({
    Channel,
    Concurrency: Channel === "VOICE" ? 1 : 3,
    CrossChannelBehavior: { BehaviorType: "ROUTE_CURRENT_CHANNEL_ONLY" },
  })),
}));

const profile_queues = [
  { QueueId: id(300), QueueName: "Support", Priority: 1, Delay: 0, Channel: "CHAT" },
  { QueueId: id(301), QueueName: "Sales", Priority: 2, Delay: 30, Channel: "VOICE" },
];

const person = (number, username, firstName, lastName, role, more = {}) => ({
  username,
  id: id(500 + number),
  role,
  firstName,
  lastName,
  centre: "connect-demo",
  mustChange: false,
  enabled: true,
  routingProfile: "Blended",
  group: number % 2 ? "North" : "",
  supervises: [],
  ...more,
});

const users = [
  person(0, "ada", "Ada", "Adams", "admin"),
  person(1, "alice", "Alice", "Archer", "agent"),
  person(2, "bob", "Bob", "Baker", "agent", { enabled: false }),
  person(3, "sam", "Sam", "Stone", "supervisor", { supervises: ["North"] }),
  person(4, "tess", "", "", "agent", { mustChange: true, routingProfile: "Chats only" }),
];

const work = {
  wrapUp: { voice: 30, chat: 0, task: 0 },
  autoAccept: { voice: false, chat: true, task: false },
  offerTime: null,
  limits: { total: null, voice: null, chat: 2, task: null },
  blends: {
    voice: { voice: null, chat: 1, task: null },
    chat: { voice: null, chat: null, task: null },
    task: { voice: null, chat: null, task: null },
  },
};

const groups = [
  { name: "North", id: id(600), centre: "connect-demo", agents: ["alice"], supervisors: ["sam"] },
  { name: "South", id: id(601), centre: "connect-demo", agents: [], supervisors: [] },
];

const code = (number, name, enabled = true) => ({
  name,
  id: id(700 + number),
  shortCode: name.slice(0, 2).toUpperCase(),
  description: "",
  category: "",
  order: number,
  enabled,
});

const lists = [
  {
    name: "Breaks",
    id: id(750),
    category: "",
    actions: ["BREAK"],
    mandatory: true,
    groups: ["North", "South"],
    codes: [code(1, "Coffee"), code(2, "Meeting"), code(3, "Fire drill", false)],
  },
  { name: "Rejections", id: id(751), category: "", actions: ["REJECT_CHAT"], mandatory: false, groups: [], codes: [] },
];

const quick_connects = [
  {
    QuickConnectId: id(800),
    Name: "To Sales",
    Description: "When they want to buy",
    QuickConnectConfig: { QuickConnectType: "QUEUE", QueueConfig: { QueueId: id(301), ContactFlowId: id(900) } },
  },
  {
    QuickConnectId: id(801),
    Name: "Back office",
    QuickConnectConfig: { QuickConnectType: "PHONE_NUMBER", PhoneConfig: { PhoneNumber: "+4930123456" } },
  },
];

const entry_points = [
  {
    name: "Support chat",
    id: id(900),
    description: "",
    channel: "CHAT",
    queue: "Support",
    queueId: id(300),
    origins: ["https://shop.example"],
    welcome: "Hello! How can we help?",
  },
  {
    name: "Support task",
    id: id(901),
    description: "",
    channel: "TASK",
    queue: "Support",
    queueId: id(300),
    origins: [],
    welcome: "",
  },
];

const audit = [
  ["admin", "ada", "queue", "Support", "Support takes at most 50 contacts", "Too many waited on Monday"],
  ["supervisor", "sam", "agent", "alice", "Status Lunch for alice", null],
  ["api", "ada", "status", "Training", "Training was created", null],
  ["operator", null, "centre", "connect-demo", "An access key was made for ada", null],
  ["agent", "ada", "agent", "ada", "ada signed in", null],
].map(([kind, by, subject, name, text, why], place) => ({
  seq: 900 - place,
  at: NOW - place * 3_600_000,
  by: { kind, id: id(500), name: by },
  kind: "RECORDED",
  subject: { kind: subject, id: id(1), name },
  text,
  detail: place === 0 ? { contactsMax: 50 } : null,
  why,
}));

const OPERATIONS = ["CreateQueue", "GetCurrentMetricData", "ListUsers", "PutUserStatus", "StartChatContact"];

const requests = {
  user_list: () => ({ users }),
  user_show: ({ username }) => ({ user: { ...users.find((user) => user.username === username), ...work } }),
  user_add: () => ({ id: id(599) }),
  group_list: () => ({ groups }),
  queue_list: () => ({ queues: queue_work }),
  entry_point_list: () => ({ entryPoints: entry_points }),
  reasons_show: () => ({
    lists,
    actions: ["BREAK", "WORK_OFFLINE", "LOG_OUT", "REJECT_VOICE", "REJECT_CHAT", "REJECT_TASK"],
  }),
  policy_show: () => ({ number: 2, document: effective }),
  policy_check: ({ document }) => problems(document),
  policy_diff: () => ({ changes: diff }),
  policy_try: () => ({ report }),
  policy_apply: () => ({ number: 3, changes: diff.map(({ sentence }) => sentence) }),
  policy_history: () => ({
    versions: [
      { number: 2, at: NOW, by: "ada" },
      { number: 1, at: NOW - 86_400_000, by: "operator" },
    ],
  }),
  policy_version: ({ number }) => ({ number, at: NOW, by: "ada", document: policy }),
  policy_rollback: () => ({ number: 3, changes: ["An offer that is not answered changes no status"] }),
  origin_list: () => ({ origins: [{ origin: "https://crm.example", centre: "connect-demo" }] }),
  key_list: () => ({
    keys: [{ accessKeyId: "AKIAEXAMPLEEXAMPLE22", username: "ada", role: "admin", centre: "connect-demo" }],
  }),
  key_create: () => ({ accessKeyId: "AKIAEXAMPLEEXAMPLE33", secretAccessKey: "a-made-up-secret-of-a-picture" }),
  key_rotate: () => ({ accessKeyId: "AKIAEXAMPLEEXAMPLE44", secretAccessKey: "a-made-up-secret-of-a-picture" }),
  token_list: () => ({
    tokens: [
      {
        id: id(950),
        name: "Warehouse",
        centre: "connect-demo",
        streams: ["agent-events"],
        createdAt: NOW - 86_400_000,
      },
    ],
  }),
  token_add: () => ({ token: "a-made-up-token-of-a-picture" }),
  quota_show: () => ({
    quotas: { PutUserStatus: { perSecond: 20, burst: 40 } },
    defaults: { perSecond: 500, burst: 1000 },
    operations: OPERATIONS,
  }),
  retention_show: () => ({ contactDays: 90 }),
};

const searches = {
  "search-agent-statuses": { AgentStatuses: statuses },
  "search-hours-of-operations": { HoursOfOperations: hours },
  "search-queues": { Queues: queues },
  "search-routing-profiles": { RoutingProfiles: profiles },
  "search-quick-connects": { QuickConnects: quick_connects },
};

const EMPTY = [
  ["user_list", "users"],
  ["group_list", "groups"],
  ["queue_list", "queues"],
  ["entry_point_list", "entryPoints"],
  ["origin_list", "origins"],
  ["key_list", "keys"],
  ["token_list", "tokens"],
  ["policy_history", "versions"],
];

function nothing(name) {
  if (name === "reasons_show") return { lists: [], actions: requests.reasons_show().actions };
  if (name === "quota_show") return { ...requests.quota_show(), quotas: {} };
  if (name === "retention_show") return { contactDays: 0 };
  const known = EMPTY.find(([request]) => request === name);
  return known ? { [known[1]]: [] } : requests[name]?.({});
}

function json(response, status, body) {
  response.writeHead(status, { "Content-Type": "application/json" });
  response.end(JSON.stringify(body));
}

async function body_of(request) {
  let text = "";
  for await (const chunk of request) text += chunk;
  return text ? JSON.parse(text) : {};
}

const refused = (message) => ({ error: { code: "refused", message } });

function run(response, body, empty) {
  const wanted = Object.values(body).includes("Taken");
  if (wanted) return json(response, 409, refused("There is one called Taken already: name is taken."));
  const answer = empty ? nothing(body.do) : requests[body.do]?.(body);
  json(response, 200, { ok: true, ...(answer ?? {}) });
}

function connect(response, method, path, body, empty) {
  const found = searches[path];
  if (found) {
    const [[member, rows]] = Object.entries(found);
    return json(response, 200, { [member]: empty ? [] : rows });
  }
  if (body.Name === "Taken") return json(response, 409, { Message: "Name is used by another one." });
  if (path.endsWith("/overrides") && method === "GET")
    return json(response, 200, { HoursOfOperationOverrideList: empty ? [] : overrides });
  if (path.startsWith("routing-profiles/"))
    return json(response, 200, { RoutingProfileQueueConfigSummaryList: profile_queues });
  if (path.endsWith("/quick-connects"))
    return json(response, 200, { QuickConnectSummaryList: [{ Id: id(800), Name: "To Sales" }] });
  json(response, 200, {});
}

export const admin_session = {
  user: { id: id(500), username: "ada", firstName: "Ada", lastName: "Adams", role: "admin" },
  centre: { id: id(1), alias: "connect-demo", model: "connect" },
  mustChangePassword: false,
};

/** True if it was the administrator's page that asked. */
export function admin_answer(request, response, scene) {
  if (!scene.startsWith("admin")) return false;
  const { pathname } = new URL(request.url, "http://mock");
  const empty = scene === "adminempty";
  if (pathname === "/session") json(response, 200, admin_session);
  else if (pathname === "/admin/api/session")
    json(response, 200, {
      ...admin_session,
      url: "https://nextup.example",
      streams: ["agent-events", "contact-events", "contact-records"],
      slotsMax: { VOICE: 1, CHAT: 10, TASK: 10 },
    });
  else if (pathname === "/admin/api/do") void body_of(request).then((body) => run(response, body, empty));
  else if (pathname.startsWith("/admin/api/connect/"))
    void body_of(request).then((body) => {
      const path = decodeURIComponent(pathname.slice("/admin/api/connect/".length));
      connect(response, request.method, path, body, empty);
    });
  else if (pathname === "/supervisor/api/audit")
    json(response, 200, { entries: empty ? [] : audit, next: empty ? null : 897 });
  else return false;
  return true;
}
