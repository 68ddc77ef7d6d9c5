/* The set of states seen and the states to be looked at (seen.h). It knows nothing of what the bytes mean.
 *
 *     a state that waits     u32 number | u16 len | runs
 *     a run                  u16 words that are as in the base | u16 words that follow | those
 *     a word                 u8 which of its 8 bytes differ | these bytes, as they differ (xor)
 */
#include "proof/explore/seen.h"

#include <stdlib.h>
#include <string.h>
#include <xxhash.h>

enum { PLACES_FIRST = 1 << 16, WORD = 8, BLOCK_WORDS = 16, CHUNK_BYTES = 1 << 20, HEAD_BYTES = 6 };

struct seen {
    struct seen_key *places;
    uint32_t *numbers; /* of the same place; SEEN_NEW: free */
    uint64_t size;
    uint64_t count;
};

static void *must_have(void *memory)
{
    if (memory == NULL)
        abort();
    return memory;
}

static void make_room(struct seen *seen, uint64_t size)
{
    seen->size = size;
    seen->places = must_have(malloc(size * sizeof *seen->places));
    seen->numbers = must_have(malloc(size * sizeof *seen->numbers));
    memset(seen->numbers, 0xFF, size * sizeof *seen->numbers);
}

struct seen *seen_new(void)
{
    struct seen *seen = must_have(calloc(1, sizeof *seen));

    make_room(seen, PLACES_FIRST);
    return seen;
}

void seen_free(struct seen *seen)
{
    free(seen->places);
    free(seen->numbers);
    free(seen);
}

static uint32_t put_key(struct seen *seen, struct seen_key key, uint32_t number)
{
    uint64_t at = key.low & (seen->size - 1);

    for (; seen->numbers[at] != SEEN_NEW; at = (at + 1) & (seen->size - 1)) {
        if (seen->places[at].low == key.low && seen->places[at].high == key.high)
            return seen->numbers[at];
    }
    seen->places[at] = key;
    seen->numbers[at] = number;
    seen->count++;
    return SEEN_NEW;
}

static void grow(struct seen *seen)
{
    struct seen larger = {.count = 0};

    make_room(&larger, seen->size * 2);
    for (uint64_t at = 0; at < seen->size; at++) {
        if (seen->numbers[at] != SEEN_NEW)
            put_key(&larger, seen->places[at], seen->numbers[at]);
    }
    free(seen->places);
    free(seen->numbers);
    *seen = larger;
}

struct seen_key seen_key_of(const void *bytes, size_t len)
{
    XXH128_hash_t hash = XXH3_128bits(bytes, len);

    return (struct seen_key){hash.low64, hash.high64};
}

uint32_t seen_add(struct seen *seen, struct seen_key key, uint32_t number)
{
    if (seen->count > seen->size / 4 * 3)
        grow(seen);
    return put_key(seen, key, number);
}

/* ---- frontier ---- */

struct chunk {
    struct chunk *next;
    size_t begin, end;
    uint8_t bytes[CHUNK_BYTES];
};

struct frontier {
    struct chunk *first, *last;
    const uint8_t *base;
    size_t words;
    uint64_t count;
    uint64_t chunks;
    uint8_t *room; /* for one state */
};

struct frontier *frontier_new(const void *base, size_t bytes)
{
    struct frontier *frontier = must_have(calloc(1, sizeof *frontier));

    frontier->base = base;
    frontier->words = bytes / WORD;
    /* At worst every second word differs in all its bytes. */
    frontier->room = must_have(malloc(frontier->words * (WORD + 5)));
    return frontier;
}

void frontier_free(struct frontier *frontier)
{
    while (frontier->first != NULL) {
        struct chunk *chunk = frontier->first;
        frontier->first = chunk->next;
        free(chunk);
    }
    free(frontier->room);
    free(frontier);
}

static uint64_t word_at(const uint8_t *bytes, size_t word)
{
    uint64_t value;

    memcpy(&value, bytes + word * WORD, WORD);
    return value;
}

static uint8_t *put_word(uint8_t *to, uint64_t differs)
{
    uint8_t *which = to++;

    *which = 0;
    for (int byte = 0; byte < WORD; byte++) {
        uint8_t one = (uint8_t)(differs >> 8 * byte);
        *which |= (uint8_t)((one != 0) << byte);
        *to = one;
        to += one != 0;
    }
    return to;
}

/* Whole blocks at one time: most of a small centre's memory is never used. */
static size_t next_that_differs(const struct frontier *frontier, const uint8_t *state, size_t word)
{
    while (word < frontier->words) {
        size_t at = word * WORD;
        if (word % BLOCK_WORDS == 0 && word + BLOCK_WORDS <= frontier->words &&
            memcmp(state + at, frontier->base + at, (size_t)BLOCK_WORDS * WORD) == 0)
            word += BLOCK_WORDS;
        else if (word_at(state, word) == word_at(frontier->base, word))
            word++;
        else
            break;
    }
    return word;
}

static size_t pack(const struct frontier *frontier, const uint8_t *state, uint8_t *room)
{
    uint8_t *to = room;
    uint16_t run[2];

    for (size_t word = 0, begin = 0; word < frontier->words; begin = word) {
        word = next_that_differs(frontier, state, word);
        run[0] = (uint16_t)(word - begin);
        uint8_t *head = to;
        to += sizeof run;
        for (begin = word; word < frontier->words; word++) {
            uint64_t differs = word_at(state, word) ^ word_at(frontier->base, word);
            if (differs == 0)
                break;
            to = put_word(to, differs);
        }
        run[1] = (uint16_t)(word - begin);
        memcpy(head, run, sizeof run);
    }
    return (size_t)(to - room);
}

static void unpack(const struct frontier *frontier, const uint8_t *from, size_t len, uint8_t *state)
{
    const uint8_t *end = from + len;
    size_t word = 0;
    uint16_t run[2];

    memcpy(state, frontier->base, frontier->words * WORD);
    while (from < end) {
        memcpy(run, from, sizeof run);
        from += sizeof run;
        word += run[0];
        for (size_t last = word + run[1]; word < last; word++) {
            uint8_t which = *from++;
            for (int byte = 0; byte < WORD; byte++) {
                if (which >> byte & 1)
                    state[word * WORD + (size_t)byte] ^= *from++;
            }
        }
    }
}

static struct chunk *chunk_for(struct frontier *frontier, size_t bytes)
{
    struct chunk *chunk = frontier->last;

    if (chunk != NULL && chunk->end + bytes <= CHUNK_BYTES)
        return chunk;
    if (bytes > UINT16_MAX)
        abort(); /* far more than a small centre's state has */
    chunk = must_have(malloc(sizeof *chunk));
    chunk->next = NULL;
    chunk->begin = chunk->end = 0;
    if (frontier->last != NULL)
        frontier->last->next = chunk;
    else
        frontier->first = chunk;
    frontier->last = chunk;
    frontier->chunks++;
    return chunk;
}

void frontier_put(struct frontier *frontier, uint32_t number, const void *state)
{
    size_t packed = pack(frontier, state, frontier->room);
    uint16_t len = (uint16_t)packed;
    struct chunk *chunk = chunk_for(frontier, HEAD_BYTES + packed);
    uint8_t *to = chunk->bytes + chunk->end;

    memcpy(to, &number, sizeof number);
    memcpy(to + sizeof number, &len, sizeof len);
    memcpy(to + HEAD_BYTES, frontier->room, len);
    chunk->end += HEAD_BYTES + (size_t)len;
    frontier->count++;
}

bool frontier_take(struct frontier *frontier, uint32_t *number, void *state)
{
    struct chunk *chunk = frontier->first;
    uint16_t len;

    if (frontier->count == 0)
        return false;
    if (chunk->begin == chunk->end) {
        frontier->first = chunk->next;
        free(chunk);
        frontier->chunks--;
        chunk = frontier->first;
    }
    const uint8_t *from = chunk->bytes + chunk->begin;
    memcpy(number, from, sizeof *number);
    memcpy(&len, from + sizeof *number, sizeof len);
    unpack(frontier, from + HEAD_BYTES, len, state);
    chunk->begin += HEAD_BYTES + (size_t)len;
    frontier->count--;
    return true;
}

uint64_t frontier_count(const struct frontier *frontier)
{
    return frontier->count;
}

uint64_t frontier_bytes(const struct frontier *frontier)
{
    return frontier->chunks * sizeof(struct chunk);
}
