/* Midnights (day.h). It must not read the clock. */
#include "server/day.h"

#include <stddef.h>

#include "server/zone.h"

enum { DAY_S = 24 * 60 * 60, AROUND_S = 2 * DAY_S };

/* When the local clock first shows this second or a later one: a midnight that summer time skips is the moment of the
 * skip. */
static bool moment_of(const char *zone, int64_t local_s, int64_t *at)
{
    struct zone_stretches stretches;
    if (!zone_read(NULL, zone, local_s - AROUND_S, local_s + AROUND_S, &stretches))
        return false;
    for (int i = 0; i < stretches.count; i++) {
        int64_t begins = stretches.list[i].begins_at;
        int64_t ends = i + 1 < stretches.count ? stretches.list[i + 1].begins_at : INT64_MAX;
        int64_t moment = local_s - stretches.list[i].offset_s;
        if (moment >= ends)
            continue;
        *at = (moment > begins ? moment : begins) * 1000;
        return true;
    }
    return false;
}

static bool exists(int year, int month, int day)
{
    static const int DAYS[] = {31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    if (year < 1970 || year > 9998 || month < 1 || month > 12 || day < 1 || day > DAYS[month - 1])
        return false;
    return month != 2 || day < 29 || leap;
}

bool day_of(const char *zone, int year, int month, int day, int64_t *from, int64_t *to)
{
    int64_t begins;
    int64_t ends;
    if (!exists(year, month, day) || !zone_name_valid(zone))
        return false;
    int64_t local_s = zone_day(year, month, day) * DAY_S;
    if (!moment_of(zone, local_s, &begins) || !moment_of(zone, local_s + DAY_S, &ends))
        return false;
    *from = begins;
    *to = ends;
    return true;
}
