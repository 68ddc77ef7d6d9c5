/* The checker is worth something only if it sees what is wrong: each test plants one violation in a made-up
 * course of events and expects
 * its rule to be named. The core takes no part.
 */
#include "sim/checker.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { AVAILABLE = 1, LUNCH, OFFLINE };
enum { ALICE = 1, BOB };

_Noreturn void acd_panic(const char *sentence)
{
    fprintf(stderr, "the core is broken: %s\n", sentence);
    abort();
}

/* A course of events: numbered and timed by itself. */
static struct checker checker;
static int64_t now;

static void see(struct acd_event event)
{
    event.seq = checker.seq + 1;
    event.at = now;
    checker_see(&checker, &event);
}

static void must_be_fine(void)
{
    if (checker.problem[0] != '\0')
        fail_msg("%s", checker.problem);
}

static void must_name(const char *rule)
{
    if (strstr(checker.problem, rule) == NULL)
        fail_msg("expected \"%s\", got \"%s\"", rule, checker.problem);
}

/* VOICE 1 current only, CHAT 2 current only, TASK 1 any; queue 1 for all, queue 2 chats at priority 2 after
 * 30 s. */
static int set_up(void **state)
{
    (void)state;
    checker_init(&checker);
    now = 1000000;
    for (uint16_t i = 0; i < ACD_CHANNELS; i++)
        see((struct acd_event){
            .kind = ACD_RULE_SET, .rule = (uint16_t)(ACD_RULE_OFFER_MS_VOICE + i), .value = 20000});
    see((struct acd_event){.kind = ACD_RULE_SET, .rule = ACD_RULE_VOICE_MISS_BLOCKS_ALL, .value = 1});
    see((struct acd_event){
        .kind = ACD_STATUS_CREATED, .status = AVAILABLE, .status_type = ACD_STATUS_ROUTABLE});
    see((struct acd_event){.kind = ACD_STATUS_CREATED, .status = LUNCH, .status_type = ACD_STATUS_CUSTOM});
    see((struct acd_event){.kind = ACD_STATUS_CREATED, .status = OFFLINE, .status_type = ACD_STATUS_OFFLINE});
    for (uint8_t i = 0; i < ACD_CHANNELS; i++) {
        see((struct acd_event){.kind = ACD_PROFILE_CHANNEL_SET,
                               .profile = 1,
                               .channel = i,
                               .value = i == ACD_CHAT ? 2 : 1,
                               .value2 = i == ACD_TASK});
        see((struct acd_event){
            .kind = ACD_PROFILE_QUEUE_SET, .profile = 1, .queue = 1, .channel = i, .value = 1});
    }
    see((struct acd_event){.kind = ACD_PROFILE_QUEUE_SET,
                           .profile = 1,
                           .queue = 2,
                           .channel = ACD_CHAT,
                           .value = 2,
                           .value2 = 30000});
    for (uint32_t agent = ALICE; agent <= BOB; agent++)
        see((struct acd_event){.kind = ACD_AGENT_CREATED, .agent = agent, .profile = 1, .status = OFFLINE});
    see((struct acd_event){
        .kind = ACD_STATUS_SET, .agent = ALICE, .status = AVAILABLE, .previous_status = OFFLINE});
    must_be_fine();
    return 0;
}

static void start(uint64_t contact, uint8_t channel, uint32_t queue)
{
    see((struct acd_event){.kind = ACD_CONTACT_STARTED, .contact = contact, .channel = channel, .value = 5});
    see((struct acd_event){.kind = ACD_CONTACT_QUEUED, .contact = contact, .queue = queue, .since = now});
}

static void offer(uint32_t agent, uint64_t contact)
{
    see((struct acd_event){.kind = ACD_OFFER_MADE,
                           .agent = agent,
                           .contact = contact,
                           .leg_state = ACD_LEG_CONNECTING,
                           .cause = ACD_CAUSE_NEXT_IN_QUEUE,
                           .deadline = now + 20000});
}

static void happen(enum acd_event_kind kind, uint32_t agent, uint64_t contact, uint8_t leg_state)
{
    see((struct acd_event){
        .kind = (uint16_t)kind, .agent = agent, .contact = contact, .leg_state = leg_state});
}

static void connect_chat(uint64_t contact)
{
    start(contact, ACD_CHAT, 1);
    offer(ALICE, contact);
    happen(ACD_OFFER_ACCEPTED, ALICE, contact, ACD_LEG_CONNECTED);
}

static void next_status(uint32_t agent, uint32_t status)
{
    see((struct acd_event){
        .kind = ACD_NEXT_STATUS_SET, .agent = agent, .next = {.status = status, .set_at = now}});
}

static void end_chat(uint64_t contact)
{
    see((struct acd_event){.kind = ACD_WRAPUP_BEGUN,
                           .agent = ALICE,
                           .contact = contact,
                           .leg_state = ACD_LEG_ENDED,
                           .deadline = ACD_NEVER});
    see((struct acd_event){.kind = ACD_CONTACT_ENDED, .contact = contact});
}

static void apply_next(uint32_t status)
{
    see((struct acd_event){.kind = ACD_STATUS_SET,
                           .agent = ALICE,
                           .status = status,
                           .previous_status = AVAILABLE,
                           .cause = ACD_CAUSE_NEXT_APPLIED});
}

static void a_lawful_course_is_not_blamed(void **state)
{
    (void)state;
    connect_chat(1);
    next_status(ALICE, LUNCH);
    start(2, ACD_CHAT, 1);
    end_chat(1);
    happen(ACD_LEG_CLEARED, ALICE, 1, ACD_LEG_ENDED);
    happen(ACD_CONTACT_FORGOTTEN, 0, 1, 0);
    apply_next(LUNCH);
    checker_rest(&checker, now);
    must_be_fine();
}

/* ---- stop ---- */

static void offer_after_a_stop_is_seen(void **state)
{
    (void)state;
    connect_chat(1);
    next_status(ALICE, LUNCH);
    start(2, ACD_CHAT, 1);
    offer(ALICE, 2);
    must_name("a next status stops the agent");
}

static void offer_to_a_status_that_is_not_routable_is_seen(void **state)
{
    (void)state;
    start(1, ACD_CHAT, 1);
    offer(BOB, 1);
    must_name("not ROUTABLE");
}

static void exempt_mark_without_association_is_seen(void **state)
{
    (void)state;
    start(1, ACD_CHAT, 1);
    see((struct acd_event){.kind = ACD_OFFER_MADE,
                           .agent = BOB,
                           .contact = 1,
                           .leg_state = ACD_LEG_CONNECTING,
                           .flags = ACD_FLAG_EXEMPT,
                           .cause = ACD_CAUSE_NEXT_IN_QUEUE,
                           .deadline = now + 20000});
    must_name("stop: EXEMPT");
}

/* ---- next ---- */

static void next_applied_with_a_slot_not_cleared_is_seen(void **state)
{
    (void)state;
    connect_chat(1);
    next_status(ALICE, LUNCH);
    apply_next(LUNCH);
    must_name("next: agent 1 changes status with 1 slots not cleared");
}

static void next_applied_twice_is_seen(void **state)
{
    (void)state;
    next_status(ALICE, LUNCH);
    apply_next(LUNCH);
    must_be_fine();
    see((struct acd_event){.kind = ACD_STATUS_SET,
                           .agent = ALICE,
                           .status = LUNCH,
                           .previous_status = LUNCH,
                           .cause = ACD_CAUSE_NEXT_APPLIED});
    must_name("next: applied without a next status");
}

static void another_status_than_the_pending_one_is_seen(void **state)
{
    (void)state;
    next_status(ALICE, LUNCH);
    apply_next(OFFLINE);
    must_name("next: 3 was applied, 2 was pending");
}

static void next_not_applied_when_all_is_cleared_is_seen(void **state)
{
    (void)state;
    next_status(ALICE, LUNCH);
    checker_rest(&checker, now);
    must_name("next: agent 1 has no slot taken");
}

static void replaced_where_nothing_was_pending_is_seen(void **state)
{
    (void)state;
    see((struct acd_event){.kind = ACD_NEXT_STATUS_SET,
                           .agent = ALICE,
                           .cause = ACD_CAUSE_NEXT_REPLACED,
                           .next = {.status = LUNCH}});
    must_name("next: REPLACED");
}

/* ---- capacity ---- */

static void offer_beyond_capacity_is_seen(void **state)
{
    (void)state;
    connect_chat(1);
    connect_chat(2);
    end_chat(1); /* wrap-up keeps its slot */
    start(3, ACD_CHAT, 1);
    must_be_fine();
    offer(ALICE, 3);
    must_name("no slot is free");
}

static void offer_across_channels_is_seen(void **state)
{
    (void)state;
    connect_chat(1);
    start(2, ACD_TASK, 1);
    offer(ALICE, 2);
    must_name("another channel");
}

static void offer_after_a_missed_call_is_seen(void **state)
{
    (void)state;
    see((struct acd_event){
        .kind = ACD_PROFILE_CHANNEL_SET, .profile = 1, .channel = ACD_VOICE, .value = 1, .value2 = 1});
    start(1, ACD_VOICE, 1);
    offer(ALICE, 1);
    happen(ACD_OFFER_MISSED, ALICE, 1, ACD_LEG_MISSED);
    start(2, ACD_CHAT, 1);
    must_be_fine();
    offer(ALICE, 2);
    must_name("missed a call");
}

static void offer_from_a_queue_not_in_the_profile_is_seen(void **state)
{
    (void)state;
    start(1, ACD_TASK, 2);
    offer(ALICE, 1);
    must_name("not in the profile");
}

static void offer_before_the_delay_is_seen(void **state)
{
    (void)state;
    start(1, ACD_CHAT, 2);
    now += 29999;
    offer(ALICE, 1);
    must_name("delay is not over");
}

static void call_placed_on_a_call_is_seen(void **state)
{
    (void)state;
    for (uint64_t contact = 1; contact <= 2; contact++) {
        must_be_fine();
        see((struct acd_event){.kind = ACD_CALL_PLACED,
                               .agent = BOB,
                               .contact = contact,
                               .leg_state = ACD_LEG_CONNECTING,
                               .deadline = now + 1});
    }
    must_name("capacity: agent 2 places a call while on one");
}

/* ---- place ---- */

static void contact_offered_twice_is_seen(void **state)
{
    (void)state;
    see((struct acd_event){
        .kind = ACD_STATUS_SET, .agent = BOB, .status = AVAILABLE, .previous_status = OFFLINE});
    start(1, ACD_CHAT, 1);
    offer(ALICE, 1);
    must_be_fine();
    offer(BOB, 1);
    must_name("place: contact 1 is offered from place");
}

static void contact_queued_while_handled_is_seen(void **state)
{
    (void)state;
    connect_chat(1);
    see((struct acd_event){.kind = ACD_CONTACT_QUEUED, .contact = 1, .queue = 1, .since = now});
    must_name("place: contact 1 is queued while it is elsewhere");
}

static void contact_forgotten_with_a_leg_is_seen(void **state)
{
    (void)state;
    connect_chat(1);
    end_chat(1);
    happen(ACD_CONTACT_FORGOTTEN, 0, 1, 0);
    must_name("place: contact 1 is forgotten");
}

static void contact_never_forgotten_is_seen(void **state)
{
    (void)state;
    start(1, ACD_CHAT, 1);
    happen(ACD_CONTACT_ENDED, 0, 1, 0);
    checker_rest(&checker, now);
    must_name("not forgotten");
}

static void contact_nowhere_is_seen(void **state)
{
    (void)state;
    see((struct acd_event){.kind = ACD_CONTACT_STARTED, .contact = 1, .channel = ACD_CHAT});
    checker_rest(&checker, now);
    must_name("is nowhere");
}

static void contact_over_while_the_leg_goes_on_is_seen(void **state)
{
    (void)state;
    connect_chat(1);
    happen(ACD_CONTACT_ENDED, 0, 1, 0);
    checker_rest(&checker, now);
    must_name("active legs");
}

/* ---- order and work ---- */

static void younger_contact_first_is_seen(void **state)
{
    (void)state;
    start(1, ACD_CHAT, 1);
    now += 1;
    start(2, ACD_CHAT, 1);
    offer(ALICE, 2);
    must_name("order: contact 2 was offered to agent 1 before 1");
}

static void lower_profile_priority_first_is_seen(void **state)
{
    (void)state;
    start(1, ACD_CHAT, 2);
    now += 30000;
    start(2, ACD_CHAT, 1);
    offer(ALICE, 1);
    must_name("order: contact 1 was offered to agent 1 before 2");
}

static void lower_contact_priority_first_is_seen(void **state)
{
    (void)state;
    start(1, ACD_CHAT, 1);
    start(2, ACD_CHAT, 1);
    see((struct acd_event){.kind = ACD_CONTACT_PRIORITY_SET, .contact = 2, .value = 1});
    offer(ALICE, 1);
    must_name("order: contact 1 was offered to agent 1 before 2");
}

static void own_queue_passed_over_is_seen(void **state)
{
    (void)state;
    start(1, ACD_CHAT, 1);
    see((struct acd_event){.kind = ACD_CONTACT_STARTED, .contact = 2, .channel = ACD_CHAT, .value = 9});
    see((struct acd_event){.kind = ACD_CONTACT_QUEUED, .contact = 2, .agent = ALICE, .since = now});
    offer(ALICE, 1);
    must_name("order: contact 1 was offered to agent 1 before 2");
}

static void routing_age_passed_over_is_seen(void **state)
{
    (void)state;
    start(1, ACD_CHAT, 1);
    now += 1000;
    start(2, ACD_CHAT, 1);
    see((struct acd_event){.kind = ACD_CONTACT_AGE_SET, .contact = 2, .value = 5000});
    offer(ALICE, 1);
    must_name("order: contact 1 was offered to agent 1 before 2");
}

static void work_left_undone_is_seen(void **state)
{
    (void)state;
    start(1, ACD_CHAT, 1);
    checker_rest(&checker, now);
    must_name("work: contact 1 waits although agent 1 could take it");
}

/* ---- clocks ---- */

static void offer_with_a_wrong_time_is_seen(void **state)
{
    (void)state;
    start(1, ACD_CHAT, 1);
    see((struct acd_event){.kind = ACD_OFFER_MADE,
                           .agent = ALICE,
                           .contact = 1,
                           .leg_state = ACD_LEG_CONNECTING,
                           .deadline = now + 19999});
    must_name("clocks: the offer's time");
}

static void miss_before_its_time_is_seen(void **state)
{
    (void)state;
    start(1, ACD_CHAT, 1);
    offer(ALICE, 1);
    now += 19999;
    see((struct acd_event){.kind = ACD_OFFER_MISSED,
                           .agent = ALICE,
                           .contact = 1,
                           .leg_state = ACD_LEG_MISSED,
                           .cause = ACD_CAUSE_TIMEOUT});
    must_name("clocks: OFFER_MISSED 1 ms before its time");
}

static void offer_past_its_time_is_seen(void **state)
{
    (void)state;
    start(1, ACD_CHAT, 1);
    offer(ALICE, 1);
    checker_rest(&checker, now + 20001);
    must_name("clocks: a leg of agent 1");
}

static void wrapup_with_a_wrong_time_is_seen(void **state)
{
    (void)state;
    connect_chat(1);
    see((struct acd_event){
        .kind = ACD_AGENT_WRAPUP_SET, .agent = ALICE, .channel = ACD_CHAT, .value = 30000});
    end_chat(1);
    must_name("clocks: wrap-up until");
}

static void wrapup_cut_short_is_seen(void **state)
{
    (void)state;
    see((struct acd_event){
        .kind = ACD_AGENT_WRAPUP_SET, .agent = ALICE, .channel = ACD_CHAT, .value = 30000});
    connect_chat(1);
    see((struct acd_event){.kind = ACD_WRAPUP_BEGUN,
                           .agent = ALICE,
                           .contact = 1,
                           .leg_state = ACD_LEG_ENDED,
                           .deadline = now + 30000});
    now += 29999;
    must_be_fine();
    see((struct acd_event){.kind = ACD_LEG_CLEARED,
                           .agent = ALICE,
                           .contact = 1,
                           .leg_state = ACD_LEG_ENDED,
                           .cause = ACD_CAUSE_WRAPUP_OVER});
    must_name("clocks: LEG_CLEARED 1 ms before its time");
}

/* ---- legs ---- */

static void chat_on_hold_is_seen(void **state)
{
    (void)state;
    connect_chat(1);
    happen(ACD_LEG_HELD, ALICE, 1, ACD_LEG_ON_HOLD);
    must_name("legs: LEG_HELD");
}

static void accept_after_a_miss_is_seen(void **state)
{
    (void)state;
    start(1, ACD_CHAT, 1);
    offer(ALICE, 1);
    happen(ACD_OFFER_MISSED, ALICE, 1, ACD_LEG_MISSED);
    must_be_fine();
    happen(ACD_OFFER_ACCEPTED, ALICE, 1, ACD_LEG_CONNECTED);
    must_name("legs: OFFER_ACCEPTED from state");
}

static void connected_leg_cleared_is_seen(void **state)
{
    (void)state;
    connect_chat(1);
    happen(ACD_LEG_CLEARED, ALICE, 1, ACD_LEG_CONNECTED);
    must_name("legs: cleared in state");
}

static void rejected_call_that_is_not_missed_is_seen(void **state)
{
    (void)state;
    start(1, ACD_VOICE, 1);
    offer(ALICE, 1);
    happen(ACD_OFFER_REJECTED, ALICE, 1, ACD_LEG_REJECTED);
    must_name("legs: a rejected offer becomes");
}

static void eleventh_pause_is_seen(void **state)
{
    (void)state;
    start(1, ACD_TASK, 1);
    offer(ALICE, 1);
    happen(ACD_OFFER_ACCEPTED, ALICE, 1, ACD_LEG_CONNECTED);
    for (int i = 0; i < ACD_PAUSES_MAX; i++) {
        happen(ACD_TASK_PAUSED, ALICE, 1, ACD_LEG_PAUSED);
        happen(ACD_TASK_RESUMED, ALICE, 1, ACD_LEG_CONNECTED);
    }
    must_be_fine();
    happen(ACD_TASK_PAUSED, ALICE, 1, ACD_LEG_PAUSED);
    must_name("legs: contact 1 was paused more than");
}

/* ---- numbers ---- */

static void gap_in_the_numbers_is_seen(void **state)
{
    (void)state;
    checker_see(&checker, &(struct acd_event){.seq = checker.seq + 2, .at = now});
    must_name("numbers: event");
}

static void time_going_back_is_seen(void **state)
{
    (void)state;
    now -= 1;
    see((struct acd_event){.kind = ACD_SIGNED_IN, .agent = ALICE});
    must_name("numbers: time goes back by 1 ms");
}

/* ---- the status model ---- */

static void set_rule(enum acd_rule rule, int64_t value)
{
    see((struct acd_event){.kind = ACD_RULE_SET, .rule = (uint16_t)rule, .value = value});
}

static void move_the_table_forbids_is_seen(void **state)
{
    (void)state;
    see((struct acd_event){.kind = ACD_MOVES_SET,
                           .subject_kind = ACD_ACTOR_AGENT,
                           .subject = ACD_SHOWN_AVAILABLE,
                           .value = 1 << ACD_MOVE_LOG_OUT});
    see((struct acd_event){.kind = ACD_STATUS_SET,
                           .agent = ALICE,
                           .actor = ACD_ACTOR_AGENT,
                           .status = LUNCH,
                           .previous_status = AVAILABLE});
    must_name("moves");
}

static void stop_new_that_leads_elsewhere_is_seen(void **state)
{
    (void)state;
    set_rule(ACD_RULE_STATUS_WORK_OFFLINE, OFFLINE);
    connect_chat(1);
    must_be_fine();
    see((struct acd_event){.kind = ACD_NEXT_STATUS_SET,
                           .agent = ALICE,
                           .flags = ACD_FLAG_STOP_NEW,
                           .status = LUNCH,
                           .next = {.status = LUNCH}});
    must_name("moves");
}

static void offer_between_stop_new_and_resume_is_seen(void **state)
{
    (void)state;
    set_rule(ACD_RULE_STATUS_WORK_OFFLINE, LUNCH);
    connect_chat(1);
    see((struct acd_event){.kind = ACD_NEXT_STATUS_SET,
                           .agent = ALICE,
                           .flags = ACD_FLAG_STOP_NEW,
                           .status = LUNCH,
                           .next = {.status = LUNCH}});
    must_be_fine();
    start(2, ACD_CHAT, 1);
    offer(ALICE, 2);
    must_name("stop");
}

static void missed_offer_that_nothing_follows_is_seen(void **state)
{
    (void)state;
    set_rule(ACD_RULE_ON_MISS, 1);
    set_rule(ACD_RULE_STATUS_BREAK, LUNCH);
    start(1, ACD_CHAT, 1);
    offer(ALICE, 1);
    now += 20000;
    see((struct acd_event){.kind = ACD_OFFER_MISSED,
                           .agent = ALICE,
                           .contact = 1,
                           .leg_state = ACD_LEG_MISSED,
                           .cause = ACD_CAUSE_TIMEOUT});
    must_be_fine();
    checker_rest(&checker, now);
    must_name("moves");
}

static void second_offer_while_one_rings_is_seen(void **state)
{
    (void)state;
    set_rule(ACD_RULE_ONE_OFFER, 1);
    start(1, ACD_CHAT, 1);
    offer(ALICE, 1);
    must_be_fine();
    start(2, ACD_CHAT, 1);
    offer(ALICE, 2);
    must_name("an offer rings already");
}

#define CLAIM(name) cmocka_unit_test_setup(name, set_up)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CLAIM(a_lawful_course_is_not_blamed),
        CLAIM(offer_after_a_stop_is_seen),
        CLAIM(offer_to_a_status_that_is_not_routable_is_seen),
        CLAIM(exempt_mark_without_association_is_seen),
        CLAIM(next_applied_with_a_slot_not_cleared_is_seen),
        CLAIM(next_applied_twice_is_seen),
        CLAIM(another_status_than_the_pending_one_is_seen),
        CLAIM(next_not_applied_when_all_is_cleared_is_seen),
        CLAIM(replaced_where_nothing_was_pending_is_seen),
        CLAIM(offer_beyond_capacity_is_seen),
        CLAIM(offer_across_channels_is_seen),
        CLAIM(offer_after_a_missed_call_is_seen),
        CLAIM(offer_from_a_queue_not_in_the_profile_is_seen),
        CLAIM(offer_before_the_delay_is_seen),
        CLAIM(call_placed_on_a_call_is_seen),
        CLAIM(contact_offered_twice_is_seen),
        CLAIM(contact_queued_while_handled_is_seen),
        CLAIM(contact_forgotten_with_a_leg_is_seen),
        CLAIM(contact_never_forgotten_is_seen),
        CLAIM(contact_nowhere_is_seen),
        CLAIM(contact_over_while_the_leg_goes_on_is_seen),
        CLAIM(younger_contact_first_is_seen),
        CLAIM(lower_profile_priority_first_is_seen),
        CLAIM(lower_contact_priority_first_is_seen),
        CLAIM(own_queue_passed_over_is_seen),
        CLAIM(routing_age_passed_over_is_seen),
        CLAIM(work_left_undone_is_seen),
        CLAIM(offer_with_a_wrong_time_is_seen),
        CLAIM(miss_before_its_time_is_seen),
        CLAIM(offer_past_its_time_is_seen),
        CLAIM(wrapup_with_a_wrong_time_is_seen),
        CLAIM(wrapup_cut_short_is_seen),
        CLAIM(chat_on_hold_is_seen),
        CLAIM(accept_after_a_miss_is_seen),
        CLAIM(connected_leg_cleared_is_seen),
        CLAIM(rejected_call_that_is_not_missed_is_seen),
        CLAIM(eleventh_pause_is_seen),
        CLAIM(gap_in_the_numbers_is_seen),
        CLAIM(time_going_back_is_seen),
        CLAIM(move_the_table_forbids_is_seen),
        CLAIM(stop_new_that_leads_elsewhere_is_seen),
        CLAIM(offer_between_stop_new_and_resume_is_seen),
        CLAIM(missed_offer_that_nothing_follows_is_seen),
        CLAIM(second_offer_while_one_rings_is_seen),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
