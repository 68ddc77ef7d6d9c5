/* A client for tests, on the loop of the server it talks to: it sends any bytes, also wrong ones. It must not parse
 * leniently.
 *
 * Waiting turns the loop until what is awaited has come; nothing sleeps. A wait that lasts PEER_WAIT_MS_MAX fails.
 */
#ifndef NEXTUP_LIB_TESTING_PEER_H
#define NEXTUP_LIB_TESTING_PEER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <uv.h>

#include "lib/buf.h"

enum { PEER_WAIT_MS_MAX = 20000, PEER_RECEIVED_BYTES_MAX = 32 * 1024 * 1024 };

struct peer {
    uv_loop_t *loop;
    int socket;
    struct buf received; /* what came and was not consumed */
    bool ended;          /* the server closed or reset */
};

/* Connects to 127.0.0.1:port. False if refused. */
bool peer_connect(struct peer *peer, uv_loop_t *loop, int port);
void peer_close(struct peer *peer);

/* Sends everything, turning the loop while the socket is full. False if the server closed first. */
bool peer_send(struct peer *peer, const void *bytes, size_t len);
bool peer_send_text(struct peer *peer, const char *text);

/* Waits until received contains text; false if the connection ends without it. */
bool peer_await(struct peer *peer, const char *text);

/* Waits until len bytes are there; false if the connection ends before. */
bool peer_await_bytes(struct peer *peer, size_t len);

/* Waits for the end; false if it does not come. */
bool peer_await_end(struct peer *peer);

/* Turns the loop until done(ctx) is true. False after PEER_WAIT_MS_MAX. */
bool peer_run_until(uv_loop_t *loop, bool (*done)(void *ctx), void *ctx);

/* One whole answer (by Content-Length), received.len cut down to what follows it. Returns the status, 0 if the
 * connection ends first. body may be NULL; head may be NULL; both get NUL-ended text. */
int peer_await_answer(struct peer *peer, struct buf *head, struct buf *body);

/* ---- WebSocket ---- */

struct peer_frame {
    unsigned opcode;
    bool fin;
    size_t len;
    char payload[2048]; /* the beginning, NUL-ended */
};

/* Sends the handshake for path and waits for 101. */
bool peer_ws_open(struct peer *peer, const char *path);

/* Sends one frame. first is its first byte (0x81: whole text). */
bool peer_ws_send(struct peer *peer, unsigned first, bool masked, const void *payload, size_t len);

/* Waits for one frame and takes it out of received. */
bool peer_ws_next(struct peer *peer, struct peer_frame *frame);

#endif
