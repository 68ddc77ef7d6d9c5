/* Whose key lies in which slot, and the life of a slot (keys.h has both). It must not know what a body says, nor let a
 * key out to anybody but seal.c. */
#include "journal/keys_block.h"
#include "journal/engine.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <xxhash.h>

enum {
    FREE_SLOTS_LOW = KEYS_SLOTS, /* then the keeper makes more */
    LOT_BLOCKS_MAX = 8,          /* at once, where they are used up quickly */
    LOT_MS = 5000,               /* quickly: the last ones are no older */
    SETTLE_MS = 5000,
    INDEX_FIRST = 8192, /* places; always at least twice the slots in use */
    INDEX_GROWTH = 4,
    INDEX_AHEAD = 16, /* places asked of memory before they are needed: a large index is in no cache */
};

struct held_block {
    struct block *bytes;            /* the file, mapped for us alone */
    uint32_t dirty_from, dirty_end; /* slots that the file does not have as we do; equal: none */
};

struct journal_keys {
    char dir[DIRECTORY_LEN_MAX + 1];
    void (*low)(void *ctx); /* NULL, or whoever gets the keeper to come */
    void *low_ctx;
    struct slot *copy;       /* of what is being written, KEYS_SLOTS; with the next mutex */
    pthread_mutex_t writing; /* before the other: what is written is not older than what was written before */
    pthread_mutex_t mutex;   /* over all below */
    pthread_cond_t made;     /* the keeper has made blocks, or could not */
    bool making;
    uint32_t lot;   /* how many blocks were made at once the last time */
    int64_t lot_ms; /* when */
    struct held_block blocks[KEYS_BLOCKS_MAX];
    uint32_t count;
    uint64_t next;   /* the first slot, from 0, behind all that are in use */
    uint32_t *index; /* by owner: slot from 1; 0: empty */
    uint32_t index_len;
    bool dirty;          /* a block is */
    uint32_t dirty_from; /* the first one that is */
    uint32_t held;
    uint64_t settled;
    int64_t settled_ms;
    bool reading; /* nothing is written */
};

static int64_t monotonic_ms(void)
{
    struct timespec now; /* only how long ago something was synced */
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static struct slot *slot_at(const struct journal_keys *keys, uint64_t at)
{
    return &keys->blocks[at / KEYS_SLOTS].bytes->slots[at % KEYS_SLOTS];
}

static uint64_t slots_count(const struct journal_keys *keys)
{
    return (uint64_t)keys->count * KEYS_SLOTS;
}

/* ---- by owner ---- */

static uint32_t index_home(const struct journal_keys *keys, uint8_t kind, const uint8_t *owner)
{
    return (uint32_t)XXH3_64bits_withSeed(owner, JOURNAL_OWNER_BYTES, kind) & (keys->index_len - 1);
}

static void index_put(struct journal_keys *keys, uint64_t at)
{
    const struct slot *slot = slot_at(keys, at);
    uint32_t place = index_home(keys, slot->kind, slot->owner);
    while (keys->index[place] != 0)
        place = (place + 1) & (keys->index_len - 1);
    keys->index[place] = (uint32_t)at + 1;
}

/* In large pages where the system has some: it is written all over, and of a million keys it has 8,000 small ones. */
static uint32_t *index_new(uint32_t len)
{
    uint32_t *index =
        mmap(NULL, len * sizeof *index, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (index == MAP_FAILED)
        return NULL;
    madvise(index, len * sizeof *index, MADV_HUGEPAGE);
    return index;
}

static void index_free(struct journal_keys *keys)
{
    if (keys->index)
        munmap(keys->index, keys->index_len * sizeof *keys->index);
}

/* Puts in all that are bound. */
static void index_fill(struct journal_keys *keys)
{
    for (uint64_t at = 0; at < keys->next; at++) {
        const struct slot *ahead = slot_at(keys, at + INDEX_AHEAD < keys->next ? at + INDEX_AHEAD : at);
        __builtin_prefetch(&keys->index[index_home(keys, ahead->kind, ahead->owner)], 1);
        if (slot_at(keys, at)->state == SLOT_BOUND)
            index_put(keys, at);
    }
}

static bool index_grow(struct journal_keys *keys)
{
    uint64_t needed = 2 * (keys->next + KEYS_SLOTS);
    if (needed <= keys->index_len)
        return true;
    uint32_t len = keys->index_len ? keys->index_len : INDEX_FIRST;
    while (len < INDEX_GROWTH * needed) /* all is put in anew, and somebody waits: so rarely */
        len *= 2;
    uint32_t *index = index_new(len);
    if (!index)
        return false;
    index_free(keys);
    keys->index = index;
    keys->index_len = len;
    index_fill(keys);
    return true;
}

/* The owner's first slot at or behind *place of the index that is still bound. */
static struct slot *next_of(const struct journal_keys *keys, const struct journal_owner *owner,
                            uint32_t *place, uint64_t *at)
{
    for (; keys->index[*place] != 0; *place = (*place + 1) & (keys->index_len - 1)) {
        struct slot *slot = slot_at(keys, keys->index[*place] - 1);
        if (slot->state != SLOT_BOUND || slot->kind != owner->kind ||
            memcmp(slot->owner, owner->bytes, JOURNAL_OWNER_BYTES) != 0)
            continue;
        *at = keys->index[*place] - 1;
        return slot;
    }
    return NULL;
}

static void mark_dirty(struct journal_keys *keys, uint64_t at)
{
    uint32_t number = (uint32_t)(at / KEYS_SLOTS), slot = (uint32_t)(at % KEYS_SLOTS);
    struct held_block *block = &keys->blocks[number];
    bool clean = block->dirty_from == block->dirty_end;
    block->dirty_from = clean || slot < block->dirty_from ? slot : block->dirty_from;
    block->dirty_end = clean || slot >= block->dirty_end ? slot + 1 : block->dirty_end;
    if (!keys->dirty || number < keys->dirty_from)
        keys->dirty_from = number;
    keys->dirty = true;
}

static void bind_slot(struct journal_keys *keys, uint64_t at, const struct journal_owner *owner,
                      int64_t drawn_at)
{
    struct slot *slot = slot_at(keys, at);
    memcpy(slot->owner, owner->bytes, JOURNAL_OWNER_BYTES);
    journal_block_put(slot->drawn_at, (uint64_t)drawn_at, 8);
    slot->kind = owner->kind;
    slot->state = SLOT_BOUND;
    if (at >= keys->next)
        keys->next = at + 1;
    index_put(keys, at);
    mark_dirty(keys, at);
}

/* ---- life ---- */

static void release(struct journal_keys *keys)
{
    for (uint32_t i = 0; i < keys->count; i++)
        journal_block_unmap(keys->blocks[i].bytes);
    pthread_cond_destroy(&keys->made);
    pthread_mutex_destroy(&keys->mutex);
    pthread_mutex_destroy(&keys->writing);
    free(keys->copy);
    index_free(keys);
    free(keys);
}

/* 1: there is one more; 0: there is none; -1: a sentence. */
static int add_block(struct journal_keys *keys, struct journal_error *error)
{
    struct block *block;
    int got = journal_block_map(keys->dir, keys->count + 1, !keys->reading, &block, error);
    if (got == 1)
        keys->blocks[keys->count++] = (struct held_block){.bytes = block};
    return got;
}

static int open_blocks(struct journal_keys *keys, uint64_t last_seq, struct journal_error *error)
{
    int got = 1;
    if (!keys->reading)
        journal_directory_remove_asides(keys->dir, "keys");
    while (got == 1 && keys->count < KEYS_BLOCKS_MAX)
        got = add_block(keys, error);
    if (got == 0 && keys->count == 0 && !keys->reading) { /* nothing was ever sealed in this journal */
        got = journal_block_draw(keys->dir, 1, 1, error);
        if (got == 0)
            got = journal_keys_write_settled(keys->dir, last_seq, error);
        if (got == 0)
            got = add_block(keys, error);
    }
    if (got < 0)
        return -1;
    keys->next = slots_count(keys);
    while (keys->next > 0 && slot_at(keys, keys->next - 1)->state == SLOT_FREE)
        keys->next--;
    return index_grow(keys) ? 0 : journal_fault(error, "There is not enough memory for the keys.");
}

static int open_keys(struct journal_keys **keysp, const char *dir, uint64_t last_seq, bool reading,
                     struct journal_error *error)
{
    struct journal_keys *keys = calloc(1, sizeof *keys);
    if (!keys)
        return journal_fault(error, "There is not enough memory for the keys.");
    snprintf(keys->dir, sizeof keys->dir, "%s", dir);
    keys->reading = reading;
    keys->settled_ms = monotonic_ms();
    pthread_mutex_init(&keys->writing, NULL);
    pthread_mutex_init(&keys->mutex, NULL);
    pthread_cond_init(&keys->made, NULL);
    keys->copy = malloc(KEYS_SLOTS * sizeof *keys->copy);
    if (!keys->copy)
        journal_fault(error, "There is not enough memory for the keys.");
    if (!keys->copy || open_blocks(keys, last_seq, error) != 0) {
        release(keys);
        return -1;
    }
    keys->settled = journal_keys_read_settled(dir);
    if (keys->settled > last_seq) /* an older journal was put back */
        keys->settled = last_seq;
    *keysp = keys;
    return 0;
}

int journal_keys_open(struct journal_keys **keysp, const char *dir, uint64_t last_seq,
                      struct journal_error *error)
{
    return open_keys(keysp, dir, last_seq, false, error);
}

int journal_keys_open_reading(struct journal_keys **keysp, const char *dir, struct journal_error *error)
{
    return open_keys(keysp, dir, UINT64_MAX, true, error);
}

void journal_keys_close(struct journal_keys *keys, uint64_t seq)
{
    if (!keys)
        return;
    if (seq > 0)
        journal_keys_keep(keys, seq, true);
    release(keys);
}

/* ---- keeping ---- */

/* What changed of a block reaches its file. With both mutexes; the second is let go while the disk works. */
static int write_changed(struct journal_keys *keys, uint32_t number)
{
    struct held_block *block = &keys->blocks[number];
    uint32_t from = block->dirty_from, count = block->dirty_end - block->dirty_from;
    if (count == 0)
        return 0;
    memcpy(keys->copy, block->bytes->slots + from, count * sizeof *keys->copy);
    block->dirty_from = block->dirty_end = 0;
    pthread_mutex_unlock(&keys->mutex);
    int result = journal_block_write(keys->dir, number + 1, keys->copy, from, count);
    int number_of_error = errno;
    sodium_memzero(keys->copy, count * sizeof *keys->copy);
    pthread_mutex_lock(&keys->mutex);
    if (result == 0 && block->dirty_from == block->dirty_end)
        journal_block_let_go(block->bytes);
    for (uint32_t i = 0; result != 0 && i < count; i++)
        mark_dirty(keys, (uint64_t)number * KEYS_SLOTS + from + i);
    errno = number_of_error;
    return result;
}

/* With both mutexes; the second is let go while the disk works. 0: what was changed before the call is on the disk;
 * else errno. */
static int sync_changed(struct journal_keys *keys)
{
    int number_of_error = 0;
    uint32_t from = keys->dirty_from, end = keys->count;
    if (!keys->dirty)
        return 0;
    keys->dirty = false;
    for (uint32_t i = from; i < end; i++)
        if (write_changed(keys, i) != 0)
            number_of_error = errno;
    return number_of_error;
}

/* With both mutexes. */
static void settle(struct journal_keys *keys, uint64_t seq)
{
    struct journal_error ignored; /* what is not settled is read again */
    uint32_t held = keys->held;
    if (sync_changed(keys) != 0 || held || keys->held || seq <= keys->settled)
        return;
    pthread_mutex_unlock(&keys->mutex);
    bool written = journal_keys_write_settled(keys->dir, seq, &ignored) == 0;
    pthread_mutex_lock(&keys->mutex);
    if (written)
        keys->settled = seq;
}

/* How many blocks are to be made now: twice as many as the last time where those did not last. */
static uint32_t next_lot(struct journal_keys *keys)
{
    int64_t now = monotonic_ms();
    uint32_t left = KEYS_BLOCKS_MAX - keys->count;
    uint32_t lot = keys->lot && now - keys->lot_ms < LOT_MS ? 2 * keys->lot : 1;
    lot = lot < LOT_BLOCKS_MAX ? lot : LOT_BLOCKS_MAX;
    keys->lot = lot;
    keys->lot_ms = now;
    return lot < left ? lot : left;
}

/* The next blocks. With the mutex, which is let go while the disk works; whoever needs a block before waits for it.
 * Room in the index is made here as well. */
static int provide_blocks(struct journal_keys *keys, struct journal_error *error)
{
    uint32_t lot = next_lot(keys);
    keys->making = true;
    pthread_mutex_unlock(&keys->mutex);
    int result = journal_block_draw(keys->dir, keys->count + 1, lot, error);
    pthread_mutex_lock(&keys->mutex);
    for (uint32_t i = 0; i < lot && result == 0; i++)
        result = add_block(keys, error) == 1 ? 0 : -1;
    keys->making = false;
    pthread_cond_broadcast(&keys->made);
    return result;
}

static bool is_low(const struct journal_keys *keys)
{
    return slots_count(keys) - keys->next < FREE_SLOTS_LOW && keys->count < KEYS_BLOCKS_MAX && !keys->making;
}

void journal_keys_on_low(struct journal_keys *keys, void (*low)(void *ctx), void *ctx)
{
    keys->low = low;
    keys->low_ctx = ctx;
}

void journal_keys_keep(struct journal_keys *keys, uint64_t seq, bool now)
{
    if (!keys)
        return;
    struct journal_error ignored; /* tried again; who needs it then says why */
    pthread_mutex_lock(&keys->writing);
    pthread_mutex_lock(&keys->mutex);
    if (is_low(keys))
        provide_blocks(keys, &ignored);
    if (now || (keys->dirty && monotonic_ms() - keys->settled_ms >= SETTLE_MS)) {
        settle(keys, seq);
        keys->settled_ms = monotonic_ms();
    }
    pthread_mutex_unlock(&keys->mutex);
    pthread_mutex_unlock(&keys->writing);
}

void journal_keys_hold(struct journal_keys *keys, bool hold)
{
    if (!keys)
        return;
    pthread_mutex_lock(&keys->mutex);
    keys->held += hold ? 1 : -1U;
    pthread_mutex_unlock(&keys->mutex);
}

uint64_t journal_keys_settled_seq(struct journal_keys *keys)
{
    pthread_mutex_lock(&keys->mutex);
    uint64_t settled = keys->settled;
    pthread_mutex_unlock(&keys->mutex);
    return settled;
}

/* ---- what others ask ---- */

/* A free slot; false with a sentence. With the mutex: the disk is waited for only where the keeper could not keep
 * up. */
static bool draw_slot(struct journal_keys *keys, uint64_t *at, struct journal_error *error)
{
    while (keys->next == slots_count(keys) && keys->making)
        pthread_cond_wait(&keys->made, &keys->mutex);
    if (keys->next == slots_count(keys)) {
        if (keys->count == KEYS_BLOCKS_MAX)
            return journal_fault(error, "%s/keys has no room for another key.", keys->dir) == 0;
        if (provide_blocks(keys, error) != 0)
            return false;
    }
    if (!index_grow(keys))
        return journal_fault(error, "There is not enough memory for the keys.") == 0;
    *at = keys->next;
    return true;
}

uint64_t journal_keys_get(struct journal_keys *keys, const struct journal_owner *owner, int64_t drawn_at,
                          uint8_t key[KEYS_KEY_BYTES], struct journal_error *error)
{
    uint64_t at = 0, slot = 0;
    pthread_mutex_lock(&keys->mutex);
    uint32_t place = index_home(keys, owner->kind, owner->bytes);
    if (!next_of(keys, owner, &place, &at)) {
        if (!draw_slot(keys, &at, error))
            goto out;
        bind_slot(keys, at, owner, drawn_at);
        if (keys->low && is_low(keys))
            keys->low(keys->low_ctx);
    }
    if (journal_block_unwrap(keys->blocks[at / KEYS_SLOTS].bytes, at % KEYS_SLOTS, key))
        slot = at + 1;
    else
        journal_fault(error, "A key in %s/keys is damaged: restore it from a backup.", keys->dir);
out:
    pthread_mutex_unlock(&keys->mutex);
    return slot;
}

int journal_keys_find(struct journal_keys *keys, uint64_t slot, const struct journal_owner *owner, int64_t at,
                      uint8_t key[KEYS_KEY_BYTES], struct journal_error *error)
{
    int result = 1;
    pthread_mutex_lock(&keys->mutex);
    if (slot == 0 || slot > slots_count(keys)) {
        struct journal_path path =
            journal_block_path(keys->dir, (uint32_t)((slot ? slot - 1 : 0) / KEYS_SLOTS + 1));
        result =
            journal_fault(error, "The key file %s is missing: put it back, or restore a backup.", path.text);
        goto out;
    }
    struct slot *found = slot_at(keys, slot - 1);
    if (found->state == SLOT_DESTROYED) {
        result = 0;
        goto out;
    }
    if (found->state == SLOT_FREE || found->kind != owner->kind ||
        memcmp(found->owner, owner->bytes, JOURNAL_OWNER_BYTES) != 0) {
        if (slot > keys->next && !index_grow(keys))
            result = journal_fault(error, "There is not enough memory for the keys.");
        else
            bind_slot(keys, slot - 1, owner, at);
    }
    if (result == 1 &&
        !journal_block_unwrap(keys->blocks[(slot - 1) / KEYS_SLOTS].bytes, (slot - 1) % KEYS_SLOTS, key))
        result = journal_fault(error, "A key in %s/keys is damaged: restore it from a backup.", keys->dir);
out:
    pthread_mutex_unlock(&keys->mutex);
    return result;
}

/* The state is written first: a key half overwritten is never taken for one. */
static void destroy(struct slot *slot)
{
    slot->state = SLOT_DESTROYED;
    sodium_memzero(slot->key, sizeof slot->key);
    sodium_memzero(slot->tag, sizeof slot->tag);
}

int journal_keys_destroy_all(struct journal_keys *keys, const struct journal_owner *owners, uint32_t count,
                             struct journal_error *error)
{
    int destroyed = 0;
    pthread_mutex_lock(&keys->writing);
    pthread_mutex_lock(&keys->mutex);
    for (uint32_t i = 0; i < count; i++) {
        uint64_t at = 0;
        struct slot *slot;
        uint32_t place = index_home(keys, owners[i].kind, owners[i].bytes);
        for (; (slot = next_of(keys, &owners[i], &place, &at)) != NULL; destroyed++) {
            destroy(slot);
            mark_dirty(keys, at);
        }
    }
    int number_of_error = destroyed > 0 ? sync_changed(keys) : 0;
    if (number_of_error != 0)
        destroyed = journal_fault_errno(error, number_of_error, keys->dir, "Overwriting a key in");
    pthread_mutex_unlock(&keys->mutex);
    pthread_mutex_unlock(&keys->writing);
    return destroyed;
}

bool journal_keys_oldest(struct journal_keys *keys, uint8_t kind, int64_t before, uint64_t *at,
                         struct journal_owner *owner)
{
    bool found = false;
    pthread_mutex_lock(&keys->mutex);
    for (uint64_t next = *at; next < keys->next && !found; next++) {
        const struct slot *slot = slot_at(keys, next);
        if (slot->state != SLOT_BOUND || slot->kind != kind ||
            (int64_t)journal_block_take(slot->drawn_at, 8) >= before)
            continue;
        *at = next + 1;
        *owner = (struct journal_owner){.kind = kind};
        memcpy(owner->bytes, slot->owner, JOURNAL_OWNER_BYTES);
        found = true;
    }
    pthread_mutex_unlock(&keys->mutex);
    return found;
}
