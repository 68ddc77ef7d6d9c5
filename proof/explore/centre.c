/* The small centres that are explored, and what may be asked of them (centre.h). It must not judge what comes of it. */
#include "proof/explore/centre.h"

#include <stdio.h>
#include <string.h>

enum { AVAILABLE = 1, FIRST = 2, SECOND = 3, OFFLINE = 4, QUEUE = 1, SUPERVISOR = 9 };

#define BEGINNING INT64_C(1700000000000)
#define WRAPUP_MS 10000

static const char *const alphabet_names[ALPHABETS] = {"statuses",    "contacts",     "others",    "pauses",
                                                      "transfers",   "pages",        "setup",     "customers",
                                                      "supervisors", "associations", "priorities"};

const char *centre_alphabet_name(enum centre_alphabet alphabet)
{
    for (int bit = 0; bit < ALPHABETS; bit++) {
        if (alphabet == 1u << bit)
            return alphabet_names[bit];
    }
    return "";
}

unsigned centre_alphabets_of(const char *text)
{
    unsigned alphabets = 0;

    while (*text != '\0') {
        size_t len = strcspn(text, ",");
        unsigned found = 0;
        for (int bit = 0; bit < ALPHABETS; bit++) {
            if (strlen(alphabet_names[bit]) == len && memcmp(alphabet_names[bit], text, len) == 0)
                found = 1u << bit;
        }
        if (found == 0)
            return 0;
        alphabets |= found;
        text += len + (text[len] == ',');
    }
    return alphabets;
}

/* ---- setting up ---- */

const struct acd_limits *centre_limits(void)
{
    static const struct acd_limits limits = {.agents = CENTRE_AGENTS,
                                             .contacts = CENTRE_CONTACTS,
                                             .legs = 12,
                                             .statuses = 4,
                                             .queues = 1,
                                             .profiles = 1,
                                             .hours = 1,
                                             .entry_points = 1};
    return &limits;
}

static void must(struct acd *acd, struct acd_command command)
{
    struct acd_batch batch;

    command.at = BEGINNING;
    command.actor.kind = command.actor.kind != 0 ? command.actor.kind : ACD_ACTOR_OPERATOR;
    if (acd_step(acd, &command, &batch) != ACD_OK)
        acd_panic("the small centre could not be set up");
}

struct acd *centre_init(void *memory, enum acd_model model)
{
    struct acd *acd = acd_init(memory, centre_limits());
    static const struct acd_profile_queue pairs[] = {{.queue = QUEUE, .channel = ACD_CHAT, .priority = 1},
                                                     {.queue = QUEUE, .channel = ACD_TASK, .priority = 1}};
    bool vcc = model == ACD_MODEL_VCC;

    must(acd, (struct acd_command){.kind = ACD_CREATE_CENTRE, .model = (uint8_t)model});
    must(acd, (struct acd_command){.kind = ACD_CREATE_STATUS, .status_type = ACD_STATUS_ROUTABLE});
    must(acd, (struct acd_command){.kind = ACD_CREATE_STATUS, .status_type = ACD_STATUS_CUSTOM});
    must(acd, (struct acd_command){.kind = ACD_CREATE_STATUS, .status_type = ACD_STATUS_CUSTOM});
    must(acd, (struct acd_command){.kind = ACD_CREATE_STATUS, .status_type = ACD_STATUS_OFFLINE});
    must(acd, (struct acd_command){.kind = ACD_SET_RULE, .rule = ACD_RULE_REJECT_ALLOWED, .value = 1});
    must(acd, (struct acd_command){.kind = ACD_SET_RULE, .rule = ACD_RULE_RECONNECTING, .value = 1});
    must(acd, (struct acd_command){.kind = ACD_SET_RULE, .rule = ACD_RULE_SUPERVISOR_GROUPS, .value = 0});
    must(acd, (struct acd_command){.kind = ACD_CREATE_QUEUE, .wrapup_ms = {0, vcc ? WRAPUP_MS : 0, 0}});
    must(acd, (struct acd_command){.kind = ACD_CREATE_PROFILE,
                                   .capacities = {{0, 0}, {2, 1}, {1, 0}},
                                   .profile_queues = pairs,
                                   .profile_queue_count = 2});
    for (uint32_t agent = 1; agent <= CENTRE_AGENTS; agent++) {
        must(acd, (struct acd_command){.kind = ACD_CREATE_AGENT, .profile = 1});
        must(acd,
             (struct acd_command){.kind = ACD_SIGN_IN, .actor = {ACD_ACTOR_AGENT, agent}, .agent = agent});
        must(acd, (struct acd_command){.kind = ACD_SET_STATUS,
                                       .actor = {ACD_ACTOR_AGENT, agent},
                                       .agent = agent,
                                       .status = AVAILABLE});
    }
    while (acd_deadline(acd) <= BEGINNING) /* what setting up left to do */
        must(acd, (struct acd_command){.kind = ACD_TICK});
    return acd;
}

/* ---- what may be asked ---- */

struct list {
    struct acd_command *commands;
    uint32_t count;
    int64_t at;
};

static void add(struct list *list, struct acd_command command)
{
    if (list->count == CENTRE_COMMANDS_MAX)
        acd_panic("more commands than were thought of");
    command.at = list->at;
    list->commands[list->count++] = command;
}

static struct acd_actor actor_of(enum acd_actor_kind kind, uint32_t agent)
{
    return (struct acd_actor){.kind = (uint8_t)kind, .id = kind == ACD_ACTOR_AGENT ? agent : SUPERVISOR};
}

static void add_statuses(struct list *list, const struct acd *acd, uint32_t agent, enum acd_actor_kind who)
{
    for (uint32_t status = AVAILABLE; status <= OFFLINE; status++)
        add(list,
            (struct acd_command){
                .kind = ACD_SET_STATUS, .actor = actor_of(who, agent), .agent = agent, .status = status});
    if (acd_model(acd) != ACD_MODEL_VCC || who != ACD_ACTOR_AGENT)
        return;
    add(list, (struct acd_command){.kind = ACD_STOP_NEW, .actor = actor_of(who, agent), .agent = agent});
    add(list, (struct acd_command){.kind = ACD_RESUME_NEW, .actor = actor_of(who, agent), .agent = agent});
}

static void add_of_leg(struct list *list, enum acd_command_kind kind, const struct acd_leg_view *leg)
{
    add(list, (struct acd_command){.kind = (uint16_t)kind,
                                   .actor = actor_of(ACD_ACTOR_AGENT, leg->agent),
                                   .agent = leg->agent,
                                   .contact = leg->contact});
}

/* By the other agent, who supervises here. */
static void add_supervision(struct list *list, const struct acd_leg_view *leg)
{
    uint32_t other = 3 - leg->agent;
    struct acd_command command = {
        .contact = leg->contact, .agent = other, .actor = {ACD_ACTOR_SUPERVISOR, other}};

    command.kind = leg->monitored != 0 ? ACD_TAKE_OVER : ACD_MONITOR_CONTACT;
    if (leg->monitored != 0)
        command.agent = command.actor.id = leg->agent;
    add(list, command);
    command.kind = ACD_REQUEUE_CONTACT;
    add(list, command);
    command.kind = ACD_CLEAR_LEG;
    command.flags = ACD_FLAG_FORCE;
    command.agent = leg->agent;
    add(list, command);
}

static void add_legs(struct list *list, const struct acd *acd, uint32_t agent, unsigned alphabets)
{
    struct acd_leg_view legs[ACD_AGENT_LEGS_MAX];
    uint32_t count = acd_agent_legs(acd, agent, legs, ACD_AGENT_LEGS_MAX);

    for (uint32_t at = 0; at < count; at++) {
        struct acd_command transfer = {.kind = ACD_TRANSFER_CONTACT,
                                       .actor = actor_of(ACD_ACTOR_AGENT, agent),
                                       .agent = agent,
                                       .contact = legs[at].contact};
        if (alphabets & ALPHABET_CONTACTS) {
            add_of_leg(list, ACD_ACCEPT_OFFER, &legs[at]);
            add_of_leg(list, ACD_REJECT_OFFER, &legs[at]);
            add_of_leg(list, ACD_END_LEG, &legs[at]);
            add_of_leg(list, ACD_CLEAR_LEG, &legs[at]);
        }
        if (alphabets & ALPHABET_SUPERVISORS)
            add_supervision(list, &legs[at]);
        if (alphabets & ALPHABET_TRANSFERS) {
            transfer.queue = QUEUE;
            add(list, transfer);
            transfer.queue = 0;
            transfer.to_agent = 3 - agent;
            add(list, transfer);
        }
    }
}

static void add_contacts(struct list *list, const struct acd *acd, unsigned alphabets)
{
    for (uint64_t contact = acd_contact_after(acd, 0); contact != 0;
         contact = acd_contact_after(acd, contact)) {
        struct acd_command command = {.contact = contact, .actor = actor_of(ACD_ACTOR_API, 0)};
        if (alphabets & ALPHABET_CUSTOMERS) {
            command.kind = ACD_CONNECT_CUSTOMER;
            add(list, command);
        }
        if (alphabets & ALPHABET_CONTACTS)
            add(list, (struct acd_command){
                          .kind = ACD_END_CONTACT, .contact = contact, .actor.kind = ACD_ACTOR_CUSTOMER});
        for (command.agent = 1; alphabets & ALPHABET_ASSOCIATIONS && command.agent <= CENTRE_AGENTS;
             command.agent++) {
            command.kind = ACD_ASSOCIATE_CONTACT;
            add(list, command);
        }
        command.agent = 0;
        command.kind = ACD_SET_CONTACT_PRIORITY;
        for (command.priority = 4; alphabets & ALPHABET_PRIORITIES && command.priority <= 5;
             command.priority++)
            add(list, command);
        command.priority = 0;
        if (alphabets & ALPHABET_PAUSES) {
            command.kind = ACD_PAUSE_CONTACT;
            add(list, command);
            command.kind = ACD_RESUME_CONTACT;
            add(list, command);
        }
    }
    for (uint8_t channel = ACD_CHAT; alphabets & ALPHABET_CONTACTS && channel <= ACD_TASK; channel++)
        add(list, (struct acd_command){.kind = ACD_START_CONTACT,
                                       .channel = channel,
                                       .queue = QUEUE,
                                       .actor = actor_of(ACD_ACTOR_API, 0),
                                       .initiation = ACD_INITIATION_API});
}

static void add_pages(struct list *list, uint32_t agent)
{
    static const enum acd_command_kind kinds[] = {ACD_OPEN_PAGE, ACD_LOSE_PAGE, ACD_CLOSE_PAGE, ACD_SIGN_IN,
                                                  ACD_SIGN_OUT};

    for (uint32_t at = 0; at < sizeof kinds / sizeof kinds[0]; at++)
        add(list, (struct acd_command){.kind = (uint16_t)kinds[at],
                                       .actor = actor_of(ACD_ACTOR_AGENT, agent),
                                       .agent = agent});
}

/* Both agents alike: which of them is which makes no difference (core_canonical). */
static void add_setup(struct list *list)
{
    static const struct acd_command commands[] = {
        {.kind = ACD_DISABLE_AGENT, .agent = 1},       {.kind = ACD_ENABLE_AGENT, .agent = 1},
        {.kind = ACD_DISABLE_AGENT, .agent = 2},       {.kind = ACD_ENABLE_AGENT, .agent = 2},
        {.kind = ACD_DISABLE_QUEUE, .queue = QUEUE},   {.kind = ACD_ENABLE_QUEUE, .queue = QUEUE},
        {.kind = ACD_DISABLE_STATUS, .status = FIRST}, {.kind = ACD_ENABLE_STATUS, .status = FIRST}};

    for (uint32_t at = 0; at < sizeof commands / sizeof commands[0]; at++) {
        struct acd_command command = commands[at];
        command.actor = (struct acd_actor){.kind = ACD_ACTOR_ADMIN, .id = SUPERVISOR};
        add(list, command);
    }
}

uint32_t centre_commands(const struct acd *acd, unsigned alphabets,
                         struct acd_command commands[CENTRE_COMMANDS_MAX])
{
    struct list list = {.commands = commands, .at = acd_now(acd)};
    int64_t deadline = acd_deadline(acd);

    for (uint32_t agent = 1; agent <= CENTRE_AGENTS; agent++) {
        if (alphabets & ALPHABET_STATUSES)
            add_statuses(&list, acd, agent, ACD_ACTOR_AGENT);
        if (alphabets & ALPHABET_OTHERS)
            add_statuses(&list, acd, agent, ACD_ACTOR_SUPERVISOR);
        if (alphabets & ALPHABET_PAGES)
            add_pages(&list, agent);
        add_legs(&list, acd, agent, alphabets);
    }
    add_contacts(&list, acd, alphabets);
    if (alphabets & ALPHABET_SETUP)
        add_setup(&list);
    list.at = deadline > list.at ? deadline : list.at;
    if (deadline != ACD_NEVER)
        add(&list, (struct acd_command){.kind = ACD_TICK});
    return list.count;
}

enum acd_refusal centre_step(struct acd *acd, unsigned alphabets, const struct acd_command *command,
                             struct acd_batch *batch)
{
    struct acd_command connect = {
        .kind = ACD_CONNECT_CUSTOMER, .at = command->at, .actor.kind = ACD_ACTOR_CUSTOMER};
    struct acd_batch more;
    enum acd_refusal refusal = acd_step(acd, command, batch);

    if (refusal != ACD_OK || command->kind != ACD_START_CONTACT || command->channel != ACD_CHAT ||
        alphabets & ALPHABET_CUSTOMERS)
        return refusal;
    connect.contact = batch->events[0].contact;
    if (acd_step(acd, &connect, &more) != ACD_OK || batch->count + more.count > ACD_BATCH_EVENTS_MAX)
        acd_panic("a chat's customer could not connect");
    memcpy(&batch->events[batch->count], more.events, more.count * sizeof more.events[0]);
    batch->count += more.count;
    return ACD_OK;
}

void centre_describe(const struct acd_command *command, char *text)
{
    snprintf(text, 128, "%s agent %u contact %llx status %u%s%s",
             acd_command_name((enum acd_command_kind)command->kind), (unsigned)command->agent,
             (unsigned long long)command->contact, (unsigned)command->status,
             command->kind == ACD_START_CONTACT ? " " : "",
             command->kind == ACD_START_CONTACT ? acd_channel_name((enum acd_channel)command->channel) : "");
}
