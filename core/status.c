/* Agent statuses: what an agent may choose. It must not know who is in which.
 *
 *     created ENABLED <-> DISABLED     never deleted (connect.md 1.1); exactly one ROUTABLE and one OFFLINE,
 *                                      which are never disabled
 *
 *     created    apply_status_created
 *     enabled    apply_status_enabled
 *     disabled   apply_status_enabled
 */
#include "core/state.h"

/* ---- decide ---- */

static void emit_status(struct decision *decision, enum acd_event_kind kind, uint32_t status, uint8_t type)
{
    struct acd_event *event = event_new(decision, kind);

    event->status = status;
    event->status_type = type;
    emit(decision, event);
}

static uint32_t customs(const struct acd *acd)
{
    uint32_t count = 0;

    for (uint32_t number = 1; number <= acd->status_count; number++)
        count += acd_status_get(acd, number)->type == ACD_STATUS_CUSTOM;
    return count;
}

/* A vcc centre cannot work without On Break and Working Offline: its first two CUSTOM statuses are those until it is
 * said otherwise. */
static void take_part(struct decision *decision, uint32_t status)
{
    const struct acd *acd = decision->acd;
    uint32_t count = customs(acd);
    enum acd_rule rule = count == 1 ? ACD_RULE_STATUS_BREAK : ACD_RULE_STATUS_WORK_OFFLINE;

    if (acd->model == ACD_MODEL_VCC && count <= 2 && acd->rules[rule] == 0)
        policy_emit_rule(decision, rule, status);
}

static enum acd_refusal create_status(struct decision *decision)
{
    const struct acd *acd = decision->acd;
    uint8_t type = decision->command->status_type;

    if (type <= ACD_STATUS_NONE || type > ACD_STATUS_OFFLINE)
        return ACD_REFUSED_INVALID;
    if ((type == ACD_STATUS_ROUTABLE && acd->routable_status != 0) ||
        (type == ACD_STATUS_OFFLINE && acd->offline_status != 0))
        return ACD_REFUSED_EXISTS;
    if (acd->status_count == acd->limits.statuses)
        return ACD_REFUSED_LIMIT;
    emit_status(decision, ACD_STATUS_CREATED, acd->status_count + 1, type);
    if (type == ACD_STATUS_CUSTOM)
        take_part(decision, acd->status_count);
    return ACD_OK;
}

enum acd_refusal status_decide(struct decision *decision)
{
    const struct acd_command *command = decision->command;
    const struct acd_status *status;
    bool enable = command->kind == ACD_ENABLE_STATUS;

    if (command->kind == ACD_CREATE_STATUS)
        return create_status(decision);
    status = status_find(decision->acd, command->status);
    if (status == NULL)
        return ACD_REFUSED_UNKNOWN_STATUS;
    if (!enable && status->type != ACD_STATUS_CUSTOM)
        return ACD_REFUSED_NOT_ALLOWED;
    if (status->enabled != enable)
        emit_status(decision, enable ? ACD_STATUS_ENABLED : ACD_STATUS_DISABLED, command->status,
                    status->type);
    return ACD_OK;
}

/* ---- apply ---- */

static void apply_status_created(struct acd *acd, const struct acd_event *event)
{
    struct acd_status *status;

    if (event->status != acd->status_count + 1 || acd->status_count == acd->limits.statuses)
        acd_panic("a status was created out of order");
    acd->status_count++;
    status = acd_status_edit(acd, event->status);
    status->type = event->status_type;
    status->enabled = 1;
    if (event->status_type == ACD_STATUS_ROUTABLE)
        acd->routable_status = event->status;
    if (event->status_type == ACD_STATUS_OFFLINE)
        acd->offline_status = event->status;
}

static void apply_status_enabled(struct acd *acd, const struct acd_event *event)
{
    acd_status_edit(acd, event->status)->enabled = event->kind == ACD_STATUS_ENABLED;
}

void status_apply(struct acd *acd, const struct acd_event *event)
{
    if (event->kind == ACD_STATUS_CREATED)
        apply_status_created(acd, event);
    else
        apply_status_enabled(acd, event);
}
