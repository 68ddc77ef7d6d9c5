/* Backup of a running journal and restore: the same events at one seq, and no commit waits for it. */
#include "journal/testing/entries.h"

#include <dirent.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

struct fixture {
    char dir[256];
    char other[256];
    char file[300];
    char restored[300];
    struct journal *journal;
    _Atomic bool over;
};

static const struct journal_options options = {.wal_bytes_max = 256 << 10};

static int set_up(void **state)
{
    struct fixture *fixture = calloc(1, sizeof *fixture);
    struct journal_error error;
    testing_directory(fixture->dir);
    testing_directory(fixture->other);
    snprintf(fixture->file, sizeof fixture->file, "%s/backup.db", fixture->other);
    snprintf(fixture->restored, sizeof fixture->restored, "%s/restored", fixture->other);
    *state = fixture;
    return journal_open_sqlite(&fixture->journal, fixture->dir, &options, &error);
}

static int tear_down(void **state)
{
    struct fixture *fixture = *state;
    if (fixture->journal)
        journal_close(fixture->journal);
    testing_remove(fixture->dir);
    testing_remove(fixture->other);
    free(fixture);
    return 0;
}

static void append(struct fixture *fixture, int batches)
{
    for (int i = 0; i < batches; i++) {
        testing_append(fixture->journal, 1 + (uint32_t)i % 7);
        if (i % 8 == 0)
            journal_flush(fixture->journal);
    }
    journal_flush(fixture->journal);
}

/* Restores the backup and compares everything in it. */
static void expect_restored(struct fixture *fixture, uint64_t seq)
{
    struct journal *journal;
    struct journal_error error = {{0}};
    uint64_t restored = 0, last;
    if (journal_restore(fixture->file, fixture->restored, &restored, &error) != 0)
        fail_msg("%s", error.sentence);
    assert_int_equal(restored, seq);
    assert_int_equal(journal_verify(fixture->restored, NULL, NULL, &last), 0);
    if (journal_open_sqlite(&journal, fixture->restored, &options, &error) != 0)
        fail_msg("%s", error.sentence);
    assert_int_equal(journal_durable(journal), seq);
    assert_int_equal(testing_read(journal, 1, &error), seq);
    testing_append(journal, 3);
    journal_flush(journal);
    assert_int_equal(testing_read(journal, 1, &error), seq + 3);
    journal_close(journal);
}

static void a_stopped_journal_comes_back_whole(void **state)
{
    struct fixture *fixture = *state;
    struct journal_error error;
    uint64_t seq;
    append(fixture, 500);
    uint64_t last = journal_durable(fixture->journal);
    journal_close(fixture->journal);
    fixture->journal = NULL;
    assert_int_equal(journal_backup(fixture->dir, fixture->file, &seq, &error), 0);
    assert_int_equal(seq, last);
    expect_restored(fixture, seq);
}

static void *append_meanwhile(void *ctx)
{
    struct fixture *fixture = ctx;
    while (!atomic_load(&fixture->over))
        append(fixture, 20);
    return NULL;
}

static void a_running_journal_is_copied_at_one_seq_while_commits_go_on(void **state)
{
    struct fixture *fixture = *state;
    struct journal_error error = {{0}};
    pthread_t thread;
    uint64_t seq = 0;
    append(fixture, 300);
    uint64_t before = journal_durable(fixture->journal);
    assert_int_equal(pthread_create(&thread, NULL, append_meanwhile, fixture), 0);
    int copied = journal_backup(fixture->dir, fixture->file, &seq, &error);
    atomic_store(&fixture->over, true);
    pthread_join(thread, NULL);
    if (copied != 0)
        fail_msg("%s", error.sentence);
    assert_true(seq >= before && seq <= journal_durable(fixture->journal));
    expect_restored(fixture, seq);
}

static void an_empty_journal_is_backed_up_too(void **state)
{
    struct fixture *fixture = *state;
    struct journal_error error = {{0}};
    uint64_t seq = 7, restored = 7;
    if (journal_backup(fixture->dir, fixture->file, &seq, &error) != 0)
        fail_msg("%s", error.sentence);
    assert_int_equal(seq, 0);
    assert_int_equal(journal_restore(fixture->file, fixture->restored, &restored, &error), 0);
    assert_int_equal(restored, 0);
}

static int open_descriptors(void)
{
    int count = 0;
    DIR *dir = opendir("/proc/self/fd");
    assert_non_null(dir);
    while (readdir(dir))
        count++;
    closedir(dir);
    return count;
}

static void backup_and_restore_leave_no_file_open(void **state)
{
    struct fixture *fixture = *state;
    struct journal_error error;
    uint64_t seq;
    append(fixture, 5);
    journal_close(fixture->journal); /* while it is open SQLite may keep a file that it has locked */
    fixture->journal = NULL;
    int before = open_descriptors();
    assert_int_equal(journal_backup(fixture->dir, fixture->file, &seq, &error), 0);
    assert_int_equal(open_descriptors(), before);
    assert_int_equal(journal_restore(fixture->file, fixture->restored, &seq, &error), 0);
    assert_int_equal(open_descriptors(), before);
    assert_int_equal(journal_restore(fixture->file, fixture->restored, &seq, &error),
                     -1); /* there is one now */
    assert_int_equal(open_descriptors(), before);
}

static void a_backup_does_not_overwrite(void **state)
{
    struct fixture *fixture = *state;
    struct journal_error error;
    uint64_t seq;
    append(fixture, 5);
    assert_int_equal(journal_backup(fixture->dir, fixture->file, &seq, &error), 0);
    assert_int_equal(journal_backup(fixture->dir, fixture->file, &seq, &error), -1);
    assert_non_null(strstr(error.sentence, "exists already"));
}

static void a_directory_with_a_journal_is_not_restored_into(void **state)
{
    struct fixture *fixture = *state;
    struct journal_error error;
    uint64_t seq;
    append(fixture, 5);
    assert_int_equal(journal_backup(fixture->dir, fixture->file, &seq, &error), 0);
    assert_int_equal(journal_restore(fixture->file, fixture->dir, &seq, &error), -1);
    assert_non_null(strstr(error.sentence, "in use"));
    journal_close(fixture->journal);
    fixture->journal = NULL;
    assert_int_equal(journal_restore(fixture->file, fixture->dir, &seq, &error), -1);
    assert_non_null(strstr(error.sentence, "holds a journal already"));
    assert_non_null(strstr(error.sentence, "journal/000001.db"));
}

static void a_damaged_backup_is_refused_and_leaves_nothing(void **state)
{
    struct fixture *fixture = *state;
    struct journal_error error;
    uint64_t seq;
    append(fixture, 50);
    assert_int_equal(journal_backup(fixture->dir, fixture->file, &seq, &error), 0);
    testing_flip(fixture->other, "backup.db", 6 * 4096 + 1000);
    assert_int_equal(journal_restore(fixture->file, fixture->restored, &seq, &error), -1);
    assert_non_null(strstr(error.sentence, "row "));
    testing_flip(fixture->other, "backup.db", 6 * 4096 + 1000);
    testing_flip(fixture->other, "backup.db", -700);
    assert_int_equal(journal_restore(fixture->file, fixture->restored, &seq, &error), -1);
    assert_non_null(strstr(error.sentence, "damaged keys"));
    assert_int_equal(testing_size(fixture->restored, "journal/000001.db"), -1);
    assert_int_equal(journal_restore(fixture->dir, fixture->restored, &seq, &error), -1);
}

static void a_journal_with_a_damaged_row_is_not_backed_up(void **state)
{
    struct fixture *fixture = *state;
    struct journal_error error;
    uint64_t seq;
    append(fixture, 50);
    journal_close(fixture->journal);
    fixture->journal = NULL;
    testing_flip(fixture->dir, "journal/000001.db", 6 * 4096 + 1000);
    assert_int_equal(journal_backup(fixture->dir, fixture->file, &seq, &error), -1);
    assert_non_null(strstr(error.sentence, "000001.db, row "));
    assert_int_equal(access(fixture->file, F_OK), -1);
}

/* ---- only reading ---- */

/* Every file with its bytes; but the log's index of a running journal, which is shared memory and no content. */
static void list_files(const struct fixture *fixture, const char *name)
{
    char line[1024];
    snprintf(line, sizeof line,
             "cd %s && find . -type f ! -name '*-shm' | LC_ALL=C sort | xargs sha256sum >%s/%s", fixture->dir,
             fixture->other, name);
    assert_int_equal(testing_shell(line), 0);
}

static void assert_files_same(const struct fixture *fixture)
{
    char line[1024];
    snprintf(line, sizeof line, "diff %s/before %s/after", fixture->other, fixture->other);
    assert_int_equal(testing_shell(line), 0);
}

static void read_all(const struct fixture *fixture, uint64_t last_seq)
{
    struct journal *reading;
    struct journal_error error;
    assert_int_equal(journal_open_reading(&reading, fixture->dir, &error), 0);
    assert_int_equal(journal_durable(reading), last_seq);
    assert_int_equal(testing_read(reading, 1, &error), last_seq);
    journal_close(reading);
}

static void a_journal_is_read_beside_the_one_who_writes_it(void **state)
{
    struct fixture *fixture = *state;
    append(fixture, 300);
    read_all(fixture, journal_durable(fixture->journal));
    append(fixture, 100);
    read_all(fixture, journal_durable(fixture->journal));
}

static void a_closed_journal_is_read_and_no_file_changes(void **state)
{
    struct fixture *fixture = *state;
    append(fixture, 300);
    uint64_t last_seq = journal_durable(fixture->journal);
    journal_close(fixture->journal);
    fixture->journal = NULL;
    list_files(fixture, "before");
    read_all(fixture, last_seq);
    list_files(fixture, "after");
    assert_files_same(fixture);
}

static void a_journal_opened_only_to_be_read_takes_nothing(void **state)
{
    struct fixture *fixture = *state;
    struct journal *reading;
    struct journal_error error;
    append(fixture, 3);
    assert_int_equal(journal_open_reading(&reading, fixture->dir, &error), 0);
    testing_append(reading, 1);
    assert_true(journal_failed(reading, &error));
    assert_int_equal(journal_snapshot_save(reading, 1, (const uint8_t *)"x", 1, &error), -1);
    journal_close(reading);
    read_all(fixture, journal_durable(fixture->journal));
    assert_int_equal(journal_open_reading(&reading, fixture->other, &error), -1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_stopped_journal_comes_back_whole, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_running_journal_is_copied_at_one_seq_while_commits_go_on, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(an_empty_journal_is_backed_up_too, set_up, tear_down),
        cmocka_unit_test_setup_teardown(backup_and_restore_leave_no_file_open, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_backup_does_not_overwrite, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_directory_with_a_journal_is_not_restored_into, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_damaged_backup_is_refused_and_leaves_nothing, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_journal_with_a_damaged_row_is_not_backed_up, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_journal_is_read_beside_the_one_who_writes_it, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_closed_journal_is_read_and_no_file_changes, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_journal_opened_only_to_be_read_takes_nothing, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
