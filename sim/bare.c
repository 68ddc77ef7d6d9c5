/* A seeded random world on the core alone with the checker attached (bare.h). It decides nothing; it watches and, when something is wrong, prints the one line that
 * repeats it.
 *
 * After each command: acd_check(), a second core that lives on the events alone has the same digest, a
 * refusal has changed nothing, and the
 * checker has seen each event. Now and then the state is encoded and the run goes on with the decoded copy,
 * as after a restart.
 */
#include "sim/bare.h"
#include "sim/checker.h"
#include "sim/world.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { RESTART_ONE_IN = 400, CHECK_EVERY = 4, TICKS_AT_ONE_TIME_MAX = 10000 };

struct sim {
    struct world world;
    struct checker checker;
    struct acd *acd;
    struct acd *follower;
    struct acd *spare;
    struct acd_batch batch;
    uint64_t steps;
    uint64_t refused;
    uint64_t digest; /* of the leader before this step */
    uint32_t ticks_at_this_time;
    char problem[320];
};

static void report(struct sim *sim, const char *what, const char *sentence)
{
    if (sim->problem[0] == '\0')
        snprintf(sim->problem, sizeof sim->problem, "%s: %s", what, sentence);
}

static struct acd *core_new(void)
{
    struct acd_limits limits = world_limits();
    void *memory = aligned_alloc(64, (acd_size(&limits) + 63) / 64 * 64);
    if (memory == NULL)
        exit(2);
    return acd_init(memory, &limits);
}

static void compare(struct sim *sim, enum acd_refusal refusal)
{
    uint64_t digest = acd_digest(sim->acd);
    if (refusal != ACD_OK && (sim->batch.count != 0 || digest != sim->digest))
        report(sim, "refusal", "it has changed something");
    sim->digest = digest;
    if (sim->batch.count != 0 && digest != acd_digest(sim->follower))
        report(sim, "replay", "a core that was given the events differs");
    if (sim->steps % CHECK_EVERY == 0 && acd_check(sim->acd) != NULL)
        report(sim, "acd_check", acd_check(sim->acd));
}

static void watch(struct sim *sim)
{
    for (uint32_t i = 0; i < sim->batch.count; i++) {
        acd_apply(sim->follower, &sim->batch.events[i]);
        const char *sentence = checker_see(&sim->checker, &sim->batch.events[i]);
        if (sentence != NULL)
            report(sim, "checker", sentence);
    }
    if (acd_deadline(sim->acd) > sim->world.now && sim->problem[0] == '\0') {
        const char *sentence = checker_rest(&sim->checker, sim->world.now);
        if (sentence != NULL)
            report(sim, "checker", sentence);
    }
}

static void restart(struct sim *sim)
{
    size_t len = acd_encode(sim->acd, NULL, 0);
    uint8_t *bytes = malloc(len);
    if (bytes == NULL)
        exit(2);
    acd_encode(sim->acd, bytes, len);
    if (!acd_decode(sim->spare, bytes, len) || acd_digest(sim->spare) != acd_digest(sim->acd)) {
        report(sim, "restart", "the decoded state differs");
    } else {
        struct acd *old = sim->acd;
        sim->acd = sim->spare;
        sim->spare = old;
    }
    free(bytes);
}

static void trace(const struct sim *sim, const struct acd_command *command, enum acd_refusal refusal)
{
    printf("%" PRIu64 " at %" PRId64 " %s agent %" PRIu32 " contact %" PRIu64 " status %" PRIu32
           " queue %" PRIu32 ": %s\n",
           sim->steps, command->at - INT64_C(1704067200000),
           acd_command_name((enum acd_command_kind)command->kind), command->agent, command->contact,
           command->status, command->queue, acd_refusal_name(refusal));
    for (uint32_t i = 0; i < sim->batch.count; i++) {
        const struct acd_event *event = &sim->batch.events[i];
        printf("    %" PRIu64 " %s agent %" PRIu32 " contact %" PRIu64 " queue %" PRIu32
               " cause %s state %u deadline %" PRId64 "\n",
               event->seq, acd_event_name((enum acd_event_kind)event->kind), event->agent, event->contact,
               event->queue, acd_cause_name((enum acd_cause)event->cause), event->leg_state,
               event->deadline - INT64_C(1704067200000));
    }
}

static void step(struct sim *sim, const struct acd_command *command, bool traced)
{
    enum acd_refusal refusal = acd_step(sim->acd, command, &sim->batch);
    sim->steps++;
    sim->refused += refusal != ACD_OK;
    if (traced)
        trace(sim, command, refusal);
    watch(sim);
    compare(sim, refusal);
    sim->ticks_at_this_time = command->kind == ACD_TICK ? sim->ticks_at_this_time + 1 : 0;
    if (sim->ticks_at_this_time > TICKS_AT_ONE_TIME_MAX)
        report(sim, "acd_deadline", "it never comes to rest");
}

bool bare_run(uint64_t seed, uint64_t steps, uint64_t traced_from, struct bare_figures *figures)
{
    static struct sim sim;
    struct acd_command command;
    memset(&sim, 0, sizeof sim);
    world_init(&sim.world, seed);
    int64_t began_at = sim.world.now;
    checker_init(&sim.checker);
    sim.checker.legs_max = world_limits().legs;
    sim.acd = core_new();
    sim.follower = core_new();
    sim.spare = core_new();
    sim.digest = acd_digest(sim.acd);
    while (sim.problem[0] == '\0' && world_set_up(&sim.world, &command))
        step(&sim, &command, sim.steps >= traced_from);
    while (sim.problem[0] == '\0' && sim.steps < steps) {
        world_next(&sim.world, sim.acd, &command);
        step(&sim, &command, sim.steps >= traced_from);
        if (world_draw(&sim.world, RESTART_ONE_IN) == 0)
            restart(&sim);
    }
    if (sim.problem[0] != '\0')
        printf("# sim --world bare --seed %" PRIu64 " --steps %" PRIu64 "   # %s\n", seed, sim.steps,
               sim.problem);
    else
        printf("# seed %" PRIu64 ": %" PRIu64 " commands, %" PRIu64 " refused, %" PRIu64 " events, %" PRIu64
               " offers judged, %" PRIu64 " stops\n",
               seed, sim.steps, sim.refused, sim.checker.seq, sim.checker.offers, sim.checker.stops);
    figures->centre_ms += sim.world.now - began_at;
    free(sim.acd);
    free(sim.follower);
    free(sim.spare);
    return sim.problem[0] == '\0';
}
