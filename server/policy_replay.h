/* Trying a policy on the recorded days of a centre. It must not write to the journal that is tried: it is copied first,
 * as a backup is, so that a server may run meanwhile. It takes long, reads the disk, and may run on a thread of its
 * own.
 */
#ifndef NEXTUP_SERVER_POLICY_REPLAY_H
#define NEXTUP_SERVER_POLICY_REPLAY_H

#include <stdatomic.h>

#include "policy/policy.h"
#include "server/fault.h"

enum { POLICY_REPORT_BYTES_MAX = 4 * 1024 * 1024 };

struct policy_replay {
    const char *path;   /* a data directory, or one centre's own */
    const char *centre; /* its alias where there are several; NULL: not named */
    const char *name;   /* of the document, for people */
    const char *from;   /* a day, "2026-11-20"; NULL: all */
    const char *to;
    bool json;
    struct acd_limits limits;
    const atomic_bool *stop; /* true: end soon; NULL: never */
};

/* Writes the report into report, born with POLICY_REPORT_BYTES_MAX. 0, or -1 and a sentence. */
int policy_replay(const struct policy_replay *wish, struct policy_document *document, struct buf *report, struct fault *fault);

#endif
