/* Days begin and end at the zone's own midnights, also where clocks change, and also where there is no midnight. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "server/day.h"
#include "server/zone.h"

enum { HOUR_MS = 60 * 60 * 1000 };

static int64_t utc(int year, int month, int day, int hour)
{
    return (zone_day(year, month, day) * 24 + hour) * HOUR_MS;
}

static void expect_day(const char *zone, int year, int month, int day, int64_t from, int64_t hours)
{
    int64_t begins = 0;
    int64_t ends = 0;
    assert_true(day_of(zone, year, month, day, &begins, &ends));
    assert_int_equal(begins, from);
    assert_int_equal(ends - begins, hours * HOUR_MS);
}

static void utc_and_tokyo_have_24_hours(void **state)
{
    (void)state;
    expect_day("UTC", 2026, 3, 29, utc(2026, 3, 29, 0), 24);
    expect_day("Asia/Tokyo", 2026, 3, 29, utc(2026, 3, 28, 15), 24);
    expect_day("Asia/Tokyo", 2026, 1, 1, utc(2025, 12, 31, 15), 24);
}

static void paris_has_23_and_25_hours_when_the_clock_changes(void **state)
{
    (void)state;
    expect_day("Europe/Paris", 2026, 3, 28, utc(2026, 3, 27, 23), 24);
    expect_day("Europe/Paris", 2026, 3, 29, utc(2026, 3, 28, 23), 23);
    expect_day("Europe/Paris", 2026, 3, 30, utc(2026, 3, 29, 22), 24);
    expect_day("Europe/Paris", 2026, 10, 25, utc(2026, 10, 24, 22), 25);
    expect_day("Europe/Paris", 2026, 10, 26, utc(2026, 10, 25, 23), 24);
}

/* Santiago goes from 23:59:59 to 01:00 in September, and from 23:59:59 back to 23:00 in April. */
static void day_without_a_midnight_begins_with_the_skip(void **state)
{
    (void)state;
    expect_day("America/Santiago", 2026, 9, 5, utc(2026, 9, 5, 4), 24);
    expect_day("America/Santiago", 2026, 9, 6, utc(2026, 9, 6, 4), 23);
    expect_day("America/Santiago", 2026, 4, 4, utc(2026, 4, 4, 3), 25);
    expect_day("America/Santiago", 2026, 4, 5, utc(2026, 4, 5, 4), 24);
}

/* Samoa left out 30 December 2011 when it changed sides of the date line. */
static void day_that_was_left_out_is_empty(void **state)
{
    (void)state;
    expect_day("Pacific/Apia", 2011, 12, 29, utc(2011, 12, 29, 10), 24);
    expect_day("Pacific/Apia", 2011, 12, 30, utc(2011, 12, 30, 10), 0);
    expect_day("Pacific/Apia", 2011, 12, 31, utc(2011, 12, 30, 10), 24);
}

static void what_is_no_day_or_no_zone_is_refused(void **state)
{
    (void)state;
    int64_t from = -1;
    int64_t to = -1;
    assert_false(day_of("UTC", 2026, 2, 29, &from, &to));
    assert_false(day_of("UTC", 2100, 2, 29, &from, &to));
    assert_false(day_of("UTC", 2026, 13, 1, &from, &to));
    assert_false(day_of("UTC", 2026, 4, 31, &from, &to));
    assert_false(day_of("UTC", 2026, 4, 0, &from, &to));
    assert_false(day_of("Europe/Nowhere", 2026, 4, 1, &from, &to));
    assert_false(day_of("../../etc/passwd", 2026, 4, 1, &from, &to));
    assert_int_equal(from, -1);
    assert_int_equal(to, -1);
    expect_day("UTC", 2024, 2, 29, utc(2024, 2, 29, 0), 24);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(utc_and_tokyo_have_24_hours),
        cmocka_unit_test(paris_has_23_and_25_hours_when_the_clock_changes),
        cmocka_unit_test(day_without_a_midnight_begins_with_the_skip),
        cmocka_unit_test(day_that_was_left_out_is_empty),
        cmocka_unit_test(what_is_no_day_or_no_zone_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
