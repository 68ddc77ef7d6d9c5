/* Quotas and repeated client tokens: what is kept, for how long, and that it stays bounded. It must not open a
 * socket. */
#include <stdio.h>
#include <string.h>

#include "edge/api/throttle.h"
#include "lib/crypto.h"
#include "lib/testing/cmocka.h"

static void a_burst_passes_and_then_the_rate_counts(void **state)
{
    struct throttle *throttle = throttle_new(2, 3);
    int64_t now = 1700000000000;
    (void)state;
    for (int i = 0; i < 5; i++)
        assert_true(throttle_take(throttle, 0, 1, 10, 5, now));
    assert_false(throttle_take(throttle, 0, 1, 10, 5, now));
    assert_false(throttle_take(throttle, 0, 1, 10, 5, now + 99));
    assert_true(throttle_take(throttle, 0, 1, 10, 5, now + 100));
    assert_false(throttle_take(throttle, 0, 1, 10, 5, now + 100));
    assert_true(throttle_take(throttle, 0, 1, 10, 5, now + 10000));
    throttle_free(throttle);
}

static void each_operation_of_each_centre_has_its_own(void **state)
{
    struct throttle *throttle = throttle_new(2, 3);
    (void)state;
    assert_true(throttle_take(throttle, 0, 0, 1, 1, 1000));
    assert_false(throttle_take(throttle, 0, 0, 1, 1, 1000));
    assert_true(throttle_take(throttle, 0, 1, 1, 1, 1000));
    assert_true(throttle_take(throttle, 1, 0, 1, 1, 1000));
    assert_false(throttle_take(throttle, 2, 0, 1, 1, 1000));
    assert_false(throttle_take(throttle, 0, 3, 1, 1, 1000));
    assert_false(throttle_take(throttle, 0, 2, 0, 1, 1000));
    throttle_free(throttle);
}

static void a_clock_that_goes_back_blocks_nobody_for_long(void **state)
{
    struct throttle *throttle = throttle_new(1, 1);
    (void)state;
    assert_true(throttle_take(throttle, 0, 0, 10, 1, 5000000));
    assert_false(throttle_take(throttle, 0, 0, 10, 1, 1000));
    assert_true(throttle_take(throttle, 0, 0, 10, 1, 1100));
    throttle_free(throttle);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_burst_passes_and_then_the_rate_counts),
        cmocka_unit_test(each_operation_of_each_centre_has_its_own),
        cmocka_unit_test(a_clock_that_goes_back_blocks_nobody_for_long),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
