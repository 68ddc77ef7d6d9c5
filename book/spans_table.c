/* What the tally tells, written into tables and read from them; see spans_table.h. It must not add anything up but
 * buckets. */
#include "book/spans_table.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "book/owned.h"
#include "book/spans_row.h"

enum { SPANS_SUMS = 4096 };

/* ---- writing ---- */

static void fail(struct sql *sql, int code, const char *what)
{
    if (sql->failed)
        return;
    sql->failed = true;
    sql->code = code;
    snprintf(sql->what, sizeof sql->what, "%s", what);
}

/* What an agent's bucket gets from this transaction: one row is written for all the spans in it. */
struct spans_sum {
    int64_t at;
    uint32_t agent; /* 0: nothing */
    uint32_t profile;
    struct tally_times times;
};

static void put_sum(struct sql *sql, struct spans_sum *sum)
{
    const struct tally_times *times = &sum->times;
    if (sum->agent != 0 && times->online > 0)
        sql_run(sql, SQL_BUCKET_ADD, sql_number(sum->at), sql_number(sum->agent), sql_number(sum->profile),
                sql_number(times->online), sql_number(times->non_productive), sql_number(times->contact),
                sql_number(times->idle), sql_number(times->error), sql_number(times->draining),
                sql_number(times->load));
    *sum = (struct spans_sum){.agent = 0};
}

/* Agents share places by their numbers; whoever comes to a place that is taken has it written and empties it. */
static void add_bucket(struct history *history, const struct tally_span *span, int64_t at)
{
    struct spans_sum *sum = &history->sums[span->agent % SPANS_SUMS];
    if (sum->agent != span->agent || sum->at != at || sum->profile != span->profile) {
        put_sum(&history->sql, sum);
        *sum = (struct spans_sum){.at = at, .agent = span->agent, .profile = span->profile};
    }
    tally_add_span(&sum->times, span, at, at + TALLY_BUCKET_MS);
}

static void on_span(void *ctx, const struct tally_span *span)
{
    struct history *history = ctx;
    spans_row_add(&history->spans, &history->sql, span);
    if (span->status_type == ACD_STATUS_OFFLINE)
        return;
    for (int64_t at = span->from / TALLY_BUCKET_MS * TALLY_BUCKET_MS; at < span->to; at += TALLY_BUCKET_MS)
        add_bucket(history, span, at);
}

/* One that is over changes no more; one that is not is kept as it is at the end of the transaction. */
static void on_contact(void *ctx, const struct tally_contact *contact)
{
    struct history *history = ctx;
    bool was_kept = contact->row <= history->seq;
    if (contact->is_over)
        facts_add_contact(&history->facts, &history->sql, contact, tally_seq(history->tally), was_kept);
    else
        facts_keep_live(&history->sql, contact);
}

static void on_offer(void *ctx, const struct tally_offer *offer)
{
    struct history *history = ctx;
    facts_add_offer(&history->facts, &history->sql, offer, tally_seq(history->tally));
}

static void on_piece(void *ctx, enum tally_piece kind, uint32_t number, const uint8_t *bytes, size_t len)
{
    struct history *history = ctx;
    if (len == 0)
        sql_run(&history->sql, SQL_PIECE_DELETE, sql_number(kind), sql_number(number));
    else
        sql_run(&history->sql, SQL_PIECE_SET, sql_number(kind), sql_number(number),
                sql_bytes(bytes, (int)len));
}

static struct tally_sink sink_of(struct history *history)
{
    return (struct tally_sink){.span = on_span, .contact = on_contact, .offer = on_offer, .ctx = history};
}

/* ---- going on ---- */

static const uint8_t *column_bytes(struct sql *sql, enum sql_statement statement, int column, size_t *len)
{
    *len = (size_t)sqlite3_column_bytes(sql->statements[statement], column);
    return sqlite3_column_blob(sql->statements[statement], column);
}

struct loading {
    struct tally *tally;
    bool good;
};

static void load_contact(void *ctx, const struct tally_contact *contact)
{
    struct loading *loading = ctx;
    loading->good &= tally_load_contact(loading->tally, contact);
}

static bool load(struct sql *sql, struct tally *tally)
{
    struct loading loading = {.tally = tally, .good = true};
    bool good = true;
    for (bool more = sql_first_values(sql, SQL_PIECE_LIST, NULL, 0); more;
         more = sql_next(sql, SQL_PIECE_LIST)) {
        size_t len;
        const uint8_t *bytes = column_bytes(sql, SQL_PIECE_LIST, 2, &len);
        good &= tally_load(tally, (enum tally_piece)sql_column_number(sql, SQL_PIECE_LIST, 0),
                           (uint32_t)sql_column_number(sql, SQL_PIECE_LIST, 1), bytes, len);
    }
    facts_walk_live(sql, load_contact, &loading);
    return good && loading.good;
}

void spans_begin(struct history *history)
{
    if (!history->sums)
        history->sums = owned_memory(SPANS_SUMS * sizeof *history->sums);
    memset(history->sums, 0, SPANS_SUMS * sizeof *history->sums); /* of a transaction that failed */
    if (!history->spans.put)
        gathered_init(&history->spans, spans_row_put);
    gathered_drop(&history->spans);
    facts_begin(&history->facts);
    if (history->tally && tally_seq(history->tally) == history->seq)
        return;
    tally_free(history->tally);
    history->tally = tally_new();
    if (!history->tally) {
        fail(&history->sql, SQLITE_NOMEM, "there is no memory left");
        return;
    }
    if (!load(&history->sql, history->tally))
        fail(&history->sql, SQLITE_CORRUPT, "the sums cannot be gone on with");
    tally_begin_at(history->tally, history->seq);
}

void spans_apply(struct history *history, const struct acd_event *event)
{
    struct tally_sink sink = sink_of(history);
    if (history->tally && !tally_apply(history->tally, event, &sink))
        fail(&history->sql, SQLITE_NOMEM, "there is no memory left");
}

void spans_commit(struct history *history)
{
    struct tally_sink sink = sink_of(history);
    gathered_flush(&history->spans, &history->sql);
    facts_flush(&history->facts, &history->sql);
    for (int i = 0; i < SPANS_SUMS; i++)
        put_sum(&history->sql, &history->sums[i]);
    if (history->tally)
        tally_save(history->tally, &sink, on_piece);
}

void spans_free(struct history *history)
{
    tally_free(history->tally);
    history->tally = NULL;
    free(history->sums);
    history->sums = NULL;
    gathered_free(&history->spans);
    facts_free(&history->facts);
}

/* ---- reading ---- */

static void walk_cut(const struct tally_span *span, int64_t from, int64_t to, spans_walk_fn *each, void *ctx)
{
    struct tally_span cut = *span;
    cut.from = cut.from < from ? from : cut.from;
    cut.to = cut.to > to ? to : cut.to;
    if (cut.to > cut.from)
        each(ctx, &cut);
}

/* The closed ones, then the open one, which is behind them. */
static void walk_agent(struct sql *sql, uint32_t agent, int64_t from, int64_t to, spans_walk_fn *each,
                       void *ctx)
{
    struct tally_span span;
    for (bool more = sql_first(sql, SQL_SPAN_LIST, sql_number(agent), sql_number(from), sql_number(to)); more;
         more = sql_next(sql, SQL_SPAN_LIST)) {
        size_t len;
        const uint8_t *at = column_bytes(sql, SQL_SPAN_LIST, 0, &len);
        const uint8_t *end = at + len;
        while ((at = spans_row_next(at, end, agent, &span)) != NULL)
            walk_cut(&span, from, to, each, ctx);
    }
    if (sql_first(sql, SQL_PIECE_AGENT, sql_number(TALLY_PIECE_AGENT), sql_number(agent),
                  sql_number(agent))) {
        size_t len;
        const uint8_t *bytes = column_bytes(sql, SQL_PIECE_AGENT, 1, &len);
        if (tally_piece_span(agent, bytes, len, &span))
            walk_cut(&span, from, to, each, ctx);
        sql_done(sql, SQL_PIECE_AGENT);
    }
}

/* The next agent with a closed span or an open one; 0: there is none. */
static uint32_t agent_after(struct sql *sql, uint32_t agent)
{
    uint32_t closed = 0;
    uint32_t open = 0;
    if (sql_first(sql, SQL_SPAN_AGENT_AFTER, sql_number(agent))) {
        closed = (uint32_t)sql_column_number(sql, SQL_SPAN_AGENT_AFTER, 0);
        sql_done(sql, SQL_SPAN_AGENT_AFTER);
    }
    if (sql_first(sql, SQL_PIECE_AGENT, sql_number(TALLY_PIECE_AGENT), sql_number((int64_t)agent + 1),
                  sql_number(UINT32_MAX))) {
        open = (uint32_t)sql_column_number(sql, SQL_PIECE_AGENT, 0);
        sql_done(sql, SQL_PIECE_AGENT);
    }
    return closed == 0 || (open != 0 && open < closed) ? open : closed;
}

void spans_walk(struct sql *sql, uint32_t agent, int64_t from, int64_t to, spans_walk_fn *each, void *ctx)
{
    if (agent != 0)
        walk_agent(sql, agent, from, to, each, ctx);
    else
        while ((agent = agent_after(sql, agent)) != 0)
            walk_agent(sql, agent, from, to, each, ctx);
}
