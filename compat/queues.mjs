// Queues: made, read, changed, paged, deleted, every error provoked.
import { equal, is, refused, test } from "./tap.mjs";

export async function run({ connect, InstanceId, find }) {
  const HoursOfOperationId = (await connect.listHoursOfOperations({ InstanceId })).HoursOfOperationSummaryList[0].Id;
  let QueueId;
  const queue = async () => (await connect.describeQueue({ InstanceId, QueueId })).Queue;

  await test("queues: one is made and described", async () => {
    const made = await connect.createQueue({ InstanceId, Name: "Claims", Description: "Damage", HoursOfOperationId, MaxContacts: 20, OutboundCallerConfig: { OutboundCallerIdName: "Kiosk" }, Tags: { cost: "42" } });
    QueueId = made.QueueId;
    const shown = await queue();
    equal([shown.Name, shown.Description, shown.HoursOfOperationId, shown.MaxContacts, shown.Status, shown.OutboundCallerConfig, shown.Tags], ["Claims", "Damage", HoursOfOperationId, 20, "ENABLED", { OutboundCallerIdName: "Kiosk" }, { cost: "42" }]);
  });
  await test("queues: everything changes by its own operation", async () => {
    const { HoursOfOperationId: other } = await connect.createHoursOfOperation({ InstanceId, Name: "Mornings", TimeZone: "Europe/Berlin", Config: [{ Day: "MONDAY", StartTime: { Hours: 8, Minutes: 0 }, EndTime: { Hours: 12, Minutes: 30 } }] });
    await connect.updateQueueName({ InstanceId, QueueId, Name: "Damage", Description: "" });
    await connect.updateQueueMaxContacts({ InstanceId, QueueId, MaxContacts: 5 });
    await connect.updateQueueStatus({ InstanceId, QueueId, Status: "DISABLED" });
    await connect.updateQueueHoursOfOperation({ InstanceId, QueueId, HoursOfOperationId: other });
    await connect.updateQueueOutboundCallerConfig({ InstanceId, QueueId, OutboundCallerConfig: { OutboundCallerIdName: "Shop" } });
    const shown = await queue();
    equal([shown.Name, shown.Description, shown.MaxContacts, shown.Status, shown.HoursOfOperationId, shown.OutboundCallerConfig.OutboundCallerIdName], ["Damage", undefined, 5, "DISABLED", other, "Shop"]);
    await refused(connect.deleteHoursOfOperation({ InstanceId, HoursOfOperationId: other }), "InvalidRequestException", 400);
  });
  await test("queues: agents' own queues are listed when they are asked for", async () => {
    const standard = (await connect.listQueues({ InstanceId, QueueTypes: ["STANDARD"] })).QueueSummaryList;
    const agents = (await connect.listQueues({ InstanceId, QueueTypes: ["AGENT"] })).QueueSummaryList;
    is(standard.every((one) => one.QueueType === "STANDARD" && one.Name !== undefined), "standard ones have names");
    is(agents.some((one) => one.Arn.endsWith(`/queue/agent/${find("users", "alice")}`)), "alice has one");
    equal((await connect.listQueues({ InstanceId })).QueueSummaryList.length, standard.length + agents.length);
    const found = await connect.searchQueues({ InstanceId, SearchCriteria: { StringCondition: { FieldName: "name", Value: "dam", ComparisonType: "STARTS_WITH" } } });
    equal(found.Queues.map((one) => one.QueueId), [QueueId]);
  });
  await test("queues: errors are those of the model", async () => {
    await refused(connect.createQueue({ InstanceId, Name: "Support", HoursOfOperationId }), "DuplicateResourceException", 409);
    await refused(connect.createQueue({ InstanceId, Name: "Other", HoursOfOperationId: "11111111-2222-3333-4444-555555555555" }), "ResourceNotFoundException", 404);
    await refused(connect.createQueue({ InstanceId, Name: "", HoursOfOperationId }), "InvalidParameterException", 400);
    await refused(connect.updateQueueStatus({ InstanceId, QueueId, Status: "SLEEPING" }), "InvalidParameterException", 400);
    await refused(connect.deleteQueue({ InstanceId, QueueId: find("queues", "Support") }), "ResourceInUseException", 409);
    await connect.deleteQueue({ InstanceId, QueueId });
    await refused(connect.describeQueue({ InstanceId, QueueId }), "ResourceNotFoundException", 404);
  });
}
