/* Token buckets; see throttle.h. It must not read the clock.
 *
 * A bucket is kept as the time at which it would be full again: full_at <= now is full, and each request moves it
 * 1/per_s further.
 */
#include "edge/api/throttle.h"

#include <stdlib.h>

enum { MICROSECONDS = 1000 };

struct throttle {
    uint32_t centres;
    uint32_t operations;
    int64_t full_at[]; /* in microseconds since 1970 */
};

struct throttle *throttle_new(uint32_t centres, uint32_t operations)
{
    struct throttle *throttle =
        calloc(1, sizeof *throttle + (size_t)centres * operations * sizeof throttle->full_at[0]);
    if (throttle != NULL) {
        throttle->centres = centres;
        throttle->operations = operations;
    }
    return throttle;
}

void throttle_free(struct throttle *throttle)
{
    free(throttle);
}

bool throttle_take(struct throttle *throttle, uint32_t centre, uint32_t operation, uint32_t per_s,
                   uint32_t burst, int64_t now)
{
    if (centre >= throttle->centres || operation >= throttle->operations || per_s == 0)
        return false;
    int64_t *full_at = &throttle->full_at[(size_t)centre * throttle->operations + operation];
    int64_t present = now * MICROSECONDS;
    int64_t price = 1000 * MICROSECONDS / (int64_t)per_s;
    int64_t begin = *full_at > present ? *full_at : present;
    if (begin - present > price * ((int64_t)burst - 1)) {
        if (begin - present <= price * (int64_t)burst)
            return false;
        begin = present + price * (int64_t)burst; /* the clock went back, or the quota became smaller */
        *full_at = begin;
        return false;
    }
    *full_at = begin + price;
    return true;
}
