/* What the keeper does in pieces leaves the same files as what is done at once. */
#include "journal/calm.h"
#include "journal/directory.h"
#include "journal/testing/entries.h"
#include "journal/wal.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

enum {
    FILL_BYTES = 512 << 10, /* a multiple of what is filled at once */
    FILL_MORE_BYTES = 1 << 20,
    ROW_BYTES = 3000,
    ROWS = 300
};

struct fixture {
    char dir[256];
    struct journal_path path;
    struct journal_path spare;
    struct journal_file file;
    _Atomic bool hurry;
};

static void must(int result, const struct journal_error *error)
{
    if (result != 0)
        fail_msg("%s", error->sentence);
}

static int set_up(void **state)
{
    static const uint8_t id[JOURNAL_ID_BYTES] = {1};
    struct fixture *fixture = calloc(1, sizeof *fixture);
    struct journal_error error;
    *state = fixture;
    testing_directory(fixture->dir);
    fixture->path = journal_path_join(fixture->dir, "000001.db");
    fixture->spare = journal_path_spare(fixture->path.text, 1);
    must(journal_file_create(fixture->path.text, 1, id, true, &error), &error);
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *fixture = *state;
    journal_file_close(&fixture->file);
    testing_remove(fixture->dir);
    free(fixture);
    return 0;
}

static void open_file(struct fixture *fixture)
{
    struct journal_error error;
    must(journal_file_open(&fixture->file, fixture->path.text, 1, true, &error), &error);
}

static size_t fill(const struct fixture *fixture, size_t bytes)
{
    return journal_calm_fill(fixture->path.text, bytes, &fixture->hurry);
}

static void finish(struct fixture *fixture)
{
    struct journal_error error;
    must(journal_calm_finish(&fixture->file, &fixture->hurry, &error), &error);
}

/* As many as are kept. */
static void make_spares(const struct fixture *fixture)
{
    for (uint32_t number = 1; number <= 2; number++) {
        FILE *stream = fopen(journal_path_spare(fixture->path.text, number).text, "we");
        assert_non_null(stream);
        fputs("spare", stream);
        fclose(stream);
    }
}

static void add_rows(struct fixture *fixture, uint64_t first, uint64_t last)
{
    uint8_t bytes[ROW_BYTES];
    struct journal_error error;
    for (uint64_t seq = first; seq <= last; seq++) {
        memset(bytes, (int)seq, sizeof bytes);
        const struct journal_row row = {.first_seq = seq, .count = 1, .bytes = bytes, .len = sizeof bytes};
        must(journal_file_add(&fixture->file, &row, &error), &error);
    }
}

static void read_rows(struct fixture *fixture, uint64_t last)
{
    struct journal_row row;
    struct journal_error error;
    must(journal_file_seek(&fixture->file, 1, &error), &error);
    for (uint64_t seq = 1; seq <= last; seq++) {
        assert_int_equal(journal_file_step(&fixture->file, &row, &error), 1);
        assert_int_equal(row.first_seq, seq);
        assert_int_equal(row.bytes[ROW_BYTES - 1], (uint8_t)seq);
    }
    assert_int_equal(journal_file_step(&fixture->file, &row, &error), 0);
    journal_file_rest(&fixture->file);
}

/* Commits then write over the zeros: the log does not grow until they are used up. */
static void a_log_that_was_filled_ahead_keeps_its_length_and_every_row(void **state)
{
    struct fixture *fixture = *state;
    assert_int_equal(fill(fixture, FILL_BYTES), FILL_BYTES);
    assert_int_equal(testing_size(fixture->dir, "000001.db-wal"), FILL_BYTES);
    open_file(fixture);
    add_rows(fixture, 1, 20);
    assert_int_equal(testing_size(fixture->dir, "000001.db-wal"), FILL_BYTES);
    read_rows(fixture, 20);
    journal_file_close(&fixture->file); /* as a crash leaves it */
    open_file(fixture);
    read_rows(fixture, 20);
}

/* Some file systems have no leases (file systems over a network): there no log is used again. */
static bool has_leases(const struct fixture *fixture)
{
    int fd = open(fixture->path.text, O_WRONLY | O_CLOEXEC);
    bool has = fcntl(fd, F_SETLEASE, F_WRLCK) == 0;
    close(fd);
    return has;
}

/* The log that is used again was full of another file's frames: none of them comes back, also after a crash before the
 * first commit. */
static void a_spare_log_is_used_again_and_has_nothing_of_before(void **state)
{
    static const uint8_t id[JOURNAL_ID_BYTES] = {1};
    struct fixture *fixture = *state;
    struct fixture next = {.path = journal_path_join(fixture->dir, "000002.db")};
    struct journal_wal wal;
    struct journal_error error;
    struct stat before, after;
    if (!has_leases(fixture))
        skip();
    open_file(fixture);
    add_rows(fixture, 1, ROWS);
    finish(fixture);
    assert_int_equal(stat(fixture->spare.text, &before), 0);
    assert_true(before.st_size > ROWS * ROW_BYTES);

    must(journal_file_create(next.path.text, 1, id, true, &error), &error);
    size_t filled = fill(&next, FILL_MORE_BYTES);
    assert_true(filled >= (size_t)before.st_size);
    assert_int_equal(testing_size(fixture->dir, "000002.db-wal"), filled);
    assert_int_equal(testing_size(fixture->dir, "spare-1.aside"), -1);
    assert_int_equal(stat(journal_path_wal(next.path.text).text, &after), 0);
    assert_int_equal(after.st_ino, before.st_ino);
    must(journal_wal_look(next.path.text, &wal, &error), &error);
    assert_int_equal(wal.frames_good, 0);
    assert_int_equal(wal.bytes_unfinished, 0);
    assert_false(wal.damaged);
    open_file(&next);
    read_rows(&next, 0);
    add_rows(&next, 1, 20);
    journal_file_close(&next.file); /* as a crash leaves it */
    must(journal_wal_look(next.path.text, &wal, &error), &error);
    assert_int_equal(wal.bytes_unfinished, 0);
    open_file(&next);
    read_rows(&next, 20);
    journal_file_close(&next.file);
    open_file(fixture);
    read_rows(fixture, ROWS);
}

static void a_spare_log_is_there_at_once_also_in_a_hurry(void **state)
{
    struct fixture *fixture = *state;
    if (!has_leases(fixture))
        skip();
    open_file(fixture);
    add_rows(fixture, 1, ROWS);
    finish(fixture);
    long bytes = testing_size(fixture->dir, "spare-1.aside");
    atomic_store(&fixture->hurry, true);
    fixture->path = journal_path_join(fixture->dir, "000002.db");
    assert_int_equal(fill(fixture, 2 * (size_t)bytes), bytes);
    assert_int_equal(testing_size(fixture->dir, "000002.db-wal"), bytes);
}

/* Only the word that says so makes a log without a header an empty one: frames behind a header that was lost are
 * acknowledged events. */
static void a_log_whose_header_was_lost_is_damaged(void **state)
{
    static const char nothing[JOURNAL_WAL_HEADER_BYTES];
    struct fixture *fixture = *state;
    struct journal_wal wal;
    struct journal_error error;
    open_file(fixture);
    add_rows(fixture, 1, 20);
    journal_file_close(&fixture->file);
    int fd = open(journal_path_wal(fixture->path.text).text, O_WRONLY | O_CLOEXEC);
    assert_int_equal(pwrite(fd, nothing, sizeof nothing, 0), sizeof nothing);
    close(fd);
    must(journal_wal_look(fixture->path.text, &wal, &error), &error);
    assert_true(wal.damaged);
}

/* A commit that was torn in a log with another file's frames behind it is seen, and only what is its own is counted. */
static void what_was_torn_in_a_log_that_is_used_again_is_told_from_what_was_there(void **state)
{
    static const uint8_t id[JOURNAL_ID_BYTES] = {1};
    struct fixture *fixture = *state;
    struct fixture next = {.path = journal_path_join(fixture->dir, "000002.db")};
    struct journal_wal whole, torn;
    struct journal_error error;
    if (!has_leases(fixture))
        skip();
    open_file(fixture);
    add_rows(fixture, 1, ROWS);
    finish(fixture);
    must(journal_file_create(next.path.text, 1, id, true, &error), &error);
    fill(&next, FILL_MORE_BYTES);
    open_file(&next);
    add_rows(&next, 1, 20);
    size_t end = next.file.wal_bytes;
    journal_file_close(&next.file);
    must(journal_wal_look(next.path.text, &whole, &error), &error);
    int fd = open(journal_path_wal(next.path.text).text, O_RDWR | O_CLOEXEC);
    assert_int_equal(pwrite(fd, "?", 1, (off_t)end - 1000), 1);
    close(fd);
    must(journal_wal_look(next.path.text, &torn, &error), &error);
    assert_false(torn.damaged);
    assert_true(torn.frames_good > 0 && torn.frames_good < whole.frames_good);
    assert_true(torn.bytes_unfinished > 0 && torn.bytes_unfinished < end);
    open_file(&next);
    read_rows(&next, 19);
    journal_file_close(&next.file);
}

static void who_is_in_a_hurry_gets_the_file_at_once(void **state)
{
    struct fixture *fixture = *state;
    atomic_store(&fixture->hurry, true);
    assert_int_equal(fill(fixture, FILL_BYTES), 0);
    assert_int_equal(testing_size(fixture->dir, "000001.db-wal"), -1);
    open_file(fixture);
    add_rows(fixture, 1, 3);
    read_rows(fixture, 3);
}

static void a_finished_file_has_every_row_and_leaves_nothing_beside_it(void **state)
{
    struct fixture *fixture = *state;
    fill(fixture, FILL_BYTES);
    open_file(fixture);
    make_spares(fixture);
    add_rows(fixture, 1, ROWS);
    finish(fixture);
    assert_int_equal(testing_size(fixture->dir, "000001.db-wal"), -1);
    assert_int_equal(testing_size(fixture->dir, "000001.db-shm"), -1);
    assert_int_equal(testing_size(fixture->dir, "000001.db-wal.aside"), -1);
    assert_int_equal(testing_size(fixture->dir, "spare-1.aside"), 5);
    open_file(fixture);
    read_rows(fixture, ROWS);
}

/* A follower may still have the file open. */
static void a_reader_of_a_file_that_is_finished_goes_on_reading(void **state)
{
    struct fixture *fixture = *state;
    struct fixture other = {.path = fixture->path};
    struct journal_error error;
    open_file(fixture);
    add_rows(fixture, 1, ROWS);
    must(journal_file_open(&other.file, fixture->path.text, 1, false, &error), &error);
    read_rows(&other, ROWS);
    finish(fixture);
    read_rows(&other, ROWS);
    fill(&(struct fixture){.path = journal_path_join(fixture->dir, "000002.db")}, FILL_BYTES);
    assert_true(testing_size(fixture->dir, "spare-1.aside") >
                ROWS * ROW_BYTES); /* the reader's: left alone */
    assert_int_equal(testing_size(fixture->dir, "000002.db-wal"), FILL_BYTES);
    read_rows(&other, ROWS);
    journal_file_close(&other.file);
    open_file(fixture);
    read_rows(fixture, ROWS);
}

/* Rows so large that nearly each begins a file: writer and keeper hand files to one another all the time. */
static void files_that_follow_one_another_fast_are_each_brought_home(void **state)
{
    struct journal_options options = {.wal_bytes_max = 64 << 10};
    struct journal *journal;
    struct journal_error error;
    uint64_t last = 0;
    char dir[256], line[512];
    (void)state;
    testing_directory(dir);
    must(journal_open_sqlite(&journal, dir, &options, &error), &error);
    for (int row = 0; row < 100; row++) {
        testing_append(journal, 60);
        journal_flush(journal);
    }
    journal_close(journal);
    snprintf(line, sizeof line, "test $(ls '%s/journal' | grep -c 'db$') -gt 20", dir);
    assert_int_equal(testing_shell(line), 0);
    snprintf(line, sizeof line, "! ls '%s/journal' | grep -v 'db$'", dir); /* no log is left beside any */
    assert_int_equal(testing_shell(line), 0);
    assert_int_equal(journal_verify(dir, NULL, NULL, &last), 0);
    assert_int_equal(last, 6000);
    testing_remove(dir);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(a_log_that_was_filled_ahead_keeps_its_length_and_every_row),
        TEST(a_spare_log_is_used_again_and_has_nothing_of_before),
        TEST(a_spare_log_is_there_at_once_also_in_a_hurry),
        TEST(a_log_whose_header_was_lost_is_damaged),
        TEST(what_was_torn_in_a_log_that_is_used_again_is_told_from_what_was_there),
        TEST(who_is_in_a_hurry_gets_the_file_at_once),
        TEST(a_finished_file_has_every_row_and_leaves_nothing_beside_it),
        TEST(a_reader_of_a_file_that_is_finished_goes_on_reading),
        cmocka_unit_test(files_that_follow_one_another_fast_are_each_brought_home),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
