/* What a journal on disk says when the disk, the directory or a file is not as it must be: one clear sentence, and
 * nothing harmed. */
#include "journal/directory.h"
#include "journal/engine.h"
#include "journal/file.h"
#include "journal/testing/entries.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

struct fixture {
    char dir[256];
    char copy[256];
    char notes[2048];
    struct journal_options options;
};

static void note(void *ctx, const char *sentence)
{
    struct fixture *fixture = ctx;
    size_t len = strlen(fixture->notes);
    snprintf(fixture->notes + len, sizeof fixture->notes - len, "%s\n", sentence);
}

static int set_up(void **state)
{
    struct fixture *fixture = calloc(1, sizeof *fixture);
    testing_directory(fixture->dir);
    fixture->options = (struct journal_options){.wal_bytes_max = 64 << 10, .note = note, .note_ctx = fixture};
    *state = fixture;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *fixture = *state;
    testing_remove(fixture->dir);
    if (fixture->copy[0])
        testing_remove(fixture->copy);
    free(fixture);
    return 0;
}

static struct journal *open_good(struct fixture *fixture, const char *dir)
{
    struct journal *journal;
    struct journal_error error;
    if (journal_open_sqlite(&journal, dir, &fixture->options, &error) != 0)
        fail_msg("%s", error.sentence);
    return journal;
}

/* Each batch a commit of its own, so that every one is a row. */
static void append_rows(struct journal *journal, int rows)
{
    for (int i = 0; i < rows; i++) {
        testing_append(journal, 1 + (uint32_t)i % 3);
        journal_flush(journal);
    }
}

static uint64_t make_journal(struct fixture *fixture, int rows)
{
    struct journal *journal = open_good(fixture, fixture->dir);
    append_rows(journal, rows);
    uint64_t last = journal_last(journal);
    journal_close(journal);
    return last;
}

static void expect_refused(struct fixture *fixture, const char *dir, const char *a, const char *b)
{
    struct journal *journal;
    struct journal_error error = {{0}};
    if (journal_open_sqlite(&journal, dir, &fixture->options, &error) == 0) {
        journal_close(journal);
        fail_msg("it was opened, and should say: %s .. %s", a, b);
    }
    if (!strstr(error.sentence, a) || !strstr(error.sentence, b))
        fail_msg("it says: %s, and should say: %s .. %s", error.sentence, a, b);
}

static void collect(void *ctx, const char *sentence)
{
    note(ctx, sentence);
}

static void expect_findings(struct fixture *fixture, const char *dir, int findings, const char *about)
{
    uint64_t last;
    fixture->notes[0] = '\0';
    int found = journal_verify(dir, collect, fixture, &last);
    if (found != findings || (about && !strstr(fixture->notes, about)))
        fail_msg("%d findings, not %d: %s", found, findings, fixture->notes);
}

static void a_second_server_is_refused(void **state)
{
    struct fixture *fixture = *state;
    struct journal *journal = open_good(fixture, fixture->dir);
    expect_refused(fixture, fixture->dir, fixture->dir, "in use by another server");
    uint64_t last;
    assert_int_equal(journal_verify(fixture->dir, NULL, NULL, &last), -1);
    testing_append(journal, 2);
    journal_close(journal);
    expect_findings(fixture, fixture->dir, 0, NULL);
}

/* As where an append has no memory while the writer brings the rows before it to the disk. */
static void a_commit_that_ends_after_a_failure_is_told_to_nobody(void **state)
{
    struct fixture *fixture = *state;
    struct journal_error error;
    struct journal *journal = open_good(fixture, fixture->dir);
    append_rows(journal, 2);
    uint64_t durable = journal_durable(journal);
    journal_fail(journal, "There was no memory.");
    journal_committed(journal, durable + 1, 0);
    assert_int_equal(journal_durable(journal), durable);
    assert_true(journal_failed(journal, &error));
    assert_string_equal(error.sentence, "There was no memory.");
    journal_close(journal);
}

static void a_newer_version_is_refused(void **state)
{
    struct fixture *fixture = *state;
    make_journal(fixture, 3);
    testing_tamper(fixture->dir, "journal/000001.db", "UPDATE header SET format = 4");
    expect_refused(fixture, fixture->dir, "000001.db", "newer version");
    testing_tamper(fixture->dir, "journal/000001.db", "UPDATE header SET format = 3");
    journal_close(open_good(fixture, fixture->dir));
}

static void a_file_of_the_first_format_is_read_and_goes_on_in_this_one(void **state)
{
    struct fixture *fixture = *state;
    make_journal(fixture, 3);
    testing_tamper(fixture->dir, "journal/000001.db", "UPDATE header SET format = 1");
    expect_findings(fixture, fixture->dir, 0, NULL);
    struct journal *journal = open_good(fixture, fixture->dir);
    testing_append(journal, 2);
    journal_close(journal);
    expect_findings(fixture, fixture->dir, 0, NULL);
    testing_tamper(fixture->dir, "journal/000001.db",
                   "UPDATE header SET format = format / (format = 3)"); /* fails unless it is 3 */
    journal_close(open_good(fixture, fixture->dir));
}

static void a_file_that_cannot_be_put_in_its_place_leaves_nothing_aside(void **state)
{
    struct fixture *fixture = *state;
    struct journal_path path = journal_path_join(fixture->dir, "taken");
    struct journal_path aside = journal_path_aside(path.text);
    struct journal_error error;
    uint8_t id[JOURNAL_ID_BYTES] = {0};
    assert_int_equal(mkdir(path.text, 0700), 0); /* a directory: no file can take its name */
    assert_int_equal(journal_file_create(path.text, 1, id, false, &error), -1);
    assert_int_equal(access(aside.text, F_OK), -1);
    assert_int_equal(access(path.text, F_OK), 0);
}

static void a_file_that_is_no_journal_is_refused(void **state)
{
    struct fixture *fixture = *state;
    make_journal(fixture, 3);
    for (long at = 0; at < 16; at++)
        testing_flip(fixture->dir, "journal/000001.db", at);
    expect_refused(fixture, fixture->dir, "000001.db", "damaged");
}

static void a_missing_file_is_told(void **state)
{
    struct fixture *fixture = *state;
    char name[600];
    make_journal(fixture, 200);
    assert_true(testing_size(fixture->dir, "journal/000004.db") > 0);
    snprintf(name, sizeof name, "%s/journal/000002.db", fixture->dir);
    assert_int_equal(unlink(name), 0);
    expect_refused(fixture, fixture->dir, "000002.db", "missing");
    expect_findings(fixture, fixture->dir, 2, "000002.db is missing");
}

static void a_missing_last_file_is_told(void **state)
{
    struct fixture *fixture = *state;
    char name[600], file[32];
    make_journal(fixture, 200);
    int last = 1;
    for (; testing_size(fixture->dir, file) > 0 || last == 1; last++)
        snprintf(file, sizeof file, "journal/%06d.db", last + 1);
    snprintf(name, sizeof name, "%s/journal/%06d.db", fixture->dir, last - 1);
    assert_int_equal(unlink(name), 0);
    expect_refused(fixture, fixture->dir, "is complete, and the file after it", "missing");
    expect_findings(fixture, fixture->dir, 1, "missing");
}

static void missing_rows_are_told(void **state)
{
    struct fixture *fixture = *state;
    make_journal(fixture, 12);
    testing_tamper(fixture->dir, "journal/000001.db", "DELETE FROM commits WHERE first_seq = 7");
    expect_refused(fixture, fixture->dir, "000001.db, row 8", "missing");
    expect_findings(fixture, fixture->dir, 1, "event 7 should come here");
}

static void a_torn_last_row_is_told_with_file_row_and_seq(void **state)
{
    struct fixture *fixture = *state;
    make_journal(fixture, 12);
    testing_tamper(fixture->dir, "journal/000001.db",
                   "UPDATE commits SET records = substr(records, 1, length(records) - 3) WHERE first_seq = "
                   "(SELECT max(first_seq) FROM commits)");
    expect_refused(fixture, fixture->dir, "000001.db, row 22 (events 22 to 24)", "checksum");
    expect_findings(fixture, fixture->dir, 1, "row 22");
}

static void a_row_whose_records_are_wrong_is_told_though_its_checksum_is_right(void **state)
{
    struct fixture *fixture = *state;
    make_journal(fixture, 12);
    /* another row's records, checksum and all: the checksum is seeded with the row's own place */
    testing_tamper(fixture->dir, "journal/000001.db",
                   "UPDATE commits SET (records, checksum, count) = (SELECT records, checksum, count FROM "
                   "commits WHERE first_seq = 4) WHERE first_seq = 10");
    expect_refused(fixture, fixture->dir, "000001.db, row 10", "checksum");
}

static void a_flipped_byte_in_the_middle_is_told_by_reading_and_by_verify(void **state)
{
    struct fixture *fixture = *state;
    struct journal_error error = {{0}};
    make_journal(fixture, 200);
    /* one byte of a row that is certainly in use: where in the file rows lie depends on how the writer's rows fell */
    testing_tamper(fixture->dir, "journal/000002.db",
                   "UPDATE commits SET records = CAST(substr(records, 1, 20) || CASE substr(records, 21, 1) "
                   "WHEN x'ff' THEN x'00' ELSE x'ff' END || substr(records, 22) AS BLOB) WHERE first_seq = "
                   "(SELECT first_seq FROM commits ORDER BY first_seq DESC LIMIT 1 OFFSET 2)");
    struct journal *journal = open_good(fixture, fixture->dir);
    assert_int_equal(testing_read(journal, 1, &error), 0);
    assert_non_null(strstr(error.sentence, "000002.db, row "));
    assert_non_null(strstr(error.sentence, "checksum"));
    journal_close(journal);
    expect_findings(fixture, fixture->dir, 1, "000002.db, row ");
}

static void files_of_two_journals_are_not_mixed(void **state)
{
    struct fixture *fixture = *state;
    make_journal(fixture, 200);
    testing_tamper(fixture->dir, "journal/000002.db", "UPDATE header SET journal = zeroblob(16)");
    expect_refused(fixture, fixture->dir, "000002.db", "another journal");
    expect_findings(fixture, fixture->dir, 2, "another journal");
}

/* A crash image: copied while the server runs, its WAL not yet brought home. */
static struct journal *crash(struct fixture *fixture, int rows)
{
    fixture->options.wal_bytes_max = 16 << 20;
    struct journal *journal = open_good(fixture, fixture->dir);
    append_rows(journal, rows);
    testing_copy(fixture->dir, fixture->copy);
    return journal;
}

static void after_a_crash_all_that_was_durable_is_there(void **state)
{
    struct fixture *fixture = *state;
    struct journal_error error = {{0}};
    struct journal *journal = crash(fixture, 30);
    uint64_t last = journal_durable(journal);
    journal_close(journal);
    assert_true(testing_size(fixture->copy, "journal/000001.db-wal") > 0);
    expect_findings(fixture, fixture->copy, 0, NULL);
    journal = open_good(fixture, fixture->copy);
    assert_int_equal(journal_durable(journal), last);
    assert_int_equal(testing_read(journal, 1, &error), last);
    journal_close(journal);
    assert_string_equal(fixture->notes, "");
}

static void a_commit_torn_by_the_crash_is_left_out_with_a_note(void **state)
{
    struct fixture *fixture = *state;
    struct journal_error error = {{0}};
    struct journal *journal = crash(fixture, 30);
    uint64_t last = journal_durable(journal);
    journal_close(journal);
    char name[600];
    snprintf(name, sizeof name, "%s/journal/000001.db-wal", fixture->copy);
    assert_int_equal(truncate(name, testing_content(fixture->copy, "journal/000001.db-wal") - 100), 0);
    expect_findings(fixture, fixture->copy, 1, "never finished nor acknowledged");
    fixture->notes[0] = '\0';
    journal = open_good(fixture, fixture->copy);
    assert_non_null(strstr(fixture->notes, "000001.db-wal ends in"));
    assert_int_equal(journal_durable(journal), last - 3); /* the last row had three */
    testing_append(journal, 5);
    journal_flush(journal);
    assert_int_equal(testing_read(journal, 1, &error), last + 2);
    journal_close(journal);
    expect_findings(fixture, fixture->copy, 0, NULL);
}

static void a_damaged_log_in_front_of_later_commits_is_refused(void **state)
{
    struct fixture *fixture = *state;
    journal_close(crash(fixture, 30));
    testing_flip(fixture->copy, "journal/000001.db-wal",
                 testing_content(fixture->copy, "journal/000001.db-wal") / 2);
    expect_refused(fixture, fixture->copy, "000001.db-wal is damaged", "acknowledged");
    expect_findings(fixture, fixture->copy, 1, "acknowledged");
    testing_flip(fixture->copy, "journal/000001.db-wal",
                 testing_content(fixture->copy, "journal/000001.db-wal") / 2);
    testing_flip(fixture->copy, "journal/000001.db-wal", 20); /* a salt of the header */
    expect_refused(fixture, fixture->copy, "000001.db-wal is damaged", "acknowledged");
}

static void a_bad_snapshot_is_ignored_in_favour_of_the_one_before(void **state)
{
    struct fixture *fixture = *state;
    struct journal_error error;
    struct journal *journal = open_good(fixture, fixture->dir);
    uint64_t seq;
    uint8_t *bytes;
    size_t len;
    append_rows(journal, 10);
    assert_int_equal(journal_snapshot_save(journal, 4, (const uint8_t *)"four", 4, &error), 0);
    assert_int_equal(journal_snapshot_save(journal, 8, (const uint8_t *)"eight", 5, &error), 0);
    testing_flip(fixture->dir, "snapshots/00000000000000000008.snapshot", -2);
    assert_int_equal(journal_snapshot_load(journal, &seq, &bytes, &len, &error), 1);
    assert_int_equal(seq, 4);
    assert_memory_equal(bytes, "four", 4);
    assert_non_null(strstr(fixture->notes, "00000000000000000008.snapshot is ignored: its checksum"));
    free(bytes);
    journal_close(journal);
    expect_findings(fixture, fixture->dir, 1, "8.snapshot");
}

static void a_snapshot_beyond_the_journals_end_is_told(void **state)
{
    struct fixture *fixture = *state;
    struct journal_error error;
    struct journal *journal = open_good(fixture, fixture->dir);
    append_rows(journal, 10);
    assert_int_equal(
        journal_snapshot_save(journal, journal_durable(journal), (const uint8_t *)"x", 1, &error), 0);
    journal_close(journal);
    testing_tamper(fixture->dir, "journal/000001.db", "DELETE FROM commits WHERE first_seq > 7");
    expect_refused(fixture, fixture->dir, "snapshot of event 19", "ends with event 7");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_second_server_is_refused, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_commit_that_ends_after_a_failure_is_told_to_nobody, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(a_newer_version_is_refused, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_file_of_the_first_format_is_read_and_goes_on_in_this_one, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(a_file_that_cannot_be_put_in_its_place_leaves_nothing_aside, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(a_file_that_is_no_journal_is_refused, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_missing_file_is_told, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_missing_last_file_is_told, set_up, tear_down),
        cmocka_unit_test_setup_teardown(missing_rows_are_told, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_torn_last_row_is_told_with_file_row_and_seq, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_row_whose_records_are_wrong_is_told_though_its_checksum_is_right,
                                        set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_flipped_byte_in_the_middle_is_told_by_reading_and_by_verify, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(files_of_two_journals_are_not_mixed, set_up, tear_down),
        cmocka_unit_test_setup_teardown(after_a_crash_all_that_was_durable_is_there, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_commit_torn_by_the_crash_is_left_out_with_a_note, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(a_damaged_log_in_front_of_later_commits_is_refused, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(a_bad_snapshot_is_ignored_in_favour_of_the_one_before, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(a_snapshot_beyond_the_journals_end_is_told, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
