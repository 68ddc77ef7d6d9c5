/* A full disk and a directory that cannot be written. Each test runs in a child of its own: it mounts a small disk, or
 * gives up its rights. */
#include "journal/testing/entries.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

enum { CHILD_GOOD = 0, CHILD_BAD = 1, CHILD_CANNOT = 77 };

static char dir[256];

static int set_up(void **state)
{
    (void)state;
    testing_directory(dir);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    testing_remove(dir);
    return 0;
}

/* A function of the child's returns how it came out; a disk that may not be mounted here skips the test. */
static void expect_good(int (*child)(void))
{
    pid_t pid = fork();
    if (pid == 0)
        _exit(child());
    int status;
    waitpid(pid, &status, 0);
    assert_true(WIFEXITED(status));
    if (WEXITSTATUS(status) == CHILD_CANNOT)
        skip();
    assert_int_equal(WEXITSTATUS(status), CHILD_GOOD);
}

static int bad(const char *what, const char *sentence)
{
    fprintf(stderr, "%s: %s\n", what, sentence);
    return CHILD_BAD;
}

static bool mount_small_disk(const char *size)
{
    if (unshare(geteuid() == 0 ? CLONE_NEWNS : CLONE_NEWUSER | CLONE_NEWNS) != 0)
        return false;
    if (mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) != 0)
        return false;
    return mount("tmpfs", dir, "tmpfs", 0, size) == 0;
}

/* Takes all free space but keep bytes. */
static void fill_disk(off_t keep)
{
    static char block[4096];
    char name[300];
    snprintf(name, sizeof name, "%s/filler", dir);
    int fd = open(name, O_WRONLY | O_CREAT | O_APPEND, 0600);
    while (write(fd, block, sizeof block) > 0)
        ;
    struct stat status;
    if (fstat(fd, &status) != 0 || ftruncate(fd, status.st_size > keep ? status.st_size - keep : 0) != 0)
        abort();
    close(fd);
}

static void empty_disk(void)
{
    char name[300];
    snprintf(name, sizeof name, "%s/filler", dir);
    unlink(name);
}

static int open_on_full_disk(void)
{
    struct journal *journal;
    struct journal_error error = {{0}};
    if (!mount_small_disk("size=4m"))
        return CHILD_CANNOT;
    if (journal_open_sqlite(&journal, dir, NULL, &error) != 0)
        return bad("opening a new one", error.sentence);
    testing_append(journal, 5);
    journal_close(journal);
    fill_disk(0);
    if (journal_open_sqlite(&journal, dir, NULL, &error) == 0 || !strstr(error.sentence, "is full"))
        return bad("a full disk", error.sentence);
    empty_disk();
    if (journal_open_sqlite(&journal, dir, NULL, &error) != 0 || testing_read(journal, 1, &error) != 5)
        return bad("with space again", error.sentence);
    journal_close(journal);
    return CHILD_GOOD;
}

/* The disk fills while the journal is open: it fails for good, with a sentence, and all that was durable is there again
 * when there is space. */
static int fill_while_open(void)
{
    struct journal *journal;
    struct journal_error error = {{0}};
    const struct journal_options options = {.wal_bytes_max = 1 << 20, .reserve_bytes = 3 << 20};
    if (!mount_small_disk("size=8m"))
        return CHILD_CANNOT;
    if (journal_open_sqlite(&journal, dir, &options, &error) != 0)
        return bad("opening", error.sentence);
    if (journal_below_reserve(journal))
        return bad("the reserve", "is said to be touched");
    fill_disk(200 << 10);
    for (int i = 0; i < 100000 && !journal_failed(journal, &error); i++) {
        testing_append(journal, 3);
        journal_flush(journal);
    }
    uint64_t durable = journal_durable(journal);
    if (!journal_failed(journal, &error) || !strstr(error.sentence, "is full"))
        return bad("a disk that fills", error.sentence);
    testing_append(journal, 1);
    if (journal_durable(journal) != durable || durable == 0)
        return bad("after the failure", "something became durable");
    journal_close(journal);
    empty_disk();
    if (journal_open_sqlite(&journal, dir, &options, &error) != 0)
        return bad("with space again", error.sentence);
    if (journal_durable(journal) < durable || testing_read(journal, 1, &error) != journal_durable(journal))
        return bad("what was durable", error.sentence);
    journal_close(journal);
    return CHILD_GOOD;
}

static int open_below_reserve(void)
{
    struct journal *journal;
    struct journal_error error = {{0}};
    const struct journal_options options = {.reserve_bytes = 8 << 20};
    if (!mount_small_disk("size=4m"))
        return CHILD_CANNOT;
    if (journal_open_sqlite(&journal, dir, &options, &error) != 0)
        return bad("opening", error.sentence);
    bool below = journal_below_reserve(journal);
    testing_append(journal, 1);
    journal_close(journal);
    return below ? CHILD_GOOD : bad("below the reserve", "not said");
}

static int open_where_nothing_can_be_written(void)
{
    struct journal *journal;
    struct journal_error error = {{0}};
    if (journal_open_sqlite(&journal, dir, NULL, &error) != 0)
        return bad("opening a new one", error.sentence);
    testing_append(journal, 5);
    journal_close(journal);
    if (chmod(dir, 0555) != 0 || (geteuid() == 0 && setresuid(65534, 65534, 65534) != 0))
        return CHILD_CANNOT;
    if (journal_open_sqlite(&journal, dir, NULL, &error) == 0 || !strstr(error.sentence, "Cannot write"))
        return bad("a directory without rights", error.sentence);
    return CHILD_GOOD;
}

static int open_on_read_only_disk(void)
{
    struct journal *journal;
    struct journal_error error = {{0}};
    if (!mount_small_disk("size=4m"))
        return CHILD_CANNOT;
    if (journal_open_sqlite(&journal, dir, NULL, &error) != 0)
        return bad("opening a new one", error.sentence);
    testing_append(journal, 5);
    journal_close(journal);
    if (mount(NULL, dir, NULL, MS_REMOUNT | MS_RDONLY, NULL) != 0)
        return CHILD_CANNOT;
    if (journal_open_sqlite(&journal, dir, NULL, &error) == 0 || !strstr(error.sentence, "Cannot write"))
        return bad("a read-only disk", error.sentence);
    return CHILD_GOOD;
}

static void a_full_disk_is_told_at_open_and_nothing_is_harmed(void **state)
{
    (void)state;
    expect_good(open_on_full_disk);
}

static void a_disk_that_fills_fails_the_journal_and_loses_nothing_durable(void **state)
{
    (void)state;
    expect_good(fill_while_open);
}

static void the_reserve_is_looked_at_when_opening(void **state)
{
    (void)state;
    expect_good(open_below_reserve);
}

static void a_directory_without_rights_is_told(void **state)
{
    (void)state;
    expect_good(open_where_nothing_can_be_written);
}

static void a_read_only_disk_is_told(void **state)
{
    (void)state;
    expect_good(open_on_read_only_disk);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_full_disk_is_told_at_open_and_nothing_is_harmed, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_disk_that_fills_fails_the_journal_and_loses_nothing_durable, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(the_reserve_is_looked_at_when_opening, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_directory_without_rights_is_told, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_read_only_disk_is_told, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
