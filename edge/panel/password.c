/* A user's own change of password. It must never keep a password longer than the worker needs it.
 *
 *     POST /password --> verify the current one --change_verified--> hash the new one --change_hashed--> RECORD PASSWORD_SET: all other sessions are closed
 */
#include "lib/password.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "book/body.h"
#include "edge/common/refusal.h"
#include "edge/panel/state.h"
#include "lib/utf8.h"

enum { PASSWORD_CHARACTERS_MIN = 10 };

struct change {
    struct panel *panel;
    struct http_request *request;
    struct session session;
    char username[BODY_USERNAME_BYTES_MAX + 1]; /* the limiter's key */
    char verified[PASSWORD_HASH_BYTES];         /* the hash that current was verified against */
    char wanted[PASSWORD_BYTES_MAX + 1];        /* the new one; erased as soon as the worker has its copy */
};

static void end_change(struct change *change, struct answer *answer)
{
    answer_after(change->session.pump, change->request, answer);
    secret_erase(change, sizeof *change);
    free(change);
}

static void refuse_change(struct change *change, int status, const char *code, const char *message)
{
    struct answer answer;
    answer_error(&answer, status, code, message);
    if (status == 503)
        answer.retry_after_s = PASSWORD_RETRY_AFTER_S;
    end_change(change, &answer);
}

static const struct book_user *find_user(const struct change *change)
{
    if (!session_holds(&change->session, panel_now(change->panel)))
        return NULL;
    return book_find_user(pump_book(change->session.pump), change->session.agent);
}

static enum pump_refusal record_password(const struct change *change, const char *hash,
                                         enum acd_refusal *refusal)
{
    struct body_password password = {.password_hash = hash, .must_change = false, .has_keep = true};
    memcpy(password.keep, change->session.hash, sizeof password.keep);
    struct acd_command command = {.kind = ACD_RECORD,
                                  .at = panel_now(change->panel),
                                  .actor = {.kind = ACD_ACTOR_AGENT, .id = change->session.agent},
                                  .subject_kind = ACD_SUBJECT_AGENT,
                                  .subject = change->session.agent,
                                  .record = BOOK_PASSWORD_SET};
    struct buf body;
    buf_init(&body, ACD_BODY_BYTES_MAX);
    enum pump_refusal outcome = PUMP_OVERLOADED;
    if (body_render_password_set(&body, &password))
        outcome = pump_decide(change->session.pump, &command, body.bytes, body.len, NULL, refusal);
    buf_free(&body);
    return outcome;
}

static void change_hashed(void *ctx, enum password_result result, const char *hash)
{
    struct change *change = ctx;
    struct answer answer;
    enum acd_refusal refusal = ACD_OK;
    const struct book_user *user = find_user(change);
    if (result != PASSWORD_HASHED) {
        refuse_change(change, 503, "busy", "The server is busy. Try again in a moment.");
        return;
    }
    if (user == NULL ||
        strcmp(user->password_hash, change->verified) != 0) { /* signed out, or reset meanwhile */
        refuse_change(change, 401, "bad_credentials", "The current password is wrong.");
        return;
    }
    enum pump_refusal outcome = record_password(change, hash, &refusal);
    if (outcome == PUMP_OK) {
        limiter_give_back(change->panel->usernames, change->username, panel_now(change->panel));
        answer_init(&answer, 200);
        buf_append_text(&answer.json, "{}");
    } else {
        answer_refusal(&answer, outcome, refusal);
    }
    end_change(change, &answer);
}

static void change_verified(void *ctx, enum password_result result, const char *hash)
{
    struct change *change = ctx;
    (void)hash;
    if (result == PASSWORD_DIFFERS) {
        refuse_change(change, 401, "bad_credentials", "The current password is wrong.");
        return;
    }
    bool queued =
        result == PASSWORD_MATCHES && password_hash(change->panel->options.passwords, change->wanted,
                                                    strlen(change->wanted), change_hashed, change);
    secret_erase(change->wanted, sizeof change->wanted);
    if (!queued)
        refuse_change(change, 503, "busy", "The server is busy. Try again in a moment.");
}

static bool is_weak(const char *wanted, const char *username)
{
    return utf8_count(wanted, strlen(wanted)) < PASSWORD_CHARACTERS_MIN || strcasecmp(wanted, username) == 0;
}

static void begin_change(struct panel *panel, struct http_request *request, const struct session *session,
                         const char *current, const char *wanted)
{
    const struct book_user *user = book_find_user(pump_book(session->pump), session->agent);
    struct change *change = calloc(1, sizeof *change);
    struct answer answer;
    int retry_after_s = 0;
    if (change == NULL) {
        answer_error_now(request, 503, "busy", "The server is busy. Try again in a moment.");
        return;
    }
    change->panel = panel;
    change->request = request;
    change->session = *session;
    snprintf(change->wanted, sizeof change->wanted, "%s", wanted);
    snprintf(change->verified, sizeof change->verified, "%s", user->password_hash);
    lower_case(user->username, change->username, sizeof change->username);
    if (is_weak(wanted, user->username)) {
        refuse_change(change, 400, "weak_password", "Choose at least 10 characters, and not your username.");
    } else if (!limiter_take(panel->usernames, change->username, panel_now(panel), &retry_after_s)) {
        answer_error(&answer, 429, "too_many_attempts", "Too many attempts. Wait a minute, then try again.");
        answer.retry_after_s = retry_after_s;
        end_change(change, &answer);
    } else if (!password_verify(panel->options.passwords, current, strlen(current), change->verified,
                                change_verified, change)) {
        refuse_change(change, 503, "busy", "The server is busy. Try again in a moment.");
    }
}

void password_handle(struct panel *panel, struct http_request *request)
{
    struct session session;
    json_t *document = panel_parse_change(panel, request);
    if (document == NULL)
        return;
    struct json_reader reader;
    json_reader_init(&reader, document);
    const char *current = json_required_text(&reader, "current", 1, PASSWORD_BYTES_MAX);
    const char *wanted = json_required_text(&reader, "new", 1, PASSWORD_BYTES_MAX);
    if (reader.failed) {
        answer_error_now(request, 400, "bad_request", "current and new must be texts of 1 to 256 bytes.");
    } else if (!session_find(panel->options.centres, request, panel_now(panel), &session)) {
        struct answer answer;
        answer_error(&answer, 401, "signed_out", "You are signed out.");
        answer_after_all(panel->options.centres, request, &answer);
    } else {
        begin_change(panel, request, &session, current, wanted);
    }
    json_decref(document);
}
