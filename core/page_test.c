/* Pages: what a lost line takes away, what it leaves, and when a session is over. */
#include "core/testing/world.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <cmocka.h>

enum { ALICE = 1, BOB = 2, TIMEOUT_MS = 60000 };

static enum acd_refusal page(struct world *world, enum acd_command_kind kind, uint32_t agent)
{
    return step(world, &(struct acd_command){
                           .kind = (uint16_t)kind, .agent = agent, .actor = {ACD_ACTOR_AGENT, agent}});
}

static struct world *reconnecting(void)
{
    struct world *world = world_new();

    set_rule(world, ACD_RULE_RECONNECTING, 1);
    set_rule(world, ACD_RULE_SESSION_TIMEOUT_MS, TIMEOUT_MS);
    assert_int_equal(new_available_agent(world, BLENDED), ALICE);
    assert_int_equal(page(world, ACD_OPEN_PAGE, ALICE), ACD_OK);
    return world;
}

static void a_lost_page_leaves_the_place_among_the_available(void **state)
{
    struct world *world = reconnecting();
    int64_t since = agent_of(world, ALICE).available_since;
    uint32_t version = agent_of(world, ALICE).version;
    uint64_t chat;
    (void)state;

    world->at += 1000;
    assert_int_equal(new_available_agent(world, BLENDED), BOB);
    page(world, ACD_LOSE_PAGE, ALICE);
    assert_int_equal(agent_of(world, ALICE).page, ACD_PAGE_AWAITED);
    assert_int_equal(agent_of(world, ALICE).session_ends_at, world->at + TIMEOUT_MS);
    wait_ms(world, 5000);
    page(world, ACD_OPEN_PAGE, ALICE);
    assert_int_equal(agent_of(world, ALICE).available_since, since);
    assert_int_equal(agent_of(world, ALICE).version, version);
    chat = new_contact(world, ACD_CHAT, SUPPORT);
    assert_int_equal(offered_to(world, ALICE), chat); /* longest available, as before */
    world_free(world);
}

static void an_offer_taken_back_goes_to_the_next_agent_at_once(void **state)
{
    struct world *world = reconnecting();
    uint64_t chat = new_contact(world, ACD_CHAT, SUPPORT);
    (void)state;

    new_available_agent(world, BLENDED);
    assert_int_equal(offered_to(world, ALICE), chat);
    page(world, ACD_LOSE_PAGE, ALICE);
    assert_int_equal(event_of(world, ACD_OFFER_WITHDRAWN)->cause, ACD_CAUSE_CONNECTION_LOST);
    assert_int_equal(offered_to(world, BOB), chat);
    assert_int_equal(agent_of(world, ALICE).leg_count, 0);
    assert_null(event_of(world, ACD_STATUS_SET));
    assert_int_equal(acd_why_no_work(world->acd, ALICE, ACD_CHAT), ACD_WHY_RECONNECTING);
    assert_true(acd_queue_staffed(world->acd, SUPPORT, ACD_CHAT));
    world_free(world);
}

static void a_session_ends_exactly_at_its_time(void **state)
{
    struct world *world = reconnecting();
    (void)state;

    page(world, ACD_LOSE_PAGE, ALICE);
    assert_int_equal(acd_deadline(world->acd), world->at + TIMEOUT_MS);
    wait_ms(world, TIMEOUT_MS - 1);
    assert_int_equal(agent_of(world, ALICE).status, AVAILABLE);
    wait_ms(world, 1);
    assert_int_equal(agent_of(world, ALICE).status, OFFLINE);
    assert_int_equal(agent_of(world, ALICE).status_cause, ACD_CAUSE_SESSION_TIMEOUT);
    assert_int_equal(agent_of(world, ALICE).page, ACD_PAGE_NONE);
    assert_int_equal(acd_deadline(world->acd), ACD_NEVER);
    world_free(world);
}

static void opening_again_stops_the_session_clock_and_the_rule_is_read_when_lost(void **state)
{
    struct world *world = reconnecting();
    (void)state;

    page(world, ACD_LOSE_PAGE, ALICE);
    set_rule(world, ACD_RULE_SESSION_TIMEOUT_MS, 0);
    assert_int_equal(agent_of(world, ALICE).session_ends_at, world->at + TIMEOUT_MS);
    page(world, ACD_OPEN_PAGE, ALICE);
    page(world, ACD_LOSE_PAGE, ALICE);
    assert_int_equal(agent_of(world, ALICE).session_ends_at, ACD_NEVER);
    wait_ms(world, 10 * TIMEOUT_MS);
    assert_int_equal(agent_of(world, ALICE).page, ACD_PAGE_AWAITED);
    world_free(world);
}

static void a_planned_status_and_a_session_share_the_clock(void **state)
{
    struct world *world = reconnecting();
    struct acd_command plan = {.kind = ACD_SET_STATUS,
                               .agent = ALICE,
                               .status = LUNCH,
                               .actor = {ACD_ACTOR_AGENT, ALICE},
                               .next = {.when = ACD_WHEN_AT, .at = world->at + TIMEOUT_MS / 2}};
    (void)state;

    must(world, &plan);
    page(world, ACD_LOSE_PAGE, ALICE);
    wait_ms(world, TIMEOUT_MS / 2);
    assert_int_equal(agent_of(world, ALICE).status, LUNCH);
    wait_ms(world, TIMEOUT_MS / 2);
    assert_int_equal(agent_of(world, ALICE).status, OFFLINE);
    world_free(world);
}

static void pages_are_refused_of_nobody_and_of_others(void **state)
{
    struct world *world = reconnecting();
    struct acd_command open = {.kind = ACD_OPEN_PAGE, .agent = BOB, .actor = {ACD_ACTOR_AGENT, ALICE}};
    (void)state;

    assert_int_equal(page(world, ACD_OPEN_PAGE, 9), ACD_REFUSED_UNKNOWN_AGENT);
    new_agent(world, BLENDED);
    assert_int_equal(step(world, &open), ACD_REFUSED_NOT_ALLOWED);
    must(world, &(struct acd_command){.kind = ACD_DISABLE_AGENT, .agent = BOB});
    assert_int_equal(page(world, ACD_OPEN_PAGE, BOB), ACD_REFUSED_AGENT_DISABLED);
    assert_int_equal(page(world, ACD_LOSE_PAGE, BOB), ACD_OK);
    assert_int_equal(world->batch.count, 0);
    world_free(world);
}

/* After a start the server loses every page that was open, as the system. */
static void the_system_may_lose_a_page(void **state)
{
    struct world *world = reconnecting();
    (void)state;

    must(world, &(struct acd_command){.kind = ACD_LOSE_PAGE, .agent = ALICE});
    assert_int_equal(agent_of(world, ALICE).page, ACD_PAGE_AWAITED);
    world_free(world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_lost_page_leaves_the_place_among_the_available),
        cmocka_unit_test(an_offer_taken_back_goes_to_the_next_agent_at_once),
        cmocka_unit_test(a_session_ends_exactly_at_its_time),
        cmocka_unit_test(opening_again_stops_the_session_clock_and_the_rule_is_read_when_lost),
        cmocka_unit_test(a_planned_status_and_a_session_share_the_clock),
        cmocka_unit_test(pages_are_refused_of_nobody_and_of_others),
        cmocka_unit_test(the_system_may_lose_a_page),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
