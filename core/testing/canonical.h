/* A core's state with everything left out that makes no difference for what can happen next: for exhaustive exploration (proof/explore). Not part
 * of the library. */
#ifndef NEXTUP_CORE_TESTING_CANONICAL_H
#define NEXTUP_CORE_TESTING_CANONICAL_H

#include "core/core.h"

enum { CORE_CANONICAL_BYTES_MAX = 4096 };

/* Writes at most CORE_CANONICAL_BYTES_MAX bytes and returns how many. Two states of one setup with equal bytes differ at most in numbers that are only told,
 * in the places of records in their tables, in how much time lies between two moments (of times only the order is kept), and in which of two agents set up alike
 * is which. canonical.c says what is left out and why that is no loss. */
size_t core_canonical(const struct acd *acd, uint8_t *bytes);

/* False: a task was paused, or a contact transferred, more often than that. The core counts both up to a limit, so each step up is one more whole set of states;
 * what is explored stays below a small bound of its own, and says so. */
bool core_is_within(const struct acd *acd, uint32_t pauses_max, uint32_t transfers_max);

#endif
