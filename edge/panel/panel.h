/* The agents' and supervisors' browsers: sign-in, the live line (docs/reference/panel-line.md) and the pages. It must
 * not include another edge or decide anything of routing; it asks the pump and shows what the pump has made durable.
 *
 * Everything runs on the loop's thread, which is also the pumps'. Every byte that depends on a centre's state leaves by
 * pump_post().
 *
 * Life: panel_new after the centres are open; panel_handle for each request; panel_drain when the server stops (says
 * goodbye on every line); panel_free when the HTTP server has drained, the password worker is closed and the pumps are
 * closed (their last posts may still name the panel).
 */
#ifndef NEXTUP_EDGE_PANEL_H
#define NEXTUP_EDGE_PANEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "edge/common/question.h"
#include "edge/common/signals.h"
#include "lib/assets.h"
#include "lib/http.h"
#include "lib/password.h"
#include "pump/pump.h"

struct panel;

struct panel_limits {
    uint32_t lines_max;             /* live lines of this server; 503 beyond */
    uint32_t agent_lines_max;       /* of one user; 503 beyond */
    uint32_t line_unsent_bytes_max; /* a line that has more unsent is cut with 1013 */
    uint32_t ring_events_max;       /* rendered events kept per centre for lines that come back */
    uint32_t ring_bytes_max;        /* and their bytes */
    uint32_t address_attempts_max;  /* sign-ins per address and minute; 429 beyond */
    uint32_t username_attempts_max; /* failed or not, per username and minute; 429 beyond */
    uint32_t requests_per_s_max; /* of one line, on average over ten seconds; refused as overloaded beyond */
    int64_t session_ms;          /* a session's life */
};

/* 16,000 lines, 32 a user, 512 KiB unsent, 8,192 events, 16 MiB, 60 per address, 20 per username, 50 requests a second,
 * 12 h. */
struct panel_limits panel_limits_default(void);

struct panel_options {
    const struct pump_centres *centres; /* lent; complete before panel_new */
    struct signals *signals;            /* lent; NULL: no typing signals */
    struct password_worker *passwords;  /* lent */
    const struct asset *assets;         /* lent, sorted; "/ccp-v2/index.html", "/ccp-v2/assets/..." */
    size_t assets_count;
    int64_t (*now)(void *ctx); /* milliseconds since 1970 UTC */
    void *now_ctx;
    question_day_fn *day_of;   /* the midnights of a day in a time zone; NULL: none is known */
    const char *trusted_proxy; /* the address whose X-Forwarded-For and -Proto are believed; NULL: nobody's */
    bool https;                /* we are reached by https whatever the headers say */
    struct panel_limits limits; /* members that are 0 take their default */
};

/* options is copied. NULL if memory is out. */
struct panel *panel_new(const struct panel_options *options);

/* True: the request was taken and will be answered. False: not one of this edge's addresses; the caller answers. */
bool panel_handle(struct panel *panel, struct http_request *request);

/* "goodbye draining" on every line, and closes them. New lines are refused with 503 from here on. */
void panel_drain(struct panel *panel);
void panel_free(struct panel *panel);

struct panel_counters {
    uint64_t lines_open;
    uint64_t lines_cut_slow;
    uint64_t snapshots;
    uint64_t resumes;
    uint64_t sign_ins;
    uint64_t sign_ins_refused;
    uint64_t requests;
    uint64_t requests_refused;
};
const struct panel_counters *panel_counters(const struct panel *panel);

#endif
