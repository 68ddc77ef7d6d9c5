// Status and next status through the API (connect.md 2.6): queues, cancels, shows, dismisses.
import { equal, is, refused, test, until } from "./tap.mjs";

export async function run({ connect, InstanceId, find, other, clientOf, demo }) {
  const alice = find("users", "alice");
  const status = (name) => find("statuses", name);
  const put = (name) => connect.putUserStatus({ InstanceId, UserId: alice, AgentStatusId: status(name) });
  const data = async () => (await connect.getCurrentUserData({ InstanceId, Filters: { Agents: [alice] } })).UserDataList[0];
  let ContactId;
  let since;

  await test("agents: a status is put and shown, a repeated one refused", async () => {
    await put("Lunch");
    await put("Available");
    const shown = await data();
    equal([shown.Status.StatusName, shown.NextStatus, shown.User.Id], ["Available", undefined, alice]);
    equal(shown.MaxSlotsByChannel, { VOICE: 1, CHAT: 3, TASK: 2 });
    is(shown.Status.StatusStartTimestamp instanceof Date, "a time");
    const error = await refused(put("Available"), "InvalidRequestException", 400);
    equal(error.message, "User already in requested status");
    since = shown.Status.StatusStartTimestamp.getTime();
  });
  await test("agents: a task is offered to who is available", async () => {
    ({ ContactId } = await connect.startTaskContact({ InstanceId, ContactFlowId: find("contactFlows", "Support task"), Name: "Call back" }));
    const shown = await until(data, (one) => one.Contacts.length === 1, "alice is offered the task");
    equal([shown.Contacts[0].ContactId, shown.Contacts[0].Channel, shown.Contacts[0].AgentContactState, shown.Contacts[0].InitiationMethod], [ContactId, "TASK", "CONNECTING", "API"]);
    equal(shown.Contacts[0].Queue.Id, find("queues", "Support"));
  });
  await test("agents: on a contact a status becomes the next status, another replaces it, Available cancels it", async () => {
    await put("Lunch");
    let shown = await data();
    equal([shown.Status.StatusName, shown.NextStatus], ["Available", "Lunch"]);
    await put("Break");
    equal((await data()).NextStatus, "Break");
    await put("Available");
    shown = await data();
    equal([shown.Status.StatusName, shown.NextStatus], ["Available", undefined]);
    equal(shown.Status.StatusStartTimestamp.getTime(), since, "the status' time");
    await put("Offline");
    equal((await data()).NextStatus, "Offline");
  });
  await test("agents: the next status applies by itself once the last contact is gone", async () => {
    await refused(connect.dismissUserContact({ InstanceId, UserId: alice, ContactId }), "InvalidRequestException", 400);
    await connect.stopContact({ InstanceId, ContactId });
    let shown = await data();
    if (shown.Contacts.length > 0) {
      is(["ENDED", "MISSED", "REJECTED", "ERROR"].includes(shown.Contacts[0].AgentContactState), `a leg that can be dismissed, not ${shown.Contacts[0].AgentContactState}`);
      equal(shown.NextStatus, "Offline");
      await connect.dismissUserContact({ InstanceId, UserId: alice, ContactId });
    }
    shown = await data();
    equal([shown.Status.StatusName, shown.NextStatus, shown.Contacts], ["Offline", undefined, []]);
  });
  await test("agents: an offline agent is shown to who asks by name only", async () => {
    const byQueue = await connect.getCurrentUserData({ InstanceId, Filters: { Queues: [find("queues", "Support")] } });
    is(byQueue.UserDataList.every((one) => one.User.Id !== alice), "not by queue");
    await put("Break");
    const byProfile = await connect.getCurrentUserData({ InstanceId, Filters: { RoutingProfiles: [find("routingProfiles", "Blended")] } });
    is(byProfile.UserDataList.some((one) => one.User.Id === alice), "by routing profile once on Break");
  });
  await test("agents: errors are those of the model", async () => {
    const nobody = "11111111-2222-3333-4444-555555555555";
    await refused(connect.putUserStatus({ InstanceId, UserId: nobody, AgentStatusId: status("Lunch") }), "ResourceNotFoundException", 404);
    await refused(connect.putUserStatus({ InstanceId, UserId: alice, AgentStatusId: nobody }), "ResourceNotFoundException", 404);
    await connect.createAgentStatus({ InstanceId, Name: "Closed", State: "DISABLED" }).then(({ AgentStatusId }) => refused(connect.putUserStatus({ InstanceId, UserId: alice, AgentStatusId }), "InvalidRequestException", 400));
    await refused(connect.getCurrentUserData({ InstanceId, Filters: {} }), "InvalidParameterException", 400);
    await refused(connect.getCurrentUserData({ InstanceId, Filters: { Agents: [alice], Queues: [find("queues", "Support")] } }), "InvalidParameterException", 400);
    await refused(connect.dismissUserContact({ InstanceId, UserId: alice, ContactId: nobody }), "ResourceNotFoundException", 404);
    await refused(clientOf(demo, other).putUserStatus({ InstanceId, UserId: alice, AgentStatusId: status("Lunch") }), "ResourceNotFoundException", 404);
  });
}
