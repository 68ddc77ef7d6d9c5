// What must be there before an operation can succeed, and which of its members exclude each other. It must not check anything.
import { unique } from "./fill.mjs";
import { until } from "./tap.mjs";

// The resources every request may name, made once.
export async function makeResources({ connect, InstanceId, find, demo }) {
  const arn = (kind, id) => `arn:aws:connect:${demo.region}:${demo.accountId}:instance/${InstanceId}/${kind}/${id}`;
  const { SecurityProfileSummaryList } = await connect.listSecurityProfiles({ InstanceId });
  const SecurityProfileId = SecurityProfileSummaryList.find((one) => one.Name === "Agent").Id;
  const { HoursOfOperationId } = await connect.createHoursOfOperation({ InstanceId, Name: unique("hours"), TimeZone: "UTC", Config: [{ Day: "MONDAY", StartTime: { Hours: 0, Minutes: 0 }, EndTime: { Hours: 0, Minutes: 0 } }] });
  const { HierarchyGroupId } = await connect.createUserHierarchyGroup({ InstanceId, Name: unique("group") });
  const ContactFlowId = find("contactFlows", "Support task");
  const { QuickConnectId } = await connect.createQuickConnect({ InstanceId, Name: unique("quick"), QuickConnectConfig: { QuickConnectType: "PHONE_NUMBER", PhoneConfig: { PhoneNumber: "+14255550100" } } });
  const shared = { InstanceId, SecurityProfileId, "SecurityProfileIds[]": SecurityProfileId, HoursOfOperationId, HierarchyGroupId, ParentGroupId: HierarchyGroupId, ...Object.fromEntries([1, 2, 3, 4, 5].map((level) => [`L${level}Ids[]`, HierarchyGroupId])), ContactFlowId, QuickConnectId, "QuickConnectIds[]": QuickConnectId, AgentStatusId: find("statuses", "Lunch") };
  const queue = async () => (await connect.createQueue({ InstanceId, Name: unique("queue"), HoursOfOperationId })).QueueId;
  const QueueId = await queue();
  const profile = async () =>
    (await connect.createRoutingProfile({ InstanceId, Name: unique("profile"), Description: "Made", DefaultOutboundQueueId: QueueId, MediaConcurrencies: [{ Channel: "CHAT", Concurrency: 1 }, { Channel: "TASK", Concurrency: 1 }], QueueConfigs: [{ QueueReference: { QueueId, Channel: "CHAT" }, Priority: 1, Delay: 0 }] })).RoutingProfileId;
  const RoutingProfileId = await profile();
  const user = async () => (await connect.createUser({ InstanceId, Username: unique("user"), Password: "Correct1Horse", RoutingProfileId, SecurityProfileIds: [SecurityProfileId] })).UserId;
  const UserId = await user();
  const resourceArn = arn("queue", QueueId);
  Object.assign(shared, { QueueId, "QueueIds[]": QueueId, "Queues[]": QueueId, "RoutingProfiles[]": RoutingProfileId, "Agents[]": UserId, "AgentIds[]": UserId, "UserHierarchyGroups[]": HierarchyGroupId, DefaultOutboundQueueId: QueueId, RoutingProfileId, UserId, resourceArn, "QueueInfo.Id": QueueId, "ContactStates[]": "CONNECTED" });
  return { shared, make: { user, queue, profile } };
}

// Each override has a day of its own: two of a day may exclude each other.
let day = Date.parse("2030-01-01");
const days = () => {
  day += 86400000;
  const text = new Date(day).toISOString().slice(0, 10);
  return { EffectiveFrom: text, EffectiveTill: text };
};

const CONTACT_IDS = (ContactId) => ({ ContactId, InitialContactId: ContactId });

// For each operation that needs more than the shared resources: a function that makes it and gives the resources to take.
export function preparations({ connect, InstanceId, find }, { shared, make }) {
  const status = (name) => find("statuses", name);
  const task = async () => (await connect.startTaskContact({ InstanceId, ContactFlowId: shared.ContactFlowId, Name: "Made" })).ContactId;
  const waiting = async () => CONTACT_IDS(await task());
  // A task that a user of its own has: with auto-accept it is connected at once.
  const connected = async (channel = "TASK", begin = task) => {
    const UserId = await make.user();
    const ContactId = await begin();
    await connect.updateUserConfig({ InstanceId, UserId, AutoAcceptConfigs: [{ Channel: channel, AutoAccept: true }] });
    await connect.putUserStatus({ InstanceId, UserId, AgentStatusId: status("Lunch") });
    await connect.associateContactWithUser({ InstanceId, ContactId, UserId });
    const legs = async () => (await connect.getCurrentUserData({ InstanceId, Filters: { Agents: [UserId] } })).UserDataList[0].Contacts;
    await until(legs, (all) => all.some((one) => one.AgentContactState === "CONNECTED"), "the contact is connected");
    return { ...CONTACT_IDS(ContactId), UserId };
  };
  const chat = async () => {
    const made = await connect.startChatContact({ InstanceId, ContactFlowId: find("contactFlows", "Support chat"), ParticipantDetails: { DisplayName: "Cleo" } });
    return { ParticipantToken: made.ParticipantToken, ConnectionToken: made.ParticipantToken, ContactId: made.ContactId };
  };
  const content = JSON.stringify({ Version: "2019-10-30", StartAction: "a", Metadata: {}, Actions: [{ Identifier: "a", Type: "UpdateContactTargetQueue", Parameters: { QueueId: shared.QueueId }, Transitions: { NextAction: "b" } }, { Identifier: "b", Type: "TransferContactToQueue", Parameters: {}, Transitions: {} }] });
  const flow = async () => ({ Content: content, ContactFlowId: (await connect.createContactFlow({ InstanceId, Name: unique("flow"), Type: "CONTACT_FLOW", Content: content })).ContactFlowId });
  const override = async () => {
    const { HoursOfOperationId, HoursOfOperationOverrideId } = await connect.createHoursOfOperationOverride({ InstanceId, HoursOfOperationId: shared.HoursOfOperationId, Name: unique("override"), Config: [], ...days() }).then((answer) => ({ ...answer, HoursOfOperationId: shared.HoursOfOperationId }));
    return { HoursOfOperationId, HoursOfOperationOverrideId, ...days() };
  };
  const needs = {
    AssociateContactWithUser: async () => {
      const UserId = await make.user();
      await connect.putUserStatus({ InstanceId, UserId, AgentStatusId: status("Lunch") });
      return { ...(await waiting()), UserId };
    },
    AssociateApprovedOrigin: () => ({ Origin: `https://${unique("site")}.example` }),
    DisassociateApprovedOrigin: async () => {
      const Origin = `https://${unique("site")}.example`;
      await connect.associateApprovedOrigin({ InstanceId, Origin });
      return { Origin };
    },
    AssociateQueueQuickConnects: async () => ({ QueueId: await make.queue() }),
    CreateContactFlow: () => ({ Type: "CONTACT_FLOW", Content: content }),
    CreateHoursOfOperationOverride: days,
    DeleteHoursOfOperationOverride: override,
    DescribeHoursOfOperationOverride: override,
    UpdateHoursOfOperationOverride: override,
    UpdateContactFlowContent: flow,
    UpdateContactFlowMetadata: flow,
    UpdateContactFlowName: flow,
    DeleteHoursOfOperation: async () => ({ HoursOfOperationId: (await connect.createHoursOfOperation({ InstanceId, Name: unique("hours"), TimeZone: "UTC", Config: [] })).HoursOfOperationId }),
    DeleteQueue: async () => ({ QueueId: await make.queue() }),
    DeleteQuickConnect: async () => ({ QuickConnectId: (await connect.createQuickConnect({ InstanceId, Name: unique("quick"), QuickConnectConfig: { QuickConnectType: "PHONE_NUMBER", PhoneConfig: { PhoneNumber: "+14255550100" } } })).QuickConnectId }),
    DeleteRoutingProfile: async () => ({ RoutingProfileId: await make.profile() }),
    DeleteUser: async () => ({ UserId: await make.user() }),
    DeleteUserHierarchyGroup: async () => ({ HierarchyGroupId: (await connect.createUserHierarchyGroup({ InstanceId, Name: unique("group") })).HierarchyGroupId }),
    DismissUserContact: async () => {
      const { UserId, ContactId } = await connected();
      await connect.stopContact({ InstanceId, ContactId });
      return { UserId, ContactId };
    },
    AssociateRoutingProfileQueues: async () => ({ RoutingProfileId: await make.profile(), QueueId: await make.queue() }),
    DisassociateRoutingProfileQueues: async () => ({ RoutingProfileId: await make.profile() }),
    PutUserStatus: async () => ({ UserId: await make.user() }),
    ResumeContact: async () => {
      const ids = await waiting();
      await connect.pauseContact({ InstanceId, ContactId: ids.ContactId });
      return ids;
    },
    StartOutboundVoiceContact: () => ({ ContactFlowId: find("contactFlows", "Support chat") }),
    StartChatContact: () => ({ ContactFlowId: find("contactFlows", "Support chat") }),
    TransferContact: async () => ({ ...(await connected()), UserId: await make.user() }),
    MonitorContact: async () => ({ ...(await connected("CHAT", async () => (await chat()).ContactId)), UserId: find("users", "sam") }),
    SearchUsers: () => ({ FieldName: "Username" }),
    UpdateAgentStatus: async () => ({ AgentStatusId: (await connect.createAgentStatus({ InstanceId, Name: unique("status"), State: "ENABLED" })).AgentStatusId }),
    UpdateHoursOfOperation: async () => ({ HoursOfOperationId: (await connect.createHoursOfOperation({ InstanceId, Name: unique("hours"), TimeZone: "UTC", Config: [] })).HoursOfOperationId }),
    UpdateQueueStatus: async () => ({ QueueId: await make.queue() }),
    UpdateUserHierarchyGroupName: async () => ({ HierarchyGroupId: (await connect.createUserHierarchyGroup({ InstanceId, Name: unique("group") })).HierarchyGroupId }),
    UpdateContactSchedule: async () => CONTACT_IDS((await connect.startTaskContact({ InstanceId, ContactFlowId: shared.ContactFlowId, Name: "Later", ScheduledTime: new Date(Date.now() + 3600000) })).ContactId),
    CreateParticipantConnection: chat,
    DisconnectParticipant: chat,
    GetTranscript: chat,
    GetContactMetrics: async () => ({ ...(await waiting()), Name: "POSITION_IN_QUEUE" }),
    GetMetricDataV2: () => ({ ResourceArn: `arn:aws:connect:us-east-1:000000000000:instance/${InstanceId}`, StartTime: Math.floor(Date.now() / 1000) - 7200, FilterKey: "QUEUE", "FilterValues[]": shared.QueueId, "Groupings[]": "QUEUE", Comparison: "LT", ThresholdValue: 20, MetricFilterKey: "INITIATION_METHOD", "MetricFilterValues[]": "INBOUND", TimeZone: "UTC" }),
    GetMetricData: () => ({ StartTime: Math.floor(Date.now() / 300000) * 300 - 3600, EndTime: Math.floor(Date.now() / 300000) * 300, Comparison: "LT", ThresholdValue: 20 }),
    SendEvent: async () => ({ ...(await chat()), ContentType: "application/vnd.amazonaws.connect.event.typing" }),
    SendMessage: chat,
  };
  for (const name of ["DescribeContact", "GetContactAttributes", "ListContactReferences", "PauseContact", "StopContact", "TagContact", "UntagContact", "UpdateContact", "UpdateContactAttributes", "UpdateContactRoutingData"]) needs[name] = waiting;
  return needs;
}

// Members that exclude each other: each operation's full requests, by what each leaves out; and what the smallest request of the first must keep though the model does not require it.
const PHONE = ["PhoneConfig"];
const CHANNELS = ["AutoAcceptConfigs", "AfterContactWorkConfigs", "PhoneNumberConfigs", "PersistentConnectionConfigs", "VoiceEnhancementConfigs"];
const QUICK = ["UserConfig", "QueueConfig", "PhoneConfig", "FlowConfig"].map((one) => `QuickConnectConfig.${one}`);
const except = (all, one) => all.filter((other) => other !== one);

export const VARIANTS = {
  CreateUser: [{ omit: ["DirectoryUserId", ...PHONE], keep: ["Password"] }, { omit: ["DirectoryUserId", ...CHANNELS] }],
  CreateQuickConnect: [["USER", QUICK[0]], ["QUEUE", QUICK[1]], ["PHONE_NUMBER", QUICK[2]]].map(([QuickConnectType, kept]) => ({ omit: except(QUICK, kept), keep: [kept], resources: { QuickConnectType } })),
  GetCurrentMetricData: [
    { omit: ["Filters.RoutingProfiles", "Filters.RoutingStepExpressions", "Filters.AgentStatuses", "Filters.Subtypes", "Filters.ValidationTestTypes", "CurrentMetrics.MetricId"], keep: ["Filters.Queues", "CurrentMetrics.Name", "CurrentMetrics.Unit"], resources: { Groupings: ["QUEUE", "CHANNEL"], "CurrentMetrics.Name": "AGENTS_ONLINE", SortByMetric: "AGENTS_ONLINE" } },
    { omit: ["Filters.Queues", "Filters.RoutingStepExpressions", "Filters.AgentStatuses", "Filters.Subtypes", "Filters.ValidationTestTypes", "CurrentMetrics.MetricId"], resources: { Groupings: ["ROUTING_PROFILE"], "CurrentMetrics.Name": "AGENTS_STAFFED", SortByMetric: "AGENTS_STAFFED" } },
  ],
  GetCurrentUserData: ["Queues", "RoutingProfiles", "Agents", "UserHierarchyGroups"].map((kept, _, all) => ({ omit: except(all, kept).map((one) => `Filters.${one}`), keep: [`Filters.${kept}`] })),
  GetMetricDataV2: [
    { omit: ["Metrics.MetricId", "Metrics.Threshold", "Filters.StringCondition"], keep: ["Filters.FilterKey", "Filters.FilterValues", "Metrics.Name"], resources: { Name: "CONTACTS_HANDLED" } },
    { omit: ["Metrics.MetricId", "Metrics.MetricFilters", "Filters.StringCondition"], resources: { Name: "SERVICE_LEVEL" } },
  ],
  GetMetricData: [
    { omit: ["Filters.RoutingStepExpressions", "Filters.AgentStatuses", "Filters.Subtypes", "Filters.ValidationTestTypes"], keep: ["Filters.Queues", "HistoricalMetrics.Name", "HistoricalMetrics.Threshold", "HistoricalMetrics.Threshold.Comparison", "HistoricalMetrics.Threshold.ThresholdValue"], resources: { Groupings: ["QUEUE", "CHANNEL"], Name: "SERVICE_LEVEL", Statistic: "AVG", Unit: "PERCENT" } },
  ],
  GetTranscript: [{ omit: ["StartPosition.Id", "StartPosition.AbsoluteTime"] }],
  StartTaskContact: [{ omit: ["TaskTemplateId", "QuickConnectId", "PreviousContactId", "RelatedContactId", "Attachments"], keep: ["ContactFlowId"] }],
  StartChatContact: [{ omit: ["PersistentChat", "RelatedContactId", "CustomerId", "DisconnectOnCustomerExit"] }],
  StartOutboundVoiceContact: [{ omit: ["CampaignId", "TrafficType", "RelatedContactId", "AnswerMachineDetectionConfig", "OutboundStrategy", "SourcePhoneNumber"] }],
  TransferContact: [{ omit: ["UserId"], keep: ["QueueId"] }, { omit: ["QueueId"] }],
  UpdateContactRoutingData: [{ omit: ["QueuePriority", "RoutingCriteria"], keep: ["QueueTimeAdjustmentSeconds"] }, { omit: ["QueueTimeAdjustmentSeconds", "RoutingCriteria"] }],
  CreateRoutingProfile: [{ keep: ["MediaConcurrencies.Concurrency"] }],
  UpdateRoutingProfileConcurrency: [{ keep: ["MediaConcurrencies.Concurrency"] }],
  CreateHoursOfOperationOverride: [{ keep: ["Config.Day", "Config.StartTime", "Config.EndTime"] }],
  SearchContacts: [{ omit: ["SearchCriteria.AdditionalTimeRange.Criteria.TimestampCondition", "SearchCriteria.ContactAnalysis", "SearchCriteria.RoutingCriteria", "SearchCriteria.AiAgents"] }],
  UpdateUserHierarchyStructure: [{ keep: ["LevelOne", "LevelTwo", "LevelThree", "LevelFour", "LevelFive"].map((one) => `HierarchyStructure.${one}`) }],
  // The endpoints and who has it are for contacts of other systems only.
  UpdateContact: [{ omit: ["QueueInfo", "UserInfo", "CustomerEndpoint", "SystemEndpoint"], keep: ["Name"] }],
  UpdateQuickConnectConfig: [["USER", QUICK[0]], ["QUEUE", QUICK[1]], ["PHONE_NUMBER", QUICK[2]]].map(([QuickConnectType, kept]) => ({ omit: except(QUICK, kept), keep: [kept], resources: { QuickConnectType } })),
};
