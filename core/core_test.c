/* The whole core under thousands of random commands: invariants hold after each, refusals change nothing, a
 * replay of the events is the same state byte for byte, and so is an encoded and decoded one. It must not
 * test single rules (x_test.c beside each file does). */
#include "core/testing/world.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

/* ---- random commands, most of them sensible ---- */

static uint64_t any_contact(struct world *world, struct numbers *numbers)
{
    uint64_t contact = acd_contact_after(world->acd, 0);
    uint32_t skip = number_below(numbers, 12);

    for (; skip > 0 && contact != 0; skip--) {
        uint64_t next = acd_contact_after(world->acd, contact);
        if (next == 0)
            break;
        contact = next;
    }
    return contact;
}

/* A pair of agent and contact that has a leg, if the agent has any; sometimes by its number, or by one that is not
 * its. */
static void any_leg(struct world *world, struct numbers *numbers, struct acd_command *command)
{
    struct acd_leg_view legs[ACD_AGENT_LEGS_MAX];
    uint32_t count = acd_agent_legs(world->acd, command->agent, legs, ACD_AGENT_LEGS_MAX);

    if (count == 0)
        return;
    const struct acd_leg_view *leg = &legs[number_below(numbers, count)];
    command->contact = leg->contact;
    command->offer = number_below(numbers, 3) == 0 ? leg->offer + number_below(numbers, 4) / 3 : 0;
}

/* What only some kinds of configuration have. */
static void random_details(struct numbers *numbers, struct acd_command *command)
{
    command->contacts_max = number_below(numbers, 4) == 0 ? 1 + number_below(numbers, 10) : 0;
    if (command->kind == ACD_SET_MOVES) {
        command->subject_kind = (uint8_t)number_below(numbers, ACD_ACTOR_OPERATOR + 1);
        command->subject = number_below(numbers, ACD_SHOWN_STATES);
        command->value = number_below(numbers, 1 << ACD_MOVES);
    }
    if (command->kind == ACD_SET_AGENT_LIMIT || command->kind == ACD_SET_AGENT_BLEND) {
        command->channel = (uint8_t)number_below(numbers, ACD_CHANNELS + 1);
        command->subject = number_below(numbers, ACD_CHANNELS);
        command->value = (int64_t)number_below(numbers, 6) - 1;
    }
    if (command->kind == ACD_CREATE_REASON_LIST || command->kind == ACD_CHANGE_REASON_LIST) {
        command->value = number_below(numbers, 1 << ACD_REASON_ACTIONS);
        command->flags = number_below(numbers, 3) == 0 ? ACD_FLAG_MANDATORY : 0;
    }
}

static void random_configuration(struct numbers *numbers, struct acd_command *command,
                                 struct acd_profile_queue *queues)
{
    static const uint16_t kinds[] = {
        ACD_SET_RULE,
        ACD_ENABLE_STATUS,
        ACD_DISABLE_STATUS,
        ACD_CHANGE_QUEUE,
        ACD_ENABLE_QUEUE,
        ACD_DISABLE_QUEUE,
        ACD_DELETE_QUEUE,
        ACD_CREATE_QUEUE,
        ACD_SET_PROFILE_CHANNELS,
        ACD_SET_PROFILE_QUEUES,
        ACD_UNSET_PROFILE_QUEUES,
        ACD_CHANGE_PROFILE,
        ACD_DELETE_PROFILE,
        ACD_CREATE_PROFILE,
        ACD_SET_AGENT_PROFILE,
        ACD_SET_AGENT_WRAPUP,
        ACD_SET_AGENT_AUTO_ACCEPT,
        ACD_ENABLE_AGENT,
        ACD_DISABLE_AGENT,
        ACD_DELETE_AGENT,
        ACD_CREATE_AGENT,
        ACD_ENABLE_AGENT,
        ACD_ENABLE_AGENT,
        ACD_ENABLE_QUEUE,
        ACD_ENABLE_STATUS,
        ACD_SET_MOVES,
        ACD_SET_AGENT_OFFER_TIME,
        ACD_CREATE_GROUP,
        ACD_SET_AGENT_GROUP,
        ACD_SET_AGENT_GROUP,
        ACD_SET_SUPERVISOR_GROUP,
        ACD_SET_SUPERVISOR_GROUP,
        ACD_CREATE_REASON_LIST,
        ACD_CHANGE_REASON_LIST,
        ACD_SET_REASON_LIST_GROUP,
        ACD_CREATE_REASON,
        ACD_ENABLE_REASON,
        ACD_DISABLE_REASON,
        ACD_SET_AGENT_LIMIT,
        ACD_SET_AGENT_LIMIT,
        ACD_SET_AGENT_BLEND,
        ACD_SET_AGENT_BLEND,
    };

    command->kind = kinds[number_below(numbers, sizeof kinds / sizeof kinds[0])];
    command->rule = (uint16_t)(1 + number_below(numbers, ACD_RULE_SIGN_OUT_SETS_OFFLINE));
    command->value = number_below(numbers, 2);
    if (number_below(numbers, 2) == 0)
        command->rule =
            (uint16_t)(ACD_RULE_ON_SIGN_IN + number_below(numbers, ACD_RULES - ACD_RULE_ON_SIGN_IN));
    random_details(numbers, command);
    command->wrapup_ms[number_below(numbers, ACD_CHANNELS)] =
        number_below(numbers, 3) == 0 ? ACD_WRAPUP_NONE : number_below(numbers, 20000);
    command->duration_ms = number_below(numbers, 2) * (1 + number_below(numbers, 60000));
    command->offer_ms[ACD_CHAT] = number_below(numbers, 2) * (1 + number_below(numbers, 20000));
    for (int channel = 0; channel < ACD_CHANNELS; channel++) {
        command->capacities[channel].slots_max = number_below(numbers, channel == ACD_VOICE ? 2 : 5);
        command->capacities[channel].any_channel = (uint8_t)number_below(numbers, 2);
    }
    command->profile_queue_count = 1 + number_below(numbers, 3);
    for (uint32_t index = 0; index < command->profile_queue_count; index++) {
        queues[index].queue = 1 + number_below(numbers, 4);
        queues[index].channel = (uint8_t)number_below(numbers, ACD_CHANNELS);
        queues[index].priority = 1 + number_below(numbers, 3);
        queues[index].delay_ms = number_below(numbers, 3) == 0 ? number_below(numbers, 30000) : 0;
    }
    command->profile_queues = queues;
}

static void random_start(struct numbers *numbers, struct acd_command *command)
{
    uint32_t where = number_below(numbers, 8);

    command->kind = ACD_START_CONTACT;
    command->contact = 0;
    if (where > 0)
        command->agent = 0;
    else
        command->queue = 0;
    command->initiation =
        command->channel == ACD_VOICE && number_below(numbers, 3) == 0 ? ACD_INITIATION_CALLBACK : 0;
    command->priority = number_below(numbers, 3);
    command->age_ms = number_below(numbers, 4) == 0 ? (int64_t)number_below(numbers, 60000) - 30000 : 0;
    if (number_below(numbers, 10) == 0)
        command->scheduled_at = command->at + number_below(numbers, 100000);
}

static void random_choice(struct world *world, struct numbers *numbers, struct acd_command *command)
{
    command->kind = ACD_SET_STATUS;
    command->actor.kind = (uint8_t)number_below(numbers, ACD_ACTOR_OPERATOR + 1);
    command->actor.id = command->actor.kind == ACD_ACTOR_SUPERVISOR ? number_below(numbers, 8) : 0;
    command->status = number_below(numbers, 2) ? AVAILABLE : 1 + number_below(numbers, 5);
    if (number_below(numbers, 3) == 0) {
        command->next.when = (uint8_t)number_below(numbers, 4);
        command->next.at = world->at + number_below(numbers, 60000);
        command->next.after_contacts = number_below(numbers, 4);
    }
    if (number_below(numbers, 6) == 0)
        command->next.expires_at = world->at + number_below(numbers, 60000);
    if (number_below(numbers, 6) == 0) {
        command->next.return_status = 1 + number_below(numbers, 4);
        command->next.return_after_ms = number_below(numbers, 60000);
    }
}

static void random_work(struct world *world, struct numbers *numbers, struct acd_command *command)
{
    static const uint16_t kinds[] = {
        ACD_CLEAR_LEG,    ACD_CLEAR_LEG,     ACD_CLEAR_LEG,      ACD_ACCEPT_OFFER,     ACD_ACCEPT_OFFER,
        ACD_ACCEPT_OFFER, ACD_REJECT_OFFER,  ACD_END_LEG,        ACD_END_LEG,          ACD_HOLD_LEG,
        ACD_UNHOLD_LEG,   ACD_PAUSE_CONTACT, ACD_RESUME_CONTACT, ACD_TRANSFER_CONTACT, ACD_CONNECT_LEG,
        ACD_FAIL_LEG,     ACD_SEND_MESSAGE,  ACD_END_WRAPUP,     ACD_EXTEND_WRAPUP,
    };
    static const uint16_t contact_kinds[] = {
        ACD_CONNECT_CUSTOMER, ACD_CONNECT_CUSTOMER,  ACD_END_CONTACT,
        ACD_PAUSE_CONTACT,    ACD_RESUME_CONTACT,    ACD_SET_CONTACT_PRIORITY,
        ACD_SET_CONTACT_AGE,  ACD_ASSOCIATE_CONTACT, ACD_SEND_MESSAGE,
        ACD_RECORD,           ACD_SCHEDULE_CONTACT,  ACD_TRANSFER_CONTACT,
    };
    bool on_leg = number_below(numbers, 4) > 0;

    command->subject_kind = ACD_SUBJECT_CONTACT;
    command->actor.kind = (uint8_t)number_below(numbers, ACD_ACTOR_OPERATOR + 1);
    if (!on_leg) {
        command->kind = contact_kinds[number_below(numbers, sizeof contact_kinds / sizeof contact_kinds[0])];
        if (command->kind != ACD_ASSOCIATE_CONTACT)
            command->agent = 0;
        command->scheduled_at = world->at + number_below(numbers, 100000);
        command->actor.id = number_below(numbers, 8);
        if (number_below(numbers, 2) == 0)
            command->queue = 0;
        else
            command->to_agent = 0;
        command->subject = command->contact;
        return;
    }
    command->kind = kinds[number_below(numbers, sizeof kinds / sizeof kinds[0])];
    command->priority = 0;
    any_leg(world, numbers, command);
    if (number_below(numbers, 2) == 0)
        command->queue = 0;
    else
        command->to_agent = 0;
    command->cause = number_below(numbers, 2) ? ACD_CAUSE_BUSY : ACD_CAUSE_ASKED;
}

/* Most of it about a contact that somebody has, by the user who asks. */
static void random_supervision(struct world *world, struct numbers *numbers, struct acd_command *command)
{
    static const uint16_t kinds[] = {
        ACD_MONITOR_CONTACT, ACD_MONITOR_CONTACT, ACD_MONITOR_CONTACT,  ACD_BARGE,        ACD_WHISPER,
        ACD_TAKE_OVER,       ACD_REQUEUE_CONTACT, ACD_CLEAR_LEG,        ACD_END_LEG,      ACD_SEND_MESSAGE,
        ACD_FAIL_LEG,        ACD_HOLD_LEG,        ACD_TRANSFER_CONTACT, ACD_ACCEPT_OFFER,
    };

    command->kind = kinds[number_below(numbers, sizeof kinds / sizeof kinds[0])];
    command->actor.kind = number_below(numbers, 4) > 0
                              ? ACD_ACTOR_SUPERVISOR
                              : (uint8_t)number_below(numbers, ACD_ACTOR_OPERATOR + 1);
    command->actor.id = number_below(numbers, 3) > 0 ? command->agent : number_below(numbers, 8);
    command->flags = number_below(numbers, 3) > 0 ? ACD_FLAG_MAY_BARGE | ACD_FLAG_FORCE : 0;
    command->value = number_below(numbers, 4) > 0;
    if (command->kind != ACD_MONITOR_CONTACT && number_below(numbers, 4) > 0)
        any_leg(world, numbers, command);
    if (number_below(numbers, 4) > 0)
        command->to_agent = 0;
    if (command->kind == ACD_REQUEUE_CONTACT && number_below(numbers, 2) == 0)
        command->queue = 0;
}

static void random_page(struct numbers *numbers, struct acd_command *command)
{
    static const uint16_t kinds[] = {ACD_OPEN_PAGE, ACD_OPEN_PAGE, ACD_LOSE_PAGE, ACD_CLOSE_PAGE};

    command->kind = kinds[number_below(numbers, sizeof kinds / sizeof kinds[0])];
    command->actor.kind = ACD_ACTOR_AGENT;
}

static void random_stop_new(struct numbers *numbers, struct acd_command *command)
{
    command->kind = number_below(numbers, 3) > 0 ? ACD_STOP_NEW : ACD_RESUME_NEW;
    command->actor.kind = ACD_ACTOR_AGENT;
}

static void random_step(struct world *world, struct numbers *numbers)
{
    struct acd_profile_queue queues[3] = {0};
    struct acd_command command = {
        .agent = 1 + number_below(numbers, 8),
        .to_agent = 1 + number_below(numbers, 8),
        .queue = 1 + number_below(numbers, 3),
        .profile = 1 + number_below(numbers, 3),
        .channel = (uint8_t)number_below(numbers, ACD_CHANNELS),
        .status = 1 + number_below(numbers, 4),
        .contact = any_contact(world, numbers),
        .group = number_below(numbers, 5),
        .reason_list = 1 + number_below(numbers, 3),
        .reason = number_below(numbers, 3) == 0 ? number_below(numbers, 5) : 0,
        .at = world->at,
    };
    uint32_t kind = number_below(numbers, 100);

    if (kind < 5)
        random_configuration(numbers, &command, queues);
    else if (kind < 25)
        random_start(numbers, &command);
    else if (kind < 40)
        random_choice(world, numbers, &command);
    else if (kind < 43)
        command.kind = ACD_PLACE_CALL;
    else if (kind < 46)
        command.kind = number_below(numbers, 2) ? ACD_SIGN_IN : ACD_SIGN_OUT;
    else if (kind < 49)
        random_stop_new(numbers, &command);
    else if (kind < 52)
        random_page(numbers, &command);
    else if (kind < 56)
        command.kind = ACD_TICK;
    else if (kind < 66)
        random_supervision(world, numbers, &command);
    else
        random_work(world, numbers, &command);
    step(world, &command);
    if (number_below(numbers, 3) == 0)
        world->at += number_below(numbers, 5000);
    if (number_below(numbers, 400) == 0)
        wait_ms(world, number_below(numbers, 3600000));
}

static void survives_a_round_trip(const struct world *world)
{
    size_t len = acd_encode(world->acd, NULL, 0);
    uint8_t *bytes = malloc(len);
    struct acd *copy = core_new(&world->limits);

    assert_non_null(bytes);
    assert_int_equal(acd_encode(world->acd, bytes, len), len);
    assert_true(acd_decode(copy, bytes, len));
    assert_memory_equal(copy, world->acd, acd_size(&world->limits));
    free(bytes);
    free(copy);
}

/* Lunch plays On Break, Break plays Working Offline. */
static struct world *walked_world(const struct acd_limits *limits, enum acd_model model)
{
    struct world *world = world_new_of(limits, model);

    if (model == ACD_MODEL_VCC) {
        set_rule(world, ACD_RULE_STATUS_BREAK, LUNCH);
        set_rule(world, ACD_RULE_STATUS_WORK_OFFLINE, BREAK);
    }
    return world;
}

static void random_walk(uint64_t seed, uint32_t steps, const struct acd_limits *limits, enum acd_model model)
{
    struct world *world = walked_world(limits, model);
    struct numbers numbers = {seed};
    uint32_t accepted = 0;

    for (uint32_t agent = 0; agent < 6; agent++)
        new_agent(world, BLENDED);
    for (uint32_t count = 0; count < steps; count++) {
        random_step(world, &numbers);
        accepted += world->refusal == ACD_OK;
        if (count % 100 == 0)
            survives_a_round_trip(world);
    }
    assert_true(accepted > steps / 10);
    assert_true(acd_digest(world->acd) == acd_digest(world->replica));
    world_free(world);
}

static void invariants_hold_after_every_random_command(void **state)
{
    struct acd_limits limits = {.agents = 10,
                                .contacts = 60,
                                .legs = 60,
                                .statuses = 5,
                                .queues = 5,
                                .profiles = 4,
                                .hours = 2,
                                .entry_points = 2};
    (void)state;
    for (uint64_t seed = 1; seed <= 6; seed++) {
        random_walk(seed, 2000, &limits, ACD_MODEL_CONNECT);
        random_walk(seed, 2000, &limits, ACD_MODEL_VCC);
    }
}

static void tight_limits_refuse_and_hold(void **state)
{
    struct acd_limits limits = {.agents = 6,
                                .contacts = 12,
                                .legs = 5,
                                .statuses = 4,
                                .queues = 2,
                                .profiles = 2,
                                .hours = 1,
                                .entry_points = 1};
    (void)state;
    for (uint64_t seed = 11; seed <= 13; seed++) {
        random_walk(seed, 2000, &limits, ACD_MODEL_CONNECT);
        random_walk(seed, 2000, &limits, ACD_MODEL_VCC);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(invariants_hold_after_every_random_command),
        cmocka_unit_test(tight_limits_refuse_and_hold),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
