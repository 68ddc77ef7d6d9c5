/* The rule "time adds up", with one violation planted in each made-up course of events. Core and tally take no part. */
#include "sim/checker_time.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { AVAILABLE = 1, LUNCH, OFFLINE };
enum { ALICE = 1 };
enum { CHAT = 7 };

_Noreturn void acd_panic(const char *sentence)
{
    fprintf(stderr, "the core is broken: %s\n", sentence);
    abort();
}

static struct checker_time clocks;

static void see(int64_t at, struct acd_event event)
{
    event.at = at;
    checker_time_see(&clocks, &event);
}

static void span(int64_t from, int64_t to, uint32_t status)
{
    checker_time_see_span(&clocks,
                          &(struct tally_span){.agent = ALICE, .status = status, .from = from, .to = to});
}

static void rest(int64_t from, uint32_t status, int64_t now)
{
    checker_time_rest(
        &clocks, &(struct tally_span){.agent = ALICE, .status = status, .from = from, .to = ACD_NEVER}, now);
}

static void must_be_fine(void)
{
    if (clocks.problem[0] != '\0')
        fail_msg("%s", clocks.problem);
}

static void must_name(const char *rule)
{
    if (strstr(clocks.problem, rule) == NULL)
        fail_msg("expected \"%s\", got \"%s\"", rule, clocks.problem);
}

/* Alice: created at 1000, Available from 3000, Lunch from 6000. */
static int set_up(void **state)
{
    (void)state;
    checker_time_init(&clocks);
    see(1000, (struct acd_event){.kind = ACD_AGENT_CREATED, .agent = ALICE, .status = OFFLINE});
    see(3000, (struct acd_event){.kind = ACD_STATUS_SET, .agent = ALICE, .status = AVAILABLE});
    see(6000, (struct acd_event){.kind = ACD_STATUS_SET, .agent = ALICE, .status = LUNCH});
    return 0;
}

/* A chat: begun and queued at 1000, rings at 2000, answered at 3000, over at 6000, cleared at 9000. */
static void converse(void)
{
    see(1000, (struct acd_event){.kind = ACD_CONTACT_STARTED, .contact = CHAT});
    see(1000, (struct acd_event){.kind = ACD_CONTACT_QUEUED, .contact = CHAT, .since = 1000});
    see(2000, (struct acd_event){.kind = ACD_OFFER_MADE, .contact = CHAT, .agent = ALICE});
    see(3000,
        (struct acd_event){
            .kind = ACD_OFFER_ACCEPTED, .contact = CHAT, .agent = ALICE, .leg_state = ACD_LEG_CONNECTED});
}

static void finish(struct tally_contact summed)
{
    summed.contact = CHAT;
    summed.is_over = 1;
    see(6000, (struct acd_event){.kind = ACD_WRAPUP_BEGUN, .contact = CHAT, .agent = ALICE});
    see(6000, (struct acd_event){.kind = ACD_CONTACT_ENDED, .contact = CHAT});
    see(9000, (struct acd_event){.kind = ACD_LEG_CLEARED, .contact = CHAT, .agent = ALICE});
    checker_time_see_contact(&clocks, &summed);
    see(9000, (struct acd_event){.kind = ACD_CONTACT_FORGOTTEN, .contact = CHAT});
}

static const struct tally_contact honest = {.started_at = 1000,
                                            .was_queued = 1,
                                            .enqueued_at = 1000,
                                            .dequeued_at = 3000,
                                            .connected_at = 3000,
                                            .ended_at = 6000};

static void an_honest_account_is_not_blamed(void **state)
{
    (void)state;
    span(1000, 3000, OFFLINE);
    span(3000, 4000, AVAILABLE);
    span(4000, 6000, AVAILABLE);
    rest(6000, LUNCH, 8000);
    converse();
    finish(honest);
    must_be_fine();
}

static void a_gap_between_two_spans_is_seen(void **state)
{
    (void)state;
    span(1000, 3000, OFFLINE);
    span(3500, 6000, AVAILABLE);
    must_name("time: spans: one of agent 1 begins 500 ms after the end");
}

static void spans_that_overlap_are_seen(void **state)
{
    (void)state;
    span(1000, 3000, OFFLINE);
    span(2500, 6000, AVAILABLE);
    must_name("time: spans: one of agent 1 begins -500 ms after the end");
}

static void a_span_of_no_length_is_seen(void **state)
{
    (void)state;
    span(1000, 1000, OFFLINE);
    must_name("time: spans: one of agent 1 lasts 0 ms");
}

static void time_summed_under_another_status_is_seen(void **state)
{
    (void)state;
    span(1000, 3000, OFFLINE);
    span(3000, 6000, OFFLINE);
    rest(6000, LUNCH, 8000);
    must_name("time: spans: agent 1 was in status");
}

static void time_that_is_missing_at_the_end_is_seen(void **state)
{
    (void)state;
    span(1000, 3000, OFFLINE);
    span(3000, 6000, AVAILABLE);
    rest(7000, LUNCH, 8000);
    must_name("time: spans: the open one of agent 1 begins 1000 ms after");
}

static void a_status_shown_from_its_announcement_on_is_seen(void **state)
{
    (void)state;
    checker_time_shown_agent(&clocks,
                             &(struct acd_agent_view){.agent = ALICE, .status = LUNCH, .status_since = 5000});
    must_name("time: shown: agent 1 is in this status since 6000, not 5000");
}

static void waiting_summed_without_the_ringing_is_seen(void **state)
{
    struct tally_contact summed = honest;
    (void)state;
    summed.dequeued_at = 2000;
    converse();
    finish(summed);
    must_name("time: contacts: 7 waited for 2000 ms, 1000 ms are summed");
}

static void hold_summed_beyond_its_end_is_seen(void **state)
{
    struct tally_contact summed = honest;
    (void)state;
    converse();
    see(4000, (struct acd_event){.kind = ACD_LEG_HELD, .contact = CHAT, .agent = ALICE});
    see(5000, (struct acd_event){.kind = ACD_LEG_UNHELD, .contact = CHAT, .agent = ALICE});
    summed.hold_ms = 2000;
    finish(summed);
    must_name("time: contacts: 7 was held for 1000 ms and paused for 0 ms, 2000 and 0 ms are summed");
}

static void a_contact_summed_twice_is_seen(void **state)
{
    struct tally_contact summed = honest;
    (void)state;
    summed.contact = CHAT;
    summed.is_over = 1;
    converse();
    checker_time_see_contact(&clocks, &summed);
    checker_time_see_contact(&clocks, &summed);
    must_name("time: contacts: 7 is summed twice");
}

static void a_contact_never_summed_is_seen(void **state)
{
    (void)state;
    converse();
    see(6000, (struct acd_event){.kind = ACD_CONTACT_ENDED, .contact = CHAT});
    see(9000, (struct acd_event){.kind = ACD_CONTACT_FORGOTTEN, .contact = CHAT});
    must_name("time: contacts: 7 is over and was never summed");
}

static void a_contact_summed_to_its_wrapups_end_is_seen(void **state)
{
    struct tally_contact summed = honest;
    (void)state;
    summed.ended_at = 9000;
    converse();
    finish(summed);
    must_name("to another end");
}

static void a_place_shown_from_another_time_is_seen(void **state)
{
    (void)state;
    see(1000, (struct acd_event){.kind = ACD_CONTACT_STARTED, .contact = CHAT});
    see(1000, (struct acd_event){.kind = ACD_CONTACT_QUEUED, .contact = CHAT, .since = 1000});
    checker_time_shown_contact(
        &clocks, &(struct acd_contact_view){
                     .contact = CHAT, .place = ACD_PLACE_WAITING, .started_at = 1000, .queued_at = 2000});
    must_name("time: shown: contact 7 has waited since 1000, not 2000");
}

static void a_conversation_shown_from_its_offer_on_is_seen(void **state)
{
    (void)state;
    converse();
    checker_time_shown_leg(
        &clocks,
        &(struct acd_leg_view){.agent = ALICE, .contact = CHAT, .offered_at = 2000, .connected_at = 2000});
    must_name("time: shown: a leg of agent 1 begun at 2000, connected at 3000");
}

#define TIME_TEST(test) cmocka_unit_test_setup(test, set_up)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TIME_TEST(an_honest_account_is_not_blamed),
        TIME_TEST(a_gap_between_two_spans_is_seen),
        TIME_TEST(spans_that_overlap_are_seen),
        TIME_TEST(a_span_of_no_length_is_seen),
        TIME_TEST(time_summed_under_another_status_is_seen),
        TIME_TEST(time_that_is_missing_at_the_end_is_seen),
        TIME_TEST(a_status_shown_from_its_announcement_on_is_seen),
        TIME_TEST(waiting_summed_without_the_ringing_is_seen),
        TIME_TEST(hold_summed_beyond_its_end_is_seen),
        TIME_TEST(a_contact_summed_twice_is_seen),
        TIME_TEST(a_contact_never_summed_is_seen),
        TIME_TEST(a_contact_summed_to_its_wrapups_end_is_seen),
        TIME_TEST(a_place_shown_from_another_time_is_seen),
        TIME_TEST(a_conversation_shown_from_its_offer_on_is_seen),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
