/* The closed loop: each client has one request in flight and asks again when it is answered. It must not judge: it
 * prints one line of JSON.
 *
 * A connection's life. Each has a user of its own and ends where it can begin again, in Lunch:
 *
 *     WAITING --200, time left or now in Available--> the other status is asked for, WAITING
 *        |----200, time is over and now in Lunch----> DONE
 *        '----anything but 200----------------------> DONE, an error
 *
 * Latency is from before the request is signed to after its whole answer. A slow answer also delays the next question,
 * so the tail is what a client that waits sees, not what a fixed rate of arrivals would see (load_open.h).
 */
#ifndef NEXTUP_BENCH_LOAD_CLOSED_H
#define NEXTUP_BENCH_LOAD_CLOSED_H

#include <stddef.h>

#include "bench/load_request.h"

/* bare: NULL, or what the signer gets. Prints {"clients","requests","answers","errors","seconds","per_s", times}. 0, or
 * 1 after an error. */
int closed_measure(const struct plan *plan, const char *bare, size_t clients, double seconds);

#endif
