/* The hash table against a plain array, and the table of embedded files. It must not depend on the order of a walk. */
#include <stdio.h>
#include <string.h>

#include "lib/assets.h"
#include "lib/random.h"
#include "lib/table.h"
#include "lib/testing/cmocka.h"

enum { ITEMS = 500 };

struct item {
    char name[8];
    bool in;
};

static void the_table_agrees_with_an_array(void **state)
{
    (void)state;
    static struct item items[ITEMS];
    struct table table;
    table_init(&table, ITEMS);
    for (int i = 0; i < ITEMS; i++)
        snprintf(items[i].name, sizeof items[i].name, "%d", i);
    size_t expected = 0;
    for (int step = 0; step < 50000; step++) {
        struct item *item = &items[random_u64() % ITEMS];
        size_t len = strlen(item->name);
        assert_ptr_equal(table_find(&table, item->name, len), item->in ? item : NULL);
        if (random_u64() % 2) {
            assert_int_equal(table_put(&table, item->name, len, item), !item->in);
            expected += !item->in;
            item->in = true;
        } else {
            assert_ptr_equal(table_remove(&table, item->name, len), item->in ? item : NULL);
            expected -= item->in;
            item->in = false;
        }
        assert_int_equal(table.count, expected);
    }
    size_t seen = 0;
    for (size_t at = 0; table_next(&table, &at);)
        seen++;
    assert_int_equal(seen, expected);
    table_free(&table);
    assert_null(table_find(&table, "1", 1));
}

static void a_full_table_refuses(void **state)
{
    (void)state;
    struct table table;
    table_init(&table, 2);
    assert_true(table_put(&table, "a", 1, "A"));
    assert_true(table_put(&table, "b", 1, "B"));
    assert_false(table_put(&table, "c", 1, "C"));
    assert_string_equal(table_remove(&table, "a", 1), "A");
    assert_true(table_put(&table, "c", 1, "C"));
    assert_string_equal(table_find(&table, "b", 1), "B");
    table_free(&table);
}

static void keys_of_different_length_differ(void **state)
{
    (void)state;
    struct table table;
    table_init(&table, 10);
    assert_true(table_put(&table, "ab\0", 3, "long"));
    assert_null(table_find(&table, "ab", 2));
    assert_null(table_find(&table, "", 0));
    assert_true(table_put(&table, "", 0, "empty"));
    assert_string_equal(table_find(&table, "", 0), "empty");
    table_free(&table);
}

static void assets_are_found_by_their_exact_path(void **state)
{
    (void)state;
    static const struct asset assets[] = {{.path = "/a"}, {.path = "/a/b.css"}, {.path = "/b"}};
    assert_true(assets_sorted(assets, 3));
    for (size_t i = 0; i < 3; i++)
        assert_ptr_equal(assets_find(assets, 3, assets[i].path), &assets[i]);
    assert_null(assets_find(assets, 3, "/"));
    assert_null(assets_find(assets, 3, "/a/"));
    assert_null(assets_find(assets, 3, "/c"));
    assert_null(assets_find(assets, 0, "/a"));
    static const struct asset unsorted[] = {{.path = "/b"}, {.path = "/a"}};
    assert_false(assets_sorted(unsorted, 2));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_table_agrees_with_an_array),
        cmocka_unit_test(a_full_table_refuses),
        cmocka_unit_test(keys_of_different_length_differ),
        cmocka_unit_test(assets_are_found_by_their_exact_path),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
