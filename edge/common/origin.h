/* Where a request comes from: which site's page sent it, which address, by https or not. It must not keep anything.
 *
 * Headers of a proxy (X-Forwarded-For, X-Forwarded-Proto) are believed only when the request comes from the trusted
 * proxy's address.
 */
#ifndef NEXTUP_EDGE_COMMON_ORIGIN_H
#define NEXTUP_EDGE_COMMON_ORIGIN_H

#include <stdbool.h>
#include <stdint.h>

#include "lib/http.h"

struct origin_trust {
    const char *trusted_proxy; /* NULL: nobody */
    bool https;                /* reached by https whatever the headers say */
};

/* True if the page that sent it was reached by https. */
bool origin_is_https(const struct origin_trust *trust, const struct http_request *request);

/* The address limits count by: the peer's, or what the trusted proxy says. An IPv6 address is cut to its first 64 bits,
 * which one customer has as a whole. Written into text with a NUL; returns text. */
const char *origin_address(const struct origin_trust *trust, const struct http_request *request,
                           char text[HTTP_PEER_BYTES]);

/* True if exactly one Origin header is there and equals the page's own: scheme://Host. */
bool origin_is_own(const struct origin_trust *trust, const struct http_request *request);
bool origin_is_absent(const struct http_request *request);
/* True if Origin matches one of the approved: equal, or equal up to a final ":*" that stands for any port or none
 * ("http://localhost:*"). */
bool origin_is_approved(const struct http_request *request, const char *const *approved, uint32_t count);

/* The same for an origin as text, such as a page tells it of the page around it. */
bool origin_matches(const char *origin, const char *const *approved, uint32_t count);

/* Where the page is that asks: Origin, or the origin of Referer where a browser sends no Origin (a frame's page, a
 * plain GET). NULL if neither says it; else it is written into text with a NUL. */
enum { ORIGIN_BYTES = 256 };
const char *origin_of(const struct http_request *request, char text[ORIGIN_BYTES]);

/* True if text may be approved: "https://host[:port]", or "http://" of localhost, 127.0.0.1 or [::1]; the port may be
 * "*". No path, no other wildcard: cookies in frames of other sites need https, and a wildcard host approves
 * strangers. */
bool origin_is_valid(const char *text);

/* True if the content type is application/json, with or without parameters. */
bool content_is_json(const struct http_request *request);

#endif
