/* Groups, reasons, pages and an agent's own limits restated (peers.md 1.3, 1.5, 1.7, 1.9; issue 3 items 6 to 9): who
 * may act on whom, which reason had to be given, what a lost page must lead to, and how many contacts beside each
 * other. */
#include "sim/checker.h"

#include <stddef.h>

/* ---- groups ---- */

static bool is_a_deed_on_an_agent(uint16_t kind)
{
    return (kind >= ACD_SIGNED_IN && kind <= ACD_NEXT_STATUS_CLEARED) ||
           (kind >= ACD_OFFER_MADE && kind <= ACD_LEG_CLEARED) || kind == ACD_WRAPUP_EXTENDED;
}

static const char *why_not_their_supervisor(const struct checker *checker, const struct acd_event *event)
{
    if (event->actor != ACD_ACTOR_SUPERVISOR || !checker->rules[ACD_RULE_SUPERVISOR_GROUPS] ||
        !is_a_deed_on_an_agent(event->kind))
        return NULL;
    uint32_t group = checker->agents[event->agent].group;
    if (event->actor_id == event->agent && event->kind >= ACD_OFFER_MADE)
        return NULL; /* a supervisor works on their own contacts like anybody */
    if (event->actor_id == 0 || event->actor_id >= CHECKER_AGENTS_MAX || group == 0 ||
        !checker->agents[event->actor_id].supervises[group])
        return "groups: a supervisor acts on an agent of another group";
    return NULL;
}

/* ---- reasons ---- */

static bool list_is_for(const struct checker *checker, const struct checker_list *list, uint32_t agent,
                        enum acd_reason_action action)
{
    uint32_t group = checker->agents[agent].group;
    return group != 0 && list->groups[group] && (list->actions & 1u << action) != 0;
}

static bool must_give(const struct checker *checker, uint32_t agent, enum acd_reason_action action)
{
    for (uint32_t i = 1; i <= checker->reason_count; i++) {
        const struct checker_list *list = &checker->lists[checker->reasons[i].list];
        if (checker->reasons[i].enabled && list->mandatory && list_is_for(checker, list, agent, action))
            return true;
    }
    return false;
}

/* What the event did that may carry a reason; ACD_REASON_ACTIONS: nothing that may. */
static enum acd_reason_action action_of(const struct checker *checker, const struct acd_event *event)
{
    if (event->kind == ACD_OFFER_REJECTED)
        return (enum acd_reason_action)(ACD_REASON_REJECT_VOICE + event->channel);
    if (event->kind == ACD_SIGNED_OUT)
        return ACD_REASON_LOG_OUT;
    switch (checker->status_types[event->status]) {
    case ACD_STATUS_ROUTABLE:
        return ACD_REASON_ACTIONS;
    case ACD_STATUS_OFFLINE:
        return ACD_REASON_LOG_OUT;
    default:
        return event->status == checker->rules[ACD_RULE_STATUS_WORK_OFFLINE] ? ACD_REASON_WORK_OFFLINE
                                                                             : ACD_REASON_BREAK;
    }
}

static bool need_not_give(const struct checker *checker, const struct acd_event *event)
{
    bool offline = checker->status_types[checker->agents[event->agent].status] == ACD_STATUS_OFFLINE;
    if (event->actor != ACD_ACTOR_AGENT || event->flags & ACD_FLAG_STOP_NEW)
        return true;
    if (event->kind != ACD_SIGNED_OUT) /* what is left to clear of who is signed out already */
        return offline && checker->status_types[event->status] == ACD_STATUS_OFFLINE;
    return offline || event->flags & ACD_FLAG_KEEP_STATUS || !checker->rules[ACD_RULE_SIGN_OUT_SETS_OFFLINE];
}

static const char *why_not_that_reason(const struct checker *checker, const struct acd_event *event)
{
    bool carries = event->kind == ACD_STATUS_SET || event->kind == ACD_NEXT_STATUS_SET ||
                   event->kind == ACD_OFFER_REJECTED || event->kind == ACD_SIGNED_OUT;
    if (!carries || event->actor == ACD_ACTOR_SYSTEM || event->actor == ACD_ACTOR_CUSTOMER ||
        checker->list_count == 0 ||
        (event->kind == ACD_OFFER_REJECTED && event->cause != ACD_CAUSE_AGENT_REJECTED))
        return NULL;
    enum acd_reason_action action = action_of(checker, event);
    if (event->reason == 0)
        return action != ACD_REASON_ACTIONS && !need_not_give(checker, event) &&
                       must_give(checker, event->agent, action)
                   ? "reasons: none was given where one must be"
                   : NULL;
    if (action == ACD_REASON_ACTIONS || event->reason > checker->reason_count ||
        !checker->reasons[event->reason].enabled)
        return "reasons: one was given that is none";
    return list_is_for(checker, &checker->lists[checker->reasons[event->reason].list], event->agent, action)
               ? NULL
               : "reasons: one was given that is not offered to the agent";
}

static bool see_groups_and_reasons(struct checker *checker, const struct acd_event *event)
{
    struct checker_list *list = &checker->lists[event->reason_list % CHECKER_LISTS_MAX];
    switch (event->kind) {
    case ACD_AGENT_GROUP_SET:
        checker->agents[event->agent].group = event->group;
        return true;
    case ACD_SUPERVISOR_GROUP_SET:
        checker->agents[event->agent].supervises[event->group] = event->value != 0;
        return true;
    case ACD_REASON_LIST_CREATED:
        checker->list_count++;
        /* fall through */
    case ACD_REASON_LIST_CHANGED:
        list->actions = (uint32_t)event->value;
        list->mandatory = (event->flags & ACD_FLAG_MANDATORY) != 0;
        return true;
    case ACD_REASON_LIST_GROUP_SET:
        list->groups[event->group] = event->value != 0;
        return true;
    case ACD_REASON_CREATED:
        checker->reason_count = event->reason % CHECKER_REASONS_MAX;
        checker->reasons[checker->reason_count].list = event->reason_list % CHECKER_LISTS_MAX;
        /* fall through */
    case ACD_REASON_ENABLED:
    case ACD_REASON_DISABLED:
        checker->reasons[event->reason % CHECKER_REASONS_MAX].enabled = event->kind != ACD_REASON_DISABLED;
        return true;
    default:
        return false;
    }
}

/* ---- pages ---- */

static const char *see_page(struct checker *checker, const struct acd_event *event)
{
    struct checker_agent *agent = &checker->agents[event->agent];
    int64_t timeout_ms = checker->rules[ACD_RULE_SESSION_TIMEOUT_MS];
    uint8_t before = agent->page;
    int64_t ended_at = agent->session_ends_at;
    agent->quiet = agent->timed_out = false;
    agent->session_ends_at = ACD_NEVER;
    switch (event->kind) {
    case ACD_PAGE_OPENED:
        agent->page = ACD_PAGE_OPEN;
        return before == ACD_PAGE_OPEN ? "pages: one is opened that is open" : NULL;
    case ACD_PAGE_LOST:
        agent->page = ACD_PAGE_AWAITED;
        agent->session_ends_at = event->deadline;
        agent->quiet = checker->rules[ACD_RULE_RECONNECTING] != 0;
        if (event->deadline != (timeout_ms != 0 ? event->at + timeout_ms : ACD_NEVER))
            return "pages: a session has another time than the rule says";
        return before == ACD_PAGE_OPEN ? NULL : "pages: one is lost that is not open";
    default:
        agent->page = ACD_PAGE_NONE;
        agent->timed_out = event->cause == ACD_CAUSE_SESSION_TIMEOUT &&
                           checker->status_types[agent->status] != ACD_STATUS_OFFLINE;
        if (event->cause == ACD_CAUSE_SESSION_TIMEOUT && event->at < ended_at)
            return "pages: a session was over before its time";
        return before == ACD_PAGE_NONE ? "pages: one is closed that is not there" : NULL;
    }
}

/* A status or next status after a session's end must be the OFFLINE one, and it is all that is asked. */
static const char *see_choice(struct checker *checker, const struct acd_event *event)
{
    struct checker_agent *agent = &checker->agents[event->agent];
    bool timed_out = agent->timed_out;
    agent->timed_out = false;
    if (timed_out && event->actor == ACD_ACTOR_SYSTEM && event->kind != ACD_NEXT_STATUS_CLEARED &&
        checker->status_types[event->status] != ACD_STATUS_OFFLINE)
        return "pages: a session is over and its agent is not signed out";
    if (event->cause == ACD_CAUSE_SESSION_TIMEOUT && !timed_out)
        return "pages: a session's end without one";
    return NULL;
}

const char *checker_see_people(struct checker *checker, const struct acd_event *event)
{
    if (event->agent >= CHECKER_AGENTS_MAX || event->group >= CHECKER_GROUPS_MAX)
        return "the checker has no room for this agent or group";
    const char *why = why_not_their_supervisor(checker, event);
    if (why == NULL)
        why = why_not_that_reason(checker, event);
    if (why != NULL || see_groups_and_reasons(checker, event))
        return why;
    switch (event->kind) {
    case ACD_PAGE_OPENED:
    case ACD_PAGE_LOST:
    case ACD_PAGE_CLOSED:
        return see_page(checker, event);
    case ACD_STATUS_SET:
    case ACD_NEXT_STATUS_SET:
    case ACD_NEXT_STATUS_CLEARED:
        return see_choice(checker, event);
    case ACD_AGENT_LIMIT_SET:
        checker->agents[event->agent].limits[event->channel] = (int32_t)event->value;
        return NULL;
    case ACD_AGENT_BLEND_SET:
        checker->agents[event->agent].blends[event->channel][event->subject] = (int32_t)event->value;
        return NULL;
    case ACD_OFFER_MADE:
        return checker->agents[event->agent].page == ACD_PAGE_AWAITED && checker->rules[ACD_RULE_RECONNECTING]
                   ? "pages: an offer to an agent whose page is awaited back"
                   : NULL;
    case ACD_RULE_SET: /* offers may ring again for those who are awaited */
        for (uint32_t i = 0; i < CHECKER_AGENTS_MAX && event->rule == ACD_RULE_RECONNECTING; i++)
            checker->agents[i].quiet = false;
        return NULL;
    default:
        return NULL;
    }
}

const char *checker_rest_people(const struct checker *checker, uint32_t number, int64_t now)
{
    const struct checker_agent *agent = &checker->agents[number];
    if (agent->session_ends_at <= now)
        return "clocks: a session is past its time";
    if (agent->quiet && checker_work_of(checker, number).offers > 0)
        return "pages: an offer rings for an agent whose page is awaited back";
    if (agent->timed_out && checker->status_types[agent->status] != ACD_STATUS_OFFLINE &&
        (agent->next.status == 0 || checker->status_types[agent->next.status] != ACD_STATUS_OFFLINE))
        return "pages: a session is over and its agent is not signed out";
    return NULL;
}

/* ---- limits ---- */

/* connect.md 4.2 occ(): every leg but PAUSED holds its slot until it is cleared; a chat in wrap-up may be freed by a
 * call (peers.md 1.5). */
static uint32_t slots_taken(const struct checker *checker, uint32_t agent, uint8_t channel)
{
    uint32_t taken = 0;
    bool freed = checker->rules[ACD_RULE_CALL_FREES_CHAT_WRAPUP] && checker_work_of(checker, agent).calls > 0;
    for (size_t i = 0; i < checker->leg_end; i++) {
        const struct checker_leg *leg = &checker->legs[i];
        taken += leg->agent == agent && leg->hears == 0 && leg->channel == channel &&
                 leg->state != ACD_LEG_PAUSED &&
                 !(freed && channel == ACD_CHAT && leg->state == ACD_LEG_ENDED);
    }
    return taken;
}

const char *checker_why_no_slot(const struct checker *checker, uint32_t number, uint8_t channel)
{
    const struct checker_agent *agent = &checker->agents[number];
    const struct checker_profile *profile = &checker->profiles[agent->profile];
    uint32_t all = 0;
    uint32_t own = slots_taken(checker, number, channel);
    if (profile->slots_max[channel] == 0)
        return "the channel is not in the profile";
    if (agent->limits[channel] < 0 ? own >= profile->slots_max[channel]
                                   : own >= (uint32_t)agent->limits[channel])
        return "no slot is free";
    for (uint8_t other = 0; other < ACD_CHANNELS; other++) {
        uint32_t taken = slots_taken(checker, number, other);
        int32_t blend = agent->blends[other][channel];
        all += taken;
        if (other == channel || taken == 0)
            continue;
        if (blend < 0 ? !profile->any_channel[other] : own >= (uint32_t)blend)
            return "the agent is on another channel that admits no other";
    }
    if (agent->limits[ACD_CHANNELS] >= 0 && all >= (uint32_t)agent->limits[ACD_CHANNELS])
        return "the agent has as many contacts as allowed";
    return NULL;
}
