/* Supervision of what runs: listening changes nothing, taking over changes only who has the contact, and what is stuck
 * can be sent back or cleared. */
#include "core/testing/world.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

/* ---- words ---- */

struct floor {
    struct world *world;
    uint32_t agent;
    uint32_t supervisor;
    uint64_t chat; /* the agent has it */
};

static enum acd_refusal ask(struct world *world, enum acd_command_kind kind, uint32_t user, uint64_t contact,
                            uint16_t flags)
{
    return step(world, &(struct acd_command){.kind = kind,
                                             .agent = user,
                                             .contact = contact,
                                             .flags = flags,
                                             .value = 1,
                                             .actor = {ACD_ACTOR_SUPERVISOR, user}});
}

static enum acd_refusal monitor(struct floor *floor)
{
    return ask(floor->world, ACD_MONITOR_CONTACT, floor->supervisor, floor->chat, ACD_FLAG_MAY_BARGE);
}

static uint64_t accepted(struct world *world, uint32_t agent, enum acd_channel channel)
{
    uint64_t contact = new_contact(world, channel, SUPPORT);

    assert_int_equal(leg_command(world, ACD_ACCEPT_OFFER, agent, contact), ACD_OK);
    return contact;
}

static struct floor floor_in(struct world *world)
{
    struct floor floor = {.world = world};

    floor.agent = new_agent(world, BLENDED);
    step(world, &(struct acd_command){.kind = ACD_SIGN_IN, .agent = floor.agent});
    assert_int_equal(choose(world, floor.agent, AVAILABLE), ACD_OK);
    floor.chat = accepted(world, floor.agent, ACD_CHAT);
    floor.supervisor = new_agent(world, BLENDED);
    return floor;
}

static struct floor floor_new(void)
{
    return floor_in(world_new());
}

static struct acd_leg_view leg_of(const struct floor *floor, uint32_t agent)
{
    struct acd_leg_view leg;

    assert_true(acd_leg_view(floor->world->acd, agent, floor->chat, &leg));
    return leg;
}

static bool has_leg(const struct floor *floor, uint32_t agent)
{
    struct acd_leg_view leg;

    return acd_leg_view(floor->world->acd, agent, floor->chat, &leg);
}

static enum acd_refusal requeue(struct world *world, uint64_t contact, uint32_t queue)
{
    return step(world, &(struct acd_command){.kind = ACD_REQUEUE_CONTACT,
                                             .contact = contact,
                                             .queue = queue,
                                             .actor = {ACD_ACTOR_SUPERVISOR, 0}});
}

/* ---- listening ---- */

static void a_listener_is_marked_and_takes_no_slot(void **state)
{
    struct floor floor = floor_new();
    struct acd_agent_view before;
    (void)state;

    assert_int_equal(choose(floor.world, floor.supervisor, AVAILABLE), ACD_OK);
    before = agent_of(floor.world, floor.supervisor);
    assert_int_equal(monitor(&floor), ACD_OK);
    assert_int_equal(floor.world->batch.count, 1);
    assert_int_equal(leg_of(&floor, floor.supervisor).monitored, floor.agent);
    assert_int_equal(leg_of(&floor, floor.supervisor).initiation, ACD_INITIATION_MONITOR);
    assert_int_equal(leg_of(&floor, floor.supervisor).state, ACD_LEG_CONNECTED);
    assert_int_equal(agent_of(floor.world, floor.supervisor).leg_count, 0);
    assert_int_equal(agent_of(floor.world, floor.supervisor).monitor_count, 1);
    assert_memory_equal(agent_of(floor.world, floor.supervisor).slots_available, before.slots_available,
                        sizeof before.slots_available);
    assert_true(agent_of(floor.world, floor.supervisor).available_since == before.available_since);
    assert_int_equal(acd_agent_activity(floor.world->acd, floor.supervisor), ACD_ACTIVITY_MONITORING);
    assert_int_equal(acd_agent_activity(floor.world->acd, floor.agent), ACD_ACTIVITY_ON_CONTACT);
    assert_int_equal(acd_agent_shown(floor.world->acd, floor.supervisor), ACD_SHOWN_AVAILABLE);
    world_free(floor.world);
}

static void a_listener_is_offered_work_in_the_same_order_as_before(void **state)
{
    struct floor floor = floor_new();
    uint32_t other;
    uint64_t call;
    (void)state;

    choose(floor.world, floor.supervisor, AVAILABLE);
    floor.world->at += 10;
    other = new_available_agent(floor.world, BLENDED);
    monitor(&floor);
    assert_int_equal(ask(floor.world, ACD_END_LEG, floor.supervisor, floor.chat, 0), ACD_OK);
    monitor(&floor);
    call = new_contact(floor.world, ACD_VOICE, SUPPORT);
    assert_int_equal(offered_to(floor.world, floor.agent), call);
    call = new_contact(floor.world, ACD_VOICE, SUPPORT);
    assert_int_equal(offered_to(floor.world, floor.supervisor), call);
    assert_int_equal(offered_to(floor.world, other), 0);
    world_free(floor.world);
}

static void one_may_listen_in_every_status_but_not_to_oneself(void **state)
{
    struct floor floor = floor_new();
    (void)state;

    assert_int_equal(agent_of(floor.world, floor.supervisor).status, OFFLINE);
    assert_int_equal(monitor(&floor), ACD_OK);
    assert_int_equal(monitor(&floor), ACD_OK);
    assert_int_equal(floor.world->batch.count, 0);
    assert_int_equal(ask(floor.world, ACD_MONITOR_CONTACT, floor.supervisor, floor.chat, 0),
                     ACD_REFUSED_LEG_STATE);
    assert_int_equal(ask(floor.world, ACD_MONITOR_CONTACT, floor.agent, floor.chat, 0),
                     ACD_REFUSED_LEG_STATE);
    world_free(floor.world);
}

static enum acd_refusal monitor_as(struct floor *floor, enum acd_actor_kind kind, uint32_t id, uint32_t whose)
{
    return step(floor->world, &(struct acd_command){.kind = ACD_MONITOR_CONTACT,
                                                    .agent = floor->supervisor,
                                                    .contact = floor->chat,
                                                    .to_agent = whose,
                                                    .actor = {(uint8_t)kind, id}});
}

static void who_may_listen_and_to_what(void **state)
{
    struct floor floor = floor_new();
    uint64_t waiting, task;
    (void)state;

    assert_int_equal(monitor_as(&floor, ACD_ACTOR_AGENT, floor.supervisor, 0), ACD_REFUSED_NOT_ALLOWED);
    assert_int_equal(monitor_as(&floor, ACD_ACTOR_CUSTOMER, 0, 0), ACD_REFUSED_NOT_ALLOWED);
    assert_int_equal(monitor_as(&floor, ACD_ACTOR_SUPERVISOR, floor.agent, 0), ACD_REFUSED_NOT_ALLOWED);
    assert_int_equal(monitor_as(&floor, ACD_ACTOR_API, 0, floor.supervisor), ACD_REFUSED_UNKNOWN_LEG);
    task = accepted(floor.world, floor.agent, ACD_TASK);
    choose(floor.world, floor.agent, LUNCH);
    waiting = new_contact(floor.world, ACD_CHAT, SUPPORT);
    assert_int_equal(ask(floor.world, ACD_MONITOR_CONTACT, floor.supervisor, waiting, 0),
                     ACD_REFUSED_CONTACT_STATE);
    assert_int_equal(ask(floor.world, ACD_MONITOR_CONTACT, floor.supervisor, task, 0),
                     ACD_REFUSED_WRONG_CHANNEL);
    assert_int_equal(ask(floor.world, ACD_MONITOR_CONTACT, floor.supervisor, 999, 0),
                     ACD_REFUSED_UNKNOWN_CONTACT);
    assert_int_equal(ask(floor.world, ACD_MONITOR_CONTACT, 99, floor.chat, 0), ACD_REFUSED_UNKNOWN_AGENT);
    assert_int_equal(monitor_as(&floor, ACD_ACTOR_API, 0, floor.agent), ACD_OK);
    step(floor.world, &(struct acd_command){.kind = ACD_DISABLE_AGENT, .agent = floor.supervisor});
    assert_int_equal(monitor(&floor), ACD_REFUSED_AGENT_DISABLED);
    world_free(floor.world);
}

static void both_limits_of_listeners_hold(void **state)
{
    struct floor floor = floor_new();
    uint64_t chats[ACD_AGENT_MONITORS_MAX];
    uint32_t agents[2];
    (void)state;

    for (int index = 0; index < ACD_CONTACT_MONITORS_MAX; index++)
        assert_int_equal(
            ask(floor.world, ACD_MONITOR_CONTACT, new_agent(floor.world, BLENDED), floor.chat, 0), ACD_OK);
    assert_int_equal(monitor(&floor), ACD_REFUSED_LIMIT);
    agents[0] = new_available_agent(floor.world, BLENDED);
    choose(floor.world, floor.agent, LUNCH);
    for (int index = 0; index < ACD_AGENT_MONITORS_MAX; index++) {
        if (index == 2) {
            choose(floor.world, agents[0], LUNCH);
            agents[1] = new_available_agent(floor.world, BLENDED);
        }
        chats[index] = accepted(floor.world, agents[index / 2], ACD_CHAT);
        assert_int_equal(ask(floor.world, ACD_MONITOR_CONTACT, floor.supervisor, chats[index], 0), ACD_OK);
    }
    chats[0] = accepted(floor.world, agents[1], ACD_CHAT);
    assert_int_equal(ask(floor.world, ACD_MONITOR_CONTACT, floor.supervisor, chats[0], 0), ACD_REFUSED_LIMIT);
    world_free(floor.world);
}

static void a_next_status_of_either_does_not_wait_for_the_listening(void **state)
{
    struct floor floor = floor_new();
    uint64_t own;
    (void)state;

    choose(floor.world, floor.supervisor, AVAILABLE);
    choose(floor.world, floor.agent, LUNCH);
    own = accepted(floor.world, floor.supervisor, ACD_CHAT);
    assert_int_equal(monitor(&floor), ACD_OK);
    assert_int_equal(choose(floor.world, floor.supervisor, BREAK), ACD_OK);
    assert_int_equal(agent_of(floor.world, floor.supervisor).next.status, BREAK);
    leg_command(floor.world, ACD_END_LEG, floor.supervisor, own);
    leg_command(floor.world, ACD_CLEAR_LEG, floor.supervisor, own);
    assert_int_equal(agent_of(floor.world, floor.supervisor).status, BREAK);
    assert_true(has_leg(&floor, floor.supervisor));
    assert_int_equal(choose(floor.world, floor.supervisor, LUNCH), ACD_OK);
    assert_int_equal(agent_of(floor.world, floor.supervisor).status, LUNCH);
    leg_command(floor.world, ACD_END_LEG, floor.agent, floor.chat);
    assert_false(has_leg(&floor, floor.supervisor));
    leg_command(floor.world, ACD_CLEAR_LEG, floor.agent, floor.chat);
    assert_int_equal(agent_of(floor.world, floor.agent).status, LUNCH);
    world_free(floor.world);
}

static void every_end_of_the_contact_ends_the_listening(void **state)
{
    static const enum acd_cause causes[] = {ACD_CAUSE_AGENT_ENDED, ACD_CAUSE_CUSTOMER_LEFT,
                                            ACD_CAUSE_TRANSFERRED, ACD_CAUSE_REQUEUED,
                                            ACD_CAUSE_SUPERVISOR_ENDED};
    (void)state;

    for (int way = 0; way < 5; way++) {
        struct floor floor = floor_new();
        struct acd_command command = {.agent = floor.agent, .contact = floor.chat};
        monitor(&floor);
        if (way == 0) {
            command.kind = ACD_END_LEG;
        } else if (way == 1) {
            command.kind = ACD_END_CONTACT;
            command.actor.kind = ACD_ACTOR_CUSTOMER;
        } else if (way == 2) {
            command.kind = ACD_TRANSFER_CONTACT;
            command.queue = SUPPORT;
            command.actor = (struct acd_actor){ACD_ACTOR_AGENT, floor.agent};
        } else {
            command.kind = way == 3 ? ACD_REQUEUE_CONTACT : ACD_CLEAR_LEG;
            command.flags = ACD_FLAG_FORCE;
            command.actor.kind = ACD_ACTOR_ADMIN;
        }
        assert_int_equal(step(floor.world, &command), ACD_OK);
        assert_non_null(event_of(floor.world, ACD_MONITOR_ENDED));
        assert_int_equal(event_of(floor.world, ACD_MONITOR_ENDED)->cause, causes[way]);
        assert_int_equal(event_of(floor.world, ACD_MONITOR_ENDED)->agent, floor.supervisor);
        assert_int_equal(agent_of(floor.world, floor.supervisor).monitor_count, 0);
        world_free(floor.world);
    }
}

static void who_signs_out_or_is_disabled_listens_no_more(void **state)
{
    static const enum acd_command_kind kinds[] = {ACD_SIGN_OUT, ACD_DISABLE_AGENT};
    (void)state;

    for (int way = 0; way < 2; way++) {
        struct floor floor = floor_new();
        monitor(&floor);
        assert_int_equal(
            step(floor.world, &(struct acd_command){.kind = kinds[way], .agent = floor.supervisor}), ACD_OK);
        assert_non_null(event_of(floor.world, ACD_MONITOR_ENDED));
        assert_int_equal(event_of(floor.world, ACD_MONITOR_ENDED)->cause, ACD_CAUSE_SIGNED_OUT);
        assert_int_equal(leg_of(&floor, floor.agent).state, ACD_LEG_CONNECTED);
        world_free(floor.world);
    }
}

static void a_session_that_runs_out_ends_the_listening(void **state)
{
    struct floor floor = floor_new();
    (void)state;

    set_rule(floor.world, ACD_RULE_SESSION_TIMEOUT_MS, 60000);
    step(floor.world, &(struct acd_command){.kind = ACD_OPEN_PAGE, .agent = floor.supervisor});
    monitor(&floor);
    step(floor.world, &(struct acd_command){.kind = ACD_LOSE_PAGE, .agent = floor.supervisor});
    assert_true(has_leg(&floor, floor.supervisor));
    wait_ms(floor.world, 60000);
    assert_false(has_leg(&floor, floor.supervisor));
    world_free(floor.world);
}

static void nothing_but_ending_is_done_to_a_monitor_leg(void **state)
{
    static const enum acd_command_kind kinds[] = {ACD_ACCEPT_OFFER,    ACD_REJECT_OFFER, ACD_HOLD_LEG,
                                                  ACD_CLEAR_LEG,       ACD_END_WRAPUP,   ACD_CONNECT_LEG,
                                                  ACD_TRANSFER_CONTACT};
    struct floor floor = floor_new();
    (void)state;

    monitor(&floor);
    for (size_t index = 0; index < sizeof kinds / sizeof kinds[0]; index++)
        assert_int_equal(
            step(floor.world, &(struct acd_command){.kind = kinds[index],
                                                    .agent = floor.supervisor,
                                                    .contact = floor.chat,
                                                    .queue = SUPPORT,
                                                    .actor = {ACD_ACTOR_AGENT, floor.supervisor}}),
            ACD_REFUSED_LEG_STATE);
    assert_int_equal(
        step(floor.world, &(struct acd_command){.kind = ACD_DELETE_AGENT, .agent = floor.supervisor}),
        ACD_REFUSED_IN_USE);
    assert_int_equal(ask(floor.world, ACD_END_LEG, floor.supervisor, floor.chat, 0), ACD_OK);
    assert_null(event_of(floor.world, ACD_WRAPUP_BEGUN));
    assert_int_equal(event_of(floor.world, ACD_MONITOR_ENDED)->cause, ACD_CAUSE_ASKED);
    world_free(floor.world);
}

/* ---- speaking ---- */

static enum acd_refusal write_as(struct floor *floor, enum acd_command_kind kind, uint32_t user)
{
    return step(floor->world, &(struct acd_command){.kind = kind,
                                                    .agent = user,
                                                    .contact = floor->chat,
                                                    .actor = {ACD_ACTOR_SUPERVISOR, user}});
}

static void a_listener_writes_to_the_customer_only_while_barged(void **state)
{
    struct floor floor = floor_new();
    (void)state;

    assert_int_equal(write_as(&floor, ACD_SEND_MESSAGE, floor.supervisor), ACD_REFUSED_UNKNOWN_LEG);
    monitor(&floor);
    assert_int_equal(write_as(&floor, ACD_SEND_MESSAGE, floor.supervisor), ACD_REFUSED_LEG_STATE);
    assert_int_equal(ask(floor.world, ACD_BARGE, floor.supervisor, floor.chat, 0), ACD_OK);
    assert_int_equal(leg_of(&floor, floor.supervisor).barged, 1);
    assert_int_equal(ask(floor.world, ACD_BARGE, floor.supervisor, floor.chat, 0), ACD_OK);
    assert_int_equal(floor.world->batch.count, 0);
    assert_int_equal(write_as(&floor, ACD_SEND_MESSAGE, floor.supervisor), ACD_OK);
    assert_int_equal(event_of(floor.world, ACD_MESSAGE_SENT)->agent, floor.supervisor);
    assert_int_equal(step(floor.world, &(struct acd_command){.kind = ACD_BARGE,
                                                             .agent = floor.supervisor,
                                                             .contact = floor.chat,
                                                             .actor = {ACD_ACTOR_AGENT, floor.supervisor}}),
                     ACD_OK);
    assert_int_equal(write_as(&floor, ACD_SEND_MESSAGE, floor.supervisor), ACD_REFUSED_LEG_STATE);
    world_free(floor.world);
}

static void who_was_let_in_to_listen_may_not_barge(void **state)
{
    struct floor floor = floor_new();
    (void)state;

    assert_int_equal(ask(floor.world, ACD_BARGE, floor.supervisor, floor.chat, 0), ACD_REFUSED_UNKNOWN_LEG);
    assert_int_equal(ask(floor.world, ACD_MONITOR_CONTACT, floor.supervisor, floor.chat, 0), ACD_OK);
    assert_int_equal(ask(floor.world, ACD_BARGE, floor.supervisor, floor.chat, 0), ACD_REFUSED_NOT_ALLOWED);
    assert_int_equal(ask(floor.world, ACD_BARGE, floor.agent, floor.chat, 0), ACD_REFUSED_LEG_STATE);
    world_free(floor.world);
}

static void whispers_are_counted_by_chain_and_may_be_answered(void **state)
{
    struct floor floor = floor_new();
    (void)state;

    assert_int_equal(write_as(&floor, ACD_WHISPER, floor.supervisor), ACD_REFUSED_UNKNOWN_LEG);
    assert_int_equal(write_as(&floor, ACD_WHISPER, floor.agent), ACD_REFUSED_CONTACT_STATE);
    monitor(&floor);
    assert_int_equal(write_as(&floor, ACD_WHISPER, floor.supervisor), ACD_OK);
    assert_int_equal(event_of(floor.world, ACD_WHISPERED)->value, 1);
    assert_int_equal(event_of(floor.world, ACD_WHISPERED)->other_agent, floor.agent);
    assert_int_equal(write_as(&floor, ACD_WHISPER, floor.agent), ACD_OK);
    assert_int_equal(event_of(floor.world, ACD_WHISPERED)->value, 2);
    assert_int_equal(event_of(floor.world, ACD_WHISPERED)->other_agent, 0);
    assert_null(event_of(floor.world, ACD_MESSAGE_SENT));
    assert_int_equal(requeue(floor.world, floor.chat, 0), ACD_OK);
    floor.chat = event_of(floor.world, ACD_CONTACT_TRANSFERRED)->contact;
    floor.agent = new_available_agent(floor.world, BLENDED);
    leg_command(floor.world, ACD_ACCEPT_OFFER, floor.agent, floor.chat);
    monitor(&floor);
    assert_int_equal(write_as(&floor, ACD_WHISPER, floor.supervisor), ACD_OK);
    assert_int_equal(event_of(floor.world, ACD_WHISPERED)->value, 3);
    world_free(floor.world);
}

/* ---- taking over ---- */

static void taking_over_leaves_the_contact_and_moves_the_work(void **state)
{
    struct floor floor = floor_new();
    uint32_t other = new_agent(floor.world, BLENDED);
    (void)state;

    monitor(&floor);
    ask(floor.world, ACD_MONITOR_CONTACT, other, floor.chat, 0);
    floor.world->at += 5000;
    assert_int_equal(ask(floor.world, ACD_TAKE_OVER, floor.supervisor, floor.chat, 0), ACD_OK);
    assert_int_equal(floor.world->batch.events[0].kind, ACD_TAKEN_OVER);
    assert_int_equal(floor.world->batch.events[1].kind, ACD_MONITOR_ENDED);
    assert_int_equal(floor.world->batch.events[1].agent, other);
    assert_int_equal(floor.world->batch.events[2].kind, ACD_WRAPUP_BEGUN);
    assert_int_equal(floor.world->batch.events[2].cause, ACD_CAUSE_TAKEN_OVER);
    assert_int_equal(place_of_contact(floor.world, floor.chat), ACD_PLACE_HANDLED);
    assert_int_equal(leg_of(&floor, floor.agent).state, ACD_LEG_ENDED);
    assert_int_equal(leg_of(&floor, floor.supervisor).state, ACD_LEG_CONNECTED);
    assert_int_equal(leg_of(&floor, floor.supervisor).monitored, 0);
    assert_int_equal(leg_of(&floor, floor.supervisor).exempt, 1);
    assert_int_equal(leg_of(&floor, floor.supervisor).initiation, ACD_INITIATION_INBOUND);
    assert_true(leg_of(&floor, floor.supervisor).connected_at == floor.world->at);
    assert_int_equal(agent_of(floor.world, floor.supervisor).slots_active[ACD_CHAT], 1);
    leg_command(floor.world, ACD_CLEAR_LEG, floor.agent, floor.chat);
    assert_int_equal(leg_command(floor.world, ACD_END_LEG, floor.supervisor, floor.chat), ACD_OK);
    assert_int_equal(leg_of(&floor, floor.supervisor).state, ACD_LEG_ENDED);
    world_free(floor.world);
}

static void taking_over_lets_the_former_agents_next_status_apply(void **state)
{
    struct floor floor = floor_new();
    (void)state;

    choose(floor.world, floor.agent, LUNCH);
    monitor(&floor);
    ask(floor.world, ACD_TAKE_OVER, floor.supervisor, floor.chat, 0);
    assert_int_equal(agent_of(floor.world, floor.agent).next.status, LUNCH);
    leg_command(floor.world, ACD_CLEAR_LEG, floor.agent, floor.chat);
    assert_int_equal(agent_of(floor.world, floor.agent).status, LUNCH);
    assert_int_equal(choose(floor.world, floor.supervisor, LUNCH), ACD_OK);
    assert_int_equal(agent_of(floor.world, floor.supervisor).next.status, LUNCH);
    world_free(floor.world);
}

static void a_call_is_taken_over_by_nobody_who_is_on_one(void **state)
{
    struct world *world = world_new();
    uint32_t agent = new_available_agent(world, BLENDED);
    uint64_t call = accepted(world, agent, ACD_VOICE), own;
    uint32_t supervisor = new_available_agent(world, BLENDED);
    (void)state;

    own = accepted(world, supervisor, ACD_VOICE);
    assert_int_equal(leg_command(world, ACD_HOLD_LEG, agent, call), ACD_OK);
    assert_int_equal(ask(world, ACD_MONITOR_CONTACT, supervisor, call, 0), ACD_OK);
    assert_int_equal(ask(world, ACD_TAKE_OVER, supervisor, call, 0), ACD_REFUSED_BUSY);
    leg_command(world, ACD_END_LEG, supervisor, own);
    assert_int_equal(ask(world, ACD_TAKE_OVER, supervisor, call, 0), ACD_OK);
    assert_int_equal(leg_state(world, supervisor, call), ACD_LEG_CONNECTED);
    world_free(world);
}

static void an_agent_takes_nothing_over(void **state)
{
    struct floor floor = floor_new();
    (void)state;

    monitor(&floor);
    assert_int_equal(leg_command(floor.world, ACD_TAKE_OVER, floor.supervisor, floor.chat),
                     ACD_REFUSED_NOT_ALLOWED);
    assert_int_equal(ask(floor.world, ACD_TAKE_OVER, floor.agent, floor.chat, 0), ACD_REFUSED_LEG_STATE);
    world_free(floor.world);
}

/* ---- sending back, clearing by force ---- */

static void an_offer_taken_back_goes_to_another_or_waits(void **state)
{
    struct world *world = world_new();
    uint32_t agent = new_available_agent(world, BLENDED), other;
    uint64_t chat = new_contact(world, ACD_CHAT, SUPPORT);
    struct acd_contact_view view;
    (void)state;

    assert_true(acd_contact_view(world->acd, chat, &view));
    world->at += 1000;
    assert_int_equal(requeue(world, chat, 0), ACD_OK);
    assert_int_equal(event_of(world, ACD_OFFER_WITHDRAWN)->cause, ACD_CAUSE_REQUEUED);
    assert_int_equal(place_of_contact(world, chat), ACD_PLACE_WAITING);
    assert_int_equal(acd_why_waiting(world->acd, chat), ACD_WHY_TAKEN_BACK);
    assert_int_equal(agent_of(world, agent).leg_count, 0);
    assert_int_equal(requeue(world, chat, 0), ACD_REFUSED_CONTACT_STATE);
    other = new_available_agent(world, BLENDED);
    assert_int_equal(offered_to(world, other), chat);
    assert_int_equal(event_of(world, ACD_OFFER_MADE)->since, view.queued_at);
    world_free(world);
}

static void an_offer_taken_back_comes_again_when_the_status_changes(void **state)
{
    struct world *world = world_new();
    uint32_t agent = new_available_agent(world, BLENDED);
    uint64_t chat = new_contact(world, ACD_CHAT, SUPPORT);
    (void)state;

    assert_int_equal(ask(world, ACD_CLEAR_LEG, agent, chat, ACD_FLAG_FORCE), ACD_OK);
    assert_int_equal(place_of_contact(world, chat), ACD_PLACE_WAITING);
    choose(world, agent, LUNCH);
    choose(world, agent, AVAILABLE);
    assert_int_equal(offered_to(world, agent), chat);
    world_free(world);
}

static void what_an_agent_has_is_requeued_as_by_a_transfer(void **state)
{
    struct floor floor = floor_new();
    uint64_t next;
    (void)state;

    floor.world->at += 1000;
    assert_int_equal(requeue(floor.world, floor.chat, 0), ACD_OK);
    next = event_of(floor.world, ACD_CONTACT_TRANSFERRED)->contact;
    assert_int_equal(event_of(floor.world, ACD_CONTACT_TRANSFERRED)->previous, floor.chat);
    assert_int_equal(event_of(floor.world, ACD_CONTACT_TRANSFERRED)->cause, ACD_CAUSE_REQUEUED);
    assert_int_equal(event_of(floor.world, ACD_WRAPUP_BEGUN)->cause, ACD_CAUSE_REQUEUED);
    assert_int_equal(place_of_contact(floor.world, next), ACD_PLACE_WAITING);
    assert_int_equal(place_of_contact(floor.world, floor.chat), ACD_PLACE_OVER);
    assert_int_equal(leg_of(&floor, floor.agent).state, ACD_LEG_ENDED);
    world_free(floor.world);
}

static void a_parked_task_is_requeued_and_a_waiting_one_only_elsewhere(void **state)
{
    struct world *world = world_new();
    uint64_t task = new_contact(world, ACD_TASK, SUPPORT);
    uint32_t other = (uint32_t)must(world, &(struct acd_command){.kind = ACD_CREATE_QUEUE});
    (void)state;

    assert_int_equal(contact_command(world, ACD_PAUSE_CONTACT, ACD_ACTOR_API, task), ACD_OK);
    assert_int_equal(requeue(world, task, 0), ACD_OK);
    assert_int_equal(place_of_contact(world, task), ACD_PLACE_WAITING);
    assert_int_equal(requeue(world, task, SUPPORT), ACD_REFUSED_CONTACT_STATE);
    assert_int_equal(requeue(world, task, 99), ACD_REFUSED_UNKNOWN_QUEUE);
    assert_int_equal(requeue(world, task, other), ACD_OK);
    assert_int_equal(event_of(world, ACD_CONTACT_QUEUED)->queue, other);
    assert_int_equal(place_of_contact(world, task), ACD_PLACE_NONE);
    assert_int_equal(requeue(world, task, 0), ACD_REFUSED_UNKNOWN_CONTACT);
    world_free(world);
}

static void a_requeue_without_a_queue_to_go_to_is_refused(void **state)
{
    struct world *world = world_new();
    uint32_t agent = new_available_agent(world, BLENDED);
    uint64_t task =
        must(world, &(struct acd_command){.kind = ACD_START_CONTACT, .channel = ACD_TASK, .agent = agent});
    (void)state;

    leg_command(world, ACD_ACCEPT_OFFER, agent, task);
    assert_int_equal(requeue(world, task, 0), ACD_REFUSED_UNKNOWN_QUEUE);
    assert_int_equal(requeue(world, task, SUPPORT), ACD_OK);
    assert_int_equal(step(world, &(struct acd_command){.kind = ACD_REQUEUE_CONTACT,
                                                       .contact = task,
                                                       .actor = {ACD_ACTOR_AGENT, agent}}),
                     ACD_REFUSED_NOT_ALLOWED);
    world_free(world);
}

static void a_leg_of_every_state_is_cleared_by_force(void **state)
{
    (void)state;
    for (int way = 0; way < 5; way++) {
        struct world *world = world_new();
        uint32_t agent = new_available_agent(world, BLENDED);
        uint64_t contact = new_contact(world, way == 3 ? ACD_TASK : ACD_CHAT, SUPPORT);
        if (way > 0 && way < 4)
            leg_command(world, ACD_ACCEPT_OFFER, agent, contact);
        if (way == 2)
            leg_command(world, ACD_END_LEG, agent, contact);
        if (way == 3)
            leg_command(world, ACD_PAUSE_CONTACT, agent, contact);
        if (way == 4)
            wait_ms(world, 30000);
        assert_int_equal(ask(world, ACD_CLEAR_LEG, agent, contact, ACD_FLAG_FORCE), ACD_OK);
        assert_int_equal(agent_of(world, agent).leg_count,
                         way == 4 ? 1 : 0); /* it rings again after a miss */
        if (way == 1 || way == 3)
            assert_int_equal(place_of_contact(world, contact), ACD_PLACE_NONE);
        world_free(world);
    }
}

static void only_supervisors_administrators_and_operators_force(void **state)
{
    struct floor floor = floor_new();
    (void)state;

    for (uint8_t actor = 0; actor <= ACD_ACTOR_OPERATOR; actor++) {
        bool may = actor == ACD_ACTOR_SUPERVISOR || actor == ACD_ACTOR_ADMIN || actor == ACD_ACTOR_OPERATOR;
        struct floor one = floor_new();
        assert_int_equal(step(one.world, &(struct acd_command){.kind = ACD_CLEAR_LEG,
                                                               .agent = one.agent,
                                                               .contact = one.chat,
                                                               .flags = ACD_FLAG_FORCE,
                                                               .actor = {.kind = actor}}),
                         may ? ACD_OK : ACD_REFUSED_NOT_ALLOWED);
        world_free(one.world);
    }
    monitor(&floor);
    assert_int_equal(step(floor.world, &(struct acd_command){.kind = ACD_CLEAR_LEG,
                                                             .agent = floor.supervisor,
                                                             .contact = floor.chat,
                                                             .flags = ACD_FLAG_FORCE,
                                                             .actor = {ACD_ACTOR_ADMIN, 0}}),
                     ACD_OK);
    assert_int_equal(event_of(floor.world, ACD_MONITOR_ENDED)->cause, ACD_CAUSE_SUPERVISOR_ENDED);
    world_free(floor.world);
}

/* ---- the vcc model ---- */

static void with_groups_a_supervisor_acts_on_their_own_agents_alone(void **state)
{
    struct world *world = world_new_vcc();
    struct floor floor = floor_in(world);
    uint32_t group = 1;
    (void)state;

    must(world, &(struct acd_command){.kind = ACD_CREATE_GROUP});
    must(world, &(struct acd_command){.kind = ACD_SET_AGENT_GROUP, .agent = floor.agent, .group = group});
    assert_int_equal(monitor(&floor), ACD_REFUSED_NOT_YOUR_GROUP);
    assert_int_equal(requeue(world, floor.chat, 0), ACD_REFUSED_NOT_YOUR_GROUP);
    assert_int_equal(ask(world, ACD_CLEAR_LEG, floor.supervisor, floor.chat, ACD_FLAG_FORCE),
                     ACD_REFUSED_UNKNOWN_LEG);
    must(world, &(struct acd_command){
                    .kind = ACD_SET_SUPERVISOR_GROUP, .agent = floor.supervisor, .group = group, .value = 1});
    assert_int_equal(monitor(&floor), ACD_OK);
    assert_int_equal(write_as(&floor, ACD_WHISPER, floor.supervisor), ACD_OK);
    must(world, &(struct acd_command){.kind = ACD_SET_AGENT_GROUP, .agent = floor.agent, .group = 0});
    assert_int_equal(write_as(&floor, ACD_WHISPER, floor.supervisor), ACD_REFUSED_NOT_YOUR_GROUP);
    assert_int_equal(ask(world, ACD_TAKE_OVER, floor.supervisor, floor.chat, 0), ACD_REFUSED_NOT_YOUR_GROUP);
    assert_int_equal(ask(world, ACD_END_LEG, floor.supervisor, floor.chat, 0), ACD_OK);
    world_free(world);
}

static void a_break_disables_neither_listening_nor_its_end(void **state)
{
    struct world *world = world_new_vcc();
    struct floor floor = floor_in(world);
    struct acd_command command = {.agent = floor.supervisor,
                                  .contact = floor.chat,
                                  .value = 1,
                                  .actor = {ACD_ACTOR_AGENT, floor.supervisor}};
    (void)state;

    set_rule(world, ACD_RULE_SUPERVISOR_GROUPS, 0);
    assert_int_equal(acd_agent_shown(world->acd, floor.supervisor), ACD_SHOWN_SIGNED_OUT);
    assert_int_equal(monitor(&floor), ACD_OK);
    assert_int_equal(acd_agent_shown(world->acd, floor.supervisor), ACD_SHOWN_SIGNED_OUT);
    command.kind = ACD_BARGE;
    assert_int_equal(step(world, &command), ACD_OK);
    command.kind = ACD_END_LEG;
    assert_int_equal(step(world, &command), ACD_OK);
    monitor(&floor);
    assert_int_equal(ask(world, ACD_TAKE_OVER, floor.supervisor, floor.chat, 0), ACD_OK);
    assert_int_equal(acd_agent_shown(world->acd, floor.supervisor), ACD_SHOWN_BUSY);
    assert_int_equal(agent_of(world, floor.agent).status, AVAILABLE);
    assert_int_equal(step(world, &command), ACD_OK); /* the taker's own leg now */
    world_free(world);
}

static void a_timed_wrapup_is_cleared_by_force_alone(void **state)
{
    struct world *world = world_new_vcc();
    struct floor floor = floor_in(world);
    (void)state;

    set_rule(world, ACD_RULE_SUPERVISOR_GROUPS, 0);
    must(world,
         &(struct acd_command){
             .kind = ACD_SET_AGENT_WRAPUP, .agent = floor.agent, .channel = ACD_CHAT, .duration_ms = 60000});
    leg_command(world, ACD_END_LEG, floor.agent, floor.chat);
    assert_int_equal(ask(world, ACD_CLEAR_LEG, floor.agent, floor.chat, 0), ACD_REFUSED_NOT_ALLOWED);
    assert_int_equal(ask(world, ACD_CLEAR_LEG, floor.agent, floor.chat, ACD_FLAG_FORCE), ACD_OK);
    assert_int_equal(acd_agent_shown(world->acd, floor.agent), ACD_SHOWN_AVAILABLE);
    world_free(world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_listener_is_marked_and_takes_no_slot),
        cmocka_unit_test(a_listener_is_offered_work_in_the_same_order_as_before),
        cmocka_unit_test(one_may_listen_in_every_status_but_not_to_oneself),
        cmocka_unit_test(who_may_listen_and_to_what),
        cmocka_unit_test(both_limits_of_listeners_hold),
        cmocka_unit_test(a_next_status_of_either_does_not_wait_for_the_listening),
        cmocka_unit_test(every_end_of_the_contact_ends_the_listening),
        cmocka_unit_test(who_signs_out_or_is_disabled_listens_no_more),
        cmocka_unit_test(a_session_that_runs_out_ends_the_listening),
        cmocka_unit_test(nothing_but_ending_is_done_to_a_monitor_leg),
        cmocka_unit_test(a_listener_writes_to_the_customer_only_while_barged),
        cmocka_unit_test(who_was_let_in_to_listen_may_not_barge),
        cmocka_unit_test(whispers_are_counted_by_chain_and_may_be_answered),
        cmocka_unit_test(taking_over_leaves_the_contact_and_moves_the_work),
        cmocka_unit_test(taking_over_lets_the_former_agents_next_status_apply),
        cmocka_unit_test(a_call_is_taken_over_by_nobody_who_is_on_one),
        cmocka_unit_test(an_agent_takes_nothing_over),
        cmocka_unit_test(an_offer_taken_back_goes_to_another_or_waits),
        cmocka_unit_test(an_offer_taken_back_comes_again_when_the_status_changes),
        cmocka_unit_test(what_an_agent_has_is_requeued_as_by_a_transfer),
        cmocka_unit_test(a_parked_task_is_requeued_and_a_waiting_one_only_elsewhere),
        cmocka_unit_test(a_requeue_without_a_queue_to_go_to_is_refused),
        cmocka_unit_test(a_leg_of_every_state_is_cleared_by_force),
        cmocka_unit_test(only_supervisors_administrators_and_operators_force),
        cmocka_unit_test(with_groups_a_supervisor_acts_on_their_own_agents_alone),
        cmocka_unit_test(a_break_disables_neither_listening_nor_its_end),
        cmocka_unit_test(a_timed_wrapup_is_cleared_by_force_alone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
