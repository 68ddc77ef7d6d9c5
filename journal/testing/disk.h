/* A disk for SQLite that can lose its power and can fail: a VFS in front of the system's own. Tests only.
 *
 * What SQLite writes goes to the real files, where the program under test finds it again, as through a page cache.
 * Beside that the disk keeps for each file what a flush has made durable, and the writes since:
 *
 *     write ---> real file            flush ---> what is durable
 *        \-----> writes not flushed ----^
 *
 * A power cut leaves what is durable and, of each write not flushed, all, nothing, or any of its sectors: a drive may
 * keep and order them as it likes. A flush that fails drops the writes before it, as Linux does: a second flush
 * "succeeds" and they are still not there. Files that do not pass through SQLite are copied as they are.
 */
#ifndef NEXTUP_JOURNAL_TESTING_DISK_H
#define NEXTUP_JOURNAL_TESTING_DISK_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

enum testing_disk_fault {
    TESTING_DISK_WRITE_FAILS, /* EIO */
    TESTING_DISK_WRITE_TORN,  /* EIO, and half of it was written */
    TESTING_DISK_FULL,        /* ENOSPC */
    TESTING_DISK_FLUSH_FAILS, /* EIO, once; what was written since the last flush is never durable */
    TESTING_DISK_FAULTS
};

/* From now on SQLite's files pass through the disk, which is empty: what is in files already counts as durable. */
void testing_disk_begin(void);
/* SQLite's files are the system's own again. All of them must be closed. */
void testing_disk_end(void);

/* The power fails at the write or flush number `operation` from now (1: the next): a copy of dir as it would be found
 * is laid out in to, a path of 256 bytes. The program under test goes on and notices nothing. Before the copy is made
 * *acknowledged is read into *kept. */
void testing_disk_cut_at(uint64_t operation, unsigned seed, const char *dir, char *to,
                         const _Atomic uint64_t *acknowledged, uint64_t *kept);
bool testing_disk_was_cut(void);

/* The first operation from number `operation` on that the fault fits fails. */
void testing_disk_fail_at(uint64_t operation, enum testing_disk_fault fault);
bool testing_disk_has_failed(void);

#endif
