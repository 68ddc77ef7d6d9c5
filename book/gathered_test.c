/* Rows that hold many entries: written once, in the order of the keys, never too long, and forgotten with a transaction
 * that failed. */
#include "book/audit_walk.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

enum { ROWS_MAX = 64 };

static struct {
    uint64_t kind, number;
    int64_t first, last;
    uint32_t len;
} rows[ROWS_MAX];
static uint32_t row_count;

static void put(struct sql *sql, const struct gathered_row *row)
{
    (void)sql;
    assert_true(row_count < ROWS_MAX);
    rows[row_count].kind = row->key.kind;
    rows[row_count].number = row->key.number;
    rows[row_count].first = row->first;
    rows[row_count].last = row->last;
    rows[row_count++].len = row->len;
}

static void begin(struct gathered *gathered)
{
    row_count = 0;
    gathered_init(gathered, put);
}

static void add(struct gathered *gathered, uint64_t number, int64_t place, size_t len)
{
    static const uint8_t bytes[2 * GATHERED_BYTES_MAX];
    gathered_add(gathered, NULL, (struct gathered_key){1, number}, place, place, bytes, len);
}

static void entries_of_one_thing_are_one_row_and_rows_are_in_order(void **state)
{
    (void)state;
    struct gathered gathered;
    begin(&gathered);
    for (int64_t place = 1; place <= 30; place++)
        add(&gathered, (uint64_t)(7 - place % 3), place, 10);
    assert_int_equal(row_count, 0);
    gathered_flush(&gathered, NULL);
    assert_int_equal(row_count, 3);
    for (uint32_t i = 0; i < 3; i++) {
        assert_int_equal(rows[i].number, 5 + i);
        assert_int_equal(rows[i].len, 100);
        assert_int_equal(rows[i].last - rows[i].first, 27);
    }
    gathered_flush(&gathered, NULL);
    assert_int_equal(row_count, 3);
    gathered_free(&gathered);
}

static void a_row_never_becomes_too_long_unless_one_entry_is(void **state)
{
    (void)state;
    struct gathered gathered;
    begin(&gathered);
    for (int64_t place = 1; place <= 10; place++)
        add(&gathered, 1, place, 400);
    add(&gathered, 1, 11, GATHERED_BYTES_MAX + 100);
    add(&gathered, 1, 12, 1);
    gathered_flush(&gathered, NULL);
    assert_int_equal(row_count, 7);
    for (uint32_t i = 0; i < 5; i++)
        assert_int_equal(rows[i].len, 800);
    assert_int_equal(rows[5].len, GATHERED_BYTES_MAX + 100);
    assert_int_equal(rows[6].first, 12);
    gathered_free(&gathered);
}

static void a_row_can_be_ended_and_the_next_entry_begins_another(void **state)
{
    (void)state;
    struct gathered gathered;
    int64_t last;
    const struct gathered_key key = {1, 4};
    begin(&gathered);
    gathered_end(&gathered, NULL, key);
    assert_false(gathered_last(&gathered, key, &last));
    add(&gathered, 4, 8, 1);
    assert_true(gathered_last(&gathered, key, &last));
    assert_int_equal(last, 8);
    gathered_end(&gathered, NULL, key);
    assert_int_equal(row_count, 1);
    assert_false(gathered_last(&gathered, key, &last));
    add(&gathered, 4, 9, 1);
    gathered_flush(&gathered, NULL);
    assert_int_equal(row_count, 2);
    assert_int_equal(rows[1].first, 9);
    gathered_free(&gathered);
}

static void what_a_failed_transaction_gathered_is_forgotten(void **state)
{
    (void)state;
    struct gathered gathered;
    begin(&gathered);
    add(&gathered, 1, 1, 5);
    gathered_drop(&gathered);
    gathered_flush(&gathered, NULL);
    assert_int_equal(row_count, 0);
    gathered_free(&gathered);
}

static void numbers_come_back_and_what_is_cut_short_does_not(void **state)
{
    (void)state;
    static const uint64_t numbers[] = {0, 1, 127, 128, 16383, 16384, UINT32_MAX, UINT64_MAX};
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        uint8_t bytes[GATHERED_NUMBER_BYTES_MAX];
        uint64_t number;
        size_t len = gathered_encode(bytes, numbers[i]);
        assert_ptr_equal(gathered_decode(bytes, bytes + len, &number), bytes + len);
        assert_true(number == numbers[i]);
        assert_null(gathered_decode(bytes, bytes + len - 1, &number));
    }
}

static int64_t read_back[4096];
static uint32_t read_count;

static void read_places(struct sql *sql, const struct gathered_row *row)
{
    (void)sql;
    assert_true(read_count + row->len + 1 < sizeof read_back / sizeof *read_back);
    read_count += audit_read_places(row->first, row->bytes, (int)row->len, read_back + read_count);
}

static void places_that_fill_more_than_one_row_are_read_as_they_were_put(void **state)
{
    (void)state;
    struct gathered gathered;
    const struct gathered_key key = {100, 1};
    read_count = 0;
    gathered_init(&gathered, read_places);
    for (int64_t i = 0; i < 2000; i++)
        audit_place(&gathered, NULL, key, 1 + i * 150);
    gathered_flush(&gathered, NULL);
    assert_int_equal(read_count, 2000);
    for (int64_t i = 0; i < 2000; i++)
        assert_int_equal(read_back[i], 1 + i * 150);
    gathered_free(&gathered);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(entries_of_one_thing_are_one_row_and_rows_are_in_order),
        cmocka_unit_test(a_row_never_becomes_too_long_unless_one_entry_is),
        cmocka_unit_test(a_row_can_be_ended_and_the_next_entry_begins_another),
        cmocka_unit_test(what_a_failed_transaction_gathered_is_forgotten),
        cmocka_unit_test(places_that_fill_more_than_one_row_are_read_as_they_were_put),
        cmocka_unit_test(numbers_come_back_and_what_is_cut_short_does_not),
    };
    return cmocka_run_group_tests_name("gathered", tests, NULL, NULL);
}
