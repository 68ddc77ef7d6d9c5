/* Questions about contacts, live or over: one by its uuid, or those of a time that match, in order, page by page; see
 * ask.h. It knows no thread. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "book/ask.h"

struct ask_records {
    struct ask ask;
    struct uuid contact;
    struct book_search search; /* its filter points into the two below */
    char text[BOOK_SEARCH_TEXT_BYTES_MAX + 1];
    struct uuid queue;
    book_records_fn *answer;
    struct book_contact_record *found; /* texts owned */
    uint32_t count;
    uint32_t total;
    bool more;
};

/* One that matched: what it is ordered by. */
struct match {
    int64_t key;
    int64_t row;
};

/* A list that grows up to BOOK_RECORDS_SCANNED_MAX. */
struct matches {
    struct match *list;
    uint32_t count;
    uint32_t capacity;
};

/* The columns of RECORD (statements.c), in order. Texts are lent until the next row. */
static void read_record(struct sql *sql, enum sql_statement from, struct book_contact_record *record)
{
    struct uuid *const uuids[] = {&record->uuid,  &record->initial,     &record->previous, &record->related,
                                  &record->queue, &record->entry_point, &record->agent};
    const char **const texts[] = {&record->name,       &record->customer_name, &record->description,
                                  &record->address,    &record->note,          &record->attributes,
                                  &record->references, &record->documents};
    int64_t *const numbers[] = {&record->priority,       &record->age_ms,           &record->started_at,
                                &record->scheduled_at,   &record->queued_at,        &record->connected_at,
                                &record->ended_at,       &record->forgotten_at,     &record->changed_at,
                                &record->leg_begun_at,   &record->leg_connected_at, &record->leg_ended_at,
                                &record->leg_cleared_at, &record->leg_hold_ms};
    int column = 2;
    *record = (struct book_contact_record){.row = (uint64_t)sql_column_number(sql, from, 0),
                                           .contact = (uint64_t)sql_column_number(sql, from, 1)};
    for (size_t i = 0; i < sizeof uuids / sizeof uuids[0]; i++)
        sql_column_uuid(sql, from, column++, uuids[i]);
    record->agent_number = (uint32_t)sql_column_number(sql, from, column++);
    record->channel = (uint8_t)sql_column_number(sql, from, column++);
    record->initiation = (uint8_t)sql_column_number(sql, from, column++);
    record->end_cause = (uint8_t)sql_column_number(sql, from, column++);
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
        *texts[i] = sql_column_text(sql, from, column++);
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++)
        *numbers[i] = sql_column_number(sql, from, column++);
    record->pause_count = (uint32_t)sql_column_number(sql, from, column++);
    record->paused_at = sql_column_number(sql, from, column++);
    record->resumed_at = sql_column_number(sql, from, column++);
    record->paused_ms = sql_column_number(sql, from, column);
}

/* The same with texts of its own. */
static void keep_record(struct ask_records *asked, const struct book_contact_record *shown)
{
    struct book_contact_record *record = &asked->found[asked->count++];
    *record = *shown;
    const char **const texts[] = {&record->name,       &record->customer_name, &record->description,
                                  &record->address,    &record->note,          &record->attributes,
                                  &record->references, &record->documents};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        const char *text = *texts[i];
        *texts[i] = NULL;
        owned_text_set(texts[i], text);
    }
}

static void find_record(struct ask_records *asked, struct sql *sql, enum sql_statement statement,
                        struct sql_value value)
{
    struct book_contact_record record;
    if (!sql_first_values(sql, statement, &value, 1))
        return;
    read_record(sql, statement, &record);
    keep_record(asked, &record);
    sql_done(sql, statement);
}

static void add_match(struct matches *matches, struct match match)
{
    matches->list = owned_room(matches->list, matches->count, &matches->capacity, sizeof *matches->list);
    matches->list[matches->count++] = match;
}

static int compare(const void *left, const void *right)
{
    const struct match *a = left;
    const struct match *b = right;
    if (a->key != b->key)
        return a->key < b->key ? -1 : 1;
    return a->row < b->row ? -1 : a->row > b->row;
}

/* ---- the filter ---- */

static bool attributes_have(const char *attributes, const char *text)
{
    const char *name;
    const json_t *value;
    bool has = false;
    json_t *object = body_open(attributes, strlen(attributes));
    json_object_foreach(object, name, value)
    {
        if (json_is_string(value) && ask_text_has(json_string_value(value), text))
            has = true;
    }
    json_decref(object);
    return has;
}

static bool has_text(const struct book_contact_record *record, const char *text)
{
    return !text || ask_text_has(record->name, text) || ask_text_has(record->customer_name, text) ||
           ask_text_has(record->description, text) || ask_text_has(record->address, text) ||
           ask_text_has(record->note, text) || attributes_have(record->attributes, text);
}

/* Did it go on as another contact? */
static bool goes_on(const struct book_contact_record *record)
{
    return record->end_cause == ACD_CAUSE_TRANSFERRED || record->end_cause == ACD_CAUSE_REQUEUED;
}

static enum book_outcome outcome_of(const struct book_contact_record *record)
{
    if (record->ended_at == 0)
        return BOOK_OUTCOME_LIVE;
    if (record->connected_at != 0)
        return BOOK_OUTCOME_HANDLED;
    if (record->queued_at == 0 || goes_on(record) || record->initiation == ACD_INITIATION_CALLBACK)
        return BOOK_OUTCOME_OTHER;
    return BOOK_OUTCOME_ABANDONED;
}

static bool passes(const struct book_filter *filter, const struct book_contact_record *record)
{
    return (filter->outcome == BOOK_OUTCOME_ANY || filter->outcome == outcome_of(record)) &&
           (filter->agent == 0 || filter->agent == record->agent_number) &&
           (!filter->queue || uuid_equal(filter->queue, &record->queue)) &&
           (filter->channels == 0 || (filter->channels >> record->channel & 1)) &&
           has_text(record, filter->text);
}

static bool is_wanted(const struct book_search *search, const struct book_contact_record *record,
                      int64_t *key)
{
    *key = (int64_t)record->row;
    return passes(&search->filter, record) && (!search->matches || search->matches(search->ctx, record, key));
}

static void scan(const struct book_search *search, struct sql *sql, struct matches *matches)
{
    enum sql_statement list = SQL_RECORD_LIST;
    int64_t from = sql_first_row_at(sql, SQL_CONTACT_FROM, search->from);
    int64_t end =
        search->to < INT64_MAX ? sql_first_row_at(sql, SQL_CONTACT_FROM, search->to + 1) : INT64_MAX;
    bool more = sql_first(sql, list, sql_number(from), sql_number(end), sql_number(BOOK_RECORDS_SCANNED_MAX));
    for (; more; more = sql_next(sql, list)) {
        struct book_contact_record record;
        int64_t key = 0;
        read_record(sql, list, &record);
        if (is_wanted(search, &record, &key))
            add_match(matches,
                      (struct match){.key = search->descending ? -key : key, .row = (int64_t)record.row});
    }
}

/* Where the page begins: behind the last one told, wherever that stands by now. If it no longer matches, at the first
 * that is younger or older than it: exact for the order in which contacts began, which is the usual one. */
static uint32_t place_after(const struct matches *matches, uint64_t after, bool descending)
{
    int64_t row = (int64_t)after;
    for (uint32_t i = 0; row != 0 && i < matches->count; i++)
        if (matches->list[i].row == row)
            return i + 1;
    for (uint32_t i = 0; row != 0 && i < matches->count; i++)
        if (descending ? matches->list[i].row < row : matches->list[i].row > row)
            return i;
    return row != 0 ? matches->count : 0;
}

static void find_records(struct ask *ask, struct sql *sql)
{
    struct ask_records *asked = (struct ask_records *)ask;
    struct matches matches = {.list = NULL};
    uint32_t max = asked->search.max < BOOK_RECORDS_MAX ? asked->search.max : BOOK_RECORDS_MAX;
    asked->found = owned_memory((BOOK_RECORDS_MAX + 1) * sizeof *asked->found);
    scan(&asked->search, sql, &matches);
    if (matches.count > 0)
        qsort(matches.list, matches.count, sizeof *matches.list, compare);
    uint32_t at = place_after(&matches, asked->search.after, asked->search.descending);
    for (; at < matches.count && asked->count < max; at++)
        find_record(asked, sql, SQL_RECORD_OF_ROW, sql_number(matches.list[at].row));
    asked->total = matches.count;
    asked->more = at < matches.count;
    free(matches.list);
}

static void find_one(struct ask *ask, struct sql *sql)
{
    struct ask_records *asked = (struct ask_records *)ask;
    asked->found = owned_memory(sizeof *asked->found);
    find_record(asked, sql, SQL_RECORD_OF_UUID, sql_uuid(&asked->contact));
}

static void record_free(struct book_contact_record *record)
{
    const char **const texts[] = {&record->name,       &record->customer_name, &record->description,
                                  &record->address,    &record->note,          &record->attributes,
                                  &record->references, &record->documents};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
        owned_text_free(texts[i]);
}

static void tell(struct ask *ask)
{
    struct ask_records *asked = (struct ask_records *)ask;
    asked->answer(ask->ctx, asked->found, ask->failed ? 0 : asked->count, asked->total, asked->more,
                  ask->failed);
    for (uint32_t i = 0; i < asked->count; i++)
        record_free(&asked->found[i]);
    free(asked->found);
    free(asked);
}

void book_ask_record(struct book *book, uint64_t min_seq, const struct uuid *contact, book_records_fn *answer,
                     void *ctx)
{
    struct ask_records *asked = owned_memory(sizeof *asked);
    asked->ask = (struct ask){.min_seq = min_seq, .ctx = ctx, .find = find_one, .tell = tell};
    asked->contact = *contact;
    asked->answer = answer;
    book_ask(book, &asked->ask);
}

void book_ask_records(struct book *book, uint64_t min_seq, const struct book_search *search,
                      book_records_fn *answer)
{
    struct ask_records *asked = owned_memory(sizeof *asked);
    asked->ask = (struct ask){.min_seq = min_seq, .ctx = search->ctx, .find = find_records, .tell = tell};
    asked->search = *search;
    asked->answer = answer;
    if (search->filter.text && *search->filter.text) {
        snprintf(asked->text, sizeof asked->text, "%s", search->filter.text);
        asked->search.filter.text = asked->text;
    } else {
        asked->search.filter.text = NULL;
    }
    if (search->filter.queue) {
        asked->queue = *search->filter.queue;
        asked->search.filter.queue = &asked->queue;
    }
    book_ask(book, &asked->ask);
}
