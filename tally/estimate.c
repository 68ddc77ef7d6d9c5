/* When a next status will take effect, how long a contact will still wait: from the last day's averages. It must not
 * promise: callers show "about". */
#include "tally/state.h"

enum { HANDLED_ENOUGH = 5 }; /* so many of an agent's own tell more than their queue's */

/* Averages in milliseconds; -1: nothing to tell. */
struct usual {
    int64_t handle_ms;
    int64_t wrapup_ms;
};

static struct usual usual_of(const struct tally_day *day)
{
    if (day->handled == 0)
        return (struct usual){-1, -1};
    return (struct usual){day->handle_ms / day->handled, day->wrapup_ms / day->handled};
}

static struct usual usual_for(const struct tally_now *now, uint32_t agent, uint32_t queue, int64_t at)
{
    struct tally_day day;
    tally_now_agent_day(now, agent, at, &day);
    struct usual own = usual_of(&day);
    if (day.handled >= HANDLED_ENOUGH)
        return own;
    tally_now_queue_day(now, queue, at, &day);
    return day.handled > 0 ? usual_of(&day) : own;
}

/* What is left of something that usually takes so long. What took longer already will take a quarter of the usual
 * more. */
static int64_t left_ms(int64_t usual_ms, int64_t gone_ms)
{
    return gone_ms < usual_ms ? usual_ms - gone_ms : usual_ms / 4;
}

/* ACD_NEVER: it cannot be told. */
static int64_t leg_ends_at(const struct tally_now *now, const struct acd_leg_view *leg, int64_t at)
{
    struct usual usual = usual_for(now, leg->agent, leg->queue, at);
    if (leg->state == ACD_LEG_ENDED && leg->deadline != ACD_NEVER)
        return leg->deadline > at ? leg->deadline : at;
    if (acd_leg_is_clearable((enum acd_leg_state)leg->state) && leg->state != ACD_LEG_ENDED)
        return at; /* only a click is missing */
    if (usual.handle_ms < 0)
        return ACD_NEVER;
    if (leg->state == ACD_LEG_ENDED)
        return at + left_ms(usual.wrapup_ms, at - leg->ended_at);
    return at + left_ms(usual.handle_ms, leg->connected_at != 0 ? at - leg->connected_at : 0);
}

int64_t tally_now_estimate_next(const struct tally_now *now, const struct acd *acd, uint32_t agent,
                                int64_t at)
{
    struct acd_agent_view view;
    struct acd_leg_view legs[ACD_AGENT_LEGS_MAX];
    if (!acd_agent_view(acd, agent, &view) || view.next.status == 0)
        return ACD_NEVER;
    bool is_planned = view.next.when == ACD_WHEN_AT && view.next.at > at;
    int64_t ends_at = is_planned ? view.next.at : at;
    uint32_t count = acd_agent_legs(acd, agent, legs, ACD_AGENT_LEGS_MAX);
    for (uint32_t i = 0; i < count; i++) {
        if (legs[i].initiation == ACD_INITIATION_MONITOR)
            continue;
        int64_t leg_at = leg_ends_at(now, &legs[i], at);
        ends_at = leg_at > ends_at ? leg_at : ends_at;
    }
    return ends_at;
}

int64_t tally_now_estimate_wait(struct tally_now *now, const struct acd *acd, uint32_t queue,
                                enum acd_channel channel, uint32_t place)
{
    struct tally_day day;
    struct tally_agents agents = {.agents = 0};
    tally_now_queue_day(now, queue, now->at, &day);
    tally_now_add_queue_agents(now, acd, queue, 1u << channel, &agents);
    int64_t usual_ms = usual_of(&day).handle_ms;
    int64_t slots = agents.slots_active[channel] + agents.slots_available[channel];
    if (place <= 1 && agents.slots_available[channel] > 0)
        return 0;
    return usual_ms >= 0 && slots > 0 ? usual_ms * place / slots : -1;
}
