/* Reasons: which may be given for what an agent does, and by whom one must be (peers.md 1.7). It must not know what
 * they are called: that is the book's.
 *
 *     list      created, changed     its actions, and whether one of its reasons must be given     apply_list_set
 *               offered to groups    to nobody until it is                                         apply_list_group_set
 *     reason    created ENABLED <-> DISABLED    never deleted: events name it                      apply_reason_*
 *
 * Offered to an agent for an action: an enabled reason of a list for this action that is offered to the agent's
 * group. Whoever acts on an agent may give only such a reason. The agent must give one where a mandatory list applies
 * that has an enabled reason; a supervisor, an administrator or a program need not (they speak for themselves).
 * A centre without any list takes any number as a reason and asks for none, as it did before there were lists.
 */
#include "core/state.h"

/* ---- ask ---- */

static bool list_applies(const struct reason_list *list, const struct agent *agent,
                         enum acd_reason_action action)
{
    return agent->group != 0 && list->groups >> (agent->group - 1) & 1 && list->actions >> action & 1;
}

static bool is_offered(const struct acd *acd, const struct agent *agent, enum acd_reason_action action,
                       uint32_t number)
{
    const struct reason *reason = reason_find(acd, number);

    return reason != NULL && reason->enabled && action < ACD_REASON_ACTIONS &&
           list_applies(reason_list_get(acd, reason->reason_list), agent, action);
}

static bool is_required(const struct acd *acd, const struct agent *agent, enum acd_reason_action action)
{
    for (uint32_t number = 1; number <= acd->reason_list_count && action < ACD_REASON_ACTIONS; number++) {
        const struct reason_list *list = reason_list_get(acd, number);
        if (list->mandatory && list->enabled_count > 0 && list_applies(list, agent, action))
            return true;
    }
    return false;
}

enum acd_refusal reason_allowed(const struct decision *decision, uint32_t number,
                                enum acd_reason_action action, uint32_t reason, bool optional)
{
    const struct acd *acd = decision->acd;
    const struct agent *agent = agent_get(acd, number);

    if (acd->reason_list_count == 0 || decision->command->actor.kind == ACD_ACTOR_SYSTEM)
        return ACD_OK;
    if (reason != 0)
        return is_offered(acd, agent, action, reason) ? ACD_OK : ACD_REFUSED_UNKNOWN_REASON;
    if (optional || decision->command->actor.kind != ACD_ACTOR_AGENT)
        return ACD_OK;
    return is_required(acd, agent, action) ? ACD_REFUSED_REASON_REQUIRED : ACD_OK;
}

enum acd_reason_action acd_reason_action_of(const struct acd *acd, uint32_t status)
{
    if (status_find(acd, status) == NULL || status == acd->routable_status)
        return ACD_REASON_ACTIONS;
    if (status == acd->offline_status)
        return ACD_REASON_LOG_OUT;
    return status == acd->rules[ACD_RULE_STATUS_WORK_OFFLINE] ? ACD_REASON_WORK_OFFLINE : ACD_REASON_BREAK;
}

uint32_t acd_agent_reasons(const struct acd *acd, uint32_t number, enum acd_reason_action action,
                           uint32_t *reasons, uint32_t max, bool *mandatory)
{
    const struct agent *agent = agent_find(acd, number);
    uint32_t count = 0;

    *mandatory = agent != NULL && is_required(acd, agent, action);
    if (agent == NULL || agent->group == 0)
        return 0;
    for (uint32_t reason = 1; reason <= acd->reason_count && count < max; reason++) {
        if (is_offered(acd, agent, action, reason))
            reasons[count++] = reason;
    }
    return count;
}

bool acd_reason_list_view(const struct acd *acd, uint32_t number, struct acd_reason_list_view *view)
{
    const struct reason_list *list = reason_list_find(acd, number);

    if (list == NULL)
        return false;
    *view = (struct acd_reason_list_view){
        .actions = list->actions, .mandatory = list->mandatory, .groups = list->groups};
    return true;
}

bool acd_reason_view(const struct acd *acd, uint32_t number, struct acd_reason_view *view)
{
    const struct reason *reason = reason_find(acd, number);

    if (reason == NULL)
        return false;
    *view = (struct acd_reason_view){.reason_list = reason->reason_list, .enabled = reason->enabled};
    return true;
}

uint32_t acd_reason_list_count(const struct acd *acd)
{
    return acd->reason_list_count;
}

uint32_t acd_reason_count(const struct acd *acd)
{
    return acd->reason_count;
}

/* ---- decide ---- */

static enum acd_refusal set_list(struct decision *decision)
{
    const struct acd_command *command = decision->command;
    bool create = command->kind == ACD_CREATE_REASON_LIST;
    struct acd_event *event;

    if (command->value <= 0 || command->value >= 1 << ACD_REASON_ACTIONS)
        return ACD_REFUSED_INVALID;
    if (create && decision->acd->reason_list_count == ACD_REASON_LISTS_MAX)
        return ACD_REFUSED_LIMIT;
    event = event_new(decision, create ? ACD_REASON_LIST_CREATED : ACD_REASON_LIST_CHANGED);
    event->reason_list = create ? decision->acd->reason_list_count + 1 : command->reason_list;
    event->value = command->value;
    event->flags = command->flags & ACD_FLAG_MANDATORY;
    emit(decision, event);
    return ACD_OK;
}

static enum acd_refusal set_list_group(struct decision *decision)
{
    const struct acd_command *command = decision->command;
    const struct reason_list *list = reason_list_get(decision->acd, command->reason_list);
    struct acd_event *event;

    if (command->group == 0 || command->group > decision->acd->group_count)
        return ACD_REFUSED_UNKNOWN_GROUP;
    if (command->value != 0 && command->value != 1)
        return ACD_REFUSED_INVALID;
    if ((int64_t)(list->groups >> (command->group - 1) & 1) == command->value)
        return ACD_OK;
    event = event_new(decision, ACD_REASON_LIST_GROUP_SET);
    event->reason_list = command->reason_list;
    event->group = command->group;
    event->value = command->value;
    emit(decision, event);
    return ACD_OK;
}

static void emit_reason(struct decision *decision, enum acd_event_kind kind, uint32_t reason, uint32_t list)
{
    struct acd_event *event = event_new(decision, kind);

    event->reason = reason;
    event->reason_list = list;
    emit(decision, event);
}

static enum acd_refusal create_reason(struct decision *decision)
{
    if (decision->acd->reason_count == ACD_REASONS_MAX)
        return ACD_REFUSED_LIMIT;
    emit_reason(decision, ACD_REASON_CREATED, decision->acd->reason_count + 1,
                decision->command->reason_list);
    return ACD_OK;
}

static enum acd_refusal switch_reason(struct decision *decision)
{
    const struct acd_command *command = decision->command;
    const struct reason *reason = reason_find(decision->acd, command->reason);
    bool enable = command->kind == ACD_ENABLE_REASON;

    if (reason == NULL)
        return ACD_REFUSED_UNKNOWN_REASON;
    if (reason->enabled != enable)
        emit_reason(decision, enable ? ACD_REASON_ENABLED : ACD_REASON_DISABLED, command->reason,
                    reason->reason_list);
    return ACD_OK;
}

enum acd_refusal reason_decide(struct decision *decision)
{
    const struct acd_command *command = decision->command;

    switch (command->kind) {
    case ACD_CREATE_REASON_LIST:
        return set_list(decision);
    case ACD_ENABLE_REASON:
    case ACD_DISABLE_REASON:
        return switch_reason(decision);
    default:
        break;
    }
    if (reason_list_find(decision->acd, command->reason_list) == NULL)
        return ACD_REFUSED_UNKNOWN_REASON;
    if (command->kind == ACD_CHANGE_REASON_LIST)
        return set_list(decision);
    return command->kind == ACD_CREATE_REASON ? create_reason(decision) : set_list_group(decision);
}

/* ---- apply ---- */

static void apply_list_set(struct acd *acd, const struct acd_event *event)
{
    struct reason_list *list;

    if (event->kind == ACD_REASON_LIST_CREATED) {
        if (event->reason_list != acd->reason_list_count + 1 ||
            acd->reason_list_count == ACD_REASON_LISTS_MAX)
            acd_panic("a list of reasons was created out of order");
        acd->reason_list_count++;
    }
    list = reason_list_edit(acd, event->reason_list);
    list->actions = (uint8_t)event->value;
    list->mandatory = (event->flags & ACD_FLAG_MANDATORY) != 0;
}

static void apply_list_group_set(struct acd *acd, const struct acd_event *event)
{
    struct reason_list *list = reason_list_edit(acd, event->reason_list);
    uint64_t bit;

    if (event->group == 0 || event->group > acd->group_count)
        acd_panic("a list of reasons was offered to no group");
    bit = UINT64_C(1) << (event->group - 1);
    list->groups = event->value != 0 ? list->groups | bit : list->groups & ~bit;
}

static void apply_reason_created(struct acd *acd, const struct acd_event *event)
{
    struct reason *reason;

    if (event->reason != acd->reason_count + 1 || acd->reason_count == ACD_REASONS_MAX)
        acd_panic("a reason was created out of order");
    acd->reason_count++;
    reason = reason_edit(acd, event->reason);
    reason->reason_list = event->reason_list;
    reason->enabled = 1;
    reason_list_edit(acd, event->reason_list)->enabled_count++;
}

static void apply_reason_switched(struct acd *acd, const struct acd_event *event)
{
    struct reason *reason = reason_edit(acd, event->reason);
    struct reason_list *list = reason_list_edit(acd, reason->reason_list);
    bool enabled = event->kind == ACD_REASON_ENABLED;

    if (reason->enabled == enabled)
        acd_panic("a reason was enabled or disabled that is so already");
    reason->enabled = enabled;
    list->enabled_count += enabled ? 1 : UINT32_MAX; /* one more, or one less */
}

void reason_apply(struct acd *acd, const struct acd_event *event)
{
    switch (event->kind) {
    case ACD_REASON_LIST_CREATED:
    case ACD_REASON_LIST_CHANGED:
        apply_list_set(acd, event);
        break;
    case ACD_REASON_LIST_GROUP_SET:
        apply_list_group_set(acd, event);
        break;
    case ACD_REASON_CREATED:
        apply_reason_created(acd, event);
        break;
    default:
        apply_reason_switched(acd, event);
        break;
    }
}

/* ---- check ---- */

const char *reason_check(const struct acd *acd)
{
    uint32_t enabled[ACD_REASON_LISTS_MAX + 1] = {0};

    for (uint32_t number = 1; number <= acd->reason_count; number++) {
        const struct reason *reason = reason_get(acd, number);
        if (reason_list_find(acd, reason->reason_list) == NULL)
            return "a reason is in no list";
        enabled[reason->reason_list] += reason->enabled;
    }
    for (uint32_t number = 1; number <= acd->reason_list_count; number++) {
        const struct reason_list *list = reason_list_get(acd, number);
        if (list->enabled_count != enabled[number])
            return "a list counts its reasons wrongly";
        if (list->actions == 0 || list->actions >= 1 << ACD_REASON_ACTIONS)
            return "a list of reasons is for nothing";
        if (acd->group_count < ACD_GROUPS_MAX && list->groups >> acd->group_count != 0)
            return "a list of reasons is offered to a group that is not there";
    }
    return NULL;
}
