/* Fuzzes the request parser: the same bytes must give the same requests however they are cut into reads. The first byte
 * is the cut. */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "lib/http_parse.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

static void check_request(const struct http_request *request, struct buf *seen)
{
    assert(request->headers_count >= 1 && request->headers_count <= HTTP_HEADERS_MAX);
    assert(http_header_count(request, "host") == 1);
    assert(http_header_count(request, "content-length") + http_header_count(request, "transfer-encoding") <= 1);
    assert(request->target[0] == '/' || strcmp(request->target, "*") == 0);
    assert(strncmp(request->target, request->path, strlen(request->path)) == 0);
    assert(request->body_len <= 1000 && request->body[request->body_len] == '\0');
    buf_append_format(seen, "%s %s %s %d\n", request->method, request->target, request->query, request->version_minor);
    for (size_t i = 0; i < request->headers_count; i++) {
        assert(!strpbrk(request->headers[i].value, "\r\n"));
        buf_append_format(seen, "%s: %s\n", request->headers[i].name, request->headers[i].value);
    }
    buf_append(seen, request->body, request->body_len);
}

/* Parses all requests in reads of at most step bytes and writes down what it saw. */
static void parse_all(const char *bytes, size_t len, size_t step, struct buf *seen)
{
    struct http_limits limits = http_limits_default();
    limits.header_bytes_max = 2000;
    limits.headers_max = 10;
    limits.body_bytes_max = 1000;
    struct http_parser parser;
    http_parser_init(&parser, &limits);
    enum http_parse_result result = HTTP_PARSE_MORE;
    while (len > 0 && result != HTTP_PARSE_REFUSED) {
        size_t part = step < len ? step : len;
        size_t used = 0;
        result = http_parser_feed(&parser, bytes, part, &used);
        assert(used <= part && (used > 0 || result != HTTP_PARSE_MORE));
        bytes += used;
        len -= used;
        if (result == HTTP_PARSE_DONE) {
            buf_append_format(seen, "keep %d\n", http_parser_keeps_alive(&parser));
            struct http_request *request = http_parser_take(&parser);
            check_request(request, seen);
            http_request_free(request);
            http_parser_reset(&parser);
        }
    }
    if (result == HTTP_PARSE_REFUSED)
        buf_append_text(seen, "refused\n");
    http_parser_free(&parser);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    if (len < 2)
        return 0;
    struct buf whole, cut;
    buf_init(&whole, 1024 * 1024);
    buf_init(&cut, 1024 * 1024);
    parse_all((const char *)bytes + 1, len - 1, len, &whole);
    parse_all((const char *)bytes + 1, len - 1, 1 + bytes[0] % 32, &cut);
    assert(strcmp(buf_text(&whole), buf_text(&cut)) == 0);
    buf_free(&whole);
    buf_free(&cut);
    return 0;
}
