/* The outbox: a ring of posts that wait for their sequence number (outbox.h). It must not know what a post does. */
#include "pump/outbox.h"

#include <assert.h>
#include <stdlib.h>

enum { CAPACITY_FIRST = 1024 };

void outbox_free(struct outbox *outbox)
{
    free(outbox->ring);
    *outbox = (struct outbox){0};
}

static struct outbox_post *at(const struct outbox *outbox, uint32_t place)
{
    return &outbox->ring[(outbox->head + place) & (outbox->capacity - 1)];
}

static bool grow(struct outbox *outbox)
{
    uint32_t capacity = outbox->capacity ? 2 * outbox->capacity : CAPACITY_FIRST;
    if (capacity > PUMP_POSTS_MAX)
        return false;
    struct outbox_post *ring = malloc(capacity * sizeof *ring);
    if (!ring)
        return false;
    for (uint32_t i = 0; i < outbox->count; i++)
        ring[i] = *at(outbox, i);
    free(outbox->ring);
    outbox->ring = ring;
    outbox->capacity = capacity;
    outbox->head = 0;
    return true;
}

bool outbox_add(struct outbox *outbox, struct outbox_post post)
{
    if (outbox->count == outbox->capacity && !grow(outbox))
        return false;
    assert(outbox->count == 0 || at(outbox, outbox->count - 1)->seq <= post.seq);
    outbox->count++;
    *at(outbox, outbox->count - 1) = post;
    return true;
}

bool outbox_take(struct outbox *outbox, uint64_t durable, struct outbox_post *post)
{
    if (outbox->count == 0 || at(outbox, 0)->seq > durable)
        return false;
    *post = *at(outbox, 0);
    outbox->head = (outbox->head + 1) & (outbox->capacity - 1);
    outbox->count--;
    return true;
}
