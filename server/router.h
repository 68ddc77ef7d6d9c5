/* Who answers which address. It must not answer anything that depends on a centre's state itself. */
#ifndef NEXTUP_SERVER_ROUTER_H
#define NEXTUP_SERVER_ROUTER_H

#include "edge/admin/admin.h"
#include "edge/api/api.h"
#include "edge/board/board.h"
#include "edge/panel/panel.h"
#include "edge/participant/participant.h"
#include "edge/stream/stream.h"
#include "edge/vcc/vcc.h"
#include "server/health.h"

struct router {
    const struct health *health;
    struct panel *panel;
    struct board *board;
    struct participant *participant;
    struct stream *stream;
    struct admin *admin;
    struct api *api;
    struct vcc *vcc;
};

/* An http_handler; ctx is a struct router. Every request is answered by exactly one room. */
void router_handle(void *ctx, struct http_request *request);

#endif
