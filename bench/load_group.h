/* Bare group commit: what arrives while one fdatasync runs is written and synced as one with the next. It must not know
 * what the bytes mean.
 *
 *     arrivals   x  x x     x  x x x        x
 *     disk       [1   ][2 3 ]  [4  ][5 6 7 ] [8 ]      each bracket: one write of so many changes' bytes to a growing
 *                                                      file, one fdatasync
 *
 * The smallest program that answers durably at this rate: no socket, no request, no other thread.
 */
#ifndef NEXTUP_BENCH_LOAD_GROUP_H
#define NEXTUP_BENCH_LOAD_GROUP_H

#include <stddef.h>

#include "bench/load_arrivals.h"

#define GROUP_FILE_BYTES_MAX 4e9

/* bytes: of each arrival. Prints {"bytes","goes_first","offered_per_s","syncs","latency":{times},"above_10_p50"}; a
 * latency counts from the arrival's moment to the end of its fdatasync. Removes its file. Returns 0, or 1 and a
 * sentence on standard error. */
int group_measure(const char *directory, size_t bytes, const struct arrivals *arrivals);

#endif
