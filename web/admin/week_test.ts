// Opening times: what is read from the API and what is sent to it.
import assert from "node:assert/strict";
import { test } from "node:test";
import {
  CLOSED_WEEK,
  config_of,
  day_error,
  every_day,
  same_every_day,
  WORKING_WEEK,
  week_error,
  week_of,
  week_words,
} from "./week.ts";

test("week_is_the_same_after_it_was_sent_and_read_again", () => {
  assert.deepEqual(week_of(config_of(WORKING_WEEK)), WORKING_WEEK);
  assert.deepEqual(config_of(CLOSED_WEEK), []);
});

test("week_sorts_the_stretches_of_a_day", () => {
  const week = WORKING_WEEK.map((day) => [...day].reverse());
  assert.deepEqual(week_of(config_of(week)), WORKING_WEEK);
  const noon = { Day: "MONDAY", StartTime: { Hours: 13, Minutes: 5 }, EndTime: { Hours: 18, Minutes: 0 } };
  const early = { Day: "MONDAY", StartTime: { Hours: 9, Minutes: 0 }, EndTime: { Hours: 12, Minutes: 30 } };
  assert.deepEqual(week_of([noon, early])[0], [
    { from: "09:00", to: "12:30" },
    { from: "13:05", to: "18:00" },
  ]);
});

test("times_without_a_weekday_hold_every_day", () => {
  const stretches = [{ from: "10:00", to: "14:00" }];
  assert.deepEqual(same_every_day(week_of(every_day(stretches))), stretches);
  assert.equal(same_every_day(WORKING_WEEK), null);
});

test("overlapping_stretches_are_told_with_their_day", () => {
  const day = [
    { from: "09:00", to: "12:00" },
    { from: "11:00", to: "13:00" },
  ];
  assert.match(day_error(day), /09:00–12:00 and 11:00–13:00 overlap/);
  assert.match(week_error([[], day, [], [], [], [], []]), /^Tuesday: /);
  assert.equal(week_error(WORKING_WEEK), "");
});

test("a_stretch_may_end_on_the_next_day_but_nothing_may_follow_it", () => {
  assert.equal(day_error([{ from: "22:00", to: "06:00" }]), "");
  assert.match(
    day_error([
      { from: "20:00", to: "06:00" },
      { from: "22:00", to: "23:00" },
    ]),
    /overlap/,
  );
});

test("a_missing_time_is_told", () => {
  assert.match(day_error([{ from: "", to: "10:00" }]), /opens and closes/);
});

test("week_is_told_in_few_words", () => {
  assert.equal(week_words(WORKING_WEEK), "Mon–Fri 09:00–17:00");
  assert.equal(week_words(CLOSED_WEEK), "Never open");
  assert.equal(week_words(week_of(every_day([{ from: "00:00", to: "00:00" }]))), "Mon–Sun all day");
});
