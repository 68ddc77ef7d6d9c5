// The translation without the vendor's library: what a page is sent, and what its requests become.
import assert from "node:assert/strict";
import test from "node:test";
import { MENU_WITH_CANCEL, NEXT_LUNCH, sample_leg, sample_state } from "../client/samples.ts";
import type { Leg, PanelState } from "../client/types.ts";
import { arn, id_of, personal_queue_arn } from "./arn.ts";
import { PREFERENCES } from "./configuration.ts";
import type { Monitoring } from "./contact.ts";
import { failure_of } from "./failure.ts";
import { translate } from "./requests.ts";
import { publications } from "./sdk_topics.ts";
import { agent_update, essence } from "./snapshot.ts";

const MOMENT = { now: 10_000, skew_ms: 250.4, preferences: PREFERENCES, tokens: new Map<string, string>() };
const update_of = (state: PanelState) => agent_update(state, MOMENT);
const ask = (state: PanelState, method: string, params: unknown) =>
  translate(method, params, { state, update: update_of(state), preferences: PREFERENCES });
const call = (more: Partial<Leg>) => sample_leg("v1", { channel: "VOICE", name: "+15550100", ...more });

test("names lead back to ids of their own kind and centre only", () => {
  assert.equal(id_of(arn("c1", "queue", "q1"), "c1", "queue"), "q1");
  for (const wrong of [
    arn("c2", "queue", "q1"),
    arn("c1", "agent", "q1"),
    personal_queue_arn("c1", "u1"),
    arn("c1", "queue", ""),
    null,
    7,
  ])
    assert.equal(id_of(wrong, "c1", "queue"), null);
});

test("the clocks' difference is in the snapshot, whole milliseconds", () => {
  const { snapshot } = update_of(sample_state());
  assert.deepEqual(
    [snapshot.skew, snapshot.snapshotTimestamp.getTime(), snapshot.localTimestamp],
    [250, 10_250, 10_000],
  );
});

test("two updates that differ only in their clocks are one", () => {
  const state = sample_state({ legs: [sample_leg("c1")] });
  const later = agent_update(state, { ...MOMENT, now: 20_000, skew_ms: 1 });
  assert.equal(essence(update_of(state)), essence(later));
  assert.notEqual(essence(update_of(state)), essence(update_of(sample_state())));
});

test("a connected call hides a missed one, and the chosen status stays known", () => {
  const legs = [call({ state: "MISSED" }), sample_leg("v2", { channel: "VOICE", state: "CONNECTED" })];
  const { snapshot } = update_of(sample_state({ legs }));
  assert.equal(snapshot.state.name, "Busy");
  assert.equal(snapshot.agentAvailabilityState.state, "Available");
});

test("a hold is a state of the customer's connection and no new one of the contact", () => {
  const [contact] = update_of(
    sample_state({ legs: [call({ state: "CONNECTED_ONHOLD", since: 950, connectedAt: 900 })] }),
  ).snapshot.contacts;
  assert.deepEqual([contact?.state.type, contact?.state.timestamp.getTime()], ["connected", 900]);
  assert.deepEqual(
    contact?.connections.map(({ state }) => state.type),
    ["connected", "hold"],
  );
});

test("a transferred contact names the first and the one before", () => {
  const leg = sample_leg("c3", { initialContactId: "c1", previousContactId: "c2" });
  const [contact] = update_of(sample_state({ legs: [leg] })).snapshot.contacts;
  assert.deepEqual([contact?.initialContactId, contact?.relatedContactId], ["c1", "c2"]);
});

test("a plain setState may only mean now, one with the option may mean next", () => {
  const state = sample_state({ legs: [sample_leg("c1")], menu: [{ statusId: "s2", means: "next" }] });
  const lunch = update_of(state).configuration.agentStates[1];
  assert.equal(ask(state, "putAgentState", { state: lunch }).is, "failure");
  assert.deepEqual(ask(state, "putAgentState", { state: lunch, enqueueNextState: true }), {
    is: "command",
    state: true,
    command: { do: "set_status", statusId: "s2" },
  });
  const free = sample_state();
  assert.deepEqual(ask(free, "putAgentState", { state: lunch }), {
    is: "command",
    state: true,
    command: { do: "set_status", statusId: "s2", means: "now" },
  });
});

test("available cancels the next state with and without the option", () => {
  const state = sample_state({ legs: [sample_leg("c1")], next: NEXT_LUNCH, menu: MENU_WITH_CANCEL });
  const [available] = update_of(state).configuration.agentStates;
  for (const enqueueNextState of [true, false, undefined])
    assert.equal(ask(state, "putAgentState", { state: available, enqueueNextState }).is, "command");
});

test("objects' own names are no methods", () => {
  for (const method of ["toString", "constructor", "__proto__", "", null, {}])
    assert.equal(ask(sample_state(), method as string, {}).is, "failure");
});

test("an answer that never came is a failure that says so", () => {
  assert.equal(failure_of({ is: "lost" })?.type, "NetworkingError");
  assert.equal(failure_of({ is: "done" }), null);
  assert.equal(failure_of({ is: "refused", code: "leg_state", message: "" })?.type, "InvalidStateException");
});

const monitored = (more: Partial<Leg> & { monitors: Leg["monitors"] }) =>
  sample_leg("c1", { state: "CONNECTED", initiation: "MONITOR", queue: { id: "q1", name: "Support" }, ...more });

test("a supervisor who reads along has a monitoring connection, and the state stays", () => {
  const silent = { agent: { id: "u2", name: "Bob" }, barged: false };
  const state = sample_state({ legs: [monitored({ channel: "VOICE", connectedAt: 700, monitors: silent })] });
  const { snapshot } = update_of(state);
  assert.equal(snapshot.state.name, "Available");
  const [contact] = snapshot.contacts;
  assert.deepEqual([contact?.initiationMethod, contact?.queue], ["monitor", null]);
  const own = contact?.connections[0];
  assert.deepEqual(
    [own?.type, own?.state.type, own?.monitorStatus],
    ["monitoring", "silent_monitor", "SILENT_MONITOR"],
  );
  assert.deepEqual(own?.monitorCapabilities, ["SILENT_MONITOR", "BARGE"]);
  assert.deepEqual([own?.monitoringInfo?.agentName, own?.monitoringInfo?.joinTime.getTime()], ["Bob", 700]);
});

test("barging in and out is asked of the line where it is allowed and changes something", () => {
  const barged = { agent: { id: "u2", name: "Bob" }, barged: true };
  const silent = { ...barged, barged: false };
  const change = (monitors: Monitoring | null, targetMonitorMode: unknown) =>
    ask(sample_state({ legs: [monitored({ monitors })] }), "updateMonitorParticipantState", {
      contactId: "c1",
      targetMonitorMode,
    });
  assert.deepEqual(change(silent, "BARGE"), { is: "command", command: { do: "barge", contactId: "c1", on: true } });
  assert.deepEqual(change(barged, "SILENT_MONITOR"), {
    is: "command",
    command: { do: "barge", contactId: "c1", on: false },
  });
  assert.deepEqual(change(barged, "BARGE"), { is: "answer", data: {} });
  for (const [monitors, mode] of [
    [null, "BARGE"],
    [silent, "WHISPER"],
    [{ ...silent, mayBarge: false }, "BARGE"],
  ] as const)
    assert.equal(change(monitors, mode).is, "failure");
  const end = ask(sample_state({ legs: [monitored({ monitors: silent })] }), "destroyConnection", { contactId: "c1" });
  assert.deepEqual(end, { is: "command", command: { do: "end", contactId: "c1", offer: 4 } });
});

const SAM = { agent: { id: "u9", name: "Sam Adams" } };

test("who has barged in is one more connection of the agent's contact, and who only listens is none", () => {
  const connections = (joined: Leg["joined"]) =>
    update_of(sample_state({ legs: [sample_leg("c1", { joined })] })).snapshot.contacts[0]?.connections ?? [];
  const known = (joined: Leg["joined"]) => connections(joined).map(({ type, state }) => `${type} ${state.type}`);
  assert.deepEqual(known([SAM]), ["agent connected", "inbound connected", "monitoring barge"]);
  for (const nobody of [[], undefined]) assert.deepEqual(known(nobody), ["agent connected", "inbound connected"]);
  const sam = connections([SAM])[2];
  assert.deepEqual(
    [sam?.monitorStatus, sam?.endpoint?.name, sam?.monitoringInfo, sam?.chatMediaInfo],
    ["BARGE", "Sam Adams", null, null],
  );
});

test("the agent's own part ends and is held, the supervisor's beside it does not", () => {
  const state = sample_state({ legs: [call({ joined: [SAM] })] });
  const update = update_of(state);
  const [own, , beside] = update.snapshot.contacts[0]?.connections ?? [];
  const asked = (method: string, connectionId: unknown) => ask(state, method, { contactId: "v1", connectionId });
  for (const method of ["destroyConnection", "holdConnection", "resumeConnection"]) {
    assert.equal(asked(method, beside?.connectionId).is, "failure");
    assert.equal(asked(method, own?.connectionId).is, "command");
  }
});

test("a supervisor who has joined is told as a participant who comes and goes", () => {
  const alone = update_of(sample_state({ legs: [sample_leg("c1")] }));
  const beside = update_of(sample_state({ legs: [sample_leg("c1", { joined: [SAM] })] }));
  const topics = (update: typeof alone, before: typeof alone) => publications(update, before).map(({ key }) => key);
  assert.deepEqual(topics(beside, alone), ["contact/participantAdded", "contact/participantStateChanged"]);
  assert.deepEqual(topics(alone, beside), ["contact/participantStateChanged", "contact/participantDisconnected"]);
});
