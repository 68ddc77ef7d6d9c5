/* Writes a made-up day of work into a new data directory, for a server to open and for recount_test.py to add up. It
 * must not add anything up itself.
 *
 *     day DIR SEED NOW     the day ended with the hour before NOW (seconds since 1970); DIR/demo.json says what a
 *                          client needs, in the demo's form, with "from" and "to"
 *
 * Agents choose statuses, answer, hold, pause, hand on, and forget; customers wait, write and leave. Every chance comes
 * from the seed.
 */
#include <jansson.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/buf.h"
#include "server/centres.h"
#include "server/make.h"

enum {
    AGENTS = 12,
    QUEUES = 2,
    STATUSES = 4,
    STEP_MS_MAX = 9000,
    HOUR_MS = 3600 * 1000,
    DAY_HOURS = 24,
    WRAPUP_MS = 30 * 1000,
};

#define ACCESS_KEY "AKIANEXTUPRECOUNT000"
#define SECRET     "recountrecountrecountrecountrecountrecou"

struct day {
    struct pump *pump;
    uint64_t random;
    int64_t at;
    uint32_t queues[QUEUES];
    uint32_t agents[AGENTS];
    uint32_t statuses[STATUSES];
};

/* splitmix64 */
static uint32_t draw(struct day *day, uint32_t below)
{
    uint64_t z = day->random += UINT64_C(0x9e3779b97f4a7c15);
    z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
    return (uint32_t)((z ^ z >> 31) % below);
}

/* ---- deeds ---- */

/* What the core refuses is not done; what the disk cannot take yet is tried again. Returns the first event's
 * contact. */
static uint64_t decide(struct day *day, struct acd_command command, struct buf *body)
{
    const struct acd_batch *batch = NULL;
    enum acd_refusal refusal;
    enum pump_refusal result;
    command.at = day->at;
    do {
        result = pump_decide(day->pump, &command, body != NULL ? buf_text(body) : NULL,
                             body != NULL ? body->len : 0, &batch, &refusal);
        if (result == PUMP_OVERLOADED) {
            pump_poll(day->pump);
            sched_yield();
        }
    } while (result == PUMP_OVERLOADED);
    return result == PUMP_OK && batch->count > 0 ? batch->events[0].contact : 0;
}

static void of_agent(struct day *day, enum acd_command_kind kind, uint32_t agent, uint64_t contact)
{
    decide(day,
           (struct acd_command){.kind = (uint16_t)kind,
                                .agent = agent,
                                .contact = contact,
                                .queue = day->queues[draw(day, QUEUES)],
                                .actor = {ACD_ACTOR_AGENT, agent}},
           NULL);
}

static void of_contact(struct day *day, enum acd_command_kind kind, uint64_t contact,
                       enum acd_actor_kind actor)
{
    decide(day,
           (struct acd_command){.kind = (uint16_t)kind, .contact = contact, .actor = {(uint8_t)actor, 0}},
           NULL);
}

static void transfer(struct day *day, uint32_t agent, uint64_t contact)
{
    struct uuid uuid = uuid_random();
    struct buf body;
    buf_init(&body, ACD_BODY_BYTES_MAX);
    body_render_contact_transferred(&body, &uuid);
    decide(day,
           (struct acd_command){.kind = ACD_TRANSFER_CONTACT,
                                .agent = agent,
                                .contact = contact,
                                .queue = day->queues[draw(day, QUEUES)],
                                .actor = {ACD_ACTOR_AGENT, agent}},
           &body);
    buf_free(&body);
}

static void write_message(struct day *day, uint32_t agent, uint64_t contact)
{
    struct buf body;
    buf_init(&body, ACD_BODY_BYTES_MAX);
    body_render_message_sent(
        &body, &(struct body_message){.uuid = uuid_random(), .name = "Somebody", .text = "Hello"});
    decide(day,
           (struct acd_command){.kind = ACD_SEND_MESSAGE,
                                .agent = agent,
                                .contact = contact,
                                .actor = {agent != 0 ? ACD_ACTOR_AGENT : ACD_ACTOR_CUSTOMER, agent}},
           &body);
    buf_free(&body);
}

static void start_contact(struct day *day)
{
    static const uint8_t INITIATIONS[] = {ACD_INITIATION_INBOUND, ACD_INITIATION_API, ACD_INITIATION_API};
    uint8_t channel = (uint8_t)draw(day, ACD_CHANNELS);
    struct buf body;
    buf_init(&body, ACD_BODY_BYTES_MAX);
    body_render_contact_started(&body, &(struct body_contact){.uuid = uuid_random(), .name = "A customer"});
    uint64_t contact = decide(day,
                              (struct acd_command){.kind = ACD_START_CONTACT,
                                                   .channel = channel,
                                                   .initiation = INITIATIONS[channel],
                                                   .queue = day->queues[draw(day, QUEUES)],
                                                   .actor = {.kind = ACD_ACTOR_API}},
                              &body);
    buf_free(&body);
    if (contact != 0 && channel == ACD_CHAT)
        of_contact(day, ACD_CONNECT_CUSTOMER, contact, ACD_ACTOR_CUSTOMER);
}

static void place_call(struct day *day, uint32_t agent)
{
    struct body_call call = {.uuid = uuid_random(), .name = "Called", .address = "+14255550100"};
    struct buf body;
    buf_init(&body, ACD_BODY_BYTES_MAX);
    body_render_call_placed(&body, &call);
    uint64_t contact = decide(day,
                              (struct acd_command){.kind = ACD_PLACE_CALL,
                                                   .agent = agent,
                                                   .queue = day->queues[0],
                                                   .actor = {ACD_ACTOR_AGENT, agent}},
                              &body);
    buf_free(&body);
    day->at += draw(day, 20000);
    decide(day,
           (struct acd_command){.kind = draw(day, 4) != 0 ? ACD_CONNECT_LEG : ACD_FAIL_LEG,
                                .agent = agent,
                                .contact = contact,
                                .cause = ACD_CAUSE_BUSY,
                                .actor = {.kind = ACD_ACTOR_GATEWAY}},
           NULL);
}

static void choose_status(struct day *day, uint32_t agent)
{
    uint32_t place = draw(day, 10);
    decide(day,
           (struct acd_command){.kind = ACD_SET_STATUS,
                                .agent = agent,
                                .status = day->statuses[place < 7 ? 0 : place - 6],
                                .actor = {ACD_ACTOR_AGENT, agent}},
           NULL);
}

static void handle(struct day *day, const struct acd_leg_view *leg)
{
    switch (draw(day, 12)) {
    case 0:
        of_agent(day, ACD_END_LEG, leg->agent, leg->contact);
        break;
    case 1:
        of_contact(day, ACD_END_CONTACT, leg->contact, ACD_ACTOR_CUSTOMER);
        break;
    case 2:
        of_agent(day, ACD_HOLD_LEG, leg->agent, leg->contact);
        break;
    case 3:
        of_agent(day, ACD_PAUSE_CONTACT, leg->agent, leg->contact);
        break;
    case 4:
        transfer(day, leg->agent, leg->contact);
        break;
    default:
        write_message(day, draw(day, 2) != 0 ? leg->agent : 0, leg->contact);
        break;
    }
}

static void go_on_with(struct day *day, const struct acd_leg_view *leg)
{
    switch (leg->state) {
    case ACD_LEG_CONNECTING:
        if (draw(day, 3) != 0)
            of_agent(day, draw(day, 12) != 0 ? ACD_ACCEPT_OFFER : ACD_REJECT_OFFER, leg->agent, leg->contact);
        break;
    case ACD_LEG_ON_HOLD:
        if (draw(day, 4) == 0)
            of_contact(day, ACD_END_CONTACT, leg->contact, ACD_ACTOR_CUSTOMER);
        else
            of_agent(day, ACD_UNHOLD_LEG, leg->agent, leg->contact);
        break;
    case ACD_LEG_PAUSED:
        of_agent(day, ACD_RESUME_CONTACT, leg->agent, leg->contact);
        break;
    case ACD_LEG_CONNECTED:
        handle(day, leg);
        break;
    default:
        if (draw(day, 2) != 0)
            of_agent(day, ACD_CLEAR_LEG, leg->agent, leg->contact);
        break;
    }
}

static void lose_patience(struct day *day)
{
    const struct acd *acd = pump_core(day->pump);
    struct acd_contact_view view;
    for (uint64_t contact = 0; (contact = acd_contact_after(acd, contact)) != 0;)
        if (acd_contact_view(acd, contact, &view) &&
            (view.place == ACD_PLACE_WAITING || view.place == ACD_PLACE_OFFERED) && draw(day, 3) == 0) {
            of_contact(day, ACD_END_CONTACT, contact, ACD_ACTOR_CUSTOMER);
            return;
        }
}

static void work(struct day *day, uint32_t agent)
{
    struct acd_leg_view legs[ACD_AGENT_LEGS_MAX];
    uint32_t count = acd_agent_legs(pump_core(day->pump), agent, legs, ACD_AGENT_LEGS_MAX);
    for (uint32_t i = 0; i < count; i++)
        go_on_with(day, &legs[i]);
}

/* Somebody listens to a colleague's contact, then stops (clears the leg) or takes it over. */
static void supervise(struct day *day, uint32_t supervisor)
{
    struct acd_leg_view legs[ACD_AGENT_LEGS_MAX];
    uint32_t agent = day->agents[draw(day, AGENTS)];
    uint32_t count = acd_agent_legs(pump_core(day->pump), agent, legs, ACD_AGENT_LEGS_MAX);
    uint32_t what = draw(day, 4);
    struct acd_command command = {.kind = ACD_MONITOR_CONTACT,
                                  .agent = supervisor,
                                  .to_agent = agent,
                                  .actor = {ACD_ACTOR_SUPERVISOR, supervisor}};
    if (count == 0 || agent == supervisor)
        return;
    command.contact = legs[draw(day, count)].contact;
    decide(day, command, NULL);
    if (what == 0)
        return; /* listens on */
    day->at += draw(day, 20000);
    command.kind = what == 1 ? ACD_TAKE_OVER : ACD_CLEAR_LEG;
    command.to_agent = 0;
    decide(day, command, NULL);
}

static void do_something(struct day *day)
{
    uint32_t agent = day->agents[draw(day, AGENTS)];
    uint32_t what = draw(day, 100);
    if (what < 12)
        start_contact(day);
    else if (what < 14)
        lose_patience(day);
    else if (what < 18)
        choose_status(day, agent);
    else if (what < 19)
        place_call(day, agent);
    else if (what < 22)
        supervise(day, agent);
    else
        for (int i = 0; i < AGENTS / 3; i++)
            work(day, day->agents[draw(day, AGENTS)]);
}

static void live(struct day *day, int64_t until)
{
    while (day->at < until) {
        int64_t next = day->at + 1 + draw(day, STEP_MS_MAX);
        for (int64_t due; (due = pump_deadline(day->pump)) <= next;) {
            day->at = due > day->at ? due : day->at;
            pump_tick(day->pump, day->at);
            pump_poll(day->pump);
        }
        day->at = next > day->at ? next : day->at;
        do_something(day);
        pump_poll(day->pump);
    }
}

/* ---- the centre ---- */

static void add_named(json_t *list, const char *name, const struct uuid *uuid)
{
    char id[UUID_TEXT_BYTES];
    json_array_append_new(list, json_pack("{s:s, s:s}", "name", name, "id", uuid_render(uuid, id)));
}

static bool make_people(struct day *day, struct making *making, uint32_t profile, json_t *users)
{
    for (int i = 0; i < AGENTS; i++) {
        char name[16];
        snprintf(name, sizeof name, "agent%02d", i + 1);
        struct body_agent agent = {.uuid = uuid_random(),
                                   .username = name,
                                   .first_name = "Agent",
                                   .last_name = "",
                                   .password_hash = "*",
                                   .role = BOOK_ROLE_AGENT};
        day->agents[i] = make_user(making, &agent, profile);
        if (day->agents[i] == 0 || (i % 2 == 0 && !make_user_wrapup(making, day->agents[i], WRAPUP_MS)))
            return false;
        add_named(users, name, &agent.uuid);
    }
    struct body_agent admin = {.uuid = uuid_random(),
                               .username = "ada",
                               .first_name = "Ada",
                               .last_name = "",
                               .password_hash = "*",
                               .role = BOOK_ROLE_ADMIN};
    uint32_t number = make_user(making, &admin, profile);
    return number != 0 && make_key(making, number, ACCESS_KEY, SECRET);
}

static bool make_all(struct day *day, struct making *making, json_t *instance)
{
    static const char *const QUEUE_NAMES[] = {"Support", "Sales"};
    static const struct make_status STATUS_KINDS[] = {{.name = "Available", .type = ACD_STATUS_ROUTABLE},
                                                      {.name = "Lunch", .type = ACD_STATUS_CUSTOM},
                                                      {.name = "Training", .type = ACD_STATUS_CUSTOM},
                                                      {.name = "Offline", .type = ACD_STATUS_OFFLINE}};
    static const uint32_t SLOTS[ACD_CHANNELS] = {1, 3, 2};
    struct make_queue_share shares[QUEUES] = {{.priority = 1}, {.priority = 2}};
    struct make_status statuses[STATUSES];
    struct make_basics basics;
    char id[UUID_TEXT_BYTES];
    struct uuid uuid = uuid_random();
    struct uuid profile_uuid = uuid_random();
    json_object_set_new(instance, "id", json_string(uuid_render(&uuid, id)));
    for (uint32_t i = 0; i < STATUSES; i++) {
        statuses[i] = STATUS_KINDS[i];
        statuses[i].uuid = uuid_random();
        day->statuses[i] = i + 1;
    }
    struct uuid basic = uuid_random();
    if (!make_centre(making, "connect-demo", &uuid, ACD_MODEL_CONNECT) ||
        !make_statuses(making, statuses, STATUSES) || !make_basics(making, &basic, &basics))
        return false;
    for (int i = 0; i < QUEUES; i++) {
        struct uuid queue_uuid = uuid_random();
        shares[i].queue = day->queues[i] = make_queue(making, QUEUE_NAMES[i], &queue_uuid, basics.hours);
        add_named(json_object_get(instance, "queues"), QUEUE_NAMES[i], &queue_uuid);
    }
    uint32_t profile = make_profile(making, "Blended", &profile_uuid, SLOTS, shares, QUEUES);
    add_named(json_object_get(instance, "routingProfiles"), "Blended", &profile_uuid);
    return profile != 0 && make_people(day, making, profile, json_object_get(instance, "users"));
}

static json_t *describe(json_t *instance, int64_t from, int64_t to)
{
    return json_pack("{s:s, s:s, s:s, s:I, s:I, s:[O]}", "url", "", "region", "us-east-1", "accountId",
                     "000000000000", "from", (json_int_t)from, "to", (json_int_t)to, "instances", instance);
}

static int fail(const char *sentence)
{
    fprintf(stderr, "day: %s\n", sentence);
    return 1;
}

int main(int argc, char **argv)
{
    char aside[DIR_PATH_BYTES];
    char path[DIR_PATH_BYTES];
    struct dir dir;
    struct fault fault = {.sentence = ""};
    struct pump_options options = {0};
    struct pump_error error;
    bool busy = false;
    if (argc != 4)
        return fail("usage: day DIR SEED NOW");
    struct day day = {.random = strtoull(argv[2], NULL, 10)};
    json_t *instance = json_pack("{s:s, s:s, s:s, s:[], s:[], s:[]}", "alias", "connect-demo", "accessKeyId",
                                 ACCESS_KEY, "secretAccessKey", SECRET, "queues", "routingProfiles", "users");
    int64_t to = strtoll(argv[3], NULL, 10) * 1000 / HOUR_MS * HOUR_MS;
    day.at = to - (int64_t)DAY_HOURS * HOUR_MS;
    json_t *about = describe(instance, day.at, to);
    if (dir_open(&dir, argv[1], true, &busy, &fault) != 0 || dir_making_begin(&dir, aside, &fault) != 0)
        return fail(fault.sentence);
    if (pump_open(&day.pump, aside, &options, &error) != 0)
        return fail(error.sentence);
    struct making making = {.pump = day.pump, .now = day.at, .fault = &fault};
    if (!make_all(&day, &making, instance))
        return fail(fault.sentence);
    live(&day, to);
    if (centres_finish(day.pump, &fault) != 0 || dir_making_commit(&dir, "connect-demo", &fault) != 0)
        return fail(fault.sentence);
    int written = json_dump_file(about, dir_path(dir.path, "demo.json", path), JSON_INDENT(2));
    json_decref(about);
    json_decref(instance);
    dir_close(&dir);
    return written == 0 ? 0 : fail("demo.json cannot be written");
}
