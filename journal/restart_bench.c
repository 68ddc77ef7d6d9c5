/* What a start cannot do without, each alone: reading a journal's rows, making events of them, and having the core
 * apply those. Prints one JSON object. It must not write.
 *
 *   journal_restart_bench DIR     DIR: of a centre, with no server on it
 *
 * rows_s: all rows in order, each checked, none decoded. entries_s: the same with every record checked and decoded,
 * bodies left sealed. apply_s: acd_apply() of the events alone, in stretches that are decoded before.
 */
#include "journal/journal.h"
#include "journal/walk.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { STRETCH = 4096 };

_Noreturn void acd_panic(const char *sentence)
{
    fprintf(stderr, "core panic: %s\n", sentence);
    abort();
}

static double seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static int give_up(const struct journal_error *error)
{
    fprintf(stderr, "%s\n", error->sentence);
    return 1;
}

/* -1 and a sentence, or 0 and how much there was. */
static int read_rows(const char *dir, uint64_t *rows, uint64_t *bytes, struct journal_error *error)
{
    static struct journal_walk walk;
    struct journal_row row;
    int got;
    journal_walk_init(&walk, dir, 1);
    while ((got = journal_walk_next(&walk, &row, error)) == 1) {
        (*rows)++;
        *bytes += row.len;
    }
    journal_walk_close(&walk);
    return got;
}

static int read_stretch(struct journal_walk *walk, struct acd_event *events, uint32_t *count,
                        struct journal_error *error)
{
    static struct journal_row row;
    static size_t at;
    for (*count = 0; *count < STRETCH;) {
        struct journal_entry entry;
        if (at == row.len) {
            int got = journal_walk_next(walk, &row, error);
            at = 0;
            if (got != 1)
                return row.len = 0, got;
        }
        size_t len = journal_record_decode(row.bytes + at, row.len - at, &entry);
        if (len == 0)
            return journal_row_fault(error, journal_walk_path(walk), &row, "an event in it is damaged");
        events[(*count)++] = entry.event;
        at += len;
    }
    return 1;
}

static int apply_all(const char *dir, uint64_t *events, double *decode_s, double *apply_s,
                     struct journal_error *error)
{
    static struct journal_walk walk;
    static struct acd_event stretch[STRETCH];
    struct acd_limits limits = acd_limits_default();
    struct acd *core = acd_init(aligned_alloc(64, (acd_size(&limits) + 63) / 64 * 64), &limits);
    uint32_t count = 0;
    int got = 1;
    journal_walk_init(&walk, dir, 1);
    while (got == 1) {
        double begun = seconds();
        got = read_stretch(&walk, stretch, &count, error);
        double decoded = seconds();
        for (uint32_t i = 0; i < count; i++)
            acd_apply(core, &stretch[i]);
        *decode_s += decoded - begun;
        *apply_s += seconds() - decoded;
        *events += count;
    }
    journal_walk_close(&walk);
    free(core);
    return got;
}

int main(int argc, char **argv)
{
    struct journal_error error;
    uint64_t rows = 0, bytes = 0, events = 0;
    double decode_s = 0, apply_s = 0;
    if (argc != 2) {
        fprintf(stderr, "usage: journal_restart_bench DIR\n");
        return 2;
    }
    double begun = seconds();
    if (read_rows(argv[1], &rows, &bytes, &error) != 0)
        return give_up(&error);
    double rows_s = seconds() - begun;
    if (apply_all(argv[1], &events, &decode_s, &apply_s, &error) != 0)
        return give_up(&error);
    printf("{\"events\":%llu,\"rows\":%llu,\"bytes\":%llu,\"rows_s\":%.3f,\"entries_s\":%.3f,\"apply_s\":%."
           "3f}\n",
           (unsigned long long)events, (unsigned long long)rows, (unsigned long long)bytes, rows_s, decode_s,
           apply_s);
    return 0;
}
