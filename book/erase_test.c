/* After an erasure nothing of a chain or of a person can be read, in memory or in any byte of the file, and a book made
 * again from a journal that lost the key is the same as the one that saw the erasure. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "book/testing/log.h"

/* Every text that must go has this in it. */
#define SECRET "Zanzibar"

enum { ALICE = 1, BOB = 2, SAM = 3, ADA = 4, FIRST = 101, SECOND = 102, OTHER = 103 };
enum owner { OF_CENTRE, OF_CHAIN, OF_ALICE };
enum { ENTRIES_MAX = 128 };

struct fixture {
    struct testing_log log;
    enum owner owners[ENTRIES_MAX + 1]; /* by seq: whose key the body is under */
    struct buf body;
};

static uint64_t put(struct fixture *fixture, enum owner owner, struct acd_event event)
{
    fixture->log.at += 10;
    uint64_t seq = testing_log_add(&fixture->log, event, fixture->body.len ? &fixture->body : NULL);
    assert_in_range(seq, 1, ENTRIES_MAX);
    fixture->owners[seq] = owner;
    return seq;
}

static void add_user(struct fixture *fixture, enum owner owner, uint32_t agent, const char *first,
                     const char *last)
{
    assert_true(body_render_agent_created(&fixture->body, &(struct body_agent){.uuid = testing_uuid(agent),
                                                                               .username = first,
                                                                               .first_name = first,
                                                                               .last_name = last,
                                                                               .role = BOOK_ROLE_AGENT,
                                                                               .password_hash = "$hash"}));
    put(fixture, owner,
        (struct acd_event){.kind = ACD_AGENT_CREATED,
                           .agent = agent,
                           .profile = 1,
                           .actor = ACD_ACTOR_ADMIN,
                           .actor_id = ADA});
}

static struct acd_event record_of(enum book_record record, unsigned kind, uint64_t subject, uint32_t by)
{
    return (struct acd_event){.kind = ACD_RECORDED,
                              .record = (uint16_t)record,
                              .subject_kind = (uint8_t)kind,
                              .subject = subject,
                              .actor = ACD_ACTOR_ADMIN,
                              .actor_id = by};
}

static void add_document(struct fixture *fixture, enum owner owner, unsigned kind, uint64_t subject)
{
    json_t *value = json_pack("{s:s}", "text", SECRET " document");
    assert_true(
        body_render_document_set(&fixture->body, &(struct body_document){.name = "custom", .value = value}));
    json_decref(value);
    put(fixture, owner, record_of(BOOK_DOCUMENT_SET, kind, subject, ADA));
}

/* A person's day: everything that the book can know of them. */
static void tell_of_alice(struct fixture *fixture)
{
    struct body_session session = {.expires_at = fixture->log.at + 36000000, .client = SECRET " browser"};
    add_user(fixture, OF_ALICE, ALICE, "alice" SECRET, SECRET " Adams");
    testing_hash(1, session.session);
    assert_true(body_render_signed_in(&fixture->body, &session));
    put(fixture, OF_ALICE,
        (struct acd_event){
            .kind = ACD_SIGNED_IN, .agent = ALICE, .actor = ACD_ACTOR_AGENT, .actor_id = ALICE});
    assert_true(body_render_user_changed(
        &fixture->body, &(struct body_user){.first_name = "Alicia " SECRET, .username = "alicia" SECRET}));
    put(fixture, OF_ALICE, record_of(BOOK_USER_CHANGED, ACD_SUBJECT_AGENT, ALICE, ADA));
    assert_true(body_render_role_set(&fixture->body, BOOK_ROLE_SUPERVISOR));
    put(fixture, OF_ALICE, record_of(BOOK_ROLE_SET, ACD_SUBJECT_AGENT, ALICE, ADA));
    assert_true(body_render_key_created(
        &fixture->body, &(struct body_key){.access_key_id = "AKIA" SECRET, .secret = SECRET " key"}));
    put(fixture, OF_ALICE, record_of(BOOK_KEY_CREATED, ACD_SUBJECT_AGENT, ALICE, ADA));
    add_document(fixture, OF_ALICE, ACD_SUBJECT_AGENT, ALICE);
    assert_true(body_render_why(&fixture->body, "because of " SECRET));
    put(fixture, OF_ALICE,
        (struct acd_event){.kind = ACD_STATUS_SET,
                           .agent = ALICE,
                           .status = 2,
                           .previous_status = 1,
                           .actor = ACD_ACTOR_SUPERVISOR,
                           .actor_id = SAM});
}

static void say(struct fixture *fixture, uint16_t kind, uint64_t contact, uint32_t agent, int64_t number)
{
    const struct body_message message = {
        .uuid = testing_uuid(700 + fixture->log.count), .name = "alice" SECRET, .text = "I am " SECRET};
    bool is_whisper = kind == ACD_WHISPERED;
    assert_true(is_whisper ? body_render_whispered(&fixture->body, &message)
                           : body_render_message_sent(&fixture->body, &message));
    put(fixture, OF_CHAIN,
        (struct acd_event){.kind = kind,
                           .contact = contact,
                           .agent = agent,
                           .value = number,
                           .actor = agent ? ACD_ACTOR_AGENT : ACD_ACTOR_CUSTOMER,
                           .actor_id = agent});
}

static void tell_of_live_chain(struct fixture *fixture)
{
    struct body_contact contact = {.uuid = testing_uuid(FIRST),
                                   .name = SECRET " Lopez",
                                   .customer_name = SECRET " Lopez",
                                   .description = "about " SECRET,
                                   .attributes = "{\"city\":\"" SECRET "\"}",
                                   .references = "{\"r\":{\"Value\":\"" SECRET "\"}}",
                                   .client_token = SECRET "-token",
                                   .has_customer_token = true};
    testing_hash(9, contact.customer_token);
    assert_true(body_render_contact_started(&fixture->body, &contact));
    put(fixture, OF_CHAIN,
        (struct acd_event){.kind = ACD_CONTACT_STARTED,
                           .contact = FIRST,
                           .channel = ACD_CHAT,
                           .value = 3,
                           .actor = ACD_ACTOR_API,
                           .actor_id = ADA});
    put(fixture, OF_CENTRE, (struct acd_event){.kind = ACD_CONTACT_QUEUED, .contact = FIRST, .queue = 1});
    put(fixture, OF_CENTRE,
        (struct acd_event){.kind = ACD_OFFER_MADE,
                           .contact = FIRST,
                           .agent = ALICE,
                           .queue = 1,
                           .leg_state = ACD_LEG_CONNECTING});
    put(fixture, OF_CENTRE,
        (struct acd_event){
            .kind = ACD_OFFER_ACCEPTED, .contact = FIRST, .agent = ALICE, .leg_state = ACD_LEG_CONNECTED});
    say(fixture, ACD_MESSAGE_SENT, FIRST, 0, 1);
    say(fixture, ACD_MESSAGE_SENT, FIRST, ALICE, 2);
    say(fixture, ACD_WHISPERED, FIRST, ALICE, 1);
    assert_true(body_render_note_written(&fixture->body,
                                         &(struct body_note){.text = "note " SECRET, .by = "alice" SECRET}));
    put(fixture, OF_CHAIN, record_of(BOOK_NOTE_WRITTEN, ACD_SUBJECT_CONTACT, FIRST, ALICE));
    assert_true(body_render_attributes_set(&fixture->body, "{\"more\":\"" SECRET "\"}"));
    put(fixture, OF_CHAIN, record_of(BOOK_ATTRIBUTES_SET, ACD_SUBJECT_CONTACT, FIRST, ALICE));
    add_document(fixture, OF_CHAIN, ACD_SUBJECT_CONTACT, FIRST);
}

static void end_contact(struct fixture *fixture, uint64_t contact)
{
    assert_true(body_render_why(&fixture->body, "they said " SECRET));
    put(fixture, OF_CHAIN,
        (struct acd_event){.kind = ACD_CONTACT_ENDED,
                           .contact = contact,
                           .actor = ACD_ACTOR_SUPERVISOR,
                           .actor_id = SAM,
                           .cause = ACD_CAUSE_SUPERVISOR_ENDED});
    put(fixture, OF_CENTRE, (struct acd_event){.kind = ACD_CONTACT_FORGOTTEN, .contact = contact});
}

static void tell_of_chain(struct fixture *fixture)
{
    const struct uuid second = testing_uuid(SECOND);
    json_t *attributes = json_pack("{s:s}", "late", SECRET);
    tell_of_live_chain(fixture);
    assert_true(body_render_contact_transferred(&fixture->body, &second));
    put(fixture, OF_CHAIN,
        (struct acd_event){.kind = ACD_CONTACT_TRANSFERRED,
                           .contact = SECOND,
                           .previous = FIRST,
                           .agent = ALICE,
                           .queue = 2,
                           .actor = ACD_ACTOR_AGENT,
                           .actor_id = ALICE});
    end_contact(fixture, FIRST);
    say(fixture, ACD_MESSAGE_SENT, SECOND, 0, 3);
    end_contact(fixture, SECOND);
    assert_true(body_render_contact_changed(
        &fixture->body,
        &(struct body_contact_change){
            .has_uuid = true, .uuid = second, .name = SECRET " late", .attributes = attributes}));
    json_decref(attributes);
    put(fixture, OF_CHAIN, record_of(BOOK_CONTACT_CHANGED, ACD_SUBJECT_CENTRE, 0, ADA));
}

/* What must stay as it is. */
static void tell_of_others(struct fixture *fixture)
{
    assert_true(body_render_status_created(&fixture->body,
                                           &(struct body_object){.uuid = testing_uuid(50), .name = "Lunch"}));
    put(fixture, OF_CENTRE,
        (struct acd_event){.kind = ACD_STATUS_CREATED, .status = 2, .actor = ACD_ACTOR_OPERATOR});
    add_user(fixture, OF_CENTRE, BOB, "bob", "Brown");
    add_user(fixture, OF_CENTRE, SAM, "sam", "Stone");
    add_user(fixture, OF_CENTRE, ADA, "ada", "Adler");
    assert_true(body_render_contact_started(
        &fixture->body, &(struct body_contact){.uuid = testing_uuid(OTHER), .name = "Maria"}));
    put(fixture, OF_CENTRE,
        (struct acd_event){.kind = ACD_CONTACT_STARTED, .contact = OTHER, .channel = ACD_TASK});
}

static void erase_user(struct fixture *fixture)
{
    const struct body_erased erased = {.what = BODY_ERASED_USER, .uuid = testing_uuid(ALICE)};
    assert_true(body_render_erased(&fixture->body, &erased));
    put(fixture, OF_CENTRE, record_of(BOOK_ERASED, ACD_SUBJECT_AGENT, ALICE, ADA));
}

static void erase_chain(struct fixture *fixture)
{
    const struct book_chain_contact contacts[] = {{FIRST, testing_uuid(FIRST)},
                                                  {SECOND, testing_uuid(SECOND)}};
    const struct body_erased erased = {
        .what = BODY_ERASED_CONTACT, .uuid = testing_uuid(FIRST), .contacts = contacts, .count = 2};
    assert_true(body_render_erased(&fixture->body, &erased));
    put(fixture, OF_CENTRE, record_of(BOOK_ERASED, ACD_SUBJECT_CENTRE, 0, ADA));
}

static void open_fixture(struct fixture *fixture)
{
    *fixture = (struct fixture){.owners = {OF_CENTRE}};
    testing_log_init(&fixture->log);
    buf_init(&fixture->body, ACD_BODY_BYTES_MAX);
    tell_of_others(fixture);
    tell_of_alice(fixture);
    tell_of_chain(fixture);
}

static void close_fixture(struct fixture *fixture)
{
    testing_log_free(&fixture->log);
    buf_free(&fixture->body);
}

/* The key is gone: its bodies are not there any more, as keys.h has it. */
static void lose_key(struct fixture *fixture, enum owner owner)
{
    for (uint32_t i = 0; i < fixture->log.count; i++) {
        struct testing_entry *entry = &fixture->log.entries[i];
        if (fixture->owners[i + 1] != owner)
            continue;
        free(entry->body);
        entry->body = NULL;
        entry->body_len = 0;
    }
}

static void apply_all(const struct fixture *fixture, struct history *history, struct directory *directory)
{
    testing_apply_history(&fixture->log, history->seq + 1, fixture->log.count, history);
    testing_apply_directory(&fixture->log, 1, fixture->log.count, directory);
}

static void open_history(struct history *history, const char *dir)
{
    struct book_error error;
    if (history_open(history, dir, &error) != 0)
        fail_msg("%s", error.sentence);
}

/* Both books whole, as text: what the tables hold, what the directory does, and what one loaded from the tables
 * would. */
static void dump(const struct fixture *fixture, struct buf *text)
{
    struct history history;
    struct directory directory;
    struct directory loaded;
    open_history(&history, NULL);
    directory_init(&directory);
    directory_init(&loaded);
    apply_all(fixture, &history, &directory);
    testing_dump_tables(&history.sql, text);
    testing_dump(&directory, text);
    assert_int_equal(history_load(&history, &loaded), 0);
    testing_assert_equal(&loaded, &directory);
    directory_free(&directory);
    directory_free(&loaded);
    history_close(&history);
}

static void expect_the_same_without(struct fixture *fixture, enum owner owner)
{
    struct buf seen;
    struct buf rebuilt;
    buf_init(&seen, 16 << 20);
    buf_init(&rebuilt, 16 << 20);
    dump(fixture, &seen);
    lose_key(fixture, owner);
    dump(fixture, &rebuilt);
    testing_assert_same(buf_text(&rebuilt), buf_text(&seen));
    buf_free(&seen);
    buf_free(&rebuilt);
}

static void a_book_made_without_a_chains_key_equals_the_one_that_saw_its_erasure(void **state)
{
    (void)state;
    struct fixture fixture;
    open_fixture(&fixture);
    erase_chain(&fixture);
    expect_the_same_without(&fixture, OF_CHAIN);
    close_fixture(&fixture);
}

static void a_book_made_without_a_users_key_equals_the_one_that_saw_their_erasure(void **state)
{
    (void)state;
    struct fixture fixture;
    open_fixture(&fixture);
    erase_user(&fixture);
    expect_the_same_without(&fixture, OF_ALICE);
    put(&fixture, OF_CENTRE,
        (struct acd_event){
            .kind = ACD_AGENT_ENABLED, .agent = ALICE, .actor = ACD_ACTOR_ADMIN, .actor_id = ADA});
    expect_the_same_without(&fixture, OF_ALICE);
    close_fixture(&fixture);
}

/* ---- bytes ---- */

static void no_byte_of_any_file_holds_what_was_erased(void **state)
{
    (void)state;
    char dir[64];
    struct fixture fixture;
    struct history history;
    struct directory directory;
    open_fixture(&fixture);
    testing_dir_make(dir);
    open_history(&history, dir);
    directory_init(&directory);
    testing_apply_history(&fixture.log, 1, fixture.log.count, &history);
    assert_true(testing_dir_has(dir, SECRET));
    erase_chain(&fixture);
    erase_user(&fixture);
    testing_apply_history(&fixture.log, history.seq + 1, fixture.log.count, &history);
    assert_false(testing_dir_has(dir, SECRET));
    assert_true(testing_dir_has(dir, "Maria"));
    assert_true(testing_dir_has(dir, "erased-1"));
    history_close(&history);
    assert_false(testing_dir_has(dir, SECRET));
    directory_free(&directory);
    testing_dir_remove(dir);
    close_fixture(&fixture);
}

static void a_set_aside_file_goes_with_the_next_erasure(void **state)
{
    (void)state;
    char dir[64];
    struct fixture fixture;
    struct history history;
    struct book_error error;
    open_fixture(&fixture);
    testing_dir_make(dir);
    open_history(&history, dir);
    testing_apply_history(&fixture.log, 1, fixture.log.count, &history);
    assert_int_equal(history_renew(&history, &error), 0);
    erase_chain(&fixture);
    erase_user(&fixture);
    testing_apply_history(&fixture.log, 1, fixture.log.count, &history);
    assert_false(testing_dir_has(dir, SECRET));
    history_close(&history);
    testing_dir_remove(dir);
    close_fixture(&fixture);
}

/* ---- what is left ---- */

static void an_erased_user_is_a_number_without_name_rights_or_sessions(void **state)
{
    (void)state;
    struct fixture fixture;
    struct directory directory;
    open_fixture(&fixture);
    erase_user(&fixture);
    directory_init(&directory);
    testing_apply_directory(&fixture.log, 1, fixture.log.count, &directory);
    const struct book_user *user = users_find(&directory.users, ALICE);
    assert_non_null(user);
    assert_string_equal(user->username, "erased-1");
    assert_string_equal(user->first_name, "");
    assert_string_equal(user->password_hash, "");
    assert_int_equal(user->role, BOOK_ROLE_NONE);
    assert_true(user->disabled);
    assert_int_equal(users_find_username(&directory.users, "erased-1"), ALICE);
    assert_null(users_find_key(&directory.users, "AKIA" SECRET));
    assert_int_equal(directory.sessions.by_hash.count, 0);
    assert_string_equal(whys_find(&directory.whys, ALICE)->status, "");
    directory_free(&directory);
    close_fixture(&fixture);
}

static void the_name_of_an_erased_user_may_be_taken_by_another(void **state)
{
    (void)state;
    struct fixture fixture;
    struct directory directory;
    struct directory loaded;
    struct history history;
    open_fixture(&fixture);
    add_user(&fixture, OF_CENTRE, 9, "erased-1", "Somebody");
    erase_user(&fixture);
    directory_init(&directory);
    directory_init(&loaded);
    open_history(&history, NULL);
    apply_all(&fixture, &history, &directory);
    assert_string_equal(users_find(&directory.users, ALICE)->username, "");
    assert_int_equal(users_find_username(&directory.users, "erased-1"), 9);
    assert_int_equal(history_load(&history, &loaded), 0);
    testing_assert_same(users_find(&loaded.users, ALICE)->username, "");
    directory_free(&directory);
    directory_free(&loaded);
    history_close(&history);
    close_fixture(&fixture);
}

/* ---- which chains are to be erased ---- */

static void take_chain(void *ctx, const struct book_chain *chain, bool failed)
{
    struct book_chain *told = ctx;
    assert_false(failed);
    *told = *chain;
    told->contacts = NULL;
}

static struct book_chain ask_chain(struct history *history, uint64_t contact)
{
    struct book_chain told = {.count = 0};
    struct uuid uuid = testing_uuid(contact);
    book_ask_chain(testing_asker(history), 0, &uuid, take_chain, &told);
    return told;
}

static void take_chains(void *ctx, const struct uuid *initials, uint32_t count, bool more, bool failed)
{
    uint32_t *told = ctx;
    struct uuid first = testing_uuid(FIRST);
    assert_false(failed || more);
    *told = count;
    for (uint32_t i = 0; i < count; i++)
        assert_true(uuid_equal(&initials[i], &first));
}

static uint32_t ask_to_erase(struct history *history, int64_t before)
{
    uint32_t count = 77;
    book_ask_contacts_to_erase(testing_asker(history), 0, before, 10, take_chains, &count);
    return count;
}

static void a_chain_is_to_be_erased_once_it_is_old_and_over(void **state)
{
    (void)state;
    struct fixture fixture;
    struct history history;
    open_fixture(&fixture);
    open_history(&history, NULL);
    testing_apply_history(&fixture.log, 1, fixture.log.count, &history);
    struct book_chain chain = ask_chain(&history, SECOND);
    struct uuid first = testing_uuid(FIRST);
    assert_true(chain.found && !chain.live && !chain.erased);
    assert_int_equal(chain.count, 2);
    assert_true(uuid_equal(&chain.initial, &first));
    assert_int_equal(ask_to_erase(&history, chain.over_at), 0);
    assert_int_equal(ask_to_erase(&history, chain.over_at + 1), 1);
    assert_true(ask_chain(&history, OTHER).live);
    assert_false(ask_chain(&history, 999).found);
    erase_chain(&fixture);
    testing_apply_history(&fixture.log, history.seq + 1, fixture.log.count, &history);
    assert_true(ask_chain(&history, FIRST).erased);
    assert_int_equal(ask_to_erase(&history, INT64_MAX), 0);
    history_close(&history);
    close_fixture(&fixture);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_book_made_without_a_chains_key_equals_the_one_that_saw_its_erasure),
        cmocka_unit_test(a_book_made_without_a_users_key_equals_the_one_that_saw_their_erasure),
        cmocka_unit_test(no_byte_of_any_file_holds_what_was_erased),
        cmocka_unit_test(a_set_aside_file_goes_with_the_next_erasure),
        cmocka_unit_test(an_erased_user_is_a_number_without_name_rights_or_sessions),
        cmocka_unit_test(the_name_of_an_erased_user_may_be_taken_by_another),
        cmocka_unit_test(a_chain_is_to_be_erased_once_it_is_old_and_over),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
