/* Reading how a centre is set up: queues and routing profiles as they were created and changed. It must not
 * change or decide anything. */
#include "core/state.h"

bool acd_queue_view(const struct acd *acd, uint32_t number, struct acd_queue_view *view)
{
    const struct queue *queue = queue_find(acd, number);

    if (queue == NULL)
        return false;
    *view = (struct acd_queue_view){
        .hours = queue->hours,
        .contacts_max = queue->contacts_max,
        .enabled = queue->enabled,
        .held_count = queue->held_count,
    };
    for (uint8_t channel = 0; channel < ACD_CHANNELS; channel++) {
        view->offer_ms[channel] = queue->offer_ms[channel];
        view->wrapup_ms[channel] = queue->wrapup_ms[channel];
    }
    return true;
}

bool acd_profile_view(const struct acd *acd, uint32_t number, struct acd_profile_view *view)
{
    const struct profile *profile = profile_find(acd, number);

    if (profile == NULL)
        return false;
    *view = (struct acd_profile_view){
        .flags = profile->flags,
        .outbound_queue = profile->outbound_queue,
        .agent_count = profile->agent_count,
        .queue_count = profile->queue_count,
    };
    for (uint8_t channel = 0; channel < ACD_CHANNELS; channel++) {
        view->capacities[channel].slots_max = profile->slots_max[channel];
        view->capacities[channel].any_channel = profile->any_channel[channel];
    }
    return true;
}

uint32_t acd_profile_queues(const struct acd *acd, uint32_t number, struct acd_profile_queue *queues,
                            uint32_t max)
{
    uint32_t count = 0;

    if (profile_find(acd, number) == NULL)
        return 0;
    for (uint32_t place = 0; place < ACD_PROFILE_QUEUES_MAX && count < max; place++) {
        const struct profile_queue *entry = profile_queue_get(acd, number * ACD_PROFILE_QUEUES_MAX + place);
        if (entry->queue == 0)
            continue;
        queues[count++] = (struct acd_profile_queue){.queue = entry->queue,
                                                     .channel = entry->channel,
                                                     .priority = entry->priority,
                                                     .delay_ms = entry->delay_ms};
    }
    return count;
}
