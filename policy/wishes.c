/* Wishes read back from events (wishes.h).
 *
 * An event whose actor is the core itself is a consequence and no wish. Of the others:
 *
 *     SIGNED_IN, SIGNED_OUT                     SIGN_IN, SIGN_OUT; a status that follows at the same time is its
 *                                               consequence
 *     AGENT_DISABLED                            DISABLE_AGENT, likewise
 *     STATUS_SET as asked                       SET_STATUS; it takes the place of a cancelling just before, which was
 *                                               part of it
 *     NEXT_STATUS_SET as asked or replaced      SET_STATUS, or STOP_NEW by its flag
 *     NEXT_STATUS_CLEARED, cancelled            SET_STATUS of the present status, or RESUME_NEW by its flag
 *     LEG_CLEARED, a status was chosen          SET_STATUS of the pending one, where nothing else tells of a wish
 *     WRAPUP_BEGUN, ended by the agent          END_LEG
 *     LEG_FAILED, WRAPUP_BEGUN, a medium failed FAIL_LEG
 *     CONTACT_ENDED, customer, API, supervisor  END_CONTACT
 *     LEG_CLEARED, cleared                      CLEAR_LEG
 *     and one for one: accepting, rejecting, holding, pausing, transferring, calling, messages, pages, an agent's
 *     settings
 *
 * Refused wishes leave no event, so they are not here.
 */
#include "policy/wishes.h"

#include <stdlib.h>

static struct wish *add(struct wishes *wishes, const struct acd_event *event, enum acd_command_kind kind)
{
    struct wish *wish;

    if (wishes->count == wishes->room) {
        uint32_t room = wishes->room == 0 ? 64 : wishes->room * 2;
        struct wish *items = realloc(wishes->items, room * sizeof items[0]);
        if (items == NULL) {
            wishes->failed = true;
            return NULL;
        }
        wishes->items = items;
        wishes->room = room;
    }
    wish = &wishes->items[wishes->count++];
    *wish = (struct wish){0};
    wish->command.kind = (uint16_t)kind;
    wish->command.at = event->at;
    wish->command.actor = (struct acd_actor){.kind = event->actor, .id = event->actor_id};
    wish->command.agent = event->agent;
    wish->command.contact = event->contact;
    wish->command.channel = event->channel;
    wish->command.reason = event->reason;
    wish->command.value = event->value;
    wish->command.status = event->status;
    wish->command.group = event->group;
    return wish;
}

/* ---- statuses ---- */

/* Signing out and disabling an agent choose the OFFLINE status themselves. */
static bool follows_sign_out(const struct wishes *wishes, uint32_t agent, uint32_t target,
                             const struct acd *before)
{
    struct acd_status status;

    if (!acd_status_view(before, target, &status) || status.type != ACD_STATUS_OFFLINE)
        return false;
    for (uint32_t i = wishes->count; i-- > 0;) {
        const struct acd_command *command = &wishes->items[i].command;
        if (command->agent == agent && wishes->items[i].meaning != WISH_FACT)
            return command->kind == ACD_DISABLE_AGENT ||
                   (command->kind == ACD_SIGN_OUT && !(command->flags & ACD_FLAG_KEEP_STATUS));
    }
    return false;
}

/* Was this move open then? If not, a status that comes to the same was chosen. */
static bool could(const struct acd *before, const struct acd_event *event, enum acd_move move)
{
    struct acd_actor actor = {.kind = event->actor, .id = event->actor_id};
    return acd_agent_moves(before, event->agent, actor) >> move & 1;
}

static void add_status(struct wishes *wishes, const struct acd_event *event, const struct acd *before)
{
    bool stop = event->kind == ACD_NEXT_STATUS_SET && event->flags & ACD_FLAG_STOP_NEW &&
                could(before, event, ACD_MOVE_STOP_NEW);
    struct wish *last = wishes->count > 0 ? &wishes->items[wishes->count - 1] : NULL;
    struct wish *wish;

    if (event->cause != ACD_CAUSE_ASKED && event->cause != ACD_CAUSE_NEXT_REPLACED)
        return;
    if (follows_sign_out(wishes, event->agent, event->status, before))
        return;
    if (event->kind == ACD_STATUS_SET && last != NULL && last->cancels && last->command.agent == event->agent)
        wishes->count--;
    wish = add(wishes, event, stop ? ACD_STOP_NEW : ACD_SET_STATUS);
    if (wish == NULL)
        return;
    wish->meaning = stop ? WISH_PLAIN : WISH_STATUS;
    wish->command.next = event->next;
    wish->command.reason = event->next.reason != 0 ? event->next.reason : event->reason;
    wish->applied = event->kind == ACD_STATUS_SET;
}

/* The next status took effect: the last wish for it was one for now. */
static void note_applied(struct wishes *wishes, const struct acd_event *event)
{
    for (uint32_t i = wishes->count; i-- > 0;) {
        struct wish *wish = &wishes->items[i];
        if (wish->meaning != WISH_STATUS || wish->command.agent != event->agent)
            continue;
        wish->applied = wish->applied || wish->command.status == event->status;
        return;
    }
}

/* The status whose choice, for now, cancels the next one: mostly the present one. 0: none does, so it was a plan for
 * later that did. */
static uint32_t cancelling_status(const struct acd *before, const struct acd_event *event, uint32_t present)
{
    struct acd_actor actor = {.kind = event->actor, .id = event->actor_id};

    if (acd_status_meaning(before, event->agent, present, actor, NULL) == ACD_MEANS_CANCEL)
        return present;
    for (uint32_t status = 1; status <= acd_status_count(before); status++)
        if (acd_status_meaning(before, event->agent, status, actor, NULL) == ACD_MEANS_CANCEL)
            return status;
    return 0;
}

static void add_cancel(struct wishes *wishes, const struct acd_event *event, const struct acd *before)
{
    bool resume = event->flags & ACD_FLAG_STOP_NEW && could(before, event, ACD_MOVE_RESUME);
    struct acd_agent_view view;
    struct wish *wish;

    if (event->cause != ACD_CAUSE_NEXT_CANCELLED || !acd_agent_view(before, event->agent, &view))
        return;
    if (follows_sign_out(wishes, event->agent, view.status, before))
        return;
    wish = add(wishes, event, resume ? ACD_RESUME_NEW : ACD_SET_STATUS);
    if (wish == NULL)
        return;
    wish->command.status = resume ? 0 : cancelling_status(before, event, view.status);
    wish->command.reason = 0;
    wish->cancels = true;
    if (!resume && wish->command.status == 0) {
        wish->command.status = view.status;
        wish->command.next.when = ACD_WHEN_AFTER_CONTACTS;
        wish->command.next.after_contacts = 1;
    }
}

/* A wish of this moment that may have cleared legs; a plan for later never does. */
static bool has_wish_of(const struct wishes *wishes, uint32_t agent)
{
    for (uint32_t i = 0; i < wishes->count; i++) {
        const struct wish *wish = &wishes->items[i];
        bool now =
            wish->command.next.when == ACD_WHEN_IDLE && (wish->meaning == WISH_STATUS || wish->cancels);
        if (wish->command.agent == agent &&
            (now || wish->command.kind == ACD_SIGN_OUT || wish->command.kind == ACD_DISABLE_AGENT))
            return true;
    }
    return false;
}

/* A Stop New takes nothing back and clears nothing: where that follows, Working Offline was chosen while handling. */
static bool turns_stop_new(struct wishes *wishes, uint32_t agent)
{
    for (uint32_t i = wishes->count; i-- > 0;) {
        struct wish *wish = &wishes->items[i];
        if (wish->command.agent != agent || wish->meaning == WISH_FACT)
            continue;
        if (wish->command.kind != ACD_STOP_NEW)
            return false;
        wish->command.kind = ACD_SET_STATUS;
        wish->meaning = WISH_STATUS;
        return true;
    }
    return false;
}

static uint32_t available_status(const struct acd *acd)
{
    struct acd_status status;

    for (uint32_t number = 1; acd_status_view(acd, number, &status); number++)
        if (status.type == ACD_STATUS_ROUTABLE)
            return number;
    return 0;
}

/* By the rule ROW_11 Available clears what was missed and leaves the next status: told apart by whether the pending
 * status, for now, could have been chosen. */
static bool was_row_11(const struct acd *before, const struct acd_event *event, const struct acd_next *next)
{
    struct acd_actor actor = {.kind = event->actor, .id = event->actor_id};
    bool again = next->when == ACD_WHEN_IDLE &&
                 acd_status_meaning(before, event->agent, next->status, actor, NULL) != ACD_MEANS_REFUSED;

    return acd_rule(before, ACD_RULE_ROW_11) == 1 && !again;
}

/* The pending status chosen again sets nothing anew: only the legs that it clears tell of it. Where a status follows,
 * that is the wish. */
static void add_chosen_again(struct wishes *wishes, const struct acd_event *event, const struct acd *before)
{
    struct acd_agent_view view;
    struct wish *wish;

    if (turns_stop_new(wishes, event->agent) || has_wish_of(wishes, event->agent) ||
        !acd_agent_view(before, event->agent, &view) || view.next.status == 0)
        return;
    wish = add(wishes, event, ACD_SET_STATUS);
    if (wish == NULL)
        return;
    wish->cancels = true;
    if (was_row_11(before, event, &view.next)) {
        wish->command.status = available_status(before);
        return;
    }
    wish->command.status = view.next.status;
    wish->command.reason = view.next.reason;
    wish->command.next = view.next;
}

/* ---- contacts ---- */

static void add_start(struct wishes *wishes, const struct acd_event *event)
{
    struct wish *wish = add(wishes, event, ACD_START_CONTACT);

    if (wish == NULL)
        return;
    wish->made = event->contact;
    wish->command.contact = event->previous;
    wish->command.entry_point = event->entry_point;
    wish->command.queue = event->entry_point != 0 ? 0 : event->queue;
    wish->command.initiation = event->initiation;
    wish->command.priority = event->value;
    wish->command.age_ms = event->value2;
    wish->command.value = 0;
}

/* It belongs to the start of the same moment, or changes the time of a contact. */
static void add_scheduled(struct wishes *wishes, const struct acd_event *event)
{
    struct wish *last = wishes->count > 0 ? &wishes->items[wishes->count - 1] : NULL;
    struct wish *wish;

    if (last != NULL && last->command.kind == ACD_START_CONTACT && last->made == event->contact) {
        last->command.scheduled_at = event->deadline;
        return;
    }
    wish = add(wishes, event, ACD_SCHEDULE_CONTACT);
    if (wish != NULL)
        wish->command.scheduled_at = event->deadline;
}

static void add_transfer(struct wishes *wishes, const struct acd_event *event)
{
    struct wish *wish = add(wishes, event, ACD_TRANSFER_CONTACT);

    if (wish == NULL)
        return;
    wish->made = event->contact;
    wish->command.contact = event->previous;
    wish->command.queue = event->queue;
    wish->command.to_agent = event->other_agent;
}

static void add_call(struct wishes *wishes, const struct acd_event *event)
{
    struct wish *wish = add(wishes, event, ACD_PLACE_CALL);

    if (wish == NULL)
        return;
    wish->made = event->contact;
    wish->command.contact = 0;
    wish->command.queue = event->queue;
}

static void add_ended(struct wishes *wishes, const struct acd_event *event)
{
    if (event->cause == ACD_CAUSE_CUSTOMER_LEFT || event->cause == ACD_CAUSE_API_STOPPED ||
        event->cause == ACD_CAUSE_SUPERVISOR_ENDED)
        add(wishes, event, ACD_END_CONTACT);
}

static void add_failed(struct wishes *wishes, const struct acd_event *event)
{
    struct wish *wish;

    if (event->cause < ACD_CAUSE_FAILED || event->cause > ACD_CAUSE_BAD_ADDRESS)
        return;
    wish = add(wishes, event, ACD_FAIL_LEG);
    if (wish != NULL)
        wish->command.cause = event->cause;
}

static void add_extended(struct wishes *wishes, const struct acd_event *event)
{
    struct wish *wish = add(wishes, event, ACD_EXTEND_WRAPUP);

    if (wish != NULL)
        wish->command.duration_ms = event->deadline - event->at;
}

static void add_age(struct wishes *wishes, const struct acd_event *event)
{
    struct wish *wish = add(
        wishes, event, event->kind == ACD_CONTACT_AGE_SET ? ACD_SET_CONTACT_AGE : ACD_SET_CONTACT_PRIORITY);

    if (wish == NULL)
        return;
    wish->command.age_ms = event->value;
    wish->command.priority = event->value;
}

/* Kinds that are one wish each, with the members that add() takes over. */
static enum acd_command_kind one_for_one(const struct acd_event *event)
{
    switch (event->kind) {
    case ACD_SIGNED_IN:
        return ACD_SIGN_IN;
    case ACD_PAGE_OPENED:
        return ACD_OPEN_PAGE;
    case ACD_PAGE_LOST:
        return ACD_LOSE_PAGE;
    case ACD_PAGE_CLOSED:
        return ACD_CLOSE_PAGE;
    case ACD_CUSTOMER_CONNECTED:
        return ACD_CONNECT_CUSTOMER;
    case ACD_CONTACT_PARKED:
    case ACD_TASK_PAUSED:
        return ACD_PAUSE_CONTACT;
    case ACD_CONTACT_UNPARKED:
    case ACD_TASK_RESUMED:
        return ACD_RESUME_CONTACT;
    case ACD_OFFER_MADE: /* by somebody: AssociateContactWithUser */
        return ACD_ASSOCIATE_CONTACT;
    case ACD_OFFER_ACCEPTED:
        return ACD_ACCEPT_OFFER;
    case ACD_OFFER_REJECTED:
        return event->cause == ACD_CAUSE_AGENT_REJECTED ? ACD_REJECT_OFFER : ACD_COMMAND_NONE;
    case ACD_LEG_ANSWERED:
        return ACD_CONNECT_LEG;
    case ACD_LEG_HELD:
        return ACD_HOLD_LEG;
    case ACD_LEG_UNHELD:
        return ACD_UNHOLD_LEG;
    case ACD_WRAPUP_BEGUN:
        return event->cause == ACD_CAUSE_AGENT_ENDED ? ACD_END_LEG : ACD_COMMAND_NONE;
    case ACD_LEG_CLEARED:
        return event->cause == ACD_CAUSE_CLEARED ? ACD_CLEAR_LEG : ACD_COMMAND_NONE;
    case ACD_MESSAGE_SENT:
        return ACD_SEND_MESSAGE;
    case ACD_AGENT_ENABLED:
        return ACD_ENABLE_AGENT;
    case ACD_AGENT_DISABLED:
        return ACD_DISABLE_AGENT;
    case ACD_AGENT_DELETED:
        return ACD_DELETE_AGENT;
    default:
        return ACD_COMMAND_NONE;
    }
}

static void add_plain(struct wishes *wishes, const struct acd_event *event)
{
    enum acd_command_kind kind = one_for_one(event);

    if (kind != ACD_COMMAND_NONE)
        add(wishes, event, kind);
}

static void add_sign_out(struct wishes *wishes, const struct acd_event *event)
{
    struct wish *wish = add(wishes, event, ACD_SIGN_OUT);

    if (wish != NULL)
        wish->command.flags = event->flags;
}

static void add_fact(struct wishes *wishes, const struct acd_event *event)
{
    struct wish *wish = add(wishes, event, ACD_COMMAND_NONE);

    if (wish == NULL)
        return;
    wish->meaning = WISH_FACT;
    wish->fact = *event;
}

void wishes_add(struct wishes *wishes, const struct acd_event *event, const struct acd *before)
{
    if (wishes_is_fact(event))
        add_fact(wishes, event);
    if (event->kind == ACD_STATUS_SET && event->cause == ACD_CAUSE_NEXT_APPLIED)
        note_applied(wishes, event);
    if (event->actor == ACD_ACTOR_SYSTEM || wishes_is_fact(event))
        return;
    switch (event->kind) {
    case ACD_SIGNED_OUT:
        add_sign_out(wishes, event);
        break;
    case ACD_STATUS_SET:
    case ACD_NEXT_STATUS_SET:
        add_status(wishes, event, before);
        break;
    case ACD_NEXT_STATUS_CLEARED:
        add_cancel(wishes, event, before);
        break;
    case ACD_CONTACT_STARTED:
        add_start(wishes, event);
        break;
    case ACD_CONTACT_SCHEDULED:
        add_scheduled(wishes, event);
        break;
    case ACD_CONTACT_TRANSFERRED:
        add_transfer(wishes, event);
        break;
    case ACD_CALL_PLACED:
        add_call(wishes, event);
        break;
    case ACD_OFFER_WITHDRAWN:
        turns_stop_new(wishes, event->agent);
        break;
    case ACD_LEG_CLEARED:
        if (event->cause == ACD_CAUSE_STATUS_CHOSEN)
            add_chosen_again(wishes, event, before);
        add_plain(wishes, event);
        break;
    case ACD_CONTACT_ENDED:
        add_ended(wishes, event);
        break;
    case ACD_LEG_FAILED:
    case ACD_WRAPUP_BEGUN: /* by the gateway: a leg that was connected failed */
        add_failed(wishes, event);
        add_plain(wishes, event);
        break;
    case ACD_WRAPUP_EXTENDED:
        add_extended(wishes, event);
        break;
    case ACD_CONTACT_AGE_SET:
    case ACD_CONTACT_PRIORITY_SET:
        add_age(wishes, event);
        break;
    default:
        add_plain(wishes, event);
        break;
    }
}

bool wishes_is_fact(const struct acd_event *event)
{
    switch (event->kind) {
    case ACD_AGENT_ENABLED:
    case ACD_AGENT_DISABLED:
    case ACD_AGENT_DELETED:
    case ACD_RECORDED:
    case ACD_CENTRE_CREATED:
    case ACD_RULE_SET:
    case ACD_MOVES_SET:
    case ACD_QUEUE_DELETED: /* it may be in use under the document; a queue more does no harm */
    case ACD_PROFILE_DELETED:
    case ACD_HOURS_DELETED:
        return false;
    case ACD_QUEUE_WRAPUP_SET:
    case ACD_AGENT_OFFER_TIME_SET:
    case ACD_GROUP_CREATED:
    case ACD_AGENT_GROUP_SET:
    case ACD_SUPERVISOR_GROUP_SET:
    case ACD_REASON_LIST_CREATED:
    case ACD_REASON_LIST_CHANGED:
    case ACD_REASON_LIST_GROUP_SET:
    case ACD_REASON_CREATED:
    case ACD_REASON_ENABLED:
    case ACD_REASON_DISABLED:
    case ACD_AGENT_LIMIT_SET:
    case ACD_AGENT_BLEND_SET:
        return true;
    default:
        return event->kind <= ACD_AGENT_DELETED;
    }
}

bool wishes_is_day(const struct acd_event *event)
{
    return event->actor != ACD_ACTOR_SYSTEM &&
           (event->kind == ACD_SIGNED_IN || event->kind == ACD_STATUS_SET ||
            event->kind == ACD_NEXT_STATUS_SET || event->kind == ACD_CONTACT_STARTED);
}
