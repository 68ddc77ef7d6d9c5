/* The centre's policy: its rules as numbers, the presets with the source of each, and what choosing a status
 * means. It must not change any agent.
 *
 * A rule is data (RULE_SET in the journal), and so are the moves an actor may make from what is shown of an agent
 * (moves.c). Both status models go the same way, no second engine:
 *
 *     policy_choice() -> the table: is the move allowed?  -> wish_choice(): what does it mean here?
 *
 * connect's table allows every move to a status, so there wish_choice() alone speaks (reference/connect.md 2.3,
 * rows 1-33 of 2.4). vcc's allows them only without contacts, so there a wish means APPLY or nothing.
 *
 * What wish_choice() answers, by what the agent has (A: active legs, X: clearable ones; -: the status
 * model asks nothing more):
 *
 *     A   X   chosen                                  answer                       row
 *     0   0   the present status                      refused, or cancels a plan   -
 *     0   0   another                                 APPLY                        -
 *     0   n   any                                     CLEAR_AND_APPLY              4 5 12 32 (11, 33 by rule)
 *     n   -   Available, and it is Available          CANCEL, or refused           2 13
 *     n   -   the present status, not Available       CANCEL by rule, or refused   -
 *     n   -   Available from another                  SET_NEXT, or APPLY by rule   15
 *     n   -   the pending one, same details           NO_CHANGE by rule            -
 *     n   -   any other                               SET_NEXT                     1 3 6 9 14 20 23
 *
 * With WRAPUP_BY_TIME a leg in wrap-up counts as active here: it is not cleared by choosing. With CHOICE_KEEPS_WRAPUP
 * it counts so for what people and programs choose, not for what follows by itself (signing out, a session's end).
 */
#include "core/state.h"

#define SECONDS     INT64_C(1000)
#define HOURS       (3600 * SECONDS)
#define RULE_MS_MAX (INT64_C(366) * 24 * HOURS)

enum { SIGN_IN_AVAILABLE = 2 }; /* the highest value of ACD_RULE_ON_SIGN_IN */

/* ---- presets ---- */

static void set_connect_preset(int64_t rules[ACD_RULES])
{
    rules[ACD_RULE_CLEAR_MISSED_ON_NEXT] = 0;        /* 2.3 [I]: MISSED legs stay and must be cleared */
    rules[ACD_RULE_AVAILABLE_FROM_CUSTOM] = 0;       /* row 15 [I]: literal reading of PutUserStatus */
    rules[ACD_RULE_ROW_33] = 0;                      /* row 33 [I]: symmetrical with rows 5 and 32 */
    rules[ACD_RULE_ROW_11] = 0;                      /* row 11 [I]: the agent's last explicit wish wins */
    rules[ACD_RULE_WITHDRAW_OFFER_ON_NEXT] = 0;      /* row 9 [D]: Incoming goes on, the next status waits */
    rules[ACD_RULE_SLOTS_SHOWN_WHILE_NEXT] = 1;      /* row 29 [D]: literal reading of the release notes */
    rules[ACD_RULE_CANCEL_BY_SAME_STATUS] = 1;       /* 2.3 [I] */
    rules[ACD_RULE_RECHOOSE_KEEPS_TIME] = 1;         /* 2.3 [I] */
    rules[ACD_RULE_VOICE_MISS_BLOCKS_ALL] = 1;       /* 4.2 [D], scope [I] */
    rules[ACD_RULE_REOFFER_WHILE_MISSED] = 0;        /* 3.1 [I]: one leg for each pair of agent and contact */
    rules[ACD_RULE_REJECT_ALLOWED] = 1;              /* 3.3 [D] */
    rules[ACD_RULE_SIGN_OUT_SETS_OFFLINE] = 1;       /* row 21 [D] */
    rules[ACD_RULE_OFFER_MS_VOICE] = 20 * SECONDS;   /* 4.3 [D] */
    rules[ACD_RULE_OFFER_MS_CHAT] = 20 * SECONDS;    /* 4.3 [D] */
    rules[ACD_RULE_OFFER_MS_TASK] = 30 * SECONDS;    /* 4.3 [D] */
    rules[ACD_RULE_DIAL_MS] = 60 * SECONDS;          /* 3.3 [D] */
    rules[ACD_RULE_CHAT_CONNECT_MS] = 300 * SECONDS; /* 3.3 [D] */
    rules[ACD_RULE_CHAT_LIFE_MS] = 25 * HOURS;       /* 3.3 [D] */
    rules[ACD_RULE_TASK_LIFE_MS] = 7 * 24 * HOURS;   /* 3.3 [D] */
}

/* The seed's page, "Setting Your Status"; the numbers are peers.md Part 1's. The statuses with a role do not exist
 * yet: status.c gives them their part. */
static void set_vcc_preset(int64_t rules[ACD_RULES])
{
    rules[ACD_RULE_ON_SIGN_IN] = 1;             /* seed, 1.2: automatically on break based on initial login */
    rules[ACD_RULE_ON_MISS] = 1;                /* 1.3 no. 2 */
    rules[ACD_RULE_ON_REJECT] = 1;              /* seed, 1.3 no. 2 */
    rules[ACD_RULE_MISS_STOPS_NEW] = 1;         /* 1.3 no. 3: running chats are not broken */
    rules[ACD_RULE_BREAK_DISABLES] = 1;         /* seed, 1.2: all features disabled */
    rules[ACD_RULE_CLEAR_MISSED_AT_ONCE] = 1;   /* 1.12: a missed offer leaves nothing to clear */
    rules[ACD_RULE_WRAPUP_BY_TIME] = 1;         /* seed, 1.3: none until time is out */
    rules[ACD_RULE_WRAPUP_TAKES_NO_WORK] = 1;   /* 1.2 */
    rules[ACD_RULE_ONE_OFFER] = 1;              /* 1.2: offering gets no new work */
    rules[ACD_RULE_AVAILABLE_AFTER_WRAPUP] = 1; /* 1.3 no. 4, 1.12 */
    rules[ACD_RULE_PLANS_REFUSED] = 1;          /* 1.4: no pending state */
    rules[ACD_RULE_SUPERVISOR_GROUPS] = 1;      /* 1.9 */
    rules[ACD_RULE_SESSION_TIMEOUT_MS] = 2 * HOURS; /* 1.3 no. 6 */
    rules[ACD_RULE_CALL_FREES_CHAT_WRAPUP] = 1;     /* 1.5 */
}

void policy_set_preset(int64_t rules[ACD_RULES], enum acd_model model)
{
    set_connect_preset(rules);
    for (int rule = ACD_RULE_STATUS_BREAK; rule < ACD_RULES; rule++)
        rules[rule] = 0; /* core.h: connect's value of every later rule */
    if (model == ACD_MODEL_VCC) {
        rules[ACD_RULE_OFFER_MS_VOICE] = 30 * SECONDS; /* peers.md 1.3: 15-60 s, 30 in their example */
        rules[ACD_RULE_OFFER_MS_CHAT] = 30 * SECONDS;
        rules[ACD_RULE_REJECT_ALLOWED] = 0; /* peers.md 1.3: off unless the administrator grants it */
        set_vcc_preset(rules);
    }
}

bool policy_value_valid(enum acd_rule rule, int64_t value)
{
    if (rule <= ACD_RULE_NONE || rule >= ACD_RULES)
        return false;
    if (rule == ACD_RULE_STATUS_BREAK || rule == ACD_RULE_STATUS_WORK_OFFLINE)
        return value >= 0 && value <= UINT32_MAX;
    if (rule == ACD_RULE_SESSION_TIMEOUT_MS)
        return value >= 0 && value <= RULE_MS_MAX;
    if (rule == ACD_RULE_ON_SIGN_IN)
        return value >= 0 && value <= SIGN_IN_AVAILABLE;
    if (rule < ACD_RULE_OFFER_MS_VOICE || rule > ACD_RULE_TASK_LIFE_MS)
        return value == 0 || value == 1;
    return value >= 1 && value <= RULE_MS_MAX;
}

int64_t acd_rule(const struct acd *acd, enum acd_rule rule)
{
    return rule > ACD_RULE_NONE && rule < ACD_RULES ? acd->rules[rule] : 0;
}

enum acd_model acd_model(const struct acd *acd)
{
    return (enum acd_model)acd->model;
}

/* ---- what choosing a status means ---- */

bool policy_same_wish(const struct acd_next *one, const struct acd_next *other)
{
    return one->status == other->status && one->reason == other->reason && one->when == other->when &&
           one->scope == other->scope && one->after_contacts == other->after_contacts &&
           one->at == other->at && one->return_status == other->return_status &&
           one->return_after_ms == other->return_after_ms && one->expires_at == other->expires_at;
}

static enum choice refused(enum acd_refusal refusal, enum acd_refusal *why)
{
    *why = refusal;
    return CHOICE_REFUSED;
}

/* A plan for later (AT, AFTER_CONTACTS) is kept whatever the agent has; the present status again takes a plan
 * back. */
static enum choice plan_choice(const struct acd *acd, const struct agent *agent, const struct acd_next *wish,
                               enum acd_refusal *why)
{
    if (wish->status == agent->status)
        return agent->next.status != 0 ? CHOICE_CANCEL : refused(ACD_REFUSED_ALREADY_IN_STATUS, why);
    if (agent->next.status != 0 && policy_same_wish(&agent->next, wish) &&
        acd->rules[ACD_RULE_RECHOOSE_KEEPS_TIME])
        return CHOICE_NO_CHANGE;
    return CHOICE_SET_NEXT;
}

/* Only clearable legs, or none. */
static enum choice idle_choice(const struct acd *acd, const struct agent *agent, const struct acd_next *wish,
                               enum acd_refusal *why)
{
    bool available = acd_status_get(acd, wish->status)->type == ACD_STATUS_ROUTABLE;

    if (agent_own_legs(agent) == 0 && wish->status == agent->status)
        return agent->next.status != 0 ? CHOICE_CANCEL : refused(ACD_REFUSED_ALREADY_IN_STATUS, why);
    if (agent_own_legs(agent) == 0)
        return CHOICE_APPLY;
    if (available && agent->next.status != 0 && agent->ended_count > 0 && acd->rules[ACD_RULE_ROW_33] == 1)
        return CHOICE_CANCEL;
    if (available && agent->next.status != 0 && agent->ended_count == 0 && acd->rules[ACD_RULE_ROW_11] == 1)
        return CHOICE_CLEAR_AND_APPLY_NEXT;
    return CHOICE_CLEAR_AND_APPLY;
}

static enum choice wish_choice(const struct acd *acd, const struct agent *agent, const struct acd_next *wish,
                               bool keeps, enum acd_refusal *why)
{
    bool wrapup_stays = agent->ended_count > 0 && (keeps || acd->rules[ACD_RULE_WRAPUP_BY_TIME]);
    uint8_t target = acd_status_get(acd, wish->status)->type;
    uint8_t present = acd_status_get(acd, agent->status)->type;

    if (wish->when != ACD_WHEN_IDLE)
        return plan_choice(acd, agent, wish, why);
    if (agent->active_count == 0 && !wrapup_stays)
        return idle_choice(acd, agent, wish, why);
    if (wish->status == agent->status) {
        if (agent->next.status == 0)
            return refused(ACD_REFUSED_ALREADY_IN_STATUS, why);
        if (present == ACD_STATUS_ROUTABLE || acd->rules[ACD_RULE_CANCEL_BY_SAME_STATUS])
            return CHOICE_CANCEL;
        return refused(ACD_REFUSED_ALREADY_IN_STATUS, why);
    }
    if (target == ACD_STATUS_ROUTABLE && acd->rules[ACD_RULE_AVAILABLE_FROM_CUSTOM] == 1)
        return CHOICE_APPLY;
    if (policy_same_wish(&agent->next, wish) && acd->rules[ACD_RULE_RECHOOSE_KEEPS_TIME])
        return CHOICE_NO_CHANGE;
    return CHOICE_SET_NEXT;
}

enum choice policy_choice(const struct acd *acd, uint32_t number, const struct acd_next *wish,
                          struct acd_actor actor, enum acd_refusal *why)
{
    const struct agent *agent = agent_find(acd, number);
    const struct acd_status *status = status_find(acd, wish->status);

    if (agent == NULL)
        return refused(ACD_REFUSED_UNKNOWN_AGENT, why);
    if (status == NULL)
        return refused(ACD_REFUSED_UNKNOWN_STATUS, why);
    if (!group_actor_allowed(acd, actor, number))
        return refused(ACD_REFUSED_NOT_YOUR_GROUP, why);
    if (actor.kind == ACD_ACTOR_SYSTEM)
        return wish_choice(acd, agent, wish, false,
                           why); /* row 24: what was promised is kept, disabled or not */
    if (!agent->enabled)
        return refused(ACD_REFUSED_AGENT_DISABLED, why);
    if (!status->enabled)
        return refused(ACD_REFUSED_STATUS_DISABLED, why); /* row 25 */
    if (!(moves_of(acd, number, actor.kind) >> moves_to(acd, wish->status) & 1))
        return refused(agent_own_legs(agent) == 0 && agent->status == wish->status ? ACD_REFUSED_ALREADY_IN_STATUS
                                                                              : ACD_REFUSED_NOT_ALLOWED,
                       why);
    if (wish->when != ACD_WHEN_IDLE && acd->rules[ACD_RULE_PLANS_REFUSED])
        return refused(ACD_REFUSED_NOT_ALLOWED, why);
    return wish_choice(acd, agent, wish, acd->rules[ACD_RULE_CHOICE_KEEPS_WRAPUP], why);
}

static enum acd_meaning meaning_of(enum choice choice)
{
    switch (choice) {
    case CHOICE_REFUSED:
        return ACD_MEANS_REFUSED;
    case CHOICE_SET_NEXT:
        return ACD_MEANS_NEXT;
    case CHOICE_CANCEL:
        return ACD_MEANS_CANCEL;
    case CHOICE_NO_CHANGE:
        return ACD_MEANS_NO_CHANGE;
    default:
        return ACD_MEANS_NOW;
    }
}

enum acd_meaning acd_status_meaning(const struct acd *acd, uint32_t agent, uint32_t status,
                                    struct acd_actor actor, enum acd_refusal *why)
{
    struct acd_next wish = {.status = status};
    enum acd_refusal refusal = ACD_OK;
    enum choice choice = policy_choice(acd, agent, &wish, actor, &refusal);

    if (why != NULL)
        *why = refusal;
    return meaning_of(choice);
}

/* ---- decide ---- */

void policy_emit_rule(struct decision *decision, enum acd_rule rule, int64_t value)
{
    struct acd_event *event = event_new(decision, ACD_RULE_SET);

    event->rule = (uint16_t)rule;
    event->value = value;
    emit(decision, event);
}

/* The preset is written out as rules, so that a journal means the same after a preset has changed. */
static enum acd_refusal create_centre(struct decision *decision)
{
    uint8_t model = decision->command->model;
    int64_t rules[ACD_RULES];
    struct acd_event *event;

    if (decision->acd->model != ACD_MODEL_NONE)
        return ACD_REFUSED_EXISTS;
    if (model != ACD_MODEL_CONNECT && model != ACD_MODEL_VCC)
        return ACD_REFUSED_INVALID;
    event = event_new(decision, ACD_CENTRE_CREATED);
    event->model = model;
    emit(decision, event);
    policy_set_preset(rules, (enum acd_model)model);
    for (int rule = ACD_RULE_NONE + 1; rule < ACD_RULES; rule++)
        policy_emit_rule(decision, (enum acd_rule)rule, rules[rule]);
    moves_emit_preset(decision, (enum acd_model)model);
    return ACD_OK;
}

static enum acd_refusal role_valid(const struct acd *acd, uint32_t number)
{
    const struct acd_status *status = status_find(acd, number);

    if (number == 0)
        return ACD_OK;
    if (status == NULL)
        return ACD_REFUSED_UNKNOWN_STATUS;
    return status->type == ACD_STATUS_CUSTOM ? ACD_OK : ACD_REFUSED_INVALID;
}

enum acd_refusal policy_decide(struct decision *decision)
{
    const struct acd_command *command = decision->command;
    enum acd_refusal refusal;

    if (command->kind == ACD_CREATE_CENTRE)
        return create_centre(decision);
    if (!policy_value_valid((enum acd_rule)command->rule, command->value))
        return ACD_REFUSED_INVALID;
    if (command->rule == ACD_RULE_STATUS_BREAK || command->rule == ACD_RULE_STATUS_WORK_OFFLINE) {
        refusal = role_valid(decision->acd, (uint32_t)command->value);
        if (refusal != ACD_OK)
            return refusal;
    }
    policy_emit_rule(decision, (enum acd_rule)command->rule, command->value);
    return ACD_OK;
}

/* ---- apply ---- */

/* The rule says who is eligible, so all agents are reviewed, a bounded number in each step. */
static void apply_to_all_profiles(struct acd *acd)
{
    for (uint32_t number = 1; number <= acd->profile_count; number++)
        profile_edit(acd, number)->stale = profile_get(acd, number)->exists;
    route_work_from(acd, WORK_AGENTS);
}

static void apply_rule_set(struct acd *acd, const struct acd_event *event)
{
    bool changed = acd->rules[event->rule] != event->value;

    acd->rules[event->rule] = event->value;
    if (changed && (event->rule == ACD_RULE_VOICE_MISS_BLOCKS_ALL || event->rule == ACD_RULE_ONE_OFFER ||
                    event->rule == ACD_RULE_WRAPUP_TAKES_NO_WORK || event->rule == ACD_RULE_RECONNECTING ||
                    event->rule == ACD_RULE_CALL_FREES_CHAT_WRAPUP))
        apply_to_all_profiles(acd);
    if (changed && event->rule == ACD_RULE_REOFFER_WHILE_MISSED)
        route_work_from(acd, WORK_AGENTS);
}

void policy_apply(struct acd *acd, const struct acd_event *event)
{
    if (event->kind == ACD_CENTRE_CREATED) {
        acd->model = event->model;
        moves_apply(acd, event);
    } else if (policy_value_valid((enum acd_rule)event->rule, event->value)) {
        apply_rule_set(acd, event);
    } else {
        acd_panic("a rule was set to what it cannot be");
    }
}
