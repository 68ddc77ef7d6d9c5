/* A made-up centre of the simulator that runs on, batch by batch, for the tests of this room. Not part of the
 * program. */
#ifndef NEXTUP_TALLY_TESTING_RUN_H
#define NEXTUP_TALLY_TESTING_RUN_H

#include "core/core.h"
#include "sim/world.h"

struct run {
    struct world world;
    struct acd *acd;
    struct acd_batch batch; /* of the last step */
};

void run_begin(struct run *run, uint64_t seed); /* the centre is there and has set nothing up yet */
void run_end(struct run *run);
/* The next command that the core accepts and that makes events. */
void run_next(struct run *run);

#endif
