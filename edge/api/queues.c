/* Queues as the API makes, shows and changes them (connect.md 4.1). It must not route. */
#include <string.h>

#include "edge/api/operations.h"
#include "edge/api/queues.h"
#include "edge/api/search.h"
#include "edge/api/tags.h"

static const char *const STATES[] = {"DISABLED", "ENABLED", NULL};
static const char *const QUEUE_TYPES[] = {"STANDARD", "AGENT", NULL};

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
    json_optional_text(&reader, "OutboundCallerIdName", 1, 255);
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

static uint32_t create(struct call *call, const struct acd_command *command, const struct body_object *object)
{
    struct buf body = call_body();
    if (!body_render_queue_created(&body, object))
        call_fail(call, API_INVALID_PARAMETER, "Name or Description cannot be kept.");
    const struct acd_event *event = call_event(call_decide(call, command, &body), ACD_QUEUE_CREATED);
    return event != NULL ? event->queue : 0;
}

void create_queue(struct call *call)
{
    struct body_object object = {.uuid = uuid_random()};
    struct acd_command command = call_command(call, ACD_CREATE_QUEUE);
    object.name = call_required_text(call, "Name", 1, 127);
    object.description = call_optional_text(call, "Description", 1, 250);
    const json_t *tags = tags_read(call, "Tags");
    const json_t *caller = read_caller_config(call, false);
    command.contacts_max = read_contacts_max(call);
    command.hours = call_find_member(call, ACD_SUBJECT_HOURS, "HoursOfOperationId");
    json_t *quick_connects = queue_read_quick_connects(call, false);
    uint32_t queue =
        call_check_name(call, ACD_SUBJECT_QUEUE, 0, object.name) ? create(call, &command, &object) : 0;
    if (queue == 0) {
        json_decref(quick_connects);
        return;
    }
    tags_keep(call, ACD_SUBJECT_QUEUE, queue, tags);
    if (caller != NULL && call_good(call))
        call_keep_setting(call, ACD_SUBJECT_QUEUE, queue, "OutboundCallerConfig", json_deep_copy(caller));
    if (json_array_size(quick_connects) > 0)
        queue_keep_quick_connects(call, queue, quick_connects);
    else
        json_decref(quick_connects);
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

static void write_queue(struct call *call, uint64_t number)
{
    const struct book_object *object = book_find_object(call->book, ACD_SUBJECT_QUEUE, (uint32_t)number);
    struct acd_queue_view view = {0};
    acd_queue_view(call->acd, (uint32_t)number, &view);
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
    call_write_changed(call, ACD_SUBJECT_QUEUE, number);
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

/* Numbers of a walk over all queues: those of the core, and behind them the users' own, which have no name and their
 * user's id (connect.md 4.1). */
static const uint64_t agents_from = UINT64_C(1) << 32;

static uint64_t next_queue(const struct call *call, uint64_t number)
{
    uint64_t queue =
        number < agents_from ? book_object_after(call->book, ACD_SUBJECT_QUEUE, (uint32_t)number) : 0;
    if (queue != 0)
        return queue;
    uint32_t agent = book_user_after(call->book, number > agents_from ? (uint32_t)(number - agents_from) : 0);
    return agent != 0 ? agents_from + agent : 0;
}

static bool kind_is_wanted(struct call *call, uint64_t number)
{
    bool any = false;
    unsigned wanted = call_query_words(call, "queueTypes", QUEUE_TYPES, &any);
    return !any || (wanted & 1u << (number > agents_from)) != 0;
}

static void write_summary(struct call *call, uint64_t number)
{
    bool own = number > agents_from;
    enum acd_subject kind = own ? ACD_SUBJECT_AGENT : ACD_SUBJECT_QUEUE;
    uint32_t subject = (uint32_t)(own ? number - agents_from : number);
    const struct uuid *uuid = call_uuid(call, kind, subject);
    call_write_id(call, "Id", uuid);
    call_write_arn(call, "Arn", own ? "queue/agent" : "queue", uuid);
    if (!own)
        json_member_text(&call->writer, "Name",
                         book_find_object(call->book, ACD_SUBJECT_QUEUE, subject)->name);
    json_member_text(&call->writer, "QueueType", QUEUE_TYPES[own]);
    call_write_changed(call, kind, subject);
}

void list_queues(struct call *call)
{
    static const struct list_rules RULES = {.walked = {.next = next_queue},
                                            .member = "QueueSummaryList",
                                            .wanted = kind_is_wanted,
                                            .write = write_summary,
                                            .whole = true};
    list_run(call, &RULES, 1000);
}

static bool field_of(struct call *call, uint64_t number, const char *field, char text[SEARCH_FIELD_BYTES])
{
    return search_object_field(book_find_object(call->book, ACD_SUBJECT_QUEUE, (uint32_t)number), field,
                               text);
}

/* Only standard queues are searched, as the vendor has it: QueueTypeCondition takes nothing else. */
static bool queue_type(struct call *call, uint64_t number, const char *name, const json_t *condition)
{
    const char *text = json_string_value(condition);
    (void)number;
    if (strcmp(name, "QueueTypeCondition") == 0 && text != NULL && strcmp(text, QUEUE_TYPES[0]) == 0)
        return true;
    call_fail(call, API_INVALID_PARAMETER,
              "SearchCriteria: %.64s takes only STANDARD, and nothing else is there.", name);
    return false;
}

void search_queues(struct call *call)
{
    static const char *const FIELDS[] = {SEARCH_OBJECT_FIELDS, NULL};
    static const struct search_rules RULES = {.walked = {.kind = ACD_SUBJECT_QUEUE},
                                              .member = "Queues",
                                              .fields = FIELDS,
                                              .field = field_of,
                                              .more = queue_type,
                                              .write = write_queue};
    search_run(call, &RULES, 500);
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
