/* Reads a walk's rows ahead, on a thread of its own: while the walk's owner makes events of some rows and applies them, the next ones are read from their files and checked, with every
 * record's checksum. For whoever has the whole journal to read. Private to journal/. It must not decode what is in a row.
 *
 *   the thread: journal_walk_next() --> | chunk | chunk | --> journal_ahead_next()
 *               until the last row that was asked for, a fault, or journal_ahead_stop()
 *
 * Rows are handed over, not events: those are three times as large, and would go from one processor's memory to the other's.
 */
#ifndef NEXTUP_JOURNAL_AHEAD_H
#define NEXTUP_JOURNAL_AHEAD_H

#include "journal/walk.h"

struct journal_ahead;

/* Reads up to the row that holds last_seq. From now on until it is stopped only the thread touches the walk. NULL: there is no memory or no thread. */
struct journal_ahead *journal_ahead_start(struct journal_walk *walk, uint64_t last_seq);
/* As journal_walk_next(): 1 and the next row, whose records were checked as well, its bytes lent until the next call; 0: all that was asked for was read, or the walk is at its end;
 * -1 and a sentence. */
int journal_ahead_next(struct journal_ahead *ahead, struct journal_row *row, struct journal_error *error);
/* Where the row given last comes from, for sentences. */
const char *journal_ahead_path(const struct journal_ahead *ahead);
void journal_ahead_stop(struct journal_ahead *ahead); /* NULL is allowed */

#endif
