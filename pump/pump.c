/* The pump: has commands decided, remembered and seen, and lets nothing out before it is durable (pump.h). It must not
 * open a socket, read a clock or know JSON.
 *
 *   pump_decide                                     pump_post                     pump_poll
 *     refuse what only the pump knows                 outbox: (seq, function)       durable >= seq: call it, PUMP_DURABLE
 *     acd_step      state has the batch                 seq = last decided          journal failed: call it, PUMP_LOST
 *     book_apply    directory has it                                                book_durable, book_poll
 *     journal_append  on its way to the disk
 *     taps          see it, and post
 *
 * Only run_posts() and pump_post() call a post, and only call_post() says with which outcome: the one comparison of
 * design.md rule 3.
 */
#include "pump/state.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    SNAPSHOT_EVENTS_DEFAULT = 200000,
    TICK_BATCHES_MAX = 16,                      /* of one pump_tick() */
    POSTS_PER_POLL_MAX = 4096,                  /* then the loop gets its turn */
    POSTS_BEFORE_OVERLOAD = PUMP_POSTS_MAX / 2, /* the other half is for reads and taps */
};

int pump_fault(struct pump_error *error, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(error->sentence, sizeof error->sentence, format, arguments);
    va_end(arguments);
    return -1;
}

void pump_note(const struct pump_options *options, const char *sentence)
{
    if (options->note)
        options->note(options->note_ctx, sentence);
}

/* ---- opening and closing ---- */

static struct pump_options with_defaults(const struct pump_options *options)
{
    static const struct acd_limits none;
    struct pump_options filled = options ? *options : (struct pump_options){0};
    if (memcmp(&filled.limits, &none, sizeof none) == 0)
        filled.limits = acd_limits_default();
    if (filled.snapshot_events == 0)
        filled.snapshot_events = SNAPSHOT_EVENTS_DEFAULT;
    return filled;
}

static void release(struct pump *pump)
{
    pump_snapshots_stop(pump->snapshots);
    if (pump->book)
        book_close(pump->book);
    journal_close(pump->journal);
    outbox_free(&pump->outbox);
    pump_block_free(&pump->block);
    free(pump);
}

static int open_on(struct pump **pumpp, const char *dir, struct journal *journal,
                   const struct pump_options *options, struct pump_error *error)
{
    struct pump *pump = calloc(1, sizeof *pump);
    if (!pump) {
        journal_close(journal);
        return pump_fault(error, "There is not enough memory to open the centre.");
    }
    pump->options = with_defaults(options);
    pump->journal = journal;
    journal_set_wake(journal, pump->options.wake, pump->options.ctx);
    if (pump_recover(pump, dir, error) != 0 ||
        pump_snapshots_start(&pump->snapshots, journal, &pump->options, error) != 0) {
        release(pump);
        return -1;
    }
    pump->now = acd_now(pump->block.core);
    if (pump->options.gathers)
        journal_gather(journal);
    *pumpp = pump;
    return 0;
}

int pump_open(struct pump **pumpp, const char *dir, const struct pump_options *options,
              struct pump_error *error)
{
    struct journal_options wishes = {0};
    struct journal_error fault;
    struct journal *journal;
    if (options) {
        wishes.note = options->note;
        wishes.note_ctx = options->note_ctx;
    }
    int opened = dir ? journal_open_sqlite(&journal, dir, &wishes, &fault)
                     : journal_open_memory(&journal, &wishes, &fault);
    if (opened != 0)
        return pump_fault(error, "%s", fault.sentence);
    return open_on(pumpp, dir, journal, options, error);
}

int pump_open_journal(struct pump **pumpp, struct journal *journal, const struct pump_options *options,
                      struct pump_error *error)
{
    return open_on(pumpp, NULL, journal, options, error);
}

/* ---- the way out ---- */

/* Rule 3's one comparison: what a post has seen is durable, or it will never be known to be. */
static void call_post(struct pump *pump, const struct outbox_post *post)
{
    bool durable = post->seq <= journal_durable(pump->journal);
    assert(durable || journal_failed(pump->journal, NULL));
    pump->calling = true;
    post->call(post->ctx, durable ? PUMP_DURABLE : PUMP_LOST);
    pump->calling = false;
}

/* After a failure everything may go: each as durable or lost. */
static uint64_t may_go(const struct pump *pump)
{
    return journal_failed(pump->journal, NULL) ? UINT64_MAX : journal_durable(pump->journal);
}

static void run_posts(struct pump *pump)
{
    struct outbox_post post;
    for (int i = 0; i < POSTS_PER_POLL_MAX; i++) {
        if (!outbox_take(&pump->outbox, may_go(pump), &post))
            return;
        call_post(pump, &post);
    }
    if (pump->options.wake)
        pump->options.wake(pump->options.ctx);
}

void pump_post(struct pump *pump, pump_post_fn *call, void *ctx)
{
    struct outbox_post post = {.seq = acd_seq(pump->block.core), .call = call, .ctx = ctx};
    bool alone = pump->outbox.count == 0 && !pump->deciding && !pump->calling;
    if (alone && post.seq <= may_go(pump)) {
        call_post(pump, &post);
        run_posts(pump); /* what that one has posted */
    } else if (!outbox_add(&pump->outbox, post)) {
        call(ctx, PUMP_LOST);
    }
}

void pump_push(struct pump *pump)
{
    journal_push(pump->journal);
}

void pump_poll(struct pump *pump)
{
    assert(!pump->deciding && !pump->calling);
    run_posts(pump);
    book_durable(pump->book, journal_durable(pump->journal));
    pump->calling = true;
    book_poll(pump->book);
    pump->calling = false;
    run_posts(pump);
}

void pump_close(struct pump *pump)
{
    assert(!pump->deciding && !pump->calling);
    pump->closing = true;
    do {
        journal_flush(pump->journal);
        run_posts(pump);
    } while (pump->outbox.count);
    release(pump);
}

/* ---- the way in ---- */

static bool begins_contact(uint16_t kind)
{
    return kind == ACD_START_CONTACT || kind == ACD_PLACE_CALL;
}

/* What only the pump knows. */
static enum pump_refusal refuse(const struct pump *pump, uint16_t kind)
{
    if (journal_failed(pump->journal, NULL))
        return PUMP_FAILED;
    if (!journal_has_room(pump->journal) || pump->outbox.count >= POSTS_BEFORE_OVERLOAD || pump->closing)
        return PUMP_OVERLOADED;
    if (begins_contact(kind) && journal_below_reserve(pump->journal))
        return PUMP_NO_SPACE;
    return PUMP_OK;
}

static void call_taps(struct pump *pump, const void *body, size_t body_len)
{
    pump->deciding = true;
    for (uint32_t i = 0; i < pump->tap_count; i++)
        if (pump->taps[i].call)
            pump->taps[i].call(pump->taps[i].ctx, pump, &pump->batch, body, body_len);
    pump->deciding = false;
    uint32_t kept = 0;
    for (uint32_t i = 0; i < pump->tap_count; i++)
        if (pump->taps[i].call)
            pump->taps[kept++] = pump->taps[i];
    pump->tap_count = kept;
}

/* The batch is in the core: now book, journal and taps have it. The body rides beside the first event. */
static void spread(struct pump *pump, const void *body, size_t body_len)
{
    const struct acd_batch *batch = &pump->batch;
    struct journal_owner owner = {.kind = JOURNAL_OWNER_NONE};
    /* Before, because the batch may forget the contact; and after, because it may be its first. */
    bool known = body_len == 0 || pump_owner(pump, body, body_len, false, &owner);
    for (uint32_t i = 0; i < batch->count; i++) {
        bool first = i == 0 && body_len > 0;
        pump->entries[i] = (struct journal_entry){.event = batch->events[i],
                                                  .body = first ? body : NULL,
                                                  .body_len = first ? (uint32_t)body_len : 0};
        book_apply(pump->book, &batch->events[i], pump->entries[i].body, pump->entries[i].body_len);
    }
    if (!known)
        pump_owner(pump, body, body_len, true, &owner);
    pump->entries[0].owner = owner;
    journal_append(pump->journal, pump->entries, batch->count);
    call_taps(pump, body, body_len);
}

enum pump_refusal pump_decide(struct pump *pump, const struct acd_command *command, const void *body,
                              size_t body_len, const struct acd_batch **batchp, enum acd_refusal *refusal)
{
    assert(!pump->deciding && body_len <= ACD_BODY_BYTES_MAX);
    enum pump_refusal own = refuse(pump, command->kind);
    if (own != PUMP_OK) {
        pump->turned_away++;
        return own;
    }
    struct acd_command timed = *command;
    pump->now = timed.at > pump->now ? timed.at : pump->now;
    timed.at = pump->now;
    enum acd_refusal decided = acd_step(pump->block.core, &timed, &pump->batch);
    if (refusal)
        *refusal = decided;
    if (decided != ACD_OK) {
        pump->refused++;
        return PUMP_REFUSED;
    }
    pump->decided++;
    if (pump->batch.count > 0)
        spread(pump, body, body_len);
    if (batchp)
        *batchp = &pump->batch;
    return PUMP_OK;
}

void pump_tick(struct pump *pump, int64_t now)
{
    pump->now = now > pump->now ? now : pump->now;
    struct acd_command tick = {.kind = ACD_TICK, .at = pump->now};
    for (int i = 0; i < TICK_BATCHES_MAX && pump_deadline(pump) <= pump->now; i++)
        if (pump_decide(pump, &tick, NULL, 0, NULL, NULL) != PUMP_OK || pump->batch.count == 0)
            return;
}

int64_t pump_deadline(const struct pump *pump)
{
    return refuse(pump, ACD_TICK) == PUMP_OK ? acd_deadline(pump->block.core) : ACD_NEVER;
}

void pump_tap(struct pump *pump, pump_tap_fn *call, void *ctx)
{
    assert(pump->tap_count < PUMP_TAPS_MAX && !pump->deciding);
    pump->taps[pump->tap_count++] = (struct pump_tap_place){.call = call, .ctx = ctx};
}

void pump_untap(struct pump *pump, pump_tap_fn *call, void *ctx)
{
    for (uint32_t i = 0; i < pump->tap_count; i++) {
        if (pump->taps[i].call != call || pump->taps[i].ctx != ctx)
            continue;
        pump->taps[i].call = NULL;
        if (pump->deciding) /* the place is closed up when the taps have been called */
            return;
        memmove(&pump->taps[i], &pump->taps[i + 1], (pump->tap_count - i - 1) * sizeof pump->taps[0]);
        pump->tap_count--;
        return;
    }
}

/* ---- reading ---- */

const struct acd *pump_core(const struct pump *pump)
{
    return pump->block.core;
}

const struct book *pump_book(const struct pump *pump)
{
    return pump->book;
}

struct book *pump_book_ask(struct pump *pump)
{
    return pump->book;
}

uint64_t pump_seq(const struct pump *pump)
{
    return acd_seq(pump->block.core);
}

uint64_t pump_durable(const struct pump *pump)
{
    return journal_durable(pump->journal);
}

bool pump_failed(const struct pump *pump, struct pump_error *error)
{
    struct journal_error fault;
    if (!journal_failed(pump->journal, &fault))
        return false;
    if (error)
        pump_fault(error, "%s", fault.sentence);
    return true;
}

int64_t pump_stalled_ms(const struct pump *pump)
{
    return journal_oldest_pending_ms(pump->journal);
}

struct pump_counters pump_counters(const struct pump *pump)
{
    return (struct pump_counters){.decided = pump->decided,
                                  .refused = pump->refused,
                                  .turned_away = pump->turned_away,
                                  .commits = journal_commits(pump->journal),
                                  .posts_waiting = pump->outbox.count};
}
