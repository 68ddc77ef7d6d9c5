/* The status model restated: what is shown of an agent, which moves the table and its rules allow from there, and what
 * a missed or rejected offer must lead to (peers.md 1.3, 1.4). It changes nothing in the checker. */
#include "sim/checker.h"

#include <stddef.h>

struct checker_work checker_work_of(const struct checker *checker, uint32_t agent)
{
    struct checker_work work = {0};
    for (size_t i = 0; i < checker->leg_end; i++) {
        const struct checker_leg *leg = &checker->legs[i];
        if (leg->agent != agent || leg->hears != 0)
            continue;
        bool rings = leg->state == ACD_LEG_INCOMING || (leg->state == ACD_LEG_CONNECTING && !leg->dialled);
        bool handled = !rings && leg->state <= ACD_LEG_PAUSED;
        work.offers += rings;
        work.handled += handled;
        work.chats += handled && leg->channel == ACD_CHAT;
        work.calls += handled && leg->channel == ACD_VOICE;
        work.wrapups += leg->state == ACD_LEG_ENDED;
    }
    return work;
}

static enum acd_shown shown(const struct checker *checker, uint32_t number)
{
    const struct checker_agent *agent = &checker->agents[number];
    struct checker_work work = checker_work_of(checker, number);
    if (work.handled > 0)
        return agent->stop_new ? ACD_SHOWN_BUSY_STOP_NEW : ACD_SHOWN_BUSY;
    if (work.offers > 0)
        return ACD_SHOWN_OFFERING;
    if (work.wrapups > 0)
        return ACD_SHOWN_POST_PROCESSING;
    if (checker->status_types[agent->status] == ACD_STATUS_ROUTABLE)
        return ACD_SHOWN_AVAILABLE;
    if (checker->status_types[agent->status] == ACD_STATUS_OFFLINE)
        return ACD_SHOWN_SIGNED_OUT;
    if (agent->status == checker->rules[ACD_RULE_STATUS_WORK_OFFLINE])
        return ACD_SHOWN_WORKING_OFFLINE;
    return agent->status == checker->rules[ACD_RULE_STATUS_BREAK] ? ACD_SHOWN_ON_BREAK : ACD_SHOWN_OTHER;
}

static enum acd_move move_to(const struct checker *checker, uint32_t status)
{
    if (checker->status_types[status] == ACD_STATUS_ROUTABLE)
        return ACD_MOVE_AVAILABLE;
    if (checker->status_types[status] == ACD_STATUS_OFFLINE)
        return ACD_MOVE_LOG_OUT;
    return status == checker->rules[ACD_RULE_STATUS_WORK_OFFLINE] ? ACD_MOVE_WORK_OFFLINE : ACD_MOVE_BREAK;
}

static const char *why_no_stop_new(const struct checker *checker, const struct acd_event *event)
{
    uint8_t scope = checker->rules[ACD_RULE_STOP_NEW_SCOPE] != 0 ? 1 << ACD_CHAT : 0;
    if (event->next.status != checker->rules[ACD_RULE_STATUS_WORK_OFFLINE])
        return "a Stop New leads elsewhere than to Working Offline";
    if (event->next.scope != scope &&
        (event->next.scope != 0 || !checker->rules[ACD_RULE_WORK_OFFLINE_WHILE_HANDLING]))
        return "a Stop New has another scope than the rule says";
    if (event->actor != ACD_ACTOR_SYSTEM && !checker->rules[ACD_RULE_WORK_OFFLINE_WHILE_HANDLING] &&
        checker_work_of(checker, event->agent).chats == 0)
        return "a Stop New was asked for without a chat";
    return NULL;
}

const char *checker_why_not_moved(const struct checker *checker, const struct acd_event *event)
{
    enum acd_shown from = shown(checker, event->agent);
    bool next = event->kind == ACD_NEXT_STATUS_SET;
    bool stop_new = next && (event->flags & ACD_FLAG_STOP_NEW) != 0;
    uint32_t wanted = 1u << move_to(checker, event->status) | (stop_new ? 1u << ACD_MOVE_STOP_NEW : 0);
    const char *why = stop_new ? why_no_stop_new(checker, event) : NULL;
    if (why != NULL || event->actor == ACD_ACTOR_SYSTEM ||
        (event->cause != ACD_CAUSE_ASKED && event->cause != ACD_CAUSE_NEXT_REPLACED))
        return why;
    if (next && checker->status_types[event->status] == ACD_STATUS_OFFLINE)
        return NULL; /* an agent being disabled is taken off as well */
    bool working =
        from == ACD_SHOWN_BUSY || from == ACD_SHOWN_BUSY_STOP_NEW || from == ACD_SHOWN_POST_PROCESSING;
    if (working && event->actor == ACD_ACTOR_AGENT && checker->rules[ACD_RULE_WORK_OFFLINE_WHILE_HANDLING] &&
        (wanted & 1u << ACD_MOVE_WORK_OFFLINE))
        return NULL;
    return checker->moves[event->actor][from] & wanted ? NULL : "the table does not allow the move";
}

bool checker_must_follow(const struct checker *checker, uint32_t number, enum acd_event_kind kind)
{
    const struct checker_agent *agent = &checker->agents[number];
    enum acd_rule rule = kind == ACD_OFFER_REJECTED ? ACD_RULE_ON_REJECT : ACD_RULE_ON_MISS;
    bool stopped = agent->next.status != 0 && agent->next.when == ACD_WHEN_IDLE;
    if (checker->rules[rule] == 0 || stopped || checker->status_types[agent->status] != ACD_STATUS_ROUTABLE)
        return false;
    if (checker_work_of(checker, number).handled > 0)
        return checker->rules[ACD_RULE_MISS_STOPS_NEW] && checker->rules[ACD_RULE_STATUS_WORK_OFFLINE] != 0;
    return checker->rules[ACD_RULE_STATUS_BREAK] != 0;
}

const char *checker_why_not_cleared(const struct checker *checker, const struct acd_event *event,
                                    int64_t deadline)
{
    if (event->leg_state != ACD_LEG_ENDED)
        return NULL;
    if (event->cause == ACD_CAUSE_STATUS_CHOSEN && checker->rules[ACD_RULE_CHOICE_KEEPS_WRAPUP] &&
        checker->status_types[checker->agents[event->agent].next.status] == ACD_STATUS_CUSTOM)
        return "a chosen status clears a wrap-up that it should keep"; /* only signing out may */
    if (!checker->rules[ACD_RULE_WRAPUP_BY_TIME])
        return NULL;
    if (event->cause == ACD_CAUSE_STATUS_CHOSEN)
        return "a chosen status clears a wrap-up that ends by its time";
    if (event->cause == ACD_CAUSE_CLEARED && deadline != ACD_NEVER &&
        !checker->rules[ACD_RULE_END_WRAPUP_ALLOWED])
        return "a wrap-up is ended by hand that ends by its time";
    return NULL;
}
