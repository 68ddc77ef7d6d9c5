/* Legs: one contact at one agent, from the offer until it is cleared. It must not choose who is offered what
 * (route.c).
 *
 *                OFFER_MADE                                          CALL_PLACED
 *       (callback) |      | (else)                                        |
 *                  v      v                                               v
 *             INCOMING  CONNECTING --- OFFER_WITHDRAWN --> (gone)    CONNECTING (outbound)
 *   OFFER_       |  |     |    |                                       |     |
 *   ACCEPTED     v  |     |    |  OFFER_ACCEPTED          LEG_ANSWERED |     |
 *             PENDING |   |    +-----------------> CONNECTED <---------+     |
 *   LEG_ANSWERED |  |  |  |                        |  ^  |  ^                |
 *                +--|--|--|-----------------------^|  |  |  |                |
 *                   |  |  |            LEG_HELD    v  |  v  | TASK_PAUSED    |
 *                   |  |  |            LEG_UNHELD ON_HOLD PAUSED  _RESUMED   |
 *        LEG_FAILED |  |  | OFFER_MISSED            |   |   |                |
 *                   |  |  | OFFER_REJECTED          WRAPUP_BEGUN             | LEG_FAILED, or WRAPUP_BEGUN
 *                   v  v  v LEG_FAILED              v   v   v                v
 *               ERROR  MISSED  REJECTED              ENDED                 ERROR, ENDED
 *                   |    |        |                    |
 *                   +----+--------+---- LEG_CLEARED ---+---> (gone)
 *
 *     OFFER_MADE                            apply_offer_made     route.c, ASSOCIATE_CONTACT
 *     OFFER_ACCEPTED                        apply_accepted       ACCEPT_OFFER, auto-accept
 *     OFFER_MISSED, _REJECTED, LEG_FAILED   apply_not_taken      timer, REJECT_OFFER, FAIL_LEG, END_CONTACT
 *     CALL_PLACED                           apply_call_placed    PLACE_CALL
 *     LEG_ANSWERED                          apply_answered       CONNECT_LEG
 *     LEG_HELD, _UNHELD                     apply_held           HOLD_LEG, UNHOLD_LEG
 *     TASK_PAUSED, _RESUMED                 apply_paused         PAUSE_CONTACT, RESUME_CONTACT
 *     WRAPUP_BEGUN, _EXTENDED               wrapup.c             END_LEG, END_CONTACT, TRANSFER_CONTACT
 *     LEG_CLEARED, OFFER_WITHDRAWN          leg_gone             CLEAR_LEG, SET_STATUS, timer
 *
 *     active      INCOMING .. PAUSED: at most one leg of a contact (contact.active_leg)
 *     occupied    every state but PAUSED takes the slot until cleared (connect.md 4.4)
 *     deadline    runs (TIMER_LEG) in INCOMING, CONNECTING, PENDING and, where wrap-up is timed, ENDED; else
 *                 it is ACD_NEVER
 *     one leg for each pair of agent and contact
 *     offer       the leg's number, from the event that began it: a command that names another one is refused
 *     monitor legs (monitor.c) are CONNECTED and none of that: no slot, not the contact's active leg
 *     by rule (CLEAR_MISSED_AT_ONCE) MISSED, REJECTED and ERROR last no longer than the batch, and so does an
 *     ENDED whose wrap-up has no length
 *
 * leg_move() is the one door between states: it takes the leg out of its agent's counts, changes it, counts
 * it again, sets its timer.
 */
#include "core/state.h"

#include <string.h>

/* ---- ask ---- */

bool acd_leg_is_active(enum acd_leg_state state)
{
    return state >= ACD_LEG_INCOMING && state <= ACD_LEG_PAUSED;
}

bool acd_leg_is_clearable(enum acd_leg_state state)
{
    return state >= ACD_LEG_ENDED && state <= ACD_LEG_ERROR;
}

uint32_t leg_find(const struct acd *acd, uint32_t agent, uint32_t contact)
{
    uint32_t leg = agent_get(acd, agent)->leg_first;

    while (leg != 0 && leg_get(acd, leg)->contact != contact)
        leg = leg_get(acd, leg)->next_of_agent;
    return leg;
}

enum acd_refusal leg_of_command(const struct decision *decision, uint32_t *leg)
{
    const struct acd_command *command = decision->command;
    uint32_t contact = contact_find(decision->acd, command->contact);
    enum acd_refusal refusal;
    uint32_t found;
    bool listens; /* in any status, also on a break that disables all else */

    if (agent_find(decision->acd, command->agent) == NULL)
        return ACD_REFUSED_UNKNOWN_AGENT;
    found = contact == 0 ? 0 : leg_find(decision->acd, command->agent, contact);
    listens = found != 0 && leg_is_monitor(leg_get(decision->acd, found));
    refusal = listens ? agent_own_allowed(decision) : agent_feature_allowed(decision);
    if (refusal != ACD_OK)
        return refusal;
    if (contact == 0)
        return ACD_REFUSED_UNKNOWN_CONTACT;
    if (found == 0)
        return ACD_REFUSED_UNKNOWN_LEG;
    if (decision->command->offer != 0 && decision->command->offer != leg_get(decision->acd, found)->offer)
        return ACD_REFUSED_OFFER_OVER;
    *leg = found;
    return ACD_OK;
}

/* ---- decide: what others ask for ---- */

struct acd_event *leg_event(struct decision *decision, enum acd_event_kind kind, uint32_t number)
{
    const struct leg *leg = leg_get(decision->acd, number);
    struct acd_event *event = event_new(decision, kind);

    event->contact = contact_id(decision->acd, leg->contact);
    event->agent = leg->agent;
    event->channel = leg->channel;
    event->queue = leg->queue;
    event->initiation = leg->initiation;
    return event;
}

void leg_emit(struct decision *decision, enum acd_event_kind kind, uint32_t leg, enum acd_leg_state state,
              enum acd_cause cause)
{
    struct acd_event *event = leg_event(decision, kind, leg);

    event->leg_state = (uint8_t)state;
    event->cause = (uint8_t)cause;
    event->deadline = ACD_NEVER;
    emit(decision, event);
}

static void accept(struct decision *decision, uint32_t number)
{
    const struct leg *leg = leg_get(decision->acd, number);
    struct acd_event *event = leg_event(decision, ACD_OFFER_ACCEPTED, number);
    uint32_t agent = leg->agent;

    event->leg_state = ACD_LEG_CONNECTED;
    event->deadline = ACD_NEVER;
    if (leg->state == ACD_LEG_INCOMING) {
        event->leg_state = ACD_LEG_PENDING;
        event->deadline = decision->at + decision->acd->rules[ACD_RULE_DIAL_MS];
    }
    emit(decision, event);
    agent_accepted(decision, agent);
}

/* Auto-accept does not hold for callbacks (connect.md 4.5). */
void leg_offer(struct decision *decision, uint32_t agent, uint32_t number, enum acd_cause cause,
               uint32_t priority)
{
    const struct acd *acd = decision->acd;
    const struct contact *contact = contact_get(acd, number);
    bool callback = contact->initiation == ACD_INITIATION_CALLBACK;
    int64_t own_ms = agent_get(acd, agent)->offer_ms;
    struct acd_event *event = event_new(decision, ACD_OFFER_MADE);

    event->contact = contact_id(acd, number);
    event->agent = agent;
    event->channel = contact->channel;
    event->queue = contact->queue;
    event->initiation = contact->initiation;
    event->leg_state = callback ? ACD_LEG_INCOMING : ACD_LEG_CONNECTING;
    event->cause = (uint8_t)cause;
    event->deadline =
        decision->at + (own_ms != 0 ? own_ms : queue_offer_ms(acd, contact->queue, contact->channel));
    event->flags = cause == ACD_CAUSE_ASSOCIATED ? ACD_FLAG_EXEMPT : 0;
    event->value = priority;
    event->since = contact->queued_at;
    emit(decision, event);
    if (agent_get(acd, agent)->auto_accept[contact->channel] && !callback)
        accept(decision, contact->active_leg);
}

void leg_clear(struct decision *decision, uint32_t number, enum acd_cause cause)
{
    uint32_t contact = leg_get(decision->acd, number)->contact;

    leg_emit(decision, ACD_LEG_CLEARED, number, (enum acd_leg_state)leg_get(decision->acd, number)->state,
             cause);
    contact_forget_if_done(decision, contact);
}

void leg_withdraw(struct decision *decision, uint32_t number, enum acd_cause cause)
{
    uint32_t contact = leg_get(decision->acd, number)->contact;

    leg_emit(decision, ACD_OFFER_WITHDRAWN, number, (enum acd_leg_state)leg_get(decision->acd, number)->state,
             cause);
    contact_forget_if_done(decision, contact);
}

/* Offers go back to their places without penalty. */
void leg_withdraw_offers(struct decision *decision, uint32_t agent, enum acd_cause cause)
{
    uint32_t following;

    for (uint32_t leg = agent_get(decision->acd, agent)->leg_first; leg != 0; leg = following) {
        following = leg_get(decision->acd, leg)->next_of_agent;
        if (leg_is_offer(leg_get(decision->acd, leg)))
            leg_withdraw(decision, leg, cause);
    }
}

/* An offer or an outbound call came to nothing; the model may want no trace of it. */
static void settle(struct decision *decision, uint32_t number)
{
    struct acd_actor before;

    if (!decision->acd->rules[ACD_RULE_CLEAR_MISSED_AT_ONCE])
        return;
    before = act_as_system(decision);
    leg_clear(decision, number, ACD_CAUSE_CLEARED);
    decision->actor = before;
}

static bool left_by_other_side(enum acd_cause cause)
{
    return cause == ACD_CAUSE_CUSTOMER_LEFT || (cause >= ACD_CAUSE_FAILED && cause <= ACD_CAUSE_BAD_ADDRESS);
}

/* The contact is over: what its active leg becomes. A customer who abandons a ringing offer leaves MISSED for
 * voice, REJECTED for chat and task (connect.md 4.3); an offer that the centre itself ended is nobody's fault
 * and goes without penalty. */
void leg_contact_over(struct decision *decision, uint32_t number, enum acd_cause cause)
{
    const struct leg *leg = leg_get(decision->acd, number);
    bool left_trace =
        !decision->acd->rules[ACD_RULE_CLEAR_MISSED_AT_ONCE] && cause == ACD_CAUSE_CUSTOMER_LEFT;
    uint32_t agent = leg->agent;

    if (leg_is_offer(leg) && left_trace && leg->channel == ACD_VOICE)
        leg_emit(decision, ACD_OFFER_MISSED, number, ACD_LEG_MISSED, cause);
    else if (leg_is_offer(leg) && left_trace)
        leg_emit(decision, ACD_OFFER_REJECTED, number, ACD_LEG_REJECTED, cause);
    else if (leg_is_offer(leg))
        leg_withdraw(decision, number, cause);
    else if (leg_is_dialling(leg) && left_by_other_side(cause)) {
        leg_emit(decision, ACD_LEG_FAILED, number, ACD_LEG_ERROR, cause);
        settle(decision, number);
    } else
        wrapup_begin(decision, number, cause);
    agent_leg_gone(decision, agent);
}

/* ---- decide: commands ---- */

static enum acd_refusal accept_offer(struct decision *decision, uint32_t number)
{
    if (!leg_is_offer(leg_get(decision->acd, number)))
        return ACD_REFUSED_LEG_STATE;
    accept(decision, number);
    return ACD_OK;
}

/* Rejected voice contacts appear as MISSED (connect.md 3.2). */
static enum acd_refusal reject_offer(struct decision *decision, uint32_t number)
{
    const struct leg *leg = leg_get(decision->acd, number);
    uint32_t agent = leg->agent;
    enum acd_refusal refusal;
    struct acd_event *event;

    if (!decision->acd->rules[ACD_RULE_REJECT_ALLOWED])
        return ACD_REFUSED_NOT_ALLOWED;
    if (!leg_is_offer(leg))
        return ACD_REFUSED_LEG_STATE;
    refusal =
        reason_allowed(decision, agent, (enum acd_reason_action)(ACD_REASON_REJECT_VOICE + leg->channel),
                       decision->command->reason, false);
    if (refusal != ACD_OK)
        return refusal;
    event = leg_event(decision, ACD_OFFER_REJECTED, number);
    event->leg_state = leg->channel == ACD_VOICE ? ACD_LEG_MISSED : ACD_LEG_REJECTED;
    event->cause = ACD_CAUSE_AGENT_REJECTED;
    event->reason = decision->command->reason;
    event->deadline = ACD_NEVER;
    emit(decision, event);
    settle(decision, number);
    choice_declined(decision, agent, ACD_CAUSE_OFFER_REJECTED, decision->command->reason);
    return ACD_OK;
}

static enum acd_refusal end_leg(struct decision *decision, uint32_t number)
{
    const struct leg *leg = leg_get(decision->acd, number);

    if (leg_is_offer(leg) || !acd_leg_is_active((enum acd_leg_state)leg->state))
        return ACD_REFUSED_LEG_STATE;
    contact_end(decision, leg->contact, ACD_CAUSE_AGENT_ENDED);
    return ACD_OK;
}

static enum acd_refusal hold_leg(struct decision *decision, uint32_t number)
{
    const struct leg *leg = leg_get(decision->acd, number);
    bool hold = decision->command->kind == ACD_HOLD_LEG;

    if (leg->channel != ACD_VOICE)
        return ACD_REFUSED_WRONG_CHANNEL;
    if (leg->state != (hold ? ACD_LEG_CONNECTED : ACD_LEG_ON_HOLD))
        return ACD_REFUSED_LEG_STATE;
    leg_emit(decision, hold ? ACD_LEG_HELD : ACD_LEG_UNHELD, number,
             hold ? ACD_LEG_ON_HOLD : ACD_LEG_CONNECTED, ACD_CAUSE_ASKED);
    return ACD_OK;
}

static enum acd_refusal connect_leg(struct decision *decision, uint32_t number)
{
    if (!leg_is_dialling(leg_get(decision->acd, number)))
        return ACD_REFUSED_LEG_STATE;
    leg_emit(decision, ACD_LEG_ANSWERED, number, ACD_LEG_CONNECTED, ACD_CAUSE_ASKED);
    return ACD_OK;
}

/* The agent's side of an offer failed: the customer keeps the place. Anything else failed: the contact is
 * over. */
static enum acd_refusal fail_leg(struct decision *decision, uint32_t number)
{
    const struct leg *leg = leg_get(decision->acd, number);
    enum acd_cause cause = (enum acd_cause)decision->command->cause;
    uint32_t agent = leg->agent;

    if (cause == ACD_CAUSE_ASKED)
        cause = ACD_CAUSE_FAILED;
    if (!left_by_other_side(cause))
        return ACD_REFUSED_INVALID;
    if (leg->channel != ACD_VOICE)
        return ACD_REFUSED_WRONG_CHANNEL;
    if (leg_is_offer(leg) && cause != ACD_CAUSE_CUSTOMER_LEFT) {
        leg_emit(decision, ACD_LEG_FAILED, number, ACD_LEG_ERROR, cause);
        settle(decision, number);
        choice_declined(decision, agent, ACD_CAUSE_OFFER_MISSED, 0);
    } else if (acd_leg_is_active((enum acd_leg_state)leg->state))
        contact_end(decision, leg->contact, cause);
    else
        return ACD_REFUSED_LEG_STATE;
    return ACD_OK;
}

/* Offered whatever the agent's state and capacity, and marked so (connect.md 2.4 row 18). */
static enum acd_refusal associate_contact(struct decision *decision)
{
    const struct acd *acd = decision->acd;
    const struct agent *agent = agent_find(acd, decision->command->agent);
    uint32_t contact = contact_find(acd, decision->command->contact);

    if (agent == NULL)
        return ACD_REFUSED_UNKNOWN_AGENT;
    if (contact == 0)
        return ACD_REFUSED_UNKNOWN_CONTACT;
    if (!agent->enabled)
        return ACD_REFUSED_AGENT_DISABLED;
    if (!group_actor_allowed(acd, decision->command->actor, decision->command->agent))
        return ACD_REFUSED_NOT_YOUR_GROUP;
    if (agent_panel_disabled(acd, decision->command->agent) || page_holds_offers(acd, agent))
        return ACD_REFUSED_NOT_ALLOWED;
    if (contact_get(acd, contact)->place != ACD_PLACE_WAITING)
        return ACD_REFUSED_CONTACT_STATE;
    if (leg_find(acd, decision->command->agent, contact) != 0)
        return ACD_REFUSED_LEG_STATE;
    if (agent_own_legs(agent) >= ACD_AGENT_OWN_LEGS_MAX || !leg_left(acd))
        return ACD_REFUSED_LIMIT;
    leg_offer(decision, decision->command->agent, contact, ACD_CAUSE_ASSOCIATED, 0);
    return ACD_OK;
}

bool leg_on_call(const struct acd *acd, const struct agent *agent)
{
    for (uint32_t leg = agent->leg_first; leg != 0; leg = leg_get(acd, leg)->next_of_agent) {
        if (leg_get(acd, leg)->channel == ACD_VOICE && !leg_is_monitor(leg_get(acd, leg)) &&
            acd_leg_is_active((enum acd_leg_state)leg_get(acd, leg)->state))
            return true;
    }
    return false;
}

/* Allowed in any status, also with a next status (connect.md 1.1, row 19); a leg the agent starts is exempt
 * from the stop and from capacity. */
static enum acd_refusal place_call(struct decision *decision)
{
    const struct acd *acd = decision->acd;
    const struct agent *agent = agent_find(acd, decision->command->agent);
    uint32_t queue = decision->command->queue;
    enum acd_refusal refusal;
    struct acd_event *event;

    if (agent == NULL)
        return ACD_REFUSED_UNKNOWN_AGENT;
    refusal = agent_feature_allowed(decision);
    if (refusal != ACD_OK)
        return refusal;
    if (queue == 0)
        queue = profile_get(acd, agent->profile)->outbound_queue;
    if (queue_find(acd, queue) == NULL)
        return ACD_REFUSED_UNKNOWN_QUEUE;
    if (!agent->enabled)
        return ACD_REFUSED_AGENT_DISABLED;
    if (leg_on_call(acd, agent))
        return ACD_REFUSED_BUSY;
    if (agent_own_legs(agent) >= ACD_AGENT_OWN_LEGS_MAX || !leg_left(acd) || contact_next_id(acd) == 0)
        return ACD_REFUSED_LIMIT;
    event = event_new(decision, ACD_CALL_PLACED);
    event->contact = contact_next_id(acd);
    event->agent = decision->command->agent;
    event->queue = queue;
    event->channel = ACD_VOICE;
    event->initiation = ACD_INITIATION_OUTBOUND;
    event->leg_state = ACD_LEG_CONNECTING;
    event->flags = ACD_FLAG_EXEMPT;
    event->deadline = decision->at + acd->rules[ACD_RULE_DIAL_MS];
    emit(decision, event);
    return ACD_OK;
}

enum acd_refusal leg_decide(struct decision *decision)
{
    uint32_t leg = 0;
    enum acd_refusal refusal;

    if (decision->command->kind == ACD_PLACE_CALL)
        return place_call(decision);
    if (decision->command->kind == ACD_ASSOCIATE_CONTACT)
        return associate_contact(decision);
    refusal = leg_of_command(decision, &leg);
    if (refusal != ACD_OK)
        return refusal;
    if (leg_is_monitor(leg_get(decision->acd, leg)))
        return monitor_leg_decide(decision, leg);
    switch (decision->command->kind) {
    case ACD_CLEAR_LEG:
        if (decision->command->flags & ACD_FLAG_FORCE)
            return monitor_clear_by_force(decision, leg);
        return wrapup_decide(decision, leg);
    case ACD_END_WRAPUP:
    case ACD_EXTEND_WRAPUP:
        return wrapup_decide(decision, leg);
    case ACD_ACCEPT_OFFER:
        return accept_offer(decision, leg);
    case ACD_REJECT_OFFER:
        return reject_offer(decision, leg);
    case ACD_END_LEG:
        return end_leg(decision, leg);
    case ACD_CONNECT_LEG:
        return connect_leg(decision, leg);
    case ACD_FAIL_LEG:
        return fail_leg(decision, leg);
    default:
        return hold_leg(decision, leg);
    }
}

/* An offer not taken in time; a number that did not answer; wrap-up time over (connect.md 3.3, 3.4). */
void leg_timer_fired(struct decision *decision, uint32_t number)
{
    const struct leg *leg = leg_get(decision->acd, number);
    uint32_t agent = leg->agent;

    if (leg_is_offer(leg)) {
        leg_emit(decision, ACD_OFFER_MISSED, number, ACD_LEG_MISSED, ACD_CAUSE_TIMEOUT);
        settle(decision, number);
        choice_declined(decision, agent, ACD_CAUSE_OFFER_MISSED, 0);
    } else if (leg_is_dialling(leg))
        contact_end(decision, leg->contact, ACD_CAUSE_NO_ANSWER);
    else
        wrapup_clear(decision, number, ACD_CAUSE_WRAPUP_OVER);
}

/* ---- apply ---- */

static void apply_count(struct acd *acd, const struct leg *leg, int by)
{
    struct agent *agent = agent_edit(acd, leg->agent);
    uint8_t step = (uint8_t)by; /* counts are far below 256, so adding 255 takes one away */

    if (leg->state == ACD_LEG_NONE || leg_is_monitor(leg))
        return;
    if (leg->state != ACD_LEG_PAUSED)
        agent->occupied[leg->channel] = (uint8_t)(agent->occupied[leg->channel] + step);
    else
        agent->paused_count = (uint8_t)(agent->paused_count + step);
    if (acd_leg_is_active((enum acd_leg_state)leg->state))
        agent->active_count = (uint8_t)(agent->active_count + step);
    if (leg_is_offer(leg))
        agent->offer_count = (uint8_t)(agent->offer_count + step);
    else if (leg->channel == ACD_VOICE && acd_leg_is_active((enum acd_leg_state)leg->state))
        agent->call_count = (uint8_t)(agent->call_count + step);
    if (leg->state == ACD_LEG_ENDED)
        agent->ended_count = (uint8_t)(agent->ended_count + step);
    if (leg->state == ACD_LEG_ENDED && leg->channel == ACD_CHAT)
        agent->chat_wrapup_count = (uint8_t)(agent->chat_wrapup_count + step);
    if (leg->channel == ACD_VOICE && (leg->state == ACD_LEG_MISSED || leg->state == ACD_LEG_ERROR))
        agent->blocked_count = (uint8_t)(agent->blocked_count + step);
}

void leg_move(struct acd *acd, uint32_t number, enum acd_leg_state state, int64_t deadline)
{
    struct leg *leg = leg_edit(acd, number);
    struct contact *contact = contact_edit(acd, leg->contact);

    apply_count(acd, leg, -1);
    leg->state = (uint8_t)state;
    apply_count(acd, leg, 1);
    timer_set(acd, TIMER_LEG, number, deadline);
    if (leg_is_monitor(leg))
        return;
    if (acd_leg_is_active(state))
        contact->active_leg = number;
    else if (contact->active_leg == number)
        contact->active_leg = 0;
}

static void apply_link(struct acd *acd, uint32_t number)
{
    struct leg *leg = leg_edit(acd, number);
    struct agent *agent = agent_edit(acd, leg->agent);
    struct contact *contact = contact_edit(acd, leg->contact);

    leg->previous_of_agent = agent->leg_last;
    if (agent->leg_last != 0)
        leg_edit(acd, agent->leg_last)->next_of_agent = number;
    else
        agent->leg_first = number;
    agent->leg_last = number;
    agent->leg_count++;
    agent->monitor_count += leg_is_monitor(leg);
    leg->previous_of_contact = contact->leg_last;
    if (contact->leg_last != 0)
        leg_edit(acd, contact->leg_last)->next_of_contact = number;
    else
        contact->leg_first = number;
    contact->leg_last = number;
    contact->leg_count++;
    contact->monitor_count += leg_is_monitor(leg);
}

static void apply_unlink(struct acd *acd, const struct leg *leg)
{
    struct agent *agent = agent_edit(acd, leg->agent);
    struct contact *contact = contact_edit(acd, leg->contact);

    if (leg->previous_of_agent != 0)
        leg_edit(acd, leg->previous_of_agent)->next_of_agent = leg->next_of_agent;
    else
        agent->leg_first = leg->next_of_agent;
    if (leg->next_of_agent != 0)
        leg_edit(acd, leg->next_of_agent)->previous_of_agent = leg->previous_of_agent;
    else
        agent->leg_last = leg->previous_of_agent;
    agent->leg_count--;
    agent->monitor_count -= leg_is_monitor(leg);
    if (leg->previous_of_contact != 0)
        leg_edit(acd, leg->previous_of_contact)->next_of_contact = leg->next_of_contact;
    else
        contact->leg_first = leg->next_of_contact;
    if (leg->next_of_contact != 0)
        leg_edit(acd, leg->next_of_contact)->previous_of_contact = leg->previous_of_contact;
    else
        contact->leg_last = leg->previous_of_contact;
    contact->leg_count--;
    contact->monitor_count -= leg_is_monitor(leg);
}

uint32_t leg_begin(struct acd *acd, const struct acd_event *event, uint32_t contact)
{
    uint32_t number = acd->leg_free;
    struct leg *leg;

    if (!leg_left(acd) || agent_get(acd, event->agent)->leg_count >= ACD_AGENT_LEGS_MAX)
        acd_panic("a leg was begun with no room for it");
    if (number != 0)
        acd->leg_free = leg_get(acd, number)->next_free;
    else
        number = ++acd->leg_count;
    acd->legs_used++;
    leg = leg_edit(acd, number);
    leg->next_free = 0;
    leg->deadline = ACD_NEVER;
    leg->agent = event->agent;
    leg->contact = contact;
    leg->channel = event->channel;
    leg->queue = event->queue;
    leg->initiation = event->initiation;
    leg->cause = event->cause;
    leg->exempt = (event->flags & ACD_FLAG_EXEMPT) != 0;
    leg->monitored = event->kind == ACD_MONITOR_BEGUN ? event->other_agent : 0;
    leg->offer = event->seq;
    leg->state_since = event->at;
    leg->offered_at = event->at;
    apply_link(acd, number);
    leg_move(acd, number, (enum acd_leg_state)event->leg_state, event->deadline);
    return number;
}

static void apply_offer_made(struct acd *acd, const struct acd_event *event)
{
    uint32_t contact = contact_find(acd, event->contact);

    if (contact == 0 || contact_get(acd, contact)->place != ACD_PLACE_WAITING)
        acd_panic("a contact was offered that does not wait");
    contact_move(acd, contact, ACD_PLACE_OFFERED);
    contact_edit(acd, contact)->attempts++;
    leg_begin(acd, event, contact);
}

static void apply_call_placed(struct acd *acd, const struct acd_event *event)
{
    uint32_t contact = contact_take(acd, event);

    contact_edit(acd, contact)->queue = event->queue;
    queue_edit(acd, event->queue)->contact_count++;
    contact_move(acd, contact, ACD_PLACE_HANDLED);
    leg_begin(acd, event, contact);
}

static void apply_accepted(struct acd *acd, uint32_t number, const struct acd_event *event)
{
    struct leg *leg = leg_edit(acd, number);
    struct acd_next *next = &agent_edit(acd, leg->agent)->next;

    leg_move(acd, number, (enum acd_leg_state)event->leg_state, event->deadline);
    leg->state_since = event->at;
    if (event->leg_state == ACD_LEG_CONNECTED)
        leg->connected_at = event->at;
    contact_move(acd, leg->contact, ACD_PLACE_HANDLED);
    if (next->status != 0 && next->when == ACD_WHEN_AFTER_CONTACTS && next->after_contacts > 0)
        next->after_contacts--;
}

/* A contact that is not over goes back to its place. */
static void apply_not_taken(struct acd *acd, uint32_t number, const struct acd_event *event)
{
    struct leg *leg = leg_edit(acd, number);

    leg_move(acd, number, (enum acd_leg_state)event->leg_state, ACD_NEVER);
    leg->state_since = event->at;
    leg->ended_at = event->at;
    leg->end_cause = event->cause;
    if (contact_get(acd, leg->contact)->place == ACD_PLACE_OFFERED)
        contact_move(acd, leg->contact, ACD_PLACE_WAITING);
}

static void apply_answered(struct acd *acd, uint32_t number, const struct acd_event *event)
{
    struct leg *leg = leg_edit(acd, number);

    leg_move(acd, number, ACD_LEG_CONNECTED, ACD_NEVER);
    leg->state_since = event->at;
    leg->connected_at = event->at;
    contact_edit(acd, leg->contact)->customer_connected = 1;
}

/* Hold does not restart the time of CONNECTED (connect.md 3.2). */
static void apply_held(struct acd *acd, uint32_t number, const struct acd_event *event)
{
    bool held = event->kind == ACD_LEG_HELD;

    leg_move(acd, number, held ? ACD_LEG_ON_HOLD : ACD_LEG_CONNECTED, ACD_NEVER);
    leg_edit(acd, number)->hold_since = held ? event->at : 0;
}

static void apply_paused(struct acd *acd, uint32_t number, const struct acd_event *event)
{
    bool paused = event->kind == ACD_TASK_PAUSED;

    leg_move(acd, number, paused ? ACD_LEG_PAUSED : ACD_LEG_CONNECTED, ACD_NEVER);
    leg_edit(acd, number)->state_since = event->at;
    contact_edit(acd, leg_get(acd, number)->contact)->pause_count += paused;
}

/* Handling has ended: the agent goes to the end of the order (connect.md 4.2), unless it was outbound and the
 * profile does not count that. */
static void apply_availability(struct acd *acd, const struct leg *leg, const struct acd_event *event)
{
    struct agent *agent = agent_edit(acd, leg->agent);
    bool outbound = leg->initiation == ACD_INITIATION_OUTBOUND;

    if (agent->available_since == 0 || leg_is_monitor(leg) || (leg->connected_at == 0 && !outbound))
        return;
    if (outbound && profile_get(acd, agent->profile)->flags & ACD_FLAG_LAST_INBOUND)
        return;
    agent->available_since = event->at;
    agent->available_seq = event->seq;
}

void leg_gone(struct acd *acd, uint32_t number, const struct acd_event *event)
{
    struct leg *leg = leg_edit(acd, number);
    uint32_t contact = leg->contact;
    bool was_full = !leg_left(acd);
    bool was_offer = leg_is_offer(leg);

    apply_availability(acd, leg, event);
    leg_move(acd, number, ACD_LEG_NONE, ACD_NEVER);
    if (was_offer && contact_get(acd, contact)->place == ACD_PLACE_OFFERED) {
        contact_move(acd, contact, ACD_PLACE_WAITING);
        if (event->cause == ACD_CAUSE_REQUEUED || event->cause == ACD_CAUSE_SUPERVISOR_ENDED)
            contact_pass_over(acd, contact, leg->agent);
    }
    apply_unlink(acd, leg);
    memset(leg, 0, sizeof *leg);
    leg->next_free = acd->leg_free;
    acd->leg_free = number;
    acd->legs_used--;
    if (was_full)
        route_work_from(acd, WORK_AGENTS); /* offers may have been held back everywhere */
}

static void apply_to_one(struct acd *acd, uint32_t number, const struct acd_event *event)
{
    switch (event->kind) {
    case ACD_OFFER_ACCEPTED:
        apply_accepted(acd, number, event);
        break;
    case ACD_OFFER_MISSED:
    case ACD_OFFER_REJECTED:
    case ACD_LEG_FAILED:
        apply_not_taken(acd, number, event);
        break;
    case ACD_LEG_ANSWERED:
        apply_answered(acd, number, event);
        break;
    case ACD_LEG_HELD:
    case ACD_LEG_UNHELD:
        apply_held(acd, number, event);
        break;
    case ACD_TASK_PAUSED:
    case ACD_TASK_RESUMED:
        apply_paused(acd, number, event);
        break;
    case ACD_WRAPUP_BEGUN:
    case ACD_WRAPUP_EXTENDED:
        wrapup_apply(acd, number, event);
        break;
    default: /* LEG_CLEARED, OFFER_WITHDRAWN */
        leg_gone(acd, number, event);
        break;
    }
}

void leg_apply(struct acd *acd, const struct acd_event *event)
{
    uint32_t contact;
    uint32_t leg = 0;

    if (event->channel >= ACD_CHANNELS || event->leg_state > ACD_LEG_ERROR)
        acd_panic("a leg has no channel or state");
    if (event->kind == ACD_OFFER_MADE) {
        apply_offer_made(acd, event);
        return;
    }
    if (event->kind == ACD_CALL_PLACED) {
        apply_call_placed(acd, event);
        return;
    }
    contact = contact_find(acd, event->contact);
    if (contact != 0)
        leg = leg_find(acd, event->agent, contact);
    if (leg == 0)
        acd_panic("an event names a leg that is not there");
    apply_to_one(acd, leg, event);
}

/* ---- check ---- */

const char *leg_check(const struct acd *acd, uint32_t number)
{
    const struct leg *leg = leg_get(acd, number);
    enum acd_leg_state state = (enum acd_leg_state)leg->state;
    bool timed = leg_is_offer(leg) || leg_is_dialling(leg);

    if (agent_find(acd, leg->agent) == NULL || !contact_get(acd, leg->contact)->exists)
        return "a leg has no agent or no contact";
    if (monitor_check(acd, number) != NULL)
        return monitor_check(acd, number);
    if (leg_find(acd, leg->agent, leg->contact) != number)
        return "an agent has two legs of one contact";
    if (leg->offer == 0 || leg->offer > acd->seq)
        return "a leg was begun by no event";
    if (leg->next_of_agent != 0 && leg_get(acd, leg->next_of_agent)->offer <= leg->offer)
        return "an agent's legs do not stand in the order in which they began";
    if (timer_due(acd, TIMER_LEG, number) != leg->deadline)
        return "a leg's timer is not its deadline";
    if (timed ? leg->deadline == ACD_NEVER : leg->deadline != ACD_NEVER && state != ACD_LEG_ENDED)
        return "a leg has a deadline where it should not, or none where it should";
    if ((state == ACD_LEG_CONNECTED || state == ACD_LEG_ON_HOLD || state == ACD_LEG_PAUSED) &&
        leg->connected_at == 0)
        return "a leg is connected since never";
    if ((state == ACD_LEG_ON_HOLD) != (leg->hold_since != 0))
        return "a leg is on hold since never, or not on hold since some time";
    if (acd_leg_is_clearable(state) != (leg->ended_at != 0))
        return "a leg has ended at no time, or not ended at some time";
    if (state == ACD_LEG_ON_HOLD && leg->channel != ACD_VOICE)
        return "a leg is on hold that is no call";
    if (state == ACD_LEG_PAUSED && leg->channel != ACD_TASK)
        return "a leg is paused that is no task";
    return NULL;
}
