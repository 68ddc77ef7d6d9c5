/* How often something may be tried per key and minute, in fixed memory. It must not read the clock.
 *
 * Each key counts in two of LIMITER_SLOTS cells picked by a keyed digest, and is refused only when both are full: two
 * keys that share one cell do not hinder each other, nobody can pick a key that does, and however many keys come the
 * memory stays the same. A cell's minute begins with its first attempt.
 */
#ifndef NEXTUP_EDGE_COMMON_LIMITER_H
#define NEXTUP_EDGE_COMMON_LIMITER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { LIMITER_SLOTS = 16384, LIMITER_WINDOW_MS = 60000 };

struct limiter;
struct limiter *limiter_new(uint32_t attempts_max); /* per window; NULL: no memory */
void limiter_free(struct limiter *limiter);

/* Counts one attempt. False: too many; *retry_after_s (at least 1) then says when it may be tried again. */
bool limiter_take(struct limiter *limiter, const char *key, int64_t now, int *retry_after_s);

/* Takes one counted attempt back: it was a good one. */
void limiter_give_back(struct limiter *limiter, const char *key, int64_t now);

#endif
