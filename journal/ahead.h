/* Reads ahead of one reader, on a thread of its own: while its owner works on some entries, the next ones are read, checked and decoded. For whoever has the whole journal to read. Private to
 * journal/. It must not open bodies, nor read what is not durable.
 *
 *   the thread: engine's reader_next() --> | chunk | chunk | --> journal_ahead_next()
 *               until the durable end, a fault, or the reader's closing
 */
#ifndef NEXTUP_JOURNAL_AHEAD_H
#define NEXTUP_JOURNAL_AHEAD_H

#include "journal/engine.h"

struct journal_ahead;

/* From now on until it is stopped only the thread touches the engine's part of the reader. NULL: there is no memory or no thread; then the reader reads as ever. */
struct journal_ahead *journal_ahead_start(struct journal_reader *reader);
/* As the engine's reader_next(): 1 and the next entry, lent until the next call; 0: all that was durable was read, and the thread has ended; -1 and a sentence. */
int journal_ahead_next(struct journal_ahead *ahead, struct journal_entry *entry, struct journal_error *error);
void journal_ahead_stop(struct journal_ahead *ahead);

#endif
