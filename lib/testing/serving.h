/* For tests: a server on a loop of its own with an ephemeral port, and its orderly end. It must answer nothing by
 * itself. */
#ifndef NEXTUP_LIB_TESTING_SERVING_H
#define NEXTUP_LIB_TESTING_SERVING_H

#include "lib/http.h"
#include "lib/testing/peer.h"

struct serving {
    uv_loop_t loop;
    struct http_server *server; /* NULL once drained */
    int port;
};

/* Short times: sweep 5 ms, linger 200 ms; the rest as by default. */
struct http_limits serving_limits(void);

/* Asserts that it works. limits NULL: serving_limits(). */
void serving_start(struct serving *serving, const struct http_limits *limits, http_handler *handler, void *ctx);

/* Drains, waits for the end, closes the loop and asserts that nothing is left on it. */
void serving_stop(struct serving *serving);

/* Waits until *value is expected. */
bool serving_await_u64(struct serving *serving, const uint64_t *value, uint64_t expected);
bool serving_await_int(struct serving *serving, const int *value, int expected);

#endif
