/* Writes what happens to contacts, their legs and what is said in them into the tables; see contact_rows.h. It decides nothing. */
#include "book/contact_rows.h"

/* A live contact's row. */
struct row {
    int64_t seq;
    int64_t chain;
    bool is_known; /* came with a body */
    bool may_have_customer;
};

static bool find_row(struct history *history, uint64_t contact, struct row *row)
{
    const struct live_contact *live = live_find(&history->live, &history->sql, contact);
    if (!live || live->seq == 0)
        return false;
    *row = (struct row){live->seq, live->chain, live->is_known, live->may_have_customer};
    return true;
}

static struct sql_value row_or_nothing(bool is_there, const struct row *row)
{
    return is_there ? sql_number(row->seq) : sql_text(NULL);
}

/* The row that a contact's first event makes, with or without a body. */
void contact_rows_start(struct history *history, const struct acd_event *event)
{
    struct sql *sql = &history->sql;
    struct row previous;
    bool has_previous = event->previous != 0 && find_row(history, event->previous, &previous);
    bool is_transfer = event->kind == ACD_CONTACT_TRANSFERRED;
    int64_t chain = is_transfer && has_previous ? previous.chain : (int64_t)event->seq;
    uint8_t initiation = event->initiation;
    if (is_transfer && initiation == ACD_INITIATION_INBOUND)
        initiation = event->queue ? ACD_INITIATION_QUEUE_TRANSFER : ACD_INITIATION_TRANSFER;
    sql_run(sql, SQL_CONTACT_START, seq_of(event), sql_number((int64_t)event->contact), sql_number(chain),
            row_or_nothing(has_previous && is_transfer, &previous),
            row_or_nothing(has_previous && !is_transfer, &previous), sql_number(event->channel),
            sql_number(initiation), sql_number(event->entry_point), sql_number(event->queue),
            sql_number(is_transfer ? event->other_agent : event->agent), sql_number(event->at),
            sql_number(event->value), sql_number(event->value2));
    if (is_transfer && has_previous)
        sql_run(sql, SQL_CONTACT_ORDER, seq_of(event), sql_number(previous.seq));
}

/* Rights that ended then or earlier had expired before this event. */
static struct sql_value expired_before(const struct fact *fact)
{
    return sql_number(fact->previous_at - BOOK_TRANSCRIPT_MS);
}

static bool know_contact(struct sql *sql, int64_t row, const struct body_contact *contact,
                         const char *address)
{
    return sql_run(sql, SQL_CONTACT_KNOW, sql_number(row), sql_uuid(&contact->uuid), sql_text(contact->name),
                   sql_text(contact->customer_name), sql_text(contact->description),
                   sql_text(contact->attributes), sql_text(contact->references), sql_text(address),
                   sql_text(contact->client_token)) == 1;
}

bool contact_rows_know(struct history *history, const struct fact *fact)
{
    struct sql *sql = &history->sql;
    const struct acd_event *event = fact->event;
    struct body_contact contact = fact->started.contact;
    struct buf attributes;
    struct buf references;
    buf_init(&attributes, BODY_ATTRIBUTES_BYTES_MAX + 1);
    buf_init(&references, BODY_REFERENCES_BYTES_MAX + 1);
    bool good = fact_render_document(fact->started.attributes, BODY_ATTRIBUTES_BYTES_MAX, &attributes) &&
                fact_render_document(fact->started.references, BODY_REFERENCES_BYTES_MAX, &references);
    contact.attributes = buf_text(&attributes);
    contact.references = buf_text(&references);
    good = good && know_contact(sql, (int64_t)event->seq, &contact, NULL);
    if (good && contact.has_customer_token)
        sql_run(sql, SQL_CUSTOMER_ADD, sql_bytes(contact.customer_token, BODY_HASH_BYTES), seq_of(event),
                sql_text(contact.customer_name ? contact.customer_name : contact.name),
                sql_number(event->entry_point), sql_number(event->channel), sql_number(event->at));
    buf_free(&attributes);
    buf_free(&references);
    return good;
}

bool contact_rows_transfer(struct history *history, const struct fact *fact)
{
    struct sql *sql = &history->sql;
    struct row previous;
    int64_t row = (int64_t)fact->event->seq;
    if (!find_row(history, fact->event->previous, &previous))
        return false;
    if (sql_run(sql, SQL_CONTACT_INHERIT, sql_number(row), sql_uuid(&fact->transferred),
                sql_number(previous.seq)) != 1)
        return false;
    sql_run(sql, SQL_CUSTOMER_MOVE, sql_number(previous.seq), sql_number(row), expired_before(fact));
    return true;
}

bool contact_rows_place_call(struct history *history, const struct fact *fact)
{
    struct sql *sql = &history->sql;
    struct row row;
    const struct body_contact contact = {
        .uuid = fact->call.uuid, .name = fact->call.name, .attributes = "{}", .references = "{}"};
    return find_row(history, fact->event->contact, &row) &&
           know_contact(sql, row.seq, &contact, fact->call.address);
}

/* Also for an event whose body can no longer be read: then a row without its texts. */
bool contact_rows_add_message(struct history *history, const struct fact *fact)
{
    struct sql *sql = &history->sql;
    static const struct body_message erased = {.name = "", .text = ""};
    const struct acd_event *event = fact->event;
    const struct body_message *message = fact->has_body ? &fact->message : &erased;
    struct row row;
    if (!find_row(history, event->contact, &row))
        return false;
    int64_t author = event->actor == ACD_ACTOR_CUSTOMER ? BOOK_BY_CUSTOMER
                     : event->agent                     ? BOOK_BY_AGENT
                                                        : BOOK_BY_SYSTEM;
    return sql_run(sql, SQL_MESSAGE_ADD, seq_of(event), sql_number(row.chain), sql_number(event->value),
                   sql_number(row.seq), sql_number(author), sql_number(event->agent), sql_text(message->name),
                   sql_text(message->text), fact->has_body ? sql_uuid(&message->uuid) : sql_text(NULL),
                   sql_number(event->at)) == 1;
}

bool contact_rows_add_whisper(struct history *history, const struct fact *fact)
{
    struct sql *sql = &history->sql;
    static const struct body_message erased = {.name = "", .text = ""};
    const struct acd_event *event = fact->event;
    const struct body_message *whisper = fact->has_body ? &fact->message : &erased;
    struct row row;
    if (!find_row(history, event->contact, &row))
        return false;
    return sql_run(sql, SQL_WHISPER_ADD, seq_of(event), sql_number(row.chain), sql_number(event->value),
                   sql_number(row.seq), sql_number(event->agent), sql_number(event->other_agent),
                   sql_number(event->actor), sql_text(whisper->name), sql_text(whisper->text),
                   fact->has_body ? sql_uuid(&whisper->uuid) : sql_text(NULL), sql_number(event->at)) == 1;
}

bool contact_rows_write_note(struct history *history, const struct fact *fact)
{
    struct sql *sql = &history->sql;
    static const struct body_note erased = {.text = "", .by = ""};
    const struct acd_event *event = fact->event;
    const struct body_note *note = fact->has_body ? &fact->note : &erased;
    struct row row;
    if (!find_row(history, event->subject, &row) || row.is_known != fact->has_body)
        return false;
    if (fact->has_body)
        sql_run(sql, SQL_CONTACT_NOTE, sql_number(row.seq), sql_text(note->text));
    return sql_run(sql, SQL_NOTE_ADD, seq_of(event), sql_number(row.seq), sql_number(event->actor_id),
                   sql_text(note->by), sql_text(note->text), sql_number(event->at)) == 1;
}

bool contact_rows_merge_attributes(struct history *history, const struct fact *fact)
{
    struct sql *sql = &history->sql;
    struct uuid uuid;
    struct buf merged;
    buf_init(&merged, BODY_ATTRIBUTES_BYTES_MAX + 1);
    bool good = sql_first(sql, SQL_CONTACT_FIND, sql_number((int64_t)fact->event->subject));
    if (good) {
        int64_t row = sql_column_number(sql, SQL_CONTACT_FIND, 0);
        good = sql_column_uuid(sql, SQL_CONTACT_FIND, 2, &uuid) &&
               fact_merge_attributes(sql_column_text(sql, SQL_CONTACT_FIND, 3), fact->attributes, &merged);
        sql_done(sql, SQL_CONTACT_FIND);
        good =
            good && sql_run(sql, SQL_CONTACT_ATTRIBUTES, sql_number(row), sql_text(buf_text(&merged))) == 1;
    }
    buf_free(&merged);
    return good;
}

/* Merges change into a column of SQL_CONTACT_GET's row. */
static bool merge_column(struct sql *sql, int column, const json_t *change, size_t bytes_max,
                         struct buf *merged)
{
    const char *present = sql_column_text(sql, SQL_CONTACT_GET, column);
    buf_init(merged, ACD_BODY_BYTES_MAX);
    return fact_merge(*present ? present : "{}", change, bytes_max, merged);
}

/* The row of the contact that a change is about: a live one by its number, another by its uuid. */
static int64_t find_changed(struct history *history, const struct fact *fact)
{
    struct sql *sql = &history->sql;
    struct row row;
    if (!fact->contact_change.has_uuid)
        return find_row(history, fact->event->subject, &row) && row.is_known ? row.seq : 0;
    if (!sql_first(sql, SQL_CONTACT_OF_UUID, sql_uuid(&fact->contact_change.uuid)))
        return 0;
    int64_t seq = sql_column_number(sql, SQL_CONTACT_OF_UUID, 0);
    sql_done(sql, SQL_CONTACT_OF_UUID);
    return seq;
}

bool contact_rows_change(struct history *history, const struct fact *fact)
{
    struct sql *sql = &history->sql;
    const struct body_contact_change *change = &fact->contact_change;
    struct buf attributes;
    struct buf references;
    struct buf documents;
    int64_t row = find_changed(history, fact);
    if (row == 0 || !sql_first(sql, SQL_CONTACT_GET, sql_number(row)))
        return false;
    bool good = merge_column(sql, 0, change->attributes, BODY_ATTRIBUTES_BYTES_MAX, &attributes);
    good = merge_column(sql, 1, change->references, BODY_REFERENCES_BYTES_MAX, &references) && good;
    good = merge_column(sql, 2, change->documents, BODY_DOCUMENT_BYTES_MAX, &documents) && good;
    sql_done(sql, SQL_CONTACT_GET);
    good = good && sql_run(sql, SQL_CONTACT_CHANGE, sql_number(row), sql_text(change->name),
                           sql_text(change->description), sql_text(buf_text(&attributes)),
                           sql_text(buf_text(&references)), sql_text(buf_text(&documents)),
                           sql_number(fact->event->at)) == 1;
    buf_free(&attributes);
    buf_free(&references);
    buf_free(&documents);
    return good;
}

static void connect_leg(struct sql *sql, const struct fact *fact, const struct row *row)
{
    const struct acd_event *event = fact->event;
    sql_run(sql, SQL_LEG_CONNECT, sql_number(row->seq), sql_number(event->agent),
            event->leg_state == ACD_LEG_CONNECTED ? sql_number(event->at) : sql_text(NULL),
            sql_number(event->leg_state));
    if (event->leg_state != ACD_LEG_CONNECTED)
        return;
    sql_run(sql, SQL_CONTACT_CONNECTED, sql_number(row->seq), sql_number(event->agent),
            sql_number(event->at));
    if (row->may_have_customer)
        sql_run(sql, SQL_CUSTOMER_CONNECT, sql_number(row->seq), sql_number(event->agent), expired_before(fact));
}

static void end_contact(struct sql *sql, const struct fact *fact, const struct row *row)
{
    const struct acd_event *event = fact->event;
    sql_run(sql, SQL_CONTACT_ENDED, sql_number(row->seq), sql_number(event->at), sql_number(event->cause));
    if (row->may_have_customer)
        sql_run(sql, SQL_CUSTOMER_END, sql_number(row->seq), sql_number(event->at), sql_number(event->cause),
                seq_of(event), expired_before(fact));
}

static void begin_leg(struct sql *sql, const struct acd_event *event, const struct row *row)
{
    sql_run(sql, SQL_LEG_BEGIN, seq_of(event), sql_number(row->seq), sql_number(event->agent),
            sql_number(event->queue), sql_number(event->cause), sql_number(event->at),
            sql_number(event->leg_state), sql_number(event->kind),
            sql_number((event->flags & ACD_FLAG_EXEMPT) != 0));
}

/* Who listened has the contact from now on; the former agent's leg ends with its own event. */
static void take_over(struct sql *sql, const struct fact *fact, const struct row *row)
{
    struct acd_event event = *fact->event;
    struct fact connected = *fact;
    event.leg_state = ACD_LEG_CONNECTED;
    connected.event = &event;
    begin_leg(sql, &event, row);
    connect_leg(sql, &connected, row);
}

static void clear_leg(struct sql *sql, const struct acd_event *event, const struct row *row)
{
    bool is_withdrawn = event->kind == ACD_OFFER_WITHDRAWN;
    sql_run(sql, SQL_LEG_CLEAR, sql_number(row->seq), sql_number(event->agent), sql_number(event->at),
            is_withdrawn ? sql_number(event->cause) : sql_text(NULL));
}

/* What happens to a live contact and its legs. */
void contact_rows_apply(struct history *history, const struct fact *fact)
{
    struct sql *sql = &history->sql;
    const struct acd_event *event = fact->event;
    struct row row;
    if (!find_row(history, event->contact, &row))
        return;
    const struct sql_value seq = sql_number(row.seq);
    const struct sql_value at = sql_number(event->at);
    switch (event->kind) {
    case ACD_CONTACT_QUEUED:
        sql_run(sql, SQL_CONTACT_QUEUED, seq, sql_number(event->queue), sql_number(event->agent), at);
        break;
    case ACD_CONTACT_ENDED:
        end_contact(sql, fact, &row);
        break;
    case ACD_CONTACT_FORGOTTEN:
        sql_run(sql, SQL_CONTACT_FORGOTTEN, seq, at);
        break;
    case ACD_OFFER_MADE:
    case ACD_CALL_PLACED:
        begin_leg(sql, event, &row);
        break;
    case ACD_OFFER_ACCEPTED:
    case ACD_LEG_ANSWERED:
        connect_leg(sql, fact, &row);
        break;
    case ACD_TAKEN_OVER:
        take_over(sql, fact, &row);
        break;
    case ACD_LEG_HELD:
    case ACD_LEG_UNHELD:
        sql_run(sql, event->kind == ACD_LEG_HELD ? SQL_LEG_HOLD : SQL_LEG_UNHOLD, seq,
                sql_number(event->agent), at);
        break;
    case ACD_TASK_PAUSED:
    case ACD_CONTACT_PARKED:
        sql_run(sql, SQL_CONTACT_PAUSED, seq, at);
        break;
    case ACD_TASK_RESUMED:
    case ACD_CONTACT_UNPARKED:
        sql_run(sql, SQL_CONTACT_RESUMED, seq, at);
        break;
    case ACD_CONTACT_SCHEDULED:
        sql_run(sql, SQL_CONTACT_SCHEDULED, seq, sql_number(event->deadline));
        break;
    case ACD_CONTACT_PRIORITY_SET:
        sql_run(sql, SQL_CONTACT_PRIORITY, seq, sql_number(event->value));
        break;
    case ACD_CONTACT_AGE_SET:
        sql_run(sql, SQL_CONTACT_AGE, seq, sql_number(event->value));
        break;
    case ACD_OFFER_MISSED:
    case ACD_OFFER_REJECTED:
    case ACD_LEG_FAILED:
    case ACD_WRAPUP_BEGUN:
        sql_run(sql, SQL_LEG_END, seq, sql_number(event->agent), at, sql_number(event->leg_state),
                sql_number(event->cause), sql_number(event->kind == ACD_OFFER_REJECTED ? event->reason : 0));
        break;
    default: /* OFFER_WITHDRAWN, LEG_CLEARED */
        clear_leg(sql, event, &row);
        break;
    }
}

/* A call's row comes with CALL_PLACED, unless CONTACT_STARTED came before it. */
void contact_rows_start_call(struct history *history, const struct acd_event *event)
{
    struct row row;
    if (!find_row(history, event->contact, &row))
        contact_rows_start(history, event);
}
