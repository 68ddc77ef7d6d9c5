/* The core's state of an agent in the status API's numbers, and back. It must not change anything.
 *
 *     shown by the core       agent-status                    agent-sub-status   (peers.md 1.2)
 *     SIGNED_OUT              0 UNKNOWN while no status was ever set (never signed in), else 1 LOGGED_OUT
 *     ON_BREAK, OTHER         3 ON_BREAK                      none      a custom status without a role counts as a break
 *     AVAILABLE               4 WAIT_TRANSACT                 none
 *     WORKING_OFFLINE         5 WORK_OFFLINE                  none
 *     OFFERING                6 TRANSACT_OFFERED              none
 *     BUSY                    7 PROCESS_TRANSACT              none      something that came through a queue is handled
 *     BUSY                    9 BUSY                          none      only direct work: an agent's own queue, a call placed without a queue
 *     BUSY_STOP_NEW           7 or 9 in the same way          stopnew
 *     POST_PROCESSING         8 POST_PROCESS                  none, or stopnew if a Stop New waits for its end
 *
 *     Never answered: 2 LOGGED_IN (signing in lands on 3 at once), 10 DIRECT_CALL (a direct call marks busy here: 9),
 *     11 ON_EMAIL (there is no e-mail).
 */
#ifndef NEXTUP_EDGE_VCC_SHOWN_H
#define NEXTUP_EDGE_VCC_SHOWN_H

#include "core/core.h"

enum { SHOWN_STATUSES = 12 };

struct shown {
    uint8_t status; /* 0 .. 11 */
    bool stop_new;
    uint32_t reason; /* the code that is shown with it; 0: none */
    int64_t since;   /* since when, as far as the work that is open tells; 0: never */
};

/* False: no such agent. */
bool shown_of(const struct acd *acd, uint32_t agent, struct shown *shown);

/* The statuses that may be set now by this actor, ascending; returns how many (at most 4). */
uint32_t shown_allowed(const struct acd *acd, uint32_t agent, struct acd_actor actor, uint8_t allowed[4]);

/* The command that sets 1, 3, 4 or 5; its status (0: no status of this centre has the role; SIGN_OUT needs none). */
struct acd_command shown_command(const struct acd *acd, uint8_t status);

const char *shown_name(uint8_t status); /* "WAIT_TRANSACT" */

#endif
