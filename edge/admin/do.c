/* One request of the administrator's page: read, its password hashed, given to whoever carries it out, answered. It
 * must not know what a request means.
 *
 *     POST /admin/api/do --an object, an administrator's--> [worker: argon2id --still an administrator's--] --> options.carry_out --answered--> 200, 400, 409, 503
 *
 * A password comes in clear by https, as at sign-in, or is drawn here ("drawPassword":true) and told once; it goes on
 * as "passwordHash", which nobody may send.
 */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "edge/admin/state.h"
#include "lib/json.h"
#include "lib/utf8.h"

enum { PASSWORD_CHARACTERS_MIN = 10, DEPTH_MAX = 24, DRAWN_RANDOM_BYTES = 15 };

struct doing {
    struct admin *admin;
    struct http_request *request;
    struct session session;
    json_t *document;
    char drawn[RANDOM_TOKEN_LEN(DRAWN_RANDOM_BYTES) + 1]; /* a password of ours; "" none */
};

/* ---- answering ---- */

static void erase_text(const json_t *text)
{
    if (json_is_string(text))
        secret_erase((void *)(uintptr_t)json_string_value(text), json_string_length(text));
}

static void end(struct doing *doing, struct answer *answer)
{
    answer_after_all(doing->admin->options.centres, doing->request, answer);
    erase_text(json_object_get(doing->document, "password"));
    erase_text(json_object_get(doing->document, "passwordHash"));
    json_decref(doing->document);
    secret_erase(doing->drawn, sizeof doing->drawn);
    free(doing);
}

static void refuse(struct doing *doing, int status, const char *code, const char *message)
{
    struct answer answer;
    answer_error(&answer, status, code, message);
    if (status == 503)
        answer.retry_after_s = PASSWORD_RETRY_AFTER_S;
    end(doing, &answer);
}

static void was_answered(void *ctx, enum admin_outcome outcome, const struct buf *text)
{
    static const struct {
        int status;
        const char *code;
    } REFUSALS[] = {[ADMIN_WRONG] = {400, "bad_request"},
                    [ADMIN_REFUSED] = {409, "refused"},
                    [ADMIN_BUSY] = {503, "busy"}};
    struct doing *doing = ctx;
    struct answer answer;
    if (outcome != ADMIN_DONE) {
        refuse(doing, REFUSALS[outcome].status, REFUSALS[outcome].code, buf_text(text));
        return;
    }
    answer_init(&answer, 200);
    buf_free(&answer.json);
    buf_init(&answer.json, ADMIN_OUT_BYTES_MAX);
    if (buf_failed(text))
        buf_fail(&answer.json);           /* it was done, and nobody can be told how it went */
    bool tells = doing->drawn[0] != '\0'; /* one member more, at the object's end */
    buf_append(&answer.json, text->bytes, tells ? text->len - 1 : text->len);
    if (tells)
        buf_append_format(&answer.json, ",\"password\":\"%s\"}", doing->drawn);
    end(doing, &answer);
}

/* ---- carrying out ---- */

static void carry_out(struct doing *doing)
{
    const struct admin_options *options = &doing->admin->options;
    const struct admin_question question = {
        .pump = doing->session.pump, .agent = doing->session.agent, .request = doing->document};
    options->carry_out(options->carry_out_ctx, &question, was_answered, doing);
}

/* Signed out, disabled or no administrator any more while the worker was busy: nothing is done. */
static void was_hashed(void *ctx, enum password_result result, const char *hash)
{
    struct doing *doing = ctx;
    const struct book_user *user = admin_user_of(doing->admin, &doing->session);
    if (result != PASSWORD_HASHED) {
        refuse(doing, 503, "busy", "The server is busy. Try again in a moment.");
    } else if (user == NULL || user->role != BOOK_ROLE_ADMIN) {
        refuse(doing, 401, "signed_out", "You are signed out.");
    } else {
        json_object_set_new(doing->document, "passwordHash", json_string(hash));
        carry_out(doing);
    }
}

static bool is_weak(const char *password, const char *username)
{
    return utf8_count(password, strlen(password)) < PASSWORD_CHARACTERS_MIN ||
           (username != NULL && strcasecmp(password, username) == 0);
}

static void hash_password(struct doing *doing)
{
    const json_t *member = json_object_get(doing->document, "password");
    const char *password = json_string_value(member);
    const char *username = json_string_value(json_object_get(doing->document, "username"));
    if (password == NULL || strlen(password) > PASSWORD_BYTES_MAX) {
        refuse(doing, 400, "bad_request", "password must be text of at most 256 bytes.");
    } else if (is_weak(password, username)) {
        refuse(doing, 400, "weak_password", "Choose at least 10 characters, and not the user name.");
    } else if (!password_hash(doing->admin->options.passwords, password, strlen(password), was_hashed,
                              doing)) {
        refuse(doing, 503, "busy", "The server is busy. Try again in a moment.");
    } else {
        erase_text(member);
        json_object_del(doing->document, "password");
    }
}

/* A new password nobody has thought of. */
static void draw_password(struct doing *doing)
{
    random_token(doing->drawn, DRAWN_RANDOM_BYTES);
    if (!password_hash(doing->admin->options.passwords, doing->drawn, strlen(doing->drawn), was_hashed,
                       doing))
        refuse(doing, 503, "busy", "The server is busy. Try again in a moment.");
}

/* ---- reading ---- */

static void begin(struct doing *doing)
{
    const struct book_user *user = admin_user_of(doing->admin, &doing->session);
    if (user == NULL || user->role != BOOK_ROLE_ADMIN)
        refuse(doing, 403, "not_allowed", "Only an administrator may ask this.");
    else if (json_object_get(doing->document, "passwordHash") != NULL)
        refuse(doing, 400, "bad_request", "passwordHash is not a member: give password.");
    else if (json_object_get(doing->document, "password") != NULL)
        hash_password(doing);
    else if (json_is_true(json_object_get(doing->document, "drawPassword")))
        draw_password(doing);
    else
        carry_out(doing);
}

void do_handle(struct admin *admin, struct http_request *request, const struct session *session)
{
    static const struct json_limits LIMITS = {.bytes_max = ADMIN_JSON_BYTES_MAX, .depth_max = DEPTH_MAX};
    struct json_error error = {.what = "it is empty"};
    struct doing *doing = NULL;
    json_t *document = json_parse(request->body, request->body_len, &LIMITS, &error);
    if (!json_is_object(document)) {
        answer_error_now(request, 400, "bad_request",
                         document == NULL ? error.what : "The body must be a JSON object.");
        json_decref(document);
    } else if ((doing = calloc(1, sizeof *doing)) == NULL) {
        json_decref(document);
        answer_error_now(request, 503, "busy", "The server is busy. Try again in a moment.");
    } else {
        *doing =
            (struct doing){.admin = admin, .request = request, .session = *session, .document = document};
        begin(doing);
    }
}
