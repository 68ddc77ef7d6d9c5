/* Copies a journal into one file beside a running server, and lays such a file out as a journal again. It must not hold
 * up commits, nor trust a row unchecked.
 *
 * A backup is one file of the journal's own schema (file.h) that holds every row, a plain SQLite database without a
 * WAL. The journal only ever grows at its end, so the rows up to any seq are a consistent journal; reading them in
 * chunks needs no long transaction.
 *
 * The keys ride along: keys(number, bytes, checksum) holds each block of DIR/keys as it is (wrapped where a master key
 * is configured), taken after the rows, so that no row's key is missing; number 0 is DIR/keys/settled, taken before
 * them. A backup opens what was erased after it was made: docs/reference/erasure.md.
 */
#include "journal/archived.h"
#include "journal/engine.h"
#include "journal/keys.h"
#include "journal/snapshot.h"
#include "journal/walk.h"
#include "lib/crypto.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <xxhash.h>

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
    struct journal_path path;
    struct journal_file file = {0};
    if (journal_archived_find(dir, 1, &path, error) != 0)
        return -1;
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

static int insert_keys(struct journal_file *to, uint32_t number, const void *bytes, int len,
                       struct journal_error *error)
{
    sqlite3_stmt *insert = NULL;
    int result = 0;
    if (sqlite3_prepare_v2(to->db, "INSERT INTO keys VALUES (?, ?, ?)", -1, &insert, NULL) != SQLITE_OK ||
        sqlite3_bind_int64(insert, 1, number) != SQLITE_OK ||
        sqlite3_bind_blob(insert, 2, bytes, len, SQLITE_STATIC) != SQLITE_OK ||
        sqlite3_bind_int64(insert, 3, (int64_t)XXH3_64bits(bytes, (size_t)len)) != SQLITE_OK ||
        sqlite3_step(insert) != SQLITE_DONE)
        result = journal_fault_sqlite(error, to->db, to->path, "Writing the keys into");
    sqlite3_finalize(insert);
    return result;
}

static int copy_keys(const char *dir, struct journal_file *to, uint64_t settled, struct journal_error *error)
{
    uint8_t *bytes = NULL;
    int got = 1;
    if (run(to,
            "CREATE TABLE keys (number INTEGER PRIMARY KEY, bytes BLOB NOT NULL, "
            "checksum INTEGER NOT NULL); BEGIN",
            error) != 0 ||
        insert_keys(to, 0, &settled, sizeof settled, error) != 0)
        return -1;
    for (uint32_t number = 1; (got = journal_keys_read_block(dir, number, &bytes, error)) == 1; number++) {
        int inserted = insert_keys(to, number, bytes, KEYS_BLOCK_BYTES, error);
        secret_erase(bytes, KEYS_BLOCK_BYTES);
        free(bytes);
        if (inserted != 0)
            return -1;
    }
    return got == 0 ? run(to, "COMMIT", error) : -1;
}

/* Fills the file aside and closes it. */
static int fill_backup(const char *dir, const char *aside, uint64_t *seq, struct journal_error *error)
{
    uint8_t id[JOURNAL_ID_BYTES];
    struct journal_file to = {0};
    uint64_t settled = journal_keys_read_settled(dir);
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
    if (result == 0)
        result = copy_keys(dir, &to, settled, error);
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

/* The keys are there before the journal that needs them. A backup of before there were any has none. */
static int lay_out_keys(struct journal_file *from, const char *dir, struct journal_error *error)
{
    sqlite3_stmt *select = NULL;
    int code, result = 0;
    if (sqlite3_prepare_v2(from->db, "SELECT number, bytes, checksum FROM keys ORDER BY number", -1, &select,
                           NULL) != SQLITE_OK)
        return 0;
    while (result == 0 && (code = sqlite3_step(select)) == SQLITE_ROW) {
        uint32_t number = (uint32_t)sqlite3_column_int64(select, 0);
        const uint8_t *bytes = sqlite3_column_blob(select, 1);
        int len = sqlite3_column_bytes(select, 1);
        uint64_t settled = 0;
        if (!bytes || len != (number ? (int)KEYS_BLOCK_BYTES : (int)sizeof settled) ||
            (int64_t)XXH3_64bits(bytes, (size_t)len) != sqlite3_column_int64(select, 2))
            result = journal_fault(error, "%s has damaged keys in it.", from->path);
        else if (number > 0)
            result = journal_keys_write_block(dir, number, bytes, error);
        else
            memcpy(&settled, bytes, sizeof settled);
        if (result == 0 && number == 0)
            result = journal_keys_make_directory(dir, error) == 0
                         ? journal_keys_write_settled(dir, settled, error)
                         : -1;
    }
    if (result == 0 && code != SQLITE_DONE)
        result = journal_fault_sqlite(error, from->db, from->path, "Reading the keys of");
    sqlite3_finalize(select);
    return result;
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
    if (lock >= 0 && refuse_occupied(dir, error) == 0 && lay_out_keys(&from, dir, error) == 0)
        result = lay_out(&from, dir, &last, error);
    if (lock >= 0)
        close(lock);
    journal_file_close(&from);
    if (result == 0)
        *seq = last;
    return result;
}
