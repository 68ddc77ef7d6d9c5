// Users: made, read, changed, paged, deleted, every error provoked.
import { equal, is, refused, test } from "./tap.mjs";

export async function run({ connect, InstanceId, find, demo, instance, clientOf }) {
  const RoutingProfileId = find("routingProfiles", "Blended");
  const { SecurityProfileSummaryList } = await connect.listSecurityProfiles({ InstanceId });
  const profile = (name) => SecurityProfileSummaryList.find((one) => one.Name === name).Id;
  let UserId;
  const user = async () => (await connect.describeUser({ InstanceId, UserId })).User;

  await test("users: one is made with all its settings and described", async () => {
    const made = await connect.createUser({
      InstanceId,
      Username: "carol",
      Password: "Correct1Horse",
      IdentityInfo: { FirstName: "Carol", LastName: "Clark", Email: "carol@example.com", Mobile: "+14255550100" },
      RoutingProfileId,
      SecurityProfileIds: [profile("Agent")],
      PhoneConfig: { PhoneType: "SOFT_PHONE", AutoAccept: false, AfterContactWorkTimeLimit: 5 },
      Tags: { team: "red" },
    });
    UserId = made.UserId;
    const shown = await user();
    equal([shown.Id, shown.Arn, shown.Username, shown.RoutingProfileId], [UserId, made.UserArn, "carol", RoutingProfileId]);
    equal(shown.IdentityInfo, { FirstName: "Carol", LastName: "Clark", Email: "carol@example.com", Mobile: "+14255550100" });
    equal([shown.PhoneConfig.PhoneType, shown.PhoneConfig.AfterContactWorkTimeLimit], ["SOFT_PHONE", 5]);
    equal(shown.SecurityProfileIds, [profile("Agent")]);
    equal(shown.Tags, { team: "red" });
    const { UserDataList } = await connect.getCurrentUserData({ InstanceId, Filters: { Agents: [UserId] } });
    equal(UserDataList[0].Status.StatusName, "Offline", "a new user");
  });
  await test("users: a search finds by name and tag, and tells wrap-up times in milliseconds", async () => {
    const found = await connect.searchUsers({ InstanceId, SearchCriteria: { OrConditions: [{ StringCondition: { FieldName: "Username", Value: "car", ComparisonType: "STARTS_WITH" } }, { StringCondition: { FieldName: "Username", Value: "nobody", ComparisonType: "EXACT" } }] }, SearchFilter: { TagFilter: { TagCondition: { TagKey: "team", TagValue: "red" } } } });
    equal(found.Users.map((one) => one.Username), ["carol"]);
    equal(found.Users[0].PhoneConfig.AfterContactWorkTimeLimit, 5000);
    equal((await connect.searchUsers({ InstanceId, SearchFilter: { TagFilter: { TagCondition: { TagKey: "team", TagValue: "blue" } } } })).Users, []);
  });
  await test("users: every setting changes by its own operation", async () => {
    await connect.updateUserConfig({ InstanceId, UserId, AfterContactWorkConfigs: [{ Channel: "CHAT", AfterContactWorkConfig: { AfterContactWorkTimeLimit: 30 } }], AutoAcceptConfigs: [{ Channel: "TASK", AutoAccept: true }], PersistentConnectionConfigs: [{ Channel: "VOICE", PersistentConnection: true }] });
    await connect.updateUserIdentityInfo({ InstanceId, UserId, IdentityInfo: { FirstName: "Caroline", LastName: "Clark", SecondaryEmail: "c@example.com" } });
    await connect.updateUserSecurityProfiles({ InstanceId, UserId, SecurityProfileIds: [profile("CallCenterManager")] });
    const basic = (await connect.listRoutingProfiles({ InstanceId })).RoutingProfileSummaryList.find((one) => one.Name === "Basic Routing Profile");
    await connect.updateUserRoutingProfile({ InstanceId, UserId, RoutingProfileId: basic.Id });
    const { HierarchyGroupId } = await connect.createUserHierarchyGroup({ InstanceId, Name: "Berlin" });
    await connect.updateUserHierarchy({ InstanceId, UserId, HierarchyGroupId });
    let shown = await user();
    equal(shown.AfterContactWorkConfigs.find((one) => one.Channel === "CHAT").AfterContactWorkConfig.AfterContactWorkTimeLimit, 30);
    equal(shown.AutoAcceptConfigs.find((one) => one.Channel === "TASK").AutoAccept, true);
    equal(shown.PersistentConnectionConfigs, [{ Channel: "VOICE", PersistentConnection: true }]);
    equal(shown.IdentityInfo, { FirstName: "Caroline", LastName: "Clark", SecondaryEmail: "c@example.com" });
    equal([shown.SecurityProfileIds, shown.RoutingProfileId, shown.HierarchyGroupId], [[profile("CallCenterManager")], basic.Id, HierarchyGroupId]);
    await refused(connect.deleteUserHierarchyGroup({ InstanceId, HierarchyGroupId }), "ResourceInUseException", 409);
    await connect.updateUserHierarchy({ InstanceId, UserId });
    await connect.updateUserPhoneConfig({ InstanceId, UserId, PhoneConfig: { PhoneType: "DESK_PHONE", DeskPhoneNumber: "+14255550101", AutoAccept: true, AfterContactWorkTimeLimit: 0 } });
    shown = await user();
    equal([shown.HierarchyGroupId, shown.PhoneConfig.PhoneType, shown.PhoneConfig.DeskPhoneNumber, shown.PhoneConfig.AutoAccept], [undefined, "DESK_PHONE", "+14255550101", true]);
    equal(shown.AfterContactWorkConfigs.map((one) => one.AfterContactWorkConfig.AfterContactWorkTimeLimit), [0, 0, 0]);
    await connect.deleteUserHierarchyGroup({ InstanceId, HierarchyGroupId });
  });
  await test("users: pages hold all of them once", async () => {
    const seen = [];
    let NextToken;
    do {
      const page = await connect.listUsers({ InstanceId, MaxResults: 2, NextToken });
      seen.push(...page.UserSummaryList.map((one) => one.Username));
      NextToken = page.NextToken;
    } while (NextToken);
    equal(seen, ["alice", "bob", "sam", "ada", "carol"]);
  });
  await test("users: errors are those of the model, and nothing of a refused request is done", async () => {
    const good = { InstanceId, Username: "dora", Password: "Correct1Horse", RoutingProfileId, SecurityProfileIds: [profile("Agent")] };
    const nobody = "11111111-2222-3333-4444-555555555555";
    await refused(connect.createUser({ ...good, Username: "ALICE" }), "DuplicateResourceException", 409);
    await refused(connect.createUser({ ...good, Password: "short" }), "InvalidParameterException", 400);
    await refused(connect.createUser({ ...good, Password: undefined }), "InvalidParameterException", 400);
    await refused(connect.createUser({ ...good, Username: "two words" }), "InvalidParameterException", 400);
    await refused(connect.createUser({ ...good, RoutingProfileId: nobody }), "ResourceNotFoundException", 404);
    await refused(connect.createUser({ ...good, SecurityProfileIds: [nobody] }), "ResourceNotFoundException", 404);
    await refused(connect.createUser({ ...good, HierarchyGroupId: nobody }), "ResourceNotFoundException", 404);
    await refused(connect.createUser({ ...good, PhoneConfig: { PhoneType: "DESK_PHONE" } }), "InvalidParameterException", 400);
    await refused(connect.createUser({ ...good, Tags: { "aws:x": "y" } }), "InvalidParameterException", 400);
    await refused(connect.updateUserConfig({ InstanceId, UserId, AfterContactWorkConfigs: [{ Channel: "CHAT", AfterContactWorkConfig: { AfterContactWorkTimeLimit: 2000001 } }] }), "InvalidParameterException", 400);
    await refused(connect.describeUser({ InstanceId, UserId: nobody }), "ResourceNotFoundException", 404);
    const { UserSummaryList } = await connect.listUsers({ InstanceId });
    is(!UserSummaryList.some((one) => one.Username === "dora"), "dora was not made");
  });
  await test("users: one is deleted once", async () => {
    await connect.deleteUser({ InstanceId, UserId });
    await refused(connect.describeUser({ InstanceId, UserId }), "ResourceNotFoundException", 404);
    await refused(connect.deleteUser({ InstanceId, UserId }), "ResourceNotFoundException", 404);
  });
}
