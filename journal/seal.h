/* A body as it lies in the journal: sealed under its owner's key. Private to journal/. It must not know what a body
 * says.
 *
 *      0        1      2      10      26     42
 *     +--------+------+------+-------+------+-------------------+--------+
 *     | format | kind | slot | owner | salt | encrypted         | tag    |
 *     +--------+------+------+-------+------+-------------------+--------+
 *       u8 = 1   u8     u64    16      16     as long as the body  16        little endian
 *
 *   XChaCha20-Poly1305 (libsodium). nonce: salt (16 random bytes) and the event's seq (u64). Additional data: the
 *   event's seq (u64), its kind (u16) and the bytes before the salt, so that a sealed body opens beside no other event
 *   and for no other owner. The salt makes the nonce unique also where a restored backup goes on with the same numbers.
 */
#ifndef NEXTUP_JOURNAL_SEAL_H
#define NEXTUP_JOURNAL_SEAL_H

#include "journal/keys.h"

#include <assert.h>

enum { SEAL_HEAD_BYTES = 42, SEAL_TAG_BYTES = 16 };
static_assert(SEAL_HEAD_BYTES + SEAL_TAG_BYTES == JOURNAL_SEAL_BYTES, "journal.h tells how much longer a sealed body is");

/* Writes the sealed body of entry (its owner is set): entry->body_len + JOURNAL_SEAL_BYTES. 0, or -1 and a sentence. */
int journal_seal(struct journal_keys *keys, const struct journal_entry *entry, uint8_t *sealed, struct journal_error *error);
/* entry has a sealed body, as it came from the record; afterwards its owner is filled in and its body is in clear,
 * lying in `opened` (ACD_BODY_BYTES_MAX), or NULL if the key is destroyed. -1 and a sentence: the body or its key is
 * damaged, or the key file is missing. keys NULL: the body is NULL. */
int journal_open_seal(struct journal_keys *keys, struct journal_entry *entry, uint8_t *opened, struct journal_error *error);

/* Whose a sealed body is. */
enum journal_owner_kind journal_seal_kind(const struct journal_entry *entry);

#endif
