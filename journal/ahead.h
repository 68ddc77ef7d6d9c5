/* Reads a walk's entries ahead, on a thread of its own: while the walk's owner uses the entries of one block, the next
 * ones are read from their files, checked and made of their records. For whoever has the whole journal to read. Private
 * to journal/. It must not know what an event means, nor open a body.
 *
 *   the thread: journal_walk_next(), journal_records_take() --> | block | block | .. | --> journal_ahead_next()
 *               until the entry that was asked for last, a fault, or journal_ahead_stop()
 *
 * A block is small enough that a few of them stay in a processor's second cache: what one processor has just written
 * the other reads from there, not from memory. Entries are handed over, not rows: making an entry costs about as much
 * as what a core does with it, so that both threads have the same to do.
 */
#ifndef NEXTUP_JOURNAL_AHEAD_H
#define NEXTUP_JOURNAL_AHEAD_H

#include "journal/walk.h"

struct journal_ahead;

/* Reads up to last_seq. Entries before bodies_from come without their bodies. From now on until it is stopped only the
 * thread touches the walk. NULL: there is no memory or no thread. */
struct journal_ahead *journal_ahead_start(struct journal_walk *walk, uint64_t last_seq, uint64_t bodies_from);
/* 1 and the next entry (with its body as it is on the disk), the caller's until the next call; 0: all that was asked
 * for was read, or the walk is at its end; -1 and a sentence, when all that is good before was given. It begins with
 * the first entry of the row that holds the walk's first seq. */
int journal_ahead_next(struct journal_ahead *ahead, struct journal_entry **entryp, struct journal_error *error);
void journal_ahead_stop(struct journal_ahead *ahead); /* NULL is allowed */

#endif
