/* Tests of recovery: with any snapshot and any book the centre is the same as before, and a crash at any point loses
 * nothing that was told. */
#include "book/book.h"
#include "journal/memory.h"
#include "journal/testing/entries.h"
#include "lib/testing/cmocka.h"
#include "pump/testing/book.h"
#include "pump/testing/centre.h"

#include <stdlib.h>
#include <string.h>

static struct journal *new_journal(void)
{
    struct journal *journal;
    struct journal_error error;
    assert_int_equal(journal_open_memory(&journal, NULL, &error), 0);
    return journal;
}

static struct pump *open_pump(struct journal *journal, uint64_t snapshot_events)
{
    struct pump *pump;
    struct pump_error error = {{0}};
    struct pump_options options = testing_options();
    options.snapshot_events = snapshot_events;
    if (pump_open_journal(&pump, journal, &options, &error) != 0)
        fail_msg("%s", error.sentence);
    return pump;
}

/* The machine stops, and a new journal begins with what its disk had. */
static struct journal *restart(struct pump *pump, struct journal *journal, uint32_t unseen)
{
    struct journal *next;
    struct journal_error error;
    journal_memory_tear(journal, unseen);
    assert_int_equal(journal_memory_restart(&next, journal, NULL, &error), 0);
    pump_close(pump);
    return next;
}

static void run_any(struct pump *pump, int commands, uint64_t *number)
{
    for (int i = 0; i < commands; i++)
        testing_decide_any(pump, number);
}

/* snapshot_at and book_at: how far each is when the centre opens again, in tenths of the journal. */
static void expect_recovered(uint64_t snapshot_at, uint64_t book_at)
{
    uint64_t number = 7 + snapshot_at * 100 + book_at;
    struct journal *journal = new_journal();
    struct pump *pump = open_pump(journal, UINT64_MAX);
    struct journal_error error;
    testing_make_centre(pump);
    run_any(pump, 400, &number);
    uint64_t seq = pump_seq(pump), digest = acd_digest(pump_core(pump));
    if (snapshot_at) {
        struct acd *core = testing_replay(journal, seq * snapshot_at / 10);
        size_t len = acd_encode(core, NULL, 0);
        uint8_t *bytes = malloc(len);
        assert_int_equal(acd_encode(core, bytes, len), len);
        assert_int_equal(journal_snapshot_save(journal, acd_seq(core), bytes, len, &error), 0);
        free(bytes);
        free(core);
    }
    journal = restart(pump, journal, 0);
    testing_book_begin_at(seq * book_at / 10);
    pump = open_pump(journal, UINT64_MAX);
    assert_int_equal(pump_seq(pump), seq);
    assert_true(acd_digest(pump_core(pump)) == digest);
    assert_null(acd_check(pump_core(pump)));
    assert_int_equal(testing_book_last_seq(), seq);
    assert_int_equal(testing_book_first_seq(), book_at == 10 ? 0 : seq * book_at / 10 + 1);
    assert_true(testing_book_follows());
    run_any(pump, 50, &number);
    assert_null(acd_check(pump_core(pump)));
    pump_close(pump);
}

static void replay_alone_gives_the_same_centre(void **state)
{
    (void)state;
    expect_recovered(0, 0);
    expect_recovered(0, 5);
    expect_recovered(0, 10);
}

static void a_snapshot_newer_than_the_book_gives_the_same_centre(void **state)
{
    (void)state;
    expect_recovered(8, 0);
    expect_recovered(8, 3);
    expect_recovered(10, 9);
}

static void a_snapshot_older_than_the_book_gives_the_same_centre(void **state)
{
    (void)state;
    expect_recovered(3, 8);
    expect_recovered(3, 10);
    expect_recovered(10, 10);
}

static void a_bad_or_unknown_snapshot_means_replay(void **state)
{
    (void)state;
    uint64_t number = 3;
    struct journal_error error;
    struct journal *journal = new_journal();
    struct pump *pump = open_pump(journal, UINT64_MAX);
    testing_make_centre(pump);
    run_any(pump, 100, &number);
    uint64_t digest = acd_digest(pump_core(pump));
    assert_int_equal(
        journal_snapshot_save(journal, pump_seq(pump), (const uint8_t *)"of another version", 18, &error), 0);
    journal = restart(pump, journal, 0);
    pump = open_pump(journal, UINT64_MAX);
    assert_true(acd_digest(pump_core(pump)) == digest);
    pump_close(pump);
}

static void a_book_that_knows_more_than_the_journal_is_a_fault(void **state)
{
    (void)state;
    struct pump *pump;
    struct pump_error error;
    struct pump_options options = testing_options();
    testing_book_begin_at(5);
    assert_int_equal(pump_open_journal(&pump, new_journal(), &options, &error), -1);
    assert_non_null(strstr(error.sentence, "knows event 5"));
}

static uint64_t newest_snapshot(struct journal *journal)
{
    uint64_t seq = 0;
    uint8_t *bytes = NULL;
    size_t len;
    struct journal_error error;
    if (journal_snapshot_load(journal, &seq, &bytes, &len, &error) != 1)
        return 0;
    free(bytes);
    return seq;
}

static void snapshots_are_made_beside_the_live_core(void **state)
{
    (void)state;
    uint64_t number = 11;
    struct journal *journal = new_journal();
    struct pump *pump = open_pump(journal, 50);
    testing_make_centre(pump);
    for (uint64_t seen = 0, newest; seen<5; seen += newest> seen * 50) { /* each later than the ones before */
        testing_decide_any(pump, &number);
        newest = newest_snapshot(journal);
        assert_true(newest <= pump_durable(pump));
    }
    uint64_t seq = pump_seq(pump), digest = acd_digest(pump_core(pump));
    journal = restart(pump, journal, 0);
    pump = open_pump(journal, 50);
    assert_int_equal(pump_seq(pump), seq);
    assert_true(acd_digest(pump_core(pump)) == digest);
    pump_close(pump);
}

static struct pump *open_directory(const char *dir)
{
    struct pump *pump;
    struct pump_error error = {{0}};
    struct pump_options options = testing_options();
    options.snapshot_events = 500;
    if (pump_open(&pump, dir, &options, &error) != 0)
        fail_msg("%s", error.sentence);
    return pump;
}

static void a_clean_close_leaves_a_snapshot_of_the_end(void **state)
{
    (void)state;
    char dir[256];
    uint64_t number = 12;
    struct journal *journal;
    struct journal_error error;
    testing_directory(dir);
    struct pump *pump = open_directory(dir);
    testing_make_centre(pump);
    run_any(pump, 700, &number);
    uint64_t seq = pump_seq(pump), digest = acd_digest(pump_core(pump));
    pump_close(pump);
    assert_int_equal(journal_open_sqlite(&journal, dir, NULL, &error), 0);
    assert_int_equal(newest_snapshot(journal), seq);
    journal_close(journal);
    pump = open_directory(dir);
    assert_int_equal(pump_seq(pump), seq);
    assert_true(acd_digest(pump_core(pump)) == digest);
    pump_close(pump);
    testing_remove(dir);
}

struct crash {
    struct ledger ledger;
    uint64_t told; /* the highest seq that somebody was told of */
};

/* One life of the server: commands, some of them held back, then the machine stops. */
static struct journal *live_and_crash(struct journal *journal, struct crash *crash, uint64_t *number)
{
    struct pump *pump = open_pump(journal, UINT64_MAX);
    assert_true(pump_seq(pump) >= crash->told);
    struct acd *replayed = testing_replay(journal, pump_seq(pump));
    assert_true(acd_digest(replayed) == acd_digest(pump_core(pump)));
    free(replayed);
    if (pump_seq(pump) == 0)
        testing_make_centre(pump);
    uint32_t first = crash->ledger.count;
    for (uint64_t left = testing_number(number) % 60; left > 0; left--) {
        journal_memory_hold(journal, testing_number(number) % 3 != 0);
        testing_decide_any(pump, number);
        testing_post(pump, &crash->ledger);
        if (testing_number(number) % 4 == 0)
            journal_memory_commit(journal, (uint32_t)(testing_number(number) % 4));
        if (testing_number(number) % 4 == 0)
            pump_poll(pump);
    }
    struct journal *next = restart(pump, journal, (uint32_t)(testing_number(number) % 4));
    assert_int_equal(crash->ledger.count, crash->ledger.posted); /* each called exactly once */
    for (uint32_t i = first; i < crash->ledger.count; i++) {
        assert_int_equal(crash->ledger.entries[i].number, i);
        if (crash->ledger.entries[i].outcome == PUMP_DURABLE && crash->ledger.entries[i].seq > crash->told)
            crash->told = crash->ledger.entries[i].seq;
    }
    return next;
}

static void crashes_at_random_points_lose_nothing_that_was_told(void **state)
{
    (void)state;
    uint64_t number = 20240902;
    for (int centre = 0; centre < 5; centre++) {
        struct crash *crash = calloc(1, sizeof *crash);
        struct journal *journal = new_journal();
        for (int life = 0; life < 40; life++)
            journal = live_and_crash(journal, crash, &number);
        assert_true(crash->told > 0);
        journal_close(journal);
        free(crash);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(replay_alone_gives_the_same_centre),
        cmocka_unit_test(a_snapshot_newer_than_the_book_gives_the_same_centre),
        cmocka_unit_test(a_snapshot_older_than_the_book_gives_the_same_centre),
        cmocka_unit_test(a_bad_or_unknown_snapshot_means_replay),
        cmocka_unit_test(a_book_that_knows_more_than_the_journal_is_a_fault),
        cmocka_unit_test(snapshots_are_made_beside_the_live_core),
        cmocka_unit_test(a_clean_close_leaves_a_snapshot_of_the_end),
        cmocka_unit_test(crashes_at_random_points_lose_nothing_that_was_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
