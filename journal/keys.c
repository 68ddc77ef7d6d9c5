/* The key file (keys.h has its format and the life of a slot). It must not know what a body says, nor let a key out to anybody but seal.c. */
#include "journal/keys.h"
#include "journal/directory.h"
#include "journal/engine.h"
#include "lib/random.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>
#include <xxhash.h>

enum {
    HEAD_BYTES = 4096,
    SALT_BYTES = 16,
    FREE_SLOTS_LOW = KEYS_SLOTS / 2, /* then the keeper makes the next block */
    SETTLE_MS = 5000,
    INDEX_FIRST = 8192, /* places; always at least twice the slots in use */
};

enum slot_state { SLOT_FREE, SLOT_BOUND, SLOT_DESTROYED };

struct slot { /* bytes only: it lies on the disk as it is */
    uint8_t key[KEYS_KEY_BYTES];
    uint8_t tag[crypto_secretbox_MACBYTES];
    uint8_t owner[JOURNAL_OWNER_BYTES];
    uint8_t drawn_at[8];
    uint8_t kind;
    uint8_t state;
    uint8_t spare[6];
};

struct block {
    uint8_t magic[16];
    uint8_t number[4];
    uint8_t wrapped;
    uint8_t spare[11];
    uint8_t salt[SALT_BYTES];
    uint8_t check[crypto_secretbox_MACBYTES +
                  KEYS_KEY_BYTES]; /* zeros under the master key: says whether it is the right one */
    uint8_t rest[HEAD_BYTES - 16 - 4 - 1 - 11 - SALT_BYTES - crypto_secretbox_MACBYTES - KEYS_KEY_BYTES];
    struct slot slots[KEYS_SLOTS];
};
static_assert(sizeof(struct slot) == 80 && sizeof(struct block) == KEYS_BLOCK_BYTES, "keys.h draws them so");

struct journal_keys {
    char dir[DIRECTORY_LEN_MAX + 1];
    pthread_mutex_t mutex; /* over all below */
    pthread_cond_t made;   /* the keeper has made a block, or could not */
    bool making;
    struct block *blocks[KEYS_BLOCKS_MAX]; /* the files themselves, mapped */
    uint32_t count;
    uint64_t next;   /* the first slot, from 0, behind all that are in use */
    uint32_t *index; /* by owner: slot from 1; 0: empty */
    uint32_t index_len;
    bool dirty;          /* bound since the last sync */
    uint32_t dirty_from; /* the first block that was */
    uint32_t held;
    uint64_t settled;
    int64_t settled_ms;
};

static const char magic[16] = "nextup keys 1\n";

static struct {
    bool present;
    uint8_t bytes[KEYS_KEY_BYTES];
} master;

void journal_master_key(const uint8_t *key)
{
    master.present = key != NULL;
    if (key)
        memcpy(master.bytes, key, sizeof master.bytes);
    else
        sodium_memzero(master.bytes, sizeof master.bytes);
}

static void put(uint8_t *at, uint64_t value, int bytes)
{
    for (int i = 0; i < bytes; i++)
        at[i] = (uint8_t)(value >> (8 * i));
}

static uint64_t take(const uint8_t *at, int bytes)
{
    uint64_t value = 0;
    for (int i = 0; i < bytes; i++)
        value |= (uint64_t)at[i] << (8 * i);
    return value;
}

static int64_t monotonic_ms(void)
{
    struct timespec now; /* only how long ago something was synced */
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static struct journal_path block_path(const char *dir, uint32_t number)
{
    struct journal_path path;
    snprintf(path.text, sizeof path.text, "%s/keys/%06u.keys", dir, (unsigned)number);
    return path;
}

static struct slot *slot_at(const struct journal_keys *keys, uint64_t at)
{
    return &keys->blocks[at / KEYS_SLOTS]->slots[at % KEYS_SLOTS];
}

static uint64_t slots_count(const struct journal_keys *keys)
{
    return (uint64_t)keys->count * KEYS_SLOTS;
}

/* ---- wrapping ---- */

static void wrapping_nonce(const struct block *block, uint32_t slot,
                           uint8_t nonce[crypto_secretbox_NONCEBYTES])
{
    memset(nonce, 0, crypto_secretbox_NONCEBYTES);
    memcpy(nonce, block->salt, SALT_BYTES);
    put(nonce + SALT_BYTES, slot, 4);
}

static void wrap_slot(struct block *block, uint32_t slot)
{
    uint8_t nonce[crypto_secretbox_NONCEBYTES];
    struct slot *at = &block->slots[slot];
    wrapping_nonce(block, slot, nonce);
    crypto_secretbox_detached(at->key, at->tag, at->key, sizeof at->key, nonce, master.bytes);
}

/* Wraps every key of a block that is in clear. The salt is new, so that no nonce is used twice. */
static void wrap_block(struct block *block)
{
    uint8_t nonce[crypto_secretbox_NONCEBYTES];
    static const uint8_t zeros[KEYS_KEY_BYTES];
    random_bytes(block->salt, SALT_BYTES);
    for (uint32_t i = 0; i < KEYS_SLOTS; i++)
        if (block->slots[i].state != SLOT_DESTROYED)
            wrap_slot(block, i);
    wrapping_nonce(block, KEYS_SLOTS, nonce);
    crypto_secretbox_easy(block->check, zeros, sizeof zeros, nonce, master.bytes);
    block->wrapped = 1;
}

static bool right_master(const struct block *block)
{
    uint8_t nonce[crypto_secretbox_NONCEBYTES], out[KEYS_KEY_BYTES];
    wrapping_nonce(block, KEYS_SLOTS, nonce);
    return master.present &&
           crypto_secretbox_open_easy(out, block->check, sizeof block->check, nonce, master.bytes) == 0;
}

static bool unwrap(const struct block *block, uint32_t slot, uint8_t key[KEYS_KEY_BYTES])
{
    uint8_t nonce[crypto_secretbox_NONCEBYTES];
    const struct slot *at = &block->slots[slot];
    if (!block->wrapped) {
        memcpy(key, at->key, KEYS_KEY_BYTES);
        return true;
    }
    wrapping_nonce(block, slot, nonce);
    return crypto_secretbox_open_detached(key, at->key, at->tag, KEYS_KEY_BYTES, nonce, master.bytes) == 0;
}

/* ---- blocks as files ---- */

static int write_file(const char *path, const void *bytes, size_t len, struct journal_error *error)
{
    struct journal_path aside = journal_path_aside(path);
    int fd = open(aside.text, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (fd < 0)
        return journal_fault_errno(error, errno, aside.text, "Making");
    errno = ENOSPC; /* what a short write means */
    bool written = write(fd, bytes, len) == (ssize_t)len && fsync(fd) == 0;
    int number = errno;
    close(fd);
    if (written)
        return journal_directory_rename(aside.text, path, error);
    unlink(aside.text);
    return journal_fault_errno(error, number, path, "Writing");
}

int journal_keys_make_directory(const char *dir, struct journal_error *error)
{
    struct journal_path path = journal_path_join(dir, "keys");
    if (mkdir(path.text, 0700) == 0)
        return journal_directory_sync(dir, error);
    return errno == EEXIST ? 0 : journal_fault_errno(error, errno, path.text, "Making the directory");
}

int journal_keys_write_block(const char *dir, uint32_t number, const uint8_t *bytes,
                             struct journal_error *error)
{
    struct journal_path path = block_path(dir, number);
    if (journal_keys_make_directory(dir, error) != 0)
        return -1;
    return write_file(path.text, bytes, KEYS_BLOCK_BYTES, error);
}

static int draw_block(const char *dir, uint32_t number, struct journal_error *error)
{
    struct block *block = calloc(1, sizeof *block);
    if (!block)
        return journal_fault(error, "There is not enough memory for keys.");
    memcpy(block->magic, magic, sizeof magic);
    put(block->number, number, 4);
    for (uint32_t i = 0; i < KEYS_SLOTS; i++)
        random_bytes(block->slots[i].key, KEYS_KEY_BYTES);
    if (master.present)
        wrap_block(block);
    int result = journal_keys_write_block(dir, number, (const uint8_t *)block, error);
    sodium_memzero(block, sizeof *block);
    free(block);
    return result;
}

int journal_keys_read_block(const char *dir, uint32_t number, uint8_t **bytesp, struct journal_error *error)
{
    struct journal_path path = block_path(dir, number);
    int fd = open(path.text, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return errno == ENOENT ? 0 : journal_fault_errno(error, errno, path.text, "Opening");
    uint8_t *bytes = malloc(KEYS_BLOCK_BYTES);
    ssize_t got = bytes ? read(fd, bytes, KEYS_BLOCK_BYTES) : -1;
    close(fd);
    if (got == KEYS_BLOCK_BYTES) {
        *bytesp = bytes;
        return 1;
    }
    free(bytes);
    return journal_fault(error, "%s is not a whole key file: restore it from a backup.", path.text);
}

/* The keys in clear that a master key came too late for are overwritten once the wrapped ones have their name. */
static int wrap_file(const char *dir, uint32_t number, struct journal_error *error)
{
    struct journal_path path = block_path(dir, number);
    static const uint8_t zeros[HEAD_BYTES];
    uint8_t *bytes = NULL;
    int fd = open(path.text, O_WRONLY | O_CLOEXEC);
    int result = fd >= 0 && journal_keys_read_block(dir, number, &bytes, error) == 1 ? 0 : -1;
    if (result == 0) {
        wrap_block((struct block *)bytes);
        result = journal_keys_write_block(dir, number, bytes, error);
        free(bytes);
    }
    for (off_t at = 0; result == 0 && at < KEYS_BLOCK_BYTES; at += HEAD_BYTES)
        if (pwrite(fd, zeros, sizeof zeros, at) < 0)
            break;
    if (fd >= 0) {
        fsync(fd);
        close(fd);
    }
    return result;
}

static int check_block(const struct block *block, const char *path, uint32_t number,
                       struct journal_error *error)
{
    if (memcmp(block->magic, magic, sizeof magic) != 0 || take(block->number, 4) != number)
        return journal_fault(error, "%s is not a key file of this version: restore it from a backup.", path);
    if (block->wrapped && !master.present)
        return journal_fault(
            error,
            "The keys in %s are wrapped: name the configuration whose master_key_file has the master "
            "key, or ask the running server.",
            path);
    if (block->wrapped && !right_master(block))
        return journal_fault(error, "The keys in %s are wrapped with another master key.", path);
    return 0;
}

/* 1: mapped; 0: there is no such block; -1: a sentence. */
static int map_block(struct journal_keys *keys, uint32_t number, struct journal_error *error)
{
    struct journal_path path = block_path(keys->dir, number);
    struct stat info;
    int fd = open(path.text, O_RDWR | O_CLOEXEC);
    if (fd < 0)
        return errno == ENOENT ? 0 : journal_fault_errno(error, errno, path.text, "Opening");
    void *bytes = MAP_FAILED;
    if (fstat(fd, &info) == 0 && info.st_size == KEYS_BLOCK_BYTES)
        bytes = mmap(NULL, KEYS_BLOCK_BYTES, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    close(fd);
    if (bytes == MAP_FAILED)
        return journal_fault(error, "%s is not a whole key file: restore it from a backup.", path.text);
    struct block *block = bytes;
    int result = check_block(block, path.text, number, error);
    bool late = result == 0 && master.present && !block->wrapped;
    if (result != 0 || late)
        munmap(bytes, KEYS_BLOCK_BYTES);
    if (late)
        return wrap_file(keys->dir, number, error) == 0 ? map_block(keys, number, error) : -1;
    if (result != 0)
        return -1;
    keys->blocks[keys->count++] = block;
    return 1;
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

static bool index_grow(struct journal_keys *keys)
{
    uint32_t len = keys->index_len ? keys->index_len : INDEX_FIRST;
    while (len < 2 * (keys->next + KEYS_SLOTS))
        len *= 2;
    if (len == keys->index_len)
        return true;
    uint32_t *index = calloc(len, sizeof *index);
    if (!index)
        return false;
    free(keys->index);
    keys->index = index;
    keys->index_len = len;
    for (uint64_t at = 0; at < keys->next; at++)
        if (slot_at(keys, at)->state == SLOT_BOUND)
            index_put(keys, at);
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

static void bind_slot(struct journal_keys *keys, uint64_t at, const struct journal_owner *owner,
                      int64_t drawn_at)
{
    struct slot *slot = slot_at(keys, at);
    memcpy(slot->owner, owner->bytes, JOURNAL_OWNER_BYTES);
    put(slot->drawn_at, (uint64_t)drawn_at, 8);
    slot->kind = owner->kind;
    slot->state = SLOT_BOUND;
    if (at >= keys->next)
        keys->next = at + 1;
    index_put(keys, at);
    uint32_t block = (uint32_t)(at / KEYS_SLOTS);
    if (!keys->dirty || block < keys->dirty_from)
        keys->dirty_from = block;
    keys->dirty = true;
}

/* ---- life ---- */

uint64_t journal_keys_read_settled(const char *dir)
{
    struct journal_path path = journal_path_join(dir, "keys/settled");
    uint8_t bytes[8] = {0};
    int fd = open(path.text, O_RDONLY | O_CLOEXEC);
    ssize_t got = fd >= 0 ? read(fd, bytes, sizeof bytes) : 0;
    if (fd >= 0)
        close(fd);
    return got == sizeof bytes ? take(bytes, 8) : 0;
}

int journal_keys_write_settled(const char *dir, uint64_t seq, struct journal_error *error)
{
    struct journal_path path = journal_path_join(dir, "keys/settled");
    uint8_t bytes[8];
    put(bytes, seq, 8);
    return write_file(path.text, bytes, sizeof bytes, error);
}

static void release(struct journal_keys *keys)
{
    for (uint32_t i = 0; i < keys->count; i++)
        munmap(keys->blocks[i], KEYS_BLOCK_BYTES);
    pthread_cond_destroy(&keys->made);
    pthread_mutex_destroy(&keys->mutex);
    free(keys->index);
    free(keys);
}

static int open_blocks(struct journal_keys *keys, uint64_t last_seq, struct journal_error *error)
{
    int got = 1;
    journal_directory_remove_asides(keys->dir, "keys");
    while (got == 1 && keys->count < KEYS_BLOCKS_MAX)
        got = map_block(keys, keys->count + 1, error);
    if (got == 0 && keys->count == 0) { /* nothing was ever sealed in this journal */
        got = draw_block(keys->dir, 1, error);
        if (got == 0)
            got = journal_keys_write_settled(keys->dir, last_seq, error);
        if (got == 0)
            got = map_block(keys, 1, error);
    }
    if (got < 0)
        return -1;
    keys->next = slots_count(keys);
    while (keys->next > 0 && slot_at(keys, keys->next - 1)->state == SLOT_FREE)
        keys->next--;
    return index_grow(keys) ? 0 : journal_fault(error, "There is not enough memory for the keys.");
}

int journal_keys_open(struct journal_keys **keysp, const char *dir, uint64_t last_seq,
                      struct journal_error *error)
{
    struct journal_keys *keys = calloc(1, sizeof *keys);
    if (!keys)
        return journal_fault(error, "There is not enough memory for the keys.");
    snprintf(keys->dir, sizeof keys->dir, "%s", dir);
    keys->settled_ms = monotonic_ms();
    pthread_mutex_init(&keys->mutex, NULL);
    pthread_cond_init(&keys->made, NULL);
    if (open_blocks(keys, last_seq, error) != 0) {
        release(keys);
        return -1;
    }
    keys->settled = journal_keys_read_settled(dir);
    if (keys->settled > last_seq) /* an older journal was put back */
        keys->settled = last_seq;
    *keysp = keys;
    return 0;
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

/* With the mutex, which is let go while the disk works. A mapped block stays where it is. */
static bool sync_bound(struct journal_keys *keys)
{
    bool synced = true;
    uint32_t from = keys->dirty_from, to = keys->count;
    keys->dirty = false;
    pthread_mutex_unlock(&keys->mutex);
    for (uint32_t i = from; i < to; i++)
        synced = msync(keys->blocks[i], KEYS_BLOCK_BYTES, MS_SYNC) == 0 && synced;
    pthread_mutex_lock(&keys->mutex);
    if (!synced) {
        keys->dirty = true;
        keys->dirty_from = from;
    }
    return synced;
}

static void settle(struct journal_keys *keys, uint64_t seq)
{
    struct journal_error ignored; /* what is not settled is read again */
    uint32_t held = keys->held;
    bool synced = !keys->dirty || sync_bound(keys);
    if (!synced || held || keys->held || seq <= keys->settled)
        return;
    pthread_mutex_unlock(&keys->mutex);
    bool written = journal_keys_write_settled(keys->dir, seq, &ignored) == 0;
    pthread_mutex_lock(&keys->mutex);
    if (written)
        keys->settled = seq;
}

/* The next block, before it is needed. With the mutex, which is let go while the disk works; whoever needs the block before waits for it. */
static void provide_block(struct journal_keys *keys)
{
    struct journal_error ignored; /* tried again; who needs it then says why */
    if (slots_count(keys) - keys->next >= FREE_SLOTS_LOW || keys->count == KEYS_BLOCKS_MAX || keys->making)
        return;
    keys->making = true;
    pthread_mutex_unlock(&keys->mutex);
    int drawn = draw_block(keys->dir, keys->count + 1, &ignored);
    pthread_mutex_lock(&keys->mutex);
    if (drawn == 0)
        map_block(keys, keys->count + 1, &ignored);
    keys->making = false;
    pthread_cond_broadcast(&keys->made);
}

void journal_keys_keep(struct journal_keys *keys, uint64_t seq, bool now)
{
    if (!keys)
        return;
    pthread_mutex_lock(&keys->mutex);
    provide_block(keys);
    if (now || (keys->dirty && monotonic_ms() - keys->settled_ms >= SETTLE_MS)) {
        settle(keys, seq);
        keys->settled_ms = monotonic_ms();
    }
    pthread_mutex_unlock(&keys->mutex);
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

/* A free slot; false with a sentence. With the mutex: the disk is waited for only where the keeper could not keep up. */
static bool draw_slot(struct journal_keys *keys, uint64_t *at, struct journal_error *error)
{
    while (keys->next == slots_count(keys) && keys->making)
        pthread_cond_wait(&keys->made, &keys->mutex);
    if (keys->next == slots_count(keys)) {
        if (keys->count == KEYS_BLOCKS_MAX)
            return journal_fault(error, "%s/keys has no room for another key.", keys->dir) == 0;
        if (draw_block(keys->dir, keys->count + 1, error) != 0 ||
            map_block(keys, keys->count + 1, error) != 1)
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
    }
    if (unwrap(keys->blocks[at / KEYS_SLOTS], at % KEYS_SLOTS, key))
        slot = at + 1;
    else
        journal_fault(error, "A key in %s/keys is damaged: restore it from a backup.", keys->dir);
out:
    pthread_mutex_unlock(&keys->mutex);
    return slot;
}

int journal_keys_find(struct journal_keys *keys, uint64_t slot, const struct journal_owner *owner,
                      uint8_t key[KEYS_KEY_BYTES], struct journal_error *error)
{
    int result = 1;
    pthread_mutex_lock(&keys->mutex);
    if (slot == 0 || slot > slots_count(keys)) {
        struct journal_path path = block_path(keys->dir, (uint32_t)((slot ? slot - 1 : 0) / KEYS_SLOTS + 1));
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
            bind_slot(keys, slot - 1, owner, 0);
    }
    if (result == 1 && !unwrap(keys->blocks[(slot - 1) / KEYS_SLOTS], (slot - 1) % KEYS_SLOTS, key))
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
    pthread_mutex_lock(&keys->mutex);
    for (uint32_t i = 0; i < count; i++) {
        uint64_t at = 0;
        struct slot *slot;
        uint32_t place = index_home(keys, owners[i].kind, owners[i].bytes);
        for (; (slot = next_of(keys, &owners[i], &place, &at)) != NULL; destroyed++) {
            destroy(slot);
            if (!keys->dirty || at / KEYS_SLOTS < keys->dirty_from)
                keys->dirty_from = (uint32_t)(at / KEYS_SLOTS);
            keys->dirty = true;
        }
    }
    if (destroyed > 0 && !sync_bound(keys))
        destroyed = journal_fault_errno(error, errno, keys->dir, "Overwriting a key in");
    pthread_mutex_unlock(&keys->mutex);
    return destroyed;
}

bool journal_keys_oldest(struct journal_keys *keys, uint8_t kind, int64_t before, uint64_t *at,
                         struct journal_owner *owner)
{
    bool found = false;
    pthread_mutex_lock(&keys->mutex);
    for (uint64_t next = *at; next < keys->next && !found; next++) {
        const struct slot *slot = slot_at(keys, next);
        if (slot->state != SLOT_BOUND || slot->kind != kind || (int64_t)take(slot->drawn_at, 8) >= before)
            continue;
        *at = next + 1;
        *owner = (struct journal_owner){.kind = kind};
        memcpy(owner->bytes, slot->owner, JOURNAL_OWNER_BYTES);
        found = true;
    }
    pthread_mutex_unlock(&keys->mutex);
    return found;
}
