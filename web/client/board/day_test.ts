// Claims about the picture of a day, reports and routes.
import assert from "node:assert/strict";
import { test } from "node:test";
import { length, next_day, percent } from "../format.ts";
import { parse_route, render_route } from "../route.ts";
import { activity_pieces, contact_lanes, hour_marks, shown_part, status_pieces, sums_agree } from "./day.ts";
import { sorted_rows, value_words } from "./report.ts";
import { AVAILABLE, LUNCH } from "./samples.ts";
import type { Day, Found, Span } from "./types.ts";

const HOUR = 3_600_000;
const OFFLINE = { id: "s3", name: "Offline", type: "OFFLINE" } as const;

const span = (from: number, to: number | null, status: Span["status"], activity: Span["activity"]): Span => ({
  from: from * HOUR,
  to: to === null ? null : to * HOUR,
  status,
  activity,
  code: null,
  contacts: 0,
  next: null,
});

const DAY: Day = {
  agent: { id: "alice", name: "Alice" },
  from: 0,
  to: 24 * HOUR,
  spans: [
    span(0, 8, OFFLINE, "OFFLINE"),
    span(8, 10, AVAILABLE, "AVAILABLE"),
    span(10, 12, AVAILABLE, "ON_CONTACT"),
    span(12, null, LUNCH, "CUSTOM"),
  ],
  sums: {
    online: 5 * HOUR,
    statuses: [
      { id: "s1", name: "Available", ms: 4 * HOUR },
      { id: "s2", name: "Lunch", ms: HOUR },
    ],
    activities: [
      { activity: "AVAILABLE", ms: 2 * HOUR },
      { activity: "ON_CONTACT", ms: 2 * HOUR },
      { activity: "CUSTOM", ms: HOUR },
    ],
  },
  contacts: [],
};
const NOW = 13 * HOUR;

test("the picture shows the time online in whole hours, up to now", () => {
  assert.deepEqual(shown_part(DAY, NOW), { from: 8 * HOUR, to: 13 * HOUR });
  const short = { ...DAY, spans: [span(9, 9.5, AVAILABLE, "AVAILABLE")] };
  assert.deepEqual(shown_part(short, NOW), { from: 9 * HOUR, to: 13 * HOUR });
});

test("neighbours with the same status are one piece, and pieces leave no gap", () => {
  const shown = shown_part(DAY, NOW);
  const statuses = status_pieces(DAY, shown, NOW);
  assert.deepEqual(
    statuses.map(({ label, start, share }) => [label, start.toFixed(2), share.toFixed(2)]),
    [
      ["Available", "0.00", "0.80"],
      ["Lunch", "0.80", "0.20"],
    ],
  );
  assert.equal(activity_pieces(DAY, shown, NOW, (code) => code).length, 3);
});

test("contacts at the same time lie in rows of their own", () => {
  const at = (id: string, from: number, to: number) =>
    ({
      id,
      customerName: id,
      startedAt: from * HOUR,
      connectedAt: from * HOUR,
      endedAt: to * HOUR,
      completedAt: null,
    }) as Found;
  const lanes = contact_lanes([at("b", 9, 11), at("a", 8, 10), at("c", 10, 12)], shown_part(DAY, NOW), NOW);
  assert.deepEqual(
    lanes.map((lane) => lane.map(({ contact }) => contact.id)),
    [["a", "c"], ["b"]],
  );
});

test("sums of both tables are the time online", () => {
  assert.equal(sums_agree(DAY), true);
  assert.equal(sums_agree({ ...DAY, sums: { ...DAY.sums, online: HOUR } }), false);
});

test("hours are marked no more often than fits", () => {
  assert.equal(hour_marks({ from: 0, to: 5 * HOUR }, 8).length, 6);
  assert.equal(hour_marks({ from: 0, to: 24 * HOUR }, 8).length, 9);
});

test("values are written by their unit, and rows are sorted with the empty ones last", () => {
  assert.equal(value_words(65_000, "ms"), "1:05");
  assert.equal(value_words(0.5, "share"), "50 %");
  assert.equal(value_words(91, "percent"), "91 %");
  assert.equal(value_words(null, "count"), "–");
  const rows = [
    { name: "b", values: [1] },
    { name: "a", values: [null] },
    { name: "c", values: [3] },
  ];
  const names = (column: number, descending: boolean) =>
    sorted_rows(rows, { column, descending }).map(({ name }) => name);
  assert.deepEqual(names(0, true), ["c", "b", "a"]);
  assert.deepEqual(names(-1, false), ["a", "b", "c"]);
});

test("an address says the place, what follows and the choices, and reads back the same", () => {
  const address = render_route("day", ["a/b", "2026-03-01"], { zone: "Europe/Rome", text: "" });
  assert.equal(address, "#/day/a%2Fb/2026-03-01?zone=Europe%2FRome");
  assert.deepEqual(parse_route(address), {
    place: "day",
    rest: ["a/b", "2026-03-01"],
    query: { zone: "Europe/Rome" },
  });
  assert.deepEqual(parse_route(""), { place: "", rest: [], query: {} });
  assert.equal(parse_route("#/%E0%A4%A").place, "");
});

test("days follow each other over months, and lengths and shares are written for people", () => {
  assert.equal(next_day("2026-02-28", 1), "2026-03-01");
  assert.equal(next_day("2026-01-01", -1), "2025-12-31");
  assert.equal(length(65 * 60_000), "1 h 05 min");
  assert.equal(length(40_000), "40 s");
  assert.equal(percent(null), "–");
});
