/* What the files about routing profiles share: reading their members. Private to this folder. */
#ifndef NEXTUP_EDGE_API_PROFILES_H
#define NEXTUP_EDGE_API_PROFILES_H

#include "edge/api/call.h"

enum { PROFILE_CALL_QUEUES_MAX = 10 }; /* queues one call may name */

/* QueueConfigs; how many. */
uint32_t profile_read_queues(struct call *call, struct acd_profile_queue queues[PROFILE_CALL_QUEUES_MAX],
                             bool required);
/* MediaConcurrencies: channels that are not named get no slots. */
void profile_read_concurrencies(struct call *call, struct acd_capacity capacities[ACD_CHANNELS]);
/* AgentAvailabilityTimer as a flag of the core; absent: what it is. */
uint16_t profile_read_timer(struct call *call, bool required, uint16_t absent);

#endif
