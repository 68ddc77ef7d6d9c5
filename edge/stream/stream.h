/* The streams: tells programs what happens in the centres (docs/reference/events.md). It must not include another edge
 * or decide anything.
 *
 *     GET /streams/agent-events, /streams/contact-events, /streams/contact-records     server-sent events, or a WebSocket if one is asked for;
 *         Authorization: Bearer TOKEN; Last-Event-ID: 123-0 or ?after=123-0 to go on from there
 *     publishers, from the settings                                                    file, webhook, Redis Streams, NATS JetStream, Kafka
 *
 *     pump --durable--> teller (a thread per centre) --> spool on disk --> publishers (a thread each), subscribers (the loop; their reading on libuv's threads)
 *
 * A centre that nobody listens to (no publisher, no token) costs nothing: its teller begins with the first who may
 * listen.
 *
 * Life: stream_new after the centres are open; stream_handle for each request; stream_drain when the server stops;
 * stream_stop before the pumps are closed (it ends the threads); stream_free after (the pumps' last posts may still
 * name it).
 */
#ifndef NEXTUP_EDGE_STREAM_H
#define NEXTUP_EDGE_STREAM_H

#include <stdint.h>
#include <uv.h>

#include "edge/stream/settings.h"
#include "lib/http.h"
#include "pump/pump.h"

struct stream;

enum { STREAM_DIR_BYTES = 4096 };

struct stream_options {
    const struct pump_centres *centres; /* lent; complete before stream_new */
    uv_loop_t *loop;
    const struct stream_settings *settings; /* lent */
    /* Where a centre's spool and cursors are kept. Returns text. */
    const char *(*dir_of)(void *ctx, const char *alias, char text[STREAM_DIR_BYTES]);
    void *dir_ctx;
    int64_t (*now)(void *ctx); /* from any thread */
    void *now_ctx;
    const char *region;
    const char *account;
};

/* NULL, with a sentence. */
struct stream *stream_new(const struct stream_options *options, struct pump_error *error);
bool stream_handle(struct stream *stream, struct http_request *request);
void stream_drain(struct stream *stream);
void stream_stop(struct stream *stream);
void stream_free(struct stream *stream); /* NULL is allowed */

struct stream_publisher_state {
    const char *publisher;
    const char *centre;
    uint64_t behind_events; /* of the journal, not yet taken by the receiver; 0: all that was told is */
    uint64_t delivered;
    uint64_t failed_tries;
    uint64_t dead_letters;
    uint64_t gaps;
};
/* Walks all publishers of all centres: start with *at = 0; false at the end. */
bool stream_next_publisher(struct stream *stream, uint32_t *at, struct stream_publisher_state *state);

struct stream_counters {
    uint64_t subscribers_open;
    uint64_t subscribers_cut_slow;
    uint64_t subscribers_refused; /* without a good token, or too many */
    uint64_t told;                /* to subscribers */
};
const struct stream_counters *stream_counters(const struct stream *stream);
struct stream_teller_state {
    uint64_t behind_events;   /* durable, not yet told */
    uint64_t left_out_events; /* since the start: not rendered, because nobody listened and the spool would not have kept them (teller.h) */
};
/* Of a centre's teller; false: nobody listens there. */
bool stream_teller_state(struct stream *stream, uint32_t centre, struct stream_teller_state *state);

#endif
