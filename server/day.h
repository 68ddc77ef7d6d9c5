/* The midnights of a day in a time zone, for what is shown by days. It must not read the clock. */
#ifndef NEXTUP_SERVER_DAY_H
#define NEXTUP_SERVER_DAY_H

#include <stdbool.h>
#include <stdint.h>

/* Milliseconds since 1970 UTC of the day's first moment and of the next day's. False: there is no such zone, or no such
 * day in the calendar. */
bool day_of(const char *zone, int year, int month, int day, int64_t *from, int64_t *to);

#endif
