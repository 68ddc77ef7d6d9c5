/* A block of keys as it lies on the disk (keys.h draws it), and what is done with its file. Private to keys.c: it must
 * not know which slot is whose, nor who asks for a key. */
#ifndef NEXTUP_JOURNAL_KEYS_BLOCK_H
#define NEXTUP_JOURNAL_KEYS_BLOCK_H

#include "journal/directory.h"
#include "journal/keys.h"

#include <assert.h>
#include <sodium.h>

enum { KEYS_HEAD_BYTES = 4096, KEYS_SALT_BYTES = 16, KEYS_TAG_BYTES = crypto_secretbox_MACBYTES };

enum slot_state { SLOT_FREE, SLOT_BOUND, SLOT_DESTROYED };

struct slot { /* bytes only: it lies on the disk as it is */
    uint8_t key[KEYS_KEY_BYTES];
    uint8_t tag[KEYS_TAG_BYTES];
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
    uint8_t salt[KEYS_SALT_BYTES];
    uint8_t check[KEYS_TAG_BYTES + KEYS_KEY_BYTES]; /* zeros under the master key: says whether it is the right one */
    uint8_t rest[KEYS_HEAD_BYTES - 16 - 4 - 1 - 11 - KEYS_SALT_BYTES - KEYS_TAG_BYTES - KEYS_KEY_BYTES];
    struct slot slots[KEYS_SLOTS];
};
static_assert(sizeof(struct slot) == 80 && sizeof(struct block) == KEYS_BLOCK_BYTES, "keys.h draws them so");

void journal_block_put(uint8_t *at, uint64_t value, int bytes);
uint64_t journal_block_take(const uint8_t *at, int bytes);

/* The key of a slot in clear; false: it is damaged. */
bool journal_block_unwrap(const struct block *block, uint32_t slot, uint8_t key[KEYS_KEY_BYTES]);

struct journal_path journal_block_path(const char *dir, uint32_t number);
/* Makes count blocks of new keys from a number on: whole, on the disk, and only then named. */
int journal_block_draw(const char *dir, uint32_t first, uint32_t count, struct journal_error *error);
/* Maps a block for this process alone: what is written into it reaches the file only by journal_block_write(). late:
 * wraps one that is in clear where there is a master key by now. 1, 0: there is no such block, -1: a sentence. */
int journal_block_map(const char *dir, uint32_t number, bool late, struct block **blockp, struct journal_error *error);
void journal_block_unmap(struct block *block);
/* Writes `count` slots over those of the file, from `from` on; on the disk when it returns 0. Else -1 and errno. */
int journal_block_write(const char *dir, uint32_t number, const struct slot *slots, uint32_t from, uint32_t count);
/* What the mapping has of its own is given back and is read from the file again: all of it must be there. */
void journal_block_let_go(struct block *block);

#endif
