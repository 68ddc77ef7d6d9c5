/* An agent's page in the core: opened with the first line, lost or closed with the last, given up at a start. Over real
 * sockets. */
#include <stdio.h>
#include <string.h>

#include "edge/testing/rig.h"

static void set_rule(struct rig *rig, enum acd_rule rule, int64_t value)
{
    rig_decide(rig, (struct acd_command){.kind = ACD_SET_RULE, .rule = (uint16_t)rule, .value = value}, NULL);
    rig_tick(rig, 0); /* all agents are looked at again */
}

static int start(void **state)
{
    static struct rig_seat seat;
    struct rig wishes = {.model = ACD_MODEL_VCC};
    rig_seat_start(&seat, &wishes, "alice");
    set_rule(seat.rig, ACD_RULE_RECONNECTING, 1);
    *state = &seat;
    return 0;
}

/* ---- awaiting what the core knows ---- */

struct wanted {
    const struct rig *rig;
    enum acd_page page;
};

static enum acd_page page_of(const struct rig *rig)
{
    struct acd_agent_view view;
    assert_true(acd_agent_view(pump_core(rig->pump), rig->alice.agent, &view));
    return (enum acd_page)view.page;
}

static bool is_wanted(void *ctx)
{
    const struct wanted *wanted = ctx;
    return page_of(wanted->rig) == wanted->page;
}

static void await_page(struct rig *rig, enum acd_page page)
{
    struct wanted wanted = {.rig = rig, .page = page};
    assert_true(peer_run_until(&rig->serving.loop, is_wanted, &wanted));
}

static bool no_lines(void *ctx)
{
    return panel_counters(((struct rig *)ctx)->panel)->lines_open == 0;
}

static uint32_t count_legs(const struct rig *rig)
{
    struct acd_leg_view legs[ACD_AGENT_LEGS_MAX];
    return acd_agent_legs(pump_core(rig->pump), rig->alice.agent, legs, ACD_AGENT_LEGS_MAX);
}

/* ---- tests ---- */

static void a_page_is_opened_by_its_first_hello(void **state)
{
    const struct rig_seat *seat = *state;
    struct rig_line line;
    assert_int_equal(page_of(seat->rig), ACD_PAGE_NONE);
    assert_int_equal(rig_open(seat->rig, &line, "/panel/line", seat->cookie, NULL), 101);
    assert_int_equal(page_of(seat->rig), ACD_PAGE_NONE);
    rig_say(&line, "{\"do\":\"hello\",\"from\":null,\"generation\":null,\"clock\":1}");
    json_decref(rig_expect_next(&line, "snapshot", NULL));
    assert_int_equal(page_of(seat->rig), ACD_PAGE_OPEN);
    rig_close(&line);
    await_page(seat->rig, ACD_PAGE_AWAITED);
}

static void only_the_last_line_loses_the_page(void **state)
{
    const struct rig_seat *seat = *state;
    struct rig_line lines[2];
    for (int i = 0; i < 2; i++)
        rig_open_panel(seat->rig, &lines[i], seat->cookie, NULL);
    rig_close(&lines[0]);
    rig_say(&lines[1], "{\"do\":\"ping\",\"clock\":1}");
    json_decref(rig_await(&lines[1], "pong", NULL));
    assert_int_equal(page_of(seat->rig), ACD_PAGE_OPEN);
    rig_close(&lines[1]);
    await_page(seat->rig, ACD_PAGE_AWAITED);
}

static void a_lost_page_gets_no_offer_and_its_return_restores_all(void **state)
{
    const struct rig_seat *seat = *state;
    struct rig *rig = seat->rig;
    struct rig_line line;
    json_t *snapshot;
    struct uuid carol;
    struct uuid dora;
    rig_open_panel(rig, &line, seat->cookie, NULL);
    rig_set_status(rig, &rig->alice, rig->available);
    rig_start_contact(rig, ACD_CHAT, "Carol", &carol);
    assert_int_equal(count_legs(rig), 1);
    rig_close(&line);
    await_page(rig, ACD_PAGE_AWAITED);
    assert_int_equal(count_legs(rig), 0); /* the ringing offer went back, without a penalty */
    rig_start_contact(rig, ACD_CHAT, "Dora", &dora);
    assert_int_equal(count_legs(rig), 0);
    rig_open_panel(rig, &line, seat->cookie, &snapshot);
    assert_string_equal(json_at(snapshot, "state.status.name"), "Available");
    assert_string_equal(json_at(snapshot, "state.control.shown"), "OFFERING");
    assert_string_equal(json_at(snapshot, "state.legs.0.name"), "Carol"); /* who had waited longest */
    json_decref(snapshot);
    rig_close(&line);
    await_page(rig, ACD_PAGE_AWAITED);
}

static void a_page_that_comes_back_is_told_its_offer_as_an_event(void **state)
{
    const struct rig_seat *seat = *state;
    struct rig *rig = seat->rig;
    struct rig_line line;
    json_t *snapshot;
    char hello[256];
    struct uuid carol;
    rig_open_panel(rig, &line, seat->cookie, &snapshot);
    rig_close(&line);
    await_page(rig, ACD_PAGE_AWAITED);
    rig_set_status(rig, &rig->alice, rig->available);
    rig_start_contact(rig, ACD_CHAT, "Carol", &carol);
    assert_int_equal(rig_open(rig, &line, "/panel/line", seat->cookie, NULL), 101);
    snprintf(hello, sizeof hello, "{\"do\":\"hello\",\"from\":%lld,\"generation\":\"%s\",\"clock\":1}",
             (long long)json_number_at(snapshot, "seq"), json_at(snapshot, "generation"));
    rig_say(&line, "%s", hello);
    json_decref(rig_expect_next(&line, "resumed", NULL));
    json_t *leg = rig_await(&line, "event", "leg");
    assert_string_equal(json_at(leg, "leg.name"), "Carol");
    json_decref(leg);
    json_decref(snapshot);
    rig_close(&line);
    await_page(rig, ACD_PAGE_AWAITED);
}

static void signing_out_closes_the_page(void **state)
{
    const struct rig_seat *seat = *state;
    struct rig_line line;
    rig_open_panel(seat->rig, &line, seat->cookie, NULL);
    rig_expect(seat->rig, &(struct rig_wish){.path = "/logout", .body = "{}", .cookie = seat->cookie}, 200,
               NULL);
    rig_await_close(&line, 1000);
    rig_close(&line);
    assert_true(peer_run_until(&seat->rig->serving.loop, no_lines, seat->rig));
    assert_int_equal(page_of(seat->rig), ACD_PAGE_NONE);
}

static void leaving_without_logging_out_loses_the_page(void **state)
{
    const struct rig_seat *seat = *state;
    struct rig_line line;
    rig_open_panel(seat->rig, &line, seat->cookie, NULL);
    rig_expect(seat->rig,
               &(struct rig_wish){.path = "/logout", .body = "{\"status\":\"keep\"}", .cookie = seat->cookie},
               200, NULL);
    rig_await_close(&line, 1000);
    rig_close(&line);
    await_page(seat->rig, ACD_PAGE_AWAITED);
}

static void the_page_of_an_agent_logged_out_by_others_is_not_awaited(void **state)
{
    const struct rig_seat *seat = *state;
    struct rig *rig = seat->rig;
    struct rig_line line;
    rig_open_panel(rig, &line, seat->cookie, NULL);
    rig_decide(rig,
               (struct acd_command){.kind = ACD_SET_STATUS,
                                    .agent = rig->alice.agent,
                                    .status = rig->offline,
                                    .actor = {.kind = ACD_ACTOR_API, .id = rig->sam.agent}},
               NULL);
    rig_close(&line);
    await_page(rig, ACD_PAGE_NONE);
}

static void a_page_away_for_too_long_is_signed_out(void **state)
{
    const struct rig_seat *seat = *state;
    struct rig *rig = seat->rig;
    struct rig_line line;
    json_t *snapshot;
    rig_open_panel(rig, &line, seat->cookie, NULL);
    rig_close(&line);
    await_page(rig, ACD_PAGE_AWAITED);
    rig_tick(rig, 2 * 60 * 60 * 1000);
    rig_open_panel(rig, &line, seat->cookie, &snapshot);
    assert_string_equal(json_at(snapshot, "state.control.shown"), "SIGNED_OUT");
    assert_string_equal(json_at(snapshot, "state.changed.cause"), "session_timeout");
    json_decref(snapshot);
    rig_close(&line);
    assert_true(peer_run_until(&rig->serving.loop, no_lines, rig));
}

static int64_t time_of(void *now)
{
    return *(int64_t *)now;
}

static void a_server_that_drains_says_nothing_and_the_next_one_loses_what_was_open(void **state)
{
    (void)state;
    struct rig wishes = {.model = ACD_MODEL_VCC};
    struct rig *rig = rig_start(&wishes);
    struct rig_line line;
    char cookie[RIG_COOKIE_BYTES];
    set_rule(rig, ACD_RULE_RECONNECTING, 1);
    rig_sign_in(rig, "alice", cookie);
    rig_open_panel(rig, &line, cookie, NULL);
    panel_drain(rig->panel);
    rig_await_close(&line, 1001);
    rig_close(&line);
    assert_true(peer_run_until(&rig->serving.loop, no_lines, rig));
    assert_int_equal(page_of(rig), ACD_PAGE_OPEN);
    int64_t now = rig->now;
    struct panel *next = panel_new(&(struct panel_options){
        .centres = &rig->centres, .passwords = rig->passwords, .now = time_of, .now_ctx = &now});
    assert_non_null(next);
    assert_int_equal(page_of(rig), ACD_PAGE_AWAITED);
    rig_stop(rig);
    panel_free(next);
}

static void a_centre_without_the_rules_is_asked_nothing(void **state)
{
    (void)state;
    struct rig *rig = rig_start(NULL);
    struct rig_line line;
    char cookie[RIG_COOKIE_BYTES];
    rig_sign_in(rig, "alice", cookie);
    uint64_t before = pump_seq(rig->pump);
    rig_open_panel(rig, &line, cookie, NULL);
    rig_close(&line);
    assert_true(peer_run_until(&rig->serving.loop, no_lines, rig));
    assert_int_equal(pump_seq(rig->pump), before);
    assert_int_equal(page_of(rig), ACD_PAGE_NONE);
    rig_stop(rig);
}

int main(void)
{
#define WITH_RIG(test) cmocka_unit_test_setup_teardown(test, start, rig_seat_stop)
    const struct CMUnitTest tests[] = {
        WITH_RIG(a_page_is_opened_by_its_first_hello),
        WITH_RIG(only_the_last_line_loses_the_page),
        WITH_RIG(a_lost_page_gets_no_offer_and_its_return_restores_all),
        WITH_RIG(a_page_that_comes_back_is_told_its_offer_as_an_event),
        WITH_RIG(signing_out_closes_the_page),
        WITH_RIG(leaving_without_logging_out_loses_the_page),
        WITH_RIG(the_page_of_an_agent_logged_out_by_others_is_not_awaited),
        WITH_RIG(a_page_away_for_too_long_is_signed_out),
        cmocka_unit_test(a_server_that_drains_says_nothing_and_the_next_one_loses_what_was_open),
        cmocka_unit_test(a_centre_without_the_rules_is_asked_nothing),
    };
    return cmocka_run_group_tests_name("edge/panel/presence", tests, NULL, NULL);
}
