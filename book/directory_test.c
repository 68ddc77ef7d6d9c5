/* The directory shows what the events told, no more, and forgets what it should. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "book/testing/log.h"

struct fixture {
    struct directory directory;
    struct testing_log log;
    struct buf body;
};

static int setup(void **state)
{
    static struct fixture fixture;
    directory_init(&fixture.directory);
    testing_log_init(&fixture.log);
    buf_init(&fixture.body, ACD_BODY_BYTES_MAX);
    *state = &fixture;
    return 0;
}

static int teardown(void **state)
{
    struct fixture *fixture = *state;
    directory_free(&fixture->directory);
    testing_log_free(&fixture->log);
    buf_free(&fixture->body);
    return 0;
}

/* Applies the event with the body that was rendered, if one was. */
static void happen(struct fixture *fixture, struct acd_event event)
{
    uint64_t seq = testing_log_add(&fixture->log, event, fixture->body.len ? &fixture->body : NULL);
    testing_apply_directory(&fixture->log, seq, seq, &fixture->directory);
}

static void create_user(struct fixture *fixture, uint32_t agent, const char *username)
{
    assert_true(body_render_agent_created(&fixture->body, &(struct body_agent){.uuid = testing_uuid(agent),
                                                                               .username = username,
                                                                               .first_name = "",
                                                                               .last_name = "",
                                                                               .role = BOOK_ROLE_AGENT}));
    happen(fixture, (struct acd_event){.kind = ACD_AGENT_CREATED, .agent = agent});
}

static uint32_t username(const struct fixture *fixture, const char *name)
{
    return users_find_username(&fixture->directory.users, name);
}

static void usernames_are_found_in_any_case(void **state)
{
    struct fixture *fixture = *state;
    create_user(fixture, 1, "Alice");
    assert_int_equal(username(fixture, "alice"), 1);
    assert_int_equal(username(fixture, "ALICE"), 1);
    assert_int_equal(username(fixture, "alic"), 0);
    assert_int_equal(username(fixture, ""), 0);
    assert_string_equal(users_find(&fixture->directory.users, 1)->username, "Alice");
    create_user(fixture, 2, "aLICE");
    assert_null(users_find(&fixture->directory.users, 2));
    assert_int_equal(fixture->directory.reader.skipped, 1);
}

static void only_ascii_letters_are_folded(void **state)
{
    struct fixture *fixture = *state;
    create_user(fixture, 1,
                "Z\xc3\x96"
                "E");
    assert_int_equal(username(fixture, "z\xc3\x96"
                                       "e"),
                     1);
    assert_int_equal(username(fixture, "z\xc3\xb6"
                                       "e"),
                     0);
}

static void a_name_too_long_to_be_a_username_is_unknown(void **state)
{
    char name[BODY_USERNAME_BYTES_MAX * 3];
    memset(name, 'a', sizeof name);
    name[sizeof name - 1] = '\0';
    assert_int_equal(username(*state, name), 0);
}

static void a_renamed_user_is_found_by_the_new_name_only(void **state)
{
    struct fixture *fixture = *state;
    struct acd_event record = {
        .kind = ACD_RECORDED, .record = BOOK_USER_CHANGED, .subject_kind = ACD_SUBJECT_AGENT, .subject = 1};
    create_user(fixture, 1, "alice");
    create_user(fixture, 2, "bob");
    assert_true(
        body_render_user_changed(&fixture->body, &(struct body_user){.username = "BOB", .first_name = "X"}));
    happen(fixture, record);
    assert_string_equal(users_find(&fixture->directory.users, 1)->first_name, ""); /* taken: nothing changed */
    assert_true(body_render_user_changed(&fixture->body, &(struct body_user){.username = "Carol"}));
    happen(fixture, record);
    assert_int_equal(username(fixture, "alice"), 0);
    assert_int_equal(username(fixture, "carol"), 1);
    assert_true(body_render_user_changed(&fixture->body, &(struct body_user){.username = "CAROL"}));
    happen(fixture, record);
    assert_string_equal(users_find(&fixture->directory.users, 1)->username, "CAROL");
}

static void a_deleted_user_leaves_the_name_free(void **state)
{
    struct fixture *fixture = *state;
    create_user(fixture, 1, "alice");
    happen(fixture, (struct acd_event){.kind = ACD_AGENT_DELETED, .agent = 1});
    assert_int_equal(username(fixture, "alice"), 0);
    create_user(fixture, 2, "alice");
    assert_int_equal(username(fixture, "alice"), 2);
}

/* ---- sessions ---- */

static void sign_in(struct fixture *fixture, uint32_t agent, uint64_t token, int64_t life_ms)
{
    struct body_session session = {.expires_at = fixture->log.at + life_ms};
    testing_hash(token, session.session);
    assert_true(body_render_signed_in(&fixture->body, &session));
    happen(fixture, (struct acd_event){.kind = ACD_SIGNED_IN, .agent = agent});
}

static bool is_open(const struct fixture *fixture, uint64_t token)
{
    uint8_t hash[BODY_HASH_BYTES];
    testing_hash(token, hash);
    return sessions_find(&fixture->directory.sessions, hash) != NULL;
}

static void sign_out_closes_one_session_or_all(void **state)
{
    struct fixture *fixture = *state;
    uint8_t hash[BODY_HASH_BYTES];
    sign_in(fixture, 1, 11, 1000);
    sign_in(fixture, 1, 12, 1000);
    sign_in(fixture, 1, 13, 1000);
    sign_in(fixture, 2, 21, 1000);
    testing_hash(12, hash);
    assert_true(body_render_signed_out(&fixture->body, hash));
    happen(fixture, (struct acd_event){.kind = ACD_SIGNED_OUT, .agent = 1});
    assert_true(is_open(fixture, 11) && !is_open(fixture, 12) && is_open(fixture, 13));
    testing_hash(21, hash);
    assert_true(body_render_signed_out(&fixture->body, hash));
    happen(fixture, (struct acd_event){.kind = ACD_SIGNED_OUT, .agent = 1}); /* another's session */
    assert_true(is_open(fixture, 21));
    assert_true(body_render_signed_out(&fixture->body, NULL));
    happen(fixture, (struct acd_event){.kind = ACD_SIGNED_OUT, .agent = 1});
    assert_false(is_open(fixture, 11) || is_open(fixture, 13));
    assert_true(is_open(fixture, 21));
}

static void a_new_password_closes_all_sessions_but_the_one_it_names(void **state)
{
    struct fixture *fixture = *state;
    create_user(fixture, 1, "alice");
    sign_in(fixture, 1, 11, 1000);
    sign_in(fixture, 1, 12, 1000);
    struct body_password password = {.password_hash = "$new", .has_keep = true};
    testing_hash(11, password.keep);
    assert_true(body_render_password_set(&fixture->body, &password));
    happen(fixture, (struct acd_event){.kind = ACD_RECORDED,
                                       .record = BOOK_PASSWORD_SET,
                                       .subject_kind = ACD_SUBJECT_AGENT,
                                       .subject = 1});
    assert_true(is_open(fixture, 11));
    assert_false(is_open(fixture, 12));
    assert_string_equal(users_find(&fixture->directory.users, 1)->password_hash, "$new");
}

static void a_session_is_gone_after_it_expired(void **state)
{
    struct fixture *fixture = *state;
    sign_in(fixture, 1, 11, 1000);
    sign_in(fixture, 1, 12, 500);
    fixture->log.at += 500;
    happen(fixture, (struct acd_event){.kind = ACD_STATUS_SET});
    assert_true(is_open(fixture, 11));
    assert_false(is_open(fixture, 12));
    fixture->log.at += 500;
    happen(fixture, (struct acd_event){.kind = ACD_STATUS_SET});
    assert_false(is_open(fixture, 11));
}

/* ---- contacts ---- */

static void start_contact(struct fixture *fixture, uint64_t contact, uint64_t token)
{
    struct body_contact body = {.uuid = testing_uuid(contact),
                                .name = "Maria",
                                .customer_name = "Maria B.",
                                .attributes = "{\"a\":\"1\",\"b\":\"2\"}",
                                .has_customer_token = true};
    testing_hash(token, body.customer_token);
    assert_true(body_render_contact_started(&fixture->body, &body));
    happen(fixture, (struct acd_event){
                        .kind = ACD_CONTACT_STARTED, .contact = contact, .channel = ACD_CHAT, .entry_point = 2});
}

static const struct book_customer *customer(const struct fixture *fixture, uint64_t token)
{
    uint8_t hash[BODY_HASH_BYTES];
    testing_hash(token, hash);
    return contacts_find_customer(&fixture->directory.contacts, hash);
}

static void transfer(struct fixture *fixture, uint64_t contact, uint64_t previous)
{
    struct uuid uuid = testing_uuid(contact);
    assert_true(body_render_contact_transferred(&fixture->body, &uuid));
    happen(fixture, (struct acd_event){
                        .kind = ACD_CONTACT_TRANSFERRED, .contact = contact, .previous = previous, .queue = 1});
}

static void the_customers_token_follows_transfers(void **state)
{
    struct fixture *fixture = *state;
    start_contact(fixture, 5, 1);
    assert_int_equal(customer(fixture, 1)->contact, 5);
    transfer(fixture, 6, 5);
    happen(fixture, (struct acd_event){.kind = ACD_CONTACT_ENDED, .contact = 5, .cause = ACD_CAUSE_TRANSFERRED});
    happen(fixture, (struct acd_event){.kind = ACD_CONTACT_FORGOTTEN, .contact = 5});
    const struct book_customer *found = customer(fixture, 1);
    struct uuid uuid = testing_uuid(6);
    assert_int_equal(found->contact, 6);
    assert_true(uuid_equal(&found->uuid, &uuid));
    assert_int_equal(found->ended_at, 0);
    assert_int_equal(found->valid_until, ACD_NEVER);
    const struct book_contact *contact = contacts_find(&fixture->directory.contacts, 6);
    assert_string_equal(contact->name, "Maria");
    assert_string_equal(contact->attributes, "{\"a\":\"1\",\"b\":\"2\"}");
    assert_null(contacts_find(&fixture->directory.contacts, 5));
}

static void the_token_follows_a_transfer_that_ends_the_old_contact_first(void **state)
{
    struct fixture *fixture = *state;
    start_contact(fixture, 5, 1);
    happen(fixture, (struct acd_event){.kind = ACD_CONTACT_ENDED, .contact = 5, .cause = ACD_CAUSE_TRANSFERRED});
    transfer(fixture, 6, 5);
    assert_int_equal(customer(fixture, 1)->contact, 6);
    assert_int_equal(customer(fixture, 1)->ended_at, 0);
}

static void the_token_reads_for_a_day_after_the_end(void **state)
{
    struct fixture *fixture = *state;
    start_contact(fixture, 5, 1);
    happen(fixture, (struct acd_event){
                        .kind = ACD_OFFER_ACCEPTED, .contact = 5, .agent = 7, .leg_state = ACD_LEG_CONNECTED});
    int64_t ended_at = fixture->log.at;
    happen(fixture, (struct acd_event){.kind = ACD_CONTACT_ENDED, .contact = 5, .cause = ACD_CAUSE_CUSTOMER_LEFT});
    assert_int_equal(customer(fixture, 1)->contact, 5);
    happen(fixture, (struct acd_event){.kind = ACD_CONTACT_FORGOTTEN, .contact = 5});
    const struct book_customer *found = customer(fixture, 1);
    assert_int_equal(found->contact, 0);
    assert_int_equal(found->agent, 7);
    assert_int_equal(found->entry_point, 2);
    assert_int_equal(found->end_cause, ACD_CAUSE_CUSTOMER_LEFT);
    assert_int_equal(found->valid_until, ended_at + BOOK_TRANSCRIPT_MS);
    assert_string_equal(found->name, "Maria B.");
    fixture->log.at += BOOK_TRANSCRIPT_MS - 1;
    happen(fixture, (struct acd_event){.kind = ACD_STATUS_SET});
    assert_non_null(customer(fixture, 1));
    fixture->log.at += 1;
    happen(fixture, (struct acd_event){.kind = ACD_STATUS_SET});
    assert_null(customer(fixture, 1));
}

static void attributes_are_merged(void **state)
{
    struct fixture *fixture = *state;
    start_contact(fixture, 5, 1);
    assert_true(body_render_attributes_set(&fixture->body, "{\"b\":\"3\",\"c\":\"\"}"));
    happen(fixture, (struct acd_event){.kind = ACD_RECORDED,
                                       .record = BOOK_ATTRIBUTES_SET,
                                       .subject_kind = ACD_SUBJECT_CONTACT,
                                       .subject = 5});
    assert_string_equal(contacts_find(&fixture->directory.contacts, 5)->attributes,
                        "{\"a\":\"1\",\"b\":\"3\",\"c\":\"\"}");
}

static void attributes_never_grow_past_their_limit(void **state)
{
    struct fixture *fixture = *state;
    static char attributes[20000];
    start_contact(fixture, 5, 1);
    for (int i = 0; i < 3; i++) {
        int len = snprintf(attributes, sizeof attributes, "{\"key%d\":\"", i);
        memset(attributes + len, 'v', 15000);
        memcpy(attributes + len + 15000, "\"}", 3);
        assert_true(body_render_attributes_set(&fixture->body, attributes));
        happen(fixture, (struct acd_event){.kind = ACD_RECORDED,
                                           .record = BOOK_ATTRIBUTES_SET,
                                           .subject_kind = ACD_SUBJECT_CONTACT,
                                           .subject = 5});
    }
    const char *text = contacts_find(&fixture->directory.contacts, 5)->attributes;
    assert_in_range(strlen(text), 30000, BODY_ATTRIBUTES_BYTES_MAX);
    assert_int_equal(fixture->directory.reader.skipped, 1);
}

/* ---- bodies that come beside another event ---- */

static void a_body_waits_for_its_event(void **state)
{
    struct fixture *fixture = *state;
    struct uuid uuid = testing_uuid(6);
    start_contact(fixture, 5, 1);
    assert_true(body_render_contact_transferred(&fixture->body, &uuid));
    happen(fixture,
           (struct acd_event){.kind = ACD_OFFER_MISSED, .contact = 99, .agent = 3}); /* a timer that was due */
    happen(fixture, (struct acd_event){.kind = ACD_WRAPUP_BEGUN, .contact = 5, .agent = 3});
    assert_null(contacts_find(&fixture->directory.contacts, 6));
    happen(fixture, (struct acd_event){.kind = ACD_CONTACT_TRANSFERRED, .contact = 6, .previous = 5});
    assert_non_null(contacts_find(&fixture->directory.contacts, 6));
    assert_int_equal(fixture->directory.reader.skipped, 0);
}

static void a_body_whose_event_never_comes_is_dropped(void **state)
{
    struct fixture *fixture = *state;
    struct uuid uuid = testing_uuid(6);
    start_contact(fixture, 5, 1);
    assert_true(body_render_contact_transferred(&fixture->body, &uuid));
    for (int i = 0; i < ACD_BATCH_EVENTS_MAX + 1; i++)
        happen(fixture, (struct acd_event){.kind = ACD_STATUS_SET});
    happen(fixture, (struct acd_event){.kind = ACD_CONTACT_TRANSFERRED, .contact = 6, .previous = 5});
    assert_null(contacts_find(&fixture->directory.contacts, 6));
    assert_int_equal(fixture->directory.reader.skipped, 1);
}

static void wrong_bodies_are_counted_and_change_nothing(void **state)
{
    struct fixture *fixture = *state;
    static const char *const bodies[] = {"{",        "[1]",         "{\"for\":24}", "{\"uuid\":\"x\"}",
                                         "\xff\xfe", "{\"for\":-1}"};
    create_user(fixture, 1, "alice");
    for (size_t i = 0; i < sizeof bodies / sizeof *bodies; i++) {
        uint64_t seq = testing_log_add_text(&fixture->log,
                                            (struct acd_event){.kind = ACD_AGENT_CREATED, .agent = 2}, bodies[i]);
        testing_apply_directory(&fixture->log, seq, seq, &fixture->directory);
        assert_int_equal(fixture->directory.reader.skipped, i + 1);
    }
    assert_null(users_find(&fixture->directory.users, 2));
    struct acd_event record = {
        .kind = ACD_RECORDED, .record = BOOK_ROLE_SET, .subject_kind = ACD_SUBJECT_QUEUE, .subject = 1};
    assert_true(body_render_role_set(&fixture->body, BOOK_ROLE_ADMIN));
    happen(fixture, record); /* not about an agent */
    assert_int_equal(users_find(&fixture->directory.users, 1)->role, BOOK_ROLE_AGENT);
    record.subject_kind = ACD_SUBJECT_AGENT;
    record.subject = UINT64_MAX;
    assert_true(body_render_role_set(&fixture->body, BOOK_ROLE_ADMIN));
    happen(fixture, record);
    assert_int_equal(fixture->directory.reader.skipped, 8);
}

static void numbers_that_no_core_gives_are_refused(void **state)
{
    struct fixture *fixture = *state;
    create_user(fixture, 0, "zero");
    create_user(fixture, UINT32_MAX, "many");
    sign_in(fixture, UINT32_MAX, 1, 1000);
    assert_int_equal(username(fixture, "zero"), 0);
    assert_int_equal(username(fixture, "many"), 0);
    assert_false(is_open(fixture, 1));
    assert_int_equal(fixture->directory.reader.skipped, 3);
}

static void names_are_found_exactly(void **state)
{
    struct fixture *fixture = *state;
    assert_true(body_render_status_created(&fixture->body,
                                           &(struct body_object){.uuid = testing_uuid(1), .name = "Lunch"}));
    happen(fixture, (struct acd_event){.kind = ACD_STATUS_CREATED, .status = 3});
    assert_int_equal(objects_find_name(&fixture->directory.objects, ACD_SUBJECT_STATUS, "Lunch"), 3);
    assert_int_equal(objects_find_name(&fixture->directory.objects, ACD_SUBJECT_STATUS, "lunch"), 0);
    assert_int_equal(objects_find_name(&fixture->directory.objects, ACD_SUBJECT_QUEUE, "Lunch"), 0);
    assert_int_equal(objects_find_name(&fixture->directory.objects, ACD_SUBJECT_CONTACT, "Lunch"), 0);
}

static void create_reason(struct fixture *fixture, uint32_t number, const char *name, const char *short_code)
{
    assert_true(body_render_reason_created(
        &fixture->body,
        &(struct body_reason){.uuid = testing_uuid(number), .name = name, .short_code = short_code}));
    happen(fixture, (struct acd_event){.kind = ACD_REASON_CREATED, .reason = number, .reason_list = 1});
}

static const struct book_reason *reason(const struct fixture *fixture, uint32_t number)
{
    return &objects_find(&fixture->directory.objects, ACD_SUBJECT_REASON, number)->reason;
}

static void record(struct fixture *fixture, unsigned kind, uint32_t subject, enum book_record what)
{
    happen(fixture, (struct acd_event){.kind = ACD_RECORDED,
                                       .record = (uint16_t)what,
                                       .subject_kind = (uint8_t)kind,
                                       .subject = subject});
}

static void a_reason_is_renamed_and_gets_another_short_code(void **state)
{
    struct fixture *fixture = *state;
    create_reason(fixture, 1, "Lunch", "Lunch");
    create_reason(fixture, 2, "Coffee", "Cof");
    assert_true(body_render_name_set(&fixture->body, &(struct body_object){.name = "Midday", .display_order = 4}));
    record(fixture, ACD_SUBJECT_REASON, 1, BOOK_NAME_SET);
    assert_string_equal(reason(fixture, 1)->object.name, "Midday");
    assert_int_equal(reason(fixture, 1)->object.display_order, 4);
    assert_string_equal(reason(fixture, 1)->short_code, "Lunch");
    assert_true(body_render_reason_changed(&fixture->body, &(struct body_reason){.short_code = "Mid"}));
    record(fixture, ACD_SUBJECT_REASON, 1, BOOK_REASON_CHANGED);
    assert_string_equal(reason(fixture, 1)->short_code, "Mid");
    assert_string_equal(reason(fixture, 1)->category, "");
    assert_string_equal(reason(fixture, 2)->short_code, "Cof");
    assert_int_equal(objects_find_name(&fixture->directory.objects, ACD_SUBJECT_REASON, "Midday"), 1);
    assert_int_equal(fixture->directory.reader.skipped, 0);
}

static void a_removed_groups_name_is_free(void **state)
{
    struct fixture *fixture = *state;
    for (uint32_t group = 1; group <= 2; group++) {
        assert_true(body_render_group_created(
            &fixture->body, &(struct body_object){.uuid = testing_uuid(group), .name = "Team"}));
        happen(fixture, (struct acd_event){.kind = ACD_GROUP_CREATED, .group = group});
        assert_int_equal(objects_find_name(&fixture->directory.objects, ACD_SUBJECT_GROUP, "Team"), group);
        assert_true(body_render_group_removed(&fixture->body));
        record(fixture, ACD_SUBJECT_GROUP, group, BOOK_GROUP_REMOVED);
        assert_int_equal(objects_find_name(&fixture->directory.objects, ACD_SUBJECT_GROUP, "Team"), 0);
    }
    assert_int_equal(fixture->directory.reader.skipped, 0);
}

static void what_is_a_reasons_alone_is_refused_of_others(void **state)
{
    struct fixture *fixture = *state;
    assert_true(body_render_status_created(&fixture->body,
                                           &(struct body_object){.uuid = testing_uuid(1), .name = "Lunch"}));
    happen(fixture, (struct acd_event){.kind = ACD_STATUS_CREATED, .status = 1});
    assert_true(body_render_reason_changed(&fixture->body, &(struct body_reason){.short_code = "x"}));
    record(fixture, ACD_SUBJECT_STATUS, 1, BOOK_REASON_CHANGED);
    assert_true(body_render_group_removed(&fixture->body));
    record(fixture, ACD_SUBJECT_STATUS, 1, BOOK_GROUP_REMOVED);
    assert_int_equal(objects_find_name(&fixture->directory.objects, ACD_SUBJECT_STATUS, "Lunch"), 1);
    assert_int_equal(fixture->directory.reader.skipped, 2);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
        TEST(usernames_are_found_in_any_case),
        TEST(only_ascii_letters_are_folded),
        TEST(a_name_too_long_to_be_a_username_is_unknown),
        TEST(a_renamed_user_is_found_by_the_new_name_only),
        TEST(a_deleted_user_leaves_the_name_free),
        TEST(sign_out_closes_one_session_or_all),
        TEST(a_new_password_closes_all_sessions_but_the_one_it_names),
        TEST(a_session_is_gone_after_it_expired),
        TEST(the_customers_token_follows_transfers),
        TEST(the_token_follows_a_transfer_that_ends_the_old_contact_first),
        TEST(the_token_reads_for_a_day_after_the_end),
        TEST(attributes_are_merged),
        TEST(attributes_never_grow_past_their_limit),
        TEST(a_body_waits_for_its_event),
        TEST(a_body_whose_event_never_comes_is_dropped),
        TEST(wrong_bodies_are_counted_and_change_nothing),
        TEST(numbers_that_no_core_gives_are_refused),
        TEST(names_are_found_exactly),
        TEST(a_reason_is_renamed_and_gets_another_short_code),
        TEST(a_removed_groups_name_is_free),
        TEST(what_is_a_reasons_alone_is_refused_of_others),
    };
    return cmocka_run_group_tests_name("directory", tests, NULL, NULL);
}
