/* HTTP answers of the edges as JSON: at once, or once what they have seen is durable. It must not know what they say.
 *
 * The answer is rendered now and leaves by pump_post() (pump.h); if the journal fails meanwhile the client gets 503
 * `unknown` instead.
 */
#ifndef NEXTUP_EDGE_COMMON_ANSWER_H
#define NEXTUP_EDGE_COMMON_ANSWER_H

#include "lib/buf.h"
#include "lib/http.h"
#include "pump/pump.h"

enum {
    ANSWER_BYTES_MAX = 64 * 1024,
    ANSWER_COOKIE_BYTES = 256,
    ANSWER_ORIGIN_BYTES = 256,
};

struct answer {
    int status;
    struct buf json;                      /* the body */
    char set_cookie[ANSWER_COOKIE_BYTES]; /* "" none */
    char set_cookie_framed[ANSWER_COOKIE_BYTES]; /* a second one, for frames; "" none */
    char cors_origin[ANSWER_ORIGIN_BYTES];       /* pages there may read the answer, and with_cookies ask it with theirs; "" none */
    bool cors_with_cookies;
    int retry_after_s;                    /* 0 none */
    const char *allow;                    /* a constant, for 405; NULL none */
    const char *error_type;               /* a constant, x-amzn-ErrorType; NULL none */
};

void answer_init(struct answer *answer, int status);

/* {"error":{"code":...,"message":...}} */
void answer_error(struct answer *answer, int status, const char *code, const char *message);
/* The same for how pump_decide() came out (not PUMP_OK): 409 for the core's refusals, 503 otherwise. */
void answer_refusal(struct answer *answer, enum pump_refusal outcome, enum acd_refusal refusal);

/* All of these give the request back and free the answer. */
void answer_now(struct http_request *request, struct answer *answer); /* it has seen no state */
void answer_after(struct pump *pump, struct http_request *request, struct answer *answer);
void answer_after_all(const struct pump_centres *centres, struct http_request *request,
                      struct answer *answer); /* it has looked through every centre */

/* An error that has seen no state. */
void answer_error_now(struct http_request *request, int status, const char *code, const char *message);
void answer_not_allowed_now(struct http_request *request, const char *allow); /* 405 */

#endif
