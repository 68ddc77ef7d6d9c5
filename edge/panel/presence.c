/* Tells the core whether an agent's page is there, for the rules about lost connections. It must not judge what follows
 * from that: the core does.
 *
 *     no live line --hello of the first: presence_line_opened()--> OPEN_PAGE --the last one is gone: presence_line_closed()-->
 *          LOSE_PAGE     without a goodbye: the network, a closed browser, a session that ran out
 *          CLOSE_PAGE    the agent is Offline, or has signed out and is about to be
 *     a server that starts finds the pages of the one before open: presence_begin() --> LOSE_PAGE for each
 *
 * A server that drains says nothing: its pages come back to the next one. A centre without these rules is asked
 * nothing.
 */
#include "edge/panel/state.h"

static bool has_rules(const struct acd *acd)
{
    return acd_rule(acd, ACD_RULE_RECONNECTING) != 0 || acd_rule(acd, ACD_RULE_SESSION_TIMEOUT_MS) != 0;
}

static enum acd_page page_of(const struct pump *pump, uint32_t agent)
{
    struct acd_agent_view view;
    return acd_agent_view(pump_core(pump), agent, &view) ? (enum acd_page)view.page : ACD_PAGE_NONE;
}

/* Refused only while the server is overloaded or short of disk; an opened page asks again with its next ping. */
static void decide(const struct panel_centre *centre, enum acd_command_kind kind, uint32_t agent,
                   enum acd_actor_kind actor)
{
    enum acd_refusal refusal;
    struct acd_command command = {
        .kind = (uint16_t)kind,
        .at = panel_now(centre->panel),
        .actor = {.kind = (uint8_t)actor, .id = actor == ACD_ACTOR_AGENT ? agent : 0},
        .agent = agent};
    pump_decide(centre->pump, &command, NULL, 0, NULL, &refusal);
}

void presence_line_opened(struct panel_room *room)
{
    const struct pump *pump = room->centre->pump;
    if (has_rules(pump_core(pump)) && page_of(pump, room->agent) != ACD_PAGE_OPEN)
        decide(room->centre, ACD_OPEN_PAGE, room->agent, ACD_ACTOR_AGENT);
}

/* Nobody is awaited back who is Offline, or who has signed out and will be Offline when their contacts are cleared. */
static bool has_said_goodbye(const struct panel_room *room, const struct session *session)
{
    const struct acd *acd = pump_core(room->centre->pump);
    struct acd_agent_view view;
    struct acd_status next;
    if (!acd_agent_view(acd, room->agent, &view) || view.status_type == ACD_STATUS_OFFLINE)
        return true;
    return !session_holds(session, panel_now(room->centre->panel)) && view.next.status != 0 &&
           acd_status_view(acd, view.next.status, &next) && next.type == ACD_STATUS_OFFLINE;
}

void presence_line_closed(struct panel_room *room, const struct session *session)
{
    struct panel_centre *centre = room->centre;
    if (centre->panel->draining || page_of(centre->pump, room->agent) != ACD_PAGE_OPEN)
        return;
    for (const struct panel_line *line = room->lines; line != NULL; line = line->next) {
        if (line->state == LINE_LIVE)
            return;
    }
    bool goodbye = has_said_goodbye(room, session);
    decide(centre, goodbye ? ACD_CLOSE_PAGE : ACD_LOSE_PAGE, room->agent, ACD_ACTOR_SYSTEM);
}

void presence_begin(struct panel_centre *centre)
{
    const struct acd *acd = pump_core(centre->pump);
    for (uint32_t agent = 1; agent <= acd_agent_count(acd); agent++) {
        if (page_of(centre->pump, agent) == ACD_PAGE_OPEN)
            decide(centre, ACD_LOSE_PAGE, agent, ACD_ACTOR_SYSTEM);
    }
}
