/* 16-byte ids and their text; see uuid.h. It must not give an id any order or meaning. */
#include "lib/uuid.h"

#include <string.h>

#include "lib/hex.h"
#include "lib/random.h"

struct uuid uuid_random(void)
{
    struct uuid uuid;
    random_bytes(uuid.bytes, sizeof uuid.bytes);
    uuid.bytes[6] = (uint8_t)((uuid.bytes[6] & 0x0F) | 0x40); /* version 4 */
    uuid.bytes[8] = (uint8_t)((uuid.bytes[8] & 0x3F) | 0x80); /* RFC 9562's variant */
    return uuid;
}

/* A hyphen stands before bytes 4, 6, 8 and 10. */
static bool hyphen_before(size_t byte)
{
    return byte == 4 || byte == 6 || byte == 8 || byte == 10;
}

bool uuid_parse(const char *text, size_t len, struct uuid *out)
{
    if (len != UUID_TEXT_LEN)
        return false;
    struct uuid uuid;
    int all = 0; /* negative once a digit was none */
    for (size_t i = 0; i < UUID_BYTES; i++) {
        if (hyphen_before(i) && *text++ != '-')
            return false;
        int high = hex_value(text[0]);
        int low = hex_value(text[1]);
        all |= high | low;
        uuid.bytes[i] = (uint8_t)((unsigned)high << 4 | (unsigned)low);
        text += 2;
    }
    if (all < 0)
        return false;
    *out = uuid;
    return true;
}

const char *uuid_render(const struct uuid *uuid, char text[UUID_TEXT_BYTES])
{
    char *at = text;
    for (size_t i = 0; i < UUID_BYTES; i++) {
        if (hyphen_before(i))
            *at++ = '-';
        memcpy(at, hex_pairs[uuid->bytes[i]], 2);
        at += 2;
    }
    *at = '\0';
    return text;
}

bool uuid_equal(const struct uuid *a, const struct uuid *b)
{
    return memcmp(a->bytes, b->bytes, UUID_BYTES) == 0;
}

bool uuid_is_nil(const struct uuid *uuid)
{
    static const struct uuid nil = {{0}};
    return uuid_equal(uuid, &nil);
}
