/* The thread that tells (teller.h). It must not render: telling.c does. */
#include "edge/stream/teller.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <uv.h>

#include "edge/stream/scrub.h"
#include "edge/stream/telling.h"
#include "lib/log.h"
#include "lib/turns.h"

enum {
    MUTED_MARGIN =
        4 *
        ACD_BATCH_EVENTS_MAX, /* events before the spool's end from where all is rendered again: no open change is older */
    STEP_EVENTS = 512, /* then it looks whether it shall stop */
    RETRY_MS = 1000,
    WAIT_MS_MAX = 5000,
    BEAT_GRACE_MS = 1000, /* an event decided before a heartbeat was due may become durable after */
    NICE = 5,
    LOOK_MS = 200,                    /* in a burst that nobody wants to hear of */
    BURST_EVENTS = 64,                /* in LOOK_MS, or while it tells STEP_EVENTS: it is one */
    LATELY_EVENTS = 64 * STEP_EVENTS, /* what weighs most in the length of an event's tellings */
};

struct teller {
    struct teller_options options;
    struct spool *spool;
    struct pump_follower *follower;
    struct telling telling;
    uv_thread_t thread;
    uv_mutex_t mutex;
    uv_cond_t changed;
    bool durable;    /* something has become durable since the last look; under the mutex, as the next two */
    bool resting;    /* not to be woken by that */
    uint32_t wanted; /* by so many */
    bool posted;     /* a post is on its way; the pump's thread only, as the next one */
    bool again;      /* more was decided since: that post does not wait for it */
    atomic_uint_fast64_t erased_seq; /* of the last erasure: the spool is to be edited as soon as possible */
    atomic_uint_fast64_t durable_seq;
    uint64_t looked_seq; /* so much was durable when it last looked; the thread's */
    struct {
        uint64_t events;
        uint64_t bytes;
    } rendered; /* lately: how much an event becomes; the thread's */
    bool running;
    bool settled_once;
    uint64_t erased; /* erasures up to this seq are carried out in the spool; the thread's */
    atomic_bool stopping;
    atomic_uint_fast64_t seq;
    atomic_uint_fast64_t left_out;
};

/* ---- the pump's side: one post at a time says that there is more ---- */

static void on_durable(void *ctx, enum pump_outcome outcome);

static void post(struct teller *teller)
{
    teller->posted = true;
    teller->again = false;
    pump_post(teller->options.pump, on_durable, teller);
}

static void on_durable(void *ctx, enum pump_outcome outcome)
{
    struct teller *teller = ctx;
    teller->posted = false;
    teller->durable_seq = pump_durable(teller->options.pump);
    uv_mutex_lock(&teller->mutex);
    teller->durable = true;
    if (!teller->resting || teller->erased_seq > teller->seq)
        uv_cond_signal(&teller->changed);
    uv_mutex_unlock(&teller->mutex);
    if (teller->again && outcome == PUMP_DURABLE)
        post(teller);
}

static void on_batch(void *ctx, struct pump *pump, const struct acd_batch *batch, const void *body,
                     size_t body_len)
{
    struct teller *teller = ctx;
    (void)body;
    (void)body_len;
    for (uint32_t i = 0; i < batch->count; i++)
        if (batch->events[i].kind == ACD_RECORDED && batch->events[i].record == BOOK_ERASED)
            teller->erased_seq = batch->events[i].seq;
    (void)pump;
    teller->again = teller->posted;
    if (!teller->posted)
        post(teller);
}

/* ---- the thread ---- */

static void pause_for(struct teller *teller, int64_t ms)
{
    ms = ms < 0 ? 0 : ms > WAIT_MS_MAX ? WAIT_MS_MAX : ms;
    uv_mutex_lock(&teller->mutex);
    if (!teller->durable && !teller->stopping && ms > 0)
        uv_cond_timedwait(&teller->changed, &teller->mutex, (uint64_t)ms * 1000000);
    teller->durable = false;
    uv_mutex_unlock(&teller->mutex);
}

/* ---- staying out of the way ---- */

/* Under the mutex. */
static bool is_wanted(const struct teller *teller)
{
    return teller->wanted > 0 || teller->erased_seq > teller->seq || teller->stopping;
}

static bool is_too_far_behind(const struct teller *teller)
{
    return teller->durable_seq >= teller->seq + teller->options.lag_events_max;
}

/* Whether many have come since it was last asked, and it may still fall behind. */
static bool is_burst(struct teller *teller)
{
    uint64_t durable = teller->durable_seq;
    bool many = durable >= teller->looked_seq + BURST_EVENTS;
    teller->looked_seq = durable;
    return many && !is_too_far_behind(teller);
}

/* Waits a while, unless somebody wants to know; false then. What becomes durable meanwhile does not end it. */
static bool nap(struct teller *teller)
{
    uv_mutex_lock(&teller->mutex);
    bool naps = !is_wanted(teller);
    teller->resting = naps;
    if (naps)
        uv_cond_timedwait(&teller->changed, &teller->mutex, (uint64_t)LOOK_MS * 1000000);
    teller->resting = false;
    uv_mutex_unlock(&teller->mutex);
    return naps;
}

/* A full disk holds the teller up, nobody else; what it has not written is rendered again after a restart. */
static void put(void *ctx, struct place place, enum spool_kind kind, const char *key, const char *json,
                size_t len)
{
    struct teller *teller = ctx;
    struct spool_error error;
    teller->rendered.bytes += len;
    while (!teller->stopping && spool_append(teller->spool, place, kind, key, json, len, &error) != 0) {
        log_error(log_event("stream_stuck"), log_text("why", error.sentence));
        pause_for(teller, RETRY_MS);
    }
}

static void publish(struct teller *teller)
{
    struct spool_error error;
    struct place before = spool_end(teller->spool);
    if (spool_publish(teller->spool, &error) != 0)
        log_error(log_event("stream_stuck"), log_text("why", error.sentence));
    else if (place_compare(spool_end(teller->spool), before) != 0 && teller->options.grown != NULL)
        teller->options.grown(teller->options.grown_ctx);
}

/* Somebody was erased: what is still open goes out (it may name them), and then the spool loses their texts. A full
 * disk holds the teller up, nobody else. */
static void erase(struct teller *teller, const struct acd_event *event)
{
    size_t len = 0;
    struct scrub scrub;
    struct spool_error error;
    const void *body = pump_follower_body(teller->follower, &len);
    telling_settle(&teller->telling);
    if (event->seq <= teller->erased || !body || !scrub_init(&scrub, body, len))
        return;
    while (!teller->stopping) {
        publish(teller);
        if (scrub_spool(teller->spool, &scrub, event->seq, &error) == 0) {
            teller->erased = event->seq;
            break;
        }
        log_error(log_event("stream_not_erased"), log_text("why", error.sentence));
        pause_for(teller, RETRY_MS);
    }
    scrub_free(&scrub);
}

/* ---- what is left out ---- */

/* What comes before it is only followed: it was told already, or is left out. */
static uint64_t loud_seq(const struct teller *teller)
{
    uint64_t end = spool_end(teller->spool).seq;
    return end > MUTED_MARGIN ? end - MUTED_MARGIN : 0;
}

static void count_rendered(struct teller *teller)
{
    if (++teller->rendered.events < LATELY_EVENTS)
        return;
    teller->rendered.events /= 2;
    teller->rendered.bytes /= 2;
}

/* Of so many events the spool keeps what is told of them, going by the length of what was rendered lately; and a
 * quarter more. */
static uint64_t events_kept(const struct teller *teller)
{
    if (teller->rendered.events < STEP_EVENTS || teller->rendered.bytes == 0)
        return UINT64_MAX;
    double bytes_of_one = (double)teller->rendered.bytes / (double)teller->rendered.events;
    double kept = 1.25 * (double)spool_bytes_max(teller->spool) / bytes_of_one;
    return kept < 1e18 ? (uint64_t)kept : UINT64_MAX;
}

/* Nobody wants to know, and of what comes next the spool would keep nothing until all that is durable were told: it is
 * not rendered at all. */
static void skip(struct teller *teller)
{
    struct spool_error error;
    uint64_t durable = teller->durable_seq;
    uint64_t kept = events_kept(teller);
    uv_mutex_lock(&teller->mutex);
    bool wanted = is_wanted(teller);
    uv_mutex_unlock(&teller->mutex);
    if (wanted || teller->seq < loud_seq(teller) || durable - teller->seq <= kept)
        return;
    if (spool_skip(teller->spool, (struct place){.seq = durable - kept}, &error) != 0) {
        log_error(log_event("stream_stuck"), log_text("why", error.sentence));
        return;
    }
    teller->settled_once = false; /* heartbeats go on behind the gap */
    teller->left_out += durable - kept - teller->seq;
    log_info(log_event("stream_left_out"), log_u64("after", teller->seq), log_u64("up_to", durable - kept));
}

/* A bounded number of events. 1: there may be more. 0: nothing more is durable. -1: the journal cannot be read. */
static int step(struct teller *teller)
{
    struct pump_error error;
    const struct acd_event *event = NULL;
    uint64_t loud_from = loud_seq(teller);
    for (int i = 0; i < STEP_EVENTS; i++) {
        int got = pump_follower_peek(teller->follower, &event, &error);
        if (got < 0)
            log_error(log_event("stream_cannot_read"), log_text("why", error.sentence));
        if (got <= 0)
            return got;
        teller->telling.muted = event->seq < loud_from;
        if (!teller->telling.muted)
            count_rendered(teller);
        telling_before(&teller->telling, event);
        pump_follower_apply(teller->follower);
        telling_after(&teller->telling, event);
        if (event->kind == ACD_RECORDED && event->record == BOOK_ERASED)
            erase(teller, event);
        teller->seq = event->seq;
        turns_offer();
    }
    return 1;
}

/* Heartbeats that were told before a restart are not told again, nor do new ones take their places. */
static void settle(struct teller *teller)
{
    struct place end = spool_end(teller->spool);
    telling_settle(&teller->telling);
    if (!teller->settled_once && place_compare(end, teller->telling.last) > 0)
        teller->telling.last = end;
    teller->settled_once = true;
}

static void run(void *ctx)
{
    struct teller *teller = ctx;
    pthread_setname_np(pthread_self(), "stream-teller");
    turns_give_way(NICE); /* answering comes first */
    while (!teller->stopping) {
        if (is_burst(teller) && nap(teller))
            continue;
        if (is_too_far_behind(teller))
            skip(teller);
        int got = step(teller);
        int64_t wait = RETRY_MS;
        if (got > 0)
            continue;
        if (got == 0) {
            int64_t now = teller->options.now(teller->options.now_ctx) - BEAT_GRACE_MS;
            settle(teller);
            int64_t next = telling_beat(&teller->telling, now);
            wait = next == ACD_NEVER ? WAIT_MS_MAX : next - now;
        }
        publish(teller);
        pause_for(teller, wait);
        nap(teller); /* what comes one by one is told together if nobody waits for it */
    }
}

/* ---- life ---- */

int teller_start(struct teller **tellerp, struct spool *spool, const struct teller_options *options,
                 struct pump_error *error)
{
    struct teller *teller = calloc(1, sizeof *teller);
    if (teller == NULL) {
        *error = (struct pump_error){.sentence = "There is not enough memory to tell what happens."};
        return -1;
    }
    teller->options = *options;
    if (teller->options.lag_events_max == 0)
        teller->options.lag_events_max = TELLER_LAG_EVENTS_MAX;
    teller->spool = spool;
    teller->durable_seq = teller->looked_seq = pump_durable(options->pump);
    teller->erased = scrub_done(spool);
    if (pump_follow(options->pump, &teller->follower, error) != 0) {
        free(teller);
        return -1;
    }
    struct telling_options telling = {
        .region = options->region, .account = options->account, .sink = put, .ctx = teller};
    telling_init(&teller->telling, &telling, pump_follower_core(teller->follower),
                 pump_follower_book(teller->follower));
    uv_mutex_init(&teller->mutex);
    uv_cond_init(&teller->changed);
    pump_tap(options->pump, on_batch, teller);
    teller->running = uv_thread_create(&teller->thread, run, teller) == 0;
    if (!teller->running) {
        *error = (struct pump_error){.sentence = "The thread that tells what happens could not be started."};
        teller_stop(teller);
        teller_free(teller);
        return -1;
    }
    *tellerp = teller;
    return 0;
}

void teller_stop(struct teller *teller)
{
    uv_mutex_lock(&teller->mutex);
    teller->stopping = true;
    uv_cond_signal(&teller->changed);
    uv_mutex_unlock(&teller->mutex);
    if (teller->running)
        uv_thread_join(&teller->thread);
    pump_untap(teller->options.pump, on_batch, teller);
    telling_free(&teller->telling);
    pump_follower_close(teller->follower);
    teller->follower = NULL;
    teller->running = false;
}

void teller_free(struct teller *teller)
{
    if (teller == NULL)
        return;
    uv_cond_destroy(&teller->changed);
    uv_mutex_destroy(&teller->mutex);
    free(teller);
}

void teller_want(struct teller *teller, bool wants)
{
    uv_mutex_lock(&teller->mutex);
    teller->wanted = wants ? teller->wanted + 1 : teller->wanted - 1;
    uv_cond_signal(&teller->changed);
    uv_mutex_unlock(&teller->mutex);
}

uint64_t teller_seq(const struct teller *teller)
{
    return teller->seq;
}

uint64_t teller_left_out(const struct teller *teller)
{
    return teller->left_out;
}
