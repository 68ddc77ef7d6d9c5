/* The teller: a thread that follows one centre's durable events, renders what is told of them, and puts it into the
 * spool. It must never touch the live centre, and nobody waits for it: far behind, it reads files while the journal
 * goes on.
 *
 *     REPLAYING --the spool's end--> TELLING --nothing more is durable--> SETTLED: heartbeats, until something is ---> TELLING
 *       (muted: nothing is rendered)
 *
 * A restart replays the journal from its first event, because a snapshot of the past needs the names of the past; it
 * renders from the spool's end on.
 *
 * While nobody wants to know (no publisher, no reader, no erasure that the spool must follow) it stays out of the way
 * of a burst: it waits until events come slowly again, or it is behind by lag_events_max. Then, or as soon as somebody
 * wants to know, it tells all that happened meanwhile: the same as if it had never waited. Only what the spool would
 * have let go of again by then it does not render at all: who comes back from before that is told of the gap, as they
 * would have been.
 */
#ifndef NEXTUP_EDGE_STREAM_TELLER_H
#define NEXTUP_EDGE_STREAM_TELLER_H

#include "edge/stream/spool.h"
#include "pump/pump.h"

struct teller_options {
    struct pump *pump;
    const char *region;
    const char *account;
    int64_t (*now)(void *ctx); /* called from the teller's thread */
    void *now_ctx;
    void (*grown)(void *ctx); /* called from the teller's thread when the spool has more; must not block; NULL: nobody */
    void *grown_ctx;
    uint64_t lag_events_max; /* 0: TELLER_LAG_EVENTS_MAX */
};
enum { TELLER_LAG_EVENTS_MAX = 1000000 };

struct teller;
/* On the pump's thread. The spool is lent. 0, or -1 and a sentence. */
int teller_start(struct teller **tellerp, struct spool *spool, const struct teller_options *options, struct pump_error *error);
/* Ends the thread. On the pump's thread, before the pump is closed. */
void teller_stop(struct teller *teller);
/* After the pump is closed: its last posts may still name the teller. NULL is allowed. */
void teller_free(struct teller *teller);

uint64_t teller_seq(const struct teller *teller); /* how far it is; any thread */
uint64_t teller_left_out(const struct teller *teller); /* events that were not rendered; any thread */
/* One more wants to know, or one fewer. On the pump's thread. */
void teller_want(struct teller *teller, bool wants);

#endif
