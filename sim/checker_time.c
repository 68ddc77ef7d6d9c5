/* Where the time has gone, kept from events (checker_time.h). It must not ask the core or the tally. */
#include "sim/checker_time.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static void violate(struct checker_time *time, const char *format, ...) __attribute__((format(printf, 2, 3)));

static void violate(struct checker_time *time, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    if (time->problem[0] == '\0')
        vsnprintf(time->problem, sizeof time->problem, format, arguments);
    va_end(arguments);
}

void checker_time_init(struct checker_time *time)
{
    memset(time, 0, sizeof *time);
}

/* ---- agents ---- */

static struct checker_time_agent *agent_of(struct checker_time *time, uint32_t agent)
{
    return &time->agents[agent < CHECKER_AGENTS_MAX ? agent : 0];
}

static void see_agent(struct checker_time *time, const struct acd_event *event)
{
    struct checker_time_agent *agent = agent_of(time, event->agent);
    if (event->kind == ACD_AGENT_CREATED)
        *agent = (struct checker_time_agent){.exists = true,
                                             .status = event->status,
                                             .created_at = event->at,
                                             .since = event->at,
                                             .summed_until = event->at};
    else if (event->kind == ACD_AGENT_DELETED)
        agent->exists = false;
    if (event->kind != ACD_STATUS_SET)
        return;
    agent->ms[agent->status % CHECKER_STATUSES_MAX] += event->at - agent->since;
    agent->status = event->status;
    agent->since = event->at;
}

void checker_time_see_span(struct checker_time *time, const struct tally_span *span)
{
    struct checker_time_agent *agent = agent_of(time, span->agent);
    if (span->from != agent->summed_until)
        violate(time,
                "time: spans: one of agent %" PRIu32 " begins %" PRId64 " ms after the end of the one before",
                span->agent, span->from - agent->summed_until);
    if (span->to <= span->from)
        violate(time, "time: spans: one of agent %" PRIu32 " lasts %" PRId64 " ms", span->agent,
                span->to - span->from);
    agent->summed_until = span->to;
    agent->summed_ms[span->status % CHECKER_STATUSES_MAX] += span->to - span->from;
}

void checker_time_rest(struct checker_time *time, const struct tally_span *open, int64_t now)
{
    const struct checker_time_agent *agent = agent_of(time, open->agent);
    int64_t elapsed = 0;
    if (!agent->exists)
        return;
    if (open->from != agent->summed_until || open->to != ACD_NEVER)
        violate(time,
                "time: spans: the open one of agent %" PRIu32 " begins %" PRId64 " ms after the one before",
                open->agent, open->from - agent->summed_until);
    for (uint32_t status = 0; status < CHECKER_STATUSES_MAX; status++) {
        int64_t ms = agent->ms[status] + (status == agent->status ? now - agent->since : 0);
        int64_t summed = agent->summed_ms[status] + (status == open->status ? now - open->from : 0);
        if (ms != summed)
            violate(time,
                    "time: spans: agent %" PRIu32 " was in status %" PRIu32 " for %" PRId64 " ms, %" PRId64
                    " ms are summed",
                    open->agent, status, ms, summed);
        elapsed += summed;
    }
    if (elapsed != now - agent->created_at)
        violate(time,
                "time: spans: agent %" PRIu32 " has been there for %" PRId64 " ms, %" PRId64 " ms are summed",
                open->agent, now - agent->created_at, elapsed);
}

void checker_time_shown_agent(struct checker_time *time, const struct acd_agent_view *view)
{
    const struct checker_time_agent *agent = agent_of(time, view->agent);
    if (agent->exists && (view->status != agent->status || view->status_since != agent->since))
        violate(time, "time: shown: agent %" PRIu32 " is in this status since %" PRId64 ", not %" PRId64,
                view->agent, agent->since, view->status_since);
}

/* ---- contacts ---- */

static struct checker_time_contact *contact_of(struct checker_time *time, uint64_t contact)
{
    for (size_t i = 0; i < CHECKER_CONTACTS_MAX; i++) {
        if (time->contacts[i].contact == contact)
            return &time->contacts[i];
    }
    return NULL; /* checker.c says what is wrong with that */
}

/* The time since the last change was time in the phase it was in. */
static void enter(struct checker_time_contact *contact, enum checker_phase phase, int64_t at)
{
    int64_t ms = at - contact->since;
    contact->ms[contact->phase] += ms;
    if (contact->was_queued && !contact->was_connected && contact->ended_at == 0)
        contact->queued_ms += ms;
    contact->phase = (uint8_t)phase;
    contact->since = at;
}

static void begin_contact(struct checker_time *time, const struct acd_event *event)
{
    struct checker_time_contact *contact = contact_of(time, 0);
    if (contact != NULL)
        *contact = (struct checker_time_contact){.contact = event->contact,
                                                 .agent = event->kind == ACD_CALL_PLACED ? event->agent : 0,
                                                 .phase = event->kind == ACD_CALL_PLACED ? PHASE_CONNECTED
                                                                                         : PHASE_BEGUN,
                                                 .began_at = event->at,
                                                 .since = event->at};
}

static void connect(struct checker_time_contact *contact, const struct acd_event *event)
{
    enter(contact, PHASE_CONNECTED, event->at);
    contact->agent = event->agent;
    contact->was_connected |= event->leg_state == ACD_LEG_CONNECTED || event->kind == ACD_TAKEN_OVER;
}

/* Its agent's part is over and the customer's is not: nobody has it until the next event says who. */
static void leave_agent(struct checker_time_contact *contact, const struct acd_event *event)
{
    if (contact->agent == event->agent && contact->phase != PHASE_OVER && contact->phase != PHASE_WAITING)
        enter(contact, PHASE_CONNECTED, event->at);
}

static void end(struct checker_time_contact *contact, int64_t at)
{
    enter(contact, PHASE_OVER, at);
    contact->ended_at = at;
}

static void forget(struct checker_time *time, struct checker_time_contact *contact, int64_t at)
{
    const struct tally_contact *summed = &contact->summed;
    int64_t elapsed = 0;
    enter(contact, PHASE_OVER, at);
    for (int phase = 0; phase < PHASES; phase++)
        elapsed += contact->ms[phase];
    if (elapsed != at - contact->began_at)
        violate(time, "time: contacts: %" PRIu64 " lasted %" PRId64 " ms, its parts %" PRId64 " ms",
                contact->contact, at - contact->began_at, elapsed);
    if (!contact->is_summed)
        violate(time, "time: contacts: %" PRIu64 " is over and was never summed", contact->contact);
    else if (summed->started_at != contact->began_at || summed->ended_at != contact->ended_at)
        violate(time, "time: contacts: %" PRIu64 " is summed from another beginning or to another end",
                contact->contact);
    else if (tally_queued_ms(summed) != contact->queued_ms)
        violate(time, "time: contacts: %" PRIu64 " waited for %" PRId64 " ms, %" PRId64 " ms are summed",
                contact->contact, contact->queued_ms, tally_queued_ms(summed));
    else if (summed->hold_ms != contact->ms[PHASE_HELD] || summed->pause_ms != contact->ms[PHASE_PAUSED])
        violate(time,
                "time: contacts: %" PRIu64 " was held for %" PRId64 " ms and paused for %" PRId64
                " ms, %" PRId64 " and %" PRId64 " ms are summed",
                contact->contact, contact->ms[PHASE_HELD], contact->ms[PHASE_PAUSED], summed->hold_ms,
                summed->pause_ms);
    contact->contact = 0;
}

static void see_contact(struct checker_time *time, const struct acd_event *event)
{
    bool begins = event->kind == ACD_CONTACT_STARTED || event->kind == ACD_CONTACT_TRANSFERRED ||
                  event->kind == ACD_CALL_PLACED;
    if (begins)
        begin_contact(time, event);
    struct checker_time_contact *contact = event->contact != 0 ? contact_of(time, event->contact) : NULL;
    if (contact == NULL || begins)
        return;
    switch (event->kind) {
    case ACD_CONTACT_QUEUED:
        enter(contact, PHASE_WAITING, event->at);
        contact->was_queued = true;
        contact->place_at = event->since;
        break;
    case ACD_OFFER_ACCEPTED:
    case ACD_LEG_ANSWERED:
    case ACD_TAKEN_OVER:
        connect(contact, event);
        break;
    case ACD_LEG_HELD:
    case ACD_TASK_PAUSED:
        enter(contact, event->kind == ACD_LEG_HELD ? PHASE_HELD : PHASE_PAUSED, event->at);
        break;
    case ACD_LEG_UNHELD:
    case ACD_TASK_RESUMED:
        enter(contact, PHASE_CONNECTED, event->at);
        break;
    case ACD_WRAPUP_BEGUN:
    case ACD_LEG_FAILED:
        leave_agent(contact, event);
        break;
    case ACD_CONTACT_ENDED:
        end(contact, event->at);
        break;
    case ACD_CONTACT_FORGOTTEN:
        forget(time, contact, event->at);
        break;
    default:
        break;
    }
}

void checker_time_see_contact(struct checker_time *time, const struct tally_contact *summed)
{
    struct checker_time_contact *contact = summed->is_over ? contact_of(time, summed->contact) : NULL;
    if (contact == NULL)
        return;
    if (contact->is_summed)
        violate(time, "time: contacts: %" PRIu64 " is summed twice", summed->contact);
    contact->summed = *summed;
    contact->is_summed = true;
}

void checker_time_shown_contact(struct checker_time *time, const struct acd_contact_view *view)
{
    const struct checker_time_contact *contact = contact_of(time, view->contact);
    if (contact == NULL)
        return;
    if (view->started_at != contact->began_at || view->ended_at != contact->ended_at)
        violate(time,
                "time: shown: contact %" PRIu64 " began at %" PRId64 " and ended at %" PRId64 ", not %" PRId64
                " and %" PRId64,
                view->contact, contact->began_at, contact->ended_at, view->started_at, view->ended_at);
    if (view->place == ACD_PLACE_WAITING && view->queued_at != contact->place_at)
        violate(time, "time: shown: contact %" PRIu64 " has waited since %" PRId64 ", not %" PRId64,
                view->contact, contact->place_at, view->queued_at);
}

/* ---- legs ---- */

static struct checker_time_leg *leg_of(struct checker_time *time, uint32_t agent, uint64_t contact)
{
    for (size_t i = 0; i < CHECKER_LEGS_MAX; i++) {
        if (time->legs[i].agent == agent && (agent == 0 || time->legs[i].contact == contact))
            return &time->legs[i];
    }
    return NULL;
}

static void begin_leg(struct checker_time *time, const struct acd_event *event)
{
    struct checker_time_leg *leg = leg_of(time, 0, 0);
    if (leg != NULL)
        *leg = (struct checker_time_leg){.agent = event->agent,
                                         .contact = event->contact,
                                         .begun_at = event->at,
                                         .connected_at = event->kind == ACD_TAKEN_OVER ? event->at : 0};
}

static void see_leg(struct checker_time *time, const struct acd_event *event)
{
    if (event->kind == ACD_OFFER_MADE || event->kind == ACD_CALL_PLACED || event->kind == ACD_TAKEN_OVER)
        begin_leg(time, event);
    struct checker_time_leg *leg = event->agent != 0 ? leg_of(time, event->agent, event->contact) : NULL;
    if (leg == NULL)
        return;
    switch (event->kind) {
    case ACD_OFFER_ACCEPTED:
    case ACD_LEG_ANSWERED:
        if (event->leg_state == ACD_LEG_CONNECTED)
            leg->connected_at = event->at;
        break;
    case ACD_LEG_HELD:
        leg->hold_since = event->at;
        break;
    case ACD_LEG_UNHELD:
        leg->hold_since = 0;
        break;
    case ACD_WRAPUP_BEGUN:
    case ACD_OFFER_MISSED:
    case ACD_OFFER_REJECTED:
    case ACD_LEG_FAILED:
        leg->ended_at = event->at;
        leg->hold_since = 0;
        break;
    case ACD_LEG_CLEARED:
    case ACD_OFFER_WITHDRAWN:
        leg->agent = 0;
        break;
    default:
        break;
    }
}

void checker_time_shown_leg(struct checker_time *time, const struct acd_leg_view *view)
{
    const struct checker_time_leg *leg = leg_of(time, view->agent, view->contact);
    if (leg == NULL || view->monitored != 0)
        return;
    if (view->offered_at != leg->begun_at || view->connected_at != leg->connected_at ||
        view->ended_at != leg->ended_at || view->hold_since != leg->hold_since)
        violate(time,
                "time: shown: a leg of agent %" PRIu32 " begun at %" PRId64 ", connected at %" PRId64
                ", ended at %" PRId64 ", held since %" PRId64 " is shown as %" PRId64 ", %" PRId64
                ", %" PRId64 ", %" PRId64,
                view->agent, leg->begun_at, leg->connected_at, leg->ended_at, leg->hold_since,
                view->offered_at, view->connected_at, view->ended_at, view->hold_since);
}

void checker_time_see(struct checker_time *time, const struct acd_event *event)
{
    time->now = event->at;
    see_agent(time, event);
    see_contact(time, event);
    see_leg(time, event);
}
