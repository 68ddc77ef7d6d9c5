/* The journal that forgets when the process ends, for tests and the simulator, with the faults of memory.h. It must not
 * touch a disk, a clock or a thread.
 *
 *   batches[0] ... batches[durable_count - 1] | batches[durable_count] ... batches[count - 1]
 *            durable: readers see them        |         held: appended only
 *
 * journal_memory_tear() drops the right side; a commit moves the bar. A batch's bytes stay where they are until the
 * journal is closed.
 */
#include "journal/memory.h"
#include "journal/engine.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

struct batch {
    uint8_t *bytes; /* records one behind the other */
    size_t len;
    uint64_t first_seq;
    uint32_t count;
    int64_t since_ms;
};

struct snapshot {
    uint64_t seq;
    uint8_t *bytes; /* NULL: none */
    size_t len;
    bool spoilt;
};

struct journal_memory {
    struct journal base;
    struct batch *batches;
    uint32_t count;
    uint32_t capacity;
    uint32_t durable_count;
    uint32_t unseen; /* kept by a tear though never durable for anybody */
    bool held;
    bool fail_next;
    struct journal_error fail_sentence;
    int64_t now_ms;
    struct snapshot snapshots[SNAPSHOTS_KEPT]; /* the newest first */
};

struct memory_reader {
    struct journal_reader base;
    uint32_t batch; /* being read */
    size_t at;      /* in its bytes */
};

static struct journal_memory *memory_of(struct journal *journal)
{
    return (struct journal_memory *)journal;
}

static const struct journal_memory *memory_of_const(const struct journal *journal)
{
    return (const struct journal_memory *)journal;
}

static void *must(void *memory)
{
    if (!memory)
        abort(); /* a test's machine without memory */
    return memory;
}

static void add_batch(struct journal_memory *memory, struct batch batch)
{
    if (memory->count == memory->capacity) {
        memory->capacity = memory->capacity ? 2 * memory->capacity : 64;
        memory->batches = must(realloc(memory->batches, memory->capacity * sizeof *memory->batches));
    }
    memory->batches[memory->count++] = batch;
}

/* Moves the bar over up to count held batches, as one commit. */
static void commit(struct journal_memory *memory, uint32_t count)
{
    struct journal *journal = &memory->base;
    pthread_mutex_lock(&journal->mutex);
    uint32_t held = memory->count - memory->durable_count;
    count = count < held ? count : held;
    bool dead = atomic_load(&journal->failed) || count == 0;
    bool fail = !dead && memory->fail_next;
    uint64_t seq = 0;
    size_t bytes = 0;
    for (uint32_t i = 0; i < count && !dead && !fail; i++) {
        const struct batch *batch = &memory->batches[memory->durable_count++];
        seq = batch->first_seq + batch->count - 1;
        bytes += batch->len;
    }
    pthread_mutex_unlock(&journal->mutex);
    if (fail)
        journal_fail(journal, memory->fail_sentence.sentence);
    else if (!dead)
        journal_committed(journal, seq, bytes);
}

static void appended(struct journal *journal)
{
    struct journal_memory *memory = memory_of(journal);
    pthread_mutex_lock(&journal->mutex);
    struct journal_rows *pending = &journal->pending;
    struct batch batch = {
        .first_seq = pending->first_seq, .count = pending->count, .since_ms = pending->since_ms};
    batch.bytes = must((uint8_t *)buf_take(&pending->bytes, &batch.len));
    journal_rows_clear(pending);
    journal->pushed = false;
    add_batch(memory, batch);
    bool held = memory->held;
    pthread_mutex_unlock(&journal->mutex);
    if (!held)
        commit(memory, UINT32_MAX);
}

static void flush(struct journal *journal)
{
    journal_memory_hold(journal, false);
}

static void memory_close(struct journal *journal)
{
    struct journal_memory *memory = memory_of(journal);
    for (uint32_t i = 0; i < memory->count; i++)
        free(memory->batches[i].bytes);
    for (int i = 0; i < SNAPSHOTS_KEPT; i++)
        free(memory->snapshots[i].bytes);
    free(memory->batches);
    journal_base_free(journal);
    free(memory);
}

static int64_t now_ms(const struct journal *journal)
{
    return memory_of_const(journal)->now_ms;
}

static int64_t committing_since_ms(const struct journal *journal)
{
    const struct journal_memory *memory = memory_of_const(journal);
    return memory->durable_count < memory->count ? memory->batches[memory->durable_count].since_ms : 0;
}

static int reader_open(struct journal_reader **readerp, struct journal *journal, uint64_t first_seq,
                       struct journal_error *error)
{
    struct memory_reader *reader = calloc(1, sizeof *reader);
    if (!reader)
        return journal_fault(error, "There is not enough memory to read the journal.");
    reader->base.journal = journal;
    reader->base.next_seq = first_seq;
    *readerp = &reader->base;
    return 0;
}

/* The batch that holds the reader's next entry, or NULL at the durable end. Batches do not move once appended, their
 * table does. */
static const uint8_t *find_record(struct memory_reader *reader, size_t *len)
{
    struct journal *journal = reader->base.journal;
    struct journal_memory *memory = memory_of(journal);
    const uint8_t *record = NULL;
    pthread_mutex_lock(&journal->mutex);
    while (reader->base.next_seq <= atomic_load(&journal->durable) && reader->batch < memory->durable_count) {
        const struct batch *batch = &memory->batches[reader->batch];
        if (batch->first_seq + batch->count > reader->base.next_seq && reader->at < batch->len) {
            record = batch->bytes + reader->at;
            *len = batch->len - reader->at;
            break;
        }
        reader->batch++;
        reader->at = 0;
    }
    pthread_mutex_unlock(&journal->mutex);
    return record;
}

static int reader_next(struct journal_reader *base, struct journal_entry **entryp,
                       struct journal_error *error)
{
    struct memory_reader *reader = (struct memory_reader *)base;
    do {
        size_t len = 0;
        const uint8_t *record = find_record(reader, &len);
        if (!record)
            return 0;
        size_t taken = journal_record_decode(record, len, &base->entry);
        if (taken == 0)
            return journal_fault(error, "The journal in memory is damaged near event %llu.",
                                 (unsigned long long)base->next_seq);
        reader->at += taken;
    } while (base->entry.event.seq < base->next_seq);
    base->next_seq++;
    *entryp = &base->entry;
    return 1;
}

static void reader_close(struct journal_reader *reader)
{
    free(reader);
}

static int snapshot_save(struct journal *journal, uint64_t seq, const uint8_t *bytes, size_t len,
                         struct journal_error *error)
{
    struct journal_memory *memory = memory_of(journal);
    struct snapshot snapshot = {.seq = seq, .bytes = malloc(len + 1), .len = len};
    if (!snapshot.bytes)
        return journal_fault(error, "There is not enough memory for a snapshot.");
    memcpy(snapshot.bytes, bytes, len);
    pthread_mutex_lock(&journal->mutex);
    free(memory->snapshots[SNAPSHOTS_KEPT - 1].bytes);
    memmove(memory->snapshots + 1, memory->snapshots, (SNAPSHOTS_KEPT - 1) * sizeof snapshot);
    memory->snapshots[0] = snapshot;
    pthread_mutex_unlock(&journal->mutex);
    return 0;
}

static int snapshot_load(struct journal *journal, uint64_t *seq, uint8_t **bytesp, size_t *len,
                         struct journal_error *error)
{
    (void)error;
    struct journal_memory *memory = memory_of(journal);
    int found = 0;
    pthread_mutex_lock(&journal->mutex);
    for (int i = 0; i < SNAPSHOTS_KEPT && !found; i++) {
        const struct snapshot *snapshot = &memory->snapshots[i];
        if (!snapshot->bytes || snapshot->spoilt)
            continue;
        *bytesp = memcpy(must(malloc(snapshot->len + 1)), snapshot->bytes, snapshot->len);
        *seq = snapshot->seq;
        *len = snapshot->len;
        found = 1;
    }
    pthread_mutex_unlock(&journal->mutex);
    return found;
}

static const struct journal_engine memory_engine = {
    .appended = appended,
    .flush = flush,
    .close = memory_close,
    .now_ms = now_ms,
    .committing_since_ms = committing_since_ms,
    .reader_open = reader_open,
    .reader_next = reader_next,
    .reader_close = reader_close,
    .snapshot_save = snapshot_save,
    .snapshot_load = snapshot_load,
};

/* NULL without memory. */
static struct journal_memory *open_empty(uint64_t last, const struct journal_options *options,
                                         struct journal_error *error)
{
    struct journal_memory *memory = must(calloc(1, sizeof *memory));
    if (journal_base_init(&memory->base, &memory_engine, options, last, error) != 0) {
        free(memory);
        return NULL;
    }
    memory->now_ms = 1;
    return memory;
}

int journal_open_memory(struct journal **journalp, const struct journal_options *options,
                        struct journal_error *error)
{
    struct journal_memory *memory = open_empty(0, options, error);
    if (!memory)
        return -1;
    *journalp = &memory->base;
    return 0;
}

void journal_memory_hold(struct journal *journal, bool held)
{
    struct journal_memory *memory = memory_of(journal);
    pthread_mutex_lock(&journal->mutex);
    memory->held = held;
    pthread_mutex_unlock(&journal->mutex);
    if (!held)
        commit(memory, UINT32_MAX);
}

void journal_memory_commit(struct journal *journal, uint32_t count)
{
    commit(memory_of(journal), count);
}

uint32_t journal_memory_held_count(const struct journal *journal)
{
    const struct journal_memory *memory = memory_of_const(journal);
    return memory->count - memory->durable_count;
}

void journal_memory_fail_next(struct journal *journal, const char *sentence)
{
    struct journal_memory *memory = memory_of(journal);
    journal_fault(&memory->fail_sentence, "%s", sentence);
    memory->fail_next = true;
}

void journal_memory_set_below_reserve(struct journal *journal, bool below)
{
    atomic_store(&journal->below_reserve, below);
}

void journal_memory_set_clock(struct journal *journal, int64_t at)
{
    memory_of(journal)->now_ms = at;
}

void journal_memory_tear(struct journal *journal, uint32_t unseen)
{
    struct journal_memory *memory = memory_of(journal);
    journal_fail(journal, "The machine has stopped.");
    pthread_mutex_lock(&journal->mutex);
    uint32_t held = memory->count - memory->durable_count;
    memory->unseen = unseen < held ? unseen : held;
    pthread_mutex_unlock(&journal->mutex);
}

static void copy_batches(struct journal_memory *to, const struct journal_memory *from, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        struct batch batch = from->batches[i];
        batch.bytes = memcpy(must(malloc(batch.len)), batch.bytes, batch.len);
        add_batch(to, batch);
    }
    to->durable_count = count;
}

static void copy_snapshots(struct journal_memory *to, const struct journal_memory *from)
{
    for (int i = 0; i < SNAPSHOTS_KEPT; i++) {
        struct snapshot snapshot = from->snapshots[i];
        if (snapshot.bytes)
            snapshot.bytes = memcpy(must(malloc(snapshot.len + 1)), snapshot.bytes, snapshot.len);
        to->snapshots[i] = snapshot;
    }
}

int journal_memory_restart(struct journal **journalp, const struct journal *torn,
                           const struct journal_options *options, struct journal_error *error)
{
    const struct journal_memory *from = memory_of_const(torn);
    assert(atomic_load(&torn->failed));
    uint32_t count = from->durable_count + from->unseen;
    uint64_t last = count ? from->batches[count - 1].first_seq + from->batches[count - 1].count - 1 : 0;
    struct journal_memory *memory = open_empty(last, options, error);
    if (!memory)
        return -1;
    copy_batches(memory, from, count);
    copy_snapshots(memory, from);
    *journalp = &memory->base;
    return 0;
}

void journal_memory_spoil_snapshot(struct journal *journal)
{
    memory_of(journal)->snapshots[0].spoilt = true;
}
