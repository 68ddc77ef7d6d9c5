/* Contacts: one customer's call, chat or task, from its start until its last leg is cleared. It must not know
 * how an agent is chosen (route.c).
 *
 *   CONTACT_STARTED, CONTACT_TRANSFERRED                    CALL_PLACED
 *            |                |                                  |
 *            v                v                                  v
 *       [SCHEDULED] ----> WAITING ------ OFFER_MADE ---> OFFERED -+-- OFFER_ACCEPTED --> HANDLED
 *         CONTACT_QUEUED    | ^  ^                          |                              |
 *              CONTACT_     | |  +-- OFFER_MISSED, _REJECTED, _WITHDRAWN, LEG_FAILED ------+ (an offer's:
 *              PARKED       v | CONTACT_UNPARKED, CONTACT_QUEUED (a new place)             | its place stays)
 *                         PARKED (tasks)                                                   |
 *     from any place: CONTACT_ENDED --> OVER -- the last leg is cleared: CONTACT_FORGOTTEN --> gone
 *
 *     SCHEDULED   TIMER_CONTACT runs to scheduled_at                            apply_contact_scheduled
 *     WAITING     in exactly one tree: its queue's by channel, or its agent's   apply_contact_queued, leg.c
 *     OFFERED     active_leg is an offer                                        leg.c: apply_offer_made
 *     HANDLED     active_leg is any other active leg                            leg.c: apply_accepted ...
 *     PARKED      a task paused while it waited, out of its queue               apply_contact_parked
 *     OVER        no active leg; lives for the legs still shown to agents       apply_contact_ended
 *
 * contact_move() is the one door between places: it leaves the old tree and count, changes, joins the new
 * ones (pgbouncer's change_client_state). A contact's id is generation << 32 | table number. The number is
 * used again with the next generation.
 */
#include "core/state.h"

#include <string.h>

enum { DEFAULT_PRIORITY = 5 /* connect.md 4.2 */ };
#define AGE_MS_MAX      INT64_C(1000000000000)
#define SCHEDULE_MS_MAX (INT64_C(6) * 24 * 3600 * 1000) /* connect.md 3.3 */

/* ---- the table ---- */

uint64_t contact_next_id(const struct acd *acd)
{
    if (acd->contact_free != 0)
        return contact_id(acd, acd->contact_free);
    return acd->contact_count < acd->limits.contacts ? acd->contact_count + 1 : 0;
}

uint32_t contact_take(struct acd *acd, const struct acd_event *event)
{
    uint32_t number = (uint32_t)event->contact;
    struct contact *contact;

    if (event->contact == 0 || event->contact != contact_next_id(acd))
        acd_panic("a contact was begun out of order");
    if (acd->contact_free != 0)
        acd->contact_free = contact_get(acd, number)->next_free;
    else
        acd->contact_count++;
    contact = contact_edit(acd, number);
    contact->next_free = 0;
    contact->exists = 1;
    contact->channel = event->channel;
    contact->initiation = event->initiation;
    contact->started_at = event->at;
    contact->priority = DEFAULT_PRIORITY;
    contact->chain = 1;
    contact->initial = event->contact;
    contact->connect_by = ACD_NEVER;
    contact->life_ends_at = ACD_NEVER;
    contact->timer_at = ACD_NEVER;
    contact->delay_at = ACD_NEVER;
    return number;
}

/* ---- places ---- */

/* Does it take room in its queue? In an agent's own queue, which holds few, also before it starts and while
 * it is parked. */
static bool is_held(const struct contact *contact, enum acd_contact_place place)
{
    if (contact->agent != 0 && (place == ACD_PLACE_SCHEDULED || place == ACD_PLACE_PARKED))
        return true;
    return place == ACD_PLACE_WAITING || place == ACD_PLACE_OFFERED;
}

static void hold(struct acd *acd, const struct contact *contact, bool held)
{
    if (contact->agent != 0 && held)
        agent_edit(acd, contact->agent)->held_count++;
    else if (contact->agent != 0)
        agent_edit(acd, contact->agent)->held_count--;
    else if (held)
        queue_edit(acd, contact->queue)->held_count++;
    else
        queue_edit(acd, contact->queue)->held_count--;
}

static uint32_t *waiting_root(struct acd *acd, const struct contact *contact)
{
    if (contact->agent != 0)
        return &agent_edit(acd, contact->agent)->own_queue;
    return &queue_edit(acd, contact->queue)->waiting[contact->channel];
}

static void wait_on(struct acd *acd, uint32_t number)
{
    const struct contact *contact = contact_get(acd, number);
    struct tree_node like = {
        .first = contact->priority,
        .second = contact->queued_at - contact->age_ms,
        .third = contact->queued_seq,
        .weight = contact->queued_at,
    };

    tree_insert(nodes_edit(acd, TABLE_WAITING), waiting_root(acd, contact), number, &like);
}

static void wait_off(struct acd *acd, uint32_t number)
{
    tree_remove(nodes_edit(acd, TABLE_WAITING), waiting_root(acd, contact_get(acd, number)), number);
}

static int64_t timer_wanted(const struct contact *contact)
{
    int64_t due = contact->life_ends_at;

    if (contact->place == ACD_PLACE_OVER)
        return ACD_NEVER;
    if (contact->place == ACD_PLACE_SCHEDULED && contact->scheduled_at < due)
        return contact->scheduled_at;
    if (!contact->customer_connected && contact->connect_by < due)
        return contact->connect_by;
    return due;
}

/* Taken back from this agent by hand: for this stay in the queue, or until their status changes. */
void contact_pass_over(struct acd *acd, uint32_t number, uint32_t agent)
{
    contact_edit(acd, number)->skipped_agent = agent;
    contact_edit(acd, number)->skipped_version = agent_get(acd, agent)->version;
}

void contact_move(struct acd *acd, uint32_t number, enum acd_contact_place place)
{
    struct contact *contact = contact_edit(acd, number);
    bool was_held = is_held(contact, (enum acd_contact_place)contact->place);

    if (contact->place == ACD_PLACE_WAITING) {
        wait_off(acd, number);
        timer_set(acd, TIMER_DELAY, number, ACD_NEVER);
    }
    contact->place = (uint8_t)place;
    contact->skipped_agent = 0; /* set afterwards, where it is */
    contact->skipped_version = 0;
    if (is_held(contact, place) != was_held)
        hold(acd, contact, !was_held);
    if (place == ACD_PLACE_WAITING) {
        wait_on(acd, number);
        timer_set(acd, TIMER_DELAY, number, route_next_delay(acd, number, acd->now));
    }
    timer_set(acd, TIMER_CONTACT, number, timer_wanted(contact));
}

/* ---- decide ---- */

static struct acd_event *new_event(struct decision *decision, enum acd_event_kind kind, uint32_t number)
{
    const struct contact *contact = contact_get(decision->acd, number);
    struct acd_event *event = event_new(decision, kind);

    event->contact = contact_id(decision->acd, number);
    event->channel = contact->channel;
    event->queue = contact->queue;
    return event;
}

static void emit_queued(struct decision *decision, uint32_t number, int64_t since)
{
    struct acd_event *event = new_event(decision, ACD_CONTACT_QUEUED, number);

    event->agent = contact_get(decision->acd, number)->agent;
    event->since = since;
    emit(decision, event);
}

static enum acd_refusal start_place(const struct decision *decision, uint32_t *queue)
{
    const struct acd_command *command = decision->command;
    const struct acd *acd = decision->acd;
    const struct entry_point *entry_point = entry_point_find(acd, command->entry_point);
    const struct agent *agent = agent_find(acd, command->agent);
    enum acd_refusal refusal;

    if ((command->entry_point != 0) + (command->queue != 0) + (command->agent != 0) != 1)
        return ACD_REFUSED_INVALID;
    if (command->entry_point != 0 && entry_point == NULL)
        return ACD_REFUSED_UNKNOWN_ENTRY_POINT;
    if (command->agent != 0) {
        if (agent == NULL)
            return ACD_REFUSED_UNKNOWN_AGENT;
        if (!agent->enabled)
            return ACD_REFUSED_AGENT_DISABLED;
        return agent->held_count < ACD_AGENT_QUEUE_CONTACTS_MAX ? ACD_OK : ACD_REFUSED_AGENT_QUEUE_FULL;
    }
    *queue = entry_point != NULL ? entry_point->queue : command->queue;
    refusal = queue_accepts(acd, *queue, false);
    if (refusal == ACD_OK && entry_point != NULL &&
        !hours_open(acd, queue_get(acd, *queue)->hours, decision->at))
        refusal = ACD_REFUSED_CLOSED;
    return refusal;
}

static enum acd_refusal start_members_valid(const struct decision *decision)
{
    const struct acd_command *command = decision->command;
    bool later = command->scheduled_at > decision->at;

    if (command->channel >= ACD_CHANNELS || command->priority < 0 || command->age_ms > AGE_MS_MAX ||
        command->age_ms < -AGE_MS_MAX)
        return ACD_REFUSED_INVALID;
    if (command->initiation != ACD_INITIATION_INBOUND && command->initiation != ACD_INITIATION_CALLBACK &&
        command->initiation != ACD_INITIATION_API)
        return ACD_REFUSED_INVALID;
    if (command->initiation == ACD_INITIATION_CALLBACK && command->channel != ACD_VOICE)
        return ACD_REFUSED_WRONG_CHANNEL;
    if (later && command->channel != ACD_TASK && command->initiation != ACD_INITIATION_CALLBACK)
        return ACD_REFUSED_WRONG_CHANNEL;
    if (later && command->scheduled_at - decision->at > SCHEDULE_MS_MAX)
        return ACD_REFUSED_INVALID;
    return contact_next_id(decision->acd) == 0 ? ACD_REFUSED_LIMIT : ACD_OK;
}

static int64_t life_end(const struct acd *acd, uint8_t channel, int64_t from)
{
    if (channel == ACD_VOICE)
        return ACD_NEVER;
    return from + acd->rules[channel == ACD_CHAT ? ACD_RULE_CHAT_LIFE_MS : ACD_RULE_TASK_LIFE_MS];
}

static enum acd_refusal start_contact(struct decision *decision)
{
    const struct acd_command *command = decision->command;
    bool later = command->scheduled_at > decision->at;
    uint32_t queue = 0;
    enum acd_refusal refusal = start_members_valid(decision);
    struct acd_event *event;
    uint64_t id;

    if (refusal == ACD_OK)
        refusal = start_place(decision, &queue);
    if (refusal != ACD_OK)
        return refusal;
    id = contact_next_id(decision->acd);
    event = event_new(decision, ACD_CONTACT_STARTED);
    event->contact = id;
    event->channel = command->channel;
    event->initiation = command->initiation;
    event->entry_point = command->entry_point;
    event->queue = queue;
    event->agent = command->agent;
    event->value = command->priority != 0 ? command->priority : DEFAULT_PRIORITY;
    event->value2 = command->age_ms;
    event->previous = command->contact;
    event->deadline = life_end(decision->acd, command->channel, later ? command->scheduled_at : decision->at);
    emit(decision, event);
    if (!later) {
        emit_queued(decision, (uint32_t)id, decision->at);
        return ACD_OK;
    }
    event = new_event(decision, ACD_CONTACT_SCHEDULED, (uint32_t)id);
    event->deadline = command->scheduled_at;
    emit(decision, event);
    return ACD_OK;
}

void contact_forget_if_done(struct decision *decision, uint32_t number)
{
    const struct contact *contact = contact_get(decision->acd, number);
    struct acd_actor before;

    if (!contact->exists || contact->place != ACD_PLACE_OVER || contact->leg_count > 0)
        return;
    before = act_as_system(decision);
    emit(decision, new_event(decision, ACD_CONTACT_FORGOTTEN, number));
    decision->actor = before;
}

void contact_end(struct decision *decision, uint32_t number, enum acd_cause cause)
{
    uint32_t leg = contact_get(decision->acd, number)->active_leg;
    struct acd_event *event = new_event(decision, ACD_CONTACT_ENDED, number);

    event->cause = (uint8_t)cause;
    emit(decision, event);
    monitor_end_of_contact(decision, number, cause);
    if (leg != 0)
        leg_contact_over(decision, leg, cause);
    else
        contact_forget_if_done(decision, number);
}

/* Does it run at an agent of whom this supervisor is none? */
static bool of_another_group(const struct decision *decision, uint32_t number)
{
    uint32_t leg = contact_get(decision->acd, number)->active_leg;

    return leg != 0 &&
           !group_actor_allowed(decision->acd, decision->command->actor, leg_get(decision->acd, leg)->agent);
}

static enum acd_refusal end_contact(struct decision *decision, uint32_t number)
{
    enum acd_cause cause = ACD_CAUSE_API_STOPPED;

    if (contact_get(decision->acd, number)->place == ACD_PLACE_OVER)
        return ACD_REFUSED_CONTACT_STATE;
    if (of_another_group(decision, number))
        return ACD_REFUSED_NOT_YOUR_GROUP;
    switch (decision->command->actor.kind) {
    case ACD_ACTOR_AGENT:
        return ACD_REFUSED_NOT_ALLOWED; /* END_LEG */
    case ACD_ACTOR_CUSTOMER:
    case ACD_ACTOR_GATEWAY:
        cause = ACD_CAUSE_CUSTOMER_LEFT;
        break;
    case ACD_ACTOR_SUPERVISOR:
    case ACD_ACTOR_ADMIN:
        cause = ACD_CAUSE_SUPERVISOR_ENDED;
        break;
    default:
        break;
    }
    contact_end(decision, number, cause);
    return ACD_OK;
}

static enum acd_refusal connect_customer(struct decision *decision, uint32_t number)
{
    const struct contact *contact = contact_get(decision->acd, number);

    if (contact->channel != ACD_CHAT)
        return ACD_REFUSED_WRONG_CHANNEL;
    if (contact->place == ACD_PLACE_OVER)
        return ACD_REFUSED_CONTACT_STATE;
    if (!contact->customer_connected)
        emit(decision, new_event(decision, ACD_CUSTOMER_CONNECTED, number));
    return ACD_OK;
}

/* An agent may hold as many paused tasks as the profile's maximum, besides the active ones (connect.md 3.3).
 * */
static enum acd_refusal pause_leg(struct decision *decision, uint32_t number)
{
    const struct leg *leg = leg_get(decision->acd, number);
    const struct agent *agent = agent_get(decision->acd, leg->agent);
    uint32_t slots_max = profile_get(decision->acd, agent->profile)->slots_max[ACD_TASK];

    if (leg->state != ACD_LEG_CONNECTED)
        return ACD_REFUSED_LEG_STATE;
    if (agent->paused_count >= (slots_max > 0 ? slots_max : 1))
        return ACD_REFUSED_PAUSE_LIMIT;
    leg_emit(decision, ACD_TASK_PAUSED, number, ACD_LEG_PAUSED, ACD_CAUSE_ASKED);
    return ACD_OK;
}

static enum acd_refusal pause_contact(struct decision *decision, uint32_t number)
{
    const struct contact *contact = contact_get(decision->acd, number);

    if (contact->place != ACD_PLACE_WAITING && contact->place != ACD_PLACE_HANDLED)
        return ACD_REFUSED_CONTACT_STATE;
    if (contact->pause_count >= ACD_PAUSES_MAX)
        return ACD_REFUSED_PAUSE_LIMIT;
    if (contact->place == ACD_PLACE_HANDLED)
        return pause_leg(decision, contact->active_leg);
    emit(decision, new_event(decision, ACD_CONTACT_PARKED, number));
    return ACD_OK;
}

void contact_unpark(struct decision *decision, uint32_t number)
{
    emit(decision, new_event(decision, ACD_CONTACT_UNPARKED, number));
    emit_queued(decision, number, decision->at);
}

/* Back at the agent it is always allowed, even above the limit; back in the queue it gets a new place
 * (connect.md 3.3). */
static enum acd_refusal resume_contact(struct decision *decision, uint32_t number)
{
    const struct contact *contact = contact_get(decision->acd, number);

    if (contact->place == ACD_PLACE_HANDLED) {
        if (leg_get(decision->acd, contact->active_leg)->state != ACD_LEG_PAUSED)
            return ACD_REFUSED_LEG_STATE;
        leg_emit(decision, ACD_TASK_RESUMED, contact->active_leg, ACD_LEG_CONNECTED, ACD_CAUSE_ASKED);
        return ACD_OK;
    }
    if (contact->place != ACD_PLACE_PARKED)
        return ACD_REFUSED_CONTACT_STATE;
    contact_unpark(decision, number);
    return ACD_OK;
}

static enum acd_refusal pause_or_resume(struct decision *decision, uint32_t number)
{
    const struct acd_command *command = decision->command;
    const struct contact *contact = contact_get(decision->acd, number);
    enum acd_refusal refusal;
    uint32_t leg;

    if (contact->channel != ACD_TASK)
        return ACD_REFUSED_WRONG_CHANNEL;
    if (of_another_group(decision, number))
        return ACD_REFUSED_NOT_YOUR_GROUP;
    if (command->agent != 0) {
        refusal = leg_of_command(decision, &leg);
        if (refusal != ACD_OK)
            return refusal;
        if (contact->active_leg != leg)
            return ACD_REFUSED_LEG_STATE;
    }
    return command->kind == ACD_PAUSE_CONTACT ? pause_contact(decision, number)
                                              : resume_contact(decision, number);
}

static enum acd_refusal set_order(struct decision *decision, uint32_t number)
{
    const struct acd_command *command = decision->command;
    bool priority = command->kind == ACD_SET_CONTACT_PRIORITY;
    int64_t value = priority && command->priority == 0 ? DEFAULT_PRIORITY : command->priority;
    struct acd_event *event;

    if (priority ? value < 1 : command->age_ms > AGE_MS_MAX || command->age_ms < -AGE_MS_MAX)
        return ACD_REFUSED_INVALID;
    if (contact_get(decision->acd, number)->place == ACD_PLACE_OVER)
        return ACD_REFUSED_CONTACT_STATE;
    event = new_event(decision, priority ? ACD_CONTACT_PRIORITY_SET : ACD_CONTACT_AGE_SET, number);
    event->value = priority ? value : command->age_ms;
    emit(decision, event);
    return ACD_OK;
}

/* Another time for what starts later; its life counts from there (connect.md 3.3). */
static enum acd_refusal schedule_contact(struct decision *decision, uint32_t number)
{
    const struct contact *contact = contact_get(decision->acd, number);
    int64_t at = decision->command->scheduled_at;
    struct acd_event *event;

    if (contact->place != ACD_PLACE_SCHEDULED)
        return ACD_REFUSED_CONTACT_STATE;
    if (at <= decision->at || at - decision->at > SCHEDULE_MS_MAX)
        return ACD_REFUSED_INVALID;
    if (at == contact->scheduled_at)
        return ACD_OK;
    event = new_event(decision, ACD_CONTACT_SCHEDULED, number);
    event->deadline = at;
    event->since = life_end(decision->acd, contact->channel, at);
    emit(decision, event);
    return ACD_OK;
}

/* An agent writes only on a connected leg, a listener only while barged. */
static enum acd_refusal writer_allowed(const struct decision *decision, uint32_t number, uint32_t agent)
{
    const struct acd_actor *actor = &decision->command->actor;
    uint32_t leg = agent_find(decision->acd, agent) == NULL ? 0 : leg_find(decision->acd, agent, number);

    if (actor->id != 0 && actor->id != agent)
        return ACD_REFUSED_NOT_ALLOWED;
    if (leg != 0 && leg_is_monitor(leg_get(decision->acd, leg)))
        return leg_get(decision->acd, leg)->barged ? ACD_OK : ACD_REFUSED_LEG_STATE;
    if (leg == 0 || leg != contact_get(decision->acd, number)->active_leg)
        return ACD_REFUSED_UNKNOWN_LEG;
    return leg_get(decision->acd, leg)->state == ACD_LEG_CONNECTED ? ACD_OK : ACD_REFUSED_LEG_STATE;
}

/* Who is no agent and no supervisor writes while the chat is not over. */
static enum acd_refusal send_message(struct decision *decision, uint32_t number)
{
    const struct acd_command *command = decision->command;
    const struct contact *contact = contact_get(decision->acd, number);
    bool by_agent = command->actor.kind == ACD_ACTOR_AGENT || command->actor.kind == ACD_ACTOR_SUPERVISOR ||
                    (command->actor.kind == ACD_ACTOR_ADMIN && command->agent != 0);
    enum acd_refusal refusal;
    uint32_t agent = command->agent != 0 ? command->agent : command->actor.id;
    struct acd_event *event;

    if (contact->channel != ACD_CHAT)
        return ACD_REFUSED_WRONG_CHANNEL;
    if (contact->place == ACD_PLACE_OVER)
        return ACD_REFUSED_CONTACT_STATE;
    refusal = by_agent ? writer_allowed(decision, number, agent) : ACD_OK;
    if (refusal != ACD_OK)
        return refusal;
    event = new_event(decision, ACD_MESSAGE_SENT, number);
    event->agent = by_agent ? agent : 0;
    event->value = (int64_t)contact->message_count + 1;
    emit(decision, event);
    return ACD_OK;
}

enum acd_refusal contact_decide(struct decision *decision)
{
    uint32_t number = contact_find(decision->acd, decision->command->contact);

    if (decision->command->kind == ACD_START_CONTACT)
        return start_contact(decision);
    if (number == 0)
        return ACD_REFUSED_UNKNOWN_CONTACT;
    switch (decision->command->kind) {
    case ACD_CONNECT_CUSTOMER:
        return connect_customer(decision, number);
    case ACD_END_CONTACT:
        return end_contact(decision, number);
    case ACD_PAUSE_CONTACT:
    case ACD_RESUME_CONTACT:
        return pause_or_resume(decision, number);
    case ACD_SEND_MESSAGE:
        return send_message(decision, number);
    case ACD_SCHEDULE_CONTACT:
        return schedule_contact(decision, number);
    default:
        return set_order(decision, number);
    }
}

void contact_timer_fired(struct decision *decision, uint32_t number)
{
    const struct contact *contact = contact_get(decision->acd, number);

    if (contact->place == ACD_PLACE_SCHEDULED && contact->scheduled_at <= decision->at)
        emit_queued(decision, number, decision->at);
    else
        contact_end(decision, number, ACD_CAUSE_EXPIRED);
}

/* ---- apply ---- */

static void apply_belongs(struct acd *acd, uint32_t number, uint32_t queue, uint32_t agent)
{
    struct contact *contact = contact_edit(acd, number);

    contact->queue = queue;
    contact->agent = agent;
    if (queue != 0)
        queue_edit(acd, queue)->contact_count++;
    if (agent != 0)
        agent_edit(acd, agent)->contact_count++;
}

static void apply_contact_started(struct acd *acd, const struct acd_event *event)
{
    uint32_t number = contact_take(acd, event);
    struct contact *contact = contact_edit(acd, number);

    contact->entry_point = event->entry_point;
    contact->priority = event->value;
    contact->age_ms = event->value2;
    contact->previous = event->previous;
    contact->customer_connected = event->channel != ACD_CHAT && event->initiation != ACD_INITIATION_CALLBACK;
    contact->life_ends_at = event->deadline;
    if (event->channel == ACD_CHAT)
        contact->connect_by = event->at + acd->rules[ACD_RULE_CHAT_CONNECT_MS];
    apply_belongs(acd, number, event->queue, event->agent);
}

/* The new contact takes the customer over: what the customer has goes along. */
static void apply_contact_transferred(struct acd *acd, const struct acd_event *event)
{
    const struct contact *old = contact_get(acd, contact_find(acd, event->previous));
    uint32_t number = contact_take(acd, event);
    struct contact *contact = contact_edit(acd, number);

    contact->chain = (uint8_t)(old->chain + 1);
    contact->initial = old->initial;
    contact->previous = event->previous;
    contact->entry_point = old->entry_point;
    contact->priority = old->priority;
    contact->age_ms = old->age_ms;
    contact->customer_connected = old->customer_connected;
    contact->connect_by = old->connect_by;
    contact->life_ends_at = old->life_ends_at;
    contact->message_count = old->message_count;
    contact->whisper_count = old->whisper_count;
    contact->pause_count = old->pause_count;
    apply_belongs(acd, number, event->queue, event->other_agent);
}

static void apply_contact_queued(struct acd *acd, uint32_t number, const struct acd_event *event)
{
    struct contact *contact = contact_edit(acd, number);

    contact->queued_at = event->since;
    contact->queued_seq = event->seq;
    contact_move(acd, number, ACD_PLACE_WAITING);
    if (event->other_agent != 0)
        contact_pass_over(acd, number, event->other_agent);
}

static void apply_contact_scheduled(struct acd *acd, uint32_t number, const struct acd_event *event)
{
    contact_edit(acd, number)->scheduled_at = event->deadline;
    if (event->since != 0)
        contact_edit(acd, number)->life_ends_at = event->since;
    contact_move(acd, number, ACD_PLACE_SCHEDULED);
}

static void apply_contact_ended(struct acd *acd, uint32_t number, const struct acd_event *event)
{
    struct contact *contact = contact_edit(acd, number);

    contact_move(acd, number, ACD_PLACE_OVER);
    contact->cause = event->cause;
    contact->ended_at = event->at;
    if (contact->agent != 0)
        agent_edit(acd, contact->agent)->contact_count--;
}

static void apply_contact_forgotten(struct acd *acd, uint32_t number)
{
    struct contact *contact = contact_edit(acd, number);
    uint32_t generation = contact->generation + 1;

    if (contact->place != ACD_PLACE_OVER || contact->leg_count > 0)
        acd_panic("a contact was forgotten that is not done");
    if (contact->queue != 0)
        queue_edit(acd, contact->queue)->contact_count--;
    memset(contact, 0, sizeof *contact);
    contact->generation = generation;
    contact->next_free = acd->contact_free;
    acd->contact_free = number;
}

/* Its delay timer stays: it may be due already, and nobody has looked yet. */
static void apply_order(struct acd *acd, uint32_t number, const struct acd_event *event)
{
    struct contact *contact = contact_edit(acd, number);
    bool waits = contact->place == ACD_PLACE_WAITING;

    if (waits)
        wait_off(acd, number);
    if (event->kind == ACD_CONTACT_PRIORITY_SET)
        contact->priority = event->value;
    else
        contact->age_ms = event->value;
    if (waits)
        wait_on(acd, number);
}

static void apply_to_one(struct acd *acd, uint32_t number, const struct acd_event *event)
{
    switch (event->kind) {
    case ACD_CONTACT_QUEUED:
        apply_contact_queued(acd, number, event);
        break;
    case ACD_CONTACT_SCHEDULED:
        apply_contact_scheduled(acd, number, event);
        break;
    case ACD_CUSTOMER_CONNECTED:
        contact_edit(acd, number)->customer_connected = 1;
        timer_set(acd, TIMER_CONTACT, number, timer_wanted(contact_get(acd, number)));
        break;
    case ACD_CONTACT_PARKED:
        contact_edit(acd, number)->pause_count++;
        contact_move(acd, number, ACD_PLACE_PARKED);
        break;
    case ACD_CONTACT_PRIORITY_SET:
    case ACD_CONTACT_AGE_SET:
        apply_order(acd, number, event);
        break;
    case ACD_CONTACT_ENDED:
        apply_contact_ended(acd, number, event);
        break;
    case ACD_CONTACT_FORGOTTEN:
        apply_contact_forgotten(acd, number);
        break;
    case ACD_MESSAGE_SENT:
        contact_edit(acd, number)->message_count = (uint32_t)event->value;
        break;
    default: /* UNPARKED: QUEUED follows and moves it */
        break;
    }
}

void contact_apply(struct acd *acd, const struct acd_event *event)
{
    uint32_t number;

    if (event->channel >= ACD_CHANNELS)
        acd_panic("a contact has no channel");
    if (event->kind == ACD_CONTACT_STARTED) {
        apply_contact_started(acd, event);
        return;
    }
    if (event->kind == ACD_CONTACT_TRANSFERRED) {
        apply_contact_transferred(acd, event);
        return;
    }
    number = contact_find(acd, event->contact);
    if (number == 0)
        acd_panic("an event names a contact that does not live");
    apply_to_one(acd, number, event);
}

/* ---- check ---- */

static const char *check_place(const struct acd *acd, uint32_t number)
{
    const struct contact *contact = contact_get(acd, number);
    const struct tree_node *node = &nodes_of(acd, TABLE_WAITING)[number];
    bool offer = contact->active_leg != 0 && leg_is_offer(leg_get(acd, contact->active_leg));

    if (node->linked != (contact->place == ACD_PLACE_WAITING))
        return "a contact waits in no queue, or stands in one without waiting";
    if (node->linked &&
        (node->first != contact->priority || node->second != contact->queued_at - contact->age_ms ||
         node->third != contact->queued_seq || node->weight != contact->queued_at))
        return "a contact waits at the wrong place";
    if ((contact->place == ACD_PLACE_OFFERED) != offer)
        return "a contact is offered without an offer, or the other way round";
    if ((contact->place == ACD_PLACE_HANDLED) != (contact->active_leg != 0 && !offer))
        return "a contact is handled without an active leg, or the other way round";
    if (contact->place == ACD_PLACE_OVER && contact->leg_count == 0)
        return "a contact is done and not forgotten";
    return NULL;
}

const char *contact_check(const struct acd *acd, uint32_t number)
{
    const struct contact *contact = contact_get(acd, number);
    uint32_t legs = 0, active = 0;

    if (contact->place == ACD_PLACE_NONE)
        return "a contact is nowhere";
    if (contact->priority < 1)
        return "a contact has no priority";
    for (uint32_t leg = contact->leg_first; leg != 0; leg = leg_get(acd, leg)->next_of_contact) {
        const struct leg *one = leg_get(acd, leg);
        if (one->contact != number || one->channel != contact->channel)
            return "a contact lists a leg of another";
        if (!leg_is_monitor(one) && acd_leg_is_active((enum acd_leg_state)one->state) &&
            (++active > 1 || contact->active_leg != leg))
            return "a contact has another active leg than it says";
        if (++legs > contact->leg_count)
            break;
    }
    if (legs != contact->leg_count || active != (contact->active_leg != 0))
        return "a contact counts its legs wrongly";
    if (timer_due(acd, TIMER_CONTACT, number) != timer_wanted(contact))
        return "a contact's timer is wrong";
    return check_place(acd, number);
}
