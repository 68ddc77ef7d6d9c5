/* Delta debugging (shrink.h):
 *
 *   chunk = half of what is left --> leave out each chunk in turn; keep it out if the same problem is found without it --> half the chunk ... 1, until nothing goes
 *
 * What comes after the step that fails goes at once. The number of runs is bounded: a scenario that is still long says
 * more than none.
 */
#include "sim/shrink.h"

#include <stdlib.h>
#include <string.h>

enum { STEPS_PLAYED_MAX = 400000 };

struct shrinking {
    const struct scenario *scenario;
    enum plant plant;
    const char *problem;
    uint64_t played; /* steps, over all runs */
};

/* Is the same found with these steps alone? Then *count is cut behind the step that shows it. */
static bool still_fails(struct shrinking *shrinking, const uint32_t *numbers, uint32_t *count)
{
    static struct machine machine;
    uint32_t played = 0;
    bool fine = true;
    machine_init(&machine, shrinking->scenario, shrinking->plant);
    while (fine && played < *count)
        fine = machine_play(&machine, numbers[played++]);
    if (fine)
        machine_end(&machine);
    bool same = machine_same_problem(machine.problem, shrinking->problem);
    machine_free(&machine);
    shrinking->played += played;
    if (same)
        *count = played;
    return same;
}

/* One pass with chunks of this size; true if something went. */
static bool leave_out(struct shrinking *shrinking, uint32_t *numbers, uint32_t *count, uint32_t chunk)
{
    uint32_t *trial = malloc((*count + 1) * sizeof *trial);
    bool went = false;
    if (trial == NULL)
        abort();
    /* From the end: what is late depends on what is early. */
    for (uint32_t end = *count; end > 0 && shrinking->played < STEPS_PLAYED_MAX;) {
        uint32_t begin = end > chunk ? end - chunk : 0;
        uint32_t left = *count - (end - begin);
        memcpy(trial, numbers, begin * sizeof *trial);
        memcpy(trial + begin, numbers + end, (*count - end) * sizeof *trial);
        if (still_fails(shrinking, trial, &left)) {
            memcpy(numbers, trial, left * sizeof *trial);
            *count = left;
            went = true;
        }
        end = begin < *count ? begin : *count;
    }
    free(trial);
    return went;
}

uint32_t shrink(const struct scenario *scenario, enum plant plant, const char *problem, uint32_t *numbers)
{
    struct shrinking shrinking = {scenario, plant, problem, 0};
    uint32_t count = scenario->count;
    for (uint32_t i = 0; i < count; i++)
        numbers[i] = i;
    if (!still_fails(&shrinking, numbers, &count))
        return count; /* it does not repeat: that is a bug of the simulator, and the caller sees it by the length */
    for (uint32_t chunk = count / 2 + 1; chunk > 1; chunk = (chunk + 1) / 2)
        leave_out(&shrinking, numbers, &count, chunk);
    while (shrinking.played < STEPS_PLAYED_MAX && leave_out(&shrinking, numbers, &count, 1))
        ;
    return count;
}
