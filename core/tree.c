/* One intrusive treap: every ordered set of the core. It must not know what it orders.
 *
 *            rank 9                 in order by key (left < node < right),
 *           /      \                heap order by rank (parent > child),
 *       rank 7    rank 4            count and least summed over each subtree.
 *       /    \
 *   rank 1  rank 5
 *
 * The rank is a bijective hash of the node's index, so no two ranks are equal and there is exactly one
 * possible shape for a set of nodes: equal sets give equal bytes, however they came about. That is what lets
 * two states be compared with memcmp. Expected depth is 2 ln n.
 *
 * A key is three numbers stored in the node, so that a descent touches nodes only, one cache line each.
 * `least` answers "the first in order whose weight is at most x" (a contact old enough for a delay) in O(log
 * n). A tree that never asks, nor how many it has, gives all nodes TREE_WEIGHTLESS and is plain: it sums up
 * nothing, so what goes in and out touches no node but those it passes, and changes only its neighbours.
 */
#include "core/tree.h"

#include <string.h>

static uint32_t rank_of(uint32_t index)
{
    uint32_t hash = index * 0x9E3779B1u;
    hash ^= hash >> 15;
    hash *= 0x85EBCA77u;
    hash ^= hash >> 13;
    hash *= 0xC2B2AE3Du;
    return hash ^ (hash >> 16);
}

bool tree_before(const struct tree_node *one, const struct tree_node *other)
{
    if (one->first != other->first)
        return one->first < other->first;
    if (one->second != other->second)
        return one->second < other->second;
    return one->third < other->third;
}

static bool is_plain(const struct tree_node *node)
{
    return node->weight == TREE_WEIGHTLESS;
}

static int64_t least_of(const struct tree_node *nodes, uint32_t index)
{
    return index == 0 ? TREE_WEIGHTLESS : nodes[index].least;
}

/* Recomputes what a node sums up from its children. */
static void refresh(struct tree_node *nodes, uint32_t index)
{
    struct tree_node *node = &nodes[index];
    int64_t left = least_of(nodes, node->left);
    int64_t right = least_of(nodes, node->right);
    int64_t least = left < right ? left : right;

    node->least = node->weight < least ? node->weight : least;
    node->count = 1 + tree_count(nodes, node->left) + tree_count(nodes, node->right);
}

static void replace_child(struct tree_node *nodes, uint32_t *root, uint32_t parent, uint32_t old,
                          uint32_t new)
{
    if (parent == 0)
        *root = new;
    else if (nodes[parent].left == old)
        nodes[parent].left = new;
    else
        nodes[parent].right = new;
    if (new != 0)
        nodes[new].parent = parent;
}

/* The node takes its parent's place, the parent becomes its child. */
static void rotate_up(struct tree_node *nodes, uint32_t *root, uint32_t index)
{
    struct tree_node *node = &nodes[index];
    uint32_t parent = node->parent;
    struct tree_node *above = &nodes[parent];
    uint32_t moved;

    replace_child(nodes, root, above->parent, parent, index);
    if (above->left == index) {
        moved = node->right;
        above->left = moved;
        node->right = parent;
    } else {
        moved = node->left;
        above->right = moved;
        node->left = parent;
    }
    if (moved != 0)
        nodes[moved].parent = parent;
    above->parent = index;
    if (is_plain(node))
        return;
    node->count = above->count;
    node->least = above->least;
    refresh(nodes, parent);
}

/* A node of this weight goes in somewhere below. */
static void grow(struct tree_node *node, int64_t weight)
{
    node->count++;
    if (weight < node->least)
        node->least = weight;
}

void tree_insert(struct tree_node *nodes, uint32_t *root, uint32_t index, const struct tree_node *like)
{
    struct tree_node *node = &nodes[index];
    uint32_t parent = 0;
    uint32_t *place = root;

    node->first = like->first;
    node->second = like->second;
    node->third = like->third;
    node->weight = like->weight;
    node->least = like->weight;
    node->count = is_plain(node) ? 0 : 1;
    node->rank = rank_of(index);
    node->linked = 1;
    while (*place != 0) {
        parent = *place;
        if (!is_plain(node))
            grow(&nodes[parent], like->weight);
        place = tree_before(node, &nodes[parent]) ? &nodes[parent].left : &nodes[parent].right;
    }
    *place = index;
    node->parent = parent;
    while (node->parent != 0 && nodes[node->parent].rank < node->rank)
        rotate_up(nodes, root, index);
}

/* After a node of this weight left from below: counts fall; the least weight is recomputed only where it may
 * have been that one. */
static void shrink_upwards(struct tree_node *nodes, uint32_t index, int64_t weight)
{
    for (; index != 0; index = nodes[index].parent) {
        if (nodes[index].least == weight)
            refresh(nodes, index);
        else
            nodes[index].count--;
    }
}

void tree_remove(struct tree_node *nodes, uint32_t *root, uint32_t index)
{
    struct tree_node *node = &nodes[index];
    uint32_t parent;

    while (node->left != 0 && node->right != 0)
        rotate_up(nodes, root, nodes[node->left].rank > nodes[node->right].rank ? node->left : node->right);
    parent = node->parent;
    replace_child(nodes, root, parent, index, node->left != 0 ? node->left : node->right);
    if (!is_plain(node))
        shrink_upwards(nodes, parent, node->weight);
    memset(node, 0, sizeof *node);
}

uint32_t tree_count(const struct tree_node *nodes, uint32_t root)
{
    return root == 0 ? 0 : nodes[root].count;
}

uint32_t tree_first(const struct tree_node *nodes, uint32_t root)
{
    if (root == 0)
        return 0;
    while (nodes[root].left != 0)
        root = nodes[root].left;
    return root;
}

uint32_t tree_next(const struct tree_node *nodes, uint32_t index)
{
    uint32_t parent;

    if (nodes[index].right != 0)
        return tree_first(nodes, nodes[index].right);
    for (parent = nodes[index].parent; parent != 0 && nodes[parent].right == index;
         parent = nodes[index].parent)
        index = parent;
    return parent;
}

uint32_t tree_position(const struct tree_node *nodes, uint32_t index)
{
    uint32_t position = 1 + tree_count(nodes, nodes[index].left);

    for (uint32_t parent = nodes[index].parent; parent != 0; parent = nodes[index].parent) {
        if (nodes[parent].right == index)
            position += 1 + tree_count(nodes, nodes[parent].left);
        index = parent;
    }
    return position;
}

uint32_t tree_first_within(const struct tree_node *nodes, uint32_t root, int64_t weight_max)
{
    if (root == 0 || nodes[root].least > weight_max)
        return 0;
    for (;;) {
        const struct tree_node *node = &nodes[root];
        if (node->left != 0 && nodes[node->left].least <= weight_max)
            root = node->left;
        else if (node->weight <= weight_max)
            return root;
        else
            root = node->right; /* the least weight is somewhere, and it is not left of here */
    }
}

uint32_t tree_next_within(const struct tree_node *nodes, uint32_t index, int64_t weight_max)
{
    uint32_t found = tree_first_within(nodes, nodes[index].right, weight_max);

    while (found == 0 && nodes[index].parent != 0) {
        uint32_t parent = nodes[index].parent;
        if (nodes[parent].left == index) {
            if (nodes[parent].weight <= weight_max)
                return parent;
            found = tree_first_within(nodes, nodes[parent].right, weight_max);
        }
        index = parent;
    }
    return found;
}

static const char *check_node(const struct tree_node *nodes, uint32_t index)
{
    const struct tree_node *node = &nodes[index];
    int64_t left = least_of(nodes, node->left);
    int64_t right = least_of(nodes, node->right);
    int64_t least = left < right ? left : right;

    if (!node->linked || node->rank != rank_of(index))
        return "a tree node is not marked as linked or has a wrong rank";
    if ((node->left != 0 && nodes[node->left].parent != index) ||
        (node->right != 0 && nodes[node->right].parent != index))
        return "a tree node's child has another parent";
    if (node->parent != 0 && nodes[node->parent].rank < node->rank)
        return "a tree node stands under one of lower rank";
    if (is_plain(node))
        return node->count == 0 && least == TREE_WEIGHTLESS ? NULL
                                                            : "a node of a plain tree sums up something";
    if (node->count != 1 + tree_count(nodes, node->left) + tree_count(nodes, node->right))
        return "a tree node counts its subtree wrongly";
    if (node->least != (node->weight < least ? node->weight : least))
        return "a tree node has a wrong least weight";
    return NULL;
}

const char *tree_check(const struct tree_node *nodes, uint32_t root)
{
    uint32_t before = 0;
    uint32_t seen = 0;

    if (root != 0 && nodes[root].parent != 0)
        return "a tree's root has a parent";
    for (uint32_t index = tree_first(nodes, root); index != 0; index = tree_next(nodes, index)) {
        const char *wrong = check_node(nodes, index);
        if (wrong != NULL)
            return wrong;
        if (before != 0 && !tree_before(&nodes[before], &nodes[index]))
            return "a tree is out of order";
        seen++;
        before = index;
    }
    if (root != 0 && !is_plain(&nodes[root]) && seen != tree_count(nodes, root))
        return "a tree has other nodes than its root counts";
    return NULL;
}
