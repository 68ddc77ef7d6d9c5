/* Blocks of keys as files (keys_block.h): drawn, wrapped, mapped, written. It must not know which slot is whose. */
#include "journal/keys_block.h"
#include "journal/engine.h"
#include "lib/random.h"

#include <errno.h>
#include <fcntl.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>
#include <xxhash.h>

enum { SETTLED_BYTES = 16 };

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

void journal_block_put(uint8_t *at, uint64_t value, int bytes)
{
    for (int i = 0; i < bytes; i++)
        at[i] = (uint8_t)(value >> (8 * i));
}

uint64_t journal_block_take(const uint8_t *at, int bytes)
{
    uint64_t value = 0;
    for (int i = 0; i < bytes; i++)
        value |= (uint64_t)at[i] << (8 * i);
    return value;
}

struct journal_path journal_block_path(const char *dir, uint32_t number)
{
    struct journal_path path;
    snprintf(path.text, sizeof path.text, "%s/keys/%06u.keys", dir, (unsigned)number);
    return path;
}

/* ---- wrapping ---- */

static void wrapping_nonce(const struct block *block, uint32_t slot,
                           uint8_t nonce[crypto_secretbox_NONCEBYTES])
{
    memset(nonce, 0, crypto_secretbox_NONCEBYTES);
    memcpy(nonce, block->salt, KEYS_SALT_BYTES);
    journal_block_put(nonce + KEYS_SALT_BYTES, slot, 4);
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
    random_bytes(block->salt, KEYS_SALT_BYTES);
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

bool journal_block_unwrap(const struct block *block, uint32_t slot, uint8_t key[KEYS_KEY_BYTES])
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

/* Written aside and on the disk; not yet named. */
static int write_aside(const char *path, const void *bytes, size_t len, struct journal_error *error)
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
        return 0;
    unlink(aside.text);
    return journal_fault_errno(error, number, path, "Writing");
}

static int write_file(const char *path, const void *bytes, size_t len, struct journal_error *error)
{
    struct journal_path aside = journal_path_aside(path);
    if (write_aside(path, bytes, len, error) != 0)
        return -1;
    return journal_directory_rename(aside.text, path, error);
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
    struct journal_path path = journal_block_path(dir, number);
    if (journal_keys_make_directory(dir, error) != 0)
        return -1;
    return write_file(path.text, bytes, KEYS_BLOCK_BYTES, error);
}

static int draw_aside(struct block *block, const char *dir, uint32_t number, struct journal_error *error)
{
    struct journal_path path = journal_block_path(dir, number);
    uint8_t(*keys)[KEYS_KEY_BYTES] = malloc(sizeof(*keys) * KEYS_SLOTS);
    if (!keys)
        return journal_fault(error, "There is not enough memory for keys.");
    random_bytes(keys, sizeof(*keys) * KEYS_SLOTS); /* at once: asking for each costs more than the keys */
    *block = (struct block){.wrapped = 0};
    memcpy(block->magic, magic, sizeof magic);
    journal_block_put(block->number, number, 4);
    for (uint32_t i = 0; i < KEYS_SLOTS; i++)
        memcpy(block->slots[i].key, keys[i], sizeof keys[i]);
    if (master.present)
        wrap_block(block);
    sodium_memzero(keys, sizeof(*keys) * KEYS_SLOTS);
    free(keys);
    return write_aside(path.text, block, sizeof *block, error);
}

/* They are named in their order, and the directory is synced once: no gap can come of it, and nobody has used a key of
 * theirs. */
int journal_block_draw(const char *dir, uint32_t first, uint32_t count, struct journal_error *error)
{
    struct block *block = malloc(sizeof *block);
    struct journal_path keys = journal_path_join(dir, "keys");
    int result = block ? 0 : journal_fault(error, "There is not enough memory for keys.");
    if (result == 0)
        result = journal_keys_make_directory(dir, error);
    for (uint32_t i = 0; i < count && result == 0; i++)
        result = draw_aside(block, dir, first + i, error);
    for (uint32_t i = 0; i < count && result == 0; i++) {
        struct journal_path path = journal_block_path(dir, first + i);
        struct journal_path aside = journal_path_aside(path.text);
        if (rename(aside.text, path.text) != 0)
            result = journal_fault_errno(error, errno, path.text, "Naming");
    }
    if (result == 0)
        result = journal_directory_sync(keys.text, error);
    if (block)
        sodium_memzero(block, sizeof *block);
    free(block);
    return result;
}

int journal_keys_read_block(const char *dir, uint32_t number, uint8_t **bytesp, struct journal_error *error)
{
    struct journal_path path = journal_block_path(dir, number);
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
    struct journal_path path = journal_block_path(dir, number);
    static const uint8_t zeros[KEYS_HEAD_BYTES];
    uint8_t *bytes = NULL;
    int fd = open(path.text, O_WRONLY | O_CLOEXEC);
    int result = fd >= 0 && journal_keys_read_block(dir, number, &bytes, error) == 1 ? 0 : -1;
    if (result == 0) {
        wrap_block((struct block *)bytes);
        result = journal_keys_write_block(dir, number, bytes, error);
        free(bytes);
    }
    for (off_t at = 0; result == 0 && at < KEYS_BLOCK_BYTES; at += KEYS_HEAD_BYTES)
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
    if (memcmp(block->magic, magic, sizeof magic) != 0 || journal_block_take(block->number, 4) != number)
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

/* Private, so that no write of ours makes the file system's page dirty: that could wait for the disk, where a command
 * waits for it. Never part of a core dump. */
static struct block *map_private(int fd)
{
    void *bytes = mmap(NULL, KEYS_BLOCK_BYTES, PROT_READ | PROT_WRITE, MAP_PRIVATE, fd, 0);
    if (bytes == MAP_FAILED)
        return NULL;
    madvise(bytes, KEYS_BLOCK_BYTES, MADV_DONTDUMP);
    return bytes;
}

int journal_block_map(const char *dir, uint32_t number, bool late, struct block **blockp,
                      struct journal_error *error)
{
    struct journal_path path = journal_block_path(dir, number);
    struct stat info;
    struct block *block = NULL;
    int fd = open(path.text, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return errno == ENOENT ? 0 : journal_fault_errno(error, errno, path.text, "Opening");
    if (fstat(fd, &info) == 0 && info.st_size == KEYS_BLOCK_BYTES)
        block = map_private(fd);
    close(fd);
    if (!block)
        return journal_fault(error, "%s is not a whole key file: restore it from a backup.", path.text);
    int result = check_block(block, path.text, number, error);
    late = late && result == 0 && master.present && !block->wrapped;
    if (result != 0 || late)
        journal_block_unmap(block);
    if (late)
        return wrap_file(dir, number, error) == 0 ? journal_block_map(dir, number, true, blockp, error) : -1;
    if (result != 0)
        return -1;
    *blockp = block;
    return 1;
}

void journal_block_unmap(struct block *block)
{
    munmap(block, KEYS_BLOCK_BYTES);
}

void journal_block_let_go(struct block *block)
{
    madvise(block, KEYS_BLOCK_BYTES, MADV_DONTNEED);
}

int journal_block_write(const char *dir, uint32_t number, const struct slot *slots, uint32_t from,
                        uint32_t count)
{
    struct journal_path path = journal_block_path(dir, number);
    size_t len = count * sizeof *slots;
    int fd = open(path.text, O_WRONLY | O_CLOEXEC);
    if (fd < 0)
        return -1;
    errno = ENOSPC; /* what a short write means */
    off_t at = (off_t)(offsetof(struct block, slots) + from * sizeof *slots);
    bool written = pwrite(fd, slots, len, at) == (ssize_t)len && fdatasync(fd) == 0;
    int number_of_error = errno;
    close(fd);
    errno = number_of_error;
    return written ? 0 : -1;
}

/* ---- settled ---- */

static void render_settled(uint8_t bytes[SETTLED_BYTES], uint64_t seq)
{
    journal_block_put(bytes, seq, 8);
    journal_block_put(bytes + 8, XXH3_64bits(bytes, 8), 8);
}

uint64_t journal_keys_read_settled(const char *dir)
{
    struct journal_path path = journal_path_join(dir, "keys/settled");
    uint8_t bytes[SETTLED_BYTES] = {0}, whole[SETTLED_BYTES];
    int fd = open(path.text, O_RDONLY | O_CLOEXEC);
    ssize_t got = fd >= 0 ? read(fd, bytes, sizeof bytes) : 0;
    if (fd >= 0)
        close(fd);
    uint64_t seq = journal_block_take(bytes, 8);
    render_settled(whole, seq);
    bool sound = got == 8 || (got == sizeof bytes && memcmp(bytes, whole, sizeof bytes) == 0);
    return sound ? seq : 0;
}

/* Over the former one, which costs the disk one flush and the file system nothing: what a power cut tears has a wrong
 * checksum, and counts as 0. */
static bool overwrite_settled(const char *path, const uint8_t bytes[SETTLED_BYTES])
{
    struct stat info;
    int fd = open(path, O_WRONLY | O_CLOEXEC);
    bool written = fd >= 0 && fstat(fd, &info) == 0 && info.st_size == SETTLED_BYTES &&
                   pwrite(fd, bytes, SETTLED_BYTES, 0) == SETTLED_BYTES && fdatasync(fd) == 0;
    if (fd >= 0)
        close(fd);
    return written;
}

int journal_keys_write_settled(const char *dir, uint64_t seq, struct journal_error *error)
{
    struct journal_path path = journal_path_join(dir, "keys/settled");
    uint8_t bytes[SETTLED_BYTES];
    render_settled(bytes, seq);
    return overwrite_settled(path.text, bytes) ? 0 : write_file(path.text, bytes, sizeof bytes, error);
}
