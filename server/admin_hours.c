/* Carrying out the request about opening times; see admin.h. It must not care whether a server runs. */
#include "server/admin_requests.h"

#include <string.h>

#include "server/hours.h"

static bool hours_set(struct admin_asking *asking)
{
    struct book_window week[HOURS_WEEK_MAX];
    const char *name = admin_text(asking, "name", BODY_NAME_BYTES_MAX);
    const char *zone = admin_text(asking, "zone", BODY_TIME_ZONE_BYTES_MAX);
    const char *plan = admin_text(asking, "week", 4096);
    struct making making;
    if (!admin_find_centre(asking, &making))
        return false;
    bool always = strcmp(plan, "always") == 0;
    uint32_t count = always ? 0 : hours_parse_week(plan, week);
    uint32_t hours = book_find_name(pump_book(making.pump), ACD_SUBJECT_HOURS, name);
    struct zone_stretches stretches;
    if (!always && count == 0)
        return admin_refuse(
            asking, "\"%s\" is not a weekly plan, such as \"mon-fri 09:00-17:30, sat 10:00-14:00\".", plan);
    if (!zone_read(NULL, zone, asking->now / 1000, asking->now / 1000 + 1, &stretches))
        return admin_refuse(asking, "There is no time zone \"%s\"; use a name such as Europe/Berlin.", zone);
    if (hours == 0)
        return admin_refuse(asking, "There are no hours of operation called \"%s\".", name);
    if (!make_hours_plan(&making, hours, zone, week, count))
        return false;
    if (!always && !hours_renew_one(making.pump, hours, asking->now))
        return admin_refuse(asking, "The opening times could not be renewed.", "");
    return true;
}

static const struct admin_request list[] = {{"hours_set", hours_set, false}};
const struct admin_requests admin_hours_requests = {list, sizeof list / sizeof list[0]};
