/* Transfer: a new contact takes the customer over, the old one goes to wrap-up. It must not move a contact
 * itself (contact.c applies).
 *
 *     CONTACT_TRANSFERRED (new, previous = old), CONTACT_QUEUED (new), CONTACT_ENDED (old), WRAPUP_BEGUN (old
 *       leg)
 *
 * A task that nobody has accepted yet may be transferred too, by a supervisor, an administrator or a program (agent 0):
 * it leaves its queue, or the agent it rings at without penalty. There is no old leg then.
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

enum acd_refusal transfer_decide(struct decision *decision)
{
    const struct acd_command *command = decision->command;
    const struct contact *old;
    struct acd_event *event;
    uint64_t id;
    int64_t since;
    enum acd_refusal refusal = transfer_valid(decision);

    if (refusal != ACD_OK)
        return refusal;
    old = contact_get(decision->acd, contact_find(decision->acd, command->contact));
    id = contact_next_id(decision->acd);
    since = command->to_agent != 0 && old->queued_at != 0 ? old->queued_at : decision->at;

    event = event_new(decision, ACD_CONTACT_TRANSFERRED);
    event->contact = id;
    event->previous = command->contact;
    event->agent = command->agent;
    event->channel = old->channel;
    event->initiation = command->to_agent != 0 ? ACD_INITIATION_TRANSFER : ACD_INITIATION_QUEUE_TRANSFER;
    event->queue = command->queue;
    event->other_agent = command->to_agent;
    event->since = since;
    emit(decision, event);

    event = event_new(decision, ACD_CONTACT_QUEUED);
    event->contact = id;
    event->channel = old->channel;
    event->queue = command->queue;
    event->agent = command->to_agent;
    event->since = since;
    emit(decision, event);

    contact_end(decision, (uint32_t)command->contact, ACD_CAUSE_TRANSFERRED);
    return ACD_OK;
}
