/* Random bytes and tokens through libsodium; see random.h. It must never be used where a replay has to repeat. */
#include "lib/random.h"

#include <assert.h>
#include <pthread.h>
#include <sodium.h>
#include <stdlib.h>

static pthread_once_t once = PTHREAD_ONCE_INIT;

static void initialise(void)
{
    if (sodium_init() < 0)
        abort(); /* without a generator nothing here may go on */
}

void random_bytes(void *out, size_t len)
{
    pthread_once(&once, initialise);
    randombytes_buf(out, len);
}

uint64_t random_u64(void)
{
    uint64_t value;
    random_bytes(&value, sizeof value);
    return value;
}

void random_token(char *text, size_t bytes)
{
    assert(bytes <= RANDOM_TOKEN_BYTES_MAX);
    unsigned char raw[RANDOM_TOKEN_BYTES_MAX];
    random_bytes(raw, bytes);
    sodium_bin2base64(text, RANDOM_TOKEN_LEN(bytes) + 1, raw, bytes, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    sodium_memzero(raw, sizeof raw);
}
