// Claims about the customer's side: reload, queue place, messages over a broken line.
import assert from "node:assert/strict";
import { test } from "node:test";
import { CustomerChat } from "./chat.ts";
import type { ChatState } from "./chat_types.ts";
import { FakeWorld, settled } from "./fake_world.ts";
import { sample_message } from "./samples.ts";

const STATE: ChatState = {
  contactId: "c",
  place: "waiting",
  name: "Nina",
  agentName: null,
  position: 2,
  staffed: true,
  startedAt: 1,
  endedAt: null,
  endedBy: null,
};

function make() {
  const world = new FakeWorld();
  const chat = new CustomerChat(world, "secret");
  chat.open();
  const serve = async (messages = [sample_message(1, "customer", "hello")]) => {
    world.socket.open();
    world.socket.tell({ is: "snapshot", seq: 1, clock: { page: 0, server: 0 }, state: STATE, messages });
    await settled();
  };
  return { world, chat, serve, view: () => chat.get_view() };
}

test("customer_says_hello_with_the_token_and_what_the_page_has", async () => {
  const { world, serve } = make();
  await serve();
  assert.deepEqual([world.socket.sent[0].token, world.socket.sent[0].after], ["secret", 0]);
  world.socket.breaks();
  await world.pass(0);
  world.socket.open();
  assert.equal(world.socket.sent[0].after, 1);
});

test("place_in_the_queue_moves_without_an_event", async () => {
  const { world, serve, view } = make();
  await serve();
  world.socket.tell({ is: "position", position: 1, staffed: false });
  assert.deepEqual([view().chat?.state.position, view().chat?.state.staffed], [1, false]);
});

test("agents_message_ends_the_typing_sign", async () => {
  const { world, serve, view } = make();
  await serve();
  world.socket.tell({ is: "signal", kind: "typing", by: "agent" });
  assert.notEqual(view().agent_typing_at, null);
  world.socket.tell({ is: "event", seq: 2, at: 1, kind: "message", message: sample_message(2, "agent", "hi") });
  assert.equal(view().agent_typing_at, null);
  assert.equal(view().chat?.messages.length, 2);
});

test("customers_message_survives_a_broken_line_without_being_doubled", async () => {
  const { world, chat, serve, view } = make();
  await serve();
  chat.send("are you there?");
  world.socket.breaks();
  await world.pass(0);
  await serve([sample_message(2, "customer", "are you there?")]);
  assert.equal(view().outbox.length, 0);
  assert.equal(world.socket.last("send"), undefined);
});

test("unknown_token_ends_the_line", async () => {
  const { world, view } = make();
  world.socket.open();
  world.socket.tell({ is: "goodbye", code: "unknown" });
  assert.deepEqual([view().line, view().closed_by], ["closed", "unknown"]);
});

test("customers_text_that_json_cannot_carry_is_sent_with_a_mark_in_its_place", async () => {
  const { world, chat, serve } = make();
  await serve();
  chat.send("half \ud83d, nul \0");
  assert.equal(world.socket.last("send").text, "half \ufffd, nul \ufffd");
});
