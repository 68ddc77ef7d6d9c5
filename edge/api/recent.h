/* Answers to requests that carry a client token, so that a repeated one is not carried out twice. It must not outlive the process: it is a help for retries.
 *
 * A ring of RECENT_MAX answers; the oldest goes first. Keys are digests of centre, operation and token.
 */
#ifndef NEXTUP_EDGE_API_RECENT_H
#define NEXTUP_EDGE_API_RECENT_H

#include <stddef.h>
#include <stdint.h>

enum { RECENT_MAX = 4096, RECENT_KEY_BYTES = 32, RECENT_ANSWER_BYTES_MAX = 2048 };

struct recent;
struct recent *recent_new(void); /* NULL: no memory */
void recent_free(struct recent *recent);

/* The members of the answer given to this key, as JSON text; NULL: none. Lent until the next call. */
const char *recent_find(const struct recent *recent, const uint8_t key[RECENT_KEY_BYTES]);
void recent_keep(struct recent *recent, const uint8_t key[RECENT_KEY_BYTES], const char *answer, size_t len);

#endif
