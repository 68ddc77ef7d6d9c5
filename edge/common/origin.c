/* Judging where a request comes from (origin.h). It must not keep anything. */
#include "edge/common/origin.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <uv.h>

enum { IPV6_BYTES = 16, IPV6_NETWORK_BYTES = 8 };

static bool comes_from_proxy(const struct origin_trust *trust, const struct http_request *request)
{
    return trust->trusted_proxy != NULL && strcmp(request->peer, trust->trusted_proxy) == 0;
}

bool origin_is_https(const struct origin_trust *trust, const struct http_request *request)
{
    if (trust->https)
        return true;
    const char *scheme =
        comes_from_proxy(trust, request) ? http_header_find(request, "x-forwarded-proto") : NULL;
    return scheme != NULL && strcasecmp(scheme, "https") == 0;
}

/* The last element: the one the trusted proxy itself has added. */
static const char *forwarded_for(const struct http_request *request)
{
    const char *value = http_header_find(request, "x-forwarded-for");
    if (value == NULL)
        return NULL;
    const char *comma = strrchr(value, ',');
    const char *last = comma != NULL ? comma + 1 : value;
    last += strspn(last, " \t");
    unsigned char bytes[IPV6_BYTES];
    bool is_address = uv_inet_pton(AF_INET, last, bytes) == 0 || uv_inet_pton(AF_INET6, last, bytes) == 0;
    return is_address ? last : NULL;
}

const char *origin_address(const struct origin_trust *trust, const struct http_request *request,
                           char text[HTTP_PEER_BYTES])
{
    const char *address = comes_from_proxy(trust, request) ? forwarded_for(request) : NULL;
    if (address == NULL)
        address = request->peer;
    unsigned char bytes[IPV6_BYTES];
    if (uv_inet_pton(AF_INET6, address, bytes) == 0) {
        memset(bytes + IPV6_NETWORK_BYTES, 0, IPV6_BYTES - IPV6_NETWORK_BYTES);
        uv_inet_ntop(AF_INET6, bytes, text, HTTP_PEER_BYTES);
    } else {
        snprintf(text, HTTP_PEER_BYTES, "%s", address);
    }
    return text;
}

static const char *find_origin(const struct http_request *request)
{
    return http_header_count(request, "origin") == 1 ? http_header_find(request, "origin") : NULL;
}

bool origin_is_own(const struct origin_trust *trust, const struct http_request *request)
{
    const char *origin = find_origin(request);
    const char *host = http_header_find(request, "host");
    const char *scheme = origin_is_https(trust, request) ? "https://" : "http://";
    if (origin == NULL || host == NULL || strncasecmp(origin, scheme, strlen(scheme)) != 0)
        return false;
    return strcasecmp(origin + strlen(scheme), host) == 0;
}

bool origin_is_absent(const struct http_request *request)
{
    return http_header_count(request, "origin") == 0;
}

static bool matches(const char *origin, const char *approved)
{
    size_t len = strlen(approved);
    if (len < 2 || strcmp(approved + len - 2, ":*") != 0)
        return strcasecmp(origin, approved) == 0;
    len -= 2;
    if (strncasecmp(origin, approved, len) != 0)
        return false;
    const char *port = origin + len;
    if (port[0] == '\0')
        return true;
    return port[0] == ':' && port[1] != '\0' && port[1 + strspn(port + 1, "0123456789")] == '\0';
}

bool origin_matches(const char *origin, const char *const *approved, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        if (matches(origin, approved[i]))
            return true;
    }
    return false;
}

bool origin_is_approved(const struct http_request *request, const char *const *approved, uint32_t count)
{
    const char *origin = find_origin(request);
    return origin != NULL && origin_matches(origin, approved, count);
}

/* "scheme://host:port" of an address; 0: it has none. */
static size_t origin_len(const char *address)
{
    size_t scheme = strncasecmp(address, "https://", 8) == 0  ? 8
                    : strncasecmp(address, "http://", 7) == 0 ? 7
                                                              : 0;
    size_t host = scheme > 0 ? strcspn(address + scheme, "/?#\\@ ") : 0;
    return host > 0 ? scheme + host : 0;
}

const char *origin_of(const struct http_request *request, char text[ORIGIN_BYTES])
{
    const char *found = find_origin(request);
    if (found == NULL && origin_is_absent(request) && http_header_count(request, "referer") == 1)
        found = http_header_find(request, "referer");
    size_t len = found != NULL ? origin_len(found) : 0;
    if (len == 0 || len >= ORIGIN_BYTES)
        return NULL;
    memcpy(text, found, len);
    text[len] = '\0';
    return text;
}

static bool port_is_valid(const char *port)
{
    size_t digits = strspn(port, "0123456789");
    return strcmp(port, "*") == 0 || (digits >= 1 && digits <= 5 && port[digits] == '\0');
}

static bool is_this_machine(const char *host, size_t len)
{
    static const char *const NAMES[] = {"localhost", "127.0.0.1", "[::1]"};
    for (size_t i = 0; i < sizeof NAMES / sizeof NAMES[0]; i++) {
        if (strlen(NAMES[i]) == len && strncasecmp(host, NAMES[i], len) == 0)
            return true;
    }
    return false;
}

bool origin_is_valid(const char *text)
{
    bool https = strncmp(text, "https://", 8) == 0;
    if (!https && strncmp(text, "http://", 7) != 0)
        return false;
    const char *host = text + (https ? 8 : 7);
    size_t len = strspn(host, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-");
    if (host[0] == '[')
        len = strspn(host + 1, "0123456789abcdefABCDEF:") + 1 + (strchr(host, ']') != NULL);
    bool port = host[len] == '\0' || (host[len] == ':' && port_is_valid(host + len + 1));
    return len > 0 && strlen(text) < ORIGIN_BYTES && port && (https || is_this_machine(host, len));
}

bool content_is_json(const struct http_request *request)
{
    static const char JSON[] = "application/json";
    const char *type = http_header_find(request, "content-type");
    if (type == NULL || strncasecmp(type, JSON, sizeof JSON - 1) != 0)
        return false;
    const char *rest = type + sizeof JSON - 1;
    rest += strspn(rest, " \t");
    return rest[0] == '\0' || rest[0] == ';';
}
