/* How long things took: kept one by one (exact where a histogram would round), sorted at the end. It must not judge
 * them. */
#ifndef NEXTUP_BENCH_LOAD_TIMES_H
#define NEXTUP_BENCH_LOAD_TIMES_H

#include <stddef.h>
#include <stdint.h>

enum { TIMES_MAX = 8 * 1000 * 1000 }; /* later ones are counted and not kept */

struct times {
    uint64_t *took_ns; /* owned */
    size_t kept;
    size_t capacity;
    uint64_t count; /* all, also those not kept */
};

/* Nanoseconds since some fixed moment. */
uint64_t now_ns(void);

void times_add(struct times *times, uint64_t took_ns);

/* Prints "p50_us":..,"p99_us":..,"p999_us":..,"max_us":.. (microseconds) to standard output; sorts what is kept. Zeroes
 * when there is nothing. */
void times_print(struct times *times);

/* After times_print: the duration that so many of a thousand do not exceed, 0 when there is nothing; how many took
 * longer than that. */
uint64_t times_at(const struct times *times, size_t permille);
size_t times_above(const struct times *times, uint64_t took_ns);

void times_free(struct times *times);

#endif
