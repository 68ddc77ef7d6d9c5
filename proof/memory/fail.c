/* Stands between our code and the allocator, linked in with --wrap: fails one allocation that was asked for, and tells
 * who asked for each. It must not allocate itself.
 *
 *     OUT_OF_MEMORY_RECORD=FILE   the file becomes a table of places (struct place), one for each distinct stack of
 *                                 calls that asked for memory
 *     OUT_OF_MEMORY_AT=STACK,N    the N-th allocation (from 1) asked for by that stack returns NULL; with
 *                                 OUT_OF_MEMORY_ON=1 also all later ones there
 *     OUT_OF_MEMORY_CLAIM=NAME    of a cmocka program only that claim is run
 *
 * A stack is known by a hash of its calls as far as they are our own: from the allocation outwards to where a library
 * called us. Addresses are relative to the program's beginning, so that they are the same in each run. Only calls from
 * our own objects come here: what libraries allocate inside themselves is their business.
 */
#include <fcntl.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

enum {
    CALLS_MAX = 30,            /* of a stack; what is farther out is left away */
    PLACES_MAX = 1 << 15,      /* as out_of_memory.py reads them */
    FRAME_BYTES_MAX = 1 << 20, /* farther away is no frame of this thread */
};

struct place {
    uint64_t stack; /* 0: nobody's */
    uint64_t count; /* allocations asked for there */
    uint64_t calls[CALLS_MAX];
};

void *__real_malloc(size_t bytes);
void *__real_calloc(size_t count, size_t bytes);
void *__real_realloc(void *memory, size_t bytes);
void *__wrap_malloc(size_t bytes);
void *__wrap_calloc(size_t count, size_t bytes);
void *__wrap_realloc(void *memory, size_t bytes);
char *__wrap_strdup(const char *text);
char *__wrap_strndup(const char *text, size_t max);
void cmocka_set_test_filter(const char *pattern) __attribute__((weak));

extern const char __executable_start, etext; /* of the linker */

static struct place *places; /* NULL: nothing is recorded */
static atomic_flag recording = ATOMIC_FLAG_INIT;
static uint64_t wanted;      /* the stack; 0: none */
static uint64_t wanted_turn; /* which of the allocations there */
static int wanted_on;        /* and all later ones */
static _Atomic uint64_t turns;

static void record_into(const char *file)
{
    int descriptor = open(file, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (descriptor < 0 || ftruncate(descriptor, (off_t)(PLACES_MAX * sizeof *places)) != 0)
        _exit(99);
    places = mmap(NULL, PLACES_MAX * sizeof *places, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0);
    if (places == MAP_FAILED)
        _exit(99);
    close(descriptor);
}

__attribute__((constructor)) static void read_environment(void)
{
    const char *file = getenv("OUT_OF_MEMORY_RECORD");
    const char *at = getenv("OUT_OF_MEMORY_AT");
    const char *claim = getenv("OUT_OF_MEMORY_CLAIM");
    if (file)
        record_into(file);
    if (claim && cmocka_set_test_filter)
        cmocka_set_test_filter(claim);
    if (!at)
        return;
    char *end;
    wanted = strtoull(at, &end, 10);
    wanted_turn = *end == ',' ? strtoull(end + 1, NULL, 10) : 1;
    wanted_on = getenv("OUT_OF_MEMORY_ON") != NULL;
}

/* Every object of ours keeps its frame pointer (out_of_memory.py builds so): [0] the caller's, [1] where it goes on. A
 * library's caller ends the walk. */
static uint64_t stack_of(const uint64_t *frame, uint64_t calls[CALLS_MAX])
{
    uint64_t hash = 14695981039346656037u; /* FNV-1a, a call at a time */
    for (int i = 0; i < CALLS_MAX; i++) {
        const char *call = (const char *)frame[1];
        if (call < &__executable_start || call >= &etext)
            break;
        calls[i] = (uint64_t)(call - &__executable_start);
        hash = (hash ^ calls[i]) * 1099511628211u;
        const uint64_t *outer = (const uint64_t *)frame[0];
        if (outer <= frame || (uint64_t)((const char *)outer - (const char *)frame) > FRAME_BYTES_MAX)
            break;
        frame = outer;
    }
    return hash != 0 ? hash : 1;
}

static void record(uint64_t stack, const uint64_t calls[CALLS_MAX])
{
    size_t i = stack % PLACES_MAX;
    while (atomic_flag_test_and_set(&recording))
        continue;
    for (size_t seen = 0; places[i].stack != 0 && places[i].stack != stack; i = (i + 1) % PLACES_MAX) {
        if (++seen == PLACES_MAX)
            _exit(99);
    }
    if (places[i].stack == 0)
        memcpy(places[i].calls, calls, CALLS_MAX * sizeof *calls);
    places[i].stack = stack;
    places[i].count++;
    atomic_flag_clear(&recording);
}

/* True: this one fails. */
static int is_turn_of(const void *frame)
{
    uint64_t calls[CALLS_MAX] = {0};
    if (!places && !wanted)
        return 0;
    uint64_t stack = stack_of(frame, calls);
    if (places)
        record(stack, calls);
    if (stack != wanted)
        return 0;
    uint64_t turn = atomic_fetch_add(&turns, 1) + 1;
    return turn == wanted_turn || (wanted_on && turn > wanted_turn);
}

void *__wrap_malloc(size_t bytes)
{
    return is_turn_of(__builtin_frame_address(0)) ? NULL : __real_malloc(bytes);
}

void *__wrap_calloc(size_t count, size_t bytes)
{
    return is_turn_of(__builtin_frame_address(0)) ? NULL : __real_calloc(count, bytes);
}

void *__wrap_realloc(void *memory, size_t bytes)
{
    return is_turn_of(__builtin_frame_address(0)) ? NULL : __real_realloc(memory, bytes);
}

static char *copy_of(const char *text, size_t len)
{
    char *copy = __real_malloc(len + 1);
    if (copy) {
        memcpy(copy, text, len);
        copy[len] = '\0';
    }
    return copy;
}

char *__wrap_strdup(const char *text)
{
    return is_turn_of(__builtin_frame_address(0)) ? NULL : copy_of(text, strlen(text));
}

char *__wrap_strndup(const char *text, size_t max)
{
    return is_turn_of(__builtin_frame_address(0)) ? NULL : copy_of(text, strnlen(text, max));
}
