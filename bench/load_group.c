/* Group commit and nothing else; see load_group.h. It must not sync for one what it can sync for several. */
#include "bench/load_group.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <time.h>
#include <unistd.h>

#include "bench/load_disk.h"
#include "bench/load_times.h"

enum { TIMER_SLACK_NS = 1 };

struct group {
    const struct arrivals *arrivals; /* lent */
    size_t bytes;                    /* of one */
    char *block;                     /* owned: DISK_BYTES_MAX */
    int file;
    size_t syncs;
    struct times times;
};

static void sleep_until(uint64_t moment_ns)
{
    const struct timespec moment = {.tv_sec = (time_t)(moment_ns / 1000000000u),
                                    .tv_nsec = (long)(moment_ns % 1000000000u)};
    while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &moment, NULL) == EINTR)
        continue;
}

/* Those that are due, as far as one write takes them. */
static size_t count_due(const struct group *group, size_t next, uint64_t since_ns)
{
    const struct arrivals *arrivals = group->arrivals;
    size_t room = DISK_BYTES_MAX / group->bytes;
    size_t count = 0;
    while (count < room && next + count < arrivals->count && arrivals->at_ns[next + count] <= since_ns)
        count++;
    return count;
}

static bool commit_all(struct group *group)
{
    const struct arrivals *arrivals = group->arrivals;
    uint64_t began_ns = now_ns();
    for (size_t next = 0; next < arrivals->count;) {
        size_t count = count_due(group, next, now_ns() - began_ns);
        if (count == 0) {
            sleep_until(began_ns + arrivals->at_ns[next]);
            continue;
        }
        if (!disk_write_all(group->file, group->block, count * group->bytes) || fdatasync(group->file) != 0)
            return false;
        uint64_t since_ns = now_ns() - began_ns;
        for (size_t i = next; i < next + count; i++) {
            if (i >= arrivals->warm)
                times_add(&group->times, since_ns - arrivals->at_ns[i]);
        }
        group->syncs++;
        next += count;
    }
    return true;
}

static void print_result(struct group *group, bool goes_first)
{
    printf("{\"bytes\":%zu,\"goes_first\":%s,\"offered_per_s\":%.1f,\"syncs\":%zu,\"latency\":{",
           group->bytes, goes_first ? "true" : "false", arrivals_offered_per_s(group->arrivals),
           group->syncs);
    times_print(&group->times);
    printf("},\"above_10_p50\":%zu}\n", times_above(&group->times, 10 * times_at(&group->times, 500)));
}

int group_measure(const char *directory, size_t bytes, const struct arrivals *arrivals)
{
    char path[4096];
    struct group group = {.arrivals = arrivals, .bytes = bytes, .block = malloc(DISK_BYTES_MAX), .file = -1};
    bool good = group.block != NULL &&
                snprintf(path, sizeof path, "%s/group.bin", directory) < (int)sizeof path &&
                (double)bytes * (double)arrivals->count <= GROUP_FILE_BYTES_MAX;
    if (good) {
        memset(group.block, 'x', DISK_BYTES_MAX);
        group.file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
        bool goes_first = disk_go_first();
        prctl(PR_SET_TIMERSLACK, TIMER_SLACK_NS);
        good = group.file >= 0 && commit_all(&group);
        if (good)
            print_result(&group, goes_first);
        close(group.file);
        unlink(path);
    }
    if (!good)
        fprintf(stderr, "bench_load: group commit in %s: %s\n", directory, strerror(errno));
    free(group.block);
    times_free(&group.times);
    return good ? 0 : 1;
}
