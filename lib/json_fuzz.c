/* Fuzzes JSON: what is accepted within the limits must be written and parsed again to the same value. */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "lib/json.h"
#include "lib/utf8.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

static void write_value(struct json_writer *writer, const json_t *value);

static void write_members(struct json_writer *writer, const json_t *value)
{
    const char *key;
    json_t *member;
    json_object_begin(writer);
    json_object_foreach((json_t *)(uintptr_t)value, key, member)
    {
        json_key(writer, key);
        write_value(writer, member);
    }
    json_object_end(writer);
}

static void write_value(struct json_writer *writer, const json_t *value)
{
    if (json_is_object(value)) {
        write_members(writer, value);
    } else if (json_is_array(value)) {
        json_array_begin(writer);
        for (size_t i = 0; i < json_array_size(value); i++)
            write_value(writer, json_array_get(value, i));
        json_array_end(writer);
    } else if (json_is_string(value)) {
        json_text(writer, json_string_value(value), json_string_length(value));
    } else if (json_is_integer(value)) {
        json_i64(writer, json_integer_value(value));
    } else if (json_is_real(value)) {
        json_f64(writer, json_real_value(value));
    } else if (json_is_boolean(value)) {
        json_bool(writer, json_is_true(value));
    } else {
        json_null_value(writer);
    }
}

static void read_members(const json_t *root)
{
    static const char *const known[] = {"a", "b"};
    struct json_reader reader;
    json_reader_init(&reader, root);
    json_required_text(&reader, "a", 1, 10);
    json_optional_i64(&reader, "b", -5, 5, 0);
    json_optional_array(&reader, "c", 3);
    json_reader_allow_only(&reader, known, 2);
    assert(!reader.failed || strlen(reader.what) > 0);
}

/* What is read flat is in the document, text for text, and nothing else is. */
static void is_the_same(const struct json_flat *flat, const json_t *root)
{
    assert(json_is_object(root) && json_object_size(root) == flat->count);
    for (size_t i = 0; i < flat->count; i++) {
        const struct json_flat_member *member = &flat->members[i];
        const json_t *value = json_object_get(root, member->name);
        assert(json_is_string(value) && json_string_length(value) == member->len);
        assert(memcmp(json_string_value(value), member->text, member->len + 1) == 0);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    struct json_flat flat;
    const struct json_limits limits = {.depth_max = 20};
    struct json_error error;
    json_t *root = json_parse((const char *)bytes, len, &limits, &error);
    if (json_flat_read(&flat, (const char *)bytes, len))
        is_the_same(&flat, root);
    if (!root) {
        assert(error.line >= 1 && error.column >= 1 && strlen(error.what) > 0);
        return 0;
    }
    read_members(root);
    struct buf buf;
    struct json_writer writer;
    buf_init(&buf, len * 8 + 1000);
    json_writer_init(&writer, &buf);
    write_value(&writer, root);
    assert(!buf_failed(&buf) && utf8_valid(buf.bytes, buf.len));
    json_t *again = json_parse(buf.bytes, buf.len, &limits, NULL);
    assert(again && json_equal(root, again));
    json_decref(again);
    json_decref(root);
    buf_free(&buf);
    return 0;
}
