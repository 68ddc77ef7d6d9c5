/* What the files about hours of operation share. Private to this folder. */
#ifndef NEXTUP_EDGE_API_HOURS_H
#define NEXTUP_EDGE_API_HOURS_H

#include "edge/api/call.h"

extern const char *const hours_days[]; /* "MONDAY" .. "SUNDAY", NULL */

/* The hours object of the path. */
uint32_t hours_of_path(struct call *call);
/* Has the server compute when they are open; false: the call has failed. */
bool hours_renew_windows(struct call *call, uint32_t hours);
/* {"Hours": 0..23, "Minutes": 0..59} as the minute of the day, and back (1440 is 00:00). */
int hours_read_minute(struct call *call, struct json_reader *item, const char *member);
void hours_write_minute(struct call *call, const char *member, int minute);

#endif
