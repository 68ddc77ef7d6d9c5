/* Stands between our code and the allocator, linked in with --wrap: fails one allocation that was asked for, and tells who asked for each. It must not allocate itself.
 *
 *     OUT_OF_MEMORY_RECORD=FILE    writes the caller of every allocation, 8 bytes each, in order (counted within the calling thread's turn)
 *     OUT_OF_MEMORY_AT=ADDRESS,N   the N-th allocation (from 1) asked for at that address returns NULL; with OUT_OF_MEMORY_ON=1 also all later ones there
 *
 * Addresses are relative to the program's beginning, so that they are the same in each run. Only calls from our own objects come here: what libraries allocate inside
 * themselves is their business.
 */
#include <fcntl.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

void *__real_malloc(size_t bytes);
void *__real_calloc(size_t count, size_t bytes);
void *__real_realloc(void *memory, size_t bytes);
void *__wrap_malloc(size_t bytes);
void *__wrap_calloc(size_t count, size_t bytes);
void *__wrap_realloc(void *memory, size_t bytes);
char *__wrap_strdup(const char *text);
char *__wrap_strndup(const char *text, size_t max);

extern const char __executable_start; /* of the linker */

static int record = -1;
static uint64_t wanted;      /* the address; 0: none */
static uint64_t wanted_turn; /* which of the allocations there */
static int wanted_on;        /* and all later ones */
static _Atomic uint64_t turns;

__attribute__((constructor)) static void read_environment(void)
{
    const char *file = getenv("OUT_OF_MEMORY_RECORD");
    const char *at = getenv("OUT_OF_MEMORY_AT");
    if (file)
        record = open(file, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    if (!at)
        return;
    char *end;
    wanted = strtoull(at, &end, 10);
    wanted_turn = *end == ',' ? strtoull(end + 1, NULL, 10) : 1;
    wanted_on = getenv("OUT_OF_MEMORY_ON") != NULL;
}

/* True: this one fails. */
static int turn_of(const void *caller)
{
    uint64_t address = (uint64_t)((const char *)caller - &__executable_start);
    if (record >= 0 && write(record, &address, sizeof address) != (ssize_t)sizeof address)
        _exit(99);
    if (!wanted || address != wanted)
        return 0;
    uint64_t turn = atomic_fetch_add(&turns, 1) + 1;
    return turn == wanted_turn || (wanted_on && turn > wanted_turn);
}

void *__wrap_malloc(size_t bytes)
{
    return turn_of(__builtin_return_address(0)) ? NULL : __real_malloc(bytes);
}

void *__wrap_calloc(size_t count, size_t bytes)
{
    return turn_of(__builtin_return_address(0)) ? NULL : __real_calloc(count, bytes);
}

void *__wrap_realloc(void *memory, size_t bytes)
{
    return turn_of(__builtin_return_address(0)) ? NULL : __real_realloc(memory, bytes);
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
    return turn_of(__builtin_return_address(0)) ? NULL : copy_of(text, strlen(text));
}

char *__wrap_strndup(const char *text, size_t max)
{
    return turn_of(__builtin_return_address(0)) ? NULL : copy_of(text, strnlen(text, max));
}
