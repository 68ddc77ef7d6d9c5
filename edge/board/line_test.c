/* The board's live line: who is let in, the snapshot, ticks, readers that do not read, sessions that end. Over real
 * sockets; the test moves the time, and says how much is unsent: what the kernel takes for a reader that does not read,
 * and when it goes on once somebody reads again, are the kernel's own affair (half a minute was seen). */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "edge/testing/rig.h"
#include "lib/ws.h"

enum { UNSENT_BYTES_MAX = 16 * 1024, BEHIND_MS_MAX = 5000 };

static size_t unsent; /* what every line has unsent; linked with --wrap=ws_backlog */

size_t __wrap_ws_backlog(const struct ws *ws);

size_t __wrap_ws_backlog(const struct ws *ws)
{
    assert_non_null(ws);
    return unsent;
}

static int start(void **state)
{
    static struct rig_seat seat;
    rig_seat_start(&seat, NULL, "sam");
    *state = &seat;
    return 0;
}

/* The row of an array whose id is that; NULL: none. */
static json_t *row_of(const json_t *message, const char *path, const struct uuid *uuid)
{
    char text[UUID_TEXT_BYTES];
    const json_t *rows = json_value_at(message, path);
    uuid_render(uuid, text);
    for (size_t i = 0; i < json_array_size(rows); i++) {
        json_t *row = json_array_get(rows, i);
        if (strcmp(json_at(row, "id"), text) == 0)
            return row;
    }
    return NULL;
}

static void only_supervisors_and_our_own_pages_are_let_in(void **state)
{
    const struct rig_seat *seat = *state;
    struct rig *rig = seat->rig;
    struct rig_line line;
    char alice[RIG_COOKIE_BYTES];
    rig_sign_in(rig, "alice", alice);
    assert_int_equal(rig_open(rig, &line, "/supervisor/line", NULL, NULL), 401);
    rig_close(&line);
    assert_int_equal(rig_open(rig, &line, "/supervisor/line", alice, NULL), 403);
    rig_close(&line);
    assert_int_equal(rig_open(rig, &line, "/supervisor/line", seat->cookie, "http://evil.example"), 403);
    rig_close(&line);
    assert_int_equal(rig_open(rig, &line, "/supervisor/line", seat->cookie, ""), 403);
    rig_close(&line);
    rig_expect(rig, &(struct rig_wish){.path = "/supervisor/line", .cookie = seat->cookie}, 426,
               "upgrade_required");
    rig_expect(rig, &(struct rig_wish){.path = "/supervisor/line", .method = "PUT", .cookie = seat->cookie},
               405, "method_not_allowed");
}

static void the_pages_are_served(void **state)
{
    struct rig *rig = ((struct rig_seat *)*state)->rig;
    static const struct {
        const char *path;
        int status;
    } PAGES[] = {{"/supervisor/", 200},
                 {"/supervisor/assets/board.js", 200},
                 {"/supervisor", 308},
                 {"/supervisors", 404},
                 {"/supervisor/assets/none.js", 404}};
    for (size_t i = 0; i < sizeof PAGES / sizeof PAGES[0]; i++) {
        struct rig_answer answer = rig_ask(rig, &(struct rig_wish){.path = PAGES[i].path});
        assert_int_equal(answer.status, PAGES[i].status);
        rig_answer_free(&answer);
    }
}

static void the_snapshot_holds_everybody_and_every_queue(void **state)
{
    const struct rig_seat *seat = *state;
    struct rig *rig = seat->rig;
    struct rig_line line;
    json_t *snapshot;
    struct uuid contact;
    rig_start_contact(rig, ACD_CHAT, "Carol", &contact);
    rig_open_board(rig, &line, seat->cookie, &snapshot);
    assert_int_equal(json_number_at(snapshot, "clock.page"), 5);
    assert_string_equal(json_at(snapshot, "state.user.username"), "sam");
    assert_string_equal(json_at(snapshot, "state.centre.model"), "connect");
    assert_int_equal(json_array_size(json_value_at(snapshot, "state.agents")), 3);
    assert_int_equal(json_array_size(json_value_at(snapshot, "state.statuses")), 4);
    assert_int_equal(json_array_size(json_value_at(snapshot, "state.profiles.0.queues")), 1);
    const json_t *alice = row_of(snapshot, "state.agents", &rig->alice.uuid);
    assert_string_equal(json_at(alice, "status.name"), "Offline");
    assert_string_equal(json_at(alice, "activity"), "OFFLINE");
    assert_true(json_is_true(json_value_at(alice, "mine")));
    const json_t *queue = row_of(snapshot, "state.queues", &rig->queue_uuid);
    assert_int_equal(json_number_at(queue, "waiting"), 1);
    assert_string_equal(json_at(row_of(snapshot, "state.contacts", &contact), "place"), "WAITING");
    assert_int_equal(json_number_at(snapshot, "state.totals.contacts.waiting"), 1);
    json_decref(snapshot);
    rig_close(&line);
}

static void a_change_is_due_at_once_and_then_every_100_ms(void **state)
{
    const struct rig_seat *seat = *state;
    struct rig *rig = seat->rig;
    struct rig_line line;
    rig_open_board(rig, &line, seat->cookie, NULL);
    rig_board_tick(rig); /* what the opening itself has touched */
    rig->now += 1000;
    rig_settle(rig);
    rig_set_status(rig, &rig->alice, rig->available);
    assert_int_equal(board_deadline(rig->board, rig->now), rig->now);
    json_t *tick = rig_expect_tick(&line);
    assert_string_equal(json_at(row_of(tick, "agents", &rig->alice.uuid), "status.name"), "Available");
    assert_int_equal(json_array_size(json_value_at(tick, "agents")), 1);
    assert_int_equal(json_number_at(row_of(tick, "queues", &rig->queue_uuid), "available"), 1);
    json_decref(tick);
    int64_t ticked_at = rig->now;
    rig_set_status(rig, &rig->alice, rig->lunch);
    rig_set_status(rig, &rig->bob, rig->available);
    rig_set_status(rig, &rig->alice, rig->pause);
    assert_int_equal(board_deadline(rig->board, rig->now), ticked_at + 100);
    tick = rig_expect_tick(&line);
    assert_int_equal(rig->now, ticked_at + 100);
    assert_int_equal(json_array_size(json_value_at(tick, "agents")), 2);
    assert_string_equal(json_at(row_of(tick, "agents", &rig->alice.uuid), "status.name"), "Break");
    json_decref(tick);
    rig_close(&line);
}

static void contacts_come_move_and_go(void **state)
{
    const struct rig_seat *seat = *state;
    struct rig *rig = seat->rig;
    struct rig_line line;
    struct uuid uuid;
    char text[UUID_TEXT_BYTES];
    rig_open_board(rig, &line, seat->cookie, NULL);
    uint64_t contact = rig_start_contact(rig, ACD_CHAT, "Carol", &uuid);
    json_t *tick = rig_expect_tick(&line);
    assert_string_equal(json_at(row_of(tick, "contacts", &uuid), "place"), "WAITING");
    json_decref(tick);
    rig_set_status(rig, &rig->alice, rig->available);
    tick = rig_expect_tick(&line);
    assert_string_equal(json_at(row_of(tick, "contacts", &uuid), "place"), "OFFERED");
    assert_string_equal(json_at(row_of(tick, "agents", &rig->alice.uuid), "legs.0.name"), "Carol");
    json_decref(tick);
    rig_decide(rig,
               (struct acd_command){
                   .kind = ACD_END_CONTACT, .contact = contact, .actor = {.kind = ACD_ACTOR_CUSTOMER}},
               NULL);
    rig_act(rig, &rig->alice, ACD_CLEAR_LEG, contact);
    tick = rig_expect_tick(&line);
    assert_string_equal(json_at(tick, "over.0"), uuid_render(&uuid, text));
    assert_null(json_value_at(tick, "contacts"));
    assert_int_equal(json_array_size(json_value_at(row_of(tick, "agents", &rig->alice.uuid), "legs")), 0);
    json_decref(tick);
    rig_close(&line);
}

static void nothing_is_said_when_nothing_has_changed(void **state)
{
    const struct rig_seat *seat = *state;
    struct rig *rig = seat->rig;
    struct rig_line line;
    rig_open_board(rig, &line, seat->cookie, NULL);
    rig_board_tick(rig);
    rig_say(&line, "{\"do\":\"ping\",\"clock\":7}");
    json_decref(rig_await(&line, "pong", NULL));
    rig_board_tick(rig); /* queues are looked at again, and are the same */
    rig_say(&line, "{\"do\":\"ping\",\"clock\":8}");
    json_decref(rig_expect_next(&line, "pong", NULL));
    rig_close(&line);
}

static void a_board_that_signs_out_is_told_goodbye(void **state)
{
    const struct rig_seat *seat = *state;
    struct rig *rig = seat->rig;
    struct rig_line line;
    rig_open_board(rig, &line, seat->cookie, NULL);
    rig_expect(rig, &(struct rig_wish){.path = "/logout", .body = "{}", .cookie = seat->cookie}, 200, NULL);
    json_t *goodbye = rig_await(&line, "goodbye", NULL);
    assert_string_equal(json_at(goodbye, "code"), "signed_out");
    json_decref(goodbye);
    rig_await_close(&line, 1000);
    rig_close(&line);
}

static void who_is_no_longer_a_supervisor_is_told_goodbye(void **state)
{
    const struct rig_seat *seat = *state;
    struct rig *rig = seat->rig;
    struct rig_line line;
    struct buf body = rig_body();
    rig_open_board(rig, &line, seat->cookie, NULL);
    assert_true(body_render_role_set(&body, BOOK_ROLE_AGENT));
    rig_record(rig, ACD_SUBJECT_AGENT, rig->sam.agent, BOOK_ROLE_SET, &body);
    json_t *goodbye = rig_await(&line, "goodbye", NULL);
    assert_string_equal(json_at(goodbye, "code"), "not_allowed");
    json_decref(goodbye);
    rig_await_close(&line, 1000);
    rig_close(&line);
    rig_expect(rig, &(struct rig_wish){.path = "/supervisor/line", .cookie = seat->cookie}, 426,
               "upgrade_required");
}

/* Turns the loop as often as an answer would need, and more; nothing may have come. */
static void expect_silence(struct rig *rig, struct rig_line *line)
{
    char byte;
    for (int i = 0; i < 50; i++)
        uv_run(&rig->serving.loop, UV_RUN_NOWAIT);
    assert_int_equal(recv(line->peer.socket, &byte, 1, MSG_PEEK), -1);
}

static void nothing_leaves_before_it_is_durable(void **state)
{
    const struct rig_seat *seat = *state;
    struct rig *rig = seat->rig;
    struct rig_line line, second;
    rig_open_board(rig, &line, seat->cookie, NULL);
    assert_int_equal(rig_open(rig, &second, "/supervisor/line", seat->cookie, NULL), 101);
    rig_settle(rig);
    journal_memory_hold(rig->journal, true);
    rig_set_status(rig, &rig->alice, rig->lunch);
    rig->now += 1000;
    board_tick(rig->board, rig->now);
    expect_silence(rig, &line);
    rig_set_status(rig, &rig->bob, rig->lunch);
    rig->now += 1000;
    assert_int_equal(board_deadline(rig->board, rig->now), ACD_NEVER); /* one tick at a time is on its way */
    rig_say(&second, "{\"do\":\"hello\",\"clock\":1}");
    expect_silence(rig, &second);
    rig_say(&line, "{\"do\":\"set_status\",\"id\":1}");
    expect_silence(rig, &line); /* a refusal too */
    journal_memory_hold(rig->journal, false);
    json_t *tick = rig_expect_next(&line, "tick", NULL);
    assert_non_null(row_of(tick, "agents", &rig->alice.uuid));
    assert_null(row_of(tick, "agents", &rig->bob.uuid));
    json_decref(tick);
    json_decref(rig_await(&line, "refused", NULL));
    json_decref(rig_expect_next(&second, "snapshot", NULL));
    tick = rig_expect_tick(&line);
    assert_non_null(row_of(tick, "agents", &rig->bob.uuid));
    json_decref(tick);
    rig_close(&line);
    rig_close(&second);
}

static int start_with_little_room(void **state)
{
    static struct rig_seat seat;
    rig_seat_start(&seat,
                   &(struct rig){.board_limits = {.line_unsent_bytes_max = UNSENT_BYTES_MAX,
                                                  .behind_ms_max = BEHIND_MS_MAX}},
                   "sam");
    unsent = 0;
    *state = &seat;
    return 0;
}

/* Changes somebody, and runs the tick that tells it. */
static void change_and_tick(struct rig *rig, uint32_t status)
{
    rig_set_status(rig, &rig->alice, status);
    assert_true(rig_board_tick(rig));
}

static void a_board_that_does_not_read_gets_no_ticks_and_then_a_new_snapshot(void **state)
{
    const struct rig_seat *seat = *state;
    struct rig *rig = seat->rig;
    struct rig_line line;
    rig_open_board(rig, &line, seat->cookie, NULL);
    unsent = UNSENT_BYTES_MAX; /* as much as may be */
    change_and_tick(rig, rig->lunch);
    json_decref(rig_expect_next(&line, "tick", NULL));
    unsent++;
    change_and_tick(rig, rig->pause);
    rig_start_contact(rig, ACD_TASK, "Parcel", NULL);
    unsent = 1; /* whatever is left: a snapshot behind it would only make it more */
    change_and_tick(rig, rig->lunch);
    expect_silence(rig, &line);
    uint64_t snapshots = board_counters(rig->board)->snapshots;
    unsent = 0;
    assert_true(rig_board_tick(rig)); /* though nothing has changed since */
    json_t *snapshot = rig_expect_next(&line, "snapshot", NULL);
    assert_int_equal(json_array_size(json_value_at(snapshot, "state.contacts")), 1);
    assert_string_equal(json_at(row_of(snapshot, "state.agents", &rig->alice.uuid), "status.name"), "Lunch");
    assert_int_equal(board_counters(rig->board)->snapshots, snapshots + 1);
    json_decref(snapshot);
    change_and_tick(rig, rig->pause);
    json_decref(rig_expect_next(&line, "tick", NULL));
    rig_close(&line);
}

static void a_board_that_never_reads_is_cut(void **state)
{
    const struct rig_seat *seat = *state;
    struct rig *rig = seat->rig;
    struct rig_line line;
    rig_open_board(rig, &line, seat->cookie, NULL);
    unsent = UNSENT_BYTES_MAX + 1;
    change_and_tick(rig, rig->lunch);
    rig->now += BEHIND_MS_MAX;
    assert_true(rig_board_tick(rig));
    assert_int_equal(board_counters(rig->board)->lines_cut_slow, 0);
    assert_true(rig_board_tick(rig)); /* a tick's time later */
    assert_int_equal(board_counters(rig->board)->lines_cut_slow, 1);
    rig_close(&line);
}

static void nonsense_closes_the_line(void **state)
{
    const struct rig_seat *seat = *state;
    static const char *const FIRST[] = {
        "[]", "{}", "{\"do\":\"hello\"}", "{\"do\":\"ping\",\"clock\":1}", "{\"do\":\"hello\",\"clock\":-1}",
        "no"};
    for (size_t i = 0; i < sizeof FIRST / sizeof FIRST[0]; i++) {
        struct rig_line line;
        assert_int_equal(rig_open(seat->rig, &line, "/supervisor/line", seat->cookie, NULL), 101);
        rig_say(&line, "%s", FIRST[i]);
        rig_await_close(&line, 1002);
        rig_close(&line);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(only_supervisors_and_our_own_pages_are_let_in, start, rig_seat_stop),
        cmocka_unit_test_setup_teardown(the_pages_are_served, start, rig_seat_stop),
        cmocka_unit_test_setup_teardown(the_snapshot_holds_everybody_and_every_queue, start, rig_seat_stop),
        cmocka_unit_test_setup_teardown(a_change_is_due_at_once_and_then_every_100_ms, start, rig_seat_stop),
        cmocka_unit_test_setup_teardown(contacts_come_move_and_go, start, rig_seat_stop),
        cmocka_unit_test_setup_teardown(nothing_is_said_when_nothing_has_changed, start, rig_seat_stop),
        cmocka_unit_test_setup_teardown(a_board_that_signs_out_is_told_goodbye, start, rig_seat_stop),
        cmocka_unit_test_setup_teardown(who_is_no_longer_a_supervisor_is_told_goodbye, start, rig_seat_stop),
        cmocka_unit_test_setup_teardown(nonsense_closes_the_line, start, rig_seat_stop),
        cmocka_unit_test_setup_teardown(nothing_leaves_before_it_is_durable, start, rig_seat_stop),
        cmocka_unit_test_setup_teardown(a_board_that_does_not_read_gets_no_ticks_and_then_a_new_snapshot,
                                        start_with_little_room, rig_seat_stop),
        cmocka_unit_test_setup_teardown(a_board_that_never_reads_is_cut, start_with_little_room,
                                        rig_seat_stop),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
