/* What a day does not tell, and by which rule it is made up. Private to whatif/. It must not run anything, nor guess
 * where the day tells.
 *
 *     how long a customer would have waited who was answered     drawn from how long those waited who were not
 *                                                                (Kaplan-Meier: who was answered counts as long as they
 *                                                                waited), longer than this one did. From the queue's
 *                                                                own where at least GUESS_LEFT_MIN left, else from the
 *                                                                channel's; where nobody left, nobody leaves
 *     the work with a contact that nobody took, or whose end     that of another contact of the queue, else of the
 *                                                                channel, drawn
 *       the day does not have
 *     how an agent meets an offer they did not have then         as the offer of that channel that came to them nearest
 *                                                                in time; who had none, as somebody's, drawn
 *     how long what is left of a missed offer stands, how        as another's that day, drawn
 *       long it keeps them on a break
 *
 * Draws are numbers made of the contact's or offer's own place in the journal, so they are the same in every run,
 * whatever the changes.
 */
#ifndef NEXTUP_WHATIF_GUESS_H
#define NEXTUP_WHATIF_GUESS_H

#include "whatif/told.h"

enum { GUESS_LEFT_MIN = 10 };

struct guess_point { /* of a curve: the share that has not left after so long */
    int64_t ms;
    uint64_t share; /* of GUESS_WHOLE */
};

struct guess_curve {
    uint64_t group; /* channel and queue */
    uint32_t from, to; /* points */
};

struct guess_range {
    uint64_t group;
    uint32_t from, to; /* in pool */
};

struct guess_pool { /* numbers of courses or rings, by group */
    uint32_t *items; /* owned */
    struct guess_range *ranges; /* owned, by group */
    uint32_t count, range_count;
};

struct guesses {
    struct guess_point *points; /* owned */
    struct guess_curve *curves; /* owned, by group */
    uint32_t point_count, curve_count;
    struct guess_pool works;      /* courses: by channel and queue, and by channel */
    struct guess_pool answers;    /* rings: by channel, and all */
    struct guess_pool dismissals; /* rings, all */
    struct guess_pool returns;    /* rings, all */
};

bool guess_prepare(struct guesses *guesses, const struct told *day); /* false: no memory */
void guess_free(struct guesses *guesses);

/* After it began to wait; ACD_NEVER: for ever. salt: 0, or another number for each copy of a contact. */
int64_t guess_patience(const struct guesses *guesses, const struct told *day, uint32_t course, uint32_t salt);
/* The course whose work is done with this one: itself where it is known whole; DAY_NONE: nobody's is known. */
uint32_t guess_work(const struct guesses *guesses, const struct told *day, uint32_t course, uint32_t salt);
/* How an agent (of that day) meets an offer at this time. *guessed: they had no such offer near. DAY_NONE: nobody met
 * any that day. */
uint32_t guess_ring(const struct guesses *guesses, const struct told *day, uint32_t course, uint32_t agent, int64_t at, bool *guessed);
int64_t guess_dismiss_ms(const struct guesses *guesses, const struct told *day, uint32_t ring);
int64_t guess_return_ms(const struct guesses *guesses, const struct told *day, uint32_t ring); /* ACD_NEVER: nobody ever did */
/* 0 .. below - 1, always the same of the same three. */
uint64_t guess_draw(uint64_t order, uint32_t salt, uint32_t purpose, uint64_t below);

/* Is all the work with it known? */
bool guess_is_whole(const struct course *course);

#endif
