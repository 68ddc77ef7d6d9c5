// Current metrics against what is known to be there (connect.md 6.1 and appendix E 12, 13).
import { equal, is, refused, test } from "./tap.mjs";

export async function run({ connect, InstanceId, find }) {
  const Sales = find("queues", "Sales");
  const ask = async (names, more = {}) => {
    const answer = await connect.getCurrentMetricData({ InstanceId, Filters: { Queues: [Sales] }, CurrentMetrics: names.map((Name) => ({ Name, Unit: Name === "OLDEST_CONTACT_AGE" ? "SECONDS" : "COUNT" })), ...more });
    return { ...answer, rows: answer.MetricResults.map((one) => ({ ...one.Dimensions, ...Object.fromEntries(one.Collections.map((cell) => [cell.Metric.Name, cell.Value])) })) };
  };
  const contacts = [];
  await test("metrics: waiting contacts are counted, in all and by channel", async () => {
    for (const ContactFlowId of [find("contactFlows", "Support chat")]) {
      contacts.push((await connect.startOutboundVoiceContact({ InstanceId, ContactFlowId, QueueId: Sales, DestinationPhoneNumber: "+14255550100" })).ContactId);
      contacts.push((await connect.startOutboundVoiceContact({ InstanceId, ContactFlowId, QueueId: Sales, DestinationPhoneNumber: "+14255550101" })).ContactId);
    }
    const all = await ask(["CONTACTS_IN_QUEUE", "OLDEST_CONTACT_AGE"]);
    equal(all.rows.length, 1);
    equal([all.rows[0].CONTACTS_IN_QUEUE, all.MetricResults[0].Dimensions], [2, undefined]);
    is(all.DataSnapshotTime instanceof Date, "a time");
    const byChannel = await ask(["CONTACTS_IN_QUEUE"], { Groupings: ["QUEUE", "CHANNEL"], Filters: { Queues: [Sales], Channels: ["VOICE", "CHAT"] } });
    equal(byChannel.rows.map((one) => [one.Queue.Id, one.Channel, one.CONTACTS_IN_QUEUE]), [[Sales, "VOICE", 2], [Sales, "CHAT", 0]]);
  });
  await test("metrics: online is staffed and non-productive together, per routing profile too", async () => {
    await connect.putUserStatus({ InstanceId, UserId: find("users", "bob"), AgentStatusId: find("statuses", "Training") }).catch((error) => equal(error.message, "User already in requested status"));
    const Filters = { RoutingProfiles: [find("routingProfiles", "Blended")] };
    for (const more of [{}, { Filters, Groupings: ["ROUTING_PROFILE"] }]) {
      const [row] = (await ask(["AGENTS_ONLINE", "AGENTS_STAFFED", "AGENTS_NON_PRODUCTIVE", "AGENTS_AVAILABLE", "SLOTS_ACTIVE", "SLOTS_AVAILABLE", "AGENTS_ON_CONTACT", "AGENTS_ON_CALL"], more)).rows;
      equal(row.AGENTS_ONLINE, row.AGENTS_STAFFED + row.AGENTS_NON_PRODUCTIVE);
      is(row.AGENTS_NON_PRODUCTIVE >= 1, "bob is in training");
      equal(row.AGENTS_ON_CONTACT, row.AGENTS_ON_CALL);
    }
  });
  await test("metrics: errors are those of the model", async () => {
    await refused(ask(["AGENTS_ONLINE"], { Filters: {} }), "InvalidParameterException", 400);
    await refused(ask(["AGENTS_LOST"]), "InvalidParameterException", 400);
    await refused(ask(["AGENTS_ONLINE"], { SortCriteria: [{ SortByMetric: "SLOTS_ACTIVE", SortOrder: "ASCENDING" }] }), "InvalidParameterException", 400);
    await refused(ask(["AGENTS_ONLINE"], { Filters: { Queues: ["11111111-2222-3333-4444-555555555555"] } }), "ResourceNotFoundException", 404);
    for (const ContactId of contacts) await connect.stopContact({ InstanceId, ContactId });
  });
}
