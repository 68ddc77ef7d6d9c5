/* A thin layer over one SQLite connection; see sql.h. It knows no table. */
#include "book/sql.h"

#include <stdio.h>
#include <string.h>

#include "lib/turns.h"

enum { BUSY_MS = 2000, VALUE_NUMBER = -1 };

struct sql_value sql_number(int64_t number)
{
    return (struct sql_value){.number = number, .len = VALUE_NUMBER};
}

struct sql_value sql_text(const char *text)
{
    return (struct sql_value){.bytes = text, .len = text ? SQL_TEXT : 0};
}

struct sql_value sql_bytes(const void *bytes, int len)
{
    return (struct sql_value){.bytes = bytes, .len = bytes ? len : 0};
}

struct sql_value sql_uuid(const struct uuid *uuid)
{
    return sql_bytes(uuid->bytes, UUID_BYTES);
}

/* Notes a failure unless one is noted already. */
static void check(struct sql *sql, int code)
{
    if (code == SQLITE_OK || code == SQLITE_ROW || code == SQLITE_DONE || sql->failed)
        return;
    sql->failed = true;
    sql->code = code;
    snprintf(sql->what, sizeof sql->what, "%s", sql->db ? sqlite3_errmsg(sql->db) : sqlite3_errstr(code));
}

void sql_open(struct sql *sql, const char *file)
{
    *sql = (struct sql){.db = NULL};
    check(sql, sqlite3_open_v2(file, &sql->db,
                               SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, NULL));
    if (sql->failed)
        return;
    sqlite3_busy_timeout(sql->db, BUSY_MS); /* somebody may be looking with another program */
    sql_script(sql, "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA temp_store=MEMORY; PRAGMA "
                    "cache_size=-16000;"
                    "PRAGMA trusted_schema=OFF; PRAGMA secure_delete=ON; PRAGMA wal_autocheckpoint=4000;");
}

void sql_script(struct sql *sql, const char *script)
{
    if (!sql->failed)
        check(sql, sqlite3_exec(sql->db, script, NULL, NULL, NULL));
}

/* Made when it is first run: a start needs few of them and would wait for all. NULL: that has failed, or something
 * before. */
static sqlite3_stmt *prepared(struct sql *sql, enum sql_statement statement)
{
    sqlite3_stmt **at = &sql->statements[statement];
    if (!*at && !sql->failed)
        check(sql, sqlite3_prepare_v3(sql->db, sql_statement_text(statement), -1, SQLITE_PREPARE_PERSISTENT,
                                      at, NULL));
    return sql->failed ? NULL : *at;
}

void sql_prepare(struct sql *sql)
{
    for (int i = 0; i < SQL_STATEMENTS; i++)
        prepared(sql, (enum sql_statement)i);
}

void sql_close(struct sql *sql)
{
    for (int i = 0; i < SQL_STATEMENTS; i++)
        sqlite3_finalize(sql->statements[i]);
    sqlite3_close(sql->db);
    *sql = (struct sql){.db = NULL};
}

void sql_clear_failure(struct sql *sql)
{
    sql->failed = false;
}

static int bind(sqlite3_stmt *statement, int at, const struct sql_value *value)
{
    if (value->len == VALUE_NUMBER)
        return sqlite3_bind_int64(statement, at, value->number);
    if (!value->bytes)
        return sqlite3_bind_null(statement, at);
    if (value->len == SQL_TEXT)
        return sqlite3_bind_text(statement, at, value->bytes, -1, SQLITE_STATIC);
    return sqlite3_bind_blob(statement, at, value->bytes, value->len, SQLITE_STATIC);
}

bool sql_first_values(struct sql *sql, enum sql_statement statement, const struct sql_value *values,
                      int count)
{
    sqlite3_stmt *ready = prepared(sql, statement);
    for (int i = 0; i < count && !sql->failed; i++)
        check(sql, bind(ready, i + 1, &values[i]));
    return sql_next(sql, statement);
}

bool sql_next(struct sql *sql, enum sql_statement statement)
{
    sqlite3_stmt *ready = prepared(sql, statement);
    if (sql->failed)
        return false;
    int code = sqlite3_step(ready);
    turns_offer();
    check(sql, code);
    if (code == SQLITE_ROW)
        return true;
    sql_done(sql, statement);
    return false;
}

void sql_done(struct sql *sql, enum sql_statement statement)
{
    if (sql->statements[statement])
        sqlite3_reset(sql->statements[statement]);
}

int sql_run_values(struct sql *sql, enum sql_statement statement, const struct sql_value *values, int count)
{
    if (sql_first_values(sql, statement, values, count))
        sql_done(sql, statement);
    return sql->failed ? 0 : sqlite3_changes(sql->db);
}

const char *sql_column_text(struct sql *sql, enum sql_statement statement, int column)
{
    const unsigned char *text = sqlite3_column_text(sql->statements[statement], column);
    return text ? (const char *)text : "";
}

int64_t sql_column_number(struct sql *sql, enum sql_statement statement, int column)
{
    return sqlite3_column_int64(sql->statements[statement], column);
}

bool sql_column_bytes(struct sql *sql, enum sql_statement statement, int column, void *bytes, int len)
{
    const void *found = sqlite3_column_blob(sql->statements[statement], column);
    if (!found || sqlite3_column_bytes(sql->statements[statement], column) != len)
        return false;
    memcpy(bytes, found, (size_t)len);
    return true;
}

bool sql_column_uuid(struct sql *sql, enum sql_statement statement, int column, struct uuid *uuid)
{
    return sql_column_bytes(sql, statement, column, uuid->bytes, UUID_BYTES);
}

int64_t sql_first_row_at(struct sql *sql, enum sql_statement from, int64_t at)
{
    int64_t low = 0;
    int64_t high = INT64_MAX;
    while (low < high) {
        int64_t middle = low + (high - low) / 2;
        if (!sql_first(sql, from, sql_number(middle))) {
            high = middle;
            continue;
        }
        if (sql_column_number(sql, from, 1) >= at)
            high = middle;
        else
            low = sql_column_number(sql, from, 0) + 1;
        sql_done(sql, from);
    }
    return low;
}
