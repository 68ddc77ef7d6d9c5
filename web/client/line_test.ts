// Claims about the line: when it comes back, what it asks for, and what happens to requests meanwhile.
import assert from "node:assert/strict";
import { test } from "node:test";
import { FakeWorld, settled } from "./fake_world.ts";
import { ANSWER_MAX_MS, Line, PING_EVERY_MS, type ServerMessage, SILENCE_MAX_MS } from "./line.ts";

function make() {
  const world = new FakeWorld();
  const statuses: string[] = [];
  const received: ServerMessage[] = [];
  const line = new Line({
    world,
    hello: () => ({ from: 7, generation: "g" }),
    received: (message) => received.push(message),
    changed: (status, code) => statuses.push(code ? `${status} ${code}` : status),
    final_codes: ["signed_out"],
  });
  const answer_hello = (skew = 0) => {
    world.socket.open();
    world.socket.tell({ is: "snapshot", seq: 7, clock: { page: world.time, server: world.time + skew } });
  };
  line.open();
  return { world, line, statuses, received, answer_hello };
}

test("hello_is_the_first_message_and_says_what_the_page_has", () => {
  const { world } = make();
  world.socket.open();
  assert.deepEqual(world.socket.sent, [{ do: "hello", from: 7, generation: "g", clock: world.time }]);
});

test("line_is_open_when_the_snapshot_is_here_not_before", () => {
  const { world, statuses, answer_hello } = make();
  world.socket.open();
  assert.deepEqual(statuses, ["connecting"]);
  answer_hello();
  assert.deepEqual(statuses, ["connecting", "open"]);
});

test("broken_line_asks_by_http_at_once_and_reconnects_when_the_server_is_there", async () => {
  const { world, statuses, answer_hello } = make();
  answer_hello();
  world.socket.breaks();
  assert.equal(statuses.at(-1), "lost");
  await world.pass(0);
  assert.equal(world.probes, 1);
  assert.equal(world.sockets.length, 2);
  answer_hello();
  assert.equal(statuses.at(-1), "open");
});

test("while_the_server_is_away_no_socket_is_opened_and_pauses_stay_under_two_seconds", async () => {
  const { world, answer_hello } = make();
  answer_hello();
  world.answer = "down";
  world.socket.breaks();
  await world.pass(60_000);
  assert.equal(world.sockets.length, 1);
  assert.ok(world.probes >= 30, `asked ${world.probes} times in a minute`);
  world.answer = "up";
  await world.pass(2_000);
  assert.equal(world.sockets.length, 2);
});

test("signed_out_by_http_ends_the_line", async () => {
  const { world, statuses, answer_hello } = make();
  answer_hello();
  world.answer = "signed_out";
  world.socket.breaks();
  await world.pass(0);
  assert.equal(statuses.at(-1), "closed signed_out");
  await world.pass(60_000);
  assert.equal(world.probes, 1);
});

test("final_goodbye_ends_the_line_and_another_one_does_not", async () => {
  const { world, statuses, answer_hello, received } = make();
  answer_hello();
  world.socket.tell({ is: "goodbye", code: "draining" });
  assert.equal(received.at(-1)?.is, "goodbye");
  assert.equal(statuses.at(-1), "open");
  world.socket.tell({ is: "goodbye", code: "signed_out" });
  assert.equal(statuses.at(-1), "closed signed_out");
  await world.pass(60_000);
  assert.equal(world.sockets.length, 1);
});

test("silent_line_is_pinged_and_then_counted_as_lost", async () => {
  const { world, statuses, answer_hello } = make();
  answer_hello();
  await world.pass(PING_EVERY_MS);
  assert.equal(world.socket.last("ping")?.clock, world.time);
  await world.pass(SILENCE_MAX_MS - PING_EVERY_MS + 1);
  assert.ok(statuses.includes("lost"));
});

test("answered_pings_keep_the_line", async () => {
  const { world, statuses, answer_hello } = make();
  answer_hello();
  for (let round = 0; round < 6; round += 1) {
    await world.pass(PING_EVERY_MS);
    world.socket.tell({ is: "pong", clock: { page: world.time, server: world.time } });
  }
  assert.equal(statuses.at(-1), "open");
});

test("server_that_takes_the_socket_but_never_answers_is_left", async () => {
  const { world } = make();
  world.socket.open();
  await world.pass(ANSWER_MAX_MS);
  assert.equal(world.sockets.length, 2);
  assert.ok(world.sockets[0]?.closed);
});

test("old_socket_has_nothing_to_say", async () => {
  const { world, received, answer_hello } = make();
  answer_hello();
  const old = world.socket;
  old.breaks();
  await world.pass(0);
  answer_hello();
  const heard = received.length;
  old.tell({ is: "event", seq: 8 });
  old.breaks();
  assert.equal(received.length, heard);
  assert.equal(world.sockets.length, 2);
});

test("request_gets_its_own_answer", async () => {
  const { world, line, answer_hello } = make();
  answer_hello();
  const first = line.request({ do: "accept", contactId: "a" });
  const second = line.request({ do: "end", contactId: "b" });
  const [a, b] = [world.socket.last("accept"), world.socket.last("end")];
  world.socket.tell({ is: "refused", id: b.id, code: "leg_state", message: "no" });
  world.socket.tell({ is: "done", id: a.id, seq: 9 });
  assert.equal((await first).is, "done");
  assert.equal((await second).is, "refused");
});

test("request_under_way_is_lost_with_the_line_and_one_without_a_line_at_once", async () => {
  const { world, line, answer_hello } = make();
  answer_hello();
  const asked = line.request({ do: "accept", contactId: "a" });
  world.socket.breaks();
  assert.equal((await asked).is, "lost");
  assert.equal((await line.request({ do: "accept", contactId: "a" })).is, "lost");
});

test("skew_is_measured_and_the_shortest_way_wins", async () => {
  const { world, line, answer_hello } = make();
  answer_hello(5_000);
  assert.equal(line.skew_ms, 5_000);
  world.time += 4_000; // a pong that was long under way
  world.socket.tell({ is: "pong", clock: { page: world.time - 4_000, server: world.time + 5_000 } });
  assert.equal(line.skew_ms, 5_000);
});

test("text_that_is_not_json_breaks_the_line", async () => {
  const { world, statuses, answer_hello } = make();
  answer_hello();
  world.socket.onmessage?.({ data: "{" });
  assert.equal(statuses.at(-1), "lost");
  await settled();
});

test("network_that_is_back_shortens_the_pause", async () => {
  const { world, line, answer_hello } = make();
  answer_hello();
  world.answer = "down";
  world.socket.breaks();
  await world.pass(5_000);
  world.answer = "up";
  const before = world.sockets.length;
  line.hurry();
  await world.pass(0);
  assert.equal(world.sockets.length, before + 1);
});

test("line_that_breaks_right_after_each_snapshot_is_not_tried_again_without_a_pause", async () => {
  const { world, answer_hello } = make();
  for (let round = 0; round < 40; round += 1) {
    if (!world.socket.closed) {
      answer_hello();
      world.socket.breaks();
    }
    await world.pass(250);
  }
  assert.ok(world.sockets.length <= 20, `${world.sockets.length} sockets in ten seconds`);
});
