/* Quotas and repeated client tokens: what is kept, for how long, and that it stays bounded. It must not open a socket. */
#include <stdio.h>
#include <string.h>

#include "edge/api/recent.h"
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

static void an_answer_is_found_again_until_the_ring_comes_round(void **state)
{
    struct recent *recent = recent_new();
    uint8_t first[RECENT_KEY_BYTES];
    uint8_t key[RECENT_KEY_BYTES];
    (void)state;
    sha256("first", 5, first);
    assert_null(recent_find(recent, first));
    recent_keep(recent, first, "{\"a\":1}", 7);
    recent_keep(recent, first, "{\"b\":2}", 7);
    assert_string_equal(recent_find(recent, first), "{\"a\":1}");
    for (int i = 0; i < RECENT_MAX; i++) {
        sha256(&i, sizeof i, key);
        recent_keep(recent, key, "{}", 2);
    }
    assert_null(recent_find(recent, first));
    assert_string_equal(recent_find(recent, key), "{}");
    recent_free(recent);
}

static void an_answer_that_is_too_long_is_not_kept(void **state)
{
    struct recent *recent = recent_new();
    char text[RECENT_ANSWER_BYTES_MAX + 1];
    uint8_t key[RECENT_KEY_BYTES] = {1};
    (void)state;
    memset(text, 'x', sizeof text);
    recent_keep(recent, key, text, sizeof text);
    assert_null(recent_find(recent, key));
    recent_free(recent);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_burst_passes_and_then_the_rate_counts),
        cmocka_unit_test(each_operation_of_each_centre_has_its_own),
        cmocka_unit_test(a_clock_that_goes_back_blocks_nobody_for_long),
        cmocka_unit_test(an_answer_is_found_again_until_the_ring_comes_round),
        cmocka_unit_test(an_answer_that_is_too_long_is_not_kept),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
