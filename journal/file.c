/* One file of the journal (file.h). It must not know of other files, of threads or of what the events mean. */
#include "journal/file.h"
#include "journal/directory.h"
#include "journal/engine.h"

#include <assert.h>
#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include <xxhash.h>

enum {
    BUSY_MS = 5000,
    WAL_HEADER_BYTES = 32,
    WAL_FRAME_HEADER_BYTES = 24,
    PAGE_BYTES = 4096,
    FILL_BYTES = 1 << 20,       /* written ahead at once */
    FILL_NEAR_BYTES = 64 << 10, /* when no more than this is left of it */
};

static const char schema[] = "CREATE TABLE header (format INTEGER NOT NULL, number INTEGER NOT NULL, journal "
                             "BLOB NOT NULL, sealed_at INTEGER NOT NULL);"
                             "CREATE TABLE commits (first_seq INTEGER PRIMARY KEY, count INTEGER NOT NULL, "
                             "checksum INTEGER NOT NULL, records BLOB NOT NULL);";

int journal_fault_sqlite(struct journal_error *error, sqlite3 *db, const char *path, const char *doing)
{
    int code = sqlite3_errcode(db);
    int number = sqlite3_system_errno(db);
    if (code == SQLITE_FULL)
        number = ENOSPC;
    if (code == SQLITE_READONLY && number == 0)
        number = EACCES;
    if (number == ENOSPC || number == EDQUOT || number == EACCES || number == EPERM || number == EROFS)
        return journal_fault_errno(error, number, path, doing);
    if (code == SQLITE_CORRUPT || code == SQLITE_NOTADB)
        return journal_fault(error, "%s is damaged (%s): restore a backup.", path, sqlite3_errmsg(db));
    return journal_fault(error, "%s %s failed: %s%s%s.", doing, path, sqlite3_errmsg(db), number ? ", " : "",
                         number ? strerror(number) : "");
}

int journal_row_fault(struct journal_error *error, const char *path, const struct journal_row *row,
                      const char *what)
{
    return journal_fault(error, "%s, row %llu (events %llu to %llu): %s. Restore a backup.", path,
                         (unsigned long long)row->first_seq, (unsigned long long)row->first_seq,
                         (unsigned long long)(row->first_seq + (row->count ? row->count - 1 : 0)), what);
}

uint64_t journal_row_checksum(const struct journal_row *row)
{
    uint8_t head[12];
    for (int i = 0; i < 8; i++)
        head[i] = (uint8_t)(row->first_seq >> (8 * i));
    for (int i = 0; i < 4; i++)
        head[8 + i] = (uint8_t)(row->count >> (8 * i));
    return XXH3_64bits_withSeed(row->bytes, row->len, XXH3_64bits(head, sizeof head));
}

static bool take(struct journal_records *records, struct journal_entry *entry)
{
    const struct journal_row *row = &records->row;
    size_t len = journal_record_decode(row->bytes + records->at, row->len - records->at, entry);
    bool last = records->taken + 1 == row->count;
    if (len == 0 || entry->event.seq != row->first_seq + records->taken ||
        (last && records->at + len != row->len))
        return false;
    records->at += len;
    records->taken++;
    return true;
}

int journal_records_take(struct journal_records *records, const char *path, struct journal_entry *entry,
                         struct journal_error *error)
{
    char what[96];
    if (take(records, entry))
        return 1;
    snprintf(what, sizeof what, "event %llu in it is torn or damaged",
             (unsigned long long)(records->row.first_seq + records->taken));
    return journal_row_fault(error, path, &records->row, what);
}

bool journal_row_check(const struct journal_row *row, uint64_t *bad_seq)
{
    struct journal_records records = {.row = *row};
    struct journal_entry entry;
    while (records.taken < row->count && take(&records, &entry))
        continue;
    *bad_seq = row->first_seq + records.taken;
    return records.taken == row->count;
}

static int run(sqlite3 *db, const char *sql, const char *path, const char *doing, struct journal_error *error)
{
    if (sqlite3_exec(db, sql, NULL, NULL, NULL) == SQLITE_OK)
        return 0;
    return journal_fault_sqlite(error, db, path, doing);
}

static int insert_header(sqlite3 *db, const char *path, uint32_t number, const uint8_t id[JOURNAL_ID_BYTES],
                         struct journal_error *error)
{
    sqlite3_stmt *insert = NULL;
    int result = 0;
    if (sqlite3_prepare_v2(db, "INSERT INTO header VALUES (?, ?, ?, 0)", -1, &insert, NULL) != SQLITE_OK ||
        sqlite3_bind_int(insert, 1, JOURNAL_FORMAT) != SQLITE_OK ||
        sqlite3_bind_int64(insert, 2, number) != SQLITE_OK ||
        sqlite3_bind_blob(insert, 3, id, JOURNAL_ID_BYTES, SQLITE_STATIC) != SQLITE_OK ||
        sqlite3_step(insert) != SQLITE_DONE)
        result = journal_fault_sqlite(error, db, path, "Making");
    sqlite3_finalize(insert);
    return result;
}

/* Fills the file that is being made, and leaves it closed and durable. */
static int create_aside(const char *path, uint32_t number, const uint8_t id[JOURNAL_ID_BYTES], bool wal,
                        struct journal_error *error)
{
    static const char settings[] =
        "PRAGMA page_size=4096; PRAGMA synchronous=OFF; PRAGMA journal_mode=MEMORY; BEGIN";
    sqlite3 *db = NULL;
    int result = -1;
    if (sqlite3_open_v2(path, &db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, NULL) !=
        SQLITE_OK) {
        journal_fault_sqlite(error, db, path, "Making");
        goto out;
    }
    if (run(db, settings, path, "Making", error) != 0 || run(db, schema, path, "Making", error) != 0 ||
        insert_header(db, path, number, id, error) != 0 || run(db, "COMMIT", path, "Making", error) != 0)
        goto out;
    if (wal && run(db, "PRAGMA journal_mode=WAL", path, "Making", error) != 0)
        goto out;
    result = 0;
out:
    sqlite3_close(db);
    return result == 0 ? journal_directory_sync_file(path, error) : -1;
}

int journal_file_create(const char *path, uint32_t number, const uint8_t id[JOURNAL_ID_BYTES], bool wal,
                        struct journal_error *error)
{
    struct journal_path aside = journal_path_aside(path);
    unlink(aside.text);
    if (create_aside(aside.text, number, id, wal, error) != 0 ||
        journal_directory_rename(aside.text, path, error) != 0) {
        unlink(aside.text);
        return -1;
    }
    return 0;
}

static int check_header(struct journal_file *file, uint32_t number, sqlite3_stmt *select,
                        struct journal_error *error)
{
    if (sqlite3_step(select) != SQLITE_ROW)
        return journal_fault(
            error, "%s has no header: it is not a journal, or it is damaged. Restore a backup.", file->path);
    int64_t format = sqlite3_column_int64(select, 0);
    if (format > JOURNAL_FORMAT)
        return journal_fault(error,
                             "%s was written by a newer version of this program (format %lld, this one knows "
                             "%d): start that version.",
                             file->path, (long long)format, JOURNAL_FORMAT);
    if (format < JOURNAL_FORMAT_OLDEST || sqlite3_column_bytes(select, 2) != JOURNAL_ID_BYTES)
        return journal_fault(error, "%s has a damaged header. Restore a backup.", file->path);
    file->format = (uint32_t)format;
    file->number = (uint32_t)sqlite3_column_int64(select, 1);
    if (number && file->number != number)
        return journal_fault(error, "%s says that it is file %u: it was renamed or belongs elsewhere.",
                             file->path, (unsigned)file->number);
    memcpy(file->id, sqlite3_column_blob(select, 2), JOURNAL_ID_BYTES);
    file->sealed_at = (uint64_t)sqlite3_column_int64(select, 3);
    return 0;
}

/* The format is read alone first: a newer version may have changed everything else. */
static int read_header(struct journal_file *file, uint32_t number, struct journal_error *error)
{
    sqlite3_stmt *select = NULL;
    int result = -1;
    if (sqlite3_prepare_v2(file->db, "SELECT format FROM header", -1, &select, NULL) != SQLITE_OK) {
        journal_fault_sqlite(error, file->db, file->path, "Reading");
        goto out;
    }
    if (sqlite3_step(select) == SQLITE_ROW && sqlite3_column_int64(select, 0) > JOURNAL_FORMAT) {
        sqlite3_reset(select);
        result = check_header(file, number, select, error);
        goto out;
    }
    sqlite3_finalize(select);
    if (sqlite3_prepare_v2(file->db, "SELECT format, number, journal, sealed_at FROM header", -1, &select,
                           NULL) != SQLITE_OK) {
        journal_fault_sqlite(error, file->db, file->path, "Reading");
        goto out;
    }
    result = check_header(file, number, select, error);
out:
    sqlite3_finalize(select);
    return result;
}

/* Called by SQLite after each commit; that it is set also keeps SQLite from checkpointing by itself. */
static int note_wal(void *ctx, sqlite3 *db, const char *name, int pages)
{
    (void)db;
    (void)name;
    struct journal_file *file = ctx;
    file->wal_bytes = WAL_HEADER_BYTES + (size_t)pages * (PAGE_BYTES + WAL_FRAME_HEADER_BYTES);
    return SQLITE_OK;
}

static int prepare(struct journal_file *file, bool writable, struct journal_error *error)
{
    static const char select[] =
        "SELECT first_seq, count, checksum, records FROM commits WHERE first_seq >= "
        "coalesce((SELECT max(first_seq) FROM commits WHERE first_seq <= ?1), 0) ORDER BY first_seq";
    if (sqlite3_prepare_v3(file->db, select, -1, SQLITE_PREPARE_PERSISTENT, &file->select, NULL) != SQLITE_OK)
        return journal_fault_sqlite(error, file->db, file->path, "Reading");
    if (writable && sqlite3_prepare_v3(file->db, "INSERT INTO commits VALUES (?, ?, ?, ?)", -1,
                                       SQLITE_PREPARE_PERSISTENT, &file->insert, NULL) != SQLITE_OK)
        return journal_fault_sqlite(error, file->db, file->path, "Opening");
    return 0;
}

/* What is added from now on an older program could not read. */
static int raise_format(struct journal_file *file, struct journal_error *error)
{
    char sql[64];
    if (file->format == JOURNAL_FORMAT || file->sealed_at != 0)
        return 0;
    snprintf(sql, sizeof sql, "UPDATE header SET format = %d", JOURNAL_FORMAT);
    return run(file->db, sql, file->path, "Opening", error);
}

/* name: what SQLite is to open, the path or a URI of it. */
static int open_named(struct journal_file *file, const char *path, const char *name, uint32_t number,
                      bool writable, struct journal_error *error)
{
    struct journal_file opened = {.wal_fd = -1};
    snprintf(opened.path, sizeof opened.path, "%s", path);
    int flags =
        SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_URI | (writable ? SQLITE_OPEN_READWRITE : SQLITE_OPEN_READONLY);
    if (sqlite3_open_v2(name, &opened.db, flags, NULL) != SQLITE_OK) {
        journal_fault_sqlite(error, opened.db, path, "Opening");
        goto fail;
    }
    sqlite3_busy_timeout(opened.db, BUSY_MS);
    sqlite3_db_config(opened.db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
    if (run(opened.db, "PRAGMA synchronous=FULL; PRAGMA wal_autocheckpoint=0", path, "Opening", error) != 0 ||
        read_header(&opened, number, error) != 0 || (writable && raise_format(&opened, error) != 0) ||
        prepare(&opened, writable, error) != 0)
        goto fail;
    *file = opened;
    if (writable)
        sqlite3_wal_hook(file->db, note_wal, file);
    return 0;
fail:
    journal_file_close(&opened);
    return -1;
}

int journal_file_open(struct journal_file *file, const char *path, uint32_t number, bool writable,
                      struct journal_error *error)
{
    return open_named(file, path, path, number, writable, error);
}

/* A path as SQLite's URI: what would end it, or begin something else, is escaped. */
static void render_uri(const char *path, char *text, size_t text_bytes)
{
    static const char safe[] = "/._-";
    size_t len = (size_t)snprintf(text, text_bytes, "file:");
    for (; *path && len + 4 < text_bytes; path++)
        len += (size_t)snprintf(text + len, text_bytes - len,
                                isalnum((unsigned char)*path) || strchr(safe, *path) ? "%c" : "%%%02X",
                                (unsigned char)*path);
    snprintf(text + len, text_bytes - len, "?immutable=1");
}

int journal_file_open_still(struct journal_file *file, const char *path, uint32_t number,
                            struct journal_error *error)
{
    char uri[3 * sizeof file->path + 32];
    struct journal_path wal = journal_path_wal(path);
    if (access(wal.text, F_OK) == 0)
        return journal_file_open(file, path, number, false, error);
    render_uri(path, uri, sizeof uri);
    return open_named(file, path, uri, number, false, error);
}

void journal_file_close(struct journal_file *file)
{
    sqlite3_finalize(file->insert);
    sqlite3_finalize(file->select);
    if (file->db && file->wal_fd >= 0)
        close(file->wal_fd);
    sqlite3_close(file->db);
    file->insert = NULL;
    file->select = NULL;
    file->db = NULL;
}

int journal_file_add(struct journal_file *file, const struct journal_row *row, struct journal_error *error)
{
    int64_t checksum = (int64_t)journal_row_checksum(row);
    sqlite3_stmt *insert = file->insert;
    bool added = sqlite3_bind_int64(insert, 1, (int64_t)row->first_seq) == SQLITE_OK &&
                 sqlite3_bind_int64(insert, 2, row->count) == SQLITE_OK &&
                 sqlite3_bind_int64(insert, 3, checksum) == SQLITE_OK &&
                 sqlite3_bind_blob64(insert, 4, row->bytes, row->len, SQLITE_STATIC) == SQLITE_OK &&
                 sqlite3_step(insert) == SQLITE_DONE;
    if (!added)
        journal_fault_sqlite(error, file->db, file->path, "Writing");
    /* The statement's reset ends the transaction; an error of the commit itself was already told by step. */
    sqlite3_reset(insert);
    return added ? 0 : -1;
}

/* Only ever behind the end of the file, so never over a frame. */
void journal_file_fill(struct journal_file *file)
{
    static const uint8_t zeros[FILL_BYTES];
    if (file->wal_bytes + FILL_NEAR_BYTES < file->wal_filled)
        return;
    if (file->wal_fd < 0) {
        struct journal_path wal = journal_path_wal(file->path);
        file->wal_fd = open(wal.text, O_WRONLY | O_CLOEXEC);
    }
    off_t end = file->wal_fd < 0 ? -1 : lseek(file->wal_fd, 0, SEEK_END);
    ssize_t written = end < 0 ? -1 : pwrite(file->wal_fd, zeros, sizeof zeros, end);
    /* Where that did not work, it is not tried again before another such stretch was written without it. */
    file->wal_filled = written > 0 ? (size_t)end + (size_t)written : file->wal_bytes + FILL_BYTES;
}

int journal_file_checkpoint(struct journal_file *file, struct journal_error *error)
{
    if (sqlite3_wal_checkpoint_v2(file->db, NULL, SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL) != SQLITE_OK)
        return journal_fault_sqlite(error, file->db, file->path, "Checkpointing");
    file->wal_bytes = 0;
    file->wal_filled = 0;
    return 0;
}

int journal_file_finish(struct journal_file *file, struct journal_error *error)
{
    int result = journal_file_checkpoint(file, error);
    if (result == 0) /* nothing is left for SQLite's closing to do but to remove the empty WAL */
        sqlite3_db_config(file->db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 0, NULL);
    journal_file_close(file);
    return result;
}

int journal_file_seal(struct journal_file *file, uint64_t last_seq, struct journal_error *error)
{
    char sql[64];
    snprintf(sql, sizeof sql, "UPDATE header SET sealed_at = %llu", (unsigned long long)last_seq);
    if (run(file->db, sql, file->path, "Sealing", error) != 0)
        return -1;
    file->sealed_at = last_seq;
    return 0;
}

static uint64_t column_u64(sqlite3_stmt *statement, int column)
{
    int64_t value = sqlite3_column_int64(statement, column);
    return value > 0 ? (uint64_t)value : 0;
}

int journal_file_ends(struct journal_file *file, uint64_t *first_seq, uint64_t *last_seq,
                      struct journal_error *error)
{
    static const char sql[] =
        "SELECT first_seq, count FROM commits WHERE first_seq = (SELECT min(first_seq) FROM commits) "
        "UNION ALL SELECT first_seq, count FROM commits WHERE first_seq = (SELECT max(first_seq) FROM "
        "commits)";
    sqlite3_stmt *select = NULL;
    uint64_t ends[2] = {0, 0};
    int result = sqlite3_prepare_v2(file->db, sql, -1, &select, NULL);
    int rows = 0;
    while (result == SQLITE_OK && rows < 2 && sqlite3_step(select) == SQLITE_ROW) {
        ends[rows] = column_u64(select, 0) + (rows == 1 ? column_u64(select, 1) - 1 : 0);
        rows++;
    }
    int code = sqlite3_errcode(file->db);
    bool read = code == SQLITE_OK || code == SQLITE_DONE || code == SQLITE_ROW;
    if (!read)
        journal_fault_sqlite(error, file->db, file->path, "Reading");
    sqlite3_finalize(select);
    if (!read)
        return -1;
    *first_seq = ends[0];
    *last_seq = ends[1];
    return 0;
}

int journal_file_seek(struct journal_file *file, uint64_t seq, struct journal_error *error)
{
    sqlite3_reset(file->select);
    if (sqlite3_bind_int64(file->select, 1, (int64_t)seq) != SQLITE_OK)
        return journal_fault_sqlite(error, file->db, file->path, "Reading");
    return 0;
}

int journal_file_step(struct journal_file *file, struct journal_row *row, struct journal_error *error)
{
    int code = sqlite3_step(file->select);
    if (code == SQLITE_DONE)
        return 0;
    if (code != SQLITE_ROW)
        return journal_fault_sqlite(error, file->db, file->path, "Reading");
    const uint8_t *bytes = sqlite3_column_blob(file->select, 3);
    int64_t count = sqlite3_column_int64(file->select, 1);
    *row = (struct journal_row){.first_seq = column_u64(file->select, 0),
                                .count = count > 0 && count <= UINT32_MAX ? (uint32_t)count : 0,
                                .bytes = bytes,
                                .len = (size_t)sqlite3_column_bytes(file->select, 3)};
    if (row->first_seq == 0 || row->count == 0 || row->len == 0)
        return journal_row_fault(error, file->path, row, "it is torn");
    if ((int64_t)journal_row_checksum(row) != sqlite3_column_int64(file->select, 2))
        return journal_row_fault(error, file->path, row, "its checksum does not match");
    return 1;
}

void journal_file_rest(struct journal_file *file)
{
    sqlite3_reset(file->select);
}
