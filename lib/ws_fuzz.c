/* Fuzzes a WebSocket's receiving: any bytes after a right handshake, cut by the first byte. The connection below is a
 * stand-in that counts what is sent, so that no socket is needed. */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "lib/http_connection.h"
#include "lib/utf8.h"
#include "lib/ws.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

/* ---- the stand-in ---- */

bool http_connection_send(struct http_connection *connection, struct http_block *block)
{
    assert(block->len > 0);
    return connection->state == HTTP_TAKEN || connection->state == HTTP_ANSWERING;
}

size_t http_connection_backlog(const struct http_connection *connection)
{
    (void)connection;
    return 0;
}

void http_connection_release_request(struct http_connection *connection)
{
    connection->request = NULL;
}

void http_connection_take(struct http_connection *connection, const struct http_taker *taker, void *self,
                          size_t bytes_max)
{
    connection->taker = taker;
    connection->taker_self = self;
    connection->write_queue_bytes_max = bytes_max;
    connection->state = HTTP_TAKEN;
}

void http_connection_finish(struct http_connection *connection, enum http_end end)
{
    connection->end = end;
    connection->state = HTTP_LINGERING;
}

void http_connection_cut(struct http_connection *connection, enum http_end end)
{
    connection->end = end;
    connection->state = HTTP_CLOSED;
}

bool http_head_render(const struct http_server *server, const struct http_head *head, struct buf *out)
{
    (void)server;
    (void)head;
    buf_append_text(out, "HTTP/1.1 101 \r\n\r\n");
    return true;
}

void http_count_answer(struct http_server *server, int status)
{
    (void)server;
    assert(status == 101);
}

void http_request_free(struct http_request *request)
{
    (void)request;
}

void http_answer(struct http_request *request, const struct http_answer *answer)
{
    (void)request;
    (void)answer;
    abort(); /* the handshake below is right */
}

void http_answer_body(struct http_request *request, int status, const char *content_type, const void *body, size_t len)
{
    (void)request;
    (void)status;
    (void)content_type;
    (void)body;
    (void)len;
    abort();
}

/* ---- the target ---- */

static int closed;

static void on_message(void *ctx, const char *text, size_t len)
{
    assert(len <= 100 && utf8_valid(text, len));
    struct ws **ws = ctx;
    if (len == 1 && *ws)
        ws_close(*ws, 1000, "enough");
}

static void on_closed(void *ctx, enum ws_closed why, int code)
{
    (void)ctx;
    (void)why;
    assert(code >= 1000 && code < 5000);
    closed++;
}

static const struct ws_events events = {.message = on_message, .closed = on_closed};

static const struct http_header headers[] = {{"Upgrade", "websocket"},
                                             {"Connection", "Upgrade"},
                                             {"Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ=="},
                                             {"Sec-WebSocket-Version", "13"}};

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    if (len < 2)
        return 0;
    static struct http_server server;
    uv_loop_t loop = {0};
    server.loop = &loop;
    struct http_connection connection = {.server = &server, .state = HTTP_ANSWERING};
    struct http_request request = {
        .method = "GET", .headers = headers, .headers_count = 4, .version_minor = 1, .connection = &connection};
    struct ws_limits limits = ws_limits_default();
    limits.message_bytes_max = 100;
    struct ws *ws = NULL;
    ws = ws_accept(&request, NULL, &limits, &events, &ws);
    size_t step = 1 + bytes[0] % 32;
    for (size_t at = 1; at < len && connection.state == HTTP_TAKEN; at += step) {
        size_t part = step < len - at ? step : len - at;
        connection.taker->bytes(ws, (const char *)bytes + at, part);
    }
    closed = 0;
    connection.taker->closed(ws, HTTP_END_PEER);
    assert(closed == 1);
    return 0;
}
