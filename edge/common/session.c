/* Looking tokens up in the books of all centres (session.h). It must not open or close a session. */
#include "edge/common/session.h"

#include <string.h>

void session_token_draw(char token[SESSION_TOKEN_BYTES])
{
    random_token(token, SESSION_TOKEN_RANDOM_BYTES);
}

void session_hash(const char *token, size_t len, uint8_t hash[TOKEN_DIGEST_BYTES])
{
    static const uint8_t NO_KEY[TOKEN_KEY_BYTES] = {0};
    token_digest(NO_KEY, token, len, hash);
}

static bool find_in_centre(struct pump *pump, const uint8_t hash[TOKEN_DIGEST_BYTES], int64_t now,
                           struct session *session)
{
    const struct book *book = pump_book(pump);
    const struct book_session *found = book_find_session(book, hash);
    if (found == NULL || found->expires_at <= now)
        return false;
    const struct book_user *user = book_find_user(book, found->agent);
    if (user == NULL || user->disabled)
        return false;
    *session = (struct session){.pump = pump, .agent = found->agent, .expires_at = found->expires_at};
    memcpy(session->hash, hash, TOKEN_DIGEST_BYTES);
    return true;
}

static bool find_by_cookie(const struct pump_centres *centres, const struct http_request *request,
                           const char *cookie, int64_t now, struct session *session)
{
    size_t len = 0;
    const char *token = http_cookie_find(request, cookie, &len);
    if (token == NULL || len != SESSION_TOKEN_BYTES - 1)
        return false;
    uint8_t hash[TOKEN_DIGEST_BYTES];
    session_hash(token, len, hash);
    for (uint32_t i = 0; i < centres->count; i++) {
        if (find_in_centre(centres->pumps[i], hash, now, session))
            return true;
    }
    return false;
}

bool session_find(const struct pump_centres *centres, const struct http_request *request, int64_t now,
                  struct session *session)
{
    return find_by_cookie(centres, request, SESSION_COOKIE, now, session) ||
           find_by_cookie(centres, request, SESSION_COOKIE_FRAMED, now, session);
}

bool session_holds(const struct session *session, int64_t now)
{
    struct session ignored;
    return find_in_centre(session->pump, session->hash, now, &ignored);
}

struct pump *session_find_customer(const struct pump_centres *centres, const uint8_t hash[TOKEN_DIGEST_BYTES],
                                   int64_t now, const struct book_customer **customer)
{
    for (uint32_t i = 0; i < centres->count; i++) {
        const struct book_customer *found = book_find_customer_history(pump_book(centres->pumps[i]), hash);
        if (found != NULL && found->valid_until > now) {
            *customer = found;
            return centres->pumps[i];
        }
    }
    return NULL;
}
