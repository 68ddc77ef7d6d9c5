/* Tests of reading ahead: all in order with the bodies that are wanted, a fault behind many blocks told when all before
 * it was given, and an end at any moment. */
#include "journal/engine.h"
#include "journal/file.h"
#include "journal/testing/entries.h"
#include "lib/testing/cmocka.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    ROW_ENTRIES = 60,
    ROWS = 100,
    LAST = ROWS * ROW_ENTRIES, /* more than is ever ahead at once */
};

struct fixture {
    char dir[256];
    struct journal *journal;
};

static void open_journal(struct fixture *fixture)
{
    struct journal_error error;
    const struct journal_options options = {.wal_bytes_max = 256 << 10, .reserve_bytes = 1};
    if (journal_open_sqlite(&fixture->journal, fixture->dir, &options, &error) != 0)
        fail_msg("%s", error.sentence);
}

/* Rows of ROW_ENTRIES, across some files. */
static int set_up(void **state)
{
    struct fixture *fixture = calloc(1, sizeof *fixture);
    testing_directory(fixture->dir);
    open_journal(fixture);
    for (int row = 0; row < ROWS; row++) {
        testing_append(fixture->journal, ROW_ENTRIES);
        journal_flush(fixture->journal);
    }
    *state = fixture;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *fixture = *state;
    journal_close(fixture->journal);
    testing_remove(fixture->dir);
    free(fixture);
    return 0;
}

static struct journal_reader *read_ahead(const struct fixture *fixture, uint64_t first_seq,
                                         uint64_t bodies_from)
{
    struct journal_reader *reader;
    struct journal_error error;
    if (journal_reader_open(&reader, fixture->journal, first_seq, &error) != 0)
        fail_msg("%s", error.sentence);
    journal_reader_bodies_from(reader, bodies_from);
    journal_reader_read_ahead(reader);
    return reader;
}

static void expect_entry(struct journal_reader *reader, uint64_t seq, bool with_body)
{
    char body[TESTING_BODY_MAX];
    const struct journal_entry *entry;
    struct journal_error error;
    struct journal_entry expected = testing_entry(seq, body);
    if (!with_body)
        expected.body_len = 0;
    if (journal_reader_lend(reader, &entry, &error) != 1)
        fail_msg("event %llu: %s", (unsigned long long)seq, error.sentence);
    assert_true(testing_entry_equal(entry, &expected));
    assert_int_equal(entry->body != NULL, entry->body_len > 0);
    assert_false(entry->sealed);
}

static void entries_come_in_order_with_the_bodies_that_are_wanted(void **state)
{
    struct fixture *fixture = *state;
    const struct journal_entry *entry;
    struct journal_error error;
    static const uint64_t bodies_from[] = {0, 1000, LAST - 1, UINT64_MAX};
    for (size_t i = 0; i < sizeof bodies_from / sizeof bodies_from[0]; i++) {
        struct journal_reader *reader = read_ahead(fixture, 7 + i * 100, bodies_from[i]);
        for (uint64_t seq = 7 + i * 100; seq <= LAST; seq++)
            expect_entry(reader, seq, seq >= bodies_from[i]);
        assert_int_equal(journal_reader_lend(reader, &entry, &error), 0);
        journal_reader_close(reader);
    }
}

/* Files and memory take over where the thread has ended. */
static void what_comes_later_is_read_as_ever(void **state)
{
    struct fixture *fixture = *state;
    struct journal_reader *reader = read_ahead(fixture, 1, 0);
    testing_append(fixture->journal, ROW_ENTRIES);
    journal_flush(fixture->journal);
    for (uint64_t seq = 1; seq <= LAST + ROW_ENTRIES; seq++)
        expect_entry(reader, seq, true);
    journal_reader_close(reader);
}

static void it_may_end_at_any_moment(void **state)
{
    struct fixture *fixture = *state;
    for (uint64_t entries = 0; entries <= LAST; entries += entries < 300 ? 59 : 1111) {
        struct journal_reader *reader = read_ahead(fixture, 1, UINT64_MAX);
        for (uint64_t seq = 1; seq <= entries; seq++)
            expect_entry(reader, seq, false);
        journal_reader_close(reader);
    }
}

static void find_file(const struct fixture *fixture, uint64_t seq, struct journal_file *file)
{
    char path[600];
    struct journal_error error;
    uint64_t first = 0, last = 0;
    for (uint32_t number = 1; last < seq; number++) {
        journal_file_close(file);
        snprintf(path, sizeof path, "%s/journal/%06u.db", fixture->dir, (unsigned)number);
        if (journal_file_open(file, path, number, true, &error) != 0 ||
            journal_file_ends(file, &first, &last, &error) != 0)
            fail_msg("%s", error.sentence);
    }
}

/* Flips a byte of one record, in a row whose own checksum is then right: only the record's tells. */
static void damage_record(struct fixture *fixture, uint64_t seq)
{
    struct journal_file file = {0};
    struct journal_error error;
    struct journal_records records = {0};
    struct journal_entry entry;
    char sql[80];
    find_file(fixture, seq, &file);
    assert_int_equal(journal_file_seek(&file, seq, &error), 0);
    assert_int_equal(journal_file_step(&file, &records.row, &error), 1);
    uint8_t *bytes = malloc(records.row.len);
    memcpy(bytes, records.row.bytes, records.row.len);
    records.row.bytes = bytes;
    journal_file_rest(&file);
    while (records.row.first_seq + records.taken < seq)
        assert_int_equal(journal_records_take(&records, file.path, &entry, &error), 1);
    bytes[records.at + 12] ^= 1;
    snprintf(sql, sizeof sql, "DELETE FROM commits WHERE first_seq = %llu",
             (unsigned long long)records.row.first_seq);
    assert_int_equal(sqlite3_exec(file.db, sql, NULL, NULL, NULL), SQLITE_OK);
    assert_int_equal(journal_file_add(&file, &records.row, &error), 0);
    journal_file_close(&file);
    free(bytes);
}

static void a_damaged_record_many_blocks_on_is_told_when_all_before_it_was_given(void **state)
{
    enum { BAD = LAST / 2 + 17 };
    struct fixture *fixture = *state;
    char expected[80];
    const struct journal_entry *entry;
    struct journal_error error;
    damage_record(fixture, BAD);
    struct journal_reader *reader = read_ahead(fixture, 1, BAD - 700);
    for (uint64_t seq = 1; seq < BAD; seq++)
        expect_entry(reader, seq, seq >= BAD - 700);
    snprintf(expected, sizeof expected, "event %d in it is torn or damaged", (int)BAD);
    for (int again = 0; again < 2; again++) {
        assert_int_equal(journal_reader_lend(reader, &entry, &error), -1);
        assert_non_null(strstr(error.sentence, expected));
        assert_non_null(strstr(error.sentence, ".db, row "));
    }
    journal_reader_close(reader);
    damage_record(fixture, BAD); /* the same byte again */
}

static void a_fault_that_nobody_comes_to_is_told_to_nobody(void **state)
{
    struct fixture *fixture = *state;
    damage_record(fixture, LAST / 2);
    struct journal_reader *reader = read_ahead(fixture, 1, UINT64_MAX);
    for (uint64_t seq = 1; seq < LAST / 2; seq++)
        expect_entry(reader, seq, false);
    journal_reader_close(reader);
    damage_record(fixture, LAST / 2);
}

static void a_row_that_is_gone_is_told(void **state)
{
    struct fixture *fixture = *state;
    const struct journal_entry *entry;
    struct journal_error error;
    struct journal_file file = {0};
    find_file(fixture, 3001, &file);
    assert_int_equal(
        sqlite3_exec(
            file.db,
            "CREATE TEMP TABLE kept AS SELECT * FROM commits; DELETE FROM commits WHERE first_seq = 3001",
            NULL, NULL, NULL),
        SQLITE_OK);
    struct journal_reader *reader = read_ahead(fixture, 1, UINT64_MAX);
    for (uint64_t seq = 1; seq <= 3000; seq++)
        expect_entry(reader, seq, false);
    assert_int_equal(journal_reader_lend(reader, &entry, &error), -1);
    assert_non_null(strstr(error.sentence, "event 3001 should come here and is missing"));
    journal_reader_close(reader);
    assert_int_equal(
        sqlite3_exec(file.db, "INSERT OR IGNORE INTO commits SELECT * FROM kept", NULL, NULL, NULL),
        SQLITE_OK);
    journal_file_close(&file);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(entries_come_in_order_with_the_bodies_that_are_wanted),
        cmocka_unit_test(it_may_end_at_any_moment),
        cmocka_unit_test(a_damaged_record_many_blocks_on_is_told_when_all_before_it_was_given),
        cmocka_unit_test(a_fault_that_nobody_comes_to_is_told_to_nobody),
        cmocka_unit_test(a_row_that_is_gone_is_told),
        cmocka_unit_test(what_comes_later_is_read_as_ever),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
