/* Digests, keyed digests, hex and base64 over nettle, OpenSSL and libsodium; see crypto.h. It must hold no key of its
 * own and never log.
 *
 * SHA-256 and its HMAC are nettle's (decision 0018): libsodium's do not use the processor's instructions for it, and
 * around a digest of a few hundred bytes OpenSSL 3 does as much again and allocates. OpenSSL's SHA-1 is fetched once: a
 * fetch on every call costs three times the digest itself.
 */
#include "lib/crypto.h"

#include <assert.h>
#include <nettle/hmac.h>
#include <nettle/sha2.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <pthread.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/hex.h"

_Static_assert(SHA256_BYTES == SHA256_DIGEST_SIZE, "crypto.h says how long a digest is");

static pthread_once_t once = PTHREAD_ONCE_INIT;
static EVP_MD *md_sha1;

/* A machine whose OpenSSL lacks SHA-1 cannot open a WebSocket: nothing to fall back on. */
static void must(bool ok)
{
    if (!ok) {
        fputs("nextup: out of memory, or an OpenSSL without SHA-1\n", stderr);
        abort();
    }
}

static void fetch(void)
{
    must(sodium_init() >= 0);
    md_sha1 = EVP_MD_fetch(NULL, "SHA1", NULL);
    must(md_sha1 != NULL);
}

void sha256(const void *bytes, size_t len, uint8_t digest[SHA256_BYTES])
{
    struct sha256_ctx context;
    sha256_init(&context);
    sha256_update(&context, len, bytes);
    sha256_digest(&context, SHA256_BYTES, digest);
}

const char *sha256_hex(const void *bytes, size_t len, char text[SHA256_HEX_BYTES])
{
    uint8_t digest[SHA256_BYTES];
    sha256(bytes, len, digest);
    return hex_encode(digest, sizeof digest, text);
}

void sha1(const void *bytes, size_t len, uint8_t digest[SHA1_BYTES])
{
    pthread_once(&once, fetch);
    must(EVP_Digest(bytes, len, digest, NULL, md_sha1, NULL) == 1);
}

struct hmac_key {
    struct hmac_sha256_ctx context; /* as after the key: who signs leaves it so */
};

struct hmac_key *hmac_key_new(const void *key, size_t key_len)
{
    struct hmac_key *made = malloc(sizeof *made);
    must(made != NULL);
    hmac_sha256_set_key(&made->context, key_len, key);
    return made;
}

void hmac_key_sign(struct hmac_key *key, const void *bytes, size_t len, uint8_t digest[SHA256_BYTES])
{
    hmac_sha256_update(&key->context, len, bytes);
    hmac_sha256_digest(&key->context, SHA256_BYTES, digest);
}

void hmac_key_free(struct hmac_key *key)
{
    if (!key)
        return;
    secret_erase(key, sizeof *key);
    free(key);
}

void hmac_sha256(const void *key, size_t key_len, const void *bytes, size_t len, uint8_t digest[SHA256_BYTES])
{
    struct hmac_key once_used;
    hmac_sha256_set_key(&once_used.context, key_len, key);
    hmac_key_sign(&once_used, bytes, len, digest);
    secret_erase(&once_used, sizeof once_used);
}

void token_digest(const uint8_t key[TOKEN_KEY_BYTES], const char *token, size_t len,
                  uint8_t digest[TOKEN_DIGEST_BYTES])
{
    pthread_once(&once, fetch);
    crypto_generichash(digest, TOKEN_DIGEST_BYTES, (const unsigned char *)token, len, key, TOKEN_KEY_BYTES);
}

bool equal_in_constant_time(const void *a, const void *b, size_t len)
{
    return CRYPTO_memcmp(a, b, len) == 0;
}

void secret_erase(void *bytes, size_t len)
{
    sodium_memzero(bytes, len);
}

const char *hex_encode(const void *bytes, size_t len, char *text)
{
    const uint8_t *from = bytes;
    for (size_t i = 0; i < len; i++)
        memcpy(text + 2 * i, hex_pairs[from[i]], 2);
    text[2 * len] = '\0';
    return text;
}

bool hex_decode(const char *text, size_t text_len, uint8_t *out, size_t len)
{
    if (text_len != len * 2)
        return false;
    int all = 0; /* negative once a digit was none */
    for (size_t i = 0; i < text_len; i++)
        all |= hex_value(text[i]);
    if (all < 0)
        return false;
    for (size_t i = 0; i < len; i++)
        out[i] = (uint8_t)(hex_value(text[2 * i]) << 4 | hex_value(text[2 * i + 1]));
    return true;
}

const char *base64_encode(const void *bytes, size_t len, char *text)
{
    return sodium_bin2base64(text, BASE64_BYTES(len), bytes, len, sodium_base64_VARIANT_ORIGINAL);
}

static bool is_base64_text(const char *text, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        char c = text[i];
        bool letter = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
        if (!letter && !(c >= '0' && c <= '9') && c != '+' && c != '/' && c != '=')
            return false;
    }
    return true;
}

bool base64_decode(const char *text, size_t text_len, uint8_t *out, size_t out_max, size_t *out_len)
{
    if (!is_base64_text(text, text_len))
        return false; /* libsodium 1.0.18 takes some bytes above 0x7F for digits */
    /* It also writes as it goes, so it works on a scratch copy: out is written only on success. */
    size_t room = text_len / 4 * 3;
    uint8_t *scratch = malloc(room + 1);
    size_t written = 0;
    const char *end = NULL;
    bool ok = scratch && text_len % 4 == 0 &&
              sodium_base642bin(scratch, room + 1, text, text_len, NULL, &written, &end,
                                sodium_base64_VARIANT_ORIGINAL) == 0 &&
              end == text + text_len && written <= out_max;
    if (ok) {
        for (size_t i = 0; i < written; i++)
            out[i] = scratch[i];
        *out_len = written;
    }
    if (scratch)
        sodium_memzero(scratch, room + 1);
    free(scratch);
    return ok;
}
