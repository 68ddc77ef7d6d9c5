/* Runs one case of the ratchet, or lists them (ratchet.h). It must not judge: tools/ratchet.py does.
 *
 *     ratchet               what compiled it, then one line a case: its name and its rounds
 *     ratchet NAME [N]      N of its rounds (its own number) */
#include "tools/ratchet/ratchet.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct ratchet_case *const ROOMS[] = {RATCHET_CORE,  RATCHET_EDGE,  RATCHET_LIB,
                                                   RATCHET_PAGES, RATCHET_ROOMS, RATCHET_STREAM};
#if defined(__clang__)
static const char MADE_WITH[] = "clang " __clang_version__;
#else
static const char MADE_WITH[] = "gcc " __VERSION__;
#endif

enum { ROOM_COUNT = sizeof ROOMS / sizeof ROOMS[0] };

_Noreturn void ratchet_give_up(const char *sentence)
{
    fprintf(stderr, "ratchet: %s\n", sentence);
    exit(1);
}

/* callgrind finds it by its name, so it must stay a function. */
__attribute__((noinline)) void ratchet_count(const struct ratchet_case *one, void *state, uint32_t round)
{
    one->count(state, round);
}

static void run(const struct ratchet_case *one, uint32_t rounds)
{
    void *state = one->open();

    for (uint32_t round = 0; round < rounds; round++) {
        if (one->prepare != NULL)
            one->prepare(state, round);
        ratchet_count(one, state, round);
        if (one->after != NULL)
            one->after(state, round);
    }
    one->close(state);
}

static void list(void)
{
    puts(MADE_WITH);
    for (int room = 0; room < ROOM_COUNT; room++) {
        for (const struct ratchet_case *one = ROOMS[room]; one->name != NULL; one++)
            printf("%s %u\n", one->name, one->rounds);
    }
}

static const struct ratchet_case *find(const char *name)
{
    for (int room = 0; room < ROOM_COUNT; room++) {
        for (const struct ratchet_case *one = ROOMS[room]; one->name != NULL; one++) {
            if (strcmp(one->name, name) == 0)
                return one;
        }
    }
    ratchet_give_up("there is no such case");
}

int main(int count, char **arguments)
{
    const struct ratchet_case *one;

    if (count < 2) {
        list();
        return 0;
    }
    one = find(arguments[1]);
    run(one, count > 2 ? (uint32_t)strtoul(arguments[2], NULL, 10) : one->rounds);
    return 0;
}
