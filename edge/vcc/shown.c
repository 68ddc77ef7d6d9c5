/* The core's state in the status API's numbers; see shown.h for the table. It must not change anything. */
#include "edge/vcc/shown.h"

#include <stddef.h>

static const char *const NAMES[SHOWN_STATUSES] = {
    "UNKNOWN",          "LOGGED_OUT",       "LOGGED_IN",    "ON_BREAK", "WAIT_TRANSACT", "WORK_OFFLINE",
    "TRANSACT_OFFERED", "PROCESS_TRANSACT", "POST_PROCESS", "BUSY",     "DIRECT_CALL",   "ON_EMAIL"};

const char *shown_name(uint8_t status)
{
    return status < SHOWN_STATUSES ? NAMES[status] : "";
}

/* ---- what is shown ---- */

struct work {
    bool queued;           /* something handled came through a queue */
    int64_t handled_since; /* of what is handled, the first */
    int64_t offered_since; /* of what rings, the first */
    int64_t ended_since;   /* of what is in wrap-up, the last: until then something was handled */
};

static int64_t first_of(int64_t one, int64_t other)
{
    return one == 0 || other < one ? other : one;
}

static void add_leg(struct work *work, const struct acd_leg_view *leg)
{
    bool rings = leg->state == ACD_LEG_INCOMING ||
                 (leg->state == ACD_LEG_CONNECTING && leg->initiation != ACD_INITIATION_OUTBOUND);
    if (leg->state == ACD_LEG_ENDED) {
        work->ended_since = leg->state_since > work->ended_since ? leg->state_since : work->ended_since;
    } else if (rings) {
        work->offered_since = first_of(work->offered_since, leg->offered_at);
    } else if (acd_leg_is_active((enum acd_leg_state)leg->state)) {
        int64_t since = leg->connected_at != 0 ? leg->connected_at : leg->offered_at;
        work->handled_since = first_of(work->handled_since, since);
        work->queued = work->queued || leg->queue != 0;
    }
}

static struct work work_of(const struct acd *acd, uint32_t agent)
{
    struct acd_leg_view legs[ACD_AGENT_LEGS_MAX];
    struct work work = {.queued = false};
    uint32_t count = acd_agent_legs(acd, agent, legs, ACD_AGENT_LEGS_MAX);
    for (uint32_t i = 0; i < count; i++)
        add_leg(&work, &legs[i]);
    return work;
}

static uint8_t status_of(enum acd_shown shown, bool ever_set, bool queued)
{
    switch (shown) {
    case ACD_SHOWN_SIGNED_OUT:
        return ever_set ? 1 : 0;
    case ACD_SHOWN_AVAILABLE:
        return 4;
    case ACD_SHOWN_WORKING_OFFLINE:
        return 5;
    case ACD_SHOWN_OFFERING:
        return 6;
    case ACD_SHOWN_BUSY:
    case ACD_SHOWN_BUSY_STOP_NEW:
        return queued ? 7 : 9;
    case ACD_SHOWN_POST_PROCESSING:
        return 8;
    default:
        return 3;
    }
}

static int64_t since_of(enum acd_shown shown, const struct acd_agent_view *view, const struct work *work)
{
    switch (shown) {
    case ACD_SHOWN_OFFERING:
        return work->offered_since;
    case ACD_SHOWN_BUSY:
    case ACD_SHOWN_BUSY_STOP_NEW:
        return work->handled_since;
    case ACD_SHOWN_POST_PROCESSING:
        return work->ended_since;
    default:
        return view->status_since;
    }
}

static bool is_chosen(enum acd_shown shown)
{
    return shown != ACD_SHOWN_OFFERING && shown != ACD_SHOWN_BUSY && shown != ACD_SHOWN_BUSY_STOP_NEW &&
           shown != ACD_SHOWN_POST_PROCESSING;
}

bool shown_of(const struct acd *acd, uint32_t agent, struct shown *shown)
{
    struct acd_agent_view view;
    if (!acd_agent_view(acd, agent, &view))
        return false;
    enum acd_shown now = acd_agent_shown(acd, agent);
    struct work work = work_of(acd, agent);
    *shown = (struct shown){.status = status_of(now, view.version != 0, work.queued),
                            .stop_new = view.stop_new != 0,
                            .since = since_of(now, &view, &work)};
    if (view.stop_new)
        shown->reason = view.next.reason;
    else if (is_chosen(now))
        shown->reason = view.status_reason;
    if (shown->status == 0)
        shown->since = 0;
    return true;
}

/* ---- what may be set ---- */

uint32_t shown_allowed(const struct acd *acd, uint32_t agent, struct acd_actor actor, uint8_t allowed[4])
{
    static const struct {
        enum acd_move move;
        uint8_t status;
    } ROWS[] = {
        {ACD_MOVE_LOG_OUT, 1}, {ACD_MOVE_BREAK, 3}, {ACD_MOVE_AVAILABLE, 4}, {ACD_MOVE_WORK_OFFLINE, 5}};
    uint32_t moves = acd_agent_moves(acd, agent, actor);
    uint32_t count = 0;
    for (size_t i = 0; i < sizeof ROWS / sizeof ROWS[0]; i++)
        if (moves >> ROWS[i].move & 1)
            allowed[count++] = ROWS[i].status;
    return count;
}

/* The centre's only status of a type; 0: none. */
static uint32_t only_status(const struct acd *acd, enum acd_status_type type)
{
    struct acd_status view;
    for (uint32_t status = 1; status <= acd_status_count(acd); status++)
        if (acd_status_view(acd, status, &view) && view.type == type)
            return status;
    return 0;
}

struct acd_command shown_command(const struct acd *acd, uint8_t status)
{
    struct acd_command command = {.kind = ACD_SET_STATUS};
    if (status == 1)
        command.kind = ACD_SIGN_OUT;
    else if (status == 3)
        command.status = (uint32_t)acd_rule(acd, ACD_RULE_STATUS_BREAK);
    else if (status == 5)
        command.status = (uint32_t)acd_rule(acd, ACD_RULE_STATUS_WORK_OFFLINE);
    else
        command.status = only_status(acd, ACD_STATUS_ROUTABLE);
    return command;
}
