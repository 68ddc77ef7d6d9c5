/* GetCurrentMetricData: sums of the cells that tally/now.h keeps (connect.md 6.1). It must not look at an agent or a
 * contact.
 *
 *     cell = one value of each grouping (a queue, a routing profile, a status, a channel); without groupings there is
 *     one cell agents: the profiles that belong to the cell, in the statuses asked for; contacts: its queues, on its
 *     channels
 */
#include "edge/api/metrics.h"

#include <stdlib.h>

#include "edge/api/operations.h"
#include "edge/api/paging.h"
#include "edge/api/state.h"

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
    struct tally_now *now;
    struct tally_now *counted; /* owned: the numbers of a server that keeps none */
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

/* The server's numbers; where it keeps none (a test), they are counted once. */
static bool find_numbers(struct counting *counting)
{
    const struct tallies *tallies = counting->call->api->options.tallies;
    counting->now = tallies != NULL ? tallies_find(tallies, counting->call->pump) : NULL;
    if (counting->now == NULL)
        counting->now = counting->counted = tally_now_new(counting->call->acd);
    return counting->now != NULL;
}

/* ---- agents ---- */

static bool is_in_filter(const struct metrics_wish *wish, uint32_t profile)
{
    for (uint32_t i = 0; i < wish->profile_count; i++)
        if (wish->profiles[i].profile == profile)
            return true;
    return !wish->by_profile_filter;
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

static bool profile_is_in(const struct metrics_wish *wish, const struct cell *cell,
                          const struct metrics_profile *profile)
{
    /* A profile that is asked for by name counts its agents also while it serves nothing. */
    bool whole = wish->by_profile_filter && (wish->groups & (BY_CHANNEL | BY_SUBTYPE)) == 0;
    bool named = cell->profile != NULL ? cell->profile->profile == profile->profile
                                       : is_in_filter(wish, profile->profile);
    return named && (whole || serves_cell(wish, cell, profile));
}

/* The agents of one profile, in the statuses asked for. */
static void add_profile_agents(const struct counting *counting, const struct cell *cell, uint32_t profile,
                               struct tally_agents *agents)
{
    const struct metrics_wish *wish = counting->wish;
    if (cell->status != 0 || wish->status_count == 0)
        tally_now_add_agents(counting->now, profile, cell->status, agents);
    else
        for (uint32_t i = 0; i < wish->status_count; i++)
            tally_now_add_agents(counting->now, profile, wish->statuses[i], agents);
}

static void count_agents(const struct counting *counting, struct cell *cell)
{
    struct tally_agents agents = {.agents = 0};
    struct metrics_profile pairs;
    const struct acd *acd = counting->call->acd;
    for (pairs.profile = 1; pairs.profile <= acd_profile_count(acd); pairs.profile++) {
        pairs.count = acd_profile_queues(acd, pairs.profile, pairs.queues, ACD_PROFILE_QUEUES_MAX);
        if (profile_is_in(counting->wish, cell, &pairs))
            add_profile_agents(counting, cell, pairs.profile, &agents);
    }
    cell->values[AGENTS_ONLINE] = agents.online; /* also of one status: who is Offline is not online */
    cell->values[AGENTS_STAFFED] = agents.staffed;
    cell->values[AGENTS_NON_PRODUCTIVE] = agents.non_productive;
    cell->values[AGENTS_AVAILABLE] = agents.available;
    cell->values[AGENTS_ON_CONTACT] = agents.on_contact;
    cell->values[AGENTS_ON_CALL] = agents.on_contact;
    cell->values[AGENTS_ERROR] = agents.error;
    for (int channel = 0; channel < ACD_CHANNELS; channel++) {
        if ((cell->channels & 1u << channel) == 0)
            continue;
        cell->values[AGENTS_AFTER_CONTACT_WORK] += agents.wrapups[channel];
        cell->values[SLOTS_ACTIVE] += agents.slots_active[channel];
        cell->values[SLOTS_AVAILABLE] += agents.slots_available[channel];
    }
}

/* ---- contacts ---- */

/* Do the cell's profile, or those of the filter, serve the queue on this channel? */
static bool queue_is_served(const struct metrics_wish *wish, const struct cell *cell, uint32_t queue,
                            unsigned channel)
{
    if (cell->profile != NULL || !wish->by_profile_filter)
        return cell->profile == NULL || metrics_serves(cell->profile, queue, channel);
    for (uint32_t i = 0; i < wish->profile_count; i++)
        if (metrics_serves(&wish->profiles[i], queue, channel))
            return true;
    return false;
}

static void add_queue_contacts(const struct counting *counting, const struct cell *cell, uint32_t queue,
                               struct tally_contacts *contacts)
{
    for (unsigned channel = 0; channel < ACD_CHANNELS; channel++)
        if ((cell->channels & 1u << channel) != 0 &&
            queue_is_served(counting->wish, cell, queue, 1u << channel))
            tally_now_add_contacts(counting->now, queue, (enum acd_channel)channel, contacts);
}

/* A ringing contact is in its queue until it is connected. */
static void count_contacts(const struct counting *counting, struct cell *cell)
{
    const struct metrics_wish *wish = counting->wish;
    struct tally_contacts contacts = TALLY_CONTACTS_NONE;
    if (cell->queue != 0)
        add_queue_contacts(counting, cell, cell->queue, &contacts);
    else if (wish->queue_count > 0)
        for (uint32_t i = 0; i < wish->queue_count; i++)
            add_queue_contacts(counting, cell, wish->queues[i], &contacts);
    else
        for (uint32_t queue = 1; queue <= acd_queue_count(counting->call->acd); queue++)
            add_queue_contacts(counting, cell, queue, &contacts);
    cell->values[CONTACTS_SCHEDULED] = contacts.scheduled;
    cell->values[CONTACTS_IN_QUEUE] = contacts.waiting;
    if (contacts.oldest_at < counting->call->now)
        cell->values[OLDEST_CONTACT_AGE] = counting->call->now - contacts.oldest_at;
}

/* ---- estimate ---- */

static enum acd_channel channel_of(const struct cell *cell)
{
    enum acd_channel channel = ACD_VOICE;
    while ((cell->channels & 1u << channel) == 0)
        channel++; /* a cell has one at least */
    return channel;
}

/* How long one more would wait: nothing, where somebody is free and nobody waits; else it can be told of one queue and
 * one channel. */
static void estimate(const struct counting *counting, struct cell *cell)
{
    const struct metrics_wish *wish = counting->wish;
    uint32_t queue = cell->queue != 0 ? cell->queue : wish->queue_count == 1 ? wish->queues[0] : 0;
    enum acd_channel channel = channel_of(cell);
    int64_t waiting = cell->values[CONTACTS_IN_QUEUE];
    cell->values[ESTIMATED_WAIT_TIME] = -1;
    if (waiting == 0 && cell->values[SLOTS_AVAILABLE] > 0)
        cell->values[ESTIMATED_WAIT_TIME] = 0;
    else if (queue != 0 && cell->channels == 1u << channel)
        cell->values[ESTIMATED_WAIT_TIME] = tally_now_estimate_wait(counting->now, counting->call->acd, queue,
                                                                    channel, (uint32_t)waiting + 1);
}

static void count_all(struct counting *counting)
{
    for (uint32_t i = 0; i < counting->cell_count; i++) {
        count_agents(counting, &counting->cells[i]);
        count_contacts(counting, &counting->cells[i]);
        estimate(counting, &counting->cells[i]);
    }
}

/* ---- showing ---- */

static void write_value(struct call *call, const struct metrics_wish *wish, const struct cell *cell,
                        enum metric metric)
{
    bool seconds = metric == OLDEST_CONTACT_AGE || metric == ESTIMATED_WAIT_TIME;
    /* Documented of the oldest contact alone: seconds with groupings, milliseconds without (connect.md 5.4). */
    bool whole = !seconds || (metric == OLDEST_CONTACT_AGE && wish->groups == 0);
    double value = (double)cell->values[metric] / (whole ? 1.0 : 1000.0);
    json_object_begin(&call->writer);
    json_member_object_begin(&call->writer, "Metric");
    json_member_text(&call->writer, "Name", metric_names[metric]);
    json_member_text(&call->writer, "Unit", seconds ? "SECONDS" : "COUNT");
    json_object_end(&call->writer);
    if (metric != ESTIMATED_WAIT_TIME || cell->values[metric] >= 0)
        json_member_f64(&call->writer, "Value", value);
    json_object_end(&call->writer);
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
        if (!allocate_cells(&counting) || !find_numbers(&counting))
            call_fail(call, API_UNAVAILABLE, "The server is out of memory.");
        if (call->error == API_GOOD && !wish->nothing) {
            make_cells(&counting);
            count_all(&counting);
            sort_cells(&counting);
        }
        write_results(&counting, &walk);
    }
    tally_now_free(counting.counted);
    free(counting.cells);
    free(wish);
}
