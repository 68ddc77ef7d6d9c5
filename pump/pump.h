/* The pump moves: inbox -> step -> append -> durable -> outbox, for one centre, on one thread. It has no sockets, no
 * JSON and no clock.
 *
 * The one rule it exists for (design.md rule 3): nothing leaves before what it has seen is durable - not events, not
 * answers, not refusals, not reads.
 *   1. An edge asks pump_decide(). The core decides at once; the events are appended to the journal; every tap sees the
 *      batch with the state exactly as it is after it.
 *   2. Whoever wants to tell the world something it has just seen - the answer, a refusal, a read, a pushed event -
 *      renders it NOW and hands a function to pump_post(). It is called on this thread, in the order of posting, once
 *      everything decided up to this moment is durable. That is the only way out.
 *   3. When the journal fails, every post that waits is called with PUMP_LOST (outcome unknown: the edge answers 503),
 *      and the program ends with exit code 1.
 */
#ifndef NEXTUP_PUMP_H
#define NEXTUP_PUMP_H

#include "core/core.h"
#include "lib/uuid.h"

struct pump;
struct book;
struct journal;
struct book_chain_contact;

struct pump_error {
    char sentence[512];
};

struct pump_options {
    struct acd_limits limits;    /* all zero: acd_limits_default() */
    uint64_t snapshot_events;    /* a snapshot each so many events; 0: 200,000; UINT64_MAX: never, and no thread for them */
    void (*wake)(void *ctx);     /* called from any thread when pump_poll() has something to do; must not block, nor call the pump */
    void *ctx;
    bool gathers;                /* what is decided goes to the disk with the next pump_push(); false: at once */
    void (*note)(void *ctx, const char *sentence); /* NULL, or told from any thread what is worth a line in the log but no fault */
    void *note_ctx;
};

/* Opens the centre in dir (NULL: in memory, for tests): newest good snapshot, then replay; then the book; then both
 * follow. Returns 0, or -1 and a sentence. */
int pump_open(struct pump **pumpp, const char *dir, const struct pump_options *options, struct pump_error *error);
/* The same on a journal the caller brings (tests, simulator); the pump owns it from now on. */
int pump_open_journal(struct pump **pumpp, struct journal *journal, const struct pump_options *options, struct pump_error *error);
/* Waits until all is durable, runs the posts, closes journal and book. */
void pump_close(struct pump *pump);

/* Decides a command. command->at is the clock's now; the pump never lets time go backwards. body (may be NULL) rides
 * beside the batch's first event. On ACD_OK *batchp (may be NULL) is lent until the next call of any pump function.
 * Also refuses what only the pump knows: */
enum pump_refusal {
    PUMP_OK,
    PUMP_REFUSED,       /* by the core: *refusal says why */
    PUMP_NO_SPACE,      /* below the disk reserve: no new contacts, agents may finish */
    PUMP_OVERLOADED,    /* too much waits to become durable: 503, retry */
    PUMP_FAILED,        /* the journal has failed */
};
enum pump_refusal pump_decide(struct pump *pump, const struct acd_command *command, const void *body, size_t body_len,
                              const struct acd_batch **batchp, enum acd_refusal *refusal);

/* How a post came out. */
enum pump_outcome { PUMP_DURABLE, PUMP_LOST };
typedef void pump_post_fn(void *ctx, enum pump_outcome outcome);
/* Calls post(ctx, ...) exactly once, when all that was decided until now is durable; before pump_post() returns if it
 * already is and nothing waits before it. Posted from a tap, from a post or from a book's answer it is called after
 * that has returned. More than PUMP_POSTS_MAX at once: the newest is called with PUMP_LOST at once (pump_decide() says
 * PUMP_OVERLOADED long before). A post may call every function of the pump but pump_close(). */
enum { PUMP_POSTS_MAX = 1 << 20 };
void pump_post(struct pump *pump, pump_post_fn *post, void *ctx);

/* A tap sees every batch decided from now on (never those of recovery), after state and book have it, before it is
 * durable. What it makes goes out by pump_post(). Taps are called in the order they were set, at most PUMP_TAPS_MAX of
 * them. A tap must not decide; it may untap itself. */
enum { PUMP_TAPS_MAX = 16 };
typedef void pump_tap_fn(void *ctx, struct pump *pump, const struct acd_batch *batch, const void *body, size_t body_len);
void pump_tap(struct pump *pump, pump_tap_fn *tap, void *ctx);
void pump_untap(struct pump *pump, pump_tap_fn *tap, void *ctx);

/* The caller has no more commands in hand for now: what was decided goes to the disk. For who asked for it (gathers):
 * call it before each wait, or nothing becomes durable. */
void pump_push(struct pump *pump);
/* After a wake: takes what has become durable, runs the posts, the book's answers. */
void pump_poll(struct pump *pump);
/* Runs the core's timers due at now, a bounded number of batches; if more is due, pump_deadline() says so. Call at
 * pump_deadline() (ACD_NEVER: no need; also while the journal takes nothing, then ask again after the next wake). */
void pump_tick(struct pump *pump, int64_t now);
int64_t pump_deadline(const struct pump *pump);

/* Erasing (docs/reference/erasure.md): the bodies of one contact's chain, or of one user, are gone for good once
 * everything decided until now is durable (pump_post()): the event BOOK_ERASED is in the journal, then their keys are
 * destroyed. Whether it may be is the caller's affair: the chain must be over, the user disabled. */
struct pump_erasing {
    int64_t at;
    struct acd_actor actor;
    const char *why;  /* NULL: not said. It stays, in the audit */
    uint32_t agent;   /* a user; 0: a contact */
    struct uuid uuid; /* the user's, or of the chain's first contact */
    const struct book_chain_contact *contacts; /* all of the chain, as book_ask_chain() tells them */
    uint32_t contact_count;
};
enum pump_refusal pump_erase(struct pump *pump, const struct pump_erasing *erasing);

/* Reading. What is read may leave only by pump_post(). */
const struct acd *pump_core(const struct pump *pump);
const struct book *pump_book(const struct pump *pump);
struct book *pump_book_ask(struct pump *pump); /* for the book_ask_* calls */
uint64_t pump_seq(const struct pump *pump);     /* last decided */
uint64_t pump_durable(const struct pump *pump);
bool pump_failed(const struct pump *pump, struct pump_error *error);
/* What operators count; nothing of the centre's state. Since it was opened. */
struct pump_counters {
    uint64_t decided;     /* commands accepted, timers among them */
    uint64_t refused;     /* by the core */
    uint64_t turned_away; /* by the pump: no space, overloaded, failed */
    uint64_t commits;     /* of the journal: each one fsync */
    uint64_t posts_waiting; /* now: what may not leave yet */
};
struct pump_counters pump_counters(const struct pump *pump);
int64_t pump_stalled_ms(const struct pump *pump); /* how long the oldest undurable append has waited; for /readyz */

/* Following: a centre's durable events one by one from the first, with a core and a directory that are exactly as far.
 * For whoever tells the world later what happened, and must tell it as it was then: publishers, audits. pump_follow is
 * called on the pump's thread; then the follower belongs to any one thread. Everything it shows is durable, so it may
 * leave at once. Close it before pump_close(). */
struct pump_follower;
int pump_follow(struct pump *pump, struct pump_follower **followerp, struct pump_error *error); /* 0, or -1 and a sentence */
/* 1: *eventp is the next durable event, not yet applied, lent until pump_follower_apply(). 0: none is durable now. -1:
 * the journal cannot be read, and a sentence. Reads the disk. */
int pump_follower_peek(struct pump_follower *follower, const struct acd_event **eventp, struct pump_error *error);
const void *pump_follower_body(const struct pump_follower *follower, size_t *len); /* that of the event peeked at last; NULL: none, or it was erased. Lent until the next peek */
void pump_follower_apply(struct pump_follower *follower); /* the event peeked at; it remains readable until the next peek */
const struct acd *pump_follower_core(const struct pump_follower *follower);
const struct book *pump_follower_book(const struct pump_follower *follower);
void pump_follower_close(struct pump_follower *follower); /* NULL is allowed */

/* The centres of one server, in a fixed order. Filled by the server, lent to the edges. */
enum { PUMP_CENTRES_MAX = 64 };
struct pump_centres {
    struct pump *pumps[PUMP_CENTRES_MAX];
    uint32_t count;
};
struct pump *pump_find_centre(const struct pump_centres *centres, const char *alias);
/* The centre that has this username (unique on a server), with the agent's number; NULL: nobody. */
struct pump *pump_find_username(const struct pump_centres *centres, const char *username, uint32_t *agent);

#endif
