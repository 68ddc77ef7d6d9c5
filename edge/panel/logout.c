/* Signing out: closes the session (or all of the user's), and by default wishes the user Offline, at once or as next status (connect.md 2.4 rows 21 and 22).
 * It must not wait for an open contact. */
#include <string.h>

#include "book/body.h"
#include "edge/panel/state.h"

struct logout_wish {
    bool keep_status;
    bool everywhere;
};

static bool parse_logout(const json_t *document, struct logout_wish *wish)
{
    struct json_reader reader;
    json_reader_init(&reader, document);
    const char *status = json_optional_text(&reader, "status", 1, 16);
    bool everywhere = json_optional_bool(&reader, "everywhere", false);
    bool keep = status != NULL && strcmp(status, "keep") == 0;
    if (reader.failed || (status != NULL && !keep && strcmp(status, "offline") != 0))
        return false;
    *wish = (struct logout_wish){.keep_status = keep, .everywhere = everywhere};
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

static void sign_out(struct panel *panel, struct http_request *request, const struct session *session,
                     const struct logout_wish *wish)
{
    struct answer answer;
    enum acd_refusal refusal = ACD_OK;
    enum pump_refusal outcome = decide_sign_out(panel, session, wish, &refusal);
    if (outcome == PUMP_OK) {
        answer_init(&answer, 200);
        buf_append_text(&answer.json, offline_is_next(session) ? "{\"next\":true}" : "{\"next\":false}");
        login_cookie(panel, request, "", answer.set_cookie);
    } else {
        answer_refusal(&answer, outcome, refusal);
    }
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
        login_cookie(panel, request, "", answer.set_cookie);
        answer_after_all(panel->options.centres, request, &answer);
    } else {
        sign_out(panel, request, &session, &wish);
    }
}
