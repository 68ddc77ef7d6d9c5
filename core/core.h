/* The core decides. It is the whole contract of the room: commands in, events out, state to read.
 *
 *     acd_step(acd, command, batch)   decides a command into events, or refuses it. Changes state only through
 *                                     acd_apply().
 *     acd_apply(acd, event)           the only door through which state changes. Leader, replay, follower and what-if
 *                                     run it alike.
 *     acd_deadline(acd)               when to call acd_step() with ACD_TICK next (ACD_NEVER: no need).
 *
 * The core does no I/O, reads no clock, draws no random number, allocates nothing, uses no floating point and has no
 * globals. Time is milliseconds since 1970-01-01 UTC and comes with each command. The same commands always give the
 * same events.
 *
 * Objects are known by numbers from 1 (0 is "none"), given by the core when it accepts the command that creates them
 * and never given twice (a contact's is generation << 32 | its place in the table). Names, UUIDs and
 * texts are the book's: they ride as an opaque body beside the FIRST event of the batch that a command made (pump.h),
 * and the core never reads them.
 *
 * Three things are never mixed (design.md 4.1): an agent's chosen status, the state of each leg, and the activity,
 * which is derived.
 */
#ifndef NEXTUP_CORE_H
#define NEXTUP_CORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define ACD_NEVER INT64_MAX
#define ACD_WRAPUP_NONE UINT32_MAX /* a queue's wrap-up length: it has none */
#define ACD_LIMIT_NONE  (-1)       /* an agent's limit or blend: none of their own, the profile's holds */

/* ---- limits that are constants; those a centre may choose are struct acd_limits ---- */
enum {
    ACD_BATCH_EVENTS_MAX = 256,     /* events one step may make; the rest stays due work and acd_deadline() says now */
    ACD_PROFILE_QUEUES_MAX = 50,    /* queue-channel pairs of one routing profile (connect.md 4.7) */
    ACD_HOURS_WINDOWS_MAX = 64,     /* open windows kept for one hours-of-operation object */
    ACD_AGENT_OWN_LEGS_MAX = 40,    /* legs of one agent at one time, over all channels and states, monitor legs apart */
    ACD_AGENT_MONITORS_MAX = 4,     /* contacts one user monitors at one time */
    ACD_AGENT_LEGS_MAX = ACD_AGENT_OWN_LEGS_MAX + ACD_AGENT_MONITORS_MAX,
    ACD_CONTACT_MONITORS_MAX = 4,   /* users who monitor one contact at one time */
    ACD_AGENT_QUEUE_CONTACTS_MAX = 10, /* contacts waiting for one agent (connect.md 4.1) */
    ACD_CHAIN_MAX = 12,             /* contacts chained by transfer (connect.md 4.7) */
    ACD_PAUSES_MAX = 10,            /* times one task may be paused (connect.md 3.3) */
    ACD_BODY_BYTES_MAX = 65536,     /* the opaque body beside an event */
    ACD_GROUPS_MAX = 64,            /* groups of agents in a centre */
    ACD_REASON_LISTS_MAX = 64,      /* lists of reasons in a centre */
    ACD_REASONS_MAX = 2000,         /* reasons in a centre, over all lists */
    ACD_AGENT_LIMIT_MAX = 6,        /* an agent's own limit of contacts at one time (peers.md 1.5) */
};

struct acd_limits {
    uint32_t agents;
    uint32_t contacts; /* live ones: not yet over, or with a leg not yet cleared */
    uint32_t legs;
    uint32_t statuses;
    uint32_t queues;
    uint32_t profiles;
    uint32_t hours;
    uint32_t entry_points;
};

/* ---- words ---- */
enum acd_channel { ACD_VOICE, ACD_CHAT, ACD_TASK, ACD_CHANNELS };

enum acd_model { ACD_MODEL_NONE, ACD_MODEL_CONNECT, ACD_MODEL_VCC };

/* What may carry a reason (a code), peers.md 1.7. Rejecting differs by channel: ACD_REASON_REJECT_VOICE + channel. */
enum acd_reason_action {
    ACD_REASON_BREAK,        /* choosing a CUSTOM status that is not Working Offline */
    ACD_REASON_WORK_OFFLINE, /* choosing Working Offline; a Stop New may carry one of these, it never must */
    ACD_REASON_LOG_OUT,      /* choosing the OFFLINE status, signing out */
    ACD_REASON_REJECT_VOICE,
    ACD_REASON_REJECT_CHAT,
    ACD_REASON_REJECT_TASK,
    ACD_REASON_ACTIONS
};

/* An agent's page: what the server can know of whether anybody is there (the rules RECONNECTING and
 * SESSION_TIMEOUT_MS). */
enum acd_page {
    ACD_PAGE_NONE,    /* none was open, or it said goodbye, or its session ran out: the agent is offered work as ever */
    ACD_PAGE_OPEN,
    ACD_PAGE_AWAITED, /* it was lost, and is awaited back */
};

enum acd_status_type { ACD_STATUS_NONE, ACD_STATUS_ROUTABLE, ACD_STATUS_CUSTOM, ACD_STATUS_OFFLINE };

/* Who asked. id is the user's agent number for AGENT, SUPERVISOR, ADMIN and API (the key's owner), else 0. */
enum acd_actor_kind {
    ACD_ACTOR_SYSTEM,   /* the core's own timers and consequences */
    ACD_ACTOR_AGENT,
    ACD_ACTOR_SUPERVISOR,
    ACD_ACTOR_ADMIN,
    ACD_ACTOR_API,
    ACD_ACTOR_CUSTOMER,
    ACD_ACTOR_GATEWAY,  /* the voice gateway, telling what happened to a call */
    ACD_ACTOR_OPERATOR, /* the command line */
};

struct acd_actor {
    uint8_t kind; /* enum acd_actor_kind */
    uint32_t id;
};

/* A leg is one contact at one agent (connect.md 3.2). Active: INCOMING..PAUSED. Clearable: ENDED..ERROR. Removed = no
 * longer there. */
enum acd_leg_state {
    ACD_LEG_NONE,
    ACD_LEG_INCOMING,   /* a queued callback is presented to the agent */
    ACD_LEG_PENDING,    /* a queued callback was accepted, the customer is about to be dialled */
    ACD_LEG_CONNECTING, /* offered (inbound), or being dialled (outbound) */
    ACD_LEG_CONNECTED,
    ACD_LEG_ON_HOLD,    /* CONNECTED_ONHOLD */
    ACD_LEG_PAUSED,     /* tasks */
    ACD_LEG_ENDED,      /* wrap-up */
    ACD_LEG_MISSED,
    ACD_LEG_REJECTED,
    ACD_LEG_ERROR,
};

/* Where a contact is: exactly one place. */
enum acd_contact_place {
    ACD_PLACE_NONE,
    ACD_PLACE_SCHEDULED, /* starts at a later time */
    ACD_PLACE_WAITING,   /* in a queue or an agent's own queue */
    ACD_PLACE_OFFERED,   /* a leg of it is INCOMING or CONNECTING inbound */
    ACD_PLACE_HANDLED,   /* a leg of it is dialling out, connected, on hold or paused */
    ACD_PLACE_PARKED,    /* a task paused while it waited: out of the queue until resumed (connect.md 3.3) */
    ACD_PLACE_OVER,      /* ended for the customer; lives until its last leg is cleared */
};

/* How a contact or leg came about. */
enum acd_initiation {
    ACD_INITIATION_INBOUND,
    ACD_INITIATION_OUTBOUND, /* placed by an agent */
    ACD_INITIATION_CALLBACK,
    ACD_INITIATION_API,
    ACD_INITIATION_TRANSFER,       /* to an agent */
    ACD_INITIATION_QUEUE_TRANSFER, /* to a queue */
    ACD_INITIATION_MONITOR,
};

/* Why an event happened. One list for all kinds of event; 0 means "as asked". */
enum acd_cause {
    ACD_CAUSE_ASKED,
    /* of OFFER_MADE: the reason of the offer (kept in the leg) */
    ACD_CAUSE_LONGEST_AVAILABLE, /* a contact waited, this agent was available longest */
    ACD_CAUSE_NEXT_IN_QUEUE,     /* an agent came free, this contact was first for them */
    ACD_CAUSE_AGENT_QUEUE,       /* it waited for this very agent */
    ACD_CAUSE_ASSOCIATED,        /* AssociateContactWithUser: exempt from stop and capacity (connect.md 2.4 row 18) */
    /* of legs leaving a state */
    ACD_CAUSE_TIMEOUT,           /* offer deadline passed / wrap-up time over */
    ACD_CAUSE_AGENT_REJECTED,
    ACD_CAUSE_CUSTOMER_LEFT,
    ACD_CAUSE_AGENT_ENDED,
    ACD_CAUSE_API_STOPPED,
    ACD_CAUSE_SUPERVISOR_ENDED,
    ACD_CAUSE_TRANSFERRED,
    ACD_CAUSE_EXPIRED,           /* chat or task lifetime over, customer never connected */
    ACD_CAUSE_FAILED,            /* a media leg failed */
    ACD_CAUSE_NO_ANSWER,         /* outbound: the other side did not answer */
    ACD_CAUSE_BUSY,              /* outbound: line engaged */
    ACD_CAUSE_BAD_ADDRESS,
    ACD_CAUSE_WITHDRAWN,         /* an offer taken back without penalty */
    ACD_CAUSE_STATUS_CHOSEN,     /* cleared because the agent chose a status (connect.md 2.1 examples 1 and 2) */
    ACD_CAUSE_CLEARED,           /* cleared or dismissed on request */
    /* of statuses */
    ACD_CAUSE_NEXT_APPLIED,      /* the next status took effect */
    ACD_CAUSE_NEXT_CANCELLED,
    ACD_CAUSE_NEXT_REPLACED,
    ACD_CAUSE_SIGNED_IN,
    ACD_CAUSE_SIGNED_OUT,
    ACD_CAUSE_OFFER_MISSED,
    ACD_CAUSE_OFFER_REJECTED,
    ACD_CAUSE_WRAPUP_OVER,
    ACD_CAUSE_CONNECTION_LOST,
    ACD_CAUSE_RETURN,            /* "Lunch for 30 minutes, then Available" */
    ACD_CAUSE_SESSION_TIMEOUT,
    ACD_CAUSE_TAKEN_OVER,        /* a monitoring user took the contact over: of the former agent's wrap-up, of the taker's leg, of other monitor legs */
    ACD_CAUSE_REQUEUED,          /* sent back into the queue by hand (ACD_REQUEUE_CONTACT) */
    ACD_CAUSES
};

/* ---- next status (design.md 4.2) ---- */
enum acd_when { ACD_WHEN_IDLE, ACD_WHEN_AFTER_CONTACTS, ACD_WHEN_AT };

struct acd_next {
    uint32_t status;  /* target; 0: there is no next status */
    uint32_t reason;  /* a reason code's number, 0 none */
    uint8_t set_by;   /* enum acd_actor_kind */
    uint8_t when;     /* enum acd_when */
    uint8_t scope;    /* bit set of 1 << enum acd_channel; 0: all channels */
    uint32_t set_by_id;
    uint32_t after_contacts;
    uint32_t return_status; /* 0: none */
    uint32_t version;       /* the agent's version at which it was set */
    int64_t set_at;
    int64_t at;              /* for ACD_WHEN_AT */
    int64_t return_after_ms; /* 0: none */
    int64_t expires_at;      /* 0: never */
};

/* ---- the status model's table (design.md 4.3): what is shown of an agent, and the moves an actor may make from
 * there ---- */
enum acd_shown {
    ACD_SHOWN_SIGNED_OUT,      /* in the OFFLINE status */
    ACD_SHOWN_AVAILABLE,
    ACD_SHOWN_OFFERING,        /* an offer rings and nothing is handled */
    ACD_SHOWN_BUSY,            /* something is handled: dialled, connected, on hold, paused */
    ACD_SHOWN_BUSY_STOP_NEW,
    ACD_SHOWN_POST_PROCESSING, /* only wrap-up is left */
    ACD_SHOWN_WORKING_OFFLINE, /* the status of ACD_RULE_STATUS_WORK_OFFLINE */
    ACD_SHOWN_ON_BREAK,        /* the status of ACD_RULE_STATUS_BREAK */
    ACD_SHOWN_OTHER,           /* any other CUSTOM status */
    ACD_SHOWN_STATES
};
/* The first four choose a status by its role; a CUSTOM status without a role counts as a break. */
enum acd_move { ACD_MOVE_AVAILABLE, ACD_MOVE_WORK_OFFLINE, ACD_MOVE_BREAK, ACD_MOVE_LOG_OUT, ACD_MOVE_STOP_NEW, ACD_MOVE_RESUME,
                ACD_MOVE_END_WRAPUP, ACD_MOVE_EXTEND_WRAPUP, ACD_MOVES };

/* ---- rules: a centre's policy as data (design.md 4.3). Each is one number, set by SET_RULE, kept by RULE_SET. ---- */
enum acd_rule {
    ACD_RULE_NONE,
    ACD_RULE_CLEAR_MISSED_ON_NEXT,      /* connect.md 2.3: choosing with active contacts also clears MISSED/REJECTED/ERROR. connect: 0 */
    ACD_RULE_AVAILABLE_FROM_CUSTOM,     /* row 15: on an outbound call in a custom status, choosing Available 0: enqueues, 1: applies at once. connect: 0 */
    ACD_RULE_ROW_33,                    /* only wrap-up left with a next status, choose Available 0: clear and be Available, 1: only cancel. connect: 0 */
    ACD_RULE_ROW_11,                    /* missed was the only contact, next set, choose Available 0: cancel, clear, Available; 1: apply the next status. connect: 0 */
    ACD_RULE_WITHDRAW_OFFER_ON_NEXT,    /* row 9: a ringing offer 0: may still be taken, 1: is withdrawn without penalty when a next status is accepted. connect: 0 */
    ACD_RULE_SLOTS_SHOWN_WHILE_NEXT,    /* row 29: 1: available slots are shown unchanged while a next status is pending. connect: 1 */
    ACD_RULE_CANCEL_BY_SAME_STATUS,     /* 2.3: choosing the present non-routable status cancels the next status. connect: 1 */
    ACD_RULE_RECHOOSE_KEEPS_TIME,       /* 2.3: choosing the pending status again changes nothing. connect: 1 */
    ACD_RULE_VOICE_MISS_BLOCKS_ALL,     /* 4.2: a voice MISSED/ERROR leg stops all channels until cleared. connect: 1 */
    ACD_RULE_REOFFER_WHILE_MISSED,      /* may a contact be offered again to an agent who still shows its MISSED leg? connect: 0 (one leg per pair) */
    ACD_RULE_REJECT_ALLOWED,            /* connect: 1 */
    ACD_RULE_SIGN_OUT_SETS_OFFLINE,     /* row 21. connect: 1 */
    ACD_RULE_OFFER_MS_VOICE,            /* default offer time where the queue sets none. connect: 20000 (4.3) */
    ACD_RULE_OFFER_MS_CHAT,             /* connect: 20000 */
    ACD_RULE_OFFER_MS_TASK,             /* connect: 30000 */
    ACD_RULE_DIAL_MS,                   /* outbound ringing time. connect: 60000 (3.3) */
    ACD_RULE_CHAT_CONNECT_MS,           /* a chat's customer must connect within. connect: 300000 (3.3) */
    ACD_RULE_CHAT_LIFE_MS,              /* connect: 25 h (3.3) */
    ACD_RULE_TASK_LIFE_MS,              /* connect: 7 days (3.3) */

    /* The rules below came with the vcc model (peers.md Part 1). 0 is what the core did before it knew them, and
     * connect's value of each. */
    ACD_RULE_STATUS_BREAK,              /* the number of the CUSTOM status that plays On Break; 0: none. vcc: the first one created */
    ACD_RULE_STATUS_WORK_OFFLINE,       /* the same for Working Offline. vcc: the second */
    ACD_RULE_ON_SIGN_IN,                /* signing in from signed out leads to 0: nothing new, 1: On Break, 2: Available. vcc: 1 (seed, 1.2) */
    ACD_RULE_ON_MISS,                   /* an offer not answered: 0: nothing, 1: On Break. vcc: 1 (1.3) */
    ACD_RULE_ON_REJECT,                 /* the same for a rejected one. vcc: 1 (1.3) */
    ACD_RULE_MISS_STOPS_NEW,            /* a miss or reject while other contacts run 0: nothing, 1: turns Stop New on instead. vcc: 1 (1.3 no. 3) */
    ACD_RULE_STOP_NEW_SCOPE,            /* Stop New stops 0: all channels, 1: chats. vcc: 0 (the seed; 1.4 has both) */
    ACD_RULE_WORK_OFFLINE_WHILE_HANDLING, /* 1: Work Offline may be chosen while handling: a Stop New by another name. vcc: 0 (the seed's table wins over its prose) */
    ACD_RULE_END_WRAPUP_ALLOWED,        /* 1: END_WRAPUP is a move while in wrap-up. vcc: 0 (seed; 1.3) */
    ACD_RULE_EXTEND_WRAPUP_ALLOWED,     /* 1: EXTEND_WRAPUP likewise. vcc: 0 (seed) */
    ACD_RULE_BREAK_DISABLES,            /* 1: On Break and signed out, the agent's features are refused, moves apart. vcc: 1 (1.2) */
    ACD_RULE_CLEAR_MISSED_AT_ONCE,      /* 1: a leg MISSED, REJECTED or ERROR is cleared in the same batch, and an offer the customer left is withdrawn. vcc: 1 */
    ACD_RULE_WRAPUP_BY_TIME,            /* 1: wrap-up has a length, of which 0 is none, and ends with it: not by hand, not by choosing a status. vcc: 1 (seed, 1.2) */
    ACD_RULE_WRAPUP_TAKES_NO_WORK,      /* 1: with nothing but wrap-up, no new work on any channel. vcc: 1 (1.2) */
    ACD_RULE_ONE_OFFER,                 /* 1: while an offer rings no other is made to the agent. vcc: 1 (1.2) */
    ACD_RULE_AVAILABLE_AFTER_WRAPUP,    /* 1: the end of the last wrap-up leads to Available from any status but OFFLINE. vcc: 1 (1.3 no. 4) */
    ACD_RULE_PLANS_REFUSED,             /* 1: no plans for later (AT, AFTER_CONTACTS). vcc: 1 (1.4: there is no next status) */
    ACD_RULE_SUPERVISOR_GROUPS,         /* 1: a supervisor acts only on agents of the groups assigned to them. vcc: 1 (1.9) */
    ACD_RULE_RECONNECTING,              /* 1: while a page is awaited back, no offer, and a ringing one is withdrawn. vcc: 0 (1.3 no. 6: the session lives on) */
    ACD_RULE_SESSION_TIMEOUT_MS,        /* a page awaited for so long is given up and its agent signed out; 0: never. vcc: 7200000 (1.3 no. 6) */
    ACD_RULE_CALL_FREES_CHAT_WRAPUP,    /* 1: while on a call, a chat in wrap-up takes no slot. vcc: 1 (1.5) */
    ACD_RULE_CHOICE_KEEPS_WRAPUP,       /* 1: a status chosen in wrap-up is the next status, and wrap-up stays until it is cleared or timed out; signing out
                                         * clears it all the same. connect: 0 (2.1 examples 1 and 2), vcc: 0 (wrap-up ends by time) */
    ACD_RULES
};

/* ---- commands ---- */
enum acd_command_kind {
    ACD_COMMAND_NONE,

    /* the centre and its configuration */
    ACD_CREATE_CENTRE,       /* model; must be the first; sets the preset's rules */
    ACD_SET_RULE,            /* rule, value */
    ACD_SET_MOVES,           /* subject_kind = enum acd_actor_kind, subject = enum acd_shown, value = bit set of 1 << enum acd_move */
    ACD_CREATE_STATUS,       /* status_type; ROUTABLE and OFFLINE once each */
    ACD_ENABLE_STATUS,       /* status */
    ACD_DISABLE_STATUS,      /* status; never the ROUTABLE or OFFLINE one */
    ACD_CREATE_HOURS,        /* windows */
    ACD_RENEW_HOURS,         /* hours, windows: replaces all windows; flag ACD_FLAG_ALWAYS_OPEN instead of windows */
    ACD_DELETE_HOURS,        /* hours; refused while used */
    ACD_CREATE_QUEUE,        /* hours (0: always open), contacts_max (0: no limit), offer_ms[] (0: the rule's), wrapup_ms[] (0: the agent's own; ACD_WRAPUP_NONE) */
    ACD_CHANGE_QUEUE,        /* queue and the same members */
    ACD_ENABLE_QUEUE,        /* queue */
    ACD_DISABLE_QUEUE,       /* queue: accepts no new contact, those in it are still routed (connect.md 4.1) */
    ACD_DELETE_QUEUE,        /* queue; refused while used or not empty */
    ACD_CREATE_PROFILE,      /* capacities[], queue (default outbound), profile_queues; flag ACD_FLAG_LAST_INBOUND */
    ACD_SET_PROFILE_CHANNELS,/* profile, capacities[] of all channels */
    ACD_SET_PROFILE_QUEUES,  /* profile, profile_queues: added, or changed where the pair exists */
    ACD_UNSET_PROFILE_QUEUES,/* profile, profile_queues (queue and channel count) */
    ACD_CHANGE_PROFILE,      /* profile, queue (default outbound), flag ACD_FLAG_LAST_INBOUND */
    ACD_DELETE_PROFILE,      /* profile; refused while used */
    ACD_CREATE_ENTRY_POINT,  /* queue */
    ACD_CHANGE_ENTRY_POINT,  /* entry_point, queue */
    ACD_CREATE_AGENT,        /* profile; begins in the OFFLINE status */
    ACD_SET_AGENT_PROFILE,   /* agent, profile */
    ACD_SET_AGENT_WRAPUP,    /* agent, channel, duration_ms: 0 = until cleared by hand; at most 2,000,000 s (connect.md 3.4) */
    ACD_SET_AGENT_AUTO_ACCEPT, /* agent, channel, value 0|1 */
    ACD_SET_AGENT_OFFER_TIME, /* agent, duration_ms: 15,000 .. 60,000 (peers.md 1.3), before the queue's and the rule's; 0: theirs */
    ACD_ENABLE_AGENT,        /* agent */
    ACD_DISABLE_AGENT,       /* agent: may not sign in; becomes OFFLINE at once or as next status */
    ACD_SET_AGENT_LIMIT,     /* agent, channel (or ACD_CHANNELS: the total over all), value: contacts at one time, 0 .. 6 (voice: 1), or ACD_LIMIT_NONE.
                              * Goes before the profile's slots; a channel that the profile does not route stays so */
    ACD_SET_AGENT_BLEND,     /* agent, channel = while on it, subject = another channel that may be offered, value: up to how many of that, 0 .. 6, or
                              * ACD_LIMIT_NONE. Goes before the profile's any_channel */
    ACD_SET_AGENT_GROUP,     /* agent, group (0: none) */
    ACD_SET_SUPERVISOR_GROUP,/* agent = the supervisor, group, value 1: assigned to them, 0: no more */
    ACD_DELETE_AGENT,        /* agent; refused while it has legs or waiting contacts */
    ACD_CREATE_GROUP,        /* a group of agents; gets the next number from 1 and is never deleted */
    ACD_CREATE_REASON_LIST,  /* value = bit set of 1 << enum acd_reason_action, flag ACD_FLAG_MANDATORY */
    ACD_CHANGE_REASON_LIST,  /* reason_list and the same members */
    ACD_SET_REASON_LIST_GROUP, /* reason_list, group, value 1: offered to that group's agents, 0: no more */
    ACD_CREATE_REASON,       /* reason_list; gets the next number from 1, over all lists */
    ACD_ENABLE_REASON,       /* reason */
    ACD_DISABLE_REASON,      /* reason: offered no more; what it was given for keeps it */
    ACD_RECORD,              /* subject_kind, subject (number or contact), record: a fact for the book, of which the core only checks that the subject exists */

    /* agents */
    ACD_SIGN_IN,             /* agent: a session was opened. connect: never changes a status */
    ACD_SIGN_OUT,            /* agent: chose to log out; connect: OFFLINE now or as next status (row 21). Flag ACD_FLAG_KEEP_STATUS: only the session closes (row 22, #493) */
    ACD_OPEN_PAGE,           /* agent: the first line of the agent's page is there, or is there again. All it had comes back as it was */
    ACD_LOSE_PAGE,           /* agent: the last line broke without a goodbye; also for every page that was open before the server was started again */
    ACD_CLOSE_PAGE,          /* agent: the page said goodbye (signed out there): nobody is awaited back. Not for a browser that was only closed */
    ACD_SET_STATUS,          /* agent, status, next (its reason, when, after_contacts, at, scope, return_*, expires_at), if_version */
    ACD_STOP_NEW,            /* agent: nothing new; a next status whose target is Working Offline, marked as Stop New */
    ACD_RESUME_NEW,          /* agent: takes Stop New back; what waits is offered at once */
    ACD_CLEAR_LEG,           /* agent, contact: clear wrap-up, or dismiss missed / rejected / error.
                              * Flag ACD_FLAG_FORCE (SUPERVISOR, ADMIN, OPERATOR): a leg of any state goes. An offer is withdrawn, its contact waits at its place and
                              * is not offered to this agent again before their status or next status changes (or another agent was offered it); a contact
                              * that is handled there is over (SUPERVISOR_ENDED) and leaves no wrap-up; a wrap-up by time ends too */
    ACD_END_WRAPUP,          /* agent, contact: end a timed wrap-up early (ACD_RULE_END_WRAPUP_ALLOWED) */
    ACD_EXTEND_WRAPUP,       /* agent, contact, duration_ms (0: its usual length): it ends that much from now (ACD_RULE_EXTEND_WRAPUP_ALLOWED) */

    /* contacts */
    ACD_START_CONTACT,       /* channel, and entry_point | queue | agent (its own queue); initiation, priority, age_ms, scheduled_at, contact (related) */
    ACD_CONNECT_CUSTOMER,    /* contact: the chat's customer has connected (3.3: within ACD_RULE_CHAT_CONNECT_MS) */
    ACD_END_CONTACT,         /* contact: the customer left (actor CUSTOMER), or it is stopped (API, SUPERVISOR, ADMIN, GATEWAY) */
    ACD_ACCEPT_OFFER,        /* agent, contact; offer, as in every command about a leg: which one is meant */
    ACD_REJECT_OFFER,        /* agent, contact, reason */
    ACD_END_LEG,             /* agent, contact: the agent hangs up / ends the chat / ends the task */
    ACD_HOLD_LEG,            /* agent, contact: voice */
    ACD_UNHOLD_LEG,
    ACD_PAUSE_CONTACT,       /* contact (agent: whose leg, or 0): task */
    ACD_RESUME_CONTACT,
    ACD_TRANSFER_CONTACT,    /* agent (whose leg), contact, and queue | to_agent: a new contact takes the customer over, previous = the old one.
                              * agent 0, not by an agent: of a task that waits, is parked or rings (WAITING, PARKED, OFFERED) */
    ACD_ASSOCIATE_CONTACT,   /* contact waiting, agent: offered regardless of state and capacity (row 18) */
    ACD_SET_CONTACT_PRIORITY,/* contact, priority */
    ACD_SET_CONTACT_AGE,     /* contact, age_ms */
    ACD_SCHEDULE_CONTACT,    /* contact in place SCHEDULED, scheduled_at: after now, at most 6 days; another time for it */
    ACD_PLACE_CALL,          /* agent, queue (0: the profile's default outbound queue): an outbound voice leg, allowed in any status */
    ACD_CONNECT_LEG,         /* GATEWAY: agent, contact: the other side of an outbound leg or callback answered */
    ACD_FAIL_LEG,            /* GATEWAY: agent, contact, cause */
    ACD_SEND_MESSAGE,        /* contact, actor AGENT (with a connected leg, or a barged monitor leg) or CUSTOMER. A SUPERVISOR or ADMIN writes as AGENT does */

    /* what a supervisor does to what runs (core/monitor.c). ACD_RULE_SUPERVISOR_GROUPS binds them all: the agent whose
     * leg it is counts */
    ACD_MONITOR_CONTACT,     /* agent = who listens, contact (VOICE or CHAT), to_agent = whose leg (0: the one that is connected), flag ACD_FLAG_MAY_BARGE.
                              * Not by AGENT or CUSTOMER; a SUPERVISOR only for themselves. The leg must be CONNECTED or on hold. In any status of the listener.
                              * Who monitors it so already: ACD_OK, no event; with the other flag, or with a leg of their own: LEG_STATE. LIMIT: the two MONITORS_MAX */
    ACD_BARGE,               /* agent (has a monitor leg that may barge: else NOT_ALLOWED), contact, value 1: barge, 0: silent again */
    ACD_WHISPER,             /* agent = who writes: has a monitor leg, or has the contact while somebody monitors it; contact */
    ACD_TAKE_OVER,           /* agent = who monitors it, contact; not by AGENT. BUSY: a call, and the taker is on one */
    ACD_REQUEUE_CONTACT,     /* contact, queue (0: its own, else its entry point's), by SUPERVISOR, ADMIN, API, OPERATOR. OFFERED: withdrawn without penalty, waits at
                              * its place, and not for the same agent at once (as CLEAR_LEG by force); HANDLED (connected, held or paused): the agent's leg ends into
                              * wrap-up and the customer goes on in the queue as by TRANSFER_CONTACT, not to the same agent at once either; PARKED: waits again. Naming another queue is always as by
                              * TRANSFER_CONTACT, also of what WAITS */

    ACD_TICK,                /* timers that are due, and due work */
    ACD_COMMAND_KINDS
};

enum {
    ACD_FLAG_KEEP_STATUS = 1 << 0,
    ACD_FLAG_ALWAYS_OPEN = 1 << 1,
    ACD_FLAG_LAST_INBOUND = 1 << 2, /* AgentAvailabilityTimer TIME_SINCE_LAST_INBOUND (connect.md 4.2) */
    ACD_FLAG_EXEMPT = 1 << 3,       /* in events: this offer is marked exempt from a stop (design.md 4.2) */
    ACD_FLAG_ANSWERED = 1 << 4,
    ACD_FLAG_MANDATORY = 1 << 6,    /* of a list of reasons: its actions must carry one */
    ACD_FLAG_MAY_BARGE = 1 << 7,    /* in MONITOR_CONTACT, MONITOR_BEGUN: the listener may also speak */
    ACD_FLAG_FORCE = 1 << 8,        /* in CLEAR_LEG */
    ACD_FLAG_STOP_NEW = 1 << 5,     /* in NEXT_STATUS_SET: it is a Stop New; in NEXT_STATUS_CLEARED: it was one */
};

enum acd_subject { ACD_SUBJECT_CENTRE, ACD_SUBJECT_AGENT, ACD_SUBJECT_STATUS, ACD_SUBJECT_QUEUE, ACD_SUBJECT_PROFILE,
                   ACD_SUBJECT_HOURS, ACD_SUBJECT_ENTRY_POINT, ACD_SUBJECT_CONTACT, ACD_SUBJECT_GROUP, ACD_SUBJECT_REASON_LIST,
                   ACD_SUBJECT_REASON, ACD_SUBJECT_KINDS };

struct acd_capacity {
    uint32_t slots_max;  /* 0: the channel is not routed. VOICE 0..1, CHAT and TASK 0..10 */
    uint8_t any_channel; /* 1: ROUTE_ANY_CHANNEL, 0: ROUTE_CURRENT_CHANNEL_ONLY */
};

struct acd_profile_queue {
    uint32_t queue;
    uint8_t channel;
    uint32_t priority; /* 1 (served first) .. 99 */
    uint32_t delay_ms; /* 0 .. 9,999,000 */
};

struct acd_window {
    int64_t opens_at;
    int64_t closes_at; /* exclusive; > opens_at; windows ascend and do not overlap */
};

struct acd_command {
    uint16_t kind; /* enum acd_command_kind */
    uint16_t flags;
    int64_t at; /* now; must not be before the last command's (the pump sees to it) */
    struct acd_actor actor;
    uint64_t contact;
    uint64_t offer; /* of a command about one leg (agent and contact): this leg and no other, by acd_leg_view's number of it; else OFFER_OVER. 0: the leg that is
                     * there now. A contact may come back to the same agent: who says which offer they answer cannot hit the next one, however late it is heard */
    uint32_t agent;
    uint32_t to_agent;
    uint32_t status;
    uint32_t queue;
    uint32_t profile;
    uint32_t hours;
    uint32_t entry_point;
    uint32_t reason;      /* of SET_STATUS, STOP_NEW, SIGN_OUT, REJECT_OFFER: the reason given, 0 none */
    uint32_t group;
    uint32_t reason_list;
    uint8_t channel;
    uint8_t model;
    uint8_t status_type;
    uint8_t initiation;
    uint8_t cause;
    uint8_t subject_kind;
    uint16_t rule;
    uint16_t record; /* enum book_record (book.h): opaque here */
    uint32_t contacts_max;
    uint32_t if_version; /* 0: unconditional; else refused as STALE unless it is the agent's version */
    uint64_t subject;
    int64_t value;
    int64_t priority;     /* a contact's: 1 first .., 0 = the default 5 */
    int64_t age_ms;       /* routing age adjustment, may be negative */
    int64_t scheduled_at; /* 0: now */
    int64_t duration_ms;
    uint32_t offer_ms[ACD_CHANNELS];
    uint32_t wrapup_ms[ACD_CHANNELS]; /* a queue's: 0: not set, the agent's own; ACD_WRAPUP_NONE: none; else its length */
    struct acd_capacity capacities[ACD_CHANNELS];
    struct acd_next next;                            /* the wish's details; status, set_by*, set_at and version are filled by the core */
    const struct acd_profile_queue *profile_queues;  /* lent for the call */
    const struct acd_window *windows;                /* lent for the call */
    uint32_t profile_queue_count;
    uint32_t window_count;
};

/* ---- events: facts, with absolute times. A kind's meaning never changes; a new need is a new kind. Numbers are on
 * disk: append only. ---- */
enum acd_event_kind {
    ACD_EVENT_NONE,
    ACD_CENTRE_CREATED = 1,      /* model */
    ACD_RULE_SET = 2,            /* rule, value */
    ACD_STATUS_CREATED = 3,      /* status, status_type */
    ACD_STATUS_ENABLED = 4,
    ACD_STATUS_DISABLED = 5,
    ACD_HOURS_CREATED = 6,       /* hours, flags ALWAYS_OPEN */
    ACD_HOURS_RENEWED = 7,       /* hours, flags: all windows are gone, HOURS_WINDOW_ADDED follow */
    ACD_HOURS_WINDOW_ADDED = 8,  /* hours, since = opens_at, deadline = closes_at */
    ACD_HOURS_DELETED = 9,
    ACD_QUEUE_CREATED = 10,      /* queue, hours, value = contacts_max */
    ACD_QUEUE_CHANGED = 11,
    ACD_QUEUE_OFFER_TIME_SET = 12, /* queue, channel, value = ms */
    ACD_QUEUE_ENABLED = 13,
    ACD_QUEUE_DISABLED = 14,
    ACD_QUEUE_DELETED = 15,
    ACD_PROFILE_CREATED = 16,    /* profile, queue = default outbound, flags */
    ACD_PROFILE_CHANGED = 17,
    ACD_PROFILE_CHANNEL_SET = 18,/* profile, channel, value = slots_max, value2 = any_channel */
    ACD_PROFILE_QUEUE_SET = 19,  /* profile, queue, channel, value = priority, value2 = delay_ms */
    ACD_PROFILE_QUEUE_UNSET = 20,
    ACD_PROFILE_DELETED = 21,
    ACD_ENTRY_POINT_CREATED = 22,/* entry_point, queue */
    ACD_ENTRY_POINT_CHANGED = 23,
    ACD_AGENT_CREATED = 24,      /* agent, profile, status (the OFFLINE one) */
    ACD_AGENT_PROFILE_SET = 25,
    ACD_AGENT_WRAPUP_SET = 26,   /* agent, channel, value = ms */
    ACD_AGENT_AUTO_ACCEPT_SET = 27,
    ACD_AGENT_ENABLED = 28,
    ACD_AGENT_DISABLED = 29,
    ACD_AGENT_DELETED = 30,
    ACD_RECORDED = 31,           /* subject_kind, subject, record */
    ACD_SIGNED_IN = 32,          /* agent */
    ACD_SIGNED_OUT = 33,         /* agent, flags */
    ACD_STATUS_SET = 34,         /* agent, status, previous_status, cause, reason; clears next. next = the wish; deadline = when next.return_status follows, or ACD_NEVER */
    ACD_NEXT_STATUS_SET = 35,    /* agent, next (whole), cause REPLACED if there was one: from here on no offer. when AT or AFTER_CONTACTS: only a plan, routing goes on;
                                  * the stop begins with a second one, when IDLE, cause TIMEOUT */
    ACD_NEXT_STATUS_CLEARED = 36,/* agent, next (what it was), cause NEXT_CANCELLED or EXPIRED: routing resumes */
    ACD_CONTACT_STARTED = 37,    /* contact, channel, initiation, entry_point, queue | agent, value = priority, value2 = age_ms, deadline = end of life, previous = related */
    ACD_CONTACT_SCHEDULED = 38,  /* contact, deadline = when; since = its new end of life where the time was changed, else 0 */
    ACD_CONTACT_QUEUED = 39,     /* contact, queue | agent (its own), since = the time its place counts from; other_agent = who had it and is passed over (REQUEUE_CONTACT) */
    ACD_CUSTOMER_CONNECTED = 40, /* contact */
    ACD_CONTACT_PARKED = 41,     /* a waiting task was paused */
    ACD_CONTACT_UNPARKED = 42,
    ACD_CONTACT_PRIORITY_SET = 43, /* contact, value */
    ACD_CONTACT_AGE_SET = 44,      /* contact, value */
    ACD_OFFER_MADE = 45,         /* contact, agent, channel, leg_state INCOMING|CONNECTING, cause = its reason, deadline, flags EXEMPT, value = profile priority, since = the place's time */
    ACD_OFFER_ACCEPTED = 46,     /* contact, agent, leg_state CONNECTED (or PENDING/CONNECTING for a callback) */
    ACD_OFFER_MISSED = 47,       /* contact, agent, leg_state MISSED, cause */
    ACD_OFFER_REJECTED = 48,     /* contact, agent, leg_state REJECTED (MISSED for voice), cause, reason */
    ACD_OFFER_WITHDRAWN = 49,    /* contact, agent: the leg is gone, no penalty */
    ACD_CALL_PLACED = 50,        /* contact, agent, queue, leg_state CONNECTING, deadline */
    ACD_LEG_ANSWERED = 51,     /* an outbound leg or a callback was answered: leg_state CONNECTED */
    ACD_LEG_FAILED = 52,         /* leg_state ERROR, cause */
    ACD_LEG_HELD = 53,
    ACD_LEG_UNHELD = 54,
    ACD_TASK_PAUSED = 55,     /* task paused at the agent */
    ACD_TASK_RESUMED = 56,
    ACD_WRAPUP_BEGUN = 57,      /* contact, agent, leg_state ENDED: wrap-up began; deadline = its end or ACD_NEVER; cause */
    ACD_LEG_CLEARED = 58,        /* contact, agent, leg_state = what it was, cause: the slot is free, the leg is gone */
    /* CONTACT_QUEUED of the new one follows: */
    ACD_CONTACT_TRANSFERRED = 59,/* contact = the new one, previous = the old one, agent = whose leg it was (0: nobody's), queue | other_agent = where to, since = the time its place counts from */
    ACD_CONTACT_ENDED = 60,      /* contact, cause: over for the customer */
    ACD_CONTACT_FORGOTTEN = 61,  /* contact: over and its last leg cleared (COMPLETED); its number may be used again with another generation */
    ACD_MESSAGE_SENT = 62,       /* contact, value = number in the contact's chain from 1, actor; agent if an agent wrote it */
    ACD_ROUTE_TRIED = 63,        /* contact: its delay timer fired and nobody could take it; deadline = next try */
    ACD_WORK_LEFT = 64,          /* value = where due work goes on (meant for the core alone), 0: nothing is left */
    ACD_AGENT_REVIEWED = 65,     /* agent: what it is eligible for follows its profile's changed channels */
    ACD_MOVES_SET = 66,          /* subject_kind = enum acd_actor_kind, subject = enum acd_shown, value = bit set of moves. A centre begins with all moves to a status allowed to all */
    ACD_QUEUE_WRAPUP_SET = 67,   /* queue, channel, value as in wrapup_ms[] */
    ACD_AGENT_OFFER_TIME_SET = 68, /* agent, value = ms, 0: none of its own */
    ACD_WRAPUP_EXTENDED = 69,    /* contact, agent, leg_state ENDED, deadline = its new end */
    ACD_GROUP_CREATED = 70,      /* group */
    ACD_AGENT_GROUP_SET = 71,    /* agent, group; 0: none */
    ACD_SUPERVISOR_GROUP_SET = 72, /* agent = the supervisor, group, value 0|1 */
    ACD_REASON_LIST_CREATED = 73,/* reason_list, value = bit set of actions, flags MANDATORY */
    ACD_REASON_LIST_CHANGED = 74,/* the same */
    ACD_REASON_LIST_GROUP_SET = 75, /* reason_list, group, value 0|1 */
    ACD_REASON_CREATED = 76,     /* reason, reason_list */
    ACD_REASON_ENABLED = 77,     /* reason, reason_list */
    ACD_REASON_DISABLED = 78,
    ACD_PAGE_OPENED = 79,        /* agent: it is there (again) */
    ACD_PAGE_LOST = 80,          /* agent, deadline = when its session is over, or ACD_NEVER. OFFER_WITHDRAWN may follow */
    ACD_PAGE_CLOSED = 81,        /* agent, cause ASKED, or SESSION_TIMEOUT: SIGNED_OUT and STATUS_SET or NEXT_STATUS_SET, all with that cause, follow */
    ACD_AGENT_LIMIT_SET = 82,    /* agent, channel (ACD_CHANNELS: the total), value, ACD_LIMIT_NONE */
    ACD_AGENT_BLEND_SET = 83,    /* agent, channel = while on it, subject = the channel offered, value, ACD_LIMIT_NONE */
    ACD_MONITOR_BEGUN = 84,      /* agent = who listens, other_agent = whose leg, contact, channel, queue, initiation MONITOR, leg_state CONNECTED, flags EXEMPT and MAY_BARGE:
                                  * a leg that takes no slot and holds up nobody's next status; nothing else changes */
    ACD_BARGE_SET = 85,          /* agent, other_agent, contact, value 1|0 */
    ACD_MONITOR_ENDED = 86,      /* agent, other_agent, contact, cause (ASKED; why the contact ended; TAKEN_OVER; SIGNED_OUT ...): the leg is gone, no wrap-up */
    ACD_WHISPERED = 87,          /* agent = who wrote, other_agent = the monitored agent (of their own answer: 0), contact, value = number in the contact's chain from 1.
                                  * Never for the customer */
    ACD_TAKEN_OVER = 88,         /* agent, other_agent = the former agent, contact: agent's monitor leg is an ordinary leg, CONNECTED since now and exempt.
                                  * The former one's WRAPUP_BEGUN and other listeners' MONITOR_ENDED follow, all with cause TAKEN_OVER */
    ACD_EVENT_KINDS
};

struct acd_event {
    uint64_t seq; /* from 1, without gaps */
    int64_t at;
    uint16_t kind;
    uint16_t flags;
    uint8_t actor; /* enum acd_actor_kind */
    uint8_t channel;
    uint8_t leg_state;
    uint8_t cause;
    uint8_t initiation;
    uint8_t model;
    uint8_t status_type;
    uint8_t subject_kind;
    uint16_t rule;
    uint16_t record;
    uint32_t actor_id;
    uint32_t agent;
    uint32_t other_agent;
    uint32_t status;
    uint32_t previous_status;
    uint32_t queue;
    uint32_t profile;
    uint32_t hours;
    uint32_t entry_point;
    uint32_t reason;
    uint32_t group;
    uint32_t reason_list;
    uint64_t contact;
    uint64_t previous; /* a contact */
    uint64_t subject;
    int64_t value;
    int64_t value2;
    int64_t since;
    int64_t deadline;
    struct acd_next next;
};

struct acd_batch {
    uint32_t count;
    struct acd_event events[ACD_BATCH_EVENTS_MAX];
};

/* ---- refusals: asked for the impossible. Nothing has changed, the batch is empty. ---- */
enum acd_refusal {
    ACD_OK,
    ACD_REFUSED_INVALID,            /* a member is out of its range */
    ACD_REFUSED_UNKNOWN_AGENT,
    ACD_REFUSED_UNKNOWN_STATUS,
    ACD_REFUSED_UNKNOWN_CONTACT,
    ACD_REFUSED_UNKNOWN_LEG,
    ACD_REFUSED_UNKNOWN_QUEUE,
    ACD_REFUSED_UNKNOWN_PROFILE,
    ACD_REFUSED_UNKNOWN_HOURS,
    ACD_REFUSED_UNKNOWN_ENTRY_POINT,
    ACD_REFUSED_ALREADY_IN_STATUS,  /* "User already in requested status" (connect.md 2.3) */
    ACD_REFUSED_STATUS_DISABLED,    /* row 25 */
    ACD_REFUSED_NOT_ALLOWED,        /* the policy does not allow this move from here, for this actor */
    ACD_REFUSED_STALE,              /* if_version did not match */
    ACD_REFUSED_LEG_STATE,          /* the leg is not in a state where this can be done */
    ACD_REFUSED_CONTACT_STATE,
    ACD_REFUSED_QUEUE_DISABLED,
    ACD_REFUSED_QUEUE_FULL,
    ACD_REFUSED_CLOSED,             /* outside hours of operation */
    ACD_REFUSED_AGENT_QUEUE_FULL,
    ACD_REFUSED_AGENT_DISABLED,
    ACD_REFUSED_IN_USE,
    ACD_REFUSED_LIMIT,              /* a named limit of struct acd_limits is reached */
    ACD_REFUSED_EXISTS,             /* a second ROUTABLE or OFFLINE status, a second centre */
    ACD_REFUSED_NO_CENTRE,          /* CREATE_CENTRE must come first */
    ACD_REFUSED_WRONG_CHANNEL,
    ACD_REFUSED_PAUSE_LIMIT,
    ACD_REFUSED_CHAIN_LIMIT,
    ACD_REFUSED_BUSY,               /* the agent is on a call already */
    ACD_REFUSED_NOT_YOUR_GROUP,     /* ACD_RULE_SUPERVISOR_GROUPS: the agent is in no group of this supervisor (one without an id has none) */
    ACD_REFUSED_UNKNOWN_GROUP,
    ACD_REFUSED_UNKNOWN_REASON,     /* there is no such reason or list, or it is not offered to this agent for this action */
    ACD_REFUSED_REASON_REQUIRED,    /* a list that is mandatory for this action applies to the agent, who gave none */
    ACD_REFUSED_OFFER_OVER,         /* the leg is another one than the command's offer says: that one is gone, and nothing was asked about this one */
    ACD_REFUSALS
};

const char *acd_refusal_name(enum acd_refusal refusal);       /* "STATUS_DISABLED" */
const char *acd_event_name(enum acd_event_kind kind);         /* "NEXT_STATUS_SET" */
const char *acd_command_name(enum acd_command_kind kind);     /* "SET_STATUS" */
const char *acd_leg_state_name(enum acd_leg_state state);     /* "CONNECTED_ONHOLD": the API's words */
const char *acd_channel_name(enum acd_channel channel);       /* "VOICE" */
const char *acd_cause_name(enum acd_cause cause);
const char *acd_rule_name(enum acd_rule rule);
const char *acd_shown_name(enum acd_shown shown); /* "BUSY_STOP_NEW" */
const char *acd_move_name(enum acd_move move);    /* "WORK_OFFLINE" */
const char *acd_reason_action_name(enum acd_reason_action action); /* "REJECT_CHAT" */
const char *acd_page_name(enum acd_page page);    /* "AWAITED" */

/* ---- life of a core ---- */
struct acd; /* one block of memory without pointers; visible in core/state.h for the core itself */

struct acd_limits acd_limits_default(void);
size_t acd_size(const struct acd_limits *limits);
/* memory: acd_size(limits) bytes, aligned to 64, owned by the caller. Returns it as an empty core. */
struct acd *acd_init(void *memory, const struct acd_limits *limits);
/* The same in memory that is all zeros already (a new mapping): only its head is touched, so records that are never
 * used cost no page of memory, nor time. */
struct acd *acd_init_zeroed(void *memory, const struct acd_limits *limits);

/* Decides. Returns ACD_OK with 0..n events in batch (all applied already), or a refusal with an empty batch and nothing
 * changed. 0 events with ACD_OK: the wish was already so ("no change", connect.md 2.3). The events' seq continue
 * acd_seq(). */
enum acd_refusal acd_step(struct acd *acd, const struct acd_command *command, struct acd_batch *batch);

/* Applies one event of a journal. The event must be the next (seq == acd_seq() + 1); else the core panics. */
void acd_apply(struct acd *acd, const struct acd_event *event);

uint64_t acd_seq(const struct acd *acd);     /* of the last event applied */
int64_t acd_deadline(const struct acd *acd); /* a time in the past or present: due now */
int64_t acd_now(const struct acd *acd);      /* the last event's time: a step without events leaves no trace */

/* Every invariant of the state, checked; NULL or a sentence naming the first that does not hold. For tests and the
 * simulator: slow. */
const char *acd_check(const struct acd *acd);
/* A digest of the whole logical state: equal for leader, replay and follower. */
uint64_t acd_digest(const struct acd *acd);

/* The state as bytes, field by field with a layout version, and back. encode returns the length needed; it writes only
 * if that is <= bytes_max. decode takes an empty core, and returns false, leaving an unusable one, for an unknown
 * version, a digest that does not match or limits smaller than what is stored. */
size_t acd_encode(const struct acd *acd, uint8_t *bytes, size_t bytes_max);
bool acd_decode(struct acd *acd, const uint8_t *bytes, size_t len);

/* Called when the core finds itself broken: a bug, never bad input. The program provides it; it must not return. */
_Noreturn void acd_panic(const char *sentence);

/* ---- reading the state. Pointers are lent until the next step or apply. find returns NULL where there is
 * none. ---- */
struct acd_status {
    uint8_t type; /* ACD_STATUS_NONE: no such status */
    uint8_t enabled;
};

struct acd_agent_view { /* filled by acd_agent_view() */
    uint32_t agent;
    uint32_t profile;
    uint32_t status;
    uint32_t version; /* grows with every change of status or next status */
    int64_t status_since;
    uint8_t status_type;
    uint8_t enabled;
    uint8_t status_cause;      /* enum acd_cause, of the STATUS_SET that led here, and who it was */
    uint8_t status_by;         /* enum acd_actor_kind */
    uint32_t status_by_id;
    uint32_t status_reason;    /* 0: none */
    struct acd_next next; /* next.status == 0: none */
    uint8_t next_cause;   /* enum acd_cause, of its NEXT_STATUS_SET */
    uint8_t stop_new;     /* 1: next is a Stop New */
    uint8_t page;         /* enum acd_page */
    int64_t session_ends_at; /* of a page that is awaited; ACD_NEVER: it is awaited for good, or there is none */
    uint32_t group;       /* 0: none */
    uint64_t supervises;  /* bit set of 1 << (group - 1): the groups assigned to them as a supervisor */
    int32_t limits[ACD_CHANNELS + 1]; /* the last one is the total; ACD_LIMIT_NONE */
    int32_t blends[ACD_CHANNELS][ACD_CHANNELS]; /* [while on][offered]; ACD_LIMIT_NONE */
    uint32_t leg_count;               /* monitor legs apart: what holds up a next status */
    uint32_t monitor_count;           /* contacts they monitor */
    uint32_t waiting_count;           /* in the agent's own queue */
    int64_t available_since;          /* order among available agents; 0 while not ROUTABLE */
    int64_t wrapup_ms[ACD_CHANNELS];  /* 0: manual; with ACD_RULE_WRAPUP_BY_TIME: none */
    int64_t offer_ms;                 /* 0: the queue's or the rule's */
    uint8_t auto_accept[ACD_CHANNELS];
    uint32_t slots_max[ACD_CHANNELS];       /* the profile's, or the agent's own limit */
    uint32_t slots_active[ACD_CHANNELS];    /* connect.md 4.4 */
    uint32_t slots_available[ACD_CHANNELS]; /* connect.md 4.4, after the cross-channel rule and ACD_RULE_SLOTS_SHOWN_WHILE_NEXT */
};

struct acd_leg_view {
    uint32_t agent;
    uint64_t contact;
    uint64_t offer;     /* its number: the seq of the event that began it (OFFER_MADE, CALL_PLACED, MONITOR_BEGUN); stays as long as the leg, and is never given twice */
    uint8_t channel;
    uint8_t state;      /* enum acd_leg_state */
    uint8_t initiation;
    uint8_t cause;      /* the offer's reason */
    uint8_t exempt;
    uint8_t end_cause;  /* why it ended / was missed */
    uint8_t may_barge;  /* of a monitor leg */
    uint8_t barged;
    uint32_t monitored; /* of a monitor leg: the agent whose leg it listens to; 0: an ordinary leg */
    uint32_t queue;     /* 0: the agent's own or none */
    int64_t state_since;    /* CONNECTED_ONHOLD keeps CONNECTED's (connect.md 3.2) */
    int64_t offered_at;     /* or placed_at */
    int64_t connected_at;   /* 0: never */
    int64_t ended_at;       /* 0: not yet */
    int64_t hold_since;     /* 0: not on hold */
    int64_t deadline;       /* of the offer or of the wrap-up; ACD_NEVER: none */
};

struct acd_contact_view {
    uint64_t contact;
    uint64_t initial;  /* the first of its chain; itself if it is the first */
    uint64_t previous; /* 0: none */
    uint8_t channel;
    uint8_t place; /* enum acd_contact_place */
    uint8_t initiation;
    uint8_t customer_connected;
    uint8_t cause; /* why it ended */
    uint32_t queue;
    uint32_t agent;       /* whose own queue it waits in, or 0 */
    uint32_t entry_point;
    uint32_t leg_count;
    uint32_t message_count;
    uint32_t whisper_count;
    uint32_t monitor_count; /* users who monitor it */
    uint32_t attempts;    /* offers made so far */
    int64_t priority;
    int64_t age_ms;
    int64_t started_at;
    int64_t queued_at;    /* the time its place counts from */
    int64_t scheduled_at;
    int64_t ended_at;
};

bool acd_agent_view(const struct acd *acd, uint32_t agent, struct acd_agent_view *view);
bool acd_contact_view(const struct acd *acd, uint64_t contact, struct acd_contact_view *view);
/* The legs of an agent, or of a contact, in the order they began, monitor legs among them; returns how many were
 * written (at most max). */
uint32_t acd_agent_legs(const struct acd *acd, uint32_t agent, struct acd_leg_view *legs, uint32_t max);
uint32_t acd_contact_legs(const struct acd *acd, uint64_t contact, struct acd_leg_view *legs, uint32_t max);
bool acd_leg_view(const struct acd *acd, uint32_t agent, uint64_t contact, struct acd_leg_view *leg);
bool acd_status_view(const struct acd *acd, uint32_t status, struct acd_status *view);

bool acd_leg_is_active(enum acd_leg_state state);
bool acd_leg_is_clearable(enum acd_leg_state state);

/* How the centre is set up: as created and changed. */
struct acd_queue_view {
    uint32_t hours;        /* 0: always open */
    uint32_t contacts_max; /* 0: no limit */
    uint32_t offer_ms[ACD_CHANNELS]; /* 0: the rule's */
    uint32_t wrapup_ms[ACD_CHANNELS]; /* 0: the agent's own; ACD_WRAPUP_NONE */
    uint32_t held_count;   /* contacts waiting or offered */
    uint8_t enabled;
};
struct acd_profile_view {
    struct acd_capacity capacities[ACD_CHANNELS];
    uint16_t flags;          /* ACD_FLAG_LAST_INBOUND */
    uint32_t outbound_queue; /* 0: none */
    uint32_t agent_count;
    uint32_t queue_count;    /* queue-channel pairs */
};
bool acd_queue_view(const struct acd *acd, uint32_t queue, struct acd_queue_view *view);
bool acd_profile_view(const struct acd *acd, uint32_t profile, struct acd_profile_view *view);
/* A profile's queue-channel pairs in a repeatable order; returns how many were written (at most max). */
uint32_t acd_profile_queues(const struct acd *acd, uint32_t profile, struct acd_profile_queue *queues, uint32_t max);

/* Groups and reasons. */
struct acd_reason_list_view {
    uint32_t actions;  /* bit set of 1 << enum acd_reason_action */
    uint8_t mandatory;
    uint64_t groups;   /* bit set of 1 << (group - 1) whose agents it is offered to */
};
struct acd_reason_view {
    uint32_t reason_list;
    uint8_t enabled;
};
bool acd_reason_list_view(const struct acd *acd, uint32_t reason_list, struct acd_reason_list_view *view);
bool acd_reason_view(const struct acd *acd, uint32_t reason, struct acd_reason_view *view);
uint32_t acd_group_count(const struct acd *acd); /* highest number given */
uint32_t acd_reason_list_count(const struct acd *acd);
uint32_t acd_reason_count(const struct acd *acd);
/* The reasons that may be given for this action of this agent, in the order of their numbers: those enabled, of a list
 * for the action that is offered to the agent's group. Returns how many were written (at most max); *mandatory: one
 * must be given. In a centre without any list of reasons a reason is any number, none is offered and none is
 * required. */
uint32_t acd_agent_reasons(const struct acd *acd, uint32_t agent, enum acd_reason_action action, uint32_t *reasons, uint32_t max, bool *mandatory);
enum acd_reason_action acd_reason_action_of(const struct acd *acd, uint32_t status); /* of choosing it; ACD_REASON_ACTIONS: none (Available) */
/* May this supervisor act on this agent? True for every pair while ACD_RULE_SUPERVISOR_GROUPS is 0. */
bool acd_supervises(const struct acd *acd, uint32_t supervisor, uint32_t agent);

/* How a chosen status would be met now, without choosing it: what menus show and previews say. */
enum acd_meaning { ACD_MEANS_REFUSED, ACD_MEANS_NOW, ACD_MEANS_NEXT, ACD_MEANS_CANCEL, ACD_MEANS_NO_CHANGE };
enum acd_meaning acd_status_meaning(const struct acd *acd, uint32_t agent, uint32_t status, struct acd_actor actor, enum acd_refusal *why);

enum acd_shown acd_agent_shown(const struct acd *acd, uint32_t agent); /* SIGNED_OUT for no such agent */
/* The moves open to this actor now, a bit set of 1 << enum acd_move: what buttons show and what a refusal lists. A move
 * to a status is open if there is a status with that role and choosing it would not be refused. */
uint32_t acd_agent_moves(const struct acd *acd, uint32_t agent, struct acd_actor actor);
/* The table's entry as set, without the rules that open more and whether it is possible now. */
uint32_t acd_moves(const struct acd *acd, enum acd_actor_kind actor, enum acd_shown shown);

/* Routing questions, answered from state. */
uint32_t acd_queue_waiting(const struct acd *acd, uint32_t queue, enum acd_channel channel);
uint32_t acd_contact_place_in_queue(const struct acd *acd, uint64_t contact); /* 1 = next; 0 = not waiting. O(log n) */
bool acd_queue_staffed(const struct acd *acd, uint32_t queue, enum acd_channel channel); /* some agent who is ROUTABLE without a next status has it in the profile. O(profiles) */
bool acd_queue_open(const struct acd *acd, uint32_t queue, int64_t at);
int64_t acd_queue_opens_at(const struct acd *acd, uint32_t queue, int64_t at); /* ACD_NEVER: unknown within the horizon */
int64_t acd_hours_horizon(const struct acd *acd, uint32_t hours); /* last closes_at known; the server renews before it passes */
uint32_t acd_entry_point_queue(const struct acd *acd, uint32_t entry_point); /* 0: no such */

/* The derived activity (connect.md 1.4), for display only. */
enum acd_activity { ACD_ACTIVITY_OFFLINE, ACD_ACTIVITY_AVAILABLE, ACD_ACTIVITY_CUSTOM, ACD_ACTIVITY_INCOMING, ACD_ACTIVITY_WRAPUP,
                    ACD_ACTIVITY_ON_CONTACT, ACD_ACTIVITY_REJECTED, ACD_ACTIVITY_MISSED, ACD_ACTIVITY_ERROR, ACD_ACTIVITY_MONITORING };
enum acd_activity acd_agent_activity(const struct acd *acd, uint32_t agent);

/* Why does this agent get no work of this channel; why does this contact wait. */
enum acd_why {
    ACD_WHY_ROUTABLE,        /* nothing in the way */
    ACD_WHY_STATUS, ACD_WHY_NEXT_STATUS, ACD_WHY_DISABLED, ACD_WHY_CHANNEL_NOT_IN_PROFILE, ACD_WHY_NO_FREE_SLOT,
    ACD_WHY_OTHER_CHANNEL, ACD_WHY_VOICE_MISSED, ACD_WHY_NO_QUEUE, ACD_WHY_NOTHING_WAITS,
    ACD_WHY_NO_AGENT_HAS_QUEUE, ACD_WHY_NO_AGENT_AVAILABLE, ACD_WHY_DELAY, ACD_WHY_OTHERS_FIRST, ACD_WHY_NOT_WAITING,
    ACD_WHY_RECONNECTING,    /* the page is awaited back */
    ACD_WHY_AGENT_LIMIT,     /* the agent's own limit, of the channel or in total */
    ACD_WHY_BLEND,           /* the agent's blend: not, or no more, while on another channel */
    ACD_WHY_OFFER_RINGS,     /* ACD_RULE_ONE_OFFER */
    ACD_WHY_WRAPUP,          /* ACD_RULE_WRAPUP_TAKES_NO_WORK */
    ACD_WHY_TAKEN_BACK,      /* of a contact: a supervisor took it back from the only agent who could have it, until another can or that one changes status */
    ACD_WHYS
};
const char *acd_why_name(enum acd_why why); /* "NO_FREE_SLOT" */
enum acd_why acd_why_no_work(const struct acd *acd, uint32_t agent, enum acd_channel channel);
enum acd_why acd_why_waiting(const struct acd *acd, uint64_t contact);

uint32_t acd_agent_count(const struct acd *acd);  /* highest number given */
uint32_t acd_status_count(const struct acd *acd);
uint32_t acd_queue_count(const struct acd *acd);
uint32_t acd_profile_count(const struct acd *acd);
int64_t acd_rule(const struct acd *acd, enum acd_rule rule);
enum acd_model acd_model(const struct acd *acd);
/* Walks live contacts: pass 0 first, then the last one returned; 0 = no more. Order is arbitrary but repeatable. */
uint64_t acd_contact_after(const struct acd *acd, uint64_t contact);

#endif
