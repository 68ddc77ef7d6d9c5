/* Timers: when the state must be looked at again without a command. It must not know what a timer is for.
 *
 * Each kind of timer is a tree ordered by (due, order of starting), with one possible timer for each agent,
 * leg or contact; the next of all is the least of the four firsts. Two timers due at the same time fire in
 * the order in which they were started (libuv's start_id): that line makes them repeatable. Timers are state,
 * set by apply_* only, so a follower and a restored snapshot hold the same ones. What a timer is set to also
 * stands in the record it belongs to, written here alone: most events leave a timer as it is, and then no
 * node is looked at.
 */
#include "core/state.h"

static uint32_t timer_table(enum timer timer)
{
    return (uint32_t)TABLE_TIMERS + (uint32_t)timer;
}

static int64_t *set_to(struct acd *acd, enum timer timer, uint32_t number)
{
    switch (timer) {
    case TIMER_AGENT:
        return &agent_edit(acd, number)->timer_at;
    case TIMER_LEG:
        return &leg_edit(acd, number)->deadline;
    case TIMER_CONTACT:
        return &contact_edit(acd, number)->timer_at;
    default:
        return &contact_edit(acd, number)->delay_at;
    }
}

int64_t timer_due(const struct acd *acd, enum timer timer, uint32_t number)
{
    switch (timer) {
    case TIMER_AGENT:
        return agent_get(acd, number)->timer_at;
    case TIMER_LEG:
        return leg_get(acd, number)->deadline;
    case TIMER_CONTACT:
        return contact_get(acd, number)->timer_at;
    default:
        return contact_get(acd, number)->delay_at;
    }
}

void timer_set(struct acd *acd, enum timer timer, uint32_t number, int64_t due)
{
    struct tree_node *nodes = nodes_edit(acd, timer_table(timer));
    struct tree_node like = {.first = due, .weight = TREE_WEIGHTLESS};
    int64_t *at = set_to(acd, timer, number);

    if (due == *at)
        return;
    if (*at != ACD_NEVER)
        tree_remove(nodes, &acd->timer_roots[timer], number);
    *at = due;
    if (due == ACD_NEVER)
        return;
    like.third = ++acd->timer_seq;
    tree_insert(nodes, &acd->timer_roots[timer], number, &like);
}

bool timer_first(const struct acd *acd, enum timer *timer, uint32_t *number, int64_t *due)
{
    const struct tree_node *first = NULL;

    for (int kind = 0; kind < TIMERS; kind++) {
        const struct tree_node *nodes = nodes_of(acd, timer_table((enum timer)kind));
        uint32_t index = tree_first(nodes, acd->timer_roots[kind]);
        if (index == 0 || (first != NULL && !tree_before(&nodes[index], first)))
            continue;
        first = &nodes[index];
        *timer = (enum timer)kind;
        *number = index;
        *due = first->first;
    }
    return first != NULL;
}
