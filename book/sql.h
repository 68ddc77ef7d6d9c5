/* A thin layer over one SQLite connection and its prepared statements. It knows no table: statements.h does.
 *
 * The failure rule is the buffer's: the first failure sticks, later calls do nothing, and the caller asks once before
 * it commits.
 */
#ifndef NEXTUP_BOOK_SQL_H
#define NEXTUP_BOOK_SQL_H

#include <sqlite3.h>
#include <stdbool.h>
#include <stdint.h>

#include "book/statements.h"
#include "lib/uuid.h"

struct sql {
    sqlite3 *db;
    sqlite3_stmt *statements[SQL_STATEMENTS];
    bool failed;
    int code; /* SQLite's, of the failure */
    char what[256];
};

/* What a parameter is bound to. Texts and bytes are lent for the call. */
struct sql_value {
    const void *bytes; /* NULL and len < 0: the number; NULL and len 0: NULL */
    int64_t number;
    int len; /* of bytes; SQL_TEXT: bytes is a text */
};
enum { SQL_TEXT = 1 << 30 };

struct sql_value sql_number(int64_t number);
struct sql_value sql_text(const char *text);             /* NULL binds NULL */
struct sql_value sql_bytes(const void *bytes, int len);  /* NULL binds NULL */
struct sql_value sql_uuid(const struct uuid *uuid);

/* Opens file (":memory:" too) and sets how it is kept. Each statement of statements.h is prepared when it is first
 * run. */
void sql_open(struct sql *sql, const char *file);
void sql_prepare(struct sql *sql); /* all that are not yet: whether they fit the file's tables */
void sql_script(struct sql *sql, const char *script);
void sql_close(struct sql *sql);
void sql_clear_failure(struct sql *sql);

/* Runs a statement that gives no rows; returns how many rows it changed. */
int sql_run_values(struct sql *sql, enum sql_statement statement, const struct sql_value *values, int count);
/* Runs a statement to its first row; false: none. Columns are read with sqlite3_column_*(sql->statements[statement],
 * ...) until sql_next() says false or sql_done() is called, which must come before the statement is used again. */
bool sql_first_values(struct sql *sql, enum sql_statement statement, const struct sql_value *values, int count);
bool sql_next(struct sql *sql, enum sql_statement statement);
void sql_done(struct sql *sql, enum sql_statement statement);

/* sql_run(sql, SQL_KEY_REVOKE, sql_text(id), sql_number(agent)) */
#define SQL_VALUES(...) (const struct sql_value[]){__VA_ARGS__}, (int)(sizeof((const struct sql_value[]){__VA_ARGS__}) / sizeof(struct sql_value))
#define sql_run(sql, statement, ...) sql_run_values((sql), (statement), SQL_VALUES(__VA_ARGS__))
#define sql_first(sql, statement, ...) sql_first_values((sql), (statement), SQL_VALUES(__VA_ARGS__))

/* Columns of the present row. Texts are lent until the next row; "" for NULL. */
const char *sql_column_text(struct sql *sql, enum sql_statement statement, int column);
int64_t sql_column_number(struct sql *sql, enum sql_statement statement, int column);
bool sql_column_uuid(struct sql *sql, enum sql_statement statement, int column, struct uuid *uuid); /* false, unwritten: NULL or no uuid */
bool sql_column_bytes(struct sql *sql, enum sql_statement statement, int column, void *bytes, int len); /* false, unwritten: another length */

/* The first row of that time or later, of a table whose key is a sequence number; `from` selects key and time of the
 * first row from ?1 on. Times never go back from one event to the next, so halving finds it, and no index of times need
 * be kept up. */
int64_t sql_first_row_at(struct sql *sql, enum sql_statement from, int64_t at);

#endif
