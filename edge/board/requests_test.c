/* What a board asks for: works, is refused, is not allowed, is nonsense. Over real sockets, as the page does it. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "edge/testing/rig.h"

struct fixture {
    struct rig *rig;
    char cookie[RIG_COOKIE_BYTES];
    struct rig_line line;
    int id;
};

static struct fixture fixture_of_all;

static int begin(void **state, enum acd_model model)
{
    struct rig wishes = {.model = model};
    struct fixture *fixture = &fixture_of_all;
    memset(fixture, 0, sizeof *fixture);
    fixture->rig = rig_start(&wishes);
    rig_sign_in(fixture->rig, "sam", fixture->cookie);
    rig_open_board(fixture->rig, &fixture->line, fixture->cookie, NULL);
    *state = fixture;
    return 0;
}

static int start(void **state)
{
    return begin(state, ACD_MODEL_CONNECT);
}

static int start_vcc(void **state)
{
    return begin(state, ACD_MODEL_VCC);
}

static int stop(void **state)
{
    struct fixture *fixture = *state;
    rig_close(&fixture->line);
    rig_stop(fixture->rig);
    return 0;
}

static const char *text_of(const struct uuid *uuid)
{
    static char texts[8][UUID_TEXT_BYTES];
    static unsigned at;
    return uuid_render(uuid, texts[at++ % 8]);
}

/* Asks "do":NAME with the members and awaits the answer: done or refused. */
static json_t *ask(struct fixture *fixture, const char *members)
{
    json_t *message;
    rig_say(&fixture->line, "{\"id\":%d,%s}", ++fixture->id, members);
    while ((message = rig_next(&fixture->line)) != NULL) {
        const char *is = json_at(message, "is");
        bool answers = strcmp(is, "done") == 0 || strcmp(is, "refused") == 0;
        if (answers && json_number_at(message, "id") == fixture->id)
            break;
        json_decref(message);
    }
    assert_non_null(message);
    return message;
}

#define ASK(fixture, ...) ask_format(fixture, __VA_ARGS__)
static json_t *ask_format(struct fixture *fixture, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
static json_t *ask_format(struct fixture *fixture, const char *format, ...)
{
    char members[4096];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(members, sizeof members, format, arguments);
    va_end(arguments);
    return ask(fixture, members);
}

static void expect_done(json_t *answer)
{
    if (strcmp(json_at(answer, "is"), "done") != 0)
        fail_msg("refused: %s", json_at(answer, "message"));
    json_decref(answer);
}

static void expect_refused(json_t *answer, const char *code)
{
    assert_string_equal(json_at(answer, "is"), "refused");
    assert_string_equal(json_at(answer, "code"), code);
    json_decref(answer);
}

/* A chat of Carol's that alice has answered. */
static uint64_t chat_at_alice(struct rig *rig, struct uuid *uuid)
{
    rig_set_status(rig, &rig->alice, rig->available);
    uint64_t contact = rig_start_contact(rig, ACD_CHAT, "Carol", uuid);
    rig_act(rig, &rig->alice, ACD_ACCEPT_OFFER, contact);
    return contact;
}

static void a_preview_tells_each_meaning_and_changes_nothing(void **state)
{
    struct fixture *fixture = *state;
    struct rig *rig = fixture->rig;
    struct uuid chat;
    chat_at_alice(rig, &chat);
    rig_set_status(rig, &rig->bob, rig->lunch);
    uint64_t seq = pump_seq(rig->pump);
    json_t *answer = ASK(fixture,
                         "\"do\":\"set_status\",\"preview\":true,\"statusId\":\"%s\",\"agentIds\":[\"%s\",\"%"
                         "s\",\"%s\",\"x\"]",
                         text_of(&rig->lunch_uuid), text_of(&rig->alice.uuid), text_of(&rig->bob.uuid),
                         text_of(&rig->sam.uuid));
    assert_string_equal(json_at(answer, "results.0.means"), "next");
    assert_string_equal(json_at(answer, "results.2.means"), "now");
    assert_string_equal(json_at(answer, "results.3.code"), "unknown_agent");
    assert_int_equal(json_number_at(answer, "counts.now"), 1);
    assert_int_equal(json_number_at(answer, "counts.next"), 1);
    assert_true(json_number_at(answer, "results.0.version") > 0);
    assert_int_equal(pump_seq(rig->pump), seq);
    json_decref(answer);
}

static void many_agents_change_at_once_and_are_told_who_and_why(void **state)
{
    struct fixture *fixture = *state;
    struct rig *rig = fixture->rig;
    json_t *answer = ASK(fixture,
                         "\"do\":\"set_status\",\"preview\":false,\"why\":\"Fire "
                         "drill\",\"statusId\":\"%s\",\"agentIds\":[\"%s\",\"%s\"]",
                         text_of(&rig->lunch_uuid), text_of(&rig->alice.uuid), text_of(&rig->bob.uuid));
    assert_int_equal(json_number_at(answer, "counts.now"), 2);
    json_decref(answer);
    json_t *tick = rig_expect_tick(&fixture->line);
    assert_int_equal(json_array_size(json_value_at(tick, "agents")), 2);
    assert_string_equal(json_at(tick, "agents.0.status.name"), "Lunch");
    assert_string_equal(json_at(tick, "agents.0.changed.by.kind"), "supervisor");
    assert_string_equal(json_at(tick, "agents.0.changed.by.name"), "Sam Adams");
    assert_string_equal(json_at(tick, "agents.0.changed.why"), "Fire drill");
    json_decref(tick);
}

static void who_has_changed_since_the_preview_is_refused_as_stale(void **state)
{
    struct fixture *fixture = *state;
    struct rig *rig = fixture->rig;
    const char *alice = text_of(&rig->alice.uuid);
    json_t *preview =
        ASK(fixture, "\"do\":\"set_status\",\"preview\":true,\"statusId\":\"%s\",\"agentIds\":[\"%s\"]",
            text_of(&rig->lunch_uuid), alice);
    int64_t version = json_number_at(preview, "results.0.version");
    json_decref(preview);
    rig_set_status(rig, &rig->alice, rig->available);
    json_t *answer = ASK(fixture,
                         "\"do\":\"set_status\",\"preview\":false,\"why\":\"x\",\"statusId\":\"%s\","
                         "\"agentIds\":[\"%s\"],\"versions\":{\"%s\":%d}",
                         text_of(&rig->lunch_uuid), alice, alice, (int)version);
    assert_string_equal(json_at(answer, "results.0.code"), "stale");
    assert_int_equal(json_number_at(answer, "counts.refused"), 1);
    json_decref(answer);
}

static void a_change_needs_a_why_and_one_wish(void **state)
{
    struct fixture *fixture = *state;
    struct rig *rig = fixture->rig;
    static const char *const WRONG[] = {
        "\"agentIds\":[],\"preview\":false,\"statusId\":\"%s\"",
        "\"agentIds\":[],\"preview\":false,\"statusId\":\"%s\",\"why\":\"\"",
        "\"agentIds\":[],\"preview\":false,\"statusId\":\"%s\",\"why\":\"  \"",
        "\"agentIds\":[],\"preview\":true,\"statusId\":\"%s\",\"move\":\"break\"",
        "\"agentIds\":[],\"preview\":true,\"stat\":\"%s\"",
        "\"agentIds\":[],\"preview\":true,\"move\":\"end_wrapup\",\"x\":\"%s\"",
        "\"agentIds\":[7],\"preview\":true,\"statusId\":\"%s\"",
        "\"agentIds\":7,\"preview\":true,\"statusId\":\"%s\"",
        "\"preview\":true,\"statusId\":\"%s\"",
        "\"agentIds\":[],\"statusId\":\"%s\"",
    };
    for (size_t i = 0; i < sizeof WRONG / sizeof WRONG[0]; i++) {
        char members[512];
        char whole[600];
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
        snprintf(members, sizeof members, WRONG[i], text_of(&rig->lunch_uuid));
#pragma GCC diagnostic pop
        snprintf(whole, sizeof whole, "\"do\":\"set_status\",%s", members);
        expect_refused(ask(fixture, whole), "bad_request");
    }
    expect_refused(ask(fixture, "\"do\":\"nothing\""), "bad_request");
    expect_refused(ASK(fixture, "\"do\":\"set_status\",\"agentIds\":[],\"preview\":true,\"statusId\":\"%s\"",
                       text_of(&rig->alice.uuid)),
                   "unknown_status");
}

static void moves_of_the_other_model_work_by_name(void **state)
{
    struct fixture *fixture = *state;
    struct rig *rig = fixture->rig;
    const char *alice = text_of(&rig->alice.uuid);
    rig_decide(rig,
               (struct acd_command){.kind = ACD_SET_RULE, .rule = ACD_RULE_SUPERVISOR_GROUPS, .value = 1},
               NULL);
    json_t *answer = ASK(
        fixture, "\"do\":\"set_status\",\"preview\":true,\"move\":\"break\",\"agentIds\":[\"%s\"]", alice);
    assert_string_equal(json_at(answer, "results.0.code"), "not_your_group");
    json_decref(answer);
    json_t *snapshot = NULL;
    assert_true(rig_board_tick(rig)); /* the rule changed what everybody sees */
    snapshot = rig_await(&fixture->line, "snapshot", NULL);
    assert_true(json_is_false(json_value_at(snapshot, "state.agents.0.mine")));
    json_decref(snapshot);
    rig_decide(rig,
               (struct acd_command){.kind = ACD_SET_RULE, .rule = ACD_RULE_SUPERVISOR_GROUPS, .value = 0},
               NULL);
    char cookie[RIG_COOKIE_BYTES];
    rig_sign_in(rig, "alice", cookie); /* On Break from here on */
    answer = ASK(
        fixture,
        "\"do\":\"set_status\",\"preview\":false,\"why\":\"Go\",\"move\":\"available\",\"agentIds\":[\"%s\"]",
        alice);
    assert_string_equal(json_at(answer, "results.0.means"), "now");
    json_decref(answer);
    answer = ASK(
        fixture,
        "\"do\":\"set_status\",\"preview\":false,\"why\":\"Pause\",\"move\":\"break\",\"agentIds\":[\"%s\"]",
        alice);
    assert_string_equal(json_at(answer, "results.0.means"), "now");
    json_decref(answer);
    answer = ASK(fixture,
                 "\"do\":\"set_status\",\"preview\":true,\"move\":\"stop_new\",\"agentIds\":[\"%s\"]", alice);
    assert_string_equal(json_at(answer, "results.0.code"), "not_allowed");
    json_decref(answer);
}

static void why_is_answered_in_plain_words(void **state)
{
    struct fixture *fixture = *state;
    struct rig *rig = fixture->rig;
    struct uuid first, second;
    rig_start_contact(rig, ACD_CHAT, "Carol", &first);
    rig_start_contact(rig, ACD_CHAT, "Dan", &second);
    json_t *answer = ASK(fixture, "\"do\":\"why_contact\",\"contactId\":\"%s\"", text_of(&second));
    assert_string_equal(json_at(answer, "why"), "NO_AGENT_AVAILABLE");
    assert_string_equal(
        json_at(answer, "text"),
        "None of the 3 agents who serve Support can take it now: 3 are offline. 1 contact is before it.");
    assert_int_equal(json_number_at(answer, "position"), 2);
    json_decref(answer);
    rig_set_status(rig, &rig->alice, rig->lunch);
    rig->now += 5 * 60 * 1000;
    answer = ASK(fixture, "\"do\":\"why_agent\",\"agentId\":\"%s\"", text_of(&rig->alice.uuid));
    assert_string_equal(json_at(answer, "channels.1.why"), "STATUS");
    assert_string_equal(
        json_at(answer, "channels.1.text"),
        "The status has been Lunch for 5 minutes, chosen by the agent. Work is offered only in a "
        "routable status.");
    json_decref(answer);
    expect_refused(ASK(fixture, "\"do\":\"why_agent\",\"agentId\":\"%s\"", text_of(&first)), "unknown_agent");
    expect_refused(ASK(fixture, "\"do\":\"why_contact\",\"contactId\":\"%s\"", text_of(&rig->alice.uuid)),
                   "unknown_contact");
}

/* The sentence of a channel (0 voice, 1 chat, 2 task) of alice. */
static void expect_why_of_alice(struct fixture *fixture, int channel, const char *text)
{
    char path[32];
    json_t *answer =
        ASK(fixture, "\"do\":\"why_agent\",\"agentId\":\"%s\"", text_of(&fixture->rig->alice.uuid));
    snprintf(path, sizeof path, "channels.%d.text", channel);
    assert_string_equal(json_at(answer, path), text);
    json_decref(answer);
}

static void limit_alice(struct rig *rig, uint8_t channel, int64_t value)
{
    rig_decide(
        rig,
        (struct acd_command){
            .kind = ACD_SET_AGENT_LIMIT, .agent = rig->alice.agent, .channel = channel, .value = value},
        NULL);
}

static void what_holds_an_agent_is_told_with_its_facts(void **state)
{
    struct fixture *fixture = *state;
    struct rig *rig = fixture->rig;
    uint64_t first = chat_at_alice(rig, NULL);
    limit_alice(rig, ACD_CHAT, 1);
    expect_why_of_alice(fixture, 1, "The agent has reached their own limit: 1 chat at one time.");
    limit_alice(rig, ACD_CHAT, ACD_LIMIT_NONE);
    limit_alice(rig, ACD_CHANNELS, 1);
    expect_why_of_alice(fixture, 1,
                        "The agent has reached their own limit: 1 contact of all channels at one time.");
    limit_alice(rig, ACD_CHANNELS, ACD_LIMIT_NONE);
    rig_decide(rig,
               (struct acd_command){.kind = ACD_SET_AGENT_BLEND,
                                    .agent = rig->alice.agent,
                                    .channel = ACD_CHAT,
                                    .subject = ACD_TASK,
                                    .value = 0},
               NULL);
    expect_why_of_alice(fixture, 2,
                        "The agent has a chat, and their own mix of channels allows no tasks meanwhile.");
    for (int i = 0; i < 2; i++)
        rig_act(rig, &rig->alice, ACD_ACCEPT_OFFER, rig_start_contact(rig, ACD_CHAT, "Dan", NULL));
    rig_act(rig, &rig->alice, ACD_END_LEG, first);
    expect_why_of_alice(fixture, 1, "All 3 slots for chats are taken, 1 by wrap-up.");
    rig_set_status(rig, &rig->alice, rig->lunch);
    expect_why_of_alice(
        fixture, 1,
        "The next status has been Lunch for 0 seconds, chosen by the agent. Nothing new is offered "
        "until then: when 2 contacts are cleared.");
}

static void what_an_agent_rejected_is_told_of_agent_and_contact(void **state)
{
    struct fixture *fixture = *state;
    struct rig *rig = fixture->rig;
    struct uuid chat;
    rig_set_status(rig, &rig->alice, rig->available);
    uint64_t contact = rig_start_contact(rig, ACD_CHAT, "Carol", &chat);
    rig_act(rig, &rig->alice, ACD_REJECT_OFFER, contact);
    expect_why_of_alice(
        fixture, 1,
        "A chat that waits was missed or rejected by this agent: it is not offered to them again before "
        "they clear it. Anything else can be offered.");
    json_t *answer = ASK(fixture, "\"do\":\"why_contact\",\"contactId\":\"%s\"", text_of(&chat));
    assert_string_equal(
        json_at(answer, "text"),
        "None of the 3 agents who serve Support can take it now: 2 are offline, 1 has missed or "
        "rejected it and not cleared that.");
    assert_true(
        json_is_null(json_value_at(answer, "estimateMs"))); /* alice's free slot is not for this one */
    json_decref(answer);
}

static void page_that_nobody_watches_is_not_said_to_be_closed(void **state)
{
    struct fixture *fixture = *state;
    struct rig_line line;
    json_t *snapshot;
    rig_open_board(fixture->rig, &line, fixture->cookie, &snapshot);
    assert_true(json_is_null(json_value_at(snapshot, "state.agents.0.page")));
    json_decref(snapshot);
    rig_close(&line);
}

static void each_offer_is_told_with_its_reason(void **state)
{
    struct fixture *fixture = *state;
    struct uuid uuid;
    chat_at_alice(fixture->rig, &uuid);
    json_t *answer = ASK(fixture, "\"do\":\"why_contact\",\"contactId\":\"%s\"", text_of(&uuid));
    assert_string_equal(json_at(answer, "why"), "NOT_WAITING");
    assert_string_equal(json_at(answer, "text"), "It is not waiting: Alice Adams handles it.");
    assert_string_equal(json_at(answer, "offers.0.agent.name"), "Alice Adams");
    assert_string_equal(json_at(answer, "offers.0.reason"),
                        "The contact waited, and this agent had been available longest.");
    assert_string_equal(json_at(answer, "offers.0.outcome"), "Accepted.");
    json_decref(answer);
}

static void a_chat_is_read_along_whispered_into_and_taken_over(void **state)
{
    struct fixture *fixture = *state;
    struct rig *rig = fixture->rig;
    struct uuid uuid;
    uint64_t contact = chat_at_alice(rig, &uuid);
    const char *id = text_of(&uuid);
    expect_refused(ASK(fixture, "\"do\":\"whisper\",\"contactId\":\"%s\",\"text\":\"x\"", id), "unknown_leg");
    json_t *answer = ASK(fixture, "\"do\":\"monitor\",\"contactId\":\"%s\"", id);
    assert_string_equal(json_at(answer, "transcriptId"), id);
    json_decref(answer);
    expect_done(ASK(fixture, "\"do\":\"monitor\",\"contactId\":\"%s\"", id));
    struct buf body = rig_body();
    assert_true(body_render_message_sent(
        &body, &(struct body_message){.uuid = uuid_random(), .name = "Carol", .text = "Hello?"}));
    rig_decide(rig,
               (struct acd_command){
                   .kind = ACD_SEND_MESSAGE, .contact = contact, .actor = {.kind = ACD_ACTOR_CUSTOMER}},
               &body);
    json_t *watch = rig_await(&fixture->line, "watch", NULL);
    assert_string_equal(json_at(watch, "message.text"), "Hello?");
    assert_string_equal(json_at(watch, "contactId"), id);
    json_decref(watch);
    rig_say(&fixture->line,
            "{\"do\":\"whisper\",\"id\":90,\"contactId\":\"%s\",\"text\":\" Offer a refund \"}", id);
    watch = rig_await(&fixture->line, "watch", NULL);
    assert_string_equal(json_at(watch, "whisper.text"), "Offer a refund");
    assert_string_equal(json_at(watch, "whisper.by"), "supervisor");
    json_decref(watch);
    expect_refused(ASK(fixture, "\"do\":\"send\",\"contactId\":\"%s\",\"text\":\"I am Sam\"", id),
                   "leg_state");
    expect_done(ASK(fixture, "\"do\":\"barge\",\"contactId\":\"%s\"", id));
    expect_done(ASK(fixture, "\"do\":\"send\",\"contactId\":\"%s\",\"text\":\"I am Sam\"", id));
    expect_done(ASK(fixture, "\"do\":\"silent\",\"contactId\":\"%s\"", id));
    answer = ASK(fixture, "\"do\":\"transcript\",\"transcriptId\":\"%s\",\"after\":0", id);
    assert_int_equal(json_array_size(json_value_at(answer, "messages")), 2); /* the whisper is none */
    json_decref(answer);
    expect_refused(ASK(fixture, "\"do\":\"take_over\",\"contactId\":\"%s\"", id), "bad_request");
    rig_say(&fixture->line, "{\"do\":\"take_over\",\"id\":91,\"contactId\":\"%s\",\"why\":\"Angry\"}", id);
    watch = rig_await(&fixture->line, "watch", NULL);
    assert_true(json_is_true(json_value_at(watch, "over")));
    json_decref(watch);
    struct acd_leg_view leg;
    assert_true(acd_leg_view(pump_core(rig->pump), rig->sam.agent, contact, &leg));
    assert_int_equal(leg.monitored, 0);
}

static void whoever_closes_the_board_listens_no_more(void **state)
{
    struct fixture *fixture = *state;
    struct rig *rig = fixture->rig;
    struct rig_line second;
    struct acd_leg_view leg;
    struct uuid uuid;
    uint64_t contact = chat_at_alice(rig, &uuid);
    rig_open_board(rig, &second, fixture->cookie, NULL);
    rig_say(&second, "{\"do\":\"monitor\",\"id\":1,\"contactId\":\"%s\"}", text_of(&uuid));
    json_decref(rig_await(&second, "done", NULL));
    assert_true(acd_leg_view(pump_core(rig->pump), rig->sam.agent, contact, &leg));
    rig_close(&second);
    while (board_counters(rig->board)->lines_open > 1)
        uv_run(&rig->serving.loop, UV_RUN_ONCE);
    assert_false(acd_leg_view(pump_core(rig->pump), rig->sam.agent, contact, &leg));
}

static void stuck_work_is_broken_loose_with_a_reason(void **state)
{
    struct fixture *fixture = *state;
    struct rig *rig = fixture->rig;
    struct uuid uuid;
    struct acd_contact_view view;
    uint64_t contact = chat_at_alice(rig, &uuid);
    const char *id = text_of(&uuid);
    static const char *const BREAKING[] = {"end_contact", "requeue", "clear_leg"};
    for (size_t i = 0; i < 3; i++)
        expect_refused(ASK(fixture, "\"do\":\"%s\",\"contactId\":\"%s\",\"agentId\":\"%s\"", BREAKING[i], id,
                           text_of(&rig->alice.uuid)),
                       "bad_request");
    expect_refused(
        ASK(fixture, "\"do\":\"requeue\",\"contactId\":\"%s\",\"queueId\":\"%s\",\"why\":\"x\"", id, id),
        "unknown_queue");
    expect_done(ASK(
        fixture, "\"do\":\"requeue\",\"contactId\":\"%s\",\"queueId\":null,\"why\":\"Alice is gone\"", id));
    assert_true(acd_contact_view(pump_core(rig->pump), contact, &view));
    assert_int_equal(view.place, ACD_PLACE_OVER); /* the customer went on as another contact of the chain */
    expect_done(ASK(fixture, "\"do\":\"clear_leg\",\"contactId\":\"%s\",\"agentId\":\"%s\",\"why\":\"Stuck\"",
                    id, text_of(&rig->alice.uuid)));
    contact = rig_start_contact(rig, ACD_TASK, "Parcel", &uuid);
    expect_done(
        ASK(fixture, "\"do\":\"end_contact\",\"contactId\":\"%s\",\"why\":\"Duplicate\"", text_of(&uuid)));
}

/* What rings is only taken back: no other contact is made, so nothing is told of one, and the book understands all it
 * hears afterwards. */
static void a_ringing_contact_is_sent_back_as_itself(void **state)
{
    struct fixture *fixture = *state;
    struct rig *rig = fixture->rig;
    struct acd_contact_view view;
    struct uuid uuid;
    rig_set_status(rig, &rig->alice, rig->available);
    uint64_t contact = rig_start_contact(rig, ACD_CHAT, "Carol", &uuid);
    assert_true(acd_contact_view(pump_core(rig->pump), contact, &view));
    assert_int_equal(view.place, ACD_PLACE_OFFERED);
    expect_done(ASK(fixture, "\"do\":\"requeue\",\"contactId\":\"%s\",\"why\":\"Not hers\"", text_of(&uuid)));
    assert_true(acd_contact_view(pump_core(rig->pump), contact, &view));
    assert_int_equal(view.place, ACD_PLACE_WAITING);
    rig_start_contact(rig, ACD_TASK, "Parcel", &uuid); /* the next thing with words of its own */
    assert_int_equal(book_skipped(pump_book(rig->pump)), 0);
}

static void a_board_that_asks_too_much_is_told_so(void **state)
{
    struct fixture *fixture = *state;
    bool refused = false;
    for (int i = 0; i < 600 && !refused; i++) {
        json_t *answer = ask(fixture, "\"do\":\"why_agent\",\"agentId\":\"x\"");
        refused = strcmp(json_at(answer, "code"), "overloaded") == 0;
        json_decref(answer);
    }
    assert_true(refused);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_preview_tells_each_meaning_and_changes_nothing, start, stop),
        cmocka_unit_test_setup_teardown(many_agents_change_at_once_and_are_told_who_and_why, start, stop),
        cmocka_unit_test_setup_teardown(who_has_changed_since_the_preview_is_refused_as_stale, start, stop),
        cmocka_unit_test_setup_teardown(a_change_needs_a_why_and_one_wish, start, stop),
        cmocka_unit_test_setup_teardown(moves_of_the_other_model_work_by_name, start_vcc, stop),
        cmocka_unit_test_setup_teardown(why_is_answered_in_plain_words, start, stop),
        cmocka_unit_test_setup_teardown(what_holds_an_agent_is_told_with_its_facts, start, stop),
        cmocka_unit_test_setup_teardown(what_an_agent_rejected_is_told_of_agent_and_contact, start, stop),
        cmocka_unit_test_setup_teardown(page_that_nobody_watches_is_not_said_to_be_closed, start, stop),
        cmocka_unit_test_setup_teardown(each_offer_is_told_with_its_reason, start, stop),
        cmocka_unit_test_setup_teardown(a_chat_is_read_along_whispered_into_and_taken_over, start, stop),
        cmocka_unit_test_setup_teardown(whoever_closes_the_board_listens_no_more, start, stop),
        cmocka_unit_test_setup_teardown(stuck_work_is_broken_loose_with_a_reason, start, stop),
        cmocka_unit_test_setup_teardown(a_ringing_contact_is_sent_back_as_itself, start, stop),
        cmocka_unit_test_setup_teardown(a_board_that_asks_too_much_is_told_so, start, stop),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
