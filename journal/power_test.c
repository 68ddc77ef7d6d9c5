/* A journal on a disk that loses its power or fails: what it said is durable is there afterwards, and it starts by
 * itself. */
#include "journal/testing/disk.h"
#include "journal/testing/entries.h"

#include <setjmp.h>
#include <sched.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { CUTS = 60, FAULT_ROUNDS = 40, OPERATIONS_MAX = 60, AHEAD_MAX = 30, BATCHES_MAX = 3000 };

static const struct journal_options options = {.wal_bytes_max = 96 << 10,
                                               .reserve_bytes = 1}; /* so that files roll */

static struct journal *open_journal(const char *dir, const char *when, int round)
{
    struct journal *journal;
    struct journal_error error = {{0}};
    if (journal_open_sqlite(&journal, dir, &options, &error) != 0)
        fail_msg("round %d, %s: %s", round, when, error.sentence);
    return journal;
}

/* Appends batches, saying what is durable, until the disk has done what it was told to do or the journal fails. */
static void append_until(struct journal *journal, _Atomic uint64_t *acknowledged, unsigned *seed,
                         bool (*done)(void))
{
    for (int batch = 0; batch < BATCHES_MAX && !done() && !journal_failed(journal, NULL); batch++) {
        testing_append(journal, 1 + (uint32_t)rand_r(seed) % 6);
        do
            atomic_store(acknowledged, journal_durable(journal));
        while (journal_last(journal) - journal_durable(journal) > AHEAD_MAX &&
               !journal_failed(journal, NULL) && sched_yield() == 0);
    }
    journal_flush(journal);
    if (!done() && !journal_failed(journal, NULL))
        fail_msg("the disk was never touched");
}

/* Everything acknowledged is there, all that is there was appended, and the journal goes on. Returns its last event. */
static uint64_t check_left(const char *dir, uint64_t acknowledged, int round)
{
    struct journal_error error = {{0}};
    struct journal *journal = open_journal(dir, "after it", round);
    uint64_t last = journal_last(journal);
    if (last < acknowledged)
        fail_msg("round %d: %llu was acknowledged, and the journal ends with %llu", round,
                 (unsigned long long)acknowledged, (unsigned long long)last);
    if (last > 0 && testing_read(journal, 1, &error) != last)
        fail_msg("round %d: %s", round, error.sentence);
    testing_append(journal, 3);
    journal_flush(journal);
    assert_int_equal(journal_durable(journal), last + 3);
    journal_close(journal);
    return last + 3;
}

static void nothing_acknowledged_is_lost_in_a_power_cut(void **state)
{
    (void)state;
    char dir[256];
    unsigned seed = 20261122;
    testing_directory(dir);
    for (int round = 0; round < CUTS; round++) {
        char left[256];
        _Atomic uint64_t acknowledged = 0;
        uint64_t kept = 0;
        testing_disk_begin();
        struct journal *journal = open_journal(dir, "before it", round);
        atomic_store(&acknowledged, journal_durable(journal));
        testing_disk_cut_at(1 + (uint64_t)rand_r(&seed) % OPERATIONS_MAX, (unsigned)rand_r(&seed), dir, left,
                            &acknowledged, &kept);
        append_until(journal, &acknowledged, &seed, testing_disk_was_cut);
        journal_close(journal);
        testing_disk_end();
        check_left(left, kept, round);
        testing_remove(dir);
        memcpy(dir, left, sizeof dir);
        if (round % 25 == 24) { /* a fresh one now and then, so that the beginning is cut too */
            testing_remove(dir);
            testing_directory(dir);
        }
    }
    testing_remove(dir);
}

/* From the very first operation on, while files are made and rolled. */
static void every_early_moment_may_be_cut(void **state)
{
    (void)state;
    for (int operation = 1; operation <= 40; operation++) {
        char dir[256], left[256];
        unsigned seed = (unsigned)operation;
        _Atomic uint64_t acknowledged = 0;
        uint64_t kept = 0;
        testing_directory(dir);
        testing_disk_begin();
        testing_disk_cut_at((uint64_t)operation, seed, dir, left, &acknowledged, &kept);
        struct journal *journal = open_journal(dir, "before it", operation);
        append_until(journal, &acknowledged, &seed, testing_disk_was_cut);
        journal_close(journal);
        testing_disk_end();
        check_left(left, kept, operation);
        testing_remove(left);
        testing_remove(dir);
    }
}

static void a_failing_disk_ends_the_journal_and_loses_nothing_acknowledged(void **state)
{
    (void)state;
    unsigned seed = 4711;
    for (int round = 0; round < FAULT_ROUNDS; round++) {
        char dir[256];
        _Atomic uint64_t acknowledged = 0;
        testing_directory(dir);
        testing_disk_begin();
        struct journal *journal = open_journal(dir, "before it", round);
        testing_disk_fail_at(1 + (uint64_t)rand_r(&seed) % OPERATIONS_MAX,
                             (enum testing_disk_fault)(round % TESTING_DISK_FAULTS));
        append_until(journal, &acknowledged, &seed, testing_disk_has_failed);
        for (int tries = 0; tries < 10 && !journal_failed(journal, NULL); tries++) {
            testing_append(journal, 1);
            journal_flush(journal);
        }
        atomic_store(&acknowledged, journal_durable(journal));
        journal_close(journal);
        testing_disk_end();
        check_left(dir, atomic_load(&acknowledged), round);
        testing_remove(dir);
    }
}

/* After a flush that failed nothing more may be called durable, whatever later flushes say. */
static void a_failed_flush_is_never_believed_again(void **state)
{
    (void)state;
    unsigned seed = 99;
    for (int round = 0; round < FAULT_ROUNDS / 2; round++) {
        char dir[256], left[256];
        _Atomic uint64_t acknowledged = 0;
        uint64_t kept = 0;
        testing_directory(dir);
        testing_disk_begin();
        struct journal *journal = open_journal(dir, "before it", round);
        testing_disk_fail_at(4 + (uint64_t)rand_r(&seed) % OPERATIONS_MAX, TESTING_DISK_FLUSH_FAILS);
        append_until(journal, &acknowledged, &seed, testing_disk_has_failed);
        journal_flush(journal);
        atomic_store(&acknowledged, journal_durable(journal));
        testing_disk_cut_at(1, (unsigned)rand_r(&seed), dir, left, &acknowledged, &kept);
        for (int tries = 0; tries < 10 && !testing_disk_was_cut(); tries++) {
            testing_append(journal, 1);
            journal_flush(journal);
        }
        bool cut = testing_disk_was_cut();
        journal_close(journal);
        cut = cut || testing_disk_was_cut();
        testing_disk_end();
        if (cut) {
            check_left(left, kept, round);
            testing_remove(left);
        }
        testing_remove(dir);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_acknowledged_is_lost_in_a_power_cut),
        cmocka_unit_test(every_early_moment_may_be_cut),
        cmocka_unit_test(a_failing_disk_ends_the_journal_and_loses_nothing_acknowledged),
        cmocka_unit_test(a_failed_flush_is_never_believed_again),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
