/* Dates of the Gregorian calendar, UTC, from and to milliseconds since 1970; see date.h. It must not read a clock. */
#include "lib/date.h"

#include <assert.h>
#include <string.h>

enum { MS_A_DAY = 86400000 };
#define WALL_MS_MAX INT64_C(253402300799999) /* the last of the year 9999 */

struct moment {
    int year, month, day, hour, minute, second, ms, weekday; /* weekday 0 is Sunday */
};

/* Howard Hinnant's "days from civil": years begin in March, so that the leap day is the last. */
static int64_t days_from_civil(int year, int month, int day)
{
    int64_t y = month <= 2 ? year - 1 : year;
    int64_t era = y / 400;
    int64_t year_of_era = y - era * 400;
    int64_t day_of_year = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
    int64_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    return era * 146097 + day_of_era - 719468;
}

static void civil_from_days(int64_t days, struct moment *moment)
{
    int64_t shifted = days + 719468;
    int64_t era = shifted / 146097;
    int64_t day_of_era = shifted - era * 146097;
    int64_t year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    int64_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    int64_t march_month = (5 * day_of_year + 2) / 153;
    moment->day = (int)(day_of_year - (153 * march_month + 2) / 5 + 1);
    moment->month = (int)(march_month < 10 ? march_month + 3 : march_month - 9);
    moment->year = (int)(year_of_era + era * 400 + (moment->month <= 2));
    moment->weekday = (int)((days + 4) % 7); /* 1970-01-01 was a Thursday */
}

static struct moment moment_of(int64_t wall_ms)
{
    assert(wall_ms >= 0 && wall_ms <= WALL_MS_MAX);
    struct moment moment;
    civil_from_days(wall_ms / MS_A_DAY, &moment);
    int64_t rest = wall_ms % MS_A_DAY;
    moment.ms = (int)(rest % 1000);
    moment.second = (int)(rest / 1000 % 60);
    moment.minute = (int)(rest / 60000 % 60);
    moment.hour = (int)(rest / 3600000);
    return moment;
}

/* Two digits over what a pattern has there. */
static void put_two(char *at, int number)
{
    at[0] = (char)('0' + number / 10);
    at[1] = (char)('0' + number % 10);
}

static void put_year(char *at, int year)
{
    put_two(at, year / 100);
    put_two(at + 2, year % 100);
}

const char *date_render_rfc3339(int64_t wall_ms, char text[DATE_RFC3339_BYTES])
{
    struct moment m = moment_of(wall_ms);
    memcpy(text, "yyyy-mm-ddThh:mm:ss.xxxZ", DATE_RFC3339_BYTES);
    put_year(text, m.year);
    put_two(text + 5, m.month);
    put_two(text + 8, m.day);
    put_two(text + 11, m.hour);
    put_two(text + 14, m.minute);
    put_two(text + 17, m.second);
    put_two(text + 20, m.ms / 10);
    text[22] = (char)('0' + m.ms % 10);
    return text;
}

const char *date_render_basic(int64_t wall_ms, char text[DATE_BASIC_BYTES])
{
    struct moment m = moment_of(wall_ms);
    memcpy(text, "yyyymmddThhmmssZ", DATE_BASIC_BYTES);
    put_year(text, m.year);
    put_two(text + 4, m.month);
    put_two(text + 6, m.day);
    put_two(text + 9, m.hour);
    put_two(text + 11, m.minute);
    put_two(text + 13, m.second);
    return text;
}

const char *date_render_http(int64_t wall_ms, char text[DATE_HTTP_BYTES])
{
    static const char days[][4] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    static const char months[][4] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                     "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    struct moment m = moment_of(wall_ms);
    memcpy(text, "day, dd mon yyyy hh:mm:ss GMT", DATE_HTTP_BYTES);
    memcpy(text, days[m.weekday], 3);
    put_two(text + 5, m.day);
    memcpy(text + 8, months[m.month - 1], 3);
    put_year(text + 12, m.year);
    put_two(text + 17, m.hour);
    put_two(text + 20, m.minute);
    put_two(text + 23, m.second);
    return text;
}

/* ---- parsing: a cursor that any wrong character spoils ---- */

struct cursor {
    const char *at;
    const char *end;
    bool failed;
};

static int take_number(struct cursor *cursor, int digits)
{
    int number = 0;
    for (int i = 0; i < digits; i++) {
        if (cursor->at == cursor->end || *cursor->at < '0' || *cursor->at > '9') {
            cursor->failed = true;
            return 0;
        }
        number = number * 10 + (*cursor->at++ - '0');
    }
    return number;
}

static bool next_is(const struct cursor *cursor, char c)
{
    return cursor->at < cursor->end && *cursor->at == c;
}

static void take_char(struct cursor *cursor, char c)
{
    if (next_is(cursor, c))
        cursor->at++;
    else
        cursor->failed = true;
}

static int days_in_month(int year, int month)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return month == 2 && leap ? 29 : days[month - 1];
}

static bool moment_valid(const struct moment *m)
{
    return m->year >= 1970 && m->month >= 1 && m->month <= 12 && m->day >= 1 &&
           m->day <= days_in_month(m->year, m->month) && m->hour <= 23 && m->minute <= 59 && m->second <= 59;
}

static int64_t ms_of(const struct moment *m)
{
    int64_t seconds = ((int64_t)m->hour * 60 + m->minute) * 60 + m->second;
    return days_from_civil(m->year, m->month, m->day) * MS_A_DAY + seconds * 1000 + m->ms;
}

bool date_parse_basic(const char *text, size_t len, int64_t *wall_ms)
{
    struct cursor cursor = {.at = text, .end = text + len};
    struct moment m = {0};
    m.year = take_number(&cursor, 4);
    m.month = take_number(&cursor, 2);
    m.day = take_number(&cursor, 2);
    take_char(&cursor, 'T');
    m.hour = take_number(&cursor, 2);
    m.minute = take_number(&cursor, 2);
    m.second = take_number(&cursor, 2);
    take_char(&cursor, 'Z');
    if (cursor.failed || cursor.at != cursor.end || !moment_valid(&m))
        return false;
    *wall_ms = ms_of(&m);
    return true;
}

/* ".123456": milliseconds, the finer digits dropped. At most nine digits. */
static int take_fraction(struct cursor *cursor)
{
    if (!next_is(cursor, '.'))
        return 0;
    cursor->at++;
    int ms = 0;
    int digits = 0;
    while (cursor->at < cursor->end && *cursor->at >= '0' && *cursor->at <= '9') {
        int digit = take_number(cursor, 1);
        if (digits < 3)
            ms = ms * 10 + digit;
        digits++;
    }
    if (digits == 0 || digits > 9)
        cursor->failed = true;
    for (; digits < 3; digits++)
        ms *= 10;
    return ms;
}

/* "Z", "+02:00", "-05:30" as minutes east of UTC. */
static int take_zone(struct cursor *cursor)
{
    if (next_is(cursor, 'Z')) {
        cursor->at++;
        return 0;
    }
    int sign = next_is(cursor, '-') ? -1 : 1;
    take_char(cursor, sign < 0 ? '-' : '+');
    int hours = take_number(cursor, 2);
    take_char(cursor, ':');
    int minutes = take_number(cursor, 2);
    if (hours > 23 || minutes > 59)
        cursor->failed = true;
    return sign * (hours * 60 + minutes);
}

bool date_parse_rfc3339(const char *text, size_t len, int64_t *wall_ms)
{
    struct cursor cursor = {.at = text, .end = text + len};
    struct moment m = {0};
    m.year = take_number(&cursor, 4);
    take_char(&cursor, '-');
    m.month = take_number(&cursor, 2);
    take_char(&cursor, '-');
    m.day = take_number(&cursor, 2);
    take_char(&cursor, 'T');
    m.hour = take_number(&cursor, 2);
    take_char(&cursor, ':');
    m.minute = take_number(&cursor, 2);
    take_char(&cursor, ':');
    m.second = take_number(&cursor, 2);
    m.ms = take_fraction(&cursor);
    int east = take_zone(&cursor);
    if (cursor.failed || cursor.at != cursor.end || !moment_valid(&m))
        return false;
    int64_t result = ms_of(&m) - (int64_t)east * 60000;
    if (result < 0 || result > WALL_MS_MAX)
        return false;
    *wall_ms = result;
    return true;
}
