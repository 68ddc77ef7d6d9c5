/* The core's state as the core's own files see it: one block without pointers. Nobody outside core/ includes
 * this.
 *
 *     struct acd | statuses | hours | queues | profiles | profile queues | entry points | agents | contacts
 *                | legs | tree nodes ...
 *
 * Every table is sized by struct acd_limits; records are numbered from 1 and record 0 is "none", so a link of
 * 0 ends every list. All links are such numbers. A record that is not in use is all zeros (a free contact
 * keeps its generation and the free list's link), and every tree has one possible shape (tree.c), therefore
 * equal histories give equal bytes.
 *
 * Who may write: functions named apply_* and what they call, all of which take `struct acd *`. Deciding
 * functions get `struct decision *`, whose acd is const; the one way from there to a change is emit().
 *
 *     x_find()   a record or NULL
 *     x_get()    a record that must exist
 *     x_edit()   the same, to be written by apply_* only
 */
#ifndef NEXTUP_CORE_STATE_H
#define NEXTUP_CORE_STATE_H

#include "core/core.h"
#include "core/tree.h"

/* ---- the tables ---- */
enum table {
    TABLE_STATUSES,
    TABLE_HOURS,
    TABLE_QUEUES,
    TABLE_PROFILES,
    TABLE_PROFILE_QUEUES, /* number = profile * ACD_PROFILE_QUEUES_MAX + place */
    TABLE_ENTRY_POINTS,
    TABLE_REASON_LISTS,
    TABLE_REASONS,
    TABLE_AGENTS,
    TABLE_CONTACTS,
    TABLE_LEGS,
    TABLE_AVAILABLE,                                /* nodes by agent, one table for each channel */
    TABLE_WAITING = TABLE_AVAILABLE + ACD_CHANNELS, /* nodes by contact */
    TABLE_TIMERS,                                   /* nodes by agent, leg, contact, contact: enum timer */
    TABLES = TABLE_TIMERS + 4
};

/* A kind of timer: whose number its nodes have, and what fires. */
enum timer {
    TIMER_AGENT,   /* of an agent: a next status comes into force or expires, a status ends (agent.c) */
    TIMER_LEG,     /* of a leg: its offer, its dialling or its wrap-up is over (leg.c) */
    TIMER_CONTACT, /* of a contact: it starts, its customer never came, its life is over (contact.c) */
    TIMER_DELAY,   /* of a waiting contact: one more routing profile may see it (route.c) */
    TIMERS
};

/* Where due work goes on: the stage in the upper half, the next number in the lower. 0: nothing is due.
 * route.c has the stages. */
enum work_stage { WORK_NONE, WORK_AGENTS, WORK_CONTACTS, WORK_QUEUES };
#define WORK_AT(stage, number) ((uint64_t)(stage) << 32 | (uint32_t)(number))

struct hours {
    uint8_t exists;
    uint8_t always_open;
    uint32_t window_count;
    uint32_t queue_count; /* queues that use it */
    struct acd_window windows[ACD_HOURS_WINDOWS_MAX];
};

struct queue {
    uint8_t exists;
    uint8_t enabled;
    uint32_t hours;
    uint32_t contacts_max;
    uint32_t offer_ms[ACD_CHANNELS];
    uint32_t wrapup_ms[ACD_CHANNELS];
    uint32_t profile_queues[ACD_CHANNELS]; /* first of the profile queues that serve it */
    uint32_t delayed[ACD_CHANNELS];        /* how many of them have a delay */
    uint32_t waiting[ACD_CHANNELS];        /* root of the contacts that wait, weight: queued_at */
    uint32_t held_count;                   /* contacts waiting or offered */
    uint32_t contact_count;                /* live contacts of this queue, in any place */
    uint32_t profile_count;                /* profile queues and default outbound queues that name it */
    uint32_t entry_point_count;
};

struct profile {
    uint8_t exists;
    uint8_t stale; /* channels changed, agents not all reviewed: offered nothing from queues meanwhile */
    uint16_t flags;
    uint32_t outbound_queue;
    uint32_t agent_count;
    uint32_t ready_count;             /* agents ROUTABLE, enabled, without a stop */
    uint32_t queue_count;             /* profile queues in use */
    uint32_t available[ACD_CHANNELS]; /* root of the agents eligible on a channel, by available_since */
    uint32_t slots_max[ACD_CHANNELS];
    uint8_t any_channel[ACD_CHANNELS];
};

struct profile_queue {
    uint32_t queue; /* 0: not in use */
    uint32_t profile;
    uint32_t priority;
    uint32_t delay_ms;
    uint32_t next; /* in the list of its queue and channel */
    uint32_t previous;
    uint8_t channel;
};

struct entry_point {
    uint8_t exists;
    uint32_t queue;
};

struct reason_list {
    uint8_t actions; /* bit set of 1 << enum acd_reason_action */
    uint8_t mandatory;
    uint32_t enabled_count; /* reasons of it that are enabled */
    uint64_t groups;        /* bit set of 1 << (group - 1) */
};

struct reason {
    uint32_t reason_list;
    uint8_t enabled;
};

struct agent {
    uint8_t exists;
    uint8_t enabled;
    uint8_t ready;  /* counted in its profile's ready_count */
    uint8_t listed; /* bit set of channels: in its profile's available trees */
    uint8_t auto_accept[ACD_CHANNELS];
    uint8_t leg_count;
    uint8_t active_count; /* legs INCOMING .. PAUSED */
    uint8_t offer_count;  /* those of them that are offers; the rest is handled */
    uint8_t ended_count;  /* legs ENDED */
    uint8_t paused_count;
    uint8_t monitor_count;            /* monitor legs: counted in leg_count, and nowhere else */
    uint8_t blocked_count;            /* voice legs MISSED or ERROR */
    uint8_t stop_new;                 /* next is a Stop New */
    uint8_t held_count;               /* contacts of the own queue: scheduled, waiting, parked or offered */
    uint8_t occupied[ACD_CHANNELS];   /* legs in any state but PAUSED */
    uint8_t call_count;               /* voice legs that are handled */
    uint8_t chat_wrapup_count;        /* chat legs ENDED */
    uint8_t limits[ACD_CHANNELS + 1]; /* 1 + the agent's own limit, 0: none; the last is the total */
    uint8_t blends[ACD_CHANNELS][ACD_CHANNELS]; /* the same, [while on][offered] */
    uint8_t page;                               /* enum acd_page */
    uint8_t group;                              /* 0: none */
    uint8_t status_cause;                       /* as said by the STATUS_SET that led here */
    uint8_t status_by;
    uint8_t next_cause;
    uint32_t status_by_id;
    uint32_t status_reason;
    uint32_t profile;
    uint32_t listed_profile; /* the profile whose trees and count it is in */
    uint32_t status;
    uint32_t version;
    uint32_t leg_first;
    uint32_t leg_last;
    uint32_t own_queue;     /* root of the contacts that wait for this agent */
    uint32_t contact_count; /* contacts not over that are for this agent only */
    uint32_t return_status; /* after return_at; 0: none */
    int64_t status_since;
    int64_t available_since; /* 0 while not ROUTABLE */
    uint64_t available_seq;  /* the tie-break: the event that set available_since */
    uint64_t listed_seq;     /* the available_seq with which it stands in the trees */
    int64_t return_at;       /* ACD_NEVER where there is none */
    int64_t wrapup_ms[ACD_CHANNELS];
    int64_t offer_ms;        /* 0: the queue's or the rule's */
    int64_t session_ends_at; /* of a page that is awaited; ACD_NEVER where nothing ends */
    int64_t timer_at;        /* what its timer is set to; ACD_NEVER: it does not run */
    uint64_t supervises;     /* bit set of 1 << (group - 1) */
    struct acd_next next;
};

struct contact {
    uint8_t exists;
    uint8_t channel;
    uint8_t place; /* NONE only between two events of one batch */
    uint8_t initiation;
    uint8_t customer_connected;
    uint8_t cause;
    uint8_t pause_count;
    uint8_t chain;         /* 1 = the first of its chain */
    uint8_t monitor_count; /* monitor legs */
    uint32_t generation;
    uint32_t next_free;
    uint32_t queue;
    uint32_t agent; /* whose own queue it is for */
    uint32_t entry_point;
    uint32_t leg_first;
    uint32_t leg_last;
    uint32_t leg_count;
    uint32_t active_leg; /* the one leg INCOMING .. PAUSED that is no monitor leg, or 0 */
    uint32_t message_count;
    uint32_t whisper_count;
    uint32_t skipped_agent;   /* while it waits: taken back from them, not offered to them as long as */
    uint32_t skipped_version; /* their version is this one */
    uint32_t attempts;
    int64_t priority;
    int64_t age_ms;
    int64_t started_at;
    int64_t queued_at;
    uint64_t queued_seq;
    int64_t scheduled_at;
    int64_t connect_by; /* a chat's customer */
    int64_t life_ends_at;
    int64_t ended_at;
    int64_t timer_at; /* what its timer is set to; ACD_NEVER: it does not run */
    int64_t delay_at; /* the same of its delay's */
    uint64_t initial;
    uint64_t previous;
};

struct leg {
    uint8_t channel;
    uint8_t state; /* ACD_LEG_NONE: a free record */
    uint8_t initiation;
    uint8_t cause;
    uint8_t exempt;
    uint8_t end_cause;
    uint8_t may_barge;
    uint8_t barged;
    uint32_t monitored; /* of a monitor leg: whose leg it listens to; 0: an ordinary leg */
    uint32_t agent;
    uint32_t contact; /* the contact's table number, not its id */
    uint32_t queue;
    uint32_t next_of_agent;
    uint32_t previous_of_agent;
    uint32_t next_of_contact;
    uint32_t previous_of_contact;
    uint32_t next_free;
    uint64_t offer; /* its number: the seq of the event that began it */
    int64_t state_since;
    int64_t offered_at;
    int64_t connected_at;
    int64_t ended_at;
    int64_t hold_since;
    int64_t deadline; /* what its timer is set to; ACD_NEVER: it does not run */
};

struct acd {
    uint64_t tables[TABLES]; /* where each begins, in bytes from here */
    struct acd_limits limits;
    uint8_t model;         /* ACD_MODEL_NONE: CREATE_CENTRE has not come yet */
    uint32_t status_count; /* highest number given, so for all _count here */
    uint32_t hours_count;
    uint32_t queue_count;
    uint32_t profile_count;
    uint32_t entry_point_count;
    uint32_t group_count; /* groups have no records: agents and lists name them */
    uint32_t reason_list_count;
    uint32_t reason_count;
    uint32_t agent_count;
    uint32_t contact_count;
    uint32_t leg_count;
    uint32_t contact_free; /* first of the free records below contact_count */
    uint32_t leg_free;
    uint32_t legs_used;
    uint32_t routable_status;
    uint32_t offline_status;
    uint32_t timer_roots[TIMERS];
    uint64_t timer_seq; /* breaks ties between timers: the one started first fires first */
    uint64_t work;      /* WORK_AT() */
    uint64_t seq;
    int64_t now;
    int64_t rules[ACD_RULES];
    uint8_t moves[ACD_ACTOR_OPERATOR + 1][ACD_SHOWN_STATES]; /* bit sets of 1 << enum acd_move */
};

/* ---- state.c: records by number ---- */
uint32_t table_records(const struct acd_limits *limits, enum table table); /* record 0 included */
size_t table_record_size(enum table table);
void *table_edit(struct acd *acd, enum table table, uint32_t number);
const void *table_get(const struct acd *acd, enum table table, uint32_t number);

static inline struct tree_node *nodes_edit(struct acd *acd, uint32_t table)
{
    return (struct tree_node *)(void *)((unsigned char *)acd + acd->tables[table]);
}

static inline const struct tree_node *nodes_of(const struct acd *acd, uint32_t table)
{
    return (const struct tree_node *)(const void *)((const unsigned char *)acd + acd->tables[table]);
}

/* A record that must exist: x_get() to read, x_edit() to write. */
#define CORE_RECORDS(name, table, count)                                                                     \
    static inline const struct name *name##_get(const struct acd *acd, uint32_t number)                      \
    {                                                                                                        \
        const void *records = (const unsigned char *)acd + acd->tables[table];                               \
        if (number == 0 || number > acd->count)                                                              \
            acd_panic("the core followed a link to no " #name);                                              \
        return (const struct name *)records + number;                                                        \
    }                                                                                                        \
    static inline struct name *name##_edit(struct acd *acd, uint32_t number)                                 \
    {                                                                                                        \
        void *records = (unsigned char *)acd + acd->tables[table];                                           \
        if (number == 0 || number > acd->count)                                                              \
            acd_panic("the core was to change no " #name);                                                   \
        return (struct name *)records + number;                                                              \
    }

CORE_RECORDS(acd_status, TABLE_STATUSES, status_count)
CORE_RECORDS(hours, TABLE_HOURS, hours_count)
CORE_RECORDS(queue, TABLE_QUEUES, queue_count)
CORE_RECORDS(profile, TABLE_PROFILES, profile_count)
CORE_RECORDS(entry_point, TABLE_ENTRY_POINTS, entry_point_count)
CORE_RECORDS(reason_list, TABLE_REASON_LISTS, reason_list_count)
CORE_RECORDS(reason, TABLE_REASONS, reason_count)
CORE_RECORDS(agent, TABLE_AGENTS, agent_count)
CORE_RECORDS(contact, TABLE_CONTACTS, contact_count)
CORE_RECORDS(leg, TABLE_LEGS, leg_count)

static inline const struct profile_queue *profile_queue_get(const struct acd *acd, uint32_t number)
{
    return (const struct profile_queue *)(const void *)((const unsigned char *)acd +
                                                        acd->tables[TABLE_PROFILE_QUEUES]) +
           number;
}

static inline struct profile_queue *profile_queue_edit(struct acd *acd, uint32_t number)
{
    return (struct profile_queue *)(void *)((unsigned char *)acd + acd->tables[TABLE_PROFILE_QUEUES]) +
           number;
}

/* ---- what every event asks of an agent or a leg ---- */

/* A next status is in force: no new offer. */
static inline bool agent_stopped(const struct agent *agent)
{
    return agent->next.status != 0 && agent->next.when == ACD_WHEN_IDLE;
}

/* The same, for this channel. */
static inline bool agent_stops(const struct agent *agent, uint8_t channel)
{
    return agent_stopped(agent) && (agent->next.scope == 0 || agent->next.scope >> channel & 1);
}

/* Legs in hand: active and no offers. */
static inline uint8_t agent_handling(const struct agent *agent)
{
    return (uint8_t)(agent->active_count - agent->offer_count);
}

/* Monitor legs apart. */
static inline uint8_t agent_own_legs(const struct agent *agent)
{
    return (uint8_t)(agent->leg_count - agent->monitor_count);
}

/* The page is awaited back (page.c). */
static inline bool page_holds_offers(const struct acd *acd, const struct agent *agent)
{
    return agent->page == ACD_PAGE_AWAITED && acd->rules[ACD_RULE_RECONNECTING];
}

static inline bool leg_is_monitor(const struct leg *leg)
{
    return leg->monitored != 0;
}

static inline bool leg_is_active(const struct leg *leg)
{
    return leg->state >= ACD_LEG_INCOMING && leg->state <= ACD_LEG_PAUSED;
}

static inline bool leg_is_offer(const struct leg *leg)
{
    return leg->state == ACD_LEG_INCOMING ||
           (leg->state == ACD_LEG_CONNECTING && leg->initiation != ACD_INITIATION_OUTBOUND);
}

static inline bool leg_is_dialling(const struct leg *leg)
{
    return leg->state == ACD_LEG_PENDING ||
           (leg->state == ACD_LEG_CONNECTING && leg->initiation == ACD_INITIATION_OUTBOUND);
}

/* Is there a free record? */
static inline bool leg_left(const struct acd *acd)
{
    return acd->leg_free != 0 || acd->leg_count < acd->limits.legs;
}

/* By the number a command gave: NULL where there is none. */
const struct acd_status *status_find(const struct acd *acd, uint32_t number);
const struct hours *hours_find(const struct acd *acd, uint32_t number);
const struct queue *queue_find(const struct acd *acd, uint32_t number);
const struct profile *profile_find(const struct acd *acd, uint32_t number);
const struct entry_point *entry_point_find(const struct acd *acd, uint32_t number);
const struct reason_list *reason_list_find(const struct acd *acd, uint32_t number);
const struct reason *reason_find(const struct acd *acd, uint32_t number);
const struct agent *agent_find(const struct acd *acd, uint32_t number);
/* A contact's id is generation << 32 | table number: a number used again never answers to an old id. 0: no
 * such live contact. */
uint32_t contact_find(const struct acd *acd, uint64_t id);
uint64_t contact_id(const struct acd *acd, uint32_t number);

/* ---- core.c: one decision under way ---- */
struct decision {
    const struct acd *acd;
    const struct acd_command *command;
    struct acd_batch *batch;
    struct acd *own; /* the same acd, for emit() alone */
    struct acd_actor actor;
    int64_t at;
};

/* event_new() lends the batch's next place, zeroed, with kind, seq, at and actor filled; emit() applies it
 * and keeps it. */
struct acd_event *event_new(const struct decision *decision, enum acd_event_kind kind);
void emit(struct decision *decision, struct acd_event *event);
/* What follows from a decision by itself is the system's doing: returns the actor to put back. */
struct acd_actor act_as_system(struct decision *decision);
/* May this many events and one WORK_LEFT still be made? */
bool batch_has_room(const struct decision *decision, uint32_t events);

/* ---- timer.c ---- */
void timer_set(struct acd *acd, enum timer timer, uint32_t number,
               int64_t due); /* ACD_NEVER: stop it. Only from apply_* */
int64_t timer_due(const struct acd *acd, enum timer timer, uint32_t number); /* ACD_NEVER: not running */
bool timer_first(const struct acd *acd, enum timer *timer, uint32_t *number, int64_t *due);

/* ---- the nouns: each decides its commands, applies its events, fires its timers, checks its records ---- */
enum acd_refusal status_decide(struct decision *decision);
void status_apply(struct acd *acd, const struct acd_event *event);
enum acd_refusal hours_decide(struct decision *decision);
void hours_apply(struct acd *acd, const struct acd_event *event);
bool hours_open(const struct acd *acd, uint32_t number, int64_t at);
enum acd_refusal queue_decide(struct decision *decision);
void queue_apply(struct acd *acd, const struct acd_event *event);
int64_t queue_offer_ms(const struct acd *acd, uint32_t number, uint8_t channel);
int64_t queue_wrapup_ms(const struct acd *acd, uint32_t queue, uint32_t agent, uint8_t channel);
enum acd_refusal queue_accepts(const struct acd *acd, uint32_t number, bool transferred);
enum acd_refusal profile_decide(struct decision *decision);
void profile_apply(struct acd *acd, const struct acd_event *event);
const struct profile_queue *profile_queue_find(const struct acd *acd, uint32_t profile, uint32_t queue,
                                               uint8_t channel);
enum acd_refusal entry_point_decide(struct decision *decision);
void entry_point_apply(struct acd *acd, const struct acd_event *event);

enum acd_refusal agent_decide(struct decision *decision);
void agent_apply(struct acd *acd, const struct acd_event *event);
void agent_timer_fired(struct decision *decision, uint32_t number);
bool agent_is_ready(const struct acd *acd, const struct agent *agent);
bool agent_eligible(const struct acd *acd, const struct agent *agent, uint8_t channel);
uint8_t agent_eligible_channels(const struct acd *acd, const struct agent *agent);
void agent_settle(struct acd *acd,
                  uint32_t number); /* only from apply_*: trees and timer follow the record */
void agent_leg_gone(struct decision *decision, uint32_t number); /* no leg left: the next status applies */
void agent_accepted(struct decision *decision, uint32_t number); /* ACD_WHEN_AFTER_CONTACTS counts */
enum acd_refusal agent_actor_allowed(const struct decision *decision); /* its own agent, or of its group */
bool agent_panel_disabled(const struct acd *acd, uint32_t number);
enum acd_refusal agent_own_allowed(const struct decision *decision);     /* the same, and any of their own */
enum acd_refusal agent_feature_allowed(const struct decision *decision); /* also not disabled by a break */

/* ---- capacity.c: how many contacts at one time ---- */
enum acd_refusal capacity_decide(struct decision *decision);
void capacity_apply(struct acd *acd, const struct acd_event *event);
uint32_t capacity_slots(const struct acd *acd, const struct agent *agent, uint8_t channel);
/* Contacts of this channel there is room for now; 0 with *why, which may be NULL: what leaves no room. */
uint32_t capacity_left(const struct acd *acd, const struct agent *agent, uint8_t channel, enum acd_why *why);
uint8_t capacity_channels(const struct acd *acd, const struct agent *agent); /* those with room, a bit set */

/* ---- group.c, reason.c ---- */
enum acd_refusal group_decide(struct decision *decision);
void group_apply(struct acd *acd, const struct acd_event *event);
bool group_actor_allowed(const struct acd *acd, struct acd_actor actor, uint32_t agent);
enum acd_refusal reason_decide(struct decision *decision);
void reason_apply(struct acd *acd, const struct acd_event *event);
/* May this reason (0: none) go with the action? An optional action never needs one. */
enum acd_refusal reason_allowed(const struct decision *decision, uint32_t agent,
                                enum acd_reason_action action, uint32_t reason, bool optional);

/* ---- page.c ---- */
enum acd_refusal page_decide(struct decision *decision);
void page_apply(struct acd *acd, const struct acd_event *event);
void page_session_over(struct decision *decision, uint32_t agent);

enum acd_refusal choice_decide(struct decision *decision);
enum acd_refusal choice_make(struct decision *decision, uint32_t agent, const struct acd_next *wish,
                             enum acd_cause cause);
void choice_carry_out(struct decision *decision, uint32_t agent);
void choice_signed_in(struct decision *decision, uint32_t agent);
void choice_wrapup_over(struct decision *decision, uint32_t agent);
/* An offer was missed or rejected: what the status model makes of it. */
void choice_declined(struct decision *decision, uint32_t agent, enum acd_cause cause, uint32_t reason);

enum acd_refusal contact_decide(struct decision *decision);
void contact_apply(struct acd *acd, const struct acd_event *event);
void contact_timer_fired(struct decision *decision, uint32_t number);
uint64_t contact_next_id(const struct acd *acd);                                   /* 0: the table is full */
uint32_t contact_take(struct acd *acd, const struct acd_event *event);             /* only from apply_* */
void contact_move(struct acd *acd, uint32_t number, enum acd_contact_place place); /* only from apply_* */
void contact_pass_over(struct acd *acd, uint32_t number, uint32_t agent);          /* only from apply_* */
void contact_end(struct decision *decision, uint32_t number, enum acd_cause cause);
void contact_forget_if_done(struct decision *decision, uint32_t number);
void contact_unpark(struct decision *decision, uint32_t number);
enum acd_refusal transfer_decide(struct decision *decision);
enum acd_refusal transfer_requeue(struct decision *decision, uint32_t contact, uint32_t queue);

enum acd_refusal leg_decide(struct decision *decision);
void leg_apply(struct acd *acd, const struct acd_event *event);
void leg_timer_fired(struct decision *decision, uint32_t number);
uint32_t leg_find(const struct acd *acd, uint32_t agent, uint32_t contact); /* 0: no leg of this pair */
enum acd_refusal leg_of_command(const struct decision *decision, uint32_t *leg);
bool leg_on_call(const struct acd *acd, const struct agent *agent);
void leg_emit(struct decision *decision, enum acd_event_kind kind, uint32_t leg, enum acd_leg_state state,
              enum acd_cause cause);
void leg_offer(struct decision *decision, uint32_t agent, uint32_t contact, enum acd_cause cause,
               uint32_t priority);
void leg_clear(struct decision *decision, uint32_t leg, enum acd_cause cause);
void leg_withdraw(struct decision *decision, uint32_t leg, enum acd_cause cause);
void leg_withdraw_offers(struct decision *decision, uint32_t agent, enum acd_cause cause);
struct acd_event *leg_event(struct decision *decision, enum acd_event_kind kind, uint32_t leg);
void leg_move(struct acd *acd, uint32_t leg, enum acd_leg_state state,
              int64_t deadline);                                                      /* only from apply_* */
uint32_t leg_begin(struct acd *acd, const struct acd_event *event, uint32_t contact); /* only from apply_* */
void leg_gone(struct acd *acd, uint32_t leg, const struct acd_event *event);          /* only from apply_* */
void leg_contact_over(struct decision *decision, uint32_t leg, enum acd_cause cause);

/* ---- monitor.c: supervision of what runs ---- */
enum acd_refusal monitor_decide(struct decision *decision);
enum acd_refusal monitor_leg_decide(struct decision *decision,
                                    uint32_t leg); /* what is asked of a monitor leg */
enum acd_refusal monitor_clear_by_force(struct decision *decision, uint32_t leg);
void monitor_apply(struct acd *acd, const struct acd_event *event);
bool monitor_may_force(uint8_t actor);
void monitor_end(struct decision *decision, uint32_t leg, enum acd_cause cause);
void monitor_end_of_contact(struct decision *decision, uint32_t contact, enum acd_cause cause);
void monitor_end_of_agent(struct decision *decision, uint32_t agent, enum acd_cause cause);

/* ---- wrapup.c ---- */
enum acd_refusal wrapup_decide(struct decision *decision, uint32_t leg); /* CLEAR_LEG, END_, EXTEND_WRAPUP */
void wrapup_apply(struct acd *acd, uint32_t leg, const struct acd_event *event);
void wrapup_begin(struct decision *decision, uint32_t leg, enum acd_cause cause);
enum acd_refusal wrapup_clear(struct decision *decision, uint32_t leg, enum acd_cause cause);

/* ---- route.c ---- */
void route_consequences(struct decision *decision,
                        uint32_t from); /* of the batch's events from this one on */
void route_delay_passed(struct decision *decision, uint32_t contact);
void route_work(struct decision *decision);
void route_apply(struct acd *acd, const struct acd_event *event);
int64_t route_next_delay(const struct acd *acd, uint32_t contact,
                         int64_t at); /* when one more profile may see it; ACD_NEVER */
uint32_t route_best_contact(const struct acd *acd, uint32_t agent, int64_t at,
                            const struct profile_queue **entry);
bool route_pair_allowed(const struct acd *acd, uint32_t agent, uint32_t contact);
void route_work_from(struct acd *acd, enum work_stage stage); /* only from apply_* */

/* ---- policy.c ---- */
enum choice {
    CHOICE_REFUSED,
    CHOICE_APPLY,
    CHOICE_CLEAR_AND_APPLY,
    CHOICE_CLEAR_AND_APPLY_NEXT,
    CHOICE_SET_NEXT,
    CHOICE_CANCEL,
    CHOICE_NO_CHANGE
};
enum choice policy_choice(const struct acd *acd, uint32_t agent, const struct acd_next *wish,
                          struct acd_actor actor, enum acd_refusal *why);
void policy_set_preset(int64_t rules[ACD_RULES], enum acd_model model);
bool policy_value_valid(enum acd_rule rule, int64_t value);
void policy_emit_rule(struct decision *decision, enum acd_rule rule, int64_t value);
bool policy_same_wish(const struct acd_next *one, const struct acd_next *other);
enum acd_refusal policy_decide(struct decision *decision);

/* ---- moves.c ---- */
uint32_t moves_of(const struct acd *acd, uint32_t agent, uint8_t actor); /* the table and what rules add */
enum acd_move moves_to(const struct acd *acd, uint32_t status);          /* the move that chooses it */
enum acd_refusal moves_decide(struct decision *decision);
void moves_emit_preset(struct decision *decision, enum acd_model model);
void moves_apply(struct acd *acd, const struct acd_event *event); /* CENTRE_CREATED, MOVES_SET */
void policy_apply(struct acd *acd, const struct acd_event *event);

/* ---- check.c calls these ---- */
const char *leg_check(const struct acd *acd, uint32_t number);
const char *monitor_check(const struct acd *acd, uint32_t leg);
const char *monitor_check_counts(const struct acd *acd);
const char *contact_check(const struct acd *acd, uint32_t number);
const char *agent_check(const struct acd *acd, uint32_t number);
const char *queue_check(const struct acd *acd, uint32_t number);
const char *profile_check(const struct acd *acd, uint32_t number);
const char *group_check(const struct acd *acd, uint32_t agent);
const char *reason_check(const struct acd *acd);
const char *capacity_check(const struct acd *acd, uint32_t agent);
const char *page_check(const struct acd *acd, uint32_t agent);

#endif
