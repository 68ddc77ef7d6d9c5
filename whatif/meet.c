/* What people do about what happens in a run: agents answer, work and put away, customers leave. How and how long after
 * is what they did that day (told.h), or what is made up for want of it (guess.h). It must not ask the core anything:
 * what it says becomes due (run.h).
 *
 *     came, transferred       what was done to it while it waited
 *     queued                  when the customer loses patience
 *     offered                 when and how it is answered
 *     accepted, placed        the work with it, deed by deed
 *     wrap-up began           when it is put away, unless the core's clock does
 *     offer not taken         when what is left of it is put away; the agent's return, if it put them on a break
 */
#include "whatif/run.h"

static const struct course *course_of(const struct run *run, uint32_t course)
{
    return &run->whatif->day.courses[course];
}

/* ---- a contact comes ---- */

static void add_waiting_deeds(struct run *run, const struct live *live)
{
    const struct deed *deed;

    for (uint32_t i = course_of(run, live->course)->waiting_first; i != DAY_NONE; i = deed->next) {
        deed = &run->whatif->day.deeds[i];
        run_add_due(run, &(struct due){.kind = DUE_WAITING,
                                       .at = live->started_at + deed->after_ms,
                                       .order = deed->order,
                                       .contact = live->contact,
                                       .index = i});
    }
}

static struct live *begin(struct run *run, uint64_t contact, int64_t at, uint32_t course, uint32_t salt)
{
    struct live *live = &run->lives[(uint32_t)contact];

    if (course == DAY_NONE)
        return NULL;
    *live =
        (struct live){.contact = contact, .started_at = at, .course = course, .work = course, .salt = salt};
    add_waiting_deeds(run, live);
    return live;
}

static void queued(struct run *run, struct live *live, int64_t at)
{
    int64_t patience_ms;

    if (live->queued_at != 0)
        return;
    live->queued_at = at;
    patience_ms = guess_patience(&run->whatif->guesses, &run->whatif->day, live->course, live->salt);
    if (patience_ms != ACD_NEVER)
        run_add_due(run, &(struct due){.kind = DUE_LEAVE,
                                       .at = at + patience_ms,
                                       .order = course_of(run, live->course)->patience_order,
                                       .contact = live->contact});
}

/* Longer than the day tells that this customer waits? */
static void note_wait(struct run *run, const struct live *live, int64_t at)
{
    const struct course *course = course_of(run, live->course);

    if (live->queued_at != 0 && course->patience_ms == DAY_NEVER && at - live->queued_at > course->waited_ms)
        run->result->guessed_wait++;
}

/* ---- offers ---- */

static void offered(struct run *run, struct live *live, const struct acd_event *event)
{
    const struct whatif *whatif = run->whatif;
    const struct ring *ring;
    bool guessed = false;

    live->offered_at = event->at;
    live->ring = guess_ring(&whatif->guesses, &whatif->day, live->course, run->agents[event->agent].like,
                            event->at, &guessed);
    run->result->guessed_answer += guessed;
    ring = &whatif->day.rings[live->ring];
    if (live->ring != DAY_NONE && (ring->outcome == RING_MISSED || ring->outcome == RING_UNKNOWN))
        return;
    run_add_due(run, &(struct due){.kind = DUE_ANSWER,
                                   .at = event->at + (live->ring != DAY_NONE ? ring->answer_ms : 0),
                                   .order = live->ring != DAY_NONE ? ring->order : RUN_LATE,
                                   .contact = live->contact,
                                   .agent = event->agent,
                                   .since = event->at,
                                   .index = live->ring});
}

static int64_t most(int64_t one, int64_t other)
{
    return one > other ? one : other;
}

/* Its leg stays until somebody puts it away: as that day, else as others did. */
static void not_taken(struct run *run, const struct live *live, const struct acd_event *event)
{
    const struct told *day = &run->whatif->day;
    const struct ring *ring = &day->rings[live->ring];
    bool known = live->ring != DAY_NONE && ring->dismiss_ms != DAY_NEVER;
    int64_t ms = known ? ring->dismiss_ms : guess_dismiss_ms(&run->whatif->guesses, day, live->ring);

    if (!known && live->ring != DAY_NONE && ring->course == live->course && ring->ended_at != 0)
        ms = most(ms, day->to - ring->ended_at); /* it stood to the end of the day */
    run->agents[event->agent].missed = live->ring;
    run_add_due(run, &(struct due){.kind = DUE_CLEAR,
                                   .at = event->at + ms,
                                   .order = known ? ring->dismiss_order : RUN_LATE,
                                   .contact = event->contact,
                                   .agent = event->agent,
                                   .index = known && ring->dismissed_by_choice});
}

/* Who did not come back by themselves that day went somewhere else, and the day's wishes say where. */
static void put_on_break(struct run *run, const struct acd_event *event)
{
    const struct told *day = &run->whatif->day;
    uint32_t number = run->agents[event->agent].missed;
    const struct ring *ring = &day->rings[number];
    bool known = number != DAY_NONE && ring->return_ms != DAY_NEVER;
    bool was_missed = number != DAY_NONE && (ring->outcome == RING_MISSED || ring->outcome == RING_REJECTED);
    int64_t ms = known ? ring->return_ms : ACD_NEVER;

    if (!known && !was_missed)
        ms = guess_return_ms(&run->whatif->guesses, day, number);
    if (ms != ACD_NEVER)
        run_add_due(run, &(struct due){.kind = DUE_RETURN,
                                       .at = event->at + ms,
                                       .order = known ? ring->return_order : RUN_LATE,
                                       .agent = event->agent});
}

/* ---- work ---- */

int64_t meet_end_ms(const struct run *run, const struct live *live)
{
    const struct course *work = course_of(run, live->work);
    uint32_t other;
    int64_t known;

    if (work->taken_at == 0)
        return ACD_NEVER;
    if (work->ended_at != 0)
        return work->ended_at - work->taken_at;
    known = run->whatif->day.to - work->taken_at;
    other = guess_work(&run->whatif->guesses, &run->whatif->day, live->work, live->salt);
    if (other == DAY_NONE)
        return known;
    return most(known, course_of(run, other)->ended_at - course_of(run, other)->taken_at);
}

void meet_work(struct run *run, struct live *live, uint32_t number)
{
    const struct deed *deed = &run->whatif->day.deeds[number];
    struct due due = {.kind = number != DAY_NONE ? DUE_WORK : DUE_END,
                      .order = number != DAY_NONE ? deed->order : RUN_LATE,
                      .contact = live->contact,
                      .agent = live->agent,
                      .since = live->taken_at,
                      .index = number};
    int64_t ms = number != DAY_NONE ? deed->after_ms : meet_end_ms(run, live);

    if (ms == ACD_NEVER)
        return;
    due.at = most(live->taken_at + ms, run_now(run));
    run_add_due(run, &due);
}

static void taken(struct run *run, struct live *live, const struct acd_event *event)
{
    const struct course *course = course_of(run, live->course);

    note_wait(run, live, event->at);
    live->taken_at = event->at;
    live->agent = event->agent;
    live->work = live->course;
    if (!guess_is_whole(course))
        run->result->guessed_work++;
    if (course->taken_at == 0)
        live->work = guess_work(&run->whatif->guesses, &run->whatif->day, live->course, live->salt);
    if (live->work != DAY_NONE)
        meet_work(run, live, course_of(run, live->work)->work_first);
}

/* Of work whose wrap-up the day does not tell: as long as is known, or as another's. */
static int64_t wrapup_ms(const struct run *run, const struct live *live, const struct course *work)
{
    uint32_t other = DAY_NONE;
    int64_t known = work->wrapup_at != 0 ? run->whatif->day.to - work->wrapup_at : 0;

    if (work->wrapup_end != WRAPUP_UNKNOWN)
        return work->wrapup_ms;
    if (!guess_is_whole(work))
        other = guess_work(&run->whatif->guesses, &run->whatif->day, live->work, live->salt);
    return other != DAY_NONE ? most(known, course_of(run, other)->wrapup_ms) : known;
}

static void wrapup_began(struct run *run, const struct live *live, const struct acd_event *event)
{
    const struct course *work = course_of(run, live->work);

    if (work->wrapup_end == WRAPUP_BY_TIME && event->deadline != ACD_NEVER)
        return;
    run_add_due(run,
                &(struct due){.kind = DUE_CLEAR,
                              .at = event->at + wrapup_ms(run, live, work),
                              .order = work->wrapup_end != WRAPUP_UNKNOWN ? work->wrapup_order : RUN_LATE,
                              .contact = event->contact,
                              .agent = event->agent,
                              .index = work->wrapup_by_choice});
}

/* ---- one event ---- */

static void meet_of_contact(struct run *run, struct live *live, const struct acd_event *event)
{
    switch (event->kind) {
    case ACD_CONTACT_QUEUED:
        queued(run, live, event->at);
        break;
    case ACD_OFFER_MADE:
        offered(run, live, event);
        break;
    case ACD_OFFER_ACCEPTED:
    case ACD_CALL_PLACED:
        taken(run, live, event);
        break;
    case ACD_OFFER_MISSED:
    case ACD_OFFER_REJECTED:
    case ACD_LEG_FAILED:
        not_taken(run, live, event);
        break;
    case ACD_WRAPUP_BEGUN:
        wrapup_began(run, live, event);
        break;
    case ACD_CONTACT_ENDED:
        if (live->taken_at == 0)
            note_wait(run, live, event->at);
        break;
    default:
        break;
    }
}

void meet_event(struct run *run, const struct acd_event *event)
{
    struct live *live;

    if (event->kind == ACD_STATUS_SET &&
        (event->cause == ACD_CAUSE_OFFER_MISSED || event->cause == ACD_CAUSE_OFFER_REJECTED))
        put_on_break(run, event);
    if (event->contact == 0 || (uint32_t)event->contact > run->contact_room)
        return;
    if (event->kind == ACD_CONTACT_STARTED || event->kind == ACD_CONTACT_TRANSFERRED ||
        event->kind == ACD_CALL_PLACED)
        begin(run, event->contact, event->at, run->course, run->salt);
    live = run_live(run, event->contact);
    if (live != NULL)
        meet_of_contact(run, live, event);
}

/* ---- what goes on as the day begins ---- */

static bool is_offer(const struct acd_leg_view *leg)
{
    return leg->state == ACD_LEG_INCOMING ||
           (leg->state == ACD_LEG_CONNECTING && leg->initiation != ACD_INITIATION_OUTBOUND);
}

/* As the event that led to it would be met. */
static void meet_leg(struct run *run, struct live *live, const struct acd_leg_view *leg)
{
    struct acd_event event = {.contact = leg->contact,
                              .agent = leg->agent,
                              .channel = leg->channel,
                              .deadline = leg->deadline,
                              .at = leg->ended_at};

    if (leg->monitored != 0)
        return;
    if (leg->state == ACD_LEG_ENDED) {
        event.kind = ACD_WRAPUP_BEGUN;
    } else if (is_offer(leg)) {
        event.kind = ACD_OFFER_MADE;
        event.at = leg->offered_at;
    } else if (acd_leg_is_active((enum acd_leg_state)leg->state)) {
        event.kind = ACD_OFFER_ACCEPTED;
        event.at = leg->connected_at != 0 ? leg->connected_at : leg->offered_at;
    } else {
        event.kind = ACD_OFFER_MISSED;
        live->ring = told_ring_of(&run->whatif->day, live->course, leg->agent);
    }
    meet_of_contact(run, live, &event);
}

static void meet_contact(struct run *run, uint32_t number)
{
    const struct course *course = course_of(run, number);
    struct acd_leg_view legs[ACD_AGENT_LEGS_MAX];
    struct live *live = begin(run, course->contact, course->started_at, number, 0);
    struct acd_contact_view view;
    uint32_t count = acd_contact_legs(run->acd, course->contact, legs, ACD_AGENT_LEGS_MAX);

    if (live == NULL || !acd_contact_view(run->acd, course->contact, &view))
        return;
    if (view.queued_at != 0 && view.ended_at == 0)
        queued(run, live, view.queued_at);
    for (uint32_t i = 0; i < count; i++)
        meet_leg(run, live, &legs[i]);
}

void meet_present(struct run *run)
{
    for (uint32_t i = 1; i <= run->whatif->day.course_count && course_of(run, i)->was_there; i++)
        meet_contact(run, i);
}
