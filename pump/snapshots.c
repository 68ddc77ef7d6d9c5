/* Snapshots: a second core follows the journal's durable events on a thread of its own and is saved every so many. It
 * must never touch the live core.
 *
 *   load newest snapshot --> wait for events --> apply --> enough since the last save? --> encode, save
 *                                  ^                               |
 *                                  +-------------------------------+        stop: apply the rest, save if it is worth it
 */
#include "pump/state.h"

#include <pthread.h>
#include <stdlib.h>

#include "lib/turns.h"

enum {
    STEP_EVENTS_MAX = 256, /* how far it may lag: no wake for each commit, no millisecond at a time */
    NICE = 10,
    CLOSE_EVENTS_MIN = 1000, /* fewer than this since the last one: replay is as fast */
};

struct pump_snapshots {
    struct journal *journal;
    struct pump_options options;
    struct journal_reader *reader;
    struct pump_block block;
    uint64_t saved_seq;
    pthread_t thread;
};

static void save(struct pump_snapshots *snapshots)
{
    struct journal_error error;
    uint64_t seq = acd_seq(snapshots->block.core);
    size_t len = acd_encode(snapshots->block.core, NULL, 0);
    uint8_t *bytes = malloc(len);
    snapshots->saved_seq = seq; /* also if it fails: the next one is tried as much later */
    if (!bytes) {
        pump_note(&snapshots->options, "There was not enough memory for a snapshot.");
        return;
    }
    acd_encode(snapshots->block.core, bytes, len);
    if (journal_snapshot_save(snapshots->journal, seq, bytes, len, &error) != 0)
        pump_note(&snapshots->options, error.sentence);
    free(bytes);
}

/* Applies what is durable; false on a fault. */
static bool apply_durable(struct pump_snapshots *snapshots)
{
    struct journal_error error;
    struct journal_entry entry;
    int got;
    while ((got = journal_reader_next(snapshots->reader, &entry, &error)) == 1) {
        acd_apply(snapshots->block.core, &entry.event);
        turns_offer();
        if (acd_seq(snapshots->block.core) - snapshots->saved_seq >= snapshots->options.snapshot_events)
            save(snapshots);
    }
    if (got < 0)
        pump_note(&snapshots->options, error.sentence);
    return got == 0;
}

static void *follow(void *ctx)
{
    struct pump_snapshots *snapshots = ctx;
    pthread_setname_np(pthread_self(), "snapshots");
    turns_give_way(NICE); /* snapshots have time */
    uint64_t step = snapshots->options.snapshot_events;
    step = step < STEP_EVENTS_MAX ? step : STEP_EVENTS_MAX;
    while (journal_reader_wait(snapshots->reader, step))
        if (!apply_durable(snapshots))
            return NULL;
    if (journal_failed(snapshots->journal, NULL) || !apply_durable(snapshots))
        return NULL;
    uint64_t enough = snapshots->options.snapshot_events < CLOSE_EVENTS_MIN ? 1 : CLOSE_EVENTS_MIN;
    if (acd_seq(snapshots->block.core) - snapshots->saved_seq >= enough)
        save(snapshots);
    return NULL;
}

static int prepare(struct pump_snapshots *snapshots, struct pump_error *error)
{
    struct journal_error fault;
    if (!pump_block_init(&snapshots->block, &snapshots->options.limits))
        return pump_fault(error, "There is not enough memory for the core that makes snapshots.");
    if (pump_block_load(&snapshots->block, snapshots->journal, &fault) != 0)
        return pump_fault(error, "%s", fault.sentence);
    snapshots->saved_seq = acd_seq(snapshots->block.core);
    if (journal_reader_open(&snapshots->reader, snapshots->journal, snapshots->saved_seq + 1, &fault) != 0)
        return pump_fault(error, "%s", fault.sentence);
    journal_reader_bodies_from(snapshots->reader, UINT64_MAX); /* a core reads none */
    if (pthread_create(&snapshots->thread, NULL, follow, snapshots) == 0)
        return 0;
    journal_reader_close(snapshots->reader);
    return pump_fault(error, "The thread that makes snapshots could not be started.");
}

int pump_snapshots_start(struct pump_snapshots **snapshotsp, struct journal *journal,
                         const struct pump_options *options, struct pump_error *error)
{
    if (options->snapshot_events == UINT64_MAX)
        return 0;
    struct pump_snapshots *snapshots = calloc(1, sizeof *snapshots);
    if (!snapshots)
        return pump_fault(error, "There is not enough memory for the core that makes snapshots.");
    snapshots->journal = journal;
    snapshots->options = *options;
    if (prepare(snapshots, error) != 0) {
        pump_block_free(&snapshots->block);
        free(snapshots);
        return -1;
    }
    *snapshotsp = snapshots;
    return 0;
}

void pump_snapshots_stop(struct pump_snapshots *snapshots)
{
    if (!snapshots)
        return;
    journal_reader_cancel(snapshots->reader);
    pthread_join(snapshots->thread, NULL);
    journal_reader_close(snapshots->reader);
    pump_block_free(&snapshots->block);
    free(snapshots);
}
