/* The simulator: made-up worlds on the real core, from a seed. It reads the arguments and says how much was played; the
 * worlds are bare.c and faults.c.
 *
 *     sim --seed 7 --steps 100000              both worlds, so many steps each
 *     sim --seeds 10 --steps 3000              seeds 1..10 as TAP
 *     sim --world faults --seed 7 --steps 912  one world alone: what a failure prints
 */
#include "sim/bare.h"
#include "sim/faults.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define WEEK_MS (7.0 * 24 * 3600 * 1000)

struct wishes {
    uint64_t seed;
    uint64_t seeds;
    uint64_t steps;
    uint64_t traced_from;
    bool bare;
    bool faults;
};

/* What a panic prints. */
static uint64_t playing_seed;
static const char *playing_world;

_Noreturn void acd_panic(const char *sentence)
{
    fflush(stdout);
    fprintf(stderr, "the core is broken: %s\n# sim --world %s --seed %" PRIu64 "\n", sentence, playing_world,
            playing_seed);
    abort();
}

static double weeks_per_second(int64_t centre_ms, clock_t begun)
{
    double seconds = (double)(clock() - begun) / CLOCKS_PER_SEC;
    return (double)centre_ms / WEEK_MS / (seconds > 0 ? seconds : 1);
}

static bool run_bare(uint64_t seed, const struct wishes *wishes)
{
    clock_t begun = clock();
    struct bare_figures figures = {0};
    playing_world = "bare";
    bool fine = bare_run(seed, wishes->steps, wishes->traced_from, &figures);
    if (fine)
        printf("# bare: %.1f weeks of centre time, %.2f a second of CPU\n",
               (double)figures.centre_ms / WEEK_MS, weeks_per_second(figures.centre_ms, begun));
    return fine;
}

static bool run_faults(uint64_t seed, const struct wishes *wishes)
{
    clock_t begun = clock();
    struct faults_figures figures = {0};
    struct faults_finding finding;
    playing_world = "faults";
    bool fine = faults_run(seed, wishes->steps, PLANT_NONE, true, &figures, &finding);
    if (fine)
        printf("# faults: %" PRIu64 " steps, %" PRIu64 " events, %" PRIu64 " offers judged, %" PRIu64
               " crashes, %" PRIu64 " answers, %" PRIu64 " published, %" PRIu64
               " compared; %.1f weeks of centre time, %.2f a second of CPU\n",
               figures.steps, figures.events, figures.offers, figures.crashes, figures.answers,
               figures.published, figures.compared, (double)figures.centre_ms / WEEK_MS,
               weeks_per_second(figures.centre_ms, begun));
    return fine;
}

static bool run(uint64_t seed, const struct wishes *wishes)
{
    playing_seed = seed;
    bool fine = !wishes->bare || run_bare(seed, wishes);
    return (!wishes->faults || run_faults(seed, wishes)) && fine;
}

static bool number(const char *text, uint64_t *value)
{
    char *end = NULL;
    *value = strtoull(text, &end, 10);
    return end != text && *end == '\0';
}

static bool read_pair(const char *name, const char *text, struct wishes *wishes)
{
    if (strcmp(name, "--world") == 0) {
        wishes->bare = strcmp(text, "bare") == 0;
        wishes->faults = strcmp(text, "faults") == 0;
        return wishes->bare || wishes->faults;
    }
    if (strcmp(name, "--seed") == 0)
        return number(text, &wishes->seed);
    if (strcmp(name, "--seeds") == 0)
        return number(text, &wishes->seeds);
    if (strcmp(name, "--steps") == 0)
        return number(text, &wishes->steps);
    return strcmp(name, "--trace-from") == 0 && number(text, &wishes->traced_from);
}

int main(int argc, char **argv)
{
    struct wishes wishes = {
        .seed = 1, .steps = 10000, .traced_from = UINT64_MAX, .bare = true, .faults = true};
    bool understood = argc % 2 == 1;
    for (int i = 1; i + 1 < argc && understood; i += 2)
        understood = read_pair(argv[i], argv[i + 1], &wishes);
    if (!understood) {
        fprintf(stderr,
                "usage: sim [--seed N | --seeds N] [--steps N] [--world bare|faults] [--trace-from STEP]\n");
        return 2;
    }
    setvbuf(stdout, NULL, _IOLBF, 0);
    if (wishes.seeds == 0)
        return run(wishes.seed, &wishes) ? 0 : 1;
    uint64_t failed = 0;
    printf("1..%" PRIu64 "\n", wishes.seeds);
    for (uint64_t i = 1; i <= wishes.seeds; i++) {
        bool passed = run(i, &wishes);
        printf("%s %" PRIu64 " - nothing is found in world %" PRIu64 "\n", passed ? "ok" : "not ok", i, i);
        failed += !passed;
    }
    return failed == 0 ? 0 : 1;
}
