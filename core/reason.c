/* Groups and reasons: not written yet, every command about them is refused. */
#include "core/state.h"

bool acd_reason_list_view(const struct acd *acd, uint32_t reason_list, struct acd_reason_list_view *view)
{
    (void)acd, (void)reason_list, (void)view;
    return false;
}

bool acd_reason_view(const struct acd *acd, uint32_t reason, struct acd_reason_view *view)
{
    (void)acd, (void)reason, (void)view;
    return false;
}

uint32_t acd_group_count(const struct acd *acd)
{
    (void)acd;
    return 0;
}

uint32_t acd_reason_list_count(const struct acd *acd)
{
    (void)acd;
    return 0;
}

uint32_t acd_reason_count(const struct acd *acd)
{
    (void)acd;
    return 0;
}

uint32_t acd_agent_reasons(const struct acd *acd, uint32_t agent, enum acd_reason_action action,
                           uint32_t *reasons, uint32_t max, bool *mandatory)
{
    (void)acd, (void)agent, (void)action, (void)reasons, (void)max;
    *mandatory = false;
    return 0;
}

enum acd_reason_action acd_reason_action_of(const struct acd *acd, uint32_t status)
{
    if (status == acd->routable_status)
        return ACD_REASON_ACTIONS;
    if (status == acd->offline_status)
        return ACD_REASON_LOG_OUT;
    return status == acd->rules[ACD_RULE_STATUS_WORK_OFFLINE] ? ACD_REASON_WORK_OFFLINE : ACD_REASON_BREAK;
}

bool acd_supervises(const struct acd *acd, uint32_t supervisor, uint32_t agent)
{
    (void)acd, (void)supervisor, (void)agent;
    return true;
}
