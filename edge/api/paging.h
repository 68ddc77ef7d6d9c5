/* Pages of lists: opaque tokens that nobody can forge, bounds of maxResults. It must not know what is listed.
 *
 *     token = base64( number of the last one shown (8 bytes) | when (8) | HMAC(key, operation, instance, number, when,
 *     the request without its token) (16) )
 *
 * A list goes by numbers that only grow, so a page continues where the last one stopped whatever was made or deleted
 * meanwhile.
 */
#ifndef NEXTUP_EDGE_API_PAGING_H
#define NEXTUP_EDGE_API_PAGING_H

#include "edge/api/call.h"

enum { PAGING_TOKEN_MS_MAX = 24 * 60 * 60 * 1000, PAGING_METRICS_MS_MAX = 5 * 60 * 1000 };

struct page_walk {
    uint64_t after; /* begin behind this number */
    uint32_t max;
    uint32_t count;
    uint32_t total; /* matches in all, where that is counted */
    uint64_t last;  /* the last one shown */
    bool more;
};

/* From the query (nextToken, maxResults) or from the body (NextToken, MaxResults). False: the call has failed. */
bool page_begin_query(struct call *call, struct page_walk *walk, uint32_t max);
bool page_begin_body(struct call *call, struct page_walk *walk, uint32_t max, int64_t token_ms_max);
/* For each match in ascending order: true if it is to be shown on this page. Counts it in any case. */
bool page_take(struct page_walk *walk, uint64_t number);
/* Writes NextToken if there is more. */
void page_end(struct call *call, const struct page_walk *walk);

#endif
