/* What things were called and when; see names.h. It decides nothing, and reads only tables. */
#include "book/names.h"

#include <string.h>

/* Copies at most what name holds, whole characters. */
static void copy_name(const char *text, char name[NAMES_BYTES])
{
    size_t len = strlen(text);
    if (len >= NAMES_BYTES) {
        len = NAMES_BYTES - 1;
        while (len > 0 && ((unsigned char)text[len] & 0xc0) == 0x80)
            len--;
    }
    memcpy(name, text, len);
    name[len] = '\0';
}

bool names_find(struct sql *sql, unsigned kind, uint64_t number, char name[NAMES_BYTES])
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

static bool find_noted(struct sql *sql, unsigned kind, uint64_t number, int64_t row, char name[NAMES_BYTES])
{
    if (!sql_first(sql, SQL_NAME_THEN, sql_number(kind), sql_number((int64_t)number), sql_number(row)))
        return false;
    copy_name(sql_column_text(sql, SQL_NAME_THEN, 0), name);
    sql_done(sql, SQL_NAME_THEN);
    return true;
}

/* A contact that was never called otherwise is called as its row says. */
bool names_find_then(struct sql *sql, unsigned kind, uint64_t number, int64_t row, char name[NAMES_BYTES])
{
    return find_noted(sql, kind, number, row, name) ||
           (kind == ACD_SUBJECT_CONTACT && names_find(sql, kind, number, name));
}

/* Notes what it is called now, unless it is called so already. */
static void note(struct sql *sql, unsigned kind, uint64_t number, int64_t seq)
{
    char name[NAMES_BYTES];
    char last[NAMES_BYTES] = "";
    if (number == 0 || !names_find(sql, kind, number, name))
        return;
    find_noted(sql, kind, number, INT64_MAX, last);
    if (strcmp(name, last) != 0)
        sql_run(sql, SQL_NAME_ADD, sql_number(kind), sql_number((int64_t)number), sql_number(seq),
                sql_text(name));
}

void names_rename_contact(struct sql *sql, uint64_t contact, const char *before, const char *after,
                          uint64_t seq)
{
    char name[NAMES_BYTES];
    struct sql_value kind = sql_number(ACD_SUBJECT_CONTACT);
    struct sql_value number = sql_number((int64_t)contact);
    if (!find_noted(sql, ACD_SUBJECT_CONTACT, contact, INT64_MAX, name)) {
        copy_name(before, name);
        sql_run(sql, SQL_NAME_ADD, kind, number, sql_number(0), sql_text(name));
    }
    copy_name(after, name);
    sql_run(sql, SQL_NAME_ADD, kind, number, sql_number((int64_t)seq + 1), sql_text(name));
}

static void note_record(struct sql *sql, const struct acd_event *event)
{
    bool is_name = event->record == BOOK_NAME_SET ||
                   (event->subject_kind == ACD_SUBJECT_AGENT &&
                    (event->record == BOOK_USER_CHANGED || event->record == BOOK_ERASED));
    if (is_name)
        note(sql, event->subject_kind, event->subject, (int64_t)event->seq + 1);
}

void names_apply(struct sql *sql, const struct fact *fact, int64_t row)
{
    const struct acd_event *event = fact->event;
    int64_t seq = row ? row : (int64_t)event->seq;
    switch (event->kind) {
    case ACD_STATUS_CREATED:
        note(sql, ACD_SUBJECT_STATUS, event->status, seq);
        break;
    case ACD_HOURS_CREATED:
        note(sql, ACD_SUBJECT_HOURS, event->hours, seq);
        break;
    case ACD_QUEUE_CREATED:
        note(sql, ACD_SUBJECT_QUEUE, event->queue, seq);
        break;
    case ACD_PROFILE_CREATED:
        note(sql, ACD_SUBJECT_PROFILE, event->profile, seq);
        break;
    case ACD_ENTRY_POINT_CREATED:
        note(sql, ACD_SUBJECT_ENTRY_POINT, event->entry_point, seq);
        break;
    case ACD_AGENT_CREATED:
        note(sql, ACD_SUBJECT_AGENT, event->agent, seq);
        break;
    case ACD_GROUP_CREATED:
        note(sql, ACD_SUBJECT_GROUP, event->group, seq);
        break;
    case ACD_REASON_LIST_CREATED:
        note(sql, ACD_SUBJECT_REASON_LIST, event->reason_list, seq);
        break;
    case ACD_REASON_CREATED:
        note(sql, ACD_SUBJECT_REASON, event->reason, seq);
        break;
    case ACD_RECORDED:
        note_record(sql, event);
        break;
    default:
        break;
    }
}

void names_erase(struct sql *sql, unsigned kind, uint64_t number)
{
    sql_run(sql, SQL_NAMES_ERASE, sql_number(kind), sql_number((int64_t)number));
}
