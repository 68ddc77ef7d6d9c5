/* Queues: where contacts wait, and what may come in. It must not choose who serves them (route.c).
 *
 *     created ENABLED <-> DISABLED -> deleted     DISABLED takes nothing new, what waits is still routed
 *                                                 (connect.md 4.1)
 *
 *     created             apply_queue_created       offer time, wrap-up set   apply_time
 *     changed             apply_queue_changed       deleted                   apply_queue_deleted
 *     enabled, disabled   apply_queue_enabled
 */
#include "core/state.h"

#include <string.h>

enum {
    OFFER_MS_MAX = 24 * 3600 * 1000,
    WRAPUP_MS_MAX = 2000000000,
    TRANSFER_BUFFER_DIVISOR = 5, /* connect.md 4.1: 20 % more for transfers */
};

/* ---- ask ---- */

int64_t queue_offer_ms(const struct acd *acd, uint32_t number, uint8_t channel)
{
    const struct queue *queue = queue_find(acd, number);

    if (queue != NULL && queue->offer_ms[channel] != 0)
        return queue->offer_ms[channel];
    return acd->rules[ACD_RULE_OFFER_MS_VOICE + channel];
}

/* How long wrap-up lasts: the queue's length where it has one, else the agent's own. ACD_NEVER: until cleared
 * by hand; 0: none. */
int64_t queue_wrapup_ms(const struct acd *acd, uint32_t number, uint32_t agent, uint8_t channel)
{
    const struct queue *queue = queue_find(acd, number);
    int64_t own = agent_get(acd, agent)->wrapup_ms[channel];

    if (queue != NULL && queue->wrapup_ms[channel] == ACD_WRAPUP_NONE)
        return 0;
    if (queue != NULL && queue->wrapup_ms[channel] != 0)
        return queue->wrapup_ms[channel];
    return own == 0 && !acd->rules[ACD_RULE_WRAPUP_BY_TIME] ? ACD_NEVER : own;
}

/* May one more contact come in? A transfer has the vendor's 20 % buffer above the queue's maximum. */
enum acd_refusal queue_accepts(const struct acd *acd, uint32_t number, bool transferred)
{
    const struct queue *queue = queue_find(acd, number);
    uint64_t room;

    if (queue == NULL)
        return ACD_REFUSED_UNKNOWN_QUEUE;
    if (!queue->enabled)
        return ACD_REFUSED_QUEUE_DISABLED;
    room = (uint64_t)queue->contacts_max + (transferred ? queue->contacts_max / TRANSFER_BUFFER_DIVISOR : 0);
    if (queue->contacts_max != 0 && queue->held_count >= room)
        return ACD_REFUSED_QUEUE_FULL;
    return ACD_OK;
}

uint32_t acd_queue_waiting(const struct acd *acd, uint32_t queue, enum acd_channel channel)
{
    if (queue_find(acd, queue) == NULL || channel >= ACD_CHANNELS)
        return 0;
    return tree_count(nodes_of(acd, TABLE_WAITING), queue_get(acd, queue)->waiting[channel]);
}

bool acd_queue_staffed(const struct acd *acd, uint32_t queue, enum acd_channel channel)
{
    uint32_t entry;

    if (queue_find(acd, queue) == NULL || channel >= ACD_CHANNELS)
        return false;
    for (entry = queue_get(acd, queue)->profile_queues[channel]; entry != 0;
         entry = profile_queue_get(acd, entry)->next) {
        const struct profile *profile = profile_get(acd, profile_queue_get(acd, entry)->profile);
        if (profile->ready_count > 0 && profile->slots_max[channel] > 0)
            return true;
    }
    return false;
}

/* ---- decide ---- */

static enum acd_refusal members_valid(const struct acd *acd, const struct acd_command *command)
{
    if (command->hours != 0 && hours_find(acd, command->hours) == NULL)
        return ACD_REFUSED_UNKNOWN_HOURS;
    for (int channel = 0; channel < ACD_CHANNELS; channel++) {
        if (command->offer_ms[channel] > OFFER_MS_MAX)
            return ACD_REFUSED_INVALID;
        if (command->wrapup_ms[channel] > WRAPUP_MS_MAX && command->wrapup_ms[channel] != ACD_WRAPUP_NONE)
            return ACD_REFUSED_INVALID;
    }
    return ACD_OK;
}

static void emit_queue(struct decision *decision, enum acd_event_kind kind, uint32_t queue)
{
    const struct acd_command *command = decision->command;
    struct acd_event *event = event_new(decision, kind);

    event->queue = queue;
    if (kind == ACD_QUEUE_CREATED || kind == ACD_QUEUE_CHANGED) {
        event->hours = command->hours;
        event->value = command->contacts_max;
    }
    emit(decision, event);
}

static void emit_time(struct decision *decision, enum acd_event_kind kind, uint32_t queue, uint8_t channel,
                      uint32_t ms)
{
    struct acd_event *event = event_new(decision, kind);

    event->queue = queue;
    event->channel = channel;
    event->value = ms;
    emit(decision, event);
}

static void emit_times(struct decision *decision, uint32_t queue)
{
    const struct acd_command *command = decision->command;

    for (uint8_t channel = 0; channel < ACD_CHANNELS; channel++) {
        if (queue_get(decision->acd, queue)->offer_ms[channel] != command->offer_ms[channel])
            emit_time(decision, ACD_QUEUE_OFFER_TIME_SET, queue, channel, command->offer_ms[channel]);
        if (queue_get(decision->acd, queue)->wrapup_ms[channel] != command->wrapup_ms[channel])
            emit_time(decision, ACD_QUEUE_WRAPUP_SET, queue, channel, command->wrapup_ms[channel]);
    }
}

static enum acd_refusal create_queue(struct decision *decision)
{
    const struct acd *acd = decision->acd;
    enum acd_refusal refusal = members_valid(acd, decision->command);
    uint32_t number = acd->queue_count + 1;

    if (refusal != ACD_OK)
        return refusal;
    if (acd->queue_count == acd->limits.queues)
        return ACD_REFUSED_LIMIT;
    emit_queue(decision, ACD_QUEUE_CREATED, number);
    emit_times(decision, number);
    return ACD_OK;
}

static enum acd_refusal change_queue(struct decision *decision)
{
    enum acd_refusal refusal = members_valid(decision->acd, decision->command);

    if (refusal != ACD_OK)
        return refusal;
    emit_queue(decision, ACD_QUEUE_CHANGED, decision->command->queue);
    emit_times(decision, decision->command->queue);
    return ACD_OK;
}

enum acd_refusal queue_decide(struct decision *decision)
{
    const struct acd_command *command = decision->command;
    const struct queue *queue = queue_find(decision->acd, command->queue);

    if (command->kind == ACD_CREATE_QUEUE)
        return create_queue(decision);
    if (queue == NULL)
        return ACD_REFUSED_UNKNOWN_QUEUE;
    if (command->kind == ACD_CHANGE_QUEUE)
        return change_queue(decision);
    if (command->kind == ACD_DELETE_QUEUE) {
        if (queue->contact_count > 0 || queue->profile_count > 0 || queue->entry_point_count > 0)
            return ACD_REFUSED_IN_USE;
        emit_queue(decision, ACD_QUEUE_DELETED, command->queue);
    } else if (queue->enabled != (command->kind == ACD_ENABLE_QUEUE)) {
        emit_queue(decision, queue->enabled ? ACD_QUEUE_DISABLED : ACD_QUEUE_ENABLED, command->queue);
    }
    return ACD_OK;
}

/* ---- apply ---- */

static void apply_hours_link(struct acd *acd, struct queue *queue, uint32_t hours)
{
    if (queue->hours != 0)
        hours_edit(acd, queue->hours)->queue_count--;
    queue->hours = hours;
    if (hours != 0)
        hours_edit(acd, hours)->queue_count++;
}

static void apply_queue_changed(struct acd *acd, const struct acd_event *event)
{
    struct queue *queue = queue_edit(acd, event->queue);

    apply_hours_link(acd, queue, event->hours);
    queue->contacts_max = (uint32_t)event->value;
}

static void apply_queue_created(struct acd *acd, const struct acd_event *event)
{
    if (event->queue != acd->queue_count + 1 || acd->queue_count == acd->limits.queues)
        acd_panic("a queue was created out of order");
    acd->queue_count++;
    queue_edit(acd, event->queue)->exists = 1;
    queue_edit(acd, event->queue)->enabled = 1;
    apply_queue_changed(acd, event);
}

static void apply_time(struct acd *acd, const struct acd_event *event)
{
    struct queue *queue = queue_edit(acd, event->queue);

    if (event->channel >= ACD_CHANNELS)
        acd_panic("a queue's time was set for no channel");
    if (event->kind == ACD_QUEUE_OFFER_TIME_SET)
        queue->offer_ms[event->channel] = (uint32_t)event->value;
    else
        queue->wrapup_ms[event->channel] = (uint32_t)event->value;
}

static void apply_queue_enabled(struct acd *acd, const struct acd_event *event)
{
    queue_edit(acd, event->queue)->enabled = event->kind == ACD_QUEUE_ENABLED;
}

static void apply_queue_deleted(struct acd *acd, const struct acd_event *event)
{
    struct queue *queue = queue_edit(acd, event->queue);

    apply_hours_link(acd, queue, 0);
    memset(queue, 0, sizeof *queue);
}

void queue_apply(struct acd *acd, const struct acd_event *event)
{
    switch (event->kind) {
    case ACD_QUEUE_CREATED:
        apply_queue_created(acd, event);
        break;
    case ACD_QUEUE_CHANGED:
        apply_queue_changed(acd, event);
        break;
    case ACD_QUEUE_OFFER_TIME_SET:
    case ACD_QUEUE_WRAPUP_SET:
        apply_time(acd, event);
        break;
    case ACD_QUEUE_DELETED:
        apply_queue_deleted(acd, event);
        break;
    default:
        apply_queue_enabled(acd, event);
        break;
    }
}

/* ---- check ---- */

const char *queue_check(const struct acd *acd, uint32_t number)
{
    const struct queue *queue = queue_get(acd, number);

    for (int channel = 0; channel < ACD_CHANNELS; channel++) {
        const struct tree_node *nodes = nodes_of(acd, TABLE_WAITING);
        const char *wrong = tree_check(nodes, queue->waiting[channel]);
        uint32_t delayed = 0;
        uint32_t entry;
        if (wrong != NULL)
            return wrong;
        for (uint32_t waits = tree_first(nodes, queue->waiting[channel]); waits != 0;
             waits = tree_next(nodes, waits)) {
            const struct contact *contact = contact_get(acd, waits);
            if (contact->queue != number || contact->agent != 0 || contact->channel != channel)
                return "a contact waits in a queue that is not its own";
        }
        for (entry = queue->profile_queues[channel]; entry != 0;
             entry = profile_queue_get(acd, entry)->next) {
            if (profile_queue_get(acd, entry)->queue != number ||
                profile_queue_get(acd, entry)->channel != channel)
                return "a queue lists a profile queue of another";
            delayed += profile_queue_get(acd, entry)->delay_ms > 0;
        }
        if (delayed != queue->delayed[channel])
            return "a queue counts its delays wrongly";
    }
    return NULL;
}
