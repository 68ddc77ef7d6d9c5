/* An HTTP/1.1 server on one libuv loop (llhttp parses). It must know no path, no identity and nothing of our trade.
 *
 * One request at a time per connection; what a client sends meanwhile waits in a bounded buffer, so pipelined requests
 * are answered in order by construction. Everything happens on the loop's thread.
 *
 *     handler(ctx, request)             the request is lent to the handler ...
 *       |- http_answer                  ... until it answers, now or any time later,
 *       |- http_stream_begin            ... or turns it into a stream (server-sent events),
 *       '- ws_accept (lib/ws.h)         ... or into a WebSocket.
 *     Exactly one of the three is called, once, for every request, also when the connection has died meanwhile: then
 *     the answer goes nowhere and the request is freed just the same.
 *
 * Callbacks are only ever called from the loop, never inside a call of this header. SIGPIPE is ignored for the whole
 * process.
 */
#ifndef NEXTUP_LIB_HTTP_H
#define NEXTUP_LIB_HTTP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <uv.h>

struct http_server;
struct http_connection;
struct http_stream;

/* ---- limits ---- */

enum {
    HTTP_HEADERS_MAX = 64, /* the largest headers_max */
    HTTP_PEER_BYTES = 46,  /* an IPv6 address as text with its NUL */
    HTTP_LISTENERS_MAX = 4,
};

struct http_limits {
    size_t header_bytes_max;      /* request line and headers; 431 beyond */
    size_t headers_max;           /* 431 beyond; at most HTTP_HEADERS_MAX */
    size_t body_bytes_max;        /* 413 beyond */
    size_t body_bytes_total_max;  /* of all requests not answered yet; 503 beyond */
    size_t connections_max;       /* 503 and closed beyond */
    size_t write_queue_bytes_max; /* of a stream or WebSocket whose peer does not read; cut beyond */
    unsigned header_read_ms;      /* from a request's first byte to the end of its headers; 408 beyond */
    unsigned body_read_ms;        /* from there to the end of its body; 408 beyond */
    unsigned idle_ms;             /* between two requests; closed beyond */
    unsigned write_ms;            /* for the peer to take a whole answer; cut beyond */
    unsigned linger_ms;           /* for the peer to close after our last byte; closed beyond */
    unsigned drain_ms;            /* for the work taken before a drain; cut beyond */
    unsigned sweep_ms;            /* how often the times above are looked at */
};

/* 16 KiB of headers, 64 of them, 1 MiB bodies, 64 MiB of bodies in all, 16,000 connections, 1 MiB write queue,
 * 10 s headers, 30 s body, 75 s idle, 30 s write, 1 s linger, 10 s drain, 250 ms sweep. */
struct http_limits http_limits_default(void);

/* ---- requests ---- */

struct http_header {
    const char *name;
    const char *value;
};

struct http_request {
    const char *method;  /* "GET" "HEAD" "POST" "PUT" "DELETE" "PATCH" "OPTIONS"; others were refused with 501 */
    const char *target;  /* as sent, begins with "/" ("*" for OPTIONS); never decoded, never folded */
    const char *path;    /* target up to the first "?" */
    const char *query;   /* target after the first "?"; "" without one */
    const struct http_header *headers; /* all, in order, raw; blanks around values removed */
    size_t headers_count;
    const char *body; /* the decoded body, followed by a NUL that body_len does not count; "" without one */
    size_t body_len;
    int version_minor;          /* HTTP/1.0 or 1.1 */
    char peer[HTTP_PEER_BYTES]; /* the other end's address */
    uint16_t peer_port;
    void *context;                      /* the handler's own; NULL at first */
    struct http_connection *connection; /* private; NULL once the connection died */
};

/* The first header of that name (any case), or NULL. Lent as long as the request. */
const char *http_header_find(const struct http_request *request, const char *name);

/* How many headers of that name there are. */
size_t http_header_count(const struct http_request *request, const char *name);

/* True if a comma-separated header of that name has the token (any case): http_header_has(r, "connection",
 * "upgrade"). */
bool http_header_has(const struct http_request *request, const char *name, const char *token);

/* The raw value of the first cookie of that name and its length; NULL if there is none. */
const char *http_cookie_find(const struct http_request *request, const char *name, size_t *len);

/* False once the connection died: a handler may then save itself work, but must still answer. */
bool http_request_alive(const struct http_request *request);

/* ---- answers ---- */

struct http_answer {
    int status;
    const struct http_header *headers; /* beside the common ones; not content-length, connection, date, transfer-encoding */
    size_t headers_count;
    const void *body; /* copied, unless body_is_static */
    size_t body_len;
    bool body_is_static; /* lives as long as the process: embedded pages are not copied */
    bool close;          /* close the connection afterwards */
};

/* Answers and gives the request back: it must not be touched afterwards. HEAD gets the headers only, with the length
 * GET would have. A header with a line break in it turns the answer into an empty 500. */
void http_answer(struct http_request *request, const struct http_answer *answer);

/* The common case: one body with one content type (NULL: none). */
void http_answer_body(struct http_request *request, int status, const char *content_type, const void *body, size_t len);

/* The standard's phrase, in capitals with underscores: "NOT_FOUND". */
const char *http_status_text(int status);

/* ---- streams: an answer without an end, such as server-sent events ---- */

enum http_closed {
    HTTP_CLOSED_ENDED,    /* we ended it */
    HTTP_CLOSED_BY_PEER,
    HTTP_CLOSED_SLOW,     /* the peer did not read: write_queue_bytes_max was passed */
    HTTP_CLOSED_DRAINING, /* the server is going away */
};

struct http_stream_events {
    void (*drained)(void *ctx); /* a backlog has gone out wholly; may be NULL */
    void (*closed)(void *ctx, enum http_closed why); /* exactly once; the stream is gone when it returns */
};

/* Sends the head (chunked for HTTP/1.1, until close for 1.0) and gives the request back. NULL if the connection has
 * died: then closed is never called. events is kept by pointer. */
struct http_stream *http_stream_begin(struct http_request *request, int status, const struct http_header *headers,
                                      size_t headers_count, const struct http_stream_events *events, void *ctx);

/* Sends bytes (copied). False: the stream is closing (this write may have been the one too many); closed follows or has
 * come. */
bool http_stream_write(struct http_stream *stream, const void *bytes, size_t len);

/* Bytes written that the peer has not taken yet: a feeder with a lot to send stops at its own mark and waits for
 * drained. */
size_t http_stream_backlog(const struct http_stream *stream);

/* Ends it after what was written; closed follows with HTTP_CLOSED_ENDED. */
void http_stream_end(struct http_stream *stream);

/* ---- the server ---- */

typedef void http_handler(void *ctx, struct http_request *request);

struct http_counters {
    uint64_t connections_accepted;
    uint64_t connections_refused; /* over connections_max */
    uint64_t connections_open;    /* now, WebSockets and streams among them */
    uint64_t requests;            /* handed to the handler */
    uint64_t requests_refused;    /* answered 4xx or 5xx by this room: malformed, too large, too slow, version */
    uint64_t answers[6];          /* by the status's first digit; [0] went to a dead connection */
    uint64_t streams_open;        /* now */
    uint64_t websockets_open;     /* now */
    uint64_t slow_readers_cut;
    uint64_t timed_out;
    uint64_t bytes_received;
    uint64_t bytes_sent;
};

/* A server that listens nowhere yet. limits NULL: defaults; they are copied. NULL if memory is out. */
struct http_server *http_server_new(uv_loop_t *loop, const struct http_limits *limits, http_handler *handler, void *ctx);

/* Listens on an IPv4 or IPv6 address; port 0 takes a free one. Returns 0 and writes *port_bound (may be NULL), or
 * libuv's negative error. May be called HTTP_LISTENERS_MAX times. */
int http_listen(struct http_server *server, const char *address, int port, int *port_bound);

/* Headers every answer carries, refusals too (X-Content-Type-Options ...). Kept by pointer. An answer's own header of
 * the same name takes its place. */
void http_server_set_common_headers(struct http_server *server, const struct http_header *headers, size_t count);

/* The Date header's value from now on (lib/date.h renders it; server/ sets it every second). Copied. "" sends none. */
void http_server_set_date(struct http_server *server, const char *date);

const struct http_counters *http_server_counters(const struct http_server *server);

/* Stops listening, closes idle connections, tells streams and WebSockets goodbye, lets taken requests finish (each
 * answer closes its connection), cuts what is left after drain_ms, then calls drained (may be NULL) and frees the
 * server. Requests not answered even then are still to be answered. Answering is safe after that. */
void http_server_drain(struct http_server *server, void (*drained)(void *ctx), void *ctx);

#endif
