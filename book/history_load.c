/* Fills the directory from the tables, through the same doors as events do. Never guesses: a row that is not right
 * fails the load. */
#include "book/history.h"

#include <string.h>

static bool load_centre(struct sql *sql, struct directory *directory)
{
    bool good = true;
    struct body_centre centre = {.alias = NULL};
    while (sql_next(sql, SQL_CENTRE_LIST)) {
        centre.alias = sql_column_text(sql, SQL_CENTRE_LIST, 1);
        good = good && sql_column_uuid(sql, SQL_CENTRE_LIST, 0, &centre.uuid) &&
               objects_set_centre(&directory->objects, &centre);
    }
    return good;
}

static bool load_origins(struct sql *sql, struct directory *directory)
{
    if (!sql_next(sql, SQL_META_GET))
        return false;
    bool good = true;
    const char *text = sql_column_text(sql, SQL_META_GET, 3);
    if (*text) {
        struct body_origins origins;
        json_t *document = body_open(text, strlen(text));
        good = document && body_parse_origins(document, &origins);
        if (good)
            objects_set_origins(&directory->objects, &origins);
        json_decref(document);
    }
    sql_done(sql, SQL_META_GET);
    return good;
}

static bool load_details(struct directory *directory, unsigned kind, uint32_t number, const char *text)
{
    struct body_hours hours;
    struct body_entry_point entry_point;
    struct body_reason reason;
    json_t *document = body_open(text, strlen(text));
    bool good = document != NULL;
    if (kind == ACD_SUBJECT_HOURS)
        good = good && body_parse_hours_changed(document, &hours) &&
               objects_change_hours(&directory->objects, number, &hours);
    else if (kind == ACD_SUBJECT_ENTRY_POINT)
        good = good && body_parse_entry_point_changed(document, &entry_point) &&
               objects_change_entry_point(&directory->objects, number, &entry_point);
    else if (kind == ACD_SUBJECT_REASON || kind == ACD_SUBJECT_REASON_LIST)
        good = good && body_parse_reason_changed(document, &reason) &&
               objects_change_reason(&directory->objects, kind, number, &reason);
    json_decref(document);
    return good;
}

static bool load_object(struct sql *sql, struct directory *directory)
{
    enum sql_statement list = SQL_OBJECT_LIST;
    unsigned kind = (unsigned)sql_column_number(sql, list, 0);
    uint32_t number = (uint32_t)sql_column_number(sql, list, 1);
    struct body_object object = {.name = sql_column_text(sql, list, 3),
                                 .description = sql_column_text(sql, list, 4),
                                 .display_order = sql_column_number(sql, list, 5)};
    const char *details = sql_column_text(sql, list, 6);
    return objects_is_kind(kind) && sql_column_uuid(sql, list, 2, &object.uuid) &&
           objects_create(&directory->objects, kind, number, &object) &&
           (!*details || load_details(directory, kind, number, details));
}

static bool load_user(struct sql *sql, struct directory *directory)
{
    enum sql_statement list = SQL_USER_LIST;
    uint32_t agent = (uint32_t)sql_column_number(sql, list, 0);
    struct body_agent user = {.username = sql_column_text(sql, list, 2),
                              .first_name = sql_column_text(sql, list, 3),
                              .last_name = sql_column_text(sql, list, 4),
                              .password_hash = sql_column_text(sql, list, 5),
                              .role = (enum book_role)sql_column_number(sql, list, 6),
                              .must_change = sql_column_number(sql, list, 7) != 0};
    return sql_column_uuid(sql, list, 1, &user.uuid) && users_create(&directory->users, agent, &user) &&
           users_set_disabled(&directory->users, agent, sql_column_number(sql, list, 8) != 0);
}

static bool load_key(struct sql *sql, struct directory *directory)
{
    const struct body_key key = {.access_key_id = sql_column_text(sql, SQL_KEY_LIST, 0),
                                 .secret = sql_column_text(sql, SQL_KEY_LIST, 2)};
    return users_create_key(&directory->users, (uint64_t)sql_column_number(sql, SQL_KEY_LIST, 1), &key);
}

static bool load_session(struct sql *sql, struct directory *directory)
{
    enum sql_statement list = SQL_SESSION_LIST;
    struct body_session session = {.expires_at = sql_column_number(sql, list, 3)};
    return sql_column_bytes(sql, list, 0, session.session, BODY_HASH_BYTES) &&
           sessions_open(&directory->sessions, (uint32_t)sql_column_number(sql, list, 1),
                         sql_column_number(sql, list, 2), &session);
}

static bool load_contact(struct sql *sql, struct directory *directory)
{
    enum sql_statement list = SQL_CONTACT_LIST;
    struct contact_start start = {.body = {.name = sql_column_text(sql, list, 2),
                                           .customer_name = sql_column_text(sql, list, 3),
                                           .description = sql_column_text(sql, list, 4),
                                           .attributes = sql_column_text(sql, list, 5),
                                           .references = sql_column_text(sql, list, 6)},
                                  .note = sql_column_text(sql, list, 7),
                                  .address = sql_column_text(sql, list, 8)};
    return sql_column_uuid(sql, list, 1, &start.body.uuid) &&
           contacts_start(&directory->contacts, (uint64_t)sql_column_number(sql, list, 0), &start);
}

static bool load_customer(struct sql *sql, struct directory *directory)
{
    enum sql_statement list = SQL_CUSTOMER_LIST;
    uint8_t hash[BODY_HASH_BYTES];
    struct book_customer customer = {.contact = (uint64_t)sql_column_number(sql, list, 1),
                                     .name = sql_column_text(sql, list, 3),
                                     .agent = (uint32_t)sql_column_number(sql, list, 4),
                                     .entry_point = (uint32_t)sql_column_number(sql, list, 5),
                                     .channel = (enum acd_channel)sql_column_number(sql, list, 6),
                                     .started_at = sql_column_number(sql, list, 7),
                                     .ended_at = sql_column_number(sql, list, 8),
                                     .end_cause = (enum acd_cause)sql_column_number(sql, list, 9),
                                     .valid_until = ACD_NEVER};
    if (customer.ended_at != 0)
        customer.valid_until = customer.ended_at + BOOK_TRANSCRIPT_MS;
    return sql_column_bytes(sql, list, 0, hash, BODY_HASH_BYTES) &&
           sql_column_uuid(sql, list, 2, &customer.uuid) &&
           contacts_put_customer(&directory->contacts, hash, &customer);
}

static bool load_document(struct sql *sql, struct directory *directory)
{
    enum sql_statement list = SQL_DOCUMENT_LIST;
    const char *text = sql_column_text(sql, list, 4);
    json_t *value = body_open(text, strlen(text));
    const struct body_document document = {.name = sql_column_text(sql, list, 3), .value = value};
    bool good = value && documents_set(&directory->documents, (unsigned)sql_column_number(sql, list, 1),
                                       (uint64_t)sql_column_number(sql, list, 2),
                                       (uint64_t)sql_column_number(sql, list, 0), &document);
    json_decref(value);
    return good;
}

static bool load_change(struct sql *sql, struct directory *directory)
{
    enum sql_statement list = SQL_CHANGE_LIST;
    changes_note(&directory->changes, (unsigned)sql_column_number(sql, list, 0),
                 (uint64_t)sql_column_number(sql, list, 1), sql_column_number(sql, list, 2));
    return true;
}

static bool load_why(struct sql *sql, struct directory *directory)
{
    enum sql_statement list = SQL_WHY_LIST;
    whys_put(&directory->whys, (uint32_t)sql_column_number(sql, list, 0), sql_column_text(sql, list, 1),
             sql_column_text(sql, list, 2));
    return true;
}

static bool load_list(struct sql *sql, enum sql_statement list, struct directory *directory,
                      bool (*load)(struct sql *, struct directory *))
{
    bool good = true;
    while (sql_next(sql, list))
        good = load(sql, directory) && good;
    return good;
}

int history_load(struct history *history, struct directory *directory)
{
    struct sql *sql = &history->sql;
    bool good = load_centre(sql, directory) && load_origins(sql, directory);
    good = good && load_list(sql, SQL_OBJECT_LIST, directory, load_object);
    good = good && load_list(sql, SQL_USER_LIST, directory, load_user);
    good = good && load_list(sql, SQL_KEY_LIST, directory, load_key);
    good = good && load_list(sql, SQL_SESSION_LIST, directory, load_session);
    good = good && load_list(sql, SQL_CONTACT_LIST, directory, load_contact);
    good = good && load_list(sql, SQL_CUSTOMER_LIST, directory, load_customer);
    good = good && load_list(sql, SQL_DOCUMENT_LIST, directory, load_document);
    good = good && load_list(sql, SQL_CHANGE_LIST, directory, load_change);
    good = good && load_list(sql, SQL_WHY_LIST, directory, load_why);
    if (!good || sql->failed)
        return -1;
    directory_expire(directory, history->at);
    return 0;
}
