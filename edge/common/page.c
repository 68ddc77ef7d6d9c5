/* Embedded pages as answers (page.h). It must not read the disk or know any page. */
#include "edge/common/page.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "edge/common/after.h"
#include "edge/common/answer.h"

enum { PAGE_HEADERS_MAX = 10, PAGE_PATH_BYTES = 64, PAGE_POLICY_BYTES_MAX = PAGE_FRAMES_BYTES_MAX + 1024 };

/* Only what comes from ourselves runs; nothing inline. web/README.md says what the pages need, and their tests run
 * under it. */
static const char POLICY[] = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
                             "font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; "
                             "frame-ancestors 'self'";

struct held_page {
    struct http_request *request;
    struct page page;
    struct buf policy;
};

static bool is_harmless(const char *origin)
{
    static const char ALLOWED[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~:/*[]";
    return origin[0] != '\0' && origin[strspn(origin, ALLOWED)] == '\0';
}

/* Is it one of the words of frames already? Several centres may approve the same origin. */
static bool is_listed(const struct buf *frames, const char *origin)
{
    size_t len = strlen(origin);
    const char *text = buf_text(frames);
    for (const char *at = strstr(text, origin); at != NULL; at = strstr(at + 1, origin)) {
        bool begins = at == text || at[-1] == ' ';
        if (begins && (at[len] == ' ' || at[len] == '\0'))
            return true;
    }
    return false;
}

void page_frames_add(struct buf *frames, const char *const *origins, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (!is_harmless(origins[i]) || is_listed(frames, origins[i]))
            continue;
        buf_append_char(frames, ' ');
        buf_append_text(frames, origins[i]);
    }
}

static bool is_html(const struct asset *asset)
{
    return strncmp(asset->content_type, "text/html", strlen("text/html")) == 0;
}

static bool is_unchanged(const struct http_request *request, const struct asset *asset)
{
    const char *known = http_header_find(request, "if-none-match");
    return known != NULL && (strstr(known, asset->etag) != NULL || strcmp(known, "*") == 0);
}

/* Below assets/ a file has its content's hash in its name; the icon keeps its name. */
static const char *caching_of(const struct asset *asset)
{
    bool hashed = strstr(asset->path, "/assets/") != NULL && strstr(asset->path, "/icon.svg") == NULL;
    return hashed ? "public, max-age=31536000, immutable" : "no-cache";
}

static void answer_asset(struct http_request *request, const struct page *page, const char *policy)
{
    const struct asset *asset = page->asset;
    bool gzip = asset->gzip != NULL && http_header_has(request, "accept-encoding", "gzip");
    bool unchanged = is_unchanged(request, asset);
    struct http_header headers[PAGE_HEADERS_MAX];
    size_t count = 0;
    headers[count++] = (struct http_header){"Content-Type", asset->content_type};
    headers[count++] = (struct http_header){"ETag", asset->etag};
    headers[count++] = (struct http_header){"Cache-Control", caching_of(page->asset)};
    headers[count++] = (struct http_header){"Vary", "Accept-Encoding"};
    headers[count++] = (struct http_header){"X-Content-Type-Options", "nosniff"};
    headers[count++] =
        (struct http_header){"Cross-Origin-Resource-Policy", page->shared ? "cross-origin" : "same-origin"};
    if (policy[0] != '\0') {
        headers[count++] = (struct http_header){"Content-Security-Policy", policy};
        headers[count++] = (struct http_header){"Referrer-Policy", "same-origin"};
    }
    if (gzip && !unchanged)
        headers[count++] = (struct http_header){"Content-Encoding", "gzip"};
    http_answer(request, &(struct http_answer){.status = unchanged ? 304 : 200,
                                               .headers = headers,
                                               .headers_count = count,
                                               .body = unchanged ? NULL
                                                       : gzip    ? asset->gzip
                                                                 : asset->bytes,
                                               .body_len = unchanged ? 0
                                                           : gzip    ? asset->gzip_len
                                                                     : asset->len,
                                               .body_is_static = true});
}

static void page_posted(void *ctx, enum pump_outcome outcome)
{
    struct held_page *held = ctx;
    if (outcome == PUMP_LOST || buf_failed(&held->policy))
        answer_error_now(held->request, 503, "unknown", "The server is restarting.");
    else
        answer_asset(held->request, &held->page, buf_text(&held->policy));
    buf_free(&held->policy);
    free(held);
}

void page_answer(struct http_request *request, const struct page *page)
{
    if (strcmp(request->method, "GET") != 0 && strcmp(request->method, "HEAD") != 0) {
        answer_not_allowed_now(request, "GET, HEAD");
        return;
    }
    struct held_page *held = malloc(sizeof *held);
    if (held == NULL) {
        answer_error_now(request, 503, "overloaded", "The server is out of memory.");
        return;
    }
    *held = (struct held_page){.request = request, .page = *page};
    buf_init(&held->policy, PAGE_POLICY_BYTES_MAX);
    if (is_html(page->asset)) {
        buf_append_text(&held->policy, POLICY);
        if (page->frames != NULL && buf_failed(page->frames))
            buf_fail(&held->policy); /* a page that forgot who may embed it is the wrong page */
        else if (page->frames != NULL)
            buf_append_text(&held->policy, buf_text(page->frames));
    }
    after_all(page->seen != NULL ? page->seen->pumps : NULL, page->seen != NULL ? page->seen->count : 0,
              page_posted, held);
}

void page_redirect(struct http_request *request, const char *to)
{
    struct http_header header = {"Location", to};
    http_answer(request, &(struct http_answer){.status = 308, .headers = &header, .headers_count = 1});
}

bool page_handle_below(struct http_request *request, const struct asset *assets, size_t count,
                       const char *below)
{
    size_t len = strlen(below);
    char index[PAGE_PATH_BYTES];
    if (strncmp(request->path, below, len - 1) != 0)
        return false;
    if (request->path[len - 1] == '\0' && strcmp(request->method, "GET") == 0) {
        page_redirect(request, below);
        return true;
    }
    if (request->path[len - 1] != '/')
        return false;
    snprintf(index, sizeof index, "%sindex.html", below);
    const char *path = request->path[len] == '\0' ? index : request->path;
    const struct asset *asset = assets_find(assets, count, path);
    if (asset != NULL)
        page_answer(request, &(struct page){.asset = asset});
    return asset != NULL;
}
