/* The status model's table: what is shown of an agent, and which moves an actor may make from there. It must not
 * carry a move out (choice.c, leg.c) or say what a wish means (policy.c).
 *
 *     shown (the first that holds)
 *         something is handled   BUSY, or BUSY_STOP_NEW with a Stop New
 *         an offer rings         OFFERING
 *         wrap-up is left        POST_PROCESSING
 *         else by the status     AVAILABLE, SIGNED_OUT (OFFLINE), WORKING_OFFLINE, ON_BREAK, OTHER
 *
 *     vcc, the seed's table      agent                                supervisor, admin, API, command line
 *         AVAILABLE              Work Offline, Break                  and Log Out
 *         OFFERING               -                                    -
 *         BUSY                   Stop New                             -
 *         BUSY_STOP_NEW          Resume                               -
 *         POST_PROCESSING        -                                    -
 *         WORKING_OFFLINE        Available, Break, Log Out            the same
 *         ON_BREAK               Available, Work Offline, Log Out     the same
 *         OTHER                  Available, Work Offline, Break, Log Out
 *         SIGNED_OUT             -                                    -
 *
 *     connect                    every move to a status, from everywhere, by everyone: what a wish means there
 *                                depends on the contacts (policy.c), and none of the other moves
 *
 * CENTRE_CREATED sets connect's table, in which a journal older than the table began; the preset's other entries
 * follow as MOVES_SET. The core's own consequences (actor SYSTEM) are never judged by the table.
 */
#include "core/state.h"

#define BIT(move)    (1u << ACD_MOVE_##move)
#define STATUS_MOVES (BIT(AVAILABLE) | BIT(WORK_OFFLINE) | BIT(BREAK) | BIT(LOG_OUT))

enum { ACTORS = ACD_ACTOR_OPERATOR + 1 };

/* ---- ask ---- */

enum acd_shown acd_agent_shown(const struct acd *acd, uint32_t number)
{
    const struct agent *agent = agent_find(acd, number);

    if (agent == NULL)
        return ACD_SHOWN_SIGNED_OUT;
    if (agent_handling(agent) > 0)
        return agent->stop_new ? ACD_SHOWN_BUSY_STOP_NEW : ACD_SHOWN_BUSY;
    if (agent->offer_count > 0)
        return ACD_SHOWN_OFFERING;
    if (agent->ended_count > 0)
        return ACD_SHOWN_POST_PROCESSING;
    if (agent->status == acd->routable_status)
        return ACD_SHOWN_AVAILABLE;
    if (agent->status == acd->offline_status)
        return ACD_SHOWN_SIGNED_OUT;
    if (agent->status == acd->rules[ACD_RULE_STATUS_WORK_OFFLINE])
        return ACD_SHOWN_WORKING_OFFLINE;
    return agent->status == acd->rules[ACD_RULE_STATUS_BREAK] ? ACD_SHOWN_ON_BREAK : ACD_SHOWN_OTHER;
}

uint32_t acd_moves(const struct acd *acd, enum acd_actor_kind actor, enum acd_shown shown)
{
    return (int)actor < ACTORS && shown < ACD_SHOWN_STATES ? acd->moves[actor][shown] : 0;
}

uint32_t moves_of(const struct acd *acd, uint32_t number, uint8_t actor)
{
    enum acd_shown shown = acd_agent_shown(acd, number);
    uint32_t moves = acd_moves(acd, (enum acd_actor_kind)actor, shown);
    bool working =
        shown == ACD_SHOWN_BUSY || shown == ACD_SHOWN_BUSY_STOP_NEW || shown == ACD_SHOWN_POST_PROCESSING;

    if (!working || (actor != ACD_ACTOR_AGENT && actor != ACD_ACTOR_API))
        return moves;
    if (acd->rules[ACD_RULE_WORK_OFFLINE_WHILE_HANDLING] && actor == ACD_ACTOR_AGENT)
        moves |= BIT(WORK_OFFLINE);
    if (acd->rules[ACD_RULE_END_WRAPUP_ALLOWED])
        moves |= BIT(END_WRAPUP);
    if (acd->rules[ACD_RULE_EXTEND_WRAPUP_ALLOWED] && actor == ACD_ACTOR_AGENT)
        moves |= BIT(EXTEND_WRAPUP);
    return moves;
}

enum acd_move moves_to(const struct acd *acd, uint32_t status)
{
    if (status == acd->routable_status)
        return ACD_MOVE_AVAILABLE;
    if (status == acd->offline_status)
        return ACD_MOVE_LOG_OUT;
    return status == acd->rules[ACD_RULE_STATUS_WORK_OFFLINE] ? ACD_MOVE_WORK_OFFLINE : ACD_MOVE_BREAK;
}

/* 0: no status has the role. */
static uint32_t status_of(const struct acd *acd, enum acd_move move)
{
    switch (move) {
    case ACD_MOVE_AVAILABLE:
        return acd->routable_status;
    case ACD_MOVE_LOG_OUT:
        return acd->offline_status;
    case ACD_MOVE_WORK_OFFLINE:
        return (uint32_t)acd->rules[ACD_RULE_STATUS_WORK_OFFLINE];
    case ACD_MOVE_BREAK:
        return (uint32_t)acd->rules[ACD_RULE_STATUS_BREAK];
    default:
        return 0;
    }
}

static bool handles_a_chat(const struct acd *acd, const struct agent *agent)
{
    for (uint32_t leg = agent->leg_first; leg != 0; leg = leg_get(acd, leg)->next_of_agent) {
        const struct leg *one = leg_get(acd, leg);
        if (one->channel == ACD_CHAT && !leg_is_monitor(one) && acd_leg_is_active((enum acd_leg_state)one->state) &&
            !leg_is_offer(one))
            return true;
    }
    return false;
}

static bool possible(const struct acd *acd, uint32_t number, enum acd_move move, struct acd_actor actor)
{
    const struct agent *agent = agent_get(acd, number);
    struct acd_next wish = {.status = status_of(acd, move)};
    enum acd_refusal why = ACD_OK;

    switch (move) {
    case ACD_MOVE_STOP_NEW:
        return !agent->stop_new && acd->rules[ACD_RULE_STATUS_WORK_OFFLINE] != 0 &&
               handles_a_chat(acd, agent);
    case ACD_MOVE_RESUME:
        return agent->stop_new;
    case ACD_MOVE_END_WRAPUP:
    case ACD_MOVE_EXTEND_WRAPUP:
        return agent->ended_count > 0;
    default:
        return wish.status != 0 && policy_choice(acd, number, &wish, actor, &why) != CHOICE_REFUSED;
    }
}

uint32_t acd_agent_moves(const struct acd *acd, uint32_t number, struct acd_actor actor)
{
    const struct agent *agent = agent_find(acd, number);
    uint32_t moves = 0;
    uint32_t open;

    if (agent == NULL || (actor.kind == ACD_ACTOR_AGENT && actor.id != 0 && actor.id != number) ||
        !group_actor_allowed(acd, actor, number))
        return 0;
    open = moves_of(acd, number, actor.kind);
    for (int move = 0; move < ACD_MOVES; move++) {
        if (open >> move & 1 && possible(acd, number, (enum acd_move)move, actor))
            moves |= 1u << move;
    }
    return moves;
}

/* ---- decide ---- */

static void emit_moves(struct decision *decision, uint8_t actor, uint64_t shown, uint32_t moves)
{
    struct acd_event *event = event_new(decision, ACD_MOVES_SET);

    event->subject_kind = actor;
    event->subject = shown;
    event->value = moves;
    emit(decision, event);
}

/* The table above (peers.md 1.3: the seed's, and for the others the status API's published graph). */
static uint32_t vcc_moves(uint8_t actor, enum acd_shown shown)
{
    bool agent = actor == ACD_ACTOR_AGENT;

    if (actor == ACD_ACTOR_CUSTOMER || actor == ACD_ACTOR_GATEWAY || actor == ACD_ACTOR_SYSTEM)
        return 0;
    switch (shown) {
    case ACD_SHOWN_AVAILABLE:
        return BIT(WORK_OFFLINE) | BIT(BREAK) | (agent ? 0 : BIT(LOG_OUT));
    case ACD_SHOWN_BUSY:
        return agent ? BIT(STOP_NEW) : 0;
    case ACD_SHOWN_BUSY_STOP_NEW:
        return agent ? BIT(RESUME) : 0;
    case ACD_SHOWN_WORKING_OFFLINE:
        return BIT(AVAILABLE) | BIT(BREAK) | BIT(LOG_OUT);
    case ACD_SHOWN_ON_BREAK:
        return BIT(AVAILABLE) | BIT(WORK_OFFLINE) | BIT(LOG_OUT);
    case ACD_SHOWN_OTHER:
        return STATUS_MOVES;
    default:
        return 0;
    }
}

void moves_emit_preset(struct decision *decision, enum acd_model model)
{
    for (uint8_t actor = 0; model == ACD_MODEL_VCC && actor < ACTORS; actor++) {
        for (uint8_t shown = 0; shown < ACD_SHOWN_STATES; shown++)
            emit_moves(decision, actor, shown, vcc_moves(actor, (enum acd_shown)shown));
    }
}

enum acd_refusal moves_decide(struct decision *decision)
{
    const struct acd_command *command = decision->command;

    if (command->subject_kind >= ACTORS || command->subject >= ACD_SHOWN_STATES || command->value < 0 ||
        command->value >= 1 << ACD_MOVES)
        return ACD_REFUSED_INVALID;
    if (decision->acd->moves[command->subject_kind][command->subject] != command->value)
        emit_moves(decision, command->subject_kind, command->subject, (uint32_t)command->value);
    return ACD_OK;
}

/* ---- apply ---- */

void moves_apply(struct acd *acd, const struct acd_event *event)
{
    if (event->kind == ACD_MOVES_SET) {
        if (event->subject_kind >= ACTORS || event->subject >= ACD_SHOWN_STATES || event->value < 0 ||
            event->value >= 1 << ACD_MOVES)
            acd_panic("moves were set for nobody, from nowhere or to what is none");
        acd->moves[event->subject_kind][event->subject] = (uint8_t)event->value;
        return;
    }
    for (int actor = 0; actor < ACTORS; actor++) {
        for (int shown = 0; shown < ACD_SHOWN_STATES; shown++)
            acd->moves[actor][shown] = STATUS_MOVES;
    }
}
