/* A centre with a table of moves on the panel's line: what the page is told it may do, what is refused, and who did
 * what. Over real sockets. */
#include <stdio.h>
#include <string.h>

#include "edge/testing/rig.h"

enum { WRAPUP_MS = 10000 };

struct fixture {
    struct rig *rig;
    struct rig_line line;
    json_t *snapshot;
    int id;
};

static int start(void **state)
{
    static struct fixture fixture;
    char cookie[RIG_COOKIE_BYTES];
    struct rig wishes = {.model = ACD_MODEL_VCC};
    fixture = (struct fixture){.rig = rig_start(&wishes)};
    rig_decide(fixture.rig,
               (struct acd_command){.kind = ACD_SET_AGENT_WRAPUP,
                                    .agent = fixture.rig->alice.agent,
                                    .channel = ACD_CHAT,
                                    .duration_ms = WRAPUP_MS},
               NULL);
    rig_decide(fixture.rig,
               (struct acd_command){.kind = ACD_SET_RULE, .rule = ACD_RULE_REJECT_ALLOWED, .value = 1}, NULL);
    rig_sign_in(fixture.rig, "alice", cookie);
    rig_open_panel(fixture.rig, &fixture.line, cookie, &fixture.snapshot);
    *state = &fixture;
    return 0;
}

static int stop(void **state)
{
    struct fixture *fixture = *state;
    json_decref(fixture->snapshot);
    rig_close(&fixture->line);
    rig_stop(fixture->rig);
    return 0;
}

/* ---- asking ---- */

static void ask(struct fixture *fixture, const char *name, const char *members)
{
    rig_say(&fixture->line, "{\"do\":\"%s\",\"id\":%d%s%s}", name, ++fixture->id,
            members[0] != '\0' ? "," : "", members);
}

static void expect_done(struct fixture *fixture, const char *name, const char *members)
{
    ask(fixture, name, members);
    json_t *done = rig_await(&fixture->line, "done", NULL);
    assert_int_equal(json_number_at(done, "id"), fixture->id);
    json_decref(done);
}

/* Appends a word to text of 256 bytes. */
static void append_word(char *text, const char *word)
{
    size_t len = strlen(text);
    snprintf(text + len, 256 - len, "%s%s", len > 0 ? " " : "", word);
}

/* The names in the array, joined: "work_offline break". */
static const char *joined(const json_t *names)
{
    static char text[256];
    text[0] = '\0';
    for (size_t i = 0; i < json_array_size(names); i++)
        append_word(text, json_string_value(json_array_get(names, i)));
    return text;
}

static void expect_refused(struct fixture *fixture, const char *name, const char *members, const char *code,
                           const char *allowed)
{
    ask(fixture, name, members);
    json_t *refused = rig_await(&fixture->line, "refused", NULL);
    assert_string_equal(json_at(refused, "code"), code);
    if (allowed != NULL)
        assert_string_equal(joined(json_value_at(refused, "allowed")), allowed);
    json_decref(refused);
}

static const char *member(const char *name, const struct uuid *uuid)
{
    static char texts[4][128];
    static int at;
    char text[UUID_TEXT_BYTES];
    char *out = texts[at++ % 4];
    snprintf(out, sizeof texts[0], "\"%s\":\"%s\"", name, uuid_render(uuid, text));
    return out;
}

static void choose(struct fixture *fixture, const struct uuid *status)
{
    expect_done(fixture, "set_status", member("statusId", status));
}

static json_t *await_event(struct fixture *fixture, const char *kind)
{
    return rig_await(&fixture->line, "event", kind);
}

/* What a page that opens now is told. */
static json_t *open_again(struct fixture *fixture)
{
    struct rig_line line;
    json_t *snapshot;
    char cookie[RIG_COOKIE_BYTES];
    rig_sign_in(fixture->rig, "alice", cookie);
    rig_open_panel(fixture->rig, &line, cookie, &snapshot);
    rig_close(&line);
    return snapshot;
}

/* ---- looking ---- */

static const json_t *move_of(const json_t *control, const char *name)
{
    const json_t *moves = json_object_get(control, "moves");
    for (size_t i = 0; i < json_array_size(moves); i++) {
        const json_t *move = json_array_get(moves, i);
        if (strcmp(json_at(move, "move"), name) == 0)
            return move;
    }
    fail_msg("there is no move %s", name);
    return NULL;
}

/* The open moves, joined. */
static const char *open_moves(const json_t *control)
{
    static char text[256];
    const json_t *moves = json_object_get(control, "moves");
    text[0] = '\0';
    for (size_t i = 0; i < json_array_size(moves); i++) {
        const json_t *move = json_array_get(moves, i);
        assert_true(json_is_true(json_object_get(move, "open")) ==
                    json_is_null(json_object_get(move, "why")));
        if (json_is_true(json_object_get(move, "open")))
            append_word(text, json_at(move, "move"));
    }
    return text;
}

static void expect_control(const json_t *message, const char *path, const char *shown, const char *moves)
{
    const json_t *control = json_value_at(message, path);
    assert_string_equal(json_at(control, "shown"), shown);
    assert_string_equal(open_moves(control), moves);
}

static void expect_now(struct fixture *fixture, const char *shown, const char *moves)
{
    json_t *snapshot = open_again(fixture);
    expect_control(snapshot, "state.control", shown, moves);
    json_decref(snapshot);
}

/* ---- contacts ---- */

static void offer_chat(struct fixture *fixture, const char *name, struct uuid *uuid)
{
    rig_start_contact(fixture->rig, ACD_CHAT, name, uuid);
}

static void take_chat(struct fixture *fixture, const char *name, struct uuid *uuid)
{
    offer_chat(fixture, name, uuid);
    expect_done(fixture, "accept", member("contactId", uuid));
}

/* ---- moves ---- */

static void signing_in_lands_on_break_with_three_moves(void **state)
{
    const struct fixture *fixture = *state;
    const json_t *control = json_value_at(fixture->snapshot, "state.control");
    expect_control(fixture->snapshot, "state.control", "ON_BREAK", "available work_offline log_out");
    assert_true(json_is_true(json_object_get(control, "off")));
    assert_string_equal(json_at(move_of(control, "break"), "why"), "This is your status already.");
    assert_string_equal(json_at(fixture->snapshot, "state.changed.cause"), "signed_in");
    assert_string_equal(json_at(fixture->snapshot, "state.changed.by.kind"), "system");
}

static void each_status_has_the_moves_of_the_table(void **state)
{
    struct fixture *fixture = *state;
    struct rig *rig = fixture->rig;
    choose(fixture, &rig->available_uuid);
    expect_now(fixture, "AVAILABLE", "work_offline break");
    choose(fixture, &rig->pause_uuid);
    expect_now(fixture, "WORKING_OFFLINE", "available break log_out");
    choose(fixture, &rig->lunch_uuid);
    expect_now(fixture, "ON_BREAK", "available work_offline log_out");
}

static void a_refused_move_lists_the_allowed_ones(void **state)
{
    struct fixture *fixture = *state;
    struct rig *rig = fixture->rig;
    struct uuid uuid;
    choose(fixture, &rig->available_uuid);
    expect_refused(fixture, "set_status", member("statusId", &rig->offline_uuid), "not_allowed",
                   "work_offline break");
    expect_refused(fixture, "stop_new", "", "not_allowed", "work_offline break");
    take_chat(fixture, "Carol", &uuid);
    expect_refused(fixture, "set_status", member("statusId", &rig->lunch_uuid), "not_allowed", "stop_new");
    expect_done(fixture, "resume_new", ""); /* it is so already */
}

static void closed_moves_say_why(void **state)
{
    struct fixture *fixture = *state;
    struct uuid uuid;
    choose(fixture, &fixture->rig->available_uuid);
    json_t *snapshot = open_again(fixture);
    const json_t *control = json_value_at(snapshot, "state.control");
    assert_non_null(strstr(json_at(move_of(control, "log_out"), "why"), "Work Offline or Take Break first"));
    assert_non_null(strstr(json_at(move_of(control, "stop_new"), "why"), "while you handle a chat"));
    json_decref(snapshot);
    take_chat(fixture, "Carol", &uuid);
    snapshot = open_again(fixture);
    control = json_value_at(snapshot, "state.control");
    assert_non_null(strstr(json_at(move_of(control, "break"), "why"), "busy"));
    json_decref(snapshot);
}

static void on_break_the_panel_is_refused_but_for_the_moves(void **state)
{
    struct fixture *fixture = *state;
    expect_refused(fixture, "call", "\"address\":\"+441632960001\",\"queueId\":null", "not_allowed", NULL);
    ask(fixture, "set_status", member("statusId", &fixture->rig->pause_uuid));
    json_t *event = await_event(fixture, "status");
    assert_true(json_is_false(json_value_at(event, "control.off")));
    json_decref(event);
}

/* ---- offers ---- */

static void a_missed_offer_leads_to_break_and_says_so(void **state)
{
    struct fixture *fixture = *state;
    struct uuid uuid;
    choose(fixture, &fixture->rig->available_uuid);
    offer_chat(fixture, "Carol", &uuid);
    json_t *offered = await_event(fixture, "leg");
    expect_control(offered, "control", "OFFERING", "");
    json_decref(offered);
    rig_tick(fixture->rig, 60000);
    json_decref(await_event(fixture, "leg_removed"));
    json_t *event = await_event(fixture, "status");
    expect_control(event, "control", "ON_BREAK", "available work_offline log_out");
    assert_string_equal(json_at(event, "changed.cause"), "offer_missed");
    assert_string_equal(json_at(event, "changed.contact.name"), "Carol");
    assert_string_equal(json_at(event, "changed.contact.channel"), "CHAT");
    assert_string_equal(json_at(event, "changed.by.kind"), "system");
    json_decref(event);
    json_t *snapshot = open_again(fixture);
    assert_string_equal(json_at(snapshot, "state.changed.cause"), "offer_missed");
    json_decref(snapshot);
}

static void a_reject_beside_a_chat_turns_stop_new_on(void **state)
{
    struct fixture *fixture = *state;
    struct uuid first;
    struct uuid second;
    choose(fixture, &fixture->rig->available_uuid);
    take_chat(fixture, "Carol", &first);
    offer_chat(fixture, "Dora", &second);
    expect_done(fixture, "reject", member("contactId", &second));
    json_t *snapshot = open_again(fixture);
    expect_control(snapshot, "state.control", "BUSY_STOP_NEW", "resume");
    assert_true(json_is_true(json_value_at(snapshot, "state.next.stopNew")));
    assert_string_equal(json_at(snapshot, "state.next.cause"), "offer_rejected");
    json_decref(snapshot);
    expect_done(fixture, "resume_new", "");
    snapshot = open_again(fixture);
    expect_control(snapshot, "state.control", "BUSY", "stop_new");
    assert_int_equal(json_array_size(json_value_at(snapshot, "state.legs")), 2); /* offered again at once */
    json_decref(snapshot);
}

/* ---- post processing ---- */

static void post_processing_has_an_end_and_no_moves(void **state)
{
    struct fixture *fixture = *state;
    struct uuid uuid;
    choose(fixture, &fixture->rig->available_uuid);
    take_chat(fixture, "Carol", &uuid);
    expect_done(fixture, "end", member("contactId", &uuid));
    json_t *snapshot = open_again(fixture);
    expect_control(snapshot, "state.control", "POST_PROCESSING", "");
    assert_int_equal(json_number_at(snapshot, "state.control.wrapupUntil"), fixture->rig->now + WRAPUP_MS);
    assert_true(json_is_true(json_value_at(snapshot, "state.settings.wrapupByTime")));
    json_decref(snapshot);
    expect_refused(fixture, "end_wrapup", member("contactId", &uuid), "not_allowed", "");
    expect_refused(fixture, "extend_wrapup", member("contactId", &uuid), "not_allowed", "");
    expect_refused(fixture, "clear", member("contactId", &uuid), "not_allowed", NULL);
    rig_tick(fixture->rig, WRAPUP_MS);
    json_decref(await_event(fixture, "leg_removed"));
    expect_now(fixture, "AVAILABLE", "work_offline break");
}

static void a_policy_may_let_post_processing_be_ended_and_extended(void **state)
{
    struct fixture *fixture = *state;
    struct rig *rig = fixture->rig;
    struct uuid uuid;
    rig_decide(rig,
               (struct acd_command){.kind = ACD_SET_RULE, .rule = ACD_RULE_END_WRAPUP_ALLOWED, .value = 1},
               NULL);
    rig_decide(rig,
               (struct acd_command){.kind = ACD_SET_RULE, .rule = ACD_RULE_EXTEND_WRAPUP_ALLOWED, .value = 1},
               NULL);
    choose(fixture, &rig->available_uuid);
    take_chat(fixture, "Carol", &uuid);
    expect_done(fixture, "end", member("contactId", &uuid));
    expect_now(fixture, "POST_PROCESSING", "end_wrapup extend_wrapup");
    rig_tick(rig, 4000);
    expect_done(fixture, "extend_wrapup", member("contactId", &uuid));
    json_t *snapshot = open_again(fixture);
    assert_int_equal(json_number_at(snapshot, "state.control.wrapupUntil"), rig->now + WRAPUP_MS);
    json_decref(snapshot);
    expect_done(fixture, "end_wrapup", member("contactId", &uuid));
    expect_now(fixture, "AVAILABLE", "work_offline break");
}

static void after_stop_new_the_last_chat_leads_to_working_offline(void **state)
{
    struct fixture *fixture = *state;
    struct uuid uuid;
    choose(fixture, &fixture->rig->available_uuid);
    take_chat(fixture, "Carol", &uuid);
    expect_done(fixture, "stop_new", "");
    expect_now(fixture, "BUSY_STOP_NEW", "resume");
    expect_done(fixture, "end", member("contactId", &uuid));
    rig_tick(fixture->rig, WRAPUP_MS);
    json_t *event = await_event(fixture, "status");
    while (strcmp(json_at(event, "status.name"), "Working Offline") != 0) {
        json_decref(event);
        event = await_event(fixture, "status");
    }
    assert_string_equal(json_at(event, "changed.cause"), "next_applied");
    json_decref(event);
}

/* ---- who did it ---- */

static void the_agent_is_told_which_supervisor_did_it(void **state)
{
    struct fixture *fixture = *state;
    struct rig *rig = fixture->rig;
    choose(fixture, &rig->available_uuid);
    rig_decide(rig,
               (struct acd_command){.kind = ACD_SET_RULE, .rule = ACD_RULE_SUPERVISOR_GROUPS, .value = 0},
               NULL);
    rig_decide(rig,
               (struct acd_command){.kind = ACD_SET_STATUS,
                                    .agent = rig->alice.agent,
                                    .status = rig->lunch,
                                    .actor = {.kind = ACD_ACTOR_SUPERVISOR, .id = rig->sam.agent}},
               NULL);
    json_t *event = await_event(fixture, "status");
    assert_string_equal(json_at(event, "changed.by.kind"), "supervisor");
    assert_non_null(strstr(json_at(event, "changed.by.name"), "Sam"));
    assert_true(json_is_null(json_value_at(event, "changed.cause")));
    json_decref(event);
    json_t *snapshot = open_again(fixture);
    assert_string_equal(json_at(snapshot, "state.changed.by.kind"), "supervisor");
    assert_non_null(strstr(json_at(snapshot, "state.changed.by.name"), "Sam"));
    json_decref(snapshot);
}

/* ---- reasons ---- */

/* A list for these actions with one reason, offered to alice's group. */
static uint32_t create_reasons(struct rig *rig, uint32_t actions, uint16_t flags, const char *name,
                               struct uuid *uuid)
{
    struct buf body = rig_body();
    assert_true(
        body_render_group_created(&body, &(struct body_object){.uuid = uuid_random(), .name = "Team"}));
    rig_decide(rig, (struct acd_command){.kind = ACD_CREATE_GROUP}, &body);
    uint32_t group = rig->first_event.group;
    rig_decide(rig,
               (struct acd_command){.kind = ACD_SET_AGENT_GROUP, .agent = rig->alice.agent, .group = group},
               NULL);
    body = rig_body();
    assert_true(
        body_render_reason_list_created(&body, &(struct body_reason){.uuid = uuid_random(), .name = "List"}));
    rig_decide(rig, (struct acd_command){.kind = ACD_CREATE_REASON_LIST, .value = actions, .flags = flags},
               &body);
    uint32_t list = rig->first_event.reason_list;
    rig_decide(rig,
               (struct acd_command){
                   .kind = ACD_SET_REASON_LIST_GROUP, .reason_list = list, .group = group, .value = 1},
               NULL);
    body = rig_body();
    *uuid = uuid_random();
    assert_true(body_render_reason_created(&body, &(struct body_reason){.uuid = *uuid, .name = name}));
    rig_decide(rig, (struct acd_command){.kind = ACD_CREATE_REASON, .reason_list = list}, &body);
    return rig->first_event.reason;
}

static const char *two(const char *first, const char *second)
{
    static char text[256];
    snprintf(text, sizeof text, "%s,%s", first, second);
    return text;
}

static void a_mandatory_reason_is_offered_wanted_and_carried(void **state)
{
    struct fixture *fixture = *state;
    struct rig *rig = fixture->rig;
    struct uuid lunch;
    struct uuid none = uuid_random();
    create_reasons(rig, 1 << ACD_REASON_BREAK, ACD_FLAG_MANDATORY, "Eating", &lunch);
    choose(fixture, &rig->available_uuid);
    json_t *snapshot = open_again(fixture);
    const json_t *move = move_of(json_value_at(snapshot, "state.control"), "break");
    assert_true(json_is_true(json_object_get(move, "reasonRequired")));
    assert_string_equal(json_at(move, "reasons.0.name"), "Eating");
    assert_true(json_is_false(json_object_get(
        move_of(json_value_at(snapshot, "state.control"), "work_offline"), "reasonRequired")));
    json_decref(snapshot);
    const char *status = member("statusId", &rig->lunch_uuid);
    expect_refused(fixture, "set_status", status, "reason_required", "work_offline break");
    expect_refused(fixture, "set_status", two(status, member("reasonId", &none)), "unknown_reason",
                   "work_offline break");
    expect_done(fixture, "set_status", two(status, member("reasonId", &lunch)));
    snapshot = open_again(fixture);
    assert_string_equal(json_at(snapshot, "state.changed.reason.name"), "Eating");
    json_decref(snapshot);
}

static void a_rejection_may_want_a_reason(void **state)
{
    struct fixture *fixture = *state;
    struct rig *rig = fixture->rig;
    struct uuid reason;
    struct uuid uuid;
    create_reasons(rig, 1 << ACD_REASON_REJECT_CHAT, ACD_FLAG_MANDATORY, "Not my language", &reason);
    choose(fixture, &rig->available_uuid);
    offer_chat(fixture, "Carol", &uuid);
    json_t *snapshot = open_again(fixture);
    assert_true(json_is_true(json_value_at(snapshot, "state.control.reject.CHAT.reasonRequired")));
    assert_true(json_is_false(json_value_at(snapshot, "state.control.reject.TASK.reasonRequired")));
    json_decref(snapshot);
    expect_refused(fixture, "reject", member("contactId", &uuid), "reason_required", NULL);
    expect_done(fixture, "reject", two(member("contactId", &uuid), member("reasonId", &reason)));
    snapshot = open_again(fixture);
    assert_string_equal(json_at(snapshot, "state.changed.cause"), "offer_rejected");
    assert_string_equal(json_at(snapshot, "state.changed.reason.name"), "Not my language");
    json_decref(snapshot);
}

/* ---- batches ---- */

static void what_happens_at_once_says_that_more_follows(void **state)
{
    struct fixture *fixture = *state;
    struct uuid uuid;
    choose(fixture, &fixture->rig->available_uuid);
    offer_chat(fixture, "Carol", &uuid);
    rig_tick(fixture->rig, 60000);
    json_t *removed = await_event(fixture, "leg_removed");
    json_t *status = rig_expect_next(&fixture->line, "event", "status");
    assert_true(json_is_true(json_object_get(removed, "more")));
    assert_null(json_object_get(status, "more"));
    json_decref(removed);
    json_decref(status);
}

int main(void)
{
#define WITH_RIG(test) cmocka_unit_test_setup_teardown(test, start, stop)
    const struct CMUnitTest tests[] = {
        WITH_RIG(signing_in_lands_on_break_with_three_moves),
        WITH_RIG(each_status_has_the_moves_of_the_table),
        WITH_RIG(a_refused_move_lists_the_allowed_ones),
        WITH_RIG(closed_moves_say_why),
        WITH_RIG(on_break_the_panel_is_refused_but_for_the_moves),
        WITH_RIG(a_missed_offer_leads_to_break_and_says_so),
        WITH_RIG(a_reject_beside_a_chat_turns_stop_new_on),
        WITH_RIG(post_processing_has_an_end_and_no_moves),
        WITH_RIG(a_policy_may_let_post_processing_be_ended_and_extended),
        WITH_RIG(after_stop_new_the_last_chat_leads_to_working_offline),
        WITH_RIG(the_agent_is_told_which_supervisor_did_it),
        WITH_RIG(a_mandatory_reason_is_offered_wanted_and_carried),
        WITH_RIG(a_rejection_may_want_a_reason),
        WITH_RIG(what_happens_at_once_says_that_more_follows),
    };
    return cmocka_run_group_tests_name("edge/panel/control", tests, NULL, NULL);
}
