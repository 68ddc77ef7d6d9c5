/* Pages of other sites that embed the panel: who may, and telling the frame. It must not know what is said between the
 * two pages (web/conduit).
 *
 *     before anybody has signed in     the origins of all centres: who signs in is not known yet
 *     afterwards                       the origins of the user's centre only
 *
 * The frame asks with the origin that the browser told it of the page around it; it says nothing to a page that is not
 * approved. What browsers enforce by themselves is the policy of the pages (pages.c).
 */
#include <string.h>

#include "edge/common/agent_token.h"
#include "edge/common/answer.h"
#include "edge/panel/state.h"
#include "lib/date.h"
#include "lib/log.h"

static bool centre_approves(const struct pump *pump, const char *origin)
{
    uint32_t count = 0;
    const char *const *origins = book_origins(pump_book(pump), &count);
    return origin_matches(origin, origins, count);
}

bool embedding_approved(const struct panel *panel, const struct session *session, const char *origin)
{
    if (session != NULL)
        return centre_approves(session->pump, origin);
    for (uint32_t i = 0; i < panel->centre_count; i++) {
        if (centre_approves(panel->centres[i].pump, origin))
            return true;
    }
    return false;
}

static void answer_open(struct panel *panel, struct http_request *request, const char *origin)
{
    struct session session;
    struct answer answer;
    bool signed_in = session_find(panel->options.centres, request, panel_now(panel), &session);
    if (embedding_approved(panel, signed_in ? &session : NULL, origin)) {
        answer_init(&answer, 200);
        buf_append_text(&answer.json, signed_in ? "{\"signedIn\":true}" : "{\"signedIn\":false}");
    } else {
        log_warning(log_event("embedding_refused"), log_text("origin", origin),
                    log_text("centre", signed_in ? book_centre(pump_book(session.pump))->alias : "any"));
        answer_error(&answer, 403, "origin", "This site is not approved to embed the panel.");
    }
    answer_after_all(panel->options.centres, request, &answer);
}

void embedding_handle_open(struct panel *panel, struct http_request *request)
{
    json_t *document = panel_parse_change(panel, request);
    if (document == NULL)
        return;
    struct json_reader reader;
    json_reader_init(&reader, document);
    const char *origin = json_required_text(&reader, "origin", 1, ORIGIN_BYTES - 1);
    if (reader.failed)
        answer_error_now(request, 400, "bad_request", "origin must be a text of 1 to 255 bytes.");
    else
        answer_open(panel, request, origin);
    json_decref(document);
}

/* ---- a token for the chat session of the embedding page ---- */

static void answer_token(struct panel *panel, struct http_request *request, const struct session *session,
                         const struct uuid *contact)
{
    char token[AGENT_TOKEN_BYTES];
    char expiry[DATE_RFC3339_BYTES];
    struct answer answer;
    struct json_writer writer;
    struct acd_leg_view leg;
    uint64_t number = book_find_contact_uuid(pump_book(session->pump), contact);
    if (number == 0 || !acd_leg_view(pump_core(session->pump), session->agent, number, &leg) ||
        leg.channel != ACD_CHAT) {
        answer_refusal(&answer, PUMP_REFUSED, ACD_REFUSED_UNKNOWN_LEG);
    } else {
        int64_t expires_at = panel_now(panel) + AGENT_TOKEN_MS;
        const struct book_user *user = book_find_user(pump_book(session->pump), session->agent);
        agent_token_render(user, contact, expires_at, token);
        answer_init(&answer, 200);
        json_writer_init(&writer, &answer.json);
        json_object_begin(&writer);
        json_member_text(&writer, "participantToken", token);
        json_member_text(&writer, "expiry", date_render_rfc3339(expires_at, expiry));
        json_object_end(&writer);
    }
    answer_after(session->pump, request, &answer);
}

void embedding_handle_chat_token(struct panel *panel, struct http_request *request)
{
    struct session session;
    struct uuid contact;
    json_t *document = panel_parse_change(panel, request);
    if (document == NULL)
        return;
    struct json_reader reader;
    json_reader_init(&reader, document);
    const char *text = json_required_text(&reader, "contactId", 1, UUID_TEXT_BYTES);
    bool parsed = !reader.failed && uuid_parse(text, strlen(text), &contact);
    json_decref(document);
    if (!parsed) {
        answer_error_now(request, 400, "bad_request", "contactId must be a UUID.");
    } else if (!session_find(panel->options.centres, request, panel_now(panel), &session)) {
        struct answer answer;
        answer_error(&answer, 401, "signed_out", "You are signed out.");
        answer_after_all(panel->options.centres, request, &answer);
    } else {
        answer_token(panel, request, &session, &contact);
    }
}
