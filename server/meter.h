/* How long commits take, for /metrics: from a decision to its durability. It must not look into what is decided.
 *
 *   batch decided, nothing being measured --> measuring --> durable: one observation
 *
 * One batch of a centre is measured at a time, so a measurement costs nothing where many are decided at once.
 */
#ifndef NEXTUP_SERVER_METER_H
#define NEXTUP_SERVER_METER_H

#include "pump/pump.h"

enum { METER_BOUNDS = 15 };
extern const uint32_t meter_bounds_us[METER_BOUNDS]; /* ascending; what takes longer is only in the count */

struct meter { /* of one centre */
    uint64_t within[METER_BOUNDS]; /* cumulative: at most that long */
    uint64_t count;
    uint64_t sum_us;
    int64_t since_us;
    bool measuring;
};

/* Measures from now on; the meters must live until the pumps are closed. */
void meters_begin(struct meter meters[PUMP_CENTRES_MAX], const struct pump_centres *centres);
void meter_observe(struct meter *meter, int64_t us);

#endif
