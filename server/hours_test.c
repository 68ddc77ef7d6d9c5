/* Weekly plans become the right instants, also when clocks change; the database's files are read as they are
 * and as nonsense. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "server/hours.h"

enum { HOUR_S = 3600 };

static int64_t at(int year, int month, int day, int hour, int minute)
{
    return zone_day(year, month, day) * 86400 + hour * HOUR_S + minute * 60;
}

static uint32_t plan_windows(const char *zone, const char *plan, int64_t from_s,
                             struct acd_window windows[ACD_HOURS_WINDOWS_MAX])
{
    struct book_window week[HOURS_WEEK_MAX];
    struct zone_stretches stretches;
    uint32_t count = hours_parse_week(plan, week);
    assert_true(count > 0);
    assert_true(zone_read(NULL, zone, from_s - 86400, from_s + 14 * 86400, &stretches));
    return hours_windows(&(struct calendar){.week = week, .week_count = count}, &stretches, from_s * 1000, windows);
}

static bool open_at(const struct acd_window *windows, uint32_t count, int64_t seconds)
{
    for (uint32_t i = 0; i < count; i++)
        if (windows[i].opens_at <= seconds * 1000 && seconds * 1000 < windows[i].closes_at)
            return true;
    return false;
}

static void nine_to_five_moves_by_an_hour_in_utc_when_summer_ends(void **state)
{
    (void)state;
    struct acd_window windows[ACD_HOURS_WINDOWS_MAX];
    /* Berlin: 25 October 2026, 01:00 UTC. */
    uint32_t count = plan_windows("Europe/Berlin", "mon-fri 09:00-17:00", at(2026, 10, 22, 0, 0), windows);
    assert_true(open_at(windows, count, at(2026, 10, 23, 7, 0)));
    assert_false(open_at(windows, count, at(2026, 10, 23, 6, 59)));
    assert_false(open_at(windows, count, at(2026, 10, 23, 15, 0)));
    assert_false(open_at(windows, count, at(2026, 10, 24, 10, 0)));
    assert_true(open_at(windows, count, at(2026, 10, 26, 8, 0)));
    assert_false(open_at(windows, count, at(2026, 10, 26, 7, 59)));
}

static void a_repeated_hour_is_open_both_times(void **state)
{
    (void)state;
    struct acd_window windows[ACD_HOURS_WINDOWS_MAX];
    uint32_t count = plan_windows("Europe/Berlin", "sun 02:00-03:00", at(2026, 10, 24, 0, 0), windows);
    assert_true(open_at(windows, count, at(2026, 10, 25, 0, 0)));
    assert_true(open_at(windows, count, at(2026, 10, 25, 1, 59)));
    assert_false(open_at(windows, count, at(2026, 10, 25, 2, 0)));
}

static void a_plan_within_a_skipped_hour_is_not_open_that_day(void **state)
{
    (void)state;
    struct acd_window windows[ACD_HOURS_WINDOWS_MAX];
    /* Berlin: 29 March 2026, 01:00 UTC, clocks go from 02:00 to 03:00. */
    uint32_t count = plan_windows("Europe/Berlin", "sun 02:10-02:50", at(2026, 3, 28, 0, 0), windows);
    assert_int_equal(count, 1);
    assert_int_equal(windows[0].opens_at, at(2026, 4, 5, 0, 10) * 1000);
}

static void a_stretch_over_midnight_is_one_window(void **state)
{
    (void)state;
    struct acd_window windows[ACD_HOURS_WINDOWS_MAX];
    uint32_t count = plan_windows("UTC", "sun 22:00-02:00", at(2026, 11, 16, 0, 0), windows);
    /* The first one began the evening before the horizon. */
    assert_int_equal(count, 3);
    assert_int_equal(windows[1].opens_at, at(2026, 11, 22, 22, 0) * 1000);
    assert_int_equal(windows[1].closes_at, at(2026, 11, 23, 2, 0) * 1000);
}

static void southern_summer_and_half_hour_zones_are_right(void **state)
{
    (void)state;
    struct acd_window windows[ACD_HOURS_WINDOWS_MAX];
    /* Adelaide in December: UTC+10:30. */
    uint32_t count =
        plan_windows("Australia/Adelaide", "mon-sun 09:00-10:00", at(2026, 12, 1, 0, 0), windows);
    assert_true(open_at(windows, count, at(2026, 12, 2, 22, 30)));
    assert_false(open_at(windows, count, at(2026, 12, 2, 22, 29)));
    count = plan_windows("Asia/Kathmandu", "mon-sun 09:00-10:00", at(2026, 6, 1, 0, 0), windows);
    assert_true(open_at(windows, count, at(2026, 6, 2, 3, 15)));
}

static void the_rule_after_the_last_transition_is_used(void **state)
{
    (void)state;
    struct zone_stretches stretches;
    /* Beyond 2037, the files hold only the footer's rule. New York: 13 March 2050, 07:00 UTC. */
    assert_true(zone_read(NULL, "America/New_York", at(2050, 3, 1, 0, 0), at(2050, 4, 1, 0, 0), &stretches));
    assert_int_equal(stretches.count, 2);
    assert_int_equal(stretches.list[0].offset_s, -5 * HOUR_S);
    assert_int_equal(stretches.list[1].begins_at, at(2050, 3, 13, 7, 0));
    assert_int_equal(stretches.list[1].offset_s, -4 * HOUR_S);
}

static void too_many_windows_shorten_the_horizon(void **state)
{
    (void)state;
    struct acd_window windows[ACD_HOURS_WINDOWS_MAX];
    uint32_t count = plan_windows("UTC",
                                  "mon-sun 01:00-02:00, mon-sun 03:00-04:00, mon-sun 05:00-06:00, mon-sun "
                                  "07:00-08:00, mon-sun 09:00-10:00",
                                  at(2026, 11, 16, 0, 0), windows);
    assert_int_equal(count, ACD_HOURS_WINDOWS_MAX);
    for (uint32_t i = 1; i < count; i++)
        assert_true(windows[i - 1].closes_at < windows[i].opens_at);
}

static void plans_that_are_not_plans_are_refused(void **state)
{
    (void)state;
    struct book_window week[HOURS_WEEK_MAX];
    static const char *const wrong[] = {"",
                                        "mon",
                                        "mon 9-17",
                                        "mon 09:00-25:00",
                                        "xyz 09:00-10:00",
                                        "mon-tus 09:00-10:00",
                                        "mon 09:60-10:00",
                                        "mon 24:00-25:00",
                                        "mon 09:00",
                                        "09:00-10:00"};
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
        if (hours_parse_week(wrong[i], week) != 0)
            fail_msg("\"%s\" was taken for a plan", wrong[i]);
    assert_int_equal(hours_parse_week("fri-mon 09:00-10:00", week), 4);
}

static void zone_names_cannot_leave_the_database(void **state)
{
    (void)state;
    struct zone_stretches stretches;
    static const char *const wrong[] = {"",        "/etc/passwd", "../../etc/passwd", "Europe//Berlin",
                                        "Europe/", "No/Such",     "tzdata.zi"};
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
        assert_false(zone_read(NULL, wrong[i], 0, 1000, &stretches));
}

/* Every file of the system's database cut short at every length must be refused or read, never read beyond.
 */
static void a_damaged_file_is_refused(void **state)
{
    (void)state;
    static uint8_t bytes[ZONE_FILE_BYTES_MAX];
    struct zone_stretches stretches;
    FILE *file = fopen("/usr/share/zoneinfo/Europe/Berlin", "rb");
    assert_non_null(file);
    size_t len = fread(bytes, 1, sizeof bytes, file);
    fclose(file);
    assert_true(zone_parse(bytes, len, at(2026, 1, 1, 0, 0), at(2026, 2, 1, 0, 0), &stretches));
    for (size_t cut = 0; cut < len - 1; cut++)
        assert_false(zone_parse(bytes, cut, at(2026, 1, 1, 0, 0), at(2026, 2, 1, 0, 0), &stretches));
    for (size_t i = 0; i < len; i++) {
        uint8_t before = bytes[i];
        bytes[i] ^= 0xff;
        (void)zone_parse(bytes, len, at(2026, 1, 1, 0, 0), at(2026, 2, 1, 0, 0), &stretches);
        bytes[i] = before;
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nine_to_five_moves_by_an_hour_in_utc_when_summer_ends),
        cmocka_unit_test(a_repeated_hour_is_open_both_times),
        cmocka_unit_test(a_plan_within_a_skipped_hour_is_not_open_that_day),
        cmocka_unit_test(a_stretch_over_midnight_is_one_window),
        cmocka_unit_test(southern_summer_and_half_hour_zones_are_right),
        cmocka_unit_test(the_rule_after_the_last_transition_is_used),
        cmocka_unit_test(too_many_windows_shorten_the_horizon),
        cmocka_unit_test(plans_that_are_not_plans_are_refused),
        cmocka_unit_test(zone_names_cannot_leave_the_database),
        cmocka_unit_test(a_damaged_file_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
