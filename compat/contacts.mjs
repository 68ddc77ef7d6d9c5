// Contacts: started, shown, changed, transferred, paused, stopped, every error provoked.
import { equal, is, refused, test, until } from "./tap.mjs";

export async function run({ connect, InstanceId, find }) {
  const task = find("contactFlows", "Support task");
  const bob = find("users", "bob");
  const nobody = "11111111-2222-3333-4444-555555555555";
  const data = async () => (await connect.getCurrentUserData({ InstanceId, Filters: { Agents: [bob] } })).UserDataList[0];
  const describe = async (ContactId) => (await connect.describeContact({ InstanceId, ContactId })).Contact;
  let ContactId;

  await test("contacts: a task is started with everything, and described", async () => {
    ({ ContactId } = await connect.startTaskContact({ InstanceId, ContactFlowId: task, Name: "Refund", Description: "Order 7", Attributes: { order: "7" }, References: { Order: { Type: "URL", Value: "https://shop.example/7" }, Count: { Type: "NUMBER", Value: "3" } } }));
    const shown = await describe(ContactId);
    equal([shown.Id, shown.Name, shown.Description, shown.Channel, shown.InitiationMethod, shown.QueueInfo.Id, shown.Attributes, Number(shown.QueuePriority)], [ContactId, "Refund", "Order 7", "TASK", "API", find("queues", "Support"), { order: "7" }, 5]);
    is(shown.InitiationTimestamp instanceof Date, "a time");
    equal((await connect.listContactReferences({ InstanceId, ContactId, ReferenceTypes: ["URL"] })).ReferenceSummaryList, [{ Url: { Name: "Order", Value: "https://shop.example/7" } }]);
  });
  await test("contacts: attributes, texts, references, priority and tags change", async () => {
    await connect.updateContactAttributes({ InstanceId, InitialContactId: ContactId, Attributes: { colour: "red" } });
    equal((await connect.getContactAttributes({ InstanceId, InitialContactId: ContactId })).Attributes, { order: "7", colour: "red" });
    await connect.updateContact({ InstanceId, ContactId, Name: "Refund 7", References: { Mail: { Type: "EMAIL", Value: "a@example.com" } } });
    await connect.updateContactRoutingData({ InstanceId, ContactId, QueuePriority: 2 });
    await connect.updateContactRoutingData({ InstanceId, ContactId, QueueTimeAdjustmentSeconds: 90 });
    await connect.tagContact({ InstanceId, ContactId, Tags: { a: "b", c: "d" } });
    await connect.untagContact({ InstanceId, ContactId, TagKeys: ["a"] });
    const shown = await describe(ContactId);
    equal([shown.Name, Number(shown.QueuePriority), shown.QueueTimeAdjustmentSeconds, shown.Tags], ["Refund 7", 2, 90, { c: "d" }]);
    equal((await connect.listContactReferences({ InstanceId, ContactId, ReferenceTypes: ["EMAIL", "NUMBER"] })).ReferenceSummaryList.length, 2);
    await refused(connect.updateContactRoutingData({ InstanceId, ContactId, QueuePriority: 2, QueueTimeAdjustmentSeconds: 1 }), "InvalidParameterException", 400);
  });
  await test("contacts: a repeated client token starts nothing twice", async () => {
    const wish = { InstanceId, ContactFlowId: task, Name: "Once", ClientToken: "token-1" };
    const [first, second] = [await connect.startTaskContact(wish), await connect.startTaskContact(wish)];
    equal(second.ContactId, first.ContactId);
    await connect.stopContact({ InstanceId, ContactId: first.ContactId });
  });
  await test("contacts: live ones are searched by time, channel and queue", async () => {
    const TimeRange = { Type: "INITIATION_TIMESTAMP", StartTime: new Date(Date.now() - 3600000), EndTime: new Date(Date.now() + 3600000) };
    const found = await connect.searchContacts({ InstanceId, TimeRange, SearchCriteria: { Channels: ["TASK"], QueueIds: [find("queues", "Support")] } });
    is(found.Contacts.some((one) => one.Id === ContactId), "it is found");
    equal((await connect.searchContacts({ InstanceId, TimeRange, SearchCriteria: { Channels: ["VOICE"] } })).Contacts, []);
    await refused(connect.searchContacts({ InstanceId, TimeRange: { ...TimeRange, EndTime: new Date(0) } }), "InvalidParameterException", 400);
  });
  await test("contacts: a waiting task is paused and resumed", async () => {
    await connect.pauseContact({ InstanceId, ContactId });
    await refused(connect.pauseContact({ InstanceId, ContactId }), "ConflictException", 409);
    await connect.resumeContact({ InstanceId, ContactId });
  });
  await test("contacts: a task goes to a user who is not available, and is transferred once it is connected", async () => {
    await connect.updateUserConfig({ InstanceId, UserId: bob, AutoAcceptConfigs: [{ Channel: "TASK", AutoAccept: true }] });
    await connect.associateContactWithUser({ InstanceId, ContactId, UserId: bob });
    const shown = await until(data, (one) => one.Contacts.some((leg) => leg.ContactId === ContactId), "bob has the task");
    const leg = shown.Contacts.find((one) => one.ContactId === ContactId);
    if (leg.AgentContactState === "CONNECTED") {
      const moved = await connect.transferContact({ InstanceId, ContactId, ContactFlowId: task, QueueId: find("queues", "Sales") });
      equal((await describe(moved.ContactId)).InitiationMethod, "QUEUE_TRANSFER");
      equal((await describe(moved.ContactId)).PreviousContactId, ContactId);
      await connect.stopContact({ InstanceId, ContactId: moved.ContactId });
      await connect.dismissUserContact({ InstanceId, UserId: bob, ContactId });
    } else {
      equal(leg.AgentContactState, "CONNECTING");
      const moved = await connect.transferContact({ InstanceId, ContactId, ContactFlowId: task, QueueId: find("queues", "Sales") });
      await connect.stopContact({ InstanceId, ContactId: moved.ContactId });
    }
  });
  await test("contacts: an outbound call waits in its queue", async () => {
    const call = await connect.startOutboundVoiceContact({ InstanceId, ContactFlowId: find("contactFlows", "Support chat"), DestinationPhoneNumber: "+14255550100", QueueId: find("queues", "Sales") });
    const shown = await describe(call.ContactId);
    equal([shown.Channel, shown.QueueInfo.Id], ["VOICE", find("queues", "Sales")]);
    await connect.stopContact({ InstanceId, ContactId: call.ContactId });
    await refused(connect.startOutboundVoiceContact({ InstanceId, ContactFlowId: find("contactFlows", "Support chat"), DestinationPhoneNumber: "112" }), "InvalidParameterException", 400);
  });
  await test("contacts: a supervisor monitors a chat, and is no one's listener but by an administrator", async () => {
    const sam = find("users", "sam");
    const Flow = find("contactFlows", "Support chat");
    const { ContactId: chat } = await connect.startChatContact({ InstanceId, ContactFlowId: Flow, ParticipantDetails: { DisplayName: "Cleo" } });
    const wish = { InstanceId, ContactId: chat, UserId: sam };
    await refused(connect.monitorContact(wish), "InvalidRequestException", 400); // nobody has it yet
    await connect.updateUserConfig({ InstanceId, UserId: bob, AutoAcceptConfigs: [{ Channel: "CHAT", AutoAccept: true }] });
    await connect.associateContactWithUser({ InstanceId, ContactId: chat, UserId: bob });
    await until(data, (one) => one.Contacts.some((leg) => leg.ContactId === chat && leg.AgentContactState === "CONNECTED"), "bob has the chat");
    const answer = await connect.monitorContact({ ...wish, AllowedMonitorCapabilities: ["SILENT_MONITOR", "BARGE"], ClientToken: "monitor-1" });
    equal(answer.ContactId, chat);
    is(answer.ContactArn.endsWith(`/contact/${chat}`), "its ARN");
    equal((await connect.monitorContact({ ...wish, AllowedMonitorCapabilities: ["SILENT_MONITOR", "BARGE"], ClientToken: "monitor-1" })).ContactId, chat);
    const shown = async () => (await connect.getCurrentUserData({ InstanceId, Filters: { Agents: [sam] } })).UserDataList[0];
    const listening = await until(shown, (one) => one?.Contacts?.length === 1, "sam listens");
    equal([listening.Contacts[0].InitiationMethod, listening.Contacts[0].AgentContactState], ["MONITOR", "CONNECTED"]);
    await refused(connect.monitorContact({ ...wish, AllowedMonitorCapabilities: ["SILENT_MONITOR"], ClientToken: "monitor-1" }), "IdempotencyException", 409);
    await refused(connect.monitorContact({ ...wish, UserId: bob }), "AccessDeniedException", 403);
    await refused(connect.monitorContact({ ...wish, ContactId: nobody }), "ResourceNotFoundException", 404);
    await refused(connect.monitorContact({ ...wish, UserId: nobody }), "ResourceNotFoundException", 404);
    await refused(connect.monitorContact({ ...wish, AllowedMonitorCapabilities: ["WHISPER"] }), "InvalidRequestException", 400);
    await connect.stopContact({ InstanceId, ContactId: chat });
    await until(shown, (one) => (one?.Contacts ?? []).length === 0, "the end ends the listening");
    await connect.dismissUserContact({ InstanceId, UserId: bob, ContactId: chat });
  });
  await test("contacts: errors are those of the model", async () => {
    await refused(connect.stopContact({ InstanceId, ContactId: nobody }), "ContactNotFoundException", 410);
    await refused(connect.describeContact({ InstanceId, ContactId: nobody }), "ResourceNotFoundException", 404);
    await refused(connect.startTaskContact({ InstanceId, Name: "Lost", ContactFlowId: nobody }), "ResourceNotFoundException", 404);
    await refused(connect.startTaskContact({ InstanceId, Name: "Lost" }), "InvalidRequestException", 400);
    await refused(connect.startTaskContact({ InstanceId, Name: "Late", ContactFlowId: task, ScheduledTime: new Date(Date.now() - 3600000) }), "InvalidParameterException", 400);
    await refused(connect.updateContactAttributes({ InstanceId, InitialContactId: nobody, Attributes: {} }), "ResourceNotFoundException", 404);
    const { ContactId: later } = await connect.startTaskContact({ InstanceId, Name: "Later", ContactFlowId: task, ScheduledTime: new Date(Date.now() + 3600000) });
    is((await describe(later)).ScheduledTimestamp instanceof Date, "it is scheduled");
    await connect.stopContact({ InstanceId, ContactId: later });
  });
}
