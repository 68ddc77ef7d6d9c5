/* What agents do: their status and next status, their contacts (connect.md 2.6, 5.4). It must not decide what a choice
 * means: the core does. */
#include <string.h>

#include "edge/api/hierarchy.h"
#include "edge/api/operations.h"
#include "edge/api/paging.h"
#include "edge/api/records.h"
#include "edge/api/shape.h"
#include "edge/api/things.h"

enum { FILTER_MAX = 100, LEGS_MAX = ACD_AGENT_LEGS_MAX };

/* ---- PutUserStatus ---- */

/* The SDKs say which attempt this is ("attempt=2; max=3"): a repeated one may find its own success. */
static bool is_retry(const struct call *call)
{
    const char *header = http_header_find(call->request, "amz-sdk-request");
    const char *attempt = header != NULL ? strstr(header, "attempt=") : NULL;
    return attempt != NULL && strncmp(attempt, "attempt=1", 9) != 0;
}

void put_user_status(struct call *call)
{
    struct acd_command command = call_command(call, ACD_SET_STATUS);
    struct acd_agent_view view;
    command.agent = call_find_path(call, ACD_SUBJECT_AGENT, "UserId");
    command.status = call_find_member(call, ACD_SUBJECT_STATUS, "AgentStatusId");
    if (!call_good(call) || !call_may_for(call, command.agent))
        return;
    if (is_retry(call) && acd_agent_view(call->acd, command.agent, &view) && view.status == command.status &&
        view.next.status == 0)
        return; /* done already */
    call_decide(call, &command, NULL);
}

/* ---- DismissUserContact ---- */

void dismiss_user_contact(struct call *call)
{
    struct acd_command command = call_command(call, ACD_CLEAR_LEG);
    struct acd_leg_view leg;
    command.agent = call_find_path(call, ACD_SUBJECT_AGENT, "UserId");
    const char *id = json_required_text(&call->reader, "ContactId", 1, 256);
    if (!call_good(call) || !call_may_for(call, command.agent))
        return;
    command.contact = call_find_contact(call, id);
    if (!call_good(call))
        return;
    if (!acd_leg_view(call->acd, command.agent, command.contact, &leg))
        call_fail(call, API_NOT_FOUND, "The user has no contact %.100s.", id);
    else if (!acd_leg_is_clearable((enum acd_leg_state)leg.state))
        call_fail(call, API_INVALID_REQUEST,
                  "Contacts can only be dismissed if they are MISSED, ERROR, ENDED or REJECTED.");
    else
        call_decide(call, &command, NULL);
}

/* ---- GetCurrentUserData ---- */

struct wanted {
    enum { BY_QUEUES, BY_PROFILES, BY_AGENTS, BY_HIERARCHY } by;
    uint32_t numbers[FILTER_MAX];
    uint32_t count;
    struct uuid group;
    uint32_t states; /* bit set of 1 << enum acd_leg_state; 0: all */
};

static const char *const STATES[] = {"INCOMING", "PENDING",  "CONNECTING", "CONNECTED", "CONNECTED_ONHOLD",
                                     "MISSED",   "REJECTED", "ERROR",      "ENDED",     NULL};
static const uint32_t STATE_BITS[] = {
    1u << ACD_LEG_INCOMING,   1u << ACD_LEG_PENDING,
    1u << ACD_LEG_CONNECTING, 1u << ACD_LEG_CONNECTED | 1u << ACD_LEG_PAUSED,
    1u << ACD_LEG_ON_HOLD,    1u << ACD_LEG_MISSED,
    1u << ACD_LEG_REJECTED,   1u << ACD_LEG_ERROR,
    1u << ACD_LEG_ENDED};

static const struct shape CONTACT_FILTER_SHAPE[] = {
    {.name = "ContactStates", .type = SHAPE_WORDS, .max = 9, .words = STATES}, {.name = NULL}};
static const struct shape FILTER_SHAPE[] = {
    {.name = "Queues", .type = SHAPE_TEXTS, .max = FILTER_MAX},
    {.name = "RoutingProfiles", .type = SHAPE_TEXTS, .max = FILTER_MAX},
    {.name = "Agents", .type = SHAPE_TEXTS, .max = FILTER_MAX},
    {.name = "UserHierarchyGroups", .type = SHAPE_TEXTS, .max = 1},
    {.name = "ContactFilter", .type = SHAPE_OBJECT, .members = CONTACT_FILTER_SHAPE},
    {.name = NULL}};

static void parse_states(struct call *call, const json_t *filter, struct wanted *wanted)
{
    const json_t *states = json_object_get(json_object_get(filter, "ContactFilter"), "ContactStates");
    unsigned words = call_array_words(call, states, "ContactStates", STATES);
    for (unsigned i = 0; STATES[i] != NULL; i++)
        wanted->states |= (words & 1u << i) != 0 ? STATE_BITS[i] : 0;
}

/* Exactly one list of ids. */
static void parse_wanted(struct call *call, struct wanted *wanted)
{
    static const char *const NAMES[] = {"Queues", "RoutingProfiles", "Agents", "UserHierarchyGroups"};
    static const enum acd_subject KINDS[] = {ACD_SUBJECT_QUEUE, ACD_SUBJECT_PROFILE, ACD_SUBJECT_AGENT};
    const json_t *filters = json_required_object(&call->reader, "Filters");
    const json_t *chosen = NULL;
    const char *text;
    if (!call_good(call))
        return;
    shape_check(call, filters, FILTER_SHAPE);
    for (unsigned by = BY_QUEUES; by <= BY_HIERARCHY; by++) {
        const json_t *list = json_object_get(filters, NAMES[by]);
        if (json_array_size(list) == 0)
            continue;
        if (chosen != NULL)
            call_fail(call, API_INVALID_PARAMETER,
                      "Filters takes one of Queues, RoutingProfiles, Agents and UserHierarchyGroups.");
        chosen = list;
        wanted->by = by;
    }
    if (chosen == NULL)
        call_fail(call, API_INVALID_PARAMETER,
                  "Filters needs one of Queues, RoutingProfiles, Agents and UserHierarchyGroups.");
    for (size_t i = 0; (text = call_array_text(call, chosen, i, NAMES[wanted->by])) != NULL; i++) {
        if (wanted->by == BY_HIERARCHY)
            things_get(call, THING_HIERARCHY_GROUP, text, &wanted->group);
        else
            wanted->numbers[wanted->count++] = call_find(call, KINDS[wanted->by], text);
    }
    parse_states(call, filters, wanted);
}

static bool contains(const struct wanted *wanted, uint32_t number)
{
    for (uint32_t i = 0; i < wanted->count; i++)
        if (wanted->numbers[i] == number)
            return true;
    return false;
}

static bool serves_queue(const struct call *call, const struct wanted *wanted, uint32_t profile)
{
    struct acd_profile_queue queues[ACD_PROFILE_QUEUES_MAX];
    uint32_t count = acd_profile_queues(call->acd, profile, queues, ACD_PROFILE_QUEUES_MAX);
    for (uint32_t i = 0; i < count; i++)
        if (contains(wanted, queues[i].queue))
            return true;
    return false;
}

/* Real-time data is of active users: who is offline with nothing at hand appears only when asked for by name. */
static bool is_wanted(const struct call *call, const struct wanted *wanted, const struct acd_agent_view *view)
{
    if (wanted->by == BY_AGENTS)
        return contains(wanted, view->agent);
    if (view->status_type == ACD_STATUS_OFFLINE && view->leg_count == 0)
        return false;
    if (wanted->by == BY_HIERARCHY) {
        struct hierarchy_path path = hierarchy_path_of_user(call, view->agent);
        return hierarchy_contains(&path, &wanted->group);
    }
    return wanted->by == BY_PROFILES ? contains(wanted, view->profile)
                                     : serves_queue(call, wanted, view->profile);
}

static bool has_wanted_state(const struct wanted *wanted, const struct acd_leg_view *leg)
{
    return wanted->states == 0 || (wanted->states & (1u << leg->state)) != 0;
}

static void render_leg(struct call *call, const struct acd_leg_view *leg)
{
    const struct book_contact *contact = book_find_contact(call->book, leg->contact);
    /* PAUSED is no value of this enumeration (connect.md 3.2). */
    enum acd_leg_state state =
        leg->state == ACD_LEG_PAUSED ? ACD_LEG_CONNECTED : (enum acd_leg_state)leg->state;
    json_object_begin(&call->writer);
    if (contact != NULL)
        call_write_id(call, "ContactId", &contact->uuid);
    json_member_text(&call->writer, "Channel", acd_channel_name((enum acd_channel)leg->channel));
    json_member_text(&call->writer, "InitiationMethod", record_method(leg->initiation));
    json_member_text(&call->writer, "AgentContactState", acd_leg_state_name(state));
    call_write_seconds(call, "StateStartTimestamp", leg->state_since);
    call_write_seconds(call, "ConnectedToAgentTimestamp", leg->connected_at);
    call_write_reference(call, "Queue", ACD_SUBJECT_QUEUE, leg->queue);
    json_object_end(&call->writer);
}

static void render_slots(struct call *call, const char *member, const uint32_t slots[ACD_CHANNELS])
{
    json_member_object_begin(&call->writer, member);
    for (int channel = 0; channel < ACD_CHANNELS; channel++)
        json_member_i64(&call->writer, acd_channel_name((enum acd_channel)channel), slots[channel]);
    json_object_end(&call->writer);
}

static void render_status(struct call *call, const struct acd_agent_view *view)
{
    const struct book_object *status = book_find_object(call->book, ACD_SUBJECT_STATUS, view->status);
    if (status == NULL)
        return;
    json_member_object_begin(&call->writer, "Status");
    call_write_seconds(call, "StatusStartTimestamp", view->status_since);
    call_write_arn(call, "StatusArn", "agent-state", &status->uuid);
    json_member_text(&call->writer, "StatusName", status->name);
    json_object_end(&call->writer);
}

static void render_user(struct call *call, const struct acd_agent_view *view, const struct acd_leg_view *legs,
                        uint32_t count, const struct wanted *wanted)
{
    const struct book_object *next = book_find_object(call->book, ACD_SUBJECT_STATUS, view->next.status);
    json_object_begin(&call->writer);
    call_write_reference(call, "User", ACD_SUBJECT_AGENT, view->agent);
    call_write_reference(call, "RoutingProfile", ACD_SUBJECT_PROFILE, view->profile);
    struct hierarchy_path path = hierarchy_path_of_user(call, view->agent);
    hierarchy_write_path(call, &path, false);
    render_status(call, view);
    render_slots(call, "AvailableSlotsByChannel", view->slots_available);
    render_slots(call, "MaxSlotsByChannel", view->slots_max);
    render_slots(call, "ActiveSlotsByChannel", view->slots_active);
    json_member_array_begin(&call->writer, "Contacts");
    for (uint32_t i = 0; i < count; i++)
        if (has_wanted_state(wanted, &legs[i]))
            render_leg(call, &legs[i]);
    json_array_end(&call->writer);
    if (next != NULL)
        json_member_text(&call->writer, "NextStatus", next->name);
    json_object_end(&call->writer);
}

static bool any_wanted_state(const struct wanted *wanted, const struct acd_leg_view *legs, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++)
        if (has_wanted_state(wanted, &legs[i]))
            return true;
    return wanted->states == 0;
}

void get_current_user_data(struct call *call)
{
    struct wanted wanted = {.by = BY_QUEUES};
    struct page_walk walk;
    struct acd_leg_view legs[LEGS_MAX];
    parse_wanted(call, &wanted);
    if (!call_good(call) || !page_begin_body(call, &walk, 100, PAGING_TOKEN_MS_MAX))
        return;
    json_member_array_begin(&call->writer, "UserDataList");
    for (uint32_t agent = 0; (agent = book_user_after(call->book, agent)) != 0;) {
        struct acd_agent_view view;
        if (!acd_agent_view(call->acd, agent, &view) || !is_wanted(call, &wanted, &view))
            continue;
        uint32_t count = acd_agent_legs(call->acd, agent, legs, LEGS_MAX);
        if (any_wanted_state(&wanted, legs, count) && page_take(&walk, agent))
            render_user(call, &view, legs, count, &wanted);
    }
    json_array_end(&call->writer);
    page_end(call, &walk);
    json_member_i64(&call->writer, "ApproximateTotalCount", walk.total);
}
