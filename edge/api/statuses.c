/* Agent statuses as the API shows them (connect.md 1.1). It must not change an agent's status: agents.c does. */
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "edge/api/operations.h"
#include "edge/api/search.h"
#include "edge/api/tags.h"

enum { ORDER_MAX = 50, ORDER_NONE = INT32_MAX /* kept where an order was reset: sorts behind all others */ };

static const char *const TYPES[] = {"", "ROUTABLE", "CUSTOM", "OFFLINE"};
static const char *const TYPE_WORDS[] = {"ROUTABLE", "CUSTOM", "OFFLINE", NULL};
static const char *const STATES[] = {"DISABLED", "ENABLED", NULL};

static struct acd_status status_of(const struct call *call, uint64_t number)
{
    struct acd_status status = {0};
    acd_status_view(call->acd, (uint32_t)number, &status);
    return status;
}

/* ---- list ---- */

static bool type_is_wanted(struct call *call, uint64_t number)
{
    bool any = false;
    unsigned wanted = call_query_words(call, "AgentStatusTypes", TYPE_WORDS, &any);
    return !any || (wanted & 1u << status_of(call, number).type >> 1) != 0;
}

static void write_summary(struct call *call, uint64_t number)
{
    json_member_text(&call->writer, "Type", TYPES[status_of(call, number).type]);
    call_write_changed(call, ACD_SUBJECT_STATUS, number);
}

void list_agent_statuses(struct call *call)
{
    static const struct list_rules RULES = {.walked = {.kind = ACD_SUBJECT_STATUS},
                                            .member = "AgentStatusSummaryList",
                                            .wanted = type_is_wanted,
                                            .write = write_summary};
    list_run(call, &RULES, 1000);
}

/* ---- describe and search ---- */

static void write_members(struct call *call, uint64_t number)
{
    const struct book_object *object = book_find_object(call->book, ACD_SUBJECT_STATUS, (uint32_t)number);
    struct acd_status status = status_of(call, number);
    call_write_arn(call, "AgentStatusARN", "agent-state", &object->uuid);
    call_write_id(call, "AgentStatusId", &object->uuid);
    json_member_text(&call->writer, "Name", object->name);
    call_write_text(call, "Description", object->description);
    json_member_text(&call->writer, "Type", TYPES[status.type]);
    if (object->display_order > 0 && object->display_order <= ORDER_MAX)
        json_member_i64(&call->writer, "DisplayOrder", object->display_order);
    json_member_text(&call->writer, "State", STATES[status.enabled != 0]);
    tags_write(call, tags_of(call, ACD_SUBJECT_STATUS, number));
    call_write_changed(call, ACD_SUBJECT_STATUS, number);
}

void describe_agent_status(struct call *call)
{
    uint32_t number = call_find_path(call, ACD_SUBJECT_STATUS, "AgentStatusId");
    if (number == 0)
        return;
    json_member_object_begin(&call->writer, "AgentStatus");
    write_members(call, number);
    json_object_end(&call->writer);
}

static bool field_of(struct call *call, uint64_t number, const char *field, char text[SEARCH_FIELD_BYTES])
{
    const struct book_object *object = book_find_object(call->book, ACD_SUBJECT_STATUS, (uint32_t)number);
    struct acd_status status = status_of(call, number);
    if (strcasecmp(field, "state") == 0)
        snprintf(text, SEARCH_FIELD_BYTES, "%s", STATES[status.enabled != 0]);
    else if (strcasecmp(field, "type") == 0)
        snprintf(text, SEARCH_FIELD_BYTES, "%s", TYPES[status.type]);
    else if (strcasecmp(field, "displayOrder") == 0)
        snprintf(text, SEARCH_FIELD_BYTES, "%lld", (long long)object->display_order);
    else
        return search_object_field(object, field, text);
    return true;
}

void search_agent_statuses(struct call *call)
{
    static const char *const FIELDS[] = {SEARCH_OBJECT_FIELDS, "state", "type", "displayOrder", NULL};
    static const struct search_rules RULES = {.walked = {.kind = ACD_SUBJECT_STATUS},
                                              .member = "AgentStatuses",
                                              .fields = FIELDS,
                                              .field = field_of,
                                              .write = write_members};
    search_run(call, &RULES, 100);
}

/* ---- create and update ---- */

static uint32_t create(struct call *call, const struct body_object *object)
{
    struct buf body = call_body();
    struct acd_command command = call_command(call, ACD_CREATE_STATUS);
    command.status_type = ACD_STATUS_CUSTOM; /* those of an administrator always are */
    if (!body_render_status_created(&body, object))
        call_fail(call, API_INVALID_PARAMETER, "Name or Description cannot be kept.");
    const struct acd_event *event = call_event(call_decide(call, &command, &body), ACD_STATUS_CREATED);
    return event != NULL ? event->status : 0;
}

static bool set_state(struct call *call, uint32_t number, bool enabled)
{
    struct acd_command command = call_command(call, enabled ? ACD_ENABLE_STATUS : ACD_DISABLE_STATUS);
    command.status = number;
    return call_decide(call, &command, NULL) != NULL;
}

void create_agent_status(struct call *call)
{
    struct body_object object = {.uuid = uuid_random()};
    object.name = call_required_text(call, "Name", 1, 127);
    object.description = call_optional_text(call, "Description", 1, 250);
    object.display_order = json_optional_i64(&call->reader, "DisplayOrder", 1, ORDER_MAX, 0);
    const char *state = json_required_text(&call->reader, "State", 1, 16);
    const json_t *tags = tags_read(call, "Tags");
    int enabled = call_good(call) ? call_word(call, "State", state, STATES) : -1;
    if (!call_check_name(call, ACD_SUBJECT_STATUS, 0, object.name))
        return;
    uint32_t number = create(call, &object);
    if (number == 0 || (enabled == 0 && !set_state(call, number, false)))
        return;
    tags_keep(call, ACD_SUBJECT_STATUS, number, tags);
    call_write_arn(call, "AgentStatusARN", "agent-state", &object.uuid);
    call_write_id(call, "AgentStatusId", &object.uuid);
}

void update_agent_status(struct call *call)
{
    uint32_t number = call_find_path(call, ACD_SUBJECT_STATUS, "AgentStatusId");
    const char *name = call_optional_text(call, "Name", 1, 127);
    const char *description = call_optional_text(call, "Description", 0, 250);
    int64_t order = json_optional_i64(&call->reader, "DisplayOrder", 1, ORDER_MAX, 0);
    bool reset = json_optional_bool(&call->reader, "ResetOrderNumber", false);
    const char *state = json_optional_text(&call->reader, "State", 1, 16);
    struct acd_status status = {0};
    if (!call_good(call))
        return;
    int enabled = state != NULL ? call_word(call, "State", state, STATES) : -1;
    acd_status_view(call->acd, number, &status);
    if (enabled == 0 && status.type != ACD_STATUS_CUSTOM)
        call_fail(call, API_INVALID_REQUEST, "The routable and the offline status cannot be disabled.");
    if (!call_check_name(call, ACD_SUBJECT_STATUS, number, name))
        return;
    if (reset && order == 0)
        order = ORDER_NONE;
    if (call_rename(call, ACD_SUBJECT_STATUS, number, name, description, order) && enabled >= 0)
        set_state(call, number, enabled == 1);
}
