/* One suite for every engine of the journal: what the pump may rely on, whatever keeps the bytes. */
#include "journal/engine.h"
#include "journal/memory.h"
#include "journal/testing/entries.h"

#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

struct engine {
    char dir[256]; /* "": in memory */
    struct journal *journal;
    _Atomic int wakes;
    struct journal_options options;
};

static void count_wake(void *ctx)
{
    struct engine *engine = ctx;
    atomic_fetch_add(&engine->wakes, 1);
}

static void open_engine(struct engine *engine)
{
    struct journal_error error;
    int opened = engine->dir[0] ? journal_open_sqlite(&engine->journal, engine->dir, &engine->options, &error)
                                : journal_open_memory(&engine->journal, &engine->options, &error);
    if (opened != 0)
        fail_msg("%s", error.sentence);
}

/* As after a restart of the program. */
static void reopen(struct engine *engine)
{
    struct journal_error error;
    if (engine->dir[0]) {
        journal_close(engine->journal);
        open_engine(engine);
        return;
    }
    struct journal *old = engine->journal;
    journal_flush(old);
    journal_memory_tear(old, 0);
    assert_int_equal(journal_memory_restart(&engine->journal, old, &engine->options, &error), 0);
    journal_close(old);
}

static struct engine *new_engine(void)
{
    struct engine *engine = calloc(1, sizeof *engine);
    /* so small that a few hundred commits need many files */
    engine->options = (struct journal_options){
        .wal_bytes_max = 256 << 10, .wake = count_wake, .ctx = engine, .reserve_bytes = 1};
    return engine;
}

static int set_up_sqlite(void **state)
{
    struct engine *engine = new_engine();
    testing_directory(engine->dir);
    open_engine(engine);
    *state = engine;
    return 0;
}

static int set_up_memory(void **state)
{
    struct engine *engine = new_engine();
    open_engine(engine);
    *state = engine;
    return 0;
}

static int tear_down(void **state)
{
    struct engine *engine = *state;
    journal_close(engine->journal);
    if (engine->dir[0])
        testing_remove(engine->dir);
    free(engine);
    return 0;
}

static void expect_read(struct engine *engine, uint64_t first_seq, uint64_t last_seq)
{
    struct journal_error error = {{0}};
    uint64_t last = testing_read(engine->journal, first_seq, &error);
    if (last != last_seq)
        fail_msg("read up to %llu, not %llu: %s", (unsigned long long)last, (unsigned long long)last_seq,
                 error.sentence);
}

static void an_empty_journal_has_nothing(void **state)
{
    struct engine *engine = *state;
    assert_int_equal(journal_last(engine->journal), 0);
    assert_int_equal(journal_durable(engine->journal), 0);
    assert_false(journal_failed(engine->journal, NULL));
    assert_true(journal_has_room(engine->journal));
    assert_false(journal_below_reserve(engine->journal));
    assert_int_equal(journal_oldest_pending_ms(engine->journal), 0);
    expect_read(engine, 1, 0);
    reopen(engine);
    assert_int_equal(journal_last(engine->journal), 0);
}

static void what_is_appended_becomes_durable_and_wakes(void **state)
{
    struct engine *engine = *state;
    testing_append(engine->journal, 3);
    assert_int_equal(journal_last(engine->journal), 3);
    journal_flush(engine->journal);
    assert_int_equal(journal_durable(engine->journal), 3);
    expect_read(engine, 1, 3);
    testing_append(engine->journal, 1);
    reopen(engine);
    assert_true(atomic_load(&engine->wakes) >= 2);
    assert_int_equal(journal_durable(engine->journal), 4);
}

static void everything_is_there_after_each_restart(void **state)
{
    struct engine *engine = *state;
    for (int round = 0; round < 4; round++) {
        for (uint32_t i = 0; i < 100; i++) {
            testing_append(engine->journal, 1 + i % 5);
            if (i % 3 == 0)
                journal_flush(engine->journal);
        }
        uint64_t last = journal_last(engine->journal);
        reopen(engine);
        assert_int_equal(journal_last(engine->journal), last);
        assert_int_equal(journal_durable(engine->journal), last);
        expect_read(engine, 1, last);
    }
}

static void reading_begins_at_any_seq(void **state)
{
    struct engine *engine = *state;
    for (uint32_t i = 0; i < 200; i++) {
        testing_append(engine->journal, 3);
        if (i % 4 == 0)
            journal_flush(engine->journal);
    }
    journal_flush(engine->journal);
    for (uint64_t first = 1; first <= 600; first += 23)
        expect_read(engine, first, 600);
    expect_read(engine, 600, 600);
    expect_read(engine, 601, 600);
}

static void a_reader_goes_on_where_it_was(void **state)
{
    struct engine *engine = *state;
    struct journal_reader *reader;
    struct journal_error error;
    struct journal_entry entry;
    assert_int_equal(journal_reader_open(&reader, engine->journal, 1, &error), 0);
    for (uint64_t seq = 1; seq <= 300; seq++) {
        assert_int_equal(journal_reader_next(reader, &entry, &error), 0);
        testing_append(engine->journal, 1);
        assert_true(journal_reader_wait(reader, 1));
        assert_int_equal(journal_reader_next(reader, &entry, &error), 1);
        assert_int_equal(entry.event.seq, seq);
    }
    journal_reader_close(reader);
}

static void *cancel(void *reader)
{
    journal_reader_cancel(reader);
    return NULL;
}

static void a_waiting_reader_can_be_cancelled(void **state)
{
    struct engine *engine = *state;
    struct journal_reader *reader;
    struct journal_error error;
    pthread_t thread;
    assert_int_equal(journal_reader_open(&reader, engine->journal, 1, &error), 0);
    assert_int_equal(pthread_create(&thread, NULL, cancel, reader), 0);
    assert_false(journal_reader_wait(reader, 1));
    pthread_join(thread, NULL);
    testing_append(engine->journal, 1);
    journal_flush(engine->journal);
    assert_false(journal_reader_wait(reader, 1));
    journal_reader_close(reader);
}

struct follow {
    struct journal *journal;
    uint64_t wanted;
    uint64_t read;
};

static void *follow(void *ctx)
{
    struct follow *follow = ctx;
    struct journal_reader *reader;
    struct journal_error error;
    struct journal_entry entry;
    if (journal_reader_open(&reader, follow->journal, 1, &error) != 0)
        return NULL;
    while (follow->read < follow->wanted && journal_reader_wait(reader, 1))
        while (journal_reader_next(reader, &entry, &error) == 1) {
            char body[TESTING_BODY_MAX];
            struct journal_entry expected = testing_entry(follow->read + 1, body);
            if (entry.event.seq > journal_durable(follow->journal) || !testing_entry_equal(&entry, &expected))
                break;
            follow->read++;
        }
    journal_reader_close(reader);
    return NULL;
}

static void a_follower_beside_the_writer_reads_all_in_order(void **state)
{
    struct engine *engine = *state;
    struct follow wish = {.journal = engine->journal, .wanted = 3000};
    pthread_t thread;
    assert_int_equal(pthread_create(&thread, NULL, follow, &wish), 0);
    for (int i = 0; i < 1000; i++)
        testing_append(engine->journal, 3);
    pthread_join(thread, NULL);
    assert_int_equal(wish.read, 3000);
}

static void the_newest_snapshot_is_loaded_and_two_are_kept(void **state)
{
    struct engine *engine = *state;
    struct journal_error error;
    uint64_t seq;
    uint8_t *bytes;
    size_t len;
    assert_int_equal(journal_snapshot_load(engine->journal, &seq, &bytes, &len, &error), 0);
    testing_append(engine->journal, 30);
    journal_flush(engine->journal);
    for (uint8_t i = 1; i <= 3; i++) {
        uint8_t content[5] = {i, i, i, i, i};
        assert_int_equal(journal_snapshot_save(engine->journal, 10u * i, content, sizeof content, &error), 0);
    }
    reopen(engine);
    assert_int_equal(journal_snapshot_load(engine->journal, &seq, &bytes, &len, &error), 1);
    assert_int_equal(seq, 30);
    assert_int_equal(len, 5);
    assert_int_equal(bytes[4], 3);
    free(bytes);
}

static void what_is_gathered_waits_for_the_push_and_is_one_commit(void **state)
{
    struct engine *engine = *state;
    journal_gather(engine->journal);
    for (int i = 0; i < GATHER_EVENTS_MAX - 1; i++)
        testing_append(engine->journal, 1);
    assert_int_equal(journal_durable(engine->journal), 0);
    journal_push(engine->journal);
    journal_flush(engine->journal);
    assert_int_equal(journal_durable(engine->journal), GATHER_EVENTS_MAX - 1);
    assert_int_equal(journal_commits(engine->journal), 1);
    journal_push(engine->journal); /* nothing waits: nothing happens */
    assert_int_equal(journal_commits(engine->journal), 1);
}

static void enough_for_a_commit_waits_for_no_push(void **state)
{
    struct engine *engine = *state;
    journal_gather(engine->journal);
    for (int i = 0; i < GATHER_EVENTS_MAX; i++)
        testing_append(engine->journal, 1);
    pthread_mutex_lock(&engine->journal->mutex);
    while (journal_durable(engine->journal) < GATHER_EVENTS_MAX)
        journal_wait_for(engine->journal, GATHER_EVENTS_MAX);
    pthread_mutex_unlock(&engine->journal->mutex);
}

static void what_was_gathered_is_kept_without_a_push_at_the_close(void **state)
{
    struct engine *engine = *state;
    journal_gather(engine->journal);
    testing_append(engine->journal, 3);
    reopen(engine);
    assert_int_equal(journal_durable(engine->journal), 3);
    expect_read(engine, 1, 3);
}

static void *set_wake_off(void *ctx)
{
    journal_set_wake(ctx, NULL, NULL);
    return NULL;
}

static void the_wake_can_be_taken_over(void **state)
{
    struct engine *engine = *state;
    struct engine other = {.dir = ""};
    journal_set_wake(engine->journal, count_wake, &other);
    testing_append(engine->journal, 1);
    journal_flush(engine->journal);
    set_wake_off(engine->journal);
    assert_int_equal(atomic_load(&engine->wakes), 0);
    int woken = atomic_load(&other.wakes);
    testing_append(engine->journal, 1);
    journal_flush(engine->journal);
    assert_int_equal(atomic_load(&other.wakes), woken);
}

/* What waits is measured by a clock that only goes forward. */
static void the_clock_of_waiting_is_the_systems_monotonic_one(void **state)
{
    struct engine *engine = *state;
    struct timespec before, after;
    clock_gettime(CLOCK_MONOTONIC, &before);
    int64_t now = engine->journal->engine->now_ms(engine->journal);
    clock_gettime(CLOCK_MONOTONIC, &after);
    assert_true(now >= (int64_t)before.tv_sec * 1000 + before.tv_nsec / 1000000);
    assert_true(now <= (int64_t)after.tv_sec * 1000 + after.tv_nsec / 1000000);
}

/* Every entry as testing_append() made it; then what is appended later. */
static void a_reader_that_reads_ahead_misses_nothing_and_goes_on(void **state)
{
    enum { ROWS = 40, ROW_ENTRIES = 60, MORE = 30 };
    struct engine *engine = *state;
    struct journal_reader *reader;
    struct journal_entry entry;
    struct journal_error error;
    char body[TESTING_BODY_MAX];
    for (int row = 0; row < ROWS; row++) {
        testing_append(engine->journal, ROW_ENTRIES);
        journal_flush(engine->journal);
    }
    assert_int_equal(journal_reader_open(&reader, engine->journal, 7, &error), 0);
    journal_reader_read_ahead(reader);
    for (uint64_t seq = 7; seq <= (uint64_t)ROWS * ROW_ENTRIES + MORE; seq++) {
        if (seq == (uint64_t)ROWS * ROW_ENTRIES + 1) {
            assert_int_equal(journal_reader_next(reader, &entry, &error), 0);
            testing_append(engine->journal, MORE);
            journal_flush(engine->journal);
        }
        if (journal_reader_next(reader, &entry, &error) != 1)
            fail_msg("event %u: %s", (unsigned)seq, error.sentence);
        const struct journal_entry expected = testing_entry(seq, body);
        assert_true(testing_entry_equal(&entry, &expected));
    }
    journal_reader_close(reader);
}

static void a_reader_that_reads_ahead_may_be_closed_at_once_or_in_the_middle(void **state)
{
    struct engine *engine = *state;
    struct journal_error error;
    testing_append(engine->journal, 60);
    for (int row = 0; row < 100; row++) /* more than is ever read ahead */
        testing_append(engine->journal, 60);
    journal_flush(engine->journal);
    for (int entries = 0; entries < 700; entries += 233) {
        struct journal_reader *reader;
        struct journal_entry entry;
        assert_int_equal(journal_reader_open(&reader, engine->journal, 1, &error), 0);
        journal_reader_read_ahead(reader);
        for (int i = 0; i < entries; i++)
            assert_int_equal(journal_reader_next(reader, &entry, &error), 1);
        journal_reader_close(reader);
    }
}

/* What is good before it is given out first. */
static void a_reader_that_reads_ahead_tells_a_damaged_row(void **state)
{
    struct engine *engine = *state;
    struct journal_reader *reader;
    struct journal_entry entry;
    struct journal_error error;
    for (int row = 0; row < 3; row++) {
        testing_append(engine->journal, 2);
        journal_flush(engine->journal);
    }
    journal_close(engine->journal);
    testing_tamper(engine->dir, "journal/000001.db",
                   "UPDATE commits SET checksum = checksum + 1 WHERE first_seq = 5");
    assert_int_equal(journal_open_sqlite(&engine->journal, engine->dir, &engine->options, &error), -1);
    testing_tamper(engine->dir, "journal/000001.db",
                   "UPDATE commits SET checksum = checksum - 1 WHERE first_seq = 5");
    open_engine(engine);
    testing_tamper(engine->dir, "journal/000001.db",
                   "UPDATE commits SET checksum = checksum + 1 WHERE first_seq = 3");
    assert_int_equal(journal_reader_open(&reader, engine->journal, 1, &error), 0);
    journal_reader_read_ahead(reader);
    for (int i = 0; i < 2; i++)
        assert_int_equal(journal_reader_next(reader, &entry, &error), 1);
    for (int i = 0; i < 2; i++)
        assert_int_equal(journal_reader_next(reader, &entry, &error), -1);
    assert_non_null(strstr(error.sentence, "row 3"));
    journal_reader_close(reader);
    testing_tamper(engine->dir, "journal/000001.db",
                   "UPDATE commits SET checksum = checksum - 1 WHERE first_seq = 3");
}

static void a_few_rows_need_no_second_file(void **state)
{
    struct engine *engine = *state;
    journal_close(engine->journal);
    engine->options.wal_bytes_max = 0; /* as large as it is unless told otherwise */
    open_engine(engine);
    for (int row = 0; row < 20; row++) {
        testing_append(engine->journal, 1);
        journal_flush(engine->journal);
    }
    reopen(engine);
    expect_read(engine, 1, 20);
    assert_int_equal(testing_size(engine->dir, "journal/000002.db"), -1);
}

#define ON_DISK(test)                                                                                        \
    {                                                                                                        \
        "sqlite: " #test, test, set_up_sqlite, tear_down, NULL                                               \
    }
#define ON_BOTH(test)                                                                                        \
    {"memory: " #test, test, set_up_memory, tear_down, NULL},                                                \
    {                                                                                                        \
        "sqlite: " #test, test, set_up_sqlite, tear_down, NULL                                               \
    }

int main(void)
{
    const struct CMUnitTest tests[] = {
        ON_BOTH(an_empty_journal_has_nothing),
        ON_BOTH(what_is_appended_becomes_durable_and_wakes),
        ON_BOTH(everything_is_there_after_each_restart),
        ON_BOTH(reading_begins_at_any_seq),
        ON_BOTH(a_reader_goes_on_where_it_was),
        ON_BOTH(a_waiting_reader_can_be_cancelled),
        ON_BOTH(a_follower_beside_the_writer_reads_all_in_order),
        ON_BOTH(a_reader_that_reads_ahead_misses_nothing_and_goes_on),
        ON_BOTH(a_reader_that_reads_ahead_may_be_closed_at_once_or_in_the_middle),
        ON_DISK(a_reader_that_reads_ahead_tells_a_damaged_row),
        ON_BOTH(the_newest_snapshot_is_loaded_and_two_are_kept),
        ON_BOTH(the_wake_can_be_taken_over),
        ON_BOTH(what_is_gathered_waits_for_the_push_and_is_one_commit),
        ON_BOTH(enough_for_a_commit_waits_for_no_push),
        ON_BOTH(what_was_gathered_is_kept_without_a_push_at_the_close),
        ON_DISK(the_clock_of_waiting_is_the_systems_monotonic_one),
        ON_DISK(a_few_rows_need_no_second_file),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
