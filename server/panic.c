/* What the core calls when it finds itself broken: says so and stops. It must not try to go on or to save
 * anything, for what is in memory is wrong. */
#include "core/core.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/* The journal is sound whatever happened here: a restart rebuilds the state from it. */
_Noreturn void acd_panic(const char *sentence)
{
    dprintf(STDERR_FILENO, "nextup: this is a bug, the server stops: %s\n", sentence);
    abort();
}
