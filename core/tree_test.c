/* The ordered set against a plain sorted array, thousands of times; its shape must not depend on history. */
#include "core/tree.h"

#include "core/testing/world.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

enum { NODES = 300 };

struct forest {
    struct tree_node nodes[NODES + 1];
    uint32_t root;
};

static struct tree_node like_of(struct numbers *numbers)
{
    return (struct tree_node){
        .first = number_below(numbers, 4),
        .second = number_below(numbers, 10),
        .weight = (int64_t)number_below(numbers, 50),
    };
}

static void matches_a_walk(const struct forest *forest)
{
    uint32_t position = 0;

    assert_null(tree_check(forest->nodes, forest->root));
    for (uint32_t index = tree_first(forest->nodes, forest->root); index != 0;
         index = tree_next(forest->nodes, index))
        assert_int_equal(tree_position(forest->nodes, index), ++position);
    for (int64_t weight = 0; weight < 50; weight += 7) {
        uint32_t found = tree_first_within(forest->nodes, forest->root, weight);
        for (uint32_t index = tree_first(forest->nodes, forest->root); index != 0;
             index = tree_next(forest->nodes, index)) {
            if (forest->nodes[index].weight > weight)
                continue;
            assert_int_equal(found, index);
            found = tree_next_within(forest->nodes, found, weight);
        }
        assert_int_equal(found, 0);
    }
}

static void order_counts_and_least_weights_hold_through_random_changes(void **state)
{
    struct forest *forest = calloc(1, sizeof *forest);
    struct numbers numbers = {7};

    (void)state;
    for (uint32_t round = 0; round < 3000; round++) {
        uint32_t index = 1 + number_below(&numbers, NODES);
        if (forest->nodes[index].linked) {
            tree_remove(forest->nodes, &forest->root, index);
        } else {
            struct tree_node like = like_of(&numbers);
            like.third = index;
            tree_insert(forest->nodes, &forest->root, index, &like);
        }
        if (round % 50 == 0)
            matches_a_walk(forest);
    }
    free(forest);
}

static void equal_sets_are_equal_bytes_whatever_their_history(void **state)
{
    struct forest *one = calloc(1, sizeof *one);
    struct forest *other = calloc(1, sizeof *other);

    (void)state;
    for (uint32_t index = 1; index <= NODES; index++) {
        struct tree_node like = {.first = index % 7, .third = index, .weight = index % 11};
        tree_insert(one->nodes, &one->root, index, &like);
    }
    for (uint32_t index = 3; index <= NODES; index += 3)
        tree_remove(one->nodes, &one->root, index);
    for (uint32_t index = NODES; index >= 1; index--) {
        struct tree_node like = {.first = index % 7, .third = index, .weight = index % 11};
        if (index % 3 != 0)
            tree_insert(other->nodes, &other->root, index, &like);
    }
    assert_memory_equal(one, other, sizeof *one);
    free(one);
    free(other);
}

static void a_plain_tree_keeps_its_order_and_touches_no_sum(void **state)
{
    struct forest *one = calloc(1, sizeof *one);
    struct forest *other = calloc(1, sizeof *other);

    (void)state;
    for (uint32_t index = 1; index <= NODES; index++) {
        struct tree_node like = {.first = index % 7, .third = index, .weight = TREE_WEIGHTLESS};
        tree_insert(one->nodes, &one->root, index, &like);
        tree_insert(other->nodes, &other->root, NODES + 1 - index,
                    &(struct tree_node){.first = (NODES + 1 - index) % 7,
                                        .third = NODES + 1 - index,
                                        .weight = TREE_WEIGHTLESS});
    }
    for (uint32_t index = 3; index <= NODES; index += 3) {
        tree_remove(one->nodes, &one->root, index);
        tree_remove(other->nodes, &other->root, NODES + 3 - index);
    }
    assert_null(tree_check(one->nodes, one->root));
    assert_memory_equal(one, other, sizeof *one);
    for (uint32_t index = 1; index <= NODES; index++)
        assert_int_equal(one->nodes[index].count, 0);
    free(one);
    free(other);
}

static void a_hundred_thousand_nodes_in_order_stay_shallow(void **state)
{
    enum { MANY = 100000 };
    struct tree_node *nodes = calloc(MANY + 1, sizeof *nodes);
    uint32_t root = 0;
    uint32_t deepest = 0;

    (void)state;
    for (uint32_t index = 1; index <= MANY; index++) {
        struct tree_node like = {.first = index, .weight = TREE_WEIGHTLESS};
        tree_insert(nodes, &root, index, &like);
    }
    for (uint32_t index = 1; index <= MANY; index++) {
        uint32_t depth = 0;
        for (uint32_t up = index; up != 0; up = nodes[up].parent)
            depth++;
        deepest = depth > deepest ? depth : deepest;
    }
    assert_true(deepest < 60);
    free(nodes);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(order_counts_and_least_weights_hold_through_random_changes),
        cmocka_unit_test(equal_sets_are_equal_bytes_whatever_their_history),
        cmocka_unit_test(a_plain_tree_keeps_its_order_and_touches_no_sum),
        cmocka_unit_test(a_hundred_thousand_nodes_in_order_stay_shallow),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
