/* WebSocket connections; see ws.h for the picture. It must not know what the messages say.
 *
 *   OPEN     both directions
 *   CLOSING  our close frame is out (close_sent); what the peer still says is read only to find its close frame
 *   over     handed to http_connection_finish or _cut; closed() follows from the connection's close callback
 *
 * why and code are set once, by the first cause (end_with).
 */
#include "lib/ws.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <wslay/wslay.h>

#include "lib/crypto.h"
#include "lib/http_connection.h"

enum {
    KEY_BYTES = 16,
    ACCEPT_BYTES = BASE64_BYTES(SHA1_BYTES),
    REASON_BYTES_MAX = 123,
    FRAME_HEAD_BYTES_MAX = 10,
    WSLAY_OUT_BYTES_MAX = 64 * 1024, /* pongs and close frames of one round */
};

struct ws {
    struct http_connection *connection;
    struct ws_limits limits;
    const struct ws_events *events;
    void *ctx;
    wslay_event_context_ptr wslay;
    const char *incoming; /* while receiving: what wslay has not taken yet */
    size_t incoming_len;
    struct buf outgoing; /* while wslay sends: one round of its frames */
    size_t fragments;    /* of the message in progress */
    bool close_sent;
    bool why_known;
    enum ws_closed why;
    int code;
    uint64_t heard_ms;
    uint64_t pinged_ms;
    uint64_t close_deadline_ms;
};

struct ws_limits ws_limits_default(void)
{
    return (struct ws_limits){.message_bytes_max = 64 * 1024,
                              .fragments_max = 64,
                              .write_queue_bytes_max = 1024 * 1024,
                              .ping_ms = 20000,
                              .silent_ms = 45000,
                              .close_ms = 2000};
}

/* ---- frames: FIN and opcode, length (7, 16 or 64 bits), payload; a server masks nothing (RFC 6455, 5.2) ---- */

struct ws_frame {
    struct http_block block; /* first: a frame is a block; its bytes lie behind the struct */
};

static size_t frame_head(unsigned char head[FRAME_HEAD_BYTES_MAX], unsigned opcode, size_t len)
{
    head[0] = (unsigned char)(0x80 | opcode);
    size_t extra = len < 126 ? 0 : len <= 0xFFFF ? 2 : 8;
    head[1] = (unsigned char)(extra == 0 ? len : extra == 2 ? 126 : 127);
    for (size_t i = 0; i < extra; i++)
        head[2 + i] = (unsigned char)((uint64_t)len >> (8 * (extra - 1 - i)));
    return 2 + extra;
}

static struct ws_frame *frame_new(unsigned opcode, const void *payload, size_t len)
{
    unsigned char head[FRAME_HEAD_BYTES_MAX];
    size_t head_len = frame_head(head, opcode, len);
    char *at;
    struct http_block *block = http_block_new(head_len + len, &at);
    if (!block)
        return NULL;
    memcpy(at, head, head_len);
    if (len > 0)
        memcpy(at + head_len, payload, len);
    return (struct ws_frame *)block;
}

struct ws_frame *ws_frame_new_text(const char *text, size_t len)
{
    return frame_new(WSLAY_TEXT_FRAME, text, len);
}

struct ws_frame *ws_frame_ref(struct ws_frame *frame)
{
    frame->block.references++;
    return frame;
}

void ws_frame_unref(struct ws_frame *frame)
{
    if (frame)
        http_block_unref(&frame->block);
}

/* ---- the end ---- */

/* Notes why it ends; the first cause stays. */
static void end_with(struct ws *ws, enum ws_closed why, int code)
{
    if (ws->why_known)
        return;
    ws->why_known = true;
    ws->why = why;
    ws->code = code;
}

static bool is_over(const struct ws *ws)
{
    return ws->connection->state != HTTP_TAKEN;
}

static void on_closed(void *self, enum http_end end)
{
    struct ws *ws = self;
    if (end == HTTP_END_SLOW)
        end_with(ws, WS_CLOSED_SLOW, 1013);
    else
        end_with(ws, end == HTTP_END_PEER ? WS_CLOSED_GONE : WS_CLOSED_BY_US, 1006);
    ws->connection->server->counters.websockets_open--;
    ws->events->closed(ws->ctx, ws->why, ws->code);
    wslay_event_context_free(ws->wslay);
    buf_free(&ws->outgoing);
    free(ws);
}

/* ---- what wslay wants to send: pongs and the answer to a close frame ---- */

static ssize_t on_wslay_send(wslay_event_context_ptr context, const uint8_t *bytes, size_t len, int flags, void *self)
{
    (void)flags;
    struct ws *ws = self;
    buf_append(&ws->outgoing, bytes, len);
    if (ws->outgoing.failed) {
        wslay_event_set_error(context, WSLAY_ERR_CALLBACK_FAILURE);
        return -1;
    }
    return (ssize_t)len;
}

static void send_what_wslay_has(struct ws *ws)
{
    buf_clear(&ws->outgoing);
    if (wslay_event_send(ws->wslay) != 0) {
        http_connection_cut(ws->connection, HTTP_END_SLOW);
        return;
    }
    if (ws->outgoing.len == 0)
        return;
    struct http_block *block = http_block_copy(ws->outgoing.bytes, ws->outgoing.len);
    if (block)
        http_connection_send(ws->connection, block);
    else
        http_connection_cut(ws->connection, HTTP_END_SLOW);
    http_block_unref(block);
}

/* ---- receiving ---- */

static ssize_t on_wslay_recv(wslay_event_context_ptr context, uint8_t *room, size_t len, int flags, void *self)
{
    (void)flags;
    struct ws *ws = self;
    if (ws->incoming_len == 0) {
        wslay_event_set_error(context, WSLAY_ERR_WOULDBLOCK);
        return -1;
    }
    size_t taken = len < ws->incoming_len ? len : ws->incoming_len;
    memcpy(room, ws->incoming, taken);
    ws->incoming += taken;
    ws->incoming_len -= taken;
    return (ssize_t)taken;
}

/* Breaks off: the peer is told the code and nothing more of it is read. */
static void break_off(struct ws *ws, int code)
{
    end_with(ws, WS_CLOSED_PROTOCOL, code);
    wslay_event_queue_close(ws->wslay, (uint16_t)code, NULL, 0);
    wslay_event_shutdown_read(ws->wslay);
}

static void on_wslay_frame(wslay_event_context_ptr context, const struct wslay_event_on_frame_recv_start_arg *frame,
                           void *self)
{
    (void)context;
    struct ws *ws = self;
    if (wslay_is_ctrl_frame(frame->opcode))
        return;
    if (++ws->fragments > ws->limits.fragments_max)
        break_off(ws, 1008);
    else if (frame->opcode == WSLAY_BINARY_FRAME)
        break_off(ws, 1003);
}

static void on_wslay_message(wslay_event_context_ptr context, const struct wslay_event_on_msg_recv_arg *message,
                             void *self)
{
    (void)context;
    struct ws *ws = self;
    if (message->opcode == WSLAY_CONNECTION_CLOSE) {
        end_with(ws, WS_CLOSED_BY_PEER, message->status_code ? message->status_code : 1005);
        return;
    }
    if (message->opcode != WSLAY_TEXT_FRAME)
        return;
    ws->fragments = 0;
    if (!ws->why_known && !ws->close_sent && !is_over(ws))
        ws->events->message(ws->ctx, (const char *)message->msg, message->msg_length);
}

/* wslay could not even read the frame (a fragmented or long control frame, a length not in its shortest form): it would
 * close without a code, so the close frame is ours. */
static void break_off_unreadable(struct ws *ws)
{
    end_with(ws, WS_CLOSED_PROTOCOL, 1002);
    struct ws_frame *frame = frame_new(WSLAY_CONNECTION_CLOSE, "\x03\xEA", 2);
    struct http_block *block = frame ? &frame->block : NULL;
    if (block)
        http_connection_send(ws->connection, block);
    ws_frame_unref(frame);
    http_connection_finish(ws->connection, HTTP_END_US);
}

/* wslay has read all it will: either both sides have said goodbye, or the peer broke a rule and was told so. */
static void end_reading(struct ws *ws)
{
    if (!ws->why_known)
        end_with(ws, WS_CLOSED_PROTOCOL, wslay_event_get_status_code_sent(ws->wslay));
    http_connection_finish(ws->connection, HTTP_END_US);
}

static void on_bytes(void *self, const char *bytes, size_t len)
{
    struct ws *ws = self;
    ws->heard_ms = uv_now(ws->connection->server->loop);
    ws->incoming = bytes;
    ws->incoming_len = len;
    int result = wslay_event_recv(ws->wslay);
    ws->incoming = NULL;
    ws->incoming_len = 0;
    if (is_over(ws))
        return;
    if (result != 0) {
        break_off_unreadable(ws);
        return;
    }
    if (wslay_event_want_write(ws->wslay))
        send_what_wslay_has(ws);
    if (!is_over(ws) && !wslay_event_want_read(ws->wslay))
        end_reading(ws);
}

/* ---- sending ---- */

bool ws_send(struct ws *ws, struct ws_frame *frame)
{
    if (is_over(ws) || ws->close_sent || ws->why_known)
        return false;
    struct http_block *block = &frame->block;
    return http_connection_send(ws->connection, block);
}

bool ws_send_text(struct ws *ws, const char *text, size_t len)
{
    struct ws_frame *frame = ws_frame_new_text(text, len);
    bool sent = frame && ws_send(ws, frame);
    ws_frame_unref(frame);
    return sent;
}

size_t ws_backlog(const struct ws *ws)
{
    return http_connection_backlog(ws->connection);
}

void ws_close(struct ws *ws, int code, const char *reason)
{
    if (is_over(ws) || ws->close_sent || ws->why_known)
        return;
    size_t len = reason ? strlen(reason) : 0;
    assert(len <= REASON_BYTES_MAX);
    end_with(ws, WS_CLOSED_BY_US, code);
    ws->close_sent = true;
    ws->close_deadline_ms = uv_now(ws->connection->server->loop) + ws->limits.close_ms;
    wslay_event_queue_close(ws->wslay, (uint16_t)code, (const uint8_t *)reason, len);
    send_what_wslay_has(ws);
}

/* ---- time ---- */

static void send_ping(struct ws *ws, uint64_t now_ms)
{
    ws->pinged_ms = now_ms;
    struct ws_frame *ping = frame_new(WSLAY_PING, NULL, 0);
    if (ping)
        ws_send(ws, ping);
    ws_frame_unref(ping);
}

static void on_sweep(void *self, uint64_t now_ms)
{
    struct ws *ws = self;
    if (ws->close_sent) {
        if (now_ms >= ws->close_deadline_ms)
            http_connection_finish(ws->connection, HTTP_END_US);
        return;
    }
    uint64_t silent_ms = now_ms - ws->heard_ms;
    if (silent_ms >= ws->limits.silent_ms) {
        end_with(ws, WS_CLOSED_SILENT, 1006);
        http_connection_cut(ws->connection, HTTP_END_PEER);
    } else if (silent_ms >= ws->limits.ping_ms && now_ms - ws->pinged_ms >= ws->limits.ping_ms) {
        send_ping(ws, now_ms);
    }
}

static void on_drained(void *self)
{
    (void)self;
}

static void on_drain(void *self)
{
    ws_close(self, 1001, "server is going away");
}

static const struct http_taker taker = {
    .bytes = on_bytes, .drained = on_drained, .sweep = on_sweep, .drain = on_drain, .closed = on_closed};

/* ---- the handshake (RFC 6455, 4.2) ---- */

bool ws_asked(const struct http_request *request)
{
    return http_header_has(request, "upgrade", "websocket");
}

static bool handshake_is_right(const struct http_request *request, const char *key)
{
    uint8_t raw[KEY_BYTES];
    size_t raw_len = 0;
    return strcmp(request->method, "GET") == 0 && request->version_minor == 1 && request->body_len == 0 &&
           ws_asked(request) && http_header_has(request, "connection", "upgrade") &&
           http_header_count(request, "sec-websocket-key") == 1 && key &&
           base64_decode(key, strlen(key), raw, sizeof raw, &raw_len) && raw_len == KEY_BYTES;
}

static void refuse_handshake(struct http_request *request, bool version_is_known)
{
    static const struct http_header version = {"Sec-WebSocket-Version", "13"};
    static const char why[] = "not a WebSocket handshake\n";
    const struct http_answer answer = {.status = version_is_known ? 400 : 426,
                                       .headers = &version,
                                       .headers_count = version_is_known ? 0 : 1,
                                       .body = why,
                                       .body_len = sizeof why - 1};
    http_answer(request, &answer);
}

static void accept_value(const char *key, char text[ACCEPT_BYTES])
{
    static const char guid[] = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    char joined[BASE64_BYTES(KEY_BYTES) + sizeof guid];
    uint8_t digest[SHA1_BYTES];
    size_t key_len = strlen(key);
    assert(key_len < BASE64_BYTES(KEY_BYTES));
    memcpy(joined, key, key_len);
    memcpy(joined + key_len, guid, sizeof guid - 1);
    sha1(joined, key_len + sizeof guid - 1, digest);
    base64_encode(digest, sizeof digest, text);
}

static bool send_switch(struct http_connection *connection, const char *key, const char *protocol)
{
    char accept[ACCEPT_BYTES];
    accept_value(key, accept);
    const struct http_header headers[] = {
        {"Upgrade", "websocket"}, {"Sec-WebSocket-Accept", accept}, {"Sec-WebSocket-Protocol", protocol}};
    struct http_head head = {.status = 101,
                             .headers = headers,
                             .headers_count = protocol ? 3 : 2,
                             .length = -1,
                             .connection = "Upgrade"};
    struct buf rendered;
    buf_init(&rendered, 8 * 1024);
    bool ok = http_head_render(connection->server, &head, &rendered);
    struct http_block *block = ok ? http_block_copy(rendered.bytes, rendered.len) : NULL;
    ok = block && http_connection_send(connection, block);
    http_block_unref(block);
    buf_free(&rendered);
    return ok;
}

static struct ws *ws_new(struct http_connection *connection, const struct ws_limits *limits,
                         const struct ws_events *events, void *ctx)
{
    static const struct wslay_event_callbacks callbacks = {.recv_callback = on_wslay_recv,
                                                           .send_callback = on_wslay_send,
                                                           .on_frame_recv_start_callback = on_wslay_frame,
                                                           .on_msg_recv_callback = on_wslay_message};
    struct ws *ws = calloc(1, sizeof *ws);
    if (!ws)
        return NULL;
    if (wslay_event_context_server_init(&ws->wslay, &callbacks, ws) != 0) {
        free(ws);
        return NULL;
    }
    ws->connection = connection;
    ws->limits = limits ? *limits : ws_limits_default();
    ws->events = events;
    ws->ctx = ctx;
    ws->heard_ms = ws->pinged_ms = uv_now(connection->server->loop);
    buf_init(&ws->outgoing, WSLAY_OUT_BYTES_MAX);
    wslay_event_config_set_max_recv_msg_length(ws->wslay, ws->limits.message_bytes_max);
    return ws;
}

struct ws *ws_accept(struct http_request *request, const char *protocol, const struct ws_limits *limits,
                     const struct ws_events *events, void *ctx)
{
    struct http_connection *connection = request->connection;
    const char *key = http_header_find(request, "sec-websocket-key");
    const char *version = http_header_find(request, "sec-websocket-version");
    bool version_is_known = version && strcmp(version, "13") == 0;
    if (!connection || !handshake_is_right(request, key) || !version_is_known) {
        refuse_handshake(request, version_is_known || !ws_asked(request));
        return NULL;
    }
    struct ws *ws = ws_new(connection, limits, events, ctx);
    if (!ws || !send_switch(connection, key, protocol)) {
        http_answer_body(request, 503, NULL, NULL, 0); /* only if the connection is alive still; see send_switch */
        if (ws)
            wslay_event_context_free(ws->wslay);
        free(ws);
        return NULL;
    }
    http_connection_release_request(connection);
    http_request_free(request);
    connection->server->counters.websockets_open++;
    http_count_answer(connection->server, 101);
    http_connection_take(connection, &taker, ws, ws->limits.write_queue_bytes_max);
    return ws;
}
