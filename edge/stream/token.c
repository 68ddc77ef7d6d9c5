/* Stream tokens (token.h). It must not make one. */
#include "edge/stream/token.h"

#include <stdio.h>
#include <string.h>

#include "edge/stream/settings.h"
#include "edge/stream/spool.h"

enum { TOKEN_BYTES_MAX = 512 };

void stream_token_digest(const char *token, size_t len, char name[STREAM_TOKEN_NAME_BYTES],
                         char hash[SHA256_HEX_BYTES])
{
    sha256_hex(token, len, hash);
    snprintf(name, STREAM_TOKEN_NAME_BYTES, STREAM_TOKEN_PREFIX "%.*s", STREAM_TOKEN_ID_LEN, hash);
}

static unsigned streams_of(const json_t *token)
{
    unsigned streams = 0;
    size_t index = 0;
    json_t *item = NULL;
    json_array_foreach(json_object_get(token, "streams"), index,
                       item) for (unsigned kind = 0; kind < SPOOL_KINDS;
                                  kind++) if (json_is_string(item) &&
                                              strcmp(json_string_value(item), stream_name(kind)) == 0)
        streams |= 1u << kind;
    return streams;
}

unsigned stream_token_streams(const struct book *book, const char *token, char name[STREAM_TOKEN_NAME_BYTES])
{
    char hash[SHA256_HEX_BYTES];
    size_t len = strlen(token);
    if (len == 0 || len > TOKEN_BYTES_MAX)
        return 0;
    stream_token_digest(token, len, name, hash);
    const struct book_document *document = book_find_document(book, ACD_SUBJECT_CENTRE, 0, name);
    const char *kept = document != NULL ? json_string_value(json_object_get(document->value, "hash")) : NULL;
    if (kept == NULL || strlen(kept) != strlen(hash) || !equal_in_constant_time(kept, hash, strlen(hash)))
        return 0;
    return streams_of(document->value);
}
