/* Faults planted between the pump and its clients: each is found, by the check that is meant to, and its scenario
 * becomes short. And a scenario that is played again comes out the same. */
#include "sim/faults.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { SEED = 3, STEPS = 12000, SHRUNK_MAX = 60 };

_Noreturn void acd_panic(const char *sentence)
{
    fprintf(stderr, "%s\n", sentence);
    abort();
}

/* Found by the check whose word the problem begins with, and shrunk. */
static void must_find(enum plant plant, const char *word)
{
    struct faults_figures figures = {0};
    struct faults_finding finding;
    assert_false(faults_run(SEED, STEPS, plant, false, &figures, &finding));
    if (strncmp(finding.problem, word, strlen(word)) != 0)
        fail_msg("expected \"%s\", found \"%s\"", word, finding.problem);
    if (finding.shrunk > SHRUNK_MAX || finding.shrunk == 0)
        fail_msg("\"%s\" is still %u of %u steps long", finding.problem, finding.shrunk, finding.steps);
}

static void answer_before_it_is_durable_is_found(void **state)
{
    (void)state;
    must_find(PLANT_ANSWER_EARLY, "shown: ");
}

static void commit_that_the_disk_forgets_is_found(void **state)
{
    (void)state;
    must_find(PLANT_TAIL_LOST, "lost: ");
}

static void lost_tail_that_is_believed_is_found(void **state)
{
    (void)state;
    must_find(PLANT_TAIL_BELIEVED, "publisher: ");
}

static void follower_that_skips_an_event_is_found(void **state)
{
    (void)state;
    must_find(PLANT_EVENT_SKIPPED, "publisher: ");
}

static void replay_that_misreads_an_event_is_found(void **state)
{
    (void)state;
    must_find(PLANT_EVENT_MISREAD, "equal: ");
}

static void offer_in_a_stop_is_found(void **state)
{
    (void)state;
    must_find(PLANT_OFFER_IN_STOP, "ledger: ");
}

static void duplicate_that_counts_twice_is_found(void **state)
{
    (void)state;
    must_find(PLANT_VERSION_IGNORED, "repeat: ");
}

static void answer_taken_for_the_next_offer_is_found(void **state)
{
    (void)state;
    must_find(PLANT_OFFER_IGNORED, "answer: ");
}

static void answer_that_never_comes_is_found(void **state)
{
    (void)state;
    must_find(PLANT_ANSWER_SWALLOWED, "answers: ");
}

static void contact_begun_on_a_full_disk_is_found(void **state)
{
    (void)state;
    must_find(PLANT_RESERVE_IGNORED, "reserve: ");
}

static void sound_world_is_not_blamed_and_plays_alike_twice(void **state)
{
    (void)state;
    struct faults_figures first = {0}, second = {0};
    struct faults_finding finding;
    assert_true(faults_run(SEED, 2000, PLANT_NONE, true, &first, &finding));
    assert_true(faults_run(SEED, 2000, PLANT_NONE, true, &second, &finding));
    assert_memory_equal(&first, &second, sizeof first);
    assert_true(first.crashes > 0 && first.offers > 0 && first.published > 0 && first.compared > 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(answer_before_it_is_durable_is_found),
        cmocka_unit_test(commit_that_the_disk_forgets_is_found),
        cmocka_unit_test(lost_tail_that_is_believed_is_found),
        cmocka_unit_test(follower_that_skips_an_event_is_found),
        cmocka_unit_test(replay_that_misreads_an_event_is_found),
        cmocka_unit_test(offer_in_a_stop_is_found),
        cmocka_unit_test(duplicate_that_counts_twice_is_found),
        cmocka_unit_test(answer_taken_for_the_next_offer_is_found),
        cmocka_unit_test(answer_that_never_comes_is_found),
        cmocka_unit_test(contact_begun_on_a_full_disk_is_found),
        cmocka_unit_test(sound_world_is_not_blamed_and_plays_alike_twice),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
