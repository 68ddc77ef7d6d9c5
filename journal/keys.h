/* The keys under which bodies are sealed: one random key for each owner (a person, a contact, the centre itself), each
 * in a slot of its own, so that one can be destroyed and no other with it. Private to journal/. It must not know what a
 * body says.
 *
 *     DIR/keys/NNNNNN.keys    a block: a head, then KEYS_SLOTS slots; number 1, 2, 3 ... without gaps
 *       head  (4096 bytes)    "nextup keys 1\n\0\0" | u32 number | u8 wrapped | 11 spare | salt (16) | sealed check (32 of zeros: 48)
 *       slot  (80 bytes)      key (32) | tag (16; zeros in a block that is not wrapped) | owner (16) | drawn_at i64 | kind u8 | state u8 | 6 spare      little endian
 *     DIR/keys/settled        u64 | XXH3-64 of it (not in older files): what the journal holds up to this seq is in the slots, and on the disk; every erasure up to it is carried out
 *
 *   slot:  FREE (its key is random and on the disk since the block was made) --bind--> BOUND to an owner --destroy--> DESTROYED (zeros where the key was)
 *
 * A block is made whole, synced, and only then named, ahead of need (the keeper makes the next one), so that no command
 * waits for the disk because somebody new appears. That a slot is bound is written by the keeper, seconds later: the
 * sealed bodies say it too (seal.h), and whoever reads the journal from `settled` on binds it again. A key that is
 * destroyed is overwritten and synced before journal_keys_destroy_all() returns. Commands touch memory only, never a
 * page that the file system is writing: that would have a command wait for the disk.
 *
 * With a master key each key is wrapped (crypto_secretbox; nonce: salt, slot), so that a stolen disk or backup opens
 * nothing. All functions may be called from any thread.
 */
#ifndef NEXTUP_JOURNAL_KEYS_H
#define NEXTUP_JOURNAL_KEYS_H

#include "journal/journal.h"

enum { KEYS_KEY_BYTES = 32, KEYS_SLOTS = 4096, KEYS_BLOCKS_MAX = 16384 };

struct journal_keys;

/* Opens DIR/keys; makes the first block if there is none. last_seq: where the journal ends. */
int journal_keys_open(struct journal_keys **keysp, const char *dir, uint64_t last_seq, struct journal_error *error);
/* Only to find keys, beside the one who has them open: nothing is made, wrapped or written. Close with seq 0. */
int journal_keys_open_reading(struct journal_keys **keysp, const char *dir, struct journal_error *error);
/* seq: all up to it is durable; 0: nothing may be said about that. NULL is allowed. */
void journal_keys_close(struct journal_keys *keys, uint64_t seq);

/* The slot (from 1) and key of an owner; a free slot is bound to one that has none, or whose key is destroyed. 0 with a
 * sentence: no slot is left and no block can be made. */
uint64_t journal_keys_get(struct journal_keys *keys, const struct journal_owner *owner, int64_t at, uint8_t key[KEYS_KEY_BYTES], struct journal_error *error);
/* 1: the key of a slot. 0: it is destroyed. -1: its block is not there, and a sentence. Binds the slot to the owner if
 * that got lost (at: of the event whose body is read). */
int journal_keys_find(struct journal_keys *keys, uint64_t slot, const struct journal_owner *owner, int64_t at, uint8_t key[KEYS_KEY_BYTES], struct journal_error *error);
/* Destroys every key of these owners, durably. Returns how many there were, or -1 and a sentence. */
int journal_keys_destroy_all(struct journal_keys *keys, const struct journal_owner *owners, uint32_t count, struct journal_error *error);

/* Whom to tell, on the thread that draws a key, that journal_keys_keep() should come soon; must not block. Before
 * others use the keys. */
void journal_keys_on_low(struct journal_keys *keys, void (*low)(void *ctx), void *ctx);
/* What the keeper does now and then, at durable seq: makes the next block before it is needed, syncs what was bound. */
void journal_keys_keep(struct journal_keys *keys, uint64_t seq, bool now);
/* While held nothing is settled: an erasure is on its way. */
void journal_keys_hold(struct journal_keys *keys, bool hold);
uint64_t journal_keys_settled_seq(struct journal_keys *keys);
/* The next owner of this kind that was drawn before `before`, behind slot *at (0: the first); false: there is none. */
bool journal_keys_oldest(struct journal_keys *keys, uint8_t kind, int64_t before, uint64_t *at, struct journal_owner *owner);

/* For backup and restore: the bytes of a block as they are on the disk. 1: found (free *bytesp), 0: there is no such
 * block, -1: a sentence. */
enum { KEYS_BLOCK_BYTES = 4096 + KEYS_SLOTS * 80 };
int journal_keys_read_block(const char *dir, uint32_t number, uint8_t **bytesp, struct journal_error *error);
int journal_keys_write_block(const char *dir, uint32_t number, const uint8_t *bytes, struct journal_error *error);
int journal_keys_make_directory(const char *dir, struct journal_error *error);
uint64_t journal_keys_read_settled(const char *dir); /* 0: none */
int journal_keys_write_settled(const char *dir, uint64_t seq, struct journal_error *error);

#endif
