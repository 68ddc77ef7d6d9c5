/* Private to http: turns a connection's bytes into requests, one at a time. It must not know sockets, times or answers.
 *
 * llhttp parses; this file adds what it lets pass (its 8.1.0 folds headers, takes HTTP/0.9, a missing Host, a bare LF
 * as the empty line, names that are empty or hold blanks) and what is ours to bound. A small scanner of our own looks
 * for lines and for the end of the head, and the two must agree: a request about whose borders two parsers differ is
 * refused, for such a difference is what request smuggling is made of.
 *
 *   bytes --> scanner (folded lines, size, end of head) --> llhttp (strict) --> checks at the end of the head --> body, bounded
 */
#ifndef NEXTUP_LIB_HTTP_PARSE_H
#define NEXTUP_LIB_HTTP_PARSE_H

#include <llhttp.h>
#include <strings.h>

#include "lib/buf.h"
#include "lib/http.h"

enum http_parse_result {
    HTTP_PARSE_MORE,    /* everything used; the request is not complete */
    HTTP_PARSE_HEAD,    /* the head is complete, a body is to come: call again with the rest */
    HTTP_PARSE_DONE,    /* take it */
    HTTP_PARSE_REFUSED, /* refused_status and refused_why say how; nothing more can be parsed on this connection */
};

enum http_scan { HTTP_SCAN_EMPTY_LINES, HTTP_SCAN_LINE, HTTP_SCAN_LINE_START, HTTP_SCAN_MAYBE_END, HTTP_SCAN_ENDED };

struct http_parsed_header {
    size_t name_at; /* offsets into text */
    size_t value_at;
};

struct http_parser {
    llhttp_t llhttp;
    const struct http_limits *limits; /* not owned */
    enum http_scan scan;
    char scanned_last;
    size_t scanned_headers; /* lines of the head but the first */
    size_t head_bytes;
    struct buf text; /* target, names and values, each ended by a NUL */
    struct http_parsed_header headers[HTTP_HEADERS_MAX];
    size_t headers_count;
    bool in_name;
    bool in_value;
    bool head_complete;
    bool complete;
    bool expects_continue;
    struct buf body;
    int refused_status;
    const char *refused_why;
};

/* Are the two names of headers the same, in any case? Most differ in their first letter, so that is looked at first. */
static inline bool http_same_name(const char *name, const char *other)
{
    return ((name[0] ^ other[0]) & ~0x20) == 0 && strcasecmp(name, other) == 0;
}

/* limits must outlive the parser. */
void http_parser_init(struct http_parser *parser, const struct http_limits *limits);
void http_parser_free(struct http_parser *parser);

/* Gets ready for the next request of the connection. Keeps room for a head of common size. */
void http_parser_reset(struct http_parser *parser);

/* True once a byte of the request line was seen. */
bool http_parser_started(const struct http_parser *parser);

/* Parses bytes (len > 0) and writes how many it used; fewer than len except for HTTP_PARSE_MORE. */
enum http_parse_result http_parser_feed(struct http_parser *parser, const char *bytes, size_t len, size_t *used);

/* True if the connection may carry another request after the complete one. */
bool http_parser_keeps_alive(const struct http_parser *parser);

/* The complete request; the caller owns it. NULL if memory is out. */
struct http_request *http_parser_take(struct http_parser *parser);
void http_request_free(struct http_request *request);

#endif
