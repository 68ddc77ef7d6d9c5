/* Facts of the rolling days, from the events of a batch, and what is read of them; see now.h. It must not touch a cell.
 *
 *   course of a contact:  begun -> enqueued -> connected -> ended -> forgotten
 *                                     '---- ended, never connected: abandoned, unless another contact goes on
 */
#include "tally/state.h"

/* ---- writing ---- */

struct tally_day *course_queue_sums(struct tally_now *now, uint32_t number, int64_t at)
{
    struct now_queue *queue = number != 0 ? now_queue_get(now, number) : NULL;
    struct tally_day *sums = queue != NULL ? day_at(&queue->day, at) : NULL;
    now->failed |= number != 0 && sums == NULL;
    return sums;
}

struct tally_day *course_agent_sums(struct tally_now *now, uint32_t number, int64_t at)
{
    struct now_agent *agent = number != 0 ? now_agent_get(now, number) : NULL;
    struct tally_day *sums = agent != NULL ? day_at(&agent->day, at) : NULL;
    now->failed |= number != 0 && sums == NULL;
    return sums;
}

void tally_day_add_answered(struct tally_day *sums, int64_t waited_ms)
{
    sums->answered++;
    sums->answer_ms += waited_ms;
    sums->answered_in += waited_ms <= TALLY_SERVICE_MS;
}

void tally_day_add_abandoned(struct tally_day *sums, int64_t waited_ms)
{
    sums->abandoned++;
    sums->abandoned_in += waited_ms <= TALLY_SERVICE_MS;
}

void tally_day_add_handled(struct tally_day *sums, int64_t connected_at, int64_t ended_at, int64_t over_at)
{
    sums->handled++;
    sums->handle_ms += over_at - connected_at;
    sums->wrapup_ms += ended_at != 0 ? over_at - ended_at : 0;
}

static struct now_contact *course_of(struct tally_now *now, uint64_t number)
{
    struct now_contact *contact = number != 0 ? now_contact_get(now, number) : NULL;
    return contact != NULL && contact->course_contact == number ? contact : NULL;
}

static void begin(struct tally_now *now, const struct acd_event *event)
{
    struct now_contact *contact = now_contact_get(now, event->contact);
    if (contact == NULL || contact->course_contact == event->contact)
        return;
    contact->course_contact = event->contact;
    contact->course_queue = event->queue;
    contact->course_agent = 0;
    contact->course_is_callback = event->initiation == ACD_INITIATION_CALLBACK;
    contact->enqueued_at = contact->offered_at = contact->connected_at = contact->ended_at = 0;
}

static void enqueue(struct tally_now *now, struct now_contact *contact, const struct acd_event *event)
{
    struct tally_day *sums = course_queue_sums(now, event->queue, event->at);
    contact->course_queue = event->queue;
    if (contact->enqueued_at != 0)
        return;
    contact->enqueued_at = event->at;
    if (sums != NULL)
        sums->queued++;
}

static void offer(struct tally_now *now, struct now_contact *contact, const struct acd_event *event)
{
    struct tally_day *sums = course_agent_sums(now, event->agent, event->at);
    contact->offered_at = event->at;
    if (sums != NULL && event->kind == ACD_OFFER_MADE)
        sums->queued++;
}

static void connect(struct tally_now *now, struct now_contact *contact, const struct acd_event *event)
{
    struct tally_day *of_agent = course_agent_sums(now, event->agent, event->at);
    struct tally_day *of_queue =
        contact->enqueued_at != 0 ? course_queue_sums(now, contact->course_queue, event->at) : NULL;
    bool is_first = contact->connected_at == 0;
    contact->course_agent = event->agent;
    if (!is_first)
        return;
    contact->connected_at = event->at;
    if (of_agent != NULL) {
        of_agent->answered++;
        of_agent->answer_ms += event->at - contact->offered_at;
    }
    if (of_queue != NULL)
        tally_day_add_answered(of_queue, event->at - contact->enqueued_at);
}

/* connect.md 6.3: also where the customer left while it rang, whatever the model makes of the offer then. */
static bool is_missed(const struct acd_event *event)
{
    return event->kind == ACD_OFFER_MISSED || event->kind == ACD_OFFER_REJECTED ||
           (event->kind == ACD_OFFER_WITHDRAWN && event->cause == ACD_CAUSE_CUSTOMER_LEFT);
}

static void miss(struct tally_now *now, const struct acd_event *event)
{
    struct tally_day *sums = course_agent_sums(now, event->agent, event->at);
    if (sums != NULL)
        sums->missed++;
}

static void end(struct tally_now *now, struct now_contact *contact, const struct acd_event *event)
{
    bool abandoned = contact->enqueued_at != 0 && contact->connected_at == 0 &&
                     !contact->course_is_callback && event->cause != ACD_CAUSE_TRANSFERRED &&
                     event->cause != ACD_CAUSE_REQUEUED;
    struct tally_day *sums = abandoned ? course_queue_sums(now, contact->course_queue, event->at) : NULL;
    contact->ended_at = event->at;
    if (sums != NULL)
        tally_day_add_abandoned(sums, event->at - contact->enqueued_at);
}

static void add_handled(struct tally_day *sums, const struct now_contact *contact, int64_t at)
{
    if (sums != NULL)
        tally_day_add_handled(sums, contact->connected_at, contact->ended_at, at);
}

static void forget(struct tally_now *now, struct now_contact *contact, const struct acd_event *event)
{
    if (contact->connected_at != 0) {
        add_handled(course_queue_sums(now, contact->course_queue, event->at), contact, event->at);
        add_handled(course_agent_sums(now, contact->course_agent, event->at), contact, event->at);
    }
    contact->course_contact = 0;
}

void course_take(struct tally_now *now, const struct acd_event *event)
{
    bool begins = event->kind == ACD_CONTACT_STARTED || event->kind == ACD_CONTACT_TRANSFERRED ||
                  event->kind == ACD_CALL_PLACED;
    if (begins)
        begin(now, event);
    struct now_contact *contact = course_of(now, event->contact);
    if (contact == NULL)
        return;
    if (event->kind == ACD_CONTACT_QUEUED)
        enqueue(now, contact, event);
    else if (event->kind == ACD_OFFER_MADE || event->kind == ACD_CALL_PLACED)
        offer(now, contact, event);
    else if ((event->kind == ACD_OFFER_ACCEPTED || event->kind == ACD_LEG_ANSWERED) &&
             event->leg_state == ACD_LEG_CONNECTED)
        connect(now, contact, event);
    else if (event->kind == ACD_TAKEN_OVER)
        contact->course_agent = event->agent;
    else if (is_missed(event))
        miss(now, event);
    else if (event->kind == ACD_CONTACT_ENDED)
        end(now, contact, event);
    else if (event->kind == ACD_CONTACT_FORGOTTEN)
        forget(now, contact, event);
}

/* Of a contact that was there before the counting began. */
void course_begin(struct tally_now *now, const struct acd *acd, const struct acd_contact_view *view)
{
    struct acd_leg_view legs[ACD_AGENT_LEGS_MAX];
    struct now_contact *contact = now_contact_get(now, view->contact);
    if (contact == NULL)
        return;
    contact->course_contact = view->contact;
    contact->course_queue = view->queue;
    contact->course_is_callback = view->initiation == ACD_INITIATION_CALLBACK;
    contact->enqueued_at = view->queue != 0 ? view->queued_at : 0;
    contact->ended_at = view->ended_at;
    uint32_t count = acd_contact_legs(acd, view->contact, legs, ACD_AGENT_LEGS_MAX);
    for (uint32_t i = 0; i < count; i++) {
        if (legs[i].initiation == ACD_INITIATION_MONITOR)
            continue;
        contact->offered_at = legs[i].offered_at;
        if (legs[i].connected_at != 0) {
            contact->connected_at = legs[i].connected_at;
            contact->course_agent = legs[i].agent;
        }
    }
}

/* ---- reading ---- */

bool tally_now_queue_day(const struct tally_now *now, uint32_t queue, int64_t at, struct tally_day *day)
{
    const struct now_queue *found = now_queue_find(now, queue);
    *day = (struct tally_day){.queued = 0};
    return found != NULL && day_sum(&found->day, at, day);
}

/* What the agent does now began when it was looked at last and is not in the steps yet. */
bool tally_now_agent_day(const struct tally_now *now, uint32_t agent, int64_t at, struct tally_day *day)
{
    *day = (struct tally_day){.queued = 0};
    if (agent == 0 || agent >= now->agent_capacity)
        return false;
    const struct now_agent *found = &now->agents[agent];
    bool any = found->day.count > 0 && day_sum(&found->day, at, day);
    int64_t from = at - found->since < TALLY_STEP_MS * (int64_t)TALLY_STEPS
                       ? found->since
                       : at - TALLY_STEP_MS * (int64_t)TALLY_STEPS;
    if (found->profile == 0 || at <= from)
        return any;
    if (found->part.staffed)
        *(found->part.on_contact ? &day->contact_ms : &day->idle_ms) += at - from;
    if (found->part.draining)
        day->drained_ms += at - from;
    return any || found->part.staffed;
}

int64_t tally_service_level(const struct tally_day *day)
{
    int64_t left = day->answered + day->abandoned;
    return left > 0 ? day->answered_in * 1000 / left : -1;
}

int64_t tally_occupancy(const struct tally_day *day)
{
    int64_t staffed_ms = day->contact_ms + day->idle_ms;
    return staffed_ms > 0 ? day->contact_ms * 1000 / staffed_ms : -1;
}

void tally_now_chart(const struct tally_now *now, uint32_t queue, int64_t at, struct tally_step *steps,
                     uint32_t count)
{
    static const struct day NOTHING = {.count = TALLY_STEPS, .step_ms = TALLY_STEP_MS};
    const struct now_queue *found = now_queue_find(now, queue);
    day_chart(found != NULL ? &found->day : &NOTHING, at, steps, count);
}
