/* The bare disk: write and fdatasync, one after the other, with nothing else in between. It must not know what the
 * bytes mean. */
#ifndef NEXTUP_BENCH_LOAD_DISK_H
#define NEXTUP_BENCH_LOAD_DISK_H

#include <stdbool.h>
#include <stddef.h>

enum {
    DISK_BYTES_MAX = 1 << 20,          /* of one write */
    DISK_OVERWRITE_BYTES = 16 << 20,   /* the file that is prefilled and overwritten, at least */
    DISK_APPEND_BYTES_MAX = 512 << 20, /* the growing file begins anew beyond this */
    DISK_RUN = 32,                     /* syncs in a row whose rate is one candidate for the best */
};

/* For seconds of each kind in directory: bytes appended to a growing file, and bytes over a file that has its blocks
 * already. Prints one JSON line:
 * {"bytes":N,"goes_first":true,"append":{"per_s","best_per_s","p50_us","p99_us","max_us"},"overwrite":{...}}.
 * goes_first: with real-time priority, which root may have. Removes its files. Returns 0, or 1 and a sentence on
 * standard error. */
int disk_measure(const char *directory, size_t bytes, double seconds);

/* All of the bytes; false when the disk does not take them. */
bool disk_write_all(int file, const char *bytes, size_t len);

/* A thread that waits for the disk mostly sleeps; on a busy machine each awakening would wait for a tick (4 ms) and the
 * disk would seem forty times slower than it is. So it goes before others where it may; false where it may not. */
bool disk_go_first(void);

#endif
