/* A seeded random world on the core alone with the checker attached (bare.h). It decides nothing; it watches and, when
 * something is wrong, prints the one line that repeats it.
 *
 * After each command: acd_check(), a second core that lives on the events alone has the same digest, a
 * refusal has changed nothing, and the
 * checker has seen each event; what the tally sums and what the core shows of times adds up (checker_time.h). Now and
 * then the state is encoded and the run goes on with the decoded copy, as after a restart.
 */
#include "sim/bare.h"
#include "sim/checker_time.h"
#include "sim/policies.h"
#include "sim/world.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { RESTART_ONE_IN = 400, CHECK_EVERY = 4, COMPARE_TIMES_EVERY = 16, TICKS_AT_ONE_TIME_MAX = 10000 };

struct sim {
    struct world world;
    struct checker checker;
    struct checker_time time;
    struct tally *tally; /* sums what checker_time counts again */
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

static void see_span(void *ctx, const struct tally_span *span)
{
    checker_time_see_span(&((struct sim *)ctx)->time, span);
}

static void see_contact(void *ctx, const struct tally_contact *contact)
{
    checker_time_see_contact(&((struct sim *)ctx)->time, contact);
}

static void see_offer(void *ctx, const struct tally_offer *offer)
{
    (void)ctx;
    (void)offer;
}

static void count_time(struct sim *sim, const struct acd_event *event)
{
    const struct tally_sink sink = {.span = see_span, .contact = see_contact, .offer = see_offer, .ctx = sim};
    if (!tally_apply(sim->tally, event, &sink))
        exit(2);
    checker_time_see(&sim->time, event);
}

/* What is summed and what is shown when all that was due is done. */
static void compare_times(struct sim *sim)
{
    struct acd_leg_view legs[ACD_AGENT_LEGS_MAX];
    struct acd_contact_view contact;
    struct acd_agent_view view;
    struct tally_span open;
    for (uint32_t agent = 1; agent <= tally_agent_count(sim->tally); agent++) {
        if (tally_open_span(sim->tally, agent, &open))
            checker_time_rest(&sim->time, &open, sim->world.now);
        if (!acd_agent_view(sim->acd, agent, &view))
            continue;
        checker_time_shown_agent(&sim->time, &view);
        uint32_t count = acd_agent_legs(sim->acd, agent, legs, ACD_AGENT_LEGS_MAX);
        for (uint32_t i = 0; i < count; i++)
            checker_time_shown_leg(&sim->time, &legs[i]);
    }
    for (uint64_t id = acd_contact_after(sim->acd, 0); id != 0; id = acd_contact_after(sim->acd, id)) {
        if (acd_contact_view(sim->acd, id, &contact))
            checker_time_shown_contact(&sim->time, &contact);
    }
}

static void watch(struct sim *sim)
{
    for (uint32_t i = 0; i < sim->batch.count; i++) {
        acd_apply(sim->follower, &sim->batch.events[i]);
        count_time(sim, &sim->batch.events[i]);
        const char *sentence = checker_see(&sim->checker, &sim->batch.events[i]);
        if (sentence != NULL)
            report(sim, "checker", sentence);
    }
    if (acd_deadline(sim->acd) > sim->world.now && sim->problem[0] == '\0') {
        const char *sentence = checker_rest(&sim->checker, sim->world.now);
        if (sentence != NULL)
            report(sim, "checker", sentence);
        if (sim->steps % COMPARE_TIMES_EVERY == 0)
            compare_times(sim);
    }
    if (sim->time.problem[0] != '\0')
        report(sim, "checker", sim->time.problem);
}

static void restart(struct sim *sim)
{
    size_t len = acd_encode(sim->acd, NULL, 0);
    uint8_t *bytes = malloc(len);
    if (bytes == NULL)
        exit(2);
    acd_encode(sim->acd, bytes, len);
    struct acd_limits limits = world_limits();
    acd_init(sim->spare, &limits);
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
    uint64_t open = checker_open_offer(&sim->checker, command->agent, command->contact);
    enum acd_refusal refusal = acd_step(sim->acd, command, &sim->batch);
    sim->steps++;
    sim->refused += refusal != ACD_OK;
    if (traced)
        trace(sim, command, refusal);
    const char *why = checker_why_not_answered(command, open, refusal);
    if (why != NULL)
        report(sim, "answer", why);
    watch(sim);
    compare(sim, refusal);
    sim->ticks_at_this_time = command->kind == ACD_TICK ? sim->ticks_at_this_time + 1 : 0;
    if (sim->ticks_at_this_time > TICKS_AT_ONE_TIME_MAX)
        report(sim, "acd_deadline", "it never comes to rest");
}

/* A rule or move that policy lint warns of is one that nobody would set: a fact of no consequence in its place. */
static void keep_to_lint(const struct sim *sim, struct acd_command *command)
{
    if (!policies_permit(sim->acd, command))
        command->kind = ACD_RECORD;
}

bool bare_run(uint64_t seed, uint64_t steps, uint64_t traced_from, struct bare_figures *figures)
{
    static struct sim sim;
    struct acd_command command;
    memset(&sim, 0, sizeof sim);
    world_init(&sim.world, seed);
    int64_t began_at = sim.world.now;
    checker_init(&sim.checker);
    checker_time_init(&sim.time);
    sim.tally = tally_new();
    if (sim.tally == NULL)
        exit(2);
    sim.checker.legs_max = world_limits().legs;
    sim.acd = core_new();
    sim.follower = core_new();
    sim.spare = core_new();
    sim.digest = acd_digest(sim.acd);
    while (sim.problem[0] == '\0' && world_set_up(&sim.world, &command)) {
        keep_to_lint(&sim, &command);
        step(&sim, &command, sim.steps >= traced_from);
    }
    while (sim.problem[0] == '\0' && sim.steps < steps) {
        world_next(&sim.world, sim.acd, &command);
        keep_to_lint(&sim, &command);
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
    tally_free(sim.tally);
    return sim.problem[0] == '\0';
}
