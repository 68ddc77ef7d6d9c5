/* Which of a journal's files were moved out of its directory, and where they are. Private to journal/. It must not move
 * anything itself.
 *
 *     DIR/journal/archived    nextup archived 1
 *                             folder /where/they/are
 *                             000001 LAST_SEQ CHECKSUM      one line each, from 1 without a gap; XXH3-64 of the whole
 *                                                           file, in hex
 *
 * A file that is missing and not in this list is lost. One that is in it is read where it is: in DIR/journal if it was
 * put back, else in the folder.
 */
#ifndef NEXTUP_JOURNAL_ARCHIVED_H
#define NEXTUP_JOURNAL_ARCHIVED_H

#include "journal/directory.h"

struct journal_archived_file {
    uint64_t last_seq;
    uint64_t checksum;
};

struct journal_archived {
    char folder[DIRECTORY_LEN_MAX + 1];
    uint32_t count;                      /* of files, 1 .. count */
    struct journal_archived_file *files; /* owned */
};

/* Nothing archived: count 0. -1 and a sentence: the list is there and cannot be read. */
int journal_archived_read(const char *dir, struct journal_archived *archived, struct journal_error *error);
void journal_archived_free(struct journal_archived *archived);
int journal_archived_write(const char *dir, const struct journal_archived *archived, struct journal_error *error);

/* Where file number is now. -1 and a sentence: it is archived and nobody can say where, or the list cannot be read. A
 * file that is nowhere gets its place in DIR/journal. */
int journal_archived_find(const char *dir, uint32_t number, struct journal_path *path, struct journal_error *error);

#endif
