/* The current numbers of each centre (tally/now.h), kept up by a tap of each pump. Made once by the server and lent to
 * the edges. It must not read a request. */
#ifndef NEXTUP_EDGE_COMMON_TALLIES_H
#define NEXTUP_EDGE_COMMON_TALLIES_H

#include "pump/pump.h"
#include "tally/now.h"

struct tallies;

/* Counts every centre once, taps its pump and asks its history for the day before, which is there as soon as that
 * answers. centres is kept. NULL: no memory. */
struct tallies *tallies_new(const struct pump_centres *centres);
/* Before the pumps are closed. NULL is allowed. */
void tallies_free(struct tallies *tallies);
/* The numbers of this pump's centre; NULL: it is not one of them, or there was no memory. They last until the pump's
 * next batch: numbers that a batch could not be counted into, for want of memory, are freed and begun anew. Taps set
 * after tallies_new() see them after their batch. */
struct tally_now *tallies_find(const struct tallies *tallies, const struct pump *pump);

#endif
