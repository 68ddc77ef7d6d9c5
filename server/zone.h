/* A time zone as stretches of constant offset, read from the system's tz database. It must not touch TZ, which belongs
 * to the whole process.
 *
 *     /usr/share/zoneinfo/NAME (RFC 8536): header, v1 data, header, v2 data with 64-bit times, then a footer "\n<POSIX
 *     TZ rule>\n" that says how it goes on after the last transition.
 */
#ifndef NEXTUP_SERVER_ZONE_H
#define NEXTUP_SERVER_ZONE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { ZONE_STRETCHES_MAX = 32, ZONE_FILE_BYTES_MAX = 256 * 1024 };

/* From begins_at until the next stretch's begins_at, local time is UTC + offset_s. */
struct zone_stretch {
    int64_t begins_at; /* seconds since 1970 UTC; the first begins where it was asked from */
    int32_t offset_s;
};

struct zone_stretches {
    struct zone_stretch list[ZONE_STRETCHES_MAX];
    int count;
};

/* The stretches of [from_s, to_s). False: no such zone, or its file is not understood. directory NULL:
 * /usr/share/zoneinfo. */
bool zone_read(const char *directory, const char *name, int64_t from_s, int64_t to_s, struct zone_stretches *stretches);

/* The same from a file's bytes. */
bool zone_parse(const uint8_t *bytes, size_t len, int64_t from_s, int64_t to_s, struct zone_stretches *stretches);

/* Letters, digits, "_+-" and "/" between parts: nothing that could leave the database's directory. */
bool zone_name_valid(const char *name);

/* The day number since 1970 of a date of the Gregorian calendar, and its weekday (1 Monday .. 7 Sunday). */
int64_t zone_day(int year, int month, int day);
int zone_weekday(int64_t day);

#endif
