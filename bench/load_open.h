/* The open loop: requests at moments fixed beforehand, whether or not earlier ones are answered. It must not judge the
 * server: it prints one line of JSON.
 *
 *     drawn ----------> due ---------> taken ---------> sent ---------> answered
 *     before the run    its moment     the generator    a connection    200
 *                       |              looks           was free        |
 *                       |<--- late --->|                                |
 *                       |<------------------- latency ---------------->|
 *
 * So what a request waits for, a free connection or an answer that stalls all the others, is counted (no coordinated
 * omission). Requests are rendered and signed before the run begins: the client's signing costs the server neither time
 * nor a processor. When the generator's own lateness is a large part of the latency, the run is refused: then it
 * measured the generator.
 */
#ifndef NEXTUP_BENCH_LOAD_OPEN_H
#define NEXTUP_BENCH_LOAD_OPEN_H

#include <stdbool.h>
#include <stddef.h>

#include "bench/load_arrivals.h"
#include "bench/load_request.h"

enum {
    OPEN_REFUSED = 3,
    OPEN_LATE_MS_MAX = 10, /* the generator's own lateness at the 99th percentile: more is too much ... */
    OPEN_LATE_PERCENT_MAX = 25, /* ... unless it is no more than this share of the latency's */
};

/* Prints {"connections","offered_per_s","achieved_per_s","arrivals","requests","waited","late":{times},"latency":{times},"above_10_p50"}.
 * achieved below offered: the server did not keep up; waited: those that found no free connection; above_10_p50:
 * answers that took more than ten times the median. trace: NULL, or a file that gets one line a counted request: when
 * it was due and how long it took (nanoseconds of CLOCK_MONOTONIC, nanoseconds). All of the plan's users in turn, each
 * one's status alternating. 0; or 1 and a sentence on standard error: an answer that is not 200 is enough; or
 * OPEN_REFUSED, with what was measured and a sentence. */
int open_measure(const struct plan *plan, const char *bare, size_t connections,
                 const struct arrivals *arrivals, const char *trace);

#endif
