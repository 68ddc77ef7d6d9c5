// Documented errors that the resources' own scripts do not provoke: who may not, what is not there, names that are taken, flows that cannot be read.
import { execFileSync } from "node:child_process";
import { ConnectParticipant } from "@aws-sdk/client-connectparticipant";
import { unique } from "./fill.mjs";
import { watchModel } from "./model.mjs";
import { binary } from "./server.mjs";
import { refused, test } from "./tap.mjs";

const NOBODY = "11111111-2222-3333-4444-555555555555";

export async function run({ connect, InstanceId, find, demo, data, clientOf }) {
  const ContactFlowId = find("contactFlows", "Support task");
  const task = async () => (await connect.startTaskContact({ InstanceId, ContactFlowId, Name: "Made" })).ContactId;
  const rename = (what, first, second) => test(`errors: two ${what} cannot have one name`, async () => {
    const name = unique("taken");
    await first(name);
    await refused(second(name), "DuplicateResourceException", 409);
  });

  await test("errors: an agent's key may not change others' contacts", async () => {
    const output = execFileSync(binary(), ["keys", "create", "--data", data, "alice"], { encoding: "utf8" });
    const alice = clientOf(demo, { accessKeyId: /Access key: (\S+)/.exec(output)[1], secretAccessKey: /Secret: +(\S+)/.exec(output)[1] });
    const ContactId = await task();
    const wish = { InstanceId, ContactId };
    const calls = [alice.dismissUserContact({ ...wish, UserId: find("users", "bob") }), alice.updateContact({ ...wish, Name: "Mine" }), alice.updateContactRoutingData({ ...wish, QueuePriority: 1 }), alice.associateContactWithUser({ ...wish, UserId: find("users", "alice") }), alice.transferContact({ ...wish, ContactFlowId, QueueId: find("queues", "Sales") }), alice.pauseContact(wish), alice.resumeContact(wish), alice.getContactMetrics({ ...wish, Metrics: [{ Name: "POSITION_IN_QUEUE" }] })];
    for (const call of calls) await refused(call, "AccessDeniedException", 403);
    await connect.stopContact(wish);
  });
  await test("errors: another instance is not there for any search", async () => {
    const wish = { InstanceId: NOBODY };
    const TimeRange = { Type: "INITIATION_TIMESTAMP", StartTime: new Date(Date.now() - 1000), EndTime: new Date() };
    const calls = [connect.searchAgentStatuses(wish), connect.searchHoursOfOperations(wish), connect.searchContacts({ ...wish, TimeRange }), connect.searchHoursOfOperationOverrides(wish), connect.searchUserHierarchyGroups(wish), connect.searchQuickConnects(wish), connect.searchContactFlows(wish)];
    for (const call of calls) await refused(call, "ResourceNotFoundException", 404);
  });
  const plan = { InstanceId, TimeZone: "UTC", Config: [] };
  const { HoursOfOperationId } = await connect.createHoursOfOperation({ ...plan, Name: unique("hours") });
  const { QueueId } = await connect.createQueue({ InstanceId, Name: unique("queue"), HoursOfOperationId });
  await rename("hierarchy groups", (Name) => connect.createUserHierarchyGroup({ InstanceId, Name }), async (Name) => connect.updateUserHierarchyGroupName({ InstanceId, Name, HierarchyGroupId: (await connect.createUserHierarchyGroup({ InstanceId, Name: unique("group") })).HierarchyGroupId }));
  await rename("queues", (Name) => connect.createQueue({ InstanceId, Name, HoursOfOperationId }), (Name) => connect.updateQueueName({ InstanceId, QueueId, Name }));
  await rename("hours", (Name) => connect.createHoursOfOperation({ ...plan, Name }), (Name) => connect.updateHoursOfOperation({ InstanceId, HoursOfOperationId, Name }));
  const profile = (Name) => connect.createRoutingProfile({ InstanceId, Name, Description: "Made", DefaultOutboundQueueId: QueueId, MediaConcurrencies: [{ Channel: "CHAT", Concurrency: 1 }] });
  await rename("routing profiles", profile, async (Name) => connect.updateRoutingProfileName({ InstanceId, Name, RoutingProfileId: (await profile(unique("profile"))).RoutingProfileId }));
  const Content = JSON.stringify({ Version: "2019-10-30", StartAction: "a", Metadata: {}, Actions: [{ Identifier: "a", Type: "UpdateContactTargetQueue", Parameters: { QueueId }, Transitions: { NextAction: "b" } }, { Identifier: "b", Type: "TransferContactToQueue", Parameters: {}, Transitions: {} }] });
  const flow = (Name) => connect.createContactFlow({ InstanceId, Name, Type: "CONTACT_FLOW", Content });
  const other = (await flow(unique("flow"))).ContactFlowId;
  await rename("flows", flow, (Name) => connect.updateContactFlowName({ InstanceId, ContactFlowId: other, Name }));
  await rename("flows by their metadata", flow, (Name) => connect.updateContactFlowMetadata({ InstanceId, ContactFlowId: other, Name }));
  const override = (Name, day) => connect.createHoursOfOperationOverride({ InstanceId, HoursOfOperationId, Name, Config: [], EffectiveFrom: day, EffectiveTill: day });
  await rename("overrides", (Name) => override(Name, "2031-01-01"), (Name) => override(Name, "2031-01-02"));
  await test("errors: a flow that cannot be read", async () => {
    await refused(connect.updateContactFlowContent({ InstanceId, ContactFlowId: other, Content: "{" }), "InvalidContactFlowException", 400);
  });
  await test("errors: a participant without a token of a chat may do nothing", async () => {
    const participant = watchModel(new ConnectParticipant({ endpoint: demo.url, region: demo.region, maxAttempts: 1, credentials: { accessKeyId: "", secretAccessKey: "" } }));
    const wish = { ConnectionToken: "nobody" };
    const calls = [participant.disconnectParticipant(wish), participant.getTranscript(wish), participant.sendEvent({ ...wish, ContentType: "application/vnd.amazonaws.connect.event.typing" }), participant.sendMessage({ ...wish, ContentType: "text/plain", Content: "Hello" })];
    for (const call of calls) await refused(call, "AccessDeniedException", 403);
  });
}
