/* Reading a tz database file into stretches of constant offset; see zone.h. It must not set TZ or call
 * localtime. */
#include "server/zone.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { HEADER_BYTES = 44, TYPE_BYTES = 6, DAY_S = 86400, RULE_TEXT_MAX = 128 };

/* ---- the calendar (Howard Hinnant's algorithms, public domain) ---- */
int64_t zone_day(int year, int month, int day)
{
    int64_t shifted = month <= 2 ? year - 1 : year;
    int64_t era = (shifted >= 0 ? shifted : shifted - 399) / 400;
    int64_t year_of_era = shifted - era * 400;
    int64_t day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    int64_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    return era * 146097 + day_of_era - 719468;
}

static int year_of_day(int64_t day)
{
    int year = (int)(1970 + day / 366);
    while (zone_day(year + 1, 1, 1) <= day)
        year++;
    while (zone_day(year, 1, 1) > day)
        year--;
    return year;
}

int zone_weekday(int64_t day)
{
    int64_t monday_based = (day + 3) % 7;
    return (int)(monday_based < 0 ? monday_based + 8 : monday_based + 1);
}

static bool is_leap(int year)
{
    return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

static int days_of_month(int year, int month)
{
    return month == 12 ? 31 : (int)(zone_day(year, month + 1, 1) - zone_day(year, month, 1));
}

/* ---- the footer: a POSIX TZ rule, "CET-1CEST,M3.5.0,M10.5.0/3" ---- */
struct change {
    char form; /* 'M': month.week.weekday, 'J': day 1..365 without 29 February, 'N': day 0..365 */
    int month, week, weekday, day;
    int32_t time_s;
};

struct rule {
    int32_t standard_s, summer_s; /* offsets east of UTC */
    bool has_summer;
    struct change begins, ends;
};

static bool skip_name(const char **at)
{
    const char *text = *at;
    size_t len;
    if (*text == '<') {
        const char *end = strchr(text, '>');
        if (!end)
            return false;
        *at = end + 1;
        return true;
    }
    len = strspn(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");
    *at += len;
    return len >= 3;
}

static bool parse_number(const char **at, int max, int *value)
{
    int result = 0;
    int digits = 0;
    for (; **at >= '0' && **at <= '9' && digits < 4; (*at)++, digits++)
        result = result * 10 + (**at - '0');
    if (digits == 0 || result > max)
        return false;
    *value = result;
    return true;
}

/* [+-]hh[:mm[:ss]] */
static bool parse_clock(const char **at, int32_t *seconds)
{
    int hours = 0, minutes = 0, rest = 0;
    int sign = **at == '-' ? -1 : 1;
    if (**at == '-' || **at == '+')
        (*at)++;
    if (!parse_number(at, 167, &hours))
        return false;
    if (**at == ':') {
        (*at)++;
        if (!parse_number(at, 59, &minutes))
            return false;
    }
    if (**at == ':') {
        (*at)++;
        if (!parse_number(at, 59, &rest))
            return false;
    }
    *seconds = sign * (hours * 3600 + minutes * 60 + rest);
    return true;
}

static bool parse_change(const char **at, struct change *change)
{
    *change = (struct change){.form = 'N', .time_s = 2 * 3600};
    if (*(*at)++ != ',')
        return false;
    if (**at == 'M') {
        (*at)++;
        change->form = 'M';
        if (!parse_number(at, 12, &change->month) || *(*at)++ != '.' || !parse_number(at, 5, &change->week) ||
            *(*at)++ != '.' || !parse_number(at, 6, &change->weekday) || change->month == 0 ||
            change->week == 0)
            return false;
    } else {
        if (**at == 'J') {
            (*at)++;
            change->form = 'J';
        }
        if (!parse_number(at, 365, &change->day))
            return false;
    }
    if (**at != '/')
        return true;
    (*at)++;
    return parse_clock(at, &change->time_s);
}

static bool parse_rule(const char *text, struct rule *rule)
{
    int32_t west_s = 0;
    *rule = (struct rule){0};
    if (!skip_name(&text) || !parse_clock(&text, &west_s))
        return false;
    rule->standard_s = -west_s;
    if (*text == '\0')
        return true;
    rule->has_summer = true;
    rule->summer_s = rule->standard_s + 3600;
    if (!skip_name(&text))
        return false;
    if (*text != ',' && *text != '\0') {
        if (!parse_clock(&text, &west_s))
            return false;
        rule->summer_s = -west_s;
    }
    return parse_change(&text, &rule->begins) && parse_change(&text, &rule->ends) && *text == '\0';
}

/* When a change falls in a year, given the offset that holds before it. */
static int64_t change_at(const struct change *change, int year, int32_t offset_before_s)
{
    int64_t day = zone_day(year, 1, 1);
    if (change->form == 'N') {
        day += change->day;
    } else if (change->form == 'J') {
        day += change->day - 1 + (is_leap(year) && change->day >= 60 ? 1 : 0);
    } else {
        int64_t first = zone_day(year, change->month, 1);
        int wanted = change->weekday == 0 ? 7 : change->weekday;
        int in_month = (wanted - zone_weekday(first) + 7) % 7 + (change->week - 1) * 7;
        while (in_month >= days_of_month(year, change->month))
            in_month -= 7;
        day = first + in_month;
    }
    return day * DAY_S + change->time_s - offset_before_s;
}

/* ---- collecting stretches ---- */
struct collector {
    struct zone_stretches *stretches;
    int64_t from_s, to_s;
    bool full;
};

/* A change at `at` to offset_s. Those before from_s only say with what the first stretch begins. */
static void collect(struct collector *collector, int64_t at, int32_t offset_s)
{
    struct zone_stretches *stretches = collector->stretches;
    if (at >= collector->to_s)
        return;
    if (at <= collector->from_s) {
        stretches->list[0] = (struct zone_stretch){.begins_at = collector->from_s, .offset_s = offset_s};
        stretches->count = 1;
        return;
    }
    if (stretches->count > 0 && stretches->list[stretches->count - 1].offset_s == offset_s)
        return;
    if (stretches->count == ZONE_STRETCHES_MAX)
        collector->full = true;
    else
        stretches->list[stretches->count++] = (struct zone_stretch){.begins_at = at, .offset_s = offset_s};
}

static void collect_rule(struct collector *collector, const struct rule *rule, int64_t after_s)
{
    if (after_s >= collector->to_s)
        return;
    int first = year_of_day((collector->from_s > after_s ? collector->from_s : after_s) / DAY_S) - 1;
    int last = year_of_day(collector->to_s / DAY_S) + 1;
    if (!rule->has_summer) {
        collect(collector, after_s, rule->standard_s);
        return;
    }
    for (int year = first; year <= last; year++) {
        int64_t begins = change_at(&rule->begins, year, rule->standard_s);
        int64_t ends = change_at(&rule->ends, year, rule->summer_s);
        bool summer_first = begins < ends;
        int64_t earlier = summer_first ? begins : ends;
        int64_t later = summer_first ? ends : begins;
        if (earlier > after_s)
            collect(collector, earlier, summer_first ? rule->summer_s : rule->standard_s);
        if (later > after_s)
            collect(collector, later, summer_first ? rule->standard_s : rule->summer_s);
    }
}

/* ---- the file ---- */
struct counts {
    uint32_t is_utc, is_standard, leaps, times, types, characters;
};

static uint32_t read_u32(const uint8_t *bytes)
{
    return (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 | (uint32_t)bytes[2] << 8 | bytes[3];
}

static int64_t read_i64(const uint8_t *bytes)
{
    return (int64_t)((uint64_t)read_u32(bytes) << 32 | read_u32(bytes + 4));
}

static bool read_header(const uint8_t *bytes, size_t len, struct counts *counts)
{
    if (len < HEADER_BYTES || memcmp(bytes, "TZif", 4) != 0 || bytes[4] < '2')
        return false;
    counts->is_utc = read_u32(bytes + 20);
    counts->is_standard = read_u32(bytes + 24);
    counts->leaps = read_u32(bytes + 28);
    counts->times = read_u32(bytes + 32);
    counts->types = read_u32(bytes + 36);
    counts->characters = read_u32(bytes + 40);
    return counts->times < 10000 && counts->types > 0 && counts->types < 256 && counts->leaps < 1000 &&
           counts->characters < 10000 && counts->is_utc < 256 && counts->is_standard < 256;
}

static size_t data_bytes(const struct counts *counts, size_t time_bytes)
{
    return counts->times * (time_bytes + 1) + counts->types * TYPE_BYTES + counts->characters +
           counts->leaps * (time_bytes + 4) + counts->is_standard + counts->is_utc;
}

static int32_t type_offset(const uint8_t *types, unsigned type)
{
    return (int32_t)read_u32(types + (size_t)type * TYPE_BYTES);
}

static bool collect_data(struct collector *collector, const uint8_t *data, const struct counts *counts,
                         int64_t *last_s)
{
    const uint8_t *indexes = data + (size_t)counts->times * 8;
    const uint8_t *types = indexes + counts->times;
    collect(collector, INT64_MIN, type_offset(types, 0));
    *last_s = INT64_MIN;
    for (uint32_t i = 0; i < counts->times; i++) {
        if (indexes[i] >= counts->types)
            return false;
        *last_s = read_i64(data + (size_t)i * 8);
        collect(collector, *last_s, type_offset(types, indexes[i]));
    }
    return true;
}

static bool collect_footer(struct collector *collector, const uint8_t *footer, size_t len, int64_t last_s)
{
    char text[RULE_TEXT_MAX];
    struct rule rule;
    const uint8_t *end = len > 1 ? memchr(footer + 1, '\n', len - 1) : NULL;
    if (len < 2 || footer[0] != '\n' || !end || (size_t)(end - footer - 1) >= sizeof text)
        return false;
    memcpy(text, footer + 1, (size_t)(end - footer - 1));
    text[end - footer - 1] = '\0';
    if (text[0] == '\0')
        return true;
    if (!parse_rule(text, &rule))
        return false;
    collect_rule(collector, &rule, last_s);
    return true;
}

bool zone_parse(const uint8_t *bytes, size_t len, int64_t from_s, int64_t to_s,
                struct zone_stretches *stretches)
{
    struct zone_stretches collected = {.count = 0};
    struct collector collector = {.stretches = &collected, .from_s = from_s, .to_s = to_s};
    struct counts counts;
    int64_t last_s = 0;
    if (!read_header(bytes, len, &counts) || HEADER_BYTES + data_bytes(&counts, 4) > len)
        return false;
    size_t second = HEADER_BYTES + data_bytes(&counts, 4);
    if (!read_header(bytes + second, len - second, &counts) ||
        second + HEADER_BYTES + data_bytes(&counts, 8) > len)
        return false;
    const uint8_t *data = bytes + second + HEADER_BYTES;
    size_t footer = second + HEADER_BYTES + data_bytes(&counts, 8);
    if (!collect_data(&collector, data, &counts, &last_s) ||
        !collect_footer(&collector, bytes + footer, len - footer, last_s) || collector.full ||
        collected.count == 0)
        return false;
    *stretches = collected;
    return true;
}

bool zone_name_valid(const char *name)
{
    size_t len = strlen(name);
    if (len == 0 || len > 64 || name[0] == '/' || name[len - 1] == '/' || strstr(name, "//"))
        return false;
    return strspn(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_+-/") == len;
}

bool zone_read(const char *directory, const char *name, int64_t from_s, int64_t to_s,
               struct zone_stretches *stretches)
{
    char path[512];
    bool understood = false;
    if (!zone_name_valid(name))
        return false;
    snprintf(path, sizeof path, "%s/%s", directory ? directory : "/usr/share/zoneinfo", name);
    FILE *file = fopen(path, "rbe");
    if (!file)
        return false;
    uint8_t *bytes = malloc(ZONE_FILE_BYTES_MAX);
    if (bytes) {
        size_t len = fread(bytes, 1, ZONE_FILE_BYTES_MAX, file);
        understood = zone_parse(bytes, len, from_s, to_s, stretches);
    }
    free(bytes);
    fclose(file);
    return understood;
}
