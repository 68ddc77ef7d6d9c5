/* Reading ahead (ahead.h). It must not know what a record says. */
#include "journal/ahead.h"
#include "journal/engine.h"

#include <stdio.h>
#include <stdlib.h>

enum { CHUNKS = 4 };

/* What the walk had in memory at once: rows of one file. */
struct chunk {
    struct journal_row rows[WALK_ROWS_MAX];
    struct buf bytes; /* theirs, one behind the other */
    uint32_t count;
    int result; /* of reading on behind them */
    struct journal_error error;
    char path[sizeof((struct journal_file *)0)->path];
};

struct journal_ahead {
    struct journal_walk *walk;
    uint64_t last_seq;
    pthread_t thread;
    pthread_mutex_t mutex;
    pthread_cond_t changed;
    uint64_t filled, emptied; /* chunks, with the mutex */
    bool stopping;            /* with the mutex */
    bool has_chunk;           /* the owner's, as what follows */
    uint32_t row_at;          /* the next row of the chunk to hand out .. */
    size_t byte_at;           /* .. and where its bytes are */
    struct chunk chunks[CHUNKS];
};

/* Of each record. Where one is wrong it is left to who decodes it to tell. */
static bool check_records(const struct journal_row *row)
{
    size_t at = 0;
    while (at < row->len) {
        size_t len = journal_record_check(row->bytes + at, row->len - at);
        if (len == 0)
            return false;
        at += len;
    }
    return true;
}

static void fill(struct journal_ahead *ahead, struct chunk *chunk)
{
    struct journal_walk *walk = ahead->walk;
    buf_clear(&chunk->bytes);
    chunk->count = 0;
    chunk->result = walk->next_seq <= ahead->last_seq ? 1 : 0;
    while (chunk->result == 1 && chunk->count < WALK_ROWS_MAX) {
        struct journal_row *row = &chunk->rows[chunk->count];
        chunk->result = journal_walk_next(walk, row, &chunk->error);
        if (chunk->result != 1)
            break;
        row->checked = check_records(row);
        buf_append(&chunk->bytes, row->bytes, row->len);
        chunk->count++;
        if (!journal_walk_has_row(walk))
            break;
    }
    snprintf(chunk->path, sizeof chunk->path, "%s", journal_walk_path(walk));
    if (buf_failed(&chunk->bytes)) {
        chunk->count = 0;
        chunk->result = journal_fault(&chunk->error, "There is not enough memory to read %s.", chunk->path);
    }
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

static void release(struct journal_ahead *ahead)
{
    for (int i = 0; i < CHUNKS; i++)
        buf_free(&ahead->chunks[i].bytes);
    pthread_cond_destroy(&ahead->changed);
    pthread_mutex_destroy(&ahead->mutex);
    free(ahead);
}

struct journal_ahead *journal_ahead_start(struct journal_walk *walk, uint64_t last_seq)
{
    struct journal_ahead *ahead = calloc(1, sizeof *ahead);
    if (!ahead)
        return NULL;
    ahead->walk = walk;
    ahead->last_seq = last_seq;
    for (int i = 0; i < CHUNKS; i++)
        buf_init(&ahead->chunks[i].bytes, (size_t)PENDING_BYTES_HARD + WALK_BYTES);
    pthread_mutex_init(&ahead->mutex, NULL);
    pthread_cond_init(&ahead->changed, NULL);
    if (pthread_create(&ahead->thread, NULL, read_ahead, ahead) == 0)
        return ahead;
    release(ahead);
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

static const struct chunk *get_chunk(struct journal_ahead *ahead)
{
    const struct chunk *chunk = &ahead->chunks[ahead->emptied % CHUNKS];
    if (ahead->has_chunk)
        return chunk;
    pthread_mutex_lock(&ahead->mutex);
    while (ahead->filled == ahead->emptied)
        pthread_cond_wait(&ahead->changed, &ahead->mutex);
    pthread_mutex_unlock(&ahead->mutex);
    ahead->has_chunk = true;
    ahead->row_at = 0;
    ahead->byte_at = 0;
    return chunk;
}

int journal_ahead_next(struct journal_ahead *ahead, struct journal_row *row, struct journal_error *error)
{
    for (;;) {
        const struct chunk *chunk = get_chunk(ahead);
        if (ahead->row_at < chunk->count) {
            *row = chunk->rows[ahead->row_at++];
            row->bytes = (const uint8_t *)chunk->bytes.bytes + ahead->byte_at; /* the buffer has moved */
            ahead->byte_at += row->len;
            return 1;
        }
        if (chunk->result < 0)
            *error = chunk->error;
        if (chunk->result != 1)
            return chunk->result;
        give_back(ahead);
    }
}

const char *journal_ahead_path(const struct journal_ahead *ahead)
{
    return ahead->chunks[ahead->emptied % CHUNKS].path;
}

void journal_ahead_stop(struct journal_ahead *ahead)
{
    if (!ahead)
        return;
    pthread_mutex_lock(&ahead->mutex);
    ahead->stopping = true;
    pthread_cond_signal(&ahead->changed);
    pthread_mutex_unlock(&ahead->mutex);
    pthread_join(ahead->thread, NULL);
    release(ahead);
}
