/* Digests, keyed digests, comparison in constant time, hex and base64. It must hold no key of its own and never log. */
#ifndef NEXTUP_LIB_CRYPTO_H
#define NEXTUP_LIB_CRYPTO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    SHA1_BYTES = 20,
    SHA256_BYTES = 32,
    SHA256_HEX_BYTES = SHA256_BYTES * 2 + 1,
    TOKEN_KEY_BYTES = 32,
    TOKEN_DIGEST_BYTES = 32,
};

void sha256(const void *bytes, size_t len, uint8_t digest[SHA256_BYTES]);
const char *sha256_hex(const void *bytes, size_t len, char text[SHA256_HEX_BYTES]); /* lower case, NUL-ended */

/* Only for the WebSocket handshake (RFC 6455, 4.2.2); nothing else may rest on SHA-1. */
void sha1(const void *bytes, size_t len, uint8_t digest[SHA1_BYTES]);

/* One HMAC-SHA-256 with a key used once (SigV4's key derivation). */
void hmac_sha256(const void *key, size_t key_len, const void *bytes, size_t len, uint8_t digest[SHA256_BYTES]);

/* A key that signs many messages: the key schedule is done once. One thread at a time may use it. */
struct hmac_key;
struct hmac_key *hmac_key_new(const void *key, size_t key_len);
void hmac_key_sign(struct hmac_key *key, const void *bytes, size_t len, uint8_t digest[SHA256_BYTES]);
void hmac_key_free(struct hmac_key *key); /* zeroes it; NULL is allowed */

/* What a store keeps instead of a session token or an API token: a keyed BLAKE2b, useless without the key. */
void token_digest(const uint8_t key[TOKEN_KEY_BYTES], const char *token, size_t len, uint8_t digest[TOKEN_DIGEST_BYTES]);

/* True if both are equal; takes the same time wherever they differ. */
bool equal_in_constant_time(const void *a, const void *b, size_t len);

/* Overwrites a secret in a way the compiler may not drop. */
void secret_erase(void *bytes, size_t len);

/* Lower-case hex and a NUL: text has room for 2 * len + 1. Returns text. */
const char *hex_encode(const void *bytes, size_t len, char *text);
/* Exactly 2 * len hex digits of either case. Writes out only on success. */
bool hex_decode(const char *text, size_t text_len, uint8_t *out, size_t len);

/* Standard alphabet with padding. text has room for BASE64_BYTES(len). Returns text. */
#define BASE64_BYTES(len) (((len) + 2) / 3 * 4 + 1)
const char *base64_encode(const void *bytes, size_t len, char *text);
/* Strict: standard alphabet, padding, no blanks. Writes *out_len (and out) only on success; false also if it exceeds
 * out_max. */
bool base64_decode(const char *text, size_t text_len, uint8_t *out, size_t out_max, size_t *out_len);

#endif
