/* The rolling days of a centre, gathered from what the history keeps and then remembered by a tally_now that began
 * without them. It never reads a core or a book.
 *
 *   facts of the last day (any thread) --tally_days_add_*()--> days --tally_now_remember()--> the steps before the
 *   counting began
 *
 * What happened while a tally_now counts is counted by it; the days must hold nothing of that time, or it is there
 * twice.
 */
#ifndef NEXTUP_TALLY_DAYS_H
#define NEXTUP_TALLY_DAYS_H

#include "tally/now.h"

struct tally_days; /* of one thread at a time */

/* from: what was before is passed over; at least the last step that can still be shown, so a multiple of
 * TALLY_AGENT_STEP_MS within the last day. NULL: no memory. */
struct tally_days *tally_days_new(int64_t from);
/* The earliest such from, of a day that ends at `at`. */
int64_t tally_days_from(int64_t at);
void tally_days_free(struct tally_days *days);

void tally_days_add_queued(struct tally_days *days, const struct tally_contact *contact);    /* it came into a queue */
void tally_days_add_connected(struct tally_days *days, const struct tally_contact *contact); /* to an agent, for the first time */
void tally_days_add_over(struct tally_days *days, const struct tally_contact *contact);      /* handled or abandoned, wrap-up too */
void tally_days_add_offer(struct tally_days *days, const struct tally_offer *offer);
void tally_days_add_times(struct tally_days *days, uint32_t agent, int64_t at, const struct tally_times *times); /* of a stretch that begins at `at` and is short */

/* False: memory ran out, here or while they were gathered; the numbers are as they were. */
bool tally_now_remember(struct tally_now *now, const struct tally_days *days);

#endif
