/* Reading ahead (ahead.h). It must not know what an event means.
 *
 *   filled, emptied: blocks since the beginning; the ring holds those between the two. Whoever has to wait is woken
 *   when the ring is half full, not for each block: a processor that sleeps takes about as long to wake as it takes to
 *   use up a block.
 */
#include "journal/ahead.h"
#include "journal/engine.h"

#include <stdlib.h>

enum { BLOCK_ENTRIES = 1024, BLOCKS = 4, BLOCKS_HALF = BLOCKS / 2 };

struct block {
    struct journal_entry entries[BLOCK_ENTRIES];
    struct buf bodies; /* theirs, one behind the other */
    uint32_t count;
    int result; /* of reading on behind them */
    struct journal_error error;
};

struct journal_ahead {
    struct journal_walk *walk;
    struct journal_records records; /* the thread's: the row it is in */
    uint64_t next_seq;              /* the thread's: where the next row begins */
    uint64_t last_seq, bodies_from;
    pthread_t thread;
    pthread_mutex_t mutex;
    pthread_cond_t changed;
    uint64_t filled, emptied; /* with the mutex */
    bool ended;               /* with the mutex: nothing more is filled */
    bool stopping;            /* with the mutex */
    struct block *block;      /* the owner's: which it reads; NULL: none */
    uint32_t entry_at;        /* the owner's: the next entry of it */
    struct block blocks[BLOCKS];
};

/* ---- the thread ---- */

/* Makes the next entry in its place: 1, 0 at the end, -1 and a sentence. */
static int make_entry(struct journal_ahead *ahead, struct journal_entry *entry, struct journal_error *error)
{
    struct journal_records *records = &ahead->records;
    if (records->taken == records->row.count) {
        struct journal_row row;
        int got = ahead->next_seq <= ahead->last_seq ? journal_walk_next(ahead->walk, &row, error) : 0;
        if (got != 1)
            return got;
        *records = (struct journal_records){.row = row};
        ahead->next_seq = row.first_seq + row.count;
    }
    return journal_records_take(records, journal_walk_path(ahead->walk), entry, error);
}

/* The walk's rows move on, so what is wanted of them is copied. */
static void keep_body(const struct journal_ahead *ahead, struct block *block, struct journal_entry *entry)
{
    if (entry->event.seq >= ahead->bodies_from) {
        buf_append(&block->bodies, entry->body, entry->body_len);
    } else {
        entry->body_len = 0;
        entry->sealed = false;
    }
    entry->body = NULL; /* told by place_bodies(): the buffer still moves */
}

static void place_bodies(struct block *block)
{
    size_t at = 0;
    for (uint32_t i = 0; i < block->count && at < block->bodies.len; i++) {
        struct journal_entry *entry = &block->entries[i];
        if (entry->body_len > 0)
            entry->body = block->bodies.bytes + at;
        at += entry->body_len;
    }
}

static void fill(struct journal_ahead *ahead, struct block *block)
{
    buf_clear(&block->bodies);
    block->count = 0;
    block->result = 1;
    while (block->count < BLOCK_ENTRIES) {
        struct journal_entry *entry = &block->entries[block->count];
        block->result = make_entry(ahead, entry, &block->error);
        if (block->result != 1)
            break;
        if (entry->body)
            keep_body(ahead, block, entry);
        block->count++;
    }
    if (buf_failed(&block->bodies)) {
        block->count = 0;
        block->result = journal_fault(&block->error, "There is not enough memory to read %s.",
                                      journal_walk_path(ahead->walk));
    }
    place_bodies(block);
}

static void *read_ahead(void *ctx)
{
    struct journal_ahead *ahead = ctx;
    pthread_setname_np(pthread_self(), "journal-ahead");
    pthread_mutex_lock(&ahead->mutex);
    while (!ahead->ended) {
        if (ahead->filled - ahead->emptied == BLOCKS)
            while (ahead->filled - ahead->emptied > BLOCKS_HALF && !ahead->stopping)
                pthread_cond_wait(&ahead->changed, &ahead->mutex);
        if (ahead->stopping)
            break;
        struct block *block = &ahead->blocks[ahead->filled % BLOCKS];
        pthread_mutex_unlock(&ahead->mutex);
        fill(ahead, block);
        pthread_mutex_lock(&ahead->mutex);
        ahead->filled++;
        ahead->ended = block->result != 1;
        if (ahead->ended || ahead->filled - ahead->emptied == BLOCKS_HALF)
            pthread_cond_signal(&ahead->changed);
    }
    pthread_mutex_unlock(&ahead->mutex);
    return NULL;
}

/* ---- the owner ---- */

static void release(struct journal_ahead *ahead)
{
    for (int i = 0; i < BLOCKS; i++)
        buf_free(&ahead->blocks[i].bodies);
    pthread_cond_destroy(&ahead->changed);
    pthread_mutex_destroy(&ahead->mutex);
    free(ahead);
}

struct journal_ahead *journal_ahead_start(struct journal_walk *walk, uint64_t last_seq, uint64_t bodies_from)
{
    struct journal_ahead *ahead = calloc(1, sizeof *ahead);
    if (!ahead)
        return NULL;
    ahead->walk = walk;
    ahead->next_seq = walk->next_seq;
    ahead->last_seq = last_seq;
    ahead->bodies_from = bodies_from;
    for (int i = 0; i < BLOCKS; i++)
        buf_init(&ahead->blocks[i].bodies, (size_t)BLOCK_ENTRIES * (ACD_BODY_BYTES_MAX + JOURNAL_SEAL_BYTES));
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
    ahead->block = NULL;
    if (ahead->filled - ahead->emptied == BLOCKS_HALF)
        pthread_cond_signal(&ahead->changed);
    pthread_mutex_unlock(&ahead->mutex);
}

static void take_block(struct journal_ahead *ahead)
{
    pthread_mutex_lock(&ahead->mutex);
    if (ahead->filled == ahead->emptied)
        while (ahead->filled - ahead->emptied < BLOCKS_HALF && !ahead->ended)
            pthread_cond_wait(&ahead->changed, &ahead->mutex);
    pthread_mutex_unlock(&ahead->mutex);
    ahead->block = &ahead->blocks[ahead->emptied % BLOCKS];
    ahead->entry_at = 0;
}

int journal_ahead_next(struct journal_ahead *ahead, struct journal_entry **entryp,
                       struct journal_error *error)
{
    for (;;) {
        if (!ahead->block)
            take_block(ahead);
        struct block *block = ahead->block;
        if (ahead->entry_at < block->count) {
            *entryp = &block->entries[ahead->entry_at++];
            return 1;
        }
        if (block->result < 0)
            *error = block->error;
        if (block->result != 1)
            return block->result;
        give_back(ahead);
    }
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
