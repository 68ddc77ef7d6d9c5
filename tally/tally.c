/* The fold of events into spans, contacts and offers; see tally.h. It must not read a core.
 *
 *   agent:    created -> [ span -> span -> ... ] -> deleted       a span ends when what it names changes, at the
 *                                                                 event's time
 *   leg:      OFFER_MADE, CALL_PLACED, MONITOR_BEGUN -> leg_state of each event about it -> LEG_CLEARED,
 *             OFFER_WITHDRAWN, MONITOR_ENDED
 *   contact:  started -> enqueued -> connected -> ended -> over (forgotten); never forgotten twice, its place is used
 *             again
 */
#include "tally/tally.h"

#include <stdlib.h>
#include <string.h>

#include "tally/fold.h"

/* ---- memory ---- */

static void *grow(void *array, uint32_t *capacity, uint32_t index, size_t item)
{
    uint32_t wanted = *capacity;
    if (index < *capacity)
        return array;
    while (wanted <= index)
        wanted = wanted < 4 ? 4 : wanted * 2;
    void *grown = realloc(array, wanted * item);
    if (grown == NULL)
        return NULL;
    memset((char *)grown + *capacity * item, 0, (wanted - *capacity) * item);
    *capacity = wanted;
    return grown;
}

/* Makes room in an array of the tally; false: no memory. */
#define FITS(tally, array, capacity, index)                                                                  \
    fits((tally), (void **)&(array), &(capacity), (index), sizeof *(array))

static bool fits(struct tally *tally, void **array, uint32_t *capacity, uint32_t index, size_t item)
{
    void *grown = grow(*array, capacity, index, item);
    if (grown == NULL)
        tally->failed = true;
    else
        *array = grown;
    return grown != NULL;
}

struct fold_agent *fold_agent_find(const struct tally *tally, uint32_t agent)
{
    bool known = agent < tally->agent_capacity && tally->agents[agent].span.agent != 0;
    return known ? &tally->agents[agent] : NULL;
}

struct fold_agent *fold_agent_new(struct tally *tally, uint32_t agent)
{
    if (!FITS(tally, tally->agents, tally->agent_capacity, agent))
        return NULL;
    if (agent > tally->agent_count)
        tally->agent_count = agent;
    return &tally->agents[agent];
}

struct fold_leg *fold_leg_new(struct tally *tally, struct fold_agent *agent)
{
    if (!FITS(tally, agent->legs, agent->leg_capacity, agent->leg_count))
        return NULL;
    agent->legs[agent->leg_count] = (struct fold_leg){.contact = 0};
    return &agent->legs[agent->leg_count++];
}

struct fold_contact *fold_contact_new(struct tally *tally, uint64_t contact)
{
    uint32_t place = (uint32_t)contact;
    if (!FITS(tally, tally->contacts, tally->contact_capacity, place))
        return NULL;
    return &tally->contacts[place];
}

bool fold_status_set(struct tally *tally, uint32_t status, uint8_t type)
{
    if (!FITS(tally, tally->statuses, tally->status_capacity, status))
        return false;
    tally->statuses[status].type = type;
    return true;
}

/* ---- what changed since the last save ---- */

static void note(struct tally *tally, struct fold_list *list, bool *is_listed, uint32_t number)
{
    if (*is_listed || !FITS(tally, list->numbers, list->capacity, list->count))
        return;
    list->numbers[list->count++] = number;
    *is_listed = true;
}

static void note_agent(struct tally *tally, uint32_t agent)
{
    note(tally, &tally->changed_agents, &tally->agents[agent].is_listed, agent);
}

static void note_contact(struct tally *tally, struct fold_contact *contact)
{
    note(tally, &tally->changed_contacts, &contact->is_listed, (uint32_t)contact->fact.contact);
}

/* ---- legs ---- */

static struct fold_leg *find_leg(struct fold_agent *agent, uint64_t contact)
{
    for (uint32_t i = 0; i < agent->leg_count; i++)
        if (agent->legs[i].contact == contact)
            return &agent->legs[i];
    return NULL;
}

static void remove_leg(struct fold_agent *agent, struct fold_leg *leg)
{
    size_t behind = (size_t)(&agent->legs[agent->leg_count] - leg) - 1;
    memmove(leg, leg + 1, behind * sizeof *leg);
    agent->leg_count--;
}

static bool is_dialling(const struct fold_leg *leg)
{
    return leg->state == ACD_LEG_PENDING ||
           (leg->state == ACD_LEG_CONNECTING && leg->initiation == ACD_INITIATION_OUTBOUND);
}

static bool is_working(const struct fold_leg *leg)
{
    return leg->state == ACD_LEG_CONNECTED || leg->state == ACD_LEG_ON_HOLD || leg->state == ACD_LEG_PAUSED ||
           is_dialling(leg);
}

static enum acd_activity activity_of_leg(const struct fold_leg *leg)
{
    if (leg->initiation == ACD_INITIATION_MONITOR)
        return ACD_ACTIVITY_MONITORING;
    if (leg->state == ACD_LEG_ERROR)
        return ACD_ACTIVITY_ERROR;
    if (leg->state == ACD_LEG_MISSED)
        return ACD_ACTIVITY_MISSED;
    if (leg->state == ACD_LEG_REJECTED)
        return ACD_ACTIVITY_REJECTED;
    if (leg->state == ACD_LEG_ENDED)
        return ACD_ACTIVITY_WRAPUP;
    return is_working(leg) ? ACD_ACTIVITY_ON_CONTACT : ACD_ACTIVITY_INCOMING;
}

/* ---- spans ---- */

/* connect.md 1.4: the first that holds over all legs; then the status. */
static enum acd_activity activity_of(const struct fold_agent *agent)
{
    static const enum acd_activity ORDER[] = {
        ACD_ACTIVITY_ERROR,  ACD_ACTIVITY_MISSED,   ACD_ACTIVITY_REJECTED,  ACD_ACTIVITY_ON_CONTACT,
        ACD_ACTIVITY_WRAPUP, ACD_ACTIVITY_INCOMING, ACD_ACTIVITY_MONITORING};
    unsigned seen = 0;
    for (uint32_t i = 0; i < agent->leg_count; i++)
        seen |= 1u << activity_of_leg(&agent->legs[i]);
    for (size_t i = 0; i < sizeof ORDER / sizeof ORDER[0]; i++)
        if ((seen & 1u << ORDER[i]) != 0)
            return ORDER[i];
    if (agent->span.status_type == ACD_STATUS_ROUTABLE)
        return ACD_ACTIVITY_AVAILABLE;
    return agent->span.status_type == ACD_STATUS_OFFLINE ? ACD_ACTIVITY_OFFLINE : ACD_ACTIVITY_CUSTOM;
}

static void describe_legs(const struct fold_agent *agent, struct tally_span *span)
{
    span->activity = (uint8_t)activity_of(agent);
    span->contacts = span->handled = 0;
    span->has_error = 0;
    for (uint32_t i = 0; i < agent->leg_count; i++) {
        const struct fold_leg *leg = &agent->legs[i];
        if (leg->initiation == ACD_INITIATION_MONITOR)
            continue;
        span->contacts++;
        span->handled += is_working(leg) || leg->state == ACD_LEG_ENDED;
        span->has_error |=
            leg->state == ACD_LEG_MISSED || leg->state == ACD_LEG_REJECTED || leg->state == ACD_LEG_ERROR;
    }
    span->is_on_contact = span->handled > 0;
}

static bool is_same(const struct tally_span *a, const struct tally_span *b)
{
    return a->profile == b->profile && a->status == b->status && a->code == b->code && a->next == b->next &&
           a->status_type == b->status_type && a->activity == b->activity &&
           a->is_on_contact == b->is_on_contact && a->has_error == b->has_error &&
           a->contacts == b->contacts && a->handled == b->handled;
}

static void close_span(struct fold_agent *agent, const struct acd_event *event, const struct tally_sink *sink)
{
    struct tally_span closed = agent->span;
    closed.to = event->at;
    if (closed.to > closed.from)
        sink->span(sink->ctx, &closed);
    agent->span.from = event->at;
    agent->span.seq = event->seq;
}

/* What the event made of the agent's legs and status: the former span ends if it is something else. A choice of the
 * same status with the same code is no end. */
static void follow_agent(struct tally *tally, struct fold_agent *agent, const struct tally_span *former,
                         const struct acd_event *event, const struct tally_sink *sink)
{
    struct tally_span now = agent->span;
    describe_legs(agent, &now);
    note_agent(tally, now.agent);
    if (is_same(&now, former)) {
        agent->span = now;
        return;
    }
    agent->span = *former;
    close_span(agent, event, sink);
    now.from = agent->span.from;
    now.seq = agent->span.seq;
    agent->span = now;
}

/* ---- offers ---- */

static void end_offer(struct fold_agent *agent, struct fold_leg *leg, enum tally_outcome outcome,
                      const struct acd_event *event, const struct tally_sink *sink)
{
    struct tally_offer offer = {.row = leg->offer_row,
                                .contact = leg->contact,
                                .agent = agent->span.agent,
                                .profile = agent->span.profile,
                                .queue = leg->queue,
                                .channel = leg->channel,
                                .initiation = leg->contact_initiation,
                                .outcome = (uint8_t)outcome,
                                .reason = leg->reason,
                                .code = event->kind == ACD_OFFER_REJECTED ? event->reason : 0,
                                .begun_at = leg->begun_at,
                                .ended_at = event->at};
    if (leg->offer_row == 0)
        return;
    leg->offer_row = 0;
    sink->offer(sink->ctx, &offer);
}

static enum tally_outcome outcome_of(const struct acd_event *event)
{
    bool customer = event->cause == ACD_CAUSE_CUSTOMER_LEFT;
    switch (event->kind) {
    case ACD_OFFER_ACCEPTED:
    case ACD_LEG_ANSWERED:
        return TALLY_OFFER_ACCEPTED;
    case ACD_OFFER_REJECTED:
        return TALLY_OFFER_REJECTED;
    case ACD_OFFER_MISSED:
        return customer ? TALLY_OFFER_ABANDONED : TALLY_OFFER_MISSED;
    case ACD_OFFER_WITHDRAWN:
        return customer ? TALLY_OFFER_ABANDONED : TALLY_OFFER_WITHDRAWN;
    default:
        return TALLY_OFFER_FAILED;
    }
}

/* ---- events about legs ---- */

static struct fold_contact *find_contact(const struct tally *tally, uint64_t contact)
{
    uint32_t place = (uint32_t)contact;
    bool known = contact != 0 && place < tally->contact_capacity;
    return known && tally->contacts[place].fact.contact == contact ? &tally->contacts[place] : NULL;
}

static void begin_leg(struct tally *tally, struct fold_agent *agent, const struct acd_event *event)
{
    const struct fold_contact *contact = find_contact(tally, event->contact);
    struct fold_leg *leg = fold_leg_new(tally, agent);
    if (leg == NULL)
        return;
    leg->contact = event->contact;
    leg->channel = event->channel;
    leg->state = event->leg_state;
    leg->begun_at = event->at;
    leg->reason = event->cause;
    leg->queue = contact != NULL ? contact->fact.queue : event->queue;
    leg->contact_initiation = contact != NULL ? contact->fact.initiation : event->initiation;
    leg->initiation = event->kind == ACD_MONITOR_BEGUN ? (uint8_t)ACD_INITIATION_MONITOR
                      : event->kind == ACD_CALL_PLACED ? (uint8_t)ACD_INITIATION_OUTBOUND
                                                       : leg->contact_initiation;
    leg->offer_row = event->kind == ACD_MONITOR_BEGUN ? 0 : event->seq;
}

static void move_leg(struct fold_agent *agent, const struct acd_event *event, const struct tally_sink *sink)
{
    struct fold_leg *leg = find_leg(agent, event->contact);
    if (leg == NULL)
        return;
    switch (event->kind) {
    case ACD_LEG_HELD:
        leg->state = ACD_LEG_ON_HOLD;
        break;
    case ACD_TASK_PAUSED:
        leg->state = ACD_LEG_PAUSED;
        break;
    case ACD_LEG_UNHELD:
    case ACD_TASK_RESUMED:
        leg->state = ACD_LEG_CONNECTED;
        break;
    case ACD_TAKEN_OVER:
        leg->state = ACD_LEG_CONNECTED;
        leg->initiation = leg->contact_initiation;
        break;
    case ACD_WRAPUP_EXTENDED:
        break;
    default:
        end_offer(agent, leg, outcome_of(event), event, sink);
        leg->state = event->leg_state;
        break;
    }
}

static void end_leg(struct fold_agent *agent, const struct acd_event *event, const struct tally_sink *sink)
{
    struct fold_leg *leg = find_leg(agent, event->contact);
    if (leg == NULL)
        return;
    end_offer(agent, leg, outcome_of(event), event, sink);
    remove_leg(agent, leg);
}

/* ---- events about an agent ---- */

static void create_agent(struct tally *tally, const struct acd_event *event)
{
    struct fold_agent *agent = fold_agent_new(tally, event->agent);
    if (agent == NULL)
        return;
    agent->span = (struct tally_span){.seq = event->seq,
                                      .agent = event->agent,
                                      .profile = event->profile,
                                      .status = event->status,
                                      .status_type = fold_status_type(tally, event->status),
                                      .activity = ACD_ACTIVITY_OFFLINE,
                                      .from = event->at,
                                      .to = ACD_NEVER};
    agent->leg_count = 0;
    note_agent(tally, event->agent);
}

static void set_status(struct tally *tally, struct fold_agent *agent, const struct acd_event *event)
{
    agent->span.status = event->status;
    agent->span.status_type = fold_status_type(tally, event->status);
    agent->span.code = event->reason;
    agent->span.next = 0;
}

static void change_agent(struct tally *tally, struct fold_agent *agent, const struct acd_event *event,
                         const struct tally_sink *sink)
{
    switch (event->kind) {
    case ACD_AGENT_PROFILE_SET:
        agent->span.profile = event->profile;
        break;
    case ACD_STATUS_SET:
        set_status(tally, agent, event);
        break;
    case ACD_NEXT_STATUS_SET:
        agent->span.next = event->next.when == ACD_WHEN_IDLE ? event->next.status : 0;
        break;
    case ACD_NEXT_STATUS_CLEARED:
        agent->span.next = 0;
        break;
    case ACD_OFFER_MADE:
    case ACD_CALL_PLACED:
    case ACD_MONITOR_BEGUN:
        begin_leg(tally, agent, event);
        break;
    case ACD_LEG_CLEARED:
    case ACD_OFFER_WITHDRAWN:
    case ACD_MONITOR_ENDED:
        end_leg(agent, event, sink);
        break;
    default:
        move_leg(agent, event, sink);
        break;
    }
}

/* Kinds that change_agent() knows what to do with; of all others the agent is only who did it or whom it is about. */
static bool changes_agent(const struct acd_event *event)
{
    switch (event->kind) {
    case ACD_AGENT_PROFILE_SET:
    case ACD_STATUS_SET:
    case ACD_NEXT_STATUS_SET:
    case ACD_NEXT_STATUS_CLEARED:
    case ACD_OFFER_MADE:
    case ACD_OFFER_ACCEPTED:
    case ACD_OFFER_MISSED:
    case ACD_OFFER_REJECTED:
    case ACD_OFFER_WITHDRAWN:
    case ACD_CALL_PLACED:
    case ACD_LEG_ANSWERED:
    case ACD_LEG_FAILED:
    case ACD_LEG_HELD:
    case ACD_LEG_UNHELD:
    case ACD_TASK_PAUSED:
    case ACD_TASK_RESUMED:
    case ACD_WRAPUP_BEGUN:
    case ACD_LEG_CLEARED:
    case ACD_MONITOR_BEGUN:
    case ACD_MONITOR_ENDED:
    case ACD_TAKEN_OVER:
        return true;
    default:
        return false;
    }
}

static void apply_to_agent(struct tally *tally, const struct acd_event *event, const struct tally_sink *sink)
{
    struct fold_agent *agent = fold_agent_find(tally, event->agent);
    if (event->kind == ACD_AGENT_CREATED) {
        create_agent(tally, event);
    } else if (agent != NULL && event->kind == ACD_AGENT_DELETED) {
        close_span(agent, event, sink);
        agent->span.agent = 0;
        note_agent(tally, event->agent);
    } else if (agent != NULL && changes_agent(event)) {
        struct tally_span former = agent->span;
        change_agent(tally, agent, event, sink);
        follow_agent(tally, agent, &former, event, sink);
    }
}

/* ---- the whole ---- */

bool tally_apply(struct tally *tally, const struct acd_event *event, const struct tally_sink *sink)
{
    tally->seq = event->seq;
    if (event->kind == ACD_STATUS_CREATED) {
        fold_status_set(tally, event->status, event->status_type);
        if (!tally->failed)
            note(tally, &tally->changed_statuses, &tally->statuses[event->status].is_listed, event->status);
    }
    struct fold_contact *contact = fold_contact_begin(tally, event);
    if (contact == NULL)
        contact = find_contact(tally, event->contact);
    apply_to_agent(tally, event, sink);
    if (contact != NULL && fold_contact_apply(tally, contact, event))
        note_contact(tally, contact);
    if (contact != NULL && contact->fact.is_over) {
        sink->contact(sink->ctx, &contact->fact);
        contact->fact.contact = 0;
    }
    return !tally->failed;
}

struct tally *tally_new(void)
{
    return calloc(1, sizeof(struct tally));
}

void tally_free(struct tally *tally)
{
    if (tally == NULL)
        return;
    for (uint32_t i = 0; i < tally->agent_capacity; i++)
        free(tally->agents[i].legs);
    free(tally->agents);
    free(tally->contacts);
    free(tally->statuses);
    free(tally->changed_agents.numbers);
    free(tally->changed_contacts.numbers);
    free(tally->changed_statuses.numbers);
    free(tally);
}

uint64_t tally_seq(const struct tally *tally)
{
    return tally->seq;
}

uint32_t tally_agent_count(const struct tally *tally)
{
    return tally->agent_count;
}

bool tally_open_span(const struct tally *tally, uint32_t agent, struct tally_span *span)
{
    const struct fold_agent *found = fold_agent_find(tally, agent);
    if (found != NULL)
        *span = found->span;
    return found != NULL;
}
