/* Parts of snapshots that depend on the set-up alone (names, ARNs, what a routing profile serves), rendered once and
 * kept until an event may have changed the set-up. They must never differ from what rendering them anew would give.
 * Private to this folder.
 *
 * Exact because it is the other way round: parts_after() knows the events of the day's work, which touch neither a name
 * nor a profile. Any other, also one of a kind that is new, makes all parts be rendered anew. Bounded: of each kind
 * PARTS_KEPT numbers; two that share a place put each other out.
 */
#ifndef NEXTUP_EDGE_STREAM_PARTS_H
#define NEXTUP_EDGE_STREAM_PARTS_H

#include "core/core.h"
#include "lib/buf.h"

enum part_kind {
    PART_STATUS,           /* "ARN":...,"Name":..., with the last comma; nothing for a status that is unknown */
    PART_QUEUE,            /* "ARN":...,"Name":... of a queue; nothing for one that is unknown */
    PART_PROFILE,          /* as of a status */
    PART_PROFILE_OUTBOUND, /* the value of DefaultOutboundQueue */
    PART_PROFILE_QUEUES,   /* {...}, of each of its queues, with the comma before it */
    PART_KINDS
};

enum { PARTS_KEPT = 64 };

struct telling;
struct parts;

struct parts *parts_new(void); /* without memory the program ends */
void parts_free(struct parts *parts);

/* The event was applied. */
void parts_after(struct parts *parts, const struct acd_event *event);

/* As of now, lent until the next call or event. Failed: it is longer than any telling may be. */
const struct buf *parts_get(const struct telling *telling, enum part_kind kind, uint32_t number);

#endif
