/* Names, steps and versions of a centre's policy; see policy_book.h. */
#include "server/policy_book.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "book/body.h"

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

/* ---- steps ---- */

struct doing {
    struct pump *pump;
    int64_t now;
    struct fault *fault;
};

/* Decides one command of the operator; the body, which may be NULL, is freed. */
static int decide(struct doing *doing, struct acd_command command, struct buf *body)
{
    enum acd_refusal refusal = ACD_OK;
    enum pump_refusal outcome;

    command.at = doing->now;
    command.actor = (struct acd_actor){.kind = ACD_ACTOR_OPERATOR};
    outcome =
        pump_decide(doing->pump, &command, body ? body->bytes : NULL, body ? body->len : 0, NULL, &refusal);
    if (body)
        buf_free(body);
    if (outcome == PUMP_OK)
        return 0;
    return fault_set(doing->fault, "%s was refused: %s.", acd_command_name(command.kind),
                     outcome == PUMP_REFUSED    ? acd_refusal_name(refusal)
                     : outcome == PUMP_FAILED   ? "the journal has failed"
                     : outcome == PUMP_NO_SPACE ? "the disk is nearly full"
                                                : "too much waits to be written; try again");
}

static int record(struct doing *doing, enum acd_subject kind, uint64_t subject, enum book_record what,
                  struct buf *body)
{
    struct acd_command command = {
        .kind = ACD_RECORD, .subject_kind = (uint8_t)kind, .subject = subject, .record = (uint16_t)what};
    return decide(doing, command, body);
}

static int too_long(struct doing *doing, struct buf *body)
{
    buf_free(body);
    return fault_set(doing->fault, "A name or text of the policy is longer than the book can keep.");
}

/* The book's part of a reason that is there: its short code, description and place. Its category stays. */
static int describe(struct doing *doing, const struct policy_step *step)
{
    uint32_t number = (uint32_t)step->command.subject;
    const struct book_reason *there = book_find_reason(pump_book(doing->pump), number);
    struct body_object object = {.description = step->reason->description,
                                 .display_order = step->reason->order};
    struct body_reason codes = {.short_code = step->reason->short_code[0] ? step->reason->short_code : NULL,
                                .category = there && there->category[0] ? there->category : NULL};
    struct buf body;

    buf_init(&body, ACD_BODY_BYTES_MAX);
    if (!body_render_reason_changed(&body, &codes))
        return too_long(doing, &body);
    if (record(doing, ACD_SUBJECT_REASON, number, BOOK_REASON_CHANGED, &body) != 0)
        return -1;
    buf_init(&body, ACD_BODY_BYTES_MAX);
    if (!body_render_name_set(&body, &object))
        return too_long(doing, &body);
    return record(doing, ACD_SUBJECT_REASON, number, BOOK_NAME_SET, &body);
}

static bool render_body(struct buf *body, const struct policy_step *step)
{
    struct body_reason reason = {.uuid = uuid_random()};

    switch (step->command.kind) {
    case ACD_CREATE_GROUP:
        return body_render_group_created(body,
                                         &(struct body_object){.uuid = uuid_random(), .name = step->group});
    case ACD_CREATE_REASON_LIST:
        reason.name = step->list->name;
        return body_render_reason_list_created(body, &reason);
    default:
        reason.name = step->reason->name;
        reason.description = step->reason->description[0] ? step->reason->description : NULL;
        reason.short_code = step->reason->short_code[0] ? step->reason->short_code : NULL;
        reason.display_order = step->reason->order;
        return body_render_reason_created(body, &reason);
    }
}

static int take_step(struct doing *doing, const struct policy_step *step)
{
    struct buf body;

    if (step->kind == POLICY_DESCRIBE)
        return describe(doing, step);
    if (step->command.kind != ACD_CREATE_GROUP && step->command.kind != ACD_CREATE_REASON_LIST &&
        step->command.kind != ACD_CREATE_REASON)
        return decide(doing, step->command, NULL);
    buf_init(&body, ACD_BODY_BYTES_MAX);
    if (!render_body(&body, step))
        return too_long(doing, &body);
    return decide(doing, step->command, &body);
}

static int tell_first(const struct policy_problems *problems, struct fault *fault)
{
    for (uint32_t i = 0; i < problems->count; i++)
        if (problems->list[i].level == POLICY_ERROR)
            return fault_set(fault, "%s: %s%s.", problems->list[i].pointer, problems->list[i].sentence,
                             problems->errors > 1 ? " (and more)" : "");
    return 0;
}

/* One round. Returns how many steps were done; -1 and a sentence. */
static int take_round(struct doing *doing, const struct policy_document *document)
{
    struct policy_problems *problems = calloc(1, sizeof *problems);
    struct policy_plan plan = {0};
    struct policy_names names = {0};
    int result = -1;

    if (!problems || !policy_names_gather(&names, pump_book(doing->pump), pump_core(doing->pump))) {
        fault_set(doing->fault, "There is no memory left.");
        goto out;
    }
    policy_plan(&plan, document, pump_core(doing->pump), &names, problems);
    if (plan.failed)
        fault_set(doing->fault, "There is no memory left.");
    else if (tell_first(problems, doing->fault) == 0)
        result = 0;
    for (uint32_t i = 0; result >= 0 && i < plan.count; i++)
        result = take_step(doing, &plan.steps[i]) == 0 ? result + 1 : -1;
out:
    policy_plan_free(&plan);
    policy_names_free(&names);
    free(problems);
    return result;
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

static int write_document(struct doing *doing, const char *name, const json_t *value)
{
    struct buf body;

    buf_init(&body, ACD_BODY_BYTES_MAX);
    if (!body_render_document_set(&body, &(struct body_document){.name = name, .value = value}))
        return too_long(doing, &body);
    return record(doing, ACD_SUBJECT_CENTRE, 0, BOOK_DOCUMENT_SET, &body);
}

/* Keeps the text of a document as a version; the one that falls out of the kept ones goes. */
static int keep(struct doing *doing, int64_t number, const char *by, const struct buf *text)
{
    char name[32];
    struct json_limits limits = {.bytes_max = POLICY_BYTES_MAX};
    json_t *document = buf_failed(text) ? NULL : json_parse(text->bytes, text->len, &limits, NULL);
    json_t *version = json_pack("{s:I, s:I, s:s, s:o}", "number", (json_int_t)number, "at",
                                (json_int_t)doing->now, "by", by, "document", document);
    int result;

    if (!version)
        return fault_set(doing->fault, "The policy is too large to keep.");
    snprintf(name, sizeof name, "policy/%lld", (long long)number);
    result = write_document(doing, name, version);
    if (result == 0)
        result = write_document(doing, current_name, version);
    json_decref(version);
    if (result == 0 && policy_version(pump_book(doing->pump), number - POLICY_VERSIONS_KEPT)) {
        snprintf(name, sizeof name, "policy/%lld", (long long)(number - POLICY_VERSIONS_KEPT));
        result = write_document(doing, name, NULL);
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

static int keep_what_was(struct doing *doing, int64_t *number)
{
    struct buf text;
    int result;

    buf_init(&text, POLICY_BYTES_MAX);
    result = policy_in_force(doing->pump, &text, doing->fault);
    if (result == 0)
        result = keep(doing, 1, "as it was before the first document", &text);
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

static int tell_changes(struct doing *doing, const struct policy_document *document, struct buf *changes)
{
    struct policy_names names;
    struct policy_document before;

    if (!changes)
        return 0;
    if (!policy_names_gather(&names, pump_book(doing->pump), pump_core(doing->pump)))
        return fault_set(doing->fault, "There is no memory left.");
    bool good = policy_of_core(&before, pump_core(doing->pump), &names);
    if (good) {
        policy_diff(&before, document, tell_change, changes);
        policy_free(&before);
    }
    policy_names_free(&names);
    return good ? 0 : fault_set(doing->fault, "There is no memory left.");
}

/* What cannot be done is found before the first step is. */
static int rehearse(struct doing *doing, const struct policy_document *document, uint32_t *steps)
{
    struct policy_problems *problems = calloc(1, sizeof *problems);
    struct policy_plan plan = {0};
    struct policy_names names = {0};
    int result = -1;

    if (!problems || !policy_names_gather(&names, pump_book(doing->pump), pump_core(doing->pump))) {
        fault_set(doing->fault, "There is no memory left.");
    } else {
        policy_plan(&plan, document, pump_core(doing->pump), &names, problems);
        policy_plan_fits(document, pump_core(doing->pump), &names, problems);
        *steps = plan.count;
        result = plan.failed ? fault_set(doing->fault, "There is no memory left.")
                             : tell_first(problems, doing->fault);
    }
    policy_plan_free(&plan);
    policy_names_free(&names);
    free(problems);
    return result;
}

int64_t policy_put_in_force(struct pump *pump, const struct policy_document *document, const char *by,
                            int64_t now, struct buf *changes, struct fault *fault)
{
    struct doing doing = {.pump = pump, .now = now, .fault = fault};
    int64_t number = policy_newest(pump_book(pump));
    uint32_t steps = 0;
    struct buf text;
    int done = 1;

    if (rehearse(&doing, document, &steps) != 0)
        return -1;
    if (steps == 0)
        return 0;
    buf_init(&text, POLICY_BYTES_MAX);
    policy_render(&text, document);
    if (tell_changes(&doing, document, changes) != 0 || (number == 0 && keep_what_was(&doing, &number) != 0))
        done = -1;
    for (int round = 0; done > 0 && round < POLICY_ROUNDS_MAX; round++)
        done = take_round(&doing, document);
    if (done >= 0 && keep(&doing, ++number, by, &text) != 0)
        done = -1;
    buf_free(&text);
    return done < 0 ? -1 : number;
}
