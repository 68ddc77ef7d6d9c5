/* Capacity: the agent's own limits and blend, one to six chats, against the profile's. */
#include "core/testing/world.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <cmocka.h>

enum { ALICE = 1 };

static enum acd_refusal limit(struct world *world, uint8_t channel, int64_t value)
{
    return step(world, &(struct acd_command){
                           .kind = ACD_SET_AGENT_LIMIT, .agent = ALICE, .channel = channel, .value = value});
}

static enum acd_refusal blend(struct world *world, uint8_t on, uint8_t offered, int64_t value)
{
    return step(
        world,
        &(struct acd_command){
            .kind = ACD_SET_AGENT_BLEND, .agent = ALICE, .channel = on, .subject = offered, .value = value});
}

static uint32_t legs_of(const struct world *world)
{
    return agent_of(world, ALICE).leg_count;
}

static void from_none_to_six_chats_each_limit_holds_exactly(void **state)
{
    (void)state;
    for (int64_t most = 0; most <= ACD_AGENT_LIMIT_MAX; most++) {
        struct world *world = world_new();
        new_available_agent(world, BLENDED);
        assert_int_equal(limit(world, ACD_CHAT, most), ACD_OK);
        for (int count = 0; count < 8; count++)
            new_contact(world, ACD_CHAT, SUPPORT);
        assert_int_equal(legs_of(world), most);
        assert_int_equal(agent_of(world, ALICE).slots_max[ACD_CHAT], most);
        assert_int_equal(acd_why_no_work(world->acd, ALICE, ACD_CHAT), ACD_WHY_AGENT_LIMIT);
        assert_int_equal(limit(world, ACD_CHAT, ACD_LIMIT_NONE), ACD_OK);
        assert_int_equal(legs_of(world), most > 3 ? most : 3); /* the profile's again; none is taken away */
        world_free(world);
    }
}

static void the_total_counts_all_channels(void **state)
{
    struct world *world = world_new();
    (void)state;

    new_available_agent(world, BLENDED);
    assert_int_equal(limit(world, ACD_CHANNELS, 2), ACD_OK);
    new_contact(world, ACD_VOICE, SUPPORT);
    new_contact(world, ACD_TASK, SUPPORT);
    new_contact(world, ACD_CHAT, SUPPORT);
    assert_int_equal(legs_of(world), 2);
    assert_int_equal(acd_why_no_work(world->acd, ALICE, ACD_CHAT), ACD_WHY_AGENT_LIMIT);
    assert_int_equal(agent_of(world, ALICE).slots_available[ACD_CHAT], 0);
    assert_int_equal(agent_of(world, ALICE).limits[ACD_CHANNELS], 2);
    assert_int_equal(limit(world, ACD_CHANNELS, 3), ACD_OK);
    assert_int_equal(legs_of(world), 3);
    world_free(world);
}

static void the_blend_narrows_what_the_profile_mixes(void **state)
{
    struct world *world = world_new(); /* any channel beside any other */
    (void)state;

    new_available_agent(world, BLENDED);
    assert_int_equal(blend(world, ACD_VOICE, ACD_CHAT, 1), ACD_OK);
    assert_int_equal(agent_of(world, ALICE).blends[ACD_VOICE][ACD_CHAT], 1);
    assert_int_equal(agent_of(world, ALICE).blends[ACD_CHAT][ACD_VOICE], ACD_LIMIT_NONE);
    new_contact(world, ACD_VOICE, SUPPORT);
    new_contact(world, ACD_CHAT, SUPPORT);
    new_contact(world, ACD_CHAT, SUPPORT);
    assert_int_equal(legs_of(world), 2);
    assert_int_equal(acd_why_no_work(world->acd, ALICE, ACD_CHAT), ACD_WHY_BLEND);
    assert_int_equal(acd_why_no_work(world->acd, ALICE, ACD_TASK), ACD_WHY_NOTHING_WAITS);
    assert_int_equal(blend(world, ACD_VOICE, ACD_CHAT, ACD_LIMIT_NONE), ACD_OK);
    assert_int_equal(legs_of(world), 3);
    world_free(world);
}

static void limits_and_blends_out_of_range_are_refused(void **state)
{
    struct world *world = world_new();
    (void)state;

    assert_int_equal(limit(world, ACD_CHAT, 1), ACD_REFUSED_UNKNOWN_AGENT);
    new_available_agent(world, BLENDED);
    assert_int_equal(limit(world, ACD_CHAT, ACD_AGENT_LIMIT_MAX + 1), ACD_REFUSED_INVALID);
    assert_int_equal(limit(world, ACD_CHAT, ACD_LIMIT_NONE - 1), ACD_REFUSED_INVALID);
    assert_int_equal(limit(world, ACD_VOICE, 2), ACD_REFUSED_INVALID);
    assert_int_equal(limit(world, ACD_CHANNELS + 1, 1), ACD_REFUSED_INVALID);
    assert_int_equal(blend(world, ACD_CHAT, ACD_CHAT, 1), ACD_REFUSED_INVALID);
    assert_int_equal(blend(world, ACD_CHANNELS, ACD_CHAT, 1), ACD_REFUSED_INVALID);
    assert_int_equal(blend(world, ACD_CHAT, ACD_CHANNELS, 1), ACD_REFUSED_INVALID);
    assert_int_equal(blend(world, ACD_CHAT, ACD_VOICE, 2), ACD_REFUSED_INVALID);
    world_free(world);
}

/* Exempt legs may go beyond; what is left is never less than nothing. */
static void legs_beyond_a_limit_leave_nothing(void **state)
{
    struct world *world = world_new();
    uint64_t chat;
    (void)state;

    new_available_agent(world, BLENDED);
    limit(world, ACD_CHAT, 1);
    new_contact(world, ACD_CHAT, SUPPORT);
    chat = new_contact(world, ACD_CHAT, SUPPORT);
    must(world, &(struct acd_command){.kind = ACD_ASSOCIATE_CONTACT, .agent = ALICE, .contact = chat});
    assert_int_equal(legs_of(world), 2);
    assert_int_equal(agent_of(world, ALICE).slots_available[ACD_CHAT], 0);
    new_contact(world, ACD_CHAT, SUPPORT);
    assert_int_equal(legs_of(world), 2);
    world_free(world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(from_none_to_six_chats_each_limit_holds_exactly),
        cmocka_unit_test(the_total_counts_all_channels),
        cmocka_unit_test(the_blend_narrows_what_the_profile_mixes),
        cmocka_unit_test(limits_and_blends_out_of_range_are_refused),
        cmocka_unit_test(legs_beyond_a_limit_leave_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
