/* Finding who is behind a token: a user's session cookie, a customer's chat token. It must not open or close a session.
 *
 * A token is 32 random bytes as URL-safe text. The book keeps only its digest (BLAKE2b-256). The digest needs no secret
 * key: nobody can try 2^256 tokens.
 */
#ifndef NEXTUP_EDGE_COMMON_SESSION_H
#define NEXTUP_EDGE_COMMON_SESSION_H

#include "book/book.h"
#include "lib/crypto.h"
#include "lib/http.h"
#include "lib/random.h"
#include "pump/pump.h"

enum {
    SESSION_TOKEN_RANDOM_BYTES = 32,
    SESSION_TOKEN_BYTES = RANDOM_TOKEN_LEN(SESSION_TOKEN_RANDOM_BYTES) + 1, /* the text with its NUL */
};

#define SESSION_COOKIE "nextup_session"
/* The same right in a frame of another site, where a browser takes no other cookie: set in that frame, kept for that
 * site only (Partitioned). */
#define SESSION_COOKIE_FRAMED "nextup_session_framed"

struct session {
    struct pump *pump; /* the centre */
    uint32_t agent;
    int64_t expires_at;
    uint8_t hash[TOKEN_DIGEST_BYTES];
};

void session_token_draw(char token[SESSION_TOKEN_BYTES]);
void session_hash(const char *token, size_t len, uint8_t hash[TOKEN_DIGEST_BYTES]);

/* The open session behind one of the request's two cookies (the framed one counts where the other is none), of a user
 * who is not disabled. Writes *session only when it returns true. What follows from it, also from false, leaves through
 * the pump's post (answer_after, answer_after_all). */
bool session_find(const struct pump_centres *centres, const struct http_request *request, int64_t now,
                  struct session *session);

/* Is this session still open? */
bool session_holds(const struct session *session, int64_t now);

/* The customer's chat behind a token: its centre, or NULL. *customer is lent until the next book_apply(). */
struct pump *session_find_customer(const struct pump_centres *centres, const uint8_t hash[TOKEN_DIGEST_BYTES],
                                   int64_t now, const struct book_customer **customer);

#endif
