/* Random bytes and tokens from the operating system's generator (libsodium). It must never be used where a replay has
 * to repeat. */
#ifndef NEXTUP_LIB_RANDOM_H
#define NEXTUP_LIB_RANDOM_H

#include <stddef.h>
#include <stdint.h>

enum { RANDOM_TOKEN_BYTES_MAX = 64 };

void random_bytes(void *out, size_t len);
uint64_t random_u64(void);

/* Characters of the token that bytes random bytes make, without the NUL: ceil(bytes * 4 / 3). */
#define RANDOM_TOKEN_LEN(bytes) (((bytes) * 4 + 2) / 3)

/* Writes the URL-safe text (A-Z a-z 0-9 - _) of bytes random bytes and a NUL into text, which has room for
 * RANDOM_TOKEN_LEN(bytes) + 1. bytes <= RANDOM_TOKEN_BYTES_MAX. */
void random_token(char *text, size_t bytes);

#endif
