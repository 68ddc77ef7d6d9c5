/* The running server: one loop that wires centres, edges, addresses and signals together. It must not decide anything
 * itself.
 *
 *     OPENING --serve_open--> RUNNING --SIGTERM, SIGINT or a failed journal--> DRAINING --all answered--> CLOSING --serve_close--> gone
 *
 *     RUNNING     everything is taken
 *     DRAINING    nothing new is taken; lines are told goodbye; what was taken is answered once it is durable (or 503
 *                 if the journal failed)
 *     CLOSING     the sockets are gone; pumps wait until everything is durable, then close
 */
#ifndef NEXTUP_SERVER_SERVE_H
#define NEXTUP_SERVER_SERVE_H

#include <uv.h>

#include "edge/admin/admin.h"
#include "edge/api/api.h"
#include "edge/board/board.h"
#include "edge/common/signals.h"
#include "edge/common/tallies.h"
#include "edge/panel/panel.h"
#include "edge/participant/participant.h"
#include "edge/stream/stream.h"
#include "edge/vcc/vcc.h"
#include "server/admin_page.h"
#include "server/admin_socket.h"
#include "server/centres.h"
#include "server/config.h"
#include "server/erase.h"
#include "server/health.h"
#include "server/router.h"

struct serve {
    struct config config;
    struct dir dir;
    struct centres centres;
    struct health health;
    struct meter meters[PUMP_CENTRES_MAX];
    struct router router;
    uv_loop_t loop;
    uv_async_t wake;     /* a pump has something to do */
    uv_prepare_t before; /* before the loop sleeps: until when may it? */
    uv_timer_t timers;   /* the cores' least deadline */
    uv_timer_t seconds;  /* the Date header, renewal of opening times */
    uv_signal_t terminate;
    uv_signal_t interrupt;
    struct signals *signals;
    struct tallies *tallies;
    struct retention *retention;
    struct erase_waiting erasures;
    struct password_worker *passwords;
    struct panel *panel;
    struct board *board;
    struct participant *participant;
    struct api *api;
    struct stream *stream;
    struct vcc *vcc;
    struct http_server *http;
    struct admin_socket *admin;
    struct admin_page page;  /* what the administrators' pages ask */
    struct admin *admin_edge;
    char url[CONFIG_TEXT_BYTES + 32];
    int64_t hours_looked_at;
    bool draining;
    struct fault failure; /* of a journal; "" while all is well */
};

/* Opens everything and listens. The directory is locked already. Returns 0, or -1, all closed again, and a sentence. */
int serve_open(struct serve *serve, struct fault *fault);

/* Runs until it is drained. */
void serve_run(struct serve *serve);

/* Closes the centres and frees everything. Returns 0, or -1 and a sentence if a journal failed. */
int serve_close(struct serve *serve, struct fault *fault);

#endif
