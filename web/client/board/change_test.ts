// Claims about changing many statuses, about what a supervisor may do with a contact, and about reasons.
import assert from "node:assert/strict";
import { test } from "node:test";
import { type About, clear_leg, end_contact, monitor, requeue, why_fault } from "./actions.ts";
import {
  change_command,
  changing,
  codes_for,
  open_moves,
  preview_words,
  result_words,
  stale,
  versions_of,
} from "./change.ts";
import { board_of } from "./fold.ts";
import { sample_agent, sample_board, sample_contact } from "./samples.ts";
import type { BoardLeg, ChangeResult } from "./types.ts";

const result = (agentId: string, means: ChangeResult["means"], code: string | null = null): ChangeResult => ({
  agentId,
  means,
  code,
  message: code && "The agent is not signed in.",
  version: 7,
});
const RESULTS = [
  result("a", "now"),
  result("b", "now"),
  result("c", "next"),
  result("d", "refused", "not_allowed"),
  result("e", "no_change"),
];

test("preview says how many change now, become next and are refused, and why", () => {
  assert.equal(
    preview_words(RESULTS),
    "2 change now, 1 becomes next, 1 stays as it is, 1 refused: The agent is not signed in",
  );
  assert.equal(preview_words([]), "Nobody would change");
  assert.equal(result_words(RESULTS.slice(0, 3)), "3 changed");
  assert.equal(result_words(RESULTS), "3 changed, 1 refused: The agent is not signed in");
});

test("only those for whom something changes are asked for, with the versions that the preview said", () => {
  assert.deepEqual(changing(RESULTS), ["a", "b", "c"]);
  const change = { agentIds: ["a"], target: { statusId: "s2" }, reasonId: null, why: " Lunch is early " };
  assert.deepEqual(change_command(change, null), {
    do: "set_status",
    agentIds: ["a"],
    statusId: "s2",
    why: "Lunch is early",
    preview: true,
  });
  const confirmed = change_command(change, versions_of(RESULTS.slice(0, 1)));
  assert.equal(confirmed.preview, false);
  assert.deepEqual(confirmed.versions, { a: 7 });
});

test("who changed between preview and confirmation is offered again", () => {
  assert.deepEqual(stale([result("a", "changed"), result("b", "refused", "stale"), result("c", "refused", "x")]), [
    "b",
  ]);
});

test("moves are those that at least one can make, and a code belongs to its moves", () => {
  const board = sample_board();
  assert.deepEqual(open_moves([sample_agent("a", { moves: ["break"] }), sample_agent("b", { moves: ["resume"] })]), [
    "break",
    "resume",
  ]);
  assert.deepEqual(
    codes_for(board.codes, "break").map(({ name }) => name),
    ["Coffee"],
  );
  assert.deepEqual(codes_for(board.codes, "resume"), []);
});

const LEG: BoardLeg = {
  contactId: "c1",
  channel: "CHAT",
  state: "CONNECTED",
  since: 1,
  name: "Nina",
  queue: null,
  wrapupUntil: null,
};

test("a running chat of somebody else whom one may act on can be monitored", () => {
  const board = board_of(sample_board());
  const contact = sample_contact("c1", { place: "HANDLED", agents: ["alice"] });
  const alice = sample_agent("alice", { legs: [LEG] });
  assert.equal(monitor.enabled(board, { contact, agent: alice }), true);
  assert.equal(monitor.enabled(board, { contact, agent: { ...alice, mine: false } }), false);
  assert.equal(monitor.enabled(board, { contact, agent: { ...alice, id: "u9" } }), false);
  assert.equal(monitor.enabled(board, { contact: { ...contact, channel: "TASK" }, agent: alice }), false);
  const listener = { ...alice, legs: [{ ...LEG, monitors: "bob" }] };
  assert.equal(monitor.enabled(board, { contact, agent: listener }), false);
});

test("work is broken into only where it runs, and never without a reason", () => {
  const board = board_of(sample_board());
  const contact = sample_contact("c1", { place: "HANDLED" });
  const alice = sample_agent("alice", { legs: [LEG] });
  assert.equal(end_contact.enabled(board, { contact, agent: alice }), true);
  assert.equal(requeue.enabled(board, { contact: { ...contact, place: "OVER" }, agent: alice }), false);
  assert.equal(clear_leg.enabled(board, { contact, agent: null }), false);
  assert.deepEqual(clear_leg.command({ contact, agent: alice }, "Stuck"), {
    do: "clear_leg",
    contactId: "c1",
    agentId: "alice",
    why: "Stuck",
  });
  assert.match(why_fault("  ") ?? "", /Please give a reason/);
  assert.match(why_fault("ä".repeat(251)) ?? "", /shorter/);
  assert.equal(why_fault("Stuck since noon"), null);
});

test("contact is requeued to its own queue or another, and one that waits only to another", () => {
  const queueNames = [
    { id: "q1", name: "Support" },
    { id: "q2", name: "Sales" },
  ];
  const board = { ...board_of(sample_board()), queueNames };
  const contact = sample_contact("c1", { queue: "q1", place: "HANDLED" });
  const handled = { contact, agent: sample_agent("alice", { legs: [LEG] }) };
  const names = (about: About) => requeue.queues?.(board, about).map(({ label }) => label);
  assert.deepEqual(names(handled), ["Support", "Sales"]);
  assert.deepEqual(names({ contact: { ...contact, place: "WAITING" }, agent: null }), ["Sales"]);
  assert.deepEqual(requeue.command(handled, "x", "q2"), {
    do: "requeue",
    contactId: contact.id,
    queueId: "q2",
    why: "x",
  });
  assert.deepEqual(requeue.command(handled, "x"), { do: "requeue", contactId: contact.id, queueId: null, why: "x" });
});
