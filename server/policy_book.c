/* Names, steps and versions of a centre's policy; see policy_book.h. */
#include "server/policy_book.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "server/policy_steps.h"

static const char current_name[] = "policy";

/* ---- names ---- */

static bool gather_named(const struct policy_named **namedp, uint32_t *count, const struct book *book,
                         enum acd_subject kind, uint32_t max)
{
    struct policy_named *named = calloc(max > 0 ? max : 1, sizeof named[0]);
    uint32_t number = 0;

    *namedp = named;
    while (named && *count < max && (number = book_object_after(book, kind, number)) != 0)
        named[(*count)++] =
            (struct policy_named){.number = number, .name = book_find_object(book, kind, number)->name};
    return named != NULL;
}

static bool gather_reasons(struct policy_names *names, const struct book *book, const struct acd *acd)
{
    uint32_t max = acd_reason_count(acd);
    struct policy_named_reason *reasons = calloc(max > 0 ? max : 1, sizeof reasons[0]);
    struct acd_reason_view view;

    names->reasons = reasons;
    for (uint32_t number = 1; reasons && number <= max; number++) {
        const struct book_reason *reason = book_find_reason(book, number);
        if (reason && acd_reason_view(acd, number, &view))
            reasons[names->reason_count++] =
                (struct policy_named_reason){.number = number,
                                             .list = view.reason_list,
                                             .name = reason->object.name,
                                             .short_code = reason->short_code,
                                             .description = reason->object.description,
                                             .order = reason->object.display_order};
    }
    return reasons != NULL;
}

bool policy_names_gather(struct policy_names *names, const struct book *book, const struct acd *acd)
{
    memset(names, 0, sizeof *names);
    if (gather_named(&names->statuses, &names->status_count, book, ACD_SUBJECT_STATUS,
                     acd_status_count(acd)) &&
        gather_named(&names->groups, &names->group_count, book, ACD_SUBJECT_GROUP, acd_group_count(acd)) &&
        gather_named(&names->lists, &names->list_count, book, ACD_SUBJECT_REASON_LIST,
                     acd_reason_list_count(acd)) &&
        gather_reasons(names, book, acd))
        return true;
    policy_names_free(names);
    return false;
}

void policy_names_free(struct policy_names *names)
{
    free((void *)(uintptr_t)names->statuses);
    free((void *)(uintptr_t)names->groups);
    free((void *)(uintptr_t)names->lists);
    free((void *)(uintptr_t)names->reasons);
    memset(names, 0, sizeof *names);
}

/* ---- versions ---- */

const json_t *policy_version(const struct book *book, int64_t number)
{
    char name[32];
    snprintf(name, sizeof name, "policy/%lld", (long long)number);
    const struct book_document *document = book_find_document(book, ACD_SUBJECT_CENTRE, 0, name);
    return document ? document->value : NULL;
}

int64_t policy_newest(const struct book *book)
{
    const struct book_document *document = book_find_document(book, ACD_SUBJECT_CENTRE, 0, current_name);
    return document ? json_integer_value(json_object_get(document->value, "number")) : 0;
}

static int write_document(struct making *making, const char *name, const json_t *value)
{
    return make_document(making, name, value, "The policy") ? 0 : -1;
}

/* Keeps the text of a document as a version; the one that falls out of the kept ones goes. */
static int keep(struct making *making, int64_t number, const char *by, const struct buf *text)
{
    char name[32];
    struct json_limits limits = {.bytes_max = POLICY_BYTES_MAX};
    json_t *document = buf_failed(text) ? NULL : json_parse(text->bytes, text->len, &limits, NULL);
    json_t *version = json_pack("{s:I, s:I, s:s, s:o}", "number", (json_int_t)number, "at",
                                (json_int_t)making->now, "by", by, "document", document);
    int result;

    if (!version)
        return fault_set(making->fault, "The policy is too large to keep.");
    snprintf(name, sizeof name, "policy/%lld", (long long)number);
    result = write_document(making, name, version);
    if (result == 0)
        result = write_document(making, current_name, version);
    json_decref(version);
    if (result == 0 && policy_version(pump_book(making->pump), number - POLICY_VERSIONS_KEPT)) {
        snprintf(name, sizeof name, "policy/%lld", (long long)(number - POLICY_VERSIONS_KEPT));
        result = write_document(making, name, NULL);
    }
    return result;
}

int policy_in_force(const struct pump *pump, struct buf *text, struct fault *fault)
{
    struct policy_names names;
    struct policy_document document;

    if (!policy_names_gather(&names, pump_book(pump), pump_core(pump)))
        return fault_set(fault, "There is no memory left.");
    bool good = policy_of_core(&document, pump_core(pump), &names);
    if (good) {
        policy_render(text, &document);
        policy_free(&document);
    }
    policy_names_free(&names);
    return good && !buf_failed(text) ? 0 : fault_set(fault, "There is no memory left.");
}

static int keep_what_was(struct making *making, int64_t *number)
{
    struct buf text;
    int result;

    buf_init(&text, POLICY_BYTES_MAX);
    result = policy_in_force(making->pump, &text, making->fault);
    if (result == 0)
        result = keep(making, 1, "as it was before the first document", &text);
    buf_free(&text);
    *number = 1;
    return result;
}

/* ---- in force ---- */

static void tell_change(void *ctx, const char *pointer, const char *sentence)
{
    (void)pointer;
    buf_append_text(ctx, sentence);
    buf_append_char(ctx, '\n');
}

static int tell_changes(struct making *making, const struct policy_document *document, struct buf *changes)
{
    struct policy_names names;
    struct policy_document before;

    if (!changes)
        return 0;
    if (!policy_names_gather(&names, pump_book(making->pump), pump_core(making->pump)))
        return fault_set(making->fault, "There is no memory left.");
    bool good = policy_of_core(&before, pump_core(making->pump), &names);
    if (good) {
        policy_diff(&before, document, tell_change, changes);
        policy_free(&before);
    }
    policy_names_free(&names);
    return good ? 0 : fault_set(making->fault, "There is no memory left.");
}

int64_t policy_put_in_force(struct making *making, const struct policy_document *document, const char *by,
                            struct buf *changes)
{
    int64_t number = policy_newest(pump_book(making->pump));
    uint32_t steps = 0;
    struct buf text;

    if (policy_steps_rehearse(making, document, &steps) != 0)
        return -1;
    if (steps == 0)
        return 0;
    buf_init(&text, POLICY_BYTES_MAX);
    policy_render(&text, document);
    bool done = tell_changes(making, document, changes) == 0 &&
                (number != 0 || keep_what_was(making, &number) == 0) &&
                policy_steps_take(making, document) == 0 && keep(making, ++number, by, &text) == 0;
    buf_free(&text);
    return done ? number : -1;
}
