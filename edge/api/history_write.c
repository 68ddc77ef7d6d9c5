/* Shows the cells of a question about the past, as GetMetricDataV2 or GetMetricData does; see history.h. It must not
 * add up. */
#include <stdlib.h>
#include <string.h>

#include "edge/api/history.h"

/* ---- values ---- */

/* False: there is nothing to divide by. */
static bool value_of(const struct history_asked *asked, const struct history_value *value, double *shown)
{
    enum history_kind kind = asked->metric->kind;
    double above = (double)value->above;
    if (asked->metric->below != NULL && value->below == 0)
        return false;
    if (kind == A_SUM || kind == A_MAX)
        *shown = above / 1000.0;
    else if (kind == A_MEAN)
        *shown = above / (double)value->below / 1000.0;
    else if (kind == A_RATIO)
        *shown = above / (double)value->below;
    else if (kind == A_PERCENT)
        *shown = above * 100.0 / (double)value->below;
    else
        *shown = above;
    return true;
}

static void write_values(struct history_wish *wish, const struct history_cell *cell)
{
    struct json_writer *writer = &wish->call->writer;
    json_member_array_begin(writer, "Collections");
    for (uint32_t i = 0; i < wish->metric_count; i++) {
        double value;
        json_object_begin(writer);
        call_write_json(wish->call, "Metric", wish->metrics[i].shown);
        if (value_of(&wish->metrics[i], &cell->values[i], &value))
            json_member_f64(writer, "Value", value);
        json_object_end(writer);
    }
    json_array_end(writer);
}

/* ---- dimensions ---- */

static const char *const DIMENSIONS[] = {"QUEUE",
                                         "ROUTING_PROFILE",
                                         "AGENT",
                                         "CHANNEL",
                                         "AGENT_HIERARCHY_LEVEL_ONE",
                                         "AGENT_HIERARCHY_LEVEL_TWO",
                                         "AGENT_HIERARCHY_LEVEL_THREE",
                                         "AGENT_HIERARCHY_LEVEL_FOUR",
                                         "AGENT_HIERARCHY_LEVEL_FIVE"};

static void write_dimension(struct history_wish *wish, enum history_dimension dimension, uint32_t value)
{
    struct call *call = wish->call;
    static const enum acd_subject SUBJECTS[] = {ACD_SUBJECT_QUEUE, ACD_SUBJECT_PROFILE, ACD_SUBJECT_AGENT};
    if (dimension == BY_CHANNELS) {
        json_member_text(&call->writer, DIMENSIONS[dimension],
                         acd_channel_name((enum acd_channel)(value - 1)));
        return;
    }
    const struct uuid *uuid =
        dimension >= BY_LEVEL_ONE ? &wish->groups[value - 1] : call_uuid(call, SUBJECTS[dimension], value);
    if (uuid != NULL)
        call_write_id(call, DIMENSIONS[dimension], uuid);
}

static void write_dimensions_v1(struct history_wish *wish, const struct history_cell *cell)
{
    struct call *call = wish->call;
    for (uint32_t i = 0; i < wish->grouping_count; i++) {
        if (wish->groupings[i] == BY_QUEUES)
            call_write_reference(call, "Queue", ACD_SUBJECT_QUEUE, cell->key.by[i]);
        else if (wish->groupings[i] == BY_PROFILES)
            call_write_reference(call, "RoutingProfile", ACD_SUBJECT_PROFILE, cell->key.by[i]);
        else
            json_member_text(&call->writer, "Channel",
                             acd_channel_name((enum acd_channel)(cell->key.by[i] - 1)));
    }
}

static void write_cell(struct history_wish *wish, const struct history_cell *cell)
{
    struct call *call = wish->call;
    json_object_begin(&call->writer);
    if (wish->grouping_count > 0) {
        json_member_object_begin(&call->writer, "Dimensions");
        if (wish->is_v1)
            write_dimensions_v1(wish, cell);
        for (uint32_t i = 0; !wish->is_v1 && i < wish->grouping_count; i++)
            write_dimension(wish, wish->groupings[i], cell->key.by[i]);
        json_object_end(&call->writer);
    }
    if (!wish->is_v1) {
        json_member_object_begin(&call->writer, "MetricInterval");
        json_member_text(&call->writer, "Interval", wish->interval);
        call_write_seconds(call, "StartTime", wish->intervals[cell->key.interval]);
        call_write_seconds(call, "EndTime", wish->intervals[cell->key.interval + 1]);
        json_object_end(&call->writer);
    }
    write_values(wish, cell);
    json_object_end(&call->writer);
}

/* ---- order ---- */

static int compare(const void *left, const void *right)
{
    const struct history_cell *a = *(const struct history_cell *const *)left;
    const struct history_cell *b = *(const struct history_cell *const *)right;
    if (a->key.interval != b->key.interval)
        return a->key.interval < b->key.interval ? -1 : 1;
    for (int i = 0; i < HISTORY_GROUPINGS_MAX; i++)
        if (a->key.by[i] != b->key.by[i])
            return a->key.by[i] < b->key.by[i] ? -1 : 1;
    return 0;
}

/* By time, then by the groupings' numbers: the order of making. A page's token names the place in it. */
void history_write(struct history_wish *wish)
{
    struct call *call = wish->call;
    size_t count = 0;
    size_t at = 0;
    const struct history_cell **cells = calloc(wish->cells.count + 1, sizeof *cells);
    if (cells == NULL) {
        call_fail(call, API_UNAVAILABLE, "The server is out of memory.");
        return;
    }
    for (const struct history_cell *cell; (cell = table_next(&wish->cells, &at)) != NULL;)
        cells[count++] = cell;
    qsort(cells, count, sizeof *cells, compare);
    json_member_array_begin(&call->writer, "MetricResults");
    for (size_t i = 0; i < count; i++)
        if (page_take(&wish->walk, i + 1))
            write_cell(wish, cells[i]);
    json_array_end(&call->writer);
    page_end(call, &wish->walk);
    free(cells);
}
