/* The directory's open sessions by the hash of their token. Never sees a token, and never looks at a clock: time comes
 * with events. */
#ifndef NEXTUP_BOOK_SESSIONS_H
#define NEXTUP_BOOK_SESSIONS_H

#include "book/body.h"
#include "book/owned.h"
#include "lib/table.h"

struct session {
    struct book_session shown;
    uint8_t hash[BODY_HASH_BYTES];   /* the table's key */
    struct session *before, *after;  /* by expires_at */
    struct session *newer, *older;   /* of the same agent */
};

struct sessions {
    struct table by_hash;
    struct session *first, *last; /* the first expires first */
    struct numbered by_agent;     /* the agent's newest session */
};

void sessions_init(struct sessions *sessions);
void sessions_free(struct sessions *sessions);

/* False, changing nothing, if the hash is known. When the table is full the session that expires first goes. */
bool sessions_open(struct sessions *sessions, uint32_t agent, int64_t opened_at, const struct body_session *opened);
void sessions_close(struct sessions *sessions, uint32_t agent, const uint8_t hash[BODY_HASH_BYTES]); /* nothing if it is not the agent's */
void sessions_close_all(struct sessions *sessions, uint32_t agent, const uint8_t *keep);             /* keep may be NULL */
void sessions_expire(struct sessions *sessions, int64_t now); /* those with expires_at <= now */

const struct book_session *sessions_find(const struct sessions *sessions, const uint8_t hash[BODY_HASH_BYTES]);

#endif
