/* Queues as the API makes, shows and changes them (connect.md 4.1). It must not route. */
#include <stdio.h>
#include <string.h>

#include "edge/api/operations.h"
#include "edge/api/paging.h"
#include "edge/api/search.h"
#include "edge/api/tags.h"

static const char *const STATES[] = {"DISABLED", "ENABLED", NULL};

/* ---- reading ---- */

static uint32_t read_contacts_max(struct call *call)
{
    return (uint32_t)json_optional_i64(&call->reader, "MaxContacts", 0, INT32_MAX, 0);
}

/* OutboundCallerConfig, checked; NULL if absent. */
static const json_t *read_caller_config(struct call *call, bool required)
{
    struct json_reader reader;
    const json_t *config = required ? json_required_object(&call->reader, "OutboundCallerConfig")
                                    : json_optional_object(&call->reader, "OutboundCallerConfig");
    if (config == NULL)
        return NULL;
    json_reader_init(&reader, config);
    json_optional_text(&reader, "OutboundCallerIdName", 0, 255);
    json_optional_text(&reader, "OutboundCallerIdNumberId", 0, CALL_ID_BYTES_MAX);
    json_optional_text(&reader, "OutboundFlowId", 0, CALL_ID_BYTES_MAX);
    call_take_failure(call, &reader);
    return config;
}

static uint32_t find_queue(struct call *call)
{
    return call_find_path(call, ACD_SUBJECT_QUEUE, "QueueId");
}

/* ---- create and delete ---- */

void create_queue(struct call *call)
{
    struct body_object object = {.uuid = uuid_random()};
    struct acd_command command = call_command(call, ACD_CREATE_QUEUE);
    struct buf body = call_body();
    object.name = call_required_text(call, "Name", 1, 127);
    object.description = call_optional_text(call, "Description", 1, 250);
    const json_t *tags = tags_read(call, "Tags");
    const json_t *caller = read_caller_config(call, false);
    command.contacts_max = read_contacts_max(call);
    command.hours = call_find_member(call, ACD_SUBJECT_HOURS, "HoursOfOperationId");
    if (!call_check_name(call, ACD_SUBJECT_QUEUE, 0, object.name))
        return;
    if (!body_render_queue_created(&body, &object))
        call_fail(call, API_INVALID_PARAMETER, "Name or Description cannot be kept.");
    const struct acd_event *event = call_event(call_decide(call, &command, &body), ACD_QUEUE_CREATED);
    if (event == NULL)
        return;
    uint32_t queue = event->queue;
    tags_keep(call, ACD_SUBJECT_QUEUE, queue, tags);
    if (caller != NULL && call_good(call))
        call_keep_setting(call, ACD_SUBJECT_QUEUE, queue, "OutboundCallerConfig", json_deep_copy(caller));
    call_write_arn(call, "QueueArn", "queue", &object.uuid);
    call_write_id(call, "QueueId", &object.uuid);
}

void delete_queue(struct call *call)
{
    struct acd_command command = call_command(call, ACD_DELETE_QUEUE);
    command.queue = find_queue(call);
    call_decide(call, &command, NULL);
}

/* ---- show ---- */

static void write_queue(struct call *call, uint32_t number)
{
    const struct book_object *object = book_find_object(call->book, ACD_SUBJECT_QUEUE, number);
    struct acd_queue_view view = {0};
    acd_queue_view(call->acd, number, &view);
    const struct uuid *hours = call_uuid(call, ACD_SUBJECT_HOURS, view.hours);
    json_member_text(&call->writer, "Name", object->name);
    call_write_arn(call, "QueueArn", "queue", &object->uuid);
    call_write_id(call, "QueueId", &object->uuid);
    call_write_text(call, "Description", object->description);
    call_write_json(call, "OutboundCallerConfig",
                    call_setting(call, ACD_SUBJECT_QUEUE, number, "OutboundCallerConfig"));
    if (hours != NULL)
        call_write_id(call, "HoursOfOperationId", hours);
    if (view.contacts_max != 0)
        json_member_i64(&call->writer, "MaxContacts", view.contacts_max);
    json_member_text(&call->writer, "Status", STATES[view.enabled != 0]);
    tags_write(call, tags_of(call, ACD_SUBJECT_QUEUE, number));
}

void describe_queue(struct call *call)
{
    uint32_t queue = find_queue(call);
    if (queue == 0)
        return;
    json_member_object_begin(&call->writer, "Queue");
    write_queue(call, queue);
    json_object_end(&call->writer);
}

struct kinds {
    bool standard, agent;
};

static struct kinds wanted_kinds(struct call *call)
{
    static const char *const WORDS[] = {"STANDARD", "AGENT", NULL};
    struct kinds kinds = {false, false};
    struct buf text;
    uint32_t n = 0;
    buf_init(&text, 64);
    for (; n < 3 && call_query_nth(call, "queueTypes", n, &text); n++) {
        int word = call_word(call, "queueTypes", buf_text(&text), WORDS);
        kinds.standard |= word == 0;
        kinds.agent |= word == 1;
        buf_clear(&text);
    }
    buf_free(&text);
    return n > 0 ? kinds : (struct kinds){true, true};
}

static void write_summary(struct call *call, const struct uuid *uuid, const char *kind, const char *name,
                          const char *type)
{
    json_object_begin(&call->writer);
    call_write_id(call, "Id", uuid);
    call_write_arn(call, "Arn", kind, uuid);
    if (name != NULL)
        json_member_text(&call->writer, "Name", name);
    json_member_text(&call->writer, "QueueType", type);
    json_object_end(&call->writer);
}

/* Agents' own queues have no name and their user's id (connect.md 4.1); they come behind the others. */
void list_queues(struct call *call)
{
    const uint64_t agents_from = UINT64_C(1) << 32;
    struct page_walk walk;
    struct kinds kinds = wanted_kinds(call);
    if (!call_good(call) || !page_begin_query(call, &walk, 1000))
        return;
    json_member_array_begin(&call->writer, "QueueSummaryList");
    for (uint32_t n = 0; kinds.standard && (n = book_object_after(call->book, ACD_SUBJECT_QUEUE, n)) != 0;) {
        const struct book_object *object = book_find_object(call->book, ACD_SUBJECT_QUEUE, n);
        if (page_take(&walk, n))
            write_summary(call, &object->uuid, "queue", object->name, "STANDARD");
    }
    for (uint32_t n = 0; kinds.agent && (n = book_user_after(call->book, n)) != 0;) {
        if (page_take(&walk, agents_from + n))
            write_summary(call, &book_find_user(call->book, n)->uuid, "queue/agent", NULL, "AGENT");
    }
    json_array_end(&call->writer);
    page_end(call, &walk);
}

static bool field_of(struct call *call, uint32_t number, const char *field, char text[SEARCH_FIELD_BYTES])
{
    return search_object_field(book_find_object(call->book, ACD_SUBJECT_QUEUE, number), field, text);
}

void search_queues(struct call *call)
{
    struct page_walk walk;
    struct search search;
    if (!search_begin(call, &search, ACD_SUBJECT_QUEUE, field_of) ||
        !page_begin_body(call, &walk, 500, PAGING_TOKEN_MS_MAX))
        return;
    json_member_array_begin(&call->writer, "Queues");
    for (uint32_t number = 0; (number = book_object_after(call->book, ACD_SUBJECT_QUEUE, number)) != 0;) {
        if (!search_matches(&search, number) || !page_take(&walk, number))
            continue;
        json_object_begin(&call->writer);
        write_queue(call, number);
        json_object_end(&call->writer);
    }
    json_array_end(&call->writer);
    page_end(call, &walk);
    json_member_i64(&call->writer, "ApproximateTotalCount", walk.total);
}

/* ---- change ---- */

void update_queue_name(struct call *call)
{
    uint32_t queue = find_queue(call);
    const char *name = call_optional_text(call, "Name", 1, 127);
    const char *description = call_optional_text(call, "Description", 0, 250);
    if (call_check_name(call, ACD_SUBJECT_QUEUE, queue, name))
        call_rename(call, ACD_SUBJECT_QUEUE, queue, name, description, 0);
}

void update_queue_status(struct call *call)
{
    uint32_t queue = find_queue(call);
    const char *state = json_required_text(&call->reader, "Status", 1, 16);
    int enabled = call_good(call) ? call_word(call, "Status", state, STATES) : 0;
    struct acd_command command = call_command(call, enabled == 1 ? ACD_ENABLE_QUEUE : ACD_DISABLE_QUEUE);
    command.queue = queue;
    call_decide(call, &command, NULL);
}

/* The members that the core changes together, as they are. */
static struct acd_command change(struct call *call)
{
    struct acd_queue_view view = {0};
    struct acd_command command = call_command(call, ACD_CHANGE_QUEUE);
    command.queue = find_queue(call);
    acd_queue_view(call->acd, command.queue, &view);
    command.hours = view.hours;
    command.contacts_max = view.contacts_max;
    memcpy(command.offer_ms, view.offer_ms, sizeof command.offer_ms);
    memcpy(command.wrapup_ms, view.wrapup_ms, sizeof command.wrapup_ms);
    return command;
}

void update_queue_max_contacts(struct call *call)
{
    struct acd_command command = change(call);
    command.contacts_max = read_contacts_max(call);
    call_decide(call, &command, NULL);
}

void update_queue_hours_of_operation(struct call *call)
{
    struct acd_command command = change(call);
    command.hours = call_find_member(call, ACD_SUBJECT_HOURS, "HoursOfOperationId");
    call_decide(call, &command, NULL);
}

void update_queue_outbound_caller_config(struct call *call)
{
    uint32_t queue = find_queue(call);
    const json_t *config = read_caller_config(call, true);
    if (call_good(call))
        call_keep_setting(call, ACD_SUBJECT_QUEUE, queue, "OutboundCallerConfig", json_deep_copy(config));
}
