/* GetMetricDataV2 and GetMetricData: reading what is asked (connect.md 5.4, appendix B and C); see history.h. It must
 * not add up. */
#include <stdlib.h>
#include <string.h>

#include "edge/api/history.h"
#include "edge/api/operations.h"
#include "edge/api/shape.h"

enum {
    FIVE_MINUTES_MS = 5 * 60 * 1000,
    DAY_MS = 24 * 60 * 60 * 1000,
    THRESHOLD_S_MAX = 604800,
    ALL_BITS = -1,
    TOKEN_MS_MAX = 15 * 60 * 1000,
};

/* ---- time ---- */

static int64_t read_time(struct call *call, const char *member)
{
    const json_t *value = json_object_get(call_json(call), member);
    double seconds = json_is_number(value) ? json_number_value(value) : -1;
    if (seconds < 0 || seconds > 4e10) {
        call_fail(call, API_INVALID_PARAMETER, "%s must be a time in epoch seconds.", member);
        return 0;
    }
    return (int64_t)(seconds * 1000.0 + 0.5);
}

static void read_range(struct history_wish *wish)
{
    struct call *call = wish->call;
    wish->from = read_time(call, "StartTime");
    wish->to = read_time(call, "EndTime");
    if (call->error == API_GOOD && wish->from >= wish->to)
        call_fail(call, API_INVALID_PARAMETER, "StartTime must be before EndTime.");
    if (call->error == API_GOOD && wish->from > call->now)
        call_fail(call, API_INVALID_PARAMETER, "StartTime is in the future.");
    wish->counted_to = wish->to < call->now ? wish->to : call->now;
}

static void read_interval(struct history_wish *wish)
{
    static const char *const PERIODS[] = {"FIFTEEN_MIN", "THIRTY_MIN", "HOUR", "DAY", "WEEK", "TOTAL", NULL};
    struct call *call = wish->call;
    const json_t *object = json_optional_object(&call->reader, "Interval");
    struct json_reader reader;
    const char *period = NULL;
    const char *time_zone = NULL;
    if (!call_good(call))
        return;
    if (object != NULL) {
        json_reader_init(&reader, object);
        period = json_optional_text(&reader, "IntervalPeriod", 1, 32);
        time_zone = json_optional_text(&reader, "TimeZone", 1, 64);
        call_take_failure(call, &reader);
    }
    int word =
        period != NULL && call->error == API_GOOD ? call_word(call, "IntervalPeriod", period, PERIODS) : 5;
    if (call->error != API_GOOD)
        return;
    int64_t days = word <= 2 ? 3 : 35;
    if (wish->to - wish->from > days * DAY_MS)
        call_fail(call, API_INVALID_PARAMETER, "With this interval the range must be less than %d days.",
                  (int)days);
    history_set_intervals(wish, PERIODS[word], time_zone != NULL ? time_zone : "UTC");
}

/* ---- filters and groupings of V2 ---- */

static const char *const KEYS[] = {"QUEUE",
                                   "ROUTING_PROFILE",
                                   "AGENT",
                                   "CHANNEL",
                                   "AGENT_HIERARCHY_LEVEL_ONE",
                                   "AGENT_HIERARCHY_LEVEL_TWO",
                                   "AGENT_HIERARCHY_LEVEL_THREE",
                                   "AGENT_HIERARCHY_LEVEL_FOUR",
                                   "AGENT_HIERARCHY_LEVEL_FIVE",
                                   NULL};

static uint32_t read_value(struct history_wish *wish, enum history_dimension key, const char *text)
{
    static const enum acd_subject SUBJECTS[] = {ACD_SUBJECT_QUEUE, ACD_SUBJECT_PROFILE, ACD_SUBJECT_AGENT};
    struct call *call = wish->call;
    if (key == BY_CHANNELS) {
        int word = call_word(call, "FilterValues", text, shape_channels);
        return word < 0 ? 0 : (uint32_t)word + 1;
    }
    if (key < BY_CHANNELS)
        return call_find(call, SUBJECTS[key], text);
    uint32_t group = history_know_levels(wish) ? history_find_group(wish, text) : 0;
    if (group == 0)
        call_fail(call, API_NOT_FOUND, "There is no hierarchy group %.100s.", text);
    return group;
}

static void read_filter(struct history_wish *wish, struct json_reader *reader)
{
    struct call *call = wish->call;
    const char *key = json_required_text(reader, "FilterKey", 1, 250);
    const json_t *values = json_optional_array(reader, "FilterValues", HISTORY_VALUES_MAX);
    call_take_failure(call, reader);
    int word = call->error == API_GOOD ? call_word(call, "FilterKey", key, KEYS) : -1;
    if (word < 0)
        return;
    struct history_filter *filter = &wish->filters[word];
    const char *text;
    for (size_t i = 0; (text = call_array_text(call, values, i, "FilterValues")) != NULL; i++)
        if (filter->count < HISTORY_VALUES_MAX)
            filter->values[filter->count++] = read_value(wish, (enum history_dimension)word, text);
    if (call->error == API_GOOD && filter->count == 0)
        call_fail(call, API_INVALID_PARAMETER, "FilterValues of %s must name something.", key);
}

static void read_filters(struct history_wish *wish)
{
    struct call *call = wish->call;
    const json_t *filters = json_required_array(&call->reader, "Filters", 5);
    struct json_reader item;
    bool has_main = false;
    for (size_t i = 0; call_item(call, filters, i, &item); i++)
        read_filter(wish, &item);
    for (int i = 0; i < HISTORY_DIMENSIONS; i++)
        has_main |= i != BY_CHANNELS && wish->filters[i].count > 0;
    if (call_good(call) && !has_main)
        call_fail(call, API_INVALID_PARAMETER,
                  "Filters needs one of QUEUE, ROUTING_PROFILE, AGENT, AGENT_HIERARCHY_LEVEL_ONE to FIVE.");
}

static void group_by(struct history_wish *wish, enum history_dimension dimension)
{
    for (uint32_t i = 0; i < wish->grouping_count; i++)
        if (wish->groupings[i] == dimension)
            call_fail(wish->call, API_INVALID_PARAMETER, "Groupings names %s twice.", KEYS[dimension]);
    if (wish->grouping_count < HISTORY_GROUPINGS_MAX)
        wish->groupings[wish->grouping_count++] = dimension;
    if (dimension >= BY_LEVEL_ONE)
        history_know_levels(wish);
}

static void read_groupings(struct history_wish *wish)
{
    struct call *call = wish->call;
    const json_t *groupings = json_optional_array(&call->reader, "Groupings", HISTORY_GROUPINGS_MAX);
    const char *text;
    if (!call_good(call))
        return;
    for (size_t i = 0; (text = call_array_text(call, groupings, i, "Groupings")) != NULL; i++) {
        int word = call_word(call, "Groupings", text, KEYS);
        if (word >= 0)
            group_by(wish, (enum history_dimension)word);
    }
}

/* ---- metrics ---- */

static void read_threshold(struct call *call, struct history_asked *asked, const json_t *threshold)
{
    static const char *const COMPARISONS[] = {"LT", "LTE", "GT", NULL};
    const json_t *value = json_object_get(threshold, "ThresholdValue");
    const char *comparison = json_string_value(json_object_get(threshold, "Comparison"));
    double seconds = json_is_number(value) ? json_number_value(value) : 0;
    if (!asked->metric->threshold) {
        call_fail(call, API_INVALID_PARAMETER, "%s has no Threshold.", asked->metric->name);
        return;
    }
    int word = comparison != NULL ? call_word(call, "Comparison", comparison, COMPARISONS) : -1;
    if (word < 0 || seconds < 1 || seconds > THRESHOLD_S_MAX)
        call_fail(call, API_INVALID_PARAMETER,
                  "Threshold needs a Comparison (LT, LTE or GT) and a ThresholdValue of 1 to %d seconds.",
                  THRESHOLD_S_MAX);
    asked->threshold_ms = (int64_t)(seconds * 1000.0 + 0.5);
    asked->or_equal = word == 1;
    asked->greater = word == 2;
}

static void need_threshold(struct call *call, const struct history_asked *asked)
{
    if (call->error == API_GOOD && asked->metric->threshold && asked->threshold_ms == 0)
        call_fail(call, API_INVALID_PARAMETER, "%s needs a Threshold.", asked->metric->name);
}

static void read_metric_filter(struct call *call, struct history_asked *asked, struct json_reader *reader)
{
    static const char *const INITIATIONS[] = {"INBOUND",  "OUTBOUND",       "CALLBACK", "API",
                                              "TRANSFER", "QUEUE_TRANSFER", "MONITOR",  NULL};
    const char *key = json_required_text(reader, "MetricFilterKey", 1, 128);
    const json_t *values = json_required_array(reader, "MetricFilterValues", 10);
    bool negate = json_optional_bool(reader, "Negate", false);
    call_take_failure(call, reader);
    if (call->error != API_GOOD)
        return;
    bool by_initiation = strcmp(key, "INITIATION_METHOD") == 0 && asked->metric->by_initiation;
    bool by_disconnect = strcmp(key, "DISCONNECT_REASON") == 0 && asked->metric->by_disconnect;
    if (!by_initiation && !by_disconnect) {
        call_fail(call, API_INVALID_PARAMETER, "%s has no metric filter %.64s.", asked->metric->name, key);
        return;
    }
    unsigned words =
        call_array_words(call, values, "MetricFilterValues", by_initiation ? INITIATIONS : history_reasons);
    *(by_initiation ? &asked->initiations : &asked->causes) &= negate ? ~words : words;
}

/* Agents' time belongs to no queue and no channel (connect.md 6.2). */
static void check_source(struct history_wish *wish, const struct history_metric *metric)
{
    bool by_queue = wish->filters[BY_QUEUES].count > 0 || wish->filters[BY_CHANNELS].count > 0;
    for (uint32_t i = 0; i < wish->grouping_count; i++)
        by_queue |= wish->groupings[i] == BY_QUEUES || wish->groupings[i] == BY_CHANNELS;
    if (metric->source == OF_TIME && by_queue)
        call_fail(wish->call, API_INVALID_PARAMETER,
                  "%s is neither filtered nor grouped by QUEUE or CHANNEL.", metric->name);
}

static struct history_asked *add_metric(struct history_wish *wish, const char *name, const json_t *shown)
{
    const struct history_metric *metric =
        wish->is_v1 ? history_find_metric_v1(name) : history_find_metric(name);
    if (metric == NULL || wish->metric_count == HISTORY_METRICS_MAX) {
        call_fail(wish->call, API_INVALID_PARAMETER,
                  metric == NULL ? "This server has no metric %.100s."
                                 : "There are too many metrics: %.100s.",
                  name);
        return NULL;
    }
    struct history_asked *asked = &wish->metrics[wish->metric_count++];
    *asked = (struct history_asked){
        .metric = metric, .shown = shown, .initiations = (unsigned)ALL_BITS, .causes = (unsigned)ALL_BITS};
    check_source(wish, metric);
    return asked;
}

static void read_metric(struct history_wish *wish, struct json_reader *reader, const json_t *shown)
{
    struct call *call = wish->call;
    struct json_reader item;
    if (json_has(reader, "MetricId")) {
        call_fail(call, API_INVALID_PARAMETER, "This server has no metrics of one's own: MetricId.");
        return;
    }
    const char *name = json_required_text(reader, "Name", 1, 128);
    const json_t *thresholds = json_optional_array(reader, "Threshold", 1);
    const json_t *filters = json_optional_array(reader, "MetricFilters", 2);
    call_take_failure(call, reader);
    struct history_asked *asked = call->error == API_GOOD ? add_metric(wish, name, shown) : NULL;
    if (asked == NULL)
        return;
    if (json_array_size(thresholds) > 0)
        read_threshold(call, asked, json_array_get(thresholds, 0));
    for (size_t i = 0; call_item(call, filters, i, &item); i++)
        read_metric_filter(call, asked, &item);
    need_threshold(call, asked);
}

static void read_metrics(struct history_wish *wish)
{
    struct call *call = wish->call;
    const json_t *metrics = json_required_array(&call->reader, "Metrics", HISTORY_METRICS_MAX);
    struct json_reader item;
    for (size_t i = 0; call_item(call, metrics, i, &item); i++)
        read_metric(wish, &item, json_array_get(metrics, i));
    if (call_good(call) && wish->metric_count == 0)
        call_fail(call, API_INVALID_PARAMETER, "Metrics must name a metric.");
}

/* ---- the two operations ---- */

static void go_on(struct history_wish *wish)
{
    struct call *call = wish->call;
    if (call_good(call) && page_begin_body(call, &wish->walk, 100, TOKEN_MS_MAX))
        history_ask(wish);
    else
        history_free(wish);
}

static void check_instance(struct call *call)
{
    struct uuid uuid;
    const char *arn = call_required_text(call, "ResourceArn", 1, CALL_ID_BYTES_MAX);
    if (!call_good(call))
        return;
    if (!call_parse_id(arn, &uuid) || !uuid_equal(&uuid, &book_centre(call->book)->uuid))
        call_fail(call, API_NOT_FOUND, "There is no instance %.200s.", arn);
}

void get_metric_data_v2(struct call *call)
{
    struct history_wish *wish = history_new(call);
    if (wish == NULL)
        return;
    check_instance(call);
    read_range(wish);
    read_interval(wish);
    read_filters(wish);
    read_groupings(wish);
    read_metrics(wish);
    go_on(wish);
}

static void read_ids(struct history_wish *wish, const json_t *filters, const char *member,
                     enum history_dimension key, enum acd_subject kind)
{
    struct call *call = wish->call;
    const json_t *ids = json_object_get(filters, member);
    const char *id;
    for (size_t i = 0; (id = call_array_text(call, ids, i, member)) != NULL; i++)
        if (wish->filters[key].count < HISTORY_VALUES_MAX)
            wish->filters[key].values[wish->filters[key].count++] = call_find(call, kind, id);
}

static void read_filters_v1(struct history_wish *wish)
{
    static const struct shape FILTER_SHAPE[] = {
        {.name = "Queues", .type = SHAPE_TEXTS, .min = 1, .max = 100},
        {.name = "Channels", .type = SHAPE_WORDS, .max = 4, .words = shape_channels},
        {.name = "RoutingProfiles", .type = SHAPE_TEXTS, .min = 1, .max = 100},
        {.name = NULL}};
    struct call *call = wish->call;
    const json_t *filters = json_required_object(&call->reader, "Filters");
    if (!call_good(call))
        return;
    shape_check(call, filters, FILTER_SHAPE);
    read_ids(wish, filters, "Queues", BY_QUEUES, ACD_SUBJECT_QUEUE);
    read_ids(wish, filters, "RoutingProfiles", BY_PROFILES, ACD_SUBJECT_PROFILE);
    const json_t *channels = json_object_get(filters, "Channels");
    const char *text;
    for (size_t i = 0; (text = call_array_text(call, channels, i, "Channels")) != NULL && i < 4; i++)
        wish->filters[BY_CHANNELS].values[wish->filters[BY_CHANNELS].count++] =
            (uint32_t)call_word(call, "Channels", text, shape_channels) + 1;
    if (call->error == API_GOOD && wish->filters[BY_QUEUES].count == 0 &&
        wish->filters[BY_PROFILES].count == 0)
        call_fail(call, API_INVALID_PARAMETER, "Filters needs Queues or RoutingProfiles.");
}

static void read_groupings_v1(struct history_wish *wish)
{
    static const char *const WORDS[] = {"QUEUE", "ROUTING_PROFILE", "CHANNEL", NULL};
    static const enum history_dimension PLACES[] = {BY_QUEUES, BY_PROFILES, BY_CHANNELS};
    struct call *call = wish->call;
    const json_t *groupings = json_optional_array(&call->reader, "Groupings", 2);
    const char *text;
    if (!call_good(call))
        return;
    for (size_t i = 0; (text = call_array_text(call, groupings, i, "Groupings")) != NULL; i++) {
        int word = call_word(call, "Groupings", text, WORDS);
        if (word >= 0)
            group_by(wish, PLACES[word]);
    }
}

/* A metric has one unit and one statistic; another is refused. */
static void check_statistic(struct call *call, const struct history_asked *asked, const char *unit,
                            const char *statistic)
{
    static const char *const UNITS[] = {"COUNT", "SECONDS", "SECONDS", "SECONDS", "COUNT", "PERCENT"};
    static const char *const STATISTICS[] = {"SUM", "SUM", "MAX", "AVG", "AVG", "AVG"};
    if ((unit != NULL && strcmp(unit, UNITS[asked->metric->kind]) != 0) ||
        (statistic != NULL && strcmp(statistic, STATISTICS[asked->metric->kind]) != 0))
        call_fail(call, API_INVALID_PARAMETER, "%s has the unit %s and the statistic %s.",
                  asked->metric->name, UNITS[asked->metric->kind], STATISTICS[asked->metric->kind]);
}

static void read_metrics_v1(struct history_wish *wish)
{
    struct call *call = wish->call;
    const json_t *metrics = json_required_array(&call->reader, "HistoricalMetrics", HISTORY_METRICS_MAX);
    struct json_reader item;
    for (size_t i = 0; call_item(call, metrics, i, &item); i++) {
        const char *name = json_required_text(&item, "Name", 1, 64);
        const char *unit = json_optional_text(&item, "Unit", 1, 16);
        const char *statistic = json_optional_text(&item, "Statistic", 1, 16);
        const json_t *threshold = json_optional_object(&item, "Threshold");
        call_take_failure(call, &item);
        struct history_asked *asked =
            call->error == API_GOOD ? add_metric(wish, name, json_array_get(metrics, i)) : NULL;
        if (asked == NULL)
            return;
        check_statistic(call, asked, unit, statistic);
        if (threshold != NULL)
            read_threshold(call, asked, threshold);
        need_threshold(call, asked);
    }
    if (call_good(call) && wish->metric_count == 0)
        call_fail(call, API_INVALID_PARAMETER, "HistoricalMetrics must name a metric.");
}

void get_metric_data(struct call *call)
{
    struct history_wish *wish = history_new(call);
    if (wish == NULL)
        return;
    wish->is_v1 = true;
    read_range(wish);
    if (call->error == API_GOOD && (wish->from % FIVE_MINUTES_MS != 0 || wish->to % FIVE_MINUTES_MS != 0))
        call_fail(call, API_INVALID_PARAMETER, "StartTime and EndTime must be multiples of five minutes.");
    if (call->error == API_GOOD && (wish->from < call->now - DAY_MS || wish->to - wish->from > DAY_MS))
        call_fail(call, API_INVALID_PARAMETER, "The range must lie within the last 24 hours.");
    if (call->error == API_GOOD)
        history_set_intervals(wish, "TOTAL", "UTC");
    read_filters_v1(wish);
    read_groupings_v1(wish);
    read_metrics_v1(wish);
    go_on(wish);
}
