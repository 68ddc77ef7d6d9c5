/* A rolling day: a ring of steps of one length, each with sums. Private to this folder. It reads no core.
 *
 *   step number = time / step_ms; its slot = number % count. A slot that holds an older number is empty.
 */
#ifndef NEXTUP_TALLY_DAY_H
#define NEXTUP_TALLY_DAY_H

#include "tally/now.h"

struct day_step {
    int64_t number; /* 0: never used */
    struct tally_day sums;
    int64_t waiting_max, waiting_last; /* of a queue */
};

struct day {
    struct day_step *steps; /* owned; NULL: nothing has happened yet */
    uint32_t count;
    int64_t step_ms;
    int64_t waiting; /* now, of a queue */
};

void day_init(struct day *day, uint32_t count, int64_t step_ms);
void day_free(struct day *day);
/* The sums of the step that `at` lies in, made if need be; NULL: no memory. */
struct tally_day *day_at(struct day *day, int64_t at);
/* How many wait from now on. False: no memory. */
bool day_set_waiting(struct day *day, int64_t at, int64_t waiting);
/* Adds a stretch of time to one member of the sums (its offset in struct tally_day), spread over the steps. False: no
 * memory. */
bool day_spread(struct day *day, size_t member, int64_t from, int64_t to);
/* All steps of the last count, up to the one that `at` lies in. False: nothing. */
bool day_sum(const struct day *day, int64_t at, struct tally_day *sum);
void day_chart(const struct day *day, int64_t at, struct tally_step *steps, uint32_t count);
/* Adds the steps of another ring of the same kind, but for those this one is already past. What waited in them is not
 * known. False: no memory. */
bool day_merge(struct day *day, const struct day *other);
void day_add(struct tally_day *sum, const struct tally_day *part);

#endif
