/* Percent-encoding and query strings (RFC 3986); see url.h. It must not fold slashes or dots. */
#include "lib/url.h"

#include <stdint.h>
#include <string.h>

#include "lib/character.h"
#include "lib/hex.h"
#include "lib/utf8.h"

/* One decoded byte and how many characters it took; 0 if the escape is broken or there is a NUL, hidden or plain. */
static size_t decode_one(const char *text, size_t len, enum url_plus plus, char *byte)
{
    if (text[0] == '+' && plus == URL_PLUS_IS_SPACE) {
        *byte = ' ';
        return 1;
    }
    if (text[0] != '%') {
        *byte = text[0];
        return text[0] != '\0';
    }
    if (len < 3)
        return 0;
    int high = hex_value(text[1]);
    int low = hex_value(text[2]);
    if (high < 0 || low < 0 || (high == 0 && low == 0))
        return 0;
    *byte = (char)(high << 4 | low);
    return 3;
}

/* Takes back what was appended after start. */
static bool undo(struct buf *out, size_t start)
{
    if (!out->failed && out->bytes) {
        out->len = start;
        out->bytes[start] = '\0';
    }
    return false;
}

/* How many of the bytes stand for themselves. */
static size_t plain_run(const char *text, size_t len, enum url_plus plus)
{
    size_t run = 0;
    while (run < len && character_is(text[run], CHARACTER_UNRESERVED)) /* most are, and no escape begins so */
        run++;
    while (run < len && text[run] != '%' && text[run] != '\0' && (text[run] != '+' || plus == URL_PLUS_IS_PLUS))
        run++;
    return run;
}

bool url_decode(const char *text, size_t len, enum url_plus plus, struct buf *out)
{
    size_t start = out->len;
    for (size_t at = 0; at < len;) {
        size_t run = plain_run(text + at, len - at, plus);
        buf_append(out, text + at, run);
        at += run;
        if (at == len)
            break;
        char byte = 0;
        size_t step = decode_one(text + at, len - at, plus, &byte);
        if (step == 0)
            return undo(out, start);
        buf_append_char(out, byte);
        at += step;
    }
    if (out->failed)
        return false;
    if (!utf8_valid(buf_text(out) + start, out->len - start))
        return undo(out, start);
    return true;
}

void url_encode(const char *text, size_t len, bool keep_slash, struct buf *out)
{
    static const char digits[] = "0123456789ABCDEF";
    size_t plain_from = 0; /* what stands for itself is appended in runs */
    for (size_t i = 0; i < len; i++) {
        if (character_is(text[i], CHARACTER_UNRESERVED) || (keep_slash && text[i] == '/'))
            continue;
        unsigned char byte = (unsigned char)text[i];
        const char escape[3] = {'%', digits[byte >> 4], digits[byte & 15]};
        buf_append(out, text + plain_from, i - plain_from);
        buf_append(out, escape, sizeof escape);
        plain_from = i + 1;
    }
    buf_append(out, text + plain_from, len - plain_from);
}

bool url_query_next(const char *query, size_t *at, struct url_member *member)
{
    while (query[*at] == '&')
        (*at)++;
    const char *piece = query + *at;
    size_t len = strcspn(piece, "&");
    if (len == 0)
        return false;
    const char *equals = memchr(piece, '=', len);
    member->name = piece;
    member->name_len = equals ? (size_t)(equals - piece) : len;
    member->value = equals ? equals + 1 : piece + len;
    member->value_len = equals ? len - member->name_len - 1 : 0;
    *at += len;
    return true;
}

static bool name_matches(const struct url_member *member, const char *name, enum url_plus plus)
{
    size_t name_len = strlen(name);
    size_t matched = 0;
    for (size_t at = 0; at < member->name_len;) {
        char byte = 0;
        size_t step = decode_one(member->name + at, member->name_len - at, plus, &byte);
        if (step == 0 || matched == name_len || name[matched] != byte)
            return false;
        matched++;
        at += step;
    }
    return matched == name_len;
}

bool url_query_find(const char *query, const char *name, enum url_plus plus, struct buf *out)
{
    struct url_member member;
    for (size_t at = 0; url_query_next(query, &at, &member);)
        if (name_matches(&member, name, plus))
            return url_decode(member.value, member.value_len, plus, out);
    return false;
}
