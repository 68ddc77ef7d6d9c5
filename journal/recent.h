/* The last durable rows of a journal, in memory, for readers that are near its end: they need not ask the disk for what
 * was in memory a moment ago. Private to journal/. It must not hold a row that is not durable, nor be the only place
 * where one is.
 *
 *   the writer: durable --add--> | oldest ... newest |  --find, release--> readers
 *                                beyond ROWS_MAX or BYTES_MAX the oldest goes; who wants it reads the disk
 *
 * All functions are called with the journal's mutex. Zeros are an empty one.
 */
#ifndef NEXTUP_JOURNAL_RECENT_H
#define NEXTUP_JOURNAL_RECENT_H

#include "journal/file.h"

enum { RECENT_ROWS_MAX = 1024, RECENT_BYTES_MAX = 4 << 20 };

struct journal_recent_row {
    uint64_t first_seq;
    uint32_t count;
    uint32_t held; /* by the list and by readers; freed when nobody does */
    size_t len;
    uint8_t bytes[];
};

struct journal_recent {
    struct journal_recent_row *rows[RECENT_ROWS_MAX]; /* a ring */
    uint32_t head;
    uint32_t count;
    size_t bytes;
};

/* A copy of a row; NULL: no memory, and then readers read the disk. Needs no mutex. */
struct journal_recent_row *journal_recent_copy(const struct journal_row *row);
/* Takes the row over (NULL is allowed). */
void journal_recent_add(struct journal_recent *recent, struct journal_recent_row *row);
/* The row that holds seq, to be released; NULL: it is not here. */
struct journal_recent_row *journal_recent_find(struct journal_recent *recent, uint64_t seq);
void journal_recent_release(struct journal_recent_row *row);
void journal_recent_free(struct journal_recent *recent);

#endif
