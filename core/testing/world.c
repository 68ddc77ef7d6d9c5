/* The test helpers of world.h; it also provides acd_panic() for test programs, which fails the test. */
#include "core/testing/world.h"

#include <stdarg.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

_Noreturn void acd_panic(const char *sentence)
{
    fprintf(stderr, "core panic: %s\n", sentence);
    abort();
}

struct acd *core_new(const struct acd_limits *limits)
{
    void *memory = aligned_alloc(64, acd_size(limits));

    assert_non_null(memory);
    return acd_init(memory, limits);
}

static const struct acd_limits limits_small = {.agents = 20,
                                               .contacts = 100,
                                               .legs = 100,
                                               .statuses = 10,
                                               .queues = 10,
                                               .profiles = 10,
                                               .hours = 5,
                                               .entry_points = 5};

struct world *world_new_of(const struct acd_limits *limits, enum acd_model model)
{
    static const uint8_t types[] = {ACD_STATUS_ROUTABLE, ACD_STATUS_CUSTOM, ACD_STATUS_CUSTOM,
                                    ACD_STATUS_OFFLINE};
    struct acd_profile_queue served[] = {
        {SUPPORT, ACD_VOICE, 1, 0}, {SUPPORT, ACD_CHAT, 1, 0}, {SUPPORT, ACD_TASK, 1, 0}};
    struct world *world = calloc(1, sizeof *world);

    assert_non_null(world);
    world->limits = *limits;
    world->acd = core_new(limits);
    world->replica = core_new(limits);
    world->at = 1000000;
    must(world, &(struct acd_command){.kind = ACD_CREATE_CENTRE, .model = (uint8_t)model});
    for (size_t index = 0; index < sizeof types; index++)
        must(world, &(struct acd_command){.kind = ACD_CREATE_STATUS, .status_type = types[index]});
    must(world, &(struct acd_command){.kind = ACD_CREATE_QUEUE});
    must(world, &(struct acd_command){.kind = ACD_CREATE_PROFILE,
                                      .queue = SUPPORT,
                                      .capacities = {{1, 1}, {3, 1}, {2, 1}},
                                      .profile_queues = served,
                                      .profile_queue_count = 3});
    return world;
}

struct world *world_new(void)
{
    return world_new_of(&limits_small, ACD_MODEL_CONNECT);
}

struct world *world_new_with(const struct acd_limits *limits)
{
    return world_new_of(limits, ACD_MODEL_CONNECT);
}

struct world *world_new_vcc(void)
{
    return world_new_of(&limits_small, ACD_MODEL_VCC);
}

void world_free(struct world *world)
{
    free(world->acd);
    free(world->replica);
    free(world);
}

enum acd_refusal step(struct world *world, const struct acd_command *command)
{
    struct acd_command timed = *command;
    uint64_t before = acd_digest(world->acd);
    const char *wrong;

    timed.at = world->at;
    world->refusal = acd_step(world->acd, &timed, &world->batch);
    if (world->refusal != ACD_OK || world->batch.count == 0) {
        assert_int_equal(world->batch.count, 0);
        assert_true(before == acd_digest(world->acd));
    }
    for (uint32_t index = 0; index < world->batch.count; index++)
        acd_apply(world->replica, &world->batch.events[index]);
    wrong = acd_check(world->acd);
    if (wrong != NULL)
        fail_msg("after %s: %s", acd_command_name((enum acd_command_kind)command->kind), wrong);
    assert_memory_equal(world->acd, world->replica, acd_size(&world->limits));
    return world->refusal;
}

uint64_t must(struct world *world, const struct acd_command *command)
{
    const struct acd_event *first = &world->batch.events[0];
    enum acd_refusal refusal = step(world, command);

    if (refusal != ACD_OK)
        fail_msg("%s was refused: %s", acd_command_name((enum acd_command_kind)command->kind),
                 acd_refusal_name(refusal));
    if (world->batch.count == 0)
        return 0;
    switch (first->kind) {
    case ACD_STATUS_CREATED:
        return first->status;
    case ACD_HOURS_CREATED:
        return first->hours;
    case ACD_QUEUE_CREATED:
        return first->queue;
    case ACD_PROFILE_CREATED:
        return first->profile;
    case ACD_ENTRY_POINT_CREATED:
        return first->entry_point;
    case ACD_AGENT_CREATED:
        return first->agent;
    default:
        return first->contact;
    }
}

static void tick(struct world *world)
{
    must(world, &(struct acd_command){.kind = ACD_TICK});
}

void run_due_work(struct world *world)
{
    while (acd_deadline(world->acd) <= world->at)
        tick(world);
}

void wait_ms(struct world *world, int64_t ms)
{
    int64_t until = world->at + ms;

    while (acd_deadline(world->acd) <= until) {
        if (acd_deadline(world->acd) > world->at)
            world->at = acd_deadline(world->acd);
        tick(world);
    }
    world->at = until;
}

uint32_t new_agent(struct world *world, uint32_t profile)
{
    return (uint32_t)must(world, &(struct acd_command){.kind = ACD_CREATE_AGENT, .profile = profile});
}

uint32_t new_available_agent(struct world *world, uint32_t profile)
{
    uint32_t agent = new_agent(world, profile);

    assert_int_equal(choose(world, agent, AVAILABLE), ACD_OK);
    return agent;
}

enum acd_refusal choose(struct world *world, uint32_t agent, uint32_t status)
{
    struct acd_command command = {
        .kind = ACD_SET_STATUS, .agent = agent, .status = status, .actor = {ACD_ACTOR_AGENT, agent}};
    return step(world, &command);
}

uint64_t new_contact(struct world *world, enum acd_channel channel, uint32_t queue)
{
    struct acd_command command = {.kind = ACD_START_CONTACT, .channel = (uint8_t)channel, .queue = queue};
    return must(world, &command);
}

enum acd_refusal leg_command(struct world *world, enum acd_command_kind kind, uint32_t agent,
                             uint64_t contact)
{
    struct acd_command command = {
        .kind = (uint16_t)kind, .agent = agent, .contact = contact, .actor = {ACD_ACTOR_AGENT, agent}};
    return step(world, &command);
}

enum acd_refusal contact_command(struct world *world, enum acd_command_kind kind, enum acd_actor_kind actor,
                                 uint64_t contact)
{
    struct acd_command command = {.kind = (uint16_t)kind, .contact = contact, .actor = {(uint8_t)actor, 0}};
    return step(world, &command);
}

void set_rule(struct world *world, enum acd_rule rule, int64_t value)
{
    must(world, &(struct acd_command){.kind = ACD_SET_RULE, .rule = (uint16_t)rule, .value = value});
    run_due_work(world);
}

const struct acd_event *event_of(const struct world *world, enum acd_event_kind kind)
{
    for (uint32_t index = 0; index < world->batch.count; index++) {
        if (world->batch.events[index].kind == kind)
            return &world->batch.events[index];
    }
    return NULL;
}

enum acd_leg_state leg_state(const struct world *world, uint32_t agent, uint64_t contact)
{
    struct acd_leg_view leg;

    return acd_leg_view(world->acd, agent, contact, &leg) ? (enum acd_leg_state)leg.state : ACD_LEG_NONE;
}

enum acd_contact_place place_of_contact(const struct world *world, uint64_t contact)
{
    struct acd_contact_view view;

    return acd_contact_view(world->acd, contact, &view) ? (enum acd_contact_place)view.place : ACD_PLACE_NONE;
}

struct acd_agent_view agent_of(const struct world *world, uint32_t agent)
{
    struct acd_agent_view view;

    assert_true(acd_agent_view(world->acd, agent, &view));
    return view;
}

uint64_t offered_to(const struct world *world, uint32_t agent)
{
    struct acd_leg_view legs[ACD_AGENT_LEGS_MAX];
    uint32_t count = acd_agent_legs(world->acd, agent, legs, ACD_AGENT_LEGS_MAX);

    for (uint32_t index = 0; index < count; index++) {
        if (legs[index].state == ACD_LEG_CONNECTING || legs[index].state == ACD_LEG_INCOMING)
            return legs[index].contact;
    }
    return 0;
}

uint32_t number_below(struct numbers *numbers, uint32_t limit)
{
    numbers->seed = numbers->seed * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)(((numbers->seed >> 33) * limit) >> 31);
}
