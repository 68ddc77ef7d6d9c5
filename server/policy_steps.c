/* From a policy document to the commands that put it in force, and back again where one is refused; see policy_steps.h.
 * It must not keep a version (policy_book.h).
 *
 *     rehearsed --step, step, ...--> in force
 *                    '--refused--> the document that was in force, by the same path --> as it was, and the refusal told
 */
#include "server/policy_steps.h"

#include <stdio.h>
#include <stdlib.h>

#include "server/make_decide.h"
#include "server/policy_book.h"

enum { TAKEN_BYTES_MAX = 1024 * 1024, TOLD_BYTES_MAX = 300 };

/* Decides one command; the body, which may be NULL, is freed. */
static int decide(struct making *making, struct acd_command command, struct buf *body)
{
    return make_decide(making, &command, body, acd_command_name(command.kind)) ? 0 : -1;
}

static int too_long(struct making *making, struct buf *body)
{
    buf_free(body);
    return fault_set(making->fault, "A name or text of the policy is longer than the book can keep.");
}

/* The book's part of a reason that is there: its short code, description and place. Its category stays. */
static int describe(struct making *making, const struct policy_step *step)
{
    uint32_t number = (uint32_t)step->command.subject;
    const struct book_reason *there = book_find_reason(pump_book(making->pump), number);
    struct body_object object = {.description = step->reason->description,
                                 .display_order = step->reason->order};
    struct body_reason codes = {.short_code = step->reason->short_code[0] ? step->reason->short_code : NULL,
                                .category = there && there->category[0] ? there->category : NULL};
    struct buf body;

    buf_init(&body, ACD_BODY_BYTES_MAX);
    if (!body_render_reason_changed(&body, &codes))
        return too_long(making, &body);
    if (!make_record(making, ACD_SUBJECT_REASON, number, BOOK_REASON_CHANGED, &body, "DESCRIBE_REASON"))
        return -1;
    buf_init(&body, ACD_BODY_BYTES_MAX);
    if (!body_render_name_set(&body, &object))
        return too_long(making, &body);
    return make_record(making, ACD_SUBJECT_REASON, number, BOOK_NAME_SET, &body, "DESCRIBE_REASON") ? 0 : -1;
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

static int take_step(struct making *making, const struct policy_step *step)
{
    struct buf body;

    if (step->kind == POLICY_DESCRIBE)
        return describe(making, step);
    if (step->command.kind != ACD_CREATE_GROUP && step->command.kind != ACD_CREATE_REASON_LIST &&
        step->command.kind != ACD_CREATE_REASON)
        return decide(making, step->command, NULL);
    buf_init(&body, ACD_BODY_BYTES_MAX);
    if (!render_body(&body, step))
        return too_long(making, &body);
    return decide(making, step->command, &body);
}

static int tell_first(const struct policy_problems *problems, struct fault *fault)
{
    for (uint32_t i = 0; i < problems->count; i++)
        if (problems->list[i].level == POLICY_ERROR)
            return fault_set(fault, "%s: %s%s.", problems->list[i].pointer, problems->list[i].sentence,
                             problems->errors > 1 ? " (and more)" : "");
    return 0;
}

/* "SET_RULE ON_MISS, CREATE_GROUP Support, ": what was done, for whoever has to know when it could not be finished. */
static void tell_step(struct buf *taken, const struct policy_step *step)
{
    const struct acd_command *command = &step->command;
    const char *what = step->group                     ? step->group
                       : step->reason                  ? step->reason->name
                       : step->list                    ? step->list->name
                       : command->kind == ACD_SET_RULE ? acd_rule_name(command->rule)
                                                       : "";
    if (taken->len > 0)
        buf_append_text(taken, ", ");
    buf_append_text(taken,
                    step->kind == POLICY_DESCRIBE ? "DESCRIBE_REASON" : acd_command_name(command->kind));
    if (what[0])
        buf_append_format(taken, " %s", what);
    if (command->kind == ACD_SET_MOVES && step->kind == POLICY_COMMAND)
        buf_append_format(taken, " %s %s", policy_actor_name(command->subject_kind),
                          acd_shown_name((enum acd_shown)command->subject));
}

/* One round. Returns how many steps were done; -1 and a sentence. */
static int take_round(struct making *making, const struct policy_document *document, struct buf *taken)
{
    struct policy_problems *problems = calloc(1, sizeof *problems);
    struct policy_plan plan = {0};
    struct policy_names names = {0};
    int result = -1;

    if (!problems || !policy_names_gather(&names, pump_book(making->pump), pump_core(making->pump))) {
        fault_set(making->fault, "There is no memory left.");
        goto out;
    }
    policy_plan(&plan, document, pump_core(making->pump), &names, problems);
    if (plan.failed)
        fault_set(making->fault, "There is no memory left.");
    else if (tell_first(problems, making->fault) == 0)
        result = 0;
    for (uint32_t i = 0; result >= 0 && i < plan.count; i++) {
        result = take_step(making, &plan.steps[i]) == 0 ? result + 1 : -1;
        if (result >= 0)
            tell_step(taken, &plan.steps[i]);
    }
out:
    policy_plan_free(&plan);
    policy_names_free(&names);
    free(problems);
    return result;
}

static int take_rounds(struct making *making, const struct policy_document *document, struct buf *taken)
{
    int done = 1;
    for (int round = 0; done > 0 && round < POLICY_ROUNDS_MAX; round++)
        done = take_round(making, document, taken);
    return done < 0 ? -1 : 0;
}

/* ---- going back ---- */

/* Puts the text of a document that was in force back in force. False with a sentence in fault. */
static bool restore(const struct making *making, const struct buf *before, struct fault *fault)
{
    struct policy_problems *problems = calloc(1, sizeof *problems);
    struct policy_document document;
    struct making back = *making;
    struct buf taken;
    bool good = false;

    back.fault = fault;
    buf_init(&taken, TAKEN_BYTES_MAX);
    if (!problems || buf_failed(before)) {
        fault_set(fault, "There is no memory left.");
    } else if (!policy_parse(&document, before->bytes, before->len, problems)) {
        tell_first(problems, fault);
    } else {
        good = take_rounds(&back, &document, &taken) == 0;
        policy_free(&document);
    }
    buf_free(&taken);
    free(problems);
    return good;
}

/* Says what was refused, what had been applied before it, and what has become of that. */
static void go_back(struct making *making, const struct buf *before, const struct buf *taken)
{
    struct fault refused = *making->fault;
    struct fault failed;
    const char *more = taken->len > TOLD_BYTES_MAX ? " ..." : "";

    if (taken->len == 0)
        return;
    if (restore(making, before, &failed))
        fault_set(making->fault, "%.300s Applied before it, and taken back: %.*s%s.", refused.sentence,
                  TOLD_BYTES_MAX, taken->bytes, more);
    else
        fault_set(making->fault, "%.300s Applied before it: %.*s%s. It could not be taken back: %.200s",
                  refused.sentence, TOLD_BYTES_MAX, taken->bytes, more, failed.sentence);
}

int policy_steps_take(struct making *making, const struct policy_document *document)
{
    struct buf before;
    struct buf taken;
    int result;

    buf_init(&before, POLICY_BYTES_MAX);
    buf_init(&taken, TAKEN_BYTES_MAX);
    result = policy_in_force(making->pump, &before, making->fault);
    if (result == 0 && (result = take_rounds(making, document, &taken)) != 0)
        go_back(making, &before, &taken);
    buf_free(&before);
    buf_free(&taken);
    return result;
}

/* ---- before the first step ---- */

bool policy_steps_problems(const struct making *making, const struct policy_document *document,
                           struct policy_problems *problems, uint32_t *steps)
{
    struct policy_plan plan = {0};
    struct policy_names names;

    if (!policy_names_gather(&names, pump_book(making->pump), pump_core(making->pump)))
        return false;
    policy_plan(&plan, document, pump_core(making->pump), &names, problems);
    policy_plan_fits(document, pump_core(making->pump), &names, problems);
    bool good = !plan.failed;
    *steps = plan.count;
    policy_plan_free(&plan);
    policy_names_free(&names);
    return good;
}

int policy_steps_rehearse(struct making *making, const struct policy_document *document, uint32_t *steps)
{
    struct policy_problems *problems = calloc(1, sizeof *problems);
    int result = problems && policy_steps_problems(making, document, problems, steps)
                     ? tell_first(problems, making->fault)
                     : fault_set(making->fault, "There is no memory left.");
    free(problems);
    return result;
}
