/* Claims about the moments an open loop draws and the durations it keeps. It must not open a socket. */
#include "bench/load_arrivals.h"
#include "bench/load_times.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

static void the_same_words_draw_the_same_moments(void **state)
{
    struct arrivals one, other;
    (void)state;
    assert_true(arrivals_draw(&one, 1000, 5, false, 1));
    assert_true(arrivals_draw(&other, 1000, 5, false, 1));
    assert_int_equal(one.count, other.count);
    assert_memory_equal(one.at_ns, other.at_ns, one.count * sizeof one.at_ns[0]);
    arrivals_free(&one);
    arrivals_free(&other);
}

static void exponential_gaps_have_the_rate_and_spread_that_was_asked_for(void **state)
{
    struct arrivals arrivals;
    (void)state;
    assert_true(arrivals_draw(&arrivals, 10000, 10, false, 1));
    double offered = arrivals_offered_per_s(&arrivals);
    assert_true(offered > 9700 && offered < 10300);
    size_t short_gaps = 0; /* below the mean: 1 - 1/e of them */
    for (size_t i = 1; i < arrivals.count; i++) {
        assert_true(arrivals.at_ns[i] >= arrivals.at_ns[i - 1]);
        short_gaps += arrivals.at_ns[i] - arrivals.at_ns[i - 1] < 100000;
    }
    double share = (double)short_gaps / (double)arrivals.count;
    assert_true(share > 0.61 && share < 0.65);
    arrivals_free(&arrivals);
}

static void even_gaps_are_all_alike(void **state)
{
    struct arrivals arrivals;
    (void)state;
    assert_true(arrivals_draw(&arrivals, 1000, 2, true, 1));
    for (size_t i = 1; i < arrivals.count; i++) {
        uint64_t gap_ns = arrivals.at_ns[i] - arrivals.at_ns[i - 1];
        assert_true(gap_ns >= 999999 && gap_ns <= 1000001);
    }
    arrivals_free(&arrivals);
}

static void a_fifth_warms_up_and_the_count_is_a_multiple(void **state)
{
    struct arrivals arrivals;
    (void)state;
    assert_true(arrivals_draw(&arrivals, 1000, 10, false, 512));
    assert_int_equal(arrivals.count % 512, 0);
    assert_true(arrivals.count > 12000 - 512 && arrivals.count <= 12000);
    assert_int_equal(arrivals.warm, arrivals.count / 6);
    arrivals_free(&arrivals);
}

static void too_few_and_too_many_arrivals_are_refused(void **state)
{
    struct arrivals arrivals;
    (void)state;
    assert_false(arrivals_draw(&arrivals, 10, 1, false, 512));
    assert_false(arrivals_draw(&arrivals, 1e9, 600, false, 1));
}

static void percentiles_are_exact(void **state)
{
    struct times times = {0};
    (void)state;
    for (uint64_t i = 1000; i > 0; i--)
        times_add(&times, i * 1000);
    times_print(&times); /* sorts */
    print_message("\n");
    assert_int_equal(times_at(&times, 500), 501000);
    assert_int_equal(times_at(&times, 990), 991000);
    assert_int_equal(times_at(&times, 999), 1000000);
    assert_int_equal(times_at(&times, 1000), 1000000);
    assert_int_equal(times_above(&times, 990000), 10);
    assert_int_equal(times_above(&times, 1000000), 0);
    times_free(&times);
}

static void nothing_kept_is_zero_everywhere(void **state)
{
    struct times times = {0};
    (void)state;
    assert_int_equal(times_at(&times, 500), 0);
    assert_int_equal(times_above(&times, 0), 0);
    times_free(&times);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_same_words_draw_the_same_moments),
        cmocka_unit_test(exponential_gaps_have_the_rate_and_spread_that_was_asked_for),
        cmocka_unit_test(even_gaps_are_all_alike),
        cmocka_unit_test(a_fifth_warms_up_and_the_count_is_a_multiple),
        cmocka_unit_test(too_few_and_too_many_arrivals_are_refused),
        cmocka_unit_test(percentiles_are_exact),
        cmocka_unit_test(nothing_kept_is_zero_everywhere),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
