/* The tables of DIR/book.db and every statement on them; see statements.h. It runs nothing. */
#include "book/statements.h"

#include <stddef.h>

static const char *const schema[] = {
    "CREATE TABLE meta (id INTEGER PRIMARY KEY CHECK (id = 1), seq INTEGER NOT NULL, at INTEGER NOT NULL,"
    " kind INTEGER NOT NULL, origins TEXT);"
    "INSERT INTO meta VALUES (1, 0, 0, 0, NULL);",

    "CREATE TABLE centre (id INTEGER PRIMARY KEY CHECK (id = 1), uuid BLOB NOT NULL, alias TEXT NOT NULL,"
    " region TEXT, created_at INTEGER NOT NULL);",

    "CREATE TABLE objects (seq INTEGER PRIMARY KEY, kind INTEGER NOT NULL, number INTEGER NOT NULL,"
    " uuid BLOB NOT NULL, name TEXT NOT NULL, description TEXT, display_order INTEGER NOT NULL,"
    " details TEXT, created_at INTEGER NOT NULL, deleted_at INTEGER);"
    "CREATE INDEX objects_all ON objects (kind, number);"
    "CREATE UNIQUE INDEX objects_number ON objects (kind, number) WHERE deleted_at IS NULL;"
    "CREATE UNIQUE INDEX objects_uuid ON objects (kind, uuid) WHERE deleted_at IS NULL;",

    /* uuid NULL: came without a body, or with one that is no longer readable; nobody knows such a user until it is said
     * to be erased */
    "CREATE TABLE users (seq INTEGER PRIMARY KEY, agent INTEGER NOT NULL, uuid BLOB,"
    " username TEXT NOT NULL, folded TEXT NOT NULL, first_name TEXT NOT NULL, last_name TEXT NOT NULL,"
    " password_hash TEXT, role INTEGER NOT NULL, must_change INTEGER NOT NULL,"
    " disabled INTEGER NOT NULL DEFAULT 0, created_at INTEGER NOT NULL, deleted_at INTEGER);"
    "CREATE UNIQUE INDEX users_agent ON users (agent) WHERE deleted_at IS NULL AND uuid IS NOT NULL;"
    "CREATE INDEX users_number ON users (agent);"
    "CREATE UNIQUE INDEX users_uuid ON users (uuid) WHERE deleted_at IS NULL;"
    "CREATE UNIQUE INDEX users_folded ON users (folded) WHERE deleted_at IS NULL AND folded <> '';",

    "CREATE TABLE keys (access_key_id TEXT PRIMARY KEY, agent INTEGER NOT NULL, secret TEXT NOT NULL,"
    " created_at INTEGER NOT NULL) WITHOUT ROWID;",

    "CREATE TABLE sessions (hash BLOB PRIMARY KEY, seq INTEGER NOT NULL, agent INTEGER NOT NULL,"
    " opened_at INTEGER NOT NULL, expires_at INTEGER NOT NULL, address TEXT, client TEXT) WITHOUT ROWID;"
    "CREATE INDEX sessions_agent ON sessions (agent);"
    "CREATE INDEX sessions_expires_at ON sessions (expires_at, seq);",

    "CREATE TABLE contacts (seq INTEGER PRIMARY KEY, contact INTEGER NOT NULL, uuid BLOB,"
    " chain INTEGER NOT NULL, previous INTEGER, related INTEGER, channel INTEGER NOT NULL,"
    " initiation INTEGER NOT NULL, entry_point INTEGER NOT NULL, queue INTEGER NOT NULL,"
    " agent INTEGER NOT NULL, name TEXT, customer_name TEXT, description TEXT, attributes TEXT, refs TEXT,"
    " note TEXT, address TEXT, client_token TEXT, started_at INTEGER NOT NULL, queued_at INTEGER,"
    " connected_at INTEGER, ended_at INTEGER, end_cause INTEGER, forgotten_at INTEGER,"
    " scheduled_at INTEGER, priority INTEGER, age_ms INTEGER, pauses INTEGER NOT NULL DEFAULT 0,"
    " paused_at INTEGER, resumed_at INTEGER, paused_ms INTEGER NOT NULL DEFAULT 0, changed_at INTEGER,"
    " documents TEXT, erased_at INTEGER);"
    "CREATE INDEX contacts_number ON contacts (contact);"
    "CREATE INDEX contacts_to_erase ON contacts (forgotten_at) WHERE erased_at IS NULL AND forgotten_at IS "
    "NOT NULL;"
    "CREATE UNIQUE INDEX contacts_live_uuid ON contacts (uuid) WHERE forgotten_at IS NULL;"
    "CREATE INDEX contacts_uuid ON contacts (uuid);"
    "CREATE INDEX contacts_chain ON contacts (chain) WHERE chain <> seq;", /* most are a chain of one */

    "CREATE TABLE customers (hash BLOB PRIMARY KEY, contact INTEGER NOT NULL, name TEXT NOT NULL,"
    " agent INTEGER NOT NULL DEFAULT 0, entry_point INTEGER NOT NULL, channel INTEGER NOT NULL,"
    " started_at INTEGER NOT NULL, ended_at INTEGER, end_cause INTEGER NOT NULL DEFAULT 0,"
    " ended_seq INTEGER NOT NULL DEFAULT 0) WITHOUT ROWID;"
    "CREATE INDEX customers_contact ON customers (contact);"
    "CREATE INDEX customers_ended_at ON customers (ended_at);",

    "CREATE TABLE legs (contact INTEGER NOT NULL, seq INTEGER NOT NULL, agent INTEGER NOT NULL,"
    " queue INTEGER NOT NULL, reason INTEGER NOT NULL, begun_at INTEGER NOT NULL, connected_at INTEGER,"
    " ended_at INTEGER, state INTEGER NOT NULL, cause INTEGER, cleared_at INTEGER, held_at INTEGER,"
    " hold_ms INTEGER NOT NULL DEFAULT 0, code INTEGER NOT NULL DEFAULT 0, kind INTEGER NOT NULL,"
    " exempt INTEGER NOT NULL, PRIMARY KEY (contact, seq)) WITHOUT ROWID;"
    "CREATE INDEX legs_agent ON legs (agent, seq);",

    "CREATE TABLE messages (seq INTEGER PRIMARY KEY, chain INTEGER NOT NULL, number INTEGER NOT NULL,"
    " contact INTEGER NOT NULL, author INTEGER NOT NULL, agent INTEGER NOT NULL, name TEXT NOT NULL,"
    " text TEXT NOT NULL, uuid BLOB, at INTEGER NOT NULL);"
    "CREATE UNIQUE INDEX messages_chain ON messages (chain, number);",

    "CREATE TABLE notes (seq INTEGER PRIMARY KEY, contact INTEGER NOT NULL, agent INTEGER NOT NULL,"
    " name TEXT NOT NULL, text TEXT NOT NULL, at INTEGER NOT NULL);"
    "CREATE INDEX notes_contact ON notes (contact);",

    "CREATE TABLE documents (seq INTEGER PRIMARY KEY, kind INTEGER NOT NULL, subject INTEGER NOT NULL,"
    " name TEXT NOT NULL, document TEXT NOT NULL);"
    "CREATE UNIQUE INDEX documents_subject ON documents (kind, subject, name);",

    "CREATE TABLE changes (kind INTEGER NOT NULL, number INTEGER NOT NULL, at INTEGER NOT NULL,"
    " PRIMARY KEY (kind, number)) WITHOUT ROWID;",

    "CREATE TABLE whys (agent INTEGER PRIMARY KEY, status TEXT NOT NULL, next TEXT NOT NULL);",

    "CREATE TABLE whispers (seq INTEGER PRIMARY KEY, chain INTEGER NOT NULL, number INTEGER NOT NULL,"
    " contact INTEGER NOT NULL, agent INTEGER NOT NULL, other_agent INTEGER NOT NULL, actor INTEGER NOT NULL,"
    " name TEXT NOT NULL, text TEXT NOT NULL, uuid BLOB, at INTEGER NOT NULL);"
    "CREATE UNIQUE INDEX whispers_chain ON whispers (chain, number);",

    /* what happened to a chain: steps (steps.h) from event seq on; one with a reason has a row of its own */
    "CREATE TABLE steps (chain INTEGER NOT NULL, seq INTEGER NOT NULL, events BLOB NOT NULL, why TEXT,"
    " PRIMARY KEY (chain, seq)) WITHOUT ROWID;",

    /* what people did: the events of a command are a head (seq = head) and those that follow it; who, about what and
     * why stand in the head */
    "CREATE TABLE audit (seq INTEGER PRIMARY KEY, head INTEGER NOT NULL, at INTEGER NOT NULL, actor INTEGER "
    "NOT NULL,"
    " actor_id INTEGER NOT NULL, subject_kind INTEGER NOT NULL, subject INTEGER NOT NULL, why TEXT,"
    " event BLOB NOT NULL, old_value INTEGER, old_value2 INTEGER, told TEXT, told_of INTEGER);"
    "CREATE TABLE audit_places (kind INTEGER NOT NULL, number INTEGER NOT NULL, seq INTEGER NOT NULL,"
    " seqs BLOB NOT NULL, PRIMARY KEY (kind, number, seq)) WITHOUT ROWID;"
    "CREATE INDEX audit_told ON audit (head) WHERE told IS NOT NULL;"
    "CREATE INDEX audit_told_of ON audit (told_of) WHERE told_of IS NOT NULL;"
    "CREATE TABLE names (kind INTEGER NOT NULL, number INTEGER NOT NULL, seq INTEGER NOT NULL,"
    " name TEXT NOT NULL, PRIMARY KEY (kind, number, seq)) WITHOUT ROWID;",

    /* the last value of each thing that is set by number, so that the audit can tell what it was */
    "CREATE TABLE settings (kind INTEGER NOT NULL, a INTEGER NOT NULL, b INTEGER NOT NULL, c INTEGER NOT "
    "NULL,"
    " value INTEGER NOT NULL, value2 INTEGER NOT NULL, PRIMARY KEY (kind, a, b, c)) WITHOUT ROWID;",
    SPANS_SCHEMA,
    NULL,
};

/* A contact whole: with the ids of what it names, also of what is deleted, and with the last leg that was connected.
 * Documents of a live one are in their table. */
#define RECORD                                                                                               \
    "SELECT c.seq, CASE WHEN c.forgotten_at IS NULL THEN c.contact ELSE 0 END, c.uuid, i.uuid, p.uuid, "     \
    "r.uuid,"                                                                                                \
    " (SELECT uuid FROM objects WHERE kind = 3 AND number = c.queue ORDER BY seq DESC LIMIT 1),"             \
    " (SELECT uuid FROM objects WHERE kind = 6 AND number = c.entry_point ORDER BY seq DESC LIMIT 1),"       \
    " (SELECT uuid FROM users WHERE users.agent = l.agent ORDER BY seq DESC LIMIT 1), ifnull(l.agent, 0),"   \
    " c.channel, c.initiation, c.end_cause, c.name, c.customer_name, c.description, c.address, c.note,"      \
    " ifnull(c.attributes, '{}'), ifnull(c.refs, '{}'), CASE WHEN c.forgotten_at IS NULL"                    \
    " THEN (SELECT json_group_object(name,"                                                                  \
    " json(document)) FROM documents WHERE kind = 7 AND subject = c.contact) ELSE ifnull(c.documents, "      \
    "'{}') END,"                                                                                             \
    " c.priority, c.age_ms, c.started_at, c.scheduled_at, c.queued_at, c.connected_at, c.ended_at,"          \
    " c.forgotten_at, c.changed_at, l.begun_at, l.connected_at, l.ended_at, l.cleared_at, l.hold_ms, "       \
    "c.pauses,"                                                                                              \
    " c.paused_at, c.resumed_at, c.paused_ms"                                                                \
    " FROM contacts c JOIN contacts i ON i.seq = c.chain LEFT JOIN contacts p ON p.seq = c.previous"         \
    " LEFT JOIN contacts r ON r.seq = c.related LEFT JOIN legs l ON l.seq = (SELECT max(seq) FROM legs"      \
    " WHERE contact = c.seq AND connected_at IS NOT NULL) AND l.contact = c.seq WHERE c.uuid IS NOT NULL"

/* The contacts of chain ?1: the first one, and those that contacts_chain has. */
#define OF_CHAIN(c) "(" c ".seq = ?1 OR (" c ".chain = ?1 AND " c ".chain <> " c ".seq))"
#define OFFERS                                                                                               \
    "SELECT l.seq, c.uuid, l.agent, l.queue, l.code, l.reason, l.cause, l.exempt, l.state, l.begun_at,"      \
    " l.connected_at, l.ended_at, l.cleared_at FROM legs l JOIN contacts c ON c.seq = l.contact "
#define AUDIT                                                                                                \
    "SELECT a.seq, a.at, a.actor, a.actor_id, a.subject_kind, a.subject, ifnull(a.why, ''),"                 \
    " (SELECT uuid FROM users WHERE agent = a.actor_id ORDER BY seq DESC LIMIT 1) FROM audit a "

static const char *const statements[SQL_STATEMENTS] = {
    SPANS_STATEMENT_TEXTS,

    [SQL_BEGIN] = "BEGIN IMMEDIATE",
    [SQL_COMMIT] = "COMMIT",
    [SQL_META_GET] = "SELECT seq, at, kind, origins FROM meta",
    [SQL_META_SET] = "UPDATE meta SET seq = ?1, at = ?2, kind = ?3",
    [SQL_ORIGINS_SET] = "UPDATE meta SET origins = ?1",

    [SQL_CENTRE_CREATE] = "INSERT OR IGNORE INTO centre VALUES (1, ?1, ?2, ?3, ?4)",
    [SQL_CENTRE_NAME] = "UPDATE centre SET alias = coalesce(?1, alias)",
    [SQL_CENTRE_LIST] = "SELECT uuid, alias FROM centre",

    [SQL_OBJECT_CREATE] =
        "INSERT OR IGNORE INTO objects (seq, kind, number, uuid, name, description, display_order,"
        " details, created_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
    [SQL_OBJECT_NAME] =
        "UPDATE objects SET name = coalesce(?3, name), description = coalesce(?4, description),"
        " display_order = CASE ?5 WHEN 0 THEN display_order ELSE ?5 END WHERE kind = ?1"
        " AND number = ?2 AND deleted_at IS NULL",
    [SQL_OBJECT_DETAILS] =
        "UPDATE objects SET details = ?3 WHERE kind = ?1 AND number = ?2 AND deleted_at IS NULL",
    [SQL_OBJECT_DELETE] =
        "UPDATE objects SET deleted_at = ?3 WHERE kind = ?1 AND number = ?2 AND deleted_at IS NULL",
    [SQL_OBJECT_LIST] = "SELECT kind, number, uuid, name, description, display_order, details FROM objects"
                        " WHERE deleted_at IS NULL ORDER BY seq",

    [SQL_USER_CREATE] =
        "INSERT OR IGNORE INTO users (seq, agent, uuid, username, folded, first_name, last_name,"
        " password_hash, role, must_change, created_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10,"
        " ?11)",
    [SQL_USER_NUMBER] =
        "INSERT INTO users (seq, agent, username, folded, first_name, last_name, role, must_change,"
        " created_at) VALUES (?1, ?2, '', '', '', '', 0, 0, ?3)",
    [SQL_USER_CHANGE] =
        "UPDATE OR IGNORE users SET username = coalesce(?2, username), folded = coalesce(?3, folded),"
        " first_name = coalesce(?4, first_name), last_name = coalesce(?5, last_name) WHERE agent = ?1"
        " AND deleted_at IS NULL AND uuid IS NOT NULL",
    [SQL_USER_ROLE] =
        "UPDATE users SET role = ?2 WHERE agent = ?1 AND deleted_at IS NULL AND uuid IS NOT NULL",
    [SQL_USER_PASSWORD] =
        "UPDATE users SET password_hash = ?2, must_change = ?3 WHERE agent = ?1 AND deleted_at IS NULL"
        " AND uuid IS NOT NULL",
    [SQL_USER_DISABLE] = "UPDATE users SET disabled = ?2 WHERE agent = ?1 AND deleted_at IS NULL",
    [SQL_USER_DELETE] = "UPDATE users SET deleted_at = ?2 WHERE agent = ?1 AND deleted_at IS NULL",
    [SQL_USER_LIST] = "SELECT agent, uuid, username, first_name, last_name, password_hash, role, must_change,"
                      " disabled FROM users WHERE deleted_at IS NULL AND uuid IS NOT NULL ORDER BY seq",

    [SQL_KEY_CREATE] = "INSERT OR IGNORE INTO keys SELECT ?1, ?2, ?3, ?4 WHERE EXISTS (SELECT 1 FROM users"
                       " WHERE agent = ?2 AND deleted_at IS NULL AND uuid IS NOT NULL)",
    [SQL_KEY_REVOKE] = "DELETE FROM keys WHERE access_key_id = ?1 AND agent = ?2",
    [SQL_KEYS_DELETE] = "DELETE FROM keys WHERE agent = ?1",
    [SQL_KEY_LIST] = "SELECT access_key_id, agent, secret FROM keys",

    [SQL_SESSION_OPEN] = "INSERT OR IGNORE INTO sessions VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
    [SQL_SESSION_CLOSE] = "DELETE FROM sessions WHERE hash = ?1 AND agent = ?2",
    [SQL_SESSIONS_CLOSE] = "DELETE FROM sessions WHERE agent = ?1 AND hash IS NOT ?2",
    [SQL_SESSIONS_EXPIRE] = "DELETE FROM sessions WHERE expires_at <= ?1",
    [SQL_SESSION_LIST] = "SELECT hash, agent, opened_at, expires_at FROM sessions ORDER BY expires_at, seq",

    [SQL_CONTACT_ADD] =
        "INSERT INTO contacts (seq, contact, uuid, chain, previous, related, channel, initiation, "
        "entry_point,"
        " queue, agent, name, customer_name, description, attributes, refs, address, client_token, "
        "started_at,"
        " queued_at, connected_at, ended_at, end_cause, forgotten_at, scheduled_at, priority, age_ms, pauses,"
        " paused_at, resumed_at, paused_ms) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, "
        "?14,"
        " ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22, ?23, ?24, ?25, ?26, ?27, ?28, ?29, ?30, ?31)",
    [SQL_CONTACT_UPDATE] =
        "UPDATE contacts SET queue = ?2, agent = ?3, queued_at = ?4, connected_at = ?5, ended_at = ?6,"
        " end_cause = ?7, scheduled_at = ?8, priority = ?9, age_ms = ?10, pauses = ?11, paused_at = ?12,"
        " resumed_at = ?13, paused_ms = ?14 WHERE seq = ?1",
    [SQL_CONTACT_KNOW] =
        "UPDATE OR IGNORE contacts SET uuid = ?2, name = ?3, customer_name = ?4, description = ?5,"
        " attributes = ?6, refs = ?7, address = ?8, client_token = ?9 WHERE seq = ?1 AND uuid IS NULL",
    [SQL_CONTACT_INHERIT] =
        "UPDATE OR IGNORE contacts SET uuid = ?2, (name, customer_name, description, attributes, refs,"
        " address) = (SELECT name, customer_name, description, attributes, refs,"
        " address FROM contacts WHERE seq = ?3) WHERE seq = ?1 AND EXISTS (SELECT 1 FROM contacts"
        " WHERE seq = ?3 AND uuid IS NOT NULL)",
    [SQL_CONTACT_NUMBER] = "SELECT seq, chain, uuid, ifnull(name, '') FROM contacts WHERE contact = ?1"
                           " ORDER BY seq DESC LIMIT 1",
    [SQL_CONTACT_FIND] =
        "SELECT seq, chain, uuid, EXISTS (SELECT 1 FROM customers WHERE customers.contact = contacts.seq),"
        " EXISTS (SELECT 1 FROM documents WHERE kind = 7 AND subject = contacts.contact), queue, agent, "
        "pauses,"
        " end_cause, queued_at, connected_at, ended_at, scheduled_at, priority, age_ms, paused_at, "
        "resumed_at,"
        " paused_ms FROM contacts WHERE contact = ?1 AND forgotten_at IS NULL ORDER BY seq LIMIT 1",
    [SQL_CONTACT_LIVE_UUID] = "SELECT 1 FROM contacts WHERE uuid = ?1 AND forgotten_at IS NULL",
    [SQL_CONTACT_FORGOTTEN] = "UPDATE contacts SET forgotten_at = ?2 WHERE seq = ?1",
    [SQL_CONTACT_DOCUMENTS] =
        "UPDATE contacts SET documents = (SELECT nullif(json_group_object(name, json(document)), '{}')"
        " FROM documents WHERE kind = 7 AND subject = contacts.contact) WHERE seq = ?1",
    [SQL_CONTACT_FROM] = "SELECT seq, started_at FROM contacts WHERE seq >= ?1 ORDER BY seq LIMIT 1",
    [SQL_CONTACT_GET] = "SELECT attributes, refs, documents, name, contact FROM contacts WHERE seq = ?1",
    [SQL_CONTACT_CHANGE] =
        "UPDATE contacts SET name = coalesce(?2, name), description = coalesce(?3, description),"
        " attributes = ?4, refs = ?5, documents = CASE WHEN forgotten_at IS NULL THEN documents ELSE ?6 END,"
        " changed_at = ?7 WHERE seq = ?1",
    [SQL_RECORD_OF_UUID] = RECORD " AND c.uuid = ?1 ORDER BY c.seq DESC LIMIT 1",
    [SQL_RECORD_OF_ROW] = RECORD " AND c.seq = ?1",
    [SQL_RECORD_LIST] = RECORD " AND c.seq >= ?1 AND c.seq < ?2 ORDER BY c.seq DESC LIMIT ?3",
    [SQL_CONTACT_NOTE] = "UPDATE contacts SET note = ?2 WHERE seq = ?1",
    [SQL_CONTACT_ATTRIBUTES] = "UPDATE contacts SET attributes = ?2 WHERE seq = ?1",
    [SQL_CONTACT_LIST] = "SELECT contact, uuid, name, customer_name, description, ifnull(attributes, '{}'), "
                         "ifnull(refs, '{}'),"
                         " note, address"
                         " FROM contacts INDEXED BY contacts_live_uuid" /* not all that ever were */
                         " WHERE forgotten_at IS NULL AND uuid IS NOT NULL ORDER BY seq",
    [SQL_CONTACT_OF_UUID] = "SELECT seq, chain FROM contacts WHERE uuid = ?1 ORDER BY seq DESC LIMIT 1",

    /* a right that expired earlier in this transaction is still there, but changes no more: it is gone for the
     * directory */
    [SQL_CUSTOMER_ADD] =
        "INSERT OR IGNORE INTO customers (hash, contact, name, entry_point, channel, started_at)"
        " VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
    [SQL_CUSTOMER_MOVE] = "UPDATE customers SET contact = ?2, ended_at = NULL, end_cause = 0, ended_seq = 0"
                          " WHERE contact = ?1 AND ifnull(ended_at > ?3, 1)",
    [SQL_CUSTOMER_CONNECT] =
        "UPDATE customers SET agent = ?2 WHERE contact = ?1 AND ifnull(ended_at > ?3, 1)",
    [SQL_CUSTOMER_END] =
        "UPDATE customers SET ended_at = ?2, end_cause = ?3, ended_seq = ?4 WHERE contact = ?1"
        " AND ifnull(ended_at > ?5, 1)",
    [SQL_CUSTOMERS_EXPIRE] = "DELETE FROM customers WHERE ended_at <= ?1",
    [SQL_CUSTOMER_LIST] =
        "SELECT customers.hash, CASE WHEN contacts.forgotten_at IS NULL THEN contacts.contact ELSE 0 END,"
        " contacts.uuid, customers.name, customers.agent, customers.entry_point, customers.channel,"
        " customers.started_at, customers.ended_at, customers.end_cause"
        " FROM customers JOIN contacts ON contacts.seq = customers.contact"
        " ORDER BY customers.ended_seq, contacts.seq",

    [SQL_LEG_ADD] =
        "INSERT INTO legs (contact, seq, agent, queue, reason, begun_at, connected_at, ended_at, state,"
        " cause, cleared_at, held_at, hold_ms, code, kind, exempt) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7,"
        " ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16)",
    [SQL_LEG_UPDATE] =
        "UPDATE legs SET connected_at = ?3, ended_at = ?4, state = ?5, cause = ?6, cleared_at = ?7,"
        " held_at = ?8, hold_ms = ?9, code = ?10 WHERE contact = ?1 AND seq = ?2",
    [SQL_LEG_LIST] =
        "SELECT seq, agent, connected_at, ended_at, state, cause, held_at, hold_ms, code FROM legs"
        " WHERE contact = ?1 AND cleared_at IS NULL ORDER BY seq",

    [SQL_MESSAGE_ADD] = "INSERT OR IGNORE INTO messages VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
    [SQL_MESSAGE_LIST] = "SELECT number, author, name, text, uuid, at FROM messages WHERE chain = ?1"
                         " AND number > ?2 ORDER BY number LIMIT ?3",

    [SQL_NOTE_ADD] = "INSERT INTO notes VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
    [SQL_NOTE_LIST] = "SELECT text, name, at FROM notes WHERE contact = ?1 ORDER BY seq LIMIT ?2",

    [SQL_DOCUMENT_SET] = "INSERT INTO documents VALUES (?1, ?2, ?3, ?4, ?5)"
                         " ON CONFLICT (kind, subject, name) DO UPDATE SET document = excluded.document",
    [SQL_DOCUMENT_DELETE] = "DELETE FROM documents WHERE kind = ?1 AND subject = ?2 AND name = ?3",
    [SQL_DOCUMENTS_DELETE] = "DELETE FROM documents WHERE kind = ?1 AND subject = ?2",
    [SQL_CHANGE_NOTE] = "INSERT INTO changes VALUES (?1, ?2, ?3)"
                        " ON CONFLICT (kind, number) DO UPDATE SET at = excluded.at",
    [SQL_CHANGE_LIST] = "SELECT kind, number, at FROM changes",
    [SQL_DOCUMENT_LIST] = "SELECT seq, kind, subject, name, document FROM documents ORDER BY seq",

    [SQL_WHY_SET] = "INSERT INTO whys VALUES (?1, ?2, ?3) ON CONFLICT (agent) DO UPDATE SET"
                    " status = coalesce(?4, status), next = excluded.next",
    [SQL_WHY_TAKE] = "UPDATE whys SET status = next, next = '' WHERE agent = ?1",
    [SQL_WHY_NEXT_GONE] = "UPDATE whys SET next = '' WHERE agent = ?1",
    [SQL_WHY_DELETE] = "DELETE FROM whys WHERE agent = ?1",
    [SQL_WHY_LIST] = "SELECT agent, status, next FROM whys",

    [SQL_WHISPER_ADD] =
        "INSERT OR IGNORE INTO whispers VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
    [SQL_WHISPER_LIST] = "SELECT number, agent, other_agent, actor, name, text, uuid, at FROM whispers"
                         " WHERE chain = ?1 AND number > ?2 ORDER BY number LIMIT ?3",

    [SQL_STEP_ADD] = "INSERT INTO steps VALUES (?1, ?2, ?3, ?4)",
    [SQL_STEP_LIST] = "SELECT events, why, seq FROM steps WHERE chain = ?1 ORDER BY seq",
    [SQL_CONTACT_UUID] = "SELECT uuid, contact FROM contacts WHERE seq = ?1",

    [SQL_OFFERS_OF_CHAIN] = OFFERS "WHERE " OF_CHAIN("c") " AND l.kind = 45 ORDER BY l.seq LIMIT ?2",
    [SQL_OFFERS_OF_AGENT] = OFFERS "WHERE l.agent = ?1 AND l.kind = 45 ORDER BY l.seq DESC LIMIT ?2",

    [SQL_AUDIT_ADD] = "INSERT INTO audit VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)",
    [SQL_AUDIT_LAST] = "SELECT a.seq, a.event, (SELECT count(*) FROM audit WHERE seq >= a.seq) FROM audit a"
                       " WHERE a.seq = (SELECT head FROM audit ORDER BY seq DESC LIMIT 1)",
    [SQL_AUDIT_WHY] = "UPDATE audit SET why = coalesce(why, ?2) WHERE seq = ?1",
    [SQL_AUDIT_EVENT_LIST] =
        "SELECT event, old_value, old_value2, told FROM audit WHERE seq >= ?1 AND seq < ifnull((SELECT seq"
        " FROM audit WHERE seq > ?1 AND head <> ?1 ORDER BY seq LIMIT 1), 9223372036854775807) ORDER BY seq",
    [SQL_AUDIT_FROM] = "SELECT seq, at FROM audit WHERE seq >= ?1 ORDER BY seq LIMIT 1",
    [SQL_AUDIT_LIST] = AUDIT "WHERE a.seq = a.head AND a.seq < ?1 AND a.seq >= ?2 ORDER BY a.seq DESC",
    [SQL_AUDIT_HEAD] = AUDIT "WHERE a.seq = ?1",
    [SQL_AUDIT_PLACES_ADD] = "INSERT INTO audit_places VALUES (?1, ?2, ?3, ?4)",
    [SQL_AUDIT_PLACES_BEFORE] = "SELECT seq, seqs FROM audit_places WHERE kind = ?1 AND number = ?2"
                                " AND seq < ?3 ORDER BY seq DESC LIMIT 1",

    [SQL_SETTING_GET] = "SELECT value, value2 FROM settings WHERE kind = ?1 AND a = ?2 AND b = ?3 AND c = ?4",
    [SQL_SETTING_SET] = "INSERT INTO settings VALUES (?1, ?2, ?3, ?4, ?5, ?6)"
                        " ON CONFLICT DO UPDATE SET value = excluded.value, value2 = excluded.value2",

    [SQL_NAME_ADD] = "INSERT OR REPLACE INTO names VALUES (?1, ?2, ?3, ?4)",
    [SQL_NAME_THEN] =
        "SELECT name FROM names WHERE kind = ?1 AND number = ?2 AND seq <= ?3 ORDER BY seq DESC LIMIT 1",
    [SQL_NAMES_ERASE] = "DELETE FROM names WHERE kind = ?1 AND number = ?2",
    [SQL_NAME_OF_OBJECT] =
        "SELECT name FROM objects WHERE kind = ?1 AND number = ?2 ORDER BY seq DESC LIMIT 1",
    [SQL_NAME_OF_USER] = "SELECT CASE WHEN trim(first_name || last_name) = '' THEN username ELSE"
                         " trim(first_name || ' ' || last_name) END FROM users WHERE agent = ?1"
                         " ORDER BY seq DESC LIMIT 1",
    [SQL_UUID_OF_USER] = "SELECT uuid FROM users WHERE agent = ?1 ORDER BY seq DESC LIMIT 1",
    [SQL_UUID_OF_OBJECT] =
        "SELECT uuid FROM objects WHERE kind = ?1 AND number = ?2 ORDER BY seq DESC LIMIT 1",
    [SQL_OBJECT_NOW] =
        "SELECT name, description, display_order, details FROM objects WHERE kind = ?1 AND number = ?2"
        " AND deleted_at IS NULL",
    [SQL_USER_NOW] =
        "SELECT username, first_name, last_name, role FROM users WHERE agent = ?1 AND deleted_at IS NULL",
    [SQL_DOCUMENT_NOW] = "SELECT document FROM documents WHERE kind = ?1 AND subject = ?2 AND name = ?3",

    [SQL_CHAIN_CONTACTS] = "SELECT contact, uuid, forgotten_at, erased_at FROM contacts WHERE " OF_CHAIN(
        "contacts") " AND uuid IS NOT NULL ORDER BY seq LIMIT ?2",
    [SQL_CHAINS_TO_ERASE] =
        "SELECT i.uuid FROM contacts c JOIN contacts i ON i.seq = c.chain WHERE c.erased_at IS NULL"
        " AND c.forgotten_at < ?1 AND i.uuid IS NOT NULL AND NOT EXISTS (SELECT 1 FROM contacts o"
        " WHERE (o.seq = c.chain OR (o.chain = c.chain AND o.chain <> o.seq))"
        " AND (o.seq > c.seq OR o.forgotten_at IS NULL OR o.forgotten_at >= ?1))"
        " ORDER BY c.forgotten_at, c.seq LIMIT ?2",

    [SQL_ERASE_CONTACT] =
        "UPDATE contacts SET name = NULL, customer_name = NULL, description = NULL, attributes = NULL,"
        " refs = NULL, note = NULL, address = NULL, client_token = NULL, documents = NULL, changed_at = NULL,"
        " erased_at = ?2 WHERE seq = ?1",
    [SQL_ERASE_CONTACT_UUID] = "UPDATE OR IGNORE contacts SET uuid = ?2 WHERE seq = ?1 AND uuid IS NULL"
                               " AND forgotten_at IS NOT NULL",
    [SQL_ERASE_CUSTOMERS] = "DELETE FROM customers WHERE contact = ?1",
    [SQL_ERASE_MESSAGES] = "UPDATE messages SET name = '', text = '', uuid = NULL WHERE chain = ?1",
    [SQL_ERASE_WHISPERS] = "UPDATE whispers SET name = '', text = '', uuid = NULL WHERE chain = ?1",
    [SQL_ERASE_STEPS] = "UPDATE steps SET why = NULL WHERE chain = ?1",
    [SQL_ERASE_NOTES] = "UPDATE notes SET name = '', text = '' WHERE contact = ?1",
    [SQL_ERASE_AUDIT_WHY] = "UPDATE audit SET why = NULL WHERE seq = ?1 AND why IS NOT NULL",
    [SQL_ERASE_AUDIT_TOLD] = "UPDATE audit SET told = NULL WHERE head = ?1 AND told IS NOT NULL",
    [SQL_ERASE_AUDIT_WHY_OF] =
        "UPDATE audit SET why = NULL WHERE seq IN (SELECT head FROM audit WHERE told_of = ?1)",
    [SQL_ERASE_AUDIT_TOLD_OF] = "UPDATE audit SET told = NULL, told_of = NULL WHERE told_of = ?1",
    [SQL_ERASE_USER] = "UPDATE users SET username = '', folded = '', first_name = '', last_name = '',"
                       " password_hash = NULL, role = 0, must_change = 0, disabled = 1 WHERE agent = ?1",
    [SQL_ERASE_USER_UUID] = "UPDATE OR IGNORE users SET uuid = ?2 WHERE agent = ?1 AND uuid IS NULL"
                            " AND deleted_at IS NULL",
    [SQL_ERASE_USER_MAKE] = "INSERT OR IGNORE INTO users (seq, agent, uuid, username, folded, first_name, "
                            "last_name, role, must_change,"
                            " disabled, created_at) SELECT ?3, ?1, ?2, '', '', '', '', 0, 0, 1, ?4 WHERE NOT "
                            "EXISTS (SELECT 1 FROM users"
                            " WHERE agent = ?1 AND deleted_at IS NULL AND uuid IS NOT NULL)",
    [SQL_ERASE_USER_NAME] = "UPDATE OR IGNORE users SET username = ?2, folded = ?2 WHERE agent = ?1"
                            " AND deleted_at IS NULL AND uuid IS NOT NULL",
    [SQL_ERASE_MESSAGES_BY] = "UPDATE messages SET name = '' WHERE agent = ?1",
    [SQL_ERASE_WHISPERS_BY] = "UPDATE whispers SET name = '' WHERE agent = ?1",
    [SQL_ERASE_NOTES_BY] = "UPDATE notes SET name = '' WHERE agent = ?1",
};

const char *const *sql_schema(void)
{
    return schema;
}

const char *sql_statement_text(enum sql_statement statement)
{
    return statements[statement];
}
