/* Overrides of a weekly plan: dates, recurrences, what replaces, adds and takes away. It must not know a time zone. */
#include <string.h>

#include "edge/api/calendar.h"
#include "lib/testing/cmocka.h"

/* Monday to Friday from 09:00 to 17:00. */
static const struct book_window week[] = {
    {1, 540, 1020}, {2, 540, 1020}, {3, 540, 1020}, {4, 540, 1020}, {5, 540, 1020}};

static struct calendar_override parse(const char *text)
{
    struct calendar_override override;
    json_t *document = json_loads(text, 0, NULL);
    memset(&override, 0, sizeof override);
    assert_true(calendar_parse(document, &override));
    override.name = "";
    json_decref(document);
    return override;
}

static bool is_refused(const char *text)
{
    struct calendar_override override;
    json_t *document = json_loads(text, 0, NULL);
    bool taken = calendar_parse(document, &override);
    json_decref(document);
    return !taken;
}

/* "540-1020 " for each span of the date. */
static const char *day_of(const struct calendar_override *overrides, uint32_t count, const char *date)
{
    static char text[512];
    struct calendar_span spans[CALENDAR_SPANS_MAX];
    const struct calendar calendar = {
        .week = week, .week_count = 5, .overrides = overrides, .override_count = count};
    int64_t day = 0;
    size_t len = 0;
    assert_true(calendar_parse_date(date, &day));
    uint32_t found = calendar_day(&calendar, day, spans);
    text[0] = '\0';
    for (uint32_t i = 0; i < found; i++)
        len += (size_t)snprintf(text + len, sizeof text - len, "%d-%d ", spans[i].from_minute,
                                spans[i].to_minute);
    return text;
}

#define NAMED(type, from, till)                                                                              \
    "{\"Name\":\"a\",\"OverrideType\":\"" type "\",\"EffectiveFrom\":\"" from "\",\"EffectiveTill\":\"" till \
    "\""
#define SLOT(from, to)                                                                                       \
    "\"StartTime\":{\"Hours\":" from ",\"Minutes\":0},\"EndTime\":{\"Hours\":" to ",\"Minutes\":0}"

static void dates_are_read_and_written(void **state)
{
    static const char *const good[] = {"1970-01-01", "2024-02-29", "2026-12-24", "2099-12-31"};
    static const char *const wrong[] = {"2026-2-3", "2026-02-30", "2023-02-29", "2026-13-01",
                                        "20261224", "",           "2026-12-24x"};
    char text[CALENDAR_DATE_BYTES];
    int64_t day = 0;
    (void)state;
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
        assert_true(calendar_parse_date(good[i], &day));
        assert_string_equal(calendar_render_date(day, text), good[i]);
    }
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
        assert_false(calendar_parse_date(wrong[i], &day));
}

static void a_standard_override_takes_the_place_of_the_plan(void **state)
{
    struct calendar_override one = parse(NAMED(
        "STANDARD", "2026-12-24", "2026-12-25") ",\"Config\":[{\"Day\":\"THURSDAY\"," SLOT("10", "12") "}]}");
    (void)state;
    assert_string_equal(day_of(&one, 1, "2026-12-24"), "600-720 ");
    assert_string_equal(day_of(&one, 1, "2026-12-25"), "540-1020 "); /* a Friday, which it does not name */
    assert_string_equal(day_of(&one, 1, "2026-12-31"), "540-1020 ");
}

static void an_override_without_windows_closes_its_dates(void **state)
{
    struct calendar_override one = parse(NAMED("STANDARD", "2026-12-24", "2026-12-25") ",\"Config\":[]}");
    (void)state;
    assert_string_equal(day_of(&one, 1, "2026-12-24"), "");
    assert_string_equal(day_of(&one, 1, "2026-12-28"), "540-1020 ");
}

static void open_ones_add_and_closed_ones_take_away(void **state)
{
    struct calendar_override both[2];
    (void)state;
    both[0] = parse(NAMED("CLOSED", "2026-11-23", "2026-11-23") ",\"Config\":[{" SLOT("12", "13") "}]}");
    both[1] = parse(NAMED("OPEN", "2026-11-23", "2026-11-23") ",\"Config\":[{" SLOT("11", "20") "}]}");
    assert_string_equal(day_of(both, 2, "2026-11-23"), "540-720 780-1200 ");
    both[0] = parse(NAMED("CLOSED", "2026-11-23", "2026-11-23") ",\"Config\":[{" SLOT("0", "0") "}]}");
    assert_string_equal(day_of(both, 2, "2026-11-23"), "");
}

static void a_window_over_midnight_belongs_to_both_dates(void **state)
{
    struct calendar_override one =
        parse(NAMED("OPEN", "2026-11-28", "2026-11-28") ",\"Config\":[{" SLOT("22", "2") "}]}");
    (void)state;
    assert_string_equal(day_of(&one, 1, "2026-11-28"), "1320-1440 ");
    assert_string_equal(day_of(&one, 1, "2026-11-29"), "0-120 ");
    assert_string_equal(day_of(&one, 1, "2026-11-30"), "540-1020 ");
}

#define RECURS(pattern)                                                                                      \
    NAMED("CLOSED", "2026-01-05", "2030-12-31")                                                              \
    ",\"Config\":[{" SLOT("0", "0") "}],\"RecurrenceConfig\":{\"RecurrencePattern\":" pattern "}}"

static void recurrences_meet_their_dates(void **state)
{
    struct calendar_override weekly = parse(RECURS("{\"Frequency\":\"WEEKLY\",\"Interval\":2}"));
    struct calendar_override last =
        parse(RECURS("{\"Frequency\":\"MONTHLY\",\"Interval\":1,\"ByMonthDay\":[-1]}"));
    struct calendar_override third =
        parse(RECURS("{\"Frequency\":\"MONTHLY\",\"Interval\":1,\"ByWeekdayOccurrence\":[3]}"));
    struct calendar_override yearly =
        parse(RECURS("{\"Frequency\":\"YEARLY\",\"Interval\":1,\"ByMonth\":[12],\"ByMonthDay\":[24,25]}"));
    (void)state;
    assert_string_equal(day_of(&weekly, 1, "2026-01-06"), "");
    assert_string_equal(day_of(&weekly, 1, "2026-01-13"), "540-1020 ");
    assert_string_equal(day_of(&weekly, 1, "2026-01-20"), "");
    assert_string_equal(day_of(&last, 1, "2028-02-29"), "");
    assert_string_equal(day_of(&last, 1, "2028-02-28"), "540-1020 ");
    assert_string_equal(day_of(&third, 1, "2026-02-16"), ""); /* the third Monday */
    assert_string_equal(day_of(&third, 1, "2026-02-23"), "540-1020 ");
    assert_string_equal(day_of(&yearly, 1, "2029-12-24"), "");
    assert_string_equal(day_of(&yearly, 1, "2029-11-26"), "540-1020 ");
}

static void what_is_no_override_is_refused(void **state)
{
    (void)state;
    assert_true(is_refused("{}"));
    assert_true(is_refused(NAMED("SOMETHING", "2026-01-01", "2026-01-02") ",\"Config\":[]}"));
    assert_true(is_refused(NAMED("OPEN", "2026-01-02", "2026-01-01") ",\"Config\":[]}"));
    assert_true(is_refused(NAMED("OPEN", "2026-01-01", "2026-01-02") ",\"Config\":[{\"Day\":\"SOMEDAY\"}]}"));
    assert_true(is_refused(RECURS("{\"Frequency\":\"DAILY\",\"Interval\":1}")));
    assert_true(is_refused(RECURS("{\"Frequency\":\"WEEKLY\",\"Interval\":0}")));
    assert_true(is_refused(RECURS("{\"Frequency\":\"MONTHLY\",\"Interval\":1,\"ByMonthDay\":[32]}")));
    assert_true(is_refused(RECURS("{\"Frequency\":\"MONTHLY\",\"Interval\":1,\"ByMonthDay\":[0]}")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(dates_are_read_and_written),
        cmocka_unit_test(a_standard_override_takes_the_place_of_the_plan),
        cmocka_unit_test(an_override_without_windows_closes_its_dates),
        cmocka_unit_test(open_ones_add_and_closed_ones_take_away),
        cmocka_unit_test(a_window_over_midnight_belongs_to_both_dates),
        cmocka_unit_test(recurrences_meet_their_dates),
        cmocka_unit_test(what_is_no_override_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
