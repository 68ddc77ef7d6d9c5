/* Carrying out requests about policy; see admin.h. It must not care whether a server runs. Trying a policy takes long
 * and is not here (policy_try.h).
 *
 * A document comes as the member document, or as text, whose mistakes of form are then problems too.
 */
#include "server/admin_requests.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "server/policy_admin.h"
#include "server/policy_book.h"
#include "server/policy_steps.h"

enum { CHANGES_BYTES_MAX = 1024 * 1024 };

/* ---- documents of requests ---- */

/* True and *document if the request has a sound one; else problems has why, or the reader has failed. */
static bool read_document(struct admin_asking *asking, struct policy_document *document,
                          struct policy_problems *problems)
{
    const json_t *value = json_optional_object(&asking->reader, "document");
    const char *text = json_optional_text(&asking->reader, "text", 1, POLICY_BYTES_MAX);
    if (!value && !text)
        json_reader_fail(&asking->reader, "document", "is missing");
    if (asking->reader.failed)
        return false;
    return value ? policy_parse_value(document, value, problems)
                 : policy_parse(document, text, strlen(text), problems);
}

/* The same, and a refusal if it is none. */
static bool take_document(struct admin_asking *asking, struct policy_document *document)
{
    struct policy_problems *problems = calloc(1, sizeof *problems);
    if (!problems)
        return admin_refuse(asking, "There is no memory left.%s", "");
    bool good = read_document(asking, document, problems);
    if (!good && !asking->reader.failed)
        fault_set(&asking->fault, "%s: %s.", problems->list[0].pointer, problems->list[0].sentence);
    free(problems);
    return good;
}

/* Writes a document's text as a member. One request and one answer are one line each. */
static void write_text(struct json_writer *writer, const char *name, struct buf *text)
{
    for (size_t i = 0; i < text->len; i++)
        if (text->bytes[i] == '\n')
            text->bytes[i] = ' ';
    json_member_raw(writer, name, text->bytes, text->len);
}

/* ---- what is and was ---- */

static bool policy_show(struct admin_asking *asking)
{
    struct buf text;
    struct making making;
    if (!admin_begin_centre(asking, &making))
        return false;
    buf_init(&text, POLICY_BYTES_MAX);
    bool good = policy_in_force(making.pump, &text, &asking->fault) == 0;
    if (good) {
        json_member_i64(&asking->writer, "number", policy_newest(pump_book(making.pump)));
        write_text(&asking->writer, "document", &text);
    }
    buf_free(&text);
    return good;
}

static void write_version(struct json_writer *writer, int64_t number, const json_t *version)
{
    json_member_i64(writer, "number", number);
    json_member_i64(writer, "at", json_integer_value(json_object_get(version, "at")));
    json_member_text(writer, "by", json_string_value(json_object_get(version, "by")));
}

/* The version the member number names; NULL with a sentence. Lent by the book. */
static const json_t *find_version(struct admin_asking *asking, const struct pump *pump, int64_t *number)
{
    *number = json_required_i64(&asking->reader, "number", 1, INT64_MAX);
    const json_t *version = asking->reader.failed ? NULL : policy_version(pump_book(pump), *number);
    if (!version)
        fault_set(&asking->fault,
                  "There is no version %lld; nextup policy history lists those that are kept.",
                  (long long)*number);
    return version;
}

static bool policy_version_show(struct admin_asking *asking)
{
    struct making making;
    int64_t number = 0;
    if (!admin_begin_centre(asking, &making))
        return false;
    const json_t *version = find_version(asking, making.pump, &number);
    if (!version)
        return false;
    char *text = json_dumps(json_object_get(version, "document"), JSON_COMPACT);
    write_version(&asking->writer, number, version);
    json_member_raw(&asking->writer, "document", text ? text : "null", text ? strlen(text) : 4);
    free(text);
    return true;
}

static bool policy_history(struct admin_asking *asking)
{
    struct making making;
    if (!admin_begin_centre(asking, &making))
        return false;
    int64_t newest = policy_newest(pump_book(making.pump));
    json_member_array_begin(&asking->writer, "versions");
    for (int64_t number = newest; number > 0 && number > newest - POLICY_VERSIONS_KEPT; number--) {
        const json_t *version = policy_version(pump_book(making.pump), number);
        if (!version)
            continue;
        json_object_begin(&asking->writer);
        write_version(&asking->writer, number, version);
        json_object_end(&asking->writer);
    }
    json_array_end(&asking->writer);
    return true;
}

/* On one line: the schema has no line breaks inside its texts. */
static bool policy_schema(struct admin_asking *asking)
{
    size_t len = 0;
    struct buf line;
    const char *text = policy_schema_text(&len);
    buf_init(&line, POLICY_BYTES_MAX);
    buf_append(&line, text, len);
    write_text(&asking->writer, "schema", &line);
    buf_free(&line);
    return true;
}

/* ---- judging ---- */

void policy_write_problems(struct json_writer *writer, const struct policy_problems *problems)
{
    json_member_i64(writer, "errors", problems->errors);
    json_member_i64(writer, "warnings", problems->warnings);
    json_member_i64(writer, "notes", problems->notes);
    json_member_array_begin(writer, "problems");
    for (uint32_t i = 0; i < problems->count; i++) {
        json_object_begin(writer);
        json_member_text(writer, "level", policy_level_word(problems->list[i].level));
        json_member_text(writer, "pointer", problems->list[i].pointer);
        json_member_text(writer, "sentence", problems->list[i].sentence);
        json_object_end(writer);
    }
    json_array_end(writer);
}

const char *policy_level_word(enum policy_level level)
{
    return level == POLICY_ERROR ? "error" : level == POLICY_WARNING ? "warning" : "note";
}

/* What is wrong with a document in itself, and what this centre could not do with it. */
static bool policy_check(struct admin_asking *asking)
{
    struct making making;
    struct policy_document document;
    uint32_t steps = 0;
    struct policy_problems *problems = calloc(1, sizeof *problems);
    if (!problems || !admin_begin_centre(asking, &making)) {
        free(problems);
        return false;
    }
    if (read_document(asking, &document, problems)) {
        policy_lint(&document, problems);
        policy_steps_problems(&making, &document, problems, &steps);
        policy_free(&document);
    }
    policy_write_problems(&asking->writer, problems);
    free(problems);
    return !asking->reader.failed;
}

void policy_write_difference(void *ctx, const char *pointer, const char *sentence)
{
    struct json_writer *writer = ctx;
    json_object_begin(writer);
    json_member_text(writer, "pointer", pointer);
    json_member_text(writer, "sentence", sentence);
    json_object_end(writer);
}

/* What the member from names: a preset, a version, or what is in force; its text is parsed again, so that nothing of it
 * is lent by the book. */
static bool read_from(struct admin_asking *asking, const struct pump *pump, struct policy_document *document)
{
    const json_t *from = json_object_get(asking->reader.object, "from");
    struct policy_problems *problems = NULL;
    struct buf text;
    bool good = false;
    if (json_is_string(from)) {
        enum acd_model model = policy_model_find(json_string_value(from));
        if (model == ACD_MODEL_NONE)
            return admin_refuse(asking, "There is no preset \"%s\": connect or vcc.",
                                json_string_value(from));
        policy_preset(document, model);
        return true;
    }
    if (!(problems = calloc(1, sizeof *problems)))
        return admin_refuse(asking, "There is no memory left.%s", "");
    if (json_is_integer(from)) {
        const json_t *version = policy_version(pump_book(pump), json_integer_value(from));
        good = version && policy_parse_value(document, json_object_get(version, "document"), problems);
        if (!good)
            fault_set(&asking->fault, "There is no such version of the policy.");
    } else {
        buf_init(&text, POLICY_BYTES_MAX);
        good = policy_in_force(pump, &text, &asking->fault) == 0 &&
               policy_parse(document, text.bytes, text.len, problems);
        buf_free(&text);
    }
    free(problems);
    return good;
}

static bool policy_diff_show(struct admin_asking *asking)
{
    struct making making;
    struct policy_document from;
    struct policy_document to;
    if (!admin_begin_centre(asking, &making) || !read_from(asking, making.pump, &from))
        return false;
    bool good = take_document(asking, &to);
    if (good) {
        json_member_array_begin(&asking->writer, "changes");
        policy_diff(&from, &to, policy_write_difference, &asking->writer);
        json_array_end(&asking->writer);
        policy_free(&to);
    }
    policy_free(&from);
    return good;
}

/* ---- in force ---- */

static void write_changes(struct json_writer *writer, const char *changes)
{
    json_member_array_begin(writer, "changes");
    for (const char *line = changes, *end; (end = strchr(line, '\n')) != NULL; line = end + 1)
        json_text(writer, line, (size_t)(end - line));
    json_array_end(writer);
}

/* An administrator is who they are; an operator says it. NULL with a sentence. */
static const char *read_by(struct admin_asking *asking)
{
    const char *by =
        asking->by ? asking->by : json_required_text(&asking->reader, "by", 1, POLICY_BY_BYTES_MAX);
    return asking->reader.failed ? NULL : by;
}

static bool put_in_force(struct admin_asking *asking, struct making *making,
                         const struct policy_document *document)
{
    struct buf changes;
    const char *by = read_by(asking);
    buf_init(&changes, CHANGES_BYTES_MAX);
    int64_t number = by ? policy_put_in_force(making, document, by, &changes) : -1;
    if (number >= 0) {
        json_member_i64(&asking->writer, "number", number);
        write_changes(&asking->writer, buf_text(&changes));
    }
    buf_free(&changes);
    return number >= 0;
}

static bool policy_apply(struct admin_asking *asking)
{
    struct making making;
    struct policy_document document;
    if (!admin_begin_centre(asking, &making) || !take_document(asking, &document))
        return false;
    bool good = put_in_force(asking, &making, &document);
    policy_free(&document);
    return good;
}

static bool policy_rollback(struct admin_asking *asking)
{
    struct making making;
    struct policy_document document;
    int64_t number = 0;
    if (!admin_begin_centre(asking, &making))
        return false;
    const json_t *version = find_version(asking, making.pump, &number);
    struct policy_problems *problems = version ? calloc(1, sizeof *problems) : NULL;
    /* Applying writes documents, which may move what the book lends. */
    json_t *copy = json_deep_copy(json_object_get(version, "document"));
    bool good = problems && policy_parse_value(&document, copy, problems);
    if (version && !good)
        fault_set(&asking->fault, "The version cannot be read any more.");
    if (good) {
        good = put_in_force(asking, &making, &document);
        policy_free(&document);
    }
    json_decref(copy);
    free(problems);
    return good;
}

static const struct admin_request list[] = {
    {"policy_show", policy_show, false},       {"policy_version", policy_version_show, false},
    {"policy_history", policy_history, false}, {"policy_schema", policy_schema, false},
    {"policy_check", policy_check, false},     {"policy_diff", policy_diff_show, false},
    {"policy_apply", policy_apply, false},     {"policy_rollback", policy_rollback, false},
};
const struct admin_requests policy_requests = {list, sizeof list / sizeof list[0]};
