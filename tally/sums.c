/* Sums over spans, contacts and offers (connect.md 6.2 to 6.4), in milliseconds. It must not fold events. */
#include "tally/tally.h"

void tally_add_span(struct tally_times *times, const struct tally_span *span, int64_t from, int64_t to)
{
    int64_t begins = span->from > from ? span->from : from;
    int64_t ends = span->to < to ? span->to : to;
    int64_t ms = ends - begins;
    if (ms <= 0 || span->status_type == ACD_STATUS_OFFLINE)
        return;
    bool routable = span->status_type == ACD_STATUS_ROUTABLE;
    times->online += ms;
    times->non_productive += routable ? 0 : ms;
    times->contact += routable && span->is_on_contact ? ms : 0;
    times->idle += routable && !span->is_on_contact ? ms : 0;
    times->error += span->has_error ? ms : 0;
    times->draining += span->next != 0 ? ms : 0;
    times->load += routable ? ms * span->handled : 0;
}

void tally_add_times(struct tally_times *times, const struct tally_times *other)
{
    times->online += other->online;
    times->non_productive += other->non_productive;
    times->contact += other->contact;
    times->idle += other->idle;
    times->error += other->error;
    times->draining += other->draining;
    times->load += other->load;
}

bool tally_is_non_response(const struct tally_offer *offer)
{
    return offer->outcome == TALLY_OFFER_MISSED || offer->outcome == TALLY_OFFER_ABANDONED ||
           offer->outcome == TALLY_OFFER_REJECTED;
}

int64_t tally_interaction_ms(const struct tally_contact *contact)
{
    int64_t ends_at = contact->wrapup_at != 0 ? contact->wrapup_at : contact->ended_at;
    if (contact->connected_at == 0 || ends_at == 0)
        return 0;
    int64_t ms = ends_at - contact->connected_at - contact->hold_ms - contact->pause_ms;
    return ms > 0 ? ms : 0;
}

int64_t tally_wrapup_ms(const struct tally_contact *contact)
{
    bool known = contact->connected_at != 0 && contact->wrapup_at != 0 && contact->wrapup_ended_at != 0;
    return known ? contact->wrapup_ended_at - contact->wrapup_at : 0;
}

int64_t tally_handle_ms(const struct tally_contact *contact)
{
    if (contact->connected_at == 0)
        return 0;
    return tally_interaction_ms(contact) + contact->hold_ms + contact->pause_ms + tally_wrapup_ms(contact);
}

int64_t tally_queued_ms(const struct tally_contact *contact)
{
    return contact->enqueued_at != 0 && contact->dequeued_at != 0
               ? contact->dequeued_at - contact->enqueued_at
               : 0;
}

/* Callbacks are not counted; whoever was handed on was not lost. */
bool tally_is_abandoned(const struct tally_contact *contact)
{
    return contact->enqueued_at != 0 && contact->connected_at == 0 && contact->ended_at != 0 &&
           !contact->is_transferred && contact->initiation != ACD_INITIATION_CALLBACK;
}
