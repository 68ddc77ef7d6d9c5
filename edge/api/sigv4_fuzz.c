/* Fuzzes the signature check: path, query, Authorization header and body from outside. It must not find one that is
 * good.
 *
 * input = path \n query \n Authorization \n body
 */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "edge/api/sigv4.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

static char *take_line(char **at)
{
    char *line = *at;
    char *end = strchr(line, '\n');
    if (end != NULL)
        *end = '\0';
    *at = end != NULL ? end + 1 : line + strlen(line);
    return line;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    char *text = strndup((const char *)bytes, len);
    char *at = text;
    const char *path = take_line(&at);
    const char *query = take_line(&at);
    const struct http_header headers[] = {
        {"Host", "127.0.0.1:8080"}, {"X-Amz-Date", "20260102T030405Z"}, {"Authorization", take_line(&at)}};
    const struct http_request request = {.method = "POST",
                                         .target = path,
                                         .path = path,
                                         .query = query,
                                         .headers = headers,
                                         .headers_count = 3,
                                         .body = at,
                                         .body_len = strlen(at)};
    struct sigv4_cache *cache = sigv4_cache_new();
    const struct sigv4_secret secret = {.kept = "secret"};
    struct sigv4_claim claim;
    if (sigv4_parse(&request, &claim) == SIGV4_GOOD)
        assert(sigv4_check(cache, &request, &claim, &secret, 1767323045000) != SIGV4_GOOD);
    sigv4_cache_free(cache);
    free(text);
    return 0;
}
