/* Signing in, and telling who is signed in. It must not change a status: a session is opened, nothing else (connect.md
 * 4.6).
 *
 *     POST /login --limits--> worker: argon2id --sign_in_verified--> SIGN_IN with the session's digest as body --durable--> 200 and the cookie
 *
 * An unknown user costs the same time as a wrong password: the worker hashes against a decoy. A refused attempt counts
 * against the address and the username; a good one is given back.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "book/body.h"
#include "edge/common/refusal.h"
#include "edge/panel/render.h"
#include "edge/panel/state.h"

struct sign_in {
    struct panel *panel;
    struct http_request *request;
    char address[HTTP_PEER_BYTES];
    char username[BODY_USERNAME_BYTES_MAX + 1]; /* in lower case */
    bool framed;                                /* asked by a page in a frame */
    char hash[PASSWORD_HASH_BYTES];             /* what the password was verified against; "" nobody's */
};

/* A frame of another site can keep only a cookie of the second kind, and browsers take that one by https or on this
 * machine only. */
void login_cookies(const struct panel *panel, const struct http_request *request, const char *token,
                   bool framed, struct answer *answer)
{
    const char *secure = origin_is_https(&panel->trust, request) ? "; Secure" : "";
    long long max_age_s = token[0] != '\0' ? panel->limits.session_ms / 1000 : 0;
    snprintf(answer->set_cookie, sizeof answer->set_cookie,
             "%s=%s; Path=/; HttpOnly; SameSite=Lax; Max-Age=%lld%s", SESSION_COOKIE, token, max_age_s,
             secure);
    snprintf(answer->set_cookie_framed, sizeof answer->set_cookie_framed,
             "%s=%s; Path=/; HttpOnly; Secure; SameSite=None; Partitioned; Max-Age=%lld",
             SESSION_COOKIE_FRAMED, framed ? token : "", framed ? max_age_s : 0);
}

void login_render(struct pump *pump, uint32_t agent, struct answer *answer)
{
    struct render render = render_of(pump, agent, NULL);
    struct json_writer writer;
    answer_init(answer, 200);
    json_writer_init(&writer, &answer->json);
    json_object_begin(&writer);
    render_session(&writer, &render);
    json_object_end(&writer);
}

/* ---- after the password ---- */

static void answer_sign_in(struct sign_in *sign_in, struct answer *answer)
{
    if (answer->status != 200)
        sign_in->panel->counters.sign_ins_refused++;
    else
        sign_in->panel->counters.sign_ins++;
    answer_after_all(sign_in->panel->options.centres, sign_in->request, answer);
    free(sign_in);
}

static void refuse_sign_in(struct sign_in *sign_in, int status, const char *code, const char *message)
{
    struct answer answer;
    answer_error(&answer, status, code, message);
    if (status == 503)
        answer.retry_after_s = PASSWORD_RETRY_AFTER_S;
    answer_sign_in(sign_in, &answer);
}

static bool render_body(struct buf *body, const struct sign_in *sign_in, const char *token, int64_t now)
{
    struct body_session session = {.expires_at = now + sign_in->panel->limits.session_ms,
                                   .address = sign_in->address,
                                   .client = http_header_find(sign_in->request, "user-agent")};
    session_hash(token, strlen(token), session.session);
    buf_init(body, ACD_BODY_BYTES_MAX);
    if (body_render_signed_in(body, &session))
        return true;
    session.client = NULL; /* a browser's name for itself may be any bytes */
    buf_clear(body);
    return body_render_signed_in(body, &session);
}

static void open_session(struct sign_in *sign_in, struct pump *pump, uint32_t agent)
{
    struct panel *panel = sign_in->panel;
    struct answer answer;
    char token[SESSION_TOKEN_BYTES];
    struct buf body;
    int64_t now = panel_now(panel);
    session_token_draw(token);
    bool rendered = render_body(&body, sign_in, token, now);
    struct acd_command command = {
        .kind = ACD_SIGN_IN, .at = now, .actor = {.kind = ACD_ACTOR_AGENT, .id = agent}, .agent = agent};
    enum acd_refusal refusal = ACD_OK;
    enum pump_refusal outcome =
        rendered ? pump_decide(pump, &command, body.bytes, body.len, NULL, &refusal) : PUMP_OVERLOADED;
    buf_free(&body);
    if (outcome == PUMP_OK) {
        limiter_give_back(panel->addresses, sign_in->address, now);
        limiter_give_back(panel->usernames, sign_in->username, now);
        login_render(pump, agent, &answer);
        login_cookies(panel, sign_in->request, token, sign_in->framed, &answer);
    } else if (outcome == PUMP_REFUSED && refusal == ACD_REFUSED_AGENT_DISABLED) {
        answer_error(&answer, 403, "disabled", "This user is disabled.");
    } else {
        answer_refusal(&answer, outcome, refusal);
    }
    secret_erase(token, sizeof token);
    answer_sign_in(sign_in, &answer);
}

/* The user may have been changed while the worker was busy: it must still be the password of now. */
static void sign_in_verified(void *ctx, enum password_result result, const char *hash)
{
    struct sign_in *sign_in = ctx;
    uint32_t agent = 0;
    (void)hash;
    struct pump *pump = pump_find_username(sign_in->panel->options.centres, sign_in->username, &agent);
    const struct book_user *user = pump != NULL ? book_find_user(pump_book(pump), agent) : NULL;
    if (result == PASSWORD_FAILED)
        refuse_sign_in(sign_in, 503, "busy", "The server is busy. Try again in a moment.");
    else if (result != PASSWORD_MATCHES || user == NULL || strcmp(user->password_hash, sign_in->hash) != 0)
        refuse_sign_in(sign_in, 401, "bad_credentials", "Username or password is wrong.");
    else if (user->disabled)
        refuse_sign_in(sign_in, 403, "disabled", "This user is disabled.");
    else
        open_session(sign_in, pump, agent);
}

/* ---- before it ---- */

static bool within_limits(struct sign_in *sign_in, int64_t now, int *retry_after_s)
{
    struct panel *panel = sign_in->panel;
    if (!limiter_take(panel->addresses, sign_in->address, now, retry_after_s))
        return false;
    return limiter_take(panel->usernames, sign_in->username, now, retry_after_s);
}

static void start_verifying(struct sign_in *sign_in, const char *password)
{
    uint32_t agent = 0;
    struct pump *pump = pump_find_username(sign_in->panel->options.centres, sign_in->username, &agent);
    const struct book_user *user = pump != NULL ? book_find_user(pump_book(pump), agent) : NULL;
    if (user != NULL)
        snprintf(sign_in->hash, sizeof sign_in->hash, "%s", user->password_hash);
    const char *hash = sign_in->hash[0] != '\0' ? sign_in->hash : NULL;
    if (!password_verify(sign_in->panel->options.passwords, password, strlen(password), hash,
                         sign_in_verified, sign_in))
        refuse_sign_in(sign_in, 503, "busy", "The server is busy. Try again in a moment.");
}

static void begin_sign_in(struct panel *panel, struct http_request *request, const char *username,
                          const char *password, bool framed)
{
    struct sign_in *sign_in = calloc(1, sizeof *sign_in);
    int retry_after_s = 0;
    if (sign_in == NULL) {
        answer_error_now(request, 503, "busy", "The server is busy. Try again in a moment.");
        return;
    }
    sign_in->panel = panel;
    sign_in->request = request;
    sign_in->framed = framed;
    lower_case(username, sign_in->username, sizeof sign_in->username);
    origin_address(&panel->trust, request, sign_in->address);
    if (within_limits(sign_in, panel_now(panel), &retry_after_s)) {
        start_verifying(sign_in, password);
        return;
    }
    struct answer answer;
    answer_error(&answer, 429, "too_many_attempts", "Too many attempts. Wait a minute, then try again.");
    answer.retry_after_s = retry_after_s;
    panel->counters.sign_ins_refused++;
    answer_now(request, &answer);
    free(sign_in);
}

void login_handle(struct panel *panel, struct http_request *request)
{
    json_t *document = panel_parse_change(panel, request);
    if (document == NULL)
        return;
    struct json_reader reader;
    json_reader_init(&reader, document);
    const char *username = json_required_text(&reader, "username", 1, BODY_USERNAME_BYTES_MAX);
    const char *password = json_required_text(&reader, "password", 1, PASSWORD_BYTES_MAX);
    bool framed = json_optional_bool(&reader, "framed", false);
    if (reader.failed)
        answer_error_now(request, 400, "bad_request",
                         "username and password must be texts of 1 to 100 and 1 to 256 bytes.");
    else
        begin_sign_in(panel, request, username, password, framed);
    json_decref(document);
}

void login_handle_session(struct panel *panel, struct http_request *request)
{
    struct session session;
    struct answer answer;
    if (session_find(panel->options.centres, request, panel_now(panel), &session)) {
        login_render(session.pump, session.agent, &answer);
        answer_after(session.pump, request, &answer);
    } else {
        answer_error(&answer, 401, "signed_out", "You are signed out.");
        answer_after_all(panel->options.centres, request, &answer);
    }
}
