/* Do two states that count as one go on alike? A test of what core_canonical() leaves out, on whatever is explored. */
#ifndef NEXTUP_PROOF_EXPLORE_TWINS_H
#define NEXTUP_PROOF_EXPLORE_TWINS_H

#include "core/core.h"

/* A state that is come to again is the twin of the one that was kept if also the distances between its moments are
 * equal. Every so many of them are tried: what can be come to from there must be what can be come to from the one that
 * was kept. */
struct twins;
/* counts: for core_canonical(), as it is asked where they are taken for one. */
struct twins *twins_new(uint32_t every, unsigned counts);
void twins_free(struct twins *twins);

/* This state was kept and has this number (0, 1, 2 ...). */
void twins_keep(struct twins *twins, const struct acd *acd, uint32_t number);
/* A state that counts as that one was come to. True: it is to be tried. */
bool twins_meet(struct twins *twins, const struct acd *acd, uint32_t number);

/* A sum over the states that one led to: of that which was kept, then of a twin of it. False: they differ. */
void twins_kept_led_to(struct twins *twins, uint32_t number, uint64_t sum);
bool twins_led_to(struct twins *twins, uint32_t number, uint64_t sum);

/* How many were tried. */
uint64_t twins_count(const struct twins *twins);

#endif
