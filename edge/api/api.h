/* The AWS-shaped REST API: unmodified Amazon Connect clients run this server with it. It must not include another edge
 * or decide anything of routing.
 *
 *     request --> signature (sigv4.h) --> key, user, role --> row of the table (operations.h) --> its function --> pump --> answer, posted
 *     request of a signed-in user's page -----^ api_handle_as()
 *
 * Everything runs on the loop's thread, which is also the pumps'. Every byte that depends on a centre's state leaves by
 * pump_post(). docs/reference/aws.md lists what is served.
 */
#ifndef NEXTUP_EDGE_API_H
#define NEXTUP_EDGE_API_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "edge/api/sigv4.h"
#include "edge/common/tallies.h"
#include "lib/http.h"
#include "lib/password.h"
#include "pump/pump.h"

struct api;

struct api_limits {
    uint32_t requests_per_s_max; /* of one operation of one centre, on average; 429 beyond */
    uint32_t requests_burst_max; /* how many may come at once */
};

/* 500 a second, 1,000 at once. */
struct api_limits api_limits_default(void);

enum { API_SECRET_BYTES = SIGV4_SECRET_BYTES };

struct api_options {
    const struct pump_centres *centres; /* lent; complete before api_new */
    struct password_worker *passwords;  /* lent; for CreateUser */
    int64_t (*now)(void *ctx);          /* milliseconds since 1970 UTC */
    void *now_ctx;
    const char *region;  /* lent; of ARNs */
    const char *account; /* lent; of ARNs, 12 digits */
    const char *url;     /* lent; where we are reached, read at each use: "http://127.0.0.1:8080" */
    /* Gives new windows to an hours object whose plan has changed. False: its time zone cannot be read, or the core
     * refused. */
    bool (*renew_hours)(struct pump *pump, uint32_t hours, int64_t now);
    bool (*knows_zone)(const char *time_zone, int64_t now);
    bool (*zone_offset)(const char *time_zone, int64_t at, int32_t *offset_s); /* of its wall clock from UTC; NULL: all are UTC */
    /* A kept secret in clear, NUL-ended, into secret; false: it is sealed and there is no master key for it. NULL: all
     * are kept in clear. */
    bool (*unseal)(void *ctx, const char *kept, char secret[API_SECRET_BYTES]);
    void *unseal_ctx;
    bool (*seal)(const char *secret, char kept[API_SECRET_BYTES]); /* what is to be kept of a secret; NULL: the secret */
    const struct tallies *tallies; /* lent; NULL: current numbers are counted at each request */
    struct api_limits limits; /* members that are 0 take their default */
};

/* options is copied. NULL if memory is out. */
struct api *api_new(const struct api_options *options);

/* True: the request was taken and will be answered: its path is one of the model's, which no other room has. False: the
 * caller asks somebody else. To be asked first: the busiest addresses then wait for no other room's comparisons. */
bool api_handle(struct api *api, struct http_request *request);
/* The last resort for a path that api_handle() and everybody else left. True: the request is signed, so who sent it
 * speaks the API and is told in its words that there is no such operation. False: not ours; the caller answers. */
bool api_handle_unknown(struct api *api, struct http_request *request);

/* Asks an operation for a signed-in user of the centre instead of an access key's: everything else is checked alike,
 * and what is changed has the user as its actor. The caller has made sure that the user holds a session, is not
 * disabled and is asked by our own page. path takes the request's place: the operation's, with the centre's id or "-"
 * for the instance; lent for the call. The body may leave InstanceId out. The request is always answered. */
void api_handle_as(struct api *api, struct http_request *request, struct pump *pump, uint32_t agent, const char *path);

/* When the HTTP server has drained, the passwords are closed and the pumps are closed. */
void api_free(struct api *api);

struct api_counters {
    uint64_t requests; /* with a good signature */
    uint64_t refused;  /* 4xx of them */
    uint64_t unproven; /* without a signature, or with a wrong one */
    uint64_t throttled;
};
const struct api_counters *api_counters(const struct api *api);

#endif
