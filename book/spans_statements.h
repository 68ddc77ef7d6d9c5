/* The tables that the tally's spans, buckets, contacts and offers are kept in, and every statement on them; statements.h takes them into its list. It runs nothing.
 *
 *   spans          closed spans of an agent's time (tally/tally.h), gapless and many in one row (spans_row.h); the one that goes on is in its piece
 *   time_buckets   the same time summed by 15 minutes, agent and routing profile
 *   contact_facts  one row a contact, from its beginning on; row is the seq of the event that began it
 *   offer_facts    one row an offer that is over
 *   tally_pieces   what the tally needs to go on (kind as enum tally_piece)
 */
#ifndef NEXTUP_BOOK_SPANS_STATEMENTS_H
#define NEXTUP_BOOK_SPANS_STATEMENTS_H

#define SPANS_STATEMENTS                                                                                                          \
    SQL_SPAN_ADD, SQL_SPAN_LIST, SQL_SPAN_AGENT_AFTER, SQL_BUCKET_ADD, SQL_BUCKET_LIST, SQL_CONTACT_FACT_SET,                      \
        SQL_CONTACT_FACT_LIVE, SQL_CONTACT_FACT_ENDED, SQL_CONTACT_FACT_ENQUEUED, SQL_CONTACT_FACT_CONNECTED,                     \
        SQL_CONTACT_FACT_STARTED, SQL_OFFER_FACT_ADD, SQL_OFFER_FACT_LIST, SQL_PIECE_SET, SQL_PIECE_DELETE, SQL_PIECE_LIST,       \
        SQL_PIECE_AGENT

#define SPANS_SCHEMA                                                                                              \
    "CREATE TABLE spans (agent INTEGER NOT NULL, from_at INTEGER NOT NULL, to_at INTEGER NOT NULL,"               \
    " spans BLOB NOT NULL, PRIMARY KEY (agent, from_at)) WITHOUT ROWID;"                                          \
    "CREATE TABLE time_buckets (at INTEGER NOT NULL, agent INTEGER NOT NULL, profile INTEGER NOT NULL,"           \
    " online INTEGER NOT NULL, non_productive INTEGER NOT NULL, contact INTEGER NOT NULL, idle INTEGER NOT NULL," \
    " error INTEGER NOT NULL, draining INTEGER NOT NULL, load INTEGER NOT NULL,"                                  \
    " PRIMARY KEY (at, agent, profile)) WITHOUT ROWID;"                                                           \
    "CREATE TABLE contact_facts (row INTEGER PRIMARY KEY, contact INTEGER NOT NULL, queue INTEGER NOT NULL,"      \
    " queue_agent INTEGER NOT NULL, agent INTEGER NOT NULL, profile INTEGER NOT NULL, channel INTEGER NOT NULL,"  \
    " initiation INTEGER NOT NULL, cause INTEGER NOT NULL, ended_by INTEGER NOT NULL, is_over INTEGER NOT NULL,"  \
    " was_queued INTEGER NOT NULL, is_transferred INTEGER NOT NULL, by_agent INTEGER NOT NULL,"                   \
    " on_hold_at_end INTEGER NOT NULL, holds INTEGER NOT NULL, messages_agent INTEGER NOT NULL,"                  \
    " messages_customer INTEGER NOT NULL, offers INTEGER NOT NULL, started_at INTEGER NOT NULL,"                  \
    " enqueued_at INTEGER NOT NULL, dequeued_at INTEGER NOT NULL, connected_at INTEGER NOT NULL,"                 \
    " ended_at INTEGER NOT NULL, wrapup_at INTEGER NOT NULL, wrapup_ended_at INTEGER NOT NULL,"                   \
    " hold_ms INTEGER NOT NULL, pause_ms INTEGER NOT NULL, hold_since INTEGER NOT NULL,"                          \
    " pause_since INTEGER NOT NULL, first_response_at INTEGER NOT NULL);"                                         \
    "CREATE INDEX contact_facts_live ON contact_facts (row) WHERE is_over = 0;"                                   \
    "CREATE INDEX contact_facts_ended ON contact_facts (ended_at) WHERE ended_at > 0;"                            \
    "CREATE INDEX contact_facts_enqueued ON contact_facts (enqueued_at) WHERE enqueued_at > 0;"                   \
    "CREATE INDEX contact_facts_connected ON contact_facts (connected_at) WHERE connected_at > 0;"                \
    "CREATE INDEX contact_facts_started ON contact_facts (started_at);"                                           \
    "CREATE TABLE offer_facts (row INTEGER PRIMARY KEY, contact INTEGER NOT NULL, agent INTEGER NOT NULL,"        \
    " profile INTEGER NOT NULL, queue INTEGER NOT NULL, channel INTEGER NOT NULL, initiation INTEGER NOT NULL,"   \
    " outcome INTEGER NOT NULL, reason INTEGER NOT NULL, code INTEGER NOT NULL, begun_at INTEGER NOT NULL,"       \
    " ended_at INTEGER NOT NULL);"                                                                                \
    "CREATE INDEX offer_facts_ended ON offer_facts (ended_at);"                                                   \
    "CREATE TABLE tally_pieces (kind INTEGER NOT NULL, number INTEGER NOT NULL, bytes BLOB NOT NULL,"             \
    " PRIMARY KEY (kind, number)) WITHOUT ROWID;"

#define SPANS_CONTACT_FACTS "SELECT * FROM contact_facts WHERE "

#define SPANS_STATEMENT_TEXTS                                                                                          \
    [SQL_SPAN_ADD] = "INSERT OR REPLACE INTO spans VALUES (?1, ?2, ?3, ?4)",                                          \
    [SQL_SPAN_LIST] =                                                                                                  \
        "SELECT spans FROM spans WHERE agent = ?1 AND from_at >= ifnull((SELECT max(from_at) FROM spans"               \
        " WHERE agent = ?1 AND from_at <= ?2), 0) AND from_at < ?3 AND to_at > ?2 ORDER BY from_at",                   \
    [SQL_SPAN_AGENT_AFTER] = "SELECT min(agent) FROM spans WHERE agent > ?1",                                          \
    [SQL_BUCKET_ADD] =                                                                                                 \
        "INSERT INTO time_buckets VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10) ON CONFLICT (at, agent, profile)"   \
        " DO UPDATE SET online = online + ?4, non_productive = non_productive + ?5, contact = contact + ?6,"           \
        " idle = idle + ?7, error = error + ?8, draining = draining + ?9, load = load + ?10",                          \
    [SQL_BUCKET_LIST] = "SELECT * FROM time_buckets WHERE at >= ?1 AND at < ?2 ORDER BY at, agent, profile",           \
    [SQL_CONTACT_FACT_SET] =                                                                                           \
        "INSERT OR REPLACE INTO contact_facts VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14,"    \
        " ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22, ?23, ?24, ?25, ?26, ?27, ?28, ?29, ?30, ?31)",                       \
    [SQL_CONTACT_FACT_LIVE] = SPANS_CONTACT_FACTS "is_over = 0 ORDER BY row",                                          \
    [SQL_CONTACT_FACT_ENDED] = SPANS_CONTACT_FACTS                                                                     \
        "ended_at > 0 AND ended_at >= ?1 AND ended_at < ?2 AND is_over = 1 ORDER BY ended_at, row",                    \
    [SQL_CONTACT_FACT_ENQUEUED] =                                                                                      \
        SPANS_CONTACT_FACTS "enqueued_at > 0 AND enqueued_at >= ?1 AND enqueued_at < ?2 ORDER BY enqueued_at, row",    \
    [SQL_CONTACT_FACT_CONNECTED] = SPANS_CONTACT_FACTS                                                                 \
        "connected_at > 0 AND connected_at >= ?1 AND connected_at < ?2 ORDER BY connected_at, row",                    \
    [SQL_CONTACT_FACT_STARTED] =                                                                                       \
        SPANS_CONTACT_FACTS "started_at >= ?1 AND started_at < ?2 ORDER BY started_at, row",                           \
    [SQL_OFFER_FACT_ADD] =                                                                                             \
        "INSERT OR REPLACE INTO offer_facts VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",               \
    [SQL_OFFER_FACT_LIST] =                                                                                            \
        "SELECT * FROM offer_facts WHERE ended_at >= ?1 AND ended_at < ?2 ORDER BY ended_at, row",                     \
    [SQL_PIECE_SET] = "INSERT OR REPLACE INTO tally_pieces VALUES (?1, ?2, ?3)",                                       \
    [SQL_PIECE_DELETE] = "DELETE FROM tally_pieces WHERE kind = ?1 AND number = ?2",                                   \
    [SQL_PIECE_LIST] = "SELECT kind, number, bytes FROM tally_pieces ORDER BY kind, number",                           \
    [SQL_PIECE_AGENT] = "SELECT number, bytes FROM tally_pieces WHERE kind = ?1 AND number >= ?2 AND number <= ?3"     \
                        " ORDER BY number"

#endif
