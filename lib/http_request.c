/* Looking things up in a request; see http.h. It must not decode or change what was sent. */
#include <string.h>
#include <strings.h>

#include "lib/http_parse.h"

const char *http_header_find(const struct http_request *request, const char *name)
{
    for (size_t i = 0; i < request->headers_count; i++)
        if (http_same_name(request->headers[i].name, name))
            return request->headers[i].value;
    return NULL;
}

size_t http_header_count(const struct http_request *request, const char *name)
{
    size_t count = 0;
    for (size_t i = 0; i < request->headers_count; i++)
        count += http_same_name(request->headers[i].name, name);
    return count;
}

/* Is token one of the comma-separated pieces of value? Parameters (";q=1") are not looked into. */
static bool list_has(const char *value, const char *token)
{
    size_t token_len = strlen(token);
    for (const char *at = value; *at;) {
        at += strspn(at, " \t,");
        size_t len = strcspn(at, ",");
        size_t trimmed = len;
        while (trimmed > 0 && (at[trimmed - 1] == ' ' || at[trimmed - 1] == '\t'))
            trimmed--;
        if (trimmed == token_len && strncasecmp(at, token, token_len) == 0)
            return true;
        at += len;
    }
    return false;
}

bool http_header_has(const struct http_request *request, const char *name, const char *token)
{
    for (size_t i = 0; i < request->headers_count; i++)
        if (http_same_name(request->headers[i].name, name) && list_has(request->headers[i].value, token))
            return true;
    return false;
}

/* The cookie's value within one Cookie header. */
static const char *cookie_in(const char *cookies, const char *name, size_t *len)
{
    size_t name_len = strlen(name);
    for (const char *at = cookies; *at;) {
        at += strspn(at, " ;");
        size_t piece = strcspn(at, ";");
        if (piece > name_len && at[name_len] == '=' && memcmp(at, name, name_len) == 0) {
            *len = piece - name_len - 1;
            return at + name_len + 1;
        }
        at += piece;
    }
    return NULL;
}

const char *http_cookie_find(const struct http_request *request, const char *name, size_t *len)
{
    for (size_t i = 0; i < request->headers_count; i++) {
        if (!http_same_name(request->headers[i].name, "cookie"))
            continue;
        const char *value = cookie_in(request->headers[i].value, name, len);
        if (value)
            return value;
    }
    return NULL;
}

bool http_request_alive(const struct http_request *request)
{
    return request->connection != NULL;
}
