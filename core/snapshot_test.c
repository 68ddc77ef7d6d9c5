/* The state as bytes: equal both ways, and refused when damaged, foreign or too large. */
#include "core/testing/world.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

struct snapshot {
    struct world *world;
    uint8_t *bytes;
    size_t len;
};

static struct snapshot taken(void)
{
    struct snapshot snapshot = {.world = world_new()};
    uint32_t agent = new_available_agent(snapshot.world, BLENDED);
    uint64_t chat = new_contact(snapshot.world, ACD_CHAT, SUPPORT);

    leg_command(snapshot.world, ACD_ACCEPT_OFFER, agent, chat);
    choose(snapshot.world, agent, LUNCH);
    new_contact(snapshot.world, ACD_TASK, SUPPORT);
    snapshot.len = acd_encode(snapshot.world->acd, NULL, 0);
    snapshot.bytes = malloc(snapshot.len);
    assert_int_equal(acd_encode(snapshot.world->acd, snapshot.bytes, snapshot.len), snapshot.len);
    return snapshot;
}

static bool decodes(const struct snapshot *snapshot, const struct acd_limits *limits)
{
    struct acd *copy = core_new(limits);
    bool good = acd_decode(copy, snapshot->bytes, snapshot->len);

    if (good)
        assert_true(acd_digest(copy) == acd_digest(snapshot->world->acd));
    if (good)
        assert_null(acd_check(copy));
    free(copy);
    return good;
}

static void forget(struct snapshot *snapshot)
{
    free(snapshot->bytes);
    world_free(snapshot->world);
}

static void every_damaged_byte_is_noticed(void **state)
{
    struct snapshot snapshot = taken();
    struct acd_limits limits = snapshot.world->limits;
    (void)state;

    assert_true(decodes(&snapshot, &limits));
    for (size_t index = 0; index < snapshot.len; index++) {
        snapshot.bytes[index] ^= 0x40;
        assert_false(decodes(&snapshot, &limits));
        snapshot.bytes[index] ^= 0x40;
    }
    forget(&snapshot);
}

static void every_shorter_or_longer_text_is_refused(void **state)
{
    struct snapshot snapshot = taken();
    size_t len = snapshot.len;
    (void)state;

    for (snapshot.len = 0; snapshot.len < len; snapshot.len += 7)
        assert_false(decodes(&snapshot, &snapshot.world->limits));
    snapshot.len = len;
    forget(&snapshot);
}

static void larger_limits_take_it_and_smaller_do_not(void **state)
{
    struct snapshot snapshot = taken();
    struct acd_limits limits = snapshot.world->limits;
    (void)state;

    limits.agents *= 2;
    limits.contacts *= 3;
    limits.legs *= 5;
    assert_true(decodes(&snapshot, &limits));
    limits.contacts = 1;
    assert_false(decodes(&snapshot, &limits));
    forget(&snapshot);
}

static void nothing_is_written_where_it_does_not_fit(void **state)
{
    struct snapshot snapshot = taken();
    (void)state;

    memset(snapshot.bytes, 0x55, snapshot.len);
    assert_int_equal(acd_encode(snapshot.world->acd, snapshot.bytes, snapshot.len - 1), snapshot.len);
    for (size_t index = 0; index < snapshot.len; index++)
        assert_int_equal(snapshot.bytes[index], 0x55);
    forget(&snapshot);
}

static void a_restored_core_goes_on_as_the_original(void **state)
{
    struct snapshot snapshot = taken();
    struct world *world = snapshot.world;
    struct acd *copy = core_new(&world->limits);
    struct acd_batch *batch = malloc(sizeof *batch);
    struct acd_command start = {
        .kind = ACD_START_CONTACT, .channel = ACD_VOICE, .queue = SUPPORT, .at = world->at};
    (void)state;

    assert_true(acd_decode(copy, snapshot.bytes, snapshot.len));
    must(world, &start);
    assert_int_equal(acd_step(copy, &start, batch), ACD_OK);
    assert_int_equal(batch->events[0].contact, world->batch.events[0].contact);
    assert_memory_equal(copy, world->acd, acd_size(&world->limits));
    free(batch);
    free(copy);
    forget(&snapshot);
}

static void memory_that_is_zeros_already_makes_the_same_core(void **state)
{
    struct snapshot snapshot = taken();
    const struct acd_limits *limits = &snapshot.world->limits;
    struct acd *written = core_new(limits);
    void *memory = aligned_alloc(64, acd_size(limits));
    (void)state;

    assert_non_null(memory);
    memset(memory, 0, acd_size(limits));
    assert_ptr_equal(acd_init_zeroed(memory, limits), memory);
    assert_memory_equal(memory, written, acd_size(limits));
    free(memory);
    free(written);
    forget(&snapshot);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_damaged_byte_is_noticed),
        cmocka_unit_test(every_shorter_or_longer_text_is_refused),
        cmocka_unit_test(larger_limits_take_it_and_smaller_do_not),
        cmocka_unit_test(nothing_is_written_where_it_does_not_fit),
        cmocka_unit_test(a_restored_core_goes_on_as_the_original),
        cmocka_unit_test(memory_that_is_zeros_already_makes_the_same_core),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
