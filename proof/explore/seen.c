/* The set of states seen and the states to be looked at (seen.h). It knows nothing of what the bytes mean. */
#include "proof/explore/seen.h"

#include <stdlib.h>
#include <string.h>
#include <xxhash.h>
#include <zlib.h>

enum { PLACES_FIRST = 1 << 16 };

struct seen {
    XXH128_hash_t *places; /* 0, 0: free */
    uint64_t size;
    uint64_t count;
};

static void *must_have(void *memory)
{
    if (memory == NULL)
        abort();
    return memory;
}

struct seen *seen_new(void)
{
    struct seen *seen = must_have(calloc(1, sizeof *seen));

    seen->size = PLACES_FIRST;
    seen->places = must_have(calloc(seen->size, sizeof *seen->places));
    return seen;
}

void seen_free(struct seen *seen)
{
    free(seen->places);
    free(seen);
}

static bool put_hash(struct seen *seen, XXH128_hash_t hash)
{
    uint64_t at = hash.low64 & (seen->size - 1);

    for (; seen->places[at].low64 != 0 || seen->places[at].high64 != 0; at = (at + 1) & (seen->size - 1)) {
        if (seen->places[at].low64 == hash.low64 && seen->places[at].high64 == hash.high64)
            return false;
    }
    seen->places[at] = hash;
    seen->count++;
    return true;
}

static void grow(struct seen *seen)
{
    struct seen larger = {.size = seen->size * 2};

    larger.places = must_have(calloc(larger.size, sizeof *larger.places));
    for (uint64_t at = 0; at < seen->size; at++) {
        if (seen->places[at].low64 != 0 || seen->places[at].high64 != 0)
            put_hash(&larger, seen->places[at]);
    }
    free(seen->places);
    *seen = larger;
}

bool seen_add(struct seen *seen, const void *bytes, size_t len)
{
    XXH128_hash_t hash = XXH3_128bits(bytes, len);

    if (seen->count > seen->size / 2)
        grow(seen);
    hash.low64 |= hash.low64 == 0 && hash.high64 == 0;
    return put_hash(seen, hash);
}

uint64_t seen_count(const struct seen *seen)
{
    return seen->count;
}

/* ---- frontier ---- */

struct waiting {
    struct waiting *next;
    uint64_t number;
    uint32_t len;
    uint32_t packed_len;
    uint8_t packed[];
};

struct frontier {
    struct waiting *first, **last;
    uint64_t count;
    uint8_t *room;
    size_t room_bytes;
};

struct frontier *frontier_new(void)
{
    struct frontier *frontier = must_have(calloc(1, sizeof *frontier));

    frontier->last = &frontier->first;
    return frontier;
}

void frontier_free(struct frontier *frontier)
{
    while (frontier->first != NULL) {
        struct waiting *waiting = frontier->first;
        frontier->first = waiting->next;
        free(waiting);
    }
    free(frontier->room);
    free(frontier);
}

void frontier_put(struct frontier *frontier, uint64_t number, const uint8_t *bytes, size_t len)
{
    uLongf packed_len = compressBound((uLong)len);

    if (packed_len > frontier->room_bytes) {
        frontier->room = must_have(realloc(frontier->room, packed_len));
        frontier->room_bytes = packed_len;
    }
    if (compress2(frontier->room, &packed_len, bytes, (uLong)len, Z_BEST_SPEED) != Z_OK)
        abort();
    struct waiting *waiting = must_have(malloc(sizeof *waiting + packed_len));
    *waiting = (struct waiting){.number = number, .len = (uint32_t)len, .packed_len = (uint32_t)packed_len};
    memcpy(waiting->packed, frontier->room, packed_len);
    *frontier->last = waiting;
    frontier->last = &waiting->next;
    frontier->count++;
}

uint8_t *frontier_take(struct frontier *frontier, uint64_t *number, size_t *len)
{
    struct waiting *waiting = frontier->first;

    if (waiting == NULL)
        return NULL;
    uLongf unpacked = waiting->len;
    uint8_t *bytes = must_have(malloc(waiting->len));
    if (uncompress(bytes, &unpacked, waiting->packed, waiting->packed_len) != Z_OK)
        abort();
    *number = waiting->number;
    *len = waiting->len;
    frontier->first = waiting->next;
    if (frontier->first == NULL)
        frontier->last = &frontier->first;
    frontier->count--;
    free(waiting);
    return bytes;
}

uint64_t frontier_count(const struct frontier *frontier)
{
    return frontier->count;
}
