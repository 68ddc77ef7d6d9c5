/* Routing profiles: which queues an agent serves, in what order, and how much at once. It must not offer
 * anything (route.c).
 *
 *     profile --- slots_max, any_channel for each channel         queue, channel --- list of profile queues
 *        |                                                                |             that serve it
 *        +--- up to 50 profile queues: (queue, channel, priority, delay) -+
 *        |
 *        +--- for each channel: the agents eligible on it, by available_since (agent_settle() keeps it)
 *
 *     created, changed   apply_profile_created, apply_profile_changed     channel set   apply_channel_set
 *     queue set, unset   apply_profile_queue_set, _unset                  deleted       apply_profile_deleted
 *
 * When channels change, agents are not walked here: the profile becomes stale and its agents are due work
 * (route.c, WORK_AGENTS).
 */
#include "core/state.h"

#include <string.h>

enum {
    PRIORITY_MAX = 99,
    DELAY_MS_MAX = 9999000,
    VOICE_SLOTS_MAX = 1,
    SLOTS_MAX = 10,
};

static uint32_t profile_queue_number(uint32_t profile, uint32_t place)
{
    return profile * ACD_PROFILE_QUEUES_MAX + place;
}

const struct profile_queue *profile_queue_find(const struct acd *acd, uint32_t profile, uint32_t queue,
                                               uint8_t channel)
{
    uint32_t count = profile_get(acd, profile)->queue_count;

    for (uint32_t place = 0; place < count; place++) {
        const struct profile_queue *entry = profile_queue_get(acd, profile_queue_number(profile, place));
        if (entry->queue == queue && entry->channel == channel)
            return entry;
    }
    return NULL;
}

/* ---- decide ---- */

static enum acd_refusal capacities_valid(const struct acd_command *command)
{
    for (int channel = 0; channel < ACD_CHANNELS; channel++) {
        const struct acd_capacity *capacity = &command->capacities[channel];
        if (capacity->slots_max > (channel == ACD_VOICE ? VOICE_SLOTS_MAX : SLOTS_MAX) ||
            capacity->any_channel > 1)
            return ACD_REFUSED_INVALID;
    }
    return ACD_OK;
}

static bool named_before(const struct acd_command *command, uint32_t index)
{
    const struct acd_profile_queue *wanted = &command->profile_queues[index];

    for (uint32_t earlier = 0; earlier < index; earlier++) {
        const struct acd_profile_queue *other = &command->profile_queues[earlier];
        if (other->queue == wanted->queue && other->channel == wanted->channel)
            return true;
    }
    return false;
}

/* profile 0: one that is to be created. */
static enum acd_refusal queues_valid(const struct acd *acd, const struct acd_command *command,
                                     uint32_t profile)
{
    uint32_t count = profile == 0 ? 0 : profile_get(acd, profile)->queue_count;

    if (command->profile_queue_count > ACD_PROFILE_QUEUES_MAX)
        return ACD_REFUSED_LIMIT;
    for (uint32_t index = 0; index < command->profile_queue_count; index++) {
        const struct acd_profile_queue *wanted = &command->profile_queues[index];
        if (wanted->channel >= ACD_CHANNELS || wanted->priority < 1 || wanted->priority > PRIORITY_MAX ||
            wanted->delay_ms > DELAY_MS_MAX)
            return ACD_REFUSED_INVALID;
        if (queue_find(acd, wanted->queue) == NULL)
            return ACD_REFUSED_UNKNOWN_QUEUE;
        if (profile != 0 && profile_queue_find(acd, profile, wanted->queue, wanted->channel) != NULL)
            continue;
        if (!named_before(command, index))
            count++;
    }
    return count > ACD_PROFILE_QUEUES_MAX ? ACD_REFUSED_LIMIT : ACD_OK;
}

static void emit_profile(struct decision *decision, enum acd_event_kind kind, uint32_t profile)
{
    struct acd_event *event = event_new(decision, kind);

    event->profile = profile;
    if (kind != ACD_PROFILE_DELETED) {
        event->queue = decision->command->queue;
        event->flags = decision->command->flags & ACD_FLAG_LAST_INBOUND;
    }
    emit(decision, event);
}

static void emit_channels(struct decision *decision, uint32_t profile)
{
    for (uint8_t channel = 0; channel < ACD_CHANNELS; channel++) {
        struct acd_event *event = event_new(decision, ACD_PROFILE_CHANNEL_SET);
        event->profile = profile;
        event->channel = channel;
        event->value = decision->command->capacities[channel].slots_max;
        event->value2 = decision->command->capacities[channel].any_channel;
        emit(decision, event);
    }
}

static void emit_queues(struct decision *decision, enum acd_event_kind kind, uint32_t profile)
{
    for (uint32_t index = 0; index < decision->command->profile_queue_count; index++) {
        const struct acd_profile_queue *wanted = &decision->command->profile_queues[index];
        struct acd_event *event;
        if (kind == ACD_PROFILE_QUEUE_UNSET &&
            profile_queue_find(decision->acd, profile, wanted->queue, wanted->channel) == NULL)
            continue;
        event = event_new(decision, kind);
        event->profile = profile;
        event->queue = wanted->queue;
        event->channel = wanted->channel;
        event->value = wanted->priority;
        event->value2 = wanted->delay_ms;
        emit(decision, event);
    }
}

static enum acd_refusal create_profile(struct decision *decision)
{
    const struct acd_command *command = decision->command;
    const struct acd *acd = decision->acd;
    enum acd_refusal refusal = capacities_valid(command);
    uint32_t number = acd->profile_count + 1;

    if (refusal == ACD_OK)
        refusal = queues_valid(acd, command, 0);
    if (refusal != ACD_OK)
        return refusal;
    if (command->queue != 0 && queue_find(acd, command->queue) == NULL)
        return ACD_REFUSED_UNKNOWN_QUEUE;
    if (acd->profile_count == acd->limits.profiles)
        return ACD_REFUSED_LIMIT;
    emit_profile(decision, ACD_PROFILE_CREATED, number);
    emit_channels(decision, number);
    emit_queues(decision, ACD_PROFILE_QUEUE_SET, number);
    return ACD_OK;
}

static enum acd_refusal change_profile(struct decision *decision)
{
    const struct acd_command *command = decision->command;

    if (command->queue != 0 && queue_find(decision->acd, command->queue) == NULL)
        return ACD_REFUSED_UNKNOWN_QUEUE;
    emit_profile(decision, ACD_PROFILE_CHANGED, command->profile);
    return ACD_OK;
}

static enum acd_refusal delete_profile(struct decision *decision)
{
    if (profile_get(decision->acd, decision->command->profile)->agent_count > 0)
        return ACD_REFUSED_IN_USE;
    emit_profile(decision, ACD_PROFILE_DELETED, decision->command->profile);
    return ACD_OK;
}

static enum acd_refusal set_queues(struct decision *decision)
{
    uint32_t profile = decision->command->profile;
    enum acd_refusal refusal = queues_valid(decision->acd, decision->command, profile);

    if (refusal == ACD_OK)
        emit_queues(decision, ACD_PROFILE_QUEUE_SET, profile);
    return refusal;
}

static enum acd_refusal unset_queues(struct decision *decision)
{
    const struct acd_command *command = decision->command;

    if (command->profile_queue_count > ACD_PROFILE_QUEUES_MAX)
        return ACD_REFUSED_LIMIT;
    for (uint32_t index = 0; index < command->profile_queue_count; index++) {
        if (command->profile_queues[index].channel >= ACD_CHANNELS)
            return ACD_REFUSED_INVALID;
    }
    emit_queues(decision, ACD_PROFILE_QUEUE_UNSET, command->profile);
    return ACD_OK;
}

enum acd_refusal profile_decide(struct decision *decision)
{
    const struct acd_command *command = decision->command;

    if (command->kind == ACD_CREATE_PROFILE)
        return create_profile(decision);
    if (profile_find(decision->acd, command->profile) == NULL)
        return ACD_REFUSED_UNKNOWN_PROFILE;
    switch (command->kind) {
    case ACD_SET_PROFILE_CHANNELS:
        if (capacities_valid(command) != ACD_OK)
            return ACD_REFUSED_INVALID;
        emit_channels(decision, command->profile);
        return ACD_OK;
    case ACD_SET_PROFILE_QUEUES:
        return set_queues(decision);
    case ACD_UNSET_PROFILE_QUEUES:
        return unset_queues(decision);
    case ACD_CHANGE_PROFILE:
        return change_profile(decision);
    default:
        return delete_profile(decision);
    }
}

/* ---- apply ---- */

static void apply_profile_changed(struct acd *acd, const struct acd_event *event)
{
    struct profile *profile = profile_edit(acd, event->profile);

    if (profile->outbound_queue != 0)
        queue_edit(acd, profile->outbound_queue)->profile_count--;
    profile->outbound_queue = event->queue;
    if (event->queue != 0)
        queue_edit(acd, event->queue)->profile_count++;
    profile->flags = event->flags & ACD_FLAG_LAST_INBOUND;
}

static void apply_profile_created(struct acd *acd, const struct acd_event *event)
{
    if (event->profile != acd->profile_count + 1 || acd->profile_count == acd->limits.profiles)
        acd_panic("a profile was created out of order");
    acd->profile_count++;
    profile_edit(acd, event->profile)->exists = 1;
    apply_profile_changed(acd, event);
}

static void apply_channel_set(struct acd *acd, const struct acd_event *event)
{
    struct profile *profile = profile_edit(acd, event->profile);

    if (event->channel >= ACD_CHANNELS)
        acd_panic("a profile was given no channel");
    if (profile->slots_max[event->channel] == event->value &&
        profile->any_channel[event->channel] == event->value2)
        return;
    profile->slots_max[event->channel] = (uint32_t)event->value;
    profile->any_channel[event->channel] = (uint8_t)event->value2;
    if (profile->agent_count == 0)
        return;
    profile->stale = 1;
    route_work_from(acd, WORK_AGENTS);
}

/* Into the list of its queue and channel, in front. */
static void apply_link(struct acd *acd, uint32_t number)
{
    struct profile_queue *entry = profile_queue_edit(acd, number);
    struct queue *queue = queue_edit(acd, entry->queue);
    uint32_t first = queue->profile_queues[entry->channel];

    entry->previous = 0;
    entry->next = first;
    if (first != 0)
        profile_queue_edit(acd, first)->previous = number;
    queue->profile_queues[entry->channel] = number;
    queue->delayed[entry->channel] += entry->delay_ms > 0;
    queue->profile_count++;
}

static void apply_unlink(struct acd *acd, uint32_t number)
{
    struct profile_queue *entry = profile_queue_edit(acd, number);
    struct queue *queue = queue_edit(acd, entry->queue);

    if (entry->previous != 0)
        profile_queue_edit(acd, entry->previous)->next = entry->next;
    else
        queue->profile_queues[entry->channel] = entry->next;
    if (entry->next != 0)
        profile_queue_edit(acd, entry->next)->previous = entry->previous;
    queue->delayed[entry->channel] -= entry->delay_ms > 0;
    queue->profile_count--;
}

static uint32_t place_of(const struct acd *acd, const struct acd_event *event)
{
    uint32_t count = profile_get(acd, event->profile)->queue_count;
    uint32_t place = 0;

    while (place < count) {
        const struct profile_queue *entry =
            profile_queue_get(acd, profile_queue_number(event->profile, place));
        if (entry->queue == event->queue && entry->channel == event->channel)
            break;
        place++;
    }
    return place;
}

/* Contacts that wait there may have to be looked at sooner than their delay timers say: those are due work.
 * */
static void apply_profile_queue_set(struct acd *acd, const struct acd_event *event)
{
    struct profile *profile = profile_edit(acd, event->profile);
    uint32_t place = place_of(acd, event);
    uint32_t number = profile_queue_number(event->profile, place);
    struct profile_queue *entry;

    if (place == ACD_PROFILE_QUEUES_MAX || event->channel >= ACD_CHANNELS)
        acd_panic("a profile was given a queue too many");
    entry = profile_queue_edit(acd, number);
    if (place < profile->queue_count)
        apply_unlink(acd, number);
    else
        profile->queue_count++;
    entry->queue = event->queue;
    entry->profile = event->profile;
    entry->channel = event->channel;
    entry->priority = (uint32_t)event->value;
    entry->delay_ms = (uint32_t)event->value2;
    apply_link(acd, number);
    if (entry->delay_ms > 0 && queue_get(acd, event->queue)->waiting[event->channel] != 0)
        route_work_from(acd, WORK_CONTACTS);
}

/* The last one moves into the gap, so that those in use stay together. */
static void apply_profile_queue_unset(struct acd *acd, const struct acd_event *event)
{
    struct profile *profile = profile_edit(acd, event->profile);
    uint32_t place = place_of(acd, event);
    uint32_t number = profile_queue_number(event->profile, place);
    uint32_t last;
    struct profile_queue *entry = profile_queue_edit(acd, number);
    struct profile_queue *moved;

    if (place == profile->queue_count)
        acd_panic("a profile lost a queue it did not have");
    last = profile_queue_number(event->profile, --profile->queue_count);
    moved = profile_queue_edit(acd, last);
    apply_unlink(acd, number);
    if (last != number) {
        apply_unlink(acd, last);
        entry->queue = moved->queue;
        entry->channel = moved->channel;
        entry->priority = moved->priority;
        entry->delay_ms = moved->delay_ms;
        apply_link(acd, number);
    }
    memset(moved, 0, sizeof *moved);
}

static void apply_profile_deleted(struct acd *acd, const struct acd_event *event)
{
    struct profile *profile = profile_edit(acd, event->profile);

    while (profile->queue_count > 0) {
        uint32_t number = profile_queue_number(event->profile, --profile->queue_count);
        apply_unlink(acd, number);
        memset(profile_queue_edit(acd, number), 0, sizeof(struct profile_queue));
    }
    if (profile->outbound_queue != 0)
        queue_edit(acd, profile->outbound_queue)->profile_count--;
    memset(profile, 0, sizeof *profile);
}

void profile_apply(struct acd *acd, const struct acd_event *event)
{
    switch (event->kind) {
    case ACD_PROFILE_CREATED:
        apply_profile_created(acd, event);
        break;
    case ACD_PROFILE_CHANGED:
        apply_profile_changed(acd, event);
        break;
    case ACD_PROFILE_CHANNEL_SET:
        apply_channel_set(acd, event);
        break;
    case ACD_PROFILE_QUEUE_SET:
        apply_profile_queue_set(acd, event);
        break;
    case ACD_PROFILE_QUEUE_UNSET:
        apply_profile_queue_unset(acd, event);
        break;
    default:
        apply_profile_deleted(acd, event);
        break;
    }
}

/* ---- check ---- */

const char *profile_check(const struct acd *acd, uint32_t number)
{
    const struct profile *profile = profile_get(acd, number);
    uint32_t agents = 0;
    uint32_t ready = 0;

    for (uint32_t agent = 1; agent <= acd->agent_count; agent++) {
        const struct agent *one = agent_get(acd, agent);
        agents += one->exists && one->profile == number;
        ready += one->exists && one->ready && one->listed_profile == number;
    }
    if (agents != profile->agent_count || ready != profile->ready_count)
        return "a profile counts its agents wrongly";
    for (uint32_t place = 0; place < ACD_PROFILE_QUEUES_MAX; place++) {
        const struct profile_queue *entry = profile_queue_get(acd, profile_queue_number(number, place));
        if ((entry->queue != 0) != (place < profile->queue_count))
            return "a profile's queues are not together";
        if (entry->queue != 0 && entry->profile != number)
            return "a profile queue names another profile";
    }
    for (int channel = 0; channel < ACD_CHANNELS; channel++) {
        const char *wrong =
            tree_check(nodes_of(acd, TABLE_AVAILABLE + (uint32_t)channel), profile->available[channel]);
        if (wrong != NULL)
            return wrong;
    }
    return NULL;
}
