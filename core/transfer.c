/* Transfer: a new contact takes the customer over, the old one goes to wrap-up. It must not move a contact
 * itself (contact.c applies).
 *
 *     CONTACT_TRANSFERRED (new, previous = old), CONTACT_QUEUED (new), CONTACT_ENDED (old), WRAPUP_BEGUN (old
 *       leg)
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

static enum acd_refusal transfer_valid(const struct decision *decision, uint32_t *leg)
{
    const struct acd *acd = decision->acd;
    enum acd_refusal refusal = leg_of_command(decision, leg);
    enum acd_leg_state state;

    if (refusal != ACD_OK)
        return refusal;
    state = (enum acd_leg_state)leg_get(acd, *leg)->state;
    if (state != ACD_LEG_CONNECTED && state != ACD_LEG_ON_HOLD && state != ACD_LEG_PAUSED)
        return ACD_REFUSED_LEG_STATE;
    refusal = target_accepts(decision);
    if (refusal != ACD_OK)
        return refusal;
    if (contact_get(acd, leg_get(acd, *leg)->contact)->chain >= ACD_CHAIN_MAX)
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
    uint32_t leg = 0;
    enum acd_refusal refusal = transfer_valid(decision, &leg);

    if (refusal != ACD_OK)
        return refusal;
    old = contact_get(decision->acd, leg_get(decision->acd, leg)->contact);
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
