/* What the files of the pump share. Private to pump/. */
#ifndef NEXTUP_PUMP_STATE_H
#define NEXTUP_PUMP_STATE_H

#include "book/book.h"
#include "journal/journal.h"
#include "pump/outbox.h"
#include "pump/pump.h"

/* A core with the memory it lives in. */
struct pump_block {
    struct acd *core;
    size_t bytes;
    struct acd_limits limits;
};

/* An empty core; false without memory. Pages are taken only as they are used. */
bool pump_block_init(struct pump_block *block, const struct acd_limits *limits);
void pump_block_free(struct pump_block *block);

/* Puts the newest snapshot that the core understands into an empty core: it is then as far as the snapshot, else still
 * empty. -1: a fault. */
int pump_block_load(struct pump_block *block, struct journal *journal, struct journal_error *error);

/* snapshots.c: a second core that follows the journal on its own thread, and saves what it is every so many events. */
struct pump_snapshots;
int pump_snapshots_start(struct pump_snapshots **snapshotsp, struct journal *journal,
                         const struct pump_options *options, struct pump_error *error);
/* Saves once more if enough has happened (and the journal has not failed), and ends. NULL is fine. */
void pump_snapshots_stop(struct pump_snapshots *snapshots);

struct pump_tap_place {
    pump_tap_fn *call; /* NULL: taken away while taps were being called */
    void *ctx;
};

struct pump {
    struct pump_options options; /* defaults filled in */
    struct journal *journal;     /* owned */
    struct book *book;           /* owned */
    struct pump_block block;
    struct pump_snapshots *snapshots; /* NULL: none wanted */
    struct outbox outbox;
    struct pump_tap_place taps[PUMP_TAPS_MAX];
    uint32_t tap_count;
    int64_t now;   /* the latest time seen; never goes back */
    bool deciding; /* taps are being called */
    uint64_t decided, refused, turned_away; /* for pump_counters() */
    bool calling;  /* a post or a book's answer is being called */
    bool closing;
    struct acd_batch batch;
    struct journal_entry entries[ACD_BATCH_EVENTS_MAX];
};

/* recovery.c: brings core and book to the journal's end; afterwards the book follows. */
int pump_recover(struct pump *pump, const char *dir, struct pump_error *error);

/* keys.c: whose the body of the present batch is. last: the directory has the batch; else false means: ask again
 * then. */
bool pump_owner(const struct pump *pump, const void *body, size_t len, bool last, struct journal_owner *owner);
/* Carries out once more what an entry of the journal erased, if it did. */
int pump_erase_again(struct pump *pump, const struct journal_entry *entry, struct journal_error *error);

/* Writes the sentence of a fault; returns -1. */
int pump_fault(struct pump_error *error, const char *format, ...) __attribute__((format(printf, 2, 3)));
void pump_note(const struct pump_options *options, const char *sentence);

#endif
