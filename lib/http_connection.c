/* One connection's life and sending; see http_connection.h for the picture. It must not know what is said.
 *
 * Invariants: request is set exactly while ANSWERING; parser is NULL exactly once TAKEN; a connection in state CLOSED
 * waits for its close callback and touches nobody; body_bytes_counted is 0 outside READING and ANSWERING.
 */
#include "lib/http_connection.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

/* ---- small things ---- */

static uint64_t now_of(const struct http_connection *connection)
{
    return uv_now(connection->server->loop);
}

static void set_state(struct http_connection *connection, enum http_state state, unsigned allowed_ms)
{
    connection->state = state;
    connection->deadline_ms = allowed_ms ? now_of(connection) + allowed_ms : 0;
}

/* Keeps the server's sum of body bytes; bytes is this connection's new part. */
static void count_body(struct http_connection *connection, size_t bytes)
{
    connection->server->body_bytes += bytes;
    connection->server->body_bytes -= connection->body_bytes_counted;
    connection->body_bytes_counted = bytes;
}

size_t http_connection_backlog(const struct http_connection *connection)
{
    return uv_stream_get_write_queue_size((const uv_stream_t *)&connection->tcp);
}

static void stop_reading(struct http_connection *connection)
{
    if (connection->reading)
        uv_read_stop((uv_stream_t *)&connection->tcp);
    connection->reading = false;
}

/* ---- the end ---- */

static void free_parser(struct http_connection *connection)
{
    if (connection->parser)
        http_parser_free(connection->parser);
    free(connection->parser);
    connection->parser = NULL;
}

static void on_closed(uv_handle_t *handle)
{
    struct http_connection *connection = handle->data;
    struct http_server *server = connection->server;
    if (connection->taker)
        connection->taker->closed(connection->taker_self, connection->end);
    free_parser(connection);
    buf_free(&connection->pending);
    http_server_forget(server, connection);
    free(connection);
}

void http_connection_release_request(struct http_connection *connection)
{
    count_body(connection, 0);
    connection->request = NULL;
}

void http_connection_cut(struct http_connection *connection, enum http_end end)
{
    if (connection->state == HTTP_CLOSED)
        return;
    if (connection->state != HTTP_LINGERING)
        connection->end = end;
    if (end == HTTP_END_SLOW)
        connection->server->counters.slow_readers_cut++;
    if (connection->request) {
        connection->request->connection = NULL;
        connection->server->counters.answers[0]++;
    }
    http_connection_release_request(connection);
    set_state(connection, HTTP_CLOSED, 0);
    /* a reset frees what the kernel still holds for a peer that does not read */
    if (end != HTTP_END_SLOW || connection->shut || uv_tcp_close_reset(&connection->tcp, on_closed) != 0)
        uv_close((uv_handle_t *)&connection->tcp, on_closed);
}

/* ---- sending ---- */

struct waiting_write {
    uv_write_t uv;
    struct http_block *block;
    size_t len;
};

static void on_drained(struct http_connection *connection);

static void on_written(uv_write_t *uv, int status)
{
    struct waiting_write *write = (struct waiting_write *)uv;
    struct http_connection *connection = uv->data;
    connection->server->counters.bytes_sent += status == 0 ? write->len : 0;
    http_block_unref(write->block);
    free(write);
    if (connection->state == HTTP_CLOSED)
        return;
    if (status < 0) {
        http_connection_cut(connection, HTTP_END_PEER);
        return;
    }
    connection->stalled_since_ms = now_of(connection);
    if (http_connection_backlog(connection) == 0)
        on_drained(connection);
}

/* Queues the block from its byte skip on. */
static bool queue_write(struct http_connection *connection, struct http_block *block, size_t skip)
{
    struct waiting_write *write = malloc(sizeof *write);
    if (!write)
        return false;
    if (http_connection_backlog(connection) == 0)
        connection->stalled_since_ms = now_of(connection);
    write->block = block;
    write->len = block->len - skip;
    write->uv.data = connection;
    uv_buf_t bytes = uv_buf_init((char *)(uintptr_t)block->bytes + skip, (unsigned)write->len);
    if (uv_write(&write->uv, (uv_stream_t *)&connection->tcp, &bytes, 1, on_written) != 0) {
        free(write);
        return false;
    }
    block->references++;
    return true;
}

/* Sends what the socket takes at once; returns how much. False: the connection is closed or was cut just now. */
static bool try_send(struct http_connection *connection, const uv_buf_t *bytes, size_t count, size_t *taken)
{
    if (connection->state == HTTP_CLOSED || connection->shut)
        return false;
    int sent = uv_try_write((uv_stream_t *)&connection->tcp, bytes, (unsigned)count);
    if (sent < 0 && sent != UV_EAGAIN) {
        http_connection_cut(connection, HTTP_END_PEER);
        return false;
    }
    *taken = sent > 0 ? (size_t)sent : 0;
    connection->server->counters.bytes_sent += *taken;
    return true;
}

/* A peer that lets too much wait, or memory that is out: the connection is cut. */
static bool judge_queue(struct http_connection *connection, bool queued)
{
    bool slow = connection->state == HTTP_TAKEN &&
                http_connection_backlog(connection) > connection->write_queue_bytes_max;
    if (queued && !slow)
        return true;
    http_connection_cut(connection, HTTP_END_SLOW);
    return false;
}

bool http_connection_send(struct http_connection *connection, struct http_block *block)
{
    const uv_buf_t bytes = uv_buf_init((char *)(uintptr_t)block->bytes, (unsigned)block->len);
    size_t taken;
    if (!try_send(connection, &bytes, 1, &taken))
        return false;
    return judge_queue(connection, taken == block->len || queue_write(connection, block, taken));
}

/* Queues the piece from its byte skip on. */
static bool queue_piece(struct http_connection *connection, const struct http_piece *piece, size_t skip)
{
    const char *rest = (const char *)piece->bytes + skip;
    size_t len = piece->len - skip;
    struct http_block *block = piece->is_static ? http_block_static(rest, len) : http_block_copy(rest, len);
    bool queued = block && queue_write(connection, block, 0);
    http_block_unref(block);
    return queued;
}

bool http_connection_send_pieces(struct http_connection *connection, const struct http_piece *pieces, size_t count)
{
    uv_buf_t bytes[HTTP_PIECES_MAX];
    size_t skip;
    bool queued = true;
    assert(count > 0 && count <= HTTP_PIECES_MAX);
    for (size_t i = 0; i < count; i++)
        bytes[i] = uv_buf_init((char *)(uintptr_t)pieces[i].bytes, (unsigned)pieces[i].len);
    if (!try_send(connection, bytes, count, &skip))
        return false;
    for (size_t i = 0; i < count && queued; i++) {
        size_t done = skip < pieces[i].len ? skip : pieces[i].len;
        skip -= done;
        queued = done == pieces[i].len || queue_piece(connection, &pieces[i], done);
    }
    return judge_queue(connection, queued);
}

/* ---- reading ---- */

static void on_read(uv_stream_t *stream, ssize_t len, const uv_buf_t *buf);

static void on_need_room(uv_handle_t *handle, size_t suggested, uv_buf_t *buf)
{
    (void)suggested;
    struct http_connection *connection = handle->data;
    *buf = uv_buf_init(connection->server->read_buffer, HTTP_READ_BYTES);
}

static void start_reading(struct http_connection *connection)
{
    if (connection->reading || connection->peer_ended || connection->state == HTTP_CLOSED)
        return;
    connection->reading = uv_read_start((uv_stream_t *)&connection->tcp, on_need_room, on_read) == 0;
}

/* Keeps what came too early. Past one head's worth the socket has to wait. */
static void keep_pending(struct http_connection *connection, const char *bytes, size_t len)
{
    if (len == 0)
        return;
    buf_append(&connection->pending, bytes, len);
    if (connection->pending.failed)
        http_connection_cut(connection, HTTP_END_PEER);
    else if (connection->pending.len >= connection->server->limits.header_bytes_max)
        stop_reading(connection);
}

static void dispatch(struct http_connection *connection)
{
    struct http_server *server = connection->server;
    bool keep_alive = http_parser_keeps_alive(connection->parser);
    struct http_request *request = http_parser_take(connection->parser);
    if (!request) {
        http_connection_cut(connection, HTTP_END_US);
        return;
    }
    memcpy(request->peer, connection->peer, sizeof request->peer);
    request->peer_port = connection->peer_port;
    request->connection = connection;
    connection->request = request;
    connection->keep_alive = keep_alive;
    set_state(connection, HTTP_ANSWERING, 0);
    server->counters.requests++;
    server->handler(server->ctx, request);
}

static void send_continue(struct http_connection *connection)
{
    static const char text[] = "HTTP/1.1 100 Continue\r\n\r\n";
    const struct http_piece piece = {text, sizeof text - 1, true};
    http_connection_send_pieces(connection, &piece, 1);
}

/* The head is there, a body is to come. */
static void on_head(struct http_connection *connection)
{
    set_state(connection, HTTP_READING, connection->server->limits.body_read_ms);
    if (connection->parser->expects_continue)
        send_continue(connection);
}

/* One step of the parser; returns how many bytes it used. */
static size_t parse_some(struct http_connection *connection, const char *bytes, size_t len)
{
    struct http_server *server = connection->server;
    struct http_parser *parser = connection->parser;
    size_t used;
    enum http_parse_result result = http_parser_feed(parser, bytes, len, &used);
    if (connection->state == HTTP_IDLE && http_parser_started(parser))
        set_state(connection, HTTP_READING, server->limits.header_read_ms);
    count_body(connection, parser->body.len);
    if (result == HTTP_PARSE_REFUSED)
        http_refuse(connection, parser->refused_status, parser->refused_why);
    else if (server->body_bytes > server->limits.body_bytes_total_max)
        http_refuse(connection, 503, "too much to do");
    else if (result == HTTP_PARSE_HEAD)
        on_head(connection);
    else if (result == HTTP_PARSE_DONE)
        dispatch(connection);
    return used;
}

static bool takes_requests(const struct http_connection *connection)
{
    return connection->state == HTTP_IDLE || connection->state == HTTP_READING;
}

static void consume(struct http_connection *connection, const char *bytes, size_t len)
{
    while (len > 0 && takes_requests(connection)) {
        size_t used = parse_some(connection, bytes, len);
        bytes += used;
        len -= used;
    }
    switch (connection->state) {
    case HTTP_TAKEN: /* bytes behind an upgrade are the taker's */
        if (len > 0)
            connection->taker->bytes(connection->taker_self, bytes, len);
        break;
    case HTTP_ANSWERING:
    case HTTP_FLUSHING:
        keep_pending(connection, bytes, len);
        break;
    default: /* LINGERING, CLOSED: nobody reads it */
        break;
    }
}

/* After the peer's end: what cannot complete any more is over. */
static void judge_ended(struct http_connection *connection)
{
    if (!connection->peer_ended)
        return;
    if (connection->state == HTTP_TAKEN || takes_requests(connection))
        http_connection_cut(connection, HTTP_END_PEER);
    else if (connection->state == HTTP_LINGERING && connection->shut && http_connection_backlog(connection) == 0)
        http_connection_cut(connection, HTTP_END_US);
}

void http_connection_continue(struct http_connection *connection)
{
    size_t len = 0;
    char *bytes = buf_take(&connection->pending, &len);
    if (bytes && connection->state != HTTP_CLOSED)
        consume(connection, bytes, len);
    free(bytes);
    if (connection->pending.len < connection->server->limits.header_bytes_max)
        start_reading(connection);
    if (connection->pending.len == 0)
        judge_ended(connection);
}

static void on_read(uv_stream_t *stream, ssize_t len, const uv_buf_t *buf)
{
    struct http_connection *connection = stream->data;
    if (len == 0)
        return;
    if (len == UV_EOF) {
        connection->peer_ended = true;
        stop_reading(connection);
        if (connection->pending.len == 0)
            judge_ended(connection);
        return;
    }
    if (len < 0) {
        http_connection_cut(connection, HTTP_END_PEER);
        return;
    }
    connection->server->counters.bytes_received += (size_t)len;
    if (connection->state == HTTP_ANSWERING || connection->state == HTTP_FLUSHING || connection->ready)
        keep_pending(connection, buf->base, (size_t)len);
    else
        consume(connection, buf->base, (size_t)len);
}

/* ---- from one request to the next ---- */

static void on_shut(uv_shutdown_t *shutdown, int status)
{
    struct http_connection *connection = shutdown->data;
    if (status != UV_ECANCELED)
        judge_ended(connection);
}

void http_connection_finish(struct http_connection *connection, enum http_end end)
{
    if (connection->state == HTTP_CLOSED || connection->state == HTTP_LINGERING)
        return;
    const struct http_limits *limits = &connection->server->limits;
    bool backlog = http_connection_backlog(connection) > 0;
    connection->end = end;
    buf_free(&connection->pending);
    count_body(connection, 0);
    set_state(connection, HTTP_LINGERING, backlog ? limits->write_ms : limits->linger_ms);
    connection->shutdown.data = connection;
    connection->shut = uv_shutdown(&connection->shutdown, (uv_stream_t *)&connection->tcp, on_shut) == 0;
    if (!connection->shut) {
        http_connection_cut(connection, end);
        return;
    }
    start_reading(connection); /* and discard: unread bytes would turn our close into a reset, and the answer be lost */
}

/* The answer has gone out. */
static void settle(struct http_connection *connection)
{
    struct http_server *server = connection->server;
    if (!connection->keep_alive || server->draining) {
        http_connection_finish(connection, HTTP_END_US);
        return;
    }
    http_parser_reset(connection->parser);
    set_state(connection, HTTP_IDLE, server->limits.idle_ms);
    if (connection->pending.len > 0 || connection->peer_ended)
        http_server_mark_ready(server, connection);
    else
        start_reading(connection);
}

void http_connection_answered(struct http_connection *connection)
{
    if (connection->state == HTTP_CLOSED)
        return;
    if (http_connection_backlog(connection) == 0)
        settle(connection);
    else
        set_state(connection, HTTP_FLUSHING, connection->server->limits.write_ms);
}

static void on_drained(struct http_connection *connection)
{
    if (connection->state == HTTP_FLUSHING)
        settle(connection);
    else if (connection->state == HTTP_TAKEN)
        connection->taker->drained(connection->taker_self);
    else if (connection->state == HTTP_LINGERING)
        set_state(connection, HTTP_LINGERING, connection->server->limits.linger_ms);
}

void http_connection_take(struct http_connection *connection, const struct http_taker *taker, void *self,
                          size_t write_queue_bytes_max)
{
    assert(connection->state == HTTP_ANSWERING);
    connection->taker = taker;
    connection->taker_self = self;
    connection->write_queue_bytes_max = write_queue_bytes_max;
    connection->keep_alive = false;
    free_parser(connection);
    set_state(connection, HTTP_TAKEN, 0);
    if (connection->pending.len > 0 || connection->peer_ended)
        http_server_mark_ready(connection->server, connection);
    else
        start_reading(connection);
}

/* ---- time ---- */

void http_connection_sweep(struct http_connection *connection, uint64_t now_ms)
{
    struct http_server *server = connection->server;
    bool late = connection->deadline_ms && now_ms >= connection->deadline_ms;
    switch (connection->state) {
    case HTTP_IDLE:
        if (late)
            http_connection_finish(connection, HTTP_END_US);
        break;
    case HTTP_READING:
        if (late) {
            server->counters.timed_out++;
            http_refuse(connection, 408, "request took too long");
        }
        break;
    case HTTP_FLUSHING:
    case HTTP_LINGERING:
        if (late)
            http_connection_cut(connection, http_connection_backlog(connection) > 0 ? HTTP_END_SLOW : HTTP_END_US);
        break;
    case HTTP_TAKEN:
        if (http_connection_backlog(connection) > 0 && now_ms - connection->stalled_since_ms >= server->limits.write_ms)
            http_connection_cut(connection, HTTP_END_SLOW);
        else if (server->draining)
            connection->taker->drain(connection->taker_self); /* taken after the drain began */
        else
            connection->taker->sweep(connection->taker_self, now_ms);
        break;
    default:
        break;
    }
}

/* ---- the beginning ---- */

static void learn_peer(struct http_connection *connection)
{
    struct sockaddr_storage address;
    int len = sizeof address;
    if (uv_tcp_getpeername(&connection->tcp, (struct sockaddr *)&address, &len) != 0)
        return;
    if (address.ss_family == AF_INET6) {
        const struct sockaddr_in6 *six = (const struct sockaddr_in6 *)&address;
        uv_ip6_name(six, connection->peer, sizeof connection->peer);
        connection->peer_port = ntohs(six->sin6_port);
    } else if (address.ss_family == AF_INET) {
        const struct sockaddr_in *four = (const struct sockaddr_in *)&address;
        uv_ip4_name(four, connection->peer, sizeof connection->peer);
        connection->peer_port = ntohs(four->sin_port);
    }
}

void http_connection_start(struct http_connection *connection, bool refuse)
{
    struct http_server *server = connection->server;
    learn_peer(connection);
    uv_tcp_nodelay(&connection->tcp, 1);
    uv_tcp_keepalive(&connection->tcp, 1, 60);
    buf_init(&connection->pending, server->limits.header_bytes_max + HTTP_READ_BYTES);
    connection->parser = malloc(sizeof *connection->parser);
    if (!connection->parser) {
        http_connection_cut(connection, HTTP_END_US);
        return;
    }
    http_parser_init(connection->parser, &server->limits);
    set_state(connection, HTTP_IDLE, server->limits.idle_ms);
    if (refuse)
        http_refuse(connection, 503, "too many connections");
    else
        start_reading(connection);
}
