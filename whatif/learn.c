/* Reads a day's tables (told.h) out of its events. It must not decide what would have been (run.c), nor guess what is
 * not told (guess.c).
 *
 *     CONTACT_STARTED, CALL_PLACED          an input and a course
 *     CONTACT_TRANSFERRED                   a deed of the old contact, and a course without an input
 *     OFFER_MADE, and how it ended          a ring; ACCEPTED also says when the work of the course begins
 *     what is done while it waits           a deed after it came: connecting, parking, priority, stopping it ..
 *     what is done while an agent has it    a deed after it was taken: holding, pausing, ending ..
 *     CONTACT_ENDED by the customer before  how long they were willing to wait
 *     WRAPUP_BEGUN .. LEG_CLEARED           how long wrap-up took, and whether the clock ended it
 *     statuses, pages, signing in           a wish (policy/wishes.h reads it back)
 *     configuration                         a fact
 *
 * Two wishes are not kept as such, because they only mean that something is done with, and would come at the wrong time
 * where that happens at another: who is Available and chooses Available ends wrap-up (it belongs to the course), and
 * who was put on a break for missing an offer and chooses Available is back (it belongs to the ring).
 */
#include <stdlib.h>

#include "whatif/state.h"

static uint32_t course_of(const struct whatif *whatif, uint64_t contact)
{
    uint32_t place = (uint32_t)contact;
    uint32_t course = place <= whatif->options.limits.contacts ? whatif->learning.course_at[place] : DAY_NONE;

    return course != DAY_NONE && whatif->day.courses[course].contact == contact ? course : DAY_NONE;
}

static uint32_t new_course(struct whatif *whatif, uint64_t contact, uint8_t channel, int64_t at,
                           uint64_t order)
{
    uint32_t number = told_add_course(&whatif->day);
    struct course *course = &whatif->day.courses[number];

    if (number == DAY_NONE || (uint32_t)contact > whatif->options.limits.contacts)
        return DAY_NONE;
    course->contact = contact;
    course->channel = channel;
    course->started_at = at;
    course->order = order;
    whatif->learning.course_at[(uint32_t)contact] = number;
    return number;
}

/* ---- what is done to a contact ---- */

static struct deed *add_deed(struct whatif *whatif, uint32_t course, enum told_list list,
                             const struct acd_event *event, enum acd_command_kind command)
{
    const struct course *of = &whatif->day.courses[course];
    int64_t since = list == DAY_WAITING ? of->started_at : of->taken_at;
    struct deed *deed = since != 0 ? told_add_deed(&whatif->day, course, list) : NULL;

    if (deed == NULL)
        return NULL;
    deed->after_ms = event->at - since;
    deed->order = event->seq;
    deed->command = (uint16_t)command;
    deed->actor = event->actor;
    deed->actor_id = event->actor_id;
    deed->value = event->value;
    return deed;
}

static void learn_started(struct whatif *whatif, const struct acd_event *event)
{
    uint32_t number = new_course(whatif, event->contact, event->channel, event->at, event->seq);
    struct course *course = &whatif->day.courses[number];

    if (number == DAY_NONE)
        return;
    course->initiation = event->initiation;
    course->entry_point = event->entry_point;
    course->queue = event->entry_point != 0 ? 0 : event->queue;
    course->agent = event->agent;
    course->priority = event->value;
    course->age_ms = event->value2;
    course->actor = event->actor;
    course->actor_id = event->actor_id;
    told_add_input(&whatif->day, INPUT_ARRIVAL, event->at, event->seq, number);
}

static void learn_called(struct whatif *whatif, const struct acd_event *event)
{
    uint32_t number = new_course(whatif, event->contact, ACD_VOICE, event->at, event->seq);
    struct course *course = &whatif->day.courses[number];

    if (number == DAY_NONE)
        return;
    course->initiation = ACD_INITIATION_OUTBOUND;
    course->queue = course->last_queue = event->queue;
    course->agent = event->agent;
    course->taken_at = event->at;
    course->actor = event->actor;
    course->actor_id = event->actor_id;
    told_add_input(&whatif->day, INPUT_CALL, event->at, event->seq, number);
}

static void learn_transferred(struct whatif *whatif, const struct acd_event *event)
{
    uint32_t old = course_of(whatif, event->previous);
    struct deed *deed;
    uint32_t number;

    if (old == DAY_NONE)
        return;
    number = new_course(whatif, event->contact, whatif->day.courses[old].channel, event->at, event->seq);
    deed = number == DAY_NONE ? NULL
                              : add_deed(whatif, old, event->agent != 0 ? DAY_WORK : DAY_WAITING, event,
                                         ACD_TRANSFER_CONTACT);
    if (deed == NULL)
        return;
    deed->queue = event->queue;
    deed->to_agent = event->other_agent;
    deed->course = number;
}

/* At once: it begins later. Else its time was changed. */
static void learn_scheduled(struct whatif *whatif, uint32_t number, const struct acd_event *event)
{
    struct course *course = &whatif->day.courses[number];
    struct deed *deed;

    if (event->at == course->started_at && event->since == 0) {
        course->scheduled_ms = event->deadline - course->started_at;
        return;
    }
    deed = add_deed(whatif, number, DAY_WAITING, event, ACD_SCHEDULE_CONTACT);
    if (deed != NULL)
        deed->value = event->deadline - whatif->day.courses[number].started_at;
}

static void learn_queued(struct course *course, const struct acd_event *event)
{
    course->last_queue = event->queue;
    if (course->queued_at == 0)
        course->queued_at = event->at;
}

static void learn_ended(struct whatif *whatif, uint32_t number, const struct acd_event *event)
{
    struct course *course = &whatif->day.courses[number];
    bool taken = course->taken_at != 0;
    bool failed = event->cause >= ACD_CAUSE_FAILED && event->cause <= ACD_CAUSE_BAD_ADDRESS;
    struct deed *deed;

    course->ended_at = event->at;
    if (event->actor == ACD_ACTOR_SYSTEM)
        return; /* a clock of the core, which runs here too */
    if (event->cause == ACD_CAUSE_AGENT_ENDED) {
        add_deed(whatif, number, DAY_WORK, event, ACD_END_LEG);
    } else if (event->cause == ACD_CAUSE_CUSTOMER_LEFT && !taken && course->queued_at != 0) {
        course->patience_ms = event->at - course->queued_at;
        course->patience_order = event->seq;
    } else if (failed && taken) {
        deed = add_deed(whatif, number, DAY_WORK, event, ACD_FAIL_LEG);
        if (deed != NULL)
            deed->cause = event->cause;
    } else if (event->cause != ACD_CAUSE_TRANSFERRED && event->cause != ACD_CAUSE_REQUEUED) {
        add_deed(whatif, number, taken ? DAY_WORK : DAY_WAITING, event, ACD_END_CONTACT);
    }
}

/* ---- offers ---- */

static void learn_offer(struct whatif *whatif, uint32_t course, const struct acd_event *event)
{
    uint32_t number = told_add_ring(&whatif->day, course);
    struct ring *ring = &whatif->day.rings[number];
    struct deed *deed;

    if (number == DAY_NONE)
        return;
    ring->at = event->at;
    ring->order = event->seq;
    ring->agent = event->agent;
    ring->channel = event->channel;
    if (event->cause != ACD_CAUSE_ASSOCIATED)
        return;
    deed = add_deed(whatif, course, DAY_WAITING, event, ACD_ASSOCIATE_CONTACT);
    if (deed != NULL)
        deed->agent = event->agent;
}

static enum ring_outcome outcome_of(const struct acd_event *event)
{
    switch (event->kind) {
    case ACD_OFFER_ACCEPTED:
        return RING_ACCEPTED;
    case ACD_OFFER_MISSED:
        return event->cause == ACD_CAUSE_TIMEOUT ? RING_MISSED : RING_UNKNOWN;
    case ACD_OFFER_REJECTED:
        return event->cause == ACD_CAUSE_AGENT_REJECTED ? RING_REJECTED : RING_UNKNOWN;
    case ACD_LEG_FAILED:
        return RING_FAILED;
    default:
        return RING_UNKNOWN;
    }
}

static void learn_met(struct whatif *whatif, uint32_t course, const struct acd_event *event)
{
    uint32_t number = told_ring_of(&whatif->day, course, event->agent);
    struct ring *ring = &whatif->day.rings[number];

    if (event->kind == ACD_OFFER_ACCEPTED)
        whatif->day.courses[course].taken_at = event->at;
    if (number == DAY_NONE || ring->ended_at != 0)
        return;
    ring->outcome = (uint8_t)outcome_of(event);
    ring->answer_ms = event->at - ring->at;
    ring->order = event->seq;
    ring->ended_at = event->at;
    ring->reason = event->reason;
    ring->cause = event->cause;
    if (event->agent <= whatif->options.limits.agents)
        whatif->learning.met[event->agent] = number;
}

/* By choosing Available: any other status would be the next one for this moment. */
static bool is_by_choice(const struct whatif *whatif, const struct acd_event *event)
{
    struct acd_agent_view view;

    return event->cause == ACD_CAUSE_STATUS_CHOSEN && acd_agent_view(whatif->acd, event->agent, &view) &&
           view.status_type == ACD_STATUS_ROUTABLE && view.next.status == 0;
}

/* A leg is gone: wrap-up is over, or what was left of an offer was put away. */
static void learn_cleared(struct whatif *whatif, uint32_t number, const struct acd_event *event)
{
    struct course *course = &whatif->day.courses[number];
    struct ring *ring;
    uint32_t found;

    if (event->leg_state == ACD_LEG_ENDED && course->wrapup_at != 0) {
        course->wrapup_ms = event->at - course->wrapup_at;
        course->wrapup_end = event->cause == ACD_CAUSE_WRAPUP_OVER ? WRAPUP_BY_TIME : WRAPUP_BY_HAND;
        course->wrapup_order = event->seq;
        course->wrapup_by_choice = is_by_choice(whatif, event);
        return;
    }
    found = told_ring_of(&whatif->day, number, event->agent);
    ring = &whatif->day.rings[found];
    if (found == DAY_NONE || ring->ended_at == 0 || ring->dismiss_ms != DAY_NEVER)
        return;
    ring->dismiss_ms = event->at - ring->ended_at;
    ring->dismiss_order = event->seq;
    ring->dismissed_by_choice = is_by_choice(whatif, event);
}

/* ---- one event of a contact ---- */

static enum acd_command_kind waiting_deed_of(const struct acd_event *event)
{
    switch (event->kind) {
    case ACD_CUSTOMER_CONNECTED:
        return ACD_CONNECT_CUSTOMER;
    case ACD_CONTACT_PARKED:
        return ACD_PAUSE_CONTACT;
    case ACD_CONTACT_UNPARKED:
        return ACD_RESUME_CONTACT;
    case ACD_CONTACT_PRIORITY_SET:
        return ACD_SET_CONTACT_PRIORITY;
    case ACD_CONTACT_AGE_SET:
        return ACD_SET_CONTACT_AGE;
    default:
        return ACD_COMMAND_NONE;
    }
}

/* Whoever takes a contact over ends it for the agent who had it; what they do with it then is not looked at. */
static enum acd_command_kind work_deed_of(const struct acd_event *event)
{
    switch (event->kind) {
    case ACD_LEG_ANSWERED:
        return ACD_CONNECT_LEG;
    case ACD_LEG_HELD:
        return ACD_HOLD_LEG;
    case ACD_LEG_UNHELD:
        return ACD_UNHOLD_LEG;
    case ACD_TASK_PAUSED:
        return ACD_PAUSE_CONTACT;
    case ACD_TASK_RESUMED:
        return ACD_RESUME_CONTACT;
    case ACD_TAKEN_OVER:
        return ACD_END_LEG;
    default:
        return ACD_COMMAND_NONE;
    }
}

static void learn_of_contact(struct whatif *whatif, uint32_t course, const struct acd_event *event)
{
    switch (event->kind) {
    case ACD_CONTACT_SCHEDULED:
        learn_scheduled(whatif, course, event);
        break;
    case ACD_CONTACT_QUEUED:
        learn_queued(&whatif->day.courses[course], event);
        break;
    case ACD_CONTACT_ENDED:
        learn_ended(whatif, course, event);
        break;
    case ACD_OFFER_MADE:
        learn_offer(whatif, course, event);
        break;
    case ACD_OFFER_ACCEPTED:
    case ACD_OFFER_MISSED:
    case ACD_OFFER_REJECTED:
    case ACD_OFFER_WITHDRAWN:
    case ACD_LEG_FAILED:
        learn_met(whatif, course, event);
        break;
    case ACD_WRAPUP_BEGUN:
        whatif->day.courses[course].wrapup_at = event->at;
        break;
    case ACD_LEG_CLEARED:
        learn_cleared(whatif, course, event);
        break;
    default:
        if (waiting_deed_of(event) != ACD_COMMAND_NONE)
            add_deed(whatif, course, DAY_WAITING, event, waiting_deed_of(event));
        else if (work_deed_of(event) != ACD_COMMAND_NONE)
            add_deed(whatif, course, DAY_WORK, event, work_deed_of(event));
        break;
    }
}

static void learn_contact(struct whatif *whatif, const struct acd_event *event)
{
    if (event->kind == ACD_CONTACT_STARTED)
        learn_started(whatif, event);
    else if (event->kind == ACD_CALL_PLACED)
        learn_called(whatif, event);
    else if (event->kind == ACD_CONTACT_TRANSFERRED)
        learn_transferred(whatif, event);
    else if (course_of(whatif, event->contact) != DAY_NONE)
        learn_of_contact(whatif, course_of(whatif, event->contact), event);
}

/* ---- wishes ---- */

static bool is_wish_of_day(const struct wish *wish)
{
    switch (wish->command.kind) {
    case ACD_SIGN_IN:
    case ACD_SIGN_OUT:
    case ACD_OPEN_PAGE:
    case ACD_LOSE_PAGE:
    case ACD_CLOSE_PAGE:
    case ACD_SET_STATUS:
    case ACD_STOP_NEW:
    case ACD_RESUME_NEW:
    case ACD_ENABLE_AGENT:
    case ACD_DISABLE_AGENT:
    case ACD_DELETE_AGENT:
        return true;
    default:
        return false;
    }
}

static bool chooses_available(const struct whatif *whatif, const struct acd_command *command)
{
    struct acd_status status;

    return command->kind == ACD_SET_STATUS && acd_status_view(whatif->acd, command->status, &status) &&
           status.type == ACD_STATUS_ROUTABLE;
}

/* The agent is back from the break that a missed offer led to. */
static bool is_return(struct whatif *whatif, const struct acd_command *command, uint64_t order)
{
    uint32_t *owed = &whatif->learning.owed[command->agent];
    struct ring *ring = &whatif->day.rings[*owed];

    if (*owed == DAY_NONE)
        return false;
    *owed = DAY_NONE;
    if (!chooses_available(whatif, command))
        return false;
    ring->return_ms = command->at - ring->ended_at;
    ring->return_order = order;
    return true;
}

static bool belongs(struct whatif *whatif, const struct acd_command *command, uint64_t order)
{
    struct acd_agent_view view;

    if (command->agent > whatif->options.limits.agents || !acd_agent_view(whatif->acd, command->agent, &view))
        return false;
    if (is_return(whatif, command, order))
        return true;
    return chooses_available(whatif, command) && view.status == command->status && view.next.status == 0;
}

static void flush_wishes(struct whatif *whatif)
{
    struct learning *learning = &whatif->learning;

    for (uint32_t i = 0; i < learning->wishes.count; i++) {
        const struct wish *wish = &learning->wishes.items[i];
        uint64_t order = learning->asides[i].order;
        if (wish->meaning == WISH_FACT)
            told_add_input(&whatif->day, INPUT_FACT, wish->command.at, order,
                           told_add_fact(&whatif->day, &wish->fact));
        else if (is_wish_of_day(wish) && !learning->asides[i].belongs)
            told_add_input(&whatif->day, INPUT_WISH, wish->command.at, order,
                           told_add_wish(&whatif->day, &wish->command));
    }
    whatif->failed = whatif->failed || learning->wishes.failed;
    learning->wishes.count = 0;
}

static struct aside *aside_of(struct whatif *whatif, uint32_t wish)
{
    struct learning *learning = &whatif->learning;

    if (wish >= learning->aside_room) {
        uint32_t room = learning->wishes.room;
        struct aside *asides = realloc(learning->asides, room * sizeof asides[0]);
        if (asides == NULL) {
            whatif->failed = true;
            return NULL;
        }
        learning->asides = asides;
        learning->aside_room = room;
    }
    return &learning->asides[wish];
}

static void learn_wish(struct whatif *whatif, const struct acd_event *event)
{
    struct wishes *wishes = &whatif->learning.wishes;
    uint32_t before = wishes->count;
    struct aside *aside;

    wishes_add(wishes, event, whatif->acd);
    if (wishes->failed || wishes->count <= before)
        return;
    aside = aside_of(whatif, wishes->count - 1);
    if (aside == NULL)
        return;
    aside->order = event->seq;
    aside->belongs = belongs(whatif, &wishes->items[wishes->count - 1].command, event->seq);
}

/* The core itself put the agent on a break for an offer that was not taken. */
static void note_break(struct whatif *whatif, const struct acd_event *event)
{
    bool put = event->kind == ACD_STATUS_SET &&
               (event->cause == ACD_CAUSE_OFFER_MISSED || event->cause == ACD_CAUSE_OFFER_REJECTED);

    if (put && event->agent <= whatif->options.limits.agents)
        whatif->learning.owed[event->agent] = whatif->learning.met[event->agent];
}

void learn_event(struct whatif *whatif, const struct acd_event *event)
{
    if (event->at != whatif->learning.moment)
        flush_wishes(whatif);
    whatif->learning.moment = event->at;
    learn_wish(whatif, event);
    if (event->contact != 0)
        learn_contact(whatif, event);
    else
        note_break(whatif, event);
    whatif->failed = whatif->failed || whatif->day.failed;
}

/* ---- the beginning and the end ---- */

static void learn_leg(struct whatif *whatif, uint32_t number, const struct acd_leg_view *leg)
{
    struct course *course = &whatif->day.courses[number];
    bool offer = leg->state == ACD_LEG_INCOMING ||
                 (leg->state == ACD_LEG_CONNECTING && leg->initiation != ACD_INITIATION_OUTBOUND);

    if (leg->monitored != 0)
        return;
    if (leg->state == ACD_LEG_ENDED) {
        course->taken_at = leg->connected_at != 0 ? leg->connected_at : leg->offered_at;
        course->wrapup_at = leg->ended_at;
    } else if (acd_leg_is_active((enum acd_leg_state)leg->state) && !offer) {
        course->taken_at = leg->connected_at != 0 ? leg->connected_at : leg->offered_at;
    } else {
        uint32_t added = told_add_ring(&whatif->day, number);
        struct ring *ring = &whatif->day.rings[added];
        if (added == DAY_NONE)
            return;
        ring->at = leg->offered_at;
        ring->agent = leg->agent;
        ring->channel = leg->channel;
        ring->ended_at = leg->ended_at;
        ring->outcome = offer ? RING_UNKNOWN : RING_MISSED;
    }
}

static void learn_live(struct whatif *whatif, uint64_t contact)
{
    struct acd_contact_view view;
    struct acd_leg_view legs[ACD_AGENT_LEGS_MAX];
    uint32_t number, count;

    if (!acd_contact_view(whatif->acd, contact, &view))
        return;
    number = new_course(whatif, contact, view.channel, view.started_at, 0);
    if (number == DAY_NONE)
        return;
    whatif->day.courses[number].was_there = 1;
    whatif->day.courses[number].initiation = view.initiation;
    whatif->day.courses[number].last_queue = view.queue;
    whatif->day.courses[number].queued_at = view.queued_at;
    whatif->day.courses[number].ended_at = view.ended_at;
    count = acd_contact_legs(whatif->acd, contact, legs, ACD_AGENT_LEGS_MAX);
    for (uint32_t i = 0; i < count; i++)
        learn_leg(whatif, number, &legs[i]);
}

bool learn_begin(struct whatif *whatif)
{
    struct learning *learning = &whatif->learning;
    struct told *day = &whatif->day;
    struct acd_agent_view view;

    learning->course_at = calloc((size_t)whatif->options.limits.contacts + 1, sizeof learning->course_at[0]);
    learning->owed = calloc((size_t)whatif->options.limits.agents + 1, sizeof learning->owed[0]);
    learning->met = calloc((size_t)whatif->options.limits.agents + 1, sizeof learning->met[0]);
    day->agent_count = acd_agent_count(whatif->acd);
    day->agents = calloc((size_t)day->agent_count + 1, sizeof day->agents[0]);
    if (learning->course_at == NULL || learning->owed == NULL || learning->met == NULL || day->agents == NULL)
        return false;
    for (uint32_t agent = 1; agent <= day->agent_count; agent++)
        if (acd_agent_view(whatif->acd, agent, &view))
            day->agents[agent].profile = view.profile;
    day->from = whatif->options.from;
    day->to = whatif->options.to;
    for (uint64_t contact = 0; (contact = acd_contact_after(whatif->acd, contact)) != 0;)
        learn_live(whatif, contact);
    return !day->failed;
}

/* How long a contact is known to have waited: until it was taken or over, or the day was. */
static void close_course(const struct told *day, struct course *course)
{
    int64_t known = course->taken_at != 0   ? course->taken_at
                    : course->ended_at != 0 ? course->ended_at
                                            : day->to;

    if (course->queued_at != 0 && known > course->queued_at)
        course->waited_ms = known - course->queued_at;
}

void learn_end(struct whatif *whatif)
{
    flush_wishes(whatif);
    for (uint32_t i = 1; i <= whatif->day.course_count; i++)
        close_course(&whatif->day, &whatif->day.courses[i]);
}

void learn_free(struct learning *learning)
{
    free(learning->wishes.items);
    free(learning->asides);
    free(learning->course_at);
    free(learning->owed);
    free(learning->met);
}
