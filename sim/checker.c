/* The auditor looks at each event in turn: sequence, statuses, contacts' places, legs' transitions and
 * clocks. It never asks the core.
 *
 * A leg, as it may go (connect.md 3.3); any other step is a violation:
 *
 *     none -> INCOMING | CONNECTING      OFFER_MADE, CALL_PLACED
 *     INCOMING -> CONNECTING | PENDING | CONNECTED, CONNECTING -> CONNECTED   OFFER_ACCEPTED, LEG_ANSWERED
 *     INCOMING | CONNECTING -> MISSED    OFFER_MISSED          -> REJECTED | MISSED (voice)   OFFER_REJECTED
 *     CONNECTED <-> ON_HOLD              LEG_HELD, LEG_UNHELD (voice)
 *     CONNECTED <-> PAUSED               TASK_PAUSED, TASK_RESUMED (task)
 *     CONNECTED | ON_HOLD | PAUSED | CONNECTING, PENDING (dialled) -> ENDED                   WRAPUP_BEGUN
 *     CONNECTING | PENDING | CONNECTED | ON_HOLD -> ERROR                                     LEG_FAILED
 *     ENDED | MISSED | REJECTED | ERROR -> none   LEG_CLEARED
 *     INCOMING | CONNECTING -> none               OFFER_WITHDRAWN
 */
#include "sim/checker.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#define STATES(...) state_set((const uint8_t[]){__VA_ARGS__, 0})

static uint32_t state_set(const uint8_t *states)
{
    uint32_t set = 0;
    for (; *states != 0; states++)
        set |= 1u << *states;
    return set;
}

static void violate(struct checker *checker, const char *format, ...) __attribute__((format(printf, 2, 3)));

static void violate(struct checker *checker, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    if (checker->problem[0] == '\0') {
        int used = snprintf(checker->problem, sizeof checker->problem, "seq %" PRIu64 ": ", checker->seq);
        vsnprintf(checker->problem + used, sizeof checker->problem - (size_t)used, format, arguments);
    }
    va_end(arguments);
}

void checker_init(struct checker *checker)
{
    memset(checker, 0, sizeof *checker);
    checker->legs_max = CHECKER_LEGS_MAX;
}

/* ---- records ---- */

static struct checker_contact *contact_of(struct checker *checker, uint64_t contact)
{
    for (size_t i = 0; i < checker->contact_end; i++)
        if (checker->contacts[i].contact == contact && contact != 0)
            return &checker->contacts[i];
    violate(checker, "place: contact %" PRIu64 " is not known", contact);
    return NULL;
}

static struct checker_contact *contact_new(struct checker *checker, const struct acd_event *event)
{
    struct checker_contact *free_one = NULL;
    for (size_t i = 0; i < checker->contact_end; i++) {
        if (checker->contacts[i].contact == event->contact)
            violate(checker, "place: contact %" PRIu64 " begins twice", event->contact);
        if (checker->contacts[i].contact == 0 && free_one == NULL)
            free_one = &checker->contacts[i];
    }
    if (free_one == NULL && checker->contact_end < CHECKER_CONTACTS_MAX)
        free_one = &checker->contacts[checker->contact_end++];
    if (free_one == NULL || event->contact == 0) {
        violate(checker, "the checker has no room for contact %" PRIu64, event->contact);
        return NULL;
    }
    *free_one = (struct checker_contact){
        .contact = event->contact, .channel = event->channel, .priority = 5, .seq = event->seq};
    return free_one;
}

/* Only offers, dialling and wrap-up have a time; elsewhere the member is not used. */
static int64_t deadline_of(const struct acd_event *event)
{
    return event->deadline != 0 ? event->deadline : ACD_NEVER;
}

static void leg_new(struct checker *checker, const struct acd_event *event, uint8_t channel)
{
    struct checker_leg *free_one = NULL;
    if (checker_leg(checker, event->agent, event->contact) != NULL)
        violate(checker, "legs: agent %" PRIu32 " has a leg of contact %" PRIu64 " already", event->agent,
                event->contact);
    for (size_t i = 0; i < checker->leg_end && free_one == NULL; i++)
        free_one = checker->legs[i].agent == 0 ? &checker->legs[i] : NULL;
    if (free_one == NULL && checker->leg_end < CHECKER_LEGS_MAX)
        free_one = &checker->legs[checker->leg_end++];
    if (free_one == NULL)
        violate(checker, "the checker has no room for a leg");
    else
        *free_one = (struct checker_leg){.agent = event->agent,
                                         .contact = event->contact,
                                         .channel = channel,
                                         .state = event->leg_state,
                                         .begun_seq = event->seq,
                                         .deadline = deadline_of(event),
                                         .dialled = event->kind == ACD_CALL_PLACED};
}

static uint32_t legs_all(const struct checker *checker)
{
    uint32_t count = 0;
    for (size_t i = 0; i < checker->leg_end; i++)
        count += checker->legs[i].agent != 0;
    return count;
}

static uint32_t legs_of_agent(const struct checker *checker, uint32_t agent)
{
    uint32_t count = 0;
    for (size_t i = 0; i < checker->leg_end; i++)
        count += checker->legs[i].agent == agent && checker->legs[i].hears == 0;
    return count;
}

static bool is_active(uint8_t state)
{
    return state >= ACD_LEG_INCOMING && state <= ACD_LEG_PAUSED;
}

static uint32_t active_legs_of(const struct checker *checker, uint64_t contact)
{
    uint32_t count = 0;
    for (size_t i = 0; i < checker->leg_end; i++)
        count += checker->legs[i].agent != 0 && checker->legs[i].contact == contact &&
                 checker->legs[i].hears == 0 && is_active(checker->legs[i].state);
    return count;
}

static struct checker_agent *agent_of(struct checker *checker, const struct acd_event *event)
{
    if (event->agent == 0 || event->agent >= CHECKER_AGENTS_MAX || !checker->agents[event->agent].exists) {
        violate(checker, "agent %" PRIu32 " is not known", event->agent);
        return NULL;
    }
    return &checker->agents[event->agent];
}

/* ---- configuration ---- */

static void see_pair(struct checker *checker, const struct acd_event *event)
{
    struct checker_profile *profile = &checker->profiles[event->profile];
    struct checker_pair pair = {event->queue, event->channel, event->value, event->value2};
    uint32_t at = 0;
    while (at < profile->pair_count &&
           (profile->pairs[at].queue != event->queue || profile->pairs[at].channel != event->channel))
        at++;
    if (event->kind == ACD_PROFILE_QUEUE_UNSET) {
        if (at < profile->pair_count)
            profile->pairs[at] = profile->pairs[--profile->pair_count];
    } else if (at < CHECKER_PAIRS_MAX) {
        profile->pairs[at] = pair;
        profile->pair_count += at == profile->pair_count;
    }
}

static void agent_new(struct checker_agent *agent, const struct acd_event *event)
{
    *agent = (struct checker_agent){.exists = true,
                                    .enabled = true,
                                    .profile = event->profile,
                                    .status = event->status,
                                    .session_ends_at = ACD_NEVER};
    for (size_t i = 0; i <= ACD_CHANNELS; i++)
        agent->limits[i] = ACD_LIMIT_NONE;
    for (size_t i = 0; i < ACD_CHANNELS * ACD_CHANNELS; i++)
        agent->blends[i / ACD_CHANNELS][i % ACD_CHANNELS] = ACD_LIMIT_NONE;
}

static bool see_agent_setup(struct checker *checker, const struct acd_event *event)
{
    if (event->kind == ACD_AGENT_CREATED) {
        if (event->agent < CHECKER_AGENTS_MAX)
            agent_new(&checker->agents[event->agent], event);
        else
            violate(checker, "the checker has no room for agent %" PRIu32, event->agent);
        return true;
    }
    if (event->kind < ACD_AGENT_PROFILE_SET || event->kind > ACD_AGENT_DELETED)
        return false;
    struct checker_agent *agent = agent_of(checker, event);
    if (agent == NULL)
        return true;
    if (event->kind == ACD_AGENT_PROFILE_SET)
        agent->profile = event->profile;
    else if (event->kind == ACD_AGENT_WRAPUP_SET)
        agent->wrapup_ms[event->channel] = event->value;
    else if (event->kind == ACD_AGENT_ENABLED || event->kind == ACD_AGENT_DISABLED)
        agent->enabled = event->kind == ACD_AGENT_ENABLED;
    else if (event->kind == ACD_AGENT_DELETED)
        agent->exists = false;
    return true;
}

static bool see_setup(struct checker *checker, const struct acd_event *event)
{
    switch (event->kind) {
    case ACD_RULE_SET:
        checker->rules[event->rule] = event->value;
        return true;
    case ACD_STATUS_CREATED:
        checker->status_types[event->status % CHECKER_STATUSES_MAX] = event->status_type;
        return true;
    case ACD_CENTRE_CREATED: /* every move to a status, by everyone, until MOVES_SET says otherwise */
        for (size_t i = 0; i < sizeof checker->moves / sizeof checker->moves[0][0]; i++)
            checker->moves[i / ACD_SHOWN_STATES][i % ACD_SHOWN_STATES] = (2u << ACD_MOVE_LOG_OUT) - 1;
        return true;
    case ACD_MOVES_SET:
        checker->moves[event->subject_kind][event->subject] = (uint32_t)event->value;
        return true;
    case ACD_QUEUE_WRAPUP_SET:
        checker->queue_wrapup_ms[event->queue % CHECKER_QUEUES_MAX][event->channel] = event->value;
        return true;
    case ACD_AGENT_OFFER_TIME_SET:
        if (agent_of(checker, event) != NULL)
            agent_of(checker, event)->offer_ms = event->value;
        return true;
    case ACD_QUEUE_OFFER_TIME_SET:
        checker->queue_offer_ms[event->queue % CHECKER_QUEUES_MAX][event->channel] = event->value;
        return true;
    case ACD_PROFILE_CHANNEL_SET:
        checker->profiles[event->profile % CHECKER_PROFILES_MAX].slots_max[event->channel] =
            (uint32_t)event->value;
        checker->profiles[event->profile % CHECKER_PROFILES_MAX].any_channel[event->channel] =
            event->value2 != 0;
        return true;
    case ACD_PROFILE_QUEUE_SET:
    case ACD_PROFILE_QUEUE_UNSET:
        see_pair(checker, event);
        return true;
    default:
        return see_agent_setup(checker, event);
    }
}

/* ---- statuses ---- */

/* Whose status or next status changes may be offered again what was taken back from them. */
static void sent_back_again(struct checker *checker, uint32_t agent)
{
    for (size_t i = 0; i < checker->contact_end; i++)
        if (checker->contacts[i].sent_back_from == agent)
            checker->contacts[i].sent_back_from = 0;
}

static void see_status_set(struct checker *checker, const struct acd_event *event)
{
    struct checker_agent *agent = agent_of(checker, event);
    if (agent == NULL)
        return;
    uint32_t legs = legs_of_agent(checker, event->agent);
    const char *why = checker_why_not_moved(checker, event);
    if (why != NULL)
        violate(checker, "moves: agent %" PRIu32 " to %" PRIu32 ": %s", event->agent, event->status, why);
    if ((event->cause == ACD_CAUSE_OFFER_MISSED || event->cause == ACD_CAUSE_OFFER_REJECTED) &&
        event->status != checker->rules[ACD_RULE_STATUS_BREAK])
        violate(checker, "moves: a declined offer led to status %" PRIu32, event->status);
    if (event->previous_status != agent->status)
        violate(checker, "next: the status before was %" PRIu32 ", not %" PRIu32, agent->status,
                event->previous_status);
    if (event->cause == ACD_CAUSE_NEXT_APPLIED && agent->next.status == 0)
        violate(checker, "next: applied without a next status (agent %" PRIu32 ")", event->agent);
    if (event->cause == ACD_CAUSE_NEXT_APPLIED && agent->next.status != event->status)
        violate(checker, "next: %" PRIu32 " was applied, %" PRIu32 " was pending", event->status,
                agent->next.status);
    bool outbound_rule =
        checker->rules[ACD_RULE_AVAILABLE_FROM_CUSTOM] != 0 && event->cause != ACD_CAUSE_NEXT_APPLIED;
    if (legs != 0 && !outbound_rule)
        violate(checker, "next: agent %" PRIu32 " changes status with %" PRIu32 " slots not cleared",
                event->agent, legs);
    sent_back_again(checker, event->agent);
    agent->status = event->status;
    agent->stop_new = agent->declined = false;
    memset(&agent->next, 0, sizeof agent->next);
}

static void see_next(struct checker *checker, const struct acd_event *event)
{
    struct checker_agent *agent = agent_of(checker, event);
    if (agent == NULL)
        return;
    sent_back_again(checker, event->agent);
    if (event->kind == ACD_NEXT_STATUS_SET) {
        const char *why = checker_why_not_moved(checker, event);
        if (why != NULL)
            violate(checker, "moves: agent %" PRIu32 " next to %" PRIu32 ": %s", event->agent, event->status,
                    why);
        bool carried_out = event->cause == ACD_CAUSE_TIMEOUT && agent->next.when != ACD_WHEN_IDLE;
        if (!carried_out && (event->cause == ACD_CAUSE_NEXT_REPLACED) != (agent->next.status != 0))
            violate(checker, "next: REPLACED is said where nothing was pending, or not said where it was");
        if (event->next.status == 0)
            violate(checker, "next: the next status is none");
        agent->next = event->next;
        agent->stop_new = (event->flags & ACD_FLAG_STOP_NEW) != 0;
        agent->declined = false;
        checker->stops++;
    } else {
        if (agent->next.status == 0)
            violate(checker, "next: cleared where nothing was pending (agent %" PRIu32 ")", event->agent);
        agent->stop_new = false;
        memset(&agent->next, 0, sizeof agent->next);
    }
}

/* ---- contacts ---- */

static void see_started(struct checker *checker, const struct acd_event *event)
{
    struct checker_contact *contact = contact_new(checker, event);
    if (contact == NULL)
        return;
    contact->priority = event->value != 0 ? event->value : 5;
    contact->age_ms = event->value2;
}

static void see_queued(struct checker *checker, const struct acd_event *event)
{
    struct checker_contact *contact = contact_of(checker, event->contact);
    if (contact == NULL)
        return;
    if (contact->place == ACD_PLACE_OVER || contact->place == ACD_PLACE_HANDLED ||
        active_legs_of(checker, event->contact) != 0)
        violate(checker, "place: contact %" PRIu64 " is queued while it is elsewhere (%u)", event->contact,
                contact->place);
    contact->place = ACD_PLACE_WAITING;
    contact->queue = event->queue;
    contact->agent = event->queue == 0 ? event->agent : 0;
    contact->since = event->since;
    contact->sent_back_from = event->other_agent;
}

/* The new contact takes the customer over: CONTACT_QUEUED follows for it, CONTACT_ENDED for the old one. */
static void see_transferred(struct checker *checker, const struct acd_event *event)
{
    struct checker_contact *previous = contact_of(checker, event->previous);
    struct checker_contact *contact = previous != NULL ? contact_new(checker, event) : NULL;
    if (contact == NULL)
        return;
    bool by_hand = event->cause == ACD_CAUSE_REQUEUED; /* of any channel, whoever has it */
    bool nobodys = ((event->agent == 0 && previous->channel == ACD_TASK) || by_hand) &&
                   (previous->place == ACD_PLACE_WAITING || previous->place == ACD_PLACE_PARKED ||
                    previous->place == ACD_PLACE_OFFERED);
    if (previous->place != ACD_PLACE_HANDLED && !nobodys)
        violate(checker, "place: contact %" PRIu64 " was transferred from place %u", event->previous,
                previous->place);
    contact->channel = previous->channel;
    contact->priority = previous->priority;
    contact->age_ms = previous->age_ms;
    contact->pauses = previous->pauses;
    contact->whispers = previous->whispers;
}

/* A task may be paused ten times, at an agent or while it waits (connect.md 3.3). */
static void count_pause(struct checker *checker, const struct acd_event *event)
{
    struct checker_contact *contact = contact_of(checker, event->contact);
    if (contact != NULL && ++contact->pauses > ACD_PAUSES_MAX)
        violate(checker, "legs: contact %" PRIu64 " was paused more than %d times", event->contact,
                ACD_PAUSES_MAX);
}

static void move(struct checker *checker, const struct acd_event *event, uint32_t from,
                 enum acd_contact_place to)
{
    struct checker_contact *contact = contact_of(checker, event->contact);
    if (contact == NULL)
        return;
    if ((1u << contact->place & from) == 0)
        violate(checker, "place: %s moves contact %" PRIu64 " from place %u",
                acd_event_name((enum acd_event_kind)event->kind), event->contact, contact->place);
    contact->place = (uint8_t)to;
}

static void see_forgotten(struct checker *checker, const struct acd_event *event)
{
    move(checker, event, 1u << ACD_PLACE_OVER, ACD_PLACE_NONE);
    for (size_t i = 0; i < checker->leg_end; i++)
        if (checker->legs[i].agent != 0 && checker->legs[i].contact == event->contact)
            violate(checker, "place: contact %" PRIu64 " is forgotten with a leg not cleared",
                    event->contact);
    struct checker_contact *contact = contact_of(checker, event->contact);
    if (contact != NULL)
        contact->contact = 0;
}

static bool see_contact(struct checker *checker, const struct acd_event *event)
{
    struct checker_contact *contact;
    switch (event->kind) {
    case ACD_CONTACT_STARTED:
        see_started(checker, event);
        return true;
    case ACD_CONTACT_SCHEDULED:
        move(checker, event, 1u << ACD_PLACE_NONE | 1u << ACD_PLACE_SCHEDULED, ACD_PLACE_SCHEDULED);
        if (event->deadline <= event->at)
            violate(checker, "clocks: contact %" PRIu64 " is to start in the past", event->contact);
        return true;
    case ACD_CONTACT_QUEUED:
        see_queued(checker, event);
        return true;
    case ACD_CONTACT_PARKED:
        move(checker, event, 1u << ACD_PLACE_WAITING, ACD_PLACE_PARKED);
        count_pause(checker, event);
        return true;
    case ACD_CONTACT_UNPARKED:
        move(checker, event, 1u << ACD_PLACE_PARKED, ACD_PLACE_NONE);
        return true;
    case ACD_CONTACT_PRIORITY_SET:
    case ACD_CONTACT_AGE_SET:
        contact = contact_of(checker, event->contact);
        if (contact != NULL && event->kind == ACD_CONTACT_PRIORITY_SET)
            contact->priority = event->value;
        else if (contact != NULL)
            contact->age_ms = event->value;
        return true;
    case ACD_CONTACT_TRANSFERRED:
        see_transferred(checker, event);
        return true;
    case ACD_CONTACT_ENDED:
        move(checker, event, ~(1u << ACD_PLACE_OVER), ACD_PLACE_OVER);
        return true;
    case ACD_CONTACT_FORGOTTEN:
        see_forgotten(checker, event);
        return true;
    default:
        return false;
    }
}

/* ---- legs ---- */

static int64_t offer_ms(const struct checker *checker, uint32_t agent, const struct checker_contact *contact)
{
    if (checker->agents[agent].offer_ms != 0)
        return checker->agents[agent].offer_ms;
    int64_t own = contact->queue != 0
                      ? checker->queue_offer_ms[contact->queue % CHECKER_QUEUES_MAX][contact->channel]
                      : 0;
    return own != 0 ? own : checker->rules[ACD_RULE_OFFER_MS_VOICE + contact->channel];
}

static void judge_offer(struct checker *checker, const struct acd_event *event,
                        const struct checker_contact *contact)
{
    const char *why = checker_why_not(checker, event->agent, contact, event->at);
    if (why != NULL)
        violate(checker, "stop or capacity: contact %" PRIu64 " was offered to agent %" PRIu32 " although %s",
                event->contact, event->agent, why);
    else if (checker_better(checker, event->agent, contact, event->at) != NULL)
        violate(checker, "order: contact %" PRIu64 " was offered to agent %" PRIu32 " before %" PRIu64,
                event->contact, event->agent,
                checker_better(checker, event->agent, contact, event->at)->contact);
}

static void see_offer(struct checker *checker, const struct acd_event *event)
{
    struct checker_contact *contact = contact_of(checker, event->contact);
    if (contact == NULL || agent_of(checker, event) == NULL)
        return;
    if (contact->place != ACD_PLACE_WAITING)
        violate(checker, "place: contact %" PRIu64 " is offered from place %u", event->contact,
                contact->place);
    if (((event->flags & ACD_FLAG_EXEMPT) != 0) != (event->cause == ACD_CAUSE_ASSOCIATED))
        violate(checker, "stop: EXEMPT is for associated contacts and for them only");
    if ((event->flags & ACD_FLAG_EXEMPT) == 0)
        judge_offer(checker, event, contact);
    if (event->leg_state != ACD_LEG_CONNECTING && event->leg_state != ACD_LEG_INCOMING)
        violate(checker, "legs: an offer begins in state %u", event->leg_state);
    if (event->deadline != event->at + offer_ms(checker, event->agent, contact))
        violate(checker, "clocks: the offer's time is %" PRId64 " ms", event->deadline - event->at);
    contact->place = ACD_PLACE_OFFERED;
    contact->sent_back_from = 0;
    leg_new(checker, event, contact->channel);
    checker->offers++;
}

static void see_call(struct checker *checker, const struct acd_event *event)
{
    for (size_t i = 0; i < checker->leg_end; i++)
        if (checker->legs[i].agent == event->agent && checker->legs[i].channel == ACD_VOICE &&
            checker->legs[i].hears == 0 && is_active(checker->legs[i].state))
            violate(checker, "capacity: agent %" PRIu32 " places a call while on one", event->agent);
    struct checker_contact *contact = contact_new(checker, event);
    if (contact != NULL)
        contact->place = ACD_PLACE_HANDLED;
    leg_new(checker, event, ACD_VOICE);
}

struct transition {
    uint32_t from; /* states it may come from */
    int place;     /* where the contact is then; -1: unchanged */
    uint8_t to;    /* ACD_LEG_NONE: the event's own leg_state */
    int channel;   /* -1: any */
};

static struct transition transition_of(enum acd_event_kind kind)
{
    const uint32_t offered = STATES(ACD_LEG_INCOMING, ACD_LEG_CONNECTING);
    switch (kind) {
    case ACD_OFFER_ACCEPTED:
        return (struct transition){offered, ACD_PLACE_HANDLED, ACD_LEG_NONE, -1};
    case ACD_OFFER_MISSED:
        return (struct transition){offered, ACD_PLACE_WAITING, ACD_LEG_MISSED, -1};
    case ACD_OFFER_REJECTED:
        return (struct transition){offered, ACD_PLACE_WAITING, ACD_LEG_NONE, -1};
    case ACD_LEG_ANSWERED:
        return (struct transition){STATES(ACD_LEG_CONNECTING, ACD_LEG_PENDING), -1, ACD_LEG_CONNECTED,
                                   ACD_VOICE};
    case ACD_LEG_FAILED:
        return (struct transition){offered | STATES(ACD_LEG_PENDING, ACD_LEG_CONNECTED, ACD_LEG_ON_HOLD), -1,
                                   ACD_LEG_ERROR, ACD_VOICE};
    case ACD_LEG_HELD:
        return (struct transition){STATES(ACD_LEG_CONNECTED), -1, ACD_LEG_ON_HOLD, ACD_VOICE};
    case ACD_LEG_UNHELD:
        return (struct transition){STATES(ACD_LEG_ON_HOLD), -1, ACD_LEG_CONNECTED, ACD_VOICE};
    case ACD_TASK_PAUSED:
        return (struct transition){STATES(ACD_LEG_CONNECTED), -1, ACD_LEG_PAUSED, ACD_TASK};
    case ACD_TASK_RESUMED:
        return (struct transition){STATES(ACD_LEG_PAUSED), -1, ACD_LEG_CONNECTED, ACD_TASK};
    case ACD_WRAPUP_BEGUN:
        return (struct transition){
            STATES(ACD_LEG_CONNECTED, ACD_LEG_ON_HOLD, ACD_LEG_PAUSED, ACD_LEG_CONNECTING, ACD_LEG_PENDING),
            -1, ACD_LEG_ENDED, -1};
    case ACD_WRAPUP_EXTENDED:
        return (struct transition){STATES(ACD_LEG_ENDED), -1, ACD_LEG_ENDED, -1};
    default:
        return (struct transition){0, -1, ACD_LEG_NONE, -1};
    }
}

/* The queue's length where it has one, else the agent's own. */
static int64_t wrapup_ms(const struct checker *checker, const struct acd_event *event, uint8_t channel)
{
    int64_t queue =
        event->queue != 0 ? checker->queue_wrapup_ms[event->queue % CHECKER_QUEUES_MAX][channel] : 0;
    int64_t own = checker->agents[event->agent].wrapup_ms[channel];
    if (queue != 0)
        return queue == ACD_WRAPUP_NONE ? 0 : queue;
    return own == 0 && !checker->rules[ACD_RULE_WRAPUP_BY_TIME] ? ACD_NEVER : own;
}

static void judge_clock(struct checker *checker, const struct acd_event *event, const struct checker_leg *leg)
{
    bool timed = event->cause == ACD_CAUSE_TIMEOUT || event->cause == ACD_CAUSE_WRAPUP_OVER;
    if (timed && event->at < leg->deadline)
        violate(checker, "clocks: %s %" PRId64 " ms before its time",
                acd_event_name((enum acd_event_kind)event->kind), leg->deadline - event->at);
    if (event->kind == ACD_WRAPUP_BEGUN) {
        int64_t ms = wrapup_ms(checker, event, leg->channel);
        if (event->deadline != (ms == ACD_NEVER ? ACD_NEVER : event->at + ms))
            violate(checker, "clocks: wrap-up until %" PRId64 " where the agent's time is %" PRId64 " ms",
                    event->deadline, ms);
    }
}

static void step_leg(struct checker *checker, const struct acd_event *event)
{
    const struct transition transition = transition_of((enum acd_event_kind)event->kind);
    struct checker_leg *leg = checker_leg(checker, event->agent, event->contact);
    struct checker_contact *contact = contact_of(checker, event->contact);
    if (leg == NULL || contact == NULL || leg->hears != 0) {
        violate(checker, "legs: %s of no leg", acd_event_name((enum acd_event_kind)event->kind));
        return;
    }
    if ((1u << leg->state & transition.from) == 0 ||
        (transition.channel >= 0 && leg->channel != transition.channel))
        violate(checker, "legs: %s from state %u on channel %u",
                acd_event_name((enum acd_event_kind)event->kind), leg->state, leg->channel);
    if (event->kind == ACD_OFFER_REJECTED &&
        event->leg_state != (leg->channel == ACD_VOICE ? ACD_LEG_MISSED : ACD_LEG_REJECTED))
        violate(checker, "legs: a rejected offer becomes state %u on channel %u", event->leg_state,
                leg->channel);
    judge_clock(checker, event, leg);
    if (event->kind == ACD_TASK_PAUSED)
        count_pause(checker, event);
    bool was_offer = contact->place == ACD_PLACE_OFFERED;
    leg->state = transition.to != ACD_LEG_NONE ? transition.to : event->leg_state;
    leg->deadline = event->kind == ACD_WRAPUP_BEGUN || event->kind == ACD_WRAPUP_EXTENDED ||
                            event->kind == ACD_OFFER_ACCEPTED
                        ? deadline_of(event)
                        : ACD_NEVER;
    if ((event->kind == ACD_OFFER_MISSED || event->kind == ACD_OFFER_REJECTED) &&
        event->cause != ACD_CAUSE_CUSTOMER_LEFT)
        checker->agents[event->agent].declined =
            checker_must_follow(checker, event->agent, (enum acd_event_kind)event->kind);
    if (transition.place >= 0 && contact->place != ACD_PLACE_OVER)
        contact->place = (uint8_t)transition.place;
    else if (event->kind == ACD_LEG_FAILED &&
             was_offer) /* the agent's side failed: the customer keeps the place */
        contact->place = ACD_PLACE_WAITING;
}

static void see_leg_gone(struct checker *checker, const struct acd_event *event)
{
    struct checker_leg *leg = checker_leg(checker, event->agent, event->contact);
    if (leg == NULL || leg->hears != 0) {
        violate(checker, "legs: %s of no leg", acd_event_name((enum acd_event_kind)event->kind));
        return;
    }
    if (event->kind == ACD_LEG_CLEARED) {
        if (leg->state < ACD_LEG_ENDED || event->leg_state != leg->state)
            violate(checker, "legs: cleared in state %u, said to be %u", leg->state, event->leg_state);
        judge_clock(checker, event, leg);
        const char *why = checker_why_not_cleared(checker, event, leg->deadline);
        if (why != NULL)
            violate(checker, "moves: %s", why);
    } else {
        if (leg->state != ACD_LEG_CONNECTING && leg->state != ACD_LEG_INCOMING)
            violate(checker, "legs: withdrawn in state %u", leg->state);
        struct checker_contact *contact = contact_of(checker, event->contact);
        if (contact != NULL && contact->place == ACD_PLACE_OFFERED)
            contact->place = ACD_PLACE_WAITING;
        if (contact != NULL && contact->place == ACD_PLACE_WAITING &&
            (event->cause == ACD_CAUSE_REQUEUED || event->cause == ACD_CAUSE_SUPERVISOR_ENDED))
            contact->sent_back_from = event->agent;
    }
    leg->agent = 0;
}

static void see_leg(struct checker *checker, const struct acd_event *event)
{
    switch (event->kind) {
    case ACD_OFFER_MADE:
        see_offer(checker, event);
        break;
    case ACD_CALL_PLACED:
        see_call(checker, event);
        break;
    case ACD_LEG_CLEARED:
    case ACD_OFFER_WITHDRAWN:
        see_leg_gone(checker, event);
        break;
    case ACD_OFFER_ACCEPTED:
    case ACD_OFFER_MISSED:
    case ACD_OFFER_REJECTED:
    case ACD_LEG_ANSWERED:
    case ACD_LEG_FAILED:
    case ACD_LEG_HELD:
    case ACD_LEG_UNHELD:
    case ACD_TASK_PAUSED:
    case ACD_TASK_RESUMED:
    case ACD_WRAPUP_BEGUN:
    case ACD_WRAPUP_EXTENDED:
        step_leg(checker, event);
        break;
    default:
        break;
    }
}

const char *checker_see(struct checker *checker, const struct acd_event *event)
{
    if (event->seq != checker->seq + 1)
        violate(checker, "numbers: event %" PRIu64 " comes after %" PRIu64, event->seq, checker->seq);
    if (event->at < checker->now)
        violate(checker, "numbers: time goes back by %" PRId64 " ms", checker->now - event->at);
    checker->seq = event->seq;
    checker->now = event->at;
    const char *why = checker_see_people(checker, event);
    if (why != NULL)
        violate(checker, "%s (agent %" PRIu32 ")", why, event->agent);
    bool supervision = checker_see_supervision(checker, event, &why);
    if (supervision && why != NULL)
        violate(checker, "%s (agent %" PRIu32 ")", why, event->agent);
    if (supervision)
        return checker->problem[0] != '\0' ? checker->problem : NULL;
    if (event->kind == ACD_STATUS_SET)
        see_status_set(checker, event);
    else if (event->kind == ACD_NEXT_STATUS_SET || event->kind == ACD_NEXT_STATUS_CLEARED)
        see_next(checker, event);
    else if (!see_setup(checker, event) && !see_contact(checker, event))
        see_leg(checker, event);
    return checker->problem[0] != '\0' ? checker->problem : NULL;
}

/* ---- at rest ---- */

/* Where a contact is must agree with its legs. */
static void rest_contact(struct checker *checker, const struct checker_contact *contact)
{
    uint32_t active = active_legs_of(checker, contact->contact);
    bool on_a_leg = contact->place == ACD_PLACE_OFFERED || contact->place == ACD_PLACE_HANDLED;
    if (contact->place == ACD_PLACE_NONE)
        violate(checker, "place: contact %" PRIu64 " is nowhere", contact->contact);
    if (active != (on_a_leg ? 1u : 0u))
        violate(checker, "place: contact %" PRIu64 " has %" PRIu32 " active legs in place %u",
                contact->contact, active, contact->place);
    if (contact->place == ACD_PLACE_OVER) {
        for (size_t i = 0; i < checker->leg_end; i++)
            if (checker->legs[i].agent != 0 && checker->legs[i].contact == contact->contact)
                return;
        violate(checker, "place: contact %" PRIu64 " is over, cleared everywhere and not forgotten",
                contact->contact);
    }
}

const char *checker_rest(struct checker *checker, int64_t now)
{
    uint32_t agent = 0;
    const char *unheard = checker_rest_supervision(checker);
    if (unheard != NULL)
        violate(checker, "%s", unheard);
    for (uint32_t i = 1; i < CHECKER_AGENTS_MAX; i++) {
        const struct acd_next *next = &checker->agents[i].next;
        const char *why = checker->agents[i].exists ? checker_rest_people(checker, i, now) : NULL;
        if (why != NULL)
            violate(checker, "%s (agent %" PRIu32 ")", why, i);
        if (checker->agents[i].exists && checker->agents[i].declined)
            violate(checker, "moves: agent %" PRIu32 " declined an offer and nothing followed", i);
        if (checker->agents[i].exists && next->status != 0 && next->when == ACD_WHEN_IDLE &&
            legs_of_agent(checker, i) == 0)
            violate(checker, "next: agent %" PRIu32 " has no slot taken and the next status is not applied",
                    i);
        if (checker->agents[i].exists && next->status != 0 && next->when == ACD_WHEN_AT && next->at <= now)
            violate(checker,
                    "clocks: the next status of agent %" PRIu32 " was to come into force %" PRId64 " ms ago",
                    i, now - next->at);
    }
    for (size_t i = 0; i < checker->contact_end; i++)
        if (checker->contacts[i].contact != 0)
            rest_contact(checker, &checker->contacts[i]);
    for (size_t i = 0; i < checker->leg_end; i++)
        if (checker->legs[i].agent != 0 && checker->legs[i].deadline <= now)
            violate(checker, "clocks: a leg of agent %" PRIu32 " in state %u is %" PRId64 " ms past its time",
                    checker->legs[i].agent, checker->legs[i].state, now - checker->legs[i].deadline);
    const struct checker_contact *idle =
        legs_all(checker) < checker->legs_max ? checker_idle_work(checker, now, &agent) : NULL;
    if (idle != NULL)
        violate(checker, "work: contact %" PRIu64 " waits although agent %" PRIu32 " could take it",
                idle->contact, agent);
    return checker->problem[0] != '\0' ? checker->problem : NULL;
}
