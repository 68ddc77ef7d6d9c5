/* Measuring write and fdatasync; see load_disk.h.
 *
 *     append     | b | b | b | b | -->      every write makes the file longer: its length is written as well
 *     overwrite  | b | b | B | b |          every write lands on blocks the file has; at the end it begins again
 */
#include "bench/load_disk.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "bench/load_times.h"

bool disk_write_all(int file, const char *bytes, size_t len)
{
    while (len > 0) {
        ssize_t written = write(file, bytes, len);
        if (written < 0 && errno == EINTR)
            continue;
        if (written <= 0)
            return false;
        bytes += written;
        len -= (size_t)written;
    }
    return true;
}

/* Zeroes all along, on the disk, and back to the beginning. */
static bool prefill(int file, const char *block, size_t bytes)
{
    for (size_t filled = 0; filled < DISK_OVERWRITE_BYTES; filled += bytes) {
        if (!disk_write_all(file, block, bytes))
            return false;
    }
    return fsync(file) == 0 && lseek(file, 0, SEEK_SET) == 0;
}

static bool rewind_at_end(int file, bool append, size_t *at)
{
    if (append && *at >= DISK_APPEND_BYTES_MAX) {
        *at = 0;
        return ftruncate(file, 0) == 0 && lseek(file, 0, SEEK_SET) == 0 && fsync(file) == 0;
    }
    if (!append && *at >= DISK_OVERWRITE_BYTES) {
        *at = 0;
        return lseek(file, 0, SEEK_SET) == 0;
    }
    return true;
}

static bool write_and_sync(int file, const char *block, size_t bytes, bool append, uint64_t span_ns,
                           struct times *times)
{
    size_t at = 0;
    for (uint64_t end = now_ns() + span_ns; now_ns() < end; at += bytes) {
        if (!rewind_at_end(file, append, &at))
            return false;
        uint64_t began = now_ns();
        if (!disk_write_all(file, block, bytes) || fdatasync(file) != 0)
            return false;
        times_add(times, now_ns() - began);
    }
    return true;
}

/* Syncs a second over some of them in a row. */
static double rate(const uint64_t *took_ns, size_t count)
{
    uint64_t sum_ns = 0;
    for (size_t i = 0; i < count; i++)
        sum_ns += took_ns[i];
    return sum_ns > 0 ? (double)count * 1e9 / (double)sum_ns : 0;
}

/* The fastest run of DISK_RUN in a row: the disk itself, where other work on the machine did not come in between. */
static double best_rate(const struct times *times)
{
    double best = rate(times->took_ns, times->kept);
    for (size_t at = 0; at + DISK_RUN <= times->kept; at += DISK_RUN) {
        double here = rate(times->took_ns + at, DISK_RUN);
        best = here > best ? here : best;
    }
    return best;
}

static bool measure(const char *path, const char *block, size_t bytes, bool append, double seconds)
{
    struct times times = {0};
    int file = open(path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    bool good = file >= 0 && (append || prefill(file, block, bytes)) &&
                write_and_sync(file, block, bytes, append, (uint64_t)(seconds * 1e9), &times);
    if (!good)
        fprintf(stderr, "bench_load: %s: %s\n", path, strerror(errno));
    if (good) {
        printf("\"%s\":{\"per_s\":%.1f,\"best_per_s\":%.1f,", append ? "append" : "overwrite",
               rate(times.took_ns, times.kept), best_rate(&times));
        times_print(&times);
        printf("}");
    }
    if (file >= 0)
        close(file);
    unlink(path);
    times_free(&times);
    return good;
}

bool disk_go_first(void)
{
    const struct sched_param first = {.sched_priority = 1};
    return sched_setscheduler(0, SCHED_FIFO, &first) == 0;
}

int disk_measure(const char *directory, size_t bytes, double seconds)
{
    char path[4096];
    char *block = malloc(bytes);
    if (block == NULL || snprintf(path, sizeof path, "%s/disk.bin", directory) >= (int)sizeof path) {
        fprintf(stderr, "bench_load: no memory, or the directory's name is too long\n");
        free(block);
        return 1;
    }
    memset(block, 'x', bytes);
    printf("{\"bytes\":%zu,\"goes_first\":%s,", bytes, disk_go_first() ? "true" : "false");
    bool good = measure(path, block, bytes, true, seconds);
    printf(",");
    good = good && measure(path, block, bytes, false, seconds);
    printf("}\n");
    free(block);
    return good ? 0 : 1;
}
