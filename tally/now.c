/* Cells of agents and contacts; see now.h. It must not look at anything a batch did not touch.
 *
 *   agent or contact touched:  its old part out of its cell -> look at the core -> its new part into its cell
 */
#include "tally/now.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "tally/state.h"

/* ---- memory ---- */

/* An array with room for index; what is new is zeros. */
static void *grow(struct tally_now *now, void *array, uint32_t *capacity, uint32_t index, size_t item)
{
    uint32_t wanted = *capacity;
    if (index < *capacity)
        return array;
    while (wanted <= index)
        wanted = wanted < 16 ? 16 : wanted * 2;
    void *grown = realloc(array, wanted * item);
    if (grown == NULL) {
        now->failed = true;
        return array;
    }
    memset((char *)grown + *capacity * item, 0, (wanted - *capacity) * item);
    *capacity = wanted;
    return grown;
}

struct now_agent *now_agent_get(struct tally_now *now, uint32_t agent)
{
    now->agents = grow(now, now->agents, &now->agent_capacity, agent, sizeof *now->agents);
    if (agent >= now->agent_capacity)
        return NULL;
    if (agent > now->agent_count)
        now->agent_count = agent;
    if (now->agents[agent].day.count == 0)
        day_init(&now->agents[agent].day, TALLY_AGENT_STEPS, TALLY_AGENT_STEP_MS);
    return &now->agents[agent];
}

struct now_contact *now_contact_get(struct tally_now *now, uint64_t contact)
{
    uint32_t place = CONTACT_PLACE(contact);
    now->contacts = grow(now, now->contacts, &now->contact_capacity, place, sizeof *now->contacts);
    return place < now->contact_capacity ? &now->contacts[place] : NULL;
}

struct now_queue *now_queue_get(struct tally_now *now, uint32_t queue)
{
    now->queues = grow(now, now->queues, &now->queue_capacity, queue, sizeof *now->queues);
    if (queue >= now->queue_capacity)
        return NULL;
    if (now->queues[queue].day.count == 0)
        day_init(&now->queues[queue].day, TALLY_STEPS, TALLY_STEP_MS);
    return &now->queues[queue];
}

const struct now_queue *now_queue_find(const struct tally_now *now, uint32_t queue)
{
    return queue < now->queue_capacity && now->queues[queue].day.count > 0 ? &now->queues[queue] : NULL;
}

/* ---- cells of agents ---- */

static bool grow_cells(struct tally_now *now, uint32_t profile, uint32_t status)
{
    uint32_t profiles = now->profile_capacity;
    uint32_t statuses = now->status_capacity;
    while (profiles <= profile)
        profiles = profiles < 8 ? 8 : profiles * 2;
    while (statuses <= status)
        statuses = statuses < 8 ? 8 : statuses * 2;
    struct tally_agents *cells = calloc((size_t)profiles * statuses, sizeof *cells);
    if (cells == NULL) {
        now->failed = true;
        return false;
    }
    for (uint32_t i = 0; i < now->profile_capacity; i++)
        memcpy(&cells[(size_t)i * statuses], &now->cells[(size_t)i * now->status_capacity],
               now->status_capacity * sizeof *cells);
    free(now->cells);
    now->cells = cells;
    now->profile_capacity = profiles;
    now->status_capacity = statuses;
    return true;
}

static struct tally_agents *cell_get(struct tally_now *now, uint32_t profile, uint32_t status)
{
    bool fits = profile < now->profile_capacity && status < now->status_capacity;
    if (!fits && !grow_cells(now, profile, status))
        return NULL;
    if (profile > now->profile_count)
        now->profile_count = profile;
    return &now->cells[(size_t)profile * now->status_capacity + status];
}

static void add_agents(struct tally_agents *sum, const struct tally_agents *part, int sign)
{
    static_assert(sizeof *sum % sizeof(int64_t) == 0, "a cell is made of sums alone");
    int64_t *sums = (int64_t *)sum;
    const int64_t *parts = (const int64_t *)part;
    for (size_t i = 0; i < sizeof *sum / sizeof *sums; i++)
        sums[i] += sign * parts[i];
}

/* connect.md 6.1: what makes an agent on contact. A monitor leg does not. */
static bool makes_on_contact(const struct acd_leg_view *leg)
{
    return leg->state == ACD_LEG_CONNECTED || leg->state == ACD_LEG_ON_HOLD || leg->state == ACD_LEG_ENDED ||
           leg->state == ACD_LEG_PAUSED || leg->state == ACD_LEG_PENDING ||
           (leg->state == ACD_LEG_CONNECTING && leg->initiation == ACD_INITIATION_OUTBOUND);
}

static void count_legs(const struct acd *acd, uint32_t agent, struct tally_agents *part)
{
    struct acd_leg_view legs[ACD_AGENT_LEGS_MAX];
    uint32_t count = acd_agent_legs(acd, agent, legs, ACD_AGENT_LEGS_MAX);
    for (uint32_t i = 0; i < count; i++) {
        if (legs[i].initiation == ACD_INITIATION_MONITOR)
            continue;
        part->on_contact |= makes_on_contact(&legs[i]);
        part->error |= legs[i].state == ACD_LEG_MISSED || legs[i].state == ACD_LEG_REJECTED ||
                       legs[i].state == ACD_LEG_ERROR;
        part->wrapups[legs[i].channel] += legs[i].state == ACD_LEG_ENDED;
    }
}

static void look_at_agent(const struct acd *acd, const struct acd_agent_view *view, struct tally_agents *part)
{
    bool drains = view->next.status != 0 && view->next.when == ACD_WHEN_IDLE;
    *part = (struct tally_agents){
        .agents = 1,
        .online = view->status_type != ACD_STATUS_OFFLINE,
        .staffed = view->status_type == ACD_STATUS_ROUTABLE,
        .non_productive = view->status_type == ACD_STATUS_CUSTOM,
        .available = view->status_type == ACD_STATUS_ROUTABLE && view->leg_count == 0,
        .in_wrapup = acd_agent_activity(acd, view->agent) == ACD_ACTIVITY_WRAPUP,
        .draining = drains,
        .draining_since = drains ? view->next.set_at : 0,
    };
    count_legs(acd, view->agent, part);
    for (int channel = 0; channel < ACD_CHANNELS; channel++) {
        part->slots_active[channel] = view->slots_active[channel];
        part->slots_available[channel] = view->slots_available[channel];
    }
}

/* The time since the agent was looked at last goes into its day, as what it was. */
static void spend(struct tally_now *now, struct now_agent *agent, int64_t at)
{
    const struct tally_agents *part = &agent->part;
    bool kept = true;
    if (part->staffed && part->on_contact)
        kept = day_spread(&agent->day, offsetof(struct tally_day, contact_ms), agent->since, at);
    else if (part->staffed)
        kept = day_spread(&agent->day, offsetof(struct tally_day, idle_ms), agent->since, at);
    if (part->draining)
        kept = day_spread(&agent->day, offsetof(struct tally_day, drained_ms), agent->since, at) && kept;
    now->failed |= !kept;
    agent->since = at;
}

static void touch_agent(struct tally_now *now, const struct acd *acd, uint32_t number)
{
    struct acd_agent_view view;
    struct now_agent *agent = number != 0 ? now_agent_get(now, number) : NULL;
    if (agent == NULL)
        return;
    if (agent->profile != 0) {
        spend(now, agent, now->at);
        struct tally_agents *cell = cell_get(now, agent->profile, agent->status);
        if (cell != NULL)
            add_agents(cell, &agent->part, -1);
    }
    agent->part = (struct tally_agents){.agents = 0};
    agent->profile = 0;
    if (!acd_agent_view(acd, number, &view))
        return;
    struct tally_agents *cell = cell_get(now, view.profile, view.status);
    if (cell == NULL)
        return;
    look_at_agent(acd, &view, &agent->part);
    agent->profile = view.profile;
    agent->status = view.status;
    agent->since = now->at;
    add_agents(cell, &agent->part, 1);
}

static void touch_agents_of(struct tally_now *now, const struct acd *acd, uint32_t profile)
{
    for (uint32_t agent = 1; agent <= now->agent_count; agent++)
        if (profile == 0 || now->agents[agent].profile == profile)
            touch_agent(now, acd, agent);
}

/* ---- cells of contacts ---- */

static bool waits(const struct now_contact *contact)
{
    return contact->place == ACD_PLACE_WAITING || contact->place == ACD_PLACE_OFFERED;
}

static bool is_before(const struct now_waiting *a, const struct now_waiting *b)
{
    return a->queued_at != b->queued_at ? a->queued_at < b->queued_at : a->contact < b->contact;
}

static void sift_down(struct now_cell *cell, uint32_t at)
{
    for (;;) {
        uint32_t least = at;
        for (uint32_t child = 2 * at + 1; child <= 2 * at + 2 && child < cell->heap_count; child++)
            if (is_before(&cell->heap[child], &cell->heap[least]))
                least = child;
        if (least == at)
            return;
        struct now_waiting moved = cell->heap[at];
        cell->heap[at] = cell->heap[least];
        cell->heap[least] = moved;
        at = least;
    }
}

static void heap_push(struct tally_now *now, struct now_cell *cell, struct now_waiting item)
{
    cell->heap = grow(now, cell->heap, &cell->heap_capacity, cell->heap_count, sizeof *cell->heap);
    if (cell->heap_count >= cell->heap_capacity)
        return;
    uint32_t at = cell->heap_count++;
    for (; at > 0 && is_before(&item, &cell->heap[(at - 1) / 2]); at = (at - 1) / 2)
        cell->heap[at] = cell->heap[(at - 1) / 2];
    cell->heap[at] = item;
}

/* Is the heap's item still what waits in this cell? What is not is let go of. */
static bool still_waits(struct tally_now *now, const struct now_cell *cell, const struct now_waiting *item)
{
    struct now_contact *contact = &now->contacts[CONTACT_PLACE(item->contact)];
    if (contact->contact != item->contact || contact->heaped_at != item->queued_at)
        return false;
    if (waits(contact) && contact->queued_at == item->queued_at && contact->queue != 0 &&
        cell == &now->queues[contact->queue].cells[contact->channel])
        return true;
    contact->is_heaped = false;
    return false;
}

/* What waits no longer goes when it outnumbers what does. */
static void heap_compact(struct tally_now *now, struct now_cell *cell)
{
    uint32_t kept = 0;
    if (cell->heap_count <= 2 * (uint64_t)cell->part.waiting + 64)
        return;
    for (uint32_t i = 0; i < cell->heap_count; i++)
        if (still_waits(now, cell, &cell->heap[i]))
            cell->heap[kept++] = cell->heap[i];
    cell->heap_count = kept;
    for (uint32_t at = kept / 2; at-- > 0;)
        sift_down(cell, at);
}

static void add_contact(struct tally_now *now, struct now_contact *contact, int sign)
{
    struct now_queue *queue = contact->queue != 0 ? now_queue_get(now, contact->queue) : NULL;
    if (queue == NULL)
        return;
    struct now_cell *cell = &queue->cells[contact->channel];
    cell->part.scheduled += sign * (contact->place == ACD_PLACE_SCHEDULED);
    cell->part.ringing += sign * (contact->place == ACD_PLACE_OFFERED);
    cell->part.handled += sign * (contact->place == ACD_PLACE_HANDLED);
    if (!waits(contact))
        return;
    cell->part.waiting += sign;
    if (sign > 0 && !(contact->is_heaped && contact->heaped_at == contact->queued_at)) {
        heap_push(now, cell, (struct now_waiting){contact->queued_at, contact->contact});
        contact->is_heaped = true;
        contact->heaped_at = contact->queued_at;
        heap_compact(now, cell);
    }
}

static void tell_waiting(struct tally_now *now, uint32_t number)
{
    struct now_queue *queue = number != 0 ? now_queue_get(now, number) : NULL;
    int64_t waiting = 0;
    if (queue == NULL)
        return;
    for (int channel = 0; channel < ACD_CHANNELS; channel++)
        waiting += queue->cells[channel].part.waiting;
    if (waiting != queue->day.waiting)
        now->failed |= !day_set_waiting(&queue->day, now->at, waiting);
}

/* A contact of an earlier generation at the same place goes with its part. */
static void touch_contact(struct tally_now *now, const struct acd *acd, uint64_t number)
{
    struct acd_contact_view view;
    struct now_contact *contact = number != 0 ? now_contact_get(now, number) : NULL;
    bool lives = contact != NULL && acd_contact_view(acd, number, &view);
    if (contact == NULL || (!lives && contact->contact != number))
        return;
    uint32_t former = contact->queue;
    if (contact->contact != 0)
        add_contact(now, contact, -1);
    bool same_cell = lives && contact->contact == number && contact->queue == view.queue;
    contact->is_heaped &= same_cell;
    contact->contact = lives ? number : 0;
    contact->queue = lives ? view.queue : 0;
    contact->channel = lives ? view.channel : 0;
    contact->place = lives ? view.place : ACD_PLACE_NONE;
    contact->queued_at = lives ? view.queued_at : 0;
    add_contact(now, contact, 1);
    tell_waiting(now, former);
    if (former != contact->queue)
        tell_waiting(now, contact->queue);
}

/* ---- batches ---- */

static bool concerns_profile(const struct acd_event *event)
{
    return event->kind == ACD_PROFILE_CHANNEL_SET || event->kind == ACD_PROFILE_QUEUE_SET ||
           event->kind == ACD_PROFILE_QUEUE_UNSET || event->kind == ACD_PROFILE_CHANGED;
}

static void touch(struct tally_now *now, const struct acd *acd, const struct acd_event *event)
{
    touch_agent(now, acd, event->agent);
    touch_agent(now, acd, event->other_agent);
    touch_contact(now, acd, event->previous);
    touch_contact(now, acd, event->contact);
    if (concerns_profile(event))
        touch_agents_of(now, acd, event->profile);
    if (event->kind == ACD_RULE_SET)
        touch_agents_of(now, acd, 0);
}

bool tally_now_batch(struct tally_now *now, const struct acd *acd, const struct acd_batch *batch)
{
    if (batch->count > 0 && batch->events[batch->count - 1].at > now->at)
        now->at = batch->events[batch->count - 1].at;
    for (uint32_t i = 0; i < batch->count; i++)
        course_take(now, &batch->events[i]);
    for (uint32_t i = 0; i < batch->count; i++)
        touch(now, acd, &batch->events[i]);
    return !now->failed;
}

/* ---- life ---- */

struct tally_now *tally_now_new(const struct acd *acd)
{
    struct acd_contact_view view;
    struct tally_now *now = calloc(1, sizeof *now);
    if (now == NULL)
        return NULL;
    now->at = acd_now(acd);
    for (uint32_t agent = 1; agent <= acd_agent_count(acd); agent++)
        touch_agent(now, acd, agent);
    for (uint64_t contact = 0; (contact = acd_contact_after(acd, contact)) != 0;) {
        touch_contact(now, acd, contact);
        if (acd_contact_view(acd, contact, &view))
            course_begin(now, acd, &view);
    }
    if (!now->failed)
        return now;
    tally_now_free(now);
    return NULL;
}

void tally_now_free(struct tally_now *now)
{
    if (now == NULL)
        return;
    for (uint32_t i = 0; i < now->agent_capacity; i++)
        day_free(&now->agents[i].day);
    for (uint32_t i = 0; i < now->queue_capacity; i++) {
        day_free(&now->queues[i].day);
        for (int channel = 0; channel < ACD_CHANNELS; channel++)
            free(now->queues[i].cells[channel].heap);
    }
    free(now->agents);
    free(now->contacts);
    free(now->queues);
    free(now->cells);
    free(now);
}

/* ---- reading ---- */

void tally_now_add_agents(const struct tally_now *now, uint32_t profile, uint32_t status,
                          struct tally_agents *sum)
{
    uint32_t first = profile != 0 ? profile : 1;
    uint32_t last = profile != 0 ? profile : now->profile_count;
    for (uint32_t i = first; i <= last && i < now->profile_capacity; i++)
        for (uint32_t j = status; j < now->status_capacity; j++) {
            add_agents(sum, &now->cells[(size_t)i * now->status_capacity + j], 1);
            if (status != 0)
                break;
        }
}

static bool serves(const struct acd *acd, uint32_t profile, uint32_t queue, unsigned channels)
{
    struct acd_profile_queue pairs[ACD_PROFILE_QUEUES_MAX];
    uint32_t count = acd_profile_queues(acd, profile, pairs, ACD_PROFILE_QUEUES_MAX);
    for (uint32_t i = 0; i < count; i++)
        if (pairs[i].queue == queue && (channels & 1u << pairs[i].channel) != 0)
            return true;
    return false;
}

void tally_now_add_queue_agents(const struct tally_now *now, const struct acd *acd, uint32_t queue,
                                unsigned channels, struct tally_agents *sum)
{
    for (uint32_t profile = 1; profile <= now->profile_count; profile++)
        if (serves(acd, profile, queue, channels))
            tally_now_add_agents(now, profile, 0, sum);
}

int64_t tally_drain_ms(const struct tally_agents *agents, int64_t at)
{
    return agents->draining * at - agents->draining_since;
}

static int64_t oldest_of(struct tally_now *now, struct now_cell *cell)
{
    while (cell->heap_count > 0 && !still_waits(now, cell, &cell->heap[0])) {
        cell->heap[0] = cell->heap[--cell->heap_count];
        sift_down(cell, 0);
    }
    return cell->heap_count > 0 ? cell->heap[0].queued_at : ACD_NEVER;
}

static void add_cell(struct tally_now *now, uint32_t queue, enum acd_channel channel,
                     struct tally_contacts *sum)
{
    struct now_cell *cell = &now->queues[queue].cells[channel];
    int64_t oldest_at = oldest_of(now, cell);
    sum->scheduled += cell->part.scheduled;
    sum->waiting += cell->part.waiting;
    sum->ringing += cell->part.ringing;
    sum->handled += cell->part.handled;
    if (oldest_at < sum->oldest_at)
        sum->oldest_at = oldest_at;
}

void tally_now_add_contacts(struct tally_now *now, uint32_t queue, enum acd_channel channel,
                            struct tally_contacts *sum)
{
    if (queue != 0 && now_queue_find(now, queue) != NULL)
        add_cell(now, queue, channel, sum);
    for (uint32_t i = 1; queue == 0 && i < now->queue_capacity; i++)
        if (now->queues[i].day.count > 0)
            add_cell(now, i, channel, sum);
}
