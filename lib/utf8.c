/* UTF-8 by Unicode's table 3-7; see utf8.h. It must not normalise or fold. */
#include "lib/utf8.h"

#include <string.h>

static bool is_tail(const unsigned char byte)
{
    return (byte & 0xC0) == 0x80;
}

/* Length and the smallest character of that length, from the first byte; 0 if none begins so. */
static size_t sequence_len(unsigned char first, uint32_t *smallest)
{
    if (first >= 0xC2 && first <= 0xDF) {
        *smallest = 0x80;
        return 2;
    }
    if (first >= 0xE0 && first <= 0xEF) {
        *smallest = 0x800;
        return 3;
    }
    if (first >= 0xF0 && first <= 0xF4) {
        *smallest = 0x10000;
        return 4;
    }
    return 0;
}

size_t utf8_next(const char *bytes, size_t len, uint32_t *character)
{
    if (len == 0)
        return 0;
    const unsigned char *at = (const unsigned char *)bytes;
    if (at[0] < 0x80) {
        *character = at[0];
        return 1;
    }
    uint32_t smallest = 0;
    size_t need = sequence_len(at[0], &smallest);
    if (need == 0 || need > len)
        return 0;
    uint32_t value = at[0] & (0x7Fu >> need);
    for (size_t i = 1; i < need; i++) {
        if (!is_tail(at[i]))
            return 0;
        value = value << 6 | (at[i] & 0x3F);
    }
    bool surrogate = value >= 0xD800 && value <= 0xDFFF;
    if (value < smallest || value > 0x10FFFF || surrogate)
        return 0;
    *character = value;
    return need;
}

/* Are the next eight bytes all ASCII? */
static bool is_ascii_word(const char *bytes)
{
    uint64_t word;
    memcpy(&word, bytes, sizeof word);
    return (word & UINT64_C(0x8080808080808080)) == 0;
}

bool utf8_valid(const char *bytes, size_t len)
{
    uint32_t character;
    for (size_t at = 0; at < len;) {
        if (len - at >= sizeof(uint64_t) && is_ascii_word(bytes + at)) {
            at += sizeof(uint64_t);
            continue;
        }
        if ((unsigned char)bytes[at] < 0x80) {
            at++;
            continue;
        }
        size_t step = utf8_next(bytes + at, len - at, &character);
        if (step == 0)
            return false;
        at += step;
    }
    return true;
}

size_t utf8_count(const char *bytes, size_t len)
{
    size_t count = 0;
    for (size_t at = 0; at < len; at++)
        count += !is_tail((unsigned char)bytes[at]);
    return count;
}
