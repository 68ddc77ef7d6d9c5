/* Says a step of a scenario in one line, in the stories' words where they have them (scenarios/README.md). It must not
 * judge or play it. */
#include "sim/scenario.h"

#include <ctype.h>
#include <inttypes.h>
#include <stdio.h>

#define WORLD_DAY_1 INT64_C(1704067200000)

static const char *const names[SCENARIO_CLIENTS] = {
    "nobody", "alice", "bob",        "carol", "dave", "erin",     "frank",       "sam",         "sue",
    "system", "agent", "supervisor", "admin", "api",  "customer", "the gateway", "the operator"};

static const char *name_of(uint32_t agent)
{
    return agent <= SCENARIO_AGENTS ? names[agent] : "a stranger";
}

static const char *status_of(uint32_t status)
{
    static const char *const statuses[] = {"nothing", "Available",       "Offline",
                                           "Break",   "Working Offline", "Lunch"};
    return status < sizeof statuses / sizeof statuses[0] ? statuses[status] : "an unknown status";
}

static const char *queue_of(uint32_t queue)
{
    static const char *const queues[] = {"no queue", "Support", "Sales", "Returns", "Billing", "Service"};
    return queue < sizeof queues / sizeof queues[0] ? queues[queue] : "an unknown queue";
}

static const char *who(const struct acd_command *command)
{
    if (command->actor.kind == ACD_ACTOR_AGENT)
        return name_of(command->actor.id);
    return names[SCENARIO_AGENTS + 1 + command->actor.kind];
}

static void tell_contact(const struct scenario_step *step)
{
    if (step->contact_step != SCENARIO_NOBODY)
        printf(" C%" PRIu32 "%s", step->contact_step, step->contact_nth != 0 ? "b" : "");
    else if (step->command.contact != 0)
        printf(" contact %" PRIu64, step->command.contact);
}

static void tell_choice(const struct scenario_step *step)
{
    const struct acd_command *command = &step->command;
    if (command->actor.kind == ACD_ACTOR_AGENT)
        printf("%s chooses %s", name_of(command->agent), status_of(command->status));
    else
        printf("%s sets %s to %s", who(command), name_of(command->agent), status_of(command->status));
    if (command->next.when == ACD_WHEN_AT)
        printf(" at a later time");
    if (command->next.scope != 0)
        printf(" for channels %u", command->next.scope);
    if (command->next.return_status != 0)
        printf(", then %s after %" PRId64 " ms", status_of(command->next.return_status),
               command->next.return_after_ms);
    if (step->versioned)
        printf(", if nothing has changed");
}

static void tell_start(const struct scenario_step *step, uint32_t number)
{
    static const char *const channels[] = {"call", "chat", "task"};
    const struct acd_command *command = &step->command;
    printf("%s starts %s C%" PRIu32, who(command), channels[command->channel % ACD_CHANNELS], number);
    if (command->agent != 0)
        printf(" for %s", name_of(command->agent));
    else if (command->entry_point != 0)
        printf(" at entry point %" PRIu32, command->entry_point);
    else
        printf(" in %s", queue_of(command->queue));
    if (command->priority != 0)
        printf(" priority %" PRId64, command->priority);
    if (command->scheduled_at != 0)
        printf(" at a later time");
}

/* "ACCEPT_OFFER alice C17": what has no words of its own. */
static void tell_plain(const struct scenario_step *step)
{
    const struct acd_command *command = &step->command;
    printf("%s: %s", who(command), acd_command_name((enum acd_command_kind)command->kind));
    if (command->actor.kind == ACD_ACTOR_OPERATOR && command->kind != ACD_SET_RULE)
        return; /* set-up: each creates the next number */
    if (command->agent != 0)
        printf(" %s", name_of(command->agent));
    tell_contact(step);
    if (command->to_agent != 0)
        printf(" to %s", name_of(command->to_agent));
    if (command->queue != 0)
        printf(" %s", queue_of(command->queue));
    if (command->profile != 0)
        printf(" profile %" PRIu32, command->profile);
    if (command->kind == ACD_SET_RULE)
        printf(" %s %" PRId64, acd_rule_name((enum acd_rule)command->rule), command->value);
    else if (command->value != 0)
        printf(" value %" PRId64, command->value);
    if (command->duration_ms != 0)
        printf(" %" PRId64 " ms", command->duration_ms);
}

static void tell_deed(const struct scenario_step *step, uint32_t number)
{
    const struct acd_command *command = &step->command;
    switch (command->kind) {
    case ACD_SET_STATUS:
        tell_choice(step);
        return;
    case ACD_START_CONTACT:
        tell_start(step, number);
        return;
    case ACD_ACCEPT_OFFER:
        printf("%s accepts", name_of(command->agent));
        break;
    case ACD_REJECT_OFFER:
        printf("%s rejects", name_of(command->agent));
        break;
    case ACD_END_LEG:
        printf("%s ends", name_of(command->agent));
        break;
    case ACD_CLEAR_LEG:
        printf("%s clears", name_of(command->agent));
        break;
    case ACD_END_CONTACT:
        printf(command->actor.kind == ACD_ACTOR_CUSTOMER ? "customer leaves" : "%s stops", who(command));
        break;
    default:
        tell_plain(step);
        return;
    }
    tell_contact(step);
}

static void tell_command(const struct scenario_step *step, uint32_t number)
{
    tell_deed(step, number);
    if (step->numbered)
        printf(", this offer of it");
}

/* What befalls the machine. */
static void tell_fault(const struct scenario_step *step)
{
    static const char *const words[STEP_KINDS] = {
        [STEP_TICK] = "the timer fires",
        [STEP_HOLD] = "the disk is slow: nothing becomes durable",
        [STEP_RELEASE] = "the disk is well again: everything is durable",
        [STEP_FILL] = "the disk is nearly full",
        [STEP_EMPTY] = "the disk has space again",
        [STEP_FAIL] = "the next commit will fail",
        [STEP_SNAPSHOT] = "a snapshot is saved",
        [STEP_SPOIL] = "the newest snapshot rots",
        [STEP_COMPARE] = "leader, replay and follower are compared",
    };
    if (words[step->kind] != NULL)
        printf("%s", words[step->kind]);
    else if (step->kind == STEP_CRASH)
        printf("the machine stops and starts again; commits on its disk that nobody was told of: %" PRIu32,
               step->count);
    else if (step->kind == STEP_COMMIT)
        printf("commits that become durable: %" PRIu32, step->count);
    else
        printf("the publisher takes what is durable, at most %" PRIu32 " events", step->count);
}

void scenario_tell(const struct scenario_step *step, uint32_t number)
{
    int64_t ms = step->at - WORLD_DAY_1;
    printf("  %02" PRId64 ":%02" PRId64 ":%02" PRId64 ".%03" PRId64 " [%" PRIu32 "] ", ms / 3600000,
           ms / 60000 % 60, ms / 1000 % 60, ms % 1000, number);
    switch (step->kind) {
    case STEP_SAY:
        tell_command(step, number);
        break;
    case STEP_DELAY:
        tell_command(step, number);
        printf("  (sent, and still under way)");
        break;
    case STEP_ARRIVE:
    case STEP_REPEAT:
        printf("message [%" PRIu32 "] arrives%s", step->ref, step->kind == STEP_REPEAT ? " once more" : "");
        break;
    case STEP_READ:
        printf("%s reads", names[step->client]);
        break;
    case STEP_DROP:
        printf("%s loses the connection", names[step->client]);
        break;
    case STEP_RETURN:
        printf("%s is connected again", names[step->client]);
        break;
    default:
        tell_fault(step);
    }
    printf("\n");
}
