/* The customer's side of a chat: its page, the start, the live line (docs/reference/chat-line.md). It must not include
 * another edge or decide anything of routing.
 *
 * Everything runs on the loop's thread, which is also the pumps'. Every byte that depends on a centre's state leaves by
 * pump_post(). Life as in panel.h; participant_drain also stops the timer that tells places in the queue, so call it
 * before the loop ends.
 */
#ifndef NEXTUP_EDGE_PARTICIPANT_H
#define NEXTUP_EDGE_PARTICIPANT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <uv.h>

#include "edge/common/signals.h"
#include "lib/assets.h"
#include "lib/http.h"
#include "pump/pump.h"

struct participant;

struct participant_limits {
    uint32_t lines_max;             /* live chat lines of this server; 503 beyond */
    uint32_t contact_lines_max;     /* of one contact: tabs of the same customer */
    uint32_t line_unsent_bytes_max; /* a line that has more unsent is cut with 1013 */
    uint32_t address_starts_max;    /* chats and messages begun per address and minute; 429 beyond */
    uint32_t messages_per_s_max;    /* of one line, on average over ten seconds; requests of one participant to its service, over a minute */
    uint32_t position_ms;           /* how often places in the queue are told, at most */
};

/* 16,000 lines, 8 a contact, 256 KiB unsent, 60 starts, 10 messages a second, 2 s. */
struct participant_limits participant_limits_default(void);

struct participant_options {
    const struct pump_centres *centres; /* lent; complete before participant_new */
    struct signals *signals;            /* lent; NULL: no typing signals */
    const char *url;                    /* lent; where we are reached, read at each use; of the participant service's WebSocket. NULL: "" */
    uv_loop_t *loop;                    /* for the timer of places in the queue */
    const struct asset *assets; /* lent, sorted; "/chat/index.html", "/chat/embed.js", "/chat/assets/..." */
    size_t assets_count;
    int64_t (*now)(void *ctx); /* milliseconds since 1970 UTC */
    void *now_ctx;
    const char *trusted_proxy; /* the address whose X-Forwarded-For and -Proto are believed; NULL: nobody's */
    bool https;                /* we are reached by https whatever the headers say */
    struct participant_limits limits; /* members that are 0 take their default */
};

/* options is copied. NULL if memory is out. */
struct participant *participant_new(const struct participant_options *options);

/* True: the request was taken and will be answered. False: not one of this edge's addresses; the caller answers. */
bool participant_handle(struct participant *participant, struct http_request *request);

/* "goodbye draining" on every line, closes them, stops the timer. Needs the loop to run once more. */
void participant_drain(struct participant *participant);
/* When the HTTP server has drained and the pumps are closed. */
void participant_free(struct participant *participant);

struct participant_counters {
    uint64_t lines_open;
    uint64_t lines_cut_slow;
    uint64_t chats_started;
    uint64_t messages_left;
    uint64_t starts_refused;
};
const struct participant_counters *participant_counters(const struct participant *participant);

#endif
