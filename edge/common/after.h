/* One call once everything that several centres have decided until now is durable. It must not look into them. */
#ifndef NEXTUP_EDGE_COMMON_AFTER_H
#define NEXTUP_EDGE_COMMON_AFTER_H

#include "pump/pump.h"

/* Calls done(ctx, ...) exactly once, PUMP_LOST if any of them has failed; before it returns if nothing is waited for.
 * count 0 is allowed. */
void after_all(struct pump *const *pumps, uint32_t count, pump_post_fn *done, void *ctx);

#endif
