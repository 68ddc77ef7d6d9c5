/* Walks buckets, contacts and offers of a range for whoever adds them up; see metrics.h. It knows no thread and no
 * formula.
 *
 *   from        a                    b      to          a, b: the whole buckets within the range
 *    |---spans--|-----buckets--------|-spans-|          the open spans are in no bucket and are cut by hand
 */
#include "book/metrics.h"

#include <stdlib.h>

#include "book/ask.h"
#include "book/owned.h"
#include "book/spans_table.h"

struct ask_metrics {
    struct ask ask;
    struct book_metrics_wish wish;
    book_metrics_fn *answer;
};

/* ---- time ---- */

static int64_t bucket_of(int64_t at)
{
    return at / TALLY_BUCKET_MS * TALLY_BUCKET_MS;
}

/* A span's part in each bucket it lies in. */
static void show_span(void *ctx, const struct tally_span *span)
{
    struct ask_metrics *asked = ctx;
    for (int64_t at = bucket_of(span->from); at < span->to; at += TALLY_BUCKET_MS) {
        struct book_bucket bucket = {.at = at, .agent = span->agent, .profile = span->profile};
        tally_add_span(&bucket.times, span, at, at + TALLY_BUCKET_MS);
        if (bucket.times.online > 0)
            asked->wish.bucket(asked->wish.ctx, &bucket);
    }
}

static void show_buckets(struct ask_metrics *asked, struct sql *sql, int64_t from, int64_t to)
{
    enum sql_statement list = SQL_BUCKET_LIST;
    for (bool more = sql_first(sql, list, sql_number(from), sql_number(to)); more;
         more = sql_next(sql, list)) {
        struct book_bucket bucket = {.at = sql_column_number(sql, list, 0),
                                     .agent = (uint32_t)sql_column_number(sql, list, 1),
                                     .profile = (uint32_t)sql_column_number(sql, list, 2),
                                     .times = {.online = sql_column_number(sql, list, 3),
                                               .non_productive = sql_column_number(sql, list, 4),
                                               .contact = sql_column_number(sql, list, 5),
                                               .idle = sql_column_number(sql, list, 6),
                                               .error = sql_column_number(sql, list, 7),
                                               .draining = sql_column_number(sql, list, 8),
                                               .load = sql_column_number(sql, list, 9)}};
        asked->wish.bucket(asked->wish.ctx, &bucket);
    }
}

static void show_open_spans(struct ask_metrics *asked, struct sql *sql, int64_t from, int64_t to)
{
    enum sql_statement list = SQL_PIECE_AGENT;
    struct tally_span span;
    for (bool more =
             sql_first(sql, list, sql_number(TALLY_PIECE_AGENT), sql_number(1), sql_number(UINT32_MAX));
         more; more = sql_next(sql, list)) {
        const uint8_t *bytes = sqlite3_column_blob(sql->statements[list], 1);
        size_t len = (size_t)sqlite3_column_bytes(sql->statements[list], 1);
        if (!tally_piece_span((uint32_t)sql_column_number(sql, list, 0), bytes, len, &span))
            continue;
        span.from = span.from < from ? from : span.from;
        span.to = to;
        show_span(asked, &span);
    }
}

static void show_times(struct ask_metrics *asked, struct sql *sql)
{
    int64_t from = asked->wish.from;
    int64_t to = asked->wish.to;
    int64_t first = bucket_of(from + TALLY_BUCKET_MS - 1);
    int64_t last = bucket_of(to);
    if (first >= last) {
        spans_walk(sql, 0, from, to, show_span, asked);
        return;
    }
    if (from < first)
        spans_walk(sql, 0, from, first, show_span, asked);
    show_buckets(asked, sql, first, last);
    show_open_spans(asked, sql, first, last);
    if (last < to)
        spans_walk(sql, 0, last, to, show_span, asked);
}

/* ---- contacts and offers ---- */

/* Told once for each way that it is in the range. */
static void show_contact(void *ctx, const struct tally_contact *contact)
{
    const struct book_metrics_wish *wish = &((struct ask_metrics *)ctx)->wish;
    const struct {
        enum book_metrics_by by;
        int64_t at;
    } ways[] = {{BOOK_BY_ENDED, contact->is_over ? contact->ended_at : 0},
                {BOOK_BY_ENQUEUED, contact->enqueued_at},
                {BOOK_BY_CONNECTED, contact->connected_at},
                {BOOK_BY_STARTED, contact->started_at}};
    for (size_t i = 0; i < sizeof ways / sizeof *ways; i++) {
        bool is_in = ways[i].at > 0 && ways[i].at >= wish->from && ways[i].at < wish->to;
        if (is_in && (wish->contacts_by & ways[i].by) != 0)
            wish->contact(wish->ctx, ways[i].by, contact);
    }
}

static void show_offer(void *ctx, const struct tally_offer *offer)
{
    const struct book_metrics_wish *wish = &((struct ask_metrics *)ctx)->wish;
    if (offer->ended_at >= wish->from && offer->ended_at < wish->to)
        wish->offer(wish->ctx, offer);
}

static void find_metrics(struct ask *ask, struct sql *sql)
{
    struct ask_metrics *asked = (struct ask_metrics *)ask;
    if (asked->wish.bucket)
        show_times(asked, sql);
    if (asked->wish.contacts_by != 0) {
        facts_walk_over(sql, asked->wish.from, asked->wish.to, show_contact, asked);
        facts_walk_live(sql, show_contact, asked);
    }
    if (asked->wish.offer)
        facts_walk_offers(sql, asked->wish.from, asked->wish.to, show_offer, asked);
}

static void tell_metrics(struct ask *ask)
{
    struct ask_metrics *asked = (struct ask_metrics *)ask;
    asked->answer(ask->ctx, ask->failed);
    free(asked);
}

void book_ask_metrics(struct book *book, uint64_t min_seq, const struct book_metrics_wish *wish,
                      book_metrics_fn *answer)
{
    struct ask_metrics *asked = owned_memory(sizeof *asked);
    asked->ask =
        (struct ask){.min_seq = min_seq, .ctx = wish->ctx, .find = find_metrics, .tell = tell_metrics};
    asked->wish = *wish;
    asked->answer = answer;
    book_ask(book, &asked->ask);
}
