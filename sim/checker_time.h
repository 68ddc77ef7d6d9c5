/* The rule "time adds up", restated from the references (connect.md 1.4, 3.2, 6.2, 6.4): where each agent's and each
 * contact's time has gone, kept from events alone, and held against what others make of the same events. It shares no
 * code with the core or the tally, and asks neither: it is handed what they say.
 *
 *   spans     an agent's spans, as they are summed, have no gap and no overlap from the agent's creation on, and by
 *             status they are as long as the events say
 *   contacts  a contact's waiting, hold and pause, as they are summed, are as long as the events say, and it is summed
 *             once
 *   shown     the times from which a page counts ("in this status since", "waiting since", "connected since") are those
 *             of the events
 *
 * A sentence begins with "time:" and the name of the rule.
 */
#ifndef NEXTUP_SIM_CHECKER_TIME_H
#define NEXTUP_SIM_CHECKER_TIME_H

#include "sim/checker.h"
#include "tally/tally.h"

enum checker_phase {                  /* of a contact: it is always in one of them */
                     PHASE_BEGUN,     /* nowhere yet, or scheduled */
                     PHASE_WAITING,   /* in a queue, parked, or ringing somewhere */
                     PHASE_CONNECTED, /* dialled or talked to */
                     PHASE_HELD,
                     PHASE_PAUSED,
                     PHASE_OVER, /* wrap-up */
                     PHASES,
};

struct checker_time_agent {
    bool exists;
    uint32_t status;
    int64_t created_at;
    int64_t since;                    /* in this status */
    int64_t ms[CHECKER_STATUSES_MAX]; /* in statuses it has left */
    int64_t summed_until;             /* where the last span ended */
    int64_t summed_ms[CHECKER_STATUSES_MAX];
};

struct checker_time_contact {
    uint64_t contact; /* 0: free */
    uint8_t phase;
    bool was_queued;
    bool was_connected;
    bool is_summed;
    uint32_t agent; /* who has it, or had it last */
    int64_t began_at;
    int64_t ended_at;
    int64_t place_at; /* of its last CONTACT_QUEUED */
    int64_t since;    /* in this phase */
    int64_t ms[PHASES];
    int64_t queued_ms; /* from its first queue to its first agent or its end */
    struct tally_contact summed;
};

struct checker_time_leg {
    uint32_t agent; /* 0: free */
    uint64_t contact;
    int64_t begun_at;
    int64_t connected_at; /* 0: never */
    int64_t ended_at;     /* 0: not yet */
    int64_t hold_since;   /* 0: not on hold */
};

struct checker_time {
    int64_t now;
    struct checker_time_agent agents[CHECKER_AGENTS_MAX];
    struct checker_time_contact contacts[CHECKER_CONTACTS_MAX];
    struct checker_time_leg legs[CHECKER_LEGS_MAX];
    char problem[256]; /* "": none yet */
};

void checker_time_init(struct checker_time *time);

/* What is summed of an event must be told before the event itself: a contact's last sum comes with the event that
 * forgets it. */
void checker_time_see(struct checker_time *time, const struct acd_event *event);
void checker_time_see_span(struct checker_time *time, const struct tally_span *span);
void checker_time_see_contact(struct checker_time *time, const struct tally_contact *contact);

/* At rest: the span that goes on, and what is shown of an agent, a leg (none that listens) and a contact. */
void checker_time_rest(struct checker_time *time, const struct tally_span *open, int64_t now);
void checker_time_shown_agent(struct checker_time *time, const struct acd_agent_view *view);
void checker_time_shown_leg(struct checker_time *time, const struct acd_leg_view *view);
void checker_time_shown_contact(struct checker_time *time, const struct acd_contact_view *view);

#endif
