/* What was sent with a ClientToken lately; see sent.h. It must not send anything. */
#include "edge/participant/sent.h"

#include <stdlib.h>
#include <string.h>

#include "lib/buf.h"
#include "lib/table.h"

enum { KEY_BYTES_MAX = 4096 };

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
    struct buf text;
    buf_init(&text, KEY_BYTES_MAX);
    buf_append(&text, who, strlen(who) + 1); /* with their ends, so that no two of them run together */
    buf_append(&text, what, strlen(what) + 1);
    buf_append_text(&text, client_token);
    session_hash(buf_text(&text), text.len, key);
    buf_free(&text);
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
