/* Choosing a status: a wish becomes the new status, the next status, or the end of one. What a wish means is
 * policy.c's; this carries it out.
 *
 *     APPLY            STATUS_SET
 *     CLEAR_AND_APPLY  NEXT_STATUS_SET, LEG_CLEARED ..., STATUS_SET        the vendor's "milliseconds" next
 *                                                                          status (connect.md 2.1, example 1)
 *        to Available  [NEXT_STATUS_CLEARED], LEG_CLEARED ..., STATUS_SET  a next status is never Available
 *                                                                          here [D]: rows 5, 11, 33
 *     SET_NEXT         NEXT_STATUS_SET, then the legs in wrap-up are cleared at once (example 2)
 *     CANCEL           NEXT_STATUS_CLEARED; routing resumes, the status keeps its time (row 2)
 *
 * From an applied NEXT_STATUS_SET (when IDLE) on, agent_eligible() is false: that is the stop, and it is in
 * force before the step returns. A plan (AT, AFTER_CONTACTS) is a NEXT_STATUS_SET too, but the stop begins
 * with a second one, when IDLE, at its moment (cause TIMEOUT for AT). Wishes for single channels (scope) are
 * carried by the events and refused here until a status model knows what they mean.
 */
#include "core/state.h"

#define RETURN_MS_MAX (INT64_C(366) * 24 * 3600 * 1000)

enum {
    AFTER_CONTACTS_MAX = 1000,
    SCOPE_ALL = (1 << ACD_CHANNELS) - 1,
};

/* ---- the events ---- */

static void emit_status_set(struct decision *decision, uint32_t number, const struct acd_next *wish,
                            enum acd_cause cause)
{
    struct acd_event *event = event_new(decision, ACD_STATUS_SET);

    event->agent = number;
    event->status = wish->status;
    event->previous_status = agent_get(decision->acd, number)->status;
    event->reason = wish->reason;
    event->cause = (uint8_t)cause;
    event->next = *wish;
    event->next.version = agent_get(decision->acd, number)->version + 1;
    event->deadline = wish->return_status != 0 ? decision->at + wish->return_after_ms : ACD_NEVER;
    emit(decision, event);
}

static void emit_next_set(struct decision *decision, uint32_t number, const struct acd_next *next,
                          enum acd_cause cause)
{
    struct acd_event *event = event_new(decision, ACD_NEXT_STATUS_SET);

    event->agent = number;
    event->status = next->status;
    event->reason = next->reason;
    event->cause = (uint8_t)cause;
    event->next = *next;
    event->next.version = agent_get(decision->acd, number)->version + 1;
    emit(decision, event);
}

static void emit_next_cleared(struct decision *decision, uint32_t number)
{
    struct acd_event *event = event_new(decision, ACD_NEXT_STATUS_CLEARED);

    event->agent = number;
    event->status = agent_get(decision->acd, number)->next.status;
    event->next = agent_get(decision->acd, number)->next;
    event->cause = ACD_CAUSE_NEXT_CANCELLED;
    emit(decision, event);
}

static void set_next(struct decision *decision, uint32_t number, const struct acd_next *wish)
{
    bool replaced = agent_get(decision->acd, number)->next.status != 0;
    struct acd_next next = *wish;

    next.set_by = decision->actor.kind;
    next.set_by_id = decision->actor.id;
    next.set_at = decision->at;
    emit_next_set(decision, number, &next, replaced ? ACD_CAUSE_NEXT_REPLACED : ACD_CAUSE_ASKED);
}

/* ---- the legs ---- */

static bool cleared_by_choice(const struct decision *decision, const struct agent *agent,
                              const struct leg *leg)
{
    if (!acd_leg_is_clearable((enum acd_leg_state)leg->state))
        return false;
    return leg->state == ACD_LEG_ENDED || agent->active_count == 0 ||
           decision->acd->rules[ACD_RULE_CLEAR_MISSED_ON_NEXT];
}

/* Example 1: with nothing active all go. Example 2: with something active, those in wrap-up go. */
static void clear_legs(struct decision *decision, uint32_t number)
{
    const struct agent *agent = agent_get(decision->acd, number);
    uint32_t following;

    for (uint32_t leg = agent->leg_first; leg != 0; leg = following) {
        following = leg_get(decision->acd, leg)->next_of_agent;
        if (cleared_by_choice(decision, agent, leg_get(decision->acd, leg)))
            leg_clear(decision, leg, ACD_CAUSE_STATUS_CHOSEN);
    }
}

/* Row 9's other reading: the ringing offer goes back without penalty. */
static void withdraw_offers(struct decision *decision, uint32_t number)
{
    uint32_t following;

    for (uint32_t leg = agent_get(decision->acd, number)->leg_first; leg != 0; leg = following) {
        following = leg_get(decision->acd, leg)->next_of_agent;
        if (leg_is_offer(leg_get(decision->acd, leg)))
            leg_withdraw(decision, leg, ACD_CAUSE_WITHDRAWN);
    }
}

/* The stop is in force: what it ends at once. */
static void begin_stop(struct decision *decision, uint32_t number)
{
    if (decision->acd->rules[ACD_RULE_WITHDRAW_OFFER_ON_NEXT])
        withdraw_offers(decision, number);
    clear_legs(decision, number);
    agent_leg_gone(decision, number);
}

void agent_leg_gone(struct decision *decision, uint32_t number)
{
    const struct agent *agent = agent_get(decision->acd, number);
    struct acd_next next = agent->next;
    struct acd_actor before;

    if (agent->leg_count > 0 || !agent_stopped(agent))
        return;
    before = act_as_system(decision);
    emit_status_set(decision, number, &next, ACD_CAUSE_NEXT_APPLIED);
    decision->actor = before;
}

/* A plan's moment has come: the same wish, from now on in force. */
void choice_carry_out(struct decision *decision, uint32_t number)
{
    struct acd_next next = agent_get(decision->acd, number)->next;

    next.when = ACD_WHEN_IDLE;
    next.at = 0;
    next.after_contacts = 0;
    emit_next_set(decision, number, &next, ACD_CAUSE_TIMEOUT);
    begin_stop(decision, number);
}

void agent_accepted(struct decision *decision, uint32_t number)
{
    const struct acd_next *next = &agent_get(decision->acd, number)->next;
    struct acd_actor before = act_as_system(decision);

    if (next->status != 0 && next->when == ACD_WHEN_AFTER_CONTACTS && next->after_contacts == 0)
        choice_carry_out(decision, number);
    decision->actor = before;
}

/* ---- decide ---- */

static void clear_and_apply(struct decision *decision, uint32_t number, const struct acd_next *wish,
                            enum acd_cause cause)
{
    const struct agent *agent = agent_get(decision->acd, number);

    if (wish->status == decision->acd->routable_status) {
        if (agent->next.status != 0)
            emit_next_cleared(decision, number);
        clear_legs(decision, number);
        emit_status_set(decision, number, wish, cause);
        return;
    }
    if (!agent_stopped(agent) || !policy_same_wish(&agent->next, wish))
        set_next(decision, number, wish);
    begin_stop(decision, number);
}

enum acd_refusal choice_make(struct decision *decision, uint32_t number, const struct acd_next *wish,
                             enum acd_cause cause)
{
    struct acd_actor actor = decision->actor;
    enum acd_refusal refusal = ACD_OK;

    if (cause != ACD_CAUSE_ASKED)
        actor.kind = ACD_ACTOR_SYSTEM; /* a consequence, not a wish to be judged */
    switch (policy_choice(decision->acd, number, wish, actor, &refusal)) {
    case CHOICE_APPLY:
        emit_status_set(decision, number, wish, cause);
        break;
    case CHOICE_CLEAR_AND_APPLY:
        clear_and_apply(decision, number, wish, cause);
        break;
    case CHOICE_CLEAR_AND_APPLY_NEXT:
        clear_legs(decision, number);
        agent_leg_gone(decision, number);
        break;
    case CHOICE_SET_NEXT:
        set_next(decision, number, wish);
        if (wish->when == ACD_WHEN_IDLE)
            begin_stop(decision, number);
        break;
    case CHOICE_CANCEL:
        emit_next_cleared(decision, number);
        break;
    default:
        break;
    }
    return refusal;
}

static bool return_valid(const struct acd *acd, const struct acd_next *wish)
{
    const struct acd_status *status = status_find(acd, wish->return_status);

    if (wish->return_status == 0 || wish->return_after_ms == 0)
        return wish->return_status == 0 && wish->return_after_ms == 0;
    if (status == NULL || !status->enabled || wish->return_status == wish->status)
        return false;
    return wish->return_after_ms > 0 && wish->return_after_ms <= RETURN_MS_MAX;
}

/* The wish's details; a moment that has come already is now. */
static enum acd_refusal wish_of(const struct decision *decision, struct acd_next *wish)
{
    const struct acd_next *asked = &decision->command->next;

    wish->status = decision->command->status;
    wish->reason = asked->reason != 0 ? asked->reason : decision->command->reason;
    wish->return_status = asked->return_status;
    wish->return_after_ms = asked->return_after_ms;
    wish->expires_at = asked->expires_at;
    if (asked->when > ACD_WHEN_AT || (asked->scope != 0 && asked->scope != SCOPE_ALL))
        return ACD_REFUSED_INVALID;
    if (asked->when == ACD_WHEN_AT && asked->at > decision->at) {
        wish->when = ACD_WHEN_AT;
        wish->at = asked->at;
    }
    if (asked->when == ACD_WHEN_AFTER_CONTACTS && asked->after_contacts > 0) {
        wish->when = ACD_WHEN_AFTER_CONTACTS;
        wish->after_contacts = asked->after_contacts;
    }
    if (wish->after_contacts > AFTER_CONTACTS_MAX || !return_valid(decision->acd, wish))
        return ACD_REFUSED_INVALID;
    if (wish->expires_at != 0 && wish->expires_at <= decision->at)
        return ACD_REFUSED_INVALID;
    return ACD_OK;
}

static enum acd_refusal set_status(struct decision *decision)
{
    const struct acd_command *command = decision->command;
    const struct agent *agent = agent_get(decision->acd, command->agent);
    struct acd_next wish = {0};
    enum acd_refusal refusal;

    if (status_find(decision->acd, command->status) == NULL)
        return ACD_REFUSED_UNKNOWN_STATUS;
    refusal = wish_of(decision, &wish);
    if (refusal != ACD_OK)
        return refusal;
    if (command->if_version != 0 && command->if_version != agent->version)
        return ACD_REFUSED_STALE;
    return choice_make(decision, command->agent, &wish, ACD_CAUSE_ASKED);
}

/* Row 21: logging out chooses Offline. Row 22 and #493: a page that only goes away does not. */
static enum acd_refusal sign_out(struct decision *decision)
{
    const struct acd_command *command = decision->command;
    struct acd_next offline = {.status = decision->acd->offline_status, .reason = command->reason};
    struct acd_event *event = event_new(decision, ACD_SIGNED_OUT);

    event->agent = command->agent;
    event->flags = command->flags & ACD_FLAG_KEEP_STATUS;
    event->reason = command->reason;
    emit(decision, event);
    if (!(command->flags & ACD_FLAG_KEEP_STATUS) && decision->acd->rules[ACD_RULE_SIGN_OUT_SETS_OFFLINE])
        choice_make(decision, command->agent, &offline,
                    ACD_CAUSE_SIGNED_OUT); /* refused only if it is Offline */
    return ACD_OK;
}

enum acd_refusal choice_decide(struct decision *decision)
{
    if (agent_find(decision->acd, decision->command->agent) == NULL)
        return ACD_REFUSED_UNKNOWN_AGENT;
    if (agent_actor_allowed(decision) != ACD_OK)
        return ACD_REFUSED_NOT_ALLOWED;
    return decision->command->kind == ACD_SET_STATUS ? set_status(decision) : sign_out(decision);
}
