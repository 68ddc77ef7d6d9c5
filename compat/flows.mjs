// Contact flows: this server's entry points.
import { equal, is, refused, test } from "./tap.mjs";

export async function run({ connect, InstanceId, find }) {
  const content = (QueueId) => JSON.stringify({ Version: "2019-10-30", StartAction: "a", Actions: [{ Identifier: "a", Type: "UpdateContactTargetQueue", Parameters: { QueueId }, Transitions: {} }] });
  await test("flows: one is made from a flow that leads to a queue, described and listed", async () => {
    const Content = content(find("queues", "Sales"));
    const { ContactFlowId, ContactFlowArn } = await connect.createContactFlow({ InstanceId, Name: "Sales chat", Type: "CONTACT_FLOW", Content, Description: "d" });
    const { ContactFlow } = await connect.describeContactFlow({ InstanceId, ContactFlowId: ContactFlowArn });
    equal([ContactFlow.Id, ContactFlow.Name, ContactFlow.Type, ContactFlow.State, ContactFlow.Content], [ContactFlowId, "Sales chat", "CONTACT_FLOW", "ACTIVE", Content]);
    const { ContactFlowSummaryList } = await connect.listContactFlows({ InstanceId });
    is(ContactFlowSummaryList.some((one) => one.Id === ContactFlowId), "it is listed");
    is(JSON.parse((await connect.describeContactFlow({ InstanceId, ContactFlowId: find("contactFlows", "Support chat") })).ContactFlow.Content).Actions.length > 0, "a flow for one that was made elsewhere");
  });
  await test("flows: errors are those of the model", async () => {
    await refused(connect.createContactFlow({ InstanceId, Name: "Support chat", Type: "CONTACT_FLOW", Content: content(find("queues", "Sales")) }), "DuplicateResourceException", 409);
    await refused(connect.createContactFlow({ InstanceId, Name: "Nowhere", Type: "CONTACT_FLOW", Content: "{}" }), "InvalidContactFlowException", 400);
    await refused(connect.createContactFlow({ InstanceId, Name: "Whisper", Type: "AGENT_WHISPER", Content: "{}" }), "InvalidParameterException", 400);
    await refused(connect.describeContactFlow({ InstanceId, ContactFlowId: "11111111-2222-3333-4444-555555555555" }), "ResourceNotFoundException", 404);
  });
}
