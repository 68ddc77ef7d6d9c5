/* Rows that hold many entries: what a transaction adds to the same thing (an agent's spans, the steps of a chain, the
 * places of the audit that are about somebody) is gathered in memory and written as one row when the transaction ends,
 * in the order of the keys. Private to this folder. It knows no table and no entry's meaning.
 *
 *     gathered_add(...)        an entry for (kind, number); entries of one thing come in order
 *     gathered_flush(...)      writes all rows and forgets them: before the commit, and before anything reads or
 *                              changes such rows in the same transaction
 *     gathered_drop(...)       the transaction failed: forgets them
 *
 * A row is at most GATHERED_BYTES_MAX long (one that would be longer is written and another begun), so that it fits
 * into a page and is read whole. How entries are shared out over rows depends on where transactions ended and means
 * nothing: readers see entries.
 */
#ifndef NEXTUP_BOOK_GATHERED_H
#define NEXTUP_BOOK_GATHERED_H

#include "book/sql.h"
#include "lib/table.h"

enum { GATHERED_BYTES_MAX = 900, GATHERED_NUMBER_BYTES_MAX = 10 };

struct gathered_key {
    uint64_t kind, number;
};

struct gathered_row {
    struct gathered_key key;
    int64_t first, last; /* where its first entry begins and its last one ends, in the thing's own order: sequence numbers, or times */
    uint32_t len, capacity;
    uint8_t *bytes; /* owned */
};

typedef void gathered_put_fn(struct sql *sql, const struct gathered_row *row);

struct gathered {
    struct table by_key;
    struct gathered_row **rows; /* owned, as they came */
    uint32_t count, capacity;
    gathered_put_fn *put; /* inserts one row */
};

void gathered_init(struct gathered *gathered, gathered_put_fn *put);
void gathered_free(struct gathered *gathered);

/* The entry begins at first and ends at last (the same for one that has no length). */
void gathered_add(struct gathered *gathered, struct sql *sql, struct gathered_key key, int64_t first, int64_t last,
                  const void *bytes, size_t len);
/* Where the last entry of the row that is gathered for key ends; false: none is, the next entry begins a row. */
bool gathered_last(const struct gathered *gathered, struct gathered_key key, int64_t *last);
/* Before an entry that tells its distance from the last one is added: true if an entry of len no longer fits into the
 * row; that is written then, and the entry begins another. */
bool gathered_make_room(struct gathered *gathered, struct sql *sql, struct gathered_key key, size_t len);
/* Writes the row that is gathered for key, if any: the next entry begins another. */
void gathered_end(struct gathered *gathered, struct sql *sql, struct gathered_key key);
void gathered_flush(struct gathered *gathered, struct sql *sql);
void gathered_drop(struct gathered *gathered);

/* Numbers within entries: seven bits a byte, the least first, the last byte's high bit is 0. */
size_t gathered_encode(uint8_t *at, uint64_t number); /* at most GATHERED_NUMBER_BYTES_MAX; returns how many */
const uint8_t *gathered_decode(const uint8_t *at, const uint8_t *end, uint64_t *number); /* behind it; NULL: it is not there */

#endif
