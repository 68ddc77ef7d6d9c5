// Claims about times as people read them, and about plain words.
import assert from "node:assert/strict";
import { test } from "node:test";
import { countdown, duration } from "./format.ts";
import { better_skew, skew_of } from "./skew.ts";
import { login_words, refusal_words, waiting_words } from "./words.ts";

test("duration_grows_hours_only_when_there_are_any", () => {
  assert.deepEqual([0, 7_999, 754_000, 3_723_000].map(duration), ["0:00", "0:07", "12:34", "1:02:03"]);
  assert.equal(duration(-5), "0:00");
});

test("countdown_ends_on_zero_and_not_before", () => {
  assert.deepEqual([9_001, 1, 0, -3].map(countdown), ["0:10", "0:01", "0:00", "0:00"]);
});

test("skew_is_the_server_minus_the_middle_of_the_way", () => {
  assert.deepEqual(skew_of({ page: 1000, server: 6100 }, 1200), { skew: 5000, trip: 200 });
  assert.equal(better_skew({ skew: 1, trip: 10 }, { skew: 2, trip: 500 }).skew, 1);
  assert.equal(better_skew({ skew: 1, trip: 490 }, { skew: 2, trip: 500 }).skew, 2);
});

test("waiting_names_the_channels_the_agent_has", () => {
  assert.equal(
    waiting_words(["VOICE", "CHAT", "TASK"]),
    "Waiting for contacts. You are available for voice, chat and task.",
  );
  assert.equal(waiting_words(["CHAT"]), "Waiting for contacts. You are available for chat.");
  assert.equal(waiting_words([]), "Waiting for contacts.");
});

test("unknown_refusal_falls_back_to_the_servers_words", () => {
  assert.equal(refusal_words("something_new", "The moon is full."), "The moon is full.");
  assert.equal(refusal_words("something_new", ""), "The server refused this.");
});

test("login_says_when_to_try_again", () => {
  assert.match(login_words(429, "too_many_attempts", "600"), /in 10 minutes/);
  assert.match(login_words(503, "busy", "2"), /in 2 seconds/);
  assert.match(login_words(0, "", null), /does not answer/);
});
