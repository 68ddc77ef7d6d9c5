/* Rows that hold many entries; see gathered.h. It must not look into an entry. */
#include "book/gathered.h"

#include <stdlib.h>
#include <string.h>

#include "book/owned.h"

enum { ROWS_MAX = 1 << 17, BYTES_MIN = 64 };

void gathered_init(struct gathered *gathered, gathered_put_fn *put)
{
    *gathered = (struct gathered){.put = put};
    table_init(&gathered->by_key, ROWS_MAX);
}

void gathered_free(struct gathered *gathered)
{
    gathered_drop(gathered);
    free(gathered->rows);
    *gathered = (struct gathered){.put = gathered->put};
}

/* ---- gathering ---- */

static struct gathered_row *find(const struct gathered *gathered, struct gathered_key key)
{
    return table_find(&gathered->by_key, &key, sizeof key);
}

static struct gathered_row *new_row(struct gathered *gathered, struct sql *sql, struct gathered_key key)
{
    if (gathered->count == ROWS_MAX)
        gathered_flush(gathered, sql);
    struct gathered_row *row = owned_memory(sizeof *row);
    row->key = key;
    gathered->rows = owned_room(gathered->rows, gathered->count, &gathered->capacity, sizeof *gathered->rows);
    gathered->rows[gathered->count++] = row;
    owned_put(&gathered->by_key, &row->key, sizeof row->key, row);
    return row;
}

static void append(struct gathered_row *row, const void *bytes, size_t len)
{
    uint32_t needed = row->len + (uint32_t)len;
    if (needed > row->capacity) {
        uint32_t capacity = row->capacity ? row->capacity * 2 : BYTES_MIN;
        capacity = capacity < needed ? needed : capacity;
        uint8_t *grown = owned_memory(capacity);
        if (row->len > 0)
            memcpy(grown, row->bytes, row->len);
        free(row->bytes);
        row->bytes = grown;
        row->capacity = capacity;
    }
    if (len > 0)
        memcpy(row->bytes + row->len, bytes, len);
    row->len = needed;
}

/* A row that is in the list with first > last holds nothing: it was written and waits for the next entry. */
static bool holds_any(const struct gathered_row *row)
{
    return row->first <= row->last;
}

static void empty(struct gathered_row *row)
{
    row->len = 0;
    row->first = 1;
    row->last = 0;
}

void gathered_add(struct gathered *gathered, struct sql *sql, struct gathered_key key, int64_t first,
                  int64_t last, const void *bytes, size_t len)
{
    struct gathered_row *row = find(gathered, key);
    if (!row) {
        row = new_row(gathered, sql, key);
        empty(row);
    }
    if (holds_any(row) && row->len + len > GATHERED_BYTES_MAX) {
        gathered->put(sql, row);
        empty(row);
    }
    if (!holds_any(row))
        row->first = first;
    row->last = last;
    append(row, bytes, len);
}

bool gathered_last(const struct gathered *gathered, struct gathered_key key, int64_t *last)
{
    const struct gathered_row *row = find(gathered, key);
    if (!row || !holds_any(row))
        return false;
    *last = row->last;
    return true;
}

bool gathered_make_room(struct gathered *gathered, struct sql *sql, struct gathered_key key, size_t len)
{
    const struct gathered_row *row = find(gathered, key);
    if (!row || !holds_any(row) || row->len + len <= GATHERED_BYTES_MAX)
        return false;
    gathered_end(gathered, sql, key);
    return true;
}

/* ---- writing ---- */

void gathered_end(struct gathered *gathered, struct sql *sql, struct gathered_key key)
{
    struct gathered_row *row = find(gathered, key);
    if (!row || !holds_any(row))
        return;
    gathered->put(sql, row);
    empty(row);
}

static int compare(const void *one, const void *other)
{
    const struct gathered_key a = (*(struct gathered_row *const *)one)->key;
    const struct gathered_key b = (*(struct gathered_row *const *)other)->key;
    if (a.kind != b.kind)
        return a.kind < b.kind ? -1 : 1;
    return (a.number > b.number) - (a.number < b.number);
}

void gathered_flush(struct gathered *gathered, struct sql *sql)
{
    if (gathered->count > 0)
        qsort(gathered->rows, gathered->count, sizeof *gathered->rows, compare);
    for (uint32_t i = 0; i < gathered->count; i++)
        if (holds_any(gathered->rows[i]))
            gathered->put(sql, gathered->rows[i]);
    gathered_drop(gathered);
}

void gathered_drop(struct gathered *gathered)
{
    table_free(&gathered->by_key);
    table_init(&gathered->by_key, ROWS_MAX);
    for (uint32_t i = 0; i < gathered->count; i++) {
        free(gathered->rows[i]->bytes);
        free(gathered->rows[i]);
    }
    gathered->count = 0;
}

/* ---- numbers ---- */

size_t gathered_encode(uint8_t *at, uint64_t number)
{
    size_t len = 0;
    for (; number >= 0x80; number >>= 7)
        at[len++] = (uint8_t)(number | 0x80);
    at[len++] = (uint8_t)number;
    return len;
}

const uint8_t *gathered_decode(const uint8_t *at, const uint8_t *end, uint64_t *number)
{
    *number = 0;
    for (unsigned shift = 0; at && at < end && shift < 64; shift += 7) {
        *number |= (uint64_t)(*at & 0x7f) << shift;
        if ((*at++ & 0x80) == 0)
            return at;
    }
    return NULL;
}
