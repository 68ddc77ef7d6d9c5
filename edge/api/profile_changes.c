/* Changes of routing profiles. It must not show one: profiles.c does. */
#include "edge/api/operations.h"
#include "edge/api/profiles.h"

static uint32_t find_profile(struct call *call)
{
    return call_find_path(call, ACD_SUBJECT_PROFILE, "RoutingProfileId");
}

static bool is_served(const struct call *call, uint32_t profile, const struct acd_profile_queue *queue)
{
    struct acd_profile_queue queues[ACD_PROFILE_QUEUES_MAX];
    uint32_t count = acd_profile_queues(call->acd, profile, queues, ACD_PROFILE_QUEUES_MAX);
    for (uint32_t i = 0; i < count; i++)
        if (queues[i].queue == queue->queue && queues[i].channel == queue->channel)
            return true;
    return false;
}

static void set_queues(struct call *call, bool must_be_there)
{
    struct acd_profile_queue queues[PROFILE_CALL_QUEUES_MAX];
    struct acd_command command = call_command(call, ACD_SET_PROFILE_QUEUES);
    command.profile = find_profile(call);
    command.profile_queue_count = profile_read_queues(call, queues, must_be_there);
    command.profile_queues = queues;
    for (uint32_t i = 0; must_be_there && i < command.profile_queue_count && call->error == API_GOOD; i++)
        if (!is_served(call, command.profile, &queues[i]))
            call_fail(call, API_INVALID_REQUEST, "A queue is not associated with the routing profile.");
    if (call_good(call) && command.profile_queue_count > 0)
        call_decide(call, &command, NULL);
}

void associate_routing_profile_queues(struct call *call)
{
    set_queues(call, false);
}

void update_routing_profile_queues(struct call *call)
{
    set_queues(call, true);
}

void disassociate_routing_profile_queues(struct call *call)
{
    struct acd_profile_queue queues[PROFILE_CALL_QUEUES_MAX] = {{0}};
    struct acd_command command = call_command(call, ACD_UNSET_PROFILE_QUEUES);
    struct json_reader item;
    enum acd_channel channel;
    command.profile = find_profile(call);
    command.profile_queues = queues;
    const json_t *references = json_optional_array(&call->reader, "QueueReferences", PROFILE_CALL_QUEUES_MAX);
    for (size_t i = 0; call_item(call, references, i, &item); i++) {
        const char *id = json_required_text(&item, "QueueId", 1, CALL_ID_BYTES_MAX);
        const char *text = json_required_text(&item, "Channel", 1, 16);
        call_take_failure(call, &item);
        if (call->error != API_GOOD || !call_parse_channel(call, text, "Channel", &channel))
            return;
        struct acd_profile_queue queue = {.queue = call_find(call, ACD_SUBJECT_QUEUE, id),
                                          .channel = (uint8_t)channel};
        if (queue.queue != 0 && is_served(call, command.profile, &queue))
            queues[command.profile_queue_count++] = queue;
    }
    if (call_good(call) && command.profile_queue_count > 0)
        call_decide(call, &command, NULL);
}

void update_routing_profile_concurrency(struct call *call)
{
    struct acd_command command = call_command(call, ACD_SET_PROFILE_CHANNELS);
    command.profile = find_profile(call);
    profile_read_concurrencies(call, command.capacities);
    call_decide(call, &command, NULL);
}

/* The members that the core changes together, as they are. */
static struct acd_command change(struct call *call)
{
    struct acd_profile_view view = {0};
    struct acd_command command = call_command(call, ACD_CHANGE_PROFILE);
    command.profile = find_profile(call);
    acd_profile_view(call->acd, command.profile, &view);
    command.queue = view.outbound_queue;
    command.flags = view.flags;
    return command;
}

void update_routing_profile_default_outbound_queue(struct call *call)
{
    struct acd_command command = change(call);
    command.queue = call_find_member(call, ACD_SUBJECT_QUEUE, "DefaultOutboundQueueId");
    call_decide(call, &command, NULL);
}

void update_routing_profile_agent_availability_timer(struct call *call)
{
    struct acd_command command = change(call);
    command.flags = profile_read_timer(call, true, command.flags);
    call_decide(call, &command, NULL);
}

void update_routing_profile_name(struct call *call)
{
    uint32_t profile = find_profile(call);
    const char *name = call_optional_text(call, "Name", 1, 127);
    const char *description = call_optional_text(call, "Description", 0, 250);
    if (call_check_name(call, ACD_SUBJECT_PROFILE, profile, name))
        call_rename(call, ACD_SUBJECT_PROFILE, profile, name, description, 0);
}
