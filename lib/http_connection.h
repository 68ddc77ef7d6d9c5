/* Private to http and ws: the server's own data, and one connection's life and sending. It must not know what is said.
 *
 *                      first byte            complete            answered, peer has not taken it all
 *   accepted --> IDLE ------------> READING ----------> ANSWERING ------------------> FLUSHING
 *                 ^                    |                 |  |  |                          |
 *                 |                    | refused         |  |  '-- taken over --> TAKEN   |
 *                 |                    v                 |  |  (stream, WebSocket) |      |
 *                 |               FLUSHING               |  | answered: close      |      |
 *                 |                                      |  v                      v      v
 *                 '---- answered: keep alive ------------'  LINGERING <-- finish --+------'
 *                                                              | peer closed, or linger_ms
 *      any state -- cut (peer gone, too late, too slow) --> CLOSED <'   --> memory freed by the loop's close callback
 *
 *   to IDLE, LINGERING      settle()                    to READING, ANSWERING   consume()
 *   to FLUSHING             http_connection_answered()  to TAKEN                http_connection_take()
 *   to LINGERING            http_connection_finish()    to CLOSED               http_connection_cut()
 */
#ifndef NEXTUP_LIB_HTTP_CONNECTION_H
#define NEXTUP_LIB_HTTP_CONNECTION_H

#include <uv.h>

#include "lib/buf.h"
#include "lib/date.h"
#include "lib/http.h"
#include "lib/http_block.h"
#include "lib/http_parse.h"

enum {
    HTTP_READ_BYTES = 16 * 1024, /* of one read; also what may wait per connection beside one head's worth */
    HTTP_REFUSED_EXTRA_MAX = 64, /* connections beyond connections_max that are told 503; further ones are just closed */
    HTTP_BODY_BESIDE_MAX = 4 * 1024,  /* a body up to this goes out in one piece with its head */
    HTTP_ANSWER_BYTES_MAX = 32 * 1024 + HTTP_BODY_BESIDE_MAX,
    HTTP_PIECES_MAX = 2,         /* a head and a body */
};

enum http_state { HTTP_IDLE, HTTP_READING, HTTP_ANSWERING, HTTP_FLUSHING, HTTP_TAKEN, HTTP_LINGERING, HTTP_CLOSED };

enum http_end { HTTP_END_US, HTTP_END_PEER, HTTP_END_SLOW, HTTP_END_DRAINING };

/* Who took a connection over: a stream or a WebSocket. Every function is called from the loop. */
struct http_taker {
    void (*bytes)(void *taker, const char *bytes, size_t len);
    void (*drained)(void *taker);                     /* all that was sent has gone out */
    void (*sweep)(void *taker, uint64_t now_ms);      /* every sweep_ms */
    void (*drain)(void *taker);                       /* the server is going away: finish */
    void (*closed)(void *taker, enum http_end end);   /* once; the connection is gone; frees the taker */
};

struct http_connection {
    struct http_server *server;
    struct http_connection *next, *previous; /* all of the server */
    struct http_connection *ready_next;      /* those with bytes waiting to be parsed */
    uv_tcp_t tcp;
    uv_shutdown_t shutdown;
    enum http_state state;
    uint64_t deadline_ms;      /* of the state; 0: none */
    uint64_t stalled_since_ms; /* since when the peer takes nothing of what waits */
    struct http_parser *parser; /* NULL once TAKEN */
    struct buf pending;         /* came while a request was being answered */
    struct http_request *request; /* while ANSWERING */
    size_t body_bytes_counted;    /* our part of the server's body_bytes */
    size_t write_queue_bytes_max; /* while TAKEN */
    const struct http_taker *taker;
    void *taker_self;
    enum http_end end;
    char peer[HTTP_PEER_BYTES];
    uint16_t peer_port;
    bool reading;
    bool ready;
    bool peer_ended;
    bool keep_alive;
    bool shut;
};

struct http_server {
    uv_loop_t *loop;
    struct http_limits limits;
    http_handler *handler;
    void *ctx;
    struct http_counters counters;
    uv_tcp_t listeners[HTTP_LISTENERS_MAX];
    size_t listeners_count;
    size_t handles_open; /* listeners, sweep timer, ready handle */
    uv_timer_t sweep;
    uv_idle_t ready;
    struct http_connection *connections;
    struct http_connection *ready_first;
    size_t body_bytes;
    const struct http_header *common;
    size_t common_count;
    char date[DATE_HTTP_BYTES];
    struct buf answer; /* an answer being rendered: used up within http_answer() */
    bool draining;
    bool closing_handles;
    uint64_t drain_deadline_ms;
    void (*drained)(void *ctx);
    void *drained_ctx;
    char read_buffer[HTTP_READ_BYTES]; /* shared: a read is used up within its callback */
};

/* Begins the life of an accepted connection. refuse: over the limit, answer 503 and close. */
void http_connection_start(struct http_connection *connection, bool refuse);

/* Parses what waits in pending; the server calls it for ready connections. */
void http_connection_continue(struct http_connection *connection);

/* Sends a block, taking a reference of its own where it has to wait. False: the connection is closed or was cut just
 * now. */
bool http_connection_send(struct http_connection *connection, struct http_block *block);

/* The same with bytes that are only lent: what has to wait is copied, unless it is static. At most HTTP_PIECES_MAX. */
struct http_piece {
    const void *bytes;
    size_t len;
    bool is_static;
};
bool http_connection_send_pieces(struct http_connection *connection, const struct http_piece *pieces, size_t count);

/* Bytes sent that the peer has not taken. */
size_t http_connection_backlog(const struct http_connection *connection);

/* The request's answer has been sent: on to FLUSHING or what follows. */
void http_connection_answered(struct http_connection *connection);

/* Forgets the request in hand (its answer begins), so that the connection's death no longer concerns it. */
void http_connection_release_request(struct http_connection *connection);

/* Hands an ANSWERING connection to a taker. */
void http_connection_take(struct http_connection *connection, const struct http_taker *taker, void *self,
                          size_t write_queue_bytes_max);

/* Ends it in order: what was sent goes out, then our side closes, then the peer's. */
void http_connection_finish(struct http_connection *connection, enum http_end end);

/* Ends it now. */
void http_connection_cut(struct http_connection *connection, enum http_end end);

/* What the sweep finds at now_ms: deadlines and stalled peers. */
void http_connection_sweep(struct http_connection *connection, uint64_t now_ms);

/* Server: a connection's memory is about to go. */
void http_server_forget(struct http_server *server, struct http_connection *connection);
void http_server_mark_ready(struct http_server *server, struct http_connection *connection);

/* http_answer.c: the bytes of an answer's head, appended to out. length < 0: none is known (chunked when chunked).
 * False if a header is not fit to be sent. */
struct http_head {
    int status;
    const struct http_header *headers;
    size_t headers_count;
    int64_t length;
    bool chunked;
    const char *connection; /* "close", "keep-alive", "Upgrade", or NULL for none */
};
bool http_head_render(const struct http_server *server, const struct http_head *head, struct buf *out);

/* http_answer.c: counts an answer by its status's first digit. */
void http_count_answer(struct http_server *server, int status);

/* Answers a malformed or untimely request (no struct http_request exists) and finishes the connection. */
void http_refuse(struct http_connection *connection, int status, const char *why);

#endif
