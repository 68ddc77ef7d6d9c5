// Claims about transcripts: order, gaps, what was under way when the line broke.
import assert from "node:assert/strict";
import { test } from "node:test";
import { complete_up_to, merge_messages } from "./messages.ts";
import { type Outgoing, settle, still_under_way } from "./outbox.ts";
import { sample_message as message } from "./samples.ts";

const numbers = (list: { number: number }[]) => list.map(({ number }) => number);

test("transcript_is_in_order_whatever_the_order_of_arrival", () => {
  const late = merge_messages([message(2, "agent", "b"), message(4, "agent", "d")], [message(3, "customer", "c")]);
  assert.deepEqual(
    numbers(merge_messages(late, [message(1, "customer", "a"), message(5, "agent", "e")])),
    [1, 2, 3, 4, 5],
  );
});

test("message_that_comes_twice_is_kept_once", () => {
  const twice = merge_messages([message(1, "agent", "a")], [message(1, "agent", "a"), message(2, "agent", "b")]);
  assert.deepEqual(numbers(twice), [1, 2]);
});

test("gap_is_asked_for_from_its_beginning", () => {
  assert.equal(complete_up_to([]), 0);
  assert.equal(complete_up_to([message(1, "agent", "a"), message(2, "agent", "b"), message(4, "agent", "d")]), 2);
  assert.equal(complete_up_to([message(3, "agent", "c")]), 0);
});

const outgoing = (key: number, text: string, more: Partial<Outgoing> = {}): Outgoing => ({
  key,
  text,
  transcriptId: "t",
  contactId: "c",
  after: 1,
  state: "unknown",
  why: null,
  ...more,
});

test("message_found_in_the_transcript_has_arrived_and_is_not_sent_again", () => {
  const transcript = [message(1, "agent", "hello"), message(2, "agent", "hello"), message(3, "customer", "bye")];
  const { arrived, again } = settle(
    [outgoing(1, "hello"), outgoing(2, "bye")],
    "t",
    transcript,
    ({ by }) => by === "agent",
  );
  assert.deepEqual(numbers_of(arrived), [1]);
  assert.deepEqual(numbers_of(again), [2]);
});

test("message_whose_event_came_before_its_answer_is_shown_once", () => {
  const transcript = [message(1, "customer", "x"), message(2, "agent", "ok")];
  const outbox = [
    outgoing(1, "ok", { state: "sending" }),
    outgoing(2, "ok", { state: "sending" }),
    outgoing(3, "ok", { state: "refused" }),
  ];
  assert.deepEqual(numbers_of(still_under_way(outbox, transcript, ({ by }) => by === "agent")), [2, 3]);
});

test("same_words_twice_need_two_arrivals", () => {
  const transcript = [message(1, "customer", "x"), message(2, "agent", "ok")];
  const { arrived, again } = settle(
    [outgoing(1, "ok"), outgoing(2, "ok")],
    "t",
    transcript,
    ({ by }) => by === "agent",
  );
  assert.deepEqual(numbers_of(arrived), [1]);
  assert.deepEqual(numbers_of(again), [2]);
});

test("words_said_before_do_not_count_as_arrived", () => {
  const transcript = [message(1, "agent", "ok")];
  const { again } = settle([outgoing(1, "ok")], "t", transcript, () => true);
  assert.deepEqual(numbers_of(again), [1]);
});

test("refused_and_other_transcripts_are_left_alone", () => {
  const outbox = [
    outgoing(1, "a", { state: "refused" }),
    outgoing(2, "a", { transcriptId: "other" }),
    outgoing(3, "a", { state: "sending" }),
  ];
  assert.deepEqual(
    settle(outbox, "t", [], () => true),
    { arrived: [], again: [] },
  );
});

function numbers_of(list: Outgoing[]): number[] {
  return list.map(({ key }) => key);
}
