/* The spool: what is published is read, in order, once; a torn end is cut off; what is too old is a gap that is
 * told. */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "edge/stream/spool_files.h"
#include "lib/testing/cmocka.h"

static char dir[64];

static int setup(void **state)
{
    (void)state;
    snprintf(dir, sizeof dir, "/tmp/nextup-spool-XXXXXX");
    return mkdtemp(dir) == NULL;
}

static int teardown(void **state)
{
    (void)state;
    char path[512];
    DIR *directory = opendir(dir);
    for (struct dirent *entry; directory != NULL && (entry = readdir(directory)) != NULL;) {
        snprintf(path, sizeof path, "%s/%s", dir, entry->d_name);
        unlink(path);
    }
    if (directory != NULL)
        closedir(directory);
    return rmdir(dir);
}

static struct spool *open_spool(uint64_t file_bytes, uint64_t bytes, bool *fresh)
{
    struct spool *spool = NULL;
    struct spool_error error;
    struct spool_options options = {.file_bytes_max = file_bytes, .bytes_max = bytes};
    if (spool_open(&spool, dir, &options, fresh, &error) != 0)
        fail_msg("%s", error.sentence);
    if (*fresh)
        assert_int_equal(spool_begin(spool, (struct place){0}, &error), 0);
    return spool;
}

static void tell(struct spool *spool, uint64_t seq, uint32_t number)
{
    struct spool_error error;
    char json[128];
    int len = snprintf(json, sizeof json, "{\"seq\":%llu,\"number\":%u}", (unsigned long long)seq, number);
    assert_int_equal(
        spool_append(spool, (struct place){seq, number}, SPOOL_AGENT_EVENT, "key", json, (size_t)len, &error),
        0);
}

static void publish(struct spool *spool)
{
    struct spool_error error;
    assert_int_equal(spool_publish(spool, &error), 0);
}

/* Reads one entry and expects this place. */
static void expect(struct spool_reader *reader, uint64_t seq, uint32_t number)
{
    struct spool_entry entry;
    struct place gap;
    struct spool_error error;
    char json[128];
    assert_int_equal(spool_reader_next(reader, &entry, &gap, &error), 1);
    assert_int_equal(entry.place.seq, seq);
    assert_int_equal(entry.place.number, number);
    assert_string_equal(entry.key, "key");
    snprintf(json, sizeof json, "{\"seq\":%llu,\"number\":%u}", (unsigned long long)seq, number);
    assert_memory_equal(entry.json, json, entry.len);
}

static void expect_end(struct spool_reader *reader)
{
    struct spool_entry entry;
    struct place gap;
    struct spool_error error;
    assert_int_equal(spool_reader_next(reader, &entry, &gap, &error), 0);
}

static void what_is_published_is_read_in_order_and_no_more(void **state)
{
    (void)state;
    bool fresh = false;
    struct spool *spool = open_spool(0, 0, &fresh);
    assert_true(fresh);
    struct spool_reader *reader = spool_reader_open(spool, (struct place){0});
    tell(spool, 1, 0);
    expect_end(reader);
    publish(spool);
    tell(spool, 1, 1);
    tell(spool, 5, 0);
    publish(spool);
    expect(reader, 1, 0);
    expect(reader, 1, 1);
    expect(reader, 5, 0);
    expect_end(reader);
    spool_reader_seek(reader, (struct place){1, 0});
    expect(reader, 1, 1);
    spool_reader_close(reader);
    spool_close(spool);
}

/* Empties every file of the spool, as nobody ever does. */
static void empty_files(void)
{
    char path[512];
    DIR *directory = opendir(dir);
    assert_non_null(directory);
    for (struct dirent *entry; (entry = readdir(directory)) != NULL;) {
        snprintf(path, sizeof path, "%s/%s", dir, entry->d_name);
        if (strstr(path, ".spool") != NULL)
            assert_int_equal(truncate(path, 0), 0);
    }
    closedir(directory);
}

static void who_keeps_up_reads_from_memory_until_the_files_are_edited(void **state)
{
    (void)state;
    bool fresh = false;
    struct spool *spool = open_spool(0, 0, &fresh);
    struct spool_reader *reader = spool_reader_open(spool, (struct place){0});
    assert_false(spool_reader_is_near(reader)); /* it has opened no file yet */
    tell(spool, 1, 0);
    publish(spool);
    expect(reader, 1, 0);
    tell(spool, 2, 0);
    tell(spool, 2, 1);
    publish(spool);
    assert_true(spool_reader_is_near(reader));
    empty_files();
    expect(reader, 2, 0);
    spool_forget_tail(spool);
    assert_false(spool_reader_is_near(reader));
    expect_end(reader); /* the file has nothing more */
    spool_reader_close(reader);
    spool_close(spool);
}

static void what_was_told_before_is_not_told_again(void **state)
{
    (void)state;
    bool fresh = false;
    struct spool *spool = open_spool(0, 0, &fresh);
    tell(spool, 7, 0);
    publish(spool);
    spool_close(spool);
    spool = open_spool(0, 0, &fresh);
    assert_false(fresh);
    assert_int_equal(spool_end(spool).seq, 7);
    tell(spool, 6, 0); /* a replay makes the same again */
    tell(spool, 7, 0);
    tell(spool, 8, 0);
    publish(spool);
    struct spool_reader *reader = spool_reader_open(spool, (struct place){0});
    expect(reader, 7, 0);
    expect(reader, 8, 0);
    expect_end(reader);
    spool_reader_close(reader);
    spool_close(spool);
}

static void a_torn_end_is_cut_off_and_told_again(void **state)
{
    (void)state;
    bool fresh = false;
    char path[128];
    struct spool *spool = open_spool(0, 0, &fresh);
    tell(spool, 1, 0);
    tell(spool, 2, 0);
    publish(spool);
    spool_close(spool);
    snprintf(path, sizeof path, "%s/%020d-%010d.spool", dir, 0, 0);
    FILE *file = fopen(path, "r+e");
    assert_non_null(file);
    fseek(file, 0, SEEK_END);
    assert_int_equal(ftruncate(fileno(file), ftell(file) - 3), 0);
    fclose(file);
    spool = open_spool(0, 0, &fresh);
    assert_int_equal(spool_end(spool).seq, 1);
    tell(spool, 2, 0);
    publish(spool);
    struct spool_reader *reader = spool_reader_open(spool, (struct place){1, 0});
    expect(reader, 2, 0);
    spool_reader_close(reader);
    spool_close(spool);
}

static void what_is_too_old_is_a_gap_that_is_told(void **state)
{
    (void)state;
    bool fresh = false;
    struct spool *spool = open_spool(400, 1500, &fresh);
    struct spool_reader *slow = spool_reader_open(spool, (struct place){0});
    struct spool_entry entry;
    struct place gap = {0};
    struct spool_error error;
    tell(spool, 1, 0);
    tell(spool, 2, 0);
    publish(spool);
    expect(slow, 1, 0);
    for (uint64_t seq = 3; seq <= 100; seq++) {
        tell(spool, seq, 0);
        publish(spool);
    }
    /* It finishes the file it has open ... */
    uint64_t last = 1;
    int got = 0;
    while ((got = spool_reader_next(slow, &entry, &gap, &error)) == 1)
        last = entry.place.seq;
    /* ... and hears from where to where nothing is kept. */
    assert_int_equal(got, 2);
    assert_int_equal(entry.place.seq, last);
    assert_true(gap.seq > last);
    expect(slow, gap.seq + 1, 0);
    assert_int_equal(place_compare(gap, spool_begin_place(spool)), 0);
    struct spool_reader *late = spool_reader_open(spool, (struct place){0});
    assert_int_equal(spool_reader_next(late, &entry, &gap, &error), 2);
    assert_int_equal(entry.place.seq, 0);
    for (uint64_t seq = gap.seq + 1; seq <= 100; seq++)
        expect(late, seq, 0);
    expect_end(late);
    spool_reader_close(late);
    spool_reader_close(slow);
    spool_close(spool);
}

static void what_is_skipped_is_a_gap_and_leaves_no_empty_files(void **state)
{
    (void)state;
    bool fresh = false;
    struct spool_error error;
    struct spool_entry entry;
    struct place gap = {0};
    struct spool *spool = open_spool(1 << 20, 1 << 22, &fresh);
    tell(spool, 1, 0);
    for (uint64_t seq = 100; seq <= 300; seq += 100)
        assert_int_equal(spool_skip(spool, (struct place){seq, 0}, &error), 0);
    assert_int_equal(spool_skip(spool, (struct place){200, 0}, &error), 0); /* lies behind: nothing */
    assert_int_equal(spool->count, 2);
    spool_close(spool);
    spool = open_spool(1 << 20, 1 << 22, &fresh);
    assert_false(fresh);
    assert_int_equal(spool_end(spool).seq, 300);
    tell(spool, 250, 0); /* before its place: left out */
    tell(spool, 301, 0);
    publish(spool);
    struct spool_reader *reader = spool_reader_open(spool, (struct place){0});
    expect(reader, 1, 0);
    assert_int_equal(spool_reader_next(reader, &entry, &gap, &error), 2);
    assert_int_equal(entry.place.seq, 1);
    assert_int_equal(gap.seq, 300);
    expect(reader, 301, 0);
    expect_end(reader);
    spool_reader_close(reader);
    spool_close(spool);
}

static void places_are_read_as_they_are_written_and_nothing_else(void **state)
{
    (void)state;
    static const char *const WRONG[] = {
        "", "-", "1", "1-", "-1", "+1-0", "1-0 ", "1-4294967296", "18446744073709551616-0", "a-b"};
    char text[PLACE_TEXT_BYTES];
    struct place place = {0};
    for (size_t i = 0; i < sizeof WRONG / sizeof WRONG[0]; i++)
        assert_false(place_parse(WRONG[i], &place));
    assert_true(place_parse("18446744073709551615-4294967295", &place));
    assert_string_equal(place_render(place, text), "18446744073709551615-4294967295");
}

int main(void)
{
#define CLAIM(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
        CLAIM(what_is_published_is_read_in_order_and_no_more),
        CLAIM(who_keeps_up_reads_from_memory_until_the_files_are_edited),
        CLAIM(what_was_told_before_is_not_told_again),
        CLAIM(a_torn_end_is_cut_off_and_told_again),
        CLAIM(what_is_too_old_is_a_gap_that_is_told),
        CLAIM(what_is_skipped_is_a_gap_and_leaves_no_empty_files),
        CLAIM(places_are_read_as_they_are_written_and_nothing_else),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
