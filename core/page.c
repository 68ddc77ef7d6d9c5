/* Pages: whether anybody can be there to answer, and what a lost line means. It must not know lines or sessions: the
 * edge tells when an agent's first line came and the last one went.
 *
 *              OPEN_PAGE                LOSE_PAGE
 *      NONE --------------->  OPEN  -----------------> AWAITED -- session_ends_at passes -->  NONE
 *       ^                    |    ^                    |   |       PAGE_CLOSED, SESSION_TIMEOUT;
 *       |     CLOSE_PAGE     |    |     OPEN_PAGE      |   |       signed out
 *       +--------------------+    +--------------------+   |
 *       +--------------------------------------------------+ CLOSE_PAGE
 *
 *     NONE      the agent is as routing finds them: made Available by a program with no page open, they are
 *               offered work
 *     AWAITED   with ACD_RULE_RECONNECTING nothing is offered, and what rang goes back to its place without penalty
 *               (OFFER_WITHDRAWN, CONNECTION_LOST). Status, next status, running contacts, wrap-up and the order
 *               among the available stay as they are, so opening the page again has nothing to restore
 *
 *     opened, lost, closed      page_apply
 *
 * Where neither RECONNECTING nor a session timeout is asked for, a page makes no events and stays NONE.
 *
 * When a session runs out (peers.md 1.3 no. 6) its agent is signed out as if they had chosen Offline: at once where
 * nothing runs, and as the next status where contacts do, since a customer is never cut off by a clock. Nothing new
 * is offered meanwhile. Who comes back before the last contact is over can finish it, and is signed out after it (the
 * session is over), unless a later wish takes its place as with any next status (docs/decisions/0005). SESSION_TIMEOUT
 * is the cause of PAGE_CLOSED, SIGNED_OUT and what follows.
 */
#include "core/state.h"

/* ---- decide ---- */

static struct acd_event *page_event(struct decision *decision, enum acd_event_kind kind, uint32_t agent)
{
    struct acd_event *event = event_new(decision, kind);

    event->agent = agent;
    return event;
}

static void lose_page(struct decision *decision, uint32_t number)
{
    const struct acd *acd = decision->acd;
    int64_t timeout_ms = acd->rules[ACD_RULE_SESSION_TIMEOUT_MS];
    struct acd_event *event = page_event(decision, ACD_PAGE_LOST, number);
    struct acd_actor before;

    event->deadline = timeout_ms != 0 ? decision->at + timeout_ms : ACD_NEVER;
    emit(decision, event);
    if (!acd->rules[ACD_RULE_RECONNECTING])
        return;
    before = act_as_system(decision);
    leg_withdraw_offers(decision, number, ACD_CAUSE_CONNECTION_LOST);
    agent_leg_gone(decision, number);
    decision->actor = before;
}

void page_session_over(struct decision *decision, uint32_t number)
{
    const struct acd *acd = decision->acd;
    struct acd_next offline = {.status = acd->offline_status};
    struct acd_event *event = page_event(decision, ACD_PAGE_CLOSED, number);

    event->cause = ACD_CAUSE_SESSION_TIMEOUT;
    emit(decision, event);
    monitor_end_of_agent(decision, number, ACD_CAUSE_SESSION_TIMEOUT);
    if (agent_get(acd, number)->status == acd->offline_status)
        return;
    event = page_event(decision, ACD_SIGNED_OUT, number);
    event->cause = ACD_CAUSE_SESSION_TIMEOUT;
    emit(decision, event);
    choice_make(decision, number, &offline, ACD_CAUSE_SESSION_TIMEOUT);
}

enum acd_refusal page_decide(struct decision *decision)
{
    const struct acd *acd = decision->acd;
    uint32_t number = decision->command->agent;
    const struct agent *agent = agent_find(acd, number);
    enum acd_refusal refusal = agent == NULL ? ACD_REFUSED_UNKNOWN_AGENT : agent_actor_allowed(decision);
    bool watched = acd->rules[ACD_RULE_RECONNECTING] || acd->rules[ACD_RULE_SESSION_TIMEOUT_MS] != 0;

    if (refusal != ACD_OK)
        return refusal;
    switch (decision->command->kind) {
    case ACD_OPEN_PAGE:
        if (!agent->enabled)
            return ACD_REFUSED_AGENT_DISABLED;
        if (agent->page != ACD_PAGE_OPEN && (watched || agent->page != ACD_PAGE_NONE))
            emit(decision, page_event(decision, ACD_PAGE_OPENED, number));
        break;
    case ACD_LOSE_PAGE:
        if (agent->page == ACD_PAGE_OPEN)
            lose_page(decision, number);
        break;
    default:
        if (agent->page != ACD_PAGE_NONE)
            emit(decision, page_event(decision, ACD_PAGE_CLOSED, number));
        break;
    }
    return ACD_OK;
}

/* ---- apply ---- */

void page_apply(struct acd *acd, const struct acd_event *event)
{
    struct agent *agent = agent_edit(acd, event->agent);

    agent->session_ends_at = event->kind == ACD_PAGE_LOST ? event->deadline : ACD_NEVER;
    if (event->kind == ACD_PAGE_OPENED)
        agent->page = ACD_PAGE_OPEN;
    else
        agent->page = event->kind == ACD_PAGE_LOST ? ACD_PAGE_AWAITED : ACD_PAGE_NONE;
}

/* ---- check ---- */

const char *page_check(const struct acd *acd, uint32_t number)
{
    const struct agent *agent = agent_get(acd, number);

    if (agent->page > ACD_PAGE_AWAITED)
        return "an agent's page is in no state";
    if (agent->page != ACD_PAGE_AWAITED && agent->session_ends_at != ACD_NEVER)
        return "a session runs out for a page that is not awaited";
    return NULL;
}
