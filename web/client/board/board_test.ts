// Claims about the supervisor's side of the board line: ticks, reading along, what is pending and what is refused.
import assert from "node:assert/strict";
import { test } from "node:test";
import { FakeWorld, settled } from "../fake_world.ts";
import { sample_message } from "../samples.ts";
import { BoardModel } from "./board.ts";
import { sample_agent, sample_board } from "./samples.ts";

async function opened() {
  const world = new FakeWorld();
  const model = new BoardModel(world);
  model.open();
  world.socket.open();
  tell_snapshot(world);
  await settled();
  return { world, model };
}

function tell_snapshot(world: FakeWorld): void {
  const clock = { page: world.time, server: world.time };
  world.socket.tell({ is: "snapshot", seq: 1, clock, state: sample_board({ agents: [sample_agent("alice")] }) });
}

async function answer(world: FakeWorld, name: string, more: Record<string, unknown> = {}): Promise<void> {
  world.socket.tell({ is: "done", id: world.socket.last(name).id, seq: 2, ...more });
  await settled();
}

test("board is there with the first snapshot and follows the ticks", async () => {
  const { world, model } = await opened();
  assert.equal(model.get_view().board?.agents.size, 1);
  world.socket.tell({ is: "tick", seq: 2, at: 1, agents: [sample_agent("bob")], gone: ["alice"] });
  assert.deepEqual([...(model.get_view().board?.agents.keys() ?? [])], ["bob"]);
});

test("conversation that is read along is loaded and goes on with messages and whispers", async () => {
  const { world, model } = await opened();
  void model.monitor("c1", "alice");
  assert.equal(model.get_view().pending.has("monitor c1"), true);
  assert.equal(world.socket.last("monitor").agentId, "alice");
  const whispers = [{ number: 1, by: "supervisor", name: "Sam", text: "Well done", at: 5 }];
  await answer(world, "monitor", { transcriptId: "t1", whispers });
  await answer(world, "transcript", { messages: [sample_message(1, "customer", "Hello")], more: false });
  const message = sample_message(2, "agent", "Good morning");
  world.socket.tell({ is: "watch", contactId: "c1", message });
  world.socket.tell({ is: "watch", contactId: "other", message });
  const { watch, pending } = model.get_view();
  assert.equal(pending.size, 0);
  assert.deepEqual(
    watch?.messages.map(({ text }) => text),
    ["Hello", "Good morning"],
  );
  assert.deepEqual(
    watch?.whispers.map(({ text }) => text),
    ["Well done"],
  );
});

test("reading along goes on when the line is back, and speaking too", async () => {
  const { world, model } = await opened();
  void model.monitor("c1", null);
  await answer(world, "monitor", { transcriptId: "t1" });
  await answer(world, "transcript", { messages: [], more: false });
  void model.barge(true);
  await answer(world, "barge");
  assert.equal(model.get_view().watch?.barging, true);
  world.socket.breaks();
  await world.pass(10);
  world.socket.open();
  tell_snapshot(world);
  await settled();
  await answer(world, "monitor", { transcriptId: "t1" });
  await answer(world, "transcript", { messages: [], more: false });
  await answer(world, "barge");
  assert.equal(model.get_view().watch?.barging, true);
});

test("conversation that is over says so and is left without asking", async () => {
  const { world, model } = await opened();
  void model.monitor("c1", null);
  await answer(world, "monitor", { transcriptId: "t1" });
  world.socket.tell({ is: "watch", contactId: "c1", over: true });
  assert.equal(model.get_view().watch?.over, true);
  await model.leave();
  assert.equal(model.get_view().watch, null);
  assert.equal(world.socket.last("leave"), undefined);
});

test("refusal is shown at its place in plain words", async () => {
  const { world, model } = await opened();
  const asked = model.ask("c1", { do: "end_contact", contactId: "c1", why: "x" });
  const { id } = world.socket.last("end_contact");
  world.socket.tell({ is: "refused", id, code: "not_allowed", message: "" });
  assert.equal((await asked).is, "refused");
  assert.deepEqual(model.get_view().refusal?.place, "c1");
});
