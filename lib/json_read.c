/* Strict, bounded JSON parsing and reading of members; see json.h. It must know no message's meaning.
 *
 * jansson is strict, but its depth limit (2,048) is not ours, so one pass over the bytes counts the brackets first.
 */
#include "lib/json.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static void refuse(struct json_error *error, size_t line, size_t column, const char *what)
{
    if (!error)
        return;
    error->line = line;
    error->column = column;
    snprintf(error->what, sizeof error->what, "%s", what);
}

/* Line and column (both from 1, in bytes) of the byte at position. */
static void locate(const char *bytes, size_t position, size_t *line, size_t *column)
{
    size_t line_start = 0;
    *line = 1;
    for (size_t i = 0; i < position; i++) {
        if (bytes[i] == '\n') {
            (*line)++;
            line_start = i + 1;
        }
    }
    *column = position - line_start + 1;
}

/* Position of the bracket that goes deeper than depth_max, or len. Need not notice broken JSON: the parser does. */
static size_t find_too_deep(const char *bytes, size_t len, size_t depth_max)
{
    size_t depth = 0;
    bool in_text = false;
    for (size_t i = 0; i < len; i++) {
        char c = bytes[i];
        if (in_text) {
            if (c == '\\')
                i++;
            else if (c == '"')
                in_text = false;
        } else if (c == '"') {
            in_text = true;
        } else if (c == '[' || c == '{') {
            if (++depth > depth_max)
                return i;
        } else if ((c == ']' || c == '}') && depth > 0) {
            depth--;
        }
    }
    return len;
}

json_t *json_parse(const char *bytes, size_t len, const struct json_limits *limits, struct json_error *error)
{
    size_t bytes_max = limits && limits->bytes_max ? limits->bytes_max : JSON_BYTES_MAX_DEFAULT;
    size_t depth_max = limits && limits->depth_max ? limits->depth_max : JSON_DEPTH_MAX_DEFAULT;
    size_t line = 1;
    size_t column = 1;
    if (len > bytes_max) {
        refuse(error, 1, 1, "document too large");
        return NULL;
    }
    size_t too_deep = find_too_deep(bytes, len, depth_max);
    if (too_deep < len) {
        locate(bytes, too_deep, &line, &column);
        refuse(error, line, column, "nested too deeply");
        return NULL;
    }
    json_error_t found;
    json_t *root = json_loadb(bytes, len, JSON_REJECT_DUPLICATES, &found);
    if (!root) {
        /* jansson reports the byte after what it could not use */
        size_t position = found.position > 0 ? (size_t)found.position - 1 : 0;
        locate(bytes, position < len ? position : len, &line, &column);
        refuse(error, line, column, found.text);
    }
    return root;
}

void json_reader_fail(struct json_reader *reader, const char *member, const char *what)
{
    if (reader->failed)
        return;
    reader->failed = true;
    reader->member = member;
    snprintf(reader->what, sizeof reader->what, "%s", what);
}

__attribute__((format(printf, 3, 4))) static void fail_format(struct json_reader *reader, const char *member,
                                                              const char *format, ...)
{
    char what[JSON_WHAT_BYTES_MAX];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(what, sizeof what, format, arguments);
    va_end(arguments);
    json_reader_fail(reader, member, what);
}

void json_reader_init(struct json_reader *reader, const json_t *object)
{
    *reader = (struct json_reader){.object = object};
    if (!json_is_object(object))
        json_reader_fail(reader, NULL, "must be an object");
}

void json_reader_init_flat(struct json_reader *reader, const struct json_flat *flat)
{
    *reader = (struct json_reader){.flat = flat};
}

static bool is_listed(const char *key, const char *const *names, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(key, names[i]) == 0)
            return true;
    return false;
}

static void allow_only_flat(struct json_reader *reader, const char *const *names, size_t count)
{
    for (size_t i = 0; i < reader->flat->count; i++)
        if (!is_listed(reader->flat->members[i].name, names, count))
            json_reader_fail(reader, reader->flat->members[i].name, "is not known");
}

void json_reader_allow_only(struct json_reader *reader, const char *const *names, size_t count)
{
    if (reader->flat)
        allow_only_flat(reader, names, count);
    if (!json_is_object(reader->object))
        return;
    void *at = json_object_iter((json_t *)(uintptr_t)reader->object);
    for (; at; at = json_object_iter_next((json_t *)(uintptr_t)reader->object, at)) {
        const char *key = json_object_iter_key(at);
        if (!is_listed(key, names, count)) {
            json_reader_fail(reader, key, "is not known");
            return;
        }
    }
}

/* A member as it was found. */
struct found {
    bool is_there;       /* and not null */
    const json_t *value; /* NULL of a flat object's, which is text */
    const char *text;    /* NULL: it is no text */
    size_t len;
};

static struct found find(const struct json_reader *reader, const char *name)
{
    if (reader->flat) {
        const struct json_flat_member *member = json_flat_find(reader->flat, name);
        return member ? (struct found){true, NULL, member->text, member->len} : (struct found){0};
    }
    const json_t *value = json_object_get(reader->object, name);
    if (!value || json_is_null(value))
        return (struct found){0};
    return (struct found){true, value, json_string_value(value), json_string_length(value)};
}

/* The same; fails if there is none. */
static struct found require(struct json_reader *reader, const char *name)
{
    struct found found = find(reader, name);
    if (!found.is_there)
        json_reader_fail(reader, name, "is required");
    return found;
}

bool json_has(const struct json_reader *reader, const char *name)
{
    return find(reader, name).is_there;
}

static const char *as_text(struct json_reader *reader, const char *name, struct found found, size_t bytes_min,
                           size_t bytes_max)
{
    if (found.text && found.len >= bytes_min && found.len <= bytes_max)
        return found.text;
    fail_format(reader, name, "must be text of %zu to %zu bytes", bytes_min, bytes_max);
    return NULL;
}

const char *json_required_text(struct json_reader *reader, const char *name, size_t bytes_min, size_t bytes_max)
{
    struct found found = require(reader, name);
    const char *text = found.is_there ? as_text(reader, name, found, bytes_min, bytes_max) : NULL;
    return text ? text : "";
}

const char *json_optional_text(struct json_reader *reader, const char *name, size_t bytes_min, size_t bytes_max)
{
    struct found found = find(reader, name);
    return found.is_there ? as_text(reader, name, found, bytes_min, bytes_max) : NULL;
}

/* Returns wrong_value after failing. */
static int64_t as_i64(struct json_reader *reader, const char *name, const json_t *value, int64_t min, int64_t max,
                      int64_t wrong_value)
{
    int64_t number = json_integer_value(value);
    if (json_is_integer(value) && number >= min && number <= max)
        return number;
    fail_format(reader, name, "must be an integer from %" PRId64 " to %" PRId64, min, max);
    return wrong_value;
}

int64_t json_required_i64(struct json_reader *reader, const char *name, int64_t min, int64_t max)
{
    struct found found = require(reader, name);
    return found.is_there ? as_i64(reader, name, found.value, min, max, min) : min;
}

int64_t json_optional_i64(struct json_reader *reader, const char *name, int64_t min, int64_t max, int64_t absent_value)
{
    struct found found = find(reader, name);
    return found.is_there ? as_i64(reader, name, found.value, min, max, absent_value) : absent_value;
}

static bool as_bool(struct json_reader *reader, const char *name, const json_t *value, bool wrong_value)
{
    if (json_is_boolean(value))
        return json_is_true(value);
    json_reader_fail(reader, name, "must be true or false");
    return wrong_value;
}

bool json_required_bool(struct json_reader *reader, const char *name)
{
    struct found found = require(reader, name);
    return found.is_there && as_bool(reader, name, found.value, false);
}

bool json_optional_bool(struct json_reader *reader, const char *name, bool absent_value)
{
    struct found found = find(reader, name);
    return found.is_there ? as_bool(reader, name, found.value, absent_value) : absent_value;
}

static const json_t *as_object(struct json_reader *reader, const char *name, const json_t *value)
{
    if (json_is_object(value))
        return value;
    json_reader_fail(reader, name, "must be an object");
    return NULL;
}

const json_t *json_required_object(struct json_reader *reader, const char *name)
{
    struct found found = require(reader, name);
    return found.is_there ? as_object(reader, name, found.value) : NULL;
}

const json_t *json_optional_object(struct json_reader *reader, const char *name)
{
    struct found found = find(reader, name);
    return found.is_there ? as_object(reader, name, found.value) : NULL;
}

static const json_t *as_array(struct json_reader *reader, const char *name, const json_t *value, size_t count_max)
{
    if (json_is_array(value) && json_array_size(value) <= count_max)
        return value;
    fail_format(reader, name, "must be an array of at most %zu items", count_max);
    return NULL;
}

const json_t *json_required_array(struct json_reader *reader, const char *name, size_t count_max)
{
    struct found found = require(reader, name);
    return found.is_there ? as_array(reader, name, found.value, count_max) : NULL;
}

const json_t *json_optional_array(struct json_reader *reader, const char *name, size_t count_max)
{
    struct found found = find(reader, name);
    return found.is_there ? as_array(reader, name, found.value, count_max) : NULL;
}
