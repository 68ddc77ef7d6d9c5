// Claims about the panel's model: pending, notes, messages over a broken line, transcripts, unread.
import assert from "node:assert/strict";
import { test } from "node:test";
import { accept, clear, reject } from "./actions/index.ts";
import { FakeWorld, settled } from "./fake_world.ts";
import { is_typing, NOTE_AFTER_MS, Panel, TYPING_SHOWN_MS, unread_of } from "./panel.ts";
import { MENU, MENU_WITH_CANCEL, NEXT_LUNCH, SLOTS, sample_leg, sample_message, sample_state } from "./samples.ts";
import type { Leg, Message, PanelState } from "./types.ts";

function make(state: PanelState, transcript: Message[] = []) {
  const world = new FakeWorld();
  const panel = new Panel(world);
  panel.open();
  const said = [...transcript];
  const serve = async (snapshot = state) => {
    world.socket.open();
    world.socket.tell({ is: "snapshot", seq: 5, generation: "g", clock: { page: 0, server: 0 }, state: snapshot });
    await settled();
    for (const asked of world.socket.sent.filter((message) => message.do === "transcript")) {
      world.socket.tell({
        is: "done",
        id: asked.id,
        messages: said.filter(({ number }) => number > asked.after),
        more: false,
      });
      await settled();
    }
  };
  const break_line = async () => {
    world.socket.breaks();
    await world.pass(0);
  };
  const leg = (at = 0) => panel.get_view().panel?.legs[at] as Leg;
  return { world, panel, serve, break_line, said, leg, view: () => panel.get_view() };
}

test("action_is_pending_until_its_answer", async () => {
  const { world, panel, serve, leg, view } = make(sample_state({ legs: [sample_leg("a", { state: "CONNECTING" })] }));
  await serve();
  void panel.act(leg(), accept.command(leg()));
  await settled();
  assert.ok(view().pending.has("accept a"));
  assert.equal(leg().state, "CONNECTING");
  world.socket.tell({ is: "event", seq: 6, at: 1, kind: "leg", leg: sample_leg("a"), menu: MENU, slots: SLOTS });
  world.socket.tell({ is: "done", id: world.socket.last("accept").id, seq: 6 });
  await settled();
  assert.equal(view().pending.size, 0);
  assert.equal(leg().state, "CONNECTED");
});

test("same_action_is_not_asked_twice_while_it_is_pending", async () => {
  const { world, panel, serve, leg } = make(sample_state({ legs: [sample_leg("a", { state: "CONNECTING" })] }));
  await serve();
  void panel.act(leg(), accept.command(leg()));
  void panel.act(leg(), accept.command(leg()));
  await settled();
  assert.equal(world.socket.sent.filter((message) => message.do === "accept").length, 1);
});

test("answer_goes_to_the_offer_that_was_shown_when_it_was_given", async () => {
  const offered = sample_leg("a", { state: "CONNECTING", offer: 4 });
  const { world, panel, serve, leg } = make(sample_state({ legs: [offered] }));
  await serve();
  const shown = leg();
  void panel.act(shown, reject.command(shown));
  await settled();
  const event = { is: "event", at: 1, menu: MENU, slots: SLOTS };
  world.socket.tell({ ...event, seq: 6, kind: "leg_removed", contactId: "a", cause: "cleared" });
  world.socket.tell({ ...event, seq: 8, kind: "leg", leg: { ...offered, offer: 8 } });
  world.socket.tell({ is: "done", id: world.socket.last("reject").id, seq: 8 });
  await settled();
  void panel.act(shown, reject.command(shown)); // a second click, made before the page showed the next offer
  await settled();
  const rejects = () => world.socket.sent.filter((message) => message.do === "reject").map(({ offer }) => offer);
  assert.deepEqual(rejects(), [4, 4]);
  world.socket.tell({ is: "refused", id: world.socket.last("reject").id, code: "offer_over", message: "x" });
  await settled();
  void panel.act(leg(), reject.command(leg()));
  await settled();
  assert.deepEqual(rejects(), [4, 4, 8]);
});

test("refusal_is_said_in_plain_words_where_it_belongs", async () => {
  const { world, panel, serve, leg, view } = make(sample_state({ legs: [sample_leg("a", { state: "CONNECTING" })] }));
  await serve();
  void panel.act(leg(), accept.command(leg()));
  await settled();
  world.socket.tell({ is: "refused", id: world.socket.last("accept").id, code: "unknown_leg", message: "x" });
  await settled();
  assert.deepEqual([view().refusal?.place, view().refusal?.text], ["a", "This contact is gone."]);
});

test("notes_go_before_the_clear_that_would_lose_them", async () => {
  const { world, panel, serve, leg } = make(sample_state({ legs: [sample_leg("a", { state: "ENDED" })] }));
  await serve();
  panel.write_note("a", "call back");
  void panel.act(leg(), clear.command(leg()));
  await settled();
  assert.equal(world.socket.last("note").text, "call back");
  assert.equal(world.socket.last("clear"), undefined);
  world.socket.tell({ is: "done", id: world.socket.last("note").id });
  await settled();
  assert.equal(world.socket.last("clear").contactId, "a");
});

test("notes_of_all_contacts_go_before_a_status_that_may_clear_them", async () => {
  const { world, panel, serve } = make(sample_state({ legs: [sample_leg("a", { state: "ENDED" })] }));
  await serve();
  panel.write_note("a", "x");
  void panel.choose_status("s2");
  await settled();
  assert.equal(world.socket.last("set_status"), undefined);
  world.socket.tell({ is: "done", id: world.socket.last("note").id });
  await settled();
  assert.equal(world.socket.last("set_status").statusId, "s2");
});

test("note_is_saved_while_writing_and_kept_over_a_broken_line", async () => {
  const { world, panel, serve, break_line, view } = make(sample_state({ legs: [sample_leg("a")] }));
  await serve();
  panel.write_note("a", "first");
  await world.pass(NOTE_AFTER_MS);
  assert.equal(world.socket.last("note").text, "first");
  await break_line();
  assert.equal(view().notes.a, "first");
  await serve();
  await settled();
  assert.equal(world.socket.last("note").text, "first");
});

test("cancel_carries_the_version_so_that_it_cannot_undo_what_came_after", async () => {
  const { world, panel, serve } = make(
    sample_state({ next: NEXT_LUNCH, version: 4, menu: MENU_WITH_CANCEL, legs: [sample_leg("a")] }),
  );
  await serve();
  void panel.cancel_next();
  await settled();
  const { statusId, version } = world.socket.last("set_status");
  assert.deepEqual([statusId, version], ["s1", 4]);
});

test("message_whose_answer_was_lost_but_arrived_is_not_sent_twice", async () => {
  const { world, panel, serve, break_line, said, leg, view } = make(sample_state({ legs: [sample_leg("a")] }));
  await serve();
  panel.send(leg(), "hello");
  said.push(sample_message(1, "agent", "hello"));
  await break_line();
  assert.equal(view().outbox[0]?.state, "unknown");
  await serve();
  assert.equal(view().outbox.length, 0);
  assert.equal(world.socket.last("send"), undefined);
});

test("message_that_never_arrived_is_sent_again_once", async () => {
  const { world, panel, serve, break_line, leg } = make(sample_state({ legs: [sample_leg("a")] }));
  await serve();
  panel.send(leg(), "hello");
  await break_line();
  await serve();
  assert.equal(world.socket.sent.filter((message) => message.do === "send").length, 1);
});

test("message_written_while_the_line_is_away_goes_when_it_is_back", async () => {
  const { world, panel, serve, break_line, leg } = make(sample_state({ legs: [sample_leg("a")] }));
  await serve();
  await break_line();
  panel.send(leg(), "later");
  await serve();
  assert.equal(world.socket.last("send").text, "later");
});

test("line_that_is_back_asks_for_everything_after_the_last_whole_batch", async () => {
  const { world, serve, break_line } = make(sample_state());
  await serve();
  world.socket.tell({ is: "event", seq: 6, at: 1, kind: "next_cleared", version: 2, menu: MENU });
  world.socket.tell({ is: "event", seq: 8, at: 1, kind: "next_cleared", version: 3, menu: MENU, more: true });
  await break_line();
  world.socket.open();
  assert.deepEqual([world.socket.last("hello").from, world.socket.last("hello").generation], [6, "g"]);
});

test("connected_again_is_said_only_after_a_loss", async () => {
  const { serve, break_line, view } = make(sample_state());
  await serve();
  assert.equal(view().regained_at, null);
  await break_line();
  assert.equal(view().line, "lost");
  await serve();
  assert.notEqual(view().regained_at, null);
});

test("unread_counts_what_the_customer_wrote_since_the_agent_looked", async () => {
  const { world, panel, serve, leg, view } = make(sample_state({ legs: [sample_leg("a"), sample_leg("b")] }));
  await serve();
  panel.look_at("b");
  const tell = (number: number, by: Message["by"]) =>
    world.socket.tell({
      is: "event",
      seq: 9,
      at: 1,
      kind: "message",
      contactId: "a",
      message: sample_message(number, by, "x"),
    });
  tell(1, "system");
  tell(2, "customer");
  tell(3, "customer");
  assert.equal(unread_of(view(), leg()), 2);
  panel.look_at("a");
  assert.equal(unread_of(view(), leg()), 0);
  tell(4, "customer");
  assert.equal(unread_of(view(), leg()), 0);
});

test("transcript_of_an_offer_is_not_asked_for_before_it_is_accepted", async () => {
  const { world, serve } = make(sample_state({ legs: [sample_leg("a", { state: "CONNECTING" })] }));
  await serve();
  assert.equal(world.socket.last("transcript"), undefined);
  world.socket.tell({ is: "event", seq: 6, at: 1, kind: "leg", leg: sample_leg("a"), menu: MENU, slots: SLOTS });
  assert.equal(world.socket.last("transcript").transcriptId, "t-a");
});

test("sign_of_typing_goes_away_by_itself_and_at_the_end_of_the_chat", async () => {
  const { world, serve, leg, view } = make(sample_state({ legs: [sample_leg("a")] }));
  await serve();
  world.socket.tell({ is: "signal", kind: "typing", contactId: "a", by: "customer" });
  assert.equal(is_typing(view(), leg(), world.time), true);
  assert.equal(is_typing(view(), { ...leg(), state: "ENDED" }, world.time), false);
  assert.equal(is_typing(view(), leg(), world.time + TYPING_SHOWN_MS), false);
});

test("text_that_json_cannot_carry_is_sent_with_a_mark_in_its_place", async () => {
  const { world, panel, serve, leg } = make(sample_state({ legs: [sample_leg("a")] }));
  await serve();
  panel.send(leg(), "half \ud83d, nul \0, whole 😀");
  assert.equal(world.socket.last("send").text, "half \ufffd, nul \ufffd, whole 😀");
  panel.write_note("a", "\0");
  await world.pass(NOTE_AFTER_MS);
  assert.equal(world.socket.last("note").text, "\ufffd");
});
