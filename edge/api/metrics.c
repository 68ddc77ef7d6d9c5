/* GetCurrentMetricData by direct count from state (connect.md 6.1). It must not keep a count.
 *
 *     cell = one value of each grouping (a queue, a routing profile, a status, a channel); without groupings there is one cell
 *     each agent, leg and contact is looked at once and counted in every cell it belongs to
 */
#include "edge/api/metrics.h"

#include <stdlib.h>

#include "edge/api/operations.h"
#include "edge/api/paging.h"

struct cell {
    uint32_t queue;                        /* 0: all of the filter */
    const struct metrics_profile *profile; /* NULL: all of the filter */
    uint32_t status;                       /* 0: all of the filter */
    unsigned channels;                     /* bit set */
    int64_t values[METRICS];
    int64_t key;    /* what it is sorted by */
    uint32_t place; /* before it was sorted */
};

struct counting {
    struct call *call;
    const struct metrics_wish *wish;
    struct cell *cells;
    uint32_t cell_count, cell_max;
};

/* ---- cells ---- */

static bool contains(const uint32_t *numbers, uint32_t count, uint32_t number)
{
    for (uint32_t i = 0; i < count; i++)
        if (numbers[i] == number)
            return true;
    return false;
}

static void add_channels(struct counting *counting, struct cell cell)
{
    bool each = (counting->wish->groups & (BY_CHANNEL | BY_SUBTYPE)) != 0;
    for (unsigned channel = 0; channel < (each ? ACD_CHANNELS : 1); channel++) {
        cell.channels = each ? counting->wish->channels & 1u << channel : counting->wish->channels;
        if (cell.channels != 0 && counting->cell_count < counting->cell_max)
            counting->cells[counting->cell_count++] = cell;
    }
}

static void add_statuses(struct counting *counting, struct cell cell)
{
    const struct metrics_wish *wish = counting->wish;
    const struct call *call = counting->call;
    if ((wish->groups & BY_STATUS) == 0)
        add_channels(counting, cell);
    else
        while ((cell.status = book_object_after(call->book, ACD_SUBJECT_STATUS, cell.status)) != 0)
            if (wish->status_count == 0 || contains(wish->statuses, wish->status_count, cell.status))
                add_channels(counting, cell);
}

static void add_profiles(struct counting *counting, struct cell cell)
{
    const struct metrics_wish *wish = counting->wish;
    bool each = (wish->groups & BY_PROFILE) != 0;
    for (uint32_t i = 0; i < (each ? wish->profile_count : 1); i++) {
        cell.profile = each ? &wish->profiles[i] : NULL;
        add_statuses(counting, cell);
    }
}

static void make_cells(struct counting *counting)
{
    const struct metrics_wish *wish = counting->wish;
    bool each = (wish->groups & BY_QUEUE) != 0;
    for (uint32_t i = 0; i < (each ? wish->queue_count : 1); i++)
        add_profiles(counting, (struct cell){.queue = each ? wish->queues[i] : 0});
}

/* Two groupings at most, so the largest are queues by profiles or by statuses. */
static bool allocate_cells(struct counting *counting)
{
    uint32_t second = METRICS_FILTER_MAX;
    uint32_t statuses = acd_status_count(counting->call->acd);
    second = statuses > second ? statuses : second;
    counting->cell_max = METRICS_FILTER_MAX * second;
    counting->cells = calloc(counting->cell_max, sizeof *counting->cells);
    return counting->cells != NULL;
}

/* ---- agents ---- */

struct agent_facts {
    struct acd_agent_view view;
    struct metrics_profile profile;
    bool on_contact, error;
    int64_t wrapups[ACD_CHANNELS];
};

static void look_at_legs(const struct call *call, struct agent_facts *facts)
{
    struct acd_leg_view legs[ACD_AGENT_LEGS_MAX];
    uint32_t count = acd_agent_legs(call->acd, facts->view.agent, legs, ACD_AGENT_LEGS_MAX);
    for (uint32_t i = 0; i < count; i++) {
        enum acd_leg_state state = (enum acd_leg_state)legs[i].state;
        bool dialling = state == ACD_LEG_CONNECTING && legs[i].initiation == ACD_INITIATION_OUTBOUND;
        facts->on_contact |= state == ACD_LEG_CONNECTED || state == ACD_LEG_ON_HOLD ||
                             state == ACD_LEG_ENDED || state == ACD_LEG_PAUSED || dialling;
        facts->error |= state == ACD_LEG_MISSED || state == ACD_LEG_REJECTED || state == ACD_LEG_ERROR;
        facts->wrapups[legs[i].channel] += state == ACD_LEG_ENDED;
    }
}

/* Does the profile serve the cell's queue, or one of the filter's? Without a filter of queues: one of the channels. */
static bool serves_cell(const struct metrics_wish *wish, const struct cell *cell,
                        const struct metrics_profile *profile)
{
    if (cell->queue != 0 || wish->queue_count == 0)
        return metrics_serves(profile, cell->queue, cell->channels);
    for (uint32_t i = 0; i < wish->queue_count; i++)
        if (metrics_serves(profile, wish->queues[i], cell->channels))
            return true;
    return false;
}

static bool is_in_filter(const struct metrics_wish *wish, uint32_t profile)
{
    for (uint32_t i = 0; i < wish->profile_count; i++)
        if (wish->profiles[i].profile == profile)
            return true;
    return !wish->by_profile_filter;
}

static bool agent_is_in(const struct metrics_wish *wish, const struct cell *cell,
                        const struct agent_facts *facts)
{
    const struct acd_agent_view *view = &facts->view;
    bool status = cell->status != 0
                      ? cell->status == view->status
                      : wish->status_count == 0 || contains(wish->statuses, wish->status_count, view->status);
    bool profile =
        cell->profile != NULL ? cell->profile->profile == view->profile : is_in_filter(wish, view->profile);
    /* A profile that is asked for by name counts its agents also while it serves nothing. */
    bool whole = wish->by_profile_filter && (wish->groups & (BY_CHANNEL | BY_SUBTYPE)) == 0;
    return status && profile && (whole || serves_cell(wish, cell, &facts->profile));
}

static void count_agent(struct cell *cell, const struct agent_facts *facts)
{
    const struct acd_agent_view *view = &facts->view;
    bool routable = view->status_type == ACD_STATUS_ROUTABLE;
    cell->values[AGENTS_ONLINE] += cell->status != 0 || view->status_type != ACD_STATUS_OFFLINE;
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
        facts.profile.count =
            acd_profile_queues(call->acd, facts.view.profile, facts.profile.queues, ACD_PROFILE_QUEUES_MAX);
        look_at_legs(call, &facts);
        for (uint32_t i = 0; i < counting->cell_count; i++)
            if (agent_is_in(counting->wish, &counting->cells[i], &facts))
                count_agent(&counting->cells[i], &facts);
    }
}

/* ---- contacts ---- */

static bool contact_is_in(const struct metrics_wish *wish, const struct cell *cell,
                          const struct acd_contact_view *view)
{
    unsigned channel = 1u << view->channel;
    bool queue = cell->queue != 0
                     ? cell->queue == view->queue
                     : wish->queue_count == 0 || contains(wish->queues, wish->queue_count, view->queue);
    if (!queue || view->queue == 0 || (cell->channels & channel) == 0)
        return false;
    if (cell->profile != NULL || !wish->by_profile_filter)
        return cell->profile == NULL || metrics_serves(cell->profile, view->queue, channel);
    for (uint32_t i = 0; i < wish->profile_count; i++)
        if (metrics_serves(&wish->profiles[i], view->queue, channel))
            return true;
    return false;
}

/* A ringing contact is in its queue until it is connected. */
static void count_contact(struct cell *cell, const struct acd_contact_view *view, int64_t now)
{
    bool waits = view->place == ACD_PLACE_WAITING || view->place == ACD_PLACE_OFFERED;
    int64_t age_ms = now - view->queued_at;
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
            if (contact_is_in(counting->wish, &counting->cells[i], &view))
                count_contact(&counting->cells[i], &view, counting->call->now);
    }
}

/* ---- showing ---- */

/* How long one more would wait: nothing, where somebody is free and nobody waits; else it cannot be told from state alone. */
static bool can_tell(const struct cell *cell, enum metric metric)
{
    return metric != ESTIMATED_WAIT_TIME ||
           (cell->values[CONTACTS_IN_QUEUE] == 0 && cell->values[SLOTS_AVAILABLE] > 0);
}

static void write_value(struct call *call, const struct metrics_wish *wish, const struct cell *cell,
                        enum metric metric)
{
    bool seconds = metric == OLDEST_CONTACT_AGE || metric == ESTIMATED_WAIT_TIME;
    double value = (double)cell->values[metric];
    json_object_begin(&call->writer);
    json_member_object_begin(&call->writer, "Metric");
    json_member_text(&call->writer, "Name", metric_names[metric]);
    json_member_text(&call->writer, "Unit", seconds ? "SECONDS" : "COUNT");
    json_object_end(&call->writer);
    /* Documented: seconds with groupings, milliseconds without (connect.md 5.4). */
    if (can_tell(cell, metric))
        json_member_f64(&call->writer, "Value", seconds && wish->groups != 0 ? value / 1000.0 : value);
    json_object_end(&call->writer);
}

static enum acd_channel channel_of(const struct cell *cell)
{
    enum acd_channel channel = ACD_VOICE;
    while ((cell->channels & 1u << channel) == 0)
        channel++; /* a cell has one at least */
    return channel;
}

static void write_dimensions(struct call *call, const struct metrics_wish *wish, const struct cell *cell)
{
    json_member_object_begin(&call->writer, "Dimensions");
    if ((wish->groups & BY_QUEUE) != 0)
        call_write_reference(call, "Queue", ACD_SUBJECT_QUEUE, cell->queue);
    if ((wish->groups & BY_PROFILE) != 0)
        call_write_reference(call, "RoutingProfile", ACD_SUBJECT_PROFILE, cell->profile->profile);
    if ((wish->groups & BY_STATUS) != 0)
        call_write_reference(call, "AgentStatus", ACD_SUBJECT_STATUS, cell->status);
    if ((wish->groups & BY_CHANNEL) != 0)
        json_member_text(&call->writer, "Channel", acd_channel_name(channel_of(cell)));
    if ((wish->groups & BY_SUBTYPE) != 0)
        json_member_text(&call->writer, "Subtype", metrics_subtype(channel_of(cell)));
    json_object_end(&call->writer);
}

static void write_cell(struct call *call, const struct metrics_wish *wish, const struct cell *cell)
{
    json_object_begin(&call->writer);
    if (wish->groups != 0)
        write_dimensions(call, wish, cell);
    json_member_array_begin(&call->writer, "Collections");
    for (uint32_t i = 0; i < wish->metric_count; i++)
        write_value(call, wish, cell, wish->metrics[i]);
    json_array_end(&call->writer);
    json_object_end(&call->writer);
}

static int compare_cells(const void *left, const void *right)
{
    const struct cell *a = left;
    const struct cell *b = right;
    if (a->key != b->key)
        return a->key < b->key ? -1 : 1;
    return a->place < b->place ? -1 : a->place > b->place;
}

/* Equal cells keep their order. */
static void sort_cells(struct counting *counting)
{
    for (uint32_t i = 0; i < counting->cell_count; i++) {
        struct cell *cell = &counting->cells[i];
        int64_t value = cell->values[counting->wish->order];
        cell->key = counting->wish->ascending ? value : -value;
        cell->place = i;
    }
    qsort(counting->cells, counting->cell_count, sizeof *counting->cells, compare_cells);
}

static void write_results(struct counting *counting, struct page_walk *walk)
{
    struct call *call = counting->call;
    json_member_array_begin(&call->writer, "MetricResults");
    for (uint32_t i = 0; i < counting->cell_count; i++)
        if (page_take(walk, i + 1))
            write_cell(call, counting->wish, &counting->cells[i]);
    json_array_end(&call->writer);
    page_end(call, walk);
    call_write_seconds(call, "DataSnapshotTime", call->now);
    json_member_i64(&call->writer, "ApproximateTotalCount", walk->total);
}

void get_current_metric_data(struct call *call)
{
    struct page_walk walk;
    struct metrics_wish *wish = metrics_read(call);
    struct counting counting = {.call = call, .wish = wish};
    if (wish == NULL)
        return;
    if (page_begin_body(call, &walk, 100, PAGING_METRICS_MS_MAX)) {
        if (!allocate_cells(&counting))
            call_fail(call, API_UNAVAILABLE, "The server is out of memory.");
        if (call->error == API_GOOD && !wish->nothing) {
            make_cells(&counting);
            count_agents(&counting);
            count_contacts(&counting);
            sort_cells(&counting);
        }
        write_results(&counting, &walk);
    }
    free(counting.cells);
    free(wish);
}
