/* Every request a page can make and every way it can be refused, and the events they cause. Over real sockets. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "edge/testing/rig.h"

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
    fixture = (struct fixture){.rig = rig_start(NULL)};
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

/* Asks; members is the rest of the object. */
static void ask(struct fixture *fixture, const char *name, const char *members)
{
    rig_say(&fixture->line, "{\"do\":\"%s\",\"id\":%d%s%s}", name, ++fixture->id,
            members[0] != '\0' ? "," : "", members);
}

static json_t *await_done(struct fixture *fixture)
{
    json_t *done = rig_await(&fixture->line, "done", NULL);
    assert_int_equal(json_number_at(done, "id"), fixture->id);
    assert_true(json_number_at(done, "seq") <= (int64_t)pump_seq(fixture->rig->pump));
    return done;
}

static void expect_done(struct fixture *fixture, const char *name, const char *members)
{
    ask(fixture, name, members);
    json_decref(await_done(fixture));
}

static void expect_refused(struct fixture *fixture, const char *name, const char *members, const char *code)
{
    uint64_t before = pump_seq(fixture->rig->pump);
    ask(fixture, name, members);
    json_t *refused = rig_await(&fixture->line, "refused", NULL);
    assert_int_equal(json_number_at(refused, "id"), fixture->id);
    assert_string_equal(json_at(refused, "code"), code);
    assert_true(strlen(json_at(refused, "message")) > 8);
    assert_int_equal(pump_seq(fixture->rig->pump), before); /* nothing has changed */
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

static json_t *await_event(struct fixture *fixture, const char *kind)
{
    return rig_await(&fixture->line, "event", kind);
}

static void await_leg_state(struct fixture *fixture, const char *expected)
{
    json_t *event = await_event(fixture, "leg");
    assert_string_equal(json_at(event, "leg.state"), expected);
    json_decref(event);
}

/* Alice is Available and has the connected contact. */
static uint64_t connect_contact(struct fixture *fixture, enum acd_channel channel, struct uuid *uuid)
{
    struct rig *rig = fixture->rig;
    struct acd_leg_view leg;
    if (acd_agent_activity(pump_core(rig->pump), rig->alice.agent) == ACD_ACTIVITY_OFFLINE)
        rig_set_status(rig, &rig->alice, rig->available);
    uint64_t contact = rig_start_contact(rig, channel, "Carol", uuid);
    assert_true(acd_leg_view(pump_core(rig->pump), rig->alice.agent, contact, &leg));
    expect_done(fixture, "accept", member("contactId", uuid));
    assert_true(acd_leg_view(pump_core(rig->pump), rig->alice.agent, contact, &leg));
    assert_int_equal(leg.state, ACD_LEG_CONNECTED);
    return contact;
}

/* ---- statuses ---- */

static bool menu_has(const json_t *message, const char *path, const struct uuid *uuid, const char *means)
{
    const json_t *menu = json_value_at(message, path);
    char text[UUID_TEXT_BYTES];
    uuid_render(uuid, text);
    for (size_t i = 0; i < json_array_size(menu); i++) {
        const json_t *item = json_array_get(menu, i);
        if (strcmp(json_at(item, "statusId"), text) == 0)
            return strcmp(json_at(item, "means"), means) == 0;
    }
    return false;
}

static void choosing_a_status_tells_what_it_means(void **state)
{
    struct fixture *fixture = *state;
    struct rig *rig = fixture->rig;
    assert_true(menu_has(fixture->snapshot, "state.menu", &rig->available_uuid, "now"));
    ask(fixture, "set_status", member("statusId", &rig->available_uuid));
    json_t *event = rig_expect_next(&fixture->line, "event", "status"); /* before its done */
    assert_string_equal(json_at(event, "status.name"), "Available");
    assert_string_equal(json_at(event, "status.type"), "ROUTABLE");
    assert_string_equal(json_at(event, "cause"), "asked");
    assert_true(json_is_null(json_value_at(event, "next")));
    json_t *done = await_done(fixture);
    assert_string_equal(json_at(done, "means"), "now");
    assert_true(json_number_at(event, "seq") <= json_number_at(done, "seq"));
    json_decref(event);
    json_decref(done);
}

static void lunch_next_on_a_contact_and_back(void **state)
{
    struct fixture *fixture = *state;
    struct rig *rig = fixture->rig;
    struct uuid uuid;
    connect_contact(fixture, ACD_CHAT, &uuid);
    ask(fixture, "set_status", member("statusId", &rig->lunch_uuid));
    json_t *event = await_event(fixture, "next_set");
    assert_string_equal(json_at(event, "next.status.name"), "Lunch");
    assert_string_equal(json_at(event, "next.setBy.kind"), "agent");
    assert_string_equal(json_at(event, "next.setBy.name"), "Alice Adams");
    assert_string_equal(json_at(event, "next.when"), "idle");
    assert_int_equal(json_number_at(event, "next.setAt"), rig->now);
    assert_int_equal(json_number_at(event, "version"), json_number_at(event, "next.version"));
    assert_true(menu_has(event, "menu", &rig->available_uuid, "cancel"));
    assert_true(menu_has(event, "menu", &rig->pause_uuid, "next"));
    json_decref(event);
    json_t *done = await_done(fixture);
    assert_string_equal(json_at(done, "means"), "next");
    json_decref(done);
    ask(fixture, "set_status", member("statusId", &rig->available_uuid));
    event = await_event(fixture, "next_cleared");
    assert_false(menu_has(event, "menu", &rig->available_uuid, "cancel"));
    json_decref(event);
    done = await_done(fixture);
    assert_string_equal(json_at(done, "means"), "cancel");
    json_decref(done);
}

static void the_next_status_comes_when_the_last_contact_is_cleared(void **state)
{
    struct fixture *fixture = *state;
    struct rig *rig = fixture->rig;
    struct uuid uuid;
    char text[UUID_TEXT_BYTES];
    connect_contact(fixture, ACD_CHAT, &uuid);
    expect_done(fixture, "set_status", member("statusId", &rig->lunch_uuid));
    ask(fixture, "end", member("contactId", &uuid));
    await_leg_state(fixture, "ENDED");
    ask(fixture, "clear", member("contactId", &uuid));
    json_t *removed = await_event(fixture, "leg_removed");
    assert_string_equal(json_at(removed, "contactId"), uuid_render(&uuid, text));
    assert_string_equal(json_at(removed, "cause"), "cleared");
    assert_int_equal(json_number_at(removed, "slots.CHAT.active"), 0);
    json_t *status = await_event(fixture, "status");
    assert_string_equal(json_at(status, "status.name"), "Lunch");
    assert_string_equal(json_at(status, "cause"), "next_applied");
    json_decref(removed);
    json_decref(status);
}

/* The vendor's example 1: the pending moment is told too. */
static void choosing_lunch_in_wrapup_tells_next_then_removed_then_status(void **state)
{
    struct fixture *fixture = *state;
    struct rig *rig = fixture->rig;
    struct uuid uuid;
    connect_contact(fixture, ACD_CHAT, &uuid);
    expect_done(fixture, "end", member("contactId", &uuid));
    ask(fixture, "set_status", member("statusId", &rig->lunch_uuid));
    json_t *next = rig_expect_next(&fixture->line, "event", "next_set");
    json_t *removed = rig_expect_next(&fixture->line, "event", "leg_removed");
    json_t *status = rig_expect_next(&fixture->line, "event", "status");
    assert_true(json_number_at(next, "seq") < json_number_at(removed, "seq"));
    assert_true(json_number_at(removed, "seq") < json_number_at(status, "seq"));
    json_decref(next);
    json_decref(removed);
    json_decref(status);
}

static void statuses_that_cannot_be_chosen_are_refused(void **state)
{
    struct fixture *fixture = *state;
    struct rig *rig = fixture->rig;
    struct uuid unknown = uuid_random();
    char members[256];
    expect_refused(fixture, "set_status", member("statusId", &rig->offline_uuid), "already_in_status");
    expect_refused(fixture, "set_status", member("statusId", &unknown), "unknown_status");
    expect_refused(fixture, "set_status", "\"statusId\":\"lunch\"", "bad_request");
    expect_refused(fixture, "set_status", "\"statusId\":3", "bad_request");
    expect_refused(fixture, "set_status", "", "bad_request");
    snprintf(members, sizeof members, "%s,\"version\":999", member("statusId", &rig->lunch_uuid));
    expect_refused(fixture, "set_status", members, "stale");
    snprintf(members, sizeof members, "%s,\"version\":-1", member("statusId", &rig->lunch_uuid));
    expect_refused(fixture, "set_status", members, "bad_request");
    rig_decide(rig, (struct acd_command){.kind = ACD_DISABLE_STATUS, .status = rig->lunch}, NULL);
    expect_refused(fixture, "set_status", member("statusId", &rig->lunch_uuid), "status_disabled");
}

static void a_renamed_status_reaches_every_panel(void **state)
{
    struct fixture *fixture = *state;
    struct rig *rig = fixture->rig;
    struct buf body = rig_body();
    rig_set_status(rig, &rig->alice, rig->lunch);
    assert_true(body_render_name_set(&body, &(struct body_object){.name = "Meal"}));
    rig_record(rig, ACD_SUBJECT_STATUS, rig->lunch, BOOK_NAME_SET, &body);
    json_t *event = await_event(fixture, "statuses");
    assert_string_equal(json_at(event, "statuses.1.name"), "Meal");
    assert_string_equal(json_at(event, "status.name"), "Meal");
    json_decref(event);
}

/* ---- contacts ---- */

static void an_offer_is_told_with_its_deadline_and_accepted(void **state)
{
    struct fixture *fixture = *state;
    struct rig *rig = fixture->rig;
    struct uuid uuid;
    char text[UUID_TEXT_BYTES];
    rig_set_status(rig, &rig->alice, rig->available);
    rig_start_contact(rig, ACD_CHAT, "Carol", &uuid);
    json_t *event = await_event(fixture, "leg");
    assert_string_equal(json_at(event, "leg.contactId"), uuid_render(&uuid, text));
    assert_string_equal(json_at(event, "leg.channel"), "CHAT");
    assert_string_equal(json_at(event, "leg.state"), "CONNECTING");
    assert_string_equal(json_at(event, "leg.name"), "Carol");
    assert_string_equal(json_at(event, "leg.queue.name"), "Support");
    assert_string_equal(json_at(event, "leg.initiation"), "INBOUND");
    assert_string_equal(json_at(event, "leg.attributes.text"), "hello");
    assert_int_equal(json_number_at(event, "leg.deadline"), rig->now + 20000);
    assert_int_equal(json_number_at(event, "leg.offeredAt"), rig->now);
    assert_true(json_is_null(json_value_at(event, "leg.connectedAt")));
    assert_true(json_is_null(json_value_at(event, "leg.endCause")));
    assert_int_equal(json_number_at(event, "slots.CHAT.available"), 2);
    json_decref(event);
    ask(fixture, "accept", member("contactId", &uuid));
    await_leg_state(fixture, "CONNECTED");
    json_decref(await_done(fixture));
}

static void a_missed_offer_is_told_and_cleared(void **state)
{
    struct fixture *fixture = *state;
    struct rig *rig = fixture->rig;
    struct uuid uuid;
    rig_set_status(rig, &rig->alice, rig->available);
    rig_start_contact(rig, ACD_CHAT, "Carol", &uuid);
    await_leg_state(fixture, "CONNECTING");
    rig_tick(rig, 20000);
    await_leg_state(fixture, "MISSED");
    expect_refused(fixture, "accept", member("contactId", &uuid), "leg_state");
    ask(fixture, "clear", member("contactId", &uuid));
    json_decref(await_event(fixture, "leg_removed"));
}

static void an_offer_may_be_rejected(void **state)
{
    struct fixture *fixture = *state;
    struct rig *rig = fixture->rig;
    struct uuid uuid;
    assert_true(json_is_true(json_value_at(fixture->snapshot, "state.settings.rejectAllowed")));
    rig_set_status(rig, &rig->alice, rig->available);
    rig_start_contact(rig, ACD_CHAT, "Carol", &uuid);
    await_leg_state(fixture, "CONNECTING");
    ask(fixture, "reject", member("contactId", &uuid));
    await_leg_state(fixture, "REJECTED");
}

/* The leg of the snapshot or event that says so; the number of its offer. */
static int64_t await_offer(struct fixture *fixture)
{
    int64_t offer = 0;
    while (offer == 0) {
        json_t *event = await_event(fixture, "leg");
        if (strcmp(json_at(event, "leg.state"), "CONNECTING") == 0)
            offer = json_number_at(event, "leg.offer");
        json_decref(event);
    }
    return offer;
}

static const char *about(const struct uuid *contact, int64_t offer)
{
    static char members[256];
    snprintf(members, sizeof members, "%s,\"offer\":%" PRId64, member("contactId", contact), offer);
    return members;
}

static void an_answer_that_comes_twice_is_not_for_the_next_offer(void **state)
{
    static const char *const NAMES[] = {"accept", "reject", "end",    "clear",      "hold",
                                        "unhold", "pause",  "resume", "end_wrapup", "extend_wrapup"};
    struct fixture *fixture = *state;
    struct rig *rig = fixture->rig;
    struct uuid uuid;
    char members[512];
    rig_decide(rig,
               (struct acd_command){
                   .kind = ACD_SET_RULE, .rule = ACD_RULE_CLEAR_MISSED_AT_ONCE, .value = 1, .at = rig->now},
               NULL);
    rig_set_status(rig, &rig->alice, rig->available);
    rig_start_contact(rig, ACD_TASK, "Carol", &uuid);
    int64_t first = await_offer(fixture);
    ask(fixture, "reject", about(&uuid, first));
    json_decref(await_event(fixture, "leg_removed"));
    int64_t second = await_offer(fixture); /* of the same contact, in the same moment */
    json_decref(await_done(fixture));
    assert_true(second > first);
    for (size_t i = 0; i < sizeof NAMES / sizeof NAMES[0]; i++)
        expect_refused(fixture, NAMES[i], about(&uuid, first), "offer_over");
    snprintf(members, sizeof members, "%s,\"to\":{\"kind\":\"queue\",%s}", about(&uuid, first),
             member("id", &rig->queue_uuid));
    expect_refused(fixture, "transfer", members, "offer_over");
    expect_refused(fixture, "accept", about(&uuid, 0), "bad_request");
    expect_done(fixture, "accept", about(&uuid, second));
    expect_done(fixture, "pause", about(&uuid, second)); /* the number is the leg's as long as it lasts */
    expect_refused(fixture, "resume", about(&uuid, first), "offer_over");
    expect_done(fixture, "resume",
                member("contactId", &uuid)); /* who does not say means the leg that is there */
}

static void contacts_that_are_not_there_are_refused(void **state)
{
    struct fixture *fixture = *state;
    struct rig *rig = fixture->rig;
    static const char *const NAMES[] = {"accept", "reject", "end",   "clear",
                                        "hold",   "unhold", "pause", "resume"};
    struct uuid unknown = uuid_random();
    struct uuid waiting;
    rig_start_contact(rig, ACD_CHAT, "Carol", &waiting); /* nobody is Available */
    for (size_t i = 0; i < sizeof NAMES / sizeof NAMES[0]; i++) {
        expect_refused(fixture, NAMES[i], member("contactId", &unknown), "unknown_contact");
        expect_refused(fixture, NAMES[i], "\"contactId\":\"\"", "bad_request");
    }
    expect_refused(fixture, "accept", member("contactId", &waiting), "unknown_leg");
    expect_refused(fixture, "end", member("contactId", &waiting), "unknown_leg");
}

static void a_call_is_placed_held_and_ended(void **state)
{
    struct fixture *fixture = *state;
    struct rig *rig = fixture->rig;
    struct uuid unknown = uuid_random();
    struct uuid uuid;
    char members[256];
    expect_refused(fixture, "call", "\"queueId\":null", "bad_request");
    expect_refused(fixture, "call", "\"address\":\"\",\"queueId\":null", "bad_request");
    snprintf(members, sizeof members, "\"address\":\"+4930123\",%s", member("queueId", &unknown));
    expect_refused(fixture, "call", members, "unknown_queue");
    snprintf(members, sizeof members, "\"address\":\"+4930123\",%s", member("queueId", &rig->queue_uuid));
    ask(fixture, "call", members);
    json_t *event = await_event(fixture, "leg");
    assert_string_equal(json_at(event, "leg.initiation"), "OUTBOUND");
    assert_string_equal(json_at(event, "leg.name"), "+4930123");
    assert_true(uuid_parse(json_at(event, "leg.contactId"), UUID_TEXT_LEN, &uuid));
    json_decref(event);
    json_decref(await_done(fixture));
    uint64_t contact = book_find_contact_uuid(pump_book(rig->pump), &uuid);
    rig_decide(rig,
               (struct acd_command){.kind = ACD_CONNECT_LEG,
                                    .agent = rig->alice.agent,
                                    .contact = contact,
                                    .actor = {.kind = ACD_ACTOR_GATEWAY}},
               NULL);
    expect_done(fixture, "hold", member("contactId", &uuid));
    expect_refused(fixture, "hold", member("contactId", &uuid), "leg_state");
    ask(fixture, "unhold", member("contactId", &uuid));
    await_leg_state(fixture, "CONNECTED");
    ask(fixture, "end", member("contactId", &uuid));
    await_leg_state(fixture, "ENDED");
}

static void a_task_is_paused_and_resumed(void **state)
{
    struct fixture *fixture = *state;
    struct uuid uuid;
    connect_contact(fixture, ACD_TASK, &uuid);
    ask(fixture, "pause", member("contactId", &uuid));
    await_leg_state(fixture, "PAUSED");
    ask(fixture, "resume", member("contactId", &uuid));
    await_leg_state(fixture, "CONNECTED");
    expect_refused(fixture, "hold", member("contactId", &uuid), "wrong_channel");
}

static void a_contact_is_transferred_to_an_agent_and_to_a_queue(void **state)
{
    struct fixture *fixture = *state;
    struct rig *rig = fixture->rig;
    struct uuid uuid;
    struct uuid unknown = uuid_random();
    char members[512];
    char text[UUID_TEXT_BYTES];
    connect_contact(fixture, ACD_CHAT, &uuid);
    const char *contact = member("contactId", &uuid);
    expect_refused(fixture, "transfer", contact, "bad_request");
    snprintf(members, sizeof members, "%s,\"to\":{\"kind\":\"moon\",\"id\":\"%s\"}", contact,
             uuid_render(&rig->bob.uuid, text));
    expect_refused(fixture, "transfer", members, "bad_request");
    snprintf(members, sizeof members, "%s,\"to\":{\"kind\":\"queue\",\"id\":\"%s\"}", contact,
             uuid_render(&unknown, text));
    expect_refused(fixture, "transfer", members, "unknown_queue");
    snprintf(members, sizeof members, "%s,\"to\":{\"kind\":\"agent\",\"id\":\"%s\"}", contact,
             uuid_render(&unknown, text));
    expect_refused(fixture, "transfer", members, "unknown_agent");
    snprintf(members, sizeof members, "%s,\"to\":{\"kind\":\"agent\",\"id\":\"%s\"}", contact,
             uuid_render(&rig->bob.uuid, text));
    expect_done(fixture, "transfer", members);
    struct uuid second;
    connect_contact(fixture, ACD_CHAT, &second);
    snprintf(members, sizeof members, "%s,\"to\":{\"kind\":\"queue\",\"id\":\"%s\"}",
             member("contactId", &second), uuid_render(&rig->queue_uuid, text));
    expect_done(fixture, "transfer", members);
}

static void messages_go_both_ways_and_into_the_transcript(void **state)
{
    struct fixture *fixture = *state;
    struct rig *rig = fixture->rig;
    struct uuid uuid;
    char members[256];
    uint64_t contact = connect_contact(fixture, ACD_CHAT, &uuid);
    snprintf(members, sizeof members, "%s,\"text\":\"  Good day, \\u00fcber there\\n\"",
             member("contactId", &uuid));
    ask(fixture, "send", members);
    json_t *event = await_event(fixture, "message");
    assert_int_equal(json_number_at(event, "message.number"), 1);
    assert_string_equal(json_at(event, "message.by"), "agent");
    assert_string_equal(json_at(event, "message.name"), "Alice");
    assert_string_equal(json_at(event, "message.text"), "Good day, \xc3\xbc"
                                                        "ber there");
    json_t *done = await_done(fixture);
    assert_string_equal(json_at(done, "messageId"), json_at(event, "message.id"));
    json_decref(event);
    json_decref(done);
    struct buf body = rig_body();
    assert_true(body_render_message_sent(
        &body, &(struct body_message){.uuid = uuid_random(), .name = "Carol", .text = "Hello"}));
    rig_decide(rig,
               (struct acd_command){
                   .kind = ACD_SEND_MESSAGE, .contact = contact, .actor = {.kind = ACD_ACTOR_CUSTOMER}},
               &body);
    event = await_event(fixture, "message");
    assert_string_equal(json_at(event, "message.by"), "customer");
    json_decref(event);
    snprintf(members, sizeof members, "%s,\"after\":0", member("transcriptId", &uuid));
    ask(fixture, "transcript", members);
    done = await_done(fixture);
    assert_int_equal(json_array_size(json_value_at(done, "messages")), 2);
    assert_string_equal(json_at(done, "messages.1.text"), "Hello");
    assert_true(json_is_false(json_value_at(done, "more")));
    json_decref(done);
}

static void messages_that_cannot_be_sent_are_refused(void **state)
{
    struct fixture *fixture = *state;
    struct uuid uuid;
    struct uuid unknown = uuid_random();
    char members[8192];
    connect_contact(fixture, ACD_CHAT, &uuid);
    expect_refused(fixture, "send", member("contactId", &uuid), "bad_request");
    snprintf(members, sizeof members, "%s,\"text\":\" \\n \"", member("contactId", &uuid));
    expect_refused(fixture, "send", members, "bad_request");
    int len = snprintf(members, sizeof members, "%s,\"text\":\"", member("contactId", &uuid));
    memset(members + len, 'x', 4097);
    snprintf(members + len + 4097, sizeof members - (size_t)len - 4097, "\"");
    expect_refused(fixture, "send", members, "bad_request");
    snprintf(members, sizeof members, "%s,\"text\":\"x\"", member("contactId", &unknown));
    expect_refused(fixture, "send", members, "unknown_contact");
    expect_done(fixture, "end", member("contactId", &uuid));
    snprintf(members, sizeof members, "%s,\"text\":\"x\"", member("contactId", &uuid));
    ask(fixture, "send", members);
    json_decref(rig_await(&fixture->line, "refused", NULL));
}

static void supervise(struct rig *rig, enum acd_command_kind kind, uint64_t contact, const char *whisper)
{
    struct buf body = rig_body();
    struct body_message said = {.uuid = uuid_random(), .name = "Sam", .text = whisper};
    if (whisper != NULL)
        assert_true(body_render_whispered(&body, &said));
    rig_decide(rig,
               (struct acd_command){.kind = (uint16_t)kind,
                                    .agent = rig->sam.agent,
                                    .contact = contact,
                                    .flags = ACD_FLAG_MAY_BARGE,
                                    .value = 1,
                                    .actor = {.kind = ACD_ACTOR_SUPERVISOR, .id = rig->sam.agent}},
               &body);
}

static void a_whisper_reaches_the_agent_who_answers_and_never_learns_who_listens(void **state)
{
    struct fixture *fixture = *state;
    struct rig *rig = fixture->rig;
    struct uuid uuid;
    char members[256];
    uint64_t contact = connect_contact(fixture, ACD_CHAT, &uuid);
    supervise(rig, ACD_MONITOR_CONTACT, contact, NULL);
    supervise(rig, ACD_WHISPER, contact, "Offer a refund");
    json_t *event = rig_expect_next(&fixture->line, "event", "whisper"); /* nothing told of the listening */
    assert_string_equal(json_at(event, "whisper.by"), "supervisor");
    assert_string_equal(json_at(event, "whisper.name"), "Sam");
    assert_string_equal(json_at(event, "whisper.text"), "Offer a refund");
    json_decref(event);
    snprintf(members, sizeof members, "%s,\"text\":\"I will\"", member("contactId", &uuid));
    ask(fixture, "whisper", members);
    event = await_event(fixture, "whisper");
    assert_string_equal(json_at(event, "whisper.by"), "agent");
    assert_int_equal(json_number_at(event, "whisper.number"), 2);
    json_decref(event);
    json_decref(await_done(fixture));
    ask(fixture, "whispers", member("contactId", &uuid));
    json_t *done = await_done(fixture);
    assert_int_equal(json_array_size(json_value_at(done, "whispers")), 2);
    assert_string_equal(json_at(done, "whispers.1.text"), "I will");
    json_decref(done);
    snprintf(members, sizeof members, "%s,\"after\":0", member("transcriptId", &uuid));
    ask(fixture, "transcript", members);
    done = await_done(fixture);
    assert_int_equal(json_array_size(json_value_at(done, "messages")), 0);
    json_decref(done);
    snprintf(members, sizeof members, "%s,\"on\":true", member("contactId", &uuid));
    expect_refused(fixture, "barge", members, "leg_state");
}

static void a_listener_barges_in_and_ends_on_the_own_panel(void **state)
{
    struct fixture *fixture = *state;
    struct rig *rig = fixture->rig;
    struct fixture sam = {.rig = rig};
    struct uuid uuid;
    char cookie[RIG_COOKIE_BYTES], members[256];
    uint64_t contact = connect_contact(fixture, ACD_CHAT, &uuid);
    rig_sign_in(rig, "sam", cookie);
    rig_open_panel(rig, &sam.line, cookie, NULL);
    supervise(rig, ACD_MONITOR_CONTACT, contact, NULL);
    json_t *event = await_event(&sam, "leg");
    assert_string_equal(json_at(event, "leg.initiation"), "MONITOR");
    assert_string_equal(json_at(event, "leg.monitors.agent.name"), "Alice Adams");
    assert_true(json_is_false(json_value_at(event, "leg.monitors.barged")));
    assert_true(json_is_true(json_value_at(event, "leg.monitors.mayBarge")));
    json_decref(event);
    snprintf(members, sizeof members, "%s,\"text\":\"Hello\"", member("contactId", &uuid));
    expect_refused(&sam, "send", members, "leg_state");
    snprintf(members, sizeof members, "%s,\"on\":true", member("contactId", &uuid));
    ask(&sam, "barge", members);
    event = await_event(&sam, "leg");
    assert_true(json_is_true(json_value_at(event, "leg.monitors.barged")));
    json_decref(event);
    json_decref(await_done(&sam));
    ask(&sam, "end", member("contactId", &uuid));
    json_decref(await_event(&sam, "leg_removed"));
    json_decref(await_done(&sam));
    rig_close(&sam.line);
}

static void say(struct rig *rig, uint64_t contact, const char *text)
{
    struct buf body = rig_body();
    struct body_message said = {.uuid = uuid_random(), .name = "Carol", .text = text};
    assert_true(body_render_message_sent(&body, &said));
    rig_decide(rig,
               (struct acd_command){
                   .kind = ACD_SEND_MESSAGE, .contact = contact, .actor = {.kind = ACD_ACTOR_CUSTOMER}},
               &body);
}

static void who_was_taken_over_from_reads_nothing_more_of_the_customer(void **state)
{
    struct fixture *fixture = *state;
    struct rig *rig = fixture->rig;
    struct uuid uuid;
    char members[256];
    uint64_t contact = connect_contact(fixture, ACD_CHAT, &uuid);
    say(rig, contact, "before");
    json_t *event = await_event(fixture, "message");
    assert_string_equal(json_at(event, "message.text"), "before");
    json_decref(event);
    supervise(rig, ACD_MONITOR_CONTACT, contact, NULL);
    rig->now += 1000;
    supervise(rig, ACD_TAKE_OVER, contact, NULL);
    event = rig_expect_next(&fixture->line, "event", "leg");
    assert_string_equal(json_at(event, "leg.state"), "ENDED");
    assert_string_equal(json_at(event, "forced.by.name"), "Sam Adams");
    assert_string_equal(json_at(event, "forced.cause"), "taken_over");
    json_decref(event);
    rig->now += 1000;
    say(rig, contact, "after");
    snprintf(members, sizeof members, "%s,\"after\":0", member("transcriptId", &uuid));
    ask(fixture, "transcript", members);
    json_t *done = rig_expect_next(&fixture->line, "done", NULL); /* no message before it */
    assert_int_equal(json_array_size(json_value_at(done, "messages")), 1);
    assert_string_equal(json_at(done, "messages.0.text"), "before");
    assert_true(json_is_false(json_value_at(done, "more")));
    json_decref(done);
}

static void who_forces_a_contact_away_and_why_is_told_to_the_agent(void **state)
{
    struct fixture *fixture = *state;
    struct rig *rig = fixture->rig;
    struct uuid uuid;
    struct buf body = rig_body();
    uint64_t contact = connect_contact(fixture, ACD_CHAT, &uuid);
    assert_true(body_render_why(&body, "Her page is stuck"));
    rig_decide(rig,
               (struct acd_command){.kind = ACD_CLEAR_LEG,
                                    .agent = rig->alice.agent,
                                    .contact = contact,
                                    .flags = ACD_FLAG_FORCE,
                                    .actor = {.kind = ACD_ACTOR_SUPERVISOR, .id = rig->sam.agent}},
               &body);
    json_t *event = await_event(fixture, "leg_removed");
    assert_string_equal(json_at(event, "forced.by.kind"), "supervisor");
    assert_string_equal(json_at(event, "forced.cause"), "supervisor_ended");
    assert_string_equal(json_at(event, "forced.why"), "Her page is stuck");
    assert_int_equal(json_number_at(event, "forced.at"), rig->now);
    json_decref(event);
}

static void transcripts_of_others_are_refused(void **state)
{
    struct fixture *fixture = *state;
    struct uuid waiting;
    char members[256];
    rig_start_contact(fixture->rig, ACD_CHAT, "Carol", &waiting);
    snprintf(members, sizeof members, "%s,\"after\":0", member("transcriptId", &waiting));
    expect_refused(fixture, "transcript", members, "unknown_leg");
    expect_refused(fixture, "transcript", member("transcriptId", &waiting), "bad_request");
}

static void a_note_is_kept_with_the_contact(void **state)
{
    struct fixture *fixture = *state;
    struct uuid uuid;
    struct uuid waiting;
    char members[256];
    connect_contact(fixture, ACD_CHAT, &uuid);
    snprintf(members, sizeof members, "%s,\"text\":\"wants a refund\"", member("contactId", &uuid));
    ask(fixture, "note", members);
    json_t *event = await_event(fixture, "leg");
    assert_string_equal(json_at(event, "leg.note"), "wants a refund");
    json_decref(event);
    json_decref(await_done(fixture));
    expect_refused(fixture, "note", member("contactId", &uuid), "bad_request");
    expect_done(fixture, "set_status", member("statusId", &fixture->rig->lunch_uuid));
    rig_start_contact(fixture->rig, ACD_CHAT, "Dora", &waiting);
    snprintf(members, sizeof members, "%s,\"text\":\"x\"", member("contactId", &waiting));
    expect_refused(fixture, "note", members, "unknown_leg");
}

static void requests_that_are_none_are_refused(void **state)
{
    struct fixture *fixture = *state;
    expect_refused(fixture, "dance", "", "bad_request");
    expect_refused(fixture, "set", "\"statusId\":{}", "bad_request");
    rig_say(&fixture->line, "{\"do\":\"accept\"}");
    json_t *refused = rig_expect_next(&fixture->line, "refused", NULL);
    assert_true(json_is_null(json_value_at(refused, "id")));
    json_decref(refused);
    rig_say(&fixture->line, "{\"do\":\"accept\",\"id\":2147483648}");
    refused = rig_expect_next(&fixture->line, "refused", NULL);
    assert_string_equal(json_at(refused, "code"), "bad_request");
    json_decref(refused);
}

static void asking_too_much_at_once_is_refused(void **state)
{
    struct fixture *fixture = *state;
    int refused = 0;
    for (int i = 0; i < 600; i++) {
        ask(fixture, "dance", "");
        json_t *answer = rig_expect_next(&fixture->line, "refused", NULL);
        refused += strcmp(json_at(answer, "code"), "overloaded") == 0;
        json_decref(answer);
    }
    assert_int_equal(refused, 0); /* naming no request costs nothing */
    for (int i = 0; i < 600; i++) {
        ask(fixture, "accept", "");
        json_t *answer = rig_expect_next(&fixture->line, "refused", NULL);
        refused += strcmp(json_at(answer, "code"), "overloaded") == 0;
        json_decref(answer);
    }
    assert_int_equal(refused, 100); /* ten seconds' worth at 50 a second; the clock stands still */
}

/* ---- the rest of what is told ---- */

static void snapshot_tells_the_whole_state(void **state)
{
    struct fixture *fixture = *state;
    const json_t *snapshot = fixture->snapshot;
    assert_string_equal(json_at(snapshot, "state.user.username"), "alice");
    assert_string_equal(json_at(snapshot, "state.centre.alias"), "rig");
    assert_int_equal(json_array_size(json_value_at(snapshot, "state.statuses")), 4);
    assert_string_equal(json_at(snapshot, "state.statuses.0.type"), "ROUTABLE");
    assert_string_equal(json_at(snapshot, "state.status.name"), "Offline");
    assert_true(json_is_null(json_value_at(snapshot, "state.next")));
    assert_true(json_number_at(snapshot, "state.version") >= 0);
    assert_int_equal(json_array_size(json_value_at(snapshot, "state.legs")), 0);
    assert_int_equal(json_number_at(snapshot, "state.slots.CHAT.max"), 3);
    assert_string_equal(json_at(snapshot, "state.queues.0.name"), "Support");
    assert_int_equal(json_array_size(json_value_at(snapshot, "state.quickConnects")),
                     2); /* the queue and bob: neither herself nor the supervisor */
    assert_string_equal(json_at(snapshot, "state.quickConnects.1.kind"), "agent");
    assert_string_equal(json_at(snapshot, "state.quickConnects.1.name"), "Bob Adams");
}

static void changed_users_and_queues_are_told(void **state)
{
    struct fixture *fixture = *state;
    struct rig *rig = fixture->rig;
    struct buf body = rig_body();
    assert_true(body_render_user_changed(&body, &(struct body_user){.first_name = "Alicia"}));
    rig_record(rig, ACD_SUBJECT_AGENT, rig->alice.agent, BOOK_USER_CHANGED, &body);
    json_t *event = rig_expect_next(&fixture->line, "event", "user");
    assert_string_equal(json_at(event, "user.firstName"), "Alicia");
    json_decref(event);
    body = rig_body();
    assert_true(body_render_name_set(&body, &(struct body_object){.name = "Help"}));
    rig_record(rig, ACD_SUBJECT_QUEUE, rig->queue, BOOK_NAME_SET, &body);
    event = rig_expect_next(&fixture->line, "event", "settings");
    assert_string_equal(json_at(event, "queues.0.name"), "Help");
    assert_int_equal(json_number_at(event, "slots.TASK.max"), 2);
    assert_true(json_is_true(json_value_at(event, "settings.rejectAllowed")));
    json_decref(event);
}

static void the_customer_typing_is_passed_on_and_not_remembered(void **state)
{
    struct fixture *fixture = *state;
    struct rig *rig = fixture->rig;
    struct uuid uuid;
    uint64_t contact = connect_contact(fixture, ACD_CHAT, &uuid);
    uint64_t before = pump_seq(rig->pump);
    signals_send(rig->signals,
                 &(struct signal){.pump = rig->pump, .contact = contact, .by = SIGNAL_BY_CUSTOMER});
    json_t *signal = rig_await(&fixture->line, "signal", "typing");
    assert_string_equal(json_at(signal, "by"), "customer");
    json_decref(signal);
    assert_int_equal(pump_seq(rig->pump), before);
}

static void heard(void *ctx, const struct signal *signal)
{
    if (signal->by == SIGNAL_BY_AGENT)
        ++*(int *)ctx;
}

static void typing_is_passed_on_once_a_second(void **state)
{
    struct fixture *fixture = *state;
    struct rig *rig = fixture->rig;
    struct uuid uuid;
    int count = 0;
    char text[UUID_TEXT_BYTES];
    connect_contact(fixture, ACD_CHAT, &uuid);
    signals_listen(rig->signals, heard, &count);
    for (int i = 0; i < 3; i++)
        rig_say(&fixture->line, "{\"do\":\"typing\",\"contactId\":\"%s\"}", uuid_render(&uuid, text));
    expect_refused(fixture, "dance", "", "bad_request"); /* all before it have been taken */
    assert_int_equal(count, 1);
    rig->now += 1000;
    rig_say(&fixture->line, "{\"do\":\"typing\",\"contactId\":\"%s\"}", text);
    expect_refused(fixture, "dance", "", "bad_request");
    assert_int_equal(count, 2);
    signals_unlisten(rig->signals, heard, &count);
}

int main(void)
{
#define WITH_RIG(test) cmocka_unit_test_setup_teardown(test, start, stop)
    const struct CMUnitTest tests[] = {
        WITH_RIG(choosing_a_status_tells_what_it_means),
        WITH_RIG(lunch_next_on_a_contact_and_back),
        WITH_RIG(the_next_status_comes_when_the_last_contact_is_cleared),
        WITH_RIG(choosing_lunch_in_wrapup_tells_next_then_removed_then_status),
        WITH_RIG(statuses_that_cannot_be_chosen_are_refused),
        WITH_RIG(a_renamed_status_reaches_every_panel),
        WITH_RIG(an_offer_is_told_with_its_deadline_and_accepted),
        WITH_RIG(a_missed_offer_is_told_and_cleared),
        WITH_RIG(an_offer_may_be_rejected),
        WITH_RIG(an_answer_that_comes_twice_is_not_for_the_next_offer),
        WITH_RIG(contacts_that_are_not_there_are_refused),
        WITH_RIG(a_call_is_placed_held_and_ended),
        WITH_RIG(a_task_is_paused_and_resumed),
        WITH_RIG(a_contact_is_transferred_to_an_agent_and_to_a_queue),
        WITH_RIG(messages_go_both_ways_and_into_the_transcript),
        WITH_RIG(messages_that_cannot_be_sent_are_refused),
        WITH_RIG(a_whisper_reaches_the_agent_who_answers_and_never_learns_who_listens),
        WITH_RIG(who_forces_a_contact_away_and_why_is_told_to_the_agent),
        WITH_RIG(who_was_taken_over_from_reads_nothing_more_of_the_customer),
        WITH_RIG(a_listener_barges_in_and_ends_on_the_own_panel),
        WITH_RIG(transcripts_of_others_are_refused),
        WITH_RIG(a_note_is_kept_with_the_contact),
        WITH_RIG(requests_that_are_none_are_refused),
        WITH_RIG(asking_too_much_at_once_is_refused),
        WITH_RIG(snapshot_tells_the_whole_state),
        WITH_RIG(changed_users_and_queues_are_told),
        WITH_RIG(the_customer_typing_is_passed_on_and_not_remembered),
        WITH_RIG(typing_is_passed_on_once_a_second),
    };
    return cmocka_run_group_tests_name("edge/panel/requests", tests, NULL, NULL);
}
