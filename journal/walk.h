/* Reads the rows of a journal in order, across its files, beside whoever writes them. Private to journal/. */
#ifndef NEXTUP_JOURNAL_WALK_H
#define NEXTUP_JOURNAL_WALK_H

#include "journal/file.h"
#include "lib/buf.h"

enum { WALK_ROWS_MAX = 1024, WALK_BYTES = 256 << 10 };

struct journal_walk {
    const char *dir;          /* lent: outlives the walk */
    struct journal_file file; /* being read; db NULL: none yet */
    uint64_t next_seq;        /* the next row to take must begin here; the first one must hold it */
    bool begun;
    bool still; /* files are read as they are when they are opened (journal_file_open_still) */
    /* Rows are copied out in chunks, so that no read transaction stays open that a checkpoint would have to wait
     * for. */
    struct buf bytes;
    struct journal_row rows[WALK_ROWS_MAX];
    uint32_t row_count;
    uint32_t row_at; /* the next one to hand out .. */
    size_t byte_at;  /* .. and where its bytes are */
};

void journal_walk_init(struct journal_walk *walk, const char *dir, uint64_t first_seq);
void journal_walk_close(struct journal_walk *walk);

/* 1 and a row (its bytes lent until the next call), 0 at the present end (ask again later), -1 and a sentence. A row
 * that is torn, damaged or does not follow the one before is a fault; it is never skipped. */
int journal_walk_next(struct journal_walk *walk, struct journal_row *row, struct journal_error *error);

/* Whether the next row is in memory already. */
bool journal_walk_has_row(const struct journal_walk *walk);
/* Goes on with the row that holds seq. */
void journal_walk_seek(struct journal_walk *walk, uint64_t seq);

/* Where the next row comes from, for sentences. */
const char *journal_walk_path(const struct journal_walk *walk);

#endif
