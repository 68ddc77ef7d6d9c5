/* Signed requests over a few keep-alive connections, from inside a loop. It must not judge an answer: that is done()'s.
 *
 *     door_ask --free connection--> sent --whole answer--> done(ctx, tag, why) --> the next that waits is sent
 *         '-----none free---------> waits, in order
 */
#ifndef NEXTUP_BENCH_CROWD_DOOR_H
#define NEXTUP_BENCH_CROWD_DOOR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "bench/crowd_loop.h"
#include "bench/load_line.h"
#include "bench/load_request.h"

enum {
    DOOR_CONNECTIONS = 64,
    DOOR_WAITING_MAX = 16384,
    DOOR_PATH_BYTES = 192,
    DOOR_BODY_BYTES = 384,
};

struct door;
/* why: NULL after 200; else what came instead. */
typedef void door_done(void *ctx, uint64_t tag, const char *why);

struct door_request {
    const char *method; /* static */
    char path[DOOR_PATH_BYTES];
    char body[DOOR_BODY_BYTES];
    uint64_t tag; /* the asker's */
    door_done *done;
    void *ctx;
};

struct door_connection {
    struct crowd_source source; /* first */
    struct door *door;
    struct door_request request; /* under way, if busy */
    bool busy;
    struct line line;
};

struct door {
    struct signer signer;
    struct door_connection *connections; /* owned, DOOR_CONNECTIONS */
    struct door_request *waiting;        /* owned, a ring */
    size_t first, waiting_count;
    size_t under_way; /* asked and not answered, waiting ones included */
};

/* plan stays the caller's. False and a sentence on standard error. */
bool door_open(struct door *door, struct crowd_loop *loop, const struct plan *plan);
void door_close(struct door *door);

/* Copies the request. False: too many wait. */
bool door_ask(struct door *door, const struct door_request *request);

#endif
