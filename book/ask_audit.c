/* Questions for the audit: pages of rows, newest first; see ask.h. Renders what was kept, in the words of sentence.h
 * and as JSON. It knows no thread. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "book/ask.h"
#include "book/audit.h"
#include "book/audit_walk.h"
#include "book/names.h"
#include "book/sentence.h"
#include "book/steps.h"

enum { TEXT_BYTES_MAX = 32 * 1024, DETAIL_BYTES_MAX = 1024 * 1024, SENTENCES_MAX = 12 };

struct ask_audit {
    struct ask ask;
    struct book_audit_search search; /* its text points into the one below */
    char text[BOOK_SEARCH_TEXT_BYTES_MAX + 1];
    book_audit_fn *answer;
    struct book_audit_row *rows; /* texts owned */
    uint32_t count;
    uint64_t next;
};

/* ---- names as they were ---- */

struct names_then {
    struct sql *sql;
    int64_t row;
    char name[NAMES_BYTES]; /* the last one told */
};

static const char *find_name(void *ctx, unsigned kind, uint64_t number)
{
    struct names_then *then = ctx;
    return names_find_then(then->sql, kind, number, then->row, then->name) ? then->name : "";
}

/* ---- the detail ---- */

static void member_thing(struct json_writer *writer, const char *member, unsigned kind, uint64_t number,
                         const struct sentence_names *names)
{
    struct buf name;
    if (number == 0)
        return;
    buf_init(&name, TEXT_BYTES_MAX);
    sentence_append_name(&name, kind, number, names);
    json_member_text(writer, member, buf_text(&name));
    buf_free(&name);
}

static bool has_channel(const struct acd_event *event)
{
    switch (event->kind) {
    case ACD_QUEUE_OFFER_TIME_SET:
    case ACD_QUEUE_WRAPUP_SET:
    case ACD_PROFILE_CHANNEL_SET:
    case ACD_PROFILE_QUEUE_SET:
    case ACD_PROFILE_QUEUE_UNSET:
    case ACD_AGENT_WRAPUP_SET:
    case ACD_AGENT_AUTO_ACCEPT_SET:
    case ACD_AGENT_LIMIT_SET:
    case ACD_AGENT_BLEND_SET:
    case ACD_CONTACT_STARTED:
        return true;
    default:
        return false;
    }
}

static void members_of_event(struct json_writer *writer, const struct acd_event *event,
                             const struct sentence_names *names)
{
    json_member_text(writer, "event", acd_event_name((enum acd_event_kind)event->kind));
    json_member_u64(writer, "seq", event->seq);
    if (event->kind == ACD_RECORDED)
        json_member_text(writer, "record", sentence_record_name((enum book_record)event->record));
    member_thing(writer, "agent", ACD_SUBJECT_AGENT, event->agent, names);
    member_thing(writer, "otherAgent", ACD_SUBJECT_AGENT, event->other_agent, names);
    member_thing(writer, "status", ACD_SUBJECT_STATUS, event->status, names);
    member_thing(writer, "previousStatus", ACD_SUBJECT_STATUS, event->previous_status, names);
    if (event->kind != ACD_STATUS_SET)
        member_thing(writer, "nextStatus", ACD_SUBJECT_STATUS, event->next.status, names);
    member_thing(writer, "queue", ACD_SUBJECT_QUEUE, event->queue, names);
    member_thing(writer, "profile", ACD_SUBJECT_PROFILE, event->profile, names);
    member_thing(writer, "hours", ACD_SUBJECT_HOURS, event->hours, names);
    member_thing(writer, "entryPoint", ACD_SUBJECT_ENTRY_POINT, event->entry_point, names);
    member_thing(writer, "group", ACD_SUBJECT_GROUP, event->group, names);
    member_thing(writer, "code", ACD_SUBJECT_REASON, event->reason, names);
    member_thing(writer, "list", ACD_SUBJECT_REASON_LIST, event->reason_list, names);
    if (event->rule)
        json_member_text(writer, "rule", acd_rule_name((enum acd_rule)event->rule));
    if (has_channel(event))
        json_member_text(writer, "channel",
                         event->channel < ACD_CHANNELS ? acd_channel_name((enum acd_channel)event->channel)
                                                       : "TOTAL");
    if (event->cause)
        json_member_text(writer, "cause", acd_cause_name((enum acd_cause)event->cause));
}

/* {"value":3}, {"profile":"Blended"} or, of a queue, {"value":10,"hours":"Basic Hours"}. */
static void member_values(struct json_writer *writer, const char *name, const struct acd_event *event,
                          const int64_t values[2], const struct sentence_names *names)
{
    unsigned kind;
    const char *thing = audit_setting_thing(event, &kind);
    json_member_object_begin(writer, name);
    if (thing && values[0] == 0)
        json_member_null(writer, thing);
    else if (thing)
        member_thing(writer, thing, kind, (uint64_t)values[0], names);
    else
        json_member_i64(writer, "value", values[0]);
    if (event->kind != ACD_QUEUE_CHANGED && values[1] != 0)
        json_member_i64(writer, "value2", values[1]);
    json_object_end(writer);
}

/* What comes about with its first values has no others. */
static bool is_creation(const struct acd_event *event)
{
    return event->kind == ACD_QUEUE_CREATED || event->kind == ACD_AGENT_CREATED ||
           event->kind == ACD_ENTRY_POINT_CREATED || event->kind == ACD_REASON_LIST_CREATED;
}

/* What was set by a number: from what, where it is known, to what. */
static void members_of_setting(struct json_writer *writer, const struct acd_event *event, struct sql *sql,
                               const struct sentence_names *names)
{
    int64_t keys[3];
    int64_t values[2];
    enum sql_statement list = SQL_AUDIT_EVENT_LIST;
    const int64_t old[2] = {sql_column_number(sql, list, 1), sql_column_number(sql, list, 2)};
    if (is_creation(event) || !audit_setting(event, keys, values))
        return;
    if (sqlite3_column_type(sql->statements[list], 1) != SQLITE_NULL)
        member_values(writer, "from", event, old, names);
    member_values(writer, "to", event, values, names);
}

/* What its body told, member by member; no event that is set by a number has a body, its creation apart. */
static void members_of_body(struct json_writer *writer, struct sql *sql)
{
    const char *name;
    json_t *value;
    const char *text = sql_column_text(sql, SQL_AUDIT_EVENT_LIST, 3);
    json_t *told = *text ? json_loads(text, 0, NULL) : NULL;
    json_object_foreach(told, name, value)
    {
        char *dumped = json_dumps(value, JSON_COMPACT | JSON_ENCODE_ANY);
        if (dumped)
            json_member_raw(writer, name, dumped, strlen(dumped));
        free(dumped);
    }
    json_decref(told);
}

/* ---- a row ---- */

/* One more sentence of the row's text; of a long list only the first are said, the detail has them all. */
static void say(struct buf *text, const struct acd_event *event, uint32_t number,
                const struct sentence_names *names)
{
    if (number == 0) {
        sentence_render(text, event, names);
    } else if (number < SENTENCES_MAX) {
        buf_append_text(text, "; ");
        sentence_render_deed(text, event, names);
    }
}

/* Which setting, of which the event itself says nothing. */
static void say_document(struct buf *text, struct sql *sql)
{
    const char *told = sql_column_text(sql, SQL_AUDIT_EVENT_LIST, 3);
    json_t *object = *told ? json_loads(told, 0, NULL) : NULL;
    const char *name = json_string_value(json_object_get(object, "document"));
    if (name)
        buf_append_format(text, " (%s)", name);
    json_decref(object);
}

static void render_event(struct json_writer *writer, const struct acd_event *event, struct sql *sql,
                         const struct sentence_names *names)
{
    json_object_begin(writer);
    members_of_event(writer, event, names);
    members_of_setting(writer, event, sql, names);
    members_of_body(writer, sql);
    json_object_end(writer);
}

/* Renders the row's events as one text and one object. */
static void render(struct sql *sql, struct names_then *then, struct buf *text, struct buf *detail)
{
    enum sql_statement list = SQL_AUDIT_EVENT_LIST;
    const struct sentence_names names = {.find = find_name, .ctx = then};
    struct json_writer writer;
    uint32_t count = 0;
    json_writer_init(&writer, detail);
    json_object_begin(&writer);
    json_member_array_begin(&writer, "events");
    bool has = sql_first(sql, list, sql_number(then->row));
    for (; has; has = sql_next(sql, list)) {
        struct acd_event event;
        if (!steps_decode(sqlite3_column_blob(sql->statements[list], 0),
                          sqlite3_column_bytes(sql->statements[list], 0), &event))
            continue;
        say(text, &event, count++, &names);
        if (count <= SENTENCES_MAX && event.kind == ACD_RECORDED && event.record == BOOK_DOCUMENT_SET)
            say_document(text, sql);
        render_event(&writer, &event, sql, &names);
    }
    json_array_end(&writer);
    json_object_end(&writer);
    if (count > SENTENCES_MAX)
        buf_append_format(text, "; and %u more", (unsigned)(count - SENTENCES_MAX));
    buf_append_char(text, '.');
}

static void set_first_event(struct book_audit_row *row, struct sql *sql)
{
    enum sql_statement list = SQL_AUDIT_EVENT_LIST;
    struct acd_event event;
    if (!sql_first(sql, list, sql_number((int64_t)row->seq)))
        return;
    if (steps_decode(sqlite3_column_blob(sql->statements[list], 0),
                     sqlite3_column_bytes(sql->statements[list], 0), &event)) {
        row->kind = event.kind;
        row->record = event.record;
    }
    sql_done(sql, list);
}

static void set_subject_uuid(struct book_audit_row *row, struct sql *sql)
{
    struct sql_value values[] = {sql_number(row->subject_kind), sql_number((int64_t)row->subject)};
    bool is_by_number = row->subject_kind == ACD_SUBJECT_CONTACT || row->subject_kind == ACD_SUBJECT_AGENT;
    enum sql_statement get = row->subject_kind == ACD_SUBJECT_CONTACT ? SQL_CONTACT_NUMBER
                             : row->subject_kind == ACD_SUBJECT_AGENT ? SQL_UUID_OF_USER
                                                                      : SQL_UUID_OF_OBJECT;
    if (!sql_first_values(sql, get, is_by_number ? &values[1] : values, is_by_number ? 1 : 2))
        return;
    sql_column_uuid(sql, get, row->subject_kind == ACD_SUBJECT_CONTACT ? 2 : 0, &row->subject_uuid);
    sql_done(sql, get);
}

static void row_free(struct book_audit_row *row)
{
    owned_text_free(&row->actor_name);
    owned_text_free(&row->subject_name);
    owned_text_free(&row->text);
    owned_text_free(&row->detail);
    owned_text_free(&row->why);
}

static void read_row(struct book_audit_row *row, struct sql *sql, enum sql_statement list)
{
    *row = (struct book_audit_row){.seq = (uint64_t)sql_column_number(sql, list, 0),
                                   .at = sql_column_number(sql, list, 1),
                                   .actor = (uint8_t)sql_column_number(sql, list, 2),
                                   .actor_id = (uint32_t)sql_column_number(sql, list, 3),
                                   .subject_kind = (uint8_t)sql_column_number(sql, list, 4),
                                   .subject = (uint64_t)sql_column_number(sql, list, 5)};
    struct names_then then = {.sql = sql, .row = (int64_t)row->seq};
    struct buf text;
    struct buf detail;
    buf_init(&text, TEXT_BYTES_MAX);
    buf_init(&detail, DETAIL_BYTES_MAX);
    owned_text_set(&row->why, sql_column_text(sql, list, 6));
    sql_column_uuid(sql, list, 7, &row->actor_uuid);
    owned_text_set(&row->actor_name, row->actor_id ? find_name(&then, ACD_SUBJECT_AGENT, row->actor_id) : "");
    owned_text_set(&row->subject_name, find_name(&then, row->subject_kind, row->subject));
    render(sql, &then, &text, &detail);
    owned_text_set(&row->text, buf_text(&text));
    owned_text_set(&row->detail, buf_failed(&detail) ? "{}" : buf_text(&detail));
    set_first_event(row, sql);
    set_subject_uuid(row, sql);
    buf_free(&text);
    buf_free(&detail);
}

/* ---- the search ---- */

static bool has_text(const struct book_audit_row *row, const char *text)
{
    return !text || ask_text_has(row->text, text) || ask_text_has(row->why, text) ||
           ask_text_has(row->detail, text) || ask_text_has(row->actor_name, text) ||
           ask_text_has(row->subject_name, text);
}

/* What the list's statement did not ask for already; looks at the columns only. */
static bool may_match(const struct book_audit_search *search, struct sql *sql, enum sql_statement list)
{
    unsigned actor = (unsigned)sql_column_number(sql, list, 2);
    return (search->actors == 0 || (search->actors >> actor & 1)) &&
           (search->actor_id == 0 || sql_column_number(sql, list, 3) == search->actor_id) &&
           (!search->has_subject || (sql_column_number(sql, list, 4) == search->subject_kind &&
                                     sql_column_number(sql, list, 5) == (int64_t)search->subject));
}

static void find_rows(struct ask *ask, struct sql *sql)
{
    struct ask_audit *asked = (struct ask_audit *)ask;
    uint32_t max = asked->search.max < BOOK_AUDIT_MAX ? asked->search.max : BOOK_AUDIT_MAX;
    struct audit_walk walk;
    uint32_t scanned = 0;
    uint64_t last = 0;
    asked->rows = owned_memory((max + 1) * sizeof *asked->rows);
    audit_walk_begin(&walk, sql, &asked->search);
    bool has = audit_walk_next(&walk);
    for (; has && asked->count < max && scanned < BOOK_AUDIT_SCANNED_MAX; has = audit_walk_next(&walk)) {
        struct book_audit_row *row = &asked->rows[asked->count];
        scanned++;
        last = (uint64_t)sql_column_number(sql, walk.row, 0);
        if (!may_match(&asked->search, sql, walk.row))
            continue;
        read_row(row, sql, walk.row);
        if (has_text(row, asked->search.text))
            asked->count++;
        else
            row_free(row);
    }
    if (has)
        audit_walk_end(&walk);
    asked->next = has ? last : 0;
}

static void tell_rows(struct ask *ask)
{
    struct ask_audit *asked = (struct ask_audit *)ask;
    asked->answer(ask->ctx, asked->rows, ask->failed ? 0 : asked->count, ask->failed ? 0 : asked->next,
                  ask->failed);
    for (uint32_t i = 0; i < asked->count; i++)
        row_free(&asked->rows[i]);
    free(asked->rows);
    free(asked);
}

void book_ask_audit(struct book *book, uint64_t min_seq, const struct book_audit_search *search,
                    book_audit_fn *answer, void *ctx)
{
    struct ask_audit *asked = owned_memory(sizeof *asked);
    asked->ask = (struct ask){.min_seq = min_seq, .ctx = ctx, .find = find_rows, .tell = tell_rows};
    asked->search = *search;
    asked->answer = answer;
    asked->search.text = search->text && *search->text ? asked->text : NULL;
    if (asked->search.text)
        snprintf(asked->text, sizeof asked->text, "%s", search->text);
    book_ask(book, &asked->ask);
}
