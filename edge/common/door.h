/* Who may open a live line or ask over HTTP: the page's origin, the session, the role. It must not keep anything, and
 * what it refuses it has answered. */
#ifndef NEXTUP_EDGE_COMMON_DOOR_H
#define NEXTUP_EDGE_COMMON_DOOR_H

#include "edge/common/origin.h"
#include "edge/common/session.h"

struct door {
    const struct pump_centres *centres;
    const struct origin_trust *trust;
    bool supervisors; /* only supervisors and administrators pass */
};

/* Is the user behind it a supervisor or an administrator? */
bool door_is_supervisor(const struct session *session);

/* The session of a request, or the request is answered: 401 signed_out, 403 must_change_password, 403 not_allowed. Its
 * page may be anybody's: for GET alone. */
bool door_admit(const struct door *door, struct http_request *request, int64_t now, struct session *session);
/* The same for an upgrade, which needs an Origin of ours: 426, 403 origin before these. */
bool door_admit_line(const struct door *door, struct http_request *request, int64_t now, struct session *session);
/* 503 draining or overloaded, for a line that was let in. */
void door_refuse_full(const struct session *session, struct http_request *request, bool draining);

#endif
