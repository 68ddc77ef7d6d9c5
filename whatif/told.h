/* What a day's events tell of the outside, as plain tables. Private to whatif/. Written by learn.c, read by runs; it
 * decides nothing.
 *
 *   inputs    at fixed times: a contact comes, an agent or supervisor wishes, something is configured, a call is placed
 *   courses   one a contact: when it came, how long it waited, what was done to it and how long after it came or was
 *             taken
 *   rings     one an offer: who was offered what, and how they met it, how long after
 *
 * Times after an anchor, not of the clock: the same anchor gives the same time again, another one moves with it.
 * order is the seq of the event that told of it: what happens in the same millisecond happens in the same order again.
 */
#ifndef NEXTUP_WHATIF_TOLD_H
#define NEXTUP_WHATIF_TOLD_H

#include "policy/wishes.h"
#include "whatif/whatif.h"

#define DAY_NEVER (-1) /* of a length: not in this day */

enum { DAY_NONE = 0 }; /* of a place in a table: tables begin with 1 */

enum ring_outcome {
    RING_UNKNOWN, /* withdrawn, left by the customer, or still ringing at the end: nobody knows when it would have been answered */
    RING_ACCEPTED,
    RING_REJECTED,
    RING_MISSED,
    RING_FAILED, /* the agent's phone did */
};

struct ring {
    int64_t at;
    int64_t answer_ms;  /* of ACCEPTED, REJECTED, FAILED: after at */
    int64_t dismiss_ms; /* what was left of it was cleared so long after it ended; DAY_NEVER */
    int64_t return_ms;  /* the agent was put on a break by it and was Available again so long after it ended; DAY_NEVER */
    int64_t ended_at;
    uint64_t order, dismiss_order, return_order;
    uint32_t agent;
    uint32_t course;
    uint32_t next;   /* of the same course */
    uint32_t reason; /* of REJECTED */
    uint8_t channel;
    uint8_t outcome; /* enum ring_outcome */
    uint8_t cause;   /* of FAILED */
    uint8_t dismissed_by_choice; /* by choosing Available, which also puts the agent at the end of the order */
};

/* Something that was done to a contact. */
struct deed {
    int64_t after_ms; /* after the contact came, or was taken */
    uint64_t order;
    uint16_t command; /* enum acd_command_kind */
    uint8_t actor;    /* enum acd_actor_kind */
    uint8_t cause;    /* of FAIL_LEG */
    uint32_t actor_id;
    uint32_t agent;   /* of ASSOCIATE_CONTACT */
    uint32_t queue;   /* of TRANSFER_CONTACT .. */
    uint32_t to_agent;
    uint32_t course;  /* .. and the contact it made */
    uint32_t next;    /* of the same list */
    int64_t value;    /* a priority, an age, a time to come: after_ms again */
};

enum wrapup_end { WRAPUP_UNKNOWN, WRAPUP_BY_HAND, WRAPUP_BY_TIME };

struct course {
    uint64_t contact; /* its number then; of one that was there already, its number here too */
    uint64_t order;
    int64_t started_at;
    int64_t queued_at;    /* first; 0: never */
    int64_t patience_ms;  /* after queued_at the customer left; DAY_NEVER: not while unanswered */
    int64_t waited_ms;    /* after queued_at, as far as it is known that they waited */
    int64_t taken_at;     /* an agent took it (or placed it); 0: nobody */
    int64_t ended_at;     /* for the customer; 0: not in this day */
    int64_t wrapup_at;
    int64_t wrapup_ms;
    int64_t scheduled_ms; /* began to wait so long after it came; 0: at once */
    int64_t priority;
    int64_t age_ms;
    uint64_t patience_order, wrapup_order;
    uint32_t entry_point, queue, agent; /* where it came */
    uint32_t last_queue;                /* where it waited last */
    uint32_t waiting_first, waiting_last; /* deeds, after started_at */
    uint32_t work_first, work_last;       /* deeds, after taken_at */
    uint32_t ring_first, ring_last;
    uint8_t channel;
    uint8_t initiation;
    uint8_t wrapup_end;  /* enum wrapup_end */
    uint8_t wrapup_by_choice; /* as dismissed_by_choice */
    uint8_t was_there;   /* when the day began */
    uint8_t actor;       /* who brought it */
    uint32_t actor_id;
};

enum input_kind { INPUT_ARRIVAL, INPUT_CALL, INPUT_WISH, INPUT_FACT };

struct input {
    int64_t at;
    uint64_t order;
    uint32_t index; /* ARRIVAL, CALL: a course; WISH: in wishes; FACT: in facts */
    uint8_t kind;
};

struct told_agent {
    uint32_t ring_from, ring_to; /* in rings_by_agent */
    int64_t worked_ms;           /* ROUTABLE */
    uint32_t profile;            /* when the day began */
};

struct told {
    struct input *inputs;
    struct course *courses;
    struct ring *rings;
    struct deed *deeds;
    struct acd_command *wishes;
    struct acd_event *facts;
    uint32_t *rings_by_agent; /* ring numbers, by agent, then in order */
    struct told_agent *agents; /* by number, of those there when it began */
    uint32_t input_count, course_count, ring_count, deed_count, wish_count, fact_count;
    uint32_t input_room, course_room, ring_room, deed_room, wish_room, fact_room;
    uint32_t agent_count;
    int64_t from, to;
    bool failed; /* no memory */
};

/* A new one at the end, all zeros; DAY_NONE: no memory, day->failed. Pointers into the table do not survive it. */
uint32_t told_add_course(struct told *day);
uint32_t told_add_ring(struct told *day, uint32_t course); /* the course's last */
enum told_list { DAY_WAITING, DAY_WORK };
struct deed *told_add_deed(struct told *day, uint32_t course, enum told_list list); /* NULL: no memory */
void told_add_input(struct told *day, enum input_kind kind, int64_t at, uint64_t order, uint32_t index);
uint32_t told_add_wish(struct told *day, const struct acd_command *command);
uint32_t told_add_fact(struct told *day, const struct acd_event *event);
/* The last ring of this agent for this course; DAY_NONE. */
uint32_t told_ring_of(const struct told *day, uint32_t course, uint32_t agent);
/* Puts inputs and the agents' rings in order. False: no memory. */
bool told_sort(struct told *day);
void told_free(struct told *day);

#endif
