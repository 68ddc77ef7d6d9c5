/* Copies a journal into one file beside a running server, and lays such a file out as a journal again. It must not hold up commits, nor trust a row unchecked.
 *
 * A backup is one file of the journal's own schema (file.h) that holds every row, a plain SQLite database without a WAL. The journal only ever grows at its
 * end, so the rows up to any seq are a consistent journal; reading them in chunks needs no long transaction.
 */
#include "journal/directory.h"
#include "journal/engine.h"
#include "journal/snapshot.h"
#include "journal/walk.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int run(struct journal_file *file, const char *sql, struct journal_error *error)
{
    if (sqlite3_exec(file->db, sql, NULL, NULL, NULL) == SQLITE_OK)
        return 0;
    return journal_fault_sqlite(error, file->db, file->path, "Writing");
}

static int check_row(const char *path, const struct journal_row *row, struct journal_error *error)
{
    uint64_t bad_seq;
    char what[96];
    if (journal_row_check(row, &bad_seq))
        return 0;
    snprintf(what, sizeof what, "event %llu in it is torn or damaged", (unsigned long long)bad_seq);
    return journal_row_fault(error, path, row, what);
}

/* ---- backup ---- */

/* The file that says which journal it is; any will do. */
static int read_id(const char *dir, uint8_t id[JOURNAL_ID_BYTES], struct journal_error *error)
{
    struct journal_path path = journal_path_file(dir, 1);
    struct journal_file file = {0};
    if (access(path.text, F_OK) != 0)
        return journal_fault(error, "There is no journal in %s.", dir);
    if (journal_file_open(&file, path.text, 1, false, error) != 0)
        return -1;
    memcpy(id, file.id, JOURNAL_ID_BYTES);
    journal_file_close(&file);
    return 0;
}

static int copy_rows(struct journal_walk *walk, struct journal_file *to, uint64_t *seq,
                     struct journal_error *error)
{
    struct journal_row row;
    uint64_t last = 0;
    int got;
    if (run(to, "BEGIN", error) != 0)
        return -1;
    while ((got = journal_walk_next(walk, &row, error)) == 1) {
        if (check_row(journal_walk_path(walk), &row, error) != 0 || journal_file_add(to, &row, error) != 0)
            return -1;
        last = row.first_seq + row.count - 1;
    }
    if (got != 0 || run(to, "COMMIT", error) != 0)
        return -1;
    *seq = last;
    return 0;
}

/* Fills the file aside and closes it. */
static int fill_backup(const char *dir, const char *aside, uint64_t *seq, struct journal_error *error)
{
    uint8_t id[JOURNAL_ID_BYTES];
    struct journal_file to = {0};
    if (read_id(dir, id, error) != 0 || journal_file_create(aside, 0, id, false, error) != 0 ||
        journal_file_open(&to, aside, 0, true, error) != 0)
        return -1;
    struct journal_walk *walk = calloc(1, sizeof *walk);
    int result = -1;
    if (!walk) {
        journal_fault(error, "There is not enough memory to read the journal.");
        goto out;
    }
    journal_walk_init(walk, dir, 1);
    result = copy_rows(walk, &to, seq, error);
    journal_walk_close(walk);
out:
    free(walk);
    journal_file_close(&to);
    return result == 0 ? journal_directory_sync_file(aside, error) : -1;
}

static int refuse_existing(const char *path, struct journal_error *error)
{
    if (access(path, F_OK) != 0)
        return 0;
    return journal_fault(error, "%s exists already: name another file, or remove it first.", path);
}

int journal_backup(const char *dir, const char *file, uint64_t *seq, struct journal_error *error)
{
    if (strlen(file) > DIRECTORY_LEN_MAX)
        return journal_fault(error, "The name of the file is longer than %d bytes.", DIRECTORY_LEN_MAX);
    struct journal_path aside = journal_path_aside(file);
    uint64_t last = 0;
    if (refuse_existing(file, error) != 0)
        return -1;
    unlink(aside.text);
    if (fill_backup(dir, aside.text, &last, error) != 0 ||
        journal_directory_rename(aside.text, file, error) != 0) {
        unlink(aside.text);
        return -1;
    }
    *seq = last;
    return 0;
}

/* ---- restore ---- */

static int copy_file(struct journal_file *from, struct journal_file *to, uint64_t *seq,
                     struct journal_error *error)
{
    struct journal_row row = {0};
    uint64_t last = 0;
    int got = journal_file_seek(from, 0, error) == 0 ? 1 : -1;
    if (got < 0 || run(to, "BEGIN", error) != 0)
        return -1;
    while ((got = journal_file_step(from, &row, error)) == 1) {
        if (row.first_seq != last + 1)
            return journal_row_fault(error, from->path, &row, "the events before it are missing");
        if (check_row(from->path, &row, error) != 0 || journal_file_add(to, &row, error) != 0)
            return -1;
        last = row.first_seq + row.count - 1;
    }
    if (got != 0 || run(to, "COMMIT", error) != 0)
        return -1;
    *seq = last;
    return 0;
}

/* The rows go into a file aside; only when all of them are good and durable does it become the journal's first. */
static int lay_out(struct journal_file *from, const char *dir, uint64_t *seq, struct journal_error *error)
{
    struct journal_path path = journal_path_file(dir, 1);
    struct journal_path aside = journal_path_aside(path.text);
    struct journal_path inner = journal_path_aside(aside.text);
    struct journal_file to = {0};
    unlink(aside.text);
    unlink(inner.text);
    if (journal_file_create(aside.text, 1, from->id, false, error) != 0 ||
        journal_file_open(&to, aside.text, 1, true, error) != 0)
        return -1;
    int result = copy_file(from, &to, seq, error);
    if (result == 0)
        result = run(&to, "PRAGMA journal_mode=WAL", error);
    if (result == 0)
        result = journal_file_finish(&to, error);
    else
        journal_file_close(&to);
    if (result == 0 && journal_directory_sync_file(aside.text, error) == 0)
        return journal_directory_rename(aside.text, path.text, error);
    unlink(aside.text);
    return -1;
}

static int refuse_occupied(const char *dir, struct journal_error *error)
{
    uint32_t count = 0;
    uint64_t seq;
    struct journal_path path = journal_path_file(dir, 1);
    if (journal_directory_count(dir, &count, error) != 0)
        return -1;
    if (count > 0)
        return journal_fault(error, "%s holds a journal already (%s): choose an empty directory.", dir,
                             path.text);
    if (journal_snapshot_read(dir, NULL, &seq, NULL, NULL, error) == 1)
        return journal_fault(error, "%s holds the snapshots of another journal: choose an empty directory.",
                             dir);
    return 0;
}

int journal_restore(const char *file, const char *dir, uint64_t *seq, struct journal_error *error)
{
    struct journal_file from = {0};
    if (access(file, R_OK) != 0)
        return journal_fault_errno(error, errno, file, "Reading");
    if (journal_file_open(&from, file, 0, false, error) != 0)
        return -1;
    int result = -1;
    uint64_t last = 0;
    int lock = -1;
    if (journal_directory_make(dir, error) == 0)
        lock = journal_directory_lock(dir, error);
    if (lock >= 0 && refuse_occupied(dir, error) == 0)
        result = lay_out(&from, dir, &last, error);
    if (lock >= 0)
        close(lock);
    journal_file_close(&from);
    if (result == 0)
        *seq = last;
    return result;
}
