/* Timers: when the state must be looked at again without a command. It must not know what a timer is for.
 *
 * Each kind of timer is a tree ordered by (due, order of starting), with one possible timer for each agent,
 * leg or contact; the next of all is the least of the four firsts. Two timers due at the same time fire in
 * the order in which they were started (libuv's start_id): that line makes them repeatable. Timers are state,
 * set by apply_* only, so a follower and a restored snapshot hold the same ones.
 */
#include "core/state.h"

static uint32_t timer_table(enum timer timer)
{
    return (uint32_t)TABLE_TIMERS + (uint32_t)timer;
}

int64_t timer_due(const struct acd *acd, enum timer timer, uint32_t number)
{
    const struct tree_node *node = &nodes_of(acd, timer_table(timer))[number];
    return node->linked ? node->first : ACD_NEVER;
}

void timer_set(struct acd *acd, enum timer timer, uint32_t number, int64_t due)
{
    struct tree_node *nodes = nodes_edit(acd, timer_table(timer));
    struct tree_node like = {.first = due, .weight = TREE_WEIGHTLESS};

    if (due == timer_due(acd, timer, number))
        return;
    if (nodes[number].linked)
        tree_remove(nodes, &acd->timer_roots[timer], number);
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
