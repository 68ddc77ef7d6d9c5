// Limits and states that a request meets though its members are good: chains, pauses, full queues, things that are too many, contacts that are elsewhere by now.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { unique } from "./fill.mjs";
import { startServer } from "./server.mjs";
import { equal, is, refused, test } from "./tap.mjs";

const TRANSFERS_MAX = 11;
const PAUSES_MAX = 10;
const OVERRIDES_MAX = 100;
const ORIGINS_MAX = 64;
const LEVELS_MAX = 5;
const SMALL = 20; // what the small centre may have of each

const EVERY_DAY = ["MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY", "SATURDAY", "SUNDAY"].map((Day) => ({ Day, StartTime: { Hours: 0, Minutes: 0 }, EndTime: { Hours: 0, Minutes: 0 } }));
const flowTo = (QueueId) => JSON.stringify({ Version: "2019-10-30", StartAction: "a", Metadata: {}, Actions: [{ Identifier: "a", Type: "UpdateContactTargetQueue", Parameters: { QueueId }, Transitions: { NextAction: "b" } }, { Identifier: "b", Type: "TransferContactToQueue", Parameters: {}, Transitions: {} }] });

// A server whose configuration allows little: everything that is made is refused at some point, with the error of its model.
async function inSmallCentre(clientOf) {
  const place = mkdtempSync(join(tmpdir(), "nextup-limits-"));
  const kinds = ["agents", "statuses", "queues", "profiles", "hours", "entry_points"];
  writeFileSync(join(place, "config"), `[centre]\n${kinds.map((kind) => `${kind} = ${SMALL}`).join("\n")}\n`);
  const server = await startServer(join(place, "config"));
  try {
    const instance = server.demo.instances.find((one) => one.alias === "connect-demo");
    const small = clientOf(server.demo, instance);
    const [queue, profile, hours] = ["queues", "routingProfiles", "hoursOfOperations"].map((list) => instance[list]?.[0].id);
    const one = { InstanceId: instance.id };
    const QueueId = queue ?? (await small.listQueues({ ...one, QueueTypes: ["STANDARD"] })).QueueSummaryList[0].Id;
    const RoutingProfileId = profile ?? (await small.listRoutingProfiles(one)).RoutingProfileSummaryList[0].Id;
    const HoursOfOperationId = hours ?? (await small.listHoursOfOperations(one)).HoursOfOperationSummaryList[0].Id;
    const SecurityProfileIds = [(await small.listSecurityProfiles(one)).SecurityProfileSummaryList[0].Id];
    const makers = [
      () => small.createAgentStatus({ ...one, Name: unique("status"), State: "ENABLED" }),
      () => small.createUser({ ...one, Username: unique("user"), Password: "Correct-horse-7", RoutingProfileId, SecurityProfileIds, PhoneConfig: { PhoneType: "SOFT_PHONE" } }),
      () => small.createQueue({ ...one, Name: unique("queue"), HoursOfOperationId }),
      () => small.createRoutingProfile({ ...one, Name: unique("profile"), Description: "Made", DefaultOutboundQueueId: QueueId, MediaConcurrencies: [{ Channel: "CHAT", Concurrency: 1 }] }),
      () => small.createHoursOfOperation({ ...one, Name: unique("hours"), TimeZone: "UTC", Config: [] }),
      () => small.createContactFlow({ ...one, Name: unique("flow"), Type: "CONTACT_FLOW", Content: flowTo(QueueId) }),
    ];
    for (const make of makers) {
      let failure;
      for (let i = 0; i <= SMALL && failure === undefined; i += 1) failure = await make().then(() => undefined, (error) => error);
      equal([failure?.name, failure?.$metadata?.httpStatusCode], ["LimitExceededException", 429], String(make));
    }
  } finally {
    equal((await server.stop()).code, 0);
    rmSync(place, { recursive: true, force: true });
  }
}

export async function run({ connect, InstanceId, find, clientOf }) {
  const ContactFlowId = find("contactFlows", "Support task");
  const QueueId = find("queues", "Sales");
  const bob = find("users", "bob");
  const later = () => new Date(Date.now() + 3600000);
  const task = async (more = {}) => (await connect.startTaskContact({ InstanceId, ContactFlowId, Name: "Limited", ...more })).ContactId;
  const stop = (ContactId) => connect.stopContact({ InstanceId, ContactId });
  const describe = async (ContactId) => (await connect.describeContact({ InstanceId, ContactId })).Contact;
  const transfer = (ContactId, more) => connect.transferContact({ InstanceId, ContactId, ContactFlowId, ...more });

  await test("limits: a task that waits is transferred, eleven times and no more", async () => {
    let ContactId = await task();
    for (let i = 0; i < TRANSFERS_MAX; i += 1) {
      const { ContactId: next } = await transfer(ContactId, { QueueId: i % 2 === 0 ? QueueId : find("queues", "Support") });
      const [old, moved] = [await describe(ContactId), await describe(next)];
      equal([moved.PreviousContactId, moved.InitiationMethod, old.DisconnectReason], [ContactId, "QUEUE_TRANSFER", "TRANSFERRED"]);
      is(old.DisconnectTimestamp instanceof Date && moved.DisconnectTimestamp === undefined, "the old one is over, the new one is not");
      ContactId = next;
    }
    await refused(transfer(ContactId, { QueueId }), "ServiceQuotaExceededException", 402);
    await stop(ContactId);
    await refused(transfer(ContactId, { QueueId }), "ResourceNotFoundException", 404);
  });
  await test("limits: a task that rings or waits for a user is transferred; one that has not begun is not", async () => {
    await connect.updateUserConfig({ InstanceId, UserId: bob, AutoAcceptConfigs: [{ Channel: "TASK", AutoAccept: false }] });
    const first = await task();
    await connect.associateContactWithUser({ InstanceId, ContactId: first, UserId: bob });
    const { ContactId } = await transfer(first, { QueueId });
    const { ContactId: mine } = await transfer(ContactId, { UserId: bob });
    equal((await describe(mine)).PreviousContactId, ContactId);
    await stop(mine);
    const scheduled = await task({ ScheduledTime: later() });
    await refused(transfer(scheduled, { QueueId }), "InvalidRequestException", 400);
    await refused(connect.associateContactWithUser({ InstanceId, ContactId: scheduled, UserId: bob }), "InvalidRequestException", 400);
    await stop(scheduled);
  });
  await test("limits: a transfer's client token is answered once more, and refused with another wish", async () => {
    const ContactId = await task();
    const wish = { QueueId, ClientToken: unique("token") };
    const moved = await transfer(ContactId, wish);
    equal((await transfer(ContactId, wish)).ContactId, moved.ContactId);
    await refused(transfer(ContactId, { ...wish, QueueId: find("queues", "Support") }), "IdempotencyException", 409);
    await stop(moved.ContactId);
    equal((await transfer(ContactId, wish)).ContactId, moved.ContactId);
    await refused(transfer(ContactId, { ...wish, QueueId: undefined, UserId: bob }), "IdempotencyException", 409);
  });
  await test("limits: only tasks are transferred", async () => {
    const { ContactId } = await connect.startChatContact({ InstanceId, ContactFlowId: find("contactFlows", "Support chat"), ParticipantDetails: { DisplayName: "Ann" } });
    await refused(transfer(ContactId, { QueueId }), "InvalidRequestException", 400);
    await stop(ContactId);
  });
  await test("limits: a task is paused ten times, and resumed only when it is paused", async () => {
    const wish = { InstanceId, ContactId: await task() };
    await refused(connect.resumeContact(wish), "ConflictException", 409);
    for (let i = 0; i < PAUSES_MAX; i += 1) {
      await connect.pauseContact(wish);
      await connect.resumeContact(wish);
    }
    await refused(connect.pauseContact(wish), "LimitExceededException", 429);
    const chat = await connect.startChatContact({ InstanceId, ContactFlowId: find("contactFlows", "Support chat"), ParticipantDetails: { DisplayName: "Ann" } });
    for (const call of [connect.pauseContact({ ...wish, ContactId: chat.ContactId }), connect.resumeContact({ ...wish, ContactId: chat.ContactId })]) await refused(call, "InvalidRequestException", 400);
    await stop(chat.ContactId);
    await refused(connect.updateContactSchedule({ ...wish, ScheduledTime: later() }), "InvalidRequestException", 400);
    await stop(wish.ContactId);
  });
  await test("limits: a full queue takes no chat, no task and no call", async () => {
    const { HoursOfOperationId } = await connect.createHoursOfOperation({ InstanceId, Name: unique("hours"), TimeZone: "UTC", Config: EVERY_DAY });
    const { QueueId: full } = await connect.createQueue({ InstanceId, Name: unique("queue"), HoursOfOperationId, MaxContacts: 1 });
    const flow = (await connect.createContactFlow({ InstanceId, Name: unique("flow"), Type: "CONTACT_FLOW", Content: flowTo(full) })).ContactFlowId;
    const waiting = await task({ ContactFlowId: flow });
    const chat = () => connect.startChatContact({ InstanceId, ContactFlowId: flow, ParticipantDetails: { DisplayName: "Ann" } });
    const call = () => connect.startOutboundVoiceContact({ InstanceId, ContactFlowId: flow, DestinationPhoneNumber: "+14255550100", QueueId: full });
    await refused(task({ ContactFlowId: flow }), "ServiceQuotaExceededException", 402);
    await refused(chat(), "LimitExceededException", 429);
    await refused(call(), "LimitExceededException", 429);
    await stop(waiting);
    await connect.updateQueueStatus({ InstanceId, QueueId: full, Status: "DISABLED" });
    await refused(chat(), "InvalidRequestException", 400);
    await refused(call(), "InvalidRequestException", 400);
  });
  await test("limits: a contact has at most six tags, and texts that can be kept", async () => {
    const wish = { InstanceId, ContactId: await task() };
    const tags = (from) => Object.fromEntries(Array.from({ length: 6 }, (_, i) => [`t${from + i}`, "x"]));
    await connect.tagContact({ ...wish, Tags: tags(0) });
    await refused(connect.tagContact({ ...wish, Tags: tags(6) }), "InvalidRequestException", 400);
    const attributes = (name) => connect.updateContactAttributes({ InstanceId, InitialContactId: wish.ContactId, Attributes: { [name]: "x".repeat(20000) } });
    await attributes("a");
    await refused(attributes("b"), "InvalidRequestException", 400);
    await stop(wish.ContactId);
  });
  await test("limits: hours have at most a hundred overrides, and one name for each", async () => {
    const { HoursOfOperationId } = await connect.createHoursOfOperation({ InstanceId, Name: unique("hours"), TimeZone: "UTC", Config: [] });
    const make = (i) => connect.createHoursOfOperationOverride({ InstanceId, HoursOfOperationId, Name: `Day ${i}`, Config: [], EffectiveFrom: "2031-01-01", EffectiveTill: "2031-01-01" });
    const { HoursOfOperationOverrideId } = await make(0);
    for (let i = 1; i < OVERRIDES_MAX; i += 1) await make(i);
    await refused(make(OVERRIDES_MAX), "LimitExceededException", 429);
    await refused(connect.updateHoursOfOperationOverride({ InstanceId, HoursOfOperationId, HoursOfOperationOverrideId, Name: "Day 1" }), "DuplicateResourceException", 409);
    await connect.deleteHoursOfOperation({ InstanceId, HoursOfOperationId });
  });
  await test("limits: an instance approves at most sixty-four origins", async () => {
    const origin = (i) => `https://site-${i}.example`;
    const had = (await connect.listApprovedOrigins({ InstanceId })).Origins.length;
    for (let i = had; i < ORIGINS_MAX; i += 1) await connect.associateApprovedOrigin({ InstanceId, Origin: origin(i) });
    await refused(connect.associateApprovedOrigin({ InstanceId, Origin: origin("more") }), "ServiceQuotaExceededException", 402);
    for (let i = had; i < ORIGINS_MAX; i += 1) await connect.disassociateApprovedOrigin({ InstanceId, Origin: origin(i) });
  });
  await test("limits: a resource has at most fifty tags", async () => {
    const { AgentStatusARN: resourceArn } = await connect.createAgentStatus({ InstanceId, Name: unique("status"), State: "ENABLED" });
    const tags = (from, count) => Object.fromEntries(Array.from({ length: count }, (_, i) => [`t${from + i}`, "x"]));
    await connect.tagResource({ resourceArn, tags: tags(0, 50) });
    await refused(connect.tagResource({ resourceArn, tags: tags(50, 1) }), "InvalidRequestException", 400);
  });
  await test("limits: a key's own user stays, and groups have at most five levels", async () => {
    await refused(connect.deleteUser({ InstanceId, UserId: find("users", "ada") }), "InvalidRequestException", 400);
    let ParentGroupId;
    const group = () => connect.createUserHierarchyGroup({ InstanceId, Name: unique("level"), ParentGroupId });
    for (let level = 0; level < LEVELS_MAX; level += 1) ParentGroupId = (await group()).HierarchyGroupId;
    await refused(group(), "InvalidRequestException", 400);
  });
  await test("limits: what a small centre has no room for is refused", () => inSmallCentre(clientOf));
}
