/* A scenario: what happens to a made-up centre's server, step by step, written down so that it can be played again with
 * steps left out. It draws nothing and judges nothing.
 *
 *   faults.c draws steps --> machine.c plays each as it comes --> something is wrong --> shrink.c plays ever fewer of them --> tell.c prints the rest
 *
 * Contacts are named by the step that began them, not by number: so what is left still means the same when steps before
 * it are gone.
 */
#ifndef NEXTUP_SIM_SCENARIO_H
#define NEXTUP_SIM_SCENARIO_H

#include "core/core.h"

enum {
    SCENARIO_CLIENTS = 17, /* 1 .. 8: the agents' pages; then one for each other enum acd_actor_kind */
    SCENARIO_AGENTS = 8,
    SCENARIO_MADE_MAX = 4, /* contacts that one step may begin and others may name */
};

#define SCENARIO_NOBODY UINT32_MAX /* no step */

enum step_kind {
    STEP_SAY,     /* client: the command arrives */
    STEP_DELAY,   /* client: the command is sent and is under way */
    STEP_ARRIVE,  /* ref: what was under way arrives */
    STEP_REPEAT,  /* ref: it arrives once more */
    STEP_TICK,    /* the server's timer */
    STEP_READ,    /* client: asks what is */
    STEP_DROP,    /* client: the connection dies */
    STEP_RETURN,  /* client: it is back */
    STEP_HOLD,    /* from here on fsync does not return */
    STEP_COMMIT,  /* the oldest `count` commits do */
    STEP_RELEASE, /* all do, at once as before */
    STEP_FILL,    /* the disk is below its reserve */
    STEP_EMPTY,   /* it is not */
    STEP_FAIL,    /* the next commit fails */
    STEP_CRASH, /* the machine stops and starts again; `count` commits that nobody was told of are on its disk */
    STEP_PUBLISH,  /* the publisher takes at most `count` events */
    STEP_SNAPSHOT, /* of the follower, as far as that is */
    STEP_SPOIL,    /* the newest snapshot rots */
    STEP_COMPARE,  /* leader and follower */
    STEP_KINDS
};

struct scenario_step {
    uint8_t kind;
    uint8_t contact_nth;
    bool versioned; /* the client says which version of the agent it has seen */
    bool numbered;  /* and which offer it answers */
    uint32_t client;
    uint32_t ref; /* another step */
    uint32_t count;
    uint32_t
        contact_step; /* the step that began the contact, or SCENARIO_NOBODY: the number is meant as it stands */
    int64_t at;       /* the server's clock; may go back */
    struct acd_command command;
};

struct scenario {
    struct scenario_step *steps;
    uint32_t count;
    uint32_t capacity;
};

void scenario_free(struct scenario *scenario);
/* Adds a step; what its command lends is copied. */
void scenario_add(struct scenario *scenario, const struct scenario_step *step);

/* One line of plain words; number is the step's. */
void scenario_tell(const struct scenario_step *step, uint32_t number);

#endif
