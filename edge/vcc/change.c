/* Carrying out one status change; see change.h. It must not render an answer.
 *
 *     wish --> code found (400) --> SET_STATUS or SIGN_OUT, actor API with the key's user --> STATUS_SET       done
 *                                                                        |               '--> NEXT_STATUS_SET  done later
 *                                                                        '--> refused: 409 with what is allowed
 */
#include "edge/vcc/change.h"

#include <stdio.h>
#include <string.h>

#include "book/body.h"
#include "edge/common/refusal.h"
#include "edge/vcc/shown.h"
#include "edge/vcc/state.h"
#include "lib/log.h"

/* ---- who ---- */

uint32_t change_find_agent(const struct vcc_call *call, const char *id)
{
    struct uuid uuid;
    uint32_t agent = 0;
    if (uuid_parse(id, strlen(id), &uuid))
        agent = book_find_number(call->book, ACD_SUBJECT_AGENT, &uuid);
    return agent != 0 ? agent : book_find_username(call->book, id);
}

bool change_is_allowed(const struct vcc_call *call, uint32_t agent)
{
    if (call->role == BOOK_ROLE_ADMIN || agent == call->caller)
        return true;
    return call->role == BOOK_ROLE_SUPERVISOR && acd_supervises(call->acd, call->caller, agent);
}

uint32_t change_get_agent(const struct vcc_call *call, const char *id, struct problem *problem)
{
    uint32_t agent = change_find_agent(call, id);
    if (agent == 0) {
        problem_set(problem, 404, "unknown_agent", "There is no agent %.100s.", id);
        return 0;
    }
    if (change_is_allowed(call, agent))
        return agent;
    if (call->role == BOOK_ROLE_SUPERVISOR)
        problem_set(problem, 403, "not_your_group",
                    "The access key's user supervises no group that the agent %.100s is in.", id);
    else
        problem_set(problem, 403, "not_yourself", "The access key's user may act only for itself.");
    return 0;
}

/* ---- the code ---- */

static bool has_short_code(const struct vcc_call *call, uint32_t item, const char *short_code)
{
    const struct book_reason *reason = book_find_reason(call->book, item);
    return reason != NULL && strcmp(reason->short_code, short_code) == 0;
}

static bool is_of_list(const struct vcc_call *call, uint32_t item, uint32_t list)
{
    struct acd_reason_view view;
    return acd_reason_view(call->acd, item, &view) && (list == 0 || view.reason_list == list);
}

/* By its short code alone: the first that may be given for this action of the agent, then the first of that list. */
static uint32_t find_by_short_code(const struct vcc_call *call, uint32_t agent, const struct parse_wish *wish,
                                   enum acd_reason_action action)
{
    uint32_t offered[ACD_REASONS_MAX];
    bool mandatory = false;
    uint32_t count = action == ACD_REASON_ACTIONS
                         ? 0
                         : acd_agent_reasons(call->acd, agent, action, offered, ACD_REASONS_MAX, &mandatory);
    for (uint32_t i = 0; i < count; i++)
        if (has_short_code(call, offered[i], wish->short_code) && is_of_list(call, offered[i], wish->list))
            return offered[i];
    for (uint32_t item = 1; item <= acd_reason_count(call->acd); item++)
        if (has_short_code(call, item, wish->short_code) && is_of_list(call, item, wish->list))
            return item;
    return 0;
}

/* The reason that the wish names; 0 with a problem, or 0 for none. */
static uint32_t find_code(const struct vcc_call *call, uint32_t agent, const struct parse_wish *wish,
                          enum acd_reason_action action, struct problem *problem)
{
    uint32_t item = wish->item;
    if (item == 0 && wish->short_code == NULL) {
        if (wish->list != 0)
            problem_set(problem, 400, "bad_code", "status-code-list-id needs status-code-item-id with it.");
        return 0;
    }
    if (item == 0) {
        item = find_by_short_code(call, agent, wish, action);
        if (item == 0)
            problem_set(problem, 400, "unknown_code", "There is no status code %.32s.", wish->short_code);
        return item;
    }
    if (!is_of_list(call, item, wish->list))
        problem_set(problem, 400, "unknown_code", "There is no status code %u%s.", item,
                    wish->list != 0 ? " in that list" : "");
    else if (wish->short_code != NULL && !has_short_code(call, item, wish->short_code))
        problem_set(problem, 400, "bad_code", "The status code %u has another short code.", item);
    return problem->status == 0 ? item : 0;
}

static enum acd_reason_action action_of(const struct vcc_call *call, const struct acd_command *command)
{
    return command->kind == ACD_SIGN_OUT ? ACD_REASON_LOG_OUT
                                         : acd_reason_action_of(call->acd, command->status);
}

/* ---- asking the core ---- */

static int status_of(enum acd_refusal refusal)
{
    switch (refusal) {
    case ACD_REFUSED_INVALID:
    case ACD_REFUSED_REASON_REQUIRED:
    case ACD_REFUSED_UNKNOWN_REASON:
        return 400;
    case ACD_REFUSED_NOT_YOUR_GROUP:
        return 403;
    case ACD_REFUSED_UNKNOWN_AGENT:
        return 404;
    default:
        return 409;
    }
}

static void add_allowed(const struct vcc_call *call, uint32_t agent, struct problem *problem)
{
    struct acd_actor actor = {.kind = ACD_ACTOR_API, .id = call->caller};
    problem->has_allowed = true;
    problem->allowed_count = shown_allowed(call->acd, agent, actor, problem->allowed);
}

static void fail_refused(const struct vcc_call *call, uint32_t agent, enum pump_refusal outcome,
                         enum acd_refusal refusal, struct problem *problem)
{
    struct refusal_words words = refusal_words(outcome, refusal);
    struct shown shown;
    if (outcome != PUMP_REFUSED) {
        problem_set(problem, 503, words.code, "%s", words.message);
        problem->retry_after_s = 1;
        return;
    }
    int status = status_of(refusal);
    bool is_move = refusal == ACD_REFUSED_NOT_ALLOWED || refusal == ACD_REFUSED_ALREADY_IN_STATUS;
    if (is_move && shown_of(call->acd, agent, &shown))
        problem_set(problem, status, words.code, "%s in status %u %s.",
                    refusal == ACD_REFUSED_NOT_ALLOWED ? "This change is not allowed while the agent is"
                                                       : "The agent is already",
                    shown.status, shown_name(shown.status));
    else
        problem_set(problem, status, words.code, "%s", words.message);
    if (status == 409)
        add_allowed(call, agent, problem);
}

/* Done later: there is a next status, and nothing was set. */
static bool only_waits(const struct acd_batch *batch, uint32_t agent)
{
    bool waits = false;
    for (uint32_t i = 0; i < batch->count; i++) {
        if (batch->events[i].agent != agent)
            continue;
        if (batch->events[i].kind == ACD_STATUS_SET)
            return false;
        waits = waits || batch->events[i].kind == ACD_NEXT_STATUS_SET;
    }
    return waits;
}

static void decide(struct vcc_call *call, const struct acd_command *command, struct problem *problem,
                   bool *waits)
{
    const struct acd_batch *batch = NULL;
    enum acd_refusal refusal = ACD_OK;
    struct buf body;
    buf_init(&body, ACD_BODY_BYTES_MAX);
    enum pump_refusal outcome = PUMP_OVERLOADED;
    if (command->kind != ACD_SIGN_OUT || body_render_signed_out(&body, NULL))
        outcome = pump_decide(call->pump, command, body.bytes, body.len, &batch, &refusal);
    buf_free(&body);
    if (outcome != PUMP_OK)
        fail_refused(call, command->agent, outcome, refusal, problem);
    else
        *waits = only_waits(batch, command->agent);
}

/* Logged out already: SIGN_OUT would only close sessions, which is no change of status. */
static bool is_signed_out(const struct vcc_call *call, uint32_t agent)
{
    return acd_agent_shown(call->acd, agent) == ACD_SHOWN_SIGNED_OUT;
}

static void make(struct vcc_call *call, uint32_t agent, const struct parse_wish *wish,
                 struct problem *problem, bool *waits)
{
    struct acd_command command = shown_command(call->acd, (uint8_t)wish->status);
    command.at = call->now;
    command.agent = agent;
    command.actor = (struct acd_actor){.kind = ACD_ACTOR_API, .id = call->caller};
    command.reason = find_code(call, agent, wish, action_of(call, &command), problem);
    if (problem->status != 0)
        return;
    if (command.kind == ACD_SIGN_OUT && is_signed_out(call, agent))
        fail_refused(call, agent, PUMP_REFUSED, ACD_REFUSED_ALREADY_IN_STATUS, problem);
    else if (command.kind == ACD_SET_STATUS && command.status == 0)
        fail_refused(call, agent, PUMP_REFUSED, ACD_REFUSED_NOT_ALLOWED, problem);
    else
        decide(call, &command, problem, waits);
}

void change_make(struct vcc_call *call, uint32_t agent, const struct parse_wish *wish,
                 struct problem *problem, bool *waits)
{
    const struct book_user *user = book_find_user(call->book, agent);
    char username[BODY_USERNAME_BYTES_MAX + 1];
    snprintf(username, sizeof username, "%s", user != NULL ? user->username : "");
    *waits = false;
    make(call, agent, wish, problem, waits);
    if (problem->status == 0)
        call->vcc->counters.changes++;
    log_info(log_event("agent_status_asked"), log_text("centre", book_centre(call->book)->alias),
             log_text("key", call->key), log_text("agent", username), log_i64("status", wish->status),
             log_i64("answer", problem->status == 0 ? 200 : problem->status),
             log_text("code", problem->code));
}
