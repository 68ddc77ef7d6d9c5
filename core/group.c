/* Groups of agents: who belongs to which, and which supervisor may act on whom (peers.md 1.7, 1.9). It must not know
 * what they do to them.
 *
 *     created    apply_group_created    a number and no record: never deleted
 *     an agent is in one group or none               apply_agent_group_set
 *     a supervisor (an agent's number) has any       apply_supervisor_group_set
 *
 * With ACD_RULE_SUPERVISOR_GROUPS a supervisor acts on an agent only if the agent's group is among theirs. An actor
 * without a number is nobody's supervisor.
 */
#include "core/state.h"

static uint64_t bit_of(uint32_t group)
{
    return UINT64_C(1) << (group - 1);
}

/* ---- ask ---- */

bool acd_supervises(const struct acd *acd, uint32_t supervisor, uint32_t number)
{
    const struct agent *one = agent_find(acd, supervisor);
    const struct agent *agent = agent_find(acd, number);

    if (!acd->rules[ACD_RULE_SUPERVISOR_GROUPS])
        return true;
    return one != NULL && agent != NULL && agent->group != 0 && one->supervises & bit_of(agent->group);
}

bool group_actor_allowed(const struct acd *acd, struct acd_actor actor, uint32_t agent)
{
    return actor.kind != ACD_ACTOR_SUPERVISOR || acd_supervises(acd, actor.id, agent);
}

uint32_t acd_group_count(const struct acd *acd)
{
    return acd->group_count;
}

/* ---- decide ---- */

static enum acd_refusal create_group(struct decision *decision)
{
    struct acd_event *event;

    if (decision->acd->group_count == ACD_GROUPS_MAX)
        return ACD_REFUSED_LIMIT;
    event = event_new(decision, ACD_GROUP_CREATED);
    event->group = decision->acd->group_count + 1;
    emit(decision, event);
    return ACD_OK;
}

static void emit_agent_group(struct decision *decision, enum acd_event_kind kind)
{
    struct acd_event *event = event_new(decision, kind);

    event->agent = decision->command->agent;
    event->group = decision->command->group;
    event->value = kind == ACD_SUPERVISOR_GROUP_SET ? decision->command->value : 0;
    emit(decision, event);
}

static enum acd_refusal set_supervisor_group(struct decision *decision, const struct agent *agent)
{
    const struct acd_command *command = decision->command;

    if (command->value != 0 && command->value != 1)
        return ACD_REFUSED_INVALID;
    if (command->group == 0)
        return ACD_REFUSED_UNKNOWN_GROUP;
    if (((agent->supervises & bit_of(command->group)) != 0) != command->value)
        emit_agent_group(decision, ACD_SUPERVISOR_GROUP_SET);
    return ACD_OK;
}

enum acd_refusal group_decide(struct decision *decision)
{
    const struct acd_command *command = decision->command;
    const struct agent *agent = agent_find(decision->acd, command->agent);

    if (command->kind == ACD_CREATE_GROUP)
        return create_group(decision);
    if (agent == NULL)
        return ACD_REFUSED_UNKNOWN_AGENT;
    if (command->group > decision->acd->group_count)
        return ACD_REFUSED_UNKNOWN_GROUP;
    if (command->kind == ACD_SET_SUPERVISOR_GROUP)
        return set_supervisor_group(decision, agent);
    if (agent->group != command->group)
        emit_agent_group(decision, ACD_AGENT_GROUP_SET);
    return ACD_OK;
}

/* ---- apply ---- */

static void apply_group_created(struct acd *acd, const struct acd_event *event)
{
    if (event->group != acd->group_count + 1 || acd->group_count == ACD_GROUPS_MAX)
        acd_panic("a group was created out of order");
    acd->group_count++;
}

static void apply_supervisor_group_set(struct acd *acd, const struct acd_event *event)
{
    struct agent *agent = agent_edit(acd, event->agent);

    if (event->group == 0)
        acd_panic("a supervisor was given no group");
    if (event->value != 0)
        agent->supervises |= bit_of(event->group);
    else
        agent->supervises &= ~bit_of(event->group);
}

void group_apply(struct acd *acd, const struct acd_event *event)
{
    if (event->kind == ACD_GROUP_CREATED) {
        apply_group_created(acd, event);
        return;
    }
    if (event->group > acd->group_count)
        acd_panic("an event names a group that is not there");
    if (event->kind == ACD_AGENT_GROUP_SET)
        agent_edit(acd, event->agent)->group = (uint8_t)event->group;
    else
        apply_supervisor_group_set(acd, event);
}

/* ---- check ---- */

const char *group_check(const struct acd *acd, uint32_t number)
{
    const struct agent *agent = agent_get(acd, number);
    bool all = acd->group_count == ACD_GROUPS_MAX;

    if (agent->group > acd->group_count)
        return "an agent is in a group that is not there";
    if (!all && agent->supervises >> acd->group_count != 0)
        return "a supervisor has a group that is not there";
    return NULL;
}
