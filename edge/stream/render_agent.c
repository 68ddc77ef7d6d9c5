/* An agent's snapshot as an agent event carries it (connect.md 3.5: AgentStatus, NextAgentStatus, Configuration,
 * Contacts). It must not decide when one is told. */
#include <string.h>

#include "edge/stream/story.h"

enum { LEVELS_MAX = 5 };

static void put_part(const struct telling *telling, struct buf *json, enum part_kind kind, uint32_t number)
{
    const struct buf *part = parts_get(telling, kind, number);
    if (buf_failed(part))
        buf_fail(json);
    buf_append(json, part->bytes, part->len);
}

/* ---- statuses ---- */

static const char *status_type(enum acd_status_type type)
{
    return type == ACD_STATUS_ROUTABLE ? "ROUTABLE" : type == ACD_STATUS_OFFLINE ? "OFFLINE" : "CUSTOM";
}

static void put_status(const struct telling *telling, struct buf *json, const struct acd_agent_view *view)
{
    put_literal(json, "\"AgentStatus\":{");
    put_part(telling, json, PART_STATUS, view->status);
    put_literal(json, "\"StartTimestamp\":");
    put_time(json, view->status_since);
    put_word(json, ",\"Type\":", status_type((enum acd_status_type)view->status_type));
    put_literal(json, "}");
}

/* A plan for later is no next status yet: routing goes on (core.h, NEXT_STATUS_SET). */
static void put_next(const struct telling *telling, struct buf *json, const struct acd_agent_view *view)
{
    put_literal(json, ",\"NextAgentStatus\":");
    if (view->next.when != ACD_WHEN_IDLE || parts_get(telling, PART_STATUS, view->next.status)->len == 0) {
        put_literal(json, "null");
        return;
    }
    put_literal(json, "{");
    put_part(telling, json, PART_STATUS, view->next.status);
    put_literal(json, "\"EnqueuedTimestamp\":");
    put_time(json, view->next.set_at);
    put_literal(json, "}");
}

/* ---- hierarchy: a document of the agent names a group, documents of the centre are the groups (edge/api/hierarchy.c
 * writes both) ---- */

static const json_t *find_group(const struct telling *telling, const char *id, struct uuid *uuid)
{
    char name[64] = "hierarchy-group/";
    if (id == NULL || !uuid_parse(id, strlen(id), uuid))
        return NULL;
    uuid_render(uuid, name + strlen(name));
    const struct book_document *document = book_find_document(telling->book, ACD_SUBJECT_CENTRE, 0, name);
    return document != NULL ? document->value : NULL;
}

void put_hierarchy(const struct telling *telling, struct buf *json, uint32_t agent)
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
        put_literal(json, "null");
        return;
    }
    struct json_writer writer;
    json_writer_init(&writer, json);
    json_object_begin(&writer);
    for (unsigned level = 0; level < count;
         level++) { /* the group itself stands last in its path, first here */
        unsigned at = count - 1 - level;
        json_member_object_begin(&writer, NAMES[level]);
        render_member_arn(telling, &writer, "ARN", "agent-group", &uuids[at]);
        json_member_text(&writer, "Name", json_string_value(json_object_get(path[at], "Name")));
        json_object_end(&writer);
    }
    json_object_end(&writer);
}

/* ---- configuration ---- */

/* An agent's own queue has no name (connect.md 3.5). False: nothing was put, the agent is unknown. */
static bool put_own_queue(const struct telling *telling, struct buf *json, uint32_t agent)
{
    const struct book_user *user = book_find_user(telling->book, agent);
    if (user == NULL)
        return false;
    put_literal(json, "\"ARN\":");
    put_arn(telling, json, "queue/agent", &user->uuid);
    put_literal(json, ",\"Name\":null");
    return true;
}

/* The agent's own queue first, on all channels of the profile; then each queue once with its channels. */
static void put_inbound(const struct telling *telling, struct buf *json, const struct acd_agent_view *view)
{
    unsigned own = 0;
    for (int channel = 0; channel < ACD_CHANNELS; channel++)
        own |= view->slots_max[channel] > 0 ? 1u << channel : 0;
    put_literal(json, ",\"InboundQueues\":[{");
    if (put_own_queue(telling, json, view->agent))
        put_literal(json, ",");
    put_channels(json, own);
    put_literal(json, "}");
    put_part(telling, json, PART_PROFILE_QUEUES, view->profile);
    put_literal(json, "]");
}

static void put_concurrency(struct buf *json, const struct acd_agent_view *view)
{
    const char *between = "";
    put_literal(json, "\"Concurrency\":[");
    for (int channel = 0; channel < ACD_CHANNELS; channel++) {
        if (view->slots_max[channel] == 0)
            continue;
        buf_append_text(json, between);
        put_literal(json, "{\"AvailableSlots\":");
        buf_append_u64(json, view->slots_available[channel]);
        put_word(json, ",\"Channel\":", acd_channel_name((enum acd_channel)channel));
        put_literal(json, ",\"MaximumSlots\":");
        buf_append_u64(json, view->slots_max[channel]);
        put_literal(json, "}");
        between = ",";
    }
    put_literal(json, "]");
}

static void put_profile(const struct telling *telling, struct buf *json, const struct acd_agent_view *view)
{
    put_literal(json, ",\"RoutingProfile\":{");
    put_part(telling, json, PART_PROFILE, view->profile);
    put_concurrency(json, view);
    put_literal(json, ",\"DefaultOutboundQueue\":");
    put_part(telling, json, PART_PROFILE_OUTBOUND, view->profile);
    put_inbound(telling, json, view);
    put_literal(json, "}");
}

static void put_configuration(const struct telling *telling, struct buf *json,
                              const struct acd_agent_view *view)
{
    const struct book_user *user = book_find_user(telling->book, view->agent);
    put_literal(json, ",\"Configuration\":{\"AgentHierarchyGroups\":");
    put_hierarchy(telling, json, view->agent);
    put_literal(json, ",\"FirstName\":");
    put_text(json, user != NULL ? user->first_name : "");
    put_literal(json, ",\"LastName\":");
    put_text(json, user != NULL ? user->last_name : "");
    put_literal(json, ",\"Proficiencies\":[]");
    put_profile(telling, json, view);
    put_literal(json, ",\"Username\":");
    put_text(json, user != NULL ? user->username : "");
    put_literal(json, "}");
}

/* ---- contacts ---- */

static void put_leg_queue(const struct telling *telling, struct buf *json, const struct acd_leg_view *leg)
{
    bool outbound = leg->initiation == ACD_INITIATION_OUTBOUND;
    put_literal(json, ",\"Queue\":");
    if (leg->queue == 0 && outbound) {
        put_literal(json, "null");
        return;
    }
    put_literal(json, "{");
    if (leg->queue == 0)
        put_own_queue(telling, json, leg->monitored != 0 ? leg->monitored : leg->agent);
    else
        put_part(telling, json, PART_QUEUE, leg->queue);
    put_literal(json, "}");
}

static void put_leg(const struct telling *telling, struct buf *json, const struct acd_leg_view *leg)
{
    static const struct contact_story UNKNOWN;
    struct acd_contact_view view = {0};
    const struct contact_story *known = story_find(telling, leg->contact);
    const struct contact_story *story = known != NULL ? known : &UNKNOWN;
    acd_contact_view(telling->acd, leg->contact, &view);
    put_word(json, "{\"Channel\":", acd_channel_name((enum acd_channel)leg->channel));
    put_literal(json, ",\"ConnectedToAgentTimestamp\":");
    put_time(json, leg->connected_at);
    put_literal(json, ",\"ContactId\":");
    put_id(json, &story->uuid);
    put_literal(json, ",\"InitialContactId\":");
    put_id(json, &story->initial);
    put_word(json, ",\"InitiationMethod\":", render_initiation((enum acd_initiation)leg->initiation));
    put_leg_queue(telling, json, leg);
    put_literal(json, ",\"QueueTimestamp\":");
    put_time(json, leg->initiation == ACD_INITIATION_OUTBOUND ? 0 : view.queued_at);
    put_word(json, ",\"State\":", acd_leg_state_name((enum acd_leg_state)leg->state));
    put_literal(json, ",\"StateStartTimestamp\":");
    put_time(json, leg->state_since);
    put_literal(json, "}");
}

void put_agent_snapshot(const struct telling *telling, struct buf *json, uint32_t agent)
{
    struct acd_agent_view view;
    struct acd_leg_view legs[ACD_AGENT_LEGS_MAX];
    if (!acd_agent_view(telling->acd, agent, &view)) {
        put_literal(json, "null");
        return;
    }
    uint32_t count = acd_agent_legs(telling->acd, agent, legs, ACD_AGENT_LEGS_MAX);
    put_literal(json, "{");
    put_status(telling, json, &view);
    put_next(telling, json, &view);
    put_configuration(telling, json, &view);
    put_literal(json, ",\"Contacts\":[");
    for (uint32_t i = 0; i < count; i++) {
        if (i > 0)
            put_literal(json, ",");
        put_leg(telling, json, &legs[i]);
    }
    put_literal(json, "]}");
}
