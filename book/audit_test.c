/* What the audit tells: a sentence for everything that can happen, one row a command, names as they were, reasons, what
 * changed, and no secret. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "book/audit.h"
#include "book/sentence.h"
#include "book/testing/log.h"

enum { ALICE = 1, SAM = 3, ADA = 4, TOLD_MAX = 16, TEXT_BYTES = 1024 };

/* ---- sentences ---- */

static const char *nameless(void *ctx, unsigned kind, uint64_t number)
{
    (void)ctx;
    (void)kind;
    (void)number;
    return "";
}

static void expect_sentence(struct acd_event event)
{
    const struct sentence_names names = {.find = nameless};
    struct buf text;
    buf_init(&text, TEXT_BYTES);
    for (unsigned actor = ACD_ACTOR_SYSTEM; actor <= ACD_ACTOR_OPERATOR; actor++) {
        event.actor = (uint8_t)actor;
        if (!sentence_template(&event))
            fail_msg("nothing is said of kind %d, record %d", event.kind, event.record);
        buf_clear(&text);
        sentence_render(&text, &event, &names);
        assert_false(buf_failed(&text));
        assert_null(strchr(buf_text(&text), '{'));
    }
    buf_free(&text);
}

static void every_kind_of_event_and_record_has_a_sentence(void **state)
{
    (void)state;
    for (uint16_t kind = ACD_EVENT_NONE + 1; kind < ACD_EVENT_KINDS; kind++) {
        if (kind == ACD_RECORDED)
            continue;
        expect_sentence((struct acd_event){.kind = kind});
        expect_sentence((struct acd_event){.kind = kind,
                                           .agent = 1,
                                           .queue = 2,
                                           .contact = 3,
                                           .status = 4,
                                           .value = 1,
                                           .flags = UINT16_MAX,
                                           .cause = 1});
    }
    for (unsigned record = 1; record < BOOK_RECORDS_END; record++) {
        if (record > BOOK_REASON_CHANGED && record < BOOK_CONTACT_CHANGED && record != BOOK_GROUP_REMOVED)
            continue; /* numbers that were never given */
        for (unsigned kind = 0; kind <= ACD_SUBJECT_KINDS; kind++)
            expect_sentence((struct acd_event){.kind = ACD_RECORDED,
                                               .record = (uint16_t)record,
                                               .subject_kind = (uint8_t)kind,
                                               .subject = 7});
        assert_true(*sentence_record_name((enum book_record)record));
    }
}

static void an_unknown_kind_is_told_as_such(void **state)
{
    (void)state;
    const struct sentence_names names = {.find = nameless};
    const struct acd_event event = {.kind = UINT16_MAX, .actor = UINT8_MAX};
    struct buf text;
    buf_init(&text, TEXT_BYTES);
    sentence_render(&text, &event, &names);
    assert_string_equal(buf_text(&text), "Somebody did something that this version does not know");
    buf_free(&text);
}

/* ---- rows ---- */

struct fixture {
    struct testing_log log;
    struct history history;
    struct buf body;
};

struct told {
    uint32_t count;
    uint64_t next;
    struct {
        uint64_t seq;
        char text[TEXT_BYTES], detail[4 * TEXT_BYTES], why[TEXT_BYTES], actor[TEXT_BYTES],
            subject[TEXT_BYTES];
        uint8_t subject_kind;
        uint64_t subject_number;
        bool has_uuids;
    } rows[TOLD_MAX];
};

static void put(struct fixture *fixture, struct acd_event event)
{
    testing_log_add(&fixture->log, event, fixture->body.len ? &fixture->body : NULL);
}

/* A command of its own: later than the one before. */
static void command(struct fixture *fixture, struct acd_event event)
{
    fixture->log.at += 1000;
    put(fixture, event);
}

static struct acd_event by(uint8_t actor, uint32_t user, struct acd_event event)
{
    event.actor = actor;
    event.actor_id = user;
    return event;
}

static void add_user(struct fixture *fixture, uint32_t agent, const char *first, const char *last)
{
    body_render_agent_created(&fixture->body, &(struct body_agent){.uuid = testing_uuid(agent),
                                                                   .username = first,
                                                                   .first_name = first,
                                                                   .last_name = last,
                                                                   .role = BOOK_ROLE_AGENT,
                                                                   .password_hash = "$argon2id$hidden"});
    command(fixture, (struct acd_event){.kind = ACD_AGENT_CREATED, .agent = agent});
}

static void open_fixture(struct fixture *fixture)
{
    struct book_error error;
    testing_log_init(&fixture->log);
    buf_init(&fixture->body, ACD_BODY_BYTES_MAX);
    assert_int_equal(history_open(&fixture->history, NULL, &error), 0);
    add_user(fixture, ALICE, "Alice", "");
    add_user(fixture, SAM, "Sam", "");
    add_user(fixture, ADA, "Ada", "Adler");
    body_render_status_created(&fixture->body,
                               &(struct body_object){.uuid = testing_uuid(52), .name = "Lunch"});
    command(fixture, (struct acd_event){.kind = ACD_STATUS_CREATED, .status = 2});
}

static void close_fixture(struct fixture *fixture)
{
    history_close(&fixture->history);
    testing_log_free(&fixture->log);
    buf_free(&fixture->body);
}

static void take(void *ctx, const struct book_audit_row *rows, uint32_t count, uint64_t next, bool failed)
{
    struct told *told = ctx;
    assert_false(failed);
    assert_in_range(count, 0, TOLD_MAX);
    told->count = count;
    told->next = next;
    for (uint32_t i = 0; i < count; i++) {
        told->rows[i].seq = rows[i].seq;
        snprintf(told->rows[i].text, sizeof told->rows[i].text, "%s", rows[i].text);
        snprintf(told->rows[i].detail, sizeof told->rows[i].detail, "%s", rows[i].detail);
        snprintf(told->rows[i].why, sizeof told->rows[i].why, "%s", rows[i].why);
        snprintf(told->rows[i].actor, sizeof told->rows[i].actor, "%s", rows[i].actor_name);
        snprintf(told->rows[i].subject, sizeof told->rows[i].subject, "%s", rows[i].subject_name);
        told->rows[i].subject_kind = rows[i].subject_kind;
        told->rows[i].subject_number = rows[i].subject;
        told->rows[i].has_uuids = !uuid_is_nil(&rows[i].actor_uuid) && !uuid_is_nil(&rows[i].subject_uuid);
        json_t *detail = json_loads(rows[i].detail, 0, NULL);
        assert_non_null(detail);
        json_decref(detail);
    }
}

static void ask(struct fixture *fixture, struct book_audit_search search, struct told *told)
{
    if (fixture->history.seq < fixture->log.count)
        testing_apply_history(&fixture->log, fixture->history.seq + 1, fixture->log.count, &fixture->history);
    *told = (struct told){.count = 0};
    search.max = search.max ? search.max : TOLD_MAX;
    book_ask_audit(testing_asker(&fixture->history), 0, &search, take, told);
}

static struct acd_event lunch_next(uint32_t agent)
{
    return by(ACD_ACTOR_SUPERVISOR, SAM,
              (struct acd_event){.kind = ACD_NEXT_STATUS_SET, .agent = agent, .next = {.status = 2}});
}

static void a_row_tells_who_did_what_to_whom_and_why(void **state)
{
    (void)state;
    struct fixture fixture;
    struct told told;
    open_fixture(&fixture);
    assert_true(body_render_why(&fixture.body, "the queue is empty"));
    command(&fixture, lunch_next(ALICE));
    command(&fixture,
            (struct acd_event){.kind = ACD_STATUS_SET, .agent = ALICE, .status = 2}); /* the system's */
    ask(&fixture, (struct book_audit_search){.from = 0}, &told);
    assert_int_equal(told.count, 1);
    assert_string_equal(told.rows[0].text, "Sam set Lunch as the next status of Alice.");
    assert_string_equal(told.rows[0].why, "the queue is empty");
    assert_string_equal(told.rows[0].actor, "Sam");
    assert_string_equal(told.rows[0].subject, "Alice");
    assert_int_equal(told.rows[0].subject_kind, ACD_SUBJECT_AGENT);
    assert_true(told.rows[0].has_uuids);
    close_fixture(&fixture);
}

static void erase(struct fixture *fixture, uint32_t user, uint8_t actor, uint32_t actor_id)
{
    const struct book_chain_contact contact = {.contact = 9, .uuid = testing_uuid(90)};
    const struct body_erased erased = {.what = user ? BODY_ERASED_USER : BODY_ERASED_CONTACT,
                                       .uuid = testing_uuid(user ? user : 90),
                                       .contacts = &contact,
                                       .count = user ? 0 : 1};
    assert_true(body_render_erased(&fixture->body, &erased));
    assert_true(!actor_id || body_render_why(&fixture->body, "asked to be forgotten"));
    command(fixture, by(actor, actor_id,
                        (struct acd_event){.kind = ACD_RECORDED,
                                           .record = BOOK_ERASED,
                                           .subject_kind = user ? ACD_SUBJECT_AGENT : ACD_SUBJECT_CENTRE,
                                           .subject = user}));
}

static void an_erasure_is_a_row_that_keeps_its_reason_also_when_retention_does_it(void **state)
{
    (void)state;
    struct fixture fixture;
    struct told told;
    open_fixture(&fixture);
    assert_true(body_render_why(&fixture.body, "she is ill"));
    command(&fixture, lunch_next(ALICE));
    erase(&fixture, ALICE, ACD_ACTOR_ADMIN, ADA);
    erase(&fixture, 0, ACD_ACTOR_SYSTEM, 0);
    ask(&fixture, (struct book_audit_search){.from = 0}, &told);
    assert_int_equal(told.count, 3);
    assert_string_equal(told.rows[0].text, "The system erased the texts of a contact.");
    assert_non_null(strstr(told.rows[0].detail, "\"contact\""));
    assert_string_equal(told.rows[1].actor, "Ada Adler");
    assert_string_equal(told.rows[1].why, "asked to be forgotten");
    assert_string_equal(told.rows[2].why, "");
    close_fixture(&fixture);
}

static void the_events_of_one_command_are_one_row(void **state)
{
    (void)state;
    struct fixture fixture;
    struct told told;
    open_fixture(&fixture);
    body_render_profile_created(&fixture.body,
                                &(struct body_object){.uuid = testing_uuid(60), .name = "Blended"});
    command(&fixture,
            by(ACD_ACTOR_ADMIN, ADA, (struct acd_event){.kind = ACD_PROFILE_CREATED, .profile = 5}));
    put(&fixture, by(ACD_ACTOR_ADMIN, ADA,
                     (struct acd_event){
                         .kind = ACD_PROFILE_CHANNEL_SET, .profile = 5, .channel = ACD_CHAT, .value = 3}));
    put(&fixture, lunch_next(ALICE)); /* in the same millisecond, but another's */
    put(&fixture, lunch_next(SAM));   /* the same person's, but of another */
    ask(&fixture, (struct book_audit_search){.from = 0}, &told);
    assert_int_equal(told.count, 3);
    assert_string_equal(told.rows[2].text,
                        "Ada Adler created the routing profile Blended; set the slots for chats of "
                        "the routing profile Blended to 3.");
    close_fixture(&fixture);
}

static int64_t number_of(struct fixture *fixture, const char *query)
{
    sqlite3_stmt *statement;
    assert_int_equal(sqlite3_prepare_v2(fixture->history.sql.db, query, -1, &statement, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_step(statement), SQLITE_ROW);
    int64_t number = sqlite3_column_int64(statement, 0);
    sqlite3_finalize(statement);
    return number;
}

static void the_events_of_one_command_are_one_row_also_when_transactions_part_them(void **state)
{
    (void)state;
    struct fixture fixture;
    struct told told;
    open_fixture(&fixture);
    command(&fixture, by(ACD_ACTOR_ADMIN, ADA, (struct acd_event){.kind = ACD_STATUS_DISABLED, .status = 2}));
    ask(&fixture, (struct book_audit_search){.from = 0}, &told);
    put(&fixture, by(ACD_ACTOR_ADMIN, ADA, (struct acd_event){.kind = ACD_STATUS_ENABLED, .status = 2}));
    ask(&fixture, (struct book_audit_search){.from = 0}, &told);
    assert_int_equal(told.count, 1);
    assert_string_equal(told.rows[0].text, "Ada Adler disabled the status Lunch; enabled the status Lunch.");
    close_fixture(&fixture);
}

static void a_change_of_status_is_one_row_and_mentions_cost_none(void **state)
{
    (void)state;
    struct fixture fixture;
    struct told told;
    open_fixture(&fixture);
    ask(&fixture, (struct book_audit_search){.from = 0}, &told);
    int64_t names = number_of(&fixture, "SELECT count(*) FROM names");
    int64_t rows = number_of(&fixture, "SELECT count(*) FROM audit");
    for (int i = 0; i < 10; i++)
        command(&fixture, lunch_next(ALICE));
    ask(&fixture, (struct book_audit_search){.from = 0}, &told);
    assert_int_equal(number_of(&fixture, "SELECT count(*) FROM names"), names);
    assert_int_equal(number_of(&fixture, "SELECT count(*) FROM audit"), rows + 10);
    close_fixture(&fixture);
}

static void names_stay_as_they_were(void **state)
{
    (void)state;
    struct fixture fixture;
    struct told told;
    open_fixture(&fixture);
    command(&fixture, lunch_next(ALICE));
    body_render_user_changed(&fixture.body, &(struct body_user){.first_name = "Alicia"});
    command(&fixture, by(ACD_ACTOR_ADMIN, ADA,
                         (struct acd_event){.kind = ACD_RECORDED,
                                            .record = BOOK_USER_CHANGED,
                                            .subject_kind = ACD_SUBJECT_AGENT,
                                            .subject = ALICE}));
    command(&fixture, lunch_next(ALICE));
    ask(&fixture, (struct book_audit_search){.from = 0}, &told);
    assert_string_equal(told.rows[2].text, "Sam set Lunch as the next status of Alice.");
    assert_string_equal(told.rows[1].text, "Ada Adler changed the name of Alice.");
    assert_non_null(
        strstr(told.rows[1].detail, "\"from\":{\"firstName\":\"Alice\"},\"to\":{\"firstName\":\"Alicia\"}"));
    assert_string_equal(told.rows[0].text, "Sam set Lunch as the next status of Alicia.");
    close_fixture(&fixture);
}

static void a_number_is_told_with_what_it_was(void **state)
{
    (void)state;
    struct fixture fixture;
    struct told told;
    struct acd_event rule = {
        .kind = ACD_RULE_SET, .rule = ACD_RULE_REJECT_ALLOWED, .value = 1, .actor = ACD_ACTOR_SYSTEM};
    open_fixture(&fixture);
    command(&fixture, rule);
    rule.value = 0;
    command(&fixture, by(ACD_ACTOR_ADMIN, ADA, rule));
    ask(&fixture, (struct book_audit_search){.from = 0}, &told);
    assert_int_equal(told.count, 1);
    assert_string_equal(told.rows[0].text, "Ada Adler set the rule \"reject allowed\" to 0.");
    assert_non_null(strstr(told.rows[0].detail, "\"from\":{\"value\":1},\"to\":{\"value\":0}"));
    close_fixture(&fixture);
}

static void a_thing_is_told_with_the_name_of_what_it_was(void **state)
{
    (void)state;
    struct fixture fixture;
    struct told told;
    open_fixture(&fixture);
    for (uint32_t group = 1; group <= 2; group++) {
        body_render_group_created(&fixture.body, &(struct body_object){.uuid = testing_uuid(60 + group),
                                                                       .name = group == 1 ? "Red" : "Blue"});
        command(&fixture, (struct acd_event){.kind = ACD_GROUP_CREATED, .group = group});
    }
    for (uint32_t group = 1; group <= 2; group++)
        command(&fixture,
                by(ACD_ACTOR_ADMIN, ADA,
                   (struct acd_event){.kind = ACD_AGENT_GROUP_SET, .agent = ALICE, .group = group}));
    ask(&fixture, (struct book_audit_search){.from = 0}, &told);
    assert_string_equal(told.rows[0].text, "Ada Adler put Alice into the group Blue.");
    assert_non_null(strstr(told.rows[0].detail, "\"from\":{\"group\":\"Red\"},\"to\":{\"group\":\"Blue\"}"));
    close_fixture(&fixture);
}

static void a_long_row_says_the_first_and_counts_the_rest(void **state)
{
    (void)state;
    struct fixture fixture;
    struct told told;
    open_fixture(&fixture);
    fixture.log.at += 1000;
    for (uint16_t rule = 1; rule <= 20; rule++)
        put(&fixture,
            by(ACD_ACTOR_ADMIN, ADA, (struct acd_event){.kind = ACD_RULE_SET, .rule = rule, .value = 1}));
    ask(&fixture, (struct book_audit_search){.from = 0}, &told);
    assert_int_equal(told.count, 1);
    assert_non_null(strstr(told.rows[0].text, "; and 8 more."));
    close_fixture(&fixture);
}

static void add_document(struct fixture *fixture, const char *text)
{
    json_t *value = json_loads(text, 0, NULL);
    body_render_document_set(&fixture->body,
                             &(struct body_document){.name = BOOK_RETENTION_DOCUMENT, .value = value});
    json_decref(value);
    command(fixture,
            by(ACD_ACTOR_OPERATOR, 0, (struct acd_event){.kind = ACD_RECORDED, .record = BOOK_DOCUMENT_SET}));
}

static void no_secret_hash_or_message_is_told(void **state)
{
    (void)state;
    struct fixture fixture;
    struct told told;
    struct acd_event record = {.kind = ACD_RECORDED, .subject_kind = ACD_SUBJECT_AGENT, .subject = ALICE};
    open_fixture(&fixture);
    record.record = BOOK_PASSWORD_SET;
    body_render_password_set(&fixture.body, &(struct body_password){.password_hash = "$hidden"});
    command(&fixture, by(ACD_ACTOR_AGENT, ALICE, record)); /* also of an agent */
    record.record = BOOK_KEY_CREATED;
    body_render_key_created(&fixture.body, &(struct body_key){.access_key_id = "AKIA1", .secret = "hidden"});
    command(&fixture, by(ACD_ACTOR_ADMIN, ADA, record));
    add_document(&fixture, "{\"contactDays\":30,\"token\":\"hidden\"}");
    add_document(&fixture, "{\"contactDays\":90,\"token\":\"hidden\"}");
    body_render_contact_started(&fixture.body,
                                &(struct body_contact){.uuid = testing_uuid(90), .name = "Maria"});
    command(&fixture, (struct acd_event){.kind = ACD_CONTACT_STARTED, .contact = 90});
    body_render_message_sent(
        &fixture.body, &(struct body_message){.uuid = testing_uuid(91), .name = "Sam", .text = "hidden"});
    command(&fixture,
            by(ACD_ACTOR_SUPERVISOR, SAM,
               (struct acd_event){.kind = ACD_MESSAGE_SENT, .contact = 90, .agent = SAM, .value = 1}));
    ask(&fixture, (struct book_audit_search){.text = "hidden"}, &told);
    assert_int_equal(told.count, 0);
    ask(&fixture, (struct book_audit_search){.from = 0}, &told);
    assert_int_equal(told.count, 5);
    assert_string_equal(told.rows[0].text, "Sam wrote to the customer of the contact Maria.");
    assert_string_equal(told.rows[1].text, "The operator changed a setting of the centre (retention).");
    assert_non_null(strstr(told.rows[1].detail, "\"document\":\"retention\""));
    assert_non_null(strstr(told.rows[1].detail, "\"contactDays\":30"));
    assert_non_null(strstr(told.rows[1].detail, "\"contactDays\":90"));
    assert_non_null(strstr(told.rows[3].detail, "AKIA1"));
    assert_string_equal(told.rows[4].text, "Alice set the password of Alice.");
    close_fixture(&fixture);
}

static void signing_in_and_out_is_told_of_all(void **state)
{
    (void)state;
    struct fixture fixture;
    struct told told;
    open_fixture(&fixture);
    command(&fixture, by(ACD_ACTOR_AGENT, ALICE, (struct acd_event){.kind = ACD_SIGNED_IN, .agent = ALICE}));
    command(&fixture, by(ACD_ACTOR_AGENT, ALICE, (struct acd_event){.kind = ACD_STATUS_SET, .agent = ALICE}));
    command(&fixture, by(ACD_ACTOR_SYSTEM, 0, (struct acd_event){.kind = ACD_SIGNED_OUT, .agent = ALICE}));
    ask(&fixture, (struct book_audit_search){.from = 0}, &told);
    assert_int_equal(told.count, 2);
    assert_string_equal(told.rows[1].text, "Alice signed in.");
    assert_string_equal(told.rows[0].text, "The system signed Alice out.");
    close_fixture(&fixture);
}

/* ---- searching ---- */

static void a_search_goes_by_time_actor_subject_and_text_page_by_page(void **state)
{
    (void)state;
    struct fixture fixture;
    struct told told;
    open_fixture(&fixture);
    int64_t begun_at = fixture.log.at;
    for (int i = 0; i < 5; i++)
        command(&fixture, lunch_next(i % 2 ? SAM : ALICE));
    command(&fixture, by(ACD_ACTOR_ADMIN, ADA, (struct acd_event){.kind = ACD_STATUS_DISABLED, .status = 2}));
    ask(&fixture, (struct book_audit_search){.actor_id = ADA}, &told);
    assert_int_equal(told.count, 1);
    ask(&fixture, (struct book_audit_search){.actors = 1 << ACD_ACTOR_SUPERVISOR}, &told);
    assert_int_equal(told.count, 5);
    ask(&fixture,
        (struct book_audit_search){.has_subject = true, .subject_kind = ACD_SUBJECT_AGENT, .subject = SAM},
        &told);
    assert_int_equal(told.count, 2);
    ask(&fixture, (struct book_audit_search){.text = "DISABLED the"}, &told);
    assert_int_equal(told.count, 1);
    ask(&fixture, (struct book_audit_search){.from = begun_at + 2000, .to = begun_at + 3000}, &told);
    assert_int_equal(told.count, 2);
    ask(&fixture, (struct book_audit_search){.max = 4}, &told);
    assert_int_equal(told.count, 4);
    assert_int_not_equal(told.next, 0);
    uint64_t last = told.rows[3].seq;
    ask(&fixture, (struct book_audit_search){.max = 4, .before = told.next}, &told);
    assert_int_equal(told.count, 2);
    assert_true(told.rows[0].seq < last);
    assert_int_equal(told.next, 0);
    close_fixture(&fixture);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_kind_of_event_and_record_has_a_sentence),
        cmocka_unit_test(an_unknown_kind_is_told_as_such),
        cmocka_unit_test(a_row_tells_who_did_what_to_whom_and_why),
        cmocka_unit_test(an_erasure_is_a_row_that_keeps_its_reason_also_when_retention_does_it),
        cmocka_unit_test(the_events_of_one_command_are_one_row),
        cmocka_unit_test(the_events_of_one_command_are_one_row_also_when_transactions_part_them),
        cmocka_unit_test(a_change_of_status_is_one_row_and_mentions_cost_none),
        cmocka_unit_test(names_stay_as_they_were),
        cmocka_unit_test(a_number_is_told_with_what_it_was),
        cmocka_unit_test(a_thing_is_told_with_the_name_of_what_it_was),
        cmocka_unit_test(a_long_row_says_the_first_and_counts_the_rest),
        cmocka_unit_test(no_secret_hash_or_message_is_told),
        cmocka_unit_test(signing_in_and_out_is_told_of_all),
        cmocka_unit_test(a_search_goes_by_time_actor_subject_and_text_page_by_page),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
