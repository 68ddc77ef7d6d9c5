/* Signed requests as the AWS SDKs send them: one agent asks for one status. It must not open a socket.
 *
 *     PUT /users/INSTANCE/USER/status     {"AgentStatusId":"..."}
 *     Authorization: AWS4-HMAC-SHA256 Credential=KEY/DATE/REGION/connect/aws4_request,
 *     SignedHeaders=content-type;host;x-amz-date, Signature=HEX
 *
 * The signing key is derived once; every request is hashed and signed anew, as its time says.
 */
#ifndef NEXTUP_BENCH_LOAD_REQUEST_H
#define NEXTUP_BENCH_LOAD_REQUEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/crypto.h"

enum {
    PLAN_TEXT_BYTES = 160,
    PLAN_USERS_MAX = 4096,
    REQUEST_BYTES_MAX = 2048,
    REQUEST_PATH_BYTES_MAX = 1024,
    REQUEST_STATUSES = 2,
};

/* What a run is told, read from a file of lines "name value". */
struct plan {
    char address[PLAN_TEXT_BYTES]; /* "127.0.0.1" */
    char port[PLAN_TEXT_BYTES];
    char region[PLAN_TEXT_BYTES];
    char access_key_id[PLAN_TEXT_BYTES];
    char secret[PLAN_TEXT_BYTES];
    char instance[PLAN_TEXT_BYTES];
    char available[PLAN_TEXT_BYTES];
    char lunch[PLAN_TEXT_BYTES];
    char (*users)[PLAN_TEXT_BYTES]; /* owned */
    size_t users_count;
};

/* Reads the file. 0, or -1 and a sentence on standard error. */
int plan_read(struct plan *plan, const char *file);
void plan_free(struct plan *plan);

struct signer {
    const struct plan *plan; /* lent */
    const char *bare; /* lent; not NULL: GET this path instead, the same headers and body, signed too */
    struct hmac_key *key;
    char day[9];     /* the key's: "20260102" */
    char moment[17]; /* of moment_s, "20260102T030405Z" */
    int64_t moment_s;
    char scope[PLAN_TEXT_BYTES * 2];
    char bodies[REQUEST_STATUSES][PLAN_TEXT_BYTES + 32];
    char body_digests[REQUEST_STATUSES][SHA256_HEX_BYTES];
};

/* plan and bare stay the caller's. The key is derived with the first request. */
void signer_init(struct signer *signer, const struct plan *plan, const char *bare);
void signer_free(struct signer *signer);

/* Renders the request of user for status 0 (Available) or 1 (Lunch) at wall_ms into text. Returns its length; 0 when it
 * does not fit. */
size_t request_render(struct signer *signer, size_t user, unsigned status, int64_t wall_ms,
                      char text[REQUEST_BYTES_MAX]);

/* Any request, signed: the whole of its bytes. method, path (raw, without a query) and body are texts. Returns its
 * length; 0 when it does not fit. */
size_t request_sign(struct signer *signer, const char *method, const char *path, const char *body,
                    int64_t wall_ms, char *text, size_t text_bytes);

#endif
