// What the embedding library (amazon-connect-streams) is sent, as types; docs/reference/streams.md has the words. Times are Date objects: the library calls
// their methods. Nothing here decides anything.

export interface AgentState {
  agentStateARN: string | null;
  type: "routable" | "not_routable" | "offline" | "system" | "error";
  name: string;
  startTimestamp: Date | null;
}

export interface QueueShape {
  queueARN: string;
  queueId: string;
  name: string | null;
}

export interface Endpoint {
  endpointARN: string | null;
  type: "phone_number" | "agent" | "queue";
  name: string | null;
  phoneNumber: string | null;
  agentLogin: string | null;
  queue: QueueShape | null;
}

export interface Stamped {
  type: string;
  timestamp: Date;
}

export interface Connection {
  connectionId: string;
  type: "agent" | "inbound" | "outbound" | "monitoring";
  initial: boolean;
  state: Stamped;
  status: Stamped;
  endpoint: Endpoint | null;
  address: Endpoint | null;
  softphoneMediaInfo: null;
  chatMediaInfo: { chatAutoAccept: boolean; connectionData: string | null; customerName: string | null } | null;
  monitoringInfo: { agentName: string; customerName: string; joinTime: Date } | null;
  mute: boolean;
  forcedMute: boolean;
  quickConnectName: string | null;
  monitorCapabilities: string[];
  monitorStatus: string | null;
  capabilities: null;
}

export interface ContactShape {
  contactId: string;
  initialContactId: string | null;
  relatedContactId: string | null;
  contactAssociationId: string | null;
  type: "voice" | "queue_callback" | "chat" | "task";
  state: Stamped;
  status: Stamped;
  queue: QueueShape | null;
  queueTimestamp: Date | null;
  contactDuration: string;
  name: string | null;
  description: string | null;
  references: Record<string, { value: string; type: string }>;
  initiationMethod: string;
  attributes: Record<string, { name: string; value: string }>;
  contactFeatures: Record<string, boolean>;
  channelContext: null;
  segmentAttributes: Record<string, { ValueString: string }>;
  customerEndpoint: Endpoint | null;
  connectSystemEndpoint: Endpoint | null;
  agentContactHandlingConfig: { autoAccept: boolean };
  connections: Connection[];
}

export interface Snapshot {
  state: AgentState;
  nextState: AgentState | null;
  agentAvailabilityState: { state: string; timeStamp: Date };
  contacts: ContactShape[];
  snapshotTimestamp: Date;
  localTimestamp: number;
  skew: number;
}

export interface Configuration {
  name: string;
  username: string;
  agentARN: string;
  softphoneEnabled: boolean;
  softphoneAutoAccept: boolean;
  extension: string;
  agentPreferences: Record<string, string>;
  voiceEnhancementMode: string;
  permissions: string[];
  dialableCountries: string[];
  agentStates: AgentState[];
  routingProfile: {
    name: string;
    routingProfileARN: string;
    routingProfileId: string;
    channelConcurrencyMap: Record<string, number>;
    defaultOutboundQueue: QueueShape;
    queues: QueueShape[];
  };
}

export interface AgentUpdate {
  snapshot: Snapshot;
  configuration: Configuration;
}

/** One message of the conduit, either way. */
export interface Envelope {
  event: string;
  data?: unknown;
}
