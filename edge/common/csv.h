/* Tables as CSV (RFC 4180: CRLF, quotes doubled) into a bounded buffer. It must not know what they say.
 *
 * A cell that a spreadsheet would take for a formula gets a leading ' : one that begins with = + - @, a tab or a
 * carriage return. Numbers are written bare.
 */
#ifndef NEXTUP_EDGE_COMMON_CSV_H
#define NEXTUP_EDGE_COMMON_CSV_H

#include <stdbool.h>
#include <stdint.h>

#include "lib/buf.h"

struct csv {
    struct buf *buf; /* not owned */
    bool in_row;
};

void csv_init(struct csv *csv, struct buf *buf);
void csv_text(struct csv *csv, const char *text); /* NULL: an empty cell */
void csv_i64(struct csv *csv, int64_t value);
void csv_share(struct csv *csv, double value); /* with three digits behind the point */
void csv_time(struct csv *csv, int64_t at);    /* RFC 3339, UTC; 0 and ACD_NEVER: an empty cell */
void csv_row_end(struct csv *csv);

#endif
