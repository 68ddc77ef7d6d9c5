/* What was sent with a ClientToken lately: a repeated request is answered as its first was, and nothing is sent twice.
 * It must not send anything.
 *
 * It is a ring: the newest SENT_MAX are known, until the process ends. Clients repeat a request within seconds.
 */
#ifndef NEXTUP_EDGE_PARTICIPANT_SENT_H
#define NEXTUP_EDGE_PARTICIPANT_SENT_H

#include "edge/common/session.h"

enum { SENT_MAX = 4096 };

struct sent_item {
    uint8_t key[TOKEN_DIGEST_BYTES];
    struct uuid uuid; /* the id that was answered */
    int64_t at;
};
struct sent;

struct sent *sent_new(void); /* NULL: no memory */
void sent_free(struct sent *sent);

/* Who (a participant's token) did what with which token of their own. */
void sent_key(const char *who, const char *what, const char *client_token, uint8_t key[TOKEN_DIGEST_BYTES]);
/* NULL: not known (any more). Lent until the next sent_remember(). */
const struct sent_item *sent_find(const struct sent *sent, const uint8_t key[TOKEN_DIGEST_BYTES]);
void sent_remember(struct sent *sent, const struct sent_item *item); /* the oldest goes; a known key stays as it is */

#endif
