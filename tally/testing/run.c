/* A made-up centre that runs on; see run.h. It must not judge. */
#include "tally/testing/run.h"

#include <stdio.h>
#include <stdlib.h>

_Noreturn void acd_panic(const char *sentence)
{
    fprintf(stderr, "the core is broken: %s\n", sentence);
    abort();
}

void run_begin(struct run *run, uint64_t seed)
{
    struct acd_limits limits = world_limits();
    world_init(&run->world, seed);
    run->acd = acd_init(aligned_alloc(64, (acd_size(&limits) + 63) / 64 * 64), &limits);
    run->batch.count = 0;
}

void run_end(struct run *run)
{
    free(run->acd);
}

void run_next(struct run *run)
{
    struct acd_command command;
    do {
        if (!world_set_up(&run->world, &command))
            world_next(&run->world, run->acd, &command);
    } while (acd_step(run->acd, &command, &run->batch) != ACD_OK || run->batch.count == 0);
}
