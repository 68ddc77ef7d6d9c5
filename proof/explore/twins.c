/* Twins (twins.h). It must not know how they were come to. */
#include "proof/explore/twins.h"
#include "core/testing/canonical.h"

#include <stdlib.h>
#include <xxhash.h>

struct kept {
    uint64_t exact;  /* of core_canonical_exact() */
    uint64_t led_to; /* as twins_kept_led_to() said */
};

struct twins {
    uint32_t every;
    unsigned counts;
    uint64_t met, tried;
    struct kept *kept;
    uint64_t room;
};

static void *must_have(void *memory)
{
    if (memory == NULL)
        abort();
    return memory;
}

struct twins *twins_new(uint32_t every, unsigned counts)
{
    struct twins *twins = must_have(calloc(1, sizeof *twins));

    twins->every = every;
    twins->counts = counts | CORE_CANONICAL_EXACT;
    return twins;
}

void twins_free(struct twins *twins)
{
    if (twins != NULL)
        free(twins->kept);
    free(twins);
}

static uint64_t exact_of(const struct twins *twins, const struct acd *acd)
{
    uint8_t bytes[CORE_CANONICAL_BYTES_MAX];

    return XXH3_64bits(bytes, core_canonical(acd, twins->counts, bytes));
}

void twins_keep(struct twins *twins, const struct acd *acd, uint32_t number)
{
    if (number >= twins->room) {
        twins->room = (uint64_t)number * 2 + 1024;
        twins->kept = must_have(realloc(twins->kept, twins->room * sizeof *twins->kept));
    }
    twins->kept[number] = (struct kept){.exact = exact_of(twins, acd)};
}

bool twins_meet(struct twins *twins, const struct acd *acd, uint32_t number)
{
    return ++twins->met % twins->every == 0 && exact_of(twins, acd) == twins->kept[number].exact;
}

void twins_kept_led_to(struct twins *twins, uint32_t number, uint64_t sum)
{
    twins->kept[number].led_to = sum;
}

bool twins_led_to(struct twins *twins, uint32_t number, uint64_t sum)
{
    twins->tried++;
    return twins->kept[number].led_to == sum;
}

uint64_t twins_count(const struct twins *twins)
{
    return twins->tried;
}
