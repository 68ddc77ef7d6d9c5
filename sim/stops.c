/* After an agent's client was told of a stop the router makes no offer until they are ROUTABLE again with no next
 * status: judged by when the answer came, not by when it was decided (design.md 4.2). It must not ask the core.
 *
 *   told ------------- no unexempt OFFER_MADE is decided here -------------> lifted: STATUS_SET to ROUTABLE, NEXT_STATUS_CLEARED while ROUTABLE,
 *                                                                            or a plan in the stop's place (docs/decisions/0005-last-explicit-wish.md)
 */
#include "sim/machine.h"

#include <inttypes.h>

void stops_told(struct machine *machine, uint32_t agent, uint64_t seq)
{
    if (seq > machine->stops[agent].told)
        machine->stops[agent].told = seq;
}

static bool lifts(struct stop *stop, const struct acd_event *event, uint8_t status_type)
{
    switch (event->kind) {
    case ACD_STATUS_SET:
        stop->routable = status_type == ACD_STATUS_ROUTABLE;
        return stop->routable;
    case ACD_NEXT_STATUS_CLEARED:
        return stop->routable;
    case ACD_NEXT_STATUS_SET:
        return event->next.when != ACD_WHEN_IDLE || event->next.scope != 0;
    default:
        return false;
    }
}

void stops_see(struct machine *machine, const struct acd_event *event, bool live)
{
    if (event->agent == 0 || event->agent > SCENARIO_AGENTS)
        return;
    struct stop *stop = &machine->stops[event->agent];
    if (lifts(stop, event, machine->checker.status_types[event->status % CHECKER_STATUSES_MAX]))
        stop->lifted = event->seq;
    if (live && event->kind == ACD_OFFER_MADE && (event->flags & ACD_FLAG_EXEMPT) == 0 &&
        stop->told > stop->lifted)
        machine_report(machine,
                       "ledger: agent %" PRIu32 " was told of the stop of event %" PRIu64
                       ", and event %" PRIu64 " is an offer",
                       event->agent, stop->told, event->seq);
}
