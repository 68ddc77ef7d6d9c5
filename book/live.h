/* The rows of contacts that the open transaction has to do with, so that each is looked up once and not at every event. Private to this folder. It holds nothing that is not in the
 * table: whoever makes, ends or names a contact says live_drop(), and the next look-up reads the row again.
 */
#ifndef NEXTUP_BOOK_LIVE_H
#define NEXTUP_BOOK_LIVE_H

#include "book/sql.h"
#include "lib/table.h"

struct live_contact {
    uint64_t contact;                   /* the core's number */
    int64_t newest_seq, newest_chain;   /* the last row that was made for the number */
    int64_t seq, chain;                 /* the row that is not forgotten, the first if there are more; 0: none */
    bool is_known;                      /* of that row: it came with a body that could be read */
    bool may_have_customer;             /* likewise: somebody had a right to it when it was looked up */
};

struct live {
    struct table by_contact;
    bool is_ready;
};

/* What there is of that number; NULL: there never was a row. Lent until the next call. */
const struct live_contact *live_find(struct live *live, struct sql *sql, uint64_t contact);
void live_drop(struct live *live, uint64_t contact);
void live_free(struct live *live);
void live_clear(struct live *live); /* at the beginning of a transaction, and before rows are erased */

#endif
