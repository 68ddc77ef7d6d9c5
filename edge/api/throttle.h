/* How often each operation of each centre may be asked: one token bucket for each, in fixed memory. It must not read
 * the clock. */
#ifndef NEXTUP_EDGE_API_THROTTLE_H
#define NEXTUP_EDGE_API_THROTTLE_H

#include <stdbool.h>
#include <stdint.h>

struct throttle;
struct throttle *throttle_new(uint32_t centres, uint32_t operations); /* NULL: no memory */
void throttle_free(struct throttle *throttle);

/* Takes one request, at per_s a second on average and burst at once. False: too many. */
bool throttle_take(struct throttle *throttle, uint32_t centre, uint32_t operation, uint32_t per_s,
                   uint32_t burst, int64_t now);

#endif
