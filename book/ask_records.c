/* Questions about contacts, live or over: one by its uuid, or those of a time that match, in order, page by page; see ask.h. It knows no thread. */
#include <stdlib.h>
#include <string.h>

#include "book/ask.h"

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
static void keep_record(struct ask *ask, const struct book_contact_record *shown)
{
    struct book_contact_record *record = &ask->records_found[ask->count++];
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

static void find_record(struct ask *ask, struct sql *sql, enum sql_statement statement,
                        struct sql_value value)
{
    struct book_contact_record record;
    if (!sql_first_values(sql, statement, &value, 1))
        return;
    read_record(sql, statement, &record);
    keep_record(ask, &record);
    sql_done(sql, statement);
}

static void add_match(struct matches *matches, struct match match)
{
    if (matches->count == matches->capacity) {
        uint32_t capacity = matches->capacity ? matches->capacity * 2 : 256;
        struct match *list = owned_memory(capacity * sizeof *list);
        if (matches->count > 0)
            memcpy(list, matches->list, matches->count * sizeof *list);
        free(matches->list);
        matches->list = list;
        matches->capacity = capacity;
    }
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

static void scan(const struct book_search *search, struct sql *sql, struct matches *matches)
{
    enum sql_statement list = SQL_RECORD_LIST;
    bool more = sql_first(sql, list, sql_number(search->from), sql_number(search->to),
                          sql_number(BOOK_RECORDS_SCANNED_MAX));
    for (; more; more = sql_next(sql, list)) {
        struct book_contact_record record;
        int64_t key = 0;
        read_record(sql, list, &record);
        if (search->matches(search->ctx, &record, &key))
            add_match(matches,
                      (struct match){.key = search->descending ? -key : key, .row = (int64_t)record.row});
    }
}

/* Where the page begins: behind the last one told, wherever that stands by now. If it no longer matches, at the first that is younger or older than it:
 * exact for the order in which contacts began, which is the usual one. */
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
    struct matches matches = {.list = NULL};
    uint32_t max = ask->search.max < BOOK_RECORDS_MAX ? ask->search.max : BOOK_RECORDS_MAX;
    scan(&ask->search, sql, &matches);
    if (matches.count > 0)
        qsort(matches.list, matches.count, sizeof *matches.list, compare);
    uint32_t at = place_after(&matches, ask->search.after, ask->search.descending);
    for (; at < matches.count && ask->count < max; at++)
        find_record(ask, sql, SQL_RECORD_OF_ROW, sql_number(matches.list[at].row));
    ask->total = matches.count;
    ask->more = at < matches.count;
    free(matches.list);
}

void ask_answer_records(struct ask *ask, struct sql *sql)
{
    ask->records_found = owned_memory((BOOK_RECORDS_MAX + 1) * sizeof *ask->records_found);
    if (ask->kind == ASK_RECORD)
        find_record(ask, sql, SQL_RECORD_OF_UUID, sql_uuid(&ask->contact));
    else
        find_records(ask, sql);
}

void ask_free_records(struct ask *ask)
{
    for (uint32_t i = 0; ask->records_found && i < ask->count; i++) {
        struct book_contact_record *record = &ask->records_found[i];
        const char **const texts[] = {&record->name,       &record->customer_name, &record->description,
                                      &record->address,    &record->note,          &record->attributes,
                                      &record->references, &record->documents};
        for (size_t j = 0; j < sizeof texts / sizeof texts[0]; j++)
            owned_text_free(texts[j]);
    }
    free(ask->records_found);
}
