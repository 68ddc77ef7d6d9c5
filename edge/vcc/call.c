/* One request of the status API; see call.h. It must not know any address. */
#include "edge/vcc/call.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "edge/common/after.h"
#include "edge/vcc/state.h"

enum { ANSWER_HEADERS_MAX = 5, RETRY_AFTER_BYTES = 16 };

struct vcc_call *vcc_call_new(struct vcc *vcc, struct http_request *request, int64_t now)
{
    struct vcc_call *call = calloc(1, sizeof *call);
    if (call == NULL)
        return NULL;
    *call = (struct vcc_call){.vcc = vcc, .request = request, .now = now, .status = 200};
    buf_init(&call->json, CALL_ANSWER_BYTES_MAX);
    json_writer_init(&call->writer, &call->json);
    return call;
}

/* ---- problems ---- */

void problem_set(struct problem *problem, int status, const char *code, const char *format, ...)
{
    va_list arguments;
    if (problem->status != 0)
        return;
    va_start(arguments, format);
    vsnprintf(problem->detail, sizeof problem->detail, format, arguments);
    va_end(arguments);
    snprintf(problem->code, sizeof problem->code, "%s", code);
    problem->status = status;
}

const char *problem_title(int status)
{
    switch (status) {
    case 200:
        return "OK";
    case 202:
        return "Accepted";
    case 400:
        return "Bad Request";
    case 401:
        return "Unauthorized";
    case 403:
        return "Forbidden";
    case 404:
        return "Not Found";
    case 405:
        return "Method Not Allowed";
    case 409:
        return "Conflict";
    case 413:
        return "Content Too Large";
    case 415:
        return "Unsupported Media Type";
    case 429:
        return "Too Many Requests";
    case 500:
        return "Internal Server Error";
    default:
        return "Service Unavailable";
    }
}

void problem_write_allowed(const struct problem *problem, struct json_writer *writer)
{
    if (!problem->has_allowed)
        return;
    json_member_array_begin(writer, "allowed");
    for (uint32_t i = 0; i < problem->allowed_count; i++)
        json_i64(writer, problem->allowed[i]);
    json_array_end(writer);
}

static void render_problem(struct vcc_call *call)
{
    const struct problem *problem = &call->problem;
    buf_free(&call->json);
    buf_init(&call->json, CALL_ANSWER_BYTES_MAX);
    json_writer_init(&call->writer, &call->json);
    json_object_begin(&call->writer);
    json_member_text(&call->writer, "type", "about:blank");
    json_member_text(&call->writer, "title", problem_title(problem->status));
    json_member_i64(&call->writer, "status", problem->status);
    json_member_text(&call->writer, "detail", problem->detail);
    json_member_text(&call->writer, "code", problem->code);
    problem_write_allowed(problem, &call->writer);
    json_object_end(&call->writer);
    call->status = problem->status;
}

/* ---- sending ---- */

static void send_answer(struct vcc_call *call)
{
    struct http_header headers[ANSWER_HEADERS_MAX];
    size_t count = 0;
    char retry_after[RETRY_AFTER_BYTES];
    bool failed = call->problem.status != 0;
    headers[count++] =
        (struct http_header){"Content-Type", failed ? "application/problem+json" : "application/json"};
    headers[count++] = (struct http_header){"Cache-Control", "no-store"};
    if (call->status == 401)
        headers[count++] =
            (struct http_header){"WWW-Authenticate", "Basic realm=\"agent status\", charset=\"UTF-8\""};
    if (call->allow != NULL)
        headers[count++] = (struct http_header){"Allow", call->allow};
    if (call->problem.retry_after_s > 0) {
        snprintf(retry_after, sizeof retry_after, "%d", call->problem.retry_after_s);
        headers[count++] = (struct http_header){"Retry-After", retry_after};
    }
    http_answer(call->request, &(struct http_answer){.status = call->status,
                                                     .headers = headers,
                                                     .headers_count = count,
                                                     .body = buf_text(&call->json),
                                                     .body_len = call->json.len});
    buf_free(&call->json);
    free(call);
}

static void answer_posted(void *ctx, enum pump_outcome outcome)
{
    struct vcc_call *call = ctx;
    if (outcome == PUMP_LOST) {
        call->problem = (struct problem){.retry_after_s = 1};
        problem_set(&call->problem, 503, "unknown",
                    "The server cannot tell whether this was done. It is restarting.");
        render_problem(call);
    }
    send_answer(call);
}

void vcc_call_finish(struct vcc_call *call)
{
    struct pump_centres all = *call->vcc->options.centres;
    if (buf_failed(&call->json))
        problem_set(&call->problem, 500, "too_large", "The answer is too large.");
    if (call->problem.status != 0)
        render_problem(call);
    if (call->pump != NULL && call->status >= 400)
        call->vcc->counters.refused++;
    if (call->pump != NULL)
        after_all(&call->pump, 1, answer_posted, call);
    else
        after_all(all.pumps, all.count, answer_posted, call); /* the key was looked for in every centre */
}
