/* Answers without an end; see http.h. It must not know what is streamed.
 *
 * HTTP/1.1 gets chunks, HTTP/1.0 gets bytes until the connection closes. Either way the connection is not used again.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/http_connection.h"

enum { HEAD_BYTES_MAX = 32 * 1024, CHUNK_FRAME_BYTES_MAX = 24 };

struct http_stream {
    struct http_connection *connection;
    const struct http_stream_events *events;
    void *ctx;
    bool chunked;
};

static void on_bytes(void *self, const char *bytes, size_t len)
{
    (void)self; /* whoever listens to a stream has nothing to say */
    (void)bytes;
    (void)len;
}

static void on_drained(void *self)
{
    struct http_stream *stream = self;
    if (stream->events->drained)
        stream->events->drained(stream->ctx);
}

static void on_sweep(void *self, uint64_t now_ms)
{
    (void)self;
    (void)now_ms;
}

static void send_copy(struct http_stream *stream, const void *bytes, size_t len)
{
    struct http_block *block = http_block_copy(bytes, len);
    if (block)
        http_connection_send(stream->connection, block);
    else
        http_connection_cut(stream->connection, HTTP_END_SLOW);
    http_block_unref(block);
}

static void finish(struct http_stream *stream, enum http_end end)
{
    if (stream->connection->state != HTTP_TAKEN)
        return;
    if (stream->chunked)
        send_copy(stream, "0\r\n\r\n", 5);
    http_connection_finish(stream->connection, end);
}

static void on_drain(void *self)
{
    finish(self, HTTP_END_DRAINING);
}

static void on_closed(void *self, enum http_end end)
{
    static const enum http_closed words[] = {[HTTP_END_US] = HTTP_CLOSED_ENDED,
                                             [HTTP_END_PEER] = HTTP_CLOSED_BY_PEER,
                                             [HTTP_END_SLOW] = HTTP_CLOSED_SLOW,
                                             [HTTP_END_DRAINING] = HTTP_CLOSED_DRAINING};
    struct http_stream *stream = self;
    stream->connection->server->counters.streams_open--;
    stream->events->closed(stream->ctx, words[end]);
    free(stream);
}

static const struct http_taker taker = {
    .bytes = on_bytes, .drained = on_drained, .sweep = on_sweep, .drain = on_drain, .closed = on_closed};

/* The stream's head; false if it could not be made. */
static bool send_head(struct http_stream *stream, int status, const struct http_header *headers, size_t count)
{
    struct buf rendered;
    buf_init(&rendered, HEAD_BYTES_MAX);
    struct http_head head = {.status = status,
                             .headers = headers,
                             .headers_count = count,
                             .length = -1,
                             .chunked = stream->chunked,
                             .connection = "close"};
    bool ok = http_head_render(stream->connection->server, &head, &rendered);
    if (ok)
        send_copy(stream, rendered.bytes, rendered.len);
    buf_free(&rendered);
    return ok;
}

struct http_stream *http_stream_begin(struct http_request *request, int status, const struct http_header *headers,
                                      size_t headers_count, const struct http_stream_events *events, void *ctx)
{
    struct http_connection *connection = request->connection;
    struct http_stream *stream = connection ? malloc(sizeof *stream) : NULL;
    if (!stream) {
        http_answer_body(request, 503, NULL, NULL, 0);
        return NULL;
    }
    *stream = (struct http_stream){
        .connection = connection, .events = events, .ctx = ctx, .chunked = request->version_minor == 1};
    http_connection_release_request(connection);
    http_request_free(request);
    connection->server->counters.streams_open++;
    http_count_answer(connection->server, status);
    http_connection_take(connection, &taker, stream, connection->server->limits.write_queue_bytes_max);
    if (!send_head(stream, status, headers, headers_count))
        http_connection_cut(connection, HTTP_END_US); /* a header with a line break: closed tells */
    return stream;
}

/* One chunk with its frame, in one block. */
static struct http_block *chunk_of(const void *bytes, size_t len)
{
    char size[CHUNK_FRAME_BYTES_MAX];
    int size_len = snprintf(size, sizeof size, "%zx\r\n", len);
    char *at;
    struct http_block *block = http_block_new((size_t)size_len + len + 2, &at);
    if (!block)
        return NULL;
    memcpy(at, size, (size_t)size_len);
    memcpy(at + size_len, bytes, len);
    memcpy(at + (size_t)size_len + len, "\r\n", 2);
    return block;
}

bool http_stream_write(struct http_stream *stream, const void *bytes, size_t len)
{
    if (stream->connection->state != HTTP_TAKEN)
        return false;
    if (len == 0)
        return true; /* an empty chunk would be the end */
    struct http_block *block = stream->chunked ? chunk_of(bytes, len) : http_block_copy(bytes, len);
    if (!block) {
        http_connection_cut(stream->connection, HTTP_END_SLOW);
        return false;
    }
    bool sent = http_connection_send(stream->connection, block);
    http_block_unref(block);
    return sent;
}

size_t http_stream_backlog(const struct http_stream *stream)
{
    return http_connection_backlog(stream->connection);
}

void http_stream_end(struct http_stream *stream)
{
    finish(stream, HTTP_END_US);
}
