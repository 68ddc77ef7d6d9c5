/* Routing profiles: made, shown, found, deleted (connect.md 4.1). It must not change one: profile_changes.c does. */
#include "edge/api/profiles.h"

#include <string.h>

#include "edge/api/operations.h"
#include "edge/api/paging.h"
#include "edge/api/search.h"
#include "edge/api/shape.h"
#include "edge/api/tags.h"

enum { DELAY_SECONDS_MAX = 9999 };

/* ---- reading ---- */

static bool read_reference(struct call *call, const json_t *reference, struct acd_profile_queue *queue,
                           bool *email)
{
    struct json_reader reader;
    enum acd_channel channel = ACD_VOICE;
    json_reader_init(&reader, reference);
    const char *id = json_required_text(&reader, "QueueId", 1, CALL_ID_BYTES_MAX);
    const char *text = json_required_text(&reader, "Channel", 1, 16);
    call_take_failure(call, &reader);
    if (call->error != API_GOOD)
        return false;
    *email = strcmp(text, "EMAIL") == 0;
    if (!*email && !call_parse_channel(call, text, "Channel", &channel))
        return false;
    queue->queue = call_find(call, ACD_SUBJECT_QUEUE, id);
    queue->channel = (uint8_t)channel;
    return queue->queue != 0;
}

uint32_t profile_read_queues(struct call *call, struct acd_profile_queue queues[PROFILE_CALL_QUEUES_MAX],
                             bool required)
{
    const json_t *configs = required
                                ? json_required_array(&call->reader, "QueueConfigs", PROFILE_CALL_QUEUES_MAX)
                                : json_optional_array(&call->reader, "QueueConfigs", PROFILE_CALL_QUEUES_MAX);
    struct json_reader item;
    uint32_t count = 0;
    for (size_t i = 0; call_item(call, configs, i, &item); i++) {
        struct acd_profile_queue queue = {0};
        bool email = false;
        const json_t *reference = json_required_object(&item, "QueueReference");
        queue.priority = (uint32_t)json_required_i64(&item, "Priority", 1, 99);
        queue.delay_ms = (uint32_t)json_required_i64(&item, "Delay", 0, DELAY_SECONDS_MAX) * 1000;
        call_take_failure(call, &item);
        if (read_reference(call, reference, &queue, &email) && !email)
            queues[count++] = queue;
    }
    if (configs != NULL && call->error == API_GOOD && json_array_size(configs) == 0)
        call_fail(call, API_INVALID_PARAMETER, "QueueConfigs must hold 1 to 10 queues.");
    return count;
}

/* Kinds of work within a channel: checked, and then passed over. */
static const char *const BEHAVIOR_TYPES[] = {"ROUTE_CURRENT_CHANNEL_ONLY", "ROUTE_ANY_CHANNEL", NULL};
static const struct shape BEHAVIOR_SHAPE[] = {
    {.name = "ChannelWorkloadBehaviorType", .type = SHAPE_TEXT, .required = true, .min = 1, .max = 64},
    {.name = NULL}};
static const struct shape WORKLOAD_SHAPE[] = {
    {.name = "WorkloadType", .type = SHAPE_TEXT, .required = true, .min = 1, .max = 128},
    {.name = "Concurrency", .type = SHAPE_NUMBER, .required = true, .min = 1, .max = 10},
    {.name = "CrossChannelWorkloadBehavior", .type = SHAPE_OBJECT, .members = BEHAVIOR_SHAPE},
    {.name = NULL}};
static const struct shape WORKLOADS_SHAPE[] = {
    {.name = "WorkloadTypeConcurrencies", .type = SHAPE_LIST, .max = 10, .members = WORKLOAD_SHAPE},
    {.name = NULL}};

static void read_concurrency(struct call *call, struct json_reader *item,
                             struct acd_capacity capacities[ACD_CHANNELS])
{
    enum acd_channel channel;
    struct json_reader cross;
    const char *text = json_required_text(item, "Channel", 1, 16);
    int64_t slots = json_required_i64(item, "Concurrency", 1, 10);
    const json_t *behavior = json_optional_object(item, "CrossChannelBehavior");
    call_take_failure(call, item);
    shape_check(call, item->object, WORKLOADS_SHAPE);
    if (call->error != API_GOOD || strcmp(text, "EMAIL") == 0 ||
        !call_parse_channel(call, text, "Channel", &channel))
        return;
    if (channel == ACD_VOICE && slots != 1)
        call_fail(call, API_INVALID_PARAMETER, "Concurrency of VOICE must be 1.");
    if (capacities[channel].slots_max != 0)
        call_fail(call, API_INVALID_PARAMETER, "MediaConcurrencies names the channel %s twice.", text);
    capacities[channel].slots_max = (uint32_t)slots;
    if (behavior == NULL)
        return;
    json_reader_init(&cross, behavior);
    const char *type = json_required_text(&cross, "BehaviorType", 1, 64);
    call_take_failure(call, &cross);
    if (call->error == API_GOOD)
        capacities[channel].any_channel = call_word(call, "BehaviorType", type, BEHAVIOR_TYPES) == 1;
}

void profile_read_concurrencies(struct call *call, struct acd_capacity capacities[ACD_CHANNELS])
{
    const json_t *list = json_required_array(&call->reader, "MediaConcurrencies", 8);
    struct json_reader item;
    memset(capacities, 0, ACD_CHANNELS * sizeof capacities[0]);
    for (size_t i = 0; call_item(call, list, i, &item); i++)
        read_concurrency(call, &item, capacities);
}

uint16_t profile_read_timer(struct call *call, bool required, uint16_t absent)
{
    static const char *const TIMERS[] = {"TIME_SINCE_LAST_ACTIVITY", "TIME_SINCE_LAST_INBOUND", NULL};
    const char *text = required ? json_required_text(&call->reader, "AgentAvailabilityTimer", 1, 64)
                                : json_optional_text(&call->reader, "AgentAvailabilityTimer", 1, 64);
    if (!call_good(call) || text == NULL)
        return absent;
    return call_word(call, "AgentAvailabilityTimer", text, TIMERS) == 1 ? ACD_FLAG_LAST_INBOUND : 0;
}

/* ---- create and delete ---- */

void create_routing_profile(struct call *call)
{
    struct acd_profile_queue queues[PROFILE_CALL_QUEUES_MAX];
    struct body_object object = {.uuid = uuid_random()};
    struct acd_command command = call_command(call, ACD_CREATE_PROFILE);
    struct buf body = call_body();
    object.name = call_required_text(call, "Name", 1, 127);
    object.description = call_required_text(call, "Description", 1, 250);
    const json_t *tags = tags_read(call, "Tags");
    profile_read_concurrencies(call, command.capacities);
    command.queue = call_find_member(call, ACD_SUBJECT_QUEUE, "DefaultOutboundQueueId");
    command.profile_queue_count = profile_read_queues(call, queues, false);
    command.profile_queues = queues;
    command.flags = profile_read_timer(call, false, 0);
    if (!call_check_name(call, ACD_SUBJECT_PROFILE, 0, object.name))
        return;
    if (!body_render_profile_created(&body, &object))
        call_fail(call, API_INVALID_PARAMETER, "Name or Description cannot be kept.");
    const struct acd_event *event = call_event(call_decide(call, &command, &body), ACD_PROFILE_CREATED);
    if (event == NULL)
        return;
    tags_keep(call, ACD_SUBJECT_PROFILE, event->profile, tags);
    call_write_id(call, "RoutingProfileId", &object.uuid);
    call_write_arn(call, "RoutingProfileArn", "routing-profile", &object.uuid);
}

void delete_routing_profile(struct call *call)
{
    struct acd_command command = call_command(call, ACD_DELETE_PROFILE);
    command.profile = call_find_path(call, ACD_SUBJECT_PROFILE, "RoutingProfileId");
    call_decide(call, &command, NULL);
}

/* ---- show ---- */

static void write_concurrencies(struct call *call, const struct acd_profile_view *view)
{
    struct json_writer *writer = &call->writer;
    json_member_array_begin(writer, "MediaConcurrencies");
    for (int channel = 0; channel < ACD_CHANNELS; channel++) {
        if (view->capacities[channel].slots_max == 0)
            continue;
        json_object_begin(writer);
        json_member_text(writer, "Channel", acd_channel_name((enum acd_channel)channel));
        json_member_i64(writer, "Concurrency", view->capacities[channel].slots_max);
        json_member_object_begin(writer, "CrossChannelBehavior");
        json_member_text(writer, "BehaviorType",
                         view->capacities[channel].any_channel ? "ROUTE_ANY_CHANNEL"
                                                               : "ROUTE_CURRENT_CHANNEL_ONLY");
        json_object_end(writer);
        json_object_end(writer);
    }
    json_array_end(writer);
}

static void write_queue_ids(struct call *call, uint32_t number)
{
    struct acd_profile_queue queues[ACD_PROFILE_QUEUES_MAX];
    uint32_t count = acd_profile_queues(call->acd, number, queues, ACD_PROFILE_QUEUES_MAX);
    char text[UUID_TEXT_BYTES];
    json_member_array_begin(&call->writer, "AssociatedQueueIds");
    for (uint32_t i = 0; i < count; i++) {
        const struct uuid *uuid = call_uuid(call, ACD_SUBJECT_QUEUE, queues[i].queue);
        bool seen = uuid == NULL;
        for (uint32_t j = 0; j < i && !seen; j++)
            seen = queues[j].queue == queues[i].queue;
        if (!seen)
            json_text_of(&call->writer, uuid_render(uuid, text));
    }
    json_array_end(&call->writer);
}

static void write_profile(struct call *call, uint64_t number)
{
    const struct book_object *object = book_find_object(call->book, ACD_SUBJECT_PROFILE, (uint32_t)number);
    struct acd_profile_view view = {0};
    acd_profile_view(call->acd, (uint32_t)number, &view);
    const struct uuid *queue = call_uuid(call, ACD_SUBJECT_QUEUE, view.outbound_queue);
    call_write_id(call, "InstanceId", &book_centre(call->book)->uuid);
    json_member_text(&call->writer, "Name", object->name);
    call_write_arn(call, "RoutingProfileArn", "routing-profile", &object->uuid);
    call_write_id(call, "RoutingProfileId", &object->uuid);
    call_write_text(call, "Description", object->description);
    write_concurrencies(call, &view);
    if (queue != NULL)
        call_write_id(call, "DefaultOutboundQueueId", queue);
    tags_write(call, tags_of(call, ACD_SUBJECT_PROFILE, number));
    json_member_i64(&call->writer, "NumberOfAssociatedQueues", view.queue_count);
    json_member_i64(&call->writer, "NumberOfAssociatedManualAssignmentQueues", 0);
    json_member_i64(&call->writer, "NumberOfAssociatedUsers", view.agent_count);
    json_member_text(&call->writer, "AgentAvailabilityTimer",
                     (view.flags & ACD_FLAG_LAST_INBOUND) != 0 ? "TIME_SINCE_LAST_INBOUND"
                                                               : "TIME_SINCE_LAST_ACTIVITY");
    json_member_bool(&call->writer, "IsDefault",
                     number == book_object_after(call->book, ACD_SUBJECT_PROFILE, 0));
    call_write_changed(call, ACD_SUBJECT_PROFILE, number);
}

/* DescribeRoutingProfile does not tell the queues, SearchRoutingProfiles does (model). */
static void write_found(struct call *call, uint64_t number)
{
    write_profile(call, number);
    write_queue_ids(call, (uint32_t)number);
}

void describe_routing_profile(struct call *call)
{
    uint32_t number = call_find_path(call, ACD_SUBJECT_PROFILE, "RoutingProfileId");
    if (number == 0)
        return;
    json_member_object_begin(&call->writer, "RoutingProfile");
    write_profile(call, number);
    json_object_end(&call->writer);
}

static void write_summary(struct call *call, uint64_t number)
{
    call_write_changed(call, ACD_SUBJECT_PROFILE, number);
}

void list_routing_profiles(struct call *call)
{
    static const struct list_rules RULES = {.walked = {.kind = ACD_SUBJECT_PROFILE},
                                            .member = "RoutingProfileSummaryList",
                                            .write = write_summary};
    list_run(call, &RULES, 1000);
}

static bool field_of(struct call *call, uint64_t number, const char *field, char text[SEARCH_FIELD_BYTES])
{
    return search_object_field(book_find_object(call->book, ACD_SUBJECT_PROFILE, (uint32_t)number), field,
                               text);
}

void search_routing_profiles(struct call *call)
{
    static const char *const FIELDS[] = {SEARCH_OBJECT_FIELDS, NULL};
    static const struct search_rules RULES = {.walked = {.kind = ACD_SUBJECT_PROFILE},
                                              .member = "RoutingProfiles",
                                              .fields = FIELDS,
                                              .field = field_of,
                                              .write = write_found};
    search_run(call, &RULES, 500);
}

void list_routing_profile_queues(struct call *call)
{
    struct acd_profile_queue queues[ACD_PROFILE_QUEUES_MAX];
    struct page_walk walk;
    uint32_t profile = call_find_path(call, ACD_SUBJECT_PROFILE, "RoutingProfileId");
    if (profile == 0 || !page_begin_query(call, &walk, 100))
        return;
    uint32_t count = acd_profile_queues(call->acd, profile, queues, ACD_PROFILE_QUEUES_MAX);
    json_member_array_begin(&call->writer, "RoutingProfileQueueConfigSummaryList");
    for (uint32_t i = 0; i < count; i++) {
        const struct book_object *queue = book_find_object(call->book, ACD_SUBJECT_QUEUE, queues[i].queue);
        if (queue == NULL || !page_take(&walk, i + 1))
            continue;
        json_object_begin(&call->writer);
        call_write_id(call, "QueueId", &queue->uuid);
        call_write_arn(call, "QueueArn", "queue", &queue->uuid);
        json_member_text(&call->writer, "QueueName", queue->name);
        json_member_i64(&call->writer, "Priority", queues[i].priority);
        json_member_i64(&call->writer, "Delay", queues[i].delay_ms / 1000);
        json_member_text(&call->writer, "Channel", acd_channel_name((enum acd_channel)queues[i].channel));
        json_object_end(&call->writer);
    }
    json_array_end(&call->writer);
    page_end(call, &walk);
    call_write_changed(call, ACD_SUBJECT_PROFILE, profile);
}
