/* Answers: the head's bytes, the body, the request given back; see http.h. It must not know what an answer means. */
#include <assert.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "lib/http_connection.h"

const char *http_status_text(int status)
{
    switch (status) {
#define XX(number, name, text) \
    case number: \
        return #text;
        HTTP_STATUS_MAP(XX)
#undef XX
    default:
        return "UNKNOWN";
    }
}

/* ---- the head ---- */

static bool header_is_fit(const struct http_header *header)
{
    for (const char *at = header->name; *at; at++)
        if (*at == ' ' || *at == '\t' || *at == '\r' || *at == '\n' || *at == ':')
            return false;
    for (const char *at = header->value; *at; at++)
        if ((unsigned char)*at < 0x20 && *at != '\t')
            return false;
    return header->name[0] != '\0';
}

static bool headers_have(const struct http_header *headers, size_t count, const char *name)
{
    for (size_t i = 0; i < count; i++)
        if (http_same_name(headers[i].name, name))
            return true;
    return false;
}

static void append_header(struct buf *out, const char *name, const char *value)
{
    buf_append_text(out, name);
    buf_append_text(out, ": ");
    buf_append_text(out, value);
    buf_append_text(out, "\r\n");
}

static void append_status_line(struct buf *out, int status)
{
    buf_append_text(out, "HTTP/1.1 ");
    buf_append_i64(out, status);
    buf_append_char(out, ' ');
    for (const char *at = http_status_text(status); *at; at++)
        buf_append_char(out, *at == '_' ? ' ' : *at); /* llhttp's map spells its names with underscores */
    buf_append_text(out, "\r\n");
}

static void append_framing(struct buf *out, const struct http_head *head)
{
    if (head->chunked)
        append_header(out, "Transfer-Encoding", "chunked");
    if (head->length >= 0) {
        buf_append_text(out, "Content-Length: ");
        buf_append_i64(out, head->length);
        buf_append_text(out, "\r\n");
    }
    if (head->connection)
        append_header(out, "Connection", head->connection);
}

bool http_head_render(const struct http_server *server, const struct http_head *head, struct buf *out)
{
    append_status_line(out, head->status);
    if (server->date[0])
        append_header(out, "Date", server->date);
    for (size_t i = 0; i < server->common_count; i++)
        if (!headers_have(head->headers, head->headers_count, server->common[i].name))
            append_header(out, server->common[i].name, server->common[i].value);
    for (size_t i = 0; i < head->headers_count; i++) {
        if (!header_is_fit(&head->headers[i]))
            return false;
        append_header(out, head->headers[i].name, head->headers[i].value);
    }
    append_framing(out, head);
    buf_append_text(out, "\r\n");
    return !out->failed;
}

/* ---- answering ---- */

void http_count_answer(struct http_server *server, int status)
{
    int class = status / 100;
    server->counters.answers[class >= 1 && class <= 5 ? class : 5]++;
}

/* RFC 9110: these have no body, whatever the handler gave. */
static bool has_no_body(int status)
{
    return status < 200 || status == 204 || status == 304;
}

/* The head into the server's buffer; an unfit header makes it an empty 500. Returns whether the body may follow. */
static bool render_head(struct http_server *server, const struct http_answer *answer, const char *connection_word)
{
    struct http_head head = {.status = answer->status,
                             .headers = answer->headers,
                             .headers_count = answer->headers_count,
                             .length = has_no_body(answer->status) ? -1 : (int64_t)answer->body_len,
                             .connection = connection_word};
    buf_clear(&server->answer);
    bool fit = http_head_render(server, &head, &server->answer);
    if (!fit) {
        buf_clear(&server->answer);
        head = (struct http_head){.status = 500, .length = 0, .connection = connection_word};
        http_head_render(server, &head, &server->answer);
    }
    http_count_answer(server, head.status);
    return fit && !has_no_body(answer->status) && answer->body_len > 0;
}

/* Renders and sends; body false leaves it out (HEAD). */
static void send_answer(struct http_connection *connection, const struct http_answer *answer, bool body,
                        const char *connection_word)
{
    struct buf *rendered = &connection->server->answer;
    body = render_head(connection->server, answer, connection_word) && body;
    if (body && answer->body_len <= HTTP_BODY_BESIDE_MAX && answer->body_len <= rendered->bytes_max - rendered->len) {
        buf_append(rendered, answer->body, answer->body_len);
        body = false;
    }
    const struct http_piece pieces[] = {{rendered->bytes, rendered->len, false},
                                        {answer->body, answer->body_len, answer->body_is_static}};
    if (rendered->len > 0)
        http_connection_send_pieces(connection, pieces, body ? 2 : 1);
    else
        http_connection_cut(connection, HTTP_END_US); /* no memory */
}

void http_answer(struct http_request *request, const struct http_answer *answer)
{
    struct http_connection *connection = request->connection;
    if (connection) {
        assert(connection->state == HTTP_ANSWERING && connection->request == request);
        if (answer->close || connection->server->draining)
            connection->keep_alive = false;
        const char *word = !connection->keep_alive ? "close" : request->version_minor == 0 ? "keep-alive" : NULL;
        http_connection_release_request(connection);
        send_answer(connection, answer, strcmp(request->method, "HEAD") != 0, word);
        http_connection_answered(connection);
    }
    http_request_free(request);
}

void http_answer_body(struct http_request *request, int status, const char *content_type, const void *body, size_t len)
{
    const struct http_header header = {"Content-Type", content_type};
    const struct http_answer answer = {.status = status,
                                       .headers = &header,
                                       .headers_count = content_type ? 1 : 0,
                                       .body = body,
                                       .body_len = len};
    http_answer(request, &answer);
}

void http_refuse(struct http_connection *connection, int status, const char *why)
{
    static const struct http_header plain[] = {{"Content-Type", "text/plain; charset=utf-8"}, {"Retry-After", "5"}};
    char text[128];
    int len = snprintf(text, sizeof text, "%s\n", why);
    const struct http_answer answer = {.status = status,
                                       .headers = plain,
                                       .headers_count = status == 503 ? 2 : 1,
                                       .body = text,
                                       .body_len = (size_t)len};
    connection->server->counters.requests_refused++;
    connection->keep_alive = false;
    send_answer(connection, &answer, true, "close");
    http_connection_finish(connection, HTTP_END_US);
}
