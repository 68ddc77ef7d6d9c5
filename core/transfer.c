/* Transfer: a new contact takes the customer over, the old one goes to wrap-up. It must not move a contact
 * itself (contact.c applies).
 *
 *     CONTACT_TRANSFERRED (new, previous = old), CONTACT_QUEUED (new), CONTACT_ENDED (old), WRAPUP_BEGUN (old
 *       leg)
 *
 * A task that nobody has accepted yet may be transferred too, by a supervisor, an administrator or a program (agent 0):
 * it leaves its queue, or the agent it rings at without penalty. There is no old leg then. REQUEUE_CONTACT (monitor.c)
 * sends anything on to a queue in the same way, cause REQUEUED, and not to the agent who had it.
 *
 * To an agent the customer keeps the time the place counts from; from queue to queue it starts again
 * (connect.md 4.2, 6). A chain holds at most ACD_CHAIN_MAX contacts (4.7). Hours of operation are not asked:
 * the customer is already inside.
 */
#include "core/state.h"

static enum acd_refusal target_accepts(const struct decision *decision)
{
    const struct acd_command *command = decision->command;
    const struct agent *agent;

    if ((command->queue != 0) + (command->to_agent != 0) != 1)
        return ACD_REFUSED_INVALID;
    if (command->queue != 0)
        return queue_accepts(decision->acd, command->queue, true);
    agent = agent_find(decision->acd, command->to_agent);
    if (agent == NULL)
        return ACD_REFUSED_UNKNOWN_AGENT;
    if (command->to_agent == command->agent)
        return ACD_REFUSED_INVALID;
    if (!agent->enabled)
        return ACD_REFUSED_AGENT_DISABLED;
    return agent->held_count < ACD_AGENT_QUEUE_CONTACTS_MAX ? ACD_OK : ACD_REFUSED_AGENT_QUEUE_FULL;
}

/* An agent hands over what they have. */
static enum acd_refusal leg_movable(const struct decision *decision)
{
    uint32_t leg = 0;
    enum acd_refusal refusal = leg_of_command(decision, &leg);
    enum acd_leg_state state;

    if (refusal != ACD_OK)
        return refusal;
    state = (enum acd_leg_state)leg_get(decision->acd, leg)->state;
    if (leg_is_monitor(leg_get(decision->acd, leg)))
        return ACD_REFUSED_LEG_STATE;
    return state == ACD_LEG_CONNECTED || state == ACD_LEG_ON_HOLD || state == ACD_LEG_PAUSED
               ? ACD_OK
               : ACD_REFUSED_LEG_STATE;
}

/* Others hand over what nobody has. */
static enum acd_refusal waiting_movable(const struct decision *decision)
{
    const struct acd *acd = decision->acd;
    struct acd_actor actor = decision->command->actor;
    uint32_t number = contact_find(acd, decision->command->contact);
    const struct contact *contact;

    if (number == 0)
        return ACD_REFUSED_UNKNOWN_CONTACT;
    if (actor.kind == ACD_ACTOR_AGENT || actor.kind == ACD_ACTOR_CUSTOMER || actor.kind == ACD_ACTOR_GATEWAY)
        return ACD_REFUSED_NOT_ALLOWED;
    contact = contact_get(acd, number);
    if (contact->channel != ACD_TASK)
        return ACD_REFUSED_WRONG_CHANNEL;
    if (contact->place != ACD_PLACE_WAITING && contact->place != ACD_PLACE_PARKED &&
        contact->place != ACD_PLACE_OFFERED)
        return ACD_REFUSED_CONTACT_STATE;
    if (contact->active_leg != 0 &&
        !group_actor_allowed(acd, actor, leg_get(acd, contact->active_leg)->agent))
        return ACD_REFUSED_NOT_YOUR_GROUP;
    return ACD_OK;
}

static enum acd_refusal transfer_valid(const struct decision *decision)
{
    const struct acd *acd = decision->acd;
    bool waiting = decision->command->agent == 0;
    enum acd_refusal refusal = waiting ? waiting_movable(decision) : leg_movable(decision);

    if (refusal == ACD_OK)
        refusal = target_accepts(decision);
    if (refusal != ACD_OK)
        return refusal;
    if (contact_get(acd, contact_find(acd, decision->command->contact))->chain >= ACD_CHAIN_MAX)
        return ACD_REFUSED_CHAIN_LIMIT;
    return contact_next_id(acd) == 0 ? ACD_REFUSED_LIMIT : ACD_OK;
}

/* What an agent, a supervisor or REQUEUE_CONTACT hands over to a queue or an agent. */
static void transfer(struct decision *decision, const struct acd_event *target, enum acd_cause cause)
{
    bool requeued = cause == ACD_CAUSE_REQUEUED;
    const struct contact *old = contact_get(decision->acd, contact_find(decision->acd, target->previous));
    int64_t since = target->other_agent != 0 && old->queued_at != 0 ? old->queued_at : decision->at;
    uint64_t id = contact_next_id(decision->acd);
    uint8_t channel = old->channel;
    struct acd_event *event = event_new(decision, ACD_CONTACT_TRANSFERRED);

    event->contact = id;
    event->previous = target->previous;
    event->agent = target->agent;
    event->channel = channel;
    event->initiation = target->other_agent != 0 ? ACD_INITIATION_TRANSFER : ACD_INITIATION_QUEUE_TRANSFER;
    event->cause = requeued ? (uint8_t)cause : ACD_CAUSE_ASKED;
    event->queue = target->queue;
    event->other_agent = target->other_agent;
    event->since = since;
    emit(decision, event);

    event = event_new(decision, ACD_CONTACT_QUEUED);
    event->contact = id;
    event->channel = channel;
    event->queue = target->queue;
    event->agent = target->other_agent;
    event->other_agent = requeued ? target->agent : 0;
    event->since = since;
    emit(decision, event);

    contact_end(decision, (uint32_t)target->previous, cause);
}

enum acd_refusal transfer_decide(struct decision *decision)
{
    const struct acd_command *command = decision->command;
    struct acd_event target = {.previous = command->contact,
                               .agent = command->agent,
                               .queue = command->queue,
                               .other_agent = command->to_agent};
    enum acd_refusal refusal = transfer_valid(decision);

    if (refusal == ACD_OK)
        transfer(decision, &target, ACD_CAUSE_TRANSFERRED);
    return refusal;
}

/* The caller has seen that it may be done: whatever its place, the customer goes on in this queue. */
enum acd_refusal transfer_requeue(struct decision *decision, uint32_t number, uint32_t queue)
{
    const struct contact *contact = contact_get(decision->acd, number);
    struct acd_event target = {.previous = contact_id(decision->acd, number), .queue = queue};
    enum acd_refusal refusal = queue_accepts(decision->acd, queue, true);

    if (refusal != ACD_OK)
        return refusal;
    if (contact->chain >= ACD_CHAIN_MAX)
        return ACD_REFUSED_CHAIN_LIMIT;
    if (contact_next_id(decision->acd) == 0)
        return ACD_REFUSED_LIMIT;
    if (contact->active_leg != 0)
        target.agent = leg_get(decision->acd, contact->active_leg)->agent;
    transfer(decision, &target, ACD_CAUSE_REQUEUED);
    return ACD_OK;
}
