/* What core_canonical() takes for one state goes on alike (centre.h, core/testing/canonical.h): a walk through the
 * small centre and the same walk with its agents exchanged and its contacts in other places. explore --twins tries the
 * same on all that it explores. It must not know how the core keeps them. */
#include "core/testing/canonical.h"
#include "proof/explore/centre.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

enum { WALKS = 40, STEPS = 400, FIRST = 2, AVAILABLE = 1, QUEUE = 1, ID_PAIRS_MAX = 2 * STEPS };

_Noreturn void acd_panic(const char *sentence)
{
    fprintf(stderr, "the core panicked: %s\n", sentence);
    abort();
}

struct pair {
    struct acd *acd, *mirror;
    uint64_t ids[ID_PAIRS_MAX][2]; /* of one contact here and there */
    uint32_t id_count;
};

static struct acd *new_centre(enum acd_model model)
{
    size_t bytes = (acd_size(centre_limits()) + 63) / 64 * 64;
    void *memory = aligned_alloc(64, bytes);

    assert_non_null(memory);
    memset(memory, 0, bytes);
    return centre_init(memory, model);
}

static uint64_t done(struct acd *acd, struct acd_command command)
{
    struct acd_batch batch;

    command.at = acd_now(acd);
    assert_int_equal(acd_step(acd, &command, &batch), ACD_OK);
    return batch.count == 0 ? 0 : batch.events[0].contact;
}

static void choose(struct acd *acd, uint32_t agent, uint32_t status)
{
    done(acd,
         (struct acd_command){
             .kind = ACD_SET_STATUS, .actor = {ACD_ACTOR_AGENT, agent}, .agent = agent, .status = status});
}

static uint64_t start(struct acd *acd, enum acd_channel channel)
{
    return done(acd, (struct acd_command){.kind = ACD_START_CONTACT,
                                          .channel = (uint8_t)channel,
                                          .queue = QUEUE,
                                          .actor = {ACD_ACTOR_API, 9},
                                          .initiation = ACD_INITIATION_API});
}

static void of_contact(struct acd *acd, enum acd_command_kind kind, uint64_t contact)
{
    done(acd, (struct acd_command){.kind = (uint16_t)kind, .contact = contact, .actor = {ACD_ACTOR_API, 9}});
}

/* The other agent has been available longest, and contacts have come and gone: other numbers are free. */
static struct acd *new_mirror(enum acd_model model)
{
    struct acd *acd = new_centre(model);

    choose(acd, 1, FIRST);
    choose(acd, 2, FIRST);
    uint64_t one = start(acd, ACD_TASK), other = start(acd, ACD_CHAT);
    of_contact(acd, ACD_END_CONTACT, one);
    of_contact(acd, ACD_END_CONTACT, other);
    choose(acd, 2, AVAILABLE);
    choose(acd, 1, AVAILABLE);
    return acd;
}

static uint64_t id_there(const struct pair *pair, uint64_t contact)
{
    for (uint32_t at = 0; at < pair->id_count; at++) {
        if (pair->ids[at][0] == contact)
            return pair->ids[at][1];
    }
    return 0;
}

static struct acd_command mirrored(const struct pair *pair, struct acd_command command)
{
    if (command.agent != 0)
        command.agent = 3 - command.agent;
    if (command.to_agent != 0)
        command.to_agent = 3 - command.to_agent;
    if (command.actor.id == 1 || command.actor.id == 2)
        command.actor.id = 3 - command.actor.id;
    command.contact = id_there(pair, command.contact);
    return command;
}

static void pair_ids(struct pair *pair, const struct acd_batch *here, const struct acd_batch *there)
{
    assert_int_equal(here->count, there->count);
    for (uint32_t at = 0; at < here->count; at++) {
        const struct acd_event *event = &here->events[at];
        if (event->contact == 0 || id_there(pair, event->contact) != 0 || pair->id_count == ID_PAIRS_MAX ||
            (event->kind != ACD_CONTACT_STARTED && event->kind != ACD_CONTACT_TRANSFERRED))
            continue;
        pair->ids[pair->id_count][0] = event->contact;
        pair->ids[pair->id_count++][1] = there->events[at].contact;
    }
}

static bool same_key(const struct acd *one, const struct acd *other)
{
    uint8_t a[CORE_CANONICAL_BYTES_MAX], b[CORE_CANONICAL_BYTES_MAX];
    unsigned what = CORE_CANONICAL_EXACT | CORE_CANONICAL_HANDED_ON | CORE_CANONICAL_QUEUE_TIME;
    size_t len = core_canonical(one, what, a);

    return core_canonical(other, what, b) == len && memcmp(a, b, len) == 0;
}

static uint64_t next_number(uint64_t *seed)
{
    *seed ^= *seed << 13;
    *seed ^= *seed >> 7;
    *seed ^= *seed << 17;
    return *seed;
}

static void walk(enum acd_model model, uint64_t seed)
{
    static struct acd_batch here, there;
    struct pair pair = {.acd = new_centre(model), .mirror = new_mirror(model)};
    struct acd_command commands[CENTRE_COMMANDS_MAX];

    for (uint32_t at = 0; at < STEPS; at++) {
        uint32_t count = centre_commands(pair.acd, (1u << ALPHABETS) - 1, commands);
        struct acd_command command = commands[next_number(&seed) % count];
        struct acd_command mirror = mirrored(&pair, command);
        assert_int_equal(centre_step(pair.acd, ALPHABET_CUSTOMERS, &command, &here),
                         centre_step(pair.mirror, ALPHABET_CUSTOMERS, &mirror, &there));
        pair_ids(&pair, &here, &there);
        assert_true(same_key(pair.acd, pair.mirror));
    }
    free(pair.acd);
    free(pair.mirror);
}

static void a_centre_with_its_agents_exchanged_and_its_contacts_elsewhere_goes_on_alike(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= WALKS; seed++)
        walk(seed % 2 ? ACD_MODEL_CONNECT : ACD_MODEL_VCC, seed * UINT64_C(0x9E3779B97F4A7C15));
}

static void nobody_available(struct acd *acd)
{
    for (uint32_t agent = 1; agent <= CENTRE_AGENTS; agent++)
        choose(acd, agent, FIRST);
}

static void how_often_a_task_was_paused_is_no_state_of_its_own_below_the_limit(void **state)
{
    struct acd *acd = new_centre(ACD_MODEL_CONNECT), *other = new_centre(ACD_MODEL_CONNECT);
    uint64_t contact;

    (void)state;
    nobody_available(acd);
    nobody_available(other);
    start(acd, ACD_TASK);
    contact = start(other, ACD_TASK);
    for (int times = 0; times < ACD_PAUSES_MAX; times++) {
        assert_true(same_key(acd, other));
        of_contact(other, ACD_PAUSE_CONTACT, contact);
        assert_false(same_key(acd, other));
        of_contact(other, ACD_RESUME_CONTACT, contact);
    }
    assert_false(same_key(acd, other));
    free(acd);
    free(other);
}

static void a_contact_that_waits_behind_another_is_told_apart(void **state)
{
    struct acd *acd = new_centre(ACD_MODEL_CONNECT), *other = new_centre(ACD_MODEL_CONNECT);

    (void)state;
    nobody_available(acd);
    nobody_available(other);
    start(acd, ACD_TASK);
    start(acd, ACD_CHAT);
    start(other, ACD_CHAT);
    start(other, ACD_TASK);
    assert_false(same_key(acd, other));
    free(acd);
    free(other);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_centre_with_its_agents_exchanged_and_its_contacts_elsewhere_goes_on_alike),
        cmocka_unit_test(how_often_a_task_was_paused_is_no_state_of_its_own_below_the_limit),
        cmocka_unit_test(a_contact_that_waits_behind_another_is_told_apart),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
