/* Timers: order, ties by the order of starting, stopping. */
#include "core/state.h"

#include "core/testing/world.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

enum { RECORDS = 10 };

static struct acd *core_with_records(void)
{
    struct acd_limits limits = acd_limits_default();
    struct acd *acd = core_new(&limits);

    acd->agent_count = RECORDS;
    acd->contact_count = RECORDS;
    acd->leg_count = RECORDS;
    for (uint32_t number = 1; number <= RECORDS; number++) {
        agent_edit(acd, number)->timer_at = ACD_NEVER;
        contact_edit(acd, number)->timer_at = ACD_NEVER;
        contact_edit(acd, number)->delay_at = ACD_NEVER;
        leg_edit(acd, number)->deadline = ACD_NEVER;
    }
    return acd;
}

static void the_next_timer_is_the_earliest_and_ties_go_by_start(void **state)
{
    struct acd *acd = core_with_records();
    enum timer timer;
    uint32_t number;
    int64_t due;
    static const struct {
        enum timer timer;
        uint32_t number;
        int64_t due;
    } expected[] = {{TIMER_LEG, 3, 50},
                    {TIMER_CONTACT, 2, 100},
                    {TIMER_AGENT, 1, 100},
                    {TIMER_LEG, 1, 100},
                    {TIMER_DELAY, 9, 200}};
    (void)state;

    assert_false(timer_first(acd, &timer, &number, &due));
    timer_set(acd, TIMER_CONTACT, 2, 100);
    timer_set(acd, TIMER_AGENT, 1, 100);
    timer_set(acd, TIMER_LEG, 1, 100);
    timer_set(acd, TIMER_CONTACT, 2, 100); /* the same time keeps its turn */
    timer_set(acd, TIMER_DELAY, 9, 200);
    timer_set(acd, TIMER_LEG, 3, 500);
    timer_set(acd, TIMER_LEG, 3, 50);
    timer_set(acd, TIMER_AGENT, 7, 10);
    timer_set(acd, TIMER_AGENT, 7, ACD_NEVER);
    for (size_t index = 0; index < sizeof expected / sizeof expected[0]; index++) {
        assert_true(timer_first(acd, &timer, &number, &due));
        assert_int_equal(timer, expected[index].timer);
        assert_int_equal(number, expected[index].number);
        assert_int_equal(due, expected[index].due);
        timer_set(acd, timer, number, ACD_NEVER);
    }
    assert_int_equal(acd_deadline(acd), ACD_NEVER);
    free(acd);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_next_timer_is_the_earliest_and_ties_go_by_start),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
