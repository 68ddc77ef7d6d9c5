/* The keeper's heavy work on a file of the journal, in pieces with pauses between them, so that no commit to another
 * file waits behind it: what is written or freed at once holds up the disk's other flushes for as long as it lasts.
 * Private to journal/. It must not touch a file that the writer uses.
 *
 *   before a file is in use        its log is filled with zeros: a commit then lands on blocks the file has, and its
 *                                  sync need not also record the file's growth
 *   when it is complete            checkpoint in pieces; its log becomes a spare one (directory.h), which a file to
 *                                  come gets
 *
 * Freeing is what holds up a disk longest: where ext4 is mounted with "discard" each freed piece is a command that the
 * disk answers before it takes the next flush, tens of milliseconds later. So in lasting work nothing is freed, and two
 * or three logs take turns. A log that a reader still has open is never written to: SQLite might look into it once
 * more.
 */
#ifndef NEXTUP_JOURNAL_CALM_H
#define NEXTUP_JOURNAL_CALM_H

#include "journal/file.h"

#include <stdatomic.h>

/* Makes the log of the database at path, which nobody has open and which has none yet: at least bytes that are there
 * already, a spare log if there is one, else zeros. Returns how many, 0 if there is no log; fewer once *hurry. What
 * fails here costs nothing but speed. */
size_t journal_calm_fill(const char *path, size_t bytes, const _Atomic bool *hurry);

/* journal_file_finish(), in pieces. The log becomes a spare one; if there are enough it is shortened in pieces and
 * removed. Ends the pauses once *hurry. */
int journal_calm_finish(struct journal_file *file, const _Atomic bool *hurry, struct journal_error *error);

/* Removes the spare logs beside the database at path. */
void journal_calm_remove_spares(const char *path);

#endif
