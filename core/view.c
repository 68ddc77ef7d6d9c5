/* Reading the state: views for the edges, computed from what was chosen or happened. It must not change or
 * decide anything. */
#include "core/state.h"

/* ---- agents ---- */

static bool is_working(const struct leg *leg)
{
    return !leg_is_monitor(leg) && (leg->state == ACD_LEG_CONNECTED || leg->state == ACD_LEG_ON_HOLD ||
                                    leg->state == ACD_LEG_PAUSED || leg_is_dialling(leg));
}

static uint32_t slots_active(const struct acd *acd, const struct agent *agent, uint8_t channel)
{
    uint32_t active = 0;

    for (uint32_t leg = agent->leg_first; leg != 0; leg = leg_get(acd, leg)->next_of_agent) {
        const struct leg *one = leg_get(acd, leg);
        active += one->channel == channel && (is_working(one) || one->state == ACD_LEG_ENDED);
    }
    return active;
}

/* connect.md 4.4: the maximum less all that occupies, nothing outside Available or where another channel
 * shuts this one out. */
static uint32_t slots_available(const struct acd *acd, const struct agent *agent, uint8_t channel)
{
    if (agent->status != acd->routable_status)
        return 0;
    if (agent_stops(agent, channel) && !acd->rules[ACD_RULE_SLOTS_SHOWN_WHILE_NEXT])
        return 0;
    return capacity_left(acd, agent, channel, NULL);
}

bool acd_agent_view(const struct acd *acd, uint32_t number, struct acd_agent_view *view)
{
    const struct agent *agent = agent_find(acd, number);

    if (agent == NULL)
        return false;
    *view = (struct acd_agent_view){
        .agent = number,
        .profile = agent->profile,
        .status = agent->status,
        .version = agent->version,
        .status_since = agent->status_since,
        .status_type = acd_status_get(acd, agent->status)->type,
        .enabled = agent->enabled,
        .next = agent->next,
        .stop_new = agent->stop_new,
        .leg_count = agent_own_legs(agent),
        .monitor_count = agent->monitor_count,
        .waiting_count = tree_count(nodes_of(acd, TABLE_WAITING), agent->own_queue),
        .available_since = agent->available_since,
        .offer_ms = agent->offer_ms,
        .status_cause = agent->status_cause,
        .status_by = agent->status_by,
        .status_by_id = agent->status_by_id,
        .status_reason = agent->status_reason,
        .next_cause = agent->next_cause,
        .page = agent->page,
        .session_ends_at = agent->session_ends_at,
        .group = agent->group,
        .supervises = agent->supervises,
    };
    view->limits[ACD_CHANNELS] = agent->limits[ACD_CHANNELS] - 1;
    for (uint8_t channel = 0; channel < ACD_CHANNELS; channel++) {
        view->wrapup_ms[channel] = agent->wrapup_ms[channel];
        view->auto_accept[channel] = agent->auto_accept[channel];
        view->slots_max[channel] = capacity_slots(acd, agent, channel);
        view->slots_active[channel] = slots_active(acd, agent, channel);
        view->slots_available[channel] = slots_available(acd, agent, channel);
        view->limits[channel] = agent->limits[channel] - 1;
        for (uint8_t offered = 0; offered < ACD_CHANNELS; offered++)
            view->blends[channel][offered] = agent->blends[channel][offered] - 1;
    }
    return true;
}

/* connect.md 1.4: the first that holds, over all legs. Listening comes after what the user has of their own. */
enum acd_activity acd_agent_activity(const struct acd *acd, uint32_t number)
{
    const struct agent *agent = agent_find(acd, number);
    bool seen[ACD_ACTIVITY_MONITORING + 1] = {false};

    if (agent == NULL)
        return ACD_ACTIVITY_OFFLINE;
    for (uint32_t leg = agent->leg_first; leg != 0; leg = leg_get(acd, leg)->next_of_agent) {
        const struct leg *one = leg_get(acd, leg);
        seen[ACD_ACTIVITY_ERROR] |= one->state == ACD_LEG_ERROR;
        seen[ACD_ACTIVITY_MISSED] |= one->state == ACD_LEG_MISSED;
        seen[ACD_ACTIVITY_REJECTED] |= one->state == ACD_LEG_REJECTED;
        seen[ACD_ACTIVITY_ON_CONTACT] |= is_working(one);
        seen[ACD_ACTIVITY_WRAPUP] |= one->state == ACD_LEG_ENDED;
        seen[ACD_ACTIVITY_INCOMING] |= leg_is_offer(one);
        seen[ACD_ACTIVITY_MONITORING] |= leg_is_monitor(one);
    }
    if (seen[ACD_ACTIVITY_ERROR])
        return ACD_ACTIVITY_ERROR;
    if (seen[ACD_ACTIVITY_MISSED])
        return ACD_ACTIVITY_MISSED;
    if (seen[ACD_ACTIVITY_REJECTED])
        return ACD_ACTIVITY_REJECTED;
    if (seen[ACD_ACTIVITY_ON_CONTACT])
        return ACD_ACTIVITY_ON_CONTACT;
    if (seen[ACD_ACTIVITY_WRAPUP])
        return ACD_ACTIVITY_WRAPUP;
    if (seen[ACD_ACTIVITY_INCOMING])
        return ACD_ACTIVITY_INCOMING;
    if (seen[ACD_ACTIVITY_MONITORING])
        return ACD_ACTIVITY_MONITORING;
    if (agent->status == acd->routable_status)
        return ACD_ACTIVITY_AVAILABLE;
    return agent->status == acd->offline_status ? ACD_ACTIVITY_OFFLINE : ACD_ACTIVITY_CUSTOM;
}

/* ---- legs and contacts ---- */

static void view_leg(const struct acd *acd, uint32_t number, struct acd_leg_view *view)
{
    const struct leg *leg = leg_get(acd, number);

    *view = (struct acd_leg_view){
        .agent = leg->agent,
        .contact = contact_id(acd, leg->contact),
        .offer = leg->offer,
        .channel = leg->channel,
        .state = leg->state,
        .initiation = leg->initiation,
        .cause = leg->cause,
        .exempt = leg->exempt,
        .end_cause = leg->end_cause,
        .may_barge = leg->may_barge,
        .barged = leg->barged,
        .monitored = leg->monitored,
        .queue = leg->queue,
        .state_since = leg->state_since,
        .offered_at = leg->offered_at,
        .connected_at = leg->connected_at,
        .ended_at = leg->ended_at,
        .hold_since = leg->hold_since,
        .deadline = leg->deadline,
    };
}

uint32_t acd_agent_legs(const struct acd *acd, uint32_t number, struct acd_leg_view *legs, uint32_t max)
{
    const struct agent *agent = agent_find(acd, number);
    uint32_t count = 0;
    uint32_t leg = agent == NULL ? 0 : agent->leg_first;

    for (; leg != 0 && count < max; leg = leg_get(acd, leg)->next_of_agent)
        view_leg(acd, leg, &legs[count++]);
    return count;
}

uint32_t acd_contact_legs(const struct acd *acd, uint64_t id, struct acd_leg_view *legs, uint32_t max)
{
    uint32_t contact = contact_find(acd, id);
    uint32_t count = 0;
    uint32_t leg = contact == 0 ? 0 : contact_get(acd, contact)->leg_first;

    for (; leg != 0 && count < max; leg = leg_get(acd, leg)->next_of_contact)
        view_leg(acd, leg, &legs[count++]);
    return count;
}

bool acd_leg_view(const struct acd *acd, uint32_t agent, uint64_t id, struct acd_leg_view *view)
{
    uint32_t contact = contact_find(acd, id);
    uint32_t leg = 0;

    if (contact != 0 && agent_find(acd, agent) != NULL)
        leg = leg_find(acd, agent, contact);
    if (leg == 0)
        return false;
    view_leg(acd, leg, view);
    return true;
}

bool acd_contact_view(const struct acd *acd, uint64_t id, struct acd_contact_view *view)
{
    uint32_t number = contact_find(acd, id);
    const struct contact *contact;

    if (number == 0)
        return false;
    contact = contact_get(acd, number);
    *view = (struct acd_contact_view){
        .contact = id,
        .initial = contact->initial,
        .previous = contact->previous,
        .channel = contact->channel,
        .place = contact->place,
        .initiation = contact->initiation,
        .customer_connected = contact->customer_connected,
        .cause = contact->cause,
        .queue = contact->queue,
        .agent = contact->agent,
        .entry_point = contact->entry_point,
        .leg_count = contact->leg_count,
        .message_count = contact->message_count,
        .whisper_count = contact->whisper_count,
        .monitor_count = contact->monitor_count,
        .attempts = contact->attempts,
        .priority = contact->priority,
        .age_ms = contact->age_ms,
        .started_at = contact->started_at,
        .queued_at = contact->queued_at,
        .scheduled_at = contact->scheduled_at,
        .ended_at = contact->ended_at,
    };
    return true;
}

uint64_t acd_contact_after(const struct acd *acd, uint64_t id)
{
    for (uint32_t number = (uint32_t)id + 1; number <= acd->contact_count; number++) {
        if (contact_get(acd, number)->exists)
            return contact_id(acd, number);
    }
    return 0;
}

uint32_t acd_contact_place_in_queue(const struct acd *acd, uint64_t id)
{
    uint32_t number = contact_find(acd, id);

    if (number == 0 || contact_get(acd, number)->place != ACD_PLACE_WAITING)
        return 0;
    return tree_position(nodes_of(acd, TABLE_WAITING), number);
}

/* ---- the rest ---- */

bool acd_status_view(const struct acd *acd, uint32_t number, struct acd_status *view)
{
    const struct acd_status *status = status_find(acd, number);

    if (status == NULL)
        return false;
    *view = *status;
    return true;
}

uint32_t acd_agent_count(const struct acd *acd)
{
    return acd->agent_count;
}

uint32_t acd_status_count(const struct acd *acd)
{
    return acd->status_count;
}

uint32_t acd_queue_count(const struct acd *acd)
{
    return acd->queue_count;
}

uint32_t acd_profile_count(const struct acd *acd)
{
    return acd->profile_count;
}
