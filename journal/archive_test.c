/* Files that nobody needs at a start can be moved away: the journal opens without them, finds them where they are, and
 * still notices one that is lost. */
#include "journal/testing/entries.h"

#include <sched.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

struct fixture {
    char dir[256];
    char folder[256];
    uint64_t last;
};

static const struct journal_options options = {.wal_bytes_max = 128 << 10};

static void snapshot(struct journal *journal, uint64_t seq)
{
    struct journal_error error;
    static const uint8_t bytes[] = "a state";
    assert_int_equal(journal_snapshot_save(journal, seq, bytes, sizeof bytes, &error), 0);
}

/* A journal of several files with two snapshots behind most of them. */
static int set_up(void **state)
{
    struct fixture *fixture = calloc(1, sizeof *fixture);
    struct journal_error error;
    struct journal *journal;
    testing_directory(fixture->dir);
    testing_directory(fixture->folder);
    *state = fixture;
    if (journal_open_sqlite(&journal, fixture->dir, &options, &error) != 0)
        return -1;
    for (int i = 0; i < 400; i++) {
        testing_append(journal, 20);
        if (i % 8 == 7)
            journal_flush(journal);
    }
    fixture->last = journal_durable(journal);
    snapshot(journal, fixture->last - 1000);
    snapshot(journal, fixture->last - 500);
    journal_close(journal);
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *fixture = *state;
    testing_remove(fixture->dir);
    testing_remove(fixture->folder);
    free(fixture);
    return 0;
}

static uint32_t archive(const struct fixture *fixture, uint64_t through)
{
    struct journal_archive_result result;
    struct journal_error error;
    if (journal_archive(fixture->dir, fixture->folder, through, &result, &error) != 0)
        fail_msg("%s", error.sentence);
    return result.moved;
}

static struct journal *open_journal(const struct fixture *fixture)
{
    struct journal *journal;
    struct journal_error error;
    if (journal_open_sqlite(&journal, fixture->dir, &options, &error) != 0)
        fail_msg("%s", error.sentence);
    return journal;
}

static void expect_all(const struct fixture *fixture)
{
    struct journal_error error = {{0}};
    uint64_t last = 0;
    struct journal *journal = open_journal(fixture);
    if (testing_read(journal, 1, &error) != journal_last(journal))
        fail_msg("%s", error.sentence);
    journal_close(journal);
    assert_int_equal(journal_verify(fixture->dir, NULL, NULL, &last), 0);
}

static void old_files_move_and_are_read_where_they_are(void **state)
{
    struct fixture *fixture = *state;
    uint32_t moved = archive(fixture, UINT64_MAX);
    assert_true(moved >= 3);
    assert_int_equal(testing_size(fixture->dir, "journal/000001.db"), -1);
    assert_true(testing_size(fixture->folder, "000001.db") > 0);
    assert_int_equal(archive(fixture, UINT64_MAX), 0);
    expect_all(fixture);
    struct journal *journal = open_journal(fixture);
    for (int i = 0; i < 400; i++)
        testing_append(journal, 20);
    journal_flush(journal);
    snapshot(journal, journal_durable(journal) - 1);
    snapshot(journal, journal_durable(journal));
    journal_close(journal);
    assert_true(archive(fixture, UINT64_MAX) >= 3);
    expect_all(fixture);
}

static void what_a_start_needs_stays(void **state)
{
    struct fixture *fixture = *state;
    struct journal_error error;
    assert_int_equal(archive(fixture, 0), 0);
    assert_true(archive(fixture, fixture->last / 2) > 0);
    archive(fixture, UINT64_MAX);
    testing_remove(fixture->folder); /* nothing that is archived is there */
    struct journal *journal = open_journal(fixture);
    if (testing_read(journal, fixture->last - 999, &error) != fixture->last)
        fail_msg("%s", error.sentence);
    assert_int_equal(testing_read(journal, 1, &error), 0);
    assert_non_null(strstr(error.sentence, ".db is needed and is not there"));
    testing_append(journal, 3);
    journal_close(journal);
}

static void a_file_that_is_missing_and_was_not_archived_is_noticed(void **state)
{
    struct fixture *fixture = *state;
    struct journal *journal;
    struct journal_error error;
    char path[300];
    uint32_t moved = archive(fixture, fixture->last / 2);
    snprintf(path, sizeof path, "%s/journal/%06u.db", fixture->dir, (unsigned)moved + 1);
    assert_int_equal(unlink(path), 0);
    assert_int_equal(journal_open_sqlite(&journal, fixture->dir, &options, &error), -1);
    assert_non_null(strstr(error.sentence, "is missing"));
}

static void an_archived_file_that_is_put_back_is_used(void **state)
{
    struct fixture *fixture = *state;
    char command[800];
    archive(fixture, UINT64_MAX);
    snprintf(command, sizeof command, "mv '%s'/*.db '%s'/journal/", fixture->folder, fixture->dir);
    assert_int_equal(testing_shell(command), 0);
    expect_all(fixture);
    assert_int_equal(archive(fixture, UINT64_MAX), 0); /* and it goes again */
    assert_int_equal(testing_size(fixture->dir, "journal/000001.db"), -1);
    expect_all(fixture);
}

static void archived_files_may_be_carried_elsewhere(void **state)
{
    struct fixture *fixture = *state;
    struct journal_archive_result result;
    struct journal_error error;
    char other[256], command[800];
    testing_directory(other);
    archive(fixture, UINT64_MAX);
    assert_int_equal(journal_archive(fixture->dir, other, UINT64_MAX, &result, &error), -1);
    assert_non_null(strstr(error.sentence, "name that folder"));
    snprintf(command, sizeof command, "mv '%s'/*.db '%s'/", fixture->folder, other);
    assert_int_equal(testing_shell(command), 0);
    assert_int_equal(journal_archive(fixture->dir, other, UINT64_MAX, &result, &error), 0);
    expect_all(fixture);
    testing_remove(other);
}

static void a_backup_holds_archived_events_too(void **state)
{
    struct fixture *fixture = *state;
    struct journal_error error;
    char file[300], restored[300];
    uint64_t seq = 0;
    archive(fixture, UINT64_MAX);
    snprintf(file, sizeof file, "%s/backup", fixture->folder);
    snprintf(restored, sizeof restored, "%s/restored", fixture->folder);
    if (journal_backup(fixture->dir, file, &seq, &error) != 0)
        fail_msg("%s", error.sentence);
    assert_int_equal(seq, fixture->last);
    assert_int_equal(journal_restore(file, restored, &seq, &error), 0);
}

/* Killed at any moment: nothing is lost, and the next run finishes what was begun. */
static void kill_9_in_the_middle_loses_nothing(void **state)
{
    struct fixture *fixture = *state;
    unsigned seed = 20261122;
    for (int round = 0; round < 8; round++) {
        pid_t child = fork();
        if (child == 0) {
            struct journal_archive_result result;
            struct journal_error error;
            _exit(journal_archive(fixture->dir, fixture->folder, UINT64_MAX, &result, &error) == 0 ? 0 : 1);
        }
        for (int turns = rand_r(&seed) % 20000; turns > 0; turns--)
            sched_yield();
        kill(child, SIGKILL);
        waitpid(child, NULL, 0);
        expect_all(fixture);
    }
    archive(fixture, UINT64_MAX);
    expect_all(fixture);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(old_files_move_and_are_read_where_they_are),
        TEST(what_a_start_needs_stays),
        TEST(a_file_that_is_missing_and_was_not_archived_is_noticed),
        TEST(an_archived_file_that_is_put_back_is_used),
        TEST(archived_files_may_be_carried_elsewhere),
        TEST(a_backup_holds_archived_events_too),
        TEST(kill_9_in_the_middle_loses_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
