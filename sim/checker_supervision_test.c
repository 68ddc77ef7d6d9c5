/* The checker must see what is wrong in supervision: each test plants one violation and expects its rule to be
 * named. */
#include "sim/checker.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { AVAILABLE = 1, LUNCH, OFFLINE };
enum { ALICE = 1, BOB, SUE, TIM };
enum { CHAT = 7 };

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

static void offer(uint32_t agent)
{
    see((struct acd_event){.kind = ACD_OFFER_MADE,
                           .contact = CHAT,
                           .agent = agent,
                           .channel = ACD_CHAT,
                           .leg_state = ACD_LEG_CONNECTING,
                           .cause = ACD_CAUSE_LONGEST_AVAILABLE,
                           .deadline = now + 20000});
}

/* Alice and Bob are available for chats of one queue; Alice has one. */
static int set_up(void **state)
{
    (void)state;
    checker_init(&checker);
    now = 1000000;
    see((struct acd_event){.kind = ACD_RULE_SET, .rule = ACD_RULE_OFFER_MS_CHAT, .value = 20000});
    for (uint32_t status = AVAILABLE; status <= OFFLINE; status++)
        see((struct acd_event){.kind = ACD_STATUS_CREATED,
                               .status = status,
                               .status_type = (uint8_t)(ACD_STATUS_ROUTABLE - 1 + status)});
    see((struct acd_event){.kind = ACD_CENTRE_CREATED});
    see((struct acd_event){.kind = ACD_PROFILE_CHANNEL_SET, .profile = 1, .channel = ACD_CHAT, .value = 2});
    see((struct acd_event){
        .kind = ACD_PROFILE_QUEUE_SET, .profile = 1, .queue = 1, .channel = ACD_CHAT, .value = 1});
    for (uint32_t agent = ALICE; agent <= TIM; agent++)
        see((struct acd_event){.kind = ACD_AGENT_CREATED, .agent = agent, .profile = 1, .status = OFFLINE});
    for (uint32_t agent = ALICE; agent <= BOB; agent++)
        see((struct acd_event){
            .kind = ACD_STATUS_SET, .agent = agent, .status = AVAILABLE, .previous_status = OFFLINE});
    see((struct acd_event){.kind = ACD_CONTACT_STARTED, .contact = CHAT, .channel = ACD_CHAT});
    see((struct acd_event){.kind = ACD_CONTACT_QUEUED, .contact = CHAT, .queue = 1, .since = now});
    offer(ALICE);
    see((struct acd_event){
        .kind = ACD_OFFER_ACCEPTED, .contact = CHAT, .agent = ALICE, .leg_state = ACD_LEG_CONNECTED});
    must_be_fine();
    return 0;
}

static void supervision(enum acd_event_kind kind, uint32_t listener, int64_t value, uint16_t flags)
{
    see((struct acd_event){.kind = (uint16_t)kind,
                           .agent = listener,
                           .other_agent = ALICE,
                           .contact = CHAT,
                           .channel = ACD_CHAT,
                           .value = value,
                           .flags = flags,
                           .actor = ACD_ACTOR_SUPERVISOR,
                           .actor_id = listener});
}

static void a_listener_holds_up_nobody(void **state)
{
    (void)state;
    supervision(ACD_MONITOR_BEGUN, SUE, 0, 0);
    see((struct acd_event){.kind = ACD_STATUS_SET,
                           .agent = SUE,
                           .status = LUNCH,
                           .previous_status = OFFLINE,
                           .actor = ACD_ACTOR_AGENT});
    checker_rest(&checker, now);
    must_be_fine();
}

static void listening_to_one_who_does_not_speak_is_named(void **state)
{
    (void)state;
    see((struct acd_event){.kind = ACD_CONTACT_ENDED, .contact = CHAT});
    see((struct acd_event){.kind = ACD_WRAPUP_BEGUN,
                           .contact = CHAT,
                           .agent = ALICE,
                           .deadline = ACD_NEVER,
                           .leg_state = ACD_LEG_ENDED});
    supervision(ACD_MONITOR_BEGUN, SUE, 0, 0);
    must_name("listening: to an agent who does not speak");
}

static void a_listener_who_stays_behind_is_named(void **state)
{
    (void)state;
    supervision(ACD_MONITOR_BEGUN, SUE, 0, 0);
    see((struct acd_event){.kind = ACD_CONTACT_ENDED, .contact = CHAT});
    see((struct acd_event){.kind = ACD_WRAPUP_BEGUN,
                           .contact = CHAT,
                           .agent = ALICE,
                           .deadline = ACD_NEVER,
                           .leg_state = ACD_LEG_ENDED});
    checker_rest(&checker, now);
    must_name("listening: to an agent who has the contact no more");
}

static void a_silent_listener_who_writes_is_named(void **state)
{
    (void)state;
    supervision(ACD_MONITOR_BEGUN, SUE, 0, ACD_FLAG_MAY_BARGE);
    supervision(ACD_BARGE_SET, SUE, 1, 0);
    supervision(ACD_MESSAGE_SENT, SUE, 1, 0);
    must_be_fine();
    supervision(ACD_BARGE_SET, SUE, 0, 0);
    supervision(ACD_MESSAGE_SENT, SUE, 2, 0);
    must_name("a silent listener");
}

static void one_who_may_not_barge_is_named(void **state)
{
    (void)state;
    supervision(ACD_MONITOR_BEGUN, SUE, 0, 0);
    supervision(ACD_BARGE_SET, SUE, 1, 0);
    must_name("listening: one barges in who may not");
}

static void a_whisper_out_of_count_is_named(void **state)
{
    (void)state;
    supervision(ACD_MONITOR_BEGUN, SUE, 0, 0);
    supervision(ACD_WHISPERED, SUE, 1, 0);
    must_be_fine();
    supervision(ACD_WHISPERED, SUE, 3, 0);
    must_name("whispers are not counted");
}

static void a_former_agent_who_keeps_the_contact_is_named(void **state)
{
    (void)state;
    supervision(ACD_MONITOR_BEGUN, SUE, 0, 0);
    supervision(ACD_TAKEN_OVER, SUE, 0, 0);
    must_be_fine();
    checker_rest(&checker, now);
    must_name("2 active legs");
}

static void an_offer_to_the_agent_it_was_taken_back_from_is_named(void **state)
{
    (void)state;
    set_up(NULL);
    see((struct acd_event){.kind = ACD_CONTACT_STARTED, .contact = CHAT + 1, .channel = ACD_CHAT});
    see((struct acd_event){
        .kind = ACD_CONTACT_QUEUED, .contact = CHAT + 1, .queue = 1, .since = now, .other_agent = ALICE});
    see((struct acd_event){.kind = ACD_OFFER_MADE,
                           .contact = CHAT + 1,
                           .agent = ALICE,
                           .channel = ACD_CHAT,
                           .leg_state = ACD_LEG_CONNECTING,
                           .cause = ACD_CAUSE_NEXT_IN_QUEUE,
                           .deadline = now + 20000});
    must_name("took the contact back");
}

static void more_listeners_than_there_may_be_are_named(void **state)
{
    (void)state;
    for (uint32_t agent = TIM + 1; agent <= TIM + 5; agent++)
        see((struct acd_event){.kind = ACD_AGENT_CREATED, .agent = agent, .profile = 1, .status = OFFLINE});
    for (uint32_t agent = TIM + 1; agent <= TIM + 4; agent++)
        supervision(ACD_MONITOR_BEGUN, agent, 0, 0);
    must_be_fine();
    supervision(ACD_MONITOR_BEGUN, TIM + 5, 0, 0);
    must_name("more listeners");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(a_listener_holds_up_nobody, set_up),
        cmocka_unit_test_setup(listening_to_one_who_does_not_speak_is_named, set_up),
        cmocka_unit_test_setup(a_listener_who_stays_behind_is_named, set_up),
        cmocka_unit_test_setup(a_silent_listener_who_writes_is_named, set_up),
        cmocka_unit_test_setup(one_who_may_not_barge_is_named, set_up),
        cmocka_unit_test_setup(a_whisper_out_of_count_is_named, set_up),
        cmocka_unit_test_setup(a_former_agent_who_keeps_the_contact_is_named, set_up),
        cmocka_unit_test_setup(an_offer_to_the_agent_it_was_taken_back_from_is_named, set_up),
        cmocka_unit_test_setup(more_listeners_than_there_may_be_are_named, set_up),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
