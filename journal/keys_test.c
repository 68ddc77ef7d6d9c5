/* Bodies are sealed under keys of their own, and a key that is destroyed takes them along. */
#include "journal/keys.h"
#include "journal/seal.h"
#include "journal/testing/entries.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

static const char secret[] = "a very unique sentence";

struct fixture {
    char dir[256];
    char copy[256];
    struct journal *journal;
};

static int set_up(void **state)
{
    struct fixture *fixture = calloc(1, sizeof *fixture);
    struct journal_error error;
    testing_directory(fixture->dir);
    *state = fixture;
    return journal_open_sqlite(&fixture->journal, fixture->dir, NULL, &error);
}

static int tear_down(void **state)
{
    struct fixture *fixture = *state;
    if (fixture->journal)
        journal_close(fixture->journal);
    journal_master_key(NULL);
    testing_remove(fixture->dir);
    if (fixture->copy[0])
        testing_remove(fixture->copy);
    free(fixture);
    return 0;
}

static struct journal_owner owner_of(uint8_t number)
{
    struct journal_owner owner = {.kind = JOURNAL_OWNER_CONTACT};
    owner.bytes[0] = number;
    return owner;
}

static void append(struct fixture *fixture, struct journal_owner owner, const char *body)
{
    struct journal_entry entry = {.owner = owner, .body = body, .body_len = (uint32_t)strlen(body)};
    entry.event.seq = journal_last(fixture->journal) + 1;
    entry.event.at = 1000 + (int64_t)entry.event.seq;
    entry.event.kind = ACD_MESSAGE_SENT;
    journal_append(fixture->journal, &entry, 1);
    journal_flush(fixture->journal);
}

static void reopen(struct fixture *fixture)
{
    struct journal_error error;
    if (fixture->journal)
        journal_close(fixture->journal);
    if (journal_open_sqlite(&fixture->journal, fixture->dir, NULL, &error) != 0)
        fail_msg("%s", error.sentence);
}

/* The body of an event; "" where it is gone. */
static const char *body_of(struct fixture *fixture, uint64_t seq)
{
    static char text[256];
    struct journal_reader *reader;
    struct journal_entry entry;
    struct journal_error error;
    assert_int_equal(journal_reader_open(&reader, fixture->journal, seq, &error), 0);
    if (journal_reader_next(reader, &entry, &error) != 1)
        fail_msg("%s", error.sentence);
    assert_int_equal(entry.event.seq, seq);
    snprintf(text, sizeof text, "%.*s", (int)entry.body_len, entry.body ? (const char *)entry.body : "");
    journal_reader_close(reader);
    return text;
}

static bool holds(const char *dir, const char *text)
{
    char command[600];
    snprintf(command, sizeof command, "grep -rqaF '%s' '%s'", text, dir);
    return testing_shell(command) == 0;
}

static void erase(struct fixture *fixture, uint8_t number, int expected)
{
    struct journal_error error;
    struct journal_owner owner = owner_of(number);
    assert_int_equal(journal_erase(fixture->journal, &owner, 1, &error), expected);
}

static void a_sealed_body_is_read_back_and_is_nowhere_in_clear(void **state)
{
    struct fixture *fixture = *state;
    append(fixture, owner_of(1), secret);
    append(fixture, (struct journal_owner){0}, "this one is in clear");
    assert_string_equal(body_of(fixture, 1), secret);
    assert_string_equal(body_of(fixture, 2), "this one is in clear");
    assert_false(holds(fixture->dir, secret));
    assert_true(holds(fixture->dir, "this one is in clear"));
    reopen(fixture);
    assert_string_equal(body_of(fixture, 1), secret);
}

static void an_erased_owner_has_no_bodies_and_others_keep_theirs(void **state)
{
    struct fixture *fixture = *state;
    append(fixture, owner_of(1), secret);
    append(fixture, owner_of(2), "of another");
    append(fixture, owner_of(1), "more");
    erase(fixture, 1, 1);
    erase(fixture, 1, 0);
    for (int i = 0; i < 2; i++) {
        assert_string_equal(body_of(fixture, 1), "");
        assert_string_equal(body_of(fixture, 2), "of another");
        assert_string_equal(body_of(fixture, 3), "");
        reopen(fixture);
    }
}

static void what_comes_after_an_erasure_gets_another_key(void **state)
{
    struct fixture *fixture = *state;
    append(fixture, owner_of(1), secret);
    erase(fixture, 1, 1);
    append(fixture, owner_of(1), "later");
    reopen(fixture);
    assert_string_equal(body_of(fixture, 1), "");
    assert_string_equal(body_of(fixture, 2), "later");
    erase(fixture, 1, 1);
    assert_string_equal(body_of(fixture, 2), "");
}

static void the_key_file_of_before_an_erasure_opens_it_again(void **state)
{
    struct fixture *fixture = *state;
    char command[600];
    append(fixture, owner_of(1), secret);
    journal_close(fixture->journal);
    fixture->journal = NULL;
    testing_copy(fixture->dir, fixture->copy);
    reopen(fixture);
    erase(fixture, 1, 1);
    journal_close(fixture->journal);
    fixture->journal = NULL;
    snprintf(command, sizeof command, "cp '%s'/keys/* '%s'/keys/", fixture->copy, fixture->dir);
    assert_int_equal(testing_shell(command), 0);
    reopen(fixture);
    assert_string_equal(body_of(fixture, 1), secret);
}

static void a_missing_key_file_is_a_fault_and_no_erasure(void **state)
{
    struct fixture *fixture = *state;
    struct journal_reader *reader;
    struct journal_entry entry;
    struct journal_error error;
    char path[300];
    append(fixture, owner_of(1), secret);
    journal_close(fixture->journal);
    fixture->journal = NULL;
    snprintf(path, sizeof path, "%s/keys/000001.keys", fixture->dir);
    assert_int_equal(unlink(path), 0);
    reopen(fixture);
    assert_int_equal(journal_reader_open(&reader, fixture->journal, 1, &error), 0);
    assert_int_equal(journal_reader_next(reader, &entry, &error), -1);
    assert_non_null(strstr(error.sentence, "the key file is not the one of this journal"));
    journal_reader_close(reader);
}

static void bindings_that_a_crash_lost_come_back_with_reading(void **state)
{
    struct fixture *fixture = *state;
    char blank[256], command[700];
    struct journal_error error;
    struct journal *other;
    testing_directory(blank);
    snprintf(command, sizeof command, "cp '%s'/keys/* '%s'", fixture->dir,
             blank); /* keys drawn, nothing bound */
    assert_int_equal(testing_shell(command), 0);
    append(fixture, owner_of(1), secret);
    append(fixture, owner_of(2), "of another");
    testing_copy(fixture->dir, fixture->copy);
    snprintf(command, sizeof command, "cp '%s'/* '%s'/keys/", blank, fixture->copy);
    assert_int_equal(testing_shell(command), 0);
    testing_remove(blank);
    journal_close(fixture->journal);
    assert_int_equal(journal_open_sqlite(&other, fixture->copy, NULL, &error), 0);
    fixture->journal = other;
    assert_int_equal(journal_settled(other), 0);
    assert_string_equal(body_of(fixture, 1), secret);
    assert_string_equal(body_of(fixture, 2), "of another");
    append(fixture, owner_of(3), "a third");
    erase(fixture, 3, 1);
    assert_string_equal(body_of(fixture, 2), "of another");
    erase(fixture, 1, 1);
    assert_string_equal(body_of(fixture, 1), "");
}

/* The number in keys/settled is written over: what a power cut leaves of it half written must not count. */
static void a_settled_number_that_is_damaged_counts_as_none(void **state)
{
    struct fixture *fixture = *state;
    append(fixture, owner_of(1), secret);
    append(fixture, owner_of(2), "of another");
    reopen(fixture);
    assert_int_equal(journal_settled(fixture->journal), 2);
    journal_close(fixture->journal);
    fixture->journal = NULL;
    testing_flip(fixture->dir, "keys/settled", 0);
    reopen(fixture);
    assert_int_equal(journal_settled(fixture->journal), 0);
    assert_string_equal(body_of(fixture, 1), secret);
}

/* Files of before there was a checksum behind it. */
static void a_settled_number_of_an_older_server_is_read(void **state)
{
    struct fixture *fixture = *state;
    char path[300];
    append(fixture, owner_of(1), secret);
    journal_close(fixture->journal);
    fixture->journal = NULL;
    snprintf(path, sizeof path, "%s/keys/settled", fixture->dir);
    assert_int_equal(truncate(path, 8), 0);
    reopen(fixture);
    assert_int_equal(journal_settled(fixture->journal), 1);
    append(fixture, owner_of(2), "of another");
    reopen(fixture);
    assert_int_equal(journal_settled(fixture->journal), 2);
}

/* What only memory had is lost with the process: the time a key was drawn is then that of the first body read under
 * it. */
static void a_binding_that_comes_back_has_the_time_of_its_event(void **state)
{
    struct fixture *fixture = *state;
    struct journal_error error;
    struct journal_owner owner;
    uint64_t at = 0;
    append(fixture, owner_of(1), secret);
    testing_copy(fixture->dir, fixture->copy);
    journal_close(fixture->journal);
    assert_int_equal(journal_open_sqlite(&fixture->journal, fixture->copy, NULL, &error), 0);
    assert_false(journal_owner_before(fixture->journal, JOURNAL_OWNER_CONTACT, INT64_MAX, &at, &owner));
    assert_string_equal(body_of(fixture, 1), secret);
    assert_false(journal_owner_before(fixture->journal, JOURNAL_OWNER_CONTACT, 1001, &at, &owner));
    assert_true(journal_owner_before(fixture->journal, JOURNAL_OWNER_CONTACT, 1002, &at, &owner));
}

static void bodies_that_nobody_wants_are_not_opened(void **state)
{
    struct fixture *fixture = *state;
    struct journal_reader *reader;
    struct journal_entry entry;
    struct journal_error error;
    for (uint8_t i = 1; i <= 3; i++)
        append(fixture, owner_of(i), secret);
    assert_int_equal(journal_reader_open(&reader, fixture->journal, 1, &error), 0);
    journal_reader_bodies_from(reader, 3);
    for (uint64_t seq = 1; seq <= 3; seq++) {
        assert_int_equal(journal_reader_next(reader, &entry, &error), 1);
        assert_int_equal(entry.event.seq, seq);
        assert_int_equal(entry.body != NULL, seq == 3);
        assert_int_equal(entry.body_len, seq == 3 ? strlen(secret) : 0);
    }
    journal_reader_close(reader);
}

static void keys_are_wrapped_with_a_master_key_and_need_it(void **state)
{
    struct fixture *fixture = *state;
    struct journal_error error;
    uint8_t key[JOURNAL_MASTER_KEY_BYTES] = {7}, other[JOURNAL_MASTER_KEY_BYTES] = {8};
    append(fixture, owner_of(1), secret);
    journal_close(fixture->journal);
    fixture->journal = NULL;
    journal_master_key(key); /* later than the keys: they are wrapped now */
    reopen(fixture);
    assert_string_equal(body_of(fixture, 1), secret);
    append(fixture, owner_of(2), "another");
    reopen(fixture);
    assert_string_equal(body_of(fixture, 2), "another");
    journal_close(fixture->journal);
    journal_master_key(other);
    assert_int_equal(journal_open_sqlite(&fixture->journal, fixture->dir, NULL, &error), -1);
    assert_non_null(strstr(error.sentence, "another master key"));
    journal_master_key(NULL);
    assert_int_equal(journal_open_sqlite(&fixture->journal, fixture->dir, NULL, &error), -1);
    assert_non_null(strstr(error.sentence, "name the configuration"));
    journal_master_key(key);
    assert_int_equal(journal_open_sqlite(&fixture->journal, fixture->dir, NULL, &error), 0);
    erase(fixture, 1, 1);
    assert_string_equal(body_of(fixture, 1), "");
    assert_string_equal(body_of(fixture, 2), "another");
}

static void there_are_keys_for_more_owners_than_a_block_has_slots(void **state)
{
    struct fixture *fixture = *state;
    struct journal_entry entry = {.body = "x", .body_len = 1};
    uint64_t at = 0;
    uint32_t found = 0;
    struct journal_owner owner;
    for (uint32_t i = 0; i < 2 * KEYS_SLOTS + 10; i++) {
        entry.event.seq = i + 1;
        entry.event.at = i;
        entry.event.kind = ACD_MESSAGE_SENT;
        entry.owner = owner_of((uint8_t)i);
        entry.owner.bytes[1] = (uint8_t)(i >> 8);
        journal_append(fixture->journal, &entry, 1);
    }
    reopen(fixture);
    assert_string_equal(body_of(fixture, 2 * KEYS_SLOTS + 10), "x");
    assert_string_equal(body_of(fixture, 1), "x");
    while (journal_owner_before(fixture->journal, JOURNAL_OWNER_CONTACT, 100, &at, &owner))
        found++;
    assert_int_equal(found, 100);
    assert_int_equal(journal_settled(fixture->journal), 2 * KEYS_SLOTS + 10);
}

static void a_backup_brings_its_keys(void **state)
{
    struct fixture *fixture = *state;
    struct journal_error error;
    char file[300], restored[300];
    uint64_t seq;
    testing_directory(fixture->copy);
    snprintf(file, sizeof file, "%s/backup", fixture->copy);
    snprintf(restored, sizeof restored, "%s/restored", fixture->copy);
    append(fixture, owner_of(1), secret);
    append(fixture, owner_of(2), "of another");
    erase(fixture, 2, 1);
    assert_int_equal(journal_backup(fixture->dir, file, &seq, &error), 0);
    erase(fixture, 1, 1); /* too late for the backup */
    journal_close(fixture->journal);
    assert_int_equal(journal_restore(file, restored, &seq, &error), 0);
    if (journal_open_sqlite(&fixture->journal, restored, NULL, &error) != 0)
        fail_msg("%s", error.sentence);
    assert_string_equal(body_of(fixture, 1), secret);
    assert_string_equal(body_of(fixture, 2), "");
}

static void a_sealed_body_opens_beside_its_own_event_only(void **state)
{
    struct fixture *fixture = *state;
    struct journal_error error;
    struct journal_keys *keys;
    uint8_t sealed[256], opened[ACD_BODY_BYTES_MAX];
    struct journal_entry entry = {.body = secret, .body_len = sizeof secret, .owner = owner_of(1)};
    testing_directory(fixture->copy);
    assert_int_equal(journal_keys_open(&keys, fixture->copy, 0, &error), 0);
    entry.event.seq = 7;
    entry.event.kind = ACD_MESSAGE_SENT;
    assert_int_equal(journal_seal(keys, &entry, sealed, &error), 0);
    for (int i = 0; i < 4; i++) {
        struct journal_entry read = {.event = entry.event,
                                     .body = sealed,
                                     .body_len = sizeof secret + JOURNAL_SEAL_BYTES,
                                     .sealed = true};
        read.event.seq += i == 1;
        read.event.kind = (uint16_t)(read.event.kind + (i == 2));
        sealed[60] ^= (uint8_t)(i == 3);
        assert_int_equal(journal_open_seal(keys, &read, opened, &error), i == 0 ? 0 : -1);
    }
    journal_keys_close(keys, 0);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(a_sealed_body_is_read_back_and_is_nowhere_in_clear),
        TEST(an_erased_owner_has_no_bodies_and_others_keep_theirs),
        TEST(what_comes_after_an_erasure_gets_another_key),
        TEST(the_key_file_of_before_an_erasure_opens_it_again),
        TEST(a_missing_key_file_is_a_fault_and_no_erasure),
        TEST(bindings_that_a_crash_lost_come_back_with_reading),
        TEST(a_settled_number_that_is_damaged_counts_as_none),
        TEST(a_settled_number_of_an_older_server_is_read),
        TEST(a_binding_that_comes_back_has_the_time_of_its_event),
        TEST(bodies_that_nobody_wants_are_not_opened),
        TEST(keys_are_wrapped_with_a_master_key_and_need_it),
        TEST(there_are_keys_for_more_owners_than_a_block_has_slots),
        TEST(a_backup_brings_its_keys),
        TEST(a_sealed_body_opens_beside_its_own_event_only),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
