/* Drawing arrivals; see load_arrivals.h. It must not read a clock: the same words give the same moments.
 *
 *     exponential gap = -ln(1 - u) / rate,  u uniform in [0, 1): arrivals of many clients that do not know of each
 *                                           other
 */
#include "bench/load_arrivals.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#define WARM_SHARE 0.2 /* of the counted seconds, before them */
static const uint64_t SEED = 0x9e3779b97f4a7c15u;

/* SplitMix64 (Steele, Lea, Flood 2014): enough for gaps, and the same everywhere. */
static double uniform(uint64_t *state)
{
    uint64_t mixed = *state += 0x9e3779b97f4a7c15u;
    mixed = (mixed ^ (mixed >> 30)) * 0xbf58476d1ce4e5b9u;
    mixed = (mixed ^ (mixed >> 27)) * 0x94d049bb133111ebu;
    mixed ^= mixed >> 31;
    return (double)(mixed >> 11) / 9007199254740992.0;
}

bool arrivals_draw(struct arrivals *arrivals, double rate_per_s, double seconds, bool even, size_t multiple)
{
    double wanted = rate_per_s * seconds * (1 + WARM_SHARE);
    size_t count = wanted >= 1 && wanted <= ARRIVALS_MAX ? (size_t)wanted / multiple * multiple : 0;
    uint64_t *at_ns = count > 0 ? calloc(count, sizeof *at_ns) : NULL;
    if (at_ns == NULL) {
        fprintf(stderr, "bench_load: %.0f arrivals are too few or too many\n", wanted);
        return false;
    }
    uint64_t state = SEED;
    double at_s = 0;
    for (size_t i = 0; i < count; i++) {
        at_ns[i] = (uint64_t)(at_s * 1e9);
        at_s += (even ? 1.0 : -log(1.0 - uniform(&state))) / rate_per_s;
    }
    *arrivals = (struct arrivals){.at_ns = at_ns,
                                  .count = count,
                                  .warm = (size_t)((double)count * WARM_SHARE / (1 + WARM_SHARE)),
                                  .rate_per_s = rate_per_s,
                                  .even = even};
    return true;
}

void arrivals_free(struct arrivals *arrivals)
{
    free(arrivals->at_ns);
    *arrivals = (struct arrivals){0};
}

double arrivals_offered_per_s(const struct arrivals *arrivals)
{
    uint64_t span_ns = arrivals->at_ns[arrivals->count - 1] - arrivals->at_ns[arrivals->warm];
    return span_ns > 0 ? (double)(arrivals->count - arrivals->warm) * 1e9 / (double)span_ns
                       : arrivals->rate_per_s;
}
