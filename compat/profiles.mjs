// Routing profiles: made, read, changed, paged, deleted, every error provoked.
import { equal, is, refused, test } from "./tap.mjs";

export async function run({ connect, InstanceId, find }) {
  const Support = find("queues", "Support");
  const Sales = find("queues", "Sales");
  let RoutingProfileId;
  const profile = async () => (await connect.describeRoutingProfile({ InstanceId, RoutingProfileId })).RoutingProfile;
  const queues = async () => (await connect.listRoutingProfileQueues({ InstanceId, RoutingProfileId })).RoutingProfileQueueConfigSummaryList;

  await test("routing profiles: one is made and described", async () => {
    const made = await connect.createRoutingProfile({
      InstanceId,
      Name: "Night",
      Description: "After ten",
      DefaultOutboundQueueId: Support,
      MediaConcurrencies: [
        { Channel: "VOICE", Concurrency: 1 },
        { Channel: "CHAT", Concurrency: 4, CrossChannelBehavior: { BehaviorType: "ROUTE_ANY_CHANNEL" } },
      ],
      QueueConfigs: [{ QueueReference: { QueueId: Support, Channel: "CHAT" }, Priority: 2, Delay: 15 }],
      AgentAvailabilityTimer: "TIME_SINCE_LAST_INBOUND",
      Tags: { shift: "night" },
    });
    RoutingProfileId = made.RoutingProfileId;
    const shown = await profile();
    equal([shown.Name, shown.Description, shown.DefaultOutboundQueueId, shown.AgentAvailabilityTimer, shown.NumberOfAssociatedQueues, shown.NumberOfAssociatedUsers], ["Night", "After ten", Support, "TIME_SINCE_LAST_INBOUND", 1, 0]);
    equal(shown.MediaConcurrencies, [
      { Channel: "VOICE", Concurrency: 1, CrossChannelBehavior: { BehaviorType: "ROUTE_CURRENT_CHANNEL_ONLY" } },
      { Channel: "CHAT", Concurrency: 4, CrossChannelBehavior: { BehaviorType: "ROUTE_ANY_CHANNEL" } },
    ]);
    equal((await queues()).map((one) => [one.QueueName, one.Channel, one.Priority, one.Delay]), [["Support", "CHAT", 2, 15]]);
  });
  await test("routing profiles: queues are associated, changed and taken away", async () => {
    await connect.associateRoutingProfileQueues({ InstanceId, RoutingProfileId, QueueConfigs: [{ QueueReference: { QueueId: Sales, Channel: "VOICE" }, Priority: 1, Delay: 0 }] });
    await connect.updateRoutingProfileQueues({ InstanceId, RoutingProfileId, QueueConfigs: [{ QueueReference: { QueueId: Sales, Channel: "VOICE" }, Priority: 9, Delay: 60 }] });
    equal((await queues()).map((one) => [one.QueueName, one.Channel, one.Priority, one.Delay]).sort(), [["Sales", "VOICE", 9, 60], ["Support", "CHAT", 2, 15]]);
    const page = await connect.listRoutingProfileQueues({ InstanceId, RoutingProfileId, MaxResults: 1 });
    is(page.NextToken !== undefined && page.RoutingProfileQueueConfigSummaryList.length === 1, "one on a page");
    await refused(connect.updateRoutingProfileQueues({ InstanceId, RoutingProfileId, QueueConfigs: [{ QueueReference: { QueueId: Sales, Channel: "CHAT" }, Priority: 1, Delay: 0 }] }), "InvalidRequestException", 400);
    await connect.disassociateRoutingProfileQueues({ InstanceId, RoutingProfileId, QueueReferences: [{ QueueId: Sales, Channel: "VOICE" }] });
    equal((await queues()).length, 1);
  });
  await test("routing profiles: name, concurrency, timer and outbound queue change", async () => {
    await connect.updateRoutingProfileName({ InstanceId, RoutingProfileId, Name: "Late", Description: "After nine" });
    await connect.updateRoutingProfileConcurrency({ InstanceId, RoutingProfileId, MediaConcurrencies: [{ Channel: "TASK", Concurrency: 10 }] });
    await connect.updateRoutingProfileAgentAvailabilityTimer({ InstanceId, RoutingProfileId, AgentAvailabilityTimer: "TIME_SINCE_LAST_ACTIVITY" });
    await connect.updateRoutingProfileDefaultOutboundQueue({ InstanceId, RoutingProfileId, DefaultOutboundQueueId: Sales });
    const shown = await profile();
    equal([shown.Name, shown.Description, shown.AgentAvailabilityTimer, shown.DefaultOutboundQueueId, shown.MediaConcurrencies.map((one) => [one.Channel, one.Concurrency])], ["Late", "After nine", "TIME_SINCE_LAST_ACTIVITY", Sales, [["TASK", 10]]]);
    const found = await connect.searchRoutingProfiles({ InstanceId, SearchCriteria: { StringCondition: { FieldName: "name", Value: "Late", ComparisonType: "EXACT" } } });
    equal(found.RoutingProfiles.map((one) => [one.RoutingProfileId, one.AssociatedQueueIds]), [[RoutingProfileId, [Support]]]);
  });
  await test("routing profiles: errors are those of the model", async () => {
    const good = { InstanceId, Name: "Other", Description: "d", DefaultOutboundQueueId: Support, MediaConcurrencies: [{ Channel: "CHAT", Concurrency: 1 }] };
    const nobody = "11111111-2222-3333-4444-555555555555";
    await refused(connect.createRoutingProfile({ ...good, Name: "Blended" }), "DuplicateResourceException", 409);
    await refused(connect.createRoutingProfile({ ...good, DefaultOutboundQueueId: nobody }), "ResourceNotFoundException", 404);
    await refused(connect.createRoutingProfile({ ...good, MediaConcurrencies: [{ Channel: "VOICE", Concurrency: 2 }] }), "InvalidParameterException", 400);
    await refused(connect.createRoutingProfile({ ...good, QueueConfigs: [{ QueueReference: { QueueId: Support, Channel: "CHAT" }, Priority: 100, Delay: 0 }] }), "InvalidParameterException", 400);
    await refused(connect.deleteRoutingProfile({ InstanceId, RoutingProfileId: find("routingProfiles", "Blended") }), "ResourceInUseException", 409);
    await connect.deleteRoutingProfile({ InstanceId, RoutingProfileId });
    await refused(connect.describeRoutingProfile({ InstanceId, RoutingProfileId }), "ResourceNotFoundException", 404);
  });
}
