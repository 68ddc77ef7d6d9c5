/* Stream tokens: what lets a program read a centre's streams. A token is random text that nobody keeps; a document of
 * the centre keeps its hash. It must not make one.
 *
 *     document "stream-token.ID" of the centre: {"name": ..., "hash": HEX (SHA-256 of the token), "streams":
 *     ["agent-events", ...], "createdAt": MS} ID is the hash's first 16 hex digits: it names the token where the token
 *     itself must not be shown.
 */
#ifndef NEXTUP_EDGE_STREAM_TOKEN_H
#define NEXTUP_EDGE_STREAM_TOKEN_H

#include "book/book.h"
#include "lib/crypto.h"

enum {
    STREAM_TOKEN_ID_LEN = 16,
    STREAM_TOKEN_NAME_BYTES = 64, /* of the document */
};
#define STREAM_TOKEN_PREFIX "stream-token."

/* The document's name and the hash, for a token's text. */
void stream_token_digest(const char *token, size_t len, char name[STREAM_TOKEN_NAME_BYTES], char hash[SHA256_HEX_BYTES]);

/* The streams that the token may read, a bit set of 1 << enum spool_kind; 0: it is worth nothing here. name gets the
 * document's name. */
unsigned stream_token_streams(const struct book *book, const char *token, char name[STREAM_TOKEN_NAME_BYTES]);

#endif
