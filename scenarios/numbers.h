/* A story's sums, folded from its events by the tally. It must not change anything. */
#ifndef NEXTUP_SCENARIOS_NUMBERS_H
#define NEXTUP_SCENARIOS_NUMBERS_H

#include "scenarios/story.h"

struct numbers *numbers_new(const struct acd *core); /* of a core that has done nothing yet; never NULL */
void numbers_free(struct numbers *numbers);          /* NULL is nothing */
/* After the core has applied the batch. False: no memory. */
bool numbers_take(struct numbers *numbers, const struct acd *core, const struct acd_batch *batch);
/* "numbers", "times of alice", "length of C1". False if it is none of these. */
bool show_numbers(struct story *story, struct words *words);

#endif
