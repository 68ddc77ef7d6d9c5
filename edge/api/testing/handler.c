/* The whole handler without a socket; see handler.h. Tests only. */
#include "edge/api/testing/handler.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "edge/api/api.h"
#include "edge/api/sigv4.h"
#include "edge/testing/named.h"
#include "edge/testing/rig.h"

enum {
    SEQ_MAX = 5000, /* then a new centre, so that no limit is all that is left to meet */
    PER_S = 1000000000,
};

static const char SIGNED[] = "AWS4-HMAC-SHA256 Credential=KEY/20231114/us-east-1/connect/aws4_request, "
                             "SignedHeaders=host;x-amz-date, "
                             "Signature=0000000000000000000000000000000000000000000000000000000000000000";

static struct handler {
    struct rig *rig;
    struct api *api;
    struct named named;
    struct http_request request;
    int status; /* 0: not answered yet */
    char *answer;
} handler;

/* ---- what the linker puts in our way ---- */

void __real_http_answer(struct http_request *request, const struct http_answer *answer);
void __wrap_http_answer(struct http_request *request, const struct http_answer *answer);
enum sigv4_result __real_sigv4_check(struct sigv4_cache *cache, const struct http_request *request,
                                     struct sigv4_claim *claim, const struct sigv4_secret *secret,
                                     int64_t now);
enum sigv4_result __wrap_sigv4_check(struct sigv4_cache *cache, const struct http_request *request,
                                     struct sigv4_claim *claim, const struct sigv4_secret *secret,
                                     int64_t now);

void __wrap_http_answer(struct http_request *request, const struct http_answer *answer)
{
    if (request != &handler.request) {
        __real_http_answer(request, answer);
        return;
    }
    assert(handler.status == 0); /* once */
    handler.status = answer->status;
    free(handler.answer);
    handler.answer = strndup(answer->body, answer->body_len);
}

enum sigv4_result __wrap_sigv4_check(struct sigv4_cache *cache, const struct http_request *request,
                                     struct sigv4_claim *claim, const struct sigv4_secret *secret,
                                     int64_t now)
{
    if (http_header_find(request, "authorization") != SIGNED)
        return __real_sigv4_check(cache, request, claim, secret, now);
    return SIGV4_GOOD;
}

/* ---- the centre ---- */

static int64_t handler_now(void *ctx)
{
    return ((struct rig *)ctx)->now;
}

static bool renew_nothing(struct pump *pump, uint32_t hours, int64_t now)
{
    return pump != NULL && hours != 0 && now != 0;
}

static bool know_every_zone(const char *time_zone, int64_t now)
{
    return time_zone[0] != '\0' && now != 0;
}

static void name_id(const char *word, const struct uuid *uuid)
{
    named_add_id(&handler.named, word, uuid);
}

static void give_key(struct rig *rig)
{
    struct buf body = rig_body();
    struct uuid uuid = uuid_random();
    struct body_agent ada = {.uuid = uuid, .username = "ada", .first_name = "Ada", .last_name = "Adams"};
    ada.role = BOOK_ROLE_ADMIN;
    assert_true(body_render_agent_created(&body, &ada));
    rig_decide(rig, (struct acd_command){.kind = ACD_CREATE_AGENT, .profile = rig->profile}, &body);
    uint32_t agent = rig->first_event.agent;
    body = rig_body();
    assert_true(body_render_key_created(&body, &(struct body_key){.access_key_id = "KEY", .secret = "S"}));
    rig_record(rig, ACD_SUBJECT_AGENT, agent, BOOK_KEY_CREATED, &body);
}

/* Makes something by the API itself and names the first id of its answer. */
static void make(const char *word, const char *request)
{
    struct uuid uuid;
    int status = handler_ask((const uint8_t *)request, strlen(request));
    const char *id = strstr(handler.answer, "Id\":\"");
    if (status != 200 || id == NULL || !uuid_parse(id + 5, UUID_TEXT_BYTES - 1, &uuid)) {
        fprintf(stderr, "%s: %d %s\n", word, status, handler.answer);
        abort();
    }
    name_id(word, &uuid);
}

static void name_all(struct rig *rig)
{
    const struct book *book = pump_book(rig->pump);
    handler.named.count = 0;
    name_id("@instance", &book_centre(book)->uuid);
    name_id("@alice", &rig->alice.uuid);
    name_id("@bob", &rig->bob.uuid);
    name_id("@profile", &book_find_object(book, ACD_SUBJECT_PROFILE, rig->profile)->uuid);
    name_id("@queue", &rig->queue_uuid);
    name_id("@flow", &rig->entry_point_uuid);
    name_id("@available", &rig->available_uuid);
    name_id("@lunch", &rig->lunch_uuid);
    name_id("@offline", &rig->offline_uuid);
    make("@task",
         "PUT /contact/task\n\n{\"InstanceId\":\"@instance\",\"ContactFlowId\":\"@flow\",\"Name\":\"a\","
         "\"ClientToken\":\"t\"}"); /* the first token draws the centre's key and keeps it */
    make("@hours",
         "PUT /hours-of-operations/@instance\n\n{\"Name\":\"h\",\"TimeZone\":\"UTC\",\"Config\":[]}");
    make("@group", "PUT /user-hierarchy-groups/@instance\n\n{\"Name\":\"g\"}");
    make("@security", "GET /security-profiles-summary/@instance\n\n");
    make("@quick",
         "PUT /quick-connects/@instance\n\n{\"Name\":\"q\",\"QuickConnectConfig\":{\"QuickConnectType\":"
         "\"PHONE_NUMBER\",\"PhoneConfig\":{\"PhoneNumber\":\"+14255550100\"}}}");
}

static void start(void)
{
    handler.rig = rig_start(NULL);
    give_key(handler.rig);
    handler.api = api_new(&(struct api_options){
        .centres = &handler.rig->centres,
        .passwords = handler.rig->passwords,
        .now = handler_now,
        .now_ctx = handler.rig,
        .region = "us-east-1",
        .account = "000000000000",
        .url = "http://127.0.0.1:8080",
        .renew_hours = renew_nothing,
        .knows_zone = know_every_zone,
        .limits = {.requests_per_s_max = PER_S, .requests_burst_max = PER_S},
    });
    assert(handler.api != NULL);
    name_all(handler.rig);
}

void handler_stop(void)
{
    if (handler.rig == NULL)
        return;
    rig_settle(handler.rig);
    rig_stop(handler.rig);
    api_free(handler.api);
    free(handler.answer);
    memset(&handler, 0, sizeof handler);
}

const char *handler_answer(void)
{
    return handler.answer;
}

void handler_wait(int64_t ms)
{
    handler.rig->now += ms;
}

/* ---- one question ---- */

static void await_answer(void)
{
    rig_settle(handler.rig);
    while (handler.status == 0) /* a password is being hashed */
        uv_run(&handler.rig->serving.loop, UV_RUN_ONCE);
}

static void check_answer(uint64_t digest, uint64_t seq)
{
    struct json_limits limits = {.bytes_max = 16 * 1024 * 1024, .depth_max = 64};
    struct json_error error;
    const struct pump *pump = handler.rig->pump;
    json_t *json = json_parse(handler.answer, strlen(handler.answer), &limits, &error);
    bool fits = json_is_object(json) && handler.status < 500;
    bool still = pump_seq(pump) == seq && acd_digest(pump_core(pump)) == digest;
    json_decref(json);
    if (fits && (handler.status < 400 || still))
        return;
    fprintf(stderr, "%s %s?%s\n%s\n-> %d %s%s\n", handler.request.method, handler.request.path,
            handler.request.query, handler.request.body, handler.status, handler.answer,
            still ? "" : " (and something has changed)");
    abort();
}

int handler_ask(const uint8_t *bytes, size_t len)
{
    static const struct http_header ours[] = {
        {"Host", "127.0.0.1:8080"}, {"X-Amz-Date", "20231114T221320Z"}, {"Authorization", SIGNED}};
    struct http_header headers[NAMED_HEADERS_MAX];
    if (handler.rig != NULL && pump_seq(handler.rig->pump) > SEQ_MAX)
        handler_stop();
    if (handler.rig == NULL)
        start();
    char *text = named_put(&handler.named, bytes, len);
    uint64_t seq = pump_seq(handler.rig->pump);
    uint64_t digest = acd_digest(pump_core(handler.rig->pump));
    handler.request = named_request(text, ours, sizeof ours / sizeof ours[0], headers);
    handler.status = 0;
    handler.rig->now++;
    bool handled = handler.request.path[0] == '/' && (api_handle(handler.api, &handler.request) ||
                                                      api_handle_unknown(handler.api, &handler.request));
    if (handled) {
        await_answer();
        check_answer(digest, seq);
    }
    free(text);
    return handled ? handler.status : 404;
}
