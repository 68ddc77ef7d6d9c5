/* One run of a day (run.h): what is next, in order. It must not know what people do about what happens (meet.c). */
#include "whatif/run.h"

#include <stdlib.h>

#include "whatif/due.h"

enum {
    SHIFT_MS_MAX = 5 * 60 * 1000, /* a copy of a contact comes at most so much later than it */
    FOR_KEEPING = 100,            /* purposes of draws, beside those of guess.c */
    FOR_COPYING,
    FOR_SHIFT,
};

int64_t run_now(const struct run *run)
{
    int64_t now = acd_now(run->acd);
    return now > run->whatif->options.from ? now : run->whatif->options.from;
}

/* ---- asking the core ---- */

enum acd_refusal run_ask(struct run *run, const struct acd_command *command)
{
    enum acd_refusal refusal = acd_step(run->acd, command, &run->batch);
    uint32_t count = run->batch.count;

    for (uint32_t i = 0; i < count; i++)
        run->failed = !tally_apply(run->tally, &run->batch.events[i], &run->sink) || run->failed;
    run->result->events += count;
    for (uint32_t i = 0; i < count; i++)
        meet_event(run, &run->batch.events[i]);
    return refusal;
}

uint32_t run_agent_here(const struct run *run, uint32_t agent)
{
    return agent <= run->whatif->day.agent_count ? agent
                                                 : agent + run->agents_before - run->whatif->day.agent_count;
}

struct live *run_live(const struct run *run, uint64_t contact)
{
    struct live *live = (uint32_t)contact <= run->contact_room ? &run->lives[(uint32_t)contact] : NULL;
    return live != NULL && live->contact == contact ? live : NULL;
}

void run_add_due(struct run *run, const struct due *due)
{
    struct due added = *due;

    added.number = ++run->due_number;
    if (added.at < run->whatif->options.to)
        run->failed = !due_push(&run->dues, &run->due_count, &run->due_room, &added) || run->failed;
}

/* ---- inputs ---- */

static void start_contact(struct run *run, uint32_t number, uint32_t salt, int64_t at)
{
    const struct course *course = &run->whatif->day.courses[number];
    struct acd_command command = {.kind = ACD_START_CONTACT,
                                  .at = at,
                                  .channel = course->channel,
                                  .initiation = course->initiation,
                                  .entry_point = course->entry_point,
                                  .queue = course->queue,
                                  .agent = course->agent == 0 ? 0 : run_agent_here(run, course->agent),
                                  .priority = course->priority,
                                  .age_ms = course->age_ms,
                                  .actor = {course->actor, course->actor_id}};

    if (course->scheduled_ms > 0)
        command.scheduled_at = at + course->scheduled_ms;
    run->course = number;
    run->salt = salt;
    run->result->contacts++;
    if (run_ask(run, &command) != ACD_OK)
        run->result->not_taken++;
    run->course = DAY_NONE;
}

/* It comes once, not at all, or several times: the copies a little later. */
static void arrive(struct run *run, const struct input *input)
{
    uint32_t factor = run->change->factor;
    uint32_t more = factor > WHATIF_FACTOR_SAME ? factor - WHATIF_FACTOR_SAME : 0;
    uint32_t copies = more / WHATIF_FACTOR_SAME;

    if (guess_draw(input->order, 0, FOR_COPYING, WHATIF_FACTOR_SAME) < more % WHATIF_FACTOR_SAME)
        copies++;
    if (guess_draw(input->order, 0, FOR_KEEPING, WHATIF_FACTOR_SAME) < factor)
        start_contact(run, input->index, 0, input->at);
    for (uint32_t copy = 1; copy <= copies; copy++)
        run_add_due(run, &(struct due){.at = input->at + 1 +
                                             (int64_t)guess_draw(input->order, copy, FOR_SHIFT, SHIFT_MS_MAX),
                                       .order = input->order,
                                       .kind = DUE_ARRIVAL,
                                       .contact = input->index,
                                       .index = copy});
}

static void place_call(struct run *run, const struct input *input)
{
    const struct course *course = &run->whatif->day.courses[input->index];
    uint32_t agent = run_agent_here(run, course->agent);

    if (run->agents[agent].removed)
        return;
    run->course = input->index;
    run->salt = 0;
    run->result->refused += run_ask(run, &(struct acd_command){.kind = ACD_PLACE_CALL,
                                                               .at = input->at,
                                                               .agent = agent,
                                                               .queue = course->queue,
                                                               .actor = {ACD_ACTOR_AGENT, agent}}) != ACD_OK;
    run->course = DAY_NONE;
}

/* Nobody chooses that status: who is signed in is Available instead. False: there is nothing to be wished then. */
static bool without_status(const struct run *run, struct acd_command *command)
{
    struct acd_agent_view view;
    uint32_t status = 0;
    struct acd_status found;

    if (!acd_agent_view(run->acd, command->agent, &view) || view.status_type == ACD_STATUS_OFFLINE)
        return false;
    do
        status++;
    while (acd_status_view(run->acd, status, &found) && found.type != ACD_STATUS_ROUTABLE);
    command->status = status;
    command->reason = 0;
    command->next = (struct acd_next){0};
    return true;
}

static bool is_skipped(const struct run *run, const struct acd_command *command)
{
    return command->kind == ACD_SET_STATUS && command->status == run->change->skip_status &&
           command->at >= run->change->skip_from && command->at < run->change->skip_to;
}

static void wish_of(struct run *run, const struct acd_command *wish, uint32_t agent)
{
    struct acd_command command = *wish;
    enum acd_refusal refusal;

    command.agent = agent;
    if (command.actor.kind == ACD_ACTOR_AGENT)
        command.actor.id = agent;
    if (run->agents[agent].removed || (is_skipped(run, &command) && !without_status(run, &command)))
        return;
    refusal = run_ask(run, &command);
    run->result->refused += refusal != ACD_OK && refusal != ACD_REFUSED_ALREADY_IN_STATUS;
}

static void play_wish(struct run *run, const struct acd_command *wish)
{
    uint32_t agent = run_agent_here(run, wish->agent);

    if (agent >= run->agent_room)
        return;
    for (; agent != 0; agent = run->agents[agent].twin)
        wish_of(run, wish, agent);
}

/* What was configured is taken over as it is (core.h's second door is meant for that), with the numbers of here. */
static void take_fact(struct run *run, const struct acd_event *event)
{
    struct acd_event fact = *event;

    if (change_holds(run, event))
        return;
    fact.seq = acd_seq(run->acd) + 1;
    if (fact.agent != 0)
        fact.agent = run_agent_here(run, fact.agent);
    acd_apply(run->acd, &fact);
    run->failed = !tally_apply(run->tally, &fact, &run->sink) || run->failed;
    run->review = true;
}

/* Changing this rule and changing it back makes the core review all agents, and changes nothing else. */
static void review(struct run *run, int64_t at)
{
    int64_t value = acd_rule(run->acd, ACD_RULE_REOFFER_WHILE_MISSED);
    struct acd_command command = {.kind = ACD_SET_RULE,
                                  .rule = ACD_RULE_REOFFER_WHILE_MISSED,
                                  .at = at,
                                  .value = value == 0,
                                  .actor = {.kind = ACD_ACTOR_OPERATOR}};

    run->review = false;
    run_ask(run, &command);
    command.value = value;
    run_ask(run, &command);
}

static void play_input(struct run *run, const struct input *input)
{
    const struct told *day = &run->whatif->day;

    switch ((enum input_kind)input->kind) {
    case INPUT_ARRIVAL:
        arrive(run, input);
        break;
    case INPUT_CALL:
        place_call(run, input);
        break;
    case INPUT_WISH:
        play_wish(run, &day->wishes[input->index]);
        break;
    default:
        take_fact(run, &day->facts[input->index]);
        break;
    }
}

/* ---- what follows ---- */

static void ask_leg(struct run *run, const struct due *due, enum acd_command_kind kind)
{
    run_ask(run, &(struct acd_command){.kind = (uint16_t)kind,
                                       .at = due->at,
                                       .agent = due->agent,
                                       .contact = due->contact,
                                       .actor = {ACD_ACTOR_AGENT, due->agent}});
}

static void answer(struct run *run, const struct due *due)
{
    const struct live *live = run_live(run, due->contact);
    const struct ring *ring = &run->whatif->day.rings[due->index];
    struct acd_command command = {.kind = ACD_ACCEPT_OFFER,
                                  .at = due->at,
                                  .agent = due->agent,
                                  .contact = due->contact,
                                  .actor = {ACD_ACTOR_AGENT, due->agent}};

    if (live == NULL || live->offered_at != due->since || live->taken_at != 0)
        return;
    if (due->index != DAY_NONE && ring->outcome == RING_REJECTED) {
        command.kind = ACD_REJECT_OFFER;
        command.reason = ring->reason;
    } else if (due->index != DAY_NONE && ring->outcome == RING_FAILED) {
        command.kind = ACD_FAIL_LEG;
        command.cause = ring->cause;
        command.actor.kind = ACD_ACTOR_GATEWAY;
    }
    run_ask(run, &command);
}

static void leave(struct run *run, const struct due *due)
{
    const struct live *live = run_live(run, due->contact);

    if (live == NULL || live->taken_at != 0)
        return;
    run_ask(run, &(struct acd_command){.kind = ACD_END_CONTACT,
                                       .at = due->at,
                                       .contact = due->contact,
                                       .actor = {.kind = ACD_ACTOR_CUSTOMER}});
}

static void fill_deed(const struct run *run, const struct live *live, const struct deed *deed,
                      struct acd_command *command)
{
    command->kind = deed->command;
    command->contact = live->contact;
    command->actor = (struct acd_actor){deed->actor, deed->actor_id};
    command->cause = deed->cause;
    command->queue = deed->queue;
    command->to_agent = deed->to_agent == 0 ? 0 : run_agent_here(run, deed->to_agent);
    command->priority = deed->value;
    command->age_ms = deed->value;
    command->scheduled_at = live->started_at + deed->value;
    command->agent = deed->agent == 0 ? 0 : run_agent_here(run, deed->agent);
}

/* Once somebody has taken it, nothing more is done to it as one that waits; but a chat's customer may connect late. */
static void do_waiting(struct run *run, const struct due *due)
{
    const struct live *live = run_live(run, due->contact);
    const struct deed *deed = &run->whatif->day.deeds[due->index];
    struct acd_command command = {.at = due->at};

    if (live == NULL || (live->taken_at != 0 && deed->command != ACD_CONNECT_CUSTOMER))
        return;
    fill_deed(run, live, deed, &command);
    if (deed->command != ACD_ASSOCIATE_CONTACT)
        command.agent = 0;
    run->course = deed->course;
    run->salt = live->salt;
    run_ask(run, &command);
    run->course = DAY_NONE;
}

static bool ends_work(const struct deed *deed)
{
    return deed->command == ACD_END_LEG || deed->command == ACD_END_CONTACT ||
           deed->command == ACD_TRANSFER_CONTACT || deed->command == ACD_FAIL_LEG;
}

static void end_contact(struct run *run, uint64_t contact, int64_t at)
{
    run_ask(run,
            &(struct acd_command){
                .kind = ACD_END_CONTACT, .at = at, .contact = contact, .actor = {.kind = ACD_ACTOR_API}});
}

/* Where the core refuses the end that it had, because something is otherwise here, it ends all the same. */
static void do_work(struct run *run, const struct due *due)
{
    struct live *live = run_live(run, due->contact);
    const struct deed *deed = &run->whatif->day.deeds[due->index];
    struct acd_command command = {.at = due->at};
    enum acd_refusal refusal;

    if (live == NULL || live->taken_at == 0 || live->taken_at != due->since)
        return;
    fill_deed(run, live, deed, &command);
    command.agent = live->agent;
    if (deed->command != ACD_END_CONTACT && deed->command != ACD_CONNECT_LEG && deed->command != ACD_FAIL_LEG)
        command.actor = (struct acd_actor){ACD_ACTOR_AGENT, live->agent};
    run->course = deed->course;
    run->salt = live->salt;
    refusal = run_ask(run, &command);
    run->course = DAY_NONE;
    run->result->refused += refusal != ACD_OK;
    if (refusal != ACD_OK && ends_work(deed))
        end_contact(run, due->contact, due->at);
    else if (deed->next != DAY_NONE && run_live(run, due->contact) != NULL)
        meet_work(run, live, deed->next);
}

static void end_work(struct run *run, const struct due *due)
{
    const struct live *live = run_live(run, due->contact);

    if (live != NULL && live->taken_at == due->since)
        ask_leg(run, due, ACD_END_LEG);
}

/* Back from the break that a missed offer led to. */
static void come_back(struct run *run, const struct due *due)
{
    struct acd_command command = {
        .kind = ACD_SET_STATUS, .at = due->at, .agent = due->agent, .actor = {ACD_ACTOR_AGENT, due->agent}};

    if (!run->agents[due->agent].removed && without_status(run, &command))
        run_ask(run, &command);
}

/* Away with what is left of a contact; by choosing Available where that was the way, and nothing else of the agent's
 * would go with it. */
static void clear(struct run *run, const struct due *due)
{
    struct acd_command command = {
        .kind = ACD_SET_STATUS, .at = due->at, .agent = due->agent, .actor = {ACD_ACTOR_AGENT, due->agent}};
    struct acd_agent_view view;

    if (due->index != 0 && acd_agent_view(run->acd, due->agent, &view) && view.leg_count == 1 &&
        view.status_type == ACD_STATUS_ROUTABLE && view.next.status == 0) {
        command.status = view.status;
        run_ask(run, &command);
    }
    ask_leg(run, due, ACD_CLEAR_LEG);
}

static void play_due(struct run *run, const struct due *due)
{
    switch ((enum due_kind)due->kind) {
    case DUE_ARRIVAL:
        start_contact(run, (uint32_t)due->contact, due->index, due->at);
        break;
    case DUE_ANSWER:
        answer(run, due);
        break;
    case DUE_LEAVE:
        leave(run, due);
        break;
    case DUE_WAITING:
        do_waiting(run, due);
        break;
    case DUE_WORK:
        do_work(run, due);
        break;
    case DUE_END:
        end_work(run, due);
        break;
    case DUE_CLEAR:
        clear(run, due);
        break;
    default:
        come_back(run, due);
        break;
    }
}

/* ---- the clock ---- */

static bool input_first(const struct run *run, const struct input *input)
{
    const struct due *due = &run->dues[0];

    if (input == NULL || run->due_count == 0)
        return input != NULL;
    return input->at != due->at ? input->at < due->at : input->order <= due->order;
}

static void run_day(struct run *run)
{
    const struct told *day = &run->whatif->day;
    uint32_t at = 1;

    while (!run->failed) {
        const struct input *input = at <= day->input_count ? &day->inputs[at] : NULL;
        bool of_day = input_first(run, input);
        int64_t next = of_day ? input->at : run->due_count > 0 ? run->dues[0].at : day->to;
        int64_t deadline = acd_deadline(run->acd);
        if (deadline < day->to && deadline <= next) {
            int64_t now = run_now(run);
            run_ask(run, &(struct acd_command){.kind = ACD_TICK, .at = deadline > now ? deadline : now});
        } else if (next >= day->to) {
            return;
        } else if (of_day) {
            play_input(run, input);
            at++;
            if (run->review && (at > day->input_count || day->inputs[at].kind != INPUT_FACT))
                review(run, input->at);
        } else {
            struct due due = due_pop(run->dues, &run->due_count);
            play_due(run, &due);
        }
    }
}

/* ---- the whole ---- */

static bool open_run(struct run *run)
{
    const struct whatif *whatif = run->whatif;
    struct acd_limits limits = whatif->options.limits;

    limits.agents += run->change->agents_add;
    run->agent_room = limits.agents + 1;
    run->contact_room = limits.contacts;
    run->acd = whatif_new_core(&limits);
    run->tally = kept_take_up(&whatif->kept);
    run->lives = calloc((size_t)limits.contacts + 1, sizeof run->lives[0]);
    run->agents = calloc(run->agent_room, sizeof run->agents[0]);
    adding_begin(&run->adding, whatif->options.from, whatif->options.to, NULL);
    run->sink = adding_sink(&run->adding);
    if (run->acd == NULL || run->tally == NULL || run->lives == NULL || run->agents == NULL)
        return false;
    for (uint32_t agent = 1; agent < run->agent_room; agent++)
        run->agents[agent].like = agent;
    run->agents_before = whatif->day.agent_count;
    return acd_decode(run->acd, whatif->start, whatif->start_len);
}

static void close_run(struct run *run)
{
    free(run->acd);
    tally_free(run->tally);
    free(run->dues);
    free(run->lives);
    free(run->agents);
    adding_free(&run->adding);
}

const char *whatif_run(const struct whatif *whatif, const struct whatif_change *change,
                       struct whatif_result *result)
{
    struct run *run = calloc(1, sizeof *run);
    const char *sentence = "There is no memory left.";

    *result = (struct whatif_result){0};
    if (run == NULL)
        return sentence;
    *run = (struct run){.whatif = whatif, .change = change, .result = result};
    if (open_run(run)) {
        meet_present(run);
        sentence = change_begin(run);
    }
    if (sentence == NULL) {
        run_day(run);
        if (run->failed || !adding_end(&run->adding, run->tally, run->acd, result))
            sentence = "There is no memory left.";
    }
    close_run(run);
    free(run);
    if (sentence != NULL)
        whatif_result_free(result);
    return sentence;
}
