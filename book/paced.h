/* Brings what SQLite writes of one connection to the disk as it goes, in pieces with pauses, so that no commit of the journal waits behind a flush of many megabytes. Private to
 * this folder. It changes nothing of what is written, nor when SQLite itself syncs.
 *
 *     paced_begin(&paced, db)      after the first statement that read (the log is open then); until the connection is closed `paced` stays where it is
 */
#ifndef NEXTUP_BOOK_PACED_H
#define NEXTUP_BOOK_PACED_H

#include <sqlite3.h>
#include <stdatomic.h>
#include <stddef.h>

/* One file: SQLite's own methods, but for writing and cutting. */
struct paced_file {
    sqlite3_io_methods methods; /* first: the file's pMethods leads here */
    const sqlite3_io_methods *own;
    const struct paced *paced;
    size_t unsynced_bytes;
};

struct paced {
    struct paced_file database, log;
    const atomic_uint *hurry; /* lent; NULL or not 0: there are no pauses, because somebody waits */
};

/* A database in memory has no files: then nothing is done. paced->hurry stays as it is. */
void paced_begin(struct paced *paced, sqlite3 *db);

#endif
