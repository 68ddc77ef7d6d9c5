/* Adds up what a tally tells of a day, by queue and in all. The sums themselves are tally/'s; here is only which day
 * they belong to. It must not fold events.
 *
 *     came into a queue, answered, abandoned, handled    each in the day in which it happened
 *     agents' time                                       the part of each span that is in the day
 */
#include <stdlib.h>
#include <string.h>

#include "whatif/state.h"

enum { PERCENT = 95, KEPT_BYTES_MAX = 1 << 30 };

void adding_begin(struct adding *adding, int64_t from, int64_t to, struct told *worked)
{
    *adding = (struct adding){.from = from, .to = to, .worked = worked};
}

static struct adding_queue *queue_of(struct adding *adding, uint32_t queue)
{
    if (queue >= adding->queue_room) {
        uint32_t room = queue + 16;
        struct adding_queue *queues = realloc(adding->queues, room * sizeof queues[0]);
        if (queues == NULL) {
            adding->failed = true;
            return NULL;
        }
        memset(&queues[adding->queue_room], 0, (room - adding->queue_room) * sizeof queues[0]);
        adding->queues = queues;
        adding->queue_room = room;
    }
    return &adding->queues[queue];
}

static void keep_wait(struct adding *adding, struct waits *waits, int64_t waited_ms)
{
    if (waits->count == waits->room) {
        uint32_t room = waits->room == 0 ? 256 : waits->room * 2;
        int64_t *items = realloc(waits->items, room * sizeof items[0]);
        if (items == NULL) {
            adding->failed = true;
            return;
        }
        waits->items = items;
        waits->room = room;
    }
    waits->items[waits->count++] = waited_ms;
}

static bool is_in(const struct adding *adding, int64_t at)
{
    return at >= adding->from && at < adding->to;
}

/* ---- the sink ---- */

static void take_span(void *ctx, const struct tally_span *span)
{
    struct adding *adding = ctx;
    struct tally_times times = {0};

    tally_add_span(&times, span, adding->from, adding->to);
    tally_add_times(&adding->times, &times);
    if (adding->worked != NULL && span->agent <= adding->worked->agent_count)
        adding->worked->agents[span->agent].worked_ms += times.contact + times.idle;
}

static void add_contact(struct adding *adding, struct adding_queue *queue,
                        const struct tally_contact *contact)
{
    int64_t over_at = contact->wrapup_ended_at != 0 ? contact->wrapup_ended_at : contact->ended_at;
    int64_t waited_ms = tally_queued_ms(contact);

    if (contact->enqueued_at != 0 && is_in(adding, contact->enqueued_at))
        queue->sums.day.queued++;
    if (contact->connected_at != 0 && contact->enqueued_at != 0 && is_in(adding, contact->connected_at)) {
        tally_day_add_answered(&queue->sums.day, waited_ms);
        keep_wait(adding, &queue->waits, waited_ms);
    }
    if (tally_is_abandoned(contact) && is_in(adding, contact->ended_at)) {
        tally_day_add_abandoned(&queue->sums.day, waited_ms);
        queue->sums.abandoned_ms += waited_ms;
    }
    if (contact->is_over && contact->connected_at != 0 && is_in(adding, over_at))
        tally_day_add_handled(&queue->sums.day, contact->connected_at, contact->ended_at, over_at);
}

static void take_contact(void *ctx, const struct tally_contact *contact)
{
    struct adding *adding = ctx;
    struct adding_queue *queue = queue_of(adding, contact->queue);

    add_contact(adding, &adding->all, contact);
    if (queue != NULL)
        add_contact(adding, queue, contact);
}

static void take_offer(void *ctx, const struct tally_offer *offer)
{
    struct adding *adding = ctx;
    struct adding_queue *queue = queue_of(adding, offer->queue);

    if (queue == NULL || !tally_is_non_response(offer) || !is_in(adding, offer->ended_at))
        return;
    queue->sums.day.missed++;
    adding->all.sums.day.missed++;
}

struct tally_sink adding_sink(struct adding *adding)
{
    return (struct tally_sink){
        .span = take_span, .contact = take_contact, .offer = take_offer, .ctx = adding};
}

/* ---- the end ---- */

static int by_length(const void *a, const void *b)
{
    int64_t one = *(const int64_t *)a;
    int64_t other = *(const int64_t *)b;

    return one < other ? -1 : one > other;
}

/* The shortest wait that at least 95 of 100 did not exceed. */
static int64_t p95_of(struct waits *waits)
{
    if (waits->count == 0)
        return 0;
    qsort(waits->items, waits->count, sizeof waits->items[0], by_length);
    return waits->items[((uint64_t)waits->count * PERCENT + 99) / 100 - 1];
}

static void ignore_piece(void *ctx, enum tally_piece kind, uint32_t number, const uint8_t *bytes, size_t len)
{
    (void)ctx, (void)kind, (void)number, (void)bytes, (void)len;
}

static void wait_on(struct adding *adding, struct adding_queue *queue, int64_t count)
{
    if (queue == NULL)
        return;
    queue->sums.waiting = count;
    adding->all.sums.waiting += count;
}

/* What is not closed: spans up to the end of the day, contacts as they are. */
static void close_open(struct adding *adding, struct tally *tally, const struct acd *acd)
{
    struct tally_sink sink = adding_sink(adding);
    struct tally_span span;
    struct acd_queue_view view;

    tally_save(tally, &sink, ignore_piece);
    for (uint32_t agent = 1; agent <= tally_agent_count(tally); agent++)
        if (tally_open_span(tally, agent, &span))
            take_span(adding, &span);
    for (uint32_t queue = 1; queue <= acd_queue_count(acd); queue++)
        if (acd_queue_view(acd, queue, &view) && view.held_count > 0)
            wait_on(adding, queue_of(adding, queue), view.held_count);
}

static bool has_sums(const struct adding_queue *queue)
{
    const struct tally_day *day = &queue->sums.day;
    return day->queued + day->answered + day->abandoned + day->handled + queue->sums.waiting > 0;
}

bool adding_end(struct adding *adding, struct tally *tally, const struct acd *acd,
                struct whatif_result *result)
{
    close_open(adding, tally, acd);
    result->queues = calloc((size_t)adding->queue_room + 1, sizeof result->queues[0]);
    for (uint32_t i = 0; result->queues != NULL && i < adding->queue_room; i++) {
        struct adding_queue *queue = &adding->queues[i];
        queue->sums.waited_p95_ms = p95_of(&queue->waits);
        if (has_sums(queue))
            result->queues[result->queue_count++] = (struct whatif_queue){i, queue->sums};
    }
    adding->all.sums.waited_p95_ms = p95_of(&adding->all.waits);
    adding->all.sums.day.contact_ms = adding->times.contact;
    adding->all.sums.day.idle_ms = adding->times.idle;
    result->all = adding->all.sums;
    return result->queues != NULL && !adding->failed;
}

void adding_free(struct adding *adding)
{
    for (uint32_t i = 0; i < adding->queue_room; i++)
        free(adding->queues[i].waits.items);
    free(adding->all.waits.items);
    free(adding->queues);
}

void whatif_result_free(struct whatif_result *result)
{
    free(result->queues);
    *result = (struct whatif_result){0};
}

/* ---- a tally put away ---- */

static void keep_piece(void *ctx, enum tally_piece kind, uint32_t number, const uint8_t *bytes, size_t len)
{
    struct kept_tally *kept = ctx;

    if (kept->piece_count == kept->piece_room) {
        uint32_t room = kept->piece_room == 0 ? 256 : kept->piece_room * 2;
        struct kept_piece *pieces = realloc(kept->pieces, room * sizeof pieces[0]);
        kept->failed = kept->failed || pieces == NULL;
        if (pieces == NULL)
            return;
        kept->pieces = pieces;
        kept->piece_room = room;
    }
    if (len == 0)
        return;
    kept->pieces[kept->piece_count++] = (struct kept_piece){
        .number = number, .len = (uint32_t)len, .at = kept->bytes.len, .kind = (uint8_t)kind};
    buf_append(&kept->bytes, bytes, len);
}

static void keep_contact(void *ctx, const struct tally_contact *contact)
{
    struct kept_tally *kept = ctx;

    if (kept->contact_count == kept->contact_room) {
        uint32_t room = kept->contact_room == 0 ? 256 : kept->contact_room * 2;
        struct tally_contact *contacts = realloc(kept->contacts, room * sizeof contacts[0]);
        kept->failed = kept->failed || contacts == NULL;
        if (contacts == NULL)
            return;
        kept->contacts = contacts;
        kept->contact_room = room;
    }
    kept->contacts[kept->contact_count++] = *contact;
}

static void ignore_span(void *ctx, const struct tally_span *span)
{
    (void)ctx, (void)span;
}

static void ignore_offer(void *ctx, const struct tally_offer *offer)
{
    (void)ctx, (void)offer;
}

bool kept_fill(struct kept_tally *kept, struct tally *tally)
{
    struct tally_sink sink = {
        .span = ignore_span, .contact = keep_contact, .offer = ignore_offer, .ctx = kept};

    buf_init(&kept->bytes, KEPT_BYTES_MAX);
    kept->seq = tally_seq(tally);
    tally_save(tally, &sink, keep_piece);
    return !kept->failed && !buf_failed(&kept->bytes);
}

struct tally *kept_take_up(const struct kept_tally *kept)
{
    struct tally *tally = tally_new();
    bool taken = tally != NULL;

    for (uint32_t i = 0; taken && i < kept->piece_count; i++)
        taken = tally_load(tally, (enum tally_piece)kept->pieces[i].kind, kept->pieces[i].number,
                           (const uint8_t *)kept->bytes.bytes + kept->pieces[i].at, kept->pieces[i].len);
    for (uint32_t i = 0; taken && i < kept->contact_count; i++)
        taken = tally_load_contact(tally, &kept->contacts[i]);
    if (!taken) {
        tally_free(tally);
        return NULL;
    }
    tally_begin_at(tally, kept->seq);
    return tally;
}

void kept_free(struct kept_tally *kept)
{
    buf_free(&kept->bytes);
    free(kept->pieces);
    free(kept->contacts);
}
