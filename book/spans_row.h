/* Spans of one agent as they stand in a row of the table spans: one behind the other, each some numbers (gathered.h):
 *
 *     from, to - from, seq, profile, status, status_type, code, next, activity, is_on_contact, has_error, contacts,
 *     handled
 *
 * Private to this folder. It must not know what a span means.
 */
#ifndef NEXTUP_BOOK_SPANS_ROW_H
#define NEXTUP_BOOK_SPANS_ROW_H

#include "book/gathered.h"
#include "tally/tally.h"

void spans_row_add(struct gathered *spans, struct sql *sql, const struct tally_span *span);
void spans_row_put(struct sql *sql, const struct gathered_row *row); /* gathered_put_fn of the table */
/* The next span; returns what is behind it, or NULL: there is none. */
const uint8_t *spans_row_next(const uint8_t *at, const uint8_t *end, uint32_t agent, struct tally_span *span);

#endif
