/* The customer's side, over real sockets: start, line, transfer, end, messages left behind, places in the queue. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "edge/testing/rig.h"

struct chat {
    struct uuid uuid;
    uint64_t contact;
    char token[128];
};

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

/* Starts a chat by HTTP. */
static void begin_chat(struct rig *rig, struct chat *chat)
{
    char body[256];
    char text[UUID_TEXT_BYTES];
    snprintf(body, sizeof body, "{\"flow\":\"%s\",\"name\":\"Carol\",\"details\":{\"text\":\"my order\"}}",
             uuid_render(&rig->entry_point_uuid, text));
    struct rig_answer answer = rig_ask(rig, &(struct rig_wish){.path = "/chat/api/start", .body = body});
    assert_int_equal(answer.status, 200);
    assert_string_equal(json_at(answer.json, "flow.name"), "Support chat");
    assert_true(uuid_parse(json_at(answer.json, "contactId"), UUID_TEXT_LEN, &chat->uuid));
    snprintf(chat->token, sizeof chat->token, "%s", json_at(answer.json, "token"));
    assert_int_equal(strlen(chat->token), 43);
    rig_answer_free(&answer);
    chat->contact = book_find_contact_uuid(pump_book(rig->pump), &chat->uuid);
    assert_true(chat->contact != 0);
    assert_string_equal(book_find_contact(pump_book(rig->pump), chat->contact)->description, "my order");
}

static json_t *open_chat(struct rig *rig, struct rig_line *line, const char *token, int after)
{
    assert_int_equal(rig_open(rig, line, "/chat/line", NULL, NULL), 101);
    rig_say(line, "{\"do\":\"hello\",\"token\":\"%s\",\"after\":%d,\"clock\":9}", token, after);
    return rig_expect_next(line, "snapshot", NULL);
}

static json_t *await_place(struct rig_line *line, const char *place)
{
    for (;;) {
        json_t *event = rig_await(line, "event", "state");
        if (strcmp(json_at(event, "state.place"), place) == 0)
            return event;
        json_decref(event);
    }
}

static void agent_says(struct rig *rig, const struct rig_user *user, uint64_t contact, const char *text)
{
    struct buf body = rig_body();
    assert_true(body_render_message_sent(
        &body, &(struct body_message){.uuid = uuid_random(), .name = "Alice", .text = text}));
    rig_decide(rig,
               (struct acd_command){.kind = ACD_SEND_MESSAGE,
                                    .agent = user->agent,
                                    .contact = contact,
                                    .actor = {.kind = ACD_ACTOR_AGENT, .id = user->agent}},
               &body);
}

/* ---- before a chat ---- */

static void the_flow_tells_whether_anybody_is_there(void **state)
{
    struct rig *rig = *state;
    struct rig_answer answer = rig_ask(rig, &(struct rig_wish){.path = "/chat/api/flow"});
    assert_int_equal(answer.status, 200);
    assert_true(json_is_true(json_value_at(answer.json, "open")));
    assert_true(json_is_null(json_value_at(answer.json, "opensAt")));
    assert_true(json_is_false(json_value_at(answer.json, "staffed")));
    assert_int_equal(json_number_at(answer.json, "waiting"), 0);
    rig_answer_free(&answer);
    rig_set_status(rig, &rig->alice, rig->available);
    answer = rig_ask(rig, &(struct rig_wish){.path = "/chat/api/flow?flow="});
    assert_true(json_is_true(json_value_at(answer.json, "staffed")));
    rig_answer_free(&answer);
}

static void unknown_flows_are_refused(void **state)
{
    struct rig *rig = *state;
    rig_expect(rig, &(struct rig_wish){.path = "/chat/api/flow?flow=support"}, 404, "unknown_flow");
    rig_expect(rig, &(struct rig_wish){.path = "/chat/api/flow?flow=00000000-0000-4000-8000-000000000000"},
               404, "unknown_flow");
    rig_expect(
        rig,
        &(struct rig_wish){.path = "/chat/api/start",
                           .body = "{\"flow\":\"00000000-0000-4000-8000-000000000000\",\"name\":\"Carol\"}"},
        404, "unknown_flow");
    rig_expect(rig, &(struct rig_wish){.path = "/chat/api/flow", .body = "{}"}, 405, "method_not_allowed");
}

static void malformed_starts_are_refused(void **state)
{
    struct rig *rig = *state;
    static const char *const BAD[] = {"",
                                      "{",
                                      "[]",
                                      "{}",
                                      "{\"name\":\"\"}",
                                      "{\"name\":7}",
                                      "{\"name\":\"Carol\",\"flow\":3}",
                                      "{\"name\":\"Carol\",\"details\":[]}",
                                      "{\"name\":\"Carol\",\"details\":{\"text\":{}}}",
                                      "{\"name\":\"Carol\",\"details\":{\"\":\"x\"}}",
                                      "{\"name\":\"a\\u0000b\"}"};
    uint64_t before = pump_seq(rig->pump);
    for (size_t i = 0; i < sizeof BAD / sizeof BAD[0]; i++)
        rig_expect(rig, &(struct rig_wish){.path = "/chat/api/start", .body = BAD[i]}, 400, "bad_request");
    rig_expect(
        rig,
        &(struct rig_wish){.path = "/chat/api/start", .body = "{\"name\":\"Carol\"}", .type = "text/plain"},
        403, "content_type");
    assert_int_equal(pump_seq(rig->pump), before);
}

static void only_approved_sites_may_start_a_chat(void **state)
{
    struct rig *rig = *state;
    static const char BODY[] = "{\"name\":\"Carol\"}";
    rig_expect(rig,
               &(struct rig_wish){.path = "/chat/api/start", .body = BODY, .origin = "http://evil.example"},
               403, "origin");
    rig_expect(
        rig,
        &(struct rig_wish){.path = "/chat/api/start", .body = BODY, .origin = "http://shop.example.evil"},
        403, "origin");
    rig_expect(rig, &(struct rig_wish){.path = "/chat/api/start", .body = BODY, .origin = "null"}, 403,
               "origin");
    rig_expect(
        rig,
        &(struct rig_wish){.path = "/chat/api/start", .body = BODY, .origin = "http://shop.example:8000"},
        200, NULL);
    rig_expect(rig, &(struct rig_wish){.path = "/chat/api/start", .body = BODY, .origin = ""}, 200, NULL);
}

static void starts_are_limited_per_address(void **state)
{
    (void)state;
    struct rig wishes = {.participant_limits = {.address_starts_max = 2}};
    struct rig *rig = rig_start(&wishes);
    struct rig_wish wish = {.path = "/chat/api/start", .body = "{\"name\":\"Carol\"}"};
    rig_expect(rig, &wish, 200, NULL);
    rig_expect(rig, &wish, 200, NULL);
    struct rig_answer answer = rig_ask(rig, &wish);
    assert_int_equal(answer.status, 429);
    assert_string_equal(json_at(answer.json, "error.code"), "too_many");
    assert_non_null(strcasestr(answer.head, "\r\nRetry-After: "));
    rig_answer_free(&answer);
    rig_stop(rig);
}

static void set_queue(struct rig *rig, uint32_t hours, uint32_t contacts_max)
{
    rig_decide(
        rig,
        (struct acd_command){
            .kind = ACD_CHANGE_QUEUE, .queue = rig->queue, .hours = hours, .contacts_max = contacts_max},
        NULL);
}

static void a_closed_centre_says_when_it_opens_and_takes_a_message(void **state)
{
    struct rig *rig = *state;
    struct acd_window window = {.opens_at = rig->now + 3600000, .closes_at = rig->now + 7200000};
    struct buf body = rig_body();
    assert_true(body_render_hours_created(
        &body, &(struct body_hours){.uuid = uuid_random(), .name = "Office", .time_zone = "UTC"}));
    rig_decide(rig, (struct acd_command){.kind = ACD_CREATE_HOURS, .windows = &window, .window_count = 1},
               &body);
    set_queue(rig, rig->first_event.hours, 0);
    struct rig_answer answer =
        rig_ask(rig, &(struct rig_wish){.path = "/chat/api/start", .body = "{\"name\":\"Carol\"}"});
    assert_int_equal(answer.status, 409);
    assert_string_equal(json_at(answer.json, "error.code"), "closed");
    assert_int_equal(json_number_at(answer.json, "error.opensAt"), window.opens_at);
    rig_answer_free(&answer);
    answer = rig_ask(rig, &(struct rig_wish){.path = "/chat/api/flow"});
    assert_true(json_is_false(json_value_at(answer.json, "open")));
    assert_int_equal(json_number_at(answer.json, "opensAt"), window.opens_at);
    rig_answer_free(&answer);
    struct uuid uuid;
    answer = rig_ask(
        rig,
        &(struct rig_wish){
            .path = "/chat/api/message",
            .body = "{\"name\":\"Carol\",\"text\":\"Call me\\nplease\",\"reply\":\"carol@shop.example\"}"});
    assert_int_equal(answer.status, 200);
    assert_true(uuid_parse(json_at(answer.json, "contactId"), UUID_TEXT_LEN, &uuid));
    rig_answer_free(&answer);
    const struct book_contact *task =
        book_find_contact(pump_book(rig->pump), book_find_contact_uuid(pump_book(rig->pump), &uuid));
    assert_string_equal(task->name, "Carol: Call me");
    assert_string_equal(task->description, "Call me\nplease");
    assert_non_null(strstr(task->attributes, "carol@shop.example"));
    assert_int_equal(acd_queue_waiting(pump_core(rig->pump), rig->queue, ACD_TASK), 1);
}

static void malformed_messages_are_refused(void **state)
{
    struct rig *rig = *state;
    rig_expect(rig, &(struct rig_wish){.path = "/chat/api/message", .body = "{\"name\":\"Carol\"}"}, 400,
               "bad_request");
    rig_expect(rig,
               &(struct rig_wish){.path = "/chat/api/message", .body = "{\"name\":\"Carol\",\"text\":\"\"}"},
               400, "bad_request");
    rig_expect(rig,
               &(struct rig_wish){.path = "/chat/api/message",
                                  .body = "{\"name\":\"Carol\",\"text\":\"x\",\"reply\":1}"},
               400, "bad_request");
}

static void a_full_queue_refuses(void **state)
{
    struct rig *rig = *state;
    set_queue(rig, 0, 1);
    rig_expect(rig, &(struct rig_wish){.path = "/chat/api/start", .body = "{\"name\":\"Carol\"}"}, 200, NULL);
    rig_expect(rig, &(struct rig_wish){.path = "/chat/api/start", .body = "{\"name\":\"Dora\"}"}, 503,
               "queue_full");
}

/* ---- the line ---- */

static void a_chat_waits_is_answered_and_talked_through(void **state)
{
    struct rig *rig = *state;
    struct chat chat;
    struct rig_line line;
    char text[UUID_TEXT_BYTES];
    begin_chat(rig, &chat);
    json_t *snapshot = open_chat(rig, &line, chat.token, 0);
    assert_string_equal(json_at(snapshot, "state.contactId"), uuid_render(&chat.uuid, text));
    assert_string_equal(json_at(snapshot, "state.place"), "waiting");
    assert_string_equal(json_at(snapshot, "state.name"), "Carol");
    assert_int_equal(json_number_at(snapshot, "state.position"), 1);
    assert_true(json_is_false(json_value_at(snapshot, "state.staffed")));
    assert_true(json_is_null(json_value_at(snapshot, "state.agentName")));
    assert_int_equal(json_number_at(snapshot, "clock.page"), 9);
    assert_int_equal(json_array_size(json_value_at(snapshot, "messages")), 0);
    json_decref(snapshot);
    rig_set_status(rig, &rig->alice, rig->available);
    json_decref(await_place(&line, "offered"));
    rig_act(rig, &rig->alice, ACD_ACCEPT_OFFER, chat.contact);
    json_t *event = await_place(&line, "connected");
    assert_string_equal(json_at(event, "state.agentName"), "Alice");
    json_decref(event);
    rig_say(&line, "{\"do\":\"send\",\"id\":1,\"text\":\" Hello \"}");
    event = rig_expect_next(&line, "event", "message");
    assert_string_equal(json_at(event, "message.text"), "Hello");
    assert_string_equal(json_at(event, "message.by"), "customer");
    assert_string_equal(json_at(event, "message.name"), "Carol");
    json_decref(event);
    json_t *done = rig_expect_next(&line, "done", NULL);
    assert_int_equal(json_number_at(done, "id"), 1);
    json_decref(done);
    agent_says(rig, &rig->alice, chat.contact, "Good day");
    event = rig_expect_next(&line, "event", "message");
    assert_int_equal(json_number_at(event, "message.number"), 2);
    json_decref(event);
    rig_close(&line);
}

static void a_reload_gets_the_messages_after_the_last_one_it_has(void **state)
{
    struct rig *rig = *state;
    struct chat chat;
    struct rig_line line;
    begin_chat(rig, &chat);
    json_decref(open_chat(rig, &line, chat.token, 0));
    for (int i = 1; i <= 3; i++) {
        rig_say(&line, "{\"do\":\"send\",\"id\":%d,\"text\":\"number %d\"}", i, i);
        json_decref(rig_await(&line, "done", NULL));
    }
    rig_close(&line);
    json_t *snapshot = open_chat(rig, &line, chat.token, 1);
    assert_int_equal(json_array_size(json_value_at(snapshot, "messages")), 2);
    assert_string_equal(json_at(snapshot, "messages.0.text"), "number 2");
    json_decref(snapshot);
    rig_close(&line);
}

static void a_long_transcript_comes_whole(void **state)
{
    struct rig *rig = *state;
    struct chat chat;
    struct rig_line line;
    begin_chat(rig, &chat);
    rig_set_status(rig, &rig->alice, rig->available);
    rig_decide(rig,
               (struct acd_command){.kind = ACD_CONNECT_CUSTOMER,
                                    .contact = chat.contact,
                                    .actor = {.kind = ACD_ACTOR_CUSTOMER}},
               NULL);
    rig_act(rig, &rig->alice, ACD_ACCEPT_OFFER, chat.contact);
    for (int i = 0; i < 450; i++)
        agent_says(rig, &rig->alice, chat.contact, "and so on");
    json_t *snapshot = open_chat(rig, &line, chat.token, 0);
    const json_t *messages = json_value_at(snapshot, "messages");
    assert_int_equal(json_array_size(messages), 450);
    for (size_t i = 0; i < 450; i++)
        assert_int_equal(json_number_at(json_array_get(messages, i), "number"), i + 1);
    json_decref(snapshot);
    rig_close(&line);
}

static void the_end_is_told_and_the_transcript_stays_readable(void **state)
{
    struct rig *rig = *state;
    struct chat chat;
    struct rig_line line;
    begin_chat(rig, &chat);
    json_decref(open_chat(rig, &line, chat.token, 0));
    rig_say(&line, "{\"do\":\"send\",\"id\":1,\"text\":\"Hello\"}");
    json_decref(rig_await(&line, "done", NULL));
    rig_say(&line, "{\"do\":\"end\",\"id\":2}");
    json_t *event = await_place(&line, "over");
    assert_string_equal(json_at(event, "state.endedBy"), "customer");
    assert_int_equal(json_number_at(event, "state.endedAt"), rig->now);
    json_decref(event);
    json_t *done = rig_expect_next(&line, "done", NULL);
    assert_int_equal(json_number_at(done, "id"), 2);
    json_decref(done);
    json_t *goodbye = rig_expect_next(&line, "goodbye", NULL);
    assert_string_equal(json_at(goodbye, "code"), "over");
    json_decref(goodbye);
    rig_await_close(&line, 1000);
    rig_close(&line);
    json_t *snapshot = open_chat(rig, &line, chat.token, 0);
    assert_string_equal(json_at(snapshot, "state.place"), "over");
    assert_int_equal(json_array_size(json_value_at(snapshot, "messages")), 1);
    json_decref(snapshot);
    json_decref(rig_expect_next(&line, "goodbye", NULL));
    rig_close(&line);
    rig->now += BOOK_TRANSCRIPT_MS + 1;
    assert_int_equal(rig_open(rig, &line, "/chat/line", NULL, NULL), 101);
    rig_say(&line, "{\"do\":\"hello\",\"token\":\"%s\",\"after\":0,\"clock\":9}", chat.token);
    goodbye = rig_expect_next(&line, "goodbye", NULL);
    assert_string_equal(json_at(goodbye, "code"), "unknown");
    json_decref(goodbye);
    rig_close(&line);
}

static void the_agent_ending_the_chat_is_told_as_theirs(void **state)
{
    struct rig *rig = *state;
    struct chat chat;
    struct rig_line line;
    begin_chat(rig, &chat);
    json_decref(open_chat(rig, &line, chat.token, 0));
    rig_set_status(rig, &rig->alice, rig->available);
    rig_act(rig, &rig->alice, ACD_ACCEPT_OFFER, chat.contact);
    rig_act(rig, &rig->alice, ACD_END_LEG, chat.contact);
    json_t *event = await_place(&line, "over");
    assert_string_equal(json_at(event, "state.endedBy"), "agent");
    assert_string_equal(json_at(event, "state.agentName"), "Alice");
    json_decref(event);
    rig_close(&line);
}

static void a_transferred_chat_goes_on_with_the_same_token(void **state)
{
    struct rig *rig = *state;
    struct chat chat;
    struct rig_line line;
    struct uuid second = uuid_random();
    char text[UUID_TEXT_BYTES];
    begin_chat(rig, &chat);
    json_decref(open_chat(rig, &line, chat.token, 0));
    rig_set_status(rig, &rig->alice, rig->available);
    rig_act(rig, &rig->alice, ACD_ACCEPT_OFFER, chat.contact);
    agent_says(rig, &rig->alice, chat.contact, "I ask my colleague");
    rig_set_status(rig, &rig->bob, rig->available);
    struct buf body = rig_body();
    assert_true(body_render_contact_transferred(&body, &second));
    rig_decide(rig,
               (struct acd_command){.kind = ACD_TRANSFER_CONTACT,
                                    .agent = rig->alice.agent,
                                    .contact = chat.contact,
                                    .to_agent = rig->bob.agent,
                                    .actor = {.kind = ACD_ACTOR_AGENT, .id = rig->alice.agent}},
               &body);
    uint64_t contact = book_find_contact_uuid(pump_book(rig->pump), &second);
    rig_act(rig, &rig->bob, ACD_ACCEPT_OFFER, contact);
    json_t *event = await_place(&line, "connected"); /* with Alice */
    while (strcmp(json_at(event, "state.agentName"), "Bob") != 0) {
        json_decref(event);
        event = await_place(&line, "connected");
    }
    assert_string_equal(json_at(event, "state.contactId"), uuid_render(&second, text));
    json_decref(event);
    rig_say(&line, "{\"do\":\"send\",\"id\":1,\"text\":\"Still me\"}");
    event = rig_await(&line, "event", "message");
    assert_int_equal(json_number_at(event, "message.number"), 2);
    json_decref(event);
    rig_close(&line);
    json_t *snapshot = open_chat(rig, &line, chat.token, 0);
    assert_int_equal(json_array_size(json_value_at(snapshot, "messages")), 2);
    assert_string_equal(json_at(snapshot, "state.agentName"), "Bob");
    json_decref(snapshot);
    rig_close(&line);
}

static void two_tabs_of_a_customer_see_the_same(void **state)
{
    struct rig *rig = *state;
    struct chat chat;
    struct rig_line lines[2];
    begin_chat(rig, &chat);
    json_decref(open_chat(rig, &lines[0], chat.token, 0));
    json_decref(open_chat(rig, &lines[1], chat.token, 0));
    rig_say(&lines[0], "{\"do\":\"send\",\"id\":1,\"text\":\"Hello\"}");
    json_t *first = rig_expect_next(&lines[0], "event", "message");
    json_t *second = rig_expect_next(&lines[1], "event", "message");
    assert_true(json_equal(first, second));
    json_decref(first);
    json_decref(second);
    rig_close(&lines[0]);
    rig_close(&lines[1]);
}

static void places_in_the_queue_are_told_when_they_change(void **state)
{
    (void)state;
    struct rig wishes = {.participant_limits = {.position_ms = 5}};
    struct rig *rig = rig_start(&wishes);
    struct chat first;
    struct chat second;
    struct rig_line line;
    begin_chat(rig, &first);
    begin_chat(rig, &second);
    json_t *snapshot = open_chat(rig, &line, second.token, 0);
    assert_int_equal(json_number_at(snapshot, "state.position"), 2);
    json_decref(snapshot);
    rig_decide(rig,
               (struct acd_command){
                   .kind = ACD_END_CONTACT, .contact = first.contact, .actor = {.kind = ACD_ACTOR_CUSTOMER}},
               NULL);
    int64_t place = 2; /* may be told once more: the snapshot and the timer do not know of each other */
    while (place != 1) {
        json_t *position = rig_expect_next(&line, "position", NULL);
        place = json_number_at(position, "position");
        assert_true(json_is_false(json_value_at(position, "staffed")));
        json_decref(position);
    }
    rig_close(&line);
    rig_stop(rig);
}

static void requests_that_are_wrong_are_refused(void **state)
{
    struct rig *rig = *state;
    struct chat chat;
    struct rig_line line;
    static const char *const BAD[] = {"{\"do\":\"send\",\"id\":1}",
                                      "{\"do\":\"send\",\"id\":1,\"text\":\"  \"}",
                                      "{\"do\":\"send\",\"id\":1,\"text\":7}",
                                      "{\"do\":\"dance\",\"id\":1}",
                                      "{\"do\":\"end\"}",
                                      "{\"do\":\"end\",\"id\":\"1\"}"};
    begin_chat(rig, &chat);
    json_decref(open_chat(rig, &line, chat.token, 0));
    for (size_t i = 0; i < sizeof BAD / sizeof BAD[0]; i++) {
        rig_say(&line, "%s", BAD[i]);
        json_t *refused = rig_expect_next(&line, "refused", NULL);
        assert_string_equal(json_at(refused, "code"), "bad_request");
        json_decref(refused);
    }
    rig_close(&line);
}

static void a_line_without_a_token_is_closed(void **state)
{
    struct rig *rig = *state;
    struct rig_line line;
    assert_int_equal(rig_open(rig, &line, "/chat/line", NULL, "http://evil.example"), 403);
    rig_close(&line);
    static const char *const BAD[] = {"{\"do\":\"hello\"}", "{\"do\":\"end\",\"id\":1}", "7",
                                      "{\"do\":\"hello\",\"token\":4,\"clock\":1}"};
    for (size_t i = 0; i < sizeof BAD / sizeof BAD[0]; i++) {
        assert_int_equal(rig_open(rig, &line, "/chat/line", NULL, NULL), 101);
        rig_say(&line, "%s", BAD[i]);
        rig_await_close(&line, 1002);
        rig_close(&line);
    }
    assert_int_equal(rig_open(rig, &line, "/chat/line", NULL, NULL), 101);
    rig_say(&line, "{\"do\":\"hello\",\"token\":\"guessed\",\"after\":0,\"clock\":1}");
    json_t *goodbye = rig_expect_next(&line, "goodbye", NULL);
    assert_string_equal(json_at(goodbye, "code"), "unknown");
    json_decref(goodbye);
    rig_await_close(&line, 1000);
    rig_close(&line);
}

static void typing_crosses_between_the_pages(void **state)
{
    struct rig *rig = *state;
    struct chat chat;
    struct rig_line customer;
    struct rig_line agent;
    char cookie[RIG_COOKIE_BYTES];
    char text[UUID_TEXT_BYTES];
    begin_chat(rig, &chat);
    json_decref(open_chat(rig, &customer, chat.token, 0));
    rig_set_status(rig, &rig->alice, rig->available);
    rig_act(rig, &rig->alice, ACD_ACCEPT_OFFER, chat.contact);
    rig_sign_in(rig, "alice", cookie);
    rig_open_panel(rig, &agent, cookie, NULL);
    rig_say(&customer, "{\"do\":\"typing\"}");
    json_t *signal = rig_expect_next(&agent, "signal", "typing");
    assert_string_equal(json_at(signal, "contactId"), uuid_render(&chat.uuid, text));
    json_decref(signal);
    rig_say(&agent, "{\"do\":\"typing\",\"contactId\":\"%s\"}", text);
    signal = rig_await(&customer, "signal", "typing");
    assert_string_equal(json_at(signal, "by"), "agent");
    json_decref(signal);
    rig_close(&customer);
    rig_close(&agent);
}

/* ---- supervisors ---- */

static void supervise(struct rig *rig, enum acd_command_kind kind, uint64_t contact, struct buf *body)
{
    rig_decide(rig,
               (struct acd_command){.kind = (uint16_t)kind,
                                    .agent = rig->sam.agent,
                                    .contact = contact,
                                    .value = 1,
                                    .flags = ACD_FLAG_MAY_BARGE,
                                    .actor = {.kind = ACD_ACTOR_SUPERVISOR, .id = rig->sam.agent}},
               body);
}

static void supervisor_says(struct rig *rig, enum acd_command_kind kind, uint64_t contact, const char *text)
{
    struct buf body = rig_body();
    struct body_message said = {.uuid = uuid_random(), .name = "Sam", .text = text};
    assert_true(kind == ACD_WHISPER ? body_render_whispered(&body, &said)
                                    : body_render_message_sent(&body, &said));
    supervise(rig, kind, contact, &body);
}

static void a_customer_sees_who_barges_in_and_never_a_whisper(void **state)
{
    struct rig *rig = *state;
    struct chat chat;
    struct rig_line line;
    begin_chat(rig, &chat);
    json_decref(open_chat(rig, &line, chat.token, 0));
    rig_set_status(rig, &rig->alice, rig->available);
    rig_act(rig, &rig->alice, ACD_ACCEPT_OFFER, chat.contact);
    json_decref(await_place(&line, "connected"));
    supervise(rig, ACD_MONITOR_CONTACT, chat.contact, NULL);
    supervisor_says(rig, ACD_WHISPER, chat.contact, "Offer him a refund");
    supervise(rig, ACD_BARGE, chat.contact, NULL);
    supervisor_says(rig, ACD_SEND_MESSAGE, chat.contact, "Sam here");
    json_t *event = rig_expect_next(&line, "event", "message"); /* nothing was told before it */
    assert_string_equal(json_at(event, "message.text"), "Sam here");
    assert_string_equal(json_at(event, "message.name"), "Sam");
    assert_string_equal(json_at(event, "message.by"), "agent");
    assert_int_equal(json_number_at(event, "message.number"), 1);
    json_decref(event);
    rig_close(&line);
    json_t *snapshot = open_chat(rig, &line, chat.token, 0);
    assert_int_equal(json_array_size(json_value_at(snapshot, "messages")), 1);
    assert_string_equal(json_at(snapshot, "state.agentName"), "Alice");
    json_decref(snapshot);
    supervise(rig, ACD_TAKE_OVER, chat.contact, NULL);
    event = rig_expect_next(&line, "event", "state");
    assert_string_equal(json_at(event, "state.agentName"), "Sam");
    assert_string_equal(json_at(event, "state.place"), "connected");
    json_decref(event);
    rig_close(&line);
}

static bool one_was_cut(void *ctx)
{
    return participant_counters(((struct rig *)ctx)->participant)->lines_cut_slow > 0;
}

static void a_customer_that_never_reads_is_cut(void **state)
{
    (void)state;
    struct rig wishes = {.participant_limits = {.line_unsent_bytes_max = 64 * 1024}};
    struct rig *rig = rig_start(&wishes);
    struct chat chat;
    struct rig_line line;
    int small = 4096;
    char text[8193];
    memset(text, 'x', sizeof text - 1);
    text[sizeof text - 1] = '\0';
    begin_chat(rig, &chat);
    json_decref(open_chat(rig, &line, chat.token, 0));
    setsockopt(line.peer.socket, SOL_SOCKET, SO_RCVBUF, &small, sizeof small);
    rig_set_status(rig, &rig->alice, rig->available);
    rig_act(rig, &rig->alice, ACD_ACCEPT_OFFER, chat.contact);
    for (int i = 0; i < 10000 && !one_was_cut(rig); i++) {
        agent_says(rig, &rig->alice, chat.contact, text);
        uv_run(&rig->serving.loop, UV_RUN_NOWAIT);
    }
    assert_true(one_was_cut(rig));
    rig_close(&line);
    rig_stop(rig);
}

/* Asks the participant service to send; the id it answered. */
static void send_with_token(struct rig *rig, const struct chat *chat, const char *path, const char *body,
                            char id[UUID_TEXT_BYTES])
{
    char bearer[160];
    snprintf(bearer, sizeof bearer, "X-Amz-Bearer: %s\r\n", chat->token);
    struct rig_answer answer =
        rig_ask(rig, &(struct rig_wish){.path = path, .body = body, .headers = bearer});
    assert_int_equal(answer.status, 200);
    snprintf(id, UUID_TEXT_BYTES, "%s", json_at(answer.json, "Id"));
    rig_answer_free(&answer);
}

static uint32_t messages_of(struct rig *rig, const struct chat *chat)
{
    struct acd_contact_view view;
    assert_true(acd_contact_view(pump_core(rig->pump), chat->contact, &view));
    return view.message_count;
}

static void what_is_sent_again_with_its_token_is_sent_once(void **state)
{
    static const char FIRST[] =
        "{\"ContentType\":\"text/plain\",\"Content\":\"Hello\",\"ClientToken\":\"one\"}";
    static const char SECOND[] =
        "{\"ContentType\":\"text/plain\",\"Content\":\"Hello\",\"ClientToken\":\"two\"}";
    static const char TYPING[] =
        "{\"ContentType\":\"application/vnd.amazonaws.connect.event.typing\",\"ClientToken\":\"one\"}";
    struct rig *rig = *state;
    struct chat chats[2];
    char ids[6][UUID_TEXT_BYTES];
    begin_chat(rig, &chats[0]);
    begin_chat(rig, &chats[1]);
    send_with_token(rig, &chats[0], "/participant/message", FIRST, ids[0]);
    send_with_token(rig, &chats[0], "/participant/message", FIRST, ids[1]);
    send_with_token(rig, &chats[0], "/participant/message", SECOND, ids[2]);
    send_with_token(rig, &chats[0], "/participant/event", TYPING, ids[3]);
    send_with_token(rig, &chats[0], "/participant/event", TYPING, ids[4]);
    send_with_token(rig, &chats[1], "/participant/message", FIRST, ids[5]);
    assert_string_equal(ids[1], ids[0]);
    assert_string_not_equal(ids[2], ids[0]);
    assert_string_not_equal(ids[3], ids[0]);
    assert_string_equal(ids[4], ids[3]);
    assert_string_not_equal(ids[5], ids[0]);
    assert_int_equal(messages_of(rig, &chats[0]), 2);
    assert_int_equal(messages_of(rig, &chats[1]), 1);
}

static void a_participant_that_asks_too_often_is_told_to_wait(void **state)
{
    static const char TYPING[] = "{\"ContentType\":\"application/vnd.amazonaws.connect.event.typing\"}";
    struct rig *rig = *state;
    struct chat chats[2];
    char bearer[160];
    char id[UUID_TEXT_BYTES];
    int status = 200;
    begin_chat(rig, &chats[0]);
    begin_chat(rig, &chats[1]);
    snprintf(bearer, sizeof bearer, "X-Amz-Bearer: %s\r\n", chats[0].token);
    for (int i = 0; i < 2000 && status == 200; i++) {
        struct rig_answer answer =
            rig_ask(rig, &(struct rig_wish){.path = "/participant/event", .body = TYPING, .headers = bearer});
        status = answer.status;
        rig_answer_free(&answer);
    }
    assert_int_equal(status, 429);
    send_with_token(rig, &chats[1], "/participant/event", TYPING, id);
    rig_tick(rig, 61000);
    send_with_token(rig, &chats[0], "/participant/event", TYPING, id);
}

int main(void)
{
#define WITH_RIG(test) cmocka_unit_test_setup_teardown(test, start, stop)
    const struct CMUnitTest tests[] = {
        WITH_RIG(the_flow_tells_whether_anybody_is_there),
        WITH_RIG(unknown_flows_are_refused),
        WITH_RIG(malformed_starts_are_refused),
        WITH_RIG(only_approved_sites_may_start_a_chat),
        cmocka_unit_test(starts_are_limited_per_address),
        WITH_RIG(a_closed_centre_says_when_it_opens_and_takes_a_message),
        WITH_RIG(malformed_messages_are_refused),
        WITH_RIG(a_full_queue_refuses),
        WITH_RIG(a_chat_waits_is_answered_and_talked_through),
        WITH_RIG(a_reload_gets_the_messages_after_the_last_one_it_has),
        WITH_RIG(a_long_transcript_comes_whole),
        WITH_RIG(the_end_is_told_and_the_transcript_stays_readable),
        WITH_RIG(the_agent_ending_the_chat_is_told_as_theirs),
        WITH_RIG(a_transferred_chat_goes_on_with_the_same_token),
        WITH_RIG(two_tabs_of_a_customer_see_the_same),
        cmocka_unit_test(places_in_the_queue_are_told_when_they_change),
        WITH_RIG(requests_that_are_wrong_are_refused),
        WITH_RIG(a_line_without_a_token_is_closed),
        WITH_RIG(typing_crosses_between_the_pages),
        WITH_RIG(a_customer_sees_who_barges_in_and_never_a_whisper),
        WITH_RIG(what_is_sent_again_with_its_token_is_sent_once),
        WITH_RIG(a_participant_that_asks_too_often_is_told_to_wait),
        cmocka_unit_test(a_customer_that_never_reads_is_cut),
    };
    return cmocka_run_group_tests_name("edge/participant/chat", tests, NULL, NULL);
}
