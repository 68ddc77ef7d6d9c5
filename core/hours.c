/* Hours of operation: when the doors of a queue are open, as absolute instants. It must not know a time zone
 * or a calendar.
 *
 *     opens_at ----- closes_at      opens_at ----- closes_at ...   horizon = the last closes_at
 *     |  open (closes_at excluded) |   closed   |
 *
 * The server computes the windows from the IANA zone for a bounded time ahead and renews them before the
 * horizon (issue of the core, design.md). Past the horizon it is closed: wrong in the careful direction.
 * Hours are asked at the entry point only: who already waits stays (connect.md 4.1).
 *
 *     created    apply_hours_created      renewed, window added   apply_hours_renewed, apply_window_added
 *     deleted    apply_hours_deleted
 */
#include "core/state.h"

#include <string.h>

/* ---- ask ---- */

bool hours_open(const struct acd *acd, uint32_t number, int64_t at)
{
    const struct hours *hours = hours_find(acd, number);

    if (number == 0 || hours == NULL || hours->always_open)
        return true;
    for (uint32_t index = 0; index < hours->window_count; index++) {
        if (hours->windows[index].opens_at <= at && at < hours->windows[index].closes_at)
            return true;
    }
    return false;
}

bool acd_queue_open(const struct acd *acd, uint32_t queue, int64_t at)
{
    return queue_find(acd, queue) != NULL && hours_open(acd, queue_get(acd, queue)->hours, at);
}

int64_t acd_queue_opens_at(const struct acd *acd, uint32_t queue, int64_t at)
{
    const struct hours *hours;

    if (queue_find(acd, queue) == NULL)
        return ACD_NEVER;
    if (acd_queue_open(acd, queue, at))
        return at;
    hours = hours_find(acd, queue_get(acd, queue)->hours);
    for (uint32_t index = 0; hours != NULL && index < hours->window_count; index++) {
        if (hours->windows[index].opens_at > at)
            return hours->windows[index].opens_at;
    }
    return ACD_NEVER;
}

int64_t acd_hours_horizon(const struct acd *acd, uint32_t number)
{
    const struct hours *hours = hours_find(acd, number);

    if (hours == NULL)
        return 0;
    if (hours->always_open)
        return ACD_NEVER;
    return hours->window_count == 0 ? 0 : hours->windows[hours->window_count - 1].closes_at;
}

/* ---- decide ---- */

static enum acd_refusal windows_valid(const struct acd_command *command)
{
    int64_t after = INT64_MIN;

    if (command->flags & ACD_FLAG_ALWAYS_OPEN)
        return command->window_count == 0 ? ACD_OK : ACD_REFUSED_INVALID;
    if (command->window_count > ACD_HOURS_WINDOWS_MAX)
        return ACD_REFUSED_LIMIT;
    for (uint32_t index = 0; index < command->window_count; index++) {
        const struct acd_window *window = &command->windows[index];
        if (window->opens_at < after || window->closes_at <= window->opens_at)
            return ACD_REFUSED_INVALID;
        after = window->closes_at;
    }
    return ACD_OK;
}

static void emit_hours(struct decision *decision, enum acd_event_kind kind, uint32_t hours)
{
    const struct acd_command *command = decision->command;
    struct acd_event *event = event_new(decision, kind);

    event->hours = hours;
    event->flags = command->flags & ACD_FLAG_ALWAYS_OPEN;
    emit(decision, event);
    for (uint32_t index = 0; kind != ACD_HOURS_DELETED && index < command->window_count; index++) {
        event = event_new(decision, ACD_HOURS_WINDOW_ADDED);
        event->hours = hours;
        event->since = command->windows[index].opens_at;
        event->deadline = command->windows[index].closes_at;
        emit(decision, event);
    }
}

enum acd_refusal hours_decide(struct decision *decision)
{
    const struct acd_command *command = decision->command;
    const struct acd *acd = decision->acd;
    enum acd_refusal refusal = windows_valid(command);

    if (command->kind == ACD_CREATE_HOURS) {
        if (refusal != ACD_OK)
            return refusal;
        if (acd->hours_count == acd->limits.hours)
            return ACD_REFUSED_LIMIT;
        emit_hours(decision, ACD_HOURS_CREATED, acd->hours_count + 1);
        return ACD_OK;
    }
    if (hours_find(acd, command->hours) == NULL)
        return ACD_REFUSED_UNKNOWN_HOURS;
    if (command->kind == ACD_RENEW_HOURS && refusal != ACD_OK)
        return refusal;
    if (command->kind == ACD_DELETE_HOURS && hours_get(acd, command->hours)->queue_count > 0)
        return ACD_REFUSED_IN_USE;
    emit_hours(decision, command->kind == ACD_RENEW_HOURS ? ACD_HOURS_RENEWED : ACD_HOURS_DELETED,
               command->hours);
    return ACD_OK;
}

/* ---- apply ---- */

static void apply_hours_created(struct acd *acd, const struct acd_event *event)
{
    if (event->hours != acd->hours_count + 1 || acd->hours_count == acd->limits.hours)
        acd_panic("hours were created out of order");
    acd->hours_count++;
    hours_edit(acd, event->hours)->exists = 1;
    hours_edit(acd, event->hours)->always_open = (event->flags & ACD_FLAG_ALWAYS_OPEN) != 0;
}

static void apply_hours_renewed(struct acd *acd, const struct acd_event *event)
{
    struct hours *hours = hours_edit(acd, event->hours);

    memset(hours->windows, 0, sizeof hours->windows);
    hours->window_count = 0;
    hours->always_open = (event->flags & ACD_FLAG_ALWAYS_OPEN) != 0;
}

static void apply_window_added(struct acd *acd, const struct acd_event *event)
{
    struct hours *hours = hours_edit(acd, event->hours);

    if (hours->window_count == ACD_HOURS_WINDOWS_MAX)
        acd_panic("hours got a window too many");
    hours->windows[hours->window_count].opens_at = event->since;
    hours->windows[hours->window_count].closes_at = event->deadline;
    hours->window_count++;
}

static void apply_hours_deleted(struct acd *acd, const struct acd_event *event)
{
    memset(hours_edit(acd, event->hours), 0, sizeof(struct hours));
}

void hours_apply(struct acd *acd, const struct acd_event *event)
{
    switch (event->kind) {
    case ACD_HOURS_CREATED:
        apply_hours_created(acd, event);
        break;
    case ACD_HOURS_RENEWED:
        apply_hours_renewed(acd, event);
        break;
    case ACD_HOURS_WINDOW_ADDED:
        apply_window_added(acd, event);
        break;
    default:
        apply_hours_deleted(acd, event);
        break;
    }
}
