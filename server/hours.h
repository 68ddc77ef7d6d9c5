/* Hours of operation: a weekly plan in a time zone, turned into absolute windows for the core, and renewed before they
 * run out. It must not decide whether a queue is open: the core does, from the windows.
 */
#ifndef NEXTUP_SERVER_HOURS_H
#define NEXTUP_SERVER_HOURS_H

#include <stdbool.h>
#include <stdint.h>

#include "book/book.h"
#include "core/core.h"
#include "edge/api/calendar.h"
#include "pump/pump.h"
#include "server/zone.h"

enum {
    HOURS_HORIZON_DAYS = 14, /* windows are given this far ahead */
    HOURS_RENEW_DAYS = 7,    /* and renewed once less than this is left */
    HOURS_WEEK_MAX = 56,     /* stretches of one weekly plan (as BODY_WEEK_MAX) */
};

/* The instants t in [from, from + HOURS_HORIZON_DAYS) at which the zone's wall clock shows a time within the calendar,
 * as ascending windows that do not touch. So one that covers an hour the clocks skip is short by it, and one they
 * repeat is open both times. Returns how many, at most ACD_HOURS_WINDOWS_MAX (then the horizon is shorter). */
uint32_t hours_windows(const struct calendar *calendar, const struct zone_stretches *stretches, int64_t from,
                       struct acd_window windows[ACD_HOURS_WINDOWS_MAX]);

/* Reads "mon-fri 09:00-17:30, sat 10:00-14:00, sun 22:00-02:00"; a stretch over midnight becomes two. Returns the
 * count, or 0 if it is not that. */
uint32_t hours_parse_week(const char *text, struct book_window week[HOURS_WEEK_MAX]);

/* Gives new windows to every hours object of the centre that has less than HOURS_RENEW_DAYS left. Returns how many
 * zones could not be read. */
int hours_renew(struct pump *pump, int64_t now);

/* The same for one, whatever it has left. False: its zone cannot be read, or the core refused. */
bool hours_renew_one(struct pump *pump, uint32_t hours, int64_t now);

#endif
