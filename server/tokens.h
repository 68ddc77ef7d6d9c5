/* Stream tokens in a centre: kept, listed, revoked (edge/stream/token.h has what is kept). It must not keep a token's
 * text, nor read files or ask anybody anything. */
#ifndef NEXTUP_SERVER_TOKENS_H
#define NEXTUP_SERVER_TOKENS_H

#include "lib/json.h"
#include "server/centres.h"
#include "server/make.h"

enum {
    TOKENS_TEXT_BYTES = 48, /* "nxs_" and 43 random characters */
    TOKENS_NAME_BYTES_MAX = 127,
};

/* A new token's text. */
void tokens_draw(char text[TOKENS_TEXT_BYTES]);

/* Lets whoever has the token read all streams of the centre. Only a hash is kept; harmless if it is kept already.
 * False: making->fault says why. */
bool tokens_keep(struct making *making, const char *name, const char *token);
/* The same for some streams: a list of their names with blanks between; NULL or "": all. */
bool tokens_keep_for(struct making *making, const char *name, const char *streams, const char *token);
/* The token with this id is worth nothing from now on. False: no centre has it, or it failed. */
struct admin_asking;
bool tokens_revoke(struct admin_asking *asking, const char *id);

/* An array's elements: {"id","name","centre","streams":[...],"createdAt"}. */
void tokens_write(const struct centres *centres, struct json_writer *writer);

#endif
