/* A hash table from byte keys (a text, or the 16 bytes of an id) to pointers. It must not own keys or values.
 *
 * Open addressing with linear probing, XXH3 with a random seed per table, entries moved back on removal (no
 * tombstones). A key is lent by its value: it must stay as it is while the entry is in the table.
 */
#ifndef NEXTUP_LIB_TABLE_H
#define NEXTUP_LIB_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct table_entry {
    const void *key; /* NULL: the slot is free */
    size_t key_len;
    uint64_t hash;
    void *value;
};

struct table {
    struct table_entry *entries; /* owned */
    size_t capacity;             /* 0 or a power of two */
    size_t count;
    size_t count_max;
    uint64_t seed;
};

/* An empty table for at most count_max entries. Allocates nothing yet. */
void table_init(struct table *table, size_t count_max);
void table_free(struct table *table);

/* The value, or NULL. */
void *table_find(const struct table *table, const void *key, size_t key_len);

/* Adds an entry; value is not NULL. False, nothing changed, if the key is there already, the table is full or memory is
 * out. */
bool table_put(struct table *table, const void *key, size_t key_len, void *value);

/* Removes an entry and returns its value, or NULL. */
void *table_remove(struct table *table, const void *key, size_t key_len);

/* Walks all values in no order: start with *at = 0; NULL at the end. The table must not change meanwhile. */
void *table_next(const struct table *table, size_t *at);

#endif
