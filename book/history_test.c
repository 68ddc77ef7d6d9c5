/* The tables hold what the events told, a directory loaded from them is the one the events make, and a bad file is made
 * anew. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "book/testing/log.h"
#include "lib/crypto.h"

enum { SCRIPT_EVENTS = 1500, SEEDS = 12 };

static void open_history(struct history *history, const char *dir)
{
    struct book_error error;
    if (history_open(history, dir, &error) != 0)
        fail_msg("%s", error.sentence);
}

/* Applies 1 .. last in transactions of changing size that tear no body from its event; returns where it stopped, at or
 * after last. */
static uint64_t apply_history(struct history *history, const struct testing_log *log, uint64_t last)
{
    struct book_error error;
    uint64_t seq = history->seq;
    uint32_t size = 1;
    while (seq < last || (history_waits(history) && seq < log->count)) {
        history_begin(history);
        for (uint32_t i = 0; (i < size || history_waits(history)) && seq < log->count; i++, seq++)
            history_apply(history, &log->entries[seq].event, log->entries[seq].body,
                          log->entries[seq].body_len);
        if (history_commit(history, &error) != 0)
            fail_msg("%s", error.sentence);
        size = size * 3 % 101;
    }
    return seq;
}

/* The claim that everything stands on: loaded at any point and continued, a directory equals the one that saw all
 * events. */
static void a_loaded_directory_equals_the_one_made_from_all_events(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= SEEDS; seed++) {
        struct testing_log log;
        struct directory all;
        struct directory loaded;
        struct history history;
        testing_log_init(&log);
        testing_script(&log, seed, SCRIPT_EVENTS);
        open_history(&history, NULL);
        uint64_t split = apply_history(&history, &log, seed * SCRIPT_EVENTS / (SEEDS + 1));
        directory_init(&all);
        directory_init(&loaded);
        testing_apply_directory(&log, 1, split, &all);
        assert_int_equal(history_load(&history, &loaded), 0);
        testing_assert_equal(&loaded, &all);
        testing_apply_directory(&log, split + 1, log.count, &all);
        testing_apply_directory(&log, split + 1, log.count, &loaded);
        testing_assert_equal(&loaded, &all);
        assert_in_range(all.reader.skipped, 50, log.count); /* the script was hostile indeed */
        directory_free(&all);
        directory_free(&loaded);
        history_close(&history);
        testing_log_free(&log);
    }
}

/* The rows of a query, one a line. */
static void dump_query(struct sql *sql, const char *query, struct buf *text)
{
    sqlite3_stmt *statement;
    assert_int_equal(sqlite3_prepare_v2(sql->db, query, -1, &statement, NULL), SQLITE_OK);
    while (sqlite3_step(statement) == SQLITE_ROW) {
        for (int column = 0; column < sqlite3_column_count(statement); column++) {
            bool is_bytes = sqlite3_column_type(statement, column) == SQLITE_BLOB;
            const char *value = (const char *)sqlite3_column_text(statement, column);
            char hex[2 * BODY_HASH_BYTES + 1];
            if (is_bytes)
                value = hex_encode(value, (size_t)sqlite3_column_bytes(statement, column), hex);
            buf_append_format(text, "%s|", value ? value : "NULL");
        }
        buf_append_char(text, '\n');
    }
    sqlite3_finalize(statement);
}

static void dump_file(const char *dir, struct buf *text)
{
    struct history history;
    open_history(&history, dir);
    testing_dump_tables(&history.sql, text);
    history_close(&history);
}

static void a_deleted_file_is_made_again_with_the_same_contents(void **state)
{
    (void)state;
    char dir[64];
    char file[128];
    struct testing_log log;
    struct history history;
    struct buf first;
    struct buf second;
    testing_log_init(&log);
    testing_script(&log, 99, SCRIPT_EVENTS);
    testing_dir_make(dir);
    buf_init(&first, 64 << 20);
    buf_init(&second, 64 << 20);
    open_history(&history, dir);
    apply_history(&history, &log, log.count);
    history_close(&history);
    dump_file(dir, &first);
    snprintf(file, sizeof file, "%s/book.db", dir);
    assert_int_equal(unlink(file), 0);
    open_history(&history, dir);
    assert_int_equal(history.seq, 0);
    testing_apply_history(&log, 1, log.count, &history);
    history_close(&history);
    dump_file(dir, &second);
    assert_in_range(first.len, 10000, first.bytes_max);
    testing_assert_same(buf_text(&second), buf_text(&first));
    buf_free(&first);
    buf_free(&second);
    testing_dir_remove(dir);
    testing_log_free(&log);
}

/* The tables are those that the whole log makes in one go. */
static void expect_tables_of(const struct testing_log *log, struct history *history)
{
    struct history other;
    struct buf tables;
    struct buf expected;
    buf_init(&tables, 64 << 20);
    buf_init(&expected, 64 << 20);
    open_history(&other, NULL);
    testing_apply_history(log, 1, log->count, &other);
    testing_dump_tables(&history->sql, &tables);
    testing_dump_tables(&other.sql, &expected);
    testing_assert_same(buf_text(&tables), buf_text(&expected));
    buf_free(&tables);
    buf_free(&expected);
    history_close(&other);
}

static void a_failed_transaction_leaves_nothing_and_can_be_made_again(void **state)
{
    (void)state;
    struct testing_log log;
    struct history history;
    struct directory all;
    struct directory loaded;
    struct book_error error;
    testing_log_init(&log);
    testing_script(&log, 5, 300);
    open_history(&history, NULL);
    testing_apply_history(&log, 1, 100, &history);
    history_begin(&history);
    for (uint64_t seq = 101; seq <= 200; seq++) {
        if (seq == 150)
            sql_script(&history.sql, "INSERT INTO nowhere VALUES (1)");
        history_apply(&history, &log.entries[seq - 1].event, log.entries[seq - 1].body,
                      log.entries[seq - 1].body_len);
    }
    assert_int_equal(history_commit(&history, &error), -1);
    assert_non_null(strstr(error.sentence, "nowhere"));
    assert_int_equal(history.seq, 100);
    fact_reader_free(&history.reader);
    testing_apply_history(&log, 101, log.count, &history);
    directory_init(&all);
    directory_init(&loaded);
    testing_apply_directory(&log, 1, log.count, &all);
    assert_int_equal(history_load(&history, &loaded), 0);
    testing_assert_equal(&loaded, &all);
    directory_free(&all);
    directory_free(&loaded);
    expect_tables_of(&log, &history);
    history_close(&history);
    testing_log_free(&log);
}

/* Makes a file with 300 events, spoils it with spoil, and expects a new one, the old one kept. */
static void expect_made_anew(void (*spoil)(const char *file))
{
    char dir[64];
    char file[128];
    struct testing_log log;
    struct history history;
    testing_log_init(&log);
    testing_script(&log, 3, 300);
    open_history(&history, testing_dir_make(dir));
    testing_apply_history(&log, 1, 300, &history);
    history_close(&history);
    snprintf(file, sizeof file, "%s/book.db", dir);
    spoil(file);
    open_history(&history, dir);
    assert_int_equal(history.seq, 0);
    snprintf(file, sizeof file, "%s/book.db.old", dir);
    assert_int_equal(access(file, F_OK), 0);
    testing_apply_history(&log, 1, 300, &history);
    history_close(&history);
    testing_dir_remove(dir);
    testing_log_free(&log);
}

static void write_garbage(const char *file, long at, size_t len)
{
    FILE *stream = fopen(file, "r+b");
    assert_non_null(stream);
    fseek(stream, at, SEEK_SET);
    for (size_t i = 0; i < len; i++)
        fputc(0xa5, stream);
    fclose(stream);
}

static void spoil_head(const char *file)
{
    write_garbage(file, 0, 100);
}

static void spoil_pages(const char *file)
{
    write_garbage(file, 8192, 65536);
}

static void spoil_version(const char *file)
{
    sqlite3 *db;
    assert_int_equal(sqlite3_open(file, &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, "PRAGMA user_version=99", NULL, NULL, NULL), SQLITE_OK);
    sqlite3_close(db);
}

static void spoil_tables(const char *file)
{
    sqlite3 *db;
    assert_int_equal(sqlite3_open(file, &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, "DROP TABLE messages", NULL, NULL, NULL), SQLITE_OK);
    sqlite3_close(db);
}

static void cut_short(const char *file)
{
    assert_int_equal(truncate(file, 20000), 0);
}

static void a_bad_file_is_set_aside_and_made_anew(void **state)
{
    (void)state;
    expect_made_anew(spoil_head);
    expect_made_anew(spoil_pages);
    expect_made_anew(spoil_version);
    expect_made_anew(spoil_tables);
    expect_made_anew(cut_short);
}

static void a_directory_that_is_not_there_is_told_in_one_sentence(void **state)
{
    (void)state;
    struct history history;
    struct book_error error;
    assert_int_equal(history_open(&history, "/nonexistent/nowhere", &error), -1);
    assert_non_null(strstr(error.sentence, "/nonexistent/nowhere/book.db"));
}

static void ten_thousand_users_load(void **state)
{
    (void)state;
    struct testing_log log;
    struct history history;
    struct directory loaded;
    struct buf body;
    buf_init(&body, ACD_BODY_BYTES_MAX);
    testing_log_init(&log);
    for (uint32_t agent = 1; agent <= 10000; agent++) {
        char username[32];
        snprintf(username, sizeof username, "Agent%u", agent);
        assert_true(body_render_agent_created(&body, &(struct body_agent){.uuid = testing_uuid(agent),
                                                                          .username = username,
                                                                          .first_name = "A",
                                                                          .last_name = "B",
                                                                          .role = BOOK_ROLE_AGENT}));
        testing_log_add(&log, (struct acd_event){.kind = ACD_AGENT_CREATED, .agent = agent}, &body);
    }
    open_history(&history, NULL);
    testing_apply_history(&log, 1, log.count, &history);
    directory_init(&loaded);
    assert_int_equal(history_load(&history, &loaded), 0);
    assert_int_equal(users_find_username(&loaded.users, "aGENT10000"), 10000);
    assert_int_equal(users_find_username(&loaded.users, "agent1"), 1);
    uint32_t count = 0;
    for (uint32_t agent = 0; (agent = numbered_after(&loaded.users.by_number, agent)) != 0;)
        count++;
    assert_int_equal(count, 10000);
    directory_free(&loaded);
    history_close(&history);
    testing_log_free(&log);
    buf_free(&body);
}

/* ---- what the tables say of a contact ---- */

static void a_legs_times_are_kept(void **state)
{
    (void)state;
    struct testing_log log;
    struct history history;
    struct buf text;
    testing_log_init(&log);
    log.at = 1000;
    testing_log_add(
        &log, (struct acd_event){.kind = ACD_CONTACT_STARTED, .contact = 7, .channel = ACD_CHAT, .queue = 1},
        NULL);
    testing_log_add(
        &log, (struct acd_event){.kind = ACD_CONTACT_QUEUED, .contact = 7, .queue = 1, .since = 1000}, NULL);
    log.at = 2000;
    testing_log_add(&log,
                    (struct acd_event){.kind = ACD_OFFER_MADE,
                                       .contact = 7,
                                       .agent = 3,
                                       .queue = 1,
                                       .leg_state = ACD_LEG_CONNECTING,
                                       .cause = ACD_CAUSE_LONGEST_AVAILABLE},
                    NULL);
    log.at = 3000;
    testing_log_add(&log,
                    (struct acd_event){
                        .kind = ACD_OFFER_ACCEPTED, .contact = 7, .agent = 3, .leg_state = ACD_LEG_CONNECTED},
                    NULL);
    log.at = 4000;
    testing_log_add(&log,
                    (struct acd_event){.kind = ACD_WRAPUP_BEGUN,
                                       .contact = 7,
                                       .agent = 3,
                                       .leg_state = ACD_LEG_ENDED,
                                       .cause = ACD_CAUSE_AGENT_ENDED},
                    NULL);
    testing_log_add(
        &log, (struct acd_event){.kind = ACD_CONTACT_ENDED, .contact = 7, .cause = ACD_CAUSE_AGENT_ENDED},
        NULL);
    log.at = 5000;
    testing_log_add(
        &log,
        (struct acd_event){.kind = ACD_LEG_CLEARED, .contact = 7, .agent = 3, .leg_state = ACD_LEG_ENDED},
        NULL);
    testing_log_add(&log, (struct acd_event){.kind = ACD_CONTACT_FORGOTTEN, .contact = 7}, NULL);
    open_history(&history, NULL);
    testing_apply_history(&log, 1, log.count, &history);
    buf_init(&text, 4096);
    dump_query(&history.sql, "SELECT agent, begun_at, connected_at, ended_at, cleared_at FROM legs", &text);
    dump_query(&history.sql,
               "SELECT agent, started_at, queued_at, connected_at, ended_at, forgotten_at FROM contacts",
               &text);
    assert_string_equal(buf_text(&text), "3|2000|3000|4000|5000|\n3|1000|1000|3000|4000|5000|\n");
    buf_free(&text);
    history_close(&history);
    testing_log_free(&log);
}

static void the_code_of_a_rejection_is_kept(void **state)
{
    (void)state;
    struct testing_log log;
    struct history history;
    struct buf text;
    const struct acd_event events[] = {
        {.kind = ACD_CONTACT_STARTED, .contact = 7, .channel = ACD_CHAT, .queue = 1},
        {.kind = ACD_OFFER_MADE, .contact = 7, .agent = 3, .queue = 1, .leg_state = ACD_LEG_CONNECTING},
        {.kind = ACD_OFFER_REJECTED, .contact = 7, .agent = 3, .leg_state = ACD_LEG_REJECTED, .reason = 21},
        {.kind = ACD_LEG_CLEARED, .contact = 7, .agent = 3, .leg_state = ACD_LEG_REJECTED},
    };
    testing_log_init(&log);
    for (size_t i = 0; i < sizeof events / sizeof *events; i++)
        testing_log_add(&log, events[i], NULL);
    open_history(&history, NULL);
    testing_apply_history(&log, 1, log.count, &history);
    buf_init(&text, 4096);
    dump_query(&history.sql, "SELECT agent, state, code FROM legs", &text);
    char expected[64];
    snprintf(expected, sizeof expected, "3|%d|21|\n", ACD_LEG_REJECTED);
    assert_string_equal(buf_text(&text), expected);
    buf_free(&text);
    history_close(&history);
    testing_log_free(&log);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_loaded_directory_equals_the_one_made_from_all_events),
        cmocka_unit_test(a_deleted_file_is_made_again_with_the_same_contents),
        cmocka_unit_test(a_failed_transaction_leaves_nothing_and_can_be_made_again),
        cmocka_unit_test(a_bad_file_is_set_aside_and_made_anew),
        cmocka_unit_test(a_directory_that_is_not_there_is_told_in_one_sentence),
        cmocka_unit_test(ten_thousand_users_load),
        cmocka_unit_test(a_legs_times_are_kept),
        cmocka_unit_test(the_code_of_a_rejection_is_kept),
    };
    return cmocka_run_group_tests_name("history", tests, NULL, NULL);
}
