/* The right of one agent to speak in one chat for some hours, as a text that needs no storage: chat sessions of
 * embedding pages carry it instead of a cookie. It must not say whether the agent still has the chat: the caller looks.
 *
 *     agent.CONTACT.AGENT.EXPIRY.MAC      two UUIDs, milliseconds since 1970, hex of a digest of what is before it
 *
 * The digest's key is derived from the user's password hash, which only the book holds: a new password makes every such
 * token worthless, a restart does not.
 */
#ifndef NEXTUP_EDGE_COMMON_AGENT_TOKEN_H
#define NEXTUP_EDGE_COMMON_AGENT_TOKEN_H

#include "book/book.h"
#include "pump/pump.h"

enum { AGENT_TOKEN_BYTES = 192, AGENT_TOKEN_MS = 12 * 60 * 60 * 1000 };

struct agent_token {
    struct pump *pump;
    uint32_t agent;
    struct uuid contact;
};

/* Writes the token with a NUL. */
void agent_token_render(const struct book_user *user, const struct uuid *contact, int64_t expires_at,
                        char text[AGENT_TOKEN_BYTES]);

/* False: it is none, or nobody's, or over. The user is there and not disabled. Writes *token only when it returns
 * true. */
bool agent_token_parse(const struct pump_centres *centres, const char *text, int64_t now, struct agent_token *token);

#endif
