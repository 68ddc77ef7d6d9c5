/* The server with real sockets: answers, order, limits, times, draining. It must not test parsing's refusals
 * (http_hostile_test). */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/testing/cmocka.h"
#include "lib/testing/serving.h"

enum { KEPT_MAX = 8 };

/* A handler that answers "METHOD target body" at once, keeps what asks for /later, serves what asks for /large. */
struct story {
    struct serving serving;
    struct http_request *kept[KEPT_MAX];
    int kept_count;
    int handled;
};

static void echo(struct http_request *request)
{
    struct buf text;
    buf_init(&text, 2 * 1024 * 1024);
    buf_append_format(&text, "%s %s ", request->method, request->target);
    buf_append(&text, request->body, request->body_len);
    http_answer_body(request, 200, "text/plain", text.bytes, text.len);
    buf_free(&text);
}

static void handle(void *ctx, struct http_request *request)
{
    struct story *story = ctx;
    story->handled++;
    if (strcmp(request->path, "/later") == 0) {
        assert_true(story->kept_count < KEPT_MAX);
        story->kept[story->kept_count++] = request;
    } else {
        echo(request);
    }
}

static void begin(struct story *story, const struct http_limits *limits)
{
    *story = (struct story){.handled = 0};
    serving_start(&story->serving, limits, handle, story);
}

static void connect_to(struct story *story, struct peer *peer)
{
    assert_true(peer_connect(peer, &story->serving.loop, story->serving.port));
}

static const struct http_counters *counters(const struct story *story)
{
    return http_server_counters(story->serving.server);
}

/* Awaits one answer and compares status and body. */
static void expect_answer(struct peer *peer, int status, const char *text)
{
    struct buf body;
    buf_init(&body, 4 * 1024 * 1024);
    assert_int_equal(peer_await_answer(peer, NULL, &body), status);
    assert_string_equal(buf_text(&body), text);
    buf_free(&body);
}

#define GET(target) "GET " target " HTTP/1.1\r\nHost: x\r\n\r\n"

static void many_requests_share_a_connection(void **state)
{
    (void)state;
    struct story story;
    struct peer peer;
    begin(&story, NULL);
    connect_to(&story, &peer);
    for (int i = 0; i < 3; i++) {
        peer_send_text(&peer, "POST /a?b=c HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhello");
        expect_answer(&peer, 200, "POST /a?b=c hello");
    }
    assert_int_equal(counters(&story)->connections_accepted, 1);
    assert_int_equal(counters(&story)->answers[2], 3);
    peer_close(&peer);
    serving_stop(&story.serving);
}

static void pipelined_requests_are_answered_in_order(void **state)
{
    (void)state;
    struct story story;
    struct peer peer;
    begin(&story, NULL);
    connect_to(&story, &peer);
    peer_send_text(&peer, GET("/later") GET("/2") GET("/3"));
    assert_true(serving_await_int(&story.serving, &story.kept_count, 1));
    assert_int_equal(story.handled, 1);
    echo(story.kept[0]);
    assert_int_equal(story.handled, 1); /* the next is not handled inside http_answer */
    expect_answer(&peer, 200, "GET /later ");
    expect_answer(&peer, 200, "GET /2 ");
    expect_answer(&peer, 200, "GET /3 ");
    peer_close(&peer);
    serving_stop(&story.serving);
}

static void a_thousand_pipelined_requests_are_all_answered(void **state)
{
    (void)state;
    struct story story;
    struct peer peer;
    begin(&story, NULL);
    connect_to(&story, &peer);
    struct buf all;
    buf_init(&all, 1024 * 1024);
    for (int i = 0; i < 1000; i++)
        buf_append_format(&all, "GET /%d HTTP/1.1\r\nHost: x\r\n\r\n", i);
    assert_true(peer_send(&peer, all.bytes, all.len));
    for (int i = 0; i < 1000; i++) {
        char text[32];
        snprintf(text, sizeof text, "GET /%d ", i);
        expect_answer(&peer, 200, text);
    }
    buf_free(&all);
    peer_close(&peer);
    serving_stop(&story.serving);
}

static void what_comes_during_an_answer_waits_within_bounds(void **state)
{
    (void)state;
    enum { REQUESTS = 3000 };
    struct story story;
    struct peer peer;
    begin(&story, NULL);
    connect_to(&story, &peer);
    peer_send_text(&peer, GET("/later"));
    assert_true(serving_await_int(&story.serving, &story.kept_count, 1));
    struct buf all;
    buf_init(&all, 1024 * 1024);
    for (int i = 0; i < REQUESTS; i++)
        buf_append_text(&all, GET("/"));
    size_t sent = (size_t)send(peer.socket, all.bytes, all.len, MSG_NOSIGNAL);
    for (int i = 0; i < 100; i++)
        uv_run(&story.serving.loop, UV_RUN_NOWAIT);
    uint64_t taken = counters(&story)->bytes_received;
    assert_in_range(taken, 16 * 1024, 33 * 1024);
    echo(story.kept[0]);
    expect_answer(&peer, 200, "GET /later ");
    size_t whole = sent / strlen(GET("/"));
    for (size_t i = 0; i < whole; i++)
        expect_answer(&peer, 200, "GET / ");
    buf_free(&all);
    peer_close(&peer);
    serving_stop(&story.serving);
}

static void ipv6_peers_have_their_address(void **state)
{
    (void)state;
    struct story story;
    begin(&story, NULL);
    int port = 0;
    int result = http_listen(story.serving.server, "::1", 0, &port);
    struct sockaddr_in6 address = {.sin6_family = AF_INET6, .sin6_port = htons((uint16_t)port)};
    address.sin6_addr = in6addr_loopback;
    struct peer peer = {.loop = &story.serving.loop, .socket = socket(AF_INET6, SOCK_STREAM, 0)};
    if (result == 0 && connect(peer.socket, (struct sockaddr *)&address, sizeof address) == 0) {
        peer_send_text(&peer, GET("/later"));
        assert_true(serving_await_int(&story.serving, &story.kept_count, 1));
        assert_string_equal(story.kept[0]->peer, "::1");
        echo(story.kept[0]);
    } else {
        print_message("no IPv6 on this machine\n");
    }
    close(peer.socket);
    serving_stop(&story.serving);
}

static void the_raw_target_reaches_the_handler(void **state)
{
    (void)state;
    struct story story;
    struct peer peer;
    begin(&story, NULL);
    connect_to(&story, &peer);
    peer_send_text(&peer, GET("//a//%2F/../b%20c?x=%41&&y"));
    expect_answer(&peer, 200, "GET //a//%2F/../b%20c?x=%41&&y ");
    peer_close(&peer);
    serving_stop(&story.serving);
}

static void headers_are_kept_in_order_and_found_in_any_case(void **state)
{
    (void)state;
    struct story story;
    struct peer peer;
    begin(&story, NULL);
    connect_to(&story, &peer);
    peer_send_text(&peer, "GET /later?q HTTP/1.1\r\nhOST: x\r\nX-A:  one \t\r\nX-Empty:\r\nx-a: two\r\n"
                          "Cookie: s=1; session=abc; t=2\r\nConnection: keep-alive, Upgrade\r\n\r\n");
    assert_true(serving_await_int(&story.serving, &story.kept_count, 1));
    struct http_request *request = story.kept[0];
    assert_int_equal(request->headers_count, 6);
    assert_string_equal(request->headers[0].name, "hOST");
    assert_string_equal(request->headers[1].value, "one");
    assert_string_equal(request->headers[2].value, "");
    assert_string_equal(request->headers[3].value, "two");
    assert_string_equal(http_header_find(request, "x-A"), "one");
    assert_null(http_header_find(request, "x-b"));
    assert_int_equal(http_header_count(request, "X-A"), 2);
    assert_true(http_header_has(request, "connection", "upgrade"));
    assert_false(http_header_has(request, "connection", "keep"));
    size_t len = 0;
    assert_memory_equal(http_cookie_find(request, "session", &len), "abc", 3);
    assert_int_equal(len, 3);
    assert_null(http_cookie_find(request, "sess", &len));
    assert_string_equal(request->path, "/later");
    assert_string_equal(request->query, "q");
    assert_string_equal(request->peer, "127.0.0.1");
    assert_true(request->peer_port > 0);
    echo(request);
    peer_close(&peer);
    serving_stop(&story.serving);
}

static void chunked_bodies_are_joined(void **state)
{
    (void)state;
    struct story story;
    struct peer peer;
    begin(&story, NULL);
    connect_to(&story, &peer);
    peer_send_text(&peer, "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: Chunked\r\n\r\n5\r\nhello\r\n"
                          "6\r\n world\r\n0\r\n\r\n" GET("/2"));
    expect_answer(&peer, 200, "POST / hello world");
    expect_answer(&peer, 200, "GET /2 ");
    peer_close(&peer);
    serving_stop(&story.serving);
}

static void a_waiting_client_is_told_to_continue(void **state)
{
    (void)state;
    struct story story;
    struct peer peer;
    begin(&story, NULL);
    connect_to(&story, &peer);
    peer_send_text(&peer, "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n");
    assert_int_equal(peer_await_answer(&peer, NULL, NULL), 100);
    peer_send_text(&peer, "hello");
    expect_answer(&peer, 200, "POST / hello");
    peer_close(&peer);
    serving_stop(&story.serving);
}

static void head_gets_the_length_and_no_body(void **state)
{
    (void)state;
    struct story story;
    struct peer peer;
    begin(&story, NULL);
    connect_to(&story, &peer);
    peer_send_text(&peer, "HEAD /a HTTP/1.1\r\nHost: x\r\n\r\n");
    assert_true(peer_await(&peer, "\r\n\r\n"));
    assert_non_null(strstr(peer.received.bytes, "Content-Length: 8\r\n"));
    buf_clear(&peer.received);
    peer_send_text(&peer, GET("/b"));
    expect_answer(&peer, 200, "GET /b ");
    peer_close(&peer);
    serving_stop(&story.serving);
}

static void http_1_0_is_closed_unless_it_asks_to_be_kept(void **state)
{
    (void)state;
    struct story story;
    struct peer peer;
    begin(&story, NULL);
    connect_to(&story, &peer);
    peer_send_text(&peer, "GET /a HTTP/1.0\r\nHost: x\r\nConnection: keep-alive\r\n\r\n");
    assert_true(peer_await(&peer, "Connection: keep-alive\r\n"));
    expect_answer(&peer, 200, "GET /a ");
    peer_send_text(&peer, "GET /b HTTP/1.0\r\nHost: x\r\n\r\n");
    expect_answer(&peer, 200, "GET /b ");
    assert_true(peer_await_end(&peer));
    peer_close(&peer);
    serving_stop(&story.serving);
}

static void connection_close_is_obeyed(void **state)
{
    (void)state;
    struct story story;
    struct peer peer;
    begin(&story, NULL);
    connect_to(&story, &peer);
    peer_send_text(&peer, "GET /a HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n" GET("/ignored"));
    assert_true(peer_await(&peer, "Connection: close\r\n"));
    expect_answer(&peer, 200, "GET /a ");
    assert_true(peer_await_end(&peer));
    assert_int_equal(story.handled, 1);
    peer_close(&peer);
    serving_stop(&story.serving);
}

static void a_half_closed_client_still_gets_its_answer(void **state)
{
    (void)state;
    struct story story;
    struct peer peer;
    begin(&story, NULL);
    connect_to(&story, &peer);
    peer_send_text(&peer, GET("/later"));
    assert_true(serving_await_int(&story.serving, &story.kept_count, 1));
    shutdown(peer.socket, SHUT_WR);
    for (int i = 0; i < 10; i++)
        uv_run(&story.serving.loop, UV_RUN_NOWAIT);
    assert_true(http_request_alive(story.kept[0]));
    echo(story.kept[0]);
    expect_answer(&peer, 200, "GET /later ");
    assert_true(peer_await_end(&peer));
    peer_close(&peer);
    serving_stop(&story.serving);
}

static void answering_after_the_client_is_gone_is_harmless(void **state)
{
    (void)state;
    struct story story;
    struct peer peer;
    begin(&story, NULL);
    connect_to(&story, &peer);
    peer_send_text(&peer, GET("/later"));
    assert_true(serving_await_int(&story.serving, &story.kept_count, 1));
    struct linger reset = {.l_onoff = 1, .l_linger = 0};
    setsockopt(peer.socket, SOL_SOCKET, SO_LINGER, &reset, sizeof reset);
    peer_close(&peer);
    assert_true(serving_await_u64(&story.serving, &counters(&story)->connections_open, 0));
    assert_false(http_request_alive(story.kept[0]));
    assert_int_equal(counters(&story)->answers[0], 1);
    echo(story.kept[0]);
    serving_stop(&story.serving);
}

static void a_body_over_the_limit_is_refused(void **state)
{
    (void)state;
    struct http_limits limits = serving_limits();
    limits.body_bytes_max = 10;
    struct story story;
    struct peer peer;
    begin(&story, &limits);
    connect_to(&story, &peer);
    peer_send_text(&peer, "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nb\r\nhello world\r\n");
    expect_answer(&peer, 413, "body too large\n");
    assert_true(peer_await_end(&peer));
    peer_close(&peer);
    connect_to(&story, &peer);
    peer_send_text(&peer, "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 11\r\nExpect: 100-continue\r\n\r\n");
    expect_answer(&peer, 413, "body too large\n");
    peer_close(&peer);
    serving_stop(&story.serving);
}

static void bodies_are_bounded_in_sum(void **state)
{
    (void)state;
    struct http_limits limits = serving_limits();
    limits.body_bytes_total_max = 10;
    struct story story;
    struct peer first, second;
    begin(&story, &limits);
    connect_to(&story, &first);
    connect_to(&story, &second);
    peer_send_text(&first, "POST /later HTTP/1.1\r\nHost: x\r\nContent-Length: 6\r\n\r\n123456");
    assert_true(serving_await_int(&story.serving, &story.kept_count, 1));
    peer_send_text(&second, "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 6\r\n\r\n123456");
    expect_answer(&second, 503, "too much to do\n");
    peer_close(&second);
    echo(story.kept[0]);
    expect_answer(&first, 200, "POST /later 123456");
    peer_send_text(&first, "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 6\r\n\r\n123456");
    expect_answer(&first, 200, "POST / 123456");
    peer_close(&first);
    serving_stop(&story.serving);
}

static void connections_over_the_limit_are_told_so(void **state)
{
    (void)state;
    struct http_limits limits = serving_limits();
    limits.connections_max = 1;
    struct story story;
    struct peer first, second;
    begin(&story, &limits);
    connect_to(&story, &first);
    peer_send_text(&first, GET("/1"));
    expect_answer(&first, 200, "GET /1 ");
    connect_to(&story, &second);
    assert_true(peer_await(&second, "Retry-After: 5\r\n"));
    expect_answer(&second, 503, "too many connections\n");
    assert_true(peer_await_end(&second));
    peer_close(&second);
    peer_send_text(&first, GET("/2"));
    expect_answer(&first, 200, "GET /2 ");
    assert_int_equal(counters(&story)->connections_refused, 1);
    peer_close(&first);
    serving_stop(&story.serving);
}

static void slow_headers_are_timed_out(void **state)
{
    (void)state;
    struct http_limits limits = serving_limits();
    limits.header_read_ms = 20;
    struct story story;
    struct peer peer;
    begin(&story, &limits);
    connect_to(&story, &peer);
    peer_send_text(&peer, "GET / HTTP/1.1\r\nHost: x");
    expect_answer(&peer, 408, "request took too long\n");
    assert_true(peer_await_end(&peer));
    assert_int_equal(counters(&story)->timed_out, 1);
    peer_close(&peer);
    serving_stop(&story.serving);
}

static void slow_bodies_are_timed_out(void **state)
{
    (void)state;
    struct http_limits limits = serving_limits();
    limits.body_read_ms = 20;
    struct story story;
    struct peer peer;
    begin(&story, &limits);
    connect_to(&story, &peer);
    peer_send_text(&peer, "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhell");
    expect_answer(&peer, 408, "request took too long\n");
    peer_close(&peer);
    serving_stop(&story.serving);
}

static void idle_connections_are_closed(void **state)
{
    (void)state;
    struct http_limits limits = serving_limits();
    limits.idle_ms = 20;
    struct story story;
    struct peer peer;
    begin(&story, &limits);
    connect_to(&story, &peer);
    assert_true(peer_await_end(&peer));
    assert_int_equal(peer.received.len, 0);
    peer_close(&peer);
    serving_stop(&story.serving);
}

static char large[8 * 1024 * 1024];

static void answer_large(void *ctx, struct http_request *request)
{
    (void)ctx;
    const struct http_answer answer = {.status = 200, .body = large, .body_len = sizeof large, .body_is_static = true};
    http_answer(request, &answer);
}

static void large_answers_arrive_whole(void **state)
{
    (void)state;
    memset(large, 'x', sizeof large);
    struct serving serving;
    struct peer peer;
    serving_start(&serving, NULL, answer_large, NULL);
    assert_true(peer_connect(&peer, &serving.loop, serving.port));
    for (int i = 0; i < 2; i++) {
        struct buf body;
        buf_init(&body, sizeof large);
        peer_send_text(&peer, GET("/"));
        assert_int_equal(peer_await_answer(&peer, NULL, &body), 200);
        assert_int_equal(body.len, sizeof large);
        assert_memory_equal(body.bytes, large, sizeof large);
        buf_free(&body);
    }
    peer_close(&peer);
    serving_stop(&serving);
}

static void a_client_that_never_reads_its_answer_is_cut(void **state)
{
    (void)state;
    struct http_limits limits = serving_limits();
    limits.write_ms = 50;
    struct serving serving;
    struct peer peer;
    serving_start(&serving, &limits, answer_large, NULL);
    assert_true(peer_connect(&peer, &serving.loop, serving.port));
    peer_send_text(&peer, GET("/"));
    const struct http_counters *counted = http_server_counters(serving.server);
    assert_true(serving_await_u64(&serving, &counted->slow_readers_cut, 1));
    assert_true(serving_await_u64(&serving, &counted->connections_open, 0));
    peer_close(&peer);
    serving_stop(&serving);
}

static void answer_with_headers(void *ctx, struct http_request *request)
{
    const struct http_header headers[] = {{"Location", ctx}, {"X-Frame-Options", "SAMEORIGIN"}};
    const struct http_answer answer = {.status = 303, .headers = headers, .headers_count = 2};
    http_answer(request, &answer);
}

static void common_headers_are_on_every_answer_once(void **state)
{
    (void)state;
    static const struct http_header common[] = {{"X-Content-Type-Options", "nosniff"}, {"X-Frame-Options", "DENY"}};
    struct serving serving;
    struct peer peer;
    char location[] = "/elsewhere";
    serving_start(&serving, NULL, answer_with_headers, location);
    http_server_set_common_headers(serving.server, common, 2);
    http_server_set_date(serving.server, "Sat, 21 Nov 2026 10:20:30 GMT");
    assert_true(peer_connect(&peer, &serving.loop, serving.port));
    peer_send_text(&peer, GET("/"));
    struct buf head;
    buf_init(&head, 4096);
    assert_int_equal(peer_await_answer(&peer, &head, NULL), 303);
    assert_string_equal(head.bytes, "HTTP/1.1 303 SEE OTHER\r\nDate: Sat, 21 Nov 2026 10:20:30 GMT\r\n"
                                    "X-Content-Type-Options: nosniff\r\nLocation: /elsewhere\r\n"
                                    "X-Frame-Options: SAMEORIGIN\r\nContent-Length: 0\r\n\r\n");
    peer_send_text(&peer, "garbage\r\n\r\n");
    assert_int_equal(peer_await_answer(&peer, &head, NULL), 400);
    assert_non_null(strstr(head.bytes, "X-Frame-Options: DENY\r\n"));
    buf_free(&head);
    peer_close(&peer);
    serving_stop(&serving);
}

static void a_line_break_in_a_header_becomes_a_500(void **state)
{
    (void)state;
    struct serving serving;
    struct peer peer;
    char location[] = "/a\r\nSet-Cookie: forged=1";
    serving_start(&serving, NULL, answer_with_headers, location);
    assert_true(peer_connect(&peer, &serving.loop, serving.port));
    peer_send_text(&peer, GET("/"));
    struct buf head;
    buf_init(&head, 4096);
    assert_int_equal(peer_await_answer(&peer, &head, NULL), 500);
    assert_null(strstr(head.bytes, "forged"));
    buf_free(&head);
    peer_close(&peer);
    serving_stop(&serving);
}

static void draining_lets_taken_requests_finish(void **state)
{
    (void)state;
    struct story story;
    struct peer taken, idle;
    begin(&story, NULL);
    connect_to(&story, &taken);
    connect_to(&story, &idle);
    peer_send_text(&idle, GET("/1"));
    expect_answer(&idle, 200, "GET /1 ");
    peer_send_text(&taken, GET("/later"));
    assert_true(serving_await_int(&story.serving, &story.kept_count, 1));
    http_server_drain(story.serving.server, NULL, NULL);
    assert_true(peer_await_end(&idle));
    struct peer late;
    assert_false(peer_connect(&late, &story.serving.loop, story.serving.port) && peer_await(&late, "HTTP"));
    echo(story.kept[0]);
    assert_true(peer_await(&taken, "Connection: close"));
    expect_answer(&taken, 200, "GET /later ");
    assert_true(peer_await_end(&taken));
    peer_close(&taken);
    peer_close(&idle);
    uv_run(&story.serving.loop, UV_RUN_DEFAULT);
    story.serving.server = NULL;
    serving_stop(&story.serving);
}

static void draining_ends_in_time_without_the_answer(void **state)
{
    (void)state;
    struct http_limits limits = serving_limits();
    limits.drain_ms = 20;
    struct story story;
    struct peer peer;
    begin(&story, &limits);
    connect_to(&story, &peer);
    peer_send_text(&peer, GET("/later"));
    assert_true(serving_await_int(&story.serving, &story.kept_count, 1));
    serving_stop(&story.serving);
    assert_false(http_request_alive(story.kept[0]));
    echo(story.kept[0]);
    peer_close(&peer);
}

static void listening_tells_what_is_wrong(void **state)
{
    (void)state;
    struct story story;
    begin(&story, NULL);
    int port = -1;
    assert_int_equal(http_listen(story.serving.server, "not an address", 0, &port), UV_EINVAL);
    assert_int_equal(http_listen(story.serving.server, "127.0.0.1", story.serving.port, &port), UV_EADDRINUSE);
    assert_int_equal(port, -1);
    assert_int_equal(http_listen(story.serving.server, "127.0.0.1", 0, &port), 0);
    assert_true(port > 0 && port != story.serving.port);
    serving_stop(&story.serving);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(many_requests_share_a_connection),
        cmocka_unit_test(pipelined_requests_are_answered_in_order),
        cmocka_unit_test(a_thousand_pipelined_requests_are_all_answered),
        cmocka_unit_test(what_comes_during_an_answer_waits_within_bounds),
        cmocka_unit_test(ipv6_peers_have_their_address),
        cmocka_unit_test(the_raw_target_reaches_the_handler),
        cmocka_unit_test(headers_are_kept_in_order_and_found_in_any_case),
        cmocka_unit_test(chunked_bodies_are_joined),
        cmocka_unit_test(a_waiting_client_is_told_to_continue),
        cmocka_unit_test(head_gets_the_length_and_no_body),
        cmocka_unit_test(http_1_0_is_closed_unless_it_asks_to_be_kept),
        cmocka_unit_test(connection_close_is_obeyed),
        cmocka_unit_test(a_half_closed_client_still_gets_its_answer),
        cmocka_unit_test(answering_after_the_client_is_gone_is_harmless),
        cmocka_unit_test(a_body_over_the_limit_is_refused),
        cmocka_unit_test(bodies_are_bounded_in_sum),
        cmocka_unit_test(connections_over_the_limit_are_told_so),
        cmocka_unit_test(slow_headers_are_timed_out),
        cmocka_unit_test(slow_bodies_are_timed_out),
        cmocka_unit_test(idle_connections_are_closed),
        cmocka_unit_test(large_answers_arrive_whole),
        cmocka_unit_test(a_client_that_never_reads_its_answer_is_cut),
        cmocka_unit_test(common_headers_are_on_every_answer_once),
        cmocka_unit_test(a_line_break_in_a_header_becomes_a_500),
        cmocka_unit_test(draining_lets_taken_requests_finish),
        cmocka_unit_test(draining_ends_in_time_without_the_answer),
        cmocka_unit_test(listening_tells_what_is_wrong),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
