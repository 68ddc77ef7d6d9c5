// Current metrics against what is known to be there (connect.md 6.1 and appendix E 12, 13).
import { equal, is, refused, test } from "./tap.mjs";

export async function run({ connect, InstanceId, find }) {
  const Sales = find("queues", "Sales");
  const ask = async (names, more = {}) => {
    const answer = await connect.getCurrentMetricData({ InstanceId, Filters: { Queues: [Sales] }, CurrentMetrics: names.map((Name) => ({ Name, Unit: Name === "OLDEST_CONTACT_AGE" ? "SECONDS" : "COUNT" })), ...more });
    return { ...answer, rows: answer.MetricResults.map((one) => ({ ...one.Dimensions, ...Object.fromEntries(one.Collections.map((cell) => [cell.Metric.Name, cell.Value])) })) };
  };
  const end = new Date();
  const begin = new Date(end.getTime() - 3600000);
  const ResourceArn = `arn:aws:connect:us-east-1:000000000000:instance/${InstanceId}`;
  const past = async (Metrics, more = {}) => (await connect.getMetricDataV2({ ResourceArn, StartTime: begin, EndTime: new Date(), Filters: [{ FilterKey: "QUEUE", FilterValues: [Sales] }], Metrics, ...more })).MetricResults;
  const calls = (await past([{ Name: "CONTACTS_QUEUED" }], { Groupings: ["QUEUE", "CHANNEL"] })).find((one) => one.Dimensions.CHANNEL === "VOICE");
  const earlier = calls?.Collections[0].Value ?? 0; // of the scripts before this one
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
  await test("metrics: by status the online agents are those online in all, so nobody who is Offline", async () => {
    const [all] = (await ask(["AGENTS_ONLINE"])).rows;
    const { rows } = await ask(["AGENTS_ONLINE"], { Groupings: ["QUEUE", "AGENT_STATUS"] });
    const offline = rows.find((one) => one.AgentStatus.Id === find("statuses", "Offline"));
    equal(offline.AGENTS_ONLINE, 0);
    equal(rows.reduce((sum, one) => sum + one.AGENTS_ONLINE, 0), all.AGENTS_ONLINE);
  });
  await test("metrics: errors are those of the model", async () => {
    await refused(ask(["AGENTS_ONLINE"], { Filters: {} }), "InvalidParameterException", 400);
    await refused(ask(["AGENTS_LOST"]), "InvalidParameterException", 400);
    await refused(ask(["AGENTS_ONLINE"], { SortCriteria: [{ SortByMetric: "SLOTS_ACTIVE", SortOrder: "ASCENDING" }] }), "InvalidParameterException", 400);
    await refused(ask(["AGENTS_ONLINE"], { Filters: { Queues: ["11111111-2222-3333-4444-555555555555"] } }), "ResourceNotFoundException", 404);
    for (const ContactId of contacts) await connect.stopContact({ InstanceId, ContactId });
  });
  await test("metrics of the past: what was abandoned is counted, by queue and channel, with its service level", async () => {
    const [row] = await past([{ Name: "CONTACTS_QUEUED" }, { Name: "CONTACTS_HANDLED" }, { Name: "AVG_HANDLE_TIME" }, { Name: "SERVICE_LEVEL", Threshold: [{ Comparison: "LTE", ThresholdValue: 604800 }] }], { Groupings: ["QUEUE", "CHANNEL"] });
    const values = Object.fromEntries(row.Collections.map((cell) => [cell.Metric.Name, cell.Value]));
    equal([row.Dimensions, values.CONTACTS_QUEUED, values.CONTACTS_HANDLED, values.AVG_HANDLE_TIME, values.SERVICE_LEVEL], [{ QUEUE: Sales, CHANNEL: "VOICE" }, earlier + 2, 0, undefined, 100]);
    equal(row.MetricInterval.Interval, "TOTAL");
  });
  await test("metrics of the past: an agent's online time is non-productive, contact and idle time", async () => {
    const names = ["SUM_ONLINE_TIME_AGENT", "SUM_NON_PRODUCTIVE_TIME_AGENT", "SUM_CONTACT_TIME_AGENT", "SUM_IDLE_TIME_AGENT"];
    const [row] = await past(names.map((Name) => ({ Name })), { Filters: [{ FilterKey: "AGENT", FilterValues: [find("users", "bob")] }], Groupings: ["AGENT"], Interval: { IntervalPeriod: "TOTAL", TimeZone: "Europe/Berlin" } });
    const [online, nonProductive, contact, idle] = row.Collections.map((cell) => Math.round(cell.Value * 1000));
    is(nonProductive > 0, "bob is in training");
    equal(online, nonProductive + contact + idle);
  });
  await test("metrics of the past: what this server cannot know is refused by name", async () => {
    for (const [metrics, more] of [
      [[{ Name: "CASES_CREATED" }]], [[{ Name: "SERVICE_LEVEL" }]], [[{ Name: "CONTACTS_HANDLED", Threshold: [{ Comparison: "LT", ThresholdValue: 20 }] }]], [[{ Name: "SUM_ONLINE_TIME_AGENT" }]],
      [[{ Name: "CONTACTS_HANDLED" }], { Filters: [{ FilterKey: "CHANNEL", FilterValues: ["CHAT"] }] }], [[{ Name: "CONTACTS_HANDLED" }], { StartTime: new Date(0) }], [[{ Name: "CONTACTS_HANDLED" }], { Interval: { TimeZone: "Mars/Base" } }],
    ]) await refused(past(metrics, more), "InvalidParameterException", 400);
    await refused(past([{ Name: "CONTACTS_HANDLED" }], { ResourceArn: ResourceArn.replace(InstanceId, "11111111-2222-3333-4444-555555555555") }), "ResourceNotFoundException", 404);
  });
  await test("metrics of the last day, and of one waiting contact", async () => {
    const five = (at) => new Date(Math.floor(at / 300000) * 300000);
    const { MetricResults } = await connect.getMetricData({ InstanceId, StartTime: five(end - 3600000), EndTime: five(end.getTime() + 300000), Filters: { Queues: [Sales], Channels: ["VOICE"] }, Groupings: ["QUEUE"], HistoricalMetrics: [{ Name: "CONTACTS_QUEUED", Unit: "COUNT", Statistic: "SUM" }] });
    equal(MetricResults.map((one) => [one.Dimensions.Queue.Id, one.Collections[0].Value]), [[Sales, earlier + 2]]);
    const { ContactId } = await connect.startOutboundVoiceContact({ InstanceId, ContactFlowId: find("contactFlows", "Support chat"), QueueId: Sales, DestinationPhoneNumber: "+14255550102" });
    const answer = await connect.getContactMetrics({ InstanceId, ContactId, Metrics: [{ Name: "POSITION_IN_QUEUE" }, { Name: "ESTIMATED_WAIT_TIME" }] });
    equal([answer.Id, answer.MetricResults[0].Name, answer.MetricResults[0].Value.Number], [ContactId, "POSITION_IN_QUEUE", 1]);
    await connect.stopContact({ InstanceId, ContactId });
    const nobody = "11111111-2222-3333-4444-555555555555";
    await refused(connect.getContactMetrics({ InstanceId, ContactId, Metrics: [{ Name: "CONTACT_LUCK" }] }), "InvalidParameterException", 400);
    await refused(connect.getContactMetrics({ InstanceId, ContactId: nobody, Metrics: [{ Name: "POSITION_IN_QUEUE" }] }), "ResourceNotFoundException", 404);
    await refused(connect.getMetricData({ InstanceId, StartTime: five(end - 3600000), EndTime: five(end), Filters: { Queues: [nobody] }, HistoricalMetrics: [{ Name: "CONTACTS_QUEUED" }] }), "ResourceNotFoundException", 404);
    await refused(connect.getMetricData({ InstanceId, StartTime: five(end - 3600000), EndTime: five(end), Filters: { Queues: [Sales] }, HistoricalMetrics: [{ Name: "OCCUPANCY" }] }), "InvalidParameterException", 400);
  });
}
