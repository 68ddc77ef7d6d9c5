/* Makes a failing scenario short: leaves out ever smaller chunks of steps while the same check still fails. It changes
 * no step. */
#ifndef NEXTUP_SIM_SHRINK_H
#define NEXTUP_SIM_SHRINK_H

#include "sim/machine.h"

/* numbers[]: the steps that are left, in order; room for scenario->count. problem: what is found, not NULL. Returns how
 * many are left. */
uint32_t shrink(const struct scenario *scenario, enum plant plant, const char *problem, uint32_t *numbers);

#endif
