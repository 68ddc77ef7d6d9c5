/* Routing: who gets what and why, delays, cross-channel rules, due work (connect.md 4.2-4.4). */
#include "core/testing/world.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

static uint64_t take(struct world *world, uint32_t agent, uint64_t contact)
{
    assert_int_equal(leg_state(world, agent, contact), ACD_LEG_CONNECTING);
    assert_int_equal(leg_command(world, ACD_ACCEPT_OFFER, agent, contact), ACD_OK);
    return contact;
}

static void finish(struct world *world, uint32_t agent, uint64_t contact)
{
    assert_int_equal(leg_command(world, ACD_END_LEG, agent, contact), ACD_OK);
    assert_int_equal(leg_command(world, ACD_CLEAR_LEG, agent, contact), ACD_OK);
}

static uint32_t new_queue(struct world *world)
{
    return (uint32_t)must(world, &(struct acd_command){.kind = ACD_CREATE_QUEUE});
}

static void serve(struct world *world, uint32_t profile, uint32_t queue, uint8_t channel, uint32_t priority,
                  uint32_t delay_ms)
{
    struct acd_profile_queue served = {queue, channel, priority, delay_ms};

    must(world, &(struct acd_command){.kind = ACD_SET_PROFILE_QUEUES,
                                      .profile = profile,
                                      .profile_queues = &served,
                                      .profile_queue_count = 1});
    run_due_work(world);
}

static uint32_t new_profile(struct world *world, struct acd_capacity voice, struct acd_capacity chat,
                            struct acd_capacity task)
{
    return (uint32_t)must(world, &(struct acd_command){.kind = ACD_CREATE_PROFILE,
                                                       .queue = SUPPORT,
                                                       .capacities = {voice, chat, task}});
}

static void the_longest_available_agent_is_offered(void **state)
{
    struct world *world = world_new();
    uint32_t first = new_available_agent(world, BLENDED);
    uint32_t second = new_available_agent(world, BLENDED);
    (void)state;

    uint64_t one = take(world, first, new_contact(world, ACD_VOICE, SUPPORT));
    assert_int_equal(acd_agent_count(world->acd), 2);
    uint64_t two = take(world, second, new_contact(world, ACD_VOICE, SUPPORT));
    world->at += 1000;
    finish(world, second, two);
    world->at += 1000;
    finish(world, first, one); /* handling puts first at the end of the order */
    uint64_t three = new_contact(world, ACD_VOICE, SUPPORT);
    assert_int_equal(event_of(world, ACD_OFFER_MADE)->agent, second);
    assert_int_equal(event_of(world, ACD_OFFER_MADE)->cause, ACD_CAUSE_LONGEST_AVAILABLE);
    assert_int_equal(offered_to(world, second), three);
    world_free(world);
}

static void outbound_calls_do_not_count_where_the_profile_says_so(void **state)
{
    for (uint16_t flag = 0; flag <= ACD_FLAG_LAST_INBOUND; flag += ACD_FLAG_LAST_INBOUND) {
        struct world *world = world_new();
        (void)state;
        must(world, &(struct acd_command){
                        .kind = ACD_CHANGE_PROFILE, .profile = BLENDED, .queue = SUPPORT, .flags = flag});
        uint32_t first = new_available_agent(world, BLENDED);
        uint32_t second = new_available_agent(world, BLENDED);
        world->at += 1000;
        uint64_t call = must(world, &(struct acd_command){.kind = ACD_PLACE_CALL, .agent = first});
        finish(world, first, call);
        new_contact(world, ACD_VOICE, SUPPORT);
        assert_int_equal(event_of(world, ACD_OFFER_MADE)->agent, flag ? first : second);
        world_free(world);
    }
}

static void profile_priority_comes_before_age(void **state)
{
    struct world *world = world_new();
    uint32_t agent = new_available_agent(world, BLENDED);
    uint32_t sales = new_queue(world);
    (void)state;

    serve(world, BLENDED, sales, ACD_VOICE, 1, 0);
    serve(world, BLENDED, SUPPORT, ACD_VOICE, 2, 0);
    uint64_t busy = take(world, agent, new_contact(world, ACD_VOICE, SUPPORT));
    new_contact(world, ACD_VOICE, SUPPORT);
    world->at += 1000;
    uint64_t preferred = new_contact(world, ACD_VOICE, sales);
    finish(world, agent, busy);
    assert_int_equal(offered_to(world, agent), preferred);
    assert_int_equal(event_of(world, ACD_OFFER_MADE)->cause, ACD_CAUSE_NEXT_IN_QUEUE);
    assert_int_equal(event_of(world, ACD_OFFER_MADE)->value, 1);
    world_free(world);
}

static void equal_priority_serves_the_oldest_across_queues_and_channels(void **state)
{
    struct world *world = world_new();
    uint32_t agent = new_available_agent(world, BLENDED);
    uint32_t sales = new_queue(world);
    (void)state;

    serve(world, BLENDED, sales, ACD_TASK, 1, 0);
    choose(world, agent, LUNCH);
    uint64_t task = new_contact(world, ACD_TASK, sales);
    world->at += 10;
    uint64_t chat = new_contact(world, ACD_CHAT, SUPPORT);
    world->at += 10;
    choose(world, agent, AVAILABLE);
    assert_int_equal(world->batch.events[1].contact, task);
    assert_int_equal(world->batch.events[2].contact, chat);
    world_free(world);
}

static void contact_priority_and_age_reorder_a_queue(void **state)
{
    struct world *world = world_new();
    uint32_t agent = new_available_agent(world, BLENDED);
    uint64_t busy = take(world, agent, new_contact(world, ACD_VOICE, SUPPORT));
    (void)state;

    uint64_t one = new_contact(world, ACD_VOICE, SUPPORT);
    uint64_t two = new_contact(world, ACD_VOICE, SUPPORT);
    uint64_t three = new_contact(world, ACD_VOICE, SUPPORT);
    assert_int_equal(acd_contact_place_in_queue(world->acd, three), 3);
    must(world, &(struct acd_command){.kind = ACD_SET_CONTACT_AGE, .contact = three, .age_ms = 5000});
    assert_int_equal(acd_contact_place_in_queue(world->acd, three), 1);
    must(world, &(struct acd_command){.kind = ACD_SET_CONTACT_PRIORITY, .contact = two, .priority = 1});
    assert_int_equal(acd_contact_place_in_queue(world->acd, two), 1);
    assert_int_equal(acd_contact_place_in_queue(world->acd, one), 3);
    assert_int_equal(acd_queue_waiting(world->acd, SUPPORT, ACD_VOICE), 3);
    finish(world, agent, busy);
    assert_int_equal(offered_to(world, agent), two);
    world_free(world);
}

static void a_delay_hides_a_contact_until_it_is_old_enough(void **state)
{
    struct world *world = world_new();
    (void)state;

    serve(world, BLENDED, SUPPORT, ACD_CHAT, 1, 30000);
    uint32_t agent = new_available_agent(world, BLENDED);
    uint64_t chat = new_contact(world, ACD_CHAT, SUPPORT);
    assert_int_equal(acd_why_waiting(world->acd, chat), ACD_WHY_DELAY);
    assert_int_equal(acd_why_no_work(world->acd, agent, ACD_CHAT), ACD_WHY_DELAY);
    wait_ms(world, 29999);
    assert_int_equal(leg_state(world, agent, chat), ACD_LEG_NONE);
    wait_ms(world, 1);
    assert_int_equal(leg_state(world, agent, chat), ACD_LEG_CONNECTING);
    world_free(world);
}

static void a_changed_delay_holds_for_contacts_that_wait_already(void **state)
{
    struct world *world = world_new();
    (void)state;

    serve(world, BLENDED, SUPPORT, ACD_CHAT, 1, 60000);
    uint32_t agent = new_available_agent(world, BLENDED);
    uint64_t chat = new_contact(world, ACD_CHAT, SUPPORT);
    wait_ms(world, 1000);
    serve(world, BLENDED, SUPPORT, ACD_CHAT, 1, 5000);
    wait_ms(world, 3999);
    assert_int_equal(leg_state(world, agent, chat), ACD_LEG_NONE);
    wait_ms(world, 1);
    assert_int_equal(leg_state(world, agent, chat), ACD_LEG_CONNECTING);
    world_free(world);
}

static void reordering_does_not_lose_a_delay_that_is_just_over(void **state)
{
    struct world *world = world_new();
    (void)state;

    serve(world, BLENDED, SUPPORT, ACD_CHAT, 1, 5000);
    uint32_t agent = new_available_agent(world, BLENDED);
    uint64_t chat = new_contact(world, ACD_CHAT, SUPPORT);
    world->at += 6000; /* the tick comes late */
    must(world, &(struct acd_command){.kind = ACD_SET_CONTACT_PRIORITY, .contact = chat, .priority = 1});
    run_due_work(world);
    assert_int_equal(leg_state(world, agent, chat), ACD_LEG_CONNECTING);
    world_free(world);
}

static void an_overflow_profile_sees_the_contact_after_its_delay(void **state)
{
    struct world *world = world_new();
    uint32_t overflow = new_profile(world, (struct acd_capacity){0, 0}, (struct acd_capacity){1, 0},
                                    (struct acd_capacity){0, 0});
    (void)state;

    serve(world, overflow, SUPPORT, ACD_CHAT, 1, 10000);
    uint32_t helper = new_available_agent(world, overflow);
    uint64_t chat = new_contact(world, ACD_CHAT, SUPPORT);
    wait_ms(world, 10000);
    assert_int_equal(leg_state(world, helper, chat), ACD_LEG_CONNECTING);
    world_free(world);
}

static void the_vendors_eight_cross_channel_steps(void **state)
{
    struct world *world = world_new();
    uint32_t profile = new_profile(world, (struct acd_capacity){1, 0}, (struct acd_capacity){2, 0},
                                   (struct acd_capacity){1, 1});
    (void)state;

    for (uint8_t channel = 0; channel < ACD_CHANNELS; channel++)
        serve(world, profile, SUPPORT, channel, 1, 0);
    uint32_t agent = new_available_agent(world, profile);
    uint64_t chat = take(world, agent, new_contact(world, ACD_CHAT, SUPPORT));
    uint64_t task = new_contact(world, ACD_TASK, SUPPORT);
    assert_int_equal(leg_state(world, agent, task), ACD_LEG_NONE); /* 1 */
    assert_int_equal(acd_why_no_work(world->acd, agent, ACD_TASK), ACD_WHY_OTHER_CHANNEL);
    uint64_t second = take(world, agent, new_contact(world, ACD_CHAT, SUPPORT)); /* 2 */
    finish(world, agent, chat);
    assert_int_equal(leg_state(world, agent, task), ACD_LEG_NONE);
    finish(world, agent, second);
    take(world, agent, task);                                         /* 3 */
    chat = take(world, agent, new_contact(world, ACD_CHAT, SUPPORT)); /* 4 */
    uint64_t call = new_contact(world, ACD_VOICE, SUPPORT);
    assert_int_equal(leg_state(world, agent, call), ACD_LEG_NONE); /* 5 */
    finish(world, agent, chat);
    take(world, agent, call); /* 6 */
    uint64_t another = new_contact(world, ACD_TASK, SUPPORT);
    assert_int_equal(leg_state(world, agent, another), ACD_LEG_NONE); /* 7 */
    finish(world, agent, call);
    assert_int_equal(leg_state(world, agent, another), ACD_LEG_NONE); /* 8 */
    assert_int_equal(acd_why_no_work(world->acd, agent, ACD_TASK), ACD_WHY_NO_FREE_SLOT);
    world_free(world);
}

static void a_missed_contact_keeps_its_place_and_goes_to_the_next_agent(void **state)
{
    struct world *world = world_new();
    uint32_t first = new_available_agent(world, BLENDED);
    uint32_t second = new_available_agent(world, BLENDED);
    uint64_t task = new_contact(world, ACD_TASK, SUPPORT);
    struct acd_contact_view view;
    int64_t queued_at = world->at;
    (void)state;

    wait_ms(world, 30000);
    assert_int_equal(leg_state(world, first, task), ACD_LEG_MISSED);
    assert_int_equal(leg_state(world, second, task), ACD_LEG_CONNECTING);
    assert_int_equal(agent_of(world, first).status, AVAILABLE);
    wait_ms(world, 30000);
    assert_int_equal(leg_state(world, second, task), ACD_LEG_MISSED);
    assert_true(acd_contact_view(world->acd, task, &view));
    assert_int_equal(view.place, ACD_PLACE_WAITING);
    assert_int_equal(view.queued_at, queued_at);
    assert_int_equal(view.attempts, 2);
    leg_command(world, ACD_CLEAR_LEG, first, task);
    assert_int_equal(leg_state(world, first, task), ACD_LEG_CONNECTING);
    world_free(world);
}

static void a_missed_pair_is_offered_again_where_the_rule_says_so(void **state)
{
    struct world *world = world_new();
    uint32_t agent = new_available_agent(world, BLENDED);
    uint64_t chat;
    (void)state;

    set_rule(world, ACD_RULE_REOFFER_WHILE_MISSED, 1);
    chat = new_contact(world, ACD_CHAT, SUPPORT);
    wait_ms(world, 20000);
    assert_int_equal(leg_state(world, agent, chat), ACD_LEG_CONNECTING);
    assert_int_equal(agent_of(world, agent).leg_count, 1);
    world_free(world);
}

static void the_rule_for_missed_pairs_holds_at_once_in_the_own_queue_too(void **state)
{
    struct world *world = world_new();
    uint32_t agent = new_available_agent(world, BLENDED);
    uint64_t task =
        must(world, &(struct acd_command){.kind = ACD_START_CONTACT, .channel = ACD_TASK, .agent = agent});
    (void)state;

    wait_ms(world, 30000);
    assert_int_equal(leg_state(world, agent, task), ACD_LEG_MISSED);
    set_rule(world, ACD_RULE_REOFFER_WHILE_MISSED, 1);
    assert_int_equal(leg_state(world, agent, task), ACD_LEG_CONNECTING);
    world_free(world);
}

static void a_missed_call_stops_all_channels_until_it_is_cleared(void **state)
{
    struct world *world = world_new();
    uint32_t agent = new_available_agent(world, BLENDED);
    uint64_t call = new_contact(world, ACD_VOICE, SUPPORT);
    (void)state;

    wait_ms(world, 20000);
    uint64_t chat = new_contact(world, ACD_CHAT, SUPPORT);
    assert_int_equal(leg_state(world, agent, chat), ACD_LEG_NONE);
    assert_int_equal(acd_why_no_work(world->acd, agent, ACD_CHAT), ACD_WHY_VOICE_MISSED);
    set_rule(world, ACD_RULE_VOICE_MISS_BLOCKS_ALL, 0);
    assert_int_equal(leg_state(world, agent, chat), ACD_LEG_CONNECTING);
    leg_command(world, ACD_CLEAR_LEG, agent, call);
    assert_int_equal(leg_state(world, agent, call), ACD_LEG_CONNECTING);
    world_free(world);
}

static void the_own_queue_comes_first_and_holds_ten(void **state)
{
    struct world *world = world_new();
    uint32_t agent = new_agent(world, BLENDED);
    struct acd_command command = {.kind = ACD_START_CONTACT, .channel = ACD_VOICE, .agent = agent};
    (void)state;

    new_contact(world, ACD_VOICE, SUPPORT);
    world->at += 1000;
    uint64_t own = must(world, &command);
    for (int count = 1; count < ACD_AGENT_QUEUE_CONTACTS_MAX; count++)
        must(world, &command);
    assert_int_equal(step(world, &command), ACD_REFUSED_AGENT_QUEUE_FULL);
    choose(world, agent, AVAILABLE);
    assert_int_equal(offered_to(world, agent), own);
    assert_int_equal(event_of(world, ACD_OFFER_MADE)->cause, ACD_CAUSE_AGENT_QUEUE);
    world_free(world);
}

static void a_disabled_queue_still_serves_who_waits(void **state)
{
    struct world *world = world_new();
    uint32_t agent = new_agent(world, BLENDED);
    uint64_t chat = new_contact(world, ACD_CHAT, SUPPORT);
    struct acd_command start = {.kind = ACD_START_CONTACT, .channel = ACD_CHAT, .queue = SUPPORT};
    (void)state;

    must(world, &(struct acd_command){.kind = ACD_DISABLE_QUEUE, .queue = SUPPORT});
    assert_int_equal(step(world, &start), ACD_REFUSED_QUEUE_DISABLED);
    choose(world, agent, AVAILABLE);
    assert_int_equal(offered_to(world, agent), chat);
    world_free(world);
}

static void paused_tasks_free_their_slot(void **state)
{
    struct world *world = world_new();
    uint32_t agent = new_available_agent(world, BLENDED);
    uint64_t one = take(world, agent, new_contact(world, ACD_TASK, SUPPORT));
    uint64_t two = take(world, agent, new_contact(world, ACD_TASK, SUPPORT));
    uint64_t three = new_contact(world, ACD_TASK, SUPPORT);
    (void)state;

    assert_int_equal(leg_state(world, agent, three), ACD_LEG_NONE);
    contact_command(world, ACD_PAUSE_CONTACT, ACD_ACTOR_API, one);
    take(world, agent, three);
    assert_int_equal(contact_command(world, ACD_RESUME_CONTACT, ACD_ACTOR_API, one), ACD_OK);
    assert_int_equal(agent_of(world, agent).slots_active[ACD_TASK], 3); /* above the limit */
    uint64_t four = new_contact(world, ACD_TASK, SUPPORT);
    finish(world, agent, two);
    assert_int_equal(leg_state(world, agent, four), ACD_LEG_NONE);
    finish(world, agent, three);
    assert_int_equal(leg_state(world, agent, four), ACD_LEG_CONNECTING);
    world_free(world);
}

static void moving_an_agent_to_another_profile_changes_what_is_offered(void **state)
{
    struct world *world = world_new();
    uint32_t sales = new_queue(world);
    uint32_t profile = new_profile(world, (struct acd_capacity){1, 0}, (struct acd_capacity){1, 0},
                                   (struct acd_capacity){0, 0});
    uint32_t agent = new_available_agent(world, BLENDED);
    (void)state;

    serve(world, profile, sales, ACD_CHAT, 1, 0);
    uint64_t chat = new_contact(world, ACD_CHAT, sales);
    assert_int_equal(acd_why_waiting(world->acd, chat), ACD_WHY_NO_AGENT_HAS_QUEUE);
    assert_false(acd_queue_staffed(world->acd, sales, ACD_CHAT));
    must(world, &(struct acd_command){.kind = ACD_SET_AGENT_PROFILE, .agent = agent, .profile = profile});
    assert_int_equal(leg_state(world, agent, chat), ACD_LEG_CONNECTING);
    assert_true(acd_queue_staffed(world->acd, sales, ACD_CHAT));
    assert_false(acd_queue_staffed(world->acd, SUPPORT, ACD_CHAT));
    world_free(world);
}

/* ---- what does not fit one batch ---- */

enum { MANY = 2000 };

static struct world *crowd(bool served)
{
    struct acd_limits limits = {.agents = MANY + 1,
                                .contacts = MANY + 10,
                                .legs = 2 * MANY,
                                .statuses = 4,
                                .queues = 2,
                                .profiles = 2,
                                .hours = 1,
                                .entry_points = 1};
    struct world *world = world_new_with(&limits);
    struct acd_profile_queue chats = {SUPPORT, ACD_CHAT, 1, 0};

    if (!served)
        must(world, &(struct acd_command){.kind = ACD_UNSET_PROFILE_QUEUES,
                                          .profile = BLENDED,
                                          .profile_queues = &chats,
                                          .profile_queue_count = 1});
    for (uint32_t agent = 1; agent <= MANY; agent++) {
        struct acd_command commands[] = {
            {.kind = ACD_CREATE_AGENT, .profile = BLENDED, .at = world->at},
            {.kind = ACD_SET_STATUS, .agent = agent, .status = AVAILABLE, .at = world->at},
        };
        for (int index = 0; index < 2; index++) { /* without the checks of step(), which are slow */
            assert_int_equal(acd_step(world->acd, &commands[index], &world->batch), ACD_OK);
            for (uint32_t event = 0; event < world->batch.count; event++)
                acd_apply(world->replica, &world->batch.events[event]);
        }
    }
    return world;
}

static uint32_t quick_step(struct world *world, const struct acd_command *command)
{
    struct acd_command timed = *command;
    uint32_t offers = 0;

    timed.at = world->at;
    assert_int_equal(acd_step(world->acd, &timed, &world->batch), ACD_OK);
    for (uint32_t event = 0; event < world->batch.count; event++) {
        acd_apply(world->replica, &world->batch.events[event]);
        offers += world->batch.events[event].kind == ACD_OFFER_MADE;
    }
    return offers;
}

static uint32_t tick_until_quiet(struct world *world)
{
    uint32_t offers = 0;

    for (int ticks = 0; acd_deadline(world->acd) <= world->at; ticks++) {
        assert_true(ticks < 100);
        offers += quick_step(world, &(struct acd_command){.kind = ACD_TICK});
    }
    return offers;
}

static void a_profile_queue_for_two_thousand_agents_and_contacts_is_due_work(void **state)
{
    struct world *world = crowd(false);
    struct acd_profile_queue chats = {SUPPORT, ACD_CHAT, 1, 0};
    uint32_t offers;
    (void)state;

    for (int count = 0; count < MANY; count++)
        quick_step(world,
                   &(struct acd_command){.kind = ACD_START_CONTACT, .channel = ACD_CHAT, .queue = SUPPORT});
    offers = quick_step(world, &(struct acd_command){.kind = ACD_SET_PROFILE_QUEUES,
                                                     .profile = BLENDED,
                                                     .profile_queues = &chats,
                                                     .profile_queue_count = 1});
    assert_true(offers > 100 && offers < ACD_BATCH_EVENTS_MAX);
    assert_true(acd_deadline(world->acd) <= world->at);
    assert_int_equal(event_of(world, ACD_OFFER_MADE)->agent, 1); /* the longest available first */
    offers += tick_until_quiet(world);
    assert_int_equal(offers, MANY);
    assert_null(acd_check(world->acd));
    assert_memory_equal(world->acd, world->replica, acd_size(&world->limits));
    world_free(world);
}

static void changed_channels_of_two_thousand_agents_are_reviewed_as_due_work(void **state)
{
    struct world *world = crowd(true);
    struct acd_command channels = {
        .kind = ACD_SET_PROFILE_CHANNELS, .profile = BLENDED, .capacities = {{1, 1}, {0, 0}, {2, 1}}};
    (void)state;

    assert_int_equal(quick_step(world, &channels), 0);
    assert_true(world->batch.count <= 3);
    assert_int_equal(
        quick_step(world,
                   &(struct acd_command){.kind = ACD_START_CONTACT, .channel = ACD_CHAT, .queue = SUPPORT}),
        0);
    tick_until_quiet(world);
    assert_null(acd_check(world->acd));
    channels.capacities[ACD_CHAT].slots_max = 1;
    quick_step(world, &channels);
    assert_int_equal(tick_until_quiet(world), 1);
    assert_null(acd_check(world->acd));
    assert_memory_equal(world->acd, world->replica, acd_size(&world->limits));
    world_free(world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_longest_available_agent_is_offered),
        cmocka_unit_test(outbound_calls_do_not_count_where_the_profile_says_so),
        cmocka_unit_test(profile_priority_comes_before_age),
        cmocka_unit_test(equal_priority_serves_the_oldest_across_queues_and_channels),
        cmocka_unit_test(contact_priority_and_age_reorder_a_queue),
        cmocka_unit_test(a_delay_hides_a_contact_until_it_is_old_enough),
        cmocka_unit_test(a_changed_delay_holds_for_contacts_that_wait_already),
        cmocka_unit_test(reordering_does_not_lose_a_delay_that_is_just_over),
        cmocka_unit_test(an_overflow_profile_sees_the_contact_after_its_delay),
        cmocka_unit_test(the_vendors_eight_cross_channel_steps),
        cmocka_unit_test(a_missed_contact_keeps_its_place_and_goes_to_the_next_agent),
        cmocka_unit_test(a_missed_pair_is_offered_again_where_the_rule_says_so),
        cmocka_unit_test(the_rule_for_missed_pairs_holds_at_once_in_the_own_queue_too),
        cmocka_unit_test(a_missed_call_stops_all_channels_until_it_is_cleared),
        cmocka_unit_test(the_own_queue_comes_first_and_holds_ten),
        cmocka_unit_test(a_disabled_queue_still_serves_who_waits),
        cmocka_unit_test(paused_tasks_free_their_slot),
        cmocka_unit_test(moving_an_agent_to_another_profile_changes_what_is_offered),
        cmocka_unit_test(a_profile_queue_for_two_thousand_agents_and_contacts_is_due_work),
        cmocka_unit_test(changed_channels_of_two_thousand_agents_are_reviewed_as_due_work),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
