/* Pages of other sites that embed the panel: who may, and telling the frame. It must not know what is said between the two pages (web/conduit).
 *
 *     before anybody has signed in     the origins of all centres: who signs in is not known yet
 *     afterwards                       the origins of the user's centre only
 *
 * The frame asks with the origin that the browser told it of the page around it; it says nothing to a page that is not approved. What browsers enforce by
 * themselves is the policy of the pages (pages.c).
 */
#include <string.h>

#include "edge/common/answer.h"
#include "edge/panel/state.h"
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
