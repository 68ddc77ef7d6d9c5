/* When each part of a centre's configuration was last changed. It never knows what changed. */
#ifndef NEXTUP_BOOK_CHANGES_H
#define NEXTUP_BOOK_CHANGES_H

#include "core/core.h"
#include "lib/table.h"

struct changes {
    struct table by_subject; /* of struct change */
};

void changes_init(struct changes *changes);
void changes_free(struct changes *changes);

/* The subject whose configuration this event changes: a status, queue, profile, hours object, entry point or user; of
 * the centre only its creation. False: none. What people do (statuses chosen, sessions, passwords, keys) is no change
 * of configuration. */
bool changes_subject(const struct acd_event *event, unsigned *kind, uint64_t *number);

void changes_note(struct changes *changes, unsigned kind, uint64_t number, int64_t at);
int64_t changes_find(const struct changes *changes, unsigned kind, uint64_t number); /* 0: unknown */

#endif
