/* The keeper's heavy work on a file of the journal, in pieces with pauses between them, so that no commit to another file waits behind it: what is written or freed at once holds up the
 * disk's other flushes for as long as it lasts. Private to journal/. It must not touch a file that the writer uses.
 *
 *   before a file is in use        its log is filled with zeros: a commit then lands on blocks the file has, and its sync need not also record the file's growth
 *   when it is complete            checkpoint in pieces; the log is renamed away (.aside) and shortened in pieces
 */
#ifndef NEXTUP_JOURNAL_CALM_H
#define NEXTUP_JOURNAL_CALM_H

#include "journal/file.h"

#include <stdatomic.h>

/* Fills the empty log of a file that is not in use yet, up to bytes; ends early once *hurry. What fails here costs nothing but speed. */
void journal_calm_fill(struct journal_file *file, size_t bytes, const _Atomic bool *hurry);

/* journal_file_finish(), in pieces. Ends the pauses once *hurry. */
int journal_calm_finish(struct journal_file *file, const _Atomic bool *hurry, struct journal_error *error);

#endif
