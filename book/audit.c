/* Writes the audit's rows; see audit.h. It decides nothing. */
#include "book/audit.h"

#include <stdio.h>
#include <string.h>

#include "book/steps.h"

enum { AUDIT_EVENTS_MAX = 100, MENTIONED_MAX = 16 };

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

/* ---- names ---- */

/* Copies at most what name holds, whole characters. */
static void copy_name(const char *text, char name[AUDIT_NAME_BYTES])
{
    size_t len = strlen(text);
    if (len >= AUDIT_NAME_BYTES) {
        len = AUDIT_NAME_BYTES - 1;
        while (len > 0 && ((unsigned char)text[len] & 0xc0) == 0x80)
            len--;
    }
    memcpy(name, text, len);
    name[len] = '\0';
}

bool audit_find_name(struct sql *sql, unsigned kind, uint64_t number, char name[AUDIT_NAME_BYTES])
{
    struct sql_value values[] = {sql_number(kind), sql_number((int64_t)number)};
    bool is_user = kind == ACD_SUBJECT_AGENT;
    bool is_contact = kind == ACD_SUBJECT_CONTACT;
    enum sql_statement get = is_user      ? SQL_NAME_OF_USER
                             : is_contact ? SQL_CONTACT_NUMBER
                                          : SQL_NAME_OF_OBJECT;
    bool is_by_number = is_user || is_contact;
    if (!sql_first_values(sql, get, is_by_number ? &values[1] : values, is_by_number ? 1 : 2))
        return false;
    copy_name(sql_column_text(sql, get, is_contact ? 3 : 0), name);
    sql_done(sql, get);
    return true;
}

static void keep_name(struct sql *sql, int64_t row, unsigned kind, uint64_t number)
{
    char name[AUDIT_NAME_BYTES];
    if (number != 0 && audit_find_name(sql, kind, number, name))
        sql_run(sql, SQL_AUDIT_NAME_ADD, sql_number(row), sql_number(kind), sql_number((int64_t)number),
                sql_text(name));
}

/* Keeps the names of all that the event mentions, unless they are kept already. */
static void keep_names(struct sql *sql, int64_t row, const struct acd_event *event)
{
    const struct {
        unsigned kind;
        uint64_t number;
    } mentioned[MENTIONED_MAX] = {{ACD_SUBJECT_AGENT, event->actor_id},
                                  {ACD_SUBJECT_AGENT, event->agent},
                                  {ACD_SUBJECT_AGENT, event->other_agent},
                                  {ACD_SUBJECT_STATUS, event->status},
                                  {ACD_SUBJECT_STATUS, event->previous_status},
                                  {ACD_SUBJECT_STATUS, event->next.status},
                                  {ACD_SUBJECT_QUEUE, event->queue},
                                  {ACD_SUBJECT_PROFILE, event->profile},
                                  {ACD_SUBJECT_HOURS, event->hours},
                                  {ACD_SUBJECT_ENTRY_POINT, event->entry_point},
                                  {ACD_SUBJECT_GROUP, event->group},
                                  {ACD_SUBJECT_REASON, event->reason},
                                  {ACD_SUBJECT_REASON_LIST, event->reason_list},
                                  {ACD_SUBJECT_CONTACT, event->contact},
                                  {ACD_SUBJECT_CONTACT, event->previous},
                                  {event->subject_kind, event->kind == ACD_RECORDED ? event->subject : 0}};
    for (int i = 0; i < MENTIONED_MAX; i++)
        keep_name(sql, row, mentioned[i].kind, mentioned[i].number);
}

/* What was set before is mentioned too. */
static void keep_old_name(struct sql *sql, const struct acd_event *event, const struct audit_told *told)
{
    unsigned kind;
    if (told->has_old && audit_setting_thing(event, &kind))
        keep_name(sql, told->row, kind, (uint64_t)told->old_value);
}

/* ---- rows ---- */

/* The last row, if the same person did it just now to the same; else 0. */
static int64_t find_open_row(struct sql *sql, const struct acd_event *event)
{
    enum sql_statement last = SQL_AUDIT_LAST;
    struct acd_event first;
    if (!sql_first_values(sql, last, NULL, 0))
        return 0;
    int64_t row = sql_column_number(sql, last, 0);
    const void *bytes = sqlite3_column_blob(sql->statements[last], 1);
    int len = sqlite3_column_bytes(sql->statements[last], 1);
    bool is_open = sql_column_number(sql, last, 2) < AUDIT_EVENTS_MAX && steps_decode(bytes, len, &first) &&
                   fact_is_same_deed(&first, event);
    sql_done(sql, last);
    return is_open ? row : 0;
}

static int64_t add_row(struct sql *sql, const struct fact *fact)
{
    const struct acd_event *event = fact->event;
    unsigned kind;
    uint64_t number;
    fact_subject(event, &kind, &number);
    sql_run(sql, SQL_AUDIT_ADD, sql_number((int64_t)event->seq), sql_number(event->at),
            sql_number(event->actor), sql_number(event->actor_id), sql_number(kind),
            sql_number((int64_t)number), sql_text(fact->why));
    return (int64_t)event->seq;
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

/* Those whose things have no name before they are applied. */
static bool makes_something(const struct acd_event *event)
{
    switch (event->kind) {
    case ACD_STATUS_CREATED:
    case ACD_HOURS_CREATED:
    case ACD_QUEUE_CREATED:
    case ACD_PROFILE_CREATED:
    case ACD_ENTRY_POINT_CREATED:
    case ACD_AGENT_CREATED:
    case ACD_GROUP_CREATED:
    case ACD_REASON_LIST_CREATED:
    case ACD_REASON_CREATED:
    case ACD_CONTACT_STARTED:
    case ACD_CONTACT_TRANSFERRED:
    case ACD_CALL_PLACED:
        return true;
    default:
        return false;
    }
}

void audit_look(struct sql *sql, const struct fact *fact, struct audit_told *told)
{
    *told = (struct audit_told){.row = 0};
    look_at_setting(sql, fact->event, told);
    if (!audit_keeps(fact->event))
        return;
    told->row = find_open_row(sql, fact->event);
    if (told->row == 0)
        told->row = add_row(sql, fact);
    else if (fact->why)
        sql_run(sql, SQL_AUDIT_WHY, sql_number(told->row), sql_text(fact->why));
    told->told_of = find_told_of(sql, fact);
    told->before = audit_told_before(sql, fact);
    keep_names(sql, told->row, fact->event);
    keep_old_name(sql, fact->event, told);
}

void audit_apply(struct sql *sql, const struct fact *fact, struct audit_told *told)
{
    if (told->row == 0)
        return;
    struct steps_record record;
    struct buf text;
    json_t *change = audit_told_render(fact, told->before);
    buf_init(&text, ACD_BODY_BYTES_MAX);
    bool is_told = change && fact_render_document(change, ACD_BODY_BYTES_MAX, &text);
    steps_encode(fact->event, &record);
    if (makes_something(fact->event))
        keep_names(sql, told->row, fact->event);
    sql_run(sql, SQL_AUDIT_EVENT_ADD, sql_number((int64_t)fact->event->seq), sql_number(told->row),
            sql_bytes(record.bytes, record.len), told->has_old ? sql_number(told->old_value) : sql_text(NULL),
            told->has_old ? sql_number(told->old_value2) : sql_text(NULL),
            sql_text(is_told ? buf_text(&text) : NULL),
            told->told_of ? sql_number(told->told_of) : sql_text(NULL));
    buf_free(&text);
    json_decref(change);
    json_decref(told->before);
}
