/* The panel's live line: opening, resuming, order, sessions that end, readers that do not read. Over real sockets. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "edge/testing/rig.h"

static int start(void **state)
{
    static struct rig_seat seat;
    rig_seat_start(&seat, NULL, "alice");
    *state = &seat;
    return 0;
}

static void a_line_needs_a_session_and_our_own_origin(void **state)
{
    const struct rig_seat *seat = *state;
    struct rig_line line;
    assert_int_equal(rig_open(seat->rig, &line, "/panel/line", NULL, NULL), 401);
    rig_close(&line);
    assert_int_equal(rig_open(seat->rig, &line, "/panel/line", "nextup_session=short", NULL), 401);
    rig_close(&line);
    assert_int_equal(rig_open(seat->rig, &line, "/panel/line", seat->cookie, "http://evil.example"), 403);
    rig_close(&line);
    assert_int_equal(rig_open(seat->rig, &line, "/panel/line", seat->cookie, ""), 403);
    rig_close(&line);
    rig_expect(seat->rig, &(struct rig_wish){.path = "/panel/line", .cookie = seat->cookie}, 426,
               "upgrade_required");
}

static void nothing_is_sent_before_hello(void **state)
{
    const struct rig_seat *seat = *state;
    struct rig_line line;
    assert_int_equal(rig_open(seat->rig, &line, "/panel/line", seat->cookie, NULL), 101);
    rig_set_status(seat->rig, &seat->rig->alice, seat->rig->lunch);
    rig_settle(seat->rig);
    rig_say(&line, "{\"do\":\"hello\",\"from\":null,\"generation\":null,\"clock\":5}");
    json_t *snapshot = rig_expect_next(&line, "snapshot", NULL);
    assert_int_equal(json_number_at(snapshot, "seq"), pump_seq(seat->rig->pump));
    assert_int_equal(json_number_at(snapshot, "clock.page"), 5);
    assert_int_equal(json_number_at(snapshot, "clock.server"), seat->rig->now);
    assert_string_equal(json_at(snapshot, "state.status.name"), "Lunch");
    json_decref(snapshot);
    rig_close(&line);
}

static void a_message_that_is_none_closes_the_line(void **state)
{
    const struct rig_seat *seat = *state;
    static const char *const BAD[] = {"{",
                                      "[]",
                                      "7",
                                      "{\"do\":\"ping\",\"clock\":1}",
                                      "{\"do\":\"hello\"}",
                                      "{\"clock\":1}",
                                      "{\"do\":7}",
                                      "{\"do\":\"hello\",\"from\":-1,\"clock\":1}",
                                      "{\"do\":\"hello\",\"generation\":4,\"clock\":1}"};
    for (size_t i = 0; i < sizeof BAD / sizeof BAD[0]; i++) {
        struct rig_line line;
        assert_int_equal(rig_open(seat->rig, &line, "/panel/line", seat->cookie, NULL), 101);
        rig_say(&line, "%s", BAD[i]);
        rig_await_close(&line, 1002);
        rig_close(&line);
    }
}

static void a_second_hello_closes_the_line(void **state)
{
    const struct rig_seat *seat = *state;
    struct rig_line line;
    rig_open_panel(seat->rig, &line, seat->cookie, NULL);
    rig_say(&line, "{\"do\":\"hello\",\"from\":null,\"generation\":null,\"clock\":5}");
    rig_await_close(&line, 1002);
    rig_close(&line);
}

static void a_message_too_large_closes_the_line(void **state)
{
    const struct rig_seat *seat = *state;
    struct rig_line line;
    size_t len = 70000;
    char *text = malloc(len);
    memset(text, ' ', len);
    rig_open_panel(seat->rig, &line, seat->cookie, NULL);
    assert_true(peer_ws_send(&line.peer, 0x81, true, text, len));
    rig_await_close(&line, 1009);
    rig_close(&line);
    free(text);
}

static void ping_is_answered_with_both_clocks(void **state)
{
    const struct rig_seat *seat = *state;
    struct rig_line line;
    rig_open_panel(seat->rig, &line, seat->cookie, NULL);
    rig_say(&line, "{\"do\":\"ping\",\"clock\":12}");
    json_t *pong = rig_expect_next(&line, "pong", NULL);
    assert_int_equal(json_number_at(pong, "clock.page"), 12);
    assert_int_equal(json_number_at(pong, "clock.server"), seat->rig->now);
    json_decref(pong);
    rig_close(&line);
}

static void two_lines_of_an_agent_see_the_same_events_in_the_same_order(void **state)
{
    const struct rig_seat *seat = *state;
    struct rig *rig = seat->rig;
    struct rig_line lines[2];
    rig_open_panel(rig, &lines[0], seat->cookie, NULL);
    rig_open_panel(rig, &lines[1], seat->cookie, NULL);
    rig_set_status(rig, &rig->alice, rig->available);
    rig_start_contact(rig, ACD_CHAT, "Carol", NULL);
    rig_set_status(rig, &rig->alice, rig->lunch);
    rig_set_status(rig, &rig->alice, rig->available);
    static const char *const KINDS[] = {"status", "leg", "next_set", "next_cleared"};
    int64_t last = 0;
    for (size_t i = 0; i < sizeof KINDS / sizeof KINDS[0]; i++) {
        json_t *first = rig_expect_next(&lines[0], "event", KINDS[i]);
        json_t *second = rig_expect_next(&lines[1], "event", KINDS[i]);
        assert_true(json_equal(first, second));
        assert_true(json_number_at(first, "seq") > last);
        last = json_number_at(first, "seq");
        json_decref(first);
        json_decref(second);
    }
    rig_close(&lines[0]);
    rig_close(&lines[1]);
}

/* As programs change it (UpdateContact). */
static void a_contact_that_is_changed_is_told_to_the_agent_who_has_it(void **state)
{
    const struct rig_seat *seat = *state;
    struct rig *rig = seat->rig;
    struct rig_line line;
    struct buf body;
    rig_open_panel(rig, &line, seat->cookie, NULL);
    rig_set_status(rig, &rig->alice, rig->available);
    uint64_t contact = rig_start_contact(rig, ACD_TASK, "Carol", NULL);
    json_decref(rig_await(&line, "event", "leg"));
    json_t *references =
        json_pack("{s:{s:s,s:s}}", "Order", "Type", "URL", "Value", "https://shop.example/7");
    buf_init(&body, ACD_BODY_BYTES_MAX);
    assert_true(body_render_contact_changed(
        &body, &(struct body_contact_change){.name = "Refund 7", .references = references}));
    rig_record(rig, ACD_SUBJECT_CONTACT, contact, BOOK_CONTACT_CHANGED, &body);
    json_t *event = rig_expect_next(&line, "event", "leg");
    assert_string_equal(json_at(event, "leg.name"), "Refund 7");
    char *told = json_dumps(event, JSON_COMPACT);
    assert_non_null(strstr(told, "shop.example"));
    free(told);
    json_decref(event);
    json_decref(references);
    rig_close(&line);
}

static void other_agents_events_are_not_told(void **state)
{
    const struct rig_seat *seat = *state;
    struct rig *rig = seat->rig;
    struct rig_line line;
    rig_open_panel(rig, &line, seat->cookie, NULL);
    rig_set_status(rig, &rig->bob, rig->lunch);
    rig_set_status(rig, &rig->alice, rig->pause);
    json_t *event = rig_expect_next(&line, "event", "status");
    assert_string_equal(json_at(event, "status.name"), "Break");
    json_decref(event);
    rig_close(&line);
}

static void hello_again(struct rig_line *line, const json_t *snapshot, int64_t from)
{
    rig_say(line, "{\"do\":\"hello\",\"from\":%lld,\"generation\":\"%s\",\"clock\":5}", (long long)from,
            json_at(snapshot, "generation"));
}

static void a_line_that_comes_back_gets_what_it_missed(void **state)
{
    const struct rig_seat *seat = *state;
    struct rig *rig = seat->rig;
    struct rig_line line;
    json_t *snapshot;
    rig_open_panel(rig, &line, seat->cookie, &snapshot);
    rig_close(&line);
    rig_set_status(rig, &rig->alice, rig->lunch);
    rig_set_status(rig, &rig->alice, rig->pause);
    assert_int_equal(rig_open(rig, &line, "/panel/line", seat->cookie, NULL), 101);
    hello_again(&line, snapshot, json_number_at(snapshot, "seq"));
    json_t *resumed = rig_expect_next(&line, "resumed", NULL);
    json_t *lunch = rig_expect_next(&line, "event", "status");
    json_t *pause = rig_expect_next(&line, "event", "status");
    assert_string_equal(json_at(lunch, "status.name"), "Lunch");
    assert_string_equal(json_at(pause, "status.name"), "Break");
    json_decref(resumed);
    json_decref(lunch);
    json_decref(pause);
    json_decref(snapshot);
    rig_close(&line);
}

static void another_generation_begins_with_a_snapshot(void **state)
{
    const struct rig_seat *seat = *state;
    struct rig_line line;
    assert_int_equal(rig_open(seat->rig, &line, "/panel/line", seat->cookie, NULL), 101);
    rig_say(&line, "{\"do\":\"hello\",\"from\":%llu,\"generation\":\"1\",\"clock\":5}",
            (unsigned long long)pump_seq(seat->rig->pump));
    json_decref(rig_expect_next(&line, "snapshot", NULL));
    rig_close(&line);
}

static void a_seq_that_is_not_there_yet_begins_with_a_snapshot(void **state)
{
    const struct rig_seat *seat = *state;
    struct rig_line line;
    json_t *snapshot;
    rig_open_panel(seat->rig, &line, seat->cookie, &snapshot);
    rig_close(&line);
    assert_int_equal(rig_open(seat->rig, &line, "/panel/line", seat->cookie, NULL), 101);
    hello_again(&line, snapshot, json_number_at(snapshot, "seq") + 1000);
    json_decref(rig_expect_next(&line, "snapshot", NULL));
    json_decref(snapshot);
    rig_close(&line);
}

static void what_the_ring_has_dropped_begins_with_a_snapshot(void **state)
{
    (void)state;
    struct rig wishes = {.panel_limits = {.ring_events_max = 2}};
    struct rig_seat seat;
    struct rig_line line;
    json_t *snapshot;
    rig_seat_start(&seat, &wishes, "alice");
    struct rig *rig = seat.rig;
    rig_open_panel(rig, &line, seat.cookie, &snapshot);
    rig_close(&line);
    rig_set_status(rig, &rig->alice, rig->lunch);
    rig_set_status(rig, &rig->alice, rig->pause);
    rig_set_status(rig, &rig->alice, rig->available);
    assert_int_equal(rig_open(rig, &line, "/panel/line", seat.cookie, NULL), 101);
    hello_again(&line, snapshot, json_number_at(snapshot, "seq"));
    json_t *again = rig_expect_next(&line, "snapshot", NULL);
    assert_string_equal(json_at(again, "state.status.name"), "Available");
    json_decref(again);
    json_decref(snapshot);
    rig_close(&line);
    rig_stop(rig);
}

static void signing_out_elsewhere_says_goodbye_to_that_session_only(void **state)
{
    const struct rig_seat *seat = *state;
    struct rig_line here;
    struct rig_line there;
    char other[RIG_COOKIE_BYTES];
    rig_sign_in(seat->rig, "alice", other);
    rig_open_panel(seat->rig, &here, seat->cookie, NULL);
    rig_open_panel(seat->rig, &there, other, NULL);
    rig_expect(seat->rig,
               &(struct rig_wish){.path = "/logout", .body = "{\"status\":\"keep\"}", .cookie = other}, 200,
               NULL);
    json_t *goodbye = rig_await(&there, "goodbye", NULL);
    assert_string_equal(json_at(goodbye, "code"), "signed_out");
    json_decref(goodbye);
    rig_await_close(&there, 1000);
    rig_say(&here, "{\"do\":\"ping\",\"clock\":1}");
    json_decref(rig_expect_next(&here, "pong", NULL));
    rig_close(&here);
    rig_close(&there);
}

static void a_disabled_user_is_sent_away(void **state)
{
    const struct rig_seat *seat = *state;
    struct rig_line line;
    rig_open_panel(seat->rig, &line, seat->cookie, NULL);
    rig_decide(seat->rig, (struct acd_command){.kind = ACD_DISABLE_AGENT, .agent = seat->rig->alice.agent},
               NULL);
    json_t *goodbye = rig_await(&line, "goodbye", NULL);
    assert_string_equal(json_at(goodbye, "code"), "signed_out");
    json_decref(goodbye);
    rig_await_close(&line, 1000);
    rig_close(&line);
}

static void a_reset_password_says_so(void **state)
{
    const struct rig_seat *seat = *state;
    struct rig_line line;
    struct buf body = rig_body();
    rig_open_panel(seat->rig, &line, seat->cookie, NULL);
    assert_true(body_render_password_set(
        &body, &(struct body_password){.password_hash = "$argon2id$none", .must_change = true}));
    rig_record(seat->rig, ACD_SUBJECT_AGENT, seat->rig->alice.agent, BOOK_PASSWORD_SET, &body);
    json_t *goodbye = rig_await(&line, "goodbye", NULL);
    assert_string_equal(json_at(goodbye, "code"), "password_changed");
    json_decref(goodbye);
    rig_await_close(&line, 1000);
    rig_close(&line);
}

static void a_session_that_has_run_out_ends_the_line(void **state)
{
    const struct rig_seat *seat = *state;
    struct rig_line line;
    rig_open_panel(seat->rig, &line, seat->cookie, NULL);
    seat->rig->now += 13LL * 60 * 60 * 1000;
    rig_say(&line, "{\"do\":\"ping\",\"clock\":12}");
    json_t *goodbye = rig_await(&line, "goodbye", NULL);
    assert_string_equal(json_at(goodbye, "code"), "signed_out");
    json_decref(goodbye);
    rig_close(&line);
}

static void lines_of_one_user_are_bounded(void **state)
{
    (void)state;
    struct rig wishes = {.panel_limits = {.agent_lines_max = 1}};
    struct rig_seat seat;
    struct rig_line lines[2];
    rig_seat_start(&seat, &wishes, "alice");
    rig_open_panel(seat.rig, &lines[0], seat.cookie, NULL);
    assert_int_equal(rig_open(seat.rig, &lines[1], "/panel/line", seat.cookie, NULL), 503);
    rig_close(&lines[0]);
    rig_close(&lines[1]);
    rig_stop(seat.rig);
}

static void draining_says_goodbye(void **state)
{
    const struct rig_seat *seat = *state;
    struct rig_line line;
    rig_open_panel(seat->rig, &line, seat->cookie, NULL);
    panel_drain(seat->rig->panel);
    json_t *goodbye = rig_await(&line, "goodbye", NULL);
    assert_string_equal(json_at(goodbye, "code"), "draining");
    json_decref(goodbye);
    rig_await_close(&line, 1001);
    rig_close(&line);
    assert_int_equal(rig_open(seat->rig, &line, "/panel/line", seat->cookie, NULL), 503);
    rig_close(&line);
}

static bool one_was_cut(void *ctx)
{
    return panel_counters(((struct rig *)ctx)->panel)->lines_cut_slow > 0;
}

/* Fills the lines of one agent until one that never reads is cut. */
static void a_reader_that_never_reads_is_cut_while_others_go_on(void **state)
{
    (void)state;
    struct rig wishes = {.panel_limits = {.line_unsent_bytes_max = 64 * 1024}};
    struct rig_seat seat;
    struct rig_line lazy;
    struct rig_line eager;
    rig_seat_start(&seat, &wishes, "alice");
    struct rig *rig = seat.rig;
    rig_open_panel(rig, &lazy, seat.cookie, NULL);
    rig_open_panel(rig, &eager, seat.cookie, NULL);
    int small = 4096;
    setsockopt(lazy.peer.socket, SOL_SOCKET, SO_RCVBUF, &small, sizeof small);
    int64_t last = 0;
    for (int i = 0; i < 100000 && !one_was_cut(rig); i++) {
        rig_set_status(rig, &rig->alice, i % 2 == 0 ? rig->lunch : rig->pause);
        json_t *event = rig_expect_next(&eager, "event", "status");
        assert_true(json_number_at(event, "seq") > last);
        last = json_number_at(event, "seq");
        json_decref(event);
    }
    assert_true(one_was_cut(rig));
    rig_set_status(rig, &rig->alice, rig->available);
    json_decref(rig_expect_next(&eager, "event", "status"));
    assert_int_equal(panel_counters(rig->panel)->lines_cut_slow, 1);
    rig_close(&lazy);
    rig_open_panel(rig, &lazy, seat.cookie, NULL); /* it comes back to a snapshot */
    rig_close(&lazy);
    rig_close(&eager);
    rig_stop(rig);
}

int main(void)
{
#define WITH_RIG(test) cmocka_unit_test_setup_teardown(test, start, rig_seat_stop)
    const struct CMUnitTest tests[] = {
        WITH_RIG(a_line_needs_a_session_and_our_own_origin),
        WITH_RIG(nothing_is_sent_before_hello),
        WITH_RIG(a_message_that_is_none_closes_the_line),
        WITH_RIG(a_second_hello_closes_the_line),
        WITH_RIG(a_message_too_large_closes_the_line),
        WITH_RIG(ping_is_answered_with_both_clocks),
        WITH_RIG(two_lines_of_an_agent_see_the_same_events_in_the_same_order),
        WITH_RIG(a_contact_that_is_changed_is_told_to_the_agent_who_has_it),
        WITH_RIG(other_agents_events_are_not_told),
        WITH_RIG(a_line_that_comes_back_gets_what_it_missed),
        WITH_RIG(another_generation_begins_with_a_snapshot),
        WITH_RIG(a_seq_that_is_not_there_yet_begins_with_a_snapshot),
        cmocka_unit_test(what_the_ring_has_dropped_begins_with_a_snapshot),
        WITH_RIG(signing_out_elsewhere_says_goodbye_to_that_session_only),
        WITH_RIG(a_disabled_user_is_sent_away),
        WITH_RIG(a_reset_password_says_so),
        WITH_RIG(a_session_that_has_run_out_ends_the_line),
        cmocka_unit_test(lines_of_one_user_are_bounded),
        WITH_RIG(draining_says_goodbye),
        cmocka_unit_test(a_reader_that_never_reads_is_cut_while_others_go_on),
    };
    return cmocka_run_group_tests_name("edge/panel/line", tests, NULL, NULL);
}
