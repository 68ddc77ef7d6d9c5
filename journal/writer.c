/* The two threads of the journal on disk (sqlite.h draws them): one makes durable, the other keeps every chore away
 * from it. They must not look into records. */
#include "journal/calm.h"
#include "journal/keys.h"
#include "journal/sqlite.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "lib/turns.h"

enum {
    CHORE_MS = 1000,
    ROLL_BYTES_FIRST =
        1 << 20,     /* of the file that is there when a server starts: its log was not filled ahead */
    ROLL_GROWTH = 8, /* each is so much larger, up to wal_bytes_max */
    FILL_BEYOND = 8, /* a part of roll_bytes: the file is left a little later */
};

static size_t roll_bytes_of(const struct journal_sqlite *journal, size_t bytes)
{
    size_t bytes_max = journal->base.options.wal_bytes_max;
    return bytes < bytes_max ? bytes : bytes_max;
}

/* ---- the keeper ---- */

void journal_writer_measure_space(struct journal_sqlite *journal)
{
    uint64_t bytes = journal_directory_free_bytes(journal->dir);
    atomic_store(&journal->base.below_reserve, bytes < journal->base.options.reserve_bytes);
}

/* Before SQLite opens the file, which would make a log of its own. Where space is short none is taken in advance. */
static size_t fill_log(struct journal_sqlite *journal, const char *path, size_t bytes)
{
    if (!atomic_load(&journal->base.below_reserve))
        return journal_calm_fill(path, bytes, &journal->hurry);
    journal_calm_remove_spares(path);
    return 0;
}

static struct journal_file *make_standby(struct journal_sqlite *journal, uint32_t number, size_t roll_bytes,
                                         struct journal_error *error)
{
    struct journal_path path = journal_path_file(journal->dir, number);
    struct journal_file *file = calloc(1, sizeof *file);
    if (!file) {
        journal_fault(error, "There is not enough memory for the next file of the journal.");
        return NULL;
    }
    if (journal_file_create(path.text, number, journal->id, true, error) != 0) {
        free(file);
        return NULL;
    }
    size_t filled = fill_log(journal, path.text, roll_bytes + roll_bytes / FILL_BEYOND);
    if (journal_file_open(file, path.text, number, true, error) != 0) {
        free(file);
        return NULL;
    }
    file->roll_bytes = roll_bytes;
    file->wal_filled = filled;
    return file;
}

/* With the mutex, which is let go meanwhile. */
static void provide_standby(struct journal_sqlite *journal, uint32_t number)
{
    struct journal_error error;
    size_t roll_bytes = roll_bytes_of(journal, ROLL_GROWTH * journal->current->roll_bytes);
    pthread_mutex_unlock(&journal->base.mutex);
    struct journal_file *file = make_standby(journal, number, roll_bytes, &error);
    pthread_mutex_lock(&journal->base.mutex);
    journal->standby_wanted = false;
    journal->standby_failed = !file;
    journal->standby = file;
    pthread_cond_signal(&journal->work);
}

/* With the mutex, which is let go meanwhile. What fails here is made good by the next open: the file's WAL is whole and
 * synced. */
static void finish_oldest(struct journal_sqlite *journal)
{
    struct finished_file oldest = journal->finished[0];
    journal->finished_count--;
    memmove(journal->finished, journal->finished + 1, journal->finished_count * sizeof oldest);
    pthread_cond_signal(&journal->work);
    pthread_mutex_unlock(&journal->base.mutex);
    struct journal_error error;
    if (journal_file_seal(oldest.file, oldest.last_seq, &error) == 0)
        journal_calm_finish(oldest.file, &journal->hurry, &error);
    else
        journal_file_close(oldest.file);
    free(oldest.file);
    pthread_mutex_lock(&journal->base.mutex);
}

/* With the mutex, which is let go meanwhile. */
static void keep_keys(struct journal_sqlite *journal)
{
    uint64_t durable = atomic_load(&journal->base.durable);
    journal->keys_wanted = false;
    pthread_mutex_unlock(&journal->base.mutex);
    journal_keys_keep(journal->base.keys, durable, false);
    pthread_mutex_lock(&journal->base.mutex);
}

/* On a thread that draws keys. */
static void want_keys(void *ctx)
{
    struct journal_sqlite *journal = ctx;
    pthread_mutex_lock(&journal->base.mutex);
    journal->keys_wanted = true;
    pthread_cond_signal(&journal->chores);
    pthread_mutex_unlock(&journal->base.mutex);
}

static void wait_for_chore(struct journal_sqlite *journal)
{
    struct timespec until;
    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_sec += CHORE_MS / 1000;
    if (pthread_cond_timedwait(&journal->chores, &journal->base.mutex, &until) == ETIMEDOUT)
        journal_writer_measure_space(journal);
}

static void *keep(void *ctx)
{
    struct journal_sqlite *journal = ctx;
    pthread_setname_np(pthread_self(), "journal-keeper");
    uint32_t next_number = journal->current->number + 1;
    pthread_mutex_lock(&journal->base.mutex);
    while (!journal->keeper_over || journal->finished_count) {
        if (journal->standby_wanted && !journal->keeper_over) {
            provide_standby(journal, next_number);
            next_number += journal->standby != NULL;
        } else if (journal->finished_count) {
            finish_oldest(journal);
        } else {
            keep_keys(journal);
            if (!journal->keeper_over && !journal->standby_wanted && !journal->finished_count &&
                !journal->keys_wanted)
                wait_for_chore(journal);
        }
    }
    pthread_mutex_unlock(&journal->base.mutex);
    return NULL;
}

/* ---- the writer ---- */

void journal_writer_appended(struct journal *journal)
{
    pthread_cond_signal(&journal_sqlite_of(journal)->work);
}

/* Swaps what is pending for the empty rows. False when all is over. */
static bool take_pending(struct journal_sqlite *journal, struct journal_rows *rows)
{
    struct journal *base = &journal->base;
    pthread_mutex_lock(&base->mutex);
    while (!journal_may_take(base) && !journal->writer_over)
        pthread_cond_wait(&journal->work, &base->mutex);
    bool taken = base->pending.count > 0 && !atomic_load(&base->failed);
    if (taken) {
        struct journal_rows empty = *rows;
        *rows = base->pending;
        base->pending = empty;
        base->pushed = false;
        atomic_store(&journal->committing_since_ms, rows->since_ms);
    }
    pthread_mutex_unlock(&base->mutex);
    return taken;
}

static bool commit(struct journal_sqlite *journal, const struct journal_rows *rows)
{
    struct journal_error error;
    struct journal_row row = {.first_seq = rows->first_seq,
                              .count = rows->count,
                              .bytes = (const uint8_t *)rows->bytes.bytes,
                              .len = rows->bytes.len};
    if (journal_file_add(journal->current, &row, &error) != 0) {
        journal_fail(&journal->base, error.sentence);
        return false;
    }
    atomic_store(&journal->committing_since_ms, 0);
    struct journal_recent_row *recent = journal_recent_copy(&row);
    pthread_mutex_lock(&journal->base.mutex);
    journal_recent_add(&journal->recent, recent);
    pthread_mutex_unlock(&journal->base.mutex);
    journal_committed(&journal->base, row.first_seq + row.count - 1, row.len);
    return true;
}

/* With the mutex. Takes the standby as the current file and gives the former to the keeper. */
static void roll(struct journal_sqlite *journal)
{
    struct finished_file finished = {.file = journal->current,
                                     .last_seq = atomic_load(&journal->base.durable)};
    journal->finished[journal->finished_count++] = finished;
    journal->current = journal->standby;
    journal->standby = NULL;
    atomic_store(&journal->hurry, journal->finished_count > 1);
    pthread_cond_signal(&journal->chores);
}

static void ask_for_standby(struct journal_sqlite *journal)
{
    if (journal->standby || journal->standby_wanted)
        return;
    journal->standby_wanted = true;
    pthread_cond_signal(&journal->chores);
}

/* Returns false if the WAL has outgrown every bound and there is no file to go on with. */
static bool look_at_size(struct journal_sqlite *journal)
{
    size_t bytes = journal->current->wal_bytes, roll_bytes = journal->current->roll_bytes;
    size_t bytes_max = 2 * journal->base.options.wal_bytes_max;
    if (bytes < roll_bytes / 2)
        return true;
    pthread_mutex_lock(&journal->base.mutex);
    ask_for_standby(journal);
    if (bytes >= roll_bytes && (!journal->standby || journal->finished_count > 1))
        atomic_store(&journal->hurry, true);
    while (bytes >= bytes_max && (!journal->standby || journal->finished_count == FINISHED_MAX) &&
           !journal->standby_failed)
        pthread_cond_wait(&journal->work, &journal->base.mutex);
    bool rolled = bytes >= roll_bytes && journal->standby && journal->finished_count < FINISHED_MAX;
    if (rolled)
        roll(journal);
    pthread_mutex_unlock(&journal->base.mutex);
    return rolled || bytes < bytes_max;
}

static void *write_rows(void *ctx)
{
    struct journal_sqlite *journal = ctx;
    pthread_setname_np(pthread_self(), "journal-writer");
    turns_short(); /* every answer waits for it */
    struct journal_rows rows;
    journal_rows_init(&rows);
    while (take_pending(journal, &rows)) {
        if (!commit(journal, &rows))
            break;
        journal_rows_clear(&rows);
        journal_file_fill(journal->current);
        if (!look_at_size(journal)) {
            journal_fail(&journal->base,
                         "The next file of the journal could not be made: free some space and start again.");
            break;
        }
    }
    buf_free(&rows.bytes);
    return NULL;
}

int journal_writer_start(struct journal_sqlite *journal, struct journal_error *error)
{
    pthread_condattr_t monotonic;
    pthread_condattr_init(&monotonic);
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    pthread_cond_init(&journal->chores, &monotonic);
    pthread_condattr_destroy(&monotonic);
    pthread_cond_init(&journal->work, NULL);
    journal->current->roll_bytes = roll_bytes_of(journal, ROLL_BYTES_FIRST);
    journal_keys_on_low(journal->base.keys, want_keys, journal);
    if (pthread_create(&journal->keeper, NULL, keep, journal) != 0)
        goto fail;
    if (pthread_create(&journal->writer, NULL, write_rows, journal) == 0)
        return 0;
    pthread_mutex_lock(&journal->base.mutex);
    journal->keeper_over = true;
    pthread_cond_signal(&journal->chores);
    pthread_mutex_unlock(&journal->base.mutex);
    pthread_join(journal->keeper, NULL);
fail:
    pthread_cond_destroy(&journal->work);
    pthread_cond_destroy(&journal->chores);
    return journal_fault(error, "The journal's threads could not be started.");
}

void journal_writer_stop(struct journal_sqlite *journal)
{
    pthread_mutex_lock(&journal->base.mutex);
    journal->writer_over = true;
    atomic_store(&journal->hurry, true);
    pthread_cond_signal(&journal->work);
    pthread_mutex_unlock(&journal->base.mutex);
    pthread_join(journal->writer, NULL);
    pthread_mutex_lock(&journal->base.mutex);
    journal->keeper_over = true;
    pthread_cond_signal(&journal->chores);
    pthread_mutex_unlock(&journal->base.mutex);
    pthread_join(journal->keeper, NULL);
    pthread_cond_destroy(&journal->work);
    pthread_cond_destroy(&journal->chores);
}
