// Claims about folding the board, and about which agents and contacts it lists in which order.
import assert from "node:assert/strict";
import { test } from "node:test";
import { ALL_CONTACTS, contacts_of } from "./contacts.ts";
import { apply_tick, board_of } from "./fold.ts";
import { ALL_AGENTS, type Choices, items_of } from "./rows.ts";
import { LUNCH, sample_agent, sample_board, sample_contact } from "./samples.ts";
import { line_points } from "./sparkline.ts";
import { tops_of, window_of } from "./virtual.ts";

const ALICE = sample_agent("alice");
const BOB = sample_agent("bob", { status: { ...LUNCH, since: 100 }, activity: "CUSTOM" });
const CARL = sample_agent("carl", {
  profile: "p2",
  next: {
    status: LUNCH,
    setAt: 1,
    by: { kind: "agent", id: null, name: null },
    why: null,
    stopNew: false,
    estimateAt: null,
  },
  today: { offered: 4, handled: 1, missed: 3, contactMs: 1, idleMs: 0, countedAt: 1, occupancy: 0.5 },
});
const three = () => board_of(sample_board({ agents: [CARL, ALICE, BOB] }));

function listed(choices: Partial<Choices>): string[] {
  return items_of(three(), { ...ALL_AGENTS, ...choices }).map((item) =>
    item.is === "group" ? `[${item.name} ${item.count}]` : item.agent.name,
  );
}

test("tick changes rows whole and leaves the others the same objects", () => {
  const board = three();
  const missed = { ...ALICE, activity: "MISSED" as const };
  const after = apply_tick(board, { agents: [missed], gone: ["carl"] });
  assert.equal(after.agents.get("alice"), missed);
  assert.equal(after.agents.get("bob"), board.agents.get("bob"));
  assert.equal(after.agents.has("carl"), false);
  assert.equal(board.agents.size, 3, "the state it was given is as it was");
  assert.equal(after.contacts, board.contacts);
  assert.deepEqual(apply_tick(after, { agents: [missed], gone: ["carl"] }), after);
});

test("tick of the centre renames, and a queue that is not named any more is gone", () => {
  const queue = { id: "q2", name: "Sales" } as never;
  const board = board_of(sample_board({ queues: [queue] }));
  const after = apply_tick(board, { centre: { queueNames: [{ id: "q1", name: "Help" }] } });
  assert.equal(after.queueNames[0]?.name, "Help");
  assert.equal(after.queues.size, 0);
});

test("agents are filtered by text, status, activity, next status and queue", () => {
  assert.deepEqual(listed({ text: " BO" }), ["bob"]);
  assert.deepEqual(listed({ status: "s2" }), ["bob"]);
  assert.deepEqual(listed({ activity: "AVAILABLE" }), ["alice", "carl"]);
  assert.deepEqual(listed({ with_next: true }), ["carl"]);
  assert.deepEqual(listed({ queue: "q1" }), ["alice", "bob"]);
});

test("agents are sorted by any column in either direction, what has no value last", () => {
  assert.deepEqual(listed({}), ["alice", "bob", "carl"]);
  assert.deepEqual(listed({ descending: true }), ["carl", "bob", "alice"]);
  assert.deepEqual(listed({ sort: "missed", descending: true }), ["carl", "alice", "bob"]);
  assert.deepEqual(listed({ sort: "next" }), ["carl", "alice", "bob"]);
  assert.deepEqual(listed({ sort: "occupancy", descending: true }), ["carl", "alice", "bob"]);
});

test("agents are grouped by profile, and by queue in each of theirs", () => {
  assert.deepEqual(listed({ group: "profile" }), ["[Billing 1]", "carl", "[Blended 2]", "alice", "bob"]);
  assert.deepEqual(listed({ group: "queue" }), [
    "[Sales 2]",
    "alice",
    "bob",
    "[Support 2]",
    "alice",
    "bob",
    "[Without a queue 1]",
    "carl",
  ]);
  assert.deepEqual(listed({ group: "group" })[0], "[Without a team 3]");
});

test("contacts that wait are listed first, the oldest on top", () => {
  const contacts = [
    sample_contact("c1", { place: "HANDLED", startedAt: 1 }),
    sample_contact("c2", { startedAt: 9 }),
    sample_contact("c3", { startedAt: 5, queue: "q2" }),
  ];
  const board = board_of(sample_board({ contacts }));
  const ids = (choices: object) => contacts_of(board, { ...ALL_CONTACTS, ...choices }).map(({ id }) => id);
  assert.deepEqual(ids({}), ["c3", "c2", "c1"]);
  assert.deepEqual(ids({ queue: "q1" }), ["c2", "c1"]);
  assert.deepEqual(ids({ place: "HANDLED" }), ["c1"]);
});

test("only rows in the window and a few around it are drawn", () => {
  const tops = tops_of(Array.from({ length: 1000 }, () => 50));
  assert.deepEqual(window_of(tops, 0, 500, 2), { first: 0, end: 13 });
  assert.deepEqual(window_of(tops, 25_000, 500, 2), { first: 498, end: 513 });
  assert.deepEqual(window_of(tops, 49_900, 500, 2), { first: 996, end: 1000 });
  assert.deepEqual(window_of(tops_of([]), 0, 500, 2), { first: 0, end: 0 });
});

test("a chart's highest value touches the top and nothing lies on the ground", () => {
  assert.equal(line_points([0, 2, 4], 100, 20), "0.0,20.0 50.0,10.0 100.0,0.0");
  assert.equal(line_points([0, 0], 100, 20), "0.0,20.0 100.0,20.0");
});
