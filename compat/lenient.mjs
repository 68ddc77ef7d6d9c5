// Breaches of the model that the server does not refuse yet, by operation and the beginning of what is said about them: they are not asked. It must only grow shorter.
//
// UpdateQueueName and UpdateRoutingProfileName take an empty Description on purpose: it clears, as that of a status does.
export const LENIENT = {
  SearchContacts: ["SearchCriteria.Name.MatchType", "SearchCriteria.AgentHierarchyGroups", "SearchCriteria.ActiveRegions"],
  AssociateRoutingProfileQueues: ["QueueConfigs"],
  CreateAgentStatus: ["Tags.team"],
  CreateContactFlow: ["Status", "Tags.team"],
  CreateHoursOfOperation: ["Tags.team"],
  CreateQueue: ["OutboundCallerConfig.OutboundCallerIdName", "Tags.team"],
  CreateQuickConnect: ["Tags.team"],
  CreateRoutingProfile: ["MediaConcurrencies.0.WorkloadTypeConcurrencies", "QueueConfigs", "Tags.team"],
  CreateUser: ["AutoAcceptConfigs.0.AgentFirstCallbackAutoAccept", "AfterContactWorkConfigs.0.AgentFirstCallbackAfterContactWorkConfig", "PhoneNumberConfigs.0.PhoneType", "PhoneNumberConfigs.0.PhoneNumber", "PersistentConnectionConfigs.0.PersistentConnection", "VoiceEnhancementConfigs.0.VoiceEnhancementMode", "Tags.team"],
  CreateUserHierarchyGroup: ["Tags.team"],
  GetCurrentMetricData: ["Filters.Channels", "CurrentMetrics.0.Unit"],
  GetCurrentUserData: ["Filters.ContactFilter"],
  StartChatContact: ["ParticipantConfiguration", "ParticipantConfiguration.ResponseMode", "SupportedMessagingContentTypes", "SupportedMessagingContentTypes.0"],
  StartTaskContact: ["References.Order"],
  TagResource: ["tags.team"],
  UntagContact: ["TagKeys"],
  UntagResource: ["tagKeys.0"],
  UpdateContact: ["References.Order"],
  UpdateQueueName: ["Description"],
  UpdateQueueOutboundCallerConfig: ["OutboundCallerConfig.OutboundCallerIdName"],
  UpdateRoutingProfileConcurrency: ["MediaConcurrencies.0.WorkloadTypeConcurrencies"],
  UpdateRoutingProfileName: ["Description"],
  UpdateUserConfig: ["AutoAcceptConfigs.0.AgentFirstCallbackAutoAccept", "AfterContactWorkConfigs.0.AgentFirstCallbackAfterContactWorkConfig", "PhoneNumberConfigs.0.PhoneType", "PhoneNumberConfigs.0.PhoneNumber", "PersistentConnectionConfigs.0.PersistentConnection", "VoiceEnhancementConfigs.0.VoiceEnhancementMode"],
  DisconnectParticipant: ["ClientToken"],
  GetTranscript: ["ContactId", "ScanDirection", "SortOrder", "StartPosition", "StartPosition.Id", "StartPosition.AbsoluteTime", "StartPosition.MostRecent"],
  SendEvent: ["Content", "ClientToken"],
  SendMessage: ["ClientToken"],
};

// Refusals with an error that the model does not have for the operation, as the server still answers them.
export const FOREIGN = [];

// Operations that do not take null for absent members yet.
export const NO_NULLS = ["UpdateContact"];
