/* Supervision of what runs: listening to a contact, speaking in it, whispering, taking it over, sending it back into
 * the queue. It must not change what anybody is offered by listening alone, and never moves a contact itself
 * (contact.c, leg.c).
 *
 *     (no leg) -- MONITOR_BEGUN --> SILENT <-- BARGE_SET --> BARGED        a leg, CONNECTED, `monitored` = whose leg it
 *                                      |                       |           listens to
 *                                      +-----------+-----------+
 *                     MONITOR_ENDED                |      TAKEN_OVER
 *            (gone) <------------------------------+----------------> an ordinary leg, CONNECTED since now (leg.c)
 *
 *     MONITOR_BEGUN        apply_begun        MONITOR_CONTACT
 *     BARGE_SET            apply_barge        BARGE
 *     MONITOR_ENDED        leg_gone           END_LEG, CLEAR_LEG by force, FAIL_LEG; contact_end(); somebody else takes
 *                                             over; the listener signs out, is disabled or their session runs out
 *     TAKEN_OVER           apply_taken_over   TAKE_OVER
 *     WHISPERED            apply_whispered    WHISPER
 *     (requeue: the events of a withdrawn offer, of a transfer or of a resumed task)      REQUEUE_CONTACT
 *
 *     a monitor leg is     of a contact that is HANDLED, whose active leg is CONNECTED or on hold and is the monitored
 *                          agent's; of somebody else than that agent; exempt; without a deadline
 *     and is not           the contact's active leg, nor counted among its agent's slots, active legs or own legs
 *
 * So listening changes nothing: not what the listener is shown as or offered, nor when their next status applies, nor
 * anything of the monitored agent. A contact that is sent back is not offered to the same agent at once: route.c reads
 * contact.skipped_agent, which holds as long as the agent's version, that is, until their status or next status
 * changes.
 */
#include "core/state.h"

/* ---- ask ---- */

/* Who acts on others' work; an agent does not. */
static bool is_supervision(uint8_t actor)
{
    return actor == ACD_ACTOR_SUPERVISOR || actor == ACD_ACTOR_ADMIN || actor == ACD_ACTOR_API ||
           actor == ACD_ACTOR_OPERATOR;
}

static bool is_heard(const struct leg *leg)
{
    return leg->state == ACD_LEG_CONNECTED || leg->state == ACD_LEG_ON_HOLD;
}

/* May this actor act for this user? People act for themselves, programs and administrators for anybody. */
static bool acts_for(struct acd_actor actor, uint32_t agent)
{
    bool person = actor.kind == ACD_ACTOR_AGENT || actor.kind == ACD_ACTOR_SUPERVISOR;

    return actor.kind != ACD_ACTOR_CUSTOMER && actor.kind != ACD_ACTOR_GATEWAY &&
           (!person || actor.id == 0 || actor.id == agent);
}

/* ---- decide: what ends by itself ---- */

static struct acd_event *monitor_event(struct decision *decision, enum acd_event_kind kind, uint32_t number)
{
    struct acd_event *event = leg_event(decision, kind, number);

    event->other_agent = leg_get(decision->acd, number)->monitored;
    event->leg_state = ACD_LEG_CONNECTED;
    return event;
}

void monitor_end(struct decision *decision, uint32_t number, enum acd_cause cause)
{
    struct acd_event *event = monitor_event(decision, ACD_MONITOR_ENDED, number);

    event->cause = (uint8_t)cause;
    emit(decision, event);
}

void monitor_end_of_contact(struct decision *decision, uint32_t contact, enum acd_cause cause)
{
    uint32_t following;

    if (contact_get(decision->acd, contact)->monitor_count == 0)
        return;
    for (uint32_t leg = contact_get(decision->acd, contact)->leg_first; leg != 0; leg = following) {
        following = leg_get(decision->acd, leg)->next_of_contact;
        if (leg_is_monitor(leg_get(decision->acd, leg)))
            monitor_end(decision, leg, cause);
    }
}

void monitor_end_of_agent(struct decision *decision, uint32_t agent, enum acd_cause cause)
{
    uint32_t following;

    for (uint32_t leg = agent_get(decision->acd, agent)->leg_first; leg != 0; leg = following) {
        following = leg_get(decision->acd, leg)->next_of_agent;
        if (leg_is_monitor(leg_get(decision->acd, leg)))
            monitor_end(decision, leg, cause);
    }
}

/* ---- decide: MONITOR_CONTACT ---- */

static enum acd_refusal listener_valid(const struct decision *decision)
{
    const struct acd_command *command = decision->command;
    const struct agent *agent = agent_find(decision->acd, command->agent);

    if (agent == NULL)
        return ACD_REFUSED_UNKNOWN_AGENT;
    if (contact_find(decision->acd, command->contact) == 0)
        return ACD_REFUSED_UNKNOWN_CONTACT;
    if (!is_supervision(command->actor.kind) || !acts_for(command->actor, command->agent))
        return ACD_REFUSED_NOT_ALLOWED;
    return agent->enabled ? ACD_OK : ACD_REFUSED_AGENT_DISABLED;
}

static enum acd_refusal heard_leg(const struct decision *decision, uint32_t *heard)
{
    const struct acd_command *command = decision->command;
    const struct contact *contact = contact_get(decision->acd, contact_find(decision->acd, command->contact));

    if (contact->channel == ACD_TASK)
        return ACD_REFUSED_WRONG_CHANNEL; /* nobody is heard in a task */
    if (contact->place != ACD_PLACE_HANDLED)
        return ACD_REFUSED_CONTACT_STATE;
    if (!is_heard(leg_get(decision->acd, contact->active_leg)))
        return ACD_REFUSED_LEG_STATE;
    if (command->to_agent != 0 && command->to_agent != leg_get(decision->acd, contact->active_leg)->agent)
        return ACD_REFUSED_UNKNOWN_LEG;
    if (!group_actor_allowed(decision->acd, command->actor,
                             leg_get(decision->acd, contact->active_leg)->agent))
        return ACD_REFUSED_NOT_YOUR_GROUP;
    *heard = contact->active_leg;
    return ACD_OK;
}

static bool monitors_left(const struct acd *acd, uint32_t agent, uint32_t contact)
{
    return leg_left(acd) && agent_get(acd, agent)->monitor_count < ACD_AGENT_MONITORS_MAX &&
           agent_get(acd, agent)->leg_count < ACD_AGENT_LEGS_MAX &&
           contact_get(acd, contact)->monitor_count < ACD_CONTACT_MONITORS_MAX;
}

static enum acd_refusal monitor_contact(struct decision *decision)
{
    const struct acd *acd = decision->acd;
    const struct acd_command *command = decision->command;
    uint32_t heard = 0, own;
    enum acd_refusal refusal = listener_valid(decision);
    struct acd_event *event;

    if (refusal == ACD_OK)
        refusal = heard_leg(decision, &heard);
    if (refusal != ACD_OK)
        return refusal;
    own = leg_find(acd, command->agent, leg_get(acd, heard)->contact);
    if (own != 0) {
        const struct leg *leg = leg_get(acd, own);
        bool same = leg_is_monitor(leg) && leg->may_barge == ((command->flags & ACD_FLAG_MAY_BARGE) != 0);
        return same ? ACD_OK : ACD_REFUSED_LEG_STATE;
    }
    if (!monitors_left(acd, command->agent, leg_get(acd, heard)->contact))
        return ACD_REFUSED_LIMIT;
    event = leg_event(decision, ACD_MONITOR_BEGUN, heard);
    event->other_agent = event->agent;
    event->agent = command->agent;
    event->initiation = ACD_INITIATION_MONITOR;
    event->leg_state = ACD_LEG_CONNECTED;
    event->flags = ACD_FLAG_EXEMPT | (command->flags & ACD_FLAG_MAY_BARGE);
    event->deadline = ACD_NEVER;
    emit(decision, event);
    return ACD_OK;
}

/* ---- decide: what a listener does ---- */

/* Groups may have changed since listening began: what is done to the monitored agent is judged by those of now. */
static enum acd_refusal own_monitor_leg(const struct decision *decision, uint32_t *found)
{
    const struct acd_command *command = decision->command;
    uint32_t contact = contact_find(decision->acd, command->contact);
    uint32_t leg;

    if (agent_find(decision->acd, command->agent) == NULL)
        return ACD_REFUSED_UNKNOWN_AGENT;
    if (!acts_for(command->actor, command->agent))
        return ACD_REFUSED_NOT_ALLOWED;
    if (contact == 0)
        return ACD_REFUSED_UNKNOWN_CONTACT;
    leg = leg_find(decision->acd, command->agent, contact);
    if (leg == 0)
        return ACD_REFUSED_UNKNOWN_LEG;
    if (!leg_is_monitor(leg_get(decision->acd, leg)))
        return ACD_REFUSED_LEG_STATE;
    if (!group_actor_allowed(decision->acd, command->actor, leg_get(decision->acd, leg)->monitored))
        return ACD_REFUSED_NOT_YOUR_GROUP;
    *found = leg;
    return ACD_OK;
}

static enum acd_refusal barge(struct decision *decision)
{
    int64_t value = decision->command->value;
    uint32_t leg = 0;
    enum acd_refusal refusal = own_monitor_leg(decision, &leg);
    struct acd_event *event;

    if (refusal != ACD_OK)
        return refusal;
    if (value != 0 && value != 1)
        return ACD_REFUSED_INVALID;
    if (!leg_get(decision->acd, leg)->may_barge)
        return ACD_REFUSED_NOT_ALLOWED;
    if (leg_get(decision->acd, leg)->barged == value)
        return ACD_OK;
    event = monitor_event(decision, ACD_BARGE_SET, leg);
    event->value = value;
    emit(decision, event);
    return ACD_OK;
}

/* Does the agent have the contact while somebody listens? Then they may answer. */
static enum acd_refusal answer_allowed(const struct decision *decision)
{
    const struct acd_command *command = decision->command;
    const struct contact *contact = contact_get(decision->acd, contact_find(decision->acd, command->contact));

    if (contact->active_leg == 0 || leg_get(decision->acd, contact->active_leg)->agent != command->agent)
        return ACD_REFUSED_LEG_STATE;
    return contact->monitor_count > 0 ? ACD_OK : ACD_REFUSED_CONTACT_STATE;
}

static enum acd_refusal whisper(struct decision *decision)
{
    uint32_t leg = 0;
    enum acd_refusal refusal = own_monitor_leg(decision, &leg);
    bool answer = refusal == ACD_REFUSED_LEG_STATE;
    struct acd_event *event;
    uint32_t contact;

    if (answer)
        refusal = answer_allowed(decision);
    if (refusal != ACD_OK)
        return refusal;
    contact = contact_find(decision->acd, decision->command->contact);
    if (answer)
        leg = contact_get(decision->acd, contact)->active_leg;
    event = monitor_event(decision, ACD_WHISPERED, leg);
    event->value = (int64_t)contact_get(decision->acd, contact)->whisper_count + 1;
    emit(decision, event);
    return ACD_OK;
}

/* ---- decide: TAKE_OVER ---- */

static enum acd_refusal taker_valid(const struct decision *decision, uint32_t leg)
{
    const struct acd *acd = decision->acd;
    const struct agent *agent = agent_get(acd, decision->command->agent);

    if (!is_supervision(decision->command->actor.kind))
        return ACD_REFUSED_NOT_ALLOWED;
    if (leg_get(acd, leg)->channel == ACD_VOICE && leg_on_call(acd, agent))
        return ACD_REFUSED_BUSY;
    return agent_own_legs(agent) < ACD_AGENT_OWN_LEGS_MAX ? ACD_OK : ACD_REFUSED_LIMIT;
}

/* The contact stays the same; only who has it changes. Another's right to listen was to the former agent's leg: it
 * ends. */
static enum acd_refusal take_over(struct decision *decision)
{
    uint32_t number = 0, former, contact, former_agent;
    enum acd_refusal refusal = own_monitor_leg(decision, &number);
    struct acd_event *event;

    if (refusal == ACD_OK)
        refusal = taker_valid(decision, number);
    if (refusal != ACD_OK)
        return refusal;
    contact = leg_get(decision->acd, number)->contact;
    former = contact_get(decision->acd, contact)->active_leg;
    former_agent = leg_get(decision->acd, former)->agent;
    event = monitor_event(decision, ACD_TAKEN_OVER, number);
    event->initiation = leg_get(decision->acd, former)->initiation;
    event->cause = ACD_CAUSE_TAKEN_OVER;
    event->deadline = ACD_NEVER;
    emit(decision, event);
    monitor_end_of_contact(decision, contact, ACD_CAUSE_TAKEN_OVER);
    wrapup_begin(decision, former, ACD_CAUSE_TAKEN_OVER);
    agent_leg_gone(decision, former_agent);
    return ACD_OK;
}

/* ---- decide: REQUEUE_CONTACT ---- */

/* The queue asked for, else the contact's own, else where its entry point leads. 0: an agent's own queue, and no other
 * is known. */
static uint32_t target_queue(const struct decision *decision, const struct contact *contact)
{
    if (decision->command->queue != 0)
        return decision->command->queue;
    if (contact->queue != 0 || contact->entry_point == 0)
        return contact->queue;
    return entry_point_get(decision->acd, contact->entry_point)->queue;
}

static enum acd_refusal requeue_valid(const struct decision *decision, uint32_t number)
{
    const struct contact *contact = contact_get(decision->acd, number);
    const struct leg *leg = contact->active_leg != 0 ? leg_get(decision->acd, contact->active_leg) : NULL;
    uint32_t queue = decision->command->queue;
    bool elsewhere = queue != 0 && queue != contact->queue;

    if (!is_supervision(decision->command->actor.kind))
        return ACD_REFUSED_NOT_ALLOWED;
    if (contact->place == ACD_PLACE_OVER || contact->place == ACD_PLACE_SCHEDULED ||
        (contact->place == ACD_PLACE_WAITING && !elsewhere))
        return ACD_REFUSED_CONTACT_STATE;
    if (leg != NULL && leg_is_dialling(leg))
        return ACD_REFUSED_LEG_STATE; /* the customer is not there yet */
    if (leg != NULL && !group_actor_allowed(decision->acd, decision->command->actor, leg->agent))
        return ACD_REFUSED_NOT_YOUR_GROUP;
    return queue == 0 || queue_find(decision->acd, queue) != NULL ? ACD_OK : ACD_REFUSED_UNKNOWN_QUEUE;
}

static enum acd_refusal requeue(struct decision *decision)
{
    uint32_t number = contact_find(decision->acd, decision->command->contact);
    const struct contact *contact;
    uint32_t queue;
    enum acd_refusal refusal;

    if (number == 0)
        return ACD_REFUSED_UNKNOWN_CONTACT;
    refusal = requeue_valid(decision, number);
    if (refusal != ACD_OK)
        return refusal;
    contact = contact_get(decision->acd, number);
    queue = target_queue(decision, contact);
    if (contact->place == ACD_PLACE_HANDLED || (decision->command->queue != 0 && queue != contact->queue))
        return queue == 0 ? ACD_REFUSED_UNKNOWN_QUEUE : transfer_requeue(decision, number, queue);
    if (contact->place == ACD_PLACE_PARKED) {
        contact_unpark(decision, number);
    } else {
        uint32_t agent = leg_get(decision->acd, contact->active_leg)->agent;
        leg_withdraw(decision, contact->active_leg, ACD_CAUSE_REQUEUED);
        agent_leg_gone(decision, agent);
    }
    return ACD_OK;
}

enum acd_refusal monitor_decide(struct decision *decision)
{
    switch (decision->command->kind) {
    case ACD_MONITOR_CONTACT:
        return monitor_contact(decision);
    case ACD_BARGE:
        return barge(decision);
    case ACD_WHISPER:
        return whisper(decision);
    case ACD_TAKE_OVER:
        return take_over(decision);
    default:
        return requeue(decision);
    }
}

/* END_LEG, CLEAR_LEG, FAIL_LEG and the like of a monitor leg. */
enum acd_refusal monitor_leg_decide(struct decision *decision, uint32_t number)
{
    bool force = decision->command->flags & ACD_FLAG_FORCE;

    switch (decision->command->kind) {
    case ACD_END_LEG:
        monitor_end(decision, number, ACD_CAUSE_ASKED);
        return ACD_OK;
    case ACD_FAIL_LEG:
        monitor_end(decision, number, ACD_CAUSE_FAILED);
        return ACD_OK;
    case ACD_CLEAR_LEG:
        if (!force)
            return ACD_REFUSED_LEG_STATE;
        if (!monitor_may_force(decision->command->actor.kind))
            return ACD_REFUSED_NOT_ALLOWED;
        monitor_end(decision, number, ACD_CAUSE_SUPERVISOR_ENDED);
        return ACD_OK;
    default:
        return ACD_REFUSED_LEG_STATE;
    }
}

bool monitor_may_force(uint8_t actor)
{
    return actor == ACD_ACTOR_SUPERVISOR || actor == ACD_ACTOR_ADMIN || actor == ACD_ACTOR_OPERATOR;
}

/* A leg of any state goes, and leaves nothing to be done. */
enum acd_refusal monitor_clear_by_force(struct decision *decision, uint32_t number)
{
    const struct leg *leg = leg_get(decision->acd, number);
    uint32_t agent = leg->agent;
    uint32_t contact = leg->contact;
    uint64_t id = contact_id(decision->acd, contact);

    if (!monitor_may_force(decision->command->actor.kind))
        return ACD_REFUSED_NOT_ALLOWED;
    if (leg_is_offer(leg)) {
        leg_withdraw(decision, number, ACD_CAUSE_SUPERVISOR_ENDED);
        agent_leg_gone(decision, agent);
        return ACD_OK;
    }
    if (acd_leg_is_active((enum acd_leg_state)leg->state))
        contact_end(decision, contact, ACD_CAUSE_SUPERVISOR_ENDED);
    if (contact_find(decision->acd, id) == 0)
        return ACD_OK; /* there was no wrap-up to clear */
    number = leg_find(decision->acd, agent, contact);
    return number == 0 ? ACD_OK : wrapup_clear(decision, number, ACD_CAUSE_SUPERVISOR_ENDED);
}

/* ---- apply ---- */

static void apply_begun(struct acd *acd, const struct acd_event *event)
{
    uint32_t contact = contact_find(acd, event->contact);
    uint32_t leg;

    if (contact == 0 || contact_get(acd, contact)->place != ACD_PLACE_HANDLED || event->other_agent == 0)
        acd_panic("somebody listens to a contact that nobody has");
    leg = leg_begin(acd, event, contact);
    leg_edit(acd, leg)->may_barge = (event->flags & ACD_FLAG_MAY_BARGE) != 0;
    leg_edit(acd, leg)->connected_at = event->at;
}

static void apply_taken_over(struct acd *acd, uint32_t number, const struct acd_event *event)
{
    struct leg *leg = leg_edit(acd, number);

    agent_edit(acd, leg->agent)->monitor_count--;
    contact_edit(acd, leg->contact)->monitor_count--;
    leg->monitored = 0;
    leg->may_barge = 0;
    leg->barged = 0;
    leg->initiation = event->initiation;
    leg->cause = event->cause;
    leg->offered_at = event->at;
    leg->connected_at = event->at;
    leg->state_since = event->at;
    leg->state = ACD_LEG_NONE; /* it was counted nowhere */
    leg_move(acd, number, ACD_LEG_CONNECTED, ACD_NEVER);
}

void monitor_apply(struct acd *acd, const struct acd_event *event)
{
    uint32_t contact = contact_find(acd, event->contact);
    uint32_t leg;

    if (event->channel >= ACD_CHANNELS)
        acd_panic("somebody listens on no channel");
    if (event->kind == ACD_MONITOR_BEGUN) {
        apply_begun(acd, event);
        return;
    }
    leg = contact == 0 ? 0 : leg_find(acd, event->agent, contact);
    if (leg == 0 || (event->kind != ACD_WHISPERED && !leg_is_monitor(leg_get(acd, leg))))
        acd_panic("an event names a listener who does not listen");
    if (event->kind == ACD_WHISPERED)
        contact_edit(acd, contact)->whisper_count = (uint32_t)event->value;
    else if (event->kind == ACD_BARGE_SET)
        leg_edit(acd, leg)->barged = event->value != 0;
    else if (event->kind == ACD_TAKEN_OVER)
        apply_taken_over(acd, leg, event);
    else
        leg_gone(acd, leg, event);
}

/* ---- check ---- */

const char *monitor_check(const struct acd *acd, uint32_t number)
{
    const struct leg *leg = leg_get(acd, number);
    const struct contact *contact = contact_get(acd, leg->contact);

    if (!leg_is_monitor(leg))
        return leg->initiation == ACD_INITIATION_MONITOR || leg->may_barge || leg->barged
                   ? "an ordinary leg is marked as a monitor leg"
                   : NULL;
    if (leg->initiation != ACD_INITIATION_MONITOR || leg->state != ACD_LEG_CONNECTED || !leg->exempt ||
        leg->deadline != ACD_NEVER)
        return "a monitor leg is not exempt and connected for good";
    if (leg->barged && !leg->may_barge)
        return "a listener speaks who may not";
    if (contact->active_leg == 0 || !is_heard(leg_get(acd, contact->active_leg)))
        return "somebody listens to a contact that nobody speaks in";
    if (leg_get(acd, contact->active_leg)->agent != leg->monitored || leg->agent == leg->monitored)
        return "somebody listens to another than has the contact";
    return NULL;
}

/* The counts of an agent or of a contact, by whoever walks its legs. */
const char *monitor_check_counts(const struct acd *acd)
{
    for (uint32_t number = 1; number <= acd->agent_count; number++) {
        uint32_t monitors = 0;
        for (uint32_t leg = agent_get(acd, number)->leg_first; leg != 0;
             leg = leg_get(acd, leg)->next_of_agent)
            monitors += leg_is_monitor(leg_get(acd, leg));
        if (monitors != agent_get(acd, number)->monitor_count || monitors > ACD_AGENT_MONITORS_MAX)
            return "an agent counts the contacts they monitor wrongly";
    }
    for (uint32_t number = 1; number <= acd->contact_count; number++) {
        const struct contact *contact = contact_get(acd, number);
        uint32_t monitors = 0;
        for (uint32_t leg = contact->leg_first; leg != 0; leg = leg_get(acd, leg)->next_of_contact)
            monitors += leg_is_monitor(leg_get(acd, leg));
        if (monitors != contact->monitor_count || monitors > ACD_CONTACT_MONITORS_MAX)
            return "a contact counts its listeners wrongly";
        if (contact->skipped_agent != 0 && contact->place != ACD_PLACE_WAITING)
            return "a contact passes over an agent without waiting";
    }
    return NULL;
}
