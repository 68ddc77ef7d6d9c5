/* Which minutes of a date are open; see calendar.h. It knows no time zone and no instant. */
#include "edge/api/calendar.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { WEEK_DAYS = 7, YEAR_MAX = 9999 };

/* ---- dates (Howard Hinnant's algorithms, public domain) ---- */

struct date {
    int year, month, day;
};

static int64_t day_of(struct date date)
{
    int64_t shifted = date.month <= 2 ? date.year - 1 : date.year;
    int64_t era = shifted / 400;
    int64_t year_of_era = shifted - era * 400;
    int64_t day_of_year = (153 * (date.month + (date.month > 2 ? -3 : 9)) + 2) / 5 + date.day - 1;
    return era * 146097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719468;
}

static struct date date_of(int64_t day)
{
    int64_t shifted = day + 719468;
    int64_t era = shifted / 146097;
    int64_t day_of_era = shifted - era * 146097;
    int64_t year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    int64_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    int64_t month = (5 * day_of_year + 2) / 153;
    struct date date = {.day = (int)(day_of_year - (153 * month + 2) / 5 + 1),
                        .month = (int)(month < 10 ? month + 3 : month - 9)};
    date.year = (int)(year_of_era + era * 400 + (date.month <= 2 ? 1 : 0));
    return date;
}

static int weekday_of(int64_t day) /* 1 Monday .. 7 Sunday; 1970-01-01 was a Thursday */
{
    int64_t rest = (day + 3) % WEEK_DAYS;
    return (int)(rest < 0 ? rest + WEEK_DAYS : rest) + 1;
}

static int days_in_month(int year, int month)
{
    struct date next = {month == 12 ? year + 1 : year, month == 12 ? 1 : month + 1, 1};
    return (int)(day_of(next) - day_of((struct date){year, month, 1}));
}

bool calendar_parse_date(const char *text, int64_t *day)
{
    struct date date = {0};
    int taken = 0;
    if (strlen(text) != 10 || strspn(text, "0123456789-") != 10 || text[4] != '-' || text[7] != '-' ||
        sscanf(text, "%4d-%2d-%2d%n", &date.year, &date.month, &date.day, &taken) != 3 || taken != 10 ||
        date.year < 1970 || date.month < 1 || date.month > 12 || date.day < 1 ||
        date.day > days_in_month(date.year, date.month))
        return false;
    *day = day_of(date);
    return true;
}

const char *calendar_render_date(int64_t day, char text[CALENDAR_DATE_BYTES])
{
    struct date date = date_of(day);
    snprintf(text, CALENDAR_DATE_BYTES, "%04u-%02u-%02u", (unsigned)date.year % (YEAR_MAX + 1),
             (unsigned)date.month % 100, (unsigned)date.day % 100);
    return text;
}

/* ---- reading an override ---- */

static int find_word(const char *const *words, int count, const char *text)
{
    for (int i = 0; text != NULL && i < count; i++)
        if (strcmp(words[i], text) == 0)
            return i;
    return -1;
}

/* A time that is left out is midnight. */
static bool parse_minute(const json_t *slice, int *minute)
{
    *minute = 0;
    if (slice == NULL || json_is_null(slice))
        return true;
    const json_t *hours = json_object_get(slice, "Hours");
    const json_t *minutes = json_object_get(slice, "Minutes");
    if (!json_is_integer(hours) || !json_is_integer(minutes))
        return false;
    int64_t all = json_integer_value(hours) * 60 + json_integer_value(minutes);
    *minute = (int)all;
    return all >= 0 && all < CALENDAR_DAY_MINUTES;
}

static bool parse_windows(const json_t *config, struct calendar_override *override)
{
    static const char *const DAYS[] = {"MONDAY", "TUESDAY",  "WEDNESDAY", "THURSDAY",
                                       "FRIDAY", "SATURDAY", "SUNDAY"};
    size_t count = json_array_size(config);
    if (count > CALENDAR_WINDOWS_MAX)
        return false;
    for (size_t i = 0; i < count; i++) {
        const json_t *item = json_array_get(config, i);
        const json_t *day = json_object_get(item, "Day");
        int weekday = find_word(DAYS, WEEK_DAYS, json_string_value(day));
        int from = 0, to = 0;
        if ((day != NULL && !json_is_null(day) && weekday < 0) ||
            !parse_minute(json_object_get(item, "StartTime"), &from) ||
            !parse_minute(json_object_get(item, "EndTime"), &to))
            return false;
        override->windows[override->window_count++] = (struct book_window){
            .day = (uint8_t)(weekday + 1), .from_minute = (uint16_t)from, .to_minute = (uint16_t)to};
    }
    return true;
}

static bool parse_numbers(const json_t *list, int min, int max, uint32_t *bits, int *last)
{
    for (size_t i = 0; i < json_array_size(list); i++) {
        const json_t *item = json_array_get(list, i);
        int64_t number = json_integer_value(item);
        if (!json_is_integer(item) || number < min || number > max || number == 0)
            return false;
        *last = (int)number;
        *bits |= 1u << (number < 0 ? 0 : number);
    }
    return true;
}

static bool parse_recurrence(const json_t *config, struct calendar_override *override)
{
    static const char *const FREQUENCIES[] = {"", "WEEKLY", "MONTHLY", "YEARLY"};
    const json_t *pattern = json_object_get(config, "RecurrencePattern");
    int ignored = 0;
    uint32_t bits = 0;
    if (config == NULL || json_is_null(config))
        return true;
    int word = find_word(FREQUENCIES, 4, json_string_value(json_object_get(pattern, "Frequency")));
    int64_t interval = json_integer_value(json_object_get(pattern, "Interval"));
    override->frequency = (enum calendar_frequency)word;
    override->interval = (int)interval;
    return word > 0 && interval >= 1 && interval <= 6 &&
           parse_numbers(json_object_get(pattern, "ByMonth"), 1, 12, &override->months, &ignored) &&
           parse_numbers(json_object_get(pattern, "ByMonthDay"), -1, 31, &override->month_days, &ignored) &&
           parse_numbers(json_object_get(pattern, "ByWeekdayOccurrence"), -1, 4, &bits,
                         &override->occurrence);
}

bool calendar_parse(const json_t *document, struct calendar_override *override)
{
    static const char *const TYPES[] = {"STANDARD", "OPEN", "CLOSED"};
    const char *type = json_string_value(json_object_get(document, "OverrideType"));
    const char *from = json_string_value(json_object_get(document, "EffectiveFrom"));
    const char *till = json_string_value(json_object_get(document, "EffectiveTill"));
    struct calendar_override read = {.name = json_string_value(json_object_get(document, "Name"))};
    int word = type != NULL ? find_word(TYPES, 3, type) : CALENDAR_STANDARD;
    if (read.name == NULL || from == NULL || till == NULL || word < 0 ||
        !calendar_parse_date(from, &read.first_day) || !calendar_parse_date(till, &read.last_day) ||
        read.last_day < read.first_day || !parse_windows(json_object_get(document, "Config"), &read) ||
        !parse_recurrence(json_object_get(document, "RecurrenceConfig"), &read))
        return false;
    read.type = (enum calendar_type)word;
    if (read.type == CALENDAR_STANDARD && read.window_count == 0) { /* closed all day */
        read.type = CALENDAR_CLOSED;
        read.window_count = 1;
    }
    *override = read;
    return true;
}

static bool is_override(const struct book_document *document, uint32_t hours)
{
    return document->subject == hours &&
           strncmp(document->name, CALENDAR_OVERRIDE, strlen(CALENDAR_OVERRIDE)) == 0;
}

struct calendar_override *calendar_overrides(const struct book *book, uint32_t hours, uint32_t *count)
{
    const struct book_document *document;
    struct calendar_override *overrides = NULL;
    *count = 0;
    for (uint64_t seq = 0; (document = book_document_after(book, ACD_SUBJECT_HOURS, seq)) != NULL;) {
        seq = document->seq;
        if (!is_override(document, hours) || *count == CALENDAR_OVERRIDES_MAX)
            continue;
        if (overrides == NULL)
            overrides = calloc(CALENDAR_OVERRIDES_MAX, sizeof *overrides);
        if (overrides != NULL && calendar_parse(document->value, &overrides[*count]))
            (*count)++;
    }
    return overrides;
}

/* ---- what holds on a date ---- */

static int months_between(struct date from, struct date to)
{
    return (to.year - from.year) * 12 + to.month - from.month;
}

/* Is it the nth of its weekdays in its month? */
static bool is_occurrence(struct date date, int occurrence)
{
    if (occurrence < 0)
        return date.day + WEEK_DAYS > days_in_month(date.year, date.month);
    return (date.day - 1) / WEEK_DAYS + 1 == occurrence;
}

static bool is_month_day(const struct calendar_override *override, struct date date, struct date first)
{
    if (override->occurrence != 0)
        return is_occurrence(date, override->occurrence);
    if (override->month_days == 0)
        return date.day == first.day;
    bool last = date.day == days_in_month(date.year, date.month);
    return (override->month_days & 1u << date.day) != 0 || (last && (override->month_days & 1u) != 0);
}

static bool recurs(const struct calendar_override *override, int64_t day)
{
    struct date first = date_of(override->first_day);
    struct date date = date_of(day);
    int64_t monday = override->first_day - weekday_of(override->first_day) + 1;
    switch (override->frequency) {
    case CALENDAR_WEEKLY:
        return (day - monday) / WEEK_DAYS % override->interval == 0;
    case CALENDAR_MONTHLY:
        return months_between(first, date) % override->interval == 0 && is_month_day(override, date, first);
    case CALENDAR_YEARLY:
        return (date.year - first.year) % override->interval == 0 &&
               (override->months != 0 ? (override->months & 1u << date.month) != 0
                                      : date.month == first.month) &&
               is_month_day(override, date, first);
    default:
        return true;
    }
}

static bool covers(const struct calendar_override *override, int64_t day)
{
    return day >= override->first_day && day <= override->last_day && recurs(override, day);
}

static bool names_day(const struct book_window *window, int64_t day)
{
    return window->day == 0 || window->day == weekday_of(day);
}

/* A span that goes over midnight is cut there; its rest belongs to the next date. */
uint32_t calendar_override_day(const struct calendar_override *override, int64_t day,
                               struct calendar_span spans[CALENDAR_SPANS_MAX])
{
    uint32_t count = 0;
    bool today = covers(override, day);
    bool yesterday = covers(override, day - 1);
    for (uint32_t i = 0; i < override->window_count && count < CALENDAR_SPANS_MAX - 1; i++) {
        const struct book_window *window = &override->windows[i];
        bool over = window->to_minute <= window->from_minute;
        uint16_t end = over ? CALENDAR_DAY_MINUTES : window->to_minute;
        if (yesterday && over && window->to_minute > 0 && names_day(window, day - 1))
            spans[count++] = (struct calendar_span){.from_minute = 0, .to_minute = window->to_minute};
        if (today && names_day(window, day))
            spans[count++] = (struct calendar_span){.from_minute = window->from_minute, .to_minute = end};
    }
    return count;
}

/* Does it take the plan's place on this date? */
static bool replaces(const struct calendar_override *override, int64_t day)
{
    bool named = false;
    for (uint32_t i = 0; i < override->window_count; i++)
        named = named || names_day(&override->windows[i], day);
    return override->type == CALENDAR_STANDARD && named && covers(override, day);
}

static void set_minutes(uint8_t minutes[CALENDAR_DAY_MINUTES], const struct calendar_span *span, bool open)
{
    if (span->to_minute > span->from_minute)
        memset(minutes + span->from_minute, open, span->to_minute - span->from_minute);
}

static void set_base(const struct calendar *calendar, int64_t day, uint8_t minutes[CALENDAR_DAY_MINUTES])
{
    for (uint32_t i = 0; i < calendar->override_count; i++)
        if (replaces(&calendar->overrides[i], day))
            return;
    for (uint32_t i = 0; i < calendar->week_count; i++) {
        const struct book_window *window = &calendar->week[i];
        const struct calendar_span span = {window->from_minute, window->to_minute};
        if (window->day == weekday_of(day))
            set_minutes(minutes, &span, true);
    }
}

static void set_overrides(const struct calendar *calendar, int64_t day, enum calendar_type type,
                          uint8_t minutes[CALENDAR_DAY_MINUTES])
{
    struct calendar_span spans[CALENDAR_SPANS_MAX];
    for (uint32_t i = 0; i < calendar->override_count; i++) {
        if (calendar->overrides[i].type != type)
            continue;
        uint32_t count = calendar_override_day(&calendar->overrides[i], day, spans);
        for (uint32_t j = 0; j < count; j++)
            set_minutes(minutes, &spans[j], type != CALENDAR_CLOSED);
    }
}

uint32_t calendar_day(const struct calendar *calendar, int64_t day,
                      struct calendar_span spans[CALENDAR_SPANS_MAX])
{
    uint8_t minutes[CALENDAR_DAY_MINUTES] = {0};
    uint32_t count = 0;
    set_base(calendar, day, minutes);
    for (enum calendar_type type = CALENDAR_STANDARD; type <= CALENDAR_CLOSED; type++)
        set_overrides(calendar, day, type, minutes);
    for (int minute = 0; minute < CALENDAR_DAY_MINUTES && count < CALENDAR_SPANS_MAX; minute++) {
        if (minutes[minute] == 0)
            continue;
        int from = minute;
        while (minute < CALENDAR_DAY_MINUTES && minutes[minute] != 0)
            minute++;
        spans[count++] = (struct calendar_span){(uint16_t)from, (uint16_t)minute};
    }
    return count;
}
