/* The tables of DIR/book.db and every statement on them, in one place. It runs nothing.
 *
 * A row of objects, users, contacts, legs, messages, notes and timeline has as its key the sequence number of the event that made it, so numbers that the core
 * gives again meet no old row. Uniqueness holds among what is not deleted (not forgotten), as in the directory. Times are milliseconds since 1970 UTC.
 * objects.details is the body of HOURS_CHANGED, ENTRY_POINT_CHANGED or REASON_CHANGED that describes it now; meta.origins that of ORIGINS_SET.
 * legs.reason is why the offer was made, legs.code the status code that the agent gave with a rejection. timeline tells by which actor and with which code
 * (reason) each status came about.
 * A contact that came without a body has uuid NULL and is not known to the directory.
 */
#ifndef NEXTUP_BOOK_STATEMENTS_H
#define NEXTUP_BOOK_STATEMENTS_H

enum { SQL_SCHEMA_VERSION = 4 };

enum sql_statement {
    SQL_BEGIN, SQL_COMMIT,
    SQL_META_GET, SQL_META_SET, SQL_ORIGINS_SET,
    SQL_CENTRE_CREATE, SQL_CENTRE_NAME, SQL_CENTRE_LIST,
    SQL_OBJECT_CREATE, SQL_OBJECT_NAME, SQL_OBJECT_DETAILS, SQL_OBJECT_DELETE, SQL_OBJECT_LIST,
    SQL_USER_CREATE, SQL_USER_CHANGE, SQL_USER_ROLE, SQL_USER_PASSWORD, SQL_USER_DISABLE, SQL_USER_DELETE, SQL_USER_LIST,
    SQL_KEY_CREATE, SQL_KEY_REVOKE, SQL_KEYS_DELETE, SQL_KEY_LIST,
    SQL_SESSION_OPEN, SQL_SESSION_CLOSE, SQL_SESSIONS_CLOSE, SQL_SESSIONS_EXPIRE, SQL_SESSION_LIST,
    SQL_CONTACT_START, SQL_CONTACT_KNOW, SQL_CONTACT_INHERIT, SQL_CONTACT_FIND, SQL_CONTACT_QUEUED, SQL_CONTACT_CONNECTED, SQL_CONTACT_ENDED,
    SQL_CONTACT_FORGOTTEN, SQL_CONTACT_SCHEDULED, SQL_CONTACT_PRIORITY, SQL_CONTACT_AGE, SQL_CONTACT_PAUSED, SQL_CONTACT_RESUMED, SQL_CONTACT_GET, SQL_CONTACT_CHANGE,
    SQL_CONTACT_NOTE, SQL_CONTACT_ATTRIBUTES, SQL_CONTACT_LIST, SQL_CONTACT_OF_UUID,
    SQL_CUSTOMER_ADD, SQL_CUSTOMER_MOVE, SQL_CUSTOMER_CONNECT, SQL_CUSTOMER_END, SQL_CUSTOMERS_EXPIRE, SQL_CUSTOMER_LIST,
    SQL_RECORD_OF_UUID, SQL_RECORD_OF_ROW, SQL_RECORD_LIST,
    SQL_LEG_BEGIN, SQL_LEG_CONNECT, SQL_LEG_HOLD, SQL_LEG_UNHOLD, SQL_LEG_END, SQL_LEG_CLEAR,
    SQL_MESSAGE_ADD, SQL_MESSAGE_LIST,
    SQL_NOTE_ADD, SQL_NOTE_LIST,
    SQL_TIMELINE_ADD,
    SQL_DOCUMENT_SET, SQL_DOCUMENT_DELETE, SQL_DOCUMENTS_DELETE, SQL_DOCUMENT_LIST,
    SQL_CHANGE_NOTE, SQL_CHANGE_LIST,
    SQL_STATEMENTS
};

const char *const *sql_schema(void); /* scripts that make all tables in an empty file; NULL ends the list */
const char *sql_statement_text(enum sql_statement statement);

#endif
