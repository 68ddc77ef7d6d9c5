/* What must hold in every state of a small centre and at every step, said from outside: by what is seen, not by how the
 * core is made. */
#ifndef NEXTUP_PROOF_EXPLORE_PROMISES_H
#define NEXTUP_PROOF_EXPLORE_PROMISES_H

#include "core/core.h"

/* What was seen of a state before a step. */
struct promises_before {
    bool stopped[4]; /* by agent: a next status was pending, or the agent was not in the ROUTABLE status */
};

void promises_look(const struct acd *acd, struct promises_before *before);

/* NULL, or a sentence about what an accepted step broke. after: the state it led to. */
const char *promises_of_step(const struct promises_before *before, const struct acd_command *command,
                             const struct acd_batch *batch, const struct acd *after);

/* NULL, or a sentence about what does not hold in this state. */
const char *promises_of_state(const struct acd *acd);

/* From this state every contact can be finished, and then every pending status has been applied; and every pending
 * status can be cancelled. NULL, or what cannot. scratch: memory of acd_size(centre_limits()) that is written over. */
const char *promises_of_way_out(const struct acd *acd, void *scratch, size_t bytes);

#endif
