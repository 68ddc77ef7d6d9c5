/* WebSocket connections with real sockets and a client that breaks rules on purpose. It must not test HTTP itself. */
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

#include "lib/testing/cmocka.h"
#include "lib/testing/serving.h"
#include "lib/ws.h"

enum { SOCKETS_MAX = 4 };

struct story {
    struct serving serving;
    struct ws_limits limits;
    struct http_request *kept; /* what asked for /later */
    struct ws *sockets[SOCKETS_MAX];
    int opened;
    int refused;
    int messages;
    struct buf last; /* message */
    int closed;
    enum ws_closed why;
    int code;
};

static void on_message(void *ctx, const char *text, size_t len)
{
    struct story *story = ctx;
    story->messages++;
    buf_clear(&story->last);
    buf_append(&story->last, text, len);
    if (len == 3 && memcmp(text, "bye", 3) == 0)
        ws_close(story->sockets[0], 4000, "as you wish");
}

static void on_closed(void *ctx, enum ws_closed why, int code)
{
    struct story *story = ctx;
    story->closed++;
    story->why = why;
    story->code = code;
}

static const struct ws_events events = {.message = on_message, .closed = on_closed};

static void handle(void *ctx, struct http_request *request)
{
    struct story *story = ctx;
    if (strcmp(request->path, "/later") == 0) {
        story->kept = request;
        return;
    }
    struct ws *ws = ws_accept(request, NULL, &story->limits, &events, story);
    if (ws)
        story->sockets[story->opened++] = ws;
    else
        story->refused++;
}

static void begin(struct story *story)
{
    *story = (struct story){.limits = ws_limits_default()};
    story->limits.message_bytes_max = 1000;
    story->limits.fragments_max = 4;
    buf_init(&story->last, 100 * 1000);
    serving_start(&story->serving, NULL, handle, story);
}

static void open_socket(struct story *story, struct peer *peer)
{
    assert_true(peer_connect(peer, &story->serving.loop, story->serving.port));
    assert_true(peer_ws_open(peer, "/line"));
}

static void begin_open(struct story *story, struct peer *peer)
{
    begin(story);
    open_socket(story, peer);
}

/* The story ends with exactly one closed() for this cause. */
static void end_closed(struct story *story, struct peer *peer, enum ws_closed why, int code)
{
    assert_true(serving_await_int(&story->serving, &story->closed, 1));
    assert_int_equal(story->why, why);
    assert_int_equal(story->code, code);
    assert_int_equal(http_server_counters(story->serving.server)->websockets_open, 0);
    peer_close(peer);
    serving_stop(&story->serving);
    assert_int_equal(story->closed, 1);
    buf_free(&story->last);
}

/* The peer is told code and the connection ends. */
static void expect_close_frame(struct peer *peer, int code)
{
    struct peer_frame frame;
    assert_true(peer_ws_next(peer, &frame));
    assert_int_equal(frame.opcode, 8);
    assert_true(frame.len >= 2);
    assert_int_equal((unsigned char)frame.payload[0] << 8 | (unsigned char)frame.payload[1], code);
    assert_true(peer_await_end(peer));
}

static void protocol_is_broken_by(struct story *story, struct peer *peer, int code)
{
    expect_close_frame(peer, code);
    peer_close(peer);
    *peer = (struct peer){.socket = -1};
    assert_int_equal(story->messages, 0);
    end_closed(story, peer, WS_CLOSED_PROTOCOL, code);
}

static void messages_go_both_ways(void **state)
{
    (void)state;
    struct story story;
    struct peer peer;
    struct peer_frame frame;
    begin_open(&story, &peer);
    assert_true(peer_ws_send(&peer, 0x81, true, "hello \xE2\x82\xAC", 9));
    assert_true(serving_await_int(&story.serving, &story.messages, 1));
    assert_string_equal(story.last.bytes, "hello \xE2\x82\xAC");
    assert_true(ws_send_text(story.sockets[0], "world", 5));
    assert_true(peer_ws_next(&peer, &frame));
    assert_true(frame.opcode == 1 && frame.fin && frame.len == 5);
    assert_string_equal(frame.payload, "world");
    peer_ws_send(&peer, 0x88, true, "\x03\xE8", 2);
    expect_close_frame(&peer, 1000);
    end_closed(&story, &peer, WS_CLOSED_BY_PEER, 1000);
}

static void every_length_form_is_sent_rightly(void **state)
{
    (void)state;
    static const size_t lengths[] = {0, 125, 126, 65535, 65536, 200000};
    static char text[200000];
    memset(text, 'x', sizeof text);
    struct story story;
    struct peer peer;
    struct peer_frame frame;
    begin_open(&story, &peer);
    for (size_t i = 0; i < sizeof lengths / sizeof lengths[0]; i++) {
        assert_true(ws_send_text(story.sockets[0], text, lengths[i]));
        assert_true(peer_ws_next(&peer, &frame));
        assert_int_equal(frame.len, lengths[i]);
    }
    ws_close(story.sockets[0], 1000, NULL);
    assert_true(peer_ws_next(&peer, &frame));
    peer_ws_send(&peer, 0x88, true, "\x03\xE8", 2);
    end_closed(&story, &peer, WS_CLOSED_BY_US, 1000);
}

static void one_frame_goes_to_many_sockets(void **state)
{
    (void)state;
    struct story story;
    struct peer peers[3];
    begin(&story);
    for (int i = 0; i < 3; i++)
        open_socket(&story, &peers[i]);
    struct ws_frame *frame = ws_frame_new_text("to all", 6);
    for (int i = 0; i < 3; i++)
        assert_true(ws_send(story.sockets[i], frame));
    ws_frame_unref(frame);
    for (int i = 0; i < 3; i++) {
        struct peer_frame seen;
        assert_true(peer_ws_next(&peers[i], &seen));
        assert_string_equal(seen.payload, "to all");
        peer_close(&peers[i]);
    }
    assert_true(serving_await_int(&story.serving, &story.closed, 3));
    assert_int_equal(story.why, WS_CLOSED_GONE);
    serving_stop(&story.serving);
    buf_free(&story.last);
}

static void fragments_are_joined_around_a_ping(void **state)
{
    (void)state;
    struct story story;
    struct peer peer;
    struct peer_frame frame;
    begin_open(&story, &peer);
    peer_ws_send(&peer, 0x01, true, "one \xE2\x82", 6);
    peer_ws_send(&peer, 0x89, true, "are you there", 13);
    peer_ws_send(&peer, 0x00, true, "\xAC two", 5);
    peer_ws_send(&peer, 0x80, true, " three", 6);
    assert_true(serving_await_int(&story.serving, &story.messages, 1));
    assert_string_equal(story.last.bytes, "one \xE2\x82\xAC two three");
    assert_true(peer_ws_next(&peer, &frame));
    assert_int_equal(frame.opcode, 10);
    assert_string_equal(frame.payload, "are you there");
    peer_ws_send(&peer, 0x88, true, "", 0);
    end_closed(&story, &peer, WS_CLOSED_BY_PEER, 1005);
}

static void frames_byte_by_byte_are_the_same(void **state)
{
    (void)state;
    static const char bytes[] = "\x81\x83\x00\x00\x00\x00" "abc";
    struct story story;
    struct peer peer;
    begin_open(&story, &peer);
    for (size_t i = 0; i < sizeof bytes - 1; i++) {
        peer_send(&peer, bytes + i, 1);
        uv_run(&story.serving.loop, UV_RUN_NOWAIT);
    }
    assert_true(serving_await_int(&story.serving, &story.messages, 1));
    assert_string_equal(story.last.bytes, "abc");
    peer_close(&peer);
    peer = (struct peer){.socket = -1};
    end_closed(&story, &peer, WS_CLOSED_GONE, 1006);
}

static void a_frame_behind_the_handshake_is_not_lost(void **state)
{
    (void)state;
    struct story story;
    struct peer peer;
    begin(&story);
    assert_true(peer_connect(&peer, &story.serving.loop, story.serving.port));
    static const char both[] = "GET / HTTP/1.1\r\nHost: x\r\nUpgrade: WebSocket\r\nConnection: keep-alive, Upgrade\r\n"
                               "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n"
                               "\x81\x83\x00\x00\x00\x00" "abc";
    peer_send(&peer, both, sizeof both - 1);
    assert_true(serving_await_int(&story.serving, &story.messages, 1));
    peer_close(&peer);
    peer = (struct peer){.socket = -1};
    end_closed(&story, &peer, WS_CLOSED_GONE, 1006);
}

static void an_unmasked_frame_breaks_the_protocol(void **state)
{
    (void)state;
    struct story story;
    struct peer peer;
    begin_open(&story, &peer);
    peer_ws_send(&peer, 0x81, false, "hello", 5);
    protocol_is_broken_by(&story, &peer, 1002);
}

static void invalid_utf8_breaks_the_protocol(void **state)
{
    (void)state;
    struct story story;
    struct peer peer;
    begin_open(&story, &peer);
    peer_ws_send(&peer, 0x81, true, "a\xC0\x80", 3);
    protocol_is_broken_by(&story, &peer, 1007);
}

static void invalid_utf8_across_fragments_breaks_the_protocol(void **state)
{
    (void)state;
    struct story story;
    struct peer peer;
    begin_open(&story, &peer);
    peer_ws_send(&peer, 0x01, true, "a\xE2\x82", 3);
    peer_ws_send(&peer, 0x80, true, "b", 1);
    protocol_is_broken_by(&story, &peer, 1007);
}

static void a_reserved_opcode_breaks_the_protocol(void **state)
{
    (void)state;
    struct story story;
    struct peer peer;
    begin_open(&story, &peer);
    peer_ws_send(&peer, 0x83, true, "hello", 5);
    protocol_is_broken_by(&story, &peer, 1002);
}

static void a_reserved_bit_breaks_the_protocol(void **state)
{
    (void)state;
    struct story story;
    struct peer peer;
    begin_open(&story, &peer);
    peer_ws_send(&peer, 0xC1, true, "hello", 5);
    protocol_is_broken_by(&story, &peer, 1002);
}

static void a_fragmented_ping_breaks_the_protocol(void **state)
{
    (void)state;
    struct story story;
    struct peer peer;
    begin_open(&story, &peer);
    peer_ws_send(&peer, 0x09, true, "hello", 5);
    protocol_is_broken_by(&story, &peer, 1002);
}

static void a_continuation_without_a_beginning_breaks_the_protocol(void **state)
{
    (void)state;
    struct story story;
    struct peer peer;
    begin_open(&story, &peer);
    peer_ws_send(&peer, 0x80, true, "hello", 5);
    protocol_is_broken_by(&story, &peer, 1002);
}

static void a_second_beginning_breaks_the_protocol(void **state)
{
    (void)state;
    struct story story;
    struct peer peer;
    begin_open(&story, &peer);
    peer_ws_send(&peer, 0x01, true, "hello", 5);
    peer_ws_send(&peer, 0x81, true, "hello", 5);
    protocol_is_broken_by(&story, &peer, 1002);
}

static void binary_is_not_taken(void **state)
{
    (void)state;
    struct story story;
    struct peer peer;
    begin_open(&story, &peer);
    peer_ws_send(&peer, 0x82, true, "hello", 5);
    protocol_is_broken_by(&story, &peer, 1003);
}

static void a_long_message_is_not_taken(void **state)
{
    (void)state;
    static char text[1001];
    struct story story;
    struct peer peer;
    begin_open(&story, &peer);
    memset(text, 'x', sizeof text);
    peer_ws_send(&peer, 0x81, true, text, sizeof text);
    protocol_is_broken_by(&story, &peer, 1009);
}

static void a_long_message_in_fragments_is_not_taken(void **state)
{
    (void)state;
    static char text[600];
    struct story story;
    struct peer peer;
    begin_open(&story, &peer);
    memset(text, 'x', sizeof text);
    peer_ws_send(&peer, 0x01, true, text, sizeof text);
    peer_ws_send(&peer, 0x80, true, text, sizeof text);
    protocol_is_broken_by(&story, &peer, 1009);
}

static void a_frame_that_claims_an_enormous_length_is_not_taken(void **state)
{
    (void)state;
    struct story story;
    struct peer peer;
    begin_open(&story, &peer);
    peer_send(&peer, "\x81\xFF\x7F\xFF\xFF\xFF\xFF\xFF\xFF\xFF\x00\x00\x00\x00x", 15);
    protocol_is_broken_by(&story, &peer, 1009);
}

static void too_many_fragments_are_not_taken(void **state)
{
    (void)state;
    struct story story;
    struct peer peer;
    begin_open(&story, &peer);
    peer_ws_send(&peer, 0x01, true, "", 0);
    for (int i = 0; i < 4; i++)
        peer_ws_send(&peer, 0x00, true, "", 0);
    protocol_is_broken_by(&story, &peer, 1008);
}

static void a_ping_over_125_bytes_breaks_the_protocol(void **state)
{
    (void)state;
    static char payload[126];
    struct story story;
    struct peer peer;
    begin_open(&story, &peer);
    peer_ws_send(&peer, 0x89, true, payload, sizeof payload);
    protocol_is_broken_by(&story, &peer, 1002);
}

static void a_length_not_in_its_shortest_form_breaks_the_protocol(void **state)
{
    (void)state;
    struct story story;
    struct peer peer;
    begin_open(&story, &peer);
    peer_send(&peer, "\x81\xFE\x00\x03\x00\x00\x00\x00" "abc", 11);
    protocol_is_broken_by(&story, &peer, 1002);
}

static void a_close_with_a_forbidden_code_breaks_the_protocol(void **state)
{
    (void)state;
    struct story story;
    struct peer peer;
    begin_open(&story, &peer);
    peer_ws_send(&peer, 0x88, true, "\x03\xED", 2); /* 1005 must not be sent */
    protocol_is_broken_by(&story, &peer, 1002);
}

static void a_close_of_one_byte_still_closes(void **state)
{
    (void)state;
    struct story story;
    struct peer peer;
    begin_open(&story, &peer);
    peer_ws_send(&peer, 0x88, true, "\x03", 1);
    assert_true(peer_await_end(&peer));
    end_closed(&story, &peer, WS_CLOSED_BY_PEER, 1005);
}

static void our_close_waits_for_the_peers(void **state)
{
    (void)state;
    struct story story;
    struct peer peer;
    struct peer_frame frame;
    begin_open(&story, &peer);
    ws_close(story.sockets[0], 4001, "signed out");
    ws_close(story.sockets[0], 4002, NULL);
    assert_false(ws_send_text(story.sockets[0], "late", 4));
    assert_int_equal(story.closed, 0);
    assert_true(peer_ws_next(&peer, &frame));
    assert_int_equal(frame.opcode, 8);
    assert_memory_equal(frame.payload, "\x0F\xA1signed out", 12);
    peer_ws_send(&peer, 0x88, true, "\x0F\xA1", 2);
    assert_true(peer_await_end(&peer));
    assert_int_equal(peer.received.len, 0);
    end_closed(&story, &peer, WS_CLOSED_BY_US, 4001);
}

static void closing_inside_a_message_is_allowed(void **state)
{
    (void)state;
    struct story story;
    struct peer peer;
    begin_open(&story, &peer);
    peer_ws_send(&peer, 0x81, true, "bye", 3);
    peer_ws_send(&peer, 0x81, true, "too late", 8);
    struct peer_frame frame;
    assert_true(peer_ws_next(&peer, &frame));
    peer_ws_send(&peer, 0x88, true, "\x0F\xA0", 2);
    assert_true(peer_await_end(&peer));
    assert_int_equal(story.messages, 1);
    end_closed(&story, &peer, WS_CLOSED_BY_US, 4000);
}

static void a_peer_that_ignores_our_close_is_cut(void **state)
{
    (void)state;
    struct story story;
    struct peer peer;
    begin(&story);
    story.limits.close_ms = 20;
    open_socket(&story, &peer);
    ws_close(story.sockets[0], 1000, NULL);
    assert_true(peer_await_end(&peer));
    end_closed(&story, &peer, WS_CLOSED_BY_US, 1000);
}

static void a_quiet_peer_is_pinged_and_its_pong_keeps_it(void **state)
{
    (void)state;
    struct story story;
    struct peer peer;
    struct peer_frame frame;
    begin(&story);
    story.limits.ping_ms = 10;
    story.limits.silent_ms = 10000;
    open_socket(&story, &peer);
    for (int i = 0; i < 3; i++) {
        assert_true(peer_ws_next(&peer, &frame));
        assert_int_equal(frame.opcode, 9);
        peer_ws_send(&peer, 0x8A, true, "", 0);
    }
    assert_int_equal(story.closed, 0);
    peer_ws_send(&peer, 0x88, true, "\x03\xE9", 2);
    end_closed(&story, &peer, WS_CLOSED_BY_PEER, 1001);
}

static void a_silent_peer_is_cut(void **state)
{
    (void)state;
    struct story story;
    struct peer peer;
    begin(&story);
    story.limits.ping_ms = 10;
    story.limits.silent_ms = 50;
    open_socket(&story, &peer);
    assert_true(peer_await_end(&peer));
    end_closed(&story, &peer, WS_CLOSED_SILENT, 1006);
}

static void a_reader_that_never_reads_is_cut(void **state)
{
    (void)state;
    static char text[64 * 1024];
    struct story story;
    struct peer peer;
    begin(&story);
    story.limits.write_queue_bytes_max = 100 * 1000;
    open_socket(&story, &peer);
    memset(text, 'x', sizeof text);
    struct ws_frame *frame = ws_frame_new_text(text, sizeof text);
    int sent = 0;
    while (ws_send(story.sockets[0], frame))
        assert_in_range(++sent, 0, 1000); /* the kernel takes some megabytes at most */
    ws_frame_unref(frame);
    assert_false(ws_send_text(story.sockets[0], "x", 1));
    assert_int_equal(story.closed, 0);
    end_closed(&story, &peer, WS_CLOSED_SLOW, 1013);
}

static void a_flood_of_pings_that_reads_no_pong_is_cut(void **state)
{
    (void)state;
    static char payload[125];
    struct story story;
    struct peer peer;
    begin(&story);
    story.limits.write_queue_bytes_max = 10 * 1000;
    open_socket(&story, &peer);
    int pings = 0;
    while (story.closed == 0 && peer_ws_send(&peer, 0x89, true, payload, sizeof payload)) {
        if (++pings % 256 == 0)
            uv_run(&story.serving.loop, UV_RUN_NOWAIT);
        assert_in_range(pings, 0, 1000 * 1000);
    }
    end_closed(&story, &peer, WS_CLOSED_SLOW, 1013);
}

static void draining_says_goodbye(void **state)
{
    (void)state;
    struct story story;
    struct peer peer;
    struct peer_frame frame;
    begin_open(&story, &peer);
    http_server_drain(story.serving.server, NULL, NULL);
    story.serving.server = NULL;
    assert_true(peer_ws_next(&peer, &frame));
    assert_memory_equal(frame.payload, "\x03\xE9", 2);
    peer_ws_send(&peer, 0x88, true, "\x03\xE9", 2);
    assert_true(peer_await_end(&peer));
    peer_close(&peer);
    serving_stop(&story.serving);
    assert_int_equal(story.closed, 1);
    assert_int_equal(story.why, WS_CLOSED_BY_US);
    buf_free(&story.last);
}

static bool is_kept(void *ctx)
{
    return ((struct story *)ctx)->kept != NULL;
}

#define LATER                                                                                     \
    "GET /later HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"             \
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n"

static void a_frame_sent_before_a_late_upgrade_is_not_lost(void **state)
{
    (void)state;
    struct story story;
    struct peer peer;
    begin(&story);
    assert_true(peer_connect(&peer, &story.serving.loop, story.serving.port));
    peer_send_text(&peer, LATER);
    assert_true(peer_run_until(&story.serving.loop, is_kept, &story));
    peer_ws_send(&peer, 0x81, true, "early", 5);
    for (int i = 0; i < 10; i++)
        uv_run(&story.serving.loop, UV_RUN_NOWAIT);
    story.sockets[0] = ws_accept(story.kept, "ours", &story.limits, &events, &story);
    assert_non_null(story.sockets[0]);
    assert_int_equal(story.messages, 0); /* never inside a call */
    assert_true(serving_await_int(&story.serving, &story.messages, 1));
    assert_string_equal(story.last.bytes, "early");
    assert_true(peer_await(&peer, "Sec-WebSocket-Protocol: ours\r\n"));
    assert_int_equal(ws_backlog(story.sockets[0]), 0);
    peer_close(&peer);
    peer = (struct peer){.socket = -1};
    end_closed(&story, &peer, WS_CLOSED_GONE, 1006);
}

static void an_upgrade_during_a_drain_is_closed_soon(void **state)
{
    (void)state;
    struct story story;
    struct peer peer;
    struct peer_frame frame;
    begin(&story);
    assert_true(peer_connect(&peer, &story.serving.loop, story.serving.port));
    peer_send_text(&peer, LATER);
    assert_true(peer_run_until(&story.serving.loop, is_kept, &story));
    http_server_drain(story.serving.server, NULL, NULL);
    story.serving.server = NULL;
    assert_non_null(ws_accept(story.kept, NULL, &story.limits, &events, &story));
    assert_int_equal(peer_await_answer(&peer, NULL, NULL), 101);
    assert_true(peer_ws_next(&peer, &frame));
    assert_int_equal(frame.opcode, 8);
    peer_close(&peer);
    serving_stop(&story.serving);
    assert_int_equal(story.closed, 1);
    buf_free(&story.last);
}

static void a_late_upgrade_of_a_dead_connection_is_none(void **state)
{
    (void)state;
    struct story story;
    struct peer peer;
    begin(&story);
    assert_true(peer_connect(&peer, &story.serving.loop, story.serving.port));
    peer_send_text(&peer, LATER);
    assert_true(peer_run_until(&story.serving.loop, is_kept, &story));
    struct linger reset = {.l_onoff = 1, .l_linger = 0};
    setsockopt(peer.socket, SOL_SOCKET, SO_LINGER, &reset, sizeof reset);
    peer_close(&peer);
    const struct http_counters *counters = http_server_counters(story.serving.server);
    assert_true(serving_await_u64(&story.serving, &counters->connections_open, 0));
    assert_null(ws_accept(story.kept, NULL, &story.limits, &events, &story));
    serving_stop(&story.serving);
    assert_int_equal(story.closed, 0);
    buf_free(&story.last);
}

static void handshake_answers(const char *headers, int status)
{
    struct story story;
    struct peer peer;
    begin(&story);
    assert_true(peer_connect(&peer, &story.serving.loop, story.serving.port));
    peer_send_text(&peer, "GET / HTTP/1.1\r\nHost: x\r\n");
    peer_send_text(&peer, headers);
    peer_send_text(&peer, "\r\n");
    assert_int_equal(peer_await_answer(&peer, NULL, NULL), status);
    assert_int_equal(story.refused, 1);
    peer_close(&peer);
    serving_stop(&story.serving);
    buf_free(&story.last);
}

#define KEY "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
#define UPGRADE "Upgrade: websocket\r\nConnection: Upgrade\r\n"
#define VERSION "Sec-WebSocket-Version: 13\r\n"

static void a_wrong_handshake_is_refused(void **state)
{
    (void)state;
    handshake_answers("", 400);
    handshake_answers(UPGRADE VERSION, 400);
    handshake_answers(UPGRADE KEY KEY VERSION, 400);
    handshake_answers(UPGRADE VERSION "Sec-WebSocket-Key: short\r\n", 400);
    handshake_answers(UPGRADE VERSION "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZTEyMzQ1Ng==\r\n", 400);
    handshake_answers("Upgrade: websocket\r\n" KEY VERSION, 400);
    handshake_answers("Upgrade: h2c\r\nConnection: Upgrade\r\n" KEY VERSION, 400);
    handshake_answers(UPGRADE KEY, 426);
    handshake_answers(UPGRADE KEY "Sec-WebSocket-Version: 8\r\n", 426);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(messages_go_both_ways),
        cmocka_unit_test(every_length_form_is_sent_rightly),
        cmocka_unit_test(one_frame_goes_to_many_sockets),
        cmocka_unit_test(fragments_are_joined_around_a_ping),
        cmocka_unit_test(frames_byte_by_byte_are_the_same),
        cmocka_unit_test(a_frame_behind_the_handshake_is_not_lost),
        cmocka_unit_test(an_unmasked_frame_breaks_the_protocol),
        cmocka_unit_test(invalid_utf8_breaks_the_protocol),
        cmocka_unit_test(invalid_utf8_across_fragments_breaks_the_protocol),
        cmocka_unit_test(a_reserved_opcode_breaks_the_protocol),
        cmocka_unit_test(a_reserved_bit_breaks_the_protocol),
        cmocka_unit_test(a_fragmented_ping_breaks_the_protocol),
        cmocka_unit_test(a_continuation_without_a_beginning_breaks_the_protocol),
        cmocka_unit_test(a_second_beginning_breaks_the_protocol),
        cmocka_unit_test(binary_is_not_taken),
        cmocka_unit_test(a_long_message_is_not_taken),
        cmocka_unit_test(a_long_message_in_fragments_is_not_taken),
        cmocka_unit_test(a_frame_that_claims_an_enormous_length_is_not_taken),
        cmocka_unit_test(too_many_fragments_are_not_taken),
        cmocka_unit_test(a_ping_over_125_bytes_breaks_the_protocol),
        cmocka_unit_test(a_length_not_in_its_shortest_form_breaks_the_protocol),
        cmocka_unit_test(a_close_with_a_forbidden_code_breaks_the_protocol),
        cmocka_unit_test(a_close_of_one_byte_still_closes),
        cmocka_unit_test(our_close_waits_for_the_peers),
        cmocka_unit_test(closing_inside_a_message_is_allowed),
        cmocka_unit_test(a_peer_that_ignores_our_close_is_cut),
        cmocka_unit_test(a_quiet_peer_is_pinged_and_its_pong_keeps_it),
        cmocka_unit_test(a_silent_peer_is_cut),
        cmocka_unit_test(a_reader_that_never_reads_is_cut),
        cmocka_unit_test(a_flood_of_pings_that_reads_no_pong_is_cut),
        cmocka_unit_test(draining_says_goodbye),
        cmocka_unit_test(a_frame_sent_before_a_late_upgrade_is_not_lost),
        cmocka_unit_test(an_upgrade_during_a_drain_is_closed_soon),
        cmocka_unit_test(a_late_upgrade_of_a_dead_connection_is_none),
        cmocka_unit_test(a_wrong_handshake_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
