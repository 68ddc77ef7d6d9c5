/* The two doors: acd_step() decides a command into events, acd_apply() applies one event. It knows which noun
 * does what, and no rule of its own.
 *
 *     acd_step:   refuse, or emit events one by one (each is applied as it is emitted)
 *                 -> route_consequences() reads the batch from its start and offers what the events made
 *                   possible
 *                 -> if the batch has no room for that, WORK_LEFT stays and acd_deadline() says now
 *     ACD_TICK:   fires the timers that are due, one after another, each with its consequences; then goes on
 *                 with due work
 *
 * The batch is the list of what may have consequences, so nothing about a decision under way is kept in the
 * state.
 */
#include "core/state.h"

#include <string.h>

enum {
    TIMER_EVENTS_MAX = 2 * ACD_AGENT_LEGS_MAX +
                       4, /* the most one timer makes before routing: a chosen status that clears all legs */
};

/* ---- decide ---- */

static enum acd_refusal subject_exists(const struct acd *acd, uint8_t kind, uint64_t subject)
{
    uint32_t number = (uint32_t)subject;

    if (kind >= ACD_SUBJECT_KINDS || (kind != ACD_SUBJECT_CONTACT && subject > UINT32_MAX))
        return ACD_REFUSED_INVALID;
    switch ((enum acd_subject)kind) {
    case ACD_SUBJECT_AGENT:
        return agent_find(acd, number) != NULL ? ACD_OK : ACD_REFUSED_UNKNOWN_AGENT;
    case ACD_SUBJECT_STATUS:
        return status_find(acd, number) != NULL ? ACD_OK : ACD_REFUSED_UNKNOWN_STATUS;
    case ACD_SUBJECT_QUEUE:
        return queue_find(acd, number) != NULL ? ACD_OK : ACD_REFUSED_UNKNOWN_QUEUE;
    case ACD_SUBJECT_PROFILE:
        return profile_find(acd, number) != NULL ? ACD_OK : ACD_REFUSED_UNKNOWN_PROFILE;
    case ACD_SUBJECT_HOURS:
        return hours_find(acd, number) != NULL ? ACD_OK : ACD_REFUSED_UNKNOWN_HOURS;
    case ACD_SUBJECT_ENTRY_POINT:
        return entry_point_find(acd, number) != NULL ? ACD_OK : ACD_REFUSED_UNKNOWN_ENTRY_POINT;
    case ACD_SUBJECT_CONTACT:
        return contact_find(acd, subject) != 0 ? ACD_OK : ACD_REFUSED_UNKNOWN_CONTACT;
    case ACD_SUBJECT_GROUP:
        return number != 0 && number <= acd->group_count ? ACD_OK : ACD_REFUSED_UNKNOWN_GROUP;
    case ACD_SUBJECT_REASON_LIST:
        return reason_list_find(acd, number) != NULL ? ACD_OK : ACD_REFUSED_UNKNOWN_REASON;
    case ACD_SUBJECT_REASON:
        return reason_find(acd, number) != NULL ? ACD_OK : ACD_REFUSED_UNKNOWN_REASON;
    default: /* the centre */
        return ACD_OK;
    }
}

static enum acd_refusal record_decide(struct decision *decision)
{
    const struct acd_command *command = decision->command;
    enum acd_refusal refusal = subject_exists(decision->acd, command->subject_kind, command->subject);
    struct acd_event *event;

    if (refusal != ACD_OK)
        return refusal;
    event = event_new(decision, ACD_RECORDED);
    event->subject_kind = command->subject_kind;
    event->subject = command->subject;
    event->record = command->record;
    emit(decision, event);
    return ACD_OK;
}

static void fire(struct decision *decision, enum timer timer, uint32_t number)
{
    switch (timer) {
    case TIMER_AGENT:
        agent_timer_fired(decision, number);
        break;
    case TIMER_LEG:
        leg_timer_fired(decision, number);
        break;
    case TIMER_CONTACT:
        contact_timer_fired(decision, number);
        break;
    default:
        route_delay_passed(decision, number);
        break;
    }
}

/* Every timer that fires makes an event that stops it or moves it on, and an unfinished rest is still due, so
 * this ends. */
static enum acd_refusal tick_decide(struct decision *decision)
{
    enum timer timer;
    uint32_t number;
    int64_t due;

    act_as_system(decision);
    while (timer_first(decision->acd, &timer, &number, &due) && due <= decision->at) {
        uint32_t from = decision->batch->count;
        if (!batch_has_room(decision, TIMER_EVENTS_MAX))
            return ACD_OK;
        fire(decision, timer, number);
        if (decision->batch->count == from)
            acd_panic("a timer fired and nothing happened");
        route_consequences(decision, from);
    }
    route_work(decision);
    return ACD_OK;
}

static enum acd_refusal decide_configuration(struct decision *decision)
{
    switch (decision->command->kind) {
    case ACD_CREATE_CENTRE:
    case ACD_SET_RULE:
        return policy_decide(decision);
    case ACD_SET_MOVES:
        return moves_decide(decision);
    case ACD_CREATE_STATUS:
    case ACD_ENABLE_STATUS:
    case ACD_DISABLE_STATUS:
        return status_decide(decision);
    case ACD_CREATE_HOURS:
    case ACD_RENEW_HOURS:
    case ACD_DELETE_HOURS:
        return hours_decide(decision);
    case ACD_CREATE_QUEUE:
    case ACD_CHANGE_QUEUE:
    case ACD_ENABLE_QUEUE:
    case ACD_DISABLE_QUEUE:
    case ACD_DELETE_QUEUE:
        return queue_decide(decision);
    case ACD_CREATE_PROFILE:
    case ACD_SET_PROFILE_CHANNELS:
    case ACD_SET_PROFILE_QUEUES:
    case ACD_UNSET_PROFILE_QUEUES:
    case ACD_CHANGE_PROFILE:
    case ACD_DELETE_PROFILE:
        return profile_decide(decision);
    case ACD_CREATE_ENTRY_POINT:
    case ACD_CHANGE_ENTRY_POINT:
        return entry_point_decide(decision);
    case ACD_CREATE_GROUP:
    case ACD_SET_AGENT_GROUP:
    case ACD_SET_SUPERVISOR_GROUP:
        return group_decide(decision);
    case ACD_CREATE_REASON_LIST:
    case ACD_CHANGE_REASON_LIST:
    case ACD_SET_REASON_LIST_GROUP:
    case ACD_CREATE_REASON:
    case ACD_ENABLE_REASON:
    case ACD_DISABLE_REASON:
        return reason_decide(decision);
    case ACD_SET_AGENT_LIMIT:
    case ACD_SET_AGENT_BLEND:
        return capacity_decide(decision);
    case ACD_RECORD:
        return record_decide(decision);
    default:
        return ACD_REFUSED_INVALID;
    }
}

static enum acd_refusal decide(struct decision *decision)
{
    switch (decision->command->kind) {
    case ACD_CREATE_AGENT:
    case ACD_SET_AGENT_PROFILE:
    case ACD_SET_AGENT_WRAPUP:
    case ACD_SET_AGENT_AUTO_ACCEPT:
    case ACD_SET_AGENT_OFFER_TIME:
    case ACD_ENABLE_AGENT:
    case ACD_DISABLE_AGENT:
    case ACD_DELETE_AGENT:
    case ACD_SIGN_IN:
        return agent_decide(decision);
    case ACD_OPEN_PAGE:
    case ACD_LOSE_PAGE:
    case ACD_CLOSE_PAGE:
        return page_decide(decision);
    case ACD_SET_STATUS:
    case ACD_STOP_NEW:
    case ACD_RESUME_NEW:
    case ACD_SIGN_OUT:
        return choice_decide(decision);
    case ACD_START_CONTACT:
    case ACD_CONNECT_CUSTOMER:
    case ACD_END_CONTACT:
    case ACD_PAUSE_CONTACT:
    case ACD_RESUME_CONTACT:
    case ACD_SET_CONTACT_PRIORITY:
    case ACD_SET_CONTACT_AGE:
    case ACD_SCHEDULE_CONTACT:
    case ACD_SEND_MESSAGE:
        return contact_decide(decision);
    case ACD_TRANSFER_CONTACT:
        return transfer_decide(decision);
    case ACD_MONITOR_CONTACT:
    case ACD_BARGE:
    case ACD_WHISPER:
    case ACD_TAKE_OVER:
    case ACD_REQUEUE_CONTACT:
        return monitor_decide(decision);
    case ACD_CLEAR_LEG:
    case ACD_END_WRAPUP:
    case ACD_EXTEND_WRAPUP:
    case ACD_ACCEPT_OFFER:
    case ACD_REJECT_OFFER:
    case ACD_END_LEG:
    case ACD_HOLD_LEG:
    case ACD_UNHOLD_LEG:
    case ACD_ASSOCIATE_CONTACT:
    case ACD_PLACE_CALL:
    case ACD_CONNECT_LEG:
    case ACD_FAIL_LEG:
        return leg_decide(decision);
    case ACD_TICK:
        return tick_decide(decision);
    default:
        return decide_configuration(decision);
    }
}

enum acd_refusal acd_step(struct acd *acd, const struct acd_command *command, struct acd_batch *batch)
{
    struct decision decision = {.acd = acd,
                                .command = command,
                                .batch = batch,
                                .own = acd,
                                .actor = command->actor,
                                .at = command->at};
    enum acd_refusal refusal;

    batch->count = 0;
    if (command->at < acd->now)
        acd_panic("a command came from before the last event");
    if (acd->model == ACD_MODEL_NONE && command->kind != ACD_CREATE_CENTRE && command->kind != ACD_TICK)
        return ACD_REFUSED_NO_CENTRE;
    refusal = decide(&decision);
    if (refusal != ACD_OK && batch->count != 0)
        acd_panic("a command was refused after its first event");
    if (command->kind != ACD_TICK)
        route_consequences(&decision, 0);
    return refusal;
}

/* ---- emit ---- */

bool batch_has_room(const struct decision *decision, uint32_t events)
{
    return decision->batch->count + events + 1 <= ACD_BATCH_EVENTS_MAX;
}

struct acd_actor act_as_system(struct decision *decision)
{
    struct acd_actor before = decision->actor;

    decision->actor.kind = ACD_ACTOR_SYSTEM;
    decision->actor.id = 0;
    return before;
}

struct acd_event *event_new(const struct decision *decision, enum acd_event_kind kind)
{
    struct acd_event *event = &decision->batch->events[decision->batch->count];

    if (decision->batch->count == ACD_BATCH_EVENTS_MAX)
        acd_panic("a step made more events than a batch holds");
    memset(event, 0, sizeof *event);
    event->seq = decision->acd->seq + 1;
    event->at = decision->at;
    event->kind = (uint16_t)kind;
    event->actor = decision->actor.kind;
    event->actor_id = decision->actor.id;
    return event;
}

void emit(struct decision *decision, struct acd_event *event)
{
    acd_apply(decision->own, event);
    decision->batch->count++;
}

/* ---- apply ---- */

/* Kinds are numbered as they came; these came after the nouns' first ones. */
static void apply_later_kind(struct acd *acd, const struct acd_event *event)
{
    switch (event->kind) {
    case ACD_MOVES_SET:
        moves_apply(acd, event);
        break;
    case ACD_QUEUE_WRAPUP_SET:
        queue_apply(acd, event);
        break;
    case ACD_AGENT_OFFER_TIME_SET:
        agent_apply(acd, event);
        break;
    case ACD_WRAPUP_EXTENDED:
        leg_apply(acd, event);
        break;
    case ACD_GROUP_CREATED:
    case ACD_AGENT_GROUP_SET:
    case ACD_SUPERVISOR_GROUP_SET:
        group_apply(acd, event);
        break;
    case ACD_PAGE_OPENED:
    case ACD_PAGE_LOST:
    case ACD_PAGE_CLOSED:
        page_apply(acd, event);
        break;
    case ACD_AGENT_LIMIT_SET:
    case ACD_AGENT_BLEND_SET:
        capacity_apply(acd, event);
        break;
    case ACD_MONITOR_BEGUN:
    case ACD_BARGE_SET:
    case ACD_MONITOR_ENDED:
    case ACD_WHISPERED:
    case ACD_TAKEN_OVER:
        monitor_apply(acd, event);
        break;
    default: /* REASON_LIST_CREATED .. REASON_DISABLED */
        reason_apply(acd, event);
        break;
    }
}

static void apply_to_noun(struct acd *acd, const struct acd_event *event)
{
    enum acd_event_kind kind = (enum acd_event_kind)event->kind;

    if (kind <= ACD_RULE_SET)
        policy_apply(acd, event);
    else if (kind <= ACD_STATUS_DISABLED)
        status_apply(acd, event);
    else if (kind <= ACD_HOURS_DELETED)
        hours_apply(acd, event);
    else if (kind <= ACD_QUEUE_DELETED)
        queue_apply(acd, event);
    else if (kind <= ACD_PROFILE_DELETED)
        profile_apply(acd, event);
    else if (kind <= ACD_ENTRY_POINT_CHANGED)
        entry_point_apply(acd, event);
    else if (kind <= ACD_AGENT_DELETED)
        agent_apply(acd, event);
    else if (kind == ACD_RECORDED)
        return; /* a fact for the book */
    else if (kind <= ACD_NEXT_STATUS_CLEARED)
        agent_apply(acd, event);
    else if (kind <= ACD_CONTACT_AGE_SET)
        contact_apply(acd, event);
    else if (kind <= ACD_LEG_CLEARED)
        leg_apply(acd, event);
    else if (kind <= ACD_MESSAGE_SENT)
        contact_apply(acd, event);
    else if (kind <= ACD_AGENT_REVIEWED)
        route_apply(acd, event);
    else
        apply_later_kind(acd, event);
}

void acd_apply(struct acd *acd, const struct acd_event *event)
{
    if (event->seq != acd->seq + 1)
        acd_panic("an event was applied out of order");
    if (event->at < acd->now)
        acd_panic("an event came from before the last one");
    if (event->kind == ACD_EVENT_NONE || event->kind >= ACD_EVENT_KINDS)
        acd_panic("an event of an unknown kind was applied");
    acd->seq = event->seq;
    acd->now = event->at;
    apply_to_noun(acd, event);
    if (event->agent != 0 && event->kind != ACD_AGENT_DELETED)
        agent_settle(acd, event->agent);
}

/* ---- what the pump asks ---- */

uint64_t acd_seq(const struct acd *acd)
{
    return acd->seq;
}

int64_t acd_now(const struct acd *acd)
{
    return acd->now;
}

int64_t acd_deadline(const struct acd *acd)
{
    enum timer timer;
    uint32_t number;
    int64_t due;

    if (acd->work != 0)
        return acd->now;
    return timer_first(acd, &timer, &number, &due) ? due : ACD_NEVER;
}
