/* Counting what happens in a core, from its events: offers, waiting, time in each status. It must not decide anything.
 * Private to policy/. */
#ifndef NEXTUP_POLICY_WATCH_H
#define NEXTUP_POLICY_WATCH_H

#include "lib/table.h"
#include "policy/trial.h"

struct watch_agent {
    uint32_t status;
    uint8_t shown;
    int64_t status_since;
    int64_t shown_since;
};

struct watch {
    const struct acd *acd; /* lent */
    struct policy_totals totals;
    struct watch_agent *agents; /* by number; owned */
    uint32_t agent_room;
    struct table waiting; /* contact -> when its waiting began; owns the entries */
};

/* From here on; what waits already counts from when it began. False: no memory. */
bool watch_begin(struct watch *watch, const struct acd *acd, uint32_t agents_max, int64_t at);
/* An event that acd has applied already. */
void watch_event(struct watch *watch, const struct acd_event *event);
/* The last moment: what still lasts is counted up to it. */
void watch_end(struct watch *watch, int64_t at);
void watch_free(struct watch *watch);

#endif
