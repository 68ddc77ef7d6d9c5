/* The second world: the real core behind the real pump and the journal in memory, with clients, a publisher, a hostile
 * clock and a disk that may do what disks do (machine.h). */
#ifndef NEXTUP_SIM_FAULTS_H
#define NEXTUP_SIM_FAULTS_H

#include "sim/machine.h"

enum { FAULTS_EPISODE_STEPS = 4000 }; /* then another centre begins: recovery replays from the first event */

struct faults_figures {
    uint64_t steps, crashes, answers, published, compared, events, offers;
    int64_t centre_ms; /* jumps of the clock apart */
};

struct faults_finding {
    char problem[400];
    uint64_t seed;   /* of the episode */
    uint32_t steps;  /* until it was found */
    uint32_t shrunk; /* steps that are left */
};

/* Plays so many steps. True: nothing was found, and the figures are added. Else the finding, told on standard output if
 * tells. */
bool faults_run(uint64_t seed, uint64_t steps, enum plant plant, bool tells, struct faults_figures *figures,
                struct faults_finding *finding);

#endif
