// Claims about folding the panel's events.
import assert from "node:assert/strict";
import { test } from "node:test";
import { status_choices, status_line } from "./actions/set_status.ts";
import { apply } from "./fold.ts";
import { LUNCH, MENU, MENU_WITH_CANCEL, NEXT_LUNCH, SLOTS, sample_leg, sample_state } from "./samples.ts";
import type { PanelEvent } from "./types.ts";

const fold = (events: PanelEvent[], state = sample_state()) => events.reduce(apply, state);

test("next_status_leaves_the_status_and_its_time_alone", () => {
  const state = fold([{ kind: "next_set", next: NEXT_LUNCH, version: 2, menu: MENU_WITH_CANCEL }]);
  assert.equal(state.status.name, "Available");
  assert.equal(state.status.since, 500);
  assert.equal(status_line(state), "Available. Next status: Lunch");
  assert.deepEqual(state.menu, MENU_WITH_CANCEL);
});

test("cancelled_next_status_is_gone", () => {
  const state = fold([
    { kind: "next_set", next: NEXT_LUNCH, version: 2, menu: MENU_WITH_CANCEL },
    { kind: "next_cleared", version: 3, menu: MENU },
  ]);
  assert.equal(state.next, null);
  assert.equal(state.version, 3);
  assert.equal(status_line(state), "Available");
});

test("applied_next_status_becomes_the_status_and_is_gone", () => {
  const state = fold([
    { kind: "next_set", next: NEXT_LUNCH, version: 2, menu: MENU_WITH_CANCEL },
    { kind: "status", status: { ...LUNCH, since: 2000 }, version: 3, menu: MENU, cause: "next_applied" },
  ]);
  assert.equal(state.next, null);
  assert.equal(status_line(state), "Lunch");
  assert.equal(state.status.since, 2000);
});

test("leg_changes_in_place_and_goes", () => {
  const two = fold([
    { kind: "leg", leg: sample_leg("a"), menu: MENU, slots: SLOTS },
    { kind: "leg", leg: sample_leg("b"), menu: MENU, slots: SLOTS },
    { kind: "leg", leg: sample_leg("a", { state: "ENDED" }), menu: MENU, slots: SLOTS },
  ]);
  assert.deepEqual(
    two.legs.map(({ contactId, state }) => [contactId, state]),
    [
      ["a", "ENDED"],
      ["b", "CONNECTED"],
    ],
  );
  const one = fold([{ kind: "leg_removed", contactId: "a", cause: "cleared", menu: MENU, slots: SLOTS }], two);
  assert.deepEqual(
    one.legs.map(({ contactId }) => contactId),
    ["b"],
  );
});

test("event_that_comes_twice_changes_nothing", () => {
  const events: PanelEvent[] = [
    { kind: "leg", leg: sample_leg("a"), menu: MENU, slots: SLOTS },
    { kind: "next_set", next: NEXT_LUNCH, version: 2, menu: MENU_WITH_CANCEL },
    { kind: "leg_removed", contactId: "a", cause: "cleared", menu: MENU, slots: SLOTS },
    { kind: "status", status: { ...LUNCH, since: 2000 }, version: 3, menu: MENU, cause: "next_applied" },
  ];
  for (const event of events) {
    const once = fold([event]);
    assert.deepEqual(apply(once, event), once);
  }
});

test("fold_never_changes_the_state_it_was_given", () => {
  const state = Object.freeze(sample_state({ legs: [sample_leg("a")] }));
  Object.freeze(state.legs);
  apply(state, { kind: "leg", leg: sample_leg("a", { state: "ENDED" }), menu: MENU, slots: SLOTS });
  apply(state, { kind: "leg_removed", contactId: "a", cause: "", menu: MENU, slots: SLOTS });
  assert.equal(state.legs[0]?.state, "CONNECTED");
});

test("kind_of_a_newer_server_is_let_pass", () => {
  const state = sample_state();
  assert.equal(apply(state, { kind: "later" } as unknown as PanelEvent), state);
});

test("menu_lists_only_what_the_server_allows_in_display_order", () => {
  const choices = status_choices(sample_state({ menu: [...MENU].reverse() }));
  assert.deepEqual(
    choices.map(({ status, means }) => [status.name, means]),
    [
      ["Lunch", "now"],
      ["Offline", "now"],
    ],
  );
  assert.deepEqual(status_choices(sample_state({ menu: [{ statusId: "gone", means: "now" }] })), []);
});
