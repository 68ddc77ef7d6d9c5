/* Metrics of the past (connect.md 6.2 to 6.4): what is asked, how it is added up, how it is shown. Private to this
 * folder. It must not read a request.
 *
 *   wish (read by GetMetricData or GetMetricDataV2) -> the book walks buckets, contacts, offers -> cells (interval,
 *   groupings) of sums -> answer
 *
 * Adding up happens on the book's thread: from history_ask() on until the answer only the wish and what it owns is
 * looked at.
 */
#ifndef NEXTUP_EDGE_API_HISTORY_H
#define NEXTUP_EDGE_API_HISTORY_H

#include "book/metrics.h"
#include "edge/api/call.h"
#include "edge/api/hierarchy.h"
#include "edge/api/paging.h"
#include "lib/table.h"

enum {
    HISTORY_METRICS_MAX = 100,
    HISTORY_VALUES_MAX = 100,     /* of one filter */
    HISTORY_INTERVALS_MAX = 300,  /* 3 days of 15 minutes */
    HISTORY_CELLS_MAX = 100000,
    HISTORY_GROUPINGS_MAX = 4,
};

enum history_dimension {
    BY_QUEUES,
    BY_PROFILES,
    BY_AGENTS,
    BY_CHANNELS,
    BY_LEVEL_ONE, /* .. five */
    HISTORY_DIMENSIONS = BY_LEVEL_ONE + HIERARCHY_LEVELS_MAX
};

/* What a metric is made from. */
enum history_source {
    OF_TIME,      /* agents' time */
    OF_RECORDS,   /* contacts that are over, by when they ended for the customer */
    OF_ENQUEUED,  /* contacts, by when they came into the queue */
    OF_CONNECTED, /* contacts, by when an agent was connected */
    OF_STARTED,   /* contacts, by when they began */
    OF_OFFERS,    /* by when they ended */
    OF_NOTHING,   /* what this server never has: always 0 */
};

enum history_kind {
    A_COUNT,
    A_SUM,     /* of milliseconds, shown in seconds */
    A_MAX,     /* likewise */
    A_MEAN,    /* of milliseconds, shown in seconds; no value where there is nothing to divide by */
    A_RATIO,   /* a plain mean; likewise */
    A_PERCENT, /* likewise */
};

/* One thing that is counted: the members that its source has. */
struct history_item {
    const struct tally_times *times;
    const struct tally_contact *contact;
    const struct tally_offer *offer;
    int64_t threshold_ms; /* of the metric that asks */
    bool or_equal;        /* LTE */
    bool greater;         /* GT */
};

typedef int64_t history_fn(const struct history_item *item);
struct history_metric {
    const char *name;
    enum history_source source;
    enum history_kind kind;
    history_fn *above; /* what is added up */
    history_fn *below; /* what it is divided by; NULL: nothing */
    bool threshold;    /* it needs one */
    bool by_initiation, by_disconnect; /* metric filters it may have */
};
const struct history_metric *history_find_metric(const char *name);    /* of GetMetricDataV2; NULL: not served */
const struct history_metric *history_find_metric_v1(const char *name); /* of GetMetricData */

struct history_asked { /* a metric as it was asked for */
    const struct history_metric *metric;
    const json_t *shown; /* lent by the request's body */
    int64_t threshold_ms;
    bool or_equal, greater;
    unsigned initiations; /* bit set of 1 << enum acd_initiation that count; all bits: no filter */
    unsigned causes;      /* bit set of reasons (history_reason()); likewise */
};

struct history_value {
    int64_t above, below;
};

struct history_key {
    uint32_t interval;
    uint32_t by[HISTORY_GROUPINGS_MAX]; /* what is not grouped by is 0 */
};

struct history_cell {
    struct history_key key;
    struct history_value values[]; /* one for each metric */
};

struct history_filter {
    uint32_t values[HISTORY_VALUES_MAX];
    uint32_t count; /* 0: no filter */
};

struct history_wish {
    struct call *call;
    int64_t from, to, counted_to; /* counted_to: not after now */
    int64_t intervals[HISTORY_INTERVALS_MAX + 1]; /* each from one to the next */
    uint32_t interval_count;
    const char *interval;         /* "FIFTEEN_MIN"; NULL: no MetricInterval is shown */
    struct history_filter filters[HISTORY_DIMENSIONS];
    enum history_dimension groupings[HISTORY_GROUPINGS_MAX];
    uint32_t grouping_count;
    struct history_asked metrics[HISTORY_METRICS_MAX];
    uint32_t metric_count;
    bool is_v1;
    uint32_t (*levels)[HIERARCHY_LEVELS_MAX]; /* by agent: the group's place in groups, from 1; NULL: no level is asked about */
    uint32_t level_agents;
    struct uuid *groups;
    uint32_t group_count;
    struct table cells;
    bool is_full;
    struct page_walk walk;
};

struct history_wish *history_new(struct call *call); /* NULL: the call has failed */
void history_free(struct history_wish *wish);
/* Knows at which hierarchy group each agent stands: before a level is filtered or grouped by. */
bool history_know_levels(struct history_wish *wish);
uint32_t history_find_group(struct history_wish *wish, const char *id); /* 0: nobody is in it */
/* Sets intervals of [from, to): "FIFTEEN_MIN" .. "TOTAL", in the time zone. The call fails if there are too many or the
 * zone is unknown. */
void history_set_intervals(struct history_wish *wish, const char *interval, const char *time_zone);
/* Asks, adds up, shows and finishes the call. Takes the wish. */
void history_ask(struct history_wish *wish);

/* Which word of DISCONNECT_REASON a contact's end is; words are NULL-ended. */
extern const char *const history_reasons[];
unsigned history_reason(const struct tally_contact *contact);

/* history_sum.c: the book's walk */
void history_add_bucket(void *ctx, const struct book_bucket *bucket);
void history_add_contact(void *ctx, enum book_metrics_by by, const struct tally_contact *contact);
void history_add_offer(void *ctx, const struct tally_offer *offer);

/* history_write.c */
void history_write(struct history_wish *wish);

#endif
