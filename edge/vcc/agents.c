/* Agents' statuses listed, read and set; see agents.h. It must not decide whether a change is allowed: change.c and the
 * core do. */
#include "edge/vcc/agents.h"

#include <string.h>

#include "edge/common/names.h"
#include "edge/common/origin.h"
#include "edge/vcc/change.h"
#include "edge/vcc/shown.h"
#include "lib/date.h"

/* ---- reading ---- */

/* The code's three members; nothing where there is none. */
static void write_code(struct vcc_call *call, uint32_t item)
{
    struct acd_reason_view view;
    const struct book_reason *reason = book_find_reason(call->book, item);
    if (item == 0)
        return;
    if (acd_reason_view(call->acd, item, &view))
        json_member_i64(&call->writer, "status-code-list-id", view.reason_list);
    json_member_i64(&call->writer, "status-code-item-id", item);
    if (reason != NULL && reason->short_code[0] != '\0')
        json_member_text(&call->writer, "status-code-item-short-code", reason->short_code);
}

static void write_since(struct vcc_call *call, int64_t since)
{
    char text[DATE_RFC3339_BYTES];
    if (since > 0)
        json_member_text(&call->writer, "agent-status-time", date_render_rfc3339(since, text));
}

static void write_agent(struct vcc_call *call, const struct book_user *user)
{
    char id[UUID_TEXT_BYTES];
    char name[SHOWN_NAME_BYTES];
    struct shown shown;
    struct problem allowed = {.has_allowed = true};
    struct acd_actor actor = {.kind = ACD_ACTOR_API, .id = call->caller};
    if (!shown_of(call->acd, user->agent, &shown))
        return;
    json_object_begin(&call->writer);
    json_member_text(&call->writer, "agent-id", uuid_render(&user->uuid, id));
    json_member_text(&call->writer, "username", user->username);
    json_member_text(&call->writer, "name", name_for_colleagues(user, name));
    json_member_i64(&call->writer, "agent-status", shown.status);
    json_member_text(&call->writer, "agent-sub-status", shown.stop_new ? "stopnew" : "none");
    write_since(call, shown.since);
    write_code(call, shown.reason);
    allowed.allowed_count = shown_allowed(call->acd, user->agent, actor, allowed.allowed);
    problem_write_allowed(&allowed, &call->writer);
    json_object_end(&call->writer);
}

void agents_get(struct vcc_call *call, const char *id)
{
    uint32_t agent = change_get_agent(call, id, &call->problem);
    if (agent != 0)
        write_agent(call, book_find_user(call->book, agent));
}

/* The group that the query names by number or UUID. False: it failed the call. *group 0: all agents. */
static bool read_group(struct vcc_call *call, uint32_t *group)
{
    char text[PARSE_ID_BYTES_MAX + 1] = "";
    bool bad = false;
    struct uuid uuid;
    *group = 0;
    if (!parse_group(call->request->query, text, &bad)) {
        if (bad)
            problem_set(&call->problem, 400, "bad_request", "groupId must be there once, as a group's id.");
        return !bad;
    }
    uint32_t number = parse_number(text);
    if (uuid_parse(text, strlen(text), &uuid))
        number = book_find_number(call->book, ACD_SUBJECT_GROUP, &uuid);
    if (number == 0 || book_find_object(call->book, ACD_SUBJECT_GROUP, number) == NULL) {
        problem_set(&call->problem, 404, "unknown_group", "There is no group %.100s.", text);
        return false;
    }
    *group = number;
    return true;
}

static bool is_in(const struct vcc_call *call, uint32_t agent, uint32_t group)
{
    struct acd_agent_view view;
    return group == 0 || (acd_agent_view(call->acd, agent, &view) && view.group == group);
}

void agents_list(struct vcc_call *call)
{
    uint32_t group;
    if (!read_group(call, &group))
        return;
    json_object_begin(&call->writer);
    json_member_array_begin(&call->writer, "data");
    uint32_t agent = book_user_after(call->book, 0);
    for (; agent != 0; agent = book_user_after(call->book, agent))
        if (change_is_allowed(call, agent) && is_in(call, agent, group))
            write_agent(call, book_find_user(call->book, agent));
    json_array_end(&call->writer);
    json_object_end(&call->writer);
}

/* ---- setting ---- */

/* The body as an object; NULL: it failed the call. The caller gives it back. */
static json_t *read_body(struct vcc_call *call, size_t bytes_max)
{
    char what[PARSE_WHAT_BYTES];
    const struct http_request *request = call->request;
    if (!content_is_json(request)) {
        problem_set(&call->problem, 415, "content_type", "The body must come as application/json.");
        return NULL;
    }
    if (request->body_len > bytes_max) {
        problem_set(&call->problem, 413, "too_large", "The body is longer than %zu bytes.", bytes_max);
        return NULL;
    }
    json_t *document = parse_document(request->body, request->body_len, bytes_max, what);
    if (document == NULL)
        problem_set(&call->problem, 400, "bad_request", "%s", what);
    return document;
}

/* How a change came out, as members of the object being written. */
static void write_result(struct vcc_call *call, const struct problem *problem, bool waits)
{
    int status = problem->status != 0 ? problem->status : waits ? 202 : 200;
    json_member_text(&call->writer, "reason", problem_title(status));
    json_member_i64(&call->writer, "change-status", status);
    if (problem->status == 0) {
        json_member_text(&call->writer, "message",
                         waits ? "Agent status changes when the agent's work is finished"
                               : "Agent status change successful");
        return;
    }
    json_member_text(&call->writer, "message", problem->detail);
    json_member_text(&call->writer, "code", problem->code);
    problem_write_allowed(problem, &call->writer);
}

void agents_put(struct vcc_call *call, const char *id)
{
    struct parse_wish wish;
    char what[PARSE_WHAT_BYTES];
    bool waits = false;
    json_t *document = read_body(call, PARSE_ONE_BYTES_MAX);
    if (document == NULL)
        return;
    if (!parse_wish(document, &wish, what)) {
        problem_set(&call->problem, 400, "bad_request", "%s", what);
    } else {
        uint32_t agent = change_get_agent(call, id, &call->problem);
        if (agent != 0)
            change_make(call, agent, &wish, &call->problem, &waits);
    }
    if (call->problem.status == 0) {
        call->status = waits ? 202 : 200;
        json_object_begin(&call->writer);
        write_result(call, &call->problem, waits);
        json_object_end(&call->writer);
    }
    json_decref(document);
}

/* ---- many at once ---- */

/* The agents that have had their turn. */
struct turns {
    uint32_t agents[PARSE_BULK_MAX];
    uint32_t count;
};

static bool had_turn(struct turns *turns, uint32_t agent)
{
    for (uint32_t i = 0; i < turns->count; i++)
        if (turns->agents[i] == agent)
            return true;
    turns->agents[turns->count++] = agent;
    return false;
}

/* One item of a bulk. Only the first item of an agent counts: which of two contradicting wishes was meant cannot be
 * known. */
static void change_item(struct vcc_call *call, const json_t *item, struct turns *turns,
                        struct problem *problem, bool *waits)
{
    struct parse_wish wish;
    char what[PARSE_WHAT_BYTES];
    const char *id = parse_agent_id(item, what);
    if (id == NULL || !parse_wish(item, &wish, what)) {
        problem_set(problem, 400, "bad_request", "%s", what);
        return;
    }
    uint32_t agent = change_get_agent(call, id, problem);
    if (agent == 0)
        return;
    if (had_turn(turns, agent))
        problem_set(problem, 409, "duplicate", "The agent %.100s is named before in this request.", id);
    else
        change_make(call, agent, &wish, problem, waits);
}

static void write_item(struct vcc_call *call, const json_t *item, const struct problem *problem, bool waits)
{
    json_object_begin(&call->writer);
    json_member_text(&call->writer, "agent-id", json_string_value(json_object_get(item, "agent-id")));
    write_result(call, problem, waits);
    json_object_end(&call->writer);
}

void agents_bulk(struct vcc_call *call)
{
    char what[PARSE_WHAT_BYTES];
    struct turns turns = {.count = 0};
    json_t *document = read_body(call, PARSE_BULK_BYTES_MAX);
    const json_t *agents = document != NULL ? parse_agents(document, what) : NULL;
    if (document != NULL && agents == NULL)
        problem_set(&call->problem, 400, "bad_request", "%s", what);
    if (agents != NULL) {
        call->status = 207;
        json_object_begin(&call->writer);
        json_member_array_begin(&call->writer, "data");
        for (size_t i = 0; i < json_array_size(agents); i++) {
            const json_t *item = json_array_get(agents, i);
            struct problem problem = {.status = 0};
            bool waits = false;
            change_item(call, item, &turns, &problem, &waits);
            write_item(call, item, &problem, waits);
        }
        json_array_end(&call->writer);
        json_object_end(&call->writer);
    }
    json_decref(document);
}
