/* GetCurrentMetricData by direct count from state (connect.md 6.1). It must not keep a count.
 *
 *     cell = one value of each grouping (a queue or a routing profile, a channel); without groupings there is one cell
 *     each agent, leg and contact is looked at once and counted in every cell it belongs to
 */
#include <stdlib.h>
#include <string.h>

#include "edge/api/operations.h"
#include "edge/api/paging.h"

enum {
    FILTER_MAX = 100,
    METRICS_MAX = 20,
    CELLS_MAX = FILTER_MAX * ACD_CHANNELS,
    ALL_CHANNELS = (1 << ACD_CHANNELS) - 1
};

enum metric {
    AGENTS_ONLINE,
    AGENTS_AVAILABLE,
    AGENTS_ON_CALL,
    AGENTS_NON_PRODUCTIVE,
    AGENTS_AFTER_CONTACT_WORK,
    AGENTS_ERROR,
    AGENTS_STAFFED,
    CONTACTS_IN_QUEUE,
    OLDEST_CONTACT_AGE,
    CONTACTS_SCHEDULED,
    AGENTS_ON_CONTACT,
    SLOTS_ACTIVE,
    SLOTS_AVAILABLE,
    METRICS
};
static const char *const METRIC_NAMES[] = {"AGENTS_ONLINE",
                                           "AGENTS_AVAILABLE",
                                           "AGENTS_ON_CALL",
                                           "AGENTS_NON_PRODUCTIVE",
                                           "AGENTS_AFTER_CONTACT_WORK",
                                           "AGENTS_ERROR",
                                           "AGENTS_STAFFED",
                                           "CONTACTS_IN_QUEUE",
                                           "OLDEST_CONTACT_AGE",
                                           "CONTACTS_SCHEDULED",
                                           "AGENTS_ON_CONTACT",
                                           "SLOTS_ACTIVE",
                                           "SLOTS_AVAILABLE",
                                           NULL};

struct cell {
    uint32_t queue;    /* 0: all of the filter */
    uint32_t profile;  /* 0: all of the filter */
    unsigned channels; /* bit set */
    int64_t values[METRICS];
};

struct counting {
    struct call *call;
    uint32_t queues[FILTER_MAX], profiles[FILTER_MAX];
    uint32_t queue_count, profile_count;
    unsigned channels;
    bool by_queue, by_profile, by_channel;
    enum metric metrics[METRICS_MAX];
    uint32_t metric_count;
    struct cell *cells;
    uint32_t cell_count;
};

/* ---- reading ---- */

static uint32_t read_ids(struct call *call, const json_t *filters, const char *member, enum acd_subject kind,
                         uint32_t numbers[FILTER_MAX])
{
    const json_t *list = json_object_get(filters, member);
    uint32_t count = 0;
    const char *id;
    if (json_array_size(list) > FILTER_MAX)
        call_fail(call, API_INVALID_PARAMETER, "%s may hold at most %d ids.", member, FILTER_MAX);
    while ((id = call_array_text(call, list, count, member)) != NULL) {
        numbers[count] = call_find(call, kind, id);
        count++;
    }
    return count;
}

static void read_filters(struct call *call, struct counting *counting)
{
    const json_t *filters = json_required_object(&call->reader, "Filters");
    const json_t *channels = json_object_get(filters, "Channels");
    const char *text;
    counting->queue_count = read_ids(call, filters, "Queues", ACD_SUBJECT_QUEUE, counting->queues);
    counting->profile_count =
        read_ids(call, filters, "RoutingProfiles", ACD_SUBJECT_PROFILE, counting->profiles);
    for (size_t i = 0; (text = call_array_text(call, channels, i, "Channels")) != NULL; i++) {
        enum acd_channel channel;
        if (strcmp(text, "EMAIL") != 0 && call_parse_channel(call, text, "Channels", &channel))
            counting->channels |= 1u << channel;
    }
    if (counting->channels == 0)
        counting->channels = ALL_CHANNELS;
    if ((counting->queue_count > 0) == (counting->profile_count > 0))
        call_fail(call, API_INVALID_PARAMETER, "Filters needs Queues or RoutingProfiles, and not both.");
}

static void read_groupings(struct call *call, struct counting *counting)
{
    static const char *const WORDS[] = {"QUEUE", "CHANNEL", "ROUTING_PROFILE", NULL};
    const json_t *groupings = json_optional_array(&call->reader, "Groupings", 2);
    const char *text;
    for (size_t i = 0; (text = call_array_text(call, groupings, i, "Groupings")) != NULL; i++) {
        int word = call_word(call, "Groupings", text, WORDS);
        counting->by_queue |= word == 0;
        counting->by_channel |= word == 1;
        counting->by_profile |= word == 2;
    }
    if ((counting->by_queue && counting->queue_count == 0) ||
        (counting->by_profile && counting->profile_count == 0))
        call_fail(call, API_INVALID_PARAMETER, "A grouping by QUEUE or ROUTING_PROFILE needs that filter.");
}

static void read_metrics(struct call *call, struct counting *counting)
{
    const json_t *wanted = json_required_array(&call->reader, "CurrentMetrics", METRICS_MAX);
    struct json_reader item;
    for (size_t i = 0; call_item(call, wanted, i, &item); i++) {
        const char *name = json_required_text(&item, "Name", 1, 64);
        call_take_failure(call, &item);
        int word = call->error == API_GOOD ? call_word(call, "CurrentMetrics", name, METRIC_NAMES) : -1;
        if (word >= 0)
            counting->metrics[counting->metric_count++] = (enum metric)word;
    }
    if (call_good(call) && counting->metric_count == 0)
        call_fail(call, API_INVALID_PARAMETER, "CurrentMetrics must name a metric.");
}

static void add_cells(struct counting *counting, uint32_t queue, uint32_t profile)
{
    for (unsigned channel = 0; channel < ACD_CHANNELS; channel++) {
        unsigned bit = 1u << channel;
        if (counting->by_channel ? (counting->channels & bit) == 0 : channel > 0)
            continue;
        counting->cells[counting->cell_count++] = (struct cell){
            .queue = queue, .profile = profile, .channels = counting->by_channel ? bit : counting->channels};
    }
}

static void make_cells(struct counting *counting)
{
    uint32_t count = counting->by_queue     ? counting->queue_count
                     : counting->by_profile ? counting->profile_count
                                            : 1;
    for (uint32_t i = 0; i < count; i++)
        add_cells(counting, counting->by_queue ? counting->queues[i] : 0,
                  counting->by_profile ? counting->profiles[i] : 0);
}

/* ---- counting ---- */

static bool contains(const uint32_t *numbers, uint32_t count, uint32_t number)
{
    for (uint32_t i = 0; i < count; i++)
        if (numbers[i] == number)
            return true;
    return false;
}

/* An agent belongs to every queue of its routing profile. */
static bool agent_is_in(const struct counting *counting, const struct cell *cell, uint32_t profile)
{
    struct acd_profile_queue queues[ACD_PROFILE_QUEUES_MAX];
    if (counting->profile_count > 0)
        return cell->profile != 0 ? cell->profile == profile
                                  : contains(counting->profiles, counting->profile_count, profile);
    uint32_t count = acd_profile_queues(counting->call->acd, profile, queues, ACD_PROFILE_QUEUES_MAX);
    for (uint32_t i = 0; i < count; i++) {
        bool queue = cell->queue != 0 ? cell->queue == queues[i].queue
                                      : contains(counting->queues, counting->queue_count, queues[i].queue);
        if (queue && (cell->channels & 1u << queues[i].channel) != 0)
            return true;
    }
    return false;
}

struct agent_facts {
    struct acd_agent_view view;
    bool on_contact, error;
    int64_t wrapups[ACD_CHANNELS];
};

static void look(const struct call *call, uint32_t agent, struct agent_facts *facts)
{
    struct acd_leg_view legs[ACD_AGENT_LEGS_MAX];
    uint32_t count = acd_agent_legs(call->acd, agent, legs, ACD_AGENT_LEGS_MAX);
    for (uint32_t i = 0; i < count; i++) {
        enum acd_leg_state state = (enum acd_leg_state)legs[i].state;
        bool dialling = state == ACD_LEG_CONNECTING && legs[i].initiation == ACD_INITIATION_OUTBOUND;
        facts->on_contact |= state == ACD_LEG_CONNECTED || state == ACD_LEG_ON_HOLD ||
                             state == ACD_LEG_ENDED || state == ACD_LEG_PAUSED || dialling;
        facts->error |= state == ACD_LEG_MISSED || state == ACD_LEG_REJECTED || state == ACD_LEG_ERROR;
        facts->wrapups[legs[i].channel] += state == ACD_LEG_ENDED;
    }
}

static void count_agent(struct cell *cell, const struct agent_facts *facts)
{
    const struct acd_agent_view *view = &facts->view;
    bool routable = view->status_type == ACD_STATUS_ROUTABLE;
    cell->values[AGENTS_ONLINE] += view->status_type != ACD_STATUS_OFFLINE;
    cell->values[AGENTS_STAFFED] += routable;
    cell->values[AGENTS_NON_PRODUCTIVE] += view->status_type == ACD_STATUS_CUSTOM;
    cell->values[AGENTS_AVAILABLE] += routable && view->leg_count == 0;
    cell->values[AGENTS_ON_CONTACT] += facts->on_contact;
    cell->values[AGENTS_ON_CALL] += facts->on_contact;
    cell->values[AGENTS_ERROR] += facts->error;
    for (int channel = 0; channel < ACD_CHANNELS; channel++) {
        if ((cell->channels & 1u << channel) == 0)
            continue;
        cell->values[AGENTS_AFTER_CONTACT_WORK] += facts->wrapups[channel];
        cell->values[SLOTS_ACTIVE] += view->slots_active[channel];
        cell->values[SLOTS_AVAILABLE] += view->slots_available[channel];
    }
}

static void count_agents(struct counting *counting)
{
    const struct call *call = counting->call;
    for (uint32_t agent = 0; (agent = book_user_after(call->book, agent)) != 0;) {
        struct agent_facts facts = {.on_contact = false};
        if (!acd_agent_view(call->acd, agent, &facts.view))
            continue;
        look(call, agent, &facts);
        for (uint32_t i = 0; i < counting->cell_count; i++)
            if (agent_is_in(counting, &counting->cells[i], facts.view.profile))
                count_agent(&counting->cells[i], &facts);
    }
}

/* A ringing contact is in its queue until it is connected. */
static void count_contact(struct counting *counting, struct cell *cell, const struct acd_contact_view *view)
{
    bool waits = view->place == ACD_PLACE_WAITING || view->place == ACD_PLACE_OFFERED;
    bool here = cell->queue != 0 ? cell->queue == view->queue
                                 : counting->queue_count == 0 ||
                                       contains(counting->queues, counting->queue_count, view->queue);
    if (!here || view->queue == 0 || (cell->channels & 1u << view->channel) == 0)
        return;
    int64_t age_ms = counting->call->now - view->queued_at;
    cell->values[CONTACTS_SCHEDULED] += view->place == ACD_PLACE_SCHEDULED;
    cell->values[CONTACTS_IN_QUEUE] += waits;
    if (waits && age_ms > cell->values[OLDEST_CONTACT_AGE])
        cell->values[OLDEST_CONTACT_AGE] = age_ms;
}

static void count_contacts(struct counting *counting)
{
    struct acd_contact_view view;
    for (uint64_t contact = 0; (contact = acd_contact_after(counting->call->acd, contact)) != 0;) {
        if (!acd_contact_view(counting->call->acd, contact, &view))
            continue;
        for (uint32_t i = 0; i < counting->cell_count; i++)
            count_contact(counting, &counting->cells[i], &view);
    }
}

/* ---- showing ---- */

static void write_value(struct call *call, const struct counting *counting, const struct cell *cell,
                        enum metric metric)
{
    bool seconds = metric == OLDEST_CONTACT_AGE;
    bool grouped = counting->by_queue || counting->by_profile || counting->by_channel;
    double value = (double)cell->values[metric];
    json_object_begin(&call->writer);
    json_member_object_begin(&call->writer, "Metric");
    json_member_text(&call->writer, "Name", METRIC_NAMES[metric]);
    json_member_text(&call->writer, "Unit", seconds ? "SECONDS" : "COUNT");
    json_object_end(&call->writer);
    /* Documented: seconds with groupings, milliseconds without (connect.md 5.4). */
    json_member_f64(&call->writer, "Value", seconds && grouped ? value / 1000.0 : value);
    json_object_end(&call->writer);
}

static const char *channel_of(const struct cell *cell)
{
    for (int channel = 0; channel < ACD_CHANNELS; channel++)
        if (cell->channels == 1u << channel)
            return acd_channel_name((enum acd_channel)channel);
    return "";
}

static void write_cell(struct call *call, const struct counting *counting, const struct cell *cell)
{
    json_object_begin(&call->writer);
    if (counting->by_queue || counting->by_profile || counting->by_channel) {
        json_member_object_begin(&call->writer, "Dimensions");
        if (counting->by_queue)
            call_write_reference(call, "Queue", ACD_SUBJECT_QUEUE, cell->queue);
        if (counting->by_profile)
            call_write_reference(call, "RoutingProfile", ACD_SUBJECT_PROFILE, cell->profile);
        if (counting->by_channel)
            json_member_text(&call->writer, "Channel", channel_of(cell));
        json_object_end(&call->writer);
    }
    json_member_array_begin(&call->writer, "Collections");
    for (uint32_t i = 0; i < counting->metric_count; i++)
        write_value(call, counting, cell, counting->metrics[i]);
    json_array_end(&call->writer);
    json_object_end(&call->writer);
}

/* One sort criterion at most; AGENTS_ONLINE descending without one. */
struct order {
    enum metric metric;
    bool ascending;
};

static struct order read_order(struct call *call)
{
    static const char *const WORDS[] = {"ASCENDING", "DESCENDING", NULL};
    struct order order = {.metric = AGENTS_ONLINE};
    struct json_reader item;
    if (!call_item(call, json_optional_array(&call->reader, "SortCriteria", 1), 0, &item))
        return order;
    const char *metric = json_required_text(&item, "SortByMetric", 1, 64);
    const char *way = json_required_text(&item, "SortOrder", 1, 16);
    call_take_failure(call, &item);
    int word = call->error == API_GOOD ? call_word(call, "SortByMetric", metric, METRIC_NAMES) : 0;
    if (word == SLOTS_ACTIVE || word == SLOTS_AVAILABLE)
        call_fail(call, API_INVALID_PARAMETER, "Nothing is sorted by SLOTS_ACTIVE or SLOTS_AVAILABLE.");
    order.metric = word > 0 ? (enum metric)word : AGENTS_ONLINE;
    order.ascending = call->error == API_GOOD && call_word(call, "SortOrder", way, WORDS) == 0;
    return order;
}

/* Few cells: an insertion keeps equal ones in their order. */
static void sort_cells(struct counting *counting, struct order order)
{
    for (uint32_t i = 1; i < counting->cell_count; i++) {
        struct cell cell = counting->cells[i];
        uint32_t at = i;
        for (; at > 0; at--) {
            int64_t before = counting->cells[at - 1].values[order.metric];
            int64_t own = cell.values[order.metric];
            if (order.ascending ? before <= own : before >= own)
                break;
            counting->cells[at] = counting->cells[at - 1];
        }
        counting->cells[at] = cell;
    }
}

static void write_results(struct call *call, struct counting *counting, struct page_walk *walk)
{
    json_member_array_begin(&call->writer, "MetricResults");
    for (uint32_t i = 0; i < counting->cell_count; i++)
        if (page_take(walk, i + 1))
            write_cell(call, counting, &counting->cells[i]);
    json_array_end(&call->writer);
    page_end(call, walk);
    call_write_seconds(call, "DataSnapshotTime", call->now);
    json_member_i64(&call->writer, "ApproximateTotalCount", walk->total);
}

void get_current_metric_data(struct call *call)
{
    struct counting counting = {.call = call};
    struct page_walk walk;
    read_filters(call, &counting);
    read_groupings(call, &counting);
    read_metrics(call, &counting);
    struct order order = read_order(call);
    if (!call_good(call) || !page_begin_body(call, &walk, 100, PAGING_METRICS_MS_MAX))
        return;
    counting.cells = calloc(CELLS_MAX, sizeof *counting.cells);
    if (counting.cells == NULL) {
        call_fail(call, API_UNAVAILABLE, "The server is out of memory.");
        return;
    }
    make_cells(&counting);
    count_agents(&counting);
    count_contacts(&counting);
    sort_cells(&counting, order);
    write_results(call, &counting, &walk);
    free(counting.cells);
}
