/* How an answer shows what a user takes on, and for how long: the WORK of docs/reference/admin.md. It must not change
 * anything.
 *
 *     LENGTH  "30", "chat=30": seconds, 0 none; of a queue also "agent", "chat=agent": each agent's own
 *     LIMIT   "chat=2", "total=4", "chat=profile": as the routing profile says        BLEND  "voice:chat=1": while on a call one chat; "voice:chat=profile"
 *     offerTime  "15" .. "60" seconds, "centre": as the queue or the policy says
 */
#ifndef NEXTUP_SERVER_ADMIN_WORK_H
#define NEXTUP_SERVER_ADMIN_WORK_H

#include "lib/json.h"

struct acd_agent_view;

/* The members wrapUp, autoAccept, offerTime, limits and blends. */
void admin_work_write(struct json_writer *writer, const struct acd_agent_view *view);

#endif
