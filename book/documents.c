/* The directory's documents; see documents.h. Never looks into one. */
#include "book/documents.h"

#include <stdlib.h>
#include <string.h>

#include "book/owned.h"

enum {
    DOCUMENTS_MAX = 1 << 20,
    NUMBERS_BYTES = 2 * sizeof(uint64_t),
    KEY_BYTES = NUMBERS_BYTES + BODY_DOCUMENT_NAME_BYTES_MAX + 1,
};

struct document {
    struct book_document shown; /* name points into key, value is owned */
    size_t key_len;
    char key[KEY_BYTES]; /* kind and subject as they lie in memory, the name and its end */
};

void documents_init(struct documents *documents)
{
    *documents = (struct documents){.kinds = {{.items = NULL}}};
    table_init(&documents->by_key, DOCUMENTS_MAX);
}

static void document_free(struct document *document)
{
    json_decref((json_t *)(uintptr_t)document->shown.value);
    free(document);
}

void documents_free(struct documents *documents)
{
    for (unsigned kind = 0; kind < ACD_SUBJECT_KINDS; kind++) {
        struct document_list *list = &documents->kinds[kind];
        for (uint32_t i = 0; i < list->count; i++)
            document_free(list->items[i]);
        free(list->items);
    }
    table_free(&documents->by_key);
}

static size_t write_key(char key[KEY_BYTES], unsigned kind, uint64_t subject, const char *name)
{
    const uint64_t numbers[] = {kind, subject};
    size_t len = strlen(name);
    if (len > BODY_DOCUMENT_NAME_BYTES_MAX)
        return 0;
    memcpy(key, numbers, NUMBERS_BYTES);
    memcpy(key + NUMBERS_BYTES, name, len + 1);
    return NUMBERS_BYTES + len;
}

static struct document *find(const struct documents *documents, unsigned kind, uint64_t subject, const char *name)
{
    char key[KEY_BYTES];
    if (kind >= ACD_SUBJECT_KINDS || documents->kinds[kind].count == 0)
        return NULL; /* asked for at every request, and most centres have none of most kinds */
    size_t len = write_key(key, kind, subject, name);
    return len > 0 ? table_find(&documents->by_key, key, len) : NULL;
}

/* The first in the list with a greater seq; the list's count if there is none. */
static uint32_t place_after(const struct document_list *list, uint64_t seq)
{
    uint32_t low = 0;
    uint32_t high = list->count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (list->items[middle]->shown.seq <= seq)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static void append(struct document_list *list, struct document *document)
{
    if (list->count == list->capacity) {
        uint32_t capacity = list->capacity ? list->capacity * 2 : 16;
        struct document **items = owned_memory(capacity * sizeof(struct document *));
        if (list->count > 0)
            memcpy(items, list->items, list->count * sizeof(struct document *));
        free(list->items);
        list->items = items;
        list->capacity = capacity;
    }
    list->items[list->count++] = document;
}

static void take_out(struct documents *documents, struct document_list *list, uint32_t place)
{
    struct document *document = list->items[place];
    table_remove(&documents->by_key, document->key, document->key_len);
    memmove(&list->items[place], &list->items[place + 1],
            (list->count - place - 1) * sizeof(struct document *));
    list->count--;
    document_free(document);
}

static bool add(struct documents *documents, unsigned kind, uint64_t subject, uint64_t seq,
                const struct body_document *body)
{
    struct document *document = owned_memory(sizeof *document);
    document->key_len = write_key(document->key, kind, subject, body->name);
    if (document->key_len == 0 || !owned_put(&documents->by_key, document->key, document->key_len, document)) {
        free(document);
        return false;
    }
    document->shown = (struct book_document){.seq = seq,
                                             .subject = subject,
                                             .name = document->key + NUMBERS_BYTES,
                                             .value = json_deep_copy(body->value)};
    append(&documents->kinds[kind], document);
    return true;
}

bool documents_set(struct documents *documents, unsigned kind, uint64_t subject, uint64_t seq,
                   const struct body_document *body)
{
    if (kind >= ACD_SUBJECT_KINDS)
        return false;
    struct document *document = find(documents, kind, subject, body->name);
    if (!body->value) {
        struct document_list *list = &documents->kinds[kind];
        if (document)
            take_out(documents, list, place_after(list, document->shown.seq) - 1);
        return true;
    }
    if (!document)
        return add(documents, kind, subject, seq, body);
    json_decref((json_t *)(uintptr_t)document->shown.value);
    document->shown.value = json_deep_copy(body->value);
    return true;
}

void documents_forget(struct documents *documents, unsigned kind, uint64_t subject)
{
    struct document_list *list = &documents->kinds[kind];
    for (uint32_t i = list->count; i-- > 0;)
        if (list->items[i]->shown.subject == subject)
            take_out(documents, list, i);
}

const struct book_document *documents_find(const struct documents *documents, unsigned kind, uint64_t subject,
                                           const char *name)
{
    const struct document *document = find(documents, kind, subject, name);
    return document ? &document->shown : NULL;
}

const struct book_document *documents_after(const struct documents *documents, unsigned kind, uint64_t seq)
{
    if (kind >= ACD_SUBJECT_KINDS)
        return NULL;
    const struct document_list *list = &documents->kinds[kind];
    uint32_t place = place_after(list, seq);
    return place < list->count ? &list->items[place]->shown : NULL;
}
