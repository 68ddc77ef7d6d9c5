/* Setting a centre up: statuses, hours, queues, profiles, entry points, agents, rules; what is refused and
 * what is in use. */
#include "core/testing/world.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

static enum acd_refusal try(struct world *world, enum acd_command_kind kind, uint32_t number)
{
    struct acd_command command = {.kind = (uint16_t)kind,
                                  .status = number,
                                  .hours = number,
                                  .queue = number,
                                  .profile = number,
                                  .agent = number,
                                  .status_type = (uint8_t)number};
    return step(world, &command);
}

static void nothing_comes_before_the_centre_and_only_one(void **state)
{
    struct acd_limits limits = acd_limits_default();
    struct acd_command command = {.kind = ACD_CREATE_STATUS, .status_type = ACD_STATUS_CUSTOM, .at = 1};
    struct acd_batch *batch = malloc(sizeof *batch);
    struct acd *acd = core_new(&limits);
    (void)state;

    assert_int_equal(acd_step(acd, &command, batch), ACD_REFUSED_NO_CENTRE);
    command.kind = ACD_CREATE_CENTRE;
    assert_int_equal(acd_step(acd, &command, batch), ACD_REFUSED_INVALID);
    command.model = ACD_MODEL_CONNECT;
    assert_int_equal(acd_step(acd, &command, batch), ACD_OK);
    assert_int_equal(batch->count, 1 + ACD_RULES - 1); /* the preset is written out */
    assert_int_equal(acd_rule(acd, ACD_RULE_OFFER_MS_TASK), 30000);
    assert_int_equal(acd_step(acd, &command, batch), ACD_REFUSED_EXISTS);
    free(acd);
    free(batch);
}

static void there_is_one_routable_and_one_offline_status_and_they_stay_enabled(void **state)
{
    struct world *world = world_new();
    (void)state;

    assert_int_equal(try(world, ACD_CREATE_STATUS, ACD_STATUS_ROUTABLE), ACD_REFUSED_EXISTS);
    assert_int_equal(try(world, ACD_CREATE_STATUS, ACD_STATUS_OFFLINE), ACD_REFUSED_EXISTS);
    assert_int_equal(try(world, ACD_CREATE_STATUS, 9), ACD_REFUSED_INVALID);
    assert_int_equal(try(world, ACD_DISABLE_STATUS, AVAILABLE), ACD_REFUSED_NOT_ALLOWED);
    assert_int_equal(try(world, ACD_DISABLE_STATUS, 9), ACD_REFUSED_UNKNOWN_STATUS);
    assert_int_equal(try(world, ACD_DISABLE_STATUS, LUNCH), ACD_OK);
    assert_int_equal(try(world, ACD_DISABLE_STATUS, LUNCH), ACD_OK);
    assert_int_equal(world->batch.count, 0);
    world_free(world);
}

static void a_rule_takes_only_its_values(void **state)
{
    struct world *world = world_new();
    struct acd_command command = {.kind = ACD_SET_RULE, .rule = ACD_RULE_ROW_33, .value = 2};
    (void)state;

    assert_int_equal(step(world, &command), ACD_REFUSED_INVALID);
    command.rule = ACD_RULE_DIAL_MS;
    command.value = 0;
    assert_int_equal(step(world, &command), ACD_REFUSED_INVALID);
    command.rule = ACD_RULES;
    assert_int_equal(step(world, &command), ACD_REFUSED_INVALID);
    world_free(world);
}

static void windows_of_hours_ascend_and_are_renewed_whole(void **state)
{
    struct world *world = world_new();
    struct acd_window windows[] = {{100, 200}, {150, 300}};
    struct acd_command command = {.kind = ACD_CREATE_HOURS, .windows = windows, .window_count = 2};
    (void)state;

    assert_int_equal(step(world, &command), ACD_REFUSED_INVALID);
    windows[1].opens_at = 200;
    uint32_t hours = (uint32_t)must(world, &command);
    assert_int_equal(acd_hours_horizon(world->acd, hours), 300);
    must(world, &(struct acd_command){.kind = ACD_CHANGE_QUEUE, .queue = SUPPORT, .hours = hours});
    assert_true(acd_queue_open(world->acd, SUPPORT, 299));
    assert_false(acd_queue_open(world->acd, SUPPORT, 300));
    must(world,
         &(struct acd_command){.kind = ACD_RENEW_HOURS, .hours = hours, .flags = ACD_FLAG_ALWAYS_OPEN});
    assert_int_equal(acd_hours_horizon(world->acd, hours), ACD_NEVER);
    assert_int_equal(try(world, ACD_DELETE_HOURS, hours), ACD_REFUSED_IN_USE);
    must(world, &(struct acd_command){.kind = ACD_CHANGE_QUEUE, .queue = SUPPORT});
    assert_int_equal(try(world, ACD_DELETE_HOURS, hours), ACD_OK);
    assert_int_equal(try(world, ACD_DELETE_HOURS, hours), ACD_REFUSED_UNKNOWN_HOURS);
    world_free(world);
}

static void what_is_in_use_is_not_deleted(void **state)
{
    struct world *world = world_new();
    uint32_t agent = new_agent(world, BLENDED);
    (void)state;

    assert_int_equal(try(world, ACD_DELETE_QUEUE, SUPPORT), ACD_REFUSED_IN_USE);
    assert_int_equal(try(world, ACD_DELETE_PROFILE, BLENDED), ACD_REFUSED_IN_USE);
    must(world, &(struct acd_command){.kind = ACD_START_CONTACT, .channel = ACD_TASK, .agent = agent});
    assert_int_equal(try(world, ACD_DELETE_AGENT, agent), ACD_REFUSED_IN_USE);
    contact_command(world, ACD_END_CONTACT, ACD_ACTOR_API, world->batch.events[0].contact);
    assert_int_equal(try(world, ACD_DELETE_AGENT, agent), ACD_OK);
    assert_int_equal(try(world, ACD_DELETE_PROFILE, BLENDED), ACD_OK);
    assert_int_equal(try(world, ACD_DELETE_QUEUE, SUPPORT), ACD_OK);
    assert_int_equal(try(world, ACD_DELETE_QUEUE, SUPPORT), ACD_REFUSED_UNKNOWN_QUEUE);
    world_free(world);
}

static void a_profile_keeps_its_bounds(void **state)
{
    struct world *world = world_new();
    struct acd_profile_queue served = {SUPPORT, ACD_CHAT, 100, 0};
    struct acd_command queues = {.kind = ACD_SET_PROFILE_QUEUES,
                                 .profile = BLENDED,
                                 .profile_queues = &served,
                                 .profile_queue_count = 1};
    struct acd_command channels = {
        .kind = ACD_SET_PROFILE_CHANNELS, .profile = BLENDED, .capacities = {{2, 0}, {1, 0}, {1, 0}}};
    (void)state;

    assert_int_equal(step(world, &queues), ACD_REFUSED_INVALID);
    served.priority = 1;
    served.queue = 9;
    assert_int_equal(step(world, &queues), ACD_REFUSED_UNKNOWN_QUEUE);
    assert_int_equal(step(world, &channels), ACD_REFUSED_INVALID);
    queues.profile = 9;
    assert_int_equal(step(world, &queues), ACD_REFUSED_UNKNOWN_PROFILE);
    world_free(world);
}

static void a_disabled_agent_goes_offline_now_or_next(void **state)
{
    struct world *world = world_new();
    uint32_t idle = new_available_agent(world, BLENDED);
    (void)state;

    assert_int_equal(try(world, ACD_DISABLE_AGENT, idle), ACD_OK);
    assert_int_equal(agent_of(world, idle).status, OFFLINE);
    assert_int_equal(choose(world, idle, AVAILABLE), ACD_REFUSED_AGENT_DISABLED);
    assert_int_equal(try(world, ACD_SIGN_IN, idle), ACD_REFUSED_AGENT_DISABLED);
    uint32_t busy = new_available_agent(world, BLENDED);
    uint64_t chat = new_contact(world, ACD_CHAT, SUPPORT);
    leg_command(world, ACD_ACCEPT_OFFER, busy, chat);
    assert_int_equal(try(world, ACD_DISABLE_AGENT, busy), ACD_OK);
    assert_int_equal(agent_of(world, busy).next.status, OFFLINE);
    assert_int_equal(leg_command(world, ACD_END_LEG, busy, chat), ACD_OK); /* what runs is finished */
    assert_int_equal(leg_command(world, ACD_CLEAR_LEG, busy, chat), ACD_OK);
    assert_int_equal(agent_of(world, busy).status, OFFLINE);
    world_free(world);
}

static void a_record_needs_only_its_subject(void **state)
{
    struct world *world = world_new();
    struct acd_command record = {
        .kind = ACD_RECORD, .subject_kind = ACD_SUBJECT_QUEUE, .subject = SUPPORT, .record = 7};
    (void)state;

    must(world, &record);
    assert_int_equal(event_of(world, ACD_RECORDED)->record, 7);
    record.subject = 9;
    assert_int_equal(step(world, &record), ACD_REFUSED_UNKNOWN_QUEUE);
    record.subject_kind = ACD_SUBJECT_CONTACT;
    assert_int_equal(step(world, &record), ACD_REFUSED_UNKNOWN_CONTACT);
    record.subject_kind = ACD_SUBJECT_AGENT;
    record.subject = UINT32_MAX;
    assert_int_equal(step(world, &record), ACD_REFUSED_UNKNOWN_AGENT);
    record.subject = UINT64_C(1) + UINT32_MAX;
    assert_int_equal(step(world, &record), ACD_REFUSED_INVALID);
    record.subject_kind = 99;
    assert_int_equal(step(world, &record), ACD_REFUSED_INVALID);
    world_free(world);
}

static void every_number_of_the_contract_has_a_name(void **state)
{
    (void)state;
    for (int kind = 0; kind < ACD_EVENT_KINDS; kind++)
        assert_string_not_equal(acd_event_name((enum acd_event_kind)kind), "UNKNOWN");
    assert_string_equal(acd_event_name(ACD_NEXT_STATUS_SET), "NEXT_STATUS_SET");
    assert_string_equal(acd_event_name(ACD_ROUTE_TRIED), "ROUTE_TRIED");
    assert_string_equal(acd_command_name(ACD_TICK), "TICK");
    assert_string_equal(acd_refusal_name(ACD_REFUSED_BUSY), "BUSY");
    assert_string_equal(acd_leg_state_name(ACD_LEG_ON_HOLD), "CONNECTED_ONHOLD");
    assert_string_equal(acd_cause_name(ACD_CAUSE_SESSION_TIMEOUT), "SESSION_TIMEOUT");
    assert_string_equal(acd_rule_name(ACD_RULE_TASK_LIFE_MS), "TASK_LIFE_MS");
    assert_string_equal(acd_channel_name(ACD_TASK), "TASK");
    assert_string_equal(acd_event_name((enum acd_event_kind)999), "UNKNOWN");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_comes_before_the_centre_and_only_one),
        cmocka_unit_test(there_is_one_routable_and_one_offline_status_and_they_stay_enabled),
        cmocka_unit_test(a_rule_takes_only_its_values),
        cmocka_unit_test(windows_of_hours_ascend_and_are_renewed_whole),
        cmocka_unit_test(what_is_in_use_is_not_deleted),
        cmocka_unit_test(a_profile_keeps_its_bounds),
        cmocka_unit_test(a_disabled_agent_goes_offline_now_or_next),
        cmocka_unit_test(a_record_needs_only_its_subject),
        cmocka_unit_test(every_number_of_the_contract_has_a_name),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
