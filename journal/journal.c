/* The journal's door: what is the same for every engine (engine.h). It must not know where the bytes go. */
#include "journal/engine.h"
#include "journal/seal.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

enum {
    RECORD_BYTES_MAX = ACD_BODY_BYTES_MAX + 1024,
    SEALED_BYTES_MAX = ACD_BODY_BYTES_MAX + JOURNAL_SEAL_BYTES
};

int journal_fault(struct journal_error *error, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(error->sentence, sizeof error->sentence, format, arguments);
    va_end(arguments);
    return -1;
}

void journal_rows_init(struct journal_rows *rows)
{
    *rows = (struct journal_rows){0};
    buf_init(&rows->bytes, PENDING_BYTES_HARD);
}

void journal_rows_clear(struct journal_rows *rows)
{
    buf_clear(&rows->bytes);
    rows->first_seq = 0;
    rows->count = 0;
    rows->since_ms = 0;
}

static void fill_defaults(struct journal_options *options)
{
    if (options->wal_bytes_max == 0)
        options->wal_bytes_max = WAL_BYTES_MAX_DEFAULT;
    if (options->pending_bytes_max == 0)
        options->pending_bytes_max = PENDING_BYTES_MAX_DEFAULT;
    if (options->reserve_bytes == 0)
        options->reserve_bytes = RESERVE_BYTES_DEFAULT;
}

int journal_base_init(struct journal *journal, const struct journal_engine *engine,
                      const struct journal_options *options, uint64_t last, struct journal_error *error)
{
    *journal = (struct journal){.engine = engine};
    if (options)
        journal->options = *options;
    fill_defaults(&journal->options);
    journal->wake = journal->options.wake;
    journal->wake_ctx = journal->options.ctx;
    journal->scratch = malloc(RECORD_BYTES_MAX + SEALED_BYTES_MAX);
    if (!journal->scratch)
        return journal_fault(error, "There is not enough memory to open the journal.");
    pthread_mutex_init(&journal->mutex, NULL);
    pthread_mutex_init(&journal->wake_mutex, NULL);
    pthread_cond_init(&journal->changed, NULL);
    journal_rows_init(&journal->pending);
    buf_init(&journal->batch, PENDING_BYTES_HARD);
    journal->wanted = UINT64_MAX;
    atomic_store(&journal->last, last);
    atomic_store(&journal->durable, last);
    return 0;
}

void journal_base_free(struct journal *journal)
{
    buf_free(&journal->pending.bytes);
    buf_free(&journal->batch);
    free(journal->scratch);
    pthread_cond_destroy(&journal->changed);
    pthread_mutex_destroy(&journal->wake_mutex);
    pthread_mutex_destroy(&journal->mutex);
}

static void call_wake(struct journal *journal)
{
    pthread_mutex_lock(&journal->wake_mutex);
    if (journal->wake)
        journal->wake(journal->wake_ctx);
    pthread_mutex_unlock(&journal->wake_mutex);
}

void journal_set_wake(struct journal *journal, void (*wake)(void *ctx), void *ctx)
{
    pthread_mutex_lock(&journal->wake_mutex);
    journal->wake = wake;
    journal->wake_ctx = ctx;
    pthread_mutex_unlock(&journal->wake_mutex);
}

void journal_committed(struct journal *journal, uint64_t seq, size_t bytes)
{
    pthread_mutex_lock(&journal->mutex);
    assert(seq > atomic_load(&journal->durable));
    if (atomic_load(&journal->failed)) { /* an append was, while this was written: durable stays (engine.h) */
        pthread_mutex_unlock(&journal->mutex);
        return;
    }
    atomic_store(&journal->durable, seq);
    atomic_fetch_add(&journal->commits, 1);
    atomic_fetch_sub(&journal->pending_bytes, bytes);
    bool wanted = seq >= journal->wanted;
    if (wanted)
        journal->wanted = UINT64_MAX; /* who needs more says so again */
    pthread_mutex_unlock(&journal->mutex);
    call_wake(journal); /* first: its answers wait for this, the followers have time */
    if (wanted)
        pthread_cond_broadcast(&journal->changed);
}

void journal_wait_for(struct journal *journal, uint64_t seq)
{
    if (seq < journal->wanted)
        journal->wanted = seq;
    pthread_cond_wait(&journal->changed, &journal->mutex);
}

void journal_fail(struct journal *journal, const char *sentence)
{
    pthread_mutex_lock(&journal->mutex);
    if (!atomic_load(&journal->failed)) {
        snprintf(journal->failure.sentence, sizeof journal->failure.sentence, "%s", sentence);
        atomic_store(&journal->failed, true);
    }
    pthread_cond_broadcast(&journal->changed);
    pthread_mutex_unlock(&journal->mutex);
    call_wake(journal);
}

/* The entry as it is to be written. Seals a body that has an owner, into the scratch behind the record's. */
static int seal(struct journal *journal, struct journal_entry *entry, struct journal_error *error)
{
    uint8_t *sealed = journal->scratch + RECORD_BYTES_MAX;
    if (!journal->keys || entry->owner.kind == JOURNAL_OWNER_NONE || entry->body_len == 0)
        return 0;
    if (journal_seal(journal->keys, entry, sealed, error) != 0)
        return -1;
    entry->body = sealed;
    entry->body_len += JOURNAL_SEAL_BYTES;
    entry->sealed = true;
    return 0;
}

/* Makes the batch's records; false if that cannot be, and a sentence. Nobody waits meanwhile. */
static bool encode_batch(struct journal *journal, const struct journal_entry *entries, uint32_t count,
                         struct journal_error *error)
{
    buf_clear(&journal->batch);
    for (uint32_t i = 0; i < count; i++) {
        assert(entries[i].event.seq == atomic_load(&journal->last) + 1 + i);
        struct journal_entry entry = entries[i];
        if (seal(journal, &entry, error) != 0)
            return false;
        size_t len = journal_record_encode(&entry, journal->scratch, RECORD_BYTES_MAX);
        assert(len <= RECORD_BYTES_MAX);
        buf_append(&journal->batch, journal->scratch, len);
    }
    return !buf_failed(&journal->batch) ||
           journal_fault(error, "There is not enough memory for what waits to become durable.") == 0;
}

bool journal_may_take(const struct journal *journal)
{
    return journal->pending.count > 0 &&
           (!journal->gathers || journal->pushed || journal->pending.count >= GATHER_EVENTS_MAX);
}

/* With the mutex. False: there is no memory, and a sentence. */
static bool add_pending(struct journal *journal, uint64_t first_seq, uint32_t count,
                        struct journal_error *error)
{
    struct journal_rows *pending = &journal->pending;
    buf_append(&pending->bytes, journal->batch.bytes, journal->batch.len);
    if (buf_failed(&pending->bytes)) {
        pending->count = 0; /* what it held is gone: nobody may take it */
        return journal_fault(error, "There is not enough memory for what waits to become durable.") == 0;
    }
    if (pending->count == 0) {
        pending->first_seq = first_seq;
        pending->since_ms = journal->engine->now_ms(journal);
    }
    pending->count += count;
    atomic_fetch_add(&journal->pending_bytes, journal->batch.len);
    atomic_fetch_add(&journal->last, count);
    return true;
}

void journal_append(struct journal *journal, const struct journal_entry *entries, uint32_t count)
{
    assert(count > 0);
    struct journal_error error;
    if (atomic_load(&journal->failed))
        return;
    bool added = encode_batch(journal, entries, count, &error);
    bool may_take = false;
    if (added) {
        pthread_mutex_lock(&journal->mutex);
        bool failed = atomic_load(&journal->failed);
        added = failed || add_pending(journal, entries[0].event.seq, count, &error);
        may_take = !failed && journal_may_take(journal);
        pthread_mutex_unlock(&journal->mutex);
    }
    if (!added)
        journal_fail(journal, error.sentence);
    else if (may_take)
        journal->engine->appended(journal);
}

void journal_gather(struct journal *journal)
{
    pthread_mutex_lock(&journal->mutex);
    journal->gathers = true;
    pthread_mutex_unlock(&journal->mutex);
}

void journal_push(struct journal *journal)
{
    if (atomic_load(&journal->last) == atomic_load(&journal->durable))
        return; /* for an owner who asks often: nothing can be pending */
    pthread_mutex_lock(&journal->mutex);
    bool waits = journal->gathers && !journal->pushed && journal->pending.count > 0;
    journal->pushed |= waits;
    pthread_mutex_unlock(&journal->mutex);
    if (waits)
        journal->engine->appended(journal);
}

uint64_t journal_last(const struct journal *journal)
{
    return atomic_load(&journal->last);
}

uint64_t journal_durable(const struct journal *journal)
{
    return atomic_load(&journal->durable);
}

uint64_t journal_commits(const struct journal *journal)
{
    return atomic_load(&journal->commits);
}

bool journal_failed(const struct journal *journal, struct journal_error *error)
{
    if (!atomic_load(&journal->failed))
        return false;
    if (error) /* written before failed was, and never again */
        *error = journal->failure;
    return true;
}

bool journal_has_room(const struct journal *journal)
{
    return atomic_load(&journal->pending_bytes) < journal->options.pending_bytes_max;
}

bool journal_below_reserve(const struct journal *journal)
{
    return atomic_load(&journal->below_reserve);
}

int64_t journal_oldest_pending_ms(const struct journal *journal)
{
    struct journal *guarded = (struct journal *)journal; /* only its mutex is touched */
    pthread_mutex_lock(&guarded->mutex);
    int64_t since = journal->engine->committing_since_ms(journal);
    if (since == 0)
        since = journal->pending.since_ms;
    int64_t waited = since ? journal->engine->now_ms(journal) - since : 0;
    pthread_mutex_unlock(&guarded->mutex);
    return waited;
}

void journal_flush(struct journal *journal)
{
    journal_push(journal);
    journal->engine->flush(journal);
    uint64_t last = atomic_load(&journal->last);
    pthread_mutex_lock(&journal->mutex);
    while (atomic_load(&journal->durable) < last && !atomic_load(&journal->failed))
        journal_wait_for(journal, last);
    pthread_mutex_unlock(&journal->mutex);
}

void journal_close(struct journal *journal)
{
    journal_flush(journal);
    journal->engine->close(journal);
}

int journal_reader_open(struct journal_reader **readerp, struct journal *journal, uint64_t first_seq,
                        struct journal_error *error)
{
    assert(first_seq > 0);
    return journal->engine->reader_open(readerp, journal, first_seq, error);
}

void journal_reader_read_ahead(struct journal_reader *reader)
{
    if (reader->journal->engine->reader_read_ahead)
        reader->journal->engine->reader_read_ahead(reader);
}

static int open_body(struct journal_reader *reader, struct journal_entry *entry, struct journal_error *error)
{
    bool early = entry->event.seq < reader->bodies_from;
    if (early ||
        (entry->sealed && reader->only != JOURNAL_OWNER_NONE && journal_seal_kind(entry) != reader->only)) {
        entry->body = NULL;
        entry->body_len = 0;
        entry->sealed = false;
    }
    if (!entry->sealed)
        return 1;
    return journal_open_seal(reader->journal->keys, entry, reader->opened, error) == 0 ? 1 : -1;
}

int journal_reader_lend(struct journal_reader *reader, const struct journal_entry **entryp,
                        struct journal_error *error)
{
    struct journal_entry *entry;
    /* Before an entry is taken, so that it comes again with the next try. */
    if (!reader->opened && reader->journal->keys && !(reader->opened = malloc(ACD_BODY_BYTES_MAX)))
        return journal_fault(error, "There is not enough memory to read the journal.");
    int got = reader->journal->engine->reader_next(reader, &entry, error);
    if (got == 1 && entry->body)
        got = open_body(reader, entry, error);
    if (got == 1)
        *entryp = entry;
    return got;
}

int journal_reader_next(struct journal_reader *reader, struct journal_entry *entry,
                        struct journal_error *error)
{
    const struct journal_entry *lent;
    int got = journal_reader_lend(reader, &lent, error);
    if (got == 1)
        *entry = *lent;
    return got;
}

void journal_reader_bodies_from(struct journal_reader *reader, uint64_t seq)
{
    reader->bodies_from = seq;
}

void journal_reader_open_only(struct journal_reader *reader, enum journal_owner_kind kind)
{
    reader->only = kind;
}

void journal_reader_close(struct journal_reader *reader)
{
    free(reader->opened);
    reader->journal->engine->reader_close(reader);
}

bool journal_reader_wait(struct journal_reader *reader, uint64_t count)
{
    struct journal *journal = reader->journal;
    pthread_mutex_lock(&journal->mutex);
    uint64_t wanted = reader->next_seq + count - 1;
    while (atomic_load(&journal->durable) < wanted && !atomic_load(&journal->failed) && !reader->cancelled)
        journal_wait_for(journal, wanted);
    bool ready = atomic_load(&journal->durable) >= wanted && !reader->cancelled;
    pthread_mutex_unlock(&journal->mutex);
    return ready;
}

void journal_reader_cancel(struct journal_reader *reader)
{
    pthread_mutex_lock(&reader->journal->mutex);
    reader->cancelled = true;
    pthread_cond_broadcast(&reader->journal->changed);
    pthread_mutex_unlock(&reader->journal->mutex);
}

int journal_snapshot_save(struct journal *journal, uint64_t seq, const uint8_t *bytes, size_t len,
                          struct journal_error *error)
{
    assert(seq <= journal_durable(journal));
    return journal->engine->snapshot_save(journal, seq, bytes, len, error);
}

int journal_snapshot_load(struct journal *journal, uint64_t *seq, uint8_t **bytesp, size_t *len,
                          struct journal_error *error)
{
    return journal->engine->snapshot_load(journal, seq, bytesp, len, error);
}

int journal_erase(struct journal *journal, const struct journal_owner *owners, uint32_t count,
                  struct journal_error *error)
{
    return journal->keys ? journal_keys_destroy_all(journal->keys, owners, count, error) : 0;
}

void journal_erase_hold(struct journal *journal, bool hold)
{
    if (journal->keys)
        journal_keys_hold(journal->keys, hold);
}

uint64_t journal_settled(const struct journal *journal)
{
    return journal->keys ? journal_keys_settled_seq(journal->keys) : UINT64_MAX;
}

bool journal_owner_before(struct journal *journal, enum journal_owner_kind kind, int64_t before, uint64_t *at,
                          struct journal_owner *owner)
{
    return journal->keys && journal_keys_oldest(journal->keys, (uint8_t)kind, before, at, owner);
}
