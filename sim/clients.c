/* The clients' side: commands in, answers into the ledger. Whatever a client learns comes through pump_post() and
 * nothing else.
 *
 *   alive --DROP or crash--> gone: what was posted for that connection is never heard --RETURN--> alive, with the ledger it had
 */
#include "sim/machine.h"

#include <inttypes.h>
#include <stdlib.h>

enum { EVERYBODY = SCENARIO_CLIENTS, SWALLOWED_ONE_IN = 64 };

/* Something on its way out: rendered when it was posted, told when it is called. */
struct parcel {
    struct machine *machine;
    uint32_t client; /* EVERYBODY: a push */
    uint32_t connection;
    uint64_t seq; /* all it has seen */
    uint64_t chain;
    uint32_t stop_agent; /* 0: it tells of no stop */
    uint64_t stop_seq;
};

static void tell(struct machine *machine, uint32_t number, const struct parcel *parcel)
{
    struct client *client = &machine->clients[number];
    if (!client->alive || (parcel->client != EVERYBODY && client->connection != parcel->connection))
        return;
    if (parcel->seq < client->seq)
        machine_report(machine, "answers: client %" PRIu32 " sees event %" PRIu64 " after event %" PRIu64,
                       number, parcel->seq, client->seq);
    client->seq = parcel->seq;
    client->chain = parcel->chain;
    if (parcel->stop_agent != 0)
        stops_told(machine, parcel->stop_agent, parcel->stop_seq);
}

static void deliver(void *ctx, enum pump_outcome outcome)
{
    struct parcel *parcel = ctx;
    struct machine *machine = parcel->machine;
    machine->called++;
    if (outcome == PUMP_LOST) {
        if (!journal_failed(machine->journal, NULL))
            machine_report(machine, "answers: LOST, and the journal has not failed");
    } else if (parcel->seq > journal_durable(machine->journal)) {
        machine_report(machine, "shown: event %" PRIu64 " is told and not durable", parcel->seq);
    } else if (!machine->dying) {
        for (uint32_t i = 1; i < SCENARIO_CLIENTS; i++)
            if (parcel->client == EVERYBODY || parcel->client == i)
                tell(machine, i, parcel);
    }
    free(parcel);
}

static void post(struct machine *machine, const struct parcel *what)
{
    struct parcel *parcel = malloc(sizeof *parcel);
    if (parcel == NULL)
        abort();
    *parcel = *what;
    parcel->machine = machine;
    parcel->seq = pump_seq(machine->pump);
    parcel->chain = history_at(&machine->history, parcel->seq);
    parcel->connection = what->client == EVERYBODY ? 0 : machine->clients[what->client].connection;
    machine->posted++;
    bool answer = what->client != EVERYBODY;
    if (machine->plant == PLANT_ANSWER_EARLY && answer)
        deliver(parcel, PUMP_DURABLE);
    else if (machine->plant == PLANT_ANSWER_SWALLOWED && answer && machine->posted % SWALLOWED_ONE_IN == 0)
        free(parcel);
    else
        pump_post(machine->pump, deliver, parcel);
}

void clients_read(struct machine *machine, uint32_t client)
{
    if (machine->clients[client].alive)
        post(machine, &(struct parcel){.client = client});
}

void clients_push(struct machine *machine)
{
    post(machine, &(struct parcel){.client = EVERYBODY});
}

/* ---- commands ---- */

static bool begins_contact(const struct acd_command *command)
{
    return command->kind == ACD_START_CONTACT || command->kind == ACD_PLACE_CALL;
}

/* What the pump itself may and must refuse. */
static void judge_outcome(struct machine *machine, const struct acd_command *command,
                          enum pump_refusal outcome, bool failed, bool room)
{
    const char *name = acd_command_name((enum acd_command_kind)command->kind);
    bool no_space = machine->below_reserve && begins_contact(command);
    if (outcome == PUMP_NO_SPACE && !no_space)
        machine_report(machine, "reserve: %s is refused for want of space", name);
    if ((outcome == PUMP_OK || outcome == PUMP_REFUSED) && (no_space || failed || !room))
        machine_report(machine, "reserve: %s is decided although %s", name,
                       failed  ? "the journal has failed"
                       : !room ? "too much waits"
                               : "the disk is full");
    if ((outcome == PUMP_FAILED) != failed || (outcome == PUMP_OVERLOADED && room))
        machine_report(machine, "reserve: %s is turned away without a cause", name);
}

/* As it was meant by who sent it: was it taken for another offer? */
static void judge_answer(struct machine *machine, const struct acd_command *meant, uint64_t open,
                         enum pump_refusal outcome, enum acd_refusal refusal)
{
    const char *why = outcome == PUMP_OK || outcome == PUMP_REFUSED
                          ? checker_why_not_answered(meant, open, outcome == PUMP_OK ? ACD_OK : refusal)
                          : NULL;
    if (why != NULL)
        machine_report(machine, "answer: %s: %s", acd_command_name((enum acd_command_kind)meant->kind), why);
}

/* What the accepted command has begun, and which stop it has made. */
static void remember(struct message *message, const struct acd_batch *batch, struct parcel *answer,
                     uint32_t agent)
{
    for (uint32_t i = 0; i < batch->count; i++) {
        const struct acd_event *event = &batch->events[i];
        bool begins = event->kind == ACD_CONTACT_STARTED || event->kind == ACD_CONTACT_TRANSFERRED;
        if (message != NULL && begins && message->made_count < SCENARIO_MADE_MAX)
            message->made[message->made_count++] = event->contact;
        if (message != NULL && event->kind == ACD_CONTACT_ENDED && event->contact == message->command.contact)
            message->ended = true;
        bool stops =
            event->kind == ACD_STATUS_SET || (event->kind == ACD_NEXT_STATUS_SET &&
                                              event->next.when == ACD_WHEN_IDLE && event->next.scope == 0);
        if (stops && event->agent == agent && agent <= SCENARIO_AGENTS) {
            answer->stop_agent = agent;
            answer->stop_seq = event->seq;
        }
    }
}

void clients_say(struct machine *machine, uint32_t client, const struct acd_command *command,
                 struct message *message)
{
    struct parcel answer = {.client = client};
    const struct acd_batch *batch = NULL;
    enum acd_refusal refusal = ACD_OK;
    bool failed = journal_failed(machine->journal, NULL), room = journal_has_room(machine->journal);
    uint64_t digest = acd_digest(pump_core(machine->pump));
    uint64_t open = checker_open_offer(&machine->checker, command->agent, command->contact);
    enum pump_refusal outcome = pump_decide(machine->pump, command, NULL, 0, &batch, &refusal);
    judge_outcome(machine, command, outcome, failed, room);
    judge_answer(machine, message != NULL ? &message->command : command, open, outcome, refusal);
    if (outcome == PUMP_OK || outcome == PUMP_REFUSED)
        machine->clock = command->at > machine->clock ? command->at : machine->clock;
    if (outcome != PUMP_OK && digest != acd_digest(pump_core(machine->pump)))
        machine_report(machine, "refusal: %s has changed something",
                       acd_command_name((enum acd_command_kind)command->kind));
    if (outcome == PUMP_OK && batch->count != 0) {
        remember(message, batch, &answer, command->agent);
        if (message != NULL && !message->changed) {
            message->changed = true;
            message->changed_seq = pump_seq(machine->pump);
            message->changed_chain = history_at(&machine->history, message->changed_seq);
        }
    }
    if (message != NULL) {
        machine->answers++;
        post(machine, &answer);
    }
}

/* ---- connections ---- */

static void page(struct machine *machine, uint32_t client, enum acd_command_kind kind)
{
    if (client > SCENARIO_AGENTS)
        return;
    const struct acd_command command = {.kind = (uint16_t)kind, .at = machine->clock, .agent = client};
    clients_say(machine, client, &command, NULL);
}

void clients_drop(struct machine *machine, uint32_t client)
{
    if (!machine->clients[client].alive)
        return;
    machine->clients[client].alive = false;
    page(machine, client, ACD_LOSE_PAGE);
}

void clients_return(struct machine *machine, uint32_t client)
{
    if (machine->clients[client].alive)
        return;
    machine->clients[client].alive = true;
    machine->clients[client].connection++;
    page(machine, client, ACD_OPEN_PAGE);
    clients_read(machine, client);
}

/* All connections are gone; as the server does at its start, who had a page open is awaited (edge/panel/presence.c). */
void clients_check_recovered(struct machine *machine)
{
    struct acd_agent_view view;
    for (uint32_t i = 1; i < SCENARIO_CLIENTS; i++) {
        struct client *client = &machine->clients[i];
        client->alive = false;
        if (client->seq != 0 && history_at(&machine->history, client->seq) != client->chain)
            machine_report(machine,
                           "lost: client %" PRIu32 " was told of event %" PRIu64
                           ", and the recovered history does not have it",
                           i, client->seq);
        if (machine->problem[0] == '\0' && i <= SCENARIO_AGENTS &&
            acd_agent_view(pump_core(machine->pump), i, &view) && view.page == ACD_PAGE_OPEN)
            page(machine, i, ACD_LOSE_PAGE);
    }
}
