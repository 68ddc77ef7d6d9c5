/* Signing out: closes the session (or all of the user's), and by default wishes the user Offline, at once or as next
 * status (connect.md 2.4 rows 21 and 22). It must not wait for an open contact. */
#include <stdio.h>
#include <string.h>

#include "book/body.h"
#include "edge/common/refusal.h"
#include "edge/panel/render.h"
#include "edge/panel/state.h"
#include "lib/log.h"

struct logout_wish {
    bool keep_status;
    bool everywhere;
    bool has_reason;
    struct uuid reason;
};

static bool parse_logout(const json_t *document, struct logout_wish *wish)
{
    struct json_reader reader;
    json_reader_init(&reader, document);
    const char *status = json_optional_text(&reader, "status", 1, 16);
    bool everywhere = json_optional_bool(&reader, "everywhere", false);
    const char *reason = json_optional_text(&reader, "reasonId", 1, UUID_TEXT_BYTES);
    bool keep = status != NULL && strcmp(status, "keep") == 0;
    struct uuid uuid = {0};
    if (reader.failed || (status != NULL && !keep && strcmp(status, "offline") != 0) ||
        (reason != NULL && !uuid_parse(reason, strlen(reason), &uuid)))
        return false;
    *wish = (struct logout_wish){
        .keep_status = keep, .everywhere = everywhere, .has_reason = reason != NULL, .reason = uuid};
    return true;
}

static enum pump_refusal decide_sign_out(const struct panel *panel, const struct session *session,
                                         const struct logout_wish *wish, enum acd_refusal *refusal)
{
    struct acd_command command = {.kind = ACD_SIGN_OUT,
                                  .at = panel_now(panel),
                                  .flags = wish->keep_status ? ACD_FLAG_KEEP_STATUS : 0,
                                  .actor = {.kind = ACD_ACTOR_AGENT, .id = session->agent},
                                  .agent = session->agent};
    if (wish->has_reason) {
        command.reason = book_find_number(pump_book(session->pump), ACD_SUBJECT_REASON, &wish->reason);
        *refusal = ACD_REFUSED_UNKNOWN_REASON;
        if (command.reason == 0)
            return PUMP_REFUSED;
    }
    struct buf body;
    buf_init(&body, ACD_BODY_BYTES_MAX);
    enum pump_refusal outcome = PUMP_OVERLOADED;
    if (body_render_signed_out(&body, wish->everywhere ? NULL : session->hash))
        outcome = pump_decide(session->pump, &command, body.bytes, body.len, NULL, refusal);
    buf_free(&body);
    return outcome;
}

static bool offline_is_next(const struct session *session)
{
    const struct acd *acd = pump_core(session->pump);
    struct acd_agent_view agent;
    struct acd_status status;
    return acd_agent_view(acd, session->agent, &agent) && agent.next.status != 0 &&
           acd_status_view(acd, agent.next.status, &status) && status.type == ACD_STATUS_OFFLINE;
}

static void allow_page(struct answer *answer, const char *cors)
{
    if (cors == NULL)
        return;
    snprintf(answer->cors_origin, sizeof answer->cors_origin, "%s", cors);
    answer->cors_with_cookies = true;
}

/* A refused one says which moves are open instead. */
static void refuse_sign_out(struct answer *answer, const struct session *session, enum acd_refusal refusal)
{
    struct refusal_words words = refusal_words(PUMP_REFUSED, refusal);
    struct render render = render_of(session->pump, session->agent, NULL);
    struct json_writer writer;
    answer_init(answer, 409);
    json_writer_init(&writer, &answer->json);
    json_object_begin(&writer);
    json_member_object_begin(&writer, "error");
    json_member_text(&writer, "code", words.code);
    json_member_text(&writer, "message", words.message);
    json_object_end(&writer);
    render_allowed(&writer, &render);
    json_object_end(&writer);
}

/* cors: the page of another site that asked; NULL: one of ours. */
static void sign_out(struct panel *panel, struct http_request *request, const struct session *session,
                     const struct logout_wish *wish, const char *cors)
{
    struct answer answer;
    enum acd_refusal refusal = ACD_OK;
    enum pump_refusal outcome = decide_sign_out(panel, session, wish, &refusal);
    if (outcome == PUMP_OK) {
        answer_init(&answer, 200);
        buf_append_text(&answer.json, offline_is_next(session) ? "{\"next\":true}" : "{\"next\":false}");
        login_cookies(panel, request, "", false, &answer);
    } else if (outcome == PUMP_REFUSED) {
        refuse_sign_out(&answer, session, refusal);
    } else {
        answer_refusal(&answer, outcome, refusal);
    }
    allow_page(&answer, cors);
    answer_after(session->pump, request, &answer);
}

void logout_handle(struct panel *panel, struct http_request *request)
{
    struct session session;
    struct logout_wish wish;
    struct answer answer;
    json_t *document = panel_parse_change(panel, request);
    if (document == NULL)
        return;
    bool parsed = parse_logout(document, &wish);
    json_decref(document);
    if (!parsed) {
        answer_error_now(request, 400, "bad_request",
                         "status must be \"offline\" or \"keep\", everywhere true or false.");
    } else if (!session_find(panel->options.centres, request, panel_now(panel), &session)) {
        answer_error(&answer, 401, "signed_out", "You are signed out.");
        login_cookies(panel, request, "", false, &answer);
        answer_after_all(panel->options.centres, request, &answer);
    } else {
        sign_out(panel, request, &session, &wish, NULL);
    }
}

/* The vendor's way: an embedding page fetches it with the cookie of its frame. The cookie alone is no leave to do so:
 * the page must be approved. */
void logout_handle_get(struct panel *panel, struct http_request *request)
{
    struct session session;
    struct answer answer;
    char text[ORIGIN_BYTES];
    const char *origin = origin_of(request, text);
    bool own = origin_is_own(&panel->trust, request);
    bool signed_in = session_find(panel->options.centres, request, panel_now(panel), &session);
    if (!own && (origin == NULL || !embedding_approved(panel, signed_in ? &session : NULL, origin))) {
        log_warning(log_event("embedding_refused"), log_text("origin", origin != NULL ? origin : "none"),
                    log_text("asked", "logout"));
        answer_error_now(request, 403, "origin", "This site is not approved to embed the panel.");
    } else if (signed_in) {
        sign_out(panel, request, &session, &(struct logout_wish){0}, own ? NULL : origin);
    } else {
        answer_init(&answer, 200);
        buf_append_text(&answer.json, "{\"next\":false}");
        allow_page(&answer, own ? NULL : origin);
        answer_after_all(panel->options.centres, request, &answer);
    }
}
