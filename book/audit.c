/* Writes the audit's rows; see audit.h. It decides nothing. */
#include "book/audit.h"

#include <string.h>

#include "book/audit_walk.h"
#include "book/steps.h"

enum { AUDIT_EVENTS_MAX = 100 };

/* ---- what is kept ---- */

/* What the core does on its own way, and tells people nothing. */
static bool is_inner(const struct acd_event *event)
{
    return event->kind == ACD_ROUTE_TRIED || event->kind == ACD_WORK_LEFT ||
           event->kind == ACD_AGENT_REVIEWED || event->kind == ACD_HOURS_WINDOW_ADDED ||
           event->kind == ACD_PAGE_OPENED || event->kind == ACD_PAGE_LOST;
}

bool audit_keeps(const struct acd_event *event)
{
    bool runs_the_centre = event->actor == ACD_ACTOR_SUPERVISOR || event->actor == ACD_ACTOR_ADMIN ||
                           event->actor == ACD_ACTOR_API || event->actor == ACD_ACTOR_OPERATOR;
    bool is_of_all = event->kind == ACD_SIGNED_IN || event->kind == ACD_SIGNED_OUT ||
                     (event->kind == ACD_RECORDED &&
                      (event->record == BOOK_PASSWORD_SET || event->record == BOOK_SESSIONS_CLOSED ||
                       event->record == BOOK_ERASED));
    return is_of_all || (runs_the_centre && !is_inner(event));
}

/* ---- what is set by a number ---- */

bool audit_setting(const struct acd_event *event, int64_t keys[3], int64_t values[2])
{
    const int64_t queue = event->queue;
    const int64_t agent = event->agent;
    const int64_t profile = event->profile;
    const int64_t channel = event->channel;
    int64_t found[3] = {0, channel, 0};
    int64_t set[2] = {event->value, event->value2};
    switch (event->kind) {
    case ACD_RULE_SET:
        found[0] = event->rule;
        break;
    case ACD_MOVES_SET:
        found[0] = event->subject_kind;
        found[1] = (int64_t)event->subject;
        break;
    case ACD_QUEUE_OFFER_TIME_SET:
    case ACD_QUEUE_WRAPUP_SET:
        found[0] = queue;
        break;
    case ACD_QUEUE_CREATED:
    case ACD_QUEUE_CHANGED:
        found[0] = queue;
        set[1] = event->hours;
        break;
    case ACD_PROFILE_CHANNEL_SET:
        found[0] = profile;
        break;
    case ACD_PROFILE_QUEUE_SET:
    case ACD_PROFILE_QUEUE_UNSET:
        found[0] = profile;
        found[2] = queue;
        break;
    case ACD_AGENT_WRAPUP_SET:
    case ACD_AGENT_AUTO_ACCEPT_SET:
    case ACD_AGENT_OFFER_TIME_SET:
    case ACD_AGENT_LIMIT_SET:
    case ACD_AGENT_BLEND_SET:
        found[0] = agent;
        found[2] = (int64_t)event->subject;
        break;
    case ACD_AGENT_PROFILE_SET:
    case ACD_AGENT_CREATED:
        found[0] = agent;
        set[0] = profile;
        break;
    case ACD_AGENT_GROUP_SET:
        found[0] = agent;
        set[0] = event->group;
        break;
    case ACD_ENTRY_POINT_CREATED:
    case ACD_ENTRY_POINT_CHANGED:
        found[0] = event->entry_point;
        set[0] = queue;
        break;
    case ACD_REASON_LIST_CREATED:
    case ACD_REASON_LIST_CHANGED:
        found[0] = event->reason_list;
        set[1] = event->flags & ACD_FLAG_MANDATORY;
        break;
    default:
        return false;
    }
    memcpy(keys, found, sizeof found);
    memcpy(values, set, sizeof set);
    return true;
}

const char *audit_setting_thing(const struct acd_event *event, unsigned *kind)
{
    switch (event->kind) {
    case ACD_AGENT_PROFILE_SET:
        *kind = ACD_SUBJECT_PROFILE;
        return "profile";
    case ACD_AGENT_GROUP_SET:
        *kind = ACD_SUBJECT_GROUP;
        return "group";
    case ACD_ENTRY_POINT_CHANGED:
        *kind = ACD_SUBJECT_QUEUE;
        return "queue";
    default:
        return NULL;
    }
}

/* Those that set the same thing at its beginning and later are one. */
static int64_t setting_kind(const struct acd_event *event)
{
    switch (event->kind) {
    case ACD_QUEUE_CREATED:
        return ACD_QUEUE_CHANGED;
    case ACD_AGENT_CREATED:
        return ACD_AGENT_PROFILE_SET;
    case ACD_ENTRY_POINT_CREATED:
        return ACD_ENTRY_POINT_CHANGED;
    case ACD_REASON_LIST_CREATED:
        return ACD_REASON_LIST_CHANGED;
    case ACD_PROFILE_QUEUE_UNSET:
        return ACD_PROFILE_QUEUE_SET;
    default:
        return event->kind;
    }
}

static void look_at_setting(struct sql *sql, const struct acd_event *event, struct audit_told *told)
{
    int64_t keys[3];
    int64_t values[2];
    if (!audit_setting(event, keys, values))
        return;
    struct sql_value kind = sql_number(setting_kind(event));
    struct sql_value key[3] = {sql_number(keys[0]), sql_number(keys[1]), sql_number(keys[2])};
    told->has_old = sql_first(sql, SQL_SETTING_GET, kind, key[0], key[1], key[2]);
    if (told->has_old) {
        told->old_value = sql_column_number(sql, SQL_SETTING_GET, 0);
        told->old_value2 = sql_column_number(sql, SQL_SETTING_GET, 1);
        sql_done(sql, SQL_SETTING_GET);
    }
    sql_run(sql, SQL_SETTING_SET, kind, key[0], key[1], key[2], sql_number(values[0]), sql_number(values[1]));
}

/* ---- rows ---- */

void audit_begin(struct sql *sql, struct audit_open *open)
{
    enum sql_statement last = SQL_AUDIT_LAST;
    open->row = 0;
    if (!open->places.put)
        gathered_init(&open->places, audit_put_places);
    gathered_drop(&open->places);
    if (!sql_first_values(sql, last, NULL, 0))
        return;
    const void *bytes = sqlite3_column_blob(sql->statements[last], 1);
    if (steps_decode(bytes, sqlite3_column_bytes(sql->statements[last], 1), &open->first)) {
        open->row = sql_column_number(sql, last, 0);
        open->events = (uint32_t)sql_column_number(sql, last, 2);
    }
    sql_done(sql, last);
}

void audit_flush(struct sql *sql, struct audit_open *open)
{
    gathered_flush(&open->places, sql);
}

void audit_free(struct audit_open *open)
{
    gathered_free(&open->places);
}

/* Does it belong to the last row: the same person did it just now to the same? */
static bool joins(const struct audit_open *open, const struct acd_event *event)
{
    return open->row != 0 && open->events < AUDIT_EVENTS_MAX && fact_is_same_deed(&open->first, event);
}

/* The contact that is no longer live and that the body tells of. */
static int64_t find_told_of(struct sql *sql, const struct fact *fact)
{
    const struct acd_event *event = fact->event;
    int64_t row = 0;
    if (event->kind == ACD_RECORDED && event->record == BOOK_CONTACT_CHANGED && fact->has_body &&
        fact->contact_change.has_uuid &&
        sql_first(sql, SQL_CONTACT_OF_UUID, sql_uuid(&fact->contact_change.uuid))) {
        row = sql_column_number(sql, SQL_CONTACT_OF_UUID, 0);
        sql_done(sql, SQL_CONTACT_OF_UUID);
    }
    return row;
}

void audit_look(struct sql *sql, const struct fact *fact, struct audit_open *open, struct audit_told *told)
{
    *told = (struct audit_told){.row = 0};
    look_at_setting(sql, fact->event, told);
    if (!audit_keeps(fact->event))
        return;
    if (!joins(open, fact->event)) {
        open->row = (int64_t)fact->event->seq;
        open->first = *fact->event;
        open->events = 0;
    } else if (fact->why)
        sql_run(sql, SQL_AUDIT_WHY, sql_number(open->row), sql_text(fact->why));
    open->events++;
    told->row = open->row;
    told->told_of = find_told_of(sql, fact);
    told->before = audit_told_before(sql, fact);
}

static void add_row(struct sql *sql, struct audit_open *open, const struct fact *fact,
                    const struct audit_told *told, const char *change)
{
    const struct acd_event *event = fact->event;
    struct steps_record record;
    unsigned kind;
    uint64_t number;
    steps_encode(event, &record);
    fact_subject(event, &kind, &number);
    sql_run(sql, SQL_AUDIT_ADD, sql_number((int64_t)event->seq), sql_number(told->row), sql_number(event->at),
            sql_number(event->actor), sql_number(event->actor_id), sql_number(kind),
            sql_number((int64_t)number), sql_text(told->row == (int64_t)event->seq ? fact->why : NULL),
            sql_bytes(record.bytes, record.len), told->has_old ? sql_number(told->old_value) : sql_text(NULL),
            told->has_old ? sql_number(told->old_value2) : sql_text(NULL), sql_text(change),
            told->told_of ? sql_number(told->told_of) : sql_text(NULL));
    if (told->row != (int64_t)event->seq)
        return;
    audit_place(&open->places, sql, (struct gathered_key){AUDIT_BY_ACTOR, event->actor_id}, told->row);
    audit_place(&open->places, sql, (struct gathered_key){kind, number}, told->row);
}

void audit_apply(struct sql *sql, struct audit_open *open, const struct fact *fact, struct audit_told *told)
{
    if (told->row == 0)
        return;
    struct buf text;
    json_t *change = audit_told_render(fact, told->before);
    buf_init(&text, ACD_BODY_BYTES_MAX);
    bool is_told = change && fact_render_document(change, ACD_BODY_BYTES_MAX, &text);
    add_row(sql, open, fact, told, is_told ? buf_text(&text) : NULL);
    buf_free(&text);
    json_decref(change);
    json_decref(told->before);
}
