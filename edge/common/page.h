/* Answering embedded pages: content type, ETag, gzip, Content-Security-Policy. It must not read the disk or know any
 * page. */
#ifndef NEXTUP_EDGE_COMMON_PAGE_H
#define NEXTUP_EDGE_COMMON_PAGE_H

#include <stdbool.h>
#include <stddef.h>

#include "lib/assets.h"
#include "lib/buf.h"
#include "lib/http.h"
#include "pump/pump.h"

enum { PAGE_FRAMES_BYTES_MAX = 8 * 1024 };

struct page {
    const struct asset *asset; /* lives as long as the process */
    const struct buf *
        frames; /* sites that may show the page in a frame beside ourselves: page_frames_add(); NULL none. Copied */
    const struct pump_centres *seen; /* whose state frames were read from; NULL none */
    bool shared;                     /* pages of other sites may load it: a script to embed */
};

/* Adds origins to frames (buf_init'ed with PAGE_FRAMES_BYTES_MAX); one with a byte that could end a policy is left out.
 * ":*" passes: CSP knows it. */
void page_frames_add(struct buf *frames, const char *const *origins, size_t count);

/* Answers a GET or HEAD with the asset (405 for others) and gives the request back. */
void page_answer(struct http_request *request, const struct page *page);

/* Pages of one folder of the table that only we may show in a frame: below is its address, "/supervisor/", which
 * answers its index.html; without the slash it redirects there. False: not one of them; the caller answers. */
bool page_handle_below(struct http_request *request, const struct asset *assets, size_t count, const char *below);

/* 308 to an address of our own; query and all that follows is not kept. */
void page_redirect(struct http_request *request, const char *to);

#endif
