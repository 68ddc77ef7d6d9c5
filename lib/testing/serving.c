/* A server for tests; see serving.h. It must answer nothing by itself. */
#include "lib/testing/serving.h"

#include <assert.h>

struct http_limits serving_limits(void)
{
    struct http_limits limits = http_limits_default();
    limits.sweep_ms = 5;
    limits.linger_ms = 200;
    return limits;
}

void serving_start(struct serving *serving, const struct http_limits *limits, http_handler *handler, void *ctx)
{
    struct http_limits usual = serving_limits();
    uv_loop_init(&serving->loop);
    serving->server = http_server_new(&serving->loop, limits ? limits : &usual, handler, ctx);
    assert(serving->server);
    int result = http_listen(serving->server, "127.0.0.1", 0, &serving->port);
    assert(result == 0 && serving->port > 0);
    (void)result;
}

static void on_drained(void *ctx)
{
    struct serving *serving = ctx;
    serving->server = NULL;
}

static bool is_drained(void *ctx)
{
    const struct serving *serving = ctx;
    return serving->server == NULL;
}

void serving_stop(struct serving *serving)
{
    if (serving->server)
        http_server_drain(serving->server, on_drained, serving);
    bool drained = peer_run_until(&serving->loop, is_drained, serving);
    uv_run(&serving->loop, UV_RUN_DEFAULT);
    int result = uv_loop_close(&serving->loop);
    assert(drained && result == 0);
    (void)drained;
    (void)result;
}

struct expected_value {
    const uint64_t *u64;
    const int *integer;
    uint64_t expected;
};

static bool has_value(void *ctx)
{
    const struct expected_value *value = ctx;
    return value->u64 ? *value->u64 == value->expected : *value->integer == (int)value->expected;
}

bool serving_await_u64(struct serving *serving, const uint64_t *value, uint64_t expected)
{
    struct expected_value awaited = {.u64 = value, .expected = expected};
    return peer_run_until(&serving->loop, has_value, &awaited);
}

bool serving_await_int(struct serving *serving, const int *value, int expected)
{
    struct expected_value awaited = {.integer = value, .expected = (uint64_t)expected};
    return peer_run_until(&serving->loop, has_value, &awaited);
}
