/* The hot paths whose instructions are counted (tools/ratchet.py): each case is one round of one path, prepared and
 * cleared up outside of what counts. It must not measure anything itself: callgrind counts what runs inside
 * ratchet_count(). */
#ifndef NEXTUP_TOOLS_RATCHET_H
#define NEXTUP_TOOLS_RATCHET_H

#include <stdint.h>

struct ratchet_case {
    const char *name; /* "room/what": the key in tools/ratchet.json */
    uint32_t
        rounds; /* enough that what happens now and then is in it, few enough for two seconds under callgrind */
    void *(*open)(void);
    void (*prepare)(void *state, uint32_t round); /* not counted; may be NULL */
    void (*count)(void *state, uint32_t round);   /* counted */
    void (*after)(void *state, uint32_t round);   /* not counted; may be NULL */
    void (*close)(void *state);
};

/* Ended by one without a name. */
extern const struct ratchet_case RATCHET_CORE[], RATCHET_EDGE[], RATCHET_LIB[], RATCHET_PAGES[],
    RATCHET_ROOMS[], RATCHET_STREAM[];

/* The one function in which instructions count. */
void ratchet_count(const struct ratchet_case *one, void *state, uint32_t round);

/* A case whose path does not do what it should counts nothing worth keeping: says what was expected and ends the
 * program. */
_Noreturn void ratchet_give_up(const char *sentence);

#endif
