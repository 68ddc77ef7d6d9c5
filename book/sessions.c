/* The directory's open sessions; see sessions.h. Never sees a token, and never looks at a clock. */
#include "book/sessions.h"

#include <stdlib.h>
#include <string.h>

enum { SESSIONS_MAX = 1 << 18 };

void sessions_init(struct sessions *sessions)
{
    *sessions = (struct sessions){.first = NULL};
    table_init(&sessions->by_hash, SESSIONS_MAX);
}

void sessions_free(struct sessions *sessions)
{
    for (struct session *session = sessions->first; session;) {
        struct session *after = session->after;
        free(session);
        session = after;
    }
    table_free(&sessions->by_hash);
    numbered_free(&sessions->by_agent);
}

const struct book_session *sessions_find(const struct sessions *sessions, const uint8_t hash[BODY_HASH_BYTES])
{
    const struct session *session = table_find(&sessions->by_hash, hash, BODY_HASH_BYTES);
    return session ? &session->shown : NULL;
}

static void replace_newest(struct sessions *sessions, uint32_t agent, struct session *session)
{
    numbered_remove(&sessions->by_agent, agent);
    if (session)
        numbered_put(&sessions->by_agent, agent, session);
}

static void remove_session(struct sessions *sessions, struct session *session)
{
    table_remove(&sessions->by_hash, session->hash, BODY_HASH_BYTES);
    *(session->before ? &session->before->after : &sessions->first) = session->after;
    *(session->after ? &session->after->before : &sessions->last) = session->before;
    if (session->older)
        session->older->newer = session->newer;
    if (session->newer)
        session->newer->older = session->older;
    else
        replace_newest(sessions, session->shown.agent, session->older);
    free(session);
}

/* Sessions live equally long, so the place is nearly always the end. */
static void insert_by_expiry(struct sessions *sessions, struct session *session)
{
    struct session *before = sessions->last;
    while (before && before->shown.expires_at > session->shown.expires_at)
        before = before->before;
    session->before = before;
    session->after = before ? before->after : sessions->first;
    *(before ? &before->after : &sessions->first) = session;
    *(session->after ? &session->after->before : &sessions->last) = session;
}

bool sessions_open(struct sessions *sessions, uint32_t agent, int64_t opened_at, const struct body_session *opened)
{
    if (agent == 0 || agent > OWNED_NUMBER_MAX || sessions_find(sessions, opened->session))
        return false;
    if (sessions->by_hash.count == SESSIONS_MAX)
        remove_session(sessions, sessions->first);
    struct session *session = owned_memory(sizeof *session);
    session->shown =
        (struct book_session){.agent = agent, .opened_at = opened_at, .expires_at = opened->expires_at};
    memcpy(session->hash, opened->session, BODY_HASH_BYTES);
    if (!owned_put(&sessions->by_hash, session->hash, BODY_HASH_BYTES, session)) {
        free(session);
        return false;
    }
    insert_by_expiry(sessions, session);
    session->older = numbered_find(&sessions->by_agent, agent);
    if (session->older)
        session->older->newer = session;
    replace_newest(sessions, agent, session);
    return true;
}

void sessions_close(struct sessions *sessions, uint32_t agent, const uint8_t hash[BODY_HASH_BYTES])
{
    struct session *session = table_find(&sessions->by_hash, hash, BODY_HASH_BYTES);
    if (session && session->shown.agent == agent)
        remove_session(sessions, session);
}

void sessions_close_all(struct sessions *sessions, uint32_t agent, const uint8_t *keep)
{
    for (struct session *session = numbered_find(&sessions->by_agent, agent); session;) {
        struct session *older = session->older;
        if (!keep || memcmp(session->hash, keep, BODY_HASH_BYTES) != 0)
            remove_session(sessions, session);
        session = older;
    }
}

void sessions_expire(struct sessions *sessions, int64_t now)
{
    while (sessions->first && sessions->first->shown.expires_at <= now)
        remove_session(sessions, sessions->first);
}
