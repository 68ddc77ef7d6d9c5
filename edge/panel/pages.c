/* The panel's pages: which embedded file stands at which address, and who may show it in a frame. It must not know what
 * a page does. */
#include <string.h>

#include "edge/common/page.h"
#include "edge/panel/state.h"
#include "lib/log.h"

static const struct {
    const char *address;
    const char *asset;
} PAGES[] = {
    {"/ccp-v2/", "/ccp-v2/index.html"},
    {"/ccp-v2//request-storage-access",
     "/ccp-v2/request-storage-access.html"}, /* so spelled by old releases of the embedding library */
    {"/ccp-v2/request-storage-access", "/ccp-v2/request-storage-access.html"},
    {"/login", "/login/index.html"},
};

static const struct {
    const char *address;
    const char *to;
} REDIRECTS[] = {{"/ccp-v2", "/ccp-v2/"}};

/* The table of embedded files may hold other edges' pages too: ours stand below our addresses. */
static bool is_ours(const char *path)
{
    for (size_t i = 0; i < sizeof PAGES / sizeof PAGES[0]; i++) {
        if (strncmp(path, PAGES[i].address, strlen(PAGES[i].address)) == 0)
            return true;
    }
    return false;
}

static const char *asset_path(const char *address)
{
    for (size_t i = 0; i < sizeof PAGES / sizeof PAGES[0]; i++) {
        if (strcmp(PAGES[i].address, address) == 0)
            return PAGES[i].asset;
    }
    return address;
}

/* A frame whose page is not approved shows nothing: the browser sees to it. Here it is only told to whoever runs the
 * server. */
static void log_refused_frame(const struct panel *panel, const struct http_request *request,
                              const struct session *session)
{
    char text[ORIGIN_BYTES];
    if (!http_header_has(request, "sec-fetch-dest", "iframe") ||
        http_header_has(request, "sec-fetch-site", "same-origin"))
        return;
    const char *origin = origin_of(request, text);
    if (origin != NULL && !embedding_approved(panel, session, origin))
        log_warning(log_event("embedding_refused"), log_text("origin", origin),
                    log_text("asked", request->path));
}

/* Who may show it in a frame: the sites of the centre of whoever is signed in; before, of any centre. */
static void answer_page(struct panel *panel, struct http_request *request, const struct asset *asset)
{
    struct buf frames;
    struct session session;
    bool signed_in = session_find(panel->options.centres, request, panel_now(panel), &session);
    buf_init(&frames, PAGE_FRAMES_BYTES_MAX);
    for (uint32_t i = 0; i < panel->centre_count; i++) {
        uint32_t count = 0;
        const char *const *origins = book_origins(pump_book(panel->centres[i].pump), &count);
        if (!signed_in || session.pump == panel->centres[i].pump)
            page_frames_add(&frames, origins, count);
    }
    log_refused_frame(panel, request, signed_in ? &session : NULL);
    page_answer(request, &(struct page){.asset = asset, .frames = &frames, .seen = panel->options.centres});
    buf_free(&frames);
}

bool pages_handle(struct panel *panel, struct http_request *request)
{
    const struct asset *asset = NULL;
    if (is_ours(request->path))
        asset = assets_find(panel->options.assets, panel->options.assets_count, asset_path(request->path));
    if (asset != NULL) {
        answer_page(panel, request, asset);
        return true;
    }
    for (size_t i = 0; i < sizeof REDIRECTS / sizeof REDIRECTS[0]; i++) {
        if (strcmp(REDIRECTS[i].address, request->path) == 0 && strcmp(request->method, "GET") == 0) {
            page_redirect(request, REDIRECTS[i].to);
            return true;
        }
    }
    return false;
}
