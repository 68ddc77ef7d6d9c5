/* What the engines of a journal share: the counters, the batch bytes that wait, the failure, and the table of what an
 * engine does. Private to journal/.
 *
 *   appended, not yet durable            durable
 *   last ------------------------------> durable ---------------------> 1
 *        journal_append(): last grows    journal_committed(): durable grows
 *
 * Once journal_fail() was called neither number ever changes again.
 */
#ifndef NEXTUP_JOURNAL_ENGINE_H
#define NEXTUP_JOURNAL_ENGINE_H

#include "journal/journal.h"
#include "lib/buf.h"

#include <pthread.h>
#include <stdatomic.h>

enum {
    WAL_BYTES_MAX_DEFAULT = 64 << 20,
    PENDING_BYTES_MAX_DEFAULT = 64 << 20,
    RESERVE_BYTES_DEFAULT = 256 << 20,
    PENDING_BYTES_HARD = 256 << 20, /* more than this handed over beyond journal_has_room() is a fault */
    SNAPSHOTS_KEPT = 2,
    GATHER_EVENTS_MAX = 32, /* wait for a push at most: about what comes during one commit */
};

/* Entries that were handed over together, encoded one behind the other. */
struct journal_rows {
    struct buf bytes;
    uint64_t first_seq; /* 0: empty */
    uint32_t count;
    int64_t since_ms; /* engine's monotonic clock when the first came */
};

struct journal_engine {
    void (*appended)(struct journal *journal); /* something was added to pending; called without the mutex */
    void (*flush)(struct journal *journal);
    void (*close)(struct journal *journal); /* frees the engine's struct, the base with journal_base_free() */
    int64_t (*now_ms)(const struct journal *journal); /* monotonic */
    int64_t (*committing_since_ms)(
        const struct journal
            *journal); /* of the rows taken from pending and not durable; 0: none */
    int (*reader_open)(struct journal_reader **readerp, struct journal *journal, uint64_t first_seq,
                       struct journal_error *error);
    /* The entry lies where the engine likes until the next call, its body as it is on the disk. */
    int (*reader_next)(struct journal_reader *reader, struct journal_entry **entryp,
                       struct journal_error *error);
    void (*reader_read_ahead)(struct journal_reader *reader); /* NULL: there is nothing to be gained */
    void (*reader_close)(struct journal_reader *reader);
    int (*snapshot_save)(struct journal *journal, uint64_t seq, const uint8_t *bytes, size_t len,
                         struct journal_error *error);
    int (*snapshot_load)(struct journal *journal, uint64_t *seq, uint8_t **bytesp, size_t *len,
                         struct journal_error *error);
};

struct journal {
    const struct journal_engine *engine;
    struct journal_options options; /* defaults filled in; wake and its ctx live below */
    pthread_mutex_t mutex;          /* guards pending, failure and the engine's own queue */
    pthread_cond_t changed;         /* durable has reached `wanted`, the journal failed, or a reader was cancelled */
    uint64_t wanted;                /* the least seq that somebody waits for; UINT64_MAX: nobody does */
    struct journal_rows pending;
    bool gathers;                   /* the owner says by journal_push() when it has nothing more in hand */
    bool pushed;                    /* since pending was taken the last time */
    struct journal_error failure;
    uint8_t *scratch; /* one record, and one sealed body behind it; the appender's thread only */
    struct buf batch; /* what is being appended, as records; the appender's thread only */
    struct journal_keys *keys; /* the engine's to open and close; NULL: bodies are kept in clear */
    _Atomic uint64_t last;
    _Atomic uint64_t durable;
    _Atomic uint64_t commits; /* since it was opened */
    _Atomic size_t
        pending_bytes; /* of pending and of what the engine took from it and has not made durable */
    _Atomic bool failed;
    _Atomic bool below_reserve;
    pthread_mutex_t
        wake_mutex; /* held while waking, so that journal_set_wake() returns when the former is out of use */
    void (*wake)(void *ctx);
    void *wake_ctx;
};

struct journal_reader {
    struct journal *journal;
    uint64_t next_seq; /* to be read next */
    uint64_t bodies_from; /* entries before it have no bodies */
    enum journal_owner_kind only; /* whose sealed bodies are opened; NONE: everybody's */
    bool cancelled;    /* under the journal's mutex */
    uint8_t *opened;   /* the last body that was sealed, in clear; NULL: there was none */
    struct journal_entry entry; /* the present one, where the engine has no other place for it */
};

/* Sets up the base of an engine's struct: everything up to seq last is durable. Returns -1 without memory. */
int journal_base_init(struct journal *journal, const struct journal_engine *engine,
                      const struct journal_options *options, uint64_t last, struct journal_error *error);
void journal_base_free(struct journal *journal);

/* With the mutex: there is something pending, and the writer need not wait for more of it. */
bool journal_may_take(const struct journal *journal);
/* Everything up to seq is durable, bytes of pending_bytes with it; wakes the owner, then whoever waits for it. Nothing
 * of this once journal_fail() was called. */
void journal_committed(struct journal *journal, uint64_t seq, size_t bytes);
/* With the mutex: waits for `changed`, which is told of seq. */
void journal_wait_for(struct journal *journal, uint64_t seq);
/* For good. The first sentence counts. */
void journal_fail(struct journal *journal, const char *sentence);

void journal_rows_init(struct journal_rows *rows);
void journal_rows_clear(struct journal_rows *rows);

/* Writes the sentence of a fault; returns -1. */
int journal_fault(struct journal_error *error, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif
