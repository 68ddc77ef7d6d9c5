/* The supervisors' browsers: the board's page, its live line and its questions over HTTP
 * (docs/reference/board-line.md). It must not include another edge, read a clock or decide anything of routing; it asks
 * the pump and shows what the pump has made durable.
 *
 * Everything runs on the loop's thread, which is also the pumps'. Every byte that depends on a centre's state leaves by
 * pump_post().
 *
 * Life: board_new after the centres are open; board_handle for each request; board_tick when board_deadline has come;
 * board_drain when the server stops; board_free when the HTTP server has drained and the pumps are closed (their last
 * posts may still name the board).
 */
#ifndef NEXTUP_EDGE_BOARD_H
#define NEXTUP_EDGE_BOARD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "edge/common/question.h"
#include "edge/common/tallies.h"
#include "lib/assets.h"
#include "lib/http.h"
#include "pump/pump.h"

struct board;

struct board_limits {
    uint32_t lines_max;             /* live lines of this server; 503 beyond */
    uint32_t user_lines_max;        /* of one user; 503 beyond */
    uint32_t line_unsent_bytes_max; /* a line with more unsent gets no more ticks: a new snapshot once it has read */
    uint32_t behind_ms_max;         /* a line that is behind for so long is cut with 1013 */
    uint32_t tick_ms;               /* between two ticks of a centre */
    uint32_t refresh_ms;            /* queues are looked at again after so long: their day and chart move with time */
    uint32_t requests_per_s_max;    /* of one line, on average over ten seconds; refused as overloaded beyond */
};

/* 2,000 lines, 32 a user, 256 KiB unsent, 30 s behind, 100 ms, 10 s, 50 requests a second. */
struct board_limits board_limits_default(void);

struct board_options {
    const struct pump_centres *centres; /* lent; complete before board_new */
    const struct tallies *tallies;      /* lent; made before board_new: the current numbers */
    const struct asset *assets;         /* lent, sorted; "/supervisor/index.html", "/supervisor/assets/..." */
    size_t assets_count;
    int64_t (*now)(void *ctx); /* milliseconds since 1970 UTC */
    void *now_ctx;
    question_day_fn *day_of; /* the midnights of a day in a time zone; NULL: none is known */
    const char *trusted_proxy; /* the address whose X-Forwarded-Proto is believed; NULL: nobody's */
    bool https;                /* we are reached by https whatever the headers say */
    struct board_limits limits; /* members that are 0 take their default */
};

/* options is copied. NULL if memory is out. */
struct board *board_new(const struct board_options *options);

/* True: the request was taken and will be answered. False: not one of this edge's addresses; the caller answers. */
bool board_handle(struct board *board, struct http_request *request);

/* When to call board_tick() next, not before now; ACD_NEVER: no need until a request or a batch comes. Cheap: ask
 * before each sleep. */
int64_t board_deadline(const struct board *board, int64_t now);
void board_tick(struct board *board, int64_t now);

/* "goodbye draining" on every line, and closes them. New lines are refused with 503 from here on. */
void board_drain(struct board *board);
void board_free(struct board *board);

struct board_counters {
    uint64_t lines_open;
    uint64_t lines_cut_slow;
    uint64_t snapshots;
    uint64_t ticks;        /* of centres; each goes to all of its lines */
    uint64_t tick_bytes;   /* as sent, over all lines */
    uint64_t rows_rendered;
    uint64_t requests;
    uint64_t requests_refused;
};
const struct board_counters *board_counters(const struct board *board);

#endif
