/* What the files of edge/api share: the edge itself. Private to this folder. */
#ifndef NEXTUP_EDGE_API_STATE_H
#define NEXTUP_EDGE_API_STATE_H

#include "edge/api/api.h"
#include "edge/api/routes.h"
#include "edge/api/sigv4.h"
#include "edge/api/throttle.h"
#include "lib/crypto.h"

struct api {
    struct api_options options;
    struct sigv4_cache *signatures;
    struct throttle *throttle;
    struct routes *routes;
    struct hmac_key *tokens[PUMP_CENTRES_MAX]; /* one for each centre: tokens.c */
    struct api_counters counters;
    struct uuid first_id; /* the ids of requests are counted from here */
    uint64_t requests;
};

static inline int64_t api_now(const struct api *api)
{
    return api->options.now(api->options.now_ctx);
}

#endif
