/* The hostile requests: what smuggles, folds, overflows or speaks another HTTP is refused with a 4xx and the connection
 * closed. It must use real sockets, whole and byte by byte, for a parser's state between two reads is where such holes
 * hide. */
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

#include "lib/testing/cmocka.h"
#include "lib/testing/serving.h"

static void answer_200(void *ctx, struct http_request *request)
{
    (*(int *)ctx)++;
    http_answer_body(request, 200, "text/plain", "fine", 4);
}

enum delivery { WHOLE, BYTE_BY_BYTE };

static void deliver(struct peer *peer, const char *bytes, size_t len, enum delivery delivery)
{
    if (delivery == WHOLE) {
        peer_send(peer, bytes, len);
        return;
    }
    char answer;
    for (size_t i = 0; i < len && recv(peer->socket, &answer, 1, MSG_PEEK | MSG_DONTWAIT) < 0; i++) {
        peer_send(peer, bytes + i, 1);
        uv_run(peer->loop, UV_RUN_NOWAIT);
    }
}

/* The request gets one 4xx, nothing else, the connection ends, and the handler never sees it. */
static void refused_when(const char *bytes, size_t len, enum delivery delivery, int handled_before)
{
    struct serving serving;
    struct peer peer;
    int handled = 0;
    serving_start(&serving, NULL, answer_200, &handled);
    assert_true(peer_connect(&peer, &serving.loop, serving.port));
    deliver(&peer, bytes, len, delivery);
    for (int i = 0; i < handled_before; i++)
        assert_int_equal(peer_await_answer(&peer, NULL, NULL), 200);
    struct buf head;
    buf_init(&head, 4096);
    int status = peer_await_answer(&peer, &head, NULL);
    if (status < 400 || status > 499)
        print_error("status %d for: %s\n", status, bytes);
    assert_in_range(status, 400, 499);
    assert_non_null(strstr(head.bytes, "Connection: close\r\n"));
    buf_free(&head);
    assert_true(peer_await_end(&peer));
    assert_int_equal(peer.received.len, 0);
    assert_int_equal(handled, handled_before);
    peer_close(&peer);
    serving_stop(&serving);
}

static void refused_len(const char *bytes, size_t len)
{
    refused_when(bytes, len, WHOLE, 0);
    refused_when(bytes, len, BYTE_BY_BYTE, 0);
}

static void refused(const char *text)
{
    refused_len(text, strlen(text));
}

#define POST "POST / HTTP/1.1\r\nHost: x\r\n"
#define SMUGGLED "GET /smuggled HTTP/1.1\r\nHost: x\r\n\r\n"

static void length_and_encoding_together_are_refused(void **state)
{
    (void)state;
    refused(POST "Content-Length: 6\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" SMUGGLED);
    refused(POST "Transfer-Encoding: chunked\r\nContent-Length: 6\r\n\r\n0\r\n\r\n" SMUGGLED);
}

static void blank_before_the_colon_is_refused(void **state)
{
    (void)state;
    refused(POST "Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n");
    refused(POST "Content-Length : 5\r\n\r\nhello");
    refused(POST "Content-Length\t: 5\r\n\r\nhello");
}

static void bare_line_feeds_are_refused(void **state)
{
    (void)state;
    refused("GET / HTTP/1.1\nHost: x\n\n");
    refused("GET / HTTP/1.1\r\nHost: x\n\r\n");
    refused("GET / HTTP/1.1\r\nHost: x\r\n\n" SMUGGLED);
}

static void two_lengths_are_refused(void **state)
{
    (void)state;
    refused(POST "Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello!");
    refused(POST "Content-Length: 5\r\nContent-Length: 5\r\n\r\nhello");
}

static void length_with_a_sign_is_refused(void **state)
{
    (void)state;
    refused(POST "Content-Length: +5\r\n\r\nhello");
    refused(POST "Content-Length: -5\r\n\r\nhello");
}

static void length_with_a_letter_is_refused(void **state)
{
    (void)state;
    refused(POST "Content-Length: 5x\r\n\r\nhello");
    refused(POST "Content-Length: 0x5\r\n\r\nhello");
}

static void length_as_a_list_is_refused(void **state)
{
    (void)state;
    refused(POST "Content-Length: 5, 5\r\n\r\nhello");
    refused(POST "Content-Length: 5 5\r\n\r\nhello");
}

static void empty_or_enormous_length_is_refused(void **state)
{
    (void)state;
    refused(POST "Content-Length:\r\n\r\n");
    refused(POST "Content-Length: \r\n\r\n");
    refused(POST "Content-Length: 99999999999999999999999\r\n\r\n");
    refused(POST "Content-Length: 1048577\r\n\r\n");
}

static void carriage_return_in_a_value_is_refused(void **state)
{
    (void)state;
    refused(POST "X: a\rTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n");
    refused(POST "X: a\r\rTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n");
}

static void unknown_encoding_is_refused(void **state)
{
    (void)state;
    refused(POST "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n");
    refused(POST "Transfer-Encoding: gzip\r\n\r\n");
    refused(POST "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n");
    refused(POST "Transfer-Encoding:\r\n\r\n0\r\n\r\n");
}

static void encoding_after_chunked_is_refused(void **state)
{
    (void)state;
    refused(POST "Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n");
    refused(POST "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n");
    refused(POST "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n");
}

static void chunked_in_http_1_0_is_refused(void **state)
{
    (void)state;
    refused("POST / HTTP/1.0\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n");
}

static void line_feed_after_a_chunk_size_is_refused(void **state)
{
    (void)state;
    refused(POST "Transfer-Encoding: chunked\r\n\r\n5\nhello\r\n0\r\n\r\n");
    refused(POST "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\n0\r\n\r\n");
    refused(POST "Transfer-Encoding: chunked\r\n\r\n5\r\nhelloX\r\n0\r\n\r\n");
}

static void malformed_chunk_sizes_are_refused(void **state)
{
    (void)state;
    refused(POST "Transfer-Encoding: chunked\r\n\r\n-1\r\n\r\n");
    refused(POST "Transfer-Encoding: chunked\r\n\r\n0x5\r\nhello\r\n0\r\n\r\n");
    refused(POST "Transfer-Encoding: chunked\r\n\r\nFFFFFFFFFFFFFFFFF\r\nhello\r\n0\r\n\r\n");
    refused(POST "Transfer-Encoding: chunked\r\n\r\n5 \r\nhello\r\n0\r\n\r\n");
}

static void chunk_extensions_and_trailers_are_refused(void **state)
{
    (void)state;
    refused(POST "Transfer-Encoding: chunked\r\n\r\n5;a=b\r\nhello\r\n0\r\n\r\n");
    refused(POST "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\nX: y\r\n\r\n");
    refused(POST "Transfer-Encoding: chunked\r\n\r\n0\r\nContent-Length: 5\r\n\r\nhello");
}

static void nul_is_refused(void **state)
{
    (void)state;
    static const char in_value[] = "GET / HTTP/1.1\r\nHost: x\r\nX: a\0b\r\n\r\n";
    static const char in_name[] = "GET / HTTP/1.1\r\nHost: x\r\nX\0: a\r\n\r\n";
    static const char in_target[] = "GET /a\0b HTTP/1.1\r\nHost: x\r\n\r\n";
    refused_len(in_value, sizeof in_value - 1);
    refused_len(in_name, sizeof in_name - 1);
    refused_len(in_target, sizeof in_target - 1);
}

static void folded_headers_are_refused(void **state)
{
    (void)state;
    refused("GET / HTTP/1.1\r\nHost: x\r\nX: a\r\n b\r\n\r\n");
    refused("GET / HTTP/1.1\r\nHost: x\r\nX: a\r\n\tb\r\n\r\n");
    refused("GET / HTTP/1.1\r\n Host: x\r\nHost: x\r\n\r\n");
    refused(POST "Transfer-Encoding:\r\n chunked\r\n\r\n0\r\n\r\n");
    refused(POST "Content-Length: 5\r\n \r\nhello");
}

static void other_versions_are_refused(void **state)
{
    (void)state;
    refused("GET /\r\nHost: x\r\n\r\n");
    refused("GET /\r\n\r\n");
    refused("GET / HTTP/0.9\r\nHost: x\r\n\r\n");
    refused("GET / HTTP/2.0\r\nHost: x\r\n\r\n");
    refused("GET / HTTP/1.2\r\nHost: x\r\n\r\n");
    refused("GET / HTTP/01.1\r\nHost: x\r\n\r\n");
    refused("GET / http/1.1\r\nHost: x\r\n\r\n");
    refused("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
}

static void anything_but_one_host_is_refused(void **state)
{
    (void)state;
    refused("GET / HTTP/1.1\r\n\r\n");
    refused("GET / HTTP/1.1\r\nHost:\r\n\r\n");
    refused("GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n");
    refused("GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n");
    refused("GET / HTTP/1.1\r\nHost: a b\r\n\r\n");
    refused("GET / HTTP/1.1\r\nHost: a/b\r\n\r\n");
    refused("GET / HTTP/1.1\r\nHost: user@a\r\n\r\n");
}

static void other_targets_are_refused(void **state)
{
    (void)state;
    refused("GET http://x/ HTTP/1.1\r\nHost: x\r\n\r\n");
    refused("GET * HTTP/1.1\r\nHost: x\r\n\r\n");
    refused("GET x HTTP/1.1\r\nHost: x\r\n\r\n");
    refused("GET /a#b HTTP/1.1\r\nHost: x\r\n\r\n");
    refused("GET /\xC3\xA4 HTTP/1.1\r\nHost: x\r\n\r\n");
    refused("GET /a b HTTP/1.1\r\nHost: x\r\n\r\n");
}

static void header_of_100_kilobytes_is_refused(void **state)
{
    (void)state;
    struct buf request;
    buf_init(&request, 200 * 1024);
    buf_append_text(&request, "GET / HTTP/1.1\r\nHost: x\r\nX: ");
    for (int i = 0; i < 100 * 1024; i++)
        buf_append_char(&request, 'a');
    buf_append_text(&request, "\r\n\r\n");
    refused_when(request.bytes, request.len, WHOLE, 0);
    buf_clear(&request);
    buf_append_text(&request, "GET /");
    for (int i = 0; i < 20 * 1024; i++)
        buf_append_char(&request, 'a');
    buf_append_text(&request, " HTTP/1.1\r\nHost: x\r\n\r\n");
    refused_when(request.bytes, request.len, BYTE_BY_BYTE, 0);
    buf_free(&request);
}

static void three_hundred_headers_are_refused(void **state)
{
    (void)state;
    struct buf request;
    buf_init(&request, 64 * 1024);
    buf_append_text(&request, "GET / HTTP/1.1\r\nHost: x\r\n");
    for (int i = 0; i < 300; i++)
        buf_append_format(&request, "X-%d: y\r\n", i);
    buf_append_text(&request, "\r\n");
    refused_len(request.bytes, request.len);
    buf_free(&request);
}

static void unending_empty_lines_are_refused(void **state)
{
    (void)state;
    struct buf request;
    buf_init(&request, 64 * 1024);
    for (int i = 0; i < 10000; i++)
        buf_append_text(&request, "\r\n");
    refused_when(request.bytes, request.len, WHOLE, 0);
    buf_free(&request);
}

static void malformed_header_names_are_refused(void **state)
{
    (void)state;
    refused("GET / HTTP/1.1\r\nHost: x\r\n: y\r\n\r\n");
    refused("GET / HTTP/1.1\r\nHost: x\r\nX Y: z\r\n\r\n");
    refused("GET / HTTP/1.1\r\nHost: x\r\nno colon\r\n\r\n");
    refused("GET / HTTP/1.1\r\nHost: x\r\nX\xC3\xA4: z\r\n\r\n");
    refused("GET / HTTP/1.1\r\nHost: x\r\nX: \x01\r\n\r\n");
    refused("GET / HTTP/1.1\r\nHost: x\r\nX: \x7F\r\n\r\n");
}

static void unknown_expectation_is_refused(void **state)
{
    (void)state;
    refused(POST "Content-Length: 5\r\nExpect: 200-ok\r\n\r\n");
}

static void garbage_behind_a_good_request_is_refused(void **state)
{
    (void)state;
    static const char text[] = "GET / HTTP/1.1\r\nHost: x\r\n\r\nGARBAGE\r\n\r\n";
    refused_when(text, sizeof text - 1, WHOLE, 1);
    static const char body[] = POST "Content-Length: 2\r\n\r\nhi!" SMUGGLED;
    refused_when(body, sizeof body - 1, WHOLE, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(length_and_encoding_together_are_refused),
        cmocka_unit_test(blank_before_the_colon_is_refused),
        cmocka_unit_test(bare_line_feeds_are_refused),
        cmocka_unit_test(two_lengths_are_refused),
        cmocka_unit_test(length_with_a_sign_is_refused),
        cmocka_unit_test(length_with_a_letter_is_refused),
        cmocka_unit_test(length_as_a_list_is_refused),
        cmocka_unit_test(empty_or_enormous_length_is_refused),
        cmocka_unit_test(carriage_return_in_a_value_is_refused),
        cmocka_unit_test(unknown_encoding_is_refused),
        cmocka_unit_test(encoding_after_chunked_is_refused),
        cmocka_unit_test(chunked_in_http_1_0_is_refused),
        cmocka_unit_test(line_feed_after_a_chunk_size_is_refused),
        cmocka_unit_test(malformed_chunk_sizes_are_refused),
        cmocka_unit_test(chunk_extensions_and_trailers_are_refused),
        cmocka_unit_test(nul_is_refused),
        cmocka_unit_test(folded_headers_are_refused),
        cmocka_unit_test(other_versions_are_refused),
        cmocka_unit_test(anything_but_one_host_is_refused),
        cmocka_unit_test(other_targets_are_refused),
        cmocka_unit_test(header_of_100_kilobytes_is_refused),
        cmocka_unit_test(three_hundred_headers_are_refused),
        cmocka_unit_test(unending_empty_lines_are_refused),
        cmocka_unit_test(malformed_header_names_are_refused),
        cmocka_unit_test(unknown_expectation_is_refused),
        cmocka_unit_test(garbage_behind_a_good_request_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
