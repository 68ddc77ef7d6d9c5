/* Plays the steps (machine.h): what arrives, what the disk does, the stop of the machine and the start after it. */
#include "sim/machine.h"
#include "sim/world.h"

#include <ctype.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { CHECK_EVERY = 8, PENDING_BYTES_MAX = 24 * 1024, EVENTS_OF_A_COPY_MAX = ACD_BATCH_EVENTS_MAX };

static const struct journal_options journal_wishes = {.pending_bytes_max = PENDING_BYTES_MAX};

void machine_report(struct machine *machine, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    if (machine->problem[0] == '\0')
        vsnprintf(machine->problem, sizeof machine->problem, format, arguments);
    va_end(arguments);
}

bool machine_same_problem(const char *left, const char *right)
{
    for (;;) {
        while (isdigit((unsigned char)*left))
            left++;
        while (isdigit((unsigned char)*right))
            right++;
        if (*left != *right)
            return false;
        if (*left == '\0')
            return true;
        left++;
        right++;
    }
}

/* ---- what is seen of everything decided ---- */

/* "seq 17: stop: ..." without its beginning, which differs from run to run. */
static void report_checker(struct machine *machine, const char *sentence)
{
    const char *colon = sentence != NULL && strncmp(sentence, "seq ", 4) == 0 ? strchr(sentence, ':') : NULL;
    if (sentence != NULL)
        machine_report(machine, "checker: %s", colon != NULL ? colon + 2 : sentence);
}

static void replay(struct machine *machine, const struct acd_event *event)
{
    struct acd_event read = *event;
    if (machine->plant == PLANT_EVENT_MISREAD && event->kind == ACD_STATUS_SET)
        read.reason++;
    acd_apply(machine->replay, &read);
}

static void see(struct machine *machine, const struct acd_event *event, bool live)
{
    struct acd_event seen = *event;
    const struct stop *stop = &machine->stops[event->agent <= SCENARIO_AGENTS ? event->agent : 0];
    if (machine->plant == PLANT_OFFER_IN_STOP && live && event->kind == ACD_OFFER_MADE &&
        event->cause == ACD_CAUSE_ASSOCIATED && stop->told > stop->lifted) {
        seen.flags &= (uint16_t)~ACD_FLAG_EXEMPT;
        seen.cause = ACD_CAUSE_NEXT_IN_QUEUE;
    }
    history_add(&machine->history, event);
    replay(machine, event);
    stops_see(machine, &seen, live);
    report_checker(machine, checker_see(&machine->checker, &seen));
    if (machine->plant == PLANT_TAIL_BELIEVED && live && machine->publisher.told.seq + 1 == event->seq)
        history_add(&machine->publisher.told, event);
}

static void tap(void *ctx, struct pump *pump, const struct acd_batch *batch, const void *body,
                size_t body_len)
{
    (void)pump;
    (void)body;
    (void)body_len;
    for (uint32_t i = 0; i < batch->count; i++)
        see(ctx, &batch->events[i], true);
    clients_push(ctx);
}

/* ---- start and stop ---- */

static void start(struct machine *machine, struct journal *journal)
{
    const struct pump_options options = {.limits = world_limits(), .snapshot_events = UINT64_MAX};
    struct pump_error error;
    machine->journal = journal;
    if (pump_open_journal(&machine->pump, journal, &options, &error) != 0) {
        fprintf(stderr, "sim: the pump does not open: %s\n", error.sentence);
        abort();
    }
    pump_tap(machine->pump, tap, machine);
    machine->clock = acd_now(pump_core(machine->pump));
    machine->held = machine->below_reserve = false;
}

static void begin_checks(struct machine *machine)
{
    struct acd_limits limits = world_limits();
    acd_init(machine->replay, &limits);
    checker_init(&machine->checker);
    machine->checker.legs_max = limits.legs;
    machine->history.seq = 0;
    for (uint32_t i = 0; i <= SCENARIO_AGENTS; i++)
        machine->stops[i] = (struct stop){.told = machine->stops[i].told};
}

void machine_init(struct machine *machine, const struct scenario *scenario, enum plant plant)
{
    struct acd_limits limits = world_limits();
    struct journal_error error;
    struct journal *journal;
    memset(machine, 0, sizeof *machine);
    machine->scenario = scenario;
    machine->plant = plant;
    machine->replay = aligned_alloc(64, (acd_size(&limits) + 63) / 64 * 64);
    if (machine->replay == NULL || journal_open_memory(&journal, &journal_wishes, &error) != 0)
        abort();
    begin_checks(machine);
    start(machine, journal);
    for (uint32_t i = 1; i < SCENARIO_CLIENTS; i++)
        machine->clients[i].alive = i > SCENARIO_AGENTS;
}

static void stop(struct machine *machine)
{
    publisher_stop(machine);
    machine->dying = true;
    pump_close(machine->pump);
    machine->dying = false;
    if (machine->called != machine->posted)
        machine_report(machine, "answers: %" PRIu64 " were posted, %" PRIu64 " have come", machine->posted,
                       machine->called);
}

void machine_free(struct machine *machine)
{
    stop(machine);
    history_free(&machine->history);
    history_free(&machine->publisher.told);
    free(machine->replay);
    free(machine->messages);
}

/* What is on the disk, read again from the first event. */
static void read_again(struct machine *machine)
{
    struct journal_reader *reader;
    struct journal_entry entry;
    struct journal_error error;
    begin_checks(machine);
    if (journal_reader_open(&reader, machine->journal, 1, &error) != 0)
        abort();
    while (journal_reader_next(reader, &entry, &error) == 1)
        see(machine, &entry.event, false);
    journal_reader_close(reader);
}

static void check_recovered(struct machine *machine, uint64_t durable)
{
    struct history *history = &machine->history;
    uint64_t recovered = pump_seq(machine->pump);
    uint64_t decided = history->seq, chain = history_at(history, recovered);
    if (recovered < durable)
        machine_report(machine, "lost: event %" PRIu64 " was durable, and recovery ends with %" PRIu64,
                       durable, recovered);
    read_again(machine);
    if (recovered > decided || history->seq != recovered || history_at(history, recovered) != chain)
        machine_report(machine,
                       "invented: what was recovered up to event %" PRIu64 " is not what was decided",
                       recovered);
    publisher_check_recovered(machine);
    if (machine->problem[0] == '\0')
        publisher_compare(machine);
    clients_check_recovered(machine);
}

/* PLANT_TAIL_LOST: the same journal without its last event. */
static struct journal *forget_last(struct journal *journal)
{
    struct journal *shorter;
    struct journal_reader *reader;
    struct journal_entry entry;
    struct journal_error error;
    if (journal_open_memory(&shorter, &journal_wishes, &error) != 0 ||
        journal_reader_open(&reader, journal, 1, &error) != 0)
        abort();
    while (journal_reader_next(reader, &entry, &error) == 1 && entry.event.seq < journal_last(journal))
        journal_append(shorter, &entry, 1);
    journal_reader_close(reader);
    journal_close(journal);
    return shorter;
}

static void crash(struct machine *machine, uint32_t unseen)
{
    struct journal_error error;
    struct journal *next;
    uint64_t durable = journal_durable(machine->journal);
    journal_memory_tear(machine->journal, unseen);
    if (journal_memory_restart(&next, machine->journal, &journal_wishes, &error) != 0)
        abort();
    stop(machine);
    if (machine->plant == PLANT_TAIL_LOST)
        next = forget_last(next);
    start(machine, next);
    machine->crashes++;
    check_recovered(machine, durable);
}

/* ---- messages ---- */

static struct message *message_of(struct machine *machine, uint32_t step)
{
    if (step >= machine->message_capacity) {
        uint32_t capacity = machine->message_capacity != 0 ? 2 * machine->message_capacity : 1024;
        capacity = capacity > step ? capacity : step + 1;
        machine->messages = realloc(machine->messages, capacity * sizeof *machine->messages);
        if (machine->messages == NULL)
            abort();
        memset(machine->messages + machine->message_capacity, 0,
               (capacity - machine->message_capacity) * sizeof *machine->messages);
        machine->message_capacity = capacity;
    }
    return &machine->messages[step];
}

/* The client writes it: with the number that its contact has in this run, and the version and the offer they see. */
static struct message *send(struct machine *machine, uint32_t number)
{
    const struct scenario_step *step = &machine->scenario->steps[number];
    struct acd_agent_view view;
    struct acd_leg_view leg;
    struct message *message = message_of(machine, number);
    message->sent = true;
    message->command = step->command;
    if (step->contact_step != SCENARIO_NOBODY)
        message->command.contact = message_of(machine, step->contact_step)->made[step->contact_nth];
    message = message_of(machine, number);
    if (step->versioned && acd_agent_view(pump_core(machine->pump), step->command.agent, &view))
        message->command.if_version = view.version;
    if (step->numbered &&
        acd_leg_view(pump_core(machine->pump), step->command.agent, message->command.contact, &leg))
        message->command.offer = leg.offer;
    return message;
}

static void arrive(struct machine *machine, uint32_t client, struct message *message, int64_t at)
{
    struct acd_command command = message->command;
    command.at = at;
    if (machine->plant == PLANT_OFFER_IGNORED)
        command.offer = 0;
    clients_say(machine, client, &command, message);
}

/* Wishes for what is, not for one thing more: at once again they find it so. A rejection that names no offer is none of
 * them: it is about the offer that is open, and where a rejected one is cleared at once the same agent may have the
 * next. */
static bool is_idempotent(const struct acd_command *command)
{
    switch (command->kind) {
    case ACD_ACCEPT_OFFER:
    case ACD_END_CONTACT:
    case ACD_HOLD_LEG:
    case ACD_UNHOLD_LEG:
    case ACD_PAUSE_CONTACT:
    case ACD_RESUME_CONTACT:
    case ACD_CONNECT_CUSTOMER:
    case ACD_CONNECT_LEG:
    case ACD_STOP_NEW:
    case ACD_RESUME_NEW:
    case ACD_MONITOR_CONTACT:
    case ACD_BARGE:
    case ACD_OPEN_PAGE:
    case ACD_LOSE_PAGE:
    case ACD_CLOSE_PAGE:
        return true;
    default:
        return false;
    }
}

/* Done once to a leg, it cannot be done to that leg again. */
static bool is_once_for_leg(const struct acd_command *command)
{
    switch (command->kind) {
    case ACD_ACCEPT_OFFER:
    case ACD_REJECT_OFFER:
    case ACD_END_LEG:
    case ACD_CLEAR_LEG:
    case ACD_END_WRAPUP:
    case ACD_CONNECT_LEG:
    case ACD_FAIL_LEG:
    case ACD_TRANSFER_CONTACT:
        return command->offer != 0;
    default:
        return false;
    }
}

/* Is what the first one did still there, and must the second therefore do nothing? */
static bool must_do_nothing(const struct machine *machine, const struct message *message)
{
    const struct acd_command *command = &message->command;
    bool in_force =
        message->changed && history_at(&machine->history, message->changed_seq) == message->changed_chain;
    if (!in_force)
        return false;
    bool versioned = command->kind == ACD_SET_STATUS && command->if_version != 0;
    bool at_once = machine->history.seq == message->changed_seq;
    return versioned || is_once_for_leg(command) || message->ended || (at_once && is_idempotent(command));
}

static void repeat(struct machine *machine, const struct scenario_step *step)
{
    struct message *message = message_of(machine, step->ref);
    if (!message->sent)
        return;
    bool idle = must_do_nothing(machine, message);
    uint64_t seq = pump_seq(machine->pump);
    if (machine->plant == PLANT_VERSION_IGNORED)
        message->command.if_version = 0;
    arrive(machine, machine->scenario->steps[step->ref].client, message, step->at);
    if (idle && pump_seq(machine->pump) != seq)
        machine_report(machine, "repeat: %s came twice and did something twice",
                       acd_command_name((enum acd_command_kind)message->command.kind));
}

/* ---- steps ---- */

static void play_disk(struct machine *machine, const struct scenario_step *step)
{
    switch (step->kind) {
    case STEP_HOLD:
    case STEP_RELEASE:
        machine->held = step->kind == STEP_HOLD;
        journal_memory_hold(machine->journal, machine->held);
        break;
    case STEP_COMMIT:
        journal_memory_commit(machine->journal, step->count);
        break;
    case STEP_FILL:
    case STEP_EMPTY:
        machine->below_reserve = step->kind == STEP_FILL;
        journal_memory_set_below_reserve(machine->journal,
                                         machine->below_reserve && machine->plant != PLANT_RESERVE_IGNORED);
        break;
    case STEP_FAIL:
        journal_memory_fail_next(machine->journal, "No space left on device.");
        break;
    case STEP_CRASH:
        crash(machine, step->count);
        break;
    case STEP_SNAPSHOT:
        publisher_snapshot(machine);
        break;
    case STEP_SPOIL:
        journal_memory_spoil_snapshot(machine->journal);
        break;
    default:
        break;
    }
}

static void play(struct machine *machine, uint32_t number)
{
    const struct scenario_step *step = &machine->scenario->steps[number];
    switch (step->kind) {
    case STEP_SAY:
        arrive(machine, step->client, send(machine, number), step->at);
        break;
    case STEP_DELAY:
        send(machine, number);
        break;
    case STEP_ARRIVE:
    case STEP_REPEAT:
        repeat(machine, step);
        break;
    case STEP_TICK:
        machine->clock = step->at > machine->clock ? step->at : machine->clock;
        pump_tick(machine->pump, step->at);
        break;
    case STEP_READ:
        clients_read(machine, step->client);
        break;
    case STEP_DROP:
        clients_drop(machine, step->client);
        break;
    case STEP_RETURN:
        clients_return(machine, step->client);
        break;
    case STEP_PUBLISH:
        publisher_follow(machine, step->count);
        break;
    case STEP_COMPARE:
        publisher_compare(machine);
        break;
    default:
        play_disk(machine, step);
    }
}

bool machine_play(struct machine *machine, uint32_t step)
{
    machine->playing = step;
    play(machine, step);
    pump_poll(machine->pump);
    const struct acd *core = pump_core(machine->pump);
    if (machine->problem[0] == '\0' && !journal_failed(machine->journal, NULL) &&
        acd_deadline(core) > machine->clock)
        report_checker(machine, checker_rest(&machine->checker, machine->clock));
    if (step % CHECK_EVERY == 0 && machine->problem[0] == '\0' && acd_check(core) != NULL)
        machine_report(machine, "acd_check: %s", acd_check(core));
    return machine->problem[0] == '\0';
}

/* Everything becomes durable and is told. */
static void settle(struct machine *machine)
{
    journal_flush(machine->journal);
    pump_poll(machine->pump);
}

bool machine_end(struct machine *machine)
{
    if (machine->problem[0] == '\0' && journal_failed(machine->journal, NULL))
        crash(machine, 0);
    if (machine->problem[0] != '\0')
        return false;
    settle(machine);
    if (journal_failed(machine->journal, NULL)) {
        crash(machine, 0);
        settle(machine); /* a start has things of its own to tell: pages that were open are awaited */
    }
    publisher_compare(machine);
    if (machine->called != machine->posted)
        machine_report(machine, "answers: %" PRIu64 " were posted, %" PRIu64 " have come", machine->posted,
                       machine->called);
    return machine->problem[0] == '\0';
}
