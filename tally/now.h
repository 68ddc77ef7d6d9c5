/* The current numbers of one centre, kept up in as much work as a batch touched agents and contacts. It never decides
 * anything and remembers nothing longer than a day.
 *
 *   core's views after a batch --tally_now_batch()--> cells of (profile, status): agents; cells of (queue, channel):
 *   contacts --> any filter and grouping is a sum
 *
 * A full recount (tally_now_new() on the same core) gives the same cells at any moment. While a next status waits every
 * number is as if Available (connect.md 6.1, section 2); besides there are our own DRAINING and its seconds.
 * Times are milliseconds; at is the asker's now, never before the last batch's. All that is lent is lent until the next
 * batch.
 */
#ifndef NEXTUP_TALLY_NOW_H
#define NEXTUP_TALLY_NOW_H

#include "core/core.h"
#include "tally/tally.h"

enum {
    TALLY_STEP_MS = 5 * 60 * 1000,        /* of a queue's chart */
    TALLY_STEPS = 288,                    /* a day of them */
    TALLY_AGENT_STEP_MS = 30 * 60 * 1000, /* of an agent's day */
    TALLY_AGENT_STEPS = 48,
    TALLY_SERVICE_MS = 20 * 1000,         /* service level: answered in so much (connect.md 6.4 leaves X to the asker) */
};

struct tally_now;

/* Counts everything once. acd is not kept. NULL: no memory. The rolling days begin empty; days.h has what was
 * before. */
struct tally_now *tally_now_new(const struct acd *acd);
void tally_now_free(struct tally_now *now);
/* After the core has applied the batch. False: no memory: count anew. */
bool tally_now_batch(struct tally_now *now, const struct acd *acd, const struct acd_batch *batch);

/* ---- agents: cells of (profile, status) ---- */
struct tally_agents {
    int64_t agents;         /* in these statuses, OFFLINE ones too */
    int64_t online;         /* AGENTS_ONLINE */
    int64_t staffed;        /* AGENTS_STAFFED */
    int64_t non_productive; /* AGENTS_NON_PRODUCTIVE */
    int64_t available;      /* AGENTS_AVAILABLE */
    int64_t on_contact;     /* AGENTS_ON_CONTACT */
    int64_t error;          /* AGENTS_ERROR */
    int64_t in_wrapup;      /* agents whose activity is wrap-up */
    int64_t draining;       /* DRAINING: a next status waits for the last slot */
    int64_t draining_since; /* sum of their set_at: see tally_drain_ms() */
    int64_t wrapups[ACD_CHANNELS];         /* AGENTS_AFTER_CONTACT_WORK: contacts */
    int64_t slots_active[ACD_CHANNELS];    /* SLOTS_ACTIVE */
    int64_t slots_available[ACD_CHANNELS]; /* SLOTS_AVAILABLE */
};
/* Adds the cell; profile or status 0: all of them. */
void tally_now_add_agents(const struct tally_now *now, uint32_t profile, uint32_t status, struct tally_agents *sum);
/* Adds the cells of all profiles that serve the queue on one of the channels (bit set of 1 << enum acd_channel), each
 * profile once. */
void tally_now_add_queue_agents(const struct tally_now *now, const struct acd *acd, uint32_t queue, unsigned channels, struct tally_agents *sum);
int64_t tally_drain_ms(const struct tally_agents *agents, int64_t at); /* how long those that drain have drained, together */

/* ---- contacts: cells of (queue, channel) ---- */
struct tally_contacts {
    int64_t scheduled; /* CONTACTS_SCHEDULED */
    int64_t waiting;   /* CONTACTS_IN_QUEUE: with those that ring */
    int64_t ringing;
    int64_t handled;   /* an agent handles it now */
    int64_t oldest_at; /* the queued_at of the one that waits longest; ACD_NEVER: none waits */
};
/* Adds the cell; queue 0: all of them (agents' own queues are none). A sum begins as TALLY_CONTACTS_NONE. */
void tally_now_add_contacts(struct tally_now *now, uint32_t queue, enum acd_channel channel, struct tally_contacts *sum);
#define TALLY_CONTACTS_NONE ((struct tally_contacts){.oldest_at = ACD_NEVER})

/* ---- a rolling day ---- */
struct tally_day {
    int64_t queued;       /* came into the queue; of an agent: offers made to them */
    int64_t answered;     /* connected to an agent */
    int64_t answered_in;  /* of them within TALLY_SERVICE_MS */
    int64_t abandoned;
    int64_t abandoned_in; /* of them within TALLY_SERVICE_MS */
    int64_t handled;      /* over, wrap-up too */
    int64_t missed;       /* offers: missed, rejected, or left while they rang */
    int64_t answer_ms;    /* sum over answered: the wait */
    int64_t handle_ms;    /* sum over handled: connected until cleared */
    int64_t wrapup_ms;    /* of handle_ms: after the customer was gone */
    int64_t contact_ms;   /* of an agent: time on contact while ROUTABLE */
    int64_t idle_ms;      /* of an agent: ROUTABLE and not on contact */
    int64_t drained_ms;   /* of an agent: a next status waited, over by now */
};
/* The last 24 hours up to at. queue 0, agent 0: false. False also where nothing happened: the day is all zeros. */
bool tally_now_queue_day(const struct tally_now *now, uint32_t queue, int64_t at, struct tally_day *day);
bool tally_now_agent_day(const struct tally_now *now, uint32_t agent, int64_t at, struct tally_day *day);
/* What is added to a day's sums, one way for what happens, what is remembered (days.h) and what would have been
 * (whatif/). */
void tally_day_add_answered(struct tally_day *sums, int64_t waited_ms);
void tally_day_add_abandoned(struct tally_day *sums, int64_t waited_ms);
void tally_day_add_handled(struct tally_day *sums, int64_t connected_at, int64_t ended_at, int64_t over_at); /* ended_at 0: no wrap-up */
/* answered_in / (answered + abandoned) in thousandths; -1: nothing to tell. */
int64_t tally_service_level(const struct tally_day *day);
/* contact / (contact + idle) in thousandths (connect.md 6.2); -1: nothing to tell. */
int64_t tally_occupancy(const struct tally_day *day);

struct tally_step {
    int64_t at; /* its beginning, a multiple of TALLY_STEP_MS */
    int64_t queued, answered, answered_in, abandoned, handled;
    int64_t waiting_max; /* the most that waited at one time */
};
/* The last count steps of a queue's chart, oldest first, the present one last; count <= TALLY_STEPS. */
void tally_now_chart(const struct tally_now *now, uint32_t queue, int64_t at, struct tally_step *steps, uint32_t count);

/* ---- estimates ---- */
/* When the agent's next status will take effect, never before at; ACD_NEVER: there is none, or it cannot be told. From
 * each leg's age and how long such contacts took in the last day; a wrap-up with a length ends when it says; a plan not
 * before its time. */
int64_t tally_now_estimate_next(const struct tally_now *now, const struct acd *acd, uint32_t agent, int64_t at);
/* ESTIMATED_WAIT_TIME: how long the one at this place of the queue (1: the first; one more than wait: a new one) will
 * still wait; -1: cannot be told. 0 if a slot is free and nobody is before it. */
int64_t tally_now_estimate_wait(struct tally_now *now, const struct acd *acd, uint32_t queue, enum acd_channel channel, uint32_t place);

#endif
