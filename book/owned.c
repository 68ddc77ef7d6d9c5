/* Memory that the directory owns; see owned.h. It knows no object's meaning. */
#include "book/owned.h"
#include "lib/stop.h"

#include <stdlib.h>
#include <string.h>

static const char empty[] = "";

static void *or_stop(void *memory)
{
    if (!memory)
        stop_out_of_memory("in the book");
    return memory;
}

void *owned_memory(size_t bytes)
{
    return or_stop(calloc(1, bytes));
}

void *owned_room(void *items, uint32_t count, uint32_t *capacity, size_t item_bytes)
{
    if (count < *capacity)
        return items;
    *capacity = *capacity < 64 ? 64 : 2 * *capacity;
    return or_stop(realloc(items, *capacity * item_bytes));
}

bool owned_put(struct table *table, const void *key, size_t key_len, void *value)
{
    if (table_put(table, key, key_len, value))
        return true;
    if (table->count < table->count_max && !table_find(table, key, key_len))
        or_stop(NULL);
    return false;
}

void owned_text_free(const char **text)
{
    if (*text != empty)
        free((void *)(uintptr_t)*text);
    *text = empty;
}

void owned_text_set(const char **text, const char *value)
{
    const char *copy = value && *value ? or_stop(strdup(value)) : empty;
    owned_text_free(text);
    *text = copy;
}

const char **owned_texts(const char *const *texts, uint32_t count)
{
    if (count == 0)
        return NULL;
    size_t bytes = count * sizeof *texts;
    for (uint32_t i = 0; i < count; i++)
        bytes += strlen(texts[i]) + 1;
    const char **list = owned_memory(bytes);
    char *at = (char *)(list + count);
    for (uint32_t i = 0; i < count; i++) {
        size_t text_bytes = strlen(texts[i]) + 1;
        memcpy(at, texts[i], text_bytes);
        list[i] = at;
        at += text_bytes;
    }
    return list;
}

void *numbered_find(const struct numbered *numbered, uint64_t number)
{
    return number > 0 && number <= numbered->capacity ? numbered->items[number - 1] : NULL;
}

static void grow(struct numbered *numbered, uint32_t number)
{
    uint32_t capacity = numbered->capacity ? numbered->capacity : 16;
    while (capacity < number)
        capacity *= 2;
    if (capacity == numbered->capacity)
        return;
    numbered->items = or_stop(realloc(numbered->items, capacity * sizeof *numbered->items));
    memset(numbered->items + numbered->capacity, 0,
           (capacity - numbered->capacity) * sizeof *numbered->items);
    numbered->capacity = capacity;
}

bool numbered_put(struct numbered *numbered, uint64_t number, void *item)
{
    if (number == 0 || number > OWNED_NUMBER_MAX || numbered_find(numbered, number))
        return false;
    grow(numbered, (uint32_t)number);
    numbered->items[number - 1] = item;
    if (number > numbered->number_max)
        numbered->number_max = (uint32_t)number;
    return true;
}

void numbered_remove(struct numbered *numbered, uint64_t number)
{
    if (numbered_find(numbered, number))
        numbered->items[number - 1] = NULL;
}

uint32_t numbered_after(const struct numbered *numbered, uint32_t number)
{
    while (number < numbered->number_max)
        if (numbered->items[number++])
            return number;
    return 0;
}

void numbered_free(struct numbered *numbered)
{
    free(numbered->items);
    *numbered = (struct numbered){.items = NULL};
}
