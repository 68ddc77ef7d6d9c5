/* Questions about agents' time: spans (tally/tally.h), and reports of statuses and codes. Part of the book's contract;
 * asked and answered as in book.h. */
#ifndef NEXTUP_BOOK_SPANS_H
#define NEXTUP_BOOK_SPANS_H

#include "book/book.h"
#include "tally/tally.h"

enum { BOOK_SPANS_MAX = 20000, BOOK_STATUS_ROWS_MAX = 20000 };

/* In order of agent, then time; cut to the range. more: there were more than BOOK_SPANS_MAX. Lent for the call. */
typedef void book_spans_fn(void *ctx, const struct tally_span *spans, uint32_t count, bool more, bool failed);
/* The spans of an agent (0: of all) within [from, to); to must not be after now: a span that goes on is told up to
 * it. */
void book_ask_spans(struct book *book, uint64_t min_seq, uint32_t agent, int64_t from, int64_t to, book_spans_fn *answer, void *ctx);

/* One row for each agent, status and code. Times by activity sum to ms; all rows of an agent sum to the range, or to
 * what of it they were there. */
struct book_status_row {
    uint32_t agent;
    uint32_t status;
    uint32_t code; /* the reason given, 0: none */
    uint8_t status_type;
    uint32_t count; /* times it began within the range */
    int64_t ms;
    int64_t activity_ms[TALLY_ACTIVITIES]; /* by enum acd_activity */
    int64_t draining_ms;                   /* of ms: a next status waited */
};
typedef void book_status_report_fn(void *ctx, const struct book_status_row *rows, uint32_t count, bool more, bool failed);
void book_ask_status_report(struct book *book, uint64_t min_seq, uint32_t agent, int64_t from, int64_t to, book_status_report_fn *answer, void *ctx);

#endif
