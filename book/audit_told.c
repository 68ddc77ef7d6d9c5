/* What the body of a command changed, as the audit tells it: from what to what, without secrets, hashes, or what people
 * wrote; see audit.h. */
#include <string.h>

#include "book/audit.h"

/* Members of bodies that may be told. Everything else is not. */
static const char *const tellable[] = {
    "alias",    "region",    "name",       "description", "displayOrder", "username", "firstName",
    "lastName", "role",      "mustChange", "timeZone",    "week",         "channel",  "origins",
    "welcome",  "shortCode", "category",   "accessKeyId", "all",          "what",     "expiresAt",
};

/* Of contacts no member is told, because they are what customers said and wrote. */
static bool is_of_contact(const struct acd_event *event)
{
    return event->contact != 0 ||
           (event->kind == ACD_RECORDED &&
            (event->subject_kind == ACD_SUBJECT_CONTACT || event->record == BOOK_CONTACT_CHANGED));
}

static bool is_document(const struct acd_event *event)
{
    return event->kind == ACD_RECORDED && event->record == BOOK_DOCUMENT_SET;
}

static json_t *pick(const json_t *object)
{
    json_t *picked = json_object();
    for (size_t i = 0; i < sizeof tellable / sizeof *tellable; i++)
        if (json_object_get(object, tellable[i]))
            json_object_set(picked, tellable[i], json_object_get(object, tellable[i]));
    return picked;
}

/* Of a document, which only its writer understands: which members it has, and numbers and yes or no. Texts may be
 * secrets. */
static json_t *outline(const json_t *document)
{
    const char *name;
    json_t *value;
    json_t *outlined = json_object();
    json_object_foreach((json_t *)(uintptr_t)document, name, value)
    {
        bool is_plain = json_is_boolean(value) || json_is_number(value);
        if (is_plain)
            json_object_set(outlined, name, value);
        else
            json_object_set_new(outlined, name, json_string("..."));
    }
    return outlined;
}

/* ---- before ---- */

static json_t *read_json(const char *text)
{
    return *text ? json_loads(text, 0, NULL) : NULL;
}

static json_t *user_before(struct sql *sql, uint64_t agent)
{
    enum sql_statement now = SQL_USER_NOW;
    if (!sql_first(sql, now, sql_number((int64_t)agent)))
        return NULL;
    json_t *user = json_pack("{s:s,s:s,s:s,s:s}", "username", sql_column_text(sql, now, 0), "firstName",
                             sql_column_text(sql, now, 1), "lastName", sql_column_text(sql, now, 2), "role",
                             book_role_name((enum book_role)sql_column_number(sql, now, 3)));
    sql_done(sql, now);
    return user;
}

static json_t *object_before(struct sql *sql, const struct acd_event *event)
{
    enum sql_statement now = SQL_OBJECT_NOW;
    if (!sql_first(sql, now, sql_number(event->subject_kind), sql_number((int64_t)event->subject)))
        return NULL;
    json_t *details = read_json(sql_column_text(sql, now, 3));
    json_t *object = details ? details : json_object();
    json_object_set_new(object, "name", json_string(sql_column_text(sql, now, 0)));
    json_object_set_new(object, "description", json_string(sql_column_text(sql, now, 1)));
    json_object_set_new(object, "displayOrder", json_integer(sql_column_number(sql, now, 2)));
    sql_done(sql, now);
    return object;
}

static json_t *origins_before(struct sql *sql)
{
    if (!sql_first_values(sql, SQL_META_GET, NULL, 0))
        return NULL;
    json_t *origins = read_json(sql_column_text(sql, SQL_META_GET, 3));
    sql_done(sql, SQL_META_GET);
    return origins;
}

static json_t *document_before(struct sql *sql, const struct fact *fact)
{
    if (!sql_first(sql, SQL_DOCUMENT_NOW, sql_number(fact->event->subject_kind),
                   sql_number((int64_t)fact->event->subject), sql_text(fact->document.name)))
        return NULL;
    json_t *document = read_json(sql_column_text(sql, SQL_DOCUMENT_NOW, 0));
    sql_done(sql, SQL_DOCUMENT_NOW);
    return document;
}

json_t *audit_told_before(struct sql *sql, const struct fact *fact)
{
    const struct acd_event *event = fact->event;
    if (!fact->has_body || event->kind != ACD_RECORDED)
        return NULL;
    switch (event->record) {
    case BOOK_USER_CHANGED:
    case BOOK_ROLE_SET:
        return user_before(sql, event->subject);
    case BOOK_NAME_SET:
    case BOOK_HOURS_CHANGED:
    case BOOK_ENTRY_POINT_CHANGED:
    case BOOK_REASON_CHANGED:
        return object_before(sql, event);
    case BOOK_ORIGINS_SET:
        return origins_before(sql);
    case BOOK_DOCUMENT_SET:
        return document_before(sql, fact);
    default:
        return NULL;
    }
}

/* ---- the change ---- */

/* The members of `before` that `to` has too. */
static json_t *counterparts(const json_t *before, const json_t *to)
{
    const char *name;
    json_t *value;
    json_t *from = json_object();
    json_object_foreach((json_t *)(uintptr_t)to, name, value)
    {
        if (json_object_get(before, name))
            json_object_set(from, name, json_object_get(before, name));
    }
    return from;
}

static json_t *render_document(const struct fact *fact, const json_t *before)
{
    json_t *told = json_pack("{s:s}", "document", fact->document.name);
    if (before)
        json_object_set_new(told, "from", outline(before));
    if (fact->document.value)
        json_object_set_new(told, "to", outline(fact->document.value));
    return told;
}

/* Which contact's chain it was: its id stays, as the event's subject does not tell it. */
static json_t *render_erased(const struct fact *fact)
{
    bool is_user = fact->erased.body.what == BODY_ERASED_USER;
    return json_pack("{s:{s:O}}", "to", is_user ? "user" : "contact", json_object_get(fact->body, "uuid"));
}

json_t *audit_told_render(const struct fact *fact, const json_t *before)
{
    if (!fact->has_body || is_of_contact(fact->event))
        return NULL;
    if (fact->event->kind == ACD_RECORDED && fact->event->record == BOOK_ERASED)
        return render_erased(fact);
    if (is_document(fact->event))
        return render_document(fact, before);
    json_t *to = pick(fact->body);
    json_t *told = json_object();
    if (before)
        json_object_set_new(told, "from", counterparts(before, to));
    json_object_set_new(told, "to", to);
    return told;
}
