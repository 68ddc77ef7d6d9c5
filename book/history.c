/* Writes facts into the tables of DIR/book.db; see history.h. Never decides anything: what may be so is what the
 * directory takes too. */
#include "book/history.h"

#include <stdlib.h>
#include <string.h>

#include "book/contact_rows.h"
#include "book/erase.h"
#include "book/names.h"
#include "book/spans_table.h"
#include "book/steps.h"

/* ---- transactions ---- */

void history_begin(struct history *history)
{
    sql_clear_failure(&history->sql);
    history->applied_seq = history->seq;
    history->applied_at = history->at;
    history->applied_kind = history->kind;
    history->reader.at = history->at;
    sql_run_values(&history->sql, SQL_BEGIN, NULL, 0);
    if (!history->live.is_ready)
        live_clear(&history->live);
    audit_begin(&history->sql, &history->audit);
    steps_begin(&history->sql, &history->steps);
    spans_begin(history);
}

bool history_waits(const struct history *history)
{
    return fact_reader_waits(&history->reader);
}

/* What the transaction has gathered so far goes into the tables. */
static void write_gathered(struct history *history)
{
    live_write_all(&history->live, &history->sql);
    audit_flush(&history->sql, &history->audit);
    steps_flush(&history->sql, &history->steps);
}

int history_commit(struct history *history, struct book_error *error)
{
    struct sql *sql = &history->sql;
    int64_t now = history->applied_at;
    sql_run(sql, SQL_SESSIONS_EXPIRE, sql_number(now));
    sql_run(sql, SQL_CUSTOMERS_EXPIRE, sql_number(now - BOOK_TRANSCRIPT_MS));
    write_gathered(history);
    spans_commit(history);
    sql_run(sql, SQL_META_SET, sql_number((int64_t)history->applied_seq), sql_number(now),
            sql_number(history->applied_kind));
    sql_run_values(sql, SQL_COMMIT, NULL, 0);
    if (sql->failed) {
        error_say(error, "the history %s cannot be written: %s", history->file, sql->what);
        if (sql->db && !sqlite3_get_autocommit(sql->db))
            sqlite3_exec(sql->db, "ROLLBACK", NULL, NULL, NULL);
        history->steps.knows_explained = false;
        live_free(&history->live);
        return -1;
    }
    history->seq = history->applied_seq;
    history->at = history->applied_at;
    history->kind = history->applied_kind;
    if (history->has_erased)
        history->has_erased = !history_shred(history);
    return 0;
}

/* ---- objects and users ---- */

static bool create_object(struct sql *sql, const struct acd_event *event, unsigned kind, uint32_t number,
                          const struct body_object *object, const char *details)
{
    return sql_run(sql, SQL_OBJECT_CREATE, seq_of(event), sql_number(kind), sql_number(number),
                   sql_uuid(&object->uuid), sql_text(object->name), sql_text(object->description),
                   sql_number(object->display_order), sql_text(details), sql_number(event->at)) == 1;
}

static bool create_hours(struct sql *sql, const struct acd_event *event, const struct body_hours *hours)
{
    const struct body_object object = {
        .uuid = hours->uuid, .name = hours->name, .description = hours->description};
    struct buf details;
    buf_init(&details, ACD_BODY_BYTES_MAX);
    bool good = body_render_hours_changed(&details, hours) &&
                create_object(sql, event, ACD_SUBJECT_HOURS, event->hours, &object, buf_text(&details));
    buf_free(&details);
    return good;
}

static bool create_entry_point(struct sql *sql, const struct acd_event *event,
                               const struct body_entry_point *entry_point)
{
    const struct body_object object = {
        .uuid = entry_point->uuid, .name = entry_point->name, .description = entry_point->description};
    struct buf details;
    buf_init(&details, ACD_BODY_BYTES_MAX);
    bool good =
        body_render_entry_point_changed(&details, entry_point) &&
        create_object(sql, event, ACD_SUBJECT_ENTRY_POINT, event->entry_point, &object, buf_text(&details));
    buf_free(&details);
    return good;
}

static bool create_reason(struct sql *sql, const struct fact *fact, unsigned kind, uint32_t number)
{
    const struct body_reason *reason = &fact->reason;
    const struct body_object object = {.uuid = reason->uuid,
                                       .name = reason->name,
                                       .description = reason->description,
                                       .display_order = reason->display_order};
    struct buf details;
    buf_init(&details, ACD_BODY_BYTES_MAX);
    bool good = body_render_reason_changed(&details, reason) &&
                create_object(sql, fact->event, kind, number, &object, buf_text(&details));
    buf_free(&details);
    return good;
}

static bool render_details(struct buf *details, const struct fact *fact)
{
    switch (fact->event->record) {
    case BOOK_HOURS_CHANGED:
        return body_render_hours_changed(details, &fact->hours);
    case BOOK_ENTRY_POINT_CHANGED:
        return body_render_entry_point_changed(details, &fact->entry_point);
    default:
        return body_render_reason_changed(details, &fact->reason);
    }
}

static bool set_details(struct sql *sql, const struct fact *fact)
{
    struct buf details;
    buf_init(&details, ACD_BODY_BYTES_MAX);
    bool good = render_details(&details, fact) &&
                sql_run(sql, SQL_OBJECT_DETAILS, sql_number(fact->event->subject_kind),
                        sql_number((int64_t)fact->event->subject), sql_text(buf_text(&details))) == 1;
    buf_free(&details);
    return good;
}

static bool set_origins(struct sql *sql, const struct body_origins *origins)
{
    struct buf details;
    buf_init(&details, ACD_BODY_BYTES_MAX);
    bool good = body_render_origins_set(&details, origins) &&
                sql_run(sql, SQL_ORIGINS_SET, sql_text(buf_text(&details))) == 1;
    buf_free(&details);
    return good;
}

static bool set_name(struct sql *sql, const struct fact *fact)
{
    const struct body_object *object = &fact->object;
    if (fact->event->subject_kind == ACD_SUBJECT_CENTRE)
        return sql_run(sql, SQL_CENTRE_NAME, sql_text(object->name)) == 1;
    return sql_run(sql, SQL_OBJECT_NAME, sql_number(fact->event->subject_kind),
                   sql_number((int64_t)fact->event->subject), sql_text(object->name),
                   sql_text(object->description), sql_number(object->display_order)) == 1;
}

static bool delete_object(struct sql *sql, const struct acd_event *event, unsigned kind, uint32_t number)
{
    return sql_run(sql, SQL_OBJECT_DELETE, sql_number(kind), sql_number(number), sql_number(event->at)) == 1;
}

static bool create_user(struct sql *sql, const struct acd_event *event, const struct body_agent *agent)
{
    char folded[BODY_USERNAME_BYTES_MAX + 1];
    fact_fold_username(agent->username, folded);
    return sql_run(sql, SQL_USER_CREATE, seq_of(event), sql_number(event->agent), sql_uuid(&agent->uuid),
                   sql_text(agent->username), sql_text(folded), sql_text(agent->first_name),
                   sql_text(agent->last_name), sql_text(agent->password_hash), sql_number(agent->role),
                   sql_number(agent->must_change), sql_number(event->at)) == 1;
}

static bool change_user(struct sql *sql, uint64_t agent, const struct body_user *user)
{
    char folded[BODY_USERNAME_BYTES_MAX + 1];
    if (user->username)
        fact_fold_username(user->username, folded);
    return sql_run(sql, SQL_USER_CHANGE, sql_number((int64_t)agent), sql_text(user->username),
                   sql_text(user->username ? folded : NULL), sql_text(user->first_name),
                   sql_text(user->last_name)) == 1;
}

static void delete_user(struct sql *sql, const struct acd_event *event)
{
    struct sql_value agent = sql_number(event->agent);
    sql_run(sql, SQL_USER_DELETE, agent, sql_number(event->at));
    sql_run(sql, SQL_KEYS_DELETE, agent);
    sql_run(sql, SQL_SESSIONS_CLOSE, agent, sql_bytes(NULL, 0));
}

static void close_sessions(struct sql *sql, uint64_t agent, const uint8_t *keep)
{
    sql_run(sql, SQL_SESSIONS_CLOSE, sql_number((int64_t)agent), sql_bytes(keep, BODY_HASH_BYTES));
}

static bool set_password(struct sql *sql, uint64_t agent, const struct body_password *password)
{
    if (sql_run(sql, SQL_USER_PASSWORD, sql_number((int64_t)agent), sql_text(password->password_hash),
                sql_number(password->must_change)) != 1)
        return false;
    close_sessions(sql, agent, password->has_keep ? password->keep : NULL);
    return true;
}

static void sign_out(struct sql *sql, uint32_t agent, const struct body_sign_out *out)
{
    if (out->all)
        close_sessions(sql, agent, NULL);
    else
        sql_run(sql, SQL_SESSION_CLOSE, sql_bytes(out->session, BODY_HASH_BYTES), sql_number(agent));
}

static bool sign_in(struct sql *sql, const struct acd_event *event, const struct body_session *session)
{
    return sql_run(sql, SQL_SESSION_OPEN, sql_bytes(session->session, BODY_HASH_BYTES), seq_of(event),
                   sql_number(event->agent), sql_number(event->at), sql_number(session->expires_at),
                   sql_text(session->address), sql_text(session->client)) == 1;
}

static bool set_document(struct history *history, const struct fact *fact)
{
    struct sql *sql = &history->sql;
    const struct acd_event *event = fact->event;
    struct sql_value kind = sql_number(event->subject_kind);
    struct sql_value subject = sql_number((int64_t)event->subject);
    struct sql_value name = sql_text(fact->document.name);
    struct buf text;
    if (event->subject_kind == ACD_SUBJECT_CONTACT)
        contact_rows_have_document(history, event->subject);
    if (!fact->document.value) {
        sql_run(sql, SQL_DOCUMENT_DELETE, kind, subject, name);
        return true;
    }
    buf_init(&text, ACD_BODY_BYTES_MAX);
    bool good =
        fact_render_document(fact->document.value, ACD_BODY_BYTES_MAX, &text) &&
        sql_run(sql, SQL_DOCUMENT_SET, seq_of(event), kind, subject, name, sql_text(buf_text(&text))) == 1;
    buf_free(&text);
    return good;
}

static void forget_documents(struct sql *sql, unsigned kind, uint64_t subject)
{
    sql_run(sql, SQL_DOCUMENTS_DELETE, sql_number(kind), sql_number((int64_t)subject));
}

/* ---- facts ---- */

static bool apply_record(struct history *history, const struct fact *fact)
{
    struct sql *sql = &history->sql;
    uint64_t subject = fact->event->subject;
    struct sql_value number = sql_number((int64_t)subject);
    switch (fact->event->record) {
    case BOOK_USER_CHANGED:
        return change_user(sql, subject, &fact->user);
    case BOOK_ROLE_SET:
        return sql_run(sql, SQL_USER_ROLE, number, sql_number(fact->role)) == 1;
    case BOOK_PASSWORD_SET:
        return set_password(sql, subject, &fact->password);
    case BOOK_NAME_SET:
        return set_name(sql, fact);
    case BOOK_NOTE_WRITTEN:
        return contact_rows_write_note(history, fact);
    case BOOK_ATTRIBUTES_SET:
        return contact_rows_merge_attributes(history, fact);
    case BOOK_HOURS_CHANGED:
    case BOOK_ENTRY_POINT_CHANGED:
    case BOOK_REASON_CHANGED:
        return set_details(sql, fact);
    case BOOK_ORIGINS_SET:
        return set_origins(sql, &fact->origins);
    case BOOK_SESSIONS_CLOSED:
        close_sessions(sql, subject, fact->keep.has_session ? fact->keep.session : NULL);
        return true;
    case BOOK_KEY_CREATED:
        return sql_run(sql, SQL_KEY_CREATE, sql_text(fact->key.access_key_id), number,
                       sql_text(fact->key.secret), sql_number(fact->event->at)) == 1;
    case BOOK_KEY_REVOKED:
        return sql_run(sql, SQL_KEY_REVOKE, sql_text(fact->key.access_key_id), number) == 1;
    case BOOK_GROUP_REMOVED:
        delete_object(sql, fact->event, ACD_SUBJECT_GROUP, (uint32_t)subject);
        forget_documents(sql, ACD_SUBJECT_GROUP, subject);
        return true;
    case BOOK_DOCUMENT_SET:
        return set_document(history, fact);
    case BOOK_ERASED:
        erase_apply(sql, fact);
        return true;
    case BOOK_CONTACT_CHANGED:
        return contact_rows_change(history, fact);
    default:
        return true;
    }
}

static bool apply_body(struct history *history, const struct fact *fact)
{
    struct sql *sql = &history->sql;
    const struct acd_event *event = fact->event;
    switch (event->kind) {
    case ACD_CENTRE_CREATED:
        return sql_run(sql, SQL_CENTRE_CREATE, sql_uuid(&fact->centre.uuid), sql_text(fact->centre.alias),
                       sql_text(fact->centre.region), sql_number(event->at)) == 1;
    case ACD_STATUS_CREATED:
        return create_object(sql, event, ACD_SUBJECT_STATUS, event->status, &fact->object, NULL);
    case ACD_QUEUE_CREATED:
        return create_object(sql, event, ACD_SUBJECT_QUEUE, event->queue, &fact->object, NULL);
    case ACD_PROFILE_CREATED:
        return create_object(sql, event, ACD_SUBJECT_PROFILE, event->profile, &fact->object, NULL);
    case ACD_HOURS_CREATED:
        return create_hours(sql, event, &fact->hours);
    case ACD_ENTRY_POINT_CREATED:
        return create_entry_point(sql, event, &fact->entry_point);
    case ACD_AGENT_CREATED:
        return create_user(sql, event, &fact->agent);
    case ACD_GROUP_CREATED:
        return create_object(sql, event, ACD_SUBJECT_GROUP, event->group, &fact->object, NULL);
    case ACD_REASON_LIST_CREATED:
        return create_reason(sql, fact, ACD_SUBJECT_REASON_LIST, event->reason_list);
    case ACD_REASON_CREATED:
        return create_reason(sql, fact, ACD_SUBJECT_REASON, event->reason);
    case ACD_RECORDED:
        return apply_record(history, fact);
    case ACD_SIGNED_IN:
        return sign_in(sql, event, &fact->session);
    case ACD_SIGNED_OUT:
        sign_out(sql, event->agent, &fact->sign_out);
        return true;
    case ACD_CONTACT_STARTED:
        return contact_rows_know(history, fact);
    case ACD_CONTACT_TRANSFERRED:
        return contact_rows_transfer(history, fact);
    case ACD_CALL_PLACED:
        return contact_rows_place_call(history, fact);
    case ACD_MESSAGE_SENT:
        return contact_rows_add_message(history, fact);
    case ACD_WHISPERED:
        return contact_rows_add_whisper(history, fact);
    default:
        return true;
    }
}

static void apply_event(struct history *history, const struct fact *fact)
{
    struct sql *sql = &history->sql;
    const struct acd_event *event = fact->event;
    switch (event->kind) {
    case ACD_QUEUE_DELETED:
        delete_object(sql, event, ACD_SUBJECT_QUEUE, event->queue);
        forget_documents(sql, ACD_SUBJECT_QUEUE, event->queue);
        break;
    case ACD_PROFILE_DELETED:
        delete_object(sql, event, ACD_SUBJECT_PROFILE, event->profile);
        forget_documents(sql, ACD_SUBJECT_PROFILE, event->profile);
        break;
    case ACD_HOURS_DELETED:
        delete_object(sql, event, ACD_SUBJECT_HOURS, event->hours);
        forget_documents(sql, ACD_SUBJECT_HOURS, event->hours);
        break;
    case ACD_AGENT_ENABLED:
    case ACD_AGENT_DISABLED:
        sql_run(sql, SQL_USER_DISABLE, sql_number(event->agent),
                sql_number(event->kind == ACD_AGENT_DISABLED));
        break;
    case ACD_AGENT_DELETED:
        delete_user(sql, event);
        forget_documents(sql, ACD_SUBJECT_AGENT, event->agent);
        break;
    case ACD_CONTACT_STARTED:
    case ACD_CONTACT_TRANSFERRED:
        contact_rows_start(history, event);
        break;
    case ACD_CALL_PLACED:
        contact_rows_start_call(history, event);
        contact_rows_apply(history, fact);
        break;
    case ACD_CONTACT_FORGOTTEN:
        contact_rows_forget(history, event);
        break;
    case ACD_CONTACT_QUEUED:
    case ACD_CONTACT_ENDED:
    case ACD_OFFER_MADE:
    case ACD_OFFER_ACCEPTED:
    case ACD_OFFER_MISSED:
    case ACD_OFFER_REJECTED:
    case ACD_OFFER_WITHDRAWN:
    case ACD_TAKEN_OVER:
    case ACD_LEG_ANSWERED:
    case ACD_LEG_FAILED:
    case ACD_LEG_CLEARED:
    case ACD_WRAPUP_BEGUN:
    case ACD_LEG_HELD:
    case ACD_LEG_UNHELD:
    case ACD_TASK_PAUSED:
    case ACD_TASK_RESUMED:
    case ACD_CONTACT_PARKED:
    case ACD_CONTACT_UNPARKED:
    case ACD_CONTACT_SCHEDULED:
    case ACD_CONTACT_PRIORITY_SET:
    case ACD_CONTACT_AGE_SET:
        contact_rows_apply(history, fact);
        break;
    default:
        break;
    }
}

static void note_change(struct sql *sql, const struct acd_event *event)
{
    unsigned kind;
    uint64_t number;
    if (changes_subject(event, &kind, &number))
        sql_run(sql, SQL_CHANGE_NOTE, sql_number(kind), sql_number((int64_t)number), sql_number(event->at));
}

/* An event whose body is not there, because its key is gone: the row stays, without its texts. */
static void apply_bodyless(struct history *history, const struct fact *fact)
{
    struct sql *sql = &history->sql;
    const struct acd_event *event = fact->event;
    if (event->kind == ACD_AGENT_CREATED)
        sql_run(sql, SQL_USER_NUMBER, seq_of(event), sql_number(event->agent), sql_number(event->at));
    else if (event->kind == ACD_MESSAGE_SENT)
        contact_rows_add_message(history, fact);
    else if (event->kind == ACD_WHISPERED)
        contact_rows_add_whisper(history, fact);
    else if (event->kind == ACD_RECORDED && event->record == BOOK_NOTE_WRITTEN)
        contact_rows_write_note(history, fact);
}

static bool is_erasure(const struct fact *fact)
{
    return fact->has_body && fact->event->kind == ACD_RECORDED && fact->event->record == BOOK_ERASED;
}

/* Is it about a contact that is named by its uuid? The tables are asked for that. */
static bool names_contact(const struct fact *fact)
{
    return fact->has_body && fact->event->kind == ACD_RECORDED &&
           fact->event->record == BOOK_CONTACT_CHANGED && fact->contact_change.has_uuid;
}

/* Writes what each part of the history keeps of an event. A body completes the row that its event makes, so the event
 * goes first. The audit looks at what was there before, and at what came about. */
static void apply_fact(struct history *history, const struct fact *fact)
{
    struct sql *sql = &history->sql;
    struct audit_told told;
    if (is_erasure(fact)) {
        write_gathered(history);
        live_clear(&history->live);
    }
    if (names_contact(fact))
        live_write_all(&history->live, sql);
    audit_look(sql, fact, &history->audit, &told);
    note_change(sql, fact->event);
    apply_event(history, fact);
    if (!fact->has_body)
        apply_bodyless(history, fact);
    else if (!apply_body(history, fact))
        history->reader.skipped++;
    names_apply(sql, fact, told.row);
    steps_apply(sql, &history->steps, &history->live, fact);
    audit_apply(sql, &history->audit, fact, &told);
    history->has_erased = history->has_erased || is_erasure(fact);
}

void history_apply(struct history *history, const struct acd_event *event, const void *body, size_t body_len)
{
    struct fact fact;
    fact_reader_take(&history->reader, event, body, body_len, &fact);
    apply_fact(history, &fact);
    spans_apply(history, event);
    fact_reader_done(&history->reader);
    history->applied_seq = event->seq;
    history->applied_at = event->at;
    history->applied_kind = event->kind;
}
