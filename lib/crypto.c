/* Digests, keyed digests, hex and base64 over OpenSSL and libsodium; see crypto.h. It must hold no key of its own and never log.
 *
 * OpenSSL's algorithms are fetched once: a fetch on every call costs three times the digest itself. SHA-256 is OpenSSL's because
 * libsodium's does not use the processor's instructions for it.
 */
#include "lib/crypto.h"

#include <assert.h>
#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <pthread.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>

#include "lib/hex.h"

static pthread_once_t once = PTHREAD_ONCE_INIT;
static pthread_key_t contexts; /* of each thread its own; making one costs as much as a short digest */
static EVP_MD *md_sha256;
static EVP_MD *md_sha1;
static EVP_MAC *mac_hmac;

/* A machine whose OpenSSL lacks these cannot check a signature: nothing to fall back on. */
static void must(bool ok)
{
    if (!ok) {
        fputs("nextup: out of memory, or an OpenSSL without SHA-256, SHA-1 and HMAC\n", stderr);
        abort();
    }
}

static void free_context(void *context)
{
    EVP_MD_CTX_free(context);
}

static void fetch(void)
{
    must(pthread_key_create(&contexts, free_context) == 0);
    must(sodium_init() >= 0);
    md_sha256 = EVP_MD_fetch(NULL, "SHA256", NULL);
    md_sha1 = EVP_MD_fetch(NULL, "SHA1", NULL);
    mac_hmac = EVP_MAC_fetch(NULL, "HMAC", NULL);
    must(md_sha256 && md_sha1 && mac_hmac);
}

static EVP_MD_CTX *context_of_thread(void)
{
    EVP_MD_CTX *context = pthread_getspecific(contexts);
    if (!context) {
        context = EVP_MD_CTX_new();
        must(context != NULL && pthread_setspecific(contexts, context) == 0);
    }
    return context;
}

void sha256(const void *bytes, size_t len, uint8_t digest[SHA256_BYTES])
{
    pthread_once(&once, fetch);
    EVP_MD_CTX *context = context_of_thread();
    must(EVP_DigestInit_ex2(context, md_sha256, NULL) == 1);
    must(EVP_DigestUpdate(context, bytes, len) == 1);
    must(EVP_DigestFinal_ex(context, digest, NULL) == 1);
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
    EVP_MAC_CTX *context;
};

struct hmac_key *hmac_key_new(const void *key, size_t key_len)
{
    pthread_once(&once, fetch);
    struct hmac_key *made = malloc(sizeof *made);
    must(made != NULL);
    made->context = EVP_MAC_CTX_new(mac_hmac);
    must(made->context != NULL);
    char name[] = "SHA256";
    OSSL_PARAM parameters[] = {OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, name, 0),
                               OSSL_PARAM_construct_end()};
    static const uint8_t empty[1] = {0}; /* a NULL key would mean "keep the old one" */
    must(EVP_MAC_init(made->context, key_len > 0 ? key : empty, key_len, parameters) == 1);
    return made;
}

void hmac_key_sign(struct hmac_key *key, const void *bytes, size_t len, uint8_t digest[SHA256_BYTES])
{
    size_t written = 0;
    must(EVP_MAC_init(key->context, NULL, 0, NULL) == 1); /* keeps the key, forgets the message */
    must(EVP_MAC_update(key->context, bytes, len) == 1);
    must(EVP_MAC_final(key->context, digest, &written, SHA256_BYTES) == 1 && written == SHA256_BYTES);
}

void hmac_key_free(struct hmac_key *key)
{
    if (!key)
        return;
    EVP_MAC_CTX_free(key->context); /* OpenSSL clears the key */
    free(key);
}

void hmac_sha256(const void *key, size_t key_len, const void *bytes, size_t len, uint8_t digest[SHA256_BYTES])
{
    struct hmac_key *made = hmac_key_new(key, key_len);
    hmac_key_sign(made, bytes, len, digest);
    hmac_key_free(made);
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
    static const char digits[] = "0123456789abcdef";
    const uint8_t *from = bytes;
    for (size_t i = 0; i < len; i++) {
        text[2 * i] = digits[from[i] >> 4];
        text[2 * i + 1] = digits[from[i] & 15];
    }
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
