/* What was sent with a ClientToken lately; see sent.h. It must not send anything. */
#include "edge/participant/sent.h"

#include <stdlib.h>
#include <string.h>

#include "lib/table.h"

struct sent {
    struct table known; /* key -> its item in the ring */
    struct sent_item items[SENT_MAX];
    uint64_t count; /* ever remembered */
};

struct sent *sent_new(void)
{
    struct sent *sent = calloc(1, sizeof *sent);
    if (sent != NULL)
        table_init(&sent->known, SENT_MAX);
    return sent;
}

void sent_free(struct sent *sent)
{
    if (sent == NULL)
        return;
    table_free(&sent->known);
    free(sent);
}

void sent_key(const char *who, const char *what, const char *client_token, uint8_t key[TOKEN_DIGEST_BYTES])
{
    uint8_t digests[3]
                   [TOKEN_DIGEST_BYTES]; /* so that no two of them run together, and no memory is asked for */
    session_hash(who, strlen(who), digests[0]);
    session_hash(what, strlen(what), digests[1]);
    session_hash(client_token, strlen(client_token), digests[2]);
    session_hash((const char *)digests, sizeof digests, key);
}

const struct sent_item *sent_find(const struct sent *sent, const uint8_t key[TOKEN_DIGEST_BYTES])
{
    return table_find(&sent->known, key, TOKEN_DIGEST_BYTES);
}

void sent_remember(struct sent *sent, const struct sent_item *item)
{
    struct sent_item *place = &sent->items[sent->count % SENT_MAX];
    if (sent_find(sent, item->key) != NULL)
        return;
    if (sent->count >= SENT_MAX)
        table_remove(&sent->known, place->key, TOKEN_DIGEST_BYTES);
    *place = *item;
    if (table_put(&sent->known, place->key, TOKEN_DIGEST_BYTES, place))
        sent->count++;
}
