/* The four things that can be asked for: the list, one agent, one change, many changes. Private to this folder. */
#ifndef NEXTUP_EDGE_VCC_AGENTS_H
#define NEXTUP_EDGE_VCC_AGENTS_H

#include "edge/vcc/call.h"

/* Each writes the whole answer, or fails the call. */
void agents_list(struct vcc_call *call);
void agents_get(struct vcc_call *call, const char *id);
void agents_put(struct vcc_call *call, const char *id);
void agents_bulk(struct vcc_call *call);

#endif
