/* A binary heap of what is due (due.h). It must not know what it is for. */
#include "whatif/due.h"

#include <stdlib.h>

enum { ROOM_FIRST = 1024 };

static bool before(const struct due *one, const struct due *other)
{
    if (one->at != other->at)
        return one->at < other->at;
    return one->order != other->order ? one->order < other->order : one->number < other->number;
}

bool due_push(struct due **dues, uint32_t *count, uint32_t *room, const struct due *due)
{
    struct due *heap = *dues;
    uint32_t at = *count;

    if (*count == *room) {
        uint32_t wanted = *room == 0 ? ROOM_FIRST : *room * 2;
        heap = realloc(heap, wanted * sizeof heap[0]);
        if (heap == NULL)
            return false;
        *dues = heap;
        *room = wanted;
    }
    for (; at > 0 && before(due, &heap[(at - 1) / 2]); at = (at - 1) / 2)
        heap[at] = heap[(at - 1) / 2];
    heap[at] = *due;
    (*count)++;
    return true;
}

struct due due_pop(struct due *dues, uint32_t *count)
{
    struct due first = dues[0];
    struct due last = dues[--*count];
    uint32_t at = 0;

    for (uint32_t child; (child = at * 2 + 1) < *count; at = child) {
        if (child + 1 < *count && before(&dues[child + 1], &dues[child]))
            child++;
        if (!before(&dues[child], &last))
            break;
        dues[at] = dues[child];
    }
    dues[at] = last;
    return first;
}
