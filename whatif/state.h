/* What a whatif is made of. Private to whatif/. */
#ifndef NEXTUP_WHATIF_STATE_H
#define NEXTUP_WHATIF_STATE_H

#include "tally/tally.h"
#include "whatif/told.h"
#include "whatif/guess.h"

/* A tally put away, to be taken up by each run (tally.h). */
struct kept_piece {
    uint32_t number;
    uint32_t len;
    size_t at; /* in bytes */
    uint8_t kind;
};

struct kept_tally {
    struct buf bytes;
    struct kept_piece *pieces;      /* owned */
    struct tally_contact *contacts; /* owned */
    uint32_t piece_count, piece_room, contact_count, contact_room;
    uint64_t seq;
    bool failed;
};

/* Adds up, by queue, what a tally tells of the day. */
struct waits {
    int64_t *items; /* owned */
    uint32_t count, room;
};

struct adding_queue {
    struct whatif_sums sums;
    struct waits waits;
};

struct adding {
    int64_t from, to;
    struct adding_queue *queues; /* owned, by number; 0: an agent's own, or none */
    struct adding_queue all;
    uint32_t queue_room;
    struct tally_times times;
    struct told *worked; /* whose agents' worked_ms is kept; NULL: nobody's */
    bool failed;
};

/* sums.c */
void adding_begin(struct adding *adding, int64_t from, int64_t to, struct told *worked);
struct tally_sink adding_sink(struct adding *adding);
/* After the last event: what goes on still, and how many wait in the core. False: no memory. */
bool adding_end(struct adding *adding, struct tally *tally, const struct acd *acd, struct whatif_result *result);
void adding_free(struct adding *adding);
bool kept_fill(struct kept_tally *kept, struct tally *tally); /* false: no memory */
struct tally *kept_take_up(const struct kept_tally *kept); /* NULL: no memory */
void kept_free(struct kept_tally *kept);

/* A wish of the present moment: which event told of it, and whether it belongs to a contact or an offer instead. */
struct aside {
    uint64_t order;
    bool belongs;
};

struct learning {
    struct wishes wishes;
    struct aside *asides; /* owned, one a wish */
    uint32_t aside_room;
    int64_t moment;
    uint32_t *course_at; /* owned: by a contact's place */
    uint32_t *met;       /* owned: by agent, the ring they met last */
    uint32_t *owed;      /* owned: by agent, the ring that put them on a break; DAY_NONE */
};

struct whatif {
    struct whatif_options options;
    struct acd *acd; /* owned, as memory of the core's size: repeats what was */
    struct tally *tally;
    struct told day;
    struct guesses guesses;
    struct learning learning;
    struct adding adding;
    struct kept_tally kept; /* as the day begins */
    uint8_t *start;         /* the core as the day begins, as bytes */
    size_t start_len;
    bool begun;
    bool failed;
    struct whatif_result recorded;
};

/* learn.c: events in, tables of the day out. before: not yet applied. */
bool learn_begin(struct whatif *whatif);
void learn_event(struct whatif *whatif, const struct acd_event *event);
void learn_end(struct whatif *whatif);
void learn_free(struct learning *learning);

struct acd *whatif_new_core(const struct acd_limits *limits); /* NULL: no memory; free() */

#endif
