/* What was decided, as one number for each event: the hash of it and of all before it. Two histories agree up to an
 * event if that event's numbers are equal. It knows no rule.
 */
#ifndef NEXTUP_SIM_HISTORY_H
#define NEXTUP_SIM_HISTORY_H

#include "core/core.h"

struct history {
    uint64_t *chain; /* [seq]; [0] is of nothing */
    uint64_t seq;    /* the last one */
    uint64_t capacity;
};

void history_free(struct history *history);
void history_add(struct history *history, const struct acd_event *event);
/* The number after this event; 0 where there is none: no event has it. */
uint64_t history_at(const struct history *history, uint64_t seq);

#endif
