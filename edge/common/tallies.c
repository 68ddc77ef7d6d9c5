/* The current numbers of each centre; see tallies.h. It must not add them up. */
#include "edge/common/tallies.h"

#include <stdlib.h>

struct tallies {
    const struct pump_centres *centres;
    struct tally_now *nows[PUMP_CENTRES_MAX]; /* NULL: no memory for it */
};

struct tally_now *tallies_find(const struct tallies *tallies, const struct pump *pump)
{
    for (uint32_t i = 0; i < tallies->centres->count; i++)
        if (tallies->centres->pumps[i] == pump)
            return tallies->nows[i];
    return NULL;
}

/* A count that ran out of memory is not to be trusted: it is begun anew, without its day. */
static void on_batch(void *ctx, struct pump *pump, const struct acd_batch *batch, const void *body,
                     size_t body_len)
{
    struct tallies *tallies = ctx;
    (void)body;
    (void)body_len;
    for (uint32_t i = 0; i < tallies->centres->count; i++) {
        if (tallies->centres->pumps[i] != pump)
            continue;
        if (tallies->nows[i] != NULL && tally_now_batch(tallies->nows[i], pump_core(pump), batch))
            continue;
        tally_now_free(tallies->nows[i]);
        tallies->nows[i] = tally_now_new(pump_core(pump));
    }
}

struct tallies *tallies_new(const struct pump_centres *centres)
{
    struct tallies *tallies = calloc(1, sizeof *tallies);
    if (tallies == NULL)
        return NULL;
    tallies->centres = centres;
    for (uint32_t i = 0; i < centres->count; i++) {
        tallies->nows[i] = tally_now_new(pump_core(centres->pumps[i]));
        pump_tap(centres->pumps[i], on_batch, tallies);
    }
    return tallies;
}

void tallies_free(struct tallies *tallies)
{
    if (tallies == NULL)
        return;
    for (uint32_t i = 0; i < tallies->centres->count; i++) {
        if (tallies->centres->pumps[i] != NULL)
            pump_untap(tallies->centres->pumps[i], on_batch, tallies);
        tally_now_free(tallies->nows[i]);
    }
    free(tallies);
}
