/* What is told of a contact's life: its steps in words, its offers with their ends, its whispers, and the reasons that
 * people gave. Questions are answered at once. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "book/sentence.h"
#include "book/testing/log.h"

enum { ALICE = 1, BOB = 2, SAM = 3, CHAT = 101, NEXT = 102, TEXT_BYTES = 8192 };

struct fixture {
    struct testing_log log;
    struct history history;
    struct directory directory;
    struct buf body;
};

static void put(struct fixture *fixture, struct acd_event event)
{
    fixture->log.at += 1000;
    testing_log_add(&fixture->log, event, fixture->body.len ? &fixture->body : NULL);
}

static void add_user(struct fixture *fixture, uint32_t agent, const char *name)
{
    body_render_agent_created(&fixture->body, &(struct body_agent){.uuid = testing_uuid(agent),
                                                                   .username = name,
                                                                   .first_name = name,
                                                                   .last_name = "",
                                                                   .role = BOOK_ROLE_AGENT});
    put(fixture, (struct acd_event){.kind = ACD_AGENT_CREATED, .agent = agent});
}

static void add_status(struct fixture *fixture, uint32_t status, const char *name)
{
    body_render_status_created(&fixture->body,
                               &(struct body_object){.uuid = testing_uuid(200 + status), .name = name});
    put(fixture, (struct acd_event){.kind = ACD_STATUS_CREATED, .status = status});
}

static void open_fixture(struct fixture *fixture)
{
    struct book_error error;
    testing_log_init(&fixture->log);
    buf_init(&fixture->body, ACD_BODY_BYTES_MAX);
    directory_init(&fixture->directory);
    assert_int_equal(history_open(&fixture->history, NULL, &error), 0);
    add_user(fixture, ALICE, "Alice");
    add_user(fixture, BOB, "Bob");
    add_user(fixture, SAM, "Sam");
    add_status(fixture, 1, "Available");
    add_status(fixture, 2, "Lunch");
    body_render_queue_created(&fixture->body,
                              &(struct body_object){.uuid = testing_uuid(300), .name = "Support"});
    put(fixture, (struct acd_event){.kind = ACD_QUEUE_CREATED, .queue = 1});
}

static void apply(struct fixture *fixture)
{
    uint64_t first = fixture->history.seq + 1;
    testing_apply_history(&fixture->log, first, fixture->log.count, &fixture->history);
    testing_apply_directory(&fixture->log, first, fixture->log.count, &fixture->directory);
}

static void close_fixture(struct fixture *fixture)
{
    directory_free(&fixture->directory);
    history_close(&fixture->history);
    testing_log_free(&fixture->log);
    buf_free(&fixture->body);
}

/* ---- lives ---- */

static void start_chat(struct fixture *fixture)
{
    body_render_contact_started(&fixture->body,
                                &(struct body_contact){.uuid = testing_uuid(CHAT), .name = "Maria"});
    put(fixture,
        (struct acd_event){
            .kind = ACD_CONTACT_STARTED, .contact = CHAT, .channel = ACD_CHAT, .actor = ACD_ACTOR_CUSTOMER});
    put(fixture, (struct acd_event){.kind = ACD_CONTACT_QUEUED, .contact = CHAT, .queue = 1});
}

static void offer(struct fixture *fixture, uint32_t agent, uint16_t end, uint8_t leg_state, uint8_t cause)
{
    put(fixture, (struct acd_event){.kind = ACD_OFFER_MADE,
                                    .contact = CHAT,
                                    .agent = agent,
                                    .queue = 1,
                                    .leg_state = ACD_LEG_CONNECTING,
                                    .cause = ACD_CAUSE_LONGEST_AVAILABLE});
    put(fixture, (struct acd_event){.kind = end,
                                    .contact = CHAT,
                                    .agent = agent,
                                    .leg_state = leg_state,
                                    .cause = cause,
                                    .actor = end == ACD_OFFER_ACCEPTED ? ACD_ACTOR_AGENT : ACD_ACTOR_SYSTEM,
                                    .actor_id = end == ACD_OFFER_ACCEPTED ? agent : 0});
}

/* Missed by Bob, taken back from Bob, taken by Alice, whom Sam relieves of it; he says why. */
static void supervise(struct fixture *fixture)
{
    offer(fixture, BOB, ACD_OFFER_MISSED, ACD_LEG_MISSED, ACD_CAUSE_TIMEOUT);
    put(fixture, (struct acd_event){.kind = ACD_LEG_CLEARED, .contact = CHAT, .agent = BOB});
    offer(fixture, BOB, ACD_OFFER_WITHDRAWN, ACD_LEG_NONE, ACD_CAUSE_REQUEUED);
    offer(fixture, ALICE, ACD_OFFER_ACCEPTED, ACD_LEG_CONNECTED, ACD_CAUSE_ASKED);
    const struct acd_event by_sam = {
        .contact = CHAT, .agent = SAM, .other_agent = ALICE, .actor = ACD_ACTOR_SUPERVISOR, .actor_id = SAM};
    struct acd_event event = by_sam;
    event.kind = ACD_MONITOR_BEGUN;
    put(fixture, event);
    body_render_whispered(
        &fixture->body,
        &(struct body_message){.uuid = testing_uuid(900), .name = "Sam", .text = "offer a refund"});
    event.kind = ACD_WHISPERED;
    event.value = 1;
    put(fixture, event);
    body_render_why(&fixture->body, "Alice is new");
    event.kind = ACD_TAKEN_OVER;
    put(fixture, event);
    put(fixture, (struct acd_event){.kind = ACD_WRAPUP_BEGUN,
                                    .contact = CHAT,
                                    .agent = ALICE,
                                    .leg_state = ACD_LEG_ENDED,
                                    .cause = ACD_CAUSE_TAKEN_OVER});
}

static void take_steps(void *ctx, const struct book_step *steps, uint32_t count, bool more, bool failed)
{
    char *text = ctx;
    assert_false(failed || more);
    for (uint32_t i = 0; i < count; i++) {
        size_t len = strlen(text);
        snprintf(text + len, TEXT_BYTES - len, "%s%s%s\n", steps[i].text, *steps[i].why ? " - " : "",
                 steps[i].why);
    }
}

static void a_life_is_told_in_words_with_who_and_why(void **state)
{
    (void)state;
    struct fixture fixture;
    char text[TEXT_BYTES] = "";
    struct uuid uuid = testing_uuid(CHAT);
    open_fixture(&fixture);
    start_chat(&fixture);
    supervise(&fixture);
    apply(&fixture);
    book_ask_life(testing_asker(&fixture.history), 0, &uuid, take_steps, text);
    assert_string_equal(text, "The customer started the contact.\n"
                              "The system put the contact into the queue Support.\n"
                              "The system offered the contact to Bob (longest available).\n"
                              "The system counted the contact as missed by Bob (timeout).\n"
                              "The system cleared the contact at Bob.\n"
                              "The system offered the contact to Bob (longest available).\n"
                              "The system withdrew the offer of the contact from Bob (requeued).\n"
                              "The system offered the contact to Alice (longest available).\n"
                              "Alice accepted the contact.\n"
                              "Sam began to monitor the contact at Alice.\n"
                              "Sam took the contact over from Alice. - Alice is new\n"
                              "The system began the wrap-up of the contact at Alice (taken over).\n");
    close_fixture(&fixture);
}

static void the_life_of_a_chain_goes_over_all_its_contacts(void **state)
{
    (void)state;
    struct fixture fixture;
    char first[TEXT_BYTES] = "";
    char second[TEXT_BYTES] = "";
    struct uuid uuid = testing_uuid(NEXT);
    struct uuid chat = testing_uuid(CHAT);
    open_fixture(&fixture);
    start_chat(&fixture);
    body_render_contact_transferred(&fixture.body, &uuid);
    put(&fixture,
        (struct acd_event){.kind = ACD_CONTACT_TRANSFERRED, .contact = NEXT, .previous = CHAT, .queue = 1});
    put(&fixture,
        (struct acd_event){.kind = ACD_CONTACT_ENDED, .contact = CHAT, .cause = ACD_CAUSE_TRANSFERRED});
    put(&fixture, (struct acd_event){.kind = ACD_CONTACT_FORGOTTEN, .contact = CHAT});
    put(&fixture, (struct acd_event){.kind = ACD_CONTACT_PRIORITY_SET, .contact = NEXT, .value = 2});
    apply(&fixture);
    book_ask_life(testing_asker(&fixture.history), 0, &uuid, take_steps, first);
    book_ask_life(testing_asker(&fixture.history), 0, &chat, take_steps, second);
    assert_string_equal(first, second);
    assert_non_null(strstr(first, "The system transferred the contact to the queue Support.\n"));
    assert_non_null(strstr(first, "The system set the priority of the contact to 2.\n"));
    close_fixture(&fixture);
}

/* ---- offers ---- */

static void take_offers(void *ctx, const struct book_offer *offers, uint32_t count, bool failed)
{
    char *text = ctx;
    assert_false(failed);
    for (uint32_t i = 0; i < count; i++) {
        size_t len = strlen(text);
        snprintf(text + len, TEXT_BYTES - len, "%u:%d:%s:%s ", offers[i].agent, offers[i].outcome,
                 acd_cause_name((enum acd_cause)offers[i].reason),
                 acd_cause_name((enum acd_cause)offers[i].cause));
    }
}

static void each_offer_is_told_with_its_reason_and_its_end(void **state)
{
    (void)state;
    struct fixture fixture;
    char text[TEXT_BYTES] = "";
    char of_bob[TEXT_BYTES] = "";
    char expected[TEXT_BYTES];
    struct uuid uuid = testing_uuid(CHAT);
    open_fixture(&fixture);
    start_chat(&fixture);
    supervise(&fixture);
    apply(&fixture);
    book_ask_offers(testing_asker(&fixture.history), 0, &uuid, take_offers, text);
    snprintf(expected, sizeof expected,
             "%u:%d:LONGEST_AVAILABLE:TIMEOUT %u:%d:LONGEST_AVAILABLE:REQUEUED "
             "%u:%d:LONGEST_AVAILABLE:TAKEN_OVER ",
             BOB, BOOK_OFFER_MISSED, BOB, BOOK_OFFER_WITHDRAWN, ALICE, BOOK_OFFER_ACCEPTED);
    assert_string_equal(text, expected);
    book_ask_agent_offers(testing_asker(&fixture.history), 0, BOB, 1, take_offers, of_bob);
    snprintf(expected, sizeof expected, "%u:%d:LONGEST_AVAILABLE:REQUEUED ", BOB, BOOK_OFFER_WITHDRAWN);
    assert_string_equal(of_bob, expected);
    close_fixture(&fixture);
}

/* ---- whispers ---- */

static void take_whispers(void *ctx, const struct book_whisper *whispers, uint32_t count, bool failed)
{
    assert_false(failed);
    assert_int_equal(count, 1);
    assert_int_equal(whispers[0].agent, SAM);
    assert_int_equal(whispers[0].other_agent, ALICE);
    assert_string_equal(whispers[0].author_name, "Sam");
    snprintf(ctx, TEXT_BYTES, "%s", whispers[0].text);
}

static void expect_no_messages(void *ctx, const struct book_message *messages, uint32_t count, bool failed)
{
    (void)ctx;
    (void)messages;
    assert_false(failed);
    assert_int_equal(count, 0);
}

static void whispers_are_in_no_transcript(void **state)
{
    (void)state;
    struct fixture fixture;
    char text[TEXT_BYTES] = "";
    struct uuid uuid = testing_uuid(CHAT);
    open_fixture(&fixture);
    start_chat(&fixture);
    supervise(&fixture);
    apply(&fixture);
    book_ask_whispers(testing_asker(&fixture.history), 0, &uuid, 0, 10, take_whispers, text);
    assert_string_equal(text, "offer a refund");
    book_ask_transcript(testing_asker(&fixture.history), 0, &uuid, 0, 10, expect_no_messages, NULL);
    close_fixture(&fixture);
}

/* ---- why ---- */

static void choose(struct fixture *fixture, uint16_t kind, uint8_t cause, const char *why)
{
    bool is_system = cause == ACD_CAUSE_NEXT_APPLIED;
    if (why)
        assert_true(body_render_why(&fixture->body, why));
    put(fixture, (struct acd_event){.kind = kind,
                                    .agent = ALICE,
                                    .status = 2,
                                    .next = {.status = 2},
                                    .cause = cause,
                                    .actor = is_system ? ACD_ACTOR_SYSTEM : ACD_ACTOR_SUPERVISOR,
                                    .actor_id = is_system ? 0 : SAM});
    apply(fixture);
}

static void expect_why(const struct fixture *fixture, const char *status, const char *next)
{
    const struct book_why *why = whys_find(&fixture->directory.whys, ALICE);
    assert_string_equal(why->status, status);
    assert_string_equal(why->next, next);
}

static void a_next_status_keeps_its_reason_when_it_becomes_the_status(void **state)
{
    (void)state;
    struct fixture fixture;
    open_fixture(&fixture);
    choose(&fixture, ACD_STATUS_SET, ACD_CAUSE_ASKED, "come back");
    expect_why(&fixture, "come back", "");
    choose(&fixture, ACD_NEXT_STATUS_SET, ACD_CAUSE_ASKED, "early lunch");
    expect_why(&fixture, "come back", "early lunch");
    choose(&fixture, ACD_NEXT_STATUS_SET, ACD_CAUSE_TIMEOUT, NULL);
    expect_why(&fixture, "come back", "early lunch");
    choose(&fixture, ACD_STATUS_SET, ACD_CAUSE_NEXT_APPLIED, NULL);
    expect_why(&fixture, "early lunch", "");
    choose(&fixture, ACD_NEXT_STATUS_SET, ACD_CAUSE_ASKED, "x");
    choose(&fixture, ACD_NEXT_STATUS_CLEARED, ACD_CAUSE_NEXT_CANCELLED, NULL);
    expect_why(&fixture, "early lunch", "");
    choose(&fixture, ACD_STATUS_SET, ACD_CAUSE_ASKED, NULL);
    expect_why(&fixture, "", "");
    close_fixture(&fixture);
}

static void a_reason_is_for_what_its_person_did_wherever_that_stands_in_the_batch(void **state)
{
    (void)state;
    struct fact_reader reader = {.held = NULL};
    struct fact fact;
    struct buf body;
    const struct acd_event timer = {.seq = 1, .at = 5, .kind = ACD_WRAPUP_BEGUN, .agent = BOB};
    struct acd_event wish = {.seq = 2,
                             .at = 5,
                             .kind = ACD_STATUS_SET,
                             .agent = ALICE,
                             .actor = ACD_ACTOR_SUPERVISOR,
                             .actor_id = SAM};
    buf_init(&body, ACD_BODY_BYTES_MAX);
    assert_true(body_render_why(&body, "early lunch"));
    fact_reader_take(&reader, &timer, body.bytes, body.len, &fact);
    assert_null(fact.why);
    assert_true(fact_reader_waits(&reader));
    fact_reader_take(&reader, &wish, NULL, 0, &fact);
    assert_string_equal(fact.why, "early lunch");
    wish.agent = BOB; /* another wish in the same millisecond */
    fact_reader_take(&reader, &wish, NULL, 0, &fact);
    assert_null(fact.why);
    wish.agent = ALICE;
    wish.at = 6;
    fact_reader_take(&reader, &wish, NULL, 0, &fact);
    assert_null(fact.why);
    assert_false(fact_reader_waits(&reader));
    assert_int_equal(reader.skipped, 0);
    fact_reader_free(&reader);
    buf_free(&body);
}

static void a_reason_rides_in_any_body_and_a_bad_one_is_counted(void **state)
{
    (void)state;
    static const char *const bad[] = {"{\"for\":0}", "{\"for\":0,\"why\":7}", "{\"for\":0,\"why\":\"\"}"};
    char long_why[BOOK_WHY_BYTES_MAX + 2];
    struct fact_reader reader = {.held = NULL};
    struct fact fact;
    struct buf body;
    const struct acd_event event = {.seq = 1,
                                    .at = 5,
                                    .kind = ACD_STATUS_CREATED,
                                    .status = 1,
                                    .actor = ACD_ACTOR_ADMIN,
                                    .actor_id = SAM};
    buf_init(&body, ACD_BODY_BYTES_MAX);
    assert_true(
        body_render_status_created(&body, &(struct body_object){.uuid = testing_uuid(1), .name = "Lunch"}));
    assert_true(body_render_why(&body, "\"wanted\" by </all>"));
    fact_reader_take(&reader, &event, body.bytes, body.len, &fact);
    assert_true(fact.has_body);
    assert_string_equal(fact.object.name, "Lunch");
    assert_string_equal(fact.why, "\"wanted\" by </all>");
    for (unsigned i = 0; i < sizeof bad / sizeof *bad; i++) {
        fact_reader_take(&reader, &event, bad[i], strlen(bad[i]), &fact);
        assert_null(fact.why);
        assert_true(reader.skipped > i);
    }
    buf_clear(&body);
    memset(long_why, 'x', sizeof long_why - 1);
    long_why[sizeof long_why - 1] = '\0';
    assert_false(body_render_why(&body, long_why));
    assert_false(body_render_why(&body, ""));
    assert_true(body_render_why(&body, long_why + 1));
    fact_reader_free(&reader);
    buf_free(&body);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_life_is_told_in_words_with_who_and_why),
        cmocka_unit_test(the_life_of_a_chain_goes_over_all_its_contacts),
        cmocka_unit_test(each_offer_is_told_with_its_reason_and_its_end),
        cmocka_unit_test(whispers_are_in_no_transcript),
        cmocka_unit_test(a_next_status_keeps_its_reason_when_it_becomes_the_status),
        cmocka_unit_test(a_reason_is_for_what_its_person_did_wherever_that_stands_in_the_batch),
        cmocka_unit_test(a_reason_rides_in_any_body_and_a_bad_one_is_counted),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
