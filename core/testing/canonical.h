/* A core's state with everything left out that makes no difference for what can happen next: for exhaustive exploration
 * (proof/explore). Not part of the library. */
#ifndef NEXTUP_CORE_TESTING_CANONICAL_H
#define NEXTUP_CORE_TESTING_CANONICAL_H

#include "core/core.h"

enum { CORE_CANONICAL_BYTES_MAX = 4096 };

/* Or-ed together: what shall count beyond that, and what shall not.
 *     HANDED_ON        the priority of a contact that is handled: it may wait again
 *     QUEUE_TIME       since when a contact is queued, as a rank: handed to another agent it keeps its place in time
 *     STATUSES_ALIKE   not: which of the first two CUSTOM statuses is which, where the status model makes no difference
 *                      between them
 *     EXACT            how far ahead each timer is due (of lives that run out the order): such states go on alike
 *                      whatever comes
 */
enum {
    CORE_CANONICAL_HANDED_ON = 1,
    CORE_CANONICAL_QUEUE_TIME = 2,
    CORE_CANONICAL_STATUSES_ALIKE = 4,
    CORE_CANONICAL_EXACT = 8
};

/* Writes at most CORE_CANONICAL_BYTES_MAX bytes and returns how many. Two states of one setup with equal bytes differ
 * at most in numbers that are only told, in the places of records in their tables, in how much time lies between two
 * moments (of times only the order is kept), and in which of two agents set up alike is which. canonical.c says what is
 * left out and why that is no loss. */
size_t core_canonical(const struct acd *acd, unsigned what, uint8_t *bytes);

#endif
