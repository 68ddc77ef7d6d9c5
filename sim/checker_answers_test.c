/* The checker must see an answer that was taken for another offer than the one it named, and a refusal that says so
 * without a reason. */
#include "sim/checker.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

enum { ALICE = 1, BOB, CHAT = 7, FIRST = 100, SECOND = 200 };

_Noreturn void acd_panic(const char *sentence)
{
    fprintf(stderr, "the core is broken: %s\n", sentence);
    abort();
}

static const char *judge(enum acd_command_kind kind, uint64_t named, uint64_t open, enum acd_refusal refusal)
{
    const struct acd_command command = {
        .kind = (uint16_t)kind, .agent = ALICE, .contact = CHAT, .offer = named};
    return checker_why_not_answered(&command, open, refusal);
}

static void answer_taken_for_another_offer_is_seen(void **state)
{
    (void)state;
    assert_non_null(judge(ACD_REJECT_OFFER, FIRST, SECOND, ACD_OK));
    assert_non_null(judge(ACD_CLEAR_LEG, FIRST, SECOND, ACD_OK));
    assert_non_null(judge(ACD_TRANSFER_CONTACT, FIRST, 0, ACD_OK));
    assert_null(judge(ACD_REJECT_OFFER, SECOND, SECOND, ACD_OK));
    assert_null(judge(ACD_REJECT_OFFER, FIRST, SECOND, ACD_REFUSED_OFFER_OVER));
}

static void refusal_without_a_reason_is_seen(void **state)
{
    (void)state;
    assert_non_null(judge(ACD_ACCEPT_OFFER, SECOND, SECOND, ACD_REFUSED_OFFER_OVER));
    assert_non_null(judge(ACD_ACCEPT_OFFER, FIRST, 0, ACD_REFUSED_OFFER_OVER)); /* there is no leg at all */
    assert_non_null(judge(ACD_ACCEPT_OFFER, 0, SECOND, ACD_REFUSED_OFFER_OVER));
    assert_null(judge(ACD_ACCEPT_OFFER, FIRST, 0, ACD_REFUSED_UNKNOWN_LEG));
}

static void who_names_no_offer_or_speaks_of_no_leg_is_free(void **state)
{
    (void)state;
    assert_null(judge(ACD_REJECT_OFFER, 0, SECOND, ACD_OK));
    assert_null(judge(ACD_SEND_MESSAGE, FIRST, SECOND, ACD_OK));
}

static void number_of_a_leg_is_its_own(void **state)
{
    static struct checker checker;
    (void)state;
    checker_init(&checker);
    checker.legs[0] = (struct checker_leg){.agent = BOB, .contact = CHAT, .begun_seq = FIRST};
    checker.legs[1] = (struct checker_leg){.agent = ALICE, .contact = CHAT, .begun_seq = SECOND};
    checker.leg_end = 2;
    assert_int_equal(checker_open_offer(&checker, ALICE, CHAT), SECOND);
    assert_int_equal(checker_open_offer(&checker, BOB, CHAT), FIRST);
    assert_int_equal(checker_open_offer(&checker, BOB, CHAT + 1), 0);
    assert_int_equal(checker_open_offer(&checker, 0, 0), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(answer_taken_for_another_offer_is_seen),
        cmocka_unit_test(refusal_without_a_reason_is_seen),
        cmocka_unit_test(who_names_no_offer_or_speaks_of_no_leg_is_free),
        cmocka_unit_test(number_of_a_leg_is_its_own),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
