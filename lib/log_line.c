/* One log line's bytes; see log_line.h. It must not do I/O or read a clock.
 *
 *   logfmt   time=... level=info event=signed_in name="two words"     a value is quoted if it is not plain
 *   JSON     {"time":"...","level":"info","event":"signed_in","name":"two words"}
 *
 * Within quotes both forms escape the same way: \" \\ and \u00XX for control characters (DEL and U+0080 to U+009F too,
 * for a terminal obeys them), U+FFFD for what is not UTF-8. So a line feed in a value never reaches the output.
 */
#include "lib/log_line.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "lib/utf8.h"

enum { TAIL_BYTES = 32 }; /* kept free for truncated=true, the bracket and the line feed */

struct line {
    char *bytes;
    size_t len;
    size_t len_max;
    enum log_format format;
    bool full; /* an append did not fit */
};

static void append(struct line *line, const char *bytes, size_t len)
{
    if (line->full || len > line->len_max - line->len) {
        line->full = true;
        return;
    }
    memcpy(line->bytes + line->len, bytes, len);
    line->len += len;
}

static void append_text(struct line *line, const char *text)
{
    append(line, text, strlen(text));
}

/* Control characters and the two line separators of Unicode. */
static bool is_control(uint32_t character)
{
    return character < 0x20 || (character >= 0x7F && character < 0xA0) || character == 0x2028 || character == 0x2029;
}

/* Within quotes: the character at text, of which step bytes are valid (0: none). */
static void append_escaped(struct line *line, const char *text, size_t step, uint32_t character)
{
    char escape[8];
    if (step == 0) {
        append_text(line, "\xEF\xBF\xBD");
    } else if (character == '"' || character == '\\') {
        append(line, "\\", 1);
        append(line, text, 1);
    } else if (is_control(character)) {
        snprintf(escape, sizeof escape, "\\u%04x", (unsigned)character);
        append_text(line, escape);
    } else {
        append(line, text, step);
    }
}

static void append_quoted(struct line *line, const char *text, size_t len)
{
    append(line, "\"", 1);
    for (size_t at = 0; at < len;) {
        uint32_t character = 0;
        size_t step = utf8_next(text + at, len - at, &character);
        append_escaped(line, text + at, step, character);
        at += step ? step : 1;
    }
    append(line, "\"", 1);
}

/* A logfmt value that needs no quotes: printable ASCII without blanks, quotes and "=". */
static bool is_plain(const char *text, size_t len)
{
    for (size_t i = 0; i < len; i++)
        if (text[i] <= ' ' || text[i] > '~' || text[i] == '"' || text[i] == '=' || text[i] == '\\')
            return false;
    return len > 0;
}

static void append_value_text(struct line *line, const char *text, size_t len)
{
    if (len > LOG_VALUE_BYTES_MAX) {
        len = LOG_VALUE_BYTES_MAX;
        while (len > 0 && ((unsigned char)text[len] & 0xC0) == 0x80)
            len--; /* not through the middle of a character */
    }
    if (line->format == LOG_FORMAT_LOGFMT && is_plain(text, len))
        append(line, text, len);
    else
        append_quoted(line, text, len);
}

static void append_name(struct line *line, const char *name)
{
    bool json = line->format == LOG_FORMAT_JSON;
    if (line->len > 0)
        append_text(line, json ? "," : " ");
    else if (json)
        append_text(line, "{");
    append_text(line, json ? "\"" : "");
    append_text(line, name);
    append_text(line, json ? "\":" : "=");
}

static void append_field(struct line *line, const struct log_field *field)
{
    char digits[24];
    append_name(line, field->name);
    switch (field->kind) {
    case LOG_KIND_TEXT:
        append_value_text(line, field->text ? field->text : "", field->text ? field->len : 0);
        break;
    case LOG_KIND_I64:
        snprintf(digits, sizeof digits, "%" PRId64, field->i64);
        append_text(line, digits);
        break;
    case LOG_KIND_U64:
        snprintf(digits, sizeof digits, "%" PRIu64, field->u64);
        append_text(line, digits);
        break;
    case LOG_KIND_BOOL:
        append_text(line, field->boolean ? "true" : "false");
        break;
    }
}

size_t log_line_render(enum log_format format, enum log_level level, const char *time, const struct log_field *fields,
                       char bytes[LOG_LINE_BYTES_MAX])
{
    static const char *const levels[] = {"debug", "info", "warning", "error"};
    struct line line = {.bytes = bytes, .len_max = LOG_LINE_BYTES_MAX - TAIL_BYTES, .format = format};
    const struct log_field first[] = {log_text("time", time), log_text("level", levels[level])};
    append_field(&line, &first[0]);
    append_field(&line, &first[1]);
    for (; fields->name; fields++) {
        size_t before = line.len;
        append_field(&line, fields);
        if (line.full) {
            line.len = before;
            break;
        }
    }
    bool truncated = line.full;
    line.full = false;
    line.len_max = LOG_LINE_BYTES_MAX;
    const struct log_field note = log_bool("truncated", true);
    if (truncated)
        append_field(&line, &note);
    append_text(&line, format == LOG_FORMAT_JSON ? "}\n" : "\n");
    return line.len;
}
