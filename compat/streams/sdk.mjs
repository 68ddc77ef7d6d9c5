// The vendor's newer packages (AgentClient, ContactClient, VoiceClient) over the frame's message port, in jsdom. It needs no server and no browser.
import { equal, is, test } from "../tap.mjs";
import { MENU, MENU_WITH_CANCEL, NEXT_LUNCH } from "./.built/conduit.mjs";
import { AgentClient, ContactClient, VoiceClient } from "./.built/sdk.mjs";
import { CENTRE, OFFER, Page, sample_leg, sample_state, settled } from "./harness.mjs";

const QUEUE = { id: "11111111-1111-4111-8111-111111111111", name: "Support" };
const BOB = { id: "22222222-2222-4222-8222-222222222222", name: "Bob", kind: "agent" };
const ON_CONTACT = [
  { statusId: "s2", means: "next" },
  { statusId: "s3", means: "next" },
];
const chat = (more = {}) => sample_leg("c1", { queue: QUEUE, transcriptId: "c1", attributes: { tier: "gold", seat: "7" }, ...more });
const call = (more = {}) => sample_leg("v1", { channel: "VOICE", name: "+15550100", transcriptId: "v1", ...more });
const state = (more = {}) =>
  sample_state({ centre: CENTRE, queues: [QUEUE], quickConnects: [{ ...QUEUE, kind: "queue" }, BOB], ...more });
const busy = () => state({ legs: [chat(), call()], menu: ON_CONTACT });

function on_page(name, page_state, run) {
  return test(name, async () => {
    const page = new Page("amazon-connect-streams", page_state());
    try {
      await page.start();
      const config = page.connect.core.getSDKClientConfig();
      await run(page, { agent: new AgentClient(config), contact: new ContactClient(config), voice: new VoiceClient(config) });
    } finally {
      page.close();
    }
  });
}

async function answered(page, promise, events = [], more = {}) {
  await settled();
  if (events.length > 0) page.line.batch(...events);
  page.line.done(more);
  return promise;
}

async function refused(promise) {
  try {
    await promise;
  } catch (error) {
    return error;
  }
  throw new Error("it was not refused");
}

async function agents() {
  await on_page("AgentClient reads the agent", state, async (_, { agent }) => {
    equal(await agent.getName(), "alice");
    is((await agent.getARN()).endsWith("/agent/u1"), "an ARN");
    equal((await agent.getState()).name, "Available");
    equal((await agent.getAvailabilityState()).nextState, undefined);
    equal((await agent.listAvailabilityStates()).map(({ name }) => name), ["Available", "Lunch", "Offline"]);
    equal(await agent.getChannelConcurrency(), { VOICE: 1, CHAT: 3, TASK: 2 });
    equal((await agent.getRoutingProfile()).queues.length, 2);
    equal((await agent.getRoutingProfileQueues()).length, 2);
    equal((await agent.getDefaultOutboundQueue()).name, "Support");
    equal(await agent.getExtension(), "");
    equal(await agent.getDialableCountries(), []);
    equal(await agent.listSecurityProfilePermissions(), ["outboundCall"]);
    equal((await agent.getNetworkConnectionStatus()).status, "connected");
    const { quickConnects, nextToken } = await agent.listQuickConnects([]);
    equal([quickConnects.map(({ name, type }) => `${name} ${type}`), nextToken], [["Support queue", "Bob agent"], null]);
  });
  await on_page("setAvailabilityState on a contact answers queued, and the topic tells it and its end", busy, async (page, { agent }) => {
    const told = [];
    agent.onNextAvailabilityStateChanged(({ nextState, previous }) => told.push([nextState?.name ?? null, previous?.nextState.name ?? null]));
    const states = await agent.listAvailabilityStates();
    const arn = states.find(({ name }) => name === "Lunch").agentStateARN;
    const set = { kind: "next_set", next: NEXT_LUNCH, version: 2, menu: MENU_WITH_CANCEL };
    const result = await answered(page, agent.setAvailabilityState(arn), [set], { means: "next" });
    equal([result.status, result.current.name, result.next.name], ["queued", "Available", "Lunch"]);
    await settled();
    equal((await agent.getAvailabilityState()).nextState.name, "Lunch");
    page.line.batch({ kind: "next_cleared", version: 3, menu: ON_CONTACT });
    await settled();
    equal(told, [
      ["Lunch", null],
      [null, "Lunch"],
    ]);
  });
  await on_page("setAvailabilityStateByName without a contact answers updated", state, async (page, { agent }) => {
    const told = [];
    agent.onAvailabilityStateChanged(({ state: now, previous }) => told.push([now.name, previous.state.name]));
    agent.onStateChanged(({ state: now }) => told.push(now));
    const lunch = { id: "s2", name: "Lunch", type: "CUSTOM", since: 900 };
    const result = await answered(page, agent.setAvailabilityStateByName("Lunch"), [page.line.status(lunch, [])]);
    equal([result.status, result.current.name], ["updated", "Lunch"]);
    await settled();
    equal(told, ["Lunch", ["Lunch", "Available"]]);
    const offline = { id: "s3", name: "Offline", type: "OFFLINE", since: 901 };
    page.line.batch(page.line.status(lunch, [{ statusId: "s3", means: "now" }]));
    const off = await answered(page, agent.setOffline(), [page.line.status(offline, MENU)]);
    equal(off.current.name, "Offline");
    is(String((await refused(agent.setAvailabilityStateByName("Dinner"))).reason ?? "").includes("agent state"), "a clean refusal");
  });
}

async function contacts() {
  await on_page("ContactClient reads contacts and participants", busy, async (_, { contact }) => {
    equal((await contact.listContacts()).map(({ contactId, type, subtype }) => [contactId, type, subtype]), [
      ["c1", "chat", "connect:Chat"],
      ["v1", "voice", "connect:Telephony"],
    ]);
    equal((await contact.getContact("c1")).queue.name, "Support");
    equal(await contact.getAttributes("c1", ["tier"]), { tier: "gold" });
    equal(await contact.getAttributes("c1", "*"), { tier: "gold", seat: "7" });
    equal(await contact.getAttribute("c1", "seat"), "7");
    equal(await contact.getType("c1"), "chat");
    equal(await contact.getChannelType("v1"), { type: "voice", subtype: "connect:Telephony" });
    equal(await contact.getInitialContactId("c1"), undefined);
    is((await contact.getStateDuration("c1")) > 0, "a duration");
    equal((await contact.getQueue("c1")).name, "Support");
    is((await contact.getQueueTimestamp("c1")) instanceof Date, "a Date");
    equal(await contact.isAutoAcceptEnabled("c1"), false);
    equal(await contact.isPreviewMode("c1"), false);
    equal(await contact.getContactRegion("c1"), "us-east-1");
    equal(await contact.getInstanceDetails("c1"), { origin: "https://ccp.example", region: "us-east-1" });
    const participants = await contact.listParticipants("c1");
    equal(participants.map(({ type, isSelf, isInitial }) => [type.value, isSelf, isInitial]), [
      ["agent", true, false],
      ["inbound", false, true],
    ]);
    const [, customer] = participants;
    equal((await contact.getParticipant(customer.participantId)).contactId, "c1");
    equal(await contact.getParticipantState(customer.participantId), { value: "connected" });
    await refused(contact.getContact("nobody"));
    await refused(contact.getPreviewConfiguration("c1"));
  });
  await on_page("a contact's life is told, to those who ask for it and to those who ask for all", state, async (page, { contact }) => {
    const told = [];
    const names = ["Connecting", "Connected", "StartingAcw", "Cleared", "Destroyed", "Missed"];
    for (const name of names) contact[`on${name}`]?.((event) => told.push(`${name} ${event.contactId}`));
    contact.onConnected((event) => told.push(`just ${event.contactId}`), "c1");
    contact.onConnected(() => told.push("another"), "c2");
    await settled();
    page.line.batch(page.line.leg(chat({ state: "CONNECTING", connectedAt: null }), ON_CONTACT));
    await answered(page, contact.accept("c1"), [page.line.leg(chat(), ON_CONTACT)]);
    equal(page.line.asked(), { do: "accept", contactId: "c1", offer: OFFER });
    await answered(page, contact.disconnectSelf("c1"), [page.line.leg(chat({ state: "ENDED" }), MENU)]);
    equal(page.line.asked().do, "end");
    await answered(page, contact.clear("c1"), [page.line.gone("c1", MENU)]);
    await settled();
    equal(told.filter((entry) => entry !== "Destroyed c1"), ["Connecting c1", "Connected c1", "just c1", "StartingAcw c1", "Cleared c1"]);
  });
  await on_page("a contact is transferred, rejected, disconnected", busy, async (page, { agent, contact }) => {
    const { quickConnects } = await agent.listQuickConnects([]);
    for (const quick_connect of quickConnects) {
      await answered(page, contact.transfer("c1", quick_connect));
      equal(page.line.asked().to.kind, quick_connect.type);
    }
    await answered(page, contact.addParticipant("c1", quickConnects[1]));
    equal(page.line.asked().do, "transfer");
    await answered(page, contact.reject("c1"));
    equal(page.line.asked().do, "reject");
    await answered(page, contact.disconnectParticipant("c1-customer"));
    equal(page.line.asked().do, "end");
    const failed = contact.clear("c1");
    await settled();
    page.line.refuse("leg_state", "The contact is not in a state in which this can be done.");
    await refused(failed);
  });
}

async function calls() {
  await on_page("VoiceClient reads, holds and resumes a call", busy, async (page, { voice }) => {
    const held = [];
    const own = [];
    voice.onSelfHold(({ isOnHold }) => own.push(isOnHold), "v1");
    voice.onSelfResume(({ isOnHold }) => own.push(isOnHold));
    voice.onSelfHold(() => own.push("another call's"), "v2");
    voice.onCanResumeSelfChanged(({ participantId, canResumeConnection }) => own.push([participantId, canResumeConnection]), "v1");
    voice.onCanResumeParticipantChanged(({ canResumeConnection }) => held.push(["may resume", canResumeConnection]), "v1-customer");
    voice.onParticipantHold(({ isOnHold }) => held.push(isOnHold));
    voice.onParticipantResume(({ isOnHold }) => held.push(isOnHold));
    equal(await voice.getPhoneNumber("v1"), "+15550100");
    equal(await voice.getInitialCustomerPhoneNumber("v1"), "+15550100");
    equal(await voice.listDialableCountries(), []);
    equal(await voice.getOutboundCallPermission(), true);
    equal(await voice.getVoiceEnhancementMode(), "NONE");
    equal(await voice.isParticipantOnHold("v1-customer"), false);
    const on_hold = page.line.leg(call({ state: "CONNECTED_ONHOLD" }), ON_CONTACT);
    await answered(page, voice.holdParticipant("v1-customer"), [on_hold]);
    equal(page.line.asked(), { do: "hold", contactId: "v1", offer: OFFER });
    await settled();
    equal([await voice.isParticipantOnHold("v1-customer"), await voice.canResumeSelf("v1")], [true, true]);
    await answered(page, voice.resumeSelf("v1"), [page.line.leg(call(), ON_CONTACT)]);
    await settled();
    equal(held, [true, ["may resume", true], false, ["may resume", false]]);
    equal(own, [true, ["v1-agent", true], false, ["v1-agent", false]]);
  });
  await on_page("VoiceClient places a call", state, async (page, { voice }) => {
    const dialling = call({ state: "CONNECTING", initiation: "OUTBOUND", connectedAt: null });
    const placed = await answered(page, voice.createOutboundCall("+15550100"), [page.line.leg(dialling, MENU)]);
    equal([placed.contactId, page.line.asked()], ["v1", { do: "call", address: "+15550100", queueId: null }]);
    await refused(voice.conferenceParticipants("v1"));
  });
}

export async function run() {
  for (const part of [agents, contacts, calls]) await part();
}
