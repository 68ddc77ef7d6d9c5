/* Folds events, and events alone, into spans of agents' time, facts of contacts and outcomes of offers. It never reads
 * a core and decides nothing.
 *
 *   events in order --tally_apply()--> spans as they close, contacts as they change, offers as they end --> the sink
 *
 * An agent's spans are gapless: each begins where the last one ended, the first at the agent's creation. Within a span
 * nothing named in it changes, so the sums of their lengths by status, by code and by activity are the same, and are
 * the time online plus the time offline, to the millisecond. A next status that waits changes no sum: until it is
 * applied the time is time in the old status (connect.md 6.2); it is named in the span beside it.
 *
 * What a tally knows it can put away in pieces, each as bytes with a number, and take up again, so that whoever keeps
 * the sums need not read all events again.
 */
#ifndef NEXTUP_TALLY_TALLY_H
#define NEXTUP_TALLY_TALLY_H

#include "core/core.h"

enum { TALLY_ACTIVITIES = 12, TALLY_BUCKET_MS = 15 * 60 * 1000, TALLY_PIECE_BYTES_MAX = 4096 };

struct tally_span {
    uint64_t seq; /* of the event that began it */
    uint32_t agent;
    uint32_t profile;
    uint32_t status;
    uint32_t code;        /* the reason given with the status, 0: none */
    uint32_t next;        /* the next status that waits, 0: none; a plan for later is none */
    uint8_t status_type;
    uint8_t activity;     /* enum acd_activity (connect.md 1.4) */
    uint8_t is_on_contact;/* a leg is dialled out, connected, on hold, paused or in wrap-up (connect.md 6.1) */
    uint8_t has_error;    /* a leg is MISSED, REJECTED or ERROR */
    uint16_t contacts;    /* legs there in any state */
    uint16_t handled;     /* of them those that make it on contact */
    int64_t from;
    int64_t to;           /* exclusive; ACD_NEVER: it goes on */
};

/* One contact as far as it is known. row names it for good: the seq of the event that began it. Times are 0 where they
 * never came. */
struct tally_contact {
    uint64_t row;
    uint64_t contact;
    uint32_t queue;       /* the last it was in; 0: none, or an agent's own */
    uint32_t queue_agent; /* whose own queue it was in, or 0 */
    uint32_t agent;       /* who was connected last, 0: nobody */
    uint32_t profile;     /* of that agent when they were connected */
    uint8_t channel;
    uint8_t initiation;
    uint8_t cause;        /* enum acd_cause: why it ended */
    uint8_t ended_by;     /* enum acd_actor_kind: of the event that ended it */
    uint8_t is_over;      /* also its wrap-up: nothing below changes any more */
    uint8_t was_queued;
    uint8_t is_transferred; /* another contact goes on with the customer */
    uint8_t is_transferred_by_agent;
    uint8_t was_on_hold_at_end;
    uint16_t holds;
    uint16_t messages_agent, messages_customer;
    uint16_t offers;      /* made so far */
    int64_t started_at;
    int64_t enqueued_at;  /* first */
    int64_t dequeued_at;  /* it left the queue: answered, or gone */
    int64_t connected_at; /* to an agent */
    int64_t ended_at;     /* for the customer */
    int64_t wrapup_at, wrapup_ended_at;
    int64_t hold_ms, pause_ms; /* pause_ms: at an agent */
    int64_t hold_since, pause_since; /* 0: not now */
    int64_t first_response_at; /* the agent's first message after being connected */
};

enum tally_outcome { TALLY_OFFER_RINGS, TALLY_OFFER_ACCEPTED, TALLY_OFFER_MISSED, TALLY_OFFER_ABANDONED, TALLY_OFFER_REJECTED, TALLY_OFFER_WITHDRAWN, TALLY_OFFER_FAILED };

/* An offer that is over (or an outbound leg that was dialled: initiation OUTBOUND). */
struct tally_offer {
    uint64_t row; /* seq of the event that made it */
    uint64_t contact;
    uint32_t agent;
    uint32_t profile;
    uint32_t queue;
    uint8_t channel;
    uint8_t initiation; /* the contact's */
    uint8_t outcome;    /* enum tally_outcome; ABANDONED: the customer left while it rang */
    uint8_t reason;     /* enum acd_cause of OFFER_MADE */
    uint32_t code;      /* given with a rejection */
    int64_t begun_at;
    int64_t ended_at;
};

/* Told in the order of the events, a contact that is not over only by tally_save(); what is pointed at is lent for the
 * call. No function is NULL. */
struct tally_sink {
    void (*span)(void *ctx, const struct tally_span *span);          /* it is closed; never one of length 0 */
    void (*contact)(void *ctx, const struct tally_contact *contact); /* over, or changed: goes before what was told of the same row */
    void (*offer)(void *ctx, const struct tally_offer *offer);
    void *ctx;
};

struct tally;

struct tally *tally_new(void); /* knows nothing, seq 0; NULL: no memory */
void tally_free(struct tally *tally);
uint64_t tally_seq(const struct tally *tally);

/* The event must be the next one (seq == tally_seq() + 1). False: no memory; the tally must be thrown away. */
bool tally_apply(struct tally *tally, const struct acd_event *event, const struct tally_sink *sink);

/* The span that goes on now, to == ACD_NEVER. False: no such agent. */
bool tally_open_span(const struct tally *tally, uint32_t agent, struct tally_span *span);
uint32_t tally_agent_count(const struct tally *tally); /* the highest number */

/* ---- putting it away ---- */
enum tally_piece { TALLY_PIECE_AGENT, TALLY_PIECE_STATUS };
/* bytes are lent; len 0: it is gone. At most TALLY_PIECE_BYTES_MAX. */
typedef void tally_keep_fn(void *ctx, enum tally_piece kind, uint32_t number, const uint8_t *bytes, size_t len);
/* Tells the sink every contact, and keep every piece, that changed since the last save. What was told of contacts that
 * are not over is what tally_load_contact() takes. */
void tally_save(struct tally *tally, const struct tally_sink *sink, tally_keep_fn *keep);
/* Take up again, in any order, into a new tally; then tally_begin_at() says which event it had seen. False: not
 * understood (or no memory): read all events again. */
bool tally_load(struct tally *tally, enum tally_piece kind, uint32_t number, const uint8_t *bytes, size_t len);
bool tally_load_contact(struct tally *tally, const struct tally_contact *contact);
void tally_begin_at(struct tally *tally, uint64_t seq);
/* The span that goes on, of an agent's piece as it was kept. False: not understood. */
bool tally_piece_span(uint32_t agent, const uint8_t *bytes, size_t len, struct tally_span *span);

/* ---- sums ---- */
/* An agent's time in one stretch, in milliseconds (connect.md 6.2). online = non_productive + contact + idle. */
struct tally_times {
    int64_t online;         /* any status but OFFLINE */
    int64_t non_productive; /* CUSTOM, also while on contact */
    int64_t contact;        /* on contact while ROUTABLE */
    int64_t idle;           /* ROUTABLE and not on contact: also while it rings, or an error is there */
    int64_t error;          /* a leg MISSED, REJECTED or ERROR; within the others */
    int64_t draining;       /* a next status waits; within the others */
    int64_t load;           /* contact, times the legs that were handled at once */
};
/* Adds the part of the span within [from, to). */
void tally_add_span(struct tally_times *times, const struct tally_span *span, int64_t from, int64_t to);
void tally_add_times(struct tally_times *times, const struct tally_times *other);
/* An offer's outcome is a non-response (connect.md 6.3): missed or left by the customer while it rang, or rejected. */
bool tally_is_non_response(const struct tally_offer *offer);
/* Handled ones: interaction, hold, wrap-up and pause (connect.md 6.4). All 0 where the contact was never connected. */
int64_t tally_interaction_ms(const struct tally_contact *contact);
int64_t tally_wrapup_ms(const struct tally_contact *contact);
int64_t tally_handle_ms(const struct tally_contact *contact);
/* How long it was in the queue; 0 if it never was. */
int64_t tally_queued_ms(const struct tally_contact *contact);
/* connect.md 6.4 CONTACTS_ABANDONED. */
bool tally_is_abandoned(const struct tally_contact *contact);

#endif
