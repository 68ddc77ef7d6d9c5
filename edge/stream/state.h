/* What stream.c and subscriber.c share. Private to this folder. */
#ifndef NEXTUP_EDGE_STREAM_STATE_H
#define NEXTUP_EDGE_STREAM_STATE_H

#include <stdatomic.h>

#include "edge/stream/publisher.h"
#include "edge/stream/stream.h"
#include "edge/stream/teller.h"
#include "edge/stream/token.h"

enum {
    SUBSCRIBERS_MAX = 256,
    TICK_MS = 250,
    KEEP_ALIVE_MS = 15000,
    SLOW_MS_MAX = 60000,              /* without taking anything: cut */
    CHUNK_BYTES_ENOUGH = 128 * 1024,  /* a reader has at most one chunk in memory */
};

struct subscriber;

struct stream_centre {
    struct stream *stream;
    struct pump *pump;
    uint32_t number; /* in the list of centres */
    char alias[STREAM_NAME_BYTES];
    char dir[STREAM_DIR_BYTES];
    struct spool *spool; /* NULL: nobody listens */
    struct teller *teller;
    struct publisher *publishers[STREAM_PUBLISHERS_MAX]; /* as in the settings; NULL: not for this centre */
};

struct stream {
    struct stream_options options;
    struct stream_centre centres[PUMP_CENTRES_MAX];
    uint32_t centre_count;
    struct subscriber *subscribers;
    atomic_uint reading; /* how many they are: the tellers' threads wake the loop for them only */
    uint64_t subscribers_max;
    uint64_t slow_ms_max;
    struct stream_counters counters;
    uv_async_t grown;
    uv_timer_t tick;
    uv_mutex_t mutex; /* over closed */
    bool closed;      /* grown is no longer to be sent */
    bool draining;
};

/* Opens the centre's spool and starts its teller, once. False, with a sentence. */
bool stream_listen(struct stream_centre *centre, struct pump_error *error);

/* subscriber.c */
void subscribers_handle(struct stream *stream, struct http_request *request, enum spool_kind kind);
void subscribers_grown(struct stream *stream); /* a spool has more */
void subscribers_drain(struct stream *stream);

#endif
