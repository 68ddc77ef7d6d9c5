/* Choosing a status: the rows of connect.md 2.4 and the rules that make some of them switchable. */
#include "core/testing/world.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

/* An agent with a chat in wrap-up or connected, on the small centre. */
static uint64_t connected_chat(struct world *world, uint32_t agent)
{
    uint64_t chat = new_contact(world, ACD_CHAT, SUPPORT);

    assert_int_equal(leg_command(world, ACD_ACCEPT_OFFER, agent, chat), ACD_OK);
    return chat;
}

static uint64_t ended_chat(struct world *world, uint32_t agent)
{
    uint64_t chat = connected_chat(world, agent);

    assert_int_equal(leg_command(world, ACD_END_LEG, agent, chat), ACD_OK);
    return chat;
}

static uint64_t missed_chat(struct world *world, uint32_t agent)
{
    uint64_t chat = new_contact(world, ACD_CHAT, SUPPORT);

    contact_command(world, ACD_CONNECT_CUSTOMER, ACD_ACTOR_CUSTOMER, chat);
    wait_ms(world, 20000);
    assert_int_equal(leg_state(world, agent, chat), ACD_LEG_MISSED);
    return chat;
}

static void next_status_waits_until_wrapup_is_cleared(void **state)
{
    struct world *world = world_new();
    uint32_t agent = new_available_agent(world, BLENDED);
    int64_t since = world->at;
    uint64_t chat = connected_chat(world, agent);
    (void)state;

    world->at += 5000;
    assert_int_equal(choose(world, agent, LUNCH), ACD_OK); /* row 1 */
    assert_int_equal(agent_of(world, agent).status, AVAILABLE);
    assert_int_equal(agent_of(world, agent).status_since, since);
    assert_int_equal(agent_of(world, agent).next.status, LUNCH);
    assert_int_equal(agent_of(world, agent).next.set_at, world->at);
    assert_int_equal(agent_of(world, agent).next.set_by, ACD_ACTOR_AGENT);
    new_contact(world, ACD_CHAT, SUPPORT);
    assert_null(event_of(world, ACD_OFFER_MADE));
    assert_int_equal(leg_command(world, ACD_END_LEG, agent, chat), ACD_OK);
    assert_int_equal(leg_state(world, agent, chat), ACD_LEG_ENDED); /* row 7: not cleared by itself */
    assert_int_equal(leg_command(world, ACD_CLEAR_LEG, agent, chat), ACD_OK);
    assert_int_equal(agent_of(world, agent).status, LUNCH);
    assert_int_equal(agent_of(world, agent).next.status, 0);
    assert_int_equal(event_of(world, ACD_STATUS_SET)->cause, ACD_CAUSE_NEXT_APPLIED);
    world_free(world);
}

static void cancelling_resumes_routing_and_keeps_the_time(void **state)
{
    struct world *world = world_new();
    uint32_t agent = new_available_agent(world, BLENDED);
    int64_t since = world->at;
    (void)state;

    connected_chat(world, agent);
    world->at += 1000;
    choose(world, agent, LUNCH);
    new_contact(world, ACD_CHAT, SUPPORT);
    assert_int_equal(choose(world, agent, AVAILABLE), ACD_OK); /* row 2 */
    assert_int_equal(agent_of(world, agent).status_since, since);
    assert_non_null(event_of(world, ACD_NEXT_STATUS_CLEARED));
    assert_non_null(event_of(world, ACD_OFFER_MADE));
    assert_int_equal(choose(world, agent, AVAILABLE), ACD_REFUSED_ALREADY_IN_STATUS); /* row 13 */
    world_free(world);
}

static void another_next_status_replaces_and_restarts_the_time(void **state)
{
    struct world *world = world_new();
    uint32_t agent = new_available_agent(world, BLENDED);
    (void)state;

    connected_chat(world, agent);
    choose(world, agent, LUNCH);
    world->at += 1000;
    assert_int_equal(choose(world, agent, LUNCH), ACD_OK); /* 2.3: no change */
    assert_int_equal(world->batch.count, 0);
    assert_int_equal(choose(world, agent, BREAK), ACD_OK); /* row 3 */
    assert_int_equal(event_of(world, ACD_NEXT_STATUS_SET)->cause, ACD_CAUSE_NEXT_REPLACED);
    assert_int_equal(agent_of(world, agent).next.set_at, world->at);
    set_rule(world, ACD_RULE_RECHOOSE_KEEPS_TIME, 0);
    world->at += 1000;
    choose(world, agent, BREAK);
    assert_int_equal(agent_of(world, agent).next.set_at, world->at);
    world_free(world);
}

static void only_wrapup_is_cleared_and_the_status_applies_at_once(void **state)
{
    struct world *world = world_new();
    uint32_t agent = new_available_agent(world, BLENDED);
    (void)state;

    ended_chat(world, agent);
    ended_chat(world, agent);
    assert_int_equal(choose(world, agent, LUNCH), ACD_OK); /* row 4 */
    assert_int_equal(world->batch.events[0].kind, ACD_NEXT_STATUS_SET);
    assert_int_equal(world->batch.events[1].kind, ACD_LEG_CLEARED);
    assert_int_equal(world->batch.events[1].cause, ACD_CAUSE_STATUS_CHOSEN);
    assert_int_equal(world->batch.events[5].kind, ACD_STATUS_SET);
    assert_int_equal(agent_of(world, agent).status, LUNCH);
    assert_int_equal(agent_of(world, agent).leg_count, 0);
    assert_int_equal(acd_contact_after(world->acd, 0), 0);
    world_free(world);
}

static void only_wrapup_and_available_counts_as_the_end_of_wrapup(void **state)
{
    struct world *world = world_new();
    uint32_t agent = new_available_agent(world, BLENDED);
    (void)state;

    ended_chat(world, agent);
    world->at += 1000;
    assert_int_equal(choose(world, agent, AVAILABLE), ACD_OK); /* row 5 */
    assert_null(event_of(world, ACD_NEXT_STATUS_SET));
    assert_int_equal(agent_of(world, agent).leg_count, 0);
    assert_int_equal(agent_of(world, agent).status_since, world->at);
    world_free(world);
}

static void wrapup_beside_a_live_chat_is_cleared_when_choosing(void **state)
{
    struct world *world = world_new();
    uint32_t agent = new_available_agent(world, BLENDED);
    uint64_t live = connected_chat(world, agent);
    uint64_t ended = ended_chat(world, agent);
    (void)state;

    assert_int_equal(choose(world, agent, OFFLINE), ACD_OK); /* row 6 */
    assert_int_equal(leg_state(world, agent, ended), ACD_LEG_NONE);
    assert_int_equal(agent_of(world, agent).next.status, OFFLINE);
    leg_command(world, ACD_END_LEG, agent, live);
    leg_command(world, ACD_CLEAR_LEG, agent, live);
    assert_int_equal(agent_of(world, agent).status, OFFLINE);
    world_free(world);
}

static void timed_wrapup_ends_into_the_next_status(void **state)
{
    struct world *world = world_new();
    uint32_t agent = new_available_agent(world, BLENDED);
    (void)state;

    must(world, &(struct acd_command){
                    .kind = ACD_SET_AGENT_WRAPUP, .agent = agent, .channel = ACD_CHAT, .duration_ms = 30000});
    uint64_t chat = connected_chat(world, agent);
    choose(world, agent, LUNCH);
    leg_command(world, ACD_END_LEG, agent, chat);
    wait_ms(world, 29999);
    assert_int_equal(agent_of(world, agent).status, AVAILABLE);
    wait_ms(world, 1); /* row 8 */
    assert_int_equal(agent_of(world, agent).status, LUNCH);
    world_free(world);
}

static void a_ringing_offer_may_still_be_taken(void **state)
{
    struct world *world = world_new();
    uint32_t agent = new_available_agent(world, BLENDED);
    uint64_t chat = new_contact(world, ACD_CHAT, SUPPORT);
    (void)state;

    choose(world, agent, LUNCH); /* row 9 */
    assert_int_equal(leg_state(world, agent, chat), ACD_LEG_CONNECTING);
    assert_int_equal(agent_of(world, agent).next.status, LUNCH);
    assert_int_equal(leg_command(world, ACD_ACCEPT_OFFER, agent, chat), ACD_OK);
    world_free(world);
}

static void a_ringing_offer_is_withdrawn_where_the_rule_says_so(void **state)
{
    struct world *world = world_new();
    uint32_t first = new_available_agent(world, BLENDED);
    (void)state;

    set_rule(world, ACD_RULE_WITHDRAW_OFFER_ON_NEXT, 1);
    uint64_t chat = new_contact(world, ACD_CHAT, SUPPORT);
    uint32_t second = new_available_agent(world, BLENDED);
    assert_int_equal(choose(world, first, LUNCH), ACD_OK);
    assert_non_null(event_of(world, ACD_OFFER_WITHDRAWN));
    assert_int_equal(agent_of(world, first).status, LUNCH);
    assert_int_equal(leg_state(world, second, chat), ACD_LEG_CONNECTING);
    world_free(world);
}

static void missed_while_next_is_set_stays_and_holds_it_back(void **state)
{
    struct world *world = world_new();
    uint32_t agent = new_available_agent(world, BLENDED);
    uint64_t chat = new_contact(world, ACD_CHAT, SUPPORT);
    (void)state;

    choose(world, agent, LUNCH);
    wait_ms(world, 20000); /* row 11 */
    assert_int_equal(leg_state(world, agent, chat), ACD_LEG_MISSED);
    assert_int_equal(agent_of(world, agent).status, AVAILABLE);
    assert_int_equal(agent_of(world, agent).next.status, LUNCH);
    assert_int_equal(choose(world, agent, AVAILABLE), ACD_OK);
    assert_int_equal(agent_of(world, agent).next.status, 0);
    assert_int_equal(agent_of(world, agent).status, AVAILABLE);
    assert_int_equal(leg_state(world, agent, chat),
                     ACD_LEG_CONNECTING); /* it waited; now it is theirs again */
    world_free(world);
}

static void missed_alone_and_available_goes_to_the_plan_where_the_rule_says_so(void **state)
{
    struct world *world = world_new();
    uint32_t agent = new_available_agent(world, BLENDED);
    (void)state;

    set_rule(world, ACD_RULE_ROW_11, 1);
    new_contact(world, ACD_CHAT, SUPPORT);
    choose(world, agent, LUNCH);
    wait_ms(world, 20000);
    assert_int_equal(choose(world, agent, AVAILABLE), ACD_OK);
    assert_int_equal(agent_of(world, agent).status, LUNCH);
    world_free(world);
}

static void any_status_clears_what_was_only_missed(void **state)
{
    struct world *world = world_new();
    uint32_t agent = new_available_agent(world, BLENDED);
    uint64_t chat = missed_chat(world, agent);
    (void)state;

    assert_int_equal(choose(world, agent, BREAK), ACD_OK); /* row 12 */
    assert_int_equal(agent_of(world, agent).status, BREAK);
    assert_int_equal(place_of_contact(world, chat), ACD_PLACE_WAITING);
    world_free(world);
}

static void missed_beside_a_live_chat_stays_unless_the_rule_clears_it(void **state)
{
    struct world *world = world_new();
    uint32_t agent = new_available_agent(world, BLENDED);
    (void)state;

    connected_chat(world, agent);
    uint64_t missed = missed_chat(world, agent);
    choose(world, agent, LUNCH); /* row 10 */
    assert_int_equal(leg_state(world, agent, missed), ACD_LEG_MISSED);
    assert_int_equal(choose(world, agent, AVAILABLE), ACD_OK); /* row 13 */
    assert_int_equal(leg_state(world, agent, missed), ACD_LEG_MISSED);
    set_rule(world, ACD_RULE_CLEAR_MISSED_ON_NEXT, 1);
    choose(world, agent, LUNCH);
    assert_int_equal(leg_state(world, agent, missed), ACD_LEG_NONE);
    world_free(world);
}

static void an_outbound_call_in_a_custom_status_plans_the_next_one(void **state)
{
    struct world *world = world_new();
    uint32_t agent = new_agent(world, BLENDED);
    (void)state;

    choose(world, agent, LUNCH);
    uint64_t call = must(world, &(struct acd_command){.kind = ACD_PLACE_CALL, .agent = agent});
    assert_int_equal(choose(world, agent, LUNCH), ACD_REFUSED_ALREADY_IN_STATUS);
    assert_int_equal(choose(world, agent, BREAK), ACD_OK); /* row 14 */
    assert_int_equal(agent_of(world, agent).next.status, BREAK);
    assert_int_equal(choose(world, agent, LUNCH), ACD_OK); /* 2.3: back to the present one cancels */
    assert_int_equal(agent_of(world, agent).next.status, 0);
    assert_int_equal(choose(world, agent, AVAILABLE), ACD_OK); /* row 15 */
    assert_int_equal(agent_of(world, agent).next.status, AVAILABLE);
    choose(world, agent, LUNCH);
    set_rule(world, ACD_RULE_AVAILABLE_FROM_CUSTOM, 1);
    choose(world, agent, AVAILABLE);
    assert_int_equal(agent_of(world, agent).status, AVAILABLE);
    leg_command(world, ACD_END_LEG, agent, call);
    leg_command(world, ACD_CLEAR_LEG, agent, call);
    assert_int_equal(agent_of(world, agent).status, AVAILABLE);
    world_free(world);
}

static void a_failed_outbound_call_leaves_the_status_alone(void **state)
{
    struct world *world = world_new();
    uint32_t agent = new_agent(world, BLENDED);
    (void)state;

    choose(world, agent, LUNCH);
    uint64_t call = must(world, &(struct acd_command){.kind = ACD_PLACE_CALL, .agent = agent});
    leg_command(world, ACD_FAIL_LEG, agent, call);
    assert_int_equal(leg_state(world, agent, call), ACD_LEG_ERROR);
    leg_command(world, ACD_CLEAR_LEG, agent, call);
    assert_int_equal(agent_of(world, agent).status, LUNCH); /* row 16 */
    world_free(world);
}

static void the_own_queue_waits_but_an_associated_contact_is_exempt(void **state)
{
    struct world *world = world_new();
    uint32_t agent = new_available_agent(world, BLENDED);
    (void)state;

    connected_chat(world, agent);
    choose(world, agent, LUNCH);
    must(world, &(struct acd_command){.kind = ACD_START_CONTACT, .channel = ACD_TASK, .agent = agent});
    assert_null(event_of(world, ACD_OFFER_MADE)); /* row 17 */
    uint64_t chat = new_contact(world, ACD_CHAT, SUPPORT);
    assert_int_equal(leg_command(world, ACD_ASSOCIATE_CONTACT, agent, chat), ACD_OK); /* row 18 */
    assert_int_equal(event_of(world, ACD_OFFER_MADE)->flags, ACD_FLAG_EXEMPT);
    must(world, &(struct acd_command){.kind = ACD_PLACE_CALL, .agent = agent}); /* row 19 */
    assert_int_equal(agent_of(world, agent).next.status, LUNCH);
    world_free(world);
}

static void a_paused_task_holds_the_next_status_back(void **state)
{
    struct world *world = world_new();
    uint32_t agent = new_available_agent(world, BLENDED);
    uint64_t task = new_contact(world, ACD_TASK, SUPPORT);
    (void)state;

    leg_command(world, ACD_ACCEPT_OFFER, agent, task);
    contact_command(world, ACD_PAUSE_CONTACT, ACD_ACTOR_API, task);
    choose(world, agent, LUNCH); /* row 20 */
    assert_int_equal(agent_of(world, agent).status, AVAILABLE);
    leg_command(world, ACD_END_LEG, agent, task);
    leg_command(world, ACD_CLEAR_LEG, agent, task);
    assert_int_equal(agent_of(world, agent).status, LUNCH);
    world_free(world);
}

static void signing_out_plans_offline_and_closing_the_page_does_nothing(void **state)
{
    struct world *world = world_new();
    uint32_t agent = new_available_agent(world, BLENDED);
    (void)state;

    connected_chat(world, agent);
    choose(world, agent, LUNCH);
    struct acd_command out = {.kind = ACD_SIGN_OUT, .agent = agent, .flags = ACD_FLAG_KEEP_STATUS};
    must(world, &out); /* row 22 */
    assert_int_equal(agent_of(world, agent).next.status, LUNCH);
    out.flags = 0;
    must(world, &out); /* row 21 */
    assert_int_equal(agent_of(world, agent).next.status, OFFLINE);
    must(world, &(struct acd_command){.kind = ACD_SIGN_IN, .agent = agent});
    assert_int_equal(agent_of(world, agent).next.status, OFFLINE);
    world_free(world);
}

static void a_disabled_status_is_refused_but_a_pending_one_still_applies(void **state)
{
    struct world *world = world_new();
    uint32_t agent = new_available_agent(world, BLENDED);
    uint64_t chat = connected_chat(world, agent);
    (void)state;

    choose(world, agent, LUNCH);
    must(world, &(struct acd_command){.kind = ACD_DISABLE_STATUS, .status = LUNCH});
    must(world, &(struct acd_command){.kind = ACD_DISABLE_STATUS, .status = BREAK});
    assert_int_equal(choose(world, agent, BREAK), ACD_REFUSED_STATUS_DISABLED); /* row 25 */
    assert_int_equal(choose(world, agent, 99), ACD_REFUSED_UNKNOWN_STATUS);     /* row 26 */
    assert_int_equal(choose(world, 99, LUNCH), ACD_REFUSED_UNKNOWN_AGENT);
    leg_command(world, ACD_END_LEG, agent, chat);
    leg_command(world, ACD_CLEAR_LEG, agent, chat);
    assert_int_equal(agent_of(world, agent).status, LUNCH); /* row 24 */
    world_free(world);
}

static void slots_are_shown_while_next_is_set_unless_the_rule_hides_them(void **state)
{
    struct world *world = world_new();
    uint32_t agent = new_available_agent(world, BLENDED);
    (void)state;

    connected_chat(world, agent);
    choose(world, agent, LUNCH);
    assert_int_equal(agent_of(world, agent).slots_available[ACD_CHAT], 2); /* row 29 */
    set_rule(world, ACD_RULE_SLOTS_SHOWN_WHILE_NEXT, 0);
    assert_int_equal(agent_of(world, agent).slots_available[ACD_CHAT], 0);
    world_free(world);
}

static void only_wrapup_left_with_a_plan(void **state)
{
    struct world *world = world_new();
    uint32_t agent = new_available_agent(world, BLENDED);
    uint64_t chat = connected_chat(world, agent);
    (void)state;

    choose(world, agent, LUNCH);
    leg_command(world, ACD_END_LEG, agent, chat);
    assert_int_equal(choose(world, agent, BREAK), ACD_OK); /* row 32 */
    assert_int_equal(agent_of(world, agent).status, BREAK);

    choose(world, agent, AVAILABLE);
    chat = connected_chat(world, agent);
    choose(world, agent, LUNCH);
    leg_command(world, ACD_END_LEG, agent, chat);
    assert_int_equal(choose(world, agent, AVAILABLE), ACD_OK); /* row 33 (a) */
    assert_int_equal(agent_of(world, agent).leg_count, 0);
    assert_int_equal(agent_of(world, agent).status, AVAILABLE);

    set_rule(world, ACD_RULE_ROW_33, 1);
    chat = connected_chat(world, agent);
    choose(world, agent, LUNCH);
    leg_command(world, ACD_END_LEG, agent, chat);
    assert_int_equal(choose(world, agent, AVAILABLE), ACD_OK); /* row 33 (b) */
    assert_int_equal(leg_state(world, agent, chat), ACD_LEG_ENDED);
    assert_int_equal(agent_of(world, agent).next.status, 0);
    world_free(world);
}

static void a_stale_version_is_refused(void **state)
{
    struct world *world = world_new();
    uint32_t agent = new_available_agent(world, BLENDED);
    struct acd_command command = {.kind = ACD_SET_STATUS, .agent = agent, .status = LUNCH};
    (void)state;

    command.if_version = agent_of(world, agent).version + 1;
    assert_int_equal(step(world, &command), ACD_REFUSED_STALE);
    command.if_version = agent_of(world, agent).version;
    assert_int_equal(step(world, &command), ACD_OK);
    world_free(world);
}

static void a_planned_time_stops_routing_then_and_not_before(void **state)
{
    struct world *world = world_new();
    uint32_t agent = new_available_agent(world, BLENDED);
    struct acd_command command = {.kind = ACD_SET_STATUS, .agent = agent, .status = LUNCH};
    (void)state;

    command.next.when = ACD_WHEN_AT;
    command.next.at = world->at + 60000;
    must(world, &command);
    assert_int_equal(agent_of(world, agent).status, AVAILABLE);
    uint64_t chat = connected_chat(world, agent);
    wait_ms(world, 60000);
    assert_int_equal(agent_of(world, agent).next.when, ACD_WHEN_IDLE);
    new_contact(world, ACD_CHAT, SUPPORT);
    assert_null(event_of(world, ACD_OFFER_MADE));
    leg_command(world, ACD_END_LEG, agent, chat);
    leg_command(world, ACD_CLEAR_LEG, agent, chat);
    assert_int_equal(agent_of(world, agent).status, LUNCH);
    world_free(world);
}

static void a_plan_in_place_of_a_stop_resumes_routing_until_its_time(void **state)
{
    struct world *world = world_new();
    uint32_t agent = new_available_agent(world, BLENDED);
    struct acd_command command = {.kind = ACD_SET_STATUS, .agent = agent, .status = BREAK};
    (void)state;

    connected_chat(world, agent);
    choose(world, agent, LUNCH);
    uint64_t chat = new_contact(world, ACD_CHAT, SUPPORT);
    command.next.when = ACD_WHEN_AT;
    command.next.at = world->at + 60000;
    must(world, &command);
    assert_int_equal(leg_state(world, agent, chat), ACD_LEG_CONNECTING);
    world_free(world);
}

static void after_contacts_counts_what_is_accepted(void **state)
{
    struct world *world = world_new();
    uint32_t agent = new_available_agent(world, BLENDED);
    struct acd_command command = {.kind = ACD_SET_STATUS, .agent = agent, .status = LUNCH};
    (void)state;

    command.next.when = ACD_WHEN_AFTER_CONTACTS;
    command.next.after_contacts = 2;
    must(world, &command);
    connected_chat(world, agent);
    assert_int_equal(agent_of(world, agent).next.after_contacts, 1);
    connected_chat(world, agent);
    assert_int_equal(agent_of(world, agent).next.when, ACD_WHEN_IDLE);
    new_contact(world, ACD_CHAT, SUPPORT);
    assert_null(event_of(world, ACD_OFFER_MADE));
    world_free(world);
}

static void after_one_contact_is_after_the_next_one(void **state)
{
    struct world *world = world_new();
    uint32_t agent = new_available_agent(world, BLENDED);
    struct acd_command command = {.kind = ACD_SET_STATUS, .agent = agent, .status = LUNCH};
    (void)state;

    command.next.when = ACD_WHEN_AFTER_CONTACTS;
    command.next.after_contacts = 1;
    must(world, &command);
    assert_int_equal(agent_of(world, agent).status, AVAILABLE);
    assert_int_equal(agent_of(world, agent).next.when, ACD_WHEN_AFTER_CONTACTS);
    uint64_t chat = connected_chat(world, agent);
    assert_int_equal(agent_of(world, agent).next.when, ACD_WHEN_IDLE);
    leg_command(world, ACD_END_LEG, agent, chat);
    leg_command(world, ACD_CLEAR_LEG, agent, chat);
    assert_int_equal(agent_of(world, agent).status, LUNCH);
    world_free(world);
}

static void an_event_tells_the_version_that_it_makes(void **state)
{
    struct world *world = world_new();
    uint32_t agent = new_available_agent(world, BLENDED);
    (void)state;

    assert_int_equal(event_of(world, ACD_STATUS_SET)->next.version, agent_of(world, agent).version);
    connected_chat(world, agent);
    choose(world, agent, LUNCH);
    assert_int_equal(event_of(world, ACD_NEXT_STATUS_SET)->next.version, agent_of(world, agent).version);
    assert_int_equal(agent_of(world, agent).next.version, agent_of(world, agent).version);
    world_free(world);
}

static void a_miss_beside_a_chat_stops_nothing_where_no_status_means_working_offline(void **state)
{
    struct world *world = world_new_vcc();
    uint32_t agent = new_agent(world, BLENDED);
    (void)state;

    must(world,
         &(struct acd_command){.kind = ACD_SIGN_IN, .agent = agent, .actor = {ACD_ACTOR_AGENT, agent}});
    assert_int_equal(choose(world, agent, AVAILABLE), ACD_OK);
    set_rule(world, ACD_RULE_STATUS_WORK_OFFLINE, 0);
    connected_chat(world, agent);
    uint64_t chat = new_contact(world, ACD_CHAT, SUPPORT);
    contact_command(world, ACD_CONNECT_CUSTOMER, ACD_ACTOR_CUSTOMER, chat);
    wait_ms(world, 30000);
    assert_int_equal(agent_of(world, agent).next.status, 0);
    assert_int_equal(agent_of(world, agent).status, AVAILABLE);
    assert_int_equal(leg_state(world, agent, chat), ACD_LEG_CONNECTING); /* again: nothing was stopped */
    world_free(world);
}

static void lunch_for_thirty_minutes_then_available(void **state)
{
    struct world *world = world_new();
    uint32_t agent = new_available_agent(world, BLENDED);
    struct acd_command command = {.kind = ACD_SET_STATUS, .agent = agent, .status = LUNCH};
    (void)state;

    command.next.return_status = AVAILABLE;
    command.next.return_after_ms = 1800000;
    must(world, &command);
    assert_int_equal(agent_of(world, agent).status, LUNCH);
    wait_ms(world, 1799999);
    assert_int_equal(agent_of(world, agent).status, LUNCH);
    wait_ms(world, 1);
    assert_int_equal(agent_of(world, agent).status, AVAILABLE);
    assert_int_equal(acd_deadline(world->acd), ACD_NEVER);
    world_free(world);
}

static void a_next_status_expires(void **state)
{
    struct world *world = world_new();
    uint32_t agent = new_available_agent(world, BLENDED);
    struct acd_command command = {.kind = ACD_SET_STATUS, .agent = agent, .status = LUNCH};
    (void)state;

    connected_chat(world, agent);
    command.next.expires_at = world->at + 5000;
    must(world, &command);
    wait_ms(world, 5000);
    assert_int_equal(agent_of(world, agent).next.status, 0);
    assert_int_equal(agent_of(world, agent).status, AVAILABLE);
    world_free(world);
}

static void the_meaning_of_a_choice_is_known_before_it_is_made(void **state)
{
    struct world *world = world_new();
    uint32_t agent = new_available_agent(world, BLENDED);
    struct acd_actor actor = {ACD_ACTOR_AGENT, agent};
    enum acd_refusal why = ACD_OK;
    (void)state;

    assert_int_equal(acd_status_meaning(world->acd, agent, LUNCH, actor, &why), ACD_MEANS_NOW);
    assert_int_equal(acd_status_meaning(world->acd, agent, AVAILABLE, actor, &why), ACD_MEANS_REFUSED);
    assert_int_equal(why, ACD_REFUSED_ALREADY_IN_STATUS);
    connected_chat(world, agent);
    assert_int_equal(acd_status_meaning(world->acd, agent, LUNCH, actor, NULL), ACD_MEANS_NEXT);
    choose(world, agent, LUNCH);
    assert_int_equal(acd_status_meaning(world->acd, agent, AVAILABLE, actor, NULL), ACD_MEANS_CANCEL);
    assert_int_equal(acd_status_meaning(world->acd, agent, LUNCH, actor, NULL), ACD_MEANS_NO_CHANGE);
    world_free(world);
}

static void an_agent_may_not_choose_for_another(void **state)
{
    struct world *world = world_new();
    uint32_t agent = new_available_agent(world, BLENDED);
    struct acd_command command = {
        .kind = ACD_SET_STATUS, .agent = agent, .status = LUNCH, .actor = {ACD_ACTOR_AGENT, agent + 1}};
    (void)state;

    assert_int_equal(step(world, &command), ACD_REFUSED_NOT_ALLOWED);
    command.actor.kind = ACD_ACTOR_SUPERVISOR; /* row 23 */
    assert_int_equal(step(world, &command), ACD_OK);
    world_free(world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(next_status_waits_until_wrapup_is_cleared),
        cmocka_unit_test(cancelling_resumes_routing_and_keeps_the_time),
        cmocka_unit_test(another_next_status_replaces_and_restarts_the_time),
        cmocka_unit_test(only_wrapup_is_cleared_and_the_status_applies_at_once),
        cmocka_unit_test(only_wrapup_and_available_counts_as_the_end_of_wrapup),
        cmocka_unit_test(wrapup_beside_a_live_chat_is_cleared_when_choosing),
        cmocka_unit_test(timed_wrapup_ends_into_the_next_status),
        cmocka_unit_test(a_ringing_offer_may_still_be_taken),
        cmocka_unit_test(a_ringing_offer_is_withdrawn_where_the_rule_says_so),
        cmocka_unit_test(missed_while_next_is_set_stays_and_holds_it_back),
        cmocka_unit_test(missed_alone_and_available_goes_to_the_plan_where_the_rule_says_so),
        cmocka_unit_test(any_status_clears_what_was_only_missed),
        cmocka_unit_test(missed_beside_a_live_chat_stays_unless_the_rule_clears_it),
        cmocka_unit_test(an_outbound_call_in_a_custom_status_plans_the_next_one),
        cmocka_unit_test(a_failed_outbound_call_leaves_the_status_alone),
        cmocka_unit_test(the_own_queue_waits_but_an_associated_contact_is_exempt),
        cmocka_unit_test(a_paused_task_holds_the_next_status_back),
        cmocka_unit_test(signing_out_plans_offline_and_closing_the_page_does_nothing),
        cmocka_unit_test(a_disabled_status_is_refused_but_a_pending_one_still_applies),
        cmocka_unit_test(slots_are_shown_while_next_is_set_unless_the_rule_hides_them),
        cmocka_unit_test(only_wrapup_left_with_a_plan),
        cmocka_unit_test(a_stale_version_is_refused),
        cmocka_unit_test(a_planned_time_stops_routing_then_and_not_before),
        cmocka_unit_test(a_plan_in_place_of_a_stop_resumes_routing_until_its_time),
        cmocka_unit_test(after_contacts_counts_what_is_accepted),
        cmocka_unit_test(after_one_contact_is_after_the_next_one),
        cmocka_unit_test(an_event_tells_the_version_that_it_makes),
        cmocka_unit_test(a_miss_beside_a_chat_stops_nothing_where_no_status_means_working_offline),
        cmocka_unit_test(lunch_for_thirty_minutes_then_available),
        cmocka_unit_test(a_next_status_expires),
        cmocka_unit_test(the_meaning_of_a_choice_is_known_before_it_is_made),
        cmocka_unit_test(an_agent_may_not_choose_for_another),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
