/* Adds up what the book shows into cells; see history.h. Runs on the book's thread: it must look at nothing but the
 * wish and what it is shown.
 *
 *   item -> its value in each dimension -> passes the filters? -> its cell (interval, groupings; made if need be) ->
 *   each metric of its source
 */
#include "edge/api/history.h"

#include <stdlib.h>
#include <string.h>

struct place { /* where an item belongs */
    int64_t at;
    uint32_t by[HISTORY_DIMENSIONS];
};

/* ---- cells ---- */

static bool passes(const struct history_wish *wish, const struct place *place)
{
    for (int i = 0; i < HISTORY_DIMENSIONS; i++) {
        const struct history_filter *filter = &wish->filters[i];
        bool found = filter->count == 0;
        for (uint32_t j = 0; j < filter->count && !found; j++)
            found = filter->values[j] == place->by[i];
        if (!found)
            return false;
    }
    /* Each dimension must have a value. */
    for (uint32_t i = 0; i < wish->grouping_count; i++)
        if (place->by[wish->groupings[i]] == 0)
            return false;
    return true;
}

static uint32_t interval_of(const struct history_wish *wish, int64_t at)
{
    uint32_t low = 0;
    uint32_t high = wish->interval_count;
    while (high - low > 1) {
        uint32_t middle = (low + high) / 2;
        *(wish->intervals[middle] <= at ? &low : &high) = middle;
    }
    return low;
}

static struct history_cell *cell_of(struct history_wish *wish, const struct place *place)
{
    struct history_key key = {.interval = interval_of(wish, place->at)};
    for (uint32_t i = 0; i < wish->grouping_count; i++)
        key.by[i] = place->by[wish->groupings[i]];
    struct history_cell *cell = table_find(&wish->cells, &key, sizeof key);
    if (cell != NULL || wish->is_full)
        return cell;
    cell = calloc(1, sizeof *cell + wish->metric_count * sizeof cell->values[0]);
    if (cell == NULL)
        return NULL;
    cell->key = key;
    if (table_put(&wish->cells, &cell->key, sizeof cell->key, cell))
        return cell;
    free(cell);
    wish->is_full = true;
    return NULL;
}

static bool is_counted(const struct history_asked *asked, const struct history_item *item)
{
    unsigned initiation = item->contact != NULL ? item->contact->initiation
                          : item->offer != NULL ? item->offer->initiation
                                                : 0;
    if (item->contact == NULL && item->offer == NULL)
        return true;
    return (asked->initiations & 1u << initiation) != 0 &&
           (item->contact == NULL || (asked->causes & 1u << history_reason(item->contact)) != 0);
}

static void add_to(struct history_value *value, const struct history_asked *asked,
                   const struct history_item *item)
{
    int64_t above = asked->metric->above(item);
    if (asked->metric->kind == A_MAX)
        value->above = above > value->above ? above : value->above;
    else
        value->above += above;
    if (asked->metric->below != NULL)
        value->below += asked->metric->below(item);
}

static void add(struct history_wish *wish, enum history_source source, struct history_item *item,
                const struct place *place)
{
    struct history_cell *cell = passes(wish, place) ? cell_of(wish, place) : NULL;
    for (uint32_t i = 0; cell != NULL && i < wish->metric_count; i++) {
        const struct history_asked *asked = &wish->metrics[i];
        if (asked->metric->source != source || !is_counted(asked, item))
            continue;
        item->threshold_ms = asked->threshold_ms;
        item->or_equal = asked->or_equal;
        item->greater = asked->greater;
        add_to(&cell->values[i], asked, item);
    }
}

/* ---- items ---- */

static void place_agent(const struct history_wish *wish, struct place *place, uint32_t agent)
{
    place->by[BY_AGENTS] = agent;
    if (agent < wish->level_agents)
        for (int level = 0; level < HIERARCHY_LEVELS_MAX; level++)
            place->by[BY_LEVEL_ONE + level] = wish->levels[agent][level];
}

void history_add_bucket(void *ctx, const struct book_bucket *bucket)
{
    struct history_wish *wish = ctx;
    struct history_item item = {.times = &bucket->times};
    struct place place = {.at = bucket->at < wish->from ? wish->from : bucket->at,
                          .by = {[BY_PROFILES] = bucket->profile}};
    place_agent(wish, &place, bucket->agent);
    add(wish, OF_TIME, &item, &place);
}

/* Agents' own queues are none (connect.md 5.4). Channels count from 1, as all values do. */
void history_add_contact(void *ctx, enum book_metrics_by by, const struct tally_contact *contact)
{
    struct history_wish *wish = ctx;
    struct history_item item = {.contact = contact};
    enum history_source source = by == BOOK_BY_ENDED       ? OF_RECORDS
                                 : by == BOOK_BY_ENQUEUED  ? OF_ENQUEUED
                                 : by == BOOK_BY_CONNECTED ? OF_CONNECTED
                                                           : OF_STARTED;
    struct place place = {.at = by == BOOK_BY_ENDED       ? contact->ended_at
                                : by == BOOK_BY_ENQUEUED  ? contact->enqueued_at
                                : by == BOOK_BY_CONNECTED ? contact->connected_at
                                                          : contact->started_at,
                          .by = {[BY_QUEUES] = contact->queue,
                                 [BY_PROFILES] = contact->profile,
                                 [BY_CHANNELS] = contact->channel + 1u}};
    place_agent(wish, &place, contact->agent);
    add(wish, source, &item, &place);
}

void history_add_offer(void *ctx, const struct tally_offer *offer)
{
    struct history_wish *wish = ctx;
    struct history_item item = {.offer = offer};
    struct place place = {
        .at = offer->ended_at,
        .by = {
            [BY_QUEUES] = offer->queue, [BY_PROFILES] = offer->profile, [BY_CHANNELS] = offer->channel + 1u}};
    place_agent(wish, &place, offer->agent);
    add(wish, OF_OFFERS, &item, &place);
}
