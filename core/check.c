/* Every invariant of the state, one sentence for the first that does not hold. It must not change anything,
 * and it is slow: for tests and the simulator. Each noun checks its own records (x_check); here they are
 * counted against the tables, the trees and each other. */
#include "core/state.h"

static uint32_t count_nodes(const struct tree_node *nodes, uint32_t root)
{
    uint32_t count = 0;

    for (uint32_t index = tree_first(nodes, root); index != 0; index = tree_next(nodes, index))
        count++;
    return count;
}

static const char *check_agents(const struct acd *acd)
{
    uint32_t listed[ACD_CHANNELS] = {0};
    uint32_t in_trees[ACD_CHANNELS] = {0};

    for (uint32_t number = 1; number <= acd->agent_count; number++) {
        const struct agent *agent = agent_get(acd, number);
        const char *wrong = agent->exists ? agent_check(acd, number) : NULL;
        if (wrong == NULL && agent->exists)
            wrong = tree_check(nodes_of(acd, TABLE_WAITING), agent->own_queue);
        if (wrong != NULL)
            return wrong;
        for (int channel = 0; channel < ACD_CHANNELS; channel++)
            listed[channel] += agent->listed >> channel & 1;
    }
    for (uint32_t number = 1; number <= acd->profile_count; number++) {
        for (int channel = 0; channel < ACD_CHANNELS; channel++)
            in_trees[channel] += count_nodes(nodes_of(acd, TABLE_AVAILABLE + (uint32_t)channel),
                                             profile_get(acd, number)->available[channel]);
    }
    for (int channel = 0; channel < ACD_CHANNELS; channel++) {
        if (listed[channel] != in_trees[channel])
            return "the available trees hold other agents than are listed";
    }
    return NULL;
}

static const char *check_profiles(const struct acd *acd)
{
    for (uint32_t number = 1; number <= acd->profile_count; number++) {
        const char *wrong = profile_get(acd, number)->exists ? profile_check(acd, number) : NULL;
        if (wrong != NULL)
            return wrong;
        if (profile_get(acd, number)->stale && acd->work >> 32 != WORK_AGENTS)
            return "a profile is stale and nobody will review its agents";
    }
    return NULL;
}

static const char *check_queue_counts(const struct acd *acd, uint32_t number)
{
    const struct queue *queue = queue_get(acd, number);
    uint32_t held = 0, contacts = 0, entry_points = 0;

    for (uint32_t index = 1; index <= acd->contact_count; index++) {
        const struct contact *contact = contact_get(acd, index);
        if (!contact->exists || contact->queue != number)
            continue;
        contacts++;
        held += contact->place == ACD_PLACE_WAITING || contact->place == ACD_PLACE_OFFERED;
    }
    for (uint32_t index = 1; index <= acd->entry_point_count; index++)
        entry_points += entry_point_get(acd, index)->exists && entry_point_get(acd, index)->queue == number;
    if (held != queue->held_count || contacts != queue->contact_count ||
        entry_points != queue->entry_point_count)
        return "a queue counts its contacts or entry points wrongly";
    return NULL;
}

static const char *check_queues(const struct acd *acd)
{
    for (uint32_t number = 1; number <= acd->queue_count; number++) {
        const char *wrong;
        if (!queue_get(acd, number)->exists)
            continue;
        wrong = queue_check(acd, number);
        if (wrong == NULL)
            wrong = check_queue_counts(acd, number);
        if (wrong != NULL)
            return wrong;
    }
    return NULL;
}

static const char *check_contacts(const struct acd *acd)
{
    uint32_t free_count = 0, live = 0;

    for (uint32_t number = 1; number <= acd->contact_count; number++) {
        const char *wrong;
        if (!contact_get(acd, number)->exists)
            continue;
        live++;
        wrong = contact_check(acd, number);
        if (wrong != NULL)
            return wrong;
    }
    for (uint32_t free = acd->contact_free; free != 0; free = contact_get(acd, free)->next_free) {
        if (contact_get(acd, free)->exists || ++free_count > acd->contact_count)
            return "the list of free contacts is broken";
    }
    return live + free_count == acd->contact_count ? NULL : "a contact is neither live nor free";
}

static const char *check_legs(const struct acd *acd)
{
    uint32_t free_count = 0, live = 0;

    for (uint32_t number = 1; number <= acd->leg_count; number++) {
        const char *wrong;
        if (leg_get(acd, number)->state == ACD_LEG_NONE)
            continue;
        live++;
        wrong = leg_check(acd, number);
        if (wrong != NULL)
            return wrong;
    }
    for (uint32_t free = acd->leg_free; free != 0; free = leg_get(acd, free)->next_free) {
        if (leg_get(acd, free)->state != ACD_LEG_NONE || ++free_count > acd->leg_count)
            return "the list of free legs is broken";
    }
    return live == acd->legs_used && live + free_count == acd->leg_count ? NULL
                                                                         : "a leg is neither live nor free";
}

static const char *check_agent_queues(const struct acd *acd)
{
    for (uint32_t number = 1; number <= acd->agent_count; number++) {
        uint32_t held = 0, contacts = 0;
        for (uint32_t index = 1; index <= acd->contact_count; index++) {
            const struct contact *contact = contact_get(acd, index);
            if (!contact->exists || contact->agent != number)
                continue;
            contacts += contact->place != ACD_PLACE_OVER;
            held += contact->place != ACD_PLACE_HANDLED && contact->place != ACD_PLACE_OVER;
        }
        if (agent_get(acd, number)->exists &&
            (held != agent_get(acd, number)->held_count || contacts != agent_get(acd, number)->contact_count))
            return "an agent counts the contacts of the own queue wrongly";
    }
    return NULL;
}

/* How many records have this timer, and whether each of them runs where its record says. */
static uint32_t timer_records(const struct acd *acd, enum timer timer)
{
    if (timer == TIMER_AGENT)
        return acd->agent_count;
    return timer == TIMER_LEG ? acd->leg_count : acd->contact_count;
}

static bool timer_exists(const struct acd *acd, enum timer timer, uint32_t number)
{
    if (timer == TIMER_AGENT)
        return agent_get(acd, number)->exists;
    return timer == TIMER_LEG ? leg_get(acd, number)->state != ACD_LEG_NONE
                              : contact_get(acd, number)->exists;
}

static const char *check_settings(const struct acd *acd, enum timer timer)
{
    const struct tree_node *nodes = nodes_of(acd, TABLE_TIMERS + (uint32_t)timer);

    for (uint32_t number = 1; number <= timer_records(acd, timer); number++) {
        int64_t due = timer_exists(acd, timer, number) ? timer_due(acd, timer, number) : ACD_NEVER;
        if (nodes[number].linked != (due != ACD_NEVER) || (due != ACD_NEVER && nodes[number].first != due))
            return "a timer is not set to what its record says";
    }
    return NULL;
}

static const char *check_timers(const struct acd *acd)
{
    for (uint32_t timer = 0; timer < TIMERS; timer++) {
        const char *wrong = tree_check(nodes_of(acd, TABLE_TIMERS + timer), acd->timer_roots[timer]);
        if (wrong == NULL)
            wrong = check_settings(acd, (enum timer)timer);
        if (wrong != NULL)
            return wrong;
    }
    for (uint32_t number = 1; number <= acd->contact_count && acd->work == 0; number++) {
        int64_t due = timer_due(acd, TIMER_DELAY, number);
        if (!contact_get(acd, number)->exists)
            continue;
        if (contact_get(acd, number)->place != ACD_PLACE_WAITING) {
            if (due != ACD_NEVER)
                return "a delay timer runs for a contact that does not wait";
        } else if (route_next_delay(acd, number, acd->now) < due) {
            return "a contact's delay timer is late";
        }
    }
    return NULL;
}

/* Routing runs until nothing more can be offered: only what a timer or due work will do yet may be possible.
 * */
static const char *check_quiet(const struct acd *acd)
{
    const struct profile_queue *entry = NULL;

    if (acd_deadline(acd) <= acd->now || !leg_left(acd))
        return NULL;
    for (uint32_t number = 1; number <= acd->agent_count; number++) {
        if (agent_get(acd, number)->exists && route_best_contact(acd, number, acd->now, &entry) != 0)
            return "a contact waits that an agent could be offered";
    }
    return NULL;
}

const char *acd_check(const struct acd *acd)
{
    const char *(*const checks[])(const struct acd *) = {
        reason_check,   check_agents, monitor_check_counts, check_profiles, check_queues,
        check_contacts, check_legs,   check_agent_queues,   check_timers,   check_quiet,
    };

    for (size_t index = 0; index < sizeof checks / sizeof checks[0]; index++) {
        const char *wrong = checks[index](acd);
        if (wrong != NULL)
            return wrong;
    }
    return NULL;
}
