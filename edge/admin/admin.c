/* The administrator's edge: its life, its addresses, and who may ask there. It must not know what a request changes
 * (do.c, and whoever carries it out).
 *
 *     asked by our own page? --no--> 403      a session of the first kind of cookie? --no--> 401      a password to change? --yes--> 403      too often? --yes--> 429
 *
 * The cookie that lives in a frame of another site (SameSite=None) opens nothing here: only what a browser never sends
 * along from elsewhere does.
 */
#include "edge/admin/admin.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "book/body.h"
#include "edge/admin/state.h"
#include "edge/common/page.h"
#include "edge/common/words.h"
#include "lib/json.h"

#define API_PREFIX     "/admin/api/"
#define CONNECT_PREFIX "/admin/api/connect"
#define AUDIT          "/admin/api/audit" /* the supervisors' board answers it: the same question as its own */

/* ---- life ---- */

struct admin *admin_new(const struct admin_options *options)
{
    struct admin *admin = calloc(1, sizeof *admin);
    if (admin == NULL)
        return NULL;
    admin->options = *options;
    admin->trust = (struct origin_trust){.trusted_proxy = options->trusted_proxy, .https = options->https};
    admin->users = limiter_new(options->requests_per_minute_max != 0 ? options->requests_per_minute_max
                                                                     : ADMIN_REQUESTS_PER_MINUTE_MAX);
    if (admin->users != NULL)
        return admin;
    free(admin);
    return NULL;
}

void admin_free(struct admin *admin)
{
    if (admin == NULL)
        return;
    limiter_free(admin->users);
    free(admin);
}

/* ---- who may ask ---- */

static bool is_reading(const struct http_request *request)
{
    return strcmp(request->method, "GET") == 0 || strcmp(request->method, "HEAD") == 0;
}

/* A browser tells of another site by one of the two headers. A program sends neither, and has no cookie that a page
 * could borrow. */
static bool is_from_elsewhere(const struct admin *admin, const struct http_request *request)
{
    if (!is_reading(request))
        return !origin_is_own(&admin->trust, request);
    bool told = http_header_count(request, "sec-fetch-site") > 0;
    bool own = http_header_has(request, "sec-fetch-site", "same-origin") ||
               http_header_has(request, "sec-fetch-site", "none");
    return (told && !own) || (!origin_is_absent(request) && !origin_is_own(&admin->trust, request));
}

/* Answers what needs no look at a centre. */
static bool is_ours(const struct admin *admin, struct http_request *request)
{
    if (is_from_elsewhere(admin, request)) {
        answer_error_now(request, 403, "origin", "Only pages of this server may ask this.");
        return false;
    }
    if (!is_reading(request) && request->body_len > 0 && !content_is_json(request)) {
        answer_error_now(request, 403, "content_type", "Content-Type must be application/json.");
        return false;
    }
    return true;
}

static bool find_session(const struct admin *admin, const struct http_request *request,
                         struct session *session)
{
    uint8_t hash[TOKEN_DIGEST_BYTES];
    size_t len = 0;
    const char *token = http_cookie_find(request, SESSION_COOKIE, &len);
    if (token == NULL || !session_find(admin->options.centres, request, admin_now(admin), session))
        return false;
    session_hash(token, len, hash);
    return memcmp(hash, session->hash, sizeof hash) == 0; /* otherwise it was the framed one that opened it */
}

const struct book_user *admin_user_of(const struct admin *admin, const struct session *session)
{
    if (!session_holds(session, admin_now(admin)))
        return NULL;
    return book_find_user(pump_book(session->pump), session->agent);
}

static void refuse(struct admin *admin, struct http_request *request, int status, const char *code,
                   const char *message)
{
    struct answer answer;
    answer_error(&answer, status, code, message);
    answer_after_all(admin->options.centres, request, &answer);
}

static bool within_limit(struct admin *admin, struct http_request *request, const struct book_user *user)
{
    char key[UUID_TEXT_BYTES];
    struct answer answer;
    int retry_after_s = 0;
    if (limiter_take(admin->users, uuid_render(&user->uuid, key), admin_now(admin), &retry_after_s))
        return true;
    answer_error(&answer, 429, "too_many", "Too many requests. Wait a minute, then try again.");
    answer.retry_after_s = retry_after_s;
    answer_after_all(admin->options.centres, request, &answer);
    return false;
}

/* False: the request was answered. must_be_free: who has to choose a new password first is refused. */
static bool enter(struct admin *admin, struct http_request *request, bool must_be_free,
                  struct session *session)
{
    if (!is_ours(admin, request))
        return false;
    if (!find_session(admin, request, session)) {
        refuse(admin, request, 401, "signed_out", "You are signed out.");
        return false;
    }
    const struct book_user *user = book_find_user(pump_book(session->pump), session->agent);
    if (must_be_free && user->must_change_password) {
        refuse(admin, request, 403, "must_change_password", "Choose a new password first.");
        return false;
    }
    return within_limit(admin, request, user);
}

/* ---- session ---- */

static void write_user(struct json_writer *writer, const struct book_user *user)
{
    json_member_object_begin(writer, "user");
    words_uuid(writer, "id", &user->uuid);
    json_member_text(writer, "username", user->username);
    json_member_text(writer, "firstName", user->first_name);
    json_member_text(writer, "lastName", user->last_name);
    json_member_text(writer, "role", book_role_name(user->role));
    json_object_end(writer);
}

static void write_centre(struct json_writer *writer, const struct pump *pump)
{
    const struct book_centre *centre = book_centre(pump_book(pump));
    json_member_object_begin(writer, "centre");
    words_uuid(writer, "id", &centre->uuid);
    json_member_text(writer, "alias", centre->alias);
    json_member_text(writer, "model", acd_model(pump_core(pump)) == ACD_MODEL_VCC ? "vcc" : "connect");
    json_object_end(writer);
}

static void write_constants(const struct admin *admin, struct json_writer *writer)
{
    static const char *const STREAMS[] = {"agent-events", "contact-events", "contact-records"};
    json_member_text(writer, "url", admin->options.url);
    json_member_text(writer, "region", admin->options.region);
    json_member_text(writer, "account", admin->options.account);
    json_member_array_begin(writer, "streams");
    for (size_t i = 0; i < sizeof STREAMS / sizeof STREAMS[0]; i++)
        json_text_of(writer, STREAMS[i]);
    json_array_end(writer);
    json_member_object_begin(writer, "slotsMax"); /* of a routing profile: connect.md 4.7 */
    json_member_i64(writer, "VOICE", 1);
    json_member_i64(writer, "CHAT", 10);
    json_member_i64(writer, "TASK", 10);
    json_object_end(writer);
}

static void answer_session(struct admin *admin, struct http_request *request)
{
    struct session session;
    struct answer answer;
    struct json_writer writer;
    if (!enter(admin, request, false, &session))
        return;
    const struct book_user *user = book_find_user(pump_book(session.pump), session.agent);
    answer_init(&answer, 200);
    json_writer_init(&writer, &answer.json);
    json_object_begin(&writer);
    write_user(&writer, user);
    write_centre(&writer, session.pump);
    json_member_bool(&writer, "mustChangePassword", user->must_change_password);
    write_constants(admin, &writer);
    json_object_end(&writer);
    answer_after_all(admin->options.centres, request, &answer);
}

/* ---- addresses ---- */

static bool handle_page(struct admin *admin, struct http_request *request)
{
    bool is_root = strcmp(request->path, "/admin/") == 0;
    if (strcmp(request->path, "/admin") == 0 && is_reading(request)) {
        page_redirect(request, "/admin/");
        return true;
    }
    if (strncmp(request->path, "/admin/", strlen("/admin/")) != 0)
        return false;
    const struct asset *asset = assets_find(admin->options.assets, admin->options.assets_count,
                                            is_root ? "/admin/index.html" : request->path);
    if (asset != NULL)
        page_answer(request, &(struct page){.asset = asset});
    return asset != NULL;
}

static void handle_connect(struct admin *admin, struct http_request *request)
{
    struct session session;
    if (enter(admin, request, true, &session))
        admin->options.connect(admin->options.connect_ctx, request, session.pump, session.agent,
                               request->path + strlen(CONNECT_PREFIX));
}

static void handle_do(struct admin *admin, struct http_request *request)
{
    struct session session;
    if (strcmp(request->method, "POST") != 0)
        answer_not_allowed_now(request, "POST");
    else if (enter(admin, request, true, &session))
        do_handle(admin, request, &session);
}

bool admin_handle(struct admin *admin, struct http_request *request)
{
    if (strncmp(request->path, API_PREFIX, strlen(API_PREFIX)) != 0)
        return handle_page(admin, request);
    if (strcmp(request->path, AUDIT) == 0)
        return false;
    if (strncmp(request->path, CONNECT_PREFIX "/", strlen(CONNECT_PREFIX "/")) == 0)
        handle_connect(admin, request);
    else if (strcmp(request->path, "/admin/api/do") == 0)
        handle_do(admin, request);
    else if (strcmp(request->path, "/admin/api/session") != 0)
        answer_error_now(request, 404, "not_found", "There is no such address.");
    else if (strcmp(request->method, "GET") != 0)
        answer_not_allowed_now(request, "GET");
    else
        answer_session(admin, request);
    return true;
}
