/* A client for tests; see peer.h. It must not parse leniently. */
#include "lib/testing/peer.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { POLL_MS_MAX = 100 };

bool peer_connect(struct peer *peer, uv_loop_t *loop, int port)
{
    *peer = (struct peer){.loop = loop};
    buf_init(&peer->received, PEER_RECEIVED_BYTES_MAX);
    peer->socket = socket(AF_INET, SOCK_STREAM, 0);
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (connect(peer->socket, (struct sockaddr *)&address, sizeof address) != 0) {
        close(peer->socket);
        return false;
    }
    fcntl(peer->socket, F_SETFL, O_NONBLOCK);
    return true;
}

void peer_close(struct peer *peer)
{
    close(peer->socket);
    buf_free(&peer->received);
}

static void read_some(struct peer *peer)
{
    char bytes[16 * 1024];
    while (!peer->ended) {
        ssize_t len = recv(peer->socket, bytes, sizeof bytes, 0);
        if (len > 0)
            buf_append(&peer->received, bytes, (size_t)len);
        else if (len < 0 && errno == EAGAIN)
            return;
        else
            peer->ended = true;
    }
}

/* One turn of the loop, then a wait for either side to have news. peer may be NULL. */
static void turn(uv_loop_t *loop, const struct peer *peer, short events)
{
    uv_run(loop, UV_RUN_NOWAIT);
    int wait_ms = uv_backend_timeout(loop);
    if (wait_ms < 0 || wait_ms > POLL_MS_MAX)
        wait_ms = POLL_MS_MAX;
    struct pollfd polled[2] = {{.fd = uv_backend_fd(loop), .events = POLLIN}};
    if (peer)
        polled[1] = (struct pollfd){.fd = peer->socket, .events = events};
    poll(polled, peer ? 2 : 1, wait_ms);
    uv_run(loop, UV_RUN_NOWAIT);
}

/* A machine that stood still must not end a wait: between two looks at the clock at most STEP_NS_MAX count. */
struct deadline {
    uint64_t looked_ns;
    uint64_t left_ns;
};

enum { STEP_NS_MAX = 500 * 1000000 };

static struct deadline deadline_start(void)
{
    return (struct deadline){.looked_ns = uv_hrtime(), .left_ns = (uint64_t)PEER_WAIT_MS_MAX * 1000000};
}

static bool deadline_passed(struct deadline *deadline)
{
    uint64_t now_ns = uv_hrtime();
    uint64_t step_ns = now_ns - deadline->looked_ns;
    step_ns = step_ns < STEP_NS_MAX ? step_ns : STEP_NS_MAX;
    deadline->looked_ns = now_ns;
    if (step_ns < deadline->left_ns) {
        deadline->left_ns -= step_ns;
        return false;
    }
    if (deadline->left_ns > 0)
        fprintf(stderr, "peer: waited %d ms in vain\n", PEER_WAIT_MS_MAX);
    deadline->left_ns = 0;
    return true;
}

bool peer_send(struct peer *peer, const void *bytes, size_t len)
{
    struct deadline deadline = deadline_start();
    const char *at = bytes;
    while (len > 0 && !deadline_passed(&deadline)) {
        ssize_t sent = send(peer->socket, at, len, MSG_NOSIGNAL);
        if (sent < 0 && errno != EAGAIN)
            return false;
        if (sent > 0) {
            at += sent;
            len -= (size_t)sent;
        } else {
            turn(peer->loop, peer, POLLOUT);
        }
    }
    return len == 0;
}

bool peer_send_text(struct peer *peer, const char *text)
{
    return peer_send(peer, text, strlen(text));
}

static bool await(struct peer *peer, bool (*come)(const struct peer *peer, const void *what), const void *what)
{
    struct deadline deadline = deadline_start();
    for (;;) {
        read_some(peer);
        if (come(peer, what))
            return true;
        if (peer->ended || deadline_passed(&deadline))
            return false;
        turn(peer->loop, peer, POLLIN);
    }
}

static bool has_text(const struct peer *peer, const void *what)
{
    return peer->received.len > 0 && memmem(peer->received.bytes, peer->received.len, what, strlen(what)) != NULL;
}

bool peer_await(struct peer *peer, const char *text)
{
    return await(peer, has_text, text);
}

static bool has_bytes(const struct peer *peer, const void *what)
{
    return peer->received.len >= *(const size_t *)what;
}

bool peer_await_bytes(struct peer *peer, size_t len)
{
    return await(peer, has_bytes, &len);
}

static bool has_ended(const struct peer *peer, const void *what)
{
    (void)what;
    return peer->ended;
}

bool peer_await_end(struct peer *peer)
{
    return await(peer, has_ended, NULL);
}

bool peer_run_until(uv_loop_t *loop, bool (*done)(void *ctx), void *ctx)
{
    struct deadline deadline = deadline_start();
    while (!done(ctx)) {
        if (deadline_passed(&deadline))
            return false;
        turn(loop, NULL, 0);
    }
    return true;
}

static size_t content_length(const char *head)
{
    const char *header = strcasestr(head, "\r\nContent-Length:");
    return header ? strtoul(header + 17, NULL, 10) : 0;
}

int peer_await_answer(struct peer *peer, struct buf *head, struct buf *body)
{
    if (!peer_await(peer, "\r\n\r\n"))
        return 0;
    const char *end = memmem(peer->received.bytes, peer->received.len, "\r\n\r\n", 4);
    size_t head_len = (size_t)(end - peer->received.bytes) + 4;
    char *text = strndup(peer->received.bytes, head_len);
    size_t body_len = content_length(text);
    int status = (int)strtol(text + 9, NULL, 10);
    if (head) {
        buf_clear(head);
        buf_append_text(head, text);
    }
    free(text);
    if (!peer_await_bytes(peer, head_len + body_len))
        return 0;
    if (body) {
        buf_clear(body);
        buf_append(body, peer->received.bytes + head_len, body_len);
    }
    buf_consume(&peer->received, head_len + body_len);
    return status;
}

bool peer_ws_open(struct peer *peer, const char *path)
{
    peer_send_text(peer, "GET ");
    peer_send_text(peer, path);
    peer_send_text(peer, " HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                         "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n");
    struct buf head;
    buf_init(&head, 4096);
    int status = peer_await_answer(peer, &head, NULL);
    bool right = status == 101 && strstr(buf_text(&head), "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
    buf_free(&head);
    return right;
}

bool peer_ws_send(struct peer *peer, unsigned first, bool masked, const void *payload, size_t len)
{
    static const unsigned char mask[4] = {0x37, 0xfa, 0x21, 0x3d};
    struct buf frame;
    buf_init(&frame, len + 16);
    buf_append_char(&frame, (char)first);
    size_t extra = len < 126 ? 0 : len <= 0xFFFF ? 2 : 8;
    buf_append_char(&frame, (char)((masked ? 0x80 : 0) | (extra == 0 ? len : extra == 2 ? 126 : 127)));
    for (size_t i = 0; i < extra; i++)
        buf_append_char(&frame, (char)((uint64_t)len >> (8 * (extra - 1 - i))));
    if (masked)
        buf_append(&frame, mask, sizeof mask);
    for (size_t i = 0; i < len; i++)
        buf_append_char(&frame, (char)(((const unsigned char *)payload)[i] ^ (masked ? mask[i % 4] : 0)));
    bool sent = peer_send(peer, frame.bytes, frame.len);
    buf_free(&frame);
    return sent;
}

bool peer_ws_next(struct peer *peer, struct peer_frame *frame)
{
    if (!peer_await_bytes(peer, 2))
        return false;
    const unsigned char *head = (const unsigned char *)peer->received.bytes;
    size_t extra = head[1] == 126 ? 2 : head[1] == 127 ? 8 : 0;
    if (head[1] > 127 || !peer_await_bytes(peer, 2 + extra))
        return false;
    head = (const unsigned char *)peer->received.bytes;
    size_t len = extra ? 0 : head[1];
    for (size_t i = 0; i < extra; i++)
        len = len << 8 | head[2 + i];
    if (!peer_await_bytes(peer, 2 + extra + len))
        return false;
    head = (const unsigned char *)peer->received.bytes;
    *frame = (struct peer_frame){.opcode = head[0] & 15, .fin = head[0] & 0x80, .len = len};
    memcpy(frame->payload, head + 2 + extra, len < sizeof frame->payload ? len : sizeof frame->payload - 1);
    buf_consume(&peer->received, 2 + extra + len);
    return true;
}
