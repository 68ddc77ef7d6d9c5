/* Keeping and sorting durations; see load_times.h. It must not lose one silently: count has all of them. */
#include "bench/load_times.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

uint64_t now_ns(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

void times_add(struct times *times, uint64_t took_ns)
{
    times->count++;
    if (times->kept == times->capacity) {
        size_t capacity = times->capacity != 0 ? times->capacity * 2 : 64 * 1024;
        uint64_t *grown = capacity <= TIMES_MAX ? realloc(times->took_ns, capacity * sizeof *grown) : NULL;
        if (grown == NULL)
            return;
        times->took_ns = grown;
        times->capacity = capacity;
    }
    times->took_ns[times->kept++] = took_ns;
}

static int compare(const void *a, const void *b)
{
    uint64_t one = *(const uint64_t *)a;
    uint64_t other = *(const uint64_t *)b;
    return (one > other) - (one < other);
}

uint64_t times_at(const struct times *times, size_t permille)
{
    if (times->kept == 0)
        return 0;
    size_t index = times->kept * permille / 1000;
    return times->took_ns[index < times->kept ? index : times->kept - 1];
}

size_t times_above(const struct times *times, uint64_t took_ns)
{
    size_t below = 0;
    while (below < times->kept && times->took_ns[below] <= took_ns)
        below++;
    return times->kept - below;
}

static double us(const struct times *times, size_t permille)
{
    return (double)times_at(times, permille) / 1000.0;
}

void times_print(struct times *times)
{
    if (times->kept > 0)
        qsort(times->took_ns, times->kept, sizeof times->took_ns[0], compare);
    printf("\"p50_us\":%.1f,\"p99_us\":%.1f,\"p999_us\":%.1f,\"max_us\":%.1f", us(times, 500), us(times, 990),
           us(times, 999), us(times, 1000));
}

void times_free(struct times *times)
{
    free(times->took_ns);
    *times = (struct times){0};
}
