/* Days gathered from facts; see days.h. It must add them up as course.c adds up what it sees happen.
 *
 * They are a tally_now of which only the days are used.
 */
#include "tally/days.h"

#include <stdlib.h>

#include "tally/state.h"

struct tally_days {
    struct tally_now *now; /* owned */
    int64_t from;
};

struct tally_days *tally_days_new(int64_t from)
{
    struct tally_days *days = calloc(1, sizeof *days);
    if (days == NULL)
        return NULL;
    days->now = calloc(1, sizeof *days->now);
    days->from = from;
    if (days->now != NULL)
        return days;
    free(days);
    return NULL;
}

void tally_days_free(struct tally_days *days)
{
    if (days == NULL)
        return;
    tally_now_free(days->now);
    free(days);
}

int64_t tally_days_from(int64_t at)
{
    return (at / TALLY_AGENT_STEP_MS - TALLY_AGENT_STEPS + 1) * TALLY_AGENT_STEP_MS;
}

static struct tally_day *queue_sums(struct tally_days *days, uint32_t queue, int64_t at)
{
    return at >= days->from ? course_queue_sums(days->now, queue, at) : NULL;
}

static struct tally_day *agent_sums(struct tally_days *days, uint32_t agent, int64_t at)
{
    return at >= days->from ? course_agent_sums(days->now, agent, at) : NULL;
}

static void add_abandoned(struct tally_days *days, const struct tally_contact *contact)
{
    struct tally_day *sums =
        tally_is_abandoned(contact) ? queue_sums(days, contact->queue, contact->ended_at) : NULL;
    if (sums != NULL)
        tally_day_add_abandoned(sums, contact->ended_at - contact->enqueued_at);
}

/* Of one that is not over, because a missed offer of it is not cleared yet, nobody will count the end. */
void tally_days_add_queued(struct tally_days *days, const struct tally_contact *contact)
{
    struct tally_day *sums = queue_sums(days, contact->queue, contact->enqueued_at);
    if (sums != NULL)
        sums->queued++;
    if (!contact->is_over)
        add_abandoned(days, contact);
}

void tally_days_add_connected(struct tally_days *days, const struct tally_contact *contact)
{
    uint32_t queue = contact->enqueued_at != 0 ? contact->queue : 0;
    struct tally_day *sums = queue_sums(days, queue, contact->connected_at);
    if (sums != NULL)
        tally_day_add_answered(sums, contact->connected_at - contact->enqueued_at);
}

static void add_handled(struct tally_day *sums, const struct tally_contact *contact, int64_t over_at)
{
    if (sums != NULL)
        tally_day_add_handled(sums, contact->connected_at, contact->ended_at, over_at);
}

void tally_days_add_over(struct tally_days *days, const struct tally_contact *contact)
{
    int64_t over_at = contact->wrapup_ended_at != 0 ? contact->wrapup_ended_at : contact->ended_at;
    if (contact->connected_at == 0) {
        add_abandoned(days, contact);
        return;
    }
    add_handled(queue_sums(days, contact->queue, over_at), contact, over_at);
    add_handled(agent_sums(days, contact->agent, over_at), contact, over_at);
}

void tally_days_add_offer(struct tally_days *days, const struct tally_offer *offer)
{
    struct tally_day *made =
        offer->initiation != ACD_INITIATION_OUTBOUND ? agent_sums(days, offer->agent, offer->begun_at) : NULL;
    if (made != NULL)
        made->queued++;
    struct tally_day *ended = agent_sums(days, offer->agent, offer->ended_at);
    if (ended == NULL)
        return;
    if (offer->outcome == TALLY_OFFER_ACCEPTED) {
        ended->answered++;
        ended->answer_ms += offer->ended_at - offer->begun_at;
    }
    ended->missed += tally_is_non_response(offer);
}

void tally_days_add_times(struct tally_days *days, uint32_t agent, int64_t at,
                          const struct tally_times *times)
{
    struct tally_day *sums = agent_sums(days, agent, at);
    if (sums == NULL)
        return;
    sums->contact_ms += times->contact;
    sums->idle_ms += times->idle;
    sums->drained_ms += times->draining;
}

bool tally_now_remember(struct tally_now *now, const struct tally_days *days)
{
    const struct tally_now *past = days->now;
    bool kept = !past->failed;
    for (uint32_t i = 1; kept && i < past->queue_capacity; i++) {
        struct now_queue *queue = past->queues[i].day.steps != NULL ? now_queue_get(now, i) : NULL;
        kept = past->queues[i].day.steps == NULL ||
               (queue != NULL && day_merge(&queue->day, &past->queues[i].day));
    }
    for (uint32_t i = 1; kept && i < past->agent_capacity; i++) {
        struct now_agent *agent = past->agents[i].day.steps != NULL ? now_agent_get(now, i) : NULL;
        kept = past->agents[i].day.steps == NULL ||
               (agent != NULL && day_merge(&agent->day, &past->agents[i].day));
    }
    return kept;
}
