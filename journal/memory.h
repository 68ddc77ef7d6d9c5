/* Faults for tests and the simulator: what a disk and a crash can do to a journal, done on purpose to the one in memory
 * (journal_open_memory). */
#ifndef NEXTUP_JOURNAL_MEMORY_H
#define NEXTUP_JOURNAL_MEMORY_H

#include "journal/journal.h"

/* While held nothing appended becomes durable (a slow fsync). Letting go makes all of it durable at once. Nothing is
 * held at first: an append is then durable, and the wake called, before journal_append() returns. journal_flush() and
 * journal_close() let go. */
void journal_memory_hold(struct journal *journal, bool held);

/* Makes the oldest count appended batches durable while the rest is held. */
void journal_memory_commit(struct journal *journal, uint32_t count);
uint32_t journal_memory_held_count(const struct journal *journal); /* batches appended and not durable */

/* The next commit fails with this sentence, as a full or broken disk does; nothing appended since the last commit
 * becomes durable, ever. */
void journal_memory_fail_next(struct journal *journal, const char *sentence);

/* What journal_below_reserve() says. */
void journal_memory_set_below_reserve(struct journal *journal, bool below);

/* The journal has no clock of its own: what journal_oldest_pending_ms() counts by. */
void journal_memory_set_clock(struct journal *journal, int64_t now_ms);

/* The machine stops: the journal fails, and what is not durable is forgotten. unseen batches of it, the oldest first,
 * had reached the disk without anybody having been told: they are there after the restart. */
void journal_memory_tear(struct journal *journal, uint32_t unseen);

/* A new journal from what a torn or failed one has on its disk: durable entries and snapshots. The old one stays to be
 * closed by its owner, in any order. */
int journal_memory_restart(struct journal **journalp, const struct journal *torn,
                           const struct journal_options *options, struct journal_error *error);

/* Damages the newest snapshot. */
void journal_memory_spoil_snapshot(struct journal *journal);

#endif
