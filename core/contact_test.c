/* The life of a contact: coming in, places, ends, transfer, lifetimes (connect.md 3.1-3.3, 4.1). */
#include "core/testing/world.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

static struct acd_contact_view contact_of(const struct world *world, uint64_t contact)
{
    struct acd_contact_view view;

    assert_true(acd_contact_view(world->acd, contact, &view));
    return view;
}

static uint64_t connected(struct world *world, uint32_t agent, enum acd_channel channel)
{
    uint64_t contact = new_contact(world, channel, SUPPORT);

    assert_int_equal(leg_command(world, ACD_ACCEPT_OFFER, agent, contact), ACD_OK);
    return contact;
}

static void a_contact_goes_through_its_places_and_is_forgotten(void **state)
{
    struct world *world = world_new();
    uint32_t agent = new_agent(world, BLENDED);
    uint64_t chat = new_contact(world, ACD_CHAT, SUPPORT);
    (void)state;

    assert_int_equal(place_of_contact(world, chat), ACD_PLACE_WAITING);
    assert_int_equal(acd_why_waiting(world->acd, chat), ACD_WHY_NO_AGENT_AVAILABLE);
    choose(world, agent, AVAILABLE);
    assert_int_equal(place_of_contact(world, chat), ACD_PLACE_OFFERED);
    leg_command(world, ACD_ACCEPT_OFFER, agent, chat);
    assert_int_equal(place_of_contact(world, chat), ACD_PLACE_HANDLED);
    contact_command(world, ACD_END_CONTACT, ACD_ACTOR_CUSTOMER, chat);
    assert_int_equal(place_of_contact(world, chat), ACD_PLACE_OVER);
    assert_int_equal(contact_of(world, chat).cause, ACD_CAUSE_CUSTOMER_LEFT);
    assert_int_equal(leg_state(world, agent, chat), ACD_LEG_ENDED);
    assert_int_equal(contact_command(world, ACD_END_CONTACT, ACD_ACTOR_CUSTOMER, chat),
                     ACD_REFUSED_CONTACT_STATE);
    leg_command(world, ACD_CLEAR_LEG, agent, chat);
    assert_non_null(event_of(world, ACD_CONTACT_FORGOTTEN));
    assert_int_equal(contact_command(world, ACD_END_CONTACT, ACD_ACTOR_API, chat),
                     ACD_REFUSED_UNKNOWN_CONTACT);
    assert_int_equal(new_contact(world, ACD_CHAT, SUPPORT),
                     (UINT64_C(1) << 32) + chat); /* same place, next generation */
    world_free(world);
}

static void the_entry_point_asks_hours_and_queue(void **state)
{
    struct world *world = world_new();
    struct acd_window window = {world->at + 1000, world->at + 2000};
    (void)state;

    uint32_t hours = (uint32_t)must(
        world, &(struct acd_command){.kind = ACD_CREATE_HOURS, .windows = &window, .window_count = 1});
    must(world, &(struct acd_command){
                    .kind = ACD_CHANGE_QUEUE, .queue = SUPPORT, .hours = hours, .contacts_max = 2});
    uint32_t entry =
        (uint32_t)must(world, &(struct acd_command){.kind = ACD_CREATE_ENTRY_POINT, .queue = SUPPORT});
    struct acd_command start = {.kind = ACD_START_CONTACT, .channel = ACD_CHAT, .entry_point = entry};
    assert_int_equal(acd_entry_point_queue(world->acd, entry), SUPPORT);
    assert_int_equal(step(world, &start), ACD_REFUSED_CLOSED);
    assert_int_equal(acd_queue_opens_at(world->acd, SUPPORT, world->at), window.opens_at);
    world->at += 1000;
    uint64_t chat = must(world, &start);
    must(world, &start);
    assert_int_equal(step(world, &start), ACD_REFUSED_QUEUE_FULL);
    world->at += 1000;
    assert_int_equal(step(world, &start), ACD_REFUSED_QUEUE_FULL);
    assert_false(acd_queue_open(world->acd, SUPPORT, world->at));
    assert_int_equal(place_of_contact(world, chat), ACD_PLACE_WAITING); /* who waits stays */
    assert_int_equal(acd_queue_opens_at(world->acd, SUPPORT, world->at), ACD_NEVER);
    start.queue = SUPPORT;
    assert_int_equal(step(world, &start), ACD_REFUSED_INVALID); /* one place only */
    world_free(world);
}

static void a_chat_whose_customer_never_connects_expires(void **state)
{
    struct world *world = world_new();
    uint64_t silent = new_contact(world, ACD_CHAT, SUPPORT);
    uint64_t present = new_contact(world, ACD_CHAT, SUPPORT);
    (void)state;

    contact_command(world, ACD_CONNECT_CUSTOMER, ACD_ACTOR_CUSTOMER, present);
    assert_int_equal(contact_command(world, ACD_CONNECT_CUSTOMER, ACD_ACTOR_CUSTOMER, present), ACD_OK);
    assert_int_equal(world->batch.count, 0);
    wait_ms(world, 300000);
    assert_int_equal(place_of_contact(world, silent), ACD_PLACE_NONE);
    assert_int_equal(place_of_contact(world, present), ACD_PLACE_WAITING);
    wait_ms(world, INT64_C(25) * 3600 * 1000 - 300000);
    assert_int_equal(place_of_contact(world, present), ACD_PLACE_NONE);
    world_free(world);
}

static void a_task_lives_seven_days_at_an_agent_too(void **state)
{
    struct world *world = world_new();
    uint32_t agent = new_available_agent(world, BLENDED);
    uint64_t task = connected(world, agent, ACD_TASK);
    (void)state;

    wait_ms(world, INT64_C(7) * 24 * 3600 * 1000);
    assert_int_equal(leg_state(world, agent, task), ACD_LEG_ENDED);
    assert_int_equal(contact_of(world, task).cause, ACD_CAUSE_EXPIRED);
    world_free(world);
}

static void a_scheduled_task_waits_from_its_time_on(void **state)
{
    struct world *world = world_new();
    struct acd_command start = {.kind = ACD_START_CONTACT, .channel = ACD_TASK, .queue = SUPPORT};
    (void)state;

    start.scheduled_at = world->at + INT64_C(6) * 24 * 3600 * 1000 + 1;
    assert_int_equal(step(world, &start), ACD_REFUSED_INVALID);
    start.scheduled_at = world->at + 60000;
    uint64_t task = must(world, &start);
    assert_int_equal(place_of_contact(world, task), ACD_PLACE_SCHEDULED);
    wait_ms(world, 60000);
    assert_int_equal(place_of_contact(world, task), ACD_PLACE_WAITING);
    assert_int_equal(contact_of(world, task).queued_at, start.scheduled_at);
    start.channel = ACD_CHAT;
    start.scheduled_at = world->at + 1;
    assert_int_equal(step(world, &start), ACD_REFUSED_WRONG_CHANNEL);
    world_free(world);
}

static void a_waiting_task_is_parked_and_gets_a_new_place(void **state)
{
    struct world *world = world_new();
    uint64_t task = new_contact(world, ACD_TASK, SUPPORT);
    (void)state;

    assert_int_equal(contact_command(world, ACD_PAUSE_CONTACT, ACD_ACTOR_API, task), ACD_OK);
    assert_int_equal(place_of_contact(world, task), ACD_PLACE_PARKED);
    assert_int_equal(acd_queue_waiting(world->acd, SUPPORT, ACD_TASK), 0);
    assert_int_equal(contact_command(world, ACD_PAUSE_CONTACT, ACD_ACTOR_API, task),
                     ACD_REFUSED_CONTACT_STATE);
    world->at += 5000;
    assert_int_equal(contact_command(world, ACD_RESUME_CONTACT, ACD_ACTOR_API, task), ACD_OK);
    assert_int_equal(contact_of(world, task).queued_at, world->at);
    assert_int_equal(acd_why_waiting(world->acd, task), ACD_WHY_NO_AGENT_HAS_QUEUE);
    world_free(world);
}

static void a_transfer_to_an_agent_keeps_the_place_time(void **state)
{
    struct world *world = world_new();
    uint32_t first = new_available_agent(world, BLENDED);
    uint32_t second = new_available_agent(world, BLENDED);
    int64_t queued_at = world->at;
    uint64_t old = connected(world, first, ACD_VOICE);
    struct acd_command transfer = {
        .kind = ACD_TRANSFER_CONTACT, .agent = first, .contact = old, .to_agent = second};
    (void)state;

    world->at += 5000;
    uint64_t new = must(world, &transfer);
    assert_int_equal(contact_of(world, new).previous, old);
    assert_int_equal(contact_of(world, new).initial, old);
    assert_int_equal(contact_of(world, new).queued_at, queued_at);
    assert_int_equal(contact_of(world, new).initiation, ACD_INITIATION_TRANSFER);
    assert_int_equal(leg_state(world, second, new), ACD_LEG_CONNECTING);
    assert_int_equal(leg_state(world, first, old), ACD_LEG_ENDED);
    assert_int_equal(contact_of(world, old).cause, ACD_CAUSE_TRANSFERRED);
    assert_int_equal(step(world, &transfer), ACD_REFUSED_LEG_STATE);
    world_free(world);
}

static void a_transfer_to_a_queue_starts_again_and_chains_twelve(void **state)
{
    struct world *world = world_new();
    uint32_t agent = new_available_agent(world, BLENDED);
    uint64_t contact = connected(world, agent, ACD_CHAT);
    struct acd_command transfer = {.kind = ACD_TRANSFER_CONTACT, .agent = agent, .queue = SUPPORT};
    (void)state;

    must(world, &(struct acd_command){
                    .kind = ACD_SEND_MESSAGE, .contact = contact, .actor = {ACD_ACTOR_AGENT, agent}});
    for (int link = 1; link < ACD_CHAIN_MAX; link++) {
        world->at += 1000;
        transfer.contact = contact;
        contact = must(world, &transfer);
        assert_int_equal(contact_of(world, contact).queued_at, world->at);
        leg_command(world, ACD_CLEAR_LEG, agent, transfer.contact);
        assert_int_equal(leg_command(world, ACD_ACCEPT_OFFER, agent, contact), ACD_OK);
    }
    assert_int_equal(contact_of(world, contact).message_count, 1);
    assert_int_equal(contact_of(world, contact).initial, 1);
    transfer.contact = contact;
    assert_int_equal(step(world, &transfer), ACD_REFUSED_CHAIN_LIMIT);
    world_free(world);
}

static void transfers_have_twenty_per_cent_more_room(void **state)
{
    struct world *world = world_new();
    uint32_t agent = new_available_agent(world, BLENDED);
    uint64_t chat = connected(world, agent, ACD_CHAT);
    struct acd_command transfer = {.kind = ACD_TRANSFER_CONTACT, .agent = agent, .contact = chat};
    struct acd_command start = {.kind = ACD_START_CONTACT, .channel = ACD_CHAT};
    (void)state;

    start.queue = (uint32_t)must(world, &(struct acd_command){.kind = ACD_CREATE_QUEUE, .contacts_max = 5});
    transfer.queue = start.queue;
    for (int count = 0; count < 5; count++)
        must(world, &start);
    assert_int_equal(step(world, &start), ACD_REFUSED_QUEUE_FULL);
    must(world, &transfer);
    transfer.contact = connected(world, agent, ACD_CHAT);
    assert_int_equal(step(world, &transfer), ACD_REFUSED_QUEUE_FULL);
    world_free(world);
}

static void messages_are_numbered_and_need_a_connected_agent(void **state)
{
    struct world *world = world_new();
    uint32_t agent = new_available_agent(world, BLENDED);
    uint64_t chat = new_contact(world, ACD_CHAT, SUPPORT);
    struct acd_command message = {
        .kind = ACD_SEND_MESSAGE, .contact = chat, .actor = {ACD_ACTOR_AGENT, agent}};
    (void)state;

    assert_int_equal(step(world, &message), ACD_REFUSED_LEG_STATE);
    assert_int_equal(contact_command(world, ACD_SEND_MESSAGE, ACD_ACTOR_CUSTOMER, chat), ACD_OK);
    leg_command(world, ACD_ACCEPT_OFFER, agent, chat);
    must(world, &message);
    assert_int_equal(event_of(world, ACD_MESSAGE_SENT)->value, 2);
    assert_int_equal(event_of(world, ACD_MESSAGE_SENT)->agent, agent);
    contact_command(world, ACD_END_CONTACT, ACD_ACTOR_CUSTOMER, chat);
    assert_int_equal(step(world, &message), ACD_REFUSED_CONTACT_STATE);
    world_free(world);
}

static void what_cannot_be_started_is_refused(void **state)
{
    struct world *world = world_new();
    struct acd_command start = {.kind = ACD_START_CONTACT, .channel = ACD_TASK, .queue = 9};
    (void)state;

    assert_int_equal(step(world, &start), ACD_REFUSED_UNKNOWN_QUEUE);
    start.queue = SUPPORT;
    start.initiation = ACD_INITIATION_CALLBACK;
    assert_int_equal(step(world, &start), ACD_REFUSED_WRONG_CHANNEL);
    start.initiation = ACD_INITIATION_OUTBOUND;
    assert_int_equal(step(world, &start), ACD_REFUSED_INVALID);
    start.initiation = ACD_INITIATION_API;
    start.priority = -1;
    assert_int_equal(step(world, &start), ACD_REFUSED_INVALID);
    start.priority = 0;
    for (int count = 0; count < 100; count++)
        must(world, &start);
    assert_int_equal(step(world, &start), ACD_REFUSED_LIMIT);
    world_free(world);
}

static void the_bounds_of_age_and_schedule_are_allowed_and_one_more_is_not(void **state)
{
    const int64_t age_max = INT64_C(1000000000000), days = INT64_C(6) * 24 * 3600 * 1000;
    struct world *world = world_new();
    struct acd_command start = {.kind = ACD_START_CONTACT, .channel = ACD_TASK, .queue = SUPPORT};
    struct acd_command age = {.kind = ACD_SET_CONTACT_AGE};
    (void)state;

    for (int sign = -1; sign <= 1; sign += 2) {
        start.age_ms = age.age_ms = sign * age_max;
        age.contact = must(world, &start);
        assert_int_equal(step(world, &age), ACD_OK);
        start.age_ms = age.age_ms = sign * (age_max + 1);
        assert_int_equal(step(world, &start), ACD_REFUSED_INVALID);
        assert_int_equal(step(world, &age), ACD_REFUSED_INVALID);
    }
    start.age_ms = 0;
    start.scheduled_at = world->at + days + 1;
    assert_int_equal(step(world, &start), ACD_REFUSED_INVALID);
    start.scheduled_at = world->at + days;
    struct acd_command schedule = {.kind = ACD_SCHEDULE_CONTACT, .contact = must(world, &start)};
    schedule.scheduled_at = world->at + days + 1;
    assert_int_equal(step(world, &schedule), ACD_REFUSED_INVALID);
    schedule.scheduled_at = world->at;
    assert_int_equal(step(world, &schedule), ACD_REFUSED_INVALID);
    schedule.scheduled_at = world->at + 1;
    assert_int_equal(step(world, &schedule), ACD_OK);
    schedule.scheduled_at = world->at + days;
    assert_int_equal(step(world, &schedule), ACD_OK);
    world_free(world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_contact_goes_through_its_places_and_is_forgotten),
        cmocka_unit_test(the_entry_point_asks_hours_and_queue),
        cmocka_unit_test(a_chat_whose_customer_never_connects_expires),
        cmocka_unit_test(a_task_lives_seven_days_at_an_agent_too),
        cmocka_unit_test(a_scheduled_task_waits_from_its_time_on),
        cmocka_unit_test(a_waiting_task_is_parked_and_gets_a_new_place),
        cmocka_unit_test(a_transfer_to_an_agent_keeps_the_place_time),
        cmocka_unit_test(a_transfer_to_a_queue_starts_again_and_chains_twelve),
        cmocka_unit_test(transfers_have_twenty_per_cent_more_room),
        cmocka_unit_test(messages_are_numbered_and_need_a_connected_agent),
        cmocka_unit_test(what_cannot_be_started_is_refused),
        cmocka_unit_test(the_bounds_of_age_and_schedule_are_allowed_and_one_more_is_not),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
