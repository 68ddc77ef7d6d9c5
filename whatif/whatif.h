/* What would a day have looked like if the centre had been set up otherwise? Learns from a day's events what came from
 * outside, and lets the real core decide it again under changes. It must not read a journal (it is handed the events),
 * read a clock, draw a random number or write anything.
 *
 *     events up to `from` --> the state that the day begins with
 *     events of the day   --> the sums as it was, and what came from outside: who came and when, how long each contact took, how long customers were willing to wait,
 *                             how agents met their offers, what agents and supervisors chose, what was configured
 *     changes             --> a run: a core in that state, the same outside, a clock of its own --> the sums as they would have been
 *
 * A run without changes shows the model's error: what it gets other than it was. Where nothing had to be guessed it
 * repeats the day to the millisecond. The rules of guessing are in docs/reference/what-if.md and in guess.h. The same
 * events and changes always give the same sums: what is drawn is drawn from numbers of the day itself.
 */
#ifndef NEXTUP_WHATIF_WHATIF_H
#define NEXTUP_WHATIF_WHATIF_H

#include "core/core.h"
#include "lib/buf.h"
#include "tally/now.h"

enum {
    WHATIF_QUEUES_MAX = 32,        /* queues that one change can name */
    WHATIF_AGENTS_MAX = 10000,     /* agents added, or taken away */
    WHATIF_FACTOR_MAX = 10000,     /* arrivals, in thousandths */
    WHATIF_FACTOR_SAME = 1000,
    WHATIF_OFFER_S_MAX = 24 * 3600,
    WHATIF_WRAPUP_S_MAX = 2000000, /* connect.md 3.4 */
};

struct whatif_length {
    uint32_t queue; /* 0: every queue */
    uint32_t seconds;
};

/* Everything 0 and the factor WHATIF_FACTOR_SAME: nothing is changed. */
struct whatif_change {
    uint32_t profile;       /* whose agents are more or fewer */
    uint32_t agents_add;    /* each does what one who worked that day with this profile did, beginning with the lowest number */
    uint32_t agents_remove; /* of those who worked that day, the highest numbers */
    uint32_t factor;        /* contacts that come, in thousandths of those that came */
    uint32_t skip_status;   /* nobody chooses it: who is signed in is Available instead. 0: none */
    int64_t skip_from;      /* between these times */
    int64_t skip_to;
    uint32_t offer_count;   /* how long an offer rings: 1 .. WHATIF_OFFER_S_MAX */
    struct whatif_length offers[WHATIF_QUEUES_MAX];
    uint32_t wrapup_count;  /* when wrap-up ends if nobody ends it before, 0: there is none; .. WHATIF_WRAPUP_S_MAX */
    struct whatif_length wrapups[WHATIF_QUEUES_MAX];
};

/* Of one queue, or all of them together. */
struct whatif_sums {
    struct tally_day day;   /* an agent's members only of the whole centre */
    int64_t waited_p95_ms;  /* of those answered: 95 of 100 waited no longer */
    int64_t abandoned_ms;   /* sum over abandoned: the wait */
    int64_t waiting;        /* at the end */
};

struct whatif_queue {
    uint32_t queue;
    struct whatif_sums sums;
};

struct whatif_result {
    struct whatif_sums all;
    struct whatif_queue *queues; /* owned, by number: those that contacts came into */
    uint32_t queue_count;
    uint64_t events;
    /* Of a run: */
    uint32_t agents_added;
    uint32_t agents_removed;
    uint64_t contacts;     /* that came from outside */
    uint64_t not_taken;    /* of them those that the core refused: a full queue, a closed entry point, no room for more */
    uint64_t guessed_work; /* contacts that were answered here and of whose work the day does not tell all: another's was taken */
    uint64_t guessed_wait; /* contacts that waited longer than the day tells of: how long they would have was drawn */
    uint64_t guessed_answer; /* offers to agents who had no such offer that day: met as they met another */
    uint64_t refused;      /* things that people did then and that the core refused here */
};

struct whatif;

struct whatif_options {
    struct acd_limits limits; /* of the centre; agents added come on top */
    int64_t from;             /* the day: from the first event at or after this time .. */
    int64_t to;               /* .. to before this one */
};

struct whatif *whatif_new(const struct whatif_options *options); /* NULL: no memory */
void whatif_free(struct whatif *whatif);

/* The next event of the journal, from its first on; those of `to` and later are passed over. False: no memory. */
bool whatif_event(struct whatif *whatif, const struct acd_event *event);
/* The day is over: what it tells is put in order. False: no memory, or there was no event in the day (whatif_begun()
 * says which). */
bool whatif_end(struct whatif *whatif);
bool whatif_begun(const struct whatif *whatif);
/* The centre as the last event left it; lent. */
const struct acd *whatif_centre(const struct whatif *whatif);

/* The day as it was. Lent. After whatif_end(). */
const struct whatif_result *whatif_recorded(const struct whatif *whatif);
/* The day under the changes; several threads may run at once. NULL, or one sentence about what is impossible in this
 * centre (lent for good). The result is the caller's: whatif_result_free(). */
const char *whatif_run(const struct whatif *whatif, const struct whatif_change *change, struct whatif_result *result);
void whatif_result_free(struct whatif_result *result);

/* ---- telling ---- */
struct whatif_words {
    const char *(*queue)(void *ctx, uint32_t queue); /* its name */
    void *ctx;
    const char *centre;
    const char *changes; /* what is changed, in words; "" nothing */
    int64_t from;
    int64_t to;
};
/* changed NULL: nothing was changed, and there are two columns. */
void whatif_render_text(struct buf *buf, const struct whatif_words *words, const struct whatif_result *recorded, const struct whatif_result *unchanged, const struct whatif_result *changed);
void whatif_render_json(struct buf *buf, const struct whatif_words *words, const struct whatif_result *recorded, const struct whatif_result *unchanged, const struct whatif_result *changed);

#endif
