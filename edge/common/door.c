/* The questions at the door of a line or an address (door.h). It must not keep anything. */
#include "edge/common/door.h"

#include "edge/common/answer.h"
#include "lib/ws.h"

bool door_is_supervisor(const struct session *session)
{
    const struct book_user *user = book_find_user(pump_book(session->pump), session->agent);
    return user != NULL && (user->role == BOOK_ROLE_SUPERVISOR || user->role == BOOK_ROLE_ADMIN);
}

bool door_admit(const struct door *door, struct http_request *request, int64_t now, struct session *session)
{
    struct answer answer;
    if (!session_find(door->centres, request, now, session)) {
        answer_error(&answer, 401, "signed_out", "You are signed out.");
        answer_after_all(door->centres, request, &answer);
        return false;
    }
    if (book_find_user(pump_book(session->pump), session->agent)->must_change_password) {
        answer_error(&answer, 403, "must_change_password", "Choose a new password first.");
        answer_after(session->pump, request, &answer);
        return false;
    }
    if (door->supervisors && !door_is_supervisor(session)) {
        answer_error(&answer, 403, "not_allowed", "This page is for supervisors and administrators.");
        answer_after(session->pump, request, &answer);
        return false;
    }
    return true;
}

bool door_admit_line(const struct door *door, struct http_request *request, int64_t now,
                     struct session *session)
{
    if (!ws_asked(request)) {
        answer_error_now(request, 426, "upgrade_required", "This address speaks WebSocket only.");
        return false;
    }
    if (!origin_is_own(door->trust, request)) {
        answer_error_now(request, 403, "origin", "Only pages of this server may open this line.");
        return false;
    }
    return door_admit(door, request, now, session);
}

void door_refuse_full(const struct session *session, struct http_request *request, bool draining)
{
    struct answer answer;
    answer_error(&answer, 503, draining ? "draining" : "overloaded",
                 "The server takes no more lines at this moment.");
    answer.retry_after_s = 1;
    answer_after(session->pump, request, &answer);
}
