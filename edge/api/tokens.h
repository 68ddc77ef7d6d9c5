/* A centre's secret for tokens that nobody has to remember: signatures of paging tokens, and ids and tokens that follow
 * from a client's own token.
 *
 *     the secret is drawn when the centre is first served and kept as the centre's document "api-tokens", sealed if
 *     there is a master key: what it signed holds after a restart
 */
#ifndef NEXTUP_EDGE_API_TOKENS_H
#define NEXTUP_EDGE_API_TOKENS_H

#include "edge/api/call.h"
#include "edge/common/session.h"

/* Finds the secret of a centre, or draws it and has the centre remember it; before the first request. False: no
 * memory. */
bool token_open(struct api *api, uint32_t centre);

void token_sign(struct call *call, const void *bytes, size_t len, uint8_t digest[SHA256_BYTES]);

/* The id that what a request makes gets: random, or, with a ClientToken, always the same for this centre, operation and
 * token. */
struct uuid token_uuid(struct call *call, const char *client_token);
/* The participant's token of such a contact: it follows from the id, so that a repeated request is answered as the
 * first was. */
void token_of_participant(struct call *call, const struct uuid *contact, char token[SESSION_TOKEN_BYTES]);

#endif
