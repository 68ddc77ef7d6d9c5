/* The buffer's maximum and its failure rule. It must not test what others put into buffers. */
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "lib/buf.h"
#include "lib/testing/cmocka.h"

static void an_empty_buffer_is_an_empty_text(void **state)
{
    (void)state;
    struct buf buf;
    buf_init(&buf, 10);
    assert_string_equal(buf_text(&buf), "");
    buf_append(&buf, "", 0);
    assert_string_equal(buf_text(&buf), "");
    buf_free(&buf);
}

static void what_is_appended_is_there(void **state)
{
    (void)state;
    struct buf buf;
    buf_init(&buf, 1000);
    buf_append_text(&buf, "a");
    buf_append_char(&buf, 'b');
    buf_append(&buf, "c\0d", 3);
    buf_append_format(&buf, "%s-%d", "e", 5);
    assert_int_equal(buf.len, 8);
    assert_memory_equal(buf.bytes, "abc\0de-5\0", 9);
    buf_free(&buf);
}

static void numbers_are_decimal_to_their_limits(void **state)
{
    (void)state;
    struct buf buf;
    buf_init(&buf, 1000);
    buf_append_u64(&buf, 0);
    buf_append_char(&buf, ' ');
    buf_append_u64(&buf, UINT64_MAX);
    buf_append_char(&buf, ' ');
    buf_append_i64(&buf, INT64_MIN);
    buf_append_char(&buf, ' ');
    buf_append_i64(&buf, INT64_MAX);
    assert_string_equal(buf_text(&buf), "0 18446744073709551615 -9223372036854775808 9223372036854775807");
    buf_free(&buf);
}

static void exactly_the_maximum_fits(void **state)
{
    (void)state;
    struct buf buf;
    buf_init(&buf, 5);
    buf_append_text(&buf, "hello");
    assert_false(buf_failed(&buf));
    assert_string_equal(buf_text(&buf), "hello");
    buf_append(&buf, "", 0);
    assert_false(buf_failed(&buf));
    buf_free(&buf);
}

static void one_byte_more_fails_and_stays_failed(void **state)
{
    (void)state;
    struct buf buf;
    buf_init(&buf, 5);
    buf_append_text(&buf, "hello");
    buf_append_char(&buf, '!');
    assert_true(buf_failed(&buf));
    assert_string_equal(buf_text(&buf), "");
    buf_append_char(&buf, 'x');
    buf_append_format(&buf, "%d", 1);
    assert_true(buf_failed(&buf));
    size_t len = 77;
    assert_null(buf_take(&buf, &len));
    assert_int_equal(len, 77);
    buf_clear(&buf);
    buf_append_text(&buf, "again");
    assert_string_equal(buf_text(&buf), "again");
    buf_free(&buf);
}

static void a_formatted_text_over_the_maximum_fails(void **state)
{
    (void)state;
    struct buf buf;
    buf_init(&buf, 5);
    buf_append_format(&buf, "%s", "longer");
    assert_true(buf_failed(&buf));
    buf_free(&buf);
}

static void an_enormous_append_fails_without_overflow(void **state)
{
    (void)state;
    struct buf buf;
    buf_init(&buf, 100);
    buf_append_text(&buf, "x");
    volatile size_t too_much = SIZE_MAX; /* unknown to the compiler, which would warn */
    buf_append(&buf, "y", too_much);
    assert_true(buf_failed(&buf));
    buf_free(&buf);
}

static void consuming_drops_the_front(void **state)
{
    (void)state;
    struct buf buf;
    buf_init(&buf, 100);
    buf_append_text(&buf, "hello");
    buf_consume(&buf, 0);
    buf_consume(&buf, 2);
    assert_string_equal(buf_text(&buf), "llo");
    buf_consume(&buf, 3);
    assert_string_equal(buf_text(&buf), "");
    assert_int_equal(buf.len, 0);
    buf_free(&buf);
}

static void taking_hands_the_memory_over(void **state)
{
    (void)state;
    struct buf buf;
    buf_init(&buf, 100);
    buf_append_text(&buf, "hello");
    size_t len = 0;
    char *bytes = buf_take(&buf, &len);
    assert_string_equal(bytes, "hello");
    assert_int_equal(len, 5);
    assert_int_equal(buf.len, 0);
    buf_append_text(&buf, "new");
    assert_string_equal(buf_text(&buf), "new");
    free(bytes);
    buf_free(&buf);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_empty_buffer_is_an_empty_text),
        cmocka_unit_test(what_is_appended_is_there),
        cmocka_unit_test(numbers_are_decimal_to_their_limits),
        cmocka_unit_test(exactly_the_maximum_fits),
        cmocka_unit_test(one_byte_more_fails_and_stays_failed),
        cmocka_unit_test(a_formatted_text_over_the_maximum_fails),
        cmocka_unit_test(an_enormous_append_fails_without_overflow),
        cmocka_unit_test(consuming_drops_the_front),
        cmocka_unit_test(taking_hands_the_memory_over),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
