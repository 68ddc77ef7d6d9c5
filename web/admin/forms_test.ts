// What forms send: differences only, in the words of the server; and where its refusals belong.
import assert from "node:assert/strict";
import { test } from "node:test";
import { number_error } from "./blocks/form.ts";
import { channels_error, per_channel, settings_of } from "./channels.ts";
import { embed_code, lines_of, origin_error } from "./embed.ts";
import { in_order, moved } from "./order.ts";
import { repeat_of } from "./recurrence.ts";
import { field_of, refusal_of } from "./refusal.ts";
import { lines_error, served_changes } from "./served.ts";
import { username_error, work_changes, work_of } from "./work.ts";

test("settings_name_only_the_channels_that_differ", () => {
  const before = per_channel({ VOICE: 30, CHAT: null });
  assert.deepEqual(before, { voice: "30", chat: "", task: "" });
  assert.deepEqual(settings_of({ voice: "", chat: "45", task: "" }, before, "agent"), ["voice=agent", "chat=45"]);
  assert.deepEqual(settings_of(before, before, "agent"), []);
});

test("a_wrong_number_is_told_with_its_channel", () => {
  assert.equal(channels_error({ voice: "5", chat: "", task: "300" }, 5, 300, true), "");
  assert.match(channels_error({ voice: "5", chat: "4", task: "" }, 5, 300, true), /^Chats: .*5 to 300/);
  assert.match(number_error("1.5", 1, 9), /whole number/);
  assert.match(number_error("", 1, 9), /fill/);
});

test("statuses_are_in_their_order_and_only_numbers_that_change_are_sent", () => {
  const rows = in_order([{ Name: "B", DisplayOrder: 2 }, { Name: "Z" }, { Name: "A", DisplayOrder: 1 }]);
  assert.deepEqual(
    rows.map(({ Name }) => Name),
    ["A", "B", "Z"],
  );
  assert.deepEqual(
    moved(rows, 2, 1).map(({ row, order }) => [row.Name, order]),
    [
      ["Z", 2],
      ["B", 3],
    ],
  );
});

const served = (QueueId: string, Priority: number, Delay = 0) => ({ QueueId, Channel: "CHAT", Priority, Delay });

test("queues_of_a_profile_are_added_changed_and_taken_away", () => {
  const changes = served_changes(
    [served("a", 1), served("b", 2), served("c", 1)],
    [served("a", 1), served("b", 3), served("d", 1)],
  );
  assert.deepEqual(changes, { added: [served("d", 1)], changed: [served("b", 3)], taken: [served("c", 1)] });
});

test("a_queue_twice_or_of_a_channel_without_slots_is_told", () => {
  const slots = { voice: "", chat: "2", task: "" };
  const line = { queue: "a", channel: "chat" as const, priority: "1", delay: "0" };
  assert.equal(lines_error([line], slots), "");
  assert.match(lines_error([line, line], slots), /twice/);
  assert.match(lines_error([{ ...line, channel: "voice" }], slots), /Calls/);
  assert.match(lines_error([{ ...line, priority: "100" }], slots), /Priority/);
});

const WORK = work_of({
  wrapUp: { voice: 30, chat: 0, task: 0 },
  autoAccept: { voice: false, chat: true, task: false },
  offerTime: null,
  limits: { total: null, voice: null, chat: 2, task: null },
  blends: { voice: { chat: 1 }, chat: {}, task: {} },
});

test("work_that_is_unchanged_sends_nothing", () => {
  assert.deepEqual(work_changes(WORK, WORK), {});
});

test("work_sends_its_differences_in_the_words_of_the_server", () => {
  const now = {
    ...WORK,
    wrapup: { voice: "30", chat: "20", task: "0" },
    accepts: ["voice"],
    offer: "25",
    limits: { voice: "", chat: "", task: "" },
    total: "4",
    blends: { ...WORK.blends, voice: { voice: "", chat: "", task: "1" } },
  };
  assert.deepEqual(work_changes(now, WORK), {
    wrapUp: ["chat=20"],
    autoAccept: ["voice=on", "chat=off"],
    offerTime: "25",
    limits: ["chat=profile", "total=4"],
    blends: ["voice:chat=profile", "voice:task=1"],
  });
});

test("user_names_are_letters_digits_and_few_signs", () => {
  assert.equal(username_error("rita.b-2@acme"), "");
  assert.match(username_error("rita b"), /only/);
  assert.match(username_error(""), /fill/);
});

test("a_refusal_is_placed_at_the_field_it_names_first", () => {
  const members = { name: ["Name", "name"], description: ["Description"], chats: ["offer time"] };
  assert.equal(field_of("Description is longer than 250, as Name is not.", members), "description");
  assert.equal(field_of('"chat=1" is no offer time.', members), "chats");
  assert.equal(field_of("There is already a queue of this name.", members), "name");
  assert.equal(field_of("A rename is under way.", members), null);
});

test("refusals_of_all_three_shapes_are_one_sentence", () => {
  assert.equal(refusal_of(409, { error: { code: "refused", message: "Taken." } }).message, "Taken.");
  assert.equal(refusal_of(200, { ok: false, error: "Gone." }).message, "Gone.");
  assert.equal(refusal_of(400, { Message: "Name is required." }).message, "Name is required.");
  assert.match(refusal_of(0, null).message, /does not answer/);
  assert.match(refusal_of(418, {}).message, /418/);
});

test("embed_code_is_one_tag_that_cannot_be_broken_out_of", () => {
  const code = embed_code("https://a.example", 'x"><b');
  assert.equal(code, '<script src="https://a.example/chat/embed.js" data-flow="x&quot;>&lt;b" async></script>');
});

test("sites_are_origins_one_a_line", () => {
  assert.deepEqual(lines_of(" https://a.example \n\nhttps://b.example:8443"), [
    "https://a.example",
    "https://b.example:8443",
  ]);
  for (const good of ["https://a.example", "https://a.example:444", "http://localhost:*", "http://127.0.0.1"])
    assert.equal(origin_error(good), "", good);
  for (const bad of ["http://a.example", "https://a.example/shop", "a.example", "", "https://"])
    assert.notEqual(origin_error(bad), "", bad);
});

test("a_recurrence_this_page_cannot_say_is_kept_as_it_is", () => {
  assert.equal(repeat_of(undefined), "");
  assert.equal(repeat_of({ RecurrencePattern: { Frequency: "YEARLY", Interval: 1 } }), "YEARLY");
  assert.equal(repeat_of({ RecurrencePattern: { Frequency: "YEARLY", Interval: 2 } }), "OWN");
});
