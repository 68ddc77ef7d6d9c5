/* An auditor that is fed with events one by one and restates the rules on its own; it shares no code and no
 * state with the core, and
 * judges nothing the references leave open.
 *
 *   stop       no unexempt offer to an agent whose status is not ROUTABLE, nor between a next status and its
 *              end (design.md 4.2)
 *   next       a next status is applied once, exactly when all slots are cleared; nothing else changes a
 *              status under a leg (connect.md 2.3)
 *   capacity   an unexempt offer finds a free slot, the queue in the profile, no other channel's veto, no
 *              missed call (connect.md 4.2)
 *   place      a contact is always in exactly one place; at most one active leg (enum acd_contact_place)
 *   order      an offered contact is the best of all the agent could take: own queue, profile priority,
 *              contact priority, age (connect.md 4.2)
 *   work       at rest nobody who could take a waiting contact is without it
 *   clocks     wrap-ups and offers end when they said they would, not earlier and not later (connect.md
 *              3.4, 4.3)
 *   legs       every transition of a leg is one of connect.md 3.3
 *   moves      who chooses a status is allowed to by the table; a Stop New leads to Working Offline and stops; a
 *              missed or rejected offer leads where the rules say (peers.md 1.3, 1.4)
 *   groups     a supervisor acts on agents of their groups (peers.md 1.9)
 *   reasons    what is given is offered, and given where it must be (peers.md 1.7)
 *   pages      who is awaited back is offered nothing and loses nothing; a session's end signs out (peers.md 1.3)
 *   listening  a monitor leg takes nothing and holds up nobody; it lasts as long as the one listened to has the
 *              contact; who was let in to listen alone says nothing (issue 6, 5)
 *   sent back  a contact taken back by hand is not offered to the same agent before their status or next status changes
 *   answers    a command that names an offer touches no other one of the same agent and contact (checker_answers.c)
 *   numbers    sequence numbers have no gaps, time never goes back
 *
 * The rules it needs (offer times, whether a status may change under a leg) it reads from RULE_SET events.
 */
#ifndef NEXTUP_SIM_CHECKER_H
#define NEXTUP_SIM_CHECKER_H

#include "core/core.h"

enum {
    CHECKER_AGENTS_MAX = 64, /* numbers from 1 */
    CHECKER_STATUSES_MAX = 32,
    CHECKER_QUEUES_MAX = 32,
    CHECKER_PROFILES_MAX = 32,
    CHECKER_PAIRS_MAX = 64, /* queue-channel pairs of one profile */
    CHECKER_CONTACTS_MAX = 512,
    CHECKER_LEGS_MAX = 1024,
    CHECKER_GROUPS_MAX = ACD_GROUPS_MAX + 1,
    CHECKER_LISTS_MAX = 16,
    CHECKER_REASONS_MAX = 64,
    CHECKER_LISTENERS_MAX = 4, /* of one contact, and of one listener */
};

struct checker_leg {
    uint32_t agent; /* 0: free */
    uint64_t contact;
    uint8_t channel;
    uint8_t state;
    uint64_t begun_seq; /* the event that began it: its offer's number */
    int64_t deadline;   /* ACD_NEVER: none */
    bool dialled;       /* begun by the agent: CONNECTING is no offer */
    uint32_t hears;     /* a listener's: whose leg; 0: an ordinary leg */
    bool may_barge;
    bool barged;
};

struct checker_contact {
    uint64_t contact; /* 0: free */
    uint8_t place;    /* enum acd_contact_place */
    uint8_t channel;
    uint32_t queue;
    uint32_t agent; /* whose own queue */
    int64_t priority;
    int64_t age_ms;
    int64_t since; /* the time its place counts from */
    uint64_t seq;  /* ties break by it */
    uint32_t pauses;
    uint32_t sent_back_from; /* 0, or the agent it is not for until their status changes */
    int64_t whispers;
};

struct checker_agent {
    bool exists;
    bool enabled;
    uint32_t profile;
    uint32_t status;
    struct acd_next next;
    int64_t wrapup_ms[ACD_CHANNELS];
    int64_t offer_ms; /* 0: the queue's or the rule's */
    bool stop_new;
    bool declined;  /* missed or rejected an offer, and what follows has not been seen */
    bool quiet;     /* the page was lost under RECONNECTING: nothing rings */
    bool timed_out; /* the session is over, and what follows has not been seen */
    uint8_t page;
    int64_t session_ends_at;
    uint32_t group;
    bool supervises[CHECKER_GROUPS_MAX];
    int32_t limits[ACD_CHANNELS + 1]; /* negative: none */
    int32_t blends[ACD_CHANNELS][ACD_CHANNELS];
};

struct checker_list {
    uint32_t actions;
    bool mandatory;
    bool groups[CHECKER_GROUPS_MAX];
};

struct checker_reason {
    uint32_t list;
    bool enabled;
};

struct checker_pair {
    uint32_t queue;
    uint8_t channel;
    int64_t priority;
    int64_t delay_ms;
};

struct checker_profile {
    uint32_t slots_max[ACD_CHANNELS];
    bool any_channel[ACD_CHANNELS];
    uint32_t pair_count;
    struct checker_pair pairs[CHECKER_PAIRS_MAX];
};

struct checker {
    uint64_t seq;
    int64_t now;
    uint64_t offers; /* how many it has judged: a world in which nothing happens proves nothing */
    uint64_t stops;
    uint32_t legs_max; /* the centre's, set by the caller: with none left, waiting work is nobody's fault */
    int64_t rules[ACD_RULES];
    uint8_t status_types[CHECKER_STATUSES_MAX];
    uint32_t moves[ACD_ACTOR_OPERATOR + 1][ACD_SHOWN_STATES];
    int64_t queue_offer_ms[CHECKER_QUEUES_MAX][ACD_CHANNELS];
    int64_t queue_wrapup_ms[CHECKER_QUEUES_MAX][ACD_CHANNELS];
    uint32_t list_count;
    uint32_t reason_count;
    struct checker_list lists[CHECKER_LISTS_MAX];
    struct checker_reason reasons[CHECKER_REASONS_MAX];
    struct checker_agent agents[CHECKER_AGENTS_MAX];
    struct checker_profile profiles[CHECKER_PROFILES_MAX];
    uint32_t contact_end; /* records from here on were never used */
    uint32_t leg_end;
    struct checker_contact contacts[CHECKER_CONTACTS_MAX];
    struct checker_leg legs[CHECKER_LEGS_MAX];
    char problem[256];
};

void checker_init(struct checker *checker);

/* Looks at the next event. Returns NULL, or a sentence naming the rule broken; it lives in the checker.
 * After one it is of no more use. */
const char *checker_see(struct checker *checker, const struct acd_event *event);

/* Looks at the whole when the core has no more due work at this time: what must hold whenever everything
 * has been said. */
const char *checker_rest(struct checker *checker, int64_t now);

/* The offer, or the leg it has become, that this agent has of this contact now: its number; 0: none. */
uint64_t checker_open_offer(struct checker *checker, uint32_t agent, uint64_t contact);
/* Is it one of those that may name an offer? */
bool checker_is_about_leg(const struct acd_command *command);
/* A command as it was meant, what checker_open_offer() said before it, and what became of it: NULL, or the rule
 * broken. */
const char *checker_why_not_answered(const struct acd_command *command, uint64_t open,
                                     enum acd_refusal refusal);

/* ---- between the checker's files ---- */

struct checker_leg *checker_leg(struct checker *checker, uint32_t agent, uint64_t contact); /* NULL: none */

/* checker_people.c: NULL, or the rule broken; seen from before the event. */
const char *checker_see_people(struct checker *checker, const struct acd_event *event);
const char *checker_rest_people(const struct checker *checker, uint32_t agent, int64_t now);
/* NULL, or why one more contact of this channel has no room. */
const char *checker_why_no_slot(const struct checker *checker, uint32_t agent, uint8_t channel);

/* checker_supervision.c: true if the event was one of supervision; *why: NULL, or the rule broken. */
bool checker_see_supervision(struct checker *checker, const struct acd_event *event, const char **why);
const char *checker_rest_supervision(const struct checker *checker);

/* An agent's legs, by what they are to the status model. */
struct checker_work {
    uint32_t offers;
    uint32_t handled;
    uint32_t chats; /* of those handled */
    uint32_t calls; /* of those handled */
    uint32_t wrapups;
};
struct checker_work checker_work_of(const struct checker *checker, uint32_t agent);
/* A STATUS_SET or NEXT_STATUS_SET: NULL, or why it should not have been, seen from before it. */
const char *checker_why_not_moved(const struct checker *checker, const struct acd_event *event);
/* Must a status or a Stop New follow this agent's missed or rejected offer? Seen from after it. */
bool checker_must_follow(const struct checker *checker, uint32_t agent, enum acd_event_kind kind);
/* A LEG_CLEARED: NULL, or why it should not have been. */
const char *checker_why_not_cleared(const struct checker *checker, const struct acd_event *event,
                                    int64_t deadline);

/* Could this agent be offered this waiting contact at this time? NULL: yes; else the reason why not. */
const char *checker_why_not(const struct checker *checker, uint32_t agent,
                            const struct checker_contact *contact, int64_t at);
/* The waiting contact this agent must be offered before this one, or NULL. */
const struct checker_contact *checker_better(const struct checker *checker, uint32_t agent,
                                             const struct checker_contact *contact, int64_t at);
/* A waiting contact that some agent could take at this time, and the agent; NULL if there is none. */
const struct checker_contact *checker_idle_work(const struct checker *checker, int64_t at, uint32_t *agent);

#endif
