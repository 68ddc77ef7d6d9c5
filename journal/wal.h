/* Looks at the write-ahead log that a crash left behind, before SQLite does: SQLite takes the frames up to the first
 * bad one and silently forgets the rest. Private to journal/.
 *
 * Every commit is synced before the next one begins. So after the first bad frame there may be, of the same log, at
 * most the rest of one commit: one that nobody was ever told of. If a whole later commit stands behind the bad frame,
 * acknowledged events were damaged. */
#ifndef NEXTUP_JOURNAL_WAL_H
#define NEXTUP_JOURNAL_WAL_H

#include "journal/journal.h"

#include <stddef.h>

/* Stands where a log's header will be, in a log that was another file's and is prepared for the next: SQLite takes it
 * for an empty one, because it does not begin with SQLite's number. What the former file's frames left behind it has
 * other salts than any log to come. */
enum { JOURNAL_WAL_HEADER_BYTES = 32 };
extern const char journal_wal_prepared[JOURNAL_WAL_HEADER_BYTES];

struct journal_wal {
    uint64_t frames_good;      /* frames of whole commits, from the beginning */
    uint64_t bytes_unfinished; /* of one commit that did not come to its end; 0: none */
    bool exists;               /* and is not empty */
    bool damaged;              /* acknowledged commits stand behind a bad frame */
};

/* path: of the database; its WAL is path-wal. Nobody may have the database open. */
int journal_wal_look(const char *path, struct journal_wal *wal, struct journal_error *error);

#endif
