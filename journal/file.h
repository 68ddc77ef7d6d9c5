/* One file of the journal: DIR/journal/NNNNNN.db, an SQLite database in WAL mode with synchronous=FULL. Private to
 * journal/.
 *
 *   header   one row: format, number (the file's own), journal (16 random bytes, the same in every file of one
 *            journal), sealed_at (the last seq of the file once the next one is in use; 0 while it may still grow)
 *   commits  one row a commit: first_seq (its key), count (of records), checksum, records (blob: record.c's bytes, one
 *            behind the other) checksum = XXH3-64 of records, seeded with XXH3-64 of first_seq (u64) and count (u32),
 *            little-endian
 */
#ifndef NEXTUP_JOURNAL_FILE_H
#define NEXTUP_JOURNAL_FILE_H

#include "journal/journal.h"

#include <sqlite3.h>

/* 2: events may have a group and a list of reasons. 3: bodies may be sealed. A file of an older format is read as it
 * is, and becomes 3 when a server opens it to add to it. */
enum { JOURNAL_FORMAT_OLDEST = 1, JOURNAL_FORMAT = 3, JOURNAL_ID_BYTES = 16 };

struct journal_file {
    sqlite3 *db; /* NULL: not open */
    sqlite3_stmt *insert;
    sqlite3_stmt *select; /* rows from a seq on */
    size_t wal_bytes;     /* as of the last commit through this struct */
    size_t wal_filled; /* the WAL's file has at least so many bytes: behind the last commit zeros, or what another file's log left; 0: not known */
    int wal_fd;        /* for filling; -1: not open */
    size_t roll_bytes; /* the next file follows when wal_bytes has reached it; set by who opened it to write */
    uint64_t sealed_at;
    uint32_t number;
    uint32_t format;
    uint8_t id[JOURNAL_ID_BYTES];
    char path[1024];
};

struct journal_row {
    uint64_t first_seq;
    uint32_t count;
    const uint8_t *bytes; /* lent until the next step or rest */
    size_t len;
};

/* A row whose records are taken one by one. */
struct journal_records {
    struct journal_row row;
    uint32_t taken;
    size_t at; /* in its bytes */
};

/* Makes a file without rows, aside and renamed. path: where; wal: whether it will be written by a server (else a plain
 * file, as backups are). */
int journal_file_create(const char *path, uint32_t number, const uint8_t id[JOURNAL_ID_BYTES], bool wal,
                        struct journal_error *error);

/* Opens and checks the header. writable: may write rows and checkpoint; else nothing is changed, not even by closing.
 * number: what the header must say; 0: anything. */
int journal_file_open(struct journal_file *file, const char *path, uint32_t number, bool writable,
                      struct journal_error *error);
/* To read what is in it now, and only that: where it has no WAL nothing is made beside it (SQLite would make an empty
 * one). */
int journal_file_open_still(struct journal_file *file, const char *path, uint32_t number, struct journal_error *error);
/* Leaves the WAL as it is. */
void journal_file_close(struct journal_file *file);
/* Checkpoints, closes and removes the empty WAL. */
int journal_file_finish(struct journal_file *file, struct journal_error *error);

/* One commit, durable when it returns 0. */
int journal_file_add(struct journal_file *file, const struct journal_row *row, struct journal_error *error);
/* Writes zeros ahead into the WAL once a commit comes near its end: a sync of bytes that are there already
 * need not also sync the file's growth, which costs a third of a small commit. By the writing thread only,
 * between commits: SQLite then writes over them. What fails here costs nothing but speed. */
void journal_file_fill(struct journal_file *file);
/* Brings the whole WAL into the database and empties it; what was only in the page cache is durable afterwards. */
int journal_file_checkpoint(struct journal_file *file, struct journal_error *error);
/* Says in the header that the file is complete. */
int journal_file_seal(struct journal_file *file, uint64_t last_seq, struct journal_error *error);

/* The first and the last seq; 0 and 0 if there are no rows. */
int journal_file_ends(struct journal_file *file, uint64_t *first_seq, uint64_t *last_seq,
                      struct journal_error *error);

/* Begins to read with the row that holds seq, or the first one after it. step returns 1 with a row whose checksum is
 * right, 0 at the end, -1 with a sentence that names file, row and seq; row is written also then as far as known. rest
 * ends the read transaction. */
int journal_file_seek(struct journal_file *file, uint64_t seq, struct journal_error *error);
int journal_file_step(struct journal_file *file, struct journal_row *row, struct journal_error *error);
void journal_file_rest(struct journal_file *file);

uint64_t journal_row_checksum(const struct journal_row *row);
/* The sentence for a row that is not as it must be; returns -1. */
int journal_row_fault(struct journal_error *error, const char *path, const struct journal_row *row,
                      const char *what);
/* The next record, of one that has some left; its body lies in the row. path: for the sentence. 1; -1: it is damaged,
 * carries a wrong seq, or is the last and more bytes follow. */
int journal_records_take(struct journal_records *records, const char *path, struct journal_entry *entry, struct journal_error *error);
/* Every record of the row can be taken; *bad_seq gets the first that cannot. */
bool journal_row_check(const struct journal_row *row, uint64_t *bad_seq);

int journal_fault_sqlite(struct journal_error *error, sqlite3 *db, const char *path, const char *doing);

#endif
