/* When requests are to be sent, drawn before the first one is: an open loop's clock. It must not look at any answer. */
#ifndef NEXTUP_BENCH_LOAD_ARRIVALS_H
#define NEXTUP_BENCH_LOAD_ARRIVALS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { ARRIVALS_MAX = 4 * 1000 * 1000 };

struct arrivals {
    uint64_t *at_ns; /* owned; since the beginning, never falling */
    size_t count;
    size_t warm; /* the first ones, which are not counted */
    double rate_per_s;
    bool even;
};

/* A fixed rate for so many seconds and a fifth more to warm up. even: all gaps alike; otherwise exponential gaps,
 * always the same ones. The count is cut to a multiple of that number. False and a sentence on standard error when
 * nothing is left or it is too much. */
bool arrivals_draw(struct arrivals *arrivals, double rate_per_s, double seconds, bool even, size_t multiple);
void arrivals_free(struct arrivals *arrivals);

/* The rate of the counted ones as they were drawn. */
double arrivals_offered_per_s(const struct arrivals *arrivals);

#endif
