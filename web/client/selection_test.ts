// Claims about which contact is in front, and about the names and order of contacts.
import assert from "node:assert/strict";
import { test } from "node:test";
import { in_order, is_offer, title_of } from "./legs.ts";
import { sample_leg } from "./samples.ts";
import { NOTHING_SELECTED, select } from "./selection.ts";

const offer = (contactId: string) => sample_leg(contactId, { state: "CONNECTING" });

test("offer_comes_to_the_front_once", () => {
  const talking = select(NOTHING_SELECTED, [sample_leg("a")]);
  assert.equal(talking.contactId, "a");
  const ringing = select(talking, [sample_leg("a"), offer("b")]);
  assert.equal(ringing.contactId, "b");
  const back = select({ ...ringing, contactId: "a" }, [sample_leg("a"), offer("b")]);
  assert.equal(back.contactId, "a");
});

test("second_offer_waits_until_the_first_is_decided", () => {
  const first = select(NOTHING_SELECTED, [offer("a")]);
  const both = select(first, [offer("a"), offer("b")]);
  assert.equal(both.contactId, "a");
  const accepted = select(both, [sample_leg("a"), offer("b")]);
  assert.equal(accepted.contactId, "b");
});

test("of_two_offers_at_once_the_longer_waiting_is_in_front", () => {
  const late = sample_leg("late", { state: "CONNECTING", startedAt: 900 });
  assert.equal(select(NOTHING_SELECTED, [late, offer("early")]).contactId, "early");
});

test("contact_that_goes_gives_way_to_the_next_in_order", () => {
  const chosen = select({ contactId: "a", shown: [] }, [sample_leg("c", { state: "ENDED" }), sample_leg("b")]);
  assert.equal(chosen.contactId, "b");
  assert.equal(select(chosen, []).contactId, null);
});

test("selection_that_still_holds_is_the_same_value", () => {
  const chosen = select(NOTHING_SELECTED, [sample_leg("a")]);
  assert.equal(select(chosen, [sample_leg("a", { state: "ENDED" })]), chosen);
});

test("offers_come_first_and_what_is_over_last", () => {
  const order = in_order([sample_leg("done", { state: "ENDED", startedAt: 1 }), sample_leg("talk"), offer("ring")]);
  assert.deepEqual(
    order.map(({ contactId }) => contactId),
    ["ring", "talk", "done"],
  );
});

test("call_the_agent_places_is_no_offer", () => {
  assert.equal(is_offer(sample_leg("a", { channel: "VOICE", state: "CONNECTING", initiation: "OUTBOUND" })), false);
  assert.equal(is_offer(sample_leg("a", { channel: "VOICE", state: "INCOMING", initiation: "CALLBACK" })), true);
});

test("contacts_are_named_by_channel", () => {
  assert.equal(title_of(sample_leg("a")), "Chat with Nina");
  assert.equal(title_of(sample_leg("a", { channel: "TASK", name: "Invoice" })), "Task Invoice");
  assert.equal(title_of(sample_leg("a", { channel: "VOICE", name: "+44" })), "Call with +44");
});
