// Agent statuses: made, read, changed, paged, every error provoked.
import { equal, is, refused, test } from "./tap.mjs";

export async function run({ connect, InstanceId, find, demo }) {
  let id;
  await test("statuses: one is made, described, listed and found", async () => {
    const made = await connect.createAgentStatus({ InstanceId, Name: "Coaching", State: "ENABLED", Description: "With a coach", DisplayOrder: 7, Tags: { team: "red" } });
    id = made.AgentStatusId;
    equal(made.AgentStatusARN, `arn:aws:connect:${demo.region}:${demo.accountId}:instance/${InstanceId}/agent-state/${id}`);
    const { AgentStatus } = await connect.describeAgentStatus({ InstanceId, AgentStatusId: made.AgentStatusARN });
    equal(AgentStatus.Name, "Coaching");
    equal(AgentStatus.Description, "With a coach");
    equal(AgentStatus.DisplayOrder, 7);
    equal(AgentStatus.Type, "CUSTOM");
    equal(AgentStatus.State, "ENABLED");
    equal(AgentStatus.Tags, { team: "red" });
    const { AgentStatusSummaryList } = await connect.listAgentStatuses({ InstanceId, AgentStatusTypes: ["CUSTOM"] });
    is(AgentStatusSummaryList.some((one) => one.Id === id), "it is in the list of custom ones");
    is(AgentStatusSummaryList.every((one) => one.Type === "CUSTOM"), "and only custom ones are");
    const found = await connect.searchAgentStatuses({ InstanceId, SearchCriteria: { AndConditions: [{ StringCondition: { FieldName: "name", Value: "coach", ComparisonType: "CONTAINS" } }] }, SearchFilter: { AttributeFilter: { TagCondition: { TagKey: "team", TagValue: "red" } } } });
    equal(found.AgentStatuses.map((one) => one.AgentStatusId), [id]);
    equal(found.ApproximateTotalCount, 1);
  });
  await test("statuses: name, description, order and state change, an empty description clears", async () => {
    await connect.updateAgentStatus({ InstanceId, AgentStatusId: id, Name: "Coached", Description: "", DisplayOrder: 9, State: "DISABLED" });
    let { AgentStatus } = await connect.describeAgentStatus({ InstanceId, AgentStatusId: id });
    equal([AgentStatus.Name, AgentStatus.Description, AgentStatus.DisplayOrder, AgentStatus.State], ["Coached", undefined, 9, "DISABLED"]);
    await connect.updateAgentStatus({ InstanceId, AgentStatusId: id, ResetOrderNumber: true });
    ({ AgentStatus } = await connect.describeAgentStatus({ InstanceId, AgentStatusId: id }));
    equal(AgentStatus.DisplayOrder, undefined);
  });
  await test("statuses: pages hold all of them once, and a token serves only its own request", async () => {
    const seen = [];
    let NextToken;
    do {
      const page = await connect.listAgentStatuses({ InstanceId, MaxResults: 2, NextToken });
      is(page.AgentStatusSummaryList.length <= 2, "at most two on a page");
      seen.push(...page.AgentStatusSummaryList.map((one) => one.Id));
      NextToken = page.NextToken;
    } while (NextToken);
    const all = (await connect.listAgentStatuses({ InstanceId })).AgentStatusSummaryList.map((one) => one.Id);
    equal(seen, all);
    const { NextToken: token } = await connect.listAgentStatuses({ InstanceId, MaxResults: 1 });
    await refused(connect.listAgentStatuses({ InstanceId, MaxResults: 1, NextToken: `${token.slice(0, -4)}AAA=` }), "InvalidParameterException", 400);
    await refused(connect.listUsers({ InstanceId, MaxResults: 1, NextToken: token }), "InvalidParameterException", 400);
  });
  await test("statuses: errors are those of the model", async () => {
    await refused(connect.createAgentStatus({ InstanceId, Name: "Lunch", State: "ENABLED" }), "DuplicateResourceException", 409);
    await refused(connect.createAgentStatus({ InstanceId, Name: "x".repeat(128), State: "ENABLED" }), "InvalidParameterException", 400);
    await refused(connect.createAgentStatus({ InstanceId, Name: "Other", State: "MAYBE" }), "InvalidParameterException", 400);
    await refused(connect.createAgentStatus({ InstanceId, Name: "Other", State: "ENABLED", DisplayOrder: 51 }), "InvalidParameterException", 400);
    await refused(connect.updateAgentStatus({ InstanceId, AgentStatusId: find("statuses", "Lunch"), Name: "Break" }), "DuplicateResourceException", 409);
    await refused(connect.updateAgentStatus({ InstanceId, AgentStatusId: find("statuses", "Available"), State: "DISABLED" }), "InvalidRequestException", 400);
    await refused(connect.describeAgentStatus({ InstanceId, AgentStatusId: "11111111-2222-3333-4444-555555555555" }), "ResourceNotFoundException", 404);
    await refused(connect.describeAgentStatus({ InstanceId: "11111111-2222-3333-4444-555555555555", AgentStatusId: id }), "ResourceNotFoundException", 404);
    await refused(connect.listAgentStatuses({ InstanceId, MaxResults: 1001 }), "InvalidParameterException", 400);
    await refused(connect.searchAgentStatuses({ InstanceId, SearchCriteria: { StringCondition: { FieldName: "colour", Value: "red" } } }), "InvalidParameterException", 400);
  });
}
