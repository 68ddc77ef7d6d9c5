/* The status model's table: the full product of what is shown, the move and the actor, done on the core and compared
 * with the table written out by hand below. */
#include "core/testing/world.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

enum { VCC_AVAILABLE = 1, ON_BREAK, WORKING_OFFLINE, LOGGED_OUT, TRAINING };
enum { SUPERVISOR = 2 }; /* of the group of agent 1 */

/* peers.md 1.3 and the seed's page, row by row. A Available, W Work Offline, B Take Break, L Log Out, S Stop New,
 * R Resume, E End Post Processing, X extend. */
static const char LETTERS[] = "AWBLSREX";
static const struct {
    enum acd_shown shown;
    const char *agent;
    const char *others; /* supervisor, administrator, API, command line */
} vcc[] = {
    {ACD_SHOWN_SIGNED_OUT, "", ""},
    {ACD_SHOWN_AVAILABLE, "WB", "WBL"},
    {ACD_SHOWN_OFFERING, "", ""},
    {ACD_SHOWN_BUSY, "S", ""},
    {ACD_SHOWN_BUSY_STOP_NEW, "R", ""},
    {ACD_SHOWN_POST_PROCESSING, "", ""},
    {ACD_SHOWN_WORKING_OFFLINE, "ABL", "ABL"},
    {ACD_SHOWN_ON_BREAK, "AWL", "AWL"},
    {ACD_SHOWN_OTHER, "AWBL", "AWBL"},
};

static struct world *vcc_new(void)
{
    struct world *world = world_new_vcc();

    assert_int_equal(
        must(world, &(struct acd_command){.kind = ACD_CREATE_STATUS, .status_type = ACD_STATUS_CUSTOM}),
        TRAINING);
    must(world, &(struct acd_command){
                    .kind = ACD_CHANGE_QUEUE, .queue = SUPPORT, .wrapup_ms = {10000, 10000, 10000}});
    return world;
}

static void leg_must(struct world *world, enum acd_command_kind kind, uint64_t contact)
{
    assert_int_equal(leg_command(world, kind, 1, contact), ACD_OK);
}

static void choose_must(struct world *world, uint32_t status)
{
    assert_int_equal(choose(world, 1, status), ACD_OK);
}

/* A centre whose first agent is shown so, and the contact the agent has, or 0. */
static struct world *world_showing(enum acd_shown shown, uint64_t *contact)
{
    struct world *world = vcc_new();
    struct acd_command sign_in = {.kind = ACD_SIGN_IN, .agent = 1, .actor = {ACD_ACTOR_AGENT, 1}};
    struct acd_command stop = {.kind = ACD_STOP_NEW, .agent = 1, .actor = {ACD_ACTOR_AGENT, 1}};

    *contact = 0;
    assert_int_equal(new_agent(world, BLENDED), 1);
    assert_int_equal(new_agent(world, BLENDED), SUPERVISOR);
    must(world, &(struct acd_command){.kind = ACD_CREATE_GROUP});
    must(world, &(struct acd_command){.kind = ACD_SET_AGENT_GROUP, .agent = 1, .group = 1});
    must(world, &(struct acd_command){
                    .kind = ACD_SET_SUPERVISOR_GROUP, .agent = SUPERVISOR, .group = 1, .value = 1});
    if (shown == ACD_SHOWN_SIGNED_OUT)
        return world;
    must(world, &sign_in);
    if (shown == ACD_SHOWN_ON_BREAK)
        return world;
    if (shown == ACD_SHOWN_WORKING_OFFLINE) {
        choose_must(world, WORKING_OFFLINE);
        return world;
    }
    choose_must(world, VCC_AVAILABLE);
    if (shown == ACD_SHOWN_OTHER)
        choose_must(world, TRAINING);
    if (shown == ACD_SHOWN_AVAILABLE || shown == ACD_SHOWN_OTHER)
        return world;
    *contact = new_contact(world, ACD_CHAT, SUPPORT);
    if (shown != ACD_SHOWN_OFFERING)
        leg_must(world, ACD_ACCEPT_OFFER, *contact);
    if (shown == ACD_SHOWN_BUSY_STOP_NEW)
        must(world, &stop);
    if (shown == ACD_SHOWN_POST_PROCESSING)
        leg_must(world, ACD_END_LEG, *contact);
    return world;
}

static enum acd_refusal make_move(struct world *world, enum acd_move move, uint64_t contact,
                                  enum acd_actor_kind actor)
{
    static const uint32_t targets[] = {VCC_AVAILABLE, WORKING_OFFLINE, ON_BREAK, LOGGED_OUT};
    static const uint16_t kinds[] = {ACD_SET_STATUS, ACD_SET_STATUS, ACD_SET_STATUS, ACD_SET_STATUS,
                                     ACD_STOP_NEW,   ACD_RESUME_NEW, ACD_END_WRAPUP, ACD_EXTEND_WRAPUP};
    uint32_t id = actor == ACD_ACTOR_AGENT ? 1 : actor == ACD_ACTOR_SUPERVISOR ? SUPERVISOR : 0;
    struct acd_command command = {.kind = kinds[move],
                                  .agent = 1,
                                  .contact = contact,
                                  .status = move <= ACD_MOVE_LOG_OUT ? targets[move] : 0,
                                  .actor = {(uint8_t)actor, id}};

    return step(world, &command);
}

static bool in_table(size_t row, enum acd_actor_kind actor, enum acd_move move)
{
    if (actor == ACD_ACTOR_CUSTOMER || actor == ACD_ACTOR_GATEWAY)
        return false;
    return strchr(actor == ACD_ACTOR_AGENT ? vcc[row].agent : vcc[row].others, LETTERS[move]) != NULL;
}

static void one_of_the_product(size_t row, enum acd_actor_kind actor, enum acd_move move)
{
    struct acd_actor who = {(uint8_t)actor, actor == ACD_ACTOR_SUPERVISOR ? SUPERVISOR : 0};
    uint64_t contact;
    struct world *world = world_showing(vcc[row].shown, &contact);
    bool allowed = in_table(row, actor, move);
    bool said = acd_agent_moves(world->acd, 1, who) >> move & 1;
    bool changed;

    assert_int_equal(acd_agent_shown(world->acd, 1), vcc[row].shown);
    changed = make_move(world, move, contact, actor) == ACD_OK && world->batch.count > 0;
    if (said != allowed || changed != allowed)
        fail_msg("%s from %s by actor %d: the table says %d, the core lists %d and does %d (%s)",
                 acd_move_name(move), acd_shown_name(vcc[row].shown), (int)actor, allowed, said, changed,
                 acd_refusal_name(world->refusal));
    world_free(world);
}

static void vcc_allows_exactly_the_seeds_table(void **state)
{
    (void)state;
    assert_int_equal(sizeof vcc / sizeof vcc[0], ACD_SHOWN_STATES);
    for (size_t row = 0; row < ACD_SHOWN_STATES; row++) {
        for (int actor = ACD_ACTOR_AGENT; actor <= ACD_ACTOR_OPERATOR; actor++) {
            for (int move = 0; move < ACD_MOVES; move++)
                one_of_the_product(row, (enum acd_actor_kind)actor, (enum acd_move)move);
        }
    }
}

static void the_agents_own_log_out_obeys_the_table(void **state)
{
    struct acd_command sign_out = {.kind = ACD_SIGN_OUT, .agent = 1, .actor = {ACD_ACTOR_AGENT, 1}};
    uint64_t contact;
    (void)state;

    for (size_t row = 0; row < ACD_SHOWN_STATES; row++) {
        struct world *world = world_showing(vcc[row].shown, &contact);
        bool allowed =
            in_table(row, ACD_ACTOR_AGENT, ACD_MOVE_LOG_OUT) || vcc[row].shown == ACD_SHOWN_SIGNED_OUT;
        assert_int_equal(step(world, &sign_out), allowed ? ACD_OK : ACD_REFUSED_NOT_ALLOWED);
        world_free(world);
    }
}

/* connect.md 2.3: what a wish means depends on the contacts; nobody is refused for where the agent stands. */
static void connect_allows_every_move_to_a_status(void **state)
{
    struct world *world = world_new();
    uint32_t all = 1u << ACD_MOVE_AVAILABLE | 1u << ACD_MOVE_WORK_OFFLINE | 1u << ACD_MOVE_BREAK |
                   1u << ACD_MOVE_LOG_OUT;
    (void)state;

    for (int actor = ACD_ACTOR_SYSTEM; actor <= ACD_ACTOR_OPERATOR; actor++) {
        for (int shown = 0; shown < ACD_SHOWN_STATES; shown++)
            assert_int_equal(acd_moves(world->acd, (enum acd_actor_kind)actor, (enum acd_shown)shown), all);
    }
    world_free(world);
}

static void another_agents_moves_are_nobodys(void **state)
{
    uint64_t contact;
    struct world *world = world_showing(ACD_SHOWN_ON_BREAK, &contact);
    (void)state;

    assert_int_equal(acd_agent_moves(world->acd, 1, (struct acd_actor){ACD_ACTOR_AGENT, 2}), 0);
    assert_int_equal(acd_agent_moves(world->acd, SUPERVISOR, (struct acd_actor){ACD_ACTOR_SUPERVISOR, 1}), 0);
    assert_int_equal(acd_agent_moves(world->acd, 9, (struct acd_actor){ACD_ACTOR_API, 0}), 0);
    assert_int_equal(acd_agent_shown(world->acd, 9), ACD_SHOWN_SIGNED_OUT);
    world_free(world);
}

static void stop_new_is_for_chats_only(void **state)
{
    uint64_t contact;
    struct world *world = world_showing(ACD_SHOWN_AVAILABLE, &contact);
    (void)state;

    contact = new_contact(world, ACD_TASK, SUPPORT);
    leg_must(world, ACD_ACCEPT_OFFER, contact);
    assert_int_equal(make_move(world, ACD_MOVE_STOP_NEW, 0, ACD_ACTOR_AGENT), ACD_REFUSED_NOT_ALLOWED);
    world_free(world);
}

static void the_first_two_custom_statuses_take_the_parts(void **state)
{
    struct world *world = vcc_new();
    (void)state;

    assert_int_equal(acd_rule(world->acd, ACD_RULE_STATUS_BREAK), ON_BREAK);
    assert_int_equal(acd_rule(world->acd, ACD_RULE_STATUS_WORK_OFFLINE), WORKING_OFFLINE);
    set_rule(world, ACD_RULE_STATUS_BREAK, TRAINING);
    assert_int_equal(acd_rule(world->acd, ACD_RULE_STATUS_BREAK), TRAINING);
    world_free(world);
    world = world_new();
    assert_int_equal(acd_rule(world->acd, ACD_RULE_STATUS_BREAK), 0);
    world_free(world);
}

static void an_entry_takes_only_what_there_is(void **state)
{
    struct world *world = world_new();
    struct acd_command command = {.kind = ACD_SET_MOVES, .subject_kind = ACD_ACTOR_OPERATOR + 1};
    (void)state;

    assert_int_equal(step(world, &command), ACD_REFUSED_INVALID);
    command.subject_kind = ACD_ACTOR_AGENT;
    command.subject = ACD_SHOWN_STATES;
    assert_int_equal(step(world, &command), ACD_REFUSED_INVALID);
    command.subject = ACD_SHOWN_BUSY;
    command.value = 1 << ACD_MOVES;
    assert_int_equal(step(world, &command), ACD_REFUSED_INVALID);
    command.value = -1;
    assert_int_equal(step(world, &command), ACD_REFUSED_INVALID);
    command.value = (1 << ACD_MOVES) - 1;
    assert_int_equal(step(world, &command), ACD_OK);
    assert_int_equal(acd_moves(world->acd, ACD_ACTOR_AGENT, ACD_SHOWN_BUSY), (1 << ACD_MOVES) - 1);
    world_free(world);
}

static void every_name_is_there(void **state)
{
    (void)state;
    assert_string_equal(acd_shown_name(ACD_SHOWN_BUSY_STOP_NEW), "BUSY_STOP_NEW");
    assert_string_equal(acd_move_name(ACD_MOVE_EXTEND_WRAPUP), "EXTEND_WRAPUP");
    assert_string_equal(acd_rule_name(ACD_RULE_PLANS_REFUSED), "PLANS_REFUSED");
    assert_string_equal(acd_command_name(ACD_SET_MOVES), "SET_MOVES");
    assert_string_equal(acd_command_name(ACD_EXTEND_WRAPUP), "EXTEND_WRAPUP");
    assert_string_equal(acd_event_name(ACD_WRAPUP_EXTENDED), "WRAPUP_EXTENDED");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(vcc_allows_exactly_the_seeds_table),
        cmocka_unit_test(the_agents_own_log_out_obeys_the_table),
        cmocka_unit_test(connect_allows_every_move_to_a_status),
        cmocka_unit_test(another_agents_moves_are_nobodys),
        cmocka_unit_test(stop_new_is_for_chats_only),
        cmocka_unit_test(the_first_two_custom_statuses_take_the_parts),
        cmocka_unit_test(an_entry_takes_only_what_there_is),
        cmocka_unit_test(every_name_is_there),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
