/* The life of DIR/book.db: opened, made anew, set aside, closed. It knows nothing of what the tables hold.
 *
 *              missing, empty ------------------------> made anew (seq 0)
 *   file ----- another version, damaged, not SQLite --> renamed to book.db.old ----> made anew (seq 0)
 *              good ----------------------------------> used from its seq
 */
#include "book/history.h"
#include "book/spans_table.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* A smaller file is looked through whole at the start, and so is whether our statements fit its tables; what is wrong
 * in a larger one is found when it is met. */
enum { CHECKED_BYTES_MAX = 64 * 1024 * 1024 };
enum { APPLICATION_ID = 0x4e787570 }; /* "Nxup" */

static bool is_memory(const struct history *history)
{
    return strcmp(history->file, ":memory:") == 0;
}

static int64_t pragma_number(struct sql *sql, const char *pragma)
{
    int64_t number = -1;
    sqlite3_stmt *statement = NULL;
    if (!sql->failed && sqlite3_prepare_v2(sql->db, pragma, -1, &statement, NULL) == SQLITE_OK &&
        sqlite3_step(statement) == SQLITE_ROW)
        number = sqlite3_column_int64(statement, 0);
    sqlite3_finalize(statement);
    return number;
}

/* True for a file of our version (made just now if it was empty). */
static bool use_tables(struct sql *sql)
{
    char script[96];
    if (pragma_number(sql, "SELECT count(*) FROM sqlite_master") == 0) {
        sql_script(sql, "BEGIN IMMEDIATE");
        for (const char *const *part = sql_schema(); *part; part++)
            sql_script(sql, *part);
        snprintf(script, sizeof script, "PRAGMA application_id=%d; PRAGMA user_version=%d; COMMIT", APPLICATION_ID,
                 SQL_SCHEMA_VERSION);
        sql_script(sql, script);
    }
    return !sql->failed && pragma_number(sql, "PRAGMA application_id") == APPLICATION_ID &&
           pragma_number(sql, "PRAGMA user_version") == SQL_SCHEMA_VERSION;
}

static bool is_sound(const struct history *history, struct sql *sql)
{
    struct stat status;
    if (is_memory(history) || stat(history->file, &status) != 0 || status.st_size > CHECKED_BYTES_MAX)
        return true;
    sqlite3_stmt *statement = NULL;
    bool sound = sqlite3_prepare_v2(sql->db, "PRAGMA quick_check(1)", -1, &statement, NULL) == SQLITE_OK &&
                 sqlite3_step(statement) == SQLITE_ROW &&
                 strcmp((const char *)sqlite3_column_text(statement, 0), "ok") == 0;
    sqlite3_finalize(statement);
    if (sound)
        sql_prepare(sql);
    return sound && !sql->failed;
}

static bool read_meta(struct history *history)
{
    struct sql *sql = &history->sql;
    if (!sql_first_values(sql, SQL_META_GET, NULL, 0))
        return false;
    history->seq = (uint64_t)sql_column_number(sql, SQL_META_GET, 0);
    history->at = sql_column_number(sql, SQL_META_GET, 1);
    history->kind = (uint16_t)sql_column_number(sql, SQL_META_GET, 2);
    sql_done(sql, SQL_META_GET);
    return true;
}

/* False: the file cannot be used as it is. */
static bool try_open(struct history *history)
{
    sql_open(&history->sql, history->file);
    if (!use_tables(&history->sql) || !is_sound(history, &history->sql))
        return false;
    if (!read_meta(history) || history->sql.failed)
        return false;
    if (is_memory(history))
        return true;
    /* the last run may have ended between an erasure and the emptying of the log */
    sqlite3_wal_checkpoint_v2(history->sql.db, NULL, SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);
    paced_begin(&history->paced, history->sql.db);
    return true;
}

/* Renames the file away; what SQLite keeps beside it goes with the old contents. */
static void set_aside(const struct history *history)
{
    char other[sizeof history->file + 8];
    if (is_memory(history))
        return;
    snprintf(other, sizeof other, "%s.old", history->file);
    rename(history->file, other);
    snprintf(other, sizeof other, "%s-wal", history->file);
    unlink(other);
    snprintf(other, sizeof other, "%s-shm", history->file);
    unlink(other);
}

bool history_shred(struct history *history)
{
    char other[sizeof history->file + 8];
    if (is_memory(history))
        return true;
    snprintf(other, sizeof other, "%s.old", history->file);
    unlink(other);
    return sqlite3_wal_checkpoint_v2(history->sql.db, NULL, SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL) == SQLITE_OK;
}

int history_renew(struct history *history, struct book_error *error)
{
    sql_close(&history->sql);
    set_aside(history);
    history->steps.knows_explained = false;
    live_free(&history->live);
    history->seq = 0;
    history->at = 0;
    history->kind = 0;
    if (try_open(history))
        return 0;
    error_say(error, "the history %s cannot be made: %s", history->file, history->sql.what);
    sql_close(&history->sql);
    return -1;
}

/* Trouble that a new file would have too: the old one stays as it is. */
static bool is_outside_trouble(int code)
{
    int primary = code & 0xff;
    return primary == SQLITE_FULL || primary == SQLITE_READONLY || primary == SQLITE_CANTOPEN ||
           primary == SQLITE_PERM || primary == SQLITE_NOMEM || primary == SQLITE_BUSY ||
           primary == SQLITE_LOCKED || primary == SQLITE_IOERR;
}

int history_open(struct history *history, const char *dir, struct book_error *error)
{
    *history = (struct history){.seq = 0};
    int len = dir ? snprintf(history->file, sizeof history->file, "%s/book.db", dir)
                  : snprintf(history->file, sizeof history->file, ":memory:");
    if (len >= (int)sizeof history->file) {
        return error_say(error, "the directory's name is too long");
    }
    if (try_open(history))
        return 0;
    if (!history->sql.failed || !is_outside_trouble(history->sql.code))
        return history_renew(history, error);
    error_say(error, "the history %s cannot be opened: %s", history->file, history->sql.what);
    sql_close(&history->sql);
    return -1;
}

void history_close(struct history *history)
{
    fact_reader_free(&history->reader);
    spans_free(history);
    audit_free(&history->audit);
    steps_free(&history->steps);
    live_free(&history->live);
    sql_close(&history->sql);
}

bool history_is_damaged(const struct history *history)
{
    int primary = history->sql.code & 0xff;
    bool damage = primary == SQLITE_CORRUPT || primary == SQLITE_NOTADB || primary == SQLITE_ERROR ||
                  primary == SQLITE_SCHEMA;
    return history->sql.failed && damage;
}
