/* Carrying out the operator's requests about policy; see policy_admin.h. */
#include "server/policy_admin.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "server/policy_book.h"

enum { CHANGES_BYTES_MAX = 1024 * 1024 };

struct policy_asking {
    struct pump *pump;
    const json_t *request;
    struct json_writer *writer;
    int64_t now;
    struct fault *fault;
};

static bool show(struct policy_asking *asking)
{
    struct buf text;
    buf_init(&text, POLICY_BYTES_MAX);
    bool good = policy_in_force(asking->pump, &text, asking->fault) == 0;
    if (good) {
        json_member_i64(asking->writer, "number", policy_newest(pump_book(asking->pump)));
        /* One request and one answer are one line each. */
        for (size_t i = 0; i < text.len; i++)
            if (text.bytes[i] == '\n')
                text.bytes[i] = ' ';
        json_member_raw(asking->writer, "document", text.bytes, text.len);
    }
    buf_free(&text);
    return good;
}

static void write_changes(struct json_writer *writer, const char *changes)
{
    json_member_array_begin(writer, "changes");
    for (const char *line = changes, *end; (end = strchr(line, '\n')) != NULL; line = end + 1)
        json_text(writer, line, (size_t)(end - line));
    json_array_end(writer);
}

static bool apply_value(struct policy_asking *asking, const json_t *value)
{
    const char *by = json_string_value(json_object_get(asking->request, "by"));
    struct policy_problems *problems = calloc(1, sizeof *problems);
    struct policy_document document;
    struct buf changes;
    int64_t number = -1;

    buf_init(&changes, CHANGES_BYTES_MAX);
    if (!problems) {
        fault_set(asking->fault, "There is no memory left.");
    } else if (!by || by[0] == '\0' || strlen(by) > POLICY_BY_BYTES_MAX) {
        fault_set(asking->fault, "by must be text of 1 to %d bytes.", POLICY_BY_BYTES_MAX);
    } else if (!policy_parse_value(&document, value, problems)) {
        fault_set(asking->fault, "%s: %s.", problems->list[0].pointer, problems->list[0].sentence);
    } else {
        number = policy_put_in_force(asking->pump, &document, by, asking->now, &changes, asking->fault);
        policy_free(&document);
    }
    if (number >= 0) {
        json_member_i64(asking->writer, "number", number);
        write_changes(asking->writer, buf_text(&changes));
    }
    buf_free(&changes);
    free(problems);
    return number >= 0;
}

static bool apply(struct policy_asking *asking)
{
    const json_t *value = json_object_get(asking->request, "document");
    if (value)
        return apply_value(asking, value);
    fault_set(asking->fault, "document is missing.");
    return false;
}

static bool history(struct policy_asking *asking)
{
    const struct book *book = pump_book(asking->pump);
    int64_t newest = policy_newest(book);
    json_member_array_begin(asking->writer, "versions");
    for (int64_t number = newest; number > 0 && number > newest - POLICY_VERSIONS_KEPT; number--) {
        const json_t *version = policy_version(book, number);
        if (!version)
            continue;
        json_object_begin(asking->writer);
        json_member_i64(asking->writer, "number", number);
        json_member_i64(asking->writer, "at", json_integer_value(json_object_get(version, "at")));
        json_member_text(asking->writer, "by", json_string_value(json_object_get(version, "by")));
        json_object_end(asking->writer);
    }
    json_array_end(asking->writer);
    return true;
}

static bool rollback(struct policy_asking *asking)
{
    int64_t number = json_integer_value(json_object_get(asking->request, "number"));
    const json_t *version = policy_version(pump_book(asking->pump), number);
    if (!version) {
        fault_set(asking->fault, "There is no version %lld; nextup policy history lists those that are kept.",
                  (long long)number);
        return false;
    }
    /* Applying writes documents, which may move what the book lends. */
    json_t *document = json_deep_copy(json_object_get(version, "document"));
    bool good = apply_value(asking, document);
    json_decref(document);
    return good;
}

bool policy_request(const char *name, struct pump *pump, const json_t *request, struct json_writer *writer,
                    int64_t now, bool *done, struct fault *fault)
{
    static const struct {
        const char *name;
        bool (*run)(struct policy_asking *asking);
    } requests[] = {{"policy_show", show},
                    {"policy_apply", apply},
                    {"policy_history", history},
                    {"policy_rollback", rollback}};
    struct policy_asking asking = {
        .pump = pump, .request = request, .writer = writer, .now = now, .fault = fault};

    for (size_t i = 0; i < sizeof requests / sizeof requests[0]; i++) {
        if (strcmp(requests[i].name, name) != 0)
            continue;
        *done = pump != NULL && requests[i].run(&asking);
        return true;
    }
    return false;
}
