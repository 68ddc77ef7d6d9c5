/* What is known of one contact, from its events, and the sums over it (connect.md 6.4). It must not look at other
 * contacts.
 *
 *   begun -> enqueued -> (rings -> missed ->)* connected <-> held, paused -> ended -> over
 */
#include "tally/fold.h"

struct fold_contact *fold_contact_begin(struct tally *tally, const struct acd_event *event)
{
    bool begins = event->kind == ACD_CONTACT_STARTED || event->kind == ACD_CONTACT_TRANSFERRED ||
                  event->kind == ACD_CALL_PLACED;
    struct fold_contact *contact = begins ? fold_contact_new(tally, event->contact) : NULL;
    if (contact == NULL || contact->fact.contact == event->contact)
        return contact;
    bool is_listed = contact->is_listed;
    const struct fold_contact *former = NULL;
    if (event->kind == ACD_CONTACT_TRANSFERRED && (uint32_t)event->previous < tally->contact_capacity)
        former = &tally->contacts[(uint32_t)event->previous];
    *contact = (struct fold_contact){.is_listed = is_listed};
    contact->fact = (struct tally_contact){.row = event->seq,
                                           .contact = event->contact,
                                           .channel = former != NULL ? former->fact.channel : event->channel,
                                           .initiation = event->initiation,
                                           .queue = event->queue,
                                           .started_at = event->at};
    if (event->kind == ACD_CALL_PLACED)
        contact->fact.initiation = ACD_INITIATION_OUTBOUND;
    return contact;
}

static void enqueue(struct tally_contact *fact, const struct acd_event *event)
{
    fact->queue = event->queue;
    fact->queue_agent = event->agent;
    fact->was_queued = 1;
    if (fact->enqueued_at == 0)
        fact->enqueued_at = event->at;
}

static void connect(const struct tally *tally, struct tally_contact *fact, const struct acd_event *event)
{
    const struct fold_agent *agent = fold_agent_find(tally, event->agent);
    fact->agent = event->agent;
    fact->profile = agent != NULL ? agent->span.profile : 0;
    if (fact->connected_at != 0)
        return;
    fact->connected_at = event->at;
    if (fact->enqueued_at != 0 && fact->dequeued_at == 0)
        fact->dequeued_at = event->at;
}

static void stop_clocks(struct tally_contact *fact, int64_t at)
{
    if (fact->hold_since != 0)
        fact->hold_ms += at - fact->hold_since;
    if (fact->pause_since != 0)
        fact->pause_ms += at - fact->pause_since;
    fact->hold_since = fact->pause_since = 0;
}

static void end(struct tally_contact *fact, const struct acd_event *event)
{
    fact->was_on_hold_at_end |= fact->hold_since != 0;
    stop_clocks(fact, event->at);
    fact->ended_at = event->at;
    fact->cause = event->cause;
    fact->ended_by = event->actor;
    fact->is_transferred |= event->cause == ACD_CAUSE_TRANSFERRED || event->cause == ACD_CAUSE_REQUEUED;
    if (fact->enqueued_at != 0 && fact->dequeued_at == 0)
        fact->dequeued_at = event->at;
}

static void write_message(struct tally_contact *fact, const struct acd_event *event)
{
    if (event->agent == 0) {
        fact->messages_customer++;
        return;
    }
    fact->messages_agent++;
    if (fact->first_response_at == 0 && fact->connected_at != 0)
        fact->first_response_at = event->at;
}

/* The wrap-up of the agent who was connected; hold and pause end with it. */
static void begin_wrapup(struct tally_contact *fact, const struct acd_event *event)
{
    if (event->agent != fact->agent || fact->wrapup_at != 0)
        return;
    fact->was_on_hold_at_end |= fact->hold_since != 0;
    stop_clocks(fact, event->at);
    fact->wrapup_at = event->at;
}

static void clear_leg(struct tally_contact *fact, const struct acd_event *event)
{
    if (event->agent == fact->agent && fact->wrapup_at != 0)
        fact->wrapup_ended_at = event->at;
}

static bool apply_handling(const struct tally *tally, struct tally_contact *fact,
                           const struct acd_event *event)
{
    switch (event->kind) {
    case ACD_OFFER_ACCEPTED:
    case ACD_LEG_ANSWERED:
        if (event->leg_state == ACD_LEG_CONNECTED)
            connect(tally, fact, event);
        return true;
    case ACD_TAKEN_OVER:
        stop_clocks(fact, event->at);
        connect(tally, fact, event);
        return true;
    case ACD_LEG_HELD:
        fact->holds++;
        fact->hold_since = event->at;
        return true;
    case ACD_TASK_PAUSED:
        fact->pause_since = event->at;
        return true;
    case ACD_LEG_UNHELD:
    case ACD_TASK_RESUMED:
        stop_clocks(fact, event->at);
        return true;
    case ACD_WRAPUP_BEGUN:
        begin_wrapup(fact, event);
        return true;
    case ACD_LEG_CLEARED:
        clear_leg(fact, event);
        return true;
    default:
        return false;
    }
}

/* The customer goes on with another contact: who handed them on? */
static void hand_on(const struct tally *tally, const struct acd_event *event)
{
    uint32_t place = (uint32_t)event->previous;
    if (place >= tally->contact_capacity || tally->contacts[place].fact.contact != event->previous)
        return;
    tally->contacts[place].fact.is_transferred = 1;
    tally->contacts[place].fact.is_transferred_by_agent = event->actor == ACD_ACTOR_AGENT;
}

bool fold_contact_apply(struct tally *tally, struct fold_contact *contact, const struct acd_event *event)
{
    struct tally_contact *fact = &contact->fact;
    switch (event->kind) {
    case ACD_CONTACT_STARTED:
    case ACD_CALL_PLACED:
        return true;
    case ACD_CONTACT_TRANSFERRED:
        hand_on(tally, event);
        return true;
    case ACD_CONTACT_QUEUED:
        enqueue(fact, event);
        return true;
    case ACD_OFFER_MADE:
        fact->offers++;
        return true;
    case ACD_CONTACT_ENDED:
        end(fact, event);
        return true;
    case ACD_CONTACT_FORGOTTEN:
        fact->is_over = 1;
        return true;
    case ACD_MESSAGE_SENT:
        write_message(fact, event);
        return true;
    default:
        return apply_handling(tally, fact, event);
    }
}
