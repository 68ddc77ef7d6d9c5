/* Streams with real sockets: chunks, the feeder's side of a slow reader, every way to end. It must not test plain
 * answers. */
#include <string.h>

#include "lib/testing/cmocka.h"
#include "lib/testing/serving.h"

struct story {
    struct serving serving;
    struct http_stream *stream;
    int begun;
    int drained;
    int closed;
    enum http_closed why;
};

static void on_drained(void *ctx)
{
    ((struct story *)ctx)->drained++;
}

static void on_closed(void *ctx, enum http_closed why)
{
    struct story *story = ctx;
    story->closed++;
    story->why = why;
    story->stream = NULL;
}

static const struct http_stream_events events = {.drained = on_drained, .closed = on_closed};

static void handle(void *ctx, struct http_request *request)
{
    static const struct http_header headers[] = {{"Content-Type", "text/event-stream"}, {"Cache-Control", "no-store"}};
    struct story *story = ctx;
    story->stream = http_stream_begin(request, 200, headers, 2, &events, story);
    story->begun++;
}

static void begin(struct story *story, struct peer *peer, const struct http_limits *limits, const char *request)
{
    *story = (struct story){.begun = 0};
    serving_start(&story->serving, limits, handle, story);
    assert_true(peer_connect(peer, &story->serving.loop, story->serving.port));
    peer_send_text(peer, request);
    assert_true(serving_await_int(&story->serving, &story->begun, 1));
    assert_non_null(story->stream);
}

static void end(struct story *story, struct peer *peer)
{
    peer_close(peer);
    serving_stop(&story->serving);
    assert_int_equal(story->closed, 1);
}

#define GET "GET / HTTP/1.1\r\nHost: x\r\n\r\n"

static void writes_arrive_as_chunks_until_the_end(void **state)
{
    (void)state;
    struct story story;
    struct peer peer;
    begin(&story, &peer, NULL, GET);
    assert_true(http_stream_write(story.stream, "data: 1\n\n", 9));
    assert_true(http_stream_write(story.stream, "", 0));
    assert_true(peer_await(&peer, "Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n9\r\ndata: 1\n\n\r\n"));
    http_stream_end(story.stream);
    assert_int_equal(story.closed, 0); /* never inside a call */
    assert_true(peer_await_end(&peer));
    assert_non_null(memmem(peer.received.bytes, peer.received.len, "\r\n0\r\n\r\n", 7));
    assert_int_equal(http_server_counters(story.serving.server)->streams_open, 1);
    peer_close(&peer);
    assert_true(serving_await_int(&story.serving, &story.closed, 1));
    assert_int_equal(story.why, HTTP_CLOSED_ENDED);
    assert_int_equal(http_server_counters(story.serving.server)->streams_open, 0);
    serving_stop(&story.serving);
}

static void http_1_0_gets_bytes_without_chunks(void **state)
{
    (void)state;
    struct story story;
    struct peer peer;
    begin(&story, &peer, NULL, "GET / HTTP/1.0\r\nHost: x\r\n\r\n");
    http_stream_write(story.stream, "data: 1\n\n", 9);
    assert_true(peer_await(&peer, "\r\n\r\ndata: 1\n\n"));
    http_stream_end(story.stream);
    assert_true(peer_await_end(&peer));
    end(&story, &peer);
}

static void what_a_listener_says_is_ignored(void **state)
{
    (void)state;
    struct story story;
    struct peer peer;
    begin(&story, &peer, NULL, GET);
    uint64_t before = http_server_counters(story.serving.server)->bytes_received;
    peer_send_text(&peer, GET);
    assert_true(serving_await_u64(&story.serving, &http_server_counters(story.serving.server)->bytes_received,
                                  before + strlen(GET)));
    assert_int_equal(story.begun, 1);
    assert_true(http_stream_write(story.stream, "data: 1\n\n", 9));
    assert_true(peer_await(&peer, "data: 1\n\n"));
    end(&story, &peer);
}

static void the_peer_leaving_closes_the_stream(void **state)
{
    (void)state;
    struct story story;
    struct peer peer;
    begin(&story, &peer, NULL, GET);
    peer_close(&peer);
    assert_true(serving_await_int(&story.serving, &story.closed, 1));
    assert_int_equal(story.why, HTTP_CLOSED_BY_PEER);
    serving_stop(&story.serving);
}

static void a_reader_that_never_reads_is_cut(void **state)
{
    (void)state;
    struct http_limits limits = serving_limits();
    limits.write_queue_bytes_max = 100 * 1000;
    struct story story;
    struct peer peer;
    begin(&story, &peer, &limits, GET);
    static char bytes[64 * 1024];
    int writes = 0;
    while (http_stream_write(story.stream, bytes, sizeof bytes))
        assert_in_range(++writes, 0, 1000); /* the kernel takes some megabytes at most */
    assert_false(http_stream_write(story.stream, bytes, 1));
    assert_int_equal(story.closed, 0);
    assert_true(serving_await_int(&story.serving, &story.closed, 1));
    assert_int_equal(story.why, HTTP_CLOSED_SLOW);
    assert_int_equal(http_server_counters(story.serving.server)->slow_readers_cut, 1);
    end(&story, &peer);
}

static void a_reader_that_stalls_is_cut_in_time(void **state)
{
    (void)state;
    struct http_limits limits = serving_limits();
    limits.write_ms = 50;
    limits.write_queue_bytes_max = 64 * 1024 * 1024;
    struct story story;
    struct peer peer;
    begin(&story, &peer, &limits, GET);
    static char bytes[8 * 1024 * 1024];
    assert_true(http_stream_write(story.stream, bytes, sizeof bytes));
    assert_true(http_stream_backlog(story.stream) > 0);
    assert_true(serving_await_int(&story.serving, &story.closed, 1));
    assert_int_equal(story.why, HTTP_CLOSED_SLOW);
    end(&story, &peer);
}

static void a_feeder_is_told_when_all_has_gone_out(void **state)
{
    (void)state;
    struct http_limits limits = serving_limits();
    limits.write_queue_bytes_max = 64 * 1024 * 1024;
    struct story story;
    struct peer peer;
    begin(&story, &peer, &limits, GET);
    static char bytes[8 * 1024 * 1024];
    assert_true(http_stream_write(story.stream, bytes, sizeof bytes));
    assert_int_equal(story.drained, 0);
    assert_true(peer_await_bytes(&peer, sizeof bytes));
    assert_true(serving_await_int(&story.serving, &story.drained, 1));
    assert_int_equal(http_stream_backlog(story.stream), 0);
    end(&story, &peer);
}

static void draining_ends_the_stream_in_order(void **state)
{
    (void)state;
    struct story story;
    struct peer peer;
    begin(&story, &peer, NULL, GET);
    http_server_drain(story.serving.server, NULL, NULL);
    story.serving.server = NULL;
    assert_true(peer_await_end(&peer));
    assert_non_null(memmem(peer.received.bytes, peer.received.len, "\r\n0\r\n\r\n", 7));
    end(&story, &peer);
    assert_int_equal(story.why, HTTP_CLOSED_DRAINING);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(writes_arrive_as_chunks_until_the_end),
        cmocka_unit_test(http_1_0_gets_bytes_without_chunks),
        cmocka_unit_test(what_a_listener_says_is_ignored),
        cmocka_unit_test(the_peer_leaving_closes_the_stream),
        cmocka_unit_test(a_reader_that_never_reads_is_cut),
        cmocka_unit_test(a_reader_that_stalls_is_cut_in_time),
        cmocka_unit_test(a_feeder_is_told_when_all_has_gone_out),
        cmocka_unit_test(draining_ends_the_stream_in_order),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
