/* Answers as JSON, held back until durable (answer.h). It must not know what they say. */
#include "edge/common/answer.h"

#include <stdio.h>
#include <stdlib.h>

#include "edge/common/after.h"
#include "edge/common/refusal.h"
#include "lib/json.h"

enum { ANSWER_HEADERS_MAX = 10, RETRY_AFTER_BYTES = 16 };

/* An answer that waits for the pumps. */
struct held_answer {
    struct http_request *request;
    struct answer answer;
};

void answer_init(struct answer *answer, int status)
{
    *answer = (struct answer){.status = status};
    buf_init(&answer->json, ANSWER_BYTES_MAX);
}

void answer_error(struct answer *answer, int status, const char *code, const char *message)
{
    answer_init(answer, status);
    struct json_writer writer;
    json_writer_init(&writer, &answer->json);
    json_object_begin(&writer);
    json_member_object_begin(&writer, "error");
    json_member_text(&writer, "code", code);
    json_member_text(&writer, "message", message);
    json_object_end(&writer);
    json_object_end(&writer);
}

void answer_refusal(struct answer *answer, enum pump_refusal outcome, enum acd_refusal refusal)
{
    struct refusal_words words = refusal_words(outcome, refusal);
    answer_error(answer, outcome == PUMP_REFUSED ? 409 : 503, words.code, words.message);
    if (outcome != PUMP_REFUSED)
        answer->retry_after_s = 1;
}

static void free_answer(struct answer *answer)
{
    buf_free(&answer->json);
}

/* Memory was out while it was written: whether the request was carried out is not said by half an answer, nor by its
 * cookies. */
static void answer_unwritten(struct http_request *request)
{
    static const char JSON[] =
        "{\"error\":{\"code\":\"unknown\",\"message\":\"The server cannot tell whether this "
        "was done: it is short of memory. Look, then try again.\"}}";
    static const struct http_header HEADERS[] = {
        {"Content-Type", "application/json"}, {"Cache-Control", "no-store"}, {"Retry-After", "1"}};
    http_answer(request, &(struct http_answer){.status = 503,
                                               .headers = HEADERS,
                                               .headers_count = sizeof HEADERS / sizeof HEADERS[0],
                                               .body = JSON,
                                               .body_len = sizeof JSON - 1,
                                               .body_is_static = true});
}

static size_t cors_headers(const struct answer *answer, struct http_header *headers)
{
    size_t count = 0;
    if (answer->cors_origin[0] == '\0')
        return 0;
    headers[count++] = (struct http_header){"Access-Control-Allow-Origin", answer->cors_origin};
    headers[count++] = (struct http_header){"Vary", "Origin"};
    if (answer->cors_with_cookies)
        headers[count++] = (struct http_header){"Access-Control-Allow-Credentials", "true"};
    return count;
}

void answer_now(struct http_request *request, struct answer *answer)
{
    struct http_header headers[ANSWER_HEADERS_MAX];
    size_t count = 0;
    char retry_after[RETRY_AFTER_BYTES];
    if (buf_failed(&answer->json)) {
        answer_unwritten(request);
        free_answer(answer);
        return;
    }
    headers[count++] = (struct http_header){"Content-Type", "application/json"};
    headers[count++] = (struct http_header){"Cache-Control", "no-store"};
    if (answer->set_cookie[0] != '\0')
        headers[count++] = (struct http_header){"Set-Cookie", answer->set_cookie};
    if (answer->set_cookie_framed[0] != '\0')
        headers[count++] = (struct http_header){"Set-Cookie", answer->set_cookie_framed};
    count += cors_headers(answer, headers + count);
    if (answer->allow != NULL)
        headers[count++] = (struct http_header){"Allow", answer->allow};
    if (answer->error_type != NULL)
        headers[count++] = (struct http_header){"x-amzn-ErrorType", answer->error_type};
    if (answer->retry_after_s > 0) {
        snprintf(retry_after, sizeof retry_after, "%d", answer->retry_after_s);
        headers[count++] = (struct http_header){"Retry-After", retry_after};
    }
    http_answer(request, &(struct http_answer){.status = answer->status,
                                               .headers = headers,
                                               .headers_count = count,
                                               .body = buf_text(&answer->json),
                                               .body_len = answer->json.len});
    free_answer(answer);
}

static void answer_posted(void *ctx, enum pump_outcome outcome)
{
    struct held_answer *held = ctx;
    if (outcome == PUMP_LOST) {
        free_answer(&held->answer);
        answer_refusal(&held->answer, PUMP_FAILED, ACD_OK);
    }
    answer_now(held->request, &held->answer);
    free(held);
}

static void hold(struct pump *const *pumps, uint32_t count, struct http_request *request,
                 struct answer *answer)
{
    struct held_answer *held = malloc(sizeof *held);
    if (held == NULL) {
        free_answer(answer);
        answer_error_now(request, 503, "overloaded", "The server is out of memory.");
        return;
    }
    *held = (struct held_answer){.request = request, .answer = *answer};
    after_all(pumps, count, answer_posted, held);
}

void answer_after(struct pump *pump, struct http_request *request, struct answer *answer)
{
    hold(&pump, 1, request, answer);
}

void answer_after_all(const struct pump_centres *centres, struct http_request *request, struct answer *answer)
{
    hold(centres->pumps, centres->count, request, answer);
}

void answer_error_now(struct http_request *request, int status, const char *code, const char *message)
{
    struct answer answer;
    answer_error(&answer, status, code, message);
    answer_now(request, &answer);
}

void answer_not_allowed_now(struct http_request *request, const char *allow)
{
    struct answer answer;
    answer_error(&answer, 405, "method_not_allowed", "This address does not take this method.");
    answer.allow = allow;
    answer_now(request, &answer);
}
