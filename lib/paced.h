/* Brings what SQLite writes of one connection to the disk as it goes, in pieces with pauses, so that no commit to
 * another file waits behind a flush of many megabytes. It changes nothing of what is written, nor when SQLite itself
 * syncs.
 *
 *     struct paced paced = {.hurry = &hurry};
 *     paced_begin(&paced, db)      after the first statement that read: the log is open then
 *     paced_end(&paced)            or when the connection is closed: until then `paced` stays where it is
 */
#ifndef NEXTUP_LIB_PACED_H
#define NEXTUP_LIB_PACED_H

#include <sqlite3.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>

enum { PACED_PIECE_BYTES = 256 << 10 }; /* written or synced at once: the disk is done with that before anybody notices */

/* One file: SQLite's own methods, but for writing and cutting. */
struct paced_file {
    sqlite3_io_methods methods; /* first: the file's pMethods leads here */
    const sqlite3_io_methods *own;
    sqlite3_file *file; /* NULL: there is none */
    const struct paced *paced;
    size_t unsynced_bytes;
};

struct paced {
    struct paced_file database, log;
    const atomic_bool *hurry; /* lent; NULL or true: there are no pauses, because somebody waits */
};

/* A database in memory has no files: then nothing is done. paced->hurry stays as it is. */
void paced_begin(struct paced *paced, sqlite3 *db);
void paced_end(struct paced *paced);

/* One pause, as between two pieces. */
void paced_pause(const atomic_bool *hurry);

#endif
