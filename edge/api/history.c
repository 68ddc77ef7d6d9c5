/* A question about the past on its way: made, its intervals, asked of the book, answered; see history.h. It must not
 * add up. */
#include "edge/api/history.h"

#include <stdlib.h>
#include <string.h>

#include "edge/api/records.h"
#include "edge/api/state.h"

enum { MINUTE_MS = 60 * 1000, DAY_MS = 24 * 60 * MINUTE_MS };

/* ---- life ---- */

struct history_wish *history_new(struct call *call)
{
    struct history_wish *wish = calloc(1, sizeof *wish);
    if (wish == NULL) {
        call_fail(call, API_UNAVAILABLE, "The server is out of memory.");
        return NULL;
    }
    wish->call = call;
    table_init(&wish->cells, HISTORY_CELLS_MAX);
    return wish;
}

void history_free(struct history_wish *wish)
{
    size_t at = 0;
    for (void *cell; (cell = table_next(&wish->cells, &at)) != NULL;)
        free(cell);
    table_free(&wish->cells);
    free(wish->levels);
    free(wish->groups);
    free(wish);
}

/* ---- hierarchy ---- */

static uint32_t group_place(struct history_wish *wish, const struct uuid *group)
{
    for (uint32_t i = 0; i < wish->group_count; i++)
        if (uuid_equal(&wish->groups[i], group))
            return i + 1;
    struct uuid *grown = realloc(wish->groups, (wish->group_count + 1) * sizeof *grown);
    if (grown == NULL)
        return 0;
    wish->groups = grown;
    wish->groups[wish->group_count++] = *group;
    return wish->group_count;
}

bool history_know_levels(struct history_wish *wish)
{
    const struct call *call = wish->call;
    if (wish->levels != NULL)
        return true;
    wish->level_agents = acd_agent_count(call->acd) + 1;
    wish->levels = calloc(wish->level_agents, sizeof *wish->levels);
    if (wish->levels == NULL) {
        wish->level_agents = 0;
        call_fail(wish->call, API_UNAVAILABLE, "The server is out of memory.");
        return false;
    }
    for (uint32_t agent = 0; (agent = book_user_after(call->book, agent)) != 0;) {
        struct hierarchy_path path = hierarchy_path_of_user(call, agent);
        for (uint32_t level = 0; level < path.count && agent < wish->level_agents; level++)
            wish->levels[agent][level] = group_place(wish, &path.groups[level]);
    }
    return true;
}

uint32_t history_find_group(struct history_wish *wish, const char *id)
{
    struct uuid uuid;
    if (!call_parse_id(id, &uuid))
        return 0;
    for (uint32_t i = 0; i < wish->group_count; i++)
        if (uuid_equal(&wish->groups[i], &uuid))
            return i + 1;
    return UINT32_MAX; /* nobody is in it */
}

/* ---- intervals ---- */

static int64_t offset_ms(const struct call *call, const char *time_zone, int64_t at)
{
    int32_t offset_s = 0;
    bool (*offset)(const char *, int64_t, int32_t *) = call->api->options.zone_offset;
    if (offset != NULL)
        offset(time_zone, at, &offset_s);
    return (int64_t)offset_s * 1000;
}

/* Where the interval that `at` lies in ends: the next multiple of its length on the zone's wall clock. Weeks begin on
 * Monday. */
static int64_t interval_end(const struct call *call, const char *time_zone, int64_t length_ms, int64_t at)
{
    int64_t shift = length_ms == 7 * (int64_t)DAY_MS ? 3 * (int64_t)DAY_MS : 0; /* 1970 began on a Thursday */
    int64_t local = at + offset_ms(call, time_zone, at) + shift;
    int64_t next = (local / length_ms + 1) * length_ms - shift;
    int64_t ends_at = next - offset_ms(call, time_zone, at);
    ends_at = next - offset_ms(call, time_zone, ends_at);
    return ends_at > at ? ends_at : at + length_ms;
}

static int64_t length_of(const char *interval)
{
    static const struct {
        const char *name;
        int64_t ms;
    } LENGTHS[] = {{"FIFTEEN_MIN", 15 * MINUTE_MS},
                   {"THIRTY_MIN", 30 * MINUTE_MS},
                   {"HOUR", 60 * MINUTE_MS},
                   {"DAY", DAY_MS},
                   {"WEEK", 7 * (int64_t)DAY_MS}};
    for (size_t i = 0; i < sizeof LENGTHS / sizeof LENGTHS[0]; i++)
        if (strcmp(LENGTHS[i].name, interval) == 0)
            return LENGTHS[i].ms;
    return 0;
}

void history_set_intervals(struct history_wish *wish, const char *interval, const char *time_zone)
{
    struct call *call = wish->call;
    const struct api_options *options = &call->api->options;
    int64_t length_ms = length_of(interval);
    if (strcmp(time_zone, "UTC") != 0 && options->knows_zone != NULL &&
        !options->knows_zone(time_zone, call->now))
        call_fail(call, API_INVALID_PARAMETER, "There is no time zone %.64s.", time_zone);
    wish->interval = interval;
    wish->interval_count = 0;
    for (int64_t at = wish->from; at < wish->to && call->error == API_GOOD;) {
        if (wish->interval_count == HISTORY_INTERVALS_MAX) {
            call_fail(call, API_INVALID_PARAMETER, "The range has too many intervals.");
            return;
        }
        wish->intervals[wish->interval_count++] = at;
        at = length_ms != 0 ? interval_end(call, time_zone, length_ms, at) : wish->to;
    }
    wish->intervals[wish->interval_count] = wish->to;
}

/* ---- asking ---- */

static unsigned contacts_by(const struct history_wish *wish)
{
    unsigned by = 0;
    for (uint32_t i = 0; i < wish->metric_count; i++) {
        enum history_source source = wish->metrics[i].metric->source;
        by |= source == OF_RECORDS ? BOOK_BY_ENDED : 0u;
        by |= source == OF_ENQUEUED ? BOOK_BY_ENQUEUED : 0u;
        by |= source == OF_CONNECTED ? BOOK_BY_CONNECTED : 0u;
        by |= source == OF_STARTED ? BOOK_BY_STARTED : 0u;
    }
    return by;
}

static bool needs(const struct history_wish *wish, enum history_source source)
{
    for (uint32_t i = 0; i < wish->metric_count; i++)
        if (wish->metrics[i].metric->source == source)
            return true;
    return false;
}

static void was_walked(void *ctx, bool failed)
{
    struct history_wish *wish = ctx;
    struct call *call = wish->call;
    if (failed)
        record_fail(call);
    else if (wish->is_full)
        call_fail(call, API_INVALID_PARAMETER,
                  "There are too many results: narrow the range or the groupings.");
    else
        history_write(wish);
    history_free(wish);
    call_good(call);
    call_finish(call);
}

void history_ask(struct history_wish *wish)
{
    struct call *call = wish->call;
    struct book_metrics_wish asked = {.from = wish->from,
                                      .to = wish->counted_to,
                                      .contacts_by = contacts_by(wish),
                                      .bucket = needs(wish, OF_TIME) ? history_add_bucket : NULL,
                                      .contact = history_add_contact,
                                      .offer = needs(wish, OF_OFFERS) ? history_add_offer : NULL,
                                      .ctx = wish};
    call->waits = true;
    book_ask_metrics(pump_book_ask(call->pump), pump_seq(call->pump), &asked, was_walked);
}
