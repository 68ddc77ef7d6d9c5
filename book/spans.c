/* Finds spans of agents' time, and sums them by status and code; see spans.h. It knows no thread. */
#include "book/spans.h"

#include <stdlib.h>
#include <string.h>

#include "book/ask.h"
#include "book/owned.h"
#include "book/spans_table.h"

/* ---- spans ---- */

struct ask_spans {
    struct ask ask;
    uint32_t agent;
    int64_t from, to;
    book_spans_fn *answer;
    struct tally_span *found;
    uint32_t count, capacity;
    bool more;
};

static void keep_span(void *ctx, const struct tally_span *span)
{
    struct ask_spans *asked = ctx;
    if (asked->count == BOOK_SPANS_MAX) {
        asked->more = true;
        return;
    }
    asked->found = owned_room(asked->found, asked->count, &asked->capacity, sizeof *asked->found);
    asked->found[asked->count++] = *span;
}

static void find_spans(struct ask *ask, struct sql *sql)
{
    struct ask_spans *asked = (struct ask_spans *)ask;
    spans_walk(sql, asked->agent, asked->from, asked->to, keep_span, asked);
}

static void tell_spans(struct ask *ask)
{
    struct ask_spans *asked = (struct ask_spans *)ask;
    asked->answer(ask->ctx, asked->found, ask->failed ? 0 : asked->count, asked->more, ask->failed);
    free(asked->found);
    free(asked);
}

void book_ask_spans(struct book *book, uint64_t min_seq, uint32_t agent, int64_t from, int64_t to,
                    book_spans_fn *answer, void *ctx)
{
    struct ask_spans *asked = owned_memory(sizeof *asked);
    asked->ask = (struct ask){.min_seq = min_seq, .ctx = ctx, .find = find_spans, .tell = tell_spans};
    asked->agent = agent;
    asked->from = from;
    asked->to = to;
    asked->answer = answer;
    book_ask(book, &asked->ask);
}

/* ---- status report ---- */

struct ask_report {
    struct ask ask;
    uint32_t agent;
    int64_t from, to;
    book_status_report_fn *answer;
    struct book_status_row *rows; /* of one agent after another */
    uint32_t count, capacity;
    uint32_t first_of_agent; /* where the present agent's rows begin */
    bool more;
    struct tally_span last; /* to see where a status begins */
};

static struct book_status_row *row_of(struct ask_report *asked, const struct tally_span *span)
{
    if (asked->count == 0 || asked->rows[asked->count - 1].agent != span->agent)
        asked->first_of_agent = asked->count;
    for (uint32_t i = asked->first_of_agent; i < asked->count; i++)
        if (asked->rows[i].status == span->status && asked->rows[i].code == span->code)
            return &asked->rows[i];
    if (asked->count == BOOK_STATUS_ROWS_MAX) {
        asked->more = true;
        return NULL;
    }
    asked->rows = owned_room(asked->rows, asked->count, &asked->capacity, sizeof *asked->rows);
    asked->rows[asked->count] = (struct book_status_row){
        .agent = span->agent, .status = span->status, .code = span->code, .status_type = span->status_type};
    return &asked->rows[asked->count++];
}

/* A status begins where the span before had another, or where the range does. */
static void add_span(void *ctx, const struct tally_span *span)
{
    struct ask_report *asked = ctx;
    bool goes_on = asked->last.agent == span->agent && asked->last.status == span->status &&
                   asked->last.code == span->code;
    struct book_status_row *row = row_of(asked, span);
    asked->last = *span;
    if (!row)
        return;
    row->count += !goes_on;
    row->ms += span->to - span->from;
    row->activity_ms[span->activity] += span->to - span->from;
    row->draining_ms += span->next != 0 ? span->to - span->from : 0;
}

static void find_report(struct ask *ask, struct sql *sql)
{
    struct ask_report *asked = (struct ask_report *)ask;
    spans_walk(sql, asked->agent, asked->from, asked->to, add_span, asked);
}

static void tell_report(struct ask *ask)
{
    struct ask_report *asked = (struct ask_report *)ask;
    asked->answer(ask->ctx, asked->rows, ask->failed ? 0 : asked->count, asked->more, ask->failed);
    free(asked->rows);
    free(asked);
}

void book_ask_status_report(struct book *book, uint64_t min_seq, uint32_t agent, int64_t from, int64_t to,
                            book_status_report_fn *answer, void *ctx)
{
    struct ask_report *asked = owned_memory(sizeof *asked);
    asked->ask = (struct ask){.min_seq = min_seq, .ctx = ctx, .find = find_report, .tell = tell_report};
    asked->agent = agent;
    asked->from = from;
    asked->to = to;
    asked->answer = answer;
    book_ask(book, &asked->ask);
}
