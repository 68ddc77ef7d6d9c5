/* The steps of contacts' lives, and the whys, in the tables; see steps.h. It decides nothing. */
#include "book/steps.h"

#include <string.h>

#include "book/whys.h"
#include "journal/journal.h"

void steps_encode(const struct acd_event *event, struct steps_record *record)
{
    const struct journal_entry entry = {.event = *event};
    size_t len = journal_record_encode(&entry, record->bytes, sizeof record->bytes);
    record->len = len <= sizeof record->bytes ? (int)len : 0;
}

bool steps_decode(const void *bytes, int len, struct acd_event *event)
{
    struct journal_entry entry;
    if (!bytes || len <= 0 || journal_record_decode(bytes, (size_t)len, &entry) != (size_t)len)
        return false;
    *event = entry.event;
    return true;
}

/* The contact whose life it is a step of; 0: none. What is said in it is not a step, nor what the core does to find
 * somebody. */
static uint64_t contact_of(const struct acd_event *event)
{
    switch (event->kind) {
    case ACD_MESSAGE_SENT:
    case ACD_WHISPERED:
    case ACD_ROUTE_TRIED:
    case ACD_WORK_LEFT:
        return 0;
    case ACD_RECORDED:
        return event->subject_kind == ACD_SUBJECT_CONTACT ? event->subject : 0;
    default:
        return event->contact;
    }
}

/* A step as it stands in a row: numbers (gathered.h), then a record of the journal without its body, which tells its
 * own length, and without what the numbers tell:
 *
 *     twice the contact's row less the chain's, and 1 if the event's contact is that one; the event's seq less that of
 *     the step before (of the row, for the first) */
const uint8_t *steps_next(const uint8_t *at, const uint8_t *end, struct steps_place *place,
                          struct acd_event *event)
{
    uint64_t row;
    uint64_t step;
    struct journal_entry entry;
    at = gathered_decode(at, end, &row);
    at = gathered_decode(at, end, &step);
    if (!at)
        return NULL;
    size_t len = journal_record_decode(at, (size_t)(end - at), &entry);
    if (len == 0)
        return NULL;
    place->contact = place->chain + (int64_t)(row >> 1);
    place->is_of_contact = row & 1;
    place->seq += (int64_t)step;
    *event = entry.event;
    event->seq = (uint64_t)place->seq;
    return at + len;
}

static void put_row(struct sql *sql, const struct gathered_row *row)
{
    sql_run(sql, SQL_STEP_ADD, sql_number((int64_t)row->key.number), sql_number(row->first),
            sql_bytes(row->bytes, (int)row->len), sql_text(NULL));
}

static size_t encode_step(const struct live_contact *found, const struct acd_event *event, int64_t last_seq,
                          uint8_t *bytes)
{
    struct acd_event rest = *event;
    struct steps_record record;
    bool is_of_contact = event->contact == found->contact;
    uint64_t row = (uint64_t)(found->newest_seq - found->newest_chain) << 1 | is_of_contact;
    size_t len = gathered_encode(bytes, row);
    len += gathered_encode(bytes + len, event->seq - (uint64_t)last_seq);
    rest.seq = 0;
    if (is_of_contact)
        rest.contact = 0;
    steps_encode(&rest, &record);
    memcpy(bytes + len, record.bytes, (size_t)record.len);
    return len + (size_t)record.len;
}

static void add_step(struct sql *sql, struct steps *steps, const struct live_contact *found,
                     const struct fact *fact)
{
    if (!found)
        return;
    int64_t chain = found->newest_chain;
    const struct gathered_key key = {0, (uint64_t)chain};
    uint8_t bytes[2 * GATHERED_NUMBER_BYTES_MAX + STEPS_RECORD_BYTES_MAX];
    int64_t seq = (int64_t)fact->event->seq;
    int64_t last = seq;
    if (!fact->why) {
        gathered_last(&steps->rows, key, &last);
        size_t len = encode_step(found, fact->event, last, bytes);
        if (gathered_make_room(&steps->rows, sql, key, len))
            len = encode_step(found, fact->event, seq, bytes);
        gathered_add(&steps->rows, sql, key, seq, seq, bytes, len);
        return;
    }
    size_t len = encode_step(found, fact->event, last, bytes);
    gathered_end(&steps->rows, sql, key);
    sql_run(sql, SQL_STEP_ADD, sql_number(chain), sql_number(seq), sql_bytes(bytes, (int)len),
            sql_text(fact->why));
}

static bool is_erasure(const struct fact *fact)
{
    return fact->event->kind == ACD_RECORDED && fact->event->record == BOOK_ERASED && fact->has_body &&
           fact->erased.body.count > 0;
}

/* ---- whys ---- */

static void set_explained(struct steps *steps, uint32_t agent, bool is_explained)
{
    static char yes;
    if (is_explained)
        numbered_put(&steps->explained, agent, &yes);
    else
        numbered_remove(&steps->explained, agent);
}

static void set_why(struct sql *sql, struct steps *steps, uint32_t agent, const struct sql_value values[3])
{
    sql_run(sql, SQL_WHY_SET, sql_number(agent), values[0], values[1], values[2]);
    set_explained(steps, agent, true);
}

/* Nothing to do for an agent who has no row. */
static void change_why(struct sql *sql, struct steps *steps, uint32_t agent, enum sql_statement statement)
{
    bool can_be_known = agent != 0 && agent <= OWNED_NUMBER_MAX;
    if (can_be_known && !numbered_find(&steps->explained, agent))
        return;
    sql_run(sql, statement, sql_number(agent));
    if (statement == SQL_WHY_DELETE)
        set_explained(steps, agent, false);
}

static void keep_why(struct sql *sql, struct steps *steps, const struct fact *fact)
{
    uint32_t agent = fact->event->agent;
    struct sql_value why = sql_text(fact->why);
    switch (whys_change_of(fact)) {
    case WHYS_STAY:
        break;
    case WHYS_STATUS:
        if (fact->why)
            set_why(sql, steps, agent, (struct sql_value[]){why, sql_text(""), why});
        else
            change_why(sql, steps, agent, SQL_WHY_DELETE);
        break;
    case WHYS_NEXT_TAKEN:
        change_why(sql, steps, agent, SQL_WHY_TAKE);
        break;
    case WHYS_NEXT:
        if (fact->why)
            set_why(sql, steps, agent, (struct sql_value[]){sql_text(""), why, sql_text(NULL)});
        else
            change_why(sql, steps, agent, SQL_WHY_NEXT_GONE);
        break;
    case WHYS_NEXT_GONE:
        change_why(sql, steps, agent, SQL_WHY_NEXT_GONE);
        break;
    case WHYS_GONE:
        change_why(sql, steps, agent, SQL_WHY_DELETE);
        break;
    }
}

void steps_begin(struct sql *sql, struct steps *steps)
{
    if (!steps->rows.put)
        gathered_init(&steps->rows, put_row);
    gathered_drop(&steps->rows);
    if (steps->knows_explained)
        return;
    numbered_free(&steps->explained);
    steps->explained = (struct numbered){.items = NULL};
    while (sql_next(sql, SQL_WHY_LIST))
        set_explained(steps, (uint32_t)sql_column_number(sql, SQL_WHY_LIST, 0), true);
    steps->knows_explained = true;
}

void steps_flush(struct sql *sql, struct steps *steps)
{
    gathered_flush(&steps->rows, sql);
}

void steps_free(struct steps *steps)
{
    gathered_free(&steps->rows);
    numbered_free(&steps->explained);
    *steps = (struct steps){.knows_explained = false};
}

void steps_apply(struct sql *sql, struct steps *steps, struct live *live, const struct fact *fact)
{
    uint64_t contact = is_erasure(fact) ? fact->erased.contacts[0].contact : contact_of(fact->event);
    keep_why(sql, steps, fact);
    if (contact != 0)
        add_step(sql, steps, live_find(live, sql, contact), fact);
}
