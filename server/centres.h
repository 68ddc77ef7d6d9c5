/* All centres of a data directory, opened together, one pump each. It must not decide anything in them. */
#ifndef NEXTUP_SERVER_CENTRES_H
#define NEXTUP_SERVER_CENTRES_H

#include "pump/pump.h"
#include "server/dir.h"
#include "server/fault.h"

struct centres {
    struct pump_centres list; /* lent to the edges; sorted by alias */
    char aliases[PUMP_CENTRES_MAX][DIR_ALIAS_BYTES];
};

/* Opens every DIR/centres/ALIAS. Returns 0 (also for none), or -1, none open, and a sentence. The caller holds the
 * directory's lock. */
int centres_open(struct centres *centres, const char *path, const struct pump_options *options, struct fault *fault);

/* Waits until everything is durable, runs the posts, closes. Returns 0, or -1 and the first journal's sentence if one
 * failed. */
int centres_close(struct centres *centres, struct fault *fault);

/* Waits until one centre has everything durable and closes it. Returns 0, or -1 and its journal's sentence if that
 * failed. */
int centres_finish(struct pump *pump, struct fault *fault);

/* NULL: no such centre. */
struct pump *centres_find(const struct centres *centres, const char *alias);

const char *centres_alias(const struct centres *centres, const struct pump *pump);

#endif
