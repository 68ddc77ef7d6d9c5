/* Routing: which waiting contact goes to which available agent, and why. It must not know how a leg lives on
 * (leg.c).
 *
 *     a contact begins to wait -> the longest-available agent among the heads of the profiles that may see it
 *                                 (LONGEST_AVAILABLE)
 *     an agent comes free      -> the best contact of the queues in the agent's profile
 *                                 (NEXT_IN_QUEUE, AGENT_QUEUE)
 *
 * Best for an agent (connect.md 4.2, strictly in this order): own queue; profile priority; contact priority;
 * time the place counts from (routing age included); order of queueing. A contact is visible to a profile
 * when it has waited the profile queue's delay (age does not count there: it reorders, it does not alter the
 * wait). An agent who still shows a leg of a contact is skipped for it (ACD_RULE_REOFFER_WHILE_MISSED), and so is one
 * from whom a supervisor took it back (monitor.c). An
 * agent found from a contact's side is given the best contact for that agent, so both orders agree.
 *
 * Cost: contact.c and agent_settle() keep the trees; a decision reads heads. It is O(profiles that serve the
 * queue, log n), or O(queues of the profile, log n), plus one step for each uncleared leg of that very pair;
 * never idle agents, never waiting contacts.
 *
 * What may have become possible is read from the events of the batch itself. What does not fit the batch is
 * due work, kept in the state:
 *
 *     WORK_AGENTS    each agent: eligibility follows a changed profile or rule (AGENT_REVIEWED); own queue
 *     WORK_CONTACTS  each contact: its delay timer follows changed profile queues (ROUTE_TRIED)
 *     WORK_QUEUES    each queue and channel: matched until nobody can take more
 *
 * route_work() goes on with it in each TICK, a bounded number in one step, and WORK_LEFT remembers where.
 * While a profile is stale its agents are found from no queue; they are again when WORK_AGENTS is through.
 */
#include "core/state.h"

enum {
    WORK_LOOKS_MAX = 4096, /* records looked at in one step */
    OFFER_EVENTS_MAX = 3,  /* a missed leg cleared, the offer, its acceptance */
    PLAN_EVENTS_MAX = 2 * ACD_AGENT_LEGS_MAX + OFFER_EVENTS_MAX +
                      2, /* the same where accepting it brings a plan into force */
};

/* ---- ask ---- */

bool route_pair_allowed(const struct acd *acd, uint32_t agent, uint32_t contact)
{
    const struct contact *one = contact_get(acd, contact);
    uint32_t leg;

    if (one->skipped_agent == agent && one->skipped_version == agent_get(acd, agent)->version)
        return false;
    if (one->leg_count == 0)
        return true;
    leg = leg_find(acd, agent, contact);
    return leg == 0 || acd->rules[ACD_RULE_REOFFER_WHILE_MISSED];
}

int64_t route_next_delay(const struct acd *acd, uint32_t number, int64_t at)
{
    const struct contact *contact = contact_get(acd, number);
    int64_t next = ACD_NEVER;
    uint32_t entry;

    if (contact->agent != 0 || queue_get(acd, contact->queue)->delayed[contact->channel] == 0)
        return ACD_NEVER;
    entry = queue_get(acd, contact->queue)->profile_queues[contact->channel];
    for (; entry != 0; entry = profile_queue_get(acd, entry)->next) {
        int64_t visible_at = contact->queued_at + profile_queue_get(acd, entry)->delay_ms;
        if (visible_at > at && visible_at < next)
            next = visible_at;
    }
    return next;
}

static uint32_t first_of_own_queue(const struct acd *acd, uint32_t number, uint8_t channels)
{
    const struct tree_node *nodes = nodes_of(acd, TABLE_WAITING);
    uint32_t contact = tree_first(nodes, agent_get(acd, number)->own_queue);

    while (contact != 0 && (!(channels >> contact_get(acd, contact)->channel & 1) ||
                            !route_pair_allowed(acd, number, contact)))
        contact = tree_next(nodes, contact);
    return contact;
}

static uint32_t first_visible(const struct acd *acd, uint32_t agent, const struct profile_queue *entry,
                              int64_t at)
{
    const struct tree_node *nodes = nodes_of(acd, TABLE_WAITING);
    uint32_t root = queue_get(acd, entry->queue)->waiting[entry->channel];
    uint32_t contact = tree_first_within(nodes, root, at - entry->delay_ms);

    while (contact != 0 && !route_pair_allowed(acd, agent, contact))
        contact = tree_next_within(nodes, contact, at - entry->delay_ms);
    return contact;
}

/* 0: nothing for this agent. *entry: through which profile queue, NULL for the own queue; written only if a
 * contact is returned. */
uint32_t route_best_contact(const struct acd *acd, uint32_t number, int64_t at,
                            const struct profile_queue **entry)
{
    const struct tree_node *nodes = nodes_of(acd, TABLE_WAITING);
    const struct agent *agent = agent_get(acd, number);
    uint8_t channels = agent_eligible_channels(acd, agent);
    const struct profile_queue *through = NULL;
    uint32_t best = channels == 0 ? 0 : first_of_own_queue(acd, number, channels);

    if (best == 0 && channels != 0) {
        const struct profile_queue *one = profile_queue_get(acd, agent->profile * ACD_PROFILE_QUEUES_MAX);
        const struct profile_queue *end = one + profile_get(acd, agent->profile)->queue_count;
        for (; one < end; one++) {
            uint32_t contact;
            if (!(channels >> one->channel & 1) || (best != 0 && one->priority > through->priority))
                continue;
            contact = first_visible(acd, number, one, at);
            if (contact == 0)
                continue;
            if (best == 0 || one->priority < through->priority ||
                tree_before(&nodes[contact], &nodes[best])) {
                best = contact;
                through = one;
            }
        }
    }
    if (best != 0)
        *entry = through;
    return best;
}

static uint32_t longest(const struct acd *acd, uint8_t channel, uint32_t one, uint32_t other)
{
    const struct tree_node *nodes = nodes_of(acd, TABLE_AVAILABLE + (uint32_t)channel);

    if (one == 0 || other == 0)
        return one != 0 ? one : other;
    return tree_before(&nodes[other], &nodes[one]) ? other : one;
}

/* The longest-available agent who may see this contact; 0: none. */
static uint32_t agent_for_contact(const struct acd *acd, uint32_t number, int64_t at)
{
    const struct contact *contact = contact_get(acd, number);
    const struct tree_node *nodes = nodes_of(acd, TABLE_AVAILABLE + (uint32_t)contact->channel);
    uint32_t found = 0;
    uint32_t entry;

    if (contact->agent != 0) {
        bool can = agent_eligible(acd, agent_get(acd, contact->agent), contact->channel);
        return can && route_pair_allowed(acd, contact->agent, number) ? contact->agent : 0;
    }
    entry = queue_get(acd, contact->queue)->profile_queues[contact->channel];
    for (; entry != 0; entry = profile_queue_get(acd, entry)->next) {
        const struct profile_queue *one = profile_queue_get(acd, entry);
        const struct profile *profile = profile_get(acd, one->profile);
        uint32_t agent;
        if (profile->stale || at - contact->queued_at < one->delay_ms)
            continue;
        agent = tree_first(nodes, profile->available[contact->channel]);
        while (agent != 0 && !route_pair_allowed(acd, agent, number))
            agent = tree_next(nodes, agent);
        found = longest(acd, contact->channel, found, agent);
    }
    return found;
}

/* The longest-available agent who may take anything of this queue and channel; 0: none. */
static uint32_t agent_for_queue(const struct acd *acd, uint32_t queue, uint8_t channel, int64_t at)
{
    const struct tree_node *nodes = nodes_of(acd, TABLE_AVAILABLE + (uint32_t)channel);
    uint32_t waiting = queue_get(acd, queue)->waiting[channel];
    uint32_t entry = queue_get(acd, queue)->profile_queues[channel];
    uint32_t found = 0;

    for (; entry != 0; entry = profile_queue_get(acd, entry)->next) {
        const struct profile_queue *one = profile_queue_get(acd, entry);
        const struct profile *profile = profile_get(acd, one->profile);
        uint32_t agent;
        if (profile->stale ||
            tree_first_within(nodes_of(acd, TABLE_WAITING), waiting, at - one->delay_ms) == 0)
            continue;
        agent = tree_first(nodes, profile->available[channel]);
        while (agent != 0 && first_visible(acd, agent, one, at) == 0)
            agent = tree_next(nodes, agent);
        found = longest(acd, channel, found, agent);
    }
    return found;
}

/* ---- decide ---- */

static bool room_for_offer(const struct decision *decision, uint32_t agent)
{
    bool planned = agent_get(decision->acd, agent)->next.status != 0;

    return batch_has_room(decision, planned ? PLAN_EVENTS_MAX : OFFER_EVENTS_MAX);
}

static void offer(struct decision *decision, uint32_t agent, uint32_t contact,
                  const struct profile_queue *entry, enum acd_cause cause)
{
    uint32_t shown =
        contact_get(decision->acd, contact)->leg_count > 0 ? leg_find(decision->acd, agent, contact) : 0;

    if (shown != 0)
        leg_clear(decision, shown,
                  ACD_CAUSE_WITHDRAWN); /* ACD_RULE_REOFFER_WHILE_MISSED: one leg for each pair */
    leg_offer(decision, agent, contact, entry == NULL ? ACD_CAUSE_AGENT_QUEUE : cause,
              entry == NULL ? 0 : entry->priority);
}

/* All three return false if there was more to do and no room for it. Without a free leg record nothing is
 * offered: leg.c makes it due work then. */

static bool route_agent(struct decision *decision, uint32_t agent)
{
    const struct profile_queue *entry = NULL;
    uint32_t contact;

    while (leg_left(decision->acd)) {
        contact = route_best_contact(decision->acd, agent, decision->at, &entry);
        if (contact == 0)
            return true;
        if (!room_for_offer(decision, agent))
            return false;
        offer(decision, agent, contact, entry, ACD_CAUSE_NEXT_IN_QUEUE);
    }
    return true;
}

static bool give_best(struct decision *decision, uint32_t agent)
{
    const struct profile_queue *entry = NULL;
    uint32_t contact = route_best_contact(decision->acd, agent, decision->at, &entry);

    if (contact == 0)
        acd_panic("an agent was found for a contact that is not for them");
    if (!room_for_offer(decision, agent))
        return false;
    offer(decision, agent, contact, entry, ACD_CAUSE_LONGEST_AVAILABLE);
    return true;
}

static bool route_contact(struct decision *decision, uint32_t contact)
{
    while (contact_get(decision->acd, contact)->place == ACD_PLACE_WAITING && leg_left(decision->acd)) {
        uint32_t agent = agent_for_contact(decision->acd, contact, decision->at);
        if (agent == 0)
            return true;
        if (!give_best(decision, agent))
            return false;
    }
    return true;
}

static bool route_queue(struct decision *decision, uint32_t queue, uint8_t channel)
{
    while (leg_left(decision->acd)) {
        uint32_t agent = agent_for_queue(decision->acd, queue, channel, decision->at);
        if (agent == 0)
            return true;
        if (!give_best(decision, agent))
            return false;
    }
    return true;
}

static bool route_contact_again(struct decision *decision, uint64_t id)
{
    uint32_t contact = contact_find(decision->acd, id);

    return contact == 0 || route_contact(decision, contact);
}

/* May an agent become eligible by an offer's end alone, or by a call that begins? Not so in connect. */
static bool offers_wait_for_offers(const struct acd *acd)
{
    return acd->rules[ACD_RULE_ONE_OFFER] || acd->rules[ACD_RULE_WRAPUP_TAKES_NO_WORK] ||
           acd->rules[ACD_RULE_CALL_FREES_CHAT_WRAPUP];
}

/* What one event may have made possible. */
static bool follow(struct decision *decision, const struct acd_event *event)
{
    switch (event->kind) {
    case ACD_PROFILE_QUEUE_SET:
        return route_queue(decision, event->queue, event->channel);
    case ACD_CONTACT_QUEUED:
        return route_contact_again(decision, event->contact);
    case ACD_OFFER_ACCEPTED: /* with ONE_OFFER, WRAPUP_TAKES_NO_WORK, CALL_FREES_CHAT_WRAPUP: the way may be free */
    case ACD_CALL_PLACED:
    case ACD_TAKEN_OVER:
    case ACD_WRAPUP_BEGUN:
        return !offers_wait_for_offers(decision->acd) || route_agent(decision, event->agent);
    case ACD_OFFER_MISSED:
    case ACD_OFFER_REJECTED:
    case ACD_LEG_FAILED:
        return route_contact_again(decision, event->contact) &&
               (!offers_wait_for_offers(decision->acd) || route_agent(decision, event->agent));
    case ACD_OFFER_WITHDRAWN:
        return route_contact_again(decision, event->contact) && route_agent(decision, event->agent);
    case ACD_NEXT_STATUS_SET: /* a plan may have taken the place of a stop */
        return (event->next.when == ACD_WHEN_IDLE && event->next.scope == 0) ||
               route_agent(decision, event->agent);
    case ACD_AGENT_PROFILE_SET:
    case ACD_AGENT_ENABLED:
    case ACD_STATUS_SET:
    case ACD_NEXT_STATUS_CLEARED:
    case ACD_LEG_CLEARED:
    case ACD_TASK_PAUSED:
    case ACD_PAGE_OPENED:
    case ACD_PAGE_CLOSED:
    case ACD_AGENT_LIMIT_SET:
    case ACD_AGENT_BLEND_SET:
        return route_agent(decision, event->agent);
    default:
        return true;
    }
}

static void emit_work_left(struct decision *decision, uint64_t work)
{
    struct acd_event *event;

    if (decision->acd->work == work)
        return;
    event = event_new(decision, ACD_WORK_LEFT);
    event->value = (int64_t)work;
    emit(decision, event);
}

void route_consequences(struct decision *decision, uint32_t from)
{
    struct acd_actor before = act_as_system(decision);

    for (uint32_t index = from; index < decision->batch->count; index++) {
        if (!follow(decision, &decision->batch->events[index])) {
            emit_work_left(decision, WORK_AT(WORK_AGENTS, 1));
            break;
        }
    }
    decision->actor = before;
}

static void emit_tried(struct decision *decision, uint32_t number, int64_t next)
{
    struct acd_event *event = event_new(decision, ACD_ROUTE_TRIED);

    event->contact = contact_id(decision->acd, number);
    event->channel = contact_get(decision->acd, number)->channel;
    event->queue = contact_get(decision->acd, number)->queue;
    event->deadline = next;
    emit(decision, event);
}

/* One more profile may see the contact: it is offered, or its timer moves on to the next profile's delay. */
void route_delay_passed(struct decision *decision, uint32_t number)
{
    bool done = route_contact(decision, number);

    if (contact_get(decision->acd, number)->place == ACD_PLACE_WAITING &&
        timer_due(decision->acd, TIMER_DELAY, number) <= decision->at)
        emit_tried(decision, number, route_next_delay(decision->acd, number, decision->at));
    if (!done)
        emit_work_left(decision, WORK_AT(WORK_AGENTS, 1));
}

/* ---- due work: each returns false if it must stop here, at *number ---- */

static bool work_agent(struct decision *decision, uint32_t number)
{
    const struct acd *acd = decision->acd;
    const struct agent *agent = agent_find(acd, number);
    struct acd_event *event;

    if (agent == NULL)
        return true;
    if (agent->listed != agent_eligible_channels(acd, agent)) {
        if (!batch_has_room(decision, 1))
            return false;
        event = event_new(decision, ACD_AGENT_REVIEWED);
        event->agent = number;
        emit(decision, event);
    }
    while (agent->own_queue != 0 && leg_left(acd)) {
        uint32_t contact = first_of_own_queue(acd, number, agent_eligible_channels(acd, agent));
        if (contact == 0)
            break;
        if (!room_for_offer(decision, number))
            return false;
        offer(decision, number, contact, NULL, ACD_CAUSE_AGENT_QUEUE);
    }
    return true;
}

static bool work_contact(struct decision *decision, uint32_t number)
{
    const struct contact *contact = contact_get(decision->acd, number);
    int64_t next;

    if (contact->place != ACD_PLACE_WAITING || contact->agent != 0)
        return true;
    next = route_next_delay(decision->acd, number, decision->at);
    if (next == timer_due(decision->acd, TIMER_DELAY, number))
        return true;
    if (!batch_has_room(decision, 1))
        return false;
    emit_tried(decision, number, next);
    return true;
}

static bool work_queue(struct decision *decision, uint32_t number)
{
    uint32_t queue = 1 + (number - 1) / ACD_CHANNELS;

    if (queue_find(decision->acd, queue) == NULL)
        return true;
    return route_queue(decision, queue, (uint8_t)((number - 1) % ACD_CHANNELS));
}

static uint32_t stage_end(const struct acd *acd, enum work_stage stage)
{
    if (stage == WORK_AGENTS)
        return acd->agent_count;
    return stage == WORK_CONTACTS ? acd->contact_count : acd->queue_count * ACD_CHANNELS;
}

static bool work_one(struct decision *decision, enum work_stage stage, uint32_t number)
{
    if (stage == WORK_AGENTS)
        return work_agent(decision, number);
    return stage == WORK_CONTACTS ? work_contact(decision, number) : work_queue(decision, number);
}

void route_work(struct decision *decision)
{
    const struct acd *acd = decision->acd;
    uint32_t looks = WORK_LOOKS_MAX;

    while (acd->work != 0) {
        enum work_stage stage = (enum work_stage)(acd->work >> 32);
        uint32_t number = (uint32_t)acd->work;
        uint32_t end = stage_end(acd, stage);
        while (number <= end && looks > 0 && work_one(decision, stage, number)) {
            number++;
            looks--;
        }
        if (number <= end) {
            emit_work_left(decision, WORK_AT(stage, number));
            return;
        }
        if (!batch_has_room(decision, 1))
            return;
        emit_work_left(decision, stage == WORK_QUEUES ? 0 : WORK_AT(stage + 1, 1));
    }
}

/* ---- apply ---- */

void route_work_from(struct acd *acd, enum work_stage stage)
{
    if (acd->work == 0 || acd->work > WORK_AT(stage, 1))
        acd->work = WORK_AT(stage, 1);
}

static void apply_work_left(struct acd *acd, const struct acd_event *event)
{
    bool reviewed = acd->work >> 32 == WORK_AGENTS && (uint64_t)event->value >> 32 != WORK_AGENTS;

    acd->work = (uint64_t)event->value;
    for (uint32_t number = 1; reviewed && number <= acd->profile_count; number++)
        profile_edit(acd, number)->stale = 0;
}

static void apply_route_tried(struct acd *acd, const struct acd_event *event)
{
    uint32_t contact = contact_find(acd, event->contact);

    if (contact == 0 || contact_get(acd, contact)->place != ACD_PLACE_WAITING)
        acd_panic("routing was tried for a contact that does not wait");
    timer_set(acd, TIMER_DELAY, contact, event->deadline);
}

void route_apply(struct acd *acd, const struct acd_event *event)
{
    if (event->kind == ACD_WORK_LEFT)
        apply_work_left(acd, event);
    else if (event->kind == ACD_ROUTE_TRIED)
        apply_route_tried(acd, event);
    /* AGENT_REVIEWED: agent_settle() does it, as after every event of an agent */
}
