/* Signatures of requests: AWS Signature Version 4 for the service "connect" (connect.md, section 7). It must not know
 * users, paths or operations.
 *
 *     Authorization: AWS4-HMAC-SHA256 Credential=KEY/20260102/us-east-1/connect/aws4_request,
 *     SignedHeaders=host;x-amz-date, Signature=HEX
 *
 *     sigv4_parse   the header's parts, or why it is not one
 *     sigv4_check   with the key's secret: everything else
 *
 * The path is taken raw and encoded once more, the query is decoded, encoded again and sorted. Nothing is folded,
 * because our addresses match exactly. What the signature must cover: host and x-amz-date (or date). A body's hash is
 * always computed here; x-amz-content-sha256, if it is sent, must equal it.
 */
#ifndef NEXTUP_EDGE_API_SIGV4_H
#define NEXTUP_EDGE_API_SIGV4_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/crypto.h"
#include "lib/http.h"

enum {
    SIGV4_SKEW_MS = 5 * 60 * 1000,
    SIGV4_KEY_ID_BYTES_MAX = 128,
    SIGV4_REGION_BYTES_MAX = 32,
    SIGV4_DATE_BYTES = 9, /* "20260102" with its NUL */
    SIGV4_SIGNED_MAX = 64, /* headers one request may sign */
    SIGV4_SECRET_BYTES = 128, /* of a secret, sealed or in clear, with its NUL */
    SIGV4_CACHE_SLOTS = 64,
    SIGV4_MESSAGE_BYTES = 320,
};

enum sigv4_result {
    SIGV4_GOOD,
    SIGV4_MISSING,   /* no Authorization header */
    SIGV4_MALFORMED, /* IncompleteSignatureException */
    SIGV4_STALE,     /* InvalidSignatureException, "Signature expired" or "not yet current" */
    SIGV4_WRONG,     /* InvalidSignatureException */
    SIGV4_SEALED,    /* the key's secret cannot be had: UnrecognizedClientException */
};

/* A key's secret as it is kept. It is taken out of its seal only when a key has to be derived. */
struct sigv4_secret {
    const char *kept; /* sealed, or in clear */
    /* What kept says, NUL-ended, into secret: always the same for the same kept. False: it cannot be said. NULL: kept
     * is the secret. */
    bool (*unseal)(void *ctx, const char *kept, char secret[SIGV4_SECRET_BYTES]);
    void *unseal_ctx;
};

/* The Authorization header, taken apart. Texts are lent by the request and not NUL-ended, but those copied. */
struct sigv4_claim {
    char access_key_id[SIGV4_KEY_ID_BYTES_MAX + 1];
    char date[SIGV4_DATE_BYTES];
    char region[SIGV4_REGION_BYTES_MAX + 1];
    const char *signed_headers;
    size_t signed_headers_len;
    uint8_t signature[SHA256_BYTES];
    char message[SIGV4_MESSAGE_BYTES]; /* what is wrong, for the client; set when the result is not GOOD */
};

/* Derived keys, so that a key is derived once a day and region, and room for rendering. Erased when it is freed. One
 * thread at a time. */
struct sigv4_cache;
struct sigv4_cache *sigv4_cache_new(void); /* NULL: no memory */
void sigv4_cache_free(struct sigv4_cache *cache);

/* Is there any signature at all, whatever its worth? */
bool sigv4_is_signed(const struct http_request *request);

/* Takes the header apart: GOOD, MISSING or MALFORMED. */
enum sigv4_result sigv4_parse(const struct http_request *request, struct sigv4_claim *claim);

/* Checks date, scope, headers, body and signature. secret is the key's. Anything but MISSING. */
enum sigv4_result sigv4_check(struct sigv4_cache *cache, const struct http_request *request,
                              struct sigv4_claim *claim, const struct sigv4_secret *secret, int64_t now);

#endif
