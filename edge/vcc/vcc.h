/* The 8x8-shaped status API: programs of that world read and set agents' statuses here. It must not include another
 * edge or decide anything of routing.
 *
 *     request --> address (parse.h) --> Basic: key, user, role --> tenant, model, quota --> function (agents.c) --> pump --> answer, posted
 *
 *     GET       /vcc/v1/tenants/{alias}/agentstatus/agents[?groupId=]
 *     GET, PUT  /vcc/v1/tenants/{alias}/agentstatus/agents/{id}
 *     PUT, POST /vcc/v1/tenants/{alias}/agentstatus/agents/bulk
 *
 * Everything runs on the loop's thread, which is also the pumps'. Every byte that depends on a centre's state leaves by
 * pump_post(). docs/reference/vcc.md is the contract.
 */
#ifndef NEXTUP_EDGE_VCC_H
#define NEXTUP_EDGE_VCC_H

#include <stdbool.h>
#include <stdint.h>

#include "lib/http.h"
#include "pump/pump.h"

struct vcc;

enum { VCC_SECRET_BYTES = 128 };

struct vcc_limits {
    uint32_t requests_per_minute_max; /* of one access key; 429 beyond */
    uint32_t failures_per_minute_max; /* of one address: requests without a good key; 429 beyond */
};

/* 1,200 requests and 60 failures a minute. */
struct vcc_limits vcc_limits_default(void);

struct vcc_options {
    const struct pump_centres *centres; /* lent; complete before vcc_new */
    int64_t (*now)(void *ctx);          /* milliseconds since 1970 UTC */
    void *now_ctx;
    const char *trusted_proxy; /* lent; NULL: nobody's forwarded headers are believed */
    bool https;                /* reached by https whatever the headers say */
    /* A kept secret in clear, NUL-ended, into secret; false: it is sealed and there is no master key for it. NULL: all
     * are kept in clear. */
    bool (*unseal)(void *ctx, const char *kept, char secret[VCC_SECRET_BYTES]);
    void *unseal_ctx;
    struct vcc_limits limits; /* members that are 0 take their default */
};

/* options is copied. NULL if memory is out. */
struct vcc *vcc_new(const struct vcc_options *options);

/* True: the address begins with /vcc/v1/ and will be answered. False: not ours; the caller answers. */
bool vcc_handle(struct vcc *vcc, struct http_request *request);

/* When the HTTP server has drained and the pumps are closed. NULL is allowed. */
void vcc_free(struct vcc *vcc);

struct vcc_counters {
    uint64_t requests; /* with a good key */
    uint64_t refused;  /* 4xx and 5xx of them */
    uint64_t unproven; /* without a key, or with a wrong one */
    uint64_t throttled;
    uint64_t changes; /* statuses set */
};
const struct vcc_counters *vcc_counters(const struct vcc *vcc);

#endif
