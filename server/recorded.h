/* Finding what is recorded: a centre's own directory, and moments of its days as people write them. It must not open a
 * journal. */
#ifndef NEXTUP_SERVER_RECORDED_H
#define NEXTUP_SERVER_RECORDED_H

#include <stdbool.h>
#include <stdint.h>

#include "server/dir.h"

enum { RECORDED_DAY_MS = 24 * 60 * 60 * 1000 };

struct recorded_centre {
    char alias[DIR_PATH_BYTES]; /* for people */
    char path[DIR_PATH_BYTES];  /* its own directory */
};

/* path: a data directory with its centres, or one centre's own. wanted: its alias where there are several; NULL: not
 * named. 0, or -1 and a sentence. */
int recorded_find(const char *path, const char *wanted, struct recorded_centre *centre, struct fault *fault);

/* "2026-11-20" (its beginning; *is_day), "2026-11-20T08:00" (UTC both), "2026-11-20T08:00:00+01:00". is_day NULL: only
 * days are taken. 0, or -1 and a sentence. */
int recorded_parse_time(const char *text, int64_t *at, bool *is_day, struct fault *fault);

#endif
