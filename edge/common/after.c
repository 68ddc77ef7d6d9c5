/* Waiting for several pumps (after.h). It must not look into them. */
#include "edge/common/after.h"

#include <stdbool.h>
#include <stdlib.h>

struct wait {
    pump_post_fn *done;
    void *ctx;
    uint32_t waiting; /* posts not called yet, and one for the loop that posts */
    bool lost;
};

static void release(struct wait *wait)
{
    if (--wait->waiting > 0)
        return;
    wait->done(wait->ctx, wait->lost ? PUMP_LOST : PUMP_DURABLE);
    free(wait);
}

static void wait_posted(void *ctx, enum pump_outcome outcome)
{
    struct wait *wait = ctx;
    if (outcome == PUMP_LOST)
        wait->lost = true;
    release(wait);
}

void after_all(struct pump *const *pumps, uint32_t count, pump_post_fn *done, void *ctx)
{
    struct wait *wait = malloc(sizeof *wait);
    if (wait == NULL) {
        done(ctx, PUMP_LOST); /* nothing may leave that cannot be held back */
        return;
    }
    *wait = (struct wait){.done = done, .ctx = ctx, .waiting = count + 1};
    for (uint32_t i = 0; i < count; i++)
        pump_post(pumps[i], wait_posted, wait);
    release(wait);
}
