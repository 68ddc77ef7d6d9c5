/* Listening, accepting, sweeping, draining; see http.h. It must not look at what a connection says.
 *
 *   new --> listening (any number of http_listen) --> draining --> every connection gone --> handles closed --> freed, drained()
 */
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "lib/http_connection.h"
#include "lib/stop.h"

enum { LISTEN_BACKLOG = 1024 };

struct http_limits http_limits_default(void)
{
    return (struct http_limits){
        .header_bytes_max = 16 * 1024,
        .headers_max = HTTP_HEADERS_MAX,
        .body_bytes_max = 1024 * 1024,
        .body_bytes_total_max = 64 * 1024 * 1024,
        .connections_max = 16000,
        .write_queue_bytes_max = 1024 * 1024,
        .header_read_ms = 10000,
        .body_read_ms = 30000,
        .idle_ms = 75000,
        .write_ms = 30000,
        .linger_ms = 1000,
        .drain_ms = 10000,
        .sweep_ms = 250,
    };
}

/* ---- connections ---- */

static void on_ready(uv_idle_t *handle)
{
    struct http_server *server = handle->data;
    struct http_connection *first = server->ready_first;
    server->ready_first = NULL;
    uv_idle_stop(&server->ready);
    while (first) {
        struct http_connection *connection = first;
        first = connection->ready_next;
        connection->ready = false;
        connection->ready_next = NULL;
        http_connection_continue(connection);
    }
}

void http_server_mark_ready(struct http_server *server, struct http_connection *connection)
{
    if (connection->ready)
        return;
    connection->ready = true;
    connection->ready_next = server->ready_first;
    server->ready_first = connection;
    uv_idle_start(&server->ready, on_ready);
}

static void unmark_ready(struct http_server *server, struct http_connection *connection)
{
    struct http_connection **at = &server->ready_first;
    while (*at && *at != connection)
        at = &(*at)->ready_next;
    if (*at)
        *at = connection->ready_next;
}

static void add_connection(struct http_server *server, struct http_connection *connection)
{
    connection->next = server->connections;
    if (connection->next)
        connection->next->previous = connection;
    server->connections = connection;
    server->counters.connections_accepted++;
    server->counters.connections_open++;
}

static void close_handles_when_empty(struct http_server *server);

void http_server_forget(struct http_server *server, struct http_connection *connection)
{
    if (connection->ready)
        unmark_ready(server, connection);
    if (connection->previous)
        connection->previous->next = connection->next;
    else
        server->connections = connection->next;
    if (connection->next)
        connection->next->previous = connection->previous;
    server->counters.connections_open--;
    close_handles_when_empty(server);
}

static void on_connection(uv_stream_t *listener, int status)
{
    struct http_server *server = listener->data;
    if (status < 0)
        return; /* out of descriptors: libuv has turned the caller away */
    struct http_connection *connection = calloc(1, sizeof *connection);
    if (!connection) { /* a caller that is not taken would keep the loop turning, and the listener could never accept again */
        stop_out_of_memory("for a connection");
    }
    connection->server = server;
    uv_tcp_init(server->loop, &connection->tcp);
    connection->tcp.data = connection;
    add_connection(server, connection);
    uint64_t max = server->limits.connections_max;
    bool over = server->counters.connections_open > max;
    server->counters.connections_refused += over;
    if (uv_accept(listener, (uv_stream_t *)&connection->tcp) != 0 || server->draining ||
        server->counters.connections_open > max + HTTP_REFUSED_EXTRA_MAX)
        http_connection_cut(connection, HTTP_END_US);
    else
        http_connection_start(connection, over);
}

/* ---- time ---- */

static void on_sweep(uv_timer_t *timer)
{
    struct http_server *server = timer->data;
    uint64_t now_ms = uv_now(server->loop);
    bool too_late = server->draining && now_ms >= server->drain_deadline_ms;
    struct http_connection *next;
    for (struct http_connection *connection = server->connections; connection; connection = next) {
        next = connection->next; /* memory is only freed by close callbacks, never in here */
        if (too_late)
            http_connection_cut(connection, HTTP_END_DRAINING);
        else
            http_connection_sweep(connection, now_ms);
    }
}

/* ---- beginning and end ---- */

struct http_server *http_server_new(uv_loop_t *loop, const struct http_limits *limits, http_handler *handler,
                                    void *ctx)
{
    struct http_server *server = calloc(1, sizeof *server);
    if (!server)
        return NULL;
    const struct sigaction ignore = {.sa_handler = SIG_IGN};
    sigaction(SIGPIPE, &ignore, NULL);
    server->loop = loop;
    server->limits = limits ? *limits : http_limits_default();
    server->handler = handler;
    server->ctx = ctx;
    buf_init(&server->answer, HTTP_ANSWER_BYTES_MAX);
    uv_timer_init(loop, &server->sweep);
    uv_idle_init(loop, &server->ready);
    server->sweep.data = server;
    server->ready.data = server;
    server->handles_open = 2;
    uv_timer_start(&server->sweep, on_sweep, server->limits.sweep_ms, server->limits.sweep_ms);
    return server;
}

static int parse_address(const char *address, int port, struct sockaddr_storage *out)
{
    if (strchr(address, ':'))
        return uv_ip6_addr(address, port, (struct sockaddr_in6 *)out);
    return uv_ip4_addr(address, port, (struct sockaddr_in *)out);
}

static int bound_port(const uv_tcp_t *listener)
{
    struct sockaddr_storage address;
    int len = sizeof address;
    if (uv_tcp_getsockname(listener, (struct sockaddr *)&address, &len) != 0)
        return 0;
    if (address.ss_family == AF_INET6)
        return ntohs(((const struct sockaddr_in6 *)&address)->sin6_port);
    return ntohs(((const struct sockaddr_in *)&address)->sin_port);
}

static void on_handle_closed(uv_handle_t *handle)
{
    struct http_server *server = handle->data;
    server->handles_open--;
    close_handles_when_empty(server);
}

int http_listen(struct http_server *server, const char *address, int port, int *port_bound)
{
    if (server->listeners_count == HTTP_LISTENERS_MAX || server->draining)
        return UV_ENOBUFS;
    struct sockaddr_storage where;
    int result = parse_address(address, port, &where);
    if (result != 0)
        return result;
    uv_tcp_t *listener = &server->listeners[server->listeners_count++];
    uv_tcp_init(server->loop, listener);
    listener->data = server;
    server->handles_open++;
    result = uv_tcp_bind(listener, (const struct sockaddr *)&where, 0);
    if (result == 0)
        result = uv_listen((uv_stream_t *)listener, LISTEN_BACKLOG, on_connection);
    if (result != 0) {
        uv_close((uv_handle_t *)listener, on_handle_closed); /* its place stays used until the server goes */
        return result;
    }
    if (port_bound)
        *port_bound = bound_port(listener);
    return 0;
}

void http_server_set_common_headers(struct http_server *server, const struct http_header *headers,
                                    size_t count)
{
    server->common = headers;
    server->common_count = count;
}

void http_server_set_date(struct http_server *server, const char *date)
{
    size_t len = strlen(date);
    if (len < sizeof server->date)
        memcpy(server->date, date, len + 1);
}

const struct http_counters *http_server_counters(const struct http_server *server)
{
    return &server->counters;
}

/* The last steps of a drain: no connection left, then no handle left, then the server itself goes. */
static void close_handles_when_empty(struct http_server *server)
{
    if (!server->draining || server->counters.connections_open > 0)
        return;
    if (!server->closing_handles) {
        server->closing_handles = true;
        uv_close((uv_handle_t *)&server->sweep, on_handle_closed);
        uv_close((uv_handle_t *)&server->ready, on_handle_closed);
        return;
    }
    if (server->handles_open > 0)
        return;
    void (*drained)(void *) = server->drained;
    void *ctx = server->drained_ctx;
    buf_free(&server->answer);
    free(server);
    if (drained)
        drained(ctx);
}

static void drain_connection(struct http_connection *connection)
{
    if (connection->state == HTTP_IDLE)
        http_connection_finish(connection, HTTP_END_DRAINING);
    else if (connection->state == HTTP_TAKEN)
        connection->taker->drain(connection->taker_self);
}

void http_server_drain(struct http_server *server, void (*drained)(void *ctx), void *ctx)
{
    if (server->draining)
        return;
    server->draining = true;
    server->drained = drained;
    server->drained_ctx = ctx;
    server->drain_deadline_ms = uv_now(server->loop) + server->limits.drain_ms;
    for (size_t i = 0; i < server->listeners_count; i++)
        if (!uv_is_closing((uv_handle_t *)&server->listeners[i]))
            uv_close((uv_handle_t *)&server->listeners[i], on_handle_closed);
    struct http_connection *next;
    for (struct http_connection *connection = server->connections; connection; connection = next) {
        next = connection->next;
        drain_connection(connection);
    }
    close_handles_when_empty(server);
}
