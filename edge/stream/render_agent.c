/* An agent's snapshot as an agent event carries it (connect.md 3.5: AgentStatus, NextAgentStatus, Configuration, Contacts). It must not decide when one is told. */
#include <string.h>

#include "edge/stream/story.h"

enum { LEVELS_MAX = 5 };

/* ---- statuses ---- */

static const char *status_type(enum acd_status_type type)
{
    return type == ACD_STATUS_ROUTABLE ? "ROUTABLE" : type == ACD_STATUS_OFFLINE ? "OFFLINE" : "CUSTOM";
}

static void write_status(const struct telling *telling, struct json_writer *writer,
                         const struct acd_agent_view *view)
{
    const struct book_object *status = book_find_object(telling->book, ACD_SUBJECT_STATUS, view->status);
    json_member_object_begin(writer, "AgentStatus");
    if (status != NULL) {
        render_member_arn(telling, writer, "ARN", "agent-state", &status->uuid);
        json_member_text(writer, "Name", status->name);
    }
    render_member_time(writer, "StartTimestamp", view->status_since);
    json_member_text(writer, "Type", status_type((enum acd_status_type)view->status_type));
    json_object_end(writer);
}

/* A plan for later is no next status yet: routing goes on (core.h, NEXT_STATUS_SET). */
static void write_next(const struct telling *telling, struct json_writer *writer,
                       const struct acd_agent_view *view)
{
    const struct book_object *status = book_find_object(telling->book, ACD_SUBJECT_STATUS, view->next.status);
    if (status == NULL || view->next.when != ACD_WHEN_IDLE) {
        json_member_null(writer, "NextAgentStatus");
        return;
    }
    json_member_object_begin(writer, "NextAgentStatus");
    render_member_arn(telling, writer, "ARN", "agent-state", &status->uuid);
    json_member_text(writer, "Name", status->name);
    render_member_time(writer, "EnqueuedTimestamp", view->next.set_at);
    json_object_end(writer);
}

/* ---- hierarchy: a document of the agent names a group, documents of the centre are the groups (edge/api/hierarchy.c writes both) ---- */

static const json_t *find_group(const struct telling *telling, const char *id, struct uuid *uuid)
{
    char name[64] = "hierarchy-group/";
    if (id == NULL || !uuid_parse(id, strlen(id), uuid))
        return NULL;
    uuid_render(uuid, name + strlen(name));
    const struct book_document *document = book_find_document(telling->book, ACD_SUBJECT_CENTRE, 0, name);
    return document != NULL ? document->value : NULL;
}

void render_hierarchy(const struct telling *telling, struct json_writer *writer, const char *member,
                      uint32_t agent)
{
    static const char *const NAMES[LEVELS_MAX] = {"Level1", "Level2", "Level3", "Level4", "Level5"};
    const struct book_document *settings =
        book_find_document(telling->book, ACD_SUBJECT_AGENT, agent, "settings");
    const json_t *path[LEVELS_MAX];
    struct uuid uuids[LEVELS_MAX];
    unsigned count = 0;
    const char *id =
        settings != NULL ? json_string_value(json_object_get(settings->value, "HierarchyGroupId")) : NULL;
    while (count < LEVELS_MAX && (path[count] = find_group(telling, id, &uuids[count])) != NULL)
        id = json_string_value(json_object_get(path[count++], "ParentGroupId"));
    if (count == 0) {
        json_member_null(writer, member);
        return;
    }
    json_member_object_begin(writer, member);
    for (unsigned level = 0; level < count;
         level++) { /* the group itself stands last in its path, first here */
        unsigned at = count - 1 - level;
        json_member_object_begin(writer, NAMES[level]);
        render_member_arn(telling, writer, "ARN", "agent-group", &uuids[at]);
        json_member_text(writer, "Name", json_string_value(json_object_get(path[at], "Name")));
        json_object_end(writer);
    }
    json_object_end(writer);
}

/* ---- configuration ---- */

static void write_channels(struct json_writer *writer, unsigned channels)
{
    json_member_array_begin(writer, "Channels");
    for (int channel = 0; channel < ACD_CHANNELS; channel++)
        if (channels & (1u << channel))
            json_text_of(writer, acd_channel_name((enum acd_channel)channel));
    json_array_end(writer);
}

static void write_queue(const struct telling *telling, struct json_writer *writer, struct render_queue queue,
                        unsigned channels)
{
    json_object_begin(writer);
    render_queue_identity(telling, writer, queue);
    write_channels(writer, channels);
    json_object_end(writer);
}

/* The agent's own queue first, on all channels of the profile; then each queue once with its channels. */
static void write_inbound(const struct telling *telling, struct json_writer *writer,
                          const struct acd_agent_view *view)
{
    struct acd_profile_queue pairs[ACD_PROFILE_QUEUES_MAX];
    uint32_t count = acd_profile_queues(telling->acd, view->profile, pairs, ACD_PROFILE_QUEUES_MAX);
    unsigned own = 0;
    for (int channel = 0; channel < ACD_CHANNELS; channel++)
        own |= view->slots_max[channel] > 0 ? 1u << channel : 0;
    json_member_array_begin(writer, "InboundQueues");
    write_queue(telling, writer, (struct render_queue){.agent = view->agent}, own);
    for (uint32_t i = 0; i < count; i++) {
        unsigned channels = 0;
        bool first = true;
        for (uint32_t j = 0; j < count; j++) {
            first = first && (j >= i || pairs[j].queue != pairs[i].queue);
            channels |= pairs[j].queue == pairs[i].queue ? 1u << pairs[j].channel : 0;
        }
        if (first)
            write_queue(telling, writer, (struct render_queue){.queue = pairs[i].queue}, channels);
    }
    json_array_end(writer);
}

static void write_concurrency(struct json_writer *writer, const struct acd_agent_view *view)
{
    json_member_array_begin(writer, "Concurrency");
    for (int channel = 0; channel < ACD_CHANNELS; channel++) {
        if (view->slots_max[channel] == 0)
            continue;
        json_object_begin(writer);
        json_member_u64(writer, "AvailableSlots", view->slots_available[channel]);
        json_member_text(writer, "Channel", acd_channel_name((enum acd_channel)channel));
        json_member_u64(writer, "MaximumSlots", view->slots_max[channel]);
        json_object_end(writer);
    }
    json_array_end(writer);
}

static void write_profile(const struct telling *telling, struct json_writer *writer,
                          const struct acd_agent_view *view)
{
    struct acd_profile_view profile = {0};
    const struct book_object *object = book_find_object(telling->book, ACD_SUBJECT_PROFILE, view->profile);
    acd_profile_view(telling->acd, view->profile, &profile);
    json_member_object_begin(writer, "RoutingProfile");
    if (object != NULL) {
        render_member_arn(telling, writer, "ARN", "routing-profile", &object->uuid);
        json_member_text(writer, "Name", object->name);
    }
    write_concurrency(writer, view);
    if (profile.outbound_queue == 0) {
        json_member_null(writer, "DefaultOutboundQueue");
    } else {
        json_key(writer, "DefaultOutboundQueue");
        write_queue(telling, writer, (struct render_queue){.queue = profile.outbound_queue}, 1u << ACD_VOICE);
    }
    write_inbound(telling, writer, view);
    json_object_end(writer);
}

static void write_configuration(const struct telling *telling, struct json_writer *writer,
                                const struct acd_agent_view *view)
{
    const struct book_user *user = book_find_user(telling->book, view->agent);
    json_member_object_begin(writer, "Configuration");
    render_hierarchy(telling, writer, "AgentHierarchyGroups", view->agent);
    json_member_text(writer, "FirstName", user != NULL ? user->first_name : "");
    json_member_text(writer, "LastName", user != NULL ? user->last_name : "");
    json_member_array_begin(writer, "Proficiencies");
    json_array_end(writer);
    write_profile(telling, writer, view);
    json_member_text(writer, "Username", user != NULL ? user->username : "");
    json_object_end(writer);
}

/* ---- contacts ---- */

static void write_leg(const struct telling *telling, struct json_writer *writer,
                      const struct acd_leg_view *leg)
{
    static const struct contact_story UNKNOWN;
    struct acd_contact_view view = {0};
    const struct contact_story *known = story_find(telling, leg->contact);
    const struct contact_story *story = known != NULL ? known : &UNKNOWN;
    acd_contact_view(telling->acd, leg->contact, &view);
    bool own = leg->queue == 0 && leg->initiation != ACD_INITIATION_OUTBOUND;
    json_object_begin(writer);
    json_member_text(writer, "Channel", acd_channel_name((enum acd_channel)leg->channel));
    render_member_time(writer, "ConnectedToAgentTimestamp", leg->connected_at);
    render_member_id(writer, "ContactId", &story->uuid);
    render_member_id(writer, "InitialContactId", &story->initial);
    json_member_text(writer, "InitiationMethod", render_initiation((enum acd_initiation)leg->initiation));
    if (leg->queue == 0 && !own) {
        json_member_null(writer, "Queue");
    } else {
        json_member_object_begin(writer, "Queue");
        render_queue_identity(telling, writer,
                              (struct render_queue){.queue = leg->queue,
                                                    .agent = !own                  ? 0
                                                             : leg->monitored != 0 ? leg->monitored
                                                                                   : leg->agent});
        json_object_end(writer);
    }
    render_member_time(writer, "QueueTimestamp",
                       leg->initiation == ACD_INITIATION_OUTBOUND ? 0 : view.queued_at);
    json_member_text(writer, "State", acd_leg_state_name((enum acd_leg_state)leg->state));
    render_member_time(writer, "StateStartTimestamp", leg->state_since);
    json_object_end(writer);
}

void render_agent_snapshot(const struct telling *telling, struct json_writer *writer, uint32_t agent)
{
    struct acd_agent_view view;
    struct acd_leg_view legs[ACD_AGENT_LEGS_MAX];
    if (!acd_agent_view(telling->acd, agent, &view)) {
        json_null_value(writer);
        return;
    }
    uint32_t count = acd_agent_legs(telling->acd, agent, legs, ACD_AGENT_LEGS_MAX);
    json_object_begin(writer);
    write_status(telling, writer, &view);
    write_next(telling, writer, &view);
    write_configuration(telling, writer, &view);
    json_member_array_begin(writer, "Contacts");
    for (uint32_t i = 0; i < count; i++)
        write_leg(telling, writer, &legs[i]);
    json_array_end(writer);
    json_object_end(writer);
}
