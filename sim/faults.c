/* Draws the steps of the second world (faults.h), plays each as it is drawn, and has what fails shrunk and told. All
 * chance comes from the seed; nothing here knows a rule of routing or of journals. */
#include "sim/faults.h"
#include "sim/policies.h"
#include "sim/shrink.h"
#include "sim/world.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    UNDER_WAY_MAX = 16,
    RECENT = 8,
    FAULT_ONE_IN = 6,
    EPISODE_SHIFT = 32,
    JUMP_BACK_MAX_MS = 3600000,
    JUMP_AHEAD_MAX_MS = 259200000
};

struct drawing {
    struct world world;
    struct scenario scenario;
    struct machine machine;
    uint32_t under_way[UNDER_WAY_MAX];
    uint32_t under_way_count;
    uint32_t recent[RECENT]; /* messages that have arrived */
    uint32_t recent_count;
    uint32_t wishes
        [RECENT]; /* those among them that name a version or an offer: they must do nothing even much later */
    uint32_t wish_count;
    int64_t jumped_ms; /* by the clock alone */
};

static bool chance(struct drawing *drawing, uint32_t one_in)
{
    return world_draw(&drawing->world, one_in) == 0;
}

/* ---- messages ---- */

static uint32_t client_of(const struct acd_command *command)
{
    if (command->actor.kind == ACD_ACTOR_AGENT && command->actor.id >= 1 &&
        command->actor.id <= SCENARIO_AGENTS)
        return command->actor.id;
    return SCENARIO_AGENTS + 1 + command->actor.kind % (SCENARIO_CLIENTS - SCENARIO_AGENTS - 1);
}

/* Which step began this contact? The last that did: after a crash a number may be given again. */
static void name_contact(const struct drawing *drawing, struct scenario_step *step)
{
    step->contact_step = SCENARIO_NOBODY;
    uint32_t count = drawing->scenario.count;
    count = count < drawing->machine.message_capacity ? count : drawing->machine.message_capacity;
    for (uint32_t i = count; i-- > 0 && step->command.contact != 0;) {
        const struct message *message = &drawing->machine.messages[i];
        for (uint32_t nth = 0; nth < message->made_count; nth++) {
            if (message->made[nth] != step->command.contact)
                continue;
            step->contact_step = i;
            step->contact_nth = (uint8_t)nth;
            return;
        }
    }
}

static void arrives(struct drawing *drawing, uint32_t number, const struct scenario_step *message)
{
    drawing->recent[drawing->recent_count++ % RECENT] = number;
    if (message->versioned || message->numbered)
        drawing->wishes[drawing->wish_count++ % RECENT] = number;
}

/* set_up: it must arrive, now and once; objects are known by the order in which they were created. */
static void draw_message(struct drawing *drawing, struct scenario_step *step, bool set_up)
{
    if (step->command.kind == ACD_TICK) {
        step->kind = STEP_TICK;
        return;
    }
    if (!policies_permit(pump_core(drawing->machine.pump), &step->command))
        step->command.kind = ACD_RECORD; /* nobody would want that: a fact of no consequence in its place */
    step->client = client_of(&step->command);
    if (!drawing->machine.clients[step->client].alive) {
        step->kind = STEP_RETURN;
        return;
    }
    name_contact(drawing, step);
    step->versioned = step->command.kind == ACD_SET_STATUS && chance(drawing, 3);
    step->numbered = step->command.offer != 0;
    step->command.offer = 0; /* as it is when they send it */
    bool late = !set_up && chance(drawing, 8) && drawing->under_way_count < UNDER_WAY_MAX;
    step->kind = late ? STEP_DELAY : STEP_SAY;
    if (late)
        drawing->under_way[drawing->under_way_count++] = drawing->scenario.count;
    else
        arrives(drawing, drawing->scenario.count, step);
}

static void draw_arrival(struct drawing *drawing, struct scenario_step *step)
{
    if (drawing->under_way_count != 0 && chance(drawing, 2)) {
        uint32_t at = world_draw(&drawing->world, drawing->under_way_count);
        step->kind = STEP_ARRIVE;
        step->ref = drawing->under_way[at];
        drawing->under_way[at] = drawing->under_way[--drawing->under_way_count];
        arrives(drawing, step->ref, &drawing->scenario.steps[step->ref]);
    } else if (drawing->wish_count >= RECENT && chance(drawing, 2)) {
        step->kind = STEP_REPEAT;
        step->ref = drawing->wishes[world_draw(&drawing->world, RECENT)];
    } else if (drawing->recent_count >= RECENT) {
        uint32_t back = chance(drawing, 2) ? 1 : 1 + world_draw(&drawing->world, RECENT);
        step->kind = STEP_REPEAT;
        step->ref = drawing->recent[(drawing->recent_count - back) % RECENT];
    }
}

/* ---- faults ---- */

static void draw_disk(struct drawing *drawing, struct scenario_step *step)
{
    const struct machine *machine = &drawing->machine;
    switch (world_draw(&drawing->world, 8)) {
    case 0:
        step->kind = machine->below_reserve ? STEP_EMPTY : STEP_FILL;
        if (step->kind == STEP_FILL && !chance(drawing, 4))
            step->kind = STEP_COMPARE;
        break;
    case 1:
        step->kind = chance(drawing, 8) ? STEP_FAIL : STEP_SNAPSHOT;
        break;
    case 2:
        step->kind = chance(drawing, 4) ? STEP_SPOIL : STEP_SNAPSHOT;
        break;
    case 3:
        step->kind = STEP_RELEASE;
        break;
    case 4:
    case 5:
        step->kind = STEP_COMMIT;
        step->count = 1 + world_draw(&drawing->world, 8);
        break;
    default:
        step->kind = STEP_HOLD;
    }
}

static void jump(struct drawing *drawing)
{
    int64_t ms = chance(drawing, 2) ? (int64_t)world_draw(&drawing->world, JUMP_AHEAD_MAX_MS)
                                    : -(int64_t)world_draw(&drawing->world, JUMP_BACK_MAX_MS);
    if (drawing->world.now + ms < drawing->scenario.steps[0].at)
        return;
    drawing->world.now += ms;
    drawing->world.quiet_until = 0;
    drawing->jumped_ms += ms;
}

static void draw_fault(struct drawing *drawing, struct scenario_step *step)
{
    uint32_t dice = world_draw(&drawing->world, 100);
    step->client = 1 + world_draw(&drawing->world, SCENARIO_CLIENTS - 1);
    if (dice < 30) {
        draw_arrival(drawing, step);
    } else if (dice < 38) {
        step->kind = STEP_READ;
    } else if (dice < 48) {
        step->kind = drawing->machine.clients[step->client].alive ? STEP_DROP : STEP_RETURN;
    } else if (dice < 68) {
        draw_disk(drawing, step);
    } else if (dice < 91) {
        step->kind = STEP_PUBLISH;
        step->count = 1 + world_draw(&drawing->world, 40);
    } else if (dice < 94) {
        step->kind = STEP_CRASH;
        step->count = chance(drawing, 2) ? 0 : world_draw(&drawing->world, 6);
    } else if (dice < 95) {
        jump(drawing);
    } else {
        step->kind = STEP_COMPARE;
    }
}

enum { STEP_NOTHING = STEP_KINDS };

static void draw(struct drawing *drawing, struct scenario_step *step)
{
    *step = (struct scenario_step){
        .kind = STEP_NOTHING, .at = drawing->world.now, .contact_step = SCENARIO_NOBODY};
    if (journal_failed(drawing->machine.journal, NULL) && !chance(drawing, 4))
        step->kind = STEP_CRASH; /* as the program does: it ends, and is started again */
    else if (world_set_up(&drawing->world, &step->command))
        draw_message(drawing, step, true);
    else if (chance(drawing, FAULT_ONE_IN))
        draw_fault(drawing, step);
    if (step->kind != STEP_NOTHING || step->command.kind != ACD_COMMAND_NONE)
        return;
    world_next(&drawing->world, pump_core(drawing->machine.pump), &step->command);
    step->at = drawing->world.now;
    draw_message(drawing, step, false);
}

/* ---- an episode ---- */

static void tell_finding(const struct drawing *drawing, const uint32_t *numbers,
                         const struct faults_finding *finding)
{
    printf("# sim --world faults --seed %" PRIu64 " --steps %" PRIu32 "   # %s\n", finding->seed,
           finding->steps, finding->problem);
    printf("# %" PRIu32 " of its %" PRIu32 " steps show it:\n", finding->shrunk, finding->steps);
    for (uint32_t i = 0; i < finding->shrunk; i++)
        scenario_tell(&drawing->scenario.steps[numbers[i]], numbers[i]);
}

static void find(struct drawing *drawing, bool tells, struct faults_finding *finding)
{
    uint32_t *numbers = malloc((drawing->scenario.count + 1) * sizeof *numbers);
    if (numbers == NULL)
        abort();
    snprintf(finding->problem, sizeof finding->problem, "%s", drawing->machine.problem);
    finding->steps = drawing->scenario.count;
    finding->shrunk = shrink(&drawing->scenario, drawing->machine.plant, finding->problem, numbers);
    if (tells)
        tell_finding(drawing, numbers, finding);
    free(numbers);
}

static void count(const struct drawing *drawing, struct faults_figures *figures)
{
    const struct machine *machine = &drawing->machine;
    figures->steps += drawing->scenario.count;
    figures->crashes += machine->crashes;
    figures->answers += machine->answers;
    figures->published += machine->published;
    figures->compared += machine->compared;
    figures->events += machine->history.seq;
    figures->offers += machine->checker.offers;
    figures->centre_ms += drawing->world.now - drawing->scenario.steps[0].at - drawing->jumped_ms;
}

static bool episode(uint64_t seed, uint32_t steps, enum plant plant, bool tells,
                    struct faults_figures *figures, struct faults_finding *finding)
{
    static struct drawing drawing;
    struct scenario_step step;
    memset(&drawing, 0, sizeof drawing);
    world_init(&drawing.world, seed);
    machine_init(&drawing.machine, &drawing.scenario, plant);
    bool fine = true;
    while (fine && drawing.scenario.count < steps) {
        draw(&drawing, &step);
        scenario_add(&drawing.scenario, &step);
        fine = machine_play(&drawing.machine, drawing.scenario.count - 1);
    }
    fine = fine && machine_end(&drawing.machine);
    *finding = (struct faults_finding){.seed = seed};
    if (!fine)
        find(&drawing, tells, finding);
    else
        count(&drawing, figures);
    machine_free(&drawing.machine);
    scenario_free(&drawing.scenario);
    return fine;
}

bool faults_run(uint64_t seed, uint64_t steps, enum plant plant, bool tells, struct faults_figures *figures,
                struct faults_finding *finding)
{
    for (uint64_t i = 0; steps > 0; i++) {
        uint32_t some = steps < FAULTS_EPISODE_STEPS ? (uint32_t)steps : FAULTS_EPISODE_STEPS;
        /* The next seed: of the other status model, and far from those that people choose. */
        if (!episode(seed + i + (i << EPISODE_SHIFT), some, plant, tells, figures, finding))
            return false;
        steps -= some;
    }
    return true;
}
