/* Seals bodies and opens them (seal.h has the format). It must not keep a key. */
#include "journal/seal.h"
#include "journal/engine.h"
#include "lib/random.h"

#include <sodium.h>
#include <string.h>

enum {
    SEAL_FORMAT = 1,
    FORMAT_AT = 0,
    KIND_AT = 1,
    SLOT_AT = 2,
    OWNER_AT = 10,
    SALT_AT = 26,
    SALT_BYTES = SEAL_HEAD_BYTES - SALT_AT,
    AD_BYTES = 8 + 2 + SALT_AT,
    NONCE_BYTES = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES,
};
static_assert(SALT_BYTES + 8 == NONCE_BYTES, "a nonce is the salt and the seq");
static_assert(SEAL_TAG_BYTES == crypto_aead_xchacha20poly1305_ietf_ABYTES, "libsodium's tag");
static_assert(KEYS_KEY_BYTES == crypto_aead_xchacha20poly1305_ietf_KEYBYTES, "libsodium's key");

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

static void make_nonce(const uint8_t *head, const struct acd_event *event, uint8_t nonce[NONCE_BYTES])
{
    memcpy(nonce, head + SALT_AT, SALT_BYTES);
    put(nonce + SALT_BYTES, event->seq, 8);
}

static void make_additional(const uint8_t *head, const struct acd_event *event, uint8_t bytes[AD_BYTES])
{
    put(bytes, event->seq, 8);
    put(bytes + 8, event->kind, 2);
    memcpy(bytes + 10, head, SALT_AT);
}

int journal_seal(struct journal_keys *keys, const struct journal_entry *entry, uint8_t *sealed,
                 struct journal_error *error)
{
    uint8_t key[KEYS_KEY_BYTES], nonce[NONCE_BYTES], additional[AD_BYTES];
    uint64_t slot = journal_keys_get(keys, &entry->owner, entry->event.at, key, error);
    if (slot == 0)
        return -1;
    sealed[FORMAT_AT] = SEAL_FORMAT;
    sealed[KIND_AT] = entry->owner.kind;
    put(sealed + SLOT_AT, slot, 8);
    memcpy(sealed + OWNER_AT, entry->owner.bytes, JOURNAL_OWNER_BYTES);
    random_bytes(sealed + SALT_AT, SALT_BYTES);
    make_nonce(sealed, &entry->event, nonce);
    make_additional(sealed, &entry->event, additional);
    crypto_aead_xchacha20poly1305_ietf_encrypt(sealed + SEAL_HEAD_BYTES, NULL, entry->body, entry->body_len,
                                               additional, sizeof additional, NULL, nonce, key);
    sodium_memzero(key, sizeof key);
    return 0;
}

enum journal_owner_kind journal_seal_kind(const struct journal_entry *entry)
{
    const uint8_t *sealed = entry->body;
    return entry->body_len > KIND_AT ? (enum journal_owner_kind)sealed[KIND_AT] : JOURNAL_OWNER_NONE;
}

static int damaged(const struct journal_entry *entry, struct journal_error *error)
{
    return journal_fault(
        error,
        "The body of event %llu cannot be opened: it is damaged, or the key file is not the one of this "
        "journal. Restore a backup.",
        (unsigned long long)entry->event.seq);
}

int journal_open_seal(struct journal_keys *keys, struct journal_entry *entry, uint8_t *opened,
                      struct journal_error *error)
{
    uint8_t key[KEYS_KEY_BYTES], nonce[NONCE_BYTES], additional[AD_BYTES];
    const uint8_t *sealed = entry->body;
    if (entry->body_len < JOURNAL_SEAL_BYTES || sealed[FORMAT_AT] != SEAL_FORMAT)
        return damaged(entry, error);
    size_t len = entry->body_len - SEAL_HEAD_BYTES;
    entry->owner.kind = sealed[KIND_AT];
    memcpy(entry->owner.bytes, sealed + OWNER_AT, JOURNAL_OWNER_BYTES);
    entry->sealed = false;
    entry->body = NULL;
    entry->body_len = 0;
    int found =
        keys ? journal_keys_find(keys, take(sealed + SLOT_AT, 8), &entry->owner, entry->event.at, key, error)
             : 0;
    if (found != 1)
        return found;
    make_nonce(sealed, &entry->event, nonce);
    make_additional(sealed, &entry->event, additional);
    int result = crypto_aead_xchacha20poly1305_ietf_decrypt(opened, NULL, NULL, sealed + SEAL_HEAD_BYTES, len,
                                                            additional, sizeof additional, nonce, key);
    sodium_memzero(key, sizeof key);
    if (result != 0)
        return damaged(entry, error);
    entry->body = len > SEAL_TAG_BYTES ? opened : NULL;
    entry->body_len = (uint32_t)(len - SEAL_TAG_BYTES);
    return 0;
}
