/* Bytes into requests; see http_parse.h. It must not know sockets, times or answers. */
#include "lib/http_parse.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "lib/character.h"

/* A request as it is allocated: the lent view, then what it points into. */
struct owned_request {
    struct http_request request;  /* first: the two pointers are the same */
    char *body;                   /* a long one; NULL: it is in here */
    struct http_header headers[]; /* and behind them the text of the head, and a short body */
};

enum {
    TEXT_KEPT_MAX = 2048, /* room for a head that an idle connection keeps */
    BODY_KEPT_MAX = 512,  /* and for a body; one that fits is copied into its request's block */
};

/* ---- refusing ---- */

/* Returns what makes llhttp stop. The first refusal stays. */
static int refuse(struct http_parser *parser, int status, const char *why)
{
    if (parser->refused_status == 0) {
        parser->refused_status = status;
        parser->refused_why = why;
    }
    return HPE_USER;
}

/* ---- the scanner: where the head ends, and no line of it folded ---- */

static void scan_byte(struct http_parser *parser, char byte)
{
    if (byte == '\n' && parser->scanned_last != '\r')
        refuse(parser, 400, "line feed without carriage return"); /* llhttp takes one as the empty line */
    parser->scanned_last = byte;
    switch (parser->scan) {
    case HTTP_SCAN_EMPTY_LINES: /* RFC 9112, 2.2: empty lines before a request are skipped */
        if (byte != '\r' && byte != '\n')
            parser->scan = HTTP_SCAN_LINE;
        break;
    case HTTP_SCAN_LINE:
        if (byte == '\n')
            parser->scan = HTTP_SCAN_LINE_START;
        break;
    case HTTP_SCAN_LINE_START:
        if (byte == ' ' || byte == '\t')
            refuse(parser, 400, "folded header");
        parser->scan = byte == '\r' ? HTTP_SCAN_MAYBE_END : HTTP_SCAN_LINE;
        parser->scanned_headers += parser->scan == HTTP_SCAN_LINE;
        break;
    case HTTP_SCAN_MAYBE_END:
        parser->scan = byte == '\n' ? HTTP_SCAN_ENDED : HTTP_SCAN_LINE;
        break;
    case HTTP_SCAN_ENDED:
        break;
    }
}

/* Within a line nothing but its end matters. Returns how many bytes lie before that. */
static size_t skip_line(struct http_parser *parser, const char *bytes, size_t len)
{
    const char *end = parser->scan == HTTP_SCAN_LINE ? memchr(bytes, '\n', len) : bytes;
    size_t skipped = end ? (size_t)(end - bytes) : len;
    if (skipped > 0)
        parser->scanned_last = bytes[skipped - 1];
    parser->head_bytes += skipped;
    return skipped;
}

/* How many of the bytes belong to the head. */
static size_t scan_head(struct http_parser *parser, const char *bytes, size_t len)
{
    size_t at = 0;
    while (at < len && parser->scan != HTTP_SCAN_ENDED && parser->refused_status == 0) {
        at += skip_line(parser, bytes + at, len - at);
        parser->head_bytes += at < len;
        if (parser->head_bytes > parser->limits->header_bytes_max)
            refuse(parser, 431, "headers too large");
        if (at < len)
            scan_byte(parser, bytes[at++]);
    }
    return at;
}

/* ---- what llhttp tells us ---- */

static struct http_parser *parser_of(llhttp_t *llhttp)
{
    return llhttp->data;
}

static int append_text(struct http_parser *parser, const char *at, size_t len)
{
    buf_append(&parser->text, at, len);
    return parser->text.failed ? refuse(parser, 431, "headers too large") : 0;
}

static int on_url(llhttp_t *llhttp, const char *at, size_t len)
{
    return append_text(parser_of(llhttp), at, len);
}

/* Ends the value in hand: blanks after it go, a NUL comes. */
static void finish_value(struct http_parser *parser)
{
    if (!parser->in_value)
        return;
    size_t value_at = parser->headers[parser->headers_count - 1].value_at;
    struct buf *text = &parser->text;
    while (text->len > value_at && (text->bytes[text->len - 1] == ' ' || text->bytes[text->len - 1] == '\t'))
        text->len--;
    buf_append_char(text, '\0');
    parser->in_value = false;
}

static int on_header_field(llhttp_t *llhttp, const char *at, size_t len)
{
    struct http_parser *parser = parser_of(llhttp);
    if (parser->head_complete)
        return refuse(parser, 400, "trailers are not taken");
    if (!parser->in_name) {
        if (parser->headers_count == 0)
            buf_append_char(&parser->text, '\0'); /* ends the target */
        finish_value(parser);
        if (parser->headers_count >= parser->limits->headers_max)
            return refuse(parser, 431, "too many headers");
        parser->headers[parser->headers_count++].name_at = parser->text.len;
        parser->in_name = true;
    }
    return append_text(parser, at, len);
}

static int on_header_field_complete(llhttp_t *llhttp)
{
    struct http_parser *parser = parser_of(llhttp);
    if (!parser->in_name)
        return refuse(parser, 400, "header without a name");
    buf_append_char(&parser->text, '\0');
    parser->headers[parser->headers_count - 1].value_at = parser->text.len;
    parser->in_name = false;
    parser->in_value = true;
    return 0;
}

static int on_header_value(llhttp_t *llhttp, const char *at, size_t len)
{
    struct http_parser *parser = parser_of(llhttp);
    if (parser->head_complete || !parser->in_value)
        return refuse(parser, 400, "trailers are not taken");
    return append_text(parser, at, len);
}

static int on_chunk_extension(llhttp_t *llhttp, const char *at, size_t len)
{
    (void)at;
    (void)len;
    return refuse(parser_of(llhttp), 400, "chunk extensions are not taken");
}

static int on_body(llhttp_t *llhttp, const char *at, size_t len)
{
    struct http_parser *parser = parser_of(llhttp);
    buf_append(&parser->body, at, len);
    return parser->body.failed ? refuse(parser, 413, "body too large") : 0;
}

static int on_message_complete(llhttp_t *llhttp)
{
    parser_of(llhttp)->complete = true;
    return HPE_PAUSED; /* what follows is another request's */
}

/* ---- the checks at the end of the head ---- */

/* Is it a text of one such character or more? A NUL is of no kind. */
static bool is_all(const char *text, enum character_kind kind)
{
    const char *at = text;
    while (character_is(*at, kind))
        at++;
    return at > text && *at == '\0';
}

/* RFC 9110, 5.6.2: a name is a token. llhttp takes blanks within one. */
static int check_names(struct http_parser *parser)
{
    for (size_t i = 0; i < parser->headers_count; i++)
        if (!is_all(parser->text.bytes + parser->headers[i].name_at, CHARACTER_TOKEN))
            return refuse(parser, 400, "header name is malformed");
    return 0;
}

/* The value of the only header of that name. *count says how many there are. */
static const char *find_value(const struct http_parser *parser, const char *name, size_t *count)
{
    const char *value = NULL;
    *count = 0;
    for (size_t i = 0; i < parser->headers_count; i++) {
        if (!http_same_name(parser->text.bytes + parser->headers[i].name_at, name))
            continue;
        value = parser->text.bytes + parser->headers[i].value_at;
        (*count)++;
    }
    return value;
}

static int check_version(struct http_parser *parser)
{
    const llhttp_t *llhttp = &parser->llhttp;
    if (llhttp->http_major != 1 || llhttp->http_minor > 1)
        return refuse(parser, 400, "HTTP/1.0 or HTTP/1.1 only");
    return 0;
}

static int check_method(struct http_parser *parser)
{
    switch (parser->llhttp.method) {
    case HTTP_GET:
    case HTTP_HEAD:
    case HTTP_POST:
    case HTTP_PUT:
    case HTTP_DELETE:
    case HTTP_PATCH:
    case HTTP_OPTIONS:
        return 0;
    default:
        return refuse(parser, 501, "method not known");
    }
}

/* Only the origin form ("/path?query"), and "*" for OPTIONS: no absolute addresses, which a proxy might read
 * otherwise. */
static int check_target(struct http_parser *parser)
{
    const char *target = buf_text(&parser->text);
    if (strcmp(target, "*") == 0 && parser->llhttp.method == HTTP_OPTIONS)
        return 0;
    if (target[0] != '/')
        return refuse(parser, 400, "target must begin with /");
    return is_all(target, CHARACTER_TARGET) ? 0 : refuse(parser, 400, "character not allowed in target");
}

static int check_host(struct http_parser *parser)
{
    size_t count;
    const char *host = find_value(parser, "host", &count);
    if (count != 1)
        return refuse(parser, 400, "exactly one Host is needed");
    return is_all(host, CHARACTER_HOST) ? 0 : refuse(parser, 400, "Host is malformed");
}

/* One way to say how long the body is: digits, or "chunked" in HTTP/1.1, or nothing. */
static int check_framing(struct http_parser *parser)
{
    size_t lengths;
    size_t encodings;
    const char *length = find_value(parser, "content-length", &lengths);
    const char *encoding = find_value(parser, "transfer-encoding", &encodings);
    if (lengths + encodings > 1)
        return refuse(parser, 400, "body length said more than once");
    if (length && (length[0] == '\0' || length[strspn(length, "0123456789")] != '\0'))
        return refuse(parser, 400, "Content-Length is malformed");
    if (encoding && (strcasecmp(encoding, "chunked") != 0 || parser->llhttp.http_minor == 0))
        return refuse(parser, 400, "Transfer-Encoding not known");
    if (length && parser->llhttp.content_length > parser->limits->body_bytes_max)
        return refuse(parser, 413, "body too large");
    return 0;
}

static int check_expect(struct http_parser *parser)
{
    size_t count;
    const char *expect = find_value(parser, "expect", &count);
    if (!expect)
        return 0;
    if (count > 1 || strcasecmp(expect, "100-continue") != 0)
        return refuse(parser, 417, "expectation not known");
    parser->expects_continue = parser->llhttp.http_minor == 1;
    return 0;
}

static int on_headers_complete(llhttp_t *llhttp)
{
    struct http_parser *parser = parser_of(llhttp);
    if (parser->headers_count == 0)
        buf_append_char(&parser->text, '\0'); /* ends the target */
    finish_value(parser);
    parser->head_complete = true;
    if (parser->text.failed)
        return refuse(parser, 431, "headers too large");
    static int (*const checks[])(struct http_parser *) = {check_version, check_names,   check_method, check_target,
                                                          check_host,    check_framing, check_expect};
    for (size_t i = 0; i < sizeof checks / sizeof checks[0]; i++)
        if (checks[i](parser) != 0)
            return -1;
    return 0;
}

static const llhttp_settings_t *settings(void)
{
    static const llhttp_settings_t callbacks = {
        .on_url = on_url,
        .on_header_field = on_header_field,
        .on_header_field_complete = on_header_field_complete,
        .on_header_value = on_header_value,
        .on_headers_complete = on_headers_complete,
        .on_chunk_extension_name = on_chunk_extension,
        .on_body = on_body,
        .on_message_complete = on_message_complete,
    };
    return &callbacks;
}

/* ---- the parser ---- */

/* Everything of one request but the room for its texts. Of headers, headers_count says how many are there. */
static void begin(struct http_parser *parser)
{
    parser->scan = HTTP_SCAN_EMPTY_LINES;
    parser->scanned_last = '\0';
    parser->scanned_headers = 0;
    parser->head_bytes = 0;
    parser->headers_count = 0;
    parser->in_name = parser->in_value = false;
    parser->head_complete = parser->complete = false;
    parser->expects_continue = false;
    parser->refused_status = 0;
    parser->refused_why = NULL;
    llhttp_init(&parser->llhttp, HTTP_REQUEST, settings());
    parser->llhttp.data = parser;
}

void http_parser_init(struct http_parser *parser, const struct http_limits *limits)
{
    parser->limits = limits;
    buf_init(&parser->text, limits->header_bytes_max + HTTP_HEADERS_MAX * 2 + 2); /* and their NULs */
    buf_init(&parser->body, limits->body_bytes_max);
    begin(parser);
}

void http_parser_free(struct http_parser *parser)
{
    buf_free(&parser->text);
    buf_free(&parser->body);
}

/* Empties it, and keeps its memory unless that is much. */
static void keep_room(struct buf *buf, size_t bytes_max)
{
    buf_clear(buf);
    if (buf->capacity > bytes_max)
        buf_free(buf);
}

void http_parser_reset(struct http_parser *parser)
{
    keep_room(&parser->body, BODY_KEPT_MAX);
    keep_room(&parser->text, TEXT_KEPT_MAX);
    begin(parser);
}

bool http_parser_started(const struct http_parser *parser)
{
    return parser->scan != HTTP_SCAN_EMPTY_LINES;
}

/* Has llhttp parse len bytes; returns how many it took. A refusal is noted. */
static size_t execute(struct http_parser *parser, const char *bytes, size_t len)
{
    llhttp_errno_t result = llhttp_execute(&parser->llhttp, bytes, len);
    if (result == HPE_OK)
        return len;
    const char *stopped_at = llhttp_get_error_pos(&parser->llhttp);
    if (parser->complete && (result == HPE_PAUSED || result == HPE_PAUSED_UPGRADE) && stopped_at >= bytes &&
        stopped_at <= bytes + len)
        return (size_t)(stopped_at - bytes);
    refuse(parser, 400, "malformed request");
    return len;
}

enum http_parse_result http_parser_feed(struct http_parser *parser, const char *bytes, size_t len, size_t *used)
{
    bool in_head = !parser->head_complete;
    size_t part = in_head ? scan_head(parser, bytes, len) : len;
    *used = part;
    if (parser->refused_status == 0)
        *used = execute(parser, bytes, part);
    if (in_head && parser->refused_status == 0) {
        bool ended = parser->scan == HTTP_SCAN_ENDED;
        bool agree = ended == parser->head_complete && *used == part;
        if (ended && parser->scanned_headers != parser->headers_count)
            agree = false;
        if (!agree)
            refuse(parser, 400, "unclear where the headers are");
    }
    if (parser->refused_status != 0)
        return HTTP_PARSE_REFUSED;
    if (parser->complete)
        return HTTP_PARSE_DONE;
    return in_head && parser->head_complete ? HTTP_PARSE_HEAD : HTTP_PARSE_MORE;
}

bool http_parser_keeps_alive(const struct http_parser *parser)
{
    return llhttp_should_keep_alive(&parser->llhttp) != 0;
}

/* ---- the request ---- */

/* The path needs a NUL where the target has its "?", so the text holds the target a second time. */
static void split_target(struct http_request *request, char *text, const char *target)
{
    char *question = strchr(text, '?');
    if (question)
        *question = '\0';
    request->path = text;
    request->query = question ? question + 1 : "";
    request->target = target;
}

/* Copies the text of the head behind the headers, and behind it the target once more. */
static void copy_text(const struct http_parser *parser, struct owned_request *owned, size_t target_bytes)
{
    char *text = (char *)(owned->headers + parser->headers_count);
    memcpy(text, parser->text.bytes, parser->text.len);
    memcpy(text + parser->text.len, text, target_bytes);
    split_target(&owned->request, text, text + parser->text.len);
    for (size_t i = 0; i < parser->headers_count; i++) {
        owned->headers[i].name = text + parser->headers[i].name_at;
        owned->headers[i].value = text + parser->headers[i].value_at;
    }
}

/* room is for a short body. */
static void take_body(struct http_parser *parser, struct owned_request *owned, char *room)
{
    struct http_request *request = &owned->request;
    request->body_len = parser->body.len;
    request->body = room;
    if (parser->body.capacity <= BODY_KEPT_MAX) {
        memcpy(room, buf_text(&parser->body), parser->body.len + 1);
        return;
    }
    owned->body = buf_take(&parser->body, &request->body_len);
    request->body = owned->body;
}

struct http_request *http_parser_take(struct http_parser *parser)
{
    size_t target_bytes = strlen(parser->text.bytes) + 1;
    size_t text_bytes = parser->text.len + target_bytes;
    struct owned_request *owned =
        malloc(sizeof *owned + parser->headers_count * sizeof owned->headers[0] + text_bytes +
               (parser->body.capacity <= BODY_KEPT_MAX ? parser->body.len + 1 : 0));
    if (!owned)
        return NULL;
    owned->body = NULL;
    owned->request = (struct http_request){.method = llhttp_method_name(parser->llhttp.method),
                                           .headers = owned->headers,
                                           .headers_count = parser->headers_count,
                                           .version_minor = parser->llhttp.http_minor};
    copy_text(parser, owned, target_bytes);
    take_body(parser, owned, (char *)(owned->headers + parser->headers_count) + text_bytes);
    return &owned->request;
}

void http_request_free(struct http_request *request)
{
    struct owned_request *owned = (struct owned_request *)request;
    free(owned->body);
    free(owned);
}
