/* The steps of contacts' lives, and the whys, in the tables; see steps.h. It decides nothing. */
#include "book/steps.h"

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

/* The contact whose life it is a step of; 0: none. What is said in it is not a step, nor what the core does to find somebody. */
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

static void add_step(struct sql *sql, const struct fact *fact, uint64_t contact)
{
    if (contact == 0 || !sql_first(sql, SQL_CONTACT_NUMBER, sql_number((int64_t)contact)))
        return;
    int64_t row = sql_column_number(sql, SQL_CONTACT_NUMBER, 0);
    int64_t chain = sql_column_number(sql, SQL_CONTACT_NUMBER, 1);
    struct steps_record record;
    sql_done(sql, SQL_CONTACT_NUMBER);
    steps_encode(fact->event, &record);
    sql_run(sql, SQL_STEP_ADD, sql_number((int64_t)fact->event->seq), sql_number(chain), sql_number(row),
            sql_bytes(record.bytes, record.len), sql_text(fact->why));
}

static bool is_erasure(const struct fact *fact)
{
    return fact->event->kind == ACD_RECORDED && fact->event->record == BOOK_ERASED && fact->has_body &&
           fact->erased.body.count > 0;
}

static void keep_why(struct sql *sql, const struct fact *fact)
{
    struct sql_value agent = sql_number(fact->event->agent);
    struct sql_value why = sql_text(fact->why);
    switch (whys_change_of(fact)) {
    case WHYS_STAY:
        break;
    case WHYS_STATUS:
        if (fact->why)
            sql_run(sql, SQL_WHY_SET, agent, why, sql_text(""), why);
        else
            sql_run(sql, SQL_WHY_DELETE, agent);
        break;
    case WHYS_NEXT_TAKEN:
        sql_run(sql, SQL_WHY_TAKE, agent);
        break;
    case WHYS_NEXT:
        if (fact->why)
            sql_run(sql, SQL_WHY_SET, agent, sql_text(""), why, sql_text(NULL));
        else
            sql_run(sql, SQL_WHY_NEXT_GONE, agent);
        break;
    case WHYS_NEXT_GONE:
        sql_run(sql, SQL_WHY_NEXT_GONE, agent);
        break;
    case WHYS_GONE:
        sql_run(sql, SQL_WHY_DELETE, agent);
        break;
    }
}

void steps_apply(struct sql *sql, const struct fact *fact)
{
    keep_why(sql, fact);
    add_step(sql, fact, is_erasure(fact) ? fact->erased.contacts[0].contact : contact_of(fact->event));
}
