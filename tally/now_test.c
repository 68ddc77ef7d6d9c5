/* The current numbers against a full recount after every batch, and the sums that must always hold. */
#include "tally/now.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tally/testing/run.h"

enum { SEEDS = 12, BATCHES = 1500, MINUTE_MS = 60 * 1000 };

static void assert_same_agents(const struct tally_now *now, const struct tally_now *recount,
                               const struct acd *acd)
{
    for (uint32_t profile = 0; profile <= acd_profile_count(acd); profile++)
        for (uint32_t status = 0; status <= acd_status_count(acd); status++) {
            struct tally_agents kept = {.agents = 0};
            struct tally_agents counted = {.agents = 0};
            tally_now_add_agents(now, profile, status, &kept);
            tally_now_add_agents(recount, profile, status, &counted);
            assert_memory_equal(&kept, &counted, sizeof kept);
        }
}

static void assert_same_contacts(struct tally_now *now, struct tally_now *recount, const struct acd *acd)
{
    for (uint32_t queue = 0; queue <= acd_queue_count(acd); queue++)
        for (int channel = 0; channel < ACD_CHANNELS; channel++) {
            struct tally_contacts kept = TALLY_CONTACTS_NONE;
            struct tally_contacts counted = TALLY_CONTACTS_NONE;
            tally_now_add_contacts(now, queue, (enum acd_channel)channel, &kept);
            tally_now_add_contacts(recount, queue, (enum acd_channel)channel, &counted);
            assert_memory_equal(&kept, &counted, sizeof kept);
        }
}

static void a_full_recount_gives_the_same_numbers_after_every_batch(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= SEEDS; seed++) {
        struct run run;
        run_begin(&run, seed);
        struct tally_now *now = tally_now_new(run.acd);
        for (uint32_t i = 0; i < BATCHES; i++) {
            run_next(&run);
            assert_true(tally_now_batch(now, run.acd, &run.batch));
            struct tally_now *recount = tally_now_new(run.acd);
            assert_same_agents(now, recount, run.acd);
            assert_same_contacts(now, recount, run.acd);
            tally_now_free(recount);
        }
        tally_now_free(now);
        run_end(&run);
    }
}

/* connect.md 6.1 */
static void online_is_staffed_and_non_productive_together(void **state)
{
    struct run run;
    (void)state;
    run_begin(&run, 3);
    struct tally_now *now = tally_now_new(run.acd);
    for (uint32_t i = 0; i < BATCHES; i++) {
        struct tally_agents all = {.agents = 0};
        run_next(&run);
        tally_now_batch(now, run.acd, &run.batch);
        tally_now_add_agents(now, 0, 0, &all);
        assert_int_equal(all.online, all.staffed + all.non_productive);
        assert_true(all.available <= all.staffed);
        assert_true(tally_drain_ms(&all, acd_now(run.acd)) >= 0);
    }
    tally_now_free(now);
    run_end(&run);
}

/* ---- a centre by hand ---- */

enum { AVAILABLE = 1, LUNCH = 2, OFFLINE = 3 };

struct centre {
    struct acd *acd;
    struct tally_now *now;
    struct acd_batch batch;
    int64_t at;
    struct run run;
};

static uint64_t must(struct centre *centre, struct acd_command command)
{
    command.at = centre->at;
    assert_int_equal(acd_step(centre->acd, &command, &centre->batch), ACD_OK);
    assert_true(tally_now_batch(centre->now, centre->acd, &centre->batch));
    return centre->batch.count > 0 ? centre->batch.events[0].contact : 0;
}

static void choose(struct centre *centre, uint32_t agent, uint32_t status)
{
    must(centre,
         (struct acd_command){
             .kind = ACD_SET_STATUS, .agent = agent, .status = status, .actor = {ACD_ACTOR_AGENT, agent}});
}

static void leg_command(struct centre *centre, enum acd_command_kind kind, uint32_t agent, uint64_t contact)
{
    must(centre,
         (struct acd_command){
             .kind = (uint16_t)kind, .agent = agent, .contact = contact, .actor = {ACD_ACTOR_AGENT, agent}});
}

static uint64_t new_chat(struct centre *centre)
{
    uint64_t contact = must(centre, (struct acd_command){.kind = ACD_START_CONTACT,
                                                         .channel = ACD_CHAT,
                                                         .queue = 1,
                                                         .initiation = ACD_INITIATION_API,
                                                         .actor = {.kind = ACD_ACTOR_API}});
    must(centre, (struct acd_command){.kind = ACD_CONNECT_CUSTOMER,
                                      .contact = contact,
                                      .actor = {.kind = ACD_ACTOR_CUSTOMER}});
    return contact;
}

static struct centre *centre_new(uint32_t agents)
{
    static struct centre centre;
    static const struct acd_profile_queue pairs[] = {{1, ACD_VOICE, 1, 0}, {1, ACD_CHAT, 1, 0}};
    struct acd_limits limits = acd_limits_default();
    limits.agents = 40;
    limits.contacts = limits.legs = 100;
    memset(&centre, 0, sizeof centre);
    centre.at = INT64_C(1700000000000);
    centre.acd = acd_init(aligned_alloc(64, (acd_size(&limits) + 63) / 64 * 64), &limits);
    centre.now = tally_now_new(centre.acd);
    centre.run.acd = centre.acd;
    must(&centre, (struct acd_command){.kind = ACD_CREATE_CENTRE, .model = ACD_MODEL_CONNECT});
    for (int type = ACD_STATUS_ROUTABLE; type <= ACD_STATUS_OFFLINE; type++)
        must(&centre, (struct acd_command){.kind = ACD_CREATE_STATUS, .status_type = (uint8_t)type});
    must(&centre, (struct acd_command){.kind = ACD_CREATE_QUEUE});
    must(&centre, (struct acd_command){.kind = ACD_CREATE_PROFILE,
                                       .queue = 1,
                                       .capacities = {{1, 1}, {3, 1}, {0, 0}},
                                       .profile_queues = pairs,
                                       .profile_queue_count = 2});
    for (uint32_t agent = 1; agent <= agents; agent++)
        must(&centre, (struct acd_command){.kind = ACD_CREATE_AGENT, .profile = 1});
    return &centre;
}

static void centre_free(struct centre *centre)
{
    tally_now_free(centre->now);
    run_end(&centre->run);
}

static struct tally_agents all_of(const struct centre *centre)
{
    struct tally_agents all = {.agents = 0};
    tally_now_add_agents(centre->now, 0, 0, &all);
    return all;
}

/* connect.md 6.1, AWS's own example: one agent in a custom status is on an outbound call. */
static void thirty_on_break_of_whom_one_calls_count_as_documented(void **state)
{
    struct centre *centre = centre_new(30);
    (void)state;
    for (uint32_t agent = 1; agent <= 30; agent++)
        choose(centre, agent, LUNCH);
    must(centre, (struct acd_command){.kind = ACD_PLACE_CALL, .agent = 7, .actor = {ACD_ACTOR_AGENT, 7}});
    struct tally_agents all = all_of(centre);
    assert_int_equal(all.online, 30);
    assert_int_equal(all.on_contact, 1);
    assert_int_equal(all.non_productive, 30);
    assert_int_equal(all.wrapups[ACD_VOICE], 0);
    assert_int_equal(all.error, 0);
    assert_int_equal(all.available, 0);
    assert_int_equal(all.staffed, 0);
    centre_free(centre);
}

static void an_available_agent_who_calls_is_staffed_and_on_contact(void **state)
{
    struct centre *centre = centre_new(1);
    (void)state;
    choose(centre, 1, AVAILABLE);
    must(centre, (struct acd_command){.kind = ACD_PLACE_CALL, .agent = 1, .actor = {ACD_ACTOR_AGENT, 1}});
    assert_int_equal(all_of(centre).staffed, 1);
    assert_int_equal(all_of(centre).on_contact, 1);
    assert_int_equal(all_of(centre).available, 0);
    centre_free(centre);
}

/* connect.md 6.2, appendix E 12 */
static void while_a_next_status_waits_every_number_is_as_if_available_and_draining_counts(void **state)
{
    struct centre *centre = centre_new(1);
    (void)state;
    choose(centre, 1, AVAILABLE);
    uint64_t contact = new_chat(centre);
    leg_command(centre, ACD_ACCEPT_OFFER, 1, contact);
    struct tally_agents before = all_of(centre);
    choose(centre, 1, LUNCH);
    struct tally_agents after = all_of(centre);
    assert_int_equal(after.draining, 1);
    centre->at += MINUTE_MS;
    assert_int_equal(tally_drain_ms(&after, centre->at), MINUTE_MS);
    after.draining = after.draining_since = 0;
    assert_memory_equal(&before, &after, sizeof before);
    leg_command(centre, ACD_END_LEG, 1, contact);
    leg_command(centre, ACD_CLEAR_LEG, 1, contact);
    assert_int_equal(all_of(centre).draining, 0);
    assert_int_equal(all_of(centre).non_productive, 1);
    struct tally_day day;
    assert_true(tally_now_agent_day(centre->now, 1, centre->at, &day));
    assert_int_equal(day.drained_ms, MINUTE_MS);
    centre_free(centre);
}

static void a_contact_goes_through_its_queues_day(void **state)
{
    struct centre *centre = centre_new(1);
    struct tally_day day;
    struct tally_step steps[TALLY_STEPS];
    (void)state;
    uint64_t contact = new_chat(centre);
    uint64_t impatient = new_chat(centre);
    struct tally_contacts waiting = TALLY_CONTACTS_NONE;
    tally_now_add_contacts(centre->now, 1, ACD_CHAT, &waiting);
    assert_int_equal(waiting.waiting, 2);
    assert_int_equal(waiting.oldest_at, centre->at);
    centre->at += MINUTE_MS;
    must(centre, (struct acd_command){
                     .kind = ACD_END_CONTACT, .contact = impatient, .actor = {.kind = ACD_ACTOR_CUSTOMER}});
    choose(centre, 1, AVAILABLE);
    leg_command(centre, ACD_ACCEPT_OFFER, 1, contact);
    centre->at += 5 * MINUTE_MS;
    leg_command(centre, ACD_END_LEG, 1, contact);
    centre->at += MINUTE_MS;
    leg_command(centre, ACD_CLEAR_LEG, 1, contact);
    assert_true(tally_now_queue_day(centre->now, 1, centre->at, &day));
    assert_int_equal(day.queued, 2);
    assert_int_equal(day.answered, 1);
    assert_int_equal(day.abandoned, 1);
    assert_int_equal(day.answer_ms, MINUTE_MS);
    assert_int_equal(day.handle_ms, 6 * MINUTE_MS);
    assert_int_equal(day.wrapup_ms, MINUTE_MS);
    assert_int_equal(tally_service_level(&day), 0);
    tally_now_chart(centre->now, 1, centre->at, steps, TALLY_STEPS);
    int64_t queued = 0;
    int64_t waiting_max = 0;
    for (int i = 0; i < TALLY_STEPS; i++) {
        queued += steps[i].queued;
        waiting_max = steps[i].waiting_max > waiting_max ? steps[i].waiting_max : waiting_max;
    }
    assert_int_equal(queued, 2);
    assert_int_equal(waiting_max, 2);
    assert_true(tally_now_agent_day(centre->now, 1, centre->at, &day));
    assert_int_equal(day.contact_ms, 6 * MINUTE_MS);
    assert_int_equal(day.idle_ms, 0);
    assert_int_equal(tally_occupancy(&day), 1000);
    assert_false(
        tally_now_queue_day(centre->now, 1, centre->at + TALLY_STEPS * (int64_t)TALLY_STEP_MS, &day) &&
        day.queued > 0);
    centre_free(centre);
}

static void a_next_status_is_estimated_from_how_long_such_contacts_took(void **state)
{
    struct centre *centre = centre_new(1);
    (void)state;
    choose(centre, 1, AVAILABLE);
    uint64_t first = new_chat(centre);
    leg_command(centre, ACD_ACCEPT_OFFER, 1, first);
    assert_int_equal(tally_now_estimate_next(centre->now, centre->acd, 1, centre->at), ACD_NEVER);
    centre->at += 10 * MINUTE_MS;
    leg_command(centre, ACD_END_LEG, 1, first);
    leg_command(centre, ACD_CLEAR_LEG, 1, first);
    uint64_t second = new_chat(centre);
    leg_command(centre, ACD_ACCEPT_OFFER, 1, second);
    choose(centre, 1, LUNCH);
    centre->at += 4 * MINUTE_MS;
    assert_int_equal(tally_now_estimate_next(centre->now, centre->acd, 1, centre->at),
                     centre->at + 6 * MINUTE_MS);
    centre_free(centre);
}

static void a_wait_is_estimated_by_place_usual_length_and_slots(void **state)
{
    struct centre *centre = centre_new(1);
    (void)state;
    assert_int_equal(tally_now_estimate_wait(centre->now, centre->acd, 1, ACD_CHAT, 1), -1);
    choose(centre, 1, AVAILABLE);
    assert_int_equal(tally_now_estimate_wait(centre->now, centre->acd, 1, ACD_CHAT, 1), 0);
    uint64_t chats[3];
    for (int i = 0; i < 3; i++) {
        chats[i] = new_chat(centre);
        leg_command(centre, ACD_ACCEPT_OFFER, 1, chats[i]);
    }
    centre->at += 9 * MINUTE_MS;
    leg_command(centre, ACD_END_LEG, 1, chats[0]);
    leg_command(centre, ACD_CLEAR_LEG, 1, chats[0]);
    uint64_t fourth = new_chat(centre);
    leg_command(centre, ACD_ACCEPT_OFFER, 1, fourth);
    assert_int_equal(tally_now_estimate_wait(centre->now, centre->acd, 1, ACD_CHAT, 1), 3 * MINUTE_MS);
    assert_int_equal(tally_now_estimate_wait(centre->now, centre->acd, 1, ACD_CHAT, 2), 6 * MINUTE_MS);
    centre_free(centre);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_full_recount_gives_the_same_numbers_after_every_batch),
        cmocka_unit_test(online_is_staffed_and_non_productive_together),
        cmocka_unit_test(thirty_on_break_of_whom_one_calls_count_as_documented),
        cmocka_unit_test(an_available_agent_who_calls_is_staffed_and_on_contact),
        cmocka_unit_test(while_a_next_status_waits_every_number_is_as_if_available_and_draining_counts),
        cmocka_unit_test(a_contact_goes_through_its_queues_day),
        cmocka_unit_test(a_next_status_is_estimated_from_how_long_such_contacts_took),
        cmocka_unit_test(a_wait_is_estimated_by_place_usual_length_and_slots),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
