/* The places of a journal on disk: the names of its files, the lock, and the sentences of what a file system can
 * refuse. Private to journal/.
 *
 *   DIR/lock                      held while the journal is open
 *   DIR/journal/000001.db ...     file.h
 *   DIR/journal/NAME.aside        a file that is being made; left by a crash, removed at open
 *   DIR/journal/spare-N.aside     a log to be used again, while the journal is open (calm.h)
 *   DIR/snapshots/SEQ.snapshot    snapshot.c
 */
#ifndef NEXTUP_JOURNAL_DIRECTORY_H
#define NEXTUP_JOURNAL_DIRECTORY_H

#include "journal/journal.h"

enum { DIRECTORY_LEN_MAX = 900, FILE_NUMBER_MAX = 999999 };

struct journal_path {
    char text[1024];
};

struct journal_path journal_path_join(const char *dir, const char *name);
struct journal_path journal_path_file(const char *dir, uint32_t number);
struct journal_path journal_path_wal(const char *path); /* of a database */
struct journal_path journal_path_aside(const char *path);
struct journal_path journal_path_spare(const char *path, uint32_t number); /* beside the database at path */

/* Makes DIR, DIR/journal and DIR/snapshots where they are missing, and finds out by a small write whether the disk
 * takes anything. */
int journal_directory_make(const char *dir, struct journal_error *error);
/* Makes what was done to the names in a directory durable. */
int journal_directory_sync(const char *dir, struct journal_error *error);
/* Makes the content of a file durable. */
int journal_directory_sync_file(const char *path, struct journal_error *error);
/* Renames within a directory, durably. */
int journal_directory_rename(const char *from, const char *to, struct journal_error *error);
void journal_directory_remove_asides(const char *dir, const char *sub);

/* Returns a descriptor that holds the lock until it is closed, or -1 and a sentence. */
int journal_directory_lock(const char *dir, struct journal_error *error);

/* The highest number of a journal file; 0: there is none. */
int journal_directory_highest(const char *dir, uint32_t *number, struct journal_error *error);
/* The same, and -1 with a sentence if one before it is missing. */
int journal_directory_count(const char *dir, uint32_t *count, struct journal_error *error);

/* Free bytes for us on the disk that holds dir; UINT64_MAX if it cannot be told. */
uint64_t journal_directory_free_bytes(const char *dir);

/* The sentence of an errno; returns -1. */
int journal_fault_errno(struct journal_error *error, int number, const char *path, const char *doing);

#endif
