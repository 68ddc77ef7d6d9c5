/* The tables that the tally's spans, buckets, contacts and offers are kept in, and every statement on them;
 * statements.h takes them into its list. It runs nothing.
 *
 *   spans          closed spans of an agent's time (tally/tally.h), gapless and many in one row (spans_row.h); the one
 *                  that goes on is in its piece
 *   time_buckets   the same time summed by 15 minutes, agent and routing profile
 *   contact_facts, contact_facts_live, offer_facts   facts.h
 *   tally_pieces   what the tally needs to go on (kind as enum tally_piece)
 */
#ifndef NEXTUP_BOOK_SPANS_STATEMENTS_H
#define NEXTUP_BOOK_SPANS_STATEMENTS_H

#define SPANS_STATEMENTS                                                                                                          \
    SQL_SPAN_ADD, SQL_SPAN_LIST, SQL_SPAN_AGENT_AFTER, SQL_BUCKET_ADD, SQL_BUCKET_LIST, SQL_CONTACT_FACTS_ADD,                     \
        SQL_CONTACT_FACTS_LIST, SQL_CONTACT_FACT_KEEP, SQL_CONTACT_FACT_GONE, SQL_CONTACT_FACT_LIVE, SQL_OFFER_FACTS_ADD,         \
        SQL_OFFER_FACTS_LIST, SQL_PIECE_SET, SQL_PIECE_DELETE, SQL_PIECE_LIST, SQL_PIECE_AGENT

#define SPANS_SCHEMA                                                                                              \
    "CREATE TABLE spans (agent INTEGER NOT NULL, from_at INTEGER NOT NULL, to_at INTEGER NOT NULL,"               \
    " spans BLOB NOT NULL, PRIMARY KEY (agent, from_at)) WITHOUT ROWID;"                                          \
    "CREATE TABLE time_buckets (at INTEGER NOT NULL, agent INTEGER NOT NULL, profile INTEGER NOT NULL,"           \
    " online INTEGER NOT NULL, non_productive INTEGER NOT NULL, contact INTEGER NOT NULL, idle INTEGER NOT NULL," \
    " error INTEGER NOT NULL, draining INTEGER NOT NULL, load INTEGER NOT NULL,"                                  \
    " PRIMARY KEY (at, agent, profile)) WITHOUT ROWID;"                                                           \
    "CREATE TABLE contact_facts (class INTEGER NOT NULL, bucket INTEGER NOT NULL, seq INTEGER NOT NULL,"          \
    " facts BLOB NOT NULL, PRIMARY KEY (class, bucket, seq)) WITHOUT ROWID;"                                      \
    "CREATE TABLE contact_facts_live (row INTEGER PRIMARY KEY, facts BLOB NOT NULL);"                             \
    "CREATE TABLE offer_facts (bucket INTEGER NOT NULL, seq INTEGER NOT NULL, facts BLOB NOT NULL,"               \
    " PRIMARY KEY (bucket, seq)) WITHOUT ROWID;"                                                                  \
    "CREATE TABLE tally_pieces (kind INTEGER NOT NULL, number INTEGER NOT NULL, bytes BLOB NOT NULL,"             \
    " PRIMARY KEY (kind, number)) WITHOUT ROWID;"

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
    [SQL_CONTACT_FACTS_ADD] = "INSERT INTO contact_facts VALUES (?1, ?2, ?3, ?4)",                                    \
    [SQL_CONTACT_FACTS_LIST] = "SELECT facts FROM contact_facts WHERE class = ?1 AND bucket >= ?2 AND bucket <= ?3",  \
    [SQL_CONTACT_FACT_KEEP] = "INSERT OR REPLACE INTO contact_facts_live VALUES (?1, ?2)",                            \
    [SQL_CONTACT_FACT_GONE] = "DELETE FROM contact_facts_live WHERE row = ?1",                                        \
    [SQL_CONTACT_FACT_LIVE] = "SELECT facts FROM contact_facts_live ORDER BY row",                                    \
    [SQL_OFFER_FACTS_ADD] = "INSERT INTO offer_facts VALUES (?1, ?2, ?3)",                                            \
    [SQL_OFFER_FACTS_LIST] = "SELECT facts FROM offer_facts WHERE bucket >= ?1 AND bucket <= ?2",                     \
    [SQL_PIECE_SET] = "INSERT OR REPLACE INTO tally_pieces VALUES (?1, ?2, ?3)",                                       \
    [SQL_PIECE_DELETE] = "DELETE FROM tally_pieces WHERE kind = ?1 AND number = ?2",                                   \
    [SQL_PIECE_LIST] = "SELECT kind, number, bytes FROM tally_pieces ORDER BY kind, number",                           \
    [SQL_PIECE_AGENT] = "SELECT number, bytes FROM tally_pieces WHERE kind = ?1 AND number >= ?2 AND number <= ?3"     \
                        " ORDER BY number"

#endif
