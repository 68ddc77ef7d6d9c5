/* Agents: the chosen status, the next status, and what the agent may be offered. It must not choose a contact
 * (route.c) or judge a wish (policy.c).
 *
 *                      STATUS_SET                     NEXT_STATUS_SET (when IDLE)
 *     +---------------------------------------+   +-------------------------------+
 *     |                                       v   |                               v
 *  any status ------------------------->  in a status  <------------------  in it, stopped
 *                                             |   ^      NEXT_STATUS_CLEARED      |
 *               NEXT_STATUS_SET (AT, AFTER)   v   |                               | the last leg is gone:
 *                                          with a plan -- its moment comes: ----->| STATUS_SET of the next
 *                                            status
 *                                                         NEXT_STATUS_SET (IDLE)  +------> in the next status
 *
 *     in a status    next.status is 0
 *     with a plan    next.when is AT or AFTER_CONTACTS: routing goes on, the stop is still to come
 *     stopped        next.when is IDLE: no offer until ROUTABLE without a next status again (design.md 4.2);
 *                    the agent has at least one leg
 *
 *     signed in, out         nothing in the state: sessions are the server's; what status signing in leads to
 *                            is a rule (connect.md 4.6: none)
 *     created, deleted ...   apply_agent_*
 *     status set             apply_status_set
 *     next set, cleared      apply_next_set, apply_next_cleared
 *     plan, expiry, return   agent_timer_fired; the end of a session too (page.c)
 *
 * Eligible on a channel (connect.md 4.2) = ready, room for one more (capacity.c), no voice leg missed, no Stop
 * New for it; and by rule no other offer, not only wrap-up, and no page that is awaited back. The set of eligible
 * channels is kept as membership in the profile's trees by agent_settle(), run after every event of the agent, so that
 * a decision reads the head of a tree and never walks agents.
 */
#include "core/state.h"

#include <string.h>

#define WRAPUP_MS_MAX INT64_C(2000000000)

enum { OFFER_MS_MIN = 15000, OFFER_MS_MAX = 60000 }; /* peers.md 1.3: interaction offer timeout */

/* ---- ask ---- */

bool agent_is_ready(const struct acd *acd, const struct agent *agent)
{
    bool stopped = agent_stopped(agent) && agent->next.scope == 0;

    return agent->enabled && !stopped && agent->status == acd->routable_status;
}

/* What is in the way on every channel alike. */
static bool open_to_offers(const struct acd *acd, const struct agent *agent)
{
    if (!agent_is_ready(acd, agent) || agent_own_legs(agent) >= ACD_AGENT_OWN_LEGS_MAX ||
        page_holds_offers(acd, agent))
        return false;
    if (agent->blocked_count > 0 && acd->rules[ACD_RULE_VOICE_MISS_BLOCKS_ALL])
        return false;
    if (agent->offer_count > 0 && acd->rules[ACD_RULE_ONE_OFFER])
        return false;
    return agent->ended_count == 0 || agent_handling(agent) > 0 || !acd->rules[ACD_RULE_WRAPUP_TAKES_NO_WORK];
}

uint8_t agent_eligible_channels(const struct acd *acd, const struct agent *agent)
{
    uint8_t stopped = agent_stopped(agent) ? agent->next.scope : 0; /* scope 0 stops all: open_to_offers() */

    return open_to_offers(acd, agent) ? capacity_channels(acd, agent) & (uint8_t)~stopped : 0;
}

bool agent_eligible(const struct acd *acd, const struct agent *agent, uint8_t channel)
{
    return agent_eligible_channels(acd, agent) >> channel & 1;
}

enum acd_refusal agent_actor_allowed(const struct decision *decision)
{
    const struct acd_actor *actor = &decision->command->actor;

    if (actor->kind == ACD_ACTOR_AGENT && actor->id != 0 && actor->id != decision->command->agent)
        return ACD_REFUSED_NOT_ALLOWED;
    return group_actor_allowed(decision->acd, *actor, decision->command->agent) ? ACD_OK
                                                                                : ACD_REFUSED_NOT_YOUR_GROUP;
}

/* On a break all features are disabled (peers.md 1.2), and nobody is there who is signed out. */
bool agent_panel_disabled(const struct acd *acd, uint32_t number)
{
    enum acd_shown shown = acd_agent_shown(acd, number);

    return acd->rules[ACD_RULE_BREAK_DISABLES] &&
           (shown == ACD_SHOWN_ON_BREAK || shown == ACD_SHOWN_SIGNED_OUT);
}

/* Their own doing, or that of somebody who may act on them: a supervisor works on their own contacts like anybody. */
enum acd_refusal agent_own_allowed(const struct decision *decision)
{
    const struct acd_command *command = decision->command;

    if (command->actor.kind == ACD_ACTOR_SUPERVISOR && command->actor.id == command->agent)
        return ACD_OK;
    return agent_actor_allowed(decision);
}

enum acd_refusal agent_feature_allowed(const struct decision *decision)
{
    const struct acd_command *command = decision->command;

    if (command->actor.kind == ACD_ACTOR_AGENT && agent_panel_disabled(decision->acd, command->agent))
        return ACD_REFUSED_NOT_ALLOWED;
    return agent_own_allowed(decision);
}

/* ---- decide ---- */

static struct acd_event *new_event(struct decision *decision, enum acd_event_kind kind)
{
    struct acd_event *event = event_new(decision, kind);

    event->agent = decision->command->agent;
    return event;
}

static enum acd_refusal create_agent(struct decision *decision)
{
    const struct acd *acd = decision->acd;
    struct acd_event *event;

    if (profile_find(acd, decision->command->profile) == NULL)
        return ACD_REFUSED_UNKNOWN_PROFILE;
    if (acd->offline_status == 0)
        return ACD_REFUSED_UNKNOWN_STATUS;
    if (acd->agent_count == acd->limits.agents)
        return ACD_REFUSED_LIMIT;
    event = event_new(decision, ACD_AGENT_CREATED);
    event->agent = acd->agent_count + 1;
    event->profile = decision->command->profile;
    event->status = acd->offline_status;
    emit(decision, event);
    return ACD_OK;
}

static enum acd_refusal set_profile(struct decision *decision)
{
    struct acd_event *event;

    if (profile_find(decision->acd, decision->command->profile) == NULL)
        return ACD_REFUSED_UNKNOWN_PROFILE;
    event = new_event(decision, ACD_AGENT_PROFILE_SET);
    event->profile = decision->command->profile;
    emit(decision, event);
    return ACD_OK;
}

static enum acd_refusal set_channel_value(struct decision *decision)
{
    const struct acd_command *command = decision->command;
    bool wrapup = command->kind == ACD_SET_AGENT_WRAPUP;
    int64_t value = wrapup ? command->duration_ms : command->value;
    struct acd_event *event;

    if (command->channel >= ACD_CHANNELS || value < 0 || value > (wrapup ? WRAPUP_MS_MAX : 1))
        return ACD_REFUSED_INVALID;
    event = new_event(decision, wrapup ? ACD_AGENT_WRAPUP_SET : ACD_AGENT_AUTO_ACCEPT_SET);
    event->channel = command->channel;
    event->value = value;
    emit(decision, event);
    return ACD_OK;
}

static enum acd_refusal set_offer_time(struct decision *decision)
{
    int64_t ms = decision->command->duration_ms;
    struct acd_event *event;

    if (ms != 0 && (ms < OFFER_MS_MIN || ms > OFFER_MS_MAX))
        return ACD_REFUSED_INVALID;
    event = new_event(decision, ACD_AGENT_OFFER_TIME_SET);
    event->value = ms;
    emit(decision, event);
    return ACD_OK;
}

static enum acd_refusal enable_agent(struct decision *decision, const struct agent *agent)
{
    struct acd_next offline = {.status = decision->acd->offline_status};
    bool enable = decision->command->kind == ACD_ENABLE_AGENT;

    if (agent->enabled == enable)
        return ACD_OK;
    emit(decision, new_event(decision, enable ? ACD_AGENT_ENABLED : ACD_AGENT_DISABLED));
    if (!enable) {
        monitor_end_of_agent(decision, decision->command->agent, ACD_CAUSE_SIGNED_OUT);
        choice_make(decision, decision->command->agent, &offline,
                    ACD_CAUSE_SIGNED_OUT); /* refused only if it is Offline */
    }
    return ACD_OK;
}

static enum acd_refusal delete_agent(struct decision *decision, const struct agent *agent)
{
    if (agent->leg_count > 0 || agent->contact_count > 0)
        return ACD_REFUSED_IN_USE;
    emit(decision, new_event(decision, ACD_AGENT_DELETED));
    return ACD_OK;
}

static enum acd_refusal sign_in(struct decision *decision, const struct agent *agent)
{
    enum acd_refusal refusal = agent_actor_allowed(decision);

    if (refusal != ACD_OK)
        return refusal;
    if (!agent->enabled)
        return ACD_REFUSED_AGENT_DISABLED;
    emit(decision, new_event(decision, ACD_SIGNED_IN));
    choice_signed_in(decision, decision->command->agent);
    return ACD_OK;
}

enum acd_refusal agent_decide(struct decision *decision)
{
    const struct agent *agent = agent_find(decision->acd, decision->command->agent);

    if (decision->command->kind == ACD_CREATE_AGENT)
        return create_agent(decision);
    if (agent == NULL)
        return ACD_REFUSED_UNKNOWN_AGENT;
    switch (decision->command->kind) {
    case ACD_SET_AGENT_PROFILE:
        return set_profile(decision);
    case ACD_SET_AGENT_WRAPUP:
    case ACD_SET_AGENT_AUTO_ACCEPT:
        return set_channel_value(decision);
    case ACD_SET_AGENT_OFFER_TIME:
        return set_offer_time(decision);
    case ACD_ENABLE_AGENT:
    case ACD_DISABLE_AGENT:
        return enable_agent(decision, agent);
    case ACD_DELETE_AGENT:
        return delete_agent(decision, agent);
    default:
        return sign_in(decision, agent);
    }
}

/* An expiry due with or before the plan's moment goes first: the plan had to be met by then. */
void agent_timer_fired(struct decision *decision, uint32_t number)
{
    const struct agent *agent = agent_get(decision->acd, number);
    const struct acd_next *next = &agent->next;
    struct acd_next back = {.status = agent->return_status};
    bool planned = next->status != 0 && next->when == ACD_WHEN_AT;

    if (agent->session_ends_at <= decision->at) {
        page_session_over(decision, number);
    } else if (next->status != 0 && next->expires_at != 0 && next->expires_at <= decision->at &&
               !(planned && next->at < next->expires_at)) {
        struct acd_event *event = event_new(decision, ACD_NEXT_STATUS_CLEARED);
        event->agent = number;
        event->next = *next;
        event->cause = ACD_CAUSE_EXPIRED;
        emit(decision, event);
    } else if (planned && next->at <= decision->at) {
        choice_carry_out(decision, number);
    } else {
        choice_make(decision, number, &back, ACD_CAUSE_RETURN);
    }
}

/* ---- apply ---- */

/* Out of the trees it is in and into those it should be in; where both are the same only if its place has changed. */
static void apply_listing(struct acd *acd, uint32_t number, uint8_t wanted)
{
    struct agent *agent = agent_edit(acd, number);
    bool moved = agent->listed_seq != agent->available_seq || agent->listed_profile != agent->profile;
    uint8_t leaves = moved ? agent->listed : agent->listed & (uint8_t)~wanted;
    uint8_t joins = moved ? wanted : wanted & (uint8_t)~agent->listed;
    struct tree_node like = {
        .first = agent->available_since, .third = agent->available_seq, .weight = TREE_WEIGHTLESS};

    for (uint32_t channel = 0; channel < ACD_CHANNELS && (leaves | joins) != 0; channel++) {
        struct tree_node *nodes = nodes_edit(acd, TABLE_AVAILABLE + channel);
        if (leaves >> channel & 1)
            tree_remove(nodes, &profile_edit(acd, agent->listed_profile)->available[channel], number);
        if (joins >> channel & 1)
            tree_insert(nodes, &profile_edit(acd, agent->profile)->available[channel], number, &like);
    }
    agent->listed = wanted;
    agent->listed_seq = agent->available_seq;
}

static int64_t timer_wanted(const struct agent *agent)
{
    int64_t due = agent->return_at < agent->session_ends_at ? agent->return_at : agent->session_ends_at;

    if (agent->next.status == 0)
        return due;
    if (agent->next.when == ACD_WHEN_AT && agent->next.at < due)
        due = agent->next.at;
    if (agent->next.expires_at != 0 && agent->next.expires_at < due)
        due = agent->next.expires_at;
    return due;
}

void agent_settle(struct acd *acd, uint32_t number)
{
    struct agent *agent = agent_edit(acd, number);
    uint8_t ready = agent_is_ready(acd, agent);

    apply_listing(acd, number, agent_eligible_channels(acd, agent));
    if (agent->ready != ready || agent->listed_profile != agent->profile) {
        profile_edit(acd, agent->listed_profile)->ready_count -= agent->ready;
        profile_edit(acd, agent->profile)->ready_count += ready;
        agent->ready = ready;
        agent->listed_profile = agent->profile;
    }
    timer_set(acd, TIMER_AGENT, number, timer_wanted(agent));
}

static void apply_agent_created(struct acd *acd, const struct acd_event *event)
{
    struct agent *agent;

    if (event->agent != acd->agent_count + 1 || acd->agent_count == acd->limits.agents)
        acd_panic("an agent was created out of order");
    acd->agent_count++;
    agent = agent_edit(acd, event->agent);
    agent->exists = 1;
    agent->enabled = 1;
    agent->profile = event->profile;
    agent->listed_profile = event->profile;
    agent->status = event->status;
    agent->status_since = event->at;
    agent->return_at = ACD_NEVER;
    agent->session_ends_at = ACD_NEVER;
    agent->timer_at = ACD_NEVER;
    profile_edit(acd, event->profile)->agent_count++;
}

static void apply_agent_profile_set(struct acd *acd, const struct acd_event *event)
{
    struct agent *agent = agent_edit(acd, event->agent);

    profile_edit(acd, agent->profile)->agent_count--;
    profile_edit(acd, event->profile)->agent_count++;
    agent->profile = event->profile;
}

static void apply_agent_deleted(struct acd *acd, const struct acd_event *event)
{
    struct agent *agent = agent_edit(acd, event->agent);

    agent->enabled = 0; /* leaves all trees */
    memset(&agent->next, 0, sizeof agent->next);
    agent->return_at = ACD_NEVER;
    agent->session_ends_at = ACD_NEVER;
    agent_settle(acd, event->agent);
    profile_edit(acd, agent->profile)->agent_count--;
    memset(agent, 0, sizeof *agent);
}

/* Member by member: a whole copy would carry padding bytes of unknown value into the state. */
static void apply_next(struct acd_next *to, const struct acd_next *from)
{
    to->status = from->status;
    to->reason = from->reason;
    to->set_by = from->set_by;
    to->when = from->when;
    to->scope = from->scope;
    to->set_by_id = from->set_by_id;
    to->after_contacts = from->after_contacts;
    to->return_status = from->return_status;
    to->version = from->version;
    to->set_at = from->set_at;
    to->at = from->at;
    to->return_after_ms = from->return_after_ms;
    to->expires_at = from->expires_at;
}

static void apply_next_set(struct acd *acd, const struct acd_event *event)
{
    struct agent *agent = agent_edit(acd, event->agent);

    if (event->next.status == 0 || event->next.status > acd->status_count)
        acd_panic("a next status was set to none");
    apply_next(&agent->next, &event->next);
    agent->next_cause = event->cause;
    agent->stop_new = (event->flags & ACD_FLAG_STOP_NEW) != 0;
    agent->version++;
    agent->return_status = 0; /* the latest wish wins over an earlier "then back" */
    agent->return_at = ACD_NEVER;
}

static void apply_next_cleared(struct acd *acd, const struct acd_event *event)
{
    struct agent *agent = agent_edit(acd, event->agent);

    memset(&agent->next, 0, sizeof agent->next);
    agent->next_cause = 0;
    agent->stop_new = 0;
    agent->version++;
}

static void apply_status_set(struct acd *acd, const struct acd_event *event)
{
    struct agent *agent = agent_edit(acd, event->agent);
    bool routable = acd_status_get(acd, event->status)->type == ACD_STATUS_ROUTABLE;

    agent->status = event->status;
    agent->status_since = event->at;
    agent->status_cause = event->cause;
    agent->status_by = event->actor;
    agent->status_by_id = event->actor_id;
    agent->status_reason = event->reason;
    agent->version++;
    agent->available_since = routable ? event->at : 0;
    agent->available_seq = routable ? event->seq : 0;
    agent->return_status = event->next.return_status;
    agent->return_at = event->next.return_status != 0 ? event->deadline : ACD_NEVER;
    agent->stop_new = 0;
    agent->next_cause = 0;
    memset(&agent->next, 0, sizeof agent->next);
}

void agent_apply(struct acd *acd, const struct acd_event *event)
{
    if (event->channel >= ACD_CHANNELS)
        acd_panic("an agent was changed on no channel");
    switch (event->kind) {
    case ACD_AGENT_CREATED:
        apply_agent_created(acd, event);
        break;
    case ACD_AGENT_PROFILE_SET:
        apply_agent_profile_set(acd, event);
        break;
    case ACD_AGENT_WRAPUP_SET:
        agent_edit(acd, event->agent)->wrapup_ms[event->channel] = event->value;
        break;
    case ACD_AGENT_AUTO_ACCEPT_SET:
        agent_edit(acd, event->agent)->auto_accept[event->channel] = event->value != 0;
        break;
    case ACD_AGENT_OFFER_TIME_SET:
        agent_edit(acd, event->agent)->offer_ms = event->value;
        break;
    case ACD_AGENT_ENABLED:
    case ACD_AGENT_DISABLED:
        agent_edit(acd, event->agent)->enabled = event->kind == ACD_AGENT_ENABLED;
        break;
    case ACD_AGENT_DELETED:
        apply_agent_deleted(acd, event);
        break;
    case ACD_STATUS_SET:
        apply_status_set(acd, event);
        break;
    case ACD_NEXT_STATUS_SET:
        apply_next_set(acd, event);
        break;
    case ACD_NEXT_STATUS_CLEARED:
        apply_next_cleared(acd, event);
        break;
    default: /* signed in or out: for the book */
        break;
    }
}

/* ---- check ---- */

static const char *check_counts(const struct acd *acd, uint32_t number)
{
    const struct agent *agent = agent_get(acd, number);
    uint32_t counts[ACD_CHANNELS] = {0};
    uint32_t legs = 0, active = 0, offers = 0, ended = 0, paused = 0, blocked = 0;

    for (uint32_t leg = agent->leg_first; leg != 0; leg = leg_get(acd, leg)->next_of_agent) {
        const struct leg *one = leg_get(acd, leg);
        if (one->agent != number)
            return "an agent lists a leg of another";
        if (++legs > ACD_AGENT_LEGS_MAX)
            return "an agent has more legs than allowed";
        if (leg_is_monitor(one))
            continue;
        counts[one->channel] += one->state != ACD_LEG_PAUSED;
        active += acd_leg_is_active((enum acd_leg_state)one->state);
        offers += leg_is_offer(one);
        ended += one->state == ACD_LEG_ENDED;
        paused += one->state == ACD_LEG_PAUSED;
        blocked += one->channel == ACD_VOICE && (one->state == ACD_LEG_MISSED || one->state == ACD_LEG_ERROR);
    }
    for (int channel = 0; channel < ACD_CHANNELS; channel++) {
        if (counts[channel] != agent->occupied[channel])
            return "an agent counts occupied slots wrongly";
    }
    if (legs != agent->leg_count || active != agent->active_count || ended != agent->ended_count ||
        paused != agent->paused_count || blocked != agent->blocked_count || offers != agent->offer_count)
        return "an agent counts its legs wrongly";
    return NULL;
}

static const char *check_listing(const struct acd *acd, uint32_t number)
{
    const struct agent *agent = agent_get(acd, number);

    if (agent->listed_profile != agent->profile || agent->listed_seq != agent->available_seq ||
        agent->ready != agent_is_ready(acd, agent))
        return "an agent is not counted where it is ready";
    if (agent->listed != agent_eligible_channels(acd, agent) && !profile_get(acd, agent->profile)->stale)
        return "an agent is listed on channels it is not eligible for, or the other way round";
    for (uint8_t channel = 0; channel < ACD_CHANNELS; channel++) {
        const struct tree_node *node = &nodes_of(acd, TABLE_AVAILABLE + (uint32_t)channel)[number];
        if (node->linked != (uint32_t)(agent->listed >> channel & 1))
            return "an agent is marked as listed where it is not";
        if (node->linked && (node->first != agent->available_since || node->third != agent->available_seq))
            return "an agent stands at the wrong place among the available";
    }
    return NULL;
}

const char *agent_check(const struct acd *acd, uint32_t number)
{
    const struct agent *agent = agent_get(acd, number);
    const char *wrong;

    if (status_find(acd, agent->status) == NULL || profile_find(acd, agent->profile) == NULL)
        return "an agent has no status or no profile";
    if (agent_stopped(agent) && agent_own_legs(agent) == 0)
        return "an agent without legs has a next status that should have been applied";
    if (agent->stop_new && !agent_stopped(agent))
        return "an agent has a Stop New that stops nothing";
    if ((agent->available_since != 0 || agent->available_seq != 0) && agent->status != acd->routable_status)
        return "an agent is available outside the ROUTABLE status";
    if (agent->next.status != 0 && agent->return_status != 0)
        return "an agent has both a next status and a return";
    if (timer_due(acd, TIMER_AGENT, number) != timer_wanted(agent))
        return "an agent's timer is wrong";
    if ((agent->next_cause != 0 && agent->next.status == 0) || group_check(acd, number) != NULL)
        return "an agent has a next status's cause without one, or a group that is not there";
    wrong = page_check(acd, number);
    if (wrong == NULL)
        wrong = capacity_check(acd, number);
    if (wrong == NULL)
        wrong = check_counts(acd, number);
    return wrong != NULL ? wrong : check_listing(acd, number);
}
