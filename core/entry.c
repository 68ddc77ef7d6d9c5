/* Entry points: where a contact comes in and which queue it joins. It must not know what a flow says to a
 * customer.
 *
 *     created   apply_entry_point_set      changed   apply_entry_point_set      (never deleted)
 */
#include "core/state.h"

enum acd_refusal entry_point_decide(struct decision *decision)
{
    const struct acd_command *command = decision->command;
    const struct acd *acd = decision->acd;
    bool creates = command->kind == ACD_CREATE_ENTRY_POINT;
    struct acd_event *event;

    if (!creates && entry_point_find(acd, command->entry_point) == NULL)
        return ACD_REFUSED_UNKNOWN_ENTRY_POINT;
    if (queue_find(acd, command->queue) == NULL)
        return ACD_REFUSED_UNKNOWN_QUEUE;
    if (creates && acd->entry_point_count == acd->limits.entry_points)
        return ACD_REFUSED_LIMIT;
    event = event_new(decision, creates ? ACD_ENTRY_POINT_CREATED : ACD_ENTRY_POINT_CHANGED);
    event->entry_point = creates ? acd->entry_point_count + 1 : command->entry_point;
    event->queue = command->queue;
    emit(decision, event);
    return ACD_OK;
}

static void apply_entry_point_set(struct acd *acd, const struct acd_event *event)
{
    struct entry_point *entry_point = entry_point_edit(acd, event->entry_point);

    if (entry_point->exists)
        queue_edit(acd, entry_point->queue)->entry_point_count--;
    entry_point->exists = 1;
    entry_point->queue = event->queue;
    queue_edit(acd, event->queue)->entry_point_count++;
}

void entry_point_apply(struct acd *acd, const struct acd_event *event)
{
    if (event->kind == ACD_ENTRY_POINT_CREATED) {
        if (event->entry_point != acd->entry_point_count + 1 ||
            acd->entry_point_count == acd->limits.entry_points)
            acd_panic("an entry point was created out of order");
        acd->entry_point_count++;
    }
    apply_entry_point_set(acd, event);
}

uint32_t acd_entry_point_queue(const struct acd *acd, uint32_t number)
{
    const struct entry_point *entry_point = entry_point_find(acd, number);
    return entry_point == NULL ? 0 : entry_point->queue;
}
