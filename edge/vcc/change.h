/* One status that is asked for one agent: who may, what it means for the core, how it came out. It must not render an
 * answer. */
#ifndef NEXTUP_EDGE_VCC_CHANGE_H
#define NEXTUP_EDGE_VCC_CHANGE_H

#include "edge/vcc/call.h"

/* By UUID, else by username (any case). 0: nobody. */
uint32_t change_find_agent(const struct vcc_call *call, const char *id);

/* May the key's user look at and act on this agent? An agent: itself; a supervisor: itself and the agents of its
 * groups; an administrator: all. */
bool change_is_allowed(const struct vcc_call *call, uint32_t agent);

/* The same with a problem for what is not: 404, 403. Returns the agent, or 0. */
uint32_t change_get_agent(const struct vcc_call *call, const char *id, struct problem *problem);

/* Carries the wish out. problem->status stays 0 if it was done; then *waits says that it takes effect when the agent's
 * work is finished. Logs who asked for what. */
void change_make(struct vcc_call *call, uint32_t agent, const struct parse_wish *wish,
                 struct problem *problem, bool *waits);

#endif
