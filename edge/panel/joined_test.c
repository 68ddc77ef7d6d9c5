/* What the agent is told of a supervisor in the own conversation: who speaks, at once; who only listens, by nothing.
 * Over real sockets. */
#include "edge/testing/rig.h"

struct fixture {
    struct rig *rig;
    struct rig_line line; /* alice's page */
    uint64_t contact;     /* her chat */
};

static void connect_chat(struct fixture *fixture)
{
    struct rig *rig = fixture->rig;
    struct uuid uuid;
    rig_set_status(rig, &rig->alice, rig->available);
    fixture->contact = rig_start_contact(rig, ACD_CHAT, "Carol", &uuid);
    rig_act(rig, &rig->alice, ACD_ACCEPT_OFFER, fixture->contact);
}

static int start(void **state)
{
    static struct fixture fixture;
    char cookie[RIG_COOKIE_BYTES];
    fixture = (struct fixture){.rig = rig_start(NULL)};
    connect_chat(&fixture);
    rig_sign_in(fixture.rig, "alice", cookie);
    rig_open_panel(fixture.rig, &fixture.line, cookie, NULL);
    *state = &fixture;
    return 0;
}

static int stop(void **state)
{
    struct fixture *fixture = *state;
    rig_close(&fixture->line);
    rig_stop(fixture->rig);
    return 0;
}

/* What the supervisor does to alice's chat; by force where that makes a difference. */
static void supervise(struct fixture *fixture, enum acd_command_kind kind, int64_t value)
{
    struct rig *rig = fixture->rig;
    unsigned flags = kind == ACD_MONITOR_CONTACT ? ACD_FLAG_MAY_BARGE
                     : kind == ACD_CLEAR_LEG     ? ACD_FLAG_FORCE
                                                 : 0;
    rig_decide(rig,
               (struct acd_command){.kind = (uint16_t)kind,
                                    .agent = rig->sam.agent,
                                    .contact = fixture->contact,
                                    .flags = (uint16_t)flags,
                                    .value = value,
                                    .actor = {.kind = ACD_ACTOR_SUPERVISOR, .id = rig->sam.agent}},
               NULL);
}

static void end_chat(struct fixture *fixture)
{
    rig_decide(fixture->rig,
               (struct acd_command){.kind = ACD_END_CONTACT,
                                    .contact = fixture->contact,
                                    .actor = {.kind = ACD_ACTOR_CUSTOMER}},
               NULL);
}

/* The next thing her page is told is her leg, with so many beside her. */
static json_t *expect_leg(struct fixture *fixture, size_t joined_count)
{
    json_t *event = rig_expect_next(&fixture->line, "event", "leg");
    assert_int_equal(json_array_size(json_value_at(event, "leg.joined")), joined_count);
    assert_true(json_is_null(json_value_at(event, "leg.monitors")));
    assert_true(json_is_null(json_value_at(event, "forced")));
    return event;
}

/* Nothing more has been told: the answer to a question comes next. */
static void expect_nothing(struct fixture *fixture)
{
    rig_settle(fixture->rig);
    rig_say(&fixture->line, "{\"do\":\"ping\",\"clock\":1}");
    json_decref(rig_expect_next(&fixture->line, "pong", NULL));
}

static void who_barges_in_is_told_to_the_agent_and_who_falls_silent_is_gone(void **state)
{
    struct fixture *fixture = *state;
    supervise(fixture, ACD_MONITOR_CONTACT, 0);
    supervise(fixture, ACD_BARGE, 1);
    json_t *event = expect_leg(fixture, 1);
    assert_string_equal(json_at(event, "leg.state"), "CONNECTED");
    assert_string_equal(json_at(event, "leg.joined.0.agent.name"), "Sam Adams");
    json_decref(event);
    supervise(fixture, ACD_BARGE, 0);
    json_decref(expect_leg(fixture, 0));
    expect_nothing(fixture);
}

static void nothing_tells_the_agent_of_a_silent_listener(void **state)
{
    struct fixture *fixture = *state;
    supervise(fixture, ACD_MONITOR_CONTACT, 0);
    supervise(fixture, ACD_END_LEG, 0);
    supervise(fixture, ACD_MONITOR_CONTACT, 0);
    supervise(fixture, ACD_CLEAR_LEG, 0);
    expect_nothing(fixture);
}

static void a_page_that_opens_sees_who_has_barged_in_and_no_silent_listener(void **state)
{
    struct fixture *fixture = *state;
    struct rig_line second;
    char cookie[RIG_COOKIE_BYTES];
    json_t *snapshot;
    rig_sign_in(fixture->rig, "alice", cookie);
    supervise(fixture, ACD_MONITOR_CONTACT, 0);
    rig_open_panel(fixture->rig, &second, cookie, &snapshot);
    assert_int_equal(json_array_size(json_value_at(snapshot, "state.legs.0.joined")), 0);
    json_decref(snapshot);
    rig_close(&second);
    supervise(fixture, ACD_BARGE, 1);
    rig_open_panel(fixture->rig, &second, cookie, &snapshot);
    assert_string_equal(json_at(snapshot, "state.legs.0.joined.0.agent.name"), "Sam Adams");
    json_decref(snapshot);
    rig_close(&second);
}

static void who_had_barged_in_and_goes_is_told_and_no_force_against_the_agent(void **state)
{
    struct fixture *fixture = *state;
    supervise(fixture, ACD_MONITOR_CONTACT, 0);
    supervise(fixture, ACD_BARGE, 1);
    json_decref(expect_leg(fixture, 1));
    supervise(fixture, ACD_CLEAR_LEG, 0); /* of the listener, by a supervisor */
    json_decref(expect_leg(fixture, 0));
    expect_nothing(fixture);
}

static void a_chat_that_ends_is_told_once_whoever_was_in_it(void **state)
{
    struct fixture *fixture = *state;
    supervise(fixture, ACD_MONITOR_CONTACT, 0);
    supervise(fixture, ACD_BARGE, 1);
    json_decref(expect_leg(fixture, 1));
    end_chat(fixture);
    json_t *event = expect_leg(fixture, 0);
    assert_string_equal(json_at(event, "leg.state"), "ENDED");
    json_decref(event);
    expect_nothing(fixture);
}

static void who_takes_over_after_barging_in_is_beside_nobody(void **state)
{
    struct fixture *fixture = *state;
    supervise(fixture, ACD_MONITOR_CONTACT, 0);
    supervise(fixture, ACD_BARGE, 1);
    json_decref(expect_leg(fixture, 1));
    supervise(fixture, ACD_TAKE_OVER, 0);
    json_t *event = rig_expect_next(&fixture->line, "event", "leg");
    assert_string_equal(json_at(event, "leg.state"), "ENDED");
    assert_string_equal(json_at(event, "forced.cause"), "taken_over");
    assert_int_equal(json_array_size(json_value_at(event, "leg.joined")), 0);
    json_decref(event);
    expect_nothing(fixture);
}

int main(void)
{
#define WITH_RIG(test) cmocka_unit_test_setup_teardown(test, start, stop)
    const struct CMUnitTest tests[] = {
        WITH_RIG(who_barges_in_is_told_to_the_agent_and_who_falls_silent_is_gone),
        WITH_RIG(nothing_tells_the_agent_of_a_silent_listener),
        WITH_RIG(a_page_that_opens_sees_who_has_barged_in_and_no_silent_listener),
        WITH_RIG(who_had_barged_in_and_goes_is_told_and_no_force_against_the_agent),
        WITH_RIG(a_chat_that_ends_is_told_once_whoever_was_in_it),
        WITH_RIG(who_takes_over_after_barging_in_is_beside_nobody),
    };
    return cmocka_run_group_tests_name("edge/panel/joined", tests, NULL, NULL);
}
