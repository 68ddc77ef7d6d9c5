/* Writes what happens to contacts, their legs and what is said in them into the tables; see contact_rows.h. It decides
 * nothing. */
#include "book/contact_rows.h"

#include "book/names.h"

/* A live contact, or NULL. */
static struct live_contact *find_live(struct history *history, uint64_t contact)
{
    struct live_contact *live = live_find(&history->live, &history->sql, contact);
    return live_is(live) ? live : NULL;
}

/* The row of a live contact, as it is in the table; 0: there is none. */
static int64_t find_row(struct history *history, uint64_t contact)
{
    struct live_contact *live = find_live(history, contact);
    if (!live)
        return 0;
    live_write(&history->live, &history->sql, live);
    return live->seq;
}

static uint8_t initiation_of(const struct acd_event *event)
{
    bool is_handed_on = event->kind == ACD_CONTACT_TRANSFERRED && event->initiation == ACD_INITIATION_INBOUND;
    if (!is_handed_on)
        return event->initiation;
    return event->queue ? ACD_INITIATION_QUEUE_TRANSFER : ACD_INITIATION_TRANSFER;
}

/* The row that a contact's first event makes, with or without a body. */
void contact_rows_start(struct history *history, const struct acd_event *event)
{
    bool is_transfer = event->kind == ACD_CONTACT_TRANSFERRED;
    const struct live_contact *previous = event->previous ? find_live(history, event->previous) : NULL;
    struct live_contact begun = {.contact = event->contact,
                                 .newest_seq = (int64_t)event->seq,
                                 .seq = (int64_t)event->seq,
                                 .chain = is_transfer && previous ? previous->chain : (int64_t)event->seq,
                                 .previous = is_transfer && previous ? previous->seq : 0,
                                 .related = !is_transfer && previous ? previous->seq : 0,
                                 .channel = event->channel,
                                 .initiation = initiation_of(event),
                                 .entry_point = event->entry_point,
                                 .queue = event->queue,
                                 .agent = is_transfer ? event->other_agent : event->agent,
                                 .started_at = event->at,
                                 .end_cause = LIVE_NO_CAUSE,
                                 .priority = is_transfer && previous ? previous->priority : event->value,
                                 .age_ms = is_transfer && previous ? previous->age_ms : event->value2};
    begun.newest_chain = begun.chain;
    struct live_contact *present = find_live(history, event->contact);
    if (!present) {
        live_begin(&history->live, &history->sql, &begun);
        return;
    }
    /* a log that begins one number twice: the first row stays the live one */
    live_write(&history->live, &history->sql, present);
    live_write(&history->live, &history->sql, live_begin(&history->live, &history->sql, &begun));
    live_drop(&history->live, event->contact);
}

/* Rights that ended then or earlier had expired before this event. */
static struct sql_value expired_before(const struct fact *fact)
{
    return sql_number(fact->previous_at - BOOK_TRANSCRIPT_MS);
}

/* What a body tells of the row that event seq made. */
static bool know_contact(struct history *history, uint64_t contact, int64_t row, const struct uuid *uuid,
                         const struct live_texts *texts)
{
    struct live_contact *live = find_live(history, contact);
    if (live && live->seq == row && live->is_new)
        return live_know(&history->live, &history->sql, live, uuid, texts);
    if (live)
        live_write(&history->live, &history->sql, live);
    bool good =
        sql_run(&history->sql, SQL_CONTACT_KNOW, sql_number(row), sql_uuid(uuid), sql_text(texts->name),
                sql_text(texts->customer_name), sql_text(texts->description), sql_text(texts->attributes),
                sql_text(texts->references), sql_text(texts->address), sql_text(texts->client_token)) == 1;
    live_drop(&history->live, contact);
    return good;
}

static void set_may_have_customer(struct history *history, uint64_t contact)
{
    struct live_contact *live = find_live(history, contact);
    if (live)
        live->may_have_customer = true;
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
    const struct live_texts texts = {.name = contact.name,
                                     .customer_name = contact.customer_name,
                                     .description = contact.description,
                                     .attributes = buf_text(&attributes),
                                     .references = buf_text(&references),
                                     .client_token = contact.client_token};
    good = good && know_contact(history, event->contact, (int64_t)event->seq, &contact.uuid, &texts);
    if (good && contact.has_customer_token) {
        set_may_have_customer(history, event->contact);
        sql_run(sql, SQL_CUSTOMER_ADD, sql_bytes(contact.customer_token, BODY_HASH_BYTES), seq_of(event),
                sql_text(contact.customer_name ? contact.customer_name : contact.name),
                sql_number(event->entry_point), sql_number(event->channel), sql_number(event->at));
    }
    buf_free(&attributes);
    buf_free(&references);
    return good;
}

bool contact_rows_transfer(struct history *history, const struct fact *fact)
{
    struct sql *sql = &history->sql;
    const struct acd_event *event = fact->event;
    int64_t row = (int64_t)event->seq;
    find_row(history, event->contact);
    int64_t previous = find_row(history, event->previous);
    if (previous == 0)
        return false;
    bool good = sql_run(sql, SQL_CONTACT_INHERIT, sql_number(row), sql_uuid(&fact->transferred),
                        sql_number(previous)) == 1;
    if (good)
        sql_run(sql, SQL_CUSTOMER_MOVE, sql_number(previous), sql_number(row), expired_before(fact));
    live_drop(&history->live, event->contact);
    return good;
}

bool contact_rows_place_call(struct history *history, const struct fact *fact)
{
    uint64_t contact = fact->event->contact;
    const struct live_contact *live = find_live(history, contact);
    const struct live_texts texts = {
        .name = fact->call.name, .attributes = "{}", .references = "{}", .address = fact->call.address};
    return live && know_contact(history, contact, live->seq, &fact->call.uuid, &texts);
}

/* Also for an event whose body can no longer be read: then a row without its texts. */
bool contact_rows_add_message(struct history *history, const struct fact *fact)
{
    struct sql *sql = &history->sql;
    static const struct body_message erased = {.name = "", .text = ""};
    const struct acd_event *event = fact->event;
    const struct body_message *message = fact->has_body ? &fact->message : &erased;
    const struct live_contact *live = find_live(history, event->contact);
    if (!live)
        return false;
    int64_t author = event->actor == ACD_ACTOR_CUSTOMER ? BOOK_BY_CUSTOMER
                     : event->agent                     ? BOOK_BY_AGENT
                                                        : BOOK_BY_SYSTEM;
    return sql_run(sql, SQL_MESSAGE_ADD, seq_of(event), sql_number(live->chain), sql_number(event->value),
                   sql_number(live->seq), sql_number(author), sql_number(event->agent),
                   sql_text(message->name), sql_text(message->text),
                   fact->has_body ? sql_uuid(&message->uuid) : sql_text(NULL), sql_number(event->at)) == 1;
}

bool contact_rows_add_whisper(struct history *history, const struct fact *fact)
{
    struct sql *sql = &history->sql;
    static const struct body_message erased = {.name = "", .text = ""};
    const struct acd_event *event = fact->event;
    const struct body_message *whisper = fact->has_body ? &fact->message : &erased;
    const struct live_contact *live = find_live(history, event->contact);
    if (!live)
        return false;
    return sql_run(sql, SQL_WHISPER_ADD, seq_of(event), sql_number(live->chain), sql_number(event->value),
                   sql_number(live->seq), sql_number(event->agent), sql_number(event->other_agent),
                   sql_number(event->actor), sql_text(whisper->name), sql_text(whisper->text),
                   fact->has_body ? sql_uuid(&whisper->uuid) : sql_text(NULL), sql_number(event->at)) == 1;
}

bool contact_rows_write_note(struct history *history, const struct fact *fact)
{
    struct sql *sql = &history->sql;
    static const struct body_note erased = {.text = "", .by = ""};
    const struct acd_event *event = fact->event;
    const struct body_note *note = fact->has_body ? &fact->note : &erased;
    const struct live_contact *live = find_live(history, event->subject);
    if (!live || live->is_known != fact->has_body)
        return false;
    int64_t row = live->seq;
    if (fact->has_body)
        sql_run(sql, SQL_CONTACT_NOTE, sql_number(find_row(history, event->subject)), sql_text(note->text));
    return sql_run(sql, SQL_NOTE_ADD, seq_of(event), sql_number(row), sql_number(event->actor_id),
                   sql_text(note->by), sql_text(note->text), sql_number(event->at)) == 1;
}

bool contact_rows_merge_attributes(struct history *history, const struct fact *fact)
{
    struct sql *sql = &history->sql;
    struct buf merged;
    int64_t row = find_row(history, fact->event->subject);
    if (row == 0 || !find_live(history, fact->event->subject)->is_known ||
        !sql_first(sql, SQL_CONTACT_GET, sql_number(row)))
        return false;
    buf_init(&merged, BODY_ATTRIBUTES_BYTES_MAX + 1);
    bool good = fact_merge_attributes(sql_column_text(sql, SQL_CONTACT_GET, 0), fact->attributes, &merged);
    sql_done(sql, SQL_CONTACT_GET);
    good = good && sql_run(sql, SQL_CONTACT_ATTRIBUTES, sql_number(row), sql_text(buf_text(&merged))) == 1;
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

/* The row of the contact that a change is about: a live one by its number, another by its uuid (history.c has written
 * them all then). */
static int64_t find_changed(struct history *history, const struct fact *fact)
{
    struct sql *sql = &history->sql;
    const struct live_contact *live;
    if (!fact->contact_change.has_uuid) {
        live = find_live(history, fact->event->subject);
        return live && live->is_known ? find_row(history, fact->event->subject) : 0;
    }
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
    if (change->name)
        names_rename_contact(sql, (uint64_t)sql_column_number(sql, SQL_CONTACT_GET, 4),
                             sql_column_text(sql, SQL_CONTACT_GET, 3), change->name, fact->event->seq);
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

/* ---- live contacts and their legs ---- */

/* Calls change for each leg of the contact at that agent. */
static void change_legs(struct live_contact *live, const struct acd_event *event,
                        void (*change)(struct live_leg *leg, const struct acd_event *event))
{
    for (uint32_t i = 0; i < live->leg_count; i++) {
        struct live_leg *leg = &live->legs[i];
        if (leg->agent != event->agent || leg->cleared_at != 0)
            continue;
        change(leg, event);
        leg->is_changed = true;
    }
}

static void connect_leg(struct live_leg *leg, const struct acd_event *event)
{
    if (event->leg_state == ACD_LEG_CONNECTED && leg->connected_at == 0)
        leg->connected_at = event->at;
    leg->state = event->leg_state;
}

static void hold_leg(struct live_leg *leg, const struct acd_event *event)
{
    leg->held_at = event->at;
}

static void unhold_leg(struct live_leg *leg, const struct acd_event *event)
{
    if (leg->held_at != 0)
        leg->hold_ms += event->at - leg->held_at;
    leg->held_at = 0;
}

static void end_leg(struct live_leg *leg, const struct acd_event *event)
{
    unhold_leg(leg, event);
    if (leg->ended_at == 0)
        leg->ended_at = event->at;
    leg->state = event->leg_state;
    leg->cause = event->cause;
    leg->code = event->kind == ACD_OFFER_REJECTED ? event->reason : 0;
}

static void clear_leg(struct live_leg *leg, const struct acd_event *event)
{
    if (leg->ended_at == 0)
        leg->ended_at = event->at;
    leg->cleared_at = event->at;
    if (leg->cause == LIVE_NO_CAUSE && event->kind == ACD_OFFER_WITHDRAWN)
        leg->cause = event->cause;
}

static void begin_leg(struct live_contact *live, const struct acd_event *event)
{
    live_add_leg(live, &(struct live_leg){.seq = (int64_t)event->seq,
                                          .begun_at = event->at,
                                          .agent = event->agent,
                                          .queue = event->queue,
                                          .state = event->leg_state,
                                          .cause = LIVE_NO_CAUSE,
                                          .kind = event->kind,
                                          .reason = event->cause,
                                          .exempt = (event->flags & ACD_FLAG_EXEMPT) != 0,
                                          .is_new = true});
}

static void connect_contact(struct sql *sql, const struct fact *fact, struct live_contact *live)
{
    const struct acd_event *event = fact->event;
    live->agent = event->agent;
    if (live->connected_at == 0)
        live->connected_at = event->at;
    if (live->may_have_customer)
        sql_run(sql, SQL_CUSTOMER_CONNECT, sql_number(live->seq), sql_number(event->agent),
                expired_before(fact));
}

static void end_contact(struct sql *sql, const struct fact *fact, struct live_contact *live)
{
    const struct acd_event *event = fact->event;
    live->ended_at = event->at;
    live->end_cause = event->cause;
    if (live->may_have_customer)
        sql_run(sql, SQL_CUSTOMER_END, sql_number(live->seq), sql_number(event->at), sql_number(event->cause),
                seq_of(event), expired_before(fact));
}

/* Who listened has the contact from now on; the former agent's leg ends with its own event. */
static void take_over(struct sql *sql, const struct fact *fact, struct live_contact *live)
{
    struct acd_event event = *fact->event;
    event.leg_state = ACD_LEG_CONNECTED;
    begin_leg(live, &event);
    change_legs(live, &event, connect_leg);
    connect_contact(sql, fact, live);
}

static void queue_contact(struct live_contact *live, const struct acd_event *event)
{
    live->queue = event->queue;
    live->agent = event->agent;
    if (live->queued_at == 0)
        live->queued_at = event->at;
}

static void resume_contact(struct live_contact *live, const struct acd_event *event)
{
    if (live->paused_at == 0)
        return;
    live->resumed_at = event->at;
    live->paused_ms += event->at - live->paused_at;
}

static void pause_contact(struct live_contact *live, const struct acd_event *event)
{
    live->pauses++;
    live->paused_at = event->at;
}

/* What happens to the contact itself. */
static void change_contact(struct sql *sql, const struct fact *fact, struct live_contact *live)
{
    const struct acd_event *event = fact->event;
    switch (event->kind) {
    case ACD_CONTACT_QUEUED:
        queue_contact(live, event);
        break;
    case ACD_CONTACT_ENDED:
        end_contact(sql, fact, live);
        break;
    case ACD_TASK_PAUSED:
    case ACD_CONTACT_PARKED:
        pause_contact(live, event);
        break;
    case ACD_TASK_RESUMED:
    case ACD_CONTACT_UNPARKED:
        resume_contact(live, event);
        break;
    case ACD_CONTACT_SCHEDULED:
        live->scheduled_at = event->deadline;
        break;
    case ACD_CONTACT_PRIORITY_SET:
        live->priority = event->value;
        break;
    case ACD_CONTACT_AGE_SET:
        live->age_ms = event->value;
        break;
    default:
        return;
    }
    live->is_changed = true;
}

/* What happens to its legs. */
static void change_leg(struct sql *sql, const struct fact *fact, struct live_contact *live)
{
    const struct acd_event *event = fact->event;
    switch (event->kind) {
    case ACD_OFFER_MADE:
    case ACD_CALL_PLACED:
        begin_leg(live, event);
        break;
    case ACD_OFFER_ACCEPTED:
    case ACD_LEG_ANSWERED:
        change_legs(live, event, connect_leg);
        live->is_changed = true;
        if (event->leg_state == ACD_LEG_CONNECTED)
            connect_contact(sql, fact, live);
        break;
    case ACD_TAKEN_OVER:
        live->is_changed = true;
        take_over(sql, fact, live);
        break;
    case ACD_LEG_HELD:
        change_legs(live, event, hold_leg);
        break;
    case ACD_LEG_UNHELD:
        change_legs(live, event, unhold_leg);
        break;
    case ACD_OFFER_MISSED:
    case ACD_OFFER_REJECTED:
    case ACD_LEG_FAILED:
    case ACD_WRAPUP_BEGUN:
        change_legs(live, event, end_leg);
        break;
    case ACD_OFFER_WITHDRAWN:
    case ACD_LEG_CLEARED:
        change_legs(live, event, clear_leg);
        break;
    default:
        break;
    }
}

void contact_rows_apply(struct history *history, const struct fact *fact)
{
    struct live_contact *live = find_live(history, fact->event->contact);
    if (!live)
        return;
    change_contact(&history->sql, fact, live);
    change_leg(&history->sql, fact, live);
}

/* Its documents go into its row, where it has any. */
void contact_rows_forget(struct history *history, const struct acd_event *event)
{
    struct sql *sql = &history->sql;
    struct live_contact *live = find_live(history, event->contact);
    bool may_have_documents = !live || live->may_have_documents;
    if (live && live->may_have_documents)
        sql_run(sql, SQL_CONTACT_DOCUMENTS, sql_number(find_row(history, event->contact)));
    if (may_have_documents)
        sql_run(sql, SQL_DOCUMENTS_DELETE, sql_number(ACD_SUBJECT_CONTACT),
                sql_number((int64_t)event->contact));
    if (!live)
        return;
    live->forgotten_at = event->at;
    live_forget(&history->live, sql, live);
}

void contact_rows_have_document(struct history *history, uint64_t contact)
{
    struct live_contact *live = find_live(history, contact);
    if (live)
        live->may_have_documents = true;
}

/* A call's row comes with CALL_PLACED, unless CONTACT_STARTED came before it. */
void contact_rows_start_call(struct history *history, const struct acd_event *event)
{
    if (!find_live(history, event->contact))
        contact_rows_start(history, event);
}
