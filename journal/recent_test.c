/* Rows near the end of a journal are read from memory, and all others from the files, without a gap between the two. */
#include "journal/recent.h"
#include "journal/testing/entries.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void add(struct journal_recent *recent, uint64_t first_seq, uint32_t count, size_t len)
{
    uint8_t *bytes = calloc(1, len);
    memcpy(bytes, &first_seq, sizeof first_seq);
    const struct journal_row row = {.first_seq = first_seq, .count = count, .bytes = bytes, .len = len};
    journal_recent_add(recent, journal_recent_copy(&row));
    free(bytes);
}

static bool has(struct journal_recent *recent, uint64_t seq)
{
    struct journal_recent_row *row = journal_recent_find(recent, seq);
    if (row)
        journal_recent_release(row);
    return row != NULL;
}

static void a_row_is_found_by_each_of_its_events_and_by_no_other(void **state)
{
    (void)state;
    struct journal_recent recent = {0};
    assert_false(has(&recent, 1));
    add(&recent, 10, 3, 100);
    add(&recent, 13, 1, 100);
    for (uint64_t seq = 10; seq < 14; seq++)
        assert_true(has(&recent, seq));
    assert_false(has(&recent, 9));
    assert_false(has(&recent, 14));
    journal_recent_free(&recent);
}

static void the_oldest_go_first_by_number_and_by_bytes(void **state)
{
    (void)state;
    struct journal_recent recent = {0};
    for (uint64_t seq = 1; seq <= RECENT_ROWS_MAX + 5; seq++)
        add(&recent, seq, 1, 100);
    assert_false(has(&recent, 5));
    assert_true(has(&recent, 6));
    add(&recent, RECENT_ROWS_MAX + 6, 1, RECENT_BYTES_MAX);
    assert_int_equal(recent.count, 1);
    assert_true(has(&recent, RECENT_ROWS_MAX + 6));
    journal_recent_free(&recent);
}

static void a_row_that_is_being_read_outlives_the_list(void **state)
{
    (void)state;
    struct journal_recent recent = {0};
    add(&recent, 7, 1, 100);
    struct journal_recent_row *row = journal_recent_find(&recent, 7);
    journal_recent_free(&recent);
    assert_int_equal(row->bytes[0], 7);
    journal_recent_release(row);
}

static void append(struct journal *journal, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        struct journal_entry entry = {.event.seq = journal_last(journal) + 1, .event.kind = ACD_STATUS_SET};
        journal_append(journal, &entry, 1);
        journal_flush(journal); /* a row each */
    }
}

static void read_on(struct journal_reader *reader, uint64_t from, uint64_t to)
{
    struct journal_entry entry;
    struct journal_error error;
    for (uint64_t seq = from; seq <= to; seq++) {
        if (journal_reader_next(reader, &entry, &error) != 1)
            fail_msg("event %u: %s", (unsigned)seq, error.sentence);
        assert_int_equal(entry.event.seq, seq);
    }
}

/* In turn: from the files, from memory, behind what memory has, and near the end again. */
static void a_reader_goes_between_files_and_memory_and_misses_nothing(void **state)
{
    (void)state;
    char dir[256];
    struct journal *journal;
    struct journal_reader *reader;
    struct journal_error error;
    struct journal_options options = {.wal_bytes_max = 400 << 10}; /* several files */
    testing_directory(dir);
    assert_int_equal(journal_open_sqlite(&journal, dir, &options, &error), 0);
    append(journal, 20);
    journal_close(journal);
    assert_int_equal(journal_open_sqlite(&journal, dir, &options, &error), 0);
    append(journal, 10);
    assert_int_equal(journal_reader_open(&reader, journal, 5, &error), 0);
    read_on(reader, 5, 30);
    append(journal, 2);
    read_on(reader, 31, 31);
    append(journal, RECENT_ROWS_MAX + 100);
    read_on(reader, 32, RECENT_ROWS_MAX + 130);
    append(journal, 3);
    read_on(reader, RECENT_ROWS_MAX + 131, RECENT_ROWS_MAX + 135);
    struct journal_entry entry;
    assert_int_equal(journal_reader_next(reader, &entry, &error), 0);
    journal_reader_close(reader);
    journal_close(journal);
    testing_remove(dir);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_row_is_found_by_each_of_its_events_and_by_no_other),
        cmocka_unit_test(the_oldest_go_first_by_number_and_by_bytes),
        cmocka_unit_test(a_row_that_is_being_read_outlives_the_list),
        cmocka_unit_test(a_reader_goes_between_files_and_memory_and_misses_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
