/* What was asked for, read back from the events that came of it. It must not ask anybody again (trial.c does, and
 * whatif/). */
#ifndef NEXTUP_POLICY_WISHES_H
#define NEXTUP_POLICY_WISHES_H

#include "core/core.h"

enum wish_meaning {
    WISH_PLAIN,
    WISH_STATUS, /* now and next are compared */
    WISH_FACT,   /* none: configuration, in its place among the wishes */
};

struct wish {
    struct acd_command command; /* as asked, with time and actor; contacts are the recorded ones */
    enum wish_meaning meaning;
    uint64_t made;   /* the contact that it made then; 0: none */
    bool applied;    /* of STATUS: the status was taken in the same moment */
    bool cancels;    /* it was told by a next status that was cleared */
    struct acd_event fact;
};

/* The wishes of one moment: of events with the same time. */
struct wishes {
    struct wish *items; /* owned */
    uint32_t count;
    uint32_t room;
    bool failed; /* there is no memory left */
};

/* Adds the fact, or the wish that this event tells of, if it tells of one. before: the recorded core, to which it is
 * not yet applied. */
void wishes_add(struct wishes *wishes, const struct acd_event *event, const struct acd *before);

/* True for what is configuration, not a wish of the day: to be taken over as it is. */
bool wishes_is_fact(const struct acd_event *event);

/* True for what only people and programs do: a trial may begin with it. */
bool wishes_is_day(const struct acd_event *event);

#endif
