/* Reading ahead (ahead.h). It must not know where the entries come from. */
#include "journal/ahead.h"

#include <stdlib.h>
#include <string.h>

enum {
    CHUNKS = 3,
    CHUNK_ENTRIES = 512,
    CHUNK_BODY_BYTES = 1 << 20, /* no further entry is added beyond this */
};

struct chunk {
    struct journal_entry entries[CHUNK_ENTRIES];
    struct buf bodies; /* theirs, one behind the other */
    uint32_t count;
    int result; /* of reading on behind them */
    struct journal_error error;
};

struct journal_ahead {
    struct journal_reader *reader;
    pthread_t thread;
    pthread_mutex_t mutex;
    pthread_cond_t changed;
    uint64_t filled, emptied; /* chunks, with the mutex */
    bool stopping;            /* with the mutex */
    uint32_t at;              /* in the chunk that is being emptied; the owner's */
    bool has_chunk;           /* the owner's */
    struct chunk chunks[CHUNKS];
};

/* Bodies are lent by the engine until its next entry, and the buffer may move: so they are told where they are at the end. */
static void place_bodies(struct chunk *chunk)
{
    const char *at = chunk->bodies.bytes;
    for (uint32_t i = 0; i < chunk->count; i++) {
        struct journal_entry *entry = &chunk->entries[i];
        if (!entry->body)
            continue;
        entry->body = at;
        at += entry->body_len;
    }
}

static void fill(struct journal_ahead *ahead, struct chunk *chunk)
{
    struct journal_reader *reader = ahead->reader;
    buf_clear(&chunk->bodies);
    chunk->count = 0;
    chunk->result = 1;
    while (chunk->count < CHUNK_ENTRIES && chunk->bodies.len < CHUNK_BODY_BYTES) {
        struct journal_entry *entry = &chunk->entries[chunk->count];
        chunk->result = reader->journal->engine->reader_next(reader, entry, &chunk->error);
        if (chunk->result != 1)
            break;
        if (entry->sealed && entry->event.seq < reader->bodies_from)
            entry->body = NULL; /* nobody will look at it */
        if (entry->body)
            buf_append(&chunk->bodies, entry->body, entry->body_len);
        chunk->count++;
    }
    if (buf_failed(&chunk->bodies)) {
        chunk->count = 0;
        chunk->result = journal_fault(&chunk->error, "There is not enough memory to read the journal.");
    }
    place_bodies(chunk);
}

static void *read_ahead(void *ctx)
{
    struct journal_ahead *ahead = ctx;
    int result = 1;
    pthread_setname_np(pthread_self(), "journal-ahead");
    pthread_mutex_lock(&ahead->mutex);
    while (result == 1) {
        while (ahead->filled - ahead->emptied == CHUNKS && !ahead->stopping)
            pthread_cond_wait(&ahead->changed, &ahead->mutex);
        if (ahead->stopping)
            break;
        struct chunk *chunk = &ahead->chunks[ahead->filled % CHUNKS];
        pthread_mutex_unlock(&ahead->mutex);
        fill(ahead, chunk);
        pthread_mutex_lock(&ahead->mutex);
        result = chunk->result;
        ahead->filled++;
        pthread_cond_signal(&ahead->changed);
    }
    pthread_mutex_unlock(&ahead->mutex);
    return NULL;
}

struct journal_ahead *journal_ahead_start(struct journal_reader *reader)
{
    struct journal_ahead *ahead = calloc(1, sizeof *ahead);
    if (!ahead)
        return NULL;
    ahead->reader = reader;
    for (int i = 0; i < CHUNKS; i++)
        buf_init(&ahead->chunks[i].bodies, CHUNK_BODY_BYTES + ACD_BODY_BYTES_MAX + JOURNAL_SEAL_BYTES);
    pthread_mutex_init(&ahead->mutex, NULL);
    pthread_cond_init(&ahead->changed, NULL);
    if (pthread_create(&ahead->thread, NULL, read_ahead, ahead) == 0)
        return ahead;
    pthread_cond_destroy(&ahead->changed);
    pthread_mutex_destroy(&ahead->mutex);
    free(ahead);
    return NULL;
}

static void give_back(struct journal_ahead *ahead)
{
    pthread_mutex_lock(&ahead->mutex);
    ahead->emptied++;
    ahead->has_chunk = false;
    pthread_cond_signal(&ahead->changed);
    pthread_mutex_unlock(&ahead->mutex);
}

static struct chunk *get_chunk(struct journal_ahead *ahead)
{
    struct chunk *chunk = &ahead->chunks[ahead->emptied % CHUNKS];
    if (ahead->has_chunk)
        return chunk;
    pthread_mutex_lock(&ahead->mutex);
    while (ahead->filled == ahead->emptied)
        pthread_cond_wait(&ahead->changed, &ahead->mutex);
    pthread_mutex_unlock(&ahead->mutex);
    ahead->has_chunk = true;
    ahead->at = 0;
    return chunk;
}

int journal_ahead_next(struct journal_ahead *ahead, struct journal_entry *entry, struct journal_error *error)
{
    for (;;) {
        const struct chunk *chunk = get_chunk(ahead);
        if (ahead->at < chunk->count) {
            *entry = chunk->entries[ahead->at++];
            return 1;
        }
        if (chunk->result < 0)
            *error = chunk->error;
        if (chunk->result != 1)
            return chunk->result;
        give_back(ahead);
    }
}

void journal_ahead_stop(struct journal_ahead *ahead)
{
    pthread_mutex_lock(&ahead->mutex);
    ahead->stopping = true;
    pthread_cond_signal(&ahead->changed);
    pthread_mutex_unlock(&ahead->mutex);
    pthread_join(ahead->thread, NULL);
    for (int i = 0; i < CHUNKS; i++)
        buf_free(&ahead->chunks[i].bodies);
    pthread_cond_destroy(&ahead->changed);
    pthread_mutex_destroy(&ahead->mutex);
    free(ahead);
}
