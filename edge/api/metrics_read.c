/* Reading a request for current metrics (connect.md 5.4); see metrics.h. It must not count anything. */
#include "edge/api/metrics.h"

#include <stdlib.h>
#include <string.h>

#include "edge/api/shape.h"

enum { ALL_CHANNELS = (1 << ACD_CHANNELS) - 1 };

const char *const metric_names[] = {
    "AGENTS_ONLINE",         "AGENTS_AVAILABLE",          "AGENTS_ON_CALL",
    "AGENTS_NON_PRODUCTIVE", "AGENTS_AFTER_CONTACT_WORK", "AGENTS_ERROR",
    "AGENTS_STAFFED",        "CONTACTS_IN_QUEUE",         "OLDEST_CONTACT_AGE",
    "CONTACTS_SCHEDULED",    "AGENTS_ON_CONTACT",         "SLOTS_ACTIVE",
    "SLOTS_AVAILABLE",       "ESTIMATED_WAIT_TIME",       NULL};

const char *metrics_subtype(enum acd_channel channel)
{
    static const char *const SUBTYPES[] = {"connect:Telephony", "connect:Chat", "connect:Task"};
    return SUBTYPES[channel];
}

bool metrics_serves(const struct metrics_profile *profile, uint32_t queue, unsigned channels)
{
    for (uint32_t i = 0; i < profile->count; i++)
        if ((queue == 0 || profile->queues[i].queue == queue) &&
            (channels & 1u << profile->queues[i].channel) != 0)
            return true;
    return false;
}

/* ---- filters ---- */

static const struct shape FILTER_SHAPE[] = {
    {.name = "Queues", .type = SHAPE_TEXTS, .max = METRICS_FILTER_MAX},
    {.name = "RoutingProfiles", .type = SHAPE_TEXTS, .max = METRICS_FILTER_MAX},
    {.name = "Channels", .type = SHAPE_WORDS, .max = 4, .words = shape_channels},
    {.name = "RoutingStepExpressions", .type = SHAPE_TEXTS, .max = 50},
    {.name = "AgentStatuses", .type = SHAPE_TEXTS, .max = METRICS_STATUSES_MAX},
    {.name = "Subtypes", .type = SHAPE_TEXTS, .max = 10},
    {.name = "ValidationTestTypes", .type = SHAPE_TEXTS, .max = 10},
    {.name = NULL}};

static uint32_t read_ids(struct call *call, const json_t *filters, const char *member, enum acd_subject kind,
                         uint32_t *numbers)
{
    const json_t *list = json_object_get(filters, member);
    uint32_t count = 0;
    const char *id;
    while ((id = call_array_text(call, list, count, member)) != NULL)
        numbers[count++] = call_find(call, kind, id);
    return count;
}

static void add_profile(const struct call *call, struct metrics_wish *wish, uint32_t profile)
{
    struct metrics_profile *added = &wish->profiles[wish->profile_count++];
    added->profile = profile;
    added->count = acd_profile_queues(call->acd, profile, added->queues, ACD_PROFILE_QUEUES_MAX);
}

static void read_profiles(struct call *call, struct metrics_wish *wish, const json_t *filters)
{
    uint32_t numbers[METRICS_FILTER_MAX];
    uint32_t count = read_ids(call, filters, "RoutingProfiles", ACD_SUBJECT_PROFILE, numbers);
    for (uint32_t i = 0; i < count; i++)
        add_profile(call, wish, numbers[i]);
    wish->by_profile_filter = count > 0;
}

/* EMAIL is a channel without contacts. */
static void read_channels(struct call *call, struct metrics_wish *wish, const json_t *filters)
{
    const json_t *subtypes = json_object_get(filters, "Subtypes");
    const json_t *channels = json_object_get(filters, "Channels");
    unsigned wanted = call_array_words(call, channels, "Channels", shape_channels);
    unsigned of_subtypes = 0;
    const char *text;
    for (size_t i = 0; (text = call_array_text(call, subtypes, i, "Subtypes")) != NULL; i++)
        for (int channel = 0; channel < ACD_CHANNELS; channel++)
            of_subtypes |= strcmp(text, metrics_subtype((enum acd_channel)channel)) == 0 ? 1u << channel : 0;
    wish->channels = json_array_size(channels) > 0 ? wanted & ALL_CHANNELS : ALL_CHANNELS;
    if (json_array_size(subtypes) > 0)
        wish->channels &= of_subtypes;
    wish->nothing |= wish->channels == 0;
}

static void read_filters(struct call *call, struct metrics_wish *wish)
{
    static const char *const OF_QUEUES[] = {"AgentStatuses", "Subtypes", "ValidationTestTypes",
                                            "RoutingStepExpressions"};
    const json_t *filters = json_required_object(&call->reader, "Filters");
    if (!call_good(call))
        return;
    shape_check(call, filters, FILTER_SHAPE);
    wish->queue_count = read_ids(call, filters, "Queues", ACD_SUBJECT_QUEUE, wish->queues);
    wish->status_count = read_ids(call, filters, "AgentStatuses", ACD_SUBJECT_STATUS, wish->statuses);
    read_profiles(call, wish, filters);
    read_channels(call, wish, filters);
    if ((wish->queue_count > 0) == wish->by_profile_filter)
        call_fail(call, API_INVALID_PARAMETER, "Filters needs Queues or RoutingProfiles, and not both.");
    for (size_t i = 0; i < sizeof OF_QUEUES / sizeof OF_QUEUES[0]; i++)
        if (wish->queue_count == 0 && json_array_size(json_object_get(filters, OF_QUEUES[i])) > 0)
            call_fail(call, API_INVALID_PARAMETER, "The filter %s needs the filter Queues.", OF_QUEUES[i]);
    wish->nothing |= json_array_size(json_object_get(filters, "ValidationTestTypes")) > 0 ||
                     json_array_size(json_object_get(filters, "RoutingStepExpressions")) > 0;
    if (wish->queue_count != 1 && json_array_size(json_object_get(filters, "RoutingStepExpressions")) > 0)
        call_fail(call, API_INVALID_PARAMETER, "The filter RoutingStepExpressions needs exactly one queue.");
}

/* ---- groupings, metrics, order ---- */

/* Grouped by profiles with a filter of queues: all that serve one of them. */
static void find_profiles(const struct call *call, struct metrics_wish *wish)
{
    uint32_t profile = 0;
    while ((profile = book_object_after(call->book, ACD_SUBJECT_PROFILE, profile)) != 0 &&
           wish->profile_count < METRICS_FILTER_MAX) {
        bool serves = false;
        add_profile(call, wish, profile);
        for (uint32_t i = 0; i < wish->queue_count && !serves; i++)
            serves =
                metrics_serves(&wish->profiles[wish->profile_count - 1], wish->queues[i], wish->channels);
        wish->profile_count -= !serves;
    }
}

static void read_groupings(struct call *call, struct metrics_wish *wish)
{
    static const char *const WORDS[] = {
        "QUEUE",        "CHANNEL", "ROUTING_PROFILE",      "ROUTING_STEP_EXPRESSION",
        "AGENT_STATUS", "SUBTYPE", "VALIDATION_TEST_TYPE", NULL};
    const json_t *groupings = json_optional_array(&call->reader, "Groupings", 2);
    if (!call_good(call))
        return;
    wish->groups = call_array_words(call, groupings, "Groupings", WORDS);
    const char *first = json_string_value(json_array_get(groupings, 0));
    bool queue_first = first != NULL && strcmp(first, WORDS[0]) == 0;
    if ((wish->groups & BY_QUEUE) != 0 && wish->queue_count == 0)
        call_fail(call, API_INVALID_PARAMETER, "The grouping QUEUE needs the filter Queues.");
    if ((wish->groups & BY_STATUS) != 0 && (!queue_first || wish->queue_count == 0))
        call_fail(call, API_INVALID_PARAMETER,
                  "The grouping AGENT_STATUS comes second, behind QUEUE, and needs the filter Queues.");
    if ((wish->groups & (BY_SUBTYPE | BY_TEST | BY_STEP)) != 0 && wish->queue_count == 0)
        call_fail(call, API_INVALID_PARAMETER, "This grouping needs the filter Queues.");
    wish->nothing |= (wish->groups & (BY_STEP | BY_TEST)) != 0;
    if ((wish->groups & BY_PROFILE) != 0 && !wish->by_profile_filter && call->error == API_GOOD)
        find_profiles(call, wish);
}

static void check_metric(struct call *call, const struct metrics_wish *wish, enum metric metric)
{
    bool of_contacts =
        metric == CONTACTS_SCHEDULED || metric == CONTACTS_IN_QUEUE || metric == OLDEST_CONTACT_AGE;
    if ((wish->groups & BY_STATUS) != 0 && metric != AGENTS_ONLINE)
        call_fail(call, API_INVALID_PARAMETER, "The grouping AGENT_STATUS is only for AGENTS_ONLINE.");
    if ((wish->groups & BY_PROFILE) != 0 && of_contacts && !wish->by_profile_filter)
        call_fail(call, API_INVALID_PARAMETER,
                  "%s grouped by ROUTING_PROFILE needs the filter RoutingProfiles.", metric_names[metric]);
}

static void read_metrics(struct call *call, struct metrics_wish *wish)
{
    static const char *const UNITS[] = {"SECONDS", "COUNT", "PERCENT", NULL};
    const json_t *wanted = json_required_array(&call->reader, "CurrentMetrics", METRICS_MAX);
    struct json_reader item;
    for (size_t i = 0; call_item(call, wanted, i, &item); i++) {
        if (json_has(&item, "MetricId"))
            call_fail(call, API_INVALID_PARAMETER, "This server has no metrics of one's own: MetricId.");
        const char *name = json_required_text(&item, "Name", 1, 64);
        const char *unit = json_optional_text(&item, "Unit", 1, 16);
        call_take_failure(call, &item);
        int word = call->error == API_GOOD ? call_word(call, "CurrentMetrics", name, metric_names) : -1;
        if (word < 0 || (unit != NULL && call_word(call, "Unit", unit, UNITS) < 0))
            return;
        check_metric(call, wish, (enum metric)word);
        wish->metrics[wish->metric_count++] = (enum metric)word;
    }
    if (call_good(call) && wish->metric_count == 0)
        call_fail(call, API_INVALID_PARAMETER, "CurrentMetrics must name a metric.");
}

/* One sort criterion at most; AGENTS_ONLINE descending without one. */
static void read_order(struct call *call, struct metrics_wish *wish)
{
    static const char *const ORDERS[] = {"ASCENDING", "DESCENDING", NULL};
    struct json_reader item;
    if (!call_item(call, json_optional_array(&call->reader, "SortCriteria", 1), 0, &item))
        return;
    const char *metric = json_optional_text(&item, "SortByMetric", 1, 64);
    const char *order = json_optional_text(&item, "SortOrder", 1, 16);
    call_take_failure(call, &item);
    int word =
        metric != NULL && call->error == API_GOOD ? call_word(call, "SortByMetric", metric, metric_names) : 0;
    if (word == SLOTS_ACTIVE || word == SLOTS_AVAILABLE)
        call_fail(call, API_INVALID_PARAMETER, "Nothing is sorted by SLOTS_ACTIVE or SLOTS_AVAILABLE.");
    wish->order = word > 0 ? (enum metric)word : AGENTS_ONLINE;
    wish->ascending =
        order != NULL && call->error == API_GOOD && call_word(call, "SortOrder", order, ORDERS) == 0;
}

struct metrics_wish *metrics_read(struct call *call)
{
    struct metrics_wish *wish = calloc(1, sizeof *wish);
    if (wish == NULL) {
        call_fail(call, API_UNAVAILABLE, "The server is out of memory.");
        return NULL;
    }
    read_filters(call, wish);
    read_groupings(call, wish);
    read_metrics(call, wish);
    read_order(call, wish);
    if (call_good(call))
        return wish;
    free(wish);
    return NULL;
}
