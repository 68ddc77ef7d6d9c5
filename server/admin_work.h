/* The operator's requests about how much work comes to whom and how long it lasts, a part of admin.h. It must not care whether a server runs.
 *
 *     {"do":"queue_set","name","centre"?,"wrapUp":[LENGTH]}                                   {"ok":true,"centre"}
 *     {"do":"user_set","username","offerTime"?,"limits"?:[LIMIT],"blends"?:[BLEND]}           {"ok":true}
 *
 *     LENGTH  "30", "chat=30": seconds, 0 none; "agent", "chat=agent": each agent's own
 *     LIMIT   "chat=2", "total=4", "chat=profile": as the routing profile says        BLEND  "voice:chat=1": while on a call one chat; "voice:chat=profile"
 *     offerTime  "15" .. "60" seconds, "centre": as the queue or the policy says
 */
#ifndef NEXTUP_SERVER_ADMIN_WORK_H
#define NEXTUP_SERVER_ADMIN_WORK_H

#include "server/admin_groups.h"

bool admin_work_knows(const char *name);
bool admin_work_run(const char *name, struct group_asking *asking);

#endif
