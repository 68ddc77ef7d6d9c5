/* A made-up call centre on the real core, drawn from one number: agents, customers, supervisors, programs
 * and a gateway who do whatever
 * comes to their mind, at the worst moments. It judges nothing; sim.c watches.
 */
#ifndef NEXTUP_SIM_WORLD_H
#define NEXTUP_SIM_WORLD_H

#include "core/core.h"

enum { WORLD_SAID = 8 };

struct world {
    uint64_t random; /* the generator's state: the seed decides everything */
    int64_t now;
    int64_t quiet_until;  /* nights and Sundays: nothing happens but what the core's timers do */
    uint8_t model;        /* enum acd_model: every other seed has the other */
    uint32_t set_up_step; /* how far the configuration has come */
    struct acd_command said[WORLD_SAID]; /* the last that named an offer: they may be heard once more */
    uint32_t said_count;
    struct acd_profile_queue profile_queues[ACD_PROFILE_QUEUES_MAX];
    struct acd_window windows[ACD_HOURS_WINDOWS_MAX];
};

void world_init(struct world *world, uint64_t seed);
uint32_t world_draw(struct world *world, uint32_t below);

/* The next command that configures the centre; false when it is ready. What the command lends lives until
 * the next call. */
bool world_set_up(struct world *world, struct acd_command *command);

/* Lets time pass, then thinks of a deed that suits the state more or less. The core may refuse it.
 * Where a timer is due at the time reached, the command is nearly always ACD_TICK. */
void world_next(struct world *world, const struct acd *acd, struct acd_command *command);

struct acd_limits world_limits(void);

#endif
