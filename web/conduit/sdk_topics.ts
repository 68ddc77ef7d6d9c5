// What is published on the vendor's message port when one update follows another. Pure.
import type { Known } from "./requests.ts";
import { availability, core_contact, participant } from "./sdk_routes.ts";
import type { AgentState, AgentUpdate, ContactShape } from "./shapes.ts";

export interface Publication {
  namespace: string;
  key: string;
  /** A contact's or participant's id; a subscriber may ask for just this one. */
  about: string | null;
  data: unknown;
}

const contact_topic = (key: string, about: string | null, data: unknown): Publication => ({
  namespace: "aws.connect.contact",
  key,
  about,
  data,
});

const voice_topic = (key: string, about: string, data: unknown): Publication => ({
  namespace: "aws.connect.voice",
  key,
  about,
  data,
});

const chosen = (update: AgentUpdate): AgentState => availability({ update } as Known);

function of_agent(update: AgentUpdate, before: AgentUpdate): Publication[] {
  const told: Publication[] = [];
  const [old_state, state] = [before.snapshot.state, update.snapshot.state];
  if (old_state.name !== state.name)
    told.push(contact_topic("agent/stateChange", null, { state: state.name, previous: { state: old_state.name } }));
  const [old_chosen, now_chosen] = [chosen(before), chosen(update)];
  if (old_chosen.name !== now_chosen.name)
    told.push(
      contact_topic("agent/availabilityStateChanged", null, { state: now_chosen, previous: { state: old_chosen } }),
    );
  const [old_next, nextState] = [before.snapshot.nextState, update.snapshot.nextState];
  if (old_next?.name !== nextState?.name) {
    const previous = old_next ? { previous: { nextState: old_next } } : {};
    told.push(contact_topic("agent/nextAvailabilityStateChanged", null, { nextState, ...previous }));
  }
  return [...told, ...of_routing(update, before)];
}

function of_routing(update: AgentUpdate, before: AgentUpdate): Publication[] {
  const told: Publication[] = [];
  const [old, routingProfile] = [before.configuration.routingProfile, update.configuration.routingProfile];
  if (JSON.stringify(old) === JSON.stringify(routingProfile)) return told;
  told.push(contact_topic("agent/routingProfileChanged", null, { routingProfile, previous: { routingProfile: old } }));
  const enabled = (map: Record<string, number>) => Object.keys(map).filter((channel) => (map[channel] ?? 0) > 0);
  const [were, enabledChannels] = [enabled(old.channelConcurrencyMap), enabled(routingProfile.channelConcurrencyMap)];
  if (were.join() !== enabledChannels.join())
    told.push(
      contact_topic("agent/enabledChannelListChanged", null, { enabledChannels, previous: { enabledChannels: were } }),
    );
  return told;
}

const STATE_TOPICS: Record<string, string> = {
  incoming: "contact/incoming",
  pending: "contact/pending",
  connecting: "contact/connecting",
  connected: "contact/connected",
  missed: "contact/missed",
  rejected: "contact/missed",
  error: "contact/error",
  ended: "contact/acw",
};

/** Who was there and is not among the connections any more: a supervisor who is silent again, or gone. */
function of_gone(contact: ContactShape, before: ContactShape | undefined): Publication[] {
  const { contactId } = contact;
  const gone = (before?.connections ?? []).filter(
    (old) => !contact.connections.some(({ connectionId }) => connectionId === old.connectionId),
  );
  return gone.flatMap((old) => {
    const id = old.connectionId;
    const state = { value: "disconnected" };
    return [
      contact_topic("contact/participantStateChanged", id, { participantId: id, contactId, state }),
      contact_topic("contact/participantDisconnected", contactId, { participant: participant(contact, old) }),
    ];
  });
}

function of_contact(contact: ContactShape, before: ContactShape | undefined): Publication[] {
  const told: Publication[] = [];
  const { contactId } = contact;
  const topic = STATE_TOPICS[contact.state.type];
  if (contact.state.type !== before?.state.type && topic)
    told.push(contact_topic(topic, contactId, core_contact(contact)));
  for (const connection of contact.connections) {
    const old = before?.connections.find(({ connectionId }) => connectionId === connection.connectionId);
    const state = connection.state.type;
    const who = participant(contact, connection);
    const id = connection.connectionId;
    if (!old) told.push(contact_topic("contact/participantAdded", contactId, { participant: who }));
    if (state === old?.state.type) continue;
    told.push(
      contact_topic("contact/participantStateChanged", id, { participantId: id, contactId, state: { value: state } }),
    );
    if (state === "disconnected")
      told.push(contact_topic("contact/participantDisconnected", contactId, { participant: who }));
    if (state === "hold" || old?.state.type === "hold") told.push(...of_hold(contact, id, state === "hold"));
  }
  told.push(...of_gone(contact, before));
  return told;
}

/** A call is held as a whole: who asks for the agent's own part is told the same of it. */
function of_hold(contact: ContactShape, participantId: string, isOnHold: boolean): Publication[] {
  const { contactId } = contact;
  const self = contact.connections.find(({ type }) => type === "agent")?.connectionId ?? participantId;
  const happened = isOnHold ? "Hold" : "Resume";
  const canResumeConnection = isOnHold;
  const can_resume = { contactId, canResumeConnection };
  return [
    voice_topic(`voice/participant${happened}`, participantId, { participantId, contactId, isOnHold }),
    voice_topic(`voice/self${happened}`, contactId, { participantId: self, contactId, isOnHold }),
    voice_topic("voice/onCanResumeParticipantChanged", participantId, { participantId, ...can_resume }),
    voice_topic("voice/canResumeSelfChanged", contactId, { participantId: self, ...can_resume }),
  ];
}

export function publications(update: AgentUpdate, before: AgentUpdate | null): Publication[] {
  if (!before) return update.snapshot.contacts.flatMap((contact) => of_contact(contact, undefined));
  const told = of_agent(update, before);
  const old = before.snapshot.contacts;
  for (const contact of update.snapshot.contacts)
    told.push(
      ...of_contact(
        contact,
        old.find(({ contactId }) => contactId === contact.contactId),
      ),
    );
  for (const contact of old) {
    if (update.snapshot.contacts.some(({ contactId }) => contactId === contact.contactId)) continue;
    told.push(contact_topic("contact/cleared", contact.contactId, core_contact(contact)));
    told.push(contact_topic("contact/destroy", contact.contactId, core_contact(contact)));
  }
  return told;
}
