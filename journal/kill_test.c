/* kill -9 of a process that appends: whatever it was told is durable is there afterwards, in order and whole. */
#include "journal/testing/entries.h"

#include <setjmp.h>
#include <sched.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

enum { ROUNDS = 20, ACKNOWLEDGED_MAX = 20 };

static const struct journal_options options = {.wal_bytes_max = 128 << 10}; /* so that files roll */

/* Appends for ever, and says on fd what is durable: the acknowledgement. */
static void append_for_ever(const char *dir, int fd, unsigned seed)
{
    struct journal *journal;
    struct journal_error error;
    uint64_t told = 0;
    if (journal_open_sqlite(&journal, dir, &options, &error) != 0)
        _exit(1);
    for (;;) {
        while (journal_last(journal) - journal_durable(journal) > 20)
            sched_yield();
        testing_append(journal, 1 + (uint32_t)rand_r(&seed) % 6);
        uint64_t durable = journal_durable(journal);
        if (durable != told && write(fd, &durable, sizeof durable) != sizeof durable)
            _exit(1);
        told = durable;
    }
}

/* Kills it after some acknowledgements; returns the last one, which may have been written after the kill was
 * decided. */
static uint64_t run_and_kill(const char *dir, unsigned *seed)
{
    int ends[2];
    uint64_t acknowledged = 0, seq;
    int left = 1 + rand_r(seed) % ACKNOWLEDGED_MAX;
    unsigned child_seed = (unsigned)rand_r(seed);
    assert_int_equal(pipe(ends), 0);
    pid_t child = fork();
    if (child == 0) {
        close(ends[0]);
        append_for_ever(dir, ends[1], child_seed);
    }
    close(ends[1]);
    while (read(ends[0], &seq, sizeof seq) == sizeof seq) {
        acknowledged = seq;
        if (--left == 0)
            kill(child, SIGKILL);
    }
    close(ends[0]);
    int status;
    waitpid(child, &status, 0);
    assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
    return acknowledged;
}

static void nothing_acknowledged_is_lost(void **state)
{
    (void)state;
    char dir[256];
    unsigned seed = 20240901;
    testing_directory(dir);
    for (int round = 0; round < ROUNDS; round++) {
        struct journal *journal;
        struct journal_error error = {{0}};
        uint64_t acknowledged = run_and_kill(dir, &seed);
        assert_true(acknowledged > 0);
        if (journal_open_sqlite(&journal, dir, &options, &error) != 0)
            fail_msg("round %d: %s", round, error.sentence);
        uint64_t last = journal_last(journal);
        if (last < acknowledged)
            fail_msg("round %d: %llu was acknowledged, and the journal ends with %llu", round,
                     (unsigned long long)acknowledged, (unsigned long long)last);
        if (testing_read(journal, 1, &error) != last)
            fail_msg("round %d: %s", round, error.sentence);
        journal_close(journal);
    }
    uint64_t last;
    assert_int_equal(journal_verify(dir, NULL, NULL, &last), 0);
    testing_remove(dir);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(nothing_acknowledged_is_lost)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
