/* From a weekly plan to absolute windows; see hours.h. It must not touch TZ. */
#include "server/hours.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { DAY_S = 86400, MINUTES_OF_DAY = 1440 };
static const int64_t day_ms = INT64_C(86400000);

/* Adds [opens_s, closes_s), joined to the last window where they touch. False: no room. */
static bool add_window(struct acd_window *windows, uint32_t *count, int64_t opens_s, int64_t closes_s)
{
    int64_t opens_at = opens_s * 1000;
    if (*count > 0 && windows[*count - 1].closes_at >= opens_at) {
        if (closes_s * 1000 > windows[*count - 1].closes_at)
            windows[*count - 1].closes_at = closes_s * 1000;
        return true;
    }
    if (*count == ACD_HOURS_WINDOWS_MAX)
        return false;
    windows[(*count)++] = (struct acd_window){.opens_at = opens_at, .closes_at = closes_s * 1000};
    return true;
}

/* All of the calendar within one stretch of constant offset: there, local time is plain arithmetic. */
static bool add_stretch(const struct calendar *calendar, int64_t begins_s, int64_t ends_s, int32_t offset_s,
                        struct acd_window *windows, uint32_t *count)
{
    struct calendar_span spans[CALENDAR_SPANS_MAX];
    int64_t first_day = (begins_s + offset_s) / DAY_S - 1;
    int64_t last_day = (ends_s + offset_s) / DAY_S + 1;
    for (int64_t day = first_day; day <= last_day; day++) {
        uint32_t span_count = calendar_day(calendar, day, spans);
        for (uint32_t i = 0; i < span_count; i++) {
            int64_t opens = day * DAY_S + spans[i].from_minute * 60 - offset_s;
            int64_t closes = day * DAY_S + spans[i].to_minute * 60 - offset_s;
            opens = opens < begins_s ? begins_s : opens;
            closes = closes > ends_s ? ends_s : closes;
            if (opens < closes && !add_window(windows, count, opens, closes))
                return false;
        }
    }
    return true;
}

uint32_t hours_windows(const struct calendar *calendar, const struct zone_stretches *stretches, int64_t from,
                       struct acd_window windows[ACD_HOURS_WINDOWS_MAX])
{
    uint32_t count = 0;
    int64_t horizon_s = from / 1000 + (int64_t)HOURS_HORIZON_DAYS * DAY_S;
    for (int i = 0; i < stretches->count; i++) {
        int64_t begins_s = stretches->list[i].begins_at;
        int64_t ends_s = i + 1 < stretches->count ? stretches->list[i + 1].begins_at : horizon_s;
        if (!add_stretch(calendar, begins_s, ends_s < horizon_s ? ends_s : horizon_s,
                         stretches->list[i].offset_s, windows, &count))
            break;
    }
    return count;
}

/* ---- reading a plan ---- */
static int find_day(const char **at)
{
    static const char *const names[] = {"mon", "tue", "wed", "thu", "fri", "sat", "sun"};
    for (int i = 0; i < 7; i++)
        if (strncmp(*at, names[i], 3) == 0) {
            *at += 3;
            return i + 1;
        }
    return 0;
}

static bool parse_minute(const char **at, int *minute)
{
    int hours = 0, minutes = 0, taken = 0;
    if (sscanf(*at, "%2d:%2d%n", &hours, &minutes, &taken) != 2 || taken < 4 || hours < 0 || minutes < 0 ||
        minutes > 59)
        return false;
    *minute = hours * 60 + minutes;
    *at += taken;
    return *minute <= MINUTES_OF_DAY;
}

static bool add_plan(struct book_window *week, uint32_t *count, int day, int from, int to)
{
    if (from == to)
        return true;
    if (*count == HOURS_WEEK_MAX)
        return false;
    week[(*count)++] =
        (struct book_window){.day = (uint8_t)day, .from_minute = (uint16_t)from, .to_minute = (uint16_t)to};
    return true;
}

static bool add_days(struct book_window *week, uint32_t *count, int first, int last, int from, int to)
{
    for (int day = first;; day = day % 7 + 1) {
        bool overnight = to <= from;
        if (from >= MINUTES_OF_DAY || !add_plan(week, count, day, from, overnight ? MINUTES_OF_DAY : to))
            return false;
        if (overnight && !add_plan(week, count, day % 7 + 1, 0, to))
            return false;
        if (day == last)
            return true;
    }
}

static void skip_blanks(const char **at)
{
    *at += strspn(*at, " ,");
}

uint32_t hours_parse_week(const char *text, struct book_window week[HOURS_WEEK_MAX])
{
    uint32_t count = 0;
    for (skip_blanks(&text); *text; skip_blanks(&text)) {
        int from = 0, to = 0;
        int first = find_day(&text);
        int last = first;
        if (*text == '-') {
            text++;
            last = find_day(&text);
        }
        skip_blanks(&text);
        if (first == 0 || last == 0 || !parse_minute(&text, &from) || *text++ != '-' ||
            !parse_minute(&text, &to) || !add_days(week, &count, first, last, from, to))
            return 0;
    }
    return count;
}

/* ---- renewal ---- */
static bool always_open(const struct acd *core, uint32_t hours)
{
    return acd_hours_horizon(core, hours) == ACD_NEVER;
}

bool hours_renew_one(struct pump *pump, uint32_t hours, int64_t now)
{
    struct zone_stretches stretches;
    struct acd_window windows[ACD_HOURS_WINDOWS_MAX];
    enum acd_refusal refusal = ACD_OK;
    const struct book_hours *plan = book_find_hours(pump_book(pump), hours);
    int64_t from_s = now / 1000 - DAY_S;
    if (!plan || !zone_read(NULL, plan->time_zone, from_s, now / 1000 + (int64_t)HOURS_HORIZON_DAYS * DAY_S,
                            &stretches))
        return false;
    struct acd_command command = {.kind = ACD_RENEW_HOURS, .at = now, .hours = hours, .windows = windows};
    struct calendar calendar = {.week = plan->week, .week_count = plan->week_count};
    struct calendar_override *overrides =
        calendar_overrides(pump_book(pump), hours, &calendar.override_count);
    calendar.overrides = overrides;
    command.window_count = hours_windows(&calendar, &stretches, now, windows);
    free(overrides);
    command.actor.kind = ACD_ACTOR_SYSTEM;
    return pump_decide(pump, &command, NULL, 0, NULL, &refusal) == PUMP_OK;
}

int hours_renew(struct pump *pump, int64_t now)
{
    int unread = 0;
    const struct acd *core = pump_core(pump);
    uint32_t hours = book_object_after(pump_book(pump), ACD_SUBJECT_HOURS, 0);
    for (; hours != 0; hours = book_object_after(pump_book(pump), ACD_SUBJECT_HOURS, hours)) {
        bool planned = book_find_hours(pump_book(pump), hours) && !always_open(core, hours);
        if (planned && acd_hours_horizon(core, hours) < now + HOURS_RENEW_DAYS * day_ms &&
            !hours_renew_one(pump, hours, now))
            unread++;
    }
    return unread;
}
