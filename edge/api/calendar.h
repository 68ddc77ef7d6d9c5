/* Which minutes of a date are open: a weekly plan and its overrides. It knows dates and minutes of the wall clock only,
 * no time zone and no instant.
 *
 *     base plan of the weekday --- a STANDARD override of the date takes its place ---> OPEN ones add ---> CLOSED ones take away
 *
 * An override counts for the dates from EffectiveFrom to EffectiveTill that its recurrence meets; its windows for the
 * weekdays they name (all, if none is named). A date that a STANDARD override covers without a window for its weekday
 * keeps the plan; one whose Config is empty is closed. A window that ends at or before its start goes over midnight;
 * 00:00 to 00:00 is the whole day.
 */
#ifndef NEXTUP_EDGE_API_CALENDAR_H
#define NEXTUP_EDGE_API_CALENDAR_H

#include "book/book.h"

enum { CALENDAR_DAY_MINUTES = 1440, CALENDAR_OVERRIDES_MAX = 100, CALENDAR_WINDOWS_MAX = 100, CALENDAR_SPANS_MAX = 128 };
#define CALENDAR_OVERRIDE "override/" /* documents of an hours object: this and the override's uuid */

enum calendar_type { CALENDAR_STANDARD, CALENDAR_OPEN, CALENDAR_CLOSED };
enum calendar_frequency { CALENDAR_ALWAYS, CALENDAR_WEEKLY, CALENDAR_MONTHLY, CALENDAR_YEARLY };

struct calendar_override {
    const char *name; /* lent by the document */
    enum calendar_type type;
    int64_t first_day, last_day; /* since 1970, both included */
    enum calendar_frequency frequency;
    int interval;
    unsigned months;      /* bit set of 1 << 1..12; 0: the first date's */
    uint32_t month_days;  /* bit set of 1 << 1..31; bit 0: the last of the month */
    int occurrence;       /* which of its weekdays in the month, -1 the last; 0: not asked */
    struct book_window windows[CALENDAR_WINDOWS_MAX]; /* day 0: any; to_minute <= from_minute: over midnight */
    uint32_t window_count;
};

struct calendar {
    const struct book_window *week;
    uint32_t week_count;
    const struct calendar_override *overrides; /* NULL with count 0 */
    uint32_t override_count;
};

struct calendar_span {
    uint16_t from_minute, to_minute; /* to: exclusive, up to 1440 */
};

/* From the document that edge/api keeps (the members of CreateHoursOfOperationOverride). False, unwritten: it is not
 * one. */
bool calendar_parse(const json_t *document, struct calendar_override *override);
/* All overrides of an hours object, to be freed; NULL with *count 0 if there are none or memory is out. */
struct calendar_override *calendar_overrides(const struct book *book, uint32_t hours, uint32_t *count);

/* The open spans of a date, ascending, none touching another; how many. */
uint32_t calendar_day(const struct calendar *calendar, int64_t day, struct calendar_span spans[CALENDAR_SPANS_MAX]);
/* The spans of one override on a date, as they were written but cut at midnight; how many. */
uint32_t calendar_override_day(const struct calendar_override *override, int64_t day,
                               struct calendar_span spans[CALENDAR_SPANS_MAX]);

/* "2026-12-24" as days since 1970; false: it is no date. */
bool calendar_parse_date(const char *text, int64_t *day);
enum { CALENDAR_DATE_BYTES = 16 };
const char *calendar_render_date(int64_t day, char text[CALENDAR_DATE_BYTES]);

#endif
