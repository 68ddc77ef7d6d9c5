/* Counting what happens in a core (watch.h).
 *
 *     a contact waits   from CONTACT_STARTED or CONTACT_TRANSFERRED on to the first OFFER_ACCEPTED, or to
 *                       CONTACT_ENDED: abandoned. A later offer of the same contact does not begin a second wait
 *     an agent          is in a status, and shows a state, from one event that names them to the next
 */
#include "policy/watch.h"

#include <stdlib.h>
#include <string.h>

enum { WAITING_MAX = 1 << 24 };

struct wait {
    uint64_t contact;
    int64_t since;
};

static void begin_wait(struct watch *watch, uint64_t contact, int64_t since)
{
    struct wait *wait = malloc(sizeof *wait);

    if (wait == NULL)
        return;
    *wait = (struct wait){contact, since};
    if (!table_put(&watch->waiting, &wait->contact, sizeof wait->contact, wait))
        free(wait);
}

/* Returns false if it did not wait. */
static bool end_wait(struct watch *watch, uint64_t contact, int64_t at)
{
    struct wait *wait = table_remove(&watch->waiting, &contact, sizeof contact);
    int64_t waited_ms;

    if (wait == NULL)
        return false;
    waited_ms = at > wait->since ? at - wait->since : 0;
    watch->totals.waited_ms += waited_ms;
    if (waited_ms > watch->totals.waited_ms_max)
        watch->totals.waited_ms_max = waited_ms;
    free(wait);
    return true;
}

static void count_agent(struct watch *watch, uint32_t number, int64_t at)
{
    struct watch_agent *agent = &watch->agents[number];
    struct acd_agent_view view;
    enum acd_shown shown = acd_agent_shown(watch->acd, number);
    uint32_t status = acd_agent_view(watch->acd, number, &view) ? view.status : 0;

    if (agent->status != status) {
        if (agent->status != 0)
            watch->totals.status_ms[agent->status < POLICY_TRIAL_STATUSES_MAX ? agent->status : 0] +=
                at - agent->status_since;
        agent->status_since = at;
        if (agent->status == 0) {
            agent->shown = (uint8_t)shown;
            agent->shown_since = at;
        }
        agent->status = status;
    }
    if (agent->shown != shown) {
        watch->totals.shown_ms[agent->shown] += at - agent->shown_since;
        agent->shown = (uint8_t)shown;
        agent->shown_since = at;
    }
}

bool watch_begin(struct watch *watch, const struct acd *acd, uint32_t agents_max, int64_t at)
{
    struct acd_contact_view view;

    memset(watch, 0, sizeof *watch);
    watch->acd = acd;
    watch->agent_room = agents_max + 1;
    watch->agents = calloc(watch->agent_room, sizeof watch->agents[0]);
    table_init(&watch->waiting, WAITING_MAX);
    if (watch->agents == NULL)
        return false;
    for (uint32_t number = 1; number <= acd_agent_count(acd); number++)
        count_agent(watch, number, at);
    for (uint64_t contact = acd_contact_after(acd, 0); contact != 0;
         contact = acd_contact_after(acd, contact))
        if (acd_contact_view(acd, contact, &view) &&
            (view.place == ACD_PLACE_WAITING || view.place == ACD_PLACE_OFFERED))
            begin_wait(watch, contact, view.queued_at);
    return true;
}

static void count_contact(struct watch *watch, const struct acd_event *event)
{
    struct policy_totals *totals = &watch->totals;

    switch (event->kind) {
    case ACD_CONTACT_STARTED:
    case ACD_CONTACT_TRANSFERRED:
        totals->contacts++;
        break;
    case ACD_CONTACT_QUEUED:
        begin_wait(watch, event->contact, event->at); /* nothing if it waits already */
        break;
    case ACD_OFFER_MADE:
        totals->offers++;
        break;
    case ACD_OFFER_ACCEPTED:
        totals->answered += end_wait(watch, event->contact, event->at);
        break;
    case ACD_OFFER_MISSED:
        totals->missed++;
        break;
    case ACD_OFFER_REJECTED:
        totals->rejected++;
        break;
    case ACD_OFFER_WITHDRAWN:
        totals->withdrawn++;
        break;
    case ACD_CONTACT_ENDED:
        totals->abandoned += end_wait(watch, event->contact, event->at);
        break;
    default:
        break;
    }
}

void watch_event(struct watch *watch, const struct acd_event *event)
{
    count_contact(watch, event);
    if (event->agent != 0 && event->agent < watch->agent_room)
        count_agent(watch, event->agent, event->at);
    if (event->other_agent != 0 && event->other_agent < watch->agent_room)
        count_agent(watch, event->other_agent, event->at);
}

void watch_end(struct watch *watch, int64_t at)
{
    watch->totals.waiting = watch->waiting.count;
    for (uint32_t number = 1; number < watch->agent_room; number++) {
        struct watch_agent *agent = &watch->agents[number];
        if (agent->status == 0)
            continue;
        watch->totals.status_ms[agent->status < POLICY_TRIAL_STATUSES_MAX ? agent->status : 0] +=
            at - agent->status_since;
        watch->totals.shown_ms[agent->shown] += at - agent->shown_since;
        agent->status_since = agent->shown_since = at;
    }
}

void watch_free(struct watch *watch)
{
    size_t at = 0;

    for (void *wait; (wait = table_next(&watch->waiting, &at)) != NULL;)
        free(wait);
    table_free(&watch->waiting);
    free(watch->agents);
    memset(watch, 0, sizeof *watch);
}
