/* What the files about queues and quick connects share. Private to this folder. */
#ifndef NEXTUP_EDGE_API_QUEUES_H
#define NEXTUP_EDGE_API_QUEUES_H

#include "edge/api/call.h"

/* QuickConnectIds of the request, checked and as plain ids: an array, perhaps empty, that the caller gives back or
 * hands on. */
json_t *queue_read_quick_connects(struct call *call, bool required);
/* Takes the reference of ids. */
void queue_keep_quick_connects(struct call *call, uint32_t queue, json_t *ids);

/* The members of a QuickConnectSummary; number as in things_at(). */
void quick_connect_write_summary(struct call *call, uint64_t number);

#endif
