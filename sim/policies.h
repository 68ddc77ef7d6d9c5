/* Which changes of rules and moves both worlds make: those after which policy_lint() has nothing more to say than
 * before. */
#ifndef NEXTUP_SIM_POLICIES_H
#define NEXTUP_SIM_POLICIES_H

#include "core/core.h"

/* command: any. False: it would leave somebody stuck. */
bool policies_permit(const struct acd *acd, const struct acd_command *command);

#endif
