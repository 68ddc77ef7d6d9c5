/* Wrap-up: what a leg has left to do when the customer is gone, until it is cleared. It must not say what an agent
 * becomes afterwards (choice.c).
 *
 *     WRAPUP_BEGUN          wrapup_begin     its end is the queue's length for the channel, else the agent's; no
 *                                            length: cleared in the same batch, or, where wrap-up ends by hand, without
 *                                            an end
 *     WRAPUP_EXTENDED       EXTEND_WRAPUP    another end, that much from now
 *     LEG_CLEARED           wrapup_clear     CLEAR_LEG, END_WRAPUP, or the time is over (leg.c: TIMER_LEG)
 *
 * With WRAPUP_BY_TIME only END_WRAPUP, where the rules allow it, ends it before its time (peers.md 1.3). Other legs
 * that are to be cleared (missed, rejected, failed) go the same way.
 */
#include "core/state.h"

enum { EXTEND_MS_MAX = 3600 * 1000 }; /* one EXTEND_WRAPUP */

/* ---- decide ---- */

void wrapup_begin(struct decision *decision, uint32_t number, enum acd_cause cause)
{
    const struct leg *leg = leg_get(decision->acd, number);
    uint32_t agent = leg->agent;
    int64_t wrapup_ms = queue_wrapup_ms(decision->acd, leg->queue, agent, leg->channel);
    struct acd_event *event = leg_event(decision, ACD_WRAPUP_BEGUN, number);
    struct acd_actor before;

    event->leg_state = ACD_LEG_ENDED;
    event->cause = (uint8_t)cause;
    event->deadline = wrapup_ms == ACD_NEVER ? ACD_NEVER : decision->at + wrapup_ms;
    emit(decision, event);
    if (wrapup_ms != 0)
        return;
    before = act_as_system(decision);
    leg_clear(decision, number, ACD_CAUSE_WRAPUP_OVER);
    choice_wrapup_over(decision, agent);
    decision->actor = before;
}

enum acd_refusal wrapup_clear(struct decision *decision, uint32_t number, enum acd_cause cause)
{
    const struct leg *leg = leg_get(decision->acd, number);
    bool wrapup = leg->state == ACD_LEG_ENDED;
    uint32_t agent = leg->agent;

    if (!acd_leg_is_clearable((enum acd_leg_state)leg->state))
        return ACD_REFUSED_LEG_STATE;
    leg_clear(decision, number, cause);
    if (wrapup)
        choice_wrapup_over(decision, agent);
    else
        agent_leg_gone(decision, agent);
    return ACD_OK;
}

static enum acd_refusal clear_by_hand(struct decision *decision, uint32_t number)
{
    const struct leg *leg = leg_get(decision->acd, number);

    if (leg->state == ACD_LEG_ENDED && leg->deadline != ACD_NEVER &&
        decision->acd->rules[ACD_RULE_WRAPUP_BY_TIME])
        return ACD_REFUSED_NOT_ALLOWED;
    return wrapup_clear(decision, number, ACD_CAUSE_CLEARED);
}

/* END_WRAPUP, EXTEND_WRAPUP: a wrap-up that ends by its time. */
static enum acd_refusal change_wrapup(struct decision *decision, uint32_t number)
{
    const struct acd_command *command = decision->command;
    const struct leg *leg = leg_get(decision->acd, number);
    bool end = command->kind == ACD_END_WRAPUP;
    int64_t ms = command->duration_ms;
    struct acd_event *event;

    if (leg->state != ACD_LEG_ENDED || leg->deadline == ACD_NEVER)
        return ACD_REFUSED_LEG_STATE;
    if (!(acd_agent_moves(decision->acd, command->agent, command->actor) >>
              (end ? ACD_MOVE_END_WRAPUP : ACD_MOVE_EXTEND_WRAPUP) &
          1))
        return ACD_REFUSED_NOT_ALLOWED;
    if (end)
        return wrapup_clear(decision, number, ACD_CAUSE_CLEARED);
    if (ms == 0)
        ms = queue_wrapup_ms(decision->acd, leg->queue, leg->agent, leg->channel);
    if (ms <= 0 || ms > EXTEND_MS_MAX)
        return ACD_REFUSED_INVALID;
    event = leg_event(decision, ACD_WRAPUP_EXTENDED, number);
    event->leg_state = ACD_LEG_ENDED;
    event->deadline = decision->at + ms;
    emit(decision, event);
    return ACD_OK;
}

enum acd_refusal wrapup_decide(struct decision *decision, uint32_t number)
{
    return decision->command->kind == ACD_CLEAR_LEG ? clear_by_hand(decision, number)
                                                    : change_wrapup(decision, number);
}

/* ---- apply ---- */

static void apply_wrapup_begun(struct acd *acd, uint32_t number, const struct acd_event *event)
{
    struct leg *leg = leg_edit(acd, number);

    leg_move(acd, number, ACD_LEG_ENDED, event->deadline);
    leg->state_since = event->at;
    leg->ended_at = event->at;
    leg->hold_since = 0;
    leg->end_cause = event->cause;
}

void wrapup_apply(struct acd *acd, uint32_t number, const struct acd_event *event)
{
    if (event->kind == ACD_WRAPUP_BEGUN)
        apply_wrapup_begun(acd, number, event);
    else
        leg_move(acd, number, ACD_LEG_ENDED, event->deadline);
}
