/* One run of a day: a core, a clock of its own, and what is due. Private to whatif/.
 *
 *   the day's inputs, in order ----+
 *                                  +--> the earliest --> a command --> acd_step() --> events --> the tally, and what
 *                                  follows from them (meet.c) --> due
 *   due: what follows, a heap -----+                        ^
 *   the core's own timers -----------------------------------+ (first of those at the same time)
 */
#ifndef NEXTUP_WHATIF_RUN_H
#define NEXTUP_WHATIF_RUN_H

#include "whatif/state.h"

#define RUN_LATE UINT64_MAX /* an order: after everything of that millisecond that the day tells of */

enum due_kind { DUE_ARRIVAL, DUE_ANSWER, DUE_LEAVE, DUE_WAITING, DUE_WORK, DUE_END, DUE_CLEAR, DUE_RETURN };

struct due {
    int64_t at;
    uint64_t order;
    uint64_t number;  /* as they were made: the last tie */
    uint64_t contact; /* of a leg or contact here; of ARRIVAL: the course */
    int64_t since;    /* of ANSWER: when it was offered; else it is another offer */
    uint32_t agent;
    uint32_t index;   /* ANSWER: a ring; WAITING, WORK: a deed; ARRIVAL: the salt; CLEAR: 1 by choosing Available */
    uint8_t kind;
};

/* A contact here, by its place. */
struct live {
    uint64_t contact; /* 0: nobody's place */
    int64_t started_at;
    int64_t queued_at;
    int64_t offered_at;
    int64_t taken_at; /* 0: not yet */
    uint32_t course;
    uint32_t salt;
    uint32_t work;    /* the course whose work is done with it */
    uint32_t ring;    /* how its present or last offer is met */
    uint32_t agent;   /* who has it */
};

struct run_agent {
    uint32_t like;  /* whom of that day they are like: themselves, or the one they were added after */
    uint32_t twin;  /* one who was added and is like this one, or this one's next twin; 0: none */
    uint32_t missed;/* the ring of the offer they took last not */
    bool removed;
};

struct run {
    const struct whatif *whatif;
    const struct whatif_change *change;
    struct whatif_result *result;
    struct acd *acd;        /* owned */
    struct tally *tally;    /* owned */
    struct adding adding;
    struct tally_sink sink;
    struct due *dues;       /* owned: a heap, the earliest first */
    struct live *lives;     /* owned, by place */
    struct run_agent *agents; /* owned, by number */
    uint32_t due_count, due_room, agent_room, contact_room;
    uint32_t agents_before; /* numbers above are of agents added, then of those created in the day */
    uint64_t due_number;
    uint32_t course; /* of the contact that the present command brings */
    uint32_t salt;
    bool review;     /* configuration was changed: whom that lets work is to be looked at */
    bool failed;
    struct acd_batch batch;
};

/* run.c */
enum acd_refusal run_ask(struct run *run, const struct acd_command *command);
void run_timers(struct run *run, int64_t until); /* with all that is due by then */
void run_add_due(struct run *run, const struct due *due);
uint32_t run_agent_here(const struct run *run, uint32_t agent); /* the number here of one of that day */
int64_t run_now(const struct run *run);
struct live *run_live(const struct run *run, uint64_t contact); /* NULL: not one of ours */

/* meet.c: what people do about what happens here */
void meet_event(struct run *run, const struct acd_event *event);
void meet_present(struct run *run); /* what goes on as the day begins */
void meet_work(struct run *run, struct live *live, uint32_t deed); /* this deed of its work is next */
int64_t meet_end_ms(const struct run *run, const struct live *live);

/* change.c. NULL, or a sentence. */
const char *change_begin(struct run *run);
bool change_holds(const struct run *run, const struct acd_event *event); /* a fact that the changes leave in force */

#endif
