// Quick connects, hierarchy, security profiles, tags.
import { equal, is, refused, test } from "./tap.mjs";

export async function run({ connect, InstanceId, find, demo }) {
  const QueueConfig = { QueueId: find("queues", "Sales"), ContactFlowId: find("contactFlows", "Support task") };
  let QuickConnectId;
  await test("quick connects: made, described, listed, changed, deleted", async () => {
    const made = await connect.createQuickConnect({ InstanceId, Name: "To sales", QuickConnectConfig: { QuickConnectType: "QUEUE", QueueConfig }, Tags: { a: "b" } });
    QuickConnectId = made.QuickConnectId;
    await connect.createQuickConnect({ InstanceId, Name: "Taxi", QuickConnectConfig: { QuickConnectType: "PHONE_NUMBER", PhoneConfig: { PhoneNumber: "+14255550100" } } });
    equal((await connect.listQuickConnects({ InstanceId, QuickConnectTypes: ["QUEUE"] })).QuickConnectSummaryList.map((one) => [one.Id, one.Name, one.QuickConnectType]), [[QuickConnectId, "To sales", "QUEUE"]]);
    await connect.updateQuickConnectName({ InstanceId, QuickConnectId, Name: "Sales", Description: "They sell" });
    await connect.updateQuickConnectConfig({ InstanceId, QuickConnectId, QuickConnectConfig: { QuickConnectType: "USER", UserConfig: { UserId: find("users", "bob"), ContactFlowId: QueueConfig.ContactFlowId } } });
    const { QuickConnect } = await connect.describeQuickConnect({ InstanceId, QuickConnectId });
    equal([QuickConnect.Name, QuickConnect.Description, QuickConnect.QuickConnectConfig.QuickConnectType, QuickConnect.Tags], ["Sales", "They sell", "USER", { a: "b" }]);
    await refused(connect.createQuickConnect({ InstanceId, Name: "Sales", QuickConnectConfig: { QuickConnectType: "QUEUE", QueueConfig } }), "DuplicateResourceException", 409);
    await refused(connect.createQuickConnect({ InstanceId, Name: "Odd", QuickConnectConfig: { QuickConnectType: "QUEUE" } }), "InvalidParameterException", 400);
    await refused(connect.createQuickConnect({ InstanceId, Name: "Odd", QuickConnectConfig: { QuickConnectType: "QUEUE", QueueConfig: { ...QueueConfig, QueueId: "11111111-2222-3333-4444-555555555555" } } }), "ResourceNotFoundException", 404);
  });
  await test("tags: set, shown, taken away, on a resource of each kind", async () => {
    const arn = (kind, id) => `arn:aws:connect:${demo.region}:${demo.accountId}:instance/${InstanceId}${kind ? `/${kind}/${id}` : ""}`;
    const resources = [arn(), arn("agent", find("users", "bob")), arn("agent-state", find("statuses", "Lunch")), arn("queue", find("queues", "Sales")), arn("routing-profile", find("routingProfiles", "Blended")), arn("contact-flow", find("contactFlows", "Support chat")), arn("transfer-destination", QuickConnectId)];
    for (const resourceArn of resources) {
      const before = (await connect.listTagsForResource({ resourceArn })).tags;
      await connect.tagResource({ resourceArn, tags: { colour: "red", "a b": "x/y" } });
      equal((await connect.listTagsForResource({ resourceArn })).tags, { ...before, colour: "red", "a b": "x/y" });
      await connect.untagResource({ resourceArn, tagKeys: ["colour", "a b", "never"] });
      equal((await connect.listTagsForResource({ resourceArn })).tags, before);
    }
    await refused(connect.listTagsForResource({ resourceArn: arn("queue", "11111111-2222-3333-4444-555555555555") }), "ResourceNotFoundException", 404);
    await refused(connect.tagResource({ resourceArn: resources[1], tags: { "aws:x": "y" } }), "InvalidParameterException", 400);
  });
  await test("hierarchy groups: made below each other, described with their path", async () => {
    const top = await connect.createUserHierarchyGroup({ InstanceId, Name: "World" });
    const below = await connect.createUserHierarchyGroup({ InstanceId, Name: "Europe", ParentGroupId: top.HierarchyGroupId });
    const { HierarchyGroup } = await connect.describeUserHierarchyGroup({ InstanceId, HierarchyGroupId: below.HierarchyGroupId });
    equal([HierarchyGroup.LevelId, HierarchyGroup.HierarchyPath.LevelOne.Name, HierarchyGroup.HierarchyPath.LevelTwo.Name], ["2", "World", "Europe"]);
    await refused(connect.deleteUserHierarchyGroup({ InstanceId, HierarchyGroupId: top.HierarchyGroupId }), "ResourceInUseException", 409);
    await connect.updateUserHierarchyGroupName({ InstanceId, HierarchyGroupId: below.HierarchyGroupId, Name: "EU" });
    is((await connect.listUserHierarchyGroups({ InstanceId })).UserHierarchyGroupSummaryList.some((one) => one.Name === "EU"), "it is listed");
    await refused(connect.createUserHierarchyGroup({ InstanceId, Name: "World" }), "DuplicateResourceException", 409);
  });
  await test("security profiles: the three roles", async () => {
    const { SecurityProfileSummaryList } = await connect.listSecurityProfiles({ InstanceId });
    equal(SecurityProfileSummaryList.map((one) => one.Name), ["Agent", "CallCenterManager", "Admin"]);
    const { SecurityProfile } = await connect.describeSecurityProfile({ InstanceId, SecurityProfileId: SecurityProfileSummaryList[2].Arn });
    equal(SecurityProfile.SecurityProfileName, "Admin");
    is((await connect.listSecurityProfilePermissions({ InstanceId, SecurityProfileId: SecurityProfile.Id })).Permissions.length > 0, "with permissions");
    equal((await connect.searchSecurityProfiles({ InstanceId, SearchCriteria: { StringCondition: { FieldName: "name", Value: "agent", ComparisonType: "EXACT" } } })).SecurityProfiles.length, 1);
    await refused(connect.describeSecurityProfile({ InstanceId, SecurityProfileId: "11111111-2222-3333-4444-555555555555" }), "ResourceNotFoundException", 404);
  });
  await test("quick connects: one is deleted once", async () => {
    await connect.deleteQuickConnect({ InstanceId, QuickConnectId });
    await refused(connect.deleteQuickConnect({ InstanceId, QuickConnectId }), "ResourceNotFoundException", 404);
  });
}
