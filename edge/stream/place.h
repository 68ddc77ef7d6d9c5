/* A place in what a centre has told: after which event of the journal, and the how many-th telling there. It orders
 * tellings; it must not be taken for a journal's number alone.
 *
 *     "123-0"    the first telling made when event 123 had been applied; heartbeats, which no event makes, follow as
 *                123-1, 123-2 ...
 *
 * The same journal gives the same places. Text of the form that Redis Streams take as an entry's ID.
 */
#ifndef NEXTUP_EDGE_STREAM_PLACE_H
#define NEXTUP_EDGE_STREAM_PLACE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { PLACE_TEXT_BYTES = 32 };

struct place {
    uint64_t seq;
    uint32_t number;
};

/* Below 0, 0 or above 0, as memcmp. */
int place_compare(struct place a, struct place b);
const char *place_render(struct place place, char text[PLACE_TEXT_BYTES]); /* returns text */
bool place_parse(const char *text, struct place *place);                   /* writes only on success */

#endif
