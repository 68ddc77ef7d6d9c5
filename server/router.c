/* One request to the room whose address it is; an address of nobody's is answered here with a page
 * (signed requests are the API's, whatever their address). See router.h. */
#include "server/router.h"

#include <string.h>

static const char not_found_page[] =
    "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" "
    "content=\"width=device-width\">"
    "<title>Not found - Nextup</title></head>\n<body><main><h1>There is no such page</h1>"
    "<p><a href=\"/ccp-v2/\">The agent's panel</a></p></main></body></html>\n";

static const struct http_header page_headers[] = {
    {"content-type", "text/html; charset=utf-8"},
    {"content-security-policy",
     "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"},
    {"cache-control", "no-store"},
};
static const struct http_header to_panel[] = {{"location", "/ccp-v2/"}, {"cache-control", "no-store"}};

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static void answer_nobody(struct http_request *request)
{
    struct http_answer page = {.status = 404,
                               .headers = page_headers,
                               .headers_count = COUNT(page_headers),
                               .body = not_found_page,
                               .body_len = sizeof not_found_page - 1,
                               .body_is_static = true};
    http_answer(request, &page);
}

static bool answer_root(struct http_request *request)
{
    bool is_get = strcmp(request->method, "GET") == 0 || strcmp(request->method, "HEAD") == 0;
    if (!is_get || strcmp(request->path, "/") != 0)
        return false;
    http_answer(request,
                &(struct http_answer){.status = 302, .headers = to_panel, .headers_count = COUNT(to_panel)});
    return true;
}

void router_handle(void *ctx, struct http_request *request)
{
    struct router *router = ctx;
    bool is_taken = api_handle(router->api, request) || health_handle(router->health, request) ||
                    answer_root(request) || admin_handle(router->admin, request) ||
                    panel_handle(router->panel, request) || board_handle(router->board, request) ||
                    participant_handle(router->participant, request) || vcc_handle(router->vcc, request) ||
                    stream_handle(router->stream, request) || api_handle_unknown(router->api, request);
    if (!is_taken)
        answer_nobody(request);
}
