/* Nothing leaves either edge before it is durable: not answers, not events, not refusals, not reads (design.md, rule
 * 3). */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "edge/testing/rig.h"

static int start(void **state)
{
    *state = rig_start(NULL);
    return 0;
}

static int stop(void **state)
{
    rig_stop(*state);
    return 0;
}

/* Turns the loop as often as an answer would need, and more. */
static void turn(struct rig *rig)
{
    for (int i = 0; i < 50; i++)
        uv_run(&rig->serving.loop, UV_RUN_NOWAIT);
}

static void expect_silence(struct rig *rig, struct peer *peer)
{
    char byte;
    turn(rig);
    assert_int_equal(recv(peer->socket, &byte, 1, MSG_PEEK), -1);
}

static void send_request(struct rig *rig, struct peer *peer, const char *method, const char *path,
                         const char *cookie, const char *body)
{
    char text[1024];
    snprintf(
        text, sizeof text,
        "%s %s HTTP/1.1\r\nHost: %s\r\nOrigin: http://%s\r\nCookie: %s\r\nContent-Type: application/json\r\n"
        "Content-Length: %zu\r\n\r\n%s",
        method, path, rig->host, rig->host, cookie, strlen(body), body);
    assert_true(peer_connect(peer, &rig->serving.loop, rig->serving.port));
    assert_true(peer_send_text(peer, text));
}

static void http_answers_wait_until_what_they_saw_is_durable(void **state)
{
    struct rig *rig = *state;
    static const struct {
        const char *method, *path, *body;
        int status;
    } ASKED[] = {
        {"GET", "/session", "", 200},
        {"POST", "/chat/api/start", "{\"name\":\"Carol\"}", 200},
        {"POST", "/chat/api/message", "{\"name\":\"Carol\",\"text\":\"x\"}", 200},
        {"GET", "/chat/api/flow", "", 200},
        {"GET", "/chat/api/flow?flow=x", "", 404},
        {"GET", "/ccp-v2/", "", 200},
        {"GET", "/chat/", "", 200},
        {"POST", "/logout", "{}", 200},
    };
    enum { COUNT = sizeof ASKED / sizeof ASKED[0] };
    struct peer peers[COUNT];
    char cookie[RIG_COOKIE_BYTES];
    rig_sign_in(rig, "alice", cookie);
    rig_settle(rig);
    journal_memory_hold(rig->journal, true);
    rig_set_status(rig, &rig->bob, rig->lunch);
    for (size_t i = 0; i < COUNT; i++) {
        send_request(rig, &peers[i], ASKED[i].method, ASKED[i].path, cookie, ASKED[i].body);
        expect_silence(rig, &peers[i]);
    }
    journal_memory_hold(rig->journal, false);
    for (size_t i = 0; i < COUNT; i++) {
        assert_int_equal(peer_await_answer(&peers[i], NULL, NULL), ASKED[i].status);
        peer_close(&peers[i]);
    }
}

static bool session_is_open(void *ctx)
{
    const struct rig *rig = ctx;
    return panel_counters(rig->panel)->sign_ins > 0;
}

static void a_cookie_is_given_only_when_its_session_is_durable(void **state)
{
    struct rig *rig = *state;
    struct peer peer;
    struct buf head;
    journal_memory_hold(rig->journal, true);
    rig_set_status(rig, &rig->bob, rig->lunch);
    send_request(rig, &peer, "POST", "/login", "",
                 "{\"username\":\"alice\",\"password\":\"" RIG_PASSWORD "\"}");
    assert_true(peer_run_until(&rig->serving.loop, session_is_open, rig));
    expect_silence(rig, &peer);
    journal_memory_hold(rig->journal, false);
    buf_init(&head, 4096);
    assert_int_equal(peer_await_answer(&peer, &head, NULL), 200);
    assert_non_null(strcasestr(buf_text(&head), "set-cookie: nextup_session="));
    buf_free(&head);
    peer_close(&peer);
}

static void events_and_done_wait_but_pong_does_not(void **state)
{
    struct rig *rig = *state;
    struct rig_line line;
    char cookie[RIG_COOKIE_BYTES];
    char text[UUID_TEXT_BYTES];
    rig_sign_in(rig, "alice", cookie);
    rig_open_panel(rig, &line, cookie, NULL);
    journal_memory_hold(rig->journal, true);
    rig_say(&line, "{\"do\":\"set_status\",\"id\":1,\"statusId\":\"%s\"}",
            uuid_render(&rig->lunch_uuid, text));
    rig_say(&line, "{\"do\":\"set_status\",\"id\":2,\"statusId\":\"%s\"}", text);
    expect_silence(rig, &line.peer);
    rig_say(&line, "{\"do\":\"ping\",\"clock\":1}");
    json_decref(rig_expect_next(&line, "pong", NULL));
    expect_silence(rig, &line.peer);
    journal_memory_hold(rig->journal, false);
    json_decref(rig_expect_next(&line, "event", "status"));
    json_decref(rig_expect_next(&line, "done", NULL));
    json_t *refused =
        rig_expect_next(&line, "refused", NULL); /* of a state that was not durable when it was judged */
    assert_string_equal(json_at(refused, "code"), "already_in_status");
    json_decref(refused);
    rig_close(&line);
}

static void a_snapshot_waits_for_what_it_shows(void **state)
{
    struct rig *rig = *state;
    struct rig_line line;
    char cookie[RIG_COOKIE_BYTES];
    rig_sign_in(rig, "alice", cookie);
    assert_int_equal(rig_open(rig, &line, "/panel/line", cookie, NULL), 101);
    journal_memory_hold(rig->journal, true);
    rig_set_status(rig, &rig->alice, rig->lunch);
    rig_say(&line, "{\"do\":\"hello\",\"from\":null,\"generation\":null,\"clock\":5}");
    expect_silence(rig, &line.peer);
    rig_set_status(rig, &rig->alice, rig->pause);
    journal_memory_hold(rig->journal, false);
    json_t *snapshot = rig_expect_next(&line, "snapshot", NULL);
    assert_string_equal(json_at(snapshot, "state.status.name"), "Lunch");
    json_decref(snapshot);
    json_t *event =
        rig_expect_next(&line, "event", "status"); /* once, and only what the snapshot does not show */
    assert_string_equal(json_at(event, "status.name"), "Break");
    json_decref(event);
    rig_close(&line);
}

static void events_not_yet_durable_are_resumed_once(void **state)
{
    struct rig *rig = *state;
    struct rig_line line;
    json_t *snapshot;
    char cookie[RIG_COOKIE_BYTES];
    rig_sign_in(rig, "alice", cookie);
    rig_open_panel(rig, &line, cookie, &snapshot);
    rig_close(&line);
    assert_int_equal(rig_open(rig, &line, "/panel/line", cookie, NULL), 101);
    journal_memory_hold(rig->journal, true);
    rig_set_status(rig, &rig->alice, rig->lunch);
    rig_say(&line, "{\"do\":\"hello\",\"from\":%lld,\"generation\":\"%s\",\"clock\":5}",
            (long long)json_number_at(snapshot, "seq"), json_at(snapshot, "generation"));
    turn(rig);
    rig_set_status(rig, &rig->alice, rig->pause);
    journal_memory_hold(rig->journal, false);
    json_decref(rig_expect_next(&line, "resumed", NULL));
    static const char *const NAMES[] = {"Lunch", "Break"};
    for (size_t i = 0; i < 2; i++) {
        json_t *event = rig_expect_next(&line, "event", "status");
        assert_string_equal(json_at(event, "status.name"), NAMES[i]);
        json_decref(event);
    }
    rig_say(&line, "{\"do\":\"ping\",\"clock\":1}");
    json_decref(rig_expect_next(&line, "pong", NULL));
    json_decref(snapshot);
    rig_close(&line);
}

static void when_the_journal_fails_nothing_is_claimed(void **state)
{
    struct rig *rig = *state;
    struct rig_line line;
    struct peer peer;
    char cookie[RIG_COOKIE_BYTES];
    char text[UUID_TEXT_BYTES];
    struct buf body;
    rig_sign_in(rig, "alice", cookie);
    rig_open_panel(rig, &line, cookie, NULL);
    rig_settle(rig);
    journal_memory_hold(rig->journal, true);
    rig_say(&line, "{\"do\":\"set_status\",\"id\":1,\"statusId\":\"%s\"}",
            uuid_render(&rig->lunch_uuid, text));
    turn(rig);
    send_request(rig, &peer, "POST", "/chat/api/start", "", "{\"name\":\"Carol\"}");
    turn(rig);
    journal_memory_fail_next(rig->journal, "The disk is on fire.");
    journal_memory_hold(rig->journal, false);
    buf_init(&body, 4096);
    assert_int_equal(peer_await_answer(&peer, NULL, &body), 503);
    assert_non_null(strstr(buf_text(&body), "\"unknown\""));
    buf_free(&body);
    assert_null(rig_next(&line));
    assert_int_equal(line.close_code, 1011);
    rig_expect(rig, &(struct rig_wish){.path = "/chat/api/start", .body = "{\"name\":\"Dora\"}"}, 503,
               "unknown");
    peer_close(&peer);
    rig_close(&line);
}

static void short_of_space_new_chats_are_refused_and_agents_go_on(void **state)
{
    struct rig *rig = *state;
    struct rig_line line;
    char cookie[RIG_COOKIE_BYTES];
    char text[UUID_TEXT_BYTES];
    rig_sign_in(rig, "alice", cookie);
    rig_open_panel(rig, &line, cookie, NULL);
    journal_memory_set_below_reserve(rig->journal, true);
    rig_expect(rig, &(struct rig_wish){.path = "/chat/api/start", .body = "{\"name\":\"Carol\"}"}, 503,
               "no_space");
    rig_say(&line, "{\"do\":\"set_status\",\"id\":1,\"statusId\":\"%s\"}",
            uuid_render(&rig->lunch_uuid, text));
    json_decref(rig_await(&line, "done", NULL));
    rig_close(&line);
}

int main(void)
{
#define WITH_RIG(test) cmocka_unit_test_setup_teardown(test, start, stop)
    const struct CMUnitTest tests[] = {
        WITH_RIG(http_answers_wait_until_what_they_saw_is_durable),
        WITH_RIG(a_cookie_is_given_only_when_its_session_is_durable),
        WITH_RIG(events_and_done_wait_but_pong_does_not),
        WITH_RIG(a_snapshot_waits_for_what_it_shows),
        WITH_RIG(events_not_yet_durable_are_resumed_once),
        WITH_RIG(when_the_journal_fails_nothing_is_claimed),
        WITH_RIG(short_of_space_new_chats_are_refused_and_agents_go_on),
    };
    return cmocka_run_group_tests_name("edge/durable", tests, NULL, NULL);
}
