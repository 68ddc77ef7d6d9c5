/* What the book's tests share; see log.h. Not part of the program. */
#include "book/testing/log.h"

#include <dirent.h>
#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "book/audit_walk.h"
#include "book/spans_row.h"
#include "lib/crypto.h"

enum { DUMP_BYTES_MAX = 64 << 20 };

/* ---- the log ---- */

void testing_log_init(struct testing_log *log)
{
    *log = (struct testing_log){.at = INT64_C(1700000000000)};
}

void testing_log_free(struct testing_log *log)
{
    for (uint32_t i = 0; i < log->count; i++)
        free(log->entries[i].body);
    free(log->entries);
}

static struct testing_entry *add(struct testing_log *log, struct acd_event event)
{
    if (log->count == log->capacity) {
        log->capacity = log->capacity ? log->capacity * 2 : 64;
        log->entries = realloc(log->entries, log->capacity * sizeof *log->entries);
        assert_non_null(log->entries);
    }
    struct testing_entry *entry = &log->entries[log->count++];
    event.seq = log->count;
    event.at = log->at;
    *entry = (struct testing_entry){.event = event};
    return entry;
}

uint64_t testing_log_add_text(struct testing_log *log, struct acd_event event, const char *body)
{
    struct testing_entry *entry = add(log, event);
    entry->body = strdup(body);
    entry->body_len = strlen(body);
    return log->count;
}

uint64_t testing_log_add(struct testing_log *log, struct acd_event event, struct buf *body)
{
    if (!body) {
        add(log, event);
        return log->count;
    }
    assert_int_not_equal(body->len, 0);
    testing_log_add_text(log, event, buf_text(body));
    buf_clear(body);
    return log->count;
}

void testing_apply_directory(const struct testing_log *log, uint64_t first_seq, uint64_t last_seq,
                             struct directory *directory)
{
    for (uint64_t seq = first_seq; seq <= last_seq; seq++) {
        const struct testing_entry *entry = &log->entries[seq - 1];
        directory_apply(directory, &entry->event, entry->body, entry->body_len);
    }
}

void testing_apply_history(const struct testing_log *log, uint64_t first_seq, uint64_t last_seq,
                           struct history *history)
{
    struct book_error error;
    history_begin(history);
    for (uint64_t seq = first_seq; seq <= last_seq; seq++) {
        const struct testing_entry *entry = &log->entries[seq - 1];
        history_apply(history, &entry->event, entry->body, entry->body_len);
    }
    if (history_commit(history, &error) != 0)
        fail_msg("%s", error.sentence);
}

void testing_append_journal(const struct testing_log *log, uint64_t first_seq, uint64_t last_seq,
                            struct journal *journal)
{
    for (uint64_t seq = first_seq; seq <= last_seq; seq++) {
        const struct testing_entry *entry = &log->entries[seq - 1];
        const struct journal_entry appended = {
            .event = entry->event, .body = entry->body, .body_len = (uint32_t)entry->body_len};
        journal_append(journal, &appended, 1);
    }
}

/* ---- a directory as text ---- */

struct lines {
    char **lines;
    size_t count;
};

__attribute__((format(printf, 2, 3))) static void add_line(struct lines *lines, const char *format, ...)
{
    char *line = NULL;
    va_list arguments;
    va_start(arguments, format);
    assert_true(vasprintf(&line, format, arguments) >= 0);
    va_end(arguments);
    lines->lines = realloc(lines->lines, (lines->count + 1) * sizeof *lines->lines);
    assert_non_null(lines->lines);
    lines->lines[lines->count++] = line;
}

static int compare_lines(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static const char *hex32(const uint8_t *hash)
{
    static char text[BODY_HASH_BYTES * 2 + 1];
    return hex_encode(hash, BODY_HASH_BYTES, text);
}

static const char *uuid_text(const struct uuid *uuid)
{
    static char text[UUID_TEXT_BYTES];
    return uuid_render(uuid, text);
}

static void dump_objects(const struct objects *objects, struct lines *lines)
{
    add_line(lines, "centre %d %s %s", objects->has_centre, uuid_text(&objects->centre.uuid),
             objects->centre.alias);
    for (uint32_t i = 0; i < objects->origin_count; i++)
        add_line(lines, "origin %u %s", i, objects->origins[i]);
    for (unsigned kind = 0; kind < ACD_SUBJECT_KINDS; kind++) {
        for (uint32_t number = 0; (number = numbered_after(&objects->kinds[kind], number)) != 0;) {
            const struct object *object = objects_find(objects, kind, number);
            add_line(lines,
                     "object %u/%u %s '%s' '%s' %" PRId64 " zone '%s' welcome '%s' channel %d"
                     " short '%s' category '%s'",
                     kind, number, uuid_text(&object->shown.uuid), object->shown.name,
                     object->shown.description, object->shown.display_order, object->hours.time_zone,
                     object->entry_point.welcome, object->entry_point.channel, object->reason.short_code,
                     object->reason.category);
            assert_ptr_equal(object->reason.object.name, object->shown.name);
            assert_ptr_equal(object->hours.object.name, object->shown.name);
            assert_ptr_equal(object->entry_point.object.description, object->shown.description);
            for (uint32_t i = 0; i < object->hours.week_count; i++)
                add_line(lines, "week %u/%u %u %d %d-%d", kind, number, i, object->hours.week[i].day,
                         object->hours.week[i].from_minute, object->hours.week[i].to_minute);
            for (uint32_t i = 0; i < object->entry_point.origin_count; i++)
                add_line(lines, "origin of %u %u %s", number, i, object->entry_point.origins[i]);
        }
    }
}

static void dump_users(const struct users *users, struct lines *lines)
{
    for (uint32_t agent = 0; (agent = numbered_after(&users->by_number, agent)) != 0;) {
        const struct book_user *user = users_find(users, agent);
        add_line(lines, "user %u/%u %s '%s' '%s' '%s' '%s' role %d change %d disabled %d", agent, user->agent,
                 uuid_text(&user->uuid), user->username, user->first_name, user->last_name,
                 user->password_hash, user->role, user->must_change_password, user->disabled);
        assert_int_equal(users_find_username(users, user->username), agent);
        assert_int_equal(users_find_uuid(users, &user->uuid), agent);
    }
    size_t at = 0;
    for (const struct book_key *key; (key = table_next(&users->keys, &at)) != NULL;)
        add_line(lines, "key %s %u %s", key->access_key_id, key->agent, key->secret);
}

static void dump_sessions(const struct sessions *sessions, struct lines *lines)
{
    int i = 0;
    for (const struct session *session = sessions->first; session; session = session->after)
        add_line(lines, "session %06d %s agent %u %" PRId64 "-%" PRId64, i++, hex32(session->hash),
                 session->shown.agent, session->shown.opened_at, session->shown.expires_at);
    assert_int_equal(i, sessions->by_hash.count);
}

static void dump_contacts(const struct contacts *contacts, struct lines *lines)
{
    size_t at = 0;
    while (table_next(&contacts->by_number, &at)) {
        uint64_t number;
        memcpy(&number, contacts->by_number.entries[at - 1].key, sizeof number);
        const struct book_contact *contact = contacts_find(contacts, number);
        add_line(lines, "contact %" PRIu64 " %s '%s' '%s' '%s' %s %s note '%s' address '%s'", number,
                 uuid_text(&contact->uuid), contact->name, contact->description, contact->customer_name,
                 contact->attributes, contact->references, contact->note, contact->address);
        assert_int_equal(contacts_find_uuid(contacts, &contact->uuid), number);
    }
    at = 0;
    while (table_next(&contacts->customers, &at)) {
        const uint8_t *hash = contacts->customers.entries[at - 1].key;
        const struct book_customer *customer = contacts_find_customer(contacts, hash);
        char text[BODY_HASH_BYTES * 2 + 1];
        memcpy(text, hex32(hash), sizeof text);
        add_line(lines,
                 "customer %s %" PRIu64 " %s '%s' agent %u entry %u channel %d cause %d %" PRId64 "-%" PRId64
                 " until %" PRId64,
                 text, customer->contact, uuid_text(&customer->uuid), customer->name, customer->agent,
                 customer->entry_point, customer->channel, customer->end_cause, customer->started_at,
                 customer->ended_at, customer->valid_until);
    }
}

static void dump_whys(const struct whys *whys, struct lines *lines)
{
    for (uint32_t agent = 0; (agent = numbered_after(&whys->by_agent, agent)) != 0;) {
        const struct book_why *why = whys_find(whys, agent);
        add_line(lines, "why %u '%s' '%s'", agent, why->status, why->next);
    }
}

static void dump_documents(const struct documents *documents, struct lines *lines)
{
    for (unsigned kind = 0; kind < ACD_SUBJECT_KINDS; kind++) {
        const struct book_document *document = NULL;
        for (uint64_t seq = 0; (document = documents_after(documents, kind, seq)) != NULL;
             seq = document->seq) {
            char *text = json_dumps(document->value, JSON_COMPACT | JSON_SORT_KEYS);
            add_line(lines, "document %u/%" PRIu64 " %s %s seq %" PRIu64, kind, document->subject,
                     document->name, text, document->seq);
            free(text);
            assert_ptr_equal(documents_find(documents, kind, document->subject, document->name), document);
        }
    }
}

void testing_dump(const struct directory *directory, struct buf *text)
{
    struct lines lines = {.count = 0};
    dump_objects(&directory->objects, &lines);
    dump_users(&directory->users, &lines);
    dump_sessions(&directory->sessions, &lines);
    dump_contacts(&directory->contacts, &lines);
    dump_documents(&directory->documents, &lines);
    dump_whys(&directory->whys, &lines);
    qsort(lines.lines, lines.count, sizeof *lines.lines, compare_lines);
    for (size_t i = 0; i < lines.count; i++) {
        buf_append_text(text, lines.lines[i]);
        buf_append_char(text, '\n');
        free(lines.lines[i]);
    }
    free(lines.lines);
}

/* ---- tables as text ---- */

static sqlite3_stmt *prepare(struct sql *sql, const char *query)
{
    sqlite3_stmt *statement = NULL;
    assert_int_equal(sqlite3_prepare_v2(sql->db, query, -1, &statement, NULL), SQLITE_OK);
    return statement;
}

static const uint8_t *bytes_of(sqlite3_stmt *statement, int column, const uint8_t **end)
{
    const uint8_t *bytes = sqlite3_column_blob(statement, column);
    *end = bytes + sqlite3_column_bytes(statement, column);
    return bytes;
}

/* How entries are shared out over rows depends on where transactions ended: they are told one by one. */
static void dump_spans(struct sql *sql, struct buf *text)
{
    sqlite3_stmt *statement = prepare(sql, "SELECT agent, spans FROM spans ORDER BY agent, from_at");
    while (sqlite3_step(statement) == SQLITE_ROW) {
        struct tally_span span;
        const uint8_t *end;
        const uint8_t *at = bytes_of(statement, 1, &end);
        while ((at = spans_row_next(at, end, (uint32_t)sqlite3_column_int64(statement, 0), &span)) != NULL)
            buf_append_format(text,
                              "span of %u: %" PRId64 " to %" PRId64 " seq %" PRIu64 " status %u of %u\n",
                              span.agent, span.from, span.to, span.seq, span.status, span.status_type);
    }
    sqlite3_finalize(statement);
}

static void dump_steps(struct sql *sql, struct buf *text)
{
    sqlite3_stmt *statement = prepare(sql, "SELECT chain, events, why, seq FROM steps ORDER BY chain, seq");
    while (sqlite3_step(statement) == SQLITE_ROW) {
        struct acd_event event;
        struct steps_place place = {.chain = sqlite3_column_int64(statement, 0),
                                    .seq = sqlite3_column_int64(statement, 3)};
        const uint8_t *end;
        const uint8_t *at = bytes_of(statement, 1, &end);
        const unsigned char *why = sqlite3_column_text(statement, 2);
        while ((at = steps_next(at, end, &place, &event)) != NULL)
            buf_append_format(text, "step of %lld: contact %" PRId64 " seq %" PRIu64 " kind %u why %s\n",
                              sqlite3_column_int64(statement, 0), place.contact, event.seq, event.kind,
                              why ? (const char *)why : "NULL");
    }
    sqlite3_finalize(statement);
}

static void dump_places(struct sql *sql, struct buf *text)
{
    sqlite3_stmt *statement =
        prepare(sql, "SELECT kind, number, seq, seqs FROM audit_places ORDER BY kind, number, seq");
    while (sqlite3_step(statement) == SQLITE_ROW) {
        int64_t seqs[GATHERED_BYTES_MAX + 1];
        uint32_t count =
            audit_read_places(sqlite3_column_int64(statement, 2), sqlite3_column_blob(statement, 3),
                              sqlite3_column_bytes(statement, 3), seqs);
        for (uint32_t i = 0; i < count; i++)
            buf_append_format(text, "place of %lld/%lld: %" PRId64 "\n", sqlite3_column_int64(statement, 0),
                              sqlite3_column_int64(statement, 1), seqs[i]);
    }
    sqlite3_finalize(statement);
}

static void dump_facts(struct sql *sql, struct buf *text)
{
    struct tally_contact contact;
    struct tally_offer offer;
    const uint8_t *end;
    sqlite3_stmt *statement =
        prepare(sql, "SELECT class, facts FROM contact_facts ORDER BY class, bucket, seq");
    while (sqlite3_step(statement) == SQLITE_ROW)
        for (const uint8_t *at = bytes_of(statement, 1, &end);
             (at = facts_next_contact(at, end, &contact)) != NULL;)
            buf_append_format(
                text, "fact of %" PRIu64 ": class %lld, %" PRId64 " to %" PRId64 ", agent %u queue %u\n",
                contact.row, sqlite3_column_int64(statement, 0), contact.started_at, contact.ended_at,
                contact.agent, contact.queue);
    sqlite3_finalize(statement);
    statement = prepare(sql, "SELECT facts FROM offer_facts ORDER BY bucket, seq");
    while (sqlite3_step(statement) == SQLITE_ROW)
        for (const uint8_t *at = bytes_of(statement, 0, &end);
             (at = facts_next_offer(at, end, &offer)) != NULL;)
            buf_append_format(text, "offer %" PRIu64 ": agent %u, %" PRId64 " to %" PRId64 ", outcome %u\n",
                              offer.row, offer.agent, offer.begun_at, offer.ended_at, offer.outcome);
    sqlite3_finalize(statement);
}

static bool is_gathered(const char *table)
{
    return strcmp(table, "contact_facts") == 0 || strcmp(table, "offer_facts") == 0 ||
           strcmp(table, "spans") == 0 || strcmp(table, "steps") == 0 || strcmp(table, "audit_places") == 0;
}

static void dump_table(struct sql *sql, const char *table, struct buf *text)
{
    char query[128];
    sqlite3_stmt *statement;
    if (is_gathered(table))
        return;
    bool has_two_columns = strcmp(table, "contact_facts_live") == 0;
    snprintf(query, sizeof query, "SELECT * FROM %s ORDER BY 1, 2%s", table, has_two_columns ? "" : ", 3");
    assert_int_equal(sqlite3_prepare_v2(sql->db, query, -1, &statement, NULL), SQLITE_OK);
    while (sqlite3_step(statement) == SQLITE_ROW) {
        buf_append_format(text, "%s: ", table);
        for (int column = 0; column < sqlite3_column_count(statement); column++) {
            const unsigned char *bytes = sqlite3_column_blob(statement, column);
            int len = sqlite3_column_bytes(statement, column);
            buf_append_format(text, "%s=", sqlite3_column_name(statement, column));
            for (int i = 0; i < len; i++)
                buf_append_format(text, bytes[i] >= ' ' && bytes[i] < 0x7f ? "%c" : "\\%02x", bytes[i]);
            buf_append_text(text, sqlite3_column_type(statement, column) == SQLITE_NULL ? "NULL " : " ");
        }
        buf_append_char(text, '\n');
    }
    sqlite3_finalize(statement);
}

void testing_dump_tables(struct sql *sql, struct buf *text)
{
    sqlite3_stmt *tables;
    assert_int_equal(sqlite3_prepare_v2(sql->db,
                                        "SELECT name FROM sqlite_master WHERE type = 'table'"
                                        " AND name NOT LIKE 'sqlite_%' ORDER BY name",
                                        -1, &tables, NULL),
                     SQLITE_OK);
    while (sqlite3_step(tables) == SQLITE_ROW)
        dump_table(sql, (const char *)sqlite3_column_text(tables, 0), text);
    sqlite3_finalize(tables);
    dump_spans(sql, text);
    dump_steps(sql, text);
    dump_places(sql, text);
    dump_facts(sql, text);
}

void testing_assert_same(const char *text, const char *expected)
{
    size_t line = 0;
    for (size_t i = 0; text[i] && text[i] == expected[i]; i++)
        if (text[i] == '\n')
            line = i + 1;
    if (strcmp(text, expected) != 0)
        fail_msg("is:        %.*s\nshould be: %.*s", (int)strcspn(text + line, "\n"), text + line,
                 (int)strcspn(expected + line, "\n"), expected + line);
}

void testing_assert_equal(const struct directory *directory, const struct directory *expected)
{
    struct buf a;
    struct buf b;
    buf_init(&a, DUMP_BYTES_MAX);
    buf_init(&b, DUMP_BYTES_MAX);
    testing_dump(directory, &a);
    testing_dump(expected, &b);
    testing_assert_same(buf_text(&a), buf_text(&b));
    buf_free(&a);
    buf_free(&b);
}

/* ---- small things ---- */

struct uuid testing_uuid(uint64_t number)
{
    struct uuid uuid = {{0xaa}};
    memcpy(uuid.bytes + 8, &number, sizeof number);
    return uuid;
}

void testing_hash(uint64_t number, uint8_t hash[BODY_HASH_BYTES])
{
    memset(hash, 0x5a, BODY_HASH_BYTES);
    memcpy(hash, &number, sizeof number);
}

const char *testing_dir_make(char path[64])
{
    const char *base = getenv("TMPDIR");
    snprintf(path, 64, "%s/nextup-book-XXXXXX", base && strlen(base) < 40 ? base : "/tmp");
    assert_non_null(mkdtemp(path));
    return path;
}

void testing_dir_remove(const char *path)
{
    char file[512];
    DIR *dir = opendir(path);
    assert_non_null(dir);
    for (struct dirent *entry; (entry = readdir(dir)) != NULL;) {
        snprintf(file, sizeof file, "%s/%s", path, entry->d_name);
        if (entry->d_name[0] != '.')
            unlink(file);
    }
    closedir(dir);
    rmdir(path);
}

static bool file_has(const char *path, const char *text)
{
    struct stat status;
    FILE *stream = fopen(path, "rb");
    assert_non_null(stream);
    assert_int_equal(fstat(fileno(stream), &status), 0);
    size_t len = (size_t)status.st_size;
    char *bytes = malloc(len + 1);
    assert_non_null(bytes);
    assert_int_equal(fread(bytes, 1, len, stream), len);
    bool has = memmem(bytes, len, text, strlen(text)) != NULL;
    free(bytes);
    fclose(stream);
    return has;
}

bool testing_dir_has(const char *path, const char *text)
{
    char file[512];
    bool has = false;
    DIR *dir = opendir(path);
    assert_non_null(dir);
    for (struct dirent *entry; !has && (entry = readdir(dir)) != NULL;) {
        snprintf(file, sizeof file, "%s/%s", path, entry->d_name);
        has = entry->d_name[0] != '.' && file_has(file, text);
    }
    closedir(dir);
    return has;
}
