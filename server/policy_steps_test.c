/* A policy whose steps are refused in the middle is taken back: the deciding is wrapped here (see meson.build), because
 * a sound centre refuses none that was rehearsed. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "journal/memory.h"
#include "lib/testing/cmocka.h"
#include "server/make_decide.h"
#include "server/policy_book.h"

enum { NOW = 1700000000 };

static uint32_t steps_until_refusal; /* 0: none is refused */
static uint32_t refusals;            /* how many follow each other from there on */

const struct acd_batch *__real_make_decide(struct making *making, struct acd_command *command,
                                           struct buf *body, const char *what);
const struct acd_batch *__wrap_make_decide(struct making *making, struct acd_command *command,
                                           struct buf *body, const char *what);

const struct acd_batch *__wrap_make_decide(struct making *making, struct acd_command *command,
                                           struct buf *body, const char *what)
{
    bool counts = command->kind == ACD_SET_RULE || command->kind == ACD_SET_MOVES;
    if (counts && steps_until_refusal > 0 && --steps_until_refusal == 0 && refusals > 0) {
        if (--refusals > 0)
            steps_until_refusal = 1;
        fault_set(making->fault, "%s was refused: LIMIT.", what);
        if (body)
            buf_free(body);
        return NULL;
    }
    return __real_make_decide(making, command, body, what);
}

static struct world {
    struct pump *pump;
    struct making making;
    struct fault fault;
    struct policy_document document;
    struct buf before;
} world;

static struct buf in_force(void)
{
    struct buf text;
    buf_init(&text, POLICY_BYTES_MAX);
    assert_int_equal(policy_in_force(world.pump, &text, &world.fault), 0);
    return text;
}

static void parse(const char *text)
{
    struct policy_problems *problems = calloc(1, sizeof *problems);
    if (!policy_parse(&world.document, text, strlen(text), problems))
        fail_msg("%s: %s", problems->list[0].pointer, problems->list[0].sentence);
    free(problems);
}

static int begin(void **state)
{
    struct pump_options options = {0};
    struct pump_error error;
    struct journal *journal = NULL;
    struct journal_error failure;
    struct uuid uuid = uuid_random();
    struct make_status statuses[8];
    (void)state;
    world = (struct world){.pump = NULL};
    steps_until_refusal = refusals = 0;
    assert_int_equal(journal_open_memory(&journal, NULL, &failure), 0);
    if (pump_open_journal(&world.pump, journal, &options, &error) != 0)
        fail_msg("%s", error.sentence);
    world.making = (struct making){.pump = world.pump, .now = NOW, .fault = &world.fault};
    assert_true(make_centre(&world.making, "acme", &uuid, ACD_MODEL_VCC));
    assert_true(make_statuses(&world.making, statuses, make_default_statuses(ACD_MODEL_VCC, statuses, 8)));
    world.before = in_force();
    parse("{\"version\":1,\"model\":\"vcc\",\"automatic\":{\"on_miss\":\"STAY\"},\"offers\":{\"reject_"
          "allowed\":true},"
          "\"wrapup\":{\"may_be_ended_early\":true}}");
    return 0;
}

static int end(void **state)
{
    (void)state;
    policy_free(&world.document);
    buf_free(&world.before);
    pump_close(world.pump);
    return 0;
}

static void assert_as_before(void)
{
    struct buf now = in_force();
    assert_string_equal(buf_text(&now), buf_text(&world.before));
    buf_free(&now);
}

static void a_policy_that_is_refused_nowhere_is_in_force(void **state)
{
    (void)state;
    assert_int_equal(policy_put_in_force(&world.making, &world.document, "test", NULL), 2);
    struct buf now = in_force();
    assert_string_not_equal(buf_text(&now), buf_text(&world.before));
    buf_free(&now);
}

static void a_refusal_in_the_middle_takes_back_what_was_applied(void **state)
{
    (void)state;
    steps_until_refusal = 2;
    refusals = 1;
    assert_int_equal(policy_put_in_force(&world.making, &world.document, "test", NULL), -1);
    assert_non_null(strstr(world.fault.sentence, "SET_RULE was refused: LIMIT."));
    assert_non_null(strstr(world.fault.sentence, "Applied before it, and taken back: SET_RULE "));
    assert_as_before();
    assert_int_equal(policy_newest(pump_book(world.pump)),
                     1); /* what was before, and no version of what was not */
}

static void a_refusal_of_the_first_step_leaves_nothing_to_take_back(void **state)
{
    (void)state;
    steps_until_refusal = 1;
    refusals = 1;
    assert_int_equal(policy_put_in_force(&world.making, &world.document, "test", NULL), -1);
    assert_string_equal(world.fault.sentence, "SET_RULE was refused: LIMIT.");
    assert_as_before();
}

static void what_cannot_be_taken_back_is_told(void **state)
{
    (void)state;
    steps_until_refusal = 2;
    refusals = 2;
    assert_int_equal(policy_put_in_force(&world.making, &world.document, "test", NULL), -1);
    assert_non_null(strstr(world.fault.sentence, "It could not be taken back: SET_RULE was refused"));
    assert_int_equal(policy_put_in_force(&world.making, &world.document, "test", NULL),
                     2); /* again, and the rest is done */
}

#define WITH_WORLD(test) cmocka_unit_test_setup_teardown(test, begin, end)

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_WORLD(a_policy_that_is_refused_nowhere_is_in_force),
        WITH_WORLD(a_refusal_in_the_middle_takes_back_what_was_applied),
        WITH_WORLD(a_refusal_of_the_first_step_leaves_nothing_to_take_back),
        WITH_WORLD(what_cannot_be_taken_back_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
