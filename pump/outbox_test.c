/* The ring of posts by itself: order, growth around its end, and its limit. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "pump/outbox.h"

static bool add(struct outbox *outbox, uint64_t seq)
{
    return outbox_add(outbox, (struct outbox_post){.seq = seq});
}

static void expect(struct outbox *outbox, uint64_t durable, uint64_t seq)
{
    struct outbox_post post;
    assert_true(outbox_take(outbox, durable, &post));
    assert_int_equal(post.seq, seq);
}

static void nothing_comes_before_it_is_durable(void **state)
{
    (void)state;
    struct outbox outbox = {0};
    struct outbox_post post;
    assert_false(outbox_take(&outbox, UINT64_MAX, &post));
    add(&outbox, 7);
    add(&outbox, 7);
    add(&outbox, 9);
    assert_false(outbox_take(&outbox, 6, &post));
    expect(&outbox, 7, 7);
    expect(&outbox, 8, 7);
    assert_false(outbox_take(&outbox, 8, &post));
    expect(&outbox, 9, 9);
    assert_false(outbox_take(&outbox, UINT64_MAX, &post));
    outbox_free(&outbox);
}

/* Two come for each that goes: it grows again and again with its head somewhere inside. */
static void the_order_is_kept_while_it_grows_and_goes_round(void **state)
{
    (void)state;
    struct outbox outbox = {0};
    uint64_t taken = 0;
    for (uint64_t seq = 1; seq <= 20000; seq++) {
        assert_true(add(&outbox, seq));
        assert_true(outbox.count <= outbox.capacity);
        if (seq % 2 == 0)
            expect(&outbox, seq, ++taken);
    }
    while (taken < 20000)
        expect(&outbox, UINT64_MAX, ++taken);
    assert_int_equal(outbox.count, 0);
    outbox_free(&outbox);
}

static void more_than_the_maximum_is_refused_and_takes_nobodys_place(void **state)
{
    (void)state;
    struct outbox outbox = {0};
    for (uint64_t seq = 1; seq <= PUMP_POSTS_MAX; seq++) {
        if (!add(&outbox, seq))
            fail_msg("post %llu was refused", (unsigned long long)seq);
    }
    assert_false(add(&outbox, PUMP_POSTS_MAX + 1));
    expect(&outbox, UINT64_MAX, 1);
    assert_true(add(&outbox, PUMP_POSTS_MAX + 2));
    assert_false(add(&outbox, PUMP_POSTS_MAX + 3));
    expect(&outbox, UINT64_MAX, 2);
    outbox_free(&outbox);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_comes_before_it_is_durable),
        cmocka_unit_test(the_order_is_kept_while_it_grows_and_goes_round),
        cmocka_unit_test(more_than_the_maximum_is_refused_and_takes_nobodys_place),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
