/* The outbox: functions to call once a sequence number is durable, in the order they came. Private to pump/.
 *
 *   head                        tail
 *    | seq 7 | seq 7 | seq 9 | seq 12 |        seqs never descend
 *     taken when durable >= 7
 */
#ifndef NEXTUP_PUMP_OUTBOX_H
#define NEXTUP_PUMP_OUTBOX_H

#include "pump/pump.h"

struct outbox_post {
    uint64_t seq;
    pump_post_fn *call;
    void *ctx;
};

struct outbox {
    struct outbox_post *ring;
    uint32_t capacity; /* a power of two, grows up to PUMP_POSTS_MAX; 0: nothing yet */
    uint32_t count;
    uint32_t head;
};

void outbox_free(struct outbox *outbox);
/* False if it is full, or without memory. */
bool outbox_add(struct outbox *outbox, struct outbox_post post);
/* Takes the oldest if its seq is at most durable. */
bool outbox_take(struct outbox *outbox, uint64_t durable, struct outbox_post *post);

#endif
