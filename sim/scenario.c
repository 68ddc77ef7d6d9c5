/* Keeps the steps of a scenario (scenario.h) and what their commands lend. */
#include "sim/scenario.h"

#include <stdlib.h>
#include <string.h>

enum { STEPS_FIRST = 1024 };

static void *must(void *memory)
{
    if (memory == NULL)
        abort();
    return memory;
}

static void *copy_of(const void *bytes, size_t len)
{
    return memcpy(must(malloc(len + 1)), bytes, len);
}

void scenario_add(struct scenario *scenario, const struct scenario_step *step)
{
    if (scenario->count == scenario->capacity) {
        scenario->capacity = scenario->capacity != 0 ? 2 * scenario->capacity : STEPS_FIRST;
        scenario->steps = must(realloc(scenario->steps, scenario->capacity * sizeof *step));
    }
    struct scenario_step *kept = &scenario->steps[scenario->count++];
    *kept = *step;
    if (kept->command.profile_queues != NULL)
        kept->command.profile_queues =
            copy_of(step->command.profile_queues,
                    step->command.profile_queue_count * sizeof(struct acd_profile_queue));
    if (kept->command.windows != NULL)
        kept->command.windows =
            copy_of(step->command.windows, step->command.window_count * sizeof(struct acd_window));
}

void scenario_free(struct scenario *scenario)
{
    for (uint32_t i = 0; i < scenario->count; i++) {
        free((void *)(uintptr_t)scenario->steps[i].command.profile_queues);
        free((void *)(uintptr_t)scenario->steps[i].command.windows);
    }
    free(scenario->steps);
    *scenario = (struct scenario){0};
}
