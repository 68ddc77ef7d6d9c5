/* The customer's pages: the chat page, its files, and the one script tag. It must not know what a page does. */
#include <string.h>

#include "edge/common/page.h"
#include "edge/participant/state.h"
#include "lib/url.h"

/* The sites that may frame this chat: the entry point's, or the first one's. An unknown one shows its page to ourselves
 * only. */
static void add_frames(struct participant *participant, const struct http_request *request,
                       struct buf *frames)
{
    struct buf text;
    struct flow flow;
    buf_init(&text, UUID_TEXT_LEN);
    url_query_find(request->query, "flow", URL_PLUS_IS_SPACE, &text);
    if (!buf_failed(&text) && flow_find(participant->options.centres, buf_text(&text), &flow))
        page_frames_add(frames, flow.words->origins, flow.words->origin_count);
    buf_free(&text);
}

bool chat_pages_handle(struct participant *participant, struct http_request *request)
{
    bool chat = strcmp(request->path, "/chat/") == 0;
    const char *path = chat ? "/chat/index.html" : request->path;
    if (strncmp(path, "/chat/", strlen("/chat/")) != 0)
        return false;
    const struct asset *asset =
        assets_find(participant->options.assets, participant->options.assets_count, path);
    if (asset == NULL)
        return false;
    struct buf frames;
    buf_init(&frames, PAGE_FRAMES_BYTES_MAX);
    add_frames(participant, request, &frames);
    page_answer(request, &(struct page){.asset = asset,
                                        .frames = &frames,
                                        .seen = participant->options.centres,
                                        .shared = strcmp(path, "/chat/embed.js") == 0});
    buf_free(&frames);
    return true;
}
