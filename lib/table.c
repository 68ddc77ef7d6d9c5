/* Open addressing with linear probing; see table.h. It must not own keys or values.
 *
 * Invariants: capacity is 0 or a power of two, at most 3/4 of it in use; walking from hash & (capacity - 1) to an entry
 * crosses no free slot. Removal restores the second by moving later entries back (Knuth, 6.4, algorithm R).
 */
#include "lib/table.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include <xxhash.h>

#include "lib/random.h"

enum { CAPACITY_FIRST = 16 };

void table_init(struct table *table, size_t count_max)
{
    *table = (struct table){.count_max = count_max, .seed = random_u64()};
}

void table_free(struct table *table)
{
    free(table->entries);
    *table = (struct table){.count_max = table->count_max, .seed = table->seed};
}

static uint64_t hash_of(const struct table *table, const void *key, size_t key_len)
{
    return XXH3_64bits_withSeed(key, key_len, table->seed);
}

/* The slot that holds the key, or the free one where it would go. capacity is not 0. */
static size_t probe(const struct table *table, const void *key, size_t key_len, uint64_t hash)
{
    size_t mask = table->capacity - 1;
    size_t at = hash & mask;
    for (;; at = (at + 1) & mask) {
        const struct table_entry *entry = &table->entries[at];
        if (!entry->key)
            return at;
        if (entry->hash == hash && entry->key_len == key_len && memcmp(entry->key, key, key_len) == 0)
            return at;
    }
}

void *table_find(const struct table *table, const void *key, size_t key_len)
{
    if (table->count == 0)
        return NULL;
    size_t at = probe(table, key, key_len, hash_of(table, key, key_len));
    return table->entries[at].key ? table->entries[at].value : NULL;
}

static bool grow(struct table *table)
{
    size_t capacity = table->capacity ? table->capacity * 2 : CAPACITY_FIRST;
    struct table_entry *entries = calloc(capacity, sizeof *entries);
    if (!entries)
        return false;
    struct table old = *table;
    table->entries = entries;
    table->capacity = capacity;
    for (size_t i = 0; i < old.capacity; i++) {
        const struct table_entry *entry = &old.entries[i];
        if (entry->key)
            table->entries[probe(table, entry->key, entry->key_len, entry->hash)] = *entry;
    }
    free(old.entries);
    return true;
}

bool table_put(struct table *table, const void *key, size_t key_len, void *value)
{
    assert(key && value);
    if (table->count >= table->count_max)
        return false;
    if ((table->count + 1) * 4 > table->capacity * 3 && !grow(table))
        return false;
    uint64_t hash = hash_of(table, key, key_len);
    struct table_entry *entry = &table->entries[probe(table, key, key_len, hash)];
    if (entry->key)
        return false;
    *entry = (struct table_entry){.key = key, .key_len = key_len, .hash = hash, .value = value};
    table->count++;
    return true;
}

/* Closes the gap at slot free_at: every later entry of the run that may sit there moves back. */
static void close_gap(struct table *table, size_t free_at)
{
    size_t mask = table->capacity - 1;
    for (size_t at = (free_at + 1) & mask; table->entries[at].key; at = (at + 1) & mask) {
        size_t home = table->entries[at].hash & mask;
        size_t from_home = (at - home) & mask;
        size_t from_gap = (at - free_at) & mask;
        if (from_home < from_gap)
            continue; /* moving it would put it before its home */
        table->entries[free_at] = table->entries[at];
        free_at = at;
    }
    table->entries[free_at] = (struct table_entry){.key = NULL};
}

void *table_remove(struct table *table, const void *key, size_t key_len)
{
    if (table->count == 0)
        return NULL;
    size_t at = probe(table, key, key_len, hash_of(table, key, key_len));
    if (!table->entries[at].key)
        return NULL;
    void *value = table->entries[at].value;
    close_gap(table, at);
    table->count--;
    return value;
}

void *table_next(const struct table *table, size_t *at)
{
    while (*at < table->capacity) {
        const struct table_entry *entry = &table->entries[(*at)++];
        if (entry->key)
            return entry->value;
    }
    return NULL;
}
