/* The bounded JSON writer; see json.h. It must know no message's meaning.
 *
 * Two bits a level: is this level an object, has it an item already. Within an object a value is only right after its
 * key.
 */
#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/json.h"
#include "lib/utf8.h"

void json_writer_init(struct json_writer *writer, struct buf *buf)
{
    *writer = (struct json_writer){.buf = buf};
}

static uint64_t level_bit(const struct json_writer *writer)
{
    return UINT64_C(1) << (writer->depth - 1);
}

static bool in_object(const struct json_writer *writer)
{
    return writer->depth > 0 && (writer->is_object & level_bit(writer));
}

/* Puts the comma an item of this level needs. */
static void separate(struct json_writer *writer)
{
    if (writer->depth == 0)
        return;
    if (writer->has_items & level_bit(writer))
        buf_append_char(writer->buf, ',');
    writer->has_items |= level_bit(writer);
}

/* Comes before every value. */
static void before_value(struct json_writer *writer)
{
    if (in_object(writer))
        assert(writer->after_key);
    else
        separate(writer);
    writer->after_key = false;
}

static void begin(struct json_writer *writer, bool is_object)
{
    before_value(writer);
    assert(writer->depth < JSON_WRITER_DEPTH_MAX);
    writer->depth++;
    writer->has_items &= ~level_bit(writer);
    if (is_object)
        writer->is_object |= level_bit(writer);
    else
        writer->is_object &= ~level_bit(writer);
    buf_append_char(writer->buf, is_object ? '{' : '[');
}

static void end(struct json_writer *writer, bool is_object)
{
    assert(writer->depth > 0 && in_object(writer) == is_object && !writer->after_key);
    writer->depth--;
    buf_append_char(writer->buf, is_object ? '}' : ']');
}

void json_object_begin(struct json_writer *writer)
{
    begin(writer, true);
}

void json_object_end(struct json_writer *writer)
{
    end(writer, true);
}

void json_array_begin(struct json_writer *writer)
{
    begin(writer, false);
}

void json_array_end(struct json_writer *writer)
{
    end(writer, false);
}

/* The escape of one ASCII character, or NULL if it stands for itself. */
static const char *short_escape(char c)
{
    switch (c) {
    case '"':
        return "\\\"";
    case '\\':
        return "\\\\";
    case '\b':
        return "\\b";
    case '\f':
        return "\\f";
    case '\n':
        return "\\n";
    case '\r':
        return "\\r";
    case '\t':
        return "\\t";
    default:
        return NULL;
    }
}

/* What takes the place of the character at text, of which step bytes are valid (0: none); NULL if it stands for itself.
 * scratch holds the \u forms. */
static const char *escape_of(const char *text, size_t step, uint32_t character, bool after_less,
                             char scratch[8])
{
    if (step == 0)
        return "\xEF\xBF\xBD"; /* U+FFFD */
    if (character == '/' && after_less)
        return "\\/";
    if (step == 1 && short_escape(*text))
        return short_escape(*text);
    if (character >= 0x20 && character != 0x7F && character != 0x2028 && character != 0x2029)
        return NULL;
    snprintf(scratch, 8, "\\u%04x", (unsigned)character);
    return scratch;
}

#define EACH_BYTE UINT64_C(0x0101010101010101)

static bool is_plain(char c)
{
    return c >= ' ' && c < 0x7F && c != '"' && c != '\\' && c != '/';
}

/* For each of eight bytes: its highest bit where the byte is zero (and perhaps in the byte above such a one). */
static uint64_t zeros_of(uint64_t bytes)
{
    return (bytes - EACH_BYTE) & ~bytes & (EACH_BYTE << 7);
}

/* Eight bytes at once: true only if all of them are plain. */
static bool are_plain(const char *text)
{
    uint64_t bytes;
    memcpy(&bytes, text, sizeof bytes);
    uint64_t below_space = (bytes - EACH_BYTE * ' ') & ~bytes;
    uint64_t above_tilde = bytes | (bytes + EACH_BYTE); /* 0x7F and what is no ASCII */
    uint64_t special = zeros_of(bytes ^ EACH_BYTE * '"') | zeros_of(bytes ^ EACH_BYTE * '\\') |
                       zeros_of(bytes ^ EACH_BYTE * '/');
    return ((below_space | above_tilde | special) & EACH_BYTE << 7) == 0;
}

/* How many bytes there are that stand for themselves wherever they are: nearly all of nearly every text. */
static size_t plain_run(const char *text, size_t len)
{
    size_t run = 0;
    while (run + 8 <= len && are_plain(text + run))
        run += 8;
    while (run < len && is_plain(text[run]))
        run++;
    return run;
}

static void append_quoted(struct buf *buf, const char *text, size_t len)
{
    size_t plain_from = 0; /* what stands for itself is appended in runs */
    size_t at = 0;
    buf_append_char(buf, '"');
    while ((at += plain_run(text + at, len - at)) < len) {
        uint32_t character = 0;
        char scratch[8];
        size_t step = utf8_next(text + at, len - at, &character);
        const char *escape = escape_of(text + at, step, character, at > 0 && text[at - 1] == '<', scratch);
        if (escape) {
            buf_append(buf, text + plain_from, at - plain_from);
            buf_append_text(buf, escape);
        }
        at += step ? step : 1;
        if (escape)
            plain_from = at;
    }
    buf_append(buf, text + plain_from, len - plain_from);
    buf_append_char(buf, '"');
}

void json_key(struct json_writer *writer, const char *name)
{
    assert(in_object(writer) && !writer->after_key);
    separate(writer);
    append_quoted(writer->buf, name, strlen(name));
    buf_append_char(writer->buf, ':');
    writer->after_key = true;
}

void json_text(struct json_writer *writer, const char *text, size_t len)
{
    before_value(writer);
    append_quoted(writer->buf, text, len);
}

void json_text_of(struct json_writer *writer, const char *text)
{
    if (text)
        json_text(writer, text, strlen(text));
    else
        json_null_value(writer);
}

void json_i64(struct json_writer *writer, int64_t value)
{
    before_value(writer);
    buf_append_i64(writer->buf, value);
}

void json_u64(struct json_writer *writer, uint64_t value)
{
    before_value(writer);
    buf_append_u64(writer->buf, value);
}

void json_f64(struct json_writer *writer, double value)
{
    if (!isfinite(value)) {
        json_null_value(writer);
        return;
    }
    char digits[40];
    for (int precision = 15; precision <= 17; precision++) {
        snprintf(digits, sizeof digits, "%.*g", precision, value);
        if (strtod(digits, NULL) == value)
            break;
    }
    before_value(writer);
    buf_append_text(writer->buf, digits);
    if (!strpbrk(digits, ".e"))
        buf_append_text(writer->buf, ".0"); /* a reader shall see that it is not an integer */
}

void json_bool(struct json_writer *writer, bool value)
{
    before_value(writer);
    buf_append_text(writer->buf, value ? "true" : "false");
}

void json_null_value(struct json_writer *writer)
{
    before_value(writer);
    buf_append_text(writer->buf, "null");
}

void json_raw(struct json_writer *writer, const char *json, size_t len)
{
    before_value(writer);
    buf_append(writer->buf, json, len);
}

void json_member_text(struct json_writer *writer, const char *name, const char *text)
{
    json_key(writer, name);
    json_text_of(writer, text);
}

void json_member_text_len(struct json_writer *writer, const char *name, const char *text, size_t len)
{
    json_key(writer, name);
    json_text(writer, text, len);
}

void json_member_i64(struct json_writer *writer, const char *name, int64_t value)
{
    json_key(writer, name);
    json_i64(writer, value);
}

void json_member_u64(struct json_writer *writer, const char *name, uint64_t value)
{
    json_key(writer, name);
    json_u64(writer, value);
}

void json_member_f64(struct json_writer *writer, const char *name, double value)
{
    json_key(writer, name);
    json_f64(writer, value);
}

void json_member_bool(struct json_writer *writer, const char *name, bool value)
{
    json_key(writer, name);
    json_bool(writer, value);
}

void json_member_null(struct json_writer *writer, const char *name)
{
    json_key(writer, name);
    json_null_value(writer);
}

void json_member_raw(struct json_writer *writer, const char *name, const char *json, size_t len)
{
    json_key(writer, name);
    json_raw(writer, json, len);
}

void json_member_buf(struct json_writer *writer, const char *name, const struct buf *json)
{
    if (buf_failed(json))
        buf_fail(writer->buf);
    json_member_raw(writer, name, buf_text(json), json->len);
}

void json_member_object_begin(struct json_writer *writer, const char *name)
{
    json_key(writer, name);
    json_object_begin(writer);
}

void json_member_array_begin(struct json_writer *writer, const char *name)
{
    json_key(writer, name);
    json_array_begin(writer);
}
