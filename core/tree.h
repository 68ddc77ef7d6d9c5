/* An ordered set inside records that the state already holds; it knows nothing of calls. tree.c has the shape
 * and the reasons. */
#ifndef NEXTUP_CORE_TREE_H
#define NEXTUP_CORE_TREE_H

#include <stdbool.h>
#include <stdint.h>

#define TREE_WEIGHTLESS INT64_MAX /* of all nodes of a plain tree, or of none */

/* Exactly one cache line. Index 0 is "no node" and nodes[0] is never touched. An unlinked node is all zeros.
 * */
struct tree_node {
    int64_t first; /* the key: first, then second, then third, ascending */
    int64_t second;
    uint64_t third;
    int64_t weight; /* what tree_first_within() asks about */
    int64_t least;  /* the least weight in this subtree */
    uint32_t left;
    uint32_t right;
    uint32_t parent;
    uint32_t count; /* nodes in this subtree; 0 in a plain tree */
    uint32_t rank;  /* heap order: greater than both children's */
    uint32_t linked;
};

/* The node's key and weight are given in `like`; its other members are ignored. Keys in one tree must differ.
 * */
void tree_insert(struct tree_node *nodes, uint32_t *root, uint32_t index, const struct tree_node *like);
void tree_remove(struct tree_node *nodes, uint32_t *root, uint32_t index);

uint32_t tree_count(const struct tree_node *nodes, uint32_t root);     /* not of a plain tree */
uint32_t tree_first(const struct tree_node *nodes, uint32_t root);     /* 0: empty */
uint32_t tree_next(const struct tree_node *nodes, uint32_t index);     /* 0: it was the last */
uint32_t tree_position(const struct tree_node *nodes, uint32_t index); /* 1 = first; not of a plain tree */
/* The first in order whose weight is at most weight_max, and the next such after index; 0: none. O(log n). */
uint32_t tree_first_within(const struct tree_node *nodes, uint32_t root, int64_t weight_max);
uint32_t tree_next_within(const struct tree_node *nodes, uint32_t index, int64_t weight_max);
bool tree_before(const struct tree_node *one, const struct tree_node *other);

/* NULL, or what is wrong with this tree. */
const char *tree_check(const struct tree_node *nodes, uint32_t root);

#endif
