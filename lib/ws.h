/* Server-side WebSocket connections (RFC 6455): text messages over a connection of lib/http.h. It must not know what
 * they say.
 *
 *     ws_accept                peer closes: close frame echoed         both close frames seen, or
 *   request --------> OPEN --------------------------------> CLOSING ----------------------------> closed(), once
 *                       |     ws_close: close frame sent        '-- peer too late: cut
 *                       '-- peer gone, slow, silent or breaking the protocol --> closed(), once
 *
 * wslay receives (fragments joined, masks and UTF-8 checked). Sending does without it: a frame is built once and shared
 * by all the connections it goes to.
 *
 * Callbacks are only ever called from the loop, never inside a call of this header.
 */
#ifndef NEXTUP_LIB_WS_H
#define NEXTUP_LIB_WS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/http.h"

struct ws;
struct ws_frame;

struct ws_limits {
    size_t message_bytes_max;     /* whole messages, so every frame too; 1009 beyond */
    size_t fragments_max;         /* frames one message may come in; 1008 beyond */
    size_t write_queue_bytes_max; /* what may wait for a slow peer; cut beyond */
    unsigned ping_ms;             /* a ping after so long without a sign from the peer */
    unsigned silent_ms;           /* cut after so long without a sign */
    unsigned close_ms;            /* for the peer to answer our close frame; cut beyond */
};

/* 64 KiB, 64 fragments, 1 MiB, 20 s, 45 s, 2 s. */
struct ws_limits ws_limits_default(void);

enum ws_closed {
    WS_CLOSED_BY_US,      /* ws_close, or the server drained */
    WS_CLOSED_BY_PEER,    /* it sent a close frame: code says which */
    WS_CLOSED_GONE,       /* the connection ended without one */
    WS_CLOSED_SLOW,       /* the peer did not read: write_queue_bytes_max was passed */
    WS_CLOSED_SILENT,     /* no sign for silent_ms */
    WS_CLOSED_PROTOCOL,   /* it broke the protocol or a limit: code is what it was told (1002 1003 1007 1008 1009) */
};

struct ws_events {
    void (*message)(void *ctx, const char *text, size_t len); /* valid UTF-8, lent for the call, no NUL added */
    void (*closed)(void *ctx, enum ws_closed why, int code);  /* exactly once; the connection is gone when it returns */
};

/* True if the request asks for a WebSocket at all (a caller answers others as it likes, 426 for example). */
bool ws_asked(const struct http_request *request);

/* Answers 101 and gives the request back; the caller has judged Origin and identity before. protocol (may be NULL) is
 * the subprotocol to confirm. limits NULL: defaults. events is kept by pointer. NULL: the handshake was wrong and has
 * been answered with 400 (426 for another version), or the connection has died; closed is never called then. */
struct ws *ws_accept(struct http_request *request, const char *protocol, const struct ws_limits *limits,
                     const struct ws_events *events, void *ctx);

/* Sends a frame. The caller keeps its own reference. False: the connection is closing (this frame may have been the one
 * too many); closed follows or has come. */
bool ws_send(struct ws *ws, struct ws_frame *frame);

/* Builds a frame, sends it, forgets it: for what goes to one connection only. */
bool ws_send_text(struct ws *ws, const char *text, size_t len);

/* Bytes sent that the peer has not taken yet. */
size_t ws_backlog(const struct ws *ws);

/* Sends a close frame after what was sent; closed follows with WS_CLOSED_BY_US. reason at most 123 bytes of UTF-8; may
 * be NULL. Calling it twice does nothing more. */
void ws_close(struct ws *ws, int code, const char *reason);

/* ---- frames ---- */

/* A text frame with one reference, the caller's. text is valid UTF-8 and copied. NULL if memory is out. */
struct ws_frame *ws_frame_new_text(const char *text, size_t len);
struct ws_frame *ws_frame_ref(struct ws_frame *frame); /* returns frame */
void ws_frame_unref(struct ws_frame *frame);           /* NULL is allowed */

#endif
