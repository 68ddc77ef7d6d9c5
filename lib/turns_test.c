/* Tests of turns.h. */
#include "lib/turns.h"

#include "lib/testing/cmocka.h"

#include <pthread.h>
#include <sched.h>
#include <sys/resource.h>

struct found {
    uint64_t turn_ns;
    int nice;
};

static struct found present(void)
{
    return (struct found){turns_present_ns(), getpriority(PRIO_PROCESS, 0)};
}

static void *go_first(void *found)
{
    turns_short();
    *(struct found *)found = present();
    return NULL;
}

static void *give_way(void *found)
{
    turns_give_way(7);
    *(struct found *)found = present();
    return NULL;
}

static void *look(void *found)
{
    *(struct found *)found = present();
    return NULL;
}

static struct found found_by(void *(*run)(void *))
{
    struct found found = {0};
    pthread_t thread;
    assert_int_equal(pthread_create(&thread, NULL, run, &found), 0);
    assert_int_equal(pthread_join(thread, NULL), 0);
    return found;
}

static void whoever_is_waited_for_gets_short_turns(void **state)
{
    (void)state;
    struct found before = present();
    struct found found = found_by(go_first);
    if (before.turn_ns != 0)
        assert_int_equal(found.turn_ns, TURN_SHORT_NS);
    assert_int_equal(found.nice, before.nice);
}

static void whoever_gives_way_has_short_turns_and_is_nice(void **state)
{
    (void)state;
    struct found before = present();
    struct found found = found_by(give_way);
    if (before.turn_ns != 0)
        assert_int_equal(found.turn_ns, TURN_SHORT_NS);
    assert_int_equal(found.nice, 7);
}

static void *begin_another(void *found)
{
    turns_short();
    *(struct found *)found = found_by(look);
    return NULL;
}

static void threads_that_are_begun_later_have_short_turns_too(void **state)
{
    (void)state;
    struct found before = present();
    struct found found = found_by(begin_another);
    if (before.turn_ns != 0)
        assert_int_equal(found.turn_ns, TURN_SHORT_NS);
}

static void one_threads_turns_are_not_the_others(void **state)
{
    (void)state;
    struct found before = present();
    found_by(go_first);
    found_by(give_way);
    struct found after = present();
    assert_int_equal(after.turn_ns, before.turn_ns);
    assert_int_equal(after.nice, before.nice);
}

/* ---- offering ---- */

static int offered;

/* In place of the C library's. */
int sched_yield(void)
{
    offered++;
    return 0;
}

static void who_works_for_long_offers_the_processor_again_and_again(void **state)
{
    (void)state;
    offered = 0;
    while (offered < 3)
        turns_offer();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(whoever_is_waited_for_gets_short_turns),
        cmocka_unit_test(whoever_gives_way_has_short_turns_and_is_nice),
        cmocka_unit_test(threads_that_are_begun_later_have_short_turns_too),
        cmocka_unit_test(one_threads_turns_are_not_the_others),
        cmocka_unit_test(who_works_for_long_offers_the_processor_again_and_again),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
