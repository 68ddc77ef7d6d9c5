/* The engine that keeps a journal in SQLite files: opens and closes it (sqlite.h draws who does what). It must not know
 * what an event means. */
#include "journal/sqlite.h"
#include "journal/archived.h"
#include "journal/calm.h"
#include "journal/keys.h"
#include "journal/snapshot.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static void flush(struct journal *journal)
{
    (void)journal; /* the writer is at it already */
}

static int64_t now_ms(const struct journal *journal)
{
    (void)journal;
    struct timespec now; /* only how long something has waited, never what time it is */
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static int64_t committing_since_ms(const struct journal *journal)
{
    return atomic_load(&((const struct journal_sqlite *)journal)->committing_since_ms);
}

static void free_sqlite(struct journal_sqlite *journal)
{
    if (journal->current)
        journal_file_close(journal->current);
    if (journal->standby)
        journal_file_close(journal->standby);
    free(journal->current);
    free(journal->standby);
    bool sound = journal->base.keys && !atomic_load(&journal->base.failed);
    journal_keys_close(journal->base.keys, sound ? atomic_load(&journal->base.durable) : 0);
    journal_recent_free(&journal->recent);
    if (journal->lock_fd >= 0)
        close(journal->lock_fd);
    journal_base_free(&journal->base);
    free(journal);
}

/* After a failure nothing more is written: what the WAL holds is looked at by the next open. */
static void sqlite_close(struct journal *base)
{
    struct journal_sqlite *journal = journal_sqlite_of(base);
    struct journal_error error;
    journal_writer_stop(journal);
    journal_calm_remove_spares(journal->current->path);
    if (!atomic_load(&base->failed)) {
        if (journal->standby && journal_file_seal(journal->current, atomic_load(&base->durable), &error) == 0)
            journal_file_finish(journal->standby, &error);
        journal_file_finish(journal->current, &error);
    }
    free_sqlite(journal);
}

static int snapshot_save(struct journal *journal, uint64_t seq, const uint8_t *bytes, size_t len,
                         struct journal_error *error)
{
    return journal_snapshot_write(journal_sqlite_of(journal)->dir, seq, bytes, len, error);
}

static int snapshot_load(struct journal *journal, uint64_t *seq, uint8_t **bytesp, size_t *len,
                         struct journal_error *error)
{
    return journal_snapshot_read(journal_sqlite_of(journal)->dir, &journal->options, seq, bytesp, len, error);
}

static const struct journal_engine sqlite_engine = {
    .appended = journal_writer_appended,
    .flush = flush,
    .close = sqlite_close,
    .now_ms = now_ms,
    .committing_since_ms = committing_since_ms,
    .reader_open = journal_sqlite_reader_open,
    .reader_next = journal_sqlite_reader_next,
    .reader_read_ahead = journal_sqlite_reader_read_ahead,
    .reader_close = journal_sqlite_reader_close,
    .snapshot_save = snapshot_save,
    .snapshot_load = snapshot_load,
};

static int open_directory(struct journal_sqlite *journal, const char *dir, struct journal_error *error)
{
    if (journal_directory_make(dir, error) != 0)
        return -1;
    snprintf(journal->dir, sizeof journal->dir, "%s", dir);
    journal->lock_fd = journal_directory_lock(dir, error);
    return journal->lock_fd < 0 ? -1 : 0;
}

int journal_open_sqlite(struct journal **journalp, const char *dir, const struct journal_options *options,
                        struct journal_error *error)
{
    struct journal_sqlite *journal = calloc(1, sizeof *journal);
    if (!journal)
        return journal_fault(error, "There is not enough memory to open the journal.");
    if (journal_base_init(&journal->base, &sqlite_engine, options, 0, error) != 0) {
        free(journal);
        return -1;
    }
    journal->lock_fd = -1;
    uint64_t last_seq = 0;
    if (open_directory(journal, dir, error) != 0 || journal_chain_open(journal, &last_seq, error) != 0 ||
        journal_keys_open(&journal->base.keys, dir, last_seq, error) != 0)
        goto fail;
    atomic_store(&journal->base.last, last_seq);
    atomic_store(&journal->base.durable, last_seq);
    journal_writer_measure_space(journal);
    if (journal_writer_start(journal, error) != 0)
        goto fail;
    *journalp = &journal->base;
    return 0;
fail:
    free_sqlite(journal);
    return -1;
}

/* ---- only reading ---- */

static void reading_close(struct journal *base)
{
    journal_keys_close(base->keys, 0);
    base->keys = NULL;
    free_sqlite(journal_sqlite_of(base));
}

static void append_nothing(struct journal *journal)
{
    journal_fail(journal, "This journal was opened only to be read.");
}

static int save_nothing(struct journal *journal, uint64_t seq, const uint8_t *bytes, size_t len,
                        struct journal_error *error)
{
    (void)journal, (void)seq, (void)bytes, (void)len;
    return journal_fault(error, "This journal was opened only to be read.");
}

static const struct journal_engine reading_engine = {
    .appended = append_nothing,
    .flush = flush,
    .close = reading_close,
    .now_ms = now_ms,
    .committing_since_ms = committing_since_ms,
    .reader_open = journal_sqlite_reader_open,
    .reader_next = journal_sqlite_reader_next,
    .reader_read_ahead = journal_sqlite_reader_read_ahead,
    .reader_close = journal_sqlite_reader_close,
    .snapshot_save = save_nothing,
    .snapshot_load = snapshot_load,
};

/* Where the journal ends now: the last file may be new and still empty. */
static int find_end(const char *dir, uint64_t *last_seq, struct journal_error *error)
{
    uint32_t count = 0;
    uint64_t first = 0;
    if (journal_directory_count(dir, &count, error) != 0)
        return -1;
    if (count == 0)
        return journal_fault(error, "There is no journal in %s.", dir);
    for (uint32_t number = count; number > 0 && *last_seq == 0; number--) {
        struct journal_path path;
        struct journal_file file = {0};
        if (journal_archived_find(dir, number, &path, error) != 0 ||
            journal_file_open_still(&file, path.text, number, error) != 0)
            return -1;
        int result = journal_file_ends(&file, &first, last_seq, error);
        journal_file_close(&file);
        if (result != 0)
            return -1;
    }
    return 0;
}

int journal_open_reading(struct journal **journalp, const char *dir, struct journal_error *error)
{
    struct journal_sqlite *journal = calloc(1, sizeof *journal);
    uint64_t last_seq = 0;
    if (!journal)
        return journal_fault(error, "There is not enough memory to open the journal.");
    if (journal_base_init(&journal->base, &reading_engine, NULL, 0, error) != 0) {
        free(journal);
        return -1;
    }
    journal->lock_fd = -1;
    snprintf(journal->dir, sizeof journal->dir, "%s", dir);
    if (find_end(dir, &last_seq, error) != 0 ||
        journal_keys_open_reading(&journal->base.keys, dir, error) != 0) {
        reading_close(&journal->base);
        return -1;
    }
    atomic_store(&journal->base.last, last_seq);
    atomic_store(&journal->base.durable, last_seq);
    *journalp = &journal->base;
    return 0;
}
