/* The rules of checker_people.c, each with one violation planted in a made-up course of events. The core takes no
 * part. */
#include "sim/checker.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { AVAILABLE = 1, BREAK, OFFLINE };
enum { VERA = 1, SUE };
enum { FRONT = 1, BACK };
enum { BREAKS = 1, COFFEE = 1 };

_Noreturn void acd_panic(const char *sentence)
{
    fprintf(stderr, "the core is broken: %s\n", sentence);
    abort();
}

static struct checker checker;
static int64_t now;

static void see(struct acd_event event)
{
    event.seq = checker.seq + 1;
    event.at = now;
    checker_see(&checker, &event);
}

static void rest(void)
{
    checker_rest(&checker, now);
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

static void rule(enum acd_rule which, int64_t value)
{
    see((struct acd_event){.kind = ACD_RULE_SET, .rule = (uint16_t)which, .value = value});
}

static void status_set(uint32_t status, uint8_t actor, uint32_t reason)
{
    see((struct acd_event){.kind = ACD_STATUS_SET,
                           .agent = VERA,
                           .previous_status = checker.agents[VERA].status,
                           .status = status,
                           .actor = actor,
                           .actor_id = actor == ACD_ACTOR_SUPERVISOR ? SUE : 0,
                           .reason = reason});
}

static void page(enum acd_event_kind kind, int64_t deadline, enum acd_cause cause)
{
    see((struct acd_event){
        .kind = (uint16_t)kind, .agent = VERA, .deadline = deadline, .cause = (uint8_t)cause});
}

static void chat(uint64_t contact)
{
    see((struct acd_event){.kind = ACD_CONTACT_STARTED, .contact = contact, .channel = ACD_CHAT, .queue = 1});
    see((struct acd_event){.kind = ACD_CONTACT_QUEUED, .contact = contact, .queue = 1, .since = now});
}

static void offer(uint64_t contact, uint16_t flags)
{
    see((struct acd_event){.kind = ACD_OFFER_MADE,
                           .agent = VERA,
                           .contact = contact,
                           .flags = flags,
                           .cause = flags ? ACD_CAUSE_ASSOCIATED : ACD_CAUSE_NEXT_IN_QUEUE,
                           .leg_state = ACD_LEG_CONNECTING,
                           .deadline = now + 20000});
}

/* Vera in Front, Available; Sue supervises it; Coffee is a reason for a break. Chat 3, task 1, no channel beside
 * another. */
static int set_up(void **state)
{
    (void)state;
    checker_init(&checker);
    now = 1000000;
    see((struct acd_event){.kind = ACD_CENTRE_CREATED});
    for (uint16_t channel = 0; channel < ACD_CHANNELS; channel++)
        rule((enum acd_rule)(ACD_RULE_OFFER_MS_VOICE + channel), 20000);
    rule(ACD_RULE_SUPERVISOR_GROUPS, 1);
    for (uint32_t status = AVAILABLE; status <= OFFLINE; status++)
        see((struct acd_event){.kind = ACD_STATUS_CREATED, .status = status, .status_type = (uint8_t)status});
    see((struct acd_event){.kind = ACD_PROFILE_CHANNEL_SET, .profile = 1, .channel = ACD_CHAT, .value = 3});
    see((struct acd_event){.kind = ACD_PROFILE_CHANNEL_SET, .profile = 1, .channel = ACD_TASK, .value = 1});
    see((struct acd_event){
        .kind = ACD_PROFILE_QUEUE_SET, .profile = 1, .queue = 1, .channel = ACD_CHAT, .value = 1});
    for (uint32_t agent = VERA; agent <= SUE; agent++)
        see((struct acd_event){.kind = ACD_AGENT_CREATED, .agent = agent, .profile = 1, .status = OFFLINE});
    see((struct acd_event){.kind = ACD_AGENT_GROUP_SET, .agent = VERA, .group = FRONT});
    see((struct acd_event){.kind = ACD_SUPERVISOR_GROUP_SET, .agent = SUE, .group = FRONT, .value = 1});
    see((struct acd_event){
        .kind = ACD_REASON_LIST_CREATED, .reason_list = BREAKS, .value = 1 << ACD_REASON_BREAK});
    see((struct acd_event){
        .kind = ACD_REASON_LIST_GROUP_SET, .reason_list = BREAKS, .group = FRONT, .value = 1});
    see((struct acd_event){.kind = ACD_REASON_CREATED, .reason_list = BREAKS, .reason = COFFEE});
    status_set(AVAILABLE, ACD_ACTOR_API, 0);
    must_be_fine();
    return 0;
}

static void a_lawful_course_is_not_blamed(void **state)
{
    (void)state;
    rule(ACD_RULE_RECONNECTING, 1);
    rule(ACD_RULE_SESSION_TIMEOUT_MS, 60000);
    status_set(BREAK, ACD_ACTOR_SUPERVISOR, 0);
    status_set(AVAILABLE, ACD_ACTOR_AGENT, 0);
    status_set(BREAK, ACD_ACTOR_AGENT, COFFEE);
    page(ACD_PAGE_OPENED, 0, ACD_CAUSE_ASKED);
    page(ACD_PAGE_LOST, now + 60000, ACD_CAUSE_ASKED);
    now += 60000;
    page(ACD_PAGE_CLOSED, 0, ACD_CAUSE_SESSION_TIMEOUT);
    see((struct acd_event){.kind = ACD_STATUS_SET,
                           .agent = VERA,
                           .previous_status = BREAK,
                           .status = OFFLINE,
                           .cause = ACD_CAUSE_SESSION_TIMEOUT});
    rest();
    must_be_fine();
}

static void another_groups_supervisor_is_seen(void **state)
{
    (void)state;
    see((struct acd_event){.kind = ACD_AGENT_GROUP_SET, .agent = VERA, .group = BACK});
    status_set(BREAK, ACD_ACTOR_SUPERVISOR, 0);
    must_name("groups:");
}

static void missing_reason_is_seen(void **state)
{
    (void)state;
    see((struct acd_event){.kind = ACD_REASON_LIST_CHANGED,
                           .reason_list = BREAKS,
                           .value = 1 << ACD_REASON_BREAK,
                           .flags = ACD_FLAG_MANDATORY});
    status_set(BREAK, ACD_ACTOR_AGENT, 0);
    must_name("none was given where one must be");
}

static void reason_for_something_else_is_seen(void **state)
{
    (void)state;
    status_set(OFFLINE, ACD_ACTOR_AGENT, COFFEE);
    must_name("not offered to the agent");
}

static void disabled_reason_is_seen(void **state)
{
    (void)state;
    see((struct acd_event){.kind = ACD_REASON_DISABLED, .reason_list = BREAKS, .reason = COFFEE});
    status_set(BREAK, ACD_ACTOR_API, COFFEE);
    must_name("one was given that is none");
}

static void offer_to_an_awaited_page_is_seen(void **state)
{
    (void)state;
    rule(ACD_RULE_RECONNECTING, 1);
    page(ACD_PAGE_OPENED, 0, ACD_CAUSE_ASKED);
    page(ACD_PAGE_LOST, ACD_NEVER, ACD_CAUSE_ASKED);
    chat(1);
    rest();
    must_be_fine();
    offer(1, ACD_FLAG_EXEMPT);
    must_name("an offer to an agent whose page is awaited back");
}

static void offer_that_goes_on_ringing_is_seen(void **state)
{
    (void)state;
    rule(ACD_RULE_RECONNECTING, 1);
    page(ACD_PAGE_OPENED, 0, ACD_CAUSE_ASKED);
    chat(1);
    offer(1, 0);
    must_be_fine();
    page(ACD_PAGE_LOST, ACD_NEVER, ACD_CAUSE_ASKED);
    rest();
    must_name("an offer rings for an agent whose page is awaited back");
}

static void work_left_undone_after_the_return_is_seen(void **state)
{
    (void)state;
    rule(ACD_RULE_RECONNECTING, 1);
    page(ACD_PAGE_OPENED, 0, ACD_CAUSE_ASKED);
    page(ACD_PAGE_LOST, ACD_NEVER, ACD_CAUSE_ASKED);
    chat(1);
    rest();
    must_be_fine();
    page(ACD_PAGE_OPENED, 0, ACD_CAUSE_ASKED);
    rest();
    must_name("work:");
}

static void session_that_ends_early_is_seen(void **state)
{
    (void)state;
    rule(ACD_RULE_SESSION_TIMEOUT_MS, 60000);
    page(ACD_PAGE_OPENED, 0, ACD_CAUSE_ASKED);
    page(ACD_PAGE_LOST, now + 60000, ACD_CAUSE_ASKED);
    now += 59999;
    page(ACD_PAGE_CLOSED, 0, ACD_CAUSE_SESSION_TIMEOUT);
    must_name("before its time");
}

static void session_that_never_ends_is_seen(void **state)
{
    (void)state;
    rule(ACD_RULE_SESSION_TIMEOUT_MS, 60000);
    page(ACD_PAGE_OPENED, 0, ACD_CAUSE_ASKED);
    page(ACD_PAGE_LOST, now + 60000, ACD_CAUSE_ASKED);
    now += 60001;
    rest();
    must_name("a session is past its time");
}

static void session_over_without_signing_out_is_seen(void **state)
{
    (void)state;
    rule(ACD_RULE_SESSION_TIMEOUT_MS, 60000);
    page(ACD_PAGE_OPENED, 0, ACD_CAUSE_ASKED);
    page(ACD_PAGE_LOST, now + 60000, ACD_CAUSE_ASKED);
    now += 60000;
    page(ACD_PAGE_CLOSED, 0, ACD_CAUSE_SESSION_TIMEOUT);
    rest();
    must_name("its agent is not signed out");
}

static void offer_beyond_the_agents_own_limit_is_seen(void **state)
{
    (void)state;
    see((struct acd_event){.kind = ACD_AGENT_LIMIT_SET, .agent = VERA, .channel = ACD_CHAT, .value = 1});
    chat(1);
    offer(1, 0);
    must_be_fine();
    chat(2);
    offer(2, 0);
    must_name("no slot is free");
}

static void offer_beyond_the_total_is_seen(void **state)
{
    (void)state;
    see((struct acd_event){.kind = ACD_AGENT_LIMIT_SET, .agent = VERA, .channel = ACD_CHANNELS, .value = 1});
    chat(1);
    offer(1, 0);
    must_be_fine();
    chat(2);
    offer(2, 0);
    must_name("as many contacts as allowed");
}

/* A task began elsewhere than by an offer: a call that the agent places does as well. */
static void offer_beyond_the_blend_is_seen(void **state)
{
    (void)state;
    see((struct acd_event){
        .kind = ACD_AGENT_BLEND_SET, .agent = VERA, .channel = ACD_VOICE, .subject = ACD_CHAT, .value = 1});
    see((struct acd_event){.kind = ACD_CALL_PLACED,
                           .agent = VERA,
                           .contact = 9,
                           .queue = 1,
                           .channel = ACD_VOICE,
                           .leg_state = ACD_LEG_CONNECTING,
                           .deadline = now + 60000});
    chat(1);
    offer(1, 0);
    must_be_fine();
    chat(2);
    offer(2, 0);
    must_name("another channel that admits no other");
}

#define CLAIM(name) cmocka_unit_test_setup(name, set_up)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CLAIM(a_lawful_course_is_not_blamed),
        CLAIM(another_groups_supervisor_is_seen),
        CLAIM(missing_reason_is_seen),
        CLAIM(reason_for_something_else_is_seen),
        CLAIM(disabled_reason_is_seen),
        CLAIM(offer_to_an_awaited_page_is_seen),
        CLAIM(offer_that_goes_on_ringing_is_seen),
        CLAIM(work_left_undone_after_the_return_is_seen),
        CLAIM(session_that_ends_early_is_seen),
        CLAIM(session_that_never_ends_is_seen),
        CLAIM(session_over_without_signing_out_is_seen),
        CLAIM(offer_beyond_the_agents_own_limit_is_seen),
        CLAIM(offer_beyond_the_total_is_seen),
        CLAIM(offer_beyond_the_blend_is_seen),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
