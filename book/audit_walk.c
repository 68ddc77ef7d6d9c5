/* Walks rows of the audit, and keeps where they are; see audit_walk.h. It must not decide what the audit keeps. */
#include "book/audit_walk.h"

/* ---- places ---- */

void audit_place(struct gathered *places, struct sql *sql, struct gathered_key key, int64_t seq)
{
    uint8_t bytes[GATHERED_NUMBER_BYTES_MAX];
    int64_t last;
    gathered_make_room(places, sql, key, sizeof bytes);
    size_t len = gathered_last(places, key, &last) ? gathered_encode(bytes, (uint64_t)(seq - last)) : 0;
    gathered_add(places, sql, key, seq, seq, bytes, len);
}

void audit_put_places(struct sql *sql, const struct gathered_row *row)
{
    sql_run(sql, SQL_AUDIT_PLACES_ADD, sql_number((int64_t)row->key.kind),
            sql_number((int64_t)row->key.number), sql_number(row->first),
            sql_bytes(row->len ? row->bytes : (const void *)"", (int)row->len));
}

uint32_t audit_read_places(int64_t first, const void *bytes, int len, int64_t *seqs)
{
    const uint8_t *at = bytes;
    const uint8_t *end = len > 0 ? at + len : at;
    uint32_t count = 0;
    uint64_t step;
    seqs[count++] = first;
    while (count <= GATHERED_BYTES_MAX && (at = gathered_decode(at, end, &step)) != NULL) {
        seqs[count] = seqs[count - 1] + (int64_t)step;
        count++;
    }
    return count;
}

static uint32_t read_places(struct sql *sql, enum sql_statement list, int64_t *seqs)
{
    return audit_read_places(sql_column_number(sql, list, 0), sqlite3_column_blob(sql->statements[list], 1),
                             sqlite3_column_bytes(sql->statements[list], 1), seqs);
}

/* ---- times ---- */

static void set_times(struct audit_walk *walk, const struct book_audit_search *search)
{
    walk->before = search->before && search->before <= INT64_MAX ? (int64_t)search->before : INT64_MAX;
    if (search->from > 0)
        walk->first = sql_first_row_at(walk->sql, SQL_AUDIT_FROM, search->from);
    if (search->to > 0 && search->to < INT64_MAX) {
        int64_t end = sql_first_row_at(walk->sql, SQL_AUDIT_FROM, search->to + 1);
        walk->before = end < walk->before ? end : walk->before;
    }
}

/* ---- walking ---- */

/* The next older row of audit_places into seqs; false: there is none. */
static bool take_places(struct audit_walk *walk)
{
    struct sql *sql = walk->sql;
    if (!sql_first(sql, SQL_AUDIT_PLACES_BEFORE, sql_number((int64_t)walk->places.kind),
                   sql_number((int64_t)walk->places.number), sql_number(walk->before)))
        return false;
    walk->count = read_places(sql, SQL_AUDIT_PLACES_BEFORE, walk->seqs);
    sql_done(sql, SQL_AUDIT_PLACES_BEFORE);
    while (walk->count > 0 && walk->seqs[walk->count - 1] >= walk->before)
        walk->count--;
    return walk->count > 0;
}

void audit_walk_begin(struct audit_walk *walk, struct sql *sql, const struct book_audit_search *search)
{
    *walk = (struct audit_walk){.sql = sql, .row = SQL_AUDIT_LIST};
    set_times(walk, search);
    walk->has_places = search->has_subject || search->actor_id != 0;
    walk->places = (struct gathered_key){AUDIT_BY_ACTOR, search->actor_id};
    if (search->has_subject)
        walk->places = (struct gathered_key){search->subject_kind, search->subject};
    if (walk->has_places)
        walk->row = SQL_AUDIT_HEAD;
}

static bool next_of_all(struct audit_walk *walk)
{
    if (walk->count++ == 0) /* then it counts those visited */
        return sql_first(walk->sql, walk->row, sql_number(walk->before), sql_number(walk->first));
    return sql_next(walk->sql, walk->row);
}

bool audit_walk_next(struct audit_walk *walk)
{
    if (!walk->has_places)
        return next_of_all(walk);
    sql_done(walk->sql, walk->row);
    if (walk->count == 0 && !take_places(walk))
        return false;
    walk->before = walk->seqs[--walk->count];
    return walk->before >= walk->first && sql_first(walk->sql, walk->row, sql_number(walk->before));
}

void audit_walk_end(struct audit_walk *walk)
{
    sql_done(walk->sql, walk->row);
}

/* ---- erasing ---- */

void audit_erase(struct sql *sql, struct gathered_key thing, int64_t seq)
{
    enum sql_statement list = SQL_AUDIT_PLACES_BEFORE;
    int64_t seqs[GATHERED_BYTES_MAX + 1];
    int64_t before = INT64_MAX;
    while (sql_first(sql, list, sql_number((int64_t)thing.kind), sql_number((int64_t)thing.number),
                     sql_number(before))) {
        uint32_t count = read_places(sql, list, seqs);
        sql_done(sql, list);
        before = seqs[0];
        for (uint32_t i = 0; i < count; i++) {
            if (seqs[i] < seq)
                sql_run(sql, SQL_ERASE_AUDIT_WHY, sql_number(seqs[i]));
            sql_run(sql, SQL_ERASE_AUDIT_TOLD, sql_number(seqs[i]));
        }
    }
}
