/* From a request to its row of the table and back to an answer; see api.h. It must not know what an operation does. */
#include "edge/api/api.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "edge/api/call.h"
#include "edge/api/operations.h"
#include "edge/api/quotas.h"
#include "edge/api/state.h"
#include "edge/api/tokens.h"
#include "edge/common/after.h"
#include "lib/character.h"
#include "lib/url.h"

enum {
    JSON_BYTES_MAX = 512 * 1024,
    DEPTH_MAX = 24,
    VALUE_BYTES_MAX = 2048,
    ANSWER_HEADERS = 4,
    COUNTED_FROM = 9 /* the bytes of a request's id behind version and variant */
};

struct api_limits api_limits_default(void)
{
    return (struct api_limits){.requests_per_s_max = 500, .requests_burst_max = 1000};
}

/* ---- life ---- */

struct api *api_new(const struct api_options *options)
{
    const struct api_limits defaults = api_limits_default();
    struct api *api = calloc(1, sizeof *api);
    if (api == NULL)
        return NULL;
    api->options = *options;
    api->first_id = uuid_random();
    if (api->options.limits.requests_per_s_max == 0)
        api->options.limits.requests_per_s_max = defaults.requests_per_s_max;
    if (api->options.limits.requests_burst_max == 0)
        api->options.limits.requests_burst_max = defaults.requests_burst_max;
    api->signatures = sigv4_cache_new();
    api->throttle = throttle_new(PUMP_CENTRES_MAX, operations_count);
    api->routes = routes_new();
    bool good = api->signatures != NULL && api->throttle != NULL && api->routes != NULL;
    for (uint32_t i = 0; good && i < options->centres->count; i++)
        good = token_open(api, i);
    if (good)
        return api;
    api_free(api);
    return NULL;
}

void api_free(struct api *api)
{
    if (api == NULL)
        return;
    sigv4_cache_free(api->signatures);
    throttle_free(api->throttle);
    routes_free(api->routes);
    for (uint32_t i = 0; i < PUMP_CENTRES_MAX; i++)
        hmac_key_free(api->tokens[i]);
    free(api);
}

const struct api_counters *api_counters(const struct api *api)
{
    return &api->counters;
}

/* ---- answering ---- */

/* What was asked is not needed once the answer is rendered: only the answer waits for the disk. */
static void forget_question(struct call *call)
{
    for (uint32_t i = 0; i < call->value_count; i++)
        free(call->values[i].owned);
    call->value_count = 0;
    json_decref(call->document);
    call->document = NULL;
    free(call->why);
    call->why = NULL;
}

static void render_error(struct call *call, const char *message)
{
    struct json_writer writer;
    buf_free(&call->json);
    buf_init(&call->json, CALL_ANSWER_BYTES_MAX);
    json_writer_init(&writer, &call->json);
    json_object_begin(&writer);
    json_member_text(&writer, "Message", message != NULL ? message : "The server is out of memory.");
    json_object_end(&writer);
}

static void send_answer(struct call *call)
{
    const struct api_error_words *words = &api_errors[call->error];
    struct http_header headers[ANSWER_HEADERS] = {{"Content-Type", "application/json"},
                                                  {"x-amzn-RequestId", call->id},
                                                  {"Cache-Control", "no-store"},
                                                  {"x-amzn-ErrorType", words->name}};
    http_answer(call->request,
                &(struct http_answer){.status = words->status,
                                      .headers = headers,
                                      .headers_count = call->error == API_GOOD ? 3 : ANSWER_HEADERS,
                                      .body = buf_text(&call->json),
                                      .body_len = call->json.len});
    buf_free(&call->json);
    free(call->message);
    free(call);
}

static void answer_posted(void *ctx, enum pump_outcome outcome)
{
    struct call *call = ctx;
    if (outcome == PUMP_LOST) {
        call->error = API_UNAVAILABLE;
        render_error(call, "The outcome is unknown: the server could not write it down.");
    }
    send_answer(call);
}

void call_finish(struct call *call)
{
    struct pump_centres all = *call->api->options.centres;
    if (call->error == API_GOOD && call->pump != NULL)
        json_object_end(&call->writer);
    if (call->error == API_GOOD && buf_failed(&call->json))
        call_fail(call, API_INTERNAL, "The answer is too large.");
    if (call->error != API_GOOD) {
        call->api->counters.refused++;
        render_error(call, call->message);
    }
    forget_question(call);
    if (call->pump != NULL)
        pump_post(call->pump, answer_posted, call);
    else
        after_all(all.pumps, all.count, answer_posted, call); /* the key was looked for in every centre */
}

/* ---- who asks ---- */

static void enter_centre(struct call *call, uint32_t centre)
{
    call->pump = call->api->options.centres->pumps[centre];
    call->centre = centre;
    call->acd = pump_core(call->pump);
    call->book = pump_book(call->pump);
}

static const struct book_key *find_key(struct call *call, const char *access_key_id)
{
    const struct pump_centres *centres = call->api->options.centres;
    for (uint32_t i = 0; i < centres->count; i++) {
        const struct book_key *key = book_find_key(pump_book(centres->pumps[i]), access_key_id);
        if (key == NULL)
            continue;
        enter_centre(call, i);
        return key;
    }
    return NULL;
}

static void fail_token(struct call *call)
{
    call_fail(call, API_UNRECOGNIZED_CLIENT, "The security token included in the request is invalid.");
}

static void fail_signature(struct call *call, enum sigv4_result result, const char *message)
{
    static const enum api_error ERRORS[] = {[SIGV4_MISSING] = API_MISSING_TOKEN,
                                            [SIGV4_MALFORMED] = API_INCOMPLETE_SIGNATURE,
                                            [SIGV4_STALE] = API_INVALID_SIGNATURE,
                                            [SIGV4_WRONG] = API_INVALID_SIGNATURE};
    if (result == SIGV4_SEALED)
        fail_token(call);
    else
        call_fail(call, ERRORS[result], "%s",
                  result == SIGV4_MISSING ? "Missing Authentication Token" : message);
}

static bool check_signature(struct call *call, struct sigv4_claim *claim, const struct book_key *key)
{
    const struct api_options *options = &call->api->options;
    const struct sigv4_secret secret = {
        .kept = key->secret, .unseal = options->unseal, .unseal_ctx = options->unseal_ctx};
    const struct book_user *user = book_find_user(call->book, key->agent);
    if (user == NULL || user->disabled) {
        fail_token(call);
        return false;
    }
    enum sigv4_result result = sigv4_check(call->api->signatures, call->request, claim, &secret, call->now);
    if (result != SIGV4_GOOD)
        fail_signature(call, result, claim->message);
    call->caller = key->agent;
    call->role = user->role;
    call->actor = ACD_ACTOR_API;
    return result == SIGV4_GOOD;
}

static bool authenticate(struct call *call)
{
    struct sigv4_claim claim;
    enum sigv4_result result = sigv4_parse(call->request, &claim);
    if (result != SIGV4_GOOD) {
        fail_signature(call, result, claim.message);
        return false;
    }
    const struct book_key *key = find_key(call, claim.access_key_id);
    if (key == NULL) {
        fail_token(call);
        return false;
    }
    return check_signature(call, &claim, key);
}

/* The session's user, whom the caller has looked for already. */
static void enter_as(struct call *call, const struct pump *pump, uint32_t agent)
{
    static const enum acd_actor_kind ACTORS[] = {[BOOK_ROLE_NONE] = ACD_ACTOR_AGENT,
                                                 [BOOK_ROLE_AGENT] = ACD_ACTOR_AGENT,
                                                 [BOOK_ROLE_SUPERVISOR] = ACD_ACTOR_SUPERVISOR,
                                                 [BOOK_ROLE_ADMIN] = ACD_ACTOR_ADMIN};
    uint32_t centre = 0;
    while (call->api->options.centres->pumps[centre] != pump)
        centre++;
    enter_centre(call, centre);
    const struct book_user *user = book_find_user(call->book, agent);
    assert(user != NULL);
    call->caller = agent;
    call->role = user->role;
    call->actor = ACTORS[user->role];
}

/* ---- what is asked ---- */

static bool within_quota(struct call *call)
{
    struct api_limits limits = quota_of(call_document(call, ACD_SUBJECT_CENTRE, 0, QUOTAS_DOCUMENT),
                                        call->operation->name, call->api->options.limits);
    if (throttle_take(call->api->throttle, call->centre, (uint32_t)(call->operation - operations),
                      limits.requests_per_s_max, limits.requests_burst_max, call->now))
        return true;
    call->api->counters.throttled++;
    call_fail(call, API_THROTTLED, "Rate exceeded");
    return false;
}

/* Most values are ids, which stand for themselves and are few enough for the call's own room. */
static bool copy_value(struct call *call, struct call_value *value, const char *part, size_t len)
{
    if (len >= sizeof call->room - call->room_used)
        return false;
    for (size_t i = 0; i < len; i++)
        if (!character_is(part[i], CHARACTER_UNRESERVED))
            return false;
    char *text = call->room + call->room_used;
    memcpy(text, part, len);
    text[len] = '\0';
    call->room_used += len + 1;
    value->text = text;
    return true;
}

static void decode_value(struct call *call, struct call_value *value, const char *part, size_t len)
{
    struct buf text;
    size_t text_len;
    buf_init(&text, VALUE_BYTES_MAX);
    if (!url_decode(part, len, URL_PLUS_IS_PLUS, &text))
        call_fail(call, API_INVALID_PARAMETER, "The path is not well encoded.");
    value->owned = buf_take(&text, &text_len);
    value->text = value->owned;
    if (value->text == NULL)
        call_fail(call, API_UNAVAILABLE, "The server is out of memory.");
}

static bool take_values(struct call *call, const struct route_found *route)
{
    const struct route_parts *wanted = route->wanted;
    for (uint32_t i = 0; i < wanted->count; i++) {
        if (wanted->at[i][0] != '{')
            continue;
        struct call_value *value = &call->values[call->value_count++];
        *value = (struct call_value){.name = wanted->at[i] + 1, .name_len = wanted->len[i] - 2};
        if (!copy_value(call, value, route->parts.at[i], route->parts.len[i]))
            decode_value(call, value, route->parts.at[i], route->parts.len[i]);
    }
    return call->error == API_GOOD;
}

static bool parse_document(struct call *call)
{
    static const struct json_limits LIMITS = {.bytes_max = JSON_BYTES_MAX, .depth_max = DEPTH_MAX};
    struct json_error error = {.what = ""};
    const struct http_request *request = call->request;
    bool empty = request->body_len == 0 || strcmp(request->method, "GET") == 0;
    if (json_flat_read(&call->flat, empty ? "{}" : request->body, empty ? 2 : request->body_len)) {
        json_reader_init_flat(&call->reader, &call->flat);
        return true;
    }
    call->document = json_parse(request->body, request->body_len, &LIMITS, &error);
    if (!json_is_object(call->document))
        call_fail(call, API_SERIALIZATION, "The body is not a JSON object: %s.",
                  call->document == NULL ? error.what : "it is something else");
    json_reader_init(&call->reader, call->document);
    return call->error == API_GOOD;
}

/* The instance that path or body names must be the key's. A session has just one. */
static bool check_instance(struct call *call)
{
    struct uuid uuid;
    const char *text = call_path(call, "InstanceId");
    bool by_session = call->actor != ACD_ACTOR_API;
    if ((call->operation->flags & NO_INSTANCE) != 0 || (by_session && strcmp(text, "-") == 0) ||
        (by_session && text[0] == '\0' && !json_has(&call->reader, "InstanceId")))
        return true;
    if (text[0] == '\0')
        text = json_required_text(&call->reader, "InstanceId", 1, CALL_ID_BYTES_MAX);
    if (!call_good(call))
        return false;
    if (!call_parse_id(text, &uuid) || !uuid_equal(&uuid, &book_centre(call->book)->uuid))
        call_fail(call, API_NOT_FOUND, "There is no instance %.100s for this access key.", text);
    return call->error == API_GOOD;
}

static void run(struct call *call, const struct route_found *route)
{
    const struct operation *operation = call->operation;
    if (operation->run == NULL) {
        call_fail(call, API_UNKNOWN_OPERATION, "This server does not serve the operation %s.",
                  operation->name);
        return;
    }
    if (call->role < operation->role) {
        call_fail(call, API_ACCESS_DENIED, "User is not authorized to perform: connect:%s", operation->name);
        return;
    }
    if (within_quota(call) && take_values(call, route) && parse_document(call) && check_instance(call))
        operation->run(call);
    call_good(call);
}

static void begin_writing(struct call *call)
{
    buf_init(&call->json, CALL_ANSWER_BYTES_MAX);
    json_writer_init(&call->writer, &call->json);
    json_object_begin(&call->writer);
}

/* What names a request in its answer, for support and for nothing else: drawn at the start, then counted. */
static struct uuid next_id(struct api *api)
{
    uint64_t number = ++api->requests;
    struct uuid id = api->first_id;
    for (size_t i = UUID_BYTES - 1; i >= COUNTED_FROM && number > 0; i--) {
        number += id.bytes[i];
        id.bytes[i] = (uint8_t)number;
        number >>= 8;
    }
    return id;
}

/* NULL: no memory, and that was answered. */
static struct call *begin_call(struct api *api, struct http_request *request,
                               const struct operation *operation)
{
    struct uuid id = next_id(api);
    struct call *call = malloc(sizeof *call);
    if (call == NULL) {
        http_answer_body(request, 503, NULL, "", 0);
        return NULL;
    }
    *call = (struct call){.api = api, .request = request, .operation = operation, .now = api_now(api)};
    uuid_render(&id, call->id);
    begin_writing(call);
    return call;
}

static void carry_out(struct call *call, const struct route_found *route)
{
    call->api->counters.requests++;
    if (call->operation == NULL)
        call_fail(call, API_UNKNOWN_OPERATION, "There is no operation %s at this address.",
                  call->request->method);
    else
        run(call, route);
}

static void serve_call(struct api *api, struct http_request *request, const struct route_found *route)
{
    struct call *call = begin_call(api, request, route->operation);
    if (call == NULL)
        return;
    if (authenticate(call))
        carry_out(call, route);
    else
        api->counters.unproven++;
    if (!call->waits)
        call_finish(call);
}

bool api_handle(struct api *api, struct http_request *request)
{
    const struct route_found route = routes_find(api->routes, request->method, request->path);
    if (route.known)
        serve_call(api, request, &route);
    return route.known;
}

bool api_handle_unknown(struct api *api, struct http_request *request)
{
    static const struct route_found nowhere = {.operation = NULL};
    if (!sigv4_is_signed(request))
        return false;
    serve_call(api, request, &nowhere);
    return true;
}

/* Why the user changes it, for the audit. Headers hold no text beyond ASCII, so it comes percent-encoded. */
static void take_why(struct call *call)
{
    struct buf text;
    const char *header = http_header_find(call->request, "x-nextup-why");
    if (header == NULL)
        return;
    buf_init(&text, BOOK_WHY_BYTES_MAX + 1);
    size_t len;
    if (url_decode(header, strlen(header), URL_PLUS_IS_PLUS, &text) && text.len <= BOOK_WHY_BYTES_MAX)
        call->why = buf_take(&text, &len);
    else
        call_fail(call, API_INVALID_PARAMETER,
                  "The reason in x-nextup-why is not well encoded, or too long.");
    buf_free(&text);
}

void api_handle_as(struct api *api, struct http_request *request, struct pump *pump, uint32_t agent,
                   const char *path)
{
    const struct route_found route = routes_find(api->routes, request->method, path);
    struct call *call = begin_call(api, request, route.operation);
    if (call == NULL)
        return;
    enter_as(call, pump, agent);
    take_why(call);
    if (call->error == API_GOOD)
        carry_out(call, &route);
    if (!call->waits)
        call_finish(call);
}
