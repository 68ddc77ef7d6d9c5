/* The administrator's pages: /admin/ and what it asks (docs/reference/admin.md). It must not include another edge,
 * decide anything, or be usable from another site.
 *
 *     GET /admin/...              embedded files, in no other site's frame
 *     /admin/api/session          --who may ask--> who that is, and where
 *     /admin/api/connect/PATH     --who may ask--> options.connect: an operation of the AWS-shaped API, which judges the role and answers
 *     POST /admin/api/do          --who may ask, administrators--> [password hashed] --> options.carry_out: a request of the operator's, bound to the user's centre
 *
 * Everything runs on the loop's thread, which is also the pumps'. Every byte that depends on a centre's state leaves by
 * pump_post().
 */
#ifndef NEXTUP_EDGE_ADMIN_H
#define NEXTUP_EDGE_ADMIN_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/assets.h"
#include "lib/buf.h"
#include "lib/http.h"
#include "lib/password.h"
#include "pump/pump.h"

struct admin;

enum admin_outcome {
    ADMIN_DONE,
    ADMIN_WRONG,   /* it is not such a request: a member is missing, or of a wrong type */
    ADMIN_REFUSED, /* it cannot be done */
    ADMIN_BUSY,    /* not now */
};

/* What an administrator asks for. */
struct admin_question {
    struct pump *pump;     /* the administrator's centre, and the only one it may be about */
    uint32_t agent;        /* the administrator: the actor */
    const json_t *request; /* {"do":..., ...}; a password is hashed already: "passwordHash". Lent for the call */
};

/* text: ADMIN_DONE: a JSON object; otherwise a sentence. Lent for the call. */
typedef void admin_answered(void *ctx, enum admin_outcome outcome, const struct buf *text);

struct admin_options {
    const struct pump_centres *centres; /* lent; complete before admin_new */
    struct password_worker *passwords;  /* lent */
    const struct asset *assets;         /* lent, sorted; "/admin/index.html" ... */
    size_t assets_count;
    int64_t (*now)(void *ctx); /* milliseconds since 1970 UTC */
    void *now_ctx;
    const char *trusted_proxy; /* the address whose X-Forwarded-For and -Proto are believed; NULL: nobody's */
    bool https;                /* we are reached by https whatever the headers say */
    const char *url;           /* lent; where we are reached, read at each use */
    const char *region;        /* lent; of ARNs */
    const char *account;       /* lent */
    /* Carries the API's operation out for this user and answers the request. */
    void (*connect)(void *ctx, struct http_request *request, struct pump *pump, uint32_t agent, const char *path);
    void *connect_ctx;
    /* Carries a question out and calls answered exactly once, before it returns or later. */
    void (*carry_out)(void *ctx, const struct admin_question *question, admin_answered *answered, void *answered_ctx);
    void *carry_out_ctx;
    uint32_t requests_per_minute_max; /* of one user; 0: ADMIN_REQUESTS_PER_MINUTE_MAX */
};

enum {
    ADMIN_REQUESTS_PER_MINUTE_MAX = 3000,
    ADMIN_JSON_BYTES_MAX = 512 * 1024,
    ADMIN_OUT_BYTES_MAX = 64 * 1024 * 1024,
};

/* options is copied. NULL if memory is out. */
struct admin *admin_new(const struct admin_options *options);

/* True: the request was taken and will be answered. False: not one of this edge's addresses; the caller answers. */
bool admin_handle(struct admin *admin, struct http_request *request);

/* When the HTTP server has drained, the passwords are closed and the pumps are closed. */
void admin_free(struct admin *admin);

#endif
