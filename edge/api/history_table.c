/* The metrics of the past that this server can know, each as what is added up and what it is divided by (connect.md 6.2
 * to 6.4 and appendix C). It must not add up. */
#include "edge/api/history.h"

#include <string.h>

/* ---- contacts ---- */

static int64_t one(const struct history_item *item)
{
    (void)item;
    return 1;
}

static int64_t none(const struct history_item *item)
{
    (void)item;
    return 0;
}

static int64_t handled(const struct history_item *item)
{
    return item->contact->connected_at != 0;
}

static int64_t queued(const struct history_item *item)
{
    return item->contact->enqueued_at != 0;
}

static int64_t answered(const struct history_item *item)
{
    return item->contact->enqueued_at != 0 && item->contact->connected_at != 0;
}

static int64_t abandoned(const struct history_item *item)
{
    return tally_is_abandoned(item->contact);
}

static int64_t abandoned_ms(const struct history_item *item)
{
    return tally_is_abandoned(item->contact) ? tally_queued_ms(item->contact) : 0;
}

static int64_t answered_ms(const struct history_item *item)
{
    return answered(item) ? tally_queued_ms(item->contact) : 0;
}

static int64_t queued_ms(const struct history_item *item)
{
    return tally_queued_ms(item->contact);
}

static int64_t handle_ms(const struct history_item *item)
{
    return tally_handle_ms(item->contact);
}

static int64_t wrapup_ms(const struct history_item *item)
{
    return tally_wrapup_ms(item->contact);
}

static int64_t interaction_ms(const struct history_item *item)
{
    return tally_interaction_ms(item->contact);
}

static int64_t hold_ms(const struct history_item *item)
{
    return item->contact->connected_at != 0 ? item->contact->hold_ms : 0;
}

static int64_t interaction_and_hold_ms(const struct history_item *item)
{
    return interaction_ms(item) + hold_ms(item);
}

static int64_t active_ms(const struct history_item *item)
{
    return interaction_ms(item) + hold_ms(item) + wrapup_ms(item);
}

static int64_t pause_ms(const struct history_item *item)
{
    return item->contact->connected_at != 0 ? item->contact->pause_ms : 0;
}

static int64_t contact_ms(const struct history_item *item)
{
    return item->contact->ended_at - item->contact->started_at;
}

static int64_t resolution_ms(const struct history_item *item)
{
    const struct tally_contact *contact = item->contact;
    int64_t ended_at =
        contact->wrapup_ended_at > contact->ended_at ? contact->wrapup_ended_at : contact->ended_at;
    return ended_at - contact->started_at;
}

static int64_t holds(const struct history_item *item)
{
    return item->contact->connected_at != 0 ? item->contact->holds : 0;
}

static int64_t was_held(const struct history_item *item)
{
    return holds(item) > 0;
}

static int64_t ended_on_hold(const struct history_item *item)
{
    return item->contact->was_on_hold_at_end;
}

static int64_t agent_ended_on_hold(const struct history_item *item)
{
    return item->contact->was_on_hold_at_end && item->contact->cause == ACD_CAUSE_AGENT_ENDED;
}

static int64_t customer_ended_on_hold(const struct history_item *item)
{
    return item->contact->was_on_hold_at_end && item->contact->cause == ACD_CAUSE_CUSTOMER_LEFT;
}

static int64_t transferred(const struct history_item *item)
{
    return item->contact->is_transferred;
}

static int64_t transferred_by_agent(const struct history_item *item)
{
    return item->contact->is_transferred_by_agent;
}

static int64_t transferred_from_queue(const struct history_item *item)
{
    return item->contact->is_transferred && item->contact->connected_at == 0;
}

static int64_t transferred_internally(const struct history_item *item)
{
    return item->contact->is_transferred && item->contact->connected_at != 0;
}

static int64_t transferred_in(const struct history_item *item)
{
    return item->contact->initiation == ACD_INITIATION_TRANSFER ||
           item->contact->initiation == ACD_INITIATION_QUEUE_TRANSFER;
}

static bool is_chat_with_agent(const struct history_item *item)
{
    return item->contact->channel == ACD_CHAT && item->contact->connected_at != 0;
}

static int64_t chats(const struct history_item *item)
{
    return is_chat_with_agent(item);
}

static int64_t messages(const struct history_item *item)
{
    return is_chat_with_agent(item) ? item->contact->messages_agent + item->contact->messages_customer : 0;
}

static int64_t agent_messages(const struct history_item *item)
{
    return is_chat_with_agent(item) ? item->contact->messages_agent : 0;
}

static int64_t customer_messages(const struct history_item *item)
{
    return is_chat_with_agent(item) ? item->contact->messages_customer : 0;
}

static int64_t responded(const struct history_item *item)
{
    return is_chat_with_agent(item) && item->contact->first_response_at != 0;
}

static int64_t response_ms(const struct history_item *item)
{
    return responded(item) ? item->contact->first_response_at - item->contact->connected_at : 0;
}

static int64_t ended_by_agent(const struct history_item *item)
{
    return item->contact->connected_at != 0 && item->contact->cause == ACD_CAUSE_AGENT_ENDED;
}

static bool is_called_by_agent(const struct history_item *item)
{
    return item->contact->initiation == ACD_INITIATION_OUTBOUND;
}

static int64_t handled_incoming(const struct history_item *item)
{
    return handled(item) && (item->contact->initiation == ACD_INITIATION_INBOUND || transferred_in(item));
}

static int64_t handled_outbound(const struct history_item *item)
{
    return handled(item) && is_called_by_agent(item);
}

static int64_t handled_callbacks(const struct history_item *item)
{
    return handled(item) && item->contact->initiation == ACD_INITIATION_CALLBACK;
}

static int64_t handled_api(const struct history_item *item)
{
    return handled(item) && item->contact->initiation == ACD_INITIATION_API;
}

static int64_t transferred_in_from_queue(const struct history_item *item)
{
    return item->contact->initiation == ACD_INITIATION_QUEUE_TRANSFER;
}

/* ---- thresholds ---- */

static bool is_within(const struct history_item *item, int64_t ms)
{
    if (item->greater)
        return ms > item->threshold_ms;
    return item->or_equal ? ms <= item->threshold_ms : ms < item->threshold_ms;
}

static int64_t removed_in(const struct history_item *item)
{
    return queued(item) && is_within(item, queued_ms(item));
}

static int64_t answered_in(const struct history_item *item)
{
    return answered(item) && is_within(item, queued_ms(item));
}

static int64_t abandoned_in(const struct history_item *item)
{
    return abandoned(item) && is_within(item, queued_ms(item));
}

static int64_t resolved_in(const struct history_item *item)
{
    return is_within(item, resolution_ms(item));
}

/* ---- offers: what an agent dials is none ---- */

static bool is_offer(const struct history_item *item)
{
    return item->offer->reason != ACD_CAUSE_ASKED;
}

static int64_t not_answered(const struct history_item *item)
{
    return is_offer(item) && tally_is_non_response(item->offer);
}

static int64_t not_answered_by_agent(const struct history_item *item)
{
    return not_answered(item) && item->offer->channel == ACD_VOICE &&
           item->offer->outcome != TALLY_OFFER_ABANDONED;
}

static int64_t accepted(const struct history_item *item)
{
    return is_offer(item) && item->offer->outcome == TALLY_OFFER_ACCEPTED;
}

static int64_t offers(const struct history_item *item)
{
    return is_offer(item) && item->offer->outcome != TALLY_OFFER_WITHDRAWN;
}

static int64_t connecting_ms(const struct history_item *item)
{
    return item->offer->ended_at - item->offer->begun_at;
}

/* ---- time ---- */

static int64_t online_ms(const struct history_item *item)
{
    return item->times->online;
}

static int64_t non_productive_ms(const struct history_item *item)
{
    return item->times->non_productive;
}

static int64_t on_contact_ms(const struct history_item *item)
{
    return item->times->contact;
}

static int64_t idle_ms(const struct history_item *item)
{
    return item->times->idle;
}

static int64_t error_ms(const struct history_item *item)
{
    return item->times->error;
}

static int64_t load_ms(const struct history_item *item)
{
    return item->times->load;
}

static int64_t staffed_ms(const struct history_item *item)
{
    return item->times->contact + item->times->idle;
}

/* ---- the tables ---- */

/* clang-format off */
static const struct history_metric METRICS_V2[] = {
    {"ABANDONMENT_RATE", OF_RECORDS, A_PERCENT, abandoned, queued, false, false, false},
    {"AGENT_ANSWER_RATE", OF_OFFERS, A_PERCENT, accepted, offers, false, false, false},
    {"AGENT_NON_RESPONSE", OF_OFFERS, A_COUNT, not_answered, NULL, false, false, false},
    {"AGENT_NON_RESPONSE_WITHOUT_CUSTOMER_ABANDONS", OF_OFFERS, A_COUNT, not_answered_by_agent, NULL, false, false, false},
    {"AGENT_OCCUPANCY", OF_TIME, A_PERCENT, on_contact_ms, staffed_ms, false, false, false},
    {"AVG_ABANDON_TIME", OF_RECORDS, A_MEAN, abandoned_ms, abandoned, false, true, false},
    {"AVG_ACTIVE_TIME", OF_RECORDS, A_MEAN, active_ms, handled, false, false, false},
    {"AVG_AFTER_CONTACT_WORK_TIME", OF_RECORDS, A_MEAN, wrapup_ms, handled, false, true, false},
    {"AVG_AGENT_CONCURRENCY", OF_TIME, A_RATIO, load_ms, on_contact_ms, false, false, false},
    {"AVG_AGENT_CONNECTING_TIME", OF_OFFERS, A_MEAN, connecting_ms, one, false, true, false},
    {"AVG_AGENT_PAUSE_TIME", OF_RECORDS, A_MEAN, pause_ms, handled, false, false, false},
    {"AVG_CONTACT_DURATION", OF_RECORDS, A_MEAN, contact_ms, one, false, false, false},
    {"AVG_FIRST_RESPONSE_TIME_AGENT", OF_RECORDS, A_MEAN, response_ms, responded, false, false, false},
    {"AVG_HANDLE_TIME", OF_RECORDS, A_MEAN, handle_ms, handled, false, true, false},
    {"AVG_HOLDS", OF_RECORDS, A_RATIO, holds, handled, false, false, false},
    {"AVG_HOLD_TIME", OF_RECORDS, A_MEAN, hold_ms, was_held, false, false, false},
    {"AVG_HOLD_TIME_ALL_CONTACTS", OF_RECORDS, A_MEAN, hold_ms, handled, false, false, false},
    {"AVG_INTERACTION_AND_HOLD_TIME", OF_RECORDS, A_MEAN, interaction_and_hold_ms, handled, false, false, false},
    {"AVG_INTERACTION_TIME", OF_RECORDS, A_MEAN, interaction_ms, handled, false, true, false},
    {"AVG_MESSAGES", OF_RECORDS, A_RATIO, messages, chats, false, false, false},
    {"AVG_MESSAGES_AGENT", OF_RECORDS, A_RATIO, agent_messages, chats, false, false, false},
    {"AVG_MESSAGES_CUSTOMER", OF_RECORDS, A_RATIO, customer_messages, chats, false, false, false},
    {"AVG_QUEUE_ANSWER_TIME", OF_RECORDS, A_MEAN, answered_ms, answered, false, true, false},
    {"AVG_RESOLUTION_TIME", OF_RECORDS, A_MEAN, resolution_ms, one, false, false, false},
    {"CONTACTS_ABANDONED", OF_RECORDS, A_COUNT, abandoned, NULL, false, false, false},
    {"CONTACTS_CREATED", OF_STARTED, A_COUNT, one, NULL, false, true, false},
    {"CONTACTS_HANDLED", OF_RECORDS, A_COUNT, handled, NULL, false, true, true},
    {"CONTACTS_HANDLED_BY_CONNECTED_TO_AGENT", OF_CONNECTED, A_COUNT, one, NULL, false, true, false},
    {"CONTACTS_HOLD_ABANDONS", OF_RECORDS, A_COUNT, ended_on_hold, NULL, false, false, false},
    {"CONTACTS_ON_HOLD_AGENT_DISCONNECT", OF_RECORDS, A_COUNT, agent_ended_on_hold, NULL, false, false, false},
    {"CONTACTS_ON_HOLD_CUSTOMER_DISCONNECT", OF_RECORDS, A_COUNT, customer_ended_on_hold, NULL, false, false, false},
    {"CONTACTS_PUT_ON_HOLD", OF_RECORDS, A_COUNT, was_held, NULL, false, false, false},
    {"CONTACTS_QUEUED", OF_RECORDS, A_COUNT, queued, NULL, false, false, false},
    {"CONTACTS_QUEUED_BY_ENQUEUE", OF_ENQUEUED, A_COUNT, one, NULL, false, false, false},
    {"CONTACTS_REMOVED_FROM_QUEUE_IN_X", OF_RECORDS, A_COUNT, removed_in, NULL, true, false, false},
    {"CONTACTS_RESOLVED_IN_X", OF_RECORDS, A_COUNT, resolved_in, NULL, true, false, false},
    {"CONTACTS_TRANSFERRED_OUT", OF_RECORDS, A_COUNT, transferred, NULL, false, false, false},
    {"CONTACTS_TRANSFERRED_OUT_BY_AGENT", OF_RECORDS, A_COUNT, transferred_by_agent, NULL, false, false, false},
    {"CONTACTS_TRANSFERRED_OUT_EXTERNAL", OF_NOTHING, A_COUNT, none, NULL, false, false, false},
    {"CONTACTS_TRANSFERRED_OUT_FROM_QUEUE", OF_RECORDS, A_COUNT, transferred_from_queue, NULL, false, false, false},
    {"CONTACTS_TRANSFERRED_OUT_INTERNAL", OF_RECORDS, A_COUNT, transferred_internally, NULL, false, false, false},
    {"MAX_QUEUED_TIME", OF_RECORDS, A_MAX, queued_ms, NULL, false, false, false},
    {"SERVICE_LEVEL", OF_RECORDS, A_PERCENT, removed_in, queued, true, false, false},
    {"SUM_AFTER_CONTACT_WORK_TIME", OF_RECORDS, A_SUM, wrapup_ms, NULL, false, false, false},
    {"SUM_CONNECTING_TIME_AGENT", OF_OFFERS, A_SUM, connecting_ms, NULL, false, true, false},
    {"SUM_CONTACTS_ABANDONED_IN_X", OF_RECORDS, A_COUNT, abandoned_in, NULL, true, false, false},
    {"SUM_CONTACTS_ANSWERED_IN_X", OF_RECORDS, A_COUNT, answered_in, NULL, true, false, false},
    {"SUM_CONTACTS_DISCONNECTED", OF_RECORDS, A_COUNT, one, NULL, false, false, true},
    {"SUM_CONTACT_TIME_AGENT", OF_TIME, A_SUM, on_contact_ms, NULL, false, false, false},
    {"SUM_ERROR_STATUS_TIME_AGENT", OF_TIME, A_SUM, error_ms, NULL, false, false, false},
    {"SUM_HANDLE_TIME", OF_RECORDS, A_SUM, handle_ms, NULL, false, false, false},
    {"SUM_HOLD_TIME", OF_RECORDS, A_SUM, hold_ms, NULL, false, false, false},
    {"SUM_IDLE_TIME_AGENT", OF_TIME, A_SUM, idle_ms, NULL, false, false, false},
    {"SUM_INTERACTION_AND_HOLD_TIME", OF_RECORDS, A_SUM, interaction_and_hold_ms, NULL, false, false, false},
    {"SUM_INTERACTION_TIME", OF_RECORDS, A_SUM, interaction_ms, NULL, false, false, false},
    {"SUM_NON_PRODUCTIVE_TIME_AGENT", OF_TIME, A_SUM, non_productive_ms, NULL, false, false, false},
    {"SUM_ONLINE_TIME_AGENT", OF_TIME, A_SUM, online_ms, NULL, false, false, false},
};

static const struct history_metric METRICS_V1[] = {
    {"CONTACTS_QUEUED", OF_RECORDS, A_COUNT, queued, NULL, false, false, false},
    {"CONTACTS_HANDLED", OF_RECORDS, A_COUNT, handled, NULL, false, false, false},
    {"CONTACTS_ABANDONED", OF_RECORDS, A_COUNT, abandoned, NULL, false, false, false},
    {"CONTACTS_CONSULTED", OF_NOTHING, A_COUNT, none, NULL, false, false, false},
    {"CONTACTS_AGENT_HUNG_UP_FIRST", OF_RECORDS, A_COUNT, ended_by_agent, NULL, false, false, false},
    {"CONTACTS_HANDLED_INCOMING", OF_RECORDS, A_COUNT, handled_incoming, NULL, false, false, false},
    {"CONTACTS_HANDLED_OUTBOUND", OF_RECORDS, A_COUNT, handled_outbound, NULL, false, false, false},
    {"CONTACTS_HOLD_ABANDONS", OF_RECORDS, A_COUNT, ended_on_hold, NULL, false, false, false},
    {"CONTACTS_TRANSFERRED_IN", OF_RECORDS, A_COUNT, transferred_in, NULL, false, false, false},
    {"CONTACTS_TRANSFERRED_OUT", OF_RECORDS, A_COUNT, transferred, NULL, false, false, false},
    {"CONTACTS_TRANSFERRED_IN_FROM_QUEUE", OF_RECORDS, A_COUNT, transferred_in_from_queue, NULL, false, false, false},
    {"CONTACTS_TRANSFERRED_OUT_FROM_QUEUE", OF_RECORDS, A_COUNT, transferred_from_queue, NULL, false, false, false},
    {"CONTACTS_MISSED", OF_OFFERS, A_COUNT, not_answered, NULL, false, false, false},
    {"CALLBACK_CONTACTS_HANDLED", OF_RECORDS, A_COUNT, handled_callbacks, NULL, false, false, false},
    {"API_CONTACTS_HANDLED", OF_RECORDS, A_COUNT, handled_api, NULL, false, false, false},
    {"HANDLE_TIME", OF_RECORDS, A_MEAN, handle_ms, handled, false, false, false},
    {"AFTER_CONTACT_WORK_TIME", OF_RECORDS, A_MEAN, wrapup_ms, handled, false, false, false},
    {"QUEUED_TIME", OF_RECORDS, A_MAX, queued_ms, NULL, false, false, false},
    {"ABANDON_TIME", OF_RECORDS, A_MEAN, abandoned_ms, abandoned, false, false, false},
    {"QUEUE_ANSWER_TIME", OF_RECORDS, A_MEAN, answered_ms, answered, false, false, false},
    {"HOLD_TIME", OF_RECORDS, A_MEAN, hold_ms, was_held, false, false, false},
    {"INTERACTION_TIME", OF_RECORDS, A_MEAN, interaction_ms, handled, false, false, false},
    {"INTERACTION_AND_HOLD_TIME", OF_RECORDS, A_MEAN, interaction_and_hold_ms, handled, false, false, false},
    {"SERVICE_LEVEL", OF_RECORDS, A_PERCENT, removed_in, queued, true, false, false},
};
/* clang-format on */

static const struct history_metric *find(const struct history_metric *metrics, size_t count, const char *name)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(metrics[i].name, name) == 0)
            return &metrics[i];
    return NULL;
}

const struct history_metric *history_find_metric(const char *name)
{
    return find(METRICS_V2, sizeof METRICS_V2 / sizeof METRICS_V2[0], name);
}

const struct history_metric *history_find_metric_v1(const char *name)
{
    return find(METRICS_V1, sizeof METRICS_V1 / sizeof METRICS_V1[0], name);
}

const char *const history_reasons[] = {
    "CUSTOMER_DISCONNECT", "AGENT_DISCONNECT", "API", "TRANSFERRED", "EXPIRED", "OTHER", NULL};

unsigned history_reason(const struct tally_contact *contact)
{
    switch (contact->cause) {
    case ACD_CAUSE_CUSTOMER_LEFT:
        return 0;
    case ACD_CAUSE_AGENT_ENDED:
        return 1;
    case ACD_CAUSE_API_STOPPED:
        return 2;
    case ACD_CAUSE_TRANSFERRED:
        return 3;
    case ACD_CAUSE_EXPIRED:
        return 4;
    default:
        return 5;
    }
}
