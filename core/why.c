/* Why an agent gets no work and why a contact waits, answered from state. It must not decide anything: it
 * restates route.c's conditions in order. */
#include "core/state.h"

/* What is in the agent's own way. */
static enum acd_why why_agent_cannot(const struct acd *acd, const struct agent *agent, uint8_t channel)
{
    enum acd_why why = ACD_WHY_ROUTABLE;

    if (!agent->enabled)
        return ACD_WHY_DISABLED;
    if (agent->status != acd->routable_status)
        return ACD_WHY_STATUS;
    if (page_holds_offers(acd, agent))
        return ACD_WHY_RECONNECTING;
    if (agent_stops(agent, channel))
        return ACD_WHY_NEXT_STATUS;
    if (profile_get(acd, agent->profile)->slots_max[channel] == 0)
        return ACD_WHY_CHANNEL_NOT_IN_PROFILE;
    if (agent->blocked_count > 0 && acd->rules[ACD_RULE_VOICE_MISS_BLOCKS_ALL])
        return ACD_WHY_VOICE_MISSED;
    if (capacity_left(acd, agent, channel, &why) == 0)
        return why;
    if (agent->offer_count > 0 && acd->rules[ACD_RULE_ONE_OFFER])
        return ACD_WHY_OFFER_RINGS;
    if (agent->ended_count > 0 && agent_handling(agent) == 0 && acd->rules[ACD_RULE_WRAPUP_TAKES_NO_WORK])
        return ACD_WHY_WRAPUP;
    return agent_eligible(acd, agent, channel) ? ACD_WHY_ROUTABLE : ACD_WHY_NO_FREE_SLOT; /* too many legs */
}

/* The agent could: what about the queues? */
static enum acd_why why_queues_give_nothing(const struct acd *acd, const struct agent *agent, uint8_t channel)
{
    const struct profile_queue *one = profile_queue_get(acd, agent->profile * ACD_PROFILE_QUEUES_MAX);
    const struct profile_queue *end = one + profile_get(acd, agent->profile)->queue_count;
    bool served = false;
    bool waits = false;

    for (; one < end; one++) {
        uint32_t root = queue_get(acd, one->queue)->waiting[one->channel];
        if (one->channel != channel)
            continue;
        served = true;
        waits |= root != 0;
        if (tree_first_within(nodes_of(acd, TABLE_WAITING), root, acd->now - one->delay_ms) != 0)
            return ACD_WHY_ROUTABLE;
    }
    if (!served)
        return ACD_WHY_NO_QUEUE;
    return waits ? ACD_WHY_DELAY : ACD_WHY_NOTHING_WAITS;
}

enum acd_why acd_why_no_work(const struct acd *acd, uint32_t number, enum acd_channel channel)
{
    const struct agent *agent = agent_find(acd, number);
    enum acd_why why;

    if (agent == NULL || channel >= ACD_CHANNELS)
        return ACD_WHY_DISABLED;
    why = why_agent_cannot(acd, agent, (uint8_t)channel);
    return why != ACD_WHY_ROUTABLE ? why : why_queues_give_nothing(acd, agent, (uint8_t)channel);
}

static bool skips(const struct acd *acd, const struct contact *contact, uint32_t agent)
{
    return agent != 0 && contact->skipped_agent == agent &&
           agent_get(acd, agent)->version == contact->skipped_version;
}

/* The first available agent of a profile who may have it; 0: none. */
static uint32_t taker_of(const struct acd *acd, uint32_t number, const struct profile *profile)
{
    uint8_t channel = contact_get(acd, number)->channel;
    const struct tree_node *nodes = nodes_of(acd, TABLE_AVAILABLE + (uint32_t)channel);
    uint32_t agent = tree_first(nodes, profile->available[channel]);

    while (agent != 0 && !route_pair_allowed(acd, agent, number))
        agent = tree_next(nodes, agent);
    return agent;
}

enum acd_why acd_why_waiting(const struct acd *acd, uint64_t id)
{
    uint32_t number = contact_find(acd, id);
    const struct contact *contact = number == 0 ? NULL : contact_get(acd, number);
    bool served = false, available = false;
    uint32_t entry;

    if (contact == NULL || contact->place != ACD_PLACE_WAITING)
        return ACD_WHY_NOT_WAITING;
    if (contact->agent != 0 && skips(acd, contact, contact->agent))
        return ACD_WHY_TAKEN_BACK;
    if (contact->agent != 0)
        return why_agent_cannot(acd, agent_get(acd, contact->agent), contact->channel);
    entry = queue_get(acd, contact->queue)->profile_queues[contact->channel];
    for (; entry != 0; entry = profile_queue_get(acd, entry)->next) {
        const struct profile_queue *one = profile_queue_get(acd, entry);
        const struct profile *profile = profile_get(acd, one->profile);
        served |= profile->agent_count > 0;
        if (taker_of(acd, number, profile) == 0)
            continue;
        available = true;
        if (acd->now - contact->queued_at >= one->delay_ms)
            return ACD_WHY_OTHERS_FIRST;
    }
    if (!served)
        return ACD_WHY_NO_AGENT_HAS_QUEUE;
    if (!available && skips(acd, contact, contact->skipped_agent))
        return ACD_WHY_TAKEN_BACK;
    return available ? ACD_WHY_DELAY : ACD_WHY_NO_AGENT_AVAILABLE;
}
