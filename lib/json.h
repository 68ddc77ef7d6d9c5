/* JSON in and out: strict bounded parsing on jansson, and a bounded writer into a struct buf. It knows no message's
 * meaning.
 *
 * Reading has two steps. json_parse refuses what is not strict JSON within the limits. Then a json_reader walks the
 * members of one object; its failure rule is the buffer's: the first wrong member sticks, later reads return harmless
 * values, and the caller asks once.
 *
 *     struct json_reader reader;
 *     json_reader_init(&reader, root);
 *     const char *name = json_required_text(&reader, "Name", 1, 127);
 *     int64_t seconds = json_optional_i64(&reader, "Seconds", 0, 3600, 30);
 *     if (reader.failed) refuse(reader.member, reader.what);
 */
#ifndef NEXTUP_LIB_JSON_H
#define NEXTUP_LIB_JSON_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/buf.h"

enum {
    JSON_BYTES_MAX_DEFAULT = 256 * 1024,
    JSON_DEPTH_MAX_DEFAULT = 32,
    JSON_WRITER_DEPTH_MAX = 64,
    JSON_WHAT_BYTES_MAX = 160,
};

struct json_limits {
    size_t bytes_max; /* 0 means JSON_BYTES_MAX_DEFAULT */
    size_t depth_max; /* 0 means JSON_DEPTH_MAX_DEFAULT */
};

struct json_error {
    size_t line;   /* from 1 */
    size_t column; /* from 1, in bytes */
    char what[JSON_WHAT_BYTES_MAX];
};

/* Parses one whole document, an object or an array. Refused: duplicate members, \u0000, bytes that are not UTF-8,
 * numbers that do not fit int64 or a finite double, anything after the document, and what passes the limits (NULL:
 * defaults). Returns a value the caller gives back with json_decref(), or NULL with *error written (error may be
 * NULL). */
json_t *json_parse(const char *bytes, size_t len, const struct json_limits *limits, struct json_error *error);

/* ---- a small flat object, without a document ---- */

/* Most requests are an object of a few short texts. Such a one is read in place, which costs a tenth of a document. */
enum { JSON_FLAT_BYTES_MAX = 255, JSON_FLAT_MEMBERS_MAX = 4 };

struct json_flat_member {
    const char *name; /* in bytes, NUL-ended */
    const char *text; /* the same */
    size_t len;       /* of text */
};

struct json_flat { /* must stay where it is */
    size_t count;
    struct json_flat_member members[JSON_FLAT_MEMBERS_MAX];
    char bytes[JSON_FLAT_BYTES_MAX + 1]; /* a copy, with NULs for the closing quotes */
};

/* True for an object with at most JSON_FLAT_MEMBERS_MAX different members, all of them texts of ASCII without escapes,
 * in at most JSON_FLAT_BYTES_MAX bytes: json_parse() takes it too, with the same members. False, *flat undefined:
 * json_parse() says what it is, if it is JSON at all. */
bool json_flat_read(struct json_flat *flat, const char *bytes, size_t len);

/* NULL: there is none of this name. */
const struct json_flat_member *json_flat_find(const struct json_flat *flat, const char *name);

/* ---- reading one object's members ---- */

struct json_reader {
    const json_t *object;         /* NULL where flat is not */
    const struct json_flat *flat; /* or NULL */
    bool failed;
    const char *member; /* of the first failure: the name as the caller passed it; NULL when the value itself is no object */
    char what[JSON_WHAT_BYTES_MAX]; /* of the first failure: "must be text of 1 to 127 bytes" */
};

/* Starts reading object, which must outlive the reader. Fails at once if it is NULL or not an object. */
void json_reader_init(struct json_reader *reader, const json_t *object);

/* The same of a flat object. Everything below reads it as it would read the document. */
void json_reader_init_flat(struct json_reader *reader, const struct json_flat *flat);

/* Marks a failure of the caller's own (an unknown word, two members that exclude each other). The first one stays. */
void json_reader_fail(struct json_reader *reader, const char *member, const char *what);

/* Fails if the object has a member that names[0..count) does not list. */
void json_reader_allow_only(struct json_reader *reader, const char *const *names, size_t count);

/* True if the member is present and not null. An optional member that is null counts as absent everywhere here. */
bool json_has(const struct json_reader *reader, const char *name);

/* Texts are lent by the document and hold no NUL. Bounds are in bytes. Required: "" after a failure. Optional: NULL if
 * absent or after a failure. */
const char *json_required_text(struct json_reader *reader, const char *name, size_t bytes_min, size_t bytes_max);
const char *json_optional_text(struct json_reader *reader, const char *name, size_t bytes_min, size_t bytes_max);

/* Integers; 1.0 and 1e3 are not integers. After a failure: minimum (required), absent_value (optional). */
int64_t json_required_i64(struct json_reader *reader, const char *name, int64_t min, int64_t max);
int64_t json_optional_i64(struct json_reader *reader, const char *name, int64_t min, int64_t max, int64_t absent_value);

bool json_required_bool(struct json_reader *reader, const char *name);
bool json_optional_bool(struct json_reader *reader, const char *name, bool absent_value);

/* Lent containers; NULL if absent or after a failure. count_max bounds an array. */
const json_t *json_required_object(struct json_reader *reader, const char *name);
const json_t *json_optional_object(struct json_reader *reader, const char *name);
const json_t *json_required_array(struct json_reader *reader, const char *name, size_t count_max);
const json_t *json_optional_array(struct json_reader *reader, const char *name, size_t count_max);

/* ---- writing ---- */

/* Writes compact JSON into buf; commas are the writer's. Calls in an order that is not JSON are bugs and assert.
 * Running out of room is the buffer's failure: ask buf_failed(buf) at the end.
 * Texts: bytes that are not UTF-8 become U+FFFD; "</", U+2028 and U+2029 are escaped so that a page may embed the
 * result. */
struct json_writer {
    struct buf *buf; /* not owned */
    uint64_t is_object; /* one bit a level */
    uint64_t has_items; /* one bit a level */
    unsigned depth;
    bool after_key;
};

void json_writer_init(struct json_writer *writer, struct buf *buf);

void json_object_begin(struct json_writer *writer);
void json_object_end(struct json_writer *writer);
void json_array_begin(struct json_writer *writer);
void json_array_end(struct json_writer *writer);
void json_key(struct json_writer *writer, const char *name);
void json_text(struct json_writer *writer, const char *text, size_t len);
void json_text_of(struct json_writer *writer, const char *text); /* NUL-ended; NULL writes null */
void json_i64(struct json_writer *writer, int64_t value);
void json_u64(struct json_writer *writer, uint64_t value);
void json_f64(struct json_writer *writer, double value); /* shortest form that reads back equal; not finite: null */
void json_bool(struct json_writer *writer, bool value);
void json_null_value(struct json_writer *writer); /* jansson owns the name json_null */
void json_raw(struct json_writer *writer, const char *json, size_t len); /* one value rendered before, put in as it is */

/* One call for a whole member of the object being written. */
void json_member_text(struct json_writer *writer, const char *name, const char *text); /* NULL writes null */
void json_member_text_len(struct json_writer *writer, const char *name, const char *text, size_t len);
void json_member_i64(struct json_writer *writer, const char *name, int64_t value);
void json_member_u64(struct json_writer *writer, const char *name, uint64_t value);
void json_member_f64(struct json_writer *writer, const char *name, double value);
void json_member_bool(struct json_writer *writer, const char *name, bool value);
void json_member_null(struct json_writer *writer, const char *name);
void json_member_raw(struct json_writer *writer, const char *name, const char *json, size_t len);
/* One value rendered before into a buffer; if that failed, what is being written fails too. */
void json_member_buf(struct json_writer *writer, const char *name, const struct buf *json);
void json_member_object_begin(struct json_writer *writer, const char *name);
void json_member_array_begin(struct json_writer *writer, const char *name);

#endif
