/* The first world: a core alone, with the checker attached and a second core that lives on its events. */
#ifndef NEXTUP_SIM_BARE_H
#define NEXTUP_SIM_BARE_H

#include <stdbool.h>
#include <stdint.h>

struct bare_figures {
    int64_t centre_ms;
};

/* Runs one world to its end or to its first violation, and prints a line; true if there was none. Events from step
 * traced_from on are printed. */
bool bare_run(uint64_t seed, uint64_t steps, uint64_t traced_from, struct bare_figures *figures);

#endif
