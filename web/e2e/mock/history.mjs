// What a supervisor's history would answer, for pictures and accessibility checks. Nothing here decides.
const id = (number) => `00000000-0000-4000-8000-${String(number).padStart(12, "0")}`;
const HOUR = 3_600_000;
const MINUTE = 60_000;

const STATUS = {
  available: { id: id(1), name: "Available", type: "ROUTABLE" },
  lunch: { id: id(2), name: "Lunch", type: "CUSTOM" },
  break: { id: id(3), name: "Break", type: "CUSTOM" },
  offline: { id: id(5), name: "Offline", type: "OFFLINE" },
};

/** minutes after midnight, status, activity, contacts, next */
const PLAN = [
  [0, "offline", "OFFLINE", 0],
  [481, "available", "AVAILABLE", 0],
  [497, "available", "ON_CONTACT", 1],
  [521, "available", "WRAPUP", 1],
  [526, "available", "AVAILABLE", 0],
  [540, "available", "ON_CONTACT", 2],
  [583, "available", "MISSED", 1],
  [589, "break", "CUSTOM", 0],
  [604, "available", "ON_CONTACT", 1],
  [676, "available", "AVAILABLE", 0],
  [690, "available", "ON_CONTACT", 2, "lunch"],
  [716, "available", "WRAPUP", 1, "lunch"],
  [724, "lunch", "CUSTOM", 0],
  [771, "available", "ON_CONTACT", 1],
  [840, "available", "INCOMING", 1],
  [841, "available", "ON_CONTACT", 2],
  [905, "available", "AVAILABLE", 0],
  [982, "offline", "OFFLINE", 0],
  [1440],
];

const sum_by = (spans, key, value) => {
  const sums = new Map();
  for (const span of spans) sums.set(key(span), (sums.get(key(span)) ?? 0) + value(span));
  return [...sums];
};

function day(url) {
  const [year, month, date] = (url.searchParams.get("date") ?? "2026-03-02").split("-").map(Number);
  const from = new Date(year, month - 1, date).getTime();
  const spans = PLAN.slice(0, -1).map(([minute, status, activity, contacts, next], at) => ({
    from: from + minute * MINUTE,
    to: from + PLAN[at + 1][0] * MINUTE,
    status: STATUS[status],
    activity,
    code: status === "break" ? { id: id(60), name: "Coffee" } : null,
    contacts,
    next: next ? STATUS[next] : null,
  }));
  const online = spans.filter(({ status }) => status.type !== "OFFLINE");
  const length = (span) => span.to - span.from;
  const names = Object.values(STATUS);
  return {
    agent: { id: id(100), name: "Alice Moreau" },
    from,
    to: from + 24 * HOUR,
    spans,
    sums: {
      online: online.reduce((sum, span) => sum + length(span), 0),
      statuses: sum_by(online, ({ status }) => status.id, length).map(([statusId, ms]) => ({
        id: statusId,
        name: names.find((status) => status.id === statusId).name,
        ms,
      })),
      activities: sum_by(online, ({ activity }) => activity, length).map(([activity, ms]) => ({ activity, ms })),
    },
    contacts: [
      found(1, "Nina", from, 495, 497, 521, 526),
      found(2, "Ravi", from, 538, 540, 570, 575),
      found(3, "Lena", from, 545, 548, 583, 589),
      found(4, "Tomas", from, 600, 604, 670, 676),
      found(5, "Priya", from, 688, 690, 716, 724),
      found(6, "Aiko", from, 770, 771, 900, 905),
    ],
  };
}

function found(number, name, from, began, connected, ended, completed) {
  return {
    id: id(1000 + number),
    channel: "CHAT",
    state: "ENDED",
    customerName: name,
    queue: { id: id(20), name: "Support" },
    agent: { id: id(100), name: "Alice Moreau" },
    startedAt: from + began * MINUTE,
    connectedAt: connected && from + connected * MINUTE,
    endedAt: from + ended * MINUTE,
    completedAt: from + completed * MINUTE,
    endCause: connected ? "agent_ended" : "customer_left",
    outcome: connected ? "handled" : "abandoned",
  };
}

const midnight = () => new Date().setHours(0, 0, 0, 0);

function contacts() {
  const from = midnight();
  const all = [
    found(1, "Nina", from, 495, 497, 521, 526),
    found(9, "Jonas", from, 500, null, 507, 507),
    found(3, "Lena", from, 545, 548, 583, 589),
  ];
  return { contacts: all, next: null, total: all.length };
}

const report = (label, names) => ({
  columns: [
    { name: "time", label: "Time", unit: "ms" },
    { name: "share", label: "Share", unit: "share" },
    { name: "times", label: label, unit: "count" },
  ],
  rows: names.map((name, at) => ({ id: id(500 + at), name, values: [HOUR * (7 - at), 0.5 / (at + 1), 12 - at] })),
});

const metrics = () => ({
  columns: [
    { name: "CONTACTS_HANDLED", label: "Handled", unit: "count" },
    { name: "CONTACTS_ABANDONED", label: "Abandoned", unit: "count" },
    { name: "SERVICE_LEVEL", label: "Service level", unit: "percent" },
    { name: "AVG_HANDLE_TIME", label: "Handle time", unit: "ms" },
    { name: "DRAIN_SECONDS", label: "Draining", unit: "seconds" },
  ],
  rows: ["Support", "Sales", "Billing"].map((name, at) => ({
    id: id(20 + at),
    name,
    values: [104 - at * 30, 6 - at, at === 2 ? null : 91 - at, 412_000 + at * 1000, 340],
  })),
});

const SAM = { kind: "supervisor", id: id(12), name: "Sam Ito" };

function audit() {
  const from = midnight() + 9 * HOUR;
  const entry = (seq, by, kind, text, subject, why) => ({
    seq,
    at: from + seq * MINUTE,
    by,
    kind,
    subject: subject && { kind: "agent", id: id(100), name: subject },
    text,
    detail: null,
    why,
  });
  return {
    entries: [
      entry(44, SAM, "end_contact", "Ended the chat with Jonas.", "Jonas", "Customer asked twice by phone"),
      entry(31, SAM, "set_status", "Set the next status to Lunch.", "Alice Moreau", "You are first for lunch today"),
      entry(
        12,
        { kind: "admin", id: id(13), name: "Ada" },
        "queue_updated",
        "Opened the queue Support at 08:00.",
        "Support",
        null,
      ),
    ],
    next: null,
  };
}

function life(url) {
  const from = midnight();
  const step = (seq, minute, text, by, why = null) => ({
    seq,
    at: from + minute * MINUTE,
    kind: "step",
    text,
    by,
    agent: null,
    queue: null,
    cause: null,
    why,
  });
  const system = { kind: "system", id: null, name: null };
  return {
    contact: {
      ...found(1, "Nina", from, 495, 497, 521, 526),
      id: url.pathname.split("/").at(-1),
      attributes: { product: "Garden chair", order: "A-20481" },
      description: "One leg is too short",
      initialContactId: null,
      previousContactId: null,
      messageCount: 7,
    },
    steps: [
      step(1, 495, "Nina started a chat.", { kind: "customer", id: null, name: "Nina" }),
      step(2, 495, "Joined the queue Support.", system),
      step(3, 496, "Offered to Elif Demir: was available longest.", system),
      step(4, 496, "Elif Demir did not answer in time.", system),
      step(5, 497, "Alice Moreau accepted.", { kind: "agent", id: id(100), name: "Alice Moreau" }),
      step(6, 515, "Sam Ito began to monitor.", SAM),
      step(7, 521, "Ended.", SAM, "Customer asked twice by phone"),
    ],
    notes: ["New leg sent, ref 88-1."],
    transcriptId: id(201),
  };
}

export function page_of_history(url) {
  const part = url.pathname.replace("/supervisor/api/", "");
  if (url.pathname === "/panel/day" || part === "day") return day(url);
  if (part === "statuses") return report("Times", ["Available", "Lunch", "Break", "Training"]);
  if (part === "metrics") return metrics();
  if (part === "audit") return audit();
  if (part === "contacts") return contacts();
  return part.startsWith("contacts/") ? life(url) : null;
}
