/* The set of states seen, by 128 bits of each; and the states still to be looked at, as what differs from the first
 * one. */
#ifndef NEXTUP_PROOF_EXPLORE_SEEN_H
#define NEXTUP_PROOF_EXPLORE_SEEN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct seen;
struct seen *seen_new(void);
void seen_free(struct seen *seen);
/* A state's 128 bits (XXH3). Among n states two different ones share them by chance with a likelihood of n * n / 2^129:
 * below 1e-22 for a hundred million. */
struct seen_key {
    uint64_t low, high;
};
struct seen_key seen_key_of(const void *bytes, size_t len);
/* SEEN_NEW if it is new and has this number from now on; else the number it has. */
#define SEEN_NEW UINT32_MAX
uint32_t seen_add(struct seen *seen, struct seen_key key, uint32_t number);

/* First in, first out. base: `bytes` bytes that every state resembles, a multiple of 8, kept by the caller. */
struct frontier;
struct frontier *frontier_new(const void *base, size_t bytes);
void frontier_free(struct frontier *frontier);
void frontier_put(struct frontier *frontier, uint32_t number, const void *state);
/* False: nothing is left. */
bool frontier_take(struct frontier *frontier, uint32_t *number, void *state);
uint64_t frontier_count(const struct frontier *frontier);
/* Bytes that those take which are left. */
uint64_t frontier_bytes(const struct frontier *frontier);

#endif
