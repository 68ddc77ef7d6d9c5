/* The set of states seen, by 128 bits of each; and the states still to be looked at, as bytes. */
#ifndef NEXTUP_PROOF_EXPLORE_SEEN_H
#define NEXTUP_PROOF_EXPLORE_SEEN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct seen;
struct seen *seen_new(void);
void seen_free(struct seen *seen);
/* True if it is new. Two states share 128 bits by chance with a likelihood below 1e-20 for the numbers that fit into memory. */
bool seen_add(struct seen *seen, const void *bytes, size_t len);
uint64_t seen_count(const struct seen *seen);

/* First in, first out. */
struct frontier;
struct frontier *frontier_new(void);
void frontier_free(struct frontier *frontier);
void frontier_put(struct frontier *frontier, uint64_t number, const uint8_t *bytes, size_t len);
/* The bytes are the caller's to free; NULL: none is left. */
uint8_t *frontier_take(struct frontier *frontier, uint64_t *number, size_t *len);
uint64_t frontier_count(const struct frontier *frontier);

#endif
