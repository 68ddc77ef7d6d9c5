/* The life of a leg on each channel: every state and transition of connect.md 3.2-3.4. */
#include "core/testing/world.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

static struct acd_leg_view leg_of(const struct world *world, uint32_t agent, uint64_t contact)
{
    struct acd_leg_view leg;

    assert_true(acd_leg_view(world->acd, agent, contact, &leg));
    return leg;
}

static uint64_t accepted(struct world *world, uint32_t agent, enum acd_channel channel)
{
    uint64_t contact = new_contact(world, channel, SUPPORT);

    assert_int_equal(leg_command(world, ACD_ACCEPT_OFFER, agent, contact), ACD_OK);
    return contact;
}

static void a_call_is_held_and_keeps_the_time_of_connected(void **state)
{
    struct world *world = world_new();
    uint32_t agent = new_available_agent(world, BLENDED);
    uint64_t call = accepted(world, agent, ACD_VOICE);
    int64_t connected_at = world->at;
    (void)state;

    world->at += 1000;
    assert_int_equal(leg_command(world, ACD_UNHOLD_LEG, agent, call), ACD_REFUSED_LEG_STATE);
    assert_int_equal(leg_command(world, ACD_HOLD_LEG, agent, call), ACD_OK);
    assert_int_equal(leg_of(world, agent, call).state, ACD_LEG_ON_HOLD);
    assert_int_equal(leg_of(world, agent, call).state_since, connected_at);
    assert_int_equal(leg_of(world, agent, call).hold_since, world->at);
    assert_int_equal(leg_command(world, ACD_HOLD_LEG, agent, call), ACD_REFUSED_LEG_STATE);
    assert_int_equal(leg_command(world, ACD_UNHOLD_LEG, agent, call), ACD_OK);
    assert_int_equal(leg_of(world, agent, call).hold_since, 0);
    leg_command(world, ACD_HOLD_LEG, agent, call);
    assert_int_equal(leg_command(world, ACD_END_LEG, agent, call), ACD_OK);
    assert_int_equal(leg_of(world, agent, call).state, ACD_LEG_ENDED);
    assert_int_equal(leg_command(world, ACD_HOLD_LEG, agent, call), ACD_REFUSED_LEG_STATE);
    world_free(world);
}

static void only_calls_are_held_and_only_tasks_paused(void **state)
{
    struct world *world = world_new();
    uint32_t agent = new_available_agent(world, BLENDED);
    uint64_t chat = accepted(world, agent, ACD_CHAT);
    (void)state;

    assert_int_equal(leg_command(world, ACD_HOLD_LEG, agent, chat), ACD_REFUSED_WRONG_CHANNEL);
    assert_int_equal(contact_command(world, ACD_PAUSE_CONTACT, ACD_ACTOR_API, chat),
                     ACD_REFUSED_WRONG_CHANNEL);
    world_free(world);
}

static void an_offer_is_missed_at_its_deadline_by_channel(void **state)
{
    static const int64_t times[ACD_CHANNELS] = {20000, 20000, 30000};

    for (int channel = 0; channel < ACD_CHANNELS; channel++) {
        struct world *world = world_new();
        uint32_t agent = new_available_agent(world, BLENDED);
        uint64_t contact = new_contact(world, (enum acd_channel)channel, SUPPORT);
        (void)state;
        assert_int_equal(leg_of(world, agent, contact).deadline, world->at + times[channel]);
        wait_ms(world, times[channel] - 1);
        assert_int_equal(leg_state(world, agent, contact), ACD_LEG_CONNECTING);
        wait_ms(world, 1);
        assert_int_equal(leg_state(world, agent, contact), ACD_LEG_MISSED);
        assert_int_equal(leg_of(world, agent, contact).end_cause, ACD_CAUSE_TIMEOUT);
        assert_int_equal(leg_command(world, ACD_ACCEPT_OFFER, agent, contact), ACD_REFUSED_LEG_STATE);
        world_free(world);
    }
}

static void a_queue_sets_its_own_offer_time(void **state)
{
    struct world *world = world_new();
    uint32_t agent = new_available_agent(world, BLENDED);
    (void)state;

    must(world, &(struct acd_command){.kind = ACD_CHANGE_QUEUE, .queue = SUPPORT, .offer_ms = {0, 5000, 0}});
    uint64_t chat = new_contact(world, ACD_CHAT, SUPPORT);
    assert_int_equal(leg_of(world, agent, chat).deadline, world->at + 5000);
    world_free(world);
}

static void a_rejected_call_shows_as_missed_a_rejected_chat_as_rejected(void **state)
{
    struct world *world = world_new();
    uint32_t agent = new_available_agent(world, BLENDED);
    uint64_t chat = new_contact(world, ACD_CHAT, SUPPORT);
    uint64_t call = new_contact(world, ACD_VOICE, SUPPORT);
    (void)state;

    assert_int_equal(leg_command(world, ACD_REJECT_OFFER, agent, chat), ACD_OK);
    assert_int_equal(leg_state(world, agent, chat), ACD_LEG_REJECTED);
    assert_int_equal(leg_command(world, ACD_REJECT_OFFER, agent, call), ACD_OK);
    assert_int_equal(leg_state(world, agent, call), ACD_LEG_MISSED);
    assert_int_equal(place_of_contact(world, call), ACD_PLACE_WAITING);
    assert_int_equal(acd_agent_activity(world->acd, agent), ACD_ACTIVITY_MISSED);
    leg_command(world, ACD_CLEAR_LEG, agent, call);
    call = offered_to(world, agent);
    set_rule(world, ACD_RULE_REJECT_ALLOWED, 0);
    assert_int_equal(leg_command(world, ACD_REJECT_OFFER, agent, call), ACD_REFUSED_NOT_ALLOWED);
    world_free(world);
}

static void a_customer_who_leaves_while_it_rings_is_missed_or_rejected(void **state)
{
    struct world *world = world_new();
    uint32_t agent = new_available_agent(world, BLENDED);
    uint64_t chat = new_contact(world, ACD_CHAT, SUPPORT);
    uint64_t call = new_contact(world, ACD_VOICE, SUPPORT);
    (void)state;

    assert_int_equal(contact_command(world, ACD_END_CONTACT, ACD_ACTOR_CUSTOMER, chat), ACD_OK);
    assert_int_equal(contact_command(world, ACD_END_CONTACT, ACD_ACTOR_CUSTOMER, call), ACD_OK);
    assert_int_equal(leg_state(world, agent, chat), ACD_LEG_REJECTED);
    assert_int_equal(leg_state(world, agent, call), ACD_LEG_MISSED);
    assert_int_equal(place_of_contact(world, call), ACD_PLACE_OVER);
    leg_command(world, ACD_CLEAR_LEG, agent, call);
    assert_int_equal(place_of_contact(world, call), ACD_PLACE_NONE);
    world_free(world);
}

static void an_offer_the_centre_ends_goes_without_penalty(void **state)
{
    struct world *world = world_new();
    uint32_t agent = new_available_agent(world, BLENDED);
    uint64_t chat = new_contact(world, ACD_CHAT, SUPPORT);
    (void)state;

    assert_int_equal(contact_command(world, ACD_END_CONTACT, ACD_ACTOR_API, chat), ACD_OK);
    assert_non_null(event_of(world, ACD_OFFER_WITHDRAWN));
    assert_int_equal(agent_of(world, agent).leg_count, 0);
    assert_int_equal(place_of_contact(world, chat), ACD_PLACE_NONE);
    world_free(world);
}

static void a_failed_offer_shows_an_error_and_the_customer_keeps_the_place(void **state)
{
    struct world *world = world_new();
    uint32_t agent = new_available_agent(world, BLENDED);
    uint64_t call = new_contact(world, ACD_VOICE, SUPPORT);
    (void)state;

    assert_int_equal(leg_command(world, ACD_FAIL_LEG, agent, call), ACD_OK);
    assert_int_equal(leg_state(world, agent, call), ACD_LEG_ERROR);
    assert_int_equal(place_of_contact(world, call), ACD_PLACE_WAITING);
    world_free(world);
}

static void a_callback_is_incoming_pending_connected(void **state)
{
    struct world *world = world_new();
    uint32_t agent = new_available_agent(world, BLENDED);
    struct acd_command start = {.kind = ACD_START_CONTACT,
                                .channel = ACD_VOICE,
                                .queue = SUPPORT,
                                .initiation = ACD_INITIATION_CALLBACK};
    (void)state;

    must(world, &(struct acd_command){.kind = ACD_SET_AGENT_AUTO_ACCEPT,
                                      .agent = agent,
                                      .channel = ACD_VOICE,
                                      .value = 1}); /* not for callbacks */
    uint64_t call = must(world, &start);
    assert_int_equal(leg_state(world, agent, call), ACD_LEG_INCOMING);
    leg_command(world, ACD_ACCEPT_OFFER, agent, call);
    assert_int_equal(leg_state(world, agent, call), ACD_LEG_PENDING);
    assert_int_equal(acd_agent_activity(world->acd, agent), ACD_ACTIVITY_ON_CONTACT);
    assert_int_equal(leg_command(world, ACD_CONNECT_LEG, agent, call), ACD_OK);
    assert_int_equal(leg_state(world, agent, call), ACD_LEG_CONNECTED);
    leg_command(world, ACD_END_LEG, agent, call);
    leg_command(world, ACD_CLEAR_LEG, agent, call);

    call = must(world, &start);
    leg_command(world, ACD_ACCEPT_OFFER, agent, call);
    wait_ms(world, 60000);
    assert_int_equal(leg_state(world, agent, call), ACD_LEG_ERROR);
    assert_int_equal(leg_of(world, agent, call).end_cause, ACD_CAUSE_NO_ANSWER);
    assert_int_equal(place_of_contact(world, call), ACD_PLACE_OVER);
    world_free(world);
}

static void an_outbound_call_is_allowed_in_any_status_once(void **state)
{
    struct world *world = world_new();
    uint32_t agent = new_agent(world, BLENDED);
    struct acd_command place = {.kind = ACD_PLACE_CALL, .agent = agent};
    (void)state;

    uint64_t call = must(world, &place);
    struct acd_contact_view view;
    assert_true(acd_contact_view(world->acd, call, &view));
    assert_int_equal(view.priority, 5); /* it may be transferred */
    assert_int_equal(leg_of(world, agent, call).exempt, 1);
    assert_int_equal(leg_of(world, agent, call).queue, SUPPORT); /* the profile's default */
    assert_int_equal(step(world, &place), ACD_REFUSED_BUSY);
    assert_int_equal(agent_of(world, agent).slots_active[ACD_VOICE], 1);
    assert_int_equal(leg_command(world, ACD_ACCEPT_OFFER, agent, call), ACD_REFUSED_LEG_STATE);
    assert_int_equal(leg_command(world, ACD_CONNECT_LEG, agent, call), ACD_OK);
    assert_int_equal(leg_command(world, ACD_END_LEG, agent, call), ACD_OK);
    assert_int_equal(leg_state(world, agent, call), ACD_LEG_ENDED);
    must(world, &place);
    wait_ms(world, 60000);
    assert_int_equal(acd_agent_activity(world->acd, agent), ACD_ACTIVITY_ERROR);
    world_free(world);
}

static void a_dialled_call_ends_by_the_agent_or_fails_by_the_other_side(void **state)
{
    struct world *world = world_new();
    uint32_t agent = new_agent(world, BLENDED);
    struct acd_command fail = {.kind = ACD_FAIL_LEG, .agent = agent, .actor = {ACD_ACTOR_GATEWAY, 0}};
    (void)state;

    uint64_t call = must(world, &(struct acd_command){.kind = ACD_PLACE_CALL, .agent = agent});
    leg_command(world, ACD_END_LEG, agent, call);
    assert_int_equal(leg_state(world, agent, call), ACD_LEG_ENDED);
    call = must(world, &(struct acd_command){.kind = ACD_PLACE_CALL, .agent = agent});
    fail.contact = call;
    fail.cause = ACD_CAUSE_EXPIRED;
    assert_int_equal(step(world, &fail), ACD_REFUSED_INVALID);
    fail.cause = ACD_CAUSE_BUSY;
    assert_int_equal(step(world, &fail), ACD_OK);
    assert_int_equal(leg_state(world, agent, call), ACD_LEG_ERROR);
    assert_int_equal(leg_of(world, agent, call).end_cause, ACD_CAUSE_BUSY);
    world_free(world);
}

static void auto_accept_follows_the_offer_in_the_same_batch(void **state)
{
    struct world *world = world_new();
    uint32_t agent = new_available_agent(world, BLENDED);
    (void)state;

    must(world, &(struct acd_command){
                    .kind = ACD_SET_AGENT_AUTO_ACCEPT, .agent = agent, .channel = ACD_CHAT, .value = 1});
    uint64_t chat = new_contact(world, ACD_CHAT, SUPPORT);
    assert_int_equal(world->batch.events[2].kind, ACD_OFFER_MADE);
    assert_int_equal(world->batch.events[3].kind, ACD_OFFER_ACCEPTED);
    assert_int_equal(leg_state(world, agent, chat), ACD_LEG_CONNECTED);
    world_free(world);
}

static void wrapup_is_manual_or_timed_by_channel(void **state)
{
    struct world *world = world_new();
    uint32_t agent = new_available_agent(world, BLENDED);
    struct acd_command wrapup = {
        .kind = ACD_SET_AGENT_WRAPUP, .agent = agent, .channel = ACD_CHAT, .duration_ms = 10000};
    (void)state;

    must(world, &wrapup);
    wrapup.duration_ms = INT64_C(2000000001);
    assert_int_equal(step(world, &wrapup), ACD_REFUSED_INVALID);
    uint64_t chat = accepted(world, agent, ACD_CHAT);
    uint64_t task = accepted(world, agent, ACD_TASK);
    assert_int_equal(leg_command(world, ACD_CLEAR_LEG, agent, chat), ACD_REFUSED_LEG_STATE);
    leg_command(world, ACD_END_LEG, agent, chat);
    leg_command(world, ACD_END_LEG, agent, task);
    assert_int_equal(leg_of(world, agent, task).deadline, ACD_NEVER);
    assert_int_equal(acd_agent_activity(world->acd, agent), ACD_ACTIVITY_WRAPUP);
    wait_ms(world, 10000);
    assert_int_equal(leg_state(world, agent, chat), ACD_LEG_NONE);
    assert_int_equal(leg_state(world, agent, task), ACD_LEG_ENDED);
    world_free(world);
}

static void a_task_is_paused_ten_times_at_most(void **state)
{
    struct world *world = world_new();
    uint32_t agent = new_available_agent(world, BLENDED);
    uint64_t task = accepted(world, agent, ACD_TASK);
    (void)state;

    for (int count = 0; count < ACD_PAUSES_MAX; count++) {
        assert_int_equal(leg_command(world, ACD_PAUSE_CONTACT, agent, task), ACD_OK);
        assert_int_equal(leg_command(world, ACD_PAUSE_CONTACT, agent, task),
                         count + 1 < ACD_PAUSES_MAX ? ACD_REFUSED_LEG_STATE : ACD_REFUSED_PAUSE_LIMIT);
        assert_int_equal(leg_command(world, ACD_RESUME_CONTACT, agent, task), ACD_OK);
    }
    assert_int_equal(leg_command(world, ACD_PAUSE_CONTACT, agent, task), ACD_REFUSED_PAUSE_LIMIT);
    world_free(world);
}

static void one_task_may_be_paused_where_the_profile_has_no_slot_for_it(void **state)
{
    struct world *world = world_new();
    struct acd_command profile = {
        .kind = ACD_CREATE_PROFILE, .queue = SUPPORT, .capacities = {{1, 1}, {3, 1}, {0, 1}}};
    uint32_t agent = new_agent(world, (uint32_t)must(world, &profile));
    uint64_t tasks[2];
    (void)state;

    for (int index = 0; index < 2; index++) {
        tasks[index] = new_contact(world, ACD_TASK, SUPPORT);
        assert_int_equal(leg_command(world, ACD_ASSOCIATE_CONTACT, agent, tasks[index]), ACD_OK);
        assert_int_equal(leg_command(world, ACD_ACCEPT_OFFER, agent, tasks[index]), ACD_OK);
    }
    assert_int_equal(leg_command(world, ACD_PAUSE_CONTACT, agent, tasks[0]), ACD_OK);
    assert_int_equal(leg_command(world, ACD_PAUSE_CONTACT, agent, tasks[1]), ACD_REFUSED_PAUSE_LIMIT);
    world_free(world);
}

static void an_associated_contact_passes_capacity_and_status(void **state)
{
    struct world *world = world_new();
    uint32_t agent = new_agent(world, BLENDED);
    uint64_t chat = new_contact(world, ACD_CHAT, SUPPORT);
    (void)state;

    assert_int_equal(leg_command(world, ACD_ASSOCIATE_CONTACT, agent, chat), ACD_OK);
    assert_int_equal(leg_of(world, agent, chat).exempt, 1);
    assert_int_equal(leg_of(world, agent, chat).cause, ACD_CAUSE_ASSOCIATED);
    assert_int_equal(leg_command(world, ACD_ASSOCIATE_CONTACT, agent, chat), ACD_REFUSED_CONTACT_STATE);
    wait_ms(world, 20000);
    assert_int_equal(leg_command(world, ACD_ASSOCIATE_CONTACT, agent, chat),
                     ACD_REFUSED_LEG_STATE); /* one leg for each pair */
    world_free(world);
}

static void an_agent_has_so_many_legs_and_not_one_more(void **state)
{
    struct world *world = world_new();
    uint32_t agent = new_agent(world, BLENDED);
    struct acd_command call = {.kind = ACD_PLACE_CALL, .agent = agent, .queue = SUPPORT};
    (void)state;

    for (int count = 0; count < ACD_AGENT_OWN_LEGS_MAX; count++) {
        uint64_t chat = new_contact(world, ACD_CHAT, SUPPORT);
        assert_int_equal(leg_command(world, ACD_ASSOCIATE_CONTACT, agent, chat), ACD_OK);
    }
    uint64_t chat = new_contact(world, ACD_CHAT, SUPPORT);
    assert_int_equal(leg_command(world, ACD_ASSOCIATE_CONTACT, agent, chat), ACD_REFUSED_LIMIT);
    assert_int_equal(step(world, &call), ACD_REFUSED_LIMIT);
    world_free(world);
}

static void without_a_wrapup_the_system_clears_what_the_customer_left(void **state)
{
    struct world *world = world_new();
    uint32_t agent = new_available_agent(world, BLENDED);
    (void)state;

    set_rule(world, ACD_RULE_WRAPUP_BY_TIME, 1); /* and the agent has no length of it */
    uint64_t chat = accepted(world, agent, ACD_CHAT);
    contact_command(world, ACD_END_CONTACT, ACD_ACTOR_CUSTOMER, chat);
    assert_int_equal(event_of(world, ACD_WRAPUP_BEGUN)->actor, ACD_ACTOR_CUSTOMER);
    assert_int_equal(event_of(world, ACD_LEG_CLEARED)->actor, ACD_ACTOR_SYSTEM);
    world_free(world);
}

/* ---- which offer is meant ---- */

static enum acd_refusal about_offer(struct world *world, enum acd_command_kind kind, uint32_t agent,
                                    uint64_t contact, uint64_t offer)
{
    struct acd_command command = {.kind = (uint16_t)kind,
                                  .agent = agent,
                                  .contact = contact,
                                  .offer = offer,
                                  .actor = {ACD_ACTOR_AGENT, agent}};
    return step(world, &command);
}

static void a_legs_number_is_its_first_event_and_stays(void **state)
{
    struct world *world = world_new();
    uint32_t agent = new_available_agent(world, BLENDED);
    uint64_t call = new_contact(world, ACD_VOICE, SUPPORT);
    uint64_t offer = event_of(world, ACD_OFFER_MADE)->seq;
    (void)state;

    assert_int_equal(leg_of(world, agent, call).offer, offer);
    assert_int_equal(about_offer(world, ACD_ACCEPT_OFFER, agent, call, offer), ACD_OK);
    assert_int_equal(about_offer(world, ACD_HOLD_LEG, agent, call, offer), ACD_OK);
    assert_int_equal(about_offer(world, ACD_END_LEG, agent, call, offer), ACD_OK);
    assert_int_equal(leg_of(world, agent, call).offer, offer);
    assert_int_equal(about_offer(world, ACD_CLEAR_LEG, agent, call, offer), ACD_OK);
    assert_int_equal(about_offer(world, ACD_CLEAR_LEG, agent, call, offer), ACD_REFUSED_UNKNOWN_CONTACT);
    must(world, &(struct acd_command){.kind = ACD_PLACE_CALL, .agent = agent, .queue = SUPPORT});
    call = event_of(world, ACD_CALL_PLACED)->contact;
    assert_int_equal(leg_of(world, agent, call).offer, event_of(world, ACD_CALL_PLACED)->seq);
    world_free(world);
}

static void a_rejection_that_comes_twice_leaves_the_next_offer_alone(void **state)
{
    struct world *world = world_new();
    uint32_t agent = new_available_agent(world, BLENDED);
    uint64_t chat = new_contact(world, ACD_CHAT, SUPPORT);
    uint64_t first = leg_of(world, agent, chat).offer;
    (void)state;

    set_rule(world, ACD_RULE_CLEAR_MISSED_AT_ONCE, 1);
    assert_int_equal(about_offer(world, ACD_REJECT_OFFER, agent, chat, first), ACD_OK);
    struct acd_leg_view second = leg_of(world, agent, chat); /* offered again in the same moment */
    assert_int_equal(second.state, ACD_LEG_CONNECTING);
    assert_int_equal(second.offered_at, world->at);
    assert_int_not_equal(second.offer, first);
    assert_int_equal(about_offer(world, ACD_REJECT_OFFER, agent, chat, first), ACD_REFUSED_OFFER_OVER);
    assert_int_equal(about_offer(world, ACD_ACCEPT_OFFER, agent, chat, first), ACD_REFUSED_OFFER_OVER);
    assert_int_equal(leg_of(world, agent, chat).offer, second.offer);
    assert_int_equal(leg_of(world, agent, chat).state, ACD_LEG_CONNECTING);
    assert_int_equal(about_offer(world, ACD_ACCEPT_OFFER, agent, chat, second.offer), ACD_OK);
    world_free(world);
}

static void an_answer_without_a_number_is_for_the_offer_that_is_open_now(void **state)
{
    struct world *world = world_new();
    uint32_t agent = new_available_agent(world, BLENDED);
    uint64_t chat = new_contact(world, ACD_CHAT, SUPPORT);
    (void)state;

    set_rule(world, ACD_RULE_CLEAR_MISSED_AT_ONCE, 1);
    assert_int_equal(leg_command(world, ACD_REJECT_OFFER, agent, chat), ACD_OK);
    uint64_t second = leg_of(world, agent, chat).offer;
    assert_int_equal(leg_command(world, ACD_REJECT_OFFER, agent, chat), ACD_OK);
    assert_int_not_equal(leg_of(world, agent, chat).offer, second);
    assert_int_equal(leg_command(world, ACD_ACCEPT_OFFER, agent, chat), ACD_OK);
    world_free(world);
}

static void a_late_dismissal_does_not_end_the_wrapup_of_the_next_offer(void **state)
{
    struct world *world = world_new();
    uint32_t agent = new_available_agent(world, BLENDED);
    uint64_t chat = new_contact(world, ACD_CHAT, SUPPORT);
    uint64_t missed = leg_of(world, agent, chat).offer;
    (void)state;

    wait_ms(world, 20000);
    assert_int_equal(about_offer(world, ACD_CLEAR_LEG, agent, chat, missed), ACD_OK);
    assert_int_equal(leg_command(world, ACD_ACCEPT_OFFER, agent, chat), ACD_OK);
    assert_int_equal(leg_command(world, ACD_END_LEG, agent, chat), ACD_OK);
    assert_int_equal(about_offer(world, ACD_CLEAR_LEG, agent, chat, missed), ACD_REFUSED_OFFER_OVER);
    assert_int_equal(leg_state(world, agent, chat), ACD_LEG_ENDED);
    world_free(world);
}

static void every_command_about_a_leg_is_refused_for_another_one(void **state)
{
    static const enum acd_command_kind kinds[] = {
        ACD_ACCEPT_OFFER, ACD_REJECT_OFFER, ACD_END_LEG,     ACD_HOLD_LEG,      ACD_UNHOLD_LEG,
        ACD_CLEAR_LEG,    ACD_END_WRAPUP,   ACD_CONNECT_LEG, ACD_EXTEND_WRAPUP, ACD_FAIL_LEG};
    struct world *world = world_new();
    uint32_t agent = new_available_agent(world, BLENDED);
    uint64_t call = new_contact(world, ACD_VOICE, SUPPORT);
    uint64_t task = new_contact(world, ACD_TASK, SUPPORT);
    uint64_t other = leg_of(world, agent, call).offer;
    struct acd_command transfer = {.kind = ACD_TRANSFER_CONTACT,
                                   .agent = agent,
                                   .contact = task,
                                   .offer = other,
                                   .queue = SUPPORT,
                                   .actor = {ACD_ACTOR_AGENT, agent}};
    (void)state;

    for (size_t kind = 0; kind < sizeof kinds / sizeof kinds[0]; kind++)
        assert_int_equal(about_offer(world, kinds[kind], agent, call, other + 1), ACD_REFUSED_OFFER_OVER);
    assert_int_equal(about_offer(world, ACD_PAUSE_CONTACT, agent, task, other), ACD_REFUSED_OFFER_OVER);
    assert_int_equal(about_offer(world, ACD_RESUME_CONTACT, agent, task, other), ACD_REFUSED_OFFER_OVER);
    assert_int_equal(step(world, &transfer), ACD_REFUSED_OFFER_OVER);
    world_free(world);
}

static void unknown_numbers_are_refused_one_by_one(void **state)
{
    struct world *world = world_new();
    uint32_t agent = new_available_agent(world, BLENDED);
    uint32_t other = new_agent(world, BLENDED);
    uint64_t chat = accepted(world, agent, ACD_CHAT);
    (void)state;

    assert_int_equal(leg_command(world, ACD_END_LEG, 19, chat), ACD_REFUSED_UNKNOWN_AGENT);
    assert_int_equal(leg_command(world, ACD_END_LEG, agent, 77), ACD_REFUSED_UNKNOWN_CONTACT);
    assert_int_equal(leg_command(world, ACD_END_LEG, other, chat), ACD_REFUSED_UNKNOWN_LEG);
    world_free(world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_call_is_held_and_keeps_the_time_of_connected),
        cmocka_unit_test(only_calls_are_held_and_only_tasks_paused),
        cmocka_unit_test(an_offer_is_missed_at_its_deadline_by_channel),
        cmocka_unit_test(a_queue_sets_its_own_offer_time),
        cmocka_unit_test(a_rejected_call_shows_as_missed_a_rejected_chat_as_rejected),
        cmocka_unit_test(a_customer_who_leaves_while_it_rings_is_missed_or_rejected),
        cmocka_unit_test(an_offer_the_centre_ends_goes_without_penalty),
        cmocka_unit_test(a_failed_offer_shows_an_error_and_the_customer_keeps_the_place),
        cmocka_unit_test(a_callback_is_incoming_pending_connected),
        cmocka_unit_test(an_outbound_call_is_allowed_in_any_status_once),
        cmocka_unit_test(a_dialled_call_ends_by_the_agent_or_fails_by_the_other_side),
        cmocka_unit_test(auto_accept_follows_the_offer_in_the_same_batch),
        cmocka_unit_test(wrapup_is_manual_or_timed_by_channel),
        cmocka_unit_test(a_task_is_paused_ten_times_at_most),
        cmocka_unit_test(one_task_may_be_paused_where_the_profile_has_no_slot_for_it),
        cmocka_unit_test(an_associated_contact_passes_capacity_and_status),
        cmocka_unit_test(an_agent_has_so_many_legs_and_not_one_more),
        cmocka_unit_test(without_a_wrapup_the_system_clears_what_the_customer_left),
        cmocka_unit_test(a_legs_number_is_its_first_event_and_stays),
        cmocka_unit_test(a_rejection_that_comes_twice_leaves_the_next_offer_alone),
        cmocka_unit_test(an_answer_without_a_number_is_for_the_offer_that_is_open_now),
        cmocka_unit_test(a_late_dismissal_does_not_end_the_wrapup_of_the_next_offer),
        cmocka_unit_test(every_command_about_a_leg_is_refused_for_another_one),
        cmocka_unit_test(unknown_numbers_are_refused_one_by_one),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
