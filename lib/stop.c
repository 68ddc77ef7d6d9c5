/* Stopping on purpose; see stop.h. It must not allocate. */
#include "lib/stop.h"

#include <stdio.h>
#include <stdlib.h>

void stop_out_of_memory(const char *where)
{
    fputs("nextup: out of memory ", stderr);
    fputs(where, stderr);
    fputc('\n', stderr);
    abort();
}
