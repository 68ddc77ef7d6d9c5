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
 * with a second one, when IDLE, at its moment (cause TIMEOUT for AT). A wish for single channels (scope) is
 * refused: only Stop New may have one (ACD_RULE_STOP_NEW_SCOPE).
 *
 *     STOP_NEW     NEXT_STATUS_SET, flag STOP_NEW: to Working Offline; nothing is cleared or withdrawn
 *     RESUME_NEW   NEXT_STATUS_CLEARED, flag STOP_NEW
 *     an offer missed or rejected   STATUS_SET to On Break, or a Stop New while other contacts run
 *     signed in from signed out     STATUS_SET to On Break or Available
 *     the last wrap-up over         STATUS_SET to Available, unless a next status waits
 *     a session over                STATUS_SET to Offline, or NEXT_STATUS_SET while contacts run (page.c)
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
                          enum acd_cause cause, uint16_t flags)
{
    struct acd_event *event = event_new(decision, ACD_NEXT_STATUS_SET);

    event->agent = number;
    event->flags = flags;
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
    event->flags = agent_get(decision->acd, number)->stop_new ? ACD_FLAG_STOP_NEW : 0;
    emit(decision, event);
}

static void set_next(struct decision *decision, uint32_t number, const struct acd_next *wish,
                     enum acd_cause cause, uint16_t flags)
{
    bool replaced = agent_get(decision->acd, number)->next.status != 0;
    struct acd_next next = *wish;

    next.set_by = decision->actor.kind;
    next.set_by_id = decision->actor.id;
    next.set_at = decision->at;
    emit_next_set(decision, number, &next, replaced ? ACD_CAUSE_NEXT_REPLACED : cause, flags);
}

/* ---- the legs ---- */

static bool cleared_by_choice(const struct decision *decision, const struct agent *agent,
                              const struct leg *leg, enum acd_cause cause)
{
    bool keeps = cause == ACD_CAUSE_ASKED && decision->acd->rules[ACD_RULE_CHOICE_KEEPS_WRAPUP];

    if (!acd_leg_is_clearable((enum acd_leg_state)leg->state))
        return false;
    if (leg->state == ACD_LEG_ENDED)
        return !keeps && !decision->acd->rules[ACD_RULE_WRAPUP_BY_TIME];
    return agent->active_count == 0 || decision->acd->rules[ACD_RULE_CLEAR_MISSED_ON_NEXT];
}

/* Example 1: with nothing active all go. Example 2: with something active, those in wrap-up go. */
static void clear_legs(struct decision *decision, uint32_t number, enum acd_cause cause)
{
    const struct agent *agent = agent_get(decision->acd, number);
    uint32_t following;

    for (uint32_t leg = agent->leg_first; leg != 0; leg = following) {
        following = leg_get(decision->acd, leg)->next_of_agent;
        if (cleared_by_choice(decision, agent, leg_get(decision->acd, leg), cause))
            leg_clear(decision, leg, ACD_CAUSE_STATUS_CHOSEN);
    }
}

/* The stop is in force: what it ends at once. */
static void begin_stop(struct decision *decision, uint32_t number, enum acd_cause cause)
{
    if (decision->acd->rules[ACD_RULE_WITHDRAW_OFFER_ON_NEXT])
        leg_withdraw_offers(decision, number, ACD_CAUSE_WITHDRAWN); /* row 9's other reading */
    clear_legs(decision, number, cause);
    agent_leg_gone(decision, number);
}

void agent_leg_gone(struct decision *decision, uint32_t number)
{
    const struct agent *agent = agent_get(decision->acd, number);
    struct acd_next next = agent->next;
    struct acd_actor before;

    if (agent_own_legs(agent) > 0 || !agent_stopped(agent))
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
    emit_next_set(decision, number, &next, ACD_CAUSE_TIMEOUT, 0);
    begin_stop(decision, number, ACD_CAUSE_ASKED); /* when it was planned */
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
        clear_legs(decision, number, cause);
        emit_status_set(decision, number, wish, cause);
        return;
    }
    if (!agent_stopped(agent) || !policy_same_wish(&agent->next, wish))
        set_next(decision, number, wish, ACD_CAUSE_ASKED, 0);
    begin_stop(decision, number, cause);
}

/* Working Offline chosen while handling is a Stop New by another name. */
static uint16_t flags_of(const struct acd *acd, const struct acd_next *wish)
{
    bool stop_new = acd->rules[ACD_RULE_WORK_OFFLINE_WHILE_HANDLING] && wish->when == ACD_WHEN_IDLE &&
                    wish->status == acd->rules[ACD_RULE_STATUS_WORK_OFFLINE];

    return stop_new ? ACD_FLAG_STOP_NEW : 0;
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
        clear_legs(decision, number, cause);
        agent_leg_gone(decision, number);
        break;
    case CHOICE_SET_NEXT:
        set_next(decision, number, wish, cause == ACD_CAUSE_SESSION_TIMEOUT ? cause : ACD_CAUSE_ASKED,
                 flags_of(decision->acd, wish));
        if (wish->when == ACD_WHEN_IDLE)
            begin_stop(decision, number, cause);
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

/* A reason goes with what happens, not with a cancellation or with what is refused anyway. */
static enum acd_refusal reason_of_wish(const struct decision *decision, const struct acd_next *wish)
{
    uint32_t number = decision->command->agent;
    enum acd_refusal refusal = ACD_OK;
    enum choice choice;

    if (decision->acd->reason_list_count == 0)
        return ACD_OK;
    choice = policy_choice(decision->acd, number, wish, decision->actor, &refusal);
    if (choice == CHOICE_REFUSED)
        return refusal;
    return reason_allowed(decision, number, acd_reason_action_of(decision->acd, wish->status), wish->reason,
                          choice == CHOICE_CANCEL);
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
    refusal = reason_of_wish(decision, &wish);
    if (refusal != ACD_OK)
        return refusal;
    return choice_make(decision, command->agent, &wish, ACD_CAUSE_ASKED);
}

/* ---- Stop New, and what follows by itself (peers.md 1.3, 1.4) ---- */

static void begin_stop_new(struct decision *decision, uint32_t number, enum acd_cause cause, uint32_t reason)
{
    const struct acd *acd = decision->acd;
    struct acd_next next = {.status = (uint32_t)acd->rules[ACD_RULE_STATUS_WORK_OFFLINE],
                            .reason = reason,
                            .scope = acd->rules[ACD_RULE_STOP_NEW_SCOPE] ? 1 << ACD_CHAT : 0};

    set_next(decision, number, &next, cause, ACD_FLAG_STOP_NEW);
}

static enum acd_refusal stop_new(struct decision *decision)
{
    const struct acd_command *command = decision->command;
    bool stop = command->kind == ACD_STOP_NEW;
    uint32_t moves = acd_agent_moves(decision->acd, command->agent, command->actor);
    enum acd_refusal refusal;

    if (moves >> (stop ? ACD_MOVE_RESUME : ACD_MOVE_STOP_NEW) & 1)
        return ACD_OK; /* who could take it back, or begin it, has it so already */
    if (!(moves >> (stop ? ACD_MOVE_STOP_NEW : ACD_MOVE_RESUME) & 1))
        return ACD_REFUSED_NOT_ALLOWED;
    refusal = reason_allowed(decision, command->agent, ACD_REASON_WORK_OFFLINE, command->reason, true);
    if (refusal != ACD_OK)
        return refusal;
    if (stop)
        begin_stop_new(decision, command->agent, ACD_CAUSE_ASKED, command->reason);
    else
        emit_next_cleared(decision, command->agent);
    return ACD_OK;
}

void choice_declined(struct decision *decision, uint32_t number, enum acd_cause cause, uint32_t reason)
{
    const struct acd *acd = decision->acd;
    const struct agent *agent = agent_get(acd, number);
    bool to_break = acd->rules[cause == ACD_CAUSE_OFFER_MISSED ? ACD_RULE_ON_MISS : ACD_RULE_ON_REJECT] == 1;
    struct acd_next wish = {.status = (uint32_t)acd->rules[ACD_RULE_STATUS_BREAK], .reason = reason};
    bool stopped = agent_stopped(agent);
    struct acd_actor before;

    agent_leg_gone(decision, number);
    if (stopped || !to_break || agent->status != acd->routable_status)
        return;
    before = act_as_system(decision);
    if (agent_handling(agent) > 0) {
        if (acd->rules[ACD_RULE_MISS_STOPS_NEW] && acd->rules[ACD_RULE_STATUS_WORK_OFFLINE] != 0)
            begin_stop_new(decision, number, cause, reason);
    } else if (wish.status != 0 && agent_own_legs(agent) > 0) {
        set_next(decision, number, &wish, cause, 0);
    } else if (wish.status != 0) {
        emit_status_set(decision, number, &wish, cause);
    }
    decision->actor = before;
}

void choice_signed_in(struct decision *decision, uint32_t number)
{
    const struct acd *acd = decision->acd;
    const struct agent *agent = agent_get(acd, number);
    int64_t rule = acd->rules[ACD_RULE_ON_SIGN_IN];
    struct acd_next wish = {.status = rule == 1 ? (uint32_t)acd->rules[ACD_RULE_STATUS_BREAK]
                                                : acd->routable_status};
    struct acd_actor before;

    if (rule == 0 || wish.status == 0 || agent_own_legs(agent) > 0 || agent->status != acd->offline_status)
        return;
    before = act_as_system(decision);
    emit_status_set(decision, number, &wish, ACD_CAUSE_SIGNED_IN);
    decision->actor = before;
}

void choice_wrapup_over(struct decision *decision, uint32_t number)
{
    const struct acd *acd = decision->acd;
    const struct agent *agent = agent_get(acd, number);
    struct acd_next wish = {.status = acd->routable_status};
    bool stopped = agent_stopped(agent);
    struct acd_actor before;

    agent_leg_gone(decision, number);
    if (stopped || !acd->rules[ACD_RULE_AVAILABLE_AFTER_WRAPUP] || agent_own_legs(agent) > 0 ||
        agent->status == acd->routable_status || agent->status == acd->offline_status)
        return;
    before = act_as_system(decision);
    emit_status_set(decision, number, &wish, ACD_CAUSE_WRAPUP_OVER);
    decision->actor = before;
}

/* Does the table keep this actor from logging the agent out now? Who is signed out already only closes a page. */
static bool log_out_refused(const struct decision *decision)
{
    const struct acd_command *command = decision->command;

    if (command->flags & ACD_FLAG_KEEP_STATUS || command->actor.kind == ACD_ACTOR_SYSTEM ||
        !decision->acd->rules[ACD_RULE_SIGN_OUT_SETS_OFFLINE] ||
        acd_agent_shown(decision->acd, command->agent) == ACD_SHOWN_SIGNED_OUT)
        return false;
    return !(moves_of(decision->acd, command->agent, command->actor.kind) >> ACD_MOVE_LOG_OUT & 1);
}

/* Who is signed out already, or only closes a page, needs no reason. */
static enum acd_refusal reason_of_signing_out(const struct decision *decision)
{
    const struct acd_command *command = decision->command;
    bool optional = command->flags & ACD_FLAG_KEEP_STATUS ||
                    !decision->acd->rules[ACD_RULE_SIGN_OUT_SETS_OFFLINE] ||
                    agent_get(decision->acd, command->agent)->status == decision->acd->offline_status;

    return reason_allowed(decision, command->agent, ACD_REASON_LOG_OUT, command->reason, optional);
}

/* Row 21: logging out chooses Offline. Row 22 and #493: a page that only goes away does not. */
static enum acd_refusal sign_out(struct decision *decision)
{
    const struct acd_command *command = decision->command;
    struct acd_next offline = {.status = decision->acd->offline_status, .reason = command->reason};
    enum acd_refusal refusal =
        log_out_refused(decision) ? ACD_REFUSED_NOT_ALLOWED : reason_of_signing_out(decision);
    struct acd_event *event;

    if (refusal != ACD_OK)
        return refusal;
    event = event_new(decision, ACD_SIGNED_OUT);
    event->agent = command->agent;
    event->flags = command->flags & ACD_FLAG_KEEP_STATUS;
    event->reason = command->reason;
    emit(decision, event);
    monitor_end_of_agent(decision, command->agent, ACD_CAUSE_SIGNED_OUT);
    if (!(command->flags & ACD_FLAG_KEEP_STATUS) && decision->acd->rules[ACD_RULE_SIGN_OUT_SETS_OFFLINE])
        choice_make(decision, command->agent, &offline,
                    ACD_CAUSE_SIGNED_OUT); /* refused only if it is Offline */
    return ACD_OK;
}

enum acd_refusal choice_decide(struct decision *decision)
{
    enum acd_refusal refusal;

    if (agent_find(decision->acd, decision->command->agent) == NULL)
        return ACD_REFUSED_UNKNOWN_AGENT;
    refusal = agent_actor_allowed(decision);
    if (refusal != ACD_OK)
        return refusal;
    switch (decision->command->kind) {
    case ACD_SET_STATUS:
        return set_status(decision);
    case ACD_SIGN_OUT:
        return sign_out(decision);
    default:
        return stop_new(decision);
    }
}
