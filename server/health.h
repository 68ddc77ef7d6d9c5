/* /healthz, /readyz and /metrics: what machines ask about the server. It must not show any centre's state and never
 * waits for anything.
 *
 *     /healthz   200 "ok" while the process answers at all
 *     /readyz    200 "ready", or 503 and why: draining, a journal failed, or a commit has waited longer than
 *                ready_stall_ms_max
 *     /metrics   OpenMetrics; open on loopback, elsewhere with "Authorization: Bearer TOKEN"
 */
#ifndef NEXTUP_SERVER_HEALTH_H
#define NEXTUP_SERVER_HEALTH_H

#include <stdbool.h>
#include <stdint.h>

#include "edge/api/api.h"
#include "edge/board/board.h"
#include "edge/panel/panel.h"
#include "edge/participant/participant.h"
#include "edge/stream/stream.h"
#include "edge/vcc/vcc.h"
#include "lib/http.h"
#include "server/centres.h"
#include "server/config.h"
#include "server/meter.h"

struct health {
    const struct config *config;
    const struct centres *centres;
    const struct http_server *http; /* NULL once it has drained */
    const struct panel *panel;
    const struct participant *participant;
    struct stream *stream;
    const struct vcc *vcc;
    const struct api *api;
    const struct board *board;
    const struct meter *meters;                /* by centre */
    const struct password_worker *passwords; /* NULL once they are closed */
    int64_t started_at;
    bool draining;
};

/* True: the request was one of the three and is answered. */
bool health_handle(const struct health *health, struct http_request *request);

/* "" when ready, else why not. */
const char *health_why_not_ready(const struct health *health);

#endif
