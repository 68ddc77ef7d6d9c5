/* Groups and reasons: what stories cannot show, the limits and the views. */
#include "core/testing/world.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <cmocka.h>

enum { VERA = 1, SUE = 2 };

static enum acd_refusal set_group(struct world *world, uint32_t agent, uint32_t group)
{
    return step(world, &(struct acd_command){.kind = ACD_SET_AGENT_GROUP, .agent = agent, .group = group});
}

static enum acd_refusal supervise(struct world *world, uint32_t agent, uint32_t group, int64_t value)
{
    return step(world, &(struct acd_command){
                           .kind = ACD_SET_SUPERVISOR_GROUP, .agent = agent, .group = group, .value = value});
}

static void new_groups(struct world *world, uint32_t count)
{
    for (uint32_t group = 1; group <= count; group++) {
        must(world, &(struct acd_command){.kind = ACD_CREATE_GROUP});
        assert_int_equal(world->batch.events[0].group, group);
    }
}

static struct world *small_centre(void)
{
    struct world *world = world_new_vcc();

    assert_int_equal(new_agent(world, BLENDED), VERA);
    assert_int_equal(new_agent(world, BLENDED), SUE);
    return world;
}

static void there_are_as_many_groups_as_the_limit_says(void **state)
{
    struct world *world = small_centre();
    (void)state;

    new_groups(world, ACD_GROUPS_MAX);
    assert_int_equal(step(world, &(struct acd_command){.kind = ACD_CREATE_GROUP}), ACD_REFUSED_LIMIT);
    assert_int_equal(acd_group_count(world->acd), ACD_GROUPS_MAX);
    assert_int_equal(set_group(world, VERA, ACD_GROUPS_MAX), ACD_OK);
    assert_int_equal(supervise(world, SUE, ACD_GROUPS_MAX, 1), ACD_OK);
    assert_true(agent_of(world, SUE).supervises == UINT64_C(1) << (ACD_GROUPS_MAX - 1));
    assert_int_equal(agent_of(world, VERA).group, ACD_GROUPS_MAX);
    assert_true(acd_supervises(world->acd, SUE, VERA));
    assert_false(acd_supervises(world->acd, VERA, VERA));
    assert_false(acd_supervises(world->acd, 0, VERA));
    assert_int_equal(supervise(world, SUE, 1, 2), ACD_REFUSED_INVALID);
    assert_int_equal(supervise(world, SUE, 0, 1), ACD_REFUSED_UNKNOWN_GROUP);
    assert_int_equal(set_group(world, 9, 1), ACD_REFUSED_UNKNOWN_AGENT);
    world_free(world);
}

static void the_status_says_who_set_it_and_why(void **state)
{
    struct world *world = small_centre();
    struct acd_agent_view vera;
    (void)state;

    new_groups(world, 1);
    set_group(world, VERA, 1);
    supervise(world, SUE, 1, 1);
    must(world, &(struct acd_command){.kind = ACD_SIGN_IN, .agent = VERA, .actor = {ACD_ACTOR_AGENT, VERA}});
    vera = agent_of(world, VERA);
    assert_int_equal(vera.status_cause, ACD_CAUSE_SIGNED_IN);
    assert_int_equal(vera.status_by, ACD_ACTOR_SYSTEM);
    must(world, &(struct acd_command){.kind = ACD_SET_STATUS,
                                      .agent = VERA,
                                      .status = BREAK,
                                      .reason = 7,
                                      .actor = {ACD_ACTOR_SUPERVISOR, SUE}});
    vera = agent_of(world, VERA);
    assert_int_equal(vera.status_by, ACD_ACTOR_SUPERVISOR);
    assert_int_equal(vera.status_by_id, SUE);
    assert_int_equal(vera.status_reason, 7);
    assert_int_equal(vera.status_cause, ACD_CAUSE_ASKED);
    world_free(world);
}

static void a_supervisor_of_nobody_is_refused_every_deed(void **state)
{
    static const uint16_t kinds[] = {ACD_SET_STATUS, ACD_STOP_NEW,         ACD_RESUME_NEW,
                                     ACD_SIGN_IN,    ACD_SIGN_OUT,         ACD_PLACE_CALL,
                                     ACD_CLEAR_LEG,  ACD_ACCEPT_OFFER,     ACD_REJECT_OFFER,
                                     ACD_END_LEG,    ACD_TRANSFER_CONTACT, ACD_ASSOCIATE_CONTACT};
    struct world *world = small_centre();
    uint64_t contact = new_contact(world, ACD_CHAT, SUPPORT);
    (void)state;

    for (size_t index = 0; index < sizeof kinds / sizeof kinds[0]; index++) {
        struct acd_command command = {.kind = kinds[index],
                                      .agent = VERA,
                                      .contact = contact,
                                      .status = AVAILABLE,
                                      .actor = {ACD_ACTOR_SUPERVISOR, SUE}};
        assert_int_equal(step(world, &command), ACD_REFUSED_NOT_YOUR_GROUP);
        command.actor.kind = ACD_ACTOR_ADMIN;
        assert_int_not_equal(step(world, &command), ACD_REFUSED_NOT_YOUR_GROUP);
    }
    world_free(world);
}

/* A mandatory list for breaks with `count` reasons, offered to group 1. */
static void new_list(struct world *world, uint32_t count)
{
    must(world, &(struct acd_command){.kind = ACD_CREATE_REASON_LIST,
                                      .value = 1 << ACD_REASON_BREAK,
                                      .flags = ACD_FLAG_MANDATORY});
    must(world,
         &(struct acd_command){.kind = ACD_SET_REASON_LIST_GROUP, .reason_list = 1, .group = 1, .value = 1});
    for (uint32_t reason = 1; reason <= count; reason++)
        must(world, &(struct acd_command){.kind = ACD_CREATE_REASON, .reason_list = 1});
}

static void reasons_are_listed_in_order_and_no_more_than_asked_for(void **state)
{
    struct world *world = small_centre();
    uint32_t reasons[8] = {0};
    bool mandatory = false;
    struct acd_reason_view reason;
    struct acd_reason_list_view list;
    (void)state;

    new_groups(world, 1);
    set_group(world, VERA, 1);
    new_list(world, 5);
    must(world, &(struct acd_command){.kind = ACD_DISABLE_REASON, .reason = 2});
    assert_int_equal(acd_agent_reasons(world->acd, VERA, ACD_REASON_BREAK, reasons, 8, &mandatory), 4);
    assert_true(mandatory);
    assert_int_equal(reasons[0], 1);
    assert_int_equal(reasons[1], 3);
    assert_int_equal(acd_agent_reasons(world->acd, VERA, ACD_REASON_BREAK, reasons, 2, &mandatory), 2);
    assert_int_equal(acd_agent_reasons(world->acd, SUE, ACD_REASON_BREAK, reasons, 8, &mandatory), 0);
    assert_false(mandatory);
    assert_int_equal(acd_agent_reasons(world->acd, VERA, ACD_REASON_ACTIONS, reasons, 8, &mandatory), 0);
    assert_int_equal(acd_agent_reasons(world->acd, 9, ACD_REASON_BREAK, reasons, 8, &mandatory), 0);
    assert_true(acd_reason_view(world->acd, 2, &reason));
    assert_int_equal(reason.enabled, 0);
    assert_int_equal(reason.reason_list, 1);
    assert_true(acd_reason_list_view(world->acd, 1, &list));
    assert_int_equal(list.mandatory, 1);
    assert_true(list.groups == 1);
    assert_false(acd_reason_view(world->acd, 6, &reason));
    assert_false(acd_reason_list_view(world->acd, 2, &list));
    world_free(world);
}

static void lists_and_reasons_have_limits(void **state)
{
    struct world *world = small_centre();
    struct acd_command list = {.kind = ACD_CREATE_REASON_LIST, .value = 1};
    struct acd_command reason = {.kind = ACD_CREATE_REASON, .reason_list = 1};
    (void)state;

    for (uint32_t count = 0; count < ACD_REASON_LISTS_MAX; count++)
        must(world, &list);
    assert_int_equal(step(world, &list), ACD_REFUSED_LIMIT);
    for (uint32_t count = 0; count < ACD_REASONS_MAX; count++)
        assert_int_equal(
            acd_step(world->acd,
                     &(struct acd_command){.kind = ACD_CREATE_REASON, .reason_list = 1, .at = world->at},
                     &world->batch),
            ACD_OK);
    reason.at = world->at;
    assert_int_equal(acd_step(world->acd, &reason, &world->batch), ACD_REFUSED_LIMIT);
    assert_null(acd_check(world->acd));
    list.value = 1 << ACD_REASON_ACTIONS;
    list.at = world->at;
    assert_int_equal(acd_step(world->acd, &list, &world->batch), ACD_REFUSED_INVALID);
    world_free(world);
}

static void the_books_facts_may_be_about_groups_and_reasons(void **state)
{
    struct world *world = small_centre();
    struct acd_command record = {
        .kind = ACD_RECORD, .record = 7, .subject_kind = ACD_SUBJECT_GROUP, .subject = 1};
    (void)state;

    assert_int_equal(step(world, &record), ACD_REFUSED_UNKNOWN_GROUP);
    new_groups(world, 1);
    new_list(world, 1);
    assert_int_equal(step(world, &record), ACD_OK);
    record.subject_kind = ACD_SUBJECT_REASON_LIST;
    assert_int_equal(step(world, &record), ACD_OK);
    record.subject_kind = ACD_SUBJECT_REASON;
    assert_int_equal(step(world, &record), ACD_OK);
    record.subject = 2;
    assert_int_equal(step(world, &record), ACD_REFUSED_UNKNOWN_REASON);
    record.subject_kind = ACD_SUBJECT_KINDS;
    assert_int_equal(step(world, &record), ACD_REFUSED_INVALID);
    world_free(world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(there_are_as_many_groups_as_the_limit_says),
        cmocka_unit_test(the_status_says_who_set_it_and_why),
        cmocka_unit_test(a_supervisor_of_nobody_is_refused_every_deed),
        cmocka_unit_test(reasons_are_listed_in_order_and_no_more_than_asked_for),
        cmocka_unit_test(lists_and_reasons_have_limits),
        cmocka_unit_test(the_books_facts_may_be_about_groups_and_reasons),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
